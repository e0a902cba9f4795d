//! What stands at the end of every sheet: what it is enough for, its format, and its next checks.

use crate::compose::{Composer, LEADING, Style};
use crate::font::Face;
use crate::labels::CommonLabels;
use crate::layout::Ink;

/// White between two columns.
const GAP: f32 = 8.0;
/// Distance between the lines of the format.
const FORMAT_LEADING: f32 = 3.5;
/// The part of the width that the format takes; the rest is for the checks.
const FORMAT_SHARE: f32 = 0.58;
/// Height of a row of the table of checks.
const CHECK_ROW: f32 = 5.8;
/// Distance between the lines of captions.
const CAPTION_LEADING: f32 = 3.3;
/// Rows of the table of checks.
const CHECK_ROWS: usize = 3;

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
        lists + self.foot_height(composer.span()) + 15.0
    }

    fn list_height(&self, items: &[String], width: f32) -> f32 {
        items
            .iter()
            .map(|item| lines(item, width - INDENT) as f32 * LEADING + 0.6)
            .sum()
    }

    fn foot_height(&self, span: f32) -> f32 {
        let style = format_style();
        let format: usize = self
            .format
            .iter()
            .map(|line| {
                style
                    .face
                    .wrapped(line, style.size, span * FORMAT_SHARE)
                    .len()
            })
            .sum();
        let format = format as f32 * FORMAT_LEADING + 1.5;
        let caption = Style::CAPTION;
        let about = caption
            .face
            .wrapped(self.checks_about, caption.size, checks_width(span));
        let checks = about.len() as f32 * CAPTION_LEADING + 4.4 + CHECK_ROWS as f32 * CHECK_ROW;
        format.max(checks)
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
        let y = end + 7.0;
        composer.text(left, y, strong, self.common.format);
        let style = format_style();
        let (width, mut at) = (composer.span() * FORMAT_SHARE, y + 1.5);
        for line in self.format {
            let spot = (left, at + FORMAT_LEADING);
            at = composer.paragraph(spot, width, style, FORMAT_LEADING, line);
        }
        let width = checks_width(composer.span());
        self.checks(composer, (right - width, y), width);
        top
    }

    fn checks(&self, composer: &mut Composer<'_>, (x, y): (f32, f32), width: f32) {
        composer.text(x, y, Style::STRONG.sized(10.0), self.common.checks);
        let (about, spot) = (self.checks_about, (x, y + 4.4));
        let style = Style::CAPTION;
        let mut at = composer.paragraph(spot, width, style, CAPTION_LEADING, about) + 4.4;
        let columns = [
            (0.0, self.common.checks_due),
            (width * 0.3, self.common.checks_done),
            (width * 0.6, self.common.checks_result),
        ];
        for (dx, name) in columns {
            composer.text(x + dx, at, Style::CAPTION, name);
        }
        for _ in 0..CHECK_ROWS {
            at += CHECK_ROW;
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

fn format_style() -> Style {
    Style::new(Face::Text, 7.2, Ink::BLACK)
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
