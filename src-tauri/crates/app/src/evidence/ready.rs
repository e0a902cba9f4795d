//! The readiness list of every account of the vault.

use super::{facts_of, primary, projects};
use crate::{AppError, account, draft, sheets};
use model::{AccountId, SheetKind, SheetState, Timestamp};
use provider::Directory;
use recovery::{Prepared, ReadyItem, ReadyState, SheetFact, first_thing, readiness};
use secret::AccountRecord;
use serde::Serialize;
use vault::{LedgerEntry, Payload};

/// How an account is prepared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountReadiness {
    /// The account's id.
    pub id: AccountId,
    /// The account's handle.
    pub account: String,
    /// How many items are not there.
    pub missing: usize,
    /// The one thing to do now.
    pub now: Option<String>,
    /// The list, in the order of what hurts most.
    pub items: Vec<ReadyItem>,
}

/// The readiness of one account, or of all: what lacks most comes first.
///
/// # Errors
/// As [`account::find`].
pub fn ready(
    payload: &Payload,
    query: Option<&str>,
    providers: &Directory,
    now: Timestamp,
) -> Result<Vec<AccountReadiness>, AppError> {
    let records: Vec<&AccountRecord> = match query {
        Some(query) => vec![account::find(&payload.accounts, query)?],
        None => payload.accounts.iter().collect(),
    };
    let sheets = sheets_of_now(payload);
    let mut all: Vec<AccountReadiness> = records
        .into_iter()
        .map(|record| of(record, payload, &sheets, providers, now))
        .collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.missing));
    Ok(all)
}

fn of(
    record: &AccountRecord,
    payload: &Payload,
    sheets: &[(&LedgerEntry, bool)],
    providers: &Directory,
    now: Timestamp,
) -> AccountReadiness {
    let account = &record.account;
    let projects = projects(payload, &account.provider, Some(&account.id));
    let sheets = sheet_facts(record, sheets);
    let items = readiness(&Prepared {
        account,
        provider: providers.get(&account.provider),
        otp: record.otp.len(),
        codes: (!record.code_sets.is_empty()).then(|| record.code_totals()),
        facts: facts_of(payload, &account.id),
        projects: &projects,
        sheets: &sheets,
        forge: payload
            .metadata()
            .any(|other| FORGES.contains(&other.provider.as_str())),
        circular: is_circular(&account.id, payload),
        today: draft::today(now),
    });
    let missing = items
        .iter()
        .filter(|item| item.state == ReadyState::Missing);
    AccountReadiness {
        id: account.id.clone(),
        account: account.handle(),
        missing: missing.count(),
        now: first_thing(&items).and_then(|item| item.fix.clone()),
        items,
    }
}

/// Forges, where requests of other services are filed.
const FORGES: [&str; 4] = ["github", "gitlab", "codeberg", "bitbucket"];

/// Whether the mailboxes lead round in a circle: that of an account, that of this mailbox's own
/// account, and so on, back to the first.
fn is_circular(first: &AccountId, payload: &Payload) -> bool {
    let mailbox = |id: &AccountId| {
        let facts = facts_of(payload, id)?;
        primary(facts)?.mailbox.clone()
    };
    let mut seen = vec![first.clone()];
    while let Some(next) = seen.last().and_then(mailbox) {
        if seen.contains(&next) {
            return next == *first;
        }
        seen.push(next);
    }
    false
}

/// Every sheet that shows accounts, and whether it shows what the vault holds now.
fn sheets_of_now(payload: &Payload) -> Vec<(&LedgerEntry, bool)> {
    let sheets = payload.ledger.iter();
    sheets
        .filter(|entry| entry.kind != SheetKind::Card)
        .map(|entry| {
            let state = sheets::state(entry, payload);
            let current = matches!(state, SheetState::Current | SheetState::Behind);
            (entry, current)
        })
        .collect()
}

fn sheet_facts(record: &AccountRecord, sheets: &[(&LedgerEntry, bool)]) -> Vec<SheetFact> {
    let shows = |sheet: &model::Sheet| {
        let mut accounts = sheet.accounts.iter();
        accounts.any(|print| print.account == record.account.id)
    };
    sheets
        .iter()
        .filter(|(entry, _)| shows(&entry.sheet))
        .map(|(entry, current)| SheetFact {
            current: *current,
            proved_at: entry.proved_at,
        })
        .collect()
}
