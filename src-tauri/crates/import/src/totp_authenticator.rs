//! TOTP Authenticator (BinaryBoot): base64 of AES-256-CBC under the SHA-256 of a password, which is
//! the app's own unless the user set one.

use crate::cipher::open_cbc;
use crate::entry::{Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key::{self, Key, KeyProblem};
use crate::{Format, ImportError, ImportReport, Options, Watch, base64};
use model::OtpType;
use secret::{SecretBytes, SecretText};
use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use zeroize::Zeroizing;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "TOTP Authenticator backup",
};
/// What the app takes where the user set no password.
const OWN_PASSWORD: &str = "TotpAuthenticator";
const BLOCK: usize = 16;

#[derive(Deserialize)]
struct Item {
    issuer: Option<Word>,
    name: Option<Word>,
    key: Option<Word>,
    #[serde(default)]
    base: Number,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
}

/// Reads a backup; `None` where the text cannot be one. There is no mark in it: a text in base64 is
/// one if the app's password or the user's opens it.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`; where the user named the format, `PasswordNeeded` and
/// `NotOpened`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Option<ImportReport>, ImportError> {
    let Some(sealed) = sealed(text) else {
        return Ok(None);
    };
    let own = open(&sealed, &SecretText::new(OWN_PASSWORD));
    let encrypted = own.is_none();
    let theirs = || open(&sealed, options.password?);
    let Some(plain) = own.or_else(theirs) else {
        return match (options.format, options.password) {
            (None, _) => Ok(None),
            (Some(_), None) => Err(ImportError::PasswordNeeded),
            (Some(_), Some(_)) => Err(ImportError::NotOpened),
        };
    };
    let mut collector = Collector::new(Format::TotpAuthenticator, options);
    collector.report.encrypted = encrypted;
    let items: Cut<'_> = serde_json::from_str(&plain).map_err(|_| DAMAGED)?;
    collector.each(&items, watch, add)?;
    Ok(Some(collector.finish()))
}

fn sealed(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let symbol = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=\r\n".contains(&byte);
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(symbol) {
        return None;
    }
    let whole = |bytes: &Zeroizing<Vec<u8>>| !bytes.is_empty() && bytes.len().is_multiple_of(BLOCK);
    base64::decode(text).filter(whole)
}

/// The array of items: the one key of the object that was sealed.
fn open(sealed: &[u8], password: &SecretText) -> Option<Zeroizing<String>> {
    let key = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(
        password.expose().as_bytes(),
    )));
    let plain = open_cbc(&key, &[0; BLOCK], sealed)?;
    let outer: HashMap<String, IgnoredAny> = serde_json::from_slice(&plain).ok()?;
    let items = outer.into_keys().find(|key| key.starts_with('['))?;
    Some(Zeroizing::new(items))
}

fn add(collector: &mut Collector<'_>, item: Item) {
    let issuer = Word::name(item.issuer.as_ref());
    // The app's word for none.
    let issuer = if issuer == "Unknown" { "" } else { &issuer };
    let names = Names::of(issuer, &Word::name(item.name.as_ref()));
    let key = key_of(Word::text(item.key.as_ref()), item.base);
    collector.take(Entry {
        digits: item.digits,
        period: item.period,
        ..Entry::new(OtpType::Totp, names, key)
    });
}

fn key_of(text: &str, base: Number) -> Result<Key, KeyProblem> {
    match base {
        Number::Absent | Number::Is(32) => key::base32(text),
        Number::Is(16) => key::hex(text),
        Number::Is(64) => {
            let bytes = base64::decode(text).ok_or(KeyProblem::ForeignCharacter)?;
            if bytes.is_empty() {
                return Err(KeyProblem::Missing);
            }
            Ok(Key {
                bytes: SecretBytes::from(bytes),
                trailing_bits: false,
            })
        }
        _ => Err(KeyProblem::ForeignCharacter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        BYTES, PASSWORD, SECRET, base64, code, import, import_as, rejected, seal_cbc, shown,
    };
    use serde_json::{Value, json};

    fn item(issuer: &str, name: &str, key: &str, base: i64) -> Value {
        json!({"issuer": issuer, "name": name, "key": key, "base": base, "digits": "", "period": ""})
    }

    fn backup(items: &Value, password: &str) -> Vec<u8> {
        let mut outer = serde_json::Map::new();
        outer.insert(items.to_string(), json!("1700000000"));
        let plain = Value::Object(outer).to_string();
        let key = Sha256::digest(password.as_bytes()).into();
        base64(&seal_cbc(key, [0; 16], plain.as_bytes())).into_bytes()
    }

    fn items() -> Value {
        let mut long = item("Example", "bob", &data_encoding::HEXLOWER.encode(BYTES), 16);
        (long["digits"], long["period"]) = (json!("8"), json!("60"));
        json!([
            item("PyPI", "alice", SECRET, 32),
            long,
            item("Unknown", "carol", &base64(BYTES), 64),
            item("Bad", "base", SECRET, 85),
            item("Bad", "key", "", 32),
            7,
        ])
    }

    fn check(report: &ImportReport) {
        assert_eq!(report.format, Format::TotpAuthenticator);
        assert_eq!(
            shown(report),
            [
                "1 totp SHA1 6 30 | PyPI | alice | S",
                "2 totp SHA1 8 60 | Example | bob | S",
                "3 totp SHA1 6 30 |  | carol | S",
            ]
        );
        assert_eq!(
            rejected(report),
            [
                "4 Bad/base | the secret holds a",
                "5 Bad/key | the secret is missing",
                "6  | the entry has not",
            ]
        );
    }

    #[test]
    fn the_apps_password_or_the_users() {
        let report = import(&backup(&items(), OWN_PASSWORD), None).expect("the app's");
        assert!(!report.encrypted);
        check(&report);
        let report = import(&backup(&items(), PASSWORD), Some(PASSWORD)).expect("the user's");
        assert!(report.encrypted);
        check(&report);
        let empty = import(&backup(&json!([]), OWN_PASSWORD), None).expect("empty");
        assert_eq!(empty.entries(), 0);
    }

    #[test]
    fn what_does_not_open_says_so() {
        let sealed = backup(&items(), PASSWORD);
        let named = |bytes: &[u8], password| {
            import_as(Some(Format::TotpAuthenticator), bytes, password).expect_err("refused")
        };
        assert_eq!(code(&sealed, None), "unknown_format");
        assert_eq!(code(&sealed, Some("wrong")), "unknown_format");
        assert_eq!(named(&sealed, None), ImportError::PasswordNeeded);
        assert_eq!(named(&sealed, Some("wrong")), ImportError::NotOpened);
        let cut = &sealed[..sealed.len() / 2 / 64 * 64];
        assert_eq!(named(cut, Some(PASSWORD)), ImportError::NotOpened);
        let none = ImportError::NotOfFormat(Format::TotpAuthenticator);
        assert_eq!(named(b"not base64!", Some(PASSWORD)), none);
    }

    #[test]
    fn any_bit_may_flip() {
        let sealed = backup(&items(), PASSWORD);
        let good = import(&sealed, Some(PASSWORD)).expect("opens");
        for at in (0..sealed.len()).step_by(41) {
            let mut flipped = sealed.clone();
            // Another symbol of base64, so that it is still a text.
            flipped[at] = if flipped[at] == b'A' { b'B' } else { b'A' };
            match import(&flipped, Some(PASSWORD)) {
                // There is no tag: one block and a bit of the next come out as others.
                Ok(report) => assert!(report.entries() <= good.entries(), "{at}"),
                Err(error) => assert!(
                    ["unknown_format", "damaged"].contains(&error.code()),
                    "{at}: {error}"
                ),
            }
        }
    }
}
