//! The paper key as text: an age identity, `AGE-SECRET-KEY-1…`, as `age -i` takes it.
//!
//! It is bech32 (BIP-173) with 32 bytes. Its checksum of six characters finds slips and, because
//! any two right texts differ in at least five characters, tells which single one is wrong.

use data_encoding::Encoding;
use secret::SecretText;
use std::fmt;
use std::sync::LazyLock;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Characters of an age identity.
pub const LENGTH: usize = 74;
/// Its beginning.
const LEAD: &str = "AGE-SECRET-KEY-1";
/// Characters after [`LEAD`]: 52 for the key, six for the checksum.
const SYMBOLS: usize = 58;
const CHECKSUM: usize = 6;
/// The characters of bech32 in the order of their values, as they stand on paper.
const CHARACTERS: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// Why a text is no paper key. Holds no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// It does not begin like one.
    #[error("this is no paper key: it does not begin with AGE-SECRET-KEY-1")]
    NotAKey,
    /// It has too many or too few characters.
    #[error("a paper key has {LENGTH} characters, and {have} are there")]
    Length {
        /// Characters that were read.
        have: usize,
    },
    /// More than one character is wrong.
    #[error("more than one character of this paper key is wrong")]
    Damaged,
}

/// The 32 bytes of an X25519 identity of age. They are wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PaperKeyBytes([u8; 32]);

impl fmt::Debug for PaperKeyBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaperKeyBytes([redacted])")
    }
}

/// A paper key that was read, and what was mended in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadKey {
    /// The key.
    pub key: PaperKeyBytes,
    /// The place of the one wrong character, counted from 1 in the 74. To be shown, and the key to be
    /// confirmed by its recipient.
    pub corrected: Option<usize>,
}

static BECH32: LazyLock<Option<Encoding>> = LazyLock::new(|| {
    let mut specification = data_encoding::Specification::new();
    specification.symbols.push_str(CHARACTERS);
    specification.encoding().ok()
});

impl PaperKeyBytes {
    /// Takes a copy. The caller's is the caller's to wipe.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// The bytes themselves. Files that call this stand on a list that a test checks.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The identity as age writes it: `AGE-SECRET-KEY-1…`, 74 characters.
    #[must_use]
    pub fn identity(&self) -> SecretText {
        let Some(bech32) = &*BECH32 else {
            return SecretText::default();
        };
        let mut text = String::with_capacity(LENGTH);
        text.push_str(LEAD);
        bech32.encode_append(&self.0, &mut text);
        let values = Zeroizing::new(values(&text).unwrap_or_default());
        let rest = (0..CHECKSUM).fold(remainder(&values), |rest, _| feed(rest, 0)) ^ 1;
        for power in (0..CHECKSUM).rev() {
            text.push(character(rest >> (5 * power) & 31));
        }
        SecretText::new(text)
    }

    /// Reads an identity as it is printed, scanned or typed: in either case, with spaces and
    /// hyphens anywhere. One wrong character is mended.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn parse(text: &str) -> Result<ReadKey, KeyError> {
        let bare: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|c| !c.is_whitespace() && *c != '-')
                .map(|c| c.to_ascii_uppercase())
                .collect(),
        );
        // The separator is a one; who types it may take it for a letter.
        let rest = ["AGESECRETKEY1", "AGESECRETKEYI", "AGESECRETKEYL"]
            .into_iter()
            .find_map(|lead| bare.strip_prefix(lead))
            .ok_or(KeyError::NotAKey)?;
        let have = rest.chars().count();
        if have != SYMBOLS {
            let have = have + LEAD.len();
            return Err(KeyError::Length { have });
        }
        let mut symbols: Zeroizing<Vec<u8>> = Zeroizing::new(Vec::with_capacity(SYMBOLS));
        let mut foreign = Vec::new();
        for (place, c) in rest.chars().enumerate() {
            symbols.push(value(c).unwrap_or_else(|| {
                foreign.push(place);
                0
            }));
        }
        let corrected = mended(&mut symbols, &foreign).ok_or(KeyError::Damaged)?;
        let key = bytes(&symbols).ok_or(KeyError::Damaged)?;
        let corrected = corrected.map(|place| place + LEAD.len() + 1);
        Ok(ReadKey { key, corrected })
    }
}

/// Makes the checksum fit by changing at most one symbol, and that one if there is a foreign one.
/// Gives its place.
fn mended(symbols: &mut [u8], foreign: &[usize]) -> Option<Option<usize>> {
    if foreign.is_empty() && remainder(symbols) == 1 {
        return Some(None);
    }
    let places = match foreign {
        [] => 0..symbols.len(),
        [one] => *one..one + 1,
        _ => return None,
    };
    for place in places {
        let read = symbols.get(place).copied()?;
        for other in 0..32 {
            *symbols.get_mut(place)? = other;
            if remainder(symbols) == 1 {
                return Some(Some(place));
            }
        }
        *symbols.get_mut(place)? = read;
    }
    None
}

fn bytes(symbols: &[u8]) -> Option<PaperKeyBytes> {
    let text: Zeroizing<String> = Zeroizing::new(
        symbols
            .iter()
            .take(SYMBOLS - CHECKSUM)
            .map(|value| character((*value).into()))
            .collect(),
    );
    let bytes = Zeroizing::new(BECH32.as_ref()?.decode(text.as_bytes()).ok()?);
    Some(PaperKeyBytes::new(bytes.as_slice().try_into().ok()?))
}

fn value(c: char) -> Option<u8> {
    CHARACTERS
        .find(c)
        .and_then(|value| u8::try_from(value).ok())
}

fn character(value: u32) -> char {
    CHARACTERS
        .as_bytes()
        .get(value as usize)
        .map_or('Q', |c| char::from(*c))
}

/// The symbols after [`LEAD`].
fn values(text: &str) -> Option<Vec<u8>> {
    text.strip_prefix(LEAD)?.chars().map(value).collect()
}

/// BIP-173's polymod over the expanded prefix and the symbols.
fn remainder(symbols: &[u8]) -> u32 {
    let prefix = LEAD.strip_suffix('1').unwrap_or(LEAD);
    let prefix = || prefix.bytes().map(|byte| byte.to_ascii_lowercase());
    let high = prefix().map(|byte| byte >> 5);
    let low = prefix().map(|byte| byte & 31);
    high.chain([0])
        .chain(low)
        .chain(symbols.iter().copied())
        .fold(1, feed)
}

fn feed(remainder: u32, value: u8) -> u32 {
    const GENERATOR: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    let top = remainder >> 25;
    let rest = (remainder & 0x1ff_ffff) << 5 ^ u32::from(value);
    GENERATOR
        .iter()
        .enumerate()
        .filter(|(bit, _)| top >> bit & 1 == 1)
        .fold(rest, |rest, (_, multiple)| rest ^ multiple)
}

#[cfg(test)]
mod tests {
    use super::*;
    use age::secrecy::ExposeSecret as _;

    #[test]
    fn identities_are_those_of_age() {
        for _ in 0..20 {
            let identity = age::x25519::Identity::generate().to_string();
            let identity = identity.expose_secret();
            let read = PaperKeyBytes::parse(identity).expect("age wrote it");
            assert_eq!(read.corrected, None);
            assert_eq!(read.key.identity().expose(), identity);
        }
    }

    #[test]
    fn one_slip_is_mended_and_more_are_refused() {
        let key = PaperKeyBytes::new(&[0xa5; 32]);
        let right = key.identity();
        let right: Vec<char> = right.expose().chars().collect();
        let spell = |changes: &[(usize, char)]| -> String {
            let mut text = right.clone();
            for (place, c) in changes {
                text[*place] = *c;
            }
            text.iter().collect()
        };
        let other = |place: usize| if right[place] == 'Q' { 'P' } else { 'Q' };
        for place in LEAD.len()..LENGTH {
            for c in [other(place), 'B', '?'] {
                let read = PaperKeyBytes::parse(&spell(&[(place, c)])).expect("one slip");
                assert_eq!((read.key, read.corrected), (key.clone(), Some(place + 1)));
            }
            let next = LEAD.len() + (place - LEAD.len() + 9) % SYMBOLS;
            let two = spell(&[(place, other(place)), (next, other(next))]);
            assert_eq!(PaperKeyBytes::parse(&two), Err(KeyError::Damaged));
        }
        assert_eq!(PaperKeyBytes::parse("AGE-SECRET"), Err(KeyError::NotAKey));
        let short: String = right.iter().skip(1).collect();
        assert_eq!(PaperKeyBytes::parse(&short), Err(KeyError::NotAKey));
        let short: String = right.iter().take(70).collect();
        assert_eq!(
            PaperKeyBytes::parse(&short),
            Err(KeyError::Length { have: 70 })
        );
        assert!(!format!("{key:?}").contains("165"));
    }

    #[test]
    fn spaces_case_and_hyphens_do_not_matter() {
        let key = PaperKeyBytes::new(&[7; 32]);
        let text = crate::line::grouped(key.identity().expose(), 4).to_lowercase();
        let read = PaperKeyBytes::parse(&text).expect("the same key");
        assert_eq!((read.key, read.corrected), (key, None));
    }
}
