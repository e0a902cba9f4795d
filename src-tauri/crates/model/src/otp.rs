//! The public half of an OTP credential: its type and parameters.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Why OTP parameters cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// Digits outside 1 to 10.
    #[error("a code has 1 to 10 digits")]
    Digits,
    /// A period outside 1 to 86,400 seconds.
    #[error("a period lasts 1 to 86,400 seconds")]
    Period,
}

/// How many digits a code has: 1 to 10. RFC 4226 asks for 6 to 8; apps exist that use others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Digits(u8);

impl Digits {
    /// What an absent parameter means: six.
    pub const DEFAULT: Self = Self(6);

    /// The number of digits.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

impl Default for Digits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl TryFrom<u32> for Digits {
    type Error = ParameterError;
    fn try_from(digits: u32) -> Result<Self, ParameterError> {
        match u8::try_from(digits) {
            Ok(digits @ 1..=10) => Ok(Self(digits)),
            _ => Err(ParameterError::Digits),
        }
    }
}

impl From<Digits> for u32 {
    fn from(digits: Digits) -> Self {
        u32::from(digits.0)
    }
}

/// How long a TOTP code is shown: 1 to 86,400 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Period(u32);

impl Period {
    /// What an absent parameter means: 30 seconds.
    pub const DEFAULT: Self = Self(30);

    /// The period in seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        u64::from(self.0)
    }
}

impl Default for Period {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl TryFrom<u64> for Period {
    type Error = ParameterError;
    fn try_from(seconds: u64) -> Result<Self, ParameterError> {
        match u32::try_from(seconds) {
            Ok(seconds @ 1..=86_400) => Ok(Self(seconds)),
            _ => Err(ParameterError::Period),
        }
    }
}

impl From<Period> for u64 {
    fn from(period: Period) -> Self {
        period.seconds()
    }
}

/// The hash under the HMAC of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Algorithm {
    /// RFC 4226's and nearly every service's.
    #[default]
    #[serde(rename = "SHA1")]
    Sha1,
    /// Seen in 2FAS only.
    #[serde(rename = "SHA224")]
    Sha224,
    /// RFC 6238.
    #[serde(rename = "SHA256")]
    Sha256,
    /// Seen in 2FAS only.
    #[serde(rename = "SHA384")]
    Sha384,
    /// RFC 6238.
    #[serde(rename = "SHA512")]
    Sha512,
}

impl Algorithm {
    /// The name in otpauth URIs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha224 => "SHA224",
            Self::Sha256 => "SHA256",
            Self::Sha384 => "SHA384",
            Self::Sha512 => "SHA512",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The kind of an OTP credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OtpType {
    /// RFC 6238.
    Totp,
    /// RFC 4226.
    Hotp,
    /// Steam's five letters.
    Steam,
    /// Mobile-OTP.
    Motp,
    /// Yandex.Key.
    Yandex,
}

impl OtpType {
    /// The name in JSON and on paper.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Hotp => "hotp",
            Self::Steam => "steam",
            Self::Motp => "motp",
            Self::Yandex => "yandex",
        }
    }
}

/// Type and parameters of an OTP credential. A period stands only where time counts, a counter
/// only where it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum OtpParameters {
    /// Time-based codes, RFC 6238.
    Totp {
        /// Hash under the HMAC.
        #[serde(default)]
        algorithm: Algorithm,
        /// Digits of a code.
        #[serde(default)]
        digits: Digits,
        /// Seconds a code lasts.
        #[serde(default)]
        period: Period,
    },
    /// Counter-based codes, RFC 4226.
    Hotp {
        /// Hash under the HMAC.
        #[serde(default)]
        algorithm: Algorithm,
        /// Digits of a code.
        #[serde(default)]
        digits: Digits,
        /// The next counter to use.
        #[serde(default)]
        counter: u64,
    },
    /// Steam Guard: HMAC-SHA-1, 30 seconds, five letters.
    Steam,
    /// Mobile-OTP: MD5 over time, secret and PIN; 10 seconds, six hexadecimal digits.
    Motp,
    /// Yandex.Key: SHA-256 with a PIN; 30 seconds, eight letters.
    Yandex,
}

impl OtpParameters {
    /// TOTP with SHA-1, six digits and 30 seconds: what a bare secret means.
    pub const DEFAULT: Self = Self::Totp {
        algorithm: Algorithm::Sha1,
        digits: Digits::DEFAULT,
        period: Period::DEFAULT,
    };

    /// The kind.
    #[must_use]
    pub fn otp_type(&self) -> OtpType {
        match self {
            Self::Totp { .. } => OtpType::Totp,
            Self::Hotp { .. } => OtpType::Hotp,
            Self::Steam => OtpType::Steam,
            Self::Motp => OtpType::Motp,
            Self::Yandex => OtpType::Yandex,
        }
    }

    /// The hash, where it is one of the HMAC family.
    #[must_use]
    pub fn algorithm(&self) -> Option<Algorithm> {
        match self {
            Self::Totp { algorithm, .. } | Self::Hotp { algorithm, .. } => Some(*algorithm),
            Self::Steam => Some(Algorithm::Sha1),
            Self::Yandex => Some(Algorithm::Sha256),
            Self::Motp => None,
        }
    }

    /// Characters of a code.
    #[must_use]
    pub fn digits(&self) -> u8 {
        match self {
            Self::Totp { digits, .. } | Self::Hotp { digits, .. } => digits.get(),
            Self::Steam => 5,
            Self::Motp => 6,
            Self::Yandex => 8,
        }
    }

    /// Seconds a code lasts; none for counters.
    #[must_use]
    pub fn period(&self) -> Option<u64> {
        match self {
            Self::Totp { period, .. } => Some(period.seconds()),
            Self::Hotp { .. } => None,
            Self::Steam | Self::Yandex => Some(30),
            Self::Motp => Some(10),
        }
    }

    /// The next counter; HOTP only.
    #[must_use]
    pub fn counter(&self) -> Option<u64> {
        match self {
            Self::Hotp { counter, .. } => Some(*counter),
            _ => None,
        }
    }

    /// The same but for the counter: what makes two credentials duplicates.
    #[must_use]
    pub fn same_but_counter(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Hotp {
                    algorithm: a,
                    digits: d,
                    ..
                },
                Self::Hotp {
                    algorithm: b,
                    digits: e,
                    ..
                },
            ) => a == b && d == e,
            _ => self == other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_periods_keep_their_bounds() {
        assert!(Digits::try_from(0).is_err());
        assert!(Digits::try_from(11).is_err());
        assert!(Digits::try_from(262).is_err(), "262 is no 6");
        assert_eq!(Digits::try_from(10).map(Digits::get), Ok(10));
        assert!(Period::try_from(0).is_err());
        assert!(Period::try_from(86_401).is_err());
        assert_eq!(Period::try_from(86_400).map(Period::seconds), Ok(86_400));
    }
}
