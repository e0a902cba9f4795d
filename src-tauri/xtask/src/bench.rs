//! `cargo xtask bench`.

use crate::command::{self, Failure, cargo};
use crate::workspace::Workspace;

/// Runs the criterion benchmarks of every package that has some (reports: target/criterion), then
/// counts what is read of degraded pictures.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut found = false;
    for package in workspace.packages() {
        for (_, name) in package.targets.iter().filter(|(kind, _)| kind == "bench") {
            found = true;
            command::run(&mut cargo(
                &["bench", "--package", &package.name, "--bench", name],
                &workspace.root,
            ))?;
        }
    }
    if found {
        degraded(workspace)
    } else {
        Err(Failure::new("no package has a benchmark"))
    }
}

/// 300 degraded pictures through our decoder and zbarimg; fails unless ours reads more.
fn degraded(workspace: &Workspace) -> Result<(), Failure> {
    let arguments = [
        "run",
        "--release",
        "--package",
        "reentry-picture",
        "--example",
        "degraded",
    ];
    command::run(&mut cargo(&arguments, &workspace.root))
}
