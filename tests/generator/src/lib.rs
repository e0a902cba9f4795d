//! The sample data in `tests/fixtures`, written from a description and from nothing else.
//!
//! Every secret is invented and says so: the base32 of `not-a-real-secret-01`, codes that begin
//! with `deadbeef`. Salts, nonces and ids come from fixed seeds, so the same description always
//! gives the same files. QR codes are made by `qrencode` and databases by
//! `sqlite3`, writers that are not ours.

mod account;
mod aegis;
mod apps;
mod code;
mod expected;
pub mod kdbx;
mod migration;
mod otpauth;
mod qr;
mod screenshot;
mod seed;
pub mod zip;

use std::fmt;

/// A file of the sample data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    /// Where it belongs, from `tests/fixtures`, with `/`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Fixture {
    fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
        }
    }
}

/// Why the sample data could not be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// `qrencode` could not be started, or refused.
    Qrencode(String),
    /// `sqlite3` could not be started, or refused.
    Sqlite(String),
    /// A picture could not be encoded.
    Picture(image::ImageError),
    /// A file could not be encrypted: the description asks for impossible parameters.
    Cipher,
    /// Something is longer than an archive can hold.
    Archive,
    /// A text could not be written as JSON.
    Json(serde_json::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Qrencode(reason) => write!(f, "qrencode: {reason}"),
            Self::Sqlite(reason) => write!(f, "sqlite3: {reason}"),
            Self::Picture(error) => write!(f, "picture: {error}"),
            Self::Cipher => f.write_str("these parameters cannot encrypt"),
            Self::Archive => f.write_str("too long for an archive"),
            Self::Json(error) => write!(f, "JSON: {error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<image::ImageError> for Error {
    fn from(error: image::ImageError) -> Self {
        Self::Picture(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

const README: &str = "\
# Sample data

Written by `cargo run -p fixtures` (tests/generator) from a description; a test compares. Every
secret is invented. `expected.json` says for each file of its folder what a right import gives.

| folder | holds |
|---|---|
| aegis | Aegis exports: plain, encrypted as the app does it, encrypted with a small scrypt factor |
| otpauth | a list of key URIs, with two that are broken |
| migration | Google Authenticator's export in two QR codes, and the same as text |
| screenshots | pictures with QR codes: light, dark, several, scaled, and pictures without an account |
| apps | exports of the other apps, one of each form; encrypted ones as the app does it |
| codes | recovery codes as PyPI and GitHub hand them out, and within a text |

`vault.password` and `sheet.password` are the passphrases of the demo.
";

/// Every file of the sample data.
///
/// # Errors
/// When `qrencode` or `sqlite3` is missing; otherwise only when the description itself is wrong.
pub fn all() -> Result<Vec<Fixture>, Error> {
    let mut all = vec![
        Fixture::new("README.md", README),
        Fixture::new("vault.password", "sample vault passphrase, not a secret\n"),
        Fixture::new("sheet.password", "sample sheet passphrase, not a secret\n"),
    ];
    all.extend(aegis::fixtures()?);
    all.extend(apps::fixtures()?);
    all.extend(otpauth::fixtures()?);
    all.extend(migration::fixtures()?);
    all.extend(screenshot::fixtures()?);
    all.extend(code::fixtures()?);
    Ok(all)
}
