//! The types of a provider file (TOML). One file describes one service: how its codes look, which
//! routes lead back in, which form it asks to fill in, and which mails follow. Unknown keys are
//! errors, and so is a fact without a source.

use jiff::civil::Date;
use model::AccessFact;
use regex::{Captures, Regex};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The version of the file format that this program reads.
pub const SCHEMA: u32 = 1;

/// A regular expression, checked with its file. It is compiled when it is first asked, for most
/// runs ask none of them; clones share what was compiled. Matching takes linear time.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub struct Pattern {
    text: String,
    compiled: Arc<OnceLock<Result<Regex, regex::Error>>>,
}

impl Pattern {
    /// As it stands in the file.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the text fits. What is no expression fits nothing; no checked file has such.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled().is_ok_and(|regex| regex.is_match(text))
    }

    /// The groups of the first place that fits.
    #[must_use]
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.compiled().ok()?.captures(text)
    }

    /// The compiled expression.
    ///
    /// # Errors
    /// Why it is no expression, or too big a one.
    pub fn compiled(&self) -> Result<&Regex, &regex::Error> {
        self.compiled
            .get_or_init(|| Regex::new(&self.text))
            .as_ref()
    }
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        let compiled = Arc::default();
        Self { text, compiled }
    }
}

/// A provider: everything that is known about one service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The file format's version: [`SCHEMA`].
    pub schema: u32,
    /// Lower-case letters, digits and dashes; the file is called `<id>.toml`.
    pub id: String,
    /// The service's name as people write it.
    pub name: String,
    /// The day on which the facts were last compared with the live service.
    #[serde(deserialize_with = "toml_date")]
    pub checked: Date,
    /// Where the facts come from: public addresses or `owner/repository:path`.
    pub sources: Vec<String>,
    /// What could not be verified about the service as a whole: sentences that the user is
    /// shown with every plan.
    #[serde(default)]
    pub unverified: Vec<String>,
    /// What has to be there before the user can sign in as before; the rest only helps.
    #[serde(default = "needed_to_sign_in")]
    pub needed: Vec<AccessFact>,
    /// What a username can look like; used to catch a mistyped one.
    #[serde(default)]
    pub username_pattern: Option<Pattern>,
    /// Its installations, the main one first.
    #[serde(rename = "instance")]
    pub instances: Vec<Instance>,
    /// How its recovery codes look, where it has any.
    #[serde(default)]
    pub codes: Option<CodesRule>,
    /// What to do about a lost thing that the service itself does not give back: fact -> advice.
    #[serde(default)]
    pub unblock: BTreeMap<AccessFact, String>,
    /// What to say when no route is left.
    pub no_way_back: String,
    /// The routes back.
    #[serde(default, rename = "route")]
    pub routes: Vec<Route>,
    /// Forms that routes fill in.
    #[serde(default, rename = "form")]
    pub forms: Vec<Form>,
    /// Letters that routes and later steps send.
    #[serde(default, rename = "mail")]
    pub mails: Vec<Mail>,
    /// What to do once the account is back, in order.
    #[serde(default)]
    pub after: Vec<AfterItem>,
}

/// One installation of a service with accounts of its own. The first one is the main one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// Lower-case letters, digits and dashes; unique over all providers.
    pub id: String,
    /// The name as people write it.
    pub name: String,
    /// The host name; empty for a service without a known one.
    #[serde(default)]
    pub host: String,
    /// Issuers in otpauth URIs and in other apps, compared without regard to ASCII case.
    #[serde(default)]
    pub issuers: Vec<String>,
    /// Names of recovery-code files that the service offers for download. A group called
    /// `username` catches the username.
    #[serde(default)]
    pub files: Vec<Pattern>,
    /// The name under which the service offers its recovery codes for download; `{username}` and
    /// `{time}` (ISO 8601 in UTC, `_` for the colons as browsers save it) stand for what it puts in.
    #[serde(default)]
    pub download: Option<String>,
}

/// How a service's recovery codes look and behave.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodesRule {
    /// How many codes a fresh set has, where that is fixed.
    #[serde(default)]
    pub count: Option<u32>,
    /// One code, without the ignored characters; anchored at both ends.
    pub pattern: Pattern,
    /// Characters that the service drops from what is typed.
    #[serde(default)]
    pub ignore: String,
    /// Codes that setting up 2FA spends, without anybody knowing later which.
    #[serde(default)]
    pub burned_at_setup: u32,
    /// Whether the service shows the codes again later; absent where unknown.
    #[serde(default)]
    pub shown_again: Option<bool>,
    /// Whether a new set makes the former one void.
    #[serde(default = "yes")]
    pub regenerate_voids_old: bool,
    /// Whether a few codes of this shape are enough to name the service.
    #[serde(default)]
    pub unique_shape: bool,
    /// Whether codes of this shape are so common (eight digits, say) that not even a full set
    /// of them names the service: only the file's name or a line above them does.
    #[serde(default)]
    pub common_shape: bool,
    /// Lines that stand before the codes in a file or in a copied text.
    #[serde(default)]
    pub header_lines: Vec<String>,
    /// How the service writes them into its file, where that differs from one code a line.
    #[serde(default)]
    pub form: CodesForm,
    /// What of this could not be verified, in a sentence.
    #[serde(default)]
    pub unverified: Option<String>,
    /// Where the facts come from.
    pub source: String,
}

/// How a file of recovery codes is written. The default is one code a line, each ended by a line
/// feed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodesForm {
    /// Lines above the codes.
    #[serde(default)]
    pub head: Vec<String>,
    /// What stands in front of each code.
    #[serde(default)]
    pub bullet: String,
    /// Lines end with carriage return and line feed.
    #[serde(default)]
    pub crlf: bool,
    /// The last line has no end.
    #[serde(default)]
    pub open_end: bool,
}

/// The ways in which a route works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RouteKind {
    /// The user does it alone on the service's pages.
    SelfService,
    /// A command over SSH, shown and copied, never run.
    SshCommand,
    /// A form on the service's own site.
    WebForm,
    /// A public issue on GitHub.
    GithubIssue,
    /// A letter by mail.
    Email,
    /// An issue in the user's own repository, as a proof.
    RepoIssueAsProof,
    /// A signed letter by somebody else.
    SignedEmailByThirdParty,
    /// The administrator of the instance.
    InstanceAdmin,
    /// Another service decides.
    Delegated,
    /// Nothing can be done.
    None,
}

impl RouteKind {
    /// Whether people at the service have to act.
    #[must_use]
    pub fn is_request(self) -> bool {
        !matches!(self, Self::SelfService | Self::SshCommand | Self::None)
    }
}

/// Who can read what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody.
    Public,
    /// The service's staff, or only the user.
    Private,
}

/// What is no loss of one's own, but is asked for in the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Incident {
    /// Somebody else is in the account, or may be.
    Compromised,
    /// The service has locked the account.
    LockedByProvider,
}

impl Incident {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 2] = [Self::Compromised, Self::LockedByProvider];

    /// The word, as in provider files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Compromised => "compromised",
            Self::LockedByProvider => "locked_by_provider",
        }
    }

    /// The incident that this word names.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == word)
    }
}

/// A way back.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Lower-case letters, digits and dashes; unique in the file.
    pub id: String,
    /// How it works.
    pub kind: RouteKind,
    /// What it is, in a few words that can follow "First:".
    pub name: String,
    /// Cost and trouble: a lower rank is tried first.
    pub rank: u32,
    /// Why and when this route, in a sentence or two.
    pub why: String,
    /// What the user has again afterwards.
    #[serde(default)]
    pub restores: Vec<AccessFact>,
    /// What is needed: any one of these sets is enough. Prefer the first.
    #[serde(default)]
    pub ways: Vec<Vec<AccessFact>>,
    /// The route is offered only when this holds.
    #[serde(default)]
    pub when: Condition,
    /// Set for what is no loss of the user's own access ("the account of a colleague who left"):
    /// such a route is offered under this name and taken only when it is asked for.
    #[serde(default)]
    pub case: Option<String>,
    /// The incident that this route answers; it then also needs `case`. A provider without such
    /// a route has the one of the provider `other`.
    #[serde(default)]
    pub incident: Option<Incident>,
    /// Days until it is done: from, to.
    #[serde(default)]
    pub days: Option<[u32; 2]>,
    /// The page to open.
    #[serde(default)]
    pub url: Option<String>,
    /// The command of an SSH route: shown and copied, never run.
    #[serde(default)]
    pub command: Option<String>,
    /// What of this route could not be verified, in a sentence that the user is shown.
    #[serde(default)]
    pub unverified: Option<String>,
    /// The form that it fills in.
    #[serde(default)]
    pub form: Option<String>,
    /// The letter that it sends.
    #[serde(default)]
    pub mail: Option<String>,
    /// What to do, in order.
    #[serde(default, rename = "step")]
    pub steps: Vec<Sentence>,
    /// What comes later, in order.
    #[serde(default)]
    pub next: Vec<NextItem>,
    /// Where the facts come from.
    pub source: String,
}

/// A form on a page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Lower-case letters, digits and dashes; unique in the file.
    pub id: String,
    /// Who can read what is sent.
    pub visibility: Visibility,
    /// The page, without the fields that can be prefilled.
    pub url: String,
    /// The title that the page sets.
    #[serde(default)]
    pub title: Option<String>,
    /// Longest address that may be opened, in encoded characters; see [`crate::MAX_URL`].
    #[serde(default)]
    pub max_url: Option<usize>,
    /// Whether the service then asks for a branch in a public repository, and for a mail from
    /// the account's address: the request is checked for both.
    #[serde(default)]
    pub proof_by_branch: bool,
    /// The labels that the live form requires, as a check that none is forgotten below.
    pub required: Vec<String>,
    /// The fields, in the form's order.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    /// What to do, in order.
    #[serde(default, rename = "step")]
    pub steps: Vec<Sentence>,
    /// What comes later, in order.
    #[serde(default)]
    pub next: Vec<NextItem>,
    /// Where the facts come from.
    pub source: String,
}

/// The kinds of fields in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line.
    Input,
    /// Several lines.
    Textarea,
    /// One choice of several.
    Dropdown,
    /// A statement to tick.
    Checkboxes,
}

/// How a field gets its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// The user copies and pastes it.
    Copy,
    /// The address of the page carries it.
    Query,
    /// The user reads it and decides: a declaration is never made for them.
    TickYourself,
}

/// A field of a form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The label, verbatim.
    pub label: String,
    /// What it is.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// Whether the form insists on it.
    pub required: bool,
    /// How it gets its content.
    pub fill: Fill,
    /// The form's own id of the field, which is its name in the address (`fill = "query"`).
    #[serde(default)]
    pub param: Option<String>,
    /// The statement to tick or the entry to choose, verbatim.
    #[serde(default)]
    pub option: Option<String>,
    /// The content: the sentences whose condition holds.
    #[serde(default)]
    pub say: Vec<Sentence>,
    /// Whether the user's own note goes below the content.
    #[serde(default)]
    pub note: bool,
}

/// A letter by mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Lower-case letters, digits and dashes; unique in the file.
    pub id: String,
    /// The address; none for an answer to a mail that came, or where every instance has its own.
    #[serde(default)]
    pub to: Option<String>,
    /// Who can read it.
    pub visibility: Visibility,
    /// The subject; none where the thing is a comment on the issue.
    #[serde(default)]
    pub subject: Option<String>,
    /// The content: the sentences whose condition holds.
    pub say: Vec<Sentence>,
    /// Where the facts come from.
    pub source: String,
}

/// Something that happens or is due later.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextItem {
    /// Days after what it waits for.
    pub after_days: u32,
    /// What it waits for.
    #[serde(default)]
    pub on: Trigger,
    /// What it is and what to do.
    pub what: String,
    /// A command that goes with it, to copy.
    #[serde(default)]
    pub command: Option<String>,
    /// Said only when this holds.
    #[serde(default)]
    pub when: Condition,
    /// The letter that goes with it.
    #[serde(default)]
    pub mail: Option<String>,
}

/// What a later step waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Days after the request went out.
    #[default]
    Sent,
    /// The service's message; the days say when it can come at the earliest.
    Message,
    /// Days after the request went out without any message. Asked once, never before.
    Silence,
    /// Days after a message that was not answered.
    Unanswered,
}

/// Something to do once the account is back.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterItem {
    /// Lower-case letters, digits and dashes; unique in the file.
    pub id: String,
    /// What to do.
    pub what: String,
    /// Said only when this holds.
    #[serde(default)]
    pub when: Condition,
}

/// Where a sentence begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// After a space.
    #[default]
    Sentence,
    /// On a new line.
    Line,
    /// After an empty line.
    Paragraph,
}

/// What a sentence is repeated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Each {
    /// Every project whose repository is known: `{project}`, `{repository}`.
    ProjectWithRepository,
    /// Every project whose repository is not known: `{project}`.
    ProjectWithoutRepository,
    /// Every repository that belongs to no named project: `{repository}`.
    Repository,
}

/// A piece of text with places to fill: see [`PLACES`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// The text.
    pub text: String,
    /// Said only when this holds.
    #[serde(default)]
    pub when: Condition,
    /// Where it begins.
    #[serde(default)]
    pub start: Start,
    /// What it is repeated for.
    #[serde(default)]
    pub each: Option<Each>,
}

/// The places that a text can have: name, and what stands there.
pub const PLACES: [(&str, &str); 9] = [
    ("username", "the username"),
    ("instance", "the instance's name"),
    ("host", "the instance's host name"),
    ("project", "a project's name (with `each`)"),
    ("repository", "a repository's address (with `each`)"),
    (
        "first_repository",
        "the first repository that the user can push to",
    ),
    ("issue", "the address of the request, once it is filed"),
    (
        "note",
        "the user's own words; without any, the sentence is left out",
    ),
    (
        "proof",
        "what only the owner knows, and dates of the projects; in private texts only; without any, the sentence is left out",
    ),
];

/// Whether the service says that the address is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verified {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// Nobody has looked.
    #[default]
    Unknown,
}

/// Whether two-factor authentication was ever set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwoFactor {
    /// It was on.
    On,
    /// It never was.
    Off,
    /// Nobody has said.
    #[default]
    Unknown,
}

/// When something applies: everything that is given has to hold; nothing given holds always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// All of these are lost.
    pub lost: Vec<AccessFact>,
    /// At least one of these is lost.
    pub lost_any: Vec<AccessFact>,
    /// None of these is lost.
    pub not_lost: Vec<AccessFact>,
    /// The user said that they have all of these.
    pub have: Vec<AccessFact>,
    /// Two-factor authentication was in one of these states.
    pub two_factor: Vec<TwoFactor>,
    /// The address is in one of these states.
    pub email_verified: Vec<Verified>,
    /// Whether projects are named.
    pub projects: Option<bool>,
    /// Whether a repository is named.
    pub repositories: Option<bool>,
    /// Whether the chosen route asks people at the service.
    pub request: Option<bool>,
    /// The account is on this instance.
    pub instance: Option<String>,
}

impl Condition {
    /// Whether it holds in every situation.
    #[must_use]
    pub fn is_always(&self) -> bool {
        *self == Self::default()
    }
}

/// What stands between a user and signing in at most services.
fn needed_to_sign_in() -> Vec<AccessFact> {
    vec![
        AccessFact::Password,
        AccessFact::Totp,
        AccessFact::Webauthn,
        AccessFact::Codes,
        AccessFact::EmailPrimary,
        AccessFact::EmailVerified,
        AccessFact::Username,
    ]
}

fn yes() -> bool {
    true
}

/// A TOML date without a time.
fn toml_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    let day = match (written.date, written.time) {
        (Some(day), None) => day,
        _ => return Err(D::Error::custom("expected a date such as 2026-11-21")),
    };
    let year = i16::try_from(day.year).map_err(D::Error::custom)?;
    let month = i8::try_from(day.month).map_err(D::Error::custom)?;
    let of_month = i8::try_from(day.day).map_err(D::Error::custom)?;
    Date::new(year, month, of_month).map_err(D::Error::custom)
}
