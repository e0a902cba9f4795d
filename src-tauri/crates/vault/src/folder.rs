//! The vault folder: names, limits, permissions, and the small files beside the vault.

use crate::disk::{Disk, write_new};
use crate::error::{VaultError, io_error};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// The largest `vault.age` that is read: 100 MiB.
pub const VAULT_LIMIT: u64 = 100 * 1024 * 1024;
/// The largest `unlock.age` that is read: it is about 300 bytes long.
pub(crate) const UNLOCK_LIMIT: u64 = 64 * 1024;

/// The encrypted payload.
pub const VAULT_FILE: &str = "vault.age";
/// The vault identity, wrapped with the passphrase.
pub const UNLOCK_FILE: &str = "unlock.age";
/// Earlier generations.
pub(crate) const BACKUPS: &str = "backups";
/// The sidecar lock: the vault itself is replaced by each save, so it cannot be locked.
const LOCK_FILE: &str = "vault.lock";

/// Where a vault is, and where this machine remembers what it saw of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The vault folder.
    pub folder: PathBuf,
    /// A folder outside of it, for the highest generation seen and the dates of copies.
    pub state: PathBuf,
}

impl Location {
    /// A location.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, state: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            state: state.into(),
        }
    }

    /// The path of `vault.age`.
    #[must_use]
    pub fn vault(&self) -> PathBuf {
        self.folder.join(VAULT_FILE)
    }

    /// The path of `unlock.age`.
    #[must_use]
    pub fn unlock(&self) -> PathBuf {
        self.folder.join(UNLOCK_FILE)
    }

    /// The path of the folder with earlier generations.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.folder.join(BACKUPS)
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.folder.join(LOCK_FILE)
    }
}

/// Whether the folder holds a vault.
#[must_use]
pub fn exists(location: &Location) -> bool {
    location.vault().exists()
}

/// Lower-case hexadecimal SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The name under which a file is written before it is renamed. Only who holds the lock writes
/// there, so one name is enough, and what a crash left is found again.
pub(crate) fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.tmp"))
}

/// Reads a file of the vault; `None` when there is none.
pub(crate) fn read(
    disk: &dyn Disk,
    path: &Path,
    limit: u64,
) -> Result<Option<Vec<u8>>, VaultError> {
    match disk.read(path, limit) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(VaultError::TooLarge {
            path: path.to_path_buf(),
            limit,
        }),
        // Reading is not writing: a missing permission is named as what it is.
        Err(source) => Err(VaultError::Io {
            doing: "reading",
            path: path.to_path_buf(),
            source,
        }),
    }
}

/// Writes a file beside its final place and waits until it is on the disk.
pub(crate) fn prepare(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<PathBuf, VaultError> {
    let temporary = temporary(path);
    clear(disk, &temporary).map_err(|error| io_error("clearing", &temporary, error))?;
    write_new(disk, &temporary, bytes).map_err(|error| io_error("writing", path, error))?;
    Ok(temporary)
}

/// Removes a file that may not be there.
pub(crate) fn clear(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    match disk.remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Replaces a file durably: temporary file, fsync, rename, fsync of the folder.
pub(crate) fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let temporary = prepare(disk, path, bytes)?;
    let renamed = disk.rename(&temporary, path);
    if renamed.is_err() {
        let _ = disk.remove(&temporary);
    }
    renamed
        .and_then(|()| disk.sync_folder(path.parent().unwrap_or(Path::new("."))))
        .map_err(|error| io_error("replacing", path, error))
}

/// Refuses a symbolic link: a rename would replace the link, not the file it points to.
pub(crate) fn refuse_symlink(path: &Path) -> Result<(), VaultError> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => Err(VaultError::Symlink {
            path: path.to_path_buf(),
        }),
        _ => Ok(()),
    }
}

/// The permission bits of a path when others than its owner have any.
pub(crate) fn wide_permissions(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then_some(mode)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// The files that explain the folder to people and to git.
pub(crate) const EXPLAINED: [&str; 3] = ["README.txt", ".gitattributes", ".gitignore"];

/// Writes the files that explain the folder, where they are missing. They are a convenience:
/// failing to write them fails nothing.
pub(crate) fn explain(disk: &dyn Disk, folder: &Path) {
    for (name, text) in EXPLAINED
        .into_iter()
        .zip([README, GIT_ATTRIBUTES, GIT_IGNORE])
    {
        // `create` refuses to replace what the user may have changed.
        let _ = write_new(disk, &folder.join(name), text.as_bytes());
    }
}

const README: &str = "\
This folder is a Reentry vault: accounts, 2FA secrets and recovery codes, encrypted with age.

  vault.age    the content, encrypted to the vault's key (and to the paper key, if there is one)
  unlock.age   the vault's key, protected by your passphrase
  backups/     earlier generations; each folder holds both files

It opens without Reentry. With age (https://age-encryption.org) and jq installed:

  age -d -i unlock.age vault.age | jq .

age asks for the passphrase. With the paper key, write the line AGE-SECRET-KEY-1... into a file:

  age -d -i paper-key.txt vault.age | jq .

The secrets stand in .accounts[].otp[].secret (base32), the recovery codes in
.accounts[].code_sets[].codes[].code. Keep both files together when you copy the folder.
";

/// Git must neither change line ends nor try to merge; a conflict keeps one side whole.
const GIT_ATTRIBUTES: &str = "*.age -text merge=binary\n";

const GIT_IGNORE: &str = "vault.lock\n.*.tmp\nbackups/.new/\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_file_stands_beside_its_target() {
        assert_eq!(
            temporary(Path::new("a/vault.age")),
            Path::new("a/.vault.age.tmp")
        );
    }

    #[test]
    fn the_digest_is_that_of_fips_180() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
