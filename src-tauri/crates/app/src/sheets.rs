//! Making recovery sheets, and the ledger of what was printed.

use crate::change::change;
use crate::file::NewFile;
use crate::open::work_factor;
use crate::{AppError, Code, account, fingerprint, sealed};
use model::{AccountId, AccountPrint, Contents, Sheet, SheetId, SheetKind, SheetState, Timestamp};
use provider::Directory;
use secret::{AccountRecord, Randomness, SecretBytes, SecretText};
use serde::Serialize;
use sheet::{
    AccountEntry, AccountSheet, Frame, IndexLine, Labels, OpensWith, Paper, Rendered, SheetError,
    VaultSheet,
};
use std::path::Path;
use vault::{LedgerEntry, Payload, Vault};

impl From<SheetError> for AppError {
    fn from(error: SheetError) -> Self {
        let next = match error {
            SheetError::Empty => "Import accounts first, or name the ones to print.",
            SheetError::TooLarge { .. } => "Print accounts one by one as account sheets.",
            _ => "Shorten the name, or leave the account out.",
        };
        Self::new(
            Code::Usage,
            crate::error::sentence(&error),
            "Nothing was written.",
            next,
        )
    }
}

/// What to print.
#[derive(Debug)]
pub enum What {
    /// Readable codes and secrets of these accounts, by the names people give them.
    Accounts(Vec<String>),
    /// The whole vault, encrypted to a passphrase.
    Vault(SecretText),
}

/// How to print it.
#[derive(Debug, Default)]
pub struct How {
    /// The paper.
    pub paper: Paper,
    /// The user's own label.
    pub label: Option<String>,
    /// How many copies there will be.
    pub copies: u32,
    /// Where it will be kept, as a label.
    pub place: Option<String>,
}

/// A sheet that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    /// Its id, as in the ledger.
    pub sheet_id: SheetId,
    /// Its kind.
    pub kind: SheetKind,
    /// The PDF.
    pub file: String,
    /// Pages of one copy.
    pub pages: u32,
    /// Data codes; vault sheets only.
    pub parts: u32,
    /// Parity codes; vault sheets only.
    pub parity: u32,
    /// The accounts on it.
    pub accounts: Vec<AccountId>,
    /// SHA-256 of its payload, in hexadecimal.
    pub digest: String,
    /// The sheet that it replaces, which is to be shredded.
    pub replaces: Option<SheetId>,
}

/// Where the PDF goes: written after the ledger is saved, so that no sheet leaves unrecorded.
pub trait Destination {
    /// What to call it.
    fn name(&self) -> String;
    /// Takes the PDF.
    ///
    /// # Errors
    /// What writing can meet; the ledger entry is then taken back.
    fn take(self, pdf: &SecretBytes) -> Result<(), AppError>;
}

/// A new PDF file.
#[derive(Debug)]
pub struct ToFile {
    name: String,
    file: NewFile,
}

impl ToFile {
    /// Creates the file, empty, so that a bad path is known before anything is printed.
    ///
    /// # Errors
    /// As [`NewFile::create`].
    pub fn create(path: &Path) -> Result<Self, AppError> {
        Ok(Self {
            name: path.display().to_string(),
            file: NewFile::create(path)?,
        })
    }
}

impl Destination for ToFile {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn take(self, pdf: &SecretBytes) -> Result<(), AppError> {
        self.file.write(pdf.expose())
    }
}

/// Makes a sheet: draws it, records it in the ledger, hands it out.
///
/// # Errors
/// As [`account::find`]; `usage` when there is nothing to print or too much; what saving and
/// writing can meet. Then neither sheet nor ledger entry exists.
pub fn make(
    vault: &mut Vault,
    what: &What,
    how: &How,
    to: impl Destination,
    providers: &Directory,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<Made, AppError> {
    let id = SheetId::from_random(randomness.bytes()?);
    let payload = vault.payload();
    let records = chosen(payload, what)?;
    let prints: Vec<AccountPrint> = records
        .iter()
        .map(|record| fingerprint::of(record, Contents::Everything))
        .collect();
    let kind = match what {
        What::Accounts(_) => SheetKind::Account,
        What::Vault(_) => SheetKind::Vault,
    };
    let replaces = replaced(payload, kind, &prints);
    let labels = Labels::default();
    let frame = Frame {
        paper: how.paper,
        sheet_id: &id,
        date: crate::draft::today(now),
        label: how.label.as_deref(),
        copy: (1, how.copies.max(1)),
        replaces: replaces.as_ref(),
        labels: &labels,
    };
    let rendered = match what {
        What::Accounts(_) => account_sheet(frame, &records, providers)?,
        What::Vault(passphrase) => vault_sheet(frame, &records, passphrase, providers, now)?,
    };
    let made = Made {
        sheet_id: id.clone(),
        kind,
        file: to.name(),
        pages: rendered.pages,
        parts: rendered.parts,
        parity: rendered.parity,
        accounts: prints.iter().map(|print| print.account.clone()).collect(),
        digest: data_encoding::HEXLOWER.encode(&rendered.digest),
        replaces,
    };
    record(vault, &made, how, prints, now)?;
    if let Err(error) = to.take(&rendered.pdf) {
        strike(vault, &made, now)?;
        return Err(error);
    }
    Ok(made)
}

fn chosen<'a>(payload: &'a Payload, what: &What) -> Result<Vec<&'a AccountRecord>, AppError> {
    match what {
        What::Vault(_) => Ok(payload.accounts.iter().collect()),
        What::Accounts(names) if names.is_empty() => Err(AppError::usage(
            "An account sheet needs at least one account.",
            "Name the accounts to print; `reentry list` shows them.",
        )),
        What::Accounts(names) => names
            .iter()
            .map(|name| account::find(&payload.accounts, name))
            .collect(),
    }
}

/// The newest sheet of the same kind with the same accounts that no longer says what the vault
/// says. A sheet that is still right is not replaced: there may be one in every safe.
fn replaced(payload: &Payload, kind: SheetKind, prints: &[AccountPrint]) -> Option<SheetId> {
    let same_accounts = |sheet: &Sheet| {
        kind == SheetKind::Vault
            || (sheet.accounts.len() == prints.len()
                && prints.iter().all(|print| {
                    sheet
                        .accounts
                        .iter()
                        .any(|known| known.account == print.account)
                }))
    };
    payload
        .ledger
        .iter()
        .filter(|sheet| sheet.kind == kind && same_accounts(sheet))
        .filter(|sheet| {
            matches!(
                fingerprint::state(sheet, &payload.accounts),
                SheetState::Behind | SheetState::Stale
            )
        })
        .max_by_key(|sheet| sheet.printed)
        .map(|sheet| sheet.id.clone())
}

pub(crate) fn service<'a>(
    record: &'a AccountRecord,
    providers: &'a Directory,
) -> (&'a str, Option<&'a str>) {
    let account = &record.account;
    let instance = providers
        .get(&account.provider)
        // Where no provider is known, the issuer is the only name that the user knows.
        .filter(|provider| provider.id != "other")
        .and_then(|provider| provider.instance(account.instance.as_deref()));
    match instance {
        Some(instance) => (
            &instance.name,
            Some(instance.host.as_str()).filter(|host| !host.is_empty()),
        ),
        None if account.issuer.is_empty() => (&account.provider, None),
        None => (&account.issuer, None),
    }
}

fn account_sheet(
    frame: Frame<'_>,
    records: &[&AccountRecord],
    providers: &Directory,
) -> Result<Rendered, AppError> {
    let accounts: Vec<AccountEntry> = records
        .iter()
        .map(|record| {
            let (service, login_url) = service(record, providers);
            AccountEntry {
                record,
                service,
                login_url,
            }
        })
        .collect();
    Ok(sheet::render_account(&AccountSheet {
        frame,
        accounts: &accounts,
        contents: sheet::Contents::All,
        packing: sheet::Packing::PageEach,
    })?)
}

fn vault_sheet(
    frame: Frame<'_>,
    records: &[&AccountRecord],
    passphrase: &SecretText,
    providers: &Directory,
    now: Timestamp,
) -> Result<Rendered, AppError> {
    if records.is_empty() {
        return Err(SheetError::Empty.into());
    }
    let content = sheet::payload::encode(records.iter().copied(), now);
    let ciphertext = sealed::seal(&content, passphrase, work_factor())?;
    let index = records.iter().map(|record| IndexLine {
        service: service(record, providers).0.to_owned(),
        username: record.account.username.clone(),
        otp: !record.otp.is_empty(),
        codes_left: record.code_totals().left,
    });
    Ok(sheet::render_vault(&VaultSheet {
        frame,
        ciphertext: &ciphertext,
        index: index.collect(),
        opens_with: OpensWith::Passphrase,
    })?)
}

fn record(
    vault: &mut Vault,
    made: &Made,
    how: &How,
    accounts: Vec<AccountPrint>,
    now: Timestamp,
) -> Result<(), AppError> {
    let entry = Sheet {
        id: made.sheet_id.clone(),
        kind: made.kind,
        printed: now,
        copies: how.copies.max(1),
        place: how.place.clone(),
        pages: made.pages,
        parts: made.parts,
        parity: made.parity,
        digest: made.digest.clone(),
        accounts,
        proved_at: None,
        superseded_by: None,
        replaces: made.replaces.clone(),
        contents: Contents::Everything,
        filled_at: None,
    };
    change(vault, now, |payload| {
        for sheet in &mut payload.ledger {
            if Some(&sheet.id) == made.replaces.as_ref() {
                sheet.superseded_by = Some(made.sheet_id.clone());
            }
        }
        payload.ledger.push(LedgerEntry::from(entry));
        Ok(())
    })?;
    Ok(())
}

/// Takes a ledger entry back: the sheet never came to be.
fn strike(vault: &mut Vault, made: &Made, now: Timestamp) -> Result<(), AppError> {
    change(vault, now, |payload| {
        payload.ledger.retain(|sheet| sheet.id != made.sheet_id);
        for sheet in &mut payload.ledger {
            if sheet.superseded_by.as_ref() == Some(&made.sheet_id) {
                sheet.superseded_by = None;
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// A sheet of the ledger, as front ends list it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetView {
    /// Its id.
    pub id: SheetId,
    /// Its kind.
    pub kind: SheetKind,
    /// When it was made.
    pub printed: Timestamp,
    /// How many copies exist.
    pub copies: u32,
    /// Where it is kept.
    pub place: Option<String>,
    /// Whether it still says what the vault says.
    pub state: SheetState,
    /// When a scan of it was last compared with the vault.
    pub proved_at: Option<Timestamp>,
    /// The sheet that replaces it.
    pub superseded_by: Option<SheetId>,
    /// The accounts on it.
    pub accounts: Vec<AccountId>,
}

/// The ledger, the newest sheet first.
#[must_use]
pub fn ledger(payload: &Payload) -> Vec<SheetView> {
    let mut sheets: Vec<SheetView> = payload
        .ledger
        .iter()
        .map(|sheet| SheetView {
            id: sheet.id.clone(),
            kind: sheet.kind,
            printed: sheet.printed,
            copies: sheet.copies,
            place: sheet.place.clone(),
            state: fingerprint::state(sheet, &payload.accounts),
            proved_at: sheet.proved_at,
            superseded_by: sheet.superseded_by.clone(),
            accounts: sheet
                .accounts
                .iter()
                .map(|print| print.account.clone())
                .collect(),
        })
        .collect();
    sheets.sort_by_key(|sheet| std::cmp::Reverse(sheet.printed));
    sheets
}

/// Notes where a sheet is kept. An empty place takes the note away.
///
/// # Errors
/// `usage` for a sheet that the ledger does not know; what saving can meet.
pub fn set_place(
    vault: &mut Vault,
    sheet: &str,
    place: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    change(vault, now, |payload| {
        let wanted = sheet.to_lowercase();
        match payload
            .ledger
            .iter_mut()
            .find(|entry| entry.id.as_str() == wanted)
        {
            Some(entry) => {
                entry.place = Some(place.to_owned()).filter(|place| !place.is_empty());
                Ok(())
            }
            None => Err(AppError::usage(
                format!("The ledger has no sheet '{sheet}'."),
                "See `reentry sheets`.",
            )),
        }
    })?;
    Ok(())
}
