//! Backups of Stratum, formerly Authenticator Pro: plain, and encrypted in two ways.
//!
//! Source: `stratumauth/app:doc/BACKUP_FORMAT.md`, read for the facts.

mod page;

use crate::cipher::{NONCE, open_cbc, open_gcm};
use crate::derive::{Argon2id, Pbkdf2};
use crate::entry::{About, Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key;
use crate::sqlite::{self, Database, Row, Table};
use crate::{Format, ImportError, ImportReport, Options, Watch};
use model::OtpType;
use secret::SecretText;
use serde::Deserialize;
use std::collections::HashMap;
use zeroize::Zeroizing;

pub(crate) use page::{is_page, read_page};

const STRONG: &[u8] = b"AUTHENTICATORPRO";
const LEGACY: &[u8] = b"AuthenticatorPro";
const DAMAGED: ImportError = ImportError::Damaged {
    what: "Stratum backup",
};
/// Argon2id of the strong form: KiB, passes, lanes. The format has no place for others.
const ARGON2: (u64, u64, u64) = (65_536, 3, 4);
/// PBKDF2 of the legacy form.
const ROUNDS: u64 = 64_000;

/// Whether these are bytes of an encrypted backup.
pub(crate) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(STRONG) || bytes.starts_with(LEGACY)
}

/// Reads an encrypted backup.
///
/// # Errors
/// `Damaged` if it is cut off, `PasswordNeeded`, `NotOpened`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read_sealed(
    bytes: &[u8],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let plain = match (bytes.strip_prefix(STRONG), bytes.strip_prefix(LEGACY)) {
        (Some(rest), _) => open_strong(rest, options, watch)?,
        (None, Some(rest)) => open_legacy(rest, options, watch)?,
        (None, None) => return Err(DAMAGED),
    };
    let text = std::str::from_utf8(&plain).map_err(|_| ImportError::NotOpened)?;
    // The legacy form has no tag: after a wrong password the text is none.
    let mut report = read(text, options, watch).map_err(|error| match error {
        DAMAGED => ImportError::NotOpened,
        error => error,
    })?;
    report.encrypted = true;
    Ok(report)
}

/// `salt 16 | nonce 12 | text | tag`.
fn open_strong(
    bytes: &[u8],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let (salt, rest) = bytes.split_at_checked(16).ok_or(DAMAGED)?;
    let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or(DAMAGED)?;
    let password = options.password.ok_or(ImportError::PasswordNeeded)?;
    let (memory, passes, lanes) = ARGON2;
    let key = Argon2id::new(memory, passes, lanes, &options.limits)?;
    let key = key.derive(password, salt, watch)?;
    open_gcm(key.as_slice(), nonce, b"", sealed).ok_or(ImportError::NotOpened)
}

/// `salt 20 | iv 16 | text`.
fn open_legacy(
    bytes: &[u8],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let (salt, rest) = bytes.split_at_checked(20).ok_or(DAMAGED)?;
    let (iv, sealed) = rest.split_at_checked(16).ok_or(DAMAGED)?;
    if sealed.is_empty() || !sealed.len().is_multiple_of(16) {
        return Err(DAMAGED);
    }
    let password = options.password.ok_or(ImportError::PasswordNeeded)?;
    let rounds = Pbkdf2::new(ROUNDS, &options.limits)?;
    let key = rounds.derive::<sha1::Sha1>(password, salt, watch)?;
    open_cbc(&key, iv, sealed).ok_or(ImportError::NotOpened)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Backup<'a> {
    #[serde(borrow)]
    authenticators: Cut<'a>,
    #[serde(borrow)]
    categories: Option<Cut<'a>>,
    #[serde(borrow)]
    authenticator_categories: Option<Cut<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Category {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Binding {
    category_id: String,
    authenticator_secret: Word,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Authenticator {
    #[serde(rename = "Type", default)]
    kind: Number,
    icon: Option<String>,
    issuer: Option<Word>,
    username: Option<Word>,
    secret: Option<Word>,
    pin: Option<Word>,
    #[serde(default)]
    algorithm: Number,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
    #[serde(default)]
    counter: Number,
}

/// Reads a plain backup.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let backup: Backup<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let groups = groups(&backup);
    let mut collector = Collector::new(Format::Stratum, options);
    collector.each(&backup.authenticators, watch, |collector, one| {
        add(collector, one, &groups);
    })?;
    Ok(collector.finish())
}

/// Reads the app's own database, of a rooted phone. It has the fields of the backup.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read_database(
    database: &Database<'_>,
    table: &Table,
    collector: &mut Collector<'_>,
    watch: &Watch<'_>,
) -> Result<(), ImportError> {
    let mut names = HashMap::new();
    let mut groups = HashMap::new();
    if let Some(categories) = database.table("category") {
        database.rows(categories, |row| {
            if let Some(row) = row {
                names.insert(row.text("id").to_owned(), row.text("name").to_owned());
            }
            Ok(())
        })?;
    }
    if let Some(bindings) = database.table("authenticatorcategory") {
        database.rows(bindings, |row| {
            if let Some(row) = row
                && let Some(name) = names.get(row.text("categoryId"))
            {
                let secret = SecretText::new(row.text("authenticatorSecret"));
                let of: &mut Vec<String> = groups.entry(secret).or_default();
                of.push(name.clone());
            }
            Ok(())
        })?;
    }
    sqlite::each(database, table, collector, watch, |collector, row| {
        add(collector, of_row(&row), &groups);
    })
}

fn of_row(row: &Row<'_>) -> Authenticator {
    let word = |column: &str| Some(Word(SecretText::new(row.text(column))));
    Authenticator {
        kind: row.number("type"),
        icon: Some(row.text("icon").to_owned()),
        issuer: word("issuer"),
        username: word("username"),
        secret: word("secret"),
        pin: word("pin"),
        algorithm: row.number("algorithm"),
        digits: row.number("digits"),
        period: row.number("period"),
        counter: row.number("counter"),
    }
}

/// The names of the categories by the secrets that are in them: the app has no other ids.
fn groups(backup: &Backup<'_>) -> HashMap<SecretText, Vec<String>> {
    let categories = backup.categories.iter();
    let names: HashMap<String, String> = categories
        .flat_map(|array| &array.elements)
        .filter_map(|raw| serde_json::from_str::<Category>(raw.get()).ok())
        .map(|category| (category.id, category.name))
        .collect();
    let mut groups: HashMap<SecretText, Vec<String>> = HashMap::new();
    let bindings = backup.authenticator_categories.iter();
    for raw in bindings.flat_map(|array| &array.elements) {
        let Ok(binding) = serde_json::from_str::<Binding>(raw.get()) else {
            continue;
        };
        if let Some(name) = names.get(&binding.category_id) {
            let names = groups.entry(binding.authenticator_secret.0).or_default();
            names.push(name.clone());
        }
    }
    groups
}

fn add(
    collector: &mut Collector<'_>,
    one: Authenticator,
    groups: &HashMap<SecretText, Vec<String>>,
) {
    let names = Names {
        issuer: Word::name(one.issuer.as_ref()),
        username: Word::name(one.username.as_ref()),
    };
    let secret = Word::text(one.secret.as_ref());
    let (kind, key) = match one.kind {
        Number::Is(1) => (OtpType::Hotp, key::base32(secret)),
        Number::Is(2) => (OtpType::Totp, key::base32(secret)),
        Number::Is(3) => (OtpType::Motp, key::hex(secret)),
        Number::Is(4) => (OtpType::Steam, key::base32(secret)),
        Number::Is(5) => (OtpType::Yandex, key::base32(secret)),
        _ => {
            return collector.reject(
                &names,
                "its type is none of HOTP, TOTP, mOTP, Steam and Yandex",
            );
        }
    };
    let algorithm = match one.algorithm {
        Number::Absent | Number::Is(0) => "SHA1",
        Number::Is(1) => "SHA256",
        Number::Is(2) => "SHA512",
        // Rejected where it counts.
        _ => "unknown",
    };
    let in_groups = one.secret.as_ref().and_then(|secret| groups.get(&secret.0));
    // Pictures of the user's own; the others are names of the app's.
    let own_icon = one.icon.is_some_and(|icon| icon.starts_with('@'));
    collector.icons += usize::from(own_icon && key.is_ok());
    collector.take(Entry {
        algorithm: Some(algorithm.to_owned()),
        digits: one.digits,
        period: one.period,
        counter: one.counter,
        pin: Word::filled(one.pin),
        about: About {
            groups: in_groups.cloned().unwrap_or_default(),
            ..About::default()
        },
        ..Entry::new(kind, names, key)
    });
}

#[cfg(test)]
mod tests;
