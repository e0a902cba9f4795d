//! Aegis's export as a page to print: a table with a row for each entry, and a QR code in it.
//!
//! The table names everything but the period, which only the QR code holds.
//!
//! Source: `beemdevelopment/Aegis:app/src/main/java/com/beemdevelopment/aegis/vault/VaultHtmlExporter.java`,
//! read for the facts.

use super::DAMAGED;
use crate::entry::{About, Collector, Entry, Names};
use crate::json::Number;
use crate::markup::{elements, unescaped};
use crate::otpauth::{self, key};
use crate::{Format, ImportError, ImportReport, Options, Watch, base64, text};
use model::{OtpParameters, OtpType};
use picture::{Found, Until};
use secret::SecretText;
use zeroize::Zeroizing;

/// What the head of the table begins with.
const HEAD: &str = "<th>Issuer</th><th>Name</th><th>Type</th><th>QR Code</th>";
/// A picture of a QR code has some kilobytes.
const MAX_PICTURE: usize = 64 << 10;
/// Pictures that may be looked at in vain, as each costs time.
const MAX_MISSES: usize = 8;
const ASSUMED: &str = "the page says its period in a picture only, which was not read: 30 seconds \
                       are assumed";

/// Whether a text is such a page.
pub(crate) fn is_page(text: &str) -> bool {
    text.starts_with("<html>") && text.contains(HEAD)
}

/// Reads a page.
///
/// # Errors
/// `Damaged` if it is cut off, `TooManyEntries`, `Cancelled`.
pub(crate) fn read_page(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    if !text.trim_end().ends_with("</html>") {
        return Err(DAMAGED);
    }
    let columns: Vec<&str> = elements(text, "th").collect();
    let mut collector = Collector::new(Format::Aegis, options);
    let mut misses = 0;
    let rows = elements(text, "tr").map(|row| Row {
        columns: &columns,
        cells: elements(row, "td").collect(),
    });
    // The first row is the table's head.
    for (done, row) in rows.filter(|row| !row.cells.is_empty()).enumerate() {
        collector.step(done, watch)?;
        add(&mut collector, &row, options, &mut misses);
    }
    Ok(collector.finish())
}

struct Row<'a> {
    columns: &'a [&'a str],
    cells: Vec<&'a str>,
}

impl Row<'_> {
    /// The cell in that column; empty where there is none or `-` in it.
    fn get(&self, column: &str) -> Zeroizing<String> {
        let at = self.columns.iter().position(|name| *name == column);
        let cell = at.and_then(|at| self.cells.get(at)).copied();
        unescaped(cell.filter(|cell| *cell != "-").unwrap_or_default())
    }

    /// The period in the QR code; `None` where it cannot be read.
    fn period(&self, options: &Options<'_>) -> Option<i64> {
        let at = self.columns.iter().position(|name| *name == "QR Code")?;
        let (_, data) = self.cells.get(at)?.split_once("data:image/png;base64,")?;
        let (data, _) = data.split_once('"')?;
        let bytes = base64::decode(data.get(..MAX_PICTURE).unwrap_or(data))?;
        let mut first = |found: &[Found]| !found.is_empty();
        let until = Until::Satisfied(&mut first);
        let reading = picture::read(&bytes, &options.limits.picture, until).ok()?;
        let uri = reading.found.first()?.text();
        match otpauth::parse(uri.expose()).ok()?.otp.parameters {
            OtpParameters::Totp { period, .. } => i64::try_from(period.seconds()).ok(),
            _ => None,
        }
    }
}

fn add(collector: &mut Collector<'_>, row: &Row<'_>, options: &Options<'_>, misses: &mut usize) {
    let names = Names {
        issuer: text::name(&row.get("Issuer")),
        username: text::name(&row.get("Name")),
    };
    let kind = match row.get("Type").to_ascii_lowercase().as_str() {
        "totp" => OtpType::Totp,
        "hotp" => OtpType::Hotp,
        "steam" => OtpType::Steam,
        "motp" => OtpType::Motp,
        "yandex" => OtpType::Yandex,
        _ => {
            return collector.reject(
                &names,
                "its type is none of TOTP, HOTP, Steam, mOTP and Yandex",
            );
        }
    };
    let secret = row.get("Secret");
    let key = match kind {
        OtpType::Motp => key::hex(&secret),
        _ => key::base32(&secret),
    };
    let mut about = About {
        note: Some(SecretText::new(row.get("Note").as_str())),
        favourite: row.get("Favorite").as_str() == "true",
        ..About::default()
    };
    let mut period = None;
    if kind == OtpType::Totp && key.is_ok() {
        if *misses < MAX_MISSES {
            period = row.period(options);
            *misses += usize::from(period.is_none());
        }
        if period.is_none() {
            about.lossy.push(ASSUMED);
        }
    }
    let pin = row.get("PIN");
    collector.take(Entry {
        algorithm: Some(row.get("Algo").to_string()),
        digits: Number::of(&row.get("Digits")),
        period: period.into(),
        counter: Number::of(&row.get("Counter")),
        pin: Some(SecretText::new(pin.as_str())).filter(|pin| !pin.is_empty()),
        about,
        ..Entry::new(kind, names, key)
    });
}
