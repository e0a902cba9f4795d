//! The key sheet, and the share sheets.

use crate::closing::{Closing, bullets};
use crate::compose::{COLUMN, Composer, LEADING, Style};
use crate::font::Face;
use crate::key::PaperKeyBytes;
use crate::labels::{Labels, fill};
use crate::layout::{Document, Ink};
use crate::line::grouped;
use crate::qr::{Modules, QUIET};
use crate::share::Share;
use crate::sheet::{Frame, SheetError};
use data_encoding::HEXUPPER;
use secret::SecretText;
use sha2::{Digest, Sha256};

/// The script that combines shares. It is printed on the back of every share.
const SCRIPT: &str = include_str!("../../../../docs/combine.py");
/// Characters of a key or share in a group, and groups in a row.
const GROUP: usize = 4;
const ROW: usize = 5;
/// Side of the QR code: modules of more than a millimetre.
const CODE: f32 = 46.0;
/// White between the text and the QR code.
const GUTTER: f32 = 10.0;

/// A sheet with the paper key.
#[derive(Debug, Clone)]
pub struct KeySheet<'a> {
    /// What it says of itself.
    pub frame: Frame<'a>,
    /// The key.
    pub key: &'a PaperKeyBytes,
    /// Its recipient, `age1…`.
    pub recipient: &'a str,
}

/// The sheets with the shares of a paper key, one after another: a front and a back for each.
#[derive(Debug, Clone)]
pub struct ShareSheets<'a> {
    /// What each says of itself. All have the sheet id of the set.
    pub frame: Frame<'a>,
    /// The shares of one set, as [`crate::share::split`] gives them. Some of them, if only those are
    /// printed again.
    pub shares: &'a [Share],
    /// How many shares the set has.
    pub count: u8,
    /// The recipient of the paper key, `age1…`.
    pub recipient: &'a str,
}

/// The layout of a key sheet, and the SHA-256 of the key's text.
pub(crate) fn lay_out_key(sheet: &KeySheet<'_>) -> (Document, [u8; 32]) {
    let labels = sheet.frame.labels;
    let words = &labels.key;
    let mut composer = Composer::new(&sheet.frame, words.kind);
    let style = Style::BODY.sized(11.0);
    let y = composer.masthead(words.title, &[words.below], style);
    let y = bar(&mut composer, y, words.holder_opens, words.holder_keeps) + 9.0;
    let text = sheet.key.identity();
    let (lead, rest) = text.expose().split_at_checked(16).unwrap_or_default();
    let rows = std::iter::once(lead.to_owned()).chain(rows_of(rest));
    let secret = Secret {
        heading: words.heading,
        about: words.about,
        scan: words.scan,
        rows: rows.map(SecretText::new).collect(),
        whole: &text,
    };
    let y = secret.draw(&mut composer, y);
    let y = recipient(&mut composer, y + 6.0, words.recipient, sheet.recipient) + 5.0;
    let [write, run, then] = words.without_app;
    let ways = Ways {
        labels,
        with_app: &owned(&words.with_app, &[]),
        before: &owned(&[write, run], &[]),
        command: &[words.command],
        after: then,
    };
    let y = ways.draw(&mut composer, y);
    let closing = Closing {
        common: &labels.common,
        checks_about: labels.common.checks_about,
        enough: &owned(&words.enough, &[]),
        not_enough: &owned(&words.not_enough, &[]),
        format: &owned(&words.format, &[]),
    };
    closing.draw(&mut composer, y + 5.0);
    composer.end_page();
    let document = Document {
        title: format!("{} {}", labels.product, words.kind),
        date: sheet.frame.date,
        pages: composer.finish(),
    };
    (document, Sha256::digest(text.expose()).into())
}

/// The layout of share sheets, and the SHA-256 of their texts, each followed by a zero byte.
pub(crate) fn lay_out_shares(sheet: &ShareSheets<'_>) -> Result<(Document, [u8; 32]), SheetError> {
    let labels = sheet.frame.labels;
    let mut digest = Sha256::new();
    let mut pages = Vec::new();
    for share in sheet.shares {
        if share.number() > sheet.count || share.set() != first_set(sheet.shares) {
            return Err(SheetError::OtherSet);
        }
        let text = share.text();
        digest.update(text.expose());
        digest.update([0]);
        let mut page = SharePage::new(sheet, share);
        page.front(&text);
        page.back();
        // Pages are counted for each share: they go different ways.
        pages.extend(page.composer.finish());
    }
    let document = Document {
        title: format!("{} {}", labels.product, labels.share.kind),
        date: sheet.frame.date,
        pages,
    };
    Ok((document, digest.finalize().into()))
}

fn first_set(shares: &[Share]) -> crate::share::SetId {
    shares.first().map(Share::set).unwrap_or_default()
}

struct SharePage<'a> {
    composer: Composer<'a>,
    sheet: &'a ShareSheets<'a>,
    share: &'a Share,
    values: Vec<(&'static str, String)>,
}

impl<'a> SharePage<'a> {
    fn new(sheet: &'a ShareSheets<'a>, share: &'a Share) -> Self {
        let values = vec![
            ("n", share.number().to_string()),
            ("m", sheet.count.to_string()),
            ("k", share.needed().to_string()),
            ("i", share.index().to_string()),
        ];
        Self {
            composer: Composer::new(&sheet.frame, sheet.frame.labels.share.kind),
            sheet,
            share,
            values,
        }
    }

    fn said(&self, text: &str) -> String {
        let values: Vec<_> = self
            .values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        fill(text, &values)
    }

    fn all_said(&self, texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| self.said(text)).collect()
    }

    fn front(&mut self, text: &SecretText) {
        let labels = self.sheet.frame.labels;
        let words = &labels.share;
        let (title, below) = (self.said(words.title), self.said(words.below));
        let style = Style::BODY.sized(11.0);
        let y = self.composer.masthead(&title, &[&below], style);
        let nothing = self.said(words.holder_nothing);
        let y = bar(&mut self.composer, y, &nothing, words.holder_apart) + 9.0;
        let secret = Secret {
            heading: words.heading,
            about: words.about,
            scan: words.scan,
            rows: rows_of(text.expose()).map(SecretText::new).collect(),
            whole: text,
        };
        let end = secret.draw(&mut self.composer, y);
        let end = self
            .facts(secret.text_end(&self.composer, y) + 7.0)
            .max(end);
        let public = words.recipient;
        let y = recipient(&mut self.composer, end + 6.0, public, self.sheet.recipient) + 5.0;
        let [write, take, run, then] = words.without_app;
        let ways = Ways {
            labels,
            with_app: &self.all_said(&words.with_app),
            before: &self.all_said(&[write, take, run]),
            command: &words.command,
            after: then,
        };
        let y = ways.draw(&mut self.composer, y);
        let closing = Closing {
            common: &labels.common,
            checks_about: labels.common.checks_about,
            enough: &self.all_said(&words.enough),
            not_enough: &self.all_said(&words.not_enough),
            format: &self.all_said(&words.format),
        };
        closing.draw(&mut self.composer, y + 5.0);
    }

    /// Set, threshold and index. Gives where they end.
    fn facts(&mut self, y: f32) -> f32 {
        let words = &self.sheet.frame.labels.share;
        let facts = [
            (words.set, self.share.set().to_string()),
            (words.needed, self.said(words.needed_of)),
            (words.index, self.said(words.index_of)),
        ];
        let left = self.composer.left();
        for (index, (name, value)) in facts.iter().enumerate() {
            let x = left + index as f32 * 34.0;
            self.composer.fact(x, y, name, value, Style::VALUE);
        }
        y + 4.6
    }

    /// For the finder, for who keeps it, and the script.
    fn back(&mut self) {
        let words = &self.sheet.frame.labels.share;
        let note = self.said(words.finder_note);
        let y = self.composer.next_page(&note);
        let left = self.composer.left();
        let half = (self.composer.span() - GUTTER) / 2.0;
        let second = left + half + GUTTER;
        let strong = Style::STRONG.sized(10.0);
        self.composer.text(left, y, strong, words.finder);
        self.composer.text(second, y, strong, words.finder_holder);
        let end = bullets(&mut self.composer, (left, y), half, &words.finder_found);
        let kept = bullets(&mut self.composer, (second, y), half, &words.finder_keeping);
        let y = end + 6.6;
        let from = self
            .composer
            .text(left, y, Style::CAPTION, words.finder_contact);
        let right = left + half;
        for (start, y) in [(from + 2.0, y), (left, y + 7.4)] {
            self.composer
                .rule((start, y + 0.6), (right, y + 0.6), 0.5, Ink::RULE);
        }
        self.script((y + 7.4).max(kept) + 8.0);
        self.composer.end_page();
    }

    /// The script, line by line, with its digest.
    fn script(&mut self, y: f32) {
        let words = &self.sheet.frame.labels.share;
        let (left, right) = (self.composer.left(), self.composer.right());
        self.composer.rule((left, y), (right, y), 0.6, Ink::BLACK);
        let y = y + 5.8;
        let strong = Style::STRONG.sized(10.0);
        let end = self.composer.text(left, y, strong, words.script);
        let about = words.script_about;
        self.composer.text(end + 3.0, y, Style::CAPTION, about);
        let digest = HEXUPPER.encode(&Sha256::digest(SCRIPT));
        let y = y + 4.6;
        let end = self
            .composer
            .text(left, y, Style::CAPTION, words.script_digest);
        let style = Style::VALUE.sized(7.0);
        self.composer
            .text(end + 2.0, y, style, &grouped(&digest, 8));
        let room = self.composer.bottom() - y - 2.0;
        // Two bare lines say no more than one.
        let script = SCRIPT.replace("\n\n\n", "\n\n");
        let lines = script.lines().count().max(1);
        let pitch = (room / lines as f32).min(3.4);
        let style = Style::VALUE.sized((pitch * 2.3).clamp(5.0, 7.2));
        let space = style.width(" ");
        let mut at = y + 1.6;
        for line in script.lines() {
            at += pitch;
            let text = line.trim_start();
            let indent = (line.len() - text.len()) as f32 * space;
            self.composer.text(left + indent, at, style, text);
        }
    }
}

/// A key or share as text and as QR code.
struct Secret<'a> {
    heading: &'a str,
    about: &'a str,
    scan: &'a str,
    rows: Vec<SecretText>,
    whole: &'a SecretText,
}

const SECRET_PITCH: f32 = 7.6;

impl Secret<'_> {
    /// Gives where it ends.
    fn draw(&self, composer: &mut Composer<'_>, y: f32) -> f32 {
        let mut end = y;
        // Its 74 characters fit a code of version 5 at level Q.
        if let Some(modules) = Modules::strong(self.whole.expose()) {
            let size = modules.size() as f32;
            let side = modules.module_in(CODE) * size;
            let x = composer.right() - side;
            composer.code(x, y, CODE, modules);
            end = y + side + QUIET * side / size + 2.2;
            composer.text(x, end, Style::CAPTION, self.scan);
        }
        let (left, width) = (composer.left(), composer.span() - COLUMN - GUTTER);
        let heading = composer.heading(y, width, self.heading);
        let spot = (left, heading + 6.0);
        let mut at = composer.paragraph(spot, width, Style::BODY, LEADING, self.about) + 2.0;
        for row in &self.rows {
            at += SECRET_PITCH;
            composer.text(left, at, Style::SECRET.sized(14.0), row.expose());
        }
        end.max(at)
    }

    /// Where the text ends.
    fn text_end(&self, composer: &Composer<'_>, y: f32) -> f32 {
        let width = composer.span() - COLUMN - GUTTER;
        let about = Face::Text
            .wrapped(self.about, Style::BODY.size, width)
            .len();
        let lines = about.saturating_sub(1) as f32 * LEADING;
        y + 3.3 + 6.0 + lines + 2.0 + self.rows.len() as f32 * SECRET_PITCH
    }
}

/// Rows of groups of four.
fn rows_of(text: &str) -> impl Iterator<Item = String> {
    let all: Vec<char> = text.chars().collect();
    let rows: Vec<String> = all
        .chunks(GROUP * ROW)
        .map(|row| grouped(&row.iter().collect::<String>(), GROUP))
        .collect();
    rows.into_iter()
}

/// The black bar over the width of the page. Gives its lower edge.
pub(crate) fn bar(composer: &mut Composer<'_>, y: f32, text: &str, keep: &str) -> f32 {
    const HEIGHT: f32 = 9.0;
    let (left, right) = (composer.left(), composer.right());
    let span = composer.span();
    composer.filled(left, y, span, HEIGHT, Ink::BLACK);
    let (baseline, style) = (y + 5.9, Style::STRONG.sized(10.5).inked(Ink::WHITE));
    composer.text(left + 3.5, baseline, style, text);
    let style = Style::BODY.inked(Ink::WHITE);
    composer.text_to(right - 3.5, baseline, style, keep);
    y + HEIGHT
}

/// The public key under its name. Gives its baseline.
fn recipient(composer: &mut Composer<'_>, y: f32, name: &str, recipient: &str) -> f32 {
    let (left, span) = (composer.left(), composer.span());
    composer.text(left, y, Style::CAPTION, name);
    composer.fitted((left, y + 4.8), span, Style::VALUE, 6.0, recipient)
}

/// Both ways back, side by side.
struct Ways<'a> {
    labels: &'a Labels,
    with_app: &'a [String],
    before: &'a [String],
    command: &'a [&'a str],
    after: &'a str,
}

impl Ways<'_> {
    fn draw(&self, composer: &mut Composer<'_>, y: f32) -> f32 {
        let (left, right) = (composer.left(), composer.right());
        composer.rule((left, y), (right, y), 0.6, Ink::BLACK);
        let narrow = 66.0;
        let y = y + 6.0;
        let strong = Style::STRONG.sized(10.0);
        let common = &self.labels.common;
        composer.text(left, y, strong, common.with_app);
        let end = composer.steps((left, y + 5.6), narrow, 1, self.with_app);
        let x = left + narrow + 8.0;
        let wide = right - x;
        composer.text(x, y, strong, common.without_app);
        let at = composer.steps((x, y + 5.6), wide, 1, self.before);
        let at = command(composer, (x + 5.0, at + 2.4), wide - 5.0, self.command);
        let spot = (x, at + LEADING + 0.6);
        let at = composer.steps(spot, wide, self.before.len() + 1, &[self.after]);
        at.max(end)
    }
}

/// Commands on a tinted ground. Gives its lower edge.
pub(crate) fn command(
    composer: &mut Composer<'_>,
    (x, y): (f32, f32),
    width: f32,
    lines: &[&str],
) -> f32 {
    let style = Style::VALUE.sized(8.5);
    let height = lines.len() as f32 * 4.2 + 3.6;
    composer.filled(x, y, width, height, Ink::TINT);
    let mut at = y + 1.4;
    for line in lines {
        at += 4.2;
        composer.text(x + 2.4, at, style, line);
    }
    y + height
}

pub(crate) fn owned(texts: &[&str], values: &[(&str, &str)]) -> Vec<String> {
    texts.iter().map(|text| fill(text, values)).collect()
}
