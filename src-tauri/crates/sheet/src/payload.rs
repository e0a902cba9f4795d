//! The payload of the vault sheet: what paper keeps of a vault.
//!
//! It is compact JSON in gzip (RFC 1952), and is encrypted by the caller. Kept are the names of an
//! account, its OTP credentials and its current recovery code sets with their states. Left out are
//! the ledger, cases, evidence, notes, factors, tags, superseded sets, and everything derived.
//! `docs/sheet-format.md` describes every field for somebody who has no Reentry.

use flate2::{Compression, GzBuilder, read::GzDecoder};
use model::{Account, AccountId, CodeSetId, CodeState, OtpId, OtpParameters, Timestamp};
use secret::{
    AccountRecord, OtpCredential, Randomness, RandomnessError, RecoveryCode, RecoveryCodeSet,
    SecretBytes, SecretText,
};
use serde::{Deserialize, Deserializer, Serialize};
use std::io::{Read, Write};
use thiserror::Error;
use zeroize::Zeroizing;

/// The version that is written, and the highest that is read.
pub const VERSION: u32 = 1;

/// The most bytes that a payload may unpack to: 99 codes hold 40 KB, and JSON of accounts does not
/// shrink by more than a hundred times.
const UNPACKED_MAX: u64 = 8 << 20;

/// The byte of RFC 1952 that names the operating system: "unknown", so that every system writes
/// the same file.
const GZIP_SYSTEM_UNKNOWN: u8 = 255;

/// Why a payload cannot be read. Holds no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// The bytes are no gzip file, or a damaged one.
    #[error("the content of the sheet is damaged: it does not unpack")]
    Damaged,
    /// It unpacks to more than any sheet holds.
    #[error("the content of the sheet unpacks to more than {} MiB", UNPACKED_MAX >> 20)]
    TooLarge,
    /// It unpacks, but is not the list of accounts that a sheet holds.
    #[error("the content of the sheet is not a list of accounts")]
    NotAPayload,
    /// A newer version wrote it.
    #[error("the sheet was made by a newer version (format {found}, known is {VERSION})")]
    Newer {
        /// The version it names.
        found: u32,
    },
}

/// What a vault sheet held.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// The version of the format.
    pub version: u32,
    /// When the sheet was made.
    pub made: Timestamp,
    /// The accounts, in the order of the vault.
    pub records: Vec<Entry>,
}

/// An account as the payload holds it: without ids and without the times of the vault.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The id of the provider.
    pub provider: String,
    /// The provider's instance, where it is not the main one.
    pub instance: Option<String>,
    /// The issuer.
    pub issuer: String,
    /// The username.
    pub username: String,
    /// The OTP credentials.
    pub otp: Vec<Otp>,
    /// The current recovery code sets.
    pub sets: Vec<CodeSet>,
}

/// An OTP credential without its id.
#[derive(Debug, Clone, PartialEq)]
pub struct Otp {
    /// Type, algorithm, digits, period or counter.
    pub parameters: OtpParameters,
    /// The shared secret, decoded.
    pub secret: SecretBytes,
    /// The PIN of mOTP and Yandex.
    pub pin: Option<SecretText>,
    /// Unknown URI parameters.
    pub uri_parameters: Vec<(String, SecretText)>,
}

/// A recovery code set without its id.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeSet {
    /// When it was issued or imported.
    pub obtained: Timestamp,
    /// The codes in their printed order.
    pub codes: Vec<RecoveryCode>,
    /// Codes burned at set-up without anybody knowing which.
    pub burned_unknown: u32,
}

impl Entry {
    /// The account with fresh ids, created and modified at `now`.
    ///
    /// # Errors
    /// [`RandomnessError`] when there are no random bytes for the ids.
    pub fn into_record(
        self,
        random: &mut impl Randomness,
        now: Timestamp,
    ) -> Result<AccountRecord, RandomnessError> {
        let mut record = AccountRecord::new(Account {
            id: AccountId::from_random(random.bytes()?),
            provider: self.provider,
            instance: self.instance,
            issuer: self.issuer,
            username: self.username,
            factors: Vec::new(),
            tags: Vec::new(),
            group: None,
            favourite: false,
            created: now,
            modified: now,
        });
        for otp in self.otp {
            let id = OtpId::from_random(random.bytes()?);
            let mut credential = OtpCredential::new(id, otp.parameters, otp.secret);
            credential.pin = otp.pin;
            credential.uri_parameters = otp.uri_parameters;
            record.otp.push(credential);
        }
        for set in self.sets {
            record.code_sets.push(RecoveryCodeSet {
                id: CodeSetId::from_random(random.bytes()?),
                obtained: set.obtained,
                codes: set.codes,
                burned_unknown: set.burned_unknown,
                superseded: None,
                original: None,
                unknown: secret::UnknownFields::default(),
            });
        }
        Ok(record)
    }
}

/// The payload of these accounts: equal bytes for equal accounts, in their order. To be encrypted
/// by the caller.
#[must_use]
pub fn encode<'a>(
    records: impl IntoIterator<Item = &'a AccountRecord>,
    made: Timestamp,
) -> SecretBytes {
    let wire = WirePayload {
        reentry: VERSION,
        made,
        accounts: records.into_iter().map(WireAccount::of).collect(),
    };
    // A buffer that need not grow leaves no copies behind. Neither writing JSON of these types nor
    // writing to memory can fail.
    let mut json = Zeroizing::new(Vec::with_capacity(64 << 10));
    let _ = serde_json::to_writer(&mut *json, &wire);
    let mut gzip = GzBuilder::new()
        .mtime(0)
        .operating_system(GZIP_SYSTEM_UNKNOWN)
        .write(Vec::new(), Compression::best());
    let _ = gzip.write_all(&json);
    SecretBytes::new(gzip.finish().unwrap_or_default())
}

/// Reads a payload that was decrypted.
///
/// # Errors
/// See [`PayloadError`].
pub fn decode(bytes: &[u8]) -> Result<Payload, PayloadError> {
    let mut json = Zeroizing::new(Vec::with_capacity(64 << 10));
    GzDecoder::new(bytes)
        .take(UNPACKED_MAX + 1)
        .read_to_end(&mut json)
        .map_err(|_| PayloadError::Damaged)?;
    if json.len() as u64 > UNPACKED_MAX {
        return Err(PayloadError::TooLarge);
    }
    // The version first: a newer one may have changed everything else.
    let version: WireVersion =
        serde_json::from_slice(&json).map_err(|_| PayloadError::NotAPayload)?;
    if version.reentry > VERSION {
        return Err(PayloadError::Newer {
            found: version.reentry,
        });
    }
    let wire: WirePayload = serde_json::from_slice(&json).map_err(|_| PayloadError::NotAPayload)?;
    Ok(Payload {
        version: wire.reentry,
        made: wire.made,
        records: wire
            .accounts
            .into_iter()
            .map(WireAccount::entry)
            .collect::<Option<_>>()
            .ok_or(PayloadError::NotAPayload)?,
    })
}

#[derive(Deserialize)]
struct WireVersion {
    reentry: u32,
}

#[derive(Serialize, Deserialize)]
struct WirePayload {
    reentry: u32,
    made: Timestamp,
    accounts: Vec<WireAccount>,
}

#[derive(Serialize, Deserialize)]
struct WireAccount {
    provider: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    issuer: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    username: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    otp: Vec<WireOtp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sets: Vec<WireSet>,
}

#[derive(Serialize, Deserialize)]
struct WireOtp {
    #[serde(serialize_with = "show", deserialize_with = "hide")]
    secret: SecretText,
    /// Absent for TOTP with SHA-1, six digits and 30 seconds, which nearly all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parameters: Option<OtpParameters>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pin: Option<WireText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    uri: Vec<(String, WireText)>,
}

#[derive(Serialize, Deserialize)]
struct WireSet {
    obtained: Timestamp,
    codes: Vec<WireText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    used: Vec<WireUse>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    burned: Vec<usize>,
    #[serde(default, skip_serializing_if = "is_zero")]
    burned_unknown: u32,
}

#[derive(Serialize, Deserialize)]
struct WireUse {
    n: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct WireText(#[serde(serialize_with = "show", deserialize_with = "hide")] SecretText);

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn show<S: serde::Serializer>(text: &SecretText, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.expose())
}

fn hide<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretText, D::Error> {
    String::deserialize(deserializer).map(SecretText::new)
}

impl WireAccount {
    fn of(record: &AccountRecord) -> Self {
        let account = &record.account;
        Self {
            provider: account.provider.clone(),
            instance: account.instance.clone(),
            issuer: account.issuer.clone(),
            username: account.username.clone(),
            otp: record.otp.iter().map(WireOtp::of).collect(),
            sets: record.current_sets().map(WireSet::of).collect(),
        }
    }

    fn entry(self) -> Option<Entry> {
        Some(Entry {
            provider: self.provider,
            instance: self.instance,
            issuer: self.issuer,
            username: self.username,
            otp: self
                .otp
                .into_iter()
                .map(WireOtp::otp)
                .collect::<Option<_>>()?,
            sets: self
                .sets
                .into_iter()
                .map(WireSet::set)
                .collect::<Option<_>>()?,
        })
    }
}

impl WireOtp {
    fn of(otp: &OtpCredential) -> Self {
        Self {
            secret: otp.base32(),
            parameters: Some(otp.parameters).filter(|given| *given != OtpParameters::DEFAULT),
            pin: otp.pin.clone().map(WireText),
            uri: otp
                .uri_parameters
                .iter()
                .map(|(name, value)| (name.clone(), WireText(value.clone())))
                .collect(),
        }
    }

    fn otp(self) -> Option<Otp> {
        let secret = data_encoding::BASE32_NOPAD
            .decode(self.secret.expose().as_bytes())
            .ok()?;
        Some(Otp {
            parameters: self.parameters.unwrap_or(OtpParameters::DEFAULT),
            secret: SecretBytes::new(secret),
            pin: self.pin.map(|pin| pin.0),
            uri_parameters: self
                .uri
                .into_iter()
                .map(|(name, value)| (name, value.0))
                .collect(),
        })
    }
}

impl WireSet {
    fn of(set: &RecoveryCodeSet) -> Self {
        let (mut used, mut burned) = (Vec::new(), Vec::new());
        for (n, code) in (1..).zip(&set.codes) {
            match code.state {
                CodeState::Unused => {}
                CodeState::Used { at } => used.push(WireUse { n, at }),
                CodeState::Burned => burned.push(n),
            }
        }
        Self {
            obtained: set.obtained,
            codes: set
                .codes
                .iter()
                .map(|code| WireText(code.text.clone()))
                .collect(),
            used,
            burned,
            burned_unknown: set.burned_unknown,
        }
    }

    fn set(self) -> Option<CodeSet> {
        let mut codes: Vec<_> = self
            .codes
            .into_iter()
            .map(|text| RecoveryCode {
                text: text.0,
                state: CodeState::Unused,
            })
            .collect();
        let marks = self
            .used
            .iter()
            .map(|mark| (mark.n, CodeState::Used { at: mark.at }))
            .chain(self.burned.iter().map(|n| (*n, CodeState::Burned)));
        for (n, state) in marks {
            codes.get_mut(n.checked_sub(1)?)?.state = state;
        }
        Some(CodeSet {
            obtained: self.obtained,
            codes,
            burned_unknown: self.burned_unknown,
        })
    }
}
