//! The vault's content: everything that stands encrypted in `vault.age`.

use crate::trash::TrashedAccount;
use jiff::Timestamp;
use model::{Account, AccountId, Case, Evidence, Sheet, SheetId, VaultId};
use secret::{AccountRecord, UnknownFields};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

/// The format's version. A higher minor version is writable, and its unknown fields survive; a
/// higher major version is read-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Schema {
    /// Changes of meaning.
    pub major: u32,
    /// Additions.
    pub minor: u32,
}

impl Schema {
    /// What this version writes.
    pub const CURRENT: Self = Self { major: 1, minor: 1 };
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Schema {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (major, minor) = text.split_once('.').ok_or(())?;
        Ok(Self {
            major: major.parse().map_err(|_| ())?,
            minor: minor.parse().map_err(|_| ())?,
        })
    }
}

/// The vault identity that a generation is encrypted to, and the `unlock.age` that wraps it.
/// Both say whether the two files of the folder belong together.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySlot {
    /// The identity's recipient (`age1…`). It stands here only, never in clear.
    pub recipient: String,
    /// Lower-case hexadecimal SHA-256 of `unlock.age`.
    pub unlock_sha256: String,
}

impl fmt::Debug for KeySlot {
    /// Without the recipient: whoever knows it can make up files that the identity opens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySlot")
            .field("unlock_sha256", &self.unlock_sha256)
            .finish_non_exhaustive()
    }
}

/// What the vault keeps of the paper key: never the key itself.
#[derive(Clone, PartialEq)]
pub struct PaperKey {
    /// The id of the printed sheet, or of the set of shares.
    pub set_id: SheetId,
    /// The recipient (`age1…`) that every generation is encrypted to as well.
    pub recipient: String,
    /// Shares that are needed; 1 for a key sheet.
    pub k: u32,
    /// Shares that exist; 1 for a key sheet.
    pub n: u32,
    /// The shares.
    pub shares: Vec<PaperShare>,
    /// When it was made.
    pub made: Timestamp,
    /// When a scan last proved it.
    pub proved_at: Option<Timestamp>,
    /// Fields of a newer version of the vault format.
    pub unknown: UnknownFields,
}

impl fmt::Debug for PaperKey {
    /// Without the recipient, for the same reason as [`KeySlot`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaperKey")
            .field("set_id", &self.set_id)
            .field("k", &self.k)
            .field("n", &self.n)
            .field("made", &self.made)
            .field("proved_at", &self.proved_at)
            .finish_non_exhaustive()
    }
}

/// One printed share of the paper key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperShare {
    /// The share's index: one character of the codex32 alphabet.
    pub index: String,
    /// Lower-case hexadecimal SHA-256 of the normalised share.
    pub digest: String,
    /// When a scan last proved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proved_at: Option<Timestamp>,
    /// Where it is kept, as a label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// What a tombstone stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// An account with everything in it.
    Account,
    /// An OTP credential.
    Otp,
    /// A recovery code set.
    CodeSet,
    /// An entry of the ledger.
    Sheet,
    /// A case.
    Case,
    /// A piece of evidence.
    Evidence,
}

/// A deletion, remembered so that a merge does not bring the item back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tombstone {
    /// What was deleted.
    pub kind: ItemKind,
    /// Its id.
    pub id: String,
    /// When.
    pub at: Timestamp,
}

/// A folder that every save refreshes, when it is in reach.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyTarget {
    /// The folder's path, as the user named it on the machine where it is reachable.
    pub path: String,
    /// The user's name for it ("blue stick").
    pub label: Option<String>,
    /// Fields of a newer version of the vault format.
    pub unknown: UnknownFields,
}

/// A sheet of the ledger, with the fields of a newer version.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerEntry {
    /// The sheet.
    pub sheet: Sheet,
    /// Fields of a newer version of the vault format.
    pub unknown: UnknownFields,
}

impl From<Sheet> for LedgerEntry {
    fn from(sheet: Sheet) -> Self {
        Self {
            sheet,
            unknown: UnknownFields::default(),
        }
    }
}

impl Deref for LedgerEntry {
    type Target = Sheet;
    fn deref(&self) -> &Sheet {
        &self.sheet
    }
}

impl DerefMut for LedgerEntry {
    fn deref_mut(&mut self) -> &mut Sheet {
        &mut self.sheet
    }
}

/// A case, with the fields of a newer version.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseEntry {
    /// The case.
    pub case: Case,
    /// Fields of a newer version of the vault format.
    pub unknown: UnknownFields,
}

impl From<Case> for CaseEntry {
    fn from(case: Case) -> Self {
        Self {
            case,
            unknown: UnknownFields::default(),
        }
    }
}

impl Deref for CaseEntry {
    type Target = Case;
    fn deref(&self) -> &Case {
        &self.case
    }
}

impl DerefMut for CaseEntry {
    fn deref_mut(&mut self) -> &mut Case {
        &mut self.case
    }
}

/// A piece of evidence, with the fields of a newer version.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceEntry {
    /// The evidence.
    pub evidence: Evidence,
    /// Fields of a newer version of the vault format.
    pub unknown: UnknownFields,
}

impl From<Evidence> for EvidenceEntry {
    fn from(evidence: Evidence) -> Self {
        Self {
            evidence,
            unknown: UnknownFields::default(),
        }
    }
}

impl Deref for EvidenceEntry {
    type Target = Evidence;
    fn deref(&self) -> &Evidence {
        &self.evidence
    }
}

impl DerefMut for EvidenceEntry {
    fn deref_mut(&mut self) -> &mut Evidence {
        &mut self.evidence
    }
}

/// Which generation this is, and what it came from. Kept by the vault itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The format it was written in.
    pub schema: Schema,
    /// Names the vault, for ever.
    pub vault_id: VaultId,
    /// Counts saves; the first is 1.
    pub generation: u64,
    /// Lower-case hexadecimal SHA-256 of the `vault.age` that this generation replaced.
    pub prev_hash: Option<String>,
    /// The first 16 characters of the hashes before that, newest first, at most 63.
    pub ancestors: Vec<String>,
    /// When the vault was created.
    pub created: Timestamp,
    /// When this generation was saved.
    pub saved_at: Timestamp,
    /// The vault identity.
    pub key: KeySlot,
    /// The identity before, while a change of the passphrase is under way.
    pub former_key: Option<KeySlot>,
    /// Deletions.
    pub tombstones: Vec<Tombstone>,
    /// Fields of a newer version of the vault format.
    pub unknown: UnknownFields,
}

/// The whole content of a vault. The public fields are the user's; the rest is the vault's own
/// and has getters.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    pub(crate) record: Record,
    /// The accounts.
    pub accounts: Vec<AccountRecord>,
    /// Accounts that were removed less than thirty days ago. None of them is live.
    pub trash: Vec<TrashedAccount>,
    /// What was printed.
    pub ledger: Vec<LedgerEntry>,
    /// Requests that are being followed.
    pub cases: Vec<CaseEntry>,
    /// What proves that accounts are the user's own.
    pub evidence: Vec<EvidenceEntry>,
    /// The paper key, once there is one.
    pub paper_key: Option<PaperKey>,
    /// Folders to refresh on each save.
    pub copies: Vec<CopyTarget>,
    /// Settings that belong to the vault rather than to a machine.
    pub settings: Map<String, Value>,
}

impl Payload {
    /// Which generation this is, and what it came from.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The vault's id.
    #[must_use]
    pub fn vault_id(&self) -> &VaultId {
        &self.record.vault_id
    }

    /// Counts saves; the first is 1.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.record.generation
    }

    /// When this generation was saved.
    #[must_use]
    pub fn saved_at(&self) -> Timestamp {
        self.record.saved_at
    }

    /// An account by its id.
    #[must_use]
    pub fn account(&self, id: &AccountId) -> Option<&AccountRecord> {
        self.accounts.iter().find(|record| &record.account.id == id)
    }

    /// An account by its id, to change it.
    pub fn account_mut(&mut self, id: &AccountId) -> Option<&mut AccountRecord> {
        self.accounts
            .iter_mut()
            .find(|record| &record.account.id == id)
    }

    /// The accounts' metadata.
    pub fn metadata(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter().map(|record| &record.account)
    }

    /// Everything that a tombstone can stand for.
    pub(crate) fn items(&self) -> Vec<(ItemKind, String)> {
        self.items_in_accounts()
            .into_iter()
            .map(|(item, _)| item)
            .collect()
    }

    /// Everything that a tombstone can stand for, with the account that it is part of.
    pub(crate) fn items_in_accounts(&self) -> Vec<((ItemKind, String), Option<String>)> {
        let mut items = Vec::new();
        for record in &self.accounts {
            let account = record.account.id.to_string();
            let otp = record
                .otp
                .iter()
                .map(|otp| (ItemKind::Otp, otp.id.to_string()));
            let sets = record
                .code_sets
                .iter()
                .map(|set| (ItemKind::CodeSet, set.id.to_string()));
            items.extend(otp.chain(sets).map(|item| (item, Some(account.clone()))));
            items.push(((ItemKind::Account, account), None));
        }
        items.extend(
            self.ledger
                .iter()
                .map(|entry| ((ItemKind::Sheet, entry.id.to_string()), None)),
        );
        items.extend(
            self.cases
                .iter()
                .map(|entry| ((ItemKind::Case, entry.id.to_string()), None)),
        );
        items.extend(
            self.evidence
                .iter()
                .map(|entry| ((ItemKind::Evidence, entry.id.to_string()), None)),
        );
        items
    }

    /// The first id that two items of one kind share.
    pub(crate) fn duplicate_id(&self) -> Option<String> {
        let mut items = self.items();
        items.sort();
        items.windows(2).find_map(|pair| match pair {
            [a, b] if a == b => Some(a.1.clone()),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::sample;

    #[test]
    fn debug_shows_no_secret_and_no_recipient() {
        let shown = format!("{:?}", sample::full());
        for canary in [
            "age1",
            "invented secret",
            "two lines",
            "1234\"",
            "0000000100000003",
        ] {
            assert!(!shown.contains(canary), "{canary}");
        }
        assert!(shown.contains("invented-1"), "the username is metadata");
    }
}
