//! Copies of the vault folder on sticks and second disks: refreshed by each save, read back and
//! opened, and dated.
//!
//! A copy holds `vault.age`, `unlock.age`, `README.txt` and `COPY.txt`. The last one marks the
//! folder as a copy: an empty mount point, whose stick is elsewhere, has none and is left alone.

use crate::disk::Disk;
use crate::envelope;
use crate::error::VaultError;
use crate::folder::{self, UNLOCK_FILE, UNLOCK_LIMIT, VAULT_FILE, VAULT_LIMIT, sha256};
use crate::payload::CopyTarget;
use crate::rollback::CopySeen;
use crate::save::{lineage, same_hash};
use crate::store::Vault;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The file that marks a copy.
const MARK: &str = "COPY.txt";
/// The pair before this one, while a new key is being put in place.
const PREVIOUS: &str = "previous";

/// What became of a named copy.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyOutcome {
    /// The folder, as named.
    pub path: PathBuf,
    /// What happened.
    pub result: CopyResult,
    /// When it was last refreshed, as far as this machine knows.
    pub refreshed: Option<Timestamp>,
}

/// What happened to a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CopyResult {
    /// It holds this generation now; it was read back and opened.
    Refreshed,
    /// It is not in reach: its folder or its mark is missing.
    OutOfReach,
    /// It holds changes that this vault has not: it was left alone. Merge it.
    Diverged,
    /// It could not be written or did not open; the sentence says why.
    Failed(String),
}

/// A named copy, as far as it can be seen from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyState {
    /// The folder, as named.
    pub path: PathBuf,
    /// The user's name for it.
    pub label: Option<String>,
    /// Whether it can be read now: its folder and its mark are there.
    pub in_reach: bool,
    /// Whether it holds this very generation, as its mark says. [`Vault::verify`] reads it back.
    pub current: bool,
    /// The generation that it held last.
    pub generation: Option<u64>,
    /// When it was last refreshed: as its mark says, or else as this machine remembers.
    pub refreshed: Option<Timestamp>,
}

/// What `COPY.txt` says, as JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    about: String,
    vault_id: String,
    generation: u64,
    copied_at: Timestamp,
    vault_sha256: String,
}

/// Refreshes every named copy that is in reach. Failures are outcomes, never errors.
pub(crate) fn refresh_all(vault: &mut Vault, now: Timestamp) -> Vec<CopyOutcome> {
    let paths: Vec<PathBuf> = vault
        .payload
        .copies
        .iter()
        .map(|copy| copy.path.clone().into())
        .collect();
    paths
        .into_iter()
        .map(|path| {
            let result = if read_mark(vault.disk.as_ref(), &path).is_none() {
                CopyResult::OutOfReach
            } else {
                match refresh(vault, &path, now) {
                    Ok(()) => CopyResult::Refreshed,
                    Err(Refusal::Diverged) => CopyResult::Diverged,
                    Err(Refusal::Failed(error)) => CopyResult::Failed(error.to_string()),
                }
            };
            CopyOutcome {
                refreshed: seen(vault, &path).map(|seen| seen.at),
                path,
                result,
            }
        })
        .collect()
}

/// When this machine last refreshed a copy.
pub(crate) fn seen<'a>(vault: &'a Vault, path: &Path) -> Option<&'a CopySeen> {
    vault.seen.copies.get(path.to_string_lossy().as_ref())
}

/// How the named copies stand, without writing to any of them.
fn states(vault: &Vault) -> Vec<CopyState> {
    let state = |target: &CopyTarget| {
        let path = PathBuf::from(&target.path);
        let mark = read_mark(vault.disk.as_ref(), &path)
            .filter(|mark| mark.vault_id == vault.payload.vault_id().as_str());
        let seen = seen(vault, &path);
        CopyState {
            label: target.label.clone(),
            in_reach: mark.is_some(),
            current: mark
                .as_ref()
                .is_some_and(|mark| mark.vault_sha256 == vault.loaded.hash),
            generation: mark
                .as_ref()
                .map(|mark| mark.generation)
                .or(seen.map(|seen| seen.generation)),
            refreshed: mark.map(|mark| mark.copied_at).or(seen.map(|seen| seen.at)),
            path,
        }
    };
    vault.payload.copies.iter().map(state).collect()
}

enum Refusal {
    Diverged,
    Failed(VaultError),
}

impl From<VaultError> for Refusal {
    fn from(error: VaultError) -> Self {
        Self::Failed(error)
    }
}

impl Vault {
    /// How the named copies stand. Reads their marks and changes nothing.
    #[must_use]
    pub fn copies(&self) -> Vec<CopyState> {
        states(self)
    }

    /// Refreshes every named copy that is in reach, as a save does. What failed is an outcome.
    pub fn refresh_copies(&mut self, now: Timestamp) -> Vec<CopyOutcome> {
        let outcomes = refresh_all(self, now);
        self.remember();
        outcomes
    }

    /// Makes or refreshes a copy of the vault in this folder, reads it back, opens it, and notes
    /// the date. The vault itself must be saved: the copy is of what stands on the disk.
    ///
    /// # Errors
    /// [`VaultError::CopyRefused`] when the folder holds another vault, or changes that this one
    /// has not; what writing gives.
    pub fn refresh_copy(
        &mut self,
        folder: &Path,
        now: Timestamp,
    ) -> Result<CopyOutcome, VaultError> {
        refresh(self, folder, now).map_err(|refusal| match refusal {
            Refusal::Failed(error) => error,
            Refusal::Diverged => VaultError::CopyRefused {
                path: folder.to_path_buf(),
                what: "changes that this vault does not have",
            },
        })?;
        self.remember();
        Ok(CopyOutcome {
            path: folder.to_path_buf(),
            result: CopyResult::Refreshed,
            refreshed: Some(now),
        })
    }
}

fn refresh(vault: &mut Vault, folder: &Path, now: Timestamp) -> Result<(), Refusal> {
    check_target(vault, folder)?;
    let disk = vault.disk.as_ref();
    disk.make_folder(folder)
        .map_err(|error| crate::error::io_error("making", folder, error))?;
    write_pair(vault, folder)?;
    let mark = Mark {
        about: "A copy of a Reentry vault. It opens like the vault itself; see README.txt.".into(),
        vault_id: vault.payload.vault_id().to_string(),
        generation: vault.payload.generation(),
        copied_at: now,
        vault_sha256: vault.loaded.hash.clone(),
    };
    let text = serde_json::to_vec_pretty(&mark).map_err(|_| VaultError::SelfCheck)?;
    folder::replace(disk, &folder.join(MARK), &text)?;
    folder::explain(disk, folder);
    check_copy(vault, folder)?;
    let seen = CopySeen {
        generation: vault.payload.generation(),
        at: now,
    };
    vault
        .seen
        .copies
        .insert(folder.to_string_lossy().into_owned(), seen);
    Ok(())
}

fn read_mark(disk: &dyn Disk, folder: &Path) -> Option<Mark> {
    let bytes = disk.read(&folder.join(MARK), UNLOCK_LIMIT).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Whether the folder may be written: it is new, or holds an earlier generation of this vault.
fn check_target(vault: &Vault, folder: &Path) -> Result<(), Refusal> {
    let refused = |what| {
        Refusal::Failed(VaultError::CopyRefused {
            path: folder.to_path_buf(),
            what,
        })
    };
    if folder == vault.place.folder {
        return Err(refused("the vault itself"));
    }
    let path = folder.join(VAULT_FILE);
    let Some(bytes) = folder::read(vault.disk.as_ref(), &path, VAULT_LIMIT)? else {
        return Ok(());
    };
    let hash = sha256(&bytes);
    let known = lineage(&vault.loaded.hash, &vault.payload.record);
    if known.iter().any(|ours| same_hash(ours, &hash)) {
        return Ok(());
    }
    let untouched = read_mark(vault.disk.as_ref(), folder).is_some_and(|mark| {
        mark.vault_id == vault.payload.vault_id().as_str()
            && mark.vault_sha256 == hash
            && mark.generation <= vault.payload.generation()
    });
    if untouched {
        return Ok(());
    }
    match vault.read_foreign(&bytes, &path) {
        Ok(_) => Err(Refusal::Diverged),
        Err(VaultError::AnotherVault { .. }) => Err(refused("another vault")),
        Err(_) => Err(refused("a vault that this one's keys do not open")),
    }
}

/// Writes both files. While the key changes, the pair before stays whole in `previous`.
fn write_pair(vault: &Vault, folder: &Path) -> Result<(), VaultError> {
    let disk = vault.disk.as_ref();
    let (vault_path, unlock_path) = (folder.join(VAULT_FILE), folder.join(UNLOCK_FILE));
    let unlock = folder::read(disk, &unlock_path, UNLOCK_LIMIT)?;
    let key_changes = unlock
        .as_ref()
        .is_some_and(|unlock| *unlock != vault.unlock);
    if key_changes && let Some(bytes) = folder::read(disk, &vault_path, VAULT_LIMIT)? {
        let previous = folder.join(PREVIOUS);
        disk.make_folder(&previous)
            .map_err(|error| crate::error::io_error("making", &previous, error))?;
        folder::replace(disk, &previous.join(VAULT_FILE), &bytes)?;
        folder::replace(
            disk,
            &previous.join(UNLOCK_FILE),
            &unlock.unwrap_or_default(),
        )?;
    } else if !key_changes {
        folder::replace(disk, &vault_path, &vault.loaded.bytes)?;
        if unlock.is_none() {
            folder::replace(disk, &unlock_path, &vault.unlock)?;
        }
        return Ok(());
    }
    folder::replace(disk, &unlock_path, &vault.unlock)?;
    folder::replace(disk, &vault_path, &vault.loaded.bytes)
}

/// Reads a copy back: the bytes are the vault's, and its key opens them.
pub(crate) fn check_copy(vault: &Vault, folder: &Path) -> Result<(), VaultError> {
    let path = folder.join(VAULT_FILE);
    let damaged = |what| VaultError::Damaged {
        path: path.clone(),
        what,
    };
    let bytes = folder::read(vault.disk.as_ref(), &path, VAULT_LIMIT)?
        .ok_or_else(|| damaged("it is missing"))?;
    if sha256(&bytes) != vault.loaded.hash {
        return Err(damaged("it reads back other than it was written"));
    }
    envelope::open(&bytes, vault.keys.all())
        .map_err(|error| crate::store::open_error(error, &path))?;
    let unlock = folder::read(vault.disk.as_ref(), &folder.join(UNLOCK_FILE), UNLOCK_LIMIT)?;
    if unlock.as_deref() == Some(&vault.unlock) {
        Ok(())
    } else {
        Err(damaged("the unlock.age beside it is another one"))
    }
}
