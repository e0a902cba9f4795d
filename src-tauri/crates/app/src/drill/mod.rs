//! The drill: printed sheets read back and compared with the vault, so that one knows beforehand
//! what they will give.
//!
//! Only paper proves anything. What a program drew (the PDF of a sheet, or a picture made of it) is
//! compared too, and the date stays what it was.

mod accounts;
mod challenge;
mod evidence;
mod key;
mod verdict;
mod whole;

pub use challenge::{Challenge, Legible};
pub use verdict::{AccountState, AccountVerdict, DrillResult, Drilled, SheetVerdict};

use crate::change::change;
use crate::{AppError, Code, paper};
use evidence::Evidence;
use model::{SheetKind, Timestamp};
use provider::Directory;
use secret::{Randomness, SecretBytes, SecretText};
use sheet::read::Scan;
use std::ops::ControlFlow;
use vault::{Payload, Vault};

/// What was read from files and typed texts.
#[derive(Debug, Default)]
pub struct Drill {
    /// Everything.
    all: Evidence,
    /// What was on paper.
    paper: Evidence,
    unread: u32,
    drawings: Vec<String>,
    says: Vec<String>,
}

/// How far a drill goes.
#[derive(Debug, Default)]
pub struct Depth {
    /// Decrypts complete vault sheets too.
    pub full: bool,
    /// What opens vault sheets under a passphrase.
    pub passphrase: Option<SecretText>,
    /// What came of the printed code that was typed in.
    pub legible: Legible,
}

impl Drill {
    /// Reads one file: a picture, a PDF, or text that was typed or that a QR reader gave.
    ///
    /// # Errors
    /// `too_large`, `damaged` or `unsupported` for a picture that cannot be read.
    pub fn add(&mut self, name: &str, bytes: &SecretBytes) -> Result<(), AppError> {
        self.add_watched(name, bytes, &|| ControlFlow::Continue(()))
    }

    /// The same for somebody who may not want to wait.
    ///
    /// # Errors
    /// As [`Drill::add`]; any, when the watch broke off.
    pub(crate) fn add_watched(
        &mut self,
        name: &str,
        bytes: &SecretBytes,
        watch: &picture::Watch<'_>,
    ) -> Result<(), AppError> {
        let scan = paper::scan(bytes, watch).map_err(unchanged)?;
        self.take(name, scan);
        Ok(())
    }

    fn take(&mut self, name: &str, scan: Scan) {
        self.unread += scan.unread();
        if scan.newer > 0 {
            self.says.push(format!(
                "{name} holds codes that a newer version of Reentry made."
            ));
        }
        if !scan.wrong_lines.is_empty() {
            self.says.push(format!(
                "{name}: line {} is typed wrong.",
                numbers(&scan.wrong_lines)
            ));
        }
        self.says
            .extend(scan.mended_lines.iter().map(crate::restore::mended));
        if !scan.unreadable_pages.is_empty() {
            let pages: Vec<usize> = scan
                .unreadable_pages
                .iter()
                .map(|page| *page as usize)
                .collect();
            self.says.push(format!(
                "{name}: page {} could not be drawn.",
                numbers(&pages)
            ));
        }
        if scan.is_drawing() && !scan.is_empty() {
            self.drawings.push(name.to_owned());
        } else {
            self.paper.take(&scan);
        }
        self.all.take(&scan);
    }

    /// Whether anything of a sheet was read, before anybody is asked for a passphrase.
    ///
    /// # Errors
    /// `no_code_found`.
    pub fn must_have_read(&self) -> Result<(), AppError> {
        if !self.all.is_empty() {
            return Ok(());
        }
        let message = match self.unread {
            0 => "No code of a sheet was found.".to_owned(),
            _ => "Codes were found, but none of a sheet that can be read.".to_owned(),
        };
        Err(AppError::new(
            Code::NoCodeFound,
            message,
            "Nothing was changed.",
            "Scan the whole page at 200 dpi or more, without shadows; or type the lines of the text.",
        ))
    }

    /// A printed code to be typed in from one of these account sheets, chosen at random. `None` where
    /// no account sheet that was on paper agrees with the vault.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn challenge(
        &self,
        payload: &Payload,
        providers: &Directory,
        randomness: &mut impl Randomness,
    ) -> Result<Option<Challenge>, AppError> {
        let codes = accounts::printed_codes(&self.paper, payload, providers);
        challenge::choose(codes, randomness)
    }

    /// Compares what was read with the vault. Changes nothing.
    ///
    /// # Errors
    /// With [`Depth::full`]: `wrong_file_password`, `file_password_needed`, `damaged` for a sheet that
    /// does not open. When the vault on the disk cannot be read, for paper keys.
    pub fn judge(
        &self,
        vault: &Vault,
        providers: &Directory,
        depth: &Depth,
    ) -> Result<Drilled, AppError> {
        let mut sheets = verdicts(&self.all, vault, providers)?;
        let on_paper = verdicts(&self.paper, vault, providers)?;
        for verdict in &mut sheets.found {
            let same = on_paper
                .found
                .iter()
                .find(|other| other.sheet_id == verdict.sheet_id && other.kind == verdict.kind);
            verdict.proof = same.is_some_and(|other| other.result.is_good());
            // Of shares, each one counts that was on paper.
            if let Some(same) = same.filter(|_| verdict.proof) {
                verdict.shares.clone_from(&same.shares);
            }
            depth.legible.mark(verdict);
            if depth.full {
                whole::open(&self.all, verdict, depth.passphrase.as_ref())?;
            }
        }
        let mut says = self.says.clone();
        says.extend_from_slice(self.all.paper.says());
        says.extend_from_slice(self.all.paper.damaged());
        if self.all.paper.sets().len() > 1 {
            says.push("These shares are of different sets: they do not go together.".to_owned());
        }
        if !self.drawings.is_empty() {
            says.push(format!(
                "{} was drawn by a program and never was on paper: it proves nothing. Print it, and scan the page.",
                self.drawings.join(", ")
            ));
        }
        Ok(Drilled::new(
            sheets.found,
            self.unread + sheets.foreign,
            says,
        ))
    }

    /// Compares what was read with the vault, and notes in the ledger what was proved.
    ///
    /// # Errors
    /// As [`Drill::judge`] and [`Drill::must_have_read`]; what saving can meet.
    pub fn run(
        &self,
        vault: &mut Vault,
        providers: &Directory,
        depth: &Depth,
        now: Timestamp,
    ) -> Result<Drilled, AppError> {
        self.must_have_read()?;
        let mut drilled = self.judge(vault, providers, depth)?;
        if !drilled.sheets.iter().any(|verdict| verdict.proof) {
            return Ok(drilled);
        }
        change(vault, now, |payload| {
            for verdict in drilled.sheets.iter().filter(|verdict| verdict.proof) {
                note(verdict, payload, now);
            }
            Ok(())
        })?;
        for verdict in drilled.sheets.iter_mut().filter(|verdict| verdict.proof) {
            let entry = vault
                .payload()
                .ledger
                .iter()
                .find(|entry| Some(&entry.id) == verdict.sheet_id.as_ref());
            verdict.proved_at = entry.and_then(|entry| entry.proved_at);
        }
        Ok(drilled)
    }
}

/// Writes a proof into the ledger. A set of shares is proved when it opened the vault, or when each of
/// its shares was proved, since they are kept in different places.
fn note(verdict: &SheetVerdict, payload: &mut Payload, now: Timestamp) {
    let is_key = matches!(verdict.kind, SheetKind::Key | SheetKind::Shares);
    let mut proved = Some(now);
    let ours = payload
        .paper_key
        .as_mut()
        .filter(|key| is_key && Some(&key.set_id) == verdict.sheet_id.as_ref());
    if let Some(key) = ours {
        for share in &mut key.shares {
            if verdict.shares.contains(&share.index) {
                share.proved_at = Some(now);
            }
        }
        if verdict.opened != Some(true) {
            proved = key
                .shares
                .iter()
                .map(|share| share.proved_at)
                .min()
                .flatten();
        }
        key.proved_at = key.proved_at.max(proved);
    }
    for entry in &mut payload.ledger {
        if Some(&entry.id) == verdict.sheet_id.as_ref() {
            entry.proved_at = entry.proved_at.max(proved);
        }
    }
}

struct Verdicts {
    found: Vec<SheetVerdict>,
    /// Key URIs that are on no sheet of the ledger.
    foreign: u32,
}

fn verdicts(
    evidence: &Evidence,
    vault: &Vault,
    providers: &Directory,
) -> Result<Verdicts, AppError> {
    let payload = vault.payload();
    let mut found = whole::judge(evidence, payload);
    let (accounts, foreign) = accounts::judge(evidence, payload, providers);
    found.extend(accounts);
    found.extend(key::judge(evidence, vault)?);
    Ok(Verdicts { found, foreign })
}

/// An error of the reader, in the words of a drill.
fn unchanged(error: sheet::read::ReadError) -> AppError {
    AppError {
        unchanged: "Nothing was changed.".to_owned(),
        ..error.into()
    }
}

/// `3, 4, 9`.
fn numbers(numbers: &[usize]) -> String {
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    texts.join(", ")
}
