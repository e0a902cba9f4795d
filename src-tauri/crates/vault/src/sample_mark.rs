//! Vaults that are samples: marked in their settings, and the only ones that can be thrown away.

use crate::error::{VaultError, io_error};
use crate::folder::{self, VAULT_LIMIT};
use crate::payload::Payload;
use crate::store::Vault;
use std::path::Path;

/// The setting that marks a vault as a sample.
pub const SAMPLE: &str = "sample";

impl Payload {
    /// Whether the vault is marked as a sample.
    #[must_use]
    pub fn is_sample(&self) -> bool {
        self.settings.contains_key(SAMPLE)
    }
}

impl Vault {
    /// Deletes a vault that is marked as a sample: here, and in the file that stands on the disk
    /// now. Only files that a vault consists of are removed; the folder goes when it is empty.
    ///
    /// # Errors
    /// [`VaultError::NotASample`], and what opening and removing can meet. `vault.age` goes
    /// first: what is left after a failure is no vault.
    pub fn discard_sample(self) -> Result<(), VaultError> {
        let path = self.place.vault();
        folder::refuse_symlink(&self.place.folder)?;
        folder::refuse_symlink(&path)?;
        let lock = self.lock()?;
        let bytes = folder::read(self.disk.as_ref(), &path, VAULT_LIMIT)?.ok_or_else(|| {
            VaultError::NoVault {
                folder: self.place.folder.clone(),
            }
        })?;
        let present = self.read_foreign(&bytes, &path)?;
        if !self.payload.is_sample() || !present.is_sample() {
            return Err(VaultError::NotASample {
                folder: self.place.folder.clone(),
            });
        }
        let clear = |path: &Path| {
            folder::clear(self.disk.as_ref(), path)
                .map_err(|error| io_error("removing", path, error))
        };
        clear(&path)?;
        clear(&self.place.unlock())?;
        let backups = self.place.backups();
        match self.disk.remove_folder(&backups) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(io_error("removing", &backups, error));
            }
            _ => {}
        }
        for name in folder::EXPLAINED {
            clear(&self.place.folder.join(name))?;
        }
        clear(&self.place.lock())?;
        drop(lock);
        // Something of the user's own may lie in it: then it stays.
        let _ = std::fs::remove_dir(&self.place.folder);
        Ok(())
    }
}
