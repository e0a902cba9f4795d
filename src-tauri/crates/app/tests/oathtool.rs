//! One-time codes beside those of an independent program, on 1,000 random credentials.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a failing step fails the test"
)]

use model::{Algorithm, Digits, OtpId, OtpParameters, Period, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use secret::{OtpCredential, SecretBytes};
use std::process::Command;

/// What oathtool can do too: TOTP with 6 to 8 digits, HOTP with SHA-1.
fn credential() -> impl Strategy<Value = (OtpCredential, i64)> {
    let algorithm = prop_oneof![
        Just(Algorithm::Sha1),
        Just(Algorithm::Sha256),
        Just(Algorithm::Sha512)
    ];
    let secret = prop::collection::vec(any::<u8>(), 1..=64);
    let choice = (
        any::<bool>(),
        algorithm,
        6_u32..=8,
        1_u64..=300,
        0_u64..1 << 40,
    );
    (secret, choice, 0_i64..4_000_000_000).prop_map(|(secret, choice, at)| {
        let (counted, algorithm, digits, period, counter) = choice;
        let digits = Digits::try_from(digits).expect("6 to 8");
        let parameters = if counted {
            OtpParameters::Hotp {
                algorithm: Algorithm::Sha1,
                digits,
                counter,
            }
        } else {
            OtpParameters::Totp {
                algorithm,
                digits,
                period: Period::try_from(period).expect("1 to 300"),
            }
        };
        let id = OtpId::from_random([0; 10]);
        (
            OtpCredential::new(id, parameters, SecretBytes::new(secret)),
            at,
        )
    })
}

fn oathtool(credential: &OtpCredential, at: i64) -> String {
    let digits = credential.parameters.digits().to_string();
    let hex = data_encoding::HEXLOWER.encode(credential.secret.expose());
    let mut command = Command::new("oathtool");
    command.args(["-d", &digits]);
    match credential.parameters {
        OtpParameters::Hotp { counter, .. } => {
            command.args(["--hotp", "-c", &counter.to_string()]);
        }
        OtpParameters::Totp {
            algorithm, period, ..
        } => {
            let mode = format!("--totp={}", algorithm.name().to_lowercase());
            let step = format!("{}s", period.seconds());
            command.args([&mode, "-s", &step, "-N", &format!("@{at}")]);
        }
        _ => unreachable!("only these are generated"),
    }
    let output = command.arg(hex).output().expect("oathtool is installed");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn a_thousand_random_credentials_make_the_same_codes() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..1_000 {
        let tree = credential().new_tree(&mut runner).expect("a credential");
        let (credential, at) = tree.current();
        let moment = Timestamp::from_second(at).expect("a second");
        let ours = credential.code_at(moment).expect("a code");
        assert_eq!(
            ours.text.expose(),
            oathtool(&credential, at),
            "{:?} at {at}",
            credential.parameters
        );
    }
}
