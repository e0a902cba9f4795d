//! Exports made by a small writer from the format's description.

use crate::Format;
use crate::testing::{SECRET, check_cut, code, import, rejected, shown};
use serde_json::{Value, json};

fn account(issuer: &str, username: &str) -> Value {
    json!({
        "accountID": "a", "issuerName": issuer, "originalIssuerName": issuer,
        "userName": username, "originalUserName": username, "secret": SECRET, "timeStep": 30,
        "digits": 6, "algorithm": "SHA1", "isFavorite": false, "pushNotification": false,
        "creationTimestamp": 1_700_000_000_000_u64,
        "folderData": {"folderId": 0, "position": 0},
    })
}

fn export(version: i64, accounts: &[Value]) -> Vec<u8> {
    json!({
        "deviceId": "d", "deviceSecret": "s", "localDeviceId": "l", "deviceName": "phone",
        "version": version, "accounts": accounts,
        "folders": [{"id": 1, "name": "Work", "isOpened": true}],
    })
    .to_string()
    .into_bytes()
}

#[test]
fn both_platforms() {
    let mut first = account("PyPI", "alice");
    (first["folderData"]["folderId"], first["isFavorite"]) = (json!(1), json!(true));
    let mut renamed = account("", "");
    renamed["originalIssuerName"] = json!("Example");
    renamed["originalUserName"] = json!("bob");
    (renamed["digits"], renamed["timeStep"]) = (json!(8), json!(60));
    renamed["algorithm"] = json!("SHA256");
    for version in [1, 3, 9] {
        let accounts = [first.clone(), renamed.clone()];
        let report = import(&export(version, &accounts), None).expect("plain");
        assert_eq!(report.format, Format::LastPass);
        assert_eq!(
            shown(&report),
            [
                "1 totp SHA1 6 30 | PyPI | alice | S | group Work | star",
                "2 totp SHA256 8 60 | Example | bob | S",
            ]
        );
    }
}

#[test]
fn bad_entries_empty_and_cut_off() {
    let mut digits = account("Bad", "digits");
    digits["digits"] = json!(0);
    let mut secret = account("Bad", "secret");
    secret["secret"] = json!("0189");
    let accounts = [digits, secret, json!("x"), account("Good", "a")];
    let report = import(&export(3, &accounts), None).expect("plain");
    assert_eq!(shown(&report), ["4 totp SHA1 6 30 | Good | a | S"]);
    assert_eq!(
        rejected(&report),
        [
            "1 Bad/digits | digits must be a",
            "2 Bad/secret | the secret holds a",
            "3  | the entry has not",
        ]
    );
    assert_eq!(import(&export(3, &[]), None).expect("empty").entries(), 0);
    assert_eq!(
        code(b"{\"localDeviceId\":\"\",\"accounts\":7}", None),
        "damaged"
    );
    let app = format!(
        "{{\"deviceId\":\"d\",\"localDeviceId\":\"l\",\"accounts\":{}}}",
        json!([account("A", "b")])
    );
    check_cut(app.as_bytes(), 32, None, &["damaged"]);
}
