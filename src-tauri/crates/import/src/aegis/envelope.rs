//! The encrypted form: a master key that each slot holds, sealed with AES-256-GCM under a key
//! that scrypt derives from the password; the database is sealed under the master key.

use super::DAMAGED;
use crate::derive::STUB;
use crate::json::Cut;
use crate::{ImportError, Limits};
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use secret::SecretText;
use serde::Deserialize;
use std::borrow::Cow;
use zeroize::Zeroizing;

/// Slots of the kind that a password opens.
const PASSWORD_SLOT: i64 = 1;
/// More password slots than any vault has are not tried: each costs a key derivation.
const MAX_SLOTS: usize = 16;
const KEY: usize = 32;
const NONCE: usize = 12;
const TAG: usize = 16;

#[derive(Deserialize)]
pub(super) struct Header<'a> {
    #[serde(borrow)]
    slots: Option<Cut<'a>>,
    params: Option<Params>,
}

impl Header<'_> {
    pub(super) fn is_encrypted(&self) -> bool {
        self.slots.is_some() || self.params.is_some()
    }
}

#[derive(Deserialize)]
struct Params {
    nonce: String,
    tag: String,
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    kind: i64,
}

#[derive(Deserialize)]
struct RawSlot {
    key: String,
    key_params: Params,
    n: u64,
    r: u64,
    p: u64,
    salt: String,
}

/// Nonce and tag of a sealed text.
struct Seal {
    nonce: [u8; NONCE],
    tag: [u8; TAG],
}

impl Seal {
    fn of(params: &Params) -> Option<Self> {
        Some(Self {
            nonce: hex(&params.nonce)?.try_into().ok()?,
            tag: hex(&params.tag)?.try_into().ok()?,
        })
    }

    /// Decrypts in place; `None` where key, nonce, tag or text do not belong together.
    fn open(&self, key: &[u8], text: &mut Zeroizing<Vec<u8>>) -> Option<()> {
        let cipher = Aes256Gcm::new_from_slice(key).ok()?;
        let nonce = Nonce::from(self.nonce);
        let tag = aes_gcm::Tag::from(self.tag);
        cipher
            .decrypt_inout_detached(&nonce, b"", text.as_mut_slice().into(), &tag)
            .ok()
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    HEX.decode(text.as_bytes()).ok()
}

struct Slot {
    key: [u8; KEY],
    seal: Seal,
    salt: Vec<u8>,
    factor: scrypt::Params,
}

impl Slot {
    fn new(raw: &RawSlot, limits: &Limits) -> Result<Self, ImportError> {
        Ok(Self {
            factor: factor(raw, limits)?,
            key: hex(&raw.key)
                .and_then(|key| key.try_into().ok())
                .ok_or(DAMAGED)?,
            seal: Seal::of(&raw.key_params).ok_or(DAMAGED)?,
            salt: hex(&raw.salt)
                .filter(|salt| salt.len() <= 1024)
                .ok_or(DAMAGED)?,
        })
    }

    fn derive(&self, password: &SecretText) -> Option<Zeroizing<[u8; KEY]>> {
        if let Some(key) = STUB {
            return Some(Zeroizing::new(key));
        }
        let mut derived = Zeroizing::new([0_u8; KEY]);
        scrypt::scrypt(
            password.expose().as_bytes(),
            &self.salt,
            &self.factor,
            derived.as_mut_slice(),
        )
        .ok()?;
        Some(derived)
    }

    /// The master key, if the password is this slot's.
    fn open(&self, password: &SecretText) -> Option<Zeroizing<Vec<u8>>> {
        let derived = self.derive(password)?;
        let mut master = Zeroizing::new(self.key.to_vec());
        self.seal.open(derived.as_slice(), &mut master)?;
        Some(master)
    }
}

/// scrypt's parameters within the limits; checked before any memory is taken.
fn factor(raw: &RawSlot, limits: &Limits) -> Result<scrypt::Params, ImportError> {
    if raw.n < 2 || !raw.n.is_power_of_two() || raw.r == 0 || raw.p == 0 {
        return Err(DAMAGED);
    }
    let product = |numbers: &[u64]| {
        numbers
            .iter()
            .try_fold(1_u64, |product, number| product.checked_mul(*number))
    };
    let memory = product(&[128, raw.n, raw.r]);
    let blocks = product(&[128, raw.p, raw.r]);
    let work = product(&[raw.n, raw.r, raw.p]);
    let within = |cost: Option<u64>, limit| cost.is_some_and(|cost| cost <= limit);
    if !within(memory, limits.max_kdf_memory)
        || !within(blocks, limits.max_kdf_memory)
        || !within(work, limits.max_kdf_work)
    {
        return Err(ImportError::KdfLimit);
    }
    let small = |number: u64| u32::try_from(number).map_err(|_| ImportError::KdfLimit);
    let log_n = u8::try_from(raw.n.trailing_zeros()).map_err(|_| ImportError::KdfLimit)?;
    scrypt::Params::new(log_n, small(raw.r)?, small(raw.p)?).map_err(|_| ImportError::KdfLimit)
}

/// An encrypted vault whose frame is sound: what remains is the password.
pub(super) struct Sealed<'a> {
    slots: Vec<Slot>,
    seal: Seal,
    text: Cow<'a, str>,
}

/// A JSON string, borrowed unless it holds escapes.
#[derive(Deserialize)]
struct Base64<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Sealed<'a> {
    /// Checks the frame.
    ///
    /// # Errors
    /// `Damaged`; `Unsupported` without a password slot; `KdfLimit` if a slot is beyond it.
    pub(super) fn new(
        header: &Header<'_>,
        db: &'a str,
        limits: &Limits,
    ) -> Result<Self, ImportError> {
        let raw = header.slots.as_ref().ok_or(DAMAGED)?;
        let params = header.params.as_ref().ok_or(DAMAGED)?;
        let mut slots = Vec::new();
        for raw in &raw.elements {
            let kind: Kind = serde_json::from_str(raw.get()).map_err(|_| DAMAGED)?;
            if kind.kind == PASSWORD_SLOT && slots.len() < MAX_SLOTS {
                let raw: RawSlot = serde_json::from_str(raw.get()).map_err(|_| DAMAGED)?;
                slots.push(Slot::new(&raw, limits)?);
            }
        }
        if slots.is_empty() {
            return Err(ImportError::Unsupported {
                what: "an Aegis vault that no password opens, only the phone it was made on",
                instead: "set a password in Aegis and export again",
            });
        }
        let Base64(text) = serde_json::from_str(db).map_err(|_| DAMAGED)?;
        Ok(Self {
            slots,
            seal: Seal::of(params).ok_or(DAMAGED)?,
            text,
        })
    }

    /// The decrypted database.
    ///
    /// # Errors
    /// `WrongPassword` if it opens no slot; `Damaged` if it opens one and the database is not
    /// what was sealed; whatever `before_each` gives.
    pub(super) fn open(
        self,
        password: &SecretText,
        before_each: &dyn Fn() -> Result<(), ImportError>,
    ) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        let mut master = None;
        for slot in &self.slots {
            before_each()?;
            master = slot.open(password);
            if master.is_some() {
                break;
            }
        }
        let master = master.ok_or(ImportError::WrongPassword)?;
        let mut text = crate::base64::decode(&self.text).ok_or(DAMAGED)?;
        drop(self.text);
        self.seal.open(&master, &mut text).ok_or(DAMAGED)?;
        Ok(text)
    }
}
