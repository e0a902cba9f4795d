//! What a file is, by its content.

use std::fmt;

/// A format that can hold a picture of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Portable Network Graphics.
    Png,
    /// JPEG File Interchange Format and its relatives.
    Jpeg,
    /// WebP, lossy or lossless.
    Webp,
    /// Graphics Interchange Format: the first frame counts.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// Portable Document Format.
    Pdf,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::Pdf => "PDF",
        })
    }
}

/// Readers accept a PDF header this far into the file (PDF 1.7, appendix H, note 13).
const PDF_HEADER_WITHIN: usize = 1024;
/// Length of the BMP file header together with the size field of the header after it.
const BMP_HEADERS: usize = 18;

/// Recognises a picture or PDF by its first bytes; file names play no part.
#[must_use]
pub fn is_picture(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Kind::Png)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(Kind::Jpeg)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Kind::Webp)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some(Kind::Gif)
    } else if is_bitmap(bytes) {
        Some(Kind::Bmp)
    } else if has_pdf_header(bytes) {
        Some(Kind::Pdf)
    } else {
        None
    }
}

/// "BM" alone also starts many texts; the length of the second header is one of few values.
fn is_bitmap(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..BMP_HEADERS) else {
        return false;
    };
    header.starts_with(b"BM")
        && matches!(
            header.get(14..18),
            Some([12 | 16 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0])
        )
}

fn has_pdf_header(bytes: &[u8]) -> bool {
    bytes
        .get(..bytes.len().min(PDF_HEADER_WITHIN))
        .is_some_and(|head| head.windows(5).any(|window| window == b"%PDF-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_by_content() {
        assert_eq!(is_picture(b"\x89PNG\r\n\x1a\n..."), Some(Kind::Png));
        assert_eq!(is_picture(b"\xff\xd8\xff\xe0"), Some(Kind::Jpeg));
        assert_eq!(is_picture(b"RIFF\0\0\0\0WEBPVP8L"), Some(Kind::Webp));
        assert_eq!(is_picture(b"GIF89a"), Some(Kind::Gif));
        assert_eq!(is_picture(b"junk\n%PDF-1.4\n"), Some(Kind::Pdf));
        let mut bitmap = b"BM".to_vec();
        bitmap.resize(14, 0);
        bitmap.extend([40, 0, 0, 0]);
        assert_eq!(is_picture(&bitmap), Some(Kind::Bmp));
    }

    #[test]
    fn texts_are_no_pictures() {
        for text in [
            &b""[..],
            b"BM",
            b"BMW 320, blue, needs new tyres",
            b"otpauth://totp/x?secret=AAAA",
            b"{\"version\":1}",
            b"RIFF\0\0\0\0WAVE",
        ] {
            assert_eq!(is_picture(text), None);
        }
    }
}
