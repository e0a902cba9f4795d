//! `cargo xtask demo`: the main job on the sample data, each command shown before it runs.

use crate::command::{self, Failure, cargo, command};
use crate::system::{self, Purpose};
use crate::workspace::Workspace;
use std::fs;
use std::path::Path;

const VAULT_PASSPHRASE: &str = "tests/fixtures/vault.password";
const SHEET_PASSPHRASE: &str = "tests/fixtures/sheet.password";
const AEGIS: &str = "tests/fixtures/aegis/encrypted.json";
const AEGIS_PASSWORD: &str = "tests/fixtures/aegis/encrypted.password";
const SCREENSHOT: &str = "tests/fixtures/screenshots/light.png";
const CODES: &str = concat!(
    "tests/fixtures/codes/",
    "PyPI-Recovery-Codes-sampleuser-2026-03-01T10_00_00.000000.txt"
);
const ACCOUNT: &str = "pypi/sampleuser";

/// Resolution of the pictures: fine enough for a screen, and for a QR reader.
const DPI: &str = "150";

/// One step: what it is for, and the arguments of `reentry`.
struct Step {
    purpose: &'static str,
    arguments: Vec<String>,
}

/// Runs the job in a fresh target/demo.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    system::ensure(Purpose::Demo)?;
    let mut build = cargo(&["build", "--package", "reentry-cli"], &workspace.root);
    command::run(&mut build)?;
    let folder = workspace.target.join("demo");
    empty(&folder)?;
    let reentry = workspace.shown(&workspace.target.join("debug/reentry"));
    let folder = workspace.shown(&folder);
    for step in steps(&folder) {
        println!("\n# {}", step.purpose);
        let arguments: Vec<&str> = step.arguments.iter().map(String::as_str).collect();
        command::run(&mut command(&reentry, &arguments, &workspace.root))?;
    }
    println!("\n# The sheets as pictures");
    for sheet in ["pypi", "vault"] {
        let pdf = format!("{folder}/{sheet}.pdf");
        let png = format!("{folder}/{sheet}");
        let arguments = ["-png", "-gray", "-r", DPI, &pdf, &png];
        command::run(&mut command("pdftoppm", &arguments, &workspace.root))?;
    }
    print_end(&folder);
    Ok(())
}

fn steps(folder: &str) -> Vec<Step> {
    let vault = format!("{folder}/vault");
    let with_vault = |arguments: &[&str]| {
        let mut all = vec!["--vault", &vault, "--passphrase-file", VAULT_PASSPHRASE];
        all.extend(arguments);
        all.into_iter().map(str::to_owned).collect()
    };
    let step = |purpose, arguments: &[&str]| Step {
        purpose,
        arguments: with_vault(arguments),
    };
    let pypi = format!("{folder}/pypi.pdf");
    let whole = format!("{folder}/vault.pdf");
    vec![
        step("A new vault", &["init"]),
        step(
            "What the phone has: an encrypted Aegis export",
            &["import", AEGIS, "--password-file", AEGIS_PASSWORD],
        ),
        step(
            "A screenshot with a QR code, and the codes that PyPI let us download",
            &["import", SCREENSHOT, CODES],
        ),
        step("What is in the vault now", &["list"]),
        step("A code to sign in with", &["code", ACCOUNT]),
        step(
            "A sheet of paper for the PyPI account",
            &["sheet", ACCOUNT, "--kind", "account", "-o", &pypi],
        ),
        step(
            "An encrypted sheet of the whole vault",
            &[
                "sheet",
                "--kind",
                "vault",
                "--sheet-passphrase-file",
                SHEET_PASSPHRASE,
                "-o",
                &whole,
            ],
        ),
        step(
            "The phone and the codes are gone: the way back, and the request to send",
            &["draft", ACCOUNT, "--lost", "totp,codes"],
        ),
    ]
}

fn empty(folder: &Path) -> Result<(), Failure> {
    let shown = folder.display();
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Failure::new(format!("cannot empty {shown}: {error}")));
        }
        _ => {}
    }
    fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("cannot create {shown}: {error}")))
}

fn print_end(folder: &str) {
    println!("\nEverything is in {folder}: the vault, the sheets as PDF and PNG.");
    println!("Without Reentry, the stock tools open all of it. The vault (age asks for what");
    println!("stands in {VAULT_PASSPHRASE}):");
    println!("  age -d -i {folder}/vault/unlock.age {folder}/vault/vault.age | jq .");
    println!("A QR code of the sheets:");
    println!("  zbarimg -q --raw {folder}/pypi-1.png");
}
