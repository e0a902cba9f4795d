//! The window's words for what the core says to people at a terminal.
//!
//! Commands and options of `reentry` help nobody who never opens a terminal. What is said often
//! has its own words here; for the rest the code says what to do.

use crate::Code;

/// What the core says at a terminal, and what the window says instead.
const WORDS: &[(&str, &str)] = &[
    (
        "Change it with `reentry edit`.",
        "Choose it in the list, and change it with Edit.",
    ),
    (
        "See the names with `reentry list`.",
        "It may be in the trash: look at the list of accounts.",
    ),
    (
        "See the ids with `reentry show`.",
        "Look at the account again.",
    ),
    (
        "Import one, or add it with `reentry add`.",
        "Import one, or add it with Edit.",
    ),
    (
        "Choose one with --otp ID; drop the wrong one with `reentry remove ACCOUNT --otp ID`.",
        "Try both codes at the service, and remove the wrong credential with Edit.",
    ),
    (
        "Try both codes at the service, then drop the wrong one with `reentry remove ACCOUNT --otp ID`.",
        "Try both codes at the service, and remove the wrong one with Edit.",
    ),
    (
        "Look at the credential with `reentry show`.",
        "Look at the account with Edit.",
    ),
    ("add it with `reentry edit`", "add it with Edit"),
    ("Use `reentry import` for them.", "Import them instead."),
    (
        "Note it with the account (reentry edit --factor), with the place where it is.",
        "Note it under “Say what you know…”, with the place where it is.",
    ),
    (
        "Give --provider (see `reentry providers`) or --issuer.",
        "Name the service.",
    ),
    (
        "See `reentry providers`, or give only --issuer.",
        "Choose a service of the list, or name it yourself.",
    ),
    (
        "See `reentry providers`, or name the vault with --vault.",
        "Choose a service of the list.",
    ),
    (
        "Name the accounts to print; `reentry list` shows them.",
        "Choose the accounts to print.",
    ),
    (
        "Name a folder with fewer, or let `reentry sweep` look for what is worth importing.",
        "Choose a folder with fewer, or look through it for what is worth importing.",
    ),
    (
        "See `reentry sheets`.",
        "Look at the list of printed sheets again.",
    ),
    (
        "See the numbers with `reentry codes`.",
        "Look at the list of codes again.",
    ),
    (
        "See `reentry backups`.",
        "Look at the list of backups again.",
    ),
    (
        "See what is in it with `reentry trash`.",
        "Look at the removed accounts again.",
    ),
    (
        "Merge it first with `reentry merge FOLDER/vault.age`.",
        "Merge it in the settings, under Copies on other disks.",
    ),
    (
        "merge it with `reentry merge`",
        "merge it in the settings, under Copies on other disks",
    ),
    (
        "Give it with --passphrase-file FILE (`-` for standard input), or run this in a terminal.",
        "Unlock the vault with it.",
    ),
    (
        "Name the vault's folder with --vault DIR.",
        "Name one in the variable REENTRY_VAULT.",
    ),
];

/// How texts begin what only somebody at a terminal can use, where it stands in parentheses.
const ASIDES: [&str; 2] = [" (--", " (reentry "];

/// What is said at a terminal, in the window's words: sentences that name no command. Commands in
/// parentheses are left out.
#[must_use]
pub fn in_window(said: &str) -> String {
    let mut said = said.to_owned();
    for (terminal, window) in WORDS {
        if said.contains(terminal) {
            said = said.replace(terminal, window);
        }
    }
    ASIDES
        .iter()
        .fold(said, |said, opening| without(&said, opening))
}

/// The text without the parentheses that open like this.
fn without(text: &str, opening: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(opening) {
        said.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    said.push_str(rest);
    said
}

/// What to do, in the window's words; where there are none, what the code means.
#[must_use]
pub fn next_in_window(next: &str, code: Code) -> String {
    let said = in_window(next);
    if names_command_line(&said) {
        by_code(code).to_owned()
    } else {
        said
    }
}

/// Whether a text speaks to somebody at a terminal.
#[must_use]
pub fn names_command_line(text: &str) -> bool {
    text.contains("`reentry") || text.starts_with("--") || text.contains(" --")
}

fn by_code(code: Code) -> &'static str {
    match code {
        Code::NoSuchAccount | Code::AmbiguousAccount => "Choose it in the list of accounts.",
        Code::PassphraseNeeded => "Unlock the vault with the passphrase.",
        Code::WrongPassphrase => "Try the passphrase again.",
        Code::FilePasswordNeeded | Code::WrongFilePassword => "Enter the file's password.",
        Code::NoVault => "Make a vault first.",
        Code::VaultExists => "Open the vault that is there.",
        Code::BlockedByLint => "Change what is marked in the request.",
        Code::ReadOnly | Code::DiskFull | Code::Io => "Check the disk, and try again.",
        _ => "Look at what was entered, and try again.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use provider::Directory;

    /// Every file of the core that speaks to people.
    const SPEAKING: &[&str] = &[
        include_str!("account.rs"),
        include_str!("draft.rs"),
        include_str!("edit.rs"),
        include_str!("error.rs"),
        include_str!("gather.rs"),
        include_str!("intake.rs"),
        include_str!("keychain.rs"),
        include_str!("open.rs"),
        include_str!("otp.rs"),
        include_str!("plan.rs"),
        include_str!("restore.rs"),
        include_str!("sheets/ledger.rs"),
        include_str!("sheets/mod.rs"),
        include_str!("trash.rs"),
        include_str!("upkeep.rs"),
        include_str!("../../recovery/src/readiness.rs"),
        include_str!("../../secret/src/code.rs"),
    ];

    #[test]
    fn the_words_are_those_that_the_core_says_and_name_no_command_themselves() {
        let stale: Vec<_> = WORDS
            .iter()
            .filter(|(terminal, _)| !SPEAKING.iter().any(|file| file.contains(terminal)))
            .collect();
        assert!(stale.is_empty(), "nobody says this any more: {stale:?}");
        for (_, window) in WORDS {
            assert!(!names_command_line(window), "{window}");
        }
    }

    #[test]
    fn commands_in_parentheses_are_left_out() {
        assert_eq!(
            in_window("Name it (--repo). Or (well) not."),
            "Name it. Or (well) not."
        );
        assert_eq!(
            in_window("Go to GitHub (reentry draft github), first."),
            "Go to GitHub, first."
        );
        assert_eq!(in_window("As it is"), "As it is");
    }

    #[test]
    fn no_text_of_a_provider_speaks_to_the_command_line_outside_parentheses() {
        for provider in Directory::embedded().iter() {
            let fixes = provider.unblock.values();
            let steps = provider.routes.iter().flat_map(|route| &route.steps);
            for text in fixes.chain(steps.map(|step| &step.text)) {
                let left = in_window(text);
                assert!(!speaks_of_commands(&left), "{}: {left}", provider.id);
            }
        }
    }

    /// Texts between quotes in a file of the core, without its comments and tests.
    fn texts(file: &str) -> impl Iterator<Item = &str> {
        let spoken = file.split("#[cfg(test)]").next().unwrap_or(file);
        spoken
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split('"').skip(1).step_by(2))
    }

    fn speaks_of_commands(text: &str) -> bool {
        text.contains("reentry ") || text.contains("(--")
    }

    #[test]
    fn what_ways_back_and_readiness_say_names_no_command_in_the_window() {
        let files = [
            include_str!("../../recovery/src/lint/account.rs"),
            include_str!("../../recovery/src/lint/mod.rs"),
            include_str!("../../recovery/src/readiness.rs"),
            include_str!("../../recovery/src/push.rs"),
        ];
        let mut said_to_a_terminal = 0;
        for text in files.into_iter().flat_map(texts) {
            said_to_a_terminal += usize::from(speaks_of_commands(text));
            let left = in_window(text);
            assert!(!speaks_of_commands(&left), "{left}");
        }
        assert!(said_to_a_terminal > 10, "the files were searched");
    }

    #[test]
    fn what_has_no_words_of_its_own_is_said_by_code() {
        for code in Code::ALL {
            let next = next_in_window("Try `reentry something --new`.", code);
            assert!(!names_command_line(&next), "{next}");
        }
        assert_eq!(
            next_in_window("See `reentry backups`.", Code::Usage),
            "Look at the list of backups again."
        );
        assert_eq!(next_in_window("Try again.", Code::Io), "Try again.");
    }
}
