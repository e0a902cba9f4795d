//! Settings of the window, passphrases.

use super::{Passphrase, SheetPaper};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The colours of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Those of the desktop.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How the window behaves on this computer. Holds nothing of the vault, and is kept beside the
/// platform's state, not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Seconds without a key or a movement after which the vault is locked; none never locks.
    pub lock_after: Option<u32>,
    /// Seconds that a secret stays on the clipboard.
    pub clipboard: u32,
    /// The colours.
    pub theme: Theme,
    /// The paper that sheets are made for; none follows the region of the desktop's language.
    pub paper: Option<SheetPaper>,
    /// Whether the keychain may also open the vault after a lock, not only when Reentry starts.
    pub keychain_after_lock: bool,
}

/// Seconds without use, unless the user says otherwise: ten minutes.
const LOCK_AFTER: u32 = 600;

/// Seconds on the clipboard, unless the user says otherwise.
const CLIPBOARD: u32 = 30;

impl Default for Settings {
    fn default() -> Self {
        Self {
            lock_after: Some(LOCK_AFTER),
            clipboard: CLIPBOARD,
            theme: Theme::System,
            paper: None,
            keychain_after_lock: false,
        }
    }
}

/// A passphrase to be judged.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PassphraseCheck {
    /// The passphrase.
    pub passphrase: Passphrase,
}

/// What a passphrase is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Judged {
    /// Whether it would be taken.
    pub accepted: bool,
    /// Whether another one would be better.
    pub weak: bool,
    /// One sentence; it never quotes the passphrase.
    pub sentence: String,
}

/// A passphrase that was made, to be read and written down.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Suggested {
    /// Six words.
    pub passphrase: String,
}

impl std::fmt::Debug for Suggested {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Suggested([redacted])")
    }
}

/// Asks for another passphrase.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PassphraseChange {
    /// The one that opens the vault now.
    pub current: Passphrase,
    /// The one that shall.
    pub fresh: Passphrase,
}
