//! The lockout card: what is where, and no secret.

use super::service;
use crate::draft::{self, Request};
use model::{Account, FactorKind, SheetId, SheetKind, Timestamp};
use provider::Directory;
use secret::AccountRecord;
use sha2::{Digest, Sha256};
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
pub(crate) fn entries(payload: &Payload, providers: &Directory, now: Timestamp) -> Vec<CardEntry> {
    let mut records: Vec<&AccountRecord> = payload.accounts.iter().collect();
    records.sort_by_key(|record| !record.account.favourite);
    records
        .into_iter()
        .map(|record| CardEntry {
            service: service(record, providers).0.to_owned(),
            username: record.account.username.clone(),
            first_step: first_step(record, payload, providers, now),
            factors: factors(record),
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
                .map(|sheet| kept(&on_paper(&sheet.id), sheet.place.as_deref()))
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

fn factors(record: &AccountRecord) -> Vec<String> {
    let mut factors: Vec<String> = record
        .account
        .factors
        .iter()
        .map(|factor| {
            let name = match factor.label.as_str() {
                "" => word(factor.kind).to_owned(),
                label => format!("{} {label}", word(factor.kind)),
            };
            kept(&name, factor.place.as_deref())
        })
        .collect();
    if !record.otp.is_empty() {
        factors.push("one-time codes: in the vault".to_owned());
    }
    match record.code_totals().left {
        0 => {}
        1 => factors.push("1 recovery code: in the vault".to_owned()),
        left => factors.push(format!("{left} recovery codes: in the vault")),
    }
    factors
}

fn word(kind: FactorKind) -> &'static str {
    match kind {
        FactorKind::Password => "password",
        FactorKind::SecurityKey => "security key",
        FactorKind::Passkey => "passkey",
        FactorKind::SshKey => "SSH key",
        FactorKind::Mailbox => "mailbox",
        FactorKind::Device => "device",
        FactorKind::Totp => "one-time codes elsewhere",
        FactorKind::RecoveryCodes => "recovery codes elsewhere",
    }
}

/// What is kept where, of the sheets that are for all accounts.
pub(crate) fn places(payload: &Payload) -> Vec<(String, String)> {
    let mut places = Vec::new();
    for sheet in &payload.ledger {
        if sheet.superseded_by.is_some() {
            continue;
        }
        let name = match sheet.kind {
            SheetKind::Vault => "Vault sheet",
            SheetKind::Key => "Key sheet",
            _ => continue,
        };
        places.push((
            format!("{name} {}", on_paper(&sheet.id)),
            sheet.place.clone().unwrap_or_default(),
        ));
    }
    if let Some(key) = &payload.paper_key {
        places.extend(key.shares.iter().map(|share| {
            (
                format!(
                    "Share {} of {} ({} needed)",
                    share.index,
                    on_paper(&key.set_id),
                    key.k
                ),
                share.place.clone().unwrap_or_default(),
            )
        }));
    }
    for copy in &payload.copies {
        if let Some(label) = &copy.label {
            places.push(("Copy of the vault".to_owned(), label.clone()));
        }
    }
    places
}

fn kept(what: &str, place: Option<&str>) -> String {
    match place {
        Some(place) if !place.is_empty() => format!("{what}: {place}"),
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
