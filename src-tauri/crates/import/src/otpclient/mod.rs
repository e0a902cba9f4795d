//! OTPClient's database: JSON under AES-256-GCM with Argon2id (versions 2 and 3 of the file) or
//! PBKDF2 (version 1), and the JSON in it.
//!
//! Version 2 is a C structure as the compiler laid it out, three bytes of filling and small end first;
//! version 3 has neither. Releases before 5 gave the derivation as many bytes of the password as it
//! has signs; both ways are tried where they differ. Source, read for the facts:
//! `paolostivanin/OTPClient:src/common/db-common.c`.

use crate::cipher::open_gcm_with;
use crate::derive::{Argon2id, Key, Pbkdf2};
use crate::entry::{About, Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key;
use crate::{Format, ImportError, ImportReport, Options, Watch};
use aes_gcm::aead::consts::U16;
use model::OtpType;
use secret::SecretText;
use serde::Deserialize;
use zeroize::Zeroizing;

const MAGIC: &[u8] = b"OTPClient";
const DAMAGED: ImportError = ImportError::Damaged {
    what: "OTPClient database",
};
const NEWER: ImportError = ImportError::Unsupported {
    what: "an OTPClient database of a newer version",
    instead: "look for a newer Reentry, or export from OTPClient to Aegis",
};
/// PBKDF2 of version 1.
const ROUNDS: u64 = 100_000;
const IV: usize = 16;
const SALT: usize = 32;

/// Whether these bytes are an encrypted database. Version 1 has no mark.
pub(crate) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// How the key is derived.
enum Derivation {
    /// Memory in KiB, passes, lanes.
    Argon2 {
        memory: u64,
        passes: u64,
        lanes: u64,
    },
    Pbkdf2,
}

/// An encrypted database, taken apart.
struct Sealed<'a> {
    /// Of which the tag tells as well.
    head: &'a [u8],
    iv: [u8; IV],
    salt: &'a [u8],
    derivation: Derivation,
    text: &'a [u8],
}

impl<'a> Sealed<'a> {
    fn new(bytes: &'a [u8]) -> Result<Self, ImportError> {
        if !is_sealed(bytes) {
            return Self::parts(bytes, 0, IV + SALT, Derivation::Pbkdf2).ok_or(DAMAGED);
        }
        let word = |at: usize| -> Option<[u8; 4]> { bytes.get(at..at + 4)?.try_into().ok() };
        // Version 2 has filling where version 3 has its number.
        let third = u32::from_be_bytes(word(9).ok_or(DAMAGED)?);
        let second = u32::from_le_bytes(word(12).ok_or(DAMAGED)?);
        let (start, read): (usize, fn([u8; 4]) -> u32) = match (third, second) {
            (3, _) => (13, u32::from_be_bytes),
            (4..=255, _) => return Err(NEWER),
            (_, 2) => (16, u32::from_le_bytes),
            (_, 3..=255) => return Err(NEWER),
            _ => return Err(DAMAGED),
        };
        let numbers = start + IV + SALT;
        let number = |at: usize| word(numbers + at * 4).map(|word| u64::from(read(word)));
        let (Some(passes), Some(memory), Some(lanes)) = (number(0), number(1), number(2)) else {
            return Err(DAMAGED);
        };
        let derivation = Derivation::Argon2 {
            memory,
            passes,
            lanes,
        };
        Self::parts(bytes, start, numbers + 12, derivation).ok_or(DAMAGED)
    }

    fn parts(bytes: &'a [u8], start: usize, end: usize, derivation: Derivation) -> Option<Self> {
        let (head, text) = bytes.split_at_checked(end)?;
        let salt = head.get(start + IV..start + IV + SALT)?;
        let iv = head.get(start..start + IV)?.try_into().ok()?;
        // The tag alone holds no text.
        (text.len() > 16).then_some(Self {
            head,
            iv,
            salt,
            derivation,
            text,
        })
    }

    fn key(
        &self,
        password: &[u8],
        options: &Options<'_>,
        watch: &Watch<'_>,
    ) -> Result<Key, ImportError> {
        match self.derivation {
            Derivation::Argon2 {
                memory,
                passes,
                lanes,
            } => Argon2id::new(memory, passes, lanes, &options.limits)?
                .derive_bytes(password, self.salt, watch),
            Derivation::Pbkdf2 => Pbkdf2::new(ROUNDS, &options.limits)?
                .derive_bytes::<sha2::Sha512>(password, self.salt, watch),
        }
    }

    fn open(
        &self,
        password: &SecretText,
        options: &Options<'_>,
        watch: &Watch<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        let whole = password.expose().as_bytes();
        let cut = whole
            .get(..password.expose().chars().count())
            .unwrap_or(whole);
        let passwords = match self.derivation {
            Derivation::Pbkdf2 => vec![cut],
            Derivation::Argon2 { .. } if cut.len() < whole.len() => vec![whole, cut],
            Derivation::Argon2 { .. } => vec![whole],
        };
        for password in passwords {
            let key = self.key(password, options, watch)?;
            if let Some(plain) =
                open_gcm_with::<U16>(key.as_slice(), &self.iv, self.head, self.text)
            {
                return Ok(plain);
            }
        }
        Err(ImportError::NotOpened)
    }
}

/// Reads an encrypted database; without its mark as one of version 1.
///
/// # Errors
/// `Damaged` if it is cut off, `Unsupported` for a newer version, `PasswordNeeded`, `NotOpened`,
/// `KdfLimit`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read_sealed(
    bytes: &[u8],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let sealed = Sealed::new(bytes)?;
    let password = options.password.ok_or(ImportError::PasswordNeeded)?;
    let plain = sealed.open(password, options, watch)?;
    // Version 2 seals the zero at the end of C's string as well.
    let text = std::str::from_utf8(&plain).map_err(|_| DAMAGED)?;
    let mut report = read(text.trim_end_matches('\0'), options, watch)?;
    report.encrypted = true;
    Ok(report)
}

#[derive(Deserialize)]
struct Token {
    #[serde(rename = "type")]
    kind: Option<String>,
    issuer: Option<Word>,
    label: Option<Word>,
    secret: Option<Word>,
    algo: Option<String>,
    group: Option<String>,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
    #[serde(default)]
    counter: Number,
}

/// Reads the JSON of a database.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let tokens: Cut<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let mut collector = Collector::new(Format::OtpClient, options);
    collector.each(&tokens, watch, add)?;
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, token: Token) {
    let names = Names::of(
        &Word::name(token.issuer.as_ref()),
        &Word::name(token.label.as_ref()),
    );
    let kind = token.kind.unwrap_or_default().to_ascii_uppercase();
    let kind = match kind.as_str() {
        // The app knows Steam by the issuer alone.
        "TOTP" if names.issuer.eq_ignore_ascii_case("steam") => OtpType::Steam,
        "TOTP" => OtpType::Totp,
        "HOTP" => OtpType::Hotp,
        _ => return collector.reject(&names, "its type is neither TOTP nor HOTP"),
    };
    let key = key::base32(Word::text(token.secret.as_ref()));
    collector.take(Entry {
        algorithm: token.algo,
        digits: token.digits,
        period: token.period,
        counter: token.counter,
        about: About {
            groups: token.group.into_iter().collect(),
            ..About::default()
        },
        ..Entry::new(kind, names, key)
    });
}

#[cfg(test)]
mod tests;
