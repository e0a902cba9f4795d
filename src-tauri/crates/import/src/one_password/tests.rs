//! Exports made from the format's description.

use crate::Format;
use crate::testing::{CODES, SECRET, check_cut, code, import, rejected, shown};
use fixtures::zip::{Lock, archive};
use proptest::prelude::*;
use serde_json::{Value, json};

const ATTACHED: &str =
    "0a1b2-c3d4e\r\n1b2c3-d4e5f\r\n2c3d4-e5f60\r\n3d4e5-f6071\r\n4e5f6-07182\r\n";

fn item(title: &str, username: &str, fields: Value) -> Value {
    json!({
        "uuid": "a", "favIndex": 0, "createdAt": 1, "updatedAt": 2, "state": "active", "categoryUuid": "001",
        "overview": {"title": title, "url": "https://example.org", "urls": [], "tags": []},
        "details": {
            "loginFields": [
                {"value": username, "name": "u", "fieldType": "T", "designation": "username"},
                {"value": "never-taken", "name": "p", "fieldType": "P", "designation": "password"},
            ],
            "notesPlain": "",
            "sections": [{"title": "s", "name": "s", "fields": fields}],
            "passwordHistory": [],
        },
    })
}

fn field(title: &str, kind: &str, value: Value) -> Value {
    json!({"title": title, "id": "x", "value": {kind: value}, "indexAtSource": 0, "guarded": false})
}

fn export(items: &[Value]) -> Vec<u8> {
    let data = json!({"accounts": [{
        "attrs": {"accountName": "A", "name": "A", "email": "a@example.org", "domain": "x"},
        "vaults": [{"attrs": {"uuid": "v", "name": "Work"}, "items": items}],
    }]});
    pack(3, &data.to_string())
}

fn pack(version: u8, data: &str) -> Vec<u8> {
    let attributes = json!({"version": version, "description": "1Password Unencrypted Export"});
    let attributes = attributes.to_string();
    let members: [(&str, &[u8]); 4] = [
        ("export.attributes", attributes.as_bytes()),
        ("export.data", data.as_bytes()),
        ("files/doc1__github-recovery-codes.txt", ATTACHED.as_bytes()),
        ("files/doc2__photo.jpg", &[0, 1, 2]),
    ];
    archive(&members, true, Lock::None).expect("short")
}

fn all_kinds() -> Vec<Value> {
    let uri = format!("otpauth://totp/Example:bob?secret={SECRET}&algorithm=SHA256&digits=8");
    let file =
        |id: &str, name: &str| json!({"fileName": name, "documentId": id, "decryptedSize": 3});
    let mut first = item(
        "PyPI",
        "alice",
        json!([
            field("one-time password", "totp", json!("jbsw y3dp ehpk 3pxp")),
            field("second", "totp", json!(uri)),
            field("again", "totp", json!(SECRET)),
            field("when", "date", json!(7)),
            field("photo", "file", file("doc2", "photo.jpg")),
        ]),
    );
    (first["favIndex"], first["overview"]["tags"]) = (json!(1), json!(["a", "b"]));
    first["details"]["notesPlain"] = json!("kept");
    let mut document = item("GitHub", "", json!([]));
    document["details"]["documentAttributes"] = file("doc1", "github-recovery-codes.txt");
    let mut note = item(
        "Somewhere",
        "",
        json!([field("Backup", "concealed", json!(CODES))]),
    );
    note["overview"]["url"] = json!("https://github.com/login");
    let mut trashed = item("Old", "x", json!([field("t", "totp", json!(SECRET))]));
    trashed["trashed"] = json!(true);
    vec![
        first,
        json!({"item": item("Wrapped", "carol", json!([field("t", "totp", json!(SECRET))]))}),
        item("Bad", "dan", json!([field("t", "totp", json!("0189"))])),
        json!(7),
        document,
        note,
        trashed,
        item("No codes", "erin", json!([])),
    ]
}

#[test]
fn items_fields_and_files() {
    let report = import(&export(&all_kinds()), None).expect("an export");
    assert_eq!(
        (report.format, report.encrypted),
        (Format::OnePassword, false)
    );
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S | group Work | tags a,b | star | note kept",
            "2 totp SHA256 8 30 | Example | bob | S | group Work | tags a,b | star",
            "3 totp SHA1 6 30 | Wrapped | carol | S | group Work",
        ]
    );
    assert_eq!(
        rejected(&report),
        ["4 Bad/dan | the secret holds a", "5  | the entry has not"]
    );
    let offers = report.offers.iter().map(|offer| {
        let owner = offer.provider.as_ref().map(|owner| owner.provider.as_str());
        (offer.account.as_str(), owner, offer.count)
    });
    let offers: Vec<_> = offers.collect();
    assert_eq!(
        offers,
        [
            ("GitHub", Some("github"), 5),
            ("Somewhere", Some("github"), 5)
        ]
    );
    assert_eq!(report.ignored, 3);
    let said = report.warnings.join("\n");
    assert!(
        said.contains("no passwords")
            && said.contains("1 entries with one-time")
            && said.contains("2 attached"),
        "{said}"
    );
    assert!(!format!("{report:?}").contains("never-taken"));
}

#[test]
fn empty_newer_malformed_and_cut_off() {
    assert_eq!(import(&export(&[]), None).expect("empty").entries(), 0);
    assert_eq!(code(&pack(4, "{\"accounts\":[]}"), None), "unsupported");
    for data in [
        "",
        "[]",
        "{\"accounts\":[7]}",
        "{\"accounts\":[{\"vaults\":[7]}]}",
    ] {
        assert_eq!(code(&pack(3, data), None), "damaged", "{data}");
    }
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
            prop_assert_eq!(report.entries(), 5);
        }
    }
}
