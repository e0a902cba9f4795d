//! `cargo xtask fmt`.

use crate::command::{Failure, cargo, run};
use crate::workspace::Workspace;

/// Formats the Rust code of the whole workspace.
pub fn write(workspace: &Workspace) -> Result<(), Failure> {
    run(&mut cargo(&["fmt", "--all"], &workspace.root))
}

/// Fails when the code is not formatted.
pub fn check(workspace: &Workspace) -> Result<(), Failure> {
    run(&mut cargo(&["fmt", "--all", "--check"], &workspace.root))
}
