//! Pictures to one grey plane, with every size checked first.

use crate::gray::Gray;
use crate::ladder::{self, Climbed, End, Harvest, Quality, Round};
use crate::{Kind, Limits, PictureError, Reading, drawn};
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use zeroize::Zeroize;

/// Memory for the decoded pixels and, in what the image crate counts, its working buffers.
const MAX_DECODED: u64 = 192 << 20;

/// Reads the codes of one picture.
pub(crate) fn read(
    bytes: &[u8],
    kind: Kind,
    limits: &Limits,
    end: &mut End<'_>,
) -> Result<Reading, PictureError> {
    let mut harvest = Harvest::new();
    let on_white = plane(bytes, kind, limits, White)?;
    let climbed = ladder::climb(
        &on_white.gray,
        Quality::Unknown,
        Round::Only,
        0,
        &mut harvest,
        end,
    )?;
    harvest.judge(0, |corners| drawn::is_drawn(&on_white.gray, corners));
    let nothing = climbed != Climbed::Satisfied && harvest.is_empty();
    let Plane { transparent, gray } = on_white;
    drop(gray);
    if nothing && transparent {
        // A code in white on a transparent ground has vanished on white.
        let on_black = plane(bytes, kind, limits, Black)?;
        ladder::climb(
            &on_black.gray,
            Quality::Unknown,
            Round::Only,
            0,
            &mut harvest,
            end,
        )?;
    }
    Ok(Reading {
        found: harvest.into_found(),
        pages: 1,
        unreadable: Vec::new(),
    })
}

/// What shows through transparent pixels.
#[derive(Clone, Copy)]
enum Ground {
    White,
    Black,
}
use Ground::{Black, White};

struct Plane {
    gray: Gray,
    /// Whether any pixel lets the ground through.
    transparent: bool,
}

fn plane(bytes: &[u8], kind: Kind, limits: &Limits, ground: Ground) -> Result<Plane, PictureError> {
    // The decoders hold assertions; nothing of theirs is used after a panic.
    catch_unwind(AssertUnwindSafe(|| {
        flatten(decode(bytes, kind, limits)?, ground).ok_or(PictureError::Damaged { kind })
    }))
    .unwrap_or(Err(PictureError::Damaged { kind }))
}

fn decode(bytes: &[u8], kind: Kind, limits: &Limits) -> Result<DynamicImage, PictureError> {
    let format = match kind {
        Kind::Png => ImageFormat::Png,
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Webp => ImageFormat::WebP,
        Kind::Gif => ImageFormat::Gif,
        Kind::Bmp => ImageFormat::Bmp,
        Kind::Pdf => return Err(PictureError::NotAPicture),
    };
    let refused = |error: ImageError| refusal(&error, kind, limits);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut memory = image::Limits::default();
    memory.max_alloc = Some(MAX_DECODED);
    reader.limits(memory);
    let decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let per_pixel = u64::from(decoder.color_type().bytes_per_pixel());
    let max = limits.max_pixels.min(MAX_DECODED / per_pixel.max(1));
    let max = if kind == Kind::Jpeg && is_progressive(bytes) {
        // Its coefficients, two bytes for each sample, are all in memory at once.
        max.min(MAX_DECODED / 9)
    } else {
        max
    };
    if pixels > max {
        return Err(PictureError::TooManyPixels { max });
    }
    DynamicImage::from_decoder(decoder).map_err(refused)
}

fn refusal(error: &ImageError, kind: Kind, limits: &Limits) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooManyPixels {
            max: limits.max_pixels,
        },
        ImageError::Unsupported(_) => PictureError::Unsupported { kind },
        _ => PictureError::Damaged { kind },
    }
}

/// Whether the frame header of a JPEG is one of the progressive ones (ITU-T T.81, table B.1).
fn is_progressive(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        match marker {
            0xc2 | 0xc6 | 0xca | 0xce => return true,
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf | 0xda => return false,
            0xff => {
                at += 1;
                continue;
            }
            _ => {}
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    false
}

fn flatten(picture: DynamicImage, ground: Ground) -> Option<Plane> {
    let (width, height) = (picture.width(), picture.height());
    let mut transparent = false;
    let mut over = |brightness: u8, alpha: u8| {
        transparent |= alpha < u8::MAX;
        let (brightness, alpha) = (u16::from(brightness), u16::from(alpha));
        let below = match ground {
            White => 255 - alpha,
            Black => 0,
        };
        (brightness * alpha / 255 + below).min(255) as u8
    };
    let pixels = match picture {
        DynamicImage::ImageLuma8(p) => p.into_raw(),
        DynamicImage::ImageLumaA8(p) => wiped(p.into_raw(), |raw| {
            let pairs = raw.as_chunks::<2>().0;
            pairs.iter().map(|&[l, a]| over(l, a)).collect()
        }),
        DynamicImage::ImageRgb8(p) => wiped(p.into_raw(), |raw| {
            let triples = raw.as_chunks::<3>().0;
            triples.iter().map(|&rgb| brightness(rgb)).collect()
        }),
        DynamicImage::ImageRgba8(p) => wiped(p.into_raw(), |raw| {
            let quads = raw.as_chunks::<4>().0;
            let flat = |&[r, g, b, a]: &[u8; 4]| over(brightness([r, g, b]), a);
            quads.iter().map(flat).collect()
        }),
        DynamicImage::ImageLuma16(p) => p.as_raw().iter().map(|&l| high(l)).collect(),
        DynamicImage::ImageLumaA16(p) => {
            let pairs = p.as_raw().as_chunks::<2>().0;
            pairs.iter().map(|&[l, a]| over(high(l), high(a))).collect()
        }
        DynamicImage::ImageRgb16(p) => {
            let triples = p.as_raw().as_chunks::<3>().0;
            triples.iter().map(|c| brightness(c.map(high))).collect()
        }
        DynamicImage::ImageRgba16(p) => {
            let quads = p.as_raw().as_chunks::<4>().0;
            let flat = |&[r, g, b, a]: &[u16; 4]| over(brightness([r, g, b].map(high)), high(a));
            quads.iter().map(flat).collect()
        }
        // Floating point comes only from formats that are switched off.
        _ => return None,
    };
    let gray = Gray::new(width, height, pixels)?;
    Some(Plane { gray, transparent })
}

fn wiped(mut raw: Vec<u8>, convert: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let out = convert(&raw);
    raw.zeroize();
    out
}

/// The upper byte of a 16-bit sample.
fn high(sample: u16) -> u8 {
    (sample >> 8) as u8
}

/// Luma of ITU-R BT.601, in 256ths.
pub(crate) fn brightness([r, g, b]: [u8; 3]) -> u8 {
    ((u32::from(r) * 77 + u32::from(g) * 150 + u32::from(b) * 29) >> 8) as u8
}
