//! 1Password's export of everything, `.1pux`: a zip archive with JSON and files. Its CSV is read
//! with the tables of other managers.
//!
//! Source: 1Password's description of the format (support.1password.com/1pux-format), and
//! KeePassXC's `OPUXReader`, read for the facts.

use crate::archive::{Archive, Member};
use crate::entry::{About, Collector, Names};
use crate::json::{Cut, Number, Word};
use crate::login::{self, File, Login, Totp};
use crate::{Format, ImportError, ImportReport, Options, Watch};
use secret::SecretBytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "1Password export",
};
/// The member with everything but the files.
const DATA: &str = "export.data";
/// The member that says which version it is.
const ATTRIBUTES: &str = "export.attributes";
/// Larger files hold no recovery codes.
const MAX_FILE: u64 = 64 << 10;

#[derive(Deserialize)]
struct Attributes {
    #[serde(default)]
    version: Number,
}

#[derive(Deserialize)]
struct Export<'a> {
    #[serde(borrow)]
    accounts: Cut<'a>,
}

#[derive(Deserialize)]
struct Account<'a> {
    #[serde(borrow)]
    vaults: Cut<'a>,
}

#[derive(Deserialize)]
struct Vault<'a> {
    attrs: Option<VaultAttributes>,
    #[serde(borrow)]
    items: Cut<'a>,
}

#[derive(Deserialize)]
struct VaultAttributes {
    name: Option<Word>,
}

/// Older exports wrap each item in an object of its own.
#[derive(Deserialize)]
struct Wrapped<'a> {
    #[serde(borrow)]
    item: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    #[serde(default)]
    fav_index: Number,
    trashed: Option<bool>,
    overview: Option<Overview>,
    #[serde(borrow)]
    details: Option<Details<'a>>,
}

#[derive(Default, Deserialize)]
struct Overview {
    title: Option<Word>,
    url: Option<String>,
    urls: Option<Vec<Address>>,
    tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Address {
    url: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    login_fields: Option<Vec<LoginField>>,
    notes_plain: Option<Word>,
    #[serde(borrow)]
    sections: Option<Vec<Section<'a>>>,
    document_attributes: Option<Document>,
}

#[derive(Deserialize)]
struct LoginField {
    designation: Option<String>,
    value: Option<Word>,
}

#[derive(Deserialize)]
struct Section<'a> {
    #[serde(borrow)]
    fields: Option<Vec<Field<'a>>>,
}

/// A field: its value is an object whose only key is its kind.
#[derive(Deserialize)]
struct Field<'a> {
    title: Option<Word>,
    #[serde(borrow, default)]
    value: BTreeMap<String, &'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    file_name: Option<Word>,
    document_id: Option<String>,
}

/// Whether an archive is such an export.
pub(crate) fn is_export(members: &[Member]) -> bool {
    members.iter().any(|member| member.name == DATA)
}

/// Reads an export.
///
/// # Errors
/// `Damaged`, `Unsupported` for a newer version, `TooLarge`, `TooManyEntries`, `Cancelled`; for a
/// locked archive `PasswordNeeded`, `WrongPassword`, `NotOpened`.
pub(crate) fn read(
    mut archive: Archive<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let members = archive.members().to_vec();
    let mut content = |name: &str| {
        let member = members.iter().find(|member| member.name == name);
        member
            .map(|member| archive.read(member, options.password))
            .transpose()
    };
    if let Some(attributes) = content(ATTRIBUTES)? {
        let attributes: Attributes = serde_json::from_slice(&attributes).map_err(|_| DAMAGED)?;
        if matches!(attributes.version, Number::Is(4..)) {
            return Err(ImportError::Unsupported {
                what: "a 1Password export of a newer version",
                instead: "look for a newer Reentry, or export as CSV",
            });
        }
    }
    let data = content(DATA)?.ok_or(DAMAGED)?;
    let text = std::str::from_utf8(&data).map_err(|_| DAMAGED)?;
    let export: Export<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let mut files = Files {
        archive,
        members,
        options,
    };
    let mut collector = Collector::of_passwords(Format::OnePassword, options);
    for account in &export.accounts.elements {
        let account: Account<'_> = serde_json::from_str(account.get()).map_err(|_| DAMAGED)?;
        for vault in &account.vaults.elements {
            let vault: Vault<'_> = serde_json::from_str(vault.get()).map_err(|_| DAMAGED)?;
            let group = vault
                .attrs
                .map(|attributes| Word::name(attributes.name.as_ref()));
            collector.each_raw(&vault.items, watch, |collector, raw| {
                let wrapped = serde_json::from_str::<Wrapped<'_>>(raw.get());
                let raw = wrapped.ok().and_then(|wrapped| wrapped.item).unwrap_or(raw);
                match serde_json::from_str::<Item<'_>>(raw.get()) {
                    Ok(item) => add(collector, item, group.as_deref(), &mut files),
                    Err(_) => collector.malformed(&Names::default()),
                }
            })?;
        }
    }
    let mut report = collector.finish();
    report.encrypted = files.members.iter().any(|member| member.is_locked());
    Ok(report)
}

/// The files beside the items.
struct Files<'a> {
    archive: Archive<'a>,
    members: Vec<Member>,
    options: &'a Options<'a>,
}

impl Files<'_> {
    /// A file by what an item says of it. What cannot be read is counted all the same.
    fn get(&mut self, document: &Document) -> File {
        let id = document.document_id.as_deref().unwrap_or_default();
        let member = self.members.iter().find(|member| {
            let name = member.file_name();
            !id.is_empty()
                && name
                    .strip_prefix(id)
                    .is_some_and(|rest| rest.starts_with("__"))
        });
        let small = member.filter(|member| member.size <= MAX_FILE);
        let bytes = small.and_then(|member| self.archive.read(member, self.options.password).ok());
        File {
            name: Word::name(document.file_name.as_ref()),
            bytes: bytes.map_or_else(|| SecretBytes::new(Vec::new()), SecretBytes::from),
        }
    }
}

fn add(collector: &mut Collector<'_>, item: Item<'_>, group: Option<&str>, files: &mut Files<'_>) {
    let overview = item.overview.unwrap_or_default();
    let details = item.details.unwrap_or_default();
    let mut fields = details.login_fields.iter().flatten();
    let username = fields.find(|field| field.designation.as_deref() == Some("username"));
    let mut login = Login {
        names: Names {
            issuer: Word::name(overview.title.as_ref()),
            username: Word::name(username.and_then(|field| field.value.as_ref())),
        },
        about: About {
            note: details.notes_plain.map(|note| note.0),
            groups: group.into_iter().map(str::to_owned).collect(),
            tags: overview.tags.unwrap_or_default(),
            favourite: matches!(item.fav_index, Number::Is(1..)),
            site: overview.url.filter(|url| !url.is_empty()).or_else(|| {
                let mut urls = overview.urls.into_iter().flatten();
                urls.find_map(|address| address.url)
            }),
            ..About::default()
        },
        ..Login::default()
    };
    let sections = details.sections.into_iter().flatten();
    for field in sections.flat_map(|section| section.fields).flatten() {
        add_field(&mut login, &field, files);
    }
    if let Some(document) = details.document_attributes {
        login.files.push(files.get(&document));
    }
    if item.trashed == Some(true) {
        collector.trashed += usize::from(!login.totps.is_empty());
        return;
    }
    login.add(collector);
}

fn add_field(login: &mut Login, field: &Field<'_>, files: &mut Files<'_>) {
    for (kind, value) in &field.value {
        let text = || serde_json::from_str::<Word>(value.get()).ok();
        match kind.as_str() {
            "totp" => login.totps.extend(text().map(|text| Totp::Text(text.0))),
            "concealed" | "string" => {
                let (name, value) = (Word::name(field.title.as_ref()), text());
                login
                    .fields
                    .push(login::field(&name, Word::text(value.as_ref())));
            }
            "file" => {
                let document = serde_json::from_str::<Document>(value.get());
                login
                    .files
                    .extend(document.ok().map(|document| files.get(&document)));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
