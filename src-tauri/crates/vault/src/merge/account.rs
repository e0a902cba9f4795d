//! Two versions of one account.

use super::codes::merge_code_sets;
use super::{CONFLICT_TAG, Fate, buried, in_conflict, merge_set, merge_unknown, three};
use crate::format;
use crate::payload::{ItemKind, Payload};
use model::{Account, AccountId, CodeSetId, OtpId, OtpParameters};
use secret::{AccountRecord, OtpCredential, SecretText};
use sha2::{Digest, Sha256};

/// The versions of one account.
pub(super) struct Sides<'a> {
    pub(super) base: Option<&'a AccountRecord>,
    pub(super) mine: &'a AccountRecord,
    pub(super) theirs: &'a AccountRecord,
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
pub(super) struct Both {
    pub(super) record: AccountRecord,
    /// The other version, when the names differ beyond merging.
    pub(super) other: Option<AccountRecord>,
    pub(super) kept_both: bool,
}

pub(super) fn merge_account(sides: &Sides<'_>, mine: &Payload, theirs: &Payload) -> Both {
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
