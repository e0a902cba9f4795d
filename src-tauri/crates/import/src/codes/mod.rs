//! Recovery codes in texts: the files that services offer for download, and any block of codes
//! in a text.
//!
//! A block is five or more tokens of one shape: same length, same dashes, same alphabet. Tokens
//! stand on lines of their own, in columns, behind bullets or numbers, or amid prose. Each is kept
//! verbatim, and so is the text.

mod line;
mod owner;
mod plausible;
mod set;
mod single;
mod software;
mod token;

use crate::{Candidate, Format, ImportError, ImportReport, Options, ParsedCodes, Source};
use owner::Known;
use plausible::Hint;
use provider::{Directory, Owner};
use secret::{RecoveryCode, SecretText};
use set::Set;
use std::collections::HashSet;

/// Longer texts are not searched: the longest code files have a few kilobytes.
const MAX_TEXT: usize = 1 << 20;

/// Reads a text as recovery codes; `None` where it holds none.
///
/// # Errors
/// `NotOfFormat` if the user says that it holds codes and it does not.
pub(crate) fn read(
    text: &str,
    source: &Source<'_>,
    options: &Options<'_>,
) -> Result<Option<ImportReport>, ImportError> {
    let forced = options.format == Some(Format::RecoveryCodes);
    let file = options.providers.by_file_name(source.name);
    let hint = match (&file, forced) {
        (_, true) => Hint::Forced,
        (Some(_), _) => Hint::Named,
        _ => Hint::of(source.name, text),
    };
    let sets = find(text, hint, options.providers);
    let few = sets.iter().map(|set| set.tokens.len()).sum::<usize>() < set::SIBLINGS;
    if few
        && hint >= Hint::Worded
        && let Some((key, name)) = single::find(text, source.name, None, options.providers)
    {
        return Ok(Some(one_key(&key, name, source, options.providers)));
    }
    if sets.is_empty() {
        return if forced {
            Err(ImportError::NotOfFormat(Format::RecoveryCodes))
        } else {
            Ok(None)
        };
    }
    let mut report = ImportReport::new(Format::RecoveryCodes);
    let only = sets.len() == 1;
    for set in &sets {
        let known = owner::of(set, source.name, only, options.providers);
        let unknown = known.owner.is_none();
        add(&mut report, set, known, options.providers);
        if unknown && let Some(codes) = report.candidates.last().and_then(|one| one.codes.as_ref())
        {
            let doubt = software::doubt(&codes.codes, source.name);
            report.warnings.extend(doubt);
        }
    }
    Ok(Some(report))
}

/// The report of a text with the one key of a service.
fn one_key(
    key: &Set<'_>,
    name: Option<&str>,
    source: &Source<'_>,
    providers: &Directory,
) -> ImportReport {
    let mut report = ImportReport::new(Format::RecoveryCodes);
    let known = owner::of(key, source.name, true, providers);
    add(&mut report, key, known, providers);
    if let (Some(one), Some(name)) = (report.candidates.last_mut(), name)
        && one.issuer.is_empty()
    {
        name.clone_into(&mut one.issuer);
    }
    report
}

/// The codes in a note or in the prose around URIs, if there are any; several sets count as
/// one, as nobody can say there whose they are.
pub(crate) fn in_note(
    text: &str,
    owner: Option<&Owner>,
    providers: &Directory,
) -> Option<ParsedCodes> {
    let hint = Hint::of("", text);
    let mut sets = find(text, hint, providers);
    if sets.is_empty() && hint >= Hint::Worded {
        sets.extend(single::find(text, "", owner, providers).map(|(key, _)| key));
    }
    as_one(&sets, text, owner, providers)
}

/// The same for a file in an entry. Its name may say that it holds codes, and whose, where the
/// entry does not.
pub(crate) fn in_file(
    name: &str,
    text: &str,
    owner: Option<Owner>,
    providers: &Directory,
) -> (Option<Owner>, Option<ParsedCodes>) {
    let named = providers.by_file_name(name);
    let hint = match &named {
        Some(_) => Hint::Named,
        None => Hint::of(name, text),
    };
    let owner = owner.or_else(|| named.map(|named| named.owner));
    let mut sets = find(text, hint, providers);
    if sets.is_empty() && hint >= Hint::Worded {
        sets.extend(single::find(text, name, owner.as_ref(), providers).map(|(key, _)| key));
    }
    let codes = as_one(&sets, text, owner.as_ref(), providers);
    (owner, codes)
}

fn as_one(
    sets: &[Set<'_>],
    text: &str,
    owner: Option<&Owner>,
    providers: &Directory,
) -> Option<ParsedCodes> {
    let codes: Vec<RecoveryCode> = sets.iter().flat_map(|set| codes(set).0).collect();
    let rule = owner.and_then(|owner| providers.codes_rule(&owner.provider));
    (!codes.is_empty()).then(|| ParsedCodes {
        codes,
        burned_unknown: rule.map_or(0, |rule| rule.burned_at_setup),
        obtained: None,
        original: SecretText::new(text),
    })
}

fn find<'a>(text: &'a str, hint: Hint, providers: &Directory) -> Vec<Set<'a>> {
    if text.len() > MAX_TEXT {
        return Vec::new();
    }
    let mut sets = set::split(text, hint);
    sets.retain(|set| {
        let known = owner::by_content(set, providers).is_some();
        let hint = if known { hint.max(Hint::Shaped) } else { hint };
        plausible::is_plausible(set, hint)
    });
    set::claim_text(&mut sets, text);
    sets
}

fn add(report: &mut ImportReport, set: &Set<'_>, known: Known, providers: &Directory) {
    let mut candidate = Candidate::new(report.next());
    let (codes, twice) = codes(set);
    if twice > 0 {
        report.warnings.push(format!(
            "{twice} codes stand in the text more than once and count once"
        ));
    }
    if set.marks_not_understood > 0 {
        report.warnings.push(format!(
            "{} codes have a remark that was not understood; they count as unused: mark the used ones",
            set.marks_not_understood
        ));
    }
    let mut burned_unknown = 0;
    if let Some(owner) = &known.owner {
        if let Some(rule) = providers.codes_rule(&owner.provider) {
            burned_unknown = rule.burned_at_setup;
            report
                .warnings
                .extend(owner::doubts(&codes, rule, &known.name));
        }
        candidate.issuer.clone_from(&known.name);
    }
    candidate.needs_account = known.owner.is_none() || known.username.is_empty();
    candidate.provider = known.owner;
    candidate.username = known.username;
    candidate.codes = Some(ParsedCodes {
        codes,
        burned_unknown,
        obtained: known.obtained,
        original: SecretText::new(set.text),
    });
    report.candidates.push(candidate);
}

/// The codes, each once, and how many stood there again.
fn codes(set: &Set<'_>) -> (Vec<RecoveryCode>, usize) {
    let mut seen = HashSet::new();
    let codes: Vec<RecoveryCode> = set
        .tokens
        .iter()
        .filter(|token| seen.insert(token.text))
        .map(|token| RecoveryCode {
            text: SecretText::new(token.text),
            state: token.state(),
        })
        .collect();
    let twice = set.tokens.len() - codes.len();
    (codes, twice)
}

#[cfg(test)]
mod decoys;
#[cfg(test)]
mod tests;
