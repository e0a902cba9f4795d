//! The way back in the real window: what is told beforehand, what is found on this computer, and
//! letters as files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use e2e::{ENTER, Home, Theme, Window, home_with_accounts, json_of, only_loopback, reentry};
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

            window.type_text(ENTER);
            let _ = window.find("#told-address-0:focus");
            let filled = "['told-address-0', 'told-expires-0', 'told-former', 'told-registered']
            .map((id) => document.getElementById(id).value).join()";
            assert_eq!(
                window.evaluate(filled),
                "keeper@mine.example,2099-05-31,keeper@was.example,2019-04"
            );
            window.type_text("\u{E00C}");
            let _ = window.find("[data-testid=tell]:focus");
            window.type_text(&format!("{CONTROL}z{RELEASE}"));
            window.await_text("ready", "It is not said which address");
            assert_eq!(item(&home, &account, "mailbox"), "unknown");
        },
    );
}
