//! The paper key's way in: proving that it opens the vault, and taking a vault over with it.

use crate::disk::{Disk, SystemDisk};
use crate::envelope::{self, OpenError, WorkFactor};
use crate::error::{VaultError, io_error};
use crate::folder::{self, Location, VAULT_LIMIT};
use crate::passphrase;
use crate::store::{Vault, decode, open_error, unlock_with_identity_on};
use age::x25519::Identity;
use jiff::Timestamp;
use secret::SecretText;
use std::sync::Arc;

/// The recipient (`age1…`) of an identity (`AGE-SECRET-KEY-1…`).
///
/// # Errors
/// [`VaultError::NotAnIdentity`].
pub fn recipient_of(identity: &SecretText) -> Result<String, VaultError> {
    Ok(parse(identity)?.to_public().to_string())
}

fn parse(identity: &SecretText) -> Result<Identity, VaultError> {
    identity
        .expose()
        .trim()
        .parse()
        .map_err(|_| VaultError::NotAnIdentity)
}

impl Vault {
    /// Whether this identity opens the `vault.age` that stands on the disk now, and what it opens is
    /// this vault.
    ///
    /// # Errors
    /// `damaged`, `io` and what else reading can meet; not that the key is another one.
    pub fn is_opened_by(&self, identity: &SecretText) -> Result<bool, VaultError> {
        let identity = parse(identity)?;
        let path = self.place.vault();
        let bytes = folder::read(self.disk.as_ref(), &path, VAULT_LIMIT)?.ok_or_else(|| {
            VaultError::NoVault {
                folder: self.place.folder.clone(),
            }
        })?;
        match envelope::open(&bytes, [&identity]) {
            Ok(plain) => Ok(decode(&plain, &path)?.vault_id() == self.payload.vault_id()),
            Err(OpenError::NoMatchingKey) => Ok(false),
            Err(error) => Err(open_error(error, &path)),
        }
    }
}

/// Makes a vault of a `vault.age` that was found somewhere and of its paper key: the same vault, with
/// ledger and history, in a new folder and under a new passphrase.
///
/// # Errors
/// `vault_exists`; a passphrase under 8 characters; a key that does not open the file; `damaged`;
/// what writing gives. Nothing is left then but perhaps the folder.
pub fn adopt(
    location: &Location,
    sealed: &[u8],
    paper_key: &SecretText,
    new: &SecretText,
    work: WorkFactor,
    now: Timestamp,
) -> Result<Vault, VaultError> {
    passphrase::check(new)?;
    if folder::exists(location) {
        return Err(VaultError::VaultExists {
            folder: location.folder.clone(),
        });
    }
    let plain = envelope::open(sealed, [&parse(paper_key)?])
        .map_err(|error| open_error(error, &location.vault()))?;
    decode(&plain, &location.vault())?;
    drop(plain);
    let disk = Arc::new(SystemDisk);
    disk.make_folder(&location.folder)
        .map_err(|error| io_error("making", &location.folder, error))?;
    folder::replace(disk.as_ref(), &location.vault(), sealed)?;
    let opened =
        unlock_with_identity_on(disk.clone(), location, paper_key).and_then(|mut vault| {
            vault.change_passphrase(new, work, now)?;
            Ok(vault)
        });
    match opened {
        Ok(vault) => {
            folder::explain(disk.as_ref(), &location.folder);
            Ok(vault)
        }
        Err(error) => {
            // Both were made here a moment ago; what stays of them opens with the paper key.
            let _ = folder::clear(disk.as_ref(), &location.vault());
            let _ = folder::clear(disk.as_ref(), &location.unlock());
            Err(error)
        }
    }
}
