//! Drills: printed, scanned, compared; before and after a change.

use crate::paper::{codes_on, pages, scanned};
use crate::run::{Home, PASSPHRASE, tool};
use serde_json::{Value, json};

fn print(home: &Home, kind: &str, more: &[&str], file: &str) -> (String, String) {
    let pdf = home.text(file);
    let mut args = vec!["sheet", "--kind", kind, "-o", &pdf];
    args.extend(more);
    let made = home.ok(&args);
    let id = made["sheet_id"].as_str().expect("an id").to_owned();
    (pdf, id)
}

fn drill(home: &Home, exit: i32, files: &[String], more: &[&str]) -> Value {
    let mut args = vec!["drill"];
    args.extend(files.iter().map(String::as_str));
    args.extend(more);
    home.exits(exit, &args)
}

fn sheet<'a>(drilled: &'a Value, id: &str) -> &'a Value {
    drilled["sheets"]
        .as_array()
        .expect("sheets")
        .iter()
        .find(|sheet| sheet["sheet_id"] == id)
        .unwrap_or_else(|| panic!("{id} in {drilled}"))
}

fn proved(home: &Home, id: &str) -> Value {
    let ledger = home.ok(&["sheets"]);
    let sheets = ledger["sheets"].as_array().expect("sheets").clone();
    sheets
        .into_iter()
        .find(|sheet| sheet["id"] == id)
        .expect("in the ledger")["proved_at"]
        .clone()
}

#[test]
fn mixed_scans_of_two_sheets_are_proved_and_dated() {
    let home = Home::with_samples();
    let (vault_pdf, vault) = print(&home, "vault", &[], "v.pdf");
    let (account_pdf, account) = print(&home, "account", &["pypi/sampleuser"], "a.pdf");
    let mut files = scanned(&home, &vault_pdf, "v");
    files.extend(scanned(&home, &account_pdf, "a"));
    files.reverse();
    // The account's page and one of the vault's lay on the glass the wrong way round.
    for file in files.iter().step_by(2) {
        let page = image::open(file).expect("a page").into_luma8();
        let turned = image::imageops::rotate180(&page);
        turned.save(file).expect("written");
    }
    let typed = home.write("typed", " dead beef0000 0001\n");
    let drilled = drill(&home, 0, &files, &["--full", "--typed", &typed]);
    assert_eq!(drilled["result"], "current", "{drilled}");
    assert_eq!(drilled["proof"], true, "{drilled}");
    assert_eq!(sheet(&drilled, &vault)["opened"], true);
    assert_eq!(sheet(&drilled, &vault)["parts_missing"], json!([]));
    assert_eq!(sheet(&drilled, &account)["legible"], true);
    for id in [&vault, &account] {
        assert_eq!(sheet(&drilled, id)["proved_at"], proved(&home, id));
        assert!(proved(&home, id).is_string());
    }
}

#[test]
fn the_pdf_itself_proves_nothing() {
    let home = Home::with_samples();
    let (pdf, id) = print(&home, "vault", &[], "v.pdf");
    let jpeg = home.text("jpeg");
    let options = ["-jpeg", "-jpegopt", "quality=70", "-r", "150", "-gray"];
    tool("pdftoppm", &[&options[..], &[&pdf, &jpeg]].concat());
    let jpegs = ["jpeg-1.jpg", "jpeg-2.jpg", "jpeg-3.jpg"].map(|name| home.text(name));
    for files in [
        vec![pdf.clone()],
        pages(&home, &pdf, "drawn"),
        jpegs.to_vec(),
    ] {
        let drilled = drill(&home, 0, &files, &[]);
        assert_eq!(drilled["result"], "current", "{drilled}");
        assert_eq!(drilled["proof"], false, "{drilled}");
        assert!(
            drilled["says"][0]
                .as_str()
                .is_some_and(|said| said.contains("never was on paper"))
        );
        assert_eq!(proved(&home, &id), Value::Null);
    }
}

#[test]
fn a_torn_off_code_is_made_up_for_and_two_are_not() {
    let home = Home::with_samples();
    let (pdf, id) = print(&home, "vault", &[], "v.pdf");
    let texts = codes_on(&pages(&home, &pdf, "p"));
    let mut lines: Vec<&str> = texts
        .lines()
        .filter(|line| line.starts_with("RE1:"))
        .collect();
    lines.sort_unstable();
    assert!(lines.len() >= 3, "{texts}");
    let one = home.write("one.txt", lines[1..].join("\n"));
    let drilled = drill(&home, 0, &[one], &["--full"]);
    let verdict = sheet(&drilled, &id);
    assert_eq!(verdict["parity_used"], true, "{verdict}");
    assert_eq!(verdict["parts_missing"], json!(["code 1"]));
    assert!(proved(&home, &id).is_string());
    let two = home.write("two.txt", lines[2..].join("\n"));
    let drilled = drill(&home, 4, &[two], &[]);
    assert_eq!(drilled["result"], "incomplete", "{drilled}");
    assert_eq!(
        sheet(&drilled, &id)["parts_missing"],
        json!(["code 1", "code 2"])
    );
}

#[test]
fn what_changed_since_is_named_account_by_account() {
    let home = Home::with_samples();
    let (vault_pdf, vault) = print(&home, "vault", &[], "v.pdf");
    let (account_pdf, account) = print(&home, "account", &["pypi/sampleuser"], "a.pdf");
    let mut files = scanned(&home, &vault_pdf, "v");
    files.extend(scanned(&home, &account_pdf, "a"));

    home.ok(&["codes", "pypi/sampleuser", "--mark-used", "2"]);
    let drilled = drill(&home, 0, &files, &[]);
    assert_eq!(drilled["result"], "behind", "{drilled}");
    let said = sheet(&drilled, &account)["says"].to_string();
    assert!(said.contains("code 2 of pypi/sampleuser"), "{said}");

    let secret = home.write("secret", "JBSWY3DPEHPK3PXP");
    home.ok(&[
        "add",
        "--issuer",
        "Later",
        "--username",
        "new",
        "--secret-file",
        &secret,
    ]);
    let drilled = drill(&home, 4, &files, &[]);
    assert_eq!(drilled["result"], "stale", "{drilled}");
    assert_eq!(sheet(&drilled, &account)["result"], "behind");
    let accounts = sheet(&drilled, &vault)["accounts"]
        .as_array()
        .expect("accounts")
        .clone();
    let states: Vec<_> = accounts
        .iter()
        .filter(|account| account["state"] != "current")
        .map(|account| {
            (
                account["account"].as_str().unwrap_or_default(),
                account["state"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        states,
        [("pypi/sampleuser", "behind"), ("Later/new", "not_on_sheet")]
    );

    // The new one replaces it, and the old one is to be shredded.
    let (_, newer) = print(&home, "vault", &[], "v2.pdf");
    let drilled = drill(&home, 4, &files, &[]);
    assert_eq!(drilled["shred"], json!([vault]));
    assert_eq!(sheet(&drilled, &vault)["superseded_by"], newer);
}

#[test]
fn a_page_of_another_vault_and_a_page_without_codes_are_told_apart() {
    let home = Home::with_samples();
    let (pdf, _) = print(&home, "vault", &[], "v.pdf");
    let scans = scanned(&home, &pdf, "v");
    let other = Home::with_samples();
    let drilled = drill(&other, 4, &scans, &[]);
    assert_eq!(drilled["result"], "foreign", "{drilled}");
    let empty = home.write("empty.txt", "nothing of a sheet");
    home.fails(1, "no_code_found", &["drill", &empty]);
    let wrong = home.write("wrong", "not the passphrase");
    let mut args = vec!["drill", "--full", "--sheet-passphrase-file", &wrong];
    args.extend(scans.iter().map(String::as_str));
    home.fails(3, "wrong_file_password", &args);
}

#[test]
fn an_account_sheet_lacks_what_was_not_scanned_and_a_wrong_code_is_not_legible() {
    let home = Home::with_samples();
    let (pdf, id) = print(&home, "account", &["pypi/sampleuser"], "a.pdf");
    let texts = codes_on(&pages(&home, &pdf, "p"));
    let key: Vec<&str> = texts
        .lines()
        .filter(|line| line.starts_with("otpauth:"))
        .collect();
    let codes: Vec<&str> = texts
        .lines()
        .filter(|line| !line.starts_with("otpauth:"))
        .collect();

    let only_key = home.write("key.txt", key.join("\n"));
    let drilled = drill(&home, 4, &[only_key], &[]);
    assert_eq!(drilled["result"], "incomplete", "{drilled}");
    let missing = sheet(&drilled, &id)["parts_missing"].to_string();
    assert!(missing.contains("recovery code 1, 2"), "{missing}");

    let only_codes = home.write("codes.txt", codes.join("\n"));
    let drilled = drill(&home, 4, &[only_codes], &[]);
    assert_eq!(
        sheet(&drilled, &id)["parts_missing"],
        json!(["one-time key of pypi/sampleuser"])
    );

    let all = home.write("all.txt", &texts);
    let typed = home.write("typed", "deadbeef00000O01");
    let drilled = drill(&home, 4, std::slice::from_ref(&all), &["--typed", &typed]);
    assert_eq!(drilled["result"], "current", "{drilled}");
    assert_eq!(sheet(&drilled, &id)["legible"], false);
    assert_eq!(proved(&home, &id), Value::Null);
    // Nobody to ask, and no file: it is said, and the scan alone counts.
    let drilled = drill(&home, 0, &[all], &[]);
    assert_eq!(sheet(&drilled, &id)["legible"], Value::Null);
    assert!(proved(&home, &id).is_string());
}

#[test]
fn people_are_told_in_a_line() {
    let home = Home::with_samples();
    let (pdf, id) = print(&home, "vault", &[], "v.pdf");
    let scans = scanned(&home, &pdf, "v");
    let passphrase = home.write("p", PASSPHRASE);
    let mut args = vec!["--passphrase-file", &passphrase, "drill"];
    args.extend(scans.iter().map(String::as_str));
    let answer = home.run_bare(&args);
    assert_eq!(answer.exit, 0, "{answer:?}");
    assert!(
        answer
            .out
            .starts_with(&format!("Vault sheet {id}: this still restores everything")),
        "{answer:?}"
    );
}

#[test]
fn keys_and_codes_on_sheets_of_their_own_age_apart() {
    let home = Home::with_samples();
    let account = "pypi/sampleuser";
    let (key_pdf, key) = print(&home, "account", &[account, "--only", "otp"], "key.pdf");
    let (codes_pdf, codes) = print(&home, "account", &[account, "--only", "codes"], "codes.pdf");
    let text = |pdf: &str| tool("pdftotext", &["-layout", pdf, "-"]);
    assert!(!text(&key_pdf).contains("deadbeef") && text(&codes_pdf).contains("deadbeef"));
    let uri = home.ok(&["show", account, "--reveal"])["uri"].clone();
    let on_codes = codes_on(&pages(&home, &codes_pdf, "c"));
    assert!(!on_codes.contains("otpauth:"), "{on_codes}");
    home.fails(
        2,
        "usage",
        &[
            "sheet",
            "npm/sampleuser",
            "--kind",
            "account",
            "--only",
            "codes",
            "-o",
            &home.text("none.pdf"),
        ],
    );

    let scanned = home.write("key.txt", uri.as_str().expect("a URI"));
    let drilled = drill(&home, 0, &[scanned], &[]);
    assert_eq!(sheet(&drilled, &key)["proof"], true, "{drilled}");
    let scanned = home.write("codes.txt", on_codes);
    let drilled = drill(&home, 0, &[scanned], &[]);
    assert_eq!(sheet(&drilled, &codes)["parts_missing"], json!([]));

    home.ok(&["codes", account, "--mark-used", "1"]);
    let state = |id: &str| {
        let ledger = home.ok(&["sheets"])["sheets"].clone();
        let sheets = ledger.as_array().expect("sheets").clone();
        sheets
            .into_iter()
            .find(|sheet| sheet["id"] == id)
            .expect("there")["state"]
            .clone()
    };
    assert_eq!(
        (state(&key), state(&codes)),
        (json!("current"), json!("behind"))
    );
    let made = home.ok(&[
        "sheet",
        account,
        "--kind",
        "account",
        "--only",
        "codes",
        "-o",
        &home.text("n.pdf"),
    ]);
    assert_eq!(
        (&made["replaces"], state(&key)),
        (&json!(codes), json!("current"))
    );
}

/// A vault that came out of a sheet knows that sheet: it is proved, and no stranger to a drill.
#[test]
fn what_was_restored_knows_its_sheet() {
    let home = Home::with_samples();
    let (pdf, id) = print(&home, "vault", &[], "v.pdf");
    let scans = scanned(&home, &pdf, "v");
    let other = Home::new();
    let into = other.text("vault");
    let mut args = vec!["restore", "--into", &into];
    args.extend(scans.iter().map(String::as_str));
    other.ok(&args);
    assert!(proved(&other, &id).is_string(), "the restoring proved it");
    let drilled = drill(&other, 0, &scans, &[]);
    let verdict = sheet(&drilled, &id);
    assert_eq!(
        (&verdict["result"], &verdict["proof"]),
        (&json!("current"), &json!(true))
    );
    // From the PDF it is the same, but no paper was there.
    let third = Home::new();
    third.ok(&["restore", "--into", &third.text("vault"), &pdf]);
    assert_eq!(proved(&third, &id), Value::Null);

    // The key of a sheet for the paper key is the old vault's: it is to be printed again.
    let (key_pdf, _) = print(&home, "key", &[], "k.pdf");
    let (pdf, id) = print(&home, "vault", &["--to", "paper-key"], "p.pdf");
    let fourth = Home::new();
    fourth.ok(&["restore", "--into", &fourth.text("vault"), &pdf, &key_pdf]);
    let drilled = drill(&fourth, 4, &[pdf], &[]);
    let verdict = sheet(&drilled, &id);
    assert_eq!(verdict["result"], "stale");
    assert!(
        verdict["says"].to_string().contains("make a new one"),
        "{verdict}"
    );
}

#[test]
fn every_copy_is_in_the_file_with_its_number() {
    let home = Home::with_samples();
    let (pdf, id) = print(&home, "vault", &["--copies", "3"], "v.pdf");
    let text = tool("pdftotext", &["-layout", &pdf, "-"]);
    for copy in ["1 of 3", "2 of 3", "3 of 3"] {
        assert!(text.contains(copy), "{copy}");
    }
    let ledger = home.ok(&["sheets"]);
    assert_eq!(ledger["sheets"][0]["copies"], 3);
    // The third copy proves the sheet as the first does.
    let scans = scanned(&home, &pdf, "v");
    let drilled = drill(&home, 0, &scans[scans.len() / 3 * 2..], &[]);
    assert_eq!(sheet(&drilled, &id)["proof"], true, "{drilled}");
}
