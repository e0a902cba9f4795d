//! Preferences of Android apps, of a rooted phone: Authy's tokens plain and encrypted, and
//! Battle.net's authenticator.

use super::{Sample, cbc};
use crate::Error;
use crate::account::{Account, BATTLE_NET, PLAIN};
use crate::aegis::PASSWORD;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

/// What Battle.net's app lays over its values.
const MASK: &str = "398e27fc50276a656065b0e525f4c06c04c61075286b8e7aeda59da9813b5dd6c80d2fb38068773fa59ba47c17ca6c6479015c1d5b8b8f6b9a";

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let authy = |file, encrypted, token: fn(&Account) -> Value| Sample {
        file,
        format: "authy",
        encrypted,
        offers: None,
        accounts: PLAIN,
        bytes: preferences(&[(
            "com.authy.storage.tokens.authenticator.key",
            &Value::from_iter(PLAIN.iter().map(token)).to_string(),
        )]),
    };
    let mut samples = vec![
        authy("authy.xml", false, |account| {
            with(account, "decryptedSecret", &account.base32())
        }),
        authy("authy-encrypted.xml", true, |account| {
            with(account, "encryptedSecret", &sealed(account))
        }),
    ];
    for account in BATTLE_NET {
        let secret = data_encoding::HEXLOWER.encode(account.secret.as_bytes());
        samples.push(Sample {
            file: "battle-net.xml",
            format: "battle-net",
            encrypted: false,
            offers: Some(json!({ "account": "Battle.net", "codes": [restore_code(account)] })),
            accounts: BATTLE_NET,
            bytes: preferences(&[
                (
                    "com.blizzard.messenger.AUTHENTICATOR_SERIAL",
                    &masked(account.username)?,
                ),
                (
                    "com.blizzard.messenger.AUTHENTICATOR_DEVICE_SECRET",
                    &masked(&secret)?,
                ),
            ]),
        });
    }
    Ok(samples)
}

fn preferences(strings: &[(&str, &str)]) -> Vec<u8> {
    let mut text =
        String::from("<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n");
    for (name, value) in strings {
        let value = value.replace('&', "&amp;").replace('"', "&quot;");
        text.push_str(&format!("    <string name=\"{name}\">{value}</string>\n"));
    }
    text.push_str("</map>\n");
    text.into_bytes()
}

fn with(account: &Account, name: &str, secret: &str) -> Value {
    let mut token = json!({
        "accountType": "authenticator",
        "digits": account.digits,
        "logo": "other",
        "name": account.username,
        "originalName": format!("{}:{}", account.issuer, account.username),
        "salt": salt(account),
        "timestamp": 1_772_359_200,
    });
    token[name] = json!(secret);
    token
}

fn salt(account: &Account) -> String {
    format!("salt of {}", account.issuer)
}

/// PBKDF2 with SHA-1, 1,000 rounds over the salt's text; AES-256-CBC with an IV of zeros.
fn sealed(account: &Account) -> String {
    let mut key = [0; 32];
    let salt = salt(account);
    pbkdf2::pbkdf2_hmac::<Sha1>(PASSWORD.as_bytes(), salt.as_bytes(), 1_000, &mut key);
    super::base64(&cbc(key, [0; 16], account.base32().as_bytes()))
}

fn masked(text: &str) -> Result<String, Error> {
    let mask = data_encoding::HEXLOWER
        .decode(MASK.as_bytes())
        .map_err(|_| Error::Cipher)?;
    let bytes: Vec<u8> = text
        .bytes()
        .zip(mask)
        .map(|(sign, mask)| sign ^ mask)
        .collect();
    Ok(data_encoding::HEXLOWER.encode(&bytes))
}

/// The last ten bytes of the SHA-1 of serial number and secret, five bits of each.
fn restore_code(account: &Account) -> String {
    let hash = Sha1::digest(format!("{}{}", account.username, account.secret));
    let signs = b"0123456789ABCDEFGHJKMNPQRTUVWXYZ";
    let sign = |byte: &u8| char::from(signs[usize::from(byte & 0x1f)]);
    hash.iter().skip(10).map(sign).collect()
}
