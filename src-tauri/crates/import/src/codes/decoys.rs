//! Texts that look like recovery codes and are none.

use super::*;
use crate::Limits;

fn is_codes(name: &str, text: &str) -> bool {
    let options = Options {
        format: None,
        password: None,
        key_file: None,
        limits: Limits::default(),
        providers: &crate::PROVIDERS,
    };
    let source = Source {
        name,
        bytes: text.as_bytes(),
    };
    matches!(read(text, &source, &options), Ok(Some(_)))
}

/// Hexadecimal digits that look random and are the same in every run.
fn hex(seed: u64, length: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = String::new();
    while text.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.push_str(&format!("{state:016x}"));
    }
    text.truncate(length);
    text
}

fn lines(count: u64, line: impl Fn(u64) -> String) -> String {
    (1..=count).map(|n| line(n) + "\n").collect()
}

#[test]
fn lock_files() {
    let cargo = lines(12, |n| {
        let sum = hex(n, 64);
        format!("[[package]]\nname = \"crate-{n}\"\nversion = \"1.{n}.0\"\nchecksum = \"{sum}\"\n")
    });
    assert!(!is_codes("Cargo.lock", &cargo));
    let hashes = lines(9, |n| format!("    --hash=sha256:{} \\", hex(n, 64)));
    assert!(!is_codes(
        "requirements.txt",
        &format!("requests==2.0 \\\n{hashes}")
    ));
    let go = lines(9, |n| format!("example.org/m v1.{n}.0 h1:{}=", hex(n, 43)));
    assert!(!is_codes("go.sum", &go));
}

#[test]
fn commits_and_digests() {
    for length in [7, 8, 9, 10, 11, 12, 32, 40, 64] {
        assert!(
            !is_codes("list.txt", &lines(12, |n| hex(n, length))),
            "{length}"
        );
    }
    assert!(!is_codes(
        "log.txt",
        &lines(12, |n| format!("{} mend the build", hex(n, 7)))
    ));
    assert!(!is_codes(
        "log.txt",
        &lines(12, |n| format!("commit {}", hex(n, 40)))
    ));
    assert!(!is_codes(
        "SHA256SUMS",
        &lines(12, |n| format!("{}  file-{n}.tar.gz", hex(n, 64)))
    ));
    let backup = format!("backup of these commits\n{}", lines(12, |n| hex(n, 40)));
    assert!(!is_codes("backup.txt", &backup));
}

#[test]
fn uuids() {
    let uuid = |n| {
        let text = hex(n, 32);
        format!(
            "{}-{}-{}-{}-{}",
            &text[..8],
            &text[8..12],
            &text[12..16],
            &text[16..20],
            &text[20..]
        )
    };
    assert!(!is_codes("ids.txt", &lines(10, uuid)));
    assert!(!is_codes(
        "backup.txt",
        &format!("backup disks\n{}", lines(10, uuid))
    ));
}

#[test]
fn dates_and_times() {
    assert!(!is_codes(
        "days.txt",
        &lines(12, |n| format!("2026-{n:02}-17"))
    ));
    assert!(!is_codes(
        "days.txt",
        &lines(12, |n| format!("17-{n:02}-2026"))
    ));
    assert!(!is_codes(
        "days.txt",
        &lines(12, |n| format!("2026{n:02}17"))
    ));
    assert!(!is_codes(
        "backup.txt",
        &format!("backup dates\n{}", lines(12, |n| format!("2026{n:02}17")))
    ));
    assert!(!is_codes(
        "days.txt",
        &lines(12, |n| format!("2026-{n:02}-17 10:{n:02}:00"))
    ));
}

#[test]
fn telephone_and_other_numbers() {
    assert!(!is_codes(
        "phone.txt",
        &lines(9, |n| format!("555-01{n}-{}", 4321 - n * 37))
    ));
    assert!(!is_codes(
        "phone.txt",
        &lines(9, |n| format!("555-{}", 4321 - n * 37))
    ));
    assert!(!is_codes(
        "phone.txt",
        &lines(9, |n| format!("+49 30 {}", 1_234_567 + n * 7919))
    ));
    assert!(!is_codes(
        "phone.txt",
        &lines(9, |n| format!("{}", 5_550_001_234_u64 + n * 7_919_333))
    ));
    assert!(!is_codes(
        "zip.txt",
        &lines(9, |n| format!("{}", 10_115 + n * 733))
    ));
    assert!(!is_codes(
        "sum.txt",
        &lines(9, |n| format!("{}", 123_456 + n * 7919))
    ));
    assert!(!is_codes(
        "cards.txt",
        &lines(9, |n| format!(
            "{}",
            4_000_000_000_000_000_u64 + n * 79_199_999_331
        ))
    ));
    assert!(!is_codes(
        "prices.csv",
        &lines(9, |n| format!("item {n},{}.99", n * 7))
    ));
}

#[test]
fn numbered_things() {
    assert!(!is_codes(
        "tickets.txt",
        &lines(9, |n| format!("PROJ-{}", 1234 + n))
    ));
    assert!(!is_codes(
        "hosts.txt",
        &lines(9, |n| format!("server{n:02}"))
    ));
    assert!(!is_codes(
        "files.txt",
        &lines(9, |n| format!("IMG20261{n:03}"))
    ));
    assert!(!is_codes(
        "cves.txt",
        &lines(9, |n| format!("CVE-2026-{}", 10_000 + n * 7))
    ));
}

#[test]
fn words() {
    assert!(!is_codes(
        "words.txt",
        "banana\ncherry\norange\npapaya\nquince\nraisin\n"
    ));
    assert!(!is_codes(
        "note.txt",
        "Please keep these backup codes secret. Always remove copies before handing laptops on.\n"
    ));
    assert!(!is_codes(
        "todo.txt",
        "[x] write the tests\n[ ] mend the build\n[ ] back up the disk\n"
    ));
    assert!(!is_codes(
        "a.rs",
        "fn main() {\n    let value = 0x0123456789abcdef;\n}\n"
    ));
    assert!(!is_codes("", ""));
}

#[test]
fn very_long_lists_are_no_set() {
    let code = |n| format!("{}-{}", &hex(n, 8)[..4], &hex(n + 999, 8)[..4]);
    assert!(is_codes("list.txt", &lines(10, code)));
    assert!(!is_codes("list.txt", &lines(300, code)));
    assert!(!is_codes("backup codes.txt", &lines(300, code)));
}
