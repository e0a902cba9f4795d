//! Which export a JSON text is, by its keys.

use crate::Format;
use crate::json::Cut;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;
use zeroize::Zeroizing;

/// Keys of one object that are looked at; no export has half as many.
const MAX_KEYS: usize = 256;
/// So many entries of an array are looked at, should the first ones be broken.
const MAX_SAMPLES: usize = 16;
/// Of a text that is cut off, so much is searched for an export's keys.
const STUMP: usize = 4096;

/// What a JSON text is.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    /// An export that is read.
    Export(Format),
    /// It begins as an export that is read, and is no JSON.
    Stump(Format),
    /// A list of URIs, given here one to a line.
    Uris(Zeroizing<String>),
    Unknown,
}

/// Exports by keys of the outer object that only they have together; the first that fits.
const OBJECTS: &[(&[&str], Format)] = &[
    (&["header", "db"], Format::Aegis),
    (&["services", "schemaVersion"], Format::TwoFas),
    (&["servicesEncrypted"], Format::TwoFas),
    (&["kdfParams", "encryptedData"], Format::Ente),
    (&["Authenticators"], Format::Stratum),
    (&["salt", "content"], Format::Proton),
    (&["entries", "version"], Format::Proton),
    (&["encrypted", "items"], Format::Bitwarden),
    (&["encrypted", "data"], Format::Bitwarden),
    (&["vaults", "encrypted"], Format::ProtonPass),
    (&["tokens", "tokenOrder"], Format::FreeOtp),
    (&["accounts", "localDeviceId"], Format::LastPass),
    (&["accounts", "exporterRpId"], Format::Cxf),
    (&["shared_secret"], Format::Steam),
    (&["encrypted", "entries", "first_run"], Format::Steam),
    (&["authenticator_tokens"], Format::Authy),
    (&["nonce", "salt", "cipher"], Format::Cotp),
    (&["elements", "version"], Format::Cotp),
    (&["format", "version", "accounts"], Format::Reentry),
];

/// Exports that are arrays, by keys of their entries.
const ARRAYS: &[(&[&str], Format)] = &[
    (&["secret", "kind", "timer"], Format::Raivo),
    (&["secret", "label", "type", "algo"], Format::OtpClient),
    (&["secret", "label", "type", "digits", "pin"], Format::Cotp),
    (&["secret", "label", "type", "digits"], Format::AndOtp),
    (&["accountType", "otpGenerator"], Format::Duo),
    (&["name", "secret", "uri"], Format::Authy),
    (&["accountType", "encryptedSecret"], Format::Authy),
    (&["accountType", "decryptedSecret"], Format::Authy),
];

/// What a text that is cut off begins with, without spaces; the first that stands in it.
const STUMPS: &[(&str, Format)] = &[
    ("{\"format\":\"reentry-export\"", Format::Reentry),
    ("{\"shared_secret\":", Format::Steam),
    ("\"otpGenerator\":", Format::Duo),
    ("\"exporterRpId\":", Format::Cxf),
    ("\"iconType\":", Format::Raivo),
    ("{\"encrypted\":", Format::Bitwarden),
    ("{\"tokenOrder\":[", Format::FreeOtp),
    ("\"localDeviceId\":", Format::LastPass),
    ("\"header\":{\"slots\":", Format::Aegis),
    ("\"header\":{\"params\":", Format::Aegis),
    ("{\"db\":", Format::Aegis),
    ("{\"services\":[", Format::TwoFas),
    ("\"servicesEncrypted\":", Format::TwoFas),
    ("\"kdfParams\":{", Format::Ente),
    ("{\"Authenticators\":[", Format::Stratum),
    ("\"used_frequency\":", Format::AndOtp),
    ("\"thumbnail\":", Format::AndOtp),
    ("\"entry_type\":", Format::Proton),
    ("{\"version\":1,\"entries\":[", Format::Proton),
    ("{\"version\":1,\"salt\":\"", Format::Proton),
    ("\"uri\":\"otpauth:", Format::Authy),
    ("\"encryptedSecret\":", Format::Authy),
    ("\"decryptedSecret\":", Format::Authy),
    ("\"authenticator_tokens\":", Format::Authy),
    ("{\"version\":1,\"nonce\":\"", Format::Cotp),
    ("{\"version\":2,\"elements\":[", Format::Cotp),
    ("\"algo\":\"", Format::OtpClient),
];

/// Whether a text is JSON that breaks off: it may be of any app, and is surely not whole.
pub(crate) fn is_cut_off(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['{', '['])
        && serde_json::from_str::<IgnoredAny>(text).is_err_and(|error| error.is_eof())
}

/// Tells what a JSON text is; `None` where it is no JSON.
pub(crate) fn tell(text: &str) -> Option<Json> {
    let text = text.trim();
    if text.starts_with('[') {
        return match serde_json::from_str::<Cut<'_>>(text) {
            Ok(array) => Some(of_array(&array)),
            Err(_) => stump(text),
        };
    }
    if !text.starts_with('{') {
        return None;
    }
    let Ok(keys) = serde_json::from_str::<Keys<'_>>(text) else {
        return stump(text);
    };
    let format = keys.find(OBJECTS).map(Json::Export);
    let steam = || {
        let accounts = keys.accounts.and_then(first_of)?;
        let keys = serde_json::from_str::<Keys<'_>>(accounts.get()).ok()?;
        keys.find(OBJECTS).map(Json::Export)
    };
    let uris = || keys.items.and_then(uris).map(Json::Uris);
    Some(format.or_else(steam).or_else(uris).unwrap_or(Json::Unknown))
}

fn of_array(array: &Cut<'_>) -> Json {
    let samples = array.elements.iter().take(MAX_SAMPLES);
    samples
        .filter_map(|entry| serde_json::from_str::<Keys<'_>>(entry.get()).ok())
        .find_map(|keys| keys.find(ARRAYS))
        .map_or(Json::Unknown, Json::Export)
}

/// The keys of an object, and the values that are looked into.
struct Keys<'a> {
    names: Vec<String>,
    items: Option<&'a RawValue>,
    accounts: Option<&'a RawValue>,
}

impl Keys<'_> {
    fn find<T: Copy>(&self, table: &[(&[&str], T)]) -> Option<T> {
        let has = |key: &&str| self.names.iter().any(|name| name == key);
        let row = table.iter().find(|(keys, _)| keys.iter().all(has))?;
        Some(row.1)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Keys<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Keys<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys<'de>, A::Error> {
                let mut keys = Keys {
                    names: Vec::new(),
                    items: None,
                    accounts: None,
                };
                while let Some(name) = map.next_key::<String>()? {
                    if name == "items" {
                        keys.items = Some(map.next_value()?);
                    } else if name == "accounts" {
                        keys.accounts = Some(map.next_value()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                    if keys.names.len() < MAX_KEYS {
                        keys.names.push(name);
                    }
                }
                Ok(keys)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// The first value of an object.
fn first_of(object: &RawValue) -> Option<&RawValue> {
    let object: BTreeMap<String, &RawValue> = serde_json::from_str(object.get()).ok()?;
    object.into_values().next()
}

/// The strings of an array that are URIs.
fn uris(items: &RawValue) -> Option<Zeroizing<String>> {
    let items: Cut<'_> = serde_json::from_str(items.get()).ok()?;
    let mut lines = Zeroizing::new(String::new());
    for item in items.elements {
        let item = Zeroizing::new(serde_json::from_str::<String>(item.get()).ok()?);
        lines.push_str(&item.replace(['\n', '\r'], " "));
        lines.push('\n');
    }
    Some(lines)
}

/// An export that was cut off is no JSON any more, and still no list of codes.
fn stump(text: &str) -> Option<Json> {
    let head: Zeroizing<String> = Zeroizing::new(
        text.chars()
            .take(STUMP)
            .filter(|sign| !sign.is_whitespace())
            .collect(),
    );
    let row = STUMPS.iter().find(|(sign, _)| head.contains(sign))?;
    Some(Json::Stump(row.1))
}
