//! The first steps: the sample, a vault from paper or from a copy, reminders.

use super::Passphrase;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Throws the sample away.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DiscardRequest {
    /// Even what the user added to it.
    pub even_added: bool,
}

/// What the user wants to be reminded of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Reminders {
    /// To print what opens the vault when the passphrase or the computer is gone.
    pub paper: bool,
}

/// One file that was chosen or dropped to restore from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScanRow {
    /// Its name.
    pub file: String,
    /// Why it could not be read.
    pub problem: Option<String>,
}

/// What can be restored from the files so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Scans {
    /// The files.
    pub files: Vec<ScanRow>,
    /// A vault can be made of it: of a whole sheet, or of a vault.age with its paper key.
    pub complete: bool,
    /// The sheet's own passphrase is needed for it.
    pub needs_passphrase: bool,
    /// What is missing of a sheet, or why there is none.
    pub missing: Option<String>,
    /// The folder of a copy of a vault: it needs that vault's passphrase.
    pub copy: Option<String>,
}

/// Makes a vault of the sheet that was read.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SheetRestore {
    /// What opens the sheet; empty where the paper key does.
    pub sheet: Passphrase,
    /// What will open the vault.
    pub passphrase: Passphrase,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Restored {
    /// How many accounts.
    pub accounts: u32,
    /// What was mended in typed or scanned texts, in sentences: to be compared with the paper.
    pub says: Vec<String>,
}

/// Names a page that the window showed.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PageRequest {
    /// Its address.
    pub url: String,
}
