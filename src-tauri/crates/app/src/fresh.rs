//! Accounts, OTP credentials and recovery code sets that come into the vault.

use crate::AppError;
use model::{Account, AccountId, CodeSetId, OtpId, OtpParameters, Timestamp};
use provider::Owner;
use secret::{
    AccountRecord, OtpCredential, Randomness, RecoveryCodeSet, SecretBytes, SecretText,
    UnknownFields,
};

/// An OTP credential that has no id yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCredential {
    /// Type and parameters.
    pub parameters: OtpParameters,
    /// The secret.
    pub secret: SecretBytes,
    /// The PIN, if any.
    pub pin: Option<SecretText>,
    /// Unknown URI parameters.
    pub uri_parameters: Vec<(String, SecretText)>,
}

impl NewCredential {
    /// The credential under a fresh id.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn with_id(self, randomness: &mut impl Randomness) -> Result<OtpCredential, AppError> {
        Ok(OtpCredential {
            id: OtpId::from_random(randomness.bytes()?),
            parameters: self.parameters,
            secret: self.secret,
            pin: self.pin,
            uri_parameters: self.uri_parameters,
            unknown: UnknownFields::default(),
        })
    }
}

/// A recovery code set that has no id yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCodes {
    /// The codes, verbatim.
    pub codes: Vec<secret::RecoveryCode>,
    /// How many the service burned at set-up.
    pub burned_unknown: u32,
    /// When they were issued, where that is known.
    pub obtained: Option<Timestamp>,
    /// The text they came in.
    pub original: Option<SecretText>,
}

impl NewCodes {
    /// The set under a fresh id.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn with_id(
        self,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<RecoveryCodeSet, AppError> {
        Ok(RecoveryCodeSet {
            id: CodeSetId::from_random(randomness.bytes()?),
            obtained: self.obtained.unwrap_or(now),
            codes: self.codes,
            burned_unknown: self.burned_unknown,
            superseded: None,
            original: self.original,
            unknown: UnknownFields::default(),
        })
    }
}

/// An account with nothing in it yet.
///
/// # Errors
/// When the system gives no randomness.
pub fn empty(
    owner: Option<Owner>,
    issuer: &str,
    username: &str,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<AccountRecord, AppError> {
    let (provider, instance) = match owner {
        Some(owner) => (owner.provider, owner.instance),
        None => ("other".to_owned(), None),
    };
    Ok(AccountRecord::new(Account {
        id: AccountId::from_random(randomness.bytes()?),
        provider,
        instance,
        issuer: issuer.to_owned(),
        username: username.to_owned(),
        factors: Vec::new(),
        tags: Vec::new(),
        group: None,
        favourite: false,
        created: now,
        modified: now,
    }))
}

/// Adds a recovery code set: the newest one counts, every older one is marked as superseded.
/// Returns whether the new set is the one that counts.
pub fn put_set(record: &mut AccountRecord, set: RecoveryCodeSet, now: Timestamp) -> bool {
    let newest = record
        .current_sets()
        .all(|known| known.obtained <= set.obtained);
    let mut set = set;
    if newest {
        for known in &mut record.code_sets {
            known.superseded.get_or_insert(now);
        }
    } else {
        set.superseded = Some(now);
    }
    record.code_sets.push(set);
    record.code_sets.sort_by_key(|set| set.obtained);
    newest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandomness;

    #[test]
    fn an_older_set_never_supersedes_a_newer_one() {
        let mut record = empty(
            None,
            "Example",
            "me",
            Timestamp::UNIX_EPOCH,
            &mut SystemRandomness,
        )
        .expect("randomness");
        let set = |second| NewCodes {
            codes: Vec::new(),
            burned_unknown: 0,
            obtained: Timestamp::from_second(second).ok(),
            original: None,
        };
        let now = Timestamp::from_second(1000).expect("a second");
        let newer = set(500).with_id(now, &mut SystemRandomness).expect("id");
        let older = set(100).with_id(now, &mut SystemRandomness).expect("id");
        assert!(put_set(&mut record, newer, now));
        assert!(!put_set(&mut record, older, now));
        let current: Vec<_> = record.current_sets().map(|set| set.obtained).collect();
        assert_eq!(current, [Timestamp::from_second(500).expect("a second")]);
    }
}
