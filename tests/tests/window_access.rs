//! Every screen of the window judged by axe-core: both themes, at 100 % and with text of 200 %.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use e2e::{
    ENTER, Home, PASSPHRASE, TAB, Theme, Window, fixture, home_with_accounts, only_loopback,
};
use std::path::Path;

/// Runs axe on the page and gives what it found, one line each.
const JUDGE: &str = "
    const [done] = arguments;
    axe.run(document, { resultTypes: ['violations'] }).then(
        ({ violations }) => done(violations.flatMap((rule) => rule.nodes.map(
            (node) => `${rule.id}: ${node.target.join(' ')} (${node.failureSummary})`))),
        (error) => done([String(error)]));";

/// A window with the judge in it.
struct Judged<'home> {
    window: Window<'home>,
    axe: String,
}

impl<'home> Judged<'home> {
    fn open(name: &str, home: &'home Home, theme: Theme) -> Self {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(file).expect("axe-core: `npm ci` in ui/ installs it");
        Self {
            window: Window::open(name, home, theme),
            axe,
        }
    }

    /// Asserts that the screen has no violation, as it is and with text twice as large.
    fn check(&self, screen: &str) {
        for size in ["100%", "200%"] {
            let _ = self.window.evaluate(&format!(
                "(document.documentElement.style.fontSize = '{size}', 0)"
            ));
            let body = format!("{}\n{JUDGE}", self.axe);
            let found = self.window.driver().run(&body, &[]).expect("axe runs");
            let found: Vec<&str> = found
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(|line| line.as_str())
                .collect();
            assert!(
                found.is_empty(),
                "{screen} at {size}:\n{}\npicture: {}",
                found.join("\n"),
                self.window.picture(screen).display()
            );
        }
        let _ = self
            .window
            .evaluate("(document.documentElement.style.fontSize = '', 0)");
    }
}

#[test]
fn light_screens_have_no_violation() {
    only_loopback("light_screens_have_no_violation", || {
        screens("access-light", Theme::Light)
    });
}

#[test]
fn dark_screens_have_no_violation() {
    only_loopback("dark_screens_have_no_violation", || {
        screens("access-dark", Theme::Dark)
    });
}

fn screens(name: &str, theme: Theme) {
    let empty = Home::new();
    let downloads = empty.path().join("Downloads");
    std::fs::create_dir(&downloads).expect("a folder to look in");
    let codes = "PyPI-Recovery-Codes-sampleuser-2026-03-01T10_00_00.000000.txt";
    let lying = fixture(&format!("codes/{codes}"));
    std::fs::copy(lying, downloads.join(codes)).expect("a file that is found");
    let judged = Judged::open(name, &empty, theme);
    let window = &judged.window;
    let _ = window.part("first-run");
    window.click("suggest");
    let _ = window.part("suggested");
    judged.check("first-run");
    window.click("recover");
    let _ = window.part("look");
    judged.check("questions");
    window.click("look");
    window.fill("recover-username", "sampleuser");
    window.click("lost-totp");
    window.click("lost-codes");
    window.click("show-ways");
    let _ = window.part("import-found");
    judged.check("ways");
    window.click("leave");
    window.click("restore");
    let _ = window.part("choose-scans");
    judged.check("restore");
    window.click("restore-back");
    let _ = window.part("first-run");
    window.type_text(PASSPHRASE);
    window.type_text(TAB);
    window.type_text(PASSPHRASE);
    window.type_text(ENTER);
    let _ = window.part("paper-step");
    judged.check("paper-step");
    window.click("remind-later");
    let _ = window.part("import-step");
    judged.check("import-step");
    drop(judged);

    let home = home_with_accounts();
    let judged = Judged::open(name, &home, theme);
    let window = &judged.window;
    let _ = window.part("unlock");
    judged.check("locked");
    window.unlock();
    window.type_text("pypi");
    let _ = window.part("codes-left");
    judged.check("accounts");
    window.click("use-one");
    let _ = window.part("recovery-code");
    window.click("copy-recovery-code");
    let _ = window.part("toast");
    judged.check("recovery-code");
    window.click("edit");
    let _ = window.part("account-form");
    judged.check("form");
    let _ = window.evaluate("document.querySelector('dialog').close()");
    window.click("go-import");
    let _ = window.part("browse");
    judged.check("import");
    window.answer_dialog(&[fixture("otpauth/list.txt"), fixture("aegis/plain.json")]);
    window.click("browse");
    let _ = window.part("apply");
    judged.check("preview");
    window.click("cancel-import");
    let litter = home.path().join("litter");
    std::fs::create_dir(&litter).expect("a folder");
    for file in ["aegis/plain.json", "aegis/encrypted.json"] {
        let name = file.replace('/', "-");
        std::fs::copy(fixture(file), litter.join(name)).expect("copied");
    }
    window.answer_dialog(&[litter]);
    window.click("sweep");
    let _ = window.part("find");
    judged.check("sweep");
    window.click("look-at-found");
    window.click("apply");
    let _ = window.part("plain-file");
    judged.check("plain-files");
    window.click("delete-plain");
    let _ = window.find("dialog[open]");
    judged.check("delete");
    window.click("keep-files");
    window.click("import-more");
    window.click("put-away");
    window.click("go-sheets");
    let _ = window.part("kind-account");
    judged.check("sheets");
    window.click("kind-account");
    let _ = window.part("on-sheet");
    judged.check("sheets-account");
    window.click("on-sheet");
    window.await_text("page-said", "Dummies stand");
    judged.check("sheets-page");
    window.click("kind-card");
    window.await_text("page-said", "no secret");
    judged.check("sheets-card");
    window.click("go-settings");
    let _ = window.part("backup");
    judged.check("settings");
    window.click("go-accounts");
    let _ = window.part("code");
    window.click("edit");
    window.click("remove");
    window.click("remove-now");
    window.await_text("toast", "is in the trash");
    window.click("trash");
    let _ = window.part("trashed");
    judged.check("trash");
    window.click("trash-close");
    window.click("go-recover");
    let _ = window.find("[data-testid=service] option");
    window.fill("recover-username", "lostuser");
    window.click("lost-totp");
    window.click("lost-codes");
    window.click("show-ways");
    window.click("follow");
    let _ = window.part("followed");
    judged.check("case");
    window.click("tell-sent");
    window.click("tell-regained");
    let _ = window.part("after");
    judged.check("case-regained");
    window.click("ready-account");
    window.click("tell");
    window.click("told-note");
    let _ = window.part("told-factor");
    judged.check("told-form");
}
