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

use crate::check;
use crate::part::{self, Cut, FORMAT, LINE, Part, on_paper};
use data_encoding::BASE32;
use model::SheetId;
use std::collections::BTreeMap;

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
    /// Numbers of lines whose check does not fit.
    pub wrong: Vec<usize>,
    /// Good lines.
    pub good: usize,
    /// Lines that the sheet has and that were not among the good ones.
    pub missing: Vec<usize>,
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
    for line in lines {
        match parse_line(line, &sheet_id, cut) {
            Some((number, Some(bytes))) => {
                known.insert(number, bytes);
            }
            Some((number, None)) => typed.wrong.push(number),
            None => {}
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

/// A line's number, and its bytes if its check fits; `None` if it is no line of this sheet.
fn parse_line(line: &str, sheet_id: &SheetId, cut: Cut) -> Option<(usize, Option<Vec<u8>>)> {
    let mut fields = line.split_whitespace();
    let number = part::number(fields.next()?)?;
    let from = number.checked_sub(1)?.checked_mul(LINE)?;
    if from >= cut.length() {
        return None;
    }
    let mut rest: Vec<&str> = fields.collect();
    let check = rest.pop()?.to_ascii_lowercase();
    let text: String = rest.concat().chars().map(corrected).collect();
    let expected = (cut.length() - from).min(LINE);
    // Somebody may leave out the padding of the last line.
    let padded = format!("{text:=<width$}", width = text.len().div_ceil(8) * 8);
    let bytes = BASE32
        .decode(padded.as_bytes())
        .ok()
        .filter(|bytes| bytes.len() == expected)
        .filter(|bytes| check_of(sheet_id, number, &BASE32.encode(bytes)) == check);
    Some((number, bytes))
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
        lines[4] = lines[4].replace('A', "B");
        lines[5] = lines[5].to_lowercase().replace('o', "0");
        let moved = lines[9].replacen("010", "011", 1);
        let text = format!("{}\n{}\n{moved}", head(&id(), 500), lines.join("\n"));
        let read = typed(&text).expect("has a head");
        assert_eq!((read.wrong, read.missing), (vec![5], vec![5]));
        assert_eq!(read.good, 19);
        assert_eq!(read.parts, data(&file)[1..]);
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
