//! Changing the passphrase: a new vault identity, in an order whose every state opens.
//!
//! 1. `vault.age` to the old and the new identity (and the paper key): the old passphrase opens.
//! 2. `unlock.age` becomes the new identity under the new passphrase: the new one opens.
//! 3. `vault.age` to the new identity (and the paper key) only.

use crate::envelope::{self, OpenError, WorkFactor};
use crate::error::{VaultError, io_error};
use crate::folder::{self, UNLOCK_LIMIT};
use crate::passphrase;
use crate::save::{Saved, Target, Warning};
use crate::store::{Keys, Vault, slot, unwrap};
use age::x25519::Identity;
use jiff::Timestamp;
use secret::SecretText;
use std::io;

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
        match self.replace_unlock(&wrapped) {
            Replaced::Yes => {}
            Replaced::No(error) => {
                // Nothing of the change stays: the file as it was, and the memory as it was.
                self.put_back(first.kept.as_deref(), first.present.as_ref())?;
                (self.payload, self.loaded) = before;
                return Err(error);
            }
            Replaced::Unsettled(source) => {
                // The new unlock.age stands there, unconfirmed. vault.age opens with both keys,
                // and stays so until a later save.
                self.adopt(fresh, wrapped);
                return Err(VaultError::Unsettled {
                    kept: first.kept,
                    source,
                });
            }
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

    /// Replaces `unlock.age`; on an error the former one is put back, if that can be done.
    fn replace_unlock(&self, wrapped: &[u8]) -> Replaced {
        let disk = self.disk.as_ref();
        let path = self.place.unlock();
        let former = match folder::read(disk, &path, UNLOCK_LIMIT) {
            Ok(former) => former,
            Err(error) => return Replaced::No(error),
        };
        let Err(error) = folder::replace(disk, &path, wrapped) else {
            return Replaced::Yes;
        };
        // The rename may have happened without being confirmed.
        let settled = match folder::read(disk, &path, UNLOCK_LIMIT) {
            Ok(present) if present == former => Ok(()),
            Ok(_) => match &former {
                Some(bytes) => folder::replace(disk, &path, bytes),
                None => folder::clear(disk, &path).map_err(|it| io_error("removing", &path, it)),
            },
            Err(error) => Err(error),
        };
        match (settled, error) {
            (Ok(()), error) => Replaced::No(error),
            (Err(_), VaultError::Io { source, .. }) => Replaced::Unsettled(source),
            (Err(_), error) => Replaced::Unsettled(io::Error::other(error.to_string())),
        }
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

/// What became of `unlock.age`.
enum Replaced {
    /// The new one stands there, durably.
    Yes,
    /// The former one stands there.
    No(VaultError),
    /// The new one may stand there.
    Unsettled(io::Error),
}

/// Who must open the generation in between. The paper key is among the recipients anyway.
fn both_identities<'a>(former: &'a Keys, fresh: &'a Identity) -> Vec<&'a Identity> {
    if former.paper {
        vec![fresh]
    } else {
        vec![&former.current, fresh]
    }
}
