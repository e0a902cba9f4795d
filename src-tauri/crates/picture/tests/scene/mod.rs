//! Pictures of codes, drawn for the tests.
// Each test file uses its own part of this; and outside of a test function clippy does not know a test.
#![allow(dead_code, clippy::expect_used)]

use image::{DynamicImage, GrayImage, ImageFormat, Luma, imageops};
use picture::{Limits, Reading, Until, read};
use qrcode::{Color, EcLevel, QrCode};
use std::io::Cursor;

/// An obviously invented secret in the shape that authenticator apps show.
pub fn uri(n: u32) -> String {
    format!("otpauth://totp/Example:user{n}?secret=AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH&issuer=Example")
}

/// A code with its quiet zone of four modules; `module` in pixels.
pub fn code(content: &[u8], level: EcLevel, module: u32) -> GrayImage {
    let code = QrCode::with_error_correction_level(content, level).expect("fits");
    let width = code.width() as u32;
    let colors = code.to_colors();
    let side = (width + 8) * module;
    GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = (x / module, y / module);
        let inside = (4..width + 4).contains(&x) && (4..width + 4).contains(&y);
        let dark = inside && colors[((y - 4) * width + x - 4) as usize] == Color::Dark;
        Luma([if dark { 0 } else { 255 }])
    })
}

/// The usual code of the tests.
pub fn plain(module: u32) -> GrayImage {
    code(uri(1).as_bytes(), EcLevel::M, module)
}

/// Something like a window: bars, a list with lines of "text", and codes at places.
pub fn screenshot(width: u32, height: u32, codes: &[(u32, u32, GrayImage)]) -> GrayImage {
    let mut picture = GrayImage::from_pixel(width, height, Luma([245]));
    let mut random = Random(7);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        if y < 40 || x < width / 6 {
            *pixel = Luma([60]);
        } else if y % 24 > 8 && y % 24 < 18 && x % 400 < 300 && random.next().is_multiple_of(3) {
            *pixel = Luma([30]);
        }
    }
    for (x, y, code) in codes {
        imageops::replace(&mut picture, code, i64::from(*x), i64::from(*y));
    }
    picture
}

/// A small generator of repeatable noise (xorshift).
pub struct Random(pub u32);

impl Random {
    pub fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }
}

pub fn noisy(picture: &GrayImage, amplitude: i32) -> GrayImage {
    let mut random = Random(99);
    let mut out = picture.clone();
    for Luma([p]) in out.pixels_mut() {
        let noise = random.next() as i32 % (amplitude + 1);
        *p = (i32::from(*p) + noise).clamp(0, 255) as u8;
    }
    out
}

/// Rotated about its middle on a white ground large enough, with bilinear samples.
pub fn rotated(picture: &GrayImage, degrees: f32) -> GrayImage {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let side = (w.hypot(h)).ceil();
    let (sin, cos) = degrees.to_radians().sin_cos();
    GrayImage::from_fn(side as u32, side as u32, |x, y| {
        let (dx, dy) = (x as f32 - side / 2.0, y as f32 - side / 2.0);
        let (sx, sy) = (dx * cos + dy * sin + w / 2.0, dy * cos - dx * sin + h / 2.0);
        imageops::interpolate_bilinear(picture, sx, sy).unwrap_or(Luma([255]))
    })
}

/// Turned about its upright middle line as a page that is looked at from the side, on a white ground.
pub fn tilted(picture: &GrayImage, degrees: f32) -> GrayImage {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let distance = 3.0 * w.max(h);
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (w * 1.2, h * 1.2);
    GrayImage::from_fn(width as u32, height as u32, |u, v| {
        let (u, v) = (u as f32 - width / 2.0, v as f32 - height / 2.0);
        let x = u * distance / (distance * cos - u * sin);
        let y = v * (distance + x * sin) / distance;
        imageops::interpolate_bilinear(picture, x + w / 2.0, y + h / 2.0).unwrap_or(Luma([255]))
    })
}

/// Its brightness squeezed between these two.
pub fn faint(picture: &GrayImage, dark: u8, light: u8) -> GrayImage {
    let mut out = picture.clone();
    for Luma([p]) in out.pixels_mut() {
        *p = (u32::from(dark) + u32::from(*p) * u32::from(light - dark) / 255) as u8;
    }
    out
}

/// Black for white.
pub fn inverted(picture: &GrayImage) -> GrayImage {
    let mut out = picture.clone();
    imageops::invert(&mut out);
    out
}

/// Darker to the right and down, as under a lamp.
pub fn shaded(picture: &GrayImage, least: f32) -> GrayImage {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let mut out = picture.clone();
    for (x, y, Luma([p])) in out.enumerate_pixels_mut() {
        let share = (x as f32 / w + y as f32 / h) / 2.0;
        *p = (f32::from(*p) * (1.0 - share * (1.0 - least))) as u8;
    }
    out
}

pub fn scaled(picture: &GrayImage, factor: f32) -> GrayImage {
    imageops::resize(
        picture,
        (picture.width() as f32 * factor).round() as u32,
        (picture.height() as f32 * factor).round() as u32,
        imageops::FilterType::Triangle,
    )
}

pub fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("to memory");
    bytes.into_inner()
}

pub fn png(picture: &GrayImage) -> Vec<u8> {
    encoded(&picture.clone().into(), ImageFormat::Png)
}

pub fn jpeg(picture: &GrayImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .expect("to memory");
    bytes
}

pub fn settled(bytes: &[u8]) -> Reading {
    read(bytes, &Limits::default(), Until::Settled).expect("readable")
}

/// The texts of a file, sorted.
pub fn texts(bytes: &[u8]) -> Vec<String> {
    sorted(&settled(bytes))
}

pub fn sorted(reading: &Reading) -> Vec<String> {
    let texts = reading.found.iter();
    let mut texts: Vec<String> = texts.map(|f| f.text().expose().to_owned()).collect();
    texts.sort();
    texts
}

/// A PDF built from numbered objects: each a dictionary and, if there is one, a stream.
pub fn pdf(objects: &[(String, Option<Vec<u8>>)]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (i, (dictionary, stream)) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", i + 1).bytes());
        match stream {
            None => out.extend(format!("<< {dictionary} >>\n").bytes()),
            Some(data) => {
                let head = format!("<< {dictionary} /Length {} >>\nstream\n", data.len());
                out.extend(head.bytes());
                out.extend(data);
                out.extend(b"\nendstream\n");
            }
        }
        out.extend(b"endobj\n");
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let end = format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        places.len() + 1
    );
    out.extend(end.bytes());
    out
}

fn deflated(data: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).expect("to memory");
    encoder.finish().expect("to memory")
}

/// A PDF with one grey picture on each page, as scanners write it; the box in PDF units.
pub fn scan(pages: &[GrayImage], media_box: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len())
        .map(|i| format!("{} 0 R", 3 + i * 3))
        .collect();
    let mut objects = vec![
        ("/Type /Catalog /Pages 2 0 R".to_owned(), None),
        (
            format!(
                "/Type /Pages /Kids [{}] /Count {}",
                kids.join(" "),
                pages.len()
            ),
            None,
        ),
    ];
    let [_, _, w, h] = media_box
        .split(' ')
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .try_into()
        .expect("four numbers");
    for (i, page) in pages.iter().enumerate() {
        let (contents, image) = (4 + i * 3, 5 + i * 3);
        objects.push((
            format!(
                "/Type /Page /Parent 2 0 R /MediaBox [{media_box}] /Contents {contents} 0 R \
                 /Resources << /XObject << /I {image} 0 R >> >>"
            ),
            None,
        ));
        objects.push((
            String::new(),
            Some(format!("q {w} 0 0 {h} 0 0 cm /I Do Q").into_bytes()),
        ));
        objects.push((
            format!(
                "/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /DeviceGray \
                 /BitsPerComponent 8 /Filter /FlateDecode",
                page.width(),
                page.height()
            ),
            Some(deflated(page.as_raw())),
        ));
    }
    pdf(&objects)
}

/// A PDF of one page with this page description.
pub fn page(description: &[u8], media_box: &str) -> Vec<u8> {
    pdf(&[
        ("/Type /Catalog /Pages 2 0 R".to_owned(), None),
        ("/Type /Pages /Kids [3 0 R] /Count 1".to_owned(), None),
        (
            format!("/Type /Page /Parent 2 0 R /MediaBox [{media_box}] /Contents 4 0 R"),
            None,
        ),
        (
            "/Filter /FlateDecode".to_owned(),
            Some(deflated(description)),
        ),
    ])
}

/// A code as filled rectangles; the module in PDF units.
pub fn vector(content: &[u8], module: f32, left: f32, top: f32) -> String {
    use std::fmt::Write;
    let code = QrCode::with_error_correction_level(content, EcLevel::Q).expect("fits");
    let width = code.width();
    let mut out = String::from("0 g\n");
    for (i, color) in code.to_colors().iter().enumerate() {
        if *color == Color::Dark {
            let x = left + (i % width) as f32 * module;
            let y = top - (i / width + 1) as f32 * module;
            writeln!(out, "{x:.3} {y:.3} {module:.3} {module:.3} re").expect("to memory");
        }
    }
    out + "f\n"
}
