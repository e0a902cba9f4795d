//! What is known of an account besides what the user says about a loss: in the vault, in its ledger, and
//! in files that lie about. Requests are judged by it, and what is found comes first.

use crate::draft::today;
use crate::{AppError, evidence, sweep};
use model::{
    AccessFact, AccountFacts, AccountId, Contents, FactorKind, ProjectEvidence, SheetKind,
    SheetState,
};
use provider::{Directory, Verified};
use recovery::{Kept, Known, KnownFile, KnownSheet, Situation};
use secret::AccountRecord;
use std::path::{Path, PathBuf};
use vault::Payload;

/// What the owner told beforehand counts where nothing is said now.
pub(crate) fn told(situation: &mut Situation, facts: &AccountFacts) {
    situation.two_factor_was_on = situation.two_factor_was_on.or(facts.two_factor);
    situation.known.second_owner = facts.second_owner;
    let Some(primary) = evidence::primary(facts) else {
        return;
    };
    situation.known.mail_keeper = primary.keeper;
    situation.known.mail_domain_expires = primary.domain_expires;
    if situation.email_verified == Verified::Unknown
        && !situation.lost.contains(&AccessFact::EmailPrimary)
        && !situation.lost.contains(&AccessFact::EmailVerified)
    {
        situation.email_verified = match primary.verified {
            Some(true) => Verified::Yes,
            Some(false) => Verified::No,
            None => Verified::Unknown,
        };
    }
}

/// What the vault knows besides: the request is judged by it.
pub(crate) fn known(
    payload: Option<&Payload>,
    account: Option<&AccountId>,
    situation: &Situation,
    projects: &[&ProjectEvidence],
) -> Known {
    let mut known = Known {
        pushes: projects
            .iter()
            .map(|one| recovery::push_readiness(one))
            .collect(),
        publishers: projects
            .iter()
            .filter(|one| !one.publishers.is_empty())
            .map(|one| (one.name.clone(), one.publishers.clone()))
            .collect(),
        ..Known::default()
    };
    known.fingerprints = projects
        .iter()
        .flat_map(|one| &one.keys)
        .map(|key| key.fingerprint.clone())
        .collect();
    let facts = payload.and_then(|payload| evidence::facts_of(payload, account?));
    known.proof = recovery::proof(facts, projects);
    let Some(payload) = payload else {
        return known;
    };
    let here = payload
        .metadata()
        .filter(|one| one.provider == situation.provider);
    known.accounts = here
        .filter(|one| !one.username.trim().is_empty())
        .map(|one| (one.instance.clone(), one.username.clone()))
        .collect();
    let record = account.and_then(|id| payload.account(id));
    known.code_command = record
        .filter(|record| !record.otp.is_empty())
        .map(|record| format!("reentry code {}", record.account.handle()));
    known.sheets = record
        .map(|record| sheets(payload, record))
        .unwrap_or_default();
    let factors = record
        .map(|record| record.account.factors.as_slice())
        .unwrap_or_default();
    known.kept = factors
        .iter()
        .map(|factor| Kept {
            what: factor.kind,
            place: match (&factor.place, factor.kind) {
                // A device is a place itself.
                (_, FactorKind::Device) if !factor.label.is_empty() => factor.label.clone(),
                (Some(place), _) => place.clone(),
                (None, _) => factor.label.clone(),
            },
        })
        .collect();
    known
}

/// The folders where downloads and exports usually lie, as far as they are there: where the system
/// names none, those of the usual names.
#[must_use]
pub fn usual_folders() -> Vec<PathBuf> {
    let Some(user) = directories::UserDirs::new() else {
        return Vec::new();
    };
    let named = |folder: Option<&Path>, usual: &str| {
        folder.map_or_else(|| user.home_dir().join(usual), Path::to_path_buf)
    };
    let folders = [
        named(user.download_dir(), "Downloads"),
        named(user.desktop_dir(), "Desktop"),
        named(user.document_dir(), "Documents"),
    ];
    // A folder that is switched off is named as the home itself (xdg-user-dirs).
    let there = folders
        .into_iter()
        .filter(|one| one.is_dir() && one != user.home_dir());
    there.collect()
}

/// Most encrypted exports that are named: they may hold the account, or not.
const MOST_SEALED: usize = 3;

/// Files that hold something of the account, or may: of those in folders, and of those that were found
/// before.
pub(crate) fn files(
    folders: &[PathBuf],
    mut lying: Vec<sweep::Find>,
    situation: &Situation,
    providers: &Directory,
) -> Result<Vec<KnownFile>, AppError> {
    if !folders.is_empty() {
        lying.extend(sweep::find(folders, &sweep::Search::default(), providers)?.found);
    }
    let (mut files, mut sealed) = (Vec::new(), Vec::new());
    for find in lying {
        let own = find.accounts.iter().filter(|one| {
            let named = situation.username.as_deref().unwrap_or_default();
            let same = named.is_empty()
                || one.username.is_empty()
                || named.eq_ignore_ascii_case(&one.username);
            one.provider == situation.provider && one.instance == situation.instance && same
        });
        let (otp, codes) = own.fold((false, false), |(otp, codes), one| {
            (otp || one.otp, codes || one.codes)
        });
        let file = KnownFile {
            shown: import::shown_name(&find.file),
            file: find.file,
            otp,
            codes,
            sealed: find.encrypted && !otp && !codes,
        };
        match (otp || codes, file.sealed) {
            (true, _) => files.push(file),
            (false, true) => sealed.push(file),
            (false, false) => {}
        }
    }
    sealed.truncate(MOST_SEALED);
    files.extend(sealed);
    Ok(files)
}

/// The sheets that show the account as it is now.
fn sheets(payload: &Payload, record: &AccountRecord) -> Vec<KnownSheet> {
    let shows = |sheet: &model::Sheet| {
        sheet
            .accounts
            .iter()
            .any(|print| print.account == record.account.id)
    };
    let current = payload.ledger.iter().filter(|entry| {
        let state = crate::sheets::state(entry, payload);
        // A card says where things are, and shows none of them.
        entry.kind != SheetKind::Card
            && shows(entry)
            && matches!(state, SheetState::Current | SheetState::Behind)
    });
    current
        .map(|entry| KnownSheet {
            id: entry.id.to_string().to_uppercase(),
            printed: today(entry.printed),
            place: entry.place.clone(),
            otp: entry.contents != Contents::Codes && !record.otp.is_empty(),
            codes: entry.contents != Contents::Otp && record.code_totals().left > 0,
        })
        .collect()
}
