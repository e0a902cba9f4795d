//! A counter that two programs use at once: no code is ever shown twice.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a failing step fails the test"
)]

use app::edit::{Changes, add, credential_of_uri};
use app::{Directory, Location, SecretText, SystemRandomness, Timestamp, Vault, otp};
use vault::WorkFactor;

fn opened(location: &Location, passphrase: &SecretText) -> Vault {
    vault::unlock(location, passphrase).expect("opened")
}

#[test]
fn two_open_vaults_never_show_the_same_counter_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let location = Location::new(folder.path().join("vault"), folder.path().join("state"));
    let passphrase = SecretText::new("a passphrase for two");
    let now = Timestamp::from_second(1_700_000_000).expect("a second");
    let weak = WorkFactor::WEAK_FOR_TESTS;
    let mut first =
        vault::create(&location, &passphrase, weak, now, &mut SystemRandomness).expect("a vault");
    let uri = "otpauth://hotp/Example:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0";
    let (credential, _) = credential_of_uri(&SecretText::new(uri)).expect("a credential");
    let changes = Changes {
        issuer: Some("Example".into()),
        username: Some("me".into()),
        otp: Some(credential),
        ..Changes::default()
    };
    let providers = Directory::embedded();
    add(&mut first, changes, &providers, now, &mut SystemRandomness).expect("added");
    let mut second = opened(&location, &passphrase);

    // RFC 4226, appendix D: counters 0, 1, 2, 3.
    let code = |vault: &mut Vault| {
        let shown = otp::code(vault, "example/me", None, now, now).expect("a code");
        shown.code.show().to_owned()
    };
    assert_eq!(code(&mut first), "755224");
    assert_eq!(code(&mut second), "287082", "the first one is used");
    assert_eq!(code(&mut first), "359152", "and so is the second");
    assert_eq!(code(&mut first), "969429");
}
