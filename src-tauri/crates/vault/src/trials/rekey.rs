//! Changing the passphrase, and what is found when that was cut off.

use super::{Place, WEAK, names, other_passphrase, passphrase};
use crate::envelope;
use crate::error::VaultError;
use crate::notice::Notice;
use crate::payload::PaperKey;
use crate::sample::{at, record};
use crate::save::{Target, Warning};
use crate::store::{Vault, slot, unlock, unlock_with_identity};
use age::x25519::Identity;
use model::SheetId;
use secrecy::ExposeSecret;
use secret::{SecretText, UnknownFields};
use std::fs;

fn text(identity: &Identity) -> SecretText {
    SecretText::new(identity.to_string().expose_secret())
}

#[test]
fn the_new_passphrase_opens_and_the_old_one_opens_only_what_is_older() {
    let place = Place::new();
    let mut vault = place.create();
    vault.edit(|payload| payload.accounts.push(record(1)));
    vault.save(at(1)).unwrap();
    let old_key = vault.identity_text().unwrap();
    let saved = vault
        .change_passphrase(&other_passphrase(), WEAK, at(2))
        .unwrap();
    assert_eq!(
        saved.warnings,
        [Warning::OlderCopiesOpenWithFormerPassphrase]
    );
    let location = place.location();
    assert!(matches!(
        unlock(&location, &passphrase()),
        Err(VaultError::WrongPassphrase)
    ));
    assert!(matches!(
        unlock_with_identity(&location, &old_key),
        Err(VaultError::OutdatedIdentity)
    ));
    let again = unlock(&location, &other_passphrase()).unwrap();
    assert_eq!(names(&again), ["invented-1"]);
    assert_eq!(again.notices(), []);
    let first = again.backups().pop().unwrap();
    let backup = crate::folder::Location::new(&first.folder, place.path("state-of-backup"));
    assert!(
        unlock(&backup, &passphrase()).is_ok(),
        "a backup has its own key file"
    );
    assert!(matches!(
        vault.change_passphrase(&SecretText::new("short"), WEAK, at(3)),
        Err(VaultError::PassphraseTooShort)
    ));
}

/// Leaves the vault as a crash after the first or the second step does.
fn cut_off(place: &Place, after_second: bool) -> (Identity, Identity) {
    let mut vault = place.create();
    let fresh = Identity::generate();
    let wrapped = envelope::wrap(&fresh, &other_passphrase(), WEAK).unwrap();
    let former = vault.keys.current.clone();
    let lock = vault.lock().unwrap();
    let target = Target {
        key: slot(&fresh, &wrapped),
        former_key: Some(slot(&former, &vault.unlock)),
        identities: vec![&former, &fresh],
    };
    vault.write_generation(&lock, &target, at(1)).unwrap();
    if after_second {
        fs::write(place.location().unlock(), &wrapped).unwrap();
    }
    (former, fresh)
}

fn settles(place: &Place, vault: &mut Vault, passphrase: &SecretText) {
    assert!(
        vault
            .notices()
            .contains(&Notice::UnfinishedPassphraseChange)
    );
    vault.save(at(5)).unwrap();
    let again = unlock(&place.location(), passphrase).unwrap();
    assert_eq!(again.notices(), []);
}

#[test]
fn a_change_cut_off_before_the_key_file_leaves_the_old_passphrase() {
    let place = Place::new();
    let (former, fresh) = cut_off(&place, false);
    assert!(unlock(&place.location(), &other_passphrase()).is_err());
    let refused = unlock_with_identity(&place.location(), &text(&fresh));
    assert!(matches!(refused, Err(VaultError::OutdatedIdentity)));
    unlock_with_identity(&place.location(), &text(&former)).unwrap();
    settles(&place, &mut place.open(), &passphrase());
    let sealed = fs::read(place.location().vault()).unwrap();
    assert!(
        envelope::open(&sealed, [&fresh]).is_err(),
        "the key that never came is dropped"
    );
}

#[test]
fn a_change_cut_off_after_the_key_file_leaves_the_new_passphrase() {
    let place = Place::new();
    let (former, fresh) = cut_off(&place, true);
    assert!(unlock(&place.location(), &passphrase()).is_err());
    // The former key would open, and saving with it would lock the new passphrase out.
    let refused = unlock_with_identity(&place.location(), &text(&former));
    assert!(matches!(refused, Err(VaultError::OutdatedIdentity)));
    unlock_with_identity(&place.location(), &text(&fresh)).unwrap();
    let mut vault = unlock(&place.location(), &other_passphrase()).unwrap();
    settles(&place, &mut vault, &other_passphrase());
    let sealed = fs::read(place.location().vault()).unwrap();
    assert!(
        envelope::open(&sealed, [&former]).is_err(),
        "the former key is gone"
    );
}

#[test]
fn a_passphrase_changed_elsewhere_is_asked_for_and_nothing_is_lost() {
    let place = Place::new();
    place.create();
    let mut here = place.open();
    here.edit(|payload| payload.accounts.push(record(1)));
    let mut there = place.open();
    there.edit(|payload| payload.accounts.push(record(2)));
    there
        .change_passphrase(&other_passphrase(), WEAK, at(1))
        .unwrap();
    let before = fs::read(place.location().vault()).unwrap();
    assert!(matches!(
        here.save(at(2)),
        Err(VaultError::PassphraseChanged)
    ));
    assert_eq!(fs::read(place.location().vault()).unwrap(), before);
    assert!(matches!(
        here.rejoin(&passphrase()),
        Err(VaultError::WrongPassphrase)
    ));
    here.rejoin(&other_passphrase()).unwrap();
    let saved = here.save(at(3)).unwrap();
    assert!(saved.merged.unwrap().with_base);
    let mut both = names(&unlock(&place.location(), &other_passphrase()).unwrap());
    both.sort();
    assert_eq!(both, ["invented-1", "invented-2"]);
}

#[test]
fn the_paper_key_opens_and_brings_the_passphrase_back() {
    let place = Place::new();
    let mut vault = place.create();
    let paper = Identity::generate();
    vault.edit(|payload| {
        payload.accounts.push(record(1));
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
    vault.save(at(1)).unwrap();
    fs::remove_file(place.location().unlock()).unwrap();
    let mut vault = unlock_with_identity(&place.location(), &text(&paper)).unwrap();
    assert!(vault.notices().contains(&Notice::OpenedWithPaperKey));
    assert_eq!(vault.identity_text(), None);
    assert!(matches!(
        vault.save(at(2)),
        Err(VaultError::NewPassphraseNeeded)
    ));
    vault
        .change_passphrase(&other_passphrase(), WEAK, at(3))
        .unwrap();
    let again = unlock(&place.location(), &other_passphrase()).unwrap();
    assert_eq!(names(&again), ["invented-1"]);
    assert_eq!(again.notices(), []);
    unlock_with_identity(&place.location(), &text(&paper)).expect("paper still opens");
    vault.edit(|payload| payload.paper_key.as_mut().unwrap().recipient = "age1nonsense".into());
    assert!(matches!(vault.save(at(4)), Err(VaultError::PaperRecipient)));
}

#[test]
fn a_key_file_that_vanished_is_written_again() {
    let place = Place::new();
    let mut vault = place.create();
    fs::remove_file(place.location().unlock()).unwrap();
    vault.save(at(1)).unwrap();
    place.open();
}

#[test]
fn a_key_file_that_arrives_before_its_vault_stops_a_save() {
    let place = Place::new();
    place.create();
    let elsewhere = place.copied();
    elsewhere
        .open()
        .change_passphrase(&other_passphrase(), WEAK, at(1))
        .unwrap();
    let mut here = place.open();
    let key = here.identity_text().unwrap();
    fs::copy(elsewhere.location().unlock(), place.location().unlock()).unwrap();
    let before = fs::read(place.location().vault()).unwrap();
    // Saving now would leave a vault that no passphrase opens.
    assert!(matches!(
        here.save(at(2)),
        Err(VaultError::PassphraseChanged)
    ));
    assert_eq!(fs::read(place.location().vault()).unwrap(), before);
    assert!(matches!(
        here.rejoin(&other_passphrase()),
        Err(VaultError::Mismatch { .. })
    ));
    let mismatch = unlock(&place.location(), &other_passphrase());
    assert!(matches!(mismatch, Err(VaultError::Mismatch { .. })));
    let refused = unlock_with_identity(&place.location(), &key);
    assert!(matches!(refused, Err(VaultError::OutdatedIdentity)));
    // Then the vault arrives too.
    fs::copy(elsewhere.location().vault(), place.location().vault()).unwrap();
    here.rejoin(&other_passphrase()).unwrap();
    here.save(at(3)).unwrap();
    assert!(unlock(&place.location(), &other_passphrase()).is_ok());
}
