//! The window's page in `ui/`: its packages, checks, tests and build.

use crate::command::{self, Failure, command};
use crate::workspace::Workspace;
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

/// Builds the page into `ui/dist`, which the window embeds.
pub fn build(workspace: &Workspace) -> Result<(), Failure> {
    npm(workspace, &["run", "--silent", "build"])
}

/// As [`install`] and [`build`], where no page was built yet: the window does not compile
/// without one.
pub fn ensure_built(workspace: &Workspace) -> Result<(), Failure> {
    if workspace.page().join("dist/index.html").exists() {
        return Ok(());
    }
    install(workspace)?;
    build(workspace)
}

/// Runs npm in `ui/`.
pub fn npm(workspace: &Workspace, arguments: &[&str]) -> Result<(), Failure> {
    command::run(&mut command("npm", arguments, &workspace.page()))
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|data| data.modified()).ok()
}
