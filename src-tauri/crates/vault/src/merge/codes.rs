//! Two versions of recovery code sets.

use super::account::Sides;
use super::{Fate, buried, merge_unknown, three};
use crate::payload::{ItemKind, Payload};
use model::CodeSetId;
use secret::{AccountRecord, RecoveryCode, RecoveryCodeSet, SecretText};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn merge_code_sets(
    sides: &Sides<'_>,
    mine: &Payload,
    theirs: &Payload,
) -> Vec<RecoveryCodeSet> {
    let find = |record: Option<&AccountRecord>, id: &CodeSetId| {
        record.and_then(|record| record.code_sets.iter().find(|set| &set.id == id).cloned())
    };
    let fate = |set: &RecoveryCodeSet, record: &AccountRecord, other: &Payload| {
        let base = find(sides.base, &set.id);
        Fate {
            in_base: base.is_some(),
            changed: base.is_some_and(|base| !base.is_same(set)),
            buried: buried(other, ItemKind::CodeSet, set.id.as_str()),
            modified: record.account.modified,
        }
    };
    let mut merged = Vec::new();
    for set in &sides.mine.code_sets {
        match find(Some(sides.theirs), &set.id) {
            Some(other) => {
                merged.push(merge_code_set(
                    find(sides.base, &set.id).as_ref(),
                    set,
                    &other,
                ));
            }
            None if fate(set, sides.mine, theirs).survives() => merged.push(set.clone()),
            None => {}
        }
    }
    for set in &sides.theirs.code_sets {
        let is_new = !sides.mine.code_sets.iter().any(|known| known.id == set.id);
        if is_new && fate(set, sides.theirs, mine).survives() {
            merged.push(set.clone());
        }
    }
    // The newest last, whoever brought it.
    merged.sort_by_key(|set| set.obtained);
    merged
}

fn merge_code_set(
    base: Option<&RecoveryCodeSet>,
    mine: &RecoveryCodeSet,
    theirs: &RecoveryCodeSet,
) -> RecoveryCodeSet {
    RecoveryCodeSet {
        id: mine.id.clone(),
        obtained: mine.obtained.min(theirs.obtained),
        codes: merge_codes(base.map(|it| &*it.codes), &mine.codes, &theirs.codes),
        burned_unknown: three(
            base.map(|it| &it.burned_unknown),
            &mine.burned_unknown,
            &theirs.burned_unknown,
            |a, b| *a.max(b),
        ),
        superseded: match (mine.superseded, theirs.superseded) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        },
        original: three(
            base.map(|it| &it.original),
            &mine.original,
            &theirs.original,
            |a, b| a.clone().or_else(|| b.clone()),
        ),
        unknown: merge_unknown(base.map(|it| &it.unknown), &mine.unknown, &theirs.unknown),
    }
}

/// A code of a set that may hold the same text twice: the text, and how often it came before.
type CodeKey<'a> = (&'a SecretText, usize);

fn keyed(codes: &[RecoveryCode]) -> Vec<(CodeKey<'_>, &RecoveryCode)> {
    let mut seen: BTreeMap<&SecretText, usize> = BTreeMap::new();
    codes
        .iter()
        .map(|code| {
            let count = seen.entry(&code.text).or_insert(0);
            *count += 1;
            ((&code.text, *count), code)
        })
        .collect()
}

fn merge_codes(
    base: Option<&[RecoveryCode]>,
    mine: &[RecoveryCode],
    theirs: &[RecoveryCode],
) -> Vec<RecoveryCode> {
    let (mine, theirs) = (keyed(mine), keyed(theirs));
    let base: Option<BTreeSet<CodeKey<'_>>> =
        base.map(|base| keyed(base).into_iter().map(|(key, _)| key).collect());
    let removed = |key: &CodeKey<'_>| base.as_ref().is_some_and(|base| base.contains(key));
    let their_states: BTreeMap<_, _> = theirs
        .iter()
        .map(|(key, code)| (*key, code.state))
        .collect();
    let my_keys: BTreeSet<_> = mine.iter().map(|(key, _)| *key).collect();
    let mut merged = Vec::new();
    for (key, code) in &mine {
        let mut code = (*code).clone();
        match their_states.get(key) {
            Some(state) => code.state = code.state.merged(*state),
            None if removed(key) => continue,
            None => {}
        }
        merged.push(code);
    }
    for (key, code) in &theirs {
        if !my_keys.contains(key) && !removed(key) {
            merged.push((*code).clone());
        }
    }
    merged
}
