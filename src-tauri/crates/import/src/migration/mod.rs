//! Google Authenticator's transfer codes: `otpauth-migration://offline?data=` and a protobuf
//! message in base64.
//!
//! The message (facts read from exports; field numbers): 1 repeated entry, 2 version, 3 number of
//! parts, 4 index of this part, 5 id of the batch. An entry: 1 secret, 2 name, 3 issuer,
//! 4 algorithm, 5 digits, 6 type, 7 counter. Unknown fields are skipped, as protobuf asks.

use crate::batch::MAX_PARTS;
use crate::otpauth::uri::without_prefix;
use crate::report::label;
use crate::{BatchPart, Candidate, ImportReport, Lossy, ParsedOtp, text};
use model::{Algorithm, Digits, OtpParameters, Period};
use percent_encoding::percent_decode_str;
use provider::Directory;
use secret::SecretBytes;
use zeroize::Zeroizing;

/// Ten accounts with long names are below this; a QR code holds 2,953 bytes.
const MAX_URI: usize = 65_536;

/// The format has no period and two numbers of digits; Google Authenticator flattens what else an
/// account had, and nothing in the file says so.
const FLATTENED: &str = "Google Authenticator hands on every account with 30 seconds and 6 or 8 digits: where a service \
     refuses the codes, the account had others, so set it up again or import it from another app";

/// Why nothing of a migration can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
enum Problem {
    #[error("the transfer code is longer than Google Authenticator makes them")]
    TooLong,
    #[error("the transfer code is cut off or altered; scan or copy it again")]
    Damaged,
}

/// Adds the entries of a migration to the report.
pub(crate) fn add(report: &mut ImportReport, uri: &str, providers: &Directory) {
    match Payload::of(uri) {
        Ok(payload) => add_payload(report, payload, providers),
        Err(problem) => report.reject("", problem.to_string()),
    }
}

fn add_payload(report: &mut ImportReport, payload: Payload, providers: &Directory) {
    if !payload.entries.is_empty() && !report.warnings.iter().any(|known| known == FLATTENED) {
        report.warnings.push(FLATTENED.to_owned());
    }
    for entry in payload.entries {
        let (issuer, username) = entry.names();
        let without_digits = entry.digits == 0;
        match entry.otp() {
            Ok(otp) => {
                let mut candidate = Candidate::new(report.next());
                if without_digits {
                    report.lossy.push(Lossy {
                        entry: candidate.entry,
                        reason: "the app did not say how many digits its codes have; taken as 6"
                            .to_owned(),
                    });
                }
                candidate.provider = providers.by_issuer(&issuer);
                candidate.issuer = issuer;
                candidate.username = username;
                candidate.otp = Some(otp);
                report.candidates.push(candidate);
            }
            Err(reason) => report.reject(label(&issuer, &username), reason),
        }
    }
    if payload.cut_off {
        report.reject("", Problem::Damaged.to_string());
    }
    // A part that is cut off is to be scanned again, so it does not count as seen.
    match payload.part.filter(|_| !payload.cut_off) {
        Some(part) if part.of > MAX_PARTS || part.index >= part.of => report
            .warnings
            .push("a transfer code gives its place among the others wrongly".to_owned()),
        Some(part) => report.parts.push(part),
        None => {}
    }
}

/// A decoded message; what follows damage is missing.
#[derive(Debug, Default)]
struct Payload {
    entries: Vec<Entry>,
    part: Option<BatchPart>,
    cut_off: bool,
}

impl Payload {
    fn of(uri: &str) -> Result<Self, Problem> {
        if uri.len() > MAX_URI {
            return Err(Problem::TooLong);
        }
        let (_, query) = uri.split_once('?').ok_or(Problem::Damaged)?;
        let data = query
            .split('&')
            .find_map(|part| {
                let (name, value) = part.split_once('=')?;
                name.trim().eq_ignore_ascii_case("data").then_some(value)
            })
            .ok_or(Problem::Damaged)?;
        let data = Zeroizing::new(percent_decode_str(data).decode_utf8_lossy().into_owned());
        // A space stands where a `+` was; if that gives nothing, it begins a remark.
        let bytes = crate::base64::decode(&data)
            .or_else(|| crate::base64::decode(data.split(' ').next()?))
            .filter(|bytes| !bytes.is_empty())
            .ok_or(Problem::Damaged)?;
        Ok(Self::read(&bytes))
    }

    fn read(bytes: &[u8]) -> Self {
        let mut payload = Self::default();
        let (mut of, mut index, mut batch) = (0, 0, 0);
        for field in Message(bytes) {
            match field {
                Ok((1, Value::Bytes(bytes))) => match Entry::read(bytes) {
                    Some(entry) => payload.entries.push(entry),
                    None => payload.cut_off = true,
                },
                Ok((3, Value::Number(number))) => of = number,
                Ok((4, Value::Number(number))) => index = number,
                Ok((5, Value::Number(number))) => batch = number,
                Ok(_) => {}
                Err(Malformed) => payload.cut_off = true,
            }
        }
        payload.part = Some(BatchPart {
            // An int32 is sent as 64 bits, of which the lower 32 count.
            batch: (batch & 0xffff_ffff) as u32 as i32,
            index: u32::try_from(index).unwrap_or(u32::MAX),
            of: u32::try_from(of.max(1)).unwrap_or(u32::MAX),
        });
        payload
    }
}

#[derive(Debug, Default)]
struct Entry {
    secret: SecretBytes,
    name: String,
    issuer: String,
    algorithm: u64,
    digits: u64,
    kind: u64,
    counter: u64,
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut entry = Self::default();
        for field in Message(bytes) {
            match field.ok()? {
                (1, Value::Bytes(bytes)) => entry.secret = SecretBytes::new(bytes),
                (2, Value::Bytes(bytes)) => {
                    entry.name = text::name(&String::from_utf8_lossy(bytes))
                }
                (3, Value::Bytes(bytes)) => {
                    entry.issuer = text::name(&String::from_utf8_lossy(bytes));
                }
                (4, Value::Number(number)) => entry.algorithm = number,
                (5, Value::Number(number)) => entry.digits = number,
                (6, Value::Number(number)) => entry.kind = number,
                (7, Value::Number(number)) => entry.counter = number,
                _ => {}
            }
        }
        Some(entry)
    }

    /// Issuer and username. The name often has the issuer in front, which is taken away once.
    fn names(&self) -> (String, String) {
        if let Some(username) = without_prefix(&self.name, &self.issuer) {
            return (self.issuer.clone(), username);
        }
        match self.name.split_once(':') {
            Some((issuer, username)) if self.issuer.is_empty() && !issuer.contains('@') => {
                (issuer.trim().to_owned(), username.trim().to_owned())
            }
            _ => (self.issuer.clone(), self.name.clone()),
        }
    }

    fn otp(self) -> Result<ParsedOtp, &'static str> {
        if self.secret.is_empty() {
            return Err("the secret is missing");
        }
        let algorithm = match self.algorithm {
            0 | 1 => Algorithm::Sha1,
            2 => Algorithm::Sha256,
            3 => Algorithm::Sha512,
            4 => return Err("its algorithm is MD5, which no service is known to use for this"),
            _ => return Err("its algorithm is one that Google Authenticator does not have"),
        };
        let digits = match self.digits {
            0 | 1 => Digits::DEFAULT,
            2 => Digits::try_from(8).unwrap_or_default(),
            _ => return Err("its number of digits is neither 6 nor 8"),
        };
        let parameters = match self.kind {
            0 | 2 => OtpParameters::Totp {
                algorithm,
                digits,
                period: Period::DEFAULT,
            },
            1 if i64::try_from(self.counter).is_ok() => OtpParameters::Hotp {
                algorithm,
                digits,
                counter: self.counter,
            },
            1 => return Err("its counter is negative"),
            _ => return Err("its type is neither TOTP nor HOTP"),
        };
        Ok(ParsedOtp {
            parameters,
            secret: self.secret,
            pin: None,
            uri_parameters: Vec::new(),
        })
    }
}

/// The bytes end within a field, or a field is of a kind that protobuf 3 does not have.
#[derive(Debug, PartialEq)]
struct Malformed;

#[derive(Debug, PartialEq)]
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Four or eight bytes that no field here uses.
    Fixed,
}

/// The fields of a protobuf message, one after the other. Nested messages come as bytes, so
/// there is no depth to run into.
struct Message<'a>(&'a [u8]);

impl<'a> Message<'a> {
    fn varint(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..70).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            // The tenth byte has room for one bit; protobuf drops the others.
            number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn field(&mut self) -> Option<(u64, Value<'a>)> {
        let tag = self.varint()?;
        let value = match tag & 7 {
            0 => Value::Number(self.varint()?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            _ => return None,
        };
        Some((tag >> 3, value))
    }
}

impl<'a> Iterator for Message<'a> {
    type Item = Result<(u64, Value<'a>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field().ok_or(Malformed);
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

#[cfg(test)]
mod tests;
