//! The lint: what must not go out, and what goes wrong in practice. Every rule but the deny list
//! stands for requests that failed (facts in the provider files, docs/providers.md).

mod account;

use crate::detect::{Detection, detect};
use crate::draft::Draft;
use crate::haystack::{ForbiddenKind, ForbiddenText, Haystack};
use crate::plan::Next;
use crate::situation::{Access, Situation};
use model::AccessFact;
use provider::{Directory, Fill, Provider, Route, RouteKind, TwoFactor, Verified, Visibility};
use serde::Serialize;
use std::collections::BTreeSet;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The draft must not go out.
    Error,
    /// Worth a look before it goes out.
    Warning,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// The rule's name.
    pub rule: &'static str,
    /// The field's label, or `subject` or `text` for a letter; none for the request as a whole.
    pub field: Option<String>,
    /// The later step whose letter it is about, counted from 0; none for the request itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter: Option<usize>,
    /// Where the finding begins, in characters of the field's value.
    pub start: Option<usize>,
    /// Where it ends, exclusive.
    pub end: Option<usize>,
    /// What is wrong. It never repeats what was found.
    pub message: String,
    /// What to do.
    pub fix: String,
}

impl Finding {
    /// Whether it blocks the draft.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }

    fn new(level: Level, rule: &'static str, message: impl Into<String>, fix: &str) -> Self {
        Self {
            level,
            rule,
            field: None,
            letter: None,
            start: None,
            end: None,
            message: message.into(),
            fix: fix.to_owned(),
        }
    }

    fn at(mut self, field: &str, span: std::ops::Range<usize>) -> Self {
        self.field = Some(field.to_owned());
        self.start = Some(span.start);
        self.end = Some(span.end);
        self
    }

    fn on(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
}

/// What is judged.
pub struct Subject<'a> {
    /// All providers: the shapes of their codes are forbidden everywhere.
    pub directory: &'a Directory,
    /// The provider.
    pub provider: &'a Provider,
    /// What the user said.
    pub situation: &'a Situation,
    /// What follows from it.
    pub access: &'a Access,
    /// The chosen route.
    pub route: Option<&'a Route>,
    /// The draft.
    pub draft: Option<&'a Draft>,
    /// The letters of the later steps.
    pub letters: &'a [Next],
    /// The holder of what must not stand in any text.
    pub forbidden: &'a dyn ForbiddenText,
}

/// Judges a draft and its letters: errors first, then in the order of the text.
#[must_use]
pub fn lint(subject: &Subject) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(draft) = subject.draft {
        texts(subject, draft, &mut findings);
    }
    for (at, next) in subject.letters.iter().enumerate() {
        if let Some(letter) = &next.draft {
            let mut found = Vec::new();
            texts(subject, letter, &mut found);
            findings.extend(found.into_iter().map(|finding| Finding {
                letter: Some(at),
                ..finding
            }));
        }
    }
    if subject
        .route
        .is_some_and(|route| route.kind.is_request() && route.case.is_none())
    {
        username(subject, &mut findings);
        instance(subject, &mut findings);
        note(subject, &mut findings);
        case(subject, &mut findings);
        codes_turned_up(subject, &mut findings);
        account::account(subject, &mut findings);
    }
    let form = subject
        .route
        .and_then(|route| route.form.as_ref())
        .and_then(|id| subject.provider.forms.iter().find(|form| &form.id == id));
    if form.is_some_and(|form| form.proof_by_branch) {
        second_factor(subject, &mut findings);
        address(subject, &mut findings);
        repositories(subject, &mut findings);
        account::proof(subject, &mut findings);
    }
    age(subject, &mut findings);
    unverified(subject, &mut findings);
    let mut seen = BTreeSet::new();
    findings.retain(|one| seen.insert((one.rule, one.field.clone(), one.letter, one.start)));
    findings.sort_by_key(|one| one.level);
    findings
}

/// Every text of a draft against the deny list and against the user's own secrets.
fn texts(subject: &Subject, draft: &Draft, findings: &mut Vec<Finding>) {
    let typed = draft
        .fields
        .iter()
        .filter(|field| field.fill != Fill::TickYourself);
    let fields = typed.map(|field| (field.label.as_str(), field.value.as_str()));
    let subject_line = draft.subject.as_deref().map(|text| ("subject", text));
    let title = draft.title.as_deref().map(|text| ("title", text));
    let whole = draft
        .fields
        .is_empty()
        .then_some(("text", draft.text.as_str()));
    for (name, text) in fields.chain(subject_line).chain(title).chain(whole) {
        secrets(subject, draft.visibility, name, text, findings);
        // A route of the user's own is read by the user alone, and made of our words alone.
        let ours = matches!(
            draft.kind,
            RouteKind::SelfService | RouteKind::SshCommand | RouteKind::Delegated
        ) || (draft.kind == RouteKind::WebForm && draft.fields.is_empty());
        if !ours {
            shapes(subject, draft.visibility, name, text, findings);
        }
    }
}

fn secrets(
    subject: &Subject,
    visibility: Visibility,
    name: &str,
    text: &str,
    findings: &mut Vec<Finding>,
) {
    let haystack = Haystack::new(text);
    for hit in subject.forbidden.find(&haystack) {
        if hit.kind == ForbiddenKind::Address && visibility == Visibility::Private {
            continue;
        }
        let rule = match hit.kind {
            ForbiddenKind::Secret => "vault-secret",
            ForbiddenKind::Address => "vault-address",
        };
        findings.push(
            Finding::new(
                Level::Error,
                rule,
                format!("This is {}.", hit.what),
                "Take it out. If it has been published before, replace it at the service.",
            )
            .at(name, hit.span),
        );
    }
}

fn shapes(
    subject: &Subject,
    visibility: Visibility,
    name: &str,
    text: &str,
    findings: &mut Vec<Finding>,
) {
    let evidence = subject.situation.evidence();
    let projects = evidence
        .projects
        .iter()
        .map(|project| project.name.as_str());
    let fingerprints = subject.situation.known.fingerprints.iter();
    let names: Vec<&str> = projects
        .chain(evidence.all_repositories())
        .chain(fingerprints.map(String::as_str))
        .collect();
    for Detection { kind, bytes } in detect(text, visibility, subject.directory, names) {
        let count = |to: usize| text.get(..to).map_or(0, |before| before.chars().count());
        let span = count(bytes.start)..count(bytes.end);
        let readers = match visibility {
            Visibility::Public => "everybody can read this text",
            Visibility::Private => "nobody who helps you needs it",
        };
        findings.push(
            Finding::new(
                Level::Error,
                kind.rule(),
                format!("This looks like {}, and {readers}.", kind.noun()),
                "Take it out, or say it in other words.",
            )
            .at(name, span),
        );
    }
}

fn username_field(subject: &Subject) -> String {
    subject
        .draft
        .and_then(|draft| draft.fields.first())
        .map_or_else(|| "username".to_owned(), |field| field.label.clone())
}

fn username(subject: &Subject, findings: &mut Vec<Finding>) {
    let field = username_field(subject);
    let name = &subject.provider.name;
    let Some(username) = subject.situation.known_username() else {
        findings.push(
            Finding::new(
                Level::Warning,
                "username-missing",
                format!("The {name} username is not known, so its place is empty."),
                "Give it (--username), or put it in yourself. It stands on your public profile and on the pages of your projects.",
            )
            .on(&field),
        );
        return;
    };
    let possible = |name: &str| {
        let pattern = subject.provider.username_pattern.as_ref();
        pattern.is_some_and(|pattern| pattern.is_match(name))
    };
    if username.contains('@') && !possible(username) {
        findings.push(
            Finding::new(
                Level::Error,
                "username-is-address",
                format!("This is a mail address, not a {name} username."),
                "Give the username: it stands on your public profile and on the pages of your projects. An address must not stand in a public request.",
            )
            .on(&field),
        );
    } else if let Some(pattern) = &subject.provider.username_pattern
        && !pattern.is_match(username)
    {
        findings.push(
            Finding::new(
                Level::Error,
                "username-impossible",
                format!("No {name} username can look like this."),
                "Copy the username from your profile's address.",
            )
            .on(&field),
        );
    }
}

fn second_factor(subject: &Subject, findings: &mut Vec<Finding>) {
    let situation = subject.situation;
    let codes = AccessFact::Codes;
    let name = &subject.provider.name;
    let named_lost = [AccessFact::Totp, AccessFact::Webauthn]
        .iter()
        .any(|fact| situation.lost.contains(fact));
    if situation.two_factor_was_on == Some(false) && named_lost {
        findings.push(Finding::new(
            Level::Warning,
            "two-factor-never-on",
            "A second factor is named as lost, but two-factor authentication was never set up; the request does not mention it.",
            "Leave it out of what is lost (--lost). Setting up two-factor authentication is part of signing in again.",
        ));
    }
    if subject.access.two_factor() == TwoFactor::Unknown {
        findings.push(Finding::new(
            Level::Warning,
            "two-factor-unknown",
            "The form has you state that you never generated or have lost your recovery codes; nothing is said about them yet.",
            "Say whether two-factor authentication was ever set up, and whether you still have recovery codes.",
        ));
    } else if !situation.lost.contains(&codes)
        && !situation.have.contains(&codes)
        && subject.access.two_factor() == TwoFactor::On
    {
        findings.push(Finding::new(
            Level::Warning,
            "codes-not-mentioned",
            format!("Nothing is said about the recovery codes; {name} asks you to use them before anything else."),
            "Look for them first. Then say whether the codes are lost or there (--lost, --have).",
        ));
    }
}

fn codes_turned_up(subject: &Subject, findings: &mut Vec<Finding>) {
    let situation = subject.situation;
    if situation.lost.contains(&AccessFact::Codes) && situation.codes_left_in_vault > Some(0) {
        findings.push(Finding::new(
            Level::Warning,
            "codes-turned-up",
            "The vault still holds unused recovery codes of this account.",
            "Try them first: a request takes weeks, and it would be answered with the advice to use them.",
        ));
    }
    if situation.lost.contains(&AccessFact::Totp) && situation.known.code_command.is_some() {
        findings.push(Finding::new(
            Level::Warning,
            "totp-turned-up",
            "The vault holds the authenticator's secret of this account.",
            "Sign in with a code of the vault first: if it is taken, no request is needed.",
        ));
    }
    let turned_up = situation.known.files.iter().any(|file| {
        (file.codes && situation.lost.contains(&AccessFact::Codes))
            || (file.otp && situation.lost.contains(&AccessFact::Totp))
    });
    if turned_up {
        findings.push(Finding::new(
            Level::Warning,
            "file-turned-up",
            "A file on this computer holds what is named as lost.",
            "Import it and try what is in it first; it is named on top.",
        ));
    }
}

fn address(subject: &Subject, findings: &mut Vec<Finding>) {
    let lost = |fact| subject.access.lost().contains(&fact);
    if subject.situation.email_verified == Verified::No && !lost(AccessFact::EmailPrimary) {
        findings.push(Finding::new(
            Level::Warning,
            "mail-unverified",
            "The address on the account is unverified: the request stands still until you confirm the address by mail.",
            "Send the letter under 'next' from that address as soon as the issue has a number.",
        ));
    }
}

fn repositories(subject: &Subject, findings: &mut Vec<Finding>) {
    let evidence = subject.situation.evidence();
    for repository in evidence.all_repositories() {
        if let Some(finding) = judge_repository(subject, repository) {
            findings.push(finding);
        }
    }
    let bare: Vec<&str> = evidence
        .projects
        .iter()
        .filter(|project| project.repositories.is_empty())
        .map(|project| project.name.as_str())
        .collect();
    let fix = "Name a public source repository that your newest release links to and that you can push to (--repo). Without one, the proof takes longer.";
    if evidence.projects.is_empty() && evidence.repositories.is_empty() {
        findings.push(Finding::new(
            Level::Warning,
            "repository-missing",
            "No project and no repository is named: a branch in the repository of a project is the usual proof.",
            fix,
        ));
    } else if !bare.is_empty() {
        findings.push(Finding::new(
            Level::Warning,
            "repository-missing",
            format!("No repository is named for: {}.", bare.join(", ")),
            fix,
        ));
    }
}

/// Whether this can be the address of a public repository.
fn judge_repository(subject: &Subject, repository: &str) -> Option<Finding> {
    let rest = repository
        .strip_prefix("https://")
        .or_else(|| repository.strip_prefix("http://"));
    let Some(rest) = rest else {
        return Some(Finding::new(
            Level::Warning,
            "repository-address",
            "A repository is not given as a web address.",
            "Give the address that a browser opens: https://<forge>/<owner>/<name>.",
        ));
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.contains('@') {
        return Some(Finding::new(
            Level::Error,
            "repository-credentials",
            "The address of a repository holds a user name or a token before the host.",
            "Take everything before the @ out of the address. If it was a token, replace it.",
        ));
    }
    let here = subject
        .provider
        .instances
        .iter()
        .any(|it| it.host.eq_ignore_ascii_case(host));
    let local = !host.contains('.') || host.ends_with(".local") || host.ends_with(".internal");
    let parts = path.split('/').filter(|part| !part.is_empty()).count();
    (here || local || parts < 2).then(|| {
        Finding::new(
            Level::Warning,
            "repository-not-public",
            "The address does not lead to a public source repository.",
            "Give the repository itself, not the project's page, a group or a host inside your network: https://<forge>/<owner>/<name>.",
        )
    })
}

/// Accounts of two instances are not the same.
fn instance(subject: &Subject, findings: &mut Vec<Finding>) {
    let situation = subject.situation;
    let Some(own) = subject.provider.instance(situation.instance.as_deref()) else {
        return;
    };
    let evidence = situation.evidence();
    let texts: Vec<&str> = situation
        .note
        .as_deref()
        .into_iter()
        .chain(evidence.all_repositories())
        .collect();
    let named = subject.provider.instances.iter().find(|other| {
        other.id != own.id
            && !other.host.is_empty()
            // The main host's name can be the end of another's.
            && texts.iter().any(|text| mentions(text, &other.host) || mentions(text, &other.name))
    });
    if let Some(other) = named {
        findings.push(Finding::new(
            Level::Warning,
            "instance-mixed",
            format!(
                "The request is for {}, but {} is mentioned: they keep separate accounts.",
                own.name, other.name
            ),
            "Say which one the account is on (--instance), and keep the other out of the request.",
        ));
    }
}

/// Whether the text has this name as a word of its own.
fn mentions(text: &str, name: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let part = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '-');
    text.match_indices(&name.to_ascii_lowercase())
        .any(|(at, found)| {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + found.len()..).unwrap_or_default();
            !before.ends_with(part)
                && !after.starts_with(|sign: char| sign.is_alphanumeric() || sign == '-')
        })
}

/// Longest note that still helps, in characters.
const LONGEST_NOTE: usize = 600;

fn note(subject: &Subject, findings: &mut Vec<Finding>) {
    const HURRY: [&str; 8] = [
        "urgent",
        "asap",
        "as soon as possible",
        "immediately",
        "emergency",
        "hurry",
        "deadline",
        "right away",
    ];
    let Some(note) = subject.situation.note.as_deref() else {
        return;
    };
    let lower = note.to_lowercase();
    if HURRY.iter().any(|word| mentions(&lower, word)) {
        findings.push(Finding::new(
            Level::Warning,
            "note-urgent",
            "The note asks for speed.",
            "Leave it out: requests are taken in their order, and asking for speed does not help.",
        ));
    }
    if note.chars().count() > LONGEST_NOTE {
        findings.push(Finding::new(
            Level::Warning,
            "note-long",
            format!("The note is over {LONGEST_NOTE} characters long."),
            "Keep what proves that the account is yours; leave out the story.",
        ));
    }
    if note.lines().any(|line| line.trim_start().starts_with('#'))
        || note.contains(" @")
        || note.starts_with('@')
    {
        findings.push(Finding::new(
            Level::Warning,
            "note-markup",
            "The note has a heading or calls somebody with @.",
            "Write plain sentences: headings look like parts of the form, and calling people does not help.",
        ));
    }
}

fn case(subject: &Subject, findings: &mut Vec<Finding>) {
    if subject.situation.open_case {
        findings.push(Finding::new(
            Level::Error,
            "duplicate-case",
            "A request for this account is already open.",
            "Go on in that one; a second request slows both down. If it is closed, close the case here and draft again.",
        ));
    } else if subject.situation.followed_case {
        findings.push(Finding::new(
            Level::Warning,
            "duplicate-case",
            "A case of this account is being followed here already.",
            "Go on in that one; a second request slows both down. If it is over, close it first.",
        ));
    }
}

/// What the provider's file says could not be verified.
fn unverified(subject: &Subject, findings: &mut Vec<Finding>) {
    let provider = subject.provider;
    let in_need = !subject.access.missing(&provider.needed).is_empty();
    let route = subject.route.and_then(|route| route.unverified.as_deref());
    let said: Vec<&str> = provider
        .unverified
        .iter()
        .map(String::as_str)
        .chain(route)
        .collect();
    if (in_need || subject.draft.is_some()) && !said.is_empty() {
        findings.push(Finding::new(
            Level::Warning,
            "facts-unverified",
            format!("Not verified: {}", said.join(" ")),
            "Compare it with the service's own pages before you rely on it.",
        ));
    }
}

fn age(subject: &Subject, findings: &mut Vec<Finding>) {
    let provider = subject.provider;
    if subject.draft.is_some() && provider.is_stale(subject.situation.today) {
        findings.push(Finding::new(
            Level::Warning,
            "facts-old",
            format!(
                "What is known about {} was last checked on {}.",
                provider.name, provider.checked
            ),
            "Compare the live page with the fields here before you send anything.",
        ));
    }
}
