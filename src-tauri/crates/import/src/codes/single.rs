//! Services that hand out one key instead of a set: a scratch token, a recovery key. No siblings
//! vouch for it, so the text has to name the service and to speak of recovery, and exactly one of
//! its words, or one of its lines, has to have the key's shape.

use super::line;
use super::owner;
use super::set::{self, Set};
use super::token::Token;
use provider::{CodesRule, Directory, Owner};
use std::ops::RangeInclusive;

/// A note about one key is short.
const MAX_TEXT: usize = 8 << 10;
const MAX_LINES: usize = 60;

/// How texts call such a key, in lower case; that one speaks of backups is not enough.
const CALLED: [&str; 5] = [
    "recovery code",
    "recovery key",
    "scratch",
    "backup code",
    "emergency",
];

/// A service whose key no provider file describes, and what it looks like without spaces and
/// dashes.
struct Key {
    name: &'static str,
    /// In lower case, as a text may name it.
    called: &'static [&'static str],
    length: RangeInclusive<usize>,
    /// One sign of it.
    sign: fn(u8) -> bool,
}

const KEYS: [Key; 4] = [
    // Docker documents neither length nor alphabet.
    Key {
        name: "Docker Hub",
        called: &["docker"],
        length: 8..=64,
        sign: |sign| sign.is_ascii_alphanumeric(),
    },
    Key {
        name: "Bitwarden",
        called: &["bitwarden"],
        length: 32..=32,
        sign: |sign| sign.is_ascii_lowercase() || sign.is_ascii_digit(),
    },
    Key {
        name: "Mozilla account",
        called: &["mozilla", "firefox"],
        length: 32..=32,
        // Base 32 without I, L, O and U.
        sign: |sign| {
            sign.is_ascii_digit() || (sign.is_ascii_uppercase() && !b"ILOU".contains(&sign))
        },
    },
    Key {
        name: "Apple",
        called: &["apple", "icloud"],
        length: 28..=28,
        sign: |sign| sign.is_ascii_digit() || sign.is_ascii_uppercase(),
    },
];

/// Whose key it is.
enum Shape<'a> {
    Rule(&'a CodesRule),
    Key(&'static Key),
}

impl Shape<'_> {
    fn fits(&self, text: &str) -> bool {
        match self {
            Self::Rule(rule) => rule.matches(text),
            Self::Key(key) => {
                let signs = || text.bytes().filter(|sign| !b" -".contains(sign));
                key.length.contains(&signs().count()) && signs().all(key.sign)
            }
        }
    }
}

/// The key in a text that names its service: as a set of one, and the name of a service that no
/// provider file describes. `owner` is the account's, where the text stands in a note of it.
pub(super) fn find<'a>(
    text: &'a str,
    file: &str,
    owner: Option<&Owner>,
    providers: &Directory,
) -> Option<(Set<'a>, Option<&'static str>)> {
    if text.len() > MAX_TEXT || text.lines().count() > MAX_LINES {
        return None;
    }
    let shape = shape(text, file, owner, providers)?;
    let mut found: Option<Token<'a>> = None;
    let mut headings = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut pieces = pieces(line, &shape);
        let name = owner::labelled(line);
        pieces.retain(|piece| !name.is_some_and(|name| set::is_within(name, piece)));
        if pieces.is_empty() && !line.trim().is_empty() {
            headings.push(line);
        }
        for piece in pieces {
            let mut token = Token::new(piece, number)?;
            if found.as_ref().is_some_and(|known| known.text != token.text) {
                // Two keys are none: nobody can say which.
                return None;
            }
            token.used = line::says_used(&line.replace(token.text, " "));
            found = Some(token);
        }
    }
    let set = Set {
        tokens: vec![found?],
        headings,
        marks_not_understood: 0,
        text,
    };
    let name = match shape {
        Shape::Rule(_) => None,
        Shape::Key(key) => Some(key.name),
    };
    Some((set, name))
}

/// The shape of the key of the service that the text, the file's name or the account names.
fn shape<'a>(
    text: &str,
    file: &str,
    owner: Option<&Owner>,
    providers: &'a Directory,
) -> Option<Shape<'a>> {
    let lower = format!("{file}\n{text}")
        .to_lowercase()
        .replace(['-', '_'], " ");
    if !CALLED.iter().any(|words| lower.contains(words)) {
        return None;
    }
    let single = |owner: &Owner| {
        let rule = providers.codes_rule(&owner.provider)?;
        (rule.count == Some(1)).then_some(Shape::Rule(rule))
    };
    let named = || {
        let mut lines = text.lines().chain([owner::base_name(file)]);
        lines.find_map(|line| owner::in_text(line, providers).as_ref().and_then(single))
    };
    let key = || {
        let called = |key: &&Key| key.called.iter().any(|name| lower.contains(name));
        KEYS.iter().find(called).map(Shape::Key)
    };
    owner.and_then(single).or_else(named).or_else(key)
}

/// What of a line has that shape: all of it, or what stands behind a colon, or words.
fn pieces<'a>(line: &'a str, shape: &Shape<'_>) -> Vec<&'a str> {
    let around = |sign: char| {
        sign.is_whitespace() || matches!(sign, '"' | '\'' | '`' | '*' | '.' | ',' | '<' | '>' | '•')
    };
    let fits = |piece: &&str| {
        // Words and headings have as many letters as some key.
        let digit = piece.bytes().any(|sign| sign.is_ascii_digit());
        let capitals = !piece
            .bytes()
            .any(|sign| sign.is_ascii_lowercase() || sign == b' ');
        (digit || capitals) && shape.fits(piece)
    };
    let behind = line.rsplit_once([':', '=']).map(|(_, rest)| rest);
    let mut long = [Some(line), behind].into_iter().flatten();
    match long.find_map(|piece| Some(piece.trim_matches(around)).filter(fits)) {
        Some(piece) => vec![piece],
        None => {
            let words = line
                .split_whitespace()
                .map(|word| word.trim_matches(around));
            words.filter(fits).collect()
        }
    }
}
