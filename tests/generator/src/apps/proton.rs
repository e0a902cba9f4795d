//! Proton Authenticator (protonpass/proton-pass-common): plain and encrypted.

use super::{Sample, argon2, base64, gcm, github, note};
use crate::account::{Account, Kind, TIMED_AND_STEAM};
use crate::{Error, seed};
use serde_json::{Value, json};

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let entries: Vec<Value> = TIMED_AND_STEAM.iter().map(entry).collect();
    let plain = serde_json::to_vec(&json!({ "version": 1, "entries": entries }))?;
    let salt: [u8; 16] = seed::bytes("proton salt");
    let nonce: [u8; 12] = seed::bytes("proton nonce");
    let key = argon2(&salt, 19_456, 2, 1)?;
    let text = gcm(key, nonce, b"proton.authenticator.export.v1", &plain)?;
    let content = base64(&[&nonce[..], &text].concat());
    let sealed = json!({ "version": 1, "salt": base64(&salt), "content": content });
    let sample = |file, encrypted, bytes| Sample {
        file,
        format: "proton-authenticator",
        encrypted,
        offers: Some(github()),
        accounts: TIMED_AND_STEAM,
        bytes,
    };
    Ok(vec![
        sample("proton.json", false, plain),
        sample("proton-encrypted.json", true, serde_json::to_vec(&sealed)?),
    ])
}

fn entry(account: &Account) -> Value {
    let (uri, kind) = match account.kind {
        Kind::Steam => (format!("steam://{}", account.base32()), "Steam"),
        _ => (account.uri(), "Totp"),
    };
    json!({
        "id": seed::uuid(account.secret),
        "content": { "uri": uri, "entry_type": kind, "name": account.username },
        "note": note(account),
    })
}
