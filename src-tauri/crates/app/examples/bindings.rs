//! Writes the page's types where the page expects them: `cargo xtask bindings`.

use std::process::ExitCode;

/// The generated file, from this crate's folder.
const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../ui/src/lib/backend/types.generated.ts"
);

fn main() -> ExitCode {
    match std::fs::write(FILE, app::ipc::typescript()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ui/src/lib/backend/types.generated.ts cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}
