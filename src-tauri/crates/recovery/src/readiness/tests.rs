use super::*;
use jiff::civil::date;
use model::{AccountId, Release, Remote};
use provider::Directory;

fn account() -> Account {
    Account {
        id: AccountId::from_random([1; 10]),
        provider: "pypi".into(),
        instance: None,
        issuer: String::new(),
        username: "sampleuser".into(),
        factors: Vec::new(),
        tags: Vec::new(),
        group: None,
        favourite: false,
        created: Timestamp::UNIX_EPOCH,
        modified: Timestamp::UNIX_EPOCH,
    }
}

fn factor(kind: FactorKind, place: &str) -> Factor {
    Factor {
        kind,
        label: String::new(),
        place: Some(place.to_owned()),
    }
}

fn address(address: &str, primary: bool) -> MailAddress {
    MailAddress {
        address: address.to_owned(),
        primary,
        verified: Some(true),
        domain_expires: None,
        keeper: None,
        mailbox: None,
    }
}

fn states(prepared: &Prepared) -> Vec<(&'static str, ReadyState)> {
    readiness(prepared)
        .iter()
        .map(|item| (item.id, item.state))
        .collect()
}

const TODAY: Date = date(2026, 11, 25);

#[test]
fn an_account_of_which_nothing_is_known_lacks_nearly_everything() {
    let directory = Directory::embedded();
    let account = account();
    let prepared = Prepared {
        account: &account,
        provider: directory.get("pypi"),
        otp: 0,
        codes: None,
        facts: None,
        projects: &[],
        sheets: &[],
        forge: false,
        circular: false,
        today: TODAY,
    };
    use ReadyState::{Good, Missing, Unknown};
    assert_eq!(
        states(&prepared),
        [
            ("username", Good),
            ("second-factor", Missing),
            ("codes", Missing),
            ("paper", Missing),
            ("mailbox", Unknown),
            ("push", Unknown),
            ("forge", Missing),
            ("spare", Unknown),
            ("registered", Unknown),
        ]
    );
    let items = readiness(&prepared);
    assert_eq!(
        first_thing(&items).map(|item| item.id),
        Some("second-factor")
    );
    assert!(
        items
            .iter()
            .all(|item| item.fix.is_some() == (item.state != Good))
    );
}

#[test]
fn an_account_that_is_prepared_has_nothing_to_do() {
    let directory = Directory::embedded();
    let mut account = account();
    account.factors = vec![
        factor(FactorKind::SecurityKey, "drawer"),
        factor(FactorKind::Device, "laptop"),
    ];
    let facts = AccountFacts {
        addresses: vec![
            MailAddress {
                domain_expires: Some(date(2030, 1, 1)),
                keeper: Some(MailKeeper::Own),
                mailbox: Some(AccountId::from_random([2; 10])),
                ..address("a@example.org", true)
            },
            address("b@example.net", false),
        ],
        registered: Some("2019-04".into()),
        second_owner: Some(true),
        ..AccountFacts::default()
    };
    let source = "https://github.com/sampleuser/reef".to_owned();
    let project = ProjectEvidence {
        ecosystem: model::Ecosystem::Pypi,
        name: "reef".into(),
        version: None,
        urls: vec![source.clone()],
        release: Some(Release {
            tag: "v1".into(),
            urls: vec![source.clone()],
        }),
        remotes: vec![Remote {
            name: "origin".into(),
            url: source,
        }],
        tags: Vec::new(),
        commits: None,
        keys: Vec::new(),
        owners: Vec::new(),
        publishers: Vec::new(),
    };
    let sheets = [SheetFact {
        current: true,
        proved_at: TODAY
            .to_zoned(TimeZone::UTC)
            .ok()
            .map(|day| day.timestamp()),
    }];
    let prepared = Prepared {
        account: &account,
        provider: directory.get("pypi"),
        otp: 1,
        codes: Some(CodeTotals {
            total: 8,
            left: 7,
            used: 0,
            burned_unknown: 1,
        }),
        facts: Some(&facts),
        projects: &[&project],
        sheets: &sheets,
        forge: true,
        circular: false,
        today: TODAY,
    };
    let items = readiness(&prepared);
    assert_eq!(first_thing(&items), None, "{items:?}");
    assert_eq!(items.len(), 13);
    // A mailbox that is reset through this account is no way back.
    let circle = Prepared {
        circular: true,
        ..prepared.clone()
    };
    let items = readiness(&circle);
    assert_eq!(
        first_thing(&items).map(|item| item.id),
        Some("mailbox-account")
    );
    // A year later, the paper is to be read again.
    let old = Prepared {
        today: later(TODAY, 400),
        ..prepared.clone()
    };
    let items = readiness(&old);
    assert_eq!(first_thing(&items).map(|item| item.id), Some("paper"));
}

#[test]
fn a_mailbox_that_will_not_last_is_the_first_thing() {
    let directory = Directory::embedded();
    let account = account();
    let mut facts = AccountFacts {
        addresses: vec![
            address("a@university.example", true),
            address("b@example.net", false),
        ],
        ..AccountFacts::default()
    };
    let sheets = [SheetFact {
        current: true,
        proved_at: None,
    }];
    let state = |facts: &AccountFacts, id: &str| {
        let prepared = Prepared {
            account: &account,
            provider: directory.get("github"),
            otp: 2,
            codes: None,
            facts: Some(facts),
            projects: &[],
            sheets: &sheets,
            forge: true,
            circular: false,
            today: TODAY,
        };
        let items = readiness(&prepared);
        items
            .iter()
            .find(|item| item.id == id)
            .map(|item| item.state)
    };
    assert_eq!(state(&facts, "mail-lent"), Some(ReadyState::Unknown));
    facts.addresses[0].keeper = Some(MailKeeper::Provider);
    assert_eq!(state(&facts, "mail-lent"), None);
    facts.addresses[0].keeper = Some(MailKeeper::University);
    assert_eq!(state(&facts, "mail-lent"), Some(ReadyState::Missing));
    facts.addresses[0].domain_expires = Some(date(2026, 12, 24));
    assert_eq!(state(&facts, "mail-domain"), Some(ReadyState::Weak));
    facts.addresses[0].domain_expires = Some(date(2026, 1, 1));
    assert_eq!(state(&facts, "mail-domain"), Some(ReadyState::Missing));
    assert_eq!(state(&facts, "second-address"), Some(ReadyState::Good));
    facts.addresses[1].verified = Some(false);
    assert_eq!(state(&facts, "second-address"), Some(ReadyState::Missing));
    assert_eq!(
        state(&facts, "push"),
        None,
        "nothing that the service does not use"
    );
}

#[test]
fn codes_beside_the_authenticator_are_said() {
    let mut account = account();
    account.factors = vec![
        factor(FactorKind::Totp, "Password manager"),
        factor(FactorKind::RecoveryCodes, "password manager"),
    ];
    let prepared = Prepared {
        account: &account,
        provider: None,
        otp: 0,
        codes: None,
        facts: None,
        projects: &[],
        sheets: &[],
        forge: false,
        circular: false,
        today: TODAY,
    };
    assert!(states(&prepared).contains(&("apart", ReadyState::Weak)));
}
