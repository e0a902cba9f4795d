//! Accounts and the factors that open them.

use crate::AccountId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One username on one service instance. Holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The account's id.
    pub id: AccountId,
    /// The id of the provider (`pypi`), or `other` where none is known.
    pub provider: String,
    /// The provider's instance (`testpypi`, or a host), where it is not the main one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The issuer as the service or the former app wrote it.
    #[serde(default)]
    pub issuer: String,
    /// The username at the service, verbatim; may be empty where an export had none.
    #[serde(default)]
    pub username: String,
    /// Factors besides the OTP credentials and recovery codes that the vault holds itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<Factor>,
    /// The user's own labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The group or folder of the former app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Marked as a favourite.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub favourite: bool,
    /// When the account came into the vault.
    pub created: Timestamp,
    /// When anything of it changed last.
    pub modified: Timestamp,
}

impl Account {
    /// `provider/username`, with the instance where it is not the main one: how people and
    /// scripts name the account.
    #[must_use]
    pub fn handle(&self) -> String {
        let service = match (&self.instance, self.provider.as_str()) {
            (Some(instance), _) => instance,
            (None, "other") if !self.issuer.is_empty() => &self.issuer,
            (None, _) => &self.provider,
        };
        format!("{service}/{}", self.username)
    }
}

/// Something that helps to sign in and that the vault does not hold itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// What it is.
    pub kind: FactorKind,
    /// The user's name for it ("blue key", "work laptop"); never an address or a secret.
    #[serde(default)]
    pub label: String,
    /// Where it is kept, as a label ("desk drawer").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Kinds of factors, in the field's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// A password.
    Password,
    /// A FIDO security key.
    SecurityKey,
    /// A passkey.
    Passkey,
    /// An SSH key registered at the service.
    SshKey,
    /// A mailbox that the service writes to.
    Mailbox,
    /// A device that stays signed in or that the service knows.
    Device,
    /// A TOTP credential kept elsewhere.
    Totp,
    /// Recovery codes kept elsewhere.
    RecoveryCodes,
}

impl FactorKind {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::SecurityKey => "security_key",
            Self::Passkey => "passkey",
            Self::SshKey => "ssh_key",
            Self::Mailbox => "mailbox",
            Self::Device => "device",
            Self::Totp => "totp",
            Self::RecoveryCodes => "recovery_codes",
        }
    }
}
