//! Why a file as a whole could not be read. One bad entry is no error: see
//! [`Rejected`](crate::Rejected).

use crate::Format;
use picture::PictureError;

/// Why a file could not be read. Nothing was imported then. The text says what is wrong and what
/// to do, and holds no content of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Nothing that is read here was recognised.
    #[error(
        "no known format was recognised; Reentry reads otpauth URIs, pictures of QR codes, exports \
         of authenticator apps and texts with recovery codes. If it is a list of recovery codes, \
         name it with --format recovery-codes"
    )]
    UnknownFormat,
    /// The file has no content.
    #[error("the file is empty; export it again")]
    Empty,
    /// The user named a format, and the file is of another one.
    #[error("the file is not of the format {}; leave --format out to have it recognised", .0.name())]
    NotOfFormat(Format),
    /// Recognised, but not read by this version.
    #[error("this is {what}, which is not supported; {instead}")]
    Unsupported {
        /// What it is, with its article.
        what: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
    /// Recognised, but cut off or altered.
    #[error("the {what} is damaged or cut off; export it again or use another copy")]
    Damaged {
        /// What it is.
        what: &'static str,
    },
    /// Larger than what is read.
    #[error("the file is larger than {} MiB, which is the limit; export fewer entries", max >> 20)]
    TooLarge {
        /// The limit in bytes.
        max: usize,
    },
    /// More entries than are read.
    #[error("the file has more than {max} entries, which is the limit; split it")]
    TooManyEntries {
        /// The limit.
        max: usize,
    },
    /// The file asks for a key derivation beyond the limits. Nothing was derived.
    #[error(
        "the file asks for a key derivation of more than 1 GiB of memory, 10 million rounds of PBKDF2 or \
         as much time, which is the limit; it was not made by an unchanged app. Export it again"
    )]
    KdfLimit,
    /// A picture without a code that can be imported.
    #[error(
        "no QR code was found in the picture; take a sharper or larger one that shows the whole \
         code with its white margin"
    )]
    NoCodeFound,
    /// QR codes were found, and none of them can be imported.
    #[error(
        "none of the {found} QR codes in the picture sets up one-time codes; take a picture of the \
         code that the service or the authenticator app shows for that"
    )]
    NoOtpCode {
        /// How many were found.
        found: usize,
    },
    /// Encrypted, and no password was given.
    #[error("the file is encrypted; give the password it was exported with (--password-file)")]
    PasswordNeeded,
    /// The password opens none of the file's slots.
    #[error("the password does not open the file; give the one that it was exported with")]
    WrongPassword,
    /// Password and key file together, or the one that was given, do not open the database.
    #[error(
        "the password does not open the database, or its key file is missing or another one; give \
         both as they are given to KeePass (--password-file, --key-file)"
    )]
    WrongKey,
    /// Nothing in the file says whether the password is wrong or the rest was altered.
    #[error(
        "the password does not open the file, or the file was altered: its format does not tell \
         which. Give the password that it was exported with, or use another copy"
    )]
    NotOpened,
    /// The picture could not be read.
    #[error(transparent)]
    Picture(PictureError),
    /// The caller broke it off.
    #[error("the import was broken off")]
    Cancelled,
}

impl ImportError {
    /// The error code of the command line.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownFormat | Self::Empty | Self::NotOfFormat(_) => "unknown_format",
            Self::Unsupported { .. } => "unsupported",
            Self::Damaged { .. } => "damaged",
            Self::TooLarge { .. } | Self::TooManyEntries { .. } => "too_large",
            Self::KdfLimit => "kdf_limit",
            Self::NoCodeFound | Self::NoOtpCode { .. } => "no_code_found",
            Self::PasswordNeeded => "file_password_needed",
            Self::WrongPassword | Self::WrongKey | Self::NotOpened => "wrong_file_password",
            Self::Picture(error) => picture_code(error),
            Self::Cancelled => "cancelled",
        }
    }
}

fn picture_code(error: &PictureError) -> &'static str {
    match error {
        PictureError::NotAPicture => "unknown_format",
        PictureError::Damaged { .. } => "damaged",
        PictureError::TooLarge { .. }
        | PictureError::TooManyPixels { .. }
        | PictureError::TooManyPages { .. }
        | PictureError::TooMuchInside { .. } => "too_large",
        _ => "unsupported",
    }
}

impl From<PictureError> for ImportError {
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::Cancelled => Self::Cancelled,
            error => Self::Picture(error),
        }
    }
}
