//! Databases made by a small writer from the format's description.

use super::{IV, MAGIC, SALT};
use crate::testing::{PASSWORD, SECRET, check_cut, code, import, import_as, rejected, shown};
use crate::{Format, ImportError, ImportReport};
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{AesGcm, Nonce};
use serde_json::{Value, json};

fn token(issuer: &str, label: &str) -> Value {
    json!({
        "type": "TOTP", "label": label, "issuer": issuer, "secret": SECRET, "digits": 6,
        "algo": "SHA1", "period": 30,
    })
}

fn tokens() -> Value {
    let mut long = token("Example", "bob");
    (long["algo"], long["digits"], long["period"]) = (json!("SHA256"), json!(8), json!(60));
    long["group"] = json!("Work");
    let counted = json!({
        "type": "HOTP", "label": "vpn", "issuer": "", "secret": SECRET, "digits": 6,
        "algo": "SHA1", "counter": 12,
    });
    let mut bad = token("Bad", "type");
    bad["type"] = json!("NEW");
    let mut none = token("Bad", "secret");
    none["secret"] = json!("0189");
    json!([
        token("PyPI", "alice"),
        bad,
        long,
        counted,
        7,
        token("steam", "eve"),
        none,
    ])
}

fn check(report: &ImportReport) {
    assert_eq!(report.format, Format::OtpClient);
    assert_eq!(
        shown(report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S",
            "3 totp SHA256 8 60 | Example | bob | S | group Work",
            "4 hotp SHA1 6 #12 |  | vpn | S",
            "6 steam | steam | eve | S",
        ]
    );
    assert_eq!(
        rejected(report),
        [
            "2 Bad/type | its type is neither",
            "5  | the entry has not",
            "7 Bad/secret | the secret holds a",
        ]
    );
}

fn gcm(key: [u8; 32], head: &[u8], plain: &[u8]) -> Vec<u8> {
    type Wide = AesGcm<aes_gcm::aes::Aes256, aes_gcm::aead::consts::U16>;
    let mut text = plain.to_vec();
    let tag = Wide::new_from_slice(&key)
        .expect("32 bytes")
        .encrypt_inout_detached(&Nonce::from([3; IV]), head, text.as_mut_slice().into())
        .expect("short");
    [head, &text, &tag].concat()
}

fn argon2(password: &[u8], passes: u32, memory: u32, lanes: u32) -> [u8; 32] {
    let mut key = [0; 32];
    let params = argon2::Params::new(memory, passes, lanes, Some(32)).expect("valid");
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(password, &[4; SALT], &mut key)
        .expect("derived");
    key
}

/// Cheap parameters, as the tests open it often.
const NUMBERS: [u32; 3] = [1, 64, 4];

fn sealed(version: u32, password: &[u8], plain: &str) -> Vec<u8> {
    let numbers = |write: fn(u32) -> [u8; 4]| NUMBERS.map(write).concat();
    let [passes, memory, lanes] = NUMBERS;
    match version {
        1 => {
            let mut key = [0; 32];
            pbkdf2::pbkdf2_hmac::<sha2::Sha512>(password, &[4; SALT], 100_000, &mut key);
            gcm(key, &[&[3; IV][..], &[4; SALT]].concat(), plain.as_bytes())
        }
        2 => {
            let version = version.to_le_bytes();
            let head = [
                MAGIC,
                &[0; 3],
                &version,
                &[3; IV],
                &[4; SALT],
                &numbers(u32::to_le_bytes),
            ];
            let plain = format!("{plain}\0");
            gcm(
                argon2(password, passes, memory, lanes),
                &head.concat(),
                plain.as_bytes(),
            )
        }
        _ => {
            let version = version.to_be_bytes();
            let head = [
                MAGIC,
                &version,
                &[3; IV],
                &[4; SALT],
                &numbers(u32::to_be_bytes),
            ];
            gcm(
                argon2(password, passes, memory, lanes),
                &head.concat(),
                plain.as_bytes(),
            )
        }
    }
}

#[test]
fn plain_and_the_three_versions_have_the_same() {
    let plain = tokens().to_string();
    check(&import(plain.as_bytes(), None).expect("plain"));
    for version in [2, 3] {
        let bytes = sealed(version, PASSWORD.as_bytes(), &plain);
        let report = import(&bytes, Some(PASSWORD)).expect("opens");
        assert!(report.encrypted, "{version}");
        check(&report);
    }
    let oldest = sealed(1, PASSWORD.as_bytes(), &plain);
    let report = import_as(Some(Format::OtpClient), &oldest, Some(PASSWORD)).expect("named");
    check(&report);
}

#[test]
fn older_releases_cut_passwords_with_signs_of_several_bytes() {
    let password = "größe ändern";
    let cut = &password.as_bytes()[..password.chars().count()];
    for (version, bytes) in [(2, cut), (2, password.as_bytes()), (3, password.as_bytes())] {
        let sealed = sealed(version, bytes, &tokens().to_string());
        check(&import(&sealed, Some(password)).expect("opens"));
    }
}

#[test]
fn what_does_not_open_says_so() {
    let plain = json!([token("PyPI", "alice")]).to_string();
    for version in [2, 3] {
        let good = sealed(version, PASSWORD.as_bytes(), &plain);
        assert_eq!(code(&good, None), "file_password_needed");
        assert_eq!(import(&good, Some("wrong")), Err(ImportError::NotOpened));
        let other = import_as(Some(Format::Aegis), &good, Some(PASSWORD));
        assert_eq!(other, Err(ImportError::NotOfFormat(Format::Aegis)));
        check_cut(
            &good,
            9,
            Some(PASSWORD),
            &["damaged", "wrong_file_password"],
        );
        for at in [17, 40, 90, good.len() - 1] {
            let mut flipped = good.clone();
            flipped[at] ^= 1;
            assert_eq!(
                code(&flipped, Some(PASSWORD)),
                "wrong_file_password",
                "{at}"
            );
        }
        let empty = sealed(version, PASSWORD.as_bytes(), "[]");
        assert_eq!(import(&empty, Some(PASSWORD)).expect("empty").entries(), 0);
    }
    assert_eq!(
        code(&sealed(4, PASSWORD.as_bytes(), &plain), Some(PASSWORD)),
        "unsupported"
    );
    let mut costly = sealed(3, PASSWORD.as_bytes(), &plain);
    // Memory, far beyond the limit.
    costly[65] = 0x7f;
    assert_eq!(code(&costly, Some(PASSWORD)), "kdf_limit");
    check_cut(plain.as_bytes(), plain.len() - 12, None, &["damaged"]);
}
