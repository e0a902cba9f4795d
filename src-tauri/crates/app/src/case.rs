//! Cases: requests that are followed from the draft until the account is back and safer.

use crate::change::change;
use crate::draft::{self, Request};
use crate::held::Held;
use crate::known::known;
use crate::{AppError, Code, Vault, evidence};
use jiff::civil::Date;
use model::{
    AccessFact, AccountId, Case, CaseEvent, CaseEventKind, CaseId, CaseState, SheetId, Timestamp,
};
use provider::{Directory, Verified};
use recovery::{AfterStep, Course, Plan, Situation, Step, Warning};
use secret::Randomness;
use serde::Serialize;
use std::collections::BTreeSet;
use vault::Payload;

/// A case, as front ends show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseView {
    /// Its id.
    pub id: CaseId,
    /// The provider's id.
    pub provider: String,
    /// The provider's name, or that of the instance.
    pub service: String,
    /// The instance's id where it is not the main one.
    pub instance: Option<String>,
    /// The username at the service.
    pub username: Option<String>,
    /// The route's id.
    pub route: String,
    /// How it stands.
    pub state: CaseState,
    /// What was lost.
    pub lost: BTreeSet<AccessFact>,
    /// When it was opened.
    pub opened: Timestamp,
    /// When the request went out.
    pub sent: Option<Timestamp>,
    /// The address of the filed request.
    pub link: Option<String>,
    /// What to do next; none when nothing is left to do.
    pub step: Option<Step>,
    /// Whether its day has come.
    #[serde(skip)]
    pub due: bool,
    /// Whether its day is past.
    pub overdue: bool,
    /// What is to be expected after that.
    pub later: Vec<Step>,
    /// What to do now that the account is back, in this order.
    pub after: Vec<AfterStep>,
    /// What goes wrong with it, as requests have gone wrong before.
    pub warnings: Vec<Warning>,
    /// Printed sheets that hold what the recovery has made void: to be shredded.
    pub void_sheets: Vec<SheetId>,
    /// The request as it was drafted.
    pub draft: String,
}

/// A new case.
#[derive(Debug)]
pub struct Opened {
    /// The case.
    pub case: CaseView,
    /// The routes and the draft that it was opened with.
    pub plan: Plan,
    /// The open case of the same account, if there is one: a second request slows both down.
    pub other: Option<CaseId>,
}

/// What the user tells of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What happened.
    pub what: CaseEventKind,
    /// When.
    pub at: Timestamp,
    /// The address of the filed request, where it is known now.
    pub link: Option<String>,
}

/// Drafts a request and opens a case for it.
///
/// # Errors
/// As [`draft::draft`]; `blocked_by_lint` while the draft says something that must not go out;
/// `usage` where there is no request to follow; what saving can meet.
pub fn open(
    vault: &mut Vault,
    request: Request,
    providers: &Directory,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<Opened, AppError> {
    let (plan, situation) = draft::drafted(request, Some(vault.payload()), providers, now)?;
    let (Some(route), Some(drafted)) = (&plan.route, &plan.draft) else {
        return Err(AppError::usage(
            "There is no request to follow: nothing has to be asked of anybody.",
            "Look at the ways back first; name a route with a request if you want another one.",
        ));
    };
    if plan.is_blocked() {
        return Err(AppError::new(
            Code::BlockedByLint,
            "The draft says something that must not go out.",
            "No case was opened.",
            "Mend what the draft marks as an error, and open the case then.",
        ));
    }
    let payload = vault.payload();
    let other = payload
        .cases
        .iter()
        .find(|one| one.is_open() && is_about(one, &situation))
        .map(|one| one.id.clone());
    let case = Case {
        id: CaseId::from_random(random(randomness)?),
        account: account_of(&situation, payload),
        provider: plan.provider.clone(),
        route: route.clone(),
        lost: plan.lost.clone(),
        have: plan.have.clone(),
        email_verified: match situation.email_verified {
            Verified::Yes => Some(true),
            Verified::No => Some(false),
            Verified::Unknown => None,
        },
        two_factor: situation.two_factor_was_on,
        username: situation.username,
        instance: situation.instance,
        projects: situation.projects,
        repositories: situation.repositories,
        note: situation.note,
        opened: now,
        draft: drafted.text.clone(),
        link: None,
        events: Vec::new(),
    };
    let id = case.id.clone();
    change(vault, now, |payload| {
        payload.cases.push(case.into());
        Ok(())
    })?;
    let case = show(vault.payload(), id.as_str(), providers, now)?;
    Ok(Opened { case, plan, other })
}

fn is_about(case: &Case, situation: &Situation) -> bool {
    case.concerns(
        &situation.provider,
        situation.instance.as_deref(),
        situation.username.as_deref(),
    )
}

/// The account of the vault that the case is about, if exactly one is.
fn account_of(situation: &Situation, payload: &Payload) -> Option<AccountId> {
    let name = situation.username.as_deref()?;
    let mut owned = payload.metadata().filter(|account| {
        account.provider == situation.provider
            && account.instance == situation.instance
            && account.username.eq_ignore_ascii_case(name)
    });
    match (owned.next(), owned.next()) {
        (Some(only), None) => Some(only.id.clone()),
        _ => None,
    }
}

fn random<const N: usize>(randomness: &mut impl Randomness) -> Result<[u8; N], AppError> {
    let mut bytes = [0; N];
    randomness.fill(&mut bytes).map_err(AppError::from)?;
    Ok(bytes)
}

/// Every case: what is due first comes first, what is over last.
///
/// # Errors
/// `usage` where a provider's file no longer has a case's route.
pub fn list(
    payload: &Payload,
    providers: &Directory,
    now: Timestamp,
) -> Result<Vec<CaseView>, AppError> {
    let mut cases = payload
        .cases
        .iter()
        .map(|entry| view(&entry.case, payload, providers, now))
        .collect::<Result<Vec<_>, _>>()?;
    cases.sort_by_key(|case| {
        let due = case.step.as_ref().map(|step| step.due);
        (due.is_none(), due, std::cmp::Reverse(case.opened))
    });
    Ok(cases)
}

/// How many open cases have a step whose day has come.
#[must_use]
pub fn due(payload: &Payload, providers: &Directory, now: Timestamp) -> usize {
    let today = draft::today(now);
    let waiting = payload.cases.iter().filter(|entry| entry.case.is_open());
    waiting
        .filter_map(|entry| course(&entry.case, payload, providers, today).ok())
        .filter_map(|course| course.step)
        .filter(|step| step.due <= today)
        .count()
}

/// One case, by its id or the beginning of it.
///
/// # Errors
/// `usage` for a case that there is not; as [`list`].
pub fn show(
    payload: &Payload,
    id: &str,
    providers: &Directory,
    now: Timestamp,
) -> Result<CaseView, AppError> {
    view(find(payload, id)?, payload, providers, now)
}

/// Notes what happened.
///
/// # Errors
/// `usage` for a case that there is not, for a step that it does not have, and for what cannot
/// have happened; what saving can meet.
pub fn tell(
    vault: &mut Vault,
    id: &str,
    told: Told,
    providers: &Directory,
    now: Timestamp,
) -> Result<CaseView, AppError> {
    let case = find(vault.payload(), id)?;
    let id = case.id.clone();
    check(case, &told, vault.payload(), providers, now)?;
    change(vault, now, |payload| {
        let Some(entry) = payload.cases.iter_mut().find(|entry| entry.id == id) else {
            return Err(no_case(id.as_str()));
        };
        let event = CaseEvent {
            at: told.at,
            what: told.what,
        };
        entry.case.events.push(event);
        entry.case.events.sort_by_key(|event| event.at);
        if let Some(link) = told.link {
            entry.case.link = Some(link);
        }
        Ok(())
    })?;
    show(vault.payload(), id.as_str(), providers, now)
}

/// Takes back what was told last.
///
/// # Errors
/// `usage` for a case that there is not, or of which nothing was told; what saving can meet.
pub fn untell(
    vault: &mut Vault,
    id: &str,
    providers: &Directory,
    now: Timestamp,
) -> Result<CaseView, AppError> {
    let id = find(vault.payload(), id)?.id.clone();
    change(vault, now, |payload| {
        let entry = payload.cases.iter_mut().find(|entry| entry.id == id);
        let last = entry.and_then(|entry| entry.case.events.pop());
        last.map(|_| ()).ok_or_else(|| {
            AppError::usage(
                "Nothing was told of this case that could be taken back.",
                "Leave it as it is.",
            )
        })
    })?;
    show(vault.payload(), id.as_str(), providers, now)
}

/// The dates of every open case, or of one, as an iCalendar file. No letter, no username's
/// address and nothing secret stands in it.
///
/// # Errors
/// As [`show`].
pub fn calendar(
    payload: &Payload,
    id: Option<&str>,
    providers: &Directory,
    now: Timestamp,
) -> Result<String, AppError> {
    let chosen: Vec<&Case> = match id {
        Some(id) => vec![find(payload, id)?],
        None => payload.cases.iter().map(|entry| &entry.case).collect(),
    };
    let courses = chosen
        .iter()
        .map(|case| course(case, payload, providers, draft::today(now)))
        .collect::<Result<Vec<_>, _>>()?;
    let pairs: Vec<_> = chosen.into_iter().zip(&courses).collect();
    Ok(recovery::calendar(&pairs, providers, &Held(payload), now))
}

/// The place of the branch's name in the provider files' sentences.
const BRANCH: &str = "<the name in the mail>";

/// Puts the branch that the service names in its mail into the commands of a case's steps. The
/// name proves that the user reads the mailbox, so it is kept nowhere.
///
/// # Errors
/// `usage` for what is no branch's name: it becomes part of a command.
pub fn name_branch(case: &mut CaseView, branch: &str) -> Result<(), AppError> {
    let fits =
        (1..=64).contains(&branch.len()) && branch.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !fits {
        return Err(AppError::usage(
            "A branch's name in such a mail has only letters and digits.",
            "Copy it from the mail as it is.",
        ));
    }
    for step in case.step.iter_mut().chain(&mut case.later) {
        step.what = step.what.replace(BRANCH, branch);
        step.command = step.command.as_deref().map(|it| it.replace(BRANCH, branch));
    }
    Ok(())
}

fn no_case(id: &str) -> AppError {
    AppError::usage(
        format!("There is no case '{id}'."),
        "Look at the list of cases; the beginning of an id is enough.",
    )
}

fn find<'p>(payload: &'p Payload, id: &str) -> Result<&'p Case, AppError> {
    let wanted = id.trim().to_lowercase();
    let mut found = payload
        .cases
        .iter()
        .map(|entry| &entry.case)
        .filter(|case| !wanted.is_empty() && case.id.as_str().starts_with(&wanted));
    match (found.next(), found.next()) {
        (Some(case), None) => Ok(case),
        (Some(_), Some(_)) => Err(AppError::usage(
            format!("More than one case begins with '{id}'."),
            "Give more of the id.",
        )),
        (None, _) => Err(no_case(id)),
    }
}

fn course(
    case: &Case,
    payload: &Payload,
    providers: &Directory,
    today: Date,
) -> Result<Course, AppError> {
    let mut situation = Situation::of_case(case, today);
    let projects = evidence::projects(payload, &case.provider, case.account.as_ref());
    situation.known = known(Some(payload), case.account.as_ref(), &situation, &projects);
    Ok(recovery::course_knowing(
        providers,
        case,
        &situation,
        &Held(payload),
    )?)
}

fn view(
    case: &Case,
    payload: &Payload,
    providers: &Directory,
    now: Timestamp,
) -> Result<CaseView, AppError> {
    let today = draft::today(now);
    let course = course(case, payload, providers, today)?;
    let void_sheets = match course.state {
        CaseState::Regained => void_sheets(case, payload),
        _ => Vec::new(),
    };
    Ok(CaseView {
        id: case.id.clone(),
        provider: case.provider.clone(),
        service: service(case, providers),
        instance: case.instance.clone(),
        username: case.username.clone(),
        route: case.route.clone(),
        state: course.state,
        lost: case.lost.clone(),
        opened: case.opened,
        sent: case.last(&CaseEventKind::Sent),
        link: case.link.clone(),
        due: course.step.as_ref().is_some_and(|step| step.due <= today),
        overdue: course.step.as_ref().is_some_and(|step| step.due < today),
        step: course.step,
        later: course.later,
        after: course.after,
        warnings: course.warnings,
        void_sheets,
        draft: case.draft.clone(),
    })
}

fn service(case: &Case, providers: &Directory) -> String {
    let provider = providers.get(&case.provider);
    let instance = provider.and_then(|it| it.instance(case.instance.as_deref()));
    match (case.instance.is_some(), instance, provider) {
        (true, Some(instance), _) => instance.name.clone(),
        (_, _, Some(provider)) => provider.name.clone(),
        _ => case.provider.clone(),
    }
}

/// Sheets that were printed before the account came back and show it: its codes and its secret
/// were made void.
fn void_sheets(case: &Case, payload: &Payload) -> Vec<SheetId> {
    let Some(regained) = case.last(&CaseEventKind::Regained) else {
        return Vec::new();
    };
    payload
        .ledger
        .iter()
        .filter(|sheet| sheet.printed < regained)
        .filter(|sheet| {
            let shows = |account| sheet.accounts.iter().any(|print| &print.account == account);
            case.account.as_ref().is_some_and(shows)
        })
        .map(|sheet| sheet.id.clone())
        .collect()
}

/// Whether this can have happened.
fn check(
    case: &Case,
    told: &Told,
    payload: &Payload,
    providers: &Directory,
    now: Timestamp,
) -> Result<(), AppError> {
    if told.at > now {
        return Err(AppError::usage(
            "That moment is still to come.",
            "Give a moment that is past, or leave it away for now.",
        ));
    }
    if let Some(link) = &told.link
        && !link.starts_with("https://")
    {
        return Err(AppError::usage(
            "The link is no web address.",
            "Give the address of the issue or ticket, beginning with https://.",
        ));
    }
    let CaseEventKind::Done { step } = &told.what else {
        return Ok(());
    };
    let course = course(case, payload, providers, draft::today(now))?;
    let mut known = course.step.iter().chain(&course.later).map(|one| &one.id);
    if known.any(|id| id == step) || course.after.iter().any(|item| &item.id == step) {
        return Ok(());
    }
    let names: Vec<&str> = course
        .step
        .iter()
        .chain(&course.later)
        .map(|one| one.id.as_str())
        .collect();
    Err(AppError::usage(
        format!("This case has no step '{step}' now."),
        format!("It has: {}.", names.join(", ")),
    ))
}
