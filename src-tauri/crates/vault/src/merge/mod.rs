//! Bringing two versions of a payload together.
//!
//! With a base, each item is compared with it: what only one side changed is taken, what both
//! changed in different ways is kept twice. Without a base it is a union. Deletions are
//! tombstones, used marks never go back, an HOTP counter takes the higher value. Ids of items
//! that are kept twice are derived from their content, so that two machines that merge the same
//! two versions make the same thing.

mod account;
mod codes;
mod trash;

use crate::payload::{
    CaseEntry, CopyTarget, EvidenceEntry, ItemKind, LedgerEntry, PaperKey, Payload, Record,
    Tombstone,
};
use account::{Sides, merge_account};
use jiff::Timestamp;
use model::{AccountId, OtpParameters, SheetId};
use secret::{AccountRecord, UnknownFields};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use trash::merge_trash;

/// The tag of an account that is the other version of one that was changed in two places.
pub const CONFLICT_TAG: &str = "conflict";

/// What came together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeSummary {
    /// Whether a common earlier generation was at hand.
    pub with_base: bool,
    /// Accounts that came from the other side.
    pub added: Vec<AccountId>,
    /// Accounts that the other side had deleted.
    pub removed: Vec<AccountId>,
    /// Accounts that took something over.
    pub changed: Vec<AccountId>,
    /// Accounts of which both versions, or both versions of a credential, are kept.
    pub kept_both: Vec<AccountId>,
    /// The set id of a paper key that lost against a newer one: its sheets open nothing new.
    pub paper_key_lost: Option<SheetId>,
}

/// Merges `theirs` into `mine`. Generation, ancestry and keys are left to the save.
pub(crate) fn merge(
    base: Option<&Payload>,
    mine: &Payload,
    theirs: &Payload,
) -> (Payload, MergeSummary) {
    let mut summary = MergeSummary {
        with_base: base.is_some(),
        ..MergeSummary::default()
    };
    let accounts = merge_accounts(base, mine, theirs, &mut summary);
    let trash = merge_trash(base, mine, theirs, &accounts);
    let ledger = LEDGER.merge(base, mine, theirs);
    let cases = CASES.merge(base, mine, theirs);
    let evidence = EVIDENCE.merge(base, mine, theirs);
    let paper_key = merge_paper_key(base, mine, theirs, &mut summary);
    let mut merged = Payload {
        record: merge_record_keeping(base, mine, theirs),
        accounts,
        trash,
        ledger,
        cases,
        evidence,
        paper_key,
        copies: merge_copies(base, mine, theirs),
        settings: merge_map(
            base.map(|it| &it.settings),
            &mine.settings,
            &theirs.settings,
        ),
    };
    let present: BTreeSet<_> = merged.items().into_iter().collect();
    merged
        .record
        .tombstones
        .retain(|stone| !present.contains(&(stone.kind, stone.id.clone())));
    (merged, summary)
}

fn merge_record_keeping(base: Option<&Payload>, mine: &Payload, theirs: &Payload) -> Record {
    let (a, b) = (&mine.record, &theirs.record);
    let mut stones: BTreeMap<(ItemKind, String), Timestamp> = BTreeMap::new();
    for stone in a.tombstones.iter().chain(&b.tombstones) {
        let at = stones
            .entry((stone.kind, stone.id.clone()))
            .or_insert(stone.at);
        *at = (*at).max(stone.at);
    }
    Record {
        schema: a.schema.max(b.schema),
        generation: a.generation.max(b.generation),
        created: a.created.min(b.created),
        saved_at: a.saved_at.max(b.saved_at),
        tombstones: stones
            .into_iter()
            .map(|((kind, id), at)| Tombstone { kind, id, at })
            .collect(),
        unknown: merge_unknown(base.map(|it| &it.record.unknown), &a.unknown, &b.unknown),
        ..a.clone()
    }
}

/// The value that only one side changed; what `conflict` makes of both otherwise.
fn three<T: PartialEq + Clone>(
    base: Option<&T>,
    mine: &T,
    theirs: &T,
    conflict: impl FnOnce(&T, &T) -> T,
) -> T {
    match base {
        _ if mine == theirs => mine.clone(),
        Some(base) if base == mine => theirs.clone(),
        Some(base) if base == theirs => mine.clone(),
        _ => conflict(mine, theirs),
    }
}

/// Whether both sides changed a value in different ways.
fn in_conflict<T: PartialEq>(base: Option<&T>, mine: &T, theirs: &T) -> bool {
    mine != theirs && base.is_none_or(|base| base != mine && base != theirs)
}

/// A list without order: what one side removed is gone, what either added is there.
fn merge_set<T: PartialEq + Clone>(base: Option<&[T]>, mine: &[T], theirs: &[T]) -> Vec<T> {
    let removed = |item: &T| base.is_some_and(|base| base.contains(item));
    let mut merged: Vec<T> = mine
        .iter()
        .filter(|item| theirs.contains(item) || !removed(item))
        .cloned()
        .collect();
    for item in theirs {
        if !mine.contains(item) && !removed(item) {
            merged.push(item.clone());
        }
    }
    merged
}

/// Objects key by key; of two different changes mine wins.
fn merge_map(
    base: Option<&Map<String, Value>>,
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
) -> Map<String, Value> {
    let names: BTreeSet<&String> = mine.keys().chain(theirs.keys()).collect();
    let mut merged = Map::new();
    for name in names {
        let value = three(
            base.map(|base| base.get(name)).as_ref(),
            &mine.get(name),
            &theirs.get(name),
            |mine, theirs| mine.or(*theirs),
        );
        if let Some(value) = value {
            merged.insert(name.clone(), value.clone());
        }
    }
    merged
}

fn merge_unknown(
    base: Option<&UnknownFields>,
    mine: &UnknownFields,
    theirs: &UnknownFields,
) -> UnknownFields {
    UnknownFields::new(merge_map(
        base.map(UnknownFields::expose),
        mine.expose(),
        theirs.expose(),
    ))
}

/// What happened to an item that only one side has.
struct Fate {
    /// The base had it, so the other side deleted it.
    in_base: bool,
    /// This side changed it since.
    changed: bool,
    /// When the other side's tombstone says it was deleted.
    buried: Option<Timestamp>,
    /// When this side changed it last.
    modified: Timestamp,
}

impl Fate {
    /// A change outlives a deletion that did not know of it.
    fn survives(&self) -> bool {
        if self.in_base {
            return self.changed;
        }
        self.buried.is_none_or(|at| self.modified > at)
    }
}

fn buried(side: &Payload, kind: ItemKind, id: &str) -> Option<Timestamp> {
    side.record
        .tombstones
        .iter()
        .find(|stone| stone.kind == kind && stone.id == id)
        .map(|stone| stone.at)
}

fn merge_accounts(
    base: Option<&Payload>,
    mine: &Payload,
    theirs: &Payload,
    summary: &mut MergeSummary,
) -> Vec<AccountRecord> {
    let index = |payload: &'_ Payload| -> BTreeMap<AccountId, usize> {
        let ids = payload.accounts.iter().enumerate();
        ids.map(|(n, record)| (record.account.id.clone(), n))
            .collect()
    };
    let their_index = index(theirs);
    let my_index = index(mine);
    let base_index = base.map(index).unwrap_or_default();
    let in_base = |id: &AccountId| base.and_then(|base| base.accounts.get(*base_index.get(id)?));
    let mut merged = Vec::with_capacity(mine.accounts.len().max(theirs.accounts.len()));
    let mut others = Vec::new();
    for record in &mine.accounts {
        let id = &record.account.id;
        match their_index.get(id).and_then(|&n| theirs.accounts.get(n)) {
            Some(their_record) => {
                let sides = Sides {
                    base: in_base(id),
                    mine: record,
                    theirs: their_record,
                };
                let both = merge_account(&sides, mine, theirs);
                if both.record != *record {
                    summary.changed.push(id.clone());
                }
                if both.kept_both {
                    summary.kept_both.push(id.clone());
                }
                merged.push(both.record);
                others.extend(both.other);
            }
            None if account_fate(in_base(id), record, theirs).survives() => {
                merged.push(record.clone());
            }
            None => summary.removed.push(id.clone()),
        }
    }
    for record in &theirs.accounts {
        let id = &record.account.id;
        let is_new = !my_index.contains_key(id);
        if is_new && account_fate(in_base(id), record, mine).survives() {
            summary.added.push(id.clone());
            merged.push(record.clone());
        }
    }
    for other in others {
        if !merged
            .iter()
            .any(|record| record.account.id == other.account.id)
        {
            merged.push(other);
        }
    }
    merged
}

fn account_fate(base: Option<&AccountRecord>, record: &AccountRecord, other: &Payload) -> Fate {
    Fate {
        in_base: base.is_some(),
        changed: base.is_some_and(|base| !same_but_progress(base, record)),
        buried: buried(other, ItemKind::Account, record.account.id.as_str()),
        modified: record.account.modified,
    }
}

/// Whether two versions differ in nothing but counters, used marks and the date of change.
fn same_but_progress(a: &AccountRecord, b: &AccountRecord) -> bool {
    let plain = |record: &AccountRecord| {
        let mut record = record.clone();
        record.account.modified = record.account.created;
        for otp in &mut record.otp {
            if let OtpParameters::Hotp { counter, .. } = &mut otp.parameters {
                *counter = 0;
            }
        }
        for code in record.code_sets.iter_mut().flat_map(|set| &mut set.codes) {
            code.state = model::CodeState::Unused;
        }
        record
    };
    plain(a) == plain(b)
}

/// How the items of one list of the payload come together.
struct ListRule<T> {
    kind: ItemKind,
    items: fn(&Payload) -> &[T],
    id: fn(&T) -> &str,
    /// When it last changed, to compare with a deletion.
    modified: fn(&T) -> Timestamp,
    /// One of two versions, given the common earlier one.
    join: fn(Option<&T>, &T, &T) -> T,
}

impl<T: Clone + PartialEq> ListRule<T> {
    fn merge(&self, base: Option<&Payload>, mine: &Payload, theirs: &Payload) -> Vec<T> {
        let mut merged = Vec::new();
        for item in (self.items)(mine) {
            match self.find(theirs, item) {
                Some(other) => {
                    let base = base.and_then(|base| self.find(base, item));
                    merged.push((self.join)(base, item, other));
                }
                None if self.survives(base, item, theirs) => merged.push(item.clone()),
                None => {}
            }
        }
        for item in (self.items)(theirs) {
            if self.find(mine, item).is_none() && self.survives(base, item, mine) {
                merged.push(item.clone());
            }
        }
        merged
    }

    fn find<'p>(&self, payload: &'p Payload, like: &T) -> Option<&'p T> {
        let id = (self.id)(like);
        (self.items)(payload)
            .iter()
            .find(|item| (self.id)(item) == id)
    }

    fn survives(&self, base: Option<&Payload>, item: &T, other: &Payload) -> bool {
        let base = base.and_then(|base| self.find(base, item));
        Fate {
            in_base: base.is_some(),
            changed: base.is_some_and(|base| base != item),
            buried: buried(other, self.kind, (self.id)(item)),
            modified: (self.modified)(item),
        }
        .survives()
    }
}

const LEDGER: ListRule<LedgerEntry> = ListRule {
    kind: ItemKind::Sheet,
    items: |payload| &payload.ledger,
    id: |entry| entry.sheet.id.as_str(),
    modified: |entry| entry.proved_at.unwrap_or(entry.printed),
    join: merge_sheet,
};

const CASES: ListRule<CaseEntry> = ListRule {
    kind: ItemKind::Case,
    items: |payload| &payload.cases,
    id: |entry| entry.case.id.as_str(),
    modified: |entry| {
        let told = entry.events.iter().map(|event| event.at).max();
        told.unwrap_or(entry.opened)
    },
    join: merge_case,
};

const EVIDENCE: ListRule<EvidenceEntry> = ListRule {
    kind: ItemKind::Evidence,
    items: |payload| &payload.evidence,
    id: |entry| entry.evidence.id.as_str(),
    modified: |entry| entry.collected,
    // What was collected later describes the same thing better.
    join: |base, mine, theirs| {
        let later = if theirs.collected > mine.collected {
            theirs
        } else {
            mine
        };
        EvidenceEntry {
            evidence: three(
                base.map(|it| &it.evidence),
                &mine.evidence,
                &theirs.evidence,
                |_, _| later.evidence.clone(),
            ),
            unknown: merge_unknown(base.map(|it| &it.unknown), &mine.unknown, &theirs.unknown),
        }
    },
};

fn merge_sheet(
    base: Option<&LedgerEntry>,
    mine: &LedgerEntry,
    theirs: &LedgerEntry,
) -> LedgerEntry {
    let mut merged = mine.clone();
    merged.sheet.copies = three(
        base.map(|it| &it.copies),
        &mine.copies,
        &theirs.copies,
        |a, b| *a.max(b),
    );
    merged.sheet.place = three(
        base.map(|it| &it.place),
        &mine.place,
        &theirs.place,
        |a, b| a.clone().or_else(|| b.clone()),
    );
    merged.sheet.proved_at = mine.proved_at.max(theirs.proved_at);
    merged.sheet.filled_at = mine.filled_at.max(theirs.filled_at);
    merged.sheet.superseded_by = mine
        .superseded_by
        .clone()
        .or_else(|| theirs.superseded_by.clone());
    merged.unknown = merge_unknown(base.map(|it| &it.unknown), &mine.unknown, &theirs.unknown);
    merged
}

/// What happened on either side happened, unless one side took it back.
fn merge_case(base: Option<&CaseEntry>, mine: &CaseEntry, theirs: &CaseEntry) -> CaseEntry {
    let mut merged = mine.clone();
    let base_events = base.map(|it| it.events.as_slice()).unwrap_or_default();
    merged.case.events = mine
        .events
        .iter()
        .filter(|event| theirs.events.contains(event) || !base_events.contains(event))
        .cloned()
        .collect();
    for event in &theirs.events {
        if !mine.events.contains(event) && !base_events.contains(event) {
            merged.case.events.push(event.clone());
        }
    }
    merged.case.events.sort_by_key(|event| event.at);
    merged.case.link = three(base.map(|it| &it.link), &mine.link, &theirs.link, |a, b| {
        a.clone().or_else(|| b.clone())
    });
    merged.unknown = merge_unknown(base.map(|it| &it.unknown), &mine.unknown, &theirs.unknown);
    merged
}

fn merge_paper_key(
    base: Option<&Payload>,
    mine: &Payload,
    theirs: &Payload,
    summary: &mut MergeSummary,
) -> Option<PaperKey> {
    let base = base.map(|base| &base.paper_key);
    match (&mine.paper_key, &theirs.paper_key) {
        (Some(a), Some(b)) if a.recipient == b.recipient => {
            let mut key = three(base, &mine.paper_key, &theirs.paper_key, |mine, _| {
                mine.clone()
            });
            if let Some(key) = &mut key {
                key.proved_at = a.proved_at.max(b.proved_at);
                merge_shares(key, a, b);
            }
            key
        }
        (mine_key, theirs_key) => three(base, mine_key, theirs_key, |a, b| match (a, b) {
            (Some(a), Some(b)) => {
                let (kept, lost) = if (b.made, &b.set_id) > (a.made, &a.set_id) {
                    (b, a)
                } else {
                    (a, b)
                };
                summary.paper_key_lost = Some(lost.set_id.clone());
                Some(kept.clone())
            }
            (a, b) => a.clone().or_else(|| b.clone()),
        }),
    }
}

/// The later proof of every share, and a place where one side has none.
fn merge_shares(key: &mut PaperKey, a: &PaperKey, b: &PaperKey) {
    for share in &mut key.shares {
        let both = [a, b].map(|side| side.shares.iter().find(|other| other.index == share.index));
        for other in both.into_iter().flatten() {
            share.proved_at = share.proved_at.max(other.proved_at);
            share.place = share.place.take().or_else(|| other.place.clone());
        }
    }
}

fn merge_copies(base: Option<&Payload>, mine: &Payload, theirs: &Payload) -> Vec<CopyTarget> {
    let has = |list: &[CopyTarget], path: &str| list.iter().any(|copy| copy.path == path);
    let removed = |path: &str| base.is_some_and(|base| has(&base.copies, path));
    let mut merged: Vec<_> = mine
        .copies
        .iter()
        .filter(|copy| has(&theirs.copies, &copy.path) || !removed(&copy.path))
        .cloned()
        .collect();
    for copy in &theirs.copies {
        if !has(&mine.copies, &copy.path) && !removed(&copy.path) {
            merged.push(copy.clone());
        }
    }
    merged
}
