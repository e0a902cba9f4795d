//! The account sheet: secrets and codes at the left, QR codes at the right; an account a page, or as
//! many as fit.

use crate::closing::{Foot, FootSizes, bullets};
use crate::codes::{self, Numbered};
use crate::columns::Columns;
use crate::compose::{COLUMN, Composer, LEADING, Style, shortened};
use crate::font::Face;
use crate::labels::{Labels, fill};
use crate::layout::{Document, Ink};
use crate::line::grouped;
use crate::paper_key::owned;
use crate::qr::{Modules, QUIET};
use crate::sheet::{AccountEntry, AccountSheet, Contents, Packing, SheetError};
use crate::terminal;
use model::OtpParameters;
use secret::{OtpCredential, RecoveryCodeSet, SecretText};
use sha2::{Digest, Sha256};

/// White between the left and the right column: more than the white margin of a code.
const GUTTER: f32 = 10.0;
/// Distance between the lines of the code list.
const ROW: f32 = 6.2;
/// Height of the last section with four steps.
const CLOSING: f32 = 49.2;
/// Height of the block with an OTP credential, and of the name over it.
const OTP: f32 = 60.0;
const NAME: f32 = 8.2;
/// Characters of a secret in a group.
const SECRET_GROUP: usize = 4;

/// The layout, and the digest over everything that the codes say.
pub(crate) fn lay_out(sheet: &AccountSheet<'_>) -> Result<(Document, [u8; 32]), SheetError> {
    let labels = sheet.frame.labels;
    let sets = Sets::of(sheet)?;
    let printed = sheet.accounts.iter().zip(&sets.accounts);
    let printed: Vec<_> = printed
        .filter(|(entry, sets)| has_otp(sheet.contents, entry) || !sets.is_empty())
        .collect();
    let (first, _) = *printed.first().ok_or(SheetError::Empty)?;
    let mut page = AccountPage {
        composer: Composer::new(&sheet.frame, labels.account_sheet),
        entry: first,
        labels,
        contents: sheet.contents,
        page_has_codes: false,
        digest: Sha256::new(),
    };
    match sheet.packing {
        Packing::Packed if printed.len() > 1 => page.draw_packed(&printed),
        Packing::Packed | Packing::PageEach => {
            for (entry, sets) in printed {
                page.entry = entry;
                page.draw(sets);
            }
        }
    }
    let document = Document {
        title: format!("{} {}", labels.product, labels.account_sheet),
        date: sheet.frame.date,
        pages: page.composer.finish(),
    };
    Ok((document, page.digest.finalize().into()))
}

fn has_otp(contents: Contents, entry: &AccountEntry<'_>) -> bool {
    contents.has_otp() && !entry.record.otp.is_empty()
}

/// One set of an account: the list to print, and the texts of its QR codes.
struct List {
    codes: Vec<Numbered>,
    texts: Vec<SecretText>,
    burned_unknown: u32,
    left: u32,
}

/// The sets of all accounts. They are numbered through the sheet, so they come first.
struct Sets {
    accounts: Vec<Vec<List>>,
}

impl Sets {
    fn of(sheet: &AccountSheet<'_>) -> Result<Self, SheetError> {
        let sets: Vec<Vec<_>> = sheet
            .accounts
            .iter()
            .map(|entry| {
                let sets = entry.record.current_sets();
                sets.filter(|_| sheet.contents.has_codes())
                    .map(list)
                    .collect()
            })
            .collect();
        let mut divided = Vec::new();
        for (number, (entry, lists)) in (1..).zip(sheet.accounts.iter().zip(&sets)) {
            let username = &entry.record.account.username;
            let pieces = lists
                .iter()
                .map(|list| codes::divide(entry.service, username, &list.codes))
                .collect::<Option<Vec<_>>>()
                .ok_or(SheetError::TooLong { number })?;
            divided.push((entry, pieces));
        }
        let count = divided.iter().flat_map(|(_, sets)| sets).flatten().count();
        let mut index = 0;
        let texts: Vec<Vec<Vec<SecretText>>> = divided
            .iter()
            .map(|(entry, sets)| {
                sets.iter()
                    .map(|pieces| {
                        pieces
                            .iter()
                            .map(|piece| {
                                index += 1;
                                codes::text(
                                    sheet.frame.sheet_id,
                                    (index, count),
                                    entry.service,
                                    &entry.record.account.username,
                                    piece,
                                )
                            })
                            .collect()
                    })
                    .collect()
            })
            .collect();
        let accounts = sets
            .into_iter()
            .zip(texts)
            .map(|(lists, texts)| {
                lists
                    .into_iter()
                    .zip(texts)
                    .map(|(list, texts)| List { texts, ..list })
                    .collect()
            })
            .collect();
        Ok(Self { accounts })
    }
}

/// The QR codes of a set that are still to be placed.
struct Lists<'a> {
    rest: &'a [(&'a SecretText, Modules)],
    /// The side of the largest one in millimetres.
    side: f32,
}

/// The unused codes of a set with their numbers. Used ones never come to paper.
fn list(set: &RecoveryCodeSet) -> List {
    let codes = (1..)
        .zip(&set.codes)
        .filter(|(_, code)| code.state.is_left())
        .map(|(n, code)| Numbered {
            n,
            code: code.text.clone(),
        })
        .collect();
    List {
        codes,
        texts: Vec::new(),
        burned_unknown: set.burned_unknown,
        left: set.totals().left,
    }
}

struct AccountPage<'a> {
    composer: Composer<'a>,
    entry: &'a AccountEntry<'a>,
    labels: &'a Labels,
    contents: Contents,
    /// Whether recovery codes stand on the page that is being made.
    page_has_codes: bool,
    digest: Sha256,
}

impl<'a> AccountPage<'a> {
    /// An account with a page, or several, of its own.
    fn draw(&mut self, sets: &[List]) {
        let account = &self.entry.record.account;
        let (below, style) = if account.username.is_empty() {
            (self.labels.no_username, Style::BODY.sized(11.0))
        } else {
            (account.username.as_str(), Style::SECRET.sized(12.0))
        };
        let mut y = self.composer.masthead(self.entry.service, &[below], style);
        y = self.warning(y) + 8.0;
        y = self.blocks(y, sets);
        let steps = self.use_steps(self.entry.login_url, &[self.entry]);
        let has_codes = self.has_codes(&[self.entry]);
        self.closing(y, &steps, has_codes);
        self.alike();
        self.composer.end_page();
    }

    /// Accounts one after another, with what is to be done once at the end.
    fn draw_packed(&mut self, printed: &[(&'a AccountEntry<'a>, &Vec<List>)]) {
        let count = printed.len().to_string();
        let title = fill(self.labels.accounts_title, &[("n", &count)]);
        let style = Style::BODY.sized(11.0);
        let mut y = self.composer.masthead(&title, &[], style);
        y = self.warning(y) + 7.0;
        for (entry, sets) in printed {
            self.entry = entry;
            y = self.room_for_first(y, !sets.is_empty());
            y = self.name(y);
            y = self.blocks(y, sets) + 3.0;
        }
        let entries: Vec<_> = printed.iter().map(|(entry, _)| *entry).collect();
        let steps = self.use_steps(None, &entries);
        // Less white than between accounts.
        let has_codes = self.has_codes(&entries);
        self.closing(y - 5.0, &steps, has_codes);
        self.alike();
        self.composer.end_page();
    }

    /// Where an account with its name and its first block goes: the block must not be driven away
    /// from the name by the fold.
    fn room_for_first(&mut self, y: f32, has_codes: bool) -> f32 {
        let otp = self.contents.has_otp() && !self.entry.record.otp.is_empty();
        let (before, height) = (NAME, if otp { OTP } else { 62.0 });
        let mut y = y;
        if otp || !has_codes {
            y = y.max(self.composer.off_fold(y + before, height) - before);
        }
        if y + before + height <= self.composer.bottom() {
            return y;
        }
        self.alike();
        self.composer.next_page("")
    }

    /// Service and username as a heading over the width of the page.
    fn name(&mut self, y: f32) -> f32 {
        let (left, right) = (self.composer.left(), self.composer.right());
        let strong = Style::HEADING.sized(14.0);
        let service = shortened(self.entry.service, strong, self.composer.span() * 0.5);
        let end = self.composer.text(left, y, strong, &service) + 4.0;
        let username = &self.entry.record.account.username;
        let style = Style::SECRET.sized(11.0);
        let last = self
            .composer
            .fitted((end, y), right - end, style, 7.0, username);
        let line = last + 2.2;
        self.composer
            .rule((left, line), (right, line), 0.6, Ink::BLACK);
        line + 6.0
    }

    fn blocks(&mut self, mut y: f32, sets: &[List]) -> f32 {
        if self.contents.has_otp() {
            for otp in &self.entry.record.otp {
                y = self.otp(y, otp) + 9.0;
            }
        }
        for set in sets {
            y = self.set(y, set) + 4.0;
        }
        y
    }

    /// Where a block of this height goes: here, or on a page of its own.
    fn room(&mut self, y: f32, height: f32) -> f32 {
        if y + height <= self.composer.bottom() {
            return y;
        }
        let account = &self.entry.record.account;
        let note = format!("{}  {}", self.entry.service, account.username);
        let note = shortened(note.trim_end(), Style::BODY, 90.0);
        let note = format!("{note}  {}", self.labels.continued);
        self.alike();
        self.composer.next_page(&note)
    }

    /// The black bar. Gives its lower edge.
    fn warning(&mut self, y: f32) -> f32 {
        const HEIGHT: f32 = 9.0;
        let (left, right) = (self.composer.left(), self.composer.right());
        let span = self.composer.span();
        self.composer.filled(left, y, span, HEIGHT, Ink::BLACK);
        let (baseline, style) = (y + 5.9, Style::STRONG.sized(10.5).inked(Ink::WHITE));
        self.composer
            .text(left + 3.5, baseline, style, self.labels.holder_passes);
        let style = Style::BODY.inked(Ink::WHITE);
        self.composer
            .text_to(right - 3.5, baseline, style, self.labels.holder_keeps);
        y + HEIGHT
    }

    /// A QR code at the right with its caption under it, and the space that it leaves at the left.
    fn code_at_right(
        &mut self,
        y: f32,
        text: &SecretText,
        modules: Modules,
        caption: &str,
    ) -> (f32, f32) {
        self.digest.update(text.expose());
        self.digest.update([0]);
        let size = modules.size();
        let side = modules.module_in(COLUMN) * size as f32;
        let x = self.composer.right() - side;
        self.composer.code(x, y, COLUMN, modules);
        // Below the white margin of the code.
        let below = y + side + QUIET * side / size as f32 + 2.2;
        self.composer.text(x, below, Style::CAPTION, caption);
        (x - GUTTER - self.composer.left(), below)
    }

    /// One OTP credential. Gives where it ends.
    fn otp(&mut self, y: f32, otp: &OtpCredential) -> f32 {
        let account = &self.entry.record.account;
        let issuer = if account.issuer.is_empty() {
            self.entry.service
        } else {
            &account.issuer
        };
        let uri = otp.uri(issuer, &account.username);
        let y = self.room(self.composer.off_fold(y, OTP), OTP);
        let at_right = Modules::new(uri.expose())
            .map(|code| self.code_at_right(y, &uri, code, self.labels.otp_scan));
        let full = self.composer.span();
        let (width, code_end) = at_right.unwrap_or((full, y));
        let left = self.composer.left();

        let mut at = self.composer.heading(y, width, self.labels.otp);
        let about = self.about_otp(otp);
        at = self
            .composer
            .paragraph((left, at + 6.0), width, Style::BODY, LEADING, &about);
        if at_right.is_none() {
            self.digest.update(uri.expose());
            self.digest.update([0]);
            let style = Style::STRONG;
            at += LEADING + 1.0;
            self.composer.text(left, at, style, self.labels.otp_no_code);
        }
        at = self.secret((left, at + 6.6), width, otp);
        at = self.parameters((left, at + 6.6), width, otp, issuer);
        at = self
            .composer
            .steps((left, at + 7.2), width, 1, &self.labels.otp_steps);
        if let Some(command) = terminal::command(&otp.parameters) {
            at += LEADING + 1.6;
            let x = self
                .composer
                .text(left, at, Style::BODY, self.labels.otp_terminal);
            let style = Style::VALUE.sized(8.5);
            self.composer.text(x + 1.6, at, style, &command);
        }
        at.max(code_end)
    }

    fn about_otp(&self, otp: &OtpCredential) -> String {
        let text = match otp.parameters {
            OtpParameters::Totp { .. } => self.labels.otp_totp,
            OtpParameters::Hotp { .. } => self.labels.otp_hotp,
            _ => self.labels.otp_other,
        };
        let period = otp.parameters.period().unwrap_or_default().to_string();
        fill(text, &[("period", &period)])
    }

    /// The secret in groups of four, in as many lines as it takes.
    fn secret(&mut self, (x, y): (f32, f32), width: f32, otp: &OtpCredential) -> f32 {
        let (name, secret) = match otp.parameters {
            OtpParameters::Motp => (
                self.labels.otp_secret_hex,
                SecretText::new(data_encoding::HEXLOWER.encode(otp.secret.expose())),
            ),
            _ => (self.labels.otp_secret, otp.base32()),
        };
        self.composer.text(x, y, Style::CAPTION, name);
        let style = Style::SECRET;
        let characters = secret.expose().chars().count();
        let groups = characters.div_ceil(SECRET_GROUP);
        let fitting = (width / style.width("AAAA ")) as usize;
        // Lines of equal length read better than a full one and a rest.
        let lines = groups.div_ceil(fitting.clamp(1, 8)).max(1);
        let per_line = groups.div_ceil(lines).max(1) * SECRET_GROUP;
        let mut at = y + 6.0;
        let all: Vec<char> = secret.expose().chars().collect();
        for (index, line) in all.chunks(per_line).enumerate() {
            at = y + 6.0 + index as f32 * 6.4;
            let line: String = line.iter().collect();
            let line = SecretText::new(grouped(&line, SECRET_GROUP));
            self.composer.text(x, at, style, line.expose());
        }
        at
    }

    /// Type and parameters, issuer, account. Gives the last baseline.
    fn parameters(
        &mut self,
        (x, y): (f32, f32),
        width: f32,
        otp: &OtpCredential,
        issuer: &str,
    ) -> f32 {
        let (labels, given) = (self.labels, &otp.parameters);
        let mut facts = vec![(labels.otp_type, given.otp_type().name().to_uppercase())];
        if let Some(algorithm) = given.algorithm() {
            facts.push((labels.otp_algorithm, algorithm.name().to_owned()));
        }
        facts.push((labels.otp_digits, given.digits().to_string()));
        if let Some(period) = given.period() {
            let period = fill(labels.otp_seconds, &[("n", &period.to_string())]);
            facts.push((labels.otp_period, period));
        }
        if let Some(counter) = given.counter() {
            facts.push((labels.otp_counter, counter.to_string()));
        }
        let column = width / 4.0;
        for (index, (name, value)) in facts.iter().enumerate() {
            let x = x + index as f32 * column;
            self.composer.fact(x, y, name, value, Style::VALUE);
        }
        let mut at = y + 4.6;
        let username = &self.entry.record.account.username;
        let pin = otp.pin.as_ref().map(SecretText::expose);
        let mut names = vec![(labels.otp_issuer, issuer), (labels.otp_account, username)];
        names.extend(pin.map(|pin| (labels.otp_pin, pin)));
        names.retain(|(_, value)| !value.is_empty());
        let column = width / names.len().max(2) as f32;
        let mut last = at;
        for (index, (name, value)) in names.into_iter().enumerate() {
            let x = x + index as f32 * column;
            self.composer.text(x, at + 6.2, Style::CAPTION, name);
            let spot = (x, at + 10.8);
            let end = self
                .composer
                .fitted(spot, column - 3.0, Style::VALUE, 6.5, value);
            last = last.max(end);
        }
        at = last;
        at
    }

    /// One set of recovery codes. Gives where it ends.
    fn set(&mut self, y: f32, set: &List) -> f32 {
        // A text that no code holds does not come up: they are divided so that they fit.
        let codes: Vec<_> = set
            .texts
            .iter()
            .filter_map(|text| Some((text, Modules::new(text.expose())?)))
            .collect();
        let side = codes
            .iter()
            .map(|(_, code)| code.module_in(COLUMN) * code.size() as f32)
            .fold(0.0, f32::max);
        let width = if codes.is_empty() {
            self.composer.span()
        } else {
            self.composer.span() - side - GUTTER
        };
        let columns = Columns::fitting(&set.codes, width);
        let about = self.about_set(set);
        let lines = Face::Text.wrapped(&about, Style::BODY.size, width).len();
        let rows = set.codes.len().div_ceil(columns.count.max(1));
        let list = 18.0 + lines as f32 * LEADING + rows as f32 * ROW;
        let height = (side + 6.0).max(list.min(120.0));
        let y = self.room(y, height);
        // Codes keep off the fold. The list goes with them, where the page then still holds all.
        let at_code = self.composer.off_fold(y, side);
        let y = if at_code + list + CLOSING <= self.composer.bottom() {
            at_code
        } else {
            y
        };
        let mut lists = Lists { rest: &codes, side };
        let code_end = self.lists(at_code, &mut lists);
        let heading = self.composer.heading(y, width, self.labels.codes);
        let spot = (self.composer.left(), heading + 6.0);
        let at = self
            .composer
            .paragraph(spot, width, Style::BODY, LEADING, &about);
        let end = self.rows((at + 11.6, code_end), &set.codes, &columns, &mut lists);
        self.rest_of_lists(end, &mut lists)
    }

    /// What can be taken for one another, in the line of the footer. Only where codes stand on the
    /// page.
    fn alike(&mut self) {
        if !std::mem::take(&mut self.page_has_codes) {
            return;
        }
        const GAP: f32 = 2.4;
        let (sign_style, name_style) = (Style::VALUE.sized(9.5), Style::CAPTION.sized(6.8));
        let pairs = self.labels.alike_pairs;
        let width: f32 = pairs
            .iter()
            .map(|(sign, name)| sign_style.width(sign) + 0.8 + name_style.width(name) + GAP)
            .sum();
        let y = self.composer.footer();
        let mut x = (self.composer.width - width + GAP) / 2.0 + 6.0;
        for (sign, name) in pairs {
            x = self.composer.text(x, y, sign_style, sign) + 0.8;
            x = self.composer.text(x, y, name_style, name) + GAP;
        }
    }

    /// As many QR codes of the list as this page holds, one under the other. Gives where they end.
    fn lists(&mut self, y: f32, lists: &mut Lists<'_>) -> f32 {
        let mut end = y;
        while let Some(((text, code), rest)) = lists.rest.split_first() {
            let gap = if end > y { 6.0 } else { 0.0 };
            let at = self.composer.off_fold(end + gap, lists.side);
            // The caption takes some seven millimetres.
            if at + lists.side + 7.0 > self.composer.bottom() {
                break;
            }
            lists.rest = rest;
            let caption = self.labels.codes_scan;
            (_, end) = self.code_at_right(at, text, code.clone(), caption);
        }
        end
    }

    /// The QR codes for which there was no page beside the list. Gives where they end.
    fn rest_of_lists(&mut self, y: f32, lists: &mut Lists<'_>) -> f32 {
        let mut end = y;
        while !lists.rest.is_empty() {
            let before = lists.rest.len();
            let top = self.room(self.composer.height, 0.0);
            end = self.lists(top, lists);
            if lists.rest.len() == before {
                break;
            }
        }
        end
    }

    fn about_set(&self, set: &List) -> String {
        if set.codes.is_empty() {
            return self.labels.codes_used_up.to_owned();
        }
        let (n, left) = (set.codes.len().to_string(), set.left.to_string());
        let burned = set.burned_unknown.to_string();
        let text = match (set.burned_unknown, set.codes.len()) {
            (1.., _) => self.labels.codes_burned,
            (0, 1) => self.labels.codes_one,
            (0, _) => self.labels.codes_left,
        };
        let values = [("n", &*n), ("left", &left), ("burned", &burned)];
        let count = fill(text, &values);
        format!("{} {count}", self.labels.codes_use)
    }

    /// The list, down the first column and then down the next; on further pages with further QR
    /// codes beside it. Gives where both end on the last page.
    fn rows(
        &mut self,
        (y, code_end): (f32, f32),
        codes: &[Numbered],
        columns: &Columns,
        lists: &mut Lists<'_>,
    ) -> f32 {
        let (mut rest, mut y, mut end) = (codes, y, code_end);
        while !rest.is_empty() {
            let room = ((self.composer.bottom() - y) / ROW).floor().max(1.0) as usize;
            let rows = rest.len().div_ceil(columns.count).min(room);
            let (now, later) = rest.split_at(rest.len().min(rows * columns.count));
            for (index, column) in now.chunks(rows).enumerate() {
                let x = self.composer.left() + index as f32 * (columns.width + columns.gap);
                end = end.max(self.column((x, y), column, columns));
            }
            rest = later;
            if !rest.is_empty() {
                let top = self.room(self.composer.height, 0.0);
                end = self.lists(top, lists);
                y = top + ROW;
            }
        }
        end
    }

    fn column(&mut self, (x, y): (f32, f32), codes: &[Numbered], columns: &Columns) -> f32 {
        const NUMBER: f32 = 6.0;
        let style = Style::CAPTION;
        let right = x + columns.width;
        let tick = right - columns.date - 6.6;
        self.composer
            .text(tick, y - 5.2, style, self.labels.codes_tick);
        let date = right - columns.date;
        self.composer
            .text(date, y - 5.2, style, self.labels.codes_date);
        let mut baseline = y;
        self.page_has_codes |= !codes.is_empty();
        for code in codes {
            baseline = self.row_baseline(baseline);
            let number = code.n.to_string();
            self.composer.text(x, baseline, style.sized(8.0), &number);
            let secret = Style::SECRET.sized(columns.size);
            self.composer
                .text(x + NUMBER, baseline, secret, code.code.expose());
            self.composer.tick_box(tick, baseline);
            self.composer.rule(
                (date, baseline + 0.6),
                (right, baseline + 0.6),
                0.5,
                Ink::RULE,
            );
            baseline += ROW;
        }
        baseline - ROW
    }

    /// A baseline that keeps the letters off the fold.
    fn row_baseline(&self, baseline: f32) -> f32 {
        const ABOVE: f32 = 3.6;
        let fold = self.composer.height / 2.0;
        if baseline > fold - 1.2 && baseline - ABOVE < fold + 1.2 {
            fold + 1.2 + ABOVE
        } else {
            baseline
        }
    }

    /// How to sign in, what the page is enough for, its format, and the next checks.
    fn closing(&mut self, y: f32, steps: &[String], has_codes: bool) {
        let labels = self.labels;
        let format = owned(&labels.account_format, &[]);
        let foot = Foot {
            common: &labels.common,
            checks_about: "",
            format: &format,
            sizes: FootSizes::CLOSE,
        };
        let few = Some(labels.codes_few).filter(|_| has_codes);
        let needs: Vec<&str> = labels.account_enough_for.into_iter().chain(few).collect();
        let rows = steps.len().max(needs.len()) as f32;
        let height = CLOSING + (rows - 4.0) * (LEADING + 0.6);
        let y = self.room(y, height);
        // At the foot of the page, where it is always looked for.
        let spare = (self.composer.bottom() - height - y).clamp(0.0, 4.0);
        let y = y.max(self.composer.bottom() - height - spare);
        let (left, right) = (self.composer.left(), self.composer.right());
        self.composer.rule((left, y), (right, y), 0.6, Ink::BLACK);
        let gap = 8.0;
        let half = (self.composer.span() - gap) / 2.0;
        let y = y + 5.4;
        let strong = Style::STRONG.sized(10.0);
        self.composer.text(left, y, strong, labels.use_page);
        let end = self.composer.steps((left, y + 4.9), half, 1, steps);
        let x = left + half + gap;
        self.composer.text(x, y, strong, labels.account_enough);
        let end = bullets(&mut self.composer, (x, y - 0.9), half, &needs).max(end);
        foot.draw(&mut self.composer, end + 5.2 + spare);
    }

    /// Whether any of the accounts has recovery codes to print.
    fn has_codes(&self, entries: &[&AccountEntry<'_>]) -> bool {
        self.contents.has_codes()
            && entries
                .iter()
                .any(|entry| entry.record.code_totals().left > 0)
    }

    /// The steps that apply to what the accounts have.
    fn use_steps(&self, url: Option<&str>, entries: &[&AccountEntry<'_>]) -> Vec<String> {
        let labels = self.labels;
        let sign_in = match url {
            Some(url) => fill(labels.use_address, &[("url", url)]),
            None => labels.use_sign_in.to_owned(),
        };
        let otp = entries.iter().any(|entry| has_otp(self.contents, entry));
        let codes = self.has_codes(entries);
        let mut steps = vec![sign_in];
        if otp {
            steps.push(labels.use_otp.to_owned());
        }
        if codes {
            let step = if otp {
                labels.use_code_instead
            } else {
                labels.use_code
            };
            steps.push(step.to_owned());
        }
        steps.push(labels.use_renew.to_owned());
        steps
    }
}
