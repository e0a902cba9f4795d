//! 2FAS (twofas/2fas-android, its backup classes): schema 4, plain and encrypted.

use super::{Sample, base64, counter, gcm, kind, period};
use crate::account::{APPS, Account};
use crate::aegis::PASSWORD;
use crate::{Error, seed};
use serde_json::{Value, json};

/// The app's own number of rounds.
const ROUNDS: u32 = 10_000;

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let services: Vec<Value> = APPS.iter().map(service).collect();
    let plain = backup(&services, None)?;
    let sealed = backup(&[], Some(&serde_json::to_vec(&services)?))?;
    let sample = |file, encrypted, bytes| Sample {
        file,
        format: "2fas",
        encrypted,
        offers: None,
        accounts: APPS,
        bytes,
    };
    Ok(vec![
        sample("2fas.2fas", false, plain),
        sample("2fas-encrypted.2fas", true, sealed),
    ])
}

fn backup(services: &[Value], secret: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    let mut backup = json!({
        "services": services,
        "groups": [{ "id": seed::uuid("2fas group"), "name": "Registries", "isExpanded": true }],
        "updatedAt": 1_772_359_200_000_u64,
        "schemaVersion": 4,
        "appVersionCode": 5_040_000,
        "appVersionName": "5.4.0",
        "appOrigin": "android",
    });
    if let Some(secret) = secret {
        backup["servicesEncrypted"] = json!(sealed(secret, "2fas services")?);
        backup["reference"] = json!(sealed(&[b'r'; 256], "2fas reference")?);
    }
    Ok(serde_json::to_vec_pretty(&backup)?)
}

/// `text:salt:nonce`, both under one salt.
fn sealed(plain: &[u8], label: &str) -> Result<String, Error> {
    let salt: [u8; 256] = seed::bytes("2fas salt");
    let nonce: [u8; 12] = seed::bytes(label);
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(PASSWORD.as_bytes(), &salt, ROUNDS, &mut key);
    let text = gcm(key, nonce, b"", plain)?;
    Ok(format!(
        "{}:{}:{}",
        base64(&text),
        base64(&salt),
        base64(&nonce)
    ))
}

fn service(account: &Account) -> Value {
    json!({
        "name": account.issuer,
        "secret": account.base32(),
        "updatedAt": 1_772_359_200_000_u64,
        "groupId": seed::uuid("2fas group"),
        "otp": {
            "label": format!("{}:{}", account.issuer, account.username),
            "account": account.username,
            "issuer": account.issuer,
            "digits": account.digits,
            "period": period(account),
            "algorithm": account.algorithm,
            "counter": counter(account),
            "tokenType": kind(account),
            "source": "Manual",
        },
        "order": { "position": 0 },
    })
}
