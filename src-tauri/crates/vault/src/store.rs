//! An open vault: creating, unlocking, saving.

use crate::backups::{self, Backup};
use crate::disk::{Disk, Lock, SystemDisk, wait_for_lock};
use crate::envelope::{self, OpenError, WorkFactor};
use crate::error::{VaultError, io_error};
use crate::folder::{self, Location, UNLOCK_LIMIT, VAULT_LIMIT, sha256};
use crate::format::{self, FormatError};
use crate::notice::{self, Notice};
use crate::passphrase;
use crate::payload::{ItemKind, KeySlot, LedgerEntry, Payload, Record, Schema};
use crate::rollback::{self, Seen};
use crate::save::{Target, same_hash};
use age::x25519::Identity;
use jiff::Timestamp;
use model::VaultId;
use secrecy::ExposeSecret;
use secret::{AccountRecord, Randomness, SecretText, UnknownFields};
use serde_json::Map;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// An open vault.
pub struct Vault {
    pub(crate) place: Location,
    pub(crate) disk: Arc<dyn Disk>,
    pub(crate) keys: Keys,
    /// The `unlock.age` that belongs to the identity.
    pub(crate) unlock: Vec<u8>,
    pub(crate) payload: Payload,
    pub(crate) loaded: Loaded,
    pub(crate) seen: Seen,
    pub(crate) rolled_back: Option<Notice>,
}

/// The identities at hand.
#[derive(Clone)]
pub(crate) struct Keys {
    /// The one that is saved to.
    pub(crate) current: Identity,
    /// Earlier ones: they still open backups.
    pub(crate) former: Vec<Identity>,
    /// Whether `current` is the paper key, which only opens.
    pub(crate) paper: bool,
}

impl Keys {
    pub(crate) fn all(&self) -> impl Iterator<Item = &Identity> {
        std::iter::once(&self.current).chain(&self.former)
    }
}

/// `vault.age` as it was last read or written, still encrypted.
#[derive(Clone)]
pub(crate) struct Loaded {
    pub(crate) bytes: Vec<u8>,
    pub(crate) hash: String,
    pub(crate) stamp: (u64, Timestamp),
    /// Everything that a tombstone can stand for, with the account that it is part of.
    pub(crate) items: BTreeMap<(ItemKind, String), Option<String>>,
}

impl Loaded {
    pub(crate) fn new(bytes: Vec<u8>, payload: &Payload) -> Self {
        Self {
            hash: sha256(&bytes),
            bytes,
            stamp: (payload.record.generation, payload.record.saved_at),
            items: payload.items_in_accounts().into_iter().collect(),
        }
    }
}

/// Makes a new vault in a folder that has none.
///
/// # Errors
/// `vault_exists`, a passphrase under 8 characters, and what writing gives. Nothing is left
/// then but perhaps the folder.
pub fn create(
    location: &Location,
    passphrase: &SecretText,
    work: WorkFactor,
    now: Timestamp,
    rng: &mut dyn Randomness,
) -> Result<Vault, VaultError> {
    create_with(location, passphrase, work, Vec::new(), now, rng)
}

/// Makes a new vault that holds these accounts from its first generation on: there is no moment
/// at which it stands there without them.
///
/// # Errors
/// As [`create`].
pub fn create_with(
    location: &Location,
    passphrase: &SecretText,
    work: WorkFactor,
    accounts: Vec<AccountRecord>,
    now: Timestamp,
    rng: &mut dyn Randomness,
) -> Result<Vault, VaultError> {
    create_from(location, passphrase, work, accounts, Vec::new(), now, rng)
}

/// The same with a ledger: what is restored from a sheet knows that sheet from the beginning.
///
/// # Errors
/// As [`create`].
pub fn create_from(
    location: &Location,
    passphrase: &SecretText,
    work: WorkFactor,
    accounts: Vec<AccountRecord>,
    ledger: Vec<LedgerEntry>,
    now: Timestamp,
    rng: &mut dyn Randomness,
) -> Result<Vault, VaultError> {
    let disk = Arc::new(SystemDisk);
    let content = (accounts, ledger);
    create_on(disk, location, passphrase, work, content, now, rng)
}

pub(crate) fn create_on(
    disk: Arc<dyn Disk>,
    location: &Location,
    passphrase: &SecretText,
    work: WorkFactor,
    (accounts, ledger): (Vec<AccountRecord>, Vec<LedgerEntry>),
    now: Timestamp,
    rng: &mut dyn Randomness,
) -> Result<Vault, VaultError> {
    passphrase::check(passphrase)?;
    if folder::exists(location) {
        return Err(VaultError::VaultExists {
            folder: location.folder.clone(),
        });
    }
    let mut id = [0; VaultId::BYTES];
    rng.fill(&mut id)?;
    let identity = Identity::generate();
    let unlock = envelope::wrap(&identity, passphrase, work).ok_or(VaultError::SelfCheck)?;
    let mut payload = empty_payload(VaultId::from_random(id), &identity, &unlock, now);
    payload.accounts = accounts;
    payload.ledger = ledger;
    disk.make_folder(&location.folder)
        .map_err(|error| io_error("making", &location.folder, error))?;
    let lock = take_lock(disk.as_ref(), location)?;
    if folder::exists(location) {
        return Err(VaultError::VaultExists {
            folder: location.folder.clone(),
        });
    }
    let mut vault = Vault {
        place: location.clone(),
        disk,
        keys: Keys {
            current: identity,
            former: Vec::new(),
            paper: false,
        },
        unlock,
        loaded: Loaded::new(Vec::new(), &payload),
        payload,
        seen: Seen::default(),
        rolled_back: None,
    };
    vault.set_unlock_aside()?;
    // The key first: a vault without its key would be worthless, a key without a vault is none.
    folder::replace(vault.disk.as_ref(), &location.unlock(), &vault.unlock)?;
    let slot = vault.payload.record.key.clone();
    let keys = vault.keys.clone();
    vault.write_generation(&lock, &Target::own(slot, &keys), now)?;
    folder::explain(vault.disk.as_ref(), &location.folder);
    vault.remember();
    Ok(vault)
}

fn empty_payload(id: VaultId, identity: &Identity, unlock: &[u8], now: Timestamp) -> Payload {
    Payload {
        record: Record {
            schema: Schema::CURRENT,
            vault_id: id,
            generation: 0,
            prev_hash: None,
            ancestors: Vec::new(),
            created: now,
            saved_at: now,
            key: slot(identity, unlock),
            former_key: None,
            tombstones: Vec::new(),
            unknown: UnknownFields::default(),
        },
        accounts: Vec::new(),
        trash: Vec::new(),
        ledger: Vec::new(),
        cases: Vec::new(),
        evidence: Vec::new(),
        paper_key: None,
        copies: Vec::new(),
        settings: Map::new(),
    }
}

pub(crate) fn slot(identity: &Identity, unlock: &[u8]) -> KeySlot {
    KeySlot {
        recipient: identity.to_public().to_string(),
        unlock_sha256: sha256(unlock),
    }
}

/// Opens a vault with its passphrase. Slow on purpose: scrypt takes a second or more.
///
/// # Errors
/// `no_vault`, `wrong_passphrase`, `damaged`, `too_large`, `kdf_limit`, `newer_format`, `io`.
pub fn unlock(location: &Location, passphrase: &SecretText) -> Result<Vault, VaultError> {
    unlock_on(Arc::new(SystemDisk), location, passphrase)
}

pub(crate) fn unlock_on(
    disk: Arc<dyn Disk>,
    location: &Location,
    passphrase: &SecretText,
) -> Result<Vault, VaultError> {
    let bytes = read_vault(disk.as_ref(), location)?;
    let mut unlock = read_unlock(disk.as_ref(), location)?;
    let identity = unwrap(location, &unlock, passphrase)?;
    match Vault::assemble(
        disk.clone(),
        location,
        bytes,
        unlock.clone(),
        identity,
        true,
    ) {
        Err(VaultError::Mismatch { folder }) => {
            // Perhaps another process changed the passphrase between the two reads.
            let again = read_unlock(disk.as_ref(), location)?;
            if again == unlock {
                return Err(VaultError::Mismatch { folder });
            }
            unlock = again;
            let identity = unwrap(location, &unlock, passphrase)?;
            let bytes = read_vault(disk.as_ref(), location)?;
            Vault::assemble(disk, location, bytes, unlock, identity, true)
        }
        other => other,
    }
}

/// Opens a vault with an identity (`AGE-SECRET-KEY-1…`): the vault's own, from a keychain, or
/// the paper key. Opened with the paper key, it can be saved only after
/// [`Vault::change_passphrase`].
///
/// # Errors
/// As [`unlock`]; a key that does not belong to the folder's `unlock.age` is refused as
/// [`VaultError::OutdatedIdentity`].
pub fn unlock_with_identity(
    location: &Location,
    identity: &SecretText,
) -> Result<Vault, VaultError> {
    unlock_with_identity_on(Arc::new(SystemDisk), location, identity)
}

pub(crate) fn unlock_with_identity_on(
    disk: Arc<dyn Disk>,
    location: &Location,
    identity: &SecretText,
) -> Result<Vault, VaultError> {
    let identity: Identity = identity
        .expose()
        .trim()
        .parse()
        .map_err(|_| VaultError::NotAnIdentity)?;
    let bytes = read_vault(disk.as_ref(), location)?;
    let unlock = folder::read(disk.as_ref(), &location.unlock(), UNLOCK_LIMIT)?.unwrap_or_default();
    Vault::assemble(disk, location, bytes, unlock, identity, false)
}

fn read_vault(disk: &dyn Disk, location: &Location) -> Result<Vec<u8>, VaultError> {
    folder::read(disk, &location.vault(), VAULT_LIMIT)?.ok_or_else(|| VaultError::NoVault {
        folder: location.folder.clone(),
    })
}

fn read_unlock(disk: &dyn Disk, location: &Location) -> Result<Vec<u8>, VaultError> {
    let path = location.unlock();
    folder::read(disk, &path, UNLOCK_LIMIT)?.ok_or(VaultError::UnlockFileMissing { path })
}

pub(crate) fn unwrap(
    location: &Location,
    unlock: &[u8],
    passphrase: &SecretText,
) -> Result<Identity, VaultError> {
    envelope::unwrap(unlock, passphrase).map_err(|error| open_error(error, &location.unlock()))
}

pub(crate) fn open_error(error: OpenError, path: &Path) -> VaultError {
    match error {
        OpenError::NoMatchingKey => VaultError::OutdatedIdentity,
        OpenError::WrongPassphrase => VaultError::WrongPassphrase,
        OpenError::KdfLimit(log_n) => VaultError::KdfLimit { log_n },
        OpenError::Damaged(what) => VaultError::Damaged {
            path: path.to_path_buf(),
            what,
        },
    }
}

pub(crate) fn decode(bytes: &[u8], path: &Path) -> Result<Payload, VaultError> {
    format::from_bytes(bytes).map_err(|error| match error {
        FormatError::Newer(schema) => VaultError::NewerFormat {
            schema,
            verb: "read",
        },
        FormatError::Damaged(what) => VaultError::Damaged {
            path: path.to_path_buf(),
            what,
        },
    })
}

pub(crate) fn take_lock(disk: &dyn Disk, location: &Location) -> Result<Lock, VaultError> {
    let path = location.lock();
    wait_for_lock(disk, &path)
        .map_err(|error| io_error("locking", &path, error))?
        .ok_or_else(|| VaultError::Busy {
            folder: location.folder.clone(),
        })
}

impl Vault {
    /// Puts an open vault together. `by_passphrase`: the identity comes out of this very
    /// `unlock`, so the two belong together.
    fn assemble(
        disk: Arc<dyn Disk>,
        location: &Location,
        bytes: Vec<u8>,
        unlock: Vec<u8>,
        identity: Identity,
        by_passphrase: bool,
    ) -> Result<Self, VaultError> {
        let plain = match envelope::open(&bytes, [&identity]) {
            Err(OpenError::NoMatchingKey) if by_passphrase => {
                return Err(VaultError::Mismatch {
                    folder: location.folder.clone(),
                });
            }
            other => other.map_err(|error| open_error(error, &location.vault()))?,
        };
        let payload = decode(&plain, &location.vault())?;
        drop(plain);
        let recipient = identity.to_public().to_string();
        let paper = payload
            .paper_key
            .as_ref()
            .is_some_and(|key| key.recipient == recipient);
        if !by_passphrase && !paper && !belongs(&payload, &recipient, &unlock) {
            return Err(VaultError::OutdatedIdentity);
        }
        let seen = rollback::load(disk.as_ref(), &location.state, payload.vault_id());
        let rolled_back = (payload.generation() < seen.generation).then_some(Notice::RolledBack {
            seen: seen.generation,
            found: payload.generation(),
        });
        let vault = Self {
            place: location.clone(),
            disk,
            keys: Keys {
                current: identity,
                former: Vec::new(),
                paper,
            },
            unlock,
            loaded: Loaded::new(bytes, &payload),
            payload,
            seen,
            rolled_back,
        };
        if vault.payload.generation() > vault.seen.generation {
            vault.remember();
        }
        Ok(vault)
    }

    /// The content.
    #[must_use]
    pub fn payload(&self) -> &Payload {
        &self.payload
    }

    /// Where it is.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.place
    }

    /// Changes the content in memory; [`Vault::save`] makes it last.
    pub fn edit<R>(&mut self, change: impl FnOnce(&mut Payload) -> R) -> R {
        change(&mut self.payload)
    }

    /// Whether the format allows saving: a newer major version is read-only.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.payload.record.schema.major > Schema::CURRENT.major
    }

    /// The vault identity as text (`AGE-SECRET-KEY-1…`), for the keychain; `None` when the vault
    /// was opened with the paper key.
    #[must_use]
    pub fn identity_text(&self) -> Option<SecretText> {
        (!self.keys.paper).then(|| SecretText::new(self.keys.current.to_string().expose_secret()))
    }

    /// A key file without a vault is somebody's: it is kept under another name.
    fn set_unlock_aside(&self) -> Result<(), VaultError> {
        let path = self.place.unlock();
        let Some(bytes) = folder::read(self.disk.as_ref(), &path, UNLOCK_LIMIT)? else {
            return Ok(());
        };
        let hash = sha256(&bytes);
        let short = hash.get(..8).unwrap_or(&hash);
        let aside = self.place.folder.join(format!("unlock-{short}.age"));
        self.disk
            .rename(&path, &aside)
            .map_err(|error| io_error("renaming", &path, error))
    }

    /// What stands out about the folder and the vault: to be shown once after opening.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        notice::all(self)
    }

    /// Earlier generations, the newest first.
    #[must_use]
    pub fn backups(&self) -> Vec<Backup> {
        backups::list(self.disk.as_ref(), &self.place)
            .into_iter()
            .filter(|backup| !same_hash(&backup.hash, &self.loaded.hash))
            .collect()
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("folder", &self.place.folder)
            .field("generation", &self.payload.generation())
            .finish_non_exhaustive()
    }
}

/// Whether an identity is the one that the folder's `unlock.age` wraps, as the payload says.
fn belongs(payload: &Payload, recipient: &str, unlock: &[u8]) -> bool {
    let present = sha256(unlock);
    let record = &payload.record;
    std::iter::once(&record.key)
        .chain(&record.former_key)
        // A missing unlock.age locks nobody out that is not locked out already.
        .find(|slot| slot.unlock_sha256 == present || unlock.is_empty())
        .is_some_and(|slot| slot.recipient == recipient)
}
