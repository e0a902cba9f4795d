//! What goes in and what comes out.

use crate::ImportError;
use model::{OtpParameters, Timestamp};
use secret::{RecoveryCode, SecretBytes, SecretText};
use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;

/// One file, or one text from the clipboard.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The file's name: a hint at whose recovery codes it holds. It plays no part in telling
    /// the format. May be empty.
    pub name: &'a str,
    /// The whole content.
    pub bytes: &'a [u8],
}

/// The formats that are read. A picture with QR codes is no format of its own: its codes hold
/// one of these, and [`ImportReport::picture`] says that it was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Key URIs (`otpauth://` and its relatives), alone or in a text.
    Otpauth,
    /// Google Authenticator's transfer codes, `otpauth-migration://`.
    GoogleMigration,
    /// Google Authenticator's database, of a rooted phone.
    GoogleDatabase,
    /// Microsoft Authenticator's database, of a rooted phone.
    Microsoft,
    /// An Aegis vault, plain or encrypted.
    Aegis,
    /// An export of 2FAS, plain or encrypted.
    TwoFas,
    /// An export of Ente Auth, plain or encrypted.
    Ente,
    /// A backup of Stratum (formerly Authenticator Pro), plain or encrypted.
    Stratum,
    /// A backup of andOTP, plain or encrypted.
    AndOtp,
    /// An export of Proton Authenticator, plain or encrypted.
    Proton,
    /// An export of Bitwarden: JSON, CSV, or JSON protected by a password.
    Bitwarden,
    /// A database of OTPClient, plain or encrypted.
    OtpClient,
    /// A database or export of cotp, plain or encrypted.
    Cotp,
    /// A backup of FreeOTP 1 or 2 or of FreeOTP+.
    FreeOtp,
    /// An export of LastPass Authenticator.
    LastPass,
    /// An export of Raivo OTP, unpacked.
    Raivo,
    /// Steam's authenticator file or `.maFile`.
    Steam,
    /// Duo Mobile's account list.
    Duo,
    /// Authy: the tokens of a phone, of its server or of its former desktop app, encrypted or not.
    Authy,
    /// Battle.net's authenticator, of a rooted phone.
    BattleNet,
    /// An export of WinAuth, plain or locked.
    WinAuth,
    /// An export of Authenticator Plus, a locked archive.
    AuthenticatorPlus,
    /// A backup of TOTP Authenticator.
    TotpAuthenticator,
    /// The Credential Exchange Format of the FIDO Alliance.
    Cxf,
    /// A database of KeePass or KeePassXC, or its export as XML or CSV.
    KeePass,
    /// An export of 1Password: `.1pux` or CSV.
    OnePassword,
    /// An export of Proton Pass: zip or CSV.
    ProtonPass,
    /// The CSV of Apple's Passwords.
    ApplePasswords,
    /// The CSV of LastPass's vault.
    LastPassVault,
    /// A CSV of another password manager, with one-time codes in a column.
    PasswordTable,
    /// Reentry's own export.
    Reentry,
    /// Recovery codes in a text.
    RecoveryCodes,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 32] = [
        Self::Otpauth,
        Self::GoogleMigration,
        Self::GoogleDatabase,
        Self::Microsoft,
        Self::Aegis,
        Self::TwoFas,
        Self::Ente,
        Self::Stratum,
        Self::AndOtp,
        Self::Proton,
        Self::Bitwarden,
        Self::OtpClient,
        Self::Cotp,
        Self::FreeOtp,
        Self::LastPass,
        Self::Raivo,
        Self::Steam,
        Self::Duo,
        Self::Authy,
        Self::BattleNet,
        Self::WinAuth,
        Self::AuthenticatorPlus,
        Self::TotpAuthenticator,
        Self::Cxf,
        Self::KeePass,
        Self::OnePassword,
        Self::ProtonPass,
        Self::ApplePasswords,
        Self::LastPassVault,
        Self::PasswordTable,
        Self::Reentry,
        Self::RecoveryCodes,
    ];

    /// The name for `--format` and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Otpauth => "otpauth",
            Self::GoogleMigration => "google-migration",
            Self::GoogleDatabase => "google-authenticator",
            Self::Microsoft => "microsoft-authenticator",
            Self::Aegis => "aegis",
            Self::TwoFas => "2fas",
            Self::Ente => "ente",
            Self::Stratum => "stratum",
            Self::AndOtp => "andotp",
            Self::Proton => "proton-authenticator",
            Self::Bitwarden => "bitwarden",
            Self::OtpClient => "otpclient",
            Self::Cotp => "cotp",
            Self::FreeOtp => "freeotp",
            Self::LastPass => "lastpass-authenticator",
            Self::Raivo => "raivo",
            Self::Steam => "steam",
            Self::Duo => "duo",
            Self::Authy => "authy",
            Self::BattleNet => "battle-net",
            Self::WinAuth => "winauth",
            Self::AuthenticatorPlus => "authenticator-plus",
            Self::TotpAuthenticator => "totp-authenticator",
            Self::Cxf => "cxf",
            Self::KeePass => "keepass",
            Self::OnePassword => "1password",
            Self::ProtonPass => "proton-pass",
            Self::ApplePasswords => "apple-passwords",
            Self::LastPassVault => "lastpass",
            Self::PasswordTable => "password-csv",
            Self::Reentry => "reentry",
            Self::RecoveryCodes => "recovery-codes",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no [`Format`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the formats are {}", Format::ALL.map(Format::name).join(", "))]
pub struct UnknownFormatName;

impl FromStr for Format {
    type Err = UnknownFormatName;

    fn from_str(name: &str) -> Result<Self, UnknownFormatName> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or(UnknownFormatName)
    }
}

/// What an import may cost at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Length of a file in bytes.
    pub max_bytes: usize,
    /// Entries of one file.
    pub max_entries: usize,
    /// Memory of one scrypt run in bytes, 128 times N times r; and of one Argon2 run. Ente's
    /// exports ask for 1 GiB.
    pub max_kdf_memory: u64,
    /// N times r times p of one scrypt run. Aegis writes 2^18; 2^23 takes some seconds.
    pub max_kdf_work: u64,
    /// KiB times passes of one Argon2 run. Ente writes 2^22, which takes some seconds.
    pub max_argon2_work: u64,
    /// Rounds of one PBKDF2 run. Bitwarden writes 600,000.
    pub max_pbkdf2_rounds: u32,
    /// Rounds of AES that turn the key of a KeePass database. KeePassXC writes what takes a
    /// second where the database is made, up to 100 million.
    pub max_aes_rounds: u64,
    /// What a picture may cost.
    pub picture: picture::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 100 << 20,
            max_entries: 100_000,
            max_kdf_memory: 1 << 30,
            max_kdf_work: 1 << 24,
            max_argon2_work: 1 << 24,
            max_pbkdf2_rounds: 10_000_000,
            max_aes_rounds: 1 << 28,
            picture: picture::Limits::default(),
        }
    }
}

/// How a file is to be read.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The format, where the user names it; else it is told by the content.
    pub format: Option<Format>,
    /// The password of an encrypted export.
    pub password: Option<&'a SecretText>,
    /// The content of a KeePass database's key file.
    pub key_file: Option<&'a SecretBytes>,
    /// What it may cost.
    pub limits: Limits,
    /// The services by which issuers, file names and codes are recognised.
    pub providers: &'a provider::Directory,
}

/// What is being done, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// The picture is searched for QR codes.
    Picture,
    /// A key is derived from the password; takes up to some seconds.
    Key,
    /// So many entries of so many were read; every thousand entries.
    Entries {
        /// Entries read.
        done: usize,
        /// Entries of the file.
        of: usize,
    },
}

/// Told what is being done; may break off, which gives [`ImportError::Cancelled`].
pub type Watch<'a> = dyn Fn(Progress) -> ControlFlow<()> + 'a;

/// Asks the watch whether to go on.
pub(crate) fn tell(watch: &Watch<'_>, progress: Progress) -> Result<(), ImportError> {
    match watch(progress) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ImportError::Cancelled),
    }
}

/// What a file holds. Nothing is stored yet. Each entry of the file is either a candidate or
/// rejected, so `entries()` is the sum of both.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportReport {
    /// The format that was recognised. Key URIs and migration URIs mixed count as `Otpauth`.
    pub format: Format,
    /// Whether the entries came from QR codes in a picture or PDF.
    pub picture: bool,
    /// Whether the file was encrypted.
    pub encrypted: bool,
    /// What can be imported, in the order of the file.
    pub candidates: Vec<Candidate>,
    /// What cannot.
    pub rejected: Vec<Rejected>,
    /// Lines or QR codes that are no entry at all: prose around URIs, a QR code with a web
    /// address.
    pub ignored: u32,
    /// What looks as if it were worth importing, but is not an entry: recovery codes in a note.
    pub offers: Vec<Offer>,
    /// The parts of Google migrations that were seen.
    pub parts: Vec<BatchPart>,
    /// What of an accepted entry is not carried over.
    pub lossy: Vec<Lossy>,
    /// What the user should know. Holds no secret.
    pub warnings: Vec<String>,
}

impl ImportReport {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            picture: false,
            encrypted: false,
            candidates: Vec::new(),
            rejected: Vec::new(),
            ignored: 0,
            offers: Vec::new(),
            parts: Vec::new(),
            lossy: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// How many entries the file has.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.candidates.len() + self.rejected.len()
    }

    /// The number of the next entry.
    pub(crate) fn next(&self) -> usize {
        self.entries() + 1
    }

    pub(crate) fn reject(&mut self, name: impl Into<String>, reason: impl Into<String>) {
        let entry = self.next();
        self.rejected.push(Rejected {
            entry,
            name: name.into(),
            reason: reason.into(),
        });
    }
}

/// Something that can be imported. It has no id: whoever stores it gives it one.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its place in the file, counted from 1.
    pub entry: usize,
    /// The issuer as the file has it; for recovery codes the provider's name. May be empty.
    pub issuer: String,
    /// The username. May be empty.
    pub username: String,
    /// The provider and its instance, where the service was recognised.
    pub provider: Option<provider::Owner>,
    /// The OTP credential; none for recovery codes.
    pub otp: Option<ParsedOtp>,
    /// The recovery codes; none for OTP credentials.
    pub codes: Option<ParsedCodes>,
    /// The note of the entry.
    pub note: Option<SecretText>,
    /// Labels of the entry, and its groups beyond the first.
    pub tags: Vec<String>,
    /// The first group of the entry.
    pub group: Option<String>,
    /// Marked as a favourite.
    pub favourite: bool,
    /// Recovery codes whose account the file does not tell in full: the service is unknown, or
    /// the username is. With a known `provider` and one account of it in the vault, the account
    /// is still clear. Always false for OTP credentials.
    pub needs_account: bool,
}

impl Candidate {
    pub(crate) fn new(entry: usize) -> Self {
        Self {
            entry,
            issuer: String::new(),
            username: String::new(),
            provider: None,
            otp: None,
            codes: None,
            note: None,
            tags: Vec::new(),
            group: None,
            favourite: false,
            needs_account: false,
        }
    }

    /// How to call it in a message: issuer and username.
    #[must_use]
    pub fn label(&self) -> String {
        label(&self.issuer, &self.username)
    }
}

pub(crate) fn label(issuer: &str, username: &str) -> String {
    match (issuer.is_empty(), username.is_empty()) {
        (false, false) => format!("{issuer}/{username}"),
        (false, true) => issuer.to_owned(),
        (true, _) => username.to_owned(),
    }
}

/// An OTP credential without id.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedOtp {
    /// Type, algorithm, digits, period or counter.
    pub parameters: OtpParameters,
    /// The shared secret, decoded.
    pub secret: SecretBytes,
    /// The PIN of mOTP and Yandex, where the file has it.
    pub pin: Option<SecretText>,
    /// URI parameters that nobody here knows, decoded.
    pub uri_parameters: Vec<(String, SecretText)>,
}

/// Recovery codes without id.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedCodes {
    /// The codes, verbatim, in their order, with what the text says of their use.
    pub codes: Vec<RecoveryCode>,
    /// Codes that the service burned at set-up without anybody knowing which.
    pub burned_unknown: u32,
    /// When they were issued, where the file's name says it.
    pub obtained: Option<Timestamp>,
    /// The text that they stand in, verbatim.
    pub original: SecretText,
}

/// An entry that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its place in the file, counted from 1.
    pub entry: usize,
    /// Issuer and username; empty where they are missing or might hold the secret.
    pub name: String,
    /// What is wrong and what to do. Holds no secret.
    pub reason: String,
}

/// Something beside the entries that looks worth importing.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What it is.
    pub kind: OfferKind,
    /// The entry that it belongs to, where it stands in a note.
    pub entry: Option<usize>,
    /// The account that it seems to belong to, as issuer and username; may be empty.
    pub account: String,
    /// The issuer in it. May be empty.
    pub issuer: String,
    /// The username in it. May be empty.
    pub username: String,
    /// The provider, where the service was recognised.
    pub provider: Option<provider::Owner>,
    /// How many pieces: codes.
    pub count: u32,
    /// The codes to store if the offer is taken.
    pub codes: ParsedCodes,
}

/// Kinds of offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfferKind {
    /// Recovery codes in a note, or in a text around URIs.
    Codes,
}

impl OfferKind {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Codes => "codes",
        }
    }
}

/// One part of a Google migration that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BatchPart {
    /// The number that all parts of one migration share.
    pub batch: i32,
    /// The part, counted from 0.
    pub index: u32,
    /// How many parts the migration has.
    pub of: u32,
}

/// What of an accepted entry is not carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lossy {
    /// The entry, counted from 1.
    pub entry: usize,
    /// What is lost. Holds no secret.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_names_go_both_ways() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert_eq!("Aegis ".parse::<Format>(), Err(UnknownFormatName));
    }
}
