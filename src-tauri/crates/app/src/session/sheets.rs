//! Sheets in the window.

use super::Session;
use crate::ipc::{
    KeyShareRow, KeyView, Ledger, MadeSheet, Nothing, Passphrase, PlaceRequest, SheetContents,
    SheetPaper, SheetPurpose, SheetRequest, SheetRow,
};
use crate::sheets::{self, How, NewPaperKey, ToFile, What};
use crate::{AppError, account};
use model::{Contents, Timestamp};
use secret::Randomness;
use sheet::Paper;
use std::path::Path;
use vault::Payload;

impl Session {
    /// What to call the PDF, before the user is asked where it goes.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; `usage` when the request cannot be met: nobody is to
    /// choose a file for nothing.
    pub fn sheet_name(
        &mut self,
        request: &SheetRequest,
        now: Timestamp,
    ) -> Result<String, AppError> {
        let payload = self.vault()?.payload();
        let what = match (request.kind, request.accounts.as_slice()) {
            (SheetPurpose::Vault, _) => {
                match request.passphrase.clone().map(Passphrase::into_secret) {
                    Some(passphrase) => vault::estimate(&passphrase).map(drop)?,
                    None if payload.paper_key.is_some() => {}
                    None => return Err(no_passphrase()),
                }
                "vault".to_owned()
            }
            (SheetPurpose::Key | SheetPurpose::Shares, _) => {
                sheets::key_can_be_made(payload, request.replace)?;
                "paper-key".to_owned()
            }
            (SheetPurpose::Account, [one]) => {
                let account = &account::find(&payload.accounts, one)?.account;
                file_name(&account.handle())
            }
            (SheetPurpose::Account, []) => {
                return Err(AppError::usage(
                    "No account is chosen.",
                    "Choose the accounts that go on the page.",
                ));
            }
            (SheetPurpose::Account, several) => format!("{}-accounts", several.len()),
        };
        let day = crate::draft::today(now);
        Ok(format!("reentry-{what}-{day}.pdf"))
    }

    /// Makes a sheet and writes it to a new file.
    ///
    /// # Errors
    /// As [`sheets::make`] and [`ToFile::create`].
    pub fn make_sheet(
        &mut self,
        request: SheetRequest,
        path: &Path,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<MadeSheet, AppError> {
        let what = match request.kind {
            SheetPurpose::Account => What::Accounts(request.accounts),
            SheetPurpose::Vault => match request.passphrase {
                Some(passphrase) => What::Vault(passphrase.into_secret()),
                None => What::VaultToPaperKey,
            },
            SheetPurpose::Key => What::PaperKey(NewPaperKey {
                split: None,
                replace: request.replace,
            }),
            SheetPurpose::Shares => What::PaperKey(NewPaperKey {
                split: Some(request.needed.zip(request.shares).unwrap_or((2, 3))),
                replace: request.replace,
            }),
        };
        let how = How {
            paper: match request.paper {
                SheetPaper::A4 => Paper::A4,
                SheetPaper::Letter => Paper::Letter,
            },
            label: None,
            copies: request.copies.clamp(1, 20),
            place: request.place.filter(|place| !place.is_empty()),
            contents: match request.contents {
                SheetContents::Everything => Contents::Everything,
                SheetContents::Otp => Contents::Otp,
                SheetContents::Codes => Contents::Codes,
            },
            one_per_page: true,
        };
        let vault = self.open.as_mut().ok_or_else(super::locked)?;
        let file = ToFile::create(path)?;
        let made = sheets::make(vault, &what, &how, file, &self.providers, now, randomness)?;
        Ok(MadeSheet {
            cancelled: false,
            sheet: made.sheet_id.as_str().to_ascii_uppercase(),
            file: made.file,
            pages: made.pages,
            replaces: made.replaces.map(|id| id.as_str().to_ascii_uppercase()),
        })
    }

    /// What was printed.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn sheets(&mut self, _: Nothing) -> Result<Ledger, AppError> {
        Ok(ledger(self.vault()?.payload()))
    }

    /// Notes where a sheet is kept.
    ///
    /// # Errors
    /// As [`sheets::set_place`].
    pub fn place_sheet(
        &mut self,
        request: PlaceRequest,
        now: Timestamp,
    ) -> Result<Ledger, AppError> {
        sheets::set_place(self.vault()?, &request.sheet, &request.place, now)?;
        Ok(ledger(self.vault()?.payload()))
    }
}

impl Session {
    /// Takes a sheet that was shredded off the ledger.
    ///
    /// # Errors
    /// As [`sheets::set_shredded`].
    pub fn shred_sheet(
        &mut self,
        request: PlaceRequest,
        now: Timestamp,
    ) -> Result<Ledger, AppError> {
        sheets::set_shredded(self.vault()?, &request.sheet, now)?;
        Ok(ledger(self.vault()?.payload()))
    }

    /// The paper key: never the key itself.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn paper_key(&mut self, _: Nothing) -> Result<KeyView, AppError> {
        let status = sheets::key_status(self.vault()?.payload());
        let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
        Ok(match status {
            None => KeyView {
                sheet: None,
                needed: 0,
                shares: Vec::new(),
                proved_at: None,
            },
            Some(status) => KeyView {
                sheet: Some(status.sheet_id.as_str().to_ascii_uppercase()),
                needed: status.k,
                shares: status
                    .shares
                    .into_iter()
                    .map(|share| KeyShareRow {
                        index: share.index,
                        place: share.place,
                        proved_at: time(share.proved_at),
                    })
                    .collect(),
                proved_at: time(status.proved_at),
            },
        })
    }
}

impl MadeSheet {
    /// The user chose no file.
    #[must_use]
    pub fn cancelled() -> Self {
        Self {
            cancelled: true,
            sheet: String::new(),
            file: String::new(),
            pages: 0,
            replaces: None,
        }
    }
}

fn no_passphrase() -> AppError {
    AppError::usage(
        "A vault sheet needs a passphrase that opens it.",
        "Choose one that you will still know when everything else is gone.",
    )
}

/// Letters and digits of a name; the rest becomes dashes.
fn file_name(text: &str) -> String {
    text.chars()
        .map(|letter| {
            if letter.is_alphanumeric() || letter == '.' {
                letter
            } else {
                '-'
            }
        })
        .collect()
}

fn ledger(payload: &Payload) -> Ledger {
    let names = |id: &model::AccountId| {
        let mut records = payload.all_records();
        records.find(|record| &record.account.id == id).map_or_else(
            || "an account that is gone".to_owned(),
            |record| record.account.handle(),
        )
    };
    let sheets = sheets::ledger(payload);
    Ledger {
        sheets: sheets
            .into_iter()
            .map(|sheet| SheetRow {
                id: sheet.id.as_str().to_ascii_uppercase(),
                kind: sheet.kind.name().to_owned(),
                printed: sheet.printed.to_string(),
                copies: sheet.copies,
                contents: sheet.contents.name().to_owned(),
                proved_at: sheet.proved_at.map(|at| at.to_string()),
                place: sheet.place,
                state: match sheet.state {
                    model::SheetState::Current => "current",
                    model::SheetState::Behind => "behind",
                    model::SheetState::Stale => "stale",
                    model::SheetState::Superseded => "superseded",
                }
                .to_owned(),
                superseded_by: sheet
                    .superseded_by
                    .map(|id| id.as_str().to_ascii_uppercase()),
                accounts: sheet.accounts.iter().map(names).collect(),
            })
            .collect(),
    }
}
