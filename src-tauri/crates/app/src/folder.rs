//! Files in folders and their subfolders, within bounds: links are not followed, hidden folders and
//! those of tools are not entered, and what was passed over is counted.

use crate::{AppError, Code};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::DirEntry;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Folders that tools fill and nobody keeps exports in.
const TOOLS: [&str; 5] = [
    "node_modules",
    "__pycache__",
    "site-packages",
    "venv",
    "target",
];
/// Folders that version control keeps; hidden, but named for what they are.
const VERSIONS: [&str; 5] = [".git", ".hg", ".svn", ".bzr", ".jj"];

/// How far a walk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Folders below the first one.
    pub depth: usize,
    /// Files and folders looked at.
    pub entries: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            depth: 16,
            entries: 500_000,
        }
    }
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size: u64,
}

/// Things of one kind that were passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Which, and why.
    pub what: &'static str,
    /// How many.
    pub count: usize,
}

/// What a walk saw.
#[derive(Debug, Default)]
pub struct Walk {
    /// Files by their path.
    pub files: Vec<Found>,
    /// What was passed over.
    pub skipped: BTreeMap<&'static str, usize>,
    entries: usize,
}

impl Walk {
    /// Walks a folder and adds its files.
    ///
    /// # Errors
    /// `io` when the folder itself cannot be read; a subfolder that cannot is counted instead.
    pub fn add(&mut self, folder: &Path, bounds: &Bounds) -> Result<(), AppError> {
        self.add_watched(folder, bounds, &|| ControlFlow::Continue(()))
    }

    /// The same for somebody who may not want to wait: it ends early when the watch breaks off.
    ///
    /// # Errors
    /// As [`Walk::add`].
    pub fn add_watched(
        &mut self,
        folder: &Path,
        bounds: &Bounds,
        watch: &dyn Fn() -> ControlFlow<()>,
    ) -> Result<(), AppError> {
        let first = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
        let mut waiting = vec![(first, 0)];
        let start = self.files.len();
        while let Some((entries, depth)) = waiting.pop() {
            for entry in entries {
                if watch().is_break() {
                    return Ok(());
                }
                if self.entries >= bounds.entries {
                    self.skip("everything beyond the first 500,000 files and folders");
                    waiting.clear();
                    break;
                }
                self.entries += 1;
                match entry {
                    Ok(entry) => waiting.extend(self.look(&entry, depth, bounds)),
                    Err(_) => self.skip("files that could not be read"),
                }
            }
        }
        if let Some(files) = self.files.get_mut(start..) {
            files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Ok(())
    }

    /// What was passed over, as front ends tell it.
    #[must_use]
    pub fn skipped(&self) -> Vec<Skipped> {
        self.skipped
            .iter()
            .map(|(&what, &count)| Skipped { what, count })
            .collect()
    }

    pub(crate) fn skip(&mut self, what: &'static str) {
        *self.skipped.entry(what).or_default() += 1;
    }

    /// Takes a file; gives a folder that is to be entered.
    fn look(
        &mut self,
        entry: &DirEntry,
        depth: usize,
        bounds: &Bounds,
    ) -> Option<(std::fs::ReadDir, usize)> {
        let Ok(kind) = entry.file_type() else {
            self.skip("files that could not be read");
            return None;
        };
        if kind.is_symlink() {
            self.skip("symbolic links, which are not followed");
        } else if kind.is_file() {
            let size = entry.metadata().map_or(0, |metadata| metadata.len());
            self.files.push(Found {
                path: entry.path(),
                size,
            });
        } else if kind.is_dir() {
            if let Some(why) = passed_over(entry) {
                self.skip(why);
            } else if depth >= bounds.depth {
                self.skip("folders nested deeper than 16");
            } else if let Ok(folder) = std::fs::read_dir(entry.path()) {
                return Some((folder, depth + 1));
            } else {
                self.skip("folders that could not be read");
            }
        }
        None
    }
}

/// Why a folder is not entered.
fn passed_over(entry: &DirEntry) -> Option<&'static str> {
    let name = entry.file_name();
    let name = name.to_string_lossy();
    if VERSIONS.contains(&&*name) {
        return Some("folders of version control");
    }
    if name.starts_with('.') {
        return Some("hidden folders");
    }
    if TOOLS.contains(&&*name) || entry.path().join("CACHEDIR.TAG").exists() {
        return Some("folders of caches, build results and dependencies");
    }
    None
}

fn unreadable(folder: &Path, error: &std::io::Error) -> AppError {
    AppError::new(
        Code::Io,
        format!("{} cannot be read: {}.", folder.display(), error.kind()),
        "Nothing was changed.",
        "Check the folder and its permissions.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(root: &Path, path: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, "x").expect("written");
    }

    #[test]
    fn links_and_hidden_folders_are_not_entered() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        for path in [
            "b.txt",
            "a/deep/er/file",
            ".hidden-file",
            ".config/x",
            "repo/.git/config",
            "repo/node_modules/y",
        ] {
            make(root, path);
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root, root.join("a/loop")).expect("a link");
        let mut walk = Walk::default();
        walk.add(root, &Bounds::default()).expect("walked");
        let found: Vec<_> = walk
            .files
            .iter()
            .map(|file| {
                file.path
                    .strip_prefix(root)
                    .expect("below")
                    .display()
                    .to_string()
            })
            .collect();
        assert_eq!(found, [".hidden-file", "a/deep/er/file", "b.txt"]);
        let counts: Vec<_> = walk.skipped.values().copied().collect();
        assert_eq!(counts, [1; 4], "{:?}", walk.skipped);
    }

    #[test]
    fn a_walk_can_be_given_up_at_every_entry() {
        let root = tempfile::tempdir().expect("a folder");
        for n in 0..20 {
            make(root.path(), &format!("d{n}/e/file"));
        }
        for most in [0, 1, 7, 59, 60] {
            let asked = std::cell::Cell::new(0);
            let watch = || {
                asked.set(asked.get() + 1);
                if asked.get() > most {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            };
            let mut walk = Walk::default();
            walk.add_watched(root.path(), &Bounds::default(), &watch)
                .expect("walked");
            assert_eq!(walk.entries, most, "nothing is looked at after it");
            assert_eq!(asked.get(), (most + 1).min(60), "and nobody is asked again");
            assert_eq!(walk.files.len() == 20, most == 60);
        }
    }

    #[test]
    fn a_walk_ends_at_its_bounds() {
        let root = tempfile::tempdir().expect("a folder");
        for n in 0..20 {
            make(root.path(), &format!("d{n}/e/file"));
        }
        let walked = |depth, entries| {
            let mut walk = Walk::default();
            walk.add(root.path(), &Bounds { depth, entries })
                .expect("walked");
            (walk.files.len(), walk.skipped.values().sum::<usize>())
        };
        assert_eq!(walked(16, 1000), (20, 0));
        assert_eq!(walked(1, 1000), (0, 20));
        let (files, skipped) = walked(16, 10);
        assert!(files < 20 && skipped == 1);
    }
}
