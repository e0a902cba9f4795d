//! The window's session: a vault that is locked or unlocked, and what the page may ask of it.

mod accounts;
mod cases;
mod drill;
mod intake;
mod keeping;
mod keychain;
mod letters;
mod looking;
mod prepare;
mod reading;
mod recovery;
mod settings;
mod sheets;
mod start;
mod sweep;

use crate::ipc::{CreateVaultRequest, Nothing, Settings, Status, UnlockRequest, VaultState};
use crate::keychain::Trouble;
use crate::{AppError, Code, open};
pub use drill::DrillScans;
pub use intake::Import;
use intake::Pending;
use keychain::Held;
pub use letters::Letter;
pub use looking::Looking;
use model::Timestamp;
pub use prepare::proof_in;
use provider::Directory;
pub use reading::{Errand, Read, Reading};
use secret::{Randomness, SecretText};
use start::Found;
pub use start::RestoreScans;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
pub use sweep::{Deletion, Sweep};
use vault::{Keychain, Location, SystemKeychain, Vault};

/// Something to put on the clipboard. The front end has the clipboard, and clears it.
#[derive(Debug)]
pub struct Clip {
    /// The text.
    pub text: SecretText,
    /// Whether it is to be taken off again.
    pub secret: bool,
}

/// One vault folder, opened or not. Whatever is decrypted lives in here and goes with
/// [`Session::lock`].
#[derive(Debug)]
pub struct Session {
    /// Where the user's vault is or will be.
    home: Location,
    /// Where the vault of now is: the user's, or the sample.
    location: Location,
    open: Option<Vault>,
    providers: Directory,
    pending: Option<Pending>,
    /// What is being read, while it is.
    reading: Option<Arc<reading::Watch>>,
    /// What was found in folders.
    swept: Option<crate::sweep::Swept>,
    /// The files that were imported last, lie about in the clear, and may be deleted.
    plain: Vec<PathBuf>,
    drilling: Option<drill::OpenDrill>,
    /// What was found in local clones, until the user chose from it.
    collected: Option<crate::evidence::Collected>,
    /// What lies in the usual folders.
    looked: Option<crate::sweep::Swept>,
    settings: Settings,
    keychain: Held,
    /// What was wrong with the keychain the last time it was asked.
    trouble: Option<Trouble>,
    /// The vault was open before: from then on the passphrase is asked.
    was_open: bool,
    /// What was chosen to restore from.
    found: Option<Found>,
    /// The pages that the window showed and may have opened: all of them from provider data.
    pages: BTreeSet<String>,
}

impl Session {
    /// A locked session on the vault of this place, which need not exist yet, with the keychain
    /// of this system.
    #[must_use]
    pub fn new(location: Location) -> Self {
        Self::with_keychain(location, Arc::new(SystemKeychain::shared()))
    }

    /// The same with another keychain.
    #[must_use]
    pub fn with_keychain(location: Location, keychain: Arc<dyn Keychain>) -> Self {
        Self {
            settings: settings::load(&location),
            home: location.clone(),
            location,
            open: None,
            providers: crate::providers::known(crate::providers::folder().as_deref()).directory,
            pending: None,
            reading: None,
            swept: None,
            plain: Vec::new(),
            drilling: None,
            collected: None,
            looked: None,
            keychain: Held(keychain),
            trouble: None,
            was_open: false,
            found: None,
            pages: BTreeSet::new(),
        }
    }

    /// Where the session stands.
    ///
    /// # Errors
    /// None so far.
    pub fn status(&self, _: Nothing) -> Result<Status, AppError> {
        Ok(self.here())
    }

    /// Opens the vault; takes as long as the key derivation.
    ///
    /// # Errors
    /// As [`open::unlock`]. A session that was open stays open.
    pub fn unlock(&mut self, request: UnlockRequest) -> Result<Status, AppError> {
        let passphrase = request.passphrase.into_secret();
        let vault = open::unlock(&self.location, &passphrase)?;
        self.enter(vault);
        Ok(self.here())
    }

    /// Makes a vault and opens it.
    ///
    /// # Errors
    /// As [`open::create`].
    pub fn create_vault(
        &mut self,
        request: CreateVaultRequest,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<Status, AppError> {
        let passphrase = request.passphrase.into_secret();
        let vault = open::create(&self.location, &passphrase, now, randomness)?;
        self.enter(vault);
        Ok(self.here())
    }

    /// Drops everything that was decrypted; its secrets wipe themselves.
    ///
    /// # Errors
    /// None so far.
    pub fn lock(&mut self, _: Nothing) -> Result<Status, AppError> {
        self.open = None;
        self.forget();
        Ok(self.here())
    }

    /// Whether the vault is open: before a dialog is shown that would lead nowhere.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn must_be_open(&self) -> Result<(), AppError> {
        self.open.as_ref().map(drop).ok_or_else(locked)
    }

    /// Drops what was begun or shown beside the vault.
    fn forget(&mut self) {
        self.give_up_reading();
        self.pending = None;
        self.swept = None;
        self.plain = Vec::new();
        self.drilling = None;
        self.collected = None;
        self.looked = None;
        self.found = None;
        self.pages.clear();
    }

    fn enter(&mut self, vault: Vault) {
        self.open = Some(vault);
        self.was_open = true;
    }

    fn here(&self) -> Status {
        let state = match &self.open {
            Some(_) => VaultState::Unlocked,
            None if vault::exists(&self.location) => VaultState::Locked,
            None => VaultState::None,
        };
        Status {
            state,
            sample: self.is_sample(state),
            folder: self.location.folder.display().to_string(),
        }
    }

    fn vault(&mut self) -> Result<&mut Vault, AppError> {
        self.open.as_mut().ok_or_else(locked)
    }
}

fn locked() -> AppError {
    AppError::new(
        Code::PassphraseNeeded,
        "The vault is locked.",
        "Nothing was changed.",
        "Unlock it with the passphrase.",
    )
}

#[cfg(test)]
mod tests;
