//! Results on standard output, everything else on standard error.

use app::{AppError, Code, shown_lines};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::process::ExitCode;

/// What a command did.
pub struct Done {
    /// The document besides `"ok": true`.
    pub document: Value,
    /// The same for people.
    pub text: String,
    /// The text is what was asked for, to the byte, and not something said.
    exact: bool,
    /// Done, but this needs attention: exit code 4.
    pub attention: Option<AppError>,
}

impl Done {
    /// A result in both forms.
    pub fn new(document: &impl Serialize, text: impl Into<String>) -> Result<Self, AppError> {
        let document = serde_json::to_value(document).map_err(|_| {
            AppError::new(
                Code::Io,
                "The result cannot be written as JSON.",
                "What was done stays done.",
                "Run it again without --json.",
            )
        })?;
        Ok(Self {
            document,
            text: text.into(),
            exact: false,
            attention: None,
        })
    }

    /// The same with a text that is a file's content, and goes out as it is.
    pub fn exact(document: &impl Serialize, content: &str) -> Result<Self, AppError> {
        let done = Self::new(document, content)?;
        Ok(Self {
            exact: true,
            ..done
        })
    }

    /// The same, with something that needs attention.
    pub fn with_attention(mut self, attention: Option<AppError>) -> Self {
        self.attention = attention;
        self
    }
}

/// Prints a result and gives the exit code. What is said may repeat names out of hostile files, and of the files
/// themselves: nothing of it commands the terminal.
pub fn finish(result: Result<Done, AppError>, as_json: bool) -> ExitCode {
    match result {
        Ok(done) => {
            let code = done.attention.as_ref().map_or(0, |error| error.code.exit());
            if as_json {
                print(&success(done.document, done.attention.as_ref()));
            } else {
                if done.exact {
                    write_out(&done.text);
                } else {
                    write_out(&shown_lines(&done.text));
                }
                if let Some(error) = &done.attention {
                    say(error);
                }
            }
            ExitCode::from(code)
        }
        Err(error) => {
            if as_json {
                print(&json!({ "ok": false, "error": error }));
            }
            say(&error);
            ExitCode::from(error.code.exit())
        }
    }
}

fn success(document: Value, attention: Option<&AppError>) -> Value {
    let mut fields = Map::new();
    fields.insert("ok".to_owned(), Value::Bool(true));
    if let Some(error) = attention {
        fields.insert("attention".to_owned(), json!(error));
    }
    if let Value::Object(more) = document {
        fields.extend(more);
    }
    Value::Object(fields)
}

fn print(document: &Value) {
    if let Ok(text) = serde_json::to_string_pretty(document) {
        write_out(&text);
    }
}

/// Writes a result; a reader that went away (`| head`) is no error worth a word.
pub fn write_out(text: &str) {
    if text.is_empty() {
        return;
    }
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = out.write_all(b"\n");
    }
    let _ = out.flush();
}

fn say(error: &AppError) {
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "reentry: {}", shown_lines(&error.message));
    for line in [&error.unchanged, &error.next] {
        if !line.is_empty() {
            let _ = writeln!(out, "  {}", shown_lines(line));
        }
    }
    let _ = writeln!(out, "  [{}]", error.code.name());
}

/// A message for people, on standard error.
pub fn note(quiet: bool, text: &str) {
    if !quiet {
        let _ = writeln!(std::io::stderr().lock(), "{}", shown_lines(text));
    }
}
