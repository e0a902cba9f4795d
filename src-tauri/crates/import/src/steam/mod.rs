//! Steam's authenticator file: of a rooted phone (`Steamguard-…`), or the `.maFile` of a desktop
//! app. Its revocation code is a recovery code.

mod folder;

use crate::entry::{Collector, Entry, Names};
use crate::json::Word;
use crate::otpauth::key::{Key, KeyProblem};
use crate::{Format, ImportError, ImportReport, Options, Watch, base64};
use model::OtpType;
use secret::SecretBytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

pub(crate) use folder::read_folder;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "Steam authenticator file",
};

const LIST_ALONE: ImportError = ImportError::Unsupported {
    what: "the list of Steam Desktop Authenticator without the files that it names",
    instead: "pack its whole folder maFiles into a zip archive, and import that",
};

/// What only the list of the folder has.
#[derive(Deserialize)]
struct List<'a> {
    #[serde(borrow, rename = "first_run")]
    _first_run: &'a RawValue,
    #[serde(borrow, rename = "entries")]
    _entries: &'a RawValue,
}

#[derive(Deserialize)]
struct Account {
    account_name: Option<Word>,
    shared_secret: Option<Word>,
    revocation_code: Option<Word>,
}

/// Newer files hold several accounts by their numbers.
#[derive(Deserialize)]
struct Accounts<'a> {
    #[serde(borrow)]
    accounts: BTreeMap<String, &'a RawValue>,
}

/// Reads a file of one account or of several.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    if serde_json::from_str::<List<'_>>(text).is_ok() {
        return Err(LIST_ALONE);
    }
    let mut collector = Collector::new(Format::Steam, options);
    match serde_json::from_str::<Accounts<'_>>(text) {
        Ok(several) => {
            for (done, raw) in several.accounts.values().enumerate() {
                collector.step(done, watch)?;
                add(&mut collector, raw.get());
            }
        }
        Err(_) => {
            let one: &RawValue = serde_json::from_str(text).map_err(|_| DAMAGED)?;
            collector.step(0, watch)?;
            add(&mut collector, one.get());
        }
    }
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, text: &str) {
    let mut names = Names {
        issuer: "Steam".to_owned(),
        username: String::new(),
    };
    let Ok(account) = serde_json::from_str::<Account>(text) else {
        return collector.malformed(&names);
    };
    names.username = Word::name(account.account_name.as_ref());
    let before = collector.report.candidates.len();
    let key = key(Word::text(account.shared_secret.as_ref()));
    collector.take(Entry::new(OtpType::Steam, names.clone(), key));
    let candidates = &collector.report.candidates;
    let entry = candidates.get(before).map(|one| one.entry);
    if let Some(code) = Word::filled(account.revocation_code) {
        collector.offer_code(&names, entry, &code);
    }
}

/// Steam's secrets are base64 of 20 bytes.
fn key(text: &str) -> Result<Key, KeyProblem> {
    if text.trim().is_empty() {
        return Err(KeyProblem::Missing);
    }
    let bytes = base64::decode(text).filter(|bytes| (8..=64).contains(&bytes.len()));
    Ok(Key {
        bytes: SecretBytes::from(bytes.ok_or(KeyProblem::NotSteam)?),
        trailing_bits: false,
    })
}

#[cfg(test)]
mod tests {
    use crate::Format;
    use crate::testing::{BYTES, base64, check_cut, code, import, rejected, shown};
    use serde_json::{Value, json};

    fn account(name: &str) -> Value {
        json!({
            "account_name": name, "shared_secret": base64(BYTES), "revocation_code": "R12345",
            "identity_secret": base64(b"another"), "serial_number": "1", "uri": "otpauth://x",
        })
    }

    #[test]
    fn one_account_or_several() {
        let one = account("alice").to_string();
        let report = import(one.as_bytes(), None).expect("one");
        assert_eq!(report.format, Format::Steam);
        assert_eq!(shown(&report), ["1 steam | Steam | alice | S"]);
        let offer = &report.offers[0];
        assert_eq!((offer.entry, offer.count), (Some(1), 1));
        assert_eq!(offer.account, "Steam/alice");
        assert_eq!(offer.codes.codes[0].text.expose(), "R12345");
        let mut bad = account("bob");
        bad["shared_secret"] = json!("?");
        let several =
            json!({"accounts": {"1": account("alice"), "2": bad, "3": 7, "4": account("carol")}});
        let report = import(several.to_string().as_bytes(), None).expect("several");
        assert_eq!(
            shown(&report),
            ["1 steam | Steam | alice | S", "4 steam | Steam | carol | S"]
        );
        assert_eq!(
            rejected(&report),
            [
                "2 Steam/bob | the Steam secret is",
                "3 Steam | the entry has not"
            ]
        );
        assert_eq!(
            report.offers.len(),
            3,
            "the code of a bad entry is still good"
        );
    }

    #[test]
    fn empty_and_cut_off() {
        let report = import(b"{\"shared_secret\":\"\"}", None).expect("read");
        assert_eq!(rejected(&report), ["1 Steam | the secret is missing"]);
        assert_eq!(code(b"{\"shared_secret\":", None), "damaged");
        let text = format!(
            "{{\"shared_secret\":\"{}\",\"account_name\":\"alice\"}}",
            base64(BYTES)
        );
        check_cut(text.as_bytes(), 17, None, &["damaged"]);
    }
}
