//! `evidence`: what proves that accounts are the user's own.

use super::accounts::moment;
use crate::args::{self, CollectArgs, EvidenceCommand, Keeper, TellArgs};
use crate::context::Context;
use crate::output::Done;
use crate::text::{paragraph, table};
use app::evidence::{self, Answer, Choice, Collected, Found, KEYS, Mailbox, Search, Told};
use app::recovery::ReadyState;
use app::{AppError, Code, MailKeeper};
use serde_json::json;
use std::fmt::Write;

/// `evidence`
pub fn evidence(context: &mut Context, command: EvidenceCommand) -> Result<Done, AppError> {
    match command {
        EvidenceCommand::Collect(args) => collect(context, args),
        EvidenceCommand::List => list(context),
        EvidenceCommand::Tell(args) => tell(context, args),
        EvidenceCommand::Ready { account, at } => ready(context, account.as_deref(), at.as_deref()),
        EvidenceCommand::Drop { id } => {
            let mut vault = context.open()?;
            let id = evidence::remove(&mut vault, &id, context.now)?;
            Done::new(
                &json!({ "id": id }),
                format!("{id} is no longer in the vault."),
            )
        }
    }
}

fn collect(context: &mut Context, args: CollectArgs) -> Result<Done, AppError> {
    let search = Search {
        folders: args.dirs,
        me: args.me,
        ssh: args.ssh_dir.or_else(evidence::ssh_folder),
    };
    let collected = evidence::collect(&search, &mut context.randomness)?;
    let mut document = serde_json::to_value(&collected).unwrap_or_default();
    let mut text = said(&collected);
    let mut taken = Vec::new();
    if !args.take.is_empty() {
        let choice = match args.take.as_slice() {
            [all] if all == "all" => Choice::All,
            _ => Choice::These(args.take),
        };
        let mut vault = context.open()?;
        taken = evidence::take(
            &mut vault,
            &collected,
            &choice,
            args.account.as_deref(),
            context.now,
            &mut context.randomness,
        )?;
        document["generation"] = vault.payload().generation().into();
        let _ = writeln!(text, "\nKept in the vault: {}", taken.join(", "));
    } else if !collected.projects.is_empty() {
        text.push_str(
            "\nNothing of this is in the vault yet. Choose with --take REF,… or --take all.\n",
        );
    }
    document["taken"] = json!(taken);
    let nothing = collected.projects.is_empty().then(|| {
        AppError::new(
            Code::Attention,
            "No package was found in these folders.",
            "Nothing was changed.",
            "Name the folder of a clone: the one that holds the manifest.",
        )
    });
    Ok(Done::new(&document, text)?.with_attention(nothing))
}

fn said(collected: &Collected) -> String {
    let mut text = String::new();
    for found in &collected.projects {
        say(&mut text, found);
    }
    if !collected.keys.is_empty() {
        let _ = writeln!(text, "\n[{KEYS}] your SSH keys");
        for key in &collected.keys {
            let _ = writeln!(text, "  {}", key.fingerprint);
        }
    }
    for problem in &collected.problems {
        let _ = writeln!(text, "\nNot read: {}: {}", problem.path, problem.reason);
    }
    text
}

fn say(text: &mut String, found: &Found) {
    let project = &found.project;
    let version = project
        .version
        .as_deref()
        .unwrap_or("no version in the manifest");
    let _ = writeln!(text, "\n[{}] {version}, {}", found.reference, found.folder);
    let mut line = |what: &str| text.push_str(&paragraph(what, 2));
    for remote in &project.remotes {
        line(&format!("Remote {}: {}", remote.name, remote.url));
    }
    if !project.urls.is_empty() {
        line(&format!("Named addresses: {}", project.urls.join(", ")));
    }
    if let (Some(newest), Some(oldest)) = (project.tags.first(), project.tags.last()) {
        line(&match project.tags.len() {
            1 => format!("Tag {} of {}", newest.name, day(newest.at)),
            tags => format!("{tags} tags, {} to {}", day(oldest.at), day(newest.at)),
        });
    }
    if let Some(commits) = &project.commits {
        line(&format!(
            "{} of {} commits are yours, {} to {}",
            commits.own,
            commits.all,
            day(commits.first),
            day(commits.last)
        ));
    }
    for key in &project.keys {
        line(&format!("Signed with {}", key.fingerprint));
    }
    if !project.owners.is_empty() {
        line(&format!("Also named: {}", project.owners.join(", ")));
    }
    if !project.publishers.is_empty() {
        line(&format!(
            "You can still release without the account: {} publishes with the forge's own token.",
            project.publishers.join(", ")
        ));
    }
    line(&found.push.what);
    if let Some(fix) = &found.push.fix {
        line(fix);
    }
    if let Some(commands) = &found.commands {
        line("Show that you can push (run these yourself):");
        let _ = writeln!(text, "    {}\n    {}", commands.push, commands.delete);
    }
}

/// A day of a moment, in UTC.
fn day(at: app::Timestamp) -> String {
    app::draft::today(at).to_string()
}

fn list(context: &mut Context) -> Result<Done, AppError> {
    let vault = context.open()?;
    let projects = evidence::list(vault.payload());
    let mut rows = vec![
        ["ID", "PROJECT", "ACCOUNT", "COLLECTED", "PUSH"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for one in &projects {
        rows.push(vec![
            one.id.to_string(),
            format!("{}/{}", one.project.ecosystem, one.project.name),
            one.account.clone().unwrap_or_else(|| "-".to_owned()),
            day(one.collected),
            one.push.what.clone(),
        ]);
    }
    Done::new(&json!({ "evidence": projects }), table(&rows))
}

fn answer(said: Option<args::Answer>) -> Answer {
    match said {
        None => Answer::Unsaid,
        Some(args::Answer::Yes) => Answer::Yes,
        Some(args::Answer::No) => Answer::No,
        Some(args::Answer::Unknown) => Answer::Unknown,
    }
}

fn tell(context: &mut Context, args: TellArgs) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    let mailbox = args.address.map(|address| Mailbox {
        address,
        primary: args.primary,
        verified: answer(args.verified),
        domain_expires: args.domain_expires,
        keeper: args.kept_by.map(|keeper| match keeper {
            Keeper::Own => MailKeeper::Own,
            Keeper::Provider => MailKeeper::Provider,
            Keeper::Employer => MailKeeper::Employer,
            Keeper::University => MailKeeper::University,
        }),
        mailbox: args.mailbox,
    });
    let told = Told {
        mailboxes: Vec::from_iter(mailbox),
        gone: args.gone,
        former: args.former,
        organisations: args.organisations,
        registered: args.registered,
        second_owner: answer(args.second_owner),
        two_factor: answer(args.two_factor),
        factors: None,
    };
    let facts = evidence::tell(
        &mut vault,
        &args.account,
        told,
        context.now,
        &mut context.randomness,
    )?;
    Done::new(
        &json!({ "account": args.account, "facts": facts }),
        "Noted in the vault.",
    )
}

fn ready(context: &mut Context, account: Option<&str>, at: Option<&str>) -> Result<Done, AppError> {
    let at = at.map_or(Ok(context.now), moment)?;
    let vault = context.open()?;
    let accounts = evidence::ready(vault.payload(), account, &context.providers, at)?;
    let mut text = String::new();
    for one in &accounts {
        let _ = writeln!(text, "\n{}", one.account);
        for item in &one.items {
            let mark = match item.state {
                ReadyState::Good => "ok",
                ReadyState::Weak => "weak",
                ReadyState::Unknown => "?",
                ReadyState::Missing => "missing",
            };
            text.push_str(&paragraph(&format!("[{mark}] {}", item.what), 2));
        }
        if let Some(now) = &one.now {
            text.push_str(&paragraph(&format!("Now: {now}"), 2));
        }
    }
    Done::new(&json!({ "accounts": accounts }), text)
}
