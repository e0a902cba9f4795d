//! Merging payloads.

use crate::merge::{CONFLICT_TAG, merge};
use crate::payload::{ItemKind, Payload, Tombstone};
use crate::sample::{self, at, empty, full, record, sheet};
use jiff::Timestamp;
use model::{CaseEvent, CaseEventKind, CodeState, OtpParameters};
use proptest::prelude::*;
use secret::{SecretBytes, SecretText};
use serde_json::json;

fn with(numbers: &[u16]) -> Payload {
    let mut payload = empty();
    payload.accounts = numbers.iter().map(|&number| record(number)).collect();
    payload
}

fn names(payload: &Payload) -> Vec<&str> {
    payload
        .metadata()
        .map(|account| account.username.as_str())
        .collect()
}

fn touch(payload: &mut Payload, when: Timestamp) {
    payload.accounts[0].account.modified = when;
}

fn counter(payload: &mut Payload) -> &mut u64 {
    match &mut payload.accounts[0].otp[1].parameters {
        OtpParameters::Hotp { counter, .. } => counter,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_each_side_added_is_there_and_what_each_removed_is_gone() {
    let base = with(&[1, 2, 3]);
    let (summary_mine, summary_theirs) = (with(&[1, 3, 4]), with(&[1, 2, 5]));
    let (merged, summary) = merge(Some(&base), &summary_mine, &summary_theirs);
    assert_eq!(names(&merged), ["invented-1", "invented-4", "invented-5"]);
    assert_eq!(summary.added.len(), 1);
    assert_eq!(summary.removed.len(), 1);
    assert!(summary.with_base && summary.changed.is_empty());
}

#[test]
fn an_edit_outlives_a_deletion_that_did_not_know_of_it() {
    let base = with(&[1]);
    let mut edited = base.clone();
    edited.accounts[0].account.username = "renamed".into();
    let deleted = with(&[]);
    for (mine, theirs) in [(&edited, &deleted), (&deleted, &edited)] {
        assert_eq!(names(&merge(Some(&base), mine, theirs).0), ["renamed"]);
    }
    // A counter or a mark that moved is no edit.
    let mut used = base.clone();
    *counter(&mut used) = 9;
    used.accounts[0].code_sets[0].codes[0].state = CodeState::Burned;
    assert!(names(&merge(Some(&base), &used, &deleted).0).is_empty());
}

#[test]
fn without_a_base_a_tombstone_tells_deleted_from_not_yet_known() {
    let mine = with(&[1, 2]);
    let mut theirs = with(&[2]);
    assert_eq!(names(&merge(None, &mine, &theirs).0).len(), 2);
    theirs.record.tombstones.push(Tombstone {
        kind: ItemKind::Account,
        id: mine.accounts[0].account.id.to_string(),
        at: at(10),
    });
    let (merged, _) = merge(None, &mine, &theirs);
    assert_eq!(names(&merged), ["invented-2"]);
    assert_eq!(merged.record.tombstones.len(), 1);
    let mut later = mine.clone();
    touch(&mut later, at(11));
    let (merged, _) = merge(None, &later, &theirs);
    assert_eq!(
        names(&merged).len(),
        2,
        "changed after it was deleted elsewhere"
    );
    assert!(
        merged.record.tombstones.is_empty(),
        "no tombstone for what lives"
    );
}

#[test]
fn fields_that_one_side_changed_are_taken() {
    let base = with(&[1]);
    let (mut mine, mut theirs) = (base.clone(), base.clone());
    mine.accounts[0].account.username = "renamed".into();
    theirs.accounts[0].account.group = Some("Work".into());
    theirs.accounts[0].account.tags = vec!["new".into()];
    theirs.accounts[0].note = Some(SecretText::new("note"));
    let (merged, summary) = merge(Some(&base), &mine, &theirs);
    let account = &merged.accounts[0].account;
    assert_eq!(account.username, "renamed");
    assert_eq!(account.group.as_deref(), Some("Work"));
    assert_eq!(account.tags, ["new"]);
    assert!(merged.accounts[0].note.is_some());
    assert!(summary.kept_both.is_empty() && summary.changed.len() == 1);
}

#[test]
fn two_different_names_are_both_kept_and_both_machines_agree() {
    let base = with(&[1]);
    let (mut a, mut b) = (base.clone(), base.clone());
    a.accounts[0].account.username = "one".into();
    b.accounts[0].account.username = "two".into();
    touch(&mut a, at(5));
    touch(&mut b, at(6));
    let (ab, summary) = merge(Some(&base), &a, &b);
    let (ba, _) = merge(Some(&base), &b, &a);
    assert_eq!(names(&ab), ["two", "one"], "the later keeps the id");
    assert_eq!(ab.accounts, ba.accounts);
    assert_eq!(summary.kept_both.len(), 1);
    assert!(
        ab.accounts[1]
            .account
            .tags
            .iter()
            .any(|tag| tag == CONFLICT_TAG)
    );
    assert_eq!(ab.duplicate_id(), None);
    let (again, _) = merge(None, &ab, &ba);
    assert_eq!(again.accounts, ab.accounts, "merging again adds nothing");
}

#[test]
fn two_different_secrets_are_both_kept() {
    let base = with(&[1]);
    let (mut a, mut b) = (base.clone(), base.clone());
    a.accounts[0].otp[0].secret = SecretBytes::new(*b"one");
    b.accounts[0].otp[0].secret = SecretBytes::new(*b"two");
    touch(&mut b, at(6));
    for base in [None, Some(&base)] {
        let (ab, summary) = merge(base, &a, &b);
        let (ba, _) = merge(base, &b, &a);
        let otp = &ab.accounts[0].otp;
        assert_eq!(otp.len(), 3);
        assert_eq!(otp[0].secret.expose(), b"two");
        assert!(otp.iter().any(|otp| otp.secret.expose() == b"one"));
        assert_eq!(summary.kept_both.len(), 1);
        assert_eq!(ab.accounts, ba.accounts);
    }
}

#[test]
fn notes_come_together_once() {
    let base = with(&[1]);
    let (mut a, mut b) = (base.clone(), base.clone());
    a.accounts[0].note = Some(SecretText::new("first"));
    b.accounts[0].note = Some(SecretText::new("second"));
    let (merged, _) = merge(Some(&base), &a, &b);
    let note = merged.accounts[0].note.clone().unwrap();
    assert!(note.expose().contains("first") && note.expose().contains("second"));
    let (again, _) = merge(None, &merged, &a);
    assert_eq!(again.accounts[0].note, Some(note));
}

#[test]
fn marks_and_counters_never_go_back() {
    let base = with(&[1]);
    let (mut a, mut b) = (base.clone(), base.clone());
    *counter(&mut a) = 9;
    *counter(&mut b) = 7;
    a.accounts[0].code_sets[0].codes[0].state = CodeState::Used { at: Some(at(3)) };
    b.accounts[0].code_sets[0].codes[1].state = CodeState::Burned;
    for (mine, theirs) in [(&a, &b), (&b, &a)] {
        for base in [None, Some(&base)] {
            let (mut merged, _) = merge(base, mine, theirs);
            assert_eq!(*counter(&mut merged), 9);
            let codes = &merged.accounts[0].code_sets[0].codes;
            assert_eq!(codes.len(), 8);
            assert_eq!(codes[0].state, CodeState::Used { at: Some(at(3)) });
            assert_eq!(codes[1].state, CodeState::Burned);
        }
    }
    // Even when one side deliberately took a mark back.
    let (merged, _) = merge(Some(&a), &base, &a);
    assert!(!merged.accounts[0].code_sets[0].codes[0].state.is_left());
}

#[test]
fn evidence_that_was_collected_later_counts_and_a_removal_holds() {
    let mut base = sample::empty();
    base.evidence = vec![sample::evidence(1), sample::facts(2)];
    let (mut a, mut b) = (base.clone(), base.clone());
    a.evidence[0].evidence.collected = at(20);
    b.evidence[0].evidence.collected = at(30);
    b.evidence.remove(1);
    for (mine, theirs) in [(&a, &b), (&b, &a)] {
        let (merged, _) = merge(Some(&base), mine, theirs);
        assert_eq!(merged.evidence.len(), 1, "the removal holds");
        assert_eq!(merged.evidence[0].collected, at(30));
    }
}

#[test]
fn cases_keep_what_either_side_was_told() {
    let told = |second, what| CaseEvent {
        at: at(second),
        what,
    };
    let mut base = sample::empty();
    base.cases.push(sample::case(1));
    let (mut a, mut b) = (base.clone(), base.clone());
    a.cases[0]
        .case
        .events
        .push(told(6, CaseEventKind::Answered));
    b.cases[0].case.events.push(told(5, CaseEventKind::Message));
    b.cases[0].case.link = Some("https://example.org/issues/2".into());
    b.cases.push(sample::case(2));
    let (merged, _) = merge(Some(&base), &a, &b);
    let kinds: Vec<_> = merged.cases[0]
        .events
        .iter()
        .map(|event| event.what.clone())
        .collect();
    assert_eq!(
        kinds,
        [
            CaseEventKind::Sent,
            CaseEventKind::Message,
            CaseEventKind::Answered
        ]
    );
    assert_eq!(merged.cases[0].link, b.cases[0].link);
    assert_eq!(merged.cases.len(), 2);
    // What one side took back stays away.
    let mut without = base.clone();
    without.cases[0].case.events.clear();
    let (merged, _) = merge(Some(&base), &without, &base);
    assert!(merged.cases[0].events.is_empty());
}

#[test]
fn the_ledger_keeps_every_sheet_and_the_latest_proof() {
    let mut base = empty();
    base.ledger.push(sheet(1));
    let (mut a, mut b) = (base.clone(), base.clone());
    a.ledger[0].sheet.proved_at = Some(at(5));
    a.ledger.push(sheet(2));
    b.ledger[0].sheet.place = Some("safe".into());
    b.ledger[0].sheet.proved_at = Some(at(4));
    b.ledger.push(sheet(3));
    let (merged, _) = merge(Some(&base), &a, &b);
    assert_eq!(merged.ledger.len(), 3);
    assert_eq!(merged.ledger[0].proved_at, Some(at(5)));
    assert_eq!(merged.ledger[0].place.as_deref(), Some("safe"));
}

#[test]
fn of_two_new_paper_keys_the_later_stays_and_the_other_is_named() {
    let base = empty();
    let (mut a, mut b) = (full(), full());
    let older = a.paper_key.as_mut().unwrap();
    older.recipient = "age1older".into();
    older.made = at(-5);
    a.accounts.clear();
    b.accounts.clear();
    let (merged, summary) = merge(Some(&base), &a, &b);
    assert_eq!(merged.paper_key, b.paper_key);
    assert_eq!(summary.paper_key_lost, a.paper_key.map(|key| key.set_id));
}

#[test]
fn settings_and_unknown_fields_merge_by_name() {
    let mut base = full();
    base.settings.insert("x".into(), json!(1));
    let (mut a, mut b) = (base.clone(), base.clone());
    a.settings.insert("mine".into(), json!(1));
    a.settings.remove("x");
    b.settings.insert("theirs".into(), json!({"deep": true}));
    let (merged, _) = merge(Some(&base), &a, &b);
    let keys: Vec<_> = merged.settings.keys().map(String::as_str).collect();
    assert_eq!(keys, ["ask_after_lock", "mine", "theirs"]);
}

/// A change that a machine may make.
#[derive(Debug, Clone)]
enum Change {
    Add(u16),
    Remove(usize),
    Rename(usize, String),
    Use(usize, usize),
    Count(usize, u64),
    Secret(usize, [u8; 4]),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (100_u16..120).prop_map(Change::Add),
        (0_usize..6).prop_map(Change::Remove),
        (0_usize..6, "[a-c]").prop_map(|(n, name)| Change::Rename(n, name)),
        (0_usize..6, 0_usize..8).prop_map(|(n, code)| Change::Use(n, code)),
        (0_usize..6, 1_u64..5).prop_map(|(n, by)| Change::Count(n, by)),
        (0_usize..6, any::<[u8; 4]>()).prop_map(|(n, secret)| Change::Secret(n, secret)),
    ]
}

fn apply(payload: &mut Payload, changes: &[Change], clock: i64) {
    for (step, change) in changes.iter().enumerate() {
        let now = at(clock + i64::try_from(step).unwrap());
        let index = match change {
            Change::Add(number) => {
                let mut fresh = record(*number);
                fresh.account.modified = now;
                if payload.account(&fresh.account.id).is_none() {
                    payload.accounts.push(fresh);
                }
                continue;
            }
            Change::Remove(n) if *n < payload.accounts.len() => {
                payload.accounts.remove(*n);
                continue;
            }
            Change::Remove(n)
            | Change::Rename(n, _)
            | Change::Use(n, _)
            | Change::Count(n, _)
            | Change::Secret(n, _) => *n,
        };
        let Some(record) = payload.accounts.get_mut(index) else {
            continue;
        };
        record.account.modified = now;
        match change {
            Change::Rename(_, name) => record.account.username.clone_from(name),
            Change::Use(_, code) => {
                record.code_sets[0].codes[*code].state = CodeState::Used { at: Some(now) }
            }
            Change::Secret(_, secret) => record.otp[0].secret = SecretBytes::new(*secret),
            Change::Count(_, by) => {
                if let OtpParameters::Hotp { counter, .. } = &mut record.otp[1].parameters {
                    *counter += by;
                }
            }
            Change::Add(_) | Change::Remove(_) => {}
        }
    }
}

/// Every secret, name, mark and counter of one side that the merge must still show.
fn check_nothing_lost(base: &Payload, side: &Payload, other: &Payload, merged: &Payload) {
    for record in &side.accounts {
        let id = &record.account.id;
        let deleted_there = base.account(id).is_some() && other.account(id).is_none();
        let Some(now) = merged.account(id) else {
            assert!(deleted_there, "{id} was deleted by nobody");
            continue;
        };
        let changed_here = |what: fn(&secret::AccountRecord) -> String| {
            base.account(id)
                .is_none_or(|base| what(base) != what(record))
        };
        if changed_here(|it| it.account.username.clone()) {
            let name = &record.account.username;
            assert!(
                merged.metadata().any(|account| &account.username == name),
                "{name} is lost"
            );
        }
        if changed_here(|it| format!("{:?}", it.otp[0].secret.expose())) {
            let all = merged.accounts.iter().flat_map(|it| &it.otp);
            assert!(
                all.into_iter()
                    .any(|otp| otp.secret == record.otp[0].secret),
                "a secret is lost"
            );
        }
        let counter = |record: &secret::AccountRecord| record.otp[1].parameters.counter();
        assert!(counter(now) >= counter(record), "a counter went back");
        for (before, after) in record.code_sets[0]
            .codes
            .iter()
            .zip(&now.code_sets[0].codes)
        {
            assert!(
                before.state.is_left() || !after.state.is_left(),
                "a mark went back"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn nothing_is_lost_whatever_two_machines_do(
        first in proptest::collection::vec(change(), 0..8),
        second in proptest::collection::vec(change(), 0..8),
        has_base in any::<bool>(),
    ) {
        let base = with(&[1, 2, 3, 4, 5]);
        let (mut a, mut b) = (base.clone(), base.clone());
        apply(&mut a, &first, 10);
        apply(&mut b, &second, 20);
        let given = has_base.then_some(&base);
        let (ab, _) = merge(given, &a, &b);
        let (ba, _) = merge(given, &b, &a);
        check_nothing_lost(&base, &a, &b, &ab);
        check_nothing_lost(&base, &b, &a, &ab);
        prop_assert_eq!(ab.duplicate_id(), None);
        let sorted = |payload: &Payload| {
            let mut ids: Vec<_> = payload.metadata().map(|it| (it.id.clone(), it.username.clone())).collect();
            ids.sort();
            ids
        };
        prop_assert_eq!(sorted(&ab), sorted(&ba), "both machines come to the same accounts");
        // Merging what was merged already changes nothing.
        let (again, _) = merge(Some(&b), &ab, &b);
        prop_assert_eq!(&again.accounts, &ab.accounts);
    }
}
