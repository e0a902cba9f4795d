//! Undo, backups, restoring, merging files.

use super::disk::FaultyDisk;
use super::{Place, names};
use crate::error::VaultError;
use crate::payload::ItemKind;
use crate::sample::{at, record, sheet};
use crate::store::unlock_with_identity_on;
use model::{CodeState, OtpParameters};
use std::fs;
use std::sync::Arc;

#[test]
fn undo_brings_the_accounts_back_and_undo_again_is_a_redo() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts.push(record(1)));
    vault.save(at(1)).unwrap();
    vault.edit(|payload| payload.accounts.push(record(2)));
    vault.save(at(2)).unwrap();
    // A save that only prints does not stand in the way, and is not undone.
    vault.edit(|payload| payload.ledger.push(sheet(1)));
    vault.save(at(3)).unwrap();
    vault.undo(at(4)).unwrap();
    assert_eq!(names(&place.open()), ["invented-1"]);
    assert_eq!(place.open().payload().ledger.len(), 1);
    vault.undo(at(5)).unwrap();
    assert_eq!(names(&place.open()), ["invented-1", "invented-2"]);
    assert_eq!(place.open().payload().generation(), 6);
}

#[test]
fn nothing_to_undo_is_said() {
    let place = Place::new();
    let mut vault = place.create();
    assert!(matches!(vault.undo(at(1)), Err(VaultError::NothingToUndo)));
}

#[test]
fn undo_takes_a_mark_back_and_never_a_counter() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts.push(record(1)));
    vault.save(at(1)).unwrap();
    vault.edit(|payload| {
        let record = &mut payload.accounts[0];
        record.code_sets[0].codes[0].state = CodeState::Used { at: Some(at(2)) };
        if let OtpParameters::Hotp { counter, .. } = &mut record.otp[1].parameters {
            *counter = 9;
        }
    });
    vault.save(at(2)).unwrap();
    vault.undo(at(3)).unwrap();
    let open = place.open();
    let record = &open.payload().accounts[0];
    assert_eq!(record.code_sets[0].codes[0].state, CodeState::Unused);
    assert_eq!(record.otp[1].parameters.counter(), Some(9));
}

#[test]
fn the_last_ten_generations_are_kept_and_each_opens_and_can_be_restored() {
    let place = Place::new();
    let mut vault = place.create();
    for number in 1..=15 {
        vault.edit(|payload| payload.accounts = vec![record(number)]);
        vault.save(at(i64::from(number))).unwrap();
    }
    let backups = vault.backups();
    assert_eq!(backups.len(), 10, "all of one day, so the last ten");
    for (backup, generation) in backups.iter().zip((6..=15).rev()) {
        assert_eq!(backup.generation, generation);
        assert_eq!(vault.open_backup(backup).unwrap().generation(), generation);
        assert!(backup.folder.join("unlock.age").exists());
    }
    vault.restore_backup(&backups[4].name(), at(20)).unwrap();
    assert_eq!(names(&place.open()), ["invented-10"]);
    assert!(matches!(
        vault.restore_backup("g1", at(21)),
        Err(VaultError::NoSuchBackup)
    ));
}

#[test]
fn a_conflict_copy_is_merged_once_and_put_aside() {
    let place = Place::new();
    place.create();
    let elsewhere = place.copied();
    let mut here = place.open();
    here.edit(|payload| payload.accounts.push(record(1)));
    here.save(at(1)).unwrap();
    let mut there = elsewhere.open();
    there.edit(|payload| payload.accounts.push(record(2)));
    there.save(at(1)).unwrap();
    let conflict = place
        .path("vault")
        .join("vault (conflicted copy 2026-11-21 131802).age");
    fs::copy(elsewhere.location().vault(), &conflict).unwrap();
    assert_eq!(here.conflict_copies(), std::slice::from_ref(&conflict));
    let saved = here.merge_conflict(&conflict, at(2)).unwrap();
    let summary = saved.merged.unwrap();
    assert!(
        summary.with_base,
        "the generation that both come from is among the backups"
    );
    assert_eq!(summary.added.len(), 1);
    assert_eq!(names(&place.open()), ["invented-1", "invented-2"]);
    assert!(here.conflict_copies().is_empty());
    // The other side gets the merged file back and has nothing to add.
    fs::copy(place.location().vault(), elsewhere.location().vault()).unwrap();
    let saved = there.save(at(3)).unwrap();
    assert!(saved.merged.unwrap().with_base);
    assert_eq!(names(&elsewhere.open()).len(), 2);
}

#[test]
fn another_vault_is_not_merged() {
    let place = Place::new();
    let mut vault = place.create();
    let mut rng = crate::sample::Counting::default();
    let mut skipped = [0; 3];
    secret::Randomness::fill(&mut rng, &mut skipped).unwrap();
    let other = Place::new();
    let location = other.location();
    crate::store::create(
        &location,
        &super::passphrase(),
        super::WEAK,
        at(0),
        &mut rng,
    )
    .unwrap();
    assert!(vault.merge_file(&location.vault(), at(1)).is_err());
    fs::copy(location.vault(), place.location().vault()).unwrap();
    let error = vault.save(at(2)).unwrap_err();
    assert!(matches!(error, VaultError::PassphraseChanged), "{error}");
}

#[test]
fn what_was_deleted_does_not_come_back_from_an_older_file() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts.extend([record(1), record(2)]));
    vault.save(at(1)).unwrap();
    let old = place.path("old.age");
    fs::copy(place.location().vault(), &old).unwrap();
    vault.edit(|payload| {
        payload.accounts.remove(0);
        payload.accounts[0].otp.remove(0);
    });
    vault.save(at(2)).unwrap();
    let kinds: Vec<_> = vault
        .payload()
        .record()
        .tombstones
        .iter()
        .map(|stone| stone.kind)
        .collect();
    assert_eq!(
        kinds,
        [ItemKind::Account, ItemKind::Otp],
        "what was in the account needs none"
    );
    // Without the generation that both come from, only the tombstones tell.
    fs::remove_dir_all(place.location().backups()).unwrap();
    vault.edit(|payload| payload.record.ancestors.clear());
    for second in 3..6 {
        vault.save(at(second)).unwrap();
        vault.edit(|payload| payload.record.ancestors.clear());
    }
    let saved = vault.merge_file(&old, at(9)).unwrap();
    assert!(!saved.merged.unwrap().with_base);
    let open = place.open();
    assert_eq!(names(&open), ["invented-2"]);
    assert_eq!(open.payload().accounts[0].otp.len(), 1);
}

#[test]
fn a_file_that_is_replaced_in_the_middle_of_a_save_is_merged_and_not_overwritten() {
    let place = Place::new();
    place.create();
    let elsewhere = place.copied();
    let mut there = elsewhere.open();
    there.edit(|payload| payload.accounts.push(record(2)));
    there.save(at(1)).unwrap();
    let arriving = place.path("vault").join(".arriving");
    fs::copy(elsewhere.location().vault(), &arriving).unwrap();
    let disk = FaultyDisk::default();
    let key = place.open().identity_text().unwrap();
    let mut here =
        unlock_with_identity_on(Arc::new(disk.clone()), &place.location(), &key).unwrap();
    here.edit(|payload| payload.accounts.push(record(1)));
    disk.swap(arriving, place.location().vault());
    let saved = here.save(at(2)).unwrap();
    assert!(saved.merged.is_some());
    assert_eq!(names(&place.open()), ["invented-1", "invented-2"]);
}
