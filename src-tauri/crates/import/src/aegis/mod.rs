//! Aegis vaults, plain and encrypted; its backups and exports are the same format. Also its exports
//! as a list of URIs and as a page to print.
//!
//! Source: `beemdevelopment/Aegis:docs/vault.md`, read for the facts.

mod database;
mod envelope;
mod page;

use crate::report::tell;
use crate::{ImportError, ImportReport, Options, Progress, Watch};
use serde::Deserialize;
use serde_json::value::RawValue;

pub(crate) use page::{is_page, read_page};

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

/// The parameters of the URIs that Aegis writes, in its order.
const OWN_ORDER: [&str; 6] = ["period", "digits", "algorithm", "secret", "pin", "issuer"];

/// Whether a key URI has its parameters as Aegis writes them, in an order that no other app has;
/// `None` for mOTP, where there is only one order.
pub(crate) fn is_own(uri: &str) -> Option<bool> {
    if uri.starts_with("motp://") {
        return None;
    }
    let (_, query) = uri.split_once('?')?;
    let mut names = query
        .split('&')
        .filter_map(|pair| Some(pair.split_once('=')?.0));
    let first = names.next().unwrap_or_default();
    let mut expected = OWN_ORDER.iter().skip(1);
    // The PIN and the issuer may be missing, and nothing else stands between.
    let rest: Vec<&str> = names.collect();
    let in_order = rest.iter().all(|name| expected.any(|one| one == name));
    let whole = rest.starts_with(&["digits", "algorithm", "secret"]);
    Some((first == "period" || first == "counter") && in_order && whole)
}

#[cfg(test)]
mod tests;
