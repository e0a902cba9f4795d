//! Exports made by a small writer from the format's description.

use crate::testing::{
    CODES, PASSWORD, SECRET, base64, check_cut, code, import, rejected, seal_cbc, shown,
};
use crate::{Format, ImportReport};
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn item(name: &str, username: &str, totp: Value) -> Value {
    json!({
        "id": "a", "type": 1, "reprompt": 0, "name": name, "notes": null, "favorite": false,
        "folderId": null, "collectionIds": null, "fields": [],
        "login": {
            "uris": [{"match": null, "uri": "https://example.org/login"}],
            "username": username, "password": "never-taken", "totp": totp,
        },
        "passwordHistory": null,
    })
}

fn export(items: &[Value]) -> Value {
    json!({
        "encrypted": false,
        "folders": [{"id": "f1", "name": "Work"}],
        "items": items,
    })
}

fn all_kinds() -> Vec<Value> {
    let mut first = item("PyPI", "alice", json!("jbsw y3dp ehpk 3pxp"));
    (first["folderId"], first["favorite"]) = (json!("f1"), json!(true));
    first["notes"] = json!("kept");
    let uri =
        format!("otpauth://totp/Example:bob?secret={SECRET}&algorithm=SHA256&digits=8&period=60");
    let mut hosted = item("My account", "dan", json!(SECRET));
    hosted["login"]["uris"][0]["uri"] = json!("https://www.github.com/login");
    let mut hidden = item("GitHub", "erin", json!(SECRET));
    hidden["fields"] = json!([
        {"name": "Recovery codes", "value": CODES, "type": 1},
        {"name": "flag", "value": "true", "type": 2},
        {"name": null, "value": null, "type": 0},
    ]);
    let note = json!({"type": 2, "name": "GitHub", "notes": CODES, "favorite": false,
                      "secureNote": {"type": 0}, "login": null});
    vec![
        first,
        item("Example", "ignored", json!(uri)),
        item("Steam", "carol", json!(format!("steam://{SECRET}"))),
        item("No codes", "x", json!("")),
        item("No codes", "x", json!(null)),
        hosted,
        hidden,
        note,
    ]
}

fn check(report: &ImportReport) {
    assert_eq!(report.format, Format::Bitwarden);
    assert_eq!(report.rejected, []);
    assert_eq!(
        shown(report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S | group Work | star | note kept",
            "2 totp SHA256 8 60 | Example | bob | S",
            "3 steam | Steam | carol | S",
            "4 totp SHA1 6 30 | My account | dan | S",
            "5 totp SHA1 6 30 | GitHub | erin | S",
        ]
    );
    assert_eq!(report.ignored, 3);
    let owner = |at: usize| {
        report.candidates[at]
            .provider
            .as_ref()
            .map(|owner| owner.provider.as_str())
    };
    assert_eq!(
        (owner(0), owner(3), owner(4)),
        (Some("pypi"), Some("github"), Some("github"))
    );
    let offers: Vec<_> = report
        .offers
        .iter()
        .map(|offer| (offer.account.as_str(), offer.count))
        .collect();
    assert_eq!(offers, [("GitHub/erin", 5), ("GitHub", 5)]);
    assert!(!format!("{report:?}").contains("never-taken"));
}

/// How the key is derived: PBKDF2's rounds, or Argon2's passes, MiB and lanes.
enum Kdf {
    Pbkdf2(u32),
    Argon2(u32, u32, u32),
}

fn sealed(keys: &[[u8; 32]; 2], iv: u8, plain: &[u8]) -> String {
    let text = seal_cbc(keys[0], [iv; 16], plain);
    let mut mac = Hmac::<Sha256>::new_from_slice(&keys[1]).expect("any length");
    mac.update(&[iv; 16]);
    mac.update(&text);
    let mac = mac.finalize().into_bytes();
    format!("2.{}|{}|{}", base64(&[iv; 16]), base64(&text), base64(&mac))
}

fn protected(plain: &Value, kdf: &Kdf) -> Value {
    let salt = base64(&[7; 16]);
    let mut key = [0_u8; 32];
    let mut vault = json!({"encrypted": true, "passwordProtected": true, "salt": salt});
    match kdf {
        Kdf::Pbkdf2(rounds) => {
            pbkdf2::pbkdf2_hmac::<Sha256>(PASSWORD.as_bytes(), salt.as_bytes(), *rounds, &mut key);
            (vault["kdfType"], vault["kdfIterations"]) = (json!(0), json!(rounds));
            (vault["kdfMemory"], vault["kdfParallelism"]) = (json!(null), json!(null));
        }
        Kdf::Argon2(passes, memory, lanes) => {
            let params = argon2::Params::new(memory * 1024, *passes, *lanes, Some(32));
            argon2::Argon2::new(
                argon2::Algorithm::Argon2id,
                argon2::Version::V0x13,
                params.expect("valid"),
            )
            .hash_password_into(
                PASSWORD.as_bytes(),
                &Sha256::digest(salt.as_bytes()),
                &mut key,
            )
            .expect("derived");
            (vault["kdfType"], vault["kdfIterations"]) = (json!(1), json!(passes));
            (vault["kdfMemory"], vault["kdfParallelism"]) = (json!(memory), json!(lanes));
        }
    }
    let mut keys = [[0_u8; 32]; 2];
    for (key_out, name) in keys.iter_mut().zip([b"enc", b"mac"]) {
        hkdf::Hkdf::<Sha256>::from_prk(&key)
            .expect("32 bytes")
            .expand(name, key_out)
            .expect("32 bytes");
    }
    vault["encKeyValidation_DO_NOT_EDIT"] = json!(sealed(&keys, 1, b"a random id"));
    vault["data"] = json!(sealed(&keys, 2, plain.to_string().as_bytes()));
    vault
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

#[test]
fn plain_and_protected_have_the_same() {
    let plain = export(&all_kinds());
    let report = import(&bytes(&plain), None).expect("plain");
    assert!(!report.encrypted);
    check(&report);
    for kdf in [Kdf::Pbkdf2(1_000), Kdf::Argon2(2, 1, 2)] {
        let report = import(&bytes(&protected(&plain, &kdf)), Some(PASSWORD)).expect("protected");
        assert!(report.encrypted);
        check(&report);
    }
}

#[test]
fn collections_of_an_organisation_are_groups() {
    let mut one = item("A", "b", json!(SECRET));
    one["collectionIds"] = json!(["c2", "c1", "c9"]);
    let export = json!({
        "encrypted": false,
        "collections": [{"id": "c1", "name": "One"}, {"id": "c2", "name": "Two"}],
        "items": [one],
    });
    let report = import(&bytes(&export), None).expect("plain");
    assert_eq!(
        shown(&report),
        ["1 totp SHA1 6 30 | A | b | S | group Two | tags One"]
    );
}

#[test]
fn tables_of_people_and_of_organisations() {
    let text = format!(
        "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n\
         Work,1,login,PyPI,\"kept\nnote\",,0,https://example.org,alice,never-taken,{SECRET}\n\
         \n\
         ,,login,GitHub,,\"Recovery codes: {}\",0,,erin,x,\"otpauth://totp/GitHub:erin?secret={SECRET}\"\n\
         ,,note,GitHub,\"{CODES}\",,0,,,,\n\
         ,,login,Bad,,,0,,x,,0189\n",
        CODES.replace("recovery codes:\n", "").trim_end()
    );
    let report = import(text.replace('\n', "\r\n").as_bytes(), None).expect("a table");
    assert_eq!(report.format, Format::Bitwarden);
    let lines = shown(&report);
    assert_eq!(
        lines[0].replace("\r\n", "/"),
        "1 totp SHA1 6 30 | PyPI | alice | S | group Work | star | note kept/note"
    );
    assert_eq!(lines[1], "2 totp SHA1 6 30 | GitHub | erin | S");
    assert_eq!(rejected(&report), ["3 Bad/x | the secret holds a"]);
    assert_eq!((report.ignored, report.offers.len()), (1, 2));
    let text = format!(
        "collections,type,name,notes,fields,login_uri,login_username,login_password,login_totp\n\"One,Two\",login,A,,,,b,,{SECRET}\n"
    );
    let report = import(text.as_bytes(), None).expect("a table");
    assert_eq!(
        shown(&report),
        ["1 totp SHA1 6 30 | A | b | S | group One | tags Two"]
    );
}

#[test]
fn passwords_are_told_apart_from_damage() {
    let vault = protected(&export(&all_kinds()), &Kdf::Pbkdf2(1_000));
    let with = |vault: &Value, password| code(&bytes(vault), password);
    assert_eq!(with(&vault, None), "file_password_needed");
    assert_eq!(with(&vault, Some("wrong")), "wrong_file_password");
    for (path, value, expected) in [
        ("/data", json!("2.AAAA|AAAA|AAAA"), "damaged"),
        (
            "/data",
            vault["encKeyValidation_DO_NOT_EDIT"].clone(),
            "damaged",
        ),
        (
            "/data",
            json!(format!("3{}", &vault["data"].as_str().expect("text")[1..])),
            "damaged",
        ),
        ("/encKeyValidation_DO_NOT_EDIT", json!(""), "damaged"),
        ("/kdfIterations", json!(0), "kdf_limit"),
        ("/kdfIterations", json!(10_000_001), "kdf_limit"),
        ("/kdfType", json!(2), "unsupported"),
        ("/kdfType", json!(1), "damaged"),
        ("/salt", json!(null), "damaged"),
    ] {
        let mut vault = vault.clone();
        *vault.pointer_mut(path).expect("there") = value;
        assert_eq!(with(&vault, Some(PASSWORD)), expected, "{path}");
    }
    let mut dear = protected(&export(&[]), &Kdf::Argon2(1, 1, 1));
    dear["kdfMemory"] = json!(1025);
    assert_eq!(with(&dear, None), "kdf_limit");
}

#[test]
fn what_only_the_account_opens_is_refused_with_the_reason() {
    let export = json!({"encrypted": true, "encKeyValidation_DO_NOT_EDIT": "2.a|b|c",
                        "folders": [], "items": []});
    let error = import(&bytes(&export), Some(PASSWORD)).expect_err("restricted");
    assert_eq!(error.code(), "unsupported");
    assert!(
        error.to_string().contains("restricted to the account"),
        "{error}"
    );
}

#[test]
fn bad_items_empty_and_cut_off() {
    let report = import(
        &bytes(&export(&[
            item("Bad", "secret", json!("0189")),
            json!(7),
            item("Bad", "type", json!(5)),
            item("Bad", "uri", json!("otpauth://new/x?secret=AAAA")),
            item("Good", "a", json!(SECRET)),
        ])),
        None,
    )
    .expect("plain");
    assert_eq!(shown(&report), ["5 totp SHA1 6 30 | Good | a | S"]);
    assert_eq!(
        rejected(&report),
        [
            "1 Bad/secret | the secret holds a",
            "2  | the entry has not",
            "3  | the entry has not",
            "4 Bad/uri | the type of the",
        ]
    );
    assert_eq!(
        import(&bytes(&export(&[])), None).expect("empty").entries(),
        0
    );
    let app = format!(
        "{{\"encrypted\":false,\"folders\":[],\"items\":{}}}",
        json!(all_kinds())
    );
    check_cut(app.as_bytes(), 30, None, &["damaged"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_bit_may_flip(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut vault = bytes(&protected(&export(&all_kinds()), &Kdf::Pbkdf2(100)));
        let at = at.index(vault.len());
        vault[at] ^= 1 << bit;
        if let Ok(report) = import(&vault, Some(PASSWORD)) {
            check(&report);
        }
    }
}
