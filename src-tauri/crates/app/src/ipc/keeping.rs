//! Keeping the vault: keychain, backups, copies on other disks, checks, leaving.

use super::Status;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the keychain of this computer does for the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeychainView {
    /// Switched on for this vault.
    pub on: bool,
    /// Why it did not open the vault the last time, in one sentence.
    pub trouble: Option<String>,
    /// Whether switching it off and on again puts that right.
    pub renew: bool,
}

/// Switches the keychain on or off.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeychainSwitch {
    /// On.
    pub on: bool,
}

/// Whether the screen that asks for the passphrase may ask the keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeychainOffer {
    /// It may, when the user says so.
    pub offered: bool,
    /// It may by itself: the vault was not open yet since Reentry started.
    pub at_once: bool,
}

/// What came of asking the keychain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeychainUnlock {
    /// Where the window stands now.
    pub status: Status,
    /// Why it did not open the vault, in one sentence.
    pub trouble: Option<String>,
}

/// A generation that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupRow {
    /// The name of its folder.
    pub name: String,
    /// Its generation.
    pub generation: u32,
    /// When it was saved, RFC 3339.
    pub saved_at: String,
}

/// The generations that are kept, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Backups {
    /// The generations.
    pub backups: Vec<BackupRow>,
}

/// Asks for one generation back.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BackupRequest {
    /// The name of its folder.
    pub name: String,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// As it should be.
    Pass,
    /// Works, but should be looked at.
    Warn,
    /// Does not work.
    Fail,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckRow {
    /// What was looked at, as `reentry verify` calls it.
    pub name: String,
    /// How it came out.
    pub outcome: CheckOutcome,
    /// What was found, in a sentence.
    pub detail: String,
}

/// Everything that a recovery would rest on, looked over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Checks {
    /// The checks.
    pub checks: Vec<CheckRow>,
}

/// A copy of the vault on another disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CopyRow {
    /// Its folder.
    pub folder: String,
    /// Whether it can be read now.
    pub in_reach: bool,
    /// Whether it holds what the vault holds.
    pub current: bool,
    /// When it was refreshed last, RFC 3339, as far as this computer knows.
    pub refreshed: Option<String>,
}

/// The copies that every save refreshes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Copies {
    /// The copies.
    pub copies: Vec<CopyRow>,
    /// What did not work, in sentences.
    pub warnings: Vec<String>,
}

/// Names a copy.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CopyRequest {
    /// Its folder.
    pub folder: String,
}

/// A format to leave in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportFormat {
    /// Its name, as on the command line.
    pub id: String,
    /// What to call it.
    pub title: String,
    /// What is in it, and who reads it.
    pub about: String,
    /// Whether the file holds the secrets in the clear.
    pub plaintext: bool,
}

/// The formats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportFormats {
    /// The formats.
    pub formats: Vec<ExportFormat>,
}

/// Asks for an export.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// The format's name.
    pub format: String,
    /// The user has said that the file may hold the secrets in the clear.
    pub plaintext: bool,
}

/// An export that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Exported {
    /// Where; none when the user chose no file.
    pub file: Option<String>,
    /// How many entries are in it.
    pub entries: u32,
}

impl Exported {
    /// The user thought better of it.
    #[must_use]
    pub fn cancelled() -> Self {
        Self {
            file: None,
            entries: 0,
        }
    }
}
