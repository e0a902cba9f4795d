//! Files that hold secrets: created 0600, and never over something that is there.

use crate::{AppError, Code, SecretBytes};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A new file that holds nothing yet. Dropped before [`NewFile::write`], it leaves no trace.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    file: File,
    keep: bool,
}

impl NewFile {
    /// Creates the file, readable by its owner only.
    ///
    /// # Errors
    /// `usage` when something is there already; `read_only`, `disk_full` or `io` when it cannot
    /// be made.
    pub fn create(path: &Path) -> Result<Self, AppError> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(file) => Ok(Self {
                path: path.to_owned(),
                file,
                keep: false,
            }),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(AppError::usage(
                    format!("{} is there already.", path.display()),
                    "Files with secrets are never overwritten: choose another name, or delete it first.",
                ))
            }
            Err(error) => Err(failed(path, &error)),
        }
    }

    /// Writes the content durably and keeps the file.
    ///
    /// # Errors
    /// `disk_full` or `io`; the file is then gone again.
    pub fn write(mut self, content: &[u8]) -> Result<(), AppError> {
        self.file
            .write_all(content)
            .and_then(|()| self.file.sync_all())
            .map_err(|error| failed(&self.path, &error))?;
        self.keep = true;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.keep {
            // It was created by us a moment ago; that it cannot be removed changes nothing.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// The content of a file up to a length; a link is not followed.
///
/// # Errors
/// What opening and reading can meet.
pub(crate) fn read_bounded(path: &Path, most: u64) -> std::io::Result<SecretBytes> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A file that became a pipe meanwhile must not make us wait.
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    let size = file.metadata()?.len().min(most);
    // Room for everything at once, so that growing leaves no copies behind.
    let mut bytes = Vec::with_capacity(usize::try_from(size + 1).unwrap_or_default());
    file.take(most).read_to_end(&mut bytes)?;
    Ok(SecretBytes::new(bytes))
}

/// A folder for files with secrets: made for its owner only, or one that is there.
///
/// # Errors
/// `read_only`, `disk_full` or `io` when it cannot be made.
pub fn folder_of_secrets(path: &Path) -> Result<(), AppError> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> AppError {
    use std::io::ErrorKind;
    let (code, next) = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            (Code::ReadOnly, "Choose a folder that you may write to.")
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            (Code::DiskFull, "Make room, or choose another disk.")
        }
        _ => (Code::Io, "Check the path and its permissions."),
    };
    AppError::new(
        code,
        format!("{} cannot be written: {}.", path.display(), error.kind()),
        "No file was left behind, and the vault is as it was.",
        next,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sheet.pdf");
        drop(NewFile::create(&path).expect("created"));
        assert!(!path.exists(), "an unwritten file goes away");
        NewFile::create(&path)
            .expect("created")
            .write(b"one")
            .expect("written");
        let error = NewFile::create(&path).expect_err("it is there");
        assert_eq!(error.code, Code::Usage);
        assert_eq!(std::fs::read(&path).expect("read"), b"one");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        NewFile::create(&path)
            .expect("created")
            .write(b"x")
            .expect("written");
        let mode = std::fs::metadata(&path)
            .expect("metadata")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
