//! andOTP (andOTP/andOTP, its wiki): plain, encrypted as now and as before 0.6.3.

use super::{Sample, counter, gcm, kind, period};
use crate::account::{APPS, Account};
use crate::aegis::PASSWORD;
use crate::{Error, seed};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The app draws it between 140,000 and 160,000.
const ROUNDS: u32 = 145_776;

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let tokens: Vec<Value> = APPS.iter().map(token).collect();
    let plain = serde_json::to_vec(&tokens)?;
    let sample = |file, encrypted, bytes| Sample {
        file,
        format: "andotp",
        encrypted,
        offers: None,
        accounts: APPS,
        bytes,
    };
    Ok(vec![
        sample("andotp.json.aes", true, newer(&plain)?),
        sample("andotp-old.json.aes", true, older(&plain)?),
        sample("andotp.json", false, plain),
    ])
}

fn token(account: &Account) -> Value {
    json!({
        "secret": data_encoding::BASE32.encode(account.secret.as_bytes()),
        "issuer": account.issuer,
        "label": account.username,
        "digits": account.digits,
        "type": kind(account),
        "algorithm": account.algorithm,
        "thumbnail": "Default",
        "last_used": 0,
        "used_frequency": 0,
        "period": period(account),
        "counter": counter(account),
        "tags": ["Registries"],
    })
}

fn newer(plain: &[u8]) -> Result<Vec<u8>, Error> {
    let salt: [u8; 12] = seed::bytes("andotp salt");
    let nonce: [u8; 12] = seed::bytes("andotp nonce");
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha1::Sha1>(PASSWORD.as_bytes(), &salt, ROUNDS, &mut key);
    let text = gcm(key, nonce, b"", plain)?;
    Ok([&ROUNDS.to_be_bytes()[..], &salt, &nonce, &text].concat())
}

fn older(plain: &[u8]) -> Result<Vec<u8>, Error> {
    let nonce: [u8; 12] = seed::bytes("andotp old nonce");
    let key = Sha256::digest(PASSWORD.as_bytes()).into();
    Ok([&nonce[..], &gcm(key, nonce, b"", plain)?].concat())
}
