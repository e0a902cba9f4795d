//! The main job in the real window: copying, recovery codes, the request after a loss, importing
//! files, sheets, accounts by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use e2e::{
    ENTER, Home, PASSPHRASE, Theme, Window, fixture, home_with_accounts, json_of, only_loopback,
    reentry,
};
use serde_json::{Value, json};

/// Ctrl with the next letter, then none.
const CONTROL: &str = "\u{E009}";
const RELEASE: &str = "\u{E000}";

fn accounts(home: &Home) -> Vec<Value> {
    let listed = json_of(&reentry(home, &["list"]));
    listed["accounts"].as_array().expect("a list").clone()
}

fn account(home: &Home, issuer: &str) -> Value {
    let found = accounts(home)
        .into_iter()
        .find(|one| one["issuer"] == issuer);
    found.unwrap_or_else(|| panic!("no account of {issuer}"))
}

/// The same as a person would paste it into the search field, and the field empty again.
fn pasted(window: &Window) -> String {
    let field = window.find("#search");
    window.driver().clear(&field).expect("an empty field");
    let keys = format!("{CONTROL}v{RELEASE}");
    window.driver().type_into(&field, &keys).expect("pasted");
    let text = window.evaluate("document.querySelector('#search').value");
    window.driver().clear(&field).expect("an empty field");
    text.as_str().expect("a text").to_owned()
}

#[test]
fn a_code_is_copied_and_a_recovery_code_used_and_taken_back() {
    only_loopback(
        "a_code_is_copied_and_a_recovery_code_used_and_taken_back",
        || {
            let home = home_with_accounts();
            let window = Window::open("codes", &home, Theme::Light);
            window.unlock();
            window.type_text("pypi sampleuser");
            let _ = window.part("recovery-codes");
            window.type_text(ENTER);
            window.await_text("toast", "Copied");
            let copied = pasted(&window);
            assert_eq!(copied.len(), 6, "a code is on the clipboard");
            assert!(copied.bytes().all(|digit| digit.is_ascii_digit()));
            window.click("toast-action");
            // The answer to the next command comes after the clipboard was cleared.
            let _ = window.invoke("clear_clipboard", &json!({ "request": {} }));
            assert_eq!(pasted(&window), "", "the clipboard is empty again");

            window.type_text("pypi sampleuser");
            window.await_text("codes-left", "7 of 8 left");
            let hidden = window.evaluate("document.body.innerText");
            let first = "deadbeef00000001";
            assert!(!hidden.as_str().expect("a text").contains(first));
            window.click("use-one");
            assert_eq!(window.text("recovery-code"), first);
            assert_eq!(
                account(&home, "PyPI")["codes"]["used"],
                0,
                "showing uses nothing up"
            );
            window.click("it-worked");
            window.await_text("codes-left", "6 of 8 left");
            assert_eq!(account(&home, "PyPI")["codes"]["used"], 1);
            assert!(!window.driver().source().expect("the page").contains(first));
            window.click("toast-action");
            window.await_text("codes-left", "7 of 8 left");
            assert_eq!(account(&home, "PyPI")["codes"]["used"], 0);
        },
    );
}

/// Presses keys where the focus is: with Ctrl for a letter.
fn control(window: &Window, letter: char) {
    window.type_text(&format!("{CONTROL}{letter}{RELEASE}"));
}

/// The identity of the element that has the focus.
fn focus(window: &Window) -> Value {
    window.evaluate("document.activeElement.id || document.activeElement.dataset.testid || ''")
}

#[test]
fn the_main_job_is_done_by_keyboard_alone() {
    const TAB: &str = "\u{E004}";
    const SPACE: &str = " ";
    only_loopback("the_main_job_is_done_by_keyboard_alone", || {
        let home = home_with_accounts();
        let window = Window::open("keyboard", &home, Theme::Light);
        window.unlock();
        assert_eq!(focus(&window), "search");
        window.type_text("pypi sampleuser");
        window.type_text(ENTER);
        window.await_text("toast", "Copied");

        control(&window, 'h');
        let _ = window.find("[data-testid=service] option");
        window.type_text(TAB);
        assert_eq!(focus(&window), "service");
        window.type_text(TAB);
        window.type_text("sampleuser");
        window.type_text(TAB);
        assert_eq!(focus(&window), "happened-loss");
        window.type_text(TAB);
        assert_eq!(focus(&window), "lost-totp");
        window.type_text(SPACE);
        window.type_text(TAB);
        window.type_text(TAB);
        assert_eq!(focus(&window), "lost-codes");
        window.type_text(SPACE);
        window.type_text(ENTER);
        let _ = window.part("draft");

        control(&window, 'p');
        let _ = window.part("sheets-screen");
        control(&window, 'i');
        let _ = window.part("import-screen");
        window.type_text(TAB);
        assert_eq!(focus(&window), "browse");
        window.answer_dialog(&[fixture("otpauth/list.txt")]);
        window.type_text(ENTER);
        let _ = window.part("group-duplicate");

        control(&window, 'f');
        let _ = window.part("accounts");
        assert_eq!(focus(&window), "search");
        control(&window, 'l');
        let _ = window.part("unlock");
        assert_eq!(focus(&window), "passphrase");
    });
}

/// Answers the questions for a lost phone and lost codes, and asks for the ways back.
fn lose_everything(window: &Window) {
    let _ = window.find("[data-testid=service] option");
    window.fill("recover-username", "sampleuser");
    window.click("lost-totp");
    window.click("lost-codes");
    window.click("have-password");
    window.click("have-email_primary");
    window.click("show-ways");
    let _ = window.part("draft");
    let begins = window.find("h1:focus");
    let title = window.driver().text(&begins).expect("a title");
    assert_eq!(title, "The way back to PyPI", "reading begins at the top");
}

#[test]
fn the_request_is_drafted_without_a_vault_and_while_locked() {
    only_loopback(
        "the_request_is_drafted_without_a_vault_and_while_locked",
        || {
            let home = Home::new();
            let window = Window::open("lost_first_run", &home, Theme::Light);
            let _ = window.part("first-run");
            window.click("recover");
            lose_everything(&window);
            let labels = window.texts("field");
            assert!(
                labels.iter().any(|field| field.contains("PyPI Username")),
                "{labels:?}"
            );
            assert!(
                labels.iter().any(|field| field.contains("sampleuser")),
                "{labels:?}"
            );
            assert!(window.text("open-url").starts_with("https://"));
            let routes = window.texts("route");
            assert!(routes.len() > 1, "{routes:?}");
            assert!(routes.iter().all(|route| route.contains("open to you")
                || route.contains("check first")
                || route.contains("blocked")));
            window.click("answers");
            window.click("leave");
            let _ = window.part("first-run");
            drop(window);

            let home = home_with_accounts();
            let window = Window::open("lost_locked", &home, Theme::Light);
            let _ = window.part("unlock");
            window.click("recover");
            lose_everything(&window);
            window.click("answers");
            window.click("leave");
            // The vault is as it was: locked, and it still opens.
            window.unlock();
        },
    );
}

/// Goes back to the questions about another service.
fn another(window: &Window, service: &str) {
    window.click("answers");
    let option = window.find(&format!("[data-testid=service] option[value='{service}']"));
    window.driver().click(&option).expect("chosen");
}

#[test]
fn commands_incidents_and_what_is_not_verified_are_shown_and_never_done() {
    only_loopback(
        "commands_incidents_and_what_is_not_verified_are_shown_and_never_done",
        || {
            let home = Home::new();
            let window = Window::open("incidents", &home, Theme::Light);
            let _ = window.part("first-run");
            window.click("recover");
            lose_everything(&window);
            assert!(window.text("next").contains("day"), "what comes later");
            assert!(window.text("after").contains("recovery codes"));

            another(&window, "codeberg/");
            window.click("have-ssh_key");
            window.click("show-ways");
            let _ = window.find("[data-route=ssh-token] [data-testid=unverified]");
            window.click_on("[data-route=ssh-token] input");
            assert_eq!(
                window.text("command"),
                "ssh git@codeberg.org totp_recovery_codes"
            );
            window.click("copy-command");
            window.await_text("toast", "The command");
            window.picture("command");

            another(&window, "pypi/");
            window.click("happened-compromised");
            window.click("show-ways");
            let _ = window.find("[data-route=compromised] :checked");
            let begins = window.find("h1:focus");
            let title = window.driver().text(&begins).expect("a title");
            assert!(title.contains("Somebody else is in"), "{title}");
            assert!(window.text("unverified").contains("general practice"));
            window.picture("compromised");

            // A case that nobody asked for is one press away.
            window.click_on("[data-testid=case][data-route=departed-colleague]");
            let _ = window.find("[data-route=departed-colleague] :checked");

            another(&window, "npm/");
            window.click("happened-locked_by_provider");
            window.click("show-ways");
            let _ = window.find("[data-route=locked-by-provider] :checked");
            let shown = window.evaluate("document.body.innerText");
            let shown = shown.as_str().expect("a text");
            assert!(shown.contains("Your account is locked"), "{shown}");
            assert!(
                !shown.contains("--"),
                "no option of the command line: {shown}"
            );
        },
    );
}

#[test]
fn a_secret_in_the_users_own_words_is_marked_and_blocks_the_request() {
    only_loopback(
        "a_secret_in_the_users_own_words_is_marked_and_blocks_the_request",
        || {
            let home = home_with_accounts();
            let window = Window::open("lint", &home, Theme::Light);
            window.unlock();
            window.click("go-recover");
            let _ = window.find("[data-testid=service] option");
            window.fill("recover-username", "sampleuser");
            window.click("lost-totp");
            window.click("lost-codes");
            let _ = window.evaluate("document.querySelector('details').open = true");
            window.fill("note", "My old code was deadbeef00000002, please help.");
            window.click("show-ways");
            let _ = window.part("blocked");
            let marked = window.evaluate("document.querySelector('mark.error').textContent");
            assert_eq!(marked, "deadbeef00000002", "the place is marked");
            assert_eq!(
                window.evaluate("document.querySelector('[data-testid=open-url]')"),
                Value::Null
            );
        },
    );
}

#[test]
fn files_are_looked_into_then_imported_then_undone() {
    only_loopback("files_are_looked_into_then_imported_then_undone", || {
        let home = home_with_accounts();
        let before = accounts(&home).len();
        let window = Window::open("import", &home, Theme::Light);
        window.unlock();
        window.click("go-import");
        // Nothing chosen is nothing done.
        window.answer_dialog(&[]);
        window.click("browse");
        window.answer_dialog(&[
            fixture("aegis/encrypted-small.json"),
            fixture("screenshots/light.png"),
            fixture("otpauth/list.txt"),
        ]);
        window.click("browse");
        let _ = window.part("file-password");
        window.type_text("not the password");
        window.type_text(ENTER);
        let _ = window.find("#file-password[aria-invalid=true]");
        window.picture("wrong-password");
        let password =
            std::fs::read_to_string(fixture("aegis/encrypted.password")).expect("a file");
        let field = window.find("#file-password");
        window.driver().clear(&field).expect("empty");
        let typed = format!("{}{ENTER}", password.trim_end());
        window.driver().type_into(&field, &typed).expect("typed");
        let _ = window
            .find("main:not(:has([data-testid=file-password])) [data-testid=group-duplicate]");
        window.picture("preview");
        assert_eq!(
            accounts(&home).len(),
            before,
            "nothing is saved before it is confirmed"
        );
        let source = window.driver().source().expect("the page");
        assert!(
            !source.contains("NZXXILLBFVZGKYLM"),
            "no secret is in the page"
        );

        window.click("apply");
        let _ = window.part("applied");
        window.picture("applied");
        assert!(window.text("plain-files").contains("list.txt"));
        assert!(!window.text("plain-files").contains("encrypted-small"));
        let after = accounts(&home).len();
        assert!(after > before, "{after}");
        window.click("undo-import");
        let _ = window.part("browse");
        window.await_text("toast", "undone");
        assert_eq!(accounts(&home).len(), before);

        window.fill(
            "paste",
            "otpauth://totp/Pasted:me?secret=NZXXILLBFVZGKYLMFVZWKY3SMV2C2MBZ",
        );
        window.click("look");
        let _ = window.part("group-added");
        window.click("cancel-import");
        let _ = window.part("browse");
        assert_eq!(accounts(&home).len(), before);
    });
}

#[test]
fn a_sheet_saved_in_the_window_restores_on_the_command_line() {
    only_loopback(
        "a_sheet_saved_in_the_window_restores_on_the_command_line",
        || {
            let home = home_with_accounts();
            let held = accounts(&home).len();
            let window = Window::open("sheets", &home, Theme::Light);
            window.unlock();
            window.click("go-sheets");
            let _ = window.part("kind-vault");
            let first = window.find("#sheet-passphrase");
            window
                .driver()
                .type_into(&first, PASSPHRASE)
                .expect("typed");
            let again = window.find("#sheet-passphrase-again");
            window
                .driver()
                .type_into(&again, PASSPHRASE)
                .expect("typed");
            window.fill("place", "the safe");
            window.answer_dialog(&[home.path().to_owned()]);
            window.click("save-sheet");
            let _ = window.part("made");
            let file = window.text("made-file");
            assert_eq!(window.texts("sheet").len(), 1);
            window.picture("made");

            let into = home.path().join("restored");
            let restored = json_of(&reentry(
                &home,
                &["restore", &file, "--into", &into.to_string_lossy()],
            ));
            assert_eq!(restored["accounts"], held, "{restored}");
            let ledger = json_of(&reentry(&home, &["sheets"]));
            assert_eq!(ledger["sheets"][0]["place"], "the safe", "{ledger}");
            assert_eq!(ledger["sheets"][0]["state"], "current", "{ledger}");
        },
    );
}

#[test]
fn a_window_that_nobody_uses_locks_with_everything_open() {
    only_loopback(
        "a_window_that_nobody_uses_locks_with_everything_open",
        || {
            let home = home_with_accounts();
            let window = Window::open("idle", &home, Theme::Light);
            window.unlock();
            window.click("edit");
            let _ = window.part("account-form");
            // From here on nobody touches anything: the page starts afresh, without the dialog
            // and the names, and in the colours that were chosen.
            let settings = json!({ "lock_after": 1, "clipboard": 30, "theme": "dark" });
            let (done, why) = window.invoke("change_settings", &json!({ "request": settings }));
            assert!(done, "{why}");
            let _ = window.find("[data-theme=dark] [data-testid=unlock]");
            assert!(
                !window
                    .driver()
                    .source()
                    .expect("the page")
                    .contains("sampleuser")
            );
            let (done, why) = window.invoke("list", &json!({ "request": {} }));
            assert!(!done && why["code"] == "passphrase_needed", "{why}");
        },
    );
}

#[test]
fn the_passphrase_is_changed_and_a_copy_made_in_the_settings() {
    only_loopback(
        "the_passphrase_is_changed_and_a_copy_made_in_the_settings",
        || {
            let home = home_with_accounts();
            let window = Window::open("settings", &home, Theme::Light);
            window.unlock();
            window.click("go-settings");
            let stick = home.path().join("stick");
            std::fs::create_dir(&stick).expect("a folder");
            window.answer_dialog(std::slice::from_ref(&stick));
            window.click("add-copy");
            let _ = window.part("copy-folder");
            assert!(stick.join("vault.age").exists());

            let fresh = "another passphrase, not a secret";
            for (field, text) in [
                ("#current", PASSPHRASE),
                ("#fresh", fresh),
                ("#fresh-again", fresh),
            ] {
                let field = window.find(field);
                window.driver().type_into(&field, text).expect("typed");
            }
            window.click("renew");
            window.await_text("toast", "is changed");
            window.picture("settings");
            assert_eq!(
                json_of(&reentry(&home, &["list"]))["error"]["code"],
                "wrong_passphrase"
            );
            window.click("lock");
            let _ = window.part("unlock");
            window.type_text(fresh);
            window.type_text(ENTER);
            let _ = window.part("accounts");
        },
    );
}

#[test]
fn a_request_is_followed_until_the_account_is_back() {
    only_loopback("a_request_is_followed_until_the_account_is_back", || {
        let home = home_with_accounts();
        let window = Window::open("case", &home, Theme::Light);
        window.unlock();
        window.click("go-recover");
        let _ = window.find("[data-testid=service] option");
        window.fill("recover-username", "lostuser");
        window.click("lost-totp");
        window.click("lost-codes");
        window.click("show-ways");
        window.click("follow");
        window.await_text("followed", "not sent yet");
        window.picture("followed");
        window.fill("case-link", "https://github.com/pypi/support/issues/1");
        window.click("tell-sent");
        window.await_text("followed", "their turn");
        window.await_text("followed", "https://github.com/pypi/support/issues/1");
        window.click("tell-message");
        window.await_text("followed", "your turn");
        window.picture("asked");
        window.click("toast-action");
        window.await_text("followed", "their turn");
        window.click("tell-regained");
        window.await_text("followed", "in again");
        window.click("after");
        window.picture("regained");
        window.answer_dialog(&[home.path().to_owned()]);
        window.click("calendar");
        window.await_text("toast", ".ics");
        let told = json_of(&reentry(&home, &["case", "list"]));
        assert_eq!(told["cases"][0]["state"], "regained", "{told}");
        assert_eq!(told["cases"][0]["after"][0]["done"], true, "{told}");
        window.click("tell-closed");
        // What is over is folded away.
        let _ = window.find("[data-testid=cases] > button[aria-pressed=false]");
    });
}

#[test]
fn proof_from_a_clone_is_shown_and_kept_by_choice() {
    only_loopback("proof_from_a_clone_is_shown_and_kept_by_choice", || {
        let home = home_with_accounts();
        let clone = home.path().join("clone");
        std::fs::create_dir(&clone).expect("a folder");
        let manifest = "[project]\nname = \"harbour\"\nversion = \"1.0\"\n";
        std::fs::write(clone.join("pyproject.toml"), manifest).expect("a manifest");
        let window = Window::open("proof", &home, Theme::Light);
        window.unlock();
        window.click("go-recover");
        assert!(window.texts("ready").len() > 3, "each account is judged");
        window.answer_dialog(&[clone]);
        window.click("collect-proof");
        let _ = window.part("keep-proof");
        window.picture("found");
        let kept = || json_of(&reentry(&home, &["evidence", "list"]))["evidence"].clone();
        assert_eq!(kept(), serde_json::json!([]), "it is only shown");
        window.click("keep-proof");
        window.await_text("toast", "Kept in the vault");
        assert_eq!(kept()[0]["name"], "harbour", "{}", kept());
    });
}

#[test]
fn an_account_is_added_changed_removed_and_brought_back() {
    only_loopback(
        "an_account_is_added_changed_removed_and_brought_back",
        || {
            let home = home_with_accounts();
            let window = Window::open("by_hand", &home, Theme::Light);
            window.unlock();
            window.click("add");
            window.fill("form-issuer", "Harbour");
            window.fill("form-username", "keeper");
            window.fill("form-key", "nzxx illb fvzg kylm fvzw ky3s mv2c 2mbz");
            window.fill("form-codes", &format!("alpha-1111{ENTER}bravo-2222"));
            window.picture("form");
            window.click("form-save");
            window.await_text("title", "Harbour");
            let made = account(&home, "Harbour");
            assert_eq!(made["username"], "keeper");
            assert_eq!(made["codes"]["total"], 2);
            let shown = window.text("code").replace(char::is_whitespace, "");
            assert_eq!(shown.len(), 6);

            window.click("edit");
            window.fill("form-username", "-2");
            window.click("form-save");
            window.await_text("toast", "Saved");
            assert_eq!(account(&home, "Harbour")["username"], "keeper-2");

            window.click("edit");
            window.click("remove");
            window.click("remove-now");
            window.await_text("toast", "is in the trash");
            assert!(!accounts(&home).iter().any(|one| one["issuer"] == "Harbour"));
            window.click("toast-action");
            window.await_text("toast", "as it was");
            assert_eq!(account(&home, "Harbour")["username"], "keeper-2");
        },
    );
}
