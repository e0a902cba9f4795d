//! The trash: accounts that were removed, kept for thirty days with everything in them.
//!
//! For everybody else a removed account is gone: it stands in a list of its own, beside a
//! tombstone, so that programs which know no trash see a deletion.

use crate::payload::Payload;
use jiff::{SignedDuration, Timestamp};
use model::AccountId;
use secret::{AccountRecord, UnknownFields};

/// How long a removed account is kept: thirty days.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An account in the trash.
#[derive(Debug, Clone, PartialEq)]
pub struct TrashedAccount {
    /// When it was removed.
    pub removed: Timestamp,
    /// The account as it was.
    pub record: AccountRecord,
    /// Fields of a newer version of the vault format.
    pub unknown: UnknownFields,
}

impl TrashedAccount {
    /// From when on a save drops it.
    #[must_use]
    pub fn ends(&self) -> Timestamp {
        self.removed.saturating_add(KEPT).unwrap_or(Timestamp::MAX)
    }
}

impl Payload {
    /// Puts an account into the trash. Says whether there was one.
    pub fn trash_account(&mut self, id: &AccountId, now: Timestamp) -> bool {
        let Some(place) = self
            .accounts
            .iter()
            .position(|record| &record.account.id == id)
        else {
            return false;
        };
        let record = self.accounts.remove(place);
        self.trash.push(TrashedAccount {
            removed: now,
            record,
            unknown: UnknownFields::default(),
        });
        true
    }

    /// Takes an account out of the trash, with everything in it. Says whether it was there. It
    /// counts as changed: a merge elsewhere must see this as the latest state.
    pub fn untrash_account(&mut self, id: &AccountId, now: Timestamp) -> bool {
        let Some(place) = self
            .trash
            .iter()
            .position(|trashed| &trashed.record.account.id == id)
        else {
            return false;
        };
        let mut record = self.trash.remove(place).record;
        record.account.modified = now;
        self.accounts.push(record);
        true
    }

    /// Every account, live or in the trash: for those who compare texts with secrets.
    pub fn all_records(&self) -> impl Iterator<Item = &AccountRecord> {
        let trashed = self.trash.iter().map(|trashed| &trashed.record);
        self.accounts.iter().chain(trashed)
    }

    /// The trash as it is now: without what had its time, and without what is live.
    pub(crate) fn trash_at(&self, now: Timestamp) -> Vec<TrashedAccount> {
        let mut kept: Vec<TrashedAccount> = Vec::with_capacity(self.trash.len());
        for trashed in &self.trash {
            let id = &trashed.record.account.id;
            let twice = kept.iter().any(|known| &known.record.account.id == id);
            if now < trashed.ends() && self.account(id).is_none() && !twice {
                kept.push(trashed.clone());
            }
        }
        kept
    }
}
