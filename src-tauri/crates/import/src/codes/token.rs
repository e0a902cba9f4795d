//! One word that may be a recovery code.

use model::CodeState;

/// Lengths of codes without dashes and spaces: Steam's `R12345` to npm's 64 digits.
pub(super) const LENGTHS: std::ops::RangeInclusive<usize> = 6..=64;

/// Which letters a word has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Case {
    /// Digits only.
    None,
    Lower,
    Upper,
    Mixed,
}

/// A word, verbatim.
#[derive(Clone, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// The word with `x` for each letter and digit: `xxxxx-xxxxx`.
    pub(super) shape: String,
    pub(super) case: Case,
    /// Whether a digit is in it.
    pub(super) digit: bool,
    /// The line it stands on, counted from 0.
    pub(super) line: usize,
    /// Whether its line holds nothing but codes, bullets, numbers and marks.
    pub(super) pure: bool,
    /// Marked as used.
    pub(super) used: bool,
}

impl<'a> Token<'a> {
    /// The word as a token; `None` where it cannot be a code. Groups are joined by `-` or, in
    /// codes such as `1234 5678`, by one space.
    pub(super) fn new(text: &'a str, line: usize) -> Option<Self> {
        let (mut lower, mut upper, mut digit, mut length) = (false, false, false, 0_usize);
        for sign in text.chars() {
            match sign {
                'a'..='z' => lower = true,
                'A'..='Z' => upper = true,
                '0'..='9' => digit = true,
                '-' | ' ' => continue,
                _ => return None,
            }
            length += 1;
        }
        let groups = text.split(['-', ' ']);
        if !LENGTHS.contains(&length) || groups.clone().any(str::is_empty) {
            return None;
        }
        Some(Self {
            text,
            shape: text
                .chars()
                .map(|sign| {
                    if sign.is_ascii_alphanumeric() {
                        'x'
                    } else {
                        sign
                    }
                })
                .collect(),
            case: match (lower, upper) {
                (false, false) => Case::None,
                (true, false) => Case::Lower,
                (false, true) => Case::Upper,
                (true, true) => Case::Mixed,
            },
            digit,
            line,
            pure: true,
            used: false,
        })
    }

    /// The groups between dashes or spaces.
    pub(super) fn groups(&self) -> impl Iterator<Item = &'a str> {
        self.text.split(['-', ' '])
    }

    pub(super) fn is_dashed(&self) -> bool {
        self.shape.contains(['-', ' '])
    }

    pub(super) fn state(&self) -> CodeState {
        if self.used {
            CodeState::Used { at: None }
        } else {
            CodeState::Unused
        }
    }
}
