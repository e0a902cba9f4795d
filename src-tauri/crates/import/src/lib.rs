//! Bytes in, an import report out: no disk, no network, no clock.
//!
//! [`read`] tells the format by the content, parses, and reports every entry of the file either as
//! a candidate or as rejected: a bad entry never costs the others. Nothing is stored here; who
//! stores it compares the candidates with what is there already.
//!
//! Everything here handles hostile bytes. Sizes are bounded before memory is taken, no text of an
//! error, a rejection or a warning holds anything of a secret, and no recursion follows the input.

mod aegis;
mod andotp;
mod archive;
mod authy;
mod base64;
mod batch;
mod battle_net;
mod bitwarden;
mod cipher;
mod codes;
mod cotp;
mod csv;
mod cxf;
mod derive;
mod detect;
mod duo;
mod ente;
mod entry;
mod error;
mod expand;
mod freeotp;
mod glance;
mod json;
mod keepass;
mod lastpass;
mod login;
mod markup;
mod migration;
mod one_password;
pub mod otpauth;
mod otpclient;
mod parcel;
mod pixels;
mod proton;
mod proton_pass;
mod raivo;
mod reentry;
mod report;
mod shape;
mod sqlite;
mod steam;
mod stratum;
mod tables;
#[cfg(test)]
mod testing;
mod text;
mod totp_authenticator;
mod twofas;
mod uris;
mod winauth;

pub use batch::{MissingParts, missing_parts};
pub use detect::read;
pub use error::ImportError;
pub use glance::{PREFIX, is_worth_reading};
pub use keepass::is_key_file;
pub use report::{
    BatchPart, Candidate, Format, ImportReport, Limits, Lossy, Offer, OfferKind, Options,
    ParsedCodes, ParsedOtp, Progress, Rejected, Source, UnknownFormatName, Watch,
};
pub use text::{lines as shown_lines, name as shown_name};

#[cfg(test)]
mod tests;

/// The services that the tests recognise; reading their files takes longer than most tests.
#[cfg(test)]
static PROVIDERS: std::sync::LazyLock<provider::Directory> =
    std::sync::LazyLock::new(provider::Directory::embedded);
