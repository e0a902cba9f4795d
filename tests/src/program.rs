//! The programs under test, found beside the test itself.

use std::path::{Path, PathBuf};

/// The command line, `reentry`.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn cli() -> PathBuf {
    built("reentry", "cargo build -p reentry-cli")
}

/// The window, built with the feature `e2e`.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn window_program() -> PathBuf {
    built(
        "reentry-desktop",
        "cargo build -p reentry-desktop --features e2e",
    )
}

/// Where a failed test leaves its evidence: `target/e2e/NAME`.
#[must_use]
pub fn artifacts(name: &str) -> PathBuf {
    let target = profile_folder().parent().map(Path::to_owned);
    target.unwrap_or_default().join("e2e").join(name)
}

fn built(name: &str, command: &str) -> PathBuf {
    let program = profile_folder().join(name);
    assert!(
        program.exists(),
        "{} is missing: run `cargo xtask test`, or `{command}`",
        program.display()
    );
    program
}

/// The folder of the profile that the test was built in: the test itself is in its `deps`.
fn profile_folder() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let folder = test.parent().and_then(Path::parent);
    folder
        .expect("a test lives in target/PROFILE/deps")
        .to_owned()
}
