//! What the operating system refuses: a full disk and a folder without write permission. The
//! vault stays byte for byte what it was, and the error has its code.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing step fails the run"
)]

mod helper;

use helper::{again, at, create, folder, given_root, location, passphrase, record};
use model::OtpParameters;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::{Command, Output};
use vault::{WorkFactor, unlock};

/// The user `nobody` of Debian.
const NOBODY: u32 = 65_534;

#[test]
#[ignore = "the second process of the tests below"]
fn refused_process() {
    let Some(root) = given_root() else { return };
    let mut vault = unlock(&location(&root), &passphrase(0)).unwrap();
    vault.edit(|payload| payload.accounts.push(record(1, OtpParameters::DEFAULT)));
    let save = vault.save(at(1)).unwrap_err();
    assert_eq!(vault.payload().accounts.len(), 1, "still in memory");
    let change = vault
        .change_passphrase(&passphrase(1), WorkFactor::WEAK_FOR_TESTS, at(1))
        .unwrap_err();
    println!("\n{} {}", save.code(), change.code());
    println!("{save} {} {}", save.unchanged(), save.next());
}

fn files(root: &Path) -> (Vec<u8>, Vec<u8>) {
    let location = location(root);
    (
        std::fs::read(location.vault()).unwrap(),
        std::fs::read(location.unlock()).unwrap(),
    )
}

/// Runs the second process through a shell that sets the limits.
fn limited(root: &Path, program: &str, arguments: &[&str]) -> Output {
    let inner = again("refused_process", root);
    let mut command = Command::new(program);
    command
        .args(arguments)
        .arg(inner.get_program())
        .args(inner.get_args());
    for (name, value) in inner.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.output().unwrap()
}

fn codes(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text.lines()
        .find(|line| {
            ["disk_full", "read_only", "io"].contains(&line.split(' ').next().unwrap_or(""))
        })
        .unwrap_or_else(|| panic!("{text}"))
        .to_owned()
}

#[test]
fn a_full_disk_leaves_the_vault_as_it_was() {
    let root = folder();
    create(root.path());
    let before = files(root.path());
    // A limit on file size of 1 KiB; without the trap its signal would end the process.
    let script = "trap '' XFSZ; ulimit -f 2; exec \"$@\"";
    let output = limited(root.path(), "sh", &["-c", script, "sh"]);
    assert_eq!(codes(&output), "disk_full disk_full");
    assert_eq!(files(root.path()), before);
    unlock(&location(root.path()), &passphrase(0)).unwrap();
}

#[test]
fn a_folder_without_write_permission_leaves_the_vault_as_it_was() {
    let root = folder();
    create(root.path());
    let before = files(root.path());
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let vault = root.path().join("vault");
    let is_root = chown(root.path(), Some(NOBODY), None).is_ok();
    if is_root {
        // Root may write everywhere, so the second process is somebody else.
        for name in [
            "vault",
            "vault/vault.age",
            "vault/unlock.age",
            "vault/vault.lock",
        ] {
            chown(root.path().join(name), Some(NOBODY), None).unwrap();
        }
    }
    mode(&vault, 0o500);
    mode(&vault.join("vault.lock"), 0o400);
    let output = if is_root {
        let user = NOBODY.to_string();
        let options = ["--reuid", &user, "--regid", &user, "--clear-groups"];
        limited(root.path(), "setpriv", &options)
    } else {
        limited(root.path(), "env", &[])
    };
    mode(&vault, 0o700);
    assert_eq!(codes(&output), "read_only read_only");
    assert_eq!(files(root.path()), before);
}
