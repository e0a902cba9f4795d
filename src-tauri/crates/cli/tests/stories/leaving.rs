//! Leaving: what is exported opens in other apps, and comes back equal here.

use crate::run::Home;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;

/// Imports into the vault that it came from: everything must be known already.
fn all_known(home: &Home, args: &[&str]) -> Value {
    let imported = home.ok(args);
    assert_eq!(
        imported["totals"]["duplicates"], imported["totals"]["entries"],
        "{imported}"
    );
    imported
}

fn mode(path: &str) -> u32 {
    std::fs::metadata(path)
        .expect("written")
        .permissions()
        .mode()
        & 0o777
}

#[test]
fn an_aegis_vault_plain_and_encrypted() {
    let home = Home::with_samples();
    home.fails(2, "usage", &["export", "--format", "aegis"]);
    let plain = home.text("plain.json");
    let export = home.ok(&["export", "--format", "aegis", "--plaintext", "-o", &plain]);
    assert_eq!((&export["encrypted"], mode(&plain)), (&false.into(), 0o600));
    let imported = all_known(&home, &["import", &plain]);
    assert_eq!(imported["files"][0]["format"], "aegis");
    assert_eq!(imported["totals"]["entries"], export["entries"]);

    let password = home.write("password", "an export's password\n");
    let sealed = home.text("sealed.json");
    let args = [
        "export",
        "--format",
        "aegis",
        "--password-file",
        &password,
        "-o",
        &sealed,
    ];
    let export = home.ok(&args);
    assert_eq!(export["encrypted"], true);
    home.fails(3, "file_password_needed", &["import", &sealed]);
    let wrong = home.write("wrong", "another");
    let args = ["import", &sealed, "--password-file", &wrong];
    home.fails(3, "wrong_file_password", &args);
    let imported = all_known(&home, &["import", &sealed, "--password-file", &password]);
    assert_eq!(imported["files"][0]["encrypted"], true);
    for format in ["otpauth", "migration", "codes", "json"] {
        let args = ["export", "--format", format, "--password-file", &password];
        home.fails(2, "usage", &args);
    }
}

#[test]
fn a_google_migration_in_pictures_and_as_text() {
    let home = Home::with_vault();
    let list = home.write(
        "list.txt",
        "otpauth://totp/PyPI:alice?secret=JBSWY3DPEHPK3PXP&issuer=PyPI\n\
         otpauth://hotp/GitHub:bob?secret=GEZDGNBVGY3TQOJQ&issuer=GitHub&counter=7\n\
         otpauth://totp/Slow:carol?secret=MFRGGZDFMZTWQ2LK&issuer=Slow&period=60\n\
         otpauth://totp/Long:dan?secret=MFRGGZDFMZTWQ2LL&issuer=Long&digits=9\n",
    );
    home.ok(&["import", &list]);
    let folder = home.text("pictures");
    let args = [
        "export",
        "--format",
        "migration",
        "--plaintext",
        "-o",
        &folder,
    ];
    let export = home.exits(4, &args);
    assert_eq!(export["attention"]["code"], "attention");
    assert_eq!(export["entries"], 2);
    let lossy = export["lossy"].as_array().expect("lossy");
    let left_out: Vec<&str> = lossy
        .iter()
        .filter(|one| one["left_out"] == true)
        .map(|one| one["reason"].as_str().expect("a reason"))
        .collect();
    assert!(left_out[0].contains("60 seconds") && left_out[1].contains("9 digits"));
    let counter = |one: &&Value| one["left_out"] == false;
    assert_eq!(lossy.iter().filter(counter).count(), 1, "HOTP: {lossy:?}");
    let files = export["files"].as_array().expect("files");
    assert_eq!(files.len(), 1);
    assert_eq!(mode(files[0].as_str().expect("a path")), 0o600);
    assert_eq!(mode(&folder), 0o700);
    home.exits(2, &args);
    let imported = all_known(&home, &["import", &folder]);
    assert_eq!(imported["totals"]["entries"], 2);
    assert_eq!(imported["files"][0]["picture"], true);

    let text = home.exits(4, &["export", "--format", "migration", "--plaintext"]);
    let uris = text["content"].as_str().expect("text");
    assert!(uris.starts_with("otpauth-migration://offline?data="));
    let uris = home.write("uris.txt", uris);
    all_known(&home, &["import", &uris]);
}

#[test]
fn recovery_codes_as_the_services_files() {
    let home = Home::with_samples();
    home.ok(&["codes", "pypi/sampleuser", "--mark-used", "2"]);
    let folder = home.text("codes");
    let export = home.ok(&["export", "--format", "codes", "--plaintext", "-o", &folder]);
    let file = export["files"][0].as_str().expect("a path");
    assert!(
        file.contains("/PyPI-Recovery-Codes-sampleuser-2026-03-01T"),
        "{file}"
    );
    assert_eq!(
        std::fs::read_to_string(file)
            .expect("read")
            .matches("(used)")
            .count(),
        1
    );
    let other = Home::with_vault();
    other.ok(&["import", file]);
    let left = other.ok(&["codes", "pypi/sampleuser"])["sets"][0]["left"].clone();
    assert_eq!(
        left,
        home.ok(&["codes", "pypi/sampleuser"])["sets"][0]["left"]
    );
    all_known(&home, &["import", &folder]);
}

#[test]
fn everything_as_json_makes_the_same_vault() {
    let home = Home::with_samples();
    let file = home.text("all.json");
    home.ok(&["export", "--format", "json", "--plaintext", "-o", &file]);
    let imported = all_known(&home, &["import", &file]);
    assert_eq!(imported["files"][0]["format"], "reentry");
    let other = Home::with_vault();
    other.ok(&["import", &file]);
    let accounts = |home: &Home| {
        let mut list = home.ok(&["list"])["accounts"]
            .as_array()
            .expect("accounts")
            .clone();
        for account in &mut list {
            account["id"].take();
            for otp in account["otp"].as_array_mut().expect("otp") {
                otp["id"].take();
            }
        }
        list
    };
    assert_eq!(accounts(&other), accounts(&home));
}
