//! Opening and saving a vault of 1,000 accounts with the key at hand, and unlocking by
//! passphrase at the shipped work factor.
#![allow(
    missing_docs,
    reason = "criterion's macros make items without documentation"
)]
#![allow(clippy::unwrap_used, reason = "a failing step fails the run")]

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use model::{Account, AccountId, CodeSetId, CodeState, OtpId, OtpParameters};
use secret::{
    AccountRecord, OtpCredential, Randomness, RandomnessError, RecoveryCode, RecoveryCodeSet,
    SecretBytes, SecretText, UnknownFields,
};
use std::path::Path;
use tempfile::TempDir;
use vault::{Location, Vault, WorkFactor, create, unlock, unlock_with_identity};

const ACCOUNTS: u16 = 1_000;

struct Counting(u8);

impl Randomness for Counting {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), RandomnessError> {
        for byte in buffer {
            self.0 = self.0.wrapping_mul(31).wrapping_add(97);
            *byte = self.0;
        }
        Ok(())
    }
}

/// An account as most have it: one TOTP credential and eight recovery codes.
fn record(number: u16) -> AccountRecord {
    let mut id = [0; 10];
    id[..2].copy_from_slice(&number.to_be_bytes());
    let now = Timestamp::UNIX_EPOCH;
    let mut record = AccountRecord::new(Account {
        id: AccountId::from_random(id),
        provider: "pypi".into(),
        instance: None,
        issuer: "PyPI".into(),
        username: format!("invented-{number}"),
        factors: Vec::new(),
        tags: Vec::new(),
        group: None,
        favourite: false,
        created: now,
        modified: now,
    });
    let secret = SecretBytes::new(format!("invented secret {number:05}").into_bytes());
    record.otp.push(OtpCredential::new(
        OtpId::from_random(id),
        OtpParameters::DEFAULT,
        secret,
    ));
    record.code_sets.push(RecoveryCodeSet {
        id: CodeSetId::from_random(id),
        obtained: now,
        codes: (0..8)
            .map(|code| RecoveryCode {
                text: SecretText::new(format!("{number:08x}{code:08x}")),
                state: CodeState::Unused,
            })
            .collect(),
        burned_unknown: 1,
        superseded: None,
        original: None,
        unknown: UnknownFields::default(),
    });
    record
}

fn filled(root: &Path, work: WorkFactor) -> Vault {
    let location = Location::new(root.join("vault"), root.join("state"));
    let passphrase = SecretText::new("invented passphrase");
    let now = Timestamp::UNIX_EPOCH;
    let mut vault = create(&location, &passphrase, work, now, &mut Counting(0)).unwrap();
    vault.edit(|payload| payload.accounts = (0..ACCOUNTS).map(record).collect());
    vault.save(now).unwrap();
    vault
}

fn with_key(criterion: &mut Criterion) {
    let mut places = vec![("disk", TempDir::new().unwrap())];
    if let Ok(memory) = TempDir::new_in("/dev/shm") {
        places.push(("memory, so without fsync", memory));
    }
    for (name, root) in &places {
        let mut vault = filled(root.path(), WorkFactor::WEAK_FOR_TESTS);
        let key = vault.identity_text().unwrap();
        let location = vault.location().clone();
        criterion.bench_function(&format!("open 1,000 accounts, {name}"), |bencher| {
            bencher.iter(|| unlock_with_identity(&location, &key).unwrap());
        });
        criterion.bench_function(&format!("save 1,000 accounts, {name}"), |bencher| {
            bencher.iter(|| vault.save(Timestamp::UNIX_EPOCH).unwrap());
        });
    }
}

fn by_passphrase(criterion: &mut Criterion) {
    let root = TempDir::new().unwrap();
    let vault = filled(root.path(), WorkFactor::STANDARD);
    let location = vault.location().clone();
    let passphrase = SecretText::new("invented passphrase");
    let mut group = criterion.benchmark_group("unlock");
    group.sample_size(10);
    group.bench_function("by passphrase, 2^18", |bencher| {
        bencher.iter(|| unlock(&location, &passphrase).unwrap());
    });
    group.finish();
}

criterion_group!(benches, with_key, by_passphrase);
criterion_main!(benches);
