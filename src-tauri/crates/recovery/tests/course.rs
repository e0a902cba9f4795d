//! Cases over the weeks: what to do next, on which day.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is a failed test"
)]

use jiff::Timestamp;
use jiff::civil::{Date, date};
use model::{AccessFact, Case, CaseEvent, CaseEventKind, CaseId, CaseState, Project};
use proptest::prelude::*;
use provider::Directory;
use recovery::{
    Course, Forbidden, ForbiddenKind, ForbiddenText, Haystack, NothingForbidden, calendar, course,
};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static DIRECTORY: LazyLock<Directory> = LazyLock::new(Directory::embedded);
const OPENED: Date = date(2026, 3, 2);

fn at(day: i32) -> Timestamp {
    let noon = OPENED.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    let opened = noon.expect("a moment").timestamp();
    opened + jiff::SignedDuration::from_hours(24 * i64::from(day))
}

fn on(day: i64) -> Date {
    OPENED
        .checked_add(jiff::Span::new().days(day))
        .expect("a day")
}

fn case(provider: &str, route: &str, lost: &[AccessFact]) -> Case {
    Case {
        id: CaseId::from_random([7; 5]),
        account: None,
        provider: provider.into(),
        instance: None,
        username: Some("octopus".into()),
        route: route.into(),
        lost: lost.iter().copied().collect(),
        have: BTreeSet::new(),
        email_verified: None,
        two_factor: None,
        projects: vec![Project {
            name: "octopus-tools".into(),
            repositories: vec!["https://github.com/octopus/tools".into()],
        }],
        repositories: Vec::new(),
        note: None,
        opened: at(0),
        draft: String::new(),
        link: None,
        events: Vec::new(),
    }
}

fn told(case: &mut Case, day: i32, what: CaseEventKind) {
    case.events.push(CaseEvent { at: at(day), what });
}

fn done(case: &mut Case, day: i32, step: &str) {
    let step = step.to_owned();
    told(case, day, CaseEventKind::Done { step });
}

fn now(case: &Case, day: i64) -> Course {
    course(&DIRECTORY, case, &NothingForbidden, on(day)).expect("a course")
}

/// The next step's id, day and first words.
fn next(case: &Case, day: i64) -> (String, Date, String) {
    let step = now(case, day).step.expect("a step");
    (step.id, step.due, step.what)
}

#[test]
fn second_factor_and_codes_lost_is_led_from_the_request_to_a_safer_account() {
    use CaseEventKind::{Answered, FollowedUp, Message, Regained, Sent};
    let mut case = case(
        "pypi",
        "request-2fa",
        &[AccessFact::Totp, AccessFact::Codes],
    );
    let course = now(&case, 0);
    assert_eq!(course.state, CaseState::Drafted);
    let step = course.step.expect("a step");
    assert_eq!((step.id.as_str(), step.due), ("send", on(0)));
    assert!(step.draft.is_some_and(|draft| draft.open_url.is_some()));

    told(&mut case, 1, Sent);
    let (id, due, what) = next(&case, 1);
    assert_eq!(due, on(3));
    assert!(what.contains("spam"), "{what}");

    // Nothing came: one polite line after three weeks, and never before.
    done(&mut case, 3, &id);
    let (id, due, _) = next(&case, 4);
    assert_eq!((id.as_str(), due), ("nudge", on(22)));
    let letter = now(&case, 22).step.and_then(|step| step.draft);
    assert!(letter.is_some_and(|letter| letter.text.contains("still open")));
    told(&mut case, 22, FollowedUp);
    let (id, due, what) = next(&case, 23);
    assert_eq!((id.as_str(), due), ("look", on(29)));
    assert!(what.contains("asked once"), "{what}");

    // The mail with the branch's name: push, then answer the mail and nothing else.
    told(&mut case, 30, Message);
    let course = now(&case, 30);
    assert_eq!(course.state, CaseState::Asked);
    let step = course.step.expect("a step");
    assert_eq!((step.id.as_str(), step.due), ("reply-branch", on(30)));
    let command = step.command.expect("a command");
    assert!(command.starts_with("git push https://github.com/octopus/tools"));
    assert!(step.what.contains("an answer on the issue does not count"));
    assert!(step.draft.is_some_and(|letter| letter.subject.is_some()));
    let deadline = course.later.last().expect("the day it is closed");
    assert_eq!(deadline.due, on(90));
    told(&mut case, 31, Answered);
    assert_eq!(next(&case, 31).0, "look");

    // In again: in order, what makes the next time easier.
    told(&mut case, 40, Regained);
    let order: Vec<_> = now(&case, 40)
        .after
        .iter()
        .map(|item| item.id.clone())
        .collect();
    assert_eq!(order.first().map(String::as_str), Some("set-password"));
    assert_eq!(order.last().map(String::as_str), Some("close"));
    for id in &order {
        assert_eq!(&next(&case, 41).0, id);
        done(&mut case, 41, id);
    }
    let course = now(&case, 42);
    assert_eq!(course.step, None);
    assert!(course.after.iter().all(|item| item.done));
}

#[test]
fn a_password_that_no_mail_can_reset_begins_with_a_mail_to_support() {
    let mut case = case(
        "pypi",
        "request-unverified",
        &[AccessFact::Password, AccessFact::EmailVerified],
    );
    case.email_verified = Some(false);
    case.two_factor = Some(false);
    case.link = Some("https://github.com/pypi/support/issues/1".into());
    told(&mut case, 0, CaseEventKind::Sent);
    let step = now(&case, 0).step.expect("a step");
    assert_eq!((step.id.as_str(), step.due), ("confirm-address", on(0)));
    let letter = step.draft.expect("a letter");
    assert!(
        letter
            .text
            .contains("https://github.com/pypi/support/issues/1")
    );
    done(&mut case, 0, "confirm-address");
    assert_eq!(next(&case, 0).1, on(2));
}

/// Whatever is told in whatever order, there is a step with a date until all is done.
#[test]
fn no_open_case_is_without_a_step() {
    use CaseEventKind::{Answered, FollowedUp, Message, Sent};
    let directory = Directory::embedded();
    for provider in directory.iter() {
        for route in provider.routes.iter().filter(|it| it.kind.is_request()) {
            let stories: [&[CaseEventKind]; 6] = [
                &[],
                &[Sent],
                &[Sent, FollowedUp],
                &[Sent, Message],
                &[Sent, Message, Answered],
                &[Message],
            ];
            for story in stories {
                let mut case = case(&provider.id, &route.id, &[AccessFact::Totp]);
                for (day, what) in (0..).zip(story) {
                    told(&mut case, day, what.clone());
                }
                let course = course(&directory, &case, &NothingForbidden, on(9)).expect("a course");
                let step = course.step.expect("a step");
                assert!(!step.what.is_empty() && step.due >= on(0), "{}", route.id);
                let followed_up = story.contains(&FollowedUp) || story.contains(&Message);
                let asks_again = step.what.contains("Nothing has come?");
                assert!(!(followed_up && asks_again), "{}", route.id);
            }
        }
    }
}

struct Address;

impl ForbiddenText for Address {
    fn find(&self, text: &Haystack) -> Vec<Forbidden> {
        text.find("octopus")
            .into_iter()
            .map(|span| Forbidden {
                span,
                kind: ForbiddenKind::Address,
                what: "an address".into(),
            })
            .collect()
    }
}

#[test]
fn a_calendar_holds_the_dates_and_nothing_that_is_forbidden() {
    let mut case = case(
        "pypi",
        "request-2fa",
        &[AccessFact::Totp, AccessFact::Codes],
    );
    told(&mut case, 0, CaseEventKind::Sent);
    let course = now(&case, 0);
    let directory = Directory::embedded();
    let text = calendar(&[(&case, &course)], &directory, &NothingForbidden, at(0));
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    assert!(text.contains("DTSTART;VALUE=DATE:20260304\r\nDTEND;VALUE=DATE:20260305\r\n"));
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    assert_eq!(text.matches("TRIGGER:PT9H").count(), 2, "each reminds");
    assert!(text.lines().all(|line| line.len() <= 75));

    told(&mut case, 5, CaseEventKind::Message);
    let course = now(&case, 5);
    let text = calendar(&[(&case, &course)], &directory, &Address, at(0));
    assert!(!text.replace("\r\n ", "").contains("octopus"), "{text}");
    assert!(text.contains("Open Reentry"));
}

/// What can happen to a case, in any order that people tell it in.
fn happening() -> impl Strategy<Value = (i32, CaseEventKind)> {
    let what = prop_oneof![
        3 => Just(CaseEventKind::Sent),
        3 => Just(CaseEventKind::Message),
        2 => Just(CaseEventKind::Answered),
        2 => Just(CaseEventKind::FollowedUp),
        1 => Just(CaseEventKind::Regained),
        2 => "day-2|nudge|reply-branch|review|new-codes".prop_map(|step| CaseEventKind::Done { step }),
    ];
    (0_i32..120, what)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever was told, there is one next step with a date, until everything is done.
    #[test]
    fn an_open_case_always_has_a_next_step(
        happened in proptest::collection::vec(happening(), 0..8),
        later in 0_i32..200,
    ) {
        let mut case = case("pypi", "request-2fa", &[AccessFact::Totp, AccessFact::Codes]);
        for (day, what) in happened {
            told(&mut case, day, what);
        }
        case.events.sort_by_key(|event| event.at);
        let course = now(&case, i64::from(later));
        let over = course.state == CaseState::Regained && course.after.iter().all(|item| item.done);
        prop_assert_eq!(course.step.is_none(), over, "{:?}", course.state);
        for step in course.step.iter().chain(&course.later) {
            prop_assert!(step.due >= OPENED);
            prop_assert!(!step.what.is_empty() && !step.id.is_empty());
        }
        let dates: Vec<Date> = course.step.iter().chain(&course.later).map(|step| step.due).collect();
        prop_assert!(dates.is_sorted(), "{dates:?}");
    }
}
