//! `cargo xtask bench`.

use crate::command::{self, Failure, cargo};
use crate::workspace::Workspace;

/// Runs the criterion benchmarks of every package that has some. Reports: target/criterion.
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
        Ok(())
    } else {
        Err(Failure::new("no package has a benchmark"))
    }
}
