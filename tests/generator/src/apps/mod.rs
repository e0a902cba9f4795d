//! Exports of other authenticator apps and password managers, one of each form that is imported.
//! Each module says where the format is described.

mod andotp;
mod bitwarden;
mod databases;
mod ente;
mod freeotp;
mod keepass;
mod lastpass;
mod lists;
mod managers;
mod pages;
mod parcels;
mod preferences;
mod proton;
mod raivo;
mod steam;
mod stratum;
mod terminals;
mod totp_authenticator;
mod twofas;

use crate::account::{Account, Kind};
use crate::aegis::PASSWORD;
use crate::expected::Expected;
use crate::{Error, Fixture, code};
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt, KeyIvInit};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use serde_json::{Value, json};

/// A file of an app.
struct Sample {
    file: &'static str,
    format: &'static str,
    encrypted: bool,
    /// Recovery codes in it, and whose.
    offers: Option<Value>,
    accounts: &'static [Account],
    bytes: Vec<u8>,
}

/// All of them, with what they hold.
pub fn fixtures() -> Result<Vec<Fixture>, Error> {
    let mut samples = Vec::new();
    samples.extend(twofas::samples()?);
    samples.extend(ente::samples()?);
    samples.extend(stratum::samples()?);
    samples.extend(andotp::samples()?);
    samples.extend(proton::samples()?);
    samples.extend(bitwarden::samples()?);
    samples.extend(freeotp::samples()?);
    samples.extend(keepass::samples()?);
    samples.extend(lastpass::samples()?);
    samples.extend(managers::samples()?);
    samples.extend(raivo::samples()?);
    samples.extend(steam::samples()?);
    samples.extend(lists::samples()?);
    samples.extend(totp_authenticator::samples()?);
    samples.extend(databases::samples()?);
    samples.extend(terminals::samples()?);
    samples.extend(pages::samples()?);
    samples.extend(parcels::samples()?);
    samples.extend(preferences::samples()?);
    let mut expected = Expected::default();
    let mut fixtures = Vec::new();
    for sample in samples {
        let file = sample.file;
        expected.otp(file, sample.format, sample.accounts, 0);
        if sample.encrypted {
            expected.also(file, "encrypted", json!(true));
            expected.also(file, "password_file", json!("encrypted.password"));
        }
        if let Some(offer) = sample.offers {
            expected.also(file, "offers", json!([offer]));
        }
        fixtures.push(Fixture::new(format!("apps/{file}"), sample.bytes));
    }
    expected.also("keepass-key-file.kdbx", "key_file", json!("keepass.keyx"));
    fixtures.push(keepass::key_file());
    let password = format!("{PASSWORD}\n");
    fixtures.push(Fixture::new("apps/encrypted.password", password));
    fixtures.push(expected.fixture("apps")?);
    Ok(fixtures)
}

/// GitHub's codes, where they stand in a note.
fn github() -> Value {
    json!({ "account": "GitHub", "codes": code::github() })
}

/// Where people put recovery codes.
fn note(account: &Account) -> String {
    if account.issuer == "GitHub" {
        format!("Recovery codes:\n{}\n", code::github().join("\n"))
    } else {
        String::new()
    }
}

/// The period where there is one; apps write 30 for the rest.
fn period(account: &Account) -> u32 {
    match account.kind {
        Kind::Totp(period) => period,
        _ => 30,
    }
}

/// The next counter; 0 where nothing is counted.
fn counter(account: &Account) -> u64 {
    match account.kind {
        Kind::Hotp(counter) => counter,
        _ => 0,
    }
}

/// `TOTP`, `HOTP` or `STEAM`.
fn kind(account: &Account) -> &'static str {
    match account.kind {
        Kind::Hotp(_) => "HOTP",
        Kind::Steam => "STEAM",
        _ => "TOTP",
    }
}

fn base64(bytes: &[u8]) -> String {
    base64::prelude::BASE64_STANDARD.encode(bytes)
}

/// Argon2id, version 0x13: KiB, passes, lanes.
fn argon2(salt: &[u8], memory: u32, passes: u32, lanes: u32) -> Result<[u8; 32], Error> {
    let mut key = [0; 32];
    let params = argon2::Params::new(memory, passes, lanes, Some(32)).map_err(|_| Error::Cipher)?;
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(PASSWORD.as_bytes(), salt, &mut key)
        .map_err(|_| Error::Cipher)?;
    Ok(key)
}

/// AES-256-GCM with the tag behind the text.
fn gcm(key: [u8; 32], nonce: [u8; 12], aad: &[u8], msg: &[u8]) -> Result<Vec<u8>, Error> {
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(key))
        .encrypt(&Nonce::from(nonce), Payload { msg, aad })
        .map_err(|_| Error::Cipher)
}

/// AES-256-CBC with PKCS 7 padding.
fn cbc(key: [u8; 32], iv: [u8; 16], text: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<aes::Aes256>::new(&key.into(), &iv.into()).encrypt_padded_vec::<Pkcs7>(text)
}
