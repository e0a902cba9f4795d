//! `case`: following a request.

use super::accounts::moment;
use super::draft::{heading, request, say_draft, say_letter, write_letter};
use crate::args::{CaseCommand, DraftArgs, Told};
use crate::context::Context;
use crate::output::{Done, note};
use crate::text::{paragraph, table};
use app::case::{self, CaseView};
use app::file::NewFile;
use app::recovery::CaseEventKind;
use app::{AppError, Timestamp, Vault};
use serde_json::json;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// `case`
pub fn case(context: &mut Context, command: CaseCommand) -> Result<Done, AppError> {
    context.tell_of_providers();
    match command {
        CaseCommand::Open(args) => open(context, args),
        CaseCommand::List { at } => list(context, at.as_deref()),
        CaseCommand::Show {
            id,
            at,
            branch,
            eml,
        } => show(context, &id, at.as_deref(), branch, eml),
        CaseCommand::Sent { told, link } => tell(context, told, CaseEventKind::Sent, link),
        CaseCommand::Message(told) => tell(context, told, CaseEventKind::Message, None),
        CaseCommand::Answered(told) => tell(context, told, CaseEventKind::Answered, None),
        CaseCommand::FollowedUp(told) => tell(context, told, CaseEventKind::FollowedUp, None),
        CaseCommand::Done { told, step } => tell(context, told, CaseEventKind::Done { step }, None),
        CaseCommand::Regained(told) => tell(context, told, CaseEventKind::Regained, None),
        CaseCommand::Close(told) => tell(context, told, CaseEventKind::Closed, None),
        CaseCommand::Untell { id } => {
            let mut vault = context.open()?;
            let case = case::untell(&mut vault, &id, &context.providers, context.now)?;
            done(&case)
        }
        CaseCommand::Calendar { id, output } => calendar(context, id.as_deref(), output),
    }
}

fn open(context: &mut Context, args: DraftArgs) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    let eml = args.eml.clone();
    let request = request(context, args)?;
    let opened = case::open(
        &mut vault,
        request,
        &context.providers,
        context.now,
        &mut context.randomness,
    )?;
    if let Some(other) = &opened.other {
        note(
            context.quiet,
            &format!(
                "Case {other} of this account is open already. Two requests slow each other down: \
                 if this is the same matter, close one of them."
            ),
        );
    }
    if let Some(file) = eml {
        write_letter(opened.plan.draft.as_ref(), &file, context.now)?;
    }
    let mut text = said(&opened.case);
    if let Some(draft) = &opened.plan.draft {
        say_draft(&mut text, draft);
    }
    let document = json!({ "case": opened.case, "other": opened.other, "plan": opened.plan });
    Done::new(&document, text)
}

fn list(context: &mut Context, at: Option<&str>) -> Result<Done, AppError> {
    let at = at.map_or(Ok(context.now), moment)?;
    let vault = context.open()?;
    let cases = case::list(vault.payload(), &context.providers, at)?;
    let mut rows = vec![
        ["ID", "ACCOUNT", "STATE", "DUE", "NEXT"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for case in &cases {
        let (due, what) = match &case.step {
            Some(step) => (step.due.to_string(), first_sentence(&step.what)),
            None => ("-".to_owned(), "Nothing is left to do.".to_owned()),
        };
        let due = if case.overdue {
            format!("{due} !")
        } else {
            due
        };
        rows.push(vec![
            case.id.to_string(),
            named(case),
            case.state.name().to_owned(),
            due,
            what,
        ]);
    }
    Done::new(&json!({ "cases": cases }), table(&rows))
}

fn first_sentence(text: &str) -> String {
    match text.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => text.to_owned(),
    }
}

fn named(case: &CaseView) -> String {
    match &case.username {
        Some(username) => format!("{} {username}", case.service),
        None => case.service.clone(),
    }
}

fn show(
    context: &mut Context,
    id: &str,
    at: Option<&str>,
    branch: Option<String>,
    eml: Option<PathBuf>,
) -> Result<Done, AppError> {
    let at = at.map_or(Ok(context.now), moment)?;
    let vault = context.open()?;
    let mut case = case::show(vault.payload(), id, &context.providers, at)?;
    if let Some(branch) = branch {
        case::name_branch(&mut case, &branch)?;
    }
    if let Some(file) = eml {
        let letter = case.step.as_ref().and_then(|step| step.draft.as_ref());
        write_letter(letter, &file, context.now)?;
    }
    done(&case)
}

fn tell(
    context: &mut Context,
    told: Told,
    what: CaseEventKind,
    link: Option<String>,
) -> Result<Done, AppError> {
    let at: Timestamp = told.at.as_deref().map_or(Ok(context.now), moment)?;
    let mut vault: Vault = context.open()?;
    let event = case::Told { what, at, link };
    let case = case::tell(&mut vault, &told.id, event, &context.providers, context.now)?;
    done(&case)
}

fn done(case: &CaseView) -> Result<Done, AppError> {
    Done::new(&json!({ "case": case }), said(case))
}

fn said(case: &CaseView) -> String {
    let mut text = format!("Case {}: {}, {}\n", case.id, named(case), case.state.name());
    if let Some(link) = &case.link {
        let _ = writeln!(text, "{link}");
    }
    match &case.step {
        Some(step) => {
            let overdue = if case.overdue { ", and overdue" } else { "" };
            heading(&mut text, &format!("Next, from {}{overdue}", step.due));
            text.push_str(&paragraph(&step.what, 0));
            if let Some(command) = &step.command {
                let _ = writeln!(text, "  {command}");
            }
            let _ = writeln!(text, "[{}]", step.id);
            if let Some(draft) = &step.draft
                && draft.fields.is_empty()
            {
                say_letter(&mut text, draft);
            }
        }
        None => text.push_str("\nNothing is left to do.\n"),
    }
    for (at, step) in case.later.iter().enumerate() {
        if at == 0 {
            heading(&mut text, "Later");
        }
        let line = format!("{}: {} [{}]", step.due, first_sentence(&step.what), step.id);
        text.push_str(&paragraph(&line, 0));
    }
    for warning in &case.warnings {
        text.push('\n');
        let line = format!(
            "Careful: {} {} [{}]",
            warning.message, warning.fix, warning.rule
        );
        text.push_str(&paragraph(&line, 0));
    }
    if !case.void_sheets.is_empty() {
        heading(&mut text, "Shred these sheets");
        let ids: Vec<&str> = case.void_sheets.iter().map(|id| id.as_str()).collect();
        let _ = writeln!(text, "{}", ids.join(", "));
    }
    text
}

fn calendar(context: &mut Context, id: Option<&str>, output: PathBuf) -> Result<Done, AppError> {
    let vault = context.open()?;
    let calendar = case::calendar(vault.payload(), id, &context.providers, context.now)?;
    let mut document = json!({ "events": calendar.matches("BEGIN:VEVENT").count() });
    if output == Path::new("-") {
        if context.json {
            document["content"] = calendar.into();
            return Done::new(&document, "");
        }
        return Done::new(&document, calendar);
    }
    NewFile::create(&output)?.write(calendar.as_bytes())?;
    document["file"] = crate::input::name(&output).into();
    Done::new(&document, "")
}
