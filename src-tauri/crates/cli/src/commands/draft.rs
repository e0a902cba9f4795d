//! `draft` and `providers`.

use crate::args::{Answer, DraftArgs};
use crate::context::Context;
use crate::output::{Done, note};
use crate::text::{paragraph, table};
use app::draft::{self, Request};
use app::evidence::{self, Search};
use app::file::NewFile;
use app::recovery::{Draft, Fill, Level, Plan, Standing};
use app::{AppError, Code, Vault, open, providers};
use serde_json::json;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// `draft`
pub fn draft(context: &mut Context, args: DraftArgs) -> Result<Done, AppError> {
    context.tell_of_providers();
    let vault = vault_if_needed(context, &args)?;
    let eml = args.eml.clone();
    let request = request(context, args)?;
    let payload = vault.as_ref().map(Vault::payload);
    let plan = draft::draft(request, payload, &context.providers, context.now)?;
    let attention = plan.is_blocked().then(|| {
        AppError::new(
            Code::BlockedByLint,
            "The draft says something that must not go out.",
            "Nothing was sent, and no page is offered to open.",
            "Mend what is marked as an error above, and draft it again.",
        )
    });
    let mut document = serde_json::to_value(&plan).unwrap_or_default();
    if let Some(draft) = &plan.draft
        && !plan.is_blocked()
    {
        document["draft"]["mailto"] = draft.mailto().into();
    }
    if let (Some(file), false) = (eml, plan.is_blocked()) {
        write_letter(plan.draft.as_ref(), &file, context.now)?;
        document["file"] = crate::input::name(&file).into();
    }
    Ok(Done::new(&document, said(&plan))?.with_attention(attention))
}

/// Writes a letter as a file that mail programs open.
pub(super) fn write_letter(
    draft: Option<&Draft>,
    file: &Path,
    now: app::Timestamp,
) -> Result<(), AppError> {
    let letter = draft::letter(draft, now)?;
    NewFile::create(file)?.write(letter.as_bytes())
}

/// What the arguments say about a loss.
pub(super) fn request(context: &mut Context, args: DraftArgs) -> Result<Request, AppError> {
    let search = Search {
        folders: args.from,
        ..Search::default()
    };
    let collected = evidence::collect(&search, &mut context.randomness)?;
    let mut look_in = args.look_in;
    if args.look {
        look_in.extend(draft::usual_folders());
    }
    let note = match &args.note_file {
        Some(path) => Some(context.input.text(path)?),
        None => None,
    };
    Ok(Request {
        target: args.target,
        lost: args.lost,
        have: args.have,
        username: args.username,
        instance: args.instance,
        projects: args.projects,
        repositories: args.repos,
        look_in,
        lying: Vec::new(),
        evidence: collected
            .projects
            .into_iter()
            .map(|one| one.project)
            .collect(),
        note,
        email_verified: answer(args.email_verified),
        two_factor: answer(args.two_factor),
        open_case: args.open_case,
        route: args.route,
    })
}

fn answer(answer: Answer) -> Option<bool> {
    match answer {
        Answer::Yes => Some(true),
        Answer::No => Some(false),
        Answer::Unknown => None,
    }
}

/// The vault, where the target is an account of it, or where it can be opened without asking:
/// the draft is then compared with every secret. Somebody who is locked out of everything still
/// gets a draft.
fn vault_if_needed(context: &Context, args: &DraftArgs) -> Result<Option<Vault>, AppError> {
    let known = draft::is_provider(&args.target, &context.providers);
    if !open::is_there(&context.location) {
        return Ok(None);
    }
    if known && !context.has_passphrase() {
        let vault = open::quietly(&context.location);
        if vault.is_none() {
            note(
                context.quiet,
                "The vault is locked: its codes were not looked for, and the draft was not \
                 compared with its secrets. Give --passphrase-file to have both.",
            );
        }
        return Ok(vault);
    }
    context.open().map(Some)
}

fn said(plan: &Plan) -> String {
    let mut text = String::new();
    say_routes(&mut text, plan);
    if let Some(draft) = &plan.draft {
        say_draft(&mut text, draft);
    }
    for finding in &plan.lint {
        let level = match finding.level {
            Level::Error => "Error",
            Level::Warning => "Warning",
        };
        let place = finding
            .field
            .as_deref()
            .map(|field| format!(" in {field}"))
            .unwrap_or_default();
        let _ = write!(
            text,
            "\n{}",
            paragraph(
                &format!("{level}{place}: {} {}", finding.message, finding.fix),
                0
            )
        );
    }
    say_later(&mut text, plan);
    if let Some(sentence) = &plan.still_releases {
        let _ = write!(text, "\n{}", paragraph(sentence, 0));
    }
    say_other_cases(&mut text, plan);
    text
}

pub(super) fn heading(text: &mut String, title: &str) {
    let _ = writeln!(text, "\n{title}\n{}", "-".repeat(title.chars().count()));
}

fn say_routes(text: &mut String, plan: &Plan) {
    for found in &plan.found {
        let _ = write!(text, "{}", paragraph(&format!("First: {}", found.what), 0));
    }
    if let Some(why) = &plan.nothing_to_recover {
        text.push_str(&paragraph(why, 0));
    }
    if let Some(why) = &plan.no_way_back {
        text.push_str(&paragraph(why, 0));
    }
    if plan.routes.is_empty() {
        return;
    }
    heading(text, "Ways back");
    for (route, n) in plan.routes.iter().zip(1..) {
        let chosen = if plan.route.as_ref() == Some(&route.id) {
            "  <- drafted below"
        } else {
            ""
        };
        let days = match route.days {
            Some([from, to]) => format!(" ({from} to {to} days)"),
            None => String::new(),
        };
        let _ = writeln!(text, "{n}. {}{days} [{}]{chosen}", route.name, route.id);
        text.push_str(&paragraph(&route.why, 3));
        if let Some(unverified) = &route.unverified {
            text.push_str(&paragraph(&format!("Not verified: {unverified}"), 3));
        }
        for blocker in &route.blocked_by {
            let standing = match route.standing {
                Standing::Blocked => "Blocked",
                Standing::Open | Standing::Check => "Needs",
            };
            text.push_str(&paragraph(
                &format!("{standing} [{}]: {}", blocker.what, blocker.fix),
                3,
            ));
        }
    }
}

fn say_other_cases(text: &mut String, plan: &Plan) {
    let others = plan
        .other_cases
        .iter()
        .filter(|case| Some(&case.route) != plan.route.as_ref());
    for (at, case) in others.enumerate() {
        if at == 0 {
            heading(text, "Is it something else?");
        }
        text.push_str(&paragraph(
            &format!("{} --route {}", case.what, case.route),
            0,
        ));
    }
}

pub(super) fn say_draft(text: &mut String, draft: &Draft) {
    heading(text, "What to do now");
    if let Some(url) = &draft.open_url {
        let _ = writeln!(text, "Open: {url}");
    }
    if let Some(to) = &draft.to {
        let _ = writeln!(text, "To: {to}");
    }
    if let Some(subject) = &draft.subject {
        let _ = writeln!(text, "Subject: {subject}");
    }
    if let Some(command) = &draft.command {
        let _ = writeln!(text, "Command (run it yourself): {command}");
    }
    for (step, n) in draft.steps.iter().zip(1..) {
        let _ = write!(text, "{n}. {}", paragraph(step, 3).trim_start());
    }
    for field in &draft.fields {
        let must = if field.required { "" } else { " (optional)" };
        let _ = writeln!(text, "\n[{}]{must}", field.label);
        match field.fill {
            Fill::TickYourself => {
                text.push_str(&paragraph(
                    &format!("Tick it yourself if it is true: {}", field.value),
                    2,
                ));
            }
            Fill::Copy | Fill::Query => {
                for line in field.value.lines() {
                    let _ = writeln!(text, "  {line}");
                }
            }
        }
    }
    let is_letter = draft.subject.is_some();
    if draft.fields.is_empty() && (is_letter || draft.steps.is_empty()) {
        let _ = writeln!(text, "\n{}", draft.text);
    }
}

fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn say_later(text: &mut String, plan: &Plan) {
    if !plan.next.is_empty() {
        heading(text, "What happens next");
        for next in &plan.next {
            let _ = writeln!(text, "{}:", sentence_case(&next.when()));
            text.push_str(&paragraph(&next.what, 3));
            if let Some(command) = &next.command {
                let _ = writeln!(text, "   {command}");
            }
            if let Some(letter) = &next.draft {
                say_letter(text, letter);
            }
        }
    }
    if !plan.after.is_empty() {
        heading(text, "When you are in again");
        for (after, n) in plan.after.iter().zip(1..) {
            let _ = write!(text, "{n}. {}", paragraph(&after.what, 3).trim_start());
        }
    }
    let _ = writeln!(
        text,
        "\nFacts checked on {}; look at the live page before you rely on them. Sources: {}",
        plan.checked,
        plan.sources.join(", ")
    );
}

pub(super) fn say_letter(text: &mut String, letter: &Draft) {
    if let Some(to) = &letter.to {
        let _ = writeln!(text, "         To: {to}");
    }
    if let Some(subject) = &letter.subject {
        let _ = writeln!(text, "         Subject: {subject}");
    }
    for line in letter.text.lines() {
        let _ = writeln!(text, "{}", format!("         | {line}").trim_end());
    }
}

/// `providers`
pub fn providers(context: &mut Context, check: &[PathBuf]) -> Result<Done, AppError> {
    if !check.is_empty() {
        return check_files(check);
    }
    context.tell_of_providers();
    let list = context.providers.list(draft::today(context.now));
    let mut rows = vec![
        ["ID", "NAME", "INSTANCES", "ROUTES", "CHECKED"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for provider in &list {
        let stale = if provider.stale {
            " (old: look at the live page)"
        } else {
            ""
        };
        let own = if context.own_providers.contains(&provider.id) {
            " (yours)"
        } else {
            ""
        };
        rows.push(vec![
            provider.id.clone(),
            provider.name.clone(),
            provider.instances.join(", "),
            provider.routes.to_string(),
            format!("{}{stale}{own}", provider.checked),
        ]);
    }
    let document = json!({
        "providers": list,
        "own": context.own_providers,
        "problems": context.provider_problems,
        "folder": providers::folder().map(|folder| folder.display().to_string()),
    });
    Done::new(&document, table(&rows))
}

fn check_files(files: &[PathBuf]) -> Result<Done, AppError> {
    let known = providers::check(files)?;
    let mut text = String::new();
    for problem in &known.problems {
        let _ = writeln!(text, "{}: {}", problem.file, problem.message);
    }
    for id in &known.own {
        let _ = writeln!(text, "{id}: nothing is wrong.");
    }
    let attention = (!known.problems.is_empty()).then(|| {
        AppError::new(
            Code::Attention,
            "A provider file has mistakes; it would be left out.",
            "Nothing was changed.",
            "Mend what is said above; docs/providers.md explains every message.",
        )
    });
    let document = json!({ "own": known.own, "problems": known.problems });
    Ok(Done::new(&document, text)?.with_attention(attention))
}
