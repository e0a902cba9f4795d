//! Every screen of the window in both themes, as PNG in `target/e2e/screens-light` and
//! `target/e2e/screens-dark`.
#![allow(clippy::expect_used)]

use e2e::{ENTER, Home, Theme, Window, home_with_accounts, only_loopback};

#[test]
fn light_screens() {
    only_loopback("light_screens", || screens("screens-light", Theme::Light));
}

#[test]
fn dark_screens() {
    only_loopback("dark_screens", || screens("screens-dark", Theme::Dark));
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
    window.picture("first-run");
    drop(window);

    let home = home_with_accounts();
    let window = Window::open(name, &home, theme);
    let _ = window.part("unlock");
    window.picture("locked");
    window.type_text("not it");
    window.type_text(ENTER);
    let _ = window.part("problem");
    window.picture("wrong-passphrase");
    window.unlock();
    let _ = window.part("code");
    window.picture("accounts");
    window.type_text("pypi");
    let _ = window.part("codes-left");
    window.picture("search");
}
