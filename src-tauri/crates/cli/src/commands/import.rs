//! `import`.

use crate::args::{ImportArgs, OnConflict};
use crate::context::Context;
use crate::output::Done;
use crate::text::{count, table};
use app::gather::Gathering;
use app::intake::{self, File, FileOutcome, Imported, Request};
use app::plan::Choices;
use app::{AppError, ImportFormat, Vault};
use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::Path;

/// `import`
pub fn import(context: &mut Context, args: ImportArgs) -> Result<Done, AppError> {
    let request = request(context, &args)?;
    let (files, skipped) = files(context, &args)?;
    let mut vault = context.open()?;
    let imported = bring_in(context, &mut vault, &files, &request)?;
    let attention = intake::attention(&imported, request.choices.on_conflict);
    let mut text = said(&imported);
    for skipped in &skipped {
        let _ = writeln!(text, "Passed over: {} {}.", skipped.count, skipped.what);
    }
    let mut done = Done::new(&imported, text)?;
    done.document["skipped"] = serde_json::json!(skipped);
    Ok(done.with_attention(attention))
}

/// Reads the files, and puts what is in them into the vault.
pub(super) fn bring_in(
    context: &mut Context,
    vault: &mut Vault,
    files: &[File],
    request: &Request,
) -> Result<Imported, AppError> {
    let (imported, plan) = crate::progress::watch(context.quiet, "Reading", || {
        intake::read(
            &vault.payload().accounts,
            files,
            request,
            &context.providers,
            context.now,
            &mut context.randomness,
            &|_| ControlFlow::Continue(()),
        )
    })?;
    intake::apply(vault, imported, plan, context.now)
}

fn request(context: &Context, args: &ImportArgs) -> Result<Request, AppError> {
    let format = match &args.format {
        Some(name) => Some(name.parse::<ImportFormat>().map_err(|error| {
            AppError::usage(
                format!("'{name}' is no format that is read."),
                format!("Known: {error}."),
            )
        })?),
        None => None,
    };
    let password = match &args.password_file {
        Some(path) => Some(context.input.secret(path)?),
        None => None,
    };
    let key_file = match &args.key_file {
        Some(path) => Some(context.input.file(path)?),
        None => None,
    };
    Ok(Request {
        format,
        password,
        key_file,
        choices: Choices {
            account: args.account.clone(),
            on_conflict: match args.on_conflict {
                OnConflict::KeepBoth => app::plan::OnConflict::KeepBoth,
                OnConflict::Skip => app::plan::OnConflict::Skip,
                OnConflict::Replace => app::plan::OnConflict::Replace,
            },
        },
        take_offers: args.take_offers,
        dry_run: args.dry_run,
    })
}

/// What the picture of the screen is called; it is no file that could be deleted.
const SCREEN: &str = "screen";

/// Every file that was named, the files below every folder that was named, and the screen.
fn files(
    context: &Context,
    args: &ImportArgs,
) -> Result<(Vec<File>, Vec<app::folder::Skipped>), AppError> {
    let mut gathering = Gathering::default();
    for path in &args.files {
        if path.is_dir() {
            gathering.add_folder(path, &|| ControlFlow::Continue(()))?;
        } else {
            gathering.files.push(file(context, path, false)?);
        }
    }
    if args.screen {
        gathering.files.push(screen()?);
    }
    let skipped = gathering.skipped();
    Ok((gathering.files, skipped))
}

#[cfg(target_os = "linux")]
fn screen() -> Result<File, AppError> {
    let desktop = app::screen::Desktop {
        display: std::env::var("DISPLAY").ok(),
        wayland: std::env::var_os("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty()),
    };
    Ok(File {
        name: SCREEN.to_owned(),
        content: Ok(app::screen::capture(&desktop)?),
        found: false,
    })
}

#[cfg(not(target_os = "linux"))]
fn screen() -> Result<File, AppError> {
    Err(AppError::new(
        app::Code::Unsupported,
        "On this system Reentry takes no picture of the screen.",
        "Nothing was imported.",
        "Take a screenshot with the system's own tool, then paste it into the window, drop it there, \
         or name the file here.",
    ))
}

/// A file with its content.
pub fn file(context: &Context, path: &Path, found: bool) -> Result<File, AppError> {
    Ok(File {
        name: crate::input::name(path),
        content: Ok(context.input.file(path)?),
        found,
    })
}

/// What an import did, for people.
pub fn said(imported: &Imported) -> String {
    let mut text = String::new();
    for file in &imported.files {
        say_file(&mut text, file);
    }
    let mut rows = Vec::new();
    let taken = imported
        .items
        .iter()
        .filter(|item| item.outcome != app::plan::Outcome::Rejected);
    for item in taken {
        rows.push(vec![
            format!("  {}", outcome(item.outcome)),
            item.account.clone(),
            match item.kind {
                app::plan::ItemKind::Otp => "OTP".to_owned(),
                app::plan::ItemKind::Codes => "recovery codes".to_owned(),
            },
            item.reason.clone().unwrap_or_default(),
        ]);
    }
    text.push_str(&table(&rows));
    let totals = imported.totals;
    let _ = writeln!(
        text,
        "{}: {} added, {} already here, {} in conflict, {} not taken",
        count(totals.entries, "entry", "entries"),
        totals.added,
        totals.duplicates,
        totals.conflicts,
        totals.rejected
    );
    if imported.dry_run {
        text.push_str("Nothing was written.\n");
    } else if totals.added > 0 {
        let plain: Vec<&str> = imported
            .files
            .iter()
            .filter(|file| {
                !file.encrypted
                    && file.entries > 0
                    && file.file != "-"
                    && !(file.picture && file.file == SCREEN)
            })
            .map(|file| file.file.as_str())
            .collect();
        if !plain.is_empty() {
            let _ = writeln!(
                text,
                "Not encrypted, and still there: {}. Delete what you no longer need; on an SSD or in \
                 a synchronised folder that does not wipe it.",
                plain.join(", ")
            );
        }
    }
    text
}

fn outcome(outcome: app::plan::Outcome) -> &'static str {
    match outcome {
        app::plan::Outcome::Added => "added",
        app::plan::Outcome::Duplicate => "already here",
        app::plan::Outcome::Conflict => "conflict",
        // Listed with its file, where the reason stands.
        app::plan::Outcome::Rejected => "not taken",
    }
}

fn say_file(text: &mut String, file: &FileOutcome) {
    let format = file.format.unwrap_or("not read");
    let how = match (file.picture, file.encrypted) {
        (true, _) => " in a picture",
        (false, true) => ", encrypted",
        (false, false) => "",
    };
    let _ = writeln!(text, "{}: {format}{how}", file.file);
    if let Some(error) = &file.error {
        let _ = writeln!(text, "  {error}");
    }
    for rejected in &file.rejected {
        let name = if rejected.name.trim_matches('/').is_empty() {
            String::new()
        } else {
            format!(" ({})", rejected.name)
        };
        let _ = writeln!(
            text,
            "  entry {}{name} not taken: {}",
            rejected.entry, rejected.reason
        );
    }
    for lossy in &file.lossy {
        let _ = writeln!(text, "  entry {}: {}", lossy.entry, lossy.reason);
    }
    for offer in &file.offers {
        let _ = writeln!(
            text,
            "  looks like {} recovery codes for {}: take them with --take-offers",
            offer.count, offer.account
        );
    }
    for missing in &file.missing_parts {
        let parts: Vec<_> = missing.missing.iter().map(u32::to_string).collect();
        let _ = writeln!(
            text,
            "  {} of {} parts of this transfer are here; missing: {}",
            missing.have,
            missing.of,
            parts.join(", ")
        );
    }
    for warning in &file.warnings {
        let _ = writeln!(text, "  {warning}");
    }
}
