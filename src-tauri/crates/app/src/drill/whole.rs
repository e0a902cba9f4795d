//! Vault sheets in a drill: by the digest of what was printed, and opened where that is asked for.

use super::evidence::Evidence;
use super::verdict::{AccountState, AccountVerdict, DrillResult, SheetVerdict};
use crate::paper::FromPaper;
use crate::sheets::content_state;
use crate::{AppError, Code, fingerprint, restore, sealed};
use model::SheetKind;
use secret::{SecretBytes, SecretText};
use sha2::{Digest, Sha256};
use sheet::{Collected, part};
use vault::{LedgerEntry, Payload};

/// Judges every vault sheet of which a code was read.
pub(super) fn judge(evidence: &Evidence, payload: &Payload) -> Vec<SheetVerdict> {
    evidence
        .assembly
        .sheets()
        .map(|(id, collected)| {
            let entry = payload
                .ledger
                .iter()
                .find(|entry| &entry.id == id && entry.kind == SheetKind::Vault);
            let mut verdict = SheetVerdict::new(Some(id), SheetKind::Vault, entry);
            count(&mut verdict, collected);
            if let Some(entry) = entry {
                compare(&mut verdict, collected, entry, payload);
            } else {
                verdict.say(foreign(payload));
            }
            if evidence.contradicted.contains(id) {
                verdict.say(
                    "Two of its codes contradict each other: one was misread, or is not of this sheet.",
                );
            }
            verdict
        })
        .collect()
}

fn count(verdict: &mut SheetVerdict, collected: &Collected) {
    verdict.parts_read = collected.parts_read();
    verdict.parts_missing = names(&collected.unseen());
    verdict.parity_used = collected.parity_used();
}

fn names(parts: &[part::PartName]) -> Vec<String> {
    parts.iter().map(ToString::to_string).collect()
}

fn compare(
    verdict: &mut SheetVerdict,
    collected: &Collected,
    entry: &LedgerEntry,
    payload: &Payload,
) {
    verdict.accounts = accounts(entry, payload);
    let Some(ciphertext) = collected.ciphertext() else {
        verdict.result = DrillResult::Incomplete;
        let needed = names(&collected.missing());
        verdict.say(format!(
            "Not enough to restore: {} cannot be made up for. Scan these again, or the parity code of their group.",
            needed.join(", ")
        ));
        return;
    };
    if data_encoding::HEXLOWER.encode(&Sha256::digest(&ciphertext)) != entry.digest {
        verdict.result = DrillResult::Damaged;
        verdict.say("All its codes were read, but they are not what was printed.");
        return;
    }
    verdict.result = content_state(entry, payload).into();
    if let Some(set) = entry
        .opened_by
        .as_ref()
        .filter(|set| !crate::sheets::is_current_key(set, payload))
    {
        verdict.say(if *set == entry.id {
            "It opens with the paper key of the vault that this one was restored from: make a new one, and print it again.".to_owned()
        } else {
            format!(
                "It opens with the former paper key of sheet {set} only: print it again for the new one."
            )
        });
    }
    if verdict.parity_used {
        let missing = verdict.parts_missing.join(", ");
        verdict.say(format!(
            "Not read, and made up for by parity: {missing}. Print the sheet again while it is easy."
        ));
    }
}

/// The accounts of a sheet of the ledger, and for a vault sheet those that it lacks.
pub(super) fn accounts(entry: &LedgerEntry, payload: &Payload) -> Vec<AccountVerdict> {
    let mut accounts: Vec<_> = entry
        .accounts
        .iter()
        .map(|print| {
            let record = payload.account(&print.account);
            let state = match record {
                None => AccountState::Removed,
                Some(record) => {
                    let now = fingerprint::of(record, entry.contents).fingerprints;
                    if now.content != print.fingerprints.content {
                        AccountState::Stale
                    } else if now.progress != print.fingerprints.progress {
                        AccountState::Behind
                    } else {
                        AccountState::Current
                    }
                }
            };
            AccountVerdict {
                account: record.map_or_else(
                    || print.account.to_string(),
                    |record| record.account.handle(),
                ),
                id: print.account.clone(),
                state,
            }
        })
        .collect();
    if entry.kind == SheetKind::Vault {
        let known = |id| entry.accounts.iter().any(|print| &print.account == id);
        let new = payload.metadata().filter(|account| !known(&account.id));
        accounts.extend(new.map(|account| AccountVerdict {
            account: account.handle(),
            id: account.id.clone(),
            state: AccountState::NotOnSheet,
        }));
    }
    accounts
}

/// What to say of a sheet that the ledger does not know.
pub(super) fn foreign(payload: &Payload) -> String {
    format!(
        "The ledger of this vault ({}) does not know this sheet: it is of another vault, or older than the ledger.",
        payload.vault_id()
    )
}

/// Decrypts a complete vault sheet and reads what is in it: with the passphrase, or with the paper key
/// where that was read too.
///
/// # Errors
/// As [`sealed::open`]; `file_password_needed` where a passphrase is needed and none was given;
/// `damaged` where the content is no list of accounts.
pub(super) fn open(
    evidence: &Evidence,
    verdict: &mut SheetVerdict,
    passphrase: Option<&SecretText>,
) -> Result<(), AppError> {
    let Some(ciphertext) = verdict
        .sheet_id
        .as_ref()
        .and_then(|id| evidence.assembly.sheet(id))
        .and_then(Collected::ciphertext)
    else {
        return Ok(());
    };
    let Some(content) = content(&ciphertext, passphrase, &evidence.paper)? else {
        verdict.say(
            "It opens with the paper key: scan the key sheet, or enough shares, along with it.",
        );
        return Ok(());
    };
    let payload = sheet::payload::decode(content.expose())?;
    verdict.opened = Some(true);
    verdict.say(format!(
        "It opens, and holds {} accounts of {}.",
        payload.records.len(),
        payload.made.strftime("%Y-%m-%d")
    ));
    Ok(())
}

fn content(
    ciphertext: &[u8],
    passphrase: Option<&SecretText>,
    paper: &FromPaper,
) -> Result<Option<SecretBytes>, AppError> {
    if sealed::is_passphrase_file(ciphertext)? {
        let passphrase = passphrase.ok_or_else(|| {
            AppError::new(
                Code::FilePasswordNeeded,
                "The sheet's passphrase is needed.",
                "Nothing was changed.",
                "Give it with --sheet-passphrase-file FILE, or leave --full away.",
            )
        })?;
        return Ok(Some(sealed::open(ciphertext, passphrase)?));
    }
    if paper.identities().is_empty() {
        return Ok(None);
    }
    let (content, _) = restore::open_with_paper(ciphertext, paper)?;
    Ok(Some(content))
}
