//! Stratum (stratumauth/app, doc/BACKUP_FORMAT.md): plain, strong, legacy.

use super::{Sample, argon2, cbc, counter, gcm, period};
use crate::account::{APPS, Account, Kind};
use crate::aegis::PASSWORD;
use crate::{Error, seed};
use serde_json::{Value, json};

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let authenticators: Vec<Value> = APPS.iter().map(authenticator).collect();
    let plain = serde_json::to_vec(&json!({
        "Authenticators": authenticators,
        "Categories": [],
        "AuthenticatorCategories": [],
        "CustomIcons": [],
    }))?;
    let sample = |file, encrypted, bytes| Sample {
        file,
        format: "stratum",
        encrypted,
        offers: None,
        accounts: APPS,
        bytes,
    };
    Ok(vec![
        sample("stratum-strong.authpro", true, strong(&plain)?),
        sample("stratum-legacy.authpro", true, legacy(&plain)),
        sample("stratum.authpro", false, plain),
    ])
}

fn authenticator(account: &Account) -> Value {
    let kind = match account.kind {
        Kind::Hotp(_) => 1,
        Kind::Steam => 4,
        _ => 2,
    };
    let algorithm = match account.algorithm {
        "SHA256" => 1,
        "SHA512" => 2,
        _ => 0,
    };
    json!({
        "Type": kind,
        "Icon": "default",
        "Issuer": account.issuer,
        "Username": account.username,
        "Secret": account.base32(),
        "Pin": null,
        "Algorithm": algorithm,
        "Digits": account.digits,
        "Period": period(account),
        "Counter": counter(account),
        "Ranking": 0,
        "CopyCount": 0,
    })
}

fn strong(plain: &[u8]) -> Result<Vec<u8>, Error> {
    let salt: [u8; 16] = seed::bytes("stratum strong salt");
    let nonce: [u8; 12] = seed::bytes("stratum strong nonce");
    let text = gcm(argon2(&salt, 65_536, 3, 4)?, nonce, b"", plain)?;
    Ok([&b"AUTHENTICATORPRO"[..], &salt, &nonce, &text].concat())
}

fn legacy(plain: &[u8]) -> Vec<u8> {
    let salt: [u8; 20] = seed::bytes("stratum legacy salt");
    let iv: [u8; 16] = seed::bytes("stratum legacy iv");
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha1::Sha1>(PASSWORD.as_bytes(), &salt, 64_000, &mut key);
    [&b"AuthenticatorPro"[..], &salt, &iv, &cbc(key, iv, plain)].concat()
}
