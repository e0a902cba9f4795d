//! The folder: files, permissions, notices, refusals, copies, verification.

use super::{Place, WEAK, copy_folder, names, other_passphrase, passphrase};
use crate::adoption::take_over;
use crate::copies::CopyResult;
use crate::disk::{Disk, SystemDisk};
use crate::error::VaultError;
use crate::notice::Notice;
use crate::payload::{CopyTarget, Schema};
use crate::sample::{Counting, at, record};
use crate::store::{create, unlock, unlock_with_identity};
use crate::verify::CheckResult;
use secret::{SecretText, UnknownFields};
use std::fs;
use std::path::Path;

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_vault_has_its_files_and_opens_again() {
    let place = Place::new();
    let vault = place.create();
    assert_eq!(vault.payload().generation(), 1);
    let folder = place.path("vault");
    for name in [
        "vault.age",
        "unlock.age",
        "README.txt",
        ".gitattributes",
        ".gitignore",
    ] {
        assert!(folder.join(name).exists(), "{name}");
    }
    #[cfg(unix)]
    {
        assert_eq!(mode(&folder), 0o700);
        for name in ["vault.age", "unlock.age", "vault.lock"] {
            assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
        }
    }
    let again = place.open();
    assert_eq!(again.payload(), vault.payload());
    assert_eq!(again.notices(), []);
}

#[test]
fn a_vault_is_never_replaced_and_a_lone_key_file_is_set_aside() {
    let place = Place::new();
    place.create();
    let create_again = || {
        create(
            &place.location(),
            &passphrase(),
            WEAK,
            at(0),
            &mut Counting::default(),
        )
    };
    assert!(matches!(
        create_again(),
        Err(VaultError::VaultExists { .. })
    ));
    let lone = fs::read(place.location().unlock()).unwrap();
    fs::remove_file(place.location().vault()).unwrap();
    create_again().unwrap();
    let aside: Vec<_> = fs::read_dir(place.path("vault"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("unlock-")
        })
        .collect();
    assert_eq!(aside.len(), 1);
    assert_eq!(fs::read(&aside[0]).unwrap(), lone);
}

#[test]
fn every_way_not_to_open_has_its_code() {
    let place = Place::new();
    let code = |passphrase: &str| {
        unlock(&place.location(), &SecretText::new(passphrase))
            .err()
            .map(|error| error.code())
    };
    assert_eq!(code("invented passphrase one"), Some("no_vault"));
    let identity = place.create().identity_text().unwrap();
    assert_eq!(code("invented passphrase one"), None);
    assert_eq!(code("another passphrase"), Some("wrong_passphrase"));
    let location = place.location();
    let (vault, unlock_file) = (
        fs::read(location.vault()).unwrap(),
        fs::read(location.unlock()).unwrap(),
    );
    fs::write(location.vault(), &vault[..vault.len() - 1]).unwrap();
    assert_eq!(code("invented passphrase one"), Some("damaged"));
    fs::write(location.vault(), b"").unwrap();
    assert_eq!(code("invented passphrase one"), Some("damaged"));
    fs::write(location.vault(), &vault).unwrap();
    fs::write(location.unlock(), &vault).unwrap();
    assert_eq!(code("invented passphrase one"), Some("damaged"));
    fs::remove_file(location.unlock()).unwrap();
    assert_eq!(code("invented passphrase one"), Some("damaged"));
    assert!(
        unlock_with_identity(&location, &identity).is_ok(),
        "the key still opens"
    );
    fs::write(location.unlock(), &unlock_file).unwrap();
    let file = fs::File::create(location.vault()).unwrap();
    file.set_len(100 * 1024 * 1024 + 1).unwrap();
    assert_eq!(code("invented passphrase one"), Some("too_large"));
    let other = Place::new();
    other.create();
    fs::copy(other.location().vault(), location.vault()).unwrap();
    assert_eq!(
        code("invented passphrase one"),
        Some("damaged"),
        "files of two vaults"
    );
}

#[test]
fn a_key_that_is_none_or_another_is_refused() {
    let place = Place::new();
    place.create();
    let open = |text: &str| unlock_with_identity(&place.location(), &SecretText::new(text)).err();
    assert!(matches!(open("nonsense"), Some(VaultError::NotAnIdentity)));
    let other = Place::new().create().identity_text().unwrap();
    assert!(matches!(
        open(other.expose()),
        Some(VaultError::OutdatedIdentity)
    ));
}

#[test]
fn an_older_generation_in_its_place_is_noticed_until_a_save_goes_beyond() {
    let place = Place::new();
    let mut vault = place.create();
    let old = fs::read(place.location().vault()).unwrap();
    for second in 1..4 {
        vault.save(at(second)).unwrap();
    }
    fs::write(place.location().vault(), old).unwrap();
    let mut vault = place.open();
    assert!(
        vault
            .notices()
            .contains(&Notice::RolledBack { seen: 4, found: 1 })
    );
    assert_eq!(vault.save(at(9)).unwrap().generation, 5);
    assert_eq!(place.open().notices(), []);
}

#[test]
#[cfg(unix)]
fn wide_permissions_and_conflict_copies_are_said() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.create();
    let path = place.location().vault();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let conflict = place
        .path("vault")
        .join("vault.sync-conflict-20261121-131802-ABCDEFG.age");
    fs::copy(&path, &conflict).unwrap();
    let notices = place.open().notices();
    assert!(notices.contains(&Notice::WidePermissions {
        path: path.clone(),
        mode: 0o644
    }));
    assert!(notices.contains(&Notice::ConflictCopies(vec![conflict])));
    place.open().save(at(1)).unwrap();
    assert_eq!(mode(&path), 0o600, "a save narrows the file");
}

#[test]
#[cfg(unix)]
fn a_symbolic_link_is_read_and_not_replaced() {
    let place = Place::new();
    place.create();
    let real = place.path("elsewhere.age");
    fs::rename(place.location().vault(), &real).unwrap();
    std::os::unix::fs::symlink(&real, place.location().vault()).unwrap();
    let mut vault = place.open();
    assert!(matches!(vault.save(at(1)), Err(VaultError::Symlink { .. })));
    assert!(
        fs::symlink_metadata(place.location().vault())
            .unwrap()
            .is_symlink()
    );
}

#[test]
fn a_newer_major_version_is_read_and_never_written() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.record.schema = Schema { major: 2, minor: 0 });
    // Only a newer version writes such a file; this goes round the check that saving has.
    let keys = vault.keys.clone();
    let target = crate::save::Target::own(vault.payload.record.key.clone(), &keys);
    let lock = vault.lock().unwrap();
    vault.write_generation(&lock, &target, at(1)).unwrap();
    drop(lock);
    let before = fs::read(place.location().vault()).unwrap();
    let mut vault = place.open();
    assert!(vault.is_read_only());
    assert!(vault.notices().contains(&Notice::ReadOnly {
        schema: "2.0".into()
    }));
    assert_eq!(vault.save(at(2)).unwrap_err().code(), "newer_format");
    assert_eq!(
        vault
            .change_passphrase(&other_passphrase(), WEAK, at(2))
            .unwrap_err()
            .code(),
        "newer_format"
    );
    assert_eq!(fs::read(place.location().vault()).unwrap(), before);
}

#[test]
fn the_same_id_twice_is_never_saved() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts.extend([record(1), record(1)]));
    assert!(matches!(
        vault.save(at(1)),
        Err(VaultError::DuplicateId { .. })
    ));
}

#[test]
fn a_named_copy_is_refreshed_dated_and_opens_with_the_passphrase() {
    let place = Place::new();
    let mut vault = place.create();
    let stick = place.path("stick");
    let outcome = vault.refresh_copy(&stick, at(1)).unwrap();
    assert_eq!(
        (outcome.result, outcome.refreshed),
        (CopyResult::Refreshed, Some(at(1)))
    );
    let away = place.path("mount-point-of-another-stick");
    fs::create_dir(&away).unwrap();
    vault.edit(|payload| {
        payload.accounts.push(record(1));
        for path in [&stick, &away] {
            payload.copies.push(CopyTarget {
                path: path.to_string_lossy().into_owned(),
                label: None,
                unknown: UnknownFields::default(),
            });
        }
    });
    let saved = vault.save(at(2)).unwrap();
    let results: Vec<_> = saved
        .copies
        .iter()
        .map(|copy| copy.result.clone())
        .collect();
    assert_eq!(results, [CopyResult::Refreshed, CopyResult::OutOfReach]);
    assert_eq!(
        fs::read_dir(&away).unwrap().count(),
        0,
        "an empty mount point stays empty"
    );
    let copy = crate::folder::Location::new(&stick, place.path("state-of-copy"));
    assert_eq!(
        names(&unlock(&copy, &passphrase()).unwrap()),
        ["invented-1"]
    );
    let saved = vault
        .change_passphrase(&other_passphrase(), WEAK, at(3))
        .unwrap();
    assert_eq!(saved.copies[0].result, CopyResult::Refreshed);
    assert!(unlock(&copy, &other_passphrase()).is_ok());
    let previous =
        crate::folder::Location::new(stick.join("previous"), place.path("state-of-copy"));
    assert!(
        unlock(&previous, &passphrase()).is_ok(),
        "the pair before is whole too"
    );
}

#[test]
fn a_copy_that_went_its_own_way_is_not_overwritten() {
    let place = Place::new();
    let mut vault = place.create();
    let stick = place.path("stick");
    vault.refresh_copy(&stick, at(1)).unwrap();
    let copy = crate::folder::Location::new(&stick, place.path("state-of-copy"));
    let mut other = unlock(&copy, &passphrase()).unwrap();
    other.edit(|payload| payload.accounts.push(record(7)));
    other.save(at(2)).unwrap();
    let error = vault.refresh_copy(&stick, at(3)).unwrap_err();
    assert!(matches!(error, VaultError::CopyRefused { .. }), "{error}");
    vault.merge_file(&stick.join("vault.age"), at(4)).unwrap();
    assert_eq!(names(&vault), ["invented-7"]);
    vault.refresh_copy(&stick, at(5)).unwrap();
    let stranger = Place::new();
    stranger.create();
    assert!(vault.refresh_copy(&stranger.path("vault"), at(6)).is_err());
    assert!(
        vault.refresh_copy(&place.path("vault"), at(6)).is_err(),
        "onto itself"
    );
}

#[test]
fn verify_finds_what_is_wrong() {
    let place = Place::new();
    let mut vault = place.create();
    for second in 1..4 {
        vault.save(at(second)).unwrap();
    }
    let result = |vault: &crate::store::Vault, name: &str| {
        let checks = vault.verify();
        checks
            .into_iter()
            .find(|check| check.name == name)
            .unwrap()
            .result
    };
    for name in ["vault", "backups", "permissions", "conflicts", "generation"] {
        assert_eq!(result(&vault, name), CheckResult::Pass, "{name}");
    }
    assert_eq!(
        result(&vault, "passphrase"),
        CheckResult::Warn,
        "the weak factor of this test"
    );
    assert_eq!(result(&vault, "paper_key"), CheckResult::Warn);
    assert_eq!(result(&vault, "copies"), CheckResult::Warn);
    let backup = vault.backups().remove(0);
    fs::write(backup.folder.join("vault.age"), b"rotten").unwrap();
    assert_eq!(result(&vault, "backups"), CheckResult::Warn);
    fs::write(place.location().unlock(), b"rotten").unwrap();
    assert_eq!(result(&vault, "passphrase"), CheckResult::Fail);
    fs::write(place.location().vault(), b"rotten").unwrap();
    assert_eq!(result(&vault, "vault"), CheckResult::Fail);
}

#[test]
fn a_busy_vault_is_said_to_be_busy() {
    let place = Place::new();
    let mut vault = place.create();
    let lock = SystemDisk
        .lock(&place.path("vault").join("vault.lock"))
        .unwrap();
    assert!(lock.is_some());
    assert!(
        SystemDisk
            .lock(&place.path("vault").join("vault.lock"))
            .unwrap()
            .is_none()
    );
    drop(lock);
    vault.save(at(1)).unwrap();
}

#[test]
fn a_copied_folder_opens_elsewhere() {
    let place = Place::new();
    place.create();
    let target = place.path("clone");
    copy_folder(&place.path("vault"), &target);
    let clone = crate::folder::Location::new(&target, place.path("other-state"));
    assert!(unlock(&clone, &passphrase()).is_ok());
}

#[test]
fn only_a_marked_sample_is_thrown_away_and_only_its_own_files() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts.push(record(1)));
    vault.save(at(1)).unwrap();
    assert!(matches!(
        vault.discard_sample(),
        Err(VaultError::NotASample { .. })
    ));
    let mut vault = place.open();
    vault.edit(|payload| {
        payload
            .settings
            .insert(crate::SAMPLE.into(), serde_json::json!({}))
    });
    // Marked in memory is not enough: what stands on the disk counts.
    assert!(matches!(
        vault.discard_sample(),
        Err(VaultError::NotASample { .. })
    ));
    let mut vault = place.open();
    vault.edit(|payload| {
        payload
            .settings
            .insert(crate::SAMPLE.into(), serde_json::json!({}))
    });
    vault.save(at(2)).unwrap();
    let mine = place.location().folder.join("notes.txt");
    std::fs::write(&mine, "mine").unwrap();
    place.open().discard_sample().unwrap();
    let left: Vec<_> = std::fs::read_dir(&place.location().folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["notes.txt"]);
    std::fs::remove_file(mine).unwrap();
    let mut vault = place.create();
    vault.edit(|payload| {
        payload
            .settings
            .insert(crate::SAMPLE.into(), serde_json::json!({}))
    });
    vault.save(at(3)).unwrap();
    place.open().discard_sample().unwrap();
    assert!(!place.location().folder.exists());
}

#[test]
fn a_copy_is_taken_over_where_there_is_no_vault() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts.push(record(1)));
    vault.save(at(1)).unwrap();
    let stick = place.path("stick");
    vault.refresh_copy(&stick, at(2)).unwrap();
    let elsewhere = Place::new();
    let refused = take_over(&stick, &elsewhere.location(), &other_passphrase());
    assert!(matches!(refused, Err(VaultError::WrongPassphrase)));
    assert!(!crate::exists(&elsewhere.location()));
    let mut taken = take_over(&stick, &elsewhere.location(), &passphrase()).unwrap();
    assert_eq!(taken.payload(), vault.payload());
    taken.edit(|payload| payload.accounts.push(record(2)));
    taken.save(at(3)).unwrap();
    assert_eq!(names(&elsewhere.open()), ["invented-1", "invented-2"]);
    let again = take_over(&stick, &elsewhere.location(), &passphrase());
    assert!(matches!(again, Err(VaultError::VaultExists { .. })));
}
