//! Detectors for what must not stand in a text that others read: addresses, numbers, secrets of
//! every shape. They look at the shape alone; the comparison with the user's own secrets is
//! [`crate::ForbiddenText`]. When in doubt they report: a person then looks at the place.

use provider::{Directory, Visibility};
use regex::{Captures, Regex};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

/// A kind of thing that does not belong in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DenyKind {
    /// `otpauth:` and its relatives.
    OtpauthUri,
    /// A private key block or an age identity.
    PrivateKey,
    /// A token of a registry or forge.
    ApiToken,
    /// A recovery code in the shape of a known service.
    RecoveryCode,
    /// Base32 of 16 characters and more.
    TotpSecret,
    /// A password that is told.
    Password,
    /// A one-time code.
    Otp,
    /// The branch name that proves a request.
    VerificationToken,
    /// A mail address, also a disguised one.
    Email,
    /// A telephone number.
    Phone,
    /// An IP address.
    Ip,
    /// A street and house number.
    Postal,
    /// A path on the user's machine; it holds the user's name.
    FilePath,
}

impl DenyKind {
    /// All of them; where two see the same characters, the first one reports.
    pub const ALL: [Self; 13] = [
        Self::OtpauthUri,
        Self::PrivateKey,
        Self::ApiToken,
        Self::RecoveryCode,
        Self::TotpSecret,
        Self::Password,
        Self::Otp,
        Self::VerificationToken,
        Self::Email,
        Self::Phone,
        Self::Ip,
        Self::Postal,
        Self::FilePath,
    ];

    /// Whether it must not stand in a text with these readers.
    #[must_use]
    pub fn is_denied(self, visibility: Visibility) -> bool {
        visibility == Visibility::Public
            || !matches!(
                self,
                Self::VerificationToken
                    | Self::Email
                    | Self::Phone
                    | Self::Ip
                    | Self::Postal
                    | Self::FilePath
            )
    }

    /// The rule's name in a report.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::OtpauthUri => "deny-otpauth-uri",
            Self::PrivateKey => "deny-private-key",
            Self::ApiToken => "deny-api-token",
            Self::RecoveryCode => "deny-recovery-code",
            Self::TotpSecret => "deny-totp-secret",
            Self::Password => "deny-password",
            Self::Otp => "deny-otp",
            Self::VerificationToken => "deny-verification-token",
            Self::Email => "deny-email",
            Self::Phone => "deny-phone",
            Self::Ip => "deny-ip",
            Self::Postal => "deny-postal",
            Self::FilePath => "deny-file-path",
        }
    }

    /// What it looks like, to follow "This looks like".
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::OtpauthUri => "an otpauth URI, which holds the TOTP secret",
            Self::PrivateKey => "a private key",
            Self::ApiToken => "an API token",
            Self::RecoveryCode => "a recovery code",
            Self::TotpSecret => "a TOTP secret",
            Self::Password => "a password",
            Self::Otp => "a one-time code",
            Self::VerificationToken => "the branch name from the recovery mail",
            Self::Email => "a mail address",
            Self::Phone => "a telephone number",
            Self::Ip => "an IP address",
            Self::Postal => "a postal address",
            Self::FilePath => "a path on your machine",
        }
    }
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// What it looks like.
    pub kind: DenyKind,
    /// Where, in bytes of the text.
    pub bytes: Range<usize>,
}

/// Patterns; the first group is the finding, where there is one. Case is folded for ASCII only.
const PATTERNS: &[(DenyKind, &str)] = &[
    (
        DenyKind::OtpauthUri,
        r"(?i-u:otpauth(?:-migration)?|motp)://[^\s]*",
    ),
    (
        DenyKind::PrivateKey,
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[^\n]*",
    ),
    (
        DenyKind::PrivateKey,
        r"(?i-u:AGE-SECRET-KEY-(?:PQ-)?1)[0-9A-Za-z]*",
    ),
    // github.com/pypi/warehouse: macaroons are base64 that begins with the version and the host.
    (DenyKind::ApiToken, r"\bpypi-AgE[A-Za-z0-9_-]{8,}"),
    (DenyKind::ApiToken, r"\bpypi-[A-Za-z0-9_-]{60,}"),
    (DenyKind::ApiToken, r"\bgh[pousr]_[A-Za-z0-9]{16,}"),
    (DenyKind::ApiToken, r"\bgithub_pat_[A-Za-z0-9_]{16,}"),
    (DenyKind::ApiToken, r"\bglpat-[A-Za-z0-9_-]{16,}"),
    (DenyKind::ApiToken, r"\bnpm_[A-Za-z0-9]{20,}"),
    (DenyKind::ApiToken, r"\brubygems_[0-9a-f]{20,}"),
    (DenyKind::ApiToken, r"\bcio[A-Za-z0-9]{32}\b"),
    (DenyKind::ApiToken, r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    (DenyKind::ApiToken, r"\bxox[abeprs]-[A-Za-z0-9-]{10,}"),
    (
        DenyKind::ApiToken,
        r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9._-]*",
    ),
    (
        DenyKind::Password,
        r#"(?i-u:\b(?:password|passwd|pwd|passphrase)\b)\s*(?:(?i-u:is|was)|[:=])\s*(\S{6,})"#,
    ),
    (
        DenyKind::Otp,
        r"(?i-u:\b(?:code|otp|pin|totp)\b)[^0-9\n]{0,12}\b(\d{3} ?\d{3})\b",
    ),
    (
        DenyKind::VerificationToken,
        r#"(?i-u:\b(?:branch|token)\b)(?:\s+(?i-u:named|called|name|is|was|the|of))*[\s:=`'"]+([A-Za-z0-9]{8,16})\b"#,
    ),
    (DenyKind::Email, r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"),
    (
        DenyKind::Email,
        r"\b[\w.+-]+\s?[(\[{<]\s?(?i-u:at)\s?[)\]}>]\s?[\w-]+(?:\.|\s?[(\[{<]?\s?(?i-u:dot)\s?[)\]}>]?\s?)\w{2,}",
    ),
    (
        DenyKind::Email,
        r"\b[\w.+-]+ (?i-u:at) [\w-]+ (?i-u:dot) \w{2,}",
    ),
    (
        DenyKind::Email,
        r"\b[\w.+-]+ (?i-u:at) (?i-u:gmail|hotmail|outlook|yahoo|gmx|proton|icloud)\b\S*",
    ),
    (DenyKind::Phone, r"(?:^|[^\w.+])(\+\d[\d ()/.-]{6,18}\d)"),
    (DenyKind::Phone, r"\(\d{3}\) ?\d{3}[ .-]\d{4}\b"),
    (DenyKind::Phone, r"(?:^|[^\w.-])(\d{3}[.-]\d{3}[.-]\d{4})\b"),
    (
        DenyKind::Phone,
        r"(?:^|[^\w./-])(0\d{2,4}[ /-]\d{3,5}(?:[ -]?\d{2,5})+)\b",
    ),
    (
        DenyKind::Phone,
        r"(?i-u:\b(?:tel|phone|mobile|whatsapp|call me)\b)(?:[\s:=.]+(?i-u:number|no|is|at|on|under))*[\s:=.]+(0?[1-9][\d ()/]{5,}\d)",
    ),
    (DenyKind::Ip, r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
    (DenyKind::Ip, r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}"),
    (
        DenyKind::Postal,
        r"\b\d{1,5}[A-Za-z]? (?:[A-Z]\w+ ){1,3}(?:Street|St\.|Road|Rd\.|Avenue|Ave\.|Lane|Drive|Boulevard|Blvd\.?)",
    ),
    (
        DenyKind::Postal,
        r"\b[A-Z]\w+(?:straße|strasse|gasse|allee|weg|platz) \d{1,4}\b",
    ),
    (
        DenyKind::FilePath,
        r#"(?:^|[\s"'`(=])((?:/(?:home|Users|root|mnt|media)/|~/|file:/|[A-Za-z]:\\)[^\s"'`)]*)"#,
    ),
];

static COMPILED: LazyLock<Vec<(DenyKind, Regex)>> = LazyLock::new(|| {
    PATTERNS
        .iter()
        .filter_map(|(kind, pattern)| Some((*kind, Regex::new(pattern).ok()?)))
        .collect()
});

/// Everything in the text that must not be there. `names` are the project names and repository
/// addresses that the text is about: their own spelling is no secret and no path.
#[must_use]
pub fn detect<'n>(
    text: &str,
    visibility: Visibility,
    directory: &Directory,
    names: impl IntoIterator<Item = &'n str>,
) -> Vec<Detection> {
    let known: Vec<Range<usize>> = names
        .into_iter()
        .filter(|name| !name.is_empty())
        .flat_map(|name| {
            text.match_indices(name)
                .map(|(at, name)| at..at + name.len())
        })
        .collect();
    let mut found: Vec<Detection> = COMPILED
        .iter()
        .flat_map(|(kind, regex)| {
            regex
                .captures_iter(text)
                .filter(|captures| is_meant(*kind, text, captures))
                .filter_map(|captures| captures.iter().flatten().last().map(|at| at.range()))
                .map(|bytes| Detection { kind: *kind, bytes })
        })
        .collect();
    found.extend(shapes(text, directory));
    found.retain(|one| {
        let spelling = matches!(one.kind, DenyKind::TotpSecret | DenyKind::FilePath);
        one.kind.is_denied(visibility) && !(spelling && known.iter().any(|name| holds(name, one)))
    });
    found.sort_by_key(|one| (one.kind, one.bytes.start));
    let mut kept: Vec<Detection> = Vec::new();
    for one in found {
        if !kept.iter().any(|other| overlap(&other.bytes, &one.bytes)) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|one| one.bytes.start);
    kept
}

fn holds(range: &Range<usize>, one: &Detection) -> bool {
    range.start <= one.bytes.start && one.bytes.end <= range.end
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// What a pattern cannot say by itself.
fn is_meant(kind: DenyKind, text: &str, captures: &Captures) -> bool {
    let Some(at) = captures.iter().flatten().last() else {
        return false;
    };
    let (found, before, after) = (at.as_str(), text.get(..at.start()), text.get(at.end()..));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let letter = |text: &str| text.bytes().any(|byte| byte.is_ascii_alphabetic());
    match kind {
        // git@host:owner/name is an address of a repository.
        DenyKind::Email => !(found.starts_with("git@") && after.starts_with(':')),
        DenyKind::Ip if found.contains('.') => {
            found.parse::<Ipv4Addr>().is_ok()
                && !["v", "version ", "==", "= "]
                    .iter()
                    .any(|word| before.ends_with(word))
        }
        DenyKind::Ip => {
            let bounded = !before.ends_with(|sign: char| sign.is_alphanumeric() || sign == ':')
                && !after.starts_with(|sign: char| sign.is_alphanumeric() || sign == ':');
            bounded && digit(found) && found.parse::<Ipv6Addr>().is_ok()
        }
        DenyKind::Password => told_password(found),
        DenyKind::VerificationToken => digit(found) && letter(found),
        _ => true,
    }
}

/// "password: hunter2x" tells one; "password is forgotten" does not.
fn told_password(found: &str) -> bool {
    const SAID_OF_PASSWORDS: [&str; 14] = [
        "forgotten",
        "unknown",
        "correct",
        "disabled",
        "working",
        "invalid",
        "expired",
        "changed",
        "rejected",
        "refused",
        "accepted",
        "recovery",
        "protected",
        "manager",
    ];
    let bare = found.trim_matches(|sign: char| !sign.is_alphanumeric());
    let said = SAID_OF_PASSWORDS
        .iter()
        .any(|word| bare.eq_ignore_ascii_case(word));
    let odd = bare.chars().any(|sign| !sign.is_ascii_lowercase());
    let quoted = found.starts_with(['"', '\'', '`']);
    !said && (odd || quoted)
}

/// A word of letters and digits.
#[derive(Debug, Clone)]
struct Word {
    bytes: Range<usize>,
    /// Whether only white space or one dash stands between this word and the next.
    joins_next: bool,
    /// Whether a dash stands right before or right after.
    dash_before: bool,
    dash_after: bool,
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut start = None;
    let ends = text
        .char_indices()
        .map(|(at, sign)| (at, sign.is_alphanumeric()));
    for (at, inside) in ends.chain([(text.len(), false)]) {
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push(Word {
                    bytes: from..at,
                    joins_next: false,
                    dash_before: text.get(..from).is_some_and(|before| before.ends_with('-')),
                    dash_after: text.get(at..).is_some_and(|after| after.starts_with('-')),
                });
                start = None;
            }
            _ => {}
        }
    }
    for at in 1..words.len() {
        let gap = words
            .get(at - 1)
            .zip(words.get(at))
            .and_then(|(one, next)| text.get(one.bytes.end..next.bytes.start))
            .unwrap_or("|");
        let joins = gap == "-" || gap.chars().all(char::is_whitespace);
        if let Some(word) = words.get_mut(at - 1) {
            word.joins_next = joins;
        }
    }
    words
}

/// Most groups in which a code or secret is written.
const MOST_GROUPS: usize = 16;

/// Fewest characters in a group, but for the last one.
const SHORTEST_GROUP: usize = 4;

/// Recovery codes and base32 secrets, whole or in groups.
fn shapes(text: &str, directory: &Directory) -> Vec<Detection> {
    let words = words(text);
    let mut found = Vec::new();
    for from in 0..words.len() {
        for to in from..words.len().min(from + MOST_GROUPS) {
            let Some(group) = words.get(from..=to) else {
                break;
            };
            if let Some(kind) = shape(text, group, directory) {
                let (first, last) = (group.first(), group.last());
                if let Some((first, last)) = first.zip(last) {
                    found.push(Detection {
                        kind,
                        bytes: first.bytes.start..last.bytes.end,
                    });
                }
            }
            // Only the last group of a code is shorter than the others.
            let ends = |last: &Word| !last.joins_next || last.bytes.len() < SHORTEST_GROUP;
            if group.last().is_none_or(ends) {
                break;
            }
        }
    }
    // The longest stretch is the whole thing.
    found.sort_by_key(|one: &Detection| std::cmp::Reverse(one.bytes.len()));
    found
}

fn shape(text: &str, group: &[Word], directory: &Directory) -> Option<DenyKind> {
    let (first, last) = (group.first()?, group.last()?);
    let written = text.get(first.bytes.start..last.bytes.end)?;
    let several = group.len() > 1;
    if several && (first.dash_before || last.dash_after) {
        return None;
    }
    let bare: String = written
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .collect();
    if is_recovery_code(written, &bare, directory) {
        Some(DenyKind::RecoveryCode)
    } else if is_base32(group, &bare) {
        Some(DenyKind::TotpSecret)
    } else {
        None
    }
}

/// Fewest characters of a code whose shape is common, before a text is suspected to hold one.
const SHORTEST_COMMON_CODE: usize = 12;

fn is_recovery_code(written: &str, bare: &str, directory: &Directory) -> bool {
    if !bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let lower = written.to_ascii_lowercase();
    let joined = [bare.to_ascii_lowercase(), bare.to_owned()];
    // Of a common shape, only long codes are suspected that stand there as the service writes
    // them: the rest are dates, telephone numbers, commits and the groups of a UUID.
    let common = bare.len() >= SHORTEST_COMMON_CODE
        && bare.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !written.contains(char::is_whitespace);
    directory
        .iter()
        .filter_map(|provider| provider.codes.as_ref())
        // A rule without a count is one for any service, and fits ordinary words.
        .filter(|rule| rule.count.is_some())
        .any(|rule| {
            let as_written = || rule.matches(&lower) || rule.matches(written);
            if rule.common_shape {
                common && as_written()
            } else {
                rule.matches(&lower) || joined.iter().any(|spelling| rule.matches(spelling))
            }
        })
}

/// RFC 4648 base32 of 80 bits and more. Lower case needs a digit, because long words exist;
/// groups are of one length, but for the last.
fn is_base32(group: &[Word], bare: &str) -> bool {
    let alphabet = |byte: u8| byte.is_ascii_alphabetic() || (b'2'..=b'7').contains(&byte);
    let digit = bare.bytes().any(|byte| byte.is_ascii_digit());
    let upper = !bare.bytes().any(|byte| byte.is_ascii_lowercase());
    let lower = !bare.bytes().any(|byte| byte.is_ascii_uppercase());
    let even = group.split_last().is_none_or(|(last, rest)| {
        let length = rest.first().map_or(0, |word| word.bytes.len());
        rest.is_empty()
            || (rest.iter().all(|word| word.bytes.len() == length)
                && last.bytes.len() <= length
                && length <= 8)
    });
    bare.len() >= 16
        && bare.bytes().all(alphabet)
        && even
        && (digit && (upper || lower) || (upper && group.len() == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<DenyKind> {
        detect(
            text,
            Visibility::Public,
            &Directory::embedded(),
            ["longlibraryname22"],
        )
        .into_iter()
        .map(|one| one.kind)
        .collect()
    }

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(COMPILED.len(), PATTERNS.len());
    }

    #[test]
    fn each_kind_is_seen() {
        use DenyKind::*;
        for (text, kind) in [
            ("otpauth://totp/X:y?secret=JBSWY3DPEHPK3PXP", OtpauthUri),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", PrivateKey),
            ("AGE-SECRET-KEY-1QQQQ", PrivateKey),
            ("use pypi-AgEIcHlwaS5vcmcCJGFi now", ApiToken),
            ("ghp_0123456789abcdefghij", ApiToken),
            ("my code badc0ffee0ddf00d failed", RecoveryCode),
            ("my code BADC 0FFE E0DD F00D failed", RecoveryCode),
            ("badc-0ffe-e0dd-f00d", RecoveryCode),
            ("and 1a2b3-c4d5e too", RecoveryCode),
            ("gem code 0a1b2c3d4e5f is used", RecoveryCode),
            ("hex code 0a1b-2c3d-4e5f-6g7h is used", RecoveryCode),
            ("secret JBSWY3DPEHPK3PXP", TotpSecret),
            ("secret jbsw y3dp ehpk 3pxp", TotpSecret),
            ("secret JBSW-Y3DP-EHPK-3PXP-QQ", TotpSecret),
            ("password: hunter2x", Password),
            ("my password is \"correcthorse\"", Password),
            ("the code is 123 456", Otp),
            ("the branch named a8Kq2LmN0pQr", VerificationToken),
            ("write to jane.doe+x@example.org", Email),
            ("jane (at) example (dot) org", Email),
            ("jane at example dot org", Email),
            ("call +49 30 1234567", Phone),
            ("(555) 010-0199", Phone),
            ("phone: 030 123 456", Phone),
            ("from 203.0.113.7 today", Ip),
            ("from 2001:db8::1 today", Ip),
            ("I live at 12 Example Street", Postal),
            ("Beispielstraße 12", Postal),
            ("in /home/you/codes.txt", FilePath),
            (r"in C:\Users\you\codes.txt", FilePath),
        ] {
            assert_eq!(kinds(text), [kind], "{text}");
        }
    }

    #[test]
    fn ordinary_sentences_pass() {
        for text in [
            "I lost my phone on 2026-11-20 at 10:30:15; version 1.2.3.4 was my last release.",
            "My password is forgotten, and the password was working until May.",
            "I can push to https://github.com/longlibraryname22/longlibraryname22.",
            "The commit 8c1f0b7ad19f3a1c2b4d5e6f708192a3b4c5d6e7 is signed by me.",
            "UUID 550e8400-e29b-41d4-a716-446655440000, std::fs::File, internationalization",
            "Since 20261120 the commit 8c1f0b7a fails; build 12345678 was the last.",
            "See pypi/support#12345 and issue 123456 for PEP 541.",
            "that this them they were when with from",
            "git@github.com:owner/name.git",
            "The branch protection is on; the token expired.",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn private_letters_may_hold_addresses_but_no_secrets() {
        let text = "I am jane@example.org, code badc0ffee0ddf00d.";
        let found = detect(text, Visibility::Private, &Directory::embedded(), []);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].kind, DenyKind::RecoveryCode);
        assert_eq!(&text[found[0].bytes.clone()], "badc0ffee0ddf00d");
    }
}
