//! The desktop shell: wiring only. What a command does is in the crate `app`, which the command
//! line shares.

#[cfg(all(feature = "e2e", not(debug_assertions)))]
compile_error!("the feature `e2e` lets WebDriver in: it is for tests and never goes in a release");

mod commands;
mod desk;
#[cfg(test)]
mod names;
mod process;
mod session;
mod window;

use desk::Desk;
use std::process::ExitCode;

/// Opens the window and runs until it is closed.
#[must_use]
pub fn run() -> ExitCode {
    process::forbid_core_dumps();
    let ran = tauri::Builder::default()
        .manage(Desk::new(session::Session::new()))
        .invoke_handler(commands::handler())
        .setup(|app| Ok(window::open(app)?))
        .run(tauri::generate_context!());
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("reentry: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}
