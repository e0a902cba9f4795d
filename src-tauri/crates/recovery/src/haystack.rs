//! Finding forbidden strings in a text, however they are written: a secret in lower case, in
//! groups of four or broken over lines is still that secret.

use std::ops::Range;

/// Needles with fewer significant characters than this are ignored: nearly every text has them.
pub const SHORTEST_NEEDLE: usize = 4;

/// Needles with fewer significant characters than this count only where they stand alone, not
/// inside a longer word or number.
const STANDS_ALONE_BELOW: usize = 8;

/// A text with its significant characters: folded to lower case, without white space, dashes,
/// Markdown marks and invisible characters; each knows where it stood.
#[derive(Debug, Clone)]
pub struct Haystack {
    text: String,
    original: Vec<char>,
    significant: Vec<(char, usize)>,
}

impl Haystack {
    /// Prepares a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let original: Vec<char> = text.chars().collect();
        let significant = original
            .iter()
            .enumerate()
            .flat_map(|(at, sign)| fold(*sign).map(move |folded| (folded, at)))
            .collect();
        Self {
            text: text.to_owned(),
            original,
            significant,
        }
    }

    /// The text as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a forbidden string stands, as ranges of characters (not bytes) of the text. The
    /// needle is not copied, so a secret leaves no trace here.
    #[must_use]
    pub fn find(&self, needle: &str) -> Vec<Range<usize>> {
        let signs = || needle.chars().flat_map(fold);
        let length = signs().count();
        if length < SHORTEST_NEEDLE {
            return Vec::new();
        }
        self.significant
            .windows(length)
            .filter(|window| window.iter().map(|(sign, _)| *sign).eq(signs()))
            .filter_map(|window| Some(window.first()?.1..window.last()?.1 + 1))
            .filter(|span| length >= STANDS_ALONE_BELOW || self.stands_alone(span))
            .collect()
    }

    /// Where any of these stands, in the order of the text.
    #[must_use]
    pub fn find_all<'n>(&self, needles: impl IntoIterator<Item = &'n str>) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = needles
            .into_iter()
            .flat_map(|needle| self.find(needle))
            .collect();
        spans.sort_by_key(|span| (span.start, span.end));
        spans.dedup();
        spans
    }

    fn stands_alone(&self, span: &Range<usize>) -> bool {
        let word = |at: Option<usize>| {
            at.and_then(|at| self.original.get(at))
                .is_some_and(|sign| sign.is_alphanumeric())
        };
        !word(span.start.checked_sub(1)) && !word(Some(span.end))
    }
}

/// The significant form of a character: none for what only separates.
fn fold(sign: char) -> impl Iterator<Item = char> {
    let skipped = sign.is_whitespace()
        || matches!(
            sign,
            '-' | '`' | '*' | '\u{ad}' | '\u{feff}' | '\u{2060}' | '\u{2212}'
        )
        || ('\u{200b}'..='\u{200f}').contains(&sign)
        || ('\u{2010}'..='\u{2015}').contains(&sign);
    // Full-width letters and digits are the same signs for a reader.
    let plain = match u32::from(sign) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(sign),
        _ => sign,
    };
    plain.to_lowercase().filter(move |_| !skipped)
}

/// What was found of a forbidden string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// Where, in characters of the text.
    pub span: Range<usize>,
    /// What kind of thing it is.
    pub kind: ForbiddenKind,
    /// Whose it is, without the thing itself: "the TOTP secret of pypi/sampleuser".
    pub what: String,
}

/// What must not stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForbiddenKind {
    /// Never, in no text: secrets, codes, PINs, notes.
    Secret,
    /// Not in public: addresses.
    Address,
}

/// Compares a text with everything that the user keeps. The holder of the secrets implements
/// it, so that no secret ever comes here.
pub trait ForbiddenText {
    /// Everything forbidden that stands in the text.
    fn find(&self, text: &Haystack) -> Vec<Forbidden>;
}

/// For work without a vault.
#[derive(Debug, Clone, Copy, Default)]
pub struct NothingForbidden;

impl ForbiddenText for NothingForbidden {
    fn find(&self, _: &Haystack) -> Vec<Forbidden> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spelling_does_not_hide_a_secret() {
        let secret = "JBSWY3DPEHPK3PXP";
        for text in [
            "see jbswy3dpehpk3pxp.",
            "see JBSW Y3DP EHPK 3PXP.",
            "see JBSW-Y3DP-EHPK-3PXP.",
            "see JBSWY3DP\nEHPK3PXP.",
            "see `JBSWY3DP`**EHPK3PXP**.",
            "see JBSWY3DP\u{200b}EHPK\u{2011}3PXP.",
            "see ＪＢＳＷY3DPEHPK3PXP.",
        ] {
            let found = Haystack::new(text).find(secret);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(
                found[0].start,
                4 + usize::from(text.contains('`')),
                "{text}"
            );
        }
    }

    #[test]
    fn short_needles_must_stand_alone() {
        let text = Haystack::new("pin 1234, not 12345 or a1234");
        assert_eq!(text.find("1234").first(), Some(&(4..8)));
        assert_eq!(text.find("1234").len(), 1);
        assert!(text.find("123").is_empty());
        assert!(text.find("").is_empty());
        assert!(text.find(" - ").is_empty());
    }

    proptest! {
        #[test]
        fn a_needle_put_in_is_found_where_it_was_put(
            before in "[a-z .é\n]{0,30}",
            needle in "[A-Z2-7]{8,40}",
            after in "[a-z .é\n]{0,30}",
            cut in 1_usize..8,
            gap in "[ \n-]{1,3}",
        ) {
            let (head, tail) = needle.split_at(cut);
            let written = format!("{}{gap}{tail}", head.to_lowercase());
            let text = format!("{before}0{written}0{after}");
            let from = before.chars().count() + 1;
            let spans = Haystack::new(&text).find(&needle);
            prop_assert!(spans.contains(&(from..from + written.chars().count())));
        }
    }
}
