//! What holds for every loss: there is always an answer, and keeping more never makes it worse.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a failed expectation is a failed test

use jiff::civil::date;
use model::AccessFact;
use provider::Directory;
use recovery::{NothingForbidden, Plan, Situation, plan};

/// What can be said of a fact, from bad to good.
#[derive(Debug, Clone, Copy)]
enum Said {
    Lost,
    Nothing,
    There,
}

/// Whatever is lost or not, and whatever is there or not mentioned, as far as routes depend on
/// it; all three where they do so in three ways.
const FACTS: [(AccessFact, &[Said]); 11] = {
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
        (AccessFact::Username, &[Lost, Nothing]),
        (AccessFact::ForgeAccount, &[Lost, Nothing]),
    ]
};

fn count() -> usize {
    FACTS.iter().map(|(_, said)| said.len()).product()
}

/// The situation with this number, a number in mixed radix: a digit for each fact.
fn situation(provider: &str, mut number: usize) -> Situation {
    let mut situation = Situation::new(provider, date(2026, 11, 25));
    for (fact, said) in FACTS {
        match said[number % said.len()] {
            Said::Lost => situation.lost.insert(fact),
            Said::Nothing => false,
            Said::There => situation.have.insert(fact),
        };
        number /= said.len();
    }
    situation
}

fn answers(provider: &str) -> Vec<Plan> {
    let directory = Directory::embedded();
    (0..count())
        .map(|number| {
            plan(&directory, &situation(provider, number), &NothingForbidden).expect("a plan")
        })
        .collect()
}

fn check(provider: &str) {
    let answers = answers(provider);
    for (number, plan) in answers.iter().enumerate() {
        let (lost, have) = (&plan.lost, &plan.have);
        let answered =
            plan.route.is_some() || plan.no_way_back.is_some() || plan.nothing_to_recover.is_some();
        assert!(
            answered,
            "no answer: {provider}, lost {lost:?}, have {have:?}"
        );
        assert_eq!(plan.route.is_some(), plan.draft.is_some());
        assert!(plan.route.is_none() || plan.no_way_back.is_none());
        if let Some(route) = &plan.route {
            assert!(
                plan.routes.iter().any(|offer| &offer.id == route),
                "{route} is taken but not offered: lost {lost:?}, have {have:?}"
            );
            assert!(
                plan.draft
                    .as_ref()
                    .is_some_and(|draft| !draft.text.is_empty()),
                "{route} says nothing"
            );
        }
        let trouble = |plan: &Plan| plan.cost.unwrap_or(u32::MAX);
        let mut step = 1;
        for (fact, said) in FACTS {
            if number / step % said.len() + 1 < said.len() {
                let better = &answers[number + step];
                assert!(
                    trouble(better) <= trouble(plan),
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
fn every_loss_at_pypi_has_an_answer_and_keeping_more_is_never_worse() {
    check("pypi");
}

#[test]
fn every_loss_at_github_has_an_answer_and_keeping_more_is_never_worse() {
    check("github");
}

#[test]
fn every_loss_elsewhere_has_an_answer_and_keeping_more_is_never_worse() {
    check("other");
}
