//! Leaving: the vault's content in formats that other apps read. In the clear only where the user
//! confirmed it.

mod aegis;
mod codes;
mod json;
mod migration;
mod picture;
#[cfg(test)]
mod tests;

use crate::{AppError, Code};
use model::OtpParameters;
use provider::Directory;
use secret::{AccountRecord, OtpCredential, Randomness, SecretBytes, SecretText};
use serde::Serialize;
use zeroize::Zeroizing;

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Key URIs, one a line.
    Otpauth,
    /// An Aegis vault, plain or encrypted.
    Aegis,
    /// Google Authenticator's transfer codes.
    Migration,
    /// Recovery codes, each set as its provider writes the file.
    Codes,
    /// Everything, as JSON of our own.
    Json,
}

impl Format {
    /// All of them, the one that most people want first.
    pub const ALL: &'static [Self] = &[
        Self::Otpauth,
        Self::Aegis,
        Self::Migration,
        Self::Codes,
        Self::Json,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Otpauth => "otpauth",
            Self::Aegis => "aegis",
            Self::Migration => "migration",
            Self::Codes => "codes",
            Self::Json => "json",
        }
    }

    /// The format that goes by this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == name)
    }

    /// What to call it in the window.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Otpauth => "Key URIs, one a line",
            Self::Aegis => "Aegis vault",
            Self::Migration => "Google Authenticator transfer codes",
            Self::Codes => "Recovery codes as text",
            Self::Json => "Everything, as JSON",
        }
    }

    /// What is in it and who reads it, in a sentence or two.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Otpauth => {
                "Every one-time code's secret as otpauth://. Most authenticators read it; recovery \
                 codes are not in it."
            }
            Self::Aegis => {
                "For Aegis and the many apps that import from it, with notes and groups; recovery codes \
                 are not in it."
            }
            Self::Migration => {
                "For Google Authenticator and others. Only codes of 30 seconds, or counted ones, with 6 or \
                 8 digits; no notes and no recovery codes."
            }
            Self::Codes => "Every recovery code under its account's name; used ones are marked.",
            Self::Json => {
                "Accounts, secrets, recovery codes and notes; Reentry reads it back, and so can a program of \
                 your own."
            }
        }
    }

    /// How the name of its file ends, where it is one file.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Otpauth | Self::Codes | Self::Migration => "txt",
            Self::Aegis | Self::Json => "json",
        }
    }

    /// Whether the file holds secrets in the clear unless a password is given: the user confirms
    /// that.
    #[must_use]
    pub fn is_plaintext(self) -> bool {
        true
    }

    /// Whether a password encrypts it.
    #[must_use]
    pub fn can_encrypt(self) -> bool {
        self == Self::Aegis
    }

    /// Whether it is a folder of files (pictures, code files) where one is wanted.
    #[must_use]
    pub fn has_several_files(self) -> bool {
        matches!(self, Self::Migration | Self::Codes)
    }

    /// The name of its file, where it is one.
    fn file_name(self) -> &'static str {
        match self {
            Self::Otpauth => "reentry-otpauth.txt",
            Self::Aegis => "aegis-export.json",
            Self::Migration => "google-migration.txt",
            Self::Codes => "recovery-codes.txt",
            Self::Json => "reentry-export.json",
        }
    }
}

/// What to export, and how.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The format.
    pub format: Format,
    /// Encrypts the file, where the format can.
    pub password: Option<&'a SecretText>,
}

/// What an entry loses in the format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lossy {
    /// The entry's number among the vault's credentials or code sets, from 1.
    pub entry: usize,
    /// Whose it is: `provider/username`.
    pub name: String,
    /// What is lost; holds no secret.
    pub reason: String,
    /// Whether the entry is not in the export at all.
    pub left_out: bool,
}

/// An export.
#[derive(Debug)]
pub struct Export {
    /// Its format.
    pub format: Format,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// How many credentials, code sets or accounts are in it.
    pub entries: usize,
    /// What entries lose, and those that are left out.
    pub lossy: Vec<Lossy>,
    /// What is true of all of it. Holds no secret.
    pub warnings: Vec<String>,
    /// All of it as one text.
    pub content: SecretText,
    parts: Vec<Part>,
}

/// One file of an export of several.
#[derive(Debug)]
struct Part {
    name: String,
    text: SecretText,
    picture: bool,
}

/// A file to write.
#[derive(Debug)]
pub struct ExportFile {
    /// Its name, without folder.
    pub name: String,
    /// Its content.
    pub bytes: SecretBytes,
}

impl Export {
    fn of(format: Format, content: SecretText, entries: usize) -> Self {
        Self {
            format,
            encrypted: false,
            entries,
            lossy: Vec::new(),
            warnings: Vec::new(),
            content,
            parts: Vec::new(),
        }
    }

    /// The files of it: pictures for a migration, one for each set of recovery codes, else one.
    ///
    /// # Errors
    /// `too_large` for a text that no QR code holds.
    pub fn files(&self) -> Result<Vec<ExportFile>, AppError> {
        if !self.format.has_several_files() {
            return Ok(vec![ExportFile {
                name: self.format.file_name().to_owned(),
                bytes: SecretBytes::new(self.content.expose().as_bytes()),
            }]);
        }
        let file = |part: &Part| {
            let bytes = if part.picture {
                picture::png(&part.text)?
            } else {
                SecretBytes::new(part.text.expose().as_bytes())
            };
            Ok(ExportFile {
                name: part.name.clone(),
                bytes,
            })
        };
        self.parts.iter().map(file).collect()
    }

    /// How many entries are not in it.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.lossy.iter().filter(|lossy| lossy.left_out).count()
    }

    /// Says that entries are missing from it: done, but something needs attention.
    #[must_use]
    pub fn attention(&self) -> Option<AppError> {
        let missing = self.left_out();
        (missing > 0).then(|| {
            AppError::new(
                Code::Attention,
                format!("{missing} of the entries have no place in this format and are not in the export."),
                "Everything else was written, and the vault is as it was.",
                "Export them in another format too: `json` holds everything.",
            )
        })
    }
}

/// Writes accounts in a format.
///
/// # Errors
/// `usage` for a password where the format has no encryption; `io` when the system gives no
/// randomness or the text cannot be made.
pub fn export(
    records: &[AccountRecord],
    request: &Request<'_>,
    providers: &Directory,
    randomness: &mut impl Randomness,
) -> Result<Export, AppError> {
    if request.password.is_some() && request.format != Format::Aegis {
        return Err(AppError::usage(
            format!("The format {} has no encryption.", request.format.name()),
            "Choose aegis, or say --plaintext instead of a password.",
        ));
    }
    let mut export = match request.format {
        Format::Otpauth => otpauth(records),
        Format::Aegis => aegis::export(records, request.password, randomness)?,
        Format::Migration => migration::export(records, randomness)?,
        Format::Codes => codes::export(records, providers),
        Format::Json => json::export(records)?,
    };
    if !matches!(request.format, Format::Codes | Format::Json) {
        let sets: usize = records.iter().map(|one| one.current_sets().count()).sum();
        if sets > 0 {
            export.warnings.push(format!(
                "{sets} sets of recovery codes have no place in this format: export them with \
                 --format codes too"
            ));
        }
    }
    Ok(export)
}

/// An OTP credential of the vault with its number over all accounts, from 1.
struct Numbered<'a> {
    entry: usize,
    record: &'a AccountRecord,
    credential: &'a OtpCredential,
}

impl Numbered<'_> {
    fn lossy(&self, reason: impl Into<String>) -> Lossy {
        Lossy {
            entry: self.entry,
            name: self.record.account.handle(),
            reason: reason.into(),
            left_out: false,
        }
    }

    fn left_out(&self, reason: impl Into<String>) -> Lossy {
        Lossy {
            left_out: true,
            ..self.lossy(reason)
        }
    }

    /// What most formats cannot hold.
    fn beside(&self) -> Vec<&'static str> {
        let account = &self.record.account;
        [
            (self.record.note.is_some(), "note"),
            (!account.tags.is_empty(), "labels"),
            (account.group.is_some(), "group"),
            (account.favourite, "mark as favourite"),
        ]
        .into_iter()
        .filter_map(|(there, name)| there.then_some(name))
        .collect()
    }

    fn beside_is_lost(&self) -> Option<Lossy> {
        let beside = self.beside();
        (!beside.is_empty())
            .then(|| self.lossy(format!("not in this format: its {}", beside.join(", "))))
    }

    /// Two apps that count apart soon disagree with the service.
    fn counter(&self) -> Option<Lossy> {
        matches!(self.credential.parameters, OtpParameters::Hotp { .. }).then(|| {
            self.lossy(
                "its counter is that of this moment: make codes in one app only from now on, or the \
                 other falls behind",
            )
        })
    }
}

fn credentials(records: &[AccountRecord]) -> impl Iterator<Item = Numbered<'_>> {
    records
        .iter()
        .flat_map(|record| record.otp.iter().map(move |one| (record, one)))
        .zip(1..)
        .map(|((record, credential), entry)| Numbered {
            entry,
            record,
            credential,
        })
}

fn otpauth(records: &[AccountRecord]) -> Export {
    let mut text = Zeroizing::new(String::new());
    let mut lossy = Vec::new();
    let mut entries = 0;
    for one in credentials(records) {
        let account = &one.record.account;
        let uri = one.credential.uri(&account.issuer, &account.username);
        text.push_str(uri.expose());
        text.push('\n');
        entries += 1;
        if one.credential.parameters == OtpParameters::Motp && one.credential.pin.is_some() {
            lossy.push(one.lossy("its PIN: the URI of an mOTP credential has no place for it"));
        }
        lossy.extend(one.counter());
        lossy.extend(one.beside_is_lost());
    }
    let content = SecretText::new(std::mem::take(&mut *text));
    Export {
        lossy,
        ..Export::of(Format::Otpauth, content, entries)
    }
}

fn unwritable() -> AppError {
    AppError::new(
        Code::Io,
        "The export cannot be written as JSON.",
        "Nothing was written.",
        "Choose another format.",
    )
}
