//! cotp, an authenticator for the terminal: its database, and what `cotp export` writes.
//!
//! Encrypted is the database: Argon2id, XChaCha20-Poly1305. Sources, read for the facts:
//! `replydev/cotp:src/crypto/cryptography.rs`, `src/otp/otp_element.rs`.

use crate::base64;
use crate::cipher::open_xchacha;
use crate::derive::Argon2id;
use crate::entry::{Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key;
use crate::{Format, ImportError, ImportReport, Options, Watch};
use model::OtpType;
use serde::Deserialize;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "cotp database",
};
const NEWER: ImportError = ImportError::Unsupported {
    what: "a cotp database of a newer version",
    instead: "look for a newer Reentry, or export otpauth URIs from cotp",
};
/// The versions of the encryption and of what is in it.
const SEALED_VERSION: i64 = 1;
const VERSION: i64 = 2;
/// KiB, passes, lanes. The format has no place for others.
const ARGON2: (u64, u64, u64) = (32_768, 4, 4);

#[derive(Deserialize)]
struct Sealed {
    #[serde(default)]
    version: Number,
    nonce: String,
    salt: String,
    cipher: String,
}

#[derive(Deserialize)]
struct Database<'a> {
    #[serde(default)]
    version: Number,
    #[serde(borrow)]
    elements: Cut<'a>,
}

#[derive(Deserialize)]
struct Element {
    secret: Option<Word>,
    issuer: Option<Word>,
    label: Option<Word>,
    #[serde(rename = "type")]
    kind: Option<String>,
    algorithm: Option<String>,
    pin: Option<Word>,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
    #[serde(default)]
    counter: Number,
}

/// Reads a database: encrypted, plain, or plain as the first version had it, a bare array.
///
/// # Errors
/// `Damaged`, `Unsupported` for a newer version, `PasswordNeeded`, `NotOpened`, `KdfLimit`,
/// `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    match serde_json::from_str::<Sealed>(text) {
        Ok(sealed) => read_sealed(&sealed, options, watch),
        Err(_) => read_plain(text, options, watch),
    }
}

fn read_sealed(
    sealed: &Sealed,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    check(sealed.version, SEALED_VERSION)?;
    let bytes = |text: &str| base64::decode(text).ok_or(DAMAGED);
    let (salt, text) = (bytes(&sealed.salt)?, bytes(&sealed.cipher)?);
    let nonce = bytes(&sealed.nonce)?;
    let nonce = nonce.as_slice().try_into().map_err(|_| DAMAGED)?;
    let password = options.password.ok_or(ImportError::PasswordNeeded)?;
    let (memory, passes, lanes) = ARGON2;
    let key = Argon2id::new(memory, passes, lanes, &options.limits)?;
    let key = key.derive(password, &salt, watch)?;
    let plain = open_xchacha(&key, nonce, &text).ok_or(ImportError::NotOpened)?;
    let plain = std::str::from_utf8(&plain).map_err(|_| DAMAGED)?;
    let mut report = read_plain(plain, options, watch)?;
    report.encrypted = true;
    Ok(report)
}

fn read_plain(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let elements = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).map_err(|_| DAMAGED)?
    } else {
        let database: Database<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
        check(database.version, VERSION)?;
        database.elements
    };
    let mut collector = Collector::new(Format::Cotp, options);
    collector.each(&elements, watch, add)?;
    Ok(collector.finish())
}

/// Whether a version is one that is read.
fn check(version: Number, newest: i64) -> Result<(), ImportError> {
    match version {
        Number::Is(version) if version > newest => Err(NEWER),
        Number::Is(_) | Number::Absent => Ok(()),
        Number::Wrong => Err(DAMAGED),
    }
}

fn add(collector: &mut Collector<'_>, element: Element) {
    let names = Names::of(
        &Word::name(element.issuer.as_ref()),
        &Word::name(element.label.as_ref()),
    );
    let secret = Word::text(element.secret.as_ref());
    let kind = element.kind.unwrap_or_default().to_ascii_uppercase();
    let (kind, key) = match kind.as_str() {
        "TOTP" => (OtpType::Totp, key::base32(secret)),
        "HOTP" => (OtpType::Hotp, key::base32(secret)),
        "STEAM" => (OtpType::Steam, key::base32(secret)),
        "YANDEX" => (OtpType::Yandex, key::base32(secret)),
        "MOTP" => (OtpType::Motp, key::hex(secret)),
        _ => {
            return collector.reject(
                &names,
                "its type is none of TOTP, HOTP, Steam, mOTP and Yandex",
            );
        }
    };
    collector.take(Entry {
        algorithm: element.algorithm,
        digits: element.digits,
        period: element.period,
        counter: element.counter,
        pin: Word::filled(element.pin),
        ..Entry::new(kind, names, key)
    });
}

#[cfg(test)]
mod tests;
