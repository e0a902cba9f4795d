//! Every sample, with a wrong password, cut off, with a flipped bit, with one bad entry, empty, and of a
//! newer version: an honest error or the entries that are there, and never fewer without a word.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a failing step fails the test"
)]

use import::{
    Candidate, ImportError, ImportReport, Limits, Options, ParsedCodes, ParsedOtp, Source, read,
};
use provider::Directory;
use secret::{SecretBytes, SecretText};
use serde_json::Value;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::LazyLock;

static PROVIDERS: LazyLock<Directory> = LazyLock::new(Directory::embedded);

/// A sample with what its generator says of it.
struct Sample {
    name: String,
    bytes: Vec<u8>,
    password: Option<String>,
    key_file: Option<Vec<u8>>,
    expected: Value,
}

impl Sample {
    fn read(&self, bytes: &[u8], password: Option<&str>) -> Result<ImportReport, ImportError> {
        let password = password.map(SecretText::new);
        let key_file = self.key_file.as_deref().map(SecretBytes::new);
        let options = Options {
            format: None,
            password: password.as_ref(),
            key_file: key_file.as_ref(),
            limits: Limits::default(),
            providers: &PROVIDERS,
        };
        let source = Source {
            name: &self.name,
            bytes,
        };
        read(&source, &options, &|_| ControlFlow::Continue(()))
    }

    fn altered(&self, bytes: &[u8]) -> Result<ImportReport, ImportError> {
        self.read(bytes, self.password.as_deref())
    }

    fn whole(&self) -> ImportReport {
        self.altered(&self.bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}

/// Every sample but the pictures, which the crate `picture` cuts and flips itself.
fn samples() -> Vec<Sample> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures");
    let mut samples = Vec::new();
    for folder in ["aegis", "apps", "codes", "migration", "otpauth"] {
        let folder = root.join(folder);
        let file = |name: &str| std::fs::read(folder.join(name)).expect("a sample");
        let text = |name: &str| {
            String::from_utf8(file(name))
                .expect("text")
                .trim()
                .to_owned()
        };
        let list: Value = serde_json::from_slice(&file("expected.json")).expect("JSON");
        for (name, expected) in list["files"].as_object().expect("files") {
            if name.ends_with(".png") {
                continue;
            }
            samples.push(Sample {
                name: name.clone(),
                bytes: file(name),
                password: expected["password_file"].as_str().map(text),
                key_file: expected["key_file"].as_str().map(file),
                expected: expected.clone(),
            });
        }
    }
    assert!(samples.len() > 60, "{}", samples.len());
    samples
}

/// The samples in two halves, whose tests run beside each other: the sealed ones, which take the
/// longest, are dealt out evenly.
fn half(which: usize) -> impl Iterator<Item = Sample> {
    let mut samples = samples();
    samples.sort_by_key(|sample| (sample.password.is_none(), sample.name.clone()));
    samples.into_iter().skip(which).step_by(2)
}

/// What a candidate stands for, however it is described.
fn essence(one: &Candidate) -> (Option<&ParsedOtp>, Option<&ParsedCodes>) {
    (one.otp.as_ref(), one.codes.as_ref())
}

fn same(one: &ImportReport, other: &ImportReport) -> bool {
    one.candidates.len() == other.candidates.len()
        && one
            .candidates
            .iter()
            .map(essence)
            .eq(other.candidates.iter().map(essence))
}

/// Whether the report says more than that of the whole file: an entry that was not taken, a line that
/// is none, a warning.
fn says_more(found: &ImportReport, whole: &ImportReport) -> bool {
    found.rejected.len() > whole.rejected.len()
        || found.ignored > whole.ignored
        || found
            .warnings
            .iter()
            .any(|one| !whole.warnings.contains(one))
        || import::missing_parts(&found.parts).len() > import::missing_parts(&whole.parts).len()
}

/// Where a list breaks off between two entries, nothing in it tells that there were more.
fn is_list(sample: &Sample) -> bool {
    let ending = sample.name.rsplit('.').next();
    matches!(ending, Some("txt" | "csv"))
}

/// Backups without a mark: without the right password they are just noise.
const UNMARKED: [&str; 2] = ["andotp-old.json.aes", "totp-authenticator-password.encrypt"];

#[test]
fn a_missing_and_a_wrong_password_are_told() {
    let mut sealed = 0;
    for sample in samples() {
        if sample.password.is_none() {
            continue;
        }
        sealed += 1;
        let code = |password| match sample.read(&sample.bytes, password) {
            Ok(_) => panic!("{} opened", sample.name),
            Err(error) => error.code(),
        };
        if UNMARKED.contains(&sample.name.as_str()) {
            assert_eq!(code(None), "unknown_format", "{}", sample.name);
            assert_eq!(code(Some("wrong")), "unknown_format", "{}", sample.name);
        } else {
            // Its key file is given, and might be all that it needs.
            let needs_more = match sample.key_file {
                Some(_) => "wrong_file_password",
                None => "file_password_needed",
            };
            assert_eq!(code(None), needs_more, "{}", sample.name);
            assert_eq!(
                code(Some("wrong")),
                "wrong_file_password",
                "{}",
                sample.name
            );
        }
    }
    assert!(sealed > 20, "{sealed}");
}

/// So many places of a sample are tried: deriving a key for each takes its time.
fn places(sample: &Sample) -> usize {
    match (sample.password.is_some(), sample.bytes.len()) {
        (true, _) => 4,
        // With many pictures in it.
        (_, 15_000..) => 5,
        _ => 15,
    }
}

#[test]
fn what_is_cut_off_says_so() {
    cut_off(half(0));
}

#[test]
fn what_else_is_cut_off_says_so() {
    cut_off(half(1));
}

fn cut_off(samples: impl Iterator<Item = Sample>) {
    for sample in samples {
        let whole = sample.whole();
        let places = places(&sample);
        for place in 0..=places {
            // Near the end, too, where hardly anything is missing.
            let end = (sample.bytes.len() * place / places).min(sample.bytes.len() - 2);
            let name = format!("{} up to {end}", sample.name);
            let Ok(found) = sample.altered(&sample.bytes[..end]) else {
                continue;
            };
            if is_list(&sample) {
                let kept = found
                    .candidates
                    .iter()
                    .map(essence)
                    .take(found.candidates.len() - found.candidates.len().min(1));
                let mut all = whole.candidates.iter().map(essence);
                assert!(
                    sample.expected["codes"].is_array()
                        || kept.into_iter().all(|one| all.any(|other| one == other)),
                    "{name}"
                );
            } else {
                let fewer = found.candidates.len() < whole.candidates.len();
                assert!(!fewer || says_more(&found, &whole), "{name}: {found:?}");
                assert!(fewer || same(&found, &whole), "{name}: {found:?}");
            }
        }
    }
}

/// Sealed without a tag that would tell of an altered byte; FreeOTP seals secrets, not names.
const UNTOLD: [&str; 5] = [
    "freeotp-2.xml",
    "authy-encrypted.xml",
    "stratum-legacy.authpro",
    "totp-authenticator-password.encrypt",
    "totp-authenticator.encrypt",
];

#[test]
fn a_flipped_bit_costs_no_entry_in_silence() {
    flipped(half(0));
}

#[test]
fn a_flipped_bit_costs_no_entry_in_silence_in_the_other_half() {
    flipped(half(1));
}

fn flipped(samples: impl Iterator<Item = Sample>) {
    for sample in samples {
        let whole = sample.whole();
        let places = places(&sample);
        for place in 0..places {
            let mut bytes = sample.bytes.clone();
            let at = bytes.len() * place / places;
            bytes[at] ^= 1 << (place % 8);
            let Ok(found) = sample.altered(&bytes) else {
                continue;
            };
            let name = format!("{} at {at}", sample.name);
            if sample.password.is_some() && !UNTOLD.contains(&sample.name.as_str()) {
                assert!(same(&found, &whole), "{name}: {found:?}");
            }
            let fewer = found.candidates.len() < whole.candidates.len();
            assert!(!fewer || says_more(&found, &whole), "{name}: {found:?}");
        }
    }
}

/// Samples in which no secret stands as upper-case Base32; the tests of their modules have bad entries
/// of their own, and so have those of what is sealed or packed.
const OTHERWISE: [&str; 7] = [
    "PhoneFactor",
    "battle-net.xml",
    "freeotp-1.xml",
    "freeotp-plus.json",
    "steam.maFile",
    "totp-authenticator.encrypt",
    "both.txt",
];

#[test]
fn one_bad_entry_costs_itself_alone() {
    let mut otherwise = Vec::new();
    for sample in samples() {
        let otp = sample.expected["otp"].as_array().and_then(|otp| otp.last());
        let Some(secret) = otp.and_then(|otp| otp["secret"].as_str()) else {
            continue;
        };
        // No digit of Base32 nor of Base64.
        let bad = vec![b'!'; secret.len()];
        let mut bytes = sample.bytes.clone();
        let is_there = |at: &usize| bytes[*at..].starts_with(secret.as_bytes());
        let there: Vec<usize> = (0..bytes.len()).filter(is_there).collect();
        for at in &there {
            bytes[*at..*at + bad.len()].copy_from_slice(&bad);
        }
        if there.is_empty() {
            if sample.password.is_none() && !sample.bytes.starts_with(b"PK") {
                otherwise.push(sample.name);
            }
            continue;
        }
        let whole = sample.whole();
        let found = sample
            .altered(&bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", sample.name));
        assert_eq!(
            found.rejected.len(),
            whole.rejected.len() + 1,
            "{}",
            sample.name
        );
        assert_eq!(
            found.candidates.len(),
            whole.candidates.len() - 1,
            "{}",
            sample.name
        );
        let good = |one: &&Candidate| {
            whole
                .candidates
                .iter()
                .any(|other| essence(one) == essence(other))
        };
        assert!(
            found.candidates.iter().all(|one| good(&one)),
            "{}",
            sample.name
        );
        let said = format!("{:?}", found.rejected);
        assert!(
            !said.contains("!!"),
            "no reason repeats what is bad: {said}"
        );
    }
    assert_eq!(otherwise, OTHERWISE);
}

/// The outermost lists without their entries.
fn emptied(value: &mut Value) {
    match value {
        Value::Array(list) => list.clear(),
        Value::Object(map) => map.values_mut().for_each(emptied),
        _ => {}
    }
}

#[test]
fn empty_files_and_empty_lists_hold_nothing() {
    for sample in samples() {
        for nothing in ["", " \r\n", "\u{feff}"] {
            let error = sample.altered(nothing.as_bytes()).expect_err("nothing");
            assert_eq!(error.code(), "unknown_format", "{}", sample.name);
        }
        if sample.password.is_some() {
            continue;
        }
        // Steam's file is one account, and no list.
        let value = serde_json::from_slice::<Value>(&sample.bytes);
        let (Ok(mut value), false) = (value, sample.name == "steam.maFile") else {
            continue;
        };
        emptied(&mut value);
        match sample.altered(value.to_string().as_bytes()) {
            Ok(found) => assert_eq!(found.entries(), 0, "{}", sample.name),
            // An empty list may be any app's.
            Err(error) => assert_eq!(
                (value, error.code()),
                (Value::Array(Vec::new()), "unknown_format"),
                "{}",
                sample.name
            ),
        }
    }
}

#[test]
fn newer_versions_are_named_and_not_guessed_at() {
    let mut with_version = 0;
    for sample in samples() {
        let newer = if sample.name.ends_with(".kdbx") {
            let mut bytes = sample.bytes.clone();
            // The major version stands behind both signatures and the minor one.
            bytes[10] = 9;
            bytes
        } else {
            let Ok(mut value) = serde_json::from_slice::<Value>(&sample.bytes) else {
                continue;
            };
            let version = ["version", "schemaVersion"];
            let Some(version) = version.into_iter().find(|key| value[*key].is_number()) else {
                continue;
            };
            value[version] = 99.into();
            value.to_string().into_bytes()
        };
        with_version += 1;
        match sample.altered(&newer) {
            // Its versions differ by platform, not by age.
            Ok(found) => assert_eq!(
                (sample.name.as_str(), found.candidates.len()),
                (
                    "lastpass-authenticator.json",
                    sample.whole().candidates.len()
                )
            ),
            Err(error) => assert_eq!(error.code(), "unsupported", "{}", sample.name),
        }
    }
    assert!(with_version > 10, "{with_version}");
}
