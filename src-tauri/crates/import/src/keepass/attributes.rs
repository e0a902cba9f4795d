//! One-time codes in the fields of an entry, in every convention that is in use.
//!
//! | fields | who writes them |
//! |---|---|
//! | `otp`, `otp_1`, `otp_2`, … with a key URI | KeePassXC |
//! | `otp` with `key=…&size=…&step=…` | the plugin KeeOtp |
//! | `TOTP Seed`, `TOTP Settings` with `step;digits` or `step;S` | KeePassXC before 2.6, the plugin KeeTrayTOTP |
//! | `TimeOtp-Secret`, `-Hex`, `-Base32`, `-Base64`, `TimeOtp-Length`, `-Period`, `-Algorithm` | KeePass 2.47 |
//! | `HmacOtp-Secret`, `-Hex`, `-Base32`, `-Base64`, `HmacOtp-Counter` | KeePass 2.47 |
//!
//! Sources: keepass.info/help/base/placeholders.html (one-time passwords), KeePassXC's `Totp.cpp`,
//! and the plugins' read-me files, read for the facts.

use crate::base64;
use crate::entry::{Entry, Names};
use crate::json::Number;
use crate::login::Totp;
use crate::otpauth::key::{self, Key, KeyProblem};
use model::OtpType;
use percent_encoding::percent_decode_str;
use secret::{SecretBytes, SecretText};

/// The fields of an entry by name.
pub(super) struct Fields<'a>(pub(super) &'a [(String, SecretText)]);

impl<'a> Fields<'a> {
    /// The value; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &'a str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.expose())
    }

    fn number(&self, name: &str) -> Number {
        Number::of(self.get(name))
    }

    /// The credentials, in the order of the table above.
    pub(super) fn totps(&self, names: &Names) -> Vec<Totp> {
        let uris = self.0.iter().filter(|(name, _)| is_uri_field(name));
        let uris = uris.filter(|(_, value)| !value.expose().trim().is_empty());
        let uris = uris.map(|(_, value)| uri_or_query(value, names));
        let others = [
            self.seed(names),
            self.native("TimeOtp", OtpType::Totp, names),
            self.native("HmacOtp", OtpType::Hotp, names),
        ];
        uris.chain(others.into_iter().flatten()).collect()
    }

    fn seed(&self, names: &Names) -> Option<Totp> {
        let seed = self.get("TOTP Seed");
        if seed.trim().is_empty() {
            return None;
        }
        let mut settings = self.get("TOTP Settings").split(';').map(str::trim);
        let (period, digits) = (settings.next().unwrap_or(""), settings.next().unwrap_or(""));
        if digits.eq_ignore_ascii_case("S") {
            let entry = Entry::new(OtpType::Steam, names.clone(), key::base32(seed));
            return Some(Totp::parts(entry));
        }
        Some(Totp::parts(Entry {
            period: Number::of(period),
            digits: Number::of(digits),
            ..Entry::new(OtpType::Totp, names.clone(), key::base32(seed))
        }))
    }

    fn native(&self, prefix: &str, kind: OtpType, names: &Names) -> Option<Totp> {
        let secret = |suffix: &str| match self.get(&format!("{prefix}-Secret{suffix}")) {
            secret if secret.trim().is_empty() => None,
            secret => Some(secret),
        };
        let key = secret("")
            .map(|text| Ok(plain(text.as_bytes())))
            .or_else(|| secret("-Hex").map(key::hex))
            .or_else(|| secret("-Base32").map(key::base32))
            .or_else(|| secret("-Base64").map(of_base64))?;
        let entry = Entry::new(kind, names.clone(), key);
        Some(Totp::parts(if kind == OtpType::Hotp {
            Entry {
                counter: self.number("HmacOtp-Counter"),
                ..entry
            }
        } else {
            Entry {
                digits: self.number("TimeOtp-Length"),
                period: self.number("TimeOtp-Period"),
                algorithm: Some(self.get("TimeOtp-Algorithm").to_owned()),
                ..entry
            }
        }))
    }
}

/// Whether recovery codes are looked for in a field: not in those that are known to hold
/// something else.
pub(super) fn is_of_the_user(name: &str) -> bool {
    let known = [
        "Title",
        "UserName",
        "Password",
        "URL",
        "Notes",
        "TOTP Seed",
        "TOTP Settings",
    ];
    let prefixes = [
        "TimeOtp-",
        "HmacOtp-",
        "KPEX_PASSKEY_",
        "KP2A_URL",
        "KPRPC",
        "_etm_template",
    ];
    !known.contains(&name)
        && !is_uri_field(name)
        && !prefixes.iter().any(|prefix| name.starts_with(prefix))
}

fn is_uri_field(name: &str) -> bool {
    let number = name.strip_prefix("otp_");
    name == "otp" || number.is_some_and(|number| number.parse::<u16>().is_ok())
}

fn uri_or_query(value: &SecretText, names: &Names) -> Totp {
    let text = value.expose().trim();
    if text.contains("://") || !text.contains('=') || !text.contains("key=") {
        return Totp::Text(value.clone());
    }
    let get = |wanted: &str| {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        let mut pairs = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
        let value = pairs.next().map_or("", |(_, value)| value);
        SecretText::new(percent_decode_str(value).decode_utf8_lossy())
    };
    let key = match get("encoding").expose().to_ascii_lowercase().as_str() {
        "hex" => key::hex(get("key").expose()),
        "base64" => of_base64(get("key").expose()),
        "utf8" => Ok(plain(get("key").expose().as_bytes())),
        _ => key::base32(get("key").expose()),
    };
    let kind = match get("type").expose().to_ascii_lowercase().as_str() {
        "hotp" => OtpType::Hotp,
        "steam" => OtpType::Steam,
        _ => OtpType::Totp,
    };
    Totp::parts(Entry {
        digits: Number::of(get("size").expose()),
        period: Number::of(get("step").expose()),
        counter: Number::of(get("counter").expose()),
        algorithm: Some(get("otpHashMode").expose().to_owned()),
        ..Entry::new(kind, names.clone(), key)
    })
}

fn plain(bytes: &[u8]) -> Key {
    Key {
        bytes: SecretBytes::new(bytes.to_vec()),
        trailing_bits: false,
    }
}

fn of_base64(text: &str) -> Result<Key, KeyProblem> {
    match base64::decode(text) {
        Some(bytes) if !bytes.is_empty() => Ok(plain(&bytes)),
        _ => Err(KeyProblem::ForeignCharacter),
    }
}
