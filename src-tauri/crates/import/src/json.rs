//! Which export a JSON text is, by its keys; and arrays of any length.

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::fmt;
use zeroize::Zeroizing;

/// Not more are held at once, whatever the caller's limit: a hostile file has millions of `{}`.
pub(crate) const MAX_HELD: usize = 100_000;

/// An array cut into its elements, of which each is parsed on its own later. At most [`MAX_HELD`] are held.
pub(crate) struct Cut<'a> {
    pub(crate) elements: Vec<&'a RawValue>,
    /// How many there are, held or not.
    pub(crate) count: usize,
}

impl<'de: 'a, 'a> Deserialize<'de> for Cut<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements;
        impl<'de> Visitor<'de> for Elements {
            type Value = Cut<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Cut<'de>, A::Error> {
                let mut cut = Cut {
                    elements: Vec::new(),
                    count: 0,
                };
                while cut.count < MAX_HELD {
                    match seq.next_element()? {
                        Some(element) => cut.elements.push(element),
                        None => return Ok(cut),
                    }
                    cut.count += 1;
                }
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    cut.count += 1;
                }
                Ok(cut)
            }
        }
        deserializer.deserialize_seq(Elements)
    }
}

/// What a JSON text is.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    Aegis,
    /// An export of cotp: a list of URIs, given here one to a line.
    Uris(Zeroizing<String>),
    /// An export of another app, with its article.
    Foreign(&'static str),
    Unknown,
}

/// The keys by which exports are told apart.
#[derive(Deserialize)]
#[allow(non_snake_case, reason = "the keys as they stand in the files")]
struct Keys<'a> {
    #[serde(borrow)]
    header: Option<&'a RawValue>,
    db: Option<&'a RawValue>,
    services: Option<&'a RawValue>,
    schemaVersion: Option<&'a RawValue>,
    kdfParams: Option<&'a RawValue>,
    encryptedData: Option<&'a RawValue>,
    salt: Option<&'a RawValue>,
    content: Option<&'a RawValue>,
    entries: Option<&'a RawValue>,
    encrypted: Option<&'a RawValue>,
    items: Option<&'a RawValue>,
    data: Option<&'a RawValue>,
    Authenticators: Option<&'a RawValue>,
    tokens: Option<&'a RawValue>,
    tokenOrder: Option<&'a RawValue>,
    localDeviceId: Option<&'a RawValue>,
    accounts: Option<&'a RawValue>,
    shared_secret: Option<&'a RawValue>,
}

/// Tells what a JSON text is; `None` where it is no JSON.
pub(crate) fn tell(text: &str) -> Option<Json> {
    let text = text.trim();
    if text.starts_with('[') {
        let array = serde_json::from_str::<&RawValue>(text).is_ok();
        return array.then_some(Json::Unknown);
    }
    if !text.starts_with('{') {
        return None;
    }
    let Ok(keys) = serde_json::from_str::<Keys<'_>>(text) else {
        return is_aegis_stump(text).then_some(Json::Aegis);
    };
    Some(of(&keys))
}

fn of(keys: &Keys<'_>) -> Json {
    let has = |key: Option<&RawValue>| key.is_some();
    if has(keys.header) && has(keys.db) {
        Json::Aegis
    } else if has(keys.services) && has(keys.schemaVersion) {
        Json::Foreign("an export of 2FAS")
    } else if has(keys.kdfParams) && has(keys.encryptedData) {
        Json::Foreign("an encrypted export of Ente Auth")
    } else if has(keys.encrypted) && (has(keys.items) || has(keys.data)) {
        Json::Foreign("an export of Bitwarden")
    } else if has(keys.Authenticators) {
        Json::Foreign("an export of Stratum")
    } else if has(keys.tokens) && has(keys.tokenOrder) {
        Json::Foreign("an export of FreeOTP+")
    } else if has(keys.accounts) && has(keys.localDeviceId) {
        Json::Foreign("an export of LastPass Authenticator")
    } else if has(keys.shared_secret) {
        Json::Foreign("a Steam authenticator file")
    } else if has(keys.entries) || (has(keys.salt) && has(keys.content)) {
        Json::Foreign("an export of Proton Authenticator")
    } else {
        keys.items.and_then(uris).map_or(Json::Unknown, Json::Uris)
    }
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

/// A vault that was cut off is no JSON any more, and still no list of codes.
fn is_aegis_stump(text: &str) -> bool {
    let head: String = text
        .chars()
        .take(4096)
        .filter(|sign| !sign.is_whitespace())
        .collect();
    let header = head.contains("\"header\":{")
        && ["\"slots\":", "\"params\":"]
            .iter()
            .any(|key| head.contains(key));
    header || head.starts_with("{\"db\":")
}
