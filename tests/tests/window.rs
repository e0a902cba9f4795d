//! The real window: unlock, list, code, lock, and what its page cannot do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use e2e::{
    ENTER, Home, PASSPHRASE, Theme, Window, home_with_accounts, json_of, oathtool, only_loopback,
    reentry,
};
use serde_json::{Value, json};

/// The secret of the sample's PyPI account.
const PYPI_SECRET: &str = "NZXXILLBFVZGKYLMFVZWKY3SMV2C2MBR";

/// The arrow that moves down a list.
const DOWN: &str = "\u{E015}";

#[test]
fn a_vault_is_unlocked_listed_read_and_locked() {
    only_loopback("a_vault_is_unlocked_listed_read_and_locked", || {
        let home = home_with_accounts();
        let listed = json_of(&reentry(&home, &["list"]));
        let listed = listed["accounts"].as_array().expect("a list");
        let window = Window::open("main_flow", &home, Theme::Light);

        let _ = window.part("unlock");
        assert!(
            window
                .evaluate("document.body.innerText")
                .as_str()
                .expect("a text")
                .contains(home.vault().to_str().expect("UTF-8")),
            "the screen names the folder"
        );
        window.type_text("something else");
        window.type_text(ENTER);
        let _ = window.find("[data-testid=problem][data-code=wrong_passphrase]");
        // The field kept the focus with the wrong text selected: typing replaces it.
        window.unlock();
        assert_eq!(
            window.texts("account").len(),
            listed.len(),
            "every account is listed"
        );

        window.type_text("pypi sampleuser");
        let _ = window.find("[data-testid=title]");
        let shown = window.texts("account");
        assert!(shown.iter().all(|text| text.contains("PyPI")), "{shown:?}");
        window.type_text(DOWN);
        window.type_text("\u{E013}");
        assert_eq!(window.text("title"), "PyPI");
        // A code may change between the two: then it is the one before or the one after.
        let before = oathtool(&home, PYPI_SECRET);
        let code = window.text("code").replace(char::is_whitespace, "");
        let after = oathtool(&home, PYPI_SECRET);
        assert!(
            code == before || code == after,
            "{code} is neither {before} nor {after}"
        );
        assert!(window.text("left").ends_with(" left"));

        let id = listed
            .iter()
            .find(|one| one["issuer"] == "PyPI")
            .expect("PyPI")["id"]
            .clone();
        let otp = listed
            .iter()
            .find(|one| one["issuer"] == "PyPI")
            .expect("PyPI")["otp"][0]["id"]
            .clone();
        let request = json!({ "request": { "account": id, "otp": otp, "next": false } });
        assert!(
            window.invoke("code", &request).0,
            "the core answers while it is open"
        );
        window.click("lock");
        let _ = window.part("unlock");
        let (done, why) = window.invoke("code", &request);
        assert!(!done, "a locked vault gives no code");
        assert_eq!(why["code"], "passphrase_needed", "{why}");
        let (done, why) = window.invoke("list", &json!({ "request": {} }));
        assert!(!done && why["code"] == "passphrase_needed", "{why}");
        assert!(
            !window
                .driver()
                .source()
                .expect("the page")
                .contains("sampleuser")
        );
    });
}

#[test]
fn looking_at_a_counter_does_not_use_it_up() {
    only_loopback("looking_at_a_counter_does_not_use_it_up", || {
        let home = home_with_accounts();
        let counter = |home: &Home| {
            let listed = json_of(&reentry(home, &["list"]));
            let accounts = listed["accounts"].as_array().expect("a list").clone();
            let found = accounts
                .into_iter()
                .find(|one| one["issuer"] == "Example VPN");
            found.expect("the sample's counter")["otp"][0]["counter"].clone()
        };
        assert_eq!(counter(&home), 7);
        let window = Window::open("counter", &home, Theme::Light);
        window.unlock();
        window.type_text("vpn");
        let _ = window.part("next-code");
        assert_eq!(counter(&home), 7, "it was only looked at");
        window.click("next-code");
        let code = window.text("code").replace(char::is_whitespace, "");
        let secret = "NZXXILLBFVZGKYLMFVZWKY3SMV2C2MBZ";
        let expected = home
            .command("oathtool")
            .args(["--hotp", "-b", "-c", "7", secret])
            .output();
        assert_eq!(
            code.as_bytes(),
            expected.expect("oathtool").stdout.trim_ascii()
        );
        assert_eq!(
            counter(&home),
            8,
            "the next use is saved before the code is shown"
        );
    });
}

#[test]
fn a_vault_made_in_the_window_opens_on_the_command_line() {
    only_loopback(
        "a_vault_made_in_the_window_opens_on_the_command_line",
        || {
            let home = Home::new();
            let window = Window::open("first_run", &home, Theme::Light);
            let _ = window.part("first-run");
            window.type_text(PASSPHRASE);
            window.type_text("\u{E004}");
            window.type_text(PASSPHRASE);
            window.type_text(ENTER);
            window.click("no-paper");
            window.click("later");
            let _ = window.part("accounts");
            let listed = json_of(&reentry(&home, &["list"]));
            assert_eq!(listed["accounts"], json!([]), "{listed}");
        },
    );
}

#[test]
fn the_page_can_do_nothing_but_our_commands() {
    only_loopback("the_page_can_do_nothing_but_our_commands", || {
        let home = Home::new();
        let window = Window::open("walls", &home, Theme::Light);
        let _ = window.find("#app > *");

        let listen = json!({ "event": "x", "target": { "kind": "Any" }, "handler": 1 });
        for (command, arguments) in [
            ("plugin:app|version", json!({})),
            ("plugin:event|listen", listen),
            ("plugin:window|create", json!({ "options": {} })),
            ("plugin:webview|create_webview", json!({ "options": {} })),
            ("plugin:path|resolve_directory", json!({ "directory": 1 })),
            ("anything", json!({ "request": {} })),
        ] {
            let (done, why) = window.invoke(command, &arguments);
            assert!(!done, "{command} was allowed");
            assert!(
                why.as_str().unwrap_or_default().contains("not allowed"),
                "{command}: {why}"
            );
        }
        assert_eq!(window.evaluate("'__TAURI__' in window"), false);
        assert_eq!(window.evaluate("Object.isFrozen(Object.prototype)"), true);
        assert_eq!(
            window.evaluate("window.open('https://example.org/')"),
            Value::Null
        );

        let caught = "(() => { try { return eval('1'); } catch (error) { return error.name; } })()";
        assert_eq!(window.evaluate(caught), "EvalError");
        let refused = |start: &str| {
            let body = format!(
                "const [done] = arguments;
                 document.addEventListener('securitypolicyviolation',
                     (event) => done(event.effectiveDirective), {{ once: true }});
                 {start}"
            );
            window.driver().run(&body, &[]).expect("a refusal")
        };
        assert_eq!(
            refused("fetch('http://127.0.0.1:9/').catch(() => {});"),
            "connect-src"
        );
        assert_eq!(
            refused("new Image().src = 'http://127.0.0.1:9/x.png';"),
            "img-src"
        );
        assert_eq!(
            refused(
                "const script = document.createElement('script'); script.textContent = '1';
                 document.body.append(script);"
            ),
            "script-src-elem"
        );

        // An address that is not ours is not gone to; the page is still there and answers.
        let _ = window.evaluate("(location.href = 'http://127.0.0.1:9/', 0)");
        let (done, status) = window.invoke("status", &json!({ "request": {} }));
        assert!(done, "{status}");
        assert_eq!(window.evaluate("location.origin"), "tauri://localhost");
    });
}

#[test]
fn the_window_keeps_no_core_dumps() {
    only_loopback("the_window_keeps_no_core_dumps", || {
        let home = Home::new();
        let window = Window::open("limits", &home, Theme::Light);
        let _ = window.find("#app > *");
        let limits = window.limits();
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        let words: Vec<&str> = core.expect("a limit").split_whitespace().collect();
        assert_eq!(words[4..6], ["0", "0"], "{core:?}");
    });
}
