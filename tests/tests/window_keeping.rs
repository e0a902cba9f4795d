//! The real window: the first steps, the sample, the trash, what keeps a vault.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use e2e::{
    ENTER, Home, PASSPHRASE, Theme, Window, home_with_accounts, json_of, only_loopback, reentry,
};
use serde_json::json;

/// Makes a vault in the first of the three steps.
fn make_vault(window: &Window) {
    let _ = window.part("first-run");
    window.type_text(PASSPHRASE);
    window.type_text("\u{E004}");
    window.type_text(PASSPHRASE);
    window.type_text(ENTER);
    let _ = window.part("paper-step");
}

#[test]
fn three_steps_lead_to_the_import_and_the_reminder_waits() {
    only_loopback(
        "three_steps_lead_to_the_import_and_the_reminder_waits",
        || {
            let home = Home::new();
            let window = Window::open("three_steps", &home, Theme::Light);
            make_vault(&window);
            window.picture("paper-step");
            window.click("remind-later");
            let _ = window.part("import-step");
            window.picture("import-step");
            window.click("import-now");
            let _ = window.part("import-screen");
            let secret = home.path().join("secret");
            std::fs::write(&secret, "JBSWY3DPEHPK3PXP").expect("a file in the home");
            window.click("go-accounts");
            window.click("add");
            window.fill("form-issuer", "Harbour");
            window.fill("form-username", "keeper");
            window.click("form-save");
            // Now there is something to print.
            let _ = window.part("paper-reminder");
            window.picture("paper-reminder");
            window.click("no-reminder");
            window.click("go-settings");
            window.click("go-accounts");
            let _ = window.part("accounts");
            assert_eq!(
                window.evaluate("document.querySelector('[data-testid=paper-reminder]')"),
                serde_json::Value::Null
            );
        },
    );
}

#[test]
fn a_paper_key_is_made_in_the_second_step_and_opens_the_vault() {
    only_loopback(
        "a_paper_key_is_made_in_the_second_step_and_opens_the_vault",
        || {
            let home = Home::new();
            let window = Window::open("paper_key", &home, Theme::Light);
            make_vault(&window);
            window.answer_dialog(&[home.path().to_owned()]);
            window.click("print-now");
            window.await_text("key-made", "Sheet");
            window.picture("key-made");
            let key = json_of(&reentry(&home, &["key"]));
            assert_eq!(key["ok"], true, "{key}");
            let sheet = std::fs::read_dir(home.path())
                .expect("a folder")
                .flatten()
                .map(|entry| entry.path())
                .find(|path| path.extension().is_some_and(|end| end == "pdf"))
                .expect("the PDF");
            let drilled = json_of(&reentry(&home, &["drill", &sheet.to_string_lossy()]));
            assert_eq!(drilled["sheets"][0]["kind"], "key", "{drilled}");
            window.click("key-done");
            let _ = window.part("import-step");
            window.click("later");
            let _ = window.part("accounts");
        },
    );
}

#[test]
fn the_sample_is_marked_everywhere_and_goes_by_one_click() {
    only_loopback(
        "the_sample_is_marked_everywhere_and_goes_by_one_click",
        || {
            let home = Home::new();
            let window = Window::open("sample", &home, Theme::Light);
            window.click("try-sample");
            assert_eq!(window.texts("account").len(), 5);
            for section in ["accounts", "import", "sheets", "recover", "settings"] {
                window.click(&format!("go-{section}"));
                assert!(
                    window.text("sample-banner").contains("This is a sample"),
                    "{section}"
                );
                window.picture(section);
            }
            window.click("lock");
            assert!(window.text("sample-passphrase").contains("only a sample"));
            window.picture("locked");
            window.type_text("only a sample");
            window.type_text(ENTER);
            window.click("add");
            window.fill("form-issuer", "Harbour");
            window.click("form-save");
            window.await_text("toast", "Added");
            window.click("discard-sample");
            // Something was added: it takes a second word.
            let _ = window.part("discard-added");
            window.picture("second-word");
            window.click("discard-added");
            let _ = window.part("first-run");
            assert!(!home.vault().exists(), "there never was a real vault");
            assert!(window.text("try-sample").contains("Try a sample"));
        },
    );
}

#[test]
fn a_forgotten_passphrase_is_no_lockout_with_the_paper_key() {
    only_loopback(
        "a_forgotten_passphrase_is_no_lockout_with_the_paper_key",
        || {
            let home = home_with_accounts();
            let key = home.path().join("key.pdf");
            let made = reentry(
                &home,
                &["sheet", "--kind", "key", "-o", &key.to_string_lossy()],
            );
            assert_eq!(json_of(&made)["ok"], true);
            let other = Home::new();
            let window = Window::open("paper_key_restore", &other, Theme::Light);
            window.click("restore");
            // vault.age alone: it needs its passphrase, or the paper key.
            let vault = other.path().join("vault.age");
            std::fs::copy(home.vault().join("vault.age"), &vault).expect("copied");
            window.answer_dialog(std::slice::from_ref(&vault));
            window.click("choose-scans");
            window.await_text("scan-missing", "paper key");
            window.answer_dialog(&[key]);
            window.click("choose-scans");
            window.await_text("found-whole", "The paper key is here");
            window.picture("found-whole");
            for field in ["#passphrase", "#passphrase-again"] {
                let typed = window
                    .driver()
                    .type_into(&window.find(field), "another long passphrase");
                typed.expect("typed");
            }
            window.click("restore-button");
            let _ = window.part("accounts");
            let shown = window.texts("account").len();
            let held = json_of(&reentry(&home, &["list"]))["accounts"].clone();
            assert_eq!(Some(shown), held.as_array().map(Vec::len));
        },
    );
}

#[test]
fn a_removed_account_waits_in_the_trash_and_comes_back() {
    only_loopback(
        "a_removed_account_waits_in_the_trash_and_comes_back",
        || {
            let home = home_with_accounts();
            let before = json_of(&reentry(&home, &["list"]));
            let window = Window::open("trash", &home, Theme::Light);
            window.unlock();
            window.click("edit");
            window.click("remove");
            window.click("remove-now");
            window.await_text("toast", "Its 2FA stays on at the site");
            window.click("trash");
            let rows = window.texts("trashed");
            assert_eq!(rows.len(), 1, "{rows:?}");
            assert!(
                rows.iter().all(|row| row.contains("dropped after")),
                "{rows:?}"
            );
            window.picture("trash");
            window.click("bring-back");
            window.await_text("toast", "is back");
            drop(window);
            let count = |list: &serde_json::Value| list["accounts"].as_array().map(Vec::len);
            assert_eq!(count(&json_of(&reentry(&home, &["list"]))), count(&before));
            assert_eq!(json_of(&reentry(&home, &["trash"]))["trash"], json!([]));
        },
    );
}

#[test]
fn settings_keep_the_vault_and_say_what_does_not_work() {
    only_loopback("settings_keep_the_vault_and_say_what_does_not_work", || {
        let home = home_with_accounts();
        let window = Window::open("keeping", &home, Theme::Light);
        window.unlock();
        window.click("go-settings");
        let _ = window.part("backup");
        window.picture("settings");
        // Nobody keeps keys on this bus: it says so, and nothing is switched on.
        window.click("keychain-on");
        window.await_text("problem", "the passphrase works as always");
        let on = "document.querySelector('[data-testid=keychain-on]').checked";
        assert_eq!(window.evaluate(on), false);
        window.click("show-folder");
        window.click("verify");
        window.await_text("checks", "Way in: passphrase");
        window.picture("checks");
        let opened = std::fs::read_to_string(home.opened()).expect("the folder was opened");
        assert_eq!(opened.trim(), home.vault().to_string_lossy());
        let stick = home.path().join("stick");
        window.answer_dialog(std::slice::from_ref(&stick));
        window.click("add-copy");
        window.await_text("copy-standing", "current");
        // The export needs its confirmation.
        let disabled = "document.querySelector('[data-testid=export-button]').disabled";
        assert_eq!(window.evaluate(disabled), true);
        window.answer_dialog(&[home.path().to_owned()]);
        window.click("plaintext");
        window.click("export-button");
        window.await_text("exported", "reentry-otpauth-");
        window.picture("exported");
        drop(window);

        // The copy brings the vault back on a new computer.
        let other = Home::new();
        let window = Window::open("restored", &other, Theme::Light);
        window.click("restore");
        window.answer_dialog(&[stick.join("vault.age")]);
        window.click("choose-scans");
        window.await_text("found-copy", &stick.to_string_lossy());
        window.picture("found-copy");
        window.type_text(PASSPHRASE);
        window.type_text(ENTER);
        let _ = window.part("accounts");
        let listed = json_of(&reentry(&other, &["list"]));
        assert_eq!(listed, json_of(&reentry(&home, &["list"])));
    });
}
