//! The key of a database: password, key file, and what is made of them.
//!
//! Source: keepass.info/help/base/keys.html, and KeePassXC's `FileKey`, read for the facts.

use super::header::{ArgonParameters, Header, Kdf};
use super::xml;
use crate::derive::Key;
use crate::{ImportError, Options, Watch, base64};
use secret::SecretText;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const DAMAGED_KEY_FILE: ImportError = ImportError::Damaged {
    what: "KeePass key file",
};
/// An XML key file has some hundred bytes; any longer file is one by its hash.
const MAX_XML: usize = 64 << 10;

/// Password and key file as one key, before the derivation.
pub(super) type Composite = Key;

/// The keys to try, the likeliest first: all that the user gave; and where that is password and
/// key file, each alone, because both are given for all the files of one import.
///
/// # Errors
/// `PasswordNeeded` where there is neither; `Damaged` and `Unsupported` for a key file that says
/// what it is and is not that.
pub(super) fn candidates(options: &Options<'_>) -> Result<Vec<Composite>, ImportError> {
    let file = options
        .key_file
        .map(|file| of_file(file.expose()))
        .transpose()?;
    match (options.password, &file) {
        (None, None) => Err(ImportError::PasswordNeeded),
        (Some(_), Some(_)) => Ok(vec![
            composite(options.password, file.as_ref()),
            composite(options.password, None),
            composite(None, file.as_ref()),
        ]),
        (password, file) => Ok(vec![composite(password, file.as_ref())]),
    }
}

fn composite(password: Option<&SecretText>, file: Option<&Key>) -> Composite {
    let mut hash = Sha256::new();
    if let Some(password) = password {
        let password: Key = Zeroizing::new(Sha256::digest(password.expose().as_bytes()).into());
        hash.update(password.as_slice());
    }
    if let Some(file) = file {
        hash.update(file.as_slice());
    }
    Zeroizing::new(hash.finalize().into())
}

/// The key that a key file stands for: XML of either version, 32 bytes, 64 hexadecimal digits, or
/// the SHA-256 of any other file.
pub(super) fn of_file(file: &[u8]) -> Result<Key, ImportError> {
    if let Some(found) = std::str::from_utf8(file).ok().and_then(xml_key) {
        return found;
    }
    if let Ok(key) = file.try_into() {
        return Ok(Zeroizing::new(key));
    }
    let key = (file.len() == 64).then(|| hex(file)).flatten();
    Ok(key.unwrap_or_else(|| Zeroizing::new(Sha256::digest(file).into())))
}

/// `None` where the text is no XML key file.
fn xml_key(text: &str) -> Option<Result<Key, ImportError>> {
    if text.len() > MAX_XML || !text.contains("<KeyFile") {
        return None;
    }
    let (version, data, hash) = xml::key_file(text)?;
    Some(match version.split('.').next() {
        Some("1") => base64::decode(&data)
            .and_then(|key| key.as_slice().try_into().ok())
            .map(Zeroizing::new)
            .ok_or(DAMAGED_KEY_FILE),
        Some("2") => hex(data.as_bytes())
            .filter(|key| is_sound(key, &hash))
            .ok_or(DAMAGED_KEY_FILE),
        _ => Err(ImportError::Unsupported {
            what: "a KeePass key file of a newer version",
            instead: "look for a newer Reentry, or export the database from KeePassXC as XML",
        }),
    })
}

/// The first bytes of the key's SHA-256 stand beside it.
fn is_sound(key: &Key, hash: &str) -> bool {
    let digest = Sha256::digest(key.as_slice());
    let wanted = data_encoding::HEXLOWER_PERMISSIVE.decode(hash.trim().as_bytes());
    wanted.is_ok_and(|wanted| wanted.len() == 4 && digest.starts_with(&wanted))
}

/// 32 bytes in hexadecimal, with spaces between the digits or not.
fn hex(text: &[u8]) -> Option<Key> {
    let digits = text
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace());
    let digits: Zeroizing<Vec<u8>> = Zeroizing::new(digits.collect());
    let key = data_encoding::HEXLOWER_PERMISSIVE.decode(&digits).ok()?;
    let key = Zeroizing::new(key);
    key.as_slice().try_into().ok().map(Zeroizing::new)
}

impl Header {
    /// The key that the rest is under.
    ///
    /// # Errors
    /// `KdfLimit` where the memory is not there, `Cancelled`.
    pub(super) fn derive(
        &self,
        composite: &Composite,
        options: &Options<'_>,
        watch: &Watch<'_>,
    ) -> Result<Key, ImportError> {
        match &self.kdf {
            Kdf::Aes { rounds, seed } => rounds.derive(composite, seed, watch),
            Kdf::Argon2 {
                parameters,
                kind,
                version,
                salt,
            } => {
                let argon2 = ArgonParameters::checked(*parameters, &options.limits)?;
                argon2.derive_as(*kind, *version, composite.as_slice(), salt, watch)
            }
        }
    }
}
