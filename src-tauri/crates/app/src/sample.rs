//! A sample vault to look around in: invented accounts in a folder of its own, marked in its
//! settings, thrown away by one click. A real vault is never touched.

use crate::change::change;
use crate::edit::{self, Changes};
use crate::{AppError, Code, fresh, open};
use model::Timestamp;
use provider::Directory;
use secret::{AccountRecord, Randomness, SecretText};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vault::{Location, Payload, SAMPLE, Vault};

/// What opens the sample. It protects nothing: everything in it is invented and public.
pub const PASSPHRASE: &str = "only a sample";

/// An invented account: its key URI, its recovery codes, its labels.
type Invented = (&'static str, &'static str, &'static [&'static str]);

/// The invented accounts. Their secrets say so in base32.
const ACCOUNTS: &[Invented] = &[
    (
        "otpauth://totp/PyPI:sampleuser?secret=NFXHMZLOORSWIIDTMFWXA3DFEAYDAMBR&issuer=PyPI",
        "0000000000000001\n0000000000000002\n0000000000000003\n0000000000000004\n\
         0000000000000005\n0000000000000006\n0000000000000007\n0000000000000008",
        &["packages"],
    ),
    (
        "otpauth://totp/GitHub:sampleuser?secret=NFXHMZLOORSWIIDTMFWXA3DFEAYDAMBS&issuer=GitHub",
        "00000-00001\n00000-00002\n00000-00003\n00000-00004",
        &["code"],
    ),
    (
        "otpauth://totp/npm:sampleuser?secret=NFXHMZLOORSWIIDTMFWXA3DFEAYDAMBT&issuer=npm",
        "",
        &["packages"],
    ),
    (
        "otpauth://totp/Sample%20Mail:sample%40example.org?secret=NFXHMZLOORSWIIDTMFWXA3DFEAYDAMBU\
         &issuer=Sample%20Mail&algorithm=SHA256&digits=8",
        "",
        &[],
    ),
    (
        "otpauth://hotp/Sample%20Door:keeper?secret=NFXHMZLOORSWIIDTMFWXA3DFEAYDAMBV\
         &issuer=Sample%20Door&counter=7",
        "",
        &[],
    ),
];

/// Where the sample of this machine is: beside what is remembered of vaults, never in a folder
/// that the user named.
#[must_use]
pub fn location(state: &Location) -> Location {
    Location::new(state.state.join("sample-vault"), state.state.clone())
}

/// Makes the sample, or opens the one that is there.
///
/// # Errors
/// `wrong_passphrase` where the user gave the sample another one; what making and opening a
/// vault can meet.
pub fn open(
    place: &Location,
    providers: &Directory,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<Vault, AppError> {
    let passphrase = SecretText::new(PASSPHRASE);
    if open::is_there(place) {
        return open::unlock(place, &passphrase);
    }
    let records = records(providers, now, randomness)?;
    let mut vault = open::create(place, &passphrase, now, randomness)?;
    let items = records.iter().flat_map(items).collect::<Vec<_>>();
    change(&mut vault, now, |payload| {
        payload
            .settings
            .insert(SAMPLE.to_owned(), json!({ "items": items }));
        payload.accounts = records;
        Ok(())
    })?;
    Ok(vault)
}

/// How many accounts the user has put in, or put something into.
#[must_use]
pub fn added(payload: &Payload) -> usize {
    let invented: BTreeSet<&str> = payload
        .settings
        .get(SAMPLE)
        .and_then(|mark| mark.get("items"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let is_new = |record: &&AccountRecord| {
        items(record)
            .iter()
            .any(|item| !invented.contains(item.as_str()))
    };
    payload.all_records().filter(is_new).count()
}

/// Throws the sample away. `even_added`: the user has said that what they added may go too.
///
/// # Errors
/// `unsupported` for a vault that is no sample; `attention` where something was added and
/// nobody confirmed that it may go; what removing files can meet.
pub fn discard(vault: Vault, place: &Location, even_added: bool) -> Result<(), AppError> {
    may_go(&vault, place, even_added)?;
    Ok(vault.discard_sample()?)
}

/// Whether the sample may be thrown away, before it is.
///
/// # Errors
/// As [`discard`].
pub fn may_go(vault: &Vault, place: &Location, even_added: bool) -> Result<(), AppError> {
    if !vault.payload().is_sample() || vault.location().folder != place.folder {
        return Err(AppError::new(
            Code::Unsupported,
            "This is no sample.",
            "Nothing was deleted.",
            "A real vault is never deleted here.",
        ));
    }
    match added(vault.payload()) {
        0 => Ok(()),
        _ if even_added => Ok(()),
        added => Err(AppError::new(
            Code::Attention,
            match added {
                1 => "You added something of your own to the sample.".to_owned(),
                _ => format!("You added {added} accounts of your own to the sample."),
            },
            "Nothing was deleted.",
            "Write down what you need, or say that it may go.",
        )),
    }
}

/// The ids of an account and of what is in it.
fn items(record: &AccountRecord) -> Vec<String> {
    let otp = record.otp.iter().map(|otp| otp.id.to_string());
    let sets = record.code_sets.iter().map(|set| set.id.to_string());
    std::iter::once(record.account.id.to_string())
        .chain(otp)
        .chain(sets)
        .collect()
}

fn records(
    providers: &Directory,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<Vec<AccountRecord>, AppError> {
    let mut records = Vec::with_capacity(ACCOUNTS.len());
    for (uri, codes, tags) in ACCOUNTS {
        let (credential, names) = edit::credential_of_uri(&SecretText::new(*uri))?;
        let (issuer, username) = names.unwrap_or_default();
        let owner = providers.by_issuer(&issuer);
        let mut codes = edit::codes_of_lines(&SecretText::new(*codes));
        let rule = owner
            .as_ref()
            .and_then(|owner| providers.codes_rule(&owner.provider));
        codes.burned_unknown = rule.map_or(0, |rule| rule.burned_at_setup);
        let mut record = fresh::empty(owner, &issuer, &username, now, randomness)?;
        let changes = Changes {
            otp: Some(credential),
            codes: Some(codes).filter(|codes| !codes.codes.is_empty()),
            tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
            ..Changes::default()
        };
        edit::apply(&mut record, changes, now, randomness)?;
        records.push(record);
    }
    Ok(records)
}
