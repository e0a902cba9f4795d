//! What stands at the end of every sheet: what it is enough for, its format, and its next checks.

use crate::compose::{Composer, LEADING, Style};
use crate::font::Face;
use crate::labels::CommonLabels;
use crate::layout::Ink;

/// White between two columns.
const GAP: f32 = 8.0;
/// The part of the width that the format takes; the rest is for the checks.
const FORMAT_SHARE: f32 = 0.58;
/// Distance between the lines of captions.
const CAPTION_LEADING: f32 = 3.3;
/// Rows of the table of checks.
const CHECK_ROWS: usize = 3;
/// From the last line of the lists to the headings of format and checks.
const BEFORE_FOOT: f32 = 7.0;

/// What a sheet says of itself at its end.
pub(crate) struct Closing<'a> {
    pub(crate) common: &'a CommonLabels,
    pub(crate) checks_about: &'a str,
    pub(crate) enough: &'a [String],
    pub(crate) not_enough: &'a [String],
    pub(crate) format: &'a [String],
}

impl Closing<'_> {
    /// Its height in millimetres.
    pub(crate) fn height(&self, composer: &Composer<'_>) -> f32 {
        let half = half(composer);
        let lists = self
            .list_height(self.enough, half)
            .max(self.list_height(self.not_enough, half));
        5.8 + 0.7 + lists + BEFORE_FOOT + self.foot().height(composer.span()) + 0.6
    }

    fn list_height(&self, items: &[String], width: f32) -> f32 {
        items
            .iter()
            .map(|item| lines(item, width - INDENT) as f32 * LEADING + 0.6)
            .sum()
    }

    fn foot(&self) -> Foot<'_> {
        Foot {
            common: self.common,
            checks_about: self.checks_about,
            format: self.format,
            sizes: FootSizes::ROOMY,
        }
    }

    /// Draws it at the foot of the page, or from `y` where that is lower. Gives where it begins.
    pub(crate) fn draw(&self, composer: &mut Composer<'_>, y: f32) -> f32 {
        let top = y.max(composer.bottom() - self.height(composer));
        let (left, right) = (composer.left(), composer.right());
        let half = half(composer);
        let second = left + half + GAP;
        composer.rule((left, top), (right, top), 0.6, Ink::BLACK);
        let y = top + 5.8;
        let strong = Style::STRONG.sized(10.0);
        composer.text(left, y, strong, self.common.enough);
        composer.text(second, y, strong, self.common.not_enough);
        let end = bullets(composer, (left, y), half, self.enough).max(bullets(
            composer,
            (second, y),
            half,
            self.not_enough,
        ));
        self.foot().draw(composer, end + BEFORE_FOOT);
        top
    }
}

/// The format in a few lines, and beside it the table of the next checks.
pub(crate) struct Foot<'a> {
    pub(crate) common: &'a CommonLabels,
    /// How to check; may be empty.
    pub(crate) checks_about: &'a str,
    pub(crate) format: &'a [String],
    pub(crate) sizes: FootSizes,
}

/// How closely it is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FootSizes {
    /// Size of the lines of the format in points.
    format: f32,
    /// Distance between them.
    leading: f32,
    /// Height of a row of the table of checks.
    row: f32,
}

impl FootSizes {
    /// Where there is room.
    pub(crate) const ROOMY: Self = Self {
        format: 7.2,
        leading: 3.5,
        row: 5.8,
    };
    /// Under a full page.
    pub(crate) const CLOSE: Self = Self {
        format: 6.6,
        leading: 2.9,
        row: 4.4,
    };
}

impl Foot<'_> {
    fn style(&self) -> Style {
        Style::new(Face::Text, self.sizes.format, Ink::BLACK)
    }

    /// Its height below the baseline of its headings.
    pub(crate) fn height(&self, span: f32) -> f32 {
        let style = self.style();
        let width = span * FORMAT_SHARE;
        let format: usize = self
            .format
            .iter()
            .map(|line| style.face.wrapped(line, style.size, width).len())
            .sum();
        let format = format as f32 * self.sizes.leading + 1.5;
        let checks = self.about_height(span) + 4.4 + CHECK_ROWS as f32 * self.sizes.row;
        format.max(checks)
    }

    fn about_height(&self, span: f32) -> f32 {
        let caption = Style::CAPTION;
        let about = caption
            .face
            .wrapped(self.checks_about, caption.size, checks_width(span));
        about.len() as f32 * CAPTION_LEADING
    }

    /// Draws it with its headings on this baseline.
    pub(crate) fn draw(&self, composer: &mut Composer<'_>, y: f32) {
        let (left, right) = (composer.left(), composer.right());
        composer.text(left, y, Style::STRONG.sized(10.0), self.common.format);
        let (style, leading) = (self.style(), self.sizes.leading);
        let (width, mut at) = (composer.span() * FORMAT_SHARE, y + 1.5);
        for line in self.format {
            at = composer.paragraph((left, at + leading), width, style, leading, line);
        }
        let width = checks_width(composer.span());
        self.checks(composer, (right - width, y), width);
    }

    fn checks(&self, composer: &mut Composer<'_>, (x, y): (f32, f32), width: f32) {
        composer.text(x, y, Style::STRONG.sized(10.0), self.common.checks);
        let spot = (x, y + 4.4);
        composer.paragraph(
            spot,
            width,
            Style::CAPTION,
            CAPTION_LEADING,
            self.checks_about,
        );
        let mut at = y + self.about_height(composer.span()) + 4.4;
        let columns = [
            (0.0, self.common.checks_due),
            (width * 0.3, self.common.checks_done),
            (width * 0.6, self.common.checks_result),
        ];
        for (dx, name) in columns {
            composer.text(x + dx, at, Style::CAPTION, name);
        }
        for _ in 0..CHECK_ROWS {
            at += self.sizes.row;
            for (index, (dx, _)) in columns.iter().enumerate() {
                let end = columns.get(index + 1).map_or(width, |(next, _)| next - 3.0);
                composer.rule((x + dx, at), (x + end, at), 0.5, Ink::RULE);
            }
        }
    }
}

const INDENT: f32 = 4.0;

fn half(composer: &Composer<'_>) -> f32 {
    (composer.span() - GAP) / 2.0
}

/// The width of the table of checks.
fn checks_width(span: f32) -> f32 {
    span * (1.0 - FORMAT_SHARE) - GAP
}

fn lines(text: &str, width: f32) -> usize {
    Face::Text.wrapped(text, Style::BODY.size, width).len()
}

/// A list with bullets under a heading. Gives the last baseline.
pub(crate) fn bullets<S: AsRef<str>>(
    composer: &mut Composer<'_>,
    (x, y): (f32, f32),
    width: f32,
    items: &[S],
) -> f32 {
    let mut at = y + 0.7;
    for item in items {
        at += LEADING + 0.6;
        composer.text(x, at, Style::BODY, "•");
        let spot = (x + INDENT, at);
        at = composer.paragraph(spot, width - INDENT, Style::BODY, LEADING, item.as_ref());
    }
    at
}
