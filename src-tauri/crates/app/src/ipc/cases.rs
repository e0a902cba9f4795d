//! Cases: requests that are followed until the account is back and safer.

use super::DraftView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One step of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepRow {
    /// Names it within the case.
    pub id: String,
    /// The day from which it is due, RFC 3339.
    pub due: String,
    /// What to do.
    pub what: String,
    /// A command that goes with it, to copy.
    pub command: Option<String>,
    /// The letter that goes with it.
    pub letter: Option<DraftView>,
    /// What is told of the case once it is done.
    pub ends: CaseWord,
}

/// Something to do once the account is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AfterRow {
    /// Its id.
    pub id: String,
    /// What to do.
    pub what: String,
    /// Whether it was done.
    pub done: bool,
}

/// A request that is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FollowedCase {
    /// Its id.
    pub id: String,
    /// The service.
    pub service: String,
    /// The user name there; may be empty.
    pub username: String,
    /// `drafted`, `waiting`, `asked`, `regained` or `closed`.
    pub state: String,
    /// The address of the filed request.
    pub link: Option<String>,
    /// What to do next; none when nothing is left to do.
    pub step: Option<StepRow>,
    /// Whether its day has come.
    pub due: bool,
    /// Whether its day is past.
    pub overdue: bool,
    /// What is to be expected after that.
    pub later: Vec<StepRow>,
    /// What to do now that the account is back, in this order.
    pub after: Vec<AfterRow>,
    /// What goes wrong with it, each with what to do.
    pub warnings: Vec<String>,
    /// Sheets that hold what the recovery has made void: to be shredded.
    pub void_sheets: Vec<String>,
}

/// Every case: what is due first comes first, what is over last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Cases {
    /// The cases.
    pub cases: Vec<FollowedCase>,
}

/// Names a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OneCase {
    /// Its id.
    pub case: String,
}

/// What the user tells of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseWord {
    /// The request went out.
    Sent,
    /// The service wrote.
    Message,
    /// It was answered.
    Answered,
    /// The user asked how it stands.
    FollowedUp,
    /// A step was done.
    Done,
    /// The user is in again.
    Regained,
    /// It is over.
    Closed,
}

/// Notes what happened, now.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TellRequest {
    /// The case.
    pub case: String,
    /// What happened.
    pub what: CaseWord,
    /// The step that was done.
    pub step: Option<String>,
    /// The address of the filed request, where it is known now.
    pub link: Option<String>,
}

/// Puts the branch that the service names in its mail into the commands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BranchRequest {
    /// The case.
    pub case: String,
    /// The branch's name; it is kept nowhere.
    pub branch: String,
}

/// A calendar that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedCalendar {
    /// The user chose no file.
    pub cancelled: bool,
    /// The file.
    pub file: String,
    /// How many dates are in it.
    pub dates: u32,
}
