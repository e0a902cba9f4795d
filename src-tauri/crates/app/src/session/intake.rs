//! Importing in the window: read, look, then apply. What was read stays here until then.

use super::accounts::number;
use super::reading::{Errand, Reading, Watch};
use super::{Session, locked};
use crate::gather::{self, Gathering};
use crate::intake::{self, File, FileOutcome, Findings, Imported, Refusal, Request};
use crate::ipc::{
    Applied, Done, Failure, FileView, ImportChoices, ItemRow, MissingRow, Nothing, OfferRow,
    PasswordNeed, PastedText, PlainFile, Preview, ReadingStep, RefusedRow,
};
use crate::plan::{Choices, ItemKind, OnConflict, Outcome, Plan};
use crate::{AppError, Code, sweep};
use model::Timestamp;
use provider::Directory;
use secret::{Randomness, SecretBytes};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Files that were read and not yet imported, and what importing them would do.
#[derive(Debug)]
pub(super) struct Pending {
    files: Vec<File>,
    pasted: bool,
    request: Request,
    ready: Option<Ready>,
}

/// What is to be imported.
#[derive(Debug)]
enum Origin {
    /// Files and folders on disk.
    Paths(Vec<PathBuf>),
    /// What is in memory already.
    Files(Vec<File>),
}

/// Reads files and says what importing them would do.
#[derive(Debug)]
pub struct Import {
    origin: Origin,
    pasted: bool,
    request: Request,
    providers: Directory,
}

/// What reading files for an import came to.
#[derive(Debug)]
pub struct ImportFound {
    pasted: bool,
    request: Request,
    /// The files that were opened, and what is in them.
    found: Result<(Vec<File>, Result<Findings, AppError>), AppError>,
}

impl Errand for Import {
    type Found = ImportFound;
    type Answer = Preview;

    fn fits(session: &Session) -> Result<(), AppError> {
        session.must_be_open()
    }

    fn read(self, watch: &Watch) -> ImportFound {
        let opened = match self.origin {
            Origin::Paths(paths) => files(&paths, watch),
            Origin::Files(files) => Ok(files),
        };
        let found = opened.map(|files| {
            watch.of(files.len());
            let tell = |file, progress: Option<_>| {
                watch.tell(file, progress.map_or(ReadingStep::File, ReadingStep::from))
            };
            let findings = intake::find(&files, &self.request, &self.providers, &tell);
            (files, findings)
        });
        ImportFound {
            pasted: self.pasted,
            request: self.request,
            found,
        }
    }

    fn bring(
        session: &mut Session,
        read: ImportFound,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<Preview, AppError> {
        let (files, findings) = read.found?;
        let payload = session.open.as_ref().ok_or_else(locked)?.payload();
        let generation = payload.generation();
        let planned = findings.and_then(|findings| {
            intake::plan(
                &payload.accounts,
                findings,
                &read.request,
                &session.providers,
                now,
                randomness,
            )
        });
        let ready = planned.map(|both| Ready::new(both, generation));
        session.keep(files, read.pasted, read.request, ready)
    }

    fn nothing(_: &mut Session) -> Preview {
        Preview::nothing_chosen()
    }
}

/// A plan, and the generation of the vault that it was made for.
#[derive(Debug)]
struct Ready {
    imported: Imported,
    plan: Plan,
    generation: u64,
}

impl Ready {
    fn new((imported, plan): (Imported, Plan), generation: u64) -> Self {
        Self {
            imported,
            plan,
            generation,
        }
    }
}

impl Session {
    /// Begins to read files; none: the user chose none.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn begin_files(
        &mut self,
        paths: Vec<PathBuf>,
    ) -> Result<Option<Reading<Import>>, AppError> {
        self.must_be_open()?;
        if paths.is_empty() {
            return Ok(None);
        }
        self.begin_paths(paths, Request::default()).map(Some)
    }

    pub(super) fn begin_paths(
        &mut self,
        paths: Vec<PathBuf>,
        request: Request,
    ) -> Result<Reading<Import>, AppError> {
        self.begin_import(Origin::Paths(paths), false, request)
    }

    /// Begins to read a text.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn begin_text(&mut self, request: PastedText) -> Result<Reading<Import>, AppError> {
        let text = request.text.into_secret();
        let bytes = SecretBytes::new(text.expose().as_bytes().to_vec());
        self.begin_pasted("pasted text", bytes)
    }

    /// Begins to read a picture that was pasted, as the bytes of a picture file.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn begin_picture(&mut self, picture: SecretBytes) -> Result<Reading<Import>, AppError> {
        self.begin_pasted("pasted picture", picture)
    }

    fn begin_pasted(
        &mut self,
        name: &str,
        bytes: SecretBytes,
    ) -> Result<Reading<Import>, AppError> {
        let file = File {
            name: name.to_owned(),
            content: Ok(bytes),
            found: false,
        };
        self.begin_import(Origin::Files(vec![file]), true, Request::default())
    }

    /// Begins to read the same files again, with a password or other choices.
    ///
    /// # Errors
    /// `usage` when nothing was read before; `passphrase_needed` while locked.
    pub fn begin_again(&mut self, choices: ImportChoices) -> Result<Reading<Import>, AppError> {
        let on_conflict = match choices.on_conflict.as_str() {
            "keep_both" => OnConflict::KeepBoth,
            "skip" => OnConflict::Skip,
            "replace" => OnConflict::Replace,
            _ => return Err(AppError::usage("That is no choice.", "Choose another.")),
        };
        self.must_be_open()?;
        let Pending {
            files,
            pasted,
            mut request,
            ..
        } = self.pending.take().ok_or_else(nothing_read)?;
        if let Some(password) = choices.password {
            request.password = Some(password.into_secret());
        }
        request.take_offers = choices.take_offers;
        request.choices = Choices {
            account: choices.account.filter(|name| !name.is_empty()),
            on_conflict,
        };
        self.begin_import(Origin::Files(files), pasted, request)
    }

    fn begin_import(
        &mut self,
        origin: Origin,
        pasted: bool,
        request: Request,
    ) -> Result<Reading<Import>, AppError> {
        let providers = self.providers.clone();
        self.begin(Import {
            origin,
            pasted,
            request,
            providers,
        })
    }

    /// Keeps what was read until it is applied or forgotten, and says what applying would do.
    fn keep(
        &mut self,
        files: Vec<File>,
        pasted: bool,
        request: Request,
        ready: Result<Ready, AppError>,
    ) -> Result<Preview, AppError> {
        let (ready, answer) = match ready {
            Ok(ready) => {
                let preview = preview(&ready.imported, pasted);
                (Some(ready), Ok(preview))
            }
            // Nothing could be read because all of it is encrypted: the page asks and tries again.
            Err(error) => {
                let asked = password_asked(&error).map(without_entries);
                (None, asked.ok_or(error))
            }
        };
        self.pending = Some(Pending {
            files,
            pasted,
            request,
            ready,
        });
        answer
    }

    /// Writes what the preview showed. Where the vault changed meanwhile, the plan is made anew.
    ///
    /// # Errors
    /// `usage` when nothing is ready; as [`intake::apply`]. What was read is then kept.
    pub fn apply_import(
        &mut self,
        _: Nothing,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<Applied, AppError> {
        let generation = self.vault()?.payload().generation();
        let made_for = self.ready().map(|ready| ready.generation);
        if made_for.ok_or_else(nothing_read)? != generation {
            self.plan_anew(now, randomness)?;
        }
        let pending = self.pending.as_mut().ok_or_else(nothing_read)?;
        let ready = pending.ready.take().ok_or_else(nothing_read)?;
        let pasted = pending.pasted;
        let imported = intake::apply(self.vault()?, ready.imported, ready.plan, now)?;
        self.pending = None;
        self.plain = plain_files(&imported, pasted).collect();
        Ok(Applied {
            added: number(imported.totals.added),
            conflicts: number(imported.totals.conflicts),
            plain_files: self
                .plain
                .iter()
                .map(|path| PlainFile::from(path.as_path()))
                .collect(),
            deleting: sweep::DELETED.to_owned(),
        })
    }

    /// Forgets what was read, and gives up what is being read.
    ///
    /// # Errors
    /// None so far.
    pub fn cancel_import(&mut self, _: Nothing) -> Result<Done, AppError> {
        self.give_up_reading();
        self.pending = None;
        Ok(Done {
            warnings: Vec::new(),
        })
    }

    fn ready(&self) -> Option<&Ready> {
        self.pending.as_ref()?.ready.as_ref()
    }

    /// The vault has changed since the plan was made: the files are read once more.
    fn plan_anew(
        &mut self,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<(), AppError> {
        let vault = self.open.as_ref().ok_or_else(locked)?;
        let pending = self.pending.as_mut().ok_or_else(nothing_read)?;
        pending.ready = None;
        let both = intake::read(
            &vault.payload().accounts,
            &pending.files,
            &pending.request,
            &self.providers,
            now,
            randomness,
            &|_| ControlFlow::Continue(()),
        )?;
        pending.ready = Some(Ready::new(both, vault.payload().generation()));
        Ok(())
    }
}

fn nothing_read() -> AppError {
    AppError::usage(
        "Nothing was read that could be imported.",
        "Choose the files again.",
    )
}

/// Every file that was named, and the files of every folder that was named and of its subfolders.
pub(super) fn files(paths: &[PathBuf], watch: &Watch) -> Result<Vec<File>, AppError> {
    let mut gathering = Gathering::default();
    for path in paths {
        if path.is_dir() {
            gathering.add_folder(path, &|| watch.tell(0, ReadingStep::Folder))?;
        } else {
            gathering.files.push(File {
                name: path.display().to_string(),
                content: gather::open(path),
                found: false,
            });
        }
    }
    Ok(gathering.files)
}

impl Preview {
    /// The user chose no file, or gave up.
    fn nothing_chosen() -> Self {
        Self {
            cancelled: true,
            ..without_entries(PasswordNeed::No)
        }
    }
}

fn without_entries(password: PasswordNeed) -> Preview {
    Preview {
        cancelled: false,
        password,
        needs_account: false,
        plain_files: 0,
        files: Vec::new(),
        items: Vec::new(),
    }
}

fn password_asked(error: &AppError) -> Option<PasswordNeed> {
    match error.code {
        Code::FilePasswordNeeded => Some(PasswordNeed::Needed),
        Code::WrongFilePassword => Some(PasswordNeed::Wrong),
        _ => None,
    }
}

/// Files on the disk that are not encrypted and hold entries.
fn plain_files(imported: &Imported, pasted: bool) -> impl Iterator<Item = PathBuf> {
    let plain = imported
        .files
        .iter()
        .filter(move |file| !pasted && !file.encrypted && file.entries > 0);
    plain.map(|file| PathBuf::from(&file.file))
}

fn preview(imported: &Imported, pasted: bool) -> Preview {
    let asked = imported
        .files
        .iter()
        .filter_map(|file| password_asked(file.error.as_ref()?));
    let password = asked
        .max_by_key(|need| *need == PasswordNeed::Wrong)
        .unwrap_or(PasswordNeed::No);
    let taken = imported
        .items
        .iter()
        .filter(|item| item.outcome != Outcome::Rejected);
    Preview {
        cancelled: false,
        password,
        needs_account: imported.items.iter().any(|item| item.needs_account),
        plain_files: number(plain_files(imported, pasted).count()),
        files: imported.files.iter().map(FileView::from).collect(),
        items: taken
            .map(|item| ItemRow {
                file: number(item.file),
                account: item.account.clone(),
                kind: match item.kind {
                    ItemKind::Otp => "otp",
                    ItemKind::Codes => "codes",
                }
                .to_owned(),
                outcome: match item.outcome {
                    Outcome::Added => "added",
                    Outcome::Duplicate => "duplicate",
                    Outcome::Conflict => "conflict",
                    Outcome::Rejected => "rejected",
                }
                .to_owned(),
                reason: item.reason.clone(),
            })
            .collect(),
    }
}

impl From<&FileOutcome> for FileView {
    fn from(file: &FileOutcome) -> Self {
        Self {
            name: file.file.clone(),
            format: file.format.map(str::to_owned),
            picture: file.picture,
            encrypted: file.encrypted,
            entries: number(file.entries),
            rejected: file.rejected.iter().map(RefusedRow::from).collect(),
            lossy: file.lossy.iter().map(RefusedRow::from).collect(),
            offers: file
                .offers
                .iter()
                .map(|offer| OfferRow {
                    account: offer.account.clone(),
                    count: offer.count,
                })
                .collect(),
            missing_parts: file
                .missing_parts
                .iter()
                .map(|missing| MissingRow {
                    have: missing.have,
                    of: missing.of,
                    missing: missing.missing.clone(),
                })
                .collect(),
            warnings: file.warnings.clone(),
            failure: file.error.clone().map(Failure::from),
        }
    }
}

impl From<&Refusal> for RefusedRow {
    fn from(refusal: &Refusal) -> Self {
        Self {
            entry: number(refusal.entry),
            name: refusal.name.clone(),
            reason: refusal.reason.clone(),
        }
    }
}
