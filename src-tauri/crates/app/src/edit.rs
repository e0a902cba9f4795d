//! Accounts by hand: add, edit, remove.

use crate::AppError;
use crate::account;
use crate::change::change;
use crate::fresh::{self, NewCodes, NewCredential, put_set};
use crate::view::AccountView;
use import::{Format, Limits, Options, Source};
use model::{
    Algorithm, CodeState, Digits, Factor, FactorKind, OtpParameters, OtpType, Period, Timestamp,
};
use provider::{Directory, Owner};
use secret::{AccountRecord, Randomness, RecoveryCode, SecretBytes, SecretText};
use std::ops::ControlFlow;
use vault::Vault;

/// What `add` and `edit` set. A field that is `None` stays as it is.
#[derive(Debug, Default)]
pub struct Changes {
    /// The provider's id, or `other`.
    pub provider: Option<String>,
    /// The provider's instance; an empty one takes it away.
    pub instance: Option<String>,
    /// The issuer.
    pub issuer: Option<String>,
    /// The username.
    pub username: Option<String>,
    /// An OTP credential to add.
    pub otp: Option<NewCredential>,
    /// Recovery codes to add, verbatim, with how many of them nobody knows to be burned.
    pub codes: Option<NewCodes>,
    /// The note; an empty one takes it away.
    pub note: Option<SecretText>,
    /// A PIN for the account's mOTP or Yandex credential.
    pub pin: Option<SecretText>,
    /// The group; an empty one takes it away.
    pub group: Option<String>,
    /// Whether it is a favourite.
    pub favourite: Option<bool>,
    /// Labels to add.
    pub tags: Vec<String>,
    /// Labels to take away.
    pub untag: Vec<String>,
    /// Factors to add.
    pub factors: Vec<Factor>,
    /// Kinds of factors to take away.
    pub drop_factors: Vec<FactorKind>,
}

/// Applies changes to an account.
///
/// # Errors
/// When the system gives no randomness, or a PIN is given for an account that has nothing to
/// use it with.
pub fn apply(
    record: &mut AccountRecord,
    changes: Changes,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<(), AppError> {
    if let Some(new) = changes.otp {
        record.otp.push(new.with_id(randomness)?);
    }
    if let Some(new) = changes.codes {
        put_set(record, new.with_id(now, randomness)?, now);
    }
    if let Some(pin) = changes.pin {
        set_pin(record, pin)?;
    }
    let account = &mut record.account;
    let set = |field: &mut String, value: Option<String>| {
        if let Some(value) = value {
            *field = value;
        }
    };
    set(&mut account.provider, changes.provider);
    set(&mut account.issuer, changes.issuer);
    set(&mut account.username, changes.username);
    let set_optional = |field: &mut Option<String>, value: Option<String>| {
        if let Some(value) = value {
            *field = Some(value).filter(|value| !value.is_empty());
        }
    };
    set_optional(&mut account.instance, changes.instance);
    set_optional(&mut account.group, changes.group);
    account.favourite = changes.favourite.unwrap_or(account.favourite);
    account.tags.retain(|tag| !changes.untag.contains(tag));
    for tag in changes.tags {
        if !account.tags.contains(&tag) {
            account.tags.push(tag);
        }
    }
    account
        .factors
        .retain(|factor| !changes.drop_factors.contains(&factor.kind));
    account.factors.extend(changes.factors);
    if let Some(note) = changes.note {
        record.note = Some(note).filter(|note| !note.is_empty());
    }
    record.account.modified = now;
    Ok(())
}

fn set_pin(record: &mut AccountRecord, pin: SecretText) -> Result<(), AppError> {
    let mut takers = record.otp.iter_mut().filter(|credential| {
        matches!(
            credential.parameters,
            OtpParameters::Motp | OtpParameters::Yandex
        )
    });
    match takers.next() {
        Some(credential) => {
            credential.pin = Some(pin).filter(|pin| !pin.is_empty());
            Ok(())
        }
        None => Err(AppError::usage(
            "Only mOTP and Yandex credentials take a PIN, and this account has none.",
            "Leave the PIN away.",
        )),
    }
}

/// Adds an account, or adds to the one that goes by the same service and username.
///
/// # Errors
/// `usage` without a service; what saving can meet.
pub fn add(
    vault: &mut Vault,
    mut changes: Changes,
    providers: &Directory,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<AccountView, AppError> {
    let issuer = changes.issuer.take().unwrap_or_default();
    let username = changes.username.take().unwrap_or_default();
    let owner = owner(&mut changes, &issuer, providers)?;
    if owner.is_none() && issuer.is_empty() {
        return Err(AppError::usage(
            "An account needs a service.",
            "Give --provider (see `reentry providers`) or --issuer.",
        ));
    }
    let issuer = match (&owner, issuer.as_str()) {
        (Some(owner), "") => name_of(owner, providers),
        _ => issuer,
    };
    if let (Some(owner), Some(codes)) = (&owner, &mut changes.codes) {
        let rule = providers.codes_rule(&owner.provider);
        codes.burned_unknown = rule.map_or(0, |rule| rule.burned_at_setup);
    }
    let mut record = fresh::empty(owner, &issuer, &username, now, randomness)?;
    let handle = record.account.handle();
    if !username.is_empty() && account::is_taken(&vault.payload().accounts, &handle) {
        return Err(AppError::usage(
            format!("{handle} is in the vault already."),
            "Change it with `reentry edit`.",
        ));
    }
    apply(&mut record, changes, now, randomness)?;
    let view = AccountView::of(&record);
    change(vault, now, |payload| {
        payload.accounts.push(record);
        Ok(())
    })?;
    Ok(view)
}

fn owner(
    changes: &mut Changes,
    issuer: &str,
    providers: &Directory,
) -> Result<Option<Owner>, AppError> {
    let instance = changes
        .instance
        .take()
        .filter(|instance| !instance.is_empty());
    let Some(word) = changes.provider.take() else {
        return Ok(providers.by_issuer(issuer));
    };
    if word == "other" {
        return Ok(None);
    }
    let Some((provider, found)) = providers.find(&word) else {
        return Err(AppError::usage(
            format!("No provider goes by '{word}'."),
            "See `reentry providers`, or give only --issuer.",
        ));
    };
    Ok(Some(Owner {
        provider: provider.id.clone(),
        instance: instance.or(found.map(|instance| instance.id.clone())),
    }))
}

fn name_of(owner: &Owner, providers: &Directory) -> String {
    providers
        .get(&owner.provider)
        .map(|provider| {
            owner
                .instance
                .as_deref()
                .and_then(|id| provider.instance(Some(id)))
                .map_or(&provider.name, |instance| &instance.name)
                .clone()
        })
        .unwrap_or_default()
}

/// Changes an account.
///
/// # Errors
/// As [`account::find`]; what saving can meet.
pub fn edit(
    vault: &mut Vault,
    query: &str,
    changes: Changes,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<AccountView, AppError> {
    let mut record = account::find(&vault.payload().accounts, query)?.clone();
    apply(&mut record, changes, now, randomness)?;
    let view = AccountView::of(&record);
    change(vault, now, |payload| {
        if let Some(held) = payload.account_mut(&record.account.id) {
            *held = record;
        }
        Ok(())
    })?;
    Ok(view)
}

/// Puts an account into the trash, or removes only one OTP credential of it. Gives the account
/// as it was, or as it is without the credential.
///
/// # Errors
/// As [`account::find`]; what saving can meet.
pub fn remove(
    vault: &mut Vault,
    query: &str,
    otp: Option<&str>,
    now: Timestamp,
) -> Result<AccountView, AppError> {
    let mut record = account::find(&vault.payload().accounts, query)?.clone();
    let id = record.account.id.clone();
    let Some(otp) = otp else {
        change(vault, now, |payload| {
            payload.trash_account(&id, now);
            Ok(())
        })?;
        return Ok(AccountView::of(&record));
    };
    let which = account::credential_position(&record, Some(otp))?;
    record.otp.remove(which);
    record.account.modified = now;
    let view = AccountView::of(&record);
    change(vault, now, |payload| {
        if let Some(held) = payload.account_mut(&id) {
            *held = record;
        }
        Ok(())
    })?;
    Ok(view)
}

/// A credential of a key URI, with the issuer and username that the URI names.
///
/// # Errors
/// `usage` with the reason when it is no key URI; the text itself is never repeated.
pub fn credential_of_uri(
    uri: &SecretText,
) -> Result<(NewCredential, Option<(String, String)>), AppError> {
    let options = Options {
        format: Some(Format::Otpauth),
        password: None,
        key_file: None,
        limits: Limits::default(),
        providers: &Directory::default(),
    };
    let source = Source {
        name: "",
        bytes: uri.expose().as_bytes(),
    };
    let mut report = import::read(&source, &options, &|_| ControlFlow::Continue(()))?;
    let reason = report.rejected.pop().map(|rejected| rejected.reason);
    match (report.candidates.pop(), report.candidates.is_empty()) {
        (Some(candidate), true) => {
            let names = Some((candidate.issuer, candidate.username));
            let otp = candidate.otp.ok_or_else(no_uri)?;
            Ok((
                NewCredential {
                    parameters: otp.parameters,
                    secret: otp.secret,
                    pin: otp.pin,
                    uri_parameters: otp.uri_parameters,
                },
                names,
            ))
        }
        (Some(_), false) => Err(AppError::usage(
            "The file holds several key URIs.",
            "Use `reentry import` for them.",
        )),
        (None, _) => Err(match reason {
            Some(reason) => AppError::usage(reason, "Copy the key URI whole, and try again."),
            None => no_uri(),
        }),
    }
}

fn no_uri() -> AppError {
    AppError::usage(
        "That is no key URI.",
        "A key URI begins with otpauth:// and holds a secret.",
    )
}

/// Parameters of a credential that is typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The type.
    pub otp_type: OtpType,
    /// The hash's name; SHA1 if none is given.
    pub algorithm: Option<String>,
    /// Digits; 6 if none are given.
    pub digits: Option<u32>,
    /// Seconds; 30 if none are given.
    pub period: Option<u64>,
    /// The next counter; 0 if none is given.
    pub counter: Option<u64>,
}

/// A credential of a typed secret: base32, or hexadecimal for mOTP.
///
/// # Errors
/// `usage` with the reason; the secret itself is never repeated.
pub fn credential_of_parts(
    parts: &Parts,
    secret: &SecretText,
    pin: Option<SecretText>,
) -> Result<NewCredential, AppError> {
    let secret = typed_secret(parts.otp_type, secret)?;
    let wrong = |error: &dyn std::fmt::Display| {
        AppError::usage(
            crate::error::sentence(&error),
            "Look at what the service shows, and try again.",
        )
    };
    let algorithm = algorithm(parts.algorithm.as_deref())?;
    let digits = match parts.digits {
        Some(digits) => Digits::try_from(digits).map_err(|error| wrong(&error))?,
        None => Digits::DEFAULT,
    };
    let period = match parts.period {
        Some(period) => Period::try_from(period).map_err(|error| wrong(&error))?,
        None => Period::DEFAULT,
    };
    let parameters = match parts.otp_type {
        OtpType::Totp => OtpParameters::Totp {
            algorithm,
            digits,
            period,
        },
        OtpType::Hotp => OtpParameters::Hotp {
            algorithm,
            digits,
            counter: parts.counter.unwrap_or_default(),
        },
        OtpType::Steam => OtpParameters::Steam,
        OtpType::Motp => OtpParameters::Motp,
        OtpType::Yandex => OtpParameters::Yandex,
    };
    Ok(NewCredential {
        parameters,
        secret,
        pin,
        uri_parameters: Vec::new(),
    })
}

fn algorithm(name: Option<&str>) -> Result<Algorithm, AppError> {
    let Some(name) = name else {
        return Ok(Algorithm::default());
    };
    [
        Algorithm::Sha1,
        Algorithm::Sha224,
        Algorithm::Sha256,
        Algorithm::Sha384,
        Algorithm::Sha512,
    ]
    .into_iter()
    .find(|algorithm| {
        algorithm
            .name()
            .eq_ignore_ascii_case(&name.replace('-', ""))
    })
    .ok_or_else(|| {
        AppError::usage(
            format!("'{name}' is no algorithm that is known."),
            "Known: SHA1, SHA224, SHA256, SHA384, SHA512.",
        )
    })
}

fn typed_secret(otp_type: OtpType, secret: &SecretText) -> Result<SecretBytes, AppError> {
    if otp_type == OtpType::Motp {
        return data_encoding::HEXLOWER_PERMISSIVE
            .decode(secret.expose().trim().as_bytes())
            .map(SecretBytes::new)
            .map_err(|_| {
                AppError::usage(
                    "The secret is not hexadecimal.",
                    "An mOTP secret has only the digits 0 to 9 and the letters a to f.",
                )
            });
    }
    // The importer's reading of secrets is the right one here too: spaces, case, padding.
    let mut uri = String::with_capacity(secret.expose().len() + 32);
    uri.push_str("otpauth://totp/a?secret=");
    uri.extend(
        secret
            .expose()
            .chars()
            .filter(|letter| !letter.is_whitespace()),
    );
    let uri = SecretText::new(uri);
    credential_of_uri(&uri).map(|(credential, _)| credential.secret)
}

/// Recovery codes, one a line, verbatim but for the ends of the lines.
#[must_use]
pub fn codes_of_lines(text: &SecretText) -> NewCodes {
    let codes = text
        .expose()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| RecoveryCode {
            text: SecretText::new(line),
            state: CodeState::Unused,
        });
    NewCodes {
        codes: codes.collect(),
        burned_unknown: 0,
        obtained: None,
        original: Some(text.clone()),
    }
}
