//! Backups of andOTP: plain, and encrypted in two ways. Old exports of GNOME Authenticator are plain ones
//! without issuers.
//!
//! Source: `andOTP/andOTP`, its wiki and its `Entry` class, read for the facts.

use crate::cipher::{NONCE, TAG, open_gcm};
use crate::derive::Pbkdf2;
use crate::entry::{About, Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key::{self, Key, KeyProblem};
use crate::{Format, ImportError, ImportReport, Options, Watch, text};
use model::OtpType;
use secret::SecretText;
use serde::Deserialize;
use sha2::Digest;
use zeroize::Zeroizing;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "andOTP backup",
};
const SALT: usize = 12;
/// The app draws its rounds between 140,000 and 160,000. Others have been seen to write less; but
/// without a mark in the file, a number far off means that it is none of andOTP's.
const ROUNDS: std::ops::RangeInclusive<u32> = 10_000..=1_000_000;

/// A backup of the newer form: `rounds 4, big end first | salt 12 | nonce 12 | text | tag`.
struct Newer<'a> {
    rounds: u32,
    salt: &'a [u8],
    nonce: &'a [u8],
    sealed: &'a [u8],
}

impl<'a> Newer<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let (rounds, rest) = bytes.split_first_chunk::<4>()?;
        let (salt, rest) = rest.split_at_checked(SALT)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE)?;
        let rounds = u32::from_be_bytes(*rounds);
        (ROUNDS.contains(&rounds) && sealed.len() >= TAG).then_some(Self {
            rounds,
            salt,
            nonce,
            sealed,
        })
    }

    fn open(
        &self,
        options: &Options<'_>,
        watch: &Watch<'_>,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
        let password = options.password.ok_or(ImportError::PasswordNeeded)?;
        let rounds = Pbkdf2::new(self.rounds.into(), &options.limits)?;
        let key = rounds.derive::<sha1::Sha1>(password, self.salt, watch)?;
        Ok(open_gcm(key.as_slice(), self.nonce, b"", self.sealed))
    }
}

/// Opens the form before version 0.6.3: `nonce 12 | text | tag`, the key is the password's SHA-256.
fn open_older(bytes: &[u8], password: &SecretText) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    let key = Zeroizing::new(<[u8; 32]>::from(sha2::Sha256::digest(
        password.expose().as_bytes(),
    )));
    open_gcm(key.as_slice(), nonce, b"", sealed)
}

/// Whether these bytes may be an encrypted backup. The older form has no mark whatever: only the
/// right password tells it from noise.
pub(crate) fn may_be_sealed(bytes: &[u8], password: Option<&SecretText>) -> bool {
    let older = || password.is_some_and(|password| open_older(bytes, password).is_some());
    Newer::new(bytes).is_some() || older()
}

/// Reads an encrypted backup.
///
/// # Errors
/// `Damaged` if it is too short, `PasswordNeeded`, `NotOpened`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read_sealed(
    bytes: &[u8],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    if bytes.len() < NONCE + TAG {
        return Err(DAMAGED);
    }
    let password = options.password.ok_or(ImportError::PasswordNeeded)?;
    let newer = Newer::new(bytes)
        .map(|newer| newer.open(options, watch))
        .transpose()?
        .flatten();
    let plain = newer
        .or_else(|| open_older(bytes, password))
        .ok_or(ImportError::NotOpened)?;
    let text = std::str::from_utf8(&plain).map_err(|_| DAMAGED)?;
    let mut report = read(text, options, watch)?;
    report.encrypted = true;
    Ok(report)
}

#[derive(Deserialize)]
struct Token<'a> {
    secret: Option<Word>,
    issuer: Option<Word>,
    label: Option<Word>,
    #[serde(rename = "type")]
    kind: Option<String>,
    algorithm: Option<String>,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
    #[serde(default)]
    counter: Number,
    #[serde(borrow)]
    tags: Option<Cut<'a>>,
}

/// Reads a plain backup.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let tokens: Cut<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let mut collector = Collector::new(Format::AndOtp, options);
    collector.each(&tokens, watch, add)?;
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, token: Token<'_>) {
    let tags = token.tags.iter().flat_map(|tags| &tags.elements);
    let mut tags: Vec<String> = tags
        .filter_map(|tag| serde_json::from_str(tag.get()).ok())
        .collect();
    let label = Word::name(token.label.as_ref());
    let mut names = names(&Word::name(token.issuer.as_ref()), &label);
    if token.issuer.is_none() && names.issuer.is_empty() && !tags.is_empty() {
        // Old exports of GNOME Authenticator in this form have the issuer there.
        names.issuer = text::name(&tags.remove(0));
    }
    let secret = Word::text(token.secret.as_ref());
    let kind = token.kind.as_deref().unwrap_or("TOTP");
    let (kind, key) = match kind.to_ascii_uppercase().as_str() {
        "TOTP" => (OtpType::Totp, key::base32(secret)),
        "HOTP" => (OtpType::Hotp, key::base32(secret)),
        "STEAM" => (OtpType::Steam, key::base32(secret)),
        "MOTP" => (OtpType::Motp, motp(secret)),
        _ => return collector.reject(&names, "its type is none of TOTP, HOTP, STEAM and MOTP"),
    };
    let mut about = About {
        tags,
        ..About::default()
    };
    if kind == OtpType::Motp {
        about
            .lossy
            .push("andOTP keeps no PIN, and the codes need one: add it after the import");
    }
    collector.take(Entry {
        algorithm: token.algorithm,
        digits: token.digits,
        period: token.period,
        counter: token.counter,
        about,
        ..Entry::new(kind, names, key)
    });
}

/// Old backups have both in the label, with a dash between.
fn names(issuer: &str, label: &str) -> Names {
    match label.split_once(" - ") {
        Some((issuer_in_label, username)) if issuer.is_empty() => {
            Names::of(issuer_in_label, username)
        }
        _ => Names::of(issuer, label),
    }
}

/// andOTP writes mOTP's hexadecimal digits as text, and that in base32.
fn motp(secret: &str) -> Result<Key, KeyProblem> {
    let digits = key::base32(secret)?;
    let digits = std::str::from_utf8(digits.bytes.expose()).map_err(|_| KeyProblem::NotHex)?;
    key::hex(digits)
}

#[cfg(test)]
mod tests;
