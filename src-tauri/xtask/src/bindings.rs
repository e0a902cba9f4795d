//! `cargo xtask bindings`.

use crate::command::{self, Failure, cargo};
use crate::workspace::Workspace;

/// Writes `ui/src/lib/backend/types.generated.ts` from the Rust types. A test of the app crate
/// fails while the committed file differs.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    command::run(&mut cargo(
        &["run", "--package", "reentry-app", "--example", "bindings"],
        &workspace.root,
    ))
}
