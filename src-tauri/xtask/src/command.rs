//! Starting other programs: said first, checked afterwards.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Why a task stopped: one sentence for the person at the terminal.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure that says `message`.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A command that starts in `folder`.
pub fn command(program: &str, arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command
}

/// Cargo, as the one that runs us.
pub fn cargo(arguments: &[&str], folder: &Path) -> Command {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut cargo = command(&program, arguments, folder);
    // What `cargo run` set for us would make cargo's own fingerprints differ from a plain call's.
    for (name, _) in std::env::vars_os() {
        let Some(name) = name.to_str() else { continue };
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// The command in a form that can be copied into a shell.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = if program.file_stem().is_some_and(|stem| stem == "cargo") {
        "cargo".to_owned()
    } else {
        quoted(&program.to_string_lossy())
    };
    command.get_args().fold(program, |line, argument| {
        format!("{line} {}", quoted(&argument.to_string_lossy()))
    })
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Says the command, runs it, and fails when it fails.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    println!("$ {}", shown(command));
    flush();
    let status = command
        .status()
        .map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("{} ({status})", shown(command))))
    }
}

/// As [`run`], and gives every line of standard output to `reader` after it was shown.
pub fn run_reading(command: &mut Command, mut reader: impl FnMut(&str)) -> Result<(), Failure> {
    println!("$ {}", shown(command));
    flush();
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.map_err(|error| not_started(command, &error))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            reader(&line);
        }
    }
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("{} ({status})", shown(command))))
    }
}

/// Runs the command silently and returns its standard output, or nothing when it fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", shown(command)))
}

fn flush() {
    // Ours and the child's output reach a pipe in the right order only when ours is out first.
    let _ = std::io::stdout().flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_commands_can_be_copied() {
        let command = command("reentry", &["draft", "it's", "a b", ""], Path::new("."));
        assert_eq!(shown(&command), r"reentry draft 'it'\''s' 'a b' ''");
    }

    #[test]
    fn run_reports_what_failed() {
        let failure = run(&mut command("false", &[], Path::new("."))).expect_err("false fails");
        assert!(failure.to_string().starts_with("false ("), "{failure}");
    }

    #[test]
    fn lines_reach_the_reader() {
        let mut lines = Vec::new();
        let mut echo = command("printf", &["one\\ntwo\\n"], Path::new("."));
        run_reading(&mut echo, |line| lines.push(line.to_owned())).expect("printf runs");
        assert_eq!(lines, ["one", "two"]);
    }
}
