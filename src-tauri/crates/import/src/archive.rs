//! Zip archives, bounded: how many members, and how large they are together once unpacked. An
//! archive within an archive is never opened. Nothing is written anywhere, so a member's name is
//! only compared.
//!
//! Members may be locked by the classic cipher or by WinZip's AES. Source: PKWARE's APPNOTE.TXT
//! 6.3 and WinZip's AE-1 and AE-2; the `zip` crate reads them.

use crate::{ImportError, Limits, expand};
use secret::SecretText;
use std::io::Cursor;
use zeroize::Zeroizing;
use zip::read::{ArchiveOffset, Config, ZipFileEntry, ZipReadOptions};
use zip::result::ZipError;
use zip::{HasZipMetadata, ZipArchive};

/// What every archive that is read here begins with.
const MAGIC: &[u8] = b"PK\x03\x04";
/// What an archive of nothing is.
const NOTHING: &[u8] = b"PK\x05\x06";
/// Before each line of the directory.
const DIRECTORY: &[u8] = b"PK\x01\x02";
/// Exports have some dozens; each costs memory before it is looked at.
const MAX_MEMBERS: usize = 10_000;
const DAMAGED: ImportError = ImportError::Damaged {
    what: "zip archive",
};

/// How a member is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lock {
    None,
    /// A wrong password passes its check once in 256 times.
    Classic,
    /// Its text is authenticated.
    Aes,
}

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// With its folders, `/` between them. Never a path to open.
    pub(crate) name: String,
    /// As the archive claims, in bytes.
    pub(crate) size: u64,
    lock: Lock,
    at: usize,
}

impl Member {
    /// Whether a password is needed to read it.
    pub(crate) fn is_locked(&self) -> bool {
        self.lock != Lock::None
    }

    /// The name without folders.
    pub(crate) fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }
}

/// An archive, and how much may still be unpacked of it.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    members: Vec<Member>,
    room: usize,
    max: usize,
}

/// Whether these bytes are a zip archive.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) || bytes.starts_with(NOTHING)
}

impl<'a> Archive<'a> {
    /// Reads the directory. All members together may have as many bytes as a file may.
    ///
    /// # Errors
    /// `Damaged`, `TooManyEntries`, `Unsupported`.
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, ImportError> {
        let lines = bytes.windows(DIRECTORY.len());
        let lines = lines.filter(|four| *four == DIRECTORY);
        if lines.take(MAX_MEMBERS + 1).count() > MAX_MEMBERS {
            return Err(ImportError::TooManyEntries { max: MAX_MEMBERS });
        }
        let config = Config {
            archive_offset: ArchiveOffset::Known(0),
        };
        let zip = ZipArchive::with_config(config, Cursor::new(bytes)).map_err(of_directory)?;
        let metadata = zip.metadata();
        let mut members = Vec::new();
        for at in 0..metadata.len() {
            let entry = metadata.entry(at).map_err(of_directory)?;
            if entry.is_file() {
                let name = entry.name().map_err(of_directory)?;
                members.push(Member {
                    name: name.replace('\\', "/"),
                    size: entry.size(),
                    lock: lock(&entry),
                    at,
                });
            }
        }
        Ok(Self {
            zip,
            members,
            room: limits.max_bytes,
            max: limits.max_bytes,
        })
    }

    /// The files in it, in the order of the directory.
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// Unpacks a member.
    ///
    /// # Errors
    /// `PasswordNeeded`, `WrongPassword`, `NotOpened` where the cipher does not tell a wrong
    /// password from damage, `TooLarge` once all that was unpacked exceeds the limit, `Damaged`,
    /// `Unsupported`.
    pub(crate) fn read(
        &mut self,
        member: &Member,
        password: Option<&SecretText>,
    ) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        let options = match (member.lock, password) {
            (Lock::None, _) => ZipReadOptions::new(),
            (_, None) => return Err(ImportError::PasswordNeeded),
            (_, Some(password)) => {
                ZipReadOptions::new().password(Some(password.expose().as_bytes()))
            }
        };
        let too_large = ImportError::TooLarge { max: self.max };
        if member.size > self.room as u64 {
            return Err(too_large);
        }
        let file = self.zip.by_index_with_options(member.at, options);
        let file = file.map_err(|error| of_member(&error, member.lock))?;
        let bytes = expand::all(file, self.room).map_err(|_| broken(member.lock))?;
        let bytes = bytes.ok_or(too_large)?;
        self.room = self.room.saturating_sub(bytes.len());
        Ok(bytes)
    }
}

/// How a member is locked, by its line in the directory.
fn lock(entry: &ZipFileEntry<'_>) -> Lock {
    match (entry.encrypted(), entry.get_metadata().aes_settings()) {
        (false, _) => Lock::None,
        (true, Some(_)) => Lock::Aes,
        (true, None) => Lock::Classic,
    }
}

fn of_directory(error: ZipError) -> ImportError {
    match error {
        ZipError::UnsupportedArchive(_) => ImportError::Unsupported {
            what: "a zip archive in several parts, or in a form that few programs write",
            instead: "unpack it, and import the file in it",
        },
        _ => DAMAGED,
    }
}

fn of_member(error: &ZipError, lock: Lock) -> ImportError {
    match error {
        ZipError::InvalidPassword => ImportError::WrongPassword,
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            ImportError::Unsupported {
                what: "a zip archive packed or locked in a way that few programs know",
                instead: "unpack it, and import the file in it",
            }
        }
        _ => broken(lock),
    }
}

/// What is wrong where a content does not come out whole.
fn broken(lock: Lock) -> ImportError {
    match lock {
        Lock::None | Lock::Aes => DAMAGED,
        Lock::Classic => ImportError::NotOpened,
    }
}

#[cfg(test)]
mod tests;
