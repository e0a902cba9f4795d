//! A text as a QR code in a PNG.

use crate::{AppError, Code};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};
use secret::{SecretBytes, SecretText};
use zeroize::Zeroizing;

/// Pixels of a module: large enough for a phone in front of a screen.
const MODULE: usize = 8;
/// The white margin in modules, ISO/IEC 18004.
const QUIET: usize = 4;

/// Draws the code, at level M where that holds the text.
pub(super) fn png(text: &SecretText) -> Result<SecretBytes, AppError> {
    let text = text.expose().as_bytes();
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .or_else(|_| QrCode::with_error_correction_level(text, EcLevel::L))
        .map_err(|_| refused())?;
    let size = code.width();
    let modules = Zeroizing::new(
        code.into_colors()
            .into_iter()
            .map(|color| color == Color::Dark)
            .collect::<Vec<bool>>(),
    );
    let side = (size + 2 * QUIET) * MODULE;
    let mut pixels = Zeroizing::new(vec![u8::MAX; side * side]);
    for (y, row) in pixels.chunks_exact_mut(side).enumerate() {
        let Some(modules) = (y / MODULE)
            .checked_sub(QUIET)
            .and_then(|row| modules.chunks_exact(size).nth(row))
        else {
            continue;
        };
        for (x, pixel) in row.iter_mut().enumerate() {
            let module = (x / MODULE).checked_sub(QUIET);
            if module.and_then(|module| modules.get(module)) == Some(&true) {
                *pixel = 0;
            }
        }
    }
    let side = u32::try_from(side).map_err(|_| refused())?;
    // Room for everything, so that growing leaves no copies behind.
    let mut png = Zeroizing::new(Vec::with_capacity(pixels.len() / 4 + 4096));
    PngEncoder::new(&mut *png)
        .write_image(&pixels, side, side, ExtendedColorType::L8)
        .map_err(|_| refused())?;
    Ok(png.into())
}

fn refused() -> AppError {
    AppError::new(
        Code::TooLarge,
        "A QR code cannot hold this text.",
        "Nothing was written.",
        "Write it as text with `-o -`.",
    )
}
