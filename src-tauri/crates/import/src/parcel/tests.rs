//! Archives by the sample data's writer, which is not the reader's.

use crate::testing::{
    BYTES, PASSWORD, SECRET, base64, code, import, import_as, rejected, seal_cbc, shown,
};
use crate::{Format, ImportError};
use fixtures::zip::{Lock, archive};
use serde_json::{Value, json};

fn write(members: &[(&str, &[u8])], lock: Lock<'_>) -> Vec<u8> {
    archive(members, true, lock).expect("short")
}

#[test]
fn raivo_locked_and_not() {
    let item = |account: &str, secret: &str| {
        json!({
            "issuer": "PyPI", "account": account, "secret": secret, "algorithm": "SHA1",
            "digits": "6", "kind": "TOTP", "timer": "30", "counter": "0", "pinned": "false",
        })
    };
    let items = json!([
        item("alice", SECRET),
        item("bad", "0189"),
        item("bob", SECRET)
    ]);
    let text = items.to_string();
    let members: [(&str, &[u8]); 2] = [
        ("raivo-otp-export.html", b"<html></html>"),
        ("raivo-otp-export.json", text.as_bytes()),
    ];
    for (lock, password) in [(Lock::None, None), (Lock::Aes(PASSWORD), Some(PASSWORD))] {
        let bytes = write(&members, lock);
        let report = import(&bytes, password).expect("an archive");
        assert_eq!(
            (report.format, report.encrypted),
            (Format::Raivo, password.is_some())
        );
        assert_eq!(
            shown(&report),
            [
                "1 totp SHA1 6 30 | PyPI | alice | S",
                "3 totp SHA1 6 30 | PyPI | bob | S"
            ]
        );
        assert_eq!(rejected(&report), ["2 PyPI/bad | the secret holds a"]);
        let other = import_as(Some(Format::Aegis), &bytes, password);
        assert_eq!(other, Err(ImportError::NotOfFormat(Format::Aegis)));
    }
    let locked = write(&members, Lock::Aes(PASSWORD));
    assert_eq!(code(&locked, None), "file_password_needed");
    assert_eq!(code(&locked, Some("wrong")), "wrong_file_password");
    for end in [30, locked.len() / 2, locked.len() - 1] {
        assert_eq!(code(&locked[..end], Some(PASSWORD)), "damaged", "{end}");
    }
    let empty = write(&[("raivo-otp-export.json", b"[]")], Lock::None);
    assert_eq!(import(&empty, None).expect("empty").entries(), 0);
}

#[test]
fn authenticator_plus_and_winauth() {
    let list = format!(
        "otpauth://totp/PyPI:alice?secret={SECRET}&issuer=PyPI\r\notpauth://totp/Bad:b?secret=0\r\n"
    );
    let bytes = write(
        &[
            ("Accounts.txt", list.as_bytes()),
            ("Accounts.html", b"<html></html>"),
        ],
        Lock::Classic(PASSWORD),
    );
    let report = import(&bytes, Some(PASSWORD)).expect("an archive");
    assert_eq!(
        (report.format, report.encrypted),
        (Format::AuthenticatorPlus, true)
    );
    assert_eq!(shown(&report), ["1 totp SHA1 6 30 | PyPI | alice | S"]);
    assert_eq!(rejected(&report), ["2 Bad/b | the secret holds a"]);
    assert_eq!(code(&bytes, None), "file_password_needed");
    assert_eq!(code(&bytes, Some("wrong")), "wrong_file_password");
    let empty = write(&[("Accounts.txt", b"")], Lock::None);
    assert_eq!(import(&empty, None).expect("empty").entries(), 0);

    let list = format!(
        "otpauth://totp/PyPI?secret={SECRET}&digits=6&icon=PyPIIcon.png\r\notpauth://totp/alice@example.org?secret={SECRET}&icon=x.png\r\notpauth://totp/npm:bob?secret={SECRET}&icon=x.png\r\n"
    );
    let zipped = write(&[("winauth.txt", list.as_bytes())], Lock::Classic(PASSWORD));
    for (bytes, password) in [(list.as_bytes(), None), (&zipped[..], Some(PASSWORD))] {
        let report = import(bytes, password).expect("a list");
        assert_eq!(report.format, Format::WinAuth);
        assert_eq!(
            shown(&report),
            [
                "1 totp SHA1 6 30 | PyPI |  | S | icon=PyPIIcon.png",
                "2 totp SHA1 6 30 |  | alice@example.org | S | icon=x.png",
                "3 totp SHA1 6 30 | npm | bob | S | icon=x.png",
            ]
        );
        assert!(report.candidates[0].provider.is_some(), "known by its name");
    }
}

fn account(name: &str) -> String {
    let secret = base64(BYTES);
    json!({"account_name": name, "shared_secret": secret, "revocation_code": "R12345"}).to_string()
}

/// What the list says of a file, and what stands in it.
fn sealed(name: &str, plain: &str, password: &str) -> (Value, Vec<u8>) {
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha1::Sha1>(password.as_bytes(), &[1; 8], 50_000, &mut key);
    let listed = json!({
        "encryption_iv": base64(&[2; 16]), "encryption_salt": base64(&[1; 8]), "filename": name,
        "steamid": 7,
    });
    (
        listed,
        base64(&seal_cbc(key, [2; 16], plain.as_bytes())).into_bytes(),
    )
}

fn manifest(entries: &[Value], encrypted: bool) -> Vec<u8> {
    let list = json!({"encrypted": encrypted, "first_run": false, "entries": entries});
    list.to_string().into_bytes()
}

#[test]
fn the_folder_of_steam_desktop_authenticator() {
    let (alice, in_alice) = sealed("1.maFile", &account("alice"), PASSWORD);
    let (old, in_old) = sealed("2.maFile", &account("old"), "an older one");
    let (gone, _) = sealed("3.maFile", "", PASSWORD);
    let plain = json!({"encryption_iv": null, "encryption_salt": null, "filename": "4.maFile"});
    let list = manifest(&[alice, old, gone, plain, json!(7)], true);
    let carol = account("carol");
    let bytes = write(
        &[
            ("maFiles/manifest.json", &list),
            ("maFiles/1.maFile", &in_alice),
            ("maFiles/2.maFile", &in_old),
            ("maFiles/4.maFile", carol.as_bytes()),
        ],
        Lock::None,
    );
    let report = import(&bytes, Some(PASSWORD)).expect("a folder");
    assert_eq!((report.format, report.encrypted), (Format::Steam, true));
    assert_eq!(
        shown(&report),
        ["1 steam | Steam | alice | S", "4 steam | Steam | carol | S"]
    );
    assert_eq!(
        rejected(&report),
        [
            "2 Steam/2.maFile | the password does not",
            "3 Steam/3.maFile | its file is not",
            "5  | the entry has not",
        ]
    );
    assert_eq!(report.offers.len(), 2);
    assert_eq!(code(&bytes, None), "file_password_needed");
}

#[test]
fn a_folder_that_does_not_open_says_so() {
    let (alice, mut file) = sealed("1.maFile", &account("alice"), PASSWORD);
    let list = manifest(&[alice], true);
    let pack = |list: &[u8], file: &[u8]| {
        write(&[("manifest.json", list), ("1.maFile", file)], Lock::None)
    };
    let wrong = import(&pack(&list, &file), Some("wrong"));
    assert_eq!(wrong, Err(ImportError::NotOpened));
    file[0] ^= 1;
    assert_eq!(
        import(&pack(&list, &file), Some(PASSWORD)),
        Err(ImportError::NotOpened)
    );
    assert_eq!(code(&pack(&list[..20], &file), Some(PASSWORD)), "damaged");
    let empty = pack(&manifest(&[], false), b"");
    assert_eq!(import(&empty, None).expect("empty").entries(), 0);
    assert_eq!(code(&list, None), "unsupported", "the list alone");
}
