//! Every call to the file system fails in turn, in five ways.

use super::disk::{Done, Fault, FaultyDisk};
use super::{Place, WEAK, names, other_passphrase, passphrase};
use crate::error::VaultError;
use crate::sample::{at, record};
use crate::save::Saved;
use crate::store::{Vault, unlock, unlock_with_identity, unlock_with_identity_on};
use secret::SecretText;
use std::fs;
use std::io::ErrorKind;
use std::sync::Arc;

const FAULTS: [Fault; 7] = [
    Fault::Error(ErrorKind::StorageFull),
    Fault::Error(ErrorKind::PermissionDenied),
    Fault::Error(ErrorKind::Other),
    Fault::ShortWrite,
    Fault::Death,
    Fault::EverySync,
    Fault::EveryWrite,
];

/// Something that saves.
struct Trial {
    prepare: fn(&Place),
    run: fn(&mut Vault) -> Result<Saved, VaultError>,
    /// The accounts after it.
    after: &'static [&'static str],
}

fn with_one_account(place: &Place) {
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts.push(record(1)));
    vault.save(at(1)).unwrap();
}

fn add_account(vault: &mut Vault) -> Result<Saved, VaultError> {
    if vault.payload().accounts.len() < 2 {
        vault.edit(|payload| payload.accounts.push(record(2)));
    }
    vault.save(at(2))
}

fn change_passphrase(vault: &mut Vault) -> Result<Saved, VaultError> {
    vault.change_passphrase(&other_passphrase(), WEAK, at(2))
}

fn open_on(disk: &FaultyDisk, place: &Place, key: &SecretText) -> Vault {
    unlock_with_identity_on(Arc::new(disk.clone()), &place.location(), key).unwrap()
}

/// What stood on the disk, and what opens there now.
struct Outcome {
    vault_same: bool,
    unlock_same: bool,
    names: Vec<String>,
}

fn inspect(place: &Place, before: &(Vec<u8>, Vec<u8>), key: &SecretText) -> Outcome {
    let location = place.location();
    // The key of before instead of its passphrase, as long as it counts: no scrypt.
    let open = unlock_with_identity(&location, key)
        .or_else(|_| unlock(&location, &other_passphrase()))
        .expect("the former key or the new passphrase opens");
    Outcome {
        vault_same: fs::read(location.vault()).unwrap() == before.0,
        unlock_same: fs::read(location.unlock()).unwrap() == before.1,
        names: names(&open),
    }
}

/// Runs one trial with one fault at one call. Says whether the call was still reached.
fn run(
    trial: &Trial,
    (prepared, key): (&Place, &SecretText),
    at_call: usize,
    fault: Fault,
) -> bool {
    let what = format!("{fault:?} at call {at_call}");
    let place = prepared.copied();
    let location = place.location();
    let before = (
        fs::read(location.vault()).unwrap(),
        fs::read(location.unlock()).unwrap(),
    );
    let disk = FaultyDisk::default();
    let mut vault = open_on(&disk, &place, key);
    let names_before = names(&vault);
    disk.plan(at_call, fault);
    let result = (trial.run)(&mut vault);
    let reached = disk.calls() > at_call;
    disk.mend();
    let now = inspect(&place, &before, key);
    match &result {
        Ok(_) => assert_eq!(now.names, trial.after, "{what}: acknowledged"),
        Err(VaultError::Unsettled { .. }) => {
            assert!(
                matches!(fault, Fault::Death | Fault::EverySync | Fault::EveryWrite),
                "{what}"
            );
            assert!(
                now.names == names_before || now.names == trial.after,
                "{what}"
            );
        }
        Err(error) => {
            assert!(now.vault_same || fault == Fault::Death, "{what}: {error}");
            assert!(now.unlock_same || fault == Fault::Death, "{what}: {error}");
            assert!(
                now.names == names_before || now.names == trial.after,
                "{what}"
            );
        }
    }
    if result.is_err() && fault != Fault::Death {
        // What was edited is still in memory, and the next save has it.
        (trial.run)(&mut vault).unwrap_or_else(|error| panic!("{what}: then {error}"));
        let now = inspect(&place, &before, key);
        assert_eq!(now.names, trial.after, "{what}: second attempt");
        let left = fs::read_dir(&location.folder).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
        assert!(
            !left
                .iter()
                .any(|name| name.to_string_lossy().ends_with(".tmp")),
            "{what}: {left:?}"
        );
    }
    reached
}

fn try_every_call(trial: &Trial) -> usize {
    let prepared = Place::new();
    (trial.prepare)(&prepared);
    let key = prepared.open().identity_text().unwrap();
    let mut runs = 0;
    for fault in FAULTS {
        let mut call = 0;
        while run(trial, (&prepared, &key), call, fault) {
            call += 1;
            runs += 1;
        }
        assert!(call > 20, "a save makes more calls than that");
    }
    runs
}

#[test]
fn a_save_fails_whole_or_holds_whole_at_every_call() {
    let runs = try_every_call(&Trial {
        prepare: with_one_account,
        run: add_account,
        after: &["invented-1", "invented-2"],
    });
    assert!(runs > 150, "{runs}");
}

#[test]
fn a_change_of_the_passphrase_fails_whole_or_holds_whole_at_every_call() {
    let runs = try_every_call(&Trial {
        prepare: with_one_account,
        run: change_passphrase,
        after: &["invented-1"],
    });
    assert!(runs > 300, "{runs}");
}

#[test]
fn a_merging_save_fails_whole_or_holds_whole_at_every_call() {
    fn edit_after_other(vault: &mut Vault) -> Result<Saved, VaultError> {
        // Another process saved account 3 since this vault was opened.
        let location = vault.location().clone();
        let mut other = unlock_with_identity(&location, &vault.identity_text().unwrap())?;
        if other.payload().accounts.len() < 2 {
            other.edit(|payload| payload.accounts.push(record(3)));
            other.save(at(2))?;
        }
        add_account(vault)
    }
    // Here the file before is the other's, so only what opens is compared.
    let prepared = Place::new();
    with_one_account(&prepared);
    let key = prepared.open().identity_text().unwrap();
    for call in 0..60 {
        let place = prepared.copied();
        let disk = FaultyDisk::default();
        let mut vault = open_on(&disk, &place, &key);
        disk.plan(call, Fault::Error(ErrorKind::StorageFull));
        let result = edit_after_other(&mut vault);
        disk.mend();
        let on_disk = names(&unlock_with_identity(&place.location(), &key).unwrap());
        if result.is_ok() {
            assert_eq!(
                on_disk,
                ["invented-1", "invented-2", "invented-3"],
                "call {call}"
            );
        } else {
            assert_eq!(on_disk, ["invented-1", "invented-3"], "call {call}");
            add_account(&mut vault).unwrap();
            assert_eq!(
                names(&unlock_with_identity(&place.location(), &key).unwrap()).len(),
                3,
                "call {call}"
            );
        }
    }
}

#[test]
fn creating_fails_whole_and_can_be_tried_again() {
    let mut call = 0;
    loop {
        let place = Place::new();
        let disk = FaultyDisk::default();
        disk.plan(call, Fault::Error(ErrorKind::StorageFull));
        let create = |disk: FaultyDisk| {
            crate::store::create_on(
                Arc::new(disk),
                &place.location(),
                &passphrase(),
                WEAK,
                (Vec::new(), Vec::new()),
                at(0),
                &mut crate::sample::Counting::default(),
            )
        };
        let result = create(disk.clone());
        let reached = disk.calls() > call;
        disk.mend();
        if result.is_err() {
            assert!(!crate::folder::exists(&place.location()), "call {call}");
            create(disk).unwrap_or_else(|error| panic!("call {call}: {error}"));
        }
        place.open();
        if !reached {
            break;
        }
        call += 1;
    }
    assert!(call > 10);
}

/// Nothing is renamed before its content is on the disk, and each rename is followed by a sync
/// of its folder. A kill cannot show that: the system's cache outlives the process.
#[test]
fn a_loss_of_power_finds_either_file_whole() {
    for run in [add_account, change_passphrase] {
        let place = Place::new();
        with_one_account(&place);
        let key = place.open().identity_text().unwrap();
        let disk = FaultyDisk::default();
        let mut vault = open_on(&disk, &place, &key);
        disk.mend();
        run(&mut vault).unwrap();
        let log = disk.log();
        let mut vault_renames = 0;
        for (position, done) in log.iter().enumerate() {
            let Done::Renamed(from, to) = done else {
                continue;
            };
            let (before, after) = log.split_at(position);
            // The file, or the files of a folder.
            let touches = |path: &std::path::Path| path.starts_with(from);
            let written = before
                .iter()
                .rposition(|it| matches!(it, Done::Wrote(path) if touches(path)));
            let synced = before
                .iter()
                .rposition(|it| matches!(it, Done::Synced(path) if touches(path)));
            assert!(
                synced > written,
                "{from:?} is renamed before it is on the disk"
            );
            let folder = to.parent().unwrap();
            assert!(
                after.contains(&Done::Synced(folder.to_path_buf())),
                "{to:?} is not settled"
            );
            if *to == place.location().vault() {
                vault_renames += 1;
                let kept = before.iter().rposition(|it| {
                    matches!(it, Done::Renamed(_, to) if to.starts_with(place.location().backups()))
                });
                let settled = before
                    .iter()
                    .rposition(|it| *it == Done::Synced(place.location().backups()));
                assert!(
                    kept.is_some() && settled > kept,
                    "the former generation is kept first"
                );
            }
        }
        assert!(vault_renames > 0);
    }
}
