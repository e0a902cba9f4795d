//! Backups made by a small writer from the format's description.

use super::{LEGACY, STRONG};
use crate::testing::{
    PASSWORD, SECRET, check_cut, code, import, import_as, rejected, seal_cbc, seal_gcm, shown,
};
use crate::{Format, ImportError, ImportReport};
use serde_json::{Value, json};

fn one(kind: i64, issuer: &str, username: Value, secret: &str) -> Value {
    json!({
        "Type": kind, "Icon": "default", "Issuer": issuer, "Username": username, "Secret": secret,
        "Pin": null, "Algorithm": 0, "Digits": 6, "Period": 30, "Counter": 0, "Ranking": 0,
        "CopyCount": 0,
    })
}

fn backup(authenticators: &[Value]) -> Value {
    json!({
        "Authenticators": authenticators,
        "Categories": [
            {"Id": "c1", "Name": "Work", "Ranking": 0},
            {"Id": "c2", "Name": "Packages", "Ranking": 1},
        ],
        "AuthenticatorCategories": [
            {"CategoryId": "c2", "AuthenticatorSecret": SECRET, "Ranking": 0},
            {"CategoryId": "c1", "AuthenticatorSecret": SECRET, "Ranking": 0},
            {"CategoryId": "c9", "AuthenticatorSecret": SECRET, "Ranking": 0},
        ],
        "CustomIcons": [],
    })
}

fn all_kinds() -> Vec<Value> {
    let mut long = one(2, "Example", json!("bob"), "JBSWY3DPEHPK3PXPAA");
    (long["Algorithm"], long["Digits"], long["Period"]) = (json!(2), json!(8), json!(60));
    let mut counted = one(1, "Counted", json!(null), "JBSWY3DPEHPK3PXPAA");
    counted["Counter"] = json!(12);
    let mut motp = one(3, "Gate", json!("carol"), "e3152afee62599c8");
    motp["Pin"] = json!("1234");
    let mut yandex = one(
        5,
        "Yandex",
        json!("dan"),
        "LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI",
    );
    yandex["Pin"] = json!("7586");
    let mut icon = one(4, "Steam", json!("eve"), "JBSWY3DPEHPK3PXPAA");
    icon["Icon"] = json!("@0011");
    vec![
        one(2, "PyPI", json!("alice"), SECRET),
        long,
        counted,
        motp,
        yandex,
        icon,
    ]
}

fn check(report: &ImportReport) {
    assert_eq!(report.format, Format::Stratum);
    assert_eq!(report.rejected, []);
    assert_eq!(
        shown(report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S | group Packages | tags Work",
            "2 totp SHA512 8 60 | Example | bob | 48656c6c6f21deadbeef00",
            "3 hotp SHA1 6 #12 | Counted |  | 48656c6c6f21deadbeef00",
            "4 motp | Gate | carol | e3152afee62599c8 | pin 1234",
            "5 yandex | Yandex | dan | 58355f298236196b5496f722d7ed20da | pin 7586",
            "6 steam | Steam | eve | 48656c6c6f21deadbeef00",
        ]
    );
    assert_eq!(report.warnings, ["the pictures of 1 entries are not kept"]);
}

fn strong(plain: &[u8]) -> Vec<u8> {
    let mut key = [0_u8; 32];
    let params = argon2::Params::new(65_536, 3, 4, Some(32)).expect("valid");
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(PASSWORD.as_bytes(), &[1; 16], &mut key)
        .expect("derived");
    [
        STRONG,
        &[1; 16],
        &[2; 12],
        &seal_gcm(&key, [2; 12], b"", plain),
    ]
    .concat()
}

fn legacy(plain: &[u8]) -> Vec<u8> {
    let mut key = [0_u8; 32];
    pbkdf2::pbkdf2_hmac::<sha1::Sha1>(PASSWORD.as_bytes(), &[1; 20], 64_000, &mut key);
    [LEGACY, &[1; 20], &[2; 16], &seal_cbc(key, [2; 16], plain)].concat()
}

#[test]
fn the_three_forms_have_the_same() {
    let plain = backup(&all_kinds()).to_string().into_bytes();
    let report = import(&plain, None).expect("plain");
    assert!(!report.encrypted);
    check(&report);
    for sealed in [strong(&plain), legacy(&plain)] {
        let report = import(&sealed, Some(PASSWORD)).expect("encrypted");
        assert!(report.encrypted);
        check(&report);
    }
}

#[test]
fn what_does_not_open_says_so() {
    let plain = backup(&all_kinds()).to_string().into_bytes();
    for mut sealed in [strong(&plain), legacy(&plain)] {
        assert_eq!(code(&sealed, None), "file_password_needed");
        let wrong = import(&sealed, Some("wrong")).expect_err("wrong");
        assert_eq!(wrong, ImportError::NotOpened);
        let other = import_as(Some(Format::Aegis), &sealed, Some(PASSWORD));
        assert_eq!(other, Err(ImportError::NotOfFormat(Format::Aegis)));
        for end in [16, 20, 40, 43, sealed.len() - 1] {
            let found = code(&sealed[..end], Some(PASSWORD));
            assert!(
                ["damaged", "wrong_file_password"].contains(&found),
                "{end}: {found}"
            );
        }
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        assert_eq!(code(&sealed, Some(PASSWORD)), "wrong_file_password");
    }
}

#[test]
fn one_bad_entry_does_not_cost_the_others() {
    let mut new = one(2, "Bad", json!("algorithm"), SECRET);
    new["Algorithm"] = json!(3);
    let mut digits = one(2, "Bad", json!("digits"), SECRET);
    digits["Digits"] = json!("many");
    let report = import(
        backup(&[
            one(6, "Bad", json!("type"), SECRET),
            one(2, "Good", json!("alice"), "JBSWY3DPEHPK3PXPAA"),
            one(2, "Bad", json!("secret"), ""),
            one(3, "Bad", json!("hex"), SECRET),
            new,
            digits,
            json!([]),
            one(2, "Good", json!("bob"), "JBSWY3DPEHPK3PXPAA"),
        ])
        .to_string()
        .as_bytes(),
        None,
    )
    .expect("plain");
    assert_eq!(
        report
            .candidates
            .iter()
            .map(|one| one.entry)
            .collect::<Vec<_>>(),
        [2, 8]
    );
    assert_eq!(
        rejected(&report),
        [
            "1 Bad/type | its type is none",
            "3 Bad/secret | the secret is missing",
            "4 Bad/hex | a secret in hexadecimal",
            "5 Bad/algorithm | the algorithm is none",
            "6 Bad/digits | digits must be a",
            "7  | the entry has not",
        ]
    );
}

#[test]
fn empty_and_cut_off() {
    let empty = b"{\"Authenticators\":[],\"Categories\":[]}";
    assert_eq!(import(empty, None).expect("empty").entries(), 0);
    assert_eq!(code(b"{\"Authenticators\":{}}", None), "damaged");
    let app = format!(
        "{{\"Authenticators\":{},\"Categories\":[]}}",
        json!(all_kinds())
    );
    check_cut(app.as_bytes(), 19, None, &["damaged"]);
}

#[test]
fn any_bit_may_flip_in_a_sealed_backup() {
    let plain = backup(&all_kinds()).to_string().into_bytes();
    for sealed in [strong(&plain), legacy(&plain)] {
        let last = sealed.len() - 1;
        // The mark, the salt, the nonce, the text and the tag.
        for at in [0, 15, 16, 20, 33, 45, 60, last - 17, last] {
            let mut flipped = sealed.clone();
            flipped[at] ^= 0x10;
            match import(&flipped, Some(PASSWORD)) {
                // The legacy form has no tag: a block of the text may come out as another one.
                Ok(report) => assert!(report.encrypted && sealed.starts_with(LEGACY), "{at}"),
                Err(error) => {
                    let known = [
                        "wrong_file_password",
                        "damaged",
                        "unknown_format",
                        "unsupported",
                    ];
                    assert!(known.contains(&error.code()), "{at}: {error}");
                }
            }
        }
    }
}

#[test]
fn the_page_to_print_good_and_bad() {
    let row = |issuer: &str, username: &str, uri: &str| {
        format!(
            "<tr>\n  <td>{issuer}</td>\n  <td>{username}</td>\n  <td><code>{uri}</code></td>\n  <td><img src=\"data:image/png;base64,AAAA\"></td>\n</tr>\n"
        )
    };
    let page = |rows: &[String]| {
        format!(
            "<!doctype html>\n<html><body><table>\n<tr><th>Issuer</th></tr>\n{}</table></body></html>\n",
            rows.concat()
        )
    };
    let text = page(&[
        row(
            "PyPI",
            "alice",
            &format!("otpauth://totp/PyPI:alice?secret={SECRET}&issuer=PyPI&digits=8"),
        ),
        row(
            "Bad",
            "secret",
            "otpauth://totp/Bad:secret?secret=0189&issuer=Bad",
        ),
        row("Bad", "uri", "https://example.org"),
        row("Gate", "carol", "motp://Gate:carol?secret=e3152afee62599c8"),
        row(
            "npm",
            "",
            &format!("otpauth://hotp/?secret={SECRET}&counter=4"),
        ),
    ]);
    let report = import(text.as_bytes(), None).expect("a page");
    assert_eq!((report.format, report.ignored), (Format::Stratum, 0));
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA1 8 30 | PyPI | alice | S",
            "4 motp | Gate | carol | e3152afee62599c8",
            "5 hotp SHA1 6 #4 | npm |  | S",
        ]
    );
    assert_eq!(
        rejected(&report),
        [
            "2 Bad/secret | the secret holds a",
            "3 Bad/uri | the entry has not"
        ]
    );
    let from = text.find("<td><code>otpauth://").expect("there") + 200;
    check_cut(&text.as_bytes()[..text.len() - 8], from, None, &["damaged"]);
}
