//! Exports made by a small writer from the format's description.

use crate::Format;
use crate::testing::{SECRET, check_cut, code, import, rejected, shown};
use serde_json::{Value, json};

fn item(issuer: &str, account: &str, kind: &str) -> Value {
    json!({
        "issuer": issuer, "account": account, "secret": SECRET, "algorithm": "SHA1", "digits": "6",
        "kind": kind, "timer": "30", "counter": "0", "pinned": "false", "iconType": "",
        "iconValue": "",
    })
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

#[test]
fn strings_are_numbers() {
    let mut long = item("Example", "bob", "TOTP");
    (long["digits"], long["timer"]) = (json!("8"), json!("60"));
    (long["algorithm"], long["pinned"]) = (json!("SHA512"), json!("true"));
    let mut counted = item("Counted", "carol", "HOTP");
    counted["counter"] = json!("12");
    let report = import(
        &bytes(&json!([item("PyPI", "alice", "TOTP"), long, counted])),
        None,
    )
    .expect("plain");
    assert_eq!(report.format, Format::Raivo);
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S",
            "2 totp SHA512 8 60 | Example | bob | S | star",
            "3 hotp SHA1 6 #12 | Counted | carol | S",
        ]
    );
}

#[test]
fn bad_entries_and_cut_off() {
    let mut digits = item("Bad", "digits", "TOTP");
    digits["digits"] = json!("six");
    let mut secret = item("Bad", "secret", "TOTP");
    secret["secret"] = json!("");
    let items = json!([
        digits,
        item("Bad", "kind", "NEW"),
        7,
        secret,
        item("Good", "a", "TOTP")
    ]);
    let report = import(&bytes(&items), None).expect("plain");
    assert_eq!(shown(&report), ["5 totp SHA1 6 30 | Good | a | S"]);
    assert_eq!(
        rejected(&report),
        [
            "1 Bad/digits | digits must be a",
            "2 Bad/kind | its type is neither",
            "3  | the entry has not",
            "4 Bad/secret | the secret is missing",
        ]
    );
    let named = |bytes| crate::testing::import_as(Some(Format::Raivo), bytes, None);
    assert_eq!(named(b"[]").expect("empty").entries(), 0);
    assert_eq!(code(b"[]", None), "unknown_format");
    let text = bytes(&json!([
        item("PyPI", "alice", "TOTP"),
        item("PyPI", "bob", "TOTP")
    ]));
    // Up to there it might be anybody's.
    let key = b"\"iconType\":";
    let from = text
        .windows(key.len())
        .position(|part| part == key)
        .expect("there");
    check_cut(&text, from + key.len(), None, &["damaged"]);
}
