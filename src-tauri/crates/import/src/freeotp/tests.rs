//! Backups made by a small writer from the formats' descriptions.

use crate::testing::{BYTES, PASSWORD, check_cut, code, import, rejected, seal_gcm, shown};
use crate::{Format, ImportReport};
use proptest::prelude::*;
use serde_json::{Value, json};

fn signed(bytes: &[u8]) -> Vec<i8> {
    bytes.iter().map(|byte| byte.cast_signed()).collect()
}

fn token(kind: &str, issuer: &str, label: &str) -> Value {
    json!({
        "algo": "SHA1", "counter": 0, "digits": 6, "issuerExt": issuer, "issuerInt": issuer,
        "label": label, "period": 30, "secret": signed(BYTES), "type": kind,
    })
}

/// The counter is the last used one, or the next.
fn all_kinds(counter: i64) -> Vec<Value> {
    let mut long = token("TOTP", "", "bob");
    (long["issuerInt"], long["algo"]) = (json!("Example"), json!("SHA512"));
    (long["digits"], long["period"]) = (json!(8), json!(60));
    let mut unsigned = token("HOTP", "Counted", "Counted:carol");
    unsigned["secret"] = json!(BYTES);
    unsigned["counter"] = json!(counter);
    let mut bare = token("TOTP", "<A & \"B\">", "dan's");
    for key in ["algo", "digits", "period", "counter"] {
        bare.as_object_mut().expect("object").remove(key);
    }
    vec![
        token("TOTP", "PyPI", "alice"),
        long,
        unsigned,
        bare,
        token("TOTP", "Steam", "erin"),
    ]
}

fn check(report: &ImportReport) {
    assert_eq!(report.format, Format::FreeOtp);
    assert_eq!(report.rejected, []);
    assert_eq!(
        shown(report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S",
            "2 totp SHA512 8 60 | Example | bob | S",
            "3 hotp SHA1 6 #12 | Counted | carol | S",
            "4 totp SHA1 6 30 | <A & \"B\"> | dan's | S",
            "5 steam | Steam | erin | S",
        ]
    );
}

fn plus(tokens: &[Value]) -> Vec<u8> {
    json!({"tokenOrder": ["PyPI:alice"], "tokens": tokens})
        .to_string()
        .into_bytes()
}

fn preferences(tokens: &[Value]) -> String {
    let escaped = |text: &str| {
        text.replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let mut text = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n".to_owned();
    text.push_str("    <string name=\"tokenOrder\">[&quot;PyPI:alice&quot;]</string>\n");
    for (at, token) in tokens.iter().enumerate() {
        let value = escaped(&token.to_string());
        text.push_str(&format!("    <string name=\"T:{at}\">{value}</string>\n"));
    }
    text + "</map>\n"
}

fn sealed(key: &[u8], nonce: u8, token: &str, plain: &[u8], sequence: bool) -> Value {
    let octets = [&[4, 12][..], &[nonce; 12]].concat();
    let der = if sequence {
        [&[0x30, 17][..], &octets, &[2, 1, 16]].concat()
    } else {
        octets
    };
    json!({
        "mCipher": "AES/GCM/NoPadding",
        "mCipherText": signed(&seal_gcm(key, [nonce; 12], token.as_bytes(), plain)),
        "mParameters": signed(&der),
        "mToken": token,
    })
}

/// Java's serialisation of a `HashMap<String, String>`.
fn hash_map(entries: &[(String, String)], threshold: bool) -> Vec<u8> {
    let mut out = b"\xac\xed\x00\x05sr\x00\x11java.util.HashMap".to_vec();
    out.extend_from_slice(&362_498_820_763_181_265_i64.to_be_bytes());
    out.push(3);
    let fields: &[(u8, &str)] = if threshold {
        &[(b'F', "loadFactor"), (b'I', "threshold")]
    } else {
        &[(b'F', "loadFactor")]
    };
    out.extend_from_slice(&u16::try_from(fields.len()).expect("two").to_be_bytes());
    let text = |out: &mut Vec<u8>, text: &str| match u16::try_from(text.len()) {
        Ok(length) => {
            out.extend_from_slice(&length.to_be_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        Err(_) => panic!("longer than any of these tests"),
    };
    for (kind, name) in fields {
        out.push(*kind);
        text(&mut out, name);
    }
    out.extend_from_slice(b"xp");
    out.extend_from_slice(&vec![0x3f; fields.len() * 4]);
    out.extend_from_slice(&[0x77, 8, 0, 0, 0, 16]);
    out.extend_from_slice(&u32::try_from(entries.len()).expect("few").to_be_bytes());
    for part in entries.iter().flat_map(|(name, value)| [name, value]) {
        out.push(0x74);
        text(&mut out, part);
    }
    out.push(0x78);
    out
}

fn entries(tokens: &[Value], algorithm: &str) -> Vec<(String, String)> {
    let salt = [0xf1_u8; 32];
    let mut derived = [0_u8; 32];
    let password = PASSWORD.as_bytes();
    match algorithm {
        "PBKDF2withHmacSHA1" => {
            pbkdf2::pbkdf2_hmac::<sha1::Sha1>(password, &salt, 1000, &mut derived)
        }
        _ => pbkdf2::pbkdf2_hmac::<sha2::Sha512>(password, &salt, 1000, &mut derived),
    }
    let master = [9_u8; 32];
    let mut entries = vec![(
        "masterKey".to_owned(),
        json!({
            "mAlgorithm": algorithm, "mIterations": 1000, "mSalt": signed(&salt),
            "mEncryptedKey": sealed(&derived, 1, "AES", &master, true),
        })
        .to_string(),
    )];
    for (at, token) in tokens.iter().enumerate() {
        let mut token = token.clone();
        token.as_object_mut().map(|token| token.remove("secret"));
        let key = sealed(&master, 2, "HmacSHA1", BYTES, at % 2 == 0);
        entries.push((
            format!("id-{at}"),
            json!({"key": key.to_string()}).to_string(),
        ));
        entries.push((format!("id-{at}-token"), token.to_string()));
    }
    entries
}

#[test]
fn all_three_apps_have_the_same() {
    let report = import(&plus(&all_kinds(11)), None).expect("FreeOTP+");
    assert!(!report.encrypted);
    check(&report);
    check(&import(preferences(&all_kinds(11)).as_bytes(), None).expect("FreeOTP 1"));
    for (algorithm, threshold) in [
        ("PBKDF2withHmacSHA1", false),
        ("PBKDF2withHmacSHA512", true),
    ] {
        let bytes = hash_map(&entries(&all_kinds(12), algorithm), threshold);
        let report = import(&bytes, Some(PASSWORD)).expect("FreeOTP 2");
        assert!(report.encrypted);
        check(&report);
    }
}

#[test]
fn passwords_are_told_apart_from_damage() {
    let good = entries(&all_kinds(12), "PBKDF2withHmacSHA512");
    let bytes = hash_map(&good, true);
    assert_eq!(code(&bytes, None), "file_password_needed");
    assert_eq!(code(&bytes, Some("wrong")), "wrong_file_password");
    for end in 4..bytes.len().min(900) {
        assert_eq!(code(&bytes[..end], Some(PASSWORD)), "damaged", "{end}");
    }
    assert_eq!(code(&bytes[..bytes.len() - 1], Some(PASSWORD)), "damaged");
    for (from, to, expected) in [
        (
            "\"mIterations\":1000",
            "\"mIterations\":99999999999",
            "kdf_limit",
        ),
        ("\"mIterations\":1000", "\"mIterations\":\"x\"", "damaged"),
        ("PBKDF2withHmacSHA512", "scrypt", "unsupported"),
        ("mSalt", "mOther", "damaged"),
    ] {
        let mut entries = good.clone();
        entries[0].1 = entries[0].1.replace(from, to);
        assert_eq!(
            code(&hash_map(&entries, true), Some(PASSWORD)),
            expected,
            "{to}"
        );
    }
    assert_eq!(code(&hash_map(&[], true), Some(PASSWORD)), "damaged");
}

#[test]
fn one_bad_entry_does_not_cost_the_others() {
    let mut far = token("TOTP", "Bad", "byte");
    far["secret"] = json!([1, 2, 256]);
    let mut none = token("TOTP", "Bad", "none");
    none["secret"] = json!([]);
    let mut digits = token("TOTP", "Bad", "digits");
    digits["digits"] = json!(11);
    let tokens = [
        token("NEW", "Bad", "type"),
        far,
        none,
        digits,
        json!([]),
        token("TOTP", "Good", "a"),
    ];
    for report in [
        import(&plus(&tokens), None).expect("FreeOTP+"),
        import(preferences(&tokens).as_bytes(), None).expect("FreeOTP 1"),
    ] {
        assert_eq!(shown(&report), ["6 totp SHA1 6 30 | Good | a | S"]);
        let names: Vec<String> = rejected(&report);
        assert_eq!(names.len(), 5, "{names:?}");
        assert_eq!(names[0], "1 Bad/type | its type is neither");
    }
    let mut entries = entries(&all_kinds(12), "PBKDF2withHmacSHA1");
    entries[1].1 = entries[3].1.replace("HmacSHA1", "HmacSHA9");
    entries.remove(3);
    entries[4].1 = "{".to_owned();
    let report = import(&hash_map(&entries, false), Some(PASSWORD)).expect("FreeOTP 2");
    assert_eq!((report.candidates.len(), report.rejected.len()), (2, 3));
    assert_eq!(rejected(&report)[0], "1 PyPI/alice | its secret is damaged");
}

#[test]
fn empty_and_cut_off() {
    assert_eq!(import(&plus(&[]), None).expect("empty").entries(), 0);
    assert_eq!(
        import(preferences(&[]).as_bytes(), None)
            .expect("empty")
            .entries(),
        0
    );
    let none = hash_map(&entries(&[], "PBKDF2withHmacSHA1"), true);
    assert_eq!(import(&none, Some(PASSWORD)).expect("empty").entries(), 0);
    check_cut(&plus(&all_kinds(11)), 15, None, &["damaged"]);
    let text = preferences(&all_kinds(11));
    for end in (100..text.trim_end().len()).step_by(7) {
        assert_eq!(code(&text.as_bytes()[..end], None), "damaged", "{end}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bit_may_flip(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = hash_map(&entries(&all_kinds(12), "PBKDF2withHmacSHA1"), true);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(report) = import(&bytes, Some(PASSWORD)) {
            // Names and numbers of a token are not sealed, its secret is.
            for one in &report.candidates {
                let otp = one.otp.as_ref().expect("a credential");
                prop_assert_eq!(otp.secret.expose(), BYTES);
            }
        }
    }
}
