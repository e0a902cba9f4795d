//! Everything, as JSON of our own; `import` reads it back.

use super::{Export, Format, unwritable};
use crate::AppError;
use crate::view::{AccountView, CodeSetView, Revealed};
use secret::{AccountRecord, SecretText};
use serde::Serialize;

#[derive(Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    accounts: Vec<Account>,
}

#[derive(Serialize)]
struct Account {
    #[serde(flatten)]
    view: AccountView,
    code_sets: Vec<CodeSet>,
}

#[derive(Serialize)]
struct CodeSet {
    #[serde(flatten)]
    view: CodeSetView,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<Revealed>,
}

/// Writes every account.
pub(super) fn export(records: &[AccountRecord]) -> Result<Export, AppError> {
    let account = |record: &AccountRecord| Account {
        view: AccountView::revealed(record),
        code_sets: record
            .code_sets
            .iter()
            .map(|set| CodeSet {
                view: CodeSetView::of(set, |_| true),
                original: set.original.clone().map(Revealed::asked_for),
            })
            .collect(),
    };
    let document = Document {
        format: "reentry-export",
        version: 1,
        accounts: records.iter().map(account).collect(),
    };
    let text = serde_json::to_string_pretty(&document).map_err(|_| unwritable())?;
    Ok(Export::of(
        Format::Json,
        SecretText::new(text),
        records.len(),
    ))
}
