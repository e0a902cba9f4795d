//! Passphrase, undo, backups, copies, merges, checks, keychain.

use crate::run::{Home, PASSPHRASE};

#[test]
fn a_changed_passphrase_holds_and_the_old_one_does_not() {
    let home = Home::with_samples();
    let new = home.write("new", "another one, and longer");
    home.ok(&["passphrase", "--new-passphrase-file", &new]);
    home.run(&["list"]).failure(3, "wrong_passphrase");
    home.write("passphrase", "another one, and longer");
    home.ok(&["list"]);
}

#[test]
fn backups_are_listed_and_brought_back() {
    let home = Home::with_samples();
    home.ok(&["remove", "pypi/sampleuser"]);
    let backups = home.ok(&["backups"])["backups"].clone();
    let generation = backups[0]["generation"]
        .as_u64()
        .expect("a generation")
        .to_string();
    home.ok(&["backups", "--restore", &generation]);
    home.ok(&["show", "pypi/sampleuser"]);
    home.fails(2, "usage", &["backups", "--restore", "999999"]);
}

#[test]
fn a_copy_is_refreshed_by_every_save_and_opens() {
    let home = Home::with_samples();
    let stick = home.text("stick");
    home.ok(&["copy", &stick, "--always"]);
    home.ok(&["edit", "pypi/sampleuser", "--tag", "copied"]);
    let passphrase = home.text("passphrase");
    let shown = home.run_bare(&[
        "--json",
        "--vault",
        &stick,
        "--passphrase-file",
        &passphrase,
        "show",
        "pypi/sampleuser",
    ]);
    assert_eq!(shown.exit, 0, "{shown:?}");
    assert_eq!(shown.json()["tags"], serde_json::json!(["copied"]));
}

#[test]
fn two_copies_that_went_their_own_ways_are_merged() {
    let home = Home::with_samples();
    let stick = home.text("stick");
    home.ok(&["copy", &stick]);
    let passphrase = home.text("passphrase");
    let there = |args: &[&str]| {
        let mut all = vec![
            "--json",
            "--vault",
            &stick,
            "--passphrase-file",
            &passphrase,
        ];
        all.extend(args);
        let answer = home.run_bare(&all);
        assert_eq!(answer.exit, 0, "{answer:?}");
    };
    there(&["codes", "pypi/sampleuser", "--mark-used", "2"]);
    home.ok(&["edit", "pypi/sampleuser", "--tag", "here"]);
    home.ok(&["merge", &format!("{stick}/vault.age")]);
    let sets = home.ok(&["codes", "pypi/sampleuser"]);
    assert_eq!(sets["sets"][0]["codes"][1]["state"], "used", "{sets}");
    assert_eq!(
        home.ok(&["show", "pypi/sampleuser"])["tags"],
        serde_json::json!(["here"])
    );
}

#[test]
fn verify_looks_at_everything_and_passes_on_a_fresh_vault() {
    let home = Home::with_samples();
    let answer = home.run(&["verify"]);
    let checks = answer.json()["checks"].clone();
    let checks = checks.as_array().expect("checks");
    assert!(checks.len() >= 5, "{checks:?}");
    for check in checks {
        assert_ne!(check["result"], "fail", "{check}");
        assert!(
            check["name"].is_string() && check["detail"].is_string(),
            "{check}"
        );
    }
}

#[test]
fn without_a_keychain_the_passphrase_works_as_always() {
    let home = Home::with_vault();
    let status = home.ok(&["keychain", "status"]);
    assert_eq!(status["on"], false);
    assert_eq!(status["works"], false, "these stories have no session bus");
    home.fails(1, "unsupported", &["keychain", "on"]);
    home.ok(&["keychain", "off"]);
    home.ok(&["list"]);
}

#[test]
fn a_vault_opens_with_stock_age_and_jq() {
    let home = Home::with_samples();
    // age asks for the passphrase on the terminal; script(1) gives it one.
    let steps = format!(
        "cd \"$0\"; (sleep 0.5; printf '%s\\n' '{PASSPHRASE}') | script -qec \
         'age -d -i unlock.age vault.age > opened.json' /dev/null > /dev/null; \
         jq -r '.accounts[] | select(.provider == \"pypi\") | .username' opened.json | sort -u"
    );
    let names = crate::run::tool("bash", &["-c", &steps, &home.text("vault")]);
    assert_eq!(names.trim(), "sampleuser");
}
