//! The keychain as a convenience: opt-in, for each vault folder on this machine, and never the
//! only way in.
//!
//! Which folder's key is kept under which vault id stands in `keychain.json` in the state
//! folder: the id itself stands in no clear file of the vault.

use crate::{AppError, Code};
use model::VaultId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use vault::{Keychain, KeychainError, Location, Vault, VaultError};

/// The vaults whose keys the keychain of this machine holds, by folder.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Switches {
    #[serde(default)]
    folders: BTreeMap<String, VaultId>,
}

/// Whether the keychain opens a vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Switched on for this folder.
    pub on: bool,
    /// The keychain answers and keeps what it is given.
    pub works: bool,
    /// The same for people.
    pub said: String,
}

/// What came of asking the keychain.
#[derive(Debug)]
pub enum Outcome {
    /// It is not switched on for this folder.
    SwitchedOff,
    /// It opened the vault.
    Opened(Box<Vault>),
    /// It should have, but did not.
    Failed(Trouble),
}

/// Why the keychain did not open the vault. The passphrase works as always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It could not be asked: absent, locked, hanging, …
    Keychain(KeychainError),
    /// It holds no key for this vault.
    Empty,
    /// Its key is from before the passphrase was changed.
    Outdated,
    /// The key was there, and the vault could not be opened: the sentence says why.
    Vault(String),
}

impl Trouble {
    /// One sentence for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Keychain(error) => crate::error::sentence(error),
            Self::Empty => {
                "The keychain holds no key for this vault; the passphrase works as always."
                    .to_owned()
            }
            Self::Outdated => {
                "The keychain's key is from before the passphrase was changed; the new passphrase \
                 works as always."
                    .to_owned()
            }
            Self::Vault(why) => format!(
                "The keychain's key does not open this vault: {why}. The passphrase works as always."
            ),
        }
    }

    /// Whether switching the keychain off and on again puts it right.
    #[must_use]
    pub fn renewal_helps(&self) -> bool {
        matches!(
            self,
            Self::Empty | Self::Outdated | Self::Keychain(KeychainError::BadEntry)
        )
    }
}

fn path(location: &Location) -> PathBuf {
    location.state.join("keychain.json")
}

fn key(location: &Location) -> String {
    let folder = std::path::absolute(&location.folder);
    folder
        .as_ref()
        .unwrap_or(&location.folder)
        .display()
        .to_string()
}

fn load(location: &Location) -> Switches {
    // A missing or damaged file means that nothing is switched on: the passphrase is asked.
    std::fs::read(path(location))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

fn store(location: &Location, switches: &Switches) -> Result<(), AppError> {
    let written = serde_json::to_vec_pretty(switches)
        .map_err(std::io::Error::from)
        .and_then(|bytes| {
            std::fs::create_dir_all(&location.state)?;
            std::fs::write(path(location), bytes)
        });
    written.map_err(|error| {
        AppError::new(
            Code::Io,
            format!(
                "{} cannot be written: {}.",
                path(location).display(),
                error.kind()
            ),
            "The vault is as it was.",
            "Check the folder and its permissions.",
        )
    })
}

/// Opens the vault with the key in the keychain, where that is switched on.
#[must_use]
pub fn open(location: &Location, keychain: &dyn Keychain) -> Outcome {
    let Some(id) = load(location).folders.remove(&key(location)) else {
        return Outcome::SwitchedOff;
    };
    let identity = match keychain.load(&id) {
        Ok(Some(identity)) => identity,
        Ok(None) => return Outcome::Failed(Trouble::Empty),
        Err(error) => return Outcome::Failed(Trouble::Keychain(error)),
    };
    match vault::unlock_with_identity(location, &identity) {
        Ok(vault) => Outcome::Opened(Box::new(vault)),
        Err(VaultError::OutdatedIdentity) => Outcome::Failed(Trouble::Outdated),
        Err(VaultError::NotAnIdentity) => {
            Outcome::Failed(Trouble::Keychain(KeychainError::BadEntry))
        }
        Err(error) => Outcome::Failed(Trouble::Vault(error.to_string())),
    }
}

/// Whether the keychain is switched on for this folder. Asks no keychain.
#[must_use]
pub fn is_on(location: &Location) -> bool {
    load(location).folders.contains_key(&key(location))
}

/// Puts the vault's key into the keychain, after a test that it keeps what it is given.
///
/// # Errors
/// `unsupported` when there is no keychain or it refuses; nothing is then switched on.
pub fn switch_on(vault: &Vault, keychain: &dyn Keychain) -> Result<(), AppError> {
    let location = vault.location();
    let id = vault.payload().vault_id();
    let identity = vault.identity_text().ok_or_else(|| {
        AppError::usage(
            "The vault was opened with the paper key.",
            "Give it a new passphrase first.",
        )
    })?;
    keychain.probe().map_err(refused)?;
    keychain.store(id, &identity).map_err(refused)?;
    let mut switches = load(location);
    switches.folders.insert(key(location), id.clone());
    store(location, &switches)
}

/// Forgets the key of this folder's vault.
///
/// # Errors
/// `unsupported` when the keychain does not let it be deleted; the switch is off all the same.
pub fn switch_off(location: &Location, keychain: &dyn Keychain) -> Result<(), AppError> {
    let mut switches = load(location);
    let Some(id) = switches.folders.remove(&key(location)) else {
        return Ok(());
    };
    store(location, &switches)?;
    keychain.forget(&id).map_err(|error| {
        AppError::new(
            Code::Unsupported,
            crate::error::sentence(&error),
            "The keychain is not asked any more, but the entry may still be there.",
            "Delete the entry 'reentry' in the system's keychain program.",
        )
    })
}

/// Replaces the key after a change of the passphrase, where the keychain is switched on. Gives
/// a sentence where that did not work.
#[must_use]
pub fn refresh(vault: &Vault, keychain: &dyn Keychain) -> Option<String> {
    let location = vault.location();
    load(location).folders.get(&key(location))?;
    let identity = vault.identity_text()?;
    let stored = keychain.store(vault.payload().vault_id(), &identity);
    stored
        .err()
        .map(|error| format!("The keychain still holds the former key: {error}."))
}

/// Whether the keychain opens this folder's vault.
#[must_use]
pub fn status(location: &Location, keychain: &dyn Keychain) -> Status {
    let on = is_on(location);
    let probe = keychain.probe();
    let said = match (on, &probe) {
        (true, Ok(())) => {
            "The keychain opens this vault. Every program of your session can ask it for the key."
                .to_owned()
        }
        (false, Ok(())) => "The keychain works, and is not used for this vault.".to_owned(),
        (_, Err(error)) => crate::error::sentence(error),
    };
    Status {
        on,
        works: probe.is_ok(),
        said,
    }
}

fn refused(error: KeychainError) -> AppError {
    AppError::new(
        Code::Unsupported,
        crate::error::sentence(&error),
        "Nothing was put into the keychain.",
        "Unlock the keychain of your session, and try again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandomness;
    use model::Timestamp;
    use secret::SecretText;
    use std::sync::Mutex;
    use vault::WorkFactor;

    /// A keychain that keeps one key in memory. The system's own is tested in the vault crate,
    /// against a real one.
    #[derive(Default)]
    struct InMemory(Mutex<Option<(VaultId, SecretText)>>);

    impl Keychain for InMemory {
        fn probe(&self) -> Result<(), KeychainError> {
            Ok(())
        }
        fn load(&self, vault: &VaultId) -> Result<Option<SecretText>, KeychainError> {
            let held = self.0.lock().expect("unpoisoned");
            Ok(held
                .as_ref()
                .filter(|(id, _)| id == vault)
                .map(|(_, key)| key.clone()))
        }
        fn store(&self, vault: &VaultId, identity: &SecretText) -> Result<(), KeychainError> {
            *self.0.lock().expect("unpoisoned") = Some((vault.clone(), identity.clone()));
            Ok(())
        }
        fn forget(&self, _: &VaultId) -> Result<(), KeychainError> {
            *self.0.lock().expect("unpoisoned") = None;
            Ok(())
        }
    }

    #[test]
    fn the_keychain_opens_only_what_it_was_switched_on_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let location = Location::new(folder.path().join("vault"), folder.path().join("state"));
        let passphrase = SecretText::new("correct horse battery");
        let mut vault = vault::create(
            &location,
            &passphrase,
            WorkFactor::WEAK_FOR_TESTS,
            Timestamp::UNIX_EPOCH,
            &mut SystemRandomness,
        )
        .expect("a vault");
        let keychain = InMemory::default();
        assert!(matches!(open(&location, &keychain), Outcome::SwitchedOff));
        switch_on(&vault, &keychain).expect("on");
        assert!(matches!(open(&location, &keychain), Outcome::Opened(_)));
        assert!(status(&location, &keychain).on);

        // A changed passphrase makes a new key: the old one fails with a sentence, the refreshed
        // one opens.
        let new = SecretText::new("another horse battery");
        vault
            .change_passphrase(&new, WorkFactor::WEAK_FOR_TESTS, Timestamp::UNIX_EPOCH)
            .expect("changed");
        let Outcome::Failed(why) = open(&location, &keychain) else {
            panic!("the former key must not open the vault");
        };
        assert_eq!(why, Trouble::Outdated);
        assert_eq!(refresh(&vault, &keychain), None);
        assert!(matches!(open(&location, &keychain), Outcome::Opened(_)));

        switch_off(&location, &keychain).expect("off");
        assert!(matches!(open(&location, &keychain), Outcome::SwitchedOff));
        assert!(keychain.0.lock().expect("unpoisoned").is_none());
    }
}
