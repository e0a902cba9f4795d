//! `sweep`.

use super::import::{bring_in, file, said};
use crate::args::SweepArgs;
use crate::context::Context;
use crate::output::Done;
use crate::text::{count, table};
use app::intake::{self, Imported, Request};
use app::plan::Choices;
use app::sweep::{self, Find, Search, Swept};
use app::{AppError, Code, SecretBytes, SecretText};
use serde::Serialize;
use serde_json::json;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What became of the plain files.
#[derive(Default, Serialize)]
struct Ends {
    deleted: Vec<String>,
    kept: Vec<Kept>,
}

/// A file that stays, and why.
#[derive(Serialize)]
struct Kept {
    file: String,
    reason: String,
}

/// `sweep`
pub fn sweep(context: &mut Context, args: SweepArgs) -> Result<Done, AppError> {
    let password = match &args.password_file {
        Some(path) => Some(context.input.secret(path)?),
        None => None,
    };
    let search = Search {
        pictures: args.pictures,
        password: password.as_ref(),
    };
    let swept = crate::progress::watch(context.quiet, "Looking", || {
        sweep::find(&args.folders, &search, &context.providers)
    })?;
    let chosen = chosen(&args, &swept)?;
    if !args.import && args.take.is_empty() {
        return Done::new(&swept, listed(&swept, true));
    }
    let key_file = swept.key_file.clone();
    let mut done = take(context, &args, (password, key_file), &chosen)?;
    let mut document = json!(swept);
    if let (Some(all), Some(more)) = (document.as_object_mut(), done.document.as_object_mut()) {
        all.append(more);
    }
    done.document = document;
    done.text = format!("{}{}", listed(&swept, false), done.text);
    Ok(done)
}

/// The files to take: all that can be read, or those that were named.
fn chosen(args: &SweepArgs, swept: &Swept) -> Result<Vec<PathBuf>, AppError> {
    let found = |path: &Path| swept.found.iter().any(|one| Path::new(&one.file) == path);
    if let Some(path) = args.take.iter().find(|path| !found(path)) {
        return Err(AppError::usage(
            format!("{} is none of the files that were found.", path.display()),
            "Name it as the list does; or import it with `reentry import`.",
        ));
    }
    if args.import {
        let sealed = |one: &&Find| one.encrypted && args.password_file.is_none();
        let files = swept
            .found
            .iter()
            .filter(|one| one.error.is_none() && !sealed(one));
        return Ok(files.map(|one| PathBuf::from(&one.file)).collect());
    }
    Ok(args.take.clone())
}

fn take(
    context: &mut Context,
    args: &SweepArgs,
    (password, key_file): (Option<SecretText>, Option<SecretBytes>),
    paths: &[PathBuf],
) -> Result<Done, AppError> {
    if paths.is_empty() {
        return Done::new(&json!({}), "Nothing to import.\n");
    }
    let mut files = Vec::new();
    for path in paths {
        files.push(file(context, path, false)?);
    }
    let request = Request {
        password,
        key_file,
        choices: Choices {
            account: args.account.clone(),
            ..Choices::default()
        },
        take_offers: args.take_offers,
        ..Request::default()
    };
    let (mut vault, passphrase) = context.open_and_keep()?;
    let imported = bring_in(context, &mut vault, &files, &request)?;
    drop(vault);
    let mut attention = intake::attention(&imported, request.choices.on_conflict);
    let mut ends = Ends::default();
    if args.delete_imported {
        ends = delete(context, &request, passphrase.as_ref(), &files)?;
        attention = attention.or_else(|| ends.attention());
    }
    let text = text(&imported, &ends);
    let document = json!({ "imported": imported, "deleted": ends.deleted, "kept": ends.kept });
    Ok(Done::new(&document, text)?.with_attention(attention))
}

/// Reads the vault back from disk, and deletes the plain files of which it holds everything.
fn delete(
    context: &Context,
    request: &Request,
    passphrase: Option<&SecretText>,
    files: &[intake::File],
) -> Result<Ends, AppError> {
    let vault = match passphrase {
        Some(passphrase) => app::open::unlock(&context.location, passphrase)?,
        None => context.open()?,
    };
    let records = &vault.payload().accounts;
    let mut ends = Ends::default();
    for file in files {
        let password = request.password.as_ref();
        let bytes = file.content.as_ref().map_err(|error| error.message.clone());
        let gone = bytes.and_then(|bytes| {
            sweep::holds_all(records, &file.name, bytes, password, &context.providers)?;
            sweep::delete(Path::new(&file.name), bytes).map_err(|error| error.message)
        });
        match gone {
            Ok(()) => ends.deleted.push(file.name.clone()),
            Err(reason) => ends.kept.push(Kept {
                file: file.name.clone(),
                reason,
            }),
        }
    }
    Ok(ends)
}

impl Ends {
    fn attention(&self) -> Option<AppError> {
        (!self.kept.is_empty()).then(|| {
            AppError::new(
                Code::Attention,
                format!(
                    "{} were not deleted.",
                    count(self.kept.len(), "file", "files")
                ),
                "What they hold that could be taken is in the vault.",
                "The reasons stand beside each of them.",
            )
        })
    }
}

fn listed(swept: &Swept, advise: bool) -> String {
    let mut text = String::new();
    let rows: Vec<Vec<String>> = swept.found.iter().map(row).collect();
    text.push_str(&table(&rows));
    let open = swept.found.iter().filter(|one| !one.encrypted).count();
    let _ = writeln!(
        text,
        "{} with codes or secrets among {}; {open} not encrypted",
        count(swept.found.len(), "file", "files"),
        count(swept.looked_at, "file", "files"),
    );
    for skipped in &swept.skipped {
        let _ = writeln!(text, "  passed over: {} {}", skipped.count, skipped.what);
    }
    if advise && !swept.found.is_empty() {
        text.push_str(
            "Import all of them with --import, or some with --take FILE; --delete-imported deletes the \
             plain ones once the vault holds everything of them.\n",
        );
    }
    text
}

fn row(one: &Find) -> Vec<String> {
    let mut holds = Vec::new();
    for (number, singular, plural) in [
        (one.otp, "OTP credential", "OTP credentials"),
        (
            one.code_sets + one.offers,
            "set of recovery codes",
            "sets of recovery codes",
        ),
        (
            one.rejected,
            "entry that cannot be taken",
            "entries that cannot be taken",
        ),
    ] {
        if number > 0 {
            holds.push(count(number, singular, plural));
        }
    }
    if let Some(error) = &one.error {
        holds.push(error.message.clone());
    }
    let how = match (one.encrypted, one.picture) {
        (true, _) => "encrypted",
        (false, true) => "picture",
        (false, false) => "plain",
    };
    let traces = one.traces.iter().map(|trace| sweep::trace_in_words(trace));
    vec![
        one.file.clone(),
        how.to_owned(),
        one.format.unwrap_or_default().to_owned(),
        holds.join(", "),
        traces.collect::<Vec<_>>().join("; "),
    ]
}

fn text(imported: &Imported, ends: &Ends) -> String {
    let mut text = said(imported);
    for file in &ends.deleted {
        let _ = writeln!(text, "deleted {file}");
    }
    for kept in &ends.kept {
        let _ = writeln!(text, "kept {}: {}", kept.file, kept.reason);
    }
    if !ends.deleted.is_empty() {
        text.push_str(sweep::DELETED);
        text.push('\n');
    }
    text
}
