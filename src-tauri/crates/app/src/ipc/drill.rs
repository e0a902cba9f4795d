//! Drills: printed sheets read back and compared.

use super::Passphrase;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An account of a sheet that is not as the vault has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DrillAccountRow {
    /// What to call it.
    pub account: String,
    /// `behind`, `stale`, `not_on_sheet` or `removed`.
    pub state: String,
}

/// A sheet that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DrillSheetRow {
    /// Its id, as it stands on paper; none for a paper key that is not the vault's.
    pub sheet: Option<String>,
    /// `account`, `vault`, `key` or `shares`.
    pub kind: String,
    /// `current`, `behind`, `stale`, `incomplete`, `damaged` or `foreign`.
    pub result: String,
    /// Whether everything was read from paper and agrees.
    pub proof: bool,
    /// Whether the printed code that was typed in was right.
    pub legible: Option<bool>,
    /// What of it was not read, needed or not.
    pub parts_missing: Vec<String>,
    /// Its accounts that are not as the vault has them.
    pub accounts: Vec<DrillAccountRow>,
    /// Where it is kept.
    pub place: Option<String>,
    /// The sheet that replaces it: this one is to be shredded.
    pub superseded_by: Option<String>,
    /// What else there is to say.
    pub says: Vec<String>,
}

/// What a drill found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DrillView {
    /// The user chose no file: nothing was read.
    pub cancelled: bool,
    /// The worst of the sheets.
    pub result: String,
    /// Whether every sheet was proved.
    pub proof: bool,
    /// The sheets.
    pub sheets: Vec<DrillSheetRow>,
    /// What else there is to say.
    pub says: Vec<String>,
    /// Codes that were found and are of no use.
    pub unread: u32,
    /// What is to be typed in before the ledger gets its date.
    pub question: Option<String>,
}

/// The printed code that was asked for.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DrillAnswer {
    /// The code; none to go on without.
    pub code: Option<Passphrase>,
}
