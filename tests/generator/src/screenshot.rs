//! Screenshots as people take them: a window of some service that shows a QR code to set up a
//! second factor. Grey bars stand for text.

use crate::account::{Account, DARK, ONE, SEVERAL};
use crate::expected::Expected;
use crate::qr::{Code, fill};
use crate::{Error, Fixture};
use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use serde_json::json;
use std::io::Cursor;

/// Shades of one look.
struct Look {
    desktop: u8,
    window: u8,
    text: u8,
    /// Behind the code. Dark looks often leave the code light on dark, and so does this one.
    paper: u8,
    ink: u8,
}

const LIGHT: Look = Look {
    desktop: 0x9a,
    window: 0xfa,
    text: 0x60,
    paper: 0xff,
    ink: 0x00,
};

const NIGHT: Look = Look {
    desktop: 0x10,
    window: 0x22,
    text: 0xb0,
    paper: 0x1c,
    ink: 0xee,
};

/// The quiet zone around a code, in modules (ISO/IEC 18004 asks for four).
const QUIET: u32 = 4;

/// Every screenshot, and pictures that hold nothing to import.
pub fn fixtures() -> Result<Vec<Fixture>, Error> {
    let mut shots = Shots::default();
    let light = window((1280, 800), &LIGHT, ONE, 5)?;
    shots.otp("light.png", ImageFormat::Png, &light, ONE)?;
    let dark = window((1280, 800), &NIGHT, DARK, 5)?;
    shots.otp("dark.png", ImageFormat::Png, &dark, DARK)?;
    let several = window((1600, 900), &LIGHT, SEVERAL, 4)?;
    shots.otp("several.png", ImageFormat::Png, &several, SEVERAL)?;
    // Desktops scale by 125, 150 or 175 percent: module borders fall between pixels.
    let scaled = imageops::resize(&light, 1750, 1094, FilterType::Triangle);
    shots.otp("scaled.png", ImageFormat::Png, &scaled, ONE)?;
    let small = imageops::resize(&light, 900, 562, FilterType::Triangle);
    shots.otp("shrunk.png", ImageFormat::Png, &small, ONE)?;
    let large = window((3840, 2160), &LIGHT, SEVERAL, 6)?;
    shots.otp("several-4k.png", ImageFormat::Png, &large, SEVERAL)?;
    let plain = code_alone(ONE, 3)?;
    shots.otp("code.jpg", ImageFormat::Jpeg, &plain, ONE)?;
    shots.otp("code.webp", ImageFormat::WebP, &plain, ONE)?;
    shots.otp("code.gif", ImageFormat::Gif, &plain, ONE)?;
    shots.otp("code.bmp", ImageFormat::Bmp, &plain, ONE)?;
    shots.without_accounts()?;
    shots.finish()
}

#[derive(Default)]
struct Shots {
    fixtures: Vec<Fixture>,
    expected: Expected,
}

impl Shots {
    fn add(&mut self, name: &str, format: ImageFormat, picture: &GrayImage) -> Result<(), Error> {
        let picture = DynamicImage::ImageLuma8(picture.clone());
        // These two have no grey; a JPEG as cameras and browsers write it has colour channels.
        let picture = match format {
            ImageFormat::Gif | ImageFormat::WebP => picture.to_rgba8().into(),
            ImageFormat::Jpeg => picture.to_rgb8().into(),
            _ => picture,
        };
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format)?;
        let path = format!("screenshots/{name}");
        self.fixtures.push(Fixture::new(path, bytes.into_inner()));
        Ok(())
    }

    fn otp(
        &mut self,
        name: &str,
        format: ImageFormat,
        picture: &GrayImage,
        accounts: &[Account],
    ) -> Result<(), Error> {
        self.add(name, format, picture)?;
        self.expected.otp(name, "otpauth", accounts, 0);
        let uris: Vec<String> = accounts.iter().map(Account::uri).collect();
        self.expected.also(name, "texts", json!(uris));
        Ok(())
    }

    /// A picture without a code, and a code that is no otpauth.
    fn without_accounts(&mut self) -> Result<(), Error> {
        let empty = window((640, 400), &LIGHT, &[], 1)?;
        self.add("no-code.png", ImageFormat::Png, &empty)?;
        self.expected.error("no-code.png", "no_code_found");
        let address = alone(&Code::of("https://example.org/sample")?, 4);
        self.add("address.png", ImageFormat::Png, &address)?;
        self.expected.error("address.png", "no_code_found");
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Fixture>, Error> {
        self.fixtures.push(self.expected.fixture("screenshots")?);
        Ok(self.fixtures)
    }
}

/// A window in the middle of a desktop that shows the accounts' codes side by side.
fn window(
    (width, height): (u32, u32),
    look: &Look,
    accounts: &[Account],
    module: u32,
) -> Result<GrayImage, Error> {
    let mut picture = GrayImage::from_pixel(width, height, Luma([look.desktop]));
    let (left, top) = (width / 12, height / 12);
    let inner = (width - 2 * left, height - 2 * top);
    fill(&mut picture, (left, top), inner, look.window);
    // The title, and a paragraph of three lines.
    bar(&mut picture, (left + 30, top + 24), (inner.0 / 3, 22), look);
    for line in 0..3 {
        let length = inner.0 / 2 + line * 40;
        bar(
            &mut picture,
            (left + 30, top + 76 + line * 24),
            (length, 10),
            look,
        );
    }
    let mut x = left + 30;
    for account in accounts {
        let code = Code::of(&account.uri())?;
        let paper = (code.side() + 2 * QUIET) * module;
        let y = top + 170;
        fill(&mut picture, (x, y), (paper, paper), look.paper);
        let corner = (x + QUIET * module, y + QUIET * module);
        code.draw(&mut picture, corner, module, look.ink);
        bar(&mut picture, (x, y + paper + 16), (paper * 2 / 3, 10), look);
        x += paper + 24;
    }
    Ok(picture)
}

fn bar(picture: &mut GrayImage, corner: (u32, u32), size: (u32, u32), look: &Look) {
    fill(picture, corner, size, look.text);
}

fn code_alone(accounts: &[Account], module: u32) -> Result<GrayImage, Error> {
    let uri = accounts.first().map(Account::uri).unwrap_or_default();
    Ok(alone(&Code::of(&uri)?, module))
}

fn alone(code: &Code, module: u32) -> GrayImage {
    let side = (code.side() + 2 * QUIET) * module;
    let mut picture = GrayImage::from_pixel(side, side, Luma([LIGHT.paper]));
    let corner = (QUIET * module, QUIET * module);
    code.draw(&mut picture, corner, module, LIGHT.ink);
    picture
}
