//! Aegis exports, plain and encrypted, after Aegis's own description of the format
//! (beemdevelopment/Aegis, docs/vault.md).

use crate::account::{AEGIS, Account, Kind};
use crate::expected::Expected;
use crate::{Error, Fixture, code, seed};
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use data_encoding::HEXLOWER;
use scrypt::Params;
use serde_json::{Value, json};

/// Of all encrypted samples, so that one password file serves for all of them.
pub const PASSWORD: &str = "correct horse battery staple sample";

/// What Aegis itself writes: N = 2^15.
const REAL_LOG_N: u8 = 15;
/// The smallest that importers accept, for tests that open the file often: N = 2^10.
const SMALL_LOG_N: u8 = 10;

/// The same accounts three times: plain, encrypted as Aegis does it, and encrypted with a small
/// scrypt factor.
pub fn fixtures() -> Result<Vec<Fixture>, Error> {
    let mut expected = Expected::default();
    let mut fixtures = Vec::new();
    let plain = json!({
        "version": 1,
        "header": { "slots": null, "params": null },
        "db": database(),
    });
    fixtures.push(Fixture::new("aegis/plain.json", text(&plain)?));
    expected.otp("plain.json", "aegis", AEGIS, 0);
    for (name, log_n) in [("encrypted", REAL_LOG_N), ("encrypted-small", SMALL_LOG_N)] {
        let file = format!("{name}.json");
        let vault = encrypted(name, log_n)?;
        fixtures.push(Fixture::new(format!("aegis/{file}"), text(&vault)?));
        expected.otp(&file, "aegis", AEGIS, 0);
        expected.also(&file, "encrypted", json!(true));
        expected.also(&file, "password_file", json!("encrypted.password"));
    }
    for file in ["plain.json", "encrypted.json", "encrypted-small.json"] {
        // A note is where people put recovery codes: the import offers them.
        let offer = json!([{ "account": "GitHub", "codes": code::github() }]);
        expected.also(file, "offers", offer);
    }
    let password = format!("{PASSWORD}\n");
    fixtures.push(Fixture::new("aegis/encrypted.password", password));
    fixtures.push(expected.fixture("aegis")?);
    Ok(fixtures)
}

/// Aegis writes `/` escaped, which JSON allows; so does the sample.
fn text(vault: &Value) -> Result<String, Error> {
    Ok(serde_json::to_string_pretty(vault)?.replace('/', "\\/"))
}

fn database() -> Value {
    let group = seed::uuid("group");
    let entries: Vec<Value> = AEGIS.iter().map(|account| entry(account, &group)).collect();
    json!({
        "version": 3,
        "entries": entries,
        "groups": [{ "uuid": group, "name": "Registries" }],
    })
}

fn entry(account: &Account, group: &str) -> Value {
    let registry = ["PyPI", "TestPyPI", "npm", "RubyGems"].contains(&account.issuer);
    let groups: &[&str] = if registry { &[group] } else { &[] };
    json!({
        "type": kind(account),
        "uuid": seed::uuid(account.secret),
        "name": account.username,
        "issuer": account.issuer,
        "note": note(account),
        "favorite": account.issuer == "PyPI",
        "icon": null,
        "info": info(account),
        "groups": groups,
    })
}

fn kind(account: &Account) -> &'static str {
    match account.kind {
        Kind::Totp(_) => "totp",
        Kind::Hotp(_) => "hotp",
        Kind::Steam => "steam",
        Kind::Motp(_) => "motp",
        Kind::Yandex(_) => "yandex",
    }
}

fn info(account: &Account) -> Value {
    let mut info = json!({
        "secret": account.base32(),
        "algo": account.algorithm,
        "digits": account.digits,
    });
    match account.kind {
        Kind::Totp(period) => info["period"] = json!(period),
        Kind::Hotp(counter) => info["counter"] = json!(counter),
        Kind::Steam => info["period"] = json!(30),
        Kind::Motp(pin) => {
            info["algo"] = json!("MD5");
            info["period"] = json!(10);
            info["pin"] = json!(pin);
        }
        Kind::Yandex(pin) => {
            info["period"] = json!(30);
            info["pin"] = json!(pin);
        }
    }
    info
}

fn note(account: &Account) -> String {
    match account.issuer {
        "GitHub" => format!("Recovery codes:\n{}\n", code::github().join("\n")),
        "npm" => "Sample note without codes".to_owned(),
        _ => String::new(),
    }
}

/// scrypt(password) opens the slot, the slot holds the master key, the master key opens the
/// database.
fn encrypted(name: &str, log_n: u8) -> Result<Value, Error> {
    let (r, p) = (8, 1);
    let salt: [u8; 32] = seed::bytes(&format!("{name} salt"));
    let master: [u8; 32] = seed::bytes(&format!("{name} master key"));
    let mut key = [0; 32];
    let params = Params::new(log_n, r, p).map_err(|_| Error::Cipher)?;
    scrypt::scrypt(PASSWORD.as_bytes(), &salt, &params, &mut key).map_err(|_| Error::Cipher)?;
    let slot = seal(&key, &format!("{name} slot nonce"), &master)?;
    let database = serde_json::to_vec(&database())?;
    let sealed = seal(&master, &format!("{name} database nonce"), &database)?;
    Ok(json!({
        "version": 1,
        "header": {
            "slots": [{
                "type": 1,
                "uuid": seed::uuid(&format!("{name} slot")),
                "key": HEXLOWER.encode(&slot.ciphertext),
                "key_params": slot.params(),
                "n": 1_u64 << log_n,
                "r": r,
                "p": p,
                "salt": HEXLOWER.encode(&salt),
                "repaired": true,
                "is_backup": false,
            }],
            "params": sealed.params(),
        },
        "db": base64::prelude::BASE64_STANDARD.encode(&sealed.ciphertext),
    }))
}

struct Sealed {
    nonce: [u8; 12],
    ciphertext: Vec<u8>,
    tag: Vec<u8>,
}

impl Sealed {
    fn params(&self) -> Value {
        json!({ "nonce": HEXLOWER.encode(&self.nonce), "tag": HEXLOWER.encode(&self.tag) })
    }
}

/// AES-256-GCM; Aegis stores the tag apart from the ciphertext.
fn seal(key: &[u8; 32], nonce_label: &str, plaintext: &[u8]) -> Result<Sealed, Error> {
    let nonce: [u8; 12] = seed::bytes(nonce_label);
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key));
    let mut ciphertext = cipher
        .encrypt(&Nonce::from(nonce), plaintext)
        .map_err(|_| Error::Cipher)?;
    let tag = ciphertext.split_off(plaintext.len());
    Ok(Sealed {
        nonce,
        ciphertext,
        tag,
    })
}
