//! Account sheets in a drill: their QR codes against the vault.
//!
//! The lists of recovery codes name their sheet. A key URI cannot, because other apps read it too:
//! it is counted to a sheet that was seen, or else to the newest one of the ledger that has it.

use super::challenge::PrintedCode;
use super::evidence::Evidence;
use super::verdict::{AccountState, DrillResult, SheetVerdict};
use super::whole;
use crate::sheets::{content_state, service};
use model::{AccountId, SheetId, SheetKind};
use provider::Directory;
use secret::{AccountRecord, SecretText};
use sha2::{Digest, Sha256};
use sheet::codes::AccountCode;
use sheet::qr::Modules;
use std::collections::BTreeSet;
use vault::{LedgerEntry, Payload};

/// Judges every account sheet of which a code was read, and counts key URIs of no sheet.
pub(super) fn judge(
    evidence: &Evidence,
    payload: &Payload,
    providers: &Directory,
) -> (Vec<SheetVerdict>, u32) {
    let sorted = Sorted::new(evidence, payload, providers);
    let verdicts = sorted
        .sheets
        .iter()
        .map(|id| sorted.verdict(id, payload, providers))
        .collect();
    (verdicts, sorted.foreign)
}

/// Codes and URIs, each with the sheet that it is from.
struct Sorted<'a> {
    evidence: &'a Evidence,
    sheets: BTreeSet<SheetId>,
    /// URIs that are not the vault's, by the account and sheet that they name.
    strange: Vec<(SheetId, AccountId)>,
    foreign: u32,
}

impl<'a> Sorted<'a> {
    fn new(evidence: &'a Evidence, payload: &Payload, providers: &Directory) -> Self {
        let mut sorted = Self {
            evidence,
            sheets: evidence
                .lists
                .iter()
                .map(|list| list.sheet_id.clone())
                .collect(),
            strange: Vec::new(),
            foreign: 0,
        };
        for uri in &evidence.uris {
            sorted.sort(uri, payload, providers);
        }
        sorted
    }

    fn sort(&mut self, uri: &SecretText, payload: &Payload, providers: &Directory) {
        let known = payload
            .accounts
            .iter()
            .find(|record| has_uri(record, uri, providers));
        let named = known.or_else(|| {
            let start = before_secret(uri);
            payload.accounts.iter().find(|record| {
                uris(record, providers)
                    .iter()
                    .any(|ours| before_secret(ours) == start)
            })
        });
        let sheet = match named {
            Some(record) => self.sheet_with(&record.account.id, uri, payload),
            None => by_digest(uri, payload),
        };
        match (sheet, named) {
            (Some(sheet), named) => {
                if let (None, Some(record)) = (known, named) {
                    self.strange
                        .push((sheet.clone(), record.account.id.clone()));
                }
                self.sheets.insert(sheet);
            }
            (None, _) => self.foreign += 1,
        }
    }

    /// A sheet with the key of this account: one that was seen, the one whose only code it is, or
    /// the newest that counts.
    fn sheet_with(
        &self,
        account: &AccountId,
        uri: &SecretText,
        payload: &Payload,
    ) -> Option<SheetId> {
        let has_key = |entry: &&LedgerEntry| {
            entry.kind == SheetKind::Account
                && entry.contents.has_otp()
                && entry.accounts.iter().any(|print| &print.account == account)
        };
        let seen = |entry: &&LedgerEntry| self.sheets.contains(&entry.id);
        let entries = || payload.ledger.iter().filter(has_key);
        entries()
            .find(seen)
            .map(|entry| entry.id.clone())
            .or_else(|| by_digest(uri, payload))
            .or_else(|| {
                entries()
                    .max_by_key(|entry| (entry.superseded_by.is_none(), entry.printed))
                    .map(|entry| entry.id.clone())
            })
    }

    fn verdict(&self, id: &SheetId, payload: &Payload, providers: &Directory) -> SheetVerdict {
        let entry = payload
            .ledger
            .iter()
            .find(|entry| &entry.id == id && entry.kind == SheetKind::Account);
        let mut verdict = SheetVerdict::new(Some(id), SheetKind::Account, entry);
        let lists: Vec<_> = self
            .evidence
            .lists
            .iter()
            .filter(|list| &list.sheet_id == id)
            .collect();
        verdict.parts_read = lists.len();
        let Some(entry) = entry else {
            verdict.say(whole::foreign(payload));
            return verdict;
        };
        verdict.result = content_state(entry, payload).into();
        verdict.accounts = whole::accounts(entry, payload);
        for account in &mut verdict.accounts {
            if self.strange.contains(&(id.clone(), account.id.clone())) {
                account.state = AccountState::Stale;
                verdict.result = verdict.result.max(DrillResult::Stale);
            }
        }
        let mut page = Page {
            evidence: self.evidence,
            entry,
            lists: &lists,
            providers,
            verdict,
        };
        page.compare(payload);
        page.verdict
    }
}

/// One account sheet that the ledger knows.
struct Page<'a> {
    evidence: &'a Evidence,
    entry: &'a LedgerEntry,
    lists: &'a [&'a AccountCode],
    providers: &'a Directory,
    verdict: SheetVerdict,
}

impl<'a> Page<'a> {
    fn compare(&mut self, payload: &Payload) {
        let states = self.verdict.accounts.clone();
        for account in &states {
            let Some(record) = payload.account(&account.id) else {
                continue;
            };
            let is_stale = account.state == AccountState::Stale;
            if self.entry.contents.has_otp() {
                self.keys(record, is_stale);
            }
            if self.entry.contents.has_codes() {
                self.codes(record, is_stale);
            }
        }
        if !self.verdict.parts_missing.is_empty() && self.verdict.result.is_good() {
            self.verdict.result = DrillResult::Incomplete;
        }
        if let Some(count) = self.lists.first().map(|list| usize::from(list.count))
            && self.lists.len() < count
            && self.verdict.parts_missing.is_empty()
        {
            let missing = format!("{} of {count} lists of codes", count - self.lists.len());
            self.verdict.parts_missing.push(missing);
        }
    }

    fn keys(&mut self, record: &AccountRecord, is_stale: bool) {
        for uri in uris(record, self.providers) {
            if Modules::new(uri.expose()).is_none() {
                // Too long for a code: it is printed in letters only.
                continue;
            }
            let read = self
                .evidence
                .uris
                .iter()
                .any(|other| is_same_but_counter(other, &uri));
            if read {
                self.verdict.parts_read += 1;
            } else if !is_stale {
                let missing = format!("one-time key of {}", record.account.handle());
                self.verdict.parts_missing.push(missing);
            }
        }
    }

    fn codes(&mut self, record: &AccountRecord, is_stale: bool) {
        let printed = self.lists_of(record);
        let mut spent = Vec::new();
        let mut strange = false;
        for code in printed.iter().flat_map(|list| &list.codes) {
            let ours = record.code_sets.iter().find_map(|set| {
                let index = usize::try_from(code.n).ok()?.checked_sub(1)?;
                set.codes.get(index).filter(|ours| ours.text == code.code)
            });
            match ours {
                None => strange = true,
                Some(ours) if !ours.state.is_left() => spent.push(code.n as usize),
                Some(_) => {}
            }
        }
        let account = record.account.handle();
        if strange && !is_stale {
            self.verdict.result = DrillResult::Damaged;
            self.verdict.say(format!(
                "A code of {account} on the page is not the vault's, though nothing changed since it was printed."
            ));
        }
        if !spent.is_empty() {
            self.verdict.say(format!(
                "Strike out what is used by now: code {} of {account}.",
                super::numbers(&spent)
            ));
        }
        if !is_stale {
            self.unread_codes(record, &printed);
        }
    }

    fn unread_codes(&mut self, record: &AccountRecord, printed: &[&AccountCode]) {
        for set in record.current_sets() {
            let unread: Vec<usize> = (1..)
                .zip(&set.codes)
                .filter(|(_, code)| code.state.is_left())
                .filter(|(_, code)| {
                    !printed
                        .iter()
                        .flat_map(|list| &list.codes)
                        .any(|other| other.code == code.text)
                })
                .map(|(n, _)| n)
                .collect();
            if !unread.is_empty() {
                self.verdict.parts_missing.push(format!(
                    "recovery code {} of {}",
                    super::numbers(&unread),
                    record.account.handle()
                ));
            }
        }
    }

    fn lists_of(&self, record: &AccountRecord) -> Vec<&'a AccountCode> {
        let alone = self.entry.accounts.len() == 1;
        let (service, _) = service(record, self.providers);
        self.lists
            .iter()
            .copied()
            .filter(|list| {
                alone || (list.username == record.account.username && list.service == service)
            })
            .collect()
    }
}

/// The recovery codes on these sheets that stand in the vault too and are still good.
pub(super) fn printed_codes(
    evidence: &Evidence,
    payload: &Payload,
    providers: &Directory,
) -> Vec<PrintedCode> {
    let mut codes = Vec::new();
    for list in &evidence.lists {
        let known = payload
            .ledger
            .iter()
            .any(|entry| entry.id == list.sheet_id && entry.kind == SheetKind::Account);
        let record = payload.accounts.iter().find(|record| {
            record.account.username == list.username && service(record, providers).0 == list.service
        });
        let Some(record) = record.filter(|_| known) else {
            continue;
        };
        for code in &list.codes {
            let is_ours = record
                .current_sets()
                .flat_map(|set| &set.codes)
                .any(|ours| ours.state.is_left() && ours.text == code.code);
            if is_ours {
                codes.push(PrintedCode {
                    sheet: list.sheet_id.clone(),
                    name: format!("code {} of {}", code.n, record.account.handle()),
                    code: code.code.clone(),
                });
            }
        }
    }
    codes
}

/// The key URIs of an account as a sheet has them.
fn uris(record: &AccountRecord, providers: &Directory) -> Vec<SecretText> {
    let account = &record.account;
    let (service, _) = service(record, providers);
    let issuer = if account.issuer.is_empty() {
        service
    } else {
        &account.issuer
    };
    record
        .otp
        .iter()
        .map(|otp| otp.uri(issuer, &account.username))
        .collect()
}

fn has_uri(record: &AccountRecord, uri: &SecretText, providers: &Directory) -> bool {
    uris(record, providers)
        .iter()
        .any(|ours| is_same_but_counter(ours, uri))
}

/// A counter moves on while the paper stays.
fn is_same_but_counter(a: &SecretText, b: &SecretText) -> bool {
    let fields = |uri: &SecretText| -> Vec<SecretText> {
        uri.expose()
            .split('&')
            .filter(|field| !field.starts_with("counter="))
            .map(SecretText::new)
            .collect()
    };
    fields(a) == fields(b)
}

/// Type and names: what a URI says before its secret.
fn before_secret(uri: &SecretText) -> String {
    let text = uri.expose();
    text.split_once('?')
        .map_or("", |(start, _)| start)
        .to_owned()
}

/// The sheet of the ledger whose only code this is.
fn by_digest(uri: &SecretText, payload: &Payload) -> Option<SheetId> {
    let mut digest = Sha256::new();
    digest.update(uri.expose());
    digest.update([0]);
    let digest = data_encoding::HEXLOWER.encode(&digest.finalize());
    payload
        .ledger
        .iter()
        .filter(|entry| entry.digest == digest)
        .max_by_key(|entry| (entry.superseded_by.is_none(), entry.printed))
        .map(|entry| entry.id.clone())
}
