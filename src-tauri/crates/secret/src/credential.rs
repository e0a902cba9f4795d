//! OTP credentials.

use crate::{SecretBytes, SecretText, UnknownFields};
use model::{OtpId, OtpParameters};

/// A secret with everything that is needed to make one-time codes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct OtpCredential {
    /// Its id in the vault.
    pub id: OtpId,
    /// Type, algorithm, digits, period or counter.
    pub parameters: OtpParameters,
    /// The shared secret, decoded.
    pub secret: SecretBytes,
    /// The PIN of mOTP and Yandex, where the export held it.
    pub pin: Option<SecretText>,
    /// URI parameters that nobody here knows, kept so that they survive a round trip. They may
    /// be secret.
    pub uri_parameters: Vec<(String, SecretText)>,
    /// Fields of a newer version of the vault format.
    pub unknown: UnknownFields,
}

impl OtpCredential {
    /// A credential with nothing but secret and parameters.
    #[must_use]
    pub fn new(id: OtpId, parameters: OtpParameters, secret: SecretBytes) -> Self {
        Self {
            id,
            parameters,
            secret,
            pin: None,
            uri_parameters: Vec::new(),
            unknown: UnknownFields::default(),
        }
    }

    /// Whether both are one credential: same secret, type and parameters. A counter may differ,
    /// and a PIN may be missing on one side: many exports leave it out.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let same_pin = match (&self.pin, &other.pin) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        same_pin
            && self.secret == other.secret
            && self.parameters.same_but_counter(&other.parameters)
    }

    /// The secret as RFC 4648 base32, upper case, unpadded.
    #[must_use]
    pub fn base32(&self) -> SecretText {
        SecretText::new(data_encoding::BASE32_NOPAD.encode(self.secret.expose()))
    }
}
