//! `cargo xtask screenshots`.

use crate::command::{self, Failure, cargo};
use crate::demo;
use crate::system::{self, Purpose};
use crate::test;
use crate::workspace::Workspace;

/// Runs the demo, whose sheets become PNGs in target/demo, and the `screenshots` test of the
/// end-to-end crate, which saves every screen of the window.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    demo::run(workspace)?;
    let drives_window = |package: &crate::workspace::Package| package.has("test", "screenshots");
    if !workspace.packages().iter().any(drives_window) {
        println!("The window has no screenshot run yet; the sheets are in target/demo.");
        return Ok(());
    }
    system::ensure(Purpose::Test)?;
    test::build_window(workspace)?;
    let arguments = ["test", "--package", "e2e", "--test", "screenshots"];
    command::run(&mut cargo(&arguments, &workspace.root))
}
