//! An account with everything that is kept for it.

use crate::{OtpCredential, SecretText, UnknownFields};
use model::{Account, CodeSetId, CodeState, CodeTotals, Timestamp};

/// One recovery code, verbatim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryCode {
    /// The code exactly as the service wrote it.
    pub text: SecretText,
    /// Whether it is still good.
    pub state: CodeState,
}

/// Recovery codes that were issued together.
#[derive(Debug, Clone, PartialEq)]
pub struct RecoveryCodeSet {
    /// Its id in the vault.
    pub id: CodeSetId,
    /// When it was issued or, if unknown, imported.
    pub obtained: Timestamp,
    /// The codes in their printed order.
    pub codes: Vec<RecoveryCode>,
    /// Codes that the service burned at set-up without anybody knowing which (PyPI: 1).
    pub burned_unknown: u32,
    /// When a newer set replaced this one.
    pub superseded: Option<Timestamp>,
    /// The imported text, verbatim, with headers and marks.
    pub original: Option<SecretText>,
    /// Fields of a newer version of the vault format.
    pub unknown: UnknownFields,
}

impl RecoveryCodeSet {
    /// Counts its codes.
    #[must_use]
    pub fn totals(&self) -> CodeTotals {
        CodeTotals::count(
            self.codes.iter().map(|code| code.state),
            self.burned_unknown,
        )
    }

    /// Whether both hold the same codes, in any order and state.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let sorted = |set: &Self| {
            let mut texts: Vec<_> = set.codes.iter().map(|code| code.text.clone()).collect();
            texts.sort();
            texts
        };
        self.codes.len() == other.codes.len() && sorted(self) == sorted(other)
    }
}

/// An account with its OTP credentials, recovery code sets and note.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountRecord {
    /// The account: metadata only.
    pub account: Account,
    /// Its OTP credentials.
    pub otp: Vec<OtpCredential>,
    /// Its recovery code sets, the newest last.
    pub code_sets: Vec<RecoveryCodeSet>,
    /// The user's note; counts as a secret.
    pub note: Option<SecretText>,
    /// Fields of a newer version of the vault format.
    pub unknown: UnknownFields,
}

impl AccountRecord {
    /// A record that holds nothing yet.
    #[must_use]
    pub fn new(account: Account) -> Self {
        Self {
            account,
            otp: Vec::new(),
            code_sets: Vec::new(),
            note: None,
            unknown: UnknownFields::default(),
        }
    }

    /// The sets that no newer one replaced.
    pub fn current_sets(&self) -> impl Iterator<Item = &RecoveryCodeSet> {
        self.code_sets.iter().filter(|set| set.superseded.is_none())
    }

    /// Counts over the current sets.
    #[must_use]
    pub fn code_totals(&self) -> CodeTotals {
        self.current_sets()
            .map(RecoveryCodeSet::totals)
            .fold(CodeTotals::default(), CodeTotals::plus)
    }
}
