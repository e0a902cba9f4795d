//! Sheets in the window.

use super::Session;
use crate::ipc::{
    CardFormat, CardRequest, KeyShareRow, KeyView, Ledger, MadeSheet, Nothing, PageItem, PageView,
    Passphrase, PlaceRequest, PrintRequest, SheetContents, SheetPageRequest, SheetPaper,
    SheetPurpose, SheetRequest, SheetRow,
};
use crate::preview::{self, Shown};
use crate::printer::{Printer, ToPrinter};
use crate::sheets::{self, CardWords, Destination, How, NewPaperKey, ToFile, What};
use crate::view::Revealed;
use crate::{AppError, account};
use model::{Contents, Timestamp};
use secret::Randomness;
use sheet::font::Face;
use sheet::layout;
use sheet::qr::Modules;
use sheet::{OpensWith, Paper};
use std::fmt::Write;
use std::path::Path;
use vault::Payload;

impl Session {
    /// What to call the PDF, before the user is asked where it goes.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; `usage` when the request cannot be met: nobody is to
    /// choose a file for nothing.
    pub fn sheet_name(
        &mut self,
        request: &SheetRequest,
        now: Timestamp,
    ) -> Result<String, AppError> {
        let payload = self.vault()?.payload();
        copies(request.copies)?;
        let what = match (request.kind, request.accounts.as_slice()) {
            (SheetPurpose::Vault, _) => {
                match request.passphrase.clone().map(Passphrase::into_secret) {
                    Some(passphrase) => vault::estimate(&passphrase).map(drop)?,
                    None if payload.paper_key.is_some() => {}
                    None => return Err(no_passphrase()),
                }
                "vault".to_owned()
            }
            (SheetPurpose::Card, _) => "card".to_owned(),
            (SheetPurpose::Key | SheetPurpose::Shares, _) => {
                sheets::key_can_be_made(payload, request.replace)?;
                "paper-key".to_owned()
            }
            (SheetPurpose::Account, [one]) => {
                let account = &account::find(&payload.accounts, one)?.account;
                file_name(&account.handle())
            }
            (SheetPurpose::Account, []) => {
                return Err(AppError::usage(
                    "No account is chosen.",
                    "Choose the accounts that go on the page.",
                ));
            }
            (SheetPurpose::Account, several) => format!("{}-accounts", several.len()),
        };
        let day = crate::draft::today(now);
        Ok(format!("reentry-{what}-{day}.pdf"))
    }

    /// Makes a sheet and writes it to a new file.
    ///
    /// # Errors
    /// As [`sheets::make`] and [`ToFile::create`].
    pub fn make_sheet(
        &mut self,
        request: SheetRequest,
        path: &Path,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<MadeSheet, AppError> {
        self.must_be_open()?;
        self.make(request, ToFile::create(path)?, now, randomness)
    }

    /// Makes a sheet and prints it, without a file.
    ///
    /// # Errors
    /// As [`Session::sheet_name`], [`sheets::make`] and [`ToPrinter::choose`].
    pub fn print_sheet(
        &mut self,
        request: PrintRequest,
        printer: impl Printer,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<MadeSheet, AppError> {
        self.sheet_name(&request.sheet, now)?;
        let printer = ToPrinter::choose(printer, Some(&request.printer))?;
        self.make(request.sheet, printer, now, randomness)
    }

    /// A page of a sheet as it would be made now.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; `usage` when there is nothing on it, or no such page; as
    /// [`preview::preview`].
    pub fn sheet_page(
        &mut self,
        request: SheetPageRequest,
        now: Timestamp,
    ) -> Result<PageView, AppError> {
        let vault = self.open.as_ref().ok_or_else(super::locked)?;
        let covered = match request.kind {
            SheetPurpose::Account => !request.reveal,
            SheetPurpose::Card => false,
            SheetPurpose::Vault | SheetPurpose::Key | SheetPurpose::Shares => true,
        };
        let shown = match request.kind {
            SheetPurpose::Account if request.reveal => Shown::Revealed(request.accounts),
            SheetPurpose::Account => Shown::Covered(request.accounts),
            SheetPurpose::Vault if request.to_paper_key => Shown::Vault(OpensWith::PaperKey),
            SheetPurpose::Vault => Shown::Vault(OpensWith::Passphrase),
            SheetPurpose::Key => Shown::PaperKey(None),
            SheetPurpose::Shares => Shown::PaperKey(Some(split(request.needed, request.shares))),
            SheetPurpose::Card => Shown::Card(request.card.unwrap_or_default().into()),
        };
        let how = how(request.paper, request.contents, request.copies, None);
        let document = preview::preview(vault.payload(), &shown, &how, &self.providers, now)?;
        let wanted = usize::try_from(request.page).unwrap_or(usize::MAX);
        let page = wanted.checked_sub(1).and_then(|at| document.pages.get(at));
        let page =
            page.ok_or_else(|| AppError::usage("The sheet has no such page.", "Look at another."))?;
        Ok(PageView {
            page: request.page,
            pages: super::accounts::number(document.pages.len()),
            width: page.width,
            height: page.height,
            covered,
            items: page.items.iter().map(PageItem::from).collect(),
        })
    }

    fn make(
        &mut self,
        request: SheetRequest,
        to: impl Destination,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<MadeSheet, AppError> {
        let what = match request.kind {
            SheetPurpose::Account => What::Accounts(request.accounts),
            SheetPurpose::Vault => match request.passphrase {
                Some(passphrase) => What::Vault(passphrase.into_secret()),
                None => What::VaultToPaperKey,
            },
            SheetPurpose::Key => What::PaperKey(NewPaperKey {
                split: None,
                replace: request.replace,
            }),
            SheetPurpose::Shares => What::PaperKey(NewPaperKey {
                split: Some(split(request.needed, request.shares)),
                replace: request.replace,
            }),
            SheetPurpose::Card => What::Card(request.card.unwrap_or_default().into()),
        };
        copies(request.copies)?;
        let how = how(
            request.paper,
            request.contents,
            request.copies,
            request.place,
        );
        let vault = self.open.as_mut().ok_or_else(super::locked)?;
        let made = sheets::make(vault, &what, &how, to, &self.providers, now, randomness)?;
        Ok(MadeSheet {
            cancelled: false,
            sheet: made.sheet_id.as_str().to_ascii_uppercase(),
            file: made.file,
            pages: made.pages,
            replaces: made.replaces.map(|id| id.as_str().to_ascii_uppercase()),
        })
    }

    /// What was printed.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn sheets(&mut self, _: Nothing) -> Result<Ledger, AppError> {
        Ok(ledger(self.vault()?.payload()))
    }

    /// Notes where a sheet is kept.
    ///
    /// # Errors
    /// As [`sheets::set_place`].
    pub fn place_sheet(
        &mut self,
        request: PlaceRequest,
        now: Timestamp,
    ) -> Result<Ledger, AppError> {
        sheets::set_place(self.vault()?, &request.sheet, &request.place, now)?;
        Ok(ledger(self.vault()?.payload()))
    }
}

impl Session {
    /// Takes a sheet that was shredded off the ledger.
    ///
    /// # Errors
    /// As [`sheets::set_shredded`].
    pub fn shred_sheet(
        &mut self,
        request: PlaceRequest,
        now: Timestamp,
    ) -> Result<Ledger, AppError> {
        sheets::set_shredded(self.vault()?, &request.sheet, now)?;
        Ok(ledger(self.vault()?.payload()))
    }

    /// The paper key: never the key itself.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn paper_key(&mut self, _: Nothing) -> Result<KeyView, AppError> {
        let status = sheets::key_status(self.vault()?.payload());
        let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
        Ok(match status {
            None => KeyView {
                sheet: None,
                needed: 0,
                shares: Vec::new(),
                proved_at: None,
            },
            Some(status) => KeyView {
                sheet: Some(status.sheet_id.as_str().to_ascii_uppercase()),
                needed: status.k,
                shares: status
                    .shares
                    .into_iter()
                    .map(|share| KeyShareRow {
                        index: share.index,
                        place: share.place,
                        proved_at: time(share.proved_at),
                    })
                    .collect(),
                proved_at: time(status.proved_at),
            },
        })
    }
}

/// 2 of 3 suits most people.
fn split(needed: Option<u8>, shares: Option<u8>) -> (u8, u8) {
    needed.zip(shares).unwrap_or((2, 3))
}

impl From<CardRequest> for CardWords {
    fn from(request: CardRequest) -> Self {
        Self {
            size: match request.size {
                CardFormat::Page => sheet::CardSize::Page,
                CardFormat::A6 => sheet::CardSize::A6,
                CardFormat::Wallet => sheet::CardSize::Wallet,
            },
            contacts: request.contacts,
            blanks: request.blanks,
        }
    }
}

/// How many copies are printed at once.
fn copies(wanted: u32) -> Result<(), AppError> {
    if (1..=sheets::COPIES_MAX).contains(&wanted) {
        return Ok(());
    }
    Err(AppError::usage(
        "That is no number of copies.",
        "Print 1 to 20.",
    ))
}

fn how(paper: SheetPaper, contents: SheetContents, copies: u32, place: Option<String>) -> How {
    How {
        paper: match paper {
            SheetPaper::A4 => Paper::A4,
            SheetPaper::Letter => Paper::Letter,
        },
        label: None,
        copies,
        place: place.filter(|place| !place.is_empty()),
        contents: match contents {
            SheetContents::Everything => Contents::Everything,
            SheetContents::Otp => Contents::Otp,
            SheetContents::Codes => Contents::Codes,
        },
        one_per_page: true,
    }
}

/// Millimetres in a typographic point.
const POINT: f32 = 25.4 / 72.0;

/// A hundredth of a millimetre is finer than any screen, and shorter to send.
fn rounded(millimetres: f32) -> f32 {
    (millimetres * 100.0).round() / 100.0
}

impl From<&layout::Item> for PageItem {
    fn from(item: &layout::Item) -> Self {
        match item {
            layout::Item::Text(text) => {
                let shown = Revealed::asked_for(text.text.clone());
                Self::Text {
                    x: rounded(text.x),
                    y: rounded(text.y),
                    size: rounded(text.size * POINT),
                    width: rounded(text.face.width(shown.show(), text.size)),
                    face: match text.face {
                        Face::Text => "text",
                        Face::Strong => "strong",
                        Face::Code => "code",
                    }
                    .to_owned(),
                    ink: text.ink.0,
                    text: shown.show().to_owned(),
                }
            }
            layout::Item::Rule(rule) => Self::Rule {
                x1: rounded(rule.from.0),
                y1: rounded(rule.from.1),
                x2: rounded(rule.to.0),
                y2: rounded(rule.to.1),
                weight: rounded(rule.weight * POINT),
                ink: rule.ink.0,
            },
            layout::Item::Area(area) => Self::Area {
                x: rounded(area.x),
                y: rounded(area.y),
                width: rounded(area.width),
                height: rounded(area.height),
                outline: area.outline.map(|weight| rounded(weight * POINT)),
                ink: area.ink.0,
            },
            layout::Item::Code(code) => Self::Code {
                x: rounded(code.x),
                y: rounded(code.y),
                module: code.module,
                path: path(&code.modules),
            },
        }
    }
}

/// The runs of dark modules, row by row.
fn path(modules: &Modules) -> String {
    let mut path = String::new();
    for (y, row) in modules.rows().enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            let length = run.len();
            if run.first() == Some(&1) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
            x += length;
        }
    }
    path
}

impl MadeSheet {
    /// The user chose no file.
    #[must_use]
    pub fn cancelled() -> Self {
        Self {
            cancelled: true,
            sheet: String::new(),
            file: String::new(),
            pages: 0,
            replaces: None,
        }
    }
}

fn no_passphrase() -> AppError {
    AppError::usage(
        "A vault sheet needs a passphrase that opens it.",
        "Choose one that you will still know when everything else is gone.",
    )
}

/// Letters and digits of a name; the rest becomes dashes.
fn file_name(text: &str) -> String {
    text.chars()
        .map(|letter| {
            if letter.is_alphanumeric() || letter == '.' {
                letter
            } else {
                '-'
            }
        })
        .collect()
}

fn ledger(payload: &Payload) -> Ledger {
    let names = |id: &model::AccountId| {
        let mut records = payload.all_records();
        records.find(|record| &record.account.id == id).map_or_else(
            || "an account that is gone".to_owned(),
            |record| record.account.handle(),
        )
    };
    let sheets = sheets::ledger(payload);
    Ledger {
        sheets: sheets
            .into_iter()
            .map(|sheet| SheetRow {
                id: sheet.id.as_str().to_ascii_uppercase(),
                kind: sheet.kind.name().to_owned(),
                printed: sheet.printed.to_string(),
                copies: sheet.copies,
                contents: sheet.contents.name().to_owned(),
                proved_at: sheet.proved_at.map(|at| at.to_string()),
                place: sheet.place,
                state: match sheet.state {
                    model::SheetState::Current => "current",
                    model::SheetState::Behind => "behind",
                    model::SheetState::Stale => "stale",
                    model::SheetState::Superseded => "superseded",
                }
                .to_owned(),
                superseded_by: sheet
                    .superseded_by
                    .map(|id| id.as_str().to_ascii_uppercase()),
                accounts: sheet.accounts.iter().map(names).collect(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::PastedText;
    use crate::printer::Job;
    use crate::session::tests::{NOW, SECRET, open_session, page_of, sheet_of, typed};
    use crate::{Code, SecretBytes, SystemRandomness};
    use std::sync::{Arc, Mutex};

    const RECOVERY: &str = "harbour-1111-crane";

    /// A session with one account, and the account's id.
    fn session() -> (tempfile::TempDir, Session, String) {
        let (folder, mut session) = open_session();
        let text = PastedText {
            text: typed(&format!("otpauth://totp/Harbour:keeper?secret={SECRET}")),
        };
        let reading = session.begin_text(text).expect("begun");
        let _ = crate::session::tests::read(&mut session, reading);
        let applied = session.apply_import(Nothing {}, NOW, &mut SystemRandomness);
        assert!(applied.is_ok());
        let listing = session.list(Nothing {}).expect("open");
        let id = listing.accounts[0].id.clone();
        let request = crate::ipc::EditRequest {
            account: id.clone(),
            text: crate::ipc::AccountText::default(),
            key: None,
            codes: Some(typed(RECOVERY)),
        };
        let edited = session.edit_account(request, NOW, &mut SystemRandomness);
        assert!(edited.is_ok(), "{edited:?}");
        (folder, session, id)
    }

    fn page(kind: SheetPurpose, accounts: &[String], reveal: bool, page: u32) -> SheetPageRequest {
        page_of(sheet_of(kind, accounts.to_vec(), None), reveal, page)
    }

    fn texts(view: &PageView) -> String {
        let texts = view.items.iter().filter_map(|item| match item {
            PageItem::Text { text, .. } => Some(text.replace(' ', "")),
            _ => None,
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_page_shows_dummies_of_the_same_shape_until_it_is_revealed() {
        let (_folder, mut session, id) = session();
        let accounts = [id];
        let mut look = |reveal| {
            let request = page(SheetPurpose::Account, &accounts, reveal, 1);
            session.sheet_page(request, NOW).expect("a page")
        };
        let (covered, shown) = (look(false), look(true));
        assert!(covered.covered && !shown.covered);
        assert_eq!((covered.width, covered.height), (210.0, 297.0));
        let joined = texts(&shown).replace('\n', "");
        assert!(joined.contains(SECRET) && joined.contains(RECOVERY));
        let sent = serde_json::to_string(&covered).expect("JSON");
        for piece in ["NZXX", "NZXX ILLB", "harbour-", "crane"] {
            assert!(!sent.contains(piece), "{piece} stayed at home");
        }
        assert!(texts(&covered).contains("xxxxxxx-0000-xxxxx"));
        assert_eq!(covered.items.len(), shown.items.len(), "the same shape");
        let codes = |view: &PageView| -> Vec<PageItem> {
            let codes = view.items.iter();
            let codes = codes.filter(|item| matches!(item, PageItem::Code { .. }));
            codes.cloned().collect()
        };
        assert_eq!(codes(&covered).len(), 2, "the key and the codes");
        for (dummy, real) in codes(&covered).iter().zip(codes(&shown)) {
            assert!(*dummy != real, "the modules are dummies too");
        }
        assert!(!format!("{shown:?}").contains(RECOVERY));
    }

    #[test]
    fn the_pages_of_a_vault_sheet_are_counted_before_it_is_made() {
        let (folder, mut session, _) = session();
        let seen = session.sheet_page(page(SheetPurpose::Vault, &[], true, 1), NOW);
        let seen = seen.expect("a page");
        assert!(seen.covered, "nothing of it can be revealed");
        let request = sheet_of(SheetPurpose::Vault, Vec::new(), Some("a long passphrase"));
        let file = folder.path().join("sheet.pdf");
        let made = session.make_sheet(request, &file, NOW, &mut SystemRandomness);
        assert_eq!(made.map(|made| made.pages), Ok(seen.pages));
        for absent in [0, seen.pages + 1] {
            let request = page(SheetPurpose::Vault, &[], false, absent);
            let refused = session.sheet_page(request, NOW).expect_err("no such page");
            assert_eq!(refused.code, Code::Usage);
        }
    }

    #[test]
    fn every_kind_of_sheet_is_seen_before_it_is_made() {
        let (folder, mut session, _) = session();
        for (kind, says) in [
            (SheetPurpose::Key, "AGE-SECRET-KEY-1QQQQQ"),
            (SheetPurpose::Shares, "2of3"),
            (SheetPurpose::Card, "sampleuser"),
        ] {
            let card = CardRequest {
                contacts: vec!["sampleuser of the next house".to_owned()],
                ..CardRequest::default()
            };
            let request = SheetRequest {
                card: Some(card),
                ..sheet_of(kind, Vec::new(), None)
            };
            let seen = session.sheet_page(page_of(request.clone(), false, 1), NOW);
            let seen = seen.expect("a page");
            assert!(
                texts(&seen).replace('\n', "").contains(says),
                "{}",
                texts(&seen)
            );
            if kind == SheetPurpose::Shares {
                continue;
            }
            let file = folder.path().join(format!("{kind:?}.pdf"));
            let made = session.make_sheet(request, &file, NOW, &mut SystemRandomness);
            assert_eq!(made.map(|made| made.pages), Ok(seen.pages), "{kind:?}");
        }
    }

    /// A printer that keeps what it was given, or refuses it.
    #[derive(Debug, Clone)]
    struct Recording {
        jobs: Arc<Mutex<Vec<(String, usize)>>>,
        works: bool,
    }

    impl Printer for Recording {
        fn names(&self) -> Vec<String> {
            vec!["Office".into()]
        }

        fn print(&self, job: &Job<'_>, pdf: &SecretBytes) -> Result<(), AppError> {
            let seen = (job.title.to_owned(), pdf.len());
            self.jobs.lock().expect("unpoisoned").push(seen);
            if self.works {
                Ok(())
            } else {
                Err(AppError::usage("No paper.", "Put some in."))
            }
        }
    }

    #[test]
    fn a_printed_sheet_stands_in_the_ledger_and_a_refused_one_does_not() {
        let (_folder, mut session, id) = session();
        let jobs = Arc::new(Mutex::new(Vec::new()));
        let mut print = |printer: &str, copies, works| {
            let request = PrintRequest {
                sheet: SheetRequest {
                    copies,
                    ..sheet_of(SheetPurpose::Account, vec![id.clone()], None)
                },
                printer: printer.into(),
            };
            let printer = Recording {
                jobs: Arc::clone(&jobs),
                works,
            };
            let done = session.print_sheet(request, printer, NOW, &mut SystemRandomness);
            let ledger = session.sheets(Nothing {}).expect("open").sheets.len();
            (
                done.map(|made| made.file).map_err(|error| error.code),
                ledger,
            )
        };
        let usage = || Err(Code::Usage);
        assert_eq!(print("Cellar", 1, true), (usage(), 0), "no such printer");
        assert_eq!(print("Office", 21, true), (usage(), 0), "too many");
        assert!(jobs.lock().expect("unpoisoned").is_empty());
        assert_eq!(print("Office", 1, false), (usage(), 0), "no paper");
        assert_eq!(print("Office", 2, true), (Ok("printer Office".into()), 1));
        let jobs = jobs.lock().expect("unpoisoned");
        let (title, size) = jobs.last().expect("a job");
        assert_eq!(title, "Reentry sheet");
        assert!(*size > 1000);
    }
}
