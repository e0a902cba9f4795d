//! What crosses from the core to the page in a whole tour, searched for a thousand secrets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use e2e::{ENTER, PASSPHRASE, Theme, Window, home_with_accounts, json_of, only_loopback, reentry};
use serde_json::json;

/// Accounts, each with an invented secret.
const SECRETS: usize = 600;
/// Accounts that also have recovery codes, and how many each.
const SETS: usize = 4;
const CODES: usize = 100;

/// The invented secret of an account, in base32: twenty bytes that tell its number.
fn secret(number: usize) -> String {
    let bytes = format!("canary-{number:05}-secret!");
    data_encoding::BASE32_NOPAD.encode(&bytes.as_bytes()[..20])
}

/// An invented recovery code.
fn code(set: usize, number: usize) -> String {
    format!("canary{set}{number:03}code")
}

#[test]
fn the_page_receives_no_secret_that_it_does_not_show() {
    only_loopback("the_page_receives_no_secret_that_it_does_not_show", || {
        let home = home_with_accounts();
        let lines: Vec<String> = (0..SECRETS)
            .map(|number| format!("otpauth://totp/S{number}:u?secret={}", secret(number)))
            .collect();
        let list = home.path().join("canaries.txt");
        std::fs::write(&list, lines.join("\n")).expect("a file in the home");
        let imported = json_of(&reentry(&home, &["import", &list.to_string_lossy()]));
        assert_eq!(imported["totals"]["added"], SECRETS, "{imported}");

        let window = Window::open("canaries", &home, Theme::Light);
        window.unlock();
        for set in 0..SETS {
            let codes: Vec<String> = (0..CODES).map(|number| code(set, number)).collect();
            let text = json!({ "provider": null, "issuer": format!("Set {set}"),
                "username": "u", "tags": [], "favourite": null });
            let request = json!({ "text": text, "key": null, "codes": codes.join("\n") });
            let (done, why) = window.invoke("add_account", &json!({ "request": request }));
            assert!(done, "{why}");
        }
        let mut received = tour(&window, &list);
        window.click("lock");
        let _ = window.part("unlock");
        received.extend(window.received());

        let all = received.join("\n");
        assert!(
            all.contains("\"S599\"") && all.contains("Set 3"),
            "the tour was recorded"
        );
        let folded = all.to_lowercase();
        for number in 0..SECRETS {
            let secret = secret(number).to_lowercase();
            assert!(!folded.contains(&secret), "secret {number} crossed");
        }
        let crossed: Vec<String> = (0..SETS)
            .flat_map(|set| (0..CODES).map(move |number| code(set, number)))
            .filter(|code| folded.contains(code))
            .collect();
        assert_eq!(crossed, [code(2, 0)], "the one that was asked for");
        for secret in [PASSPHRASE, "canary-00001-secret", "NZXXILLBFVZGKYLM"] {
            assert!(!all.contains(secret), "{secret}");
        }
    });
}

/// Looks at every screen, and has one recovery code shown.
fn tour(window: &Window, list: &std::path::Path) -> Vec<String> {
    window.click("go-import");
    window.answer_dialog(&[list.to_owned()]);
    window.click("browse");
    let _ = window.part("group-duplicate");
    window.click("cancel-import");
    window.click("go-accounts");
    let _ = window.part("code");
    let mut received = window.received();
    window.type_text("set 2");
    let _ = window.part("recovery-codes");
    window.click("use-one");
    assert_eq!(window.text("recovery-code"), code(2, 0));
    window.click("copy-recovery-code");
    window.await_text("toast", "Copied");
    window.click("not-used");
    window.click("edit");
    let _ = window.part("account-form");
    window.type_text("\u{E00C}");
    window.click("go-sheets");
    window.click("kind-account");
    let _ = window.part("on-sheet");
    window.click("go-recover");
    let _ = window.find("[data-testid=service] option");
    window.click("lost-totp");
    window.click("lost-codes");
    window.click("show-ways");
    let _ = window.part("draft");
    window.click("go-settings");
    let _ = window.part("theme");
    // A refusal must not repeat what was sent either.
    let wrong = json!({ "request": { "passphrase": PASSPHRASE, "more": 1 } });
    assert!(!window.invoke("unlock", &wrong).0, "one field too many");
    window.click("go-accounts");
    let _ = window.part("code");
    window.type_text(ENTER);
    window.await_text("toast", "Copied");
    received.extend(window.received());
    received
}
