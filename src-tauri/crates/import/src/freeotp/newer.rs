//! FreeOTP 2: a master key under the password, and each token's secret under the master key.

use super::java::{self, Map};
use super::{DAMAGED, Signed, Token, key_of};
use crate::cipher::open_gcm;
use crate::derive::{Key, Pbkdf2};
use crate::entry::Collector;
use crate::{Format, ImportError, ImportReport, Options, Watch};
use serde::Deserialize;
use zeroize::Zeroizing;

const MASTER: &str = "masterKey";
const TOKEN: &str = "-token";

/// A key sealed with AES-256-GCM. What it is for is authenticated with it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sealed {
    m_cipher: String,
    m_cipher_text: Signed,
    m_parameters: Signed,
    m_token: String,
}

impl Sealed {
    /// `None` where key and text do not belong together, and for another cipher.
    fn open(&self, key: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        if !self.m_cipher.eq_ignore_ascii_case("AES/GCM/NoPadding") {
            return None;
        }
        let parameters = self.m_parameters.bytes()?;
        let text = self.m_cipher_text.bytes()?;
        open_gcm(key, nonce(&parameters)?, self.m_token.as_bytes(), &text)
    }
}

/// The nonce in DER: an octet string of 12 bytes, alone or first in a sequence.
fn nonce(der: &[u8]) -> Option<&[u8]> {
    let inner = match der {
        [0x30, length, inner @ ..] if usize::from(*length) == inner.len() => inner,
        _ => der,
    };
    match inner {
        [0x04, 12, rest @ ..] => rest.get(..12),
        _ => None,
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Master {
    m_algorithm: String,
    m_iterations: u64,
    m_salt: Signed,
    m_encrypted_key: Sealed,
}

/// What stands under a token's id: its key, as JSON within JSON.
#[derive(Deserialize)]
struct Wrapped {
    key: String,
}

/// Whether these bytes are such a backup.
pub(crate) fn is_newer(bytes: &[u8]) -> bool {
    bytes.starts_with(java::MAGIC)
}

/// Reads the backup.
///
/// # Errors
/// `Damaged`, `KdfLimit`, `PasswordNeeded`, `WrongPassword`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read_newer(
    bytes: &[u8],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let map = java::map(bytes).ok_or(DAMAGED)?;
    let master = value(&map, MASTER).ok_or(DAMAGED)?;
    let master: Master = serde_json::from_str(master).map_err(|_| DAMAGED)?;
    let derived = derive(&master, options, watch)?;
    let master = master.m_encrypted_key.open(derived.as_slice());
    let master = master.ok_or(ImportError::WrongPassword)?;
    let mut collector = Collector::new(Format::FreeOtp, options);
    collector.report.encrypted = true;
    // A map has no order: the names give one that is the same each time.
    let mut ids: Vec<&str> = map
        .iter()
        .filter_map(|(name, value)| {
            let orphan = || wrapped(value).map(|_| name.as_str());
            name.strip_suffix(TOKEN).or_else(orphan)
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    for (done, id) in ids.into_iter().enumerate() {
        collector.step(done, watch)?;
        add(&mut collector, &map, id, &master);
    }
    Ok(collector.finish())
}

fn derive(master: &Master, options: &Options<'_>, watch: &Watch<'_>) -> Result<Key, ImportError> {
    let rounds = Pbkdf2::new(master.m_iterations, &options.limits)?;
    let salt = master.m_salt.bytes().ok_or(DAMAGED)?;
    let algorithm = master.m_algorithm.to_ascii_lowercase();
    let password = || options.password.ok_or(ImportError::PasswordNeeded);
    match algorithm.as_str() {
        "pbkdf2withhmacsha1" => rounds.derive::<sha1::Sha1>(password()?, &salt, watch),
        "pbkdf2withhmacsha512" => rounds.derive::<sha2::Sha512>(password()?, &salt, watch),
        _ => Err(ImportError::Unsupported {
            what: "a FreeOTP backup with an unknown key derivation",
            instead: "look for a newer Reentry",
        }),
    }
}

/// A secret; one without a token beside it must not get lost in silence.
fn wrapped(value: &str) -> Option<Wrapped> {
    serde_json::from_str(value).ok()
}

fn value<'a>(map: &'a Map, name: &str) -> Option<&'a str> {
    let (_, value) = map.iter().find(|(found, _)| found == name)?;
    Some(value.as_str())
}

fn add(collector: &mut Collector<'_>, map: &Map, id: &str, master: &[u8]) {
    let token = value(map, &format!("{id}{TOKEN}"));
    let Some(Ok(token)) = token.map(serde_json::from_str::<Token>) else {
        return collector.malformed(&crate::entry::Names::default());
    };
    let secret = value(map, id)
        .and_then(wrapped)
        .and_then(|wrapped| serde_json::from_str::<Sealed>(&wrapped.key).ok())
        .and_then(|sealed| sealed.open(master));
    match secret {
        Some(secret) => token.add(key_of(&secret), 0, collector),
        None => collector.reject(
            &token.names(),
            "its secret is damaged or missing; make the backup again",
        ),
    }
}
