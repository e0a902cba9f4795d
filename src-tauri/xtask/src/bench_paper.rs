//! `cargo xtask bench-paper`.

use crate::command::{self, Failure, cargo};
use crate::workspace::Workspace;

/// The file with the table, and the line after which it begins.
const DOCUMENT: &str = "docs/paper-robustness.md";
const MARK: &str = "<!-- cargo xtask bench-paper writes what follows -->\n";

/// Degrades printed pages, reads them with three readers, and writes the table of what came back.
/// Takes a quarter of an hour on two cores. zxing-cpp is asked where Python has it (`pip install zxing-cpp pillow`).
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let table = workspace.root.join("target/paper.md");
    let mut example = cargo(
        &[
            // What spoils the pages is in the example itself.
            "--config",
            "profile.dev.package.reentry-sheet.opt-level=3",
            "run",
            "--package",
            "reentry-sheet",
            "--example",
            "paper",
            "--",
        ],
        &workspace.root,
    );
    command::run(example.arg(&table))?;
    let failed = |error| Failure::new(format!("{DOCUMENT}: {error}"));
    let path = workspace.root.join(DOCUMENT);
    let text = std::fs::read_to_string(&path).map_err(failed)?;
    let table = std::fs::read_to_string(&table).map_err(failed)?;
    let (before, _) = text
        .split_once(MARK)
        .ok_or_else(|| Failure::new(format!("{DOCUMENT} lacks the line {MARK}")))?;
    std::fs::write(&path, format!("{before}{MARK}{table}")).map_err(failed)
}
