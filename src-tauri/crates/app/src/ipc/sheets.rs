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
    /// What is where, without a secret.
    Card,
}

/// How large a lockout card is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CardFormat {
    /// A whole page.
    #[default]
    Page,
    /// 105 by 148 mm, cut from the page.
    A6,
    /// 85.6 by 54 mm, cut and folded.
    Wallet,
}

/// What the user puts on a lockout card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CardRequest {
    /// Its size.
    pub size: CardFormat,
    /// People who can help, a line each.
    pub contacts: Vec<String>,
    /// Names of blanks that are filled in by hand.
    pub blanks: Vec<String>,
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
    /// What goes on it besides the accounts; for cards.
    pub card: Option<CardRequest>,
    /// Where it will be kept.
    pub place: Option<String>,
}

/// Asks for a page of a sheet as it would be made now.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SheetPageRequest {
    /// What it is for.
    pub kind: SheetPurpose,
    /// The accounts on it, by id; for account sheets.
    pub accounts: Vec<String>,
    /// The paper.
    pub paper: SheetPaper,
    /// What of these accounts is on it; for account sheets.
    pub contents: SheetContents,
    /// Whether the paper key will open it; for vault sheets.
    pub to_paper_key: bool,
    /// How many shares will restore a paper key; for shares.
    pub needed: Option<u8>,
    /// How many shares there will be; for shares.
    pub shares: Option<u8>,
    /// How many copies will be printed, 1 to 20.
    pub copies: u32,
    /// What goes on it besides the accounts; for cards.
    pub card: Option<CardRequest>,
    /// Whether its secrets are to be shown; dummies stand for them otherwise.
    pub reveal: bool,
    /// Which page, from 1.
    pub page: u32,
}

/// A page, drawn from the same list as the PDF.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PageView {
    /// Which page, from 1.
    pub page: u32,
    /// Pages of the sheet.
    pub pages: u32,
    /// Width in millimetres.
    pub width: f32,
    /// Height in millimetres.
    pub height: f32,
    /// Whether dummies stand for what is secret.
    pub covered: bool,
    /// What is on it, in the order of drawing; everything in millimetres from the upper left.
    pub items: Vec<PageItem>,
}

impl std::fmt::Debug for PageView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PageView({} of {}, [redacted])", self.page, self.pages)
    }
}

/// Something on a page. Ink is brightness: 0 is black, 1 is white.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PageItem {
    /// A line of text.
    Text {
        /// Left end.
        x: f32,
        /// Baseline.
        y: f32,
        /// Size of the type.
        size: f32,
        /// How long the line is on paper.
        width: f32,
        /// `text`, `strong` or `code`.
        face: String,
        /// Brightness.
        ink: f32,
        /// The text.
        text: String,
    },
    /// A straight line.
    Rule {
        /// One end.
        x1: f32,
        /// One end.
        y1: f32,
        /// The other end.
        x2: f32,
        /// The other end.
        y2: f32,
        /// Thickness.
        weight: f32,
        /// Brightness.
        ink: f32,
    },
    /// A rectangle.
    Area {
        /// Left edge.
        x: f32,
        /// Upper edge.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
        /// Thickness of its outline; none fills it.
        outline: Option<f32>,
        /// Brightness.
        ink: f32,
    },
    /// A QR code.
    Code {
        /// Left edge of its dark modules.
        x: f32,
        /// Upper edge.
        y: f32,
        /// Width of a module.
        module: f32,
        /// Its dark modules as an SVG path, in modules.
        path: String,
    },
}

/// The printers of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Printers {
    /// Their names, the usual one first.
    pub names: Vec<String>,
}

/// Asks for a sheet on paper.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PrintRequest {
    /// The sheet.
    pub sheet: SheetRequest,
    /// The printer, by name.
    pub printer: String,
}

/// A sheet that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MadeSheet {
    /// The user chose no file: nothing was made.
    pub cancelled: bool,
    /// The sheet's id, as it stands on paper.
    pub sheet: String,
    /// The PDF, or the printer that it went to.
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
