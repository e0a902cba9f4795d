//! QR codes made by `qrencode`.

use crate::Error;
use image::{GrayImage, Luma};
use std::io::Write;
use std::process::{Command, Stdio};

/// The modules of a QR code, without the quiet zone.
pub struct Code {
    rows: Vec<Vec<bool>>,
}

impl Code {
    /// The code that holds `text`, with error correction M.
    pub fn of(text: &str) -> Result<Self, Error> {
        // Two characters a module: "##" is dark.
        let drawn = qrencode(text, &["-t", "ASCII", "-m", "0", "-l", "M"])?;
        let rows: Vec<Vec<bool>> = String::from_utf8_lossy(&drawn)
            .lines()
            .map(|line| {
                line.as_bytes()
                    .chunks(2)
                    .map(|pair| pair == b"##")
                    .collect()
            })
            .collect();
        if rows.len() < 21 || rows.iter().any(|row: &Vec<bool>| row.len() != rows.len()) {
            return Err(Error::Qrencode("drew no square of modules".to_owned()));
        }
        Ok(Self { rows })
    }

    /// Modules along one side.
    pub fn side(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// Draws the code with its top left corner at `(x, y)`, `module` pixels a module. Light
    /// modules stay what they are.
    pub fn draw(&self, picture: &mut GrayImage, (x, y): (u32, u32), module: u32, ink: u8) {
        for (row, modules) in (0..).zip(&self.rows) {
            for (column, _) in (0..).zip(modules).filter(|(_, dark)| **dark) {
                let corner = (x + column * module, y + row * module);
                fill(picture, corner, (module, module), ink);
            }
        }
    }
}

/// Fills the rectangle at `corner`; what lies outside of the picture is left out.
pub fn fill(picture: &mut GrayImage, corner: (u32, u32), size: (u32, u32), ink: u8) {
    let (right, bottom) = (corner.0 + size.0, corner.1 + size.1);
    for y in corner.1..bottom.min(picture.height()) {
        for x in corner.0..right.min(picture.width()) {
            picture.put_pixel(x, y, Luma([ink]));
        }
    }
}

/// `qrencode`'s own PNG of `text`, error correction L: many accounts fit.
pub fn picture(text: &str) -> Result<Vec<u8>, Error> {
    qrencode(text, &["-t", "PNG", "-s", "4", "-m", "4", "-l", "L"])
}

/// A PNG of `text`'s code, three pixels a module. The picture is packed by this program, so that it
/// is the same wherever it is made.
pub fn small(text: &str) -> Result<Vec<u8>, Error> {
    let code = Code::of(text)?;
    let side = (code.side() + 8) * 3;
    let mut picture = GrayImage::from_pixel(side, side, Luma([255]));
    code.draw(&mut picture, (12, 12), 3, 0);
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png)?;
    Ok(png.into_inner())
}

fn qrencode(text: &str, options: &[&str]) -> Result<Vec<u8>, Error> {
    let failed = |error: std::io::Error| Error::Qrencode(error.to_string());
    let mut child = Command::new("qrencode")
        .args(["-8", "-o", "-"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text.as_bytes()).map_err(failed)?;
    }
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Error::Qrencode(output.status.to_string()))
    }
}
