//! Every screen of the window in both themes and two sizes, as PNG in `target/e2e/screens-light`
//! and `target/e2e/screens-dark`.
#![allow(clippy::expect_used)]

use e2e::{
    ENTER, Home, PASSPHRASE, TAB, Theme, Window, fixture, home_holding, home_with_accounts,
    only_loopback,
};

const F1: &str = "\u{E031}";
const ESCAPE: &str = "\u{E00C}";

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

/// Scrolls a part of the screen into view.
fn show(window: &Window, id: &str) {
    let _ = window.evaluate(&format!(
        "document.querySelector('[data-testid={id}]').scrollIntoView({{ block: 'center' }})"
    ));
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
    another_way(&window);
    drop(window);

    starting(name, theme);
    job(name, theme);
    many(name, theme);
}

/// A command to copy, and what is not verified.
fn another_way(window: &Window) {
    window.click("answers");
    window.click_on("[data-testid=service] option[value='codeberg/']");
    window.click("have-ssh_key");
    window.click("show-ways");
    window.click_on("[data-route=ssh-token] input");
    let _ = window.part("command");
    picture(window, "recover-command");
    window.click("answers");
    window.click("happened-compromised");
    window.click("show-ways");
    let _ = window.find("[data-route=compromised] :checked");
    picture(window, "recover-compromised");
}

/// The way to a vault: the steps after the passphrase, bringing one back, the sample.
fn starting(name: &str, theme: Theme) {
    let home = Home::new();
    let window = Window::open(name, &home, theme);
    window.click("restore");
    let _ = window.part("choose-scans");
    picture(&window, "restore");
    window.click("restore-back");
    let _ = window.part("first-run");
    window.type_text(PASSPHRASE);
    window.type_text(TAB);
    window.type_text(PASSPHRASE);
    window.type_text(ENTER);
    let _ = window.part("paper-step");
    picture(&window, "paper-step");
    window.click("remind-later");
    let _ = window.part("import-step");
    picture(&window, "import-step");
    drop(window);
    let home = Home::new();
    let window = Window::open(name, &home, theme);
    window.click("try-sample");
    let _ = window.part("code");
    picture(&window, "sample");
}

/// A small vault: every screen of the main job.
fn job(name: &str, theme: Theme) {
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
    window.click("kind-account");
    window.click("on-sheet");
    window.await_text("page-said", "Dummies stand");
    show(&window, "sheet-page");
    picture(&window, "sheets-page");
    window.click("kind-card");
    window.await_text("page-said", "no secret");
    show(&window, "sheet-page");
    picture(&window, "sheets-card");
    window.click("go-settings");
    let _ = window.part("backup");
    let begun = window.evaluate("document.querySelector('.screen').scrollTop");
    assert_eq!(begun, 0, "the section begins at its top");
    picture(&window, "settings");
    show(&window, "backup");
    picture(&window, "settings-backups");
    window.click("go-accounts");
    let _ = window.part("code");
    window.click("edit");
    window.click("remove");
    window.click("remove-now");
    window.await_text("toast", "is in the trash");
    picture(&window, "removed");
    window.click("trash");
    let _ = window.part("trashed");
    picture(&window, "trash");
    window.click("trash-close");
    window.type_text(F1);
    let _ = window.part("keys");
    picture(&window, "keys");
}

/// Services whose names are hard to show: long, right to left, from other scripts, pictures.
const NAMES: [(&str, &str); 6] = [
    (
        "The Most Excellent Registry of Rather Long Service Names and Their Maintainers",
        "somebody-with-a-long-name@a-long-name-of-a-domain.example.org",
    ),
    ("مستودع الشيفرة", "المشرفة"),
    ("מאגר הקוד", "מתחזק"),
    ("🦀 Crates 📦", "ferris 🎉"),
    ("コードの倉庫", "管理者"),
    ("plain", ""),
];

/// Two hundred accounts, six of which have such names.
fn many(name: &str, theme: Theme) {
    let numbered = (NAMES.len()..200).map(|at| {
        let services = [
            "PyPI", "GitHub", "npm", "Codeberg", "GitLab", "Mastodon", "Forum",
        ];
        (services[at % services.len()], format!("maintainer-{at:03}"))
    });
    let named = NAMES.map(|(service, user)| (service, user.to_owned()));
    let home = home_holding(named.into_iter().chain(numbered));
    let window = Window::open(name, &home, theme);
    window.unlock();
    let _ = window.part("code");
    picture(&window, "accounts-200");
    for (at, typed) in ["excellent", "مستودع", "crates ferris"].iter().enumerate() {
        window.type_text(typed);
        let _ = window.find("[data-testid=account]:only-child");
        let _ = window.part("code");
        picture(&window, &format!("name-{}", at + 1));
        window.type_text(ESCAPE);
    }
    window.click("go-sheets");
    window.click("kind-account");
    let _ = window.part("on-sheet");
    picture(&window, "sheets-200");
}
