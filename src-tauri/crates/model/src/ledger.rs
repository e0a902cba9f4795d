//! The ledger: what was printed when, where it is kept, when it was last proved.

use crate::{AccountId, SheetId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The kinds of sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SheetKind {
    /// Codes and secret of an account, readable.
    Account,
    /// The whole vault, encrypted.
    Vault,
    /// The paper key.
    Key,
    /// A share of the paper key.
    Shares,
    /// What is where, without secrets.
    Card,
}

impl SheetKind {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Vault => "vault",
            Self::Key => "key",
            Self::Shares => "shares",
            Self::Card => "card",
        }
    }
}

/// What of its accounts a sheet holds: keys and codes can be printed apart, to be kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Contents {
    /// OTP credentials and recovery codes.
    #[default]
    Everything,
    /// OTP credentials only.
    Otp,
    /// Recovery codes only.
    Codes,
}

impl Contents {
    /// Whether it is everything, which is not written down.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::Everything
    }

    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Otp => "otp",
            Self::Codes => "codes",
        }
    }

    /// Whether OTP credentials are on it.
    #[must_use]
    pub fn has_otp(self) -> bool {
        self != Self::Codes
    }

    /// Whether recovery codes are on it.
    #[must_use]
    pub fn has_codes(self) -> bool {
        self != Self::Otp
    }
}

/// Two digests over what a sheet says of one account, as lower-case hexadecimal SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprints {
    /// Over secrets, parameters, names and the codes of every current set.
    pub content: String,
    /// Over counters and used marks.
    pub progress: String,
}

/// What a sheet holds of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPrint {
    /// The account.
    pub account: AccountId,
    /// Its fingerprints when the sheet was made.
    #[serde(flatten)]
    pub fingerprints: Fingerprints,
}

/// One printed sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its id, as printed.
    pub id: SheetId,
    /// Its kind.
    pub kind: SheetKind,
    /// When it was made.
    pub printed: Timestamp,
    /// How many copies exist.
    pub copies: u32,
    /// Where it is kept, as a label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Pages of one copy.
    pub pages: u32,
    /// Data codes of the payload (vault sheets), else 0.
    #[serde(default)]
    pub parts: u32,
    /// Parity codes, else 0.
    #[serde(default)]
    pub parity: u32,
    /// Lower-case hexadecimal SHA-256 of the payload as it was printed.
    pub digest: String,
    /// What it holds of which account.
    #[serde(default)]
    pub accounts: Vec<AccountPrint>,
    /// When a scan of it was last compared with the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proved_at: Option<Timestamp>,
    /// The sheet that replaces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<SheetId>,
    /// The sheet that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<SheetId>,
    /// What of its accounts it holds. Its fingerprints are over that.
    #[serde(default, skip_serializing_if = "Contents::is_everything")]
    pub contents: Contents,
    /// The key sheet or set of shares whose paper key opens it. Absent where a passphrase does. The
    /// sheet's own id, where the vault was restored from it and another vault knows the key's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_by: Option<SheetId>,
    /// When its blanks were filled by hand. What was written stands on paper only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled_at: Option<Timestamp>,
}

/// Whether a sheet still says what the vault says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SheetState {
    /// It says what the vault says.
    Current,
    /// Only counters or used marks moved: it still restores.
    Behind,
    /// A secret or a code set changed, or an account went or (on a vault sheet) came.
    Stale,
    /// Another sheet replaces it.
    Superseded,
}

/// Compares a sheet with the vault's accounts of now.
///
/// `now` gives the fingerprints of every account that the vault holds. A vault sheet is stale
/// too when an account is missing on it.
#[must_use]
pub fn sheet_state(sheet: &Sheet, now: &[AccountPrint]) -> SheetState {
    if sheet.superseded_by.is_some() {
        return SheetState::Superseded;
    }
    let mut state = SheetState::Current;
    for printed in &sheet.accounts {
        let this = match now.iter().find(|print| print.account == printed.account) {
            None => SheetState::Stale,
            Some(print) if print.fingerprints.content != printed.fingerprints.content => {
                SheetState::Stale
            }
            Some(print) if print.fingerprints.progress != printed.fingerprints.progress => {
                SheetState::Behind
            }
            Some(_) => SheetState::Current,
        };
        state = state.max(this);
    }
    let misses_one = sheet.kind == SheetKind::Vault
        && now.iter().any(|print| {
            !sheet
                .accounts
                .iter()
                .any(|known| known.account == print.account)
        });
    if misses_one { SheetState::Stale } else { state }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(account: u8, content: &str, progress: &str) -> AccountPrint {
        AccountPrint {
            account: AccountId::from_random([account; 10]),
            fingerprints: Fingerprints {
                content: content.into(),
                progress: progress.into(),
            },
        }
    }

    fn sheet(kind: SheetKind, accounts: Vec<AccountPrint>) -> Sheet {
        Sheet {
            id: SheetId::from_random([1; 5]),
            kind,
            printed: Timestamp::UNIX_EPOCH,
            copies: 1,
            place: None,
            pages: 1,
            parts: 0,
            parity: 0,
            digest: String::new(),
            accounts,
            proved_at: None,
            superseded_by: None,
            replaces: None,
            contents: Contents::Everything,
            opened_by: None,
            filled_at: None,
        }
    }

    #[test]
    fn a_moved_counter_leaves_a_sheet_behind_and_a_new_secret_makes_it_stale() {
        let account = sheet(SheetKind::Account, vec![print(1, "a", "0")]);
        assert_eq!(
            sheet_state(&account, &[print(1, "a", "0")]),
            SheetState::Current
        );
        assert_eq!(
            sheet_state(&account, &[print(1, "a", "1")]),
            SheetState::Behind
        );
        assert_eq!(
            sheet_state(&account, &[print(1, "b", "1")]),
            SheetState::Stale
        );
        assert_eq!(sheet_state(&account, &[]), SheetState::Stale);
    }

    #[test]
    fn a_new_account_makes_only_the_vault_sheet_stale() {
        let now = [print(1, "a", "0"), print(2, "a", "0")];
        let account = sheet(SheetKind::Account, vec![print(1, "a", "0")]);
        let vault = sheet(SheetKind::Vault, vec![print(1, "a", "0")]);
        assert_eq!(sheet_state(&account, &now), SheetState::Current);
        assert_eq!(sheet_state(&vault, &now), SheetState::Stale);
    }
}
