//! `export`.

use crate::args::{ExportArgs, ExportFormat};
use crate::context::Context;
use crate::output::{Done, note};
use app::AppError;
use app::export::{self, Format};
use app::file::NewFile;
use serde_json::json;
use std::path::Path;

/// `export`
pub fn export(context: &mut Context, args: ExportArgs) -> Result<Done, AppError> {
    if !args.plaintext {
        return Err(AppError::usage(
            "This writes every secret in the clear.",
            "If that is what you want, add --plaintext.",
        ));
    }
    let format = match args.format {
        ExportFormat::Otpauth => Format::Otpauth,
        ExportFormat::Codes => Format::Codes,
        ExportFormat::Json => Format::Json,
    };
    let vault = context.open()?;
    let export = export::export(vault.payload(), format)?;
    let mut document = json!({ "format": format.name(), "entries": export.entries });
    if args.output == Path::new("-") {
        if context.json {
            document["content"] = export.content.expose().into();
            return Done::new(&document, "");
        }
        return Done::new(&document, export.content.expose());
    }
    NewFile::create(&args.output)?.write(export.content.expose().as_bytes())?;
    document["file"] = crate::input::name(&args.output).into();
    note(
        context.quiet,
        "The file holds secrets in the clear: delete it when it has been read in elsewhere.",
    );
    Done::new(&document, "")
}
