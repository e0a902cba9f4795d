//! Adding, editing, removing, codes and their marks.

use crate::run::{Home, tool};
use serde_json::json;

#[test]
fn an_account_is_added_edited_removed_and_brought_back() {
    let home = Home::with_vault();
    let secret = home.write("secret", "jbsw y3dp ehpk 3pxp\n");
    let codes = home.write("codes", "alpha-1\nbeta-2\n\ngamma-3\n");
    let added = home.ok(&[
        "add",
        "--issuer",
        "Example",
        "--username",
        "me",
        "--secret-file",
        &secret,
        "--digits",
        "8",
        "--codes-file",
        &codes,
        "--tag",
        "work",
        "--factor",
        "security_key=blue@desk",
    ]);
    assert_eq!(added["otp"][0]["digits"], 8);
    assert_eq!(added["codes"]["left"], 3);
    assert_eq!(
        added["factors"],
        json!([{ "kind": "security_key", "label": "blue", "place": "desk" }])
    );

    let edited = home.ok(&[
        "edit",
        "example/me",
        "--username",
        "you",
        "--tag",
        "home",
        "--untag",
        "work",
    ]);
    assert_eq!(edited["username"], "you");
    assert_eq!(edited["tags"], json!(["home"]));

    home.ok(&["remove", "example/you"]);
    assert_eq!(home.ok(&["list"])["accounts"], json!([]));
    home.ok(&["undo"]);
    let shown = home.ok(&["show", "example/you", "--reveal"]);
    assert_eq!(shown["secret"], "JBSWY3DPEHPK3PXP");
    assert_eq!(
        shown["uri"],
        "otpauth://totp/Example:you?secret=JBSWY3DPEHPK3PXP&issuer=Example&algorithm=SHA1&digits=8&period=30"
    );
}

#[test]
fn a_removed_account_is_in_the_trash_and_nowhere_else() {
    let home = Home::with_vault();
    let secret = home.write("secret", "JBSWY3DPEHPK3PXP");
    home.ok(&[
        "add",
        "--issuer",
        "Example",
        "--username",
        "me",
        "--secret-file",
        &secret,
    ]);
    home.ok(&["remove", "example/me"]);
    assert_eq!(home.ok(&["list"])["accounts"], json!([]));
    let trashed = home.ok(&["trash"])["trash"].clone();
    assert_eq!(trashed[0]["username"], "me");
    assert!(trashed[0]["removed"].as_str() < trashed[0]["ends"].as_str());
    assert!(!trashed.to_string().contains("JBSWY3DPEHPK3PXP"));
    for gone in [
        &["show", "example/me"] as &[&str],
        &["code", "example/me"],
        &["trash", "restore", "somebody"],
    ] {
        home.fails(2, "no_such_account", gone);
    }
    let export = home.ok(&["export", "--format", "otpauth", "--plaintext"]);
    assert_eq!(export["entries"], 0);
    home.ok(&["trash", "restore", "example/me"]);
    let shown = home.ok(&["show", "example/me", "--reveal"]);
    assert_eq!(shown["secret"], "JBSWY3DPEHPK3PXP");
    home.ok(&["remove", "example/me"]);
    assert_eq!(home.ok(&["trash", "empty"])["dropped"], 1);
    assert_eq!(home.ok(&["trash", "list"])["trash"], json!([]));
}

#[test]
fn nothing_secret_is_shown_unasked() {
    let home = Home::with_vault();
    let secret = home.write("secret", "JBSWY3DPEHPK3PXP");
    let note = home.write("note", "the attic key is under the mat");
    let codes = home.write("codes", "alpha-1\nbeta-2\n");
    home.ok(&[
        "add",
        "--issuer",
        "Example",
        "--username",
        "me",
        "--secret-file",
        &secret,
        "--note-file",
        &note,
        "--codes-file",
        &codes,
    ]);
    for args in [
        vec!["list"],
        vec!["show", "example/me"],
        vec!["codes", "example/me"],
        vec!["sheets"],
        vec!["verify"],
    ] {
        let answer = home.run(&args);
        for canary in ["JBSWY3DPEHPK3PXP", "attic", "alpha-1"] {
            assert!(!answer.out.contains(canary), "{args:?} shows {canary}");
            assert!(!answer.err.contains(canary), "{args:?} says {canary}");
        }
    }
}

#[test]
fn a_counter_is_saved_before_its_code_is_shown() {
    let home = Home::with_vault();
    let uri = home.write(
        "uri",
        "otpauth://hotp/Example:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0",
    );
    home.ok(&["add", "--uri-file", &uri, "--issuer", "Example"]);
    // RFC 4226, appendix D.
    for (counter, code) in ["755224", "287082", "359152"].iter().enumerate() {
        let shown = home.ok(&["code", "example/me"]);
        assert_eq!(shown["code"], *code);
        assert_eq!(shown["counter"], counter);
    }
    assert_eq!(home.ok(&["show", "example/me"])["otp"][0]["counter"], 3);
}

#[test]
fn recovery_codes_are_marked_shown_and_unmarked() {
    let home = Home::with_vault();
    let codes = home.write("codes", "alpha-1\nbeta-2\ngamma-3\n");
    home.ok(&[
        "add",
        "--issuer",
        "Example",
        "--username",
        "me",
        "--codes-file",
        &codes,
    ]);
    let next = home.ok(&["codes", "example/me", "--next"]);
    assert_eq!(next["sets"][0]["codes"][0]["code"], "alpha-1");
    assert_eq!(
        next["sets"][0]["codes"][1].get("code"),
        None,
        "one, not all"
    );
    let marked = home.ok(&["codes", "example/me", "--mark-used", "1", "--next"]);
    assert_eq!(marked["sets"][0]["left"], 2);
    assert_eq!(marked["sets"][0]["codes"][0]["state"], "used");
    assert!(marked["sets"][0]["codes"][0]["used_at"].is_string());
    assert_eq!(marked["sets"][0]["codes"][1]["code"], "beta-2");
    let unmarked = home.ok(&["codes", "example/me", "--unmark", "1"]);
    assert_eq!(unmarked["sets"][0]["left"], 3);
    home.fails(2, "usage", &["codes", "example/me", "--mark-used", "4"]);
    home.fails(2, "usage", &["codes", "example/me", "--mark-used", "0"]);
}

#[test]
fn typed_credentials_make_the_codes_that_oathtool_makes() {
    let home = Home::with_vault();
    let secret = home.write("secret", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    home.ok(&[
        "add",
        "--issuer",
        "Example",
        "--username",
        "me",
        "--secret-file",
        &secret,
        "--algorithm",
        "sha-256",
        "--digits",
        "8",
        "--period",
        "60",
    ]);
    let ours = home.ok(&["code", "example/me", "--at", "1234567890"]);
    let theirs = tool(
        "oathtool",
        &[
            "--totp=sha256",
            "-d",
            "8",
            "-s",
            "60s",
            "-N",
            "@1234567890",
            "-b",
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        ],
    );
    assert_eq!(ours["code"], theirs.trim());
}

#[test]
fn what_is_exported_comes_back_equal() {
    let home = Home::with_samples();
    home.fails(2, "usage", &["export", "--format", "otpauth"]);
    let file = home.text("list.txt");
    home.ok(&["export", "--format", "otpauth", "--plaintext", "-o", &file]);
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(&file).expect("written").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    home.fails(
        2,
        "usage",
        &["export", "--format", "otpauth", "--plaintext", "-o", &file],
    );
    let imported = home.ok(&["import", &file]);
    assert_eq!(
        imported["totals"]["duplicates"], imported["totals"]["entries"],
        "{imported}"
    );
}
