//! The lockout card: what is where, and no secret.

use super::service;
use crate::draft::{self, Request};
use model::{Account, FactorKind, SheetId, SheetKind, Timestamp};
use provider::Directory;
use secret::AccountRecord;
use sha2::{Digest, Sha256};
use sheet::labels::{CardLabels, fill};
use sheet::{CardEntry, CardSize};
use vault::Payload;

/// What stands on a card besides what the vault knows. It is printed, and not kept.
#[derive(Debug, Clone, Default)]
pub struct CardWords {
    /// How large the card is.
    pub size: CardSize,
    /// Who can help, and how to reach them.
    pub contacts: Vec<String>,
    /// Ruled lines to be filled by hand, each with what it is for.
    pub blanks: Vec<String>,
}

/// The accounts as a card has them, favourites first.
pub(crate) fn entries(
    payload: &Payload,
    providers: &Directory,
    words: &CardLabels,
    now: Timestamp,
) -> Vec<CardEntry> {
    let mut records: Vec<&AccountRecord> = payload.accounts.iter().collect();
    records.sort_by_key(|record| !record.account.favourite);
    records
        .into_iter()
        .map(|record| CardEntry {
            service: service(record, providers).0.to_owned(),
            username: record.account.username.clone(),
            first_step: first_step(record, payload, providers, now),
            factors: factors(record, words),
            sheets: payload
                .ledger
                .iter()
                .filter(|sheet| sheet.kind == SheetKind::Account && sheet.superseded_by.is_none())
                .filter(|sheet| {
                    sheet
                        .accounts
                        .iter()
                        .any(|print| print.account == record.account.id)
                })
                .map(|sheet| kept(words, &on_paper(&sheet.id), sheet.place.as_deref()))
                .collect(),
        })
        .collect()
}

/// What the provider's file puts first for somebody whose one-time codes are gone.
fn first_step(
    record: &AccountRecord,
    payload: &Payload,
    providers: &Directory,
    now: Timestamp,
) -> String {
    let request = Request {
        target: record.account.id.to_string(),
        lost: vec!["totp".to_owned()],
        ..Request::default()
    };
    draft::draft(request, Some(payload), providers, now)
        .ok()
        .and_then(|plan| Some(crate::error::sentence(&plan.routes.first()?.name)))
        .unwrap_or_default()
}

fn factors(record: &AccountRecord, words: &CardLabels) -> Vec<String> {
    let mut factors: Vec<String> = record
        .account
        .factors
        .iter()
        .map(|factor| {
            let name = match factor.label.as_str() {
                "" => word(factor.kind, words).to_owned(),
                label => format!("{} {label}", word(factor.kind, words)),
            };
            kept(words, &name, factor.place.as_deref())
        })
        .collect();
    if !record.otp.is_empty() {
        factors.push(words.otp_in_vault.to_owned());
    }
    match record.code_totals().left {
        0 => {}
        1 => factors.push(words.code_in_vault.to_owned()),
        left => factors.push(fill(words.codes_in_vault, &[("n", &left.to_string())])),
    }
    factors
}

fn word(kind: FactorKind, words: &CardLabels) -> &'static str {
    match kind {
        FactorKind::Password => words.password,
        FactorKind::SecurityKey => words.security_key,
        FactorKind::Passkey => words.passkey,
        FactorKind::SshKey => words.ssh_key,
        FactorKind::Mailbox => words.mailbox,
        FactorKind::Device => words.device,
        FactorKind::Totp => words.otp_elsewhere,
        FactorKind::RecoveryCodes => words.codes_elsewhere,
    }
}

/// What is kept where, of the sheets that are for all accounts.
pub(crate) fn places(payload: &Payload, words: &CardLabels) -> Vec<(String, String)> {
    let mut places = Vec::new();
    for sheet in &payload.ledger {
        if sheet.superseded_by.is_some() {
            continue;
        }
        let name = match sheet.kind {
            SheetKind::Vault => words.place_vault_sheet,
            SheetKind::Key => words.place_key_sheet,
            _ => continue,
        };
        places.push((
            fill(name, &[("id", &on_paper(&sheet.id))]),
            sheet.place.clone().unwrap_or_default(),
        ));
    }
    if let Some(key) = &payload.paper_key {
        let (set, needed) = (on_paper(&key.set_id), key.k.to_string());
        places.extend(key.shares.iter().map(|share| {
            let values = [("i", &*share.index), ("id", &set), ("k", &needed)];
            (
                fill(words.place_share, &values),
                share.place.clone().unwrap_or_default(),
            )
        }));
    }
    for copy in &payload.copies {
        if let Some(label) = &copy.label {
            places.push((words.place_copy.to_owned(), label.clone()));
        }
    }
    places
}

fn kept(words: &CardLabels, what: &str, place: Option<&str>) -> String {
    match place {
        Some(place) if !place.is_empty() => fill(words.kept, &[("what", what), ("place", place)]),
        _ => what.to_owned(),
    }
}

fn on_paper(id: &SheetId) -> String {
    sheet::part::on_paper(id)
}

/// Digest over what a card says: accounts with their factors and places, and the sheets with theirs.
pub(crate) fn digest(payload: &Payload) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    };
    for record in &payload.accounts {
        add_account(&mut add, &record.account);
        add(if record.otp.is_empty() { "" } else { "otp" });
        add(if record.current_sets().next().is_some() {
            "codes"
        } else {
            ""
        });
    }
    for sheet in &payload.ledger {
        if sheet.kind != SheetKind::Card && sheet.superseded_by.is_none() {
            add(sheet.id.as_str());
            add(sheet.place.as_deref().unwrap_or_default());
        }
    }
    for share in payload.paper_key.iter().flat_map(|key| &key.shares) {
        add(&share.index);
        add(share.place.as_deref().unwrap_or_default());
    }
    data_encoding::HEXLOWER.encode(&digest.finalize())
}

fn add_account(add: &mut impl FnMut(&str), account: &Account) {
    add(&account.handle());
    for factor in &account.factors {
        add(factor.kind.name());
        add(&factor.label);
        add(factor.place.as_deref().unwrap_or_default());
    }
}
