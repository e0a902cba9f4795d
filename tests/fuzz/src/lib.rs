//! What each fuzz target does with its bytes. None may panic, hang or take memory without bound;
//! what comes out is thrown away.
//!
//! Under `--cfg fuzzing` key derivations give [`KEY`], so that sealed containers cost nothing and the
//! bytes of the fuzzer can be sealed here: what is tested is what reads them after they were opened.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use import::{Format, Limits, Options, Source};
use poly1305::Poly1305;
use provider::Directory;
use recovery::ManifestKind;
use secret::SecretText;
use serde_json::json;
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// What every key derivation gives under `--cfg fuzzing`.
const KEY: [u8; 32] = [7; 32];

static PROVIDERS: LazyLock<Directory> = LazyLock::new(Directory::embedded);

fn read_as(format: Option<Format>, name: &str, bytes: &[u8], password: bool) {
    let password = password.then(|| SecretText::new("x"));
    let mut limits = Limits::default();
    // Of the largest files only time is to be had.
    limits.max_bytes = 1 << 20;
    // KeePass's rounds of AES are no derivation that is left out.
    limits.max_aes_rounds = 1 << 13;
    let options = Options {
        format,
        password: password.as_ref(),
        key_file: None,
        limits,
        providers: &PROVIDERS,
    };
    let _ = import::read(&Source { name, bytes }, &options, &|_| {
        ControlFlow::Continue(())
    });
}

/// Key URIs.
pub fn otpauth(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        for scheme in [
            "otpauth://totp/",
            "otpauth://hotp/",
            "otpauth://",
            "motp://",
            "steam://",
            "",
        ] {
            let _ = import::otpauth::parse(&format!("{scheme}{text}"));
        }
    }
    read_as(
        Some(Format::Otpauth),
        "",
        &[b"otpauth://", data].concat(),
        false,
    );
}

/// Google's protobuf message.
pub fn migration(data: &[u8]) {
    let uri = format!(
        "otpauth-migration://offline?data={}",
        STANDARD.encode(data).replace('+', "%2B")
    );
    read_as(None, "", uri.as_bytes(), false);
}

/// Java's serialization, as FreeOTP 2 writes it.
pub fn java(data: &[u8]) {
    let mark = b"\xac\xed\x00\x05";
    // A sample begins with it already.
    let data = data.strip_prefix(mark).unwrap_or(data);
    read_as(None, "", &[mark, data].concat(), true);
}

/// libsodium's secretstream, as Ente writes it: the sealed message itself, and a list in a sound one.
pub fn secretstream(data: &[u8]) {
    for sealed in [data.to_vec(), secretstream_sealed(data)] {
        let export = json!({
            "version": 1,
            "kdfParams": {"memLimit": 65536, "opsLimit": 2, "salt": STANDARD.encode([5; 16])},
            "encryptedData": STANDARD.encode(sealed),
            "encryptionNonce": STANDARD.encode([6; 24]),
        });
        read_as(None, "", export.to_string().as_bytes(), true);
    }
}

fn secretstream_sealed(text: &[u8]) -> Vec<u8> {
    let subkey = chacha20::hchacha::<chacha20::R20>(&KEY.into(), &[6; 16].into());
    let nonce = [1, 0, 0, 0, 6, 6, 6, 6, 6, 6, 6, 6];
    let mut cipher = ChaCha20::new(&subkey, &nonce.into());
    let mut mac_key = [0_u8; 64];
    cipher.apply_keystream(&mut mac_key);
    let mut block = [0_u8; 64];
    block[0] = 3;
    cipher.apply_keystream(&mut block);
    let mut sealed = text.to_vec();
    cipher.apply_keystream(&mut sealed);
    let mut input = block.to_vec();
    input.extend(&sealed);
    input.resize(input.len() + (16 - sealed.len() % 16) % 16, 0);
    input.extend(0_u64.to_le_bytes());
    input.extend((64 + text.len() as u64).to_le_bytes());
    let mut key = [0_u8; 32];
    key.copy_from_slice(&mac_key[..32]);
    let mac = Poly1305::new(&key.into()).compute_unpadded(&input);
    [&block[..1], &sealed, &mac[..]].concat()
}

/// Texts with recovery codes; the first byte chooses the file's name.
pub fn codes(data: &[u8]) {
    let names = [
        "",
        "PyPI-Recovery-Codes-a-2026-03-01T10_00_30.txt",
        "github-recovery-codes.txt",
        "Backup-codes-a.txt",
        "discord_backup_codes.txt",
    ];
    let (name, text) = data.split_first().unwrap_or((&0, &[]));
    let name = names[usize::from(*name) % names.len()];
    read_as(Some(Format::RecoveryCodes), name, text, false);
    read_as(None, name, text, false);
    let _ = import::is_worth_reading(name, text, text.len() as u64, &PROVIDERS);
}

/// Manifests of packages in clones, their workflow files, and provider files of the user's own; the first byte
/// chooses which.
pub fn manifests(data: &[u8]) {
    let names = [
        "pyproject.toml",
        "setup.cfg",
        "PKG-INFO",
        "Cargo.toml",
        "package.json",
        "a.gemspec",
        "composer.json",
        "mix.exs",
        "pom.xml",
        "a.csproj",
        "a.cabal",
    ];
    let (chosen, text) = data.split_first().unwrap_or((&0, &[]));
    let text = String::from_utf8_lossy(text);
    match names.get(usize::from(*chosen) % (names.len() + 2)) {
        Some(name) => {
            if let Some(kind) = ManifestKind::of(name) {
                let _ = kind.read(name, &text, Some(&text));
            }
        }
        None => {
            let _ = recovery::publishes(&text);
            let _ = Directory::default().add("a.toml", &text);
        }
    }
}

/// What is on sheets: heads of QR codes, typed lines, and the payload once it is opened.
pub fn sheet(data: &[u8]) {
    let _ = sheet::payload::decode(data);
    let text = String::from_utf8_lossy(data);
    let _ = sheet::part::parse(&text);
    for line in text.lines() {
        let _ = sheet::part::parse(line);
        let _ = sheet::line::typed(line);
    }
    let _ = sheet::read::typed(&text);
}

/// Any bytes at all, with a password and without.
pub fn detect(data: &[u8]) {
    read_as(None, "", data, false);
    read_as(None, "", data, true);
}

/// AES-256-GCM with the tag behind the text.
fn gcm(nonce: [u8; 12], data: &[u8], text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    let cipher = Aes256Gcm::new(&KEY.into());
    if let Ok(tag) =
        cipher.encrypt_inout_detached(&Nonce::from(nonce), data, text.as_mut_slice().into())
    {
        text.extend_from_slice(&tag);
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sealed containers; the first byte chooses which, the others are what it holds.
pub fn containers(data: &[u8]) {
    let (kind, text) = data.split_first().unwrap_or((&0, &[]));
    let nonce = [2; 12];
    match kind % 6 {
        0 => {
            let (master, db) = (gcm(nonce, b"", &KEY), gcm(nonce, b"", text));
            let (key, tag) = master.split_at(32);
            let (db, db_tag) = db.split_at(text.len());
            let export = json!({
                "version": 1,
                "header": {
                    "slots": [{"type": 1, "uuid": "", "key": hex(key), "n": 16, "r": 8, "p": 1,
                        "key_params": {"nonce": hex(&nonce), "tag": hex(tag)}, "salt": hex(&[1; 32])}],
                    "params": {"nonce": hex(&nonce), "tag": hex(db_tag)},
                },
                "db": STANDARD.encode(db),
            });
            read_as(Some(Format::Aegis), "", export.to_string().as_bytes(), true);
        }
        1 => {
            let part = |bytes: &[u8]| STANDARD.encode(bytes);
            let sealed = [part(&gcm(nonce, b"", text)), part(&[1; 256]), part(&nonce)].join(":");
            let export = json!({"services": [], "schemaVersion": 4, "servicesEncrypted": sealed});
            read_as(
                Some(Format::TwoFas),
                "",
                export.to_string().as_bytes(),
                true,
            );
        }
        2 => {
            let mut export = 1000_u32.to_be_bytes().to_vec();
            export.extend([1; 12]);
            export.extend(nonce);
            export.extend(gcm(nonce, b"", text));
            read_as(Some(Format::AndOtp), "", &export, true);
        }
        3 => {
            let mut export = b"AUTHENTICATORPRO".to_vec();
            export.extend([1; 16]);
            export.extend(nonce);
            export.extend(gcm(nonce, b"", text));
            read_as(None, "", &export, true);
        }
        4 => {
            let sealed = gcm(nonce, b"proton.authenticator.export.v1", text);
            let content = STANDARD.encode([&nonce[..], &sealed].concat());
            let export =
                json!({"version": 1, "salt": STANDARD.encode([1; 16]), "content": content});
            read_as(
                Some(Format::Proton),
                "",
                export.to_string().as_bytes(),
                true,
            );
        }
        _ => read_as(None, "", text, true),
    }
}

/// Pictures and PDFs.
pub fn pictures(data: &[u8]) {
    let mut limits = picture::Limits::default();
    limits.max_bytes = 1 << 18;
    // Larger pictures take longer and no other way.
    limits.max_pixels = 1 << 16;
    limits.max_pages = 4;
    let _ = picture::read(data, &limits, picture::Until::Settled);
}
