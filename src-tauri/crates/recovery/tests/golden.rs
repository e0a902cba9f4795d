//! Whole plans as files in `tests/golden`: the JSON, and the texts as a person reads them.
//! `UPDATE_GOLDEN=1 cargo test -p reentry-recovery` writes them anew; then read every change as
//! the person at the other end would.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a failed expectation is a failed test

use jiff::civil::date;
use model::{AccessFact, Project};
use provider::{Directory, Incident, RouteKind, Verified};
use recovery::{Draft, NothingForbidden, Plan, Situation, plan};
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs};

const REPOSITORY: &str = "https://github.com/sampleuser/sampleproject";

fn words(list: &str) -> impl Iterator<Item = AccessFact> {
    list.split_whitespace()
        .map(|word| word.parse().expect("a known word"))
}

fn situation(lost: &str, have: &str) -> Situation {
    let mut situation = Situation::new("pypi", date(2026, 11, 25));
    situation.username = Some("sampleuser".to_owned());
    situation.lost = words(lost).collect();
    situation.have = words(have).collect();
    situation
}

fn with_project(mut situation: Situation) -> Situation {
    situation.projects = vec![Project {
        name: "sampleproject".to_owned(),
        repositories: vec![REPOSITORY.to_owned()],
    }];
    situation
}

static DIRECTORY: LazyLock<Directory> = LazyLock::new(Directory::embedded);

fn answer(situation: &Situation) -> Plan {
    plan(&DIRECTORY, situation, &NothingForbidden).expect("a plan")
}

fn write_draft(page: &mut String, draft: &Draft) {
    for (name, value) in [
        ("open", &draft.open_url),
        ("to", &draft.to),
        ("subject", &draft.subject),
        ("title", &draft.title),
    ] {
        if let Some(value) = value {
            writeln!(page, "{name}: {value}").unwrap();
        }
    }
    if let Some(command) = &draft.command {
        writeln!(page, "command: {command}").unwrap();
    }
    if !draft.fields.is_empty() || draft.subject.is_some() {
        for (at, step) in draft.steps.iter().enumerate() {
            writeln!(page, "{}. {step}", at + 1).unwrap();
        }
    }
    writeln!(page, "\n{}", draft.text).unwrap();
}

/// What a person reads.
fn page(plan: &Plan) -> String {
    let mut page = String::new();
    for route in &plan.routes {
        let here = if Some(&route.id) == plan.route.as_ref() {
            "->"
        } else {
            "  "
        };
        writeln!(
            page,
            "{here} {} ({:?}): {}",
            route.id, route.standing, route.why
        )
        .unwrap();
        if let Some(unverified) = &route.unverified {
            writeln!(page, "     not verified: {unverified}").unwrap();
        }
        for blocker in &route.blocked_by {
            writeln!(page, "     {}: {}", blocker.what, blocker.fix).unwrap();
        }
    }
    if plan.journey.len() > 1 {
        writeln!(page, "one after the other: {}", plan.journey.join(", ")).unwrap();
    }
    for text in [&plan.no_way_back, &plan.nothing_to_recover]
        .into_iter()
        .flatten()
    {
        writeln!(page, "{text}").unwrap();
    }
    for found in &plan.found {
        writeln!(page, "FOUND {}", found.what).unwrap();
    }
    for finding in &plan.lint {
        writeln!(
            page,
            "{:?} {}: {} {}",
            finding.level, finding.rule, finding.message, finding.fix
        )
        .unwrap();
    }
    if let Some(draft) = &plan.draft {
        writeln!(page, "\n==== draft").unwrap();
        write_draft(&mut page, draft);
    }
    for next in &plan.next {
        writeln!(page, "\n==== after {} days: {}", next.after_days, next.what).unwrap();
        if let Some(command) = &next.command {
            writeln!(page, "command: {command}").unwrap();
        }
        if let Some(draft) = &next.draft {
            write_draft(&mut page, draft);
        }
    }
    writeln!(page, "\n==== once you are back").unwrap();
    for after in &plan.after {
        writeln!(page, "- {}: {}", after.id, after.what).unwrap();
    }
    page
}

fn compare(name: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, now).expect("the golden file is written");
        return;
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    assert!(before == now, "{name} has changed; it is now:\n{now}");
}

fn golden(name: &str, plan: &Plan) {
    let json = serde_json::to_string_pretty(plan).expect("JSON") + "\n";
    compare(&format!("{name}.json"), &json);
    compare(&format!("{name}.txt"), &page(plan));
}

fn value<'p>(plan: &'p Plan, label: &str) -> &'p str {
    let draft = plan.draft.as_ref().expect("a draft");
    &draft
        .fields
        .iter()
        .find(|field| field.label == label)
        .expect("the field")
        .value
}

#[test]
fn case_a_device_and_codes_lost_mailbox_fine() {
    let plan = answer(&with_project(situation(
        "totp codes",
        "email_primary password",
    )));
    assert_eq!(plan.route.as_deref(), Some("request-2fa"));
    assert!(plan.lint.is_empty(), "{:?}", plan.lint);
    assert!(value(&plan, "Reason for request").contains("I can push to"));
    golden("case-a", &plan);
}

#[test]
fn case_b_security_key_lost_codes_never_saved_one_project() {
    let mut situation = situation("webauthn codes", "");
    situation.projects = vec![Project {
        name: "sampleproject".to_owned(),
        repositories: vec![],
    }];
    situation.repositories = vec![REPOSITORY.to_owned()];
    let plan = answer(&situation);
    assert_eq!(plan.route.as_deref(), Some("request-2fa"));
    let labels: Vec<&str> = plan
        .draft
        .iter()
        .flat_map(|draft| &draft.fields)
        .map(|field| field.label.as_str())
        .collect();
    assert_eq!(
        labels,
        [
            "PyPI Username",
            "Reason for request",
            "Recovery Codes",
            "Code of Conduct",
            "Acknowledgement"
        ]
    );
    assert_eq!(value(&plan, "PyPI Username"), "`sampleuser`");
    golden("case-b", &plan);
}

#[test]
fn case_c_password_forgotten_two_factor_never_set_up() {
    let mut situation = with_project(situation("password", ""));
    situation.two_factor_was_on = Some(false);
    let first = answer(&situation);
    assert_eq!(first.route.as_deref(), Some("reset"));
    assert!(first.after.iter().any(|after| after.id == "enrol-2fa"));
    golden("case-c-first", &first);

    situation.email_verified = Verified::No;
    let then = answer(&situation);
    assert_eq!(then.route.as_deref(), Some("request-unverified"));
    let letter = then
        .next
        .first()
        .and_then(|next| next.draft.as_ref())
        .expect("the letter");
    assert!(letter.to.is_some());
    assert!(then.after.iter().any(|after| after.id == "enrol-2fa"));
    golden("case-c-unverified", &then);
}

/// Every row of the scenario table of facts: what is lost, what is there, the route.
const ROWS: &[(&str, &str, &str, &str)] = &[
    (
        "row-01-device-code-left",
        "totp",
        "codes email_primary",
        "use-code",
    ),
    (
        "row-02-device-other-factor",
        "totp",
        "webauthn",
        "other-factor",
    ),
    (
        "row-03-device-and-codes",
        "totp codes",
        "email_primary",
        "request-2fa",
    ),
    ("row-04-codes-only", "codes", "totp", "other-factor"),
    (
        "row-05-password-verified",
        "password",
        "email_primary email_verified",
        "reset",
    ),
    (
        "row-06-password-unverified",
        "password email_verified",
        "email_primary",
        "request-unverified",
    ),
    (
        "row-07-password-with-2fa",
        "password",
        "totp email_primary email_verified",
        "reset",
    ),
    (
        "row-08-mailbox-other-address",
        "email_primary",
        "email_other",
        "other-address",
    ),
    (
        "row-09-mailbox-session",
        "email_primary email_other",
        "session",
        "signed-in",
    ),
    (
        "row-09-mailbox-known-device",
        "email_primary email_other",
        "known_device totp",
        "new-address",
    ),
    (
        "row-09-mailbox-webauthn",
        "email_primary email_other",
        "webauthn",
        "new-address",
    ),
    (
        "row-10-mailbox-nothing-else",
        "email_primary email_other",
        "",
        "request-address",
    ),
    (
        "row-10-mailbox-codes-left",
        "email_primary email_other totp",
        "codes",
        "request-address",
    ),
    ("row-11-username", "username", "", "look-up-username"),
];

#[test]
fn every_scenario_row() {
    for (name, lost, have, route) in ROWS {
        let mut situation = with_project(situation(lost, have));
        if lost.contains("username") {
            situation.username = None;
        }
        if name.starts_with("row-05") || name.starts_with("row-06") {
            situation.two_factor_was_on = Some(false);
        }
        let plan = answer(&situation);
        assert_eq!(plan.route.as_deref(), Some(*route), "{name}");
        assert!(!plan.is_blocked(), "{name}: {:?}", plan.lint);
        golden(name, &plan);
    }
}

#[test]
fn row_12_a_departed_colleague() {
    let mut situation = situation("", "");
    situation.route = Some("departed-colleague".to_owned());
    golden("row-12-departed-colleague", &answer(&situation));
}

#[test]
fn an_account_on_the_test_instance_without_projects() {
    let mut situation = situation("totp codes", "email_primary");
    situation.instance = Some("testpypi".to_owned());
    golden("testpypi-no-project", &answer(&situation));
}

#[test]
fn a_lost_key_at_debian_is_replaced_by_another_developer() {
    let mut situation = situation("", "");
    situation.provider = "debian".to_owned();
    situation.route = Some("lost-key".to_owned());
    let plan = answer(&situation);
    assert!(!plan.is_blocked(), "{:?}", plan.lint);
    golden("debian-lost-key", &plan);
}

#[test]
fn the_users_own_words_stand_in_every_request() {
    let mut tried = 0;
    for provider in DIRECTORY.iter() {
        for route in &provider.routes {
            let asks = matches!(
                route.kind,
                RouteKind::Email | RouteKind::InstanceAdmin | RouteKind::GithubIssue
            );
            if !asks {
                continue;
            }
            let mut situation = with_project(situation("totp codes", ""));
            situation.provider = provider.id.clone();
            situation.route = Some(route.id.clone());
            let without = answer(&situation).draft.expect("a draft").text;
            situation.note = Some(" My first release was in May. ".to_owned());
            let with = answer(&situation).draft.expect("a draft").text;
            let place = format!("{}, {}", provider.id, route.id);
            assert!(with.contains("\n\nMy first release was in May."), "{place}");
            assert!(!without.contains("note"), "{place}");
            tried += 1;
        }
    }
    assert!(tried > 15, "{tried}");
}

/// Instances with a way of their own: the service, the instance, lost, there, the route.
const INSTANCES: [(&str, &str, &str, &str, &str); 6] = [
    (
        "gitlab",
        "gitlab-self-managed",
        "totp codes ssh_key session",
        "",
        "admin",
    ),
    (
        "gitlab",
        "gitlab-self-managed",
        "totp codes",
        "ssh_key",
        "ssh-codes-own",
    ),
    ("codeberg", "forgejo", "totp codes", "", "admin-forgejo"),
    (
        "codeberg",
        "gitea",
        "password email_primary",
        "",
        "admin-gitea",
    ),
    ("wordpress-org", "wordpress-site", "totp codes", "", "admin"),
    (
        "readthedocs",
        "readthedocs-business",
        "totp codes",
        "",
        "ask-support",
    ),
];

#[test]
fn instances_have_ways_of_their_own() {
    let mut page = String::new();
    for (provider, instance, lost, have, route) in INSTANCES {
        let mut situation = with_project(situation(lost, have));
        situation.provider = provider.to_owned();
        situation.instance = Some(instance.to_owned());
        let plan = answer(&situation);
        assert!(!plan.is_blocked(), "{instance}: {:?}", plan.lint);
        assert_eq!(plan.route.as_deref(), Some(route), "{instance}");
        writeln!(page, "######## {instance} (lost: {lost})\n").unwrap();
        page += &self::page(&plan);
        page.push('\n');
    }
    compare("instances.txt", &page);
}

/// What is no loss of one's own: the service, the incident, the losses beside it.
const INCIDENTS: [(&str, Incident, &str); 5] = [
    ("pypi", Incident::Compromised, ""),
    ("rubygems", Incident::Compromised, "password"),
    ("npm", Incident::Compromised, "totp codes"),
    ("github", Incident::LockedByProvider, ""),
    ("npm", Incident::LockedByProvider, ""),
];

#[test]
fn incidents_come_before_losses() {
    let mut page = String::new();
    for (provider, incident, lost) in INCIDENTS {
        let mut situation = with_project(situation(lost, ""));
        situation.provider = provider.to_owned();
        situation.incident = Some(incident);
        let plan = answer(&situation);
        assert!(!plan.is_blocked(), "{provider}: {:?}", plan.lint);
        assert_eq!(
            plan.routes.first().map(|route| &route.id),
            plan.route.as_ref()
        );
        let what = incident.name();
        writeln!(page, "######## {provider}: {what} (lost: {lost})\n").unwrap();
        page += &self::page(&plan);
        page.push('\n');
    }
    compare("incidents.txt", &page);
}

#[test]
fn every_service_answers_every_incident_and_offers_it_as_another_case() {
    for provider in DIRECTORY.iter() {
        for incident in Incident::ALL {
            let mut situation = situation("totp", "");
            situation.provider = provider.id.clone();
            let usual = answer(&situation);
            situation.incident = Some(incident);
            let plan = answer(&situation);
            let route = plan.route.expect("a route");
            assert_eq!(plan.incident, Some(incident));
            assert_ne!(Some(&route), usual.route.as_ref());
            assert!(
                usual.other_cases.iter().any(|case| case.route == route),
                "{}: {route}",
                provider.id
            );
            // The route can be asked for by its name as well.
            situation.incident = None;
            situation.route = Some(route.clone());
            assert_eq!(answer(&situation).route, Some(route));
        }
    }
}

#[test]
fn github_has_no_form() {
    let mut situation = situation("totp codes", "ssh_key");
    situation.provider = "github".to_owned();
    let plan = answer(&situation);
    assert_eq!(plan.route.as_deref(), Some("recovery-request"));
    golden("github-ssh-key", &plan);
}

/// The losses that people come with: a name, what is lost, what is there.
const LOSSES: [(&str, &str, &str); 5] = [
    ("device lost, codes left", "totp", "codes email_primary"),
    ("device and codes lost", "totp codes", "email_primary"),
    ("password forgotten", "password", "email_primary"),
    ("mailbox lost", "email_primary email_other", ""),
    (
        "everything lost",
        "password totp webauthn codes email_primary email_other email_verified session known_device ssh_key pat forge_account second_owner",
        "",
    ),
];

/// Every service but PyPI, whose cases stand above: the main routes for [`LOSSES`], `-` where
/// there is none; then further losses with their routes.
type Service = (
    &'static str,
    [&'static str; 5],
    &'static [(&'static str, &'static str, &'static str)],
);

const SERVICES: &[Service] = &[
    (
        "codeberg",
        [
            "use-code",
            "ask-codeberg",
            "reset",
            "other-factor",
            "ask-codeberg",
        ],
        &[
            ("totp codes", "ssh_key email_primary", "ssh-token"),
            ("totp codes ssh_key", "email_primary", "ask-codeberg"),
        ],
    ),
    (
        "crates-io",
        ["github", "github", "github", "-", "ask-team"],
        &[
            ("forge_account", "second_owner", "other-owner"),
            ("forge_account", "email_primary", "ask-team"),
        ],
    ),
    (
        "github",
        ["use-code", "signed-in", "reset", "totp", "-"],
        &[
            ("totp codes", "known_device", "recovery-request"),
            ("password totp codes", "ssh_key", "recovery-request"),
            ("totp codes", "session", "signed-in"),
            ("email_primary email_other", "webauthn", "passkey"),
            (
                "totp codes webauthn session known_device ssh_key pat",
                "email_primary",
                "-",
            ),
            ("username", "", "look-up-username"),
        ],
    ),
    (
        "gitlab",
        ["use-code", "signed-in", "reset", "other-factor", "ticket"],
        &[
            ("totp codes", "ssh_key", "ssh-codes"),
            ("totp codes ssh_key", "paid_plan", "ticket"),
            ("email_primary", "email_other", "other-factor"),
            (
                "totp webauthn codes ssh_key session paid_plan",
                "email_primary",
                "-",
            ),
        ],
    ),
    (
        "npm",
        [
            "use-code",
            "recovery-2fa",
            "reset",
            "other-factor",
            "recovery-any",
        ],
        &[("webauthn codes", "email_primary", "recovery-2fa")],
    ),
    (
        "other",
        ["use-code", "other-factor", "reset", "other-factor", "-"],
        &[],
    ),
    (
        "readthedocs",
        [
            "use-code",
            "ask-support",
            "reset",
            "other-factor",
            "ask-support",
        ],
        &[("totp codes", "session", "signed-in")],
    ),
    (
        "rubygems",
        [
            "use-code",
            "ask-support",
            "reset",
            "other-factor",
            "ask-support-new-address",
        ],
        &[(
            "webauthn codes",
            "email_primary second_owner",
            "ask-support",
        )],
    ),
    (
        "anaconda",
        [
            "use-code",
            "ask-tracker",
            "reset",
            "other-factor",
            "ask-tracker",
        ],
        &[],
    ),
    (
        "aws",
        [
            "alternative",
            "alternative",
            "reset",
            "other-factor",
            "mfa-form",
        ],
        &[],
    ),
    (
        "bitbucket",
        [
            "use-code",
            "email-recovery",
            "reset",
            "other-factor",
            "ask-support",
        ],
        &[("totp codes", "ssh_key", "ssh-codes")],
    ),
    (
        "cloudflare",
        ["use-code", "manual", "reset", "other-factor", "manual"],
        &[("totp codes", "known_device", "try-recovery")],
    ),
    (
        "conda-forge",
        ["github", "github", "github", "-", "-"],
        &[("forge_account", "second_owner", "new-account")],
    ),
    ("debian", ["-", "-", "db", "db", "db"], &[]),
    (
        "discord",
        ["use-code", "signed-in", "reset", "other-factor", "-"],
        &[
            ("totp codes", "session", "signed-in"),
            ("totp codes webauthn session", "", "-"),
        ],
    ),
    (
        "docker-hub",
        [
            "use-code",
            "lockout-form",
            "reset",
            "other-factor",
            "lockout-form-mailbox",
        ],
        &[],
    ),
    (
        "google",
        ["use-code", "signed-in", "recovery", "other-factor", "-"],
        &[],
    ),
    (
        "hackage",
        ["-", "-", "reset", "ask-admin", "ask-admin"],
        &[],
    ),
    (
        "hex",
        [
            "use-code",
            "ask-support",
            "reset",
            "other-factor",
            "ask-support",
        ],
        &[],
    ),
    (
        "homebrew",
        ["github", "github", "github", "-", "-"],
        &[("forge_account", "second_owner", "new-account")],
    ),
    (
        "mastodon",
        ["use-code", "admin", "reset", "other-factor", "admin"],
        &[],
    ),
    (
        "maven-central",
        [
            "use-code",
            "ask-support",
            "reset",
            "other-factor",
            "ask-support",
        ],
        &[],
    ),
    (
        "microsoft",
        ["use-code", "replace-info", "reset", "other-factor", "-"],
        &[],
    ),
    (
        "nuget",
        [
            "microsoft",
            "microsoft",
            "microsoft",
            "ask-support",
            "ask-support",
        ],
        &[("email_primary", "second_owner", "other-owner")],
    ),
    (
        "packagist",
        ["use-code", "ask-team", "reset", "other-factor", "ask-team"],
        &[],
    ),
    ("pause", ["-", "-", "reset", "ask-admin", "ask-admin"], &[]),
    (
        "ubuntu-one",
        ["use-code", "other-factor", "reset", "other-factor", "-"],
        &[
            ("totp codes webauthn", "email_primary", "-"),
            ("email_primary", "email_other", "other-factor"),
        ],
    ),
    (
        "wordpress-org",
        [
            "use-code",
            "mail-recovery",
            "reset",
            "other-factor",
            "ask-team",
        ],
        &[],
    ),
];

/// Accounts that are called otherwise than `sampleuser`: by an address, or in short.
const NAMES: [(&str, &str); 4] = [
    ("aws", "sampleuser@mail.example"),
    ("cloudflare", "sampleuser@mail.example"),
    ("microsoft", "sampleuser@mail.example"),
    ("pause", "SAMPLE"),
];

/// One page for each service, so that a reviewer sees its answers together.
#[test]
fn every_service_and_its_losses() {
    let mut wrong = Vec::new();
    for (provider, routes, more) in SERVICES {
        let mut page = String::new();
        let usual = LOSSES
            .iter()
            .zip(routes)
            .map(|((name, lost, have), route)| (*name, *lost, *have, *route));
        let further = more
            .iter()
            .map(|(lost, have, route)| ("a further case", *lost, *have, *route));
        for (name, lost, have, route) in usual.chain(further) {
            let mut situation = with_project(situation(lost, have));
            if let Some((_, username)) = NAMES.iter().find(|(id, _)| id == provider) {
                situation.username = Some((*username).to_owned());
            }
            situation.provider = (*provider).to_owned();
            if lost.contains("username") {
                situation.username = None;
            }
            let plan = answer(&situation);
            assert!(!plan.is_blocked(), "{provider}, {name}: {:?}", plan.lint);
            let have = if have.is_empty() { "-" } else { have };
            writeln!(page, "######## {name} (lost: {lost}; there: {have})\n").unwrap();
            page += &self::page(&plan);
            page.push('\n');
            let taken = plan.route.as_deref().unwrap_or("-");
            if taken != route {
                wrong.push(format!("{provider}, {name}: {taken} instead of {route}"));
            }
        }
        compare(&format!("service-{provider}.txt"), &page);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_service_is_reviewed() {
    for provider in DIRECTORY.iter() {
        let reviewed = SERVICES.iter().any(|(id, ..)| *id == provider.id);
        assert!(reviewed || provider.id == "pypi", "{}", provider.id);
    }
}

#[test]
fn every_golden_file_has_its_test() {
    let mut known: Vec<String> = ROWS.iter().map(|(name, ..)| (*name).to_owned()).collect();
    known.extend(
        [
            "case-a",
            "case-b",
            "case-c-first",
            "case-c-unverified",
            "row-12-departed-colleague",
            "testpypi-no-project",
            "github-ssh-key",
            "debian-lost-key",
            "incidents",
            "instances",
        ]
        .map(str::to_owned),
    );
    known.extend(SERVICES.iter().map(|(id, ..)| format!("service-{id}")));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        assert!(known.contains(&stem), "{stem} is left over");
    }
}
