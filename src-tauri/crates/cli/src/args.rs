//! The arguments. `docs/cli.md` and the man page are made from what stands here.

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
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
pub struct SheetArgs {
    /// The accounts to print; a vault sheet holds all of them
    pub accounts: Vec<String>,
    /// account: readable codes and secret; vault: everything, encrypted; key: a new paper key, a
    /// second way into the vault; shares: the same in shares of which some number restore it; card:
    /// what is where, without a secret
    #[arg(long, value_enum)]
    pub kind: SheetKind,
    #[command(flatten)]
    pub print: PrintArgs,
    /// Only the one-time key, or only the recovery codes, to be kept apart
    #[arg(long, value_enum)]
    pub only: Option<Only>,
    /// Begin a page with each account, so that pages can be replaced one by one
    #[arg(long)]
    pub one_per_page: bool,
    /// How large a card is
    #[arg(long, value_enum, default_value = "page")]
    pub card_size: CardSize,
    /// Who can help, on a card: a name, and how to reach them
    #[arg(long = "contact", value_name = "TEXT")]
    pub contacts: Vec<String>,
    /// A line of a card to be filled by hand, with what it is for
    #[arg(long = "blank", value_name = "TEXT")]
    pub blanks: Vec<String>,
    /// What opens a vault sheet
    #[arg(long, value_enum)]
    pub to: Option<SealTo>,
    #[command(flatten)]
    pub split: SplitArgs,
    /// Read the vault sheet's own passphrase from a file; `-` is standard input
    /// [default: the vault's passphrase]
    #[arg(long, value_name = "FILE")]
    pub sheet_passphrase_file: Option<PathBuf>,
}

/// How a sheet is printed.
#[derive(Debug, Args)]
pub struct PrintArgs {
    /// The PDF to write; `-` is standard output
    #[arg(
        short,
        long,
        value_name = "FILE.pdf",
        required_unless_present = "print"
    )]
    pub output: Option<PathBuf>,
    /// Print it instead of writing a file; without a name on the usual printer
    #[arg(long, value_name = "PRINTER", num_args = 0..=1, conflicts_with = "output")]
    pub print: Option<Option<String>>,
    /// The paper
    #[arg(long, value_enum, default_value = "a4")]
    pub paper: Paper,
    /// Your own label for the sheet, printed in its head
    #[arg(long)]
    pub label: Option<String>,
    /// How many copies the PDF holds, each with its number
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub copies: u32,
    /// Where it will be kept, as a label
    #[arg(long)]
    pub place: Option<String>,
}

/// Into how many shares a paper key is split.
#[derive(Debug, Args)]
pub struct SplitArgs {
    /// How many shares restore the key, 2 to 9
    #[arg(long, value_name = "K", requires = "n")]
    pub k: Option<u8>,
    /// How many shares are made, up to 31
    #[arg(long, value_name = "N", requires = "k")]
    pub n: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SheetKind {
    Account,
    Vault,
    Key,
    Shares,
    Card,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CardSize {
    /// A whole page
    Page,
    /// 105 by 148 mm
    A6,
    /// 85.6 by 54 mm, folded
    Wallet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Only {
    Otp,
    Codes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SealTo {
    /// A passphrase: the vault's, or one of its own
    Passphrase,
    /// The paper key
    PaperKey,
}

#[derive(Debug, Default, Args)]
pub struct SheetsArgs {
    /// Say where a sheet is kept: ID=PLACE, and ID:INDEX=PLACE for one share of a set
    #[arg(long, value_name = "ID=PLACE")]
    pub place: Vec<String>,
    /// The blanks of a sheet were filled by hand
    #[arg(long, value_name = "ID")]
    pub filled: Vec<String>,
    /// Every copy of a sheet was shredded: take it off the list
    #[arg(long, value_name = "ID")]
    pub shredded: Vec<String>,
}

/// What to do with the paper key.
#[derive(Debug, Subcommand)]
pub enum KeyAction {
    /// Say whether there is one, and whether it is proved
    Status,
    /// Make a new one and print it; the former one opens nothing that is saved from then on
    Replace {
        #[command(flatten)]
        print: PrintArgs,
        #[command(flatten)]
        split: SplitArgs,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Paper {
    A4,
    Letter,
}

#[derive(Debug, Args)]
pub struct DrillArgs {
    /// Scans, photos, PDFs, or text files with what a QR reader gave or what was typed; `-` is
    /// standard input. Pages in any order, of any number of sheets
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Decrypt the vault sheets too
    #[arg(long)]
    pub full: bool,
    /// Read the vault sheet's own passphrase from a file; `-` is standard input
    /// [default: the vault's passphrase]
    #[arg(long, value_name = "FILE", requires = "full")]
    pub sheet_passphrase_file: Option<PathBuf>,
    /// Read a printed code that you typed from a file, instead of being asked for one; `-` is
    /// standard input
    #[arg(long, value_name = "FILE")]
    pub typed: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Scans, photos, PDFs, or text files with what a QR reader gave; `-` is standard input
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Where the new vault goes
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
    /// Read the sheet's passphrase from a file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub sheet_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct DraftArgs {
    /// A provider's id, or an account of the vault
    pub target: String,
    /// What is lost, separated by commas; or `compromised`, or `locked_by_provider`
    #[arg(long, required = true, value_delimiter = ',')]
    pub lost: Vec<String>,
    /// What is still there, separated by commas
    #[arg(long, value_delimiter = ',')]
    pub have: Vec<String>,
    /// The username at the service
    #[arg(long)]
    pub username: Option<String>,
    /// The provider's instance
    #[arg(long)]
    pub instance: Option<String>,
    /// A project of yours at the service
    #[arg(long = "project", value_name = "NAME")]
    pub projects: Vec<String>,
    /// The public source repository of a project
    #[arg(long = "repo", value_name = "URL")]
    pub repos: Vec<String>,
    /// Read projects and their repositories from local clones
    #[arg(long = "from", value_name = "DIR")]
    pub from: Vec<PathBuf>,
    /// Look for codes and exports of the account in Downloads, Desktop and Documents first
    #[arg(long)]
    pub look: bool,
    /// Look for them in this folder
    #[arg(long, value_name = "DIR")]
    pub look_in: Vec<PathBuf>,
    /// Read your own note for the request from a file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub note_file: Option<PathBuf>,
    /// Whether the service has verified your address
    #[arg(long, value_enum, default_value = "unknown")]
    pub email_verified: Answer,
    /// Whether two-factor authentication was ever set up
    #[arg(long, value_enum, default_value = "unknown")]
    pub two_factor: Answer,
    /// A request for this account is already open
    #[arg(long)]
    pub open_case: bool,
    /// Take this route instead of the first one
    #[arg(long, value_name = "ID")]
    pub route: Option<String>,
    /// Write the letter as a file that mail programs open, where the way goes by mail
    #[arg(long, value_name = "FILE.eml")]
    pub eml: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Answer {
    Yes,
    No,
    Unknown,
}

/// What to do with evidence.
#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    /// Look through local clones for your projects, list what they prove, and keep what you choose
    Collect(CollectArgs),
    /// List the projects that the vault keeps, and whether a branch can prove them
    List,
    /// Tell what you know of an account: for letters that only the service reads, and for `ready`
    Tell(TellArgs),
    /// List for each account what is prepared, what is missing, and the one thing to do now
    Ready {
        /// provider/username, the beginning of an id, or any unique part of a name [default: all]
        account: Option<String>,
        /// As of this moment, as RFC 3339 or Unix seconds [default: now]
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    /// Take a piece of evidence out of the vault
    Drop {
        /// The id, or the beginning of it
        id: String,
    },
}

#[derive(Debug, Args)]
pub struct CollectArgs {
    /// Clones, or folders above them
    #[arg(required = true, value_name = "DIR")]
    pub dirs: Vec<PathBuf>,
    /// Keep these in the vault, separated by commas, as the list names them; `all` for everything,
    /// `keys` for your SSH keys' fingerprints
    #[arg(long, value_name = "REF", value_delimiter = ',')]
    pub take: Vec<String>,
    /// The account that they speak for [default: the only one at the registry]
    #[arg(long, requires = "take")]
    pub account: Option<String>,
    /// A further address under which you commit
    #[arg(long = "me", value_name = "ADDRESS")]
    pub me: Vec<String>,
    /// Where your SSH public keys are [default: ~/.ssh]
    #[arg(long, value_name = "DIR")]
    pub ssh_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct TellArgs {
    /// provider/username, the beginning of an id, or any unique part of a name
    pub account: String,
    /// An address on the account
    #[arg(long)]
    pub address: Option<String>,
    /// It is the primary one
    #[arg(long, requires = "address")]
    pub primary: bool,
    /// Whether the service says that it is verified
    #[arg(long, value_enum, requires = "address")]
    pub verified: Option<Answer>,
    /// The day on which its domain runs out
    #[arg(long, value_name = "DATE", requires = "address")]
    pub domain_expires: Option<String>,
    /// Who gives the mailbox
    #[arg(long, value_enum, requires = "address")]
    pub kept_by: Option<Keeper>,
    /// The mailbox's own account in the vault
    #[arg(long, value_name = "ACCOUNT", requires = "address")]
    pub mailbox: Option<String>,
    /// An address that is no longer on the account
    #[arg(long = "gone-address", value_name = "ADDRESS")]
    pub gone: Vec<String>,
    /// An address that was on it earlier
    #[arg(long = "former-address", value_name = "ADDRESS")]
    pub former: Vec<String>,
    /// An organisation that it belongs to
    #[arg(long = "organisation", value_name = "NAME")]
    pub organisations: Vec<String>,
    /// The month of registration
    #[arg(long, value_name = "YYYY-MM")]
    pub registered: Option<String>,
    /// Whether every project has a second owner
    #[arg(long, value_enum)]
    pub second_owner: Option<Answer>,
    /// Whether two-factor authentication was ever set up
    #[arg(long, value_enum)]
    pub two_factor: Option<Answer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Keeper {
    /// A domain of your own
    Own,
    /// A mail provider
    Provider,
    Employer,
    University,
}

/// What to do with a case.
#[derive(Debug, Subcommand)]
pub enum CaseCommand {
    /// Draft a request and open a case for it
    Open(DraftArgs),
    /// List the cases, what is due first on top
    List {
        /// As of this moment, as RFC 3339 or Unix seconds [default: now]
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    /// Show a case: what to do next, and what comes after
    Show {
        /// The case's id, or the beginning of it
        id: String,
        /// As of this moment, as RFC 3339 or Unix seconds [default: now]
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// The branch that the service names in its mail, to have it in the command; it is not
        /// kept
        #[arg(long, value_name = "NAME")]
        branch: Option<String>,
        /// Write the step's letter as a file that mail programs open
        #[arg(long, value_name = "FILE.eml")]
        eml: Option<PathBuf>,
    },
    /// Note that the request went out
    Sent {
        #[command(flatten)]
        told: Told,
        /// The address of the issue or ticket
        #[arg(long, value_name = "URL")]
        link: Option<String>,
    },
    /// Note that the service wrote
    Message(Told),
    /// Note that you answered it
    Answered(Told),
    /// Note that you asked how it stands
    FollowedUp(Told),
    /// Note that a step is done
    Done {
        #[command(flatten)]
        told: Told,
        /// The step's id, as `case show` gives it
        step: String,
    },
    /// Note that you are in again
    Regained(Told),
    /// Note that the case is over without that
    Close(Told),
    /// Take back what was noted last
    Untell {
        /// The case's id, or the beginning of it
        id: String,
    },
    /// Write the dates into an iCalendar file
    Calendar {
        /// The case's id, or the beginning of it [default: all cases]
        id: Option<String>,
        /// The file to write; `-` is standard output
        #[arg(short, long, value_name = "FILE", default_value = "-")]
        output: PathBuf,
    },
}

/// Something that happened to a case.
#[derive(Debug, Args)]
pub struct Told {
    /// The case's id, or the beginning of it
    pub id: String,
    /// When it happened, as RFC 3339 or Unix seconds [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
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
