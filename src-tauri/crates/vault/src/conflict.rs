//! Conflict copies that synchronisation programs leave beside `vault.age`.
//!
//! Syncthing writes `vault.sync-conflict-20261121-131802-ABCDEFG.age`, Dropbox
//! `vault (Somebody's conflicted copy 2026-11-21).age`, Nextcloud
//! `vault (conflicted copy 2026-11-21 131802).age`, ownCloud `vault_conflict-20261121-131802.age`,
//! OneDrive `vault-LAPTOP.age`, Google Drive `vault (1).age`, git `vault.age~HEAD`,
//! `vault.age.orig`.

use crate::disk::Disk;
use crate::folder::VAULT_FILE;
use std::path::{Path, PathBuf};

/// Whether a file of this name is a conflict copy of `vault.age`.
fn is_conflict_copy(name: &str) -> bool {
    if let Some(rest) = name.strip_prefix(VAULT_FILE) {
        return rest.starts_with('~') || rest == ".orig";
    }
    name.strip_prefix("vault")
        .and_then(|rest| rest.strip_suffix(".age"))
        .is_some_and(|middle| middle.starts_with([' ', '.', '_', '-', '(']))
}

/// The conflict copies in a vault folder, sorted by name.
pub(crate) fn find(disk: &dyn Disk, folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = disk
        .list(folder)
        .unwrap_or_default()
        .iter()
        .filter_map(|name| name.to_str())
        .filter(|name| is_conflict_copy(name))
        .map(|name| folder.join(name))
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_seven_programs_are_known() {
        for name in [
            "vault.sync-conflict-20261121-131802-ABCDEFG.age",
            "vault (Somebody's conflicted copy 2026-11-21).age",
            "vault (conflicted copy 2026-11-21 131802).age",
            "vault_conflict-20261121-131802.age",
            "vault-LAPTOP.age",
            "vault (1).age",
            "vault 2.age",
            "vault.age~HEAD",
            "vault.age.orig",
        ] {
            assert!(is_conflict_copy(name), "{name}");
        }
        for name in [
            "vault.age",
            "vaults.age",
            "unlock.age",
            ".vault.age.tmp",
            "vault.lock",
            "my vault.age",
        ] {
            assert!(!is_conflict_copy(name), "{name}");
        }
    }
}
