//! The paper key as the way in, and a vault taken over with it.

use super::{Place, WEAK, other_passphrase, passphrase};
use crate::error::VaultError;
use crate::folder::Location;
use crate::paper::{adopt, recipient_of};
use crate::payload::PaperKey;
use crate::sample::{at, record};
use crate::store::{Vault, unlock, unlock_with_identity};
use age::x25519::Identity;
use model::SheetId;
use secrecy::ExposeSecret;
use secret::{SecretText, UnknownFields};
use std::fs;

fn text(identity: &Identity) -> SecretText {
    SecretText::new(identity.to_string().expose_secret())
}

/// A vault with one account and this paper key.
fn with_paper(place: &Place, paper: &Identity) -> Vault {
    let mut vault = place.create();
    vault.edit(|payload| {
        payload.accounts.push(record(1));
        payload.paper_key = Some(PaperKey {
            set_id: SheetId::from_random([1; 5]),
            recipient: recipient_of(&text(paper)).unwrap(),
            k: 1,
            n: 1,
            shares: Vec::new(),
            made: at(1),
            proved_at: None,
            unknown: UnknownFields::default(),
        });
    });
    vault.save(at(1)).unwrap();
    vault
}

#[test]
fn only_the_paper_key_and_the_vaults_own_open_what_is_on_the_disk() {
    let place = Place::new();
    let paper = Identity::generate();
    let mut vault = with_paper(&place, &paper);
    assert!(vault.is_opened_by(&text(&paper)).unwrap());
    assert!(!vault.is_opened_by(&text(&Identity::generate())).unwrap());
    // A new paper key: the old one opens no further generation.
    let newer = Identity::generate();
    vault.edit(|payload| {
        payload.paper_key.as_mut().unwrap().recipient = newer.to_public().to_string();
    });
    vault.save(at(2)).unwrap();
    assert!(!vault.is_opened_by(&text(&paper)).unwrap());
    assert!(vault.is_opened_by(&text(&newer)).unwrap());
}

#[test]
fn a_vault_is_taken_over_whole() {
    let place = Place::new();
    let paper = Identity::generate();
    let former = with_paper(&place, &paper);
    let sealed = fs::read(place.location().vault()).unwrap();
    let there = Location::new(place.path("there"), place.path("other-state"));
    let taken = adopt(
        &there,
        &sealed,
        &text(&paper),
        &other_passphrase(),
        WEAK,
        at(5),
    )
    .unwrap();
    assert_eq!(taken.payload().vault_id(), former.payload().vault_id());
    assert_eq!(taken.payload().accounts, former.payload().accounts);
    assert_eq!(taken.payload().paper_key, former.payload().paper_key);
    let opened = unlock(&there, &other_passphrase()).unwrap();
    assert_eq!(opened.notices(), []);
    unlock_with_identity(&there, &text(&paper)).expect("the paper still opens it");
    assert!(matches!(
        unlock(&there, &passphrase()),
        Err(VaultError::WrongPassphrase)
    ));
}

#[test]
fn nothing_is_begun_with_a_wrong_key_or_a_damaged_file() {
    let place = Place::new();
    let paper = Identity::generate();
    with_paper(&place, &paper);
    let mut sealed = fs::read(place.location().vault()).unwrap();
    let there = Location::new(place.path("there"), place.path("other-state"));
    let with = |sealed: &[u8], key: &Identity| {
        adopt(&there, sealed, &text(key), &other_passphrase(), WEAK, at(5)).err()
    };
    assert!(matches!(
        with(&sealed, &Identity::generate()),
        Some(VaultError::OutdatedIdentity)
    ));
    let taken = adopt(
        &place.location(),
        &sealed,
        &text(&paper),
        &other_passphrase(),
        WEAK,
        at(5),
    );
    assert!(matches!(taken, Err(VaultError::VaultExists { .. })));
    sealed.truncate(sealed.len() - 1);
    assert!(matches!(
        with(&sealed, &paper),
        Some(VaultError::Damaged { .. })
    ));
    assert!(!there.folder.exists());
}
