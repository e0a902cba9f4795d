//! Sheets: made, looked at with other people's tools, and restored.

use crate::run::{Home, fixture, tool};
use serde_json::Value;

/// What an export holds, without ids and dates, which a restore makes anew.
fn content(home: &Home) -> Value {
    let exported = home.ok(&["export", "--format", "json", "--plaintext"]);
    let mut document: Value =
        serde_json::from_str(exported["content"].as_str().expect("content")).expect("JSON");
    for account in document["accounts"].as_array_mut().expect("accounts") {
        for key in ["id", "group", "favourite", "tags", "note", "factors"] {
            account.as_object_mut().expect("an account").remove(key);
        }
        for key in ["otp", "code_sets"] {
            for item in account[key].as_array_mut().expect("a list") {
                let item = item.as_object_mut().expect("an object");
                item.remove("id");
                item.remove("original");
            }
        }
    }
    document
}

#[test]
fn an_account_sheet_holds_its_codes_as_text_and_as_qr() {
    let home = Home::with_samples();
    home.ok(&["codes", "pypi/sampleuser", "--mark-used", "3"]);
    let pdf = home.text("account.pdf");
    let made = home.ok(&[
        "sheet",
        "pypi/sampleuser",
        "--kind",
        "account",
        "-o",
        &pdf,
        "--label",
        "Safe",
    ]);
    assert_eq!(made["kind"], "account");
    tool("qpdf", &["--check", &pdf]);
    let text = tool("pdftotext", &["-layout", &pdf, "-"]);
    assert!(text.contains("deadbeef00000001"), "{text}");
    assert!(
        !text.contains("deadbeef00000003"),
        "paper never shows used codes"
    );
    let metadata = tool("pdfinfo", &[&pdf]);
    assert!(!metadata.contains("sampleuser"), "{metadata}");
    let page = home.text("page");
    tool(
        "pdftoppm",
        &["-r", "150", "-png", "-singlefile", &pdf, &page],
    );
    let codes = tool("zbarimg", &["-q", "--raw", &format!("{page}.png")]);
    assert!(codes.contains("otpauth://totp/"), "{codes}");
    let uri = home.ok(&["show", "pypi/sampleuser", "--reveal"])["uri"].clone();
    assert!(
        codes.contains(uri.as_str().expect("a URI")),
        "{codes} lacks {uri}"
    );
}

#[test]
fn a_vault_sheet_restores_from_picture_photo_and_pdf() {
    let home = Home::with_samples();
    let pdf = home.text("vault.pdf");
    let own = home.write("sheet-passphrase", "only on this sheet");
    let made = home.ok(&[
        "sheet",
        "--kind",
        "vault",
        "-o",
        &pdf,
        "--sheet-passphrase-file",
        &own,
    ]);
    assert!(
        made["parts"].as_u64() > Some(0) && made["parity"].as_u64() > Some(0),
        "{made}"
    );
    tool("pdftoppm", &["-r", "200", "-png", &pdf, &home.text("scan")]);
    tool(
        "pdftoppm",
        &["-r", "150", "-jpeg", &pdf, &home.text("photo")],
    );
    for kind in ["vault.pdf", "scan", "photo"] {
        let files: Vec<String> = std::fs::read_dir(home.path(""))
            .expect("read")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.starts_with(kind))
            .map(|name| home.text(&name))
            .collect();
        assert!(!files.is_empty(), "{kind}");
        let other = Home::new();
        let into = other.text("vault");
        let mut args = vec!["restore", "--into", &into, "--sheet-passphrase-file", &own];
        args.extend(files.iter().map(String::as_str));
        let restored = other.ok(&args);
        assert_eq!(
            restored["parts_missing"],
            serde_json::json!([]),
            "{kind}: {restored}"
        );
        assert_eq!(content(&other), content(&home), "{kind}");
    }
}

#[test]
fn a_sheet_restores_with_nothing_but_stock_tools() {
    let home = Home::with_samples();
    let pdf = home.text("vault.pdf");
    home.ok(&["sheet", "--kind", "vault", "-o", &pdf]);
    tool("pdftoppm", &["-r", "200", "-png", &pdf, &home.text("scan")]);
    let script = "cd \"$0\"; zbarimg -q --raw scan*.png > codes.txt; cut -c1-60 codes.txt; \
                  wc -l < codes.txt";
    let heads = tool("bash", &["-c", script, &home.text("")]);
    assert!(heads.lines().count() > 2, "{heads}");
    // The text of the codes, as a phone's reader gives it, is enough for the command too.
    let other = Home::new();
    let into = other.text("vault");
    other.ok(&["restore", &home.text("codes.txt"), "--into", &into]);
    assert_eq!(content(&other), content(&home));
}

#[test]
fn too_few_parts_a_wrong_passphrase_and_a_wrong_page_are_told_apart() {
    let home = Home::with_samples();
    let pdf = home.text("vault.pdf");
    home.ok(&["sheet", "--kind", "vault", "-o", &pdf]);
    let account = home.text("account.pdf");
    home.ok(&[
        "sheet",
        "pypi/sampleuser",
        "--kind",
        "account",
        "-o",
        &account,
    ]);
    tool("pdftoppm", &["-r", "200", "-png", &pdf, &home.text("scan")]);
    tool(
        "bash",
        &[
            "-c",
            "cd \"$0\"; zbarimg -q --raw scan*.png | head -n 1 > one.txt",
            &home.text(""),
        ],
    );

    let other = Home::new();
    let into = other.text("vault");
    let wrong = other.write("wrong", "not the passphrase");
    let error = other.fails(
        1,
        "not_enough_parts",
        &["restore", &home.text("one.txt"), "--into", &into],
    );
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|text| text.contains("missing")),
        "{error}"
    );
    other.fails(1, "no_code_found", &["restore", &account, "--into", &into]);
    other.fails(
        1,
        "no_code_found",
        &[
            "restore",
            &fixture("screenshots/no-code.png"),
            "--into",
            &into,
        ],
    );
    other.fails(
        3,
        "wrong_file_password",
        &[
            "restore",
            &pdf,
            "--into",
            &into,
            "--sheet-passphrase-file",
            &wrong,
        ],
    );
    assert!(!other.path("vault").exists(), "nothing was begun");
    home.fails(
        1,
        "vault_exists",
        &["restore", &pdf, "--into", &home.text("vault")],
    );
}

#[test]
fn the_ledger_knows_what_is_stale_and_what_replaces_it() {
    let home = Home::with_samples();
    let state = |home: &Home, id: &str| {
        let sheets = home.ok(&["sheets"])["sheets"].clone();
        let sheets = sheets.as_array().expect("sheets").clone();
        sheets
            .iter()
            .find(|sheet| sheet["id"] == id)
            .map(|sheet| sheet["state"].as_str().unwrap_or_default().to_owned())
            .expect("in the ledger")
    };
    let first = home.ok(&[
        "sheet",
        "pypi/sampleuser",
        "--kind",
        "account",
        "-o",
        &home.text("1.pdf"),
    ]);
    let first = first["sheet_id"].as_str().expect("an id");
    assert_eq!(state(&home, first), "current");
    home.ok(&["codes", "pypi/sampleuser", "--mark-used", "1"]);
    assert_eq!(
        state(&home, first),
        "behind",
        "a used mark moves no content"
    );
    home.ok(&["edit", "pypi/sampleuser", "--username", "renamed"]);
    assert_eq!(state(&home, first), "stale");
    let second = home.ok(&[
        "sheet",
        "pypi/renamed",
        "--kind",
        "account",
        "-o",
        &home.text("2.pdf"),
    ]);
    assert_eq!(second["replaces"], first);
    assert_eq!(state(&home, first), "superseded");
    home.ok(&[
        "sheets",
        "--place",
        &format!("{}=bank", second["sheet_id"].as_str().expect("an id")),
    ]);
    let sheets = home.ok(&["sheets"]);
    assert_eq!(sheets["sheets"][0]["place"], "bank");
}

#[test]
fn a_file_is_never_overwritten() {
    let home = Home::with_samples();
    let taken = home.write("taken.pdf", "mine");
    home.fails(
        2,
        "usage",
        &[
            "sheet",
            "pypi/sampleuser",
            "--kind",
            "account",
            "-o",
            &taken,
        ],
    );
    assert_eq!(
        std::fs::read(home.path("taken.pdf")).expect("read"),
        b"mine"
    );
    assert_eq!(home.ok(&["sheets"])["sheets"], serde_json::json!([]));
}
