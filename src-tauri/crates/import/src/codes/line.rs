//! One line of a text, taken apart into words that may be codes, and marks.

use super::token::Token;

/// "used" in the languages that services write it in, in lower case. Discord's file has it
/// behind each spent code, in the user's language.
const USED: [&str; 24] = [
    "used",
    "spent",
    "redeemed",
    "consumed",
    "expired",
    "gone",
    "done",
    "benutzt",
    "verwendet",
    "gebraucht",
    "verbraucht",
    "utilisé",
    "utilisée",
    "usado",
    "utilizado",
    "usato",
    "utilizzato",
    "gebruikt",
    "użyty",
    "użyte",
    "använd",
    "использован",
    "使用済み",
    "已使用",
];
/// Marks of a used code in front of it or behind it.
const USED_SIGNS: [&str; 12] = [
    "✓", "✔", "✔️", "☑", "☒", "✗", "✘", "✕", "❌", "✅", "[x]", "[X]",
];
const UNUSED_SIGNS: [&str; 4] = ["☐", "[ ]", "[]", "⬜"];
/// Bullets that stand alone in front of a word.
const BULLETS: [&str; 14] = [
    "-", "*", "•", "·", "‣", "▪", "◦", "–", "—", "+", ">", "#", "→", "|",
];

/// What a line holds.
#[derive(Default, PartialEq)]
pub(super) struct Line<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    /// Codes with a remark behind them that says neither used nor unused.
    pub(super) marks_not_understood: usize,
    /// Whether there are words that are neither codes nor marks.
    pub(super) prose: bool,
}

/// What a word is.
enum Word {
    Code,
    Used,
    Unused,
    /// Bullets, numbers, "|".
    Nothing,
    /// In brackets, behind a code.
    Remark,
    Prose,
}

/// Takes a line apart.
pub(super) fn read(text: &str, number: usize) -> Line<'_> {
    let mut line = Line::default();
    // A mark in front of a code waits for it.
    let mut pending = false;
    for cell in cells(text) {
        read_cell(cell, number, &mut line, &mut pending);
    }
    if pending && let Some(last) = line.tokens.last_mut() {
        last.used = true;
    }
    let pure = !line.prose;
    for token in &mut line.tokens {
        token.pure = pure;
    }
    line
}

/// Whether a text has a mark of use in it.
pub(super) fn says_used(text: &str) -> bool {
    let mut rest = text;
    while let Some((word, after)) = next_word(rest) {
        if matches!(kind(word, unwrapped(word).0), Word::Used) {
            return true;
        }
        rest = after;
    }
    false
}

/// Columns are set apart by tabs, two spaces, commas or bars.
fn cells(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\t', ',', ';', '|'])
        .flat_map(|cell| cell.split("  "))
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
}

fn read_cell<'a>(cell: &'a str, number: usize, line: &mut Line<'a>, pending: &mut bool) {
    let mut rest = cell;
    while let Some((word, after)) = next_word(rest) {
        // A code such as `1234 5678` takes several words.
        if let Some((code, length)) = spaced(rest) {
            push(line, code, number, pending, false);
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        let (bare, struck) = unwrapped(word);
        match kind(word, bare) {
            Word::Code => push(line, bare, number, pending, struck),
            Word::Used => mark(line, pending, after),
            Word::Unused => *pending = false,
            Word::Nothing => {}
            Word::Remark if !line.tokens.is_empty() => line.marks_not_understood += 1,
            Word::Remark | Word::Prose => line.prose = true,
        }
        rest = after;
    }
}

/// A mark belongs to the code behind it, or at the end of a cell to the one before it.
fn mark(line: &mut Line<'_>, pending: &mut bool, after: &str) {
    match line.tokens.last_mut() {
        Some(last) if after.trim().is_empty() => last.used = true,
        _ => *pending = true,
    }
}

fn push<'a>(line: &mut Line<'a>, text: &'a str, number: usize, pending: &mut bool, struck: bool) {
    if let Some(mut token) = Token::new(text, number) {
        token.used = struck || std::mem::take(pending);
        line.tokens.push(token);
    } else {
        line.prose = true;
    }
}

/// The next word; `[ ]` and what stands in round brackets count as one.
fn next_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    // The search is bounded, so that a text of opening brackets costs no more than another.
    let closed = |open: char, close: char, most: usize| {
        let rest = text.strip_prefix(open)?;
        let mut signs = rest.char_indices().take(most + 1);
        let (at, sign) = signs.find(|(_, sign)| *sign == close)?;
        Some(open.len_utf8() + at + sign.len_utf8())
    };
    let end = closed('[', ']', 1)
        .or_else(|| closed('(', ')', 40))
        .or_else(|| text.find(char::is_whitespace))
        .unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    (!word.is_empty()).then_some((word, rest))
}

/// The word without quotes and emphasis around it, and whether it is struck out.
fn unwrapped(word: &str) -> (&str, bool) {
    let around = |sign: char| {
        matches!(
            sign,
            '"' | '\'' | '`' | '*' | '.' | ':' | '<' | '>' | '“' | '”' | '„' | '!'
        )
    };
    let bare = word.trim_matches(around);
    match bare
        .strip_prefix("~~")
        .and_then(|bare| bare.strip_suffix("~~"))
    {
        Some(bare) => (bare.trim_matches(around), true),
        None => (bare, false),
    }
}

fn kind(word: &str, bare: &str) -> Word {
    if USED_SIGNS.contains(&word) || word == "x" || word == "X" {
        return Word::Used;
    }
    if UNUSED_SIGNS.contains(&word) {
        return Word::Unused;
    }
    if BULLETS.contains(&word) || is_number(word) || bare.is_empty() {
        return Word::Nothing;
    }
    if Token::new(bare, 0).is_some() && !bare.contains(' ') {
        return Word::Code;
    }
    let remark = bare
        .trim_matches(['(', ')', '[', ']', '-', '–'])
        .trim()
        .to_lowercase();
    if USED.contains(&remark.as_str()) {
        Word::Used
    } else if matches!(
        remark.as_str(),
        "unused" | "not used" | "unbenutzt" | "new" | "left"
    ) {
        Word::Unused
    } else if word.starts_with('(') {
        Word::Remark
    } else {
        Word::Prose
    }
}

/// `1.`, `(12)`, `3)`, `#4`, `7:` or a bare number of up to two digits.
fn is_number(word: &str) -> bool {
    let digits = word.trim_matches(['(', ')', '.', ':', '#', '[', ']']);
    (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A code whose groups are set apart by single spaces, at the start of the rest of a cell: two to
/// four groups of the same length from 3 to 5, one with a digit. Gives the code and how many
/// bytes to go on behind.
fn spaced(rest: &str) -> Option<(&str, usize)> {
    let start = rest.len() - rest.trim_start().len();
    let text = rest.trim_start();
    let struck = text.strip_prefix("~~");
    if struck.is_some() {
        return None;
    }
    let mut end = 0;
    let (mut groups, mut length, mut digit, mut dull) = (0_usize, 0_usize, false, false);
    for word in text.split(' ') {
        let fits = (3..=5).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (groups == 0 || word.len() == length);
        if !fits {
            break;
        }
        length = word.len();
        digit |= word.bytes().any(|byte| byte.is_ascii_digit());
        dull |= groups > 0 && !word.bytes().any(|byte| byte.is_ascii_digit()) && !digit;
        end += word.len() + usize::from(groups > 0);
        groups += 1;
        if groups == 4 {
            break;
        }
    }
    let code = text.get(..end)?;
    ((2..=4).contains(&groups) && digit && !dull).then_some((code, start + end))
}
