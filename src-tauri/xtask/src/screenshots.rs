//! `cargo xtask screenshots`.

use crate::command::{self, Failure, cargo};
use crate::system::{self, Purpose};
use crate::workspace::Workspace;
use crate::{demo, test};

/// Runs the demo, whose sheets become PNGs in target/demo, and the test of the end-to-end crate
/// that saves every screen of the window in target/e2e.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    system::ensure(Purpose::Test)?;
    demo::run(workspace)?;
    test::build_window(workspace)?;
    let arguments = ["test", "--package", "e2e", "--test", "screenshots"];
    command::run(&mut cargo(&arguments, &workspace.root))?;
    println!("\nThe sheets are in target/demo, the screens in target/e2e/screens-*.");
    Ok(())
}
