//! The desktop shell: wiring only. What a command does is in the crate `app`, which the command
//! line shares.

#[cfg(all(feature = "e2e", not(debug_assertions)))]
compile_error!("the feature `e2e` lets WebDriver in: it is for tests and never goes in a release");

#[cfg(target_os = "linux")]
mod away;
mod clipboard;
mod commands;
mod desk;
mod dialogs;
#[cfg(test)]
mod names;
mod opener;
mod window;

use app::Session;
use desk::Desk;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// Opens the window and runs until it is closed. The vault's folder is the one that
/// `REENTRY_VAULT` names, else the platform's.
#[must_use]
pub fn run() -> ExitCode {
    app::forbid_core_dumps();
    match open() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("reentry: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

fn open() -> Result<(), Box<dyn Error>> {
    let named = std::env::var_os("REENTRY_VAULT").filter(|folder| !folder.is_empty());
    let location = app::open::location(named.map(PathBuf::from))?;
    tauri::Builder::default()
        .manage(Desk::new(Session::new(location)))
        .invoke_handler(commands::handler())
        .on_window_event(window::dropped)
        .setup(|app| {
            window::open(app)?;
            window::lock_when_idle(app.handle().clone());
            window::lock_when_away(app.handle());
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
