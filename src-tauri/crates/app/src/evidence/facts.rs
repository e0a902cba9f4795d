//! What the owner tells about an account: the facts that only letters to the service may name,
//! and those that say how well a way back is prepared.

use super::id;
use crate::change::change;
use crate::{AppError, Vault, account};
use jiff::civil::Date;
use model::{About, AccountFacts, AccountId, Evidence, Factor, MailAddress, MailKeeper, Timestamp};
use secret::Randomness;
use vault::Payload;

/// An answer that can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer {
    /// Nothing is said: what was told before stays.
    #[default]
    Unsaid,
    /// It is not known.
    Unknown,
    /// Yes.
    Yes,
    /// No.
    No,
}

impl Answer {
    fn into(self, before: Option<bool>) -> Option<bool> {
        match self {
            Self::Unsaid => before,
            Self::Unknown => None,
            Self::Yes => Some(true),
            Self::No => Some(false),
        }
    }
}

/// An address, and what is told of it.
#[derive(Debug, Clone, Default)]
pub struct Mailbox {
    /// The address.
    pub address: String,
    /// Whether it is the primary one from now on.
    pub primary: bool,
    /// Whether the service says that it is verified.
    pub verified: Answer,
    /// The day on which its domain runs out, as `2027-05-31`.
    pub domain_expires: Option<String>,
    /// Who gives it.
    pub keeper: Option<MailKeeper>,
    /// Its own account in the vault.
    pub mailbox: Option<String>,
}

/// What is told.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Addresses on the account.
    pub mailboxes: Vec<Mailbox>,
    /// Addresses that are no longer on the account: they become earlier ones.
    pub gone: Vec<String>,
    /// Addresses that were on it earlier.
    pub former: Vec<String>,
    /// Organisations.
    pub organisations: Vec<String>,
    /// The month of registration, as `2019-04`.
    pub registered: Option<String>,
    /// Whether every project has a second owner.
    pub second_owner: Answer,
    /// Whether two-factor authentication was ever set up.
    pub two_factor: Answer,
    /// What else opens the account, in the place of all that was noted with it; none leaves that.
    pub factors: Option<Vec<Factor>>,
}

/// Notes what the owner tells about an account, beside what was told before.
///
/// # Errors
/// `usage` for what is no address, day or month; as [`account::find`]; what saving can meet.
pub fn tell(
    vault: &mut Vault,
    account: &str,
    told: Told,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<AccountFacts, AppError> {
    let (whose, before) = known(vault.payload(), account)?;
    note(vault, whose, before, told, now, randomness)
}

/// Puts what the owner tells in the place of all that was told before: for a form that showed it.
///
/// # Errors
/// As [`tell`].
pub fn retell(
    vault: &mut Vault,
    account: &str,
    told: Told,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<AccountFacts, AppError> {
    let (whose, _) = known(vault.payload(), account)?;
    let nothing = AccountFacts::default();
    note(vault, whose, nothing, told, now, randomness)
}

/// The account that goes by this name, and what was told about it.
fn known(payload: &Payload, account: &str) -> Result<(AccountId, AccountFacts), AppError> {
    let record = account::find(&payload.accounts, account)?;
    let whose = record.account.id.clone();
    let facts = facts_of(payload, &whose).cloned().unwrap_or_default();
    Ok((whose, facts))
}

fn note(
    vault: &mut Vault,
    whose: AccountId,
    mut facts: AccountFacts,
    mut told: Told,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<AccountFacts, AppError> {
    let factors = told.factors.take();
    add(&mut facts, told, vault.payload())?;
    let entry = Evidence {
        id: id(randomness)?,
        account: Some(whose.clone()),
        collected: now,
        about: About::Account(facts.clone()),
    };
    change(vault, now, |payload| {
        if let (Some(factors), Some(record)) = (factors, payload.account_mut(&whose))
            && record.account.factors != factors
        {
            record.account.factors = factors;
            record.account.modified = now;
        }
        let known = payload.evidence.iter_mut().find(|old| {
            old.account.as_ref() == Some(&whose) && matches!(old.about, About::Account(_))
        });
        match known {
            Some(old) => {
                old.evidence.collected = entry.collected;
                old.evidence.about = entry.about;
            }
            None => payload.evidence.push(entry.into()),
        }
        Ok(())
    })?;
    Ok(facts)
}

fn add(facts: &mut AccountFacts, told: Told, payload: &Payload) -> Result<(), AppError> {
    for mailbox in told.mailboxes {
        add_address(facts, mailbox, payload)?;
    }
    for gone in told.gone {
        facts
            .addresses
            .retain(|one| !one.address.eq_ignore_ascii_case(gone.trim()));
        push_new(&mut facts.former_addresses, address(&gone)?);
    }
    for former in told.former {
        push_new(&mut facts.former_addresses, address(&former)?);
    }
    for organisation in told.organisations {
        push_new(&mut facts.organisations, organisation.trim().to_owned());
    }
    if let Some(month) = told.registered {
        facts.registered = Some(self::month(&month)?);
    }
    facts.second_owner = told.second_owner.into(facts.second_owner);
    facts.two_factor = told.two_factor.into(facts.two_factor);
    Ok(())
}

fn push_new(list: &mut Vec<String>, one: String) {
    if !one.is_empty() && !list.contains(&one) {
        list.push(one);
    }
}

fn add_address(facts: &mut AccountFacts, told: Mailbox, payload: &Payload) -> Result<(), AppError> {
    let name = address(&told.address)?;
    let mailbox = match &told.mailbox {
        Some(query) => Some(account::find(&payload.accounts, query)?.account.id.clone()),
        None => None,
    };
    let domain_expires = told.domain_expires.as_deref().map(self::day).transpose()?;
    if told.primary {
        facts
            .addresses
            .iter_mut()
            .for_each(|one| one.primary = false);
    }
    let known = facts
        .addresses
        .iter()
        .position(|one| one.address.eq_ignore_ascii_case(&name));
    let mut one = match known {
        Some(at) => facts.addresses.remove(at),
        None => MailAddress {
            address: name,
            primary: false,
            verified: None,
            domain_expires: None,
            keeper: None,
            mailbox: None,
        },
    };
    one.primary |= told.primary;
    one.verified = told.verified.into(one.verified);
    one.domain_expires = domain_expires.or(one.domain_expires);
    one.keeper = told.keeper.or(one.keeper);
    one.mailbox = mailbox.or(one.mailbox);
    let at = known.unwrap_or(facts.addresses.len());
    facts.addresses.insert(at, one);
    Ok(())
}

fn address(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    let parts = text.rsplit_once('@');
    let fits = parts.is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'));
    if fits && !text.contains(char::is_whitespace) {
        return Ok(text.to_owned());
    }
    Err(AppError::usage(
        "This is no mail address.",
        "Give it as it stands in the account's settings.",
    ))
}

fn day(text: &str) -> Result<Date, AppError> {
    text.trim().parse().map_err(|_| {
        AppError::usage(
            format!("'{text}' is no day."),
            "Give it as year, month and day: 2027-05-31.",
        )
    })
}

fn month(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    let first: Result<Date, _> = format!("{text}-01").parse();
    match first {
        Ok(_) if text.len() == 7 => Ok(text.to_owned()),
        _ => Err(AppError::usage(
            format!("'{text}' is no month."),
            "Give it as year and month: 2019-04.",
        )),
    }
}

/// What was told about an account.
#[must_use]
pub fn facts_of<'p>(payload: &'p Payload, account: &AccountId) -> Option<&'p AccountFacts> {
    payload
        .evidence
        .iter()
        .find_map(|entry| match &entry.about {
            About::Account(facts) if entry.account.as_ref() == Some(account) => Some(facts),
            _ => None,
        })
}

/// The primary address: the one that is said to be it, or the only one.
#[must_use]
pub fn primary(facts: &AccountFacts) -> Option<&MailAddress> {
    let addresses = &facts.addresses;
    addresses
        .iter()
        .find(|one| one.primary)
        .or(match addresses.as_slice() {
            [only] => Some(only),
            _ => None,
        })
}
