//! Making recovery sheets, and the ledger of what was printed.

mod card;
mod key;
mod ledger;

pub use card::CardWords;
pub(crate) use card::{entries as card_entries, places as card_places};
pub use key::{KeyStatus, NewPaperKey, can_be_made as key_can_be_made, key_status};
pub(crate) use key::{digest as key_digest, is_current as is_current_key, share_digest};
pub(crate) use ledger::content_state;
pub use ledger::{Errands, SheetView, errands, ledger, set_filled, set_place, set_shredded, state};

use crate::change::change;
use crate::file::NewFile;
use crate::open::work_factor;
use crate::{AppError, Code, account, fingerprint, sealed};
use key::Fresh;
use model::{AccountId, AccountPrint, Contents, Sheet, SheetId, SheetKind, SheetState, Timestamp};
use provider::Directory;
use secret::{AccountRecord, Randomness, SecretBytes, SecretText};
use serde::Serialize;
use sheet::{
    AccountEntry, AccountSheet, Frame, IndexLine, KeySheet, Labels, LockoutCard, OpensWith,
    Packing, Paper, Rendered, ShareSheets, SheetError, VaultSheet,
};
use std::path::Path;
use vault::{LedgerEntry, PaperKey, Payload, Vault};

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
    /// The whole vault, encrypted to the paper key.
    VaultToPaperKey,
    /// A new paper key, whole or in shares.
    PaperKey(NewPaperKey),
    /// What is where, without a secret.
    Card(CardWords),
}

impl What {
    /// The kind of sheet.
    #[must_use]
    pub fn kind(&self) -> SheetKind {
        match self {
            Self::Accounts(_) => SheetKind::Account,
            Self::Vault(_) | Self::VaultToPaperKey => SheetKind::Vault,
            Self::PaperKey(new) => new.kind(),
            Self::Card(_) => SheetKind::Card,
        }
    }
}

/// Copies of a sheet at most.
pub const COPIES_MAX: u32 = 20;

/// How to print it.
#[derive(Debug, Default)]
pub struct How {
    /// The paper.
    pub paper: Paper,
    /// The user's own label.
    pub label: Option<String>,
    /// How many copies there will be, each with its number: 1 to [`COPIES_MAX`].
    pub copies: u32,
    /// Where it will be kept, as a label.
    pub place: Option<String>,
    /// What of the accounts goes on an account sheet.
    pub contents: Contents,
    /// Each account of an account sheet begins a page, so that pages can be replaced one by one.
    pub one_per_page: bool,
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
    /// Copies in the PDF, one after another.
    pub copies: u32,
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

/// Makes a sheet: draws it, records it in the ledger, hands it out. A new paper key is in the vault,
/// and opens it, before its sheet leaves.
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
    let fresh = match what {
        What::PaperKey(new) => Some(key::generate(payload, &id, *new, now, randomness)?),
        _ => None,
    };
    let copies = how.copies.clamp(1, COPIES_MAX);
    let records = chosen(payload, what, how.contents)?;
    let prints: Vec<AccountPrint> = records
        .iter()
        .map(|record| fingerprint::of(record, how.contents))
        .collect();
    let replaces = replaced(payload, what.kind(), how.contents, &prints);
    let labels = Labels::default();
    let frame = Frame {
        paper: how.paper,
        sheet_id: &id,
        date: crate::draft::today(now),
        label: how.label.as_deref(),
        copy: (1, copies),
        replaces: replaces.as_ref(),
        labels: &labels,
    };
    let mut opened_by = None;
    let rendered = match (what, &fresh) {
        (What::Accounts(_), _) => account_sheet(frame, &records, how, providers)?,
        (What::Vault(passphrase), _) => {
            let seal = |content: &SecretBytes| sealed::seal(content, passphrase, work_factor());
            vault_sheet(frame, &records, seal, OpensWith::Passphrase, providers, now)?
        }
        (What::VaultToPaperKey, _) => {
            let key = payload.paper_key.as_ref().ok_or_else(no_paper_key)?;
            opened_by = Some(key.set_id.clone());
            let seal = |content: &SecretBytes| sealed::seal_to(content, &key.recipient);
            vault_sheet(frame, &records, seal, OpensWith::PaperKey, providers, now)?
        }
        (What::Card(words), _) => lockout_card(frame, payload, words, providers, now)?,
        (What::PaperKey(_), Some(fresh)) => key_sheet(frame, fresh)?,
        (What::PaperKey(_), None) => return Err(SheetError::Empty.into()),
    };
    let digest = match &fresh {
        Some(fresh) => key::digest(&fresh.kept.recipient),
        None if what.kind() == SheetKind::Card => card::digest(payload),
        None => data_encoding::HEXLOWER.encode(&rendered.digest),
    };
    let made = Made {
        sheet_id: id.clone(),
        kind: what.kind(),
        file: to.name(),
        pages: rendered.pages,
        copies,
        parts: rendered.parts,
        parity: rendered.parity,
        accounts: prints.iter().map(|print| print.account.clone()).collect(),
        digest,
        replaces,
    };
    let entry = Sheet {
        id,
        kind: made.kind,
        printed: now,
        copies,
        place: how.place.clone(),
        pages: made.pages,
        parts: made.parts,
        parity: made.parity,
        digest: made.digest.clone(),
        accounts: prints,
        proved_at: None,
        superseded_by: None,
        replaces: made.replaces.clone(),
        contents: how.contents,
        opened_by,
        filled_at: None,
    };
    let before = Before::of(payload);
    record(vault, entry, fresh.as_ref(), now)?;
    let handed_out = prove(vault, fresh.as_ref()).and_then(|()| to.take(&rendered.pdf));
    if let Err(error) = handed_out {
        before.bring_back(vault, &made, now)?;
        return Err(error);
    }
    Ok(made)
}

fn no_paper_key() -> AppError {
    AppError::usage(
        "The vault has no paper key.",
        "Make one first with `reentry sheet --kind key` or `--kind shares`.",
    )
}

/// Sees that the key on the sheet opens what was saved.
fn prove(vault: &Vault, fresh: Option<&Fresh>) -> Result<(), AppError> {
    match fresh {
        Some(fresh) if !vault.is_opened_by(&fresh.identity)? => Err(AppError::new(
            Code::Io,
            "The new paper key does not open the vault that was just saved.",
            "No sheet was written, and the former paper key holds.",
            "Try again; if it stays so, please report it.",
        )),
        _ => Ok(()),
    }
}

fn chosen<'a>(
    payload: &'a Payload,
    what: &What,
    contents: Contents,
) -> Result<Vec<&'a AccountRecord>, AppError> {
    match what {
        What::PaperKey(_) | What::Card(_) => Ok(Vec::new()),
        What::Vault(_) | What::VaultToPaperKey => Ok(payload.accounts.iter().collect()),
        What::Accounts(names) => accounts(payload, names, contents),
    }
}

/// The accounts of these names, each with something of this kind to print.
pub(crate) fn accounts<'a>(
    payload: &'a Payload,
    names: &[String],
    contents: Contents,
) -> Result<Vec<&'a AccountRecord>, AppError> {
    if names.is_empty() {
        return Err(AppError::usage(
            "An account sheet needs at least one account.",
            "Name the accounts to print; `reentry list` shows them.",
        ));
    }
    let found = names.iter().map(|name| {
        let record = account::find(&payload.accounts, name)?;
        let is_empty = match contents {
            Contents::Otp => record.otp.is_empty(),
            Contents::Codes => record.current_sets().next().is_none(),
            Contents::Everything => false,
        };
        if is_empty {
            return Err(AppError::usage(
                format!(
                    "{} has nothing of this kind to print.",
                    record.account.handle()
                ),
                "Leave it out, or leave --only away.",
            ));
        }
        Ok(record)
    });
    found.collect()
}

/// The newest sheet of the same kind with the same of the same accounts that no longer says what the
/// vault says. A sheet that is still right is not replaced: there may be one in every safe. A new
/// paper key replaces what was printed of the former one.
fn replaced(
    payload: &Payload,
    kind: SheetKind,
    contents: Contents,
    prints: &[AccountPrint],
) -> Option<SheetId> {
    if is_key(kind) {
        return payload
            .ledger
            .iter()
            .filter(|sheet| is_key(sheet.kind) && sheet.superseded_by.is_none())
            .max_by_key(|sheet| sheet.printed)
            .map(|sheet| sheet.id.clone());
    }
    let same_accounts = |sheet: &Sheet| {
        kind == SheetKind::Vault
            || kind == SheetKind::Card
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
        .filter(|sheet| sheet.kind == kind && sheet.contents == contents && same_accounts(sheet))
        .filter(|sheet| {
            matches!(
                state(sheet, payload),
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
    how: &How,
    providers: &Directory,
) -> Result<Rendered, AppError> {
    Ok(sheet::render_account(&AccountSheet {
        frame,
        accounts: &entries(records, providers),
        contents: on_paper(how.contents),
        packing: packing(how),
    })?)
}

pub(crate) fn on_paper(contents: Contents) -> sheet::Contents {
    match contents {
        Contents::Everything => sheet::Contents::All,
        Contents::Otp => sheet::Contents::Otp,
        Contents::Codes => sheet::Contents::Codes,
    }
}

pub(crate) fn packing(how: &How) -> Packing {
    if how.one_per_page {
        Packing::PageEach
    } else {
        Packing::Packed
    }
}

/// Accounts as an account sheet shows them.
pub(crate) fn entries<'a>(
    records: &[&'a AccountRecord],
    providers: &'a Directory,
) -> Vec<AccountEntry<'a>> {
    let entries = records.iter().map(|record| {
        let (service, login_url) = service(record, providers);
        AccountEntry {
            record,
            service,
            login_url,
        }
    });
    entries.collect()
}

/// Accounts as the index of a vault sheet names them.
pub(crate) fn index(records: &[&AccountRecord], providers: &Directory) -> Vec<IndexLine> {
    let lines = records.iter().map(|record| IndexLine {
        service: service(record, providers).0.to_owned(),
        username: record.account.username.clone(),
        otp: !record.otp.is_empty(),
        codes_left: record.code_totals().left,
    });
    lines.collect()
}

fn vault_sheet(
    frame: Frame<'_>,
    records: &[&AccountRecord],
    seal: impl FnOnce(&SecretBytes) -> Result<Vec<u8>, AppError>,
    opens_with: OpensWith,
    providers: &Directory,
    now: Timestamp,
) -> Result<Rendered, AppError> {
    if records.is_empty() {
        return Err(SheetError::Empty.into());
    }
    let content = sheet::payload::encode(records.iter().copied(), now);
    let ciphertext = seal(&content)?;
    Ok(sheet::render_vault(&VaultSheet {
        frame,
        ciphertext: &ciphertext,
        index: index(records, providers),
        opens_with,
    })?)
}

fn key_sheet(frame: Frame<'_>, fresh: &Fresh) -> Result<Rendered, AppError> {
    let recipient = &fresh.kept.recipient;
    let rendered = if fresh.shares.is_empty() {
        sheet::render_key(&KeySheet {
            frame,
            key: &fresh.bytes,
            recipient,
        })
    } else {
        sheet::render_shares(&ShareSheets {
            frame,
            shares: &fresh.shares,
            count: u8::try_from(fresh.shares.len()).unwrap_or(u8::MAX),
            recipient,
        })
    };
    Ok(rendered?)
}

fn lockout_card(
    frame: Frame<'_>,
    payload: &Payload,
    words: &CardWords,
    providers: &Directory,
    now: Timestamp,
) -> Result<Rendered, AppError> {
    let card_words = &frame.labels.card;
    let accounts = card::entries(payload, providers, card_words, now);
    Ok(sheet::render_card(&LockoutCard {
        frame,
        size: words.size,
        accounts: &accounts,
        places: &card::places(payload, card_words),
        contacts: &words.contacts,
        blanks: &words.blanks,
    })?)
}

fn is_key(kind: SheetKind) -> bool {
    matches!(kind, SheetKind::Key | SheetKind::Shares)
}

fn record(
    vault: &mut Vault,
    entry: Sheet,
    fresh: Option<&Fresh>,
    now: Timestamp,
) -> Result<(), AppError> {
    change(vault, now, |payload| {
        for sheet in &mut payload.ledger {
            let former_key = fresh.is_some() && is_key(sheet.kind) && sheet.superseded_by.is_none();
            if former_key || Some(&sheet.id) == entry.replaces.as_ref() {
                sheet.superseded_by = Some(entry.id.clone());
            }
        }
        payload.ledger.push(LedgerEntry::from(entry));
        if let Some(fresh) = fresh {
            payload.paper_key = Some(fresh.kept.clone());
        }
        Ok(())
    })?;
    Ok(())
}

/// What a sheet that never came to be leaves behind: what was there before.
struct Before {
    paper_key: Option<PaperKey>,
}

impl Before {
    fn of(payload: &Payload) -> Self {
        Self {
            paper_key: payload.paper_key.clone(),
        }
    }

    fn bring_back(self, vault: &mut Vault, made: &Made, now: Timestamp) -> Result<(), AppError> {
        change(vault, now, |payload| {
            payload.ledger.retain(|sheet| sheet.id != made.sheet_id);
            for sheet in &mut payload.ledger {
                if sheet.superseded_by.as_ref() == Some(&made.sheet_id) {
                    sheet.superseded_by = None;
                }
            }
            payload.paper_key = self.paper_key;
            Ok(())
        })?;
        Ok(())
    }
}
