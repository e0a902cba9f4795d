//! Entries as the exports of apps have them, and what becomes of them in the report.

use crate::codes;
use crate::json::{Cut, MAX_HELD, Number};
use crate::otpauth;
use crate::otpauth::key::{self, Key, KeyProblem};
use crate::otpauth::uri::{MAX_COUNTER, UriProblem, algorithm_of, without_prefix};
use crate::report::{label, tell};
use crate::{
    Candidate, Format, ImportError, ImportReport, Lossy, Offer, OfferKind, Options, ParsedCodes,
    ParsedOtp, Progress, Watch, text,
};
use model::{CodeState, Digits, OtpParameters, OtpType, Period};
use provider::Owner;
use secret::{RecoveryCode, SecretText};
use serde::Deserialize;
use serde_json::value::RawValue;

/// An entry with a large picture has some hundred kilobytes; one beyond this would be copied.
const MAX_ENTRY: usize = 16 << 20;
/// So much of attached files is searched for recovery codes; a hostile file refers to one of them
/// again and again.
const MAX_SEARCHED: usize = 16 << 20;
/// How often the watch is asked.
const STEP: usize = 1_000;
/// The parser's own message quotes what it found, so it is not shown.
/// Of the last row of a table.
const CUT_OFF: &str = "the file ends within this entry; export it again";
const MALFORMED: &str = "the entry has not the form that the app writes; export it again";

/// Issuer and username, as far as an export tells them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Names {
    pub(crate) issuer: String,
    pub(crate) username: String,
}

impl Names {
    /// Out of fields fit for display or not. Some apps repeat the issuer in front of the username;
    /// others have both in one field.
    pub(crate) fn of(issuer: &str, label: &str) -> Self {
        let (issuer, label) = (text::name(issuer), text::name(label));
        if let Some(username) = without_prefix(&label, &issuer) {
            return Self { issuer, username };
        }
        match label.split_once(':') {
            Some((prefix, rest)) if issuer.is_empty() && !prefix.contains('@') => Self {
                issuer: prefix.trim().to_owned(),
                username: rest.trim().to_owned(),
            },
            _ => Self {
                issuer,
                username: label,
            },
        }
    }

    fn label(&self) -> String {
        label(&self.issuer, &self.username)
    }

    /// An offer of codes that seem to belong to this account.
    fn offer(&self, entry: Option<usize>, provider: Option<Owner>, codes: ParsedCodes) -> Offer {
        Offer {
            kind: OfferKind::Codes,
            entry,
            account: self.label(),
            issuer: self.issuer.clone(),
            username: self.username.clone(),
            provider,
            count: u32::try_from(codes.codes.len()).unwrap_or(u32::MAX),
            codes,
        }
    }
}

/// What an export knows of an entry beside its credential.
#[derive(Debug, Default)]
pub(crate) struct About {
    pub(crate) note: Option<SecretText>,
    /// Groups, folders or categories; the first is the account's group, the others are tags.
    pub(crate) groups: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) favourite: bool,
    /// The address of the service's site, where its name does not tell the service.
    pub(crate) site: Option<String>,
    /// What of it is not carried over.
    pub(crate) lossy: Vec<&'static str>,
}

impl About {
    /// For the next credential of an item: the note stays with the first, so that its codes are
    /// offered once.
    pub(crate) fn next(&mut self) -> Self {
        Self {
            note: self.note.take(),
            groups: self.groups.clone(),
            tags: self.tags.clone(),
            favourite: self.favourite,
            site: self.site.clone(),
            lossy: std::mem::take(&mut self.lossy),
        }
    }
}

/// An entry in parts.
pub(crate) struct Entry {
    pub(crate) kind: OtpType,
    pub(crate) names: Names,
    pub(crate) key: Result<Key, KeyProblem>,
    pub(crate) algorithm: Option<String>,
    pub(crate) digits: Number,
    pub(crate) period: Number,
    /// The next counter to use.
    pub(crate) counter: Number,
    pub(crate) pin: Option<SecretText>,
    pub(crate) about: About,
}

impl Entry {
    /// An entry with nothing but what each has.
    pub(crate) fn new(kind: OtpType, names: Names, key: Result<Key, KeyProblem>) -> Self {
        Self {
            kind,
            names,
            key,
            algorithm: None,
            digits: Number::Absent,
            period: Number::Absent,
            counter: Number::Absent,
            pin: None,
            about: About::default(),
        }
    }

    fn parameters(&self) -> Result<OtpParameters, UriProblem> {
        let algorithm = || {
            let name = self.algorithm.as_deref().map(str::trim);
            algorithm_of(name.filter(|name| !name.is_empty() && *name != "null"))
        };
        Ok(match self.kind {
            OtpType::Totp => OtpParameters::Totp {
                algorithm: algorithm()?,
                digits: digits(self.digits)?,
                period: period(self.period)?,
            },
            OtpType::Hotp => OtpParameters::Hotp {
                algorithm: algorithm()?,
                digits: digits(self.digits)?,
                counter: counter(self.counter)?,
            },
            OtpType::Steam => OtpParameters::Steam,
            OtpType::Motp => OtpParameters::Motp,
            OtpType::Yandex => OtpParameters::Yandex,
        })
    }
}

fn digits(number: Number) -> Result<Digits, UriProblem> {
    number
        .natural(UriProblem::Digits)?
        .map_or(Ok(Digits::DEFAULT), |digits| {
            let digits = u32::try_from(digits).map_err(|_| UriProblem::Digits)?;
            Digits::try_from(digits).map_err(|_| UriProblem::Digits)
        })
}

fn period(number: Number) -> Result<Period, UriProblem> {
    number
        .natural(UriProblem::Period)?
        .map_or(Ok(Period::DEFAULT), |seconds| {
            Period::try_from(seconds).map_err(|_| UriProblem::Period)
        })
}

fn counter(number: Number) -> Result<u64, UriProblem> {
    match number.natural(UriProblem::Counter)? {
        Some(counter) if counter > MAX_COUNTER => Err(UriProblem::Counter),
        counter => Ok(counter.unwrap_or_default()),
    }
}

/// Makes the report of one export out of its entries, one by one.
pub(crate) struct Collector<'a> {
    pub(crate) report: ImportReport,
    /// Entries with a picture.
    pub(crate) icons: usize,
    /// Files within the entries.
    pub(crate) files: usize,
    /// Entries in the trash that have one-time codes.
    pub(crate) trashed: usize,
    /// Bytes of files that were searched for recovery codes.
    searched: usize,
    /// Whether the export is of a password manager: then what was passed over is said.
    pub(crate) passwords: bool,
    options: &'a Options<'a>,
}

impl<'a> Collector<'a> {
    /// For the export of a password manager.
    pub(crate) fn of_passwords(format: Format, options: &'a Options<'a>) -> Self {
        Self {
            passwords: true,
            ..Self::new(format, options)
        }
    }

    pub(crate) fn new(format: Format, options: &'a Options<'a>) -> Self {
        Self {
            report: ImportReport::new(format),
            icons: 0,
            files: 0,
            trashed: 0,
            searched: 0,
            passwords: false,
            options,
        }
    }

    /// Reads each entry of an array with `read`; one that is not of form `T` is rejected.
    ///
    /// # Errors
    /// `TooManyEntries`, `Cancelled`.
    pub(crate) fn each<'de, T: Deserialize<'de>>(
        &mut self,
        entries: &Cut<'de>,
        watch: &Watch<'_>,
        mut read: impl FnMut(&mut Self, T),
    ) -> Result<(), ImportError> {
        self.each_raw(entries, watch, |this, raw| {
            match serde_json::from_str(raw.get()) {
                Ok(entry) => read(this, entry),
                Err(_) => this.malformed(&Names::default()),
            }
        })
    }

    /// The same with the text of each entry, for entries that are not read in one go.
    ///
    /// # Errors
    /// `TooManyEntries`, `Cancelled`.
    pub(crate) fn each_raw<'de>(
        &mut self,
        entries: &Cut<'de>,
        watch: &Watch<'_>,
        mut read: impl FnMut(&mut Self, &'de RawValue),
    ) -> Result<(), ImportError> {
        self.room(entries.count)?;
        let of = entries.elements.len();
        for (done, raw) in entries.elements.iter().enumerate() {
            if done.is_multiple_of(STEP) {
                tell(watch, Progress::Entries { done, of })?;
            }
            if raw.get().len() > MAX_ENTRY {
                self.report.reject("", "the entry is larger than 16 MiB");
            } else {
                read(self, raw);
            }
        }
        Ok(())
    }

    /// Whether so many entries more may come.
    ///
    /// # Errors
    /// `TooManyEntries`.
    pub(crate) fn room(&self, more: usize) -> Result<(), ImportError> {
        let max = self.options.limits.max_entries.min(MAX_HELD);
        if self.report.entries().saturating_add(more) > max {
            return Err(ImportError::TooManyEntries { max });
        }
        Ok(())
    }

    /// Rejects an entry that has another form than the app's.
    pub(crate) fn malformed(&mut self, names: &Names) {
        self.reject(names, MALFORMED);
    }

    /// Rejects an entry that the file ends in.
    pub(crate) fn cut_off(&mut self, names: &Names) {
        self.reject(names, CUT_OFF);
    }

    pub(crate) fn reject(&mut self, names: &Names, reason: impl Into<String>) {
        self.report.reject(names.label(), reason);
    }

    /// Takes an entry as candidate, or rejects it.
    pub(crate) fn take(&mut self, entry: Entry) {
        match otp(&entry) {
            Ok((otp, trailing_bits)) => {
                let Entry {
                    names, mut about, ..
                } = entry;
                if trailing_bits {
                    about
                        .lossy
                        .push("the last bits of the secret, which no code uses, are not kept");
                }
                let mut candidate = Candidate::new(self.report.next());
                candidate.provider = self.options.providers.by_issuer(&names.issuer);
                candidate.issuer = names.issuer;
                candidate.username = names.username;
                candidate.otp = Some(otp);
                self.report.candidates.push(candidate);
                describe(&mut self.report, about, self.options);
            }
            Err(reason) => self.reject(&entry.names, reason),
        }
    }

    /// Takes a key URI. Where it names no issuer or no username, the entry's are taken.
    pub(crate) fn take_uri(&mut self, uri: &str, names: &Names, about: About) {
        let before = self.report.candidates.len();
        otpauth::add(&mut self.report, uri, self.options.providers);
        if self.report.candidates.len() == before {
            if let Some(rejected) = self.report.rejected.last_mut()
                && rejected.name.is_empty()
            {
                rejected.name = names.label();
            }
            return;
        }
        if let Some(candidate) = self.report.candidates.last_mut() {
            if candidate.issuer.is_empty() {
                candidate.issuer.clone_from(&names.issuer);
            }
            if candidate.username.is_empty() {
                candidate.username.clone_from(&names.username);
            }
            if candidate.provider.is_none() {
                candidate.provider = self.options.providers.by_issuer(&candidate.issuer);
            }
        }
        describe(&mut self.report, about, self.options);
    }

    /// Counts an entry that has no credential, and offers the recovery codes of its note.
    pub(crate) fn without_otp(
        &mut self,
        names: &Names,
        note: Option<&SecretText>,
        site: Option<&str>,
    ) {
        self.report.ignored = self.report.ignored.saturating_add(1);
        if let Some(note) = note {
            self.offer(names, None, site, note.expose());
        }
    }

    /// The service, by its name, else by the address of its site.
    fn owner(&self, names: &Names, site: Option<&str>) -> Option<Owner> {
        let providers = self.options.providers;
        let by_site = || providers.by_issuer(site.and_then(host)?);
        providers.by_issuer(&names.issuer).or_else(by_site)
    }

    /// Offers the recovery codes of a text beside the note; `entry` is the credential that it
    /// belongs to.
    pub(crate) fn offer(
        &mut self,
        names: &Names,
        entry: Option<usize>,
        site: Option<&str>,
        text: &str,
    ) {
        let provider = self.owner(names, site);
        let codes = codes::in_note(text, provider.as_ref(), self.options.providers);
        let offer = codes.map(|codes| names.offer(entry, provider, codes));
        self.report.offers.extend(offer);
    }

    /// The same for a file beside the credential, whose name may say what it holds.
    pub(crate) fn offer_file(
        &mut self,
        names: &Names,
        entry: Option<usize>,
        site: Option<&str>,
        name: &str,
        text: &str,
    ) {
        self.searched = self.searched.saturating_add(text.len());
        if self.searched > MAX_SEARCHED {
            return;
        }
        let own = self.owner(names, site);
        let (owner, codes) = codes::in_file(name, text, own, self.options.providers);
        let offer = codes.map(|codes| names.offer(entry, owner, codes));
        self.report.offers.extend(offer);
    }

    /// Takes back candidates from `last` on that repeat a credential of the same item, whose
    /// first is at `first`: some apps write each in two ways.
    pub(crate) fn drop_repeated(&mut self, first: usize, last: usize) {
        let ours = self.report.candidates.get(first..).unwrap_or_default();
        let (earlier, new) = ours.split_at(last.saturating_sub(first).min(ours.len()));
        let repeated = new
            .iter()
            .any(|new| earlier.iter().any(|old| same_credential(old, new)));
        if repeated {
            self.report.candidates.truncate(last);
            let next = self.report.next();
            self.report.lossy.retain(|lossy| lossy.entry < next);
            self.report
                .offers
                .retain(|offer| offer.entry.is_none_or(|entry| entry < next));
        }
    }

    /// Offers one code that the export names as one.
    pub(crate) fn offer_code(&mut self, names: &Names, entry: Option<usize>, code: &SecretText) {
        let codes = ParsedCodes {
            codes: vec![RecoveryCode {
                text: code.clone(),
                state: CodeState::Unused,
            }],
            burned_unknown: 0,
            obtained: None,
            original: code.clone(),
        };
        let provider = self.options.providers.by_issuer(&names.issuer);
        let offer = names.offer(entry, provider, codes);
        self.report.offers.push(offer);
    }

    /// Counts the entries that are not in an array: asks the watch, and stops when there are too
    /// many.
    ///
    /// # Errors
    /// `TooManyEntries`, `Cancelled`.
    pub(crate) fn step(&mut self, done: usize, watch: &Watch<'_>) -> Result<(), ImportError> {
        if done.is_multiple_of(STEP) {
            tell(watch, Progress::Entries { done, of: done })?;
        }
        self.room(1)
    }

    /// The report.
    pub(crate) fn finish(mut self) -> ImportReport {
        if self.icons > 0 {
            let icons = format!("the pictures of {} entries are not kept", self.icons);
            self.report.warnings.push(icons);
        }
        if self.passwords {
            let rest = match self.report.ignored {
                0 => String::new(),
                ignored => format!("; {ignored} entries without one-time codes were passed over"),
            };
            let said = format!("no passwords were taken{rest}");
            self.report.warnings.push(said);
        }
        if self.trashed > 0 {
            let said = format!(
                "{} entries with one-time codes lie in the trash and were not taken; put them back \
                 there and export again if you need them",
                self.trashed
            );
            self.report.warnings.push(said);
        }
        if self.files > 0 {
            let said = format!(
                "{} attached files are not kept; recovery codes in them are offered",
                self.files
            );
            self.report.warnings.push(said);
        }
        self.report
    }
}

fn same_credential(one: &Candidate, other: &Candidate) -> bool {
    let parts = |one: &Candidate| {
        one.otp
            .as_ref()
            .map(|otp| (otp.parameters, otp.secret.clone()))
    };
    parts(one) == parts(other)
}

/// Adds what the export says beside the credential to the last candidate.
pub(crate) fn describe(report: &mut ImportReport, about: About, options: &Options<'_>) {
    let Some(candidate) = report.candidates.last_mut() else {
        return;
    };
    let named = |names: Vec<String>| {
        let names = names.into_iter().map(|name| text::name(&name));
        names.filter(|name| !name.is_empty()).collect::<Vec<_>>()
    };
    if candidate.provider.is_none() {
        let site = about.site.as_deref().and_then(host);
        candidate.provider = site.and_then(|host| options.providers.by_issuer(host));
    }
    let mut groups = named(about.groups).into_iter();
    candidate.group = groups.next();
    candidate.tags = groups.chain(named(about.tags)).collect();
    candidate.favourite = about.favourite;
    candidate.note = about.note.filter(|note| !note.is_empty());
    for reason in about.lossy {
        report.lossy.push(Lossy {
            entry: candidate.entry,
            reason: reason.to_owned(),
        });
    }
    let offer = offer(candidate, options);
    report.offers.extend(offer);
}

/// The host of an address.
fn host(address: &str) -> Option<&str> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// Notes are where people keep recovery codes.
fn offer(candidate: &Candidate, options: &Options<'_>) -> Option<Offer> {
    let note = candidate.note.as_ref()?;
    let owner = candidate.provider.as_ref();
    let codes = codes::in_note(note.expose(), owner, options.providers)?;
    let names = Names {
        issuer: candidate.issuer.clone(),
        username: candidate.username.clone(),
    };
    Some(names.offer(Some(candidate.entry), owner.cloned(), codes))
}

fn otp(entry: &Entry) -> Result<(ParsedOtp, bool), String> {
    let said = |problem: &dyn std::fmt::Display| problem.to_string();
    let key = match &entry.key {
        Ok(key) => key.clone(),
        Err(problem) => return Err(said(problem)),
    };
    let parameters = entry.parameters().map_err(|problem| said(&problem))?;
    let Key {
        bytes,
        trailing_bits,
    } = match parameters {
        OtpParameters::Yandex => key::yandex(key).map_err(|problem| said(&problem))?,
        _ => key,
    };
    let otp = ParsedOtp {
        parameters,
        secret: bytes,
        pin: entry.pin.clone().filter(|pin| !pin.is_empty()),
        uri_parameters: Vec::new(),
    };
    Ok((otp, trailing_bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_one_field_or_in_two() {
        let names = |issuer: &str, username: &str| Names {
            issuer: issuer.to_owned(),
            username: username.to_owned(),
        };
        for (issuer, label, expected) in [
            ("PyPI", "alice", names("PyPI", "alice")),
            ("PyPI", "pypi: alice", names("PyPI", "alice")),
            ("PyPI", "npm:alice", names("PyPI", "npm:alice")),
            ("", "PyPI:alice", names("PyPI", "alice")),
            ("", "@a:example.org", names("", "@a:example.org")),
            ("", "alice", names("", "alice")),
            (" PyPI\n", " alice ", names("PyPI", "alice")),
        ] {
            assert_eq!(Names::of(issuer, label), expected, "{issuer} {label}");
        }
    }
}
