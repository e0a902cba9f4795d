//! Archives by the sample data's writer, which is not the reader's.

use super::*;
use crate::testing::{BYTES, PASSWORD, SECRET, check_cut, code, import, shown};
use fixtures::zip::{Lock as Writing, archive};
use proptest::prelude::*;

/// A line that an archive holds.
fn line() -> String {
    format!("otpauth://totp/PyPI:alice?secret={SECRET}\n")
}

fn write(members: &[(&str, &[u8])], deflated: bool, lock: Writing<'_>) -> Vec<u8> {
    archive(members, deflated, lock).expect("short")
}

fn open(bytes: &[u8]) -> Result<Archive<'_>, ImportError> {
    Archive::open(bytes, &Limits::default())
}

const LOCKS: [Writing<'static>; 3] = [
    Writing::None,
    Writing::Classic(PASSWORD),
    Writing::Aes(PASSWORD),
];

#[test]
fn members_come_out_as_they_went_in() {
    let long = line().repeat(10_000).into_bytes();
    let members: [(&str, &[u8]); 3] = [("a/b.txt", BYTES), ("empty", b""), ("ä.txt", &long)];
    for lock in LOCKS {
        for deflated in [false, true] {
            let bytes = write(&members, deflated, lock);
            let mut archive = open(&bytes).expect("an archive");
            let found = archive.members().to_vec();
            let names: Vec<_> = found.iter().map(Member::file_name).collect();
            assert_eq!(names, ["b.txt", "empty", "ä.txt"]);
            for (member, (name, content)) in found.iter().zip(members) {
                assert_eq!(
                    (member.name.as_str(), member.size),
                    (name, content.len() as u64)
                );
                assert_eq!(member.is_locked(), !matches!(lock, Writing::None));
                let read = archive.read(member, Some(&SecretText::new(PASSWORD)));
                assert_eq!(read.expect("unpacked").as_slice(), content);
            }
        }
    }
}

#[test]
fn an_archive_of_one_file_is_that_file() {
    for lock in LOCKS {
        let bytes = write(&[("list.txt", line().as_bytes())], true, lock);
        let report = import(&bytes, Some(PASSWORD)).expect("read");
        assert_eq!(shown(&report), ["1 totp SHA1 6 30 | PyPI | alice | S"]);
        assert_eq!(report.encrypted, !matches!(lock, Writing::None));
        if report.encrypted {
            assert_eq!(code(&bytes, None), "file_password_needed");
            assert_eq!(code(&bytes, Some("wrong")), "wrong_file_password");
        }
    }
    let inner = write(&[("a", b"1")], true, Writing::None);
    let nested = write(&[("a.zip", &inner)], false, Writing::None);
    let two = write(&[("a", b"1"), ("b", b"2")], true, Writing::None);
    let nothing = write(&[], true, Writing::None);
    for bytes in [nested, two, nothing] {
        assert_eq!(code(&bytes, None), "unsupported");
    }
}

#[test]
fn what_expands_too_far_is_not_unpacked() {
    let limits = Limits {
        max_bytes: 100_000,
        ..Limits::default()
    };
    let half = vec![b'a'; 60_000];
    let bytes = write(&[("a", &half), ("b", &half)], true, Writing::None);
    assert!(bytes.len() < 1_000);
    let mut archive = Archive::open(&bytes, &limits).expect("small");
    let members = archive.members().to_vec();
    assert!(archive.read(&members[0], None).is_ok());
    let refused = archive.read(&members[1], None).err();
    assert_eq!(refused, Some(ImportError::TooLarge { max: 100_000 }));
    // The size in the directory may lie.
    let mut lies = bytes.clone();
    let at = lies
        .windows(4)
        .rposition(|four| four == DIRECTORY)
        .expect("a line");
    lies[at + 24..at + 28].copy_from_slice(&1_u32.to_le_bytes());
    let mut archive = Archive::open(&lies, &limits).expect("small");
    let members = archive.members().to_vec();
    assert_eq!(archive.read(&members[1], None).err(), Some(DAMAGED));
}

#[test]
fn too_many_members_are_refused_before_they_are_held() {
    let member: (&str, &[u8]) = ("a", b"");
    let bytes = write(&vec![member; MAX_MEMBERS + 1], false, Writing::None);
    let refused = open(&bytes).err();
    assert_eq!(
        refused,
        Some(ImportError::TooManyEntries { max: MAX_MEMBERS })
    );
}

#[test]
fn damage_is_told_apart_from_a_wrong_password_where_the_cipher_can() {
    for (lock, expected) in LOCKS
        .into_iter()
        .zip(["damaged", "wrong_file_password", "damaged"])
    {
        let mut bytes = write(&[("list.txt", line().as_bytes())], false, lock);
        let at = bytes
            .windows(4)
            .position(|four| four == DIRECTORY)
            .expect("a line");
        bytes[at - 15] ^= 1;
        assert_eq!(code(&bytes, Some(PASSWORD)), expected, "{lock:?}");
        check_cut(&bytes, 4, Some(PASSWORD), &["damaged"]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bit_may_flip(at in any::<prop::sample::Index>(), bit in 0_u8..8, lock in 0_usize..3) {
        let mut bytes = write(&[("list.txt", line().as_bytes())], true, LOCKS[lock]);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(report) = import(&bytes, Some(PASSWORD)) {
            prop_assert_eq!(shown(&report), ["1 totp SHA1 6 30 | PyPI | alice | S"]);
        }
    }
}
