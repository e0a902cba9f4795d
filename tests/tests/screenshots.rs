//! Every screen of the window in both themes and two sizes, as PNG in `target/e2e/screens-light`
//! and `target/e2e/screens-dark`.
#![allow(clippy::expect_used)]

use e2e::{ENTER, Home, Theme, Window, fixture, home_with_accounts, only_loopback};

/// The sizes that people work with: a small laptop with the window beside another, and a whole one.
const SIZES: [(u32, u32); 2] = [(900, 600), (1280, 800)];

#[test]
fn light_screens() {
    only_loopback("light_screens", || screens("screens-light", Theme::Light));
}

#[test]
fn dark_screens() {
    only_loopback("dark_screens", || screens("screens-dark", Theme::Dark));
}

/// The screen in every size.
fn picture(window: &Window, label: &str) {
    for (width, height) in SIZES {
        window.driver().resize(width, height).expect("a size");
        window.picture(&format!("{label}-{width}x{height}"));
    }
}

fn screens(name: &str, theme: Theme) {
    let empty = Home::new();
    let window = Window::open(name, &empty, theme);
    let _ = window.part("first-run");
    let wanted = if theme == Theme::Dark {
        "dark"
    } else {
        "light"
    };
    let query = format!("matchMedia('(prefers-color-scheme: {wanted})').matches");
    assert_eq!(
        window.evaluate(&query),
        true,
        "the page follows the desktop"
    );
    picture(&window, "first-run");
    window.click("recover");
    let _ = window.find("[data-testid=service] option");
    window.fill("recover-username", "sampleuser");
    window.click("lost-totp");
    window.click("lost-codes");
    picture(&window, "recover-questions");
    window.click("show-ways");
    let _ = window.part("draft");
    picture(&window, "recover-ways");
    let _ = window.evaluate(
        "document.querySelector('[data-testid=draft]').scrollIntoView({ block: 'start' })",
    );
    picture(&window, "recover-draft");
    drop(window);

    let home = home_with_accounts();
    let window = Window::open(name, &home, theme);
    let _ = window.part("unlock");
    picture(&window, "locked");
    window.type_text("not it");
    window.type_text(ENTER);
    let _ = window.part("problem");
    picture(&window, "wrong-passphrase");
    window.unlock();
    let _ = window.part("code");
    picture(&window, "accounts");
    window.type_text("pypi");
    let _ = window.part("codes-left");
    window.click("use-one");
    let _ = window.part("recovery-code");
    picture(&window, "recovery-code");
    window.click("edit");
    let _ = window.part("account-form");
    picture(&window, "edit");
    let _ = window.evaluate("document.querySelector('dialog').close()");
    window.click("go-import");
    let _ = window.part("browse");
    picture(&window, "import");
    window.answer_dialog(&[
        fixture("otpauth/list.txt"),
        fixture("migration/part-1.png"),
        fixture("aegis/plain.json"),
    ]);
    window.click("browse");
    let _ = window.part("apply");
    picture(&window, "import-preview");
    window.click("go-sheets");
    let _ = window.part("kind-account");
    picture(&window, "sheets");
    window.click("go-settings");
    let _ = window.part("theme");
    picture(&window, "settings");
}
