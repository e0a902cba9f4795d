//! The keychain in the window: it serves the first unlock, and after a lock only where the
//! settings say so.

use super::Session;
use crate::AppError;
use crate::ipc::{KeychainOffer, KeychainSwitch, KeychainUnlock, KeychainView, Nothing};
use crate::keychain::{self, Outcome};
use std::fmt;
use std::sync::Arc;
use vault::Keychain;

/// The keychain that a session may ask.
#[derive(Clone)]
pub(super) struct Held(pub(super) Arc<dyn Keychain>);

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keychain")
    }
}

impl Session {
    /// Whether the keychain is switched on, and what was wrong with it. Asks no keychain: a
    /// locked one would show a window of its own.
    ///
    /// # Errors
    /// None so far.
    pub fn keychain(&self, _: Nothing) -> Result<KeychainView, AppError> {
        let on = keychain::is_on(&self.location);
        let trouble = self.trouble.as_ref().filter(|_| on);
        Ok(KeychainView {
            on,
            trouble: trouble.map(keychain::Trouble::sentence),
            renew: trouble.is_some_and(keychain::Trouble::renewal_helps),
        })
    }

    /// Puts the vault's key into the keychain, or takes it out.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`keychain::switch_on`] and [`keychain::switch_off`].
    pub fn switch_keychain(&mut self, request: KeychainSwitch) -> Result<KeychainView, AppError> {
        let Held(held) = self.keychain.clone();
        let vault = self.vault()?;
        if request.on {
            keychain::switch_on(vault, held.as_ref())?;
        } else {
            keychain::switch_off(&self.location, held.as_ref())?;
        }
        self.trouble = None;
        self.keychain(Nothing {})
    }

    /// Whether the keychain may open the vault now.
    ///
    /// # Errors
    /// None so far.
    pub fn keychain_offer(&self, _: Nothing) -> Result<KeychainOffer, AppError> {
        let may = !self.was_open || self.settings.keychain_after_lock;
        let offered = self.open.is_none() && may && keychain::is_on(&self.location);
        Ok(KeychainOffer {
            offered,
            at_once: offered && !self.was_open,
        })
    }

    /// Opens the vault with the keychain. That it could not is no error: the passphrase is asked.
    ///
    /// # Errors
    /// `passphrase_needed` where it may not be asked.
    pub fn unlock_with_keychain(&mut self, _: Nothing) -> Result<KeychainUnlock, AppError> {
        if !self.keychain_offer(Nothing {})?.offered {
            return Err(super::locked());
        }
        match keychain::open(&self.location, self.keychain.0.as_ref()) {
            Outcome::Opened(vault) => self.enter(*vault),
            Outcome::Failed(trouble) => self.trouble = Some(trouble),
            Outcome::SwitchedOff => {}
        }
        let failed = self.trouble.as_ref().filter(|_| self.open.is_none());
        Ok(KeychainUnlock {
            trouble: failed.map(keychain::Trouble::sentence),
            status: self.here(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandomness;
    use crate::ipc::{CreateVaultRequest, PassphraseChange, Settings, UnlockRequest, VaultState};
    use model::{Timestamp, VaultId};
    use secret::SecretText;
    use std::sync::{Mutex, PoisonError};
    use vault::{KeychainError, Location};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    /// A keychain in memory that can be told to fail.
    #[derive(Default)]
    struct InMemory {
        held: Mutex<Option<SecretText>>,
        fails: Mutex<Option<KeychainError>>,
    }

    impl InMemory {
        fn fail(&self, with: Option<KeychainError>) {
            *self.fails.lock().unwrap_or_else(PoisonError::into_inner) = with;
        }
        fn held(&self) -> Result<std::sync::MutexGuard<'_, Option<SecretText>>, KeychainError> {
            match *self.fails.lock().unwrap_or_else(PoisonError::into_inner) {
                Some(error) => Err(error),
                None => Ok(self.held.lock().unwrap_or_else(PoisonError::into_inner)),
            }
        }
    }

    impl Keychain for InMemory {
        fn probe(&self) -> Result<(), KeychainError> {
            self.held().map(drop)
        }
        fn load(&self, _: &VaultId) -> Result<Option<SecretText>, KeychainError> {
            Ok(self.held()?.clone())
        }
        fn store(&self, _: &VaultId, identity: &SecretText) -> Result<(), KeychainError> {
            *self.held()? = Some(identity.clone());
            Ok(())
        }
        fn forget(&self, _: &VaultId) -> Result<(), KeychainError> {
            *self.held()? = None;
            Ok(())
        }
    }

    struct Trial {
        _folder: tempfile::TempDir,
        location: Location,
        keychain: Arc<InMemory>,
    }

    impl Trial {
        /// A vault whose key is in the keychain.
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let trial = Self {
                location: Location::new(folder.path().join("vault"), folder.path().join("state")),
                _folder: folder,
                keychain: Arc::default(),
            };
            let mut session = trial.start();
            let passphrase = SecretText::new("a long passphrase").into();
            session
                .create_vault(
                    CreateVaultRequest { passphrase },
                    NOW,
                    &mut SystemRandomness,
                )
                .expect("a vault");
            let view = session.switch_keychain(KeychainSwitch { on: true });
            assert!(view.expect("on").on);
            trial
        }

        /// Reentry starts.
        fn start(&self) -> Session {
            Session::with_keychain(self.location.clone(), self.keychain.clone())
        }
    }

    fn offer(session: &Session) -> KeychainOffer {
        session.keychain_offer(Nothing {}).expect("an answer")
    }

    #[test]
    fn the_keychain_serves_the_first_unlock_and_after_a_lock_the_passphrase_is_asked() {
        let trial = Trial::new();
        let mut session = trial.start();
        assert!(offer(&session).at_once);
        let answer = session.unlock_with_keychain(Nothing {}).expect("an answer");
        assert_eq!(answer.status.state, VaultState::Unlocked);
        assert_eq!(answer.trouble, None);
        session.lock(Nothing {}).expect("locked");
        assert!(!offer(&session).offered);
        let refused = session.unlock_with_keychain(Nothing {}).map(drop);
        assert_eq!(
            refused.map_err(|error| error.code),
            Err(crate::Code::PassphraseNeeded),
            "not even when the page asks for it"
        );
        let settings = Settings {
            keychain_after_lock: true,
            ..Settings::default()
        };
        session.change_settings(settings).expect("saved");
        let offered = offer(&session);
        assert!(offered.offered && !offered.at_once, "only by a click");
        let answer = session.unlock_with_keychain(Nothing {}).expect("an answer");
        assert_eq!(answer.status.state, VaultState::Unlocked);
    }

    #[test]
    fn every_trouble_has_its_sentence_and_the_passphrase_works() {
        let absent = KeychainError::Absent;
        for (error, words, renew) in [
            (absent, "no keychain that can be reached", false),
            (KeychainError::Locked, "is locked or refuses access", false),
            (KeychainError::Hanging, "does not answer", false),
            (KeychainError::BadEntry, "cannot be used", true),
            (KeychainError::Unusable, "cannot be used", false),
        ] {
            let trial = Trial::new();
            trial.keychain.fail(Some(error));
            told(&trial, words, renew);
        }
        let trial = Trial::new();
        *trial.keychain.held().expect("answers") = None;
        told(&trial, "holds no key for this vault", true);
    }

    /// Says what is wrong, then opens with the passphrase and still knows it in the settings.
    fn told(trial: &Trial, words: &str, renew: bool) {
        let mut session = trial.start();
        let answer = session.unlock_with_keychain(Nothing {}).expect("an answer");
        assert_eq!(answer.status.state, VaultState::Locked);
        let said = answer.trouble.expect("a sentence");
        assert!(
            said.contains(words) && said.contains("passphrase"),
            "{said}"
        );
        let passphrase = SecretText::new("a long passphrase").into();
        session.unlock(UnlockRequest { passphrase }).expect("open");
        let view = session.keychain(Nothing {}).expect("a view");
        assert_eq!((view.trouble, view.renew), (Some(said), renew));
    }

    #[test]
    fn an_outdated_key_is_renewed_by_switching_on_again() {
        let trial = Trial::new();
        let old = trial.keychain.held().expect("answers").clone();
        let mut session = trial.start();
        let passphrase = SecretText::new("a long passphrase").into();
        session.unlock(UnlockRequest { passphrase }).expect("open");
        let change = PassphraseChange {
            current: SecretText::new("a long passphrase").into(),
            fresh: SecretText::new("another passphrase").into(),
        };
        session.change_passphrase(change, NOW).expect("changed");
        *trial.keychain.held().expect("answers") = old;
        let mut session = trial.start();
        let answer = session.unlock_with_keychain(Nothing {}).expect("an answer");
        let said = answer.trouble.expect("a sentence");
        assert!(said.contains("before the passphrase was changed"), "{said}");
        let passphrase = SecretText::new("another passphrase").into();
        session.unlock(UnlockRequest { passphrase }).expect("open");
        let view = session.switch_keychain(KeychainSwitch { on: true });
        assert_eq!(view.map(|view| view.trouble), Ok(None));
        let answer = trial.start().unlock_with_keychain(Nothing {});
        assert_eq!(answer.map(|answer| answer.trouble), Ok(None));
    }

    #[test]
    fn a_keychain_that_refuses_stays_switched_off() {
        let trial = Trial::new();
        let mut session = trial.start();
        session.unlock_with_keychain(Nothing {}).expect("open");
        session
            .switch_keychain(KeychainSwitch { on: false })
            .expect("off");
        assert!(trial.keychain.held().expect("answers").is_none());
        trial.keychain.fail(Some(KeychainError::Locked));
        let refused = session.switch_keychain(KeychainSwitch { on: true });
        assert_eq!(
            refused.map_err(|error| error.code),
            Err(crate::Code::Unsupported)
        );
        assert!(!session.keychain(Nothing {}).expect("a view").on);
        assert!(!offer(&trial.start()).offered);
    }
}
