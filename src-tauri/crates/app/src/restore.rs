//! Rebuilding a vault from a vault sheet.

use crate::{AppError, Code, open, sealed};
use model::{SheetId, Timestamp};
use secret::{Randomness, SecretBytes, SecretText};
use serde::Serialize;
use sheet::payload::PayloadError;
use sheet::read::Scan;
use sheet::{Added, Assembly, Collected, Limits};
use vault::Location;

/// What scans and typed texts gave.
#[derive(Debug, Default)]
pub struct Reading {
    assembly: Assembly,
    damaged: u32,
    foreign: u32,
    accounts: usize,
    wrong_lines: Vec<usize>,
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
    /// The sheet that it was made from.
    pub sheet_id: SheetId,
    /// When the sheet was printed.
    pub made: Timestamp,
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
}

impl Reading {
    /// Reads one file: a picture, a PDF, or the text of decoded codes or printed lines.
    ///
    /// # Errors
    /// `too_large`, `damaged` or `unsupported` for a picture that cannot be read.
    pub fn add(&mut self, bytes: &SecretBytes) -> Result<(), AppError> {
        let scan = if picture::is_picture(bytes.expose()).is_some() {
            sheet::read::scan(bytes.expose(), &Limits::default())?
        } else {
            sheet::read::typed(&String::from_utf8_lossy(bytes.expose()))
        };
        self.take(scan)
    }

    fn take(&mut self, scan: Scan) -> Result<(), AppError> {
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
        self.damaged += scan.damaged;
        self.foreign += scan.foreign;
        self.accounts += scan.accounts.len();
        self.wrong_lines.extend(scan.wrong_lines);
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

/// Opens what was read and makes a new vault of it.
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
) -> Result<Restored, AppError> {
    open::must_not_exist(into)?;
    let (id, collected) = reading.sheet()?;
    let Some(ciphertext) = collected.ciphertext() else {
        return Err(reading.incomplete());
    };
    let content = sealed::open(&ciphertext, sheet_passphrase)?;
    let payload = sheet::payload::decode(content.expose())?;
    let made = payload.made;
    let mut records = Vec::with_capacity(payload.records.len());
    for entry in payload.records {
        records.push(entry.into_record(randomness, now)?);
    }
    let otp = records.iter().map(|record| record.otp.len()).sum();
    let code_sets = records.iter().map(|record| record.code_sets.len()).sum();
    let accounts = records.len();
    let work = open::work_factor();
    let vault = vault::create_with(into, passphrase, work, records, now, randomness)?;
    Ok(Restored {
        into: into.folder.display().to_string(),
        vault_id: vault.payload().vault_id().clone(),
        generation: vault.payload().generation(),
        sheet_id: id.clone(),
        made,
        accounts,
        otp,
        code_sets,
        parts_read: collected.parts_read(),
        parts_missing: collected.unseen().iter().map(ToString::to_string).collect(),
    })
}

/// Whether the parts are there, before anybody is asked for a passphrase.
///
/// # Errors
/// `not_enough_parts` or `no_code_found`.
pub fn must_be_complete(reading: &Reading) -> Result<(), AppError> {
    reading.sheet().map(drop)
}
