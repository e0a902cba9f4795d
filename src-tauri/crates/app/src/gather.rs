//! Opening the files of an import: those that were named, and those in folders, within bounds. A file
//! that cannot be opened never costs the others.

use crate::folder::{Bounds, Skipped, Walk};
use crate::intake::File;
use crate::{AppError, Code};
use secret::SecretBytes;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

/// No file above this is read: 100 MiB.
const MAX_FILE: u64 = 100 * 1024 * 1024;
/// Bytes of all files of folders at most.
const MOST: u64 = 512 << 20;
/// Files of folders at most: in so many nobody has exports.
const MOST_FILES: usize = 5_000;

/// Opens files, one folder after another.
#[derive(Debug, Default)]
pub struct Gathering {
    /// What was opened, or why not.
    pub files: Vec<File>,
    walk: Walk,
    size: u64,
    count: usize,
}

impl Gathering {
    /// Adds every file of a folder and of its subfolders, in the order of their names. It ends early when the watch
    /// breaks off.
    ///
    /// # Errors
    /// `io` when the folder cannot be read, `too_large` beyond 5,000 files or 512 MiB.
    pub fn add_folder(
        &mut self,
        folder: &Path,
        watch: &dyn Fn() -> ControlFlow<()>,
    ) -> Result<(), AppError> {
        self.walk.add_watched(folder, &Bounds::default(), watch)?;
        for found in std::mem::take(&mut self.walk.files) {
            if found.size > MAX_FILE {
                self.walk.skip("files larger than 100 MiB");
                continue;
            }
            self.size = self.size.saturating_add(found.size);
            self.count += 1;
            if self.size > MOST || self.count > MOST_FILES {
                return Err(too_much(folder));
            }
            if watch().is_break() {
                return Ok(());
            }
            self.files.push(File {
                name: found.path.display().to_string(),
                content: open(&found.path),
                found: true,
            });
        }
        Ok(())
    }

    /// What was passed over in folders.
    #[must_use]
    pub fn skipped(&self) -> Vec<Skipped> {
        self.walk.skipped()
    }
}

/// Reads a file whole. Only a regular file is opened: a pipe might never say anything.
///
/// # Errors
/// `io` when it cannot be read, `too_large` above 100 MiB.
pub fn open(path: &Path) -> Result<SecretBytes, AppError> {
    let failed = |error: std::io::Error| unreadable(path, &error.kind().to_string());
    if !path.metadata().map_err(failed)?.is_file() {
        return Err(unreadable(path, "it is not a file"));
    }
    let opened = std::fs::File::open(path).map_err(failed)?;
    let size = opened.metadata().map_err(failed)?.len();
    // Room for everything at once, so that growing leaves no copies behind.
    let room = usize::try_from(size.min(MAX_FILE) + 1).unwrap_or_default();
    let mut bytes = Vec::with_capacity(room);
    opened
        .take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    let bytes = SecretBytes::new(bytes);
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_FILE {
        return Err(AppError::new(
            Code::TooLarge,
            format!("{} is larger than 100 MiB.", path.display()),
            "It was not read, and nothing was changed.",
            "Choose the export itself; exports of authenticators are far smaller.",
        ));
    }
    Ok(bytes)
}

fn unreadable(path: &Path, why: &str) -> AppError {
    AppError::new(
        Code::Io,
        format!("{} cannot be read: {why}.", path.display()),
        "Nothing was changed.",
        "Check the path and its permissions.",
    )
}

fn too_much(folder: &Path) -> AppError {
    AppError::new(
        Code::TooLarge,
        format!(
            "{} holds more than {MOST_FILES} files or 512 MiB.",
            folder.display()
        ),
        "Nothing was imported.",
        "Name a folder with fewer, or let `reentry sweep` look for what is worth importing.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_refused_and_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo is there").success());
        let refused = open(&pipe).map(drop).map_err(|error| error.code);
        assert_eq!(refused, Err(Code::Io));
    }

    #[test]
    fn folders_beyond_the_bound_are_refused_before_they_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let make = |name: &str, size| {
            let file = std::fs::File::create(folder.path().join(name)).expect("made");
            file.set_len(size).expect("grown");
        };
        make("film", MAX_FILE + 1);
        let mut gathering = Gathering::default();
        gathering
            .add_folder(folder.path(), &whole)
            .expect("one large file is no reason");
        assert!(gathering.files.is_empty());
        assert_eq!(gathering.skipped()[0].count, 1);
        for name in 0..=(MOST / MAX_FILE) {
            make(&name.to_string(), MAX_FILE);
        }
        let mut gathering = Gathering::default();
        let refused = gathering.add_folder(folder.path(), &whole);
        assert_eq!(refused.map_err(|error| error.code), Err(Code::TooLarge));
    }

    #[test]
    fn a_gathering_can_be_given_up() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a"), "x").expect("written");
        let mut gathering = Gathering::default();
        let broken_off = || ControlFlow::Break(());
        gathering
            .add_folder(folder.path(), &broken_off)
            .expect("begun");
        assert!(gathering.files.is_empty());
    }
}
