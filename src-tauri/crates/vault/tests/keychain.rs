//! The keychain for real: a gnome-keyring on a bus of its own that is unlocked, locked or empty,
//! and no bus at all.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing step fails the run"
)]

mod helper;

use helper::{ROOT, create, folder, given_root, location};
use model::VaultId;
use secret::SecretText;
use std::path::Path;
use std::process::Command;
use vault::{Keychain, KeychainError, SystemKeychain, unlock_with_identity};

/// Runs one of the ignored tests below on a bus of its own, after these shell commands.
fn on_a_bus(home: &Path, before: &str, test: &str) {
    let program = std::env::current_exe().unwrap();
    let script = format!(
        "{before}\nexec '{}' --exact {test} --ignored --nocapture",
        program.display()
    );
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", &script]);
    run(clean(&mut command, home), test);
}

/// A home of its own, so that nothing of the real one is seen or touched.
fn clean<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
    for name in ["run", "data", "config", "cache"] {
        std::fs::create_dir_all(home.join(name)).unwrap();
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(home.join("run"), private).unwrap();
    }
    command
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env(ROOT, home)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("GNOME_KEYRING_CONTROL")
}

fn run(command: &mut Command, what: &str) {
    let output = command
        .output()
        .expect("dbus-run-session, of Debian's dbus");
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {text}");
    assert!(text.contains("1 passed"), "{what}: {text}");
}

/// The daemon must be there before anything asks the bus, or the bus starts one of its own.
const UNLOCKED: &str = "printf 'invented login' | gnome-keyring-daemon --components=secrets --daemonize --unlock >/dev/null";
const LOCKED: &str = "gnome-keyring-daemon --components=secrets --daemonize >/dev/null";

fn vault_id() -> VaultId {
    VaultId::from_random([5; 10])
}

#[test]
#[ignore = "runs on a bus of the test below"]
fn keeps_and_forgets() {
    let Some(root) = given_root() else { return };
    let keychain = SystemKeychain::shared();
    assert_eq!(keychain.probe(), Ok(()));
    let vault = create(&root);
    let key = vault.identity_text().unwrap();
    let id = vault.payload().vault_id().clone();
    assert_eq!(keychain.load(&id), Ok(None));
    keychain.store(&id, &key).unwrap();
    let kept = keychain.load(&id).unwrap().unwrap();
    let opened = unlock_with_identity(&location(&root), &kept).unwrap();
    assert_eq!(opened.payload(), vault.payload());
    keychain.forget(&id).unwrap();
    assert_eq!(keychain.load(&id), Ok(None));
    // Left behind for the locked session of the next test.
    keychain
        .store(&vault_id(), &SecretText::new("AGE-SECRET-KEY-1INVENTED"))
        .unwrap();
}

#[test]
#[ignore = "runs on a bus of the test below"]
fn finds_it_locked() {
    if given_root().is_none() {
        return;
    }
    let keychain = SystemKeychain::shared();
    for failure in [
        keychain.probe().unwrap_err(),
        keychain.load(&vault_id()).unwrap_err(),
        keychain
            .store(&vault_id(), &SecretText::new("other"))
            .unwrap_err(),
    ] {
        assert!(
            failure.to_string().contains("passphrase works"),
            "{failure}"
        );
        assert_ne!(failure, KeychainError::Hanging, "it answered");
    }
}

#[test]
#[ignore = "runs on a bus of the test below"]
fn finds_it_empty() {
    if given_root().is_none() {
        return;
    }
    let keychain = SystemKeychain::shared();
    let failure = keychain.probe().unwrap_err();
    assert!(
        failure.to_string().contains("passphrase works"),
        "{failure}"
    );
}

#[test]
#[ignore = "runs without a bus for the test below"]
fn finds_none() {
    if given_root().is_none() {
        return;
    }
    let keychain = SystemKeychain::shared();
    assert_eq!(keychain.probe(), Err(KeychainError::Absent));
    assert_eq!(keychain.load(&vault_id()), Err(KeychainError::Absent));
    assert_eq!(keychain.forget(&vault_id()), Err(KeychainError::Absent));
}

#[test]
fn a_gnome_keyring_keeps_the_key_and_a_locked_one_says_so() {
    let home = folder();
    on_a_bus(home.path(), UNLOCKED, "keeps_and_forgets");
    on_a_bus(home.path(), LOCKED, "finds_it_locked");
}

#[test]
fn a_service_without_a_collection_does_not_pass_for_a_keychain() {
    let home = folder();
    on_a_bus(home.path(), LOCKED, "finds_it_empty");
}

#[test]
fn without_a_bus_there_is_no_keychain() {
    let home = folder();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "finds_none", "--ignored", "--nocapture"]);
    let command = clean(&mut command, home.path());
    // No address, no socket where one is looked for, and nothing to start one with.
    command.env("DBUS_SESSION_BUS_ADDRESS", "").env("PATH", "");
    run(command, "finds_none");
}
