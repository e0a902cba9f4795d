//! Files made by a small writer from the format's description.

use crate::testing::{
    PASSWORD, SECRET, base64, check_cut, code, import, import_as, rejected, seal_cbc, shown,
};
use crate::{Format, ImportError};
use serde_json::{Value, json};

#[test]
fn tokens_of_the_console_script() {
    let uri = format!("otpauth://totp/alice?secret={SECRET}&digits=7&period=10");
    let tokens = json!([
        {"name": "PyPI: alice", "secret": SECRET, "uri": uri},
        {"name": "GitHub: bob", "secret": SECRET, "uri": ""},
        {"name": "Bad", "secret": "0189", "uri": null},
        {"name": "Bad", "secret": SECRET, "uri": "otpauth://new/x"},
        [],
        {"name": "carol", "secret": SECRET},
    ]);
    let text = tokens.to_string();
    let report = import(text.as_bytes(), None).expect("an array");
    assert_eq!(report.format, Format::Authy);
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA1 7 10 | PyPI | alice | S",
            "2 totp SHA1 6 30 | GitHub | bob | S",
            "6 totp SHA1 6 30 |  | carol | S",
        ]
    );
    assert_eq!(
        rejected(&report),
        [
            "3 Bad | the secret holds a",
            "4 Bad | the type of the",
            "5  | the entry has not",
        ]
    );
    let key = "\"uri\":\"otpauth:";
    let from = text.find(key).expect("there") + key.len();
    check_cut(text.as_bytes(), from, None, &["damaged"]);
    let empty = import_as(Some(Format::Authy), b"[]", None).expect("empty");
    assert_eq!((empty.format, empty.entries()), (Format::Authy, 0));
}

fn sealed(secret: &str, salt: &str, rounds: u32, iv: [u8; 16], password: &str) -> String {
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha1::Sha1>(password.as_bytes(), salt.as_bytes(), rounds, &mut key);
    base64(&seal_cbc(key, iv, secret.as_bytes()))
}

fn token(original: &str, name: &str) -> Value {
    json!({
        "accountType": "authenticator", "digits": 6, "id": 1, "logo": "other", "name": name,
        "originalName": original, "salt": "abc+/salt",
    })
}

/// A token with its secret, encrypted as the app did it.
fn closed(original: &str, name: &str, password: &str) -> Value {
    let mut token = token(original, name);
    token["encryptedSecret"] = json!(sealed(SECRET, "abc+/salt", 1_000, [0; 16], password));
    token
}

fn open(original: &str, name: &str) -> Value {
    let mut token = token(original, name);
    token["decryptedSecret"] = json!(SECRET.to_lowercase());
    token
}

fn preferences(name: &str, tokens: &Value) -> String {
    let tokens = tokens
        .to_string()
        .replace('&', "&amp;")
        .replace('"', "&quot;");
    format!(
        "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n    <string name=\"com.authy.storage.tokens.{name}.key\">{tokens}</string>\n</map>\n"
    )
}

#[test]
fn the_phones_file_plain() {
    let mut issuer = open("alice", "PyPI: alice");
    issuer["originalIssuer"] = json!("PyPI");
    let mut known = open("", "carol & co");
    (known["accountType"], known["digits"]) = (json!("github"), json!(8));
    let tokens = json!([
        issuer,
        open("npm:bob", "bob"),
        known,
        open("", "Forge - dan"),
        open("", "eve"),
        token("PyPI:bare", "bare"),
        7,
    ]);
    let text = preferences("authenticator", &tokens);
    let report = import(text.as_bytes(), None).expect("a file");
    assert_eq!((report.format, report.encrypted), (Format::Authy, false));
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S",
            "2 totp SHA1 6 30 | npm | bob | S",
            "3 totp SHA1 8 30 | Github | carol & co | S",
            "4 totp SHA1 6 30 | Forge | dan | S",
            "5 totp SHA1 6 30 |  | eve | S",
        ]
    );
    assert_eq!(
        rejected(&report),
        [
            "6 PyPI/bare | the secret is missing",
            "7  | the entry has not"
        ]
    );
    let none = preferences("authenticator", &json!([]));
    assert_eq!(import(none.as_bytes(), None).expect("empty").entries(), 0);
    let from = text.find("&quot;").expect("there");
    check_cut(&text.as_bytes()[..text.len() - 1], from, None, &["damaged"]);
}

#[test]
fn authys_own_tokens_have_seven_digits_of_ten_seconds() {
    let tokens = json!([
        {"name": "Cloud", "secretSeed": "48656c6c6f21deadbeef", "accountType": "cloud"},
        {"name": "Bad", "secretSeed": "4865f", "accountType": "authenticator"},
    ]);
    let report = import(preferences("authy", &tokens).as_bytes(), None).expect("a file");
    assert_eq!(shown(&report), ["1 totp SHA1 7 10 | Cloud | Cloud | S"]);
    assert_eq!(rejected(&report), ["2 Bad | a secret in hexadecimal"]);
}

#[test]
fn encrypted_tokens_open_one_by_one() {
    let mut other = closed("PyPI:iv", "iv", PASSWORD);
    let iv = [7; 16];
    other["encryptedSecret"] = json!(sealed(SECRET, "abc+/salt", 50, iv, PASSWORD));
    (other["keyDerivationIterations"], other["uniqueIv"]) = (json!(50), json!("07".repeat(16)));
    let mut flipped = closed("PyPI:flipped", "flipped", PASSWORD);
    let text = flipped["encryptedSecret"]
        .as_str()
        .expect("a text")
        .to_owned();
    let first = if text.starts_with('A') { "B" } else { "A" };
    flipped["encryptedSecret"] = json!(format!("{first}{}", &text[1..]));
    let tokens = json!([
        closed("PyPI:alice", "alice", PASSWORD),
        closed("PyPI:old", "old", "an older one"),
        flipped,
        other,
        open("PyPI:plain", "plain"),
    ]);
    for text in [
        preferences("authenticator", &tokens),
        tokens.to_string(),
        json!({ "authenticator_tokens": tokens, "success": true }).to_string(),
    ] {
        let report = import(text.as_bytes(), Some(PASSWORD)).expect("opens");
        assert_eq!((report.format, report.encrypted), (Format::Authy, true));
        assert_eq!(
            shown(&report),
            [
                "1 totp SHA1 6 30 | PyPI | alice | S",
                "4 totp SHA1 6 30 | PyPI | iv | S",
                "5 totp SHA1 6 30 | PyPI | plain | S",
            ]
        );
        assert_eq!(
            rejected(&report),
            [
                "2 PyPI/old | the password does not",
                "3 PyPI/flipped | the password does not",
            ]
        );
        assert_eq!(code(text.as_bytes(), None), "file_password_needed");
        let wrong = import(text.as_bytes(), Some("wrong"));
        assert_eq!(wrong, Err(ImportError::NotOpened));
    }
}

#[test]
fn what_costs_too_much_is_refused() {
    let mut costly = closed("PyPI:alice", "alice", PASSWORD);
    costly["keyDerivationIterations"] = json!(10_000_001);
    let text = json!([costly]).to_string();
    assert_eq!(code(text.as_bytes(), Some(PASSWORD)), "kdf_limit");
    costly["keyDerivationIterations"] = json!(-1);
    let text = json!([costly]).to_string();
    assert_eq!(code(text.as_bytes(), Some(PASSWORD)), "kdf_limit");
}
