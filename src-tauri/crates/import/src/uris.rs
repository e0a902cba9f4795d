//! A text that holds URIs.

use crate::otpauth::scan::{Uri, scan};
use crate::report::tell;
use crate::{
    Format, ImportError, ImportReport, Offer, OfferKind, Options, Progress, Watch, aegis, codes,
    ente, migration, otpauth, winauth,
};
use zeroize::Zeroizing;

/// How often the watch is asked.
const STEP: usize = 1_000;
/// More prose than this is not searched for codes.
const MAX_PROSE: usize = 1 << 20;

/// Reads the URIs of a text; `None` where it holds none.
///
/// # Errors
/// `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Option<ImportReport>, ImportError> {
    let found = scan(text, options.limits.max_entries);
    if found.uris.is_empty() {
        return Ok(None);
    }
    let mut report = ImportReport::new(format_of(&found.uris));
    add(&mut report, &found.uris, options, watch)?;
    report.ignored = found.ignored;
    if breaks_off(text, &found.uris) {
        report.warnings.push(
            "the last entry lacks what all the others have, and the text ends there: it may be cut \
             off. Compare its codes with those of the app"
                .to_owned(),
        );
    }
    report.offers.extend(offer(&found.others, options));
    Ok(Some(report))
}

/// Whether the text seems to end within its last URI: one that ends it and lacks a parameter which
/// all the others of its type have. Half a secret is a secret, too, and gives wrong codes.
fn breaks_off(text: &str, uris: &[Uri<'_>]) -> bool {
    let [others @ .., Uri::Key(last)] = uris else {
        return false;
    };
    let kind = |uri: &str| uri.split('/').nth(2).map(str::to_ascii_lowercase);
    let has = |uri: &str, name: &str| names(uri).any(|found| found == name);
    let mut others = others.iter().filter_map(|uri| match uri {
        Uri::Key(uri) if kind(uri) == kind(last) => Some(*uri),
        _ => None,
    });
    let (Some(first), true) = (others.next(), text.ends_with(last)) else {
        return false;
    };
    let others: Vec<&str> = others.collect();
    !others.is_empty()
        && names(first)
            .filter(|name| others.iter().all(|uri| has(uri, name)))
            .any(|name| !has(last, name))
}

/// The names of a URI's parameters.
fn names(uri: &str) -> impl Iterator<Item = &str> {
    let query = uri.split_once('?').map_or("", |(_, query)| query);
    query
        .split('&')
        .filter_map(|pair| Some(pair.split_once('=')?.0))
}

/// Adds all these URIs to a report.
pub(crate) fn add(
    report: &mut ImportReport,
    uris: &[Uri<'_>],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<(), ImportError> {
    for (done, uri) in uris.iter().enumerate() {
        if done % STEP == 0 {
            let of = uris.len();
            tell(watch, Progress::Entries { done, of })?;
        }
        match uri {
            Uri::Key(uri) if ente::is_own(uri) => ente::add(report, uri, options),
            Uri::Key(uri) if report.format == Format::WinAuth => {
                winauth::add(report, uri, options.providers);
            }
            Uri::Key(uri) => otpauth::add(report, uri, options.providers),
            Uri::Migration(uri) => migration::add(report, uri, options.providers),
        }
        let max = options.limits.max_entries;
        if report.entries() > max {
            return Err(ImportError::TooManyEntries { max });
        }
    }
    Ok(())
}

/// Ente's lists have a parameter of their own, Aegis's an order. Migrations alone are a migration; with key URIs among them it is a list of URIs.
pub(crate) fn format_of(uris: &[Uri<'_>]) -> Format {
    if uris
        .iter()
        .any(|uri| matches!(uri, Uri::Key(uri) if ente::is_own(uri)))
    {
        return Format::Ente;
    }
    let is_winauth = |uri: &Uri<'_>| matches!(uri, Uri::Key(uri) if winauth::is_own(uri));
    if !uris.is_empty() && uris.iter().all(is_winauth) {
        return Format::WinAuth;
    }
    if is_aegis(uris) {
        return Format::Aegis;
    }
    let migrations = |uri: &Uri<'_>| matches!(uri, Uri::Migration(_));
    if !uris.is_empty() && uris.iter().all(migrations) {
        Format::GoogleMigration
    } else {
        Format::Otpauth
    }
}

/// Whether Aegis wrote them all.
fn is_aegis(uris: &[Uri<'_>]) -> bool {
    let own = |uri: &Uri<'_>| match uri {
        Uri::Key(uri) => aegis::is_own(uri),
        Uri::Migration(_) => Some(false),
    };
    let mut told = uris.iter().filter_map(own).peekable();
    told.peek().is_some() && told.all(|own| own)
}

/// Recovery codes in the lines around the URIs.
fn offer(lines: &[&str], options: &Options<'_>) -> Option<Offer> {
    if lines.iter().map(|line| line.len()).sum::<usize>() > MAX_PROSE {
        return None;
    }
    let prose = Zeroizing::new(lines.join("\n"));
    let codes = codes::in_note(&prose, None, options.providers)?;
    Some(Offer {
        kind: OfferKind::Codes,
        entry: None,
        account: String::new(),
        issuer: String::new(),
        username: String::new(),
        provider: None,
        count: u32::try_from(codes.codes.len()).unwrap_or(u32::MAX),
        codes,
    })
}
