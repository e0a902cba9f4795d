//! `cargo xtask screenshots`.

use crate::command::{self, Failure, cargo};
use crate::system::{self, Purpose};
use crate::workspace::Workspace;
use crate::{demo, test};
use std::fs;
use std::path::Path;

/// The screens that are kept in docs/screenshots, in both themes; all others stay in target/e2e.
const KEPT: &[&str] = &[
    "accounts-1280x800",
    "accounts-900x600",
    "accounts-200-1280x800",
    "name-2-1280x800",
    "recovery-code-1280x800",
    "import-preview-1280x800",
    "sheets-1280x800",
    "recover-questions-1280x800",
    "recover-ways-1280x800",
    "recover-draft-1280x800",
    "recover-command-1280x800",
];

/// Where they are kept.
const FOLDER: &str = "docs/screenshots";

/// Runs the demo, whose sheets become PNGs in target/demo, and the test of the end-to-end crate
/// that saves every screen of the window in target/e2e; then takes those that are kept.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    system::ensure(Purpose::Test)?;
    demo::run(workspace)?;
    test::build_window(workspace)?;
    let arguments = ["test", "--package", "e2e", "--test", "screenshots"];
    command::run(&mut cargo(&arguments, &workspace.root))?;
    let folder = workspace.root.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    for theme in ["light", "dark"] {
        for name in KEPT {
            let from = workspace
                .target
                .join(format!("e2e/screens-{theme}/{name}.png"));
            let to = folder.join(format!("{name}-{theme}.png"));
            fs::copy(&from, to).map_err(|error| failed(&from, &error))?;
        }
    }
    println!("\nThe sheets are in target/demo, the screens in target/e2e/screens-*.");
    println!("Those that are kept were copied to {FOLDER}: look at each before it is committed.");
    Ok(())
}

fn failed(place: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", place.display()))
}
