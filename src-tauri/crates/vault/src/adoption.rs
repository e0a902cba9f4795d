//! Taking over a copy of a vault: from a stick or a backup, to where there is none.

use crate::disk::{Disk, SystemDisk};
use crate::error::{VaultError, io_error};
use crate::folder::{self, Location, UNLOCK_LIMIT, VAULT_LIMIT};
use crate::store::{Vault, take_lock, unlock_on};
use secret::SecretText;
use std::path::Path;
use std::sync::Arc;

/// Copies `vault.age` and `unlock.age` of a folder to a place that has no vault, when the
/// passphrase opens them. The folder is only read. The vault stays the same one, with its id and
/// its generation.
///
/// # Errors
/// `vault_exists`; as [`crate::unlock`] for the folder; what writing gives. Nothing is left then
/// but perhaps the key file without a vault.
pub fn take_over(
    from: &Path,
    location: &Location,
    passphrase: &SecretText,
) -> Result<Vault, VaultError> {
    let exists = || VaultError::VaultExists {
        folder: location.folder.clone(),
    };
    if folder::exists(location) {
        return Err(exists());
    }
    let disk = Arc::new(SystemDisk);
    let source = Location::new(from, &location.state);
    // Opening proves that the two files belong together and that the passphrase is theirs.
    drop(unlock_on(disk.clone(), &source, passphrase)?);
    let read = |path: &Path, limit| {
        folder::read(disk.as_ref(), path, limit)?.ok_or_else(|| VaultError::NoVault {
            folder: from.to_path_buf(),
        })
    };
    let vault = read(&source.vault(), VAULT_LIMIT)?;
    let unlock = read(&source.unlock(), UNLOCK_LIMIT)?;
    disk.make_folder(&location.folder)
        .map_err(|error| io_error("making", &location.folder, error))?;
    let lock = take_lock(disk.as_ref(), location)?;
    if folder::exists(location) {
        return Err(exists());
    }
    // The key first: a vault without its key would be worthless, a key without a vault is none.
    folder::replace(disk.as_ref(), &location.unlock(), &unlock)?;
    folder::replace(disk.as_ref(), &location.vault(), &vault)?;
    folder::explain(disk.as_ref(), &location.folder);
    drop(lock);
    unlock_on(disk, location, passphrase)
}
