//! Duo Mobile's `accounts.json`, of a rooted phone. Only the accounts of others are in it: Duo's
//! own stay on the phone.

use crate::entry::{Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key;
use crate::{Format, ImportError, ImportReport, Options, Watch};
use model::OtpType;
use serde::Deserialize;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "Duo account list",
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    account_type: Option<String>,
    name: Option<Word>,
    otp_generator: Option<Generator>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Generator {
    otp_secret: Option<Word>,
    #[serde(default)]
    counter: Number,
}

/// Reads the list.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let accounts: Cut<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let mut collector = Collector::new(Format::Duo, options);
    collector.each(&accounts, watch, add)?;
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, account: Account) {
    let names = Names::of("", &Word::name(account.name.as_ref()));
    let theirs = account.account_type.as_deref() == Some("OtpAccount");
    let (true, Some(generator)) = (theirs, account.otp_generator) else {
        return collector.reject(
            &names,
            "it is Duo's own account, which works on its phone only",
        );
    };
    let kind = match generator.counter {
        Number::Absent => OtpType::Totp,
        _ => OtpType::Hotp,
    };
    let key = key::base32(Word::text(generator.otp_secret.as_ref()));
    collector.take(Entry {
        counter: generator.counter,
        ..Entry::new(kind, names, key)
    });
}

#[cfg(test)]
mod tests {
    use crate::Format;
    use crate::testing::{SECRET, check_cut, code, import, import_as, rejected, shown};
    use serde_json::{Value, json};

    fn account(name: &str, generator: Value) -> Value {
        json!({"accountType": "OtpAccount", "name": name, "otpGenerator": generator})
    }

    #[test]
    fn accounts_good_and_bad() {
        let accounts = json!([
            account("PyPI:alice", json!({"otpSecret": SECRET})),
            account("VPN", json!({"otpSecret": SECRET, "counter": 12})),
            {"accountType": "DuoAccount", "name": "Work", "otpGenerator": {}},
            account("Bad", json!({"otpSecret": "0189"})),
            account("Bad", json!({"otpSecret": SECRET, "counter": -1})),
            7,
            account("bob", json!({"otpSecret": SECRET})),
        ]);
        let text = accounts.to_string();
        let report = import(text.as_bytes(), None).expect("a list");
        assert_eq!(report.format, Format::Duo);
        assert_eq!(
            shown(&report),
            [
                "1 totp SHA1 6 30 | PyPI | alice | S",
                "2 hotp SHA1 6 #12 |  | VPN | S",
                "7 totp SHA1 6 30 |  | bob | S",
            ]
        );
        assert_eq!(
            rejected(&report),
            [
                "3 Work | it is Duo's own",
                "4 Bad | the secret holds a",
                "5 Bad | counter must be a",
                "6  | the entry has not",
            ]
        );
        // Any app's list may be empty: whose it is has to be said.
        let empty = import_as(Some(Format::Duo), b"[]", None).expect("empty");
        assert_eq!((empty.format, empty.entries()), (Format::Duo, 0));
        assert_eq!(code(b"[]", None), "unknown_format");
        let key = "\"otpGenerator\":";
        let from = text.find(key).expect("there") + key.len();
        check_cut(text.as_bytes(), from, None, &["damaged"]);
    }
}
