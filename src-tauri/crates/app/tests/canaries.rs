//! Canaries: a vault with a thousand secrets and addresses. No public text, no calendar and no
//! error holds one of them in any spelling, and one that is put into the user's note blocks.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is a failed test"
)]

use app::draft::{Request, draft};
use app::evidence::{Mailbox, Told, tell};
use app::recovery::{Draft, Level, Plan};
use app::{Directory, Location, SecretBytes, SecretText, SystemRandomness, Timestamp, Vault, case};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use model::{
    Account, AccountId, Algorithm, CodeSetId, CodeState, Digits, OtpId, OtpParameters, Period,
};
use provider::Visibility;
use secret::{AccountRecord, OtpCredential, RecoveryCode, RecoveryCodeSet, UnknownFields};
use vault::WorkFactor;

/// Accounts in the vault; each has a secret, a PIN, four codes, a note, and two addresses.
const ACCOUNTS: u32 = 125;
/// The services whose requests are looked at, with an account of the vault at each.
const SERVICES: [&str; 6] = ["pypi", "github", "npm", "rubygems", "codeberg", "crates-io"];

/// Numbers that look random and are the same in every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        std::iter::repeat_with(|| self.next().to_be_bytes())
            .flatten()
            .take(count)
            .collect()
    }
}

/// The canaries of a vault: what may stand in no text, and what may stand in no public one.
#[derive(Default)]
struct Canaries {
    secrets: Vec<String>,
    addresses: Vec<String>,
}

fn record(number: u32, numbers: &mut Numbers, canaries: &mut Canaries) -> AccountRecord {
    let mut id = [0; 10];
    id[..4].copy_from_slice(&number.to_be_bytes());
    let service = SERVICES[number as usize % SERVICES.len()];
    // A third of the usernames are addresses.
    let username = if number % 3 == 2 {
        let address = format!(
            "u{}@mail{number}.example",
            HEXLOWER.encode(&numbers.bytes(4))
        );
        canaries.addresses.push(address.clone());
        address
    } else {
        format!("maintainer-{number}")
    };
    let now = Timestamp::UNIX_EPOCH;
    let mut record = AccountRecord::new(Account {
        id: AccountId::from_random(id),
        provider: service.to_owned(),
        instance: None,
        issuer: String::new(),
        username,
        factors: Vec::new(),
        tags: Vec::new(),
        group: None,
        favourite: false,
        created: now,
        modified: now,
    });
    let secret = numbers.bytes(20);
    canaries.secrets.push(BASE32_NOPAD.encode(&secret));
    canaries.secrets.push(HEXLOWER.encode(&secret));
    let parameters = OtpParameters::Totp {
        algorithm: Algorithm::Sha1,
        digits: Digits::default(),
        period: Period::default(),
    };
    let mut otp = OtpCredential::new(OtpId::from_random(id), parameters, SecretBytes::new(secret));
    let pin = HEXLOWER.encode(&numbers.bytes(5));
    otp.pin = Some(SecretText::new(pin.clone()));
    canaries.secrets.push(pin);
    record.otp.push(otp);
    let codes: Vec<String> = (0..4).map(|_| HEXLOWER.encode(&numbers.bytes(8))).collect();
    record.code_sets.push(RecoveryCodeSet {
        id: CodeSetId::from_random(id),
        obtained: now,
        codes: codes
            .iter()
            .map(|code| RecoveryCode {
                text: SecretText::new(code.clone()),
                state: CodeState::Used { at: None },
            })
            .collect(),
        burned_unknown: 0,
        superseded: None,
        original: None,
        unknown: UnknownFields::default(),
    });
    canaries.secrets.extend(codes);
    let note = format!("hint {}", HEXLOWER.encode(&numbers.bytes(9)));
    canaries.secrets.push(note.clone());
    record.note = Some(SecretText::new(note));
    record
}

struct Kept {
    _folder: tempfile::TempDir,
    vault: Vault,
    canaries: Canaries,
    /// The same, bare.
    bare: Canaries,
    providers: Directory,
}

fn kept() -> Kept {
    let folder = tempfile::tempdir().expect("a folder");
    let location = Location::new(folder.path().join("vault"), folder.path().join("state"));
    let mut vault = vault::create(
        &location,
        &SecretText::new("a passphrase for canaries"),
        WorkFactor::WEAK_FOR_TESTS,
        now(),
        &mut SystemRandomness,
    )
    .expect("a vault");
    let (mut numbers, mut canaries) = (Numbers(20_261_121), Canaries::default());
    let records: Vec<AccountRecord> = (0..ACCOUNTS)
        .map(|number| record(number, &mut numbers, &mut canaries))
        .collect();
    vault.edit(|payload| payload.accounts = records);
    for number in 0..3 {
        let address = format!(
            "told{}@box{number}.example",
            HEXLOWER.encode(&numbers.bytes(4))
        );
        let told = Told {
            mailboxes: vec![Mailbox {
                address: address.clone(),
                ..Mailbox::default()
            }],
            former: vec![format!("former.{address}")],
            ..Told::default()
        };
        let account = format!("pypi/maintainer-{}", number * 6);
        tell(&mut vault, &account, told, now(), &mut SystemRandomness).expect("told");
        canaries.addresses.push(format!("former.{address}"));
        canaries.addresses.push(address);
    }
    let count = canaries.secrets.len() + canaries.addresses.len();
    assert!(count > 1_000, "{count}");
    let all_bare = |list: &[String]| list.iter().map(|one| bare(one)).collect();
    Kept {
        _folder: folder,
        vault,
        bare: Canaries {
            secrets: all_bare(&canaries.secrets),
            addresses: all_bare(&canaries.addresses),
        },
        canaries,
        providers: Directory::embedded(),
    }
}

fn now() -> Timestamp {
    "2026-11-25T12:00:00Z".parse().expect("a moment")
}

/// Letters and digits alone, in lower case: no spelling hides anything.
fn bare(text: &str) -> String {
    let signs = text.chars().map(|sign| match u32::from(sign) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(sign),
        _ => sign,
    });
    signs
        .filter(|sign| sign.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn held<'c>(text: &str, canaries: &'c [String]) -> Option<&'c String> {
    let text = bare(text);
    canaries.iter().find(|canary| text.contains(*canary))
}

fn texts(draft: &Draft) -> String {
    let fields = draft.fields.iter().map(|field| field.value.as_str());
    let parts = draft
        .subject
        .as_deref()
        .into_iter()
        .chain(draft.open_url.as_deref())
        .chain(draft.steps.iter().map(String::as_str))
        .chain(fields)
        .chain([draft.text.as_str()]);
    parts.collect::<Vec<_>>().join("\n")
}

/// Every text of a plan, with its readers.
fn spoken(plan: &Plan) -> Vec<(Visibility, String)> {
    let letters = plan.next.iter().filter_map(|next| next.draft.as_ref());
    plan.draft
        .iter()
        .chain(letters)
        .map(|draft| (draft.visibility, texts(draft)))
        .collect()
}

fn request(target: &str, lost: &[&str], note: Option<String>) -> Request {
    Request {
        target: target.to_owned(),
        lost: lost.iter().map(|word| (*word).to_owned()).collect(),
        projects: vec!["sample-project".to_owned()],
        repositories: vec!["https://github.com/sampleuser/sample-project".to_owned()],
        note: note.map(SecretText::new),
        ..Request::default()
    }
}

const LOSSES: [&[&str]; 5] = [
    &["totp", "codes"],
    &["password", "totp", "codes", "email_primary", "email_other"],
    &["email_primary", "email_verified"],
    &["compromised"],
    &["password", "totp", "codes", "webauthn", "known_device"],
];

#[test]
fn no_request_holds_what_the_vault_keeps() {
    let kept = kept();
    let mut public = 0;
    // Five losses after one another go around six services: each meets each.
    for (number, lost) in (0..).zip(LOSSES.iter().cycle()).take(5 * SERVICES.len()) {
        let account = &kept.vault.payload().accounts[number].account;
        let handle = account.handle();
        let wish = request(&handle, lost, None);
        let plan = draft(wish, Some(kept.vault.payload()), &kept.providers, now()).expect("a plan");
        for (visibility, text) in spoken(&plan) {
            assert_eq!(held(&text, &kept.bare.secrets), None, "{handle} {lost:?}");
            if visibility == Visibility::Public {
                public += 1;
                let address = held(&text, &kept.bare.addresses);
                assert!(address.is_none() || plan.is_blocked(), "{handle} {lost:?}");
            }
        }
    }
    assert!(public > 1, "{public}");
}

/// Ways in which people write a secret down.
fn spellings(canary: &str) -> Vec<String> {
    let grouped = |gap: &str| {
        let signs: Vec<char> = canary.chars().collect();
        let groups: Vec<String> = signs
            .chunks(4)
            .map(|group| group.iter().collect())
            .collect();
        groups.join(gap)
    };
    let wide = canary.chars().map(|sign| match u32::from(sign) {
        code @ 0x21..=0x7e => char::from_u32(code + 0xfee0).unwrap_or(sign),
        _ => sign,
    });
    vec![
        canary.to_owned(),
        canary.to_uppercase(),
        canary.to_lowercase(),
        grouped(" "),
        grouped("-"),
        grouped("\n"),
        format!("`{canary}`"),
        format!("**{}**", grouped("\u{200b}")),
        wide.collect(),
    ]
}

/// What a plan's findings mark as a reason not to send it.
fn marked(plan: &Plan) -> Vec<String> {
    let draft = plan.draft.as_ref();
    let value = |label: &Option<String>| {
        let mut fields = draft.iter().flat_map(|draft| &draft.fields);
        let field = fields.find(|field| Some(&field.label) == label.as_ref());
        field.map(|field| field.value.clone())
    };
    let errors = plan
        .lint
        .iter()
        .filter(|finding| finding.level == Level::Error);
    errors
        .filter_map(|finding| {
            let signs: Vec<char> = value(&finding.field)?.chars().collect();
            let place = finding.start?..finding.end?;
            signs.get(place).map(|signs| signs.iter().collect())
        })
        .collect()
}

#[test]
fn every_canary_in_a_note_is_marked_and_blocks_in_every_spelling() {
    let kept = kept();
    let canaries = kept.canaries.secrets.iter().chain(&kept.canaries.addresses);
    let canaries: Vec<&String> = canaries.collect();
    let mut tried = 0;
    // Each canary in another spelling than the one before it: all kinds meet all spellings.
    for (round, few) in canaries.chunks(50).enumerate() {
        let written: Vec<String> = few
            .iter()
            .enumerate()
            .map(|(at, canary)| {
                let mut spellings = spellings(canary);
                spellings.swap_remove((at + round) % spellings.len())
            })
            .collect();
        let note = format!(
            "For what it is worth: {} is what I have.",
            written.join(" or ")
        );
        let wish = request("pypi/maintainer-0", &["totp", "codes"], Some(note));
        let plan = draft(wish, Some(kept.vault.payload()), &kept.providers, now()).expect("a plan");
        assert!(plan.is_blocked(), "not seen: {written:?}");
        let marked = marked(&plan).concat();
        for spelling in &written {
            assert!(
                bare(&marked).contains(&bare(spelling)),
                "not marked: {spelling}"
            );
        }
        let spelling = written.join(" ");
        let open_url = plan
            .draft
            .as_ref()
            .and_then(|draft| draft.open_url.as_ref());
        assert!(open_url.is_none(), "{spelling}");
        for finding in &plan.lint {
            let said = format!("{} {}", finding.message, finding.fix);
            assert_eq!(
                held(&said, &kept.bare.secrets),
                None,
                "a finding repeats it"
            );
        }
        tried += few.len();
    }
    assert!(tried > 1_000, "{tried}");
}

#[test]
fn no_calendar_and_no_error_holds_one() {
    let mut kept = kept();
    for handle in [
        "pypi/maintainer-0",
        "rubygems/maintainer-3",
        "pypi/maintainer-6",
    ] {
        let wish = request(handle, &["totp", "codes"], None);
        let opened = case::open(
            &mut kept.vault,
            wish,
            &kept.providers,
            now(),
            &mut SystemRandomness,
        )
        .expect("a case");
        let told = case::Told {
            what: app::recovery::CaseEventKind::Sent,
            at: now(),
            link: Some("https://github.com/pypi/support/issues/1".to_owned()),
        };
        let id = opened.case.id.as_str();
        case::tell(&mut kept.vault, id, told, &kept.providers, now()).expect("told");
    }
    let payload = kept.vault.payload();
    let calendar = case::calendar(payload, None, &kept.providers, now()).expect("a calendar");
    assert!(calendar.matches("BEGIN:VEVENT").count() > 3);
    let unfolded = calendar.replace("\r\n ", "");
    assert_eq!(held(&unfolded, &kept.bare.secrets), None);
    assert_eq!(held(&unfolded, &kept.bare.addresses), None);
    // A note that blocks must not come back in the error that says so.
    let canary = kept.canaries.secrets[0].clone();
    let wish = request(
        "pypi/maintainer-12",
        &["totp", "codes"],
        Some(format!("see {canary}")),
    );
    let error = case::open(
        &mut kept.vault,
        wish,
        &kept.providers,
        now(),
        &mut SystemRandomness,
    )
    .expect_err("blocked");
    assert_eq!(error.code, app::Code::BlockedByLint);
    assert_eq!(
        held(&format!("{error} {error:?}"), &kept.bare.secrets),
        None
    );
}
