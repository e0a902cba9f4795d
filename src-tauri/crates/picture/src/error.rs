//! Why a picture could not be read.

use crate::Kind;

/// Why a picture could not be read. Holds no content of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// The first bytes are of no format that is read here.
    #[error("this is not a PNG, JPEG, WebP, GIF, BMP or PDF file")]
    NotAPicture,
    /// Recognised, but cut off or inconsistent.
    #[error("the {kind} file is damaged or cut off")]
    Damaged {
        /// The format it claims to be.
        kind: Kind,
    },
    /// Recognised, but it uses a part of the format that is not read here.
    #[error("the {kind} file uses a variant of the format that is not supported")]
    Unsupported {
        /// The format.
        kind: Kind,
    },
    /// A PDF that asks for a password, or limits what may be done with it by encryption.
    #[error("the PDF is protected; save it without protection, or take pictures of its pages")]
    Protected,
    /// More bytes than allowed; refused before anything was decoded.
    #[error("the file is larger than {} MiB", max >> 20)]
    TooLarge {
        /// The limit in bytes.
        max: usize,
    },
    /// More pixels than allowed; refused from the header, before memory was taken.
    #[error("the picture has more pixels than can be read ({} megapixels)", max / 1_000_000)]
    TooManyPixels {
        /// The limit in pixels for this kind of picture.
        max: u64,
    },
    /// More pages than allowed.
    #[error("the PDF has {pages} pages; at most {max} are read")]
    TooManyPages {
        /// Pages it has.
        pages: usize,
        /// Pages that are read.
        max: u32,
    },
    /// Drawing the pages would take more memory than is allowed.
    #[error("the PDF draws more than can be read; take pictures of its pages instead")]
    TooMuchDrawing,
    /// A compressed part of a PDF would unpack to more than is ever needed.
    #[error("a part of the PDF would unpack to more than {} MB", max / 1_000_000)]
    TooMuchInside {
        /// The limit in bytes.
        max: u64,
    },
    /// The caller broke it off.
    #[error("the search for QR codes was broken off")]
    Cancelled,
}
