//! Folders: what lies about is found, imported, and deleted once the vault holds all of it.

use crate::run::{Home, fixture};
use serde_json::Value;
use std::path::Path;

const CODES: &str =
    "0a1b2-c3d4e\n1b2c3-d4e5f\n2c3d4-e5f60\n3d4e5-f6071\n4e5f6-07182\n5f607-18293\n";
const URI: &str = "otpauth://totp/PyPI:alice?secret=JBSWY3DPEHPK3PXP&issuer=PyPI\n";

/// A home with things lying about.
fn littered() -> (Home, String) {
    let home = Home::with_vault();
    for (path, text) in [
        ("files/Downloads/list.txt", URI),
        ("files/Downloads/some-service-recovery-codes.txt", CODES),
        (
            "files/Documents/deep/er/remark.txt",
            &format!("{URI}and a remark\n"),
        ),
        ("files/Documents/letter.txt", "Dear all,\nhello.\n"),
        ("files/.hidden/list.txt", URI),
        ("files/repo/.git/list.txt", URI),
    ] {
        let path = home.path(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    let sealed = home.path("files/Downloads/aegis.json");
    std::fs::copy(fixture("aegis/encrypted.json"), sealed).expect("copied");
    let folder = home.text("files");
    std::os::unix::fs::symlink(&folder, home.path("files/loop")).expect("a link");
    (home, folder)
}

fn names(list: &Value, key: &str) -> Vec<String> {
    let list = list.as_array().expect("a list");
    let path = |one: &Value| {
        let path = one
            .get(key)
            .unwrap_or(one)
            .as_str()
            .expect("a path")
            .to_owned();
        let name = Path::new(&path).file_name().expect("a name");
        name.to_string_lossy().into_owned()
    };
    list.iter().map(path).collect()
}

#[test]
fn a_sweep_lists_what_lies_about_and_changes_nothing() {
    let (home, folder) = littered();
    let before = home.vault_bytes();
    let answer = home.run_bare(&["--json", "sweep", &folder]);
    assert_eq!(answer.exit, 0, "no passphrase is needed: {answer:?}");
    let swept = answer.json();
    assert_eq!(
        names(&swept["found"], "file"),
        [
            "remark.txt",
            "aegis.json",
            "list.txt",
            "some-service-recovery-codes.txt"
        ]
    );
    let found = &swept["found"];
    assert_eq!(
        (&found[0]["otp"], &found[0]["encrypted"]),
        (&1.into(), &false.into())
    );
    assert_eq!(found[1]["encrypted"], true);
    assert_eq!(found[3]["code_sets"], 1);
    assert!(!answer.out.contains("JBSWY3DP") && !answer.out.contains("0a1b2"));
    let skipped = swept["skipped"].as_array().expect("a list");
    assert_eq!(
        skipped.len(),
        3,
        "hidden, version control, links: {skipped:?}"
    );
    assert_eq!(home.vault_bytes(), before);
    let text = home.run_bare(&["sweep", &folder]);
    assert!(
        text.out.contains("passed over") && text.out.contains("--import"),
        "{text:?}"
    );
    home.fails(2, "usage", &["sweep", &home.text("nowhere")]);
}

#[test]
fn what_was_imported_may_be_deleted_once_the_vault_holds_it() {
    let (home, folder) = littered();
    let swept = home.exits(
        4,
        &[
            "sweep",
            &folder,
            "--import",
            "--delete-imported",
            "--account",
            "other/me",
        ],
    );
    assert_eq!(swept["imported"]["totals"]["added"], 2, "{swept}");
    assert_eq!(
        names(&swept["deleted"], "file"),
        ["list.txt", "some-service-recovery-codes.txt"]
    );
    let kept = &swept["kept"];
    assert_eq!(names(kept, "file"), ["remark.txt"]);
    assert!(
        kept[0]["reason"].as_str().expect("why").contains("beside"),
        "{kept}"
    );
    assert!(!home.path("files/Downloads/list.txt").exists());
    assert!(
        home.path("files/Downloads/aegis.json").exists(),
        "no password was given"
    );
    assert_eq!(
        home.ok(&["list"])["accounts"]
            .as_array()
            .expect("accounts")
            .len(),
        2
    );

    let list = home.write("files/again.txt", URI);
    let swept = home.ok(&["sweep", &folder, "--take", &list, "--delete-imported"]);
    assert_eq!(swept["imported"]["totals"]["duplicates"], 1);
    assert!(!Path::new(&list).exists());
    home.fails(2, "usage", &["sweep", &folder, "--take", &list]);
}

#[test]
fn a_folder_is_imported_with_its_subfolders() {
    let (home, folder) = littered();
    let password = fixture("aegis/encrypted.password");
    let imported = home
        .run(&[
            "import",
            &folder,
            "--password-file",
            &password,
            "--account",
            "other/me",
        ])
        .json();
    let files = names(&imported["files"], "file");
    assert!(files.contains(&"remark.txt".to_owned()) && files.contains(&"aegis.json".to_owned()));
    assert!(!files.contains(&"letter.txt".to_owned()), "{files:?}");
    assert_eq!(imported["skipped"].as_array().expect("a list").len(), 3);
}
