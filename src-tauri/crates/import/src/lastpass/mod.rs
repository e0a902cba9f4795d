//! Exports of LastPass Authenticator, of Android and iOS.
//!
//! Source: what the importers of Stratum, Ente and 2FAS read, for the facts.

use crate::entry::{About, Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key;
use crate::{Format, ImportError, ImportReport, Options, Watch};
use model::OtpType;
use serde::Deserialize;
use std::collections::HashMap;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "LastPass Authenticator export",
};

#[derive(Deserialize)]
struct Export<'a> {
    #[serde(borrow)]
    accounts: Cut<'a>,
    #[serde(borrow)]
    folders: Option<Cut<'a>>,
}

#[derive(Deserialize)]
struct Folder {
    #[serde(default)]
    id: Number,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    issuer_name: Option<Word>,
    original_issuer_name: Option<Word>,
    user_name: Option<Word>,
    original_user_name: Option<Word>,
    secret: Option<Word>,
    #[serde(default)]
    time_step: Number,
    #[serde(default)]
    digits: Number,
    algorithm: Option<String>,
    is_favorite: Option<bool>,
    folder_data: Option<FolderData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FolderData {
    #[serde(default)]
    folder_id: Number,
}

/// Reads an export. Its version only tells the platform, so none is refused.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let export: Export<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let folders = export.folders.iter().flat_map(|folders| &folders.elements);
    let folders: HashMap<Number, String> = folders
        .filter_map(|raw| serde_json::from_str::<Folder>(raw.get()).ok())
        .map(|folder| (folder.id, folder.name))
        .collect();
    let mut collector = Collector::new(Format::LastPass, options);
    collector.each(&export.accounts, watch, |collector, account| {
        add(collector, account, &folders);
    })?;
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, account: Account, folders: &HashMap<Number, String>) {
    let either = |shown: &Option<Word>, original: &Option<Word>| match Word::name(shown.as_ref()) {
        name if name.is_empty() => Word::name(original.as_ref()),
        name => name,
    };
    let names = Names {
        issuer: either(&account.issuer_name, &account.original_issuer_name),
        username: either(&account.user_name, &account.original_user_name),
    };
    let key = key::base32(Word::text(account.secret.as_ref()));
    let folder = account
        .folder_data
        .and_then(|data| folders.get(&data.folder_id).cloned());
    collector.take(Entry {
        algorithm: account.algorithm,
        digits: account.digits,
        period: account.time_step,
        about: About {
            groups: folder.into_iter().collect(),
            favourite: account.is_favorite.unwrap_or_default(),
            ..About::default()
        },
        ..Entry::new(OtpType::Totp, names, key)
    });
}

#[cfg(test)]
mod tests;
