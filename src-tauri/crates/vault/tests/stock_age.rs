//! Follows docs/vault-format.md with `age`, `jq` and a shell, and nothing of this crate: the
//! commands are taken from that page.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing step fails the run"
)]

mod helper;

use age::x25519::Identity;
use helper::{at, create, folder, location, passphrase, record};
use model::{Algorithm, CodeSetId, CodeState, Digits, OtpParameters, SheetId};
use secrecy::ExposeSecret;
use secret::{RecoveryCode, RecoveryCodeSet, SecretText, UnknownFields};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use vault::PaperKey;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/vault-format.md");

/// The shell commands that stand under a heading of the page.
fn commands(heading: &str) -> String {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let section = page
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("no heading {heading}"))
        .1;
    let block = section
        .split_once("```sh\n")
        .expect("a block of commands")
        .1;
    block.split_once("```").unwrap().0.to_owned()
}

/// Runs commands in a folder on a terminal of their own: age asks for the passphrase there.
fn on_a_terminal(folder: &Path, commands: &str, typed: &str) {
    let mut child = Command::new("script")
        .args([
            "--quiet",
            "--return",
            "--command",
            &format!("set -e\n{commands}"),
            "/dev/null",
        ])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script, of Debian's bsdutils");
    let mut terminal = child.stdin.take().unwrap();
    writeln!(terminal, "{typed}").unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "needs age and jq: {said}");
    drop(terminal);
}

fn fill(vault: &mut vault::Vault, paper: &Identity) {
    vault.edit(|payload| {
        payload.accounts.push(record(1, OtpParameters::DEFAULT));
        let mut second = record(
            2,
            OtpParameters::Hotp {
                algorithm: Algorithm::Sha512,
                digits: Digits::try_from(8).unwrap(),
                counter: 7,
            },
        );
        second.code_sets.push(RecoveryCodeSet {
            id: CodeSetId::from_random([1; 10]),
            obtained: at(0),
            codes: vec![
                RecoveryCode {
                    text: SecretText::new("invented-code-a"),
                    state: CodeState::Used { at: Some(at(1)) },
                },
                RecoveryCode {
                    text: SecretText::new("invented-code-b"),
                    state: CodeState::Unused,
                },
            ],
            burned_unknown: 1,
            superseded: None,
            original: None,
            unknown: UnknownFields::default(),
        });
        payload.accounts.push(second);
        payload.paper_key = Some(PaperKey {
            set_id: SheetId::from_random([1; 5]),
            recipient: paper.to_public().to_string(),
            k: 1,
            n: 1,
            shares: Vec::new(),
            made: at(1),
            proved_at: None,
            unknown: UnknownFields::default(),
        });
    });
}

fn line(bytes: &str) -> String {
    data_encoding::BASE32_NOPAD.encode(bytes.as_bytes())
}

#[test]
fn the_page_opens_a_vault_with_age_and_jq_alone() {
    let root = folder();
    let paper = Identity::generate();
    let mut vault = create(root.path());
    fill(&mut vault, &paper);
    vault.save(at(1)).unwrap();
    let folder = location(root.path()).folder;
    on_a_terminal(&folder, &commands("Open it"), passphrase(0).expose());
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let value: serde_json::Value = serde_json::from_str(&read("vault.json")).unwrap();
    assert_eq!(value["generation"], 2);
    assert_eq!(value["accounts"].as_array().unwrap().len(), 2);
    on_a_terminal(&folder, &commands("Get the codes out"), "");
    assert_eq!(
        read("otpauth.txt"),
        format!(
            "otpauth://totp/PyPI:invented-1?secret={}&issuer=PyPI&algorithm=SHA1&digits=6&period=30\n\
             otpauth://hotp/PyPI:invented-2?secret={}&issuer=PyPI&algorithm=SHA512&digits=8&counter=7\n",
            line("invented secret 1"),
            line("invented secret 2"),
        )
    );
    assert_eq!(read("codes.txt"), "pypi/invented-2 invented-code-b\n");
    std::fs::remove_file(folder.join("vault.json")).unwrap();
    let key = paper.to_string();
    std::fs::write(folder.join("paper-key.txt"), key.expose_secret()).unwrap();
    on_a_terminal(&folder, &commands("Open it with the paper key"), "");
    let value: serde_json::Value = serde_json::from_str(&read("vault.json")).unwrap();
    assert_eq!(value["generation"], 2);
}

#[test]
fn the_page_names_every_field_that_is_written() {
    fn names(value: &serde_json::Value, found: &mut std::collections::BTreeSet<String>) {
        match value {
            serde_json::Value::Object(fields) => {
                for (name, value) in fields {
                    found.insert(name.clone());
                    names(value, found);
                }
            }
            serde_json::Value::Array(values) => values.iter().for_each(|it| names(it, found)),
            _ => {}
        }
    }
    let root = folder();
    let paper = Identity::generate();
    let mut vault = create(root.path());
    fill(&mut vault, &paper);
    vault.save(at(1)).unwrap();
    let sealed = std::fs::read(location(root.path()).vault()).unwrap();
    let plain = age::decrypt(&paper, &sealed).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&plain).unwrap();
    let mut found = std::collections::BTreeSet::new();
    names(&value, &mut found);
    let page = std::fs::read_to_string(PAGE).unwrap();
    for name in found {
        assert!(
            page.contains(&format!("`{name}`")),
            "{name} stands nowhere on the page"
        );
    }
}
