//! One key URI. Read liberally, because every trap here occurs in real exports; no URL library
//! is used, because they lower-case, cut at `#` or decode what must stay.
//!
//! Forms: `otpauth://totp|hotp|steam|yaotp/…`, `apple-otpauth://…`, `motp://…`, `steam://…`.
//! Sources: Google's Key Uri Format, draft-linuxgemini-otpauth-uri-03,
//! draft-andesco-otpauth-uri-01, and what Aegis, Ente, KeePassXC and others write.

use super::key::{self, Key, KeyProblem};
use super::query::Query;
use crate::ParsedOtp;
use crate::text;
use model::{Algorithm, Digits, OtpParameters, Period};
use percent_encoding::percent_decode_str;
use secret::SecretText;

/// Longer URIs are refused; the longest QR code holds 2,953 bytes.
pub const MAX_URI: usize = 4096;

/// Counters are kept below this: the next one must still be a number that others can read.
pub(crate) const MAX_COUNTER: u64 = 1 << 63;

/// An entry as a key URI gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyUri {
    /// The issuer: the parameter, else the label's part before the colon. May be empty.
    pub issuer: String,
    /// The label without issuer. May be empty.
    pub username: String,
    /// The credential.
    pub otp: ParsedOtp,
    /// What is not carried over.
    pub lossy: Vec<&'static str>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// A URI that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Issuer and username; empty where the secret might stand in their place.
    pub name: String,
    /// What is wrong.
    pub problem: UriProblem,
}

/// What is wrong with a key URI. Never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UriProblem {
    /// Longer than [`MAX_URI`] bytes.
    #[error("the URI is longer than 4096 bytes; no code that an app shows is")]
    TooLong,
    /// Neither otpauth nor one of its relatives.
    #[error("this is no otpauth URI")]
    Scheme,
    /// Not totp, hotp, steam, yaotp or motp.
    #[error("the type of the URI is neither totp nor hotp; export it again")]
    Type,
    /// The secret.
    #[error(transparent)]
    Key(#[from] KeyProblem),
    /// A hash that no code can be made with here.
    #[error("the algorithm is none of SHA1, SHA224, SHA256, SHA384 and SHA512")]
    Algorithm,
    /// Digits outside 1 to 10, or no number.
    #[error("digits must be a number from 1 to 10")]
    Digits,
    /// A period outside 1 to 86,400, or no number.
    #[error("period must be a number from 1 to 86400")]
    Period,
    /// A negative counter, one beyond 2^63, or no number.
    #[error("counter must be a number from 0 to 2^63")]
    Counter,
}

/// Reads one key URI.
///
/// # Errors
/// [`Refused`] with the reason; it holds nothing of the secret.
pub fn parse(uri: &str) -> Result<KeyUri, Refused> {
    let unnamed = |problem| Refused {
        name: String::new(),
        problem,
    };
    let uri = uri.trim();
    if uri.len() > MAX_URI {
        return Err(unnamed(UriProblem::TooLong));
    }
    let (scheme, rest) = uri
        .split_once("://")
        .ok_or_else(|| unnamed(UriProblem::Scheme))?;
    match scheme.to_ascii_lowercase().as_str() {
        "otpauth" | "apple-otpauth" => {
            let rest = rest.trim_start_matches('/');
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (kind, rest) = rest.split_at(end);
            let kind = Kind::named(kind).ok_or_else(|| unnamed(UriProblem::Type))?;
            entry(kind, rest.strip_prefix('/').unwrap_or(rest))
        }
        "motp" => entry(Kind::Motp, rest),
        "steam" => steam(rest).map_err(unnamed),
        _ => Err(unnamed(UriProblem::Scheme)),
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Totp,
    Hotp,
    Steam,
    Yandex,
    Motp,
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "totp" => Some(Self::Totp),
            "hotp" => Some(Self::Hotp),
            "steam" => Some(Self::Steam),
            "yaotp" => Some(Self::Yandex),
            "motp" => Some(Self::Motp),
            _ => None,
        }
    }
}

/// `steam://` and nothing but the secret. It is cut, not parsed: base64 holds `/` and `+`.
fn steam(rest: &str) -> Result<KeyUri, UriProblem> {
    let secret = rest.split(['?', '#', ' ']).next().unwrap_or_default();
    let secret =
        zeroize::Zeroizing::new(percent_decode_str(secret).decode_utf8_lossy().into_owned());
    let key = key::steam(&secret)?;
    Ok(KeyUri {
        issuer: "Steam".to_owned(),
        username: String::new(),
        otp: otp(OtpParameters::Steam, key),
        lossy: Vec::new(),
        warnings: Vec::new(),
    })
}

fn otp(parameters: OtpParameters, key: Key) -> ParsedOtp {
    ParsedOtp {
        parameters,
        secret: key.bytes,
        pin: None,
        uri_parameters: Vec::new(),
    }
}

/// `label?query`.
fn entry(kind: Kind, rest: &str) -> Result<KeyUri, Refused> {
    let (label, query) = split_query(rest);
    let mut query = Query::new(query);
    // Without a secret in its place, it may stand in any other: then nothing is quoted.
    let secret = query.take("secret");
    let issuer = query.take_text("issuer");
    let names = Names::of(label, issuer.as_deref());
    let refuse = |problem: UriProblem| Refused {
        name: match &secret {
            Some(secret) => names.shown(secret.expose()),
            None => String::new(),
        },
        problem,
    };
    let Some(text) = &secret else {
        return Err(refuse(KeyProblem::Missing.into()));
    };
    let text = query.secret_of(text.expose());
    let (parameters, key) = credential(kind, &names.issuer, &mut query, &text).map_err(&refuse)?;
    let mut lossy = Vec::new();
    if key.trailing_bits {
        lossy.push("the last bits of the secret, which no code uses, are not kept");
    }
    let mut otp = otp(parameters, key);
    if matches!(parameters, OtpParameters::Motp | OtpParameters::Yandex) {
        otp.pin = query.take("pin").map(|pin| pin_of(parameters, pin));
        if otp.pin.is_none() {
            query.warn("it holds no PIN, and its codes need one");
        }
    }
    let Names {
        issuer,
        username,
        other,
    } = names;
    let (rest, warnings) = query.finish();
    otp.uri_parameters = rest;
    if let Some(other) = other {
        otp.uri_parameters
            .push(("label_issuer".to_owned(), SecretText::new(other)));
    }
    Ok(KeyUri {
        issuer,
        username,
        otp,
        lossy,
        warnings,
    })
}

/// The query begins at the first `?` that a parameter follows: labels hold question marks, too.
fn split_query(rest: &str) -> (&str, &str) {
    let starts_query = |at: &usize| {
        let name = rest.get(at + 1..).unwrap_or_default();
        let end = name.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
        end.is_some_and(|end| end > 0 && name.get(end..).is_some_and(|it| it.starts_with('=')))
    };
    let at = rest
        .match_indices('?')
        .map(|(at, _)| at)
        .find(starts_query)
        .or_else(|| rest.find('?'));
    match at {
        Some(at) => (
            rest.get(..at).unwrap_or_default(),
            rest.get(at + 1..).unwrap_or_default(),
        ),
        None => (rest, ""),
    }
}

fn credential(
    kind: Kind,
    issuer: &str,
    query: &mut Query,
    secret: &str,
) -> Result<(OtpParameters, Key), UriProblem> {
    let algorithm = query.take_word("algorithm");
    let digits = query.take_word("digits");
    let period = query.take_word("period");
    let counter = query.take_word("counter");
    let encoder = query.take_word("encoder");
    let flag = query.take_flag("steam");
    let is = |word: &Option<String>, name: &str| {
        word.as_deref()
            .is_some_and(|word| word.eq_ignore_ascii_case(name))
    };
    let marked = flag || is(&encoder, "steam") || is(&algorithm, "steam");
    let by_issuer = issuer.eq_ignore_ascii_case("steam")
        && digits.as_deref().is_none_or(|digits| digits == "5");
    if kind == Kind::Totp && !marked && !by_issuer && issuer.eq_ignore_ascii_case("steam") {
        query.warn("it asks for digits, and Steam's codes are five letters; compare one code");
    }
    let parameters = match kind {
        Kind::Motp => return Ok((OtpParameters::Motp, key::hex(secret)?)),
        Kind::Yandex => {
            let key = key::yandex(key::base32(secret)?)?;
            return Ok((OtpParameters::Yandex, key));
        }
        Kind::Steam => OtpParameters::Steam,
        Kind::Totp if marked || by_issuer => OtpParameters::Steam,
        Kind::Totp => OtpParameters::Totp {
            algorithm: algorithm_of(algorithm.as_deref())?,
            digits: digits_of(digits.as_deref())?,
            period: period_of(period.as_deref())?,
        },
        Kind::Hotp => OtpParameters::Hotp {
            algorithm: algorithm_of(algorithm.as_deref())?,
            digits: digits_of(digits.as_deref())?,
            counter: match counter.as_deref() {
                Some(counter) => counter_of(counter)?,
                None => {
                    // Refusing would lose the secret; RFC 4226 starts at 0, and services
                    // look some codes ahead.
                    query.warn(
                        "it names no counter, so 0 is taken; if codes are refused, set the counter",
                    );
                    0
                }
            },
        },
    };
    Ok((parameters, key::base32(secret)?))
}

/// Algorithm names as they occur: `SHA-1`, `sha256`, `HmacSHA1`, `HMAC-SHA-256`,
/// `Algorithm.sha512`. Anything else is refused: with SHA-1 in its place the codes would be wrong.
pub(crate) fn algorithm_of(name: Option<&str>) -> Result<Algorithm, UriProblem> {
    let Some(name) = name else {
        return Ok(Algorithm::default());
    };
    let plain: String = name
        .to_ascii_uppercase()
        .replace("ALGORITHM.", "")
        .replace("HMAC", "")
        .chars()
        .filter(|sign| !matches!(sign, '-' | '_'))
        .collect();
    match plain.as_str() {
        "SHA1" => Ok(Algorithm::Sha1),
        "SHA224" => Ok(Algorithm::Sha224),
        "SHA256" => Ok(Algorithm::Sha256),
        "SHA384" => Ok(Algorithm::Sha384),
        "SHA512" => Ok(Algorithm::Sha512),
        _ => Err(UriProblem::Algorithm),
    }
}

fn digits_of(text: Option<&str>) -> Result<Digits, UriProblem> {
    text.map_or(Ok(Digits::DEFAULT), |text| {
        let digits: u32 = text.parse().map_err(|_| UriProblem::Digits)?;
        Digits::try_from(digits).map_err(|_| UriProblem::Digits)
    })
}

fn period_of(text: Option<&str>) -> Result<Period, UriProblem> {
    text.map_or(Ok(Period::DEFAULT), |text| {
        let period: u64 = text.parse().map_err(|_| UriProblem::Period)?;
        Period::try_from(period).map_err(|_| UriProblem::Period)
    })
}

fn counter_of(text: &str) -> Result<u64, UriProblem> {
    match text.parse() {
        Ok(counter) if counter <= MAX_COUNTER => Ok(counter),
        _ => Err(UriProblem::Counter),
    }
}

/// Aegis writes a Yandex PIN as base32 of its digits; others write it plainly.
fn pin_of(parameters: OtpParameters, pin: SecretText) -> SecretText {
    if parameters != OtpParameters::Yandex {
        return pin;
    }
    let is_digits = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    match key::base32(pin.expose()) {
        Ok(key) if !key.trailing_bits && is_digits(key.bytes.expose()) => {
            SecretText::new(String::from_utf8_lossy(key.bytes.expose()).into_owned())
        }
        _ => pin,
    }
}

/// Issuer and username out of label and parameter.
struct Names {
    issuer: String,
    username: String,
    /// The label's issuer where it differs from the parameter's.
    other: Option<String>,
}

impl Names {
    fn of(label: &str, issuer: Option<&str>) -> Self {
        let issuer = issuer.unwrap_or_default().to_owned();
        let whole = decoded(label);
        if let Some(username) = without_prefix(&whole, &issuer) {
            return Self {
                username,
                issuer,
                other: None,
            };
        }
        let Some((prefix, rest)) = split_label(label) else {
            return Self {
                issuer,
                username: whole,
                other: None,
            };
        };
        if prefix.contains('@') {
            // An address or a Matrix name with a colon of its own, not an issuer.
            Self {
                issuer,
                username: whole,
                other: None,
            }
        } else if issuer.is_empty() {
            Self {
                issuer: prefix,
                username: rest,
                other: None,
            }
        } else {
            let other =
                (!prefix.is_empty() && !prefix.eq_ignore_ascii_case(&issuer)).then_some(prefix);
            Self {
                issuer,
                username: rest,
                other,
            }
        }
    }

    /// The names for a message, unless the secret hides in them.
    fn shown(&self, secret: &str) -> String {
        let label = crate::report::label(&self.issuer, &self.username);
        let bare = |text: &str| -> zeroize::Zeroizing<String> {
            let letters = text.chars().filter(char::is_ascii_alphanumeric);
            zeroize::Zeroizing::new(letters.map(|sign| sign.to_ascii_uppercase()).collect())
        };
        let holds_secret = bare(&label).contains(bare(secret).as_str());
        if holds_secret || label.to_ascii_lowercase().contains("secret=") {
            String::new()
        } else {
            label
        }
    }
}

/// The label's parts around the first colon, encoded or not.
fn split_label(label: &str) -> Option<(String, String)> {
    let plain = label.find(':').map(|at| (at, 1));
    let encoded = label
        .match_indices('%')
        .map(|(at, _)| at)
        .find(|at| {
            label
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.eq_ignore_ascii_case("3a"))
        })
        .map(|at| (at, 3));
    let (at, length) = [plain, encoded].into_iter().flatten().min()?;
    Some((
        decoded(label.get(..at)?),
        decoded(label.get(at + length..)?),
    ))
}

/// A label without the issuer in front of it, if it stands there: exactly one is taken away.
pub(crate) fn without_prefix(label: &str, issuer: &str) -> Option<String> {
    let head = label.get(..issuer.len())?;
    if issuer.is_empty() || !head.eq_ignore_ascii_case(issuer) {
        return None;
    }
    let rest = label.get(issuer.len()..)?.trim_start().strip_prefix(':')?;
    Some(rest.trim().to_owned())
}

/// Percent-decoded; a `+` stays, as labels are paths and not forms.
fn decoded(text: &str) -> String {
    text::name(&percent_decode_str(text).decode_utf8_lossy())
}
