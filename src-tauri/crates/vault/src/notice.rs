//! What stands out after opening a vault.

use crate::conflict;
use crate::folder::wide_permissions;
use crate::store::Vault;
use std::path::PathBuf;

/// Something that people should know about the vault they opened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// This machine saw a newer generation than the one that stands there.
    RolledBack {
        /// The highest generation seen.
        seen: u64,
        /// The one that was found.
        found: u64,
    },
    /// A change of the passphrase was cut off. The next save completes or drops it.
    UnfinishedPassphraseChange,
    /// Others than the owner may read or enter.
    WidePermissions {
        /// The file or folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A synchronisation program left another version beside the vault.
    ConflictCopies(Vec<PathBuf>),
    /// A newer major version wrote the vault: it can be read, not saved.
    ReadOnly {
        /// The vault's format.
        schema: String,
    },
    /// The vault was opened with the paper key: it needs a new passphrase.
    OpenedWithPaperKey,
}

impl Notice {
    /// The closed name, for scripts and the window.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::RolledBack { .. } => "rolled_back",
            Self::UnfinishedPassphraseChange => "unfinished_passphrase_change",
            Self::WidePermissions { .. } => "wide_permissions",
            Self::ConflictCopies(_) => "conflict_copies",
            Self::ReadOnly { .. } => "read_only",
            Self::OpenedWithPaperKey => "opened_with_paper_key",
        }
    }

    /// One or two sentences for people.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::RolledBack { seen, found } => format!(
                "This vault is older than one seen on this machine: generation {found}, not {seen}. \
                 If you did not restore it, somebody or something else did."
            ),
            Self::UnfinishedPassphraseChange => {
                "A change of the passphrase was cut off. The passphrase that you just used is the one \
                 that counts; the next save settles it."
                    .into()
            }
            Self::WidePermissions { path, mode } => format!(
                "{} can be read by others (permissions {mode:03o}).",
                path.display()
            ),
            Self::ConflictCopies(paths) => format!(
                "A synchronisation program left {} other version(s) of the vault; merge them.",
                paths.len()
            ),
            Self::ReadOnly { schema } => format!(
                "This vault has the newer format {schema}: it can be read, but not saved, by this version."
            ),
            Self::OpenedWithPaperKey => {
                "The vault was opened with the paper key. Set a new passphrase to save it.".into()
            }
        }
    }
}

pub(crate) fn all(vault: &Vault) -> Vec<Notice> {
    let mut notices = Vec::new();
    notices.extend(vault.rolled_back.clone());
    if vault.payload.record.former_key.is_some() {
        notices.push(Notice::UnfinishedPassphraseChange);
    }
    if vault.is_read_only() {
        notices.push(Notice::ReadOnly {
            schema: vault.payload.record.schema.to_string(),
        });
    }
    if vault.keys.paper {
        notices.push(Notice::OpenedWithPaperKey);
    }
    let place = &vault.place;
    for path in [place.folder.clone(), place.vault(), place.unlock()] {
        if let Some(mode) = wide_permissions(&path) {
            notices.push(Notice::WidePermissions { path, mode });
        }
    }
    let conflicts = conflict::find(vault.disk.as_ref(), &place.folder);
    if !conflicts.is_empty() {
        notices.push(Notice::ConflictCopies(conflicts));
    }
    notices
}
