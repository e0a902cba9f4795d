//! The window's page in `ui/`: its packages, checks, tests and build.

use crate::command::{self, Failure, command};
use crate::workspace::Workspace;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Installs the npm packages of the lock file, unless what is installed is newer than the lock.
pub fn install(workspace: &Workspace) -> Result<(), Failure> {
    let page = workspace.page();
    let locked = modified(&page.join("package-lock.json"))
        .ok_or_else(|| Failure::new("ui/package-lock.json is missing"))?;
    // npm writes this file last, so an interrupted installation is repeated.
    let installed = modified(&page.join("node_modules/.package-lock.json"));
    if installed.is_some_and(|installed| installed >= locked) {
        return Ok(());
    }
    npm(workspace, &["ci", "--no-audit", "--no-fund"])
}

/// Builds the page into `ui/dist`, which the window embeds, unless what is there is newer than
/// every source: a new page means that the window is compiled again.
pub fn build(workspace: &Workspace) -> Result<(), Failure> {
    let page = workspace.page();
    // The placeholder of the window's build script is a page without this folder.
    let built =
        modified(&page.join("dist/index.html")).filter(|_| page.join("dist/assets").is_dir());
    match (built, newest_source(&page)) {
        (Some(built), Some(changed)) if changed < built => Ok(()),
        _ => npm(workspace, &["run", "--silent", "build"]),
    }
}

/// Runs npm in `ui/`.
pub fn npm(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    command::run(&mut command("npm", arguments, &workspace.page()))
}

/// When anything in `folder` changed last, results and installed packages aside.
fn newest_source(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    entries
        .filter(|entry| entry.file_name() != "dist" && entry.file_name() != "node_modules")
        .filter_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                newest_source(&path)
            } else {
                modified(&path)
            }
        })
        .max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|data| data.modified()).ok()
}
