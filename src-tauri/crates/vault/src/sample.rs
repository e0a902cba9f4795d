//! Payloads for the tests of this crate; every secret in them is invented.

use crate::payload::{
    CaseEntry, CopyTarget, EvidenceEntry, KeySlot, LedgerEntry, PaperKey, PaperShare, Payload,
    Record, Schema,
};
use crate::trash::TrashedAccount;
use jiff::Timestamp;
use model::{
    About, AccessFact, Account, AccountFacts, AccountId, Case, CaseEvent, CaseEventKind, CaseId,
    CodeSetId, CodeState, Commits, Digits, Ecosystem, Evidence, EvidenceId, Factor, FactorKind,
    KeyKind, KeyPrint, MailAddress, MailKeeper, OtpId, OtpParameters, Project, ProjectEvidence,
    Release, Remote, Sheet, SheetId, SheetKind, Tag, VaultId,
};
use secret::{
    AccountRecord, OtpCredential, Randomness, RandomnessError, RecoveryCode, RecoveryCodeSet,
    SecretBytes, SecretText, UnknownFields,
};
use serde_json::{Map, json};

/// Bytes that count up: random enough for ids in tests.
#[derive(Debug, Default)]
pub(crate) struct Counting(u8);

impl Randomness for Counting {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), RandomnessError> {
        for byte in buffer {
            self.0 = self.0.wrapping_mul(31).wrapping_add(97);
            *byte = self.0;
        }
        Ok(())
    }
}

/// A time, in seconds after the first sample time.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + seconds).unwrap()
}

/// An account with one TOTP credential, one HOTP credential and eight codes.
pub(crate) fn record(number: u16) -> AccountRecord {
    let mut bytes = [0; 10];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    let mut record = AccountRecord::new(Account {
        id: AccountId::from_random(bytes),
        provider: "pypi".into(),
        instance: None,
        issuer: "PyPI".into(),
        username: format!("invented-{number}"),
        factors: Vec::new(),
        tags: vec!["work".into()],
        group: None,
        favourite: false,
        created: at(0),
        modified: at(0),
    });
    bytes[9] = 1;
    record.otp.push(OtpCredential::new(
        OtpId::from_random(bytes),
        OtpParameters::DEFAULT,
        SecretBytes::new(format!("invented secret {number}").into_bytes()),
    ));
    bytes[9] = 2;
    record.otp.push(OtpCredential::new(
        OtpId::from_random(bytes),
        OtpParameters::Hotp {
            algorithm: model::Algorithm::Sha256,
            digits: Digits::try_from(8).unwrap(),
            counter: 5,
        },
        SecretBytes::new(format!("invented counter {number}").into_bytes()),
    ));
    record.code_sets.push(RecoveryCodeSet {
        id: CodeSetId::from_random(bytes),
        obtained: at(0),
        codes: (0..8)
            .map(|n| RecoveryCode {
                text: SecretText::new(format!("{number:08x}{n:08x}")),
                state: CodeState::Unused,
            })
            .collect(),
        burned_unknown: 1,
        superseded: None,
        original: None,
        unknown: UnknownFields::default(),
    });
    record
}

/// A sheet of the ledger.
pub(crate) fn sheet(number: u8) -> LedgerEntry {
    Sheet {
        id: SheetId::from_random([number; 5]),
        kind: SheetKind::Account,
        printed: at(0),
        copies: 1,
        place: None,
        pages: 1,
        parts: 0,
        parity: 0,
        digest: "00".repeat(32),
        accounts: Vec::new(),
        proved_at: None,
        superseded_by: None,
        replaces: None,
        contents: model::Contents::Everything,
        opened_by: None,
        filled_at: None,
    }
    .into()
}

/// A case in which the request went out.
pub(crate) fn case(number: u8) -> CaseEntry {
    Case {
        id: CaseId::from_random([number; 5]),
        account: Some(AccountId::from_random([number; 10])),
        provider: "pypi".into(),
        instance: Some("testpypi".into()),
        username: Some("invented".into()),
        route: "request-2fa".into(),
        lost: [AccessFact::Totp, AccessFact::Codes].into(),
        have: [AccessFact::Password].into(),
        email_verified: Some(true),
        two_factor: Some(true),
        projects: vec![Project {
            name: "invented-project".into(),
            repositories: vec!["https://example.org/invented".into()],
        }],
        repositories: vec!["https://example.org/another".into()],
        note: Some("An invented note.".into()),
        opened: at(1),
        draft: "An invented request".into(),
        link: Some("https://example.org/issues/1".into()),
        events: vec![CaseEvent {
            at: at(2),
            what: CaseEventKind::Sent,
        }],
    }
    .into()
}

/// Evidence of a project.
pub(crate) fn evidence(n: u8) -> EvidenceEntry {
    Evidence {
        id: EvidenceId::from_random([n; 5]),
        account: None,
        collected: at(3),
        about: About::Project(ProjectEvidence {
            ecosystem: Ecosystem::Pypi,
            name: "invented-project".into(),
            version: Some("1.2".into()),
            urls: vec!["https://forge.example/invented/project".into()],
            release: Some(Release {
                tag: "v1.2".into(),
                urls: vec!["https://forge.example/invented/project".into()],
            }),
            remotes: vec![Remote {
                name: "origin".into(),
                url: "https://forge.example/invented/project".into(),
            }],
            tags: vec![Tag {
                name: "v1.2".into(),
                at: at(1),
            }],
            commits: Some(Commits {
                own: 3,
                all: 4,
                first: at(0),
                last: at(2),
            }),
            keys: vec![KeyPrint {
                kind: KeyKind::Ssh,
                fingerprint: "SHA256:invented".into(),
            }],
            owners: vec!["An Owner".into()],
            publishers: vec!["release.yml".into()],
        }),
    }
    .into()
}

/// What was told about an account.
pub(crate) fn facts(n: u8) -> EvidenceEntry {
    Evidence {
        id: EvidenceId::from_random([n; 5]),
        account: Some(AccountId::from_random([1; 10])),
        collected: at(4),
        about: About::Account(AccountFacts {
            addresses: vec![MailAddress {
                address: "invented@example.org".into(),
                primary: true,
                verified: Some(true),
                domain_expires: Some(jiff::civil::date(2030, 1, 2)),
                keeper: Some(MailKeeper::Own),
                mailbox: Some(AccountId::from_random([2; 10])),
            }],
            former_addresses: vec!["former@example.org".into()],
            organisations: vec!["invented".into()],
            registered: Some("2019-04".into()),
            second_owner: Some(true),
            two_factor: Some(true),
        }),
    }
    .into()
}

/// A payload without accounts.
pub(crate) fn empty() -> Payload {
    Payload {
        record: Record {
            schema: Schema::CURRENT,
            vault_id: VaultId::from_random([9; 10]),
            generation: 1,
            prev_hash: None,
            ancestors: Vec::new(),
            created: at(0),
            saved_at: at(0),
            key: KeySlot {
                recipient: "age1invented".into(),
                unlock_sha256: "00".repeat(32),
            },
            former_key: None,
            tombstones: Vec::new(),
            unknown: UnknownFields::default(),
        },
        accounts: Vec::new(),
        trash: Vec::new(),
        ledger: Vec::new(),
        cases: Vec::new(),
        evidence: Vec::new(),
        paper_key: None,
        copies: Vec::new(),
        settings: Map::new(),
    }
}

/// A payload that uses every field of the format.
pub(crate) fn full() -> Payload {
    let mut payload = empty();
    let mut record = record(1);
    record.account.instance = Some("testpypi".into());
    record.account.factors.push(Factor {
        kind: FactorKind::SecurityKey,
        label: "blue key".into(),
        place: Some("desk drawer".into()),
    });
    record.account.group = Some("Work".into());
    record.account.favourite = true;
    record.note = Some(SecretText::new(
        "an invented \"note\"\nwith two lines, ü and \u{1f511}",
    ));
    record.otp[0].pin = Some(SecretText::new("1234"));
    record.otp[0]
        .uri_parameters
        .push(("image".into(), SecretText::new("x?y")));
    record.code_sets[0].codes[1].state = CodeState::Used { at: Some(at(5)) };
    record.code_sets[0].codes[2].state = CodeState::Burned;
    record.code_sets[0].superseded = Some(at(9));
    record.code_sets[0].original = Some(SecretText::new("PyPI Recovery Codes\n…"));
    for parameters in [
        OtpParameters::Steam,
        OtpParameters::Motp,
        OtpParameters::Yandex,
    ] {
        let id = OtpId::from_random([parameters.digits() + 40; 10]);
        record.otp.push(OtpCredential::new(
            id,
            parameters,
            SecretBytes::new(*b"invented"),
        ));
    }
    payload.accounts.push(record);
    payload.trash.push(TrashedAccount {
        removed: at(7),
        record: self::record(2),
        unknown: UnknownFields::default(),
    });
    payload.ledger.push(sheet(1));
    payload.cases.push(case(1));
    payload.evidence.push(evidence(1));
    payload.evidence.push(facts(2));
    payload.paper_key = Some(PaperKey {
        set_id: SheetId::from_random([7; 5]),
        recipient: "age1invented".into(),
        k: 2,
        n: 3,
        shares: vec![PaperShare {
            index: "a".into(),
            digest: "11".repeat(32),
            proved_at: Some(at(4)),
            place: None,
        }],
        made: at(3),
        proved_at: Some(at(5)),
        unknown: UnknownFields::default(),
    });
    payload.copies.push(CopyTarget {
        path: "/media/stick/reentry".into(),
        label: Some("blue stick".into()),
        unknown: UnknownFields::default(),
    });
    payload.record.prev_hash = Some("ab".repeat(32));
    payload.record.ancestors = vec!["cd".repeat(8)];
    payload.record.former_key = Some(KeySlot {
        recipient: "age1former".into(),
        unlock_sha256: "22".repeat(32),
    });
    payload.record.tombstones = vec![crate::payload::Tombstone {
        kind: crate::payload::ItemKind::CodeSet,
        id: "gone".into(),
        at: at(2),
    }];
    payload
        .settings
        .insert("ask_after_lock".into(), json!(true));
    payload
}
