//! An otpauth list: a text file with one URI a line, as several apps export it.

use crate::account::LIST;
use crate::expected::Expected;
use crate::{Error, Fixture};

/// Lines that no reader can use: a secret with digits that base32 lacks, and none at all. The
/// lines around them must still be read.
const BROKEN: [&str; 2] = [
    "otpauth://totp/Example%20Typo:sampleuser?secret=N0TAREALSECRET18&issuer=Example%20Typo",
    "otpauth://totp/Example%20Empty:sampleuser?issuer=Example%20Empty",
];

/// Broken lines in the middle, a byte order mark at the start, Windows line ends.
pub fn fixtures() -> Result<Vec<Fixture>, Error> {
    let mut lines: Vec<String> = LIST.iter().map(super::account::Account::uri).collect();
    let middle = lines.len() / 2;
    lines.splice(middle..middle, BROKEN.map(str::to_owned));
    let list = format!("{}\n", lines.join("\n"));
    let windows = format!("\u{feff}{}\r\n", lines.join("\r\n"));
    let mut expected = Expected::default();
    for file in ["list.txt", "list-windows.txt"] {
        expected.otp(file, "otpauth", LIST, BROKEN.len());
    }
    Ok(vec![
        Fixture::new("otpauth/list.txt", list),
        Fixture::new("otpauth/list-windows.txt", windows),
        expected.fixture("otpauth")?,
    ])
}
