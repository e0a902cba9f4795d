//! How requests really failed, each as a fixture that is caught; and healthy ones, of which none
//! is. The numbers are issues of pypi/support.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a failed expectation is a failed test

use jiff::Timestamp;
use jiff::civil::{Date, date};
use model::{
    AccessFact, Case, CaseEvent, CaseEventKind, CaseId, Ecosystem, FactorKind, MailKeeper, Project,
    ProjectEvidence, Release, Remote,
};
use provider::{Directory, Verified};
use recovery::{Kept, Level, NothingForbidden, Situation, course, plan, project, push_readiness};
use std::sync::LazyLock;

static DIRECTORY: LazyLock<Directory> = LazyLock::new(Directory::embedded);
const TODAY: Date = date(2026, 11, 25);
const OURS: &str = "https://github.com/sampleuser/reef";

/// A clone whose newest release names `released`, and whose origin is `remote`.
fn clone(released: &str, remote: &str) -> ProjectEvidence {
    let urls = vec![released.to_owned()];
    ProjectEvidence {
        ecosystem: Ecosystem::Pypi,
        name: "reef".to_owned(),
        version: Some("1.0".to_owned()),
        urls: urls.clone(),
        release: Some(Release {
            tag: "v1.0".to_owned(),
            urls,
        }),
        remotes: vec![Remote {
            name: "origin".to_owned(),
            url: remote.to_owned(),
        }],
        tags: Vec::new(),
        commits: None,
        keys: Vec::new(),
        owners: Vec::new(),
        publishers: Vec::new(),
    }
}

/// Lost the phone and the codes; everything else is in order.
fn healthy() -> Situation {
    let mut situation = Situation::new("pypi", TODAY);
    situation.username = Some("sampleuser".to_owned());
    situation.lost = [AccessFact::Totp, AccessFact::Codes].into();
    situation.have = [AccessFact::EmailPrimary].into();
    situation.email_verified = Verified::Yes;
    situation.two_factor_was_on = Some(true);
    with(
        &mut situation,
        &clone(OURS, "git@github.com:sampleuser/reef.git"),
    );
    situation
}

/// The situation with the evidence of this clone.
fn with(situation: &mut Situation, evidence: &ProjectEvidence) {
    situation.projects = vec![project(evidence)];
    situation.known.pushes = vec![push_readiness(evidence)];
}

fn rules(situation: &Situation) -> Vec<&'static str> {
    let plan = plan(&DIRECTORY, situation, &NothingForbidden).expect("a plan");
    plan.lint.iter().map(|finding| finding.rule).collect()
}

fn changed(change: impl FnOnce(&mut Situation)) -> Vec<&'static str> {
    let mut situation = healthy();
    change(&mut situation);
    rules(&situation)
}

fn lost(situation: &mut Situation, facts: &[AccessFact]) {
    for fact in facts {
        situation.have.remove(fact);
        situation.lost.insert(*fact);
    }
}

fn kept(what: FactorKind, place: &str) -> Kept {
    Kept {
        what,
        place: place.to_owned(),
    }
}

fn at(days: i64) -> Timestamp {
    let day = 86_400;
    let sent = date(2026, 10, 1)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .expect("a date");
    Timestamp::from_second(sent.timestamp().as_second() + days * day).expect("a moment")
}

/// What is said of a case, so many days after its request went out.
fn followed(events: &[(i64, CaseEventKind)], days: i64) -> Vec<&'static str> {
    let situation = healthy();
    let mut events: Vec<CaseEvent> = events
        .iter()
        .map(|(days, what)| CaseEvent {
            at: at(*days),
            what: what.clone(),
        })
        .collect();
    events.insert(
        0,
        CaseEvent {
            at: at(0),
            what: CaseEventKind::Sent,
        },
    );
    let case = Case {
        id: CaseId::from_random([1; 5]),
        account: None,
        provider: "pypi".to_owned(),
        instance: None,
        username: situation.username,
        route: "request-2fa".to_owned(),
        lost: situation.lost,
        have: situation.have,
        email_verified: Some(true),
        two_factor: Some(true),
        projects: situation.projects,
        repositories: Vec::new(),
        note: None,
        opened: at(0),
        draft: String::new(),
        link: None,
        events,
    };
    let today = at(days).to_zoned(jiff::tz::TimeZone::UTC).date();
    let course = course(&DIRECTORY, &case, &NothingForbidden, today).expect("a course");
    course.warnings.iter().map(|warning| warning.rule).collect()
}

fn done(step: &str) -> CaseEventKind {
    CaseEventKind::Done {
        step: step.to_owned(),
    }
}

/// The nine ways in which recoveries of PyPI accounts broke.
#[test]
fn all_nine_failures_are_seen_coming() {
    use AccessFact::{Codes, EmailPrimary, KnownDevice};
    use CaseEventKind::{FollowedUp, Message};
    let failures: [(&str, &str, Vec<&str>); 9] = [
        (
            "the release links to what the project wraps (#6204)",
            "repository-foreign",
            changed(|it| with(it, &clone("https://github.com/shapes/shapes", OURS))),
        ),
        (
            "the account at the forge was renamed (#8428)",
            "repository-moved",
            changed(|it| with(it, &clone("https://github.com/formername/reef", OURS))),
        ),
        (
            "the mail domain has lapsed (#6463, #10322, #12298)",
            "mail-domain-lapsed",
            changed(|it| it.known.mail_domain_expires = Some(date(2026, 6, 1))),
        ),
        (
            "the university's mailbox is gone, nobody else owns the project (#11600)",
            "sole-owner",
            changed(|it| {
                it.known.mail_keeper = Some(MailKeeper::University);
                it.known.second_owner = Some(false);
                lost(it, &[EmailPrimary]);
            }),
        ),
        (
            "codes in the password manager that held the authenticator (#1300)",
            "codes-beside-totp",
            changed(|it| {
                it.known.kept = vec![
                    kept(FactorKind::Totp, "password manager"),
                    kept(FactorKind::RecoveryCodes, "Password manager"),
                ];
            }),
        ),
        (
            "codes on a machine whose disk failed (#5741)",
            "codes-on-lost-device",
            changed(|it| {
                it.known.kept = vec![
                    kept(FactorKind::Device, "work laptop"),
                    kept(FactorKind::RecoveryCodes, "work laptop"),
                ];
                lost(it, &[KnownDevice]);
            }),
        ),
        (
            "codes are there, and the address is not verified (#10462, #10322)",
            "codes-need-mailbox",
            changed(|it| {
                it.lost.remove(&Codes);
                it.have.insert(Codes);
                it.email_verified = Verified::No;
            }),
        ),
        (
            "answered on the issue and not by mail (#7028, #11512)",
            "answer-by-mail",
            followed(&[(5, Message), (6, FollowedUp)], 7),
        ),
        (
            "no answer for months (#11020, #3692)",
            "closing-soon",
            followed(&[(5, Message)], 50),
        ),
    ];
    for (failure, rule, found) in failures {
        assert!(found.contains(&rule), "{failure}: {found:?}");
    }
}

/// What goes wrong most often: one fixture for each row.
#[test]
fn every_common_mistake_is_caught() {
    use AccessFact::{Codes, EmailPrimary, ForgeAccount, Totp};
    use CaseEventKind::{FollowedUp, Message};
    let note = |text: &str| changed(|it| it.note = Some(text.to_owned()));
    let mistakes: Vec<(&str, &str, Vec<&str>)> = vec![
        (
            "replied on the issue (#1066)",
            "answer-by-mail",
            followed(&[(4, Message), (9, FollowedUp)], 80),
        ),
        (
            "an address in the public issue (#11512, #6910)",
            "deny-email",
            note("Please write to sampleuser@example.org."),
        ),
        (
            "an address as the username (#8902)",
            "username-is-address",
            changed(|it| it.username = Some("sampleuser@example.org".to_owned())),
        ),
        (
            "no username (#6730)",
            "username-missing",
            changed(|it| it.username = None),
        ),
        (
            "a misspelt username (#10965)",
            "username-misspelt",
            changed(|it| {
                it.username = Some("sampleusr".to_owned());
                it.known.accounts = vec![(None, "sampleuser".to_owned())];
            }),
        ),
        (
            "an account of TestPyPI (#5372, #7549)",
            "instance-other",
            changed(|it| {
                it.known.accounts = vec![(Some("testpypi".to_owned()), "sampleuser".to_owned())];
            }),
        ),
        (
            "TestPyPI in the note (#4480)",
            "instance-mixed",
            note("The project is on TestPyPI."),
        ),
        (
            "lost 2FA that never was (#11952)",
            "two-factor-never-on",
            changed(|it| {
                it.two_factor_was_on = Some(false);
                it.email_verified = Verified::No;
                it.lost = [Totp, AccessFact::Password].into();
            }),
        ),
        (
            "codes that turn up after filing (#9664, #7516)",
            "codes-turned-up",
            changed(|it| it.codes_left_in_vault = Some(7)),
        ),
        (
            "a second issue (#7028, #4506)",
            "duplicate-case",
            changed(|it| it.open_case = true),
        ),
        (
            "no right to push to the repository (#1066)",
            "repository-foreign",
            changed(|it| with(it, &clone("https://github.com/somebody/ocean", OURS))),
        ),
        (
            "another repository than the release names (#8428)",
            "repository-not-named",
            changed(|it| {
                it.projects[0].repositories =
                    vec!["https://github.com/sampleuser/new-reef".to_owned()];
            }),
        ),
        (
            "the mail in the spam folder (#10578)",
            "mail-astray",
            followed(&[], 12),
        ),
        (
            "a code spent, and no mail to confirm (#12325, #9547)",
            "codes-need-mailbox",
            changed(|it| {
                it.lost.remove(&Codes);
                it.have.insert(Codes);
                lost(it, &[EmailPrimary]);
            }),
        ),
        (
            "the account of somebody else (#3840)",
            "account-not-own",
            note("My colleague left, and I maintain the project now."),
        ),
        (
            "asked again and again (#10465)",
            "asked-too-early",
            followed(&[(3, done("day-2")), (4, FollowedUp)], 5),
        ),
    ];
    for (mistake, rule, found) in mistakes {
        assert!(found.contains(&rule), "{mistake}: {found:?}");
    }
    // Without GitHub there is no form to file: the route is blocked and says what to do first.
    let mut situation = healthy();
    lost(&mut situation, &[ForgeAccount]);
    let plan = plan(&DIRECTORY, &situation, &NothingForbidden).expect("a plan");
    let route = plan
        .routes
        .iter()
        .find(|route| route.id == "request-2fa")
        .expect("the route");
    assert_eq!(route.blocked_by[0].what, ForgeAccount);
}

/// Requests with which nothing is wrong.
fn healthy_ones() -> Vec<(&'static str, Situation)> {
    use AccessFact::{
        Codes, EmailOther, EmailPrimary, EmailVerified, KnownDevice, Password, Webauthn,
    };
    type Change = fn(&mut Situation);
    let changes: [(&str, Change); 30] = [
        ("as it is", |_| ()),
        ("the key is lost too", |it| lost(it, &[Webauthn])),
        ("only the key", |it| {
            it.lost = [Webauthn, Codes].into();
        }),
        ("the password too", |it| lost(it, &[Password])),
        ("a known device is lost too", |it| lost(it, &[KnownDevice])),
        ("nothing is known but the request", |it| {
            it.known = recovery::Known::default()
        }),
        ("the vault knows the account", |it| {
            it.known.accounts = vec![(None, "sampleuser".to_owned())];
        }),
        ("its name in other letters", |it| {
            it.username = Some("SampleUser".to_owned());
            it.known.accounts = vec![(None, "sampleuser".to_owned())];
        }),
        ("accounts of the same name at both instances", |it| {
            it.known.accounts = vec![
                (None, "sampleuser".to_owned()),
                (Some("testpypi".to_owned()), "sampleuser".to_owned()),
            ];
        }),
        ("another account with quite another name", |it| {
            it.known.accounts = vec![(None, "robot-of-reef".to_owned())];
        }),
        ("a short note", |it| {
            it.note = Some("The phone was stolen on a train.".to_owned());
        }),
        ("a note with a version", |it| {
            it.note = Some("The last release is version 1.10.2.4 of last spring.".to_owned());
        }),
        ("a note with a link", |it| {
            it.note = Some(format!("My name stands in the history of {OURS}."));
        }),
        ("a domain that lasts", |it| {
            it.known.mail_domain_expires = Some(date(2027, 11, 1));
        }),
        ("a mailbox of one's own", |it| {
            it.known.mail_keeper = Some(MailKeeper::Own);
        }),
        ("an employer's mailbox that can be read", |it| {
            it.known.mail_keeper = Some(MailKeeper::Employer);
        }),
        ("alone, with a mailbox", |it| {
            it.known.second_owner = Some(false)
        }),
        ("two owners", |it| it.known.second_owner = Some(true)),
        ("codes and authenticator kept apart", |it| {
            it.known.kept = vec![
                kept(FactorKind::Totp, "phone"),
                kept(FactorKind::RecoveryCodes, "safe"),
            ];
        }),
        ("a device that is kept elsewhere than the codes", |it| {
            it.known.kept = vec![
                kept(FactorKind::Device, "laptop"),
                kept(FactorKind::RecoveryCodes, "safe"),
            ];
            lost(it, &[KnownDevice]);
        }),
        ("a clone with an SSH remote", |it| {
            with(it, &clone(OURS, "ssh://git@github.com/sampleuser/reef.git"));
        }),
        ("a release that names the issues page", |it| {
            with(it, &clone(&format!("{OURS}/issues"), OURS));
        }),
        ("another forge", |it| {
            let there = "https://codeberg.org/sampleuser/reef";
            with(it, &clone(there, there));
        }),
        ("a subgroup", |it| {
            let there = "https://gitlab.com/reefs/python/reef";
            with(it, &clone(there, "git@gitlab.com:reefs/python/reef.git"));
        }),
        ("a second project that names nothing of its own", |it| {
            let other = ProjectEvidence {
                name: "ocean".to_owned(),
                ..clone(OURS, OURS)
            };
            it.projects.push(project(&other));
            it.known.pushes.push(push_readiness(&other));
        }),
        ("a project that was typed in", |it| {
            it.known.pushes = Vec::new();
            it.projects = vec![Project {
                name: "ocean".to_owned(),
                repositories: vec!["https://github.com/sampleuser/ocean".to_owned()],
            }];
        }),
        ("the mailbox is lost, a second address is there", |it| {
            lost(it, &[EmailPrimary]);
            it.have.insert(EmailOther);
            it.email_verified = Verified::Unknown;
        }),
        ("no mailbox is left", |it| {
            lost(it, &[EmailPrimary, EmailOther]);
            it.email_verified = Verified::Unknown;
        }),
        ("the account of TestPyPI, said so", |it| {
            it.instance = Some("testpypi".to_owned());
            it.known.accounts = vec![(Some("testpypi".to_owned()), "sampleuser".to_owned())];
        }),
        ("codes are there, from a place that is known", |it| {
            it.lost = [EmailPrimary, EmailVerified].into();
            it.have = [Codes, KnownDevice].into();
            it.email_verified = Verified::Unknown;
        }),
    ];
    let healthy = changes.into_iter().map(|(what, change)| {
        let mut situation = healthy();
        change(&mut situation);
        (what, situation)
    });
    healthy.collect()
}

#[test]
fn nothing_is_said_of_thirty_healthy_requests() {
    let healthy = healthy_ones();
    assert_eq!(healthy.len(), 30);
    let requests = healthy.iter().filter(|(_, situation)| {
        let plan = plan(&DIRECTORY, situation, &NothingForbidden).expect("a plan");
        plan.draft.is_some_and(|draft| !draft.fields.is_empty())
    });
    assert!(requests.count() > 25, "most of them are requests");
    for (what, situation) in healthy {
        assert_eq!(rules(&situation), Vec::<&str>::new(), "{what}");
    }
}

#[test]
fn nothing_is_said_of_healthy_cases() {
    use CaseEventKind::{Answered, FollowedUp, Message, Regained};
    let cases: [(&[(i64, CaseEventKind)], i64); 7] = [
        (&[], 0),
        (&[], 5),
        (&[(3, done("day-2"))], 15),
        (&[(3, done("day-2")), (22, FollowedUp)], 23),
        (&[(5, Message)], 7),
        (&[(5, Message), (6, Answered)], 40),
        (&[(5, Message), (6, Answered), (9, Regained)], 90),
    ];
    for (events, days) in cases {
        assert_eq!(
            followed(events, days),
            Vec::<&str>::new(),
            "{events:?} {days}"
        );
    }
}

#[test]
fn none_of_these_findings_blocks_a_request() {
    let mut situation = healthy();
    with(
        &mut situation,
        &clone("https://github.com/shapes/shapes", OURS),
    );
    situation.known.mail_domain_expires = Some(date(2026, 6, 1));
    let plan = plan(&DIRECTORY, &situation, &NothingForbidden).expect("a plan");
    assert!(
        plan.lint
            .iter()
            .all(|finding| finding.level == Level::Warning)
    );
    let text = plan.draft.expect("a draft").text;
    assert!(
        !text.contains("I can push to"),
        "nothing is claimed that is not so: {text}"
    );
}
