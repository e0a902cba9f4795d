//! Bringing two versions of a payload together.
//!
//! With a base, each item is compared with it: what only one side changed is taken, what both
//! changed in different ways is kept twice. Without a base it is a union. Deletions are
//! tombstones, used marks never go back, an HOTP counter takes the higher value. Ids of items
//! that are kept twice are derived from their content, so that two machines that merge the same
//! two versions make the same thing.

use crate::format;
use crate::payload::{CopyTarget, ItemKind, LedgerEntry, PaperKey, Payload, Record, Tombstone};
use jiff::Timestamp;
use model::{Account, AccountId, CodeSetId, OtpId, OtpParameters, SheetId};
use secret::{
    AccountRecord, OtpCredential, RecoveryCode, RecoveryCodeSet, SecretText, UnknownFields,
};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

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
    let ledger = merge_ledger(base, mine, theirs);
    let paper_key = merge_paper_key(base, mine, theirs, &mut summary);
    let mut merged = Payload {
        record: merge_record_keeping(base, mine, theirs),
        accounts,
        ledger,
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

/// The versions of one account.
struct Sides<'a> {
    base: Option<&'a AccountRecord>,
    mine: &'a AccountRecord,
    theirs: &'a AccountRecord,
}

impl Sides<'_> {
    /// Whether mine is the later version. Both machines must come to the same answer.
    fn mine_wins(&self) -> bool {
        let (mine, theirs) = (self.mine.account.modified, self.theirs.account.modified);
        if mine == theirs {
            format::record_digest(self.mine) >= format::record_digest(self.theirs)
        } else {
            mine > theirs
        }
    }

    /// The base's value of a field.
    fn base<T>(&self, field: impl Fn(&AccountRecord) -> &T) -> Option<&T> {
        self.base.map(field)
    }
}

/// An account that both sides have.
struct Both {
    record: AccountRecord,
    /// The other version, when the names differ beyond merging.
    other: Option<AccountRecord>,
    kept_both: bool,
}

fn merge_account(sides: &Sides<'_>, mine: &Payload, theirs: &Payload) -> Both {
    if sides.mine == sides.theirs {
        return Both {
            record: sides.mine.clone(),
            other: None,
            kept_both: false,
        };
    }
    let mine_wins = sides.mine_wins();
    let (otp, otp_twice) = merge_otp(sides, mine, theirs, mine_wins);
    let record = AccountRecord {
        account: merge_metadata(sides, mine_wins),
        otp,
        code_sets: merge_code_sets(sides, mine, theirs),
        note: merge_note(sides, mine_wins),
        unknown: merge_unknown(
            sides.base(|it| &it.unknown),
            &sides.mine.unknown,
            &sides.theirs.unknown,
        ),
    };
    let other = names_in_conflict(sides)
        .then(|| other_version(if mine_wins { sides.theirs } else { sides.mine }));
    Both {
        kept_both: otp_twice || other.is_some(),
        record,
        other,
    }
}

fn names_in_conflict(sides: &Sides<'_>) -> bool {
    fn differs<T: PartialEq>(sides: &Sides<'_>, field: impl Fn(&AccountRecord) -> &T) -> bool {
        in_conflict(sides.base(&field), field(sides.mine), field(sides.theirs))
    }
    differs(sides, |it| &it.account.provider)
        || differs(sides, |it| &it.account.instance)
        || differs(sides, |it| &it.account.issuer)
        || differs(sides, |it| &it.account.username)
}

fn merge_metadata(sides: &Sides<'_>, mine_wins: bool) -> Account {
    fn field<T: PartialEq + Clone>(
        sides: &Sides<'_>,
        mine_wins: bool,
        field: impl Fn(&Account) -> &T,
    ) -> T {
        let (mine, theirs) = (field(&sides.mine.account), field(&sides.theirs.account));
        let base = sides.base.map(|base| field(&base.account));
        three(base, mine, theirs, |mine, theirs| {
            if mine_wins {
                mine.clone()
            } else {
                theirs.clone()
            }
        })
    }
    let (mine, theirs) = (&sides.mine.account, &sides.theirs.account);
    let base = sides.base.map(|base| &base.account);
    Account {
        id: mine.id.clone(),
        provider: field(sides, mine_wins, |it| &it.provider),
        instance: field(sides, mine_wins, |it| &it.instance),
        issuer: field(sides, mine_wins, |it| &it.issuer),
        username: field(sides, mine_wins, |it| &it.username),
        factors: merge_set(base.map(|it| &*it.factors), &mine.factors, &theirs.factors),
        tags: merge_set(base.map(|it| &*it.tags), &mine.tags, &theirs.tags),
        group: field(sides, mine_wins, |it| &it.group),
        favourite: field(sides, mine_wins, |it| &it.favourite),
        created: mine.created.min(theirs.created),
        modified: mine.modified.max(theirs.modified),
    }
}

fn merge_note(sides: &Sides<'_>, mine_wins: bool) -> Option<SecretText> {
    three(
        sides.base(|it| &it.note),
        &sides.mine.note,
        &sides.theirs.note,
        |mine, theirs| match (mine, theirs) {
            (Some(mine), Some(theirs)) if mine.expose().contains(theirs.expose()) => {
                Some(mine.clone())
            }
            (Some(mine), Some(theirs)) if theirs.expose().contains(mine.expose()) => {
                Some(theirs.clone())
            }
            (Some(mine), Some(theirs)) => {
                let (first, second) = if mine_wins {
                    (mine, theirs)
                } else {
                    (theirs, mine)
                };
                Some(SecretText::new(format!(
                    "{}\n\n--- the other version of this note ---\n{}",
                    first.expose(),
                    second.expose()
                )))
            }
            (mine, theirs) => mine.clone().or_else(|| theirs.clone()),
        },
    )
}

/// Ten bytes that follow from an id and a content.
fn derived(id: &str, content: &[u8; 32]) -> [u8; 10] {
    let mut hash = Sha256::new();
    hash.update(b"reentry: the other version of ");
    hash.update(id.as_bytes());
    hash.update(content);
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 10];
    bytes
        .iter_mut()
        .zip(digest)
        .for_each(|(to, from)| *to = from);
    bytes
}

/// A version that is kept beside the first, under ids of its own.
fn other_version(record: &AccountRecord) -> AccountRecord {
    let content = format::record_digest(record);
    let mut other = record.clone();
    other.account.id = AccountId::from_random(derived(record.account.id.as_str(), &content));
    for otp in &mut other.otp {
        otp.id = OtpId::from_random(derived(otp.id.as_str(), &content));
    }
    for set in &mut other.code_sets {
        set.id = CodeSetId::from_random(derived(set.id.as_str(), &content));
    }
    if !other.account.tags.iter().any(|tag| tag == CONFLICT_TAG) {
        other.account.tags.push(CONFLICT_TAG.into());
    }
    other
}

fn merge_otp(
    sides: &Sides<'_>,
    mine: &Payload,
    theirs: &Payload,
    mine_wins: bool,
) -> (Vec<OtpCredential>, bool) {
    let find = |record: Option<&AccountRecord>, id: &OtpId| {
        record.and_then(|record| record.otp.iter().find(|otp| &otp.id == id).cloned())
    };
    let fate = |otp: &OtpCredential, record: &AccountRecord, other: &Payload| {
        let base = find(sides.base, &otp.id);
        Fate {
            in_base: base.is_some(),
            changed: base.is_some_and(|base| !same_but_counter(&base, otp)),
            buried: buried(other, ItemKind::Otp, otp.id.as_str()),
            modified: record.account.modified,
        }
    };
    let mut merged = Vec::new();
    let mut others = Vec::new();
    for otp in &sides.mine.otp {
        match find(Some(sides.theirs), &otp.id) {
            Some(their_otp) => {
                let base = find(sides.base, &otp.id);
                let (one, other) = merge_credential(base.as_ref(), otp, &their_otp, mine_wins);
                merged.push(one);
                others.extend(other);
            }
            None if fate(otp, sides.mine, theirs).survives() => merged.push(otp.clone()),
            None => {}
        }
    }
    for otp in &sides.theirs.otp {
        let is_new = !sides.mine.otp.iter().any(|known| known.id == otp.id);
        if is_new && fate(otp, sides.theirs, mine).survives() {
            merged.push(otp.clone());
        }
    }
    let kept_both = !others.is_empty();
    for other in others {
        if !merged.iter().any(|otp| otp.id == other.id) {
            merged.push(other);
        }
    }
    (merged, kept_both)
}

fn same_but_counter(a: &OtpCredential, b: &OtpCredential) -> bool {
    a.is_same(b) && a.uri_parameters == b.uri_parameters && a.unknown == b.unknown
}

/// A credential that both sides have, and the other version where they differ beyond merging.
fn merge_credential(
    base: Option<&OtpCredential>,
    mine: &OtpCredential,
    theirs: &OtpCredential,
    mine_wins: bool,
) -> (OtpCredential, Option<OtpCredential>) {
    let unchanged = |side: &OtpCredential| base.is_some_and(|base| same_but_counter(base, side));
    if same_but_counter(mine, theirs) || unchanged(theirs) {
        (with_higher_counter(mine, theirs), None)
    } else if unchanged(mine) {
        (with_higher_counter(theirs, mine), None)
    } else {
        let (winner, loser) = if mine_wins {
            (mine, theirs)
        } else {
            (theirs, mine)
        };
        let mut other = loser.clone();
        other.id = OtpId::from_random(derived(loser.id.as_str(), &format::otp_digest(loser)));
        (winner.clone(), Some(other))
    }
}

/// A counter never goes back as long as the secret stays the same.
fn with_higher_counter(taken: &OtpCredential, left: &OtpCredential) -> OtpCredential {
    let mut taken = taken.clone();
    if let (OtpParameters::Hotp { counter, .. }, Some(other)) =
        (&mut taken.parameters, left.parameters.counter())
        && taken.secret == left.secret
    {
        *counter = (*counter).max(other);
    }
    taken
}

fn merge_code_sets(sides: &Sides<'_>, mine: &Payload, theirs: &Payload) -> Vec<RecoveryCodeSet> {
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

fn merge_ledger(base: Option<&Payload>, mine: &Payload, theirs: &Payload) -> Vec<LedgerEntry> {
    let find = |payload: &Payload, id: &SheetId| {
        payload.ledger.iter().find(|entry| &entry.id == id).cloned()
    };
    let survives = |entry: &LedgerEntry, other: &Payload| {
        let base = base.and_then(|base| find(base, &entry.id));
        Fate {
            in_base: base.is_some(),
            changed: base.is_some_and(|base| base != *entry),
            buried: buried(other, ItemKind::Sheet, entry.id.as_str()),
            modified: entry.proved_at.unwrap_or(entry.printed),
        }
        .survives()
    };
    let mut merged = Vec::new();
    for entry in &mine.ledger {
        match find(theirs, &entry.id) {
            Some(other) => {
                let base = base.and_then(|base| find(base, &entry.id));
                merged.push(merge_sheet(base.as_ref(), entry, &other));
            }
            None if survives(entry, theirs) => merged.push(entry.clone()),
            None => {}
        }
    }
    for entry in &theirs.ledger {
        if find(mine, &entry.id).is_none() && survives(entry, mine) {
            merged.push(entry.clone());
        }
    }
    merged
}

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
    merged.sheet.superseded_by = mine
        .superseded_by
        .clone()
        .or_else(|| theirs.superseded_by.clone());
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
