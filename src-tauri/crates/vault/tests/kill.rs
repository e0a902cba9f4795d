//! A saving process is killed 200 times at random moments, changes of the passphrase among what
//! it does. The vault opens each time, and every save that was acknowledged is there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing step fails the run"
)]

mod helper;

use helper::{ROOT, again, at, create, folder, given_root, location, passphrase};
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};
use std::time::Duration;
use vault::{Vault, VaultError, WorkFactor, unlock};

const KILLS: u32 = 200;
const PASSPHRASE: &str = "REENTRY_TEST_PASSPHRASE";

/// What the parent knows of the vault.
#[derive(Debug, Default, Clone, Copy)]
struct Known {
    /// The last save that was acknowledged.
    saved: u64,
    /// The last passphrase that was acknowledged.
    passphrase: u64,
}

fn last_save(vault: &Vault) -> u64 {
    let value = vault.payload().settings.get("last");
    value.and_then(serde_json::Value::as_u64).unwrap_or(0)
}

/// The saving process: never ends by itself.
#[test]
#[ignore = "the second process of the test below"]
fn saving_process() {
    let Some(root) = given_root() else { return };
    let mut number: u64 = std::env::var(PASSPHRASE).unwrap().parse().unwrap();
    let mut vault = unlock(&location(&root), &passphrase(number)).unwrap();
    let mut last = last_save(&vault);
    let say = |text: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{text}").unwrap();
        out.flush().unwrap();
    };
    say("ready".into());
    loop {
        last += 1;
        vault.edit(|payload| payload.settings.insert("last".into(), last.into()));
        let now = at(i64::try_from(last).unwrap());
        if last.is_multiple_of(3) {
            say(format!("changing {}", number + 1));
            vault
                .change_passphrase(&passphrase(number + 1), WorkFactor::WEAK_FOR_TESTS, now)
                .unwrap();
            number += 1;
            say(format!("passphrase {number}"));
        } else {
            vault.save(now).unwrap();
        }
        say(format!("saved {last}"));
    }
}

fn start(root: &std::path::Path, known: Known) -> Child {
    again("saving_process", root)
        .env(PASSPHRASE, known.passphrase.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads what the process said. Says whether a change of the passphrase was cut off.
fn listen(lines: impl Iterator<Item = String>, known: &mut Known) -> bool {
    let mut changing = false;
    for line in lines {
        match line.split_once(' ') {
            Some(("saved", number)) => known.saved = number.parse().unwrap(),
            Some(("changing", _)) => changing = true,
            Some(("passphrase", number)) => {
                known.passphrase = number.parse().unwrap();
                changing = false;
            }
            _ => {}
        }
    }
    changing
}

/// Opens with the acknowledged passphrase, or with the one that was being set.
fn open(root: &std::path::Path, known: &mut Known, changing: bool) -> Vault {
    match unlock(&location(root), &passphrase(known.passphrase)) {
        Err(VaultError::WrongPassphrase) if changing => {
            known.passphrase += 1;
            unlock(&location(root), &passphrase(known.passphrase)).unwrap()
        }
        other => other.unwrap(),
    }
}

#[test]
fn two_hundred_kills_lose_no_acknowledged_save() {
    let root = folder();
    create(root.path());
    let random = RandomState::new();
    let mut known = Known::default();
    let (mut cut_changes, mut unfinished) = (0, 0);
    for kill in 0..KILLS {
        let mut child = start(root.path(), known);
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        assert!(
            lines.any(|line| line == "ready"),
            "kill {kill}: it did not start"
        );
        // The moment is the point of this test: anywhere within the first few saves.
        std::thread::sleep(Duration::from_micros(random.hash_one(kill) % 40_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let changing = listen(lines, &mut known);
        cut_changes += u32::from(changing);
        let vault = open(root.path(), &mut known, changing);
        let last = last_save(&vault);
        assert!(
            last >= known.saved,
            "kill {kill}: {known:?}, but {last} is there"
        );
        assert!(
            last <= known.saved + 1,
            "kill {kill}: {known:?}, but {last} is there"
        );
        known.saved = last;
        let notices = vault.notices();
        unfinished += u32::from(notices.contains(&vault::Notice::UnfinishedPassphraseChange));
        assert!(
            !notices.iter().any(|it| it.name() == "rolled_back"),
            "kill {kill}: {notices:?}"
        );
    }
    // One more save settles everything and leaves nothing lying about.
    let mut vault = open(root.path(), &mut known, false);
    vault.save(at(i64::from(KILLS))).unwrap();
    let left: Vec<_> = std::fs::read_dir(root.path().join("vault"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".tmp"))
        .collect();
    assert!(!left.contains(&".vault.age.tmp".to_owned()), "{left:?}");
    println!(
        "{KILLS} kills, {} saves acknowledged, {cut_changes} changes of the passphrase cut off, \
         {unfinished} of them found half done",
        known.saved
    );
    assert!(
        known.saved > u64::from(KILLS) / 4,
        "the process got to save: {known:?}"
    );
    assert!(cut_changes > 0, "some kills hit a change of the passphrase");
    let _ = ROOT;
}
