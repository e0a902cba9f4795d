//! Importing: what was found, before anything is written.

use super::{Failure, Passphrase, PlainFile};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A text to import.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PastedText {
    /// The text.
    pub text: Passphrase,
}

/// How to read the files that were chosen.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportChoices {
    /// The password of encrypted exports; the one before stays where none is given.
    pub password: Option<Passphrase>,
    /// Whose recovery codes are: `provider/username`.
    pub account: Option<String>,
    /// What to do about conflicts: `keep_both`, `skip` or `replace`.
    #[ts(type = "\"keep_both\" | \"skip\" | \"replace\"")]
    pub on_conflict: String,
    /// Take codes that were found in notes.
    pub take_offers: bool,
}

/// Whether a password is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PasswordNeed {
    /// No file asks for one.
    No,
    /// A file is encrypted.
    Needed,
    /// The password that was given opens none of them.
    Wrong,
}

/// An entry and why something of it was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefusedRow {
    /// Its number in the file, from 1.
    pub entry: u32,
    /// Issuer and username, where they can be shown.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// What looks worth importing and is not taken unasked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfferRow {
    /// Whose it seems to be.
    pub account: String,
    /// How many codes.
    pub count: u32,
}

/// A Google transfer of which parts are missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MissingRow {
    /// Parts seen.
    pub have: u32,
    /// Parts it has.
    pub of: u32,
    /// The missing ones, from 1.
    pub missing: Vec<u32>,
}

/// One file of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// Its format; none when it could not be read.
    pub format: Option<String>,
    /// Whether the entries came from QR codes.
    pub picture: bool,
    /// Whether it was encrypted.
    pub encrypted: bool,
    /// How many entries it has.
    pub entries: u32,
    /// Entries that cannot be taken.
    pub rejected: Vec<RefusedRow>,
    /// What of accepted entries is lost.
    pub lossy: Vec<RefusedRow>,
    /// What is not taken unasked.
    pub offers: Vec<OfferRow>,
    /// Transfers of which parts are missing.
    pub missing_parts: Vec<MissingRow>,
    /// What to know.
    pub warnings: Vec<String>,
    /// Why the file as a whole could not be read.
    pub failure: Option<Failure>,
}

/// One entry that can be taken, or that is here already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ItemRow {
    /// The file's position in the list of files.
    pub file: u32,
    /// What to call the account.
    pub account: String,
    /// `otp` or `codes`.
    pub kind: String,
    /// `added`, `duplicate` or `conflict`.
    pub outcome: String,
    /// Why, where there is something to say.
    pub reason: Option<String>,
}

/// What importing would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Preview {
    /// The user chose no file.
    pub cancelled: bool,
    /// Whether a password is needed.
    pub password: PasswordNeed,
    /// Recovery codes were found, but not whose they are.
    pub needs_account: bool,
    /// How many of the files are on the disk, not encrypted, and hold entries.
    pub plain_files: u32,
    /// Every file.
    pub files: Vec<FileView>,
    /// Every entry but the rejected ones.
    pub items: Vec<ItemRow>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Applied {
    /// New in the vault.
    pub added: u32,
    /// Names that had another secret.
    pub conflicts: u32,
    /// Files that were not encrypted and are still there.
    pub plain_files: Vec<PlainFile>,
    /// What is true of every deleted file, in sentences.
    pub deleting: String,
}
