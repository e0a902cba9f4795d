//! `cargo xtask run`.

use crate::command::{self, Failure, cargo};
use crate::system::{self, Purpose};
use crate::workspace::Workspace;
use crate::{demo, page};

/// Installs what is missing and opens the window; without a display, runs the demo instead.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    if !has_display() {
        println!("There is no display here, so no window can open.");
        println!("The same job runs on the command line instead, with the sample data.\n");
        return demo::run(workspace);
    }
    system::ensure(Purpose::Window)?;
    page::install(workspace)?;
    page::build(workspace)?;
    command::run(&mut cargo(
        &["run", "--package", "reentry-desktop"],
        &workspace.root,
    ))
}

/// Linux needs X11 or Wayland; elsewhere there always is a desktop.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
