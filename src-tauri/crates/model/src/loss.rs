//! The closed vocabulary of what a user can have or have lost.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A word that is not in the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("'{0}' is not something that can be lost; known: {known}", known = AccessFact::names())]
pub struct UnknownAccessFact(pub String);

/// One fact about access: something a user still has, or has lost. The same words stand in the
/// provider files (`have`, `lost`), on the command line and in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessFact {
    /// The password.
    Password,
    /// The authenticator with the TOTP secret.
    Totp,
    /// Every security key and passkey.
    Webauthn,
    /// The recovery codes: lost, all used, or never generated.
    Codes,
    /// The mailbox of the primary address.
    EmailPrimary,
    /// The mailbox of another address on the account.
    EmailOther,
    /// That an address is marked as verified.
    EmailVerified,
    /// A signed-in session.
    Session,
    /// A device or network that the service knows.
    KnownDevice,
    /// An SSH key registered at the service.
    SshKey,
    /// A personal access or API token.
    Pat,
    /// The exact username.
    Username,
    /// The account at the forge where the request is filed.
    ForgeAccount,
    /// A second owner of the projects.
    SecondOwner,
    /// A paid plan at the service.
    PaidPlan,
}

impl AccessFact {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 15] = [
        Self::Password,
        Self::Totp,
        Self::Webauthn,
        Self::Codes,
        Self::EmailPrimary,
        Self::EmailOther,
        Self::EmailVerified,
        Self::Session,
        Self::KnownDevice,
        Self::SshKey,
        Self::Pat,
        Self::Username,
        Self::ForgeAccount,
        Self::SecondOwner,
        Self::PaidPlan,
    ];

    /// The word, as in provider files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::Webauthn => "webauthn",
            Self::Codes => "codes",
            Self::EmailPrimary => "email_primary",
            Self::EmailOther => "email_other",
            Self::EmailVerified => "email_verified",
            Self::Session => "session",
            Self::KnownDevice => "known_device",
            Self::SshKey => "ssh_key",
            Self::Pat => "pat",
            Self::Username => "username",
            Self::ForgeAccount => "forge_account",
            Self::SecondOwner => "second_owner",
            Self::PaidPlan => "paid_plan",
        }
    }

    fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

impl fmt::Display for AccessFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for AccessFact {
    type Err = UnknownAccessFact;
    fn from_str(word: &str) -> Result<Self, UnknownAccessFact> {
        Self::ALL
            .into_iter()
            .find(|factual| factual.name() == word)
            .ok_or_else(|| UnknownAccessFact(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for factual in AccessFact::ALL {
            assert_eq!(factual.name().parse(), Ok(factual));
        }
        assert!("mail".parse::<AccessFact>().is_err());
    }
}
