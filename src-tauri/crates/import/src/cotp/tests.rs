//! Databases made by a small writer from the format's description.

use crate::cipher::seal_xchacha;
use crate::testing::{
    PASSWORD, SECRET, base64, check_cut, code, import, import_as, rejected, shown,
};
use crate::{Format, ImportError, ImportReport};
use serde_json::{Value, json};

fn element(kind: &str, issuer: &str, label: &str, secret: &str) -> Value {
    json!({
        "secret": secret, "issuer": issuer, "label": label, "digits": 6, "type": kind,
        "algorithm": "SHA1", "period": 30, "counter": null, "pin": null,
    })
}

fn elements() -> Value {
    let mut long = element("TOTP", "Example", "bob", SECRET);
    (long["algorithm"], long["digits"], long["period"]) = (json!("SHA512"), json!(8), json!(60));
    let mut counted = element("HOTP", "", "vpn", SECRET);
    counted["counter"] = json!(3);
    let mut motp = element("MOTP", "Gate", "carol", "e3152afee62599c8");
    motp["pin"] = json!("1234");
    let mut yandex = element(
        "YANDEX",
        "Yandex",
        "dan",
        "LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI",
    );
    yandex["pin"] = json!("7586");
    json!([
        element("TOTP", "PyPI", "alice", SECRET),
        element("NEW", "Bad", "type", SECRET),
        long,
        counted,
        motp,
        yandex,
        element("STEAM", "Steam", "eve", SECRET),
        element("TOTP", "Bad", "secret", "0189"),
        [],
    ])
}

fn check(report: &ImportReport) {
    assert_eq!(report.format, Format::Cotp);
    assert_eq!(
        shown(report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S",
            "3 totp SHA512 8 60 | Example | bob | S",
            "4 hotp SHA1 6 #3 |  | vpn | S",
            "5 motp | Gate | carol | e3152afee62599c8 | pin 1234",
            "6 yandex | Yandex | dan | 58355f298236196b5496f722d7ed20da | pin 7586",
            "7 steam | Steam | eve | S",
        ]
    );
    assert_eq!(
        rejected(report),
        [
            "2 Bad/type | its type is none",
            "8 Bad/secret | the secret holds a",
            "9  | the entry has not",
        ]
    );
}

fn database(elements: &Value) -> String {
    json!({"version": 2, "elements": elements}).to_string()
}

fn sealed(plain: &str) -> Value {
    let mut key = [0; 32];
    let params = argon2::Params::new(32_768, 4, 4, Some(32)).expect("valid");
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(PASSWORD.as_bytes(), &[1; 16], &mut key)
        .expect("derived");
    json!({
        "version": 1,
        "nonce": base64(&[2; 24]),
        "salt": base64(&[1; 16]),
        "cipher": base64(&seal_xchacha(&key, &[2; 24], plain.as_bytes())),
    })
}

#[test]
fn plain_in_both_versions_and_encrypted() {
    let elements = elements();
    check(&import(database(&elements).as_bytes(), None).expect("plain"));
    check(&import(elements.to_string().as_bytes(), None).expect("the first version"));
    let sealed = sealed(&database(&elements)).to_string();
    let report = import(sealed.as_bytes(), Some(PASSWORD)).expect("opens");
    assert!(report.encrypted);
    check(&report);
}

#[test]
fn what_does_not_open_says_so() {
    let good = sealed(&database(&json!([])));
    let text = good.to_string();
    assert_eq!(
        import(text.as_bytes(), Some(PASSWORD))
            .expect("empty")
            .entries(),
        0
    );
    assert_eq!(code(text.as_bytes(), None), "file_password_needed");
    let wrong = import(text.as_bytes(), Some("wrong"));
    assert_eq!(wrong, Err(ImportError::NotOpened));
    let other = import_as(Some(Format::Ente), text.as_bytes(), Some(PASSWORD));
    assert_eq!(other, Err(ImportError::NotOfFormat(Format::Ente)));
    for (name, value, expected) in [
        ("version", json!(2), "unsupported"),
        ("nonce", json!("AAAA"), "damaged"),
        ("nonce", json!(base64(&[3; 24])), "wrong_file_password"),
        ("salt", json!("?"), "damaged"),
        ("cipher", json!("AAAA"), "wrong_file_password"),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        assert_eq!(
            code(bad.to_string().as_bytes(), Some(PASSWORD)),
            expected,
            "{name}"
        );
    }
    let newer = json!({"version": 3, "elements": []}).to_string();
    assert_eq!(code(newer.as_bytes(), None), "unsupported");
}

#[test]
fn cut_off() {
    let sealed = sealed(&database(&json!([])));
    let part = |name: &str| sealed[name].as_str().expect("a text").to_owned();
    let (nonce, salt, cipher) = (part("nonce"), part("salt"), part("cipher"));
    let text = format!(
        "{{\"version\":1,\"nonce\":\"{nonce}\",\"salt\":\"{salt}\",\"cipher\":\"{cipher}\"}}"
    );
    let from = text.find("\"salt\":").expect("there") + 7;
    check_cut(text.as_bytes(), from, None, &["damaged"]);
    let text = format!("{{\"version\":2,\"elements\":{}}}", elements());
    check_cut(text.as_bytes(), 26, None, &["damaged"]);
}
