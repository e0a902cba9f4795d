//! FreeOTP 1, FreeOTP 2 and FreeOTP+ (freeotp/freeotp-android, helloworld1/FreeOTPPlus).

use super::{Sample, counter, gcm, period};
use crate::account::{APPS, Account, Kind};
use crate::aegis::PASSWORD;
use crate::{Error, seed};
use serde_json::{Value, json};

/// The app's own number.
const ROUNDS: u32 = 100_000;

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let tokens: Vec<Value> = APPS.iter().map(token).collect();
    let names: Vec<String> = APPS.iter().map(name).collect();
    let plus = serde_json::to_vec(&json!({ "tokenOrder": names, "tokens": tokens }))?;
    let mut xml = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n".to_owned();
    let order = ("tokenOrder".to_owned(), serde_json::to_string(&names)?);
    let entries = names.iter().zip(&tokens);
    let entries = entries.map(|(name, token)| (name.clone(), token.to_string()));
    for (name, value) in entries.chain([order]) {
        let value = value.replace('&', "&amp;").replace('"', "&quot;");
        xml.push_str(&format!("    <string name=\"{name}\">{value}</string>\n"));
    }
    xml.push_str("</map>\n");
    let sample = |file, encrypted, bytes| Sample {
        file,
        format: "freeotp",
        encrypted,
        offers: None,
        accounts: APPS,
        bytes,
    };
    Ok(vec![
        sample("freeotp-plus.json", false, plus),
        sample("freeotp-1.xml", false, xml.into_bytes()),
        sample("freeotp-2.xml", true, newer()?),
    ])
}

/// FreeOTP 2: a map of texts in Java's serialisation. The password seals a master key, the master
/// key each secret.
fn newer() -> Result<Vec<u8>, Error> {
    let salt: [u8; 32] = seed::bytes("freeotp salt");
    let master: [u8; 32] = seed::bytes("freeotp master key");
    let mut derived = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha2::Sha512>(PASSWORD.as_bytes(), &salt, ROUNDS, &mut derived);
    let key = json!({
        "mAlgorithm": "PBKDF2withHmacSHA512",
        "mIterations": ROUNDS,
        "mSalt": signed(&salt),
        "mEncryptedKey": sealed(derived, "freeotp master nonce", "AES", &master)?,
    });
    let mut entries = vec![("masterKey".to_owned(), key)];
    for account in APPS {
        let id = seed::uuid(account.secret);
        let hash = format!("Hmac{}", account.algorithm);
        let key = sealed(master, account.secret, &hash, account.secret.as_bytes())?;
        entries.push((id.clone(), json!({ "key": key.to_string() })));
        let mut token = token(account);
        if let Some(token) = token.as_object_mut() {
            token.remove("secret");
        }
        // Here it is the next one.
        token["counter"] = json!(counter(account));
        entries.push((format!("{id}-token"), token));
    }
    Ok(hash_map(&entries))
}

/// AES-256-GCM with what the key is for as data; the nonce in DER.
fn sealed(key: [u8; 32], label: &str, token: &str, plain: &[u8]) -> Result<Value, Error> {
    let nonce: [u8; 12] = seed::bytes(label);
    let parameters = [&[0x30, 17, 0x04, 12][..], &nonce, &[0x02, 1, 16]].concat();
    Ok(json!({
        "mCipher": "AES/GCM/NoPadding",
        "mCipherText": signed(&gcm(key, nonce, token.as_bytes(), plain)?),
        "mParameters": signed(&parameters),
        "mToken": token,
    }))
}

/// `java.util.HashMap`, after chapter 6 of the Java Object Serialization Specification.
fn hash_map(entries: &[(String, Value)]) -> Vec<u8> {
    let mut out = b"\xac\xed\x00\x05sr\x00\x11java.util.HashMap".to_vec();
    out.extend_from_slice(&362_498_820_763_181_265_i64.to_be_bytes());
    out.extend_from_slice(b"\x03\x00\x02F\x00\x0aloadFactorI\x00\x09thresholdxp");
    out.extend_from_slice(&0.75_f32.to_be_bytes());
    out.extend_from_slice(&12_u32.to_be_bytes());
    out.extend_from_slice(b"w\x08\x00\x00\x00\x10");
    out.extend_from_slice(&(entries.len() as u32).to_be_bytes());
    for (name, value) in entries {
        for text in [name.clone(), value.to_string()] {
            out.push(b't');
            out.extend_from_slice(&(text.len() as u16).to_be_bytes());
            out.extend_from_slice(text.as_bytes());
        }
    }
    out.push(b'x');
    out
}

/// Bytes as Java writes them: -128 to 127.
fn signed(bytes: &[u8]) -> Vec<i8> {
    bytes.iter().map(|byte| byte.cast_signed()).collect()
}

fn name(account: &Account) -> String {
    format!("{}:{}", account.issuer, account.username)
}

fn token(account: &Account) -> Value {
    let secret = signed(account.secret.as_bytes());
    let (kind, counter) = match account.kind {
        // The app keeps the counter that was used last.
        Kind::Hotp(_) => ("HOTP", counter(account) - 1),
        _ => ("TOTP", 0),
    };
    json!({
        "algo": account.algorithm,
        "counter": counter,
        "digits": account.digits,
        "issuerExt": account.issuer,
        "issuerInt": account.issuer,
        "label": account.username,
        "period": period(account),
        "secret": secret,
        "type": kind,
    })
}
