//! Where the vault is, and opening it.

use crate::{AppError, Code, keychain};
use model::Timestamp;
use secret::{Randomness, SecretText};
use std::path::{Path, PathBuf};
use vault::{Location, SystemKeychain, Vault, VaultError, WorkFactor};

impl From<VaultError> for AppError {
    fn from(error: VaultError) -> Self {
        Self::new(
            Code::named(error.code()),
            crate::error::sentence(&error),
            error.unchanged(),
            error.next(),
        )
    }
}

/// The vault's place: the folder that was named or the platform's data folder, and the
/// platform's state folder.
///
/// # Errors
/// `usage` on a system that has no home folder, when none was named.
pub fn location(folder: Option<PathBuf>) -> Result<Location, AppError> {
    let folders = directories::ProjectDirs::from("", "", "reentry");
    let homeless = || {
        AppError::usage(
            "This system names no folder for data.",
            "Name the vault's folder with --vault DIR.",
        )
    };
    let folder = match (folder, &folders) {
        (Some(folder), _) => folder,
        (None, Some(folders)) => folders.data_dir().join("vault"),
        (None, None) => return Err(homeless()),
    };
    let state = match &folders {
        Some(folders) => folders
            .state_dir()
            .unwrap_or_else(|| folders.data_local_dir())
            .to_owned(),
        // Without a home folder there is nowhere to remember what was seen but beside the vault.
        None => folder.with_extension("state"),
    };
    Ok(Location::new(folder, state))
}

/// How much work a passphrase costs. Debug builds take a weak factor where the tests ask for
/// it; in a release the question does not arise.
#[must_use]
pub fn work_factor() -> WorkFactor {
    #[cfg(debug_assertions)]
    if cfg!(test) || std::env::var_os("REENTRY_TEST_WEAK_KEYS").is_some() {
        return WorkFactor::WEAK_FOR_TESTS;
    }
    WorkFactor::STANDARD
}

/// Makes a vault.
///
/// # Errors
/// `vault_exists`, `usage` for a passphrase under 8 characters, and what writing can meet.
pub fn create(
    location: &Location,
    passphrase: &SecretText,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<Vault, AppError> {
    Ok(vault::create(
        location,
        passphrase,
        work_factor(),
        now,
        randomness,
    )?)
}

/// Opens a vault with its passphrase; takes a second.
///
/// # Errors
/// `no_vault`, `wrong_passphrase`, `damaged`, `kdf_limit`, `newer_format` and what reading can
/// meet.
pub fn unlock(location: &Location, passphrase: &SecretText) -> Result<Vault, AppError> {
    Ok(vault::unlock(location, passphrase)?)
}

/// Takes over a copy of a vault, which is only read.
///
/// # Errors
/// As [`vault::take_over`].
pub fn take_over(
    from: &Path,
    location: &Location,
    passphrase: &SecretText,
) -> Result<Vault, AppError> {
    Ok(vault::take_over(from, location, passphrase)?)
}

/// Refuses a folder that holds no whole copy of a vault, before anybody is asked for a
/// passphrase.
///
/// # Errors
/// `no_vault`, or `damaged` where the key file is missing.
pub fn must_be_copy(folder: &Path) -> Result<(), AppError> {
    let place = Location::new(folder, folder);
    must_exist(&place)?;
    if place.unlock().is_file() {
        return Ok(());
    }
    Err(VaultError::UnlockFileMissing {
        path: place.unlock(),
    }
    .into())
}

/// What to say where a passphrase is missing and nobody can be asked.
#[must_use]
pub fn passphrase_needed() -> AppError {
    AppError::new(
        Code::PassphraseNeeded,
        "The vault's passphrase is needed.",
        "Nothing was changed.",
        "Give it with --passphrase-file FILE (`-` for standard input), or run this in a terminal.",
    )
}

/// Refuses where there is no vault, before anybody is asked for a passphrase.
///
/// # Errors
/// `no_vault`.
pub fn must_exist(location: &Location) -> Result<(), AppError> {
    if vault::exists(location) {
        return Ok(());
    }
    Err(VaultError::NoVault {
        folder: location.folder.clone(),
    }
    .into())
}

/// Refuses where there is a vault already, before anybody is asked for a passphrase.
///
/// # Errors
/// `vault_exists`.
pub fn must_not_exist(location: &Location) -> Result<(), AppError> {
    if !vault::exists(location) {
        return Ok(());
    }
    Err(VaultError::VaultExists {
        folder: location.folder.clone(),
    }
    .into())
}

/// Whether there is a vault.
#[must_use]
pub fn is_there(location: &Location) -> bool {
    vault::exists(location)
}

/// What to say about a passphrase that somebody could guess; nothing about a good one, and
/// nothing about one that is refused anyway.
#[must_use]
pub fn weakness(passphrase: &SecretText) -> Option<String> {
    let strength = vault::estimate(passphrase).ok()?;
    strength.is_weak().then(|| strength.sentence.to_owned())
}

/// The vault, where it can be opened without asking anybody: for drafts, which work without.
#[must_use]
pub fn quietly(location: &Location) -> Option<Vault> {
    match keychain::open(location, &SystemKeychain::shared()) {
        keychain::Outcome::Opened(vault) => Some(*vault),
        keychain::Outcome::Failed(_) | keychain::Outcome::SwitchedOff => None,
    }
}
