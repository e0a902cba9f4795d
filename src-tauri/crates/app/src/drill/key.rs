//! Key sheets and shares in a drill: by the recipient and the digests that the vault keeps of them,
//! and by opening the vault with them.

use super::evidence::Evidence;
use super::verdict::{DrillResult, SheetVerdict};
use super::whole;
use crate::AppError;
use crate::paper::Origin;
use crate::sheets::{key_digest, share_digest};
use model::SheetKind;
use secret::SecretText;
use sheet::share::{SetId, Share};
use vault::{LedgerEntry, PaperKey, Payload, Vault};

/// Judges every key and every set of shares that was read.
///
/// # Errors
/// When the vault on the disk cannot be read.
pub(super) fn judge(evidence: &Evidence, vault: &Vault) -> Result<Vec<SheetVerdict>, AppError> {
    let mut verdicts = Vec::new();
    for key in evidence.paper.keys() {
        verdicts.push(judge_key(&key.identity(), vault)?);
    }
    for (set, shares) in evidence.paper.sets() {
        let whole = evidence
            .paper
            .identities()
            .into_iter()
            .find(|(origin, _)| *origin == Origin::Shares(*set))
            .map(|(_, identity)| identity);
        verdicts.push(judge_set(*set, shares, whole.as_ref(), vault)?);
    }
    Ok(verdicts)
}

fn judge_key(identity: &SecretText, vault: &Vault) -> Result<SheetVerdict, AppError> {
    let payload = vault.payload();
    let recipient = vault::recipient_of(identity)?;
    let entry = by_recipient(&recipient, payload);
    let mut verdict = SheetVerdict::new(entry.map(|entry| &entry.id), SheetKind::Key, entry);
    verdict.parts_read = 1;
    match (&payload.paper_key, entry) {
        (Some(ours), _) if ours.recipient == recipient => {
            verdict.sheet_id = Some(ours.set_id.clone());
            opens(&mut verdict, identity, vault)?;
        }
        (_, Some(_)) => {
            verdict.result = DrillResult::Stale;
            verdict.say("Another paper key replaced this one: it opens old backups, copies and sheets only.");
        }
        (_, None) => verdict.say(whole::foreign(payload)),
    }
    Ok(verdict)
}

fn opens(verdict: &mut SheetVerdict, identity: &SecretText, vault: &Vault) -> Result<(), AppError> {
    let opens = vault.is_opened_by(identity)?;
    verdict.opened = Some(opens);
    verdict.result = if opens {
        DrillResult::Current
    } else {
        DrillResult::Stale
    };
    verdict.say(if opens {
        "It opens the vault as it stands on the disk now."
    } else {
        "It is the vault's paper key, but the vault on the disk does not open with it: save the vault, and try again."
    });
    Ok(())
}

/// The ledger's entry of a key sheet or a set of shares. Entries of before are known too.
fn by_recipient<'a>(recipient: &str, payload: &'a Payload) -> Option<&'a LedgerEntry> {
    let digest = key_digest(recipient);
    payload
        .ledger
        .iter()
        .find(|entry| is_key(entry) && entry.digest == digest)
}

fn is_key(entry: &LedgerEntry) -> bool {
    matches!(entry.kind, SheetKind::Key | SheetKind::Shares)
}

fn judge_set(
    set: SetId,
    shares: &[Share],
    whole: Option<&SecretText>,
    vault: &Vault,
) -> Result<SheetVerdict, AppError> {
    let payload = vault.payload();
    let entry = payload
        .ledger
        .iter()
        .find(|entry| entry.kind == SheetKind::Shares && SetId::of(&entry.id) == set);
    let mut verdict = SheetVerdict::new(entry.map(|entry| &entry.id), SheetKind::Shares, entry);
    verdict.parts_read = shares.len();
    let ours = payload
        .paper_key
        .as_ref()
        .filter(|key| !key.shares.is_empty() && SetId::of(&key.set_id) == set);
    match (ours, entry) {
        (Some(ours), _) => {
            verdict.sheet_id = Some(ours.set_id.clone());
            compare(&mut verdict, shares, ours);
            if let (Some(identity), DrillResult::Current) = (whole, verdict.result) {
                opens(&mut verdict, identity, vault)?;
            }
        }
        (None, Some(_)) => {
            verdict.result = DrillResult::Stale;
            verdict.say("Another paper key replaced the one of this set.");
        }
        (None, None) => verdict.say(format!("Set {set}: {}", whole::foreign(payload))),
    }
    Ok(verdict)
}

fn compare(verdict: &mut SheetVerdict, shares: &[Share], ours: &PaperKey) {
    verdict.result = DrillResult::Current;
    for share in shares {
        let index = share.index().to_string();
        let known = ours.shares.iter().find(|known| known.index == index);
        match known {
            Some(known) if known.digest == share_digest(share) => {
                verdict.say(format!("Share {index} is right."));
                verdict.shares.push(index);
            }
            _ => {
                verdict.result = DrillResult::Damaged;
                verdict.say(format!(
                    "Share {index} is of this set by its name, but is not the one that was printed: it is forged, or of another vault."
                ));
            }
        }
    }
    verdict.parts_missing = ours
        .shares
        .iter()
        .filter(|known| !verdict.shares.contains(&known.index))
        .map(|known| format!("share {}", known.index))
        .collect();
    if verdict.shares.len() < ours.k as usize {
        verdict.say(format!(
            "{} of {} shares are needed to open the vault; the others were not looked at.",
            ours.k, ours.n
        ));
    }
}
