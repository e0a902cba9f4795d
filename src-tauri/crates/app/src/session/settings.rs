//! Settings and passphrases in the window.

use super::Session;
use crate::ipc::{Done, Judged, Nothing, PassphraseChange, PassphraseCheck, Settings, Suggested};
use crate::view::Revealed;
use crate::{AppError, Code, open, upkeep};
use model::Timestamp;
use secret::Randomness;
use std::path::Path;
use vault::Location;

/// The file of the settings, in the platform's state folder.
const FILE: &str = "window.json";

/// How long a secret may stay on the clipboard at most: ten minutes.
const LONGEST_ON_CLIPBOARD: u32 = 600;

/// The settings that were saved; the usual ones where there are none that can be read.
pub(super) fn load(location: &Location) -> Settings {
    std::fs::read(location.state.join(FILE))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .map_or_else(Settings::default, within_bounds)
}

fn within_bounds(wanted: Settings) -> Settings {
    Settings {
        lock_after: wanted.lock_after.map(|seconds| seconds.max(1)),
        clipboard: wanted.clipboard.clamp(1, LONGEST_ON_CLIPBOARD),
        ..wanted
    }
}

impl Session {
    /// The settings; needs no vault.
    ///
    /// # Errors
    /// None so far.
    pub fn settings(&self, _: Nothing) -> Result<Settings, AppError> {
        Ok(self.settings)
    }

    /// Saves the settings, and holds to them from now on.
    ///
    /// # Errors
    /// `io` when they cannot be written; they are then as before.
    pub fn change_settings(&mut self, wanted: Settings) -> Result<Settings, AppError> {
        let wanted = within_bounds(wanted);
        save(&self.location.state, &wanted)?;
        self.settings = wanted;
        Ok(wanted)
    }

    /// Seconds that a secret stays on the clipboard.
    #[must_use]
    pub fn clipboard_seconds(&self) -> u32 {
        self.settings.clipboard
    }

    /// Locks where nobody has used the window for as long as the settings say: `last` is when
    /// it was used last. Says whether it did.
    pub fn lock_if_idle(&mut self, last: Timestamp, now: Timestamp) -> bool {
        let Some(limit) = self.settings.lock_after.filter(|_| self.open.is_some()) else {
            return false;
        };
        let idle = now.as_second().saturating_sub(last.as_second());
        if idle < i64::from(limit) {
            return false;
        }
        self.lock(Nothing {}).is_ok()
    }

    /// What a passphrase is worth, before it is chosen.
    ///
    /// # Errors
    /// None so far.
    pub fn judge_passphrase(&self, request: PassphraseCheck) -> Result<Judged, AppError> {
        Ok(match vault::estimate(&request.passphrase.into_secret()) {
            Ok(strength) => Judged {
                accepted: true,
                weak: strength.is_weak(),
                sentence: strength.sentence.to_owned(),
            },
            Err(error) => Judged {
                accepted: false,
                weak: true,
                sentence: AppError::from(error).message,
            },
        })
    }

    /// A passphrase of six words.
    ///
    /// # Errors
    /// `io` when the system gives no randomness.
    pub fn suggest_passphrase(
        &self,
        _: Nothing,
        randomness: &mut impl Randomness,
    ) -> Result<Suggested, AppError> {
        let words = Revealed::asked_for(vault::suggest(randomness)?);
        Ok(Suggested {
            passphrase: words.show().to_owned(),
        })
    }

    /// Changes the passphrase, when the one of now is given.
    ///
    /// # Errors
    /// `wrong_passphrase`; as [`upkeep::change_passphrase`].
    pub fn change_passphrase(
        &mut self,
        request: PassphraseChange,
        now: Timestamp,
    ) -> Result<Done, AppError> {
        self.must_be_open()?;
        open::unlock(&self.location, &request.current.into_secret())?;
        let fresh = request.fresh.into_secret();
        let keychain = self.keychain.clone();
        let saved = upkeep::change_passphrase(self.vault()?, &fresh, keychain.0.as_ref(), now)?;
        Ok(saved.into())
    }
}

fn save(state: &Path, settings: &Settings) -> Result<(), AppError> {
    let failed = |error: std::io::Error| {
        AppError::new(
            Code::Io,
            format!("The settings cannot be saved: {}.", error.kind()),
            "They are as they were.",
            "Check the permissions of your state folder.",
        )
    };
    let text = serde_json::to_vec_pretty(settings).unwrap_or_default();
    std::fs::create_dir_all(state).map_err(failed)?;
    let fresh = state.join("window.json.new");
    std::fs::write(&fresh, text).map_err(failed)?;
    std::fs::rename(&fresh, state.join(FILE)).map_err(failed)
}
