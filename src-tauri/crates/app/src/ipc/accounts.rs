//! Accounts, their codes and their recovery codes.

use super::Passphrase;
use crate::upkeep::SavedView;
use crate::words::in_window;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the list shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Listing {
    /// Every account, in the order of the command line's `list`.
    pub accounts: Vec<AccountRow>,
}

/// One account of the list. Holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountRow {
    /// The account's id.
    pub id: String,
    /// The provider's id, or `other`.
    pub provider: String,
    /// What to call the service.
    pub issuer: String,
    /// The username there; may be empty.
    pub username: String,
    /// The user's labels.
    pub tags: Vec<String>,
    /// Marked as a favourite.
    pub favourite: bool,
    /// Several secrets stand under this name, and only one can be right.
    pub conflict: bool,
    /// Its one-time code credentials.
    pub otp: Vec<OtpRow>,
    /// Its recovery codes, all current sets together; none where it has no set.
    pub codes: Option<CodesRow>,
}

/// One credential of an account: its public half.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OtpRow {
    /// The credential's id.
    pub id: String,
    /// `totp`, `hotp`, `steam`, `motp` or `yandex`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Characters of a code.
    pub digits: u8,
    /// Seconds that a code lasts; none for HOTP.
    pub period: Option<u32>,
}

/// How many recovery codes an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CodesRow {
    /// Issued.
    pub total: u32,
    /// Still good.
    pub left: u32,
}

/// Asks for one code. For HOTP this uses the counter up.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// The account's id.
    pub account: String,
    /// The credential's id.
    pub otp: String,
    /// The code that takes over from the one that holds now. Not for HOTP, which has none
    /// before this one is used.
    pub next: bool,
}

/// The code that is on screen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShownCode {
    /// The account's id.
    pub account: String,
    /// The credential's id.
    pub otp: String,
    /// The digits or letters.
    pub code: String,
    /// When it began to hold, RFC 3339; none for HOTP.
    pub valid_from: Option<String>,
    /// When the next one takes over, RFC 3339; none for HOTP.
    pub valid_until: Option<String>,
}

impl std::fmt::Debug for ShownCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShownCode")
            .field("account", &self.account)
            .field("otp", &self.otp)
            .field("code", &"[redacted]")
            .field("valid_from", &self.valid_from)
            .field("valid_until", &self.valid_until)
            .finish()
    }
}

/// Something is on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Copied {
    /// Seconds until it is taken off again; none for what is no secret.
    pub clears_in: Option<u32>,
}

/// It is done, and there is nothing to tell but this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Done {
    /// What did not work besides, in sentences.
    pub warnings: Vec<String>,
}

impl From<SavedView> for Done {
    fn from(saved: SavedView) -> Self {
        Self {
            warnings: saved.warnings.iter().map(|said| in_window(said)).collect(),
        }
    }
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OneAccount {
    /// The account's id.
    pub account: String,
}

/// One recovery code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OneCode {
    /// The account's id.
    pub account: String,
    /// The code's number in the current set, from 1.
    pub n: u32,
}

/// Marks a recovery code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MarkRequest {
    /// The account's id.
    pub account: String,
    /// The code's number in the current set, from 1.
    pub n: u32,
    /// Whether it is used.
    pub used: bool,
}

/// One recovery code of a list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListedCode {
    /// Its number in the set, from 1.
    pub n: u32,
    /// `unused`, `used` or `burned`.
    pub state: String,
    /// When it was used, RFC 3339, where that is known.
    pub used_at: Option<String>,
    /// The code; only the one that was asked for.
    pub code: Option<String>,
}

impl std::fmt::Debug for ListedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListedCode")
            .field("n", &self.n)
            .field("state", &self.state)
            .field("used_at", &self.used_at)
            .field("code", &self.code.as_ref().map(|_| "[redacted]"))
            .finish()
    }
}

/// Recovery codes that were issued together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecoverySet {
    /// When they were issued or imported, RFC 3339.
    pub obtained: String,
    /// Issued.
    pub total: u32,
    /// Still good.
    pub left: u32,
    /// Burned when the set was issued; nobody knows which.
    pub burned_unknown: u32,
    /// The codes in their printed order.
    pub codes: Vec<ListedCode>,
}

/// The recovery codes of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecoveryCodes {
    /// The set that counts; none where the account has no codes.
    pub current: Option<RecoverySet>,
    /// How many older sets are kept.
    pub superseded: u32,
}

/// The text fields of an account. A field that is `null` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AccountText {
    /// The provider's id or `other`; only for a new account.
    pub provider: Option<String>,
    /// What to call the service.
    pub issuer: Option<String>,
    /// The username there.
    pub username: Option<String>,
    /// All of the user's labels.
    pub tags: Option<Vec<String>>,
    /// Whether it is a favourite.
    pub favourite: Option<bool>,
}

/// Asks for a new account.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AddRequest {
    /// What to call it.
    pub text: AccountText,
    /// A key URI, or a secret in base32 for a TOTP credential of six digits and 30 seconds.
    pub key: Option<Passphrase>,
    /// Recovery codes, one a line.
    pub codes: Option<Passphrase>,
}

/// Asks for changes of an account.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EditRequest {
    /// The account's id.
    pub account: String,
    /// What to change.
    pub text: AccountText,
    /// A credential to add: a key URI, or a secret in base32.
    pub key: Option<Passphrase>,
    /// A new recovery code set, one code a line; it supersedes the one before.
    pub codes: Option<Passphrase>,
}

/// Asks to remove an account, or one credential of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RemoveRequest {
    /// The account's id.
    pub account: String,
    /// The credential's id, where only that one goes.
    pub otp: Option<String>,
}

/// An account that was removed and can still come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrashRow {
    /// Its id.
    pub id: String,
    /// The provider's id, or `other`.
    pub provider: String,
    /// The issuer.
    pub issuer: String,
    /// The username.
    pub username: String,
    /// When it was removed, RFC 3339.
    pub removed: String,
    /// When it is dropped for good, RFC 3339.
    pub ends: String,
}

/// The trash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Trash {
    /// What is in it, the latest removal first.
    pub accounts: Vec<TrashRow>,
}
