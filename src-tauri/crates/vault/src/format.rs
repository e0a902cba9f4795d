//! The payload as JSON, exactly as docs/vault-format.md says.
//!
//! Secrets have no `Serialize`; the shapes below expose them here and nowhere else. Reading
//! keeps fields that a newer minor version added, at the levels that the format names.

use crate::payload::{
    CaseEntry, CopyTarget, EvidenceEntry, KeySlot, LedgerEntry, PaperKey, PaperShare, Payload,
    Record, Schema, Tombstone,
};
use crate::trash::TrashedAccount;
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use model::{
    Account, Case, CodeSetId, CodeState, Evidence, OtpId, OtpParameters, Sheet, SheetId, VaultId,
};
use secret::{
    AccountRecord, OtpCredential, RecoveryCode, RecoveryCodeSet, SecretBytes, SecretText,
    UnknownFields,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::io;
use zeroize::Zeroizing;

/// The size that plaintext is padded to a multiple of, with line feeds after the JSON, so that
/// the file's size says little about its content.
const BUCKET: usize = 4096;

/// The only key suite so far.
const SUITE: &str = "x25519";

/// Why a payload cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FormatError {
    /// It was written by a version whose format this one does not understand.
    Newer(String),
    /// It is not what the format says.
    Damaged(&'static str),
}

/// The payload as padded JSON, in one buffer of the right size.
pub(crate) fn to_bytes(payload: &Payload) -> Option<Zeroizing<Vec<u8>>> {
    let mut count = Count(0);
    write(&mut count, payload)?;
    let size = count.0.checked_next_multiple_of(BUCKET)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    write(&mut *bytes, payload)?;
    bytes.resize(size, b'\n');
    Some(bytes)
}

/// Reads a payload.
pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Payload, FormatError> {
    let head: Head = serde_json::from_slice(bytes)
        .map_err(|_| FormatError::Damaged("its content is no vault payload"))?;
    let schema: Schema = head
        .schema
        .parse()
        .map_err(|()| FormatError::Damaged("its schema is no version"))?;
    let newer = schema.major > Schema::CURRENT.major;
    let unreadable = |what| {
        if newer {
            FormatError::Newer(head.schema.clone())
        } else {
            FormatError::Damaged(what)
        }
    };
    if head.suite.as_deref().is_some_and(|suite| suite != SUITE) {
        return Err(FormatError::Newer(head.schema));
    }
    let file: PayloadIn = serde_json::from_slice(bytes)
        .map_err(|_| unreadable("its content does not follow the format"))?;
    let payload = file.into_payload(schema);
    match payload.duplicate_id() {
        Some(_) => Err(unreadable("two of its entries have the same id")),
        None => Ok(payload),
    }
}

/// SHA-256 of an account's JSON: tells versions of one account apart, and orders them.
pub(crate) fn record_digest(record: &AccountRecord) -> [u8; 32] {
    #[derive(Serialize)]
    struct Out<'a>(#[serde(with = "AccountShape")] &'a AccountRecord);
    digest(&Out(record))
}

/// SHA-256 of a credential's JSON.
pub(crate) fn otp_digest(otp: &OtpCredential) -> [u8; 32] {
    #[derive(Serialize)]
    struct Out<'a>(#[serde(with = "OtpShape")] &'a OtpCredential);
    digest(&Out(otp))
}

fn digest(value: &impl Serialize) -> [u8; 32] {
    let mut hash = Hash(Sha256::new());
    // Writing into a hash cannot fail, and these shapes have string keys only.
    let _ = serde_json::to_writer(&mut hash, value);
    hash.0.finalize().into()
}

/// Hashes what is written to it.
struct Hash(Sha256);

impl io::Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write(target: &mut impl io::Write, payload: &Payload) -> Option<()> {
    serde_json::to_writer(target, &PayloadOut::of(payload)).ok()
}

/// Counts what is written to it.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is read first: whether the rest can be understood.
#[derive(Deserialize)]
struct Head {
    schema: String,
    suite: Option<String>,
}

#[derive(Serialize)]
struct PayloadOut<'a> {
    schema: String,
    suite: &'static str,
    vault_id: &'a VaultId,
    generation: u64,
    prev_hash: &'a Option<String>,
    ancestors: &'a [String],
    created: Timestamp,
    saved_at: Timestamp,
    key: &'a KeySlot,
    #[serde(skip_serializing_if = "Option::is_none")]
    former_key: &'a Option<KeySlot>,
    #[serde(serialize_with = "accounts::serialize")]
    accounts: &'a Vec<AccountRecord>,
    #[serde(serialize_with = "trash::serialize")]
    trash: &'a Vec<TrashedAccount>,
    #[serde(serialize_with = "ledger::serialize")]
    ledger: &'a Vec<LedgerEntry>,
    #[serde(
        serialize_with = "cases::serialize",
        skip_serializing_if = "Vec::is_empty"
    )]
    cases: &'a Vec<CaseEntry>,
    #[serde(
        serialize_with = "evidence::serialize",
        skip_serializing_if = "Vec::is_empty"
    )]
    evidence: &'a Vec<EvidenceEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paper_key: Option<PaperKeyOut<'a>>,
    tombstones: &'a [Tombstone],
    #[serde(serialize_with = "copies::serialize")]
    copies: &'a Vec<CopyTarget>,
    settings: &'a Map<String, Value>,
    #[serde(flatten, serialize_with = "unknown::serialize")]
    unknown: &'a UnknownFields,
}

#[derive(Serialize)]
struct PaperKeyOut<'a>(#[serde(with = "PaperKeyShape")] &'a PaperKey);

impl<'a> PayloadOut<'a> {
    fn of(payload: &'a Payload) -> Self {
        let record = &payload.record;
        Self {
            schema: record.schema.to_string(),
            suite: SUITE,
            vault_id: &record.vault_id,
            generation: record.generation,
            prev_hash: &record.prev_hash,
            ancestors: &record.ancestors,
            created: record.created,
            saved_at: record.saved_at,
            key: &record.key,
            former_key: &record.former_key,
            accounts: &payload.accounts,
            trash: &payload.trash,
            ledger: &payload.ledger,
            cases: &payload.cases,
            evidence: &payload.evidence,
            paper_key: payload.paper_key.as_ref().map(PaperKeyOut),
            tombstones: &record.tombstones,
            copies: &payload.copies,
            settings: &payload.settings,
            unknown: &record.unknown,
        }
    }
}

#[derive(Deserialize)]
struct PayloadIn {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "suite")]
    _suite: String,
    vault_id: VaultId,
    generation: u64,
    prev_hash: Option<String>,
    #[serde(default)]
    ancestors: Vec<String>,
    created: Timestamp,
    saved_at: Timestamp,
    key: KeySlot,
    former_key: Option<KeySlot>,
    #[serde(default, deserialize_with = "accounts::deserialize")]
    accounts: Vec<AccountRecord>,
    #[serde(default, deserialize_with = "trash::deserialize")]
    trash: Vec<TrashedAccount>,
    #[serde(default, deserialize_with = "ledger::deserialize")]
    ledger: Vec<LedgerEntry>,
    #[serde(default, deserialize_with = "cases::deserialize")]
    cases: Vec<CaseEntry>,
    #[serde(default, deserialize_with = "evidence::deserialize")]
    evidence: Vec<EvidenceEntry>,
    #[serde(default, deserialize_with = "paper_key")]
    paper_key: Option<PaperKey>,
    #[serde(default)]
    tombstones: Vec<Tombstone>,
    #[serde(default, deserialize_with = "copies::deserialize")]
    copies: Vec<CopyTarget>,
    #[serde(default)]
    settings: Map<String, Value>,
    #[serde(flatten, deserialize_with = "unknown::deserialize")]
    unknown: UnknownFields,
}

impl PayloadIn {
    fn into_payload(self, schema: Schema) -> Payload {
        Payload {
            record: Record {
                schema,
                vault_id: self.vault_id,
                generation: self.generation,
                prev_hash: self.prev_hash,
                ancestors: self.ancestors,
                created: self.created,
                saved_at: self.saved_at,
                key: self.key,
                former_key: self.former_key,
                tombstones: self.tombstones,
                unknown: self.unknown,
            },
            accounts: self.accounts,
            trash: self.trash,
            ledger: self.ledger,
            cases: self.cases,
            evidence: self.evidence,
            paper_key: self.paper_key,
            copies: self.copies,
            settings: self.settings,
        }
    }
}

fn paper_key<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<PaperKey>, D::Error> {
    #[derive(Deserialize)]
    struct In(#[serde(with = "PaperKeyShape")] PaperKey);
    Ok(Option::<In>::deserialize(from)?.map(|key| key.0))
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "AccountRecord")]
struct AccountShape {
    #[serde(flatten)]
    account: Account,
    #[serde(default, with = "otp")]
    otp: Vec<OtpCredential>,
    #[serde(default, with = "code_sets")]
    code_sets: Vec<RecoveryCodeSet>,
    #[serde(
        default,
        with = "optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    note: Option<SecretText>,
    #[serde(flatten, with = "unknown")]
    unknown: UnknownFields,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "TrashedAccount")]
struct TrashShape {
    removed: Timestamp,
    #[serde(rename = "account", with = "AccountShape")]
    record: AccountRecord,
    #[serde(flatten, with = "unknown")]
    unknown: UnknownFields,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "OtpCredential")]
struct OtpShape {
    id: OtpId,
    #[serde(flatten)]
    parameters: OtpParameters,
    #[serde(with = "base32")]
    secret: SecretBytes,
    #[serde(
        default,
        with = "optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pin: Option<SecretText>,
    #[serde(default, with = "pairs", skip_serializing_if = "Vec::is_empty")]
    uri_parameters: Vec<(String, SecretText)>,
    #[serde(flatten, with = "unknown_beside_parameters")]
    unknown: UnknownFields,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RecoveryCodeSet")]
struct CodeSetShape {
    id: CodeSetId,
    obtained: Timestamp,
    #[serde(with = "codes")]
    codes: Vec<RecoveryCode>,
    #[serde(default)]
    burned_unknown: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    superseded: Option<Timestamp>,
    #[serde(
        default,
        with = "optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    original: Option<SecretText>,
    #[serde(flatten, with = "unknown")]
    unknown: UnknownFields,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RecoveryCode")]
struct CodeShape {
    #[serde(rename = "code", with = "text")]
    text: SecretText,
    #[serde(flatten)]
    state: CodeState,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "LedgerEntry")]
struct LedgerShape {
    #[serde(flatten)]
    sheet: Sheet,
    #[serde(flatten, with = "unknown")]
    unknown: UnknownFields,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "CaseEntry")]
struct CaseShape {
    #[serde(flatten)]
    case: Case,
    #[serde(flatten, with = "unknown")]
    unknown: UnknownFields,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "EvidenceEntry")]
struct EvidenceShape {
    #[serde(flatten)]
    evidence: Evidence,
    #[serde(flatten, with = "unknown")]
    unknown: UnknownFields,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "CopyTarget")]
struct CopyShape {
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(flatten, with = "unknown")]
    unknown: UnknownFields,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "PaperKey")]
struct PaperKeyShape {
    set_id: SheetId,
    recipient: String,
    k: u32,
    n: u32,
    #[serde(default)]
    shares: Vec<PaperShare>,
    made: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proved_at: Option<Timestamp>,
    #[serde(flatten, with = "unknown")]
    unknown: UnknownFields,
}

/// Lists of foreign types through their shapes.
macro_rules! list {
    ($module:ident, $item:ident, $shape:literal) => {
        mod $module {
            use super::*;
            use serde::{Deserializer, Serializer};

            #[derive(Serialize)]
            struct Out<'a>(#[serde(with = $shape)] &'a $item);
            #[derive(Deserialize)]
            struct In(#[serde(with = $shape)] $item);

            pub(super) fn serialize<S: Serializer>(
                items: &[$item],
                into: S,
            ) -> Result<S::Ok, S::Error> {
                into.collect_seq(items.iter().map(Out))
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(
                from: D,
            ) -> Result<Vec<$item>, D::Error> {
                let items = Vec::<In>::deserialize(from)?;
                Ok(items.into_iter().map(|item| item.0).collect())
            }
        }
    };
}

list!(accounts, AccountRecord, "AccountShape");
list!(trash, TrashedAccount, "TrashShape");
list!(otp, OtpCredential, "OtpShape");
list!(code_sets, RecoveryCodeSet, "CodeSetShape");
list!(codes, RecoveryCode, "CodeShape");
list!(ledger, LedgerEntry, "LedgerShape");
list!(cases, CaseEntry, "CaseShape");
list!(evidence, EvidenceEntry, "EvidenceShape");
list!(copies, CopyTarget, "CopyShape");

mod text {
    use super::SecretText;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &SecretText, into: S) -> Result<S::Ok, S::Error> {
        into.serialize_str(text.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SecretText, D::Error> {
        String::deserialize(from).map(SecretText::new)
    }
}

mod optional_text {
    use super::SecretText;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        text: &Option<SecretText>,
        into: S,
    ) -> Result<S::Ok, S::Error> {
        text.as_ref().map(SecretText::expose).serialize(into)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<SecretText>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.map(SecretText::new))
    }
}

mod pairs {
    use super::SecretText;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        pairs: &[(String, SecretText)],
        into: S,
    ) -> Result<S::Ok, S::Error> {
        into.collect_seq(pairs.iter().map(|(name, value)| (name, value.expose())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<(String, SecretText)>, D::Error> {
        let pairs = Vec::<(String, String)>::deserialize(from)?;
        Ok(pairs
            .into_iter()
            .map(|(name, value)| (name, SecretText::new(value)))
            .collect())
    }
}

mod base32 {
    use super::{BASE32_NOPAD, SecretBytes, Zeroizing};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(
        bytes: &SecretBytes,
        into: S,
    ) -> Result<S::Ok, S::Error> {
        into.serialize_str(&Zeroizing::new(BASE32_NOPAD.encode(bytes.expose())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SecretBytes, D::Error> {
        let text = Zeroizing::new(String::deserialize(from)?);
        BASE32_NOPAD
            .decode(text.as_bytes())
            .map(SecretBytes::new)
            // The reason is left out: it could quote the secret.
            .map_err(|_| D::Error::custom("a secret is no base32"))
    }
}

mod unknown {
    use super::{Map, UnknownFields, Value};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        fields: &UnknownFields,
        into: S,
    ) -> Result<S::Ok, S::Error> {
        fields.expose().serialize(into)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<UnknownFields, D::Error> {
        Map::<String, Value>::deserialize(from).map(UnknownFields::new)
    }
}

mod unknown_beside_parameters {
    use super::{Map, UnknownFields, Value};
    use serde::{Deserialize, Deserializer};

    pub(super) use super::unknown::serialize;

    /// A flattened enum does not take its fields away from those that nobody knows.
    const PARAMETERS: [&str; 5] = ["type", "algorithm", "digits", "period", "counter"];

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<UnknownFields, D::Error> {
        let mut fields = Map::<String, Value>::deserialize(from)?;
        for name in PARAMETERS {
            fields.remove(name);
        }
        Ok(UnknownFields::new(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_full_payload_comes_back_equal() {
        let payload = sample::full();
        let bytes = to_bytes(&payload).unwrap();
        assert_eq!(bytes.len() % BUCKET, 0);
        assert_eq!(bytes.capacity(), bytes.len(), "no reallocation");
        assert_eq!(from_bytes(&bytes).unwrap(), payload);
    }

    #[test]
    fn fields_of_a_newer_minor_version_survive_at_every_named_level() {
        let bytes = to_bytes(&sample::full()).unwrap();
        let mut value: Value = serde_json::from_slice(&bytes).unwrap();
        value["schema"] = "1.7".into();
        let extra = serde_json::json!({"deep": [1, null, {"x": 1.5}]});
        let levels = [
            "",
            "/accounts/0",
            "/accounts/0/otp/0",
            "/accounts/0/code_sets/0",
            "/trash/0",
            "/trash/0/account",
            "/ledger/0",
            "/cases/0",
            "/evidence/0",
            "/paper_key",
            "/copies/0",
        ];
        for level in levels {
            let object = value.pointer_mut(level).unwrap().as_object_mut().unwrap();
            object.insert("from_the_future".into(), extra.clone());
        }
        let text = serde_json::to_vec(&value).unwrap();
        let payload = from_bytes(&text).unwrap();
        assert_eq!(payload.record.schema, Schema { major: 1, minor: 7 });
        let again: Value = serde_json::from_slice(&to_bytes(&payload).unwrap()).unwrap();
        assert_eq!(again, value);
    }

    #[test]
    fn a_newer_major_version_or_suite_is_named() {
        let bytes = to_bytes(&sample::full()).unwrap();
        let mut value: Value = serde_json::from_slice(&bytes).unwrap();
        value["schema"] = "2.0".into();
        assert!(
            from_bytes(&serde_json::to_vec(&value).unwrap()).is_ok(),
            "readable all the same"
        );
        value["accounts"] = "moved elsewhere".into();
        let result = from_bytes(&serde_json::to_vec(&value).unwrap());
        assert_eq!(result.unwrap_err(), FormatError::Newer("2.0".into()));
        value["suite"] = "mlkem768x25519".into();
        let result = from_bytes(&serde_json::to_vec(&value).unwrap());
        assert_eq!(result.unwrap_err(), FormatError::Newer("2.0".into()));
    }

    #[test]
    fn what_does_not_follow_the_format_is_refused_without_quoting_it() {
        let bytes = to_bytes(&sample::full()).unwrap();
        let good: Value = serde_json::from_slice(&bytes).unwrap();
        let changes: [(&str, Value); 6] = [
            ("/schema", "one".into()),
            ("/generation", (-1).into()),
            ("/vault_id", "../x".into()),
            ("/accounts/0/otp/0/secret", "not base32!".into()),
            ("/accounts/0/otp/0/digits", 11.into()),
            ("/accounts/0/created", "yesterday".into()),
        ];
        for (pointer, change) in changes {
            let mut value = good.clone();
            *value.pointer_mut(pointer).unwrap() = change;
            let result = from_bytes(&serde_json::to_vec(&value).unwrap());
            assert!(matches!(result, Err(FormatError::Damaged(_))), "{pointer}");
        }
        let mut twice = good.clone();
        let first = twice["accounts"][0].clone();
        twice["accounts"].as_array_mut().unwrap().push(first);
        let result = from_bytes(&serde_json::to_vec(&twice).unwrap());
        assert!(
            matches!(result, Err(FormatError::Damaged(_))),
            "same id twice"
        );
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_crash() {
        let mut hostile = br#"{"schema":"1.0","suite":"x25519","x":"#.to_vec();
        hostile.extend(std::iter::repeat_n(b'[', 200_000));
        assert!(matches!(from_bytes(&hostile), Err(FormatError::Damaged(_))));
    }
}
