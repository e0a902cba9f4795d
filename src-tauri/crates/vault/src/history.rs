//! Going back: undo, restoring a backup, merging another file.

use crate::backups::{self, Backup};
use crate::conflict;
use crate::error::{VaultError, io_error};
use crate::folder::{self, VAULT_FILE, VAULT_LIMIT};
use crate::merge;
use crate::payload::Payload;
use crate::save::{Present, Saved, interleaved, lineage};
use crate::store::Vault;
use jiff::Timestamp;
use model::OtpParameters;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

impl Vault {
    /// Brings back the accounts of the latest generation that had other ones, as a new
    /// generation. Undoing twice is a redo. The ledger, the paper key and the copies stay: paper
    /// cannot be undone. HOTP counters do not go back.
    ///
    /// # Errors
    /// [`VaultError::NothingToUndo`], and as [`Vault::save`].
    pub fn undo(&mut self, now: Timestamp) -> Result<Saved, VaultError> {
        let earlier = self
            .earlier_accounts(now)
            .ok_or(VaultError::NothingToUndo)?;
        self.restore_accounts(earlier, now)
    }

    /// Brings back the accounts of a backup, as a new generation; what stands there now becomes
    /// a backup itself.
    ///
    /// # Errors
    /// [`VaultError::NoSuchBackup`], [`VaultError::OutdatedIdentity`] when the backup was made
    /// under a former passphrase, and as [`Vault::save`].
    pub fn restore_backup(&mut self, name: &str, now: Timestamp) -> Result<Saved, VaultError> {
        let backup = self
            .backups()
            .into_iter()
            .find(|backup| backup.name() == name)
            .ok_or(VaultError::NoSuchBackup)?;
        let mut earlier = self.open_backup(&backup)?;
        // What is in the trash now is not in an older backup's: it stays, unless it is live again.
        let mut trash = self.payload.trash.clone();
        trash.append(&mut earlier.trash);
        earlier.trash = trash;
        self.restore_accounts(earlier, now)
    }

    /// Opens a backup to look at it.
    ///
    /// # Errors
    /// As [`crate::unlock`].
    pub fn open_backup(&self, backup: &Backup) -> Result<Payload, VaultError> {
        let path = backup.folder.join(VAULT_FILE);
        let bytes = folder::read(self.disk.as_ref(), &path, VAULT_LIMIT)?
            .ok_or(VaultError::NoSuchBackup)?;
        self.read_foreign(&bytes, &path)
    }

    /// What `vault.age` on the disk holds now, read with the key that is open: before something is
    /// deleted because the vault has it.
    ///
    /// # Errors
    /// As [`crate::unlock`].
    pub fn read_back(&self) -> Result<Payload, VaultError> {
        let path = self.place.vault();
        let bytes = folder::read(self.disk.as_ref(), &path, VAULT_LIMIT)?.ok_or_else(|| {
            VaultError::NoVault {
                folder: self.place.folder.clone(),
            }
        })?;
        self.read_foreign(&bytes, &path)
    }

    /// The newest generation before this one whose accounts or trash differ. What had its time
    /// in the trash is no difference: it would be dropped again at once.
    fn earlier_accounts(&self, now: Timestamp) -> Option<Payload> {
        let trash = self.payload.trash_at(now);
        lineage(&self.loaded.hash, &self.payload.record)
            .into_iter()
            .skip(1)
            .filter_map(|hash| {
                let bytes = backups::find(self.disk.as_ref(), &self.place, &hash)?;
                self.read_foreign(&bytes, Path::new(VAULT_FILE)).ok()
            })
            .find(|payload| {
                payload.accounts != self.payload.accounts || payload.trash_at(now) != trash
            })
    }

    fn restore_accounts(
        &mut self,
        mut earlier: Payload,
        now: Timestamp,
    ) -> Result<Saved, VaultError> {
        keep_counters(&mut earlier, &self.payload);
        for record in &mut earlier.accounts {
            // A merge elsewhere must see the restored state as the latest one.
            if self.payload.account(&record.account.id) != Some(record) {
                record.account.modified = now;
            }
        }
        let present = std::mem::replace(&mut self.payload.accounts, earlier.accounts);
        let trash = std::mem::replace(&mut self.payload.trash, earlier.trash);
        let saved = self.save(now);
        if saved.is_err() {
            self.payload.accounts = present;
            self.payload.trash = trash;
        }
        saved
    }

    /// The conflict copies that synchronisation programs left in the folder.
    #[must_use]
    pub fn conflict_copies(&self) -> Vec<PathBuf> {
        conflict::find(self.disk.as_ref(), &self.place.folder)
    }

    /// Merges another version of this vault and saves.
    ///
    /// # Errors
    /// [`VaultError::AnotherVault`], [`VaultError::OutdatedIdentity`] when it was saved under
    /// another passphrase, `damaged`, and as [`Vault::save`].
    pub fn merge_file(&mut self, path: &Path, now: Timestamp) -> Result<Saved, VaultError> {
        let bytes = folder::read(self.disk.as_ref(), path, VAULT_LIMIT)?.ok_or_else(|| {
            VaultError::NoVault {
                folder: path.to_path_buf(),
            }
        })?;
        let theirs = self.read_foreign(&bytes, path)?;
        let present = Present::new(bytes);
        let base = self.common_base(&theirs, &present);
        let (mut merged, summary) = merge::merge(base.as_ref(), &self.payload, &theirs);
        // Remembering the other line keeps a second merge of the same file from being a conflict.
        let line = interleaved(
            lineage(&self.loaded.hash, &self.payload.record),
            lineage(&present.hash, &theirs.record),
        );
        merged.record.prev_hash = None;
        merged.record.ancestors = line.into_iter().skip(1).collect();
        let before = std::mem::replace(&mut self.payload, merged);
        match self.save(now) {
            Ok(saved) => Ok(Saved {
                merged: Some(summary),
                ..saved
            }),
            Err(error) => {
                self.payload = before;
                Err(error)
            }
        }
    }

    /// Merges a conflict copy, saves, and moves the copy into the backups folder.
    ///
    /// # Errors
    /// As [`Vault::merge_file`].
    pub fn merge_conflict(&mut self, path: &Path, now: Timestamp) -> Result<Saved, VaultError> {
        let saved = self.merge_file(path, now)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let aside = self.place.backups().join(format!("merged-{name}"));
        self.disk
            .rename(path, &aside)
            .map_err(|error| io_error("moving", path, error))?;
        Ok(saved)
    }
}

/// A counter that went back would give codes that the service has seen already.
fn keep_counters(earlier: &mut Payload, now: &Payload) {
    let counters: BTreeMap<_, _> = now
        .all_records()
        .flat_map(|record| &record.otp)
        .filter_map(|otp| {
            Some((
                otp.id.clone(),
                (otp.parameters.counter()?, otp.secret.clone()),
            ))
        })
        .collect();
    let trashed = earlier.trash.iter_mut().map(|trashed| &mut trashed.record);
    for otp in earlier
        .accounts
        .iter_mut()
        .chain(trashed)
        .flat_map(|record| &mut record.otp)
    {
        if let (OtpParameters::Hotp { counter, .. }, Some((present, secret))) =
            (&mut otp.parameters, counters.get(&otp.id))
            && *secret == otp.secret
        {
            *counter = (*counter).max(*present);
        }
    }
}
