//! The trash: thirty days, undo, merges.

use super::Place;
use crate::merge::merge;
use crate::payload::{ItemKind, Payload};
use crate::sample::{at, empty, record};
use jiff::{SignedDuration, Timestamp};
use model::{AccountId, CodeState};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn with(numbers: &[u16]) -> Payload {
    let mut payload = empty();
    payload.accounts = numbers.iter().map(|&number| record(number)).collect();
    payload
}

fn id(number: u16) -> AccountId {
    record(number).account.id
}

fn live(payload: &Payload) -> Vec<&str> {
    let names = payload.metadata().map(|account| account.username.as_str());
    names.collect()
}

fn trashed(payload: &Payload) -> Vec<&str> {
    let records = payload.trash.iter().map(|trashed| &trashed.record);
    records
        .map(|record| record.account.username.as_str())
        .collect()
}

/// What a merge of the two makes, whichever of them is mine.
fn both_ways(base: Option<&Payload>, one: &Payload, other: &Payload) -> Payload {
    let (first, _) = merge(base, one, other);
    let (second, _) = merge(base, other, one);
    let sorted = |names: Vec<&str>| {
        let mut names: Vec<_> = names.into_iter().map(str::to_owned).collect();
        names.sort();
        names
    };
    assert_eq!(sorted(live(&first)), sorted(live(&second)));
    assert_eq!(sorted(trashed(&first)), sorted(trashed(&second)));
    first
}

fn days(number: i32) -> Timestamp {
    at(0) + DAY * number
}

#[test]
fn a_removed_account_comes_back_whole_within_thirty_days_and_is_then_dropped() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts = vec![record(1), record(2)]);
    vault.save(at(1)).unwrap();
    assert!(vault.edit(|payload| payload.trash_account(&id(1), at(2))));
    vault.save(at(2)).unwrap();
    let mut vault = place.open();
    assert_eq!(live(vault.payload()), ["invented-2"]);
    assert_eq!(trashed(vault.payload()), ["invented-1"]);
    let stones = &vault.payload().record().tombstones;
    assert!(
        stones.iter().any(|stone| stone.kind == ItemKind::Account),
        "a program without a trash sees a deletion"
    );
    vault.save(days(30)).unwrap();
    assert_eq!(trashed(vault.payload()), ["invented-1"]);
    assert!(vault.edit(|payload| payload.untrash_account(&id(1), days(30))));
    vault.save(days(30)).unwrap();
    let mut back = vault.payload().account(&id(1)).unwrap().clone();
    back.account.modified = record(1).account.modified;
    assert_eq!(back, record(1));
    assert!(vault.payload().record().tombstones.is_empty());
    vault.edit(|payload| payload.trash_account(&id(1), days(31)));
    vault.save(days(31)).unwrap();
    vault.save(days(61)).unwrap();
    assert!(trashed(place.open().payload()).is_empty());
}

#[test]
fn undo_takes_a_removal_a_return_and_an_emptied_trash_back() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts = vec![record(1)]);
    vault.save(at(1)).unwrap();
    vault.edit(|payload| payload.trash_account(&id(1), at(2)));
    vault.save(at(2)).unwrap();
    vault.undo(at(3)).unwrap();
    assert_eq!(live(vault.payload()), ["invented-1"]);
    assert!(trashed(vault.payload()).is_empty());
    vault.undo(at(4)).unwrap();
    assert_eq!(trashed(vault.payload()), ["invented-1"], "a redo");
    vault.edit(|payload| payload.trash.clear());
    vault.save(at(5)).unwrap();
    vault.undo(at(6)).unwrap();
    assert_eq!(trashed(vault.payload()), ["invented-1"]);
    // What had its time is no change to be undone: the one before it is.
    vault.edit(|payload| payload.accounts.push(record(2)));
    vault.save(at(7)).unwrap();
    vault.save(days(40)).unwrap();
    vault.undo(days(40)).unwrap();
    assert!(live(vault.payload()).is_empty());
}

#[test]
fn a_backup_brings_accounts_back_and_leaves_the_trash() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts = vec![record(1)]);
    vault.save(at(1)).unwrap();
    vault.edit(|payload| payload.accounts.push(record(2)));
    vault.save(at(2)).unwrap();
    vault.edit(|payload| payload.trash_account(&id(2), at(3)));
    vault.edit(|payload| payload.trash_account(&id(1), at(3)));
    vault.save(at(3)).unwrap();
    let only_first = vault.backups()[1].name();
    vault.restore_backup(&only_first, at(4)).unwrap();
    assert_eq!(live(vault.payload()), ["invented-1"]);
    assert_eq!(trashed(vault.payload()), ["invented-2"]);
}

#[test]
fn an_edit_outlives_a_removal_that_did_not_know_of_it() {
    let base = with(&[1, 2]);
    let mut removed = base.clone();
    removed.trash_account(&id(1), at(5));
    let merged = both_ways(Some(&base), &removed, &base);
    assert_eq!(live(&merged), ["invented-2"]);
    assert_eq!(trashed(&merged), ["invented-1"]);
    let mut edited = base.clone();
    edited.accounts[0].account.username = "renamed".into();
    let merged = both_ways(Some(&base), &removed, &edited);
    assert!(live(&merged).contains(&"renamed"));
    assert!(trashed(&merged).is_empty());
}

#[test]
fn marks_of_the_other_side_go_into_the_trash_too() {
    let base = with(&[1]);
    let mut removed = base.clone();
    removed.trash_account(&id(1), at(5));
    let mut used = base.clone();
    used.accounts[0].code_sets[0].codes[0].state = CodeState::Used { at: Some(at(4)) };
    let merged = both_ways(Some(&base), &removed, &used);
    let [trashed] = merged.trash.as_slice() else {
        panic!("it is in the trash");
    };
    let state = trashed.record.code_sets[0].codes[0].state;
    assert_eq!(state, CodeState::Used { at: Some(at(4)) });
}

#[test]
fn what_one_side_brought_back_is_live_and_what_it_emptied_is_gone() {
    let mut base = with(&[1]);
    base.trash_account(&id(1), at(5));
    let stone = crate::payload::Tombstone {
        kind: ItemKind::Account,
        id: id(1).to_string(),
        at: at(5),
    };
    base.record.tombstones.push(stone);
    let mut back = base.clone();
    back.untrash_account(&id(1), at(6));
    back.record.tombstones.clear();
    let merged = both_ways(Some(&base), &back, &base);
    assert_eq!(live(&merged), ["invented-1"]);
    assert!(trashed(&merged).is_empty());
    let mut emptied = base.clone();
    emptied.trash.clear();
    assert!(trashed(&both_ways(Some(&base), &emptied, &base)).is_empty());
    assert_eq!(
        live(&both_ways(Some(&base), &emptied, &back)),
        ["invented-1"],
        "whoever wants it back gets it"
    );
    // Nobody knows what the other side did: it stays until its day.
    let merged = both_ways(None, &emptied, &base);
    assert_eq!(trashed(&merged), ["invented-1"]);
}

#[test]
fn two_removals_are_one_and_the_later_day_counts() {
    let base = with(&[1]);
    let (mut early, mut late) = (base.clone(), base.clone());
    early.trash_account(&id(1), at(5));
    late.trash_account(&id(1), at(9));
    let merged = both_ways(Some(&base), &early, &late);
    let [trashed] = merged.trash.as_slice() else {
        panic!("once");
    };
    assert_eq!(trashed.removed, at(9));
}

#[test]
fn what_is_live_is_not_in_the_trash_whatever_another_program_wrote() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| {
        payload.accounts = vec![record(1)];
        payload.trash_account(&id(1), at(1));
        payload.accounts = vec![record(1)];
    });
    vault.save(at(1)).unwrap();
    assert!(trashed(vault.payload()).is_empty());
    assert_eq!(live(vault.payload()), ["invented-1"]);
}
