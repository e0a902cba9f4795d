//! Exports of Ente Auth: a list of key URIs with a parameter of its own, plain or encrypted.
//!
//! Source: `ente-io/ente`, its auth app's models and export, read for the facts.

mod secretstream;

use crate::derive::Argon2id;
use crate::entry::{About, describe};
use crate::json::Number;
use crate::{Format, ImportError, ImportReport, Options, Watch, base64, otpauth, uris};
use percent_encoding::percent_decode_str;
use secret::SecretText;
use serde::Deserialize;
use zeroize::Zeroizing;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "Ente Auth export",
};
const DISPLAY: &str = "codeDisplay=";

/// Whether a key URI has the parameter that only Ente writes.
pub(crate) fn is_own(uri: &str) -> bool {
    uri.contains(DISPLAY)
}

/// What the parameter holds, in JSON. The rest of it says where the entry stands on the screen.
#[derive(Default, Deserialize)]
struct Display {
    pinned: Option<bool>,
    trashed: Option<bool>,
    tags: Option<Vec<String>>,
    note: Option<String>,
}

/// Adds one URI. The parameter is cut out first: a long note would make the URI too long to be one.
pub(crate) fn add(report: &mut ImportReport, uri: &str, options: &Options<'_>) {
    let (uri, display) = cut(uri);
    let mut about = About::default();
    match display {
        Some(Display {
            trashed: Some(true),
            ..
        }) => {
            let name = otpauth::parse(&uri)
                .map(|read| crate::report::label(&read.issuer, &read.username))
                .unwrap_or_default();
            return report.reject(
                name,
                "it lies in the trash of Ente Auth; restore it there if it is still needed",
            );
        }
        Some(display) => {
            about.favourite = display.pinned.unwrap_or_default();
            about.tags = display.tags.unwrap_or_default();
            about.note = display.note.map(SecretText::new);
        }
        None => about
            .lossy
            .push("its note and tags in Ente Auth could not be read"),
    }
    let before = report.candidates.len();
    otpauth::add(report, &uri, options.providers);
    if report.candidates.len() > before {
        describe(report, about, options);
    }
}

/// The URI without the parameter, and the parameter where it can be read.
fn cut(uri: &str) -> (Zeroizing<String>, Option<Display>) {
    let Some((head, rest)) = uri.split_once(DISPLAY) else {
        return (Zeroizing::new(uri.to_owned()), Some(Display::default()));
    };
    let (value, tail) = rest.split_once('&').unwrap_or((rest, ""));
    let json: Zeroizing<Vec<u8>> = Zeroizing::new(percent_decode_str(value).collect());
    let uri = Zeroizing::new(format!("{head}{tail}"));
    (uri, serde_json::from_slice(&json).ok())
}

/// Reads a plain export; `None` where it holds no URI.
///
/// # Errors
/// `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Option<ImportReport>, ImportError> {
    let mut report = uris::read(text, options, watch)?;
    if let Some(report) = &mut report {
        report.format = Format::Ente;
    }
    Ok(report)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sealed {
    #[serde(default)]
    version: Number,
    kdf_params: KdfParams,
    encrypted_data: String,
    encryption_nonce: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KdfParams {
    /// In bytes.
    mem_limit: u64,
    ops_limit: u64,
    salt: String,
}

/// Reads an encrypted export.
///
/// # Errors
/// `Damaged`, `Unsupported` for a newer version, `KdfLimit`, `PasswordNeeded`, `NotOpened`,
/// `TooManyEntries`, `Cancelled`.
pub(crate) fn read_sealed(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let sealed: Sealed = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    match sealed.version {
        Number::Absent | Number::Is(1) => {}
        Number::Is(2..) => {
            return Err(ImportError::Unsupported {
                what: "an Ente Auth export of a newer version",
                instead: "look for a newer Reentry, or export plain text from Ente Auth",
            });
        }
        _ => return Err(DAMAGED),
    }
    let kdf = &sealed.kdf_params;
    let argon2 = Argon2id::new(kdf.mem_limit / 1024, kdf.ops_limit, 1, &options.limits)?;
    // libsodium's salts have 16 bytes.
    let salt = base64::decode(&kdf.salt).filter(|salt| salt.len() == 16);
    let salt = salt.ok_or(DAMAGED)?;
    let header = base64::decode(&sealed.encryption_nonce).ok_or(DAMAGED)?;
    let header = header.as_slice().try_into().map_err(|_| DAMAGED)?;
    let message = base64::decode(&sealed.encrypted_data).ok_or(DAMAGED)?;
    let message = secretstream::Message::new(&message).ok_or(DAMAGED)?;
    let password = options.password.ok_or(ImportError::PasswordNeeded)?;
    let key = argon2.derive(password, &salt, watch)?;
    let plain = message.open(&key, header).ok_or(ImportError::NotOpened)?;
    let plain = std::str::from_utf8(&plain).map_err(|_| DAMAGED)?;
    let report = read(plain, options, watch)?;
    let mut report = report.unwrap_or_else(|| ImportReport::new(Format::Ente));
    report.encrypted = true;
    Ok(report)
}

#[cfg(test)]
mod tests;
