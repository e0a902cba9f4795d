//! Finding the routes: which ones bring back what is lost, in which order, and what blocks them.

use crate::situation::{Access, Holds, Situation};
use crate::wording::Wording;
use model::AccessFact;
use provider::{Provider, Route};

/// How a route stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It can be taken now.
    Open,
    /// It can be taken if the user has something that they have not mentioned.
    Check,
    /// Something has to be got first; see what blocks it.
    Blocked,
}

/// Something that stands in the way of a route.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Blocker {
    /// The fact that is missing, or that nobody has mentioned.
    pub what: AccessFact,
    /// How to get it.
    pub fix: String,
}

/// A route that is worth showing.
#[derive(Debug, Clone)]
pub struct Offer<'p> {
    /// The route.
    pub route: &'p Route,
    /// How it stands.
    pub standing: Standing,
    /// The set of things needed that is nearest at hand.
    pub needs: Vec<AccessFact>,
    /// What stands in the way.
    pub blocked_by: Vec<Blocker>,
}

/// The way back as a whole.
#[derive(Debug, Clone, Default)]
pub struct Journey<'p> {
    /// The routes to take, in order.
    pub steps: Vec<&'p Route>,
    /// How good it is: 0 where nothing is missing; ranks below 1,000 need nothing more; 1,000
    /// and over needs something from outside; 2,000 and over rests on something unmentioned.
    pub cost: u32,
}

impl<'p> Journey<'p> {
    /// The route to prepare: the request, if there is one; else the first step.
    #[must_use]
    pub fn main(&self) -> Option<&'p Route> {
        let request = self.steps.iter().find(|route| route.kind.is_request());
        request.or(self.steps.first()).copied()
    }
}

/// The best way back, or none. The lowest rank is sought with which everything that is missing
/// comes back; a route may build on what another one restored.
#[must_use]
pub fn journey<'p>(
    provider: &'p Provider,
    situation: &Situation,
    access: &Access,
) -> Option<Journey<'p>> {
    let missing = access.missing(&provider.needed);
    if missing.is_empty() {
        return Some(Journey::default());
    }
    let unblock: Vec<AccessFact> = provider.unblock.keys().copied().collect();
    let helped = access.with(&unblock, Holds::Presumed);
    let pertinent: Vec<&Route> = pertinent(provider, situation, access);
    let levels = [
        (0, access, Holds::Presumed),
        (1_000, &helped, Holds::Presumed),
        (2_000, access, Holds::Unknown),
        (3_000, &helped, Holds::Unknown),
    ];
    levels.into_iter().find_map(|(extra, access, at_least)| {
        pertinent.iter().map(|route| route.rank).find_map(|rank| {
            let within: Vec<&Route> = pertinent
                .iter()
                .copied()
                .filter(|route| route.rank <= rank)
                .collect();
            let steps = chain(&within, access, at_least, &missing)?;
            Some(Journey {
                steps: shortest(steps, access, at_least, &missing),
                cost: extra + rank,
            })
        })
    })
}

/// The routes that apply at all, by rank.
fn pertinent<'p>(provider: &'p Provider, situation: &Situation, access: &Access) -> Vec<&'p Route> {
    let wording = Wording::new(provider, situation, access, false);
    let mut routes: Vec<&Route> = provider
        .routes
        .iter()
        .filter(|route| route.case.is_none() && wording.holds(&route.when))
        .collect();
    routes.sort_by_key(|route| route.rank);
    routes
}

fn passable(route: &Route, access: &Access, at_least: Holds) -> bool {
    route.ways.iter().any(|way| access.all(way, at_least))
}

/// Takes every passable route that brings something back, until all is there.
fn chain<'p>(
    routes: &[&'p Route],
    access: &Access,
    at_least: Holds,
    missing: &[AccessFact],
) -> Option<Vec<&'p Route>> {
    let (mut now, mut steps) = (access.clone(), Vec::new());
    while !now.all(missing, Holds::Unknown) {
        let step = routes.iter().copied().find(|route| {
            passable(route, &now, at_least)
                && route
                    .restores
                    .iter()
                    .any(|fact| missing.contains(fact) && now.get(*fact) == Holds::Lost)
        })?;
        now = now.with(&step.restores, Holds::Have);
        steps.push(step);
    }
    Some(steps)
}

/// Leaves out every step without which the rest still arrives.
fn shortest<'p>(
    mut steps: Vec<&'p Route>,
    access: &Access,
    at_least: Holds,
    missing: &[AccessFact],
) -> Vec<&'p Route> {
    let mut at = 0;
    while at < steps.len() {
        let mut fewer = steps.clone();
        fewer.remove(at);
        match chain(&fewer, access, at_least, missing) {
            Some(shorter) => steps = shorter,
            None => at += 1,
        }
    }
    steps
}

/// Every route worth showing, by rank; of several that send the same form, the first that can
/// be taken.
#[must_use]
pub fn offers<'p>(
    provider: &'p Provider,
    situation: &Situation,
    access: &Access,
    journey: Option<&Journey<'p>>,
) -> Vec<Offer<'p>> {
    let missing = access.missing(&provider.needed);
    let mut offers: Vec<Offer<'p>> = Vec::new();
    for route in pertinent(provider, situation, access) {
        let on_the_way =
            journey.is_some_and(|journey| journey.steps.iter().any(|step| step.id == route.id));
        let helps = route.restores.iter().any(|fact| missing.contains(fact));
        let same_form = |other: &Offer| route.form.is_some() && other.route.form == route.form;
        if !helps || (!on_the_way && offers.iter().any(same_form)) {
            continue;
        }
        let Some(offer) = offer(provider, access, route) else {
            continue;
        };
        if on_the_way {
            offers.retain(|other| !same_form(other));
        }
        offers.push(offer);
    }
    offers
}

/// How this route stands; none where something is needed that nothing brings back.
fn offer<'p>(provider: &'p Provider, access: &Access, route: &'p Route) -> Option<Offer<'p>> {
    let mut ways: Vec<(usize, &Vec<AccessFact>, Vec<Blocker>)> = route
        .ways
        .iter()
        .filter_map(|way| {
            let blockers = blockers(provider, access, way)?;
            let weight = blockers
                .iter()
                .map(|blocker| {
                    if access.get(blocker.what) == Holds::Lost {
                        10
                    } else {
                        1
                    }
                })
                .sum();
            Some((weight, way, blockers))
        })
        .collect();
    ways.sort_by_key(|(weight, ..)| *weight);
    let (weight, way, blocked_by) = ways.into_iter().next()?;
    Some(Offer {
        route,
        standing: match weight {
            0 => Standing::Open,
            1..10 => Standing::Check,
            _ => Standing::Blocked,
        },
        needs: way.clone(),
        blocked_by,
    })
}

/// What is missing for one way; none where it cannot be got.
fn blockers(provider: &Provider, access: &Access, way: &[AccessFact]) -> Option<Vec<Blocker>> {
    way.iter()
        .filter(|fact| access.get(**fact) < Holds::Presumed)
        .map(|fact| {
            let fix = if access.get(*fact) == Holds::Unknown {
                Some(format!("Look whether you have {}.", phrase(*fact)))
            } else {
                advice(provider, access, *fact)
            }?;
            Some(Blocker { what: *fact, fix })
        })
        .collect()
}

/// How something lost comes back: by another route that is open, or by the provider's advice.
fn advice(provider: &Provider, access: &Access, fact: AccessFact) -> Option<String> {
    let first = provider
        .routes
        .iter()
        .filter(|route| route.case.is_none() && !route.kind.is_request())
        .find(|route| route.restores.contains(&fact) && passable(route, access, Holds::Presumed));
    first
        .map(|route| format!("First: {}.", route.name))
        .or_else(|| provider.unblock.get(&fact).cloned())
}

/// The route that the user asked for, whatever it needs.
#[must_use]
pub fn forced<'p>(provider: &'p Provider, access: &Access, route: &'p Route) -> Offer<'p> {
    offer(provider, access, route).unwrap_or_else(|| {
        let needs = route.ways.first().cloned().unwrap_or_default();
        let blocked_by: Vec<Blocker> = needs
            .iter()
            .filter(|fact| access.get(**fact) < Holds::Presumed)
            .map(|fact| Blocker {
                what: *fact,
                fix: advice(provider, access, *fact)
                    .unwrap_or_else(|| format!("This route needs {}.", phrase(*fact))),
            })
            .collect();
        let standing = if blocked_by.is_empty() {
            Standing::Open
        } else {
            Standing::Blocked
        };
        Offer {
            route,
            standing,
            needs,
            blocked_by,
        }
    })
}

/// A fact as it stands in a sentence.
#[must_use]
pub fn phrase(fact: AccessFact) -> &'static str {
    match fact {
        AccessFact::Password => "the password",
        AccessFact::Totp => "the authenticator app",
        AccessFact::Webauthn => "a security key or passkey",
        AccessFact::Codes => "an unused recovery code, in the vault, in downloads or on paper",
        AccessFact::EmailPrimary => "the mailbox of the primary address",
        AccessFact::EmailOther => "the mailbox of another verified address of the account",
        AccessFact::EmailVerified => "a verified address",
        AccessFact::Session => "a browser that is still signed in",
        AccessFact::KnownDevice => "a network and browser that you signed in from before",
        AccessFact::SshKey => "an SSH key that is registered there",
        AccessFact::Pat => "a personal access token",
        AccessFact::Username => "the exact username",
        AccessFact::ForgeAccount => "the account at the forge",
        AccessFact::SecondOwner => "a second owner of the project",
        AccessFact::PaidPlan => "a paid plan",
    }
}
