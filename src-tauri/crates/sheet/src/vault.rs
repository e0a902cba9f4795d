//! The vault sheet: a cover, the codes six to a page, and the same content as text.

use crate::closing::Closing;
use crate::compose::{Composer, LEADING, Style, shortened};
use crate::font::Face;
use crate::labels::{Labels, fill};
use crate::layout::{Area, Document, Ink, Item};
use crate::line::{self, Line, grouped};
use crate::paper_key::owned;
use crate::part::{self, BYTES_MAX, Cut, DATA_MAX, Part, PartName};
use crate::qr::Modules;
use crate::sheet::{IndexLine, OpensWith, SheetError, VaultSheet};
use data_encoding::HEXUPPER;
use sha2::{Digest, Sha256};

/// The space for the dark modules of a code where four stand on a page. Two stand side by side
/// with the white margins of both between them.
const CODE_SPACE: f32 = 82.2;
/// Baseline of the first code's name where three rows stand on a page.
const FIRST_NAME: f32 = 24.0;
/// From the baseline of a code's name to its dark modules: its white margin and a little.
const NAME_TO_CODE: f32 = 4.9;
/// From the dark modules to the baseline of the next name: the white margin and the name's height.
const CODE_TO_NAME: f32 = 7.0;
/// From the dark modules of the last row to the lower edge: the white margin and the footer.
const CODE_TO_EDGE: f32 = 18.8;
/// Distance between printed lines.
const LINE_PITCH: f32 = 4.7;
/// Distance between the lines of the index.
const INDEX_PITCH: f32 = 4.9;
/// Collects the codes of the scans and counts the data codes among them. Every QR reader overlooks a
/// perfect code now and then, so a person has to see that none is missing before the next command.
const COLLECT: [&str; 2] = [
    "zbarimg -q --raw p*.png | grep '^RE1' | sort -u |",
    "  tee codes.txt | grep -c ':D../'",
];
/// Opens the codes with stock tools.
const OPEN: [&str; 2] = [
    "grep ':D../' codes.txt | sed 's/.*://' |",
    "  base32 -d | age -d | gunzip > accounts.json",
];
/// The same with the paper key.
const OPEN_WITH_KEY: [&str; 2] = [
    "grep ':D../' codes.txt | sed 's/.*://' | base32 -d |",
    "  age -d -i key.txt | gunzip > accounts.json",
];

/// The script that makes lost codes good. The sheet names it with its digest.
const SCRIPT: &str = include_str!("../../../../docs/restore.py");

/// The layout.
pub(crate) fn lay_out(sheet: &VaultSheet<'_>) -> Result<Document, SheetError> {
    let too_large = SheetError::TooLarge {
        bytes: sheet.ciphertext.len(),
        max: DATA_MAX * BYTES_MAX,
    };
    let parts = part::split(sheet.ciphertext, sheet.frame.sheet_id).ok_or(too_large)?;
    let labels = sheet.frame.labels;
    let mut pages = VaultPages {
        composer: Composer::new(&sheet.frame, labels.vault_sheet),
        sheet,
        labels,
        closed: false,
    };
    pages.cover(parts.first().map_or(0, |part| part.cut().count()));
    pages.codes(&parts)?;
    pages.text();
    Ok(Document {
        title: format!("{} {}", labels.product, labels.vault_sheet),
        date: sheet.frame.date,
        pages: pages.composer.finish(),
    })
}

struct VaultPages<'a> {
    composer: Composer<'a>,
    sheet: &'a VaultSheet<'a>,
    labels: &'a Labels,
    /// Whether it is said already what the sheet is enough for.
    closed: bool,
}

impl VaultPages<'_> {
    fn cover(&mut self, data_codes: usize) {
        let labels = self.labels;
        let count = self.sheet.index.len().to_string();
        let title = match self.sheet.index.len() {
            1 => labels.vault_title_one,
            _ => labels.vault_title,
        };
        let title = fill(title, &[("n", &count)]);
        let opens = match self.sheet.opens_with {
            OpensWith::Passphrase => labels.vault_opens_passphrase,
            OpensWith::PaperKey => labels.vault_opens_key,
        };
        let below = [labels.vault_alone, opens];
        let style = Style::BODY.sized(11.0);
        let mut y = self.composer.masthead(&title, &below, style) + 3.0;
        y = self.about(y) + 9.0;
        y = self.steps(y, data_codes) + 9.0;
        y = self.index(y);
        self.closing(y + 2.0, false);
    }

    /// What it is, and a line for where the key to it is kept.
    fn about(&mut self, y: f32) -> f32 {
        let labels = self.labels;
        let (left, span) = (self.composer.left(), self.composer.span());
        let gap = 8.0;
        let half = (span - gap) / 2.0;
        let end =
            self.composer
                .paragraph((left, y), half, Style::BODY, LEADING, labels.vault_about);
        let place = match self.sheet.opens_with {
            OpensWith::Passphrase => labels.vault_where_passphrase,
            OpensWith::PaperKey => labels.vault_where_key,
        };
        let x = left + half + gap;
        self.composer.text(x, y, Style::BODY, place);
        let right = self.composer.right();
        for line in [y + 8.2, y + 15.6] {
            self.composer.rule((x, line), (right, line), 0.5, Ink::RULE);
        }
        end.max(y + 15.6)
    }

    /// Both ways back, side by side.
    fn steps(&mut self, y: f32, data_codes: usize) -> f32 {
        let labels = self.labels;
        let (left, right) = (self.composer.left(), self.composer.right());
        self.composer.rule((left, y), (right, y), 0.6, Ink::BLACK);
        let gap = 8.0;
        let narrow = 66.0;
        let y = y + 6.4;
        let strong = Style::STRONG.sized(10.0);
        self.composer.text(left, y, strong, labels.vault_restore);
        let steps = &labels.vault_restore_steps;
        let at = self.composer.steps((left, y + 6.0), narrow, 1, steps);
        let end = self.digest((left, at + 8.0));
        let x = left + narrow + gap;
        let wide = right - x;
        self.composer.text(x, y, strong, labels.vault_stock);
        let spot = (x, y + 6.0);
        let about = labels.vault_stock_about;
        let mut at = self
            .composer
            .paragraph(spot, wide, Style::BODY, LEADING, about);
        let [scan, collect, count, mut open, then] = labels.vault_stock_steps;
        let mut commands = OPEN;
        if self.sheet.opens_with == OpensWith::PaperKey {
            (open, commands) = (labels.vault_stock_key, OPEN_WITH_KEY);
        }
        let count = fill(count, &[("n", &data_codes.to_string())]);
        at = self
            .composer
            .steps((x, at + LEADING + 0.6), wide, 1, &[scan, collect]);
        at = self.command(&COLLECT, (x + 5.0, at + 2.6), wide - 5.0);
        at = self
            .composer
            .steps((x, at + LEADING + 1.0), wide, 3, &[count.as_str(), open]);
        at = self.command(&commands, (x + 5.0, at + 2.6), wide - 5.0);
        at = self
            .composer
            .steps((x, at + LEADING + 1.0), wide, 5, &[then]);
        let digest = HEXUPPER.encode(&Sha256::digest(SCRIPT));
        let digest = grouped(digest.get(..16).unwrap_or_default(), 4);
        let lost = fill(labels.vault_stock_lost, &[("digest", &digest)]);
        let spot = (x, at + LEADING + 1.0);
        at = self
            .composer
            .paragraph(spot, wide, Style::BODY, LEADING, &lost);
        at.max(end)
    }

    fn digest(&mut self, (x, y): (f32, f32)) -> f32 {
        let digest = HEXUPPER.encode(&Sha256::digest(self.sheet.ciphertext));
        let half = digest.get(..32).unwrap_or_default();
        let about = self.labels.vault_digest_about;
        self.composer.text(x, y, Style::CAPTION, about);
        let style = Style::VALUE.sized(9.5);
        let mut at = y;
        for line in [half.get(..16), half.get(16..)].into_iter().flatten() {
            at += 4.8;
            self.composer.text(x, at, style, &grouped(line, 4));
        }
        at
    }

    /// A command on a tinted ground.
    fn command(&mut self, lines: &[&str], (x, y): (f32, f32), width: f32) -> f32 {
        let style = Style::VALUE.sized(8.5);
        let height = lines.len() as f32 * 4.2 + 3.6;
        self.composer.filled(x, y, width, height, Ink::TINT);
        let mut at = y + 1.4;
        for line in lines {
            at += 4.2;
            let indent = line.len() - line.trim_start().len();
            let dx = style.width(" ") * indent as f32;
            self.composer
                .text(x + 2.4 + dx, at, style, line.trim_start());
        }
        y + height
    }

    /// The accounts by name, in columns, over as many pages as they need. Gives where they end.
    fn index(&mut self, y: f32) -> f32 {
        let labels = self.labels;
        let (left, right) = (self.composer.left(), self.composer.right());
        self.composer.rule((left, y), (right, y), 0.6, Ink::BLACK);
        let strong = Style::STRONG.sized(10.0);
        let end = self
            .composer
            .text(left, y + 6.4, strong, labels.vault_index);
        let about = labels.vault_index_about;
        self.composer
            .text(end + 3.0, y + 6.4, Style::CAPTION, about);
        let mut y = y + 13.0;
        let columns = match self.sheet.index.len() {
            0..=12 => 1,
            13..=40 => 2,
            _ => 3,
        };
        let mut rest: &[IndexLine] = &self.sheet.index;
        while !rest.is_empty() {
            let room = ((self.composer.bottom() - y) / INDEX_PITCH)
                .floor()
                .max(0.0) as usize;
            let rows = rest.len().div_ceil(columns).min(room);
            let (now, later) = rest.split_at(rest.len().min(rows * columns));
            self.index_rows(y, now, rows, columns);
            y += rows as f32 * INDEX_PITCH;
            rest = later;
            if !rest.is_empty() {
                y = self.composer.next_page(labels.vault_index);
            }
        }
        y
    }

    fn index_rows(&mut self, y: f32, lines: &[IndexLine], rows: usize, columns: usize) {
        let gap = 7.0;
        let span = self.composer.span();
        let width = (span - gap * (columns as f32 - 1.0)) / columns as f32;
        for (column, lines) in lines.chunks(rows.max(1)).enumerate() {
            let x = self.composer.left() + column as f32 * (width + gap);
            for (row, line) in lines.iter().enumerate() {
                let at = y + row as f32 * INDEX_PITCH;
                self.index_line((x, at), width, line);
            }
        }
    }

    fn index_line(&mut self, (x, y): (f32, f32), width: f32, line: &IndexLine) {
        let labels = self.labels;
        let mut notes = Vec::new();
        if line.otp {
            notes.push(labels.vault_index_otp.to_owned());
        }
        if line.codes_left > 0 {
            notes.push(line.codes_left.to_string());
        }
        let notes = notes.join(" + ");
        let right = x + width;
        let (service, user) = (Style::STRONG.sized(8.5), Style::VALUE.sized(8.5));
        let notes_width = Style::CAPTION.width(&notes);
        let name = shortened(&line.service, service, width * 0.35);
        let end = self.composer.text(x, y, service, &name) + 2.2;
        let space = (right - notes_width - 2.0 - end).max(8.0);
        let name = shortened(&line.username, user, space);
        self.composer.text(end, y, user, &name);
        self.composer.text_to(right, y, Style::CAPTION, &notes);
        self.composer
            .rule((x, y + 1.5), (right, y + 1.5), 0.3, Ink::FAINT);
    }

    /// The codes, two by two, clear of the folds.
    fn codes(&mut self, parts: &[Part]) -> Result<(), SheetError> {
        let per_page = parts.first().map_or(4, |part| part.cut().per_page());
        for page in parts.chunks(per_page) {
            let top = self.composer.next_page(self.labels.vault_codes_about) - 3.0;
            let (names, space) = self.rows(top, per_page);
            for (index, part) in page.iter().enumerate() {
                let x = if index % 2 == 0 {
                    self.composer.left()
                } else {
                    self.composer.right() - space
                };
                let y = names.get(index / 2).copied().unwrap_or(top);
                self.part((x, y), space, part)?;
            }
            // An empty place says that nothing is lacking there.
            if page.len() % 2 == 1 {
                let x = self.composer.right() - space;
                let y = names.get(page.len() / 2).copied().unwrap_or(top);
                self.empty((x, y), space);
            }
        }
        Ok(())
    }

    /// The baselines of the names of each row of codes, and the space for a code.
    fn rows(&mut self, top: f32, per_page: usize) -> (Vec<f32>, f32) {
        let height = self.composer.height;
        if per_page <= 4 {
            return (vec![top, height / 2.0 + 9.0], CODE_SPACE);
        }
        let between = NAME_TO_CODE + CODE_TO_NAME;
        let all = height - FIRST_NAME - NAME_TO_CODE - CODE_TO_EDGE - 2.0 * between;
        let space = all / 3.0;
        let pitch = space + between;
        let names: Vec<f32> = (0..3).map(|row| FIRST_NAME + row as f32 * pitch).collect();
        // Between the rows, so that no fold goes through a code.
        self.composer.folds = names.iter().skip(1).map(|name| name - 3.2).collect();
        (names, space)
    }

    fn part(&mut self, (x, y): (f32, f32), space: f32, part: &Part) -> Result<(), SheetError> {
        let (name, note) = self.part_names(part);
        let end = self.composer.text(x, y, Style::STRONG.sized(10.0), &name);
        self.composer.text(end + 2.6, y, Style::CAPTION, &note);
        let modules = Modules::strong(&part.text()).ok_or(SheetError::Pdf)?;
        self.composer.code(x, y + NAME_TO_CODE, space, modules);
        Ok(())
    }

    /// A place for a code where none is.
    fn empty(&mut self, (x, y): (f32, f32), space: f32) {
        let top = y + NAME_TO_CODE;
        self.composer.put(Item::Area(Area {
            x,
            y: top,
            width: space,
            height: space,
            outline: Some(0.4),
            ink: Ink::FAINT,
        }));
        let (style, note) = (Style::CAPTION, self.labels.vault_no_code);
        let at = (x + (space - style.width(note)) / 2.0, top + space / 2.0);
        self.composer.text(at.0, at.1, style, note);
    }

    fn part_names(&self, part: &Part) -> (String, String) {
        let (labels, cut) = (self.labels, part.cut());
        match part.name() {
            PartName::Data(index) => {
                let (n, m) = (index.to_string(), cut.count().to_string());
                let (from, to) = lines_of(cut, index.into());
                let (from, to) = (format!("{from:03}"), format!("{to:03}"));
                (
                    fill(labels.vault_code_of, &[("n", &n), ("m", &m)]),
                    fill(labels.vault_code_lines, &[("from", &from), ("to", &to)]),
                )
            }
            PartName::Parity(index) => {
                let (n, m) = (index.to_string(), cut.parity().to_string());
                let mut codes: Vec<_> = cut.group(index.into()).map(|n| n.to_string()).collect();
                if codes.len() > 4 {
                    // The step is plain from the first three.
                    codes.splice(3..codes.len() - 1, ["…".to_owned()]);
                }
                (
                    fill(labels.vault_parity_of, &[("n", &n), ("m", &m)]),
                    fill(labels.vault_parity_stands, &[("codes", &codes.join(", "))]),
                )
            }
        }
    }

    /// The same content for typing.
    fn text(&mut self) {
        let lines = line::lines(self.sheet.ciphertext, self.sheet.frame.sheet_id);
        let Some(cut) = Cut::new(self.sheet.ciphertext.len()) else {
            return;
        };
        let mut y = self.text_head();
        for index in 1..=cut.count() {
            let (from, to) = lines_of(cut, index);
            let block = lines.get(from - 1..to).unwrap_or_default();
            for (offset, line) in block.iter().enumerate() {
                if y > self.composer.bottom() {
                    y = self.composer.next_page(self.labels.vault_text) - 2.0;
                }
                self.line(y, line, (offset == 0).then_some(index));
                y += LINE_PITCH;
            }
            y += LINE_PITCH * 0.6;
        }
        self.closing(y, true);
        self.composer.end_page();
    }

    /// At the foot of the cover where there is room; else at that of the last page of text, or on a
    /// page of its own.
    fn closing(&mut self, y: f32, is_last: bool) {
        if self.closed {
            return;
        }
        let labels = self.labels;
        let closing = Closing {
            common: &labels.common,
            checks_about: labels.vault_checks_about,
            enough: &owned(&labels.vault_enough, &[]),
            not_enough: &owned(&labels.vault_not_enough, &[]),
            format: &owned(&labels.vault_format, &[]),
        };
        let fits = y + closing.height(&self.composer) <= self.composer.bottom();
        let y = match (fits, is_last) {
            (true, _) => y,
            (false, true) => self.composer.next_page(labels.common.format),
            (false, false) => return,
        };
        self.closed = true;
        closing.draw(&mut self.composer, y);
    }

    fn text_head(&mut self) -> f32 {
        let labels = self.labels;
        let mut y = self.composer.next_page(labels.vault_text) - 2.0;
        let (left, span) = (self.composer.left(), self.composer.span());
        let about = format!("{} {}", labels.vault_text_about, labels.vault_text_check);
        y = self
            .composer
            .paragraph((left, y), span, Style::BODY, LEADING, &about);
        let head = line::head(self.sheet.frame.sheet_id, self.sheet.ciphertext.len());
        self.composer
            .text(left, y + 8.5, Style::VALUE.sized(10.5), &head);
        y + 17.0
    }

    /// One line: all of it at the places of one run of the same face, so that it copies as one.
    fn line(&mut self, y: f32, line: &Line, code: Option<usize>) {
        let style = Style::new(Face::Code, 10.0, Ink::BLACK);
        let space = style.width(" ");
        let left = self.composer.left();
        let number = format!("{:03}", line.number);
        let x = self.composer.text(left, y, style.inked(Ink::SOFT), &number) + space;
        let x = self.composer.text(x, y, style, &line.groups) + space;
        self.composer
            .text(x, y, style.inked(Ink::SOFT), &line.check);
        if let Some(index) = code {
            let note = fill(self.labels.vault_text_code, &[("n", &index.to_string())]);
            let right = self.composer.right();
            self.composer.text_to(right, y, Style::CAPTION, &note);
        }
    }
}

/// The first and last line of a data code.
fn lines_of(cut: Cut, index: usize) -> (usize, usize) {
    let range = cut.range(index);
    (range.start / part::LINE + 1, range.end.div_ceil(part::LINE))
}
