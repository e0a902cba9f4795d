//! From a loss to the request: what the vault knows goes in, and nothing secret comes out.

use crate::held::Held;
use crate::known::{files, known, told};
use crate::sweep::Find;
use crate::{AppError, Code, account, evidence};

pub use crate::known::usual_folders;
use jiff::civil::Date;
use model::{AccessFact, AccountId, Project, ProjectEvidence, Timestamp};
use provider::{Directory, Incident, Verified};
use recovery::{Draft, NothingForbidden, Plan, PlanError, Situation};
use secret::{AccountRecord, SecretText};
use std::collections::BTreeSet;
use std::path::PathBuf;
use vault::Payload;

/// What the user says about a loss.
#[derive(Debug, Default)]
pub struct Request {
    /// A provider's id, or an account of the vault.
    pub target: String,
    /// What is lost, in the words of [`AccessFact`], or what happened, in those of
    /// [`provider::Incident`].
    pub lost: Vec<String>,
    /// What is still there, in the same words.
    pub have: Vec<String>,
    /// The username, where the target does not say it.
    pub username: Option<String>,
    /// The instance, where the target does not say it.
    pub instance: Option<String>,
    /// Projects of the account.
    pub projects: Vec<String>,
    /// Their public repositories.
    pub repositories: Vec<String>,
    /// Projects as local repositories describe them, besides those that the vault keeps.
    pub evidence: Vec<ProjectEvidence>,
    /// Folders that may be looked through for codes and exports of the account.
    pub look_in: Vec<PathBuf>,
    /// What a sweep found before in folders that may be looked through.
    pub lying: Vec<Find>,
    /// The user's own words for the request.
    pub note: Option<SecretText>,
    /// Whether the service has verified the address.
    pub email_verified: Option<bool>,
    /// Whether two-factor authentication was ever on.
    pub two_factor: Option<bool>,
    /// A request is open already.
    pub open_case: bool,
    /// The route that the user chose.
    pub route: Option<String>,
}

impl From<PlanError> for AppError {
    fn from(error: PlanError) -> Self {
        Self::usage(
            crate::error::sentence(&error),
            "Correct the request and try again.",
        )
    }
}

/// The routes back and the draft. Works without a vault; with one, the account's codes are
/// found and the draft is compared with every secret.
///
/// # Errors
/// `usage` for unknown words, providers, routes; `no_such_account` or `ambiguous_account` where
/// the target is to be an account.
pub fn draft(
    request: Request,
    payload: Option<&Payload>,
    providers: &Directory,
    now: Timestamp,
) -> Result<Plan, AppError> {
    drafted(request, payload, providers, now).map(|(plan, _)| plan)
}

/// The same, with the situation that it was made of.
pub(crate) fn drafted(
    request: Request,
    payload: Option<&Payload>,
    providers: &Directory,
    now: Timestamp,
) -> Result<(Plan, Situation), AppError> {
    let situation = situation(request, payload, providers, today(now))?;
    let plan = match payload {
        Some(payload) => recovery::plan(providers, &situation, &Held(payload)),
        None => recovery::plan(providers, &situation, &NothingForbidden),
    };
    Ok((plan?, situation))
}

/// A letter as a file that mail programs open.
///
/// # Errors
/// `usage` where the way does not go by mail.
pub fn letter(draft: Option<&Draft>, now: Timestamp) -> Result<String, AppError> {
    draft.and_then(|draft| draft.eml(now)).ok_or_else(|| {
        AppError::usage(
            "There is no letter to write: this way does not go by mail.",
            "Leave --eml away, and follow the steps.",
        )
    })
}

/// The day of a moment, in UTC: what the age of facts is judged by.
#[must_use]
pub fn today(now: Timestamp) -> Date {
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// Whether the target can be understood without a vault.
#[must_use]
pub fn is_provider(target: &str, providers: &Directory) -> bool {
    providers.find(target).is_some()
}

fn situation(
    request: Request,
    payload: Option<&Payload>,
    providers: &Directory,
    today: Date,
) -> Result<Situation, AppError> {
    let incident = request.lost.iter().find_map(|word| incident(word));
    let losses: Vec<String> = request
        .lost
        .iter()
        .filter(|word| self::incident(word).is_none())
        .cloned()
        .collect();
    let lost = words(&losses)?;
    let have = words(&request.have)?;
    let (provider, instance, named) = target(&request, payload, providers)?;
    let mut situation = Situation::new(&provider, today);
    situation.instance = instance;
    situation.username = request.username.clone().or(named);
    situation.lost = lost;
    situation.have = have;
    situation.email_verified = match request.email_verified {
        Some(true) => Verified::Yes,
        Some(false) => Verified::No,
        None => Verified::Unknown,
    };
    situation.two_factor_was_on = request.two_factor;
    let account = payload.and_then(|payload| account_id(&payload.accounts, &situation));
    let kept = match payload {
        Some(payload) => evidence::projects(payload, &situation.provider, account.as_ref()),
        None => Vec::new(),
    };
    let ours = |one: &&ProjectEvidence| one.ecosystem.name() == situation.provider;
    let mut projects_known: Vec<&ProjectEvidence> = request.evidence.iter().filter(ours).collect();
    projects_known.extend(kept);
    situation.known = known(payload, account.as_ref(), &situation, &projects_known);
    situation.known.files = files(&request.look_in, request.lying, &situation, providers)?;
    situation.projects = projects(request.projects, &request.repositories, &projects_known);
    situation.repositories = request.repositories;
    let facts = payload.and_then(|payload| evidence::facts_of(payload, account.as_ref()?));
    if let Some(facts) = facts {
        told(&mut situation, facts);
    }
    situation.note = request.note.map(|note| note.expose().to_owned());
    situation.open_case = request.open_case;
    situation.route = request.route;
    situation.incident = incident;
    situation.followed_case = payload.is_some_and(|payload| {
        payload.cases.iter().any(|case| {
            case.is_open()
                && case.concerns(
                    &situation.provider,
                    situation.instance.as_deref(),
                    situation.username.as_deref(),
                )
        })
    });
    situation.codes_left_in_vault =
        payload.and_then(|payload| codes_left(&payload.accounts, &situation));
    Ok(situation)
}

/// The projects that the request names. Those that were named count; else those that are known,
/// unless only repositories were named. What is known says where their source is.
fn projects(
    named: Vec<String>,
    repositories: &[String],
    known: &[&ProjectEvidence],
) -> Vec<Project> {
    let of = |name: &str| known.iter().find(|one| one.name.eq_ignore_ascii_case(name));
    if !named.is_empty() {
        let several = named.len() > 1 || repositories.is_empty();
        return named
            .into_iter()
            .map(|name| Project {
                // A repository that was named belongs to the only project.
                repositories: of(&name)
                    .filter(|_| several)
                    .map(|one| recovery::project(one).repositories)
                    .unwrap_or_default(),
                name,
            })
            .collect();
    }
    if !repositories.is_empty() {
        return Vec::new();
    }
    let mut projects: Vec<Project> = Vec::new();
    for one in known.iter().map(|one| recovery::project(one)) {
        if !projects.iter().any(|other| other.name == one.name) {
            projects.push(one);
        }
    }
    projects
}

/// The account of the vault that a situation is about, if exactly one is.
fn account_id(records: &[AccountRecord], situation: &Situation) -> Option<AccountId> {
    let mut owned = owned(records, situation);
    match (owned.next(), owned.next()) {
        (Some(only), None) => Some(only.account.id.clone()),
        _ => None,
    }
}

/// A word as people type it.
fn plain(word: &str) -> String {
    word.trim().to_lowercase().replace('-', "_")
}

/// `compromised` and `locked_by_provider` are said like losses, and are none.
fn incident(word: &str) -> Option<Incident> {
    Incident::of(&plain(word))
}

fn words(words: &[String]) -> Result<BTreeSet<AccessFact>, AppError> {
    words
        .iter()
        .map(|word| word.trim())
        .filter(|word| !word.is_empty())
        .map(|word| {
            plain(word).parse().map_err(|error| {
                AppError::usage(
                    crate::error::sentence(&error),
                    "Name one or more of the known words, separated by commas. What is lost can \
                     also be compromised or locked_by_provider.",
                )
            })
        })
        .collect()
}

type Target = (String, Option<String>, Option<String>);

/// Provider, instance and username that the target means.
fn target(
    request: &Request,
    payload: Option<&Payload>,
    providers: &Directory,
) -> Result<Target, AppError> {
    if let Some((provider, instance)) = providers.find(&request.target) {
        let instance = request
            .instance
            .clone()
            .or(instance.map(|instance| instance.id.clone()));
        return Ok((provider.id.clone(), main_is_none(provider, instance), None));
    }
    let Some(payload) = payload else {
        return Err(AppError::new(
            Code::NoSuchAccount,
            format!(
                "'{}' is no provider that is known, and there is no vault to look into.",
                request.target
            ),
            "Nothing was changed.",
            "See `reentry providers`, or name the vault with --vault.",
        ));
    };
    let account = &account::find(&payload.accounts, &request.target)?.account;
    if account.provider == "other" {
        return Err(AppError::new(
            Code::Unsupported,
            format!(
                "Nothing is known about the service of {}.",
                account.handle()
            ),
            "Nothing was changed.",
            "Use the provider `other`, or look at the service's help pages.",
        ));
    }
    Ok((
        account.provider.clone(),
        request
            .instance
            .clone()
            .or_else(|| account.instance.clone()),
        Some(account.username.clone()),
    ))
}

/// The main instance has no name of its own in a situation.
fn main_is_none(provider: &provider::Provider, instance: Option<String>) -> Option<String> {
    instance.filter(|id| provider.instance(None).is_none_or(|main| main.id != *id))
}

/// The accounts of the vault that a situation can be about.
fn owned<'r>(
    records: &'r [AccountRecord],
    situation: &'r Situation,
) -> impl Iterator<Item = &'r AccountRecord> {
    records.iter().filter(|record| {
        let account = &record.account;
        account.provider == situation.provider
            && account.instance == situation.instance
            && situation
                .username
                .as_ref()
                .is_none_or(|name| *name == account.username)
    })
}

fn codes_left(records: &[AccountRecord], situation: &Situation) -> Option<u32> {
    let mut owned = owned(records, situation);
    match (owned.next(), owned.next()) {
        (Some(only), None) => Some(only.code_totals().left),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)] // a failed expectation is a failed test
mod tests {
    use super::*;

    fn asked(lost: &[&str]) -> Result<Plan, AppError> {
        let request = Request {
            target: "npm".to_owned(),
            lost: lost.iter().map(|word| (*word).to_owned()).collect(),
            ..Request::default()
        };
        draft(request, None, &Directory::embedded(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn an_incident_is_said_like_a_loss() {
        for word in ["compromised", "locked_by_provider", " Locked-by-provider "] {
            let plan = asked(&["totp", word]).expect("a plan");
            assert_eq!(plan.incident, Incident::of(&plain(word)), "{word}");
            assert_eq!(plan.lost, BTreeSet::from([AccessFact::Totp]), "{word}");
        }
        let refused = asked(&["hacked"]).expect_err("no such word");
        assert_eq!(refused.code, Code::Usage);
        assert!(refused.next.contains("compromised"));
    }
}
