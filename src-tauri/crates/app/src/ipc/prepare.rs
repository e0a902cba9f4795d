//! What is prepared while access is still there: readiness, and proof from local clones.

use model::{FactorKind, MailKeeper};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One item of an account's readiness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadyRow {
    /// `missing`, `weak`, `unknown` or `good`.
    pub state: String,
    /// What it is about.
    pub what: String,
}

/// How well an account is prepared for a lockout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadyAccount {
    /// The account's id.
    pub id: String,
    /// The account, as people write it.
    pub account: String,
    /// The one thing to do now.
    pub now: Option<String>,
    /// What hurts most comes first.
    pub items: Vec<ReadyRow>,
}

/// Every account; what lacks most comes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Readiness {
    /// The accounts.
    pub accounts: Vec<ReadyAccount>,
}

/// An address on an account, as its owner tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ToldAddress {
    /// The address.
    pub address: String,
    /// Whether it is the primary one.
    pub primary: bool,
    /// Whether the service says that it is verified; none where that is not said.
    pub verified: Option<bool>,
    /// Who gives the mailbox.
    #[ts(type = "\"own\" | \"provider\" | \"employer\" | \"university\" | null")]
    pub keeper: Option<MailKeeper>,
    /// The day on which its domain runs out, as `2027-05-31`.
    pub domain_expires: Option<String>,
    /// The id of the mailbox's own account in the vault.
    pub mailbox: Option<String>,
}

/// Something else that opens an account, and that the vault does not hold itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ToldFactor {
    /// What it is.
    #[ts(
        type = "\"password\" | \"security_key\" | \"passkey\" | \"ssh_key\" | \"mailbox\" | \"device\" | \"totp\" | \"recovery_codes\""
    )]
    pub kind: FactorKind,
    /// The user's name for it; may be empty.
    pub label: String,
    /// Where it is kept.
    pub place: Option<String>,
}

/// What the owner tells about an account. No public text ever holds any of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ToldFacts {
    /// The addresses on it.
    pub addresses: Vec<ToldAddress>,
    /// Addresses that were on it earlier.
    pub former: Vec<String>,
    /// Organisations that it belongs to.
    pub organisations: Vec<String>,
    /// The month of registration, as `2019-04`.
    pub registered: Option<String>,
    /// Whether every project has a second owner; none where that is not said.
    pub second_owner: Option<bool>,
    /// Whether two-factor authentication was ever set up; none where that is not said.
    pub two_factor: Option<bool>,
    /// What else opens the account.
    pub factors: Vec<ToldFactor>,
}

/// Tells about an account, in the place of all that was told before.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TellFacts {
    /// The account's id.
    pub account: String,
    /// All that is known now.
    pub facts: ToldFacts,
}

/// A project that was found in a local clone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProofRow {
    /// What it is chosen by, such as `pypi/harbour`.
    pub reference: String,
    /// Its folder.
    pub folder: String,
    /// Whether a push would prove that it is the user's, in a sentence.
    pub push: String,
    /// What to do about that.
    pub fix: Option<String>,
    /// The commands that show the right to push, to be run by the user: push, then delete.
    pub commands: Vec<String>,
}

/// What was found in local clones; nothing of it is kept yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Proof {
    /// The user chose no folder.
    pub cancelled: bool,
    /// The projects.
    pub projects: Vec<ProofRow>,
    /// Fingerprints of the user's SSH keys.
    pub keys: Vec<String>,
    /// What could not be read, and why.
    pub problems: Vec<String>,
}

/// Keeps some of what was found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeepProof {
    /// References of projects; `keys` for the SSH keys.
    pub references: Vec<String>,
}
