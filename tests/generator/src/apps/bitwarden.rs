//! Bitwarden (its documentation of exports): JSON, CSV, JSON protected by a password.

use super::{Sample, base64, cbc, github, note};
use crate::account::{Account, Kind, TIMED_AND_STEAM};
use crate::aegis::PASSWORD;
use crate::{Error, seed};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// Fewer than the app's 600,000, so that tests stay fast; older exports have as many.
const ROUNDS: u32 = 100_000;

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let items: Vec<Value> = TIMED_AND_STEAM.iter().map(item).collect();
    let plain = serde_json::to_vec(&json!({
        "encrypted": false,
        "folders": [{ "id": seed::uuid("bitwarden folder"), "name": "Registries" }],
        "items": items,
    }))?;
    let sample = |file, encrypted, bytes| Sample {
        file,
        format: "bitwarden",
        encrypted,
        offers: Some(github()),
        accounts: TIMED_AND_STEAM,
        bytes,
    };
    Ok(vec![
        sample("bitwarden-protected.json", true, protected(&plain)?),
        sample("bitwarden.json", false, plain),
        sample("bitwarden.csv", false, table()),
    ])
}

/// Steam's codes have a form of their own, the rest is a URI.
fn totp(account: &Account) -> String {
    match account.kind {
        Kind::Steam => format!("steam://{}", account.base32()),
        _ => account.uri(),
    }
}

fn item(account: &Account) -> Value {
    json!({
        "id": seed::uuid(account.secret),
        "folderId": seed::uuid("bitwarden folder"),
        "type": 1,
        "reprompt": 0,
        "name": account.issuer,
        "notes": note(account),
        "favorite": account.issuer == "PyPI",
        "fields": [],
        "login": {
            "uris": [],
            "username": account.username,
            "password": "not-a-real-password",
            "totp": totp(account),
        },
    })
}

fn table() -> Vec<u8> {
    let mut text = "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,\
                    login_password,login_totp\n"
        .to_owned();
    for account in TIMED_AND_STEAM {
        text.push_str(&format!(
            "Registries,,login,{},\"{}\",,0,,{},not-a-real-password,\"{}\"\n",
            account.issuer,
            note(account),
            account.username,
            totp(account)
        ));
    }
    text.into_bytes()
}

fn protected(plain: &[u8]) -> Result<Vec<u8>, Error> {
    // The salt is used as this text, not as the bytes it stands for.
    let salt = base64(&seed::bytes::<16>("bitwarden salt"));
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(PASSWORD.as_bytes(), salt.as_bytes(), ROUNDS, &mut key);
    let expand = |name: &[u8]| {
        let mut out = [0; 32];
        hkdf::Hkdf::<Sha256>::from_prk(&key)
            .map_err(|_| Error::Cipher)?
            .expand(name, &mut out)
            .map_err(|_| Error::Cipher)?;
        Ok::<_, Error>(out)
    };
    let keys = (expand(b"enc")?, expand(b"mac")?);
    let id = seed::uuid("bitwarden validation");
    Ok(serde_json::to_vec_pretty(&json!({
        "encrypted": true,
        "passwordProtected": true,
        "salt": salt,
        "kdfType": 0,
        "kdfIterations": ROUNDS,
        "kdfMemory": null,
        "kdfParallelism": null,
        "encKeyValidation_DO_NOT_EDIT": sealed(keys, "bitwarden validation iv", id.as_bytes())?,
        "data": sealed(keys, "bitwarden data iv", plain)?,
    }))?)
}

/// `2.iv|text|mac`: AES-256-CBC under HMAC-SHA-256.
fn sealed(keys: ([u8; 32], [u8; 32]), label: &str, plain: &[u8]) -> Result<String, Error> {
    let iv: [u8; 16] = seed::bytes(label);
    let text = cbc(keys.0, iv, plain);
    let mut mac = Hmac::<Sha256>::new_from_slice(&keys.1).map_err(|_| Error::Cipher)?;
    mac.update(&iv);
    mac.update(&text);
    let mac = mac.finalize().into_bytes();
    Ok(format!(
        "2.{}|{}|{}",
        base64(&iv),
        base64(&text),
        base64(&mac)
    ))
}
