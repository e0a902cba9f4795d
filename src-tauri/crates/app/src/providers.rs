//! What is known of services: the files that come with the program, and those of the user's own
//! folder, which are checked by the same rules when the program starts.

use crate::AppError;
use provider::{Directory, FileProblem};
use serde::Serialize;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The environment variable that names the user's own folder.
pub const VARIABLE: &str = "REENTRY_PROVIDERS";
/// The longest file that is read, in bytes.
const LONGEST: u64 = 1024 * 1024;
/// Most files that are read.
const MOST: usize = 500;

/// What is known, and what could not be taken in.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// All providers.
    pub directory: Directory,
    /// The ids of those that stand in the user's own files.
    pub own: Vec<String>,
    /// What is wrong with the user's own files; such a file is left out as a whole.
    pub problems: Vec<ProviderProblem>,
}

/// Something that is wrong with a provider file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProviderProblem {
    /// The file's name.
    pub file: String,
    /// What is wrong, with the place.
    pub message: String,
}

/// The user's own folder: where the variable points, or `providers` in the platform's
/// configuration folder. It need not exist.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    match std::env::var_os(VARIABLE) {
        Some(named) if named.is_empty() => None,
        Some(named) => Some(PathBuf::from(named)),
        None => directories::ProjectDirs::from("", "", "reentry")
            .map(|folders| folders.config_dir().join("providers")),
    }
}

/// Everything that is known.
#[must_use]
pub fn known(folder: Option<&Path>) -> Known {
    let mut known = Known {
        directory: Directory::embedded(),
        ..Known::default()
    };
    for path in folder.map(files).unwrap_or_default() {
        known.take(&path);
    }
    known
}

/// Checks files by the rules that count for the folder. Nothing is kept.
///
/// # Errors
/// `usage` for a file that cannot be read.
pub fn check(files: &[PathBuf]) -> Result<Known, AppError> {
    let mut known = Known {
        directory: Directory::embedded(),
        ..Known::default()
    };
    for path in files {
        if !path.is_file() {
            return Err(AppError::usage(
                format!("{} is no file that can be read.", path.display()),
                "Name a provider file: <id>.toml.",
            ));
        }
        known.take(path);
    }
    Ok(known)
}

impl Known {
    fn take(&mut self, path: &Path) {
        let file = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let Some(text) = text(path) else {
            self.problems.push(ProviderProblem {
                message: "it cannot be read, is no text in UTF-8, or is longer than 1 MiB"
                    .to_owned(),
                file,
            });
            return;
        };
        match self.directory.add(&file, &text) {
            Ok(()) => {
                let id = file.strip_suffix(".toml").unwrap_or(&file).to_owned();
                if !self.own.contains(&id) {
                    self.own.push(id);
                }
            }
            Err(problems) => {
                let told = problems.into_iter().map(|problem| ProviderProblem {
                    file: file.clone(),
                    message: match problem {
                        FileProblem::Syntax { message, .. } => message,
                        FileProblem::Rule { place, message, .. } => format!("{place}: {message}"),
                        other => other.to_string(),
                    },
                });
                self.problems.extend(told);
            }
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .take(MOST)
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml") && path.is_file())
        .collect();
    files.sort();
    files
}

fn text(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).ok()?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= LONGEST).then(|| String::from_utf8(bytes).ok())?
}

#[cfg(test)]
#[allow(clippy::expect_used)] // a failed expectation is a failed test
mod tests {
    use super::*;

    const SMALL: &str = r#"
schema = 1
id = "reef"
name = "Reef"
checked = 2026-11-21
sources = ["https://reef.example/help"]
no_way_back = "There is no way back at Reef."
[[instance]]
id = "reef"
name = "Reef"
host = "reef.example"
"#;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("written");
        }
        folder
    }

    #[test]
    fn a_file_of_the_user_joins_and_a_wrong_one_is_left_out_and_said() {
        let unknown = SMALL
            .replace("id = \"reef\"", "id = \"wrong\"")
            .replacen("name", "nmae", 1);
        let unsourced = SMALL
            .replace("id = \"reef\"", "id = \"bare\"")
            .replace("sources = [\"https://reef.example/help\"]", "sources = []");
        let folder = folder(&[
            ("reef.toml", SMALL),
            ("wrong.toml", &unknown),
            ("bare.toml", &unsourced),
            ("notes.txt", "not looked at"),
        ]);
        fs::write(folder.path().join("bytes.toml"), [0xff, 0xfe]).expect("written");
        let known = known(Some(folder.path()));
        assert_eq!(known.own, ["reef"]);
        assert!(known.directory.get("reef").is_some());
        assert!(known.directory.get("pypi").is_some(), "the others stay");
        let wrong: Vec<&str> = known.problems.iter().map(|one| one.file.as_str()).collect();
        assert!(
            wrong.contains(&"wrong.toml") && wrong.contains(&"bytes.toml"),
            "{wrong:?}"
        );
        let said = |file: &str, part: &str| {
            known
                .problems
                .iter()
                .any(|one| one.file == file && one.message.contains(part))
        };
        assert!(
            said("wrong.toml", "unknown field `nmae`"),
            "{:?}",
            known.problems
        );
        assert!(
            said("bare.toml", "at least one source"),
            "{:?}",
            known.problems
        );
    }

    #[test]
    fn a_file_with_a_known_id_replaces_what_came_with_the_program() {
        let text = SMALL.replace("id = \"reef\"", "id = \"hackage\"");
        let folder = folder(&[("hackage.toml", &text)]);
        let known = known(Some(folder.path()));
        assert_eq!(known.problems, []);
        assert_eq!(
            known.directory.get("hackage").map(|one| one.name.as_str()),
            Some("Reef")
        );
    }

    #[test]
    fn no_folder_is_no_problem() {
        let known = known(Some(Path::new("/no/such/folder")));
        assert!(known.own.is_empty() && known.problems.is_empty());
    }
}
