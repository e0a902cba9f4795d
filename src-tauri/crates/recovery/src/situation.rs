//! What the user tells: what is lost, what is left, and whose account it is.

use crate::push::PushReadiness;
use jiff::civil::Date;
use model::{AccessFact, Case, FactorKind, MailKeeper, Project};
use provider::{Incident, TwoFactor, Verified};
use std::collections::BTreeSet;

/// A loss, with everything that a request can say about it. Nothing in it is secret, and no
/// address belongs in it.
#[derive(Debug, Clone)]
pub struct Situation {
    /// The provider's id.
    pub provider: String,
    /// The instance's id where it is not the main one.
    pub instance: Option<String>,
    /// The username at the service.
    pub username: Option<String>,
    /// What is lost.
    pub lost: BTreeSet<AccessFact>,
    /// What is certainly still there.
    pub have: BTreeSet<AccessFact>,
    /// Whether the service says that the address is verified.
    pub email_verified: Verified,
    /// Whether two-factor authentication was ever set up; unknown by default.
    pub two_factor_was_on: Option<bool>,
    /// Projects that the account publishes, with the repositories that the user can push to.
    pub projects: Vec<Project>,
    /// Further repositories that the user can push to. They count for the project where
    /// exactly one is named without any.
    pub repositories: Vec<String>,
    /// The user's own words, for the request.
    pub note: Option<String>,
    /// Whether a request for this account is already open.
    pub open_case: bool,
    /// Whether a case of this account is being followed already.
    pub followed_case: bool,
    /// Codes of this account that the vault still holds unused, where there is a vault.
    pub codes_left_in_vault: Option<u32>,
    /// The address of the filed request, once there is one.
    pub issue_url: Option<String>,
    /// Today, to judge the age of the provider's facts.
    pub today: Date,
    /// The route that the user chose.
    pub route: Option<String>,
    /// What happened that is no loss of one's own.
    pub incident: Option<Incident>,
    /// What is known of the account besides.
    pub known: Known,
}

/// What the vault knows of an account. Requests are judged by it; nothing but `proof` goes into a
/// text, and that only where the service alone reads it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// How the proof by a branch stands, for each project that was read from a clone.
    pub pushes: Vec<PushReadiness>,
    /// Who gives the primary mailbox.
    pub mail_keeper: Option<MailKeeper>,
    /// The day on which the domain of the primary address runs out.
    pub mail_domain_expires: Option<Date>,
    /// Whether every project has a second owner.
    pub second_owner: Option<bool>,
    /// The accounts of the vault at this provider: instance, username.
    pub accounts: Vec<(Option<String>, String)>,
    /// Where factors are kept.
    pub kept: Vec<Kept>,
    /// How to get a one-time code out of the vault, where it holds the account's secret.
    pub code_command: Option<String>,
    /// Printed sheets that show the account as it is now.
    pub sheets: Vec<KnownSheet>,
    /// What proves that the account is the user's own, as sentences for private letters.
    pub proof: Vec<String>,
    /// Fingerprints in it: they look like secrets, and are none.
    pub fingerprints: Vec<String>,
    /// Files that were found lying about.
    pub files: Vec<KnownFile>,
    /// Projects that a workflow publishes without the account: project, workflows.
    pub publishers: Vec<(String, Vec<String>)>,
}

/// A printed sheet that shows an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSheet {
    /// Its id, in upper case, as it is printed.
    pub id: String,
    /// The day on which it was printed.
    pub printed: Date,
    /// Where it is kept, as a label.
    pub place: Option<String>,
    /// Whether it shows the authenticator's secret.
    pub otp: bool,
    /// Whether it shows unused recovery codes.
    pub codes: bool,
}

/// A file that holds something of an account, or may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// The file's path.
    pub file: String,
    /// The same, fit to be shown.
    pub shown: String,
    /// Whether it holds the authenticator's secret.
    pub otp: bool,
    /// Whether it holds recovery codes.
    pub codes: bool,
    /// Whether it is encrypted, so that nobody knows.
    pub sealed: bool,
}

/// A factor and the place where it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it is.
    pub what: FactorKind,
    /// The user's name for the place or, of a device, for the thing.
    pub place: String,
}

impl Situation {
    /// A situation in which nothing is said yet.
    #[must_use]
    pub fn new(provider: &str, today: Date) -> Self {
        Self {
            provider: provider.to_owned(),
            instance: None,
            username: None,
            lost: BTreeSet::new(),
            have: BTreeSet::new(),
            email_verified: Verified::Unknown,
            two_factor_was_on: None,
            projects: Vec::new(),
            repositories: Vec::new(),
            note: None,
            open_case: false,
            followed_case: false,
            codes_left_in_vault: None,
            issue_url: None,
            today,
            route: None,
            incident: None,
            known: Known::default(),
        }
    }

    /// What a case's request said, as of today.
    #[must_use]
    pub fn of_case(case: &Case, today: Date) -> Self {
        Self {
            instance: case.instance.clone(),
            username: case.username.clone(),
            lost: case.lost.clone(),
            have: case.have.clone(),
            email_verified: match case.email_verified {
                Some(true) => Verified::Yes,
                Some(false) => Verified::No,
                None => Verified::Unknown,
            },
            two_factor_was_on: case.two_factor,
            projects: case.projects.clone(),
            repositories: case.repositories.clone(),
            issue_url: case.link.clone(),
            note: case.note.clone(),
            route: Some(case.route.clone()),
            ..Self::new(&case.provider, today)
        }
    }

    /// The username, unless it is empty.
    #[must_use]
    pub fn known_username(&self) -> Option<&str> {
        self.username
            .as_deref()
            .map(str::trim)
            .filter(|name| !name.is_empty())
    }

    /// Whether 2FA was on: as said, or as follows from what is lost.
    #[must_use]
    pub fn two_factor(&self) -> TwoFactor {
        let second = [AccessFact::Totp, AccessFact::Webauthn, AccessFact::Codes];
        let mentioned = |set: &BTreeSet<AccessFact>| second.iter().any(|one| set.contains(one));
        match self.two_factor_was_on {
            Some(true) => TwoFactor::On,
            Some(false) => TwoFactor::Off,
            None if mentioned(&self.lost) || mentioned(&self.have) => TwoFactor::On,
            None => TwoFactor::Unknown,
        }
    }

    /// Projects with repositories, projects without, and repositories of no named project.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        let mut projects = self.projects.clone();
        let mut loose: Vec<String> = self
            .repositories
            .iter()
            .filter(|one| {
                !projects
                    .iter()
                    .any(|project| project.repositories.contains(one))
            })
            .cloned()
            .collect();
        if let [project] = projects.as_mut_slice()
            && project.repositories.is_empty()
        {
            project.repositories.append(&mut loose);
        }
        Evidence {
            projects,
            repositories: loose,
        }
    }
}

/// What proves that the account is the user's own, put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The projects.
    pub projects: Vec<Project>,
    /// Repositories of no named project.
    pub repositories: Vec<String>,
}

impl Evidence {
    /// Every repository, in order.
    pub fn all_repositories(&self) -> impl Iterator<Item = &str> {
        self.projects
            .iter()
            .flat_map(|project| &project.repositories)
            .chain(&self.repositories)
            .map(String::as_str)
    }
}

/// How sure it is that a fact holds, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// The user lost it.
    Lost,
    /// Nobody has said, and many people do not have it.
    Unknown,
    /// Nobody has said, and nearly everybody has it.
    Presumed,
    /// The user has it.
    Have,
}

/// What people have, unless they say that they lost it.
const ORDINARY: [AccessFact; 6] = [
    AccessFact::Password,
    AccessFact::Codes,
    AccessFact::EmailPrimary,
    AccessFact::EmailVerified,
    AccessFact::Username,
    AccessFact::ForgeAccount,
];

/// Every fact, and how sure it is.
#[derive(Debug, Clone)]
pub struct Access {
    facts: [Holds; AccessFact::ALL.len()],
    two_factor: TwoFactor,
}

impl Access {
    /// What a situation says about every fact.
    #[must_use]
    pub fn of(situation: &Situation) -> Self {
        let two_factor = situation.two_factor();
        let facts = AccessFact::ALL.map(|fact| judge(situation, two_factor, fact));
        Self { facts, two_factor }
    }

    /// How sure it is that this holds.
    #[must_use]
    pub fn get(&self, fact: AccessFact) -> Holds {
        position(fact)
            .and_then(|at| self.facts.get(at))
            .copied()
            .unwrap_or(Holds::Unknown)
    }

    /// The same, with these facts there at least as surely as said.
    #[must_use]
    pub fn with(&self, facts: &[AccessFact], holds: Holds) -> Self {
        let mut more = self.clone();
        for slot in facts.iter().filter_map(|fact| position(*fact)) {
            if let Some(fact) = more.facts.get_mut(slot) {
                *fact = holds.max(*fact);
            }
        }
        more
    }

    /// Whether all of these are there at least as surely as said.
    #[must_use]
    pub fn all(&self, facts: &[AccessFact], at_least: Holds) -> bool {
        facts.iter().all(|fact| self.get(*fact) >= at_least)
    }

    /// What is lost.
    #[must_use]
    pub fn lost(&self) -> BTreeSet<AccessFact> {
        AccessFact::ALL
            .into_iter()
            .filter(|fact| self.get(*fact) == Holds::Lost)
            .collect()
    }

    /// What of the needed facts has to come back before the user can sign in as before.
    #[must_use]
    pub fn missing(&self, needed: &[AccessFact]) -> Vec<AccessFact> {
        needed
            .iter()
            .copied()
            .filter(|fact| self.get(*fact) == Holds::Lost)
            .collect()
    }

    /// Whether 2FA was on.
    #[must_use]
    pub fn two_factor(&self) -> TwoFactor {
        self.two_factor
    }
}

fn position(fact: AccessFact) -> Option<usize> {
    AccessFact::ALL.iter().position(|one| *one == fact)
}

fn judge(situation: &Situation, two_factor: TwoFactor, fact: AccessFact) -> Holds {
    let lost = |fact| situation.lost.contains(&fact);
    let given = |fact| situation.have.contains(&fact);
    match fact {
        // Without 2FA there is no second step that could be missing.
        AccessFact::Totp if two_factor == TwoFactor::Off => Holds::Presumed,
        AccessFact::Webauthn | AccessFact::Codes if two_factor == TwoFactor::Off => Holds::Unknown,
        // Codes that the vault holds are worth a look, whatever the user believes.
        AccessFact::Codes if lost(fact) && situation.codes_left_in_vault > Some(0) => {
            Holds::Unknown
        }
        AccessFact::Codes if situation.codes_left_in_vault > Some(0) => Holds::Have,
        AccessFact::EmailVerified if situation.email_verified == Verified::No => Holds::Lost,
        AccessFact::Username if situation.known_username().is_some() => Holds::Have,
        _ if lost(fact) => Holds::Lost,
        AccessFact::EmailVerified if situation.email_verified == Verified::Yes => Holds::Have,
        _ if given(fact) => Holds::Have,
        // Who has lost no second factor has one; who has lost one seldom has another.
        AccessFact::Totp if !lost(AccessFact::Webauthn) => Holds::Presumed,
        _ if ORDINARY.contains(&fact) => Holds::Presumed,
        _ => Holds::Unknown,
    }
}
