//! Secrets and files on their way in: from files, standard input, or the terminal. Never from
//! arguments, and never asked for where nobody can answer.

use app::{AppError, Code, SecretBytes, SecretText};
use std::cell::Cell;
use std::io::{IsTerminal, Read};
use std::path::Path;

/// No file above this is read: 100 MiB.
pub const MAX_FILE: u64 = 100 * 1024 * 1024;
/// No passphrase or note file above this is read: 1 MiB.
const MAX_SECRET: u64 = 1024 * 1024;

/// Where input comes from. Remembers whether standard input is spent.
#[derive(Debug, Default)]
pub struct Input {
    stdin_taken: Cell<bool>,
}

impl Input {
    /// The content of a file, or of standard input for `-`.
    ///
    /// # Errors
    /// `too_large` before reading, `io`, or `usage` when standard input is wanted twice.
    pub fn file(&self, path: &Path) -> Result<SecretBytes, AppError> {
        self.read(path, MAX_FILE)
    }

    /// A passphrase, password or secret; one trailing newline is not part of it.
    ///
    /// # Errors
    /// As [`Input::file`], and `usage` when it is not UTF-8.
    pub fn secret(&self, path: &Path) -> Result<SecretText, AppError> {
        let text = self.text(path)?;
        let line = text.expose();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        Ok(SecretText::new(line))
    }

    /// A text, whole.
    ///
    /// # Errors
    /// As [`Input::secret`].
    pub fn text(&self, path: &Path) -> Result<SecretText, AppError> {
        let bytes = self.read(path, MAX_SECRET)?;
        match std::str::from_utf8(bytes.expose()) {
            Ok(text) => Ok(SecretText::new(text)),
            Err(_) => Err(AppError::usage(
                format!("{} is not a text in UTF-8.", name(path)),
                "Save it as UTF-8 and try again.",
            )),
        }
    }

    /// Asks on the terminal, without echo. `None` where there is no terminal.
    ///
    /// # Errors
    /// `io` when the terminal fails.
    pub fn ask(&self, question: &str) -> Result<Option<SecretText>, AppError> {
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return Ok(None);
        }
        rpassword::prompt_password(format!("{question}: "))
            .map(|answer| Some(SecretText::new(answer)))
            .map_err(|error| failed("The terminal", &error))
    }

    fn read(&self, path: &Path, limit: u64) -> Result<SecretBytes, AppError> {
        if path == Path::new("-") {
            if self.stdin_taken.replace(true) {
                return Err(AppError::usage(
                    "Standard input is asked for twice.",
                    "Give one of the two as a file.",
                ));
            }
            return bounded(std::io::stdin().lock(), "standard input", 0, limit);
        }
        let file = std::fs::File::open(path).map_err(|error| failed(&name(path), &error))?;
        let size = match file.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                return Err(AppError::usage(
                    format!("{} is a folder.", name(path)),
                    "Name a file.",
                ));
            }
            Ok(metadata) => metadata.len(),
            Err(error) => return Err(failed(&name(path), &error)),
        };
        bounded(file, &name(path), size, limit)
    }
}

fn bounded(from: impl Read, name: &str, size: u64, limit: u64) -> Result<SecretBytes, AppError> {
    let too_large = || {
        AppError::new(
            Code::TooLarge,
            format!("{name} is larger than {} MiB.", limit / 1024 / 1024),
            "It was not read, and nothing was changed.",
            "Choose the export itself; exports of authenticators are far smaller.",
        )
    };
    if size > limit {
        return Err(too_large());
    }
    // Room for everything at once, so that growing leaves no copies behind.
    let capacity = usize::try_from(size + 1).unwrap_or_default();
    let mut bytes = Vec::with_capacity(capacity);
    from.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failed(name, &error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }
    Ok(SecretBytes::new(bytes))
}

fn failed(what: &str, error: &std::io::Error) -> AppError {
    AppError::new(
        Code::Io,
        format!("{what} cannot be read: {}.", error.kind()),
        "Nothing was changed.",
        "Check the path and its permissions.",
    )
}

/// A path as people write it.
pub fn name(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_input_is_read_once() {
        let input = Input::default();
        input.stdin_taken.set(true);
        let error = input.secret(Path::new("-")).expect_err("spent");
        assert_eq!(error.code, Code::Usage);
    }

    #[test]
    fn one_trailing_newline_is_dropped_and_no_more() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("p");
        for (content, expected) in [("a\n", "a"), ("a\n\n", "a\n"), ("a\r\n", "a"), ("a ", "a ")] {
            std::fs::write(&path, content).expect("written");
            let secret = Input::default().secret(&path).expect("read");
            assert_eq!(secret.expose(), expected);
        }
    }

    #[test]
    fn a_large_file_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sparse");
        let file = std::fs::File::create(&path).expect("created");
        file.set_len(MAX_FILE + 1).expect("sparse");
        let error = Input::default().file(&path).expect_err("too large");
        assert_eq!(error.code, Code::TooLarge);
    }
}
