//! Folders in the real window: what lies about is listed, some of it imported, and plain files are deleted
//! once the vault was read back, after a click and a confirmation.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

use e2e::{ENTER, Home, Theme, Window, fixture, json_of, only_loopback, reentry};
use std::path::{Path, PathBuf};

const SPACE: &str = " ";

/// Markup and a turn of direction: a name is only a text.
const HOSTILE: &str = "<b onclick=x>\u{202e}&amp;.txt";
const PYPI: &str = "PyPI-Recovery-Codes-sampleuser-2026-03-01T10_00_00.000000.txt";

fn empty_vault() -> Home {
    let home = Home::new();
    assert_eq!(json_of(&reentry(&home, &["init"]))["ok"], true);
    home
}

/// Two folders with things in them, as the years leave them.
fn litter(home: &Home) -> [PathBuf; 2] {
    let folders = ["Downloads", "Dropbox"].map(|name| home.path().join(name));
    for folder in &folders {
        std::fs::create_dir(folder).expect("a folder");
    }
    let put = |from: &str, to: PathBuf| {
        std::fs::copy(fixture(from), to).expect("copied");
    };
    put("aegis/encrypted.json", folders[0].join("aegis-backup.json"));
    put(&format!("codes/{PYPI}"), folders[0].join(PYPI));
    put("apps/ente.txt", folders[1].join("old \u{5d0}\u{5d1}.txt"));
    let uri = "otpauth://totp/Harbour:keeper?secret=NZXXILLBFVZGKYLMFVZWKY3SMV2C2MBZ\n";
    std::fs::write(folders[0].join(HOSTILE), uri).expect("written");
    std::fs::write(folders[0].join("letter.txt"), "Dear all,\nhello.\n").expect("written");
    folders
}

fn accounts(home: &Home) -> usize {
    let listed = json_of(&reentry(home, &["list"]));
    listed["accounts"].as_array().map_or(0, Vec::len)
}

#[test]
fn what_lies_about_is_imported_and_deleted_only_when_that_is_confirmed() {
    only_loopback(
        "what_lies_about_is_imported_and_deleted_only_when_that_is_confirmed",
        || {
            let home = empty_vault();
            let folders = litter(&home);
            let window = Window::open("sweep", &home, Theme::Light);
            window.unlock();
            window.click("go-import");
            window.answer_dialog(&folders);
            window.click("sweep");
            let found = window.texts("find");
            assert_eq!(found.len(), 4, "{found:?}");
            assert!(found[0].starts_with("<b onclick=x> &amp;.txt"), "{found:?}");
            assert!(found.iter().any(|row| row.contains("encrypted")));
            assert!(found.iter().any(|row| row.contains("synchronised")));
            assert_eq!(
                window.evaluate("document.querySelectorAll('[data-testid=find] bdi *').length"),
                0,
                "a name makes no element"
            );
            window.picture("list");
            window.await_text("look-at-found", "Look into 3 files");
            window.click("look-at-found");
            window.await_text("group-added", "Harbour");
            // Back to the list, and on again.
            window.click("cancel-import");
            window.click("look-at-found");
            window.click("apply");
            assert_eq!(window.texts("plain-file").len(), 3);
            let held = accounts(&home);
            assert!(held > 1);
            window.picture("applied");

            window.click("delete-plain");
            let note = window.text("not-wiped");
            assert!(note.contains("SSD"), "{note}");
            window.picture("confirm");
            window.click("keep-files");
            assert!(folders[0].join(HOSTILE).exists(), "nothing is deleted yet");
            window.click("delete-plain");
            window.click("delete-now");
            window.await_text("plain-files", "deleted");
            window.picture("deleted");
            assert!(!folders[0].join(HOSTILE).exists());
            assert!(!folders[0].join(PYPI).exists());
            for stays in ["aegis-backup.json", "letter.txt"] {
                assert!(folders[0].join(stays).exists(), "{stays}");
            }
            assert_eq!(accounts(&home), held);
            let undo = "document.querySelectorAll('[data-testid=undo-import]').length";
            assert_eq!(window.evaluate(undo), 0, "it would lose them");
            window.click("import-more");
            let left = window.texts("find");
            assert_eq!(left.len(), 1, "{left:?}");
            assert!(left[0].contains("aegis-backup.json"));
            window.click("put-away");
            let _ = window.part("browse");
        },
    );
}

#[test]
fn the_keyboard_alone_goes_all_the_way() {
    only_loopback("the_keyboard_alone_goes_all_the_way", || {
        let home = empty_vault();
        let folders = litter(&home);
        let window = Window::open("sweep-keyboard", &home, Theme::Dark);
        window.unlock();
        window.tab_to("go-import");
        window.type_text(ENTER);
        window.answer_dialog(&folders);
        window.tab_to("sweep");
        window.type_text(ENTER);
        let _ = window.part("find");
        window.picture("list");
        // The first one is not wanted.
        window.type_text(e2e::TAB);
        window.type_text(SPACE);
        window.await_text("look-at-found", "Look into 2 files");
        window.tab_to("look-at-found");
        window.type_text(ENTER);
        let _ = window.part("group-added");
        window.tab_to("apply");
        window.type_text(ENTER);
        let _ = window.part("plain-file");
        window.tab_to("delete-plain");
        window.type_text(ENTER);
        let _ = window.find("dialog[open]");
        window.picture("confirm");
        window.tab_to("delete-now");
        window.type_text(ENTER);
        window.await_text("plain-files", "deleted");
        assert!(folders[0].join(HOSTILE).exists(), "it was left out");
        assert!(!folders[0].join(PYPI).exists());
    });
}

/// Pictures without a code that take long to search.
fn pictures(folder: &Path) {
    const SIDE: u32 = 6000;
    let stripes = image::GrayImage::from_fn(SIDE, SIDE, |x, y| {
        let bright = (x + y * SIDE) % 7 < 3;
        image::Luma([if bright { 255 } else { 0 }])
    });
    let first = folder.join("0.png");
    stripes.save(&first).expect("a picture");
    for number in 1..60 {
        let other = folder.join(format!("{number}.png"));
        std::fs::hard_link(&first, other).expect("linked");
    }
}

#[test]
fn a_long_look_is_given_up_at_once() {
    only_loopback("a_long_look_is_given_up_at_once", || {
        let home = empty_vault();
        let [folder, _] = litter(&home);
        pictures(&folder);
        let window = Window::open("sweep-long", &home, Theme::Light);
        window.unlock();
        window.click("go-import");
        window.answer_dialog(&[folder]);
        window.click("sweep-pictures");
        window.click("sweep");
        window.await_text("reading", "looking for QR codes");
        window.picture("looking");
        window.click("give-up");
        // Without the pictures it takes no time.
        window.click("sweep-pictures");
        window.click("sweep");
        assert_eq!(window.texts("find").len(), 3);
    });
}
