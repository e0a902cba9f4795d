//! What can go wrong with a vault, and what to tell people then.

use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a vault operation failed. The display text is one sentence that says what is wrong;
/// [`VaultError::unchanged`] says what was left as it was and [`VaultError::next`] what to do.
/// No variant can hold a secret.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The folder holds no `vault.age`.
    #[error("there is no vault in {}", folder.display())]
    NoVault {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds a vault already.
    #[error("there is a vault in {} already", folder.display())]
    VaultExists {
        /// The folder.
        folder: PathBuf,
    },
    /// The vault is there, but the file that the passphrase opens is not.
    #[error("{} is missing: the passphrase has nothing to open", path.display())]
    UnlockFileMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// A file is truncated, tampered with, or was never an age file.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The passphrase opened `unlock.age`, but its key does not open `vault.age`.
    #[error("unlock.age and vault.age in {} do not belong together", folder.display())]
    Mismatch {
        /// The folder.
        folder: PathBuf,
    },
    /// A file is larger than what this program reads.
    #[error("{} is larger than {} MiB", path.display(), limit / (1024 * 1024))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// `unlock.age` asks for more key derivation work than is accepted.
    #[error("unlock.age asks for a scrypt work factor of 2^{log_n}; at most 2^20 is accepted")]
    KdfLimit {
        /// Base-2 logarithm of the work factor asked for.
        log_n: u8,
    },
    /// The vault was written by a newer major version.
    #[error("this vault has the newer format {schema}, which this version cannot {verb}")]
    NewerFormat {
        /// The format that was found.
        schema: String,
        /// `read` or `write`.
        verb: &'static str,
    },
    /// The place cannot be written.
    #[error("{} cannot be written", path.display())]
    ReadOnly {
        /// The file or folder.
        path: PathBuf,
    },
    /// There is no room, or a quota or size limit is reached.
    #[error("there is no room left to write {}", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The operating system reported another error.
    #[error("{doing} {} failed: {source}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Writing failed half way, and the former file could not be put back either. The vault
    /// opens all the same: either with the state before or with the one after.
    #[error("writing failed half way, and putting the former file back failed too: {source}")]
    Unsettled {
        /// The former file, kept in `backups`.
        kept: Option<PathBuf>,
        /// The system's first error.
        source: io::Error,
    },
    /// Another process holds the vault's lock for too long.
    #[error("another process keeps {} busy", folder.display())]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// `vault.age` or `unlock.age` is a symbolic link: replacing it would cut the link.
    #[error("{} is a symbolic link", path.display())]
    Symlink {
        /// The link.
        path: PathBuf,
    },
    /// The passphrase is wrong.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// A passphrase has fewer than 8 characters.
    #[error("a passphrase has at least 8 characters")]
    PassphraseTooShort,
    /// The key at hand (from a keychain) does not open the vault any more.
    #[error("the key at hand does not open this vault")]
    OutdatedIdentity,
    /// The text is no X25519 age identity.
    #[error("this is no age identity of the X25519 kind")]
    NotAnIdentity,
    /// The passphrase was changed elsewhere while the vault was open here.
    #[error("the passphrase was changed elsewhere while the vault was open here")]
    PassphraseChanged,
    /// The vault was opened with the paper key: it needs a new passphrase before it can be saved.
    #[error("the vault was opened with the paper key and has no passphrase yet")]
    NewPassphraseNeeded,
    /// A file belongs to another vault.
    #[error("{} belongs to another vault", path.display())]
    AnotherVault {
        /// The file.
        path: PathBuf,
    },
    /// No generation with other content is kept.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// The named backup is not there.
    #[error("there is no such backup")]
    NoSuchBackup,
    /// Two items have the same id; saving would mix them up.
    #[error("two entries of the vault have the same id {id}")]
    DuplicateId {
        /// The id.
        id: String,
    },
    /// The paper key's recipient is no age recipient of the X25519 kind.
    #[error("the paper key's recipient is no age recipient of the X25519 kind")]
    PaperRecipient,
    /// A folder for a copy holds something that must not be replaced.
    #[error("{} holds {what}", path.display())]
    CopyRefused {
        /// The copy's folder.
        path: PathBuf,
        /// What it holds.
        what: &'static str,
    },
    /// Only a vault that is marked as a sample can be thrown away.
    #[error("{} holds no sample", folder.display())]
    NotASample {
        /// The vault's folder.
        folder: PathBuf,
    },
    /// What was encrypted did not decrypt to the same bytes. Nothing was written.
    #[error("the encrypted vault did not decrypt to what went in")]
    SelfCheck,
    /// The operating system gives no random numbers.
    #[error(transparent)]
    Randomness(#[from] secret::RandomnessError),
}

impl VaultError {
    /// The closed code for scripts and the window.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoVault { .. } => "no_vault",
            Self::VaultExists { .. } => "vault_exists",
            Self::UnlockFileMissing { .. } | Self::Damaged { .. } | Self::Mismatch { .. } => {
                "damaged"
            }
            Self::TooLarge { .. } => "too_large",
            Self::KdfLimit { .. } => "kdf_limit",
            Self::NewerFormat { .. } => "newer_format",
            Self::ReadOnly { .. } => "read_only",
            Self::DiskFull { .. } => "disk_full",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::OutdatedIdentity | Self::PassphraseChanged | Self::NewPassphraseNeeded => {
                "passphrase_needed"
            }
            Self::PassphraseTooShort | Self::NotAnIdentity | Self::NoSuchBackup => "usage",
            Self::AnotherVault { .. }
            | Self::PaperRecipient
            | Self::CopyRefused { .. }
            | Self::Symlink { .. }
            | Self::NotASample { .. }
            | Self::NothingToUndo => "unsupported",
            Self::Io { .. }
            | Self::Unsettled { .. }
            | Self::Busy { .. }
            | Self::DuplicateId { .. }
            | Self::SelfCheck
            | Self::Randomness(_) => "io",
        }
    }

    /// What was left as it was.
    #[must_use]
    pub fn unchanged(&self) -> &'static str {
        match self {
            Self::Unsettled { .. } => {
                "The former generation is kept in the backups folder; nothing is lost."
            }
            Self::ReadOnly { .. }
            | Self::DiskFull { .. }
            | Self::Io { .. }
            | Self::Busy { .. }
            | Self::PassphraseChanged
            | Self::SelfCheck
            | Self::DuplicateId { .. } => {
                "The vault on disk is as it was; what was not saved is still in memory."
            }
            _ => "Nothing was changed.",
        }
    }

    /// What to do.
    #[must_use]
    pub fn next(&self) -> &'static str {
        match self {
            Self::NoVault { .. } => "Create one, or name the folder where it is.",
            Self::VaultExists { .. } => "Name another folder, or open this vault.",
            Self::UnlockFileMissing { .. } => {
                "Take unlock.age from a copy or from the newest folder in backups, or use the paper key."
            }
            Self::Damaged { .. } => {
                "Restore the newest folder in backups, or a copy; both files belong together."
            }
            Self::Mismatch { .. } => {
                "If the folder is being synchronised, wait until both files are there; else restore both from backups or from a copy."
            }
            Self::TooLarge { .. } => "Check that this is the right file.",
            Self::KdfLimit { .. } => {
                "This file was not written by Reentry; do not trust it, and restore unlock.age from a copy."
            }
            Self::NewerFormat { .. } => "Use the newer version of Reentry.",
            Self::ReadOnly { .. } => "Check the permissions of the folder.",
            Self::DiskFull { .. } => "Make room, then save again.",
            Self::Io { .. } => "Check the disk, then save again.",
            Self::Unsettled { .. } => {
                "Check the disk; then open the vault, or restore the newest folder in backups."
            }
            Self::Busy { .. } => "Close the other program, then save again.",
            Self::Symlink { .. } => "Name the folder that the link points to.",
            Self::WrongPassphrase => {
                "Try again. After a change of the passphrase, older copies still open with the older one."
            }
            Self::PassphraseTooShort => "Use a longer one; six generated words are good.",
            Self::OutdatedIdentity => "Enter the passphrase.",
            Self::NotAnIdentity => {
                "An identity begins with AGE-SECRET-KEY-1; post-quantum and plug-in keys are not supported."
            }
            Self::PassphraseChanged => "Enter the new passphrase, then save again.",
            Self::NewPassphraseNeeded => "Set a new passphrase first.",
            Self::AnotherVault { .. } => "Open that vault on its own.",
            Self::NotASample { .. } => "A real vault is never deleted here.",
            Self::NothingToUndo => "Look at the list of backups.",
            Self::NoSuchBackup => "Choose one of the list of backups.",
            Self::DuplicateId { .. } | Self::SelfCheck => "Save again; if it stays, report it.",
            Self::PaperRecipient => "Make a new paper key.",
            Self::CopyRefused { .. } => "Merge that vault first, or name another folder.",
            Self::Randomness(_) => "Try again.",
        }
    }
}

/// Sorts a system error into the cases that people can act on.
pub(crate) fn io_error(doing: &'static str, path: &Path, source: io::Error) -> VaultError {
    use io::ErrorKind as Kind;
    let path = path.to_path_buf();
    match source.kind() {
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => VaultError::ReadOnly { path },
        // FileTooLarge is what a write past RLIMIT_FSIZE gives (EFBIG).
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
            VaultError::DiskFull { path }
        }
        _ => VaultError::Io {
            doing,
            path,
            source,
        },
    }
}
