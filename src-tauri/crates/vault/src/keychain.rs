//! The operating system's keychain may hold a copy of the vault identity: a convenience, never
//! the only way in.
//!
//! Calls to a keychain can wait for ever (a locked one asks in a window of its own), so all of
//! them run on one thread that is never joined, one at a time, and whoever asks waits five
//! seconds at most. Every failure falls back to the passphrase with a plain sentence.

use model::VaultId;
use secret::SecretText;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use thiserror::Error;
use zeroize::Zeroize;

/// How long a call may take before the passphrase is asked instead.
const PATIENCE: Duration = Duration::from_secs(5);

/// The name under which entries stand in the keychain; the user is the vault's id.
const SERVICE: &str = "reentry";

/// Why the keychain did not help. The text says so to people, and never holds a secret: what
/// the keychain itself reported is left out, because it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeychainError {
    /// There is no keychain service.
    #[error("this system has no keychain that can be reached; the passphrase works as always")]
    Absent,
    /// It is locked, or does not let this program in.
    #[error("the keychain is locked or refuses access; the passphrase works as always")]
    Locked,
    /// It did not answer in time.
    #[error("the keychain does not answer; the passphrase works as always")]
    Hanging,
    /// The entry is not one that this program wrote.
    #[error("the keychain's entry for this vault cannot be used; the passphrase works as always")]
    BadEntry,
    /// It failed otherwise (a service without a default collection does, when written to).
    #[error("the keychain cannot be used; the passphrase works as always")]
    Unusable,
}

/// Where a copy of the vault identity may be kept.
pub trait Keychain: Send + Sync {
    /// Whether it really keeps something: writes, reads and deletes an entry of its own.
    ///
    /// # Errors
    /// Why it does not.
    fn probe(&self) -> Result<(), KeychainError>;

    /// The identity of a vault; `None` when there is no entry.
    ///
    /// # Errors
    /// Why it could not be asked. Not to be taken for "no entry".
    fn load(&self, vault: &VaultId) -> Result<Option<SecretText>, KeychainError>;

    /// Keeps the identity of a vault.
    ///
    /// # Errors
    /// Why it could not. An entry that could not be read is not replaced.
    fn store(&self, vault: &VaultId, identity: &SecretText) -> Result<(), KeychainError>;

    /// Forgets the identity of a vault; fine when there is none.
    ///
    /// # Errors
    /// Why it could not.
    fn forget(&self, vault: &VaultId) -> Result<(), KeychainError>;
}

/// The calls that a keychain library offers, by user name.
trait Entries: Send {
    fn get(&self, user: &str) -> keyring::v1::Result<String>;
    fn set(&self, user: &str, value: &str) -> keyring::v1::Result<()>;
    fn delete(&self, user: &str) -> keyring::v1::Result<()>;
}

/// The platform's own store: Keychain Services, Credential Manager, Secret Service.
struct Platform;

impl Entries for Platform {
    fn get(&self, user: &str) -> keyring::v1::Result<String> {
        keyring::v1::Entry::new(SERVICE, user)?.get_password()
    }
    fn set(&self, user: &str, value: &str) -> keyring::v1::Result<()> {
        // Text, not bytes: KWallet takes UTF-8 only.
        keyring::v1::Entry::new(SERVICE, user)?.set_password(value)
    }
    fn delete(&self, user: &str) -> keyring::v1::Result<()> {
        keyring::v1::Entry::new(SERVICE, user)?.delete_credential()
    }
}

enum Request {
    Probe,
    Load(String),
    Store(String, SecretText),
    Forget(String),
}

type Answer = Result<Option<SecretText>, KeychainError>;

/// The keychain of this system.
#[derive(Clone)]
pub struct SystemKeychain {
    line: Arc<Mutex<Line>>,
    patience: Duration,
}

/// The one line to the one thread. Holding its lock is having the call in flight.
struct Line {
    requests: Sender<Request>,
    answers: Receiver<Answer>,
    /// A call ran out of time and its answer has not come yet.
    pending: bool,
}

impl SystemKeychain {
    /// The keychain that all of this process shares.
    #[must_use]
    pub fn shared() -> Self {
        static SHARED: OnceLock<SystemKeychain> = OnceLock::new();
        SHARED
            .get_or_init(|| Self::over(Box::new(Platform), PATIENCE))
            .clone()
    }

    fn over(entries: Box<dyn Entries>, patience: Duration) -> Self {
        let (requests, inbox) = channel::<Request>();
        let (outbox, answers) = channel();
        let line = Line {
            requests,
            answers,
            pending: false,
        };
        // Never joined: a call that hangs must not keep the program from ending. Without a
        // thread the channel is closed, and every call says that the keychain is unusable.
        let _ = std::thread::Builder::new()
            .name("keychain".into())
            .spawn(move || {
                while let Ok(request) = inbox.recv() {
                    if outbox.send(serve(entries.as_ref(), request)).is_err() {
                        return;
                    }
                }
            });
        Self {
            line: Arc::new(Mutex::new(line)),
            patience,
        }
    }

    fn call(&self, request: Request) -> Answer {
        // A lock poisoned by a panic elsewhere leaves nothing half done.
        let mut line = self
            .line
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if line.pending {
            // The late answer of an earlier call; while it has not come, nothing else is asked.
            match line.answers.try_recv() {
                Ok(_) => line.pending = false,
                Err(_) => return Err(KeychainError::Hanging),
            }
        }
        line.requests
            .send(request)
            .map_err(|_| KeychainError::Unusable)?;
        match line.answers.recv_timeout(self.patience) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => {
                line.pending = true;
                Err(KeychainError::Hanging)
            }
            Err(RecvTimeoutError::Disconnected) => Err(KeychainError::Unusable),
        }
    }
}

impl Keychain for SystemKeychain {
    fn probe(&self) -> Result<(), KeychainError> {
        self.call(Request::Probe).map(|_| ())
    }

    fn load(&self, vault: &VaultId) -> Result<Option<SecretText>, KeychainError> {
        self.call(Request::Load(vault.to_string()))
    }

    fn store(&self, vault: &VaultId, identity: &SecretText) -> Result<(), KeychainError> {
        self.call(Request::Store(vault.to_string(), identity.clone()))
            .map(|_| ())
    }

    fn forget(&self, vault: &VaultId) -> Result<(), KeychainError> {
        self.call(Request::Forget(vault.to_string())).map(|_| ())
    }
}

fn serve(entries: &dyn Entries, request: Request) -> Answer {
    match request {
        Request::Probe => probe(entries).map(|()| None),
        Request::Load(user) => load(entries, &user),
        Request::Store(user, value) => {
            // Only a definite answer allows writing: after a passing failure an entry that
            // exists would be replaced unseen.
            if load(entries, &user)?.as_ref() != Some(&value) {
                entries.set(&user, value.expose()).map_err(reason)?;
            }
            Ok(None)
        }
        Request::Forget(user) => match entries.delete(&user) {
            Ok(()) | Err(keyring::v1::Error::NoEntry) => Ok(None),
            Err(error) => Err(reason(error)),
        },
    }
}

fn load(entries: &dyn Entries, user: &str) -> Answer {
    match entries.get(user) {
        Ok(value) => Ok(Some(SecretText::new(value))),
        Err(keyring::v1::Error::NoEntry) => Ok(None),
        Err(error) => Err(reason(error)),
    }
}

/// A service may answer and yet keep nothing, so connecting proves nothing.
fn probe(entries: &dyn Entries) -> Result<(), KeychainError> {
    let user = format!("probe-{}", std::process::id());
    entries.set(&user, "probe").map_err(reason)?;
    let read = entries.get(&user).map_err(reason);
    entries.delete(&user).map_err(reason)?;
    if read? == "probe" {
        Ok(())
    } else {
        Err(KeychainError::Unusable)
    }
}

/// Sorts the library's errors; the bytes that some of them carry are wiped.
fn reason(error: keyring::v1::Error) -> KeychainError {
    use keyring::v1::Error;
    match error {
        Error::NoDefaultStore => KeychainError::Absent,
        Error::NoStorageAccess(_) => KeychainError::Locked,
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            KeychainError::BadEntry
        }
        Error::Ambiguous(_) => KeychainError::BadEntry,
        _ => KeychainError::Unusable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::{Entry, Error, mock};

    /// The library's mock store.
    struct Mock(Arc<mock::Store>);

    impl Mock {
        fn entry(&self, user: &str) -> Entry {
            self.0.build(SERVICE, user, None).unwrap()
        }
    }

    impl Entries for Mock {
        fn get(&self, user: &str) -> keyring::v1::Result<String> {
            self.entry(user).get_password()
        }
        fn set(&self, user: &str, value: &str) -> keyring::v1::Result<()> {
            self.entry(user).set_password(value)
        }
        fn delete(&self, user: &str) -> keyring::v1::Result<()> {
            self.entry(user).delete_credential()
        }
    }

    fn keychain() -> (SystemKeychain, Arc<mock::Store>) {
        let store = mock::Store::new().unwrap();
        let keychain = SystemKeychain::over(Box::new(Mock(store.clone())), PATIENCE);
        (keychain, store)
    }

    fn fail_next(store: &Arc<mock::Store>, vault: &VaultId, error: Error) {
        let entry = store.build(SERVICE, vault.as_str(), None).unwrap();
        entry
            .as_any()
            .downcast_ref::<mock::Cred>()
            .unwrap()
            .set_error(error);
    }

    fn every_error() -> Vec<(Error, KeychainError)> {
        let platform = || -> Box<dyn std::error::Error + Send + Sync> { "canary-1".into() };
        vec![
            (Error::PlatformFailure(platform()), KeychainError::Unusable),
            (Error::NoStorageAccess(platform()), KeychainError::Locked),
            (
                Error::BadEncoding(b"canary-2".to_vec()),
                KeychainError::BadEntry,
            ),
            (
                Error::BadDataFormat(b"canary-3".to_vec(), platform()),
                KeychainError::BadEntry,
            ),
            (
                Error::BadStoreFormat("canary-4".into()),
                KeychainError::Unusable,
            ),
            (
                Error::TooLong("canary-5".into(), 1),
                KeychainError::Unusable,
            ),
            (
                Error::Invalid("canary-6".into(), "canary-7".into()),
                KeychainError::Unusable,
            ),
            (Error::Ambiguous(Vec::new()), KeychainError::BadEntry),
            (Error::NoDefaultStore, KeychainError::Absent),
            (
                Error::NotSupportedByStore("canary-8".into()),
                KeychainError::Unusable,
            ),
        ]
    }

    #[test]
    fn what_is_stored_comes_back_until_it_is_forgotten() {
        let (keychain, _) = keychain();
        let vault = VaultId::from_random([1; 10]);
        let identity = SecretText::new("AGE-SECRET-KEY-1INVENTED");
        assert_eq!(keychain.probe(), Ok(()));
        assert_eq!(keychain.load(&vault), Ok(None));
        keychain.store(&vault, &identity).unwrap();
        assert_eq!(keychain.load(&vault), Ok(Some(identity)));
        let newer = SecretText::new("AGE-SECRET-KEY-1NEWER");
        keychain.store(&vault, &newer).unwrap();
        assert_eq!(keychain.load(&vault), Ok(Some(newer)));
        keychain.forget(&vault).unwrap();
        keychain.forget(&vault).unwrap();
        assert_eq!(keychain.load(&vault), Ok(None));
    }

    #[test]
    fn every_error_is_a_plain_sentence_and_replaces_nothing() {
        let vault = VaultId::from_random([2; 10]);
        for (error, expected) in every_error() {
            let (keychain, store) = keychain();
            keychain.store(&vault, &SecretText::new("kept")).unwrap();
            fail_next(&store, &vault, error);
            let failure = keychain
                .store(&vault, &SecretText::new("other"))
                .unwrap_err();
            assert_eq!(failure, expected);
            let text = format!("{failure} {failure:?}");
            assert!(!text.contains("canary"), "{text}");
            assert!(failure.to_string().contains("the passphrase works"));
            assert_eq!(keychain.load(&vault), Ok(Some(SecretText::new("kept"))));
        }
        for (error, expected) in every_error() {
            let (keychain, store) = keychain();
            fail_next(&store, &vault, error);
            assert_eq!(keychain.load(&vault).unwrap_err(), expected);
        }
        for (error, expected) in every_error() {
            let (keychain, store) = keychain();
            fail_next(&store, &vault, error);
            assert_eq!(keychain.forget(&vault).unwrap_err(), expected);
        }
    }

    /// A keychain that answers only when told to, and says when it was asked.
    struct Stuck {
        asked: Sender<()>,
        go: Receiver<()>,
    }

    impl Entries for Stuck {
        fn get(&self, _user: &str) -> keyring::v1::Result<String> {
            let _ = self.asked.send(());
            let _ = self.go.recv();
            Ok("late".into())
        }
        fn set(&self, _user: &str, _value: &str) -> keyring::v1::Result<()> {
            Ok(())
        }
        fn delete(&self, _user: &str) -> keyring::v1::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_hanging_keychain_is_left_and_asked_again_only_after_its_answer() {
        let (asked, was_asked) = channel();
        let (go, wait) = channel();
        let stuck = Stuck { asked, go: wait };
        let keychain = SystemKeychain::over(Box::new(stuck), Duration::from_millis(20));
        let vault = VaultId::from_random([3; 10]);
        assert_eq!(keychain.load(&vault), Err(KeychainError::Hanging));
        was_asked.recv().unwrap();
        // One call in flight: the second is not even sent.
        assert_eq!(keychain.load(&vault), Err(KeychainError::Hanging));
        assert!(was_asked.try_recv().is_err());
        go.send(()).unwrap();
        go.send(()).unwrap();
        // The late answer is thrown away; it must not be taken for that of another vault.
        let other = VaultId::from_random([4; 10]);
        while keychain.load(&other) == Err(KeychainError::Hanging) {
            std::thread::yield_now();
        }
        was_asked.recv().unwrap();
    }
}
