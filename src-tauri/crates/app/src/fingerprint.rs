//! Digests over what a sheet says of an account: what tells a current sheet from a stale one.
//!
//! SHA-256 over the fields in order, each with its length in front (64-bit big endian), so that
//! no two accounts run together. The digests stand in the vault only, never in clear: a
//! recovery code is short enough to be guessed from one.

use model::{
    AccountPrint, CodeState, Contents, Fingerprints, OtpParameters, Sheet, SheetKind, SheetState,
};
use secret::{AccountRecord, OtpCredential, RecoveryCodeSet};
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

/// The fingerprints of an account as it is now, over what a sheet holds of it.
#[must_use]
pub fn of(record: &AccountRecord, contents: Contents) -> AccountPrint {
    AccountPrint {
        account: record.account.id.clone(),
        fingerprints: Fingerprints {
            content: content(record, contents),
            progress: progress(record, contents),
        },
    }
}

/// Whether a sheet still says what the vault says.
#[must_use]
pub fn state(sheet: &Sheet, records: &[AccountRecord]) -> SheetState {
    let counts = |record: &&AccountRecord| {
        sheet.kind == SheetKind::Vault
            || sheet
                .accounts
                .iter()
                .any(|print| print.account == record.account.id)
    };
    let now: Vec<_> = records
        .iter()
        .filter(counts)
        .map(|record| of(record, sheet.contents))
        .collect();
    model::sheet_state(sheet, &now)
}

fn content(record: &AccountRecord, contents: Contents) -> String {
    let mut fields = Fields(Sha256::new());
    let account = &record.account;
    fields.add(account.provider.as_bytes());
    fields.add(account.instance.as_deref().unwrap_or_default().as_bytes());
    fields.add(account.issuer.as_bytes());
    fields.add(account.username.as_bytes());
    for credential in credentials(record, contents) {
        add_credential(&mut fields, credential);
    }
    for set in sets(record, contents) {
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

fn credentials(record: &AccountRecord, contents: Contents) -> impl Iterator<Item = &OtpCredential> {
    record.otp.iter().filter(move |_| contents.has_otp())
}

fn sets(record: &AccountRecord, contents: Contents) -> impl Iterator<Item = &RecoveryCodeSet> {
    record.current_sets().filter(move |_| contents.has_codes())
}

fn progress(record: &AccountRecord, contents: Contents) -> String {
    let mut fields = Fields(Sha256::new());
    for credential in credentials(record, contents) {
        if let OtpParameters::Hotp { counter, .. } = credential.parameters {
            fields.add(&counter.to_be_bytes());
        }
    }
    for set in sets(record, contents) {
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
        let before = of(&record(), Contents::Everything);
        let mut record = record();
        record.account.id = before.account.clone();
        record.code_sets[0].codes[0].state = CodeState::Used { at: None };
        let after = of(&record, Contents::Everything);
        assert_eq!(before.fingerprints.content, after.fingerprints.content);
        assert_ne!(before.fingerprints.progress, after.fingerprints.progress);
    }

    #[test]
    fn a_secret_a_code_or_a_name_moves_the_content() {
        let base = of(&record(), Contents::Everything).fingerprints.content;
        let mut other = record();
        other.otp[0].secret = SecretBytes::new(*b"secreT");
        assert_ne!(of(&other, Contents::Everything).fingerprints.content, base);
        let mut other = record();
        other.code_sets[0].codes[0].text = SecretText::new("abce");
        assert_ne!(of(&other, Contents::Everything).fingerprints.content, base);
        let mut other = record();
        other.account.username = "you".into();
        assert_ne!(of(&other, Contents::Everything).fingerprints.content, base);
    }

    #[test]
    fn what_is_not_on_a_sheet_does_not_move_it() {
        let base = record();
        let mut other = base.clone();
        other.otp[0].secret = SecretBytes::new(*b"secreT");
        assert_eq!(of(&other, Contents::Codes), of(&base, Contents::Codes));
        assert_ne!(of(&other, Contents::Otp), of(&base, Contents::Otp));
        let mut other = base.clone();
        other.code_sets[0].codes[0].state = CodeState::Used { at: None };
        assert_eq!(of(&other, Contents::Otp), of(&base, Contents::Otp));
        assert_ne!(of(&other, Contents::Codes), of(&base, Contents::Codes));
    }
}
