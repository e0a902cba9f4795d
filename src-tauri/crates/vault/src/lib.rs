//! The vault folder: age envelope, durable saves, merge, backups, copies, keychain.
//!
//! Two files: `vault.age` holds the content, encrypted to the vault identity and, once there is
//! one, to the paper key; `unlock.age` holds that identity under the passphrase. Stock `age`
//! opens both. docs/vault-format.md describes them byte by byte.
//!
//! ```no_run
//! use secret::SecretText;
//! use vault::{Location, unlock};
//! # fn main() -> Result<(), vault::VaultError> {
//! # let now = jiff::Timestamp::UNIX_EPOCH;
//! let location = Location::new("vault-folder", "state-folder");
//! let mut open = unlock(&location, &SecretText::new("correct horse battery staple"))?;
//! open.edit(|payload| payload.accounts.clear());
//! let saved = open.save(now)?;
//! println!("generation {}", saved.generation);
//! # Ok(())
//! # }
//! ```

mod adoption;
mod backups;
mod conflict;
mod copies;
mod disk;
mod envelope;
mod error;
mod folder;
mod format;
mod history;
mod keychain;
mod merge;
mod notice;
mod paper;
mod passphrase;
mod payload;
mod rekey;
mod rollback;
#[cfg(test)]
mod sample;
mod sample_mark;
mod save;
mod store;
mod trash;
#[cfg(test)]
mod trials;
mod verify;

pub use adoption::take_over;
pub use backups::Backup;
pub use copies::{CopyOutcome, CopyResult, CopyState};
pub use envelope::WorkFactor;
pub use error::VaultError;
pub use folder::{Location, UNLOCK_FILE, VAULT_FILE, VAULT_LIMIT, exists};
pub use keychain::{Keychain, KeychainError, SystemKeychain};
pub use merge::{CONFLICT_TAG, MergeSummary};
pub use notice::Notice;
pub use paper::{adopt, recipient_of};
pub use passphrase::{SHORTEST, Strength, check, estimate, suggest};
pub use payload::{
    CaseEntry, CopyTarget, EvidenceEntry, ItemKind, KeySlot, LedgerEntry, PaperKey, PaperShare,
    Payload, Record, Schema, Tombstone,
};
pub use sample_mark::SAMPLE;
pub use save::{Saved, Warning};
pub use store::{Vault, create, create_from, create_with, unlock, unlock_with_identity};
pub use trash::TrashedAccount;
pub use verify::{Check, CheckResult};
