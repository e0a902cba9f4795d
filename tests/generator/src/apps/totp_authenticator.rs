//! TOTP Authenticator (BinaryBoot): base64 of AES-256-CBC, IV zero, under the SHA-256 of a password.

use super::{Sample, base64, cbc};
use crate::Error;
use crate::account::PLAIN;
use crate::aegis::PASSWORD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// What the app takes where the user set none.
const OWN_PASSWORD: &str = "TotpAuthenticator";

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let items: Vec<Value> = PLAIN
        .iter()
        .map(|account| {
            json!({
                "issuer": account.issuer,
                "name": account.username,
                "key": account.base32(),
                "base": 32,
                "digits": "",
                "period": "",
            })
        })
        .collect();
    // The array is a text, and that text the only key of an object.
    let mut outer = Map::new();
    outer.insert(serde_json::to_string(&items)?, json!("1772359200"));
    let plain = serde_json::to_vec(&outer)?;
    let sample = |file, password: &str| {
        let key = Sha256::digest(password.as_bytes()).into();
        Sample {
            file,
            format: "totp-authenticator",
            encrypted: password != OWN_PASSWORD,
            offers: None,
            accounts: PLAIN,
            bytes: base64(&cbc(key, [0; 16], &plain)).into_bytes(),
        }
    };
    Ok(vec![
        sample("totp-authenticator.encrypt", OWN_PASSWORD),
        sample("totp-authenticator-password.encrypt", PASSWORD),
    ])
}
