//! Codes on the pages of PDFs.

// Clippy knows only test functions as tests, not what they call.
#![allow(clippy::expect_used)]

mod scene;

use image::{GrayImage, Luma};
use picture::{Limits, PictureError, Until, read};
use qrcode::EcLevel;
use scene::*;

const A4: &str = "0 0 595 842";

fn refusal(bytes: &[u8]) -> PictureError {
    read(bytes, &Limits::default(), Until::Settled).expect_err("refused")
}

#[test]
fn scanned_pages() {
    let page = |n: u32| {
        let codes = [
            (400, 200, code(uri(n).as_bytes(), EcLevel::Q, 8)),
            (400, 900, code(uri(n + 1).as_bytes(), EcLevel::Q, 8)),
        ];
        screenshot(1654, 2339, &codes)
    };
    let reading = settled(&scan(&[page(1), page(3)], A4));
    assert_eq!(sorted(&reading), [uri(1), uri(2), uri(3), uri(4)]);
    assert_eq!((reading.pages, reading.unreadable.len()), (2, 0));
    let pages: Vec<u32> = reading.found.iter().map(picture::Found::page).collect();
    assert_eq!(pages, [0, 0, 1, 1]);
}

#[test]
fn drawn_codes() {
    let description =
        vector(uri(1).as_bytes(), 2.3, 60.0, 800.0) + &vector(uri(2).as_bytes(), 2.3, 300.0, 400.0);
    let reading = settled(&page(description.as_bytes(), A4));
    assert_eq!(sorted(&reading), [uri(1), uri(2)]);
}

#[test]
fn a_satisfied_caller_ends_the_reading() {
    let pages = [plain(8), plain(8), plain(8)];
    let mut enough = |found: &[picture::Found]| found.len() == 1;
    let until = Until::Satisfied(&mut enough);
    let reading = read(&scan(&pages, "0 0 400 400"), &Limits::default(), until).expect("readable");
    assert_eq!((reading.found.len(), reading.pages), (1, 3));
}

#[test]
fn no_code_is_no_error() {
    let reading = settled(&page(b"0 0 m 100 100 l S", A4));
    assert_eq!((reading.found.len(), reading.pages), (0, 1));
}

#[test]
fn huge_pages_are_drawn_smaller() {
    let description = vector(uri(1).as_bytes(), 300.0, 1000.0, 19_000.0);
    let reading = settled(&page(description.as_bytes(), "0 0 20000 20000"));
    assert_eq!(sorted(&reading), [uri(1)]);
    let absurd = settled(&page(b"0 0 5 5 re f", "0 0 100000000 100000000"));
    assert_eq!(absurd.found.len(), 0);
}

#[test]
fn a_page_of_no_use_is_unreadable() {
    assert_eq!(
        refusal(&page(b"", "0 0 1000000000 1")),
        PictureError::Damaged {
            kind: picture::Kind::Pdf
        }
    );
}

#[test]
fn too_many_pages() {
    let small = GrayImage::from_pixel(8, 8, Luma([255]));
    let pages = vec![small; 101];
    assert_eq!(
        refusal(&scan(&pages, "0 0 10 10")),
        PictureError::TooManyPages {
            pages: 101,
            max: 100
        }
    );
}

#[test]
fn a_stated_image_size_is_checked_before_it_is_believed() {
    let honest = scan(&[plain(4)], A4);
    let width = format!("/Width {}", plain(4).width());
    let at = honest
        .windows(width.len())
        .position(|w| w == width.as_bytes())
        .expect("stated");
    let mut lying = honest.clone();
    lying.splice(at..at + width.len(), b"/Width 4000000000".iter().copied());
    assert_eq!(
        refusal(&lying),
        PictureError::TooManyPixels { max: 40_000_000 }
    );
}

#[test]
fn inline_images_are_checked_too() {
    let description = b"q 500 0 0 500 0 0 cm BI /W 60000 /H 60000 /BPC 8 /CS /G ID xxxx\nEI Q";
    assert_eq!(
        refusal(&page(description, A4)),
        PictureError::TooManyPixels { max: 40_000_000 }
    );
}

#[test]
fn a_compressed_bomb_is_refused() {
    let mut description = vector(uri(1).as_bytes(), 2.0, 60.0, 800.0).into_bytes();
    description.resize(140 << 20, b' ');
    assert!(matches!(
        refusal(&page(&description, A4)),
        PictureError::TooMuchInside { .. }
    ));
    description.truncate(40 << 20);
    assert!(matches!(
        refusal(&page(&description, A4)),
        PictureError::TooMuchInside { .. }
    ));
}

#[test]
fn a_page_that_would_take_too_much_drawing_is_not_drawn() {
    for (shape, count) in [
        ("0 0 595 842 re f\n", 20_000),
        ("0 0 m 600 800 l 600 0 l f\n", 20_000),
        ("0 0 m 600 800 l S\n", 40_000),
        ("[0.001] 0 d 0 0 m 600 800 l S\n", 1),
        ("0 0 m 595 800 l 0 10 l 595 810 l ", 30_000),
        ("q 0 0 m 600 800 l 600 0 l W n ", 20_000),
    ] {
        let mut description = shape.repeat(count);
        description += "f";
        let result = read(
            &page(description.as_bytes(), A4),
            &Limits::default(),
            Until::Settled,
        );
        assert_eq!(result.err(), Some(PictureError::TooMuchDrawing), "{shape}");
    }
}

/// Each form calls the next ten times: a billion shapes in two kilobytes.
#[test]
fn forms_that_call_forms() {
    let mut objects = vec![
        ("/Type /Catalog /Pages 2 0 R".to_owned(), None),
        ("/Type /Pages /Kids [3 0 R] /Count 1".to_owned(), None),
        (
            format!(
                "/Type /Page /Parent 2 0 R /MediaBox [{A4}] /Contents 4 0 R \
                 /Resources << /XObject << /F 5 0 R >> >>"
            ),
            None,
        ),
        (String::new(), Some(b"/F Do".to_vec())),
    ];
    for next in 6..16 {
        let dictionary = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] \
             /Resources << /XObject << /F {next} 0 R >> >>"
        );
        objects.push((dictionary, Some(b"/F Do ".repeat(10))));
    }
    let last = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]".to_owned();
    objects.push((last, Some(b"0 0 9 9 re f".to_vec())));
    assert_eq!(refusal(&pdf(&objects)), PictureError::TooMuchDrawing);
}

#[test]
fn cut_and_empty_documents() {
    assert!(matches!(
        refusal(b"%PDF-1.7\n"),
        PictureError::Damaged { .. }
    ));
    let whole = scan(&[plain(4)], A4);
    for cut in [20, 100, whole.len() / 2] {
        // A reader that repairs may still find the page, but then without its picture.
        match read(&whole[..cut], &Limits::default(), Until::Settled) {
            Ok(reading) => assert_eq!(reading.found.len(), 0),
            Err(error) => assert!(matches!(error, PictureError::Damaged { .. })),
        }
    }
}
