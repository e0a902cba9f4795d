//! Reading sheets back: pictures, PDFs and typed text in, parts and code lists out.

use crate::assembly::Assembly;
use crate::codes::{self, AccountCode, CodesError};
use crate::key::{KeyError, PaperKeyBytes, ReadKey};
use crate::line::{self, Mended};
use crate::part::{self, Part, PartError};
use crate::share::{self, ParseError, Share};
use picture::{Found, Kind, Limits, PictureError, Until, Watch};
use secret::SecretText;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use thiserror::Error;
use zeroize::Zeroizing;

/// Why a file could not be read at all. A file in which no code was found is none: its scan is
/// empty.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// It is no picture, or a damaged one.
    #[error(transparent)]
    Picture(#[from] PictureError),
}

/// What one file, or typed text, said.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// Codes of vault sheets.
    pub parts: Vec<Part>,
    /// Recovery code lists of account sheets.
    pub accounts: Vec<AccountCode>,
    /// Key URIs (`otpauth:`, `motp:`), as account sheets have them.
    pub uris: Vec<SecretText>,
    /// Paper keys, with what was mended in them.
    pub keys: Vec<ReadKey>,
    /// Shares of paper keys, with what was mended in them.
    pub shares: Vec<share::Read>,
    /// Why texts that begin like a paper key are none.
    pub bad_keys: Vec<KeyError>,
    /// Why texts that begin like a share are none.
    pub bad_shares: Vec<ParseError>,
    /// Codes that are a sheet's, but cut off or changed.
    pub damaged: u32,
    /// Codes or lines that a newer version made.
    pub newer: u32,
    /// Codes that have nothing to do with sheets.
    pub foreign: u32,
    /// Codes, of all kinds, that a program drew into the file: they never were on paper.
    pub drawn: u32,
    /// Codes that were found, of all kinds.
    pub found: u32,
    /// Pages that could not be drawn, counted from 1.
    pub unreadable_pages: Vec<u32>,
    /// Typed lines whose check does not fit.
    pub wrong_lines: Vec<usize>,
    /// Typed lines in which one slip was mended. To be shown; the digest of the whole file, or age,
    /// says whether they are right.
    pub mended_lines: Vec<Mended>,
    /// Lines of the sheet that were not typed, where some were.
    pub missing_lines: Vec<usize>,
}

impl Scan {
    /// Whether it holds nothing of a sheet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
            && self.accounts.is_empty()
            && self.uris.is_empty()
            && self.keys.is_empty()
            && self.shares.is_empty()
    }

    /// Codes that were found and are of no use.
    #[must_use]
    pub fn unread(&self) -> u32 {
        self.damaged + self.newer + self.foreign
    }

    /// Whether the file is a drawing, such as the PDF of a sheet or a picture made of it: reading it
    /// proves nothing about paper. All codes of a file are of one nature, so most of them decide: of a
    /// drawing one may look like paper, of paper hardly one looks like a drawing.
    #[must_use]
    pub fn is_drawing(&self) -> bool {
        self.drawn > 0 && self.drawn * 2 >= self.found
    }

    fn take(&mut self, text: &str) {
        match part::parse(text) {
            Ok(part) => self.parts.push(part),
            Err(PartError::Newer) => self.newer += 1,
            Err(PartError::Damaged) => self.damaged += 1,
            Err(PartError::NotAPart) => self.take_other(text),
        }
    }

    fn take_other(&mut self, text: &str) {
        match codes::parse(text) {
            Ok(account) => self.accounts.push(account),
            Err(CodesError::Damaged) => self.damaged += 1,
            Err(CodesError::NotCodes) if is_key_uri(text) => {
                self.uris.push(SecretText::new(text));
            }
            Err(CodesError::NotCodes) if self.take_key(text) => {}
            Err(CodesError::NotCodes) => self.foreign += 1,
        }
    }

    /// Takes a paper key or a share. Answers whether the text looks like one.
    fn take_key(&mut self, text: &str) -> bool {
        match PaperKeyBytes::parse(text) {
            Ok(key) => self.keys.push(key),
            Err(KeyError::NotAKey) => return self.take_share(text),
            Err(error) => {
                self.damaged += 1;
                self.bad_keys.push(error);
            }
        }
        true
    }

    fn take_share(&mut self, text: &str) -> bool {
        match Share::parse(text) {
            Ok(share) => self.shares.push(share),
            // Many a word begins with these letters.
            Err(ParseError::Length { have }) if have < share::LENGTH * 3 / 4 => return false,
            Err(ParseError::NotAShare) => return false,
            Err(error) => {
                self.damaged += 1;
                self.bad_shares.push(error);
            }
        }
        true
    }

    /// Takes the paper keys and shares that stand in a text, over as many lines as they were typed in.
    fn take_keys(&mut self, text: &str) {
        let mut block: Zeroizing<String> = Zeroizing::default();
        for line in text.lines() {
            let begins = begins_a_key(line);
            let ends = line.trim().is_empty() || line.contains(':') || bare(&block) >= KEY_BARE;
            if begins || ends {
                if !block.is_empty() {
                    self.take_key(&block);
                }
                block = Zeroizing::default();
            }
            if begins || !block.is_empty() {
                block.push_str(line);
            } else if bare(line).abs_diff(share::LENGTH) <= 1 {
                // Its beginning may be what is wrong in it.
                self.take_share(line);
            }
        }
        if !block.is_empty() {
            self.take_key(&block);
        }
    }
}

/// Characters of a paper key without hyphens; a share has three more.
const KEY_BARE: usize = 71;

/// Characters that count.
fn bare(text: &str) -> usize {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .count()
}

/// Whether a typed line is the first one of a paper key or of a share.
fn begins_a_key(line: &str) -> bool {
    let start: Zeroizing<String> = Zeroizing::new(
        line.chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .take(12)
            .map(|c| c.to_ascii_uppercase())
            .collect(),
    );
    let is_share = start
        .strip_prefix("RE1")
        .is_some_and(|rest| rest.starts_with(|c: char| matches!(c, '2'..='9' | '?')));
    start.starts_with("AGESECRETKEY") || is_share && !line.contains(':')
}

fn is_key_uri(text: &str) -> bool {
    ["otpauth:", "motp:"].into_iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Reads a PNG, JPEG, WebP, GIF, BMP or PDF file. Looking ends early when all codes of the pages in
/// a picture, or of the sheet in a PDF, were read.
///
/// # Errors
/// See [`ReadError`].
pub fn scan(bytes: &[u8], limits: &Limits) -> Result<Scan, ReadError> {
    scan_watched(bytes, limits, &|| ControlFlow::Continue(()))
}

/// The same for somebody who may not want to wait.
///
/// # Errors
/// As [`scan`], and [`PictureError::Cancelled`].
pub fn scan_watched(bytes: &[u8], limits: &Limits, watch: &Watch<'_>) -> Result<Scan, ReadError> {
    let is_document = picture::is_picture(bytes) == Some(Kind::Pdf);
    let mut enough = |found: &[Found]| is_enough(found, is_document);
    let reading = picture::read_watched(bytes, limits, Until::Satisfied(&mut enough), watch)?;
    let mut scan = Scan::default();
    for found in &reading.found {
        scan.take(found.text().expose());
        scan.found += 1;
        scan.drawn += u32::from(found.is_drawn());
    }
    scan.unreadable_pages = reading.unreadable.iter().map(|page| page + 1).collect();
    Ok(scan)
}

fn is_enough(found: &[Found], is_document: bool) -> bool {
    let mut scan = Scan::default();
    for found in found {
        scan.take(found.text().expose());
    }
    let mut assembly = Assembly::new();
    for part in &scan.parts {
        assembly.add(part);
    }
    let vaults_are_whole = assembly.sheets().all(|(_, sheet)| {
        if is_document {
            sheet.unseen().is_empty()
        } else {
            sheet.pages_are_whole()
        }
    });
    let keys = scan.keys.len() + scan.shares.len();
    match (scan.parts.is_empty(), scan.accounts.is_empty()) {
        // A page with a key or a share has one code; how many pages there are, none says.
        (true, true) => keys > 0 && !is_document,
        (false, true) => vaults_are_whole,
        (true, false) => !scan.uris.is_empty() && lists_are_whole(&scan.accounts),
        _ => false,
    }
}

/// Whether all lists of every sheet are there.
fn lists_are_whole(lists: &[AccountCode]) -> bool {
    let seen: BTreeSet<_> = lists
        .iter()
        .map(|list| (&list.sheet_id, list.count, list.index))
        .collect();
    lists.iter().all(|list| {
        (1..=list.count).all(|index| seen.contains(&(&list.sheet_id, list.count, index)))
    })
}

/// Reads what somebody typed or pasted: texts of codes, one on a line, the printed lines of a
/// vault sheet under their head, paper keys and shares over one or more lines. Never fails: what is not understood is counted.
#[must_use]
pub fn typed(text: &str) -> Scan {
    let mut scan = Scan {
        accounts: pasted_lists(text),
        ..Scan::default()
    };
    if let Some(typed) = line::typed(text) {
        scan.parts = typed.parts;
        scan.wrong_lines = typed.wrong;
        scan.mended_lines = typed.mended;
        scan.missing_lines = typed.missing;
    }
    for line in text.lines().map(str::trim) {
        match part::parse(line) {
            Ok(part) => scan.parts.push(part),
            Err(PartError::Newer) => scan.newer += 1,
            Err(PartError::Damaged) => scan.damaged += 1,
            Err(PartError::NotAPart) if is_key_uri(line) => {
                scan.uris.push(SecretText::new(line));
            }
            Err(PartError::NotAPart) => {}
        }
    }
    scan.take_keys(text);
    scan
}

/// The recovery code lists in a text with the texts of several codes: each goes as far as its digest
/// says.
fn pasted_lists(text: &str) -> Vec<AccountCode> {
    /// Lines of one list at most: more do not fit a code.
    const LINES: usize = 200;
    let lines: Vec<&str> = text.trim_start().lines().collect();
    let starts = (0..lines.len()).filter(|index| {
        lines
            .get(*index)
            .is_some_and(|line| line.starts_with(codes::START) && line.contains(":C"))
    });
    starts
        .filter_map(|start| {
            let rest = lines.get(start..)?;
            (3..=rest.len().min(LINES)).find_map(|count| {
                let list = Zeroizing::new(rest.get(..count)?.join("\n"));
                codes::parse(&list).ok()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SheetId;
    use proptest::prelude::*;

    #[test]
    fn pasted_texts_of_codes_are_read() {
        let id = SheetId::from_random([9; 5]);
        let file: Vec<u8> = (0..=255).cycle().take(900).collect();
        let mut text: Vec<_> = part::split(&file, &id)
            .expect("fits")
            .iter()
            .map(Part::text)
            .collect();
        let cut_off = text[1][..60].to_owned();
        text.push(cut_off);
        text.push("otpauth://totp/x?secret=AAAA".into());
        text.push("bread, milk".into());
        let scan = typed(&text.join("\n"));
        assert_eq!((scan.parts.len(), scan.damaged, scan.uris.len()), (4, 1, 1));
    }

    #[test]
    fn typed_keys_and_shares_are_read_over_several_lines() {
        let key = PaperKeyBytes::new(&[9; 32]);
        let set = share::SetId::of(&SheetId::from_random([9; 5]));
        let shares = share::split(&key, set, 2, 3, &mut Counting(0)).expect("splits");
        let lines = |text: &SecretText, per_line: usize| {
            let rows: Vec<_> = text
                .expose()
                .as_bytes()
                .chunks(per_line)
                .map(|row| line::grouped(&String::from_utf8_lossy(row), 4))
                .collect();
            rows.join("\n")
        };
        let slip = shares[1].text().expose().replacen('A', "C", 1);
        let text = format!(
            "# public key: age1qqqq\n{}\n\nthe shares\n{}\n{}\n{slip}\nbread, milk\n{}",
            lines(&key.identity(), 20),
            lines(&shares[0].text(), 25).to_lowercase(),
            shares[2].text().expose(),
            &shares[2].text().expose()[..66],
        );
        let scan = typed(&text);
        assert_eq!((scan.keys.len(), &scan.keys[0].key), (1, &key));
        let read: Vec<_> = scan.shares.iter().map(|read| read.share.clone()).collect();
        assert_eq!(read, [0, 2, 1].map(|at| shares[at].clone()));
        let mended: Vec<_> = scan
            .shares
            .iter()
            .map(|read| read.corrected.len())
            .collect();
        assert_eq!(mended, [0, 0, 1]);
        assert_eq!(scan.bad_shares, [ParseError::Length { have: 66 }]);
        assert_eq!((scan.damaged, scan.is_empty()), (1, false));
    }

    /// Not random at all.
    struct Counting(u8);

    impl secret::Randomness for Counting {
        fn fill(&mut self, buffer: &mut [u8]) -> Result<(), secret::RandomnessError> {
            for byte in buffer {
                self.0 = self.0.wrapping_mul(5).wrapping_add(3);
                *byte = self.0 ^ self.0 >> 3;
            }
            Ok(())
        }
    }

    #[test]
    fn lists_of_codes_are_found_between_other_texts() {
        let id = SheetId::from_random([3; 5]);
        let numbered = |n, code: &str| codes::Numbered {
            n,
            code: SecretText::new(code),
        };
        let list = [numbered(1, "aaaa-1"), numbered(2, "RE1:x:C")];
        let first = codes::text(&id, (1, 2), "PyPI", "me", &list);
        let second = codes::text(&id, (2, 2), "npm", "me", &list);
        let text = format!(
            "otpauth://totp/x?secret=AAAA\n{}\r\notpauth://totp/y?secret=BBBB\n{}\nrest\n",
            first.expose(),
            second.expose()
        );
        let scan = typed(&text);
        assert_eq!((scan.accounts.len(), scan.uris.len()), (2, 2));
        assert_eq!(scan.accounts[1].codes, list);
    }

    #[test]
    fn a_file_that_is_no_picture_is_refused() {
        assert!(scan(b"hello", &Limits::default()).is_err());
    }

    proptest! {
        #[test]
        fn typing_anything_is_harmless(text in "\\PC*") {
            let _ = typed(&text);
        }
    }
}
