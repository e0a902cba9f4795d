//! Reading sheets back: pictures, PDFs and typed text in, parts and code lists out.

use crate::assembly::Assembly;
use crate::codes::{self, AccountCode, CodesError};
use crate::line;
use crate::part::{self, Part, PartError};
use picture::{Found, Kind, Limits, PictureError, Until};
use secret::SecretText;
use std::collections::BTreeSet;
use thiserror::Error;

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
    /// Codes that are a sheet's, but cut off or changed.
    pub damaged: u32,
    /// Codes or lines that a newer version made.
    pub newer: u32,
    /// Codes that have nothing to do with sheets.
    pub foreign: u32,
    /// Pages that could not be drawn, counted from 1.
    pub unreadable_pages: Vec<u32>,
    /// Typed lines whose check does not fit.
    pub wrong_lines: Vec<usize>,
    /// Lines of the sheet that were not typed, where some were.
    pub missing_lines: Vec<usize>,
}

impl Scan {
    /// Whether it holds nothing of a sheet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.accounts.is_empty() && self.uris.is_empty()
    }

    /// Codes that were found and are of no use.
    #[must_use]
    pub fn unread(&self) -> u32 {
        self.damaged + self.newer + self.foreign
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
            Err(CodesError::NotCodes) => self.foreign += 1,
        }
    }
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
    let is_document = picture::is_picture(bytes) == Some(Kind::Pdf);
    let mut enough = |found: &[Found]| is_enough(found, is_document);
    let reading = picture::read(bytes, limits, Until::Satisfied(&mut enough))?;
    let mut scan = Scan::default();
    for found in &reading.found {
        scan.take(found.text().expose());
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
    match (scan.parts.is_empty(), scan.accounts.is_empty()) {
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

/// Reads what somebody typed or pasted: texts of codes, one on a line, and the printed lines of a
/// vault sheet under their head. Never fails: what is not understood is counted.
#[must_use]
pub fn typed(text: &str) -> Scan {
    let mut scan = Scan::default();
    if let Ok(account) = codes::parse(text.trim()) {
        scan.accounts.push(account);
        return scan;
    }
    if let Some(typed) = line::typed(text) {
        scan.parts = typed.parts;
        scan.wrong_lines = typed.wrong;
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
    scan
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
