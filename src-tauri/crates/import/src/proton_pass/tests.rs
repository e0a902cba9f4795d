//! Exports made from the format's description.

use crate::Format;
use crate::testing::{CODES, SECRET, check_cut, code, import, rejected, shown};
use fixtures::zip::{Lock, archive};
use proptest::prelude::*;
use serde_json::{Value, json};

fn item(name: &str, username: &str, totp: &str) -> Value {
    json!({
        "itemId": "a", "shareId": "s", "state": 1, "pinned": false, "createTime": 1, "modifyTime": 2,
        "data": {
            "metadata": {"name": name, "note": "", "itemUuid": "x"}, "extraFields": [], "type": "login",
            "content": {
                "itemEmail": "", "itemUsername": username, "password": "never-taken",
                "urls": ["https://example.org"], "totpUri": totp, "passkeys": [],
            },
        },
    })
}

fn all_kinds() -> Vec<Value> {
    let mut first = item("PyPI", "alice", "jbsw y3dp ehpk 3pxp");
    (first["data"]["metadata"]["note"], first["pinned"]) = (json!("kept"), json!(true));
    first["data"]["extraFields"] = json!([
        {"fieldName": "second", "type": "totp",
         "data": {"totpUri": format!("otpauth://totp/Example:bob?secret={SECRET}&digits=8")}},
        {"fieldName": "Backup codes", "type": "hidden", "data": {"content": CODES}},
        7,
    ]);
    let mut mail = item("Mail", "", SECRET);
    mail["data"]["content"]["itemEmail"] = json!("a@example.org");
    let mut old = item("Old", "x", SECRET);
    old["state"] = json!(2);
    let note = json!({"state": 1, "data": {"metadata": {"name": "GitHub", "note": CODES},
                      "extraFields": [], "type": "note", "content": {}}});
    let mut custom = item("Custom", "", "");
    custom["data"]["content"] = json!({"sections": [{"sectionName": "s", "sectionFields": [
        {"fieldName": "t", "type": "totp", "data": {"totpUri": SECRET}}]}]});
    vec![
        first,
        mail,
        old,
        note,
        custom,
        item("Bad", "y", "0189"),
        json!({}),
        item("None", "z", ""),
    ]
}

fn document(items: &[Value]) -> String {
    let vaults = json!({"s": {"name": "Work", "description": "", "items": items}});
    json!({"version": "1.30.0", "userId": "u", "encrypted": false, "vaults": vaults}).to_string()
}

fn export(items: &[Value]) -> Vec<u8> {
    let text = document(items);
    let members: [(&str, &[u8]); 1] = [("Proton Pass/data.json", text.as_bytes())];
    archive(&members, true, Lock::None).expect("short")
}

#[test]
fn items_and_their_fields() {
    for bytes in [export(&all_kinds()), document(&all_kinds()).into_bytes()] {
        let report = import(&bytes, None).expect("an export");
        assert_eq!(report.format, Format::ProtonPass);
        assert_eq!(
            shown(&report),
            [
                "1 totp SHA1 6 30 | PyPI | alice | S | group Work | star | note kept",
                "2 totp SHA1 8 30 | Example | bob | S | group Work | star",
                "3 totp SHA1 6 30 | Mail | a@example.org | S | group Work",
                "4 totp SHA1 6 30 | Custom |  | S | group Work",
            ]
        );
        assert_eq!(
            rejected(&report),
            ["5 Bad/y | the secret holds a", "6  | the entry has not"]
        );
        let offers: Vec<_> = report
            .offers
            .iter()
            .map(|offer| (offer.entry, offer.count))
            .collect();
        assert_eq!((offers, report.ignored), (vec![(Some(1), 5), (None, 5)], 2));
        assert!(report.warnings.iter().any(|said| said.contains("trash")));
        assert!(!format!("{report:?}").contains("never-taken"));
    }
}

#[test]
fn sealed_empty_and_cut_off() {
    let sealed: [(&str, &[u8]); 1] = [("Proton Pass/data.pgp", b"\xc3\x0d\x04\x09")];
    let sealed = archive(&sealed, false, Lock::None).expect("short");
    assert_eq!(code(&sealed, Some("any")), "unsupported");
    assert_eq!(
        code(b"-----BEGIN PGP MESSAGE-----\n\nwx4EBw", Some("any")),
        "unsupported"
    );
    let marked = document(&[]).replace("\"encrypted\":false", "\"encrypted\":true");
    assert_eq!(code(marked.as_bytes(), None), "unsupported");
    assert_eq!(import(&export(&[]), None).expect("empty").entries(), 0);
    let wrong = document(&[]).replace("{\"s\":", "{\"s\":7,\"t\":");
    assert_eq!(code(wrong.as_bytes(), None), "damaged");
    check_cut(&export(&all_kinds()), 4, None, &["damaged"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_bit_may_flip(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut file = export(&all_kinds());
        let at = at.index(file.len());
        file[at] ^= 1 << bit;
        if let Ok(report) = import(&file, None) {
            prop_assert_eq!(report.entries(), 6);
        }
    }
}
