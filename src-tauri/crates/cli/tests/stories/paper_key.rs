//! The paper key: made, proved, used to restore, replaced.

use crate::paper::{codes_on, pages, scanned};
use crate::run::{Home, tool};
use serde_json::{Value, json};
use std::path::Path;

fn sheet(home: &Home, args: &[&str], file: &str) -> (String, String) {
    let pdf = home.text(file);
    let mut all = vec!["sheet", "-o", &pdf, "--kind"];
    all.extend(args);
    let made = home.ok(&all);
    (pdf, made["sheet_id"].as_str().expect("an id").to_owned())
}

/// The texts of keys, shares and parts on a PDF, in order.
fn texts(home: &Home, pdf: &str) -> Vec<String> {
    let name = Path::new(pdf).file_stem().expect("a name");
    let name = format!("pages-of-{}", name.to_string_lossy());
    codes_on(&pages(home, pdf, &name))
        .lines()
        .filter(|line| line.starts_with("AGE-SECRET-KEY-1") || line.starts_with("RE1"))
        .map(str::to_owned)
        .collect()
}

fn with<'a>(first: &[&'a str], files: &'a [String]) -> Vec<&'a str> {
    first
        .iter()
        .copied()
        .chain(files.iter().map(String::as_str))
        .collect()
}

fn vault_file(home: &Home) -> String {
    home.text("vault/vault.age")
}

/// Usernames in the vault.
fn names(home: &Home) -> Vec<String> {
    home.ok(&["list"])["accounts"]
        .as_array()
        .expect("accounts")
        .iter()
        .map(|account| account["username"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn state(home: &Home, id: &str) -> String {
    let sheets = home.ok(&["sheets"])["sheets"].clone();
    let sheets = sheets.as_array().expect("sheets");
    let sheet = sheets
        .iter()
        .find(|sheet| sheet["id"] == id)
        .expect("in the ledger");
    sheet["state"].as_str().expect("a state").to_owned()
}

#[test]
fn a_key_sheet_opens_the_vault_with_stock_age_and_is_proved_from_a_scan() {
    let home = Home::with_samples();
    assert_eq!(home.ok(&["key"])["key"], Value::Null);
    let (pdf, id) = sheet(&home, &["key"], "key.pdf");
    let keys = texts(&home, &pdf);
    assert!(keys[0].starts_with("AGE-SECRET-KEY-1"), "one code");
    let identity = home.write("identity", &keys[0]);
    let plain = tool("age", &["-d", "-i", &identity, &vault_file(&home)]);
    assert!(
        plain.contains("sampleuser") && !plain.contains(&keys[0]),
        "the key is nowhere in it"
    );

    let scans = scanned(&home, &pdf, "s");
    let drilled = home.ok(&with(&["drill"], &scans));
    let verdict = &drilled["sheets"][0];
    assert_eq!(
        (&verdict["sheet_id"], &verdict["kind"]),
        (&json!(id), &json!("key"))
    );
    assert_eq!(
        (&verdict["result"], &verdict["opened"], &verdict["proof"]),
        (&json!("current"), &json!(true), &json!(true))
    );
    let status = home.ok(&["key", "status"])["key"].clone();
    assert!(status["proved_at"].is_string(), "{status}");
    assert_eq!(home.ok(&["drill", &pdf])["proof"], false, "the PDF itself");
    let second = home.text("second.pdf");
    home.fails(2, "usage", &["sheet", "--kind", "key", "-o", &second]);

    // The laptop is gone; a copy of vault.age and the page are there.
    let other = Home::new();
    let into = other.text("vault");
    let mut args = with(&["restore", "--into", &into], &scans);
    let copied = vault_file(&home);
    args.push(&copied);
    let restored = other.ok(&args);
    assert_eq!(
        (&restored["opened_by"], &restored["sheet_id"]),
        (&json!("key"), &Value::Null)
    );
    assert_eq!(names(&other), names(&home));
    assert_eq!(state(&other, &id), "current", "the ledger came along");
}

#[test]
fn two_of_three_shares_restore_and_one_does_not() {
    let home = Home::with_samples();
    let (pdf, id) = sheet(&home, &["shares", "--k", "2", "--n", "3"], "shares.pdf");
    let shares = texts(&home, &pdf);
    assert_eq!(shares.len(), 3, "a code a share");
    let one = home.write("one.txt", &shares[1]);
    let drilled = home.ok(&["drill", &one]);
    let verdict = &drilled["sheets"][0];
    assert_eq!(
        (&verdict["sheet_id"], &verdict["result"]),
        (&json!(id), &json!("current"))
    );
    assert_eq!(
        (&verdict["shares"], &verdict["opened"]),
        (&json!(["C"]), &Value::Null)
    );
    let key = home.ok(&["key"])["key"].clone();
    assert!(key["shares"][1]["proved_at"].is_string(), "{key}");
    assert_eq!(
        key["proved_at"],
        Value::Null,
        "one share proves itself, not the set"
    );
    home.ok(&["sheets", "--place", &format!("{id}:C=at my sister's")]);
    assert_eq!(
        home.ok(&["key"])["key"]["shares"][1]["place"],
        "at my sister's"
    );

    let other = Home::new();
    let (into, copied) = (other.text("vault"), vault_file(&home));
    let error = other.fails(
        1,
        "not_enough_parts",
        &["restore", &copied, &one, "--into", &into],
    );
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|said| said.contains("2 shares are needed, and 1")),
        "{error}"
    );
    let error = other.fails(
        1,
        "not_enough_parts",
        &["restore", &copied, "--into", &into],
    );
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|said| said.contains("paper key")),
        "{error}"
    );

    // Typed, in small letters and groups, with four slips; the other one from the scanner's text.
    let typed = in_groups(&changed(&shares[2], &[20, 31, 47, 60]));
    let typed = other.write("typed.txt", format!("my share:\n{typed}\n"));
    let restored = other.ok(&["restore", &copied, &one, &typed, "--into", &into]);
    assert_eq!(restored["opened_by"], "shares");
    assert!(
        restored["says"][0]
            .as_str()
            .is_some_and(|said| said.contains("Share D") && said.contains("mended")),
        "{restored}"
    );
    assert_eq!(names(&other), names(&home));
}

/// The share with other characters in these places.
fn changed(share: &str, places: &[usize]) -> String {
    let mut letters: Vec<char> = share.chars().collect();
    for place in places {
        letters[*place] = if letters[*place] == 'Q' { 'P' } else { 'Q' };
    }
    letters.into_iter().collect()
}

/// In lower case and groups, as somebody types it.
fn in_groups(share: &str) -> String {
    let letters: Vec<char> = share.to_lowercase().chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    groups.join(" ")
}

#[test]
fn shares_of_two_sets_are_not_mixed_and_a_forged_one_is_told() {
    let (home, stranger) = (Home::with_samples(), Home::with_samples());
    let (ours, id) = sheet(&home, &["shares", "--k", "2", "--n", "2"], "s.pdf");
    let (theirs, _) = sheet(&stranger, &["shares", "--k", "2", "--n", "2"], "s.pdf");
    let (ours, theirs) = (texts(&home, &ours), texts(&stranger, &theirs));
    let mixed = home.write("mixed.txt", format!("{}\n{}\n", ours[0], theirs[1]));
    let drilled = home.exits(4, &["drill", &mixed]);
    assert_eq!(drilled["result"], "foreign", "{drilled}");
    assert!(
        drilled["says"].to_string().contains("different sets"),
        "{drilled}"
    );
    assert!(
        drilled["sheets"]
            .as_array()
            .expect("sheets")
            .iter()
            .any(|sheet| sheet["sheet_id"] == json!(id))
    );
    let other = Home::new();
    let into = other.text("vault");
    let error = other.fails(
        1,
        "not_enough_parts",
        &["restore", &vault_file(&home), &mixed, "--into", &into],
    );
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|said| said.contains("different sets")),
        "{error}"
    );
    // Of another vault, but complete: it opens nothing here.
    let theirs = other.write("theirs.txt", theirs.join("\n"));
    other.fails(
        3,
        "wrong_file_password",
        &["restore", &vault_file(&home), &theirs, "--into", &into],
    );
    // A share with a share's name and nothing behind it.
    let damaged = other.write(
        "damaged.txt",
        format!("{}\n", changed(&ours[0], &[12, 20, 31, 40, 47, 60])),
    );
    let error = other.fails(1, "damaged", &["restore", &damaged, "--into", &into]);
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|said| said.contains("share")),
        "{error}"
    );
    assert!(!Path::new(&into).exists(), "nothing was begun");
}

#[test]
fn a_vault_sheet_for_the_paper_key_restores_with_it_and_goes_stale_when_it_is_replaced() {
    let home = Home::with_samples();
    let out = home.text("v.pdf");
    home.fails(
        2,
        "usage",
        &["sheet", "--kind", "vault", "--to", "paper-key", "-o", &out],
    );
    let (key_pdf, key_id) = sheet(&home, &["key"], "key.pdf");
    let (vault_pdf, vault_id) = sheet(&home, &["vault", "--to", "paper-key"], "v.pdf");
    let codes = home.write("v.txt", texts(&home, &vault_pdf).join("\n"));
    let key = home.write("k.txt", texts(&home, &key_pdf).join("\n"));
    let drilled = home.ok(&["drill", "--full", &codes, &key]);
    assert_eq!(drilled["proof"], true, "{drilled}");
    assert_eq!(drilled["sheets"][0]["opened"], true, "{drilled}");

    let other = Home::new();
    let into = other.text("vault");
    let error = other.fails(1, "not_enough_parts", &["restore", &codes, "--into", &into]);
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|said| said.contains("opens with the paper key")),
        "{error}"
    );
    let error = other.fails(1, "not_enough_parts", &["restore", &key, "--into", &into]);
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|said| said.contains("nothing that it opens")),
        "{error}"
    );
    let restored = other.ok(&["restore", &codes, &key, "--into", &into]);
    assert_eq!(
        (&restored["opened_by"], &restored["sheet_id"]),
        (&json!("key"), &json!(vault_id))
    );
    assert_eq!(names(&other), names(&home));

    // A new key: the old sheets go, and the vault sheet is to be printed again.
    let before = vault_file(&home);
    let old_copy = home.write("old-vault.age", std::fs::read(&before).expect("read"));
    let new = home.ok(&["key", "replace", "-o", &home.text("new.pdf")]);
    assert_eq!(new["replaces"], key_id);
    assert_eq!(
        (state(&home, &key_id), state(&home, &vault_id)),
        ("superseded".into(), "stale".into())
    );
    let ledger = home.ok(&["sheets"]);
    assert_eq!(
        (&ledger["shred"], &ledger["reprint"]),
        (&json!([key_id]), &json!([vault_id]))
    );
    let drilled = home.exits(4, &["drill", &key]);
    assert_eq!(
        (&drilled["result"], &drilled["shred"]),
        (&json!("stale"), &json!([key_id]))
    );
    let third = Home::new();
    let into = third.text("vault");
    third.fails(
        3,
        "wrong_file_password",
        &["restore", &before, &key, "--into", &into],
    );
    third.ok(&["restore", &old_copy, &key, "--into", &into]);
    home.fails(
        2,
        "usage",
        &[
            "sheets",
            "--shredded",
            new["sheet_id"].as_str().expect("an id"),
        ],
    );
    home.ok(&["sheets", "--shredded", &key_id]);
    assert_eq!(home.ok(&["sheets"])["shred"], json!([]));
}

#[test]
fn a_key_whose_sheet_cannot_be_written_never_was() {
    let home = Home::with_samples();
    let taken = home.write("taken.pdf", "mine");
    home.fails(2, "usage", &["sheet", "--kind", "key", "-o", &taken]);
    // Standard output that is closed: the vault was saved with the key, and is saved without it again.
    let passphrase = home.text("passphrase");
    let script =
        format!("\"$1\" --passphrase-file {passphrase} sheet --kind key -o - > /dev/full; echo $?");
    let answer = home.run_in(&["bash", "-c", &script, "reentry"], &[]);
    assert!(answer.out.ends_with("1\n"), "{answer:?}");
    assert_eq!(home.ok(&["key"])["key"], Value::Null);
    assert_eq!(home.ok(&["sheets"])["sheets"], json!([]));
    home.fails(
        2,
        "usage",
        &["sheet", "--kind", "shares", "-o", &home.text("s.pdf")],
    );
    for (k, n) in [("1", "3"), ("4", "3"), ("2", "32")] {
        home.fails(
            2,
            "usage",
            &[
                "sheet",
                "--kind",
                "shares",
                "--k",
                k,
                "--n",
                n,
                "-o",
                &home.text("s.pdf"),
            ],
        );
    }
}
