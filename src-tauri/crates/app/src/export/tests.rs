//! What is written comes back equal through the import.

use super::*;
use crate::{SystemRandomness, fresh};
use import::{Candidate, ImportReport, Limits, Options, Source};
use model::{Algorithm, CodeSetId, CodeState, Digits, OtpId, Period, Timestamp};
use proptest::prelude::*;
use secret::{RecoveryCode, RecoveryCodeSet, UnknownFields};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

static PROVIDERS: LazyLock<Directory> = LazyLock::new(Directory::embedded);

fn written(records: &[AccountRecord], format: Format, password: Option<&SecretText>) -> Export {
    let request = Request { format, password };
    export(records, &request, &PROVIDERS, &mut SystemRandomness).expect("exported")
}

fn read_as(
    format: Option<import::Format>,
    name: &str,
    bytes: &[u8],
    password: Option<&SecretText>,
) -> ImportReport {
    let options = Options {
        format,
        password,
        key_file: None,
        limits: Limits::default(),
        providers: &PROVIDERS,
    };
    let source = Source { name, bytes };
    import::read(&source, &options, &|_| ControlFlow::Continue(())).expect("read back")
}

fn read(export: &Export, password: Option<&SecretText>) -> ImportReport {
    read_as(None, "x", export.content.expose().as_bytes(), password)
}

/// Names as imports keep them: no control characters, no space around them.
const NAME: &str = "[A-Za-z0-9@.:é& +%#/-]{0,20}";

fn parameters() -> impl Strategy<Value = OtpParameters> {
    let algorithm = prop::sample::select(vec![
        Algorithm::Sha1,
        Algorithm::Sha256,
        Algorithm::Sha512,
        Algorithm::Sha384,
    ]);
    let common = (algorithm, 1_u32..=10);
    let digits = |digits| Digits::try_from(digits).expect("in bounds");
    prop_oneof![
        3 => Just(OtpParameters::DEFAULT),
        3 => (common.clone(), 1_u64..=300).prop_map(move |((algorithm, n), seconds)| {
            let period = Period::try_from(seconds).expect("in bounds");
            OtpParameters::Totp { algorithm, digits: digits(n), period }
        }),
        3 => (common, 0..1_u64 << 40).prop_map(move |((algorithm, n), counter)| {
            OtpParameters::Hotp { algorithm, digits: digits(n), counter }
        }),
        1 => Just(OtpParameters::Steam),
        1 => Just(OtpParameters::Motp),
        1 => Just(OtpParameters::Yandex),
    ]
}

fn record() -> impl Strategy<Value = AccountRecord> {
    let issuer = prop_oneof![Just("PyPI".to_owned()), NAME];
    let about = (
        prop::option::of("[a-z ]{1,12}"),
        prop::collection::vec("[a-z]{1,6}", 0..3),
        any::<bool>(),
        prop::option::of("[0-9]{4}"),
        prop::collection::vec(("x[a-z]{1,5}", "[ -~]{0,8}"), 0..2),
    );
    let secret = prop::collection::vec(any::<u8>(), 16..=16);
    (issuer, NAME, parameters(), secret, about).prop_map(
        |(issuer, username, parameters, secret, about)| {
            let (note, tags, favourite, pin, more) = about;
            let mut record = fresh::empty(
                PROVIDERS.by_issuer(issuer.trim()),
                issuer.trim(),
                username.trim(),
                Timestamp::UNIX_EPOCH,
                &mut SystemRandomness,
            )
            .expect("randomness");
            let id = OtpId::from_random(SystemRandomness.bytes().expect("randomness"));
            let mut credential = OtpCredential::new(id, parameters, SecretBytes::new(secret));
            if matches!(parameters, OtpParameters::Motp | OtpParameters::Yandex) {
                credential.pin = pin.map(SecretText::new);
            }
            if parameters != OtpParameters::Motp {
                credential.uri_parameters = more
                    .into_iter()
                    .map(|(name, value)| (name, SecretText::new(value)))
                    .collect();
            }
            record.otp.push(credential);
            let tags: BTreeSet<String> = tags.into_iter().collect();
            record.account.group = (!tags.is_empty()).then(|| "a group".to_owned());
            record.account.tags = tags.into_iter().collect();
            record.account.favourite = favourite;
            record.note = note
                .filter(|note| !note.trim().is_empty())
                .map(SecretText::new);
            record
        },
    )
}

fn records() -> impl Strategy<Value = Vec<AccountRecord>> {
    prop::collection::vec(record(), 1..25)
}

/// Whether the names mean the same: an issuer in front of the username is taken for one by every
/// reader, and where only one of the two names is there, readers may put it in the other place.
fn same_names(record: &AccountRecord, candidate: &Candidate) -> bool {
    let account = &record.account;
    (candidate.issuer == account.issuer && candidate.username == account.username)
        || account.issuer.contains(':')
        || account.username.starts_with(':')
}

fn check_otp(record: &AccountRecord, candidate: &Candidate, keeps_more: bool) {
    let (ours, theirs) = (&record.otp[0], candidate.otp.as_ref().expect("otp"));
    assert_eq!(ours.parameters, theirs.parameters);
    assert_eq!(ours.secret, theirs.secret);
    assert!(
        same_names(record, candidate),
        "{:?} {:?}: {:?} {:?}",
        record.account.issuer,
        record.account.username,
        candidate.issuer,
        candidate.username
    );
    if keeps_more {
        assert_eq!(ours.uri_parameters, theirs.uri_parameters);
    }
}

fn check_about(record: &AccountRecord, candidate: &Candidate) {
    let account = &record.account;
    assert_eq!(record.note, candidate.note);
    assert_eq!(account.group, candidate.group);
    assert_eq!(account.tags, candidate.tags);
    assert_eq!(account.favourite, candidate.favourite);
    assert_eq!(record.otp[0].pin, candidate.otp.as_ref().expect("otp").pin);
}

/// The records that are in the export, in its order.
fn kept<'a>(records: &'a [AccountRecord], export: &Export) -> Vec<&'a AccountRecord> {
    let gone: BTreeSet<usize> = export
        .lossy
        .iter()
        .filter(|lossy| lossy.left_out)
        .map(|lossy| lossy.entry)
        .collect();
    let kept: Vec<_> = (1..)
        .zip(records)
        .filter(|(entry, _)| !gone.contains(entry))
        .map(|(_, record)| record)
        .collect();
    assert_eq!(kept.len(), export.entries);
    kept
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_credential_comes_back(records in records()) {
        for (format, keeps_more) in [
            (Format::Otpauth, true),
            (Format::Aegis, false),
            (Format::Migration, false),
            (Format::Json, true),
        ] {
            let export = written(&records, format, None);
            let kept = kept(&records, &export);
            if kept.is_empty() {
                continue;
            }
            let report = read(&export, None);
            prop_assert_eq!(&report.rejected, &[]);
            prop_assert_eq!(report.candidates.len(), kept.len(), "{:?}", format);
            for (record, candidate) in kept.into_iter().zip(&report.candidates) {
                check_otp(record, candidate, keeps_more);
                if matches!(format, Format::Aegis | Format::Json) {
                    check_about(record, candidate);
                }
            }
            prop_assert!(import::missing_parts(&report.parts).is_empty());
        }
    }

    #[test]
    fn what_the_format_cannot_hold_is_named(records in records()) {
        let export = written(&records, Format::Migration, None);
        for (record, entry) in records.iter().zip(1..) {
            let holds = match record.otp[0].parameters {
                OtpParameters::Totp { algorithm, digits, period } =>
                    period == Period::DEFAULT && matches!(digits.get(), 6 | 8) && algorithm != Algorithm::Sha384,
                OtpParameters::Hotp { algorithm, digits, .. } =>
                    matches!(digits.get(), 6 | 8) && algorithm != Algorithm::Sha384,
                _ => false,
            };
            let named = export.lossy.iter().any(|lossy| lossy.entry == entry && lossy.left_out);
            prop_assert_eq!(holds, !named, "{:?}", record.otp[0].parameters);
        }
    }
}

fn sample(service: &str, username: &str) -> AccountRecord {
    let mut record = fresh::empty(
        PROVIDERS.by_issuer(service),
        service,
        username,
        Timestamp::UNIX_EPOCH,
        &mut SystemRandomness,
    )
    .expect("randomness");
    record.otp.push(OtpCredential::new(
        OtpId::from_random([3; 10]),
        OtpParameters::DEFAULT,
        SecretBytes::new(*b"Hello!\xde\xad\xbe\xef"),
    ));
    record
}

fn with_codes(service: &str, username: &str, codes: &[&str], used: usize) -> AccountRecord {
    let mut record = sample(service, username);
    record.code_sets.push(RecoveryCodeSet {
        id: CodeSetId::from_random([5; 10]),
        obtained: "2026-03-01T10:00:30Z".parse().expect("a time"),
        codes: codes
            .iter()
            .enumerate()
            .map(|(n, code)| RecoveryCode {
                text: SecretText::new(*code),
                state: if n < used {
                    CodeState::Used { at: None }
                } else {
                    CodeState::Unused
                },
            })
            .collect(),
        burned_unknown: 0,
        superseded: None,
        original: None,
        unknown: UnknownFields::default(),
    });
    record
}

#[test]
fn an_encrypted_aegis_vault_opens_with_its_password_only() {
    let password = SecretText::new("correct horse, invented");
    let records = [sample("PyPI", "alice"), sample("Example", "bob")];
    let export = written(&records, Format::Aegis, Some(&password));
    assert!(export.encrypted);
    assert!(!export.content.expose().contains("alice"));
    let report = read(&export, Some(&password));
    assert!(report.encrypted);
    for (record, candidate) in records.iter().zip(&report.candidates) {
        check_otp(record, candidate, false);
    }
    let again = written(&records, Format::Aegis, Some(&password));
    assert_ne!(again.content, export.content, "salt and nonces are fresh");
}

/// Opens an Aegis vault as its description says, with another program's cryptography.
const OPEN: &str = r"
const crypto = require('crypto');
const file = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const gcm = (key, nonce, tag, text) => {
  const cipher = crypto.createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'hex'));
  cipher.setAuthTag(Buffer.from(tag, 'hex'));
  return Buffer.concat([cipher.update(text), cipher.final()]);
};
const slot = file.header.slots[0];
const key = crypto.scryptSync(process.argv[1], Buffer.from(slot.salt, 'hex'), 32,
  { N: slot.n, r: slot.r, p: slot.p, maxmem: 1 << 28 });
const master = gcm(key, slot.key_params.nonce, slot.key_params.tag, Buffer.from(slot.key, 'hex'));
const params = file.header.params;
const db = JSON.parse(gcm(master, params.nonce, params.tag, Buffer.from(file.db, 'base64')));
console.log(db.version, db.entries.map(e => [e.type, e.issuer, e.name, e.info.secret].join('|')).join(' '));
";

#[test]
fn another_program_opens_the_encrypted_aegis_vault() {
    use std::io::Write;
    let password = SecretText::new("correct horse, invented");
    let export = written(&[sample("PyPI", "alice")], Format::Aegis, Some(&password));
    let mut node = Command::new("node")
        .args(["-e", OPEN, "correct horse, invented"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is installed");
    let mut input = node.stdin.take().expect("piped");
    input
        .write_all(export.content.expose().as_bytes())
        .expect("written");
    drop(input);
    let output = node.wait_with_output().expect("ended");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.trim(), "3 totp|PyPI|alice|JBSWY3DPEHPK3PXP");
}

#[test]
fn the_pictures_of_a_migration_hold_all_of_it() {
    let records: Vec<_> = (0..23)
        .map(|n| sample("PyPI", &format!("user-{n}")))
        .collect();
    let export = written(&records, Format::Migration, None);
    let files = export.files().expect("pictures");
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names.len(), 3);
    assert_eq!(names[2], "google-migration-3-of-3.png");
    let mut parts = Vec::new();
    let mut users = Vec::new();
    for file in &files {
        let report = read_as(None, &file.name, file.bytes.expose(), None);
        assert!(report.picture);
        parts.extend(report.parts);
        users.extend(report.candidates.into_iter().map(|one| one.username));
    }
    let expected: Vec<_> = (0..23).map(|n| format!("user-{n}")).collect();
    assert_eq!(users, expected);
    assert!(import::missing_parts(&parts).is_empty());
}

const HEX16: [&str; 8] = [
    "badc0ffee0ddf001",
    "1badc0ffee0ddf02",
    "2f00dbabe0ddf003",
    "3f00dcafe0ddf004",
    "4deadbeefcafe005",
    "5feedfacecafe006",
    "6c0debabecafe007",
    "7facadecafe0b008",
];
const HEX12: [&str; 10] = [
    "badc0ffee001",
    "1badc0ffee02",
    "2f00dbabe003",
    "3f00dcafe004",
    "4deadbeef005",
    "5feedface006",
    "6c0debabe007",
    "7facadeca008",
    "8c0ffee00009",
    "9babefacee10",
];
const EIGHT: [&str; 10] = [
    "12345670", "23456781", "34567892", "45678903", "56789014", "67890125", "78901236", "89012347",
    "90123458", "10234569",
];
const GITHUB: [&str; 6] = [
    "0a1b2-c3d4e",
    "1b2c3-d4e5f",
    "2c3d4-e5f60",
    "3d4e5-f6071",
    "4e5f6-07182",
    "5f607-18293",
];
const DISCORD: [&str; 6] = [
    "k3mq-9xw2",
    "p7rt-4hn8",
    "v5zc-6jd1",
    "b2yf-8sg3",
    "t9ke-1qa6",
    "h4wd-7bn5",
];

#[test]
fn code_files_look_as_the_services_own() {
    let one = |service: &str, codes: &[&str], used| {
        let export = written(
            &[with_codes(service, "some-user", codes, used)],
            Format::Codes,
            None,
        );
        let mut files = export.files().expect("files");
        let file = files.remove(0);
        let text = String::from_utf8(file.bytes.expose().to_vec()).expect("text");
        (file.name, text)
    };
    let (name, text) = one("PyPI", &HEX16, 0);
    assert_eq!(
        name,
        "PyPI-Recovery-Codes-some-user-2026-03-01T10_00_30.txt"
    );
    assert_eq!(text, HEX16.join("\n"));
    assert_eq!(text.len(), 135, "as the file that PyPI offers");
    let (name, text) = one("GitHub", &GITHUB, 1);
    assert_eq!(name, "github-recovery-codes.txt");
    assert!(text.starts_with("0a1b2-c3d4e (used)\r\n1b2c3-d4e5f\r\n"));
    let (name, text) = one("Discord", &DISCORD, 0);
    assert_eq!(name, "discord_backup_codes.txt");
    assert!(text.starts_with("* k3mq-9xw2\r\n"));
    let (name, text) = one("Some Service", &DISCORD, 0);
    assert_eq!(name, "Some-Service-recovery-codes-some-user.txt");
    assert!(text.starts_with("Some Service recovery codes, account: some-user\nk3mq"));
}

#[test]
fn codes_come_back_with_their_marks() {
    for (service, codes) in [
        ("PyPI", &HEX16[..]),
        ("TestPyPI", &HEX16),
        ("GitHub", &GITHUB),
        ("Discord", &DISCORD),
        ("GitLab", &HEX16),
        ("Some Service", &DISCORD),
    ] {
        let record = with_codes(service, "alice", codes, 2);
        let export = written(std::slice::from_ref(&record), Format::Codes, None);
        let files = export.files().expect("files");
        let as_file = read_as(None, &files[0].name, files[0].bytes.expose(), None);
        for report in [as_file, read(&export, None)] {
            assert_eq!(report.candidates.len(), 1, "{service}");
            let candidate = &report.candidates[0];
            let read = candidate.codes.as_ref().expect("codes");
            assert_eq!(read.codes, record.code_sets[0].codes, "{service}");
            if service != "Some Service" {
                let owner = candidate.provider.as_ref().expect(service);
                assert_eq!(owner.provider, record.account.provider);
            }
        }
    }
}

#[test]
fn a_username_that_looks_like_a_code_is_none() {
    for (service, codes) in [
        ("PyPI", &HEX16[..]),
        ("GitHub", &GITHUB),
        ("GitLab", &HEX16),
        ("Discord", &DISCORD),
        ("Google", &EIGHT),
        ("RubyGems", &HEX12),
        ("Some Service", &DISCORD),
        ("Some Service", &HEX16),
        ("Some Service", &EIGHT),
    ] {
        // One more of the same shape, and one of the codes themselves.
        let digit = |sign: char| char::from(b'0' + (sign as u8 + 3) % 10);
        let shaped = codes[1].replace(|sign: char| sign.is_ascii_digit(), "7");
        let other: String = codes[0]
            .chars()
            .map(|sign| {
                if sign.is_ascii_digit() {
                    digit(sign)
                } else {
                    sign
                }
            })
            .collect();
        for username in [shaped.as_str(), &other, codes[2]] {
            let record = with_codes(service, username, codes, 1);
            let export = written(std::slice::from_ref(&record), Format::Codes, None);
            let files = export.files().expect("files");
            let as_file = read_as(None, &files[0].name, files[0].bytes.expose(), None);
            for report in [as_file, read(&export, None)] {
                let [candidate] = &report.candidates[..] else {
                    panic!("{service} {username}: {} sets", report.candidates.len());
                };
                let read = candidate.codes.as_ref().expect("codes");
                assert_eq!(
                    read.codes, record.code_sets[0].codes,
                    "{service} {username}"
                );
            }
            // All of it in one text says whose they are.
            if service != "Some Service" {
                let report = read(&export, None);
                assert_eq!(report.candidates[0].username, username, "{service}");
            }
        }
    }
}

/// A service and codes of the shape that it hands out.
fn some_codes() -> impl Strategy<Value = (&'static str, Vec<String>)> {
    let shapes: [(&str, &str, usize); 6] = [
        ("PyPI", "[0-9a-f]{16}", 8),
        ("GitHub", "[0-9a-f]{5}-[0-9a-f]{5}", 16),
        ("GitLab", "[0-9a-f]{16}", 10),
        ("Discord", "[0-9a-z]{4}-[0-9a-z]{4}", 10),
        ("Google", "[0-9]{8}", 10),
        ("Some Service", "[0-9a-z]{4}-[0-9a-z]{4}", 10),
    ];
    prop::sample::select(shapes.to_vec()).prop_flat_map(|(service, shape, count)| {
        let codes = prop::collection::btree_set(shape, count);
        (
            Just(service),
            codes.prop_map(|codes| codes.into_iter().collect()),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_set_of_codes_comes_back(
        (service, codes) in some_codes(),
        username in "[A-Za-z0-9][A-Za-z0-9._-]{0,18}[A-Za-z0-9]",
        used in 0_usize..5,
    ) {
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let record = with_codes(service, &username, &codes, used);
        let export = written(std::slice::from_ref(&record), Format::Codes, None);
        let files = export.files().expect("files");
        let as_file = read_as(None, &files[0].name, files[0].bytes.expose(), None);
        for report in [as_file, read(&export, None)] {
            prop_assert_eq!(report.candidates.len(), 1);
            let candidate = &report.candidates[0];
            let read = candidate.codes.as_ref().expect("codes");
            prop_assert_eq!(&read.codes, &record.code_sets[0].codes);
        }
        if service != "Some Service" {
            prop_assert_eq!(&read(&export, None).candidates[0].username, &username);
        }
    }
}

#[test]
fn two_sets_of_one_service_do_not_collide() {
    let records = [
        with_codes("GitHub", "one", &GITHUB, 0),
        with_codes("GitHub", "../two", &GITHUB, 0),
        with_codes("Other/Service", "..", &DISCORD, 0),
    ];
    let files = written(&records, Format::Codes, None)
        .files()
        .expect("files");
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "github-recovery-codes.txt",
            "github-recovery-codes (1).txt",
            "Other_Service-recovery-codes-...txt",
        ]
    );
}

#[test]
fn a_password_is_for_formats_that_encrypt() {
    let password = SecretText::new("x");
    for &format in Format::ALL {
        let request = Request {
            format,
            password: Some(&password),
        };
        let result = export(&[], &request, &PROVIDERS, &mut SystemRandomness);
        assert_eq!(result.is_ok(), format.can_encrypt(), "{format:?}");
        assert_eq!(Format::named(format.name()), Some(format));
    }
}
