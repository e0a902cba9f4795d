//! The database: entries and groups, versions 1 to 3.

use super::DAMAGED;
use crate::codes;
use crate::json::{Cut, MAX_HELD};
use crate::otpauth::key::{self, Key};
use crate::otpauth::uri::{UriProblem, algorithm_of};
use crate::report::{label, tell};
use crate::{
    Candidate, Format, ImportError, ImportReport, Lossy, Offer, OfferKind, Options, ParsedOtp,
    Progress, Watch, text,
};
use model::{Digits, OtpParameters, Period};
use secret::SecretText;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::HashMap;

const NEWEST: i64 = 3;
/// An entry with a large picture has some hundred kilobytes; one beyond this would be copied.
const MAX_ENTRY: usize = 16 << 20;
/// How often the watch is asked.
const STEP: usize = 1_000;

#[derive(Deserialize)]
struct Database<'a> {
    version: Option<i64>,
    #[serde(borrow)]
    entries: Cut<'a>,
    #[serde(borrow)]
    groups: Option<Cut<'a>>,
}

/// A string that is wiped.
#[derive(Deserialize)]
#[serde(from = "String")]
struct Word(SecretText);

impl From<String> for Word {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Word {
    fn name(word: Option<&Self>) -> String {
        word.map(|word| text::name(word.0.expose()))
            .unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Group {
    uuid: String,
    name: String,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    name: Option<Word>,
    issuer: Option<Word>,
    note: Option<Word>,
    #[serde(default)]
    favorite: Option<bool>,
    icon: Option<Word>,
    group: Option<String>,
    #[serde(borrow)]
    groups: Option<Cut<'a>>,
    #[serde(borrow)]
    info: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Info {
    secret: Option<Word>,
    algo: Option<String>,
    digits: Option<i64>,
    period: Option<i64>,
    counter: Option<i64>,
    pin: Option<Word>,
}

/// Reads the database.
///
/// # Errors
/// `Damaged`, `Unsupported` for a newer version, `TooManyEntries`, `Cancelled`.
pub(super) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let database: Database<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
    if !(1..=NEWEST).contains(&database.version.unwrap_or(1)) {
        return Err(ImportError::Unsupported {
            what: "an Aegis database of a newer version",
            instead: "look for a newer Reentry, or export a plain list of otpauth URIs from Aegis",
        });
    }
    let max = options.limits.max_entries.min(MAX_HELD);
    if database.entries.count > max {
        return Err(ImportError::TooManyEntries { max });
    }
    let mut reader = Reader {
        report: ImportReport::new(Format::Aegis),
        groups: groups(database.groups.as_ref()),
        icons: 0,
        options,
    };
    let of = database.entries.elements.len();
    for (done, raw) in database.entries.elements.into_iter().enumerate() {
        if done % STEP == 0 {
            tell(watch, Progress::Entries { done, of })?;
        }
        reader.entry(raw);
    }
    let Reader {
        mut report, icons, ..
    } = reader;
    if icons > 0 {
        let icons = format!("the pictures of {icons} entries are not kept");
        report.warnings.push(icons);
    }
    Ok(report)
}

fn groups(groups: Option<&Cut<'_>>) -> HashMap<String, String> {
    groups
        .into_iter()
        .flat_map(|groups| &groups.elements)
        .filter_map(|raw| serde_json::from_str::<Group>(raw.get()).ok())
        .map(|group| (group.uuid, text::name(&group.name)))
        .collect()
}

struct Reader<'a> {
    report: ImportReport,
    /// Group names by their ids.
    groups: HashMap<String, String>,
    icons: usize,
    options: &'a Options<'a>,
}

impl Reader<'_> {
    fn entry(&mut self, raw: &RawValue) {
        // The parser's own message quotes what it found, so it is not shown.
        const MALFORMED: &str = "the entry has not the form that Aegis writes; export it again";
        if raw.get().len() > MAX_ENTRY {
            return self.report.reject("", "the entry is larger than 16 MiB");
        }
        let Ok(entry) = serde_json::from_str::<Entry<'_>>(raw.get()) else {
            return self.report.reject("", MALFORMED);
        };
        let issuer = Word::name(entry.issuer.as_ref());
        let username = Word::name(entry.name.as_ref());
        let info = entry
            .info
            .map(|info| serde_json::from_str::<Info>(info.get()));
        let Some(Ok(info)) = info else {
            return self.report.reject(label(&issuer, &username), MALFORMED);
        };
        match otp(entry.kind.as_deref().unwrap_or_default(), info) {
            Ok((otp, trailing_bits)) => self.accept(entry, issuer, username, otp, trailing_bits),
            Err(reason) => self.report.reject(label(&issuer, &username), reason),
        }
    }

    fn accept(
        &mut self,
        entry: Entry<'_>,
        issuer: String,
        username: String,
        otp: ParsedOtp,
        trailing_bits: bool,
    ) {
        let mut candidate = Candidate::new(self.report.next());
        candidate.provider = self.options.providers.by_issuer(&issuer);
        candidate.issuer = issuer;
        candidate.username = username;
        candidate.favourite = entry.favorite.unwrap_or_default();
        let mut groups = self.group_names(&entry).into_iter();
        candidate.group = groups.next();
        candidate.tags = groups.collect();
        self.icons += usize::from(entry.icon.is_some_and(|icon| !icon.0.is_empty()));
        if trailing_bits {
            self.report.lossy.push(Lossy {
                entry: candidate.entry,
                reason: "the last bits of the secret, which no code uses, are not kept".to_owned(),
            });
        }
        candidate.note = entry
            .note
            .map(|note| note.0)
            .filter(|note| !note.is_empty());
        self.report.offers.extend(self.offer(&candidate));
        candidate.otp = Some(otp);
        self.report.candidates.push(candidate);
    }

    /// Version 3 has ids, the older ones a name.
    fn group_names(&self, entry: &Entry<'_>) -> Vec<String> {
        let ids = entry.groups.iter().flat_map(|groups| &groups.elements);
        ids.filter_map(|id| serde_json::from_str::<String>(id.get()).ok())
            .filter_map(|id| self.groups.get(&id).cloned())
            .chain(entry.group.as_deref().map(text::name))
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// Notes are where Aegis' users keep recovery codes.
    fn offer(&self, candidate: &Candidate) -> Option<Offer> {
        let note = candidate.note.as_ref()?;
        let owner = candidate.provider.as_ref();
        let codes = codes::in_note(note.expose(), owner, self.options.providers)?;
        Some(Offer {
            kind: OfferKind::Codes,
            entry: Some(candidate.entry),
            account: candidate.label(),
            count: u32::try_from(codes.codes.len()).unwrap_or(u32::MAX),
            codes,
        })
    }
}

fn otp(kind: &str, info: Info) -> Result<(ParsedOtp, bool), String> {
    let said = |problem: UriProblem| problem.to_string();
    let secret = info.secret.as_ref().map_or("", |secret| secret.0.expose());
    let key = key::base32(secret).map_err(|problem| problem.to_string())?;
    let digits = || -> Result<Digits, UriProblem> {
        info.digits.map_or(Ok(Digits::DEFAULT), |digits| {
            let digits = u32::try_from(digits).map_err(|_| UriProblem::Digits)?;
            Digits::try_from(digits).map_err(|_| UriProblem::Digits)
        })
    };
    let algorithm = || algorithm_of(info.algo.as_deref());
    let parameters = match kind.to_ascii_lowercase().as_str() {
        "totp" => OtpParameters::Totp {
            algorithm: algorithm().map_err(said)?,
            digits: digits().map_err(said)?,
            period: period(info.period).map_err(said)?,
        },
        "hotp" => OtpParameters::Hotp {
            algorithm: algorithm().map_err(said)?,
            digits: digits().map_err(said)?,
            counter: u64::try_from(info.counter.unwrap_or_default())
                .map_err(|_| said(UriProblem::Counter))?,
        },
        "steam" => OtpParameters::Steam,
        "motp" => OtpParameters::Motp,
        "yandex" => OtpParameters::Yandex,
        _ => return Err("its type is none of totp, hotp, steam, motp and yandex".to_owned()),
    };
    let Key {
        bytes,
        trailing_bits,
    } = match parameters {
        OtpParameters::Yandex => key::yandex(key).map_err(|problem| problem.to_string())?,
        _ => key,
    };
    let otp = ParsedOtp {
        parameters,
        secret: bytes,
        pin: info.pin.map(|pin| pin.0).filter(|pin| !pin.is_empty()),
        uri_parameters: Vec::new(),
    };
    Ok((otp, trailing_bits))
}

fn period(seconds: Option<i64>) -> Result<Period, UriProblem> {
    seconds.map_or(Ok(Period::DEFAULT), |seconds| {
        let seconds = u64::try_from(seconds).map_err(|_| UriProblem::Period)?;
        Period::try_from(seconds).map_err(|_| UriProblem::Period)
    })
}
