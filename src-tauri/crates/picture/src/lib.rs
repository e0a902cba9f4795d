//! Pictures and PDF pages in, the texts of their QR codes out.
//!
//! Shared by the import of screenshots and the reading back of sheets. It takes bytes and gives
//! texts: no disk, no network, no clock. Every size is bounded before memory is taken for it.
//!
//! The order of work: [`Kind`] by content, a bounded decode to one grey plane per picture or page,
//! then a ladder of image steps, each followed by the QR decoder. The results of the steps are
//! united, because no single step reads every picture.
//!
//! # Panics of the decoders
//! The decoders of QR codes and PDFs contain assertions and index arithmetic that hostile input
//! might reach. Each use of them stands inside `catch_unwind`, so that such a panic costs one step or
//! one page and not the process. The panic hook is left alone: it belongs to the whole process, and
//! a library that swaps it would hide the panics of other threads. So a line about the panic may
//! reach standard error; it holds positions and lengths, not the content of a code.
//!
//! # What is wiped
//! The grey planes and the texts handed out are wiped when dropped. The decoders' own buffers are
//! not ours and are only freed.

mod decoder;
mod document;
mod drawn;
mod effort;
mod error;
mod found;
mod function;
mod gray;
mod inflation;
mod kind;
mod ladder;
mod raster;
mod survey;

pub use error::PictureError;
pub use found::{Found, Point, Reading};
pub use kind::{Kind, is_picture};
pub use ladder::{Until, Watch};

use ladder::End;
use std::ops::ControlFlow;

/// What a picture or document may cost at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The file's length in bytes.
    pub max_bytes: usize,
    /// A PDF's length in bytes: it is held a second time while it is read.
    pub max_pdf_bytes: usize,
    /// Width times height of a picture, or of an image inside a PDF. A picture with more than
    /// four bytes a pixel may have proportionally fewer.
    pub max_pixels: u64,
    /// Pages of a PDF.
    pub max_pages: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 100 << 20,
            max_pdf_bytes: 48 << 20,
            max_pixels: 40_000_000,
            max_pages: 100,
        }
    }
}

/// Reads the QR codes of a picture, or of every page of a PDF.
///
/// A picture without codes is not an error: `found` is empty then. Of an animation the first frame
/// is read. Codes with the same content on one page count once.
///
/// # Errors
/// See [`PictureError`]. No error holds any content of the file.
pub fn read(bytes: &[u8], limits: &Limits, until: Until<'_>) -> Result<Reading, PictureError> {
    read_watched(bytes, limits, until, &|| ControlFlow::Continue(()))
}

/// The same for somebody who may not want to wait: a large picture takes seconds.
///
/// # Errors
/// As [`read`], and [`PictureError::Cancelled`].
pub fn read_watched<'a>(
    bytes: &[u8],
    limits: &Limits,
    until: Until<'a>,
    watch: &'a Watch<'a>,
) -> Result<Reading, PictureError> {
    if bytes.len() > limits.max_bytes {
        return Err(PictureError::TooLarge {
            max: limits.max_bytes,
        });
    }
    let mut end = End { until, watch };
    end.not_yet()?;
    match is_picture(bytes) {
        None => Err(PictureError::NotAPicture),
        Some(Kind::Pdf) => document::read(bytes, limits, &mut end),
        Some(kind) => raster::read(bytes, kind, limits, &mut end),
    }
}
