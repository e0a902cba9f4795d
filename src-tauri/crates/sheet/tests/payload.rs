//! The payload: a round trip of everything that it keeps, and what it refuses.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs)]

mod sample;

use flate2::{Compression, write::GzEncoder};
use model::{Algorithm, CodeState, Digits, OtpParameters, Period, Timestamp};
use proptest::prelude::*;
use secret::{AccountRecord, Randomness, RandomnessError, RecoveryCode, SecretBytes, SecretText};
use sheet::payload::{self, Entry, PayloadError};
use std::io::Write;

struct Counter(u8);

impl Randomness for Counter {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), RandomnessError> {
        for byte in buffer {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
        Ok(())
    }
}

fn parameters() -> impl Strategy<Value = OtpParameters> {
    let algorithm = prop::sample::select(vec![
        Algorithm::Sha1,
        Algorithm::Sha256,
        Algorithm::Sha512,
        Algorithm::Sha224,
    ]);
    (0..5, algorithm, 1_u32..=10, 1_u64..=86_400, any::<u64>()).prop_map(
        |(kind, algorithm, digits, period, counter)| {
            let digits = Digits::try_from(digits).expect("in range");
            let period = Period::try_from(period).expect("in range");
            match kind {
                0 => OtpParameters::Totp {
                    algorithm,
                    digits,
                    period,
                },
                1 => OtpParameters::Hotp {
                    algorithm,
                    digits,
                    counter,
                },
                2 => OtpParameters::Steam,
                3 => OtpParameters::Motp,
                _ => OtpParameters::Yandex,
            }
        },
    )
}

fn state() -> impl Strategy<Value = CodeState> {
    prop_oneof![
        Just(CodeState::Unused),
        Just(CodeState::Burned),
        Just(CodeState::Used { at: None }),
        (0..4_000_000_000_i64, 0..1_000_000_000_i32).prop_map(|(second, nano)| CodeState::Used {
            at: Timestamp::new(second, nano).ok(),
        }),
    ]
}

fn record() -> impl Strategy<Value = AccountRecord> {
    (
        (
            "\\PC{0,20}",
            ".{0,20}",
            ".{0,30}",
            prop::option::of("[a-z.]{1,20}"),
        ),
        prop::collection::vec(
            (
                parameters(),
                prop::collection::vec(any::<u8>(), 1..64),
                prop::option::of("[0-9]{4}"),
                prop::collection::vec(("[a-z]{1,8}", ".{0,20}"), 0..3),
            ),
            0..3,
        ),
        prop::collection::vec((".{1,30}", state()), 0..20),
        0_u32..3,
    )
        .prop_map(
            |((provider, issuer, username, instance), otp, codes, burned)| {
                let mut record = sample::account(&provider, &issuer, &username);
                record.account.instance = instance;
                for (parameters, secret, pin, uri) in otp {
                    record = sample::with_otp(record, parameters, 20);
                    if let Some(last) = record.otp.last_mut() {
                        last.secret = SecretBytes::new(secret);
                        last.pin = pin.map(SecretText::new);
                        last.uri_parameters = uri
                            .into_iter()
                            .map(|(name, value)| (name, SecretText::new(value)))
                            .collect();
                    }
                }
                if !codes.is_empty() {
                    record = sample::with_codes(record, 0, burned, str::to_owned);
                    record.code_sets[0].codes = codes
                        .into_iter()
                        .map(|(text, state)| RecoveryCode {
                            text: SecretText::new(text),
                            state,
                        })
                        .collect();
                }
                record
            },
        )
}

/// What paper keeps of a record.
fn kept(record: &AccountRecord) -> impl PartialEq + std::fmt::Debug {
    let account = &record.account;
    let otp: Vec<_> = record
        .otp
        .iter()
        .map(|o| {
            (
                o.parameters,
                o.secret.clone(),
                o.pin.clone(),
                o.uri_parameters.clone(),
            )
        })
        .collect();
    let sets: Vec<_> = record
        .current_sets()
        .map(|s| (s.obtained, s.codes.clone(), s.burned_unknown))
        .collect();
    (
        account.provider.clone(),
        account.instance.clone(),
        account.issuer.clone(),
        account.username.clone(),
        otp,
        sets,
    )
}

proptest! {
    #[test]
    fn everything_that_is_kept_comes_back(records in prop::collection::vec(record(), 0..6)) {
        let bytes = payload::encode(&records, sample::moment());
        prop_assert_eq!(&bytes, &payload::encode(&records, sample::moment()));
        let payload = payload::decode(bytes.expose()).expect("decodes");
        prop_assert_eq!(payload.made, sample::moment());
        let mut random = Counter(0);
        let back: Vec<_> = payload
            .records
            .into_iter()
            .map(|entry| Entry::into_record(entry, &mut random, sample::moment()).expect("ids"))
            .collect();
        prop_assert_eq!(back.iter().map(kept).collect::<Vec<_>>(), records.iter().map(kept).collect::<Vec<_>>());
        // What came back gives the same payload again.
        prop_assert_eq!(payload::encode(&back, sample::moment()), bytes);
    }

    #[test]
    fn anything_else_is_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(payload::decode(&bytes).is_err());
    }

    #[test]
    fn damage_is_noticed(at in any::<prop::sample::Index>(), bit in 0..8) {
        let good = payload::encode(&sample::vault(3), sample::moment());
        let mut bytes = good.expose().to_vec();
        // The gzip head holds flags that change nothing; the rest is under its checksum.
        let at = 10 + at.index(bytes.len() - 10);
        bytes[at] ^= 1_u8 << bit;
        // A bit that fills the last byte up means nothing, so nothing may change with it either.
        let read = payload::decode(&bytes);
        prop_assert!(read.is_err() || read == payload::decode(good.expose()));
    }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(text).expect("memory");
    gzip.finish().expect("memory")
}

#[test]
fn notes_originals_and_old_sets_stay_at_home() {
    let mut record = sample::pypi();
    record.note = Some(SecretText::new("canary note"));
    record.code_sets[0].original = Some(SecretText::new("canary original"));
    let mut old = record.code_sets[0].clone();
    old.superseded = Some(sample::moment());
    record.code_sets.insert(0, old);
    let payload = payload::decode(payload::encode([&record], sample::moment()).expose());
    let entry = &payload.expect("decodes").records[0];
    assert_eq!(entry.sets.len(), 1);
    assert_eq!(entry.sets[0].codes, record.code_sets[1].codes);
}

#[test]
fn bombs_newer_versions_and_nonsense_are_named() {
    let bomb = gzip(&vec![b' '; 9 << 20]);
    assert!(bomb.len() < 20_000);
    assert_eq!(payload::decode(&bomb), Err(PayloadError::TooLarge));
    let newer = gzip(br#"{"reentry":2,"everything":"else"}"#);
    assert_eq!(
        payload::decode(&newer),
        Err(PayloadError::Newer { found: 2 })
    );
    let deep = format!("{{\"reentry\":1,\"x\":{}", "[".repeat(1 << 20));
    for text in [&b"[]"[..], b"{}", b"", b"{\"reentry\":1}", deep.as_bytes()] {
        assert_eq!(payload::decode(&gzip(text)), Err(PayloadError::NotAPayload));
    }
    let bad_secret = br#"{"reentry":1,"made":"2026-01-01T00:00:00Z","accounts":[{"provider":"x","otp":[{"secret":"1"}]}]}"#;
    assert_eq!(
        payload::decode(&gzip(bad_secret)),
        Err(PayloadError::NotAPayload)
    );
    assert_eq!(payload::decode(b"hello"), Err(PayloadError::Damaged));
    let cut = payload::encode(&sample::vault(3), sample::moment());
    let cut = &cut.expose()[..cut.len() / 2];
    assert_eq!(payload::decode(cut), Err(PayloadError::Damaged));
}

#[test]
fn the_wire_form_is_what_the_documentation_says() {
    use std::io::Read;
    let bytes = payload::encode([&sample::github()], sample::moment());
    assert_eq!(bytes.expose()[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    let mut json = String::new();
    flate2::read::GzDecoder::new(bytes.expose())
        .read_to_string(&mut json)
        .expect("gzip");
    assert!(json.starts_with(
        r#"{"reentry":1,"made":"2026-11-21T10:30:00Z","accounts":[{"provider":"github","issuer":"GitHub","username":"octopus-of-the-deep","otp":[{"secret":""#
    ), "{json}");
    assert!(json.ends_with(
        r#""used":[{"n":3,"at":"2026-11-21T10:30:00Z"},{"n":6,"at":"2026-11-21T10:30:00Z"}]}]}]}"#
    ), "{json}");
}
