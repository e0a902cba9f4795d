//! Rebuilding a vault from paper: a vault sheet with its passphrase or the paper key, or a
//! `vault.age` with the paper key.

use crate::paper::{FromPaper, Origin};
use crate::{AppError, Code, fingerprint, open, paper, sealed};
use model::{Contents, Sheet, SheetId, SheetKind, Timestamp};
use secret::{AccountRecord, Randomness, SecretBytes, SecretText};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sheet::payload::PayloadError;
use sheet::read::Scan;
use sheet::{Added, Assembly, Collected};
use std::ops::ControlFlow;
use vault::{LedgerEntry, Location, Vault, VaultError};

/// What scans and typed texts gave.
#[derive(Debug, Default)]
pub struct Reading {
    assembly: Assembly,
    damaged: u32,
    foreign: u32,
    accounts: usize,
    wrong_lines: Vec<usize>,
    pub(crate) paper: FromPaper,
    /// `vault.age` files, as they are.
    vaults: Vec<Vec<u8>>,
    says: Vec<String>,
    /// Whether a program drew any of it, so that it proves nothing about paper.
    drawn: bool,
}

/// What one file gave, before it is put to what others gave.
#[derive(Debug)]
pub(crate) enum Piece {
    /// A `vault.age`, as it is.
    Vault(Vec<u8>),
    /// Codes and lines.
    Scan(Box<Scan>),
}

impl Piece {
    /// Reads one file, which may take seconds; the watch may break off.
    ///
    /// # Errors
    /// As [`Reading::add`]; any, when the watch broke off.
    pub(crate) fn read(bytes: &SecretBytes, watch: &picture::Watch<'_>) -> Result<Self, AppError> {
        if !bytes.expose().starts_with(AGE) {
            return Ok(Self::Scan(Box::new(paper::scan(bytes, watch)?)));
        }
        if sealed::is_passphrase_file(bytes.expose())? {
            return Err(AppError::new(
                Code::Unsupported,
                "This file is under a passphrase, as unlock.age is: it is no vault.age.",
                "Nothing was restored.",
                "A folder with vault.age and unlock.age is a vault already: open it with --vault DIR. Without unlock.age, give vault.age with the key sheet or the shares.",
            ));
        }
        Ok(Self::Vault(bytes.expose().to_vec()))
    }
}

/// How an age file begins.
const AGE: &[u8] = b"age-encryption.org/v1\n";

/// What opened what was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenedBy {
    /// The sheet's passphrase.
    Passphrase,
    /// The key sheet.
    Key,
    /// Shares of the paper key.
    Shares,
}

impl From<Origin> for OpenedBy {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Key => Self::Key,
            Origin::Shares(_) => Self::Shares,
        }
    }
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// The new vault's folder.
    pub into: String,
    /// The new vault's id.
    pub vault_id: model::VaultId,
    /// Its generation.
    pub generation: u64,
    /// The vault sheet that it was made from; none for a `vault.age`.
    pub sheet_id: Option<SheetId>,
    /// When the sheet was printed, or the `vault.age` saved.
    pub made: Timestamp,
    /// What opened it.
    pub opened_by: OpenedBy,
    /// Accounts in it.
    pub accounts: usize,
    /// OTP credentials in it.
    pub otp: usize,
    /// Recovery code sets in it.
    pub code_sets: usize,
    /// Codes of the sheet that were read.
    pub parts_read: usize,
    /// Codes of the sheet that were not found; it was complete without them.
    pub parts_missing: Vec<String>,
    /// What was mended in typed or scanned texts, in sentences: to be compared with the paper.
    pub says: Vec<String>,
}

/// What there is to restore from.
enum Source<'a> {
    /// A complete vault sheet under a passphrase.
    Sheet(&'a SheetId, &'a Collected),
    /// A complete vault sheet under the paper key, which was read too.
    SheetWithKey(&'a SheetId, &'a Collected),
    /// `vault.age` files, and a paper key.
    Vault,
}

impl Reading {
    /// Reads one file: a picture, a PDF, the text of decoded codes or printed lines, of a paper key or
    /// of shares, or a `vault.age`.
    ///
    /// # Errors
    /// `too_large`, `damaged` or `unsupported` for a picture that cannot be read; `unsupported` for an
    /// age file that is no `vault.age`.
    pub fn add(&mut self, bytes: &SecretBytes) -> Result<(), AppError> {
        self.take(Piece::read(bytes, &|| ControlFlow::Continue(()))?)
    }

    /// Takes what one file gave.
    ///
    /// # Errors
    /// `newer_format` for a sheet that a newer version made.
    pub(crate) fn take(&mut self, piece: Piece) -> Result<(), AppError> {
        let scan = match piece {
            Piece::Vault(bytes) => {
                self.vaults.push(bytes);
                return Ok(());
            }
            Piece::Scan(scan) => scan,
        };
        if scan.newer > 0 {
            return Err(AppError::new(
                Code::NewerFormat,
                "A newer version of Reentry made this sheet.",
                "Nothing was restored.",
                "Use that version, or the steps without the app that the sheet prints.",
            ));
        }
        for part in &scan.parts {
            if self.assembly.add(part) == Added::Contradicts {
                self.damaged += 1;
            }
        }
        self.drawn |= scan.is_drawing();
        self.paper.take(&scan);
        for line in &scan.mended_lines {
            self.says.push(mended(line));
        }
        self.damaged += scan.damaged;
        self.foreign += scan.foreign;
        self.accounts += scan.accounts.len();
        self.wrong_lines.extend(scan.wrong_lines);
        Ok(())
    }

    /// What to restore from: a `vault.age` before a sheet, because it is the newer.
    fn source(&self) -> Result<Source<'_>, AppError> {
        if !self.vaults.is_empty() {
            self.must_have_key()?;
            return Ok(Source::Vault);
        }
        if self.assembly.sheets().next().is_none() && !self.paper.is_empty() {
            // Whether the shares would do is worth knowing too.
            self.must_have_key()?;
            return Err(AppError::new(
                Code::NotEnoughParts,
                "The paper key was read, but nothing that it opens.",
                "Nothing was restored.",
                "Give the vault.age of a copy or backup, or a vault sheet for the paper key, along with it.",
            ));
        }
        let (id, collected) = self.sheet()?;
        let ciphertext = collected.ciphertext().ok_or_else(|| self.incomplete())?;
        if sealed::is_passphrase_file(&ciphertext)? {
            return Ok(Source::Sheet(id, collected));
        }
        self.must_have_key()?;
        Ok(Source::SheetWithKey(id, collected))
    }

    fn must_have_key(&self) -> Result<(), AppError> {
        if self.paper.identities().is_empty() {
            let mut error = self.paper.refusal();
            if self.paper.is_empty() {
                error.message = format!("This opens with the paper key. {}", error.message);
            }
            return Err(error);
        }
        Ok(())
    }

    /// The one sheet to restore from.
    fn sheet(&self) -> Result<(&SheetId, &Collected), AppError> {
        let complete: Vec<_> = self
            .assembly
            .sheets()
            .filter(|(_, collected)| collected.is_complete())
            .collect();
        match complete.as_slice() {
            [one] => Ok(*one),
            [] => Err(self.incomplete()),
            several => {
                let ids: Vec<_> = several.iter().map(|(id, _)| paper(id)).collect();
                Err(AppError::usage(
                    format!("These are several sheets: {}.", ids.join(", ")),
                    "Give the pages of one sheet only.",
                ))
            }
        }
    }

    fn incomplete(&self) -> AppError {
        let Some((id, collected)) = self.assembly.sheets().next() else {
            return self.nothing();
        };
        let missing: Vec<String> = collected
            .missing()
            .iter()
            .map(ToString::to_string)
            .collect();
        let mut message = format!(
            "Sheet {} is not complete: {} of {} codes were read; missing: {}.",
            paper(id),
            collected.parts_read(),
            collected.cut().count() + collected.cut().parity(),
            missing.join(", ")
        );
        if !self.wrong_lines.is_empty() {
            let lines: Vec<_> = self.wrong_lines.iter().map(ToString::to_string).collect();
            message.push_str(&format!(" Typed wrong: line {}.", lines.join(", ")));
        }
        AppError::new(
            Code::NotEnoughParts,
            message,
            "Nothing was restored.",
            "Scan the other pages, or those codes again; any one of the missing codes of a group is covered by its parity code.",
        )
    }

    fn nothing(&self) -> AppError {
        if let Some(damaged) = self.paper.damaged().first() {
            let mut error = self.paper.refusal();
            error.code = Code::Damaged;
            error.message.clone_from(damaged);
            return error;
        }
        let message = match (self.accounts, self.damaged, self.foreign) {
            (0, 0, 0) => "No code of a vault sheet was found.".to_owned(),
            (1.., _, _) => {
                "This is an account sheet: its codes are readable and need no restoring.".to_owned()
            }
            (_, 1.., _) => "Codes were found, but they are damaged.".to_owned(),
            _ => "The codes that were found are not from a vault sheet.".to_owned(),
        };
        AppError::new(
            Code::NoCodeFound,
            message,
            "Nothing was restored.",
            "Scan the whole page at 300 dpi, straight and without shadows.",
        )
    }
}

/// What to say of a typed line that was mended.
pub(crate) fn mended(line: &sheet::line::Mended) -> String {
    let place = line
        .place
        .map_or_else(String::new, |place| format!(" at character {place}"));
    format!(
        "Line {} had a slip{place} and is mended; on the sheet it must say {}.",
        line.number, line.groups
    )
}

fn paper(id: &SheetId) -> String {
    sheet::part::on_paper(id)
}

impl From<PayloadError> for AppError {
    fn from(error: PayloadError) -> Self {
        let code = match error {
            PayloadError::TooLarge => Code::TooLarge,
            PayloadError::Newer { .. } => Code::NewerFormat,
            _ => Code::Damaged,
        };
        Self::new(
            code,
            crate::error::sentence(&error),
            "Nothing was restored.",
            "Scan the sheet again.",
        )
    }
}

impl From<sheet::read::ReadError> for AppError {
    fn from(error: sheet::read::ReadError) -> Self {
        match error {
            sheet::read::ReadError::Picture(picture) => import::ImportError::from(picture).into(),
            other => Self::new(
                Code::Unsupported,
                crate::error::sentence(&other),
                "Nothing was restored.",
                "Save the scan as PNG, JPEG or PDF.",
            ),
        }
    }
}

/// Opens what was read and makes a new vault of it, which it leaves open. From a `vault.age` it is the same vault, with its
/// ledger; from a sheet a new one with the accounts. The sheet's passphrase counts only where
/// [`needs_passphrase`] says so.
///
/// # Errors
/// `not_enough_parts` with the missing ones, `no_code_found`, `wrong_file_password`,
/// `vault_exists`, and what making a vault can meet.
pub fn restore(
    reading: &Reading,
    sheet_passphrase: &SecretText,
    into: &Location,
    passphrase: &SecretText,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<(Vault, Restored), AppError> {
    open::must_not_exist(into)?;
    let (id, collected, content, opened_by) = match reading.source()? {
        Source::Vault => return adopt(reading, into, passphrase, now),
        Source::Sheet(id, collected) => {
            let ciphertext = collected.ciphertext().ok_or_else(|| reading.incomplete())?;
            let content = sealed::open(&ciphertext, sheet_passphrase)?;
            (id, collected, content, OpenedBy::Passphrase)
        }
        Source::SheetWithKey(id, collected) => {
            let ciphertext = collected.ciphertext().ok_or_else(|| reading.incomplete())?;
            let (content, origin) = open_with_paper(&ciphertext, &reading.paper)?;
            (id, collected, content, origin.into())
        }
    };
    let payload = sheet::payload::decode(content.expose())?;
    let made = payload.made;
    let mut records = Vec::with_capacity(payload.records.len());
    for entry in payload.records {
        records.push(entry.into_record(randomness, now)?);
    }
    let work = open::work_factor();
    let source = source_entry(
        (id, collected),
        (made, opened_by),
        &records,
        (!reading.drawn).then_some(now),
    )?;
    let ledger = vec![source];
    let vault = vault::create_from(into, passphrase, work, records, ledger, now, randomness)?;
    let restored = Restored {
        sheet_id: Some(id.clone()),
        made,
        parts_read: collected.parts_read(),
        parts_missing: collected.unseen().iter().map(ToString::to_string).collect(),
        ..reading.restored(&vault, made, opened_by)
    };
    Ok((vault, restored))
}

/// The sheet that a vault was restored from, for its ledger: it is as good as on the day it was made,
/// and the restoring proved it.
fn source_entry(
    (id, collected): (&SheetId, &Collected),
    (made, opened_by): (Timestamp, OpenedBy),
    records: &[AccountRecord],
    proved_at: Option<Timestamp>,
) -> Result<LedgerEntry, AppError> {
    let ciphertext = collected.ciphertext().ok_or_else(|| {
        AppError::new(
            Code::NotEnoughParts,
            "The sheet is not complete.",
            "Nothing was restored.",
            "Scan the other pages too.",
        )
    })?;
    let cut = collected.cut();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let contents = Contents::Everything;
    Ok(LedgerEntry::from(Sheet {
        id: id.clone(),
        kind: SheetKind::Vault,
        printed: made,
        copies: 1,
        place: None,
        // Of the cover and the text nothing is known; these are the pages with codes.
        pages: number((cut.count() + cut.parity()).div_ceil(cut.per_page())),
        parts: number(cut.count()),
        parity: number(cut.parity()),
        digest: data_encoding::HEXLOWER.encode(&Sha256::digest(&ciphertext)),
        accounts: records
            .iter()
            .map(|record| fingerprint::of(record, contents))
            .collect(),
        proved_at,
        superseded_by: None,
        replaces: None,
        contents,
        // The key's own sheet cannot be known: none but the old vault had its id. Naming itself, the
        // sheet is said to be printed again for a paper key of the new vault.
        opened_by: (opened_by != OpenedBy::Passphrase).then(|| id.clone()),
        filled_at: None,
    }))
}

impl Reading {
    fn restored(&self, vault: &Vault, made: Timestamp, opened_by: OpenedBy) -> Restored {
        let payload = vault.payload();
        let count =
            |of: fn(&AccountRecord) -> usize| -> usize { payload.accounts.iter().map(of).sum() };
        Restored {
            into: vault.location().folder.display().to_string(),
            vault_id: payload.vault_id().clone(),
            generation: payload.generation(),
            sheet_id: None,
            made,
            opened_by,
            accounts: payload.accounts.len(),
            otp: count(|record| record.otp.len()),
            code_sets: count(|record| record.code_sets.len()),
            parts_read: 0,
            parts_missing: Vec::new(),
            says: [self.says.as_slice(), self.paper.says()].concat(),
        }
    }
}

/// Decrypts with the first key that does it.
pub(crate) fn open_with_paper(
    ciphertext: &[u8],
    paper: &FromPaper,
) -> Result<(SecretBytes, Origin), AppError> {
    let mut last = paper.refusal();
    for (origin, identity) in paper.identities() {
        match sealed::open_with(ciphertext, &identity) {
            Ok(content) => return Ok((content, origin)),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The first of the `vault.age` files that the paper key opens, in a new folder.
fn adopt(
    reading: &Reading,
    into: &Location,
    passphrase: &SecretText,
    now: Timestamp,
) -> Result<(Vault, Restored), AppError> {
    let mut last = reading.paper.refusal();
    for sealed in &reading.vaults {
        for (origin, identity) in reading.paper.identities() {
            match vault::adopt(
                into,
                sealed,
                &identity,
                passphrase,
                open::work_factor(),
                now,
            ) {
                Ok(vault) => {
                    let made = vault.payload().saved_at();
                    let restored = reading.restored(&vault, made, origin.into());
                    return Ok((vault, restored));
                }
                Err(VaultError::OutdatedIdentity) => {
                    last = AppError::new(
                        Code::WrongFilePassword,
                        "This paper key does not open this vault.age.",
                        "Nothing was restored.",
                        "After `key replace`, files from before open with the former key, and newer ones with the new one.",
                    );
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    Err(last)
}

/// Whether a passphrase opens what is to be restored. Otherwise the paper key does, and is there.
///
/// # Errors
/// `not_enough_parts` or `no_code_found`.
pub fn needs_passphrase(reading: &Reading) -> Result<bool, AppError> {
    Ok(matches!(reading.source()?, Source::Sheet(..)))
}

/// Whether the parts are there, and the paper key where that is needed, before anybody is asked for a
/// passphrase.
///
/// # Errors
/// `not_enough_parts` or `no_code_found`.
pub fn must_be_complete(reading: &Reading) -> Result<(), AppError> {
    reading.source().map(drop)
}
