//! The answer to a loss: routes, draft, lint, and what comes later.

use crate::draft::{Draft, draft, letter};
use crate::haystack::ForbiddenText;
use crate::lint::{self, Finding};
use crate::routes::{self, Blocker, Journey, Offer, Standing, phrase};
use crate::situation::{Access, KnownFile, Situation};
use crate::wording::Wording;
use jiff::civil::Date;
use model::AccessFact;
use provider::{Directory, Incident, Provider, Route, RouteKind, Trigger};
use serde::Serialize;
use std::collections::BTreeSet;
use thiserror::Error;

/// Why no plan can be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The provider is not known.
    #[error("there is no provider '{0}'; 'reentry providers' lists them")]
    UnknownProvider(String),
    /// The provider has no such instance.
    #[error("{provider} has no instance '{instance}'; it has: {known}")]
    UnknownInstance {
        /// The provider's id.
        provider: String,
        /// The instance that was asked for.
        instance: String,
        /// The ones that there are.
        known: String,
    },
    /// The provider has no such route.
    #[error("{provider} has no route '{route}'; it has: {known}")]
    UnknownRoute {
        /// The provider's id.
        provider: String,
        /// The route that was asked for.
        route: String,
        /// The ones that there are.
        known: String,
    },
    /// The same thing is said to be lost and to be there.
    #[error("'{0}' is named as lost and as still there; leave one out")]
    Contradiction(AccessFact),
}

/// The answer to a loss. Its JSON is what `reentry draft` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The provider's id.
    pub provider: String,
    /// The instance's id, also where it is the main one.
    pub instance: String,
    /// The username, where it is known.
    pub username: Option<String>,
    /// What is lost, as the user said.
    pub lost: BTreeSet<AccessFact>,
    /// What is there, as the user said.
    pub have: BTreeSet<AccessFact>,
    /// What happened that is no loss of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<Incident>,
    /// The routes worth showing, the cheapest first.
    pub routes: Vec<RouteOption>,
    /// Other cases: what people may really have come for.
    pub other_cases: Vec<OtherCase>,
    /// What to say when no route is left.
    pub no_way_back: Option<String>,
    /// What to say when nothing is lost that signing in needs.
    pub nothing_to_recover: Option<String>,
    /// The route that the draft is for.
    pub route: Option<String>,
    /// All routes to take one after the other, where one alone is not enough.
    pub journey: Vec<String>,
    /// How much trouble the way back is: see [`Journey::cost`]. None without a way back.
    #[serde(skip)]
    pub cost: Option<u32>,
    /// The prepared request.
    pub draft: Option<Draft>,
    /// What is wrong with it.
    pub lint: Vec<Finding>,
    /// What was thought lost and is there.
    pub found: Vec<Found>,
    /// What can still be released without the account, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub still_releases: Option<String>,
    /// What comes later.
    pub next: Vec<Next>,
    /// What to do once the account is back.
    pub after: Vec<After>,
    /// When the provider's facts were last compared with the live service.
    pub checked: Date,
    /// Where they come from.
    pub sources: Vec<String>,
}

/// A route worth showing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RouteOption {
    /// Its id.
    pub id: String,
    /// How it works.
    pub kind: RouteKind,
    /// What it is, in a few words.
    pub name: String,
    /// Why and when.
    pub why: String,
    /// What it needs.
    pub needs: Vec<AccessFact>,
    /// Days until it is done, from and to, where people have to act.
    pub days: Option<[u32; 2]>,
    /// What of it could not be verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unverified: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// What stands in its way.
    pub blocked_by: Vec<Blocker>,
}

/// A case that is no loss of the user's own access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherCase {
    /// The route to ask for.
    pub route: String,
    /// The case in a sentence.
    pub what: String,
}

/// Something that turned up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What it is.
    pub fact: AccessFact,
    /// What to do with it.
    pub what: String,
    /// The file that it is in, where it is one that lies about.
    #[serde(skip)]
    pub file: Option<String>,
}

/// Something that happens or is due later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Next {
    /// Names the step within its route.
    pub step: String,
    /// Days after what it waits for.
    pub after_days: u32,
    /// What it waits for.
    pub on: Trigger,
    /// What it is and what to do.
    pub what: String,
    /// A command that goes with it, to copy: the program never runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The letter that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
}

impl Next {
    /// When it is due, in two to five words: `day 14`, or after what it waits for.
    #[must_use]
    pub fn when(&self) -> String {
        let days = self.after_days;
        match self.on {
            Trigger::Sent => format!("day {days}"),
            Trigger::Message => "when they write".to_owned(),
            Trigger::Silence => format!("after {days} silent days"),
            Trigger::Unanswered => format!("{days} days without answer"),
        }
    }
}

/// Something to do once the account is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct After {
    /// Its id.
    pub id: String,
    /// What to do.
    pub what: String,
}

impl Plan {
    /// Whether the draft must not go out as it is.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.lint.iter().any(Finding::is_error)
    }
}

/// Finds the routes back and drafts the request for the best of them, or for the one that the
/// user chose. While the lint has an error, no page is offered to open.
///
/// # Errors
/// See [`PlanError`].
pub fn plan(
    directory: &Directory,
    situation: &Situation,
    forbidden: &dyn ForbiddenText,
) -> Result<Plan, PlanError> {
    let provider = directory
        .get(&situation.provider)
        .ok_or_else(|| PlanError::UnknownProvider(situation.provider.clone()))?;
    let instance = provider
        .instance(situation.instance.as_deref())
        .ok_or_else(|| PlanError::UnknownInstance {
            provider: provider.id.clone(),
            instance: situation.instance.clone().unwrap_or_default(),
            known: list(provider.instances.iter().map(|it| it.id.as_str())),
        })?;
    if let Some(fact) = situation.lost.intersection(&situation.have).next() {
        return Err(PlanError::Contradiction(*fact));
    }
    let access = Access::of(situation);
    let journey = routes::journey(provider, situation, &access);
    let mut offers = routes::offers(provider, situation, &access, journey.as_ref());
    let chosen = choose(
        directory,
        provider,
        situation,
        &access,
        journey.as_ref(),
        &mut offers,
    )?;
    let mut draft = chosen.and_then(|route| draft(provider, situation, &access, route));
    let next = chosen
        .map(|route| next(provider, situation, &access, route))
        .unwrap_or_default();
    let lint = lint::lint(&lint::Subject {
        directory,
        provider,
        situation,
        access: &access,
        route: chosen,
        draft: draft.as_ref(),
        letters: &next,
        forbidden,
    });
    if let Some(draft) = draft.as_mut()
        && lint.iter().any(Finding::is_error)
    {
        draft.open_url = None;
    }
    let nothing = access.missing(&provider.needed).is_empty();
    Ok(Plan {
        provider: provider.id.clone(),
        instance: instance.id.clone(),
        username: situation.known_username().map(str::to_owned),
        lost: situation.lost.clone(),
        have: situation.have.clone(),
        routes: offers
            .into_iter()
            .map(|offer| option(offer, &Wording::new(provider, situation, &access, false)))
            .collect(),
        incident: situation.incident,
        other_cases: other_cases(directory, provider),
        no_way_back: journey.is_none().then(|| provider.no_way_back.clone()),
        nothing_to_recover: (nothing && chosen.is_none())
            .then(|| nothing_to_recover(provider, situation, &access)),
        route: chosen.map(|route| route.id.clone()),
        journey: journey
            .iter()
            .flat_map(|it| &it.steps)
            .map(|it| it.id.clone())
            .collect(),
        cost: journey.as_ref().map(|journey| journey.cost),
        draft,
        lint,
        found: found(situation),
        still_releases: still_releases(situation),
        next,
        after: after(provider, situation, &access, chosen),
        checked: provider.checked,
        sources: sources(provider, chosen),
    })
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// The route that the user asked for, or the main one of the journey.
fn choose<'p>(
    directory: &'p Directory,
    provider: &'p Provider,
    situation: &Situation,
    access: &Access,
    journey: Option<&Journey<'p>>,
    offers: &mut Vec<Offer<'p>>,
) -> Result<Option<&'p Route>, PlanError> {
    let known = all_routes(directory, provider);
    let route = match (situation.route.as_deref(), situation.incident) {
        (Some(wanted), _) => known
            .iter()
            .copied()
            .find(|route| route.id == wanted)
            .ok_or_else(|| PlanError::UnknownRoute {
                provider: provider.id.clone(),
                route: wanted.to_owned(),
                known: list(known.iter().map(|it| it.id.as_str())),
            })?,
        (None, Some(incident)) => {
            match known.iter().find(|route| route.incident == Some(incident)) {
                Some(route) => *route,
                None => return Ok(journey.and_then(Journey::main)),
            }
        }
        (None, None) => return Ok(journey.and_then(Journey::main)),
    };
    if !offers.iter().any(|offer| offer.route.id == route.id) {
        offers.push(routes::forced(provider, access, route));
        offers.sort_by_key(|offer| offer.route.rank);
    }
    Ok(Some(route))
}

fn option(offer: Offer, wording: &Wording) -> RouteOption {
    RouteOption {
        id: offer.route.id.clone(),
        kind: offer.route.kind,
        name: offer.route.name.clone(),
        why: wording.fill(&offer.route.why),
        needs: offer.needs,
        days: offer.route.days,
        unverified: offer.route.unverified.as_deref().map(|it| wording.fill(it)),
        standing: offer.standing,
        blocked_by: offer.blocked_by,
    }
}

/// The provider that stands for any service.
const ANY_SERVICE: &str = "other";

/// The provider's routes, and for incidents that it has none for, those for any service.
fn all_routes<'p>(directory: &'p Directory, provider: &'p Provider) -> Vec<&'p Route> {
    let own: Vec<&Route> = provider.routes.iter().collect();
    let general = directory
        .get(ANY_SERVICE)
        .filter(|any| any.id != provider.id)
        .into_iter()
        .flat_map(|any| &any.routes)
        .filter(|route| route.incident.is_some())
        .filter(|route| own.iter().all(|mine| mine.incident != route.incident));
    own.iter().copied().chain(general).collect()
}

fn other_cases(directory: &Directory, provider: &Provider) -> Vec<OtherCase> {
    all_routes(directory, provider)
        .into_iter()
        .filter_map(|route| {
            Some(OtherCase {
                route: route.id.clone(),
                what: route.case.clone()?,
            })
        })
        .collect()
}

fn nothing_to_recover(provider: &Provider, situation: &Situation, access: &Access) -> String {
    let lost = access.lost();
    let name = &provider.name;
    if lost.is_empty() {
        let codes = situation.lost.contains(&AccessFact::Codes);
        let why = match situation.codes_left_in_vault {
            _ if situation.lost.is_empty() => "Nothing is named as lost",
            Some(1..) if codes => "What is named as lost is in the vault",
            _ => "What is named as lost was never set up",
        };
        return format!("{why}, so there is nothing to recover at {name}.");
    }
    let lost = list(lost.into_iter().map(phrase));
    format!(
        "Signing in at {name} does not need what is lost ({lost}). Sign in as usual and replace it."
    )
}

/// What is thought lost, and is in the vault or on paper: what is found comes before every route.
fn found(situation: &Situation) -> Vec<Found> {
    let lost = |fact| situation.lost.contains(&fact);
    let mut found = Vec::new();
    if lost(AccessFact::Codes)
        && let Some(left @ 1..) = situation.codes_left_in_vault
    {
        found.push(Found {
            fact: AccessFact::Codes,
            what: format!(
                "The vault holds {left} unused recovery {} of this account. Try {} before you file anything.",
                if left == 1 { "code" } else { "codes" },
                if left == 1 { "it" } else { "them" },
            ),
            file: None,
        });
    }
    if lost(AccessFact::Totp)
        && let Some(command) = &situation.known.code_command
    {
        found.push(Found {
            fact: AccessFact::Totp,
            what: format!(
                "The vault holds the authenticator's secret of this account and makes its codes ({command}). Try one before you file anything."
            ),
            file: None,
        });
    }
    for sheet in &situation.known.sheets {
        let (fact, what) = match (
            lost(AccessFact::Codes) && sheet.codes,
            lost(AccessFact::Totp) && sheet.otp,
        ) {
            (true, _) => (AccessFact::Codes, "unused recovery codes"),
            (false, true) => (AccessFact::Totp, "the authenticator's secret"),
            (false, false) => continue,
        };
        let place = match &sheet.place {
            Some(place) => format!("kept at: {place}"),
            None => "its place was not noted".to_owned(),
        };
        found.push(Found {
            fact,
            what: format!(
                "Sheet {} of {} shows {what} of this account ({place}).",
                sheet.id, sheet.printed
            ),
            file: None,
        });
    }
    found.extend(
        situation
            .known
            .files
            .iter()
            .filter_map(|file| found_file(situation, file)),
    );
    found
}

fn found_file(situation: &Situation, file: &KnownFile) -> Option<Found> {
    let lost = |fact| situation.lost.contains(&fact);
    let (codes, totp) = (lost(AccessFact::Codes), lost(AccessFact::Totp));
    let (fact, holds) = match (codes && file.codes, totp && file.otp) {
        (true, _) => (AccessFact::Codes, "holds recovery codes of this account"),
        (false, true) => (
            AccessFact::Totp,
            "holds the authenticator's secret of this account",
        ),
        (false, false) if file.sealed && (codes || totp) => (
            AccessFact::Codes,
            "is an encrypted export, and may hold this account",
        ),
        (false, false) => return None,
    };
    Some(Found {
        fact,
        what: format!(
            "{} {holds}. Import it, and try what is in it first.",
            file.shown
        ),
        file: Some(file.file.clone()),
    })
}

/// Trusted publishing needs the forge, and not the account at the registry.
fn still_releases(situation: &Situation) -> Option<String> {
    if situation.lost.contains(&AccessFact::ForgeAccount) {
        return None;
    }
    let projects: Vec<String> = situation
        .known
        .publishers
        .iter()
        .map(|(project, workflows)| format!("{project} ({})", workflows.join(", ")))
        .collect();
    (!projects.is_empty()).then(|| {
        format!(
            "You can still release without this account: {}. The workflow publishes with the \
             forge's own token, as long as you can push there.",
            projects.join(", ")
        )
    })
}

/// What comes later: the form's items and the route's own, in the order of their days.
fn next(provider: &Provider, situation: &Situation, access: &Access, route: &Route) -> Vec<Next> {
    let wording = Wording::new(provider, situation, access, route.kind.is_request());
    let form = route
        .form
        .as_ref()
        .and_then(|id| provider.forms.iter().find(|it| &it.id == id));
    let mut items: Vec<Next> = form
        .iter()
        .flat_map(|form| &form.next)
        .chain(&route.next)
        .filter(|item| wording.holds(&item.when))
        .map(|item| Next {
            step: item
                .mail
                .clone()
                .unwrap_or_else(|| format!("day-{}", item.after_days)),
            after_days: item.after_days,
            on: item.on,
            what: wording.fill(&item.what),
            command: item.command.as_deref().map(|text| wording.fill(text)),
            draft: item
                .mail
                .as_ref()
                .and_then(|id| provider.mails.iter().find(|mail| &mail.id == id))
                .map(|mail| letter(mail, &wording)),
        })
        .collect();
    items.sort_by_key(|item| item.after_days);
    items
}

fn after(
    provider: &Provider,
    situation: &Situation,
    access: &Access,
    route: Option<&Route>,
) -> Vec<After> {
    // A username that is found again, or a colleague's account, changes nothing on the account.
    let changes = |route: &Route| route.restores.iter().any(|it| *it != AccessFact::Username);
    let breach = |route: &Route| route.incident == Some(Incident::Compromised);
    if !route.is_some_and(|route| changes(route) || breach(route)) {
        return Vec::new();
    }
    let request = route.is_some_and(|route| route.kind.is_request());
    let wording = Wording::new(provider, situation, access, request);
    provider
        .after
        .iter()
        .filter(|item| wording.holds(&item.when))
        .map(|item| After {
            id: item.id.clone(),
            what: wording.fill(&item.what),
        })
        .collect()
}

fn sources(provider: &Provider, route: Option<&Route>) -> Vec<String> {
    let form = route
        .and_then(|route| route.form.as_ref())
        .and_then(|id| provider.forms.iter().find(|form| &form.id == id));
    let own = route.map(|route| route.source.as_str());
    let mut sources: Vec<String> = Vec::new();
    for source in own.into_iter().chain(form.map(|form| form.source.as_str())) {
        sources.push(source.to_owned());
    }
    for source in &provider.sources {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    sources
}
