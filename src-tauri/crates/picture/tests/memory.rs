//! The largest pictures that are allowed stay within the memory that they may take.
//!
//! One test, in a process of its own, because the peak is the whole process's.
#![cfg(target_os = "linux")]
// Clippy knows only test functions as tests, not what they call.
#![allow(clippy::expect_used)]

mod scene;

use image::{DynamicImage, ImageFormat, RgbaImage};
use qrcode::EcLevel;
use scene::*;

/// The most memory that this process has ever held, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    kib.expect("stated").parse::<u64>().expect("a number") / 1024
}

/// Forgets the peak so far.
fn forget() {
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux");
}

fn large() -> DynamicImage {
    let code = DynamicImage::ImageLuma8(code(uri(1).as_bytes(), EcLevel::M, 20)).to_rgba8();
    let mut picture = RgbaImage::from_pixel(8000, 5000, image::Rgba([240, 240, 250, 255]));
    image::imageops::replace(&mut picture, &code, 3000, 2000);
    picture.into()
}

#[test]
fn forty_megapixels_and_no_more_memory_than_promised() {
    let files = {
        let picture = large();
        let gray = picture.to_luma8();
        [
            ("png", encoded(&picture, ImageFormat::Png)),
            ("webp", encoded(&picture, ImageFormat::WebP)),
            ("gif", encoded(&picture, ImageFormat::Gif)),
            (
                "jpeg",
                encoded(&picture.to_rgb8().into(), ImageFormat::Jpeg),
            ),
            ("pdf", scan(&[gray], "0 0 1920 1200")),
        ]
    };
    for (name, bytes) in files {
        forget();
        assert_eq!(texts(&bytes), [uri(1)], "{name}");
        let peak = peak();
        println!("{name}: {peak} MiB");
        assert!(peak < 300, "{name}: {peak} MiB");
    }
}
