//! Cases: requests that were filed, and what has happened to them since.

use crate::{AccessFact, AccountId, CaseId, Project};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A request that is being followed until its owner is in again. It holds what the request said,
/// so that later letters say the same; nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The account in the vault, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The provider's id.
    pub provider: String,
    /// The instance's id where it is not the main one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The username at the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The id of the route that was taken.
    pub route: String,
    /// What was lost.
    #[serde(default)]
    pub lost: BTreeSet<AccessFact>,
    /// What was still there.
    #[serde(default)]
    pub have: BTreeSet<AccessFact>,
    /// Whether the service had verified the address, where that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// Whether two-factor authentication was ever on, where that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two_factor: Option<bool>,
    /// The projects that the request names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<Project>,
    /// Further repositories that it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repositories: Vec<String>,
    /// The user's own words in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When the case was opened.
    pub opened: Timestamp,
    /// The request as it was drafted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub draft: String,
    /// The address of the filed request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What has happened, in the order in which it was told.
    #[serde(default)]
    pub events: Vec<CaseEvent>,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaseEvent {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: CaseEventKind,
}

/// What can happen to a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum CaseEventKind {
    /// The request went out.
    Sent,
    /// The service wrote.
    Message,
    /// The user answered it.
    Answered,
    /// The user asked once how it stands.
    FollowedUp,
    /// A step was done.
    Done {
        /// The step's id.
        step: String,
    },
    /// The user is in again.
    Regained,
    /// The case is over: given up, withdrawn, or no longer needed.
    Closed,
}

/// How a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// The request is written and has not gone out.
    Drafted,
    /// It is the service's turn.
    Waiting,
    /// The service wrote, and it is the user's turn.
    Asked,
    /// The user is in again; what comes afterwards may still be open.
    Regained,
    /// Over.
    Closed,
}

impl CaseState {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Waiting => "waiting",
            Self::Asked => "asked",
            Self::Regained => "regained",
            Self::Closed => "closed",
        }
    }
}

impl Case {
    /// When something last happened, if it did.
    #[must_use]
    pub fn last(&self, what: &CaseEventKind) -> Option<Timestamp> {
        self.events
            .iter()
            .filter(|event| &event.what == what)
            .map(|event| event.at)
            .max()
    }

    /// Whether a step was done.
    #[must_use]
    pub fn is_done(&self, step: &str) -> bool {
        self.events
            .iter()
            .any(|event| matches!(&event.what, CaseEventKind::Done { step: done } if done == step))
    }

    /// How it stands.
    #[must_use]
    pub fn state(&self) -> CaseState {
        if self.last(&CaseEventKind::Closed).is_some() {
            return CaseState::Closed;
        }
        if self.last(&CaseEventKind::Regained).is_some() {
            return CaseState::Regained;
        }
        match self.last(&CaseEventKind::Message) {
            Some(message) if self.last(&CaseEventKind::Answered) < Some(message) => {
                CaseState::Asked
            }
            None if self.last(&CaseEventKind::Sent).is_none() => CaseState::Drafted,
            _ => CaseState::Waiting,
        }
    }

    /// Whether a request is out, or about to go out.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.state(), CaseState::Regained | CaseState::Closed)
    }

    /// Whether two cases are about the same account at the same service.
    #[must_use]
    pub fn concerns(&self, provider: &str, instance: Option<&str>, username: Option<&str>) -> bool {
        self.provider == provider
            && self.instance.as_deref() == instance
            && match (self.username.as_deref(), username) {
                (Some(mine), Some(theirs)) => mine.eq_ignore_ascii_case(theirs),
                _ => true,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(events: &[CaseEventKind]) -> Case {
        Case {
            id: CaseId::from_random([1; 5]),
            account: None,
            provider: "pypi".into(),
            instance: None,
            username: Some("octopus".into()),
            route: "request-2fa".into(),
            lost: BTreeSet::new(),
            have: BTreeSet::new(),
            email_verified: None,
            two_factor: None,
            projects: Vec::new(),
            repositories: Vec::new(),
            note: None,
            opened: Timestamp::UNIX_EPOCH,
            draft: String::new(),
            link: None,
            events: (1..)
                .zip(events)
                .map(|(second, what)| CaseEvent {
                    at: Timestamp::from_second(second).unwrap_or_default(),
                    what: what.clone(),
                })
                .collect(),
        }
    }

    #[test]
    fn whose_turn_it_is_follows_from_what_happened() {
        use CaseEventKind::{Answered, Closed, FollowedUp, Message, Regained, Sent};
        let turns = [
            (vec![], CaseState::Drafted),
            (vec![Sent], CaseState::Waiting),
            (vec![Sent, FollowedUp], CaseState::Waiting),
            (vec![Sent, Message], CaseState::Asked),
            (vec![Sent, Message, Answered], CaseState::Waiting),
            (vec![Sent, Message, Answered, Message], CaseState::Asked),
            (vec![Sent, Message, Regained], CaseState::Regained),
            (vec![Sent, Closed], CaseState::Closed),
        ];
        for (events, state) in turns {
            assert_eq!(case(&events).state(), state, "{events:?}");
        }
    }

    #[test]
    fn the_same_account_is_recognised_whatever_the_case_of_its_letters() {
        let case = case(&[]);
        assert!(case.concerns("pypi", None, Some("Octopus")));
        assert!(case.concerns("pypi", None, None));
        assert!(!case.concerns("pypi", Some("testpypi"), Some("octopus")));
        assert!(!case.concerns("pypi", None, Some("squid")));
    }

    #[test]
    fn a_case_comes_back_from_json() {
        let case = case(&[
            CaseEventKind::Sent,
            CaseEventKind::Done {
                step: "mail".into(),
            },
        ]);
        let json = serde_json::to_value(&case).expect("JSON");
        assert_eq!(json["events"][1]["event"], "done");
        assert_eq!(json["events"][1]["step"], "mail");
        assert_eq!(serde_json::from_value::<Case>(json).expect("a case"), case);
    }
}
