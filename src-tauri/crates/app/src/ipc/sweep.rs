//! Looking through folders for what lies about, and deleting plain files that the vault holds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Looks through folders that the user chooses.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SweepRequest {
    /// Search pictures and PDFs for QR codes too, which takes long.
    pub pictures: bool,
}

/// A file with codes or secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindRow {
    /// Its name.
    pub name: String,
    /// The folder it is in.
    pub folder: String,
    /// Its format; none where a password is needed to know, or it cannot be read.
    pub format: Option<String>,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// Whether it is a picture with QR codes.
    pub picture: bool,
    /// OTP credentials in it.
    pub otp: u32,
    /// Sets of recovery codes in it, in notes too.
    pub code_sets: u32,
    /// Entries that cannot be taken.
    pub rejected: u32,
    /// When it was changed last.
    pub modified: Option<String>,
    /// Where copies of it may remain when it is deleted, in sentences.
    pub traces: Vec<String>,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

/// Things of one kind that were passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PassedOver {
    /// Which, and why.
    pub what: String,
    /// How many.
    pub count: u32,
}

/// What was found in folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SweepView {
    /// The user chose no folder, or gave up.
    pub cancelled: bool,
    /// How many files were looked at.
    pub looked_at: u32,
    /// Files that hold codes or secrets.
    pub found: Vec<FindRow>,
    /// What was passed over.
    pub passed_over: Vec<PassedOver>,
}

/// Chooses files of a list.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FileChoice {
    /// Their positions in the list.
    pub files: Vec<u32>,
}

/// A file that was imported, is not encrypted, and is still there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlainFile {
    /// Its name.
    pub name: String,
    /// The folder it is in.
    pub folder: String,
    /// Where copies of it may remain when it is deleted, in sentences.
    pub traces: Vec<String>,
}

/// A file that was not deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeptFile {
    /// Its position in the list.
    pub file: u32,
    /// Why, as a sentence.
    pub reason: String,
}

/// What became of plain files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Deleted {
    /// The user gave up: nothing was deleted.
    pub cancelled: bool,
    /// The positions of those that are gone.
    pub deleted: Vec<u32>,
    /// Those that stay.
    pub kept: Vec<KeptFile>,
}
