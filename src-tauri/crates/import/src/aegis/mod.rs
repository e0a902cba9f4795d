//! Aegis vaults, plain and encrypted; its backups and exports are the same format.
//!
//! Source: `beemdevelopment/Aegis:docs/vault.md`, read for the facts.

mod database;
mod envelope;

use crate::report::tell;
use crate::{ImportError, ImportReport, Options, Progress, Watch};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The version of the file that is read.
const VERSION: i64 = 1;

pub(crate) const DAMAGED: ImportError = ImportError::Damaged {
    what: "Aegis export",
};

#[derive(Deserialize)]
struct File<'a> {
    version: Option<i64>,
    #[serde(borrow)]
    header: &'a RawValue,
    #[serde(borrow)]
    db: &'a RawValue,
}

/// Reads a vault.
///
/// # Errors
/// `Damaged`, `Unsupported` for a newer version, `KdfLimit`, and for an encrypted one
/// `PasswordNeeded` and `WrongPassword`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let file: File<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    if file.version.unwrap_or(VERSION) != VERSION {
        return Err(ImportError::Unsupported {
            what: "an Aegis export of a newer version",
            instead: "look for a newer Reentry, or export a plain list of otpauth URIs from Aegis",
        });
    }
    let header: envelope::Header<'_> =
        serde_json::from_str(file.header.get()).map_err(|_| DAMAGED)?;
    if !header.is_encrypted() && file.db.get().starts_with('{') {
        return database::read(file.db.get(), options, watch);
    }
    let sealed = envelope::Sealed::new(&header, file.db.get(), &options.limits)?;
    let password = options.password.ok_or(ImportError::PasswordNeeded)?;
    let plain = sealed.open(password, &|| tell(watch, Progress::Key))?;
    let plain = std::str::from_utf8(&plain).map_err(|_| DAMAGED)?;
    let mut report = database::read(plain, options, watch)?;
    report.encrypted = true;
    Ok(report)
}

#[cfg(test)]
mod tests;
