//! Backups made by a small writer from the format's description.

use crate::testing::{
    PASSWORD, SECRET, check_cut, code, import, import_as, rejected, seal_gcm, shown,
};
use crate::{Format, ImportError, ImportReport};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::Digest;

fn token(kind: &str, issuer: &str, label: &str) -> Value {
    json!({
        "secret": format!("{SECRET}===="), "issuer": issuer, "label": label, "digits": 6,
        "type": kind, "algorithm": "SHA1", "thumbnail": "Default", "last_used": 0,
        "used_frequency": 0, "tags": [],
    })
}

fn all_kinds() -> Vec<Value> {
    let mut first = token("TOTP", "PyPI", "alice");
    (first["period"], first["tags"]) = (json!(30), json!(["Work", "Packages"]));
    let mut long = token("TOTP", "Example", "Example:bob");
    (long["digits"], long["period"], long["algorithm"]) = (json!(8), json!(60), json!("SHA512"));
    let mut counted = token("HOTP", "Counted", "carol");
    counted["counter"] = json!(12);
    let mut old = token("TOTP", "", "GitHub - dan");
    old.as_object_mut().expect("object").remove("issuer");
    let mut motp = token("MOTP", "Gate", "eve");
    motp["secret"] = json!(data_encoding::BASE32.encode(b"e3152afee62599c8"));
    vec![
        first,
        long,
        counted,
        token("STEAM", "Steam", "frank"),
        old,
        motp,
    ]
}

fn check(report: &ImportReport) {
    assert_eq!(report.format, Format::AndOtp);
    assert_eq!(report.rejected, []);
    assert_eq!(
        shown(report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S | tags Work,Packages",
            "2 totp SHA512 8 60 | Example | bob | S",
            "3 hotp SHA1 6 #12 | Counted | carol | S",
            "4 steam | Steam | frank | S",
            "5 totp SHA1 6 30 | GitHub | dan | S",
            "6 motp | Gate | eve | e3152afee62599c8",
        ]
    );
    assert_eq!(report.lossy.len(), 1, "the PIN");
}

fn newer(plain: &[u8], rounds: u32) -> Vec<u8> {
    let mut key = [0_u8; 32];
    pbkdf2::pbkdf2_hmac::<sha1::Sha1>(PASSWORD.as_bytes(), &[1; 12], rounds, &mut key);
    let sealed = seal_gcm(&key, [2; 12], b"", plain);
    [&rounds.to_be_bytes()[..], &[1; 12], &[2; 12], &sealed].concat()
}

fn older(plain: &[u8]) -> Vec<u8> {
    let key: [u8; 32] = sha2::Sha256::digest(PASSWORD.as_bytes()).into();
    [&[0xf2; 12][..], &seal_gcm(&key, [0xf2; 12], b"", plain)].concat()
}

fn plain() -> Vec<u8> {
    json!(all_kinds()).to_string().into_bytes()
}

#[test]
fn the_three_forms_have_the_same() {
    let report = import(&plain(), None).expect("plain");
    assert!(!report.encrypted);
    check(&report);
    for sealed in [
        newer(&plain(), 141_909),
        newer(&plain(), 10_000),
        older(&plain()),
    ] {
        let report = import(&sealed, Some(PASSWORD)).expect("encrypted");
        assert!(report.encrypted);
        check(&report);
    }
}

#[test]
fn gnome_has_the_issuer_in_the_first_tag() {
    let mut one = token("TOTP", "", "alice");
    one.as_object_mut().expect("object").remove("issuer");
    one["tags"] = json!(["PyPI", "Work"]);
    let mut none = token("TOTP", "", "bob");
    none["tags"] = json!(["Work"]);
    let report = import(json!([one, none]).to_string().as_bytes(), None).expect("plain");
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S | tags Work",
            "2 totp SHA1 6 30 |  | bob | S | tags Work",
        ]
    );
}

#[test]
fn what_does_not_open_says_so() {
    let named = |bytes: &[u8], password| {
        import_as(Some(Format::AndOtp), bytes, password).expect_err("refused")
    };
    let sealed = newer(&plain(), 10_000);
    assert_eq!(code(&sealed, None), "file_password_needed");
    assert_eq!(import(&sealed, Some("wrong")), Err(ImportError::NotOpened));
    // Without the right password, nothing tells the older form from noise, unless it is named.
    let sealed = older(&plain());
    assert_eq!(code(&sealed, None), "unknown_format");
    assert_eq!(code(&sealed, Some("wrong")), "unknown_format");
    assert_eq!(named(&sealed, None), ImportError::PasswordNeeded);
    assert_eq!(named(&sealed, Some("wrong")), ImportError::NotOpened);
    assert_eq!(named(&sealed[..27], Some(PASSWORD)).code(), "damaged");
    let noise = [0x01; 200];
    assert_eq!(named(&noise, Some(PASSWORD)), ImportError::NotOpened);
    let cut = newer(&plain(), 10_000);
    assert_eq!(
        code(&cut[..cut.len() - 1], Some(PASSWORD)),
        "wrong_file_password"
    );
    let dear = newer(b"[]", 10_000);
    let dear = [&u32::MAX.to_be_bytes()[..], &dear[4..]].concat();
    assert_eq!(code(&dear, Some(PASSWORD)), "unknown_format");
}

#[test]
fn one_bad_entry_does_not_cost_the_others() {
    let mut digits = token("TOTP", "Bad", "digits");
    digits["digits"] = json!(0);
    let mut motp = token("MOTP", "Bad", "motp");
    motp["secret"] = json!(SECRET);
    let mut tags = token("TOTP", "Good", "tags");
    tags["tags"] = json!([7, "kept"]);
    let report = import(
        json!([
            json!(null),
            token("UOTP", "Bad", "type"),
            digits,
            motp,
            tags,
            token("TOTP", "Good", "last"),
        ])
        .to_string()
        .as_bytes(),
        None,
    )
    .expect("plain");
    assert_eq!(
        shown(&report),
        [
            "5 totp SHA1 6 30 | Good | tags | S | tags kept",
            "6 totp SHA1 6 30 | Good | last | S",
        ]
    );
    assert_eq!(
        rejected(&report),
        [
            "1  | the entry has not",
            "2 Bad/type | its type is none",
            "3 Bad/digits | digits must be a",
            "4 Bad/motp | a secret in hexadecimal",
        ]
    );
}

#[test]
fn empty_and_cut_off() {
    let empty = import_as(Some(Format::AndOtp), b"[]", None).expect("empty");
    assert_eq!(empty.entries(), 0);
    let sealed = import(&newer(b"[]", 10_000), Some(PASSWORD)).expect("empty");
    assert_eq!(sealed.entries(), 0);
    assert_eq!(code(&newer(b"{}", 10_000), Some(PASSWORD)), "damaged");
    let text = plain();
    let from = text
        .windows(11)
        .position(|part| part == b"\"thumbnail\"")
        .expect("there");
    check_cut(&text, from + 12, None, &["damaged"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_bit_may_flip(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut sealed = newer(&plain(), 10_000);
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(import(&sealed, Some(PASSWORD)).is_err());
    }
}
