//! The paper key in shares of which some number restores it, in the form of codex32 (BIP-93).
//!
//! `RE12XYZTA…`, 74 characters in upper case:
//!
//! | characters | mean |
//! |---|---|
//! | `RE1` | the prefix `re` and bech32's separator, so that no wallet takes a share for its own |
//! | 1 | how many shares are needed, `2` to `9` |
//! | 4 | the set: shares of one key, split once |
//! | 1 | the share's index: any character of bech32 but `S`, which is the key itself |
//! | 52 | the value of the key's polynomial at the index |
//! | 13 | checksum; repairs up to four wrong characters |
//!
//! Fewer shares than needed say nothing about the key: the others could be any. The arithmetic is
//! BIP-93's, so that every implementation of it restores the key, and a pencil does.

mod checksum;
mod field;

use crate::part::on_paper;
use field::Fe;
use model::SheetId;
use secret::{Randomness, RandomnessError, SecretText};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use crate::key::PaperKeyBytes;

/// Characters of a share.
pub const LENGTH: usize = 74;
/// The most shares of a key: the characters of bech32 but `S`.
pub const SHARES_MAX: u8 = 31;
/// Shares that may be needed.
pub const NEEDED: std::ops::RangeInclusive<u8> = 2..=9;

const PREFIX: &str = "re";
/// Characters of the prefix with its separator.
const LEAD: usize = 3;
/// Symbols after the prefix.
const SYMBOLS: usize = LENGTH - LEAD;
/// Where the key's or share's own symbols begin, after threshold, set and index.
const HEAD: usize = 6;
/// Symbols of 32 bytes.
const PAYLOAD: usize = 52;
/// The index of the key itself: `S`.
const SECRET: Fe = Fe::from_bits(16);
/// The indices in the order in which they are given out, as BIP-93 advises: the alphabet, then
/// the digits.
const INDICES: [char; SHARES_MAX as usize] = [
    'A', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'T', 'U', 'V', 'W',
    'X', 'Y', 'Z', '0', '2', '3', '4', '5', '6', '7', '8', '9',
];
/// Up to so many subsets are recombined one by one when a key is split.
const SUBSETS_MAX: usize = 1000;

/// Why a key was not split. Nothing was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ShareError {
    /// So many cannot be needed.
    #[error("from 2 to 9 shares can be needed, not {needed}")]
    Needed {
        /// What was asked for.
        needed: u8,
    },
    /// So many cannot be made.
    #[error("from {needed} to {SHARES_MAX} shares can be made, not {count}")]
    Count {
        /// Shares that are needed.
        needed: u8,
        /// What was asked for.
        count: u8,
    },
    /// There is no randomness.
    #[error(transparent)]
    Randomness(#[from] RandomnessError),
    /// The shares did not give the key back: a fault of the program or of the machine.
    #[error("the shares do not give the key back; nothing was made")]
    Unproved,
}

/// Why shares give no key. Holds no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CombineError {
    /// No share at all.
    #[error("there is no share")]
    None,
    /// Fewer than needed.
    #[error("{needed} shares are needed, and {have} are there")]
    TooFew {
        /// Different shares that were given.
        have: u8,
        /// Shares that are needed.
        needed: u8,
    },
    /// Fewer than needed, because one was given twice.
    #[error(
        "share {index} was given twice; {needed} different shares are needed, and {have} are there"
    )]
    Twice {
        /// The index of the share.
        index: char,
        /// Different shares that were given.
        have: u8,
        /// Shares that are needed.
        needed: u8,
    },
    /// They belong to different sets.
    #[error("the shares are of different sets: {first} and {other}")]
    DifferentSets {
        /// The first share's set.
        first: SetId,
        /// Another one.
        other: SetId,
    },
    /// They say differently how many are needed.
    #[error(
        "the shares of set {set} do not belong together: they need different numbers of shares"
    )]
    DifferentNeeds {
        /// Their set.
        set: SetId,
    },
    /// Two with the same index differ.
    #[error(
        "there are two different shares {index} of one set: one of them is forged, or two sets have the same name"
    )]
    Contradicts {
        /// The index.
        index: char,
    },
    /// More than needed, and they do not lie on one polynomial; or they give no key.
    #[error("the shares do not belong together, although they are of one set and none is damaged")]
    Inconsistent,
}

/// Why a text is no share. Holds no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseError {
    /// It does not begin like a share.
    #[error("this is no share of a paper key")]
    NotAShare,
    /// It has too many or too few characters.
    #[error("a share has {LENGTH} characters, and {have} are there")]
    Length {
        /// Characters that were read.
        have: usize,
    },
    /// More is wrong than can be repaired.
    #[error("more than four characters of this share are wrong")]
    Damaged,
}

/// The name of a set of shares: four characters. Shares of different sets do not mix.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetId([Fe; 4]);

impl SetId {
    /// The set that is printed on the sheets with this id: the first 20 bits of the SHA-256 of the
    /// id in upper case. So scans of shares find their place in the ledger.
    #[must_use]
    pub fn of(sheet: &SheetId) -> Self {
        let digest = Sha256::digest(on_paper(sheet).as_bytes());
        let bits = digest
            .iter()
            .take(3)
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        Self([19, 14, 9, 4].map(|shift| Fe::from_bits((bits >> shift & 31) as u8)))
    }
}

impl fmt::Display for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|symbol| write!(f, "{}", symbol.to_char()))
    }
}

impl fmt::Debug for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SetId({self})")
    }
}

/// A share. Its checksum fits.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Share {
    symbols: [Fe; SYMBOLS],
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Share({} of set {} [redacted])",
            self.index(),
            self.set()
        )
    }
}

/// A share that was read, and what was mended in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The share.
    pub share: Share,
    /// Places, counted from 1 in the 74 characters, in which something else or nothing was
    /// written. A lost character counts at its place, a superfluous one at the place it stood in.
    /// To be shown before the share is used.
    pub corrected: Vec<usize>,
}

impl Share {
    /// How many shares are needed.
    #[must_use]
    pub fn needed(&self) -> u8 {
        self.symbol(0)
            .to_char()
            .to_digit(10)
            .and_then(|digit| u8::try_from(digit).ok())
            .unwrap_or_default()
    }

    /// The set it belongs to.
    #[must_use]
    pub fn set(&self) -> SetId {
        SetId([1, 2, 3, 4].map(|place| self.symbol(place)))
    }

    /// Its index.
    #[must_use]
    pub fn index(&self) -> char {
        self.symbol(5).to_char()
    }

    /// Its place among the indices as they are given out, counted from 1.
    #[must_use]
    pub fn number(&self) -> u8 {
        (1..)
            .zip(INDICES)
            .find_map(|(number, index)| (index == self.index()).then_some(number))
            .unwrap_or_default()
    }

    /// Its text: 74 characters in upper case.
    #[must_use]
    pub fn text(&self) -> SecretText {
        let mut text = String::with_capacity(LENGTH);
        text.push_str("RE1");
        text.extend(self.symbols.iter().map(|symbol| symbol.to_char()));
        SecretText::new(text)
    }

    /// The SHA-256 of its text: tells shares apart without holding one.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.text().expose()).into()
    }

    /// Reads a share as it is printed, scanned or typed: in either case, with spaces and hyphens
    /// anywhere. `?`, `_` and `*` stand for characters that cannot be read. Up to four wrong
    /// characters, eight unreadable ones, or one lost or superfluous one are mended.
    ///
    /// # Errors
    /// See [`ParseError`]. Nothing that is beyond repair gives a share.
    pub fn parse(text: &str) -> Result<Read, ParseError> {
        let written: Zeroizing<Vec<char>> = Zeroizing::new(
            text.chars()
                .filter(|c| !c.is_whitespace() && *c != '-')
                .map(|c| c.to_ascii_uppercase())
                .collect(),
        );
        let (lead, rest) = written
            .split_at_checked(LEAD)
            .filter(|(lead, rest)| is_lead(lead, rest.len()))
            .ok_or(ParseError::NotAShare)?;
        // An age identity and a code of a vault sheet have letters that no share has so early.
        if rest.contains(&':') {
            return Err(ParseError::NotAShare);
        }
        let mut lead_slips: Vec<usize> = Vec::new();
        for (place, (read, right)) in (1..).zip(lead.iter().zip(PREFIX_TEXT)) {
            if *read != right {
                lead_slips.push(place);
            }
        }
        let mut read = match rest.len() {
            SYMBOLS => repaired(rest),
            length if length + 1 == SYMBOLS => with_one_more(rest),
            length if length == SYMBOLS + 1 => with_one_less(rest),
            _ => {
                return Err(ParseError::Length {
                    have: written.len(),
                });
            }
        }
        .filter(|read| read.share.is_a_share())
        .ok_or(ParseError::Damaged)?;
        read.corrected.splice(0..0, lead_slips);
        Ok(read)
    }

    fn symbol(&self, place: usize) -> Fe {
        self.symbols.get(place).copied().unwrap_or_default()
    }

    /// Whether threshold and index are ones of a share.
    fn is_a_share(&self) -> bool {
        NEEDED.contains(&self.needed()) && self.symbol(5) != SECRET
    }

    /// The share with this head and payload, and its checksum.
    fn new(needed: u8, set: SetId, index: Fe, payload: &[Fe; PAYLOAD]) -> Self {
        let digit = char::from_digit(needed.into(), 10);
        let threshold = digit.and_then(Fe::from_char).unwrap_or_default();
        let mut symbols = [Fe::ZERO; SYMBOLS];
        let head = [threshold].into_iter().chain(set.0).chain([index]);
        for (symbol, value) in symbols.iter_mut().zip(head.chain(*payload)) {
            *symbol = value;
        }
        let (data, check) = symbols.split_at_mut(HEAD + PAYLOAD);
        check.copy_from_slice(&checksum::of(PREFIX, data));
        Self { symbols }
    }

    /// The point of the polynomial through these shares at `index`. Lagrange's formula; threshold,
    /// set and checksum come out right by themselves, and so does the index.
    fn interpolated(shares: &[&Self], index: Fe) -> Self {
        let mut symbols = [Fe::ZERO; SYMBOLS];
        for share in shares {
            let at = share.symbol(5);
            let weight = shares
                .iter()
                .map(|other| other.symbol(5))
                .filter(|other| *other != at)
                .fold(Fe::ONE, |product, other| {
                    product * (index + other) * (at + other).inverse()
                });
            for (sum, value) in symbols.iter_mut().zip(share.symbols) {
                *sum = *sum + weight * value;
            }
        }
        Self { symbols }
    }

    /// The 32 bytes, if the four bits after them are zero, as they are in the key.
    fn bytes(&self) -> Option<PaperKeyBytes> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        for (place, symbol) in self.symbols.iter().skip(HEAD).take(PAYLOAD).enumerate() {
            for bit in 0..5_u8 {
                let set = symbol.bits() >> (4 - bit) & 1;
                let at = place * 5 + usize::from(bit);
                match bytes.get_mut(at / 8) {
                    Some(byte) => *byte |= set << (7 - at % 8),
                    None if set == 1 => return None,
                    None => {}
                }
            }
        }
        Some(PaperKeyBytes::new(&bytes))
    }
}

const PREFIX_TEXT: [char; LEAD] = ['R', 'E', '1'];

/// Whether this is `RE1`; with one slip only where the rest is about as long as a share's.
fn is_lead(lead: &[char], rest: usize) -> bool {
    let alike = |read: char, right: char| read == right || right == '1' && "IL".contains(read);
    let right = lead
        .iter()
        .zip(PREFIX_TEXT)
        .filter(|(read, right)| alike(**read, *right))
        .count();
    let slips = usize::from(rest.abs_diff(SYMBOLS) <= 1);
    right + slips >= LEAD
}

/// The symbols as they were written; `None` for what cannot be one. Letters that bech32 leaves out
/// are taken for what they look like.
fn symbol_of(c: char) -> Option<Fe> {
    let c = match c {
        'O' => '0',
        'I' | '1' => 'L',
        'B' => '8',
        other => other,
    };
    Fe::from_char(c)
}

fn repaired(written: &[char]) -> Option<Read> {
    let mut symbols = [Fe::ZERO; SYMBOLS];
    let mut unreadable = Vec::new();
    for (place, (symbol, c)) in symbols.iter_mut().zip(written).enumerate() {
        match symbol_of(*c) {
            Some(value) => *symbol = value,
            None => unreadable.push(place),
        }
    }
    let mended = checksum::repair(PREFIX, &mut symbols, &unreadable);
    let share = Share { symbols };
    mended?;
    let corrected = (LEAD + 1..)
        .zip(share.symbols.iter().zip(written))
        .filter_map(|(place, (right, read))| (right.to_char() != *read).then_some(place))
        .collect();
    Some(Read { share, corrected })
}

/// One character was left out: every place is tried, and nothing else may be wrong.
fn with_one_more(written: &[char]) -> Option<Read> {
    (0..=written.len()).find_map(|place| {
        let mut longer = Zeroizing::new(written.to_vec());
        longer.insert(place, '?');
        only(place, repaired(&longer))
    })
}

/// One character is too many.
fn with_one_less(written: &[char]) -> Option<Read> {
    (0..written.len()).find_map(|place| {
        let mut shorter = Zeroizing::new(written.to_vec());
        shorter.remove(place);
        let read = repaired(&shorter)?;
        read.corrected.is_empty().then(|| Read {
            corrected: vec![LEAD + 1 + place],
            ..read
        })
    })
}

fn only(place: usize, read: Option<Read>) -> Option<Read> {
    read.filter(|read| read.corrected == [LEAD + 1 + place])
}

/// Splits a key into `count` shares of which `needed` give it back, and sees that they do: every
/// subset up to a thousand of them, and otherwise every share beside those that follow it.
///
/// # Errors
/// See [`ShareError`].
pub fn split(
    key: &PaperKeyBytes,
    set: SetId,
    needed: u8,
    count: u8,
    random: &mut dyn Randomness,
) -> Result<Vec<Share>, ShareError> {
    if !NEEDED.contains(&needed) {
        return Err(ShareError::Needed { needed });
    }
    if !(needed..=SHARES_MAX).contains(&count) {
        return Err(ShareError::Count { needed, count });
    }
    let whole = Share::new(needed, set, SECRET, &payload_of(key));
    let mut shares = Vec::with_capacity(count.into());
    for index in INDICES.iter().take(usize::from(needed) - 1) {
        let payload = random_payload(random)?;
        let index = Fe::from_char(*index).unwrap_or_default();
        shares.push(Share::new(needed, set, index, &payload));
    }
    let known = shares.clone();
    let points: Vec<&Share> = known.iter().chain([&whole]).collect();
    for index in INDICES.iter().take(count.into()).skip(known.len()) {
        let index = Fe::from_char(*index).unwrap_or_default();
        shares.push(Share::interpolated(&points, index));
    }
    if is_proved(&shares, needed.into(), key) {
        Ok(shares)
    } else {
        Err(ShareError::Unproved)
    }
}

fn payload_of(key: &PaperKeyBytes) -> Zeroizing<[Fe; PAYLOAD]> {
    let mut payload = Zeroizing::new([Fe::ZERO; PAYLOAD]);
    let bytes = key.expose();
    for (place, symbol) in payload.iter_mut().enumerate() {
        let bits = (place * 5..place * 5 + 5).fold(0, |bits, at| {
            let byte = bytes.get(at / 8).copied().unwrap_or_default();
            bits << 1 | byte >> (7 - at % 8) & 1
        });
        *symbol = Fe::from_bits(bits);
    }
    payload
}

/// Symbols of their own, and not 32 bytes: of these, four bits would be known in every share.
fn random_payload(
    random: &mut dyn Randomness,
) -> Result<Zeroizing<[Fe; PAYLOAD]>, RandomnessError> {
    let mut bytes = Zeroizing::new([0_u8; PAYLOAD]);
    random.fill(bytes.as_mut_slice())?;
    Ok(Zeroizing::new(bytes.map(Fe::from_bits)))
}

fn is_proved(shares: &[Share], needed: usize, key: &PaperKeyBytes) -> bool {
    let gives = |subset: &[Share]| combine(subset).is_ok_and(|found| found == *key);
    if shares
        .iter()
        .any(|share| !checksum::fits(PREFIX, &share.symbols))
    {
        return false;
    }
    match subsets(shares.len(), needed) {
        Some(subsets) => subsets.iter().all(|subset| {
            let subset: Vec<Share> = subset
                .iter()
                .filter_map(|at| shares.get(*at).cloned())
                .collect();
            gives(&subset)
        }),
        None => (0..shares.len()).all(|first| {
            let following = shares.iter().cycle().skip(first).take(needed);
            gives(&following.cloned().collect::<Vec<_>>())
        }),
    }
}

/// All choices of `size` out of `count` numbers from 0; `None` if there are too many.
fn subsets(count: usize, size: usize) -> Option<Vec<Vec<usize>>> {
    let mut chosen: Vec<Vec<usize>> = vec![Vec::new()];
    for at in 0..count {
        let with: Vec<Vec<usize>> = chosen
            .iter()
            .filter(|subset| subset.len() < size)
            .map(|subset| subset.iter().copied().chain([at]).collect())
            .collect();
        chosen.extend(with);
        // What can no longer become full is dropped, so that the list stays about as long as it ends.
        chosen.retain(|subset| subset.len() + (count - at - 1) >= size);
        if chosen.len() > SUBSETS_MAX {
            return None;
        }
    }
    Some(chosen)
}

/// The key of shares, in any order. The same share more than once counts once; more shares than
/// needed must all fit. Whoever knows the key's recipient should compare it: the shares of a forger
/// belong together as well.
///
/// # Errors
/// See [`CombineError`].
pub fn combine(shares: &[Share]) -> Result<PaperKeyBytes, CombineError> {
    let first = shares.first().ok_or(CombineError::None)?;
    let mut known: BTreeMap<char, &Share> = BTreeMap::new();
    let mut twice = None;
    for share in shares {
        if share.set() != first.set() {
            let (first, other) = (first.set(), share.set());
            return Err(CombineError::DifferentSets { first, other });
        }
        if share.needed() != first.needed() {
            return Err(CombineError::DifferentNeeds { set: first.set() });
        }
        let index = share.index();
        match known.insert(index, share) {
            Some(other) if other != share => return Err(CombineError::Contradicts { index }),
            Some(_) => twice = Some(index),
            None => {}
        }
    }
    let needed = first.needed();
    let have = u8::try_from(known.len()).unwrap_or(u8::MAX);
    match twice {
        Some(index) if have < needed => {
            return Err(CombineError::Twice {
                index,
                have,
                needed,
            });
        }
        None if have < needed => return Err(CombineError::TooFew { have, needed }),
        _ => {}
    }
    let all: Vec<&Share> = known.into_values().collect();
    let (points, further) = all
        .split_at_checked(needed.into())
        .ok_or(CombineError::Inconsistent)?;
    let fit = further
        .iter()
        .all(|share| Share::interpolated(points, share.symbol(5)) == **share);
    if !fit {
        return Err(CombineError::Inconsistent);
    }
    Share::interpolated(points, SECRET)
        .bytes()
        .ok_or(CombineError::Inconsistent)
}

#[cfg(test)]
#[path = "share_tests.rs"]
mod tests;
