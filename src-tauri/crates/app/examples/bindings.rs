//! Writes the page's types: to the file named, or to standard output.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let text = app::ipc::typescript();
    let written = match std::env::args_os().nth(1) {
        Some(path) => std::fs::write(path, text),
        None => std::io::stdout().write_all(text.as_bytes()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the bindings could not be written: {error}");
            ExitCode::FAILURE
        }
    }
}
