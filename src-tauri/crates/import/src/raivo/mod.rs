//! Exports of Raivo OTP, unpacked: a JSON array in which every value is a string.
//!
//! Source: `raivo-otp/ios-application`, its export, read for the facts.

use crate::entry::{About, Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key;
use crate::{Format, ImportError, ImportReport, Options, Watch};
use model::OtpType;
use serde::Deserialize;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "Raivo export",
};

#[derive(Deserialize)]
struct Item {
    issuer: Option<Word>,
    account: Option<Word>,
    secret: Option<Word>,
    algorithm: Option<String>,
    kind: Option<String>,
    pinned: Option<Word>,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    timer: Number,
    #[serde(default)]
    counter: Number,
}

/// Reads an export.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let items: Cut<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let mut collector = Collector::new(Format::Raivo, options);
    collector.each(&items, watch, add)?;
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, item: Item) {
    let names = Names::of(
        &Word::name(item.issuer.as_ref()),
        &Word::name(item.account.as_ref()),
    );
    let kind = item.kind.as_deref().unwrap_or("TOTP");
    let kind = match kind.to_ascii_uppercase().as_str() {
        "TOTP" => OtpType::Totp,
        "HOTP" => OtpType::Hotp,
        _ => return collector.reject(&names, "its type is neither TOTP nor HOTP"),
    };
    let key = key::base32(Word::text(item.secret.as_ref()));
    let pinned = Word::text(item.pinned.as_ref());
    collector.take(Entry {
        algorithm: item.algorithm,
        digits: item.digits,
        period: item.timer,
        counter: item.counter,
        about: About {
            favourite: matches!(pinned, "1" | "true" | "True"),
            ..About::default()
        },
        ..Entry::new(kind, names, key)
    });
}

#[cfg(test)]
mod tests;
