//! The `reentry` command. See docs/cli.md for what scripts may rely on.

mod args;
mod commands;
mod context;
mod input;
mod output;
mod progress;
mod text;

use app::AppError;
use args::{Cli, Command};
use clap::{CommandFactory, Parser};
use context::Context;
use output::Done;
use std::process::ExitCode;

fn main() -> ExitCode {
    app::forbid_core_dumps();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misused(&error),
    };
    let as_json = cli.global.json;
    let result = Context::new(cli.global).and_then(|mut context| run(&mut context, cli.command));
    output::finish(result, as_json)
}

fn run(context: &mut Context, command: Command) -> Result<Done, AppError> {
    use commands::{
        accounts, case, draft, drill, evidence, export, import, key, sheets, sweep, trash, vault,
    };
    match command {
        Command::Init => vault::init(context),
        Command::Passphrase {
            new_passphrase_file,
        } => vault::passphrase(context, new_passphrase_file.as_deref()),
        Command::Import(args) => import::import(context, args),
        Command::Sweep(args) => sweep::sweep(context, args),
        Command::Add(fields) => accounts::add(context, fields),
        Command::Edit {
            account,
            fields,
            removals,
        } => accounts::edit(context, &account, fields, removals),
        Command::Remove { account, otp } => accounts::remove(context, &account, otp.as_deref()),
        Command::Trash { action } => trash::trash(context, action),
        Command::Undo => vault::undo(context),
        Command::List { filter } => accounts::list(context, filter.as_deref()),
        Command::Show { account, reveal } => accounts::show(context, &account, reveal),
        Command::Code { account, at, otp } => {
            accounts::code(context, &account, at.as_deref(), otp.as_deref())
        }
        Command::Codes(args) => accounts::codes(context, args),
        Command::Sheet(args) => sheets::sheet(context, args),
        Command::Sheets(args) => sheets::sheets(context, &args),
        Command::Key { action } => key::key(context, action),
        Command::Drill(args) => drill::drill(context, args),
        Command::Restore(args) => sheets::restore(context, args),
        Command::Draft(args) => draft::draft(context, args),
        Command::Case(command) => case::case(context, command),
        Command::Evidence(command) => evidence::evidence(context, command),
        Command::Export(args) => export::export(context, args),
        Command::Copy { dir, always } => vault::copy(context, &dir, always),
        Command::Merge { file } => vault::merge(context, &file),
        Command::Backups { restore } => vault::backups(context, restore),
        Command::Keychain { action } => vault::keychain(context, action),
        Command::Verify => vault::verify(context),
        Command::Providers { check } => draft::providers(context, &check),
        Command::Completions { shell } => completions(shell),
        Command::Man => man(),
    }
}

/// Wrong arguments; also `--help` and `--version`, which are no failure.
fn misused(error: &clap::Error) -> ExitCode {
    let as_json = std::env::args_os().any(|argument| argument == "--json");
    if error.use_stderr() && as_json {
        // The first paragraph: what is wrong, and which arguments it is about.
        let said = error.to_string();
        let lines = said.lines().take_while(|line| !line.trim().is_empty());
        let message = lines.map(str::trim).collect::<Vec<_>>().join(" ");
        let message = message.strip_prefix("error: ").unwrap_or(&message);
        let failure = AppError::usage(message, "See `reentry --help`.");
        return output::finish(Err(failure), true);
    }
    // Where the terminal is gone there is nobody to tell.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

fn completions(shell: clap_complete::Shell) -> Result<Done, AppError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "reentry", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Done::new(&serde_json::json!({ "script": script }), script)
}

/// The man page of the command, followed by those of its subcommands.
fn man() -> Result<Done, AppError> {
    let mut command = Cli::command();
    // Building hands the options of every command down to its subcommands.
    command.build();
    let mut page = Vec::new();
    let mut rendered = clap_mangen::Man::new(command.clone()).render(&mut page);
    for subcommand in command.get_subcommands() {
        if subcommand.get_name() != "help" {
            let man = clap_mangen::Man::new(subcommand.clone());
            rendered = rendered.and_then(|()| man.render(&mut page));
        }
    }
    let page = String::from_utf8_lossy(&page).into_owned();
    rendered
        .map_err(|_| AppError::usage("The man page cannot be made.", "See `reentry --help`."))?;
    Done::new(&serde_json::json!({ "page": page }), page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
