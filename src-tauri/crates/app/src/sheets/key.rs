//! Making the paper key: a second way into the vault that stands on paper only.

use crate::{AppError, Code};
use model::{SheetId, SheetKind, Timestamp};
use secret::{Randomness, SecretText, UnknownFields};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sheet::share::{self, PaperKeyBytes, SetId, Share, ShareError};
use vault::{PaperKey, PaperShare, Payload};
use zeroize::Zeroizing;

/// What paper key to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPaperKey {
    /// `(needed, made)`: shares instead of one key sheet.
    pub split: Option<(u8, u8)>,
    /// Takes the place of the key that there is. Without this, a second one is refused.
    pub replace: bool,
}

impl NewPaperKey {
    /// The kind of its sheets.
    #[must_use]
    pub fn kind(self) -> SheetKind {
        match self.split {
            None => SheetKind::Key,
            Some(_) => SheetKind::Shares,
        }
    }
}

/// A paper key that is about to be printed and forgotten.
pub(super) struct Fresh {
    pub(super) bytes: PaperKeyBytes,
    pub(super) identity: SecretText,
    pub(super) shares: Vec<Share>,
    /// What the vault keeps of it.
    pub(super) kept: PaperKey,
}

impl From<ShareError> for AppError {
    fn from(error: ShareError) -> Self {
        let (code, next) = match error {
            ShareError::Needed { .. } | ShareError::Count { .. } => {
                (Code::Usage, "2 of 3 and 3 of 5 suit most people.")
            }
            _ => (Code::Io, "Try again."),
        };
        Self::new(
            code,
            crate::error::sentence(&error),
            "Nothing was made.",
            next,
        )
    }
}

/// Whether a paper key can be made: there is one already, or none to replace.
///
/// # Errors
/// `usage`, with what to do instead.
pub fn can_be_made(payload: &Payload, replace: bool) -> Result<(), AppError> {
    match (&payload.paper_key, replace) {
        (Some(key), false) => Err(AppError::usage(
            format!(
                "The vault has a paper key already, on sheet {}.",
                key.set_id
            ),
            "`reentry key` tells of it; `reentry key replace` makes a new one.",
        )),
        (None, true) => Err(AppError::usage(
            "The vault has no paper key that could be replaced.",
            "Make one with `reentry sheet --kind key` or `--kind shares`.",
        )),
        _ => Ok(()),
    }
}

/// Makes a key and, where that is wanted, its shares; every small set of shares has been recombined.
pub(super) fn generate(
    payload: &Payload,
    id: &SheetId,
    new: NewPaperKey,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<Fresh, AppError> {
    can_be_made(payload, new.replace)?;
    let mut random = Zeroizing::new([0_u8; 32]);
    randomness.fill(random.as_mut_slice())?;
    let bytes = PaperKeyBytes::new(&random);
    let identity = bytes.identity();
    let recipient = vault::recipient_of(&identity)?;
    let shares = match new.split {
        None => Vec::new(),
        Some((needed, count)) => share::split(&bytes, SetId::of(id), needed, count, randomness)?,
    };
    let (k, n) = new.split.unwrap_or((1, 1));
    let kept = PaperKey {
        set_id: id.clone(),
        recipient,
        k: k.into(),
        n: n.into(),
        shares: shares.iter().map(kept_share).collect(),
        made: now,
        proved_at: None,
        unknown: UnknownFields::default(),
    };
    Ok(Fresh {
        bytes,
        identity,
        shares,
        kept,
    })
}

fn kept_share(share: &Share) -> PaperShare {
    PaperShare {
        index: share.index().to_string(),
        digest: share_digest(share),
        proved_at: None,
        place: None,
    }
}

/// SHA-256 of a share's 74 characters in upper case, in lower-case hexadecimal.
pub(crate) fn share_digest(share: &Share) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(share.text().expose()))
}

/// The digest by which the ledger knows a key sheet or a set of shares: SHA-256 of the recipient.
pub(crate) fn digest(recipient: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(recipient))
}

/// Whether the vault's paper key is on this sheet or set of shares.
pub(crate) fn is_current(set: &SheetId, payload: &Payload) -> bool {
    payload
        .paper_key
        .as_ref()
        .is_some_and(|key| &key.set_id == set)
}

/// What there is to say of the paper key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyStatus {
    /// Its key sheet, or the id on its share sheets.
    pub sheet_id: SheetId,
    /// Shares that restore it; 1 for a key sheet.
    pub k: u32,
    /// Shares that exist; 1 for a key sheet.
    pub n: u32,
    /// When it was made.
    pub made: Timestamp,
    /// When paper last proved it.
    pub proved_at: Option<Timestamp>,
    /// Its shares; none for a key sheet.
    pub shares: Vec<PaperShare>,
    /// Vault sheets that open with a former key only.
    pub reprint: Vec<SheetId>,
}

/// The paper key, if there is one.
#[must_use]
pub fn key_status(payload: &Payload) -> Option<KeyStatus> {
    let key = payload.paper_key.as_ref()?;
    Some(KeyStatus {
        sheet_id: key.set_id.clone(),
        k: key.k,
        n: key.n,
        made: key.made,
        proved_at: key.proved_at,
        shares: key.shares.clone(),
        reprint: payload
            .ledger
            .iter()
            .filter(|sheet| sheet.superseded_by.is_none())
            .filter(|sheet| {
                sheet
                    .opened_by
                    .as_ref()
                    .is_some_and(|set| set != &key.set_id)
            })
            .map(|sheet| sheet.id.clone())
            .collect(),
    })
}
