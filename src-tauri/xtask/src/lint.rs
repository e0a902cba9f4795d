//! `cargo xtask lint`.

use crate::command::{self, Failure, cargo};
use crate::system::{self, Purpose};
use crate::workspace::Workspace;

/// Clippy over everything, warnings denied. Needs the libraries of the window.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    system::ensure(Purpose::Window)?;
    clippy(workspace, &["--workspace"])
}

/// Clippy over what compiles without GTK: part of `cargo xtask test`, because it shares nothing
/// with the build artefacts and the window's crates would cost minutes a second time.
pub fn core(workspace: &Workspace) -> Result<(), Failure> {
    clippy(workspace, &[])
}

fn clippy(workspace: &Workspace, packages: &[&str]) -> Result<(), Failure> {
    let mut arguments = vec!["clippy"];
    arguments.extend(packages);
    arguments.extend(["--all-targets", "--", "-D", "warnings"]);
    command::run(&mut cargo(&arguments, &workspace.root))
}
