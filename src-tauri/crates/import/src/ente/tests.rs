//! Exports made by a small writer from the format's description, and two that libsodium sealed.

use super::secretstream::seal;
use crate::testing::{CODES, PASSWORD, SECRET, base64, check_cut, code, import, rejected, shown};
use crate::{Format, ImportError, ImportReport};
use proptest::prelude::*;
use serde_json::{Value, json};

/// One URI with its parameter as Ente writes it.
fn line(uri: &str, display: &Value) -> String {
    let display = display.to_string();
    let display: String =
        percent_encoding::utf8_percent_encode(&display, percent_encoding::NON_ALPHANUMERIC)
            .collect();
    format!("{uri}&codeDisplay={display}")
}

fn display() -> Value {
    json!({"pinned": false, "trashed": false, "lastUsedAt": 0, "tapCount": 0, "tags": [],
           "note": "", "position": 0, "iconSrc": "", "iconID": ""})
}

fn list() -> String {
    let mut first = display();
    first["pinned"] = json!(true);
    first["tags"] = json!(["Work", "Packages"]);
    first["note"] = json!(format!("{CODES}1 + 1 = 2 & more {}", "long ".repeat(2000)));
    let mut trashed = display();
    trashed["trashed"] = json!(true);
    [
        line(&format!("otpauth://totp/PyPI:alice?secret={SECRET}&issuer=PyPI&algorithm=SHA1&digits=6&period=30"), &first),
        line(&format!("otpauth://hotp/Counted:bob?algorithm=sha256&digits=8&secret={SECRET}&issuer=Counted&period=30&counter=12"), &display()),
        line(&format!("otpauth://steam/Steam:carol?secret={SECRET}&issuer=Steam&algorithm=sha1&digits=5&period=30"), &display()),
        line(&format!("otpauth://totp/A B#1:dan?secret={SECRET}&issuer=A B#1&algorithm=Algorithm.sha512&digits=6&period=60"), &display()),
        line(&format!("otpauth://totp/Old:eve?secret={SECRET}&issuer=Old"), &trashed),
        line("otpauth://totp/Bad:frank?secret=0189&issuer=Bad", &display()),
        format!("otpauth://totp/Odd:grace?secret={SECRET}&codeDisplay=%7Bbroken&issuer=Odd"),
    ]
    .join("\n")
        + "\n"
}

fn check(report: &ImportReport) {
    assert_eq!(report.format, Format::Ente);
    let lines = shown(report);
    let (first, rest) = lines.split_first().expect("entries");
    assert!(
        first.starts_with(
            "1 totp SHA1 6 30 | PyPI | alice | S | tags Work,Packages | star | note recovery codes:"
        ),
        "{first}"
    );
    assert!(first.contains("\n1 + 1 = 2 & more long"), "{first}");
    assert!(first.len() > 9_000, "the note is whole");
    assert_eq!(
        rest,
        [
            "2 hotp SHA256 8 #12 | Counted | bob | S",
            "3 steam | Steam | carol | S",
            "4 totp SHA512 6 60 | A B#1 | dan | S",
            "7 totp SHA1 6 30 | Odd | grace | S",
        ]
    );
    assert_eq!(
        rejected(report),
        [
            "5 Old/eve | it lies in the",
            "6 Bad/frank | the secret holds a"
        ]
    );
    assert_eq!(report.lossy.len(), 1);
    assert_eq!((report.offers.len(), report.offers[0].count), (1, 5));
}

/// A small memory limit, as the tests run it often.
fn sealed(plain: &str) -> Value {
    let mut key = [0_u8; 32];
    let params = argon2::Params::new(64, 2, 1, Some(32)).expect("small");
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(PASSWORD.as_bytes(), &[5; 16], &mut key)
        .expect("derived");
    json!({
        "version": 1,
        "kdfParams": {"memLimit": 65536, "opsLimit": 2, "salt": base64(&[5; 16])},
        "encryptedData": base64(&seal(key, [6; 24], 3, plain.as_bytes())),
        "encryptionNonce": base64(&[6; 24]),
    })
}

fn bytes(vault: &Value) -> Vec<u8> {
    vault.to_string().into_bytes()
}

#[test]
fn a_plain_export() {
    let report = import(list().as_bytes(), None).expect("plain");
    assert!(!report.encrypted);
    check(&report);
    let joined = list().trim().replace('\n', ",");
    check(&import(joined.as_bytes(), None).expect("joined by commas"));
}

#[test]
fn an_encrypted_export_has_the_same() {
    let report = import(&bytes(&sealed(&list())), Some(PASSWORD)).expect("encrypted");
    assert!(report.encrypted);
    check(&report);
    let empty = import(&bytes(&sealed("")), Some(PASSWORD)).expect("empty");
    assert_eq!((empty.format, empty.entries()), (Format::Ente, 0));
}

#[test]
fn what_libsodium_sealed_is_read() {
    for (data, nonce) in [
        (
            "NGKbcPILu1IhPYpcibGIUGOS+oEQJ1l2p2i5sbgXyrbXTeAtsBxBi3bPjbCU3S9wkoIFedqIkR6kstJz2nG76uRT6JAYJ2fKTAIZUoS0ew==",
            "Pj2iH4E+41nFycdNvTw1GfngV097MHq2",
        ),
        (
            "qCTVSJtNuHLYyAM8jhR1P4vRdE30CzSQHOl/iA6Pm5g/F93H60geswLEs9uzrhVol2LuVqew+f2FwfLlbAq/1ymBfLsPRhOCidIBvzRFiQ==",
            "ipmApYIGY91EOoWuPNqO2PBBQ033rM0B",
        ),
    ] {
        let mut vault = sealed("");
        (vault["encryptedData"], vault["encryptionNonce"]) = (json!(data), json!(nonce));
        let report = import(&bytes(&vault), Some(PASSWORD)).expect("libsodium's");
        assert_eq!(shown(&report), ["1 totp SHA1 6 30 | PyPI | alice | S"]);
    }
}

#[test]
fn what_does_not_open_says_so() {
    let vault = sealed(&list());
    assert_eq!(code(&bytes(&vault), None), "file_password_needed");
    let wrong = import(&bytes(&vault), Some("wrong")).expect_err("wrong");
    assert_eq!(wrong, ImportError::NotOpened);
    for (path, value, expected) in [
        ("/version", json!(2), "unsupported"),
        ("/version", json!(-1), "damaged"),
        ("/kdfParams/salt", json!("AAAA"), "damaged"),
        (
            "/kdfParams/memLimit",
            json!((1_u64 << 30) + 1024),
            "kdf_limit",
        ),
        ("/kdfParams/memLimit", json!(1), "kdf_limit"),
        ("/kdfParams/opsLimit", json!(u64::MAX), "kdf_limit"),
        ("/kdfParams", json!({}), "damaged"),
        ("/encryptionNonce", json!("AAAA"), "damaged"),
        ("/encryptedData", json!("AAAA"), "damaged"),
        ("/encryptedData", json!("%"), "damaged"),
    ] {
        let mut vault = vault.clone();
        *vault.pointer_mut(path).expect("there") = value;
        assert_eq!(code(&bytes(&vault), Some(PASSWORD)), expected, "{path}");
    }
    let app = format!(
        "{{\"version\":1,\"kdfParams\":{},\"encryptedData\":\"AAAA",
        vault["kdfParams"]
    );
    check_cut(app.as_bytes(), 26, Some(PASSWORD), &["damaged"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bit_may_flip(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut vault = bytes(&sealed(&list()));
        let at = at.index(vault.len());
        vault[at] ^= 1 << bit;
        if let Ok(report) = import(&vault, Some(PASSWORD)) {
            // Only the version's name or the end of a base64 text may differ.
            check(&report);
        }
    }

    #[test]
    fn any_message_is_opened_or_refused(sealed in proptest::collection::vec(any::<u8>(), 0..200)) {
        let key = zeroize::Zeroizing::new([1; 32]);
        let opened = super::secretstream::Message::new(&sealed)
            .and_then(|message| message.open(&key, &[2; 24]));
        prop_assert!(opened.is_none());
    }
}
