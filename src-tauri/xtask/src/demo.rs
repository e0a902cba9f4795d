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

/// The project that proves in the request whose account it is.
const PROJECT: &str = "sample-project";
const REPOSITORY: &str = "https://github.com/sampleuser/sample-project";

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
    for step in main_job(&folder) {
        step.run(&reentry, workspace)?;
    }
    println!("\n# The sheets as pictures, as a scanner would give them");
    for sheet in ["pypi", "vault"] {
        let pdf = format!("{folder}/{sheet}.pdf");
        let png = format!("{folder}/{sheet}");
        let arguments = ["-png", "-gray", "-r", DPI, &pdf, &png];
        command::run(&mut command("pdftoppm", &arguments, &workspace.root))?;
    }
    let pages = pictures(workspace, &folder, "vault")?;
    restore(&folder, &pages).run(&reentry, workspace)?;
    print_end(&folder);
    Ok(())
}

impl Step {
    /// A step on the demo's vault.
    fn on_vault(folder: &str, purpose: &'static str, arguments: &[&str]) -> Self {
        let vault = format!("{folder}/vault");
        let vault = ["--vault", &vault, "--passphrase-file", VAULT_PASSPHRASE];
        let all = vault.iter().chain(arguments);
        Self {
            purpose,
            arguments: all.map(|&argument| argument.to_owned()).collect(),
        }
    }

    fn run(&self, reentry: &str, workspace: &Workspace) -> Result<(), Failure> {
        println!("\n# {}", self.purpose);
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        command::run(&mut command(reentry, &arguments, &workspace.root))
    }
}

fn main_job(folder: &str) -> Vec<Step> {
    let step = |purpose, arguments: &[&str]| Step::on_vault(folder, purpose, arguments);
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
            "An encrypted sheet of the whole vault, with a passphrase of its own",
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
            &[
                "draft",
                ACCOUNT,
                "--lost",
                "totp,codes",
                "--project",
                PROJECT,
                "--repo",
                REPOSITORY,
            ],
        ),
    ]
}

/// The proof: another vault, out of the pictures of the sheet alone.
fn restore(folder: &str, pages: &[String]) -> Step {
    let into = format!("{folder}/restored");
    let mut arguments = vec!["--passphrase-file", VAULT_PASSPHRASE, "restore"];
    arguments.extend(pages.iter().map(String::as_str));
    arguments.extend(["--sheet-passphrase-file", SHEET_PASSPHRASE, "--into", &into]);
    Step {
        purpose: "A new vault out of the pictures of the sheet alone",
        arguments: arguments.into_iter().map(str::to_owned).collect(),
    }
}

/// The pictures that pdftoppm made of a sheet, in the order of its pages.
fn pictures(workspace: &Workspace, folder: &str, sheet: &str) -> Result<Vec<String>, Failure> {
    let prefix = format!("{sheet}-");
    let entries = fs::read_dir(workspace.root.join(folder))
        .map_err(|error| Failure::new(format!("cannot read {folder}: {error}")))?;
    let names = entries.flatten().map(|entry| entry.file_name());
    let names = names.filter_map(|name| name.into_string().ok());
    let mut pages: Vec<String> = names
        .filter(|name| name.starts_with(&prefix) && name.ends_with(".png"))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    pages.sort();
    Ok(pages)
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
