//! Sheets and their ledger.

use super::Passphrase;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SheetPurpose {
    /// A readable page for one or more accounts.
    Account,
    /// The whole vault, encrypted.
    Vault,
    /// A new paper key, on one sheet.
    Key,
    /// A new paper key, in shares.
    Shares,
}

/// What of the accounts an account sheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SheetContents {
    /// Keys and recovery codes.
    Everything,
    /// One-time keys only.
    Otp,
    /// Recovery codes only.
    Codes,
}

/// The paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SheetPaper {
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

/// Asks for a sheet.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SheetRequest {
    /// What it is for.
    pub kind: SheetPurpose,
    /// The accounts on it, by id; for account sheets.
    pub accounts: Vec<String>,
    /// The paper.
    pub paper: SheetPaper,
    /// What of these accounts is on it; for account sheets.
    pub contents: SheetContents,
    /// What opens it; for vault sheets. None: the paper key.
    pub passphrase: Option<Passphrase>,
    /// How many shares restore a paper key; for shares.
    pub needed: Option<u8>,
    /// How many shares there will be; for shares.
    pub shares: Option<u8>,
    /// Whether a new paper key takes the place of the one that there is.
    pub replace: bool,
    /// How many copies will be printed, 1 to 20.
    pub copies: u32,
    /// Where it will be kept.
    pub place: Option<String>,
}

/// A sheet that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MadeSheet {
    /// The user chose no file: nothing was made.
    pub cancelled: bool,
    /// The sheet's id, as it stands on paper.
    pub sheet: String,
    /// The PDF.
    pub file: String,
    /// Pages.
    pub pages: u32,
    /// The sheet that it replaces, which is to be shredded.
    pub replaces: Option<String>,
}

/// A sheet of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SheetRow {
    /// Its id.
    pub id: String,
    /// `account`, `vault`, `key`, `shares` or `card`.
    pub kind: String,
    /// When it was made, RFC 3339.
    pub printed: String,
    /// How many copies exist.
    pub copies: u32,
    /// `everything`, `otp` or `codes`: what of its accounts is on it.
    pub contents: String,
    /// When it was last proved, RFC 3339.
    pub proved_at: Option<String>,
    /// Where it is kept.
    pub place: Option<String>,
    /// `current`, `behind`, `stale` or `superseded`.
    pub state: String,
    /// The sheet that replaces it.
    pub superseded_by: Option<String>,
    /// What to call the accounts on it.
    pub accounts: Vec<String>,
}

/// What was printed, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ledger {
    /// The sheets.
    pub sheets: Vec<SheetRow>,
}

/// Notes where a sheet is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlaceRequest {
    /// The sheet's id.
    pub sheet: String,
    /// Where it is; an empty text takes the note away.
    pub place: String,
}

/// One share of the paper key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeyShareRow {
    /// Its index, as printed.
    pub index: String,
    /// Where it is kept.
    pub place: Option<String>,
    /// When it was last proved, RFC 3339.
    pub proved_at: Option<String>,
}

/// The paper key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeyView {
    /// The id of its sheet or sheets; none where there is no paper key.
    pub sheet: Option<String>,
    /// Shares that restore it; 1 for a key sheet.
    pub needed: u32,
    /// Its shares; none for a key sheet.
    pub shares: Vec<KeyShareRow>,
    /// When paper last proved it, RFC 3339.
    pub proved_at: Option<String>,
}
