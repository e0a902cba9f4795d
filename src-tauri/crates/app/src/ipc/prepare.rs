//! What is prepared while access is still there: readiness, and proof from local clones.

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
    /// The account.
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
