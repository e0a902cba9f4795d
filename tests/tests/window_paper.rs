//! Paper in the real window: pages are seen before they are made, printed without a file, and a
//! picture on the clipboard is imported.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

use e2e::{
    Home, PASSPHRASE, Theme, Window, fixture, home_with_accounts, json_of, only_loopback, reentry,
};
use serde_json::json;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

/// The first recovery code of the sample's PyPI account.
const CODE: &str = "deadbeef00000001";

/// Two printers, of which the second is the usual one.
const LPSTAT: &str = "#!/bin/sh
case $1 in
-e) echo Office; echo Cellar ;;
-d) echo 'system default destination: Cellar' ;;
esac
";

/// Keeps the arguments and the pages.
const LP: &str = "#!/bin/sh
printf '%s\\n' \"$@\" > \"$HOME/lp.args\"
cat > \"$HOME/lp.pdf\"
";

fn programs(home: &Home) {
    let folder = home.path().join("bin");
    std::fs::create_dir(&folder).expect("a folder");
    for (name, script) in [("lpstat", LPSTAT), ("lp", LP)] {
        let file = folder.join(name);
        std::fs::write(&file, script).expect("a file");
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&file, mode).expect("a program");
    }
}

fn holds(window: &Window, text: &str) -> bool {
    window.driver().source().expect("the page").contains(text)
}

#[test]
fn pages_are_seen_covered_then_printed_without_a_file() {
    only_loopback("pages_are_seen_covered_then_printed_without_a_file", || {
        let home = home_with_accounts();
        programs(&home);
        let window = Window::open("paper", &home, Theme::Light);
        window.unlock();
        window.click("go-sheets");
        window.await_text("page-said", "Page 1 of");
        window.picture("vault-page");

        window.click("kind-account");
        let chosen = window.evaluate(
            "(() => { const row = [...document.querySelectorAll('label')]
                .find((one) => one.innerText.trim().startsWith('PyPI'));
                row.querySelector('input').click(); return row.innerText; })()",
        );
        assert!(
            chosen
                .as_str()
                .is_some_and(|text| text.contains("sampleuser"))
        );
        window.await_text("page-said", "Dummies stand");
        assert!(!holds(&window, CODE), "the page was not told");
        window.picture("account-page-covered");
        window.click("page-reveal");
        window.await_text("page-said", "With its secrets");
        assert!(holds(&window, CODE), "it was asked for");
        window.picture("account-page-revealed");
        window.click("page-reveal");
        window.await_text("page-said", "Dummies stand");
        assert!(!holds(&window, CODE), "and is gone again");

        window.click("kind-vault");
        for field in ["#sheet-passphrase", "#sheet-passphrase-again"] {
            let field = window.find(field);
            let typed = window.driver().type_into(&field, PASSPHRASE);
            typed.expect("typed");
        }
        assert_eq!(
            window.evaluate("document.querySelector('#printer').value"),
            "Cellar",
            "the usual one is proposed"
        );
        window.click("print-sheet");
        window.await_text("made", "has gone to printer Cellar");
        window.picture("printed");
        let arguments = std::fs::read_to_string(home.path().join("lp.args")).expect("called");
        assert!(!arguments.contains("sampleuser"), "{arguments}");
        let into = home.path().join("restored");
        let pages = home.path().join("lp.pdf");
        let (pages, into) = (pages.to_string_lossy(), into.to_string_lossy());
        let restored = json_of(&reentry(&home, &["restore", &pages, "--into", &into]));
        assert_eq!(restored["ok"], true, "{restored}");
        let ledger = json_of(&reentry(&home, &["sheets"]));
        assert_eq!(
            ledger["sheets"].as_array().map(Vec::len),
            Some(1),
            "{ledger}"
        );
    });
}

/// The display of the window, as its processes know it.
fn display(home: &Home) -> String {
    let ours = format!("HOME={}", home.path().display());
    let processes = std::fs::read_dir("/proc").expect("a proc file system");
    let mut environments = processes.flatten().filter_map(|process| {
        let bytes = std::fs::read(process.path().join("environ")).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    });
    let found = environments.find_map(|environment| {
        let mut lines = environment.split('\0');
        lines.any(|line| line == ours).then_some(())?;
        let mut lines = environment.split('\0');
        lines.find_map(|line| line.strip_prefix("DISPLAY=").map(str::to_owned))
    });
    found.expect("the window runs on a display")
}

/// Says to this program, started once more, which picture it holds on the clipboard.
const PICTURE: &str = "REENTRY_E2E_PICTURE";

/// Another program that has copied a picture.
struct Copier(Child);

impl Copier {
    fn start(home: &Home, picture: &str) -> Self {
        let program = std::env::current_exe().expect("a running test has a path");
        let child = Command::new(program)
            .args(["--exact", "holds_a_picture", "--ignored", "--nocapture"])
            .env("DISPLAY", display(home))
            .env(PICTURE, fixture(picture))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = child.expect("it starts");
        let output = child.stdout.take().expect("piped");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        assert!(
            lines.any(|line| line.ends_with("copied")),
            "it did not copy"
        );
        Self(child)
    }
}

impl Drop for Copier {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
#[ignore = "the program of another test: it holds a picture on the clipboard until it is ended"]
fn holds_a_picture() {
    let file = std::env::var_os(PICTURE).expect("a picture is named");
    let picture = image::open(file).expect("a picture").into_rgba8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let bytes = picture.into_raw().into();
    let mut clipboard = arboard::Clipboard::new().expect("a clipboard");
    let set = clipboard.set_image(arboard::ImageData {
        width,
        height,
        bytes,
    });
    set.expect("copied");
    println!("copied");
    let _ = std::io::stdin().read(&mut [0]);
}

#[test]
fn a_picture_on_the_clipboard_is_looked_into() {
    only_loopback("a_picture_on_the_clipboard_is_looked_into", || {
        let home = Home::new();
        assert_eq!(json_of(&reentry(&home, &["init"]))["ok"], true);
        let window = Window::open("pasted-picture", &home, Theme::Dark);
        window.unlock();
        window.click("go-import");
        window.click("paste-clipboard");
        window.await_text("problem", "nothing on the clipboard");
        let _copier = Copier::start(&home, "screenshots/light.png");
        window.click("paste-clipboard");
        let found = window.text("group-added");
        window.picture("preview");
        let listed = || json_of(&reentry(&home, &["list"]))["accounts"].clone();
        assert_eq!(listed(), json!([]), "{found} is looked at, not taken");
        window.click("apply");
        let _ = window.part("applied");
        assert!(
            listed()
                .as_array()
                .is_some_and(|accounts| !accounts.is_empty())
        );
    });
}
