//! Codes on the pages of PDFs.

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
