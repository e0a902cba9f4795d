//! Reentry's own export, `export --format json`: every account with its key URIs, recovery code
//! sets, note and labels.

use crate::entry::{About, Collector, Names};
use crate::json::{Cut, Number, Word};
use crate::{Candidate, Format, ImportError, ImportReport, Options, ParsedCodes, Watch, text};
use model::{CodeState, Timestamp};
use provider::{Directory, Owner};
use secret::{RecoveryCode, SecretText};
use serde::Deserialize;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "Reentry export",
};

#[derive(Deserialize)]
struct Export<'a> {
    #[serde(default)]
    version: Number,
    #[serde(borrow)]
    accounts: Cut<'a>,
}

#[derive(Deserialize)]
struct Account<'a> {
    provider: Option<String>,
    instance: Option<String>,
    issuer: Option<Word>,
    username: Option<Word>,
    #[serde(default)]
    tags: Vec<String>,
    group: Option<String>,
    #[serde(default)]
    favourite: bool,
    note: Option<Word>,
    #[serde(borrow)]
    otp: Option<Cut<'a>>,
    #[serde(borrow)]
    code_sets: Option<Cut<'a>>,
}

#[derive(Deserialize)]
struct Otp {
    uri: Word,
    pin: Option<Word>,
}

#[derive(Deserialize)]
struct CodeSet {
    obtained: Option<Timestamp>,
    #[serde(default)]
    burned_unknown: u32,
    codes: Vec<Code>,
    original: Option<Word>,
}

#[derive(Deserialize)]
struct Code {
    code: Word,
    state: String,
    used_at: Option<Timestamp>,
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
    if !matches!(export.version, Number::Absent | Number::Is(1)) {
        return Err(ImportError::Unsupported {
            what: "an export of a newer Reentry",
            instead: "look for a newer Reentry",
        });
    }
    let mut collector = Collector::new(Format::Reentry, options);
    collector.each(
        &export.accounts,
        watch,
        |collector, account: Account<'_>| {
            add(collector, &account, options.providers);
        },
    )?;
    Ok(collector.finish())
}

fn add(collector: &mut Collector<'_>, account: &Account<'_>, providers: &Directory) {
    let names = Names {
        issuer: Word::name(account.issuer.as_ref()),
        username: Word::name(account.username.as_ref()),
    };
    let owner = owner(account, providers);
    for raw in account.otp.iter().flat_map(|cut| &cut.elements) {
        let Ok(otp) = serde_json::from_str::<Otp>(raw.get()) else {
            collector.malformed(&names);
            continue;
        };
        let before = collector.report.candidates.len();
        collector.take_uri(otp.uri.0.expose(), &names, about(account));
        if collector.report.candidates.len() == before {
            continue;
        }
        if let Some(candidate) = collector.report.candidates.last_mut() {
            candidate.provider.clone_from(&owner);
            if let Some(read) = &mut candidate.otp
                && read.pin.is_none()
            {
                read.pin = Word::filled(otp.pin);
            }
        }
    }
    for raw in account.code_sets.iter().flat_map(|cut| &cut.elements) {
        match serde_json::from_str::<CodeSet>(raw.get())
            .ok()
            .and_then(codes)
        {
            Some(codes) => {
                let candidate = with_codes(collector, &names, &owner, account, codes);
                collector.report.candidates.push(candidate);
            }
            None => collector.malformed(&names),
        }
    }
}

fn about(account: &Account<'_>) -> About {
    About {
        note: note(account),
        groups: account.group.clone().into_iter().collect(),
        tags: account.tags.clone(),
        favourite: account.favourite,
        ..About::default()
    }
}

fn note(account: &Account<'_>) -> Option<SecretText> {
    account.note.as_ref().map(|note| note.0.clone())
}

/// The provider as the export names it, where it is known here too.
fn owner(account: &Account<'_>, providers: &Directory) -> Option<Owner> {
    let id = account.provider.as_deref().filter(|id| *id != "other")?;
    providers.get(id)?.instance(account.instance.as_deref())?;
    Some(Owner {
        provider: id.to_owned(),
        instance: account.instance.clone(),
    })
}

fn codes(set: CodeSet) -> Option<ParsedCodes> {
    let codes: Option<Vec<RecoveryCode>> = set
        .codes
        .into_iter()
        .map(|code| {
            let state = match code.state.as_str() {
                "unused" => CodeState::Unused,
                "used" => CodeState::Used { at: code.used_at },
                "burned" => CodeState::Burned,
                _ => return None,
            };
            let text = code.code.0;
            Some(RecoveryCode { text, state })
        })
        .collect();
    let codes = codes.filter(|codes| !codes.is_empty())?;
    let original = set.original.map_or_else(SecretText::default, |text| text.0);
    Some(ParsedCodes {
        codes,
        burned_unknown: set.burned_unknown,
        obtained: set.obtained,
        original,
    })
}

fn with_codes(
    collector: &Collector<'_>,
    names: &Names,
    owner: &Option<Owner>,
    account: &Account<'_>,
    codes: ParsedCodes,
) -> Candidate {
    let mut candidate = Candidate::new(collector.report.next());
    candidate.issuer.clone_from(&names.issuer);
    candidate.username.clone_from(&names.username);
    candidate.provider.clone_from(owner);
    candidate.note = note(account);
    candidate.tags = account.tags.iter().map(|tag| text::name(tag)).collect();
    candidate.group = account.group.as_deref().map(text::name);
    candidate.favourite = account.favourite;
    candidate.needs_account = names.username.is_empty();
    candidate.codes = Some(codes);
    candidate
}

#[cfg(test)]
mod tests {
    use crate::testing::{code, import};
    use crate::{Format, ImportReport};
    use model::CodeState;

    const EXPORT: &str = r#"{
      "format": "reentry-export", "version": 1,
      "accounts": [
        {"provider": "pypi", "instance": "testpypi", "issuer": "TestPyPI", "username": "alice",
         "tags": ["work"], "group": "Packages", "favourite": true, "note": "in the safe",
         "otp": [
           {"uri": "otpauth://totp/TestPyPI:alice?secret=JBSWY3DPEHPK3PXP&issuer=TestPyPI&x=y"},
           {"uri": "motp://TestPyPI:alice?secret=48656c6c6f21deadbeef", "pin": "1234"},
           {"uri": "no uri"}, {}],
         "code_sets": [
           {"obtained": "2026-03-01T10:00:00Z", "burned_unknown": 1, "original": "a1\nb2",
            "codes": [{"code": "a1", "state": "used", "used_at": "2026-04-01T00:00:00Z"},
                      {"code": "b2", "state": "unused", "used_at": null}]},
           {"codes": [{"code": "c3", "state": "lost"}]}]},
        {"provider": "no-such-provider", "issuer": "X", "username": "", "otp": [], "code_sets": []},
        7
      ]}"#;

    fn read() -> ImportReport {
        import(EXPORT.as_bytes(), None).expect("read")
    }

    #[test]
    fn accounts_come_back_with_everything() {
        let report = read();
        assert_eq!(report.format, Format::Reentry);
        assert_eq!((report.candidates.len(), report.rejected.len()), (3, 4));
        for one in &report.candidates {
            let owner = one.provider.as_ref().expect("known");
            assert_eq!(owner.instance.as_deref(), Some("testpypi"));
            assert_eq!(
                (one.tags.as_slice(), one.favourite),
                (&["work".to_owned()][..], true)
            );
            assert_eq!(one.group.as_deref(), Some("Packages"));
            assert!(one.note.is_some() && !one.needs_account);
        }
        let motp = report.candidates[1].otp.as_ref().expect("otp");
        assert_eq!(
            motp.pin.as_ref().map(secret::SecretText::expose),
            Some("1234")
        );
        let codes = report.candidates[2].codes.as_ref().expect("codes");
        assert_eq!((codes.codes.len(), codes.burned_unknown), (2, 1));
        assert!(matches!(
            codes.codes[0].state,
            CodeState::Used { at: Some(_) }
        ));
        assert_eq!(codes.original.expose(), "a1\nb2");
    }

    #[test]
    fn newer_and_cut_off_exports_say_so() {
        let newer = EXPORT.replace("\"version\": 1", "\"version\": 2");
        assert_eq!(code(newer.as_bytes(), None), "unsupported");
        for end in 40..EXPORT.len() {
            assert_eq!(code(&EXPORT.as_bytes()[..end], None), "damaged", "{end}");
        }
    }
}
