//! What holds for every loss: there is always an answer, and keeping more never makes it worse.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a failed expectation is a failed test

use jiff::civil::date;
use model::AccessFact;
use provider::{Directory, Provider, Route};
use recovery::{NothingForbidden, Plan, Situation, plan};
use std::collections::BTreeMap;
use std::env;

/// What can be said of a fact, from bad to good.
#[derive(Debug, Clone, Copy)]
enum Said {
    Lost,
    Nothing,
    There,
}

/// Whatever is lost or not, and whatever is there or not mentioned, as far as routes depend on
/// it; all three where they do so in three ways.
const FACTS: [(AccessFact, &[Said]); 15] = {
    use Said::{Lost, Nothing, There};
    [
        (AccessFact::Password, &[Lost, Nothing]),
        (AccessFact::Totp, &[Lost, Nothing, There]),
        (AccessFact::Webauthn, &[Lost, Nothing, There]),
        (AccessFact::Codes, &[Lost, Nothing]),
        (AccessFact::EmailPrimary, &[Lost, Nothing]),
        (AccessFact::EmailOther, &[Lost, There]),
        (AccessFact::EmailVerified, &[Lost, Nothing]),
        (AccessFact::Session, &[Lost, There]),
        (AccessFact::KnownDevice, &[Lost, There]),
        (AccessFact::SshKey, &[Lost, There]),
        (AccessFact::Pat, &[Lost, There]),
        (AccessFact::Username, &[Lost, Nothing]),
        (AccessFact::ForgeAccount, &[Lost, Nothing]),
        (AccessFact::SecondOwner, &[Lost, There]),
        (AccessFact::PaidPlan, &[Lost, There]),
    ]
};

/// Most situations that are tried at one provider; beyond it, every so-manieth one is. The
/// environment variable `EVERY_LOSS` lifts it.
const MOST: usize = 300;

/// The services of which every situation is tried in every run.
const THOROUGH: [&str; 1] = ["pypi"];

type Facts = Vec<(AccessFact, &'static [Said])>;

/// The facts that make a difference at this provider.
fn facts(provider: &Provider) -> Facts {
    let routes = || provider.routes.iter().filter(|route| route.case.is_none());
    let named = |fact: &AccessFact| {
        let route = |route: &Route| {
            let when = &route.when;
            route.ways.iter().flatten().any(|one| one == fact)
                || [&when.lost, &when.lost_any, &when.not_lost, &when.have]
                    .iter()
                    .any(|list| list.contains(fact))
        };
        provider.needed.contains(fact) || routes().any(route)
    };
    FACTS.into_iter().filter(|(fact, _)| named(fact)).collect()
}

fn count(facts: &Facts) -> usize {
    facts.iter().map(|(_, said)| said.len()).product()
}

/// The situation with this number, a number in mixed radix: a digit for each fact.
fn situation(
    provider: &str,
    instance: Option<&str>,
    facts: &Facts,
    mut number: usize,
) -> Situation {
    let mut situation = Situation::new(provider, date(2026, 11, 25));
    situation.instance = instance.map(str::to_owned);
    for (fact, said) in facts {
        match said[number % said.len()] {
            Said::Lost => situation.lost.insert(*fact),
            Said::Nothing => false,
            Said::There => situation.have.insert(*fact),
        };
        number /= said.len();
    }
    situation
}

/// The numbers of the situations that are tried.
fn chosen(provider: &str, count: usize) -> Vec<usize> {
    let all = count <= MOST || THOROUGH.contains(&provider) || env::var_os("EVERY_LOSS").is_some();
    // An odd step meets every digit; the first and the last one are the extremes.
    let step = if all { 1 } else { (count / MOST) | 1 };
    let mut numbers: Vec<usize> = (0..count).step_by(step).collect();
    numbers.extend(count.checked_sub(1));
    numbers
}

struct Answers<'d> {
    directory: &'d Directory,
    provider: &'d str,
    instance: Option<&'d str>,
    facts: &'d Facts,
    known: BTreeMap<usize, Plan>,
}

impl Answers<'_> {
    fn get(&mut self, number: usize) -> Plan {
        let ask = || {
            let situation = situation(self.provider, self.instance, self.facts, number);
            plan(self.directory, &situation, &NothingForbidden).expect("a plan")
        };
        self.known.entry(number).or_insert_with(ask).clone()
    }
}

fn check(directory: &Directory, provider: &str, instance: Option<&str>) {
    let facts = facts(directory.get(provider).expect(provider));
    let mut answers = Answers {
        directory,
        provider,
        instance,
        facts: &facts,
        known: BTreeMap::new(),
    };
    // What differs between instances are single routes: fewer situations show them.
    let step = if instance.is_some() { 7 } else { 1 };
    let numbers = chosen(provider, count(&facts));
    for number in numbers.into_iter().step_by(step) {
        let plan = answers.get(number);
        let (lost, have) = (&plan.lost, &plan.have);
        let answered =
            plan.route.is_some() || plan.no_way_back.is_some() || plan.nothing_to_recover.is_some();
        assert!(
            answered,
            "no answer: {provider}, lost {lost:?}, have {have:?}"
        );
        assert_eq!(plan.route.is_some(), plan.draft.is_some());
        assert!(plan.route.is_none() || plan.no_way_back.is_none());
        assert!(!plan.is_blocked(), "{provider}: {:?}", plan.lint);
        if let Some(route) = &plan.route {
            assert!(
                plan.routes.iter().any(|offer| &offer.id == route),
                "{provider}: {route} is taken but not offered: lost {lost:?}, have {have:?}"
            );
            assert!(
                plan.draft
                    .as_ref()
                    .is_some_and(|draft| !draft.text.is_empty()),
                "{provider}: {route} says nothing"
            );
        }
        let trouble = |plan: &Plan| plan.cost.unwrap_or(u32::MAX);
        let mut step = 1;
        for (fact, said) in &facts {
            if number / step % said.len() + 1 < said.len() {
                let better = answers.get(number + step);
                assert!(
                    trouble(&better) <= trouble(&plan),
                    "{provider}: keeping {fact} makes it worse ({:?} after {:?}): lost {lost:?}, have {have:?}",
                    better.journey,
                    plan.journey,
                );
            }
            step *= said.len();
        }
    }
}

#[test]
fn every_loss_at_the_thorough_ones_has_an_answer_and_keeping_more_is_never_worse() {
    let directory = Directory::embedded();
    for provider in THOROUGH {
        check(&directory, provider, None);
    }
}

#[test]
fn every_loss_elsewhere_has_an_answer_and_keeping_more_is_never_worse() {
    let directory = Directory::embedded();
    let others: Vec<&str> = directory
        .iter()
        .map(|provider| provider.id.as_str())
        .filter(|id| !THOROUGH.contains(id))
        .collect();
    assert!(others.contains(&"other"));
    for provider in others {
        check(&directory, provider, None);
    }
}

#[test]
fn every_loss_at_a_further_instance_has_an_answer_and_keeping_more_is_never_worse() {
    let directory = Directory::embedded();
    let mut tried = 0;
    for provider in directory.iter() {
        for instance in provider.instances.iter().skip(1) {
            check(&directory, &provider.id, Some(&instance.id));
            tried += 1;
        }
    }
    assert!(tried > 4, "{tried}");
}
