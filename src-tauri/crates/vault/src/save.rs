//! Saving: the next generation, durably, in place of the one on the disk.
//!
//! lock, compare, merge if needed, encrypt, decrypt again in memory, temporary file, fsync, keep
//! the former generation, rename, fsync of the folder. Whatever fails, the file on the disk is
//! byte for byte what it was, and so is the value in memory.

use crate::backups;
use crate::copies::{self, CopyOutcome};
use crate::disk::Lock;
use crate::envelope::{self, OpenError};
use crate::error::{VaultError, io_error};
use crate::folder::{self, UNLOCK_LIMIT, VAULT_LIMIT, sha256};
use crate::format;
use crate::merge::{self, MergeSummary};
use crate::payload::{ItemKind, KeySlot, Payload, Record, Schema, Tombstone};
use crate::rollback;
use crate::store::{Keys, Loaded, Vault, decode, open_error, slot, take_lock};
use age::x25519::{Identity, Recipient};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Hashes of earlier generations that a payload carries besides `prev_hash`.
const ANCESTORS: usize = 63;

/// How often a save starts again when the file on the disk changes under way.
const ATTEMPTS: usize = 5;

/// What a save did.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The generation that stands on the disk now.
    pub generation: u64,
    /// What another program had changed on the disk, when it had.
    pub merged: Option<MergeSummary>,
    /// What became of each named copy.
    pub copies: Vec<CopyOutcome>,
    /// What did not work besides; the save itself is safe.
    pub warnings: Vec<Warning>,
}

/// Something besides the save that did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Old backups could not be removed.
    OldBackupsStay(usize),
    /// The highest generation could not be remembered: a rollback would go unnoticed.
    StateNotWritten,
    /// The new passphrase holds, but `vault.age` still opens with the former key too; the next
    /// save ends that.
    FormerKeyStillOpens,
    /// Backups and copies of before open with the former passphrase.
    OlderCopiesOpenWithFormerPassphrase,
}

impl Warning {
    /// One sentence for people.
    #[must_use]
    pub fn message(self) -> String {
        match self {
            Self::OldBackupsStay(count) => format!("{count} old backups could not be removed."),
            Self::StateNotWritten => {
                "This machine could not note the newest generation; a rollback would go unnoticed."
                    .into()
            }
            Self::FormerKeyStillOpens => {
                "The new passphrase holds, but the former one still opens this vault; the next save ends that."
                    .into()
            }
            Self::OlderCopiesOpenWithFormerPassphrase => {
                "Backups and copies made before still open with the former passphrase.".into()
            }
        }
    }
}

/// What a generation is encrypted to, and by whom it is proved to open.
pub(crate) struct Target<'a> {
    pub(crate) key: KeySlot,
    pub(crate) former_key: Option<KeySlot>,
    /// Each of these must open what was encrypted.
    pub(crate) identities: Vec<&'a Identity>,
}

impl<'a> Target<'a> {
    pub(crate) fn own(key: KeySlot, keys: &'a Keys) -> Self {
        Self {
            key,
            former_key: None,
            identities: vec![&keys.current],
        }
    }
}

/// What replacing `vault.age` leaves to be told, and what is needed to take it back.
pub(crate) struct Written {
    pub(crate) merged: Option<MergeSummary>,
    pub(crate) kept: Option<PathBuf>,
    pub(crate) present: Option<Present>,
}

/// A `vault.age` as it stands on the disk.
pub(crate) struct Present {
    pub(crate) bytes: Vec<u8>,
    pub(crate) hash: String,
}

impl Present {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self {
            hash: sha256(&bytes),
            bytes,
        }
    }
}

impl Vault {
    /// Saves durably. What another program saved meanwhile is merged in.
    ///
    /// # Errors
    /// `read_only`, `disk_full`, `newer_format`, `passphrase_needed`, `io`, … The file on the
    /// disk is then byte for byte what it was, and the changes are still in memory.
    pub fn save(&mut self, now: Timestamp) -> Result<Saved, VaultError> {
        self.check_writable()?;
        if self.keys.paper {
            return Err(VaultError::NewPassphraseNeeded);
        }
        let lock = self.lock()?;
        self.check_unlock_file()?;
        let key = slot(&self.keys.current, &self.unlock);
        let keys = self.keys.clone();
        let written = self.write_generation(&lock, &Target::own(key, &keys), now)?;
        Ok(self.finish(written.merged, Vec::new(), now))
    }

    /// What follows a generation on the disk: none of it can undo the save.
    pub(crate) fn finish(
        &mut self,
        merged: Option<MergeSummary>,
        mut warnings: Vec<Warning>,
        now: Timestamp,
    ) -> Saved {
        let stay = backups::rotate(self.disk.as_ref(), &self.place);
        if stay > 0 {
            warnings.push(Warning::OldBackupsStay(stay));
        }
        let copies = copies::refresh_all(self, now);
        self.rolled_back = None;
        if !self.remember() {
            warnings.push(Warning::StateNotWritten);
        }
        Saved {
            generation: self.payload.generation(),
            merged,
            copies,
            warnings,
        }
    }

    /// Notes the generation outside of the folder.
    pub(crate) fn remember(&self) -> bool {
        let mut seen = self.seen.clone();
        seen.generation = self.payload.generation();
        rollback::store(
            self.disk.as_ref(),
            &self.place.state,
            self.payload.vault_id(),
            &seen,
        )
    }

    pub(crate) fn check_writable(&self) -> Result<(), VaultError> {
        if self.is_read_only() {
            return Err(VaultError::NewerFormat {
                schema: self.payload.record.schema.to_string(),
                verb: "write",
            });
        }
        folder::refuse_symlink(&self.place.vault())?;
        folder::refuse_symlink(&self.place.unlock())?;
        match self.payload.duplicate_id() {
            Some(id) => Err(VaultError::DuplicateId { id }),
            None => Ok(()),
        }
    }

    pub(crate) fn lock(&self) -> Result<Lock, VaultError> {
        take_lock(self.disk.as_ref(), &self.place)
    }

    /// `unlock.age` must still be the one that wraps this identity: else a save would lock the
    /// passphrase out. A missing one is written again.
    pub(crate) fn check_unlock_file(&self) -> Result<(), VaultError> {
        let path = self.place.unlock();
        match folder::read(self.disk.as_ref(), &path, UNLOCK_LIMIT)? {
            Some(bytes) if bytes == self.unlock => Ok(()),
            None if !self.unlock.is_empty() => {
                folder::replace(self.disk.as_ref(), &path, &self.unlock)
            }
            None => Err(VaultError::UnlockFileMissing { path }),
            Some(_) => Err(VaultError::PassphraseChanged),
        }
    }

    /// Writes the payload as the next generation, durably, in place of the one on the disk.
    /// On an error the disk and this value are as before.
    pub(crate) fn write_generation(
        &mut self,
        _lock: &Lock,
        target: &Target<'_>,
        now: Timestamp,
    ) -> Result<Written, VaultError> {
        // A synchronisation program knows no lock and may replace the file at any time.
        for _ in 0..ATTEMPTS {
            if let Some(written) = self.try_generation(target, now)? {
                return Ok(written);
            }
        }
        Err(VaultError::Busy {
            folder: self.place.folder.clone(),
        })
    }

    /// As `write_generation`; `None` when the file on the disk changed under way.
    fn try_generation(
        &mut self,
        target: &Target<'_>,
        now: Timestamp,
    ) -> Result<Option<Written>, VaultError> {
        let disk = self.disk.clone();
        let path = self.place.vault();
        let present = folder::read(disk.as_ref(), &path, VAULT_LIMIT)?.map(Present::new);
        let mut next = self.payload.clone();
        self.bury(&mut next, now);
        let mut line = lineage(&self.loaded.hash, &self.payload.record);
        let mut merged = None;
        if let Some(present) = present.as_ref().filter(|it| it.hash != self.loaded.hash) {
            let theirs = self.read_foreign(&present.bytes, &path)?;
            let base = self.common_base(&theirs, present);
            let (payload, summary) = merge::merge(base.as_ref(), &next, &theirs);
            line = interleaved(lineage(&present.hash, &theirs.record), line);
            next = payload;
            merged = Some(summary);
        }
        if self.loaded.bytes.is_empty() {
            line.clear();
        }
        next.trash = next.trash_at(now);
        self.stamp(&mut next, line, target, now);
        let (sealed, plain) = seal(&next, target)?;
        check_opens(&sealed, &plain, &target.identities)?;
        drop(plain);
        let temporary = folder::prepare(disk.as_ref(), &path, &sealed)?;
        let replaced = self.replace_vault(&temporary, present.as_ref());
        if !matches!(replaced, Ok(Some(_))) {
            let _ = folder::clear(disk.as_ref(), &temporary);
        }
        Ok(replaced?.map(|kept| {
            self.loaded = Loaded::new(sealed, &next);
            self.payload = next;
            Written {
                merged,
                kept,
                present,
            }
        }))
    }

    /// Tombstones for what vanished since it was loaded; none for what is there.
    fn bury(&self, next: &mut Payload, now: Timestamp) {
        let items: BTreeSet<_> = next.items().into_iter().collect();
        let tombstones = &mut next.record.tombstones;
        tombstones.retain(|stone| !items.contains(&(stone.kind, stone.id.clone())));
        let vanished = self.loaded.items.iter().filter(|(item, account)| {
            // An account's tombstone stands for everything in it.
            let is_part = account
                .as_ref()
                .is_some_and(|account| !items.contains(&(ItemKind::Account, account.clone())));
            !items.contains(item) && !is_part
        });
        tombstones.extend(vanished.map(|((kind, id), _)| Tombstone {
            kind: *kind,
            id: id.clone(),
            at: now,
        }));
        tombstones.sort();
        tombstones.dedup_by(|a, b| a.kind == b.kind && a.id == b.id);
    }

    /// Opens another generation of this vault.
    pub(crate) fn read_foreign(&self, bytes: &[u8], path: &Path) -> Result<Payload, VaultError> {
        let plain = envelope::open(bytes, self.keys.all()).map_err(|error| match error {
            OpenError::NoMatchingKey if path == self.place.vault() => VaultError::PassphraseChanged,
            other => open_error(other, path),
        })?;
        let payload = decode(&plain, path)?;
        if payload.vault_id() != self.payload.vault_id() {
            return Err(VaultError::AnotherVault {
                path: path.to_path_buf(),
            });
        }
        if payload.record.schema.major > Schema::CURRENT.major {
            return Err(VaultError::NewerFormat {
                schema: payload.record.schema.to_string(),
                verb: "write",
            });
        }
        Ok(payload)
    }

    /// The newest generation that both sides come from, as far as it is still at hand.
    pub(crate) fn common_base(&self, theirs: &Payload, their_file: &Present) -> Option<Payload> {
        let their_line = lineage(&their_file.hash, &theirs.record);
        let my_line = lineage(&self.loaded.hash, &self.payload.record);
        let common = my_line
            .iter()
            .find(|mine| their_line.iter().any(|theirs| same_hash(mine, theirs)))?;
        let bytes = if same_hash(common, &self.loaded.hash) {
            self.loaded.bytes.clone()
        } else if same_hash(common, &their_file.hash) {
            their_file.bytes.clone()
        } else {
            backups::find(self.disk.as_ref(), &self.place, common)?
        };
        let plain = envelope::open(&bytes, self.keys.all()).ok()?;
        format::from_bytes(&plain).ok()
    }

    /// Number, time, ancestry and keys of the next generation.
    fn stamp(&self, next: &mut Payload, line: Vec<String>, target: &Target<'_>, now: Timestamp) {
        let record = &mut next.record;
        record.schema = record.schema.max(Schema::CURRENT);
        // Beyond what was seen, so that a restored older file does not look like one for ever.
        record.generation = record.generation.max(self.seen.generation) + 1;
        record.saved_at = now;
        let mut line = line.into_iter();
        record.prev_hash = line.next();
        record.ancestors = line.map(|hash| short(&hash).to_owned()).collect();
        record.ancestors.truncate(ANCESTORS);
        record.key = target.key.clone();
        record.former_key = target.former_key.clone();
    }

    /// Keeps the present file, then renames the new one over it: `Some` with the folder where
    /// the former one is kept, `None` when somebody else replaced it meanwhile. When the disk
    /// does not confirm the rename, the former file is put back.
    fn replace_vault(
        &self,
        temporary: &Path,
        present: Option<&Present>,
    ) -> Result<Option<Option<PathBuf>>, VaultError> {
        let path = self.place.vault();
        let kept = match present {
            None if folder::exists(&self.place) => return Ok(None),
            None => None,
            Some(present) => match self.keep_present(present)? {
                None => return Ok(None),
                kept => kept,
            },
        };
        self.disk
            .rename(temporary, &path)
            .map_err(|error| io_error("replacing", &path, error))?;
        if let Err(source) = self.disk.sync_folder(&self.place.folder) {
            if self.put_back(kept.as_deref(), present).is_err() {
                return Err(VaultError::Unsettled { kept, source });
            }
            return Err(io_error("replacing", &path, source));
        }
        Ok(Some(kept))
    }

    fn keep_present(&self, present: &Present) -> Result<Option<PathBuf>, VaultError> {
        let stamp = if present.hash == self.loaded.hash {
            self.loaded.stamp
        } else {
            let theirs = self.read_foreign(&present.bytes, &self.place.vault())?;
            (theirs.generation(), theirs.saved_at())
        };
        backups::keep(self.disk.as_ref(), &self.place, stamp, present).map_err(|error| {
            io_error(
                "keeping the former generation in",
                &self.place.backups(),
                error,
            )
        })
    }

    /// Puts the former `vault.age` back in place.
    pub(crate) fn put_back(
        &self,
        kept: Option<&Path>,
        present: Option<&Present>,
    ) -> Result<(), VaultError> {
        let path = self.place.vault();
        let Some(present) = present else {
            return folder::clear(self.disk.as_ref(), &path)
                .map_err(|error| io_error("removing", &path, error));
        };
        let temporary = folder::temporary(&path);
        let linked = kept.is_some_and(|kept| {
            folder::clear(self.disk.as_ref(), &temporary).is_ok()
                && self
                    .disk
                    .link(&kept.join(folder::VAULT_FILE), &temporary)
                    .is_ok()
        });
        if !linked {
            return folder::replace(self.disk.as_ref(), &path, &present.bytes);
        }
        self.disk
            .rename(&temporary, &path)
            .and_then(|()| self.disk.sync_folder(&self.place.folder))
            .map_err(|error| io_error("putting back", &path, error))
    }
}

fn seal(
    payload: &Payload,
    target: &Target<'_>,
) -> Result<(Vec<u8>, Zeroizing<Vec<u8>>), VaultError> {
    let mut recipients: Vec<Recipient> = target
        .identities
        .iter()
        .map(|identity| identity.to_public())
        .collect();
    if let Some(key) = &payload.paper_key {
        let paper = key
            .recipient
            .parse()
            .map_err(|_| VaultError::PaperRecipient)?;
        if !recipients.contains(&paper) {
            recipients.push(paper);
        }
    }
    let plain = format::to_bytes(payload).ok_or(VaultError::SelfCheck)?;
    let sealed = envelope::seal(&plain, &recipients).ok_or(VaultError::SelfCheck)?;
    if sealed.len() as u64 > VAULT_LIMIT {
        return Err(VaultError::TooLarge {
            path: folder::VAULT_FILE.into(),
            limit: VAULT_LIMIT,
        });
    }
    Ok((sealed, plain))
}

fn check_opens(sealed: &[u8], plain: &[u8], identities: &[&Identity]) -> Result<(), VaultError> {
    for identity in identities {
        match envelope::open(sealed, [*identity]) {
            Ok(opened) if *opened == plain => {}
            _ => return Err(VaultError::SelfCheck),
        }
    }
    Ok(())
}

/// Hashes of a generation and of those before it, the newest first.
pub(crate) fn lineage(hash: &str, record: &Record) -> Vec<String> {
    let mut line = vec![hash.to_owned()];
    line.extend(record.prev_hash.clone());
    line.extend(record.ancestors.iter().cloned());
    line
}

/// Two lineages in one, each hash once: both sides' newest come first.
pub(crate) fn interleaved(first: Vec<String>, second: Vec<String>) -> Vec<String> {
    let mut line: Vec<String> = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    loop {
        let pair = [first.next(), second.next()];
        if pair.iter().all(Option::is_none) {
            return line;
        }
        for hash in pair.into_iter().flatten() {
            if !line.iter().any(|known| same_hash(known, &hash)) {
                line.push(hash);
            }
        }
    }
}

/// The part of a hash that names are made of.
pub(crate) fn short(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}

/// Whether two hashes, whole or shortened, are the same.
pub(crate) fn same_hash(a: &str, b: &str) -> bool {
    !a.is_empty() && short(a) == short(b)
}
