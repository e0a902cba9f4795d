//! What this machine saw of a vault, kept outside the vault folder: an older generation in its
//! place is then noticed.

use crate::disk::Disk;
use crate::folder;
use jiff::Timestamp;
use model::VaultId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A state file is small; more is not read.
const LIMIT: u64 = 1024 * 1024;

/// What was seen of one vault. Holds nothing secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// The highest generation.
    #[serde(default)]
    pub(crate) generation: u64,
    /// When each copy was last refreshed, by path.
    #[serde(default)]
    pub(crate) copies: BTreeMap<String, CopySeen>,
}

/// The last refresh of a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CopySeen {
    /// The generation that was copied.
    pub(crate) generation: u64,
    /// When.
    pub(crate) at: Timestamp,
}

fn path(state: &Path, vault: &VaultId) -> PathBuf {
    state.join(format!("{vault}.json"))
}

/// What was seen; nothing when there is no file or it cannot be read: the file is a convenience
/// that must never keep a vault from opening.
pub(crate) fn load(disk: &dyn Disk, state: &Path, vault: &VaultId) -> Seen {
    disk.read(&path(state, vault), LIMIT)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// Remembers; says whether that worked. A lower generation never replaces a higher one.
pub(crate) fn store(disk: &dyn Disk, state: &Path, vault: &VaultId, seen: &Seen) -> bool {
    let mut seen = seen.clone();
    seen.generation = seen.generation.max(load(disk, state, vault).generation);
    let Ok(bytes) = serde_json::to_vec_pretty(&seen) else {
        return false;
    };
    disk.make_folder(state).is_ok() && folder::replace(disk, &path(state, vault), &bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::SystemDisk;

    #[test]
    fn the_highest_generation_is_remembered() {
        let state = tempfile::tempdir().unwrap();
        let vault = VaultId::from_random([1; 10]);
        assert_eq!(load(&SystemDisk, state.path(), &vault), Seen::default());
        for generation in [3, 9, 4] {
            let seen = Seen {
                generation,
                ..Seen::default()
            };
            assert!(store(&SystemDisk, state.path(), &vault, &seen));
        }
        assert_eq!(load(&SystemDisk, state.path(), &vault).generation, 9);
    }
}
