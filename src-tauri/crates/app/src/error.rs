//! One error for every front end: a closed code, what is wrong, what was left as it was, what
//! to do next. Front ends act on the code and never match text.

use serde::Serialize;
use std::fmt;

/// What went wrong, as the command line's contract and the window know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// There is no vault in the folder.
    NoVault,
    /// There is one already.
    VaultExists,
    /// The content of a file is of no format that is known.
    UnknownFormat,
    /// The format is known, but this variant cannot be read.
    Unsupported,
    /// A file is truncated or was altered.
    Damaged,
    /// A file or picture is larger than the limit.
    TooLarge,
    /// A file asks for more key derivation work than is reasonable.
    KdfLimit,
    /// A newer version of Reentry wrote it.
    NewerFormat,
    /// The folder or vault cannot be written.
    ReadOnly,
    /// The disk is full.
    DiskFull,
    /// A picture holds no QR code that can be read.
    NoCodeFound,
    /// Parts of a sheet are missing.
    NotEnoughParts,
    /// Reading or writing failed.
    Io,
    /// The request makes no sense as given.
    Usage,
    /// No account goes by that name.
    NoSuchAccount,
    /// Several do.
    AmbiguousAccount,
    /// The vault's passphrase is needed.
    PassphraseNeeded,
    /// The vault's passphrase is wrong.
    WrongPassphrase,
    /// The password of the imported file or sheet is needed.
    FilePasswordNeeded,
    /// The password of the imported file or sheet is wrong.
    WrongFilePassword,
    /// Codes were found, but not whose they are.
    NeedsAccount,
    /// Some entries could not be taken.
    RejectedEntries,
    /// The draft says something that must not leave.
    BlockedByLint,
    /// Done, but something needs attention.
    Attention,
}

impl Code {
    /// The exit code of the command line.
    #[must_use]
    pub fn exit(self) -> u8 {
        match self {
            Self::NoVault
            | Self::VaultExists
            | Self::UnknownFormat
            | Self::Unsupported
            | Self::Damaged
            | Self::TooLarge
            | Self::KdfLimit
            | Self::NewerFormat
            | Self::ReadOnly
            | Self::DiskFull
            | Self::NoCodeFound
            | Self::NotEnoughParts
            | Self::Io => 1,
            Self::Usage | Self::NoSuchAccount | Self::AmbiguousAccount => 2,
            Self::PassphraseNeeded
            | Self::WrongPassphrase
            | Self::FilePasswordNeeded
            | Self::WrongFilePassword => 3,
            Self::NeedsAccount | Self::RejectedEntries | Self::BlockedByLint | Self::Attention => 4,
        }
    }

    /// The code that goes by this name in a lower crate; `io` for one that is not known.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|code| code.name() == name)
            .unwrap_or(Self::Io)
    }

    /// The name on the wire and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoVault => "no_vault",
            Self::VaultExists => "vault_exists",
            Self::UnknownFormat => "unknown_format",
            Self::Unsupported => "unsupported",
            Self::Damaged => "damaged",
            Self::TooLarge => "too_large",
            Self::KdfLimit => "kdf_limit",
            Self::NewerFormat => "newer_format",
            Self::ReadOnly => "read_only",
            Self::DiskFull => "disk_full",
            Self::NoCodeFound => "no_code_found",
            Self::NotEnoughParts => "not_enough_parts",
            Self::Io => "io",
            Self::Usage => "usage",
            Self::NoSuchAccount => "no_such_account",
            Self::AmbiguousAccount => "ambiguous_account",
            Self::PassphraseNeeded => "passphrase_needed",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::FilePasswordNeeded => "file_password_needed",
            Self::WrongFilePassword => "wrong_file_password",
            Self::NeedsAccount => "needs_account",
            Self::RejectedEntries => "rejected_entries",
            Self::BlockedByLint => "blocked_by_lint",
            Self::Attention => "attention",
        }
    }

    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::NoVault,
        Self::VaultExists,
        Self::UnknownFormat,
        Self::Unsupported,
        Self::Damaged,
        Self::TooLarge,
        Self::KdfLimit,
        Self::NewerFormat,
        Self::ReadOnly,
        Self::DiskFull,
        Self::NoCodeFound,
        Self::NotEnoughParts,
        Self::Io,
        Self::Usage,
        Self::NoSuchAccount,
        Self::AmbiguousAccount,
        Self::PassphraseNeeded,
        Self::WrongPassphrase,
        Self::FilePasswordNeeded,
        Self::WrongFilePassword,
        Self::NeedsAccount,
        Self::RejectedEntries,
        Self::BlockedByLint,
        Self::Attention,
    ];
}

/// A failure as people and programs see it. No field ever holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppError {
    /// What front ends act on.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What was left as it was.
    pub unchanged: String,
    /// What to do.
    pub next: String,
}

impl AppError {
    /// A failure in full.
    #[must_use]
    pub fn new(
        code: Code,
        message: impl Into<String>,
        unchanged: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            code,
            message: message.into(),
            unchanged: unchanged.into(),
            next: next.into(),
        }
    }

    /// A request that makes no sense as given.
    #[must_use]
    pub fn usage(message: impl Into<String>, next: impl Into<String>) -> Self {
        let message = sentence(&message.into());
        Self::new(Code::Usage, message, "Nothing was done.", next)
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.message, self.unchanged, self.next)
    }
}

impl std::error::Error for AppError {}

impl From<secret::RandomnessError> for AppError {
    fn from(error: secret::RandomnessError) -> Self {
        Self::new(
            Code::Io,
            sentence(&error),
            "Nothing was changed.",
            "Restart the computer and try again.",
        )
    }
}

impl From<secret::CodeError> for AppError {
    fn from(error: secret::CodeError) -> Self {
        Self::new(
            Code::Usage,
            sentence(&error),
            "Nothing was changed.",
            "Look at the credential with `reentry show`.",
        )
    }
}

/// An error's text as a sentence: a capital first, a full stop last.
pub(crate) fn sentence(error: &impl fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let mut sentence: String = letters
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default();
    sentence.push_str(letters.as_str());
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_on_the_wire_are_the_names_of_the_contract() {
        for code in Code::ALL {
            assert_eq!(
                serde_json::to_value(code).expect("a name"),
                serde_json::Value::from(code.name())
            );
            assert_eq!(Code::named(code.name()), code);
        }
    }
}
