//! Backups of FreeOTP 1 (shared preferences of Android, XML), FreeOTP 2 (a Java-serialised map,
//! encrypted) and FreeOTP+ (JSON).
//!
//! Sources: `freeotp/freeotp-android` and `helloworld1/FreeOTPPlus`, read for the facts.

mod java;
mod newer;
mod preferences;

use crate::entry::{Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key::{Key, KeyProblem};
use crate::{Format, ImportError, ImportReport, Options, Watch};
use model::OtpType;
use secret::SecretBytes;
use serde::Deserialize;
use zeroize::{Zeroize, Zeroizing};

pub(crate) use newer::{is_newer, read_newer};
pub(crate) use preferences::{is_preferences, read_preferences};

const DAMAGED: ImportError = ImportError::Damaged {
    what: "FreeOTP backup",
};
/// Longer secrets than any HMAC uses are an attack or an accident.
const MAX_SECRET: usize = 4096;

/// Bytes as Java writes them into JSON: -128 to 127; some apps write 0 to 255.
#[derive(Deserialize)]
struct Signed(Vec<i16>);

impl Drop for Signed {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Signed {
    /// `None` where a number is no byte.
    fn bytes(&self) -> Option<Zeroizing<Vec<u8>>> {
        let byte = |number: &i16| match *number {
            -128..=255 => Some(number.to_le_bytes()[0]),
            _ => None,
        };
        let bytes: Option<Vec<u8>> = self.0.iter().map(byte).collect();
        bytes.map(Zeroizing::new)
    }

    fn key(&self) -> Result<Key, KeyProblem> {
        key_of(&self.bytes().ok_or(KeyProblem::ForeignCharacter)?)
    }
}

/// A secret in plain bytes.
fn key_of(bytes: &[u8]) -> Result<Key, KeyProblem> {
    match bytes.len() {
        0 => Err(KeyProblem::Missing),
        1..=MAX_SECRET => Ok(Key {
            bytes: SecretBytes::new(bytes),
            trailing_bits: false,
        }),
        _ => Err(KeyProblem::TooLong),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    algo: Option<String>,
    #[serde(default)]
    counter: Number,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
    /// The issuer as shown; the user may have changed it.
    issuer_ext: Option<Word>,
    /// The issuer of the QR code.
    issuer_int: Option<Word>,
    label: Option<Word>,
    secret: Option<Signed>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl Token {
    fn names(&self) -> Names {
        let shown = Word::name(self.issuer_ext.as_ref());
        let label = Word::name(self.label.as_ref());
        if shown.is_empty() {
            Names::of(&Word::name(self.issuer_int.as_ref()), &label)
        } else {
            Names::of(&shown, &label)
        }
    }

    /// Adds the token. FreeOTP 1 and FreeOTP+ keep the counter that was used last, FreeOTP 2 the
    /// next one: `ahead` is 1 or 0.
    fn add(self, key: Result<Key, KeyProblem>, ahead: i64, collector: &mut Collector<'_>) {
        let names = self.names();
        let kind = self.kind.as_deref().unwrap_or("TOTP");
        let steam = names.issuer.eq_ignore_ascii_case("steam")
            && matches!(self.digits, Number::Absent | Number::Is(5 | 6));
        let kind = match kind.to_ascii_uppercase().as_str() {
            "TOTP" if steam => OtpType::Steam,
            "TOTP" => OtpType::Totp,
            "HOTP" => OtpType::Hotp,
            _ => return collector.reject(&names, "its type is neither TOTP nor HOTP"),
        };
        let counter = match self.counter {
            Number::Is(counter) => counter.checked_add(ahead).map_or(Number::Wrong, Number::Is),
            other => other,
        };
        let mut entry = Entry {
            algorithm: self.algo,
            digits: self.digits,
            period: self.period,
            counter,
            ..Entry::new(kind, names, key)
        };
        if kind == OtpType::Hotp && ahead > 0 {
            entry.about.lossy.push(
                "the app wrote the counter that was used last; the next one is taken, one higher",
            );
        }
        collector.take(entry);
    }

    /// Adds a token that holds its secret itself.
    fn add_whole(self, collector: &mut Collector<'_>) {
        let key = match &self.secret {
            Some(secret) => secret.key(),
            None => Err(KeyProblem::Missing),
        };
        self.add(key, 1, collector);
    }
}

#[derive(Deserialize)]
struct Plus<'a> {
    #[serde(borrow)]
    tokens: Cut<'a>,
}

/// Reads a JSON export of FreeOTP+.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let plus: Plus<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let mut collector = Collector::new(Format::FreeOtp, options);
    collector.each(&plus.tokens, watch, |collector, token: Token| {
        token.add_whole(collector);
    })?;
    Ok(collector.finish())
}

#[cfg(test)]
mod tests;
