//! Short checks against slips of the pen and of the scanner, made so that `sha256sum` can repeat
//! them. They keep nobody from forging anything; age does that.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The first four hexadecimal digits of the SHA-256 of a text, in lower case.
pub(crate) fn of(text: &str) -> String {
    prefix(text, 4)
}

/// The first `digits` hexadecimal digits of the SHA-256 of a text, in lower case.
pub(crate) fn prefix(text: &str, digits: usize) -> String {
    let mut hex = HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
    hex.truncate(digits);
    hex
}
