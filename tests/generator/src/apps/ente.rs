//! Ente Auth (ente-io/ente, its auth app): a plain list, and the same sealed as one message of
//! libsodium's `crypto_secretstream_xchacha20poly1305`.

use super::{Sample, argon2, base64, github, note};
use crate::account::APPS;
use crate::{Error, seed};
use aes_gcm::aead::KeyInit;
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use poly1305::Poly1305;
use serde_json::json;

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let lines: String = APPS
        .iter()
        .map(|account| {
            let display = json!({
                "pinned": account.issuer == "PyPI",
                "trashed": false,
                "lastUsedAt": 0,
                "tapCount": 0,
                "tags": ["Registries"],
                "note": note(account),
                "position": 0,
                "iconSrc": "",
                "iconID": "",
            })
            .to_string();
            let display =
                percent_encoding::utf8_percent_encode(&display, percent_encoding::NON_ALPHANUMERIC);
            format!("{}&codeDisplay={display}\n", account.uri())
        })
        .collect();
    let sample = |file, encrypted, bytes| Sample {
        file,
        format: "ente",
        encrypted,
        offers: Some(github()),
        accounts: APPS,
        bytes,
    };
    let sealed = sealed(lines.as_bytes())?;
    Ok(vec![
        sample("ente.txt", false, lines.into_bytes()),
        sample("ente-encrypted.json", true, sealed),
    ])
}

/// Less memory than the app's 1 GiB, so that tests run everywhere.
fn sealed(plain: &[u8]) -> Result<Vec<u8>, Error> {
    let (memory, passes) = (16_384, 3);
    let salt: [u8; 16] = seed::bytes("ente salt");
    let header: [u8; 24] = seed::bytes("ente header");
    let message = message(argon2(&salt, memory, passes, 1)?, header, plain)?;
    Ok(serde_json::to_vec_pretty(&json!({
        "version": 1,
        "kdfParams": {
            "memLimit": memory * 1024,
            "opsLimit": passes,
            "salt": base64(&salt),
        },
        "encryptedData": base64(&message),
        "encryptionNonce": base64(&header),
    }))?)
}

/// `kind, sealed | text | MAC`: the stream's key and nonce come out of its header, its first block
/// keys the MAC, the second seals the kind, the text follows.
fn message(key: [u8; 32], header: [u8; 24], plain: &[u8]) -> Result<Vec<u8>, Error> {
    const FINAL: u8 = 3;
    let mut input = [0; 16];
    input.copy_from_slice(&header[..16]);
    let mut nonce = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    nonce[4..].copy_from_slice(&header[16..]);
    let subkey = chacha20::hchacha::<chacha20::R20>(&key.into(), &input.into());
    let mut cipher = ChaCha20::new(&subkey, &nonce.into());
    let (mut mac_key, mut block) = ([0; 64], [0; 64]);
    cipher.apply_keystream(&mut mac_key);
    block[0] = FINAL;
    cipher.apply_keystream(&mut block);
    let mut text = plain.to_vec();
    cipher.apply_keystream(&mut text);
    let length = text.len() as u64;
    let mut data = [&block[..], &text].concat();
    // libsodium pads by the length modulo 16, not up to it.
    data.resize(data.len() + text.len() % 16, 0);
    data.extend_from_slice(&0_u64.to_le_bytes());
    data.extend_from_slice(&(64 + length).to_le_bytes());
    let mac = Poly1305::new_from_slice(&mac_key[..32]).map_err(|_| Error::Cipher)?;
    let mac = mac.compute_unpadded(&data);
    Ok([&block[..1], &text, &mac].concat())
}
