//! What is prepared for the day on which access is lost, account by account, and the one thing to
//! do now. Every item stands for something that services ask for, or that people lacked.

use crate::push::{PushState, push_readiness};
use jiff::civil::Date;
use jiff::{Span, Timestamp, tz::TimeZone};
use model::{
    AccessFact, Account, AccountFacts, CodeTotals, Factor, FactorKind, MailAddress, MailKeeper,
    ProjectEvidence,
};
use provider::Provider;
use serde::Serialize;

/// Days after which a sheet is to be read back again.
const YEAR: i64 = 365;
/// Days before a domain runs out, from which it is said.
const SEASON: i64 = 90;
/// Codes that are too few.
const FEW_CODES: usize = 2;

/// How an item stands, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadyState {
    /// It is not there.
    Missing,
    /// It will not be there for long, or is the only one.
    Weak,
    /// Nobody has said.
    Unknown,
    /// It is there.
    Good,
}

/// One item of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadyItem {
    /// Its id.
    pub id: &'static str,
    /// How it stands.
    pub state: ReadyState,
    /// How it stands, in a sentence.
    pub what: String,
    /// What to do; none where it is good.
    pub fix: Option<String>,
}

/// A sheet that shows the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetFact {
    /// Whether it shows what the vault holds now.
    pub current: bool,
    /// When a scan last proved it.
    pub proved_at: Option<Timestamp>,
}

/// What is known of an account.
#[derive(Debug, Clone)]
pub struct Prepared<'a> {
    /// The account.
    pub account: &'a Account,
    /// What is known of the service; none where nothing is.
    pub provider: Option<&'a Provider>,
    /// One-time credentials in the vault.
    pub otp: usize,
    /// Its codes in the vault; none where there never were any.
    pub codes: Option<CodeTotals>,
    /// What its owner told.
    pub facts: Option<&'a AccountFacts>,
    /// Its projects.
    pub projects: &'a [&'a ProjectEvidence],
    /// The sheets that show it.
    pub sheets: &'a [SheetFact],
    /// Whether an account at a forge is in the vault.
    pub forge: bool,
    /// Whether the way into its mailbox leads back to this account.
    pub circular: bool,
    /// Today.
    pub today: Date,
}

/// The list for an account, in the order of what hurts most. Items that its service has no use
/// for are left out.
#[must_use]
pub fn readiness(prepared: &Prepared) -> Vec<ReadyItem> {
    let items = [
        username(prepared),
        second_factor(prepared),
        codes(prepared),
        paper(prepared),
        apart(prepared),
        mailbox(prepared),
        mail_domain(prepared),
        mail_keeper(prepared),
        mailbox_account(prepared),
        second_address(prepared),
        push(prepared),
        second_owner(prepared),
        forge(prepared),
        spare(prepared),
        registered(prepared),
    ];
    items.into_iter().flatten().collect()
}

/// The one thing to do now: the first of what is worst.
#[must_use]
pub fn first_thing(items: &[ReadyItem]) -> Option<&ReadyItem> {
    items
        .iter()
        .filter(|item| item.state != ReadyState::Good)
        .min_by_key(|item| item.state)
}

fn good(id: &'static str, what: impl Into<String>) -> Option<ReadyItem> {
    Some(ReadyItem {
        id,
        state: ReadyState::Good,
        what: what.into(),
        fix: None,
    })
}

fn open(
    id: &'static str,
    state: ReadyState,
    what: impl Into<String>,
    fix: impl Into<String>,
) -> Option<ReadyItem> {
    Some(ReadyItem {
        id,
        state,
        what: what.into(),
        fix: Some(fix.into()),
    })
}

fn missing(id: &'static str, what: impl Into<String>, fix: impl Into<String>) -> Option<ReadyItem> {
    open(id, ReadyState::Missing, what, fix)
}

fn factors<'a>(prepared: &Prepared<'a>, kind: FactorKind) -> impl Iterator<Item = &'a Factor> {
    prepared
        .account
        .factors
        .iter()
        .filter(move |factor| factor.kind == kind)
}

fn username(prepared: &Prepared) -> Option<ReadyItem> {
    if prepared.account.username.trim().is_empty() {
        return missing(
            "username",
            "The username is not known.",
            "Write it down as it stands on the public profile: every request asks for it first.",
        );
    }
    good("username", "The username is known.")
}

fn second_factor(prepared: &Prepared) -> Option<ReadyItem> {
    let kinds = [
        FactorKind::SecurityKey,
        FactorKind::Passkey,
        FactorKind::Totp,
    ];
    let elsewhere: usize = kinds
        .iter()
        .map(|kind| factors(prepared, *kind).count())
        .sum();
    match prepared.otp + elsewhere {
        0 => missing(
            "second-factor",
            "No second factor is known.",
            "Set up two-factor authentication, and keep its secret here or note where it is.",
        ),
        1 => open(
            "second-factor",
            ReadyState::Weak,
            "There is one second factor, and no spare one.",
            "Add a security key or a passkey, and note where it is kept.",
        ),
        several => good(
            "second-factor",
            format!("There are {several} second factors."),
        ),
    }
}

fn codes(prepared: &Prepared) -> Option<ReadyItem> {
    let rule = prepared
        .provider
        .and_then(|provider| provider.codes.as_ref());
    let elsewhere = factors(prepared, FactorKind::RecoveryCodes)
        .next()
        .is_some();
    let left = prepared.codes.map(|totals| totals.left);
    match left {
        None if elsewhere => good("codes", "The recovery codes are kept elsewhere."),
        None if rule.is_none() => None,
        None => missing(
            "codes",
            "No recovery codes are known.",
            "Generate recovery codes at the service and import the file: without them a lost device means weeks.",
        ),
        Some(left) if usize::try_from(left).unwrap_or(usize::MAX) <= FEW_CODES => open(
            "codes",
            if left == 0 {
                ReadyState::Missing
            } else {
                ReadyState::Weak
            },
            format!("{left} recovery codes are left."),
            "Generate new ones, import the file and print a new sheet.",
        ),
        Some(left) => good("codes", format!("{left} recovery codes are left.")),
    }
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn later(date: Date, days: i64) -> Date {
    date.checked_add(Span::new().days(days)).unwrap_or(date)
}

fn paper(prepared: &Prepared) -> Option<ReadyItem> {
    let current = || prepared.sheets.iter().filter(|sheet| sheet.current);
    if current().next().is_none() {
        let what = if prepared.sheets.is_empty() {
            "It is on no sheet."
        } else {
            "No sheet shows it as it is now."
        };
        return missing(
            "paper",
            what,
            "Print a sheet, and keep it where phone and laptop are not.",
        );
    }
    match current().filter_map(|sheet| sheet.proved_at).max().map(day) {
        None => open(
            "paper",
            ReadyState::Weak,
            "It is on a sheet that was never read back.",
            "Scan the sheet and let it be proved (reentry drill).",
        ),
        Some(proved) if later(proved, YEAR) < prepared.today => open(
            "paper",
            ReadyState::Weak,
            format!("Its sheet was last proved on {proved}."),
            "Scan it again: once a year is a good habit.",
        ),
        Some(proved) => good("paper", format!("It is on paper, proved on {proved}.")),
    }
}

/// Codes and authenticator in one place are lost together.
fn apart(prepared: &Prepared) -> Option<ReadyItem> {
    let place = |factor: &Factor| {
        let place = factor.place.clone().unwrap_or_else(|| factor.label.clone());
        Some(place.trim().to_lowercase()).filter(|place| !place.is_empty())
    };
    let codes: Vec<String> = factors(prepared, FactorKind::RecoveryCodes)
        .filter_map(place)
        .collect();
    let totp = factors(prepared, FactorKind::Totp).filter_map(place);
    let devices = factors(prepared, FactorKind::Device).filter_map(place);
    let shared = totp.chain(devices).find(|place| codes.contains(place))?;
    open(
        "apart",
        ReadyState::Weak,
        format!("The recovery codes are kept where the authenticator or a device is: {shared}."),
        "Keep a second copy of the codes elsewhere: a printed sheet in another place is enough.",
    )
}

fn primary<'a>(prepared: &Prepared<'a>) -> Option<&'a MailAddress> {
    let addresses = &prepared.facts?.addresses;
    addresses
        .iter()
        .find(|one| one.primary)
        .or(match addresses.as_slice() {
            [only] => Some(only),
            _ => None,
        })
}

fn mailbox(prepared: &Prepared) -> Option<ReadyItem> {
    match primary(prepared).map(|address| address.verified) {
        None => open(
            "mailbox",
            ReadyState::Unknown,
            "It is not said which address is the primary one.",
            "Look into the account's settings and tell it (reentry evidence tell).",
        ),
        Some(Some(false)) => missing(
            "mailbox",
            "The primary address is not verified: the service's mails do not count there.",
            "Verify it in the account's settings today.",
        ),
        Some(None) => open(
            "mailbox",
            ReadyState::Unknown,
            "It is not said whether the primary address is verified.",
            "Look into the account's settings.",
        ),
        Some(Some(true)) => good("mailbox", "The primary address is verified."),
    }
}

fn mail_domain(prepared: &Prepared) -> Option<ReadyItem> {
    let address = primary(prepared)?;
    match address.domain_expires {
        Some(day) if day < prepared.today => missing(
            "mail-domain",
            format!("The domain of the primary address ran out on {day}."),
            "Renew it today, or set another primary address while you can still sign in.",
        ),
        Some(day) if day <= later(prepared.today, SEASON) => open(
            "mail-domain",
            ReadyState::Weak,
            format!("The domain of the primary address runs out on {day}."),
            "Renew it now, for several years.",
        ),
        Some(day) => good(
            "mail-domain",
            format!("The domain of the primary address lasts until {day}."),
        ),
        None if address.keeper == Some(MailKeeper::Own) => open(
            "mail-domain",
            ReadyState::Unknown,
            "The primary address is at a domain of your own; it is not said until when it is paid.",
            "Look at the registrar and tell the day.",
        ),
        None => None,
    }
}

fn mail_keeper(prepared: &Prepared) -> Option<ReadyItem> {
    let address = primary(prepared)?;
    let whose = match address.keeper {
        Some(MailKeeper::Employer) => "an employer",
        Some(MailKeeper::University) => "a university",
        None if address.looks_academic() => {
            return open(
                "mail-lent",
                ReadyState::Unknown,
                "The primary address looks like one of a university, which ends with the contract or the studies.",
                "Say whose it is (reentry evidence tell --kept-by), and make an address of your own the primary one.",
            );
        }
        Some(MailKeeper::Own | MailKeeper::Provider) | None => return None,
    };
    missing(
        "mail-lent",
        format!("The primary mailbox belongs to {whose}, and ends with it."),
        "Make an address of your own the primary one.",
    )
}

/// A mailbox is an account, too.
fn mailbox_account(prepared: &Prepared) -> Option<ReadyItem> {
    match primary(prepared)?.mailbox {
        Some(_) if prepared.circular => missing(
            "mailbox-account",
            "The mailbox and this account need each other: who loses one loses both.",
            "Give one of them another way back: codes on a sheet, or another address.",
        ),
        Some(_) => good("mailbox-account", "The mailbox itself is in the vault."),
        None => open(
            "mailbox-account",
            ReadyState::Weak,
            "The mailbox is an account too, and is not in the vault.",
            "Add its account with its own codes, and name it (reentry evidence tell --mailbox).",
        ),
    }
}

fn second_address(prepared: &Prepared) -> Option<ReadyItem> {
    let first = primary(prepared)?;
    let others = prepared
        .facts
        .map(|facts| facts.addresses.as_slice())
        .unwrap_or_default();
    let spare = others
        .iter()
        .any(|other| other.verified == Some(true) && other.domain() != first.domain());
    if spare {
        return good(
            "second-address",
            "A second verified address is at another domain.",
        );
    }
    missing(
        "second-address",
        "No second verified address at another domain is known.",
        "Add one in the account's settings: it resets the password when the first mailbox is gone.",
    )
}

fn push(prepared: &Prepared) -> Option<ReadyItem> {
    let provider = prepared.provider?;
    if !provider.forms.iter().any(|form| form.proof_by_branch) {
        return None;
    }
    let ready: Vec<_> = prepared
        .projects
        .iter()
        .map(|one| push_readiness(one))
        .collect();
    if let Some(one) = ready.iter().find(|one| one.state == PushState::Named) {
        return good("push", one.what.clone());
    }
    match ready.first() {
        None => open(
            "push",
            ReadyState::Unknown,
            "No project was read from a clone: whether a branch can prove the account is not known.",
            "Collect the evidence of a project (reentry evidence collect).",
        ),
        Some(one) => missing(
            "push",
            one.what.clone(),
            one.fix.clone().unwrap_or_default(),
        ),
    }
}

fn second_owner(prepared: &Prepared) -> Option<ReadyItem> {
    let publishes = !prepared.projects.is_empty()
        || prepared
            .facts
            .is_some_and(|facts| facts.second_owner.is_some());
    if !publishes {
        return None;
    }
    match prepared.facts.and_then(|facts| facts.second_owner) {
        Some(true) => good("second-owner", "Every project has a second owner."),
        Some(false) => open(
            "second-owner",
            ReadyState::Weak,
            "A project has no second owner.",
            "Add somebody whom you trust: they can publish, and speak for you.",
        ),
        None => open(
            "second-owner",
            ReadyState::Unknown,
            "It is not said whether every project has a second owner.",
            "Look at the projects' pages and tell it.",
        ),
    }
}

/// Whether any way back at the service needs this.
fn is_of_use(prepared: &Prepared, fact: AccessFact) -> bool {
    let routes = prepared
        .provider
        .into_iter()
        .flat_map(|provider| &provider.routes);
    routes
        .filter(|route| route.case.is_none())
        .any(|route| route.ways.iter().flatten().any(|one| *one == fact))
}

fn forge(prepared: &Prepared) -> Option<ReadyItem> {
    if !is_of_use(prepared, AccessFact::ForgeAccount) {
        return None;
    }
    if prepared.forge {
        return good("forge", "The account at the forge is in the vault.");
    }
    missing(
        "forge",
        "Its ways back need an account at a forge, and none is in the vault.",
        "Add it with its own codes: without it no request can be filed.",
    )
}

/// What else opens a way back at the service: a key, a device that stays signed in.
fn spare(prepared: &Prepared) -> Option<ReadyItem> {
    let of_use = |fact| is_of_use(prepared, fact);
    let key = of_use(AccessFact::SshKey);
    let device = of_use(AccessFact::KnownDevice) || of_use(AccessFact::Session);
    let has = |kind| factors(prepared, kind).next().is_some();
    if !key && !device {
        return None;
    }
    if (key && has(FactorKind::SshKey)) || (device && has(FactorKind::Device)) {
        return good(
            "spare",
            "A key or a device that the service knows is noted.",
        );
    }
    let what = match (key, device) {
        (true, true) => "an SSH key or a device that stays signed in",
        (true, false) => "an SSH key that is registered there",
        _ => "a device that the service knows",
    };
    open(
        "spare",
        ReadyState::Unknown,
        format!("A way back there uses {what}; none is noted."),
        "Note it with the account (reentry edit --factor), with the place where it is.",
    )
}

fn registered(prepared: &Prepared) -> Option<ReadyItem> {
    let by_people = prepared
        .provider
        .is_some_and(|provider| provider.routes.iter().any(|route| route.kind.is_request()));
    if !by_people {
        return None;
    }
    match prepared.facts.and_then(|facts| facts.registered.as_deref()) {
        Some(month) => good("registered", format!("It was registered in {month}.")),
        None => open(
            "registered",
            ReadyState::Unknown,
            "The month of registration is not known.",
            "Look it up in the first mail of the service: support asks for such things.",
        ),
    }
}

#[cfg(test)]
mod tests;
