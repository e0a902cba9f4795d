//! `init`, `passphrase`, `undo`, `copy`, `merge`, `backups`, `keychain`, `verify`.

use crate::args::KeychainAction;
use crate::context::Context;
use crate::output::{Done, note};
use crate::progress::watch;
use crate::text::table;
use app::upkeep::{self, CheckResult};
use app::{AppError, Code, SystemKeychain, keychain, open};
use serde_json::json;
use std::path::Path;

/// `init`
pub fn init(context: &mut Context) -> Result<Done, AppError> {
    open::must_not_exist(&context.location)?;
    let passphrase = match context.passphrase_file() {
        Some(path) => context.input.secret(path)?,
        None => context.new_passphrase(None)?,
    };
    if let Some(warning) = open::weakness(&passphrase) {
        note(context.quiet, &warning);
    }
    let (location, now) = (context.location.clone(), context.now);
    let randomness = &mut context.randomness;
    let vault = watch(context.quiet, "Making the vault", || {
        open::create(&location, &passphrase, now, randomness)
    })?;
    let folder = crate::input::name(&context.location.folder);
    Done::new(
        &json!({ "vault_id": vault.payload().vault_id(), "folder": folder }),
        format!(
            "A new vault is in {folder}. Its passphrase is the only way in: write it down, and \
             keep the paper where you keep papers that matter.\n"
        ),
    )
}

/// `passphrase`
pub fn passphrase(context: &mut Context, new: Option<&Path>) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    let new = context.new_passphrase(new)?;
    if let Some(warning) = open::weakness(&new) {
        note(context.quiet, &warning);
    }
    let now = context.now;
    let saved = watch(context.quiet, "Changing the passphrase", || {
        upkeep::change_passphrase(&mut vault, &new, &SystemKeychain::shared(), now)
    })?;
    let warnings = saved.warnings;
    Done::new(
        &json!({ "generation": saved.generation, "warnings": warnings }),
        format!("The new passphrase holds.\n{}", lines(&warnings)),
    )
}

/// `undo`
pub fn undo(context: &mut Context) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    let saved = upkeep::undo(&mut vault, context.now)?;
    Done::new(
        &json!({ "generation": saved.generation, "warnings": saved.warnings }),
        "The last change is taken back; `reentry undo` again brings it back.\n",
    )
}

/// `copy`
pub fn copy(context: &mut Context, dir: &Path, always: bool) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    let copied = upkeep::copy(&mut vault, dir, always, context.now)?;
    Done::new(
        &copied,
        format!(
            "{} holds generation {}, read back and compared.\n",
            copied.folder, copied.generation
        ),
    )
}

/// `merge`
pub fn merge(context: &mut Context, file: &Path) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    let merged = upkeep::merge(&mut vault, file, context.now)?;
    let said = lines(&merged.said);
    Done::new(&merged, said)
}

/// `backups`
pub fn backups(context: &mut Context, restore: Option<u64>) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    if let Some(generation) = restore {
        let saved = upkeep::restore_backup(&mut vault, generation, context.now)?;
        return Done::new(
            &json!({ "generation": saved.generation, "restored": generation }),
            format!(
                "Generation {generation} is back, as generation {}. `reentry undo` takes that back.\n",
                saved.generation
            ),
        );
    }
    let backups = upkeep::backups(&vault);
    let mut rows = vec![
        ["GENERATION", "SAVED", "FOLDER"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for backup in &backups {
        rows.push(vec![
            backup.generation.to_string(),
            backup.saved_at.to_string(),
            backup.folder.clone(),
        ]);
    }
    Done::new(&json!({ "backups": backups }), table(&rows))
}

/// `keychain`
pub fn keychain(context: &mut Context, action: KeychainAction) -> Result<Done, AppError> {
    let keychain = SystemKeychain::shared();
    match action {
        KeychainAction::On => {
            let vault = context.open()?;
            keychain::switch_on(&vault, &keychain)?;
        }
        KeychainAction::Off => keychain::switch_off(&context.location, &keychain)?,
        KeychainAction::Status => {}
    }
    let status = keychain::status(&context.location, &keychain);
    let said = format!("{}\n", status.said);
    Done::new(&status, said)
}

/// `verify`
pub fn verify(context: &mut Context) -> Result<Done, AppError> {
    let vault = context.open()?;
    let checks = upkeep::verify(&vault);
    let mut rows = Vec::new();
    for check in &checks {
        let result = match check.result {
            CheckResult::Pass => "pass",
            CheckResult::Warn => "WARN",
            CheckResult::Fail => "FAIL",
        };
        rows.push(vec![
            result.to_owned(),
            check.name.clone(),
            check.detail.clone(),
        ]);
    }
    let bad = checks
        .iter()
        .filter(|check| check.result != CheckResult::Pass)
        .count();
    let failed = checks.iter().any(|check| check.result == CheckResult::Fail);
    let attention = failed.then(|| {
        AppError::new(
            Code::Attention,
            format!("{bad} of {} checks need attention.", checks.len()),
            "Nothing was changed.",
            "What to do stands beside each of them.",
        )
    });
    Ok(Done::new(&json!({ "checks": checks }), table(&rows))?.with_attention(attention))
}

fn lines(sentences: &[String]) -> String {
    sentences
        .iter()
        .map(|sentence| format!("{sentence}\n"))
        .collect()
}
