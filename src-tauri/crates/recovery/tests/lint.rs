//! The lint on whole plans: what blocks, what warns, and where the place is named.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a failed expectation is a failed test

use jiff::civil::date;
use model::{AccessFact, Project};
use provider::Directory;
use recovery::{
    Finding, Forbidden, ForbiddenKind, ForbiddenText, Haystack, Level, NothingForbidden, Plan,
    PlanError, Situation, plan,
};

const REASON: &str = "Reason for request";

fn lost_everything_but_mail() -> Situation {
    let mut situation = Situation::new("pypi", date(2026, 11, 25));
    situation.username = Some("sampleuser".to_owned());
    situation.lost = [AccessFact::Totp, AccessFact::Codes].into();
    situation.projects = vec![Project {
        name: "sampleproject".to_owned(),
        repositories: vec!["https://github.com/sampleuser/sampleproject".to_owned()],
    }];
    situation
}

fn answer(change: impl FnOnce(&mut Situation)) -> Plan {
    let mut situation = lost_everything_but_mail();
    change(&mut situation);
    plan(&Directory::embedded(), &situation, &NothingForbidden).expect("a plan")
}

fn rules(plan: &Plan) -> Vec<(&str, Level)> {
    plan.lint
        .iter()
        .map(|finding| (finding.rule, finding.level))
        .collect()
}

fn with_note(note: &str) -> Plan {
    answer(|situation| situation.note = Some(note.to_owned()))
}

fn marked(plan: &Plan, finding: &Finding) -> String {
    let field = plan
        .draft
        .iter()
        .flat_map(|draft| &draft.fields)
        .find(|field| Some(&field.label) == finding.field.as_ref())
        .expect("the field");
    let (start, end) = (
        finding.start.expect("a start"),
        finding.end.expect("an end"),
    );
    field.value.chars().skip(start).take(end - start).collect()
}

#[test]
fn a_good_request_has_nothing_against_it() {
    let plan = answer(|_| ());
    assert_eq!(rules(&plan), []);
    assert!(plan.draft.is_some_and(|draft| draft.open_url.is_some()));
}

#[test]
fn what_must_not_be_public_blocks_and_is_named_in_its_place() {
    for (note, rule, place) in [
        (
            "Größe: write to me@example.org.",
            "deny-email",
            "me@example.org",
        ),
        (
            "My code badc 0ffe e0dd f00d fails.",
            "deny-recovery-code",
            "badc 0ffe e0dd f00d",
        ),
        (
            "Key jbswy3dpehpk3pxp fails.",
            "deny-totp-secret",
            "jbswy3dpehpk3pxp",
        ),
        (
            "I pushed the branch a8Kq2LmN0pQr.",
            "deny-verification-token",
            "a8Kq2LmN0pQr",
        ),
    ] {
        let plan = with_note(note);
        assert_eq!(rules(&plan), [(rule, Level::Error)], "{note}");
        assert_eq!(marked(&plan, &plan.lint[0]), place);
        assert_eq!(plan.lint[0].field.as_deref(), Some(REASON));
        assert!(plan.is_blocked());
        assert!(
            plan.draft.is_some_and(|draft| draft.open_url.is_none()),
            "{note}"
        );
        assert!(
            !plan.lint[0].message.contains(place),
            "the message repeats the secret"
        );
    }
}

#[test]
fn mistakes_that_cost_weeks_are_named() {
    use Level::{Error, Warning};
    let none = |situation: &mut Situation| situation.projects.clear();
    let repository = |address: &str| {
        let address = address.to_owned();
        answer(|situation| situation.projects[0].repositories = vec![address])
    };
    for (plan, rule, level) in [
        (answer(|it| it.username = None), "username-missing", Warning),
        (
            answer(|it| it.username = Some("no such name".to_owned())),
            "username-impossible",
            Error,
        ),
        (answer(|it| it.open_case = true), "duplicate-case", Error),
        (answer(none), "repository-missing", Warning),
        (
            answer(|it| it.projects[0].repositories.clear()),
            "repository-missing",
            Warning,
        ),
        (
            answer(|it| it.codes_left_in_vault = Some(7)),
            "codes-turned-up",
            Warning,
        ),
        (
            answer(|it| it.email_verified = provider::Verified::No),
            "mail-unverified",
            Warning,
        ),
        (
            answer(|it| it.today = date(2028, 1, 1)),
            "facts-old",
            Warning,
        ),
        (
            with_note("The account is on TestPyPI."),
            "instance-mixed",
            Warning,
        ),
        (with_note("This is URGENT."), "note-urgent", Warning),
        (with_note(&"words ".repeat(200)), "note-long", Warning),
        (with_note("# Hello"), "note-markup", Warning),
        (
            repository("git@github.com:sampleuser/sampleproject.git"),
            "repository-address",
            Warning,
        ),
        (
            repository("https://github.com/sampleuser"),
            "repository-not-public",
            Warning,
        ),
        (
            repository("https://git.internal/a/b"),
            "repository-not-public",
            Warning,
        ),
        (
            repository("https://user:word@github.com/a/b"),
            "repository-credentials",
            Error,
        ),
    ] {
        assert!(
            rules(&plan).contains(&(rule, level)),
            "{rule}: {:?}",
            plan.lint
        );
        let blocked = plan
            .draft
            .as_ref()
            .is_none_or(|draft| draft.open_url.is_none());
        assert_eq!(blocked, level == Error, "{rule}");
    }
}

#[test]
fn a_mail_address_is_no_username() {
    let plan = answer(|situation| situation.username = Some("me@example.org".to_owned()));
    assert!(rules(&plan).contains(&("username-is-address", Level::Error)));
    assert!(plan.is_blocked());
}

#[test]
fn a_second_factor_that_never_was_is_not_claimed() {
    let plan = answer(|situation| {
        situation.two_factor_was_on = Some(false);
        situation.lost = [AccessFact::Totp, AccessFact::Password].into();
        situation.email_verified = provider::Verified::No;
    });
    assert_eq!(plan.route.as_deref(), Some("request-unverified"));
    assert!(rules(&plan).contains(&("two-factor-never-on", Level::Warning)));
    assert!(
        plan.draft
            .is_some_and(|draft| !draft.text.contains("authenticator"))
    );
}

#[test]
fn codes_in_the_vault_are_offered_first() {
    let plan = answer(|situation| situation.codes_left_in_vault = Some(7));
    assert!(plan.found[0].what.contains("7 unused recovery codes"));
    assert!(plan.routes.iter().any(|route| route.id == "use-code"));
    assert_eq!(
        plan.route.as_deref(),
        Some("request-2fa"),
        "the user's word still counts"
    );
    assert!(
        plan.draft
            .is_some_and(|draft| draft.text.contains("I do not have the recovery codes"))
    );
}

#[test]
fn where_nothing_is_to_be_recovered_it_says_why() {
    let said = |lost: &[AccessFact], codes| {
        let plan = answer(|situation| {
            situation.lost = lost.iter().copied().collect();
            situation.have.clear();
            situation.codes_left_in_vault = codes;
            situation.two_factor_was_on = Some(codes.is_some());
        });
        plan.nothing_to_recover.unwrap_or_default()
    };
    let codes = [AccessFact::Codes];
    for (text, begins) in [
        (said(&[], None), "Nothing is named as lost,"),
        (
            said(&codes, Some(7)),
            "What is named as lost is in the vault,",
        ),
        (
            said(&codes, None),
            "What is named as lost was never set up,",
        ),
    ] {
        assert!(text.starts_with(begins), "{text}");
    }
}

#[test]
fn a_secret_in_the_vault_and_a_sheet_come_before_every_route() {
    let sheet = |otp, codes| recovery::KnownSheet {
        id: "ABCD1234".to_owned(),
        printed: date(2026, 3, 1),
        place: Some("safe".to_owned()),
        otp,
        codes,
    };
    let plan = answer(|situation| {
        situation.known.code_command = Some("reentry code pypi/sampleuser".to_owned());
        situation.known.sheets = vec![sheet(true, true), sheet(true, false), sheet(false, false)];
    });
    assert_eq!(rules(&plan), [("totp-turned-up", Level::Warning)]);
    let facts: Vec<AccessFact> = plan.found.iter().map(|found| found.fact).collect();
    assert_eq!(
        facts,
        [AccessFact::Totp, AccessFact::Codes, AccessFact::Totp]
    );
    assert!(plan.found[1].what.contains("Sheet ABCD1234 of 2026-03-01"));
    assert!(plan.found[1].what.contains("kept at: safe"));
}

#[test]
fn codes_that_are_left_explain_the_forced_tick() {
    let plan = answer(|situation| {
        situation.lost = [AccessFact::EmailPrimary].into();
        situation.have = [AccessFact::Codes].into();
    });
    assert_eq!(plan.route.as_deref(), Some("request-address"));
    assert!(
        plan.draft
            .is_some_and(|draft| draft.text.contains("only because the form cannot be sent"))
    );
}

/// A holder of one obviously invented secret and one address.
struct Holder;

impl ForbiddenText for Holder {
    fn find(&self, text: &Haystack) -> Vec<Forbidden> {
        let hits = |needle: &str, kind, what: &str| -> Vec<Forbidden> {
            let spans = text.find_all([needle]).into_iter();
            spans
                .map(|span| Forbidden {
                    span,
                    kind,
                    what: what.to_owned(),
                })
                .collect()
        };
        let mut found = hits(
            "correct-horse",
            ForbiddenKind::Secret,
            "the password of a test",
        );
        found.extend(hits(
            "somewhere lane",
            ForbiddenKind::Address,
            "an address of a test",
        ));
        found
    }
}

#[test]
fn the_vault_blocks_in_any_spelling() {
    let mut situation = lost_everything_but_mail();
    situation.note = Some("They saw Correct Horse near Somewhere-Lane.".to_owned());
    let plan = plan(&Directory::embedded(), &situation, &Holder).expect("a plan");
    assert_eq!(
        rules(&plan),
        [
            ("vault-secret", Level::Error),
            ("vault-address", Level::Error)
        ]
    );
    assert_eq!(marked(&plan, &plan.lint[0]), "Correct Horse");
    assert_eq!(marked(&plan, &plan.lint[1]), "Somewhere-Lane");
    assert!(plan.draft.is_some_and(|draft| draft.open_url.is_none()));
}

#[test]
fn a_lost_forge_account_blocks_the_request_and_says_what_to_do() {
    let plan = answer(|situation| {
        situation.lost.insert(AccessFact::ForgeAccount);
    });
    let route = plan
        .routes
        .iter()
        .find(|route| route.id == "request-2fa")
        .expect("the route");
    assert_eq!(plan.route.as_deref(), Some("request-2fa"));
    assert_eq!(route.blocked_by[0].what, AccessFact::ForgeAccount);
    assert!(!route.blocked_by[0].fix.is_empty());
}

#[test]
fn a_lost_username_is_looked_up_before_the_request() {
    let plan = answer(|situation| {
        situation.username = None;
        situation.lost.insert(AccessFact::Username);
    });
    assert_eq!(plan.route.as_deref(), Some("request-2fa"));
    assert_eq!(plan.journey, ["look-up-username", "request-2fa"]);
}

#[test]
fn a_reset_and_a_code_bring_back_password_and_device() {
    let plan = answer(|situation| {
        situation.lost = [AccessFact::Password, AccessFact::Totp].into();
    });
    assert_eq!(plan.journey, ["reset", "use-code"]);
    assert_eq!(plan.route.as_deref(), Some("reset"));
}

#[test]
fn without_any_method_github_is_final_and_says_so() {
    let mut situation = Situation::new("github", date(2026, 11, 25));
    situation.lost = AccessFact::ALL.into();
    let plan = plan(&Directory::embedded(), &situation, &NothingForbidden).expect("a plan");
    assert!(plan.route.is_none() && plan.draft.is_none());
    assert!(
        plan.no_way_back
            .is_some_and(|text| text.contains("lost for good"))
    );
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    let ask = |change: &dyn Fn(&mut Situation)| {
        let mut situation = lost_everything_but_mail();
        change(&mut situation);
        plan(&Directory::embedded(), &situation, &NothingForbidden).expect_err("refused")
    };
    let error = ask(&|it| it.provider = "nowhere".to_owned());
    assert_eq!(error, PlanError::UnknownProvider("nowhere".to_owned()));
    let error = ask(&|it| it.instance = Some("mars".to_owned()));
    assert!(
        error.to_string().contains("it has: pypi, testpypi"),
        "{error}"
    );
    let error = ask(&|it| it.route = Some("bribe".to_owned()));
    assert!(error.to_string().contains("request-2fa"), "{error}");
    let error = ask(&|it| it.have = [AccessFact::Totp].into());
    assert_eq!(error, PlanError::Contradiction(AccessFact::Totp));
}
