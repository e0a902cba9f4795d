//! Finding URIs in a text: one to a line, in lists joined by commas, quoted, or amid prose.

use super::key;

/// A URI in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uri<'a> {
    Key(&'a str),
    Migration(&'a str),
}

/// More lines around URIs than this are counted and not kept.
const MAX_OTHERS: usize = 10_000;
/// No Steam secret is longer, in any spelling.
const MAX_STEAM: usize = 128;

/// What a text consists of.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Scan<'a> {
    pub(crate) uris: Vec<Uri<'a>>,
    /// How many lines are neither empty nor hold a URI.
    pub(crate) ignored: u32,
    /// The first 10,000 of them.
    pub(crate) others: Vec<&'a str>,
}

/// Finds the URIs, and stops when there are more than `most`. Never fails: what is wrong with a
/// URI shows when it is read.
pub(crate) fn scan(text: &str, most: usize) -> Scan<'_> {
    let mut scan = Scan::default();
    for line in text.split(['\n', '\r']) {
        let room = most.saturating_add(1).saturating_sub(scan.uris.len());
        let starts: Vec<(usize, bool)> = starts(line).take(room).collect();
        if starts.is_empty() && !line.trim().is_empty() {
            scan.ignored = scan.ignored.saturating_add(1);
            if scan.others.len() < MAX_OTHERS {
                scan.others.push(line);
            }
        }
        let embedded = starts
            .first()
            .is_some_and(|(start, _)| has_prose(line, *start));
        for (at, (start, migration)) in starts.iter().enumerate() {
            let end = starts.get(at + 1).map_or(line.len(), |(next, _)| *next);
            let before = line.get(..*start).and_then(|head| head.chars().next_back());
            let segment = cut(line.get(*start..end).unwrap_or_default(), before, embedded);
            scan.uris.push(if *migration {
                Uri::Migration(segment)
            } else {
                Uri::Key(segment)
            });
        }
        if scan.uris.len() > most {
            break;
        }
    }
    scan
}

/// Where URIs begin in a line, and whether they are migrations.
fn starts(line: &str) -> impl Iterator<Item = (usize, bool)> {
    line.match_indices("://").filter_map(|(colon, _)| {
        let head = line.get(..colon)?;
        let letters = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
        let length = head.len() - head.trim_end_matches(letters).len();
        let scheme = head.get(head.len() - length..)?.trim_start_matches('-');
        let start = colon - scheme.len();
        let is = |name: &str| scheme.eq_ignore_ascii_case(name);
        if is("otpauth") || is("apple-otpauth") || is("motp") {
            Some((start, false))
        } else if is("otpauth-migration") {
            Some((start, true))
        } else if is("steam") && is_steam_secret(line.get(colon + 3..)?) {
            Some((start, false))
        } else {
            None
        }
    })
}

/// `steam://run/440` and its like start games. A secret has at least 16 symbols; with a `/` in it, it
/// is base64 of the 20 bytes that Steam's have.
fn is_steam_secret(rest: &str) -> bool {
    let symbol = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=%-_".contains(byte);
    let length = rest.bytes().take(MAX_STEAM).take_while(symbol).count();
    let word = rest.get(..length).unwrap_or_default();
    let long = (16..MAX_STEAM).contains(&length) && rest.as_bytes().get(length) != Some(&b':');
    long && (!word.contains('/') || key::steam(word).is_ok_and(|key| key.bytes.len() == 20))
}

/// Whether more than a bullet, a number or a quote stands before the URI.
fn has_prose(line: &str, start: usize) -> bool {
    let head = line.get(..start).unwrap_or_default();
    let number = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ')' | '(');
    let head = head.trim_start().trim_start_matches(number);
    head.contains(|sign: char| sign.is_alphanumeric() || matches!(sign, ':' | '=' | ','))
}

/// The URI without what follows it on the line.
fn cut(segment: &str, before: Option<char>, embedded: bool) -> &str {
    let query = segment.find('?').unwrap_or(0);
    let upto = |stop: &dyn Fn(char) -> bool| {
        let tail = segment.get(query..).unwrap_or_default();
        let end = tail.find(stop).map_or(segment.len(), |at| query + at);
        segment.get(..end).unwrap_or(segment)
    };
    let closer = before.and_then(closer);
    let segment = match closer {
        Some(closer) => upto(&|sign| sign == closer || sign == '\t'),
        None if embedded => upto(&|sign| sign.is_whitespace() || matches!(sign, ',' | ';' | '|')),
        None => upto(&|sign| sign == '\t'),
    };
    let loose = |sign: char| {
        sign.is_whitespace()
            || matches!(sign, ',' | ';' | '"' | '\'' | '`' | '\\')
            || (embedded && matches!(sign, '.' | ')' | ']' | '}' | '>' | '!'))
    };
    segment.trim_end_matches(loose)
}

fn closer(opener: char) -> Option<char> {
    match opener {
        '"' | '\'' | '`' => Some(opener),
        '<' => Some('>'),
        // The text of an element in HTML or XML.
        '>' => Some('<'),
        '(' => Some(')'),
        '[' => Some(']'),
        '{' => Some('}'),
        '\u{201c}' | '\u{201e}' => Some('\u{201d}'),
        '\u{ab}' => Some('\u{bb}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<String> {
        scan(text, 1_000)
            .uris
            .into_iter()
            .map(|uri| match uri {
                Uri::Key(uri) => uri.to_owned(),
                Uri::Migration(uri) => format!("M {uri}"),
            })
            .collect()
    }

    const A: &str = "otpauth://totp/A:a?secret=JBSWY3DPEHPK3PXP";
    const B: &str = "OTPAUTH://TOTP/B:b?secret=JBSWY3DPEHPK3PXP&issuer=B";

    #[test]
    fn lines_lists_and_quotes() {
        for text in [
            format!("{A}\n{B}"),
            format!("{A}\r\n\r\n{B}\r\n"),
            format!("{A},{B},"),
            format!("{A}, {B}"),
            format!("{A}\r{B}"),
            format!("  \"{A}\",\n  \"{B}\"\n"),
            format!("'{A}' `{B}`"),
            format!("[\"{A}\",\"{B}\"]"),
            format!("1. {A}\n2) {B}"),
            format!("- {A}\n* {B}"),
            format!("<li><code>{A}</code><code>{B}</code>"),
            format!("mine: {A}, and {B}."),
            format!("see <{A}> ({B})"),
            format!("login,Example,{A},yes\nx;{B};y"),
            format!("\"a\",\"{A}\",\"\"\n{B}\\"),
        ] {
            assert_eq!(found(&text), [A, B], "{text}");
        }
    }

    #[test]
    fn other_lines_are_told() {
        let text = format!("# my codes\n\n{A}\nhttps://example.org/otpauth\n");
        let scan = scan(&text, 1_000);
        assert_eq!(scan.uris, [Uri::Key(A)]);
        assert_eq!(scan.others, ["# my codes", "https://example.org/otpauth"]);
    }

    #[test]
    fn relatives_and_strangers() {
        assert_eq!(
            found("otpauth-migration://offline?data=AAAA"),
            ["M otpauth-migration://offline?data=AAAA"]
        );
        assert_eq!(found("motp://A:b?secret=00ff").len(), 1);
        assert_eq!(found("apple-otpauth://totp/a?secret=AA").len(), 1);
        assert_eq!(found("steam://JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").len(), 1);
        assert_eq!(found("steam://9OMGkdmzVNXX9gVyUJqk9c3nUzQ=").len(), 1);
        for text in [
            "steam://run/440",
            "steam://rungameid/1091500000000",
            "xotpauth://totp/a?secret=AA",
            "otpauth:totp",
            "notpauth://a",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn it_stops_beyond_the_limit() {
        let lines = format!("{A}\n").repeat(10);
        assert_eq!(scan(&lines, 3).uris.len(), 4);
        assert_eq!(scan(&lines.replace('\n', ","), 3).uris.len(), 4);
        assert_eq!(scan(&lines, 10).uris.len(), 10);
        let lines = "x\n".repeat(20_000);
        let prose = scan(&lines, 1);
        assert_eq!((prose.ignored, prose.others.len()), (20_000, 10_000));
    }

    #[test]
    fn spaces_stay_in_names() {
        let uri = "otpauth://totp/Air Canada:a b?secret=AAAA&issuer=Air Canada";
        assert_eq!(found(uri), [uri]);
        assert_eq!(
            found(&format!("mine is {uri}")),
            [uri.trim_end_matches(" Canada")]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_scanned(text in "(otpauth://|steam://|motp://|[\\PC\n\"',]){0,40}") {
            let scan = scan(&text, 1_000);
            prop_assert!(scan.uris.len() <= text.len());
        }
    }
}
