//! What a drill says.

use model::{AccountId, SheetId, SheetKind, SheetState, Timestamp};
use serde::Serialize;
use vault::LedgerEntry;

/// How a sheet came out, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DrillResult {
    /// It says what the vault says, and all of it can be read.
    Current,
    /// Only counters or used marks moved since: it still restores.
    Behind,
    /// A secret, a code set or an account changed since: print it again.
    Stale,
    /// Not all of it was read.
    Incomplete,
    /// What was read is not what was printed.
    Damaged,
    /// The ledger of this vault does not know it.
    Foreign,
}

impl DrillResult {
    /// Whether the sheet restores what matters.
    #[must_use]
    pub fn is_good(self) -> bool {
        matches!(self, Self::Current | Self::Behind)
    }

    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Behind => "behind",
            Self::Stale => "stale",
            Self::Incomplete => "incomplete",
            Self::Damaged => "damaged",
            Self::Foreign => "foreign",
        }
    }
}

impl From<SheetState> for DrillResult {
    fn from(state: SheetState) -> Self {
        match state {
            SheetState::Current => Self::Current,
            SheetState::Behind => Self::Behind,
            SheetState::Stale | SheetState::Superseded => Self::Stale,
        }
    }
}

/// How an account on a sheet compares with the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// The same.
    Current,
    /// Only counters or used marks moved.
    Behind,
    /// A secret or a code set changed.
    Stale,
    /// It came into the vault after the sheet was made.
    NotOnSheet,
    /// The vault does not have it any more.
    Removed,
}

impl AccountState {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Behind => "behind",
            Self::Stale => "stale",
            Self::NotOnSheet => "not_on_sheet",
            Self::Removed => "removed",
        }
    }
}

/// One account of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountVerdict {
    /// What people call it; its id, where it is gone.
    pub account: String,
    /// Its id.
    pub id: AccountId,
    /// How it compares.
    pub state: AccountState,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetVerdict {
    /// Its id, as in the ledger; none for a paper key that is not the vault's.
    pub sheet_id: Option<SheetId>,
    /// Its kind.
    pub kind: SheetKind,
    /// How it came out.
    pub result: DrillResult,
    /// Codes of it that were read.
    pub parts_read: usize,
    /// What of it was not read, needed or not.
    pub parts_missing: Vec<String>,
    /// Whether parity codes stand in for data codes that were not read.
    pub parity_used: bool,
    /// The indices of shares that are right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<String>,
    /// Its accounts.
    pub accounts: Vec<AccountVerdict>,
    /// When it was last proved, this drill included.
    pub proved_at: Option<Timestamp>,
    /// Whether this drill proves it: everything was read from paper, and agrees.
    pub proof: bool,
    /// Whether a printed code that was typed in was right; null where none was asked for.
    pub legible: Option<bool>,
    /// Whether it was decrypted; null where that was not tried.
    pub opened: Option<bool>,
    /// Where it is kept.
    pub place: Option<String>,
    /// The sheet that replaces it: this one is to be shredded.
    pub superseded_by: Option<SheetId>,
    /// What else there is to say, in sentences.
    pub says: Vec<String>,
}

impl SheetVerdict {
    /// Its id as people read it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.sheet_id.as_ref().map_or("unknown", SheetId::as_str)
    }

    /// A sheet before anything is known but what the ledger says of it.
    pub(super) fn new(id: Option<&SheetId>, kind: SheetKind, entry: Option<&LedgerEntry>) -> Self {
        Self {
            sheet_id: id.cloned(),
            kind,
            result: DrillResult::Foreign,
            parts_read: 0,
            parts_missing: Vec::new(),
            parity_used: false,
            shares: Vec::new(),
            accounts: Vec::new(),
            proved_at: entry.and_then(|entry| entry.proved_at),
            proof: false,
            legible: None,
            opened: None,
            place: entry.and_then(|entry| entry.place.clone()),
            superseded_by: entry.and_then(|entry| entry.superseded_by.clone()),
            says: Vec::new(),
        }
    }

    pub(super) fn say(&mut self, sentence: impl Into<String>) {
        self.says.push(sentence.into());
    }
}

/// What a drill found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drilled {
    /// The worst of the sheets.
    pub result: DrillResult,
    /// The sheets.
    pub sheets: Vec<SheetVerdict>,
    /// Codes that were found and are of no use.
    pub unread: u32,
    /// Whether every sheet was proved.
    pub proof: bool,
    /// Sheets among these that another one replaced.
    pub shred: Vec<SheetId>,
    /// What else there is to say, in sentences.
    pub says: Vec<String>,
}

impl Drilled {
    pub(super) fn new(sheets: Vec<SheetVerdict>, unread: u32, says: Vec<String>) -> Self {
        let worst = sheets.iter().map(|sheet| sheet.result).max();
        Self {
            result: worst.unwrap_or(DrillResult::Foreign),
            proof: !sheets.is_empty() && sheets.iter().all(|sheet| sheet.proof),
            shred: sheets
                .iter()
                .filter(|sheet| sheet.superseded_by.is_some())
                .filter_map(|sheet| sheet.sheet_id.clone())
                .collect(),
            sheets,
            unread,
            says,
        }
    }
}
