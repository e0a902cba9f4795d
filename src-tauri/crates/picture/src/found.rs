//! What was read.

use secret::{SecretBytes, SecretText};
use zeroize::Zeroizing;

/// A position in a picture, in pixels from its upper left corner. For a PDF: in pixels of the page
/// as it was rasterised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

/// One QR code. Its content counts as secret: most are TOTP secrets or parts of a vault.
#[derive(Debug, Clone)]
pub struct Found {
    bytes: SecretBytes,
    text: SecretText,
    page: u32,
    corners: Option<[Point; 4]>,
    drawn: bool,
}

impl Found {
    pub(crate) fn new(bytes: Zeroizing<Vec<u8>>, corners: Option<[Point; 4]>) -> Self {
        Self {
            text: SecretText::new(text_of(&bytes)),
            bytes: SecretBytes::from(bytes),
            page: 0,
            corners,
            drawn: false,
        }
    }

    pub(crate) fn judged(mut self, drawn: bool) -> Self {
        self.drawn = drawn;
        self
    }

    pub(crate) fn on_page(mut self, page: u32) -> Self {
        self.page = page;
        self
    }

    pub(crate) fn with_corners(mut self, corners: Option<[Point; 4]>) -> Self {
        self.corners = corners;
        self
    }

    /// The bytes of all segments as they stand in the code.
    #[must_use]
    pub fn bytes(&self) -> &SecretBytes {
        &self.bytes
    }

    /// The bytes as text: UTF-8 if they are valid UTF-8, else Latin-1, the default of ISO/IEC 18004.
    #[must_use]
    pub fn text(&self) -> &SecretText {
        &self.text
    }

    /// The page, counted from 0; 0 for pictures.
    #[must_use]
    pub fn page(&self) -> u32 {
        self.page
    }

    /// The corners in the order of the code: upper left, upper right, lower right, lower left.
    #[must_use]
    pub fn corners(&self) -> Option<[Point; 4]> {
        self.corners
    }

    /// Whether a program drew the code into the file pixel by pixel, so that it never was on paper.
    /// `false` for scans and photographs, and where it cannot be told.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        self.drawn
    }
}

fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// All that was read from one file.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Reading {
    /// The codes, page by page, in the order in which they were found.
    pub found: Vec<Found>,
    /// Pages that the file has: 1 for a picture.
    pub pages: u32,
    /// Pages, counted from 0, that could not be drawn although the rest of the PDF could.
    pub unreadable: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_utf8_or_latin1() {
        assert_eq!(text_of("zoë".as_bytes()), "zoë");
        assert_eq!(text_of(b"zo\xeb"), "zoë");
    }

    #[test]
    fn debug_shows_no_content() {
        let found = Found::new(Zeroizing::new(b"SECRETSECRET".to_vec()), None);
        assert!(!format!("{found:?}").contains("SECRET"));
    }
}
