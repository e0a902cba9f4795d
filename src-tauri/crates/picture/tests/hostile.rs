//! Broken, oversized and hostile files: an error or an empty answer, never a panic, never a wrong text.

// Clippy knows only test functions as tests, not what they call.
#![allow(clippy::expect_used)]

mod scene;

use image::{DynamicImage, ImageFormat};
use picture::{Kind, Limits, PictureError, Until, is_picture, read};
use proptest::prelude::*;
use scene::*;

fn refusal(bytes: &[u8]) -> PictureError {
    read(bytes, &Limits::default(), Until::Settled).expect_err("refused")
}

fn every_kind() -> Vec<(Kind, Vec<u8>)> {
    let code = plain(3);
    let rgba = DynamicImage::ImageRgba8(DynamicImage::from(code.clone()).to_rgba8());
    vec![
        (Kind::Png, png(&code)),
        (Kind::Jpeg, jpeg(&code, 85)),
        (Kind::Webp, encoded(&rgba, ImageFormat::WebP)),
        (Kind::Gif, encoded(&rgba, ImageFormat::Gif)),
        (Kind::Bmp, encoded(&rgba, ImageFormat::Bmp)),
        (Kind::Pdf, scan(std::slice::from_ref(&code), "0 0 150 150")),
        (
            Kind::Pdf,
            page(
                vector(uri(1).as_bytes(), 2.0, 10.0, 140.0).as_bytes(),
                "0 0 150 150",
            ),
        ),
    ]
}

#[test]
fn corrupted_pictures() {
    corrupted(|kind| kind != Kind::Pdf);
}

#[test]
fn corrupted_documents() {
    corrupted(|kind| kind == Kind::Pdf);
}

fn corrupted(wanted: impl Fn(Kind) -> bool) {
    for (kind, whole) in every_kind() {
        if !wanted(kind) {
            continue;
        }
        assert_eq!(is_picture(&whole), Some(kind));
        assert_eq!(texts(&whole), [uri(1)], "{kind}");
        let mut random = Random(0x5eed);
        for round in 0..220 {
            let mut bytes = whole.clone();
            for _ in 0..=round % 9 {
                let at = random.next() as usize % bytes.len();
                bytes[at] = random.next() as u8;
            }
            if round % 5 == 0 {
                bytes.truncate(random.next() as usize % bytes.len());
            }
            if let Ok(reading) = read(&bytes, &Limits::default(), Until::Settled) {
                let texts = sorted(&reading);
                assert!(
                    texts.is_empty() || texts == [uri(1)],
                    "{kind}, round {round}"
                );
            }
        }
    }
}

#[test]
fn cut_pictures_are_damaged() {
    for (kind, whole) in every_kind() {
        // The JPEG and GIF decoders show what came before the cut; that is as good as an error.
        if matches!(kind, Kind::Png | Kind::Webp | Kind::Bmp) {
            let cut = &whole[..whole.len() / 2];
            assert_eq!(refusal(cut), PictureError::Damaged { kind }, "{kind}");
        }
        let head = &whole[..whole.len().min(30)];
        assert!(
            read(head, &Limits::default(), Until::Settled).is_err(),
            "{kind}"
        );
    }
}

/// A PNG of 8-bit colour that states this size and has no pixels.
fn png_stating(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    let mut sum = flate2::Crc::new();
    sum.update(&header);
    bytes.extend(header);
    bytes.extend(sum.sum().to_be_bytes());
    bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    bytes
}

#[test]
fn too_many_pixels_are_refused_from_the_header() {
    for (width, height) in [
        (100_000, 100_000),
        (10_000, 10_000),
        (0x7fff_ffff, 0x7fff_ffff),
    ] {
        let error = refusal(&png_stating(width, height));
        assert_eq!(error, PictureError::TooManyPixels { max: 40_000_000 });
    }
    assert_eq!(
        refusal(&png_stating(100, 100)),
        PictureError::Damaged { kind: Kind::Png }
    );
}

#[test]
fn other_formats_stating_too_much() {
    let mut gif = b"GIF89a".to_vec();
    gif.extend([0xff, 0xff, 0xff, 0xff, 0, 0, 0]);
    gif.extend([0x2c, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 2, 0, 0x3b]);
    let mut bmp = b"BM".to_vec();
    bmp.extend([0; 8]);
    bmp.extend([54, 0, 0, 0, 40, 0, 0, 0]);
    bmp.extend(60_000_u32.to_le_bytes());
    bmp.extend(60_000_u32.to_le_bytes());
    bmp.extend([1, 0, 24, 0]);
    bmp.extend([0; 24]);
    let mut jpeg = jpeg(&plain(2), 80);
    let frame = jpeg
        .windows(2)
        .position(|w| w == [0xff, 0xc0])
        .expect("there");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    for (name, bytes) in [("gif", gif), ("bmp", bmp), ("jpeg", jpeg)] {
        let error = refusal(&bytes);
        assert!(
            matches!(error, PictureError::TooManyPixels { .. }),
            "{name}: {error}"
        );
    }
}

#[test]
fn too_large_and_not_a_picture() {
    let mut limits = Limits::default();
    limits.max_bytes = 100;
    let error = read(&png(&plain(2)), &limits, Until::Settled).expect_err("refused");
    assert_eq!(error, PictureError::TooLarge { max: 100 });
    assert_eq!(refusal(b""), PictureError::NotAPicture);
    assert_eq!(refusal(b"otpauth://totp/x"), PictureError::NotAPicture);
}

#[test]
fn errors_say_it_in_one_sentence() {
    for error in [
        refusal(&png_stating(100_000, 100_000)),
        refusal(b"nothing"),
        PictureError::Damaged { kind: Kind::Gif },
    ] {
        let text = error.to_string();
        assert!(!text.contains('\n') && text.len() < 120, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_after_any_signature(kind in 0..7_usize, tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let signature: &[u8] = match kind {
            0 => b"\x89PNG\r\n\x1a\n",
            1 => b"\xff\xd8\xff",
            2 => b"RIFF\x40\0\0\0WEBPVP8L",
            3 => b"GIF89a",
            4 => b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0",
            5 => b"%PDF-1.4\n1 0 obj\n<<",
            _ => b"",
        };
        let bytes = [signature, &tail].concat();
        if let Ok(reading) = read(&bytes, &Limits::default(), Until::Settled) {
            prop_assert!(reading.found.is_empty());
        }
    }
}
