//! OTPClient (paolostivanin/OTPClient, src/common/db-common.c): its JSON plain, and encrypted in
//! version 3 of the file. And cotp (replydev/cotp, src/crypto/cryptography.rs): its JSON plain and
//! encrypted.

use super::{Sample, argon2, base64, counter, kind, period};
use crate::account::{AEGIS, APPS, Account, Kind};
use crate::{Error, seed};
use aes_gcm::aead::consts::U16;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{AesGcm, Nonce};
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use poly1305::Poly1305;
use serde_json::{Value, json};

/// OTPClient's passes, KiB and lanes.
const ARGON2: [u32; 3] = [4, 131_072, 4];

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let tokens: Vec<Value> = APPS.iter().map(token).collect();
    let tokens = serde_json::to_vec(&tokens)?;
    let elements: Vec<Value> = AEGIS.iter().map(element).collect();
    let database = serde_json::to_vec(&json!({ "version": 2, "elements": elements }))?;
    let sample = |file, format, encrypted, accounts, bytes| Sample {
        file,
        format,
        encrypted,
        offers: None,
        accounts,
        bytes,
    };
    Ok(vec![
        sample(
            "otpclient.enc",
            "otpclient",
            true,
            APPS,
            otpclient(&tokens)?,
        ),
        sample("otpclient.json", "otpclient", false, APPS, tokens),
        sample("db.cotp", "cotp", true, AEGIS, cotp(&database)?),
        sample("cotp.json", "cotp", false, AEGIS, database),
    ])
}

fn token(account: &Account) -> Value {
    // The app knows Steam by its issuer.
    let kind = if kind(account) == "HOTP" {
        "HOTP"
    } else {
        "TOTP"
    };
    let mut token = json!({
        "type": kind,
        "label": account.username,
        "issuer": account.issuer,
        "secret": account.base32(),
        "digits": account.digits,
        "algo": account.algorithm,
        "group": "",
    });
    match account.kind {
        Kind::Hotp(counter) => token["counter"] = json!(counter),
        _ => token["period"] = json!(period(account)),
    }
    token
}

/// `OTPClient | version | IV 16 | salt 32 | passes | KiB | lanes`, all numbers of four bytes, the
/// high one first; then the text and the tag.
fn otpclient(plain: &[u8]) -> Result<Vec<u8>, Error> {
    let iv: [u8; 16] = seed::bytes("otpclient iv");
    let salt: [u8; 32] = seed::bytes("otpclient salt");
    let [passes, memory, lanes] = ARGON2;
    let key = argon2(&salt, memory, passes, lanes)?;
    let numbers = ARGON2.map(u32::to_be_bytes).concat();
    let head = [
        &b"OTPClient"[..],
        &3_u32.to_be_bytes(),
        &iv,
        &salt,
        &numbers,
    ]
    .concat();
    let sealed = AesGcm::<aes::Aes256, U16>::new(&key.into())
        .encrypt(
            &Nonce::from(iv),
            Payload {
                msg: plain,
                aad: &head,
            },
        )
        .map_err(|_| Error::Cipher)?;
    Ok([head, sealed].concat())
}

fn element(account: &Account) -> Value {
    let (kind, pin) = match account.kind {
        Kind::Motp(pin) => ("MOTP", pin),
        Kind::Yandex(pin) => ("YANDEX", Some(pin)),
        _ => (kind(account), None),
    };
    let secret = match account.kind {
        Kind::Motp(_) => data_encoding::HEXLOWER.encode(account.secret.as_bytes()),
        _ => account.base32(),
    };
    let counted = matches!(account.kind, Kind::Hotp(_));
    json!({
        "secret": secret,
        "issuer": account.issuer,
        "label": account.username,
        "digits": account.digits,
        "type": kind,
        "algorithm": if kind == "MOTP" { "MD5" } else { account.algorithm },
        "period": period(account),
        "counter": counted.then(|| counter(account)),
        "pin": pin,
    })
}

fn cotp(plain: &[u8]) -> Result<Vec<u8>, Error> {
    let salt: [u8; 16] = seed::bytes("cotp salt");
    let nonce: [u8; 24] = seed::bytes("cotp nonce");
    let key = argon2(&salt, 32_768, 4, 4)?;
    let file = json!({
        "version": 1,
        "nonce": base64(&nonce),
        "salt": base64(&salt),
        "cipher": base64(&xchacha(key, nonce, plain)?),
    });
    Ok(serde_json::to_vec(&file)?)
}

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), the tag behind the text.
fn xchacha(key: [u8; 32], nonce: [u8; 24], plain: &[u8]) -> Result<Vec<u8>, Error> {
    let mut input = [0; 16];
    input.copy_from_slice(&nonce[..16]);
    let mut rest = [0; 12];
    rest[4..].copy_from_slice(&nonce[16..]);
    let subkey = chacha20::hchacha::<chacha20::R20>(&key.into(), &input.into());
    let mut cipher = ChaCha20::new(&subkey, &rest.into());
    let mut block = [0; 64];
    cipher.apply_keystream(&mut block);
    let mut text = plain.to_vec();
    cipher.apply_keystream(&mut text);
    let mut data = text.clone();
    data.resize(text.len().next_multiple_of(16), 0);
    data.extend(0_u64.to_le_bytes());
    data.extend((text.len() as u64).to_le_bytes());
    let mac = Poly1305::new_from_slice(&block[..32]).map_err(|_| Error::Cipher)?;
    text.extend(mac.compute_unpadded(&data));
    Ok(text)
}
