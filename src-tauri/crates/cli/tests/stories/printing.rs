//! Printing: with `lp` and `lpstat` that keep what they are given.

use crate::run::{Answer, Home};
use serde_json::json;
use std::os::unix::fs::PermissionsExt;

/// Two printers, of which the second is the usual one.
const LPSTAT: &str = "#!/bin/sh
case $1 in
-e) echo Office; echo Cellar ;;
-d) echo 'system default destination: Cellar' ;;
esac
";

/// Keeps the arguments and the pages; the printer Office refuses.
const LP: &str = "#!/bin/sh
printf '%s\\n' \"$@\" > lp.args
cat > lp.pdf
[ \"$2\" != Office ] || { echo 'lp: The printer is out of paper.' >&2; exit 1; }
";

fn home() -> Home {
    let home = Home::with_samples();
    std::fs::create_dir(home.path("bin")).expect("a folder");
    for (name, script) in [("bin/lpstat", LPSTAT), ("bin/lp", LP)] {
        home.write(name, script);
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(home.path(name), mode).expect("a program");
    }
    home
}

fn print(home: &Home, args: &[&str]) -> Answer {
    let path = format!("PATH={}:/usr/bin:/bin", home.text("bin"));
    home.run_in(&["env", &path], args)
}

#[test]
fn a_sheet_is_printed_without_a_file_and_stands_in_the_ledger() {
    let home = home();
    let printed = print(
        &home,
        &["sheet", "--kind", "vault", "--copies", "2", "--print"],
    );
    assert_eq!(printed.exit, 0, "{printed:?}");
    let made: serde_json::Value = serde_json::from_str(&printed.out).expect("JSON");
    assert_eq!(made["file"], "printer Cellar", "the usual one");
    let arguments = std::fs::read_to_string(home.path("lp.args")).expect("it was called");
    assert_eq!(
        arguments.lines().collect::<Vec<_>>(),
        [
            "-d",
            "Cellar",
            "-t",
            "Reentry sheet",
            "-o",
            "print-scaling=none"
        ],
        "the queue shows no account, and the numbered copies are in the pages"
    );
    let ledger = home.ok(&["sheets"]);
    assert_eq!(ledger["sheets"][0]["id"], made["sheet_id"]);
    assert_eq!(ledger["sheets"][0]["copies"], 2);
    let restored = home.ok(&[
        "restore",
        &home.text("lp.pdf"),
        "--into",
        &home.text("restored"),
    ]);
    assert_eq!(restored["parts_missing"], json!([]), "{restored}");
}

#[test]
fn a_printer_that_is_absent_or_refuses_leaves_the_ledger_as_it_was() {
    let home = home();
    for (printer, exit, code) in [("Attic", 2, "usage"), ("Office", 1, "io")] {
        let args = [
            "sheet",
            "pypi/sampleuser",
            "--kind",
            "account",
            "--print",
            printer,
        ];
        let refused = print(&home, &args);
        assert_eq!(refused.exit, exit, "{refused:?}");
        let said: serde_json::Value = serde_json::from_str(&refused.out).expect("JSON");
        assert_eq!(said["error"]["code"], code);
        assert!(!refused.out.contains("deadbeef"), "{refused:?}");
        assert_eq!(home.ok(&["sheets"])["sheets"], json!([]));
    }
    let both = print(
        &home,
        &["sheet", "--kind", "vault", "--print", "-o", "sheet.pdf"],
    );
    assert_eq!(both.exit, 2, "either or");
}
