//! Digests over what a sheet says of an account: what tells a current sheet from a stale one.
//!
//! SHA-256 over the fields in order, each with its length in front (64-bit big endian), so that
//! no two accounts run together. The digests stand in the vault only, never in clear: a
//! recovery code is short enough to be guessed from one.

use model::{AccountPrint, CodeState, Fingerprints, OtpParameters};
use secret::{AccountRecord, OtpCredential};
use sha2::{Digest, Sha256};

struct Fields(Sha256);

impl Fields {
    fn add(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn hex(self) -> String {
        data_encoding::HEXLOWER.encode(&self.0.finalize())
    }
}

/// The fingerprints of an account as it is now.
#[must_use]
pub fn of(record: &AccountRecord) -> AccountPrint {
    AccountPrint {
        account: record.account.id.clone(),
        fingerprints: Fingerprints {
            content: content(record),
            progress: progress(record),
        },
    }
}

/// The fingerprints of all accounts.
#[must_use]
pub fn all(records: &[AccountRecord]) -> Vec<AccountPrint> {
    records.iter().map(of).collect()
}

fn content(record: &AccountRecord) -> String {
    let mut fields = Fields(Sha256::new());
    let account = &record.account;
    fields.add(account.provider.as_bytes());
    fields.add(account.instance.as_deref().unwrap_or_default().as_bytes());
    fields.add(account.issuer.as_bytes());
    fields.add(account.username.as_bytes());
    for credential in &record.otp {
        add_credential(&mut fields, credential);
    }
    for set in record.current_sets() {
        fields.add(b"set");
        for code in &set.codes {
            fields.add(code.text.expose().as_bytes());
        }
    }
    fields.hex()
}

fn add_credential(fields: &mut Fields, credential: &OtpCredential) {
    let parameters = &credential.parameters;
    fields.add(parameters.otp_type().name().as_bytes());
    let algorithm = parameters.algorithm().map(model::Algorithm::name);
    fields.add(algorithm.unwrap_or_default().as_bytes());
    fields.add(&[parameters.digits()]);
    fields.add(&parameters.period().unwrap_or_default().to_be_bytes());
    fields.add(credential.secret.expose());
    let pin = credential.pin.as_ref().map(secret::SecretText::expose);
    fields.add(pin.unwrap_or_default().as_bytes());
}

fn progress(record: &AccountRecord) -> String {
    let mut fields = Fields(Sha256::new());
    for credential in &record.otp {
        if let OtpParameters::Hotp { counter, .. } = credential.parameters {
            fields.add(&counter.to_be_bytes());
        }
    }
    for set in record.current_sets() {
        let states: Vec<u8> = set
            .codes
            .iter()
            .map(|code| u8::from(code.state != CodeState::Unused))
            .collect();
        fields.add(&states);
        fields.add(&set.burned_unknown.to_be_bytes());
    }
    fields.hex()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fresh::{NewCodes, NewCredential};
    use crate::{SystemRandomness, fresh};
    use model::{Algorithm, Digits, Timestamp};
    use secret::{RecoveryCode, SecretBytes, SecretText};

    fn record() -> AccountRecord {
        let now = Timestamp::UNIX_EPOCH;
        let mut record =
            fresh::empty(None, "Example", "me", now, &mut SystemRandomness).expect("randomness");
        let credential = NewCredential {
            parameters: OtpParameters::Hotp {
                algorithm: Algorithm::Sha1,
                digits: Digits::DEFAULT,
                counter: 1,
            },
            secret: SecretBytes::new(*b"secret"),
            pin: None,
            uri_parameters: Vec::new(),
        };
        record
            .otp
            .push(credential.with_id(&mut SystemRandomness).expect("id"));
        let codes = NewCodes {
            codes: vec![RecoveryCode {
                text: SecretText::new("abcd"),
                state: CodeState::Unused,
            }],
            burned_unknown: 0,
            obtained: None,
            original: None,
        };
        record
            .code_sets
            .push(codes.with_id(now, &mut SystemRandomness).expect("id"));
        record
    }

    #[test]
    fn a_counter_or_a_mark_moves_only_the_progress() {
        let before = of(&record());
        let mut record = record();
        record.account.id = before.account.clone();
        record.code_sets[0].codes[0].state = CodeState::Used { at: None };
        let after = of(&record);
        assert_eq!(before.fingerprints.content, after.fingerprints.content);
        assert_ne!(before.fingerprints.progress, after.fingerprints.progress);
    }

    #[test]
    fn a_secret_a_code_or_a_name_moves_the_content() {
        let base = of(&record()).fingerprints.content;
        let mut other = record();
        other.otp[0].secret = SecretBytes::new(*b"secreT");
        assert_ne!(of(&other).fingerprints.content, base);
        let mut other = record();
        other.code_sets[0].codes[0].text = SecretText::new("abce");
        assert_ne!(of(&other).fingerprints.content, base);
        let mut other = record();
        other.account.username = "you".into();
        assert_ne!(of(&other).fingerprints.content, base);
    }
}
