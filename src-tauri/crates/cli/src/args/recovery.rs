//! The arguments of recovery requests, evidence and cases.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

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
