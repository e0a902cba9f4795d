//! What to do next in a case: always one step, in one sentence, with a date.

use crate::draft::Draft;
use crate::haystack::ForbiddenText;
use crate::plan::{Next, Plan, PlanError, plan};
use crate::situation::Situation;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use model::{Case, CaseEventKind, CaseState};
use provider::{Directory, Trigger};
use serde::Serialize;

/// The step of sending the request.
pub const SEND: &str = "send";
/// The step of looking whether something has come.
pub const LOOK: &str = "look";
/// The step of answering the service, where its file knows nothing better.
const ANSWER: &str = "answer";
/// Days after which it is worth to look again, when no date is known.
const LOOK_AGAIN: u32 = 7;

/// Where a case stands and what comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Course {
    /// How the case stands.
    pub state: CaseState,
    /// What to do next; none when the case is over.
    pub step: Option<Step>,
    /// What is to be expected after that, in the order of the days.
    pub later: Vec<Step>,
    /// What to do now that the account is back, in this order; empty before.
    pub after: Vec<AfterStep>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Names it within the case.
    pub id: String,
    /// The day from which it is due, in UTC.
    pub due: Date,
    /// What to do, in a sentence or a few.
    pub what: String,
    /// The letter that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
}

/// Something to do once the account is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AfterStep {
    /// Its id.
    pub id: String,
    /// What to do.
    pub what: String,
    /// Whether it was done.
    pub done: bool,
}

/// Where a case stands and what comes, as of today. Letters are compared with what must not
/// stand in them, as in [`plan`]; one with an error is left out of its step.
///
/// # Errors
/// See [`PlanError`]: the provider's file may have changed since the case was opened.
pub fn course(
    directory: &Directory,
    case: &Case,
    forbidden: &dyn ForbiddenText,
    today: Date,
) -> Result<Course, PlanError> {
    let mut plan = plan(directory, &Situation::of_case(case, today), forbidden)?;
    if plan.is_blocked() {
        plan.draft = None;
        for next in &mut plan.next {
            next.draft = None;
        }
    }
    let state = case.state();
    let mut steps = match state {
        CaseState::Drafted => vec![send(case, &plan)],
        CaseState::Waiting => waiting(case, &plan.next),
        CaseState::Asked => asked(case, &plan.next),
        CaseState::Regained => regained(case, &plan),
        CaseState::Closed => Vec::new(),
    };
    // A stable sort: what the file names first stays first on its day.
    steps.sort_by_key(|step| step.due);
    let mut steps = steps.into_iter();
    let after = match state {
        CaseState::Regained => after(case, &plan),
        _ => Vec::new(),
    };
    Ok(Course {
        state,
        step: steps.next(),
        later: steps.collect(),
        after,
    })
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// Days later, or the same day at the end of all calendars.
fn plus(date: Date, days: u32) -> Date {
    date.checked_add(Span::new().days(i64::from(days)))
        .unwrap_or(date)
}

fn send(case: &Case, plan: &Plan) -> Step {
    Step {
        id: SEND.to_owned(),
        due: day(case.opened),
        what: "Send the request as it is drafted, and note here that it went out, with the \
               address of the issue or the number of the ticket if it has one."
            .to_owned(),
        draft: plan.draft.clone(),
    }
}

fn step(next: &Next, from: Date) -> Step {
    Step {
        id: next.step.clone(),
        due: plus(from, next.after_days),
        what: next.what.clone(),
        draft: next.draft.clone(),
    }
}

/// It is the service's turn.
fn waiting(case: &Case, next: &[Next]) -> Vec<Step> {
    let sent = day(case.last(&CaseEventKind::Sent).unwrap_or(case.opened));
    let heard = case.last(&CaseEventKind::Message).is_some();
    let asked = case.last(&CaseEventKind::FollowedUp);
    let mut steps: Vec<Step> = next
        .iter()
        .filter(|next| match next.on {
            Trigger::Sent => !heard || next.draft.is_some(),
            Trigger::Silence => !heard && asked.is_none(),
            Trigger::Message | Trigger::Unanswered => false,
        })
        .filter(|next| !case.is_done(&next.step))
        .map(|next| step(next, sent))
        .collect();
    if steps.is_empty() {
        steps.push(look(case, sent));
    }
    steps
}

fn look(case: &Case, sent: Date) -> Step {
    let last = case.events.iter().map(|event| event.at).max();
    let since = last.map_or(sent, day);
    let what = match case.last(&CaseEventKind::FollowedUp) {
        Some(_) => {
            "You have asked once, and that was enough: look for an answer, also in the spam \
             folder, and see that the request is still open."
        }
        None => "Look for the answer, also in the spam folder, and see that nothing waits for you.",
    };
    Step {
        id: LOOK.to_owned(),
        due: plus(since, LOOK_AGAIN),
        what: what.to_owned(),
        draft: None,
    }
}

/// The service wrote: it is the user's turn.
fn asked(case: &Case, next: &[Next]) -> Vec<Step> {
    let message = day(case.last(&CaseEventKind::Message).unwrap_or(case.opened));
    let mut steps: Vec<Step> = next
        .iter()
        .filter(|next| next.on == Trigger::Message)
        .map(|next| Step {
            // The days of such a step say when the message can come, and it has come.
            due: message,
            ..step(next, message)
        })
        .collect();
    if steps.is_empty() {
        steps.push(Step {
            id: ANSWER.to_owned(),
            due: message,
            what: "Answer the message in the way that it came, and nowhere else. Give what it \
                   asks for, but never a password, a code or a secret; then note here that you \
                   answered."
                .to_owned(),
            draft: None,
        });
    }
    let deadline = next
        .iter()
        .filter(|next| next.on == Trigger::Unanswered)
        .map(|next| step(next, message));
    steps.extend(deadline);
    steps
}

/// The user is in again, and what made the way back hard is to be mended.
fn regained(case: &Case, plan: &Plan) -> Vec<Step> {
    let since = day(case.last(&CaseEventKind::Regained).unwrap_or(case.opened));
    plan.after
        .iter()
        .filter(|item| !case.is_done(&item.id))
        .map(|item| Step {
            id: item.id.clone(),
            due: since,
            what: item.what.clone(),
            draft: None,
        })
        .collect()
}

fn after(case: &Case, plan: &Plan) -> Vec<AfterStep> {
    plan.after
        .iter()
        .map(|item| AfterStep {
            id: item.id.clone(),
            what: item.what.clone(),
            done: case.is_done(&item.id),
        })
        .collect()
}
