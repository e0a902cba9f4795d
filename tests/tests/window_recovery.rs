//! The way back in the real window: what is told beforehand, what is found on this computer, and
//! letters as files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use e2e::{
    ENTER, Home, PASSPHRASE, TAB, Theme, Window, fixture, home_with_accounts, json_of,
    only_loopback, reentry,
};
use serde_json::Value;

/// Ctrl with the next letter, then none.
const CONTROL: &str = "\u{E009}";
const RELEASE: &str = "\u{E000}";

/// How the command line sees an item of an account's readiness.
fn item(home: &Home, account: &str, id: &str) -> Value {
    let ready = json_of(&reentry(home, &["evidence", "ready", account]));
    let items = ready["accounts"][0]["items"].as_array().expect("a list");
    let found = items.iter().find(|one| one["id"] == id);
    found.map_or(Value::Null, |one| one["state"].clone())
}

/// What the command line lists beside what the vault itself holds of an account.
fn factors(home: &Home, account: &str) -> Value {
    json_of(&reentry(home, &["show", account]))["factors"].clone()
}

#[test]
fn what_is_told_by_keyboard_is_judged_anew_and_taken_back() {
    only_loopback(
        "what_is_told_by_keyboard_is_judged_anew_and_taken_back",
        || {
            let home = home_with_accounts();
            let window = Window::open("told", &home, Theme::Light);
            window.unlock();
            window.type_text(&format!("{CONTROL}h{RELEASE}"));
            let first = window.texts("ready-account").remove(0);
            let account = first.lines().next().expect("a name").to_owned();
            window.tab_to("ready-account");
            window.type_text(" ");
            window.tab_to("tell");
            window.type_text(ENTER);
            let _ = window.find("#told-address-0:focus");
            window.picture("empty-form");
            window.type_text("keeper@mine.example");
            // A letter chooses in a list of the system.
            window.tab_to("told-verified-0");
            window.type_text("y");
            window.tab_to("told-keeper-0");
            window.type_text("a d");
            window.tab_to("told-expires-0");
            window.type_text("next spring");
            window.tab_to("told-note");
            window.type_text(ENTER);
            let _ = window.find("#told-kind-0:focus");
            window.type_text("a s");
            window.tab_to("told-label-0");
            window.type_text("blue key");
            window.tab_to("told-place-0");
            window.type_text("desk drawer");
            window.picture("factor");
            window.tab_to("told-former");
            window.type_text("keeper@was.example");
            window.tab_to("told-registered");
            window.type_text("2019-04");
            window.picture("form");
            window.type_text(ENTER);
            let refused = window.find("[data-testid=told-form] [role=alert]");
            let refused = window.driver().text(&refused).expect("a text");
            assert!(refused.contains("is no day"), "{refused}");
            let day = window.find("#told-expires-0");
            window.driver().clear(&day).expect("an empty field");
            window
                .driver()
                .type_into(&day, "2099-05-31")
                .expect("typed");
            window.type_text(ENTER);
            window.await_text("toast", "Noted.");
            window.await_text("ready", "The primary address is verified.");
            let _ = window.find("[data-testid=tell]:focus");
            window.picture("judged");
            assert_eq!(
                window.texts("ready-account")[0].lines().next(),
                Some(account.as_str())
            );
            assert_eq!(item(&home, &account, "mailbox"), "good");
            assert_eq!(item(&home, &account, "mail-domain"), "good");
            let key = serde_json::json!([
                { "kind": "security_key", "label": "blue key", "place": "desk drawer" }
            ]);
            assert_eq!(factors(&home, &account), key);

            window.type_text(ENTER);
            let _ = window.find("#told-address-0:focus");
            let filled = "['told-address-0', 'told-expires-0', 'told-former', 'told-registered',
                'told-kind-0', 'told-label-0', 'told-place-0']
            .map((id) => document.getElementById(id).value).join()";
            assert_eq!(
                window.evaluate(filled),
                "keeper@mine.example,2099-05-31,keeper@was.example,2019-04,security_key,blue key,desk drawer"
            );
            window.tab_to("told-forget");
            window.type_text(ENTER);
            let _ = window.find("[data-testid=told-note]:focus");
            window.type_text("\u{E00C}");
            let _ = window.find("[data-testid=tell]:focus");
            window.type_text(&format!("{CONTROL}z{RELEASE}"));
            window.await_text("ready", "It is not said which address");
            assert_eq!(item(&home, &account, "mailbox"), "unknown");
            assert_eq!(factors(&home, &account), serde_json::json!([]));
        },
    );
}

#[test]
fn codes_in_the_usual_folders_come_first_with_leave_and_without_a_vault() {
    let name = "codes_in_the_usual_folders_come_first_with_leave_and_without_a_vault";
    only_loopback(name, || {
        let home = Home::new();
        let downloads = home.path().join("Fetched");
        std::fs::create_dir(&downloads).expect("a folder");
        std::fs::create_dir(home.path().join("Documents")).expect("a folder");
        let folders = "XDG_DOWNLOAD_DIR=\"$HOME/Fetched\"\n";
        std::fs::write(home.path().join("config/user-dirs.dirs"), folders).expect("a file");
        let codes = "PyPI-Recovery-Codes-sampleuser-2026-03-01T10_00_00.000000.txt";
        let lying = fixture(&format!("codes/{codes}"));
        let text = std::fs::read_to_string(lying).expect("a fixture");
        std::fs::write(downloads.join(codes), &text).expect("a file");
        std::fs::copy(fixture("otpauth/list.txt"), downloads.join("a list.txt")).expect("a file");
        let window = Window::open("look", &home, Theme::Light);
        window.click("recover");
        let _ = window.find("[data-testid=service] option");
        window.fill("recover-username", "sampleuser");
        window.click("lost-totp");
        window.click("lost-codes");
        window.click("show-ways");
        let _ = window.part("draft");
        let shown = window.evaluate("document.querySelectorAll('[data-testid=found]').length");
        assert_eq!(shown, 0, "without leave nothing is looked through");
        window.click("answers");
        let named =
            window.evaluate("document.querySelector('.choice:has([data-testid=look])').innerText");
        let named = named.as_str().expect("a text");
        for folder in [&downloads, &home.path().join("Documents")] {
            assert!(named.contains(&folder.display().to_string()), "{named}");
        }
        let _ = window.evaluate(
            "document.querySelector('[data-testid=look]').scrollIntoView({ block: 'center' })",
        );
        window.click("look");
        window.picture("asked");
        window.click("show-ways");
        window.await_text("looked", "2 files were looked at.");
        window.await_text("found", codes);
        window.picture("found");
        let page = window.driver().source().expect("the page");
        let first = text.lines().last().expect("a code");
        assert!(!page.contains(first) && !window.received().join("").contains(first));
        // Another way is taken with what was found.
        window.click_on("[data-testid=route]:not([data-route=request-2fa]) input");
        window.await_text("found", codes);

        // It leads on: to a vault first, and then to the import of this file.
        window.click("import-found");
        let _ = window.part("first-run");
        window.type_text(&format!("{PASSPHRASE}{TAB}{PASSPHRASE}{ENTER}"));
        window.click("remind-later");
        window.click("import-now");
        window.await_text("group-added", "sampleuser");
        let rows = window.evaluate("document.querySelectorAll('[data-testid=found]').length");
        assert_eq!(rows, 1, "the file, and not what lies beside it");
        window.picture("brought");
        window.click("apply");
        let _ = window.part("applied");
        let listed = json_of(&reentry(&home, &["list"]));
        assert_eq!(listed["accounts"][0]["codes"]["total"], 8, "{listed}");

        // With the vault open it goes there at once, and is read only once.
        window.click("go-recover");
        let _ = window.find("[data-testid=service] option");
        window.fill("recover-username", "sampleuser");
        window.click("lost-codes");
        window.click("look");
        window.click("show-ways");
        let _ = window.part("import-found");
        window.tab_to("import-found");
        window.picture("leads-on");
        window.type_text(ENTER);
        let _ = window.part("group-duplicate");
        window.click("go-accounts");
        window.click("go-import");
        let _ = window.part("browse");
    });
}

/// The lines of a mail file without its moment.
fn mail(file: &std::path::Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).expect("a mail file");
    let lines = text
        .split("\r\n")
        .filter(|line| !line.starts_with("Date: "));
    lines.map(str::to_owned).collect()
}

/// The mail files in a home, apart from those that the test wrote itself.
fn saved(home: &Home, beginning: &str) -> std::path::PathBuf {
    let files = std::fs::read_dir(home.path()).expect("a home").flatten();
    let named = files.map(|file| file.path()).find(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(beginning)
    });
    named.unwrap_or_else(|| panic!("no {beginning}*"))
}

#[test]
fn letters_are_saved_as_the_command_line_writes_them() {
    only_loopback("letters_are_saved_as_the_command_line_writes_them", || {
        let home = home_with_accounts();
        let window = Window::open("letters", &home, Theme::Light);
        window.unlock();
        window.click("go-recover");
        window.click_on("[data-testid=service] option[value='rubygems/']");
        window.fill("recover-username", "sampleuser");
        window.click("lost-totp");
        window.click("lost-codes");
        window.click("show-ways");
        window.answer_dialog(&[home.path().to_owned()]);
        let _ = window.part("save-letter");
        let _ = window.evaluate(
            "document.querySelector('[data-testid=draft]').scrollIntoView({ block: 'end' })",
        );
        window.picture("letter");
        window.click("save-letter");
        window.await_text("toast", "reentry-rubygems-");
        window.click("open-mail");
        window.await_text("toast", "The mail program");
        let opened = std::fs::read_to_string(home.opened()).expect("it was handed over");
        let mailto = opened.trim();
        let told = home.path().join("told.eml");
        let plan = json_of(&reentry(
            &home,
            &[
                "draft",
                "rubygems",
                "--username",
                "sampleuser",
                "--lost",
                "totp,codes",
                "--eml",
                &told.to_string_lossy(),
            ],
        ));
        assert_eq!(plan["draft"]["mailto"], mailto, "{plan}");
        assert_eq!(mail(&saved(&home, "reentry-rubygems-")), mail(&told));

        // The answer that a case asks for.
        window.click("answers");
        window.click_on("[data-testid=service] option[value='pypi/']");
        window.click("show-ways");
        window.click("follow");
        window.click("tell-sent");
        window.await_text("followed", "their turn");
        window.click("tell-message");
        window.await_text("followed", "your turn");
        window.click("save-case-letter");
        window.await_text("toast", "reentry-pypi-");
        window.picture("answer");
        let cases = json_of(&reentry(&home, &["case", "list"]));
        let id = cases["cases"][0]["id"].as_str().expect("an id");
        let told = home.path().join("answer.eml");
        let shown = json_of(&reentry(
            &home,
            &["case", "show", id, "--eml", &told.to_string_lossy()],
        ));
        assert_eq!(shown["ok"], true, "{shown}");
        assert_eq!(mail(&saved(&home, "reentry-pypi-")), mail(&told));
    });
}
