//! Exports made by a small writer from the format's description.

use crate::testing::{
    CODES, PASSWORD, SECRET, base64, check_cut, code, import, rejected, seal_gcm, shown,
};
use crate::{Format, ImportError};
use proptest::prelude::*;
use serde_json::{Value, json};

fn service(name: &str, otp: Value) -> Value {
    json!({
        "name": name, "secret": SECRET, "updatedAt": 1_700_000_000_000_u64,
        "otp": otp, "order": {"position": 0},
        "icon": {"selected": "Label", "label": {"text": "A", "backgroundColor": "Default"}},
    })
}

fn backup(version: i64, services: Vec<Value>) -> Value {
    json!({
        "services": services,
        "groups": [{"id": "g1", "name": "Work", "isExpanded": true}],
        "updatedAt": 1_700_000_000_000_u64, "schemaVersion": version,
        "appVersionCode": 5_000_000, "appVersionName": "5.0.0", "appOrigin": "android",
    })
}

fn all_kinds() -> Vec<Value> {
    let mut first = service(
        "PyPI",
        json!({
            "link": "otpauth://totp/PyPI:alice", "label": "PyPI:alice", "account": "alice",
            "issuer": "PyPI", "digits": 6, "period": 30, "algorithm": "SHA1",
            "tokenType": "TOTP", "source": "Link",
        }),
    );
    first["groupId"] = json!("g1");
    let mut spaced = service(
        "My forge",
        json!({"account": "bob", "issuer": "Example", "digits": 8, "period": 60,
               "algorithm": "SHA384", "tokenType": "TOTP", "source": "Manual"}),
    );
    spaced["secret"] = json!("jbsw y3dp ehpk 3pxp");
    vec![
        first,
        spaced,
        service(
            "Counted",
            json!({"label": "Counted:carol", "digits": 6, "algorithm": null, "counter": 12,
                   "tokenType": "HOTP", "source": "manual"}),
        ),
        service(
            "Steam",
            json!({"account": "dan", "counter": 0, "digits": 5, "period": 30, "tokenType": "STEAM"}),
        ),
        service("Bare", json!({"counter": 0})),
    ]
}

fn check_all_kinds(report: &crate::ImportReport) {
    assert_eq!(report.format, Format::TwoFas);
    assert_eq!(report.rejected, []);
    assert_eq!(
        shown(report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S | group Work",
            "2 totp SHA384 8 60 | Example | bob | S | tags My forge",
            "3 hotp SHA1 6 #12 | Counted | carol | S",
            "4 steam | Steam | dan | S",
            "5 totp SHA1 6 30 | Bare |  | S",
        ]
    );
    let owner = report.candidates[0].provider.as_ref().expect("known");
    assert_eq!(owner.provider, "pypi");
}

/// `text:salt:nonce` under the key of the password.
fn sealed(plain: &[u8], nonce: u8) -> String {
    let salt = [3_u8; 256];
    let mut key = [0_u8; 32];
    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(PASSWORD.as_bytes(), &salt, 10_000, &mut key);
    let text = seal_gcm(&key, [nonce; 12], b"", plain);
    format!(
        "{}:{}:{}",
        base64(&text),
        base64(&salt),
        base64(&[nonce; 12])
    )
}

fn encrypted(services: Vec<Value>) -> Value {
    let mut vault = backup(4, vec![]);
    vault["servicesEncrypted"] = json!(sealed(Value::Array(services).to_string().as_bytes(), 1));
    vault["reference"] = json!(sealed(&[b'r'; 256], 2));
    vault
}

fn bytes(vault: &Value) -> Vec<u8> {
    vault.to_string().into_bytes()
}

#[test]
fn every_kind_in_every_version() {
    for version in 1..=4 {
        let report = import(&bytes(&backup(version, all_kinds())), None).expect("plain");
        assert!(!report.encrypted);
        check_all_kinds(&report);
    }
}

#[test]
fn an_encrypted_export_has_the_same() {
    let report = import(&bytes(&encrypted(all_kinds())), Some(PASSWORD)).expect("encrypted");
    assert!(report.encrypted);
    check_all_kinds(&report);
}

#[test]
fn passwords_are_told_apart_from_damage() {
    let vault = encrypted(all_kinds());
    let with = |vault: &Value, password| code(&bytes(vault), password);
    assert_eq!(with(&vault, None), "file_password_needed");
    assert_eq!(with(&vault, Some("wrong")), "wrong_file_password");
    let mut broken = vault.clone();
    let text = vault["servicesEncrypted"].as_str().expect("text");
    let first = if text.starts_with('A') { "B" } else { "A" };
    broken["servicesEncrypted"] = json!(format!("{first}{}", &text[1..]));
    assert_eq!(with(&broken, Some(PASSWORD)), "damaged");
    let mut unsure = vault.clone();
    unsure["reference"] = json!(null);
    let error = import(&bytes(&unsure), Some("wrong")).expect_err("wrong");
    assert_eq!(error, ImportError::NotOpened);
    for value in ["", "a:b", "AAAA:AAAA:AAAA", "%:%:%"] {
        let mut vault = vault.clone();
        vault["servicesEncrypted"] = json!(value);
        assert_eq!(with(&vault, Some(PASSWORD)), "damaged", "{value}");
    }
}

#[test]
fn one_bad_entry_does_not_cost_the_others() {
    let good = all_kinds();
    let bad = |field: &str, value: Value| {
        let mut one = service(
            "Bad",
            json!({"account": "x", "issuer": "Bad", "tokenType": "TOTP"}),
        );
        match field {
            "secret" => one[field] = value,
            _ => one["otp"][field] = value,
        }
        one
    };
    let services = vec![
        good[0].clone(),
        bad("secret", json!("0189")),
        bad("secret", json!(null)),
        bad("digits", json!(11)),
        bad("period", json!(0)),
        bad("algorithm", json!("MD5")),
        bad("tokenType", json!("NEW")),
        json!(7),
        bad("label", json!({"a": []})),
        good[3].clone(),
    ];
    let report = import(&bytes(&backup(4, services)), None).expect("plain");
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S | group Work",
            "10 steam | Steam | dan | S",
        ]
    );
    assert_eq!(
        rejected(&report),
        [
            "2 Bad/x | the secret holds a",
            "3 Bad/x | the secret is missing",
            "4 Bad/x | digits must be a",
            "5 Bad/x | period must be a",
            "6 Bad/x | the algorithm is none",
            "7 Bad/x | its type is none",
            "8  | the entry has not",
            "9  | the entry has not",
        ]
    );
}

#[test]
fn empty_newer_and_cut_off() {
    assert_eq!(
        import(&bytes(&backup(4, vec![])), None)
            .expect("empty")
            .entries(),
        0
    );
    assert_eq!(
        import(&bytes(&encrypted(vec![])), Some(PASSWORD))
            .expect("empty")
            .entries(),
        0
    );
    assert_eq!(code(&bytes(&backup(5, vec![])), None), "unsupported");
    assert_eq!(code(&bytes(&backup(0, vec![])), None), "damaged");
    let mut odd = backup(4, vec![]);
    odd["services"] = json!({"a": CODES});
    assert_eq!(code(&bytes(&odd), None), "damaged");
    // serde_json sorts keys, apps begin with the services.
    let app = format!(
        "{{\"services\":{},\"schemaVersion\":4}}",
        json!(all_kinds())
    );
    check_cut(app.as_bytes(), 13, None, &["damaged"]);
    assert_eq!(
        code(b"{\"servicesEncrypted\":\"AAAA:", Some(PASSWORD)),
        "damaged"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bit_may_flip(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut vault = bytes(&encrypted(all_kinds()));
        let at = at.index(vault.len());
        vault[at] ^= 1 << bit;
        if let Ok(report) = import(&vault, Some(PASSWORD)) {
            // What is not sealed may differ: a group's name, a flag, the version.
            prop_assert_eq!(report.candidates.len(), 5);
        }
    }
}
