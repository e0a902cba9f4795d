//! Hostile files: refused with a plain error, within 300 MiB of address space, and without a
//! panic.

use crate::run::{Home, fixture};
use std::io::Write;

/// Runs under a limit of 300 MiB of address space: an allocation beyond it would abort.
fn import_within_limits(home: &Home, path: &str, exit: i32, codes: &[&str]) {
    let before = home.vault_bytes();
    let wrapper = ["bash", "-c", "ulimit -v 307200; exec \"$0\" \"$@\""];
    let answer = home.run_in(&wrapper, &["import", path]);
    let found = answer.json()["error"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert!(
        codes.contains(&found.as_str()),
        "{found} is none of {codes:?}: {answer:?}"
    );
    answer.failure(exit, &found);
    assert!(!answer.err.contains("panicked"), "{answer:?}");
    assert_eq!(home.vault_bytes(), before);
}

#[test]
fn a_huge_file_is_refused_before_it_is_read() {
    let home = Home::with_vault();
    let path = home.path("huge");
    let file = std::fs::File::create(&path).expect("created");
    file.set_len(3 * 1024 * 1024 * 1024).expect("sparse");
    import_within_limits(&home, &home.text("huge"), 1, &["too_large"]);
}

#[test]
fn deep_nesting_is_refused() {
    let home = Home::with_vault();
    let deep = format!("{{\"version\":1,\"header\":{}", "[".repeat(2_000_000));
    let path = home.write("deep.json", deep);
    import_within_limits(&home, &path, 1, &["damaged", "unknown_format"]);
}

#[test]
fn a_picture_of_a_hundred_megapixels_is_refused_from_its_head() {
    let home = Home::with_vault();
    let path = home.write("bomb.png", png_head(10_000, 10_000));
    import_within_limits(&home, &path, 1, &["too_large"]);
    let path = home.write("bigger.png", png_head(100_000, 100_000));
    import_within_limits(&home, &path, 1, &["too_large"]);
}

/// The beginning of a grey PNG of this size: all of its head, and next to none of its pixels.
fn png_head(width: u32, height: u32) -> Vec<u8> {
    let mut head = width.to_be_bytes().to_vec();
    head.extend(height.to_be_bytes());
    head.extend([8, 0, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(chunk(b"IHDR", &head));
    png.extend(chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0x60, 0x60]));
    png.extend(chunk(b"IEND", &[]));
    png
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut body = name.to_vec();
    body.extend(content);
    let mut chunk = u32::try_from(content.len())
        .expect("short")
        .to_be_bytes()
        .to_vec();
    chunk.extend(&body);
    chunk.extend(crc(&body).to_be_bytes());
    chunk
}

/// CRC-32 as PNG has it (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}

#[test]
fn an_export_that_asks_for_endless_key_derivation_is_refused() {
    let home = Home::with_vault();
    let export = std::fs::read_to_string(fixture("aegis/encrypted.json")).expect("read");
    let n = "\"n\": 32768";
    let spaced = export.contains(n);
    let greedy = if spaced {
        export.replace(n, "\"n\": 1099511627776")
    } else {
        export.replace("\"n\":32768", "\"n\":1099511627776")
    };
    assert_ne!(greedy, export, "the sample names its factor");
    let path = home.write("greedy.json", greedy);
    let password = fixture("aegis/encrypted.password");
    let wrapper = ["bash", "-c", "ulimit -v 307200; exec \"$0\" \"$@\""];
    home.run_in(&wrapper, &["import", &path, "--password-file", &password])
        .failure(1, "kdf_limit");
}

#[test]
fn a_vault_that_asks_for_endless_key_derivation_is_refused() {
    let home = Home::with_vault();
    let path = home.path("vault/unlock.age");
    let wrapped = std::fs::read(&path).expect("read");
    let line = wrapped
        .split(|byte| *byte == b'\n')
        .find(|line| line.starts_with(b"-> scrypt "))
        .expect("a scrypt stanza")
        .to_vec();
    let head = String::from_utf8_lossy(&line).into_owned();
    let (stanza, _) = head.rsplit_once(' ').expect("a factor");
    let at = wrapped
        .windows(line.len())
        .position(|window| window == line)
        .expect("there");
    let mut greedy = wrapped[..at].to_vec();
    write!(greedy, "{stanza} 40").expect("written");
    greedy.extend(&wrapped[at + line.len()..]);
    std::fs::write(&path, &greedy).expect("written");
    home.run(&["list"]).failure(1, "kdf_limit");
    assert_eq!(std::fs::read(&path).expect("read"), greedy);
}
