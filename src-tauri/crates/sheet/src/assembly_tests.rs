use super::*;
use crate::part::{self, split};
use proptest::prelude::*;

fn id(number: u8) -> SheetId {
    SheetId::from_random([number; 5])
}

fn file(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i * 31 % 251) as u8).collect()
}

fn collect(parts: &[Part]) -> Assembly {
    let mut assembly = Assembly::new();
    for part in parts {
        assert_ne!(assembly.add(part), Added::Contradicts);
    }
    assembly
}

fn sheet<'a>(assembly: &'a Assembly, id: &SheetId) -> &'a Collected {
    assembly.sheet(id).expect("parts were added")
}

#[test]
fn every_single_lost_code_is_recovered() {
    for length in [1, 24, 25, 400, 401, 2061, 3200, 3201, 7000] {
        let whole = file(length);
        let parts = split(&whole, &id(1)).expect("fits");
        for lost in 0..parts.len() {
            let mut rest = parts.clone();
            let name = rest.remove(lost).name();
            let assembly = collect(&rest);
            let sheet = sheet(&assembly, &id(1));
            assert_eq!(sheet.ciphertext(), Some(whole.clone()), "{length} {name}");
            assert_eq!(sheet.parity_used(), matches!(name, PartName::Data(_)));
            assert_eq!(sheet.unseen(), [name]);
            assert!(sheet.missing().is_empty());
        }
    }
}

#[test]
fn two_lost_codes_of_one_group_are_named() {
    let mut parts = split(&file(2061), &id(1)).expect("fits");
    parts.drain(1..3);
    let assembly = collect(&parts);
    let sheet = sheet(&assembly, &id(1));
    assert_eq!(sheet.ciphertext(), None);
    assert_eq!(sheet.missing(), [PartName::Data(2), PartName::Data(3)]);
    assert!(!assembly.is_complete());
}

#[test]
fn one_lost_code_of_each_group_is_recovered() {
    let whole = file(7000);
    let mut parts = split(&whole, &id(1)).expect("fits");
    assert_eq!(parts[0].cut().parity(), 3);
    // Neighbours belong to different groups.
    parts.drain(4..7);
    assert_eq!(sheet(&collect(&parts), &id(1)).ciphertext(), Some(whole));
}

#[test]
fn sheets_do_not_mix() {
    let (a, b) = (file(900), file(1300));
    let mut parts = split(&a, &id(1)).expect("fits");
    parts.extend(split(&b, &id(2)).expect("fits"));
    parts.reverse();
    let assembly = collect(&parts);
    assert_eq!(sheet(&assembly, &id(1)).ciphertext(), Some(a));
    assert_eq!(sheet(&assembly, &id(2)).ciphertext(), Some(b));
    assert_eq!(assembly.sheets().count(), 2);
}

#[test]
fn a_part_that_contradicts_is_kept_out() {
    let whole = file(900);
    let parts = split(&whole, &id(1)).expect("fits");
    let mut assembly = collect(&parts);
    assert_eq!(assembly.add(&parts[0]), Added::Again);
    let other = split(&file(901), &id(1)).expect("fits");
    assert_eq!(assembly.add(&other[0]), Added::Contradicts);
    let mut changed = whole.clone();
    changed[0] ^= 1;
    let forged = split(&changed, &id(1)).expect("fits");
    assert_eq!(assembly.add(&forged[0]), Added::Contradicts);
    assert_eq!(sheet(&assembly, &id(1)).ciphertext(), Some(whole));
}

proptest! {
    #[test]
    fn any_order_with_duplicates(
        whole in prop::collection::vec(any::<u8>(), 1..9000),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let parts = split(&whole, &id(1)).expect("fits");
        let mut assembly = Assembly::new();
        for pick in &picks {
            // Through the text, as from a scan.
            let part = part::parse(&pick.get(&parts).text()).expect("reads back");
            assembly.add(&part);
        }
        for part in parts.iter().rev() {
            assembly.add(part);
        }
        prop_assert_eq!(sheet(&assembly, &id(1)).ciphertext(), Some(whole));
        prop_assert!(assembly.is_complete());
    }
}
