//! Importing: files in, a plan out, and the plan into the vault.

use crate::change::change;
use crate::error::sentence;
use crate::plan::{self, Choices, Item, OnConflict, Outcome, Plan};
use crate::{AppError, Code};
use import::{Candidate, Format, ImportError, ImportReport, Limits, Options, Progress, Source};
use model::Timestamp;
use provider::Directory;
use secret::{Randomness, SecretBytes, SecretText};
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use vault::Vault;

/// A file to import.
#[derive(Debug)]
pub struct File {
    /// Its path or name, as people write it.
    pub name: String,
    /// Its content, or why it could not be opened.
    pub content: Result<SecretBytes, AppError>,
    /// Found in a folder rather than named: it is passed over in silence when it holds nothing
    /// that is known.
    pub found: bool,
}

/// What to do with the files.
#[derive(Debug, Default)]
pub struct Request {
    /// The format of every file, where the user names it.
    pub format: Option<Format>,
    /// The password of encrypted exports.
    pub password: Option<SecretText>,
    /// The content of the key file of KeePass databases.
    pub key_file: Option<SecretBytes>,
    /// Account and conflicts.
    pub choices: Choices,
    /// Take what was only offered: codes found in notes.
    pub take_offers: bool,
    /// Change nothing.
    pub dry_run: bool,
}

/// What an import did.
#[derive(Debug, Serialize)]
pub struct Imported {
    /// The vault's generation afterwards.
    pub generation: u64,
    /// Nothing was written, because that was asked for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// Every file.
    pub files: Vec<FileOutcome>,
    /// The sum over the files.
    pub totals: Totals,
    /// Every entry.
    pub items: Vec<Item>,
}

/// Entries by what happened to them: `entries` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// All of them.
    pub entries: usize,
    /// New in the vault.
    pub added: usize,
    /// In the vault already.
    pub duplicates: usize,
    /// Names that had another secret.
    pub conflicts: usize,
    /// Not taken.
    pub rejected: usize,
}

/// What happened to one file.
#[derive(Debug, Default, Serialize)]
pub struct FileOutcome {
    /// The file, as it was named.
    pub file: String,
    /// Its format.
    pub format: Option<&'static str>,
    /// Whether the entries came from QR codes.
    pub picture: bool,
    /// Whether it was encrypted.
    pub encrypted: bool,
    /// Its entries.
    pub entries: usize,
    /// New in the vault.
    pub added: usize,
    /// In the vault already.
    pub duplicates: usize,
    /// Names that had another secret.
    pub conflicts: usize,
    /// Entries that were not taken, and why.
    pub rejected: Vec<Refusal>,
    /// Lines or codes that are no entry.
    pub ignored: u32,
    /// What looks worth importing and was not taken unasked.
    pub offers: Vec<OfferView>,
    /// Google migrations of which parts are missing.
    pub missing_parts: Vec<MissingView>,
    /// What of accepted entries is lost.
    pub lossy: Vec<Refusal>,
    /// What to know.
    pub warnings: Vec<String>,
    /// Why the file as a whole could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<AppError>,
}

/// An entry and why something of it was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Its number in the file, from 1.
    pub entry: usize,
    /// Issuer and username, where they can be shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Why; holds no secret.
    pub reason: String,
}

/// An offer without its codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferView {
    /// What it is: `codes`.
    pub kind: &'static str,
    /// Whose it seems to be.
    pub account: String,
    /// How many codes.
    pub count: u32,
}

/// A Google migration of which parts are missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingView {
    /// The number that its parts share.
    pub batch: i32,
    /// Parts seen.
    pub have: u32,
    /// Parts it has.
    pub of: u32,
    /// The missing ones, from 1.
    pub missing: Vec<u32>,
}

impl From<ImportError> for AppError {
    fn from(error: ImportError) -> Self {
        let text = sentence(&error);
        // Most texts of the import crate end in what to do.
        let (message, next) = text
            .split_once("; ")
            .or_else(|| text.split_once(". "))
            .map_or((text.as_str(), "use another copy of the file"), |both| both);
        Self::new(
            Code::named(error.code()),
            sentence(&message),
            "Nothing of it was imported.",
            sentence(&next),
        )
    }
}

/// What stands in the files, before it is held against a vault.
#[derive(Debug)]
pub struct Findings {
    outcomes: Vec<FileOutcome>,
    candidates: Vec<Vec<Candidate>>,
}

/// Told which file is read, counted from 0, and what is being done with it; nothing when it is only
/// begun. May break off.
pub type Watch<'a> = dyn Fn(usize, Option<Progress>) -> ControlFlow<()> + 'a;

/// Reads the files and plans what importing them would do. Nothing is written.
///
/// # Errors
/// As [`find`] and [`plan`].
pub fn read(
    held: &[secret::AccountRecord],
    files: &[File],
    request: &Request,
    providers: &Directory,
    now: Timestamp,
    randomness: &mut impl Randomness,
    watch: &dyn Fn(Progress) -> ControlFlow<()>,
) -> Result<(Imported, Plan), AppError> {
    let told =
        |_: usize, progress: Option<Progress>| progress.map_or(ControlFlow::Continue(()), watch);
    let findings = find(files, request, providers, &told)?;
    plan(held, findings, request, providers, now, randomness)
}

/// Reads the files: this may take long, and needs no vault.
///
/// # Errors
/// The first file's error when no file at all can be read; `cancelled` when the watch broke off.
pub fn find(
    files: &[File],
    request: &Request,
    providers: &Directory,
    watch: &Watch<'_>,
) -> Result<Findings, AppError> {
    let key_file = key_file(files, request);
    let options = Options {
        format: request.format,
        password: request.password.as_ref(),
        key_file: key_file.as_ref(),
        limits: Limits::default(),
        providers,
    };
    let mut outcomes = Vec::new();
    let mut candidates = Vec::new();
    let mut parts = Vec::new();
    for (place, file) in files.iter().enumerate() {
        if watch(place, None).is_break() {
            return Err(ImportError::Cancelled.into());
        }
        let bytes = match &file.content {
            Ok(bytes) => bytes,
            Err(error) => {
                parts.push(Vec::new());
                outcomes.push(failed(file, error.clone()));
                candidates.push(Vec::new());
                continue;
            }
        };
        if import::is_key_file(&file.name, bytes.expose()) {
            parts.push(Vec::new());
            outcomes.push(used_as_key(file));
            candidates.push(Vec::new());
            continue;
        }
        let source = Source {
            name: &file.name,
            bytes: bytes.expose(),
        };
        match import::read(&source, &options, &|progress| watch(place, Some(progress))) {
            Ok(report) => {
                parts.push(report.parts.clone());
                let (outcome, found) = unpack(&file.name, report, request.take_offers);
                outcomes.push(outcome);
                candidates.push(found);
            }
            Err(error) if file.found && error.code() == "unknown_format" => {}
            Err(error @ ImportError::Cancelled) => return Err(error.into()),
            Err(error) => {
                parts.push(Vec::new());
                outcomes.push(failed(file, error.into()));
                candidates.push(Vec::new());
            }
        }
    }
    if let Some(error) = all_failed(&outcomes) {
        return Err(error);
    }
    note_missing_parts(&mut outcomes, &parts);
    Ok(Findings {
        outcomes,
        candidates,
    })
}

/// Plans what importing these findings would do to the accounts of a vault. Nothing is written.
///
/// # Errors
/// What [`plan::plan`] can meet.
pub fn plan(
    held: &[secret::AccountRecord],
    findings: Findings,
    request: &Request,
    providers: &Directory,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<(Imported, Plan), AppError> {
    let plan = plan::plan(
        held,
        findings.candidates,
        &request.choices,
        providers,
        now,
        randomness,
    )?;
    let imported = summary(findings.outcomes, &plan, request.dry_run);
    Ok((imported, plan))
}

/// The key file that was named, else the one that lies among the files.
fn key_file(files: &[File], request: &Request) -> Option<SecretBytes> {
    let opened = |file: &File| {
        let bytes = file.content.as_ref().ok()?;
        import::is_key_file(&file.name, bytes.expose()).then(|| bytes.clone())
    };
    let named = request.key_file.clone();
    named.or_else(|| files.iter().find_map(opened))
}

fn failed(file: &File, error: AppError) -> FileOutcome {
    FileOutcome {
        file: file.name.clone(),
        error: Some(error),
        ..FileOutcome::default()
    }
}

fn used_as_key(file: &File) -> FileOutcome {
    let warning = "this is a key file; it was used to open the KeePass databases among the files";
    FileOutcome {
        file: file.name.clone(),
        warnings: vec![warning.to_owned()],
        ..FileOutcome::default()
    }
}

fn all_failed(outcomes: &[FileOutcome]) -> Option<AppError> {
    if outcomes.iter().any(|outcome| outcome.error.is_none()) {
        return None;
    }
    match outcomes.first() {
        Some(first) => {
            let mut error = first.error.clone()?;
            if outcomes.len() > 1 {
                error.message = format!("{}: {}", first.file, error.message);
            }
            Some(error)
        }
        None => Some(AppError::new(
            Code::UnknownFormat,
            "No file holds anything that is known.",
            "Nothing was imported.",
            "Name the export or the code file itself.",
        )),
    }
}

fn unpack(name: &str, report: ImportReport, take_offers: bool) -> (FileOutcome, Vec<Candidate>) {
    let mut outcome = FileOutcome {
        file: name.to_owned(),
        format: Some(report.format.name()),
        picture: report.picture,
        encrypted: report.encrypted,
        ignored: report.ignored,
        warnings: report.warnings,
        ..FileOutcome::default()
    };
    outcome.rejected = report
        .rejected
        .into_iter()
        .map(|rejected| Refusal {
            entry: rejected.entry,
            name: rejected.name,
            reason: rejected.reason,
        })
        .collect();
    outcome.lossy = report
        .lossy
        .into_iter()
        .map(|lossy| Refusal {
            entry: lossy.entry,
            name: String::new(),
            reason: lossy.reason,
        })
        .collect();
    let mut candidates = report.candidates;
    for offer in report.offers {
        if take_offers {
            let owner = candidates
                .iter()
                .find(|candidate| Some(candidate.entry) == offer.entry);
            // A note of its own may still say whose the codes are.
            let known = offer.provider.is_some() && !offer.username.is_empty();
            let taken = Candidate {
                entry: offer.entry.unwrap_or_default(),
                issuer: owner.map_or(offer.issuer, |owner| owner.issuer.clone()),
                username: owner.map_or(offer.username, |owner| owner.username.clone()),
                provider: owner.map_or(offer.provider, |owner| owner.provider.clone()),
                otp: None,
                codes: Some(offer.codes),
                note: None,
                tags: Vec::new(),
                group: None,
                favourite: false,
                needs_account: owner.is_none() && !known,
            };
            candidates.push(taken);
        } else {
            outcome.offers.push(OfferView {
                kind: offer.kind.name(),
                account: offer.account,
                count: offer.count,
            });
        }
    }
    (outcome, candidates)
}

fn note_missing_parts(outcomes: &mut [FileOutcome], parts: &[Vec<import::BatchPart>]) {
    let all: Vec<_> = parts.iter().flatten().copied().collect();
    for missing in import::missing_parts(&all) {
        // The file that holds the first part seen of the batch tells of it.
        let place = parts
            .iter()
            .position(|parts| parts.iter().any(|part| part.batch == missing.batch));
        if let Some(outcome) = place.and_then(|place| outcomes.get_mut(place)) {
            outcome.missing_parts.push(MissingView {
                batch: missing.batch,
                have: missing.have,
                of: missing.of,
                missing: missing.missing,
            });
        }
    }
}

fn summary(mut files: Vec<FileOutcome>, plan: &Plan, dry_run: bool) -> Imported {
    for item in &plan.items {
        let Some(file) = files.get_mut(item.file) else {
            continue;
        };
        match item.outcome {
            Outcome::Added => file.added += 1,
            Outcome::Duplicate => file.duplicates += 1,
            Outcome::Conflict => file.conflicts += 1,
            Outcome::Rejected => file.rejected.push(Refusal {
                entry: item.entry,
                name: item.account.clone(),
                reason: item.reason.clone().unwrap_or_default(),
            }),
        }
    }
    let mut totals = Totals::default();
    for file in &mut files {
        file.entries = file.added + file.duplicates + file.conflicts + file.rejected.len();
        totals.entries += file.entries;
        totals.added += file.added;
        totals.duplicates += file.duplicates;
        totals.conflicts += file.conflicts;
        totals.rejected += file.rejected.len();
    }
    Imported {
        generation: 0,
        dry_run,
        files,
        totals,
        items: plan.items.clone(),
    }
}

/// Writes a plan into the vault, unless it changes nothing or a dry run was asked for.
///
/// # Errors
/// What saving can meet; the vault is then as it was.
pub fn apply(
    vault: &mut Vault,
    mut imported: Imported,
    plan: Plan,
    now: Timestamp,
) -> Result<Imported, AppError> {
    if !imported.dry_run && !plan.changes_nothing(&vault.payload().accounts) {
        let records = plan.records;
        change(vault, now, |payload| {
            payload.accounts = records;
            Ok(())
        })?;
    }
    imported.generation = vault.payload().generation();
    Ok(imported)
}

/// What of an import needs attention: codes without an account first, then entries and files
/// that could not be taken, then missing parts, then conflicts that nobody has decided.
#[must_use]
pub fn attention(imported: &Imported, on_conflict: OnConflict) -> Option<AppError> {
    let unowned: BTreeSet<&str> = imported
        .items
        .iter()
        .filter(|item| item.needs_account)
        .filter_map(|item| imported.files.get(item.file))
        .map(|file| file.file.as_str())
        .collect();
    let changed = if imported.dry_run {
        "Nothing was written."
    } else {
        "Everything else was imported."
    };
    if let Some(file) = unowned.first() {
        return Some(AppError::new(
            Code::NeedsAccount,
            format!("{file} holds recovery codes, but nothing says whose."),
            changed,
            "Run it again with --account provider/username.",
        ));
    }
    let failed = imported
        .files
        .iter()
        .filter(|file| file.error.is_some())
        .count();
    if failed + imported.totals.rejected > 0 {
        let mut parts = Vec::new();
        if failed > 0 {
            parts.push(format!("{failed} of {} files", imported.files.len()));
        }
        if imported.totals.rejected > 0 {
            parts.push(format!(
                "{} of {} entries",
                imported.totals.rejected, imported.totals.entries
            ));
        }
        return Some(AppError::new(
            Code::RejectedEntries,
            format!("{} could not be taken.", parts.join(" and ")),
            changed,
            "The reasons stand beside each of them.",
        ));
    }
    let missing = imported
        .files
        .iter()
        .any(|file| !file.missing_parts.is_empty());
    if missing {
        return Some(AppError::new(
            Code::Attention,
            "Parts of a Google Authenticator transfer are missing.",
            changed,
            "Import the other QR codes of the same transfer too.",
        ));
    }
    let open = imported.totals.conflicts > 0 && on_conflict == OnConflict::KeepBoth;
    open.then(|| {
        AppError::new(
            Code::Attention,
            format!(
                "{} of the names had another secret.",
                imported.totals.conflicts
            ),
            changed,
            "Try both codes at the service, then drop the wrong one with `reentry remove ACCOUNT --otp ID`.",
        )
    })
}
