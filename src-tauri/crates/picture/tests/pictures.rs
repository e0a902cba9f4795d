//! Codes in pictures, clean and degraded.

mod scene;

use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgba, RgbaImage, imageops};
use picture::{Limits, Until, read};
use qrcode::EcLevel;
use scene::*;

#[test]
fn every_format() {
    let code = plain(5);
    let rgb = DynamicImage::ImageRgb8(DynamicImage::from(code.clone()).to_rgb8());
    let rgba = DynamicImage::ImageRgba8(rgb.to_rgba8());
    for (name, bytes) in [
        ("png", png(&code)),
        (
            "png, 16 bit",
            encoded(
                &DynamicImage::from(code.clone()).to_luma16().into(),
                ImageFormat::Png,
            ),
        ),
        (
            "png, 16 bit colour",
            encoded(&rgba.to_rgba16().into(), ImageFormat::Png),
        ),
        (
            "png, grey and alpha",
            encoded(&rgba.to_luma_alpha8().into(), ImageFormat::Png),
        ),
        ("jpeg", jpeg(&code, 90)),
        ("jpeg, poor", jpeg(&code, 30)),
        ("gif", encoded(&rgba, ImageFormat::Gif)),
        ("bmp", encoded(&rgb, ImageFormat::Bmp)),
        ("webp", encoded(&rgba, ImageFormat::WebP)),
    ] {
        assert_eq!(texts(&bytes), [uri(1)], "{name}");
    }
}

#[test]
fn several_codes_in_one_picture() {
    let codes: Vec<_> = (0..6)
        .map(|n| {
            (
                300 + n % 3 * 300,
                60 + n / 3 * 300,
                code(uri(n).as_bytes(), EcLevel::M, 5),
            )
        })
        .collect();
    let picture = screenshot(1300, 760, &codes);
    let expected: Vec<_> = (0..6).map(uri).collect();
    assert_eq!(texts(&png(&picture)), expected);
}

#[test]
fn the_same_code_twice_counts_once() {
    let codes = [(300, 60, plain(5)), (700, 60, plain(5))];
    assert_eq!(texts(&png(&screenshot(1200, 500, &codes))), [uri(1)]);
}

#[test]
fn dark_mode() {
    let mut picture = screenshot(1280, 800, &[(500, 200, plain(6))]);
    imageops::invert(&mut picture);
    assert_eq!(texts(&png(&picture)), [uri(1)]);
}

#[test]
fn both_ways_round_in_one_picture() {
    let mut dark = code(uri(2).as_bytes(), EcLevel::M, 5);
    imageops::invert(&mut dark);
    let picture = screenshot(1200, 700, &[(300, 100, plain(5)), (700, 100, dark)]);
    assert_eq!(texts(&png(&picture)), [uri(1), uri(2)]);
}

#[test]
fn scaled_by_odd_factors() {
    let picture = screenshot(900, 600, &[(300, 80, plain(6))]);
    for factor in [
        0.5, 0.61, 0.77, 0.9, 1.1, 1.25, 1.37, 1.5, 1.73, 2.2, 2.5, 3.0,
    ] {
        assert_eq!(texts(&png(&scaled(&picture, factor))), [uri(1)], "{factor}");
    }
}

#[test]
fn tiny_modules() {
    for module in [1, 2] {
        let picture = screenshot(700, 500, &[(250, 100, plain(module))]);
        assert_eq!(texts(&png(&picture)), [uri(1)], "{module} pixels");
    }
}

#[test]
fn blurry_enlargements() {
    let small = plain(2);
    for factor in [2.5, 4.0, 6.0] {
        assert_eq!(texts(&png(&scaled(&small, factor))), [uri(1)], "{factor}");
    }
}

#[test]
fn rotated_codes() {
    let picture = plain(6);
    for degrees in [2.0, 10.0, 30.0, 45.0, 90.0, 180.0, 270.0] {
        assert_eq!(
            texts(&png(&rotated(&picture, degrees))),
            [uri(1)],
            "{degrees}"
        );
    }
}

#[test]
fn blurred() {
    for sigma in [1.0, 2.0, 3.0] {
        let picture = imageops::blur(&plain(6), sigma);
        assert_eq!(texts(&png(&picture)), [uri(1)], "{sigma}");
    }
}

#[test]
fn low_contrast() {
    for (dark, light) in [(100, 150), (118, 138), (200, 215), (10, 30)] {
        let mut picture = plain(5);
        for Luma([p]) in picture.pixels_mut() {
            *p = if *p == 0 { dark } else { light };
        }
        assert_eq!(texts(&png(&picture)), [uri(1)], "{dark} on {light}");
    }
}

#[test]
fn noise() {
    for amplitude in [40, 90, 130] {
        assert_eq!(
            texts(&png(&noisy(&plain(6), amplitude))),
            [uri(1)],
            "{amplitude}"
        );
    }
}

#[test]
fn everything_at_once() {
    let picture = rotated(&plain(6), 3.0);
    let picture = noisy(&imageops::blur(&picture, 1.2), 30);
    assert_eq!(texts(&jpeg(&scaled(&picture, 0.7), 30)), [uri(1)]);
}

#[test]
fn transparent_grounds() {
    for (name, [dark, light]) in [
        ("black on nothing", [[0, 0, 0, 255], [0, 0, 0, 0]]),
        ("white on nothing", [[255, 255, 255, 255], [0, 0, 0, 0]]),
        ("nothing on black", [[0, 0, 0, 0], [0, 0, 0, 255]]),
    ] {
        let code = plain(5);
        let picture = RgbaImage::from_fn(code.width(), code.height(), |x, y| {
            Rgba(if code.get_pixel(x, y).0 == [0] {
                dark
            } else {
                light
            })
        });
        assert_eq!(
            texts(&encoded(&picture.into(), ImageFormat::Png)),
            [uri(1)],
            "{name}"
        );
    }
}

#[test]
fn bytes_that_are_no_text() {
    let bytes: Vec<u8> = (0..=255).collect();
    let reading = settled(&png(&code(&bytes, EcLevel::M, 4)));
    let [found] = reading.found.as_slice() else {
        panic!("{} codes", reading.found.len());
    };
    assert_eq!(found.bytes().expose(), bytes);
    let latin: String = bytes.iter().copied().map(char::from).collect();
    assert_eq!(found.text().expose(), latin);
}

#[test]
fn all_versions_and_levels() {
    for (length, level) in [
        (10, EcLevel::H),
        (200, EcLevel::Q),
        (600, EcLevel::M),
        (1200, EcLevel::L),
        (2900, EcLevel::L),
    ] {
        let content = "REENTRY1".repeat(length / 8);
        assert_eq!(
            texts(&png(&code(content.as_bytes(), level, 4))),
            [content.as_str()]
        );
    }
}

#[test]
fn utf8_stays_utf8() {
    let content = "otpauth://totp/Bücherei:zoë?secret=AAAABBBBCCCCDDDD";
    assert_eq!(
        texts(&png(&code(content.as_bytes(), EcLevel::M, 4))),
        [content]
    );
}

#[test]
fn corners_are_where_the_code_is() {
    let picture = screenshot(1600, 900, &[(600, 300, plain(6))]);
    let reading = settled(&png(&picture));
    let corners = reading.found[0].corners().expect("known");
    let side = plain(6).width() as f32 - 48.0;
    for (corner, (x, y)) in corners
        .iter()
        .zip([(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)])
    {
        assert!((corner.x - (624.0 + x)).abs() < 6.0, "{corners:?}");
        assert!((corner.y - (324.0 + y)).abs() < 6.0, "{corners:?}");
    }
}

#[test]
fn pictures_without_a_code() {
    let even = GrayImage::from_pixel(500, 500, Luma([200]));
    let pixel = GrayImage::from_pixel(1, 1, Luma([0]));
    let line = GrayImage::from_fn(3000, 1, |x, _| Luma([(x % 2 * 255) as u8]));
    for picture in [even, pixel, line, screenshot(1920, 1080, &[])] {
        let reading = settled(&png(&picture));
        assert_eq!((reading.found.len(), reading.pages), (0, 1));
    }
}

#[test]
fn the_caller_says_when_it_is_enough() {
    let codes = [
        (300, 60, plain(5)),
        (700, 60, code(uri(2).as_bytes(), EcLevel::M, 5)),
    ];
    let picture = png(&screenshot(1200, 500, &codes));
    let mut asked = 0;
    let mut enough = |found: &[picture::Found]| {
        asked += 1;
        !found.is_empty()
    };
    let until = Until::Satisfied(&mut enough);
    let reading = read(&picture, &Limits::default(), until).expect("readable");
    assert_eq!(asked, 1);
    assert_eq!(sorted(&reading), [uri(1), uri(2)]);
}

/// What was drawn is known as such after it was scaled and saved as a JPEG too; what was on paper is
/// not, however well it was scanned.
#[test]
fn drawings_and_paper_are_told_apart() {
    let large = code(&[b'A'; 400], EcLevel::Q, 9);
    let drawn = |picture: &[u8]| -> Vec<bool> {
        let reading = settled(picture);
        reading.found.iter().map(picture::Found::is_drawn).collect()
    };
    let cases = [(1.0, 40), (0.71, 40), (0.5, 80)];
    for (size, least) in cases {
        let picture = scaled(&large, size);
        assert_eq!(drawn(&png(&picture)), [true], "{size}");
        for quality in [95, 80, 60, 40].into_iter().filter(|q| *q >= least) {
            assert_eq!(drawn(&jpeg(&picture, quality)), [true], "{size} {quality}");
        }
    }
    // Paper: hardly askew, hardly blurred, black and white stretched by the scanner's driver.
    for degrees in [0.08, 0.4, 2.0] {
        for size in [0.71, 0.5] {
            let picture = image::imageops::blur(&scaled(&rotated(&large, degrees), size), 0.7);
            let scan = noisy(&picture, 8);
            let stretched = image::GrayImage::from_fn(scan.width(), scan.height(), |x, y| {
                let p = f32::from(scan.get_pixel(x, y).0[0]);
                image::Luma([((p - 20.0) * 1.25).clamp(0.0, 255.0) as u8])
            });
            for picture in [scan, stretched] {
                for file in [png(&picture), jpeg(&picture, 85)] {
                    assert_eq!(drawn(&file), [false], "{degrees} {size}");
                }
            }
        }
    }
    // Reduced to black and white, as a fax or a copier does.
    let picture = noisy(&scaled(&rotated(&large, 0.08), 0.5), 60);
    let reduced = image::GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let dark = picture.get_pixel(x, y).0[0] < 150;
        image::Luma([if dark { 0 } else { 255 }])
    });
    assert_eq!(drawn(&png(&reduced)), [false]);
}
