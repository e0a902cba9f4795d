//! Exports made by a small writer from the format's description.

use crate::testing::{
    CODES, PASSWORD, SECRET, base64, check_cut, code, import, rejected, seal_gcm, shown,
};
use crate::{Format, ImportError, ImportReport};
use proptest::prelude::*;
use serde_json::{Value, json};

fn item(uri: &str, kind: &str, name: &str, note: Value) -> Value {
    json!({
        "id": "a0000000-0000-4000-8000-000000000001",
        "content": {"uri": uri, "entry_type": kind, "name": name},
        "note": note,
    })
}

fn all_kinds() -> Vec<Value> {
    vec![
        item(
            &format!(
                "otpauth://totp/alice?secret={SECRET}&issuer=PyPI&algorithm=SHA1&digits=6&period=30"
            ),
            "Totp",
            "alice",
            json!(CODES),
        ),
        item(
            &format!(
                "otpauth://totp/?secret={SECRET}&issuer=Example&algorithm=SHA512&digits=8&period=60"
            ),
            "Totp",
            "bob",
            json!(null),
        ),
        item(
            &format!("steam://{SECRET}"),
            "Steam",
            "My Steam",
            json!("kept"),
        ),
    ]
}

fn export(entries: &[Value]) -> Value {
    json!({"version": 1, "entries": entries})
}

fn check(report: &ImportReport) {
    assert_eq!(report.format, Format::Proton);
    assert_eq!(report.rejected, []);
    assert_eq!(
        shown(report),
        [
            format!(
                "1 totp SHA1 6 30 | PyPI | alice | S | note {}",
                CODES.trim_end()
            ),
            "2 totp SHA512 8 60 | Example | bob | S".to_owned(),
            "3 steam | Steam | My Steam | S | note kept".to_owned(),
        ]
    );
    assert_eq!((report.offers.len(), report.offers[0].count), (1, 5));
    assert_eq!(report.offers[0].account, "PyPI/alice");
}

fn sealed(plain: &Value) -> Value {
    let mut key = [0_u8; 32];
    let params = argon2::Params::new(19_456, 2, 1, Some(32)).expect("valid");
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(PASSWORD.as_bytes(), &[1; 16], &mut key)
        .expect("derived");
    let context = b"proton.authenticator.export.v1";
    let text = seal_gcm(&key, [2; 12], context, plain.to_string().as_bytes());
    let content = [&[2; 12][..], &text].concat();
    json!({"version": 1, "salt": base64(&[1; 16]), "content": base64(&content)})
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

#[test]
fn plain_and_encrypted_have_the_same() {
    let report = import(&bytes(&export(&all_kinds())), None).expect("plain");
    assert!(!report.encrypted);
    check(&report);
    let report = import(&bytes(&sealed(&export(&all_kinds()))), Some(PASSWORD)).expect("sealed");
    assert!(report.encrypted);
    check(&report);
}

#[test]
fn what_does_not_open_says_so() {
    let vault = sealed(&export(&all_kinds()));
    assert_eq!(code(&bytes(&vault), None), "file_password_needed");
    assert_eq!(
        import(&bytes(&vault), Some("wrong")),
        Err(ImportError::NotOpened)
    );
    for (path, value, expected) in [
        ("/version", json!(2), "unsupported"),
        ("/version", json!("x"), "damaged"),
        ("/salt", json!("AAAA"), "damaged"),
        ("/salt", json!("%"), "damaged"),
        ("/content", json!("AAAA"), "damaged"),
        ("/content", json!(base64(&[2; 40])), "wrong_file_password"),
    ] {
        let mut vault = vault.clone();
        *vault.pointer_mut(path).expect("there") = value;
        assert_eq!(code(&bytes(&vault), Some(PASSWORD)), expected, "{path}");
    }
    let inner = sealed(&json!({"version": 1}));
    assert_eq!(code(&bytes(&inner), Some(PASSWORD)), "damaged");
}

#[test]
fn one_bad_entry_does_not_cost_the_others() {
    let good = all_kinds();
    let report = import(
        &bytes(&export(&[
            good[1].clone(),
            item("otpauth://totp/?secret=0189", "Totp", "broken", json!("")),
            item("https://example.org", "Totp", "address", json!("")),
            json!({"id": "x", "note": "n"}),
            json!(7),
            json!({"content": {"uri": null}}),
            good[2].clone(),
        ])),
        None,
    )
    .expect("plain");
    let entries: Vec<usize> = report.candidates.iter().map(|one| one.entry).collect();
    assert_eq!(entries, [1, 7]);
    assert_eq!(
        rejected(&report),
        [
            "2 broken | the secret holds a",
            "3 address | this is no otpauth",
            "4  | the entry has not",
            "5  | the entry has not",
            "6  | this is no otpauth",
        ]
    );
}

#[test]
fn empty_newer_and_cut_off() {
    assert_eq!(
        import(&bytes(&export(&[])), None).expect("empty").entries(),
        0
    );
    let newer = json!({"version": 2, "entries": []});
    assert_eq!(code(&bytes(&newer), None), "unsupported");
    assert_eq!(code(b"{\"version\":1,\"entries\":{}}", None), "damaged");
    let app = format!("{{\"version\":1,\"entries\":{}}}", json!(all_kinds()));
    check_cut(app.as_bytes(), 24, None, &["damaged"]);
    check_cut(
        b"{\"version\":1,\"salt\":\"AAAA\",\"content\":\"AAAAAAAA\"}",
        22,
        None,
        &["damaged"],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_bit_may_flip(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut vault = bytes(&sealed(&export(&all_kinds())));
        let at = at.index(vault.len());
        vault[at] ^= 1 << bit;
        if let Ok(report) = import(&vault, Some(PASSWORD)) {
            check(&report);
        }
    }
}
