//! The form that is protected by a password of its own.

use super::DAMAGED;
use crate::cipher::open_cbc;
use crate::derive::{Argon2id, Key, Pbkdf2};
use crate::{ImportError, Options, Watch, base64};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    salt: String,
    kdf_type: u64,
    kdf_iterations: u64,
    /// In MiB.
    kdf_memory: Option<u64>,
    kdf_parallelism: Option<u64>,
    #[serde(rename = "encKeyValidation_DO_NOT_EDIT")]
    validation: String,
    data: String,
}

/// `2.iv|text|mac`, each in base64: AES-256-CBC under HMAC-SHA-256.
struct Sealed {
    iv: Zeroizing<Vec<u8>>,
    text: Zeroizing<Vec<u8>>,
    mac: Zeroizing<Vec<u8>>,
}

impl Sealed {
    fn new(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("2.")?.split('|');
        let mut part = || parts.next().and_then(base64::decode);
        let sealed = Self {
            iv: part()?,
            text: part()?,
            mac: part()?,
        };
        let whole = !sealed.text.is_empty() && sealed.text.len().is_multiple_of(16);
        (whole && sealed.iv.len() == 16 && sealed.mac.len() == 32 && parts.next().is_none())
            .then_some(sealed)
    }

    fn open(&self, keys: &Keys) -> Option<Zeroizing<Vec<u8>>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(keys.mac.as_slice()).ok()?;
        mac.update(&self.iv);
        mac.update(&self.text);
        mac.verify_slice(&self.mac).ok()?;
        open_cbc(&keys.text, &self.iv, &self.text)
    }
}

/// Two keys out of the derived one.
struct Keys {
    text: Key,
    mac: Key,
}

impl Keys {
    fn of(derived: &Key) -> Option<Self> {
        let expand = |name: &[u8]| {
            let mut key = Zeroizing::new([0_u8; 32]);
            Hkdf::<Sha256>::from_prk(derived.as_slice())
                .ok()?
                .expand(name, key.as_mut_slice())
                .ok()?;
            Some(key)
        };
        Some(Self {
            text: expand(b"enc")?,
            mac: expand(b"mac")?,
        })
    }
}

/// The text within.
///
/// # Errors
/// `Damaged`, `KdfLimit`, `PasswordNeeded`, `WrongPassword`, `Cancelled`.
pub(super) fn open(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let envelope: Envelope = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let validation = Sealed::new(&envelope.validation).ok_or(DAMAGED)?;
    let data = Sealed::new(&envelope.data).ok_or(DAMAGED)?;
    let derived = derive(&envelope, options, watch)?;
    let keys = Keys::of(&derived).ok_or(DAMAGED)?;
    if validation.open(&keys).is_none() {
        return Err(ImportError::WrongPassword);
    }
    data.open(&keys).ok_or(DAMAGED)
}

/// The salt is the text as it stands there; its base64 is not decoded.
fn derive(
    envelope: &Envelope,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Key, ImportError> {
    let salt = envelope.salt.as_bytes();
    let rounds = envelope.kdf_iterations;
    match envelope.kdf_type {
        0 => {
            let pbkdf2 = Pbkdf2::new(rounds, &options.limits)?;
            let password = options.password.ok_or(ImportError::PasswordNeeded)?;
            pbkdf2.derive::<Sha256>(password, salt, watch)
        }
        1 => {
            let memory = envelope.kdf_memory.ok_or(DAMAGED)?;
            let memory = memory.checked_mul(1024).ok_or(ImportError::KdfLimit)?;
            let lanes = envelope.kdf_parallelism.ok_or(DAMAGED)?;
            let argon2 = Argon2id::new(memory, rounds, lanes, &options.limits)?;
            let password = options.password.ok_or(ImportError::PasswordNeeded)?;
            argon2.derive(password, &Sha256::digest(salt), watch)
        }
        _ => Err(ImportError::Unsupported {
            what: "a Bitwarden export with an unknown key derivation",
            instead: "look for a newer Reentry, or export as .json",
        }),
    }
}
