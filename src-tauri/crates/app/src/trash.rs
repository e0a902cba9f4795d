//! Accounts that were removed and can still come back.

use crate::change::change;
use crate::upkeep::SavedView;
use crate::view::AccountView;
use crate::{AppError, Code, account};
use model::Timestamp;
use secret::AccountRecord;
use serde::Serialize;
use vault::{Payload, Vault};

/// An account in the trash, as front ends list it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrashView {
    /// The account as it was, without a secret.
    #[serde(flatten)]
    pub account: AccountView,
    /// When it was removed.
    pub removed: Timestamp,
    /// From when on a save drops it for good.
    pub ends: Timestamp,
}

/// The trash, the latest removal first. What had its time is not in it any more, although the
/// file holds it until the next save.
#[must_use]
pub fn list(payload: &Payload, now: Timestamp) -> Vec<TrashView> {
    let mut views: Vec<TrashView> = payload
        .trash
        .iter()
        .map(|trashed| TrashView {
            account: AccountView::of(&trashed.record),
            removed: trashed.removed,
            ends: trashed.ends(),
        })
        .filter(|view| now < view.ends)
        .collect();
    views.sort_by_key(|view| std::cmp::Reverse(view.removed));
    views
}

/// Brings an account back, with everything in it.
///
/// # Errors
/// As [`account::find`], over the trash; what saving can meet.
pub fn restore(vault: &mut Vault, query: &str, now: Timestamp) -> Result<AccountView, AppError> {
    let records: Vec<AccountRecord> = vault
        .payload()
        .trash
        .iter()
        .filter(|trashed| now < trashed.ends())
        .map(|trashed| trashed.record.clone())
        .collect();
    let record = account::find(&records, query).map_err(|error| match error.code {
        Code::NoSuchAccount => AppError {
            message: format!("No account in the trash goes by '{query}'."),
            next: "See what is in it with `reentry trash`.".to_owned(),
            ..error
        },
        _ => error,
    })?;
    let id = record.account.id.clone();
    change(vault, now, |payload| {
        payload.untrash_account(&id, now);
        Ok(())
    })?;
    account::find(&vault.payload().accounts, id.as_str()).map(AccountView::of)
}

/// Empties the trash. Says how many accounts were in it, and what did not work besides.
///
/// # Errors
/// What saving can meet.
pub fn empty(vault: &mut Vault, now: Timestamp) -> Result<(usize, SavedView), AppError> {
    let gone = list(vault.payload(), now).len();
    let saved = change(vault, now, |payload| {
        payload.trash.clear();
        Ok(())
    })?;
    Ok((gone, saved.into()))
}
