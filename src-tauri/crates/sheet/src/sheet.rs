//! What to print, and the way to a PDF.

use crate::account;
use crate::card::{self, LockoutCard};
use crate::labels::Labels;
use crate::layout::Document;
use crate::paper_key::{self, KeySheet, ShareSheets};
use crate::part;
use crate::pdf;
use crate::vault;
use model::SheetId;
use secret::{AccountRecord, SecretBytes};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Paper sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Width and height in millimetres.
    #[must_use]
    pub fn size(self) -> (f32, f32) {
        match self {
            Self::A4 => (210.0, 297.0),
            Self::Letter => (215.9, 279.4),
        }
    }
}

/// What every sheet says of itself.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// The paper.
    pub paper: Paper,
    /// The sheet's id.
    pub sheet_id: &'a SheetId,
    /// The day it is made.
    pub date: jiff::civil::Date,
    /// The owner's own label, at most a few words.
    pub label: Option<&'a str>,
    /// Which copy of how many. A layout is of this copy; a PDF holds it and those after it, each with
    /// its number.
    pub copy: (u32, u32),
    /// The sheet that it replaces.
    pub replaces: Option<&'a SheetId>,
    /// Its words.
    pub labels: &'a Labels,
}

/// An account on an account sheet.
#[derive(Debug, Clone)]
pub struct AccountEntry<'a> {
    /// The account with its secrets.
    pub record: &'a AccountRecord,
    /// The service's name for people ("PyPI").
    pub service: &'a str,
    /// Where to sign in, without `https://`, if the provider is known.
    pub login_url: Option<&'a str>,
}

/// What of an account comes on an account sheet. One-time code secrets and recovery codes printed
/// apart can be kept in different places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Contents {
    /// Both.
    #[default]
    All,
    /// The secrets of one-time codes.
    Otp,
    /// The recovery codes.
    Codes,
}

impl Contents {
    /// Whether secrets of one-time codes are printed.
    #[must_use]
    pub fn has_otp(self) -> bool {
        self != Self::Codes
    }

    /// Whether recovery codes are printed.
    #[must_use]
    pub fn has_codes(self) -> bool {
        self != Self::Otp
    }
}

/// How accounts follow one another on an account sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Packing {
    /// Each begins a page, so that pages can be handed out and replaced one by one.
    #[default]
    PageEach,
    /// As many on a page as fit.
    Packed,
}

/// A sheet with the codes and secrets of accounts, readable by everybody who holds it.
#[derive(Debug, Clone)]
pub struct AccountSheet<'a> {
    /// What it says of itself.
    pub frame: Frame<'a>,
    /// Its accounts. What has nothing of the chosen contents is left out.
    pub accounts: &'a [AccountEntry<'a>],
    /// What of them is printed.
    pub contents: Contents,
    /// How they follow one another.
    pub packing: Packing,
}

/// An account in the index of a vault sheet. Nothing secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexLine {
    /// The service's name for people.
    pub service: String,
    /// The username.
    pub username: String,
    /// Whether there is an OTP credential.
    pub otp: bool,
    /// Recovery codes that were left.
    pub codes_left: u32,
}

/// What opens a vault sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpensWith {
    /// A passphrase of its own.
    Passphrase,
    /// The paper key.
    PaperKey,
}

/// A sheet with the whole vault, encrypted.
#[derive(Debug, Clone)]
pub struct VaultSheet<'a> {
    /// What it says of itself.
    pub frame: Frame<'a>,
    /// The encrypted payload: an age file, not armored.
    pub ciphertext: &'a [u8],
    /// Its accounts by name.
    pub index: Vec<IndexLine>,
    /// What opens it.
    pub opens_with: OpensWith,
}

/// A finished sheet.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The PDF. It holds what the sheet shows.
    pub pdf: SecretBytes,
    /// Pages of one copy.
    pub pages: u32,
    /// SHA-256: of the encrypted payload for a vault sheet; of everything that the sheet's codes
    /// say, each followed by a zero byte, for an account sheet; of the key's text; of the shares'
    /// texts, each followed by a zero byte; of what a card says of accounts and places.
    pub digest: [u8; 32],
    /// Data codes of the payload; 0 for an account sheet.
    pub parts: u32,
    /// Parity codes; 0 for an account sheet.
    pub parity: u32,
}

/// Why no sheet could be made. Holds no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SheetError {
    /// No account, or an empty payload.
    #[error("there is nothing to print")]
    Empty,
    /// The encrypted payload needs more codes than a sheet can number.
    #[error(
        "the vault is too large for one sheet: {bytes} bytes, {max} fit; print a selection of accounts"
    )]
    TooLarge {
        /// Bytes that were given.
        bytes: usize,
        /// Bytes that fit.
        max: usize,
    },
    /// A name or a recovery code is too long for a QR code.
    #[error("the name or a recovery code of account {number} is too long for a sheet")]
    TooLong {
        /// The account's place on the sheet, counted from 1.
        number: usize,
    },
    /// The sheet's id would not survive the way over paper.
    #[error("a sheet's id has at most {} characters, in lower case", part::ID_MAX)]
    BadId,
    /// Shares of different sets, or more than the set is said to have.
    #[error("the shares are not all of one set")]
    OtherSet,
    /// The PDF could not be written: a fault of the program.
    #[error("the PDF could not be written")]
    Pdf,
}

/// An account sheet as a layout, with the digest of what its codes say.
///
/// # Errors
/// See [`SheetError`].
pub fn lay_out_account(sheet: &AccountSheet<'_>) -> Result<(Document, [u8; 32]), SheetError> {
    check(&sheet.frame)?;
    if sheet.accounts.is_empty() {
        return Err(SheetError::Empty);
    }
    account::lay_out(sheet)
}

/// A vault sheet as a layout.
///
/// # Errors
/// See [`SheetError`].
pub fn lay_out_vault(sheet: &VaultSheet<'_>) -> Result<Document, SheetError> {
    check(&sheet.frame)?;
    if sheet.ciphertext.is_empty() {
        return Err(SheetError::Empty);
    }
    vault::lay_out(sheet)
}

/// An account sheet as a PDF: equal bytes for equal input.
///
/// # Errors
/// See [`SheetError`].
pub fn render_account(sheet: &AccountSheet<'_>) -> Result<Rendered, SheetError> {
    finished(&sheet.frame, |frame| {
        lay_out_account(&AccountSheet {
            frame,
            ..sheet.clone()
        })
    })
}

/// A vault sheet as a PDF: equal bytes for equal input.
///
/// # Errors
/// See [`SheetError`].
pub fn render_vault(sheet: &VaultSheet<'_>) -> Result<Rendered, SheetError> {
    let digest = Sha256::digest(sheet.ciphertext).into();
    let rendered = finished(&sheet.frame, |frame| {
        let document = lay_out_vault(&VaultSheet {
            frame,
            ..sheet.clone()
        })?;
        Ok((document, digest))
    })?;
    let cut = part::Cut::new(sheet.ciphertext.len()).ok_or(SheetError::Empty)?;
    Ok(Rendered {
        parts: u32::try_from(cut.count()).unwrap_or(u32::MAX),
        parity: u32::try_from(cut.parity()).unwrap_or(u32::MAX),
        ..rendered
    })
}

/// A key sheet as a layout, with the SHA-256 of the key's text.
///
/// # Errors
/// See [`SheetError`].
pub fn lay_out_key(sheet: &KeySheet<'_>) -> Result<(Document, [u8; 32]), SheetError> {
    check(&sheet.frame)?;
    Ok(paper_key::lay_out_key(sheet))
}

/// A key sheet as a PDF: equal bytes for equal input.
///
/// # Errors
/// See [`SheetError`].
pub fn render_key(sheet: &KeySheet<'_>) -> Result<Rendered, SheetError> {
    finished(&sheet.frame, |frame| {
        lay_out_key(&KeySheet {
            frame,
            ..sheet.clone()
        })
    })
}

/// Share sheets as a layout, with the SHA-256 of the texts, each followed by a zero byte. Each share
/// has a front and a back, which number their pages for themselves.
///
/// # Errors
/// See [`SheetError`].
pub fn lay_out_shares(sheet: &ShareSheets<'_>) -> Result<(Document, [u8; 32]), SheetError> {
    check(&sheet.frame)?;
    if sheet.shares.is_empty() {
        return Err(SheetError::Empty);
    }
    paper_key::lay_out_shares(sheet)
}

/// Share sheets as a PDF: equal bytes for equal input.
///
/// # Errors
/// See [`SheetError`].
pub fn render_shares(sheet: &ShareSheets<'_>) -> Result<Rendered, SheetError> {
    finished(&sheet.frame, |frame| {
        lay_out_shares(&ShareSheets {
            frame,
            ..sheet.clone()
        })
    })
}

/// A lockout card as a layout, with the SHA-256 of what it says of accounts and places.
///
/// # Errors
/// See [`SheetError`].
pub fn lay_out_card(card: &LockoutCard<'_>) -> Result<(Document, [u8; 32]), SheetError> {
    check(&card.frame)?;
    if card.accounts.is_empty() {
        return Err(SheetError::Empty);
    }
    Ok(card::lay_out(card))
}

/// A lockout card as a PDF: equal bytes for equal input.
///
/// # Errors
/// See [`SheetError`].
pub fn render_card(card: &LockoutCard<'_>) -> Result<Rendered, SheetError> {
    finished(&card.frame, |frame| {
        lay_out_card(&LockoutCard {
            frame,
            ..card.clone()
        })
    })
}

/// All copies one after another in one PDF. They differ in their numbers only, so that a scan of any
/// of them counts for all, and each can be told from the others.
fn finished<'a>(
    frame: &Frame<'a>,
    lay_out: impl Fn(Frame<'a>) -> Result<(Document, [u8; 32]), SheetError>,
) -> Result<Rendered, SheetError> {
    let (first, count) = frame.copy;
    let (mut document, digest) = lay_out(frame.clone())?;
    let pages = pages(&document);
    for copy in first.saturating_add(1)..=count {
        let (next, _) = lay_out(Frame {
            copy: (copy, count),
            ..frame.clone()
        })?;
        document.pages.extend(next.pages);
    }
    Ok(Rendered {
        pdf: pdf::draw(&document).ok_or(SheetError::Pdf)?,
        pages,
        digest,
        parts: 0,
        parity: 0,
    })
}

fn pages(document: &Document) -> u32 {
    u32::try_from(document.pages.len()).unwrap_or(u32::MAX)
}

fn check(frame: &Frame<'_>) -> Result<(), SheetError> {
    let ids = std::iter::once(frame.sheet_id).chain(frame.replaces);
    if ids.into_iter().all(part::is_printable) {
        Ok(())
    } else {
        Err(SheetError::BadId)
    }
}
