//! The lockout card: no secret, but where everything is, and what comes first.

use crate::closing::Closing;
use crate::compose::{Composer, LEADING, Style, shortened, spaced_id};
use crate::labels::{CardLabels, Labels, fill};
use crate::layout::{Area, Document, Ink, Item};
use crate::paper_key::{bar, owned};
use crate::sheet::Frame;
use sha2::{Digest, Sha256};

/// How large the card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CardSize {
    /// A whole page, with everything.
    #[default]
    Page,
    /// 105 by 148 mm, to be cut out of the page.
    A6,
    /// 85.6 by 54 mm, front and back side by side: to be cut out of the page and folded.
    Wallet,
}

/// An account on the card. Nothing secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardEntry {
    /// The service's name for people.
    pub service: String,
    /// The username.
    pub username: String,
    /// What to do first, in a sentence: the provider's own way back.
    pub first_step: String,
    /// The second steps and the labels of their places ("security key: key ring").
    pub factors: Vec<String>,
    /// The sheets with the labels of their places ("4W0Z K3NM: office safe").
    pub sheets: Vec<String>,
}

/// A lockout card.
#[derive(Debug, Clone)]
pub struct LockoutCard<'a> {
    /// What it says of itself.
    pub frame: Frame<'a>,
    /// How large it is.
    pub size: CardSize,
    /// The accounts, the most important ones first.
    pub accounts: &'a [CardEntry],
    /// What is kept where: a thing and the label of its place ("Vault sheet", "office safe").
    pub places: &'a [(String, String)],
    /// Who can help: names, and how to reach them.
    pub contacts: &'a [String],
    /// Ruled lines for what is written by hand, each with what it is for; an empty name is a bare
    /// line.
    pub blanks: &'a [String],
}

/// Bare lines at the least.
const BLANKS_MIN: usize = 3;
/// Contacts at the least: a line to write on for those that are lacking.
const CONTACTS_MIN: usize = 2;

/// The layout, and the SHA-256 of what it says about the accounts.
pub(crate) fn lay_out(card: &LockoutCard<'_>) -> (Document, [u8; 32]) {
    let labels = card.frame.labels;
    let mut pages = CardPages {
        composer: Composer::new(&card.frame, labels.card.kind),
        card,
        words: &labels.card,
        labels,
    };
    match card.size {
        CardSize::Page => pages.whole(),
        CardSize::A6 => pages.small(),
        CardSize::Wallet => pages.wallet(),
    }
    let document = Document {
        title: format!("{} {}", labels.product, labels.card.kind),
        date: card.frame.date,
        pages: pages.composer.finish(),
    };
    (document, digest(card))
}

fn digest(card: &LockoutCard<'_>) -> [u8; 32] {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update(text);
        digest.update([0]);
    };
    for entry in card.accounts {
        for text in [&entry.service, &entry.username, &entry.first_step] {
            add(text);
        }
        entry
            .factors
            .iter()
            .chain(&entry.sheets)
            .for_each(|text| add(text));
    }
    for (thing, place) in card.places {
        add(thing);
        add(place);
    }
    digest.finalize().into()
}

struct CardPages<'a> {
    composer: Composer<'a>,
    card: &'a LockoutCard<'a>,
    words: &'a CardLabels,
    labels: &'a Labels,
}

impl CardPages<'_> {
    /// The card as a page or several.
    fn whole(&mut self) {
        let words = self.words;
        let style = Style::BODY.sized(11.0);
        let y = self.composer.masthead(words.title, &[words.below], style);
        let y = bar(&mut self.composer, y, words.no_secret, "") + 8.0;
        let (left, span) = (self.composer.left(), self.composer.span());
        let strong = Style::STRONG.sized(10.0);
        self.composer.text(left, y, strong, words.first);
        let spot = (left, y + 5.6);
        let y = self.composer.steps(spot, span, 1, &words.first_steps);
        let y = self.accounts(y + 8.0);
        let y = self.notes(y + 4.0);
        self.closing(y + 4.0);
        self.composer.end_page();
    }

    /// What the card is enough for, what it says of itself, and the next checks; at the foot of the
    /// page.
    fn closing(&mut self, y: f32) {
        let words = self.words;
        let closing = Closing {
            common: &self.labels.common,
            checks_about: words.checks_about,
            enough: &owned(&words.enough, &[]),
            not_enough: &owned(&words.not_enough, &[]),
            format: &owned(&words.format, &[]),
        };
        let height = closing.height(&self.composer);
        let y = self.room(y, height);
        closing.draw(&mut self.composer, y);
    }

    fn room(&mut self, y: f32, height: f32) -> f32 {
        if y + height <= self.composer.bottom() {
            y
        } else {
            self.composer.next_page(self.labels.continued)
        }
    }

    /// A row for each account: who, what first, which second steps, which sheets.
    fn accounts(&mut self, y: f32) -> f32 {
        const GAP: f32 = 4.0;
        let words = self.words;
        let (left, right) = (self.composer.left(), self.composer.right());
        self.composer.rule((left, y), (right, y), 0.6, Ink::BLACK);
        let names = [words.account, words.first_step, words.factors, words.sheets];
        let share = [0.23, 0.28, 0.27, 0.22];
        let span = self.composer.span();
        let mut x = left;
        let columns = share.map(|share| {
            let column = (x, span * share - GAP);
            x += span * share;
            column
        });
        for ((x, _), name) in columns.iter().zip(names) {
            self.composer.text(*x, y + 5.0, Style::CAPTION, name);
        }
        let mut y = y + 10.4;
        for entry in self.card.accounts {
            let cells = [
                entry.username.clone(),
                entry.first_step.clone(),
                entry.factors.join("\n"),
                entry.sheets.join("\n"),
            ];
            let height = cells
                .iter()
                .zip(columns)
                .map(|(text, (_, width))| height(text, width))
                .fold(0.0, f32::max);
            y = self.room(y, height + LEADING);
            let end = self.entry(y, entry, &cells, &columns);
            let line = end + 2.0;
            self.composer
                .rule((left, line), (right, line), 0.3, Ink::FAINT);
            y = end + 6.6;
        }
        y
    }

    fn entry(
        &mut self,
        y: f32,
        entry: &CardEntry,
        cells: &[String; 4],
        columns: &[(f32, f32); 4],
    ) -> f32 {
        let [(x, width), ..] = *columns;
        let strong = Style::STRONG.sized(9.5);
        self.composer
            .text(x, y, strong, &shortened(&entry.service, strong, width));
        let mut end = y;
        for (index, (text, (x, width))) in cells.iter().zip(*columns).enumerate() {
            let mut at = if index == 0 { y + LEADING } else { y };
            for line in text.lines() {
                let style = if index == 0 {
                    Style::VALUE.sized(8.5)
                } else {
                    Style::BODY
                };
                at = self
                    .composer
                    .paragraph((x, at), width, style, LEADING, line);
                end = end.max(at);
                at += LEADING;
            }
        }
        end
    }

    /// Places at the left, contacts and lines to write on at the right.
    fn notes(&mut self, y: f32) -> f32 {
        const PITCH: f32 = 7.4;
        let words = self.words;
        let half = (self.composer.span() - 8.0) / 2.0;
        let blanks = self.card.blanks.len().max(BLANKS_MIN) as f32;
        let contacts = self.card.contacts.len().max(CONTACTS_MIN) as f32;
        let places = self.card.places.len() as f32;
        let about = height(words.by_hand_about, half);
        let height = (18.0 + places * 5.2 + contacts * PITCH).max(10.0 + about + blanks * PITCH);
        let y = self.room(y, height);
        let (left, right) = (self.composer.left(), self.composer.right());
        self.composer.rule((left, y), (right, y), 0.6, Ink::BLACK);
        let strong = Style::STRONG.sized(10.0);
        let y = y + 6.0;
        let mut at = y;
        if !self.card.places.is_empty() {
            self.composer.text(left, at, strong, words.places);
            for (thing, place) in self.card.places {
                at += 5.2;
                self.place((left, at), half, Style::BODY, (thing, place));
            }
            at += 8.0;
        }
        self.composer.text(left, at, strong, words.contacts);
        let end = self.lines((left, at), half, PITCH, self.card.contacts, CONTACTS_MIN);
        let x = left + half + 8.0;
        self.composer.text(x, y, strong, words.by_hand);
        let spot = (x, y + 5.0);
        let about = words.by_hand_about;
        let at = self
            .composer
            .paragraph(spot, half, Style::BODY, LEADING, about);
        self.lines((x, at), half, PITCH, self.card.blanks, BLANKS_MIN)
            .max(end)
    }

    /// A thing and the label of its place, or a line to write it on.
    fn place(
        &mut self,
        (x, y): (f32, f32),
        width: f32,
        style: Style,
        (thing, place): (&str, &str),
    ) {
        let thing = shortened(thing, style, width * 0.68);
        let from = self.composer.text(x, y, style, &thing) + 2.5;
        if place.is_empty() {
            let (start, end) = ((from, y + 0.6), (x + width, y + 0.6));
            self.composer.rule(start, end, 0.5, Ink::RULE);
        } else {
            let place = shortened(place, style, x + width - from);
            self.composer.text(from, y, style, &place);
        }
    }

    /// As many places as fit so many lines. Gives where they end.
    fn short_places(
        &mut self,
        (x, y): (f32, f32),
        width: f32,
        (pitch, most): (f32, usize),
        style: Style,
    ) -> f32 {
        let all = &self.card.places;
        let shown = if all.len() > most {
            most.saturating_sub(1)
        } else {
            all.len()
        };
        let mut at = y;
        for (thing, place) in all.iter().take(shown) {
            self.place((x, at), width, style, (thing, place));
            at += pitch;
        }
        if all.len() > shown {
            let more = (all.len() - shown).to_string();
            let more = fill(self.words.more, &[("n", &more)]);
            self.composer.text(x, at, Style::CAPTION.sized(6.8), &more);
            at += pitch;
        }
        at
    }

    /// Texts with a line to write on after each, and bare lines. Gives the last one.
    fn lines(
        &mut self,
        (x, y): (f32, f32),
        width: f32,
        pitch: f32,
        texts: &[String],
        least: usize,
    ) -> f32 {
        let mut at = y;
        for index in 0..texts.len().max(least) {
            at += pitch;
            let text = texts.get(index).map_or("", String::as_str);
            let text = shortened(text, Style::BODY, width - 10.0);
            let from = if text.is_empty() {
                x
            } else {
                self.composer.text(x, at, Style::BODY, &text) + 2.0
            };
            let rule = at + 0.6;
            self.composer
                .rule((from, rule), (x + width, rule), 0.5, Ink::RULE);
        }
        at
    }

    fn outline(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.composer.put(Item::Area(Area {
            x,
            y,
            width,
            height,
            outline: Some(0.5),
            ink: Ink::RULE,
        }));
    }

    /// Title, id and date over a rule. Gives where content can begin.
    fn small_head(&mut self, (x, y): (f32, f32), width: f32) -> f32 {
        let strong = Style::STRONG.sized(9.0);
        self.composer.text(x, y, strong, self.words.title);
        let frame = &self.card.frame;
        let note = format!("{}  {}", spaced_id(frame.sheet_id), frame.date);
        self.composer
            .text_to(x + width, y, Style::CAPTION.sized(6.5), &note);
        self.composer
            .rule((x, y + 1.6), (x + width, y + 1.6), 0.8, Ink::BLACK);
        y + 5.6
    }

    /// 105 by 148 mm.
    fn small(&mut self) {
        const SIZE: (f32, f32) = (105.0, 148.0);
        const EDGE: f32 = 6.0;
        const LINE: f32 = 6.4;
        let words = self.words;
        let y = self.composer.next_page_head(words.cut);
        let x = self.composer.left();
        self.outline(x, y, SIZE.0, SIZE.1);
        let (left, width) = (x + EDGE, SIZE.0 - 2.0 * EDGE);
        let bottom = y + SIZE.1 - EDGE;
        let at = self.small_head((left, y + EDGE + 2.0), width);
        let spot = (left, at);
        let at = self
            .composer
            .paragraph(spot, width, Style::CAPTION, 3.4, words.no_secret);
        let blanks = self.card.blanks.len().min(3);
        let by_hand = if blanks == 0 {
            0.0
        } else {
            5.0 + blanks as f32 * LINE
        };
        let room = bottom - at - 40.0 - by_hand;
        let at = self.short_list((left, at + 5.0), width, room, 8.4, true);
        let strong = Style::STRONG.sized(8.0);
        let (spot, small) = ((left, at + 4.0), Style::BODY.sized(8.0));
        let at = self.short_places(spot, width, (4.8, 4), small) + 1.4;
        self.composer.text(left, at, strong, words.contacts);
        let rest = ((bottom - by_hand - at) / LINE).floor().max(1.0) as usize;
        let contacts: Vec<String> = self.card.contacts.iter().take(rest).cloned().collect();
        let at = self.lines((left, at), width, LINE, &contacts, rest.min(4));
        if blanks > 0 {
            let blanks = self.card.blanks.get(..blanks).unwrap_or_default();
            self.composer.text(left, at + 5.0, strong, words.by_hand);
            self.lines((left, at + 5.0), width, LINE, blanks, 0);
        }
        self.closing(y + SIZE.1 + 10.0);
        self.composer.end_page();
    }

    /// Twice 85.6 by 54 mm.
    fn wallet(&mut self) {
        const SIZE: (f32, f32) = (85.6, 54.0);
        const EDGE: f32 = 4.0;
        let words = self.words;
        let y = self.composer.next_page_head(words.cut_and_fold);
        let x = self.composer.left();
        self.outline(x, y, 2.0 * SIZE.0, SIZE.1);
        let middle = x + SIZE.0;
        self.composer
            .rule((middle, y), (middle, y + SIZE.1), 0.4, Ink::FAINT);
        let width = SIZE.0 - 2.0 * EDGE;
        let at = self.small_head((x + EDGE, y + EDGE + 2.0), width);
        let room = y + SIZE.1 - EDGE - at;
        self.short_list((x + EDGE, at), width, room, 6.2, false);
        let back = middle + EDGE;
        let strong = Style::STRONG.sized(8.0);
        let spot = (back, y + EDGE + 2.0);
        let at = self.short_places(spot, width, (4.4, 5), Style::CAPTION) + 1.6;
        self.composer.text(back, at, strong, words.contacts);
        let rest = ((y + SIZE.1 - EDGE - at) / 6.4).floor().max(1.0) as usize;
        let contacts: Vec<String> = self.card.contacts.iter().take(rest).cloned().collect();
        self.lines((back, at), width, 6.4, &contacts, rest);
        self.closing(y + SIZE.1 + 10.0);
        self.composer.end_page();
    }

    /// As many accounts as fit the height, each on two short lines. Gives where the list ends.
    fn short_list(
        &mut self,
        (x, y): (f32, f32),
        width: f32,
        room: f32,
        pitch: f32,
        with_step: bool,
    ) -> f32 {
        let fitting = (room / pitch).floor().max(1.0) as usize;
        let all = self.card.accounts.len();
        let shown = if all > fitting { fitting - 1 } else { all };
        let mut at = y;
        for entry in self.card.accounts.iter().take(shown) {
            let name = Style::STRONG.sized(7.5);
            let service = shortened(&entry.service, name, width * 0.34);
            let end = self.composer.text(x, at, name, &service) + 1.6;
            let value = Style::VALUE.sized(7.0);
            let user = shortened(&entry.username, value, x + width * 0.62 - end);
            self.composer.text(end, at, value, &user);
            let sheet = entry.sheets.first().map_or("", String::as_str);
            let note = Style::CAPTION.sized(6.5);
            let sheet = shortened(sheet, note, width * 0.36);
            self.composer.text_to(x + width, at, note, &sheet);
            let below = if with_step {
                entry.first_step.clone()
            } else {
                entry.factors.join(", ")
            };
            let style = Style::CAPTION.sized(6.8);
            let below = shortened(&below, style, width);
            self.composer.text(x, at + 2.9, style, &below);
            at += pitch;
        }
        if all > shown {
            let more = fill(self.words.more, &[("n", &(all - shown).to_string())]);
            self.composer.text(x, at, Style::CAPTION.sized(6.8), &more);
            at += pitch;
        }
        at
    }
}

/// The height of a text in lines of body type.
fn height(text: &str, width: f32) -> f32 {
    let lines: usize = text
        .lines()
        .map(|line| {
            crate::font::Face::Text
                .wrapped(line, Style::BODY.size, width)
                .len()
        })
        .sum();
    lines as f32 * LEADING
}
