//! Migrations made by a small writer from the field numbers alone.

use super::*;
use crate::{Format, missing_parts};
use ::base64::Engine;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

fn varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn number(field: u64, number: u64) -> Vec<u8> {
    let mut out = Vec::new();
    varint(field << 3, &mut out);
    varint(number, &mut out);
    out
}

fn bytes(field: u64, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(field << 3 | 2, &mut out);
    varint(bytes.len() as u64, &mut out);
    out.extend(bytes);
    out
}

/// Secret, name, issuer, algorithm, digits, type, counter.
type Fields<'a> = (&'a [u8], &'a str, &'a str, u64, u64, u64, u64);

fn entry((secret, name, issuer, algorithm, digits, kind, counter): Fields<'_>) -> Vec<u8> {
    let fields = [
        bytes(1, secret),
        bytes(2, name.as_bytes()),
        bytes(3, issuer.as_bytes()),
        number(4, algorithm),
        number(5, digits),
        number(6, kind),
        number(7, counter),
    ];
    bytes(1, &fields.concat())
}

fn part(batch: i32, index: u64, of: u64) -> Vec<u8> {
    // An int32 goes as 64 bits, so a negative one takes ten bytes.
    let batch = i64::from(batch) as u64;
    [
        number(2, 1),
        number(3, of),
        number(4, index),
        number(5, batch),
    ]
    .concat()
}

fn encoded(message: &[u8]) -> String {
    ::base64::engine::general_purpose::STANDARD.encode(message)
}

fn uri(message: &[u8]) -> String {
    let data = encoded(message);
    format!(
        "otpauth-migration://offline?data={}",
        utf8_percent_encode(&data, NON_ALPHANUMERIC)
    )
}

fn read(uris: &[String]) -> ImportReport {
    let mut report = ImportReport::new(Format::GoogleMigration);
    for uri in uris {
        add(&mut report, uri, &crate::PROVIDERS);
    }
    report
}

const SECRET: &[u8] = b"Hello!\xde\xad\xbe\xef";

#[test]
fn every_field_is_read() {
    let message = [
        entry((SECRET, "PyPI:alice", "PyPI", 1, 1, 2, 0)),
        entry((SECRET, "bob", "GitHub", 2, 2, 2, 0)),
        entry((SECRET, "Example: carol", "", 3, 0, 1, 77)),
        entry((SECRET, "@dan:matrix.example", "", 0, 0, 0, 0)),
        part(-1_234_567, 0, 1),
    ]
    .concat();
    let report = read(&[uri(&message)]);
    assert_eq!(report.rejected, []);
    let seen: Vec<(&str, &str, OtpParameters)> = report
        .candidates
        .iter()
        .map(|one| {
            (
                one.issuer.as_str(),
                one.username.as_str(),
                one.otp.as_ref().expect("otp").parameters,
            )
        })
        .collect();
    let totp = |algorithm, digits| OtpParameters::Totp {
        algorithm,
        digits: Digits::try_from(digits).expect("in bounds"),
        period: Period::DEFAULT,
    };
    let hotp = OtpParameters::Hotp {
        algorithm: Algorithm::Sha512,
        digits: Digits::DEFAULT,
        counter: 77,
    };
    assert_eq!(
        seen,
        [
            ("PyPI", "alice", totp(Algorithm::Sha1, 6)),
            ("GitHub", "bob", totp(Algorithm::Sha256, 8)),
            ("Example", "carol", hotp),
            ("", "@dan:matrix.example", totp(Algorithm::Sha1, 6)),
        ]
    );
    assert!(
        report
            .candidates
            .iter()
            .all(|one| one.otp.as_ref().expect("otp").secret.expose() == SECRET)
    );
    assert_eq!(
        report.parts,
        [BatchPart {
            batch: -1_234_567,
            index: 0,
            of: 1
        }]
    );
}

#[test]
fn exactly_one_prefix_is_stripped() {
    let message = entry((SECRET, "GitHub:GitHub:x", "GitHub", 1, 1, 2, 0));
    assert_eq!(read(&[uri(&message)]).candidates[0].username, "GitHub:x");
}

#[test]
fn bad_entries_do_not_cost_the_others() {
    let message = [
        entry((b"", "no secret", "A", 1, 1, 2, 0)),
        entry((SECRET, "md5", "A", 4, 1, 2, 0)),
        entry((SECRET, "seven", "A", 1, 3, 2, 0)),
        entry((SECRET, "good", "A", 1, 1, 2, 0)),
        entry((SECRET, "type", "A", 1, 1, 9, 0)),
        entry((SECRET, "negative", "A", 1, 1, 1, u64::MAX)),
    ]
    .concat();
    let report = read(&[uri(&message)]);
    assert_eq!(report.candidates.len(), 1);
    assert_eq!(report.candidates[0].entry, 4);
    let rejected: Vec<(usize, &str)> = report
        .rejected
        .iter()
        .map(|one| (one.entry, one.name.as_str()))
        .collect();
    assert_eq!(
        rejected,
        [
            (1, "A/no secret"),
            (2, "A/md5"),
            (3, "A/seven"),
            (5, "A/type"),
            (6, "A/negative")
        ]
    );
}

#[test]
fn base64_survives_copying() {
    // Chosen so that the text holds `+`, `/` and padding.
    let secret: Vec<u8> = [
        [0xfb; 3].as_slice(),
        &[0xef, 0xbe],
        &[0xff; 5],
        &[0xfb, 0xef, 0xbe],
    ]
    .concat();
    let message = entry((&secret, "a", "b", 1, 1, 2, 0));
    let data = encoded(&message);
    assert!(
        data.contains('+') && data.contains('/') && data.ends_with('='),
        "{data}"
    );
    for data in [
        data.clone(),
        data.trim_end_matches('=').to_owned(),
        data.replace('+', "-").replace('/', "_"),
        data.replace('+', " "),
        data.replace('+', "%20"),
        utf8_percent_encode(&data, NON_ALPHANUMERIC).to_string(),
        format!("{data}%0A"),
    ] {
        let report = read(&[format!("otpauth-migration://offline?data={data}")]);
        assert_eq!(report.candidates.len(), 1, "{data}");
        let otp = report.candidates[0].otp.as_ref().expect("otp");
        assert_eq!(otp.secret.expose(), secret, "{data}");
    }
}

#[test]
fn parts_missing_twice_and_mixed() {
    let of = |batch, index| {
        let name = format!("{batch}-{index}");
        uri(&[
            entry((SECRET, &name, "A", 1, 1, 2, 0)),
            part(batch, index, 3),
        ]
        .concat())
    };
    let report = read(&[of(-7, 2), of(-7, 0), of(9, 1), of(-7, 2)]);
    assert_eq!(report.candidates.len(), 4);
    let missing = missing_parts(&report.parts);
    let told: Vec<(i32, u32, u32, &[u32])> = missing
        .iter()
        .map(|one| (one.batch, one.have, one.of, &one.missing[..]))
        .collect();
    assert_eq!(told, [(-7, 2, 3, &[2][..]), (9, 1, 3, &[1, 3])]);
    let report = read(&[of(-7, 2), of(-7, 0), of(-7, 1)]);
    assert_eq!(missing_parts(&report.parts), []);
}

#[test]
fn a_cut_off_part_keeps_what_is_whole_and_does_not_count_as_seen() {
    let first = entry((SECRET, "first", "A", 1, 1, 2, 0));
    let message = [
        part(5, 0, 2),
        first.clone(),
        entry((SECRET, "second", "A", 1, 1, 2, 0)),
    ]
    .concat();
    for end in part(5, 0, 2).len() + first.len() + 1..message.len() {
        let report = read(&[uri(&message[..end])]);
        assert_eq!(report.candidates.len(), 1, "{end}");
        assert_eq!(report.rejected.len(), 1, "{end}");
        assert_eq!(report.parts, [], "{end}");
    }
}

#[test]
fn what_is_no_migration_is_one_rejection() {
    for text in [
        "otpauth-migration://offline",
        "otpauth-migration://offline?data=",
        "otpauth-migration://offline?data=%25%25",
        "otpauth-migration://offline?dat=AAAA",
    ] {
        let report = read(&[text.to_owned()]);
        assert_eq!(
            (report.candidates.len(), report.rejected.len()),
            (0, 1),
            "{text}"
        );
    }
    let long = format!("otpauth-migration://offline?data={}", "A".repeat(70_000));
    assert_eq!(read(&[long]).rejected.len(), 1);
}

#[test]
fn hostile_sizes_cost_nothing() {
    let report = read(&[uri(&[number(3, u64::MAX), number(4, 1)].concat())]);
    assert_eq!(report.parts, []);
    assert_eq!(report.warnings.len(), 1);
    // A length of 2^63 and a varint without end.
    let mut message = vec![0x0a];
    varint(1 << 63, &mut message);
    assert_eq!(read(&[uri(&message)]).rejected.len(), 1);
    assert_eq!(
        read(&[uri(&[
            0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff
        ])])
        .rejected
        .len(),
        1
    );
}

#[test]
fn unknown_fields_are_skipped() {
    let inner = [
        bytes(1, SECRET),
        bytes(2, b"a"),
        number(8, 1),
        bytes(99, b"new"),
    ]
    .concat();
    let mut message = bytes(1, &inner);
    varint(20 << 3 | 1, &mut message);
    message.extend([0; 8]);
    varint(21 << 3 | 5, &mut message);
    message.extend([0; 4]);
    let report = read(&[uri(&message)]);
    assert_eq!((report.candidates.len(), report.rejected.len()), (1, 0));
}

proptest! {
    #[test]
    fn any_message_is_read(message in proptest::collection::vec(any::<u8>(), 0..200)) {
        let report = read(&[uri(&message)]);
        prop_assert!(report.entries() <= 200);
    }

    #[test]
    fn what_is_written_is_read(
        secret in proptest::collection::vec(any::<u8>(), 1..64),
        name in "[a-z0-9@.]{0,20}", issuer in "[A-Za-z]{1,10}",
        batch in any::<i32>(), index in 0_u64..5, of in 5_u64..9,
    ) {
        let message = [entry((&secret, &name, &issuer, 1, 1, 2, 0)), part(batch, index, of)].concat();
        let report = read(&[uri(&message)]);
        let one = &report.candidates[0];
        prop_assert_eq!(&one.issuer, &issuer);
        prop_assert_eq!(&one.username, &name);
        prop_assert_eq!(one.otp.as_ref().expect("otp").secret.expose(), &secret[..]);
        prop_assert_eq!(report.parts[0].batch, batch);
    }
}

#[test]
fn what_google_flattens_is_said() {
    let entry = |digits: Option<u64>| {
        let mut bytes = Vec::new();
        bytes.extend([0x0a, 10]);
        bytes.extend(*b"Hello!\xde\xad\xbe\xef");
        bytes.extend([0x12, 1, b'a']);
        if let Some(digits) = digits {
            bytes.extend([0x28, digits as u8]);
        }
        bytes.extend([0x30, 2]);
        bytes
    };
    let mut message = Vec::new();
    for bytes in [entry(Some(1)), entry(None)] {
        message.extend([0x0a, bytes.len() as u8]);
        message.extend(bytes);
    }
    let data = data_encoding::BASE64URL_NOPAD.encode(&message);
    let text = format!("otpauth-migration://offline?data={data}");
    let report = crate::testing::import(text.as_bytes(), None).expect("read");
    assert_eq!(report.candidates.len(), 2);
    let entries: Vec<usize> = report.lossy.iter().map(|lossy| lossy.entry).collect();
    assert_eq!(entries, [2], "only the second does not say its digits");
    assert_eq!(report.warnings, [FLATTENED]);
}
