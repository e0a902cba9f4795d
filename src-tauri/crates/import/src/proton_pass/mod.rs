//! Proton Pass: the JSON in its zip archive, plain. Its CSV is read with the tables of other
//! managers. An export under a passphrase is an OpenPGP message, which is not read.
//!
//! Source: `protonpass/proton-pass-common` and Proton's documentation, read for the facts.

use crate::archive::Member;
use crate::entry::{About, Collector, Names};
use crate::json::{Cut, Number, Word};
use crate::login::{self, Login, Totp};
use crate::{Format, ImportError, ImportReport, Options, Watch};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "Proton Pass export",
};
/// An export under a passphrase.
pub(crate) const SEALED: ImportError = ImportError::Unsupported {
    what: "a Proton Pass export under a passphrase, which is an OpenPGP message",
    instead: "decrypt it (gpg --decrypt data.pgp > data.json) and import that, or export again \
              without a passphrase",
};

#[derive(Deserialize)]
struct Export<'a> {
    encrypted: Option<bool>,
    #[serde(borrow)]
    vaults: BTreeMap<String, &'a RawValue>,
}

#[derive(Deserialize)]
struct Vault<'a> {
    name: Option<Word>,
    #[serde(borrow)]
    items: Cut<'a>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow)]
    data: Data<'a>,
    #[serde(default)]
    state: Number,
    pinned: Option<bool>,
    #[serde(borrow)]
    files: Option<Cut<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    metadata: Metadata,
    #[serde(borrow)]
    extra_fields: Option<Cut<'a>>,
    #[serde(borrow)]
    content: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Metadata {
    name: Option<Word>,
    note: Option<Word>,
}

/// Of a login; other kinds have none of it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content<'a> {
    item_username: Option<Word>,
    item_email: Option<Word>,
    /// Before there were two of them.
    username: Option<Word>,
    totp_uri: Option<Word>,
    urls: Option<Vec<String>>,
    #[serde(borrow)]
    sections: Option<Vec<Section<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Section<'a> {
    #[serde(borrow)]
    section_fields: Option<Cut<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    field_name: Option<Word>,
    data: FieldData,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FieldData {
    content: Option<Word>,
    totp_uri: Option<Word>,
}

/// What of an archive is the export.
pub(crate) enum Packed<'a> {
    Plain(&'a Member),
    /// Under a passphrase.
    Sealed,
}

/// The export in an archive, if there is one.
pub(crate) fn in_archive(members: &[Member]) -> Option<Packed<'_>> {
    let named = |name: &str| {
        let mut members = members.iter();
        members.find(|member| member.file_name() == name && member.name.contains("Proton"))
    };
    named("data.json")
        .map(Packed::Plain)
        .or_else(|| named("data.pgp").map(|_| Packed::Sealed))
}

/// Reads the JSON of an export.
///
/// # Errors
/// `Damaged`, `Unsupported`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let export: Export<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    if export.encrypted == Some(true) {
        return Err(SEALED);
    }
    let mut collector = Collector::of_passwords(Format::ProtonPass, options);
    for vault in export.vaults.values() {
        let vault: Vault<'_> = serde_json::from_str(vault.get()).map_err(|_| DAMAGED)?;
        let group = Word::name(vault.name.as_ref());
        collector.each(&vault.items, watch, |collector, item: Item<'_>| {
            add(collector, item, &group);
        })?;
    }
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, item: Item<'_>, group: &str) {
    let content = item.data.content.map(RawValue::get);
    let content = content.and_then(|text| serde_json::from_str::<Content<'_>>(text).ok());
    let content = content.unwrap_or_default();
    let usernames = [
        &content.item_username,
        &content.username,
        &content.item_email,
    ];
    let mut usernames = usernames.into_iter().map(|name| Word::name(name.as_ref()));
    let mut login = Login {
        names: Names {
            issuer: Word::name(item.data.metadata.name.as_ref()),
            username: usernames.find(|name| !name.is_empty()).unwrap_or_default(),
        },
        totps: content
            .totp_uri
            .map(|totp| Totp::Text(totp.0))
            .into_iter()
            .collect(),
        about: About {
            note: item.data.metadata.note.map(|note| note.0),
            groups: vec![group.to_owned()],
            favourite: item.pinned.unwrap_or_default(),
            site: content.urls.into_iter().flatten().next(),
            ..About::default()
        },
        ..Login::default()
    };
    let sections = content.sections.into_iter().flatten();
    let sections = sections.filter_map(|section| section.section_fields);
    for raw in item
        .data
        .extra_fields
        .into_iter()
        .chain(sections)
        .flat_map(|cut| cut.elements)
    {
        if let Ok(field) = serde_json::from_str::<Field>(raw.get()) {
            let name = Word::name(field.field_name.as_ref());
            let value = Word::text(field.data.content.as_ref());
            login.fields.push(login::field(&name, value));
            login
                .totps
                .extend(field.data.totp_uri.map(|totp| Totp::Text(totp.0)));
        }
    }
    // 1 is active, 2 lies in the trash.
    if item.state == Number::Is(2) {
        collector.trashed += usize::from(!login.totps.is_empty());
        return;
    }
    collector.files += item.files.map_or(0, |files| files.count);
    login.add(collector);
}

#[cfg(test)]
mod tests;
