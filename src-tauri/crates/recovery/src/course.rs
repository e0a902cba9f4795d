//! What to do next in a case: always one step, in one sentence, with a date.

use crate::draft::Draft;
use crate::haystack::ForbiddenText;
use crate::plan::{Next, Plan, PlanError, plan};
use crate::situation::Situation;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use model::{Case, CaseEventKind, CaseState};
use provider::{Directory, Trigger, Visibility};
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
    /// What goes wrong with it, as requests have gone wrong before.
    pub warnings: Vec<Warning>,
}

/// Something that goes wrong with a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The rule's name.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub fix: String,
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
    /// A command that goes with it, to copy: the program never runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The letter that goes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// What is told of the case once it is done.
    #[serde(skip)]
    pub ends: CaseEventKind,
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
    let situation = Situation::of_case(case, today);
    course_knowing(directory, case, &situation, forbidden)
}

/// The same, with more known of the account than the case itself says: letters then prove more.
///
/// # Errors
/// As [`course`].
pub fn course_knowing(
    directory: &Directory,
    case: &Case,
    situation: &Situation,
    forbidden: &dyn ForbiddenText,
) -> Result<Course, PlanError> {
    let today = situation.today;
    let mut plan = plan(directory, situation, forbidden)?;
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
    let warnings = warnings(case, &plan.next, today);
    Ok(Course {
        warnings,
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
        command: None,
        draft: plan.draft.clone(),
        ends: CaseEventKind::Sent,
    }
}

fn done(step: &str) -> CaseEventKind {
    CaseEventKind::Done {
        step: step.to_owned(),
    }
}

fn step(next: &Next, from: Date) -> Step {
    Step {
        id: next.step.clone(),
        due: plus(from, next.after_days),
        what: next.what.clone(),
        command: next.command.clone(),
        draft: next.draft.clone(),
        ends: match next.on {
            Trigger::Sent => done(&next.step),
            Trigger::Silence => CaseEventKind::FollowedUp,
            Trigger::Message | Trigger::Unanswered => CaseEventKind::Answered,
        },
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
        command: None,
        draft: None,
        ends: done(LOOK),
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
            command: None,
            draft: None,
            ends: CaseEventKind::Answered,
        });
    }
    let deadline = next
        .iter()
        .filter(|next| next.on == Trigger::Unanswered)
        .map(|next| step(next, message));
    steps.extend(deadline);
    steps
}

/// Days after which a mail that did not come has most likely gone astray.
const ASTRAY: u32 = 7;
/// Days before a request is closed for silence, from which it is said loudly.
const CLOSING: u32 = 21;

/// How requests go wrong on the way (pypi/support#1066, #7028, #10578, #10465, #11020).
fn warnings(case: &Case, next: &[Next], today: Date) -> Vec<Warning> {
    let warning = |rule, message: String, fix: &str| Warning {
        rule,
        message,
        fix: fix.to_owned(),
    };
    let sent = case.last(&CaseEventKind::Sent);
    let message = case.last(&CaseEventKind::Message);
    let asked = case.last(&CaseEventKind::FollowedUp);
    let state = case.state();
    let mut found = Vec::new();
    let by_mail = next.iter().any(|next| {
        let letter = next.draft.as_ref();
        next.on == Trigger::Message
            && letter.is_some_and(|one| one.visibility == Visibility::Private)
    });
    if state == CaseState::Asked && by_mail && asked > message {
        found.push(warning(
            "answer-by-mail",
            "The service wrote and waits for your answer to that mail; since then you only wrote on the request itself.".to_owned(),
            "Answer the mail: what stands on the issue does not count.",
        ));
    }
    let deadline = next.iter().find(|next| next.on == Trigger::Unanswered);
    if let (CaseState::Asked, Some(message), Some(deadline)) = (state, message, deadline) {
        let closes = plus(day(message), deadline.after_days);
        if plus(today, CLOSING) >= closes {
            found.push(warning(
                "closing-soon",
                format!("The service waits for you, and closes requests without an answer: this one from {closes}."),
                "Answer today, in the way that the message came.",
            ));
        }
    }
    let silence = next.iter().find(|next| next.on == Trigger::Silence);
    if let (Some(sent), Some(asked), Some(silence)) = (sent, asked, silence)
        && message.is_none_or(|message| message > asked)
        && day(asked) < plus(day(sent), silence.after_days)
    {
        found.push(warning(
            "asked-too-early",
            "You asked how it stands before it was due.".to_owned(),
            "Leave it at that: requests are taken in their order, and each comment is read by the same few people.",
        ));
    }
    let look = next
        .iter()
        .find(|next| next.on == Trigger::Sent && next.draft.is_none());
    if let (CaseState::Waiting, Some(sent), None, Some(look)) = (state, sent, message, look)
        && !case.is_done(&look.step)
        && today >= plus(day(sent), look.after_days + ASTRAY)
    {
        found.push(warning(
            "mail-astray",
            "No message has come for more than a week, and it is not noted that you looked for it.".to_owned(),
            "Look into the spam folder of the address on the account, search for the service's name, and note it as done.",
        ));
    }
    found
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
            command: None,
            draft: None,
            ends: done(&item.id),
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
