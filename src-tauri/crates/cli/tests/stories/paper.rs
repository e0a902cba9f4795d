//! Paper, as a scanner sees it: pages of a PDF with grain, a little askew.

use crate::run::{Home, tool};
use image::{GrayImage, Luma};

/// The pages of a PDF as scans: PNG files in the home, in order.
pub fn scanned(home: &Home, pdf: &str, name: &str) -> Vec<String> {
    // Raw pixels: poppler spends most of its time on packing a PNG.
    drawn(home, pdf, name, &[], ".pgm")
        .into_iter()
        .map(|page| {
            let picture = raw(&std::fs::read(&page).expect("a page"));
            std::fs::remove_file(&page).expect("removed");
            let path = format!("{page}.scan.png");
            aged(&picture).save(&path).expect("written");
            path
        })
        .collect()
}

/// The pages of a PDF as a program draws them.
pub fn pages(home: &Home, pdf: &str, name: &str) -> Vec<String> {
    drawn(home, pdf, name, &["-png"], ".png")
}

fn drawn(home: &Home, pdf: &str, name: &str, format: &[&str], ending: &str) -> Vec<String> {
    let prefix = home.text(name);
    let args = [&["-gray", "-r", "120"], format, &[pdf, &prefix]].concat();
    tool("pdftoppm", &args);
    let mut pages: Vec<String> = std::fs::read_dir(home.path(""))
        .expect("the home")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|file| file.starts_with(&format!("{name}-")) && file.ends_with(ending))
        .map(|file| home.text(&file))
        .collect();
    pages.sort();
    pages
}

/// A picture in the PGM format: `P5`, width, height and the brightest value, one byte a pixel.
fn raw(bytes: &[u8]) -> GrayImage {
    let mut rest = bytes;
    let mut word = || {
        let end = rest.iter().position(u8::is_ascii_whitespace);
        let (word, after) = rest.split_at(end.expect("a header"));
        rest = &after[1..];
        String::from_utf8_lossy(word).into_owned()
    };
    let header = [word(), word(), word(), word()];
    let [kind, width, height, brightest] = &header;
    assert_eq!((kind.as_str(), brightest.as_str()), ("P5", "255"));
    let (width, height) = (width.parse(), height.parse());
    let (width, height) = (width.expect("a number"), height.expect("a number"));
    GrayImage::from_raw(width, height, rest.to_vec()).expect("so many pixels")
}

/// One pixel to the side every 150 rows, and grain.
fn aged(page: &GrayImage) -> GrayImage {
    let mut seed = 1_u32;
    GrayImage::from_fn(page.width(), page.height(), |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = i32::try_from(seed >> 27).unwrap_or_default() - 16;
        let from = (x + y / 150).min(page.width() - 1);
        let Luma([p]) = *page.get_pixel(from, y);
        let p = (i32::from(p) * 9 / 10 + 12 + grain).clamp(0, 255);
        Luma([u8::try_from(p).unwrap_or_default()])
    })
}

/// What another reader finds on the pages. Pages without codes are no failure.
pub fn codes_on(pages: &[String]) -> String {
    let mut args = vec!["-c", "zbarimg -q --raw \"$@\" || test $? -eq 4", "zbarimg"];
    args.extend(pages.iter().map(String::as_str));
    tool("bash", &args)
}
