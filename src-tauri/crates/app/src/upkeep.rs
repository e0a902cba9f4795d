//! Keeping the vault: passphrase, undo, backups, copies, merges, checks.

use crate::change::change;
use crate::open::work_factor;
use crate::{AppError, keychain};
use model::Timestamp;
use secret::SecretText;
use serde::Serialize;
use std::path::Path;
use vault::{CopyOutcome, CopyResult, CopyTarget, Keychain, MergeSummary, Saved, Vault};

/// What a save did, in sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedView {
    /// The vault's generation now.
    pub generation: u64,
    /// What did not work besides; the save itself is safe.
    pub warnings: Vec<String>,
}

impl From<Saved> for SavedView {
    fn from(saved: Saved) -> Self {
        let mut warnings: Vec<String> = saved
            .warnings
            .into_iter()
            .map(vault::Warning::message)
            .collect();
        warnings.extend(saved.copies.iter().filter_map(copy_trouble));
        Self {
            generation: saved.generation,
            warnings,
        }
    }
}

/// What to say about a copy that should have been refreshed; nothing about one that was, or that
/// is not in reach.
fn copy_trouble(copy: &CopyOutcome) -> Option<String> {
    let path = copy.path.display();
    match &copy.result {
        CopyResult::Failed(why) => Some(format!("The copy in {path} failed: {why}.")),
        CopyResult::Diverged => Some(format!(
            "The copy in {path} holds changes of its own: merge it with `reentry merge`."
        )),
        _ => None,
    }
}

/// Refreshes every named copy that is in reach. Gives what to say about the others.
#[must_use]
pub fn refresh_copies(vault: &mut Vault, now: Timestamp) -> Vec<String> {
    let outcomes = vault.refresh_copies(now);
    outcomes.iter().filter_map(copy_trouble).collect()
}

/// Stops refreshing a copy. What is in its folder stays there.
///
/// # Errors
/// What saving can meet.
pub fn forget_copy(vault: &mut Vault, path: &str, now: Timestamp) -> Result<SavedView, AppError> {
    let saved = change(vault, now, |payload| {
        payload.copies.retain(|target| target.path != path);
        Ok(())
    })?;
    Ok(saved.into())
}

/// Changes the passphrase; the vault gets a new key, and so does the keychain where it is
/// switched on.
///
/// # Errors
/// `usage` for a passphrase under 8 characters; what saving can meet.
pub fn change_passphrase(
    vault: &mut Vault,
    new: &SecretText,
    keychain: &dyn Keychain,
    now: Timestamp,
) -> Result<SavedView, AppError> {
    let mut saved: SavedView = vault.change_passphrase(new, work_factor(), now)?.into();
    saved.warnings.extend(keychain::refresh(vault, keychain));
    Ok(saved)
}

/// Brings back what the vault held before the last change.
///
/// # Errors
/// When there is nothing to undo; what saving can meet.
pub fn undo(vault: &mut Vault, now: Timestamp) -> Result<SavedView, AppError> {
    Ok(vault.undo(now)?.into())
}

/// A backup, as front ends list it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupView {
    /// Its generation.
    pub generation: u64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// Its folder.
    pub folder: String,
}

/// The backups, the newest first.
#[must_use]
pub fn backups(vault: &Vault) -> Vec<BackupView> {
    vault
        .backups()
        .into_iter()
        .map(|backup| BackupView {
            generation: backup.generation,
            saved_at: backup.saved_at,
            folder: backup.folder.display().to_string(),
        })
        .collect()
}

/// Brings a generation back, as a new one.
///
/// # Errors
/// When there is no such backup; what saving can meet.
pub fn restore_backup(
    vault: &mut Vault,
    generation: u64,
    now: Timestamp,
) -> Result<SavedView, AppError> {
    let backup = vault
        .backups()
        .into_iter()
        .find(|backup| backup.generation == generation)
        .ok_or_else(|| {
            AppError::usage(
                format!("There is no backup of generation {generation}."),
                "See `reentry backups`.",
            )
        })?;
    Ok(vault.restore_backup(&backup.name(), now)?.into())
}

/// What a copy got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Copied {
    /// The copy's folder.
    pub folder: String,
    /// The generation that it holds.
    pub generation: u64,
    /// When it was refreshed.
    pub refreshed: Option<Timestamp>,
    /// Whether every save refreshes it from now on.
    pub always: bool,
}

/// Refreshes a copy of the vault, and remembers the folder where that is asked for.
///
/// # Errors
/// `io`, `disk_full` or `read_only` where the folder cannot be written; the vault is as it was.
pub fn copy(
    vault: &mut Vault,
    folder: &Path,
    always: bool,
    now: Timestamp,
) -> Result<Copied, AppError> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let path = folder.display().to_string();
    let mut outcome = vault.refresh_copy(&folder, now)?;
    check_copied(&path, &outcome.result)?;
    let known = vault
        .payload()
        .copies
        .iter()
        .any(|target| target.path == path);
    if always && !known {
        change(vault, now, |payload| {
            payload.copies.push(CopyTarget {
                path: path.clone(),
                label: None,
                unknown: secret::UnknownFields::default(),
            });
            Ok(())
        })?;
        outcome = vault.refresh_copy(&folder, now)?;
        check_copied(&path, &outcome.result)?;
    }
    Ok(Copied {
        folder: path,
        generation: vault.payload().generation(),
        refreshed: outcome.refreshed,
        always: always || known,
    })
}

fn check_copied(path: &str, result: &CopyResult) -> Result<(), AppError> {
    let (message, next) = match result {
        CopyResult::Refreshed => return Ok(()),
        CopyResult::OutOfReach => (
            format!("{path} is not in reach."),
            "Put the disk in, and try again.",
        ),
        CopyResult::Diverged => (
            format!("{path} holds changes that this vault has not."),
            "Merge it first with `reentry merge FOLDER/vault.age`.",
        ),
        CopyResult::Failed(why) => (why.clone(), "Try another folder or disk."),
        _ => (
            format!("{path} was not refreshed."),
            "Try another folder or disk.",
        ),
    };
    Err(AppError::new(
        crate::Code::Io,
        message,
        "The vault and the copy are as they were.",
        next,
    ))
}

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The vault's generation now.
    pub generation: u64,
    /// Accounts that came in.
    pub added: Vec<String>,
    /// Accounts that went.
    pub removed: Vec<String>,
    /// Accounts that changed.
    pub changed: Vec<String>,
    /// Accounts of which both versions are kept.
    pub kept_both: Vec<String>,
    /// The same in sentences.
    #[serde(skip)]
    pub said: Vec<String>,
}

/// Merges another copy of the same vault.
///
/// # Errors
/// A file of another vault, a damaged one, one that no key at hand opens; what saving can meet.
pub fn merge(vault: &mut Vault, file: &Path, now: Timestamp) -> Result<Merged, AppError> {
    let file = if file.is_dir() {
        file.join(vault::VAULT_FILE)
    } else {
        file.to_owned()
    };
    let saved = vault.merge_file(&file, now)?;
    Ok(merged(saved.generation, saved.merged.as_ref()))
}

fn merged(generation: u64, summary: Option<&MergeSummary>) -> Merged {
    let names = |ids: Option<&Vec<model::AccountId>>| -> Vec<String> {
        ids.into_iter().flatten().map(ToString::to_string).collect()
    };
    let added = names(summary.map(|summary| &summary.added));
    let removed = names(summary.map(|summary| &summary.removed));
    let changed = names(summary.map(|summary| &summary.changed));
    let kept_both = names(summary.map(|summary| &summary.kept_both));
    let said = [
        ("came in", &added),
        ("went", &removed),
        ("changed", &changed),
        ("kept in both versions", &kept_both),
    ]
    .into_iter()
    .filter(|(_, ids)| !ids.is_empty())
    .map(|(what, ids)| format!("{what}: {} ({})", ids.len(), ids.join(", ")))
    .collect::<Vec<_>>();
    Merged {
        generation,
        said: if said.is_empty() {
            vec!["The other copy holds nothing that this vault has not.".to_owned()]
        } else {
            said
        },
        added,
        removed,
        changed,
        kept_both,
    }
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckResult {
    /// As it should be.
    Pass,
    /// Works, but should be looked at.
    Warn,
    /// Does not work.
    Fail,
}

/// One check of `verify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: String,
    /// How it came out.
    pub result: CheckResult,
    /// What was found, and what to do.
    pub detail: String,
}

/// Checks vault, ways in, backups, copies, permissions and ledger.
#[must_use]
pub fn verify(vault: &Vault) -> Vec<Check> {
    let mut checks: Vec<Check> = vault
        .verify()
        .into_iter()
        .map(|check| Check {
            name: check.name.to_owned(),
            result: match check.result {
                vault::CheckResult::Pass => CheckResult::Pass,
                vault::CheckResult::Warn => CheckResult::Warn,
                vault::CheckResult::Fail => CheckResult::Fail,
            },
            detail: check.detail,
        })
        .collect();
    checks.push(ledger(vault));
    checks
}

fn ledger(vault: &Vault) -> Check {
    let sheets = crate::sheets::ledger(vault.payload());
    let count = |state| sheets.iter().filter(|sheet| sheet.state == state).count();
    let stale = count(model::SheetState::Stale);
    let current = count(model::SheetState::Current) + count(model::SheetState::Behind);
    let (result, detail) = match (current, stale) {
        (0, 0) => (
            CheckResult::Warn,
            "Nothing is printed: make a vault sheet, so that a lost laptop is no lockout."
                .to_owned(),
        ),
        (current, 0) => (
            CheckResult::Pass,
            format!("{current} sheets say what the vault says."),
        ),
        (_, stale) => (
            CheckResult::Warn,
            format!("{stale} sheets are stale: print them again and shred the old ones."),
        ),
    };
    Check {
        name: "ledger".to_owned(),
        result,
        detail,
    }
}
