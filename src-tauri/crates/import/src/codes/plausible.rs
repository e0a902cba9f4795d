//! What looks like codes and is none: hashes, UUIDs, dates, telephone numbers, sequences.

use super::set::Set;
use super::token::Token;

/// More codes than any service hands out at once.
const MOST: usize = 200;
const MOST_UNHINTED: usize = 50;

/// Words that stand near recovery codes, in lower case.
const WORDS: [&str; 24] = [
    "recovery",
    "backup",
    "back-up",
    "scratch",
    "emergency",
    "rescue",
    "one-time",
    "single-use",
    "single use",
    "two-factor",
    "two factor",
    "2fa",
    "mfa",
    "2-step",
    "two-step",
    "otp",
    "codes",
    "wiederherstellung",
    "einmal",
    "sauvegarde",
    "secours",
    "recuperación",
    "recupero",
    "herstel",
];

/// How sure it is beforehand that a text holds recovery codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hint {
    /// Nothing says so.
    None,
    /// A word in the text or in the file's name says so.
    Worded,
    /// The codes have the shape and number of a known service.
    Shaped,
    /// The file has the name that a known service gives.
    Named,
    /// The user says so.
    Forced,
}

impl Hint {
    pub(super) fn of(name: &str, text: &str) -> Self {
        let name = name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or(name)
            .to_lowercase();
        // Code lines hold no such word, and only the first lines tell what a text is.
        let head: String = text.chars().take(20_000).collect::<String>().to_lowercase();
        let said = |text: &str| WORDS.iter().any(|word| text.contains(word));
        if said(&name) || said(&head) {
            Self::Worded
        } else {
            Self::None
        }
    }
}

/// Whether these are codes, given how sure it was beforehand.
pub(super) fn is_plausible(set: &Set<'_>, hint: Hint) -> bool {
    let tokens = &set.tokens[..];
    match hint {
        Hint::Forced | Hint::Named => tokens.len() <= MOST,
        Hint::Shaped => tokens.len() <= MOST && !is_uuid(tokens) && !is_date(tokens),
        Hint::Worded => {
            tokens.len() <= MOST
                && !is_uuid(tokens)
                && !is_date(tokens)
                && !is_telephone(tokens)
                && !has_hex_length(tokens, &[40])
        }
        Hint::None => {
            tokens.len() <= MOST_UNHINTED
                && tokens.iter().all(|token| token.pure)
                && !is_uuid(tokens)
                && !is_date(tokens)
                && !is_telephone(tokens)
                && !is_hash(tokens)
                && !is_plain_number(tokens)
                && !is_sequence(tokens)
        }
    }
}

fn shape<'a>(tokens: &'a [Token<'_>]) -> &'a str {
    tokens.first().map_or("", |token| token.shape.as_str())
}

fn group_lengths(tokens: &[Token<'_>]) -> Vec<usize> {
    shape(tokens).split(['-', ' ']).map(str::len).collect()
}

fn all(tokens: &[Token<'_>], byte: fn(&u8) -> bool) -> bool {
    let mut bytes = tokens
        .iter()
        .flat_map(|token| token.groups())
        .flat_map(str::bytes);
    bytes.all(|one| byte(&one))
}

fn is_uuid(tokens: &[Token<'_>]) -> bool {
    group_lengths(tokens) == [8, 4, 4, 4, 12]
}

fn has_hex_length(tokens: &[Token<'_>], lengths: &[usize]) -> bool {
    let hex = all(tokens, u8::is_ascii_hexdigit);
    hex && matches!(group_lengths(tokens)[..], [length] if lengths.contains(&length))
}

/// Commit names in full or short, MD5, SHA-1, SHA-2, CRC-32.
fn is_hash(tokens: &[Token<'_>]) -> bool {
    let digits = all(tokens, u8::is_ascii_digit);
    !digits
        && has_hex_length(
            tokens,
            &[6, 7, 8, 9, 10, 11, 12, 13, 14, 32, 40, 48, 56, 64],
        )
}

/// Every token is a calendar day, in any usual order.
fn is_date(tokens: &[Token<'_>]) -> bool {
    if !all(tokens, u8::is_ascii_digit) {
        return false;
    }
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
    let year = |number: u32| (1900..=2100).contains(&number);
    let day_and_month = |a: u32, b: u32| {
        let (low, high) = (a.min(b), a.max(b));
        (1..=12).contains(&low) && (1..=31).contains(&high)
    };
    tokens.iter().all(|token| {
        let plain: String = token.groups().collect();
        let part = |from: usize, to: usize| number(plain.get(from..to));
        match group_lengths(tokens)[..] {
            [8] | [4, 2, 2] | [2, 2, 4] => {
                (year(part(0, 4)) && day_and_month(part(4, 6), part(6, 8)))
                    || (year(part(4, 8)) && day_and_month(part(0, 2), part(2, 4)))
            }
            [2, 2, 2] => {
                day_and_month(part(2, 4), part(4, 6)) || day_and_month(part(0, 2), part(2, 4))
            }
            _ => false,
        }
    })
}

/// Digits in groups as telephone numbers have them.
fn is_telephone(tokens: &[Token<'_>]) -> bool {
    all(tokens, u8::is_ascii_digit)
        && matches!(
            group_lengths(tokens)[..],
            [3, 3, 4]
                | [3, 4]
                | [3, 4, 4]
                | [4, 3, 3]
                | [3, 3, 3]
                | [1, 3, 3, 4]
                | [4, 3, 4]
                | [2, 4, 4]
                | [3, 7]
                | [4, 6]
                | [4, 7]
                | [5, 6]
                | [3, 8]
        )
}

/// Digits without groups: only eight of them are common for codes (django-allauth, Google).
fn is_plain_number(tokens: &[Token<'_>]) -> bool {
    all(tokens, u8::is_ascii_digit)
        && !matches!(
            group_lengths(tokens)[..],
            [8] | [4, 4] | [5, 5] | [6, 6] | [4, 4, 4]
        )
}

/// The same beginning or end in every token, as numbered things have it.
fn is_sequence(tokens: &[Token<'_>]) -> bool {
    let Some((first, rest)) = tokens.split_first() else {
        return true;
    };
    let shared = |forward: bool| {
        rest.iter()
            .map(|token| common(first.text, token.text, forward))
            .min()
            .unwrap_or(0)
    };
    let first_group = first.groups().next().map_or(0, str::len);
    let last_group = first.groups().last().map_or(0, str::len);
    let limit = |group: usize| group.clamp(2, 4);
    if first.is_dashed() {
        shared(true) >= limit(first_group) || shared(false) >= limit(last_group)
    } else {
        shared(true) >= 4 || shared(false) >= 4
    }
}

fn common(a: &str, b: &str, forward: bool) -> usize {
    let same = |pair: &(u8, u8)| pair.0 == pair.1;
    if forward {
        a.bytes().zip(b.bytes()).take_while(same).count()
    } else {
        a.bytes()
            .rev()
            .zip(b.bytes().rev())
            .take_while(same)
            .count()
    }
}
