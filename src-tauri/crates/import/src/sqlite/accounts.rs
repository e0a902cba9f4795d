//! Which app a database is of, and its accounts.
//!
//! Google Authenticator until 5.10 (`databases/databases`) and Microsoft Authenticator
//! (`databases/PhoneFactor`), both of a rooted phone, have a table `accounts`; the columns tell
//! them apart. Source: `beemdevelopment/Aegis:app/src/main/java/com/beemdevelopment/aegis/importers/`,
//! read for the facts.

use super::{Database, Row, Table};
use crate::entry::{Collector, Entry, Names};
use crate::json::Number;
use crate::otpauth::key::{self, Key, KeyProblem};
use crate::{Format, ImportError, ImportReport, Options, Watch, base64, stratum};
use model::OtpType;
use secret::SecretBytes;

const UNKNOWN: ImportError = ImportError::Unsupported {
    what: "an SQLite database of no app that is read here",
    instead: "export its accounts as otpauth URIs, or to Aegis, and import that",
};
const LOG: &str = "the app keeps its last changes in a file beside this one, with -wal at the end \
                   of its name, which is not read: compare the number of accounts with the app's";

/// Reads the accounts of a database.
///
/// # Errors
/// `Damaged`, `Unsupported` for another app's, `NotOfFormat`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    bytes: &[u8],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let database = Database::open(bytes)?;
    let (format, table) = recognise(&database).ok_or(UNKNOWN)?;
    if let Some(other) = options.format.filter(|named| *named != format) {
        return Err(ImportError::NotOfFormat(other));
    }
    let mut collector = Collector::new(format, options);
    if format == Format::Stratum {
        stratum::read_database(&database, table, &mut collector, watch)?;
    } else {
        each(&database, table, &mut collector, watch, |collector, row| {
            if format == Format::Microsoft {
                microsoft(collector, &row);
            } else {
                google(collector, &row);
            }
        })?;
    }
    if database.has_log() {
        collector.report.warnings.push(LOG.to_owned());
    }
    Ok(collector.finish())
}

fn recognise<'d>(database: &'d Database<'_>) -> Option<(Format, &'d Table)> {
    if let Some(table) = database.table("authenticator")
        && table.has(&["type", "issuer", "secret"])
    {
        return Some((Format::Stratum, table));
    }
    let table = database.table("accounts")?;
    if table.has(&["oath_secret_key", "username", "account_type"]) {
        Some((Format::Microsoft, table))
    } else if table.has(&["email", "secret", "type"]) {
        Some((Format::GoogleDatabase, table))
    } else {
        None
    }
}

/// Reads each row of a table; one that cannot be read is rejected.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn each(
    database: &Database<'_>,
    table: &Table,
    collector: &mut Collector<'_>,
    watch: &Watch<'_>,
    mut add: impl FnMut(&mut Collector<'_>, Row<'_>),
) -> Result<(), ImportError> {
    let mut done = 0;
    database.rows(table, |row| {
        collector.step(done, watch)?;
        done += 1;
        match row {
            Some(row) => add(collector, row),
            None => collector.malformed(&Names::default()),
        }
        Ok(())
    })
}

fn google(collector: &mut Collector<'_>, row: &Row<'_>) {
    let names = Names::of(row.text("issuer"), row.text("email"));
    let locked = row.number("isencrypted");
    if !matches!(locked, Number::Absent | Number::Is(0)) {
        return collector.reject(
            &names,
            "its secret is locked to the phone: transfer the account with the app's QR codes",
        );
    }
    let kind = match row.number("type") {
        Number::Is(0) | Number::Absent => OtpType::Totp,
        Number::Is(1) => OtpType::Hotp,
        _ => return collector.reject(&names, "its type is neither TOTP nor HOTP"),
    };
    let key = key::base32(row.text("secret"));
    collector.take(Entry {
        counter: row.number("counter"),
        ..Entry::new(kind, names, key)
    });
}

fn microsoft(collector: &mut Collector<'_>, row: &Row<'_>) {
    let names = Names::of(row.text("name"), row.text("username"));
    let secret = row.text("oath_secret_key");
    if secret.is_empty() && !row.text("encrypted_oath_secret_key").is_empty() {
        return collector.reject(
            &names,
            "its secret is locked to the phone: set the account up again at the service",
        );
    }
    let (digits, key) = match row.number("account_type") {
        Number::Is(0) => (6, key::base32(secret)),
        Number::Is(1) => (8, base64_key(secret)),
        _ => {
            return collector.reject(
                &names,
                "it is a work or school account of Microsoft's, which works on its phone only",
            );
        }
    };
    collector.take(Entry {
        digits: Number::Is(digits),
        ..Entry::new(OtpType::Totp, names, key)
    });
}

/// Microsoft's own accounts have their secrets in base64.
fn base64_key(text: &str) -> Result<Key, KeyProblem> {
    if text.trim().is_empty() {
        return Err(KeyProblem::Missing);
    }
    let bytes = base64::decode(text).filter(|bytes| !bytes.is_empty());
    Ok(Key {
        bytes: SecretBytes::from(bytes.ok_or(KeyProblem::ForeignCharacter)?),
        trailing_bits: false,
    })
}
