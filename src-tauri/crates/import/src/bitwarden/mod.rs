//! Exports of Bitwarden (password manager and authenticator): JSON, CSV, and JSON protected by a
//! password. No password of an account is read.
//!
//! Source: Bitwarden's documentation of its exports and `bitwarden/clients`, read for the facts.

mod protected;

use crate::csv::{Row, Table};
use crate::entry::{About, Collector, Names};
use crate::json::{Cut, Number, Word};
use crate::login::{self, Login, Totp};
use crate::{Format, ImportError, ImportReport, Options, Watch};
use secret::SecretText;
use serde::Deserialize;
use std::collections::HashMap;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "Bitwarden export",
};
/// The columns by which a table is known.
const COLUMNS: &[&str] = &["name", "login_username", "login_totp"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Export<'a> {
    #[serde(default)]
    encrypted: Option<bool>,
    #[serde(default)]
    password_protected: Option<bool>,
    #[serde(borrow)]
    items: Option<Cut<'a>>,
    #[serde(borrow)]
    folders: Option<Cut<'a>>,
    #[serde(borrow)]
    collections: Option<Cut<'a>>,
}

#[derive(Deserialize)]
struct Folder {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    name: Option<Word>,
    notes: Option<Word>,
    favorite: Option<bool>,
    folder_id: Option<String>,
    #[serde(borrow)]
    collection_ids: Option<Cut<'a>>,
    #[serde(borrow)]
    fields: Option<Cut<'a>>,
    login: Option<Entry>,
}

#[derive(Default, Deserialize)]
struct Entry {
    username: Option<Word>,
    totp: Option<Word>,
    uris: Option<Vec<Address>>,
}

#[derive(Deserialize)]
struct Address {
    uri: Option<String>,
}

/// A field that the user added; kinds beyond text and hidden text hold no codes.
#[derive(Deserialize)]
struct Field {
    name: Option<Word>,
    value: Option<Word>,
    #[serde(rename = "type", default)]
    kind: Number,
}

/// Reads a JSON export.
///
/// # Errors
/// `Damaged`, `Unsupported` if only the account itself opens it, `TooManyEntries`, `Cancelled`; for
/// a protected one `KdfLimit`, `PasswordNeeded`, `WrongPassword`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let export: Export<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    if export.encrypted != Some(true) {
        return collect(&export, options, watch);
    }
    if export.password_protected != Some(true) {
        return Err(ImportError::Unsupported {
            what: "a Bitwarden export that is restricted to the account it was made by, which \
                   nothing but that account opens",
            instead: "export again from Bitwarden as .json, or as .json (Encrypted) with the type \
                      Password protected",
        });
    }
    let plain = protected::open(text, options, watch)?;
    let plain = std::str::from_utf8(&plain).map_err(|_| DAMAGED)?;
    let inner: Export<'_> = serde_json::from_str(plain).map_err(|_| DAMAGED)?;
    let mut report = collect(&inner, options, watch)?;
    report.encrypted = true;
    Ok(report)
}

fn collect(
    export: &Export<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let items = export.items.as_ref().ok_or(DAMAGED)?;
    let folders = [&export.folders, &export.collections];
    let folders: HashMap<String, String> = folders
        .into_iter()
        .flatten()
        .flat_map(|array| &array.elements)
        .filter_map(|raw| serde_json::from_str::<Folder>(raw.get()).ok())
        .map(|folder| (folder.id, folder.name))
        .collect();
    let mut collector = Collector::of_passwords(Format::Bitwarden, options);
    collector.each(items, watch, |collector, item: Item<'_>| {
        add(collector, item, &folders);
    })?;
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, item: Item<'_>, folders: &HashMap<String, String>) {
    let entry = item.login.unwrap_or_default();
    let ids = item.collection_ids.iter().flat_map(|ids| &ids.elements);
    let groups = ids
        .filter_map(|id| serde_json::from_str::<String>(id.get()).ok())
        .chain(item.folder_id)
        .filter_map(|id| folders.get(&id).cloned())
        .collect();
    let fields = item.fields.iter().flat_map(|fields| &fields.elements);
    let fields = fields
        .filter_map(|raw| serde_json::from_str::<Field>(raw.get()).ok())
        .filter(|field| matches!(field.kind, Number::Absent | Number::Is(0 | 1)))
        .map(|field| {
            let name = Word::text(field.name.as_ref());
            login::field(name, Word::text(field.value.as_ref()))
        })
        .collect();
    let addresses = entry.uris.into_iter().flatten();
    Login {
        names: Names {
            issuer: Word::name(item.name.as_ref()),
            username: Word::name(entry.username.as_ref()),
        },
        totps: entry
            .totp
            .map(|totp| Totp::Text(totp.0))
            .into_iter()
            .collect(),
        fields,
        about: About {
            note: item.notes.map(|note| note.0),
            groups,
            favourite: item.favorite.unwrap_or_default(),
            site: addresses.filter_map(|address| address.uri).next(),
            ..About::default()
        },
        ..Login::default()
    }
    .add(collector);
}

/// Whether a text is a table of Bitwarden's.
pub(crate) fn is_csv(text: &str) -> bool {
    Table::with_columns(text, COLUMNS).is_some()
}

/// Reads a table.
///
/// # Errors
/// `NotOfFormat`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read_csv(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let table =
        Table::with_columns(text, COLUMNS).ok_or(ImportError::NotOfFormat(Format::Bitwarden))?;
    let mut collector = Collector::of_passwords(Format::Bitwarden, options);
    for (done, row) in table.rows().enumerate() {
        collector.step(done, watch)?;
        add_row(&mut collector, &row);
    }
    Ok(collector.finish())
}

fn add_row(collector: &mut Collector<'_>, row: &Row<'_>) {
    // Organisations have collections, separated by commas, in place of a folder.
    if row.cut_off {
        return collector.cut_off(&Names::of(row.get("name"), ""));
    }
    let groups = row.get("collections").split(',').chain([row.get("folder")]);
    let fields = row.get("fields");
    Login {
        names: Names::of(row.get("name"), row.get("login_username")),
        totps: vec![Totp::Text(SecretText::new(row.get("login_totp")))],
        fields: vec![SecretText::new(fields.replacen(": ", ":\n", 1))],
        about: About {
            note: Some(SecretText::new(row.get("notes"))),
            groups: groups.map(str::to_owned).collect(),
            favourite: matches!(row.get("favorite"), "1" | "true"),
            site: row
                .get("login_uri")
                .split(',')
                .next()
                .map(str::to_owned)
                .filter(|site| !site.is_empty()),
            ..About::default()
        },
        ..Login::default()
    }
    .add(collector);
}

#[cfg(test)]
mod tests;
