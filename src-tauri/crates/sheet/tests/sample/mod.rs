//! Invented accounts for the tests, the benchmark and the example. All secrets are SHA-256 of
//! plain words, so that anybody can see that they belong to nobody.
#![allow(dead_code, reason = "not every user needs every sample")]

use data_encoding::HEXLOWER;
use model::{
    Account, AccountId, Algorithm, CodeSetId, CodeState, OtpId, OtpParameters, SheetId, Timestamp,
};
use secret::{
    AccountRecord, OtpCredential, RecoveryCode, RecoveryCodeSet, SecretBytes, SecretText,
};
use sha2::{Digest, Sha256};
use sheet::{AccountEntry, Frame, IndexLine, Labels, Paper};

pub const LABELS: &Labels = &Labels::ENGLISH;

pub fn hash(word: &str) -> [u8; 32] {
    Sha256::digest(word.as_bytes()).into()
}

pub fn sheet_id(word: &str) -> SheetId {
    let mut bytes = [0; 5];
    bytes.copy_from_slice(&hash(word)[..5]);
    SheetId::from_random(bytes)
}

fn id(word: &str) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&hash(word)[..10]);
    bytes
}

pub fn moment() -> Timestamp {
    "2026-11-21T10:30:00Z".parse().expect("a valid time")
}

pub fn frame(paper: Paper, sheet_id: &SheetId) -> Frame<'_> {
    Frame {
        paper,
        sheet_id,
        date: jiff::civil::date(2026, 11, 21),
        label: Some("Office safe"),
        copy: (2, 2),
        replaces: None,
        labels: LABELS,
    }
}

pub fn account(provider: &str, issuer: &str, username: &str) -> AccountRecord {
    AccountRecord::new(Account {
        id: AccountId::from_random(id(&format!("{provider}{username}"))),
        provider: provider.into(),
        instance: None,
        issuer: issuer.into(),
        username: username.into(),
        factors: Vec::new(),
        tags: Vec::new(),
        group: None,
        favourite: false,
        created: moment(),
        modified: moment(),
    })
}

pub fn with_otp(
    mut record: AccountRecord,
    parameters: OtpParameters,
    bytes: usize,
) -> AccountRecord {
    let word = format!("otp {} {}", record.account.username, record.otp.len());
    record.otp.push(OtpCredential::new(
        OtpId::from_random(id(&word)),
        parameters,
        SecretBytes::new(&hash(&word)[..bytes]),
    ));
    record
}

pub fn with_codes(
    mut record: AccountRecord,
    count: usize,
    burned_unknown: u32,
    shape: impl Fn(&str) -> String,
) -> AccountRecord {
    let name = format!("{}{}", record.account.provider, record.account.username);
    let codes = (0..count)
        .map(|n| RecoveryCode {
            text: SecretText::new(shape(&HEXLOWER.encode(&hash(&format!("code {name} {n}"))))),
            state: CodeState::Unused,
        })
        .collect();
    record.code_sets.push(RecoveryCodeSet {
        id: CodeSetId::from_random(id(&format!("set {name}"))),
        obtained: moment(),
        codes,
        burned_unknown,
        superseded: None,
        original: None,
        unknown: secret::UnknownFields::default(),
    });
    record
}

/// PyPI: a TOTP credential and eight codes of 16 hexadecimal digits, one of them burned.
pub fn pypi() -> AccountRecord {
    let record = with_otp(
        account("pypi", "PyPI", "octopus"),
        OtpParameters::DEFAULT,
        20,
    );
    with_codes(record, 8, 1, |hex| hex[..16].to_owned())
}

/// GitHub: 16 codes `xxxxx-xxxxx`, two of them used.
pub fn github() -> AccountRecord {
    let record = account("github", "GitHub", "octopus-of-the-deep");
    let record = with_otp(record, OtpParameters::DEFAULT, 10);
    let mut record = with_codes(record, 16, 0, |hex| {
        format!("{}-{}", &hex[..5], &hex[5..10])
    });
    for n in [2, 5] {
        record.code_sets[0].codes[n].state = CodeState::Used { at: Some(moment()) };
    }
    record
}

/// An account with a long name, a 32-byte secret, other parameters, and names of many scripts.
pub fn odd() -> AccountRecord {
    let username = "zoë.ødegård+中文-Иван@very-long-subdomain.mail.example.org";
    let record = account("other", "Société Générale d’Exemple", username);
    with_otp(
        record,
        OtpParameters::Hotp {
            algorithm: Algorithm::Sha1,
            digits: 8.try_into().expect("in range"),
            counter: 1234,
        },
        32,
    )
}

/// Codes only, in words.
pub fn words() -> AccountRecord {
    with_codes(account("other", "Forge", "maintainer"), 10, 0, |hex| {
        format!("Il1O0-{}-S5B8-{}", &hex[..6], &hex[6..14].to_uppercase())
    })
}

pub fn entry<'a>(
    record: &'a AccountRecord,
    service: &'a str,
    url: Option<&'a str>,
) -> AccountEntry<'a> {
    AccountEntry {
        record,
        service,
        login_url: url,
    }
}

/// A vault of so many accounts: all with TOTP, every third with eight or sixteen codes.
pub fn vault(count: usize) -> Vec<AccountRecord> {
    let services = [
        "pypi", "github", "npm", "crates", "gitlab", "codeberg", "mastodon",
    ];
    (0..count)
        .map(|n| {
            let service = services[n % services.len()];
            let username = format!("{}-{n}", ["octopus", "nautilus", "squid"][n % 3]);
            let record = with_otp(
                account(service, service, &username),
                OtpParameters::DEFAULT,
                20,
            );
            match n % 6 {
                0 => with_codes(record, 8, 1, |hex| hex[..16].to_owned()),
                3 => with_codes(record, 16, 0, |hex| {
                    format!("{}-{}", &hex[..5], &hex[5..10])
                }),
                _ => record,
            }
        })
        .collect()
}

pub fn index(records: &[AccountRecord]) -> Vec<IndexLine> {
    records
        .iter()
        .map(|record| IndexLine {
            service: match record.account.issuer.as_str() {
                "pypi" => "PyPI".to_owned(),
                "github" => "GitHub".to_owned(),
                other => other.to_owned(),
            },
            username: record.account.username.clone(),
            otp: !record.otp.is_empty(),
            codes_left: record.code_totals().left,
        })
        .collect()
}

/// Encrypts with a passphrase as the vault does, at a work factor for tests.
pub fn encrypt(plain: &[u8], passphrase: &str) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.to_owned().into());
    recipient.set_work_factor(10);
    age::encrypt(&recipient, plain).expect("encrypts")
}

/// A paper key, and the recipient that belongs to it.
pub fn paper_key() -> (sheet::key::PaperKeyBytes, String) {
    let key = sheet::key::PaperKeyBytes::new(&hash("a paper key"));
    let identity: age::x25519::Identity = key.identity().expose().parse().expect("an identity");
    (key, identity.to_public().to_string())
}

/// Not random at all.
pub struct Counting(pub u8);

impl secret::Randomness for Counting {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), secret::RandomnessError> {
        for byte in buffer {
            self.0 = self.0.wrapping_mul(5).wrapping_add(3);
            *byte = self.0 ^ self.0 >> 3;
        }
        Ok(())
    }
}

/// The shares of the paper key on the sheets with this id.
pub fn shares(id: &SheetId, needed: u8, count: u8) -> Vec<sheet::share::Share> {
    let set = sheet::share::SetId::of(id);
    sheet::share::split(&paper_key().0, set, needed, count, &mut Counting(needed)).expect("splits")
}

/// So many accounts for a lockout card.
pub fn card_entries(count: usize) -> Vec<sheet::CardEntry> {
    let all = [
        (
            "PyPI",
            "octopus",
            "Use a recovery code of the sheet. Without one: open an account recovery request on GitHub.",
        ),
        (
            "GitHub",
            "octopus-of-the-deep",
            "Use a recovery code. Without one: “Start a two-factor recovery request”, with a verified device or SSH key.",
        ),
        (
            "npm",
            "octopus",
            "Use a recovery code, then ask support@ from the registered address.",
        ),
        (
            "Société 中文",
            "zoë.ødegård",
            "Ask the owner of the project to invite you again.",
        ),
    ];
    (0..count)
        .map(|n| {
            let (service, username, first_step) = all[n % all.len()];
            sheet::CardEntry {
                service: service.into(),
                username: username.into(),
                first_step: first_step.into(),
                factors: vec!["App on the phone".into(), "Security key: key ring".into()],
                sheets: vec!["4W0Z K3NM: office safe".into()],
            }
        })
        .collect()
}
