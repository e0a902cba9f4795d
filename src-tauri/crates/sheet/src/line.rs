//! The same content as lines for typing, where no code can be read any more.
//!
//! `017 MFZXG ZJAON UW42L UPE5D CMRX E2LSM …  7f3a`
//!
//! A line is its number with three digits, up to 40 characters of base32 in groups of five, and a
//! check: the first four hexadecimal digits of the SHA-256 of the sheet's id in upper case, a
//! space, the number with three digits, a space, and the characters without spaces, so that a line
//! out of place or from another sheet is noticed. Letters of the content are upper case, the check
//! is lower case. Above the first line stands `RE1:4W0ZK3NM:T083:2061`: the sheet, how many lines
//! there are, and the length of the encrypted file in bytes.
//!
//! A line whose check does not fit is looked at for one slip: one wrong character, two neighbours in
//! the wrong order, or a slip in the check itself. If exactly one such line fits, it is taken, and
//! said. The check has 16 bits, so that one in fifty lines with worse slips is taken for another
//! one: the digest of the whole, or age, tells.

use crate::check;
use crate::part::{self, Cut, FORMAT, LINE, Part, on_paper};
use data_encoding::BASE32;
use model::SheetId;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Characters in a group.
const GROUP: usize = 5;
/// Characters that a pen or an eye takes for others, none of which base32 has.
const LOOKALIKES: [(char, char); 3] = [('0', 'O'), ('1', 'I'), ('8', 'B')];

/// One printed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, counted from 1.
    pub number: usize,
    /// Its characters in groups of five, with a space between.
    pub groups: String,
    /// Its check.
    pub check: String,
}

/// What became of typed lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The data parts that the good lines fill wholly.
    pub parts: Vec<Part>,
    /// Numbers of lines whose check does not fit and that could not be mended.
    pub wrong: Vec<usize>,
    /// Lines in which one slip was mended. They count as good.
    pub mended: Vec<Mended>,
    /// Good lines.
    pub good: usize,
    /// Lines that the sheet has and that were not among the good ones.
    pub missing: Vec<usize>,
}

/// A line with one slip, as it was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Its number.
    pub number: usize,
    /// Its characters in groups of five, as they are printed if this is right. Encrypted content.
    pub groups: String,
    /// The character that was wrong, counted from 1 without spaces; of two that changed places the
    /// first; `None` if the slip was in the check.
    pub place: Option<usize>,
}

/// The head above the lines.
#[must_use]
pub fn head(sheet_id: &SheetId, length: usize) -> String {
    let lines = length.div_ceil(LINE);
    format!("{FORMAT}:{}:T{lines:03}:{length}", on_paper(sheet_id))
}

/// The lines of an encrypted file.
#[must_use]
pub fn lines(ciphertext: &[u8], sheet_id: &SheetId) -> Vec<Line> {
    (1..)
        .zip(ciphertext.chunks(LINE))
        .map(|(number, bytes)| {
            let text = BASE32.encode(bytes);
            Line {
                number,
                check: check_of(sheet_id, number, &text),
                groups: grouped(&text, GROUP),
            }
        })
        .collect()
}

/// The text in groups with a space between.
pub(crate) fn grouped(text: &str, size: usize) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for (index, c) in text.chars().enumerate() {
        if index > 0 && index % size == 0 {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

fn check_of(sheet_id: &SheetId, number: usize, text: &str) -> String {
    check::of(&format!("{} {number:03} {text}", on_paper(sheet_id)))
}

/// The sheet and the length of its file, if a line is a head.
fn parse_head(line: &str) -> Option<(SheetId, Cut)> {
    let line: String = line.split_whitespace().collect();
    let line = line.to_ascii_uppercase();
    let mut fields = line.strip_prefix(FORMAT)?.strip_prefix(':')?.split(':');
    let id: SheetId = fields.next()?.to_ascii_lowercase().parse().ok()?;
    let count = part::number(fields.next()?.strip_prefix('T')?)?;
    let cut = Cut::new(part::number(fields.next()?)?)?;
    let fits =
        fields.next().is_none() && cut.length().div_ceil(LINE) == count && part::is_printable(&id);
    fits.then_some((id, cut))
}

/// Reads typed lines. The head comes first; the lines after it may come in any order, with gaps,
/// in any case and grouping. `None` if there is no head.
#[must_use]
pub fn typed(text: &str) -> Option<Typed> {
    let mut lines = text.lines().skip_while(|line| parse_head(line).is_none());
    let (sheet_id, cut) = parse_head(lines.next()?)?;
    let count = cut.length().div_ceil(LINE);
    let mut known: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    let mut typed = Typed::default();
    let mut slips = Vec::new();
    for line in lines {
        match parse_line(line, &sheet_id, cut) {
            Some((number, Content::Right(bytes))) => {
                known.insert(number, bytes);
            }
            Some((number, Content::Mended(bytes, mended))) => slips.push((number, bytes, mended)),
            Some((number, Content::Wrong)) => typed.wrong.push(number),
            None => {}
        }
    }
    for (number, bytes, mended) in slips {
        if let Entry::Vacant(place) = known.entry(number) {
            place.insert(bytes);
            typed.mended.push(mended);
        }
    }
    typed.wrong.retain(|number| !known.contains_key(number));
    typed.wrong.sort_unstable();
    typed.wrong.dedup();
    typed.good = known.len();
    typed.missing = (1..=count).filter(|n| !known.contains_key(n)).collect();
    typed.parts = (1..=cut.count())
        .filter_map(|index| filled(&sheet_id, cut, index, &known))
        .collect();
    Some(typed)
}

/// What a typed line holds.
enum Content {
    Right(Vec<u8>),
    Mended(Vec<u8>, Mended),
    Wrong,
}

/// A line's number and content; `None` if it is no line of this sheet.
fn parse_line(line: &str, sheet_id: &SheetId, cut: Cut) -> Option<(usize, Content)> {
    let mut fields = line.split_whitespace();
    let number = part::number(fields.next()?)?;
    let from = number.checked_sub(1)?.checked_mul(LINE)?;
    if from >= cut.length() {
        return None;
    }
    let mut rest: Vec<&str> = fields.collect();
    let check = rest.pop()?.to_ascii_lowercase();
    let text: String = rest.concat().chars().map(corrected).collect();
    let place = Place {
        sheet_id,
        number,
        bytes: (cut.length() - from).min(LINE),
    };
    let content = match place.decoded(&text) {
        Some((bytes, said)) if said == check => Content::Right(bytes),
        _ => place.mended(&text, &check).unwrap_or(Content::Wrong),
    };
    Some((number, content))
}

/// Where a line stands, and how much it holds.
struct Place<'a> {
    sheet_id: &'a SheetId,
    number: usize,
    bytes: usize,
}

impl Place<'_> {
    /// The bytes of the characters of a line, and the check that belongs to them.
    fn decoded(&self, text: &str) -> Option<(Vec<u8>, String)> {
        // Somebody may leave out the padding of the last line.
        let padded = format!("{text:=<width$}", width = text.len().div_ceil(8) * 8);
        let bytes = BASE32.decode(padded.as_bytes()).ok()?;
        let check = check_of(self.sheet_id, self.number, &BASE32.encode(&bytes));
        (bytes.len() == self.bytes).then_some((bytes, check))
    }

    /// The line with one slip undone, if only one such line fits.
    fn mended(&self, text: &str, check: &str) -> Option<Content> {
        let bare = text.trim_end_matches('=');
        if !bare.is_ascii() || !check.is_ascii() {
            return None;
        }
        let in_check = self
            .decoded(bare)
            .filter(|(_, right)| is_one_slip(check, right))
            .map(|(bytes, _)| (bytes, None));
        let mut fitting = slips(bare)
            .filter_map(|(place, text)| {
                let (bytes, said) = self.decoded(&text)?;
                (said == check).then_some((bytes, Some(place)))
            })
            .chain(in_check);
        let (bytes, place) = fitting.next()?;
        if fitting.any(|(other, _)| other != bytes) {
            return None;
        }
        let mended = Mended {
            number: self.number,
            groups: grouped(&BASE32.encode(&bytes), GROUP),
            place,
        };
        Some(Content::Mended(bytes, mended))
    }
}

/// Every text that is one slip away: with the place, counted from 1, of the slip.
fn slips(text: &str) -> impl Iterator<Item = (usize, String)> {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let with = move |place: usize, new: &[u8]| {
        let mut bytes = text.as_bytes().to_vec();
        for (old, new) in bytes.iter_mut().skip(place).zip(new) {
            *old = *new;
        }
        Some((place + 1, String::from_utf8(bytes).ok()?))
    };
    let wrong = (0..text.len()).flat_map(move |place| {
        let others = ALPHABET.iter();
        others.filter_map(move |c| with(place, std::slice::from_ref(c)))
    });
    let swapped =
        text.as_bytes()
            .windows(2)
            .enumerate()
            .filter_map(move |(place, pair)| match pair {
                [a, b] if a != b => with(place, &[*b, *a]),
                _ => None,
            });
    wrong.chain(swapped)
}

/// Whether a check was typed with one wrong character, or two neighbours in the wrong order.
fn is_one_slip(typed: &str, right: &str) -> bool {
    let differs: Vec<usize> = typed
        .bytes()
        .zip(right.bytes())
        .enumerate()
        .filter_map(|(place, (a, b))| (a != b).then_some(place))
        .collect();
    let is_swapped = |first: usize, second: usize| {
        let (a, b) = (typed.as_bytes(), right.as_bytes());
        second == first + 1 && a.get(first) == b.get(second) && a.get(second) == b.get(first)
    };
    typed.len() == right.len()
        && match differs.as_slice() {
            [_] => true,
            [first, second] => is_swapped(*first, *second),
            _ => false,
        }
}

fn corrected(c: char) -> char {
    LOOKALIKES
        .into_iter()
        .find_map(|(from, to)| (c == from).then_some(to))
        .unwrap_or(c.to_ascii_uppercase())
}

fn filled(
    sheet_id: &SheetId,
    cut: Cut,
    index: usize,
    known: &BTreeMap<usize, Vec<u8>>,
) -> Option<Part> {
    let range = cut.range(index);
    let (first, last) = (range.start / LINE + 1, range.end.div_ceil(LINE));
    let mut bytes = Vec::with_capacity(range.len());
    for number in first..=last {
        bytes.extend_from_slice(known.get(&number)?);
    }
    (bytes.len() == range.len())
        .then(|| Some(Part::data(sheet_id, cut, u8::try_from(index).ok()?, &bytes)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::split;
    use proptest::prelude::*;

    fn id() -> SheetId {
        SheetId::from_random([7, 1, 2, 3, 4])
    }

    fn printed(file: &[u8]) -> Vec<String> {
        lines(file, &id())
            .iter()
            .map(|line| format!("{:03} {} {}", line.number, line.groups, line.check))
            .collect()
    }

    fn data(file: &[u8]) -> Vec<Part> {
        let mut parts = split(file, &id()).expect("fits");
        parts.truncate(parts.first().map_or(0, |part| part.cut().count()));
        parts
    }

    #[test]
    fn lines_never_end_with_a_hyphen_and_are_short() {
        let file: Vec<u8> = (0..=255).cycle().take(1003).collect();
        for line in printed(&file) {
            assert!(line.len() <= 56 && !line.ends_with('-'), "{line}");
        }
    }

    #[test]
    fn slips_are_found_and_lookalikes_forgiven() {
        let file: Vec<u8> = (0..=255).cycle().take(500).collect();
        let mut lines = printed(&file);
        lines.swap(3, 7);
        let content: String = lines[4][4..].replace(['A', 'E', 'I', 'M', 'Q'], "Z");
        lines[4].replace_range(4.., &content);
        lines[5] = lines[5].to_lowercase().replace('o', "0");
        let moved = lines[9].replacen("010", "011", 1);
        let text = format!("{}\n{}\n{moved}", head(&id(), 500), lines.join("\n"));
        let read = typed(&text).expect("has a head");
        assert_eq!((read.wrong, read.missing), (vec![5], vec![5]));
        assert_eq!(read.good, 19);
        assert_eq!(read.parts, data(&file)[1..]);
    }

    #[test]
    fn one_slip_in_a_line_is_mended_and_said() {
        let file: Vec<u8> = (0..=255).cycle().take(510).collect();
        let right = printed(&file);
        let mut typed_lines = right.clone();
        // A wrong character, two that changed places, a slip in the check, and in the last, short line.
        typed_lines[2].replace_range(6..7, if &right[2][6..7] == "Z" { "Y" } else { "Z" });
        let swapped: String = right[7][10..12].chars().rev().collect();
        typed_lines[7].replace_range(10..12, &swapped.replace(' ', ""));
        let check = right[11].len() - 1;
        let digit = if right[11].ends_with('0') { "1" } else { "0" };
        typed_lines[11].replace_range(check.., digit);
        typed_lines[20].replace_range(4..5, if &right[20][4..5] == "A" { "B" } else { "A" });
        let read = typed(&format!("{}\n{}", head(&id(), 510), typed_lines.join("\n")));
        let read = read.expect("has a head");
        assert_eq!((&*read.wrong, read.mended.len()), (&[][..], 4));
        assert_eq!(read.parts, data(&file));
        assert_eq!((read.wrong.len(), read.good), (0, 21));
        let mended: Vec<_> = read.mended.iter().map(|m| (m.number, m.place)).collect();
        assert_eq!(mended[0], (3, Some(3)));
        assert_eq!((mended[2], mended[3]), ((12, None), (21, Some(1))));
        let groups = &read.mended[0].groups;
        assert!(right[2].contains(groups.as_str()));
        // A right line elsewhere makes the mended one needless.
        let text = format!(
            "{}\n{}\n{}",
            head(&id(), 510),
            typed_lines.join("\n"),
            right.join("\n")
        );
        assert!(typed(&text).expect("has a head").mended.is_empty());
    }

    #[test]
    fn the_lines_of_one_code_are_enough_for_that_code() {
        let file: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let parts = data(&file);
        let per_code = parts[0].cut().bytes() / LINE;
        let second = printed(&file)[per_code..2 * per_code].join("\n");
        let read = typed(&format!("{}\n{second}", head(&id(), 1000))).expect("has a head");
        assert_eq!(read.parts, parts[1..2]);
    }

    proptest! {
        #[test]
        fn all_lines_give_all_parts(file in prop::collection::vec(any::<u8>(), 1..3000)) {
            let text = format!("{}\n{}", head(&id(), file.len()), printed(&file).join("\n"));
            let read = typed(&text).expect("has a head");
            prop_assert_eq!(read.parts, data(&file));
            prop_assert!(read.missing.is_empty() && read.wrong.is_empty());
        }

        #[test]
        fn nothing_panics(text in "(RE1:0W0G40R4:T[0-9]{1,4}:[0-9]{1,10}\n)?([0-9]{1,12} [A-Z2-7= ]{0,60} ?[0-9a-f]{0,5}\n){0,4}\\PC*") {
            let _ = typed(&text);
        }
    }
}
