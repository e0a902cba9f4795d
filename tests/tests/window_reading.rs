//! Scans that take minutes to search: the window says how far it is, gives up at once, and locks.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

use e2e::{Home, Theme, Window, home_with_accounts, json_of, only_loopback, reentry};
use std::path::PathBuf;

/// A large picture without a code, through which every step of the search goes, many times over:
/// reading all of them takes longer than anything here waits.
fn endless(home: &Home) -> Vec<PathBuf> {
    const SIDE: u32 = 6000;
    let stripes = image::GrayImage::from_fn(SIDE, SIDE, |x, y| {
        let bright = (x + y * SIDE) % 7 < 3;
        image::Luma([if bright { 255 } else { 0 }])
    });
    let file = home.path().join("page.png");
    stripes.save(&file).expect("a picture");
    vec![file; 60]
}

#[test]
fn a_drill_says_how_far_it_is_and_is_given_up_or_locked_away() {
    only_loopback(
        "a_drill_says_how_far_it_is_and_is_given_up_or_locked_away",
        || {
            let home = home_with_accounts();
            let window = Window::open("reading-drill", &home, Theme::Light);
            window.unlock();
            window.click("go-sheets");
            window.answer_dialog(&endless(&home));
            window.click("choose-drill");
            window.await_text("reading", "of 60: looking for QR codes");
            // The vault can be used meanwhile.
            let (listed, _) = window.invoke("list", &serde_json::json!({ "request": {} }));
            assert!(listed);
            window.picture("drill");
            window.click("give-up");
            window.await_text("choose-drill", "Choose scans…");
            assert_eq!(
                window.evaluate("document.querySelectorAll('[data-testid=problem]').length"),
                0
            );

            window.click("choose-drill");
            let _ = window.part("reading");
            window.click("lock");
            let _ = window.part("unlock");
            window.unlock();
            window.click("go-sheets");
            window.await_text("choose-drill", "Choose scans…");
            let ledger = json_of(&reentry(&home, &["sheets"]));
            assert_eq!(ledger["sheets"], serde_json::json!([]), "{ledger}");
        },
    );
}

#[test]
fn scans_to_restore_from_are_given_up_and_others_chosen() {
    only_loopback(
        "scans_to_restore_from_are_given_up_and_others_chosen",
        || {
            let home = Home::new();
            let window = Window::open("reading-restore", &home, Theme::Dark);
            window.click("restore");
            window.answer_dialog(&endless(&home));
            window.click("choose-scans");
            window.await_text("reading", "of 60: looking for QR codes");
            window.picture("restore");
            window.click("give-up");
            let list = home.path().join("list.txt");
            std::fs::write(&list, "bread").expect("a file");
            window.answer_dialog(&[list]);
            window.click("choose-scans");
            assert_eq!(window.texts("scan"), ["list.txt"]);
            window.await_text("scan-missing", "No code of a vault sheet");
        },
    );
}
