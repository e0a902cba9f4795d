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
    let home = Home::new();
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
