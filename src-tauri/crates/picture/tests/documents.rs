//! Codes on the pages of PDFs.

// Clippy knows only test functions as tests, not what they call.
#![allow(clippy::expect_used)]

mod scene;

use image::{GrayImage, Luma};
use picture::{Kind, Limits, PictureError, Until, read};
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

/// A page with these resources and this description, and what they refer to from object 5 on.
fn with(resources: &str, description: &[u8], more: &[(String, Option<Vec<u8>>)]) -> Vec<u8> {
    let mut objects = vec![
        ("/Type /Catalog /Pages 2 0 R".to_owned(), None),
        ("/Type /Pages /Kids [3 0 R] /Count 1".to_owned(), None),
        (
            format!(
                "/Type /Page /Parent 2 0 R /MediaBox [{A4}] /Contents 4 0 R \
                 /Resources << {resources} >>"
            ),
            None,
        ),
        (String::new(), Some(description.to_vec())),
    ];
    objects.extend_from_slice(more);
    pdf(&objects)
}

/// Braces within braces would overflow the stack of the reader, which nothing can catch; functions of
/// functions double at each step; a long program takes its time for every pixel.
#[test]
fn functions_that_cost_too_much_are_refused() {
    let shading = |function: &[(String, Option<Vec<u8>>)]| {
        let shading = "/ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 9 9] /Function 6 0 R";
        let mut more = vec![(shading.to_owned(), None)];
        more.extend_from_slice(function);
        with("/Shading << /S 5 0 R >>", b"/S sh", &more)
    };
    let calculator = |program: Vec<u8>| {
        let said = "/FunctionType 4 /Domain [0 1] /Range [0 1]".to_owned();
        (said, Some(program))
    };
    let deep = [b"{".repeat(200_000), b"}".repeat(200_000)].concat();
    let long = [b"{".to_vec(), b"sin ".repeat(1000), b"}".to_vec()].concat();
    let chain: Vec<_> = (7..40)
        .map(|next| {
            let stitched = format!(
                "/FunctionType 3 /Domain [0 1] /Functions [{next} 0 R {next} 0 R] \
                 /Bounds [0.5] /Encode [0 1 0 1]"
            );
            (stitched, None)
        })
        .collect();
    let hidden = [
        (
            "/FunctionType 7 0 R /Domain [0 1] /Range [0 1] /Width 4 /Height 4".to_owned(),
            Some(deep.clone()),
        ),
        ("/FunctionType 4".to_owned(), None),
    ];
    let refused = PictureError::Unsupported { kind: Kind::Pdf };
    for functions in [
        vec![calculator(deep)],
        vec![calculator(long)],
        vec![calculator(b"{ 1 exch sub }".to_vec())],
        chain,
        hidden.to_vec(),
    ] {
        assert_eq!(refusal(&shading(&functions)), refused);
    }
    // The tint of a spot colour and a plain gradient are drawn.
    let tint = [
        ("/C [/Separation /Spot /DeviceGray 6 0 R]".to_owned(), None),
        calculator(b"{ 1 exch sub }".to_vec()),
    ];
    let page = with(
        "/ColorSpace << /C 5 0 R >>",
        b"/C cs 1 scn 0 0 9 9 re f",
        &tint,
    );
    assert_eq!(settled(&page).pages, 1);
    let plain = "/FunctionType 2 /Domain [0 1] /N 1".to_owned();
    assert_eq!(settled(&shading(&[(plain, None)])).pages, 1);
}

/// Pages, forms, masks, patterns, glyphs, colours and references that hold themselves, and brackets
/// within brackets: each is refused or is an empty page, and the process lives.
#[test]
fn what_holds_itself_ends() {
    let own = |kind: &str, dictionary: &str, description: &[u8]| {
        let more = [(dictionary.to_owned(), Some(description.to_vec()))];
        with(&format!("/{kind} << /X 5 0 R >>"), description, &more)
    };
    let form =
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>";
    let pattern = "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] \
                   /XStep 9 /YStep 9 /Resources << /Pattern << /X 5 0 R >> >>";
    let image = "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray \
                 /BitsPerComponent 8 /SMask 5 0 R";
    let mask = [
        (
            "/Type /XObject /Subtype /Form /BBox [0 0 900 900] /Group << /S /Transparency >> \
             /Resources << /ExtGState << /X 6 0 R >> >>"
                .to_owned(),
            Some(b"/X gs 0 0 9 9 re f".to_vec()),
        ),
        (
            "/SMask << /Type /Mask /S /Luminosity /G 5 0 R >>".to_owned(),
            None,
        ),
    ];
    let glyph = [
        (
            "/Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [0.1 0 0 0.1 0 0] \
             /CharProcs << /a 6 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 \
             /LastChar 97 /Widths [9] /Resources << /Font << /X 5 0 R >> >>"
                .to_owned(),
            None,
        ),
        (
            String::new(),
            Some(b"9 0 d0 BT /X 12 Tf (aaaa) Tj ET".to_vec()),
        ),
    ];
    let brackets = [b"[".repeat(100_000), b"]".repeat(100_000), b" TJ".to_vec()].concat();
    let catalog = ("/Type /Catalog /Pages 2 0 R".to_owned(), None);
    let tree = ("/Type /Pages /Kids [2 0 R 2 0 R] /Count 2".to_owned(), None);
    for document in [
        own("XObject", form, b"/X Do"),
        own("Pattern", pattern, b"/Pattern cs /X scn 0 0 500 500 re f"),
        own("XObject", image, b"/X Do"),
        with(
            "/ExtGState << /X 6 0 R >>",
            b"/X gs 0 0 100 100 re f",
            &mask,
        ),
        with(
            "/Font << /X 5 0 R >>",
            b"BT /X 12 Tf 9 9 Td (aaaa) Tj ET",
            &glyph,
        ),
        with(
            "/ColorSpace << /X [/Indexed 5 0 R 1 <00>] >>",
            &brackets,
            &[],
        ),
        pdf(&[catalog, tree]),
        page(&b"q ".repeat(300_000), A4),
    ] {
        match read(&document, &Limits::default(), Until::Settled) {
            Ok(reading) => assert_eq!(reading.found.len(), 0),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
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

#[test]
fn a_damaged_page_behind_blank_ones_is_read_when_it_is_wanted() {
    let text = |n: u32| noisy(&screenshot(900, 1200, &[]), n as i32 % 5 + 1);
    let code = |n| code(uri(n).as_bytes(), EcLevel::M, 6);
    let clear = screenshot(900, 1200, &[(300, 200, code(1))]);
    let poor = image::imageops::blur(&screenshot(900, 1200, &[(300, 500, code(2))]), 2.0);
    let bytes = scan(&[text(1), clear, text(2), poor], "0 0 450 600");
    let mut both = |found: &[picture::Found]| found.len() == 2;
    let reading = read(&bytes, &Limits::default(), Until::Satisfied(&mut both)).expect("readable");
    assert_eq!(sorted(&reading), [uri(1), uri(2)]);
}
