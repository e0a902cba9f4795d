//! `export`.

use crate::args::{ExportArgs, ExportFormat};
use crate::context::Context;
use crate::output::{Done, note};
use crate::text::count;
use app::export::{self, Export, ExportFile, Format, Request};
use app::file::{NewFile, folder_of_secrets};
use app::{AppError, SecretBytes};
use serde_json::json;
use std::path::{Path, PathBuf};

/// `export`
pub fn export(context: &mut Context, args: ExportArgs) -> Result<Done, AppError> {
    let format = match args.format {
        ExportFormat::Otpauth => Format::Otpauth,
        ExportFormat::Aegis => Format::Aegis,
        ExportFormat::Migration => Format::Migration,
        ExportFormat::Codes => Format::Codes,
        ExportFormat::Json => Format::Json,
    };
    if !args.plaintext && args.password_file.is_none() {
        let next = if format.can_encrypt() {
            "If that is what you want, add --plaintext; or encrypt it with --password-file."
        } else {
            "If that is what you want, add --plaintext."
        };
        return Err(AppError::usage(
            "This writes every secret in the clear.",
            next,
        ));
    }
    let password = match &args.password_file {
        Some(path) => Some(context.input.secret(path)?),
        None => None,
    };
    let vault = context.open()?;
    let request = Request {
        format,
        password: password.as_ref(),
    };
    let export = crate::progress::watch(context.quiet, "Writing", || {
        export::export(
            &vault.payload().accounts,
            &request,
            &context.providers,
            &mut context.randomness,
        )
    })?;
    let done = put(context, &export, &args.output)?;
    tell(context, &export);
    Ok(done.with_attention(export.attention()))
}

/// To standard output, into one file, or as several files into a folder.
fn put(context: &Context, export: &Export, output: &Path) -> Result<Done, AppError> {
    let mut document = json!({
        "format": export.format.name(),
        "encrypted": export.encrypted,
        "entries": export.entries,
        "lossy": export.lossy,
        "warnings": export.warnings,
    });
    if output == Path::new("-") {
        if context.json {
            document["content"] = export.content.expose().into();
            return Done::new(&document, "");
        }
        return Done::exact(&document, export.content.expose());
    }
    let one_text = output.extension().is_some_and(|ending| ending == "txt");
    let files = if export.format.has_several_files() && !one_text {
        folder_of_secrets(output)?;
        export.files()?
    } else {
        let bytes = SecretBytes::new(export.content.expose().as_bytes());
        let name = String::new();
        vec![ExportFile { name, bytes }]
    };
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|file| {
            if file.name.is_empty() {
                output.to_owned()
            } else {
                output.join(&file.name)
            }
        })
        .collect();
    // All of them first: where one is there already, none is written.
    let made: Vec<NewFile> = paths
        .iter()
        .map(|path| NewFile::create(path))
        .collect::<Result<_, _>>()?;
    for (file, made) in files.iter().zip(made) {
        made.write(file.bytes.expose())?;
    }
    let names: Vec<String> = paths.iter().map(|path| crate::input::name(path)).collect();
    document["file"] = crate::input::name(output).into();
    document["files"] = json!(names);
    let mut text = String::new();
    if names.len() != 1 || files.iter().any(|file| !file.name.is_empty()) {
        text = names.join("\n");
    }
    Done::new(&document, text)
}

fn tell(context: &Context, export: &Export) {
    let say = |text: &str| note(context.quiet, text);
    for lossy in &export.lossy {
        let how = if lossy.left_out { "left out" } else { "lost" };
        say(&format!("{}: {how}: {}", lossy.name, lossy.reason));
    }
    for warning in &export.warnings {
        say(&format!("Note: {warning}."));
    }
    let what = count(export.entries, "entry", "entries");
    if export.encrypted {
        say(&format!(
            "{what}, encrypted with the password; without it nobody opens the file."
        ));
    } else {
        say(&format!(
            "{what} in the clear: delete it when it has been read in elsewhere."
        ));
    }
}
