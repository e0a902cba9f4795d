//! Changing the passphrase: a new vault identity, in an order whose every state opens.
//!
//! 1. `vault.age` to the old and the new identity (and the paper key): the old passphrase opens.
//! 2. `unlock.age` becomes the new identity under the new passphrase: the new one opens.
//! 3. `vault.age` to the new identity (and the paper key) only.

use crate::envelope::{self, OpenError, WorkFactor};
use crate::error::VaultError;
use crate::folder::{self, UNLOCK_LIMIT};
use crate::passphrase;
use crate::store::{Keys, Saved, Target, Vault, Warning, slot, unwrap};
use age::x25519::Identity;
use jiff::Timestamp;
use secret::SecretText;

impl Vault {
    /// Gives the vault a new passphrase and a new identity, and saves it. Slow on purpose.
    /// A vault that was opened with the paper key gets its way in by passphrase back.
    ///
    /// # Errors
    /// As [`Vault::save`]; the former passphrase is then still the one that opens.
    pub fn change_passphrase(
        &mut self,
        new: &SecretText,
        work: WorkFactor,
        now: Timestamp,
    ) -> Result<Saved, VaultError> {
        passphrase::check(new)?;
        self.check_writable()?;
        let fresh = Identity::generate();
        let wrapped = envelope::wrap(&fresh, new, work).ok_or(VaultError::SelfCheck)?;
        let lock = self.lock()?;
        if !self.keys.paper {
            self.check_unlock_file()?;
        }
        let before = (self.payload.clone(), self.loaded.clone());
        let former = self.keys.clone();
        let both = Target {
            key: slot(&fresh, &wrapped),
            former_key: (!former.paper).then(|| slot(&former.current, &self.unlock)),
            identities: both_identities(&former, &fresh),
        };
        let first = self.write_generation(&lock, &both, now)?;
        if let Err(error) = self.replace_unlock(&wrapped) {
            // Nothing of the change stays: the file as it was, and the memory as it was.
            self.put_back(first.kept.as_deref(), first.present.as_ref())?;
            (self.payload, self.loaded) = before;
            return Err(error);
        }
        self.adopt(fresh, wrapped);
        let mut warnings = vec![Warning::OlderCopiesOpenWithFormerPassphrase];
        let keys = self.keys.clone();
        let only = Target {
            key: slot(&keys.current, &self.unlock),
            former_key: None,
            identities: vec![&keys.current],
        };
        let merged = match self.write_generation(&lock, &only, now) {
            Ok(second) => first.merged.or(second.merged),
            Err(_) => {
                warnings.push(Warning::FormerKeyStillOpens);
                first.merged
            }
        };
        drop(lock);
        Ok(self.finish(merged, warnings, now))
    }

    /// Replaces `unlock.age`; on an error the former one stands there again.
    fn replace_unlock(&self, wrapped: &[u8]) -> Result<(), VaultError> {
        let path = self.place.unlock();
        let former = folder::read(self.disk.as_ref(), &path, UNLOCK_LIMIT)?;
        let Err(error) = folder::replace(self.disk.as_ref(), &path, wrapped) else {
            return Ok(());
        };
        // The rename may have happened without being confirmed.
        let present = folder::read(self.disk.as_ref(), &path, UNLOCK_LIMIT)?;
        if present != former {
            match former {
                Some(bytes) => folder::replace(self.disk.as_ref(), &path, &bytes)?,
                None => {
                    let _ = folder::clear(self.disk.as_ref(), &path);
                }
            }
        }
        Err(error)
    }

    fn adopt(&mut self, fresh: Identity, wrapped: Vec<u8>) {
        let former = std::mem::replace(&mut self.keys.current, fresh);
        self.keys.former.push(former);
        self.keys.paper = false;
        self.unlock = wrapped;
    }

    /// Takes over a passphrase that was changed elsewhere while the vault was open here, so
    /// that [`Vault::save`] can merge and save. What was edited here stays in memory.
    ///
    /// # Errors
    /// As [`crate::unlock`].
    pub fn rejoin(&mut self, passphrase: &SecretText) -> Result<(), VaultError> {
        let path = self.place.unlock();
        let wrapped = folder::read(self.disk.as_ref(), &path, UNLOCK_LIMIT)?
            .ok_or(VaultError::UnlockFileMissing { path })?;
        let identity = unwrap(&self.place, &wrapped, passphrase)?;
        let vault = folder::read(self.disk.as_ref(), &self.place.vault(), folder::VAULT_LIMIT)?
            .ok_or_else(|| VaultError::NoVault {
                folder: self.place.folder.clone(),
            })?;
        match envelope::open(&vault, [&identity]) {
            Err(OpenError::NoMatchingKey) => Err(VaultError::Mismatch {
                folder: self.place.folder.clone(),
            }),
            Err(error) => Err(crate::store::open_error(error, &self.place.vault())),
            Ok(_) => {
                self.adopt(identity, wrapped);
                Ok(())
            }
        }
    }
}

/// Who must open the generation in between. The paper key is among the recipients anyway.
fn both_identities<'a>(former: &'a Keys, fresh: &'a Identity) -> Vec<&'a Identity> {
    if former.paper {
        vec![fresh]
    } else {
        vec![&former.current, fresh]
    }
}
