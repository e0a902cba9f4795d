//! Exports of 2FAS, schema versions 1 to 4, plain and encrypted.
//!
//! Source: `twofas/2fas-android`, its backup classes, read for the facts.

use crate::cipher::open_gcm;
use crate::derive::{Key, Pbkdf2};
use crate::entry::{About, Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key;
use crate::{Format, ImportError, ImportReport, Options, Watch, base64};
use model::OtpType;
use serde::Deserialize;
use std::collections::HashMap;
use zeroize::Zeroizing;

const NEWEST: i64 = 4;
/// The format has no place for another number.
const ROUNDS: u64 = 10_000;
const DAMAGED: ImportError = ImportError::Damaged {
    what: "2FAS export",
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Backup<'a> {
    #[serde(borrow)]
    services: Option<Cut<'a>>,
    #[serde(borrow)]
    groups: Option<Cut<'a>>,
    #[serde(default)]
    schema_version: Number,
    services_encrypted: Option<String>,
    reference: Option<String>,
}

#[derive(Deserialize)]
struct Group {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    name: Option<Word>,
    secret: Option<Word>,
    group_id: Option<String>,
    otp: Option<Otp>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Otp {
    label: Option<Word>,
    account: Option<Word>,
    issuer: Option<Word>,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
    #[serde(default)]
    counter: Number,
    algorithm: Option<String>,
    token_type: Option<String>,
}

/// Reads an export.
///
/// # Errors
/// `Damaged`, `Unsupported` for a newer version, `TooManyEntries`, `Cancelled`; for an encrypted
/// one `PasswordNeeded`, `WrongPassword`, and `NotOpened` where it holds nothing to check the
/// password with.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let backup: Backup<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    match backup.schema_version {
        Number::Absent | Number::Is(1..=NEWEST) => {}
        Number::Is(newer) if newer > NEWEST => {
            return Err(ImportError::Unsupported {
                what: "a 2FAS export of a newer version",
                instead: "look for a newer Reentry, or move the accounts to Aegis and import that",
            });
        }
        _ => return Err(DAMAGED),
    }
    let groups = groups(backup.groups.as_ref());
    let sealed = backup
        .services_encrypted
        .as_deref()
        .filter(|sealed| !sealed.is_empty());
    let Some(sealed) = sealed else {
        if backup.reference.is_some_and(|text| !text.is_empty()) {
            // Encrypted once, and what was encrypted is gone.
            return Err(DAMAGED);
        }
        let services = backup.services.ok_or(DAMAGED)?;
        return collect(&services, &groups, options, watch);
    };
    let sealed = Sealed::new(sealed).ok_or(DAMAGED)?;
    let reference = backup.reference.as_deref().and_then(Sealed::new);
    let services = open(&sealed, reference.as_ref(), options, watch)?;
    let services = std::str::from_utf8(&services).map_err(|_| DAMAGED)?;
    let services: Cut<'_> = serde_json::from_str(services).map_err(|_| DAMAGED)?;
    let mut report = collect(&services, &groups, options, watch)?;
    report.encrypted = true;
    Ok(report)
}

/// `text:salt:nonce`, each in base64.
struct Sealed {
    text: Zeroizing<Vec<u8>>,
    salt: Zeroizing<Vec<u8>>,
    nonce: Zeroizing<Vec<u8>>,
}

impl Sealed {
    fn new(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let mut part = || parts.next().and_then(base64::decode);
        let sealed = Self {
            text: part()?,
            salt: part()?,
            nonce: part()?,
        };
        let sound = sealed.nonce.len() == crate::cipher::NONCE
            && sealed.text.len() >= crate::cipher::TAG
            && (1..=1024).contains(&sealed.salt.len());
        (sound && parts.next().is_none()).then_some(sealed)
    }

    fn open(&self, key: &Key) -> Option<Zeroizing<Vec<u8>>> {
        open_gcm(key.as_slice(), &self.nonce, b"", &self.text)
    }
}

/// The reference is a fixed text under the same key: it tells whether the password is right.
fn open(
    sealed: &Sealed,
    reference: Option<&Sealed>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let password = options.password.ok_or(ImportError::PasswordNeeded)?;
    let rounds = Pbkdf2::new(ROUNDS, &options.limits)?;
    let key = rounds.derive::<sha2::Sha256>(password, &sealed.salt, watch)?;
    sealed.open(&key).ok_or_else(|| match reference {
        None => ImportError::NotOpened,
        Some(reference) if reference.open(&key).is_some() => DAMAGED,
        Some(_) => ImportError::WrongPassword,
    })
}

fn groups(groups: Option<&Cut<'_>>) -> HashMap<String, String> {
    groups
        .into_iter()
        .flat_map(|groups| &groups.elements)
        .filter_map(|raw| serde_json::from_str::<Group>(raw.get()).ok())
        .map(|group| (group.id, group.name))
        .collect()
}

fn collect(
    services: &Cut<'_>,
    groups: &HashMap<String, String>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let mut collector = Collector::new(Format::TwoFas, options);
    collector.each(services, watch, |collector, service: Service| {
        add(collector, service, groups);
    })?;
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, service: Service, groups: &HashMap<String, String>) {
    let otp = service.otp.unwrap_or_default();
    // The service's name is the user's own; the issuer came with the QR code, and iOS leaves it out.
    let title = Word::name(service.name.as_ref());
    let issuer = Word::name(otp.issuer.as_ref());
    let issuer = if issuer.is_empty() { &title } else { &issuer };
    let account = match Word::name(otp.account.as_ref()) {
        account if account.is_empty() => Word::name(otp.label.as_ref()),
        account => account,
    };
    let names = Names::of(issuer, &account);
    let kind = match otp.token_type.as_deref() {
        None => OtpType::Totp,
        Some(kind) => match kind.to_ascii_uppercase().as_str() {
            "TOTP" | "" => OtpType::Totp,
            "HOTP" => OtpType::Hotp,
            "STEAM" => OtpType::Steam,
            _ => return collector.reject(&names, "its type is none of TOTP, HOTP and STEAM"),
        },
    };
    let own_title = !title.is_empty() && !title.eq_ignore_ascii_case(&names.issuer);
    let group = service.group_id.and_then(|id| groups.get(&id).cloned());
    let key = key::base32(Word::text(service.secret.as_ref()));
    collector.take(Entry {
        algorithm: otp.algorithm,
        digits: otp.digits,
        period: otp.period,
        counter: otp.counter,
        about: About {
            groups: group.into_iter().collect(),
            tags: own_title.then_some(title).into_iter().collect(),
            ..About::default()
        },
        ..Entry::new(kind, names, key)
    });
}

#[cfg(test)]
mod tests;
