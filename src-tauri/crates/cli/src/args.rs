//! The arguments. `docs/cli.md` and the man page are made from what stands here.

mod recovery;
mod sheets;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
pub use recovery::{
    Answer, CaseCommand, CollectArgs, DraftArgs, EvidenceCommand, Keeper, TellArgs, Told,
};
pub use sheets::{
    CardSize, DrillArgs, KeyAction, Only, Paper, PrintArgs, RestoreArgs, SealTo, SheetArgs,
    SheetKind, SheetsArgs, SplitArgs,
};
use std::path::PathBuf;

/// A way back into every account you maintain.
///
/// Imports TOTP secrets and recovery codes, keeps them in an age vault, prints recovery sheets
/// and drafts the request that gets a locked account back. Works offline and sends nothing.
#[derive(Debug, Parser)]
#[command(
    name = "reentry",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// The vault's folder [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "REENTRY_VAULT")]
    pub vault: Option<PathBuf>,
    /// Read the vault's passphrase from a file; `-` is standard input
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Print exactly one JSON document on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing but results and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a vault
    Init,
    /// Change the vault's passphrase
    Passphrase {
        /// Read the new passphrase from a file; `-` is standard input
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Import files: authenticator exports, QR pictures, recovery codes
    Import(ImportArgs),
    /// Find code files and exports that lie about, import them, and delete the plain ones
    Sweep(SweepArgs),
    /// Add an account by hand
    Add(Fields),
    /// Change an account
    Edit {
        /// provider/username, the beginning of an id, or any unique part of a name
        account: String,
        #[command(flatten)]
        fields: Fields,
        #[command(flatten)]
        removals: Removals,
    },
    /// Put an account into the trash for 30 days, or remove one credential of it
    Remove {
        /// provider/username, the beginning of an id, or any unique part of a name
        account: String,
        /// Only this OTP credential (the beginning of its id)
        #[arg(long, value_name = "ID")]
        otp: Option<String>,
    },
    /// List removed accounts, bring one back, or drop them for good
    Trash {
        #[command(subcommand)]
        action: Option<TrashAction>,
    },
    /// Take the last change back
    Undo,
    /// List accounts
    List {
        /// Only accounts whose names or labels hold this text
        filter: Option<String>,
    },
    /// Show an account
    Show {
        /// provider/username, the beginning of an id, or any unique part of a name
        account: String,
        /// Show the secret, the key URI, the PIN and the note too
        #[arg(long)]
        reveal: bool,
    },
    /// Make a one-time code
    Code {
        /// provider/username, the beginning of an id, or any unique part of a name
        account: String,
        /// The moment, as RFC 3339 or Unix seconds [default: now]
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// Which credential, where the account has several (the beginning of its id)
        #[arg(long, value_name = "ID")]
        otp: Option<String>,
    },
    /// Show recovery codes and mark them as used
    Codes(CodesArgs),
    /// Make a recovery sheet as PDF
    Sheet(SheetArgs),
    /// List the printed sheets, what is to be printed again and what to be shredded
    Sheets(SheetsArgs),
    /// Tell of the paper key, or make a new one
    Key {
        #[command(subcommand)]
        action: Option<KeyAction>,
    },
    /// Read printed sheets back and compare them with the vault
    Drill(DrillArgs),
    /// Rebuild a vault from paper: a vault sheet with its passphrase, the key sheet or shares; or a
    /// vault.age with the key sheet or shares
    Restore(RestoreArgs),
    /// Draft the recovery request for an account you are locked out of
    Draft(DraftArgs),
    /// Follow a recovery request until the account is back and safer than before
    #[command(subcommand)]
    Case(CaseCommand),
    /// Collect what proves that accounts are yours, while you still have access
    #[command(subcommand)]
    Evidence(EvidenceCommand),
    /// Write everything out in a format that other apps read
    Export(ExportArgs),
    /// Refresh a copy of the vault on another disk
    Copy {
        /// The copy's folder
        dir: PathBuf,
        /// Refresh it at every save from now on
        #[arg(long)]
        always: bool,
    },
    /// Merge another copy of this vault into it
    Merge {
        /// The other copy's vault.age
        file: PathBuf,
    },
    /// List the backups, or bring one back
    Backups {
        /// Bring this generation back
        #[arg(long, value_name = "GENERATION")]
        restore: Option<u64>,
    },
    /// Keep the vault's key in the system's keychain, or forget it there
    Keychain {
        #[arg(value_enum)]
        action: KeychainAction,
    },
    /// Check vault, backups, copies, permissions and ledger
    Verify,
    /// List the services that are known
    Providers {
        /// Check a provider file of your own instead, and say what is wrong with it
        #[arg(long, value_name = "FILE", num_args = 1..)]
        check: Vec<PathBuf>,
    },
    /// Print a completion script for a shell
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Files, or folders with all that is below them; `-` is standard input
    #[arg(required_unless_present = "screen", value_name = "FILE|DIR")]
    pub files: Vec<PathBuf>,
    /// Look for QR codes on the screen (X11); the picture stays in memory
    #[arg(long)]
    pub screen: bool,
    /// Read every file as this format instead of detecting it
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Read the export's password from a file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// The key file of a KeePass database
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Whose the recovery codes are
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// What to do when a name already has another secret
    #[arg(long, value_enum, default_value = "keep-both")]
    pub on_conflict: OnConflict,
    /// Take recovery codes that were found in notes and the like
    #[arg(long)]
    pub take_offers: bool,
    /// Show what would happen and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct SweepArgs {
    /// Folders to look through: Downloads, Documents and Desktop are the usual ones
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// Import everything that was found
    #[arg(long)]
    pub import: bool,
    /// Import this one of the files that were found
    #[arg(long, value_name = "FILE", conflicts_with = "import")]
    pub take: Vec<PathBuf>,
    /// Delete the plain files among the imported ones, once the vault was read back from disk and
    /// holds everything of them
    #[arg(long)]
    pub delete_imported: bool,
    /// Look for QR codes in pictures and PDFs too, which takes longer
    #[arg(long)]
    pub pictures: bool,
    /// Read the password of encrypted exports from a file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Whose the recovery codes are
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// Take recovery codes that were found in notes and the like
    #[arg(long)]
    pub take_offers: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OnConflict {
    KeepBoth,
    Skip,
    Replace,
}

/// An account's fields. Secrets come from files or standard input, never as arguments.
#[derive(Debug, Default, Args)]
pub struct Fields {
    /// The provider's id, as `reentry providers` lists it
    #[arg(long)]
    pub provider: Option<String>,
    /// The provider's instance
    #[arg(long)]
    pub instance: Option<String>,
    /// The service's name
    #[arg(long)]
    pub issuer: Option<String>,
    /// The username at the service
    #[arg(long)]
    pub username: Option<String>,
    /// Read a key URI (otpauth://…) from a file; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "secret_file")]
    pub uri_file: Option<PathBuf>,
    /// Read an OTP secret in base32 (hexadecimal for mOTP) from a file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// The OTP credential's type
    #[arg(long = "type", value_enum, requires = "secret_file")]
    pub otp_type: Option<OtpType>,
    /// SHA1, SHA224, SHA256, SHA384 or SHA512
    #[arg(long, requires = "secret_file")]
    pub algorithm: Option<String>,
    /// Digits of a code, 1 to 10
    #[arg(long, requires = "secret_file")]
    pub digits: Option<u32>,
    /// Seconds a code lasts
    #[arg(long, requires = "secret_file")]
    pub period: Option<u64>,
    /// The next counter
    #[arg(long, requires = "secret_file")]
    pub counter: Option<u64>,
    /// Read the PIN of an mOTP or Yandex credential from a file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub pin_file: Option<PathBuf>,
    /// Read recovery codes from a file, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub codes_file: Option<PathBuf>,
    /// Read a note from a file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub note_file: Option<PathBuf>,
    /// The group
    #[arg(long)]
    pub group: Option<String>,
    /// Mark as a favourite, or not
    #[arg(long, value_name = "BOOL", action = ArgAction::Set)]
    pub favourite: Option<bool>,
    /// Add a label
    #[arg(long = "tag", value_name = "LABEL")]
    pub tags: Vec<String>,
    /// Add a factor: KIND, KIND=LABEL or KIND=LABEL@PLACE (password, security_key, passkey,
    /// ssh_key, mailbox, device, totp, recovery_codes)
    #[arg(long = "factor", value_name = "KIND=LABEL@PLACE")]
    pub factors: Vec<String>,
}

/// What `edit` can take away.
#[derive(Debug, Default, Args)]
pub struct Removals {
    /// Take a label away
    #[arg(long = "untag", value_name = "LABEL")]
    pub untag: Vec<String>,
    /// Take every factor of a kind away
    #[arg(long = "drop-factor", value_name = "KIND")]
    pub drop_factors: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OtpType {
    Totp,
    Hotp,
    Steam,
    Motp,
    Yandex,
}

#[derive(Debug, Subcommand)]
pub enum TrashAction {
    /// List what is in the trash
    List,
    /// Bring an account back, with everything in it
    Restore {
        /// provider/username, the beginning of an id, or any unique part of a name
        account: String,
    },
    /// Drop everything that is in it
    Empty,
}

#[derive(Debug, Args)]
pub struct CodesArgs {
    /// provider/username, the beginning of an id, or any unique part of a name
    pub account: String,
    /// Show every code
    #[arg(long)]
    pub reveal: bool,
    /// Show the next unused code
    #[arg(long)]
    pub next: bool,
    /// Mark code N as used
    #[arg(long, value_name = "N")]
    pub mark_used: Vec<usize>,
    /// Take the mark of code N back
    #[arg(long, value_name = "N")]
    pub unmark: Vec<usize>,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// aegis: what most apps import; otpauth: key URIs; migration: Google Authenticator's QR codes;
    /// codes: recovery codes, as the services' own downloads look; json: everything
    #[arg(long, value_enum)]
    pub format: ExportFormat,
    /// Yes, write secrets in the clear
    #[arg(long, conflicts_with = "password_file")]
    pub plaintext: bool,
    /// Encrypt the export with the password in a file; `-` is standard input. For aegis only
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// The file to write, or for migration and codes a folder, unless the name ends in .txt; `-` is
    /// standard output
    #[arg(short, long, value_name = "FILE|DIR", default_value = "-")]
    pub output: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Otpauth,
    Aegis,
    Migration,
    Codes,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeychainAction {
    /// Say whether the keychain holds the key
    Status,
    /// Put the key into the keychain
    On,
    /// Take the key out of the keychain
    Off,
}
