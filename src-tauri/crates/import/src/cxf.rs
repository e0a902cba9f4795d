//! The Credential Exchange Format of the FIDO Alliance, version 1.0, in plain JSON. Of its
//! credentials only one-time codes are taken, and codes in notes are offered.

use crate::entry::{About, Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::otpauth::key;
use crate::{Format, ImportError, ImportReport, Options, Watch};
use model::OtpType;
use secret::SecretText;
use serde::Deserialize;
use serde_json::value::RawValue;

const DAMAGED: ImportError = ImportError::Damaged { what: "CXF export" };

#[derive(Deserialize)]
struct Export<'a> {
    #[serde(borrow)]
    accounts: Cut<'a>,
    version: Option<Version>,
}

#[derive(Deserialize)]
struct Version {
    #[serde(default)]
    major: Number,
}

#[derive(Deserialize)]
struct Account<'a> {
    #[serde(borrow)]
    items: Cut<'a>,
}

#[derive(Deserialize)]
struct Item<'a> {
    title: Option<Word>,
    favorite: Option<bool>,
    tags: Option<Vec<String>>,
    scope: Option<Scope>,
    #[serde(borrow)]
    credentials: Cut<'a>,
}

#[derive(Deserialize)]
struct Scope {
    urls: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Totp {
    secret: Option<Word>,
    issuer: Option<Word>,
    username: Option<Word>,
    algorithm: Option<String>,
    #[serde(default)]
    digits: Number,
    #[serde(default)]
    period: Number,
}

/// A field that the user may edit: its value is what counts.
#[derive(Deserialize)]
struct Field {
    value: Option<Word>,
}

#[derive(Deserialize)]
struct Note {
    content: Option<Field>,
}

#[derive(Deserialize)]
struct Login {
    username: Option<Field>,
}

#[derive(Deserialize)]
struct CustomFields {
    fields: Vec<Field>,
}

/// Reads an export.
///
/// # Errors
/// `Damaged`, `Unsupported` for a newer version, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let export: Export<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    let major = export
        .version
        .map_or(Number::Absent, |version| version.major);
    if !matches!(major, Number::Absent | Number::Is(0 | 1)) {
        return Err(ImportError::Unsupported {
            what: "a CXF export of a newer version",
            instead: "look for a newer Reentry",
        });
    }
    let mut collector = Collector::new(Format::Cxf, options);
    for account in &export.accounts.elements {
        let account: Account<'_> = serde_json::from_str(account.get()).map_err(|_| DAMAGED)?;
        collector.each(&account.items, watch, |collector, item: Item<'_>| {
            add(collector, item);
        })?;
    }
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, item: Item<'_>) {
    let credentials = &item.credentials.elements;
    let login = first::<Login>(credentials, "basic-auth").and_then(|login| login.username);
    let names = Names {
        issuer: Word::name(item.title.as_ref()),
        username: Word::name(login.and_then(|field| field.value).as_ref()),
    };
    let note =
        first::<Note>(credentials, "note").and_then(|note| Word::filled(note.content?.value));
    let urls = item.scope.and_then(|scope| scope.urls).unwrap_or_default();
    let before = collector.report.candidates.len();
    let mut found = false;
    for raw in of_kind(credentials, "totp") {
        found = true;
        let Ok(totp) = serde_json::from_str::<Totp>(raw.get()) else {
            collector.malformed(&names);
            continue;
        };
        let about = About {
            note: note.clone(),
            tags: item.tags.clone().unwrap_or_default(),
            favourite: item.favorite.unwrap_or_default(),
            site: urls.first().cloned(),
            ..About::default()
        };
        add_totp(collector, totp, &names, about);
    }
    if !found {
        collector.without_otp(&names, note.as_ref(), urls.first().map(String::as_str));
    }
    let taken = collector.report.candidates.get(before).map(|one| one.entry);
    for raw in of_kind(credentials, "custom-fields") {
        let fields = serde_json::from_str::<CustomFields>(raw.get());
        for field in fields.into_iter().flat_map(|fields| fields.fields) {
            let text = field
                .value
                .map_or_else(SecretText::default, |value| value.0);
            collector.offer(
                &names,
                taken,
                urls.first().map(String::as_str),
                text.expose(),
            );
        }
    }
}

fn add_totp(collector: &mut Collector<'_>, totp: Totp, names: &Names, about: About) {
    let or = |own: Option<&Word>, other: &String| match Word::name(own) {
        name if name.is_empty() => other.clone(),
        name => name,
    };
    let names = Names {
        issuer: or(totp.issuer.as_ref(), &names.issuer),
        username: or(totp.username.as_ref(), &names.username),
    };
    let key = key::base32(Word::text(totp.secret.as_ref()));
    collector.take(Entry {
        algorithm: totp.algorithm,
        digits: totp.digits,
        period: totp.period,
        about,
        ..Entry::new(OtpType::Totp, names, key)
    });
}

fn of_kind<'a>(
    credentials: &'a [&'a RawValue],
    kind: &'static str,
) -> impl Iterator<Item = &'a &'a RawValue> {
    credentials.iter().filter(move |raw| {
        serde_json::from_str::<Kind>(raw.get()).is_ok_and(|found| found.kind == kind)
    })
}

fn first<'a, T: Deserialize<'a>>(credentials: &'a [&'a RawValue], kind: &'static str) -> Option<T> {
    of_kind(credentials, kind).find_map(|raw| serde_json::from_str(raw.get()).ok())
}

#[cfg(test)]
mod tests {
    use crate::Format;
    use crate::testing::{CODES, SECRET, check_cut, code, import, rejected, shown};
    use serde_json::{Value, json};

    fn item(title: &str, credentials: Value) -> Value {
        json!({"id": "a", "title": title, "credentials": credentials})
    }

    fn totp(secret: &str) -> Value {
        json!({"type": "totp", "secret": secret, "period": 30, "digits": 6, "algorithm": "sha1"})
    }

    fn export(items: &Value) -> Value {
        json!({
            "version": {"major": 1, "minor": 0}, "exporterRpId": "example.org",
            "exporterDisplayName": "Example", "timestamp": 1_700_000_000,
            "accounts": [{"id": "x", "username": "", "email": "", "collections": [], "items": items}],
        })
    }

    fn field(value: &str) -> Value {
        json!({"fieldType": "string", "value": value})
    }

    #[test]
    fn one_time_codes_notes_and_fields() {
        let mut first = item(
            "My account",
            json!([
                {"type": "basic-auth", "username": field("alice"), "password": field("never-taken")},
                totp(SECRET),
                {"type": "note", "content": field("kept")},
                {"type": "custom-fields", "fields": [field(CODES), {"value": null}]},
            ]),
        );
        (first["favorite"], first["tags"]) = (json!(true), json!(["Work"]));
        first["scope"] = json!({"urls": ["https://github.com/login"]});
        let mut named = totp(SECRET);
        named["issuer"] = json!("Example");
        (named["username"], named["algorithm"]) = (json!("bob"), json!("sha512"));
        (named["digits"], named["period"]) = (json!(8), json!(60));
        let items = json!([
            first,
            item("Two", json!([named, totp("0189"), {"type": "totp", "secret": 7}])),
            item("GitHub", json!([{"type": "note", "content": field(CODES)}, {"type": "passkey"}])),
            {"title": "no credentials"},
            item("Last", json!([totp(SECRET)])),
        ]);
        let text = export(&items).to_string();
        let report = import(text.as_bytes(), None).expect("an export");
        assert_eq!(report.format, Format::Cxf);
        assert_eq!(
            shown(&report),
            [
                "1 totp SHA1 6 30 | My account | alice | S | tags Work | star | note kept",
                "2 totp SHA512 8 60 | Example | bob | S",
                "6 totp SHA1 6 30 | Last |  | S",
            ]
        );
        assert_eq!(
            rejected(&report),
            [
                "3 Two | the secret holds a",
                "4 Two | the entry has not",
                "5  | the entry has not",
            ]
        );
        let owner = report.candidates[0].provider.as_ref().expect("by its site");
        assert_eq!(owner.provider, "github");
        assert_eq!((report.ignored, report.offers.len()), (1, 2));
        assert_eq!(
            (report.offers[0].entry, report.offers[0].count),
            (Some(1), 5)
        );
        assert!(!format!("{report:?}").contains("never-taken"));
    }

    #[test]
    fn empty_newer_and_cut_off() {
        let mut vault = export(&json!([]));
        let empty = import(vault.to_string().as_bytes(), None).expect("empty");
        assert_eq!(empty.entries(), 0);
        vault["version"]["major"] = json!(2);
        assert_eq!(code(vault.to_string().as_bytes(), None), "unsupported");
        vault["version"]["major"] = json!(1);
        vault["accounts"] = json!([7]);
        assert_eq!(code(vault.to_string().as_bytes(), None), "damaged");
        let items = json!([item("A", json!([totp(SECRET)]))]);
        let text = format!("{{\"exporterRpId\":\"e\",\"accounts\":[{{\"items\":{items}}}]}}");
        check_cut(text.as_bytes(), 16, None, &["damaged"]);
    }
}
