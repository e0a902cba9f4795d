//! Whose codes these are: by the file's name, by the lines above them, by their shape.

use super::set::Set;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use model::Timestamp;
use provider::{CodesRule, Directory, Owner};
use regex::Regex;
use secret::RecoveryCode;
use std::sync::LazyLock;

/// The entry that stands for services nobody described.
const UNKNOWN: &str = "other";

/// What is known about the account of a set.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Known {
    pub(super) owner: Option<Owner>,
    /// The name of the service's instance.
    pub(super) name: String,
    pub(super) username: String,
    pub(super) obtained: Option<Timestamp>,
}

/// Whose set this is. The file's name speaks for a file with one set only.
pub(super) fn of(set: &Set<'_>, file: &str, only: bool, providers: &Directory) -> Known {
    let mut known = Known::default();
    if only && let Some(named) = providers.by_file_name(file) {
        known.owner = Some(named.owner);
        known.username = named.username.unwrap_or_default();
        known.obtained = date_in(file);
    }
    if known.owner.is_none() {
        known.owner = by_headings(set, providers)
            .or_else(|| by_content(set, providers))
            .or_else(|| only.then(|| in_text(base_name(file), providers)).flatten());
    }
    if let Some(owner) = &known.owner {
        let instance = providers
            .get(&owner.provider)
            .and_then(|provider| provider.instance(owner.instance.as_deref()));
        known.name = instance.map_or_else(String::new, |instance| instance.name.clone());
        if known.username.is_empty() {
            let headings = set.headings.iter();
            known.username = headings
                .filter_map(|line| username_in(line, &known.name, providers))
                .next_back()
                .unwrap_or_default();
        }
    }
    known
}

/// Whose codes they are by their shape, number and header.
pub(super) fn by_content(set: &Set<'_>, providers: &Directory) -> Option<Owner> {
    let codes = set.tokens.iter().map(|token| token.text);
    let header = set.headings.last().copied();
    providers
        .by_codes(header.into_iter().chain(codes.clone()))
        .or_else(|| providers.by_codes(codes))
        .filter(known)
}

fn known(owner: &Owner) -> bool {
    owner.provider != UNKNOWN
}

/// The service that the lines above name, the nearest line first.
fn by_headings(set: &Set<'_>, providers: &Directory) -> Option<Owner> {
    set.headings
        .iter()
        .rev()
        .find_map(|line| in_text(line, providers))
}

/// A service named in a line: the whole of it, or up to three words of it.
pub(super) fn in_text(line: &str, providers: &Directory) -> Option<Owner> {
    let words: Vec<&str> = line
        .split(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '.' | '-'))
        .map(|word| word.trim_matches(['.', '-']))
        .filter(|word| !word.is_empty())
        .collect();
    let windows = (1..=3).rev().flat_map(|length| words.windows(length));
    windows
        .map(|window| window.join(" "))
        .chain(
            words
                .iter()
                .flat_map(|word| word.split('-'))
                .map(str::to_owned),
        )
        .find_map(|phrase| providers.by_issuer(&phrase))
        .filter(known)
}

pub(super) fn base_name(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

static LABELLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:user ?name|user|account|login|e-?mail|konto|benutzer(?:name)?)\s*[:=]\s*([^\s,;()]+)")
        .ok()
});
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+").ok());
static FOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:for|für|pour|para)\s+(?:the\s+)?(?:user\s+|account\s+)?@?([\w.+-]+)").ok()
});
/// Words behind "for" that are no username.
const NO_NAME: [&str; 16] = [
    "your",
    "the",
    "my",
    "this",
    "account",
    "user",
    "two-factor",
    "2fa",
    "one",
    "each",
    "when",
    "signing",
    "use",
    "login",
    // "for https://…" names a site.
    "https",
    "http",
];

/// The username that a line calls so, as it stands there. It may look like the codes below it.
pub(super) fn labelled(line: &str) -> Option<&str> {
    let captures = LABELLED.as_ref()?.captures(line)?;
    Some(captures.get(1)?.as_str())
}

/// The username that a line names.
fn username_in(line: &str, service: &str, providers: &Directory) -> Option<String> {
    let first = |pattern: &LazyLock<Option<Regex>>, group: usize| {
        let captures = pattern.as_ref()?.captures(line)?;
        let name = captures
            .get(group)?
            .as_str()
            .trim_matches(['.', ':', '"', '\'']);
        (!name.is_empty()).then(|| name.to_owned())
    };
    let is_name = |name: &String| {
        providers.by_issuer(name).is_none() && !NO_NAME.contains(&name.to_lowercase().as_str())
    };
    first(&LABELLED, 1)
        .or_else(|| first(&ADDRESS, 0))
        .or_else(|| first(&FOR, 1).filter(is_name))
        .or_else(|| behind(line, service).filter(is_name))
}

/// `PyPI/name`, `PyPI (name)`, `PyPI: name`, `PyPI @name`.
fn behind(line: &str, service: &str) -> Option<String> {
    let at = line
        .to_ascii_lowercase()
        .find(&service.to_ascii_lowercase())?;
    let rest = line.get(at + service.len()..)?.trim_start();
    let rest = rest.strip_prefix(['/', '(', ':', '@'])?.trim_start();
    let name: String = rest
        .chars()
        .take_while(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.' | '+' | '@'))
        .collect();
    let alone = rest.get(name.len()..)?.trim_matches([')', ' ', ':', '\r']);
    (!name.is_empty() && alone.is_empty()).then_some(name)
}

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(\d{4})-(\d\d)-(\d\d)[T\ _](\d\d)[:_\-.\u{a789}\u{f03a}](\d\d)[:_\-.\u{a789}\u{f03a}](\d\d)
          (?:[.,_]\d{1,9})?(?:Z|([+\-])(\d\d)[:_]?(\d\d))?",
    )
    .ok()
});

/// When the file was made, by the time in its name: ISO 8601, where browsers put `_` or `-` for
/// the colons. Without offset it is UTC.
fn date_in(file: &str) -> Option<Timestamp> {
    let found = DATE.as_ref()?.captures(file)?;
    let number = |at: usize| found.get(at)?.as_str().parse::<i16>().ok();
    let small = |at: usize| i8::try_from(number(at)?).ok();
    let time = DateTime::new(
        number(1)?,
        small(2)?,
        small(3)?,
        small(4)?,
        small(5)?,
        small(6)?,
        0,
    )
    .ok()?;
    let utc = time.to_zoned(TimeZone::UTC).ok()?.timestamp();
    let ahead = match (number(8), number(9)) {
        (Some(hours), Some(minutes)) => i64::from(hours) * 3600 + i64::from(minutes) * 60,
        _ => 0,
    };
    let sign = if found.get(7).is_some_and(|sign| sign.as_str() == "-") {
        -1
    } else {
        1
    };
    Timestamp::from_second(utc.as_second() - sign * ahead).ok()
}

/// What does not fit what is known of the service.
pub(super) fn doubts(codes: &[RecoveryCode], rule: &CodesRule, service: &str) -> Vec<String> {
    let mut doubts = Vec::new();
    let odd = codes
        .iter()
        .filter(|code| !rule.matches(code.text.expose()))
        .count();
    if odd > 0 {
        doubts.push(format!(
            "{odd} of the {} codes do not look like those of {service}; check whose they are",
            codes.len()
        ));
    }
    if let Some(count) = rule.count
        && usize::try_from(count) != Ok(codes.len())
    {
        doubts.push(format!(
            "{service} hands out {count} codes at a time, and this text has {}; check that none is missing",
            codes.len()
        ));
    }
    if let Some(unverified) = rule.unverified.as_deref().filter(|_| !doubts.is_empty()) {
        doubts.push(format!(
            "not verified about the codes of {service}: {unverified}"
        ));
    }
    doubts
}
