//! The same files through another decoder: zbarimg, from Debian's zbar-tools.

// Clippy knows only test functions as tests, not what they call.
#![allow(clippy::expect_used)]

mod scene;

use image::imageops;
use qrcode::EcLevel;
use scene::*;
use std::process::Command;

fn zbar(picture: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("picture.png");
    std::fs::write(&file, picture).expect("written");
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(&file)
        .output()
        .expect("zbarimg is installed");
    let text = String::from_utf8(output.stdout).expect("text");
    let mut texts: Vec<String> = text.lines().map(str::to_owned).collect();
    texts.sort();
    texts
}

#[test]
fn both_decoders_read_the_same() {
    let codes: Vec<_> = (1..4)
        .map(|n| (n * 330, 60 + n * 40, code(uri(n).as_bytes(), EcLevel::M, 6)))
        .collect();
    let picture = screenshot(1400, 700, &codes);
    let expected = [uri(1), uri(2), uri(3)];
    for (name, picture) in [
        ("clean", picture.clone()),
        ("blurred", imageops::blur(&picture, 1.0)),
        ("turned", imageops::rotate90(&picture)),
        ("smaller", scaled(&picture, 0.6)),
    ] {
        let bytes = png(&picture);
        assert_eq!(zbar(&bytes), expected, "{name}: zbarimg");
        assert_eq!(texts(&bytes), expected, "{name}: ours");
    }
}
