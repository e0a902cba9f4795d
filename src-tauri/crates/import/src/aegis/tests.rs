//! Vaults made by a small writer from the format's description.

use crate::{Format, ImportError, ImportReport, Limits, Options, Source, read};
use ::base64::Engine;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use data_encoding::HEXLOWER as HEX;
use model::{Algorithm, Digits, OtpParameters, Period};
use proptest::prelude::*;
use secret::SecretText;
use serde_json::{Value, json};
use std::ops::ControlFlow;

const PASSWORD: &str = "correct horse, invented";

fn sealed(key: &[u8], nonce: [u8; 12], plain: &[u8]) -> (Vec<u8>, Value) {
    let cipher = Aes256Gcm::new_from_slice(key).expect("32 bytes");
    let mut text = plain.to_vec();
    let tag = cipher
        .encrypt_inout_detached(&Nonce::from(nonce), b"", text.as_mut_slice().into())
        .expect("short");
    (
        text,
        json!({"nonce": HEX.encode(&nonce), "tag": HEX.encode(&tag)}),
    )
}

/// A password slot that holds the master key; a low factor, as the tests run it often.
fn slot(master: &[u8], password: &str) -> Value {
    let salt = [7_u8; 32];
    let mut key = [0_u8; 32];
    let factor = scrypt::Params::new(4, 8, 1).expect("small");
    scrypt::scrypt(password.as_bytes(), &salt, &factor, &mut key).expect("32 bytes");
    let (text, params) = sealed(&key, [1; 12], master);
    json!({
        "type": 1, "uuid": "a0000000-0000-4000-8000-000000000001", "key": HEX.encode(&text),
        "key_params": params, "n": 16, "r": 8, "p": 1, "salt": HEX.encode(&salt),
        "repaired": true, "is_backup": false,
    })
}

fn encrypted(db: &Value, slots: impl Fn(&[u8]) -> Vec<Value>) -> Value {
    let master = [9_u8; 32];
    let (text, params) = sealed(&master, [2; 12], db.to_string().as_bytes());
    json!({
        "version": 1,
        "header": {"slots": slots(&master), "params": params},
        "db": ::base64::engine::general_purpose::STANDARD.encode(text),
    })
}

fn with_password(db: &Value) -> Value {
    encrypted(db, |master| vec![slot(master, PASSWORD)])
}

fn plain(db: &Value) -> Value {
    json!({"version": 1, "header": {"slots": null, "params": null}, "db": db})
}

fn entry(kind: &str, issuer: &str, name: &str, info: Value) -> Value {
    json!({
        "type": kind, "uuid": "b0000000-0000-4000-8000-000000000001", "name": name,
        "issuer": issuer, "note": "", "favorite": false, "icon": null, "icon_mime": null,
        "icon_hash": null, "info": info, "groups": [],
    })
}

fn totp(issuer: &str, name: &str) -> Value {
    let info = json!({"secret": "JBSWY3DPEHPK3PXP", "algo": "SHA1", "digits": 6, "period": 30});
    entry("totp", issuer, name, info)
}

fn database(entries: Vec<Value>) -> Value {
    json!({"version": 3, "entries": entries, "groups": []})
}

fn import(bytes: &[u8], password: Option<&str>) -> Result<ImportReport, ImportError> {
    let password = password.map(SecretText::new);
    let options = Options {
        format: None,
        password: password.as_ref(),
        key_file: None,
        limits: Limits::default(),
        providers: &crate::PROVIDERS,
    };
    let name = "export.txt";
    read(&Source { name, bytes }, &options, &|_| {
        ControlFlow::Continue(())
    })
}

fn import_value(vault: &Value, password: Option<&str>) -> Result<ImportReport, ImportError> {
    import(vault.to_string().as_bytes(), password)
}

fn all_kinds() -> Value {
    let mut first = totp("PyPI", "alice");
    first["favorite"] = json!(true);
    first["note"] = json!("kept in the safe");
    first["groups"] = json!(["g2", "g1", "g9"]);
    first["icon"] = json!("aWNvbg==");
    json!({
        "version": 3,
        "entries": [
            first,
            entry("hotp", "Example", "bob", json!({"secret": "JBSWY3DPEHPK3PXP", "algo": "SHA256", "digits": 8, "counter": 12})),
            entry("steam", "Steam", "carol", json!({"secret": "JBSWY3DPEHPK3PXP", "algo": "SHA1", "digits": 5, "period": 30})),
            entry("motp", "Old", "dan", json!({"secret": "JBSWY3DPEHPK3PXP", "algo": "MD5", "digits": 6, "period": 10, "pin": "1234"})),
            entry("yandex", "Yandex", "eve", json!({"secret": "LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI", "algo": "SHA256", "digits": 8, "period": 30, "pin": "7586"})),
            entry("totp", "", "", json!({"secret": "MFRGG", "algo": "SHA512", "digits": 10, "period": 60})),
        ],
        "groups": [{"uuid": "g1", "name": "Work"}, {"uuid": "g2", "name": "Packages"}],
    })
}

fn check_all_kinds(report: &ImportReport) {
    assert_eq!(report.format, Format::Aegis);
    assert_eq!(report.rejected, []);
    let kinds: Vec<OtpParameters> = report
        .candidates
        .iter()
        .map(|one| one.otp.as_ref().expect("otp").parameters)
        .collect();
    assert_eq!(
        kinds,
        [
            OtpParameters::DEFAULT,
            OtpParameters::Hotp {
                algorithm: Algorithm::Sha256,
                digits: Digits::try_from(8).expect("in bounds"),
                counter: 12
            },
            OtpParameters::Steam,
            OtpParameters::Motp,
            OtpParameters::Yandex,
            OtpParameters::Totp {
                algorithm: Algorithm::Sha512,
                digits: Digits::try_from(10).expect("in bounds"),
                period: Period::try_from(60).expect("in bounds")
            },
        ]
    );
    let first = &report.candidates[0];
    assert_eq!(
        (first.issuer.as_str(), first.username.as_str()),
        ("PyPI", "alice")
    );
    assert_eq!(
        first.provider.as_ref().map(|owner| owner.provider.as_str()),
        Some("pypi")
    );
    assert_eq!(first.group.as_deref(), Some("Packages"));
    assert_eq!(first.tags, ["Work"]);
    assert!(first.favourite);
    assert_eq!(first.note, Some(SecretText::new("kept in the safe")));
    assert_eq!(report.warnings.len(), 1, "one picture is not kept");
    let pin = |at: usize| {
        report.candidates[at]
            .otp
            .as_ref()
            .and_then(|otp| otp.pin.clone())
    };
    assert_eq!(pin(3), Some(SecretText::new("1234")));
    assert_eq!(pin(4), Some(SecretText::new("7586")));
    let secret = |at: usize| {
        report.candidates[at]
            .otp
            .as_ref()
            .expect("otp")
            .secret
            .len()
    };
    assert_eq!((secret(3), secret(4)), (10, 16));
    assert!(report.candidates.iter().all(|one| !one.needs_account));
}

#[test]
fn a_plain_vault_with_every_kind() {
    let report = import_value(&plain(&all_kinds()), None).expect("plain");
    assert!(!report.encrypted);
    check_all_kinds(&report);
}

#[test]
fn an_encrypted_vault_with_every_kind() {
    let report = import_value(&with_password(&all_kinds()), Some(PASSWORD)).expect("encrypted");
    assert!(report.encrypted);
    check_all_kinds(&report);
}

#[test]
fn escaped_slashes_and_other_slots_do_no_harm() {
    let vault = encrypted(&all_kinds(), |master| {
        vec![
            json!({"type": 2, "uuid": "u", "key": "00", "key_params": {"nonce": "", "tag": ""}}),
            slot(master, "another password"),
            slot(master, PASSWORD),
        ]
    });
    let text = vault.to_string().replace('/', "\\/");
    check_all_kinds(&import(text.as_bytes(), Some(PASSWORD)).expect("the third slot"));
}

#[test]
fn older_databases_have_a_group_name() {
    for version in [1, 2] {
        let mut one = totp("A", "b");
        one["group"] = json!("Work");
        one["groups"].take();
        let db = json!({"version": version, "entries": [one]});
        let report = import_value(&plain(&db), None).expect("plain");
        assert_eq!(report.candidates[0].group.as_deref(), Some("Work"));
    }
}

#[test]
fn newer_versions_say_so() {
    let mut db = database(vec![]);
    db["version"] = json!(4);
    for vault in [plain(&db), with_password(&db)] {
        let error = import_value(&vault, Some(PASSWORD)).expect_err("newer");
        assert_eq!(error.code(), "unsupported");
    }
    let mut vault = plain(&database(vec![]));
    vault["version"] = json!(2);
    assert_eq!(
        import_value(&vault, None).expect_err("newer").code(),
        "unsupported"
    );
}

#[test]
fn an_empty_vault_is_no_error() {
    let report = import_value(&plain(&database(vec![])), None).expect("plain");
    assert_eq!(report.entries(), 0);
}

#[test]
fn passwords_are_told_apart_from_damage() {
    let vault = with_password(&database(vec![totp("A", "b")]));
    let code = |vault: &Value, password| import_value(vault, password).expect_err("refused").code();
    assert_eq!(code(&vault, None), "file_password_needed");
    assert_eq!(code(&vault, Some("wrong")), "wrong_file_password");
    assert_eq!(code(&vault, Some("")), "wrong_file_password");

    // The slot opens, but the database is not what was sealed.
    let mut flipped = vault.clone();
    let db = flipped["db"].as_str().expect("text").to_owned();
    let other = if db.starts_with('A') { "B" } else { "A" };
    flipped["db"] = json!(format!("{other}{}", &db[1..]));
    assert_eq!(code(&flipped, Some(PASSWORD)), "damaged");
    let mut tag = vault.clone();
    tag["header"]["params"]["tag"] = json!("00".repeat(16));
    assert_eq!(code(&tag, Some(PASSWORD)), "damaged");
    let mut short = vault.clone();
    short["db"] = json!(&db[..db.len() - 8]);
    assert_eq!(code(&short, Some(PASSWORD)), "damaged");

    // The frame is broken: no password is asked for.
    for (path, value) in [
        ("/header/params/nonce", json!("00")),
        ("/header/params/tag", json!("zz")),
        ("/header/slots/0/salt", json!("x")),
        ("/header/slots/0/key", json!("00")),
        ("/header/slots/0/n", json!("16")),
        ("/header/slots/0/n", json!(17)),
        ("/header/slots/0/r", json!(0)),
        ("/header/slots", json!(null)),
        ("/header/params", json!(null)),
        ("/db", json!(7)),
    ] {
        let mut vault = vault.clone();
        *vault.pointer_mut(path).expect("there") = value;
        assert_eq!(code(&vault, None), "damaged", "{path}");
    }
}

#[test]
fn foreign_factors_are_refused_before_anything_is_derived() {
    for (n, r, p) in [
        (1_u64 << 40, 8_u64, 1_u64),
        (1 << 21, 8, 1),
        (1 << 20, 16, 1),
        (1 << 15, 8, 1 << 20),
        (2, 1 << 30, 1),
        (1 << 63, u64::from(u32::MAX), 1),
    ] {
        let mut vault = with_password(&database(vec![]));
        let slot = &mut vault["header"]["slots"][0];
        (slot["n"], slot["r"], slot["p"]) = (json!(n), json!(r), json!(p));
        for password in [None, Some(PASSWORD)] {
            let error = import_value(&vault, password).expect_err("too dear");
            assert_eq!(error, ImportError::KdfLimit, "{n} {r} {p}");
        }
    }
}

#[test]
fn without_a_password_slot_it_cannot_be_opened() {
    let vault = encrypted(&database(vec![]), |_| vec![json!({"type": 2})]);
    assert_eq!(
        import_value(&vault, Some("x")).expect_err("no slot").code(),
        "unsupported"
    );
}

#[test]
fn one_bad_entry_does_not_cost_the_others() {
    let info = |field: &str, value: Value| {
        let mut one = totp("Bad", field);
        one["info"][field] = value;
        one
    };
    let deep = "[".repeat(5000) + &"]".repeat(5000);
    let mut bad = vec![
        info("secret", json!("JBSWY3DP0")),
        info("secret", json!(null)),
        info("secret", json!(7)),
        info("digits", json!(0)),
        info("digits", json!(-1)),
        info("digits", json!("6")),
        info("period", json!(0)),
        info("period", json!(-30)),
        info("algo", json!("MD5")),
        entry("uotp", "Bad", "type", json!({"secret": "JBSWY3DPEHPK3PXP"})),
        entry(
            "hotp",
            "Bad",
            "counter",
            json!({"secret": "JBSWY3DPEHPK3PXP", "counter": -1}),
        ),
        entry(
            "yandex",
            "Bad",
            "length",
            json!({"secret": "JBSWY3DPEHPK3PXP"}),
        ),
        json!(null),
        json!([]),
        json!({}),
        json!("JBSWY3DPEHPK3PXP"),
    ];
    let count = bad.len();
    bad.insert(3, totp("Good", "first"));
    bad.push(totp("Good", "last"));
    let text = plain(&database(bad)).to_string();
    let text = text.replace("\"last\"", &format!("\"last\",\"new\":{deep}"));
    let report = import(text.as_bytes(), None).expect("plain");
    let good: Vec<(usize, &str)> = report
        .candidates
        .iter()
        .map(|one| (one.entry, one.username.as_str()))
        .collect();
    assert_eq!(good, [(4, "first"), (count + 2, "last")]);
    assert_eq!(report.rejected.len(), count);
    assert_eq!(report.entries(), count + 2);
    let told = format!("{:?}", report.rejected);
    assert!(!told.contains("JBSWY"), "{told}");
}

#[test]
fn codes_in_a_note_are_offered_and_the_note_survives() {
    let note = "recovery codes:\n0a1b2-c3d4e\n1b2c3-d4e5f\n2c3d4-e5f60\n3d4e5-f6071\n4e5f6-07182\n";
    let mut one = totp("GitHub", "alice");
    one["note"] = json!(note);
    let report = import_value(&plain(&database(vec![one, totp("A", "b")])), None).expect("plain");
    assert_eq!(report.candidates[0].note, Some(SecretText::new(note)));
    assert_eq!(report.offers.len(), 1);
    let offer = &report.offers[0];
    assert_eq!(
        (offer.entry, offer.account.as_str(), offer.count),
        (Some(1), "GitHub/alice", 5)
    );
    assert_eq!(offer.codes.codes.len(), 5);
}

#[test]
fn too_many_entries_are_refused() {
    let entries = "{},".repeat(100_001);
    let text = format!(
        "{{\"version\":1,\"header\":{{\"slots\":null,\"params\":null}},\"db\":{{\"version\":3,\"entries\":[{}]}}}}",
        entries.trim_end_matches(',')
    );
    let error = import(text.as_bytes(), None).expect_err("too many");
    assert_eq!(error.code(), "too_large");
}

#[test]
fn a_truncated_vault_is_damaged_wherever_it_ends() {
    let text = plain(&database(vec![totp("A", "b")])).to_string();
    // serde_json sorts keys: the header comes behind the database, and the version last.
    let ordered = format!(
        "{{\"version\":1,\"header\":{{\"slots\":null,\"params\":null}},\"db\":{}}}",
        database(vec![totp("A", "b")])
    );
    assert!(import(text.as_bytes(), None).is_ok());
    for end in 50..ordered.len() {
        let error = import(&ordered.as_bytes()[..end], None).expect_err("cut off");
        assert_eq!(error.code(), "damaged", "{end}");
    }
}

#[test]
fn the_watch_can_break_it_off() {
    let password = SecretText::new(PASSWORD);
    let options = Options {
        format: None,
        password: Some(&password),
        key_file: None,
        limits: Limits::default(),
        providers: &crate::PROVIDERS,
    };
    let vault = with_password(&database(vec![])).to_string();
    let source = Source {
        name: "",
        bytes: vault.as_bytes(),
    };
    let result = read(&source, &options, &|_| ControlFlow::Break(()));
    assert_eq!(result, Err(ImportError::Cancelled));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bit_may_flip(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = with_password(&all_kinds()).to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(report) = import(&bytes, Some(PASSWORD)) {
            // Only what nobody reads may differ: an id, a flag, white space.
            check_all_kinds(&report);
        }
    }

    #[test]
    fn any_database_is_read_or_refused(db in "[\\[\\]{}\":,a-z0-9null]{0,80}") {
        let text = format!("{{\"version\":1,\"header\":{{\"slots\":null,\"params\":null}},\"db\":{db}}}");
        let _ = import(text.as_bytes(), None);
    }
}

/// A row of Aegis's page, without a picture.
fn row(kind: &str, issuer: &str, name: &str, rest: &str) -> String {
    format!(
        "<tr><td>{issuer}</td><td>{name}</td><td>{kind}</td><td class='qr'><img src=\"data:image/png;base64,AAAA\n\"/></td><td>0</td>{rest}</tr>"
    )
}

fn page(rows: &[String]) -> String {
    let names = [
        "Issuer", "Name", "Type", "QR Code", "UUID", "Note", "Favorite", "Algo", "Digits",
        "Secret", "Counter", "PIN",
    ];
    let head: String = names
        .iter()
        .map(|name| format!("<th>{name}</th>"))
        .collect();
    format!(
        "<html><head></head><body><table><tr>{head}</tr>{}</table></body></html>",
        rows.concat()
    )
}

#[test]
fn the_page_to_print_good_and_bad() {
    use crate::testing::{check_cut, rejected, shown};
    let secret = "JBSWY3DPEHPK3PXP";
    let cells = |rest: &str| format!("<td>a &amp; b</td><td>true</td>{rest}");
    let text = page(&[
        row(
            "TOTP",
            "PyPI",
            "alice",
            &cells(&format!(
                "<td>SHA256</td><td>8</td><td>{secret}</td><td>-</td><td>-</td>"
            )),
        ),
        row(
            "HOTP",
            "",
            "x &lt;y&gt;",
            &cells(&format!(
                "<td>SHA1</td><td>6</td><td>{secret}</td><td>7</td><td>-</td>"
            )),
        ),
        row(
            "TOTP",
            "Bad",
            "secret",
            &cells("<td>SHA1</td><td>6</td><td>0189</td><td>-</td><td>-</td>"),
        ),
        row(
            "FUTURE",
            "Bad",
            "type",
            &cells("<td>SHA1</td><td>6</td><td>AA</td><td>-</td><td>-</td>"),
        ),
        row("TOTP", "Bad", "short", ""),
        row(
            "MOTP",
            "Gate",
            "carol",
            &cells("<td>MD5</td><td>6</td><td>e3152afee62599c8</td><td>-</td><td>1234</td>"),
        ),
    ]);
    let report = import(text.as_bytes(), None).expect("a page");
    assert_eq!(report.format, Format::Aegis);
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA256 8 30 | PyPI | alice | S | star | note a & b",
            "2 hotp SHA1 6 #7 |  | x <y> | S | star | note a & b",
            "6 motp | Gate | carol | e3152afee62599c8 | star | note a & b | pin 1234",
        ]
    );
    assert_eq!(
        rejected(&report),
        [
            "3 Bad/secret | the secret holds a",
            "4 Bad/type | its type is none",
            "5 Bad/short | the secret is missing",
        ]
    );
    assert_eq!(
        report.lossy.len(),
        1,
        "the period of the first stands in its picture"
    );
    assert_eq!(
        import(page(&[]).as_bytes(), None).expect("empty").entries(),
        0
    );
    let from = text.find("<th>UUID").expect("there");
    check_cut(text.as_bytes(), from, None, &["damaged"]);
}

#[test]
fn its_list_is_known_by_the_order_of_its_parameters() {
    for (query, own) in [
        (
            "period=30&digits=6&algorithm=SHA1&secret=AA&issuer=A",
            Some(true),
        ),
        ("counter=3&digits=6&algorithm=SHA1&secret=AA", Some(true)),
        (
            "period=30&digits=8&algorithm=SHA256&secret=AA&pin=AA&issuer=A",
            Some(true),
        ),
        (
            "secret=AA&period=30&digits=6&algorithm=SHA1&issuer=A",
            Some(false),
        ),
        (
            "period=30&digits=6&algorithm=SHA1&secret=AA&issuer=A&x=1",
            Some(false),
        ),
        ("period=30&digits=6&secret=AA", Some(false)),
    ] {
        assert_eq!(
            super::is_own(&format!("otpauth://totp/A:b?{query}")),
            own,
            "{query}"
        );
    }
    assert_eq!(super::is_own("motp://A:b?secret=00ff"), None);
}
