//! What a sheet looks like: pages as lists of things with positions in millimetres from the upper
//! left corner. The PDF is drawn from it, and a preview can be.

use crate::font::Face;
use crate::qr::Modules;
use secret::SecretText;

/// A sheet, laid out.
#[derive(Clone)]
pub struct Document {
    /// Its title for viewers; names no account.
    pub title: String,
    /// The day it was made.
    pub date: jiff::civil::Date,
    /// Its pages.
    pub pages: Vec<Page>,
}

/// One page.
#[derive(Clone)]
pub struct Page {
    /// Width in millimetres.
    pub width: f32,
    /// Height in millimetres.
    pub height: f32,
    /// What is on it, in the order of drawing.
    pub items: Vec<Item>,
}

/// Brightness: 0 is black, 1 is white paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink(pub f32);

impl Ink {
    /// Text and codes.
    pub const BLACK: Self = Self(0.0);
    /// Text of second rank: dark enough for a copy of a copy.
    pub const SOFT: Self = Self(0.38);
    /// Rules and lines to write on.
    pub const RULE: Self = Self(0.55);
    /// Fine separating rules.
    pub const FAINT: Self = Self(0.8);
    /// Grounds behind text.
    pub const TINT: Self = Self(0.94);
    /// On black.
    pub const WHITE: Self = Self(1.0);
}

/// Something on a page.
#[derive(Clone)]
pub enum Item {
    /// A line of text.
    Text(Text),
    /// A straight line.
    Rule(Rule),
    /// A rectangle, stroked or filled.
    Area(Area),
    /// A QR code.
    Code(Code),
}

/// A line of text. It may be secret.
#[derive(Debug, Clone)]
pub struct Text {
    /// Left end in millimetres.
    pub x: f32,
    /// Baseline in millimetres from the top.
    pub y: f32,
    /// Size in points.
    pub size: f32,
    /// Its face.
    pub face: Face,
    /// Its brightness.
    pub ink: Ink,
    /// The text: every character has a glyph in the face.
    pub text: SecretText,
}

/// A straight line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// One end.
    pub from: (f32, f32),
    /// The other end.
    pub to: (f32, f32),
    /// Thickness in points.
    pub weight: f32,
    /// Its brightness.
    pub ink: Ink,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// Thickness of its outline in points; `None` fills it.
    pub outline: Option<f32>,
    /// Its brightness.
    pub ink: Ink,
}

/// A QR code.
#[derive(Clone)]
pub struct Code {
    /// Left edge of its dark modules.
    pub x: f32,
    /// Upper edge of its dark modules.
    pub y: f32,
    /// Width of a module in millimetres.
    pub module: f32,
    /// Its modules.
    pub modules: Modules,
}

impl Code {
    /// Its width and height in millimetres, without the white margin.
    #[must_use]
    pub fn side(&self) -> f32 {
        self.module * self.modules.size() as f32
    }
}
