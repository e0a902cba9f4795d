//! Trials of the whole vault on a real folder: what it does, and what it does when every single
//! call to the file system fails in turn.

mod disk;
mod faults;
mod folder;
mod history;
mod merge;
mod paper;
mod rekey;
mod trash;

use crate::envelope::WorkFactor;
use crate::folder::Location;
use crate::sample::{Counting, at};
use crate::store::{Vault, create, unlock};
use secret::SecretText;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(crate) const WEAK: WorkFactor = WorkFactor::WEAK_FOR_TESTS;

pub(crate) fn passphrase() -> SecretText {
    SecretText::new("invented passphrase one")
}

pub(crate) fn other_passphrase() -> SecretText {
    SecretText::new("invented passphrase two")
}

/// A folder for one trial. In memory where that exists: these trials are about order and
/// content, and fsync of a real disk would only make them slow.
pub(crate) struct Place {
    root: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let root = if memory.is_dir() {
            TempDir::new_in(memory)
        } else {
            TempDir::new()
        };
        Self {
            root: root.unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn location(&self) -> Location {
        Location::new(self.path("vault"), self.path("state"))
    }

    pub(crate) fn create(&self) -> Vault {
        create(
            &self.location(),
            &passphrase(),
            WEAK,
            at(0),
            &mut Counting::default(),
        )
        .unwrap()
    }

    pub(crate) fn open(&self) -> Vault {
        unlock(&self.location(), &passphrase()).unwrap()
    }

    /// The same content in another place.
    pub(crate) fn copied(&self) -> Self {
        let copy = Self::new();
        copy_folder(self.root.path(), copy.root.path());
        copy
    }
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Usernames of the accounts, in order.
pub(crate) fn names(vault: &Vault) -> Vec<String> {
    vault
        .payload()
        .metadata()
        .map(|account| account.username.clone())
        .collect()
}
