//! What wrong use and wrong files get: the exit code of the contract, a sentence for each part of
//! the error, an unchanged vault, and no secret in any text.

use crate::run::{Home, PASSPHRASE, fixture};

#[test]
fn without_a_vault_every_command_says_so_before_asking() {
    let home = Home::new();
    for args in [
        vec!["list"],
        vec!["undo"],
        vec!["verify"],
        vec!["code", "x"],
        vec!["sheets"],
        vec!["export", "--format", "json", "--plaintext"],
    ] {
        let mut bare = vec!["--json"];
        bare.extend(&args);
        home.run_bare(&bare).failure(1, "no_vault");
    }
}

#[test]
fn a_vault_is_never_made_over_another() {
    let home = Home::with_vault();
    home.fails(1, "vault_exists", &["init"]);
}

#[test]
fn passphrases_are_missing_wrong_or_too_short() {
    let home = Home::with_vault();
    home.run_bare(&["--json", "list"])
        .failure(3, "passphrase_needed");
    let wrong = home.write("wrong", "not the passphrase");
    let answer = home.run_bare(&["--json", "--passphrase-file", &wrong, "list"]);
    answer.failure(3, "wrong_passphrase");
    assert!(!answer.err.contains("not the passphrase"), "{answer:?}");

    let short = Home::new();
    let seven = short.write("seven", "1234567");
    let answer = short.run_bare(&["--json", "--passphrase-file", &seven, "init"]);
    assert_ne!(answer.exit, 0);
    assert!(!short.path("vault/vault.age").exists());
}

#[test]
fn a_passphrase_comes_from_standard_input_once() {
    let home = Home::with_vault();
    let line = format!("{PASSPHRASE}\n");
    let answer = home.run_with_input(&["--json", "--passphrase-file", "-", "list"], &line);
    assert_eq!(answer.exit, 0, "{answer:?}");
    let answer = home.run_with_input(&["--json", "--passphrase-file", "-", "import", "-"], &line);
    answer.failure(2, "usage");
}

#[test]
fn wrong_arguments_are_answered_in_json_too() {
    let home = Home::new();
    for args in [
        vec!["--json", "nonsense"],
        vec!["--json", "list", "--nonsense"],
        vec!["--json", "sheet"],
    ] {
        home.run_bare(&args).failure(2, "usage");
    }
    let home = Home::with_vault();
    home.fails(2, "usage", &["code", "x", "--at", "yesterday"])
        .to_string();
    home.fails(
        2,
        "usage",
        &["import", "--format", "word", &fixture("otpauth/list.txt")],
    );
    home.fails(2, "usage", &["draft", "pypi", "--lost", "everything"]);
    home.fails(
        2,
        "usage",
        &["draft", "pypi", "--lost", "totp", "--route", "prayer"],
    );
}

#[test]
fn accounts_are_unknown_or_ambiguous() {
    let home = Home::with_samples();
    home.fails(2, "no_such_account", &["show", "nobody/here"]);
    let error = home.fails(2, "ambiguous_account", &["show", "sampleuser"]);
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|text| text.contains("pypi/sampleuser")),
        "{error}"
    );
}

#[test]
fn files_of_every_wrong_kind_have_their_own_code() {
    let home = Home::with_vault();
    let prose = home.write("prose.txt", "Dear all, the meeting is on Tuesday.");
    home.fails(1, "unknown_format", &["import", &prose]);
    home.fails(1, "unknown_format", &["import", &home.write("empty", "")]);
    home.fails(1, "io", &["import", &home.text("missing")]);
    home.fails(
        1,
        "no_code_found",
        &["import", &fixture("screenshots/no-code.png")],
    );
    home.fails(
        1,
        "no_code_found",
        &["import", &fixture("screenshots/address.png")],
    );
    let aegis = fixture("aegis/encrypted-small.json");
    home.fails(3, "file_password_needed", &["import", &aegis]);
    let wrong = home.write("wrong", "not the password");
    home.fails(
        3,
        "wrong_file_password",
        &["import", &aegis, "--password-file", &wrong],
    );
    let whole = std::fs::read(fixture("aegis/plain.json")).expect("read");
    let cut = home.write("cut.json", &whole[..whole.len() / 2]);
    let answer = home.run(&["import", &cut]);
    assert_eq!(answer.exit, 1, "{answer:?}");
    assert!(
        ["damaged", "unknown_format"]
            .contains(&answer.json()["error"]["code"].as_str().unwrap_or_default())
    );
}

#[test]
fn codes_without_an_account_need_one() {
    let home = Home::with_vault();
    let before = home.vault_bytes();
    let imported = home.exits(4, &["import", &fixture("codes/notes.txt")]);
    assert_eq!(imported["ok"], true);
    assert_eq!(imported["attention"]["code"], "needs_account");
    assert_eq!(imported["totals"]["rejected"], 1);
    assert_eq!(home.vault_bytes(), before);
}

#[test]
fn a_tampered_or_cut_vault_is_refused_and_left_alone() {
    let home = Home::with_samples();
    let path = home.path("vault/vault.age");
    let whole = std::fs::read(&path).expect("read");
    for damaged in [whole[..whole.len() - 1].to_vec(), whole[..40].to_vec(), {
        let mut flipped = whole.clone();
        let last = flipped.len() - 20;
        flipped[last] ^= 1;
        flipped
    }] {
        std::fs::write(&path, &damaged).expect("written");
        home.run(&["list"]).failure(1, "damaged");
        assert_eq!(std::fs::read(&path).expect("read"), damaged);
    }
    std::fs::write(&path, &whole).expect("written");
    home.ok(&["list"]);
}

#[test]
fn help_version_completions_and_man_page_work() {
    let home = Home::new();
    for args in [
        vec!["--help"],
        vec!["--version"],
        vec!["completions", "bash"],
        vec!["completions", "fish"],
        vec!["man"],
        vec!["providers"],
    ] {
        let answer = home.run_bare(&args);
        assert_eq!(answer.exit, 0, "{args:?}: {answer:?}");
        assert!(
            answer.out.contains("reentry") || answer.out.contains("pypi"),
            "{args:?}"
        );
    }
}

#[test]
fn the_man_page_describes_every_command() {
    let page = Home::new().run_bare(&["man"]).out;
    for command in ["import", "sheet", "restore", "draft", "verify"] {
        assert!(
            page.contains(&format!("reentry\\-{command}")),
            "{command} is missing"
        );
    }
    assert!(
        page.contains("on\\-conflict"),
        "options of the commands stand there too"
    );
}
