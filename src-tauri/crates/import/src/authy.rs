//! Authy, as a script in the console of its former desktop app wrote it: an array of names,
//! secrets and URIs.

use crate::entry::{About, Collector, Entry, Names};
use crate::json::{Cut, Word};
use crate::otpauth::key;
use crate::{Format, ImportError, ImportReport, Options, Watch};
use model::OtpType;
use serde::Deserialize;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "Authy export",
};

#[derive(Deserialize)]
struct Token {
    name: Option<Word>,
    secret: Option<Word>,
    uri: Option<Word>,
}

/// Reads the array.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let tokens: Cut<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let mut collector = Collector::new(Format::Authy, options);
    collector.each(&tokens, watch, |collector, token: Token| {
        let names = Names::of("", Word::text(token.name.as_ref()));
        let uri = Word::text(token.uri.as_ref());
        if uri.contains("://") {
            collector.take_uri(uri, &names, About::default());
        } else {
            let key = key::base32(Word::text(token.secret.as_ref()));
            collector.take(Entry::new(OtpType::Totp, names, key));
        }
    })?;
    Ok(collector.finish())
}

#[cfg(test)]
mod tests {
    use crate::Format;
    use crate::testing::{SECRET, check_cut, import, rejected, shown};
    use serde_json::json;

    #[test]
    fn tokens_good_and_bad() {
        let uri = format!("otpauth://totp/alice?secret={SECRET}&digits=7&period=10");
        let tokens = json!([
            {"name": "PyPI: alice", "secret": SECRET, "uri": uri},
            {"name": "GitHub: bob", "secret": SECRET, "uri": ""},
            {"name": "Bad", "secret": "0189", "uri": null},
            {"name": "Bad", "secret": SECRET, "uri": "otpauth://new/x"},
            [],
            {"name": "carol", "secret": SECRET},
        ]);
        let text = tokens.to_string();
        let report = import(text.as_bytes(), None).expect("an array");
        assert_eq!(report.format, Format::Authy);
        assert_eq!(
            shown(&report),
            [
                "1 totp SHA1 7 10 | PyPI | alice | S",
                "2 totp SHA1 6 30 | GitHub | bob | S",
                "6 totp SHA1 6 30 |  | carol | S",
            ]
        );
        assert_eq!(
            rejected(&report),
            [
                "3 Bad | the secret holds a",
                "4 Bad | the type of the",
                "5  | the entry has not",
            ]
        );
        let key = "\"uri\":\"otpauth:";
        let from = text.find(key).expect("there") + key.len();
        check_cut(text.as_bytes(), from, None, &["damaged"]);
    }
}
