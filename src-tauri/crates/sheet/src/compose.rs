//! The elements that all sheets share: page frame, headings, paragraphs, facts, steps, codes.
//! One function for each element; all measures are millimetres, sizes of type are points.

use crate::font::{Face, MM_PER_PT};
use crate::labels::fill;
use crate::layout::{Area, Code, Ink, Item, Page, Rule, Text};
use crate::line;
use crate::part::on_paper;
use crate::qr::Modules;
use crate::sheet::Frame;
use model::SheetId;
use secret::SecretText;

/// White at the left and right edges. Printers need 6.4, the brief is 10.
pub(crate) const SIDE: f32 = 18.0;
/// Width of the right column: codes and facts.
pub(crate) const COLUMN: f32 = 56.0;
/// Baseline of the first line of a page.
const TOP: f32 = 15.0;
/// The footer's baseline, from the lower edge.
const FOOTER: f32 = 11.0;
/// Where content ends, from the lower edge.
const BOTTOM: f32 = 16.5;
/// Nothing that must be read stands nearer to the fold.
const FOLD_MARGIN: f32 = 4.0;

/// Sizes of type.
pub(crate) mod size {
    pub(crate) const TITLE: f32 = 26.0;
    pub(crate) const HEADING: f32 = 12.5;
    pub(crate) const SECRET: f32 = 13.0;
    pub(crate) const BODY: f32 = 9.0;
    pub(crate) const CAPTION: f32 = 7.5;
}

/// Distance of lines of body text.
pub(crate) const LEADING: f32 = 4.5;

/// How a text looks.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) face: Face,
    pub(crate) size: f32,
    pub(crate) ink: Ink,
}

impl Style {
    pub(crate) const BODY: Self = Self::new(Face::Text, size::BODY, Ink::BLACK);
    pub(crate) const STRONG: Self = Self::new(Face::Strong, size::BODY, Ink::BLACK);
    pub(crate) const HEADING: Self = Self::new(Face::Strong, size::HEADING, Ink::BLACK);
    pub(crate) const CAPTION: Self = Self::new(Face::Text, size::CAPTION, Ink::SOFT);
    pub(crate) const SECRET: Self = Self::new(Face::Code, size::SECRET, Ink::BLACK);
    pub(crate) const VALUE: Self = Self::new(Face::Code, 10.0, Ink::BLACK);

    pub(crate) const fn new(face: Face, size: f32, ink: Ink) -> Self {
        Self { face, size, ink }
    }

    pub(crate) const fn sized(self, size: f32) -> Self {
        Self { size, ..self }
    }

    pub(crate) const fn inked(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// The same in a face that has every letter of the text, where there is one.
    fn for_text(self, text: &str) -> Self {
        let lacks = |face: Face| !text.chars().all(|c| face.has(c));
        if self.face == Face::Strong && lacks(Face::Strong) {
            Self {
                face: Face::Text,
                ..self
            }
        } else {
            self
        }
    }

    pub(crate) fn width(self, text: &str) -> f32 {
        let style = self.for_text(text);
        style.face.width(&style.face.shown(text), style.size)
    }
}

/// Pages in the making. Things are put on the last page.
pub(crate) struct Composer<'a> {
    pub(crate) frame: &'a Frame<'a>,
    kind: &'a str,
    pages: Vec<Page>,
    items: Vec<Item>,
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// Where this page is best folded, if not in the middle.
    pub(crate) folds: Vec<f32>,
}

impl<'a> Composer<'a> {
    pub(crate) fn new(frame: &'a Frame<'a>, kind: &'a str) -> Self {
        let (width, height) = frame.paper.size();
        Self {
            frame,
            kind,
            pages: Vec::new(),
            items: Vec::new(),
            width,
            height,
            folds: Vec::new(),
        }
    }

    /// The left edge of the content.
    pub(crate) fn left(&self) -> f32 {
        SIDE
    }

    /// The right edge of the content.
    pub(crate) fn right(&self) -> f32 {
        self.width - SIDE
    }

    /// The width of the content.
    pub(crate) fn span(&self) -> f32 {
        self.right() - self.left()
    }

    /// Where content ends.
    pub(crate) fn bottom(&self) -> f32 {
        self.height - BOTTOM
    }

    /// The baseline of the footer.
    pub(crate) fn footer(&self) -> f32 {
        self.height - FOOTER
    }

    /// Where something of this height can begin without touching the fold.
    pub(crate) fn off_fold(&self, y: f32, height: f32) -> f32 {
        let fold = self.height / 2.0;
        if y < fold + FOLD_MARGIN && y + height > fold - FOLD_MARGIN {
            fold + FOLD_MARGIN
        } else {
            y
        }
    }

    pub(crate) fn put(&mut self, item: Item) {
        self.items.push(item);
    }

    /// A line of text; what the face lacks is escaped. Gives its right end.
    pub(crate) fn text(&mut self, x: f32, y: f32, style: Style, text: &str) -> f32 {
        let style = style.for_text(text);
        let shown = style.face.shown(text);
        let end = x + style.face.width(&shown, style.size);
        self.items.push(Item::Text(Text {
            x,
            y,
            size: style.size,
            face: style.face,
            ink: style.ink,
            text: SecretText::new(shown),
        }));
        end
    }

    /// A line of text that ends at `x`.
    pub(crate) fn text_to(&mut self, x: f32, y: f32, style: Style, text: &str) {
        self.text(x - style.width(text), y, style, text);
    }

    /// A line of text in the largest size, up to that of `style`, in which it fits the width; in
    /// several lines where even `least` does not. Gives the last baseline.
    pub(crate) fn fitted(
        &mut self,
        (x, y): (f32, f32),
        width: f32,
        style: Style,
        least: f32,
        text: &str,
    ) -> f32 {
        let needed = style.width(text);
        let fitting = (style.size * width / needed.max(0.1) * 2.0).floor() / 2.0;
        let style = style.sized(fitting.clamp(least, style.size.max(least)));
        self.paragraph((x, y), width, style, style.size * MM_PER_PT * 1.3, text)
    }

    /// Lines of text. Gives the last baseline.
    pub(crate) fn paragraph(
        &mut self,
        (x, y): (f32, f32),
        width: f32,
        style: Style,
        leading: f32,
        text: &str,
    ) -> f32 {
        let style = style.for_text(text);
        let shown = style.face.shown(text);
        let mut baseline = y;
        for (index, line) in style
            .face
            .wrapped(&shown, style.size, width)
            .iter()
            .enumerate()
        {
            baseline = y + index as f32 * leading;
            self.text(x, baseline, style, line);
        }
        baseline
    }

    pub(crate) fn rule(&mut self, from: (f32, f32), to: (f32, f32), weight: f32, ink: Ink) {
        self.put(Item::Rule(Rule {
            from,
            to,
            weight,
            ink,
        }));
    }

    pub(crate) fn filled(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        self.put(Item::Area(Area {
            x,
            y,
            width,
            height,
            outline: None,
            ink,
        }));
    }

    /// An empty box to tick, standing on the baseline.
    pub(crate) fn tick_box(&mut self, x: f32, baseline: f32) {
        const SIDE: f32 = 3.4;
        self.put(Item::Area(Area {
            x,
            y: baseline - SIDE + 0.4,
            width: SIDE,
            height: SIDE,
            outline: Some(0.7),
            ink: Ink::BLACK,
        }));
    }

    /// A QR code that fills `space`; gives its side.
    pub(crate) fn code(&mut self, x: f32, y: f32, space: f32, modules: Modules) -> f32 {
        let code = Code {
            x,
            y,
            module: modules.module_in(space),
            modules,
        };
        let side = code.side();
        self.put(Item::Code(code));
        side
    }

    /// A small name over a value. Gives the value's right end.
    pub(crate) fn fact(&mut self, x: f32, y: f32, name: &str, value: &str, style: Style) -> f32 {
        let end = self.text(x, y, Style::CAPTION, name);
        self.text(x, y + 4.6, style, value).max(end)
    }

    /// Numbered steps. Gives the last baseline.
    pub(crate) fn steps<S: AsRef<str>>(
        &mut self,
        (x, y): (f32, f32),
        width: f32,
        first: usize,
        steps: &[S],
    ) -> f32 {
        const INDENT: f32 = 5.0;
        let mut baseline = y - LEADING;
        for (number, step) in (first..).zip(steps) {
            baseline += LEADING + 0.6;
            self.text(x, baseline, Style::STRONG, &number.to_string());
            baseline = self.paragraph(
                (x + INDENT, baseline),
                width - INDENT,
                Style::BODY,
                LEADING,
                step.as_ref(),
            );
        }
        baseline
    }

    /// The first lines of a sheet: product and kind over a rule, the title with its lines below,
    /// and the facts at the right. Gives where content can begin.
    pub(crate) fn masthead(&mut self, title: &str, below: &[&str], style: Style) -> f32 {
        self.running_head(None);
        let left = self.left();
        let width = self.span() - COLUMN - 8.0;
        let large = Style::HEADING.sized(size::TITLE);
        let mut y = self.fitted((left, TOP + 15.0), width, large, 13.0, title) + 1.8;
        for line in below {
            y = self.fitted((left, y + 5.4), width, style, 8.0, line);
        }
        self.facts(TOP + 9.5).max(y) + 7.5
    }

    /// Two by two in the right column; the label has a line of its own where there is not room.
    fn facts(&mut self, y: f32) -> f32 {
        const PITCH: f32 = 10.6;
        let labels = self.frame.labels;
        let (n, m) = self.frame.copy;
        let copy = [("n", &*n.to_string()), ("m", &*m.to_string())];
        let mut facts = vec![
            (labels.sheet, spaced_id(self.frame.sheet_id)),
            (labels.made, self.frame.date.to_string()),
            (labels.copy, fill(labels.copy_of, &copy)),
        ];
        if let Some(id) = self.frame.replaces {
            facts.push((labels.replaces, spaced_id(id)));
        }
        let (x, half) = (self.right() - COLUMN, COLUMN / 2.0 + 2.0);
        let place = |index: usize| {
            (
                x + (index % 2) as f32 * half,
                y + (index / 2) as f32 * PITCH,
            )
        };
        for (index, (name, value)) in facts.iter().enumerate() {
            let (x, y) = place(index);
            self.fact(x, y, name, value, Style::VALUE);
        }
        let mut count = facts.len();
        if let Some(label) = self.frame.label.filter(|label| !label.trim().is_empty()) {
            let style = Style::BODY.sized(10.0);
            let is_wide = style.width(label) > self.right() - place(count).0;
            if is_wide && !count.is_multiple_of(2) {
                count += 1;
            }
            let (x, y) = place(count);
            self.text(x, y, Style::CAPTION, labels.label);
            let label = shortened(label, style, self.right() - x);
            self.text(x, y + 4.6, style, &label);
            count += 1;
        }
        place(count.saturating_sub(1)).1 + 4.6
    }

    /// The line over the top rule: product and kind, and at the right what the page belongs to.
    fn running_head(&mut self, note: Option<&str>) {
        let (left, right) = (self.left(), self.right());
        let labels = self.frame.labels;
        let style = Style::STRONG.sized(9.5);
        let end = self.text(left, TOP, style, labels.product);
        let kind = self.kind;
        self.text(
            end + 2.2,
            TOP,
            Style::BODY.sized(9.5).inked(Ink::SOFT),
            kind,
        );
        if let Some(note) = note {
            self.text_to(right, TOP, Style::BODY.inked(Ink::SOFT), note);
        }
        self.rule((left, TOP + 3.0), (right, TOP + 3.0), 1.4, Ink::BLACK);
    }

    /// Ends the page and begins one that continues it. Gives where content can begin.
    pub(crate) fn next_page(&mut self, note: &str) -> f32 {
        self.end_page();
        self.running_head(Some(note));
        TOP + 13.0
    }

    /// The head of a first page that has no title, with a note at the right. Gives where content
    /// can begin.
    pub(crate) fn next_page_head(&mut self, note: &str) -> f32 {
        self.running_head(Some(note));
        TOP + 13.0
    }

    /// Ends the page.
    pub(crate) fn end_page(&mut self) {
        self.fold_marks();
        self.pages.push(Page {
            width: self.width,
            height: self.height,
            items: std::mem::take(&mut self.items),
        });
    }

    /// Short strokes in the margin where the page is best folded.
    fn fold_marks(&mut self) {
        let mut folds = std::mem::take(&mut self.folds);
        if folds.is_empty() {
            folds.push(self.height / 2.0);
        }
        for y in folds {
            self.rule((10.0, y), (13.0, y), 0.5, Ink::RULE);
            let right = self.width - 10.0;
            self.rule((right - 3.0, y), (right, y), 0.5, Ink::RULE);
        }
    }

    /// A section's heading over a fine rule. Gives its baseline.
    pub(crate) fn heading(&mut self, y: f32, width: f32, text: &str) -> f32 {
        let left = self.left();
        let baseline = y + size::HEADING * MM_PER_PT * 0.73;
        let text = shortened(text, Style::HEADING, width);
        self.text(left, baseline, Style::HEADING, &text);
        baseline
    }

    /// All pages, with their footers.
    pub(crate) fn finish(self) -> Vec<Page> {
        let count = self.pages.len().to_string();
        let labels = self.frame.labels;
        let note = format!("{}  {}", self.kind, on_paper(self.frame.sheet_id));
        let mut finished = Vec::with_capacity(self.pages.len());
        for (index, page) in (1_usize..).zip(self.pages) {
            let mut footer = Composer::new(self.frame, self.kind);
            footer.items = page.items;
            let y = page.height - FOOTER;
            let (left, right) = (footer.left(), footer.right());
            footer.text(left, y, Style::CAPTION, &note);
            let number = fill(labels.page_of, &[("n", &index.to_string()), ("m", &count)]);
            footer.text_to(right, y, Style::CAPTION, &number);
            finished.push(Page {
                items: footer.items,
                ..page
            });
        }
        finished
    }
}

/// A sheet's id in two halves.
pub(crate) fn spaced_id(id: &SheetId) -> String {
    line::grouped(&on_paper(id), 4)
}

/// The text, cut with an ellipsis where it is too wide. Only for names that stand in full
/// elsewhere.
pub(crate) fn shortened(text: &str, style: Style, width: f32) -> String {
    if style.width(text) <= width {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while !short.is_empty() && style.width(&format!("{short}…")) > width {
        short.pop();
    }
    format!("{short}…")
}
