//! The three cases that Reentry was made for, in the window: from the report to the day on which the account is
//! back and safer than before, on a clock of their own. Whoever waits for weeks opens the window anew each time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use e2e::{ENTER, Home, Theme, Window, json_of, only_loopback, reentry, with_accounts};
use serde_json::Value;
use std::time::{Duration, Instant};

/// How long the window may take to note something.
const PATIENCE: Duration = Duration::from_secs(30);

const SOURCE: &str = "https://github.com/sampleuser/sample-project";
const ACCOUNT: &str = "pypi/sampleuser";
/// The name that the service mails; obviously invented.
const BRANCH: &str = "a1B2c3D4e5F6g7H8";

fn ok(home: &Home, arguments: &[&str]) -> Value {
    let told = json_of(&reentry(home, arguments));
    assert_eq!(told["ok"], true, "{arguments:?}: {told}");
    told
}

/// A home of that day whose vault knows the account's name, and no more.
fn home_of_the_name_alone() -> Home {
    let home = Home::new();
    home.on("2026-03-02");
    ok(&home, &["init"]);
    ok(
        &home,
        &["add", "--provider", "pypi", "--username", "sampleuser"],
    );
    home
}

/// The window on this day, unlocked.
fn on<'home>(home: &'home Home, name: &str, day: &str) -> Window<'home> {
    home.on(day);
    let window = Window::open(&format!("{name}-{day}"), home, Theme::Light);
    window.unlock();
    window
}

/// The same, where the case is.
fn back_on<'home>(home: &'home Home, name: &str, day: &str) -> Window<'home> {
    let window = on(home, name, day);
    window.click("go-recover");
    let _ = window.part("followed");
    window
}

/// What is lost, to the ways back.
fn report(window: &Window, lost: &[&str], more: impl FnOnce()) {
    window.click("go-recover");
    let _ = window.find("[data-testid=service] option");
    window.fill("recover-username", "sampleuser");
    for fact in lost {
        window.click(&format!("lost-{fact}"));
    }
    window.click_on("details.card summary");
    window.fill("projects", "sample-project");
    more();
    window.click("show-ways");
    let _ = window.part("draft");
}

/// How the case stands in the window: its state, and its next step.
fn standing(window: &Window) -> Value {
    window.evaluate(
        "JSON.stringify({ ...document.querySelector('[data-testid=followed]')?.dataset })",
    )
}

/// Tells the case something, and waits until it is noted: until it stands otherwise, and in this state.
fn tell(window: &Window, what: &str, state: &str) {
    noted(window, || window.click(&format!("tell-{what}")));
    let _ = window.find(&format!("[data-testid=followed][data-state={state}]"));
}

/// Waits until the case stands otherwise than before this.
fn noted(window: &Window, told: impl FnOnce()) {
    let before = standing(window);
    told();
    let patience = Instant::now();
    while standing(window) == before {
        assert!(patience.elapsed() < PATIENCE, "nothing was noted: {before}");
    }
}

/// The next step of the only case, and its day.
fn next(home: &Home) -> (String, String) {
    let told = ok(home, &["case", "list"]);
    let step = &told["cases"][0]["step"];
    let text = |word: &str| step[word].as_str().unwrap_or("none").to_owned();
    (text("id"), text("due"))
}

fn is_next(home: &Home, step: &str, day: &str) {
    assert_eq!(next(home), (step.to_owned(), day.to_owned()));
}

/// A new secret, new codes and a new sheet; then everything that the window asks for, in its order.
fn secure(home: &Home, window: &Window) {
    let write = |name: &str, text: &str| {
        let path = home.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let codes: String = (0..8).map(|n| format!("feedfacec0de00{n:02x}\n")).collect();
    let codes = write(
        "PyPI-Recovery-Codes-sampleuser-2026-05-01T10_00_00.000000.txt",
        &codes,
    );
    let uri = write(
        "new-uri",
        "otpauth://totp/PyPI:sampleuser?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=PyPI\n",
    );
    window.click("lock");
    let _ = window.part("unlock");
    ok(
        home,
        &[
            "import",
            &uri,
            "--account",
            ACCOUNT,
            "--on-conflict",
            "replace",
        ],
    );
    ok(home, &["import", &codes]);
    let pdf = home.path().join("new.pdf").display().to_string();
    ok(home, &["sheet", ACCOUNT, "--kind", "account", "-o", &pdf]);
    window.unlock();
    window.click("go-recover");
    let _ = window.part("after");
    while window.evaluate("!!document.querySelector('[data-testid=after]:not(:checked)')") == true {
        noted(window, || {
            window.click_on("[data-testid=after]:not(:checked):not(:disabled)");
        });
    }
    assert_eq!(next(home).0, "none", "nothing is left to do");
    window.click("tell-closed");
    let _ = window.find("[data-testid=cases] > button[aria-pressed=false]");
    let told = ok(home, &["case", "list"]);
    assert_eq!(told["cases"][0]["state"], "closed");
    let ready = ok(home, &["evidence", "ready", ACCOUNT]);
    let items = ready["accounts"][0]["items"].as_array().expect("items");
    let codes = items.iter().find(|item| item["id"] == "codes");
    assert_eq!(codes.expect("an item")["state"], "good");
}

#[test]
fn device_and_codes_lost() {
    only_loopback("device_and_codes_lost", || {
        let name = "device-lost";
        let home = Home::new();
        home.on("2026-02-01");
        let home = with_accounts(home);
        let pdf = home.path().join("old.pdf").display().to_string();
        let old = ok(
            &home,
            &[
                "sheet",
                ACCOUNT,
                "--kind",
                "account",
                "-o",
                &pdf,
                "--place",
                "desk drawer",
            ],
        );
        let old = old["sheet_id"].as_str().expect("an id").to_uppercase();

        let window = on(&home, name, "2026-03-02");
        report(&window, &["totp", "codes"], || {
            window.fill("repositories", SOURCE);
        });
        // What is in the vault and on paper comes first. It was tried: the secret is an old one.
        let found = window.texts("found").join("\n");
        assert!(found.contains("desk drawer"), "{found}");
        assert!(!found.contains("reentry"), "no command: {found}");
        window.click("follow");
        window.await_text("followed", "not sent yet");
        window.fill("case-link", "https://github.com/pypi/support/issues/1");
        tell(&window, "sent", "waiting");
        is_next(&home, "day-2", "2026-03-04");
        drop(window);

        let window = on(&home, name, "2026-03-05");
        window.await_text("due", "1 due");
        window.click("go-recover");
        window.await_text("next-step", "spam");
        tell(&window, "done", "waiting");
        window.await_text("next-step", "Mar");
        is_next(&home, "nudge", "2026-03-23");
        drop(window);

        let window = back_on(&home, name, "2026-03-12");
        tell(&window, "message", "asked");
        window.await_text("followed", "git push");
        window.fill("branch", BRANCH);
        window.type_text(ENTER);
        window.await_text("followed", &format!("HEAD:refs/heads/{BRANCH}"));
        window.picture("the branch");
        tell(&window, "answered", "waiting");
        drop(window);

        let window = back_on(&home, name, "2026-03-16");
        tell(&window, "regained", "regained");
        window.await_text("void-sheets", &old);
        secure(&home, &window);
        window.click("go-sheets");
        window.click("shredded");
        let sheets = ok(&home, &["sheets"]).to_string().to_uppercase();
        assert!(!sheets.contains(&old), "it is off the list: {sheets}");
    });
}

#[test]
fn key_lost_and_codes_never_kept() {
    only_loopback("key_lost_and_codes_never_kept", || {
        let name = "key-lost";
        let home = home_of_the_name_alone();
        let window = on(&home, name, "2026-03-02");
        report(&window, &["webauthn", "codes"], || {});
        assert!(
            window
                .text("draft")
                .contains("I no longer have my security key")
        );
        window.click("follow");
        window.await_text("followed", "not sent yet");
        tell(&window, "sent", "waiting");
        drop(window);

        // Nothing comes: the spam folder, then one question on its day, and not before.
        let window = back_on(&home, name, "2026-03-15");
        window.await_text("followed", "No message has come for more than a week");
        tell(&window, "done", "waiting");
        is_next(&home, "nudge", "2026-03-23");
        drop(window);
        let window = on(&home, name, "2026-03-23");
        window.await_text("due", "1 due");
        window.click("go-recover");
        tell(&window, "followed_up", "waiting");
        drop(window);

        let window = back_on(&home, name, "2026-03-30");
        tell(&window, "message", "asked");
        drop(window);
        let window = back_on(&home, name, "2026-05-15");
        window.await_text("followed", "closes requests without an answer");
        tell(&window, "answered", "waiting");
        tell(&window, "regained", "regained");
        secure(&home, &window);
    });
}

#[test]
fn password_forgotten_without_two_factor() {
    only_loopback("password_forgotten_without_two_factor", || {
        let name = "password-forgotten";
        let home = home_of_the_name_alone();
        let window = on(&home, name, "2026-03-02");
        // The service's mail says that the address is not verified.
        report(&window, &["password"], || {
            window.click_on("#second-factor option[value=no]");
            window.click_on("#verified option[value=no]");
            window.fill("repositories", SOURCE);
        });
        let _ = window.find("[data-route=request-unverified] input:checked");
        assert!(window.text("draft").contains("never set up"));
        window.click("follow");
        window.await_text("followed", "not sent yet");
        window.fill("case-link", "https://github.com/pypi/support/issues/2");
        tell(&window, "sent", "waiting");
        is_next(&home, "confirm-address", "2026-03-02");
        // The letter that confirms the address names the request.
        window.await_text("followed", "support@");
        tell(&window, "done", "waiting");
        drop(window);

        let window = back_on(&home, name, "2026-03-09");
        tell(&window, "message", "asked");
        tell(&window, "answered", "waiting");
        drop(window);
        let window = back_on(&home, name, "2026-03-20");
        tell(&window, "regained", "regained");
        let first = window.texts("followed").join("\n");
        assert!(first.contains("two-factor"), "{first}");
        secure(&home, &window);
    });
}
