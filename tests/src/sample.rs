//! A vault with the sample accounts, made by the real command line.

use crate::home::Home;
use crate::program::cli;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Output;

/// The passphrase of the vaults that are made here.
pub const PASSPHRASE: &str = "sample passphrase, not a secret";

/// A file of `tests/fixtures`.
#[must_use]
pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(path)
}

/// Runs the command line in a home, with `--json` and the passphrase in a file.
///
/// # Panics
/// When it does not start.
#[must_use]
pub fn reentry(home: &Home, arguments: &[&str]) -> Output {
    let passphrase = home.path().join("passphrase");
    std::fs::write(&passphrase, format!("{PASSPHRASE}\n")).expect("a file in the home");
    let mut command = home.command(cli());
    command.args(["--json", "--passphrase-file"]);
    command.arg(passphrase).args(arguments);
    command.output().expect("the command line starts")
}

/// The one document on its standard output.
///
/// # Panics
/// When there is none, with what it said instead.
#[must_use]
pub fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        panic!("no JSON ({error}), {}: {said}", output.status)
    })
}

/// A home whose vault holds the accounts of the sample list.
///
/// # Panics
/// When the command line cannot make it.
#[must_use]
pub fn home_with_accounts() -> Home {
    with_accounts(Home::new())
}

/// The same in a home that is there.
///
/// # Panics
/// When the command line cannot make it.
#[must_use]
pub fn with_accounts(home: Home) -> Home {
    let made = json_of(&reentry(&home, &["init"]));
    assert_eq!(made["ok"], true, "{made}");
    let list = fixture("otpauth/list.txt");
    let codes = fixture("codes/PyPI-Recovery-Codes-sampleuser-2026-03-01T10_00_00.000000.txt");
    let files = [list.to_string_lossy(), codes.to_string_lossy()];
    let imported = json_of(&reentry(&home, &["import", &files[0], &files[1]]));
    let added = imported["totals"]["added"].as_u64();
    assert!(added > Some(3), "{imported}");
    home
}

/// A home whose vault holds these accounts: service and username, each with an invented secret.
///
/// # Panics
/// When the command line cannot make it.
#[must_use]
pub fn home_holding<'n>(accounts: impl IntoIterator<Item = (&'n str, String)>) -> Home {
    let home = Home::new();
    let made = json_of(&reentry(&home, &["init"]));
    assert_eq!(made["ok"], true, "{made}");
    let lines = accounts
        .into_iter()
        .enumerate()
        .map(|(at, (issuer, name))| {
            let secret = data_encoding::BASE32_NOPAD.encode(format!("sample {at:013}").as_bytes());
            let (issuer, name) = (escaped(issuer), escaped(&name));
            format!("otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}")
        });
    let lines: Vec<String> = lines.collect();
    let list = home.path().join("list.txt");
    std::fs::write(&list, lines.join("\n")).expect("a file in the home");
    let imported = json_of(&reentry(&home, &["import", &list.to_string_lossy()]));
    assert_eq!(imported["totals"]["added"], lines.len(), "{imported}");
    home
}

/// As it stands in an address: every byte but letters and digits in percent.
fn escaped(text: &str) -> String {
    let bytes = text.bytes();
    bytes
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The time-based code that oathtool makes of a secret in base32 now.
///
/// # Panics
/// When oathtool is not installed.
#[must_use]
pub fn oathtool(home: &Home, secret: &str) -> String {
    let mut command = home.command("oathtool");
    let output = command.args(["--totp", "-b", secret]).output();
    let output = output.expect("oathtool is installed");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
