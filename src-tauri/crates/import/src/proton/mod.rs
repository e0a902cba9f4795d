//! Exports of Proton Authenticator, plain and encrypted.
//!
//! Source: `protonpass/proton-pass-common`, its authenticator crate, read for the facts.

use crate::cipher::{NONCE, open_gcm};
use crate::derive::Argon2id;
use crate::entry::{About, Collector, Names};
use crate::json::{Cut, Number, Word};
use crate::{Format, ImportError, ImportReport, Options, Watch, base64};
use serde::Deserialize;

/// What its exports never hold.
const NO_HOTP: &str = "Proton Authenticator keeps no counter-based (HOTP) accounts: if you had some before you moved to \
     it, they are not in this export";

const DAMAGED: ImportError = ImportError::Damaged {
    what: "Proton Authenticator export",
};
/// KiB, passes, lanes: the format has no place for others.
const ARGON2: (u64, u64, u64) = (19_456, 2, 1);
/// What is authenticated beside the text.
const CONTEXT: &[u8] = b"proton.authenticator.export.v1";

#[derive(Deserialize)]
struct Export<'a> {
    #[serde(default)]
    version: Number,
    #[serde(borrow)]
    entries: Option<Cut<'a>>,
    salt: Option<String>,
    content: Option<String>,
}

#[derive(Deserialize)]
struct Item {
    content: Option<Content>,
    note: Option<Word>,
}

#[derive(Deserialize)]
struct Content {
    uri: Option<Word>,
    name: Option<Word>,
}

/// Reads an export.
///
/// # Errors
/// `Damaged`, `Unsupported` for a newer version, `TooManyEntries`, `Cancelled`; for an encrypted
/// one `PasswordNeeded` and `NotOpened`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let export: Export<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    match export.version {
        Number::Absent | Number::Is(1) => {}
        Number::Is(2..) => {
            return Err(ImportError::Unsupported {
                what: "a Proton Authenticator export of a newer version",
                instead: "look for a newer Reentry",
            });
        }
        _ => return Err(DAMAGED),
    }
    match (export.entries, export.salt, export.content) {
        (Some(entries), _, _) => collect(&entries, options, watch),
        (None, Some(salt), Some(content)) => open(&salt, &content, options, watch),
        _ => Err(DAMAGED),
    }
}

/// The text is `nonce 12 | text | tag`.
fn open(
    salt: &str,
    content: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let salt = base64::decode(salt).filter(|salt| (8..=64).contains(&salt.len()));
    let salt = salt.ok_or(DAMAGED)?;
    let content = base64::decode(content).ok_or(DAMAGED)?;
    let (nonce, sealed) = content.split_at_checked(NONCE).ok_or(DAMAGED)?;
    let password = options.password.ok_or(ImportError::PasswordNeeded)?;
    let (memory, passes, lanes) = ARGON2;
    let key = Argon2id::new(memory, passes, lanes, &options.limits)?;
    let key = key.derive(password, &salt, watch)?;
    let plain = open_gcm(key.as_slice(), nonce, CONTEXT, sealed).ok_or(ImportError::NotOpened)?;
    let plain = std::str::from_utf8(&plain).map_err(|_| DAMAGED)?;
    let inner: Export<'_> = serde_json::from_str(plain).map_err(|_| DAMAGED)?;
    let mut report = collect(&inner.entries.ok_or(DAMAGED)?, options, watch)?;
    report.encrypted = true;
    Ok(report)
}

fn collect(
    entries: &Cut<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let mut collector = Collector::new(Format::Proton, options);
    collector.each(entries, watch, |collector, item: Item| {
        let Some(content) = item.content else {
            return collector.malformed(&Names::default());
        };
        let names = Names {
            issuer: String::new(),
            username: Word::name(content.name.as_ref()),
        };
        let about = About {
            note: item.note.map(|note| note.0),
            ..About::default()
        };
        collector.take_uri(Word::text(content.uri.as_ref()), &names, about);
    })?;
    collector.report.warnings.push(NO_HOTP.to_owned());
    Ok(collector.finish())
}

#[cfg(test)]
mod tests;
