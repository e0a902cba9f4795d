//! An Aegis vault, as `beemdevelopment/Aegis:docs/vault.md` describes it: version 1 of the file,
//! version 3 of the database. Encrypted, it has one password slot with the factors that Aegis
//! writes itself: scrypt with N 2^15, r 8, p 1.

use super::{Export, Format, Lossy, Numbered, credentials, unwritable};
use crate::view::Revealed;
use crate::{AppError, Code};
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use data_encoding::HEXLOWER;
use model::{Algorithm, OtpParameters};
use secret::{AccountRecord, Randomness, SecretText};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

const LOG_N: u8 = 15;
const BLOCK: u32 = 8;
const PARALLEL: u32 = 1;

#[derive(Serialize)]
struct Database<'a> {
    version: u32,
    entries: Vec<Entry<'a>>,
    groups: Vec<Group<'a>>,
}

#[derive(Serialize)]
struct Group<'a> {
    uuid: String,
    name: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    uuid: String,
    name: &'a str,
    issuer: &'a str,
    note: &'a str,
    favorite: bool,
    icon: Option<&'a str>,
    info: Info<'a>,
    groups: Vec<String>,
}

#[derive(Serialize)]
struct Info<'a> {
    secret: Revealed,
    algo: &'static str,
    digits: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<&'a str>,
}

/// Writes every credential that Aegis has a type for.
pub(super) fn export(
    records: &[AccountRecord],
    password: Option<&SecretText>,
    randomness: &mut impl Randomness,
) -> Result<Export, AppError> {
    let groups = groups(records, randomness)?;
    let mut lossy = Vec::new();
    let mut entries = Vec::new();
    for one in credentials(records) {
        if let Some(reason) = refusal(&one) {
            lossy.push(one.left_out(reason));
            continue;
        }
        entries.push(entry(&one, &groups, uuid(randomness)?));
        lossy.extend(losses(&one));
    }
    let count = entries.len();
    let database = Database {
        version: 3,
        entries,
        groups: groups
            .iter()
            .map(|(name, uuid)| Group {
                uuid: uuid.clone(),
                name,
            })
            .collect(),
    };
    let content = match password {
        Some(password) => sealed(&database, password, randomness)?,
        None => plain(&database)?,
    };
    Ok(Export {
        lossy,
        encrypted: password.is_some(),
        ..Export::of(Format::Aegis, content, count)
    })
}

/// Why Aegis would not take a credential.
fn refusal(one: &Numbered<'_>) -> Option<&'static str> {
    let parameters = &one.credential.parameters;
    match parameters.algorithm() {
        Some(Algorithm::Sha224 | Algorithm::Sha384) => {
            Some("Aegis knows SHA1, SHA256 and SHA512 only")
        }
        _ if parameters
            .counter()
            .is_some_and(|c| i64::try_from(c).is_err()) =>
        {
            Some("its counter is larger than Aegis can count")
        }
        _ => None,
    }
}

fn losses(one: &Numbered<'_>) -> Vec<Lossy> {
    let credential = one.credential;
    let mut lossy = Vec::new();
    if !credential.uri_parameters.is_empty() {
        lossy.push(one.lossy("parameters of its URI that Aegis does not know"));
    }
    if !one.record.account.tags.is_empty() {
        lossy.push(one.lossy("Aegis has no labels: they become groups"));
    }
    let pinned = matches!(
        credential.parameters,
        OtpParameters::Motp | OtpParameters::Yandex
    );
    if pinned && credential.pin.is_none() {
        lossy.push(one.lossy("the vault has no PIN of it, without which Aegis makes no codes"));
    }
    lossy.extend(one.counter());
    lossy
}

/// The names of all groups and labels, each with an id.
fn groups<'a>(
    records: &'a [AccountRecord],
    randomness: &mut impl Randomness,
) -> Result<BTreeMap<&'a str, String>, AppError> {
    let mut groups = BTreeMap::new();
    for name in records.iter().flat_map(names) {
        if !groups.contains_key(name) {
            groups.insert(name, uuid(randomness)?);
        }
    }
    Ok(groups)
}

fn names(record: &AccountRecord) -> impl Iterator<Item = &str> {
    let account = &record.account;
    account
        .group
        .iter()
        .chain(&account.tags)
        .map(String::as_str)
}

fn entry<'a>(one: &Numbered<'a>, groups: &BTreeMap<&'a str, String>, uuid: String) -> Entry<'a> {
    let account = &one.record.account;
    let parameters = &one.credential.parameters;
    Entry {
        kind: parameters.otp_type().name(),
        uuid,
        name: &account.username,
        issuer: &account.issuer,
        note: one.record.note.as_ref().map_or("", SecretText::expose),
        favorite: account.favourite,
        icon: None,
        info: Info {
            secret: Revealed::asked_for(one.credential.base32()),
            // mOTP's hash; Aegis writes its name.
            algo: parameters.algorithm().map_or("MD5", Algorithm::name),
            digits: parameters.digits(),
            period: parameters.period(),
            counter: parameters.counter(),
            pin: match parameters {
                OtpParameters::Motp | OtpParameters::Yandex => {
                    Some(one.credential.pin.as_ref().map_or("", SecretText::expose))
                }
                _ => None,
            },
        },
        groups: names(one.record)
            .filter_map(|name| groups.get(name).cloned())
            .collect(),
    }
}

fn plain(database: &Database<'_>) -> Result<SecretText, AppError> {
    let header = json!({ "slots": null, "params": null });
    let file = File {
        version: 1,
        header,
        db: database,
    };
    serde_json::to_string_pretty(&file)
        .map(SecretText::new)
        .map_err(|_| unwritable())
}

#[derive(Serialize)]
struct File<T> {
    version: u32,
    header: serde_json::Value,
    db: T,
}

/// The database under a random master key, and that under the password's.
fn sealed(
    database: &Database<'_>,
    password: &SecretText,
    randomness: &mut impl Randomness,
) -> Result<SecretText, AppError> {
    let master = Zeroizing::new(randomness.bytes::<32>()?);
    let salt = randomness.bytes::<32>()?;
    let factor = scrypt::Params::new(LOG_N, BLOCK, PARALLEL).map_err(|_| unsealable())?;
    let mut key = Zeroizing::new([0_u8; 32]);
    scrypt::scrypt(
        password.expose().as_bytes(),
        &salt,
        &factor,
        key.as_mut_slice(),
    )
    .map_err(|_| unsealable())?;

    let mut slot = Zeroizing::new(master.to_vec());
    let slot_params = seal(&key, &mut slot, randomness)?;
    let mut text = Zeroizing::new(serde_json::to_vec(database).map_err(|_| unwritable())?);
    let params = seal(&master, &mut text, randomness)?;
    let header = json!({
        "slots": [{
            "type": 1,
            "uuid": uuid(randomness)?,
            "key": HEXLOWER.encode(&slot),
            "key_params": slot_params,
            "n": 1_u64 << LOG_N,
            "r": BLOCK,
            "p": PARALLEL,
            "salt": HEXLOWER.encode(&salt),
            "repaired": true,
            "is_backup": false,
        }],
        "params": params,
    });
    let file = File {
        version: 1,
        header,
        db: STANDARD.encode(text.as_slice()),
    };
    serde_json::to_string_pretty(&file)
        .map(SecretText::new)
        .map_err(|_| unwritable())
}

/// AES-256-GCM in place; gives nonce and tag as the file has them.
fn seal(
    key: &[u8; 32],
    text: &mut Zeroizing<Vec<u8>>,
    randomness: &mut impl Randomness,
) -> Result<serde_json::Value, AppError> {
    let nonce = randomness.bytes::<12>()?;
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|_| unsealable())?;
    let tag = cipher
        .encrypt_inout_detached(&Nonce::from(nonce), b"", text.as_mut_slice().into())
        .map_err(|_| unsealable())?;
    Ok(json!({ "nonce": HEXLOWER.encode(&nonce), "tag": HEXLOWER.encode(&tag) }))
}

/// A random UUID (RFC 9562, version 4).
fn uuid(randomness: &mut impl Randomness) -> Result<String, AppError> {
    let mut bytes = randomness.bytes::<16>()?;
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = HEXLOWER.encode(&bytes);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Ok([
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-"))
}

fn unsealable() -> AppError {
    AppError::new(
        Code::Io,
        "The export cannot be encrypted.",
        "Nothing was written.",
        "Try again.",
    )
}
