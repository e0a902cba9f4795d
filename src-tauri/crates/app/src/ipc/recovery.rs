//! The way back after a loss: providers, routes, the draft.

use super::Passphrase;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One installation of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InstanceRow {
    /// Its id.
    pub id: String,
    /// Its name as people write it.
    pub name: String,
    /// The host; empty where none is known.
    pub host: String,
}

/// A service that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProviderRow {
    /// The provider's id.
    pub id: String,
    /// Its name as people write it.
    pub name: String,
    /// Its installations, the main one first.
    pub instances: Vec<InstanceRow>,
    /// The day on which its facts were checked.
    pub checked: String,
    /// Whether that is long ago.
    pub stale: bool,
    /// What its ways back need or bring back: the questions worth asking. Words of the command
    /// line.
    pub facts: Vec<String>,
}

/// Every service that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Providers {
    /// By id; `other` last.
    pub providers: Vec<ProviderRow>,
    /// The folders that may be looked through for codes and exports, if the user allows it.
    pub folders: Vec<String>,
}

/// What the user says about a loss. Words of `lost` and `have` are those of the command line.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// The provider's id.
    pub provider: String,
    /// The instance's id.
    pub instance: Option<String>,
    /// The user name there.
    pub username: Option<String>,
    /// What is lost.
    pub lost: Vec<String>,
    /// What is still there.
    pub have: Vec<String>,
    /// Projects of the account.
    pub projects: Vec<String>,
    /// Their public repositories.
    pub repositories: Vec<String>,
    /// The user's own words.
    pub note: Option<Passphrase>,
    /// Whether the service has verified the address.
    pub email_verified: Option<bool>,
    /// Whether two-factor authentication was ever on.
    pub two_factor: Option<bool>,
    /// Whether a request is open already.
    pub open_case: bool,
    /// Whether the usual folders may be looked through for codes and exports of the account.
    #[serde(default)]
    pub look: bool,
    /// The route that the user chose.
    pub route: Option<String>,
}

/// Something that stands in the way of a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BlockerRow {
    /// What is missing, or what nobody has mentioned.
    pub what: String,
    /// How to get it.
    pub fix: String,
}

/// A way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RouteRow {
    /// Its id.
    pub id: String,
    /// What it is.
    pub name: String,
    /// Why and when.
    pub why: String,
    /// `open`, `check` or `blocked`.
    pub standing: String,
    /// Days until it is done, from and to, where people have to act.
    pub days: Option<[u32; 2]>,
    /// What of it could not be verified.
    pub unverified: Option<String>,
    /// What stands in its way.
    pub blocked_by: Vec<BlockerRow>,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldRow {
    /// The label on the page.
    pub label: String,
    /// Whether the form insists on it.
    pub required: bool,
    /// `copy`, `query` (the address carries it) or `tick_yourself`.
    pub fill: String,
    /// The content, or the statement to tick.
    pub value: String,
}

/// A prepared request, letter or way of the user's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftView {
    /// `public` or `private`: who will be able to read it.
    pub visibility: String,
    /// The page to open; none while a lint error stands.
    pub open_url: Option<String>,
    /// The address of a letter.
    pub to: Option<String>,
    /// The subject of a letter.
    pub subject: Option<String>,
    /// The fields of the form.
    pub fields: Vec<FieldRow>,
    /// A command to copy into a terminal. Nothing here runs it.
    pub command: Option<String>,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// The whole in one text.
    pub text: String,
}

/// What is wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingRow {
    /// `error` or `warning`.
    pub level: String,
    /// The field's label, or `subject` or `text`; none for the request as a whole.
    pub field: Option<String>,
    /// The later step whose letter it is about, counted from 0; none for the request itself.
    pub letter: Option<u32>,
    /// Where it begins, in characters of the field's value.
    pub start: Option<u32>,
    /// Where it ends, exclusive.
    pub end: Option<u32>,
    /// What is wrong; never repeats what was found.
    pub message: String,
    /// What to do.
    pub fix: String,
}

/// A case that is no loss of the user's own access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseRow {
    /// The route to ask for.
    pub route: String,
    /// The case in a sentence.
    pub what: String,
}

/// Something that happens or is due later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NextRow {
    /// When it is due, in a few words.
    pub when: String,
    /// What it is and what to do.
    pub what: String,
    /// A command that goes with it, to copy.
    pub command: Option<String>,
    /// The letter that goes with it.
    pub letter: Option<DraftView>,
}

/// Something that was thought lost and is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundRow {
    /// What it is, and what to do with it.
    pub text: String,
    /// Where it is a file that was found on this computer: its position among those, to import it by.
    pub file: Option<u32>,
}

/// The answer to a loss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanView {
    /// The service's name.
    pub service: String,
    /// What happened that is no loss: `compromised` or `locked_by_provider`.
    pub incident: Option<String>,
    /// The ways back, the cheapest first.
    pub routes: Vec<RouteRow>,
    /// The route that the draft is for.
    pub route: Option<String>,
    /// The routes to take one after the other, where one alone is not enough.
    pub journey: Vec<String>,
    /// What people may really have come for, without the one that is drafted.
    pub other_cases: Vec<CaseRow>,
    /// What to say when no route is left, or when nothing is lost that signing in needs.
    pub said: Vec<String>,
    /// What was thought lost and is there.
    pub found: Vec<FoundRow>,
    /// How much was looked through for it, where that was allowed.
    pub looked: Option<String>,
    /// The prepared request.
    pub draft: Option<DraftView>,
    /// The address that opens the mail program with it, where it is a letter that fits.
    pub mailto: Option<String>,
    /// What is wrong with it.
    pub lint: Vec<FindingRow>,
    /// What comes later.
    pub next: Vec<NextRow>,
    /// What to do once the account is back.
    pub after: Vec<String>,
    /// When the facts were checked.
    pub checked: String,
    /// What of them could not be verified.
    pub unverified: Vec<String>,
    /// Where they come from.
    pub sources: Vec<String>,
    /// Whether the draft was compared with the secrets of an open vault.
    pub compared: bool,
}

/// A letter that was saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedLetter {
    /// The user chose no file.
    pub cancelled: bool,
    /// The file.
    pub file: String,
}

/// A text that is on screen.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TextRequest {
    /// The text.
    pub text: Passphrase,
    /// Whether it is a secret, which is taken off the clipboard again.
    pub secret: bool,
}
