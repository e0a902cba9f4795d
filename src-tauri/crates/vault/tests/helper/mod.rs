//! What the tests with several processes share: folders, invented accounts, and running this
//! very test program again as another process.
#![allow(dead_code)]

use jiff::Timestamp;
use model::{Account, AccountId, OtpId, OtpParameters};
use secret::{AccountRecord, OtpCredential, Randomness, RandomnessError, SecretBytes, SecretText};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use vault::{Location, Vault, WorkFactor};

/// Bytes that count up.
#[derive(Default)]
pub struct Counting(u8);

impl Randomness for Counting {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), RandomnessError> {
        for byte in buffer {
            self.0 = self.0.wrapping_mul(31).wrapping_add(97);
            *byte = self.0;
        }
        Ok(())
    }
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + seconds).unwrap()
}

pub fn passphrase(number: u64) -> SecretText {
    SecretText::new(format!("invented passphrase {number}"))
}

/// A folder in memory where that exists: killing and merging do not need a slow disk.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        TempDir::new_in(memory).unwrap()
    } else {
        TempDir::new().unwrap()
    }
}

pub fn location(root: &Path) -> Location {
    Location::new(root.join("vault"), root.join("state"))
}

pub fn create(root: &Path) -> Vault {
    vault::create(
        &location(root),
        &passphrase(0),
        WorkFactor::WEAK_FOR_TESTS,
        at(0),
        &mut Counting::default(),
    )
    .unwrap()
}

/// An account with one credential, told apart by a number.
pub fn record(number: u64, parameters: OtpParameters) -> AccountRecord {
    let mut id = [0; 10];
    id[..8].copy_from_slice(&number.to_be_bytes());
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
        created: at(0),
        modified: at(0),
    });
    record.otp.push(OtpCredential::new(
        OtpId::from_random(id),
        parameters,
        SecretBytes::new(format!("invented secret {number}").into_bytes()),
    ));
    record
}

/// The variable that names the folder to a second process of a test program.
pub const ROOT: &str = "REENTRY_TEST_ROOT";

/// This test program, running only the named (ignored) test, in this folder.
pub fn again(test: &str, root: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--ignored", "--nocapture", "--quiet"])
        .env(ROOT, root);
    command
}

/// The folder that the first process named; none when somebody just runs ignored tests.
pub fn given_root() -> Option<std::path::PathBuf> {
    std::env::var_os(ROOT).map(Into::into)
}
