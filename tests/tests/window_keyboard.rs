//! Everything by keyboard alone, from the first start to the way back while the vault is locked:
//! nothing here clicks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use e2e::{
    ENTER, Home, PASSPHRASE, TAB, Theme, Window, fixture, home_with_accounts, json_of, oathtool,
    only_loopback, reentry,
};
use serde_json::Value;

const SPACE: &str = " ";
/// Ctrl with the next letter, then none.
const CONTROL: &str = "\u{E009}";
const RELEASE: &str = "\u{E000}";
const ESCAPE: &str = "\u{E00C}";
const F1: &str = "\u{E031}";

/// The secret of the sample's PyPI account.
const PYPI_SECRET: &str = "NZXXILLBFVZGKYLMFVZWKY3SMV2C2MBR";

/// Keys, and nothing else.
struct Keys<'w>(&'w Window<'w>);

impl Keys<'_> {
    fn press(&self, keys: &str) {
        self.0.type_text(keys);
    }

    /// Ctrl and a letter.
    fn control(&self, letter: char) {
        self.press(&format!("{CONTROL}{letter}{RELEASE}"));
    }

    /// Goes to an element by Tab and presses keys there.
    fn at(&self, id: &str, keys: &str) {
        self.0.tab_to(id);
        self.press(keys);
    }

    /// Waits until an element is there.
    fn see(&self, id: &str) {
        let _ = self.0.part(id);
    }

    /// Waits until the element with this id has the focus.
    fn focused(&self, id: &str) {
        let _ = self
            .0
            .find(&format!("#{id}:focus, [data-testid={id}]:focus"));
    }
}

fn account(home: &Home, issuer: &str) -> Value {
    let listed = json_of(&reentry(home, &["list"]));
    let accounts = listed["accounts"].as_array().expect("a list").clone();
    let found = accounts.into_iter().find(|one| one["issuer"] == issuer);
    found.unwrap_or_else(|| panic!("no account of {issuer}"))
}

#[test]
fn every_story_is_told_by_keyboard_alone() {
    only_loopback("every_story_is_told_by_keyboard_alone", || {
        let home = Home::new();
        let window = Window::open("by_keyboard", &home, Theme::Light);
        let keys = Keys(&window);
        first_run(&keys);
        import(&keys, &home);
        codes(&keys, &home);
        sheet(&keys, &home);
        request(&keys);
        edit(&keys, &home);
        lock(&keys);
        recover_while_locked(&keys);
    });
}

fn first_run(keys: &Keys) {
    keys.see("first-run");
    keys.focused("passphrase");
    keys.press(PASSPHRASE);
    keys.press(TAB);
    keys.press(PASSPHRASE);
    keys.press(ENTER);
    keys.see("paper-step");
    keys.at("remind-later", ENTER);
    keys.see("import-step");
    keys.at("later", ENTER);
    keys.see("accounts");
}

fn import(keys: &Keys, home: &Home) {
    keys.control('i');
    keys.see("import-screen");
    keys.0.answer_dialog(&[
        fixture("otpauth/list.txt"),
        fixture("codes/PyPI-Recovery-Codes-sampleuser-2026-03-01T10_00_00.000000.txt"),
        fixture("screenshots/light.png"),
    ]);
    keys.at("browse", ENTER);
    keys.see("group-added");
    keys.at("apply", ENTER);
    keys.see("applied");
    assert_eq!(account(home, "PyPI")["codes"]["total"], 8);
    keys.at("show-accounts", ENTER);
    keys.focused("search");
}

fn codes(keys: &Keys, home: &Home) {
    let window = keys.0;
    keys.press("pypi sampleuser");
    keys.see("codes-left");
    // A code may change between the two: then it is the one before or the one after.
    let before = oathtool(home, PYPI_SECRET);
    let shown = window.text("code").replace(char::is_whitespace, "");
    let after = oathtool(home, PYPI_SECRET);
    assert!(
        shown == before || shown == after,
        "{shown}: {before} or {after}"
    );
    keys.press(ENTER);
    window.await_text("toast", "Copied");

    keys.at("use-one", ENTER);
    keys.focused("copy-recovery-code");
    keys.at("it-worked", ENTER);
    window.await_text("codes-left", "6 of 8 left");
    assert_eq!(account(home, "PyPI")["codes"]["used"], 1);
    keys.focused("use-one");
    keys.control('z');
    window.await_text("codes-left", "7 of 8 left");
    assert_eq!(account(home, "PyPI")["codes"]["used"], 0);
}

fn sheet(keys: &Keys, home: &Home) {
    let window = keys.0;
    keys.control('p');
    keys.see("sheets-screen");
    window.answer_dialog(&[home.path().to_owned()]);
    keys.at("sheet-passphrase", PASSPHRASE);
    keys.at("sheet-passphrase-again", PASSPHRASE);
    keys.at("place", "the safe");
    keys.at("save-sheet", ENTER);
    let file = window.text("made-file");
    let into = home.path().join("restored");
    let arguments = ["restore", &file, "--into", &into.to_string_lossy()];
    let restored = json_of(&reentry(home, &arguments));
    let held = json_of(&reentry(home, &["list"]));
    let held = held["accounts"].as_array().expect("a list").len();
    assert_eq!(restored["accounts"], held, "{restored}");
}

/// Says that phone and codes are gone, and asks for the ways back.
fn lose(keys: &Keys) {
    let _ = keys.0.find("[data-testid=service] option");
    keys.at("recover-username", "sampleuser");
    keys.0.tab_to("happened-loss");
    keys.at("lost-totp", SPACE);
    keys.at("lost-codes", SPACE);
    keys.at("show-ways", ENTER);
    keys.see("draft");
    let _ = keys.0.find("h1:focus");
}

fn request(keys: &Keys) {
    keys.control('h');
    lose(keys);
    keys.at("copy-field", ENTER);
    keys.0.await_text("toast", "Copied");
}

fn edit(keys: &Keys, home: &Home) {
    let window = keys.0;
    keys.control('f');
    keys.focused("search");
    keys.press("pypi sampleuser");
    keys.at("edit", ENTER);
    keys.see("account-form");
    keys.at("form-username", "-2");
    keys.press(ENTER);
    window.await_text("toast", "Saved");
    let name = account(home, "PyPI")["username"].clone();
    assert_ne!(name, "sampleuser");
    keys.focused("search");
    keys.control('z');
    window.await_text("toast", "as it was");
    assert_eq!(account(home, "PyPI")["username"], "sampleuser");

    keys.press(F1);
    keys.see("keys");
    keys.press(ESCAPE);
    let _ = window.find("body:not(:has([data-testid=keys]))");
}

fn lock(keys: &Keys) {
    // With a dialog open, as it may happen.
    keys.at("edit", ENTER);
    keys.see("account-form");
    keys.control('l');
    keys.see("unlock");
    keys.focused("passphrase");
    let page = keys.0.driver().source().expect("the page");
    assert!(!page.contains("sampleuser"), "no name is left in the page");
}

fn recover_while_locked(keys: &Keys) {
    keys.at("recover", ENTER);
    lose(keys);
    keys.at("leave", ENTER);
    keys.see("unlock");
    keys.focused("passphrase");
    keys.press(PASSPHRASE);
    keys.press(ENTER);
    keys.see("accounts");
    keys.focused("search");
}

/// The losses that come up most, each from the accounts to the way back in at most six steps of the
/// keyboard, and the request followed from there until the account is back.
#[test]
fn common_losses_are_led_through_by_keyboard_alone() {
    only_loopback("common_losses_are_led_through_by_keyboard_alone", || {
        let home = home_with_accounts();
        let window = Window::open("losses", &home, Theme::Dark);
        window.unlock();
        let keys = Keys(&window);
        // The phone and the codes are gone; or a token is gone and codes were never kept.
        steps(&keys, "lostuser", &["lost-totp", "lost-codes"]);
        keys.at("follow", ENTER);
        window.await_text("followed", "not sent yet");
        for (told, stands) in [
            ("tell-sent", "their turn"),
            ("tell-message", "your turn"),
            ("tell-answered", "their turn"),
            ("tell-regained", "in again"),
        ] {
            keys.at(told, ENTER);
            window.await_text("followed", stands);
        }
        keys.at("after", SPACE);
        window.await_text("toast", "Noted");
        let told = json_of(&reentry(&home, &["case", "list"]));
        assert_eq!(told["cases"][0]["state"], "regained", "{told}");
        assert_eq!(told["cases"][0]["after"][0]["done"], true, "{told}");
        // A forgotten password without a second factor: nothing has to be asked of anybody.
        keys.control('1');
        keys.see("accounts");
        steps(&keys, "forgetful", &["lost-password"]);
        window.picture("password");
    });
}

/// From the accounts to the ways back.
fn steps(keys: &Keys, username: &str, lost: &[&str]) {
    // The section, the name, each loss, the question.
    assert!(lost.len() + 3 <= 6, "at most six steps");
    keys.control('h');
    let _ = keys.0.find("[data-testid=service] option");
    keys.at("recover-username", username);
    for loss in lost {
        keys.at(loss, SPACE);
    }
    keys.at("show-ways", ENTER);
    let _ = keys.0.find("h1:focus");
    keys.see("draft");
}
