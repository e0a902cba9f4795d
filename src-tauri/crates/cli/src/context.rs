//! What every command works with: the options, the clock, the randomness, the providers.

use crate::args::Global;
use crate::input::Input;
use crate::output::note;
use crate::progress::watch;
use app::providers::{self, ProviderProblem};
use app::{
    AppError, Directory, Location, SecretText, SystemKeychain, SystemRandomness, Timestamp, Vault,
    clock, keychain, open,
};
use std::path::PathBuf;

/// One run of the command.
pub struct Context {
    /// Where the vault is.
    pub location: Location,
    /// Where secrets come from.
    pub input: Input,
    /// The moment of the run.
    pub now: Timestamp,
    /// The system's randomness.
    pub randomness: SystemRandomness,
    /// What is known about services.
    pub providers: Directory,
    /// The ids of those in the user's own files.
    pub own_providers: Vec<String>,
    /// What is wrong with the user's own provider files.
    pub provider_problems: Vec<ProviderProblem>,
    /// Print JSON.
    pub json: bool,
    /// Print results and errors only.
    pub quiet: bool,
    passphrase_file: Option<PathBuf>,
}

impl Context {
    /// Reads the clock, the providers and nothing else.
    pub fn new(global: Global) -> Result<Self, AppError> {
        let known = providers::known(providers::folder().as_deref());
        Ok(Self {
            location: open::location(global.vault)?,
            input: Input::default(),
            now: clock::now(),
            randomness: SystemRandomness,
            providers: known.directory,
            own_providers: known.own,
            provider_problems: known.problems,
            json: global.json,
            quiet: global.quiet,
            passphrase_file: global.passphrase_file,
        })
    }

    /// Says what is wrong with the user's own provider files.
    pub fn tell_of_providers(&self) {
        for problem in &self.provider_problems {
            note(
                self.quiet,
                &format!(
                    "Your provider file {} is left out: {}",
                    problem.file, problem.message
                ),
            );
        }
    }

    /// The passphrase from its file, or from the terminal.
    ///
    /// # Errors
    /// `passphrase_needed` where there is neither.
    pub fn passphrase(&self, question: &str) -> Result<SecretText, AppError> {
        let given = match &self.passphrase_file {
            Some(path) => Some(self.input.secret(path)?),
            None => self.input.ask(question)?,
        };
        given.ok_or_else(open::passphrase_needed)
    }

    /// Whether a passphrase was given, so that nobody needs to be asked.
    pub fn has_passphrase(&self) -> bool {
        self.passphrase_file.is_some()
    }

    /// A new passphrase: from a file, or typed twice on the terminal.
    ///
    /// # Errors
    /// `passphrase_needed`; `usage` when the two differ.
    pub fn new_passphrase(&self, file: Option<&std::path::Path>) -> Result<SecretText, AppError> {
        if let Some(path) = file {
            return self.input.secret(path);
        }
        let Some(first) = self.input.ask("New passphrase")? else {
            return Err(open::passphrase_needed());
        };
        if self.input.ask("The same again")? != Some(first.clone()) {
            return Err(AppError::usage("The two differ.", "Try again."));
        }
        Ok(first)
    }

    /// The file that `--passphrase-file` names.
    pub fn passphrase_file(&self) -> Option<&std::path::Path> {
        self.passphrase_file.as_deref()
    }

    /// Opens the vault: with the passphrase where one was given, else with the keychain where
    /// it is switched on, else by asking.
    ///
    /// # Errors
    /// What opening can meet.
    pub fn open(&self) -> Result<Vault, AppError> {
        self.open_and_keep().map(|(vault, _)| vault)
    }

    /// Opens the vault and keeps the passphrase where one was used.
    ///
    /// # Errors
    /// As [`Context::open`].
    pub fn open_and_keep(&self) -> Result<(Vault, Option<SecretText>), AppError> {
        open::must_exist(&self.location)?;
        if !self.has_passphrase() {
            match keychain::open(&self.location, &SystemKeychain::shared()) {
                keychain::Outcome::Opened(vault) => {
                    self.tell(&vault);
                    return Ok((*vault, None));
                }
                keychain::Outcome::Failed(why) => note(self.quiet, &why.sentence()),
                keychain::Outcome::SwitchedOff => {}
            }
        }
        let passphrase = self.passphrase("Passphrase of the vault")?;
        let vault = watch(self.quiet, "Opening the vault", || {
            open::unlock(&self.location, &passphrase)
        })?;
        self.tell(&vault);
        Ok((vault, Some(passphrase)))
    }

    fn tell(&self, vault: &Vault) {
        for notice in vault.notices() {
            note(self.quiet, &format!("Note: {}", notice.message()));
        }
        match app::case::due(vault.payload(), &self.providers, self.now) {
            0 => {}
            1 => note(
                self.quiet,
                "Note: a step of a case is due (reentry case list).",
            ),
            due => note(
                self.quiet,
                &format!("Note: steps of {due} cases are due (reentry case list)."),
            ),
        }
    }
}
