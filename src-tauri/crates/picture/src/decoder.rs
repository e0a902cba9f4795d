//! One pass of the QR decoder over one grey plane.

use crate::gray::Gray;
use crate::{Found, Point};
use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8Source, RXingResult};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use zeroize::Zeroizing;

/// All codes that one pass sees. A failure or a panic inside the decoder is an empty answer: the
/// next step of the ladder sees the picture differently.
pub(crate) fn decode(picture: &Gray) -> Vec<Found> {
    // Nothing that could be left half-changed crosses the border: the plane is only read.
    catch_unwind(AssertUnwindSafe(|| attempt(picture))).unwrap_or_default()
}

fn attempt(picture: &Gray) -> Vec<Found> {
    let Ok(source) =
        Luma8Source::new_with_slice(picture.pixels(), picture.width(), picture.height())
    else {
        return Vec::new();
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints {
        PossibleFormats: Some(HashSet::from([BarcodeFormat::QR_CODE])),
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    QrReader
        .decode_multiple_with_hints(&mut bitmap, &hints)
        .unwrap_or_default()
        .iter()
        .filter_map(found)
        .collect()
}

fn found(result: &RXingResult) -> Option<Found> {
    let bytes = result.getRawBytes();
    (!bytes.is_empty()).then(|| Found::new(Zeroizing::new(bytes.to_vec()), corners(result)))
}

/// The decoder gives upper left, upper right, lower left, lower right; ours go round the code.
fn corners(result: &RXingResult) -> Option<[Point; 4]> {
    let [upper_left, upper_right, lower_left, lower_right] = result.getPoints() else {
        return None;
    };
    let around = [upper_left, upper_right, lower_right, lower_left];
    Some(around.map(|p| Point { x: p.x, y: p.y }))
}
