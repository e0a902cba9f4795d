//! The arguments of sheets, the paper key, drills and restoring.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

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
