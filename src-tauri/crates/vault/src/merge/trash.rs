//! Two trashes.
//!
//! An account that is live after the merge is not in the trash: an edit outlives a removal that
//! did not know of it. One that both sides hold, one of them live, takes the marks and counters
//! of both along. With a base, what one side dropped is dropped; without one it stays until its
//! day, which harms nobody.

use super::account::{Both, Sides, merge_account};
use super::merge_unknown;
use crate::payload::Payload;
use crate::trash::TrashedAccount;
use model::AccountId;
use secret::AccountRecord;
use std::collections::BTreeSet;

/// The trash after a merge that left these accounts live.
pub(super) fn merge_trash(
    base: Option<&Payload>,
    mine: &Payload,
    theirs: &Payload,
    live: &[AccountRecord],
) -> Vec<TrashedAccount> {
    let mut seen: BTreeSet<AccountId> = live
        .iter()
        .map(|record| record.account.id.clone())
        .collect();
    let mut merged = Vec::new();
    for trashed in mine.trash.iter().chain(&theirs.trash) {
        let id = &trashed.record.account.id;
        if seen.insert(id.clone()) {
            merged.extend(merge_one(id, base, mine, theirs));
        }
    }
    merged
}

/// One account that at least one side has in the trash; its other version, where the names
/// differ beyond merging, comes along.
fn merge_one(
    id: &AccountId,
    base: Option<&Payload>,
    mine: &Payload,
    theirs: &Payload,
) -> Vec<TrashedAccount> {
    let (in_mine, in_theirs) = (find(mine, id), find(theirs, id));
    let in_base = base.and_then(|base| find(base, id));
    // Where a side has neither, it dropped what the base had.
    let dropped = |side: &Payload| in_base.is_some() && anywhere(side, id).is_none();
    if dropped(mine) || dropped(theirs) {
        return Vec::new();
    }
    let Some(one) = in_mine.or(in_theirs) else {
        return Vec::new();
    };
    let removed = in_mine
        .into_iter()
        .chain(in_theirs)
        .map(|trashed| trashed.removed)
        .max()
        .unwrap_or(one.removed);
    let Both { record, other, .. } = match (anywhere(mine, id), anywhere(theirs, id)) {
        (Some(my_record), Some(their_record)) => {
            let sides = Sides {
                base: base.and_then(|base| anywhere(base, id)),
                mine: my_record,
                theirs: their_record,
            };
            merge_account(&sides, mine, theirs)
        }
        _ => Both {
            record: one.record.clone(),
            other: None,
            kept_both: false,
        },
    };
    let unknown = match (in_mine, in_theirs) {
        (Some(mine), Some(theirs)) => {
            let base = in_base.map(|trashed| &trashed.unknown);
            merge_unknown(base, &mine.unknown, &theirs.unknown)
        }
        _ => one.unknown.clone(),
    };
    std::iter::once(record)
        .chain(other)
        .map(|record| TrashedAccount {
            removed,
            record,
            unknown: unknown.clone(),
        })
        .collect()
}

fn find<'a>(payload: &'a Payload, id: &AccountId) -> Option<&'a TrashedAccount> {
    let mut trash = payload.trash.iter();
    trash.find(|trashed| &trashed.record.account.id == id)
}

/// The account, live or in the trash.
fn anywhere<'a>(payload: &'a Payload, id: &AccountId) -> Option<&'a AccountRecord> {
    let trashed = || find(payload, id).map(|trashed| &trashed.record);
    payload.account(id).or_else(trashed)
}
