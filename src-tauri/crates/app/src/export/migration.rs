//! Google Authenticator's transfer codes: a protobuf message in base64 in a URI, ten accounts in
//! each. Field numbers as `import` reads them: of the message 1 entries, 2 version, 3 number of
//! parts, 4 index, 5 id of the batch; of an entry 1 secret, 2 name, 3 issuer, 4 algorithm,
//! 5 digits, 6 type, 7 counter.
//!
//! The format has no period and only 6 or 8 digits: an app that reads it would make wrong codes for
//! anything else. Such entries are left out and named.

use super::{Export, Format, Numbered, Part, credentials};
use crate::AppError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::{Algorithm, OtpParameters, Period};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secret::{AccountRecord, Randomness, SecretText};
use zeroize::Zeroizing;

/// As many as Google puts into a part.
const ENTRIES: usize = 10;
/// Bytes of entries in a part, unless one alone is longer: the QR code stays one that phones read.
const BYTES: usize = 700;
/// Bytes of an entry that a QR code still holds, in base64 and percent-encoded.
const MOST: usize = 1_700;

/// Writes every credential that the format can hold.
pub(super) fn export(
    records: &[AccountRecord],
    randomness: &mut impl Randomness,
) -> Result<Export, AppError> {
    let mut lossy = Vec::new();
    let mut parts: Vec<Vec<Zeroizing<Vec<u8>>>> = Vec::new();
    let mut entries = 0;
    for one in credentials(records) {
        let message = match message(&one) {
            Ok(message) if message.len() <= MOST => message,
            Ok(_) => {
                lossy.push(one.left_out("its names are longer than a QR code holds"));
                continue;
            }
            Err(reason) => {
                lossy.push(one.left_out(reason));
                continue;
            }
        };
        if !one.credential.uri_parameters.is_empty() {
            lossy.push(one.lossy("parameters of its URI that this format does not know"));
        }
        lossy.extend(one.counter());
        lossy.extend(one.beside_is_lost());
        entries += 1;
        match parts.last_mut() {
            Some(part) if fits(part, &message) => part.push(message),
            _ => parts.push(vec![message]),
        }
    }
    let batch = i32::from_be_bytes(randomness.bytes()?);
    let count = parts.len();
    let mut text = Zeroizing::new(String::new());
    let mut files = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let uri = uri(part, index, count, batch);
        text.push_str(uri.expose());
        text.push('\n');
        files.push(Part {
            name: format!("google-migration-{}-of-{count}.png", index + 1),
            text: uri,
            picture: true,
        });
    }
    let content = SecretText::new(std::mem::take(&mut *text));
    Ok(Export {
        lossy,
        parts: files,
        ..Export::of(Format::Migration, content, entries)
    })
}

fn fits(part: &[Zeroizing<Vec<u8>>], message: &[u8]) -> bool {
    let bytes: usize = part.iter().map(|one| one.len()).sum();
    part.len() < ENTRIES && bytes + message.len() <= BYTES
}

/// The entry, or why the format cannot hold it.
fn message(one: &Numbered<'_>) -> Result<Zeroizing<Vec<u8>>, String> {
    let credential = one.credential;
    let (algorithm, digits, counter) = match credential.parameters {
        OtpParameters::Totp {
            algorithm,
            digits,
            period,
        } if period == Period::DEFAULT => (algorithm, digits, None),
        OtpParameters::Totp { period, .. } => {
            return Err(format!(
                "its codes last {} seconds; Google Authenticator would make wrong codes, of 30",
                period.seconds()
            ));
        }
        OtpParameters::Hotp {
            algorithm,
            digits,
            counter,
        } => (algorithm, digits, Some(counter)),
        OtpParameters::Steam | OtpParameters::Motp | OtpParameters::Yandex => {
            return Err(format!(
                "Google Authenticator makes no {} codes",
                credential.parameters.otp_type().name()
            ));
        }
    };
    let algorithm = match algorithm {
        Algorithm::Sha1 => 1,
        Algorithm::Sha256 => 2,
        Algorithm::Sha512 => 3,
        Algorithm::Sha224 | Algorithm::Sha384 => {
            return Err(format!("Google Authenticator does not know {algorithm}"));
        }
    };
    let digits = match digits.get() {
        6 => 1,
        8 => 2,
        other => {
            return Err(format!(
                "its codes have {other} digits; Google Authenticator would make wrong codes, of 6"
            ));
        }
    };
    if counter.is_some_and(|counter| i64::try_from(counter).is_err()) {
        return Err("its counter is larger than the format can hold".to_owned());
    }
    let account = &one.record.account;
    let mut message = Zeroizing::new(Vec::with_capacity(512));
    bytes(&mut message, 1, credential.secret.expose());
    bytes(
        &mut message,
        2,
        name(&account.issuer, &account.username).as_bytes(),
    );
    if !account.issuer.is_empty() {
        bytes(&mut message, 3, account.issuer.as_bytes());
    }
    number(&mut message, 4, algorithm);
    number(&mut message, 5, digits);
    number(&mut message, 6, if counter.is_some() { 1 } else { 2 });
    if let Some(counter) = counter {
        number(&mut message, 7, counter);
    }
    Ok(message)
}

/// `Issuer:username`, as Google writes it. Without issuer, a colon in front says that the next
/// one ends no issuer.
fn name(issuer: &str, username: &str) -> String {
    if issuer.is_empty() && !username.contains(':') {
        username.to_owned()
    } else {
        format!("{issuer}:{username}")
    }
}

fn uri(part: &[Zeroizing<Vec<u8>>], index: usize, count: usize, batch: i32) -> SecretText {
    let mut payload = Zeroizing::new(Vec::with_capacity(4096));
    for entry in part {
        bytes(&mut payload, 1, entry);
    }
    number(&mut payload, 2, 1);
    number(&mut payload, 3, count as u64);
    number(&mut payload, 4, index as u64);
    // An int32 is sent as 64 bits with its sign.
    number(&mut payload, 5, i64::from(batch) as u64);
    let data = Zeroizing::new(STANDARD.encode(payload.as_slice()));
    SecretText::new(format!(
        "otpauth-migration://offline?data={}",
        utf8_percent_encode(&data, NON_ALPHANUMERIC)
    ))
}

/// A field of a number: its tag, and the number in groups of seven bits.
fn number(message: &mut Vec<u8>, field: u8, value: u64) {
    message.push(field << 3);
    varint(message, value);
}

/// A field of bytes.
fn bytes(message: &mut Vec<u8>, field: u8, value: &[u8]) {
    message.push((field << 3) | 2);
    varint(message, value.len() as u64);
    message.extend_from_slice(value);
}

fn varint(message: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        message.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    message.push(value as u8);
}
