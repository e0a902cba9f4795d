//! Identifiers: short random names in lower-case Crockford base32, easy to type a prefix of.

use data_encoding::{Encoding, Specification};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use thiserror::Error;

/// Why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IdError {
    /// The text is empty, longer than 64 characters, or holds something else than letters,
    /// digits and `-`.
    #[error("an id holds 1 to 64 letters, digits and dashes")]
    Malformed,
}

/// Crockford's base32 alphabet in lower case: no i, l, o, u, so nothing reads as something else.
static ALPHABET: LazyLock<Option<Encoding>> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification.encoding().ok()
});

fn encode(bytes: &[u8]) -> String {
    match ALPHABET.as_ref() {
        Some(encoding) => encoding.encode(bytes),
        // The specification above is constant and valid; hex keeps this total all the same.
        None => data_encoding::HEXLOWER.encode(bytes),
    }
}

fn check(text: &str) -> Result<(), IdError> {
    let fits = (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if fits {
        Ok(())
    } else {
        Err(IdError::Malformed)
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Random bytes that make one id.
            pub const BYTES: usize = $bytes;

            /// The id made of these random bytes.
            #[must_use]
            pub fn from_random(bytes: [u8; $bytes]) -> Self {
                Self(encode(&bytes))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                check(&text)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id!(
    /// Names one vault, for ever: 16 characters, 80 bits.
    VaultId,
    10
);
id!(
    /// Names one account in a vault: 16 characters, 80 bits.
    AccountId,
    10
);
id!(
    /// Names one OTP credential: 16 characters, 80 bits.
    OtpId,
    10
);
id!(
    /// Names one recovery code set: 16 characters, 80 bits.
    CodeSetId,
    10
);
id!(
    /// Names one printed sheet: 8 characters, 40 bits, short enough to be read out.
    /// On paper and in QR heads it stands in upper case.
    SheetId,
    5
);
id!(
    /// Names one case: 8 characters, 40 bits.
    CaseId,
    5
);
id!(
    /// Names one piece of evidence: 8 characters, 40 bits.
    EvidenceId,
    5
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_and_unambiguous() {
        let id = SheetId::from_random([0xff, 0, 0x12, 0x34, 0x56]);
        assert_eq!(id.as_str().len(), 8);
        assert!(!id.as_str().contains(['i', 'l', 'o', 'u']));
        assert_eq!(id.as_str().parse::<SheetId>(), Ok(id));
    }

    #[test]
    fn hostile_ids_are_refused() {
        for text in ["", "a b", "../x", "é", &"a".repeat(65)] {
            assert_eq!(text.parse::<AccountId>(), Err(IdError::Malformed), "{text}");
        }
    }
}
