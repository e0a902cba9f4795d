//! The database: entries and groups, versions 1 to 3.

use super::DAMAGED;
use crate::entry::{About, Collector, Entry, Names};
use crate::json::{Cut, Word};
use crate::otpauth::key;
use crate::{Format, ImportError, ImportReport, Options, Watch, text};
use model::OtpType;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::HashMap;

const NEWEST: i64 = 3;

#[derive(Deserialize)]
struct Database<'a> {
    version: Option<i64>,
    #[serde(borrow)]
    entries: Cut<'a>,
    #[serde(borrow)]
    groups: Option<Cut<'a>>,
}

#[derive(Deserialize)]
struct Group {
    uuid: String,
    name: String,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    name: Option<Word>,
    issuer: Option<Word>,
    note: Option<Word>,
    #[serde(default)]
    favorite: Option<bool>,
    icon: Option<Word>,
    group: Option<String>,
    #[serde(borrow)]
    groups: Option<Cut<'a>>,
    #[serde(borrow)]
    info: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Info {
    secret: Option<Word>,
    algo: Option<String>,
    digits: Option<i64>,
    period: Option<i64>,
    counter: Option<i64>,
    pin: Option<Word>,
}

/// Reads the database.
///
/// # Errors
/// `Damaged`, `Unsupported` for a newer version, `TooManyEntries`, `Cancelled`.
pub(super) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let database: Database<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    if !(1..=NEWEST).contains(&database.version.unwrap_or(1)) {
        return Err(ImportError::Unsupported {
            what: "an Aegis database of a newer version",
            instead: "look for a newer Reentry, or export a plain list of otpauth URIs from Aegis",
        });
    }
    let groups = groups(database.groups.as_ref());
    let mut collector = Collector::new(Format::Aegis, options);
    collector.each(&database.entries, watch, |collector, item: Item<'_>| {
        add(collector, item, &groups);
    })?;
    Ok(collector.finish())
}

/// Group names by their ids.
fn groups(groups: Option<&Cut<'_>>) -> HashMap<String, String> {
    groups
        .into_iter()
        .flat_map(|groups| &groups.elements)
        .filter_map(|raw| serde_json::from_str::<Group>(raw.get()).ok())
        .map(|group| (group.uuid, text::name(&group.name)))
        .collect()
}

fn add(collector: &mut Collector<'_>, item: Item<'_>, groups: &HashMap<String, String>) {
    let names = Names {
        issuer: Word::name(item.issuer.as_ref()),
        username: Word::name(item.name.as_ref()),
    };
    let info = item
        .info
        .map(|info| serde_json::from_str::<Info>(info.get()));
    let Some(Ok(info)) = info else {
        return collector.malformed(&names);
    };
    let Some(kind) = kind(item.kind.as_deref().unwrap_or_default()) else {
        return collector.reject(
            &names,
            "its type is none of totp, hotp, steam, motp and yandex",
        );
    };
    let groups = group_names(&item, groups);
    let icon = item.icon.is_some_and(|icon| !icon.0.is_empty());
    let key = key::base32(Word::text(info.secret.as_ref()));
    collector.icons += usize::from(icon && key.is_ok());
    collector.take(Entry {
        algorithm: info.algo,
        digits: info.digits.into(),
        period: info.period.into(),
        counter: info.counter.into(),
        pin: Word::filled(info.pin),
        about: About {
            note: item.note.map(|note| note.0),
            groups,
            favourite: item.favorite.unwrap_or_default(),
            ..About::default()
        },
        ..Entry::new(kind, names, key)
    });
}

fn kind(name: &str) -> Option<OtpType> {
    match name.to_ascii_lowercase().as_str() {
        "totp" => Some(OtpType::Totp),
        "hotp" => Some(OtpType::Hotp),
        "steam" => Some(OtpType::Steam),
        "motp" => Some(OtpType::Motp),
        "yandex" => Some(OtpType::Yandex),
        _ => None,
    }
}

/// Version 3 has ids, the older ones a name.
fn group_names(item: &Item<'_>, groups: &HashMap<String, String>) -> Vec<String> {
    let ids = item.groups.iter().flat_map(|groups| &groups.elements);
    ids.filter_map(|id| serde_json::from_str::<String>(id.get()).ok())
        .filter_map(|id| groups.get(&id).cloned())
        .chain(item.group.clone())
        .collect()
}
