//! What front ends see of an account: metadata, and a secret only where it was asked for.

use model::{AccountId, CodeSetId, Factor, OtpId, Timestamp};
use secret::{AccountRecord, OtpCredential, RecoveryCodeSet, SecretText};
use serde::{Serialize, Serializer};

/// A secret that the user asked to see. This is the one place where a secret is serialised for
/// a front end; whoever makes one has checked that it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revealed(SecretText);

impl Revealed {
    /// Marks a secret as asked for.
    #[must_use]
    pub fn asked_for(secret: SecretText) -> Self {
        Self(secret)
    }

    /// The text, to be shown.
    #[must_use]
    pub fn show(&self) -> &str {
        self.0.expose()
    }
}

impl Serialize for Revealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.show())
    }
}

/// An account as `list` shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountView {
    /// Its id.
    pub id: AccountId,
    /// The provider's id, or `other`.
    pub provider: String,
    /// The provider's instance, where it is not the main one.
    pub instance: Option<String>,
    /// The issuer, as imported.
    pub issuer: String,
    /// The username.
    pub username: String,
    /// Its OTP credentials.
    pub otp: Vec<OtpView>,
    /// Counts over its recovery codes.
    pub codes: model::CodeTotals,
    /// Its other factors.
    pub factors: Vec<Factor>,
    /// The user's labels.
    pub tags: Vec<String>,
    /// The group of the former app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Marked as a favourite.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub favourite: bool,
    /// Several secrets stand under this name, and only one can be right.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub conflict: bool,
    /// The first credential's secret; only with `--reveal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Revealed>,
    /// The first credential's key URI; only with `--reveal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<Revealed>,
    /// The first credential's PIN; only with `--reveal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<Revealed>,
    /// The note; only with `--reveal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Revealed>,
}

/// An OTP credential as `list` shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OtpView {
    /// Its id.
    pub id: OtpId,
    /// Its type: `totp`, `hotp`, `steam`, `motp` or `yandex`.
    #[serde(rename = "type")]
    pub otp_type: &'static str,
    /// The hash; none for mOTP.
    pub algorithm: Option<&'static str>,
    /// Characters of a code.
    pub digits: u8,
    /// Seconds a code lasts; none for counters.
    pub period: Option<u64>,
    /// The next counter; HOTP only.
    pub counter: Option<u64>,
    /// The secret in base32; only with `--reveal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Revealed>,
    /// The key URI; only with `--reveal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<Revealed>,
    /// The PIN; only with `--reveal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<Revealed>,
}

impl AccountView {
    /// The account without any secret.
    #[must_use]
    pub fn of(record: &AccountRecord) -> Self {
        let account = &record.account;
        Self {
            id: account.id.clone(),
            provider: account.provider.clone(),
            instance: account.instance.clone(),
            issuer: account.issuer.clone(),
            username: account.username.clone(),
            otp: record.otp.iter().map(OtpView::of).collect(),
            codes: record.code_totals(),
            factors: account.factors.clone(),
            tags: account.tags.clone(),
            group: account.group.clone(),
            favourite: account.favourite,
            conflict: record.otp.len() > 1,
            secret: None,
            uri: None,
            pin: None,
            note: None,
        }
    }

    /// The account with its secrets, because they were asked for.
    #[must_use]
    pub fn revealed(record: &AccountRecord) -> Self {
        let mut view = Self::of(record);
        for (shown, credential) in view.otp.iter_mut().zip(&record.otp) {
            shown.reveal(credential, record);
        }
        if let Some(first) = view.otp.first() {
            view.secret = first.secret.clone();
            view.uri = first.uri.clone();
            view.pin = first.pin.clone();
        }
        view.note = record.note.clone().map(Revealed::asked_for);
        view
    }
}

impl OtpView {
    fn of(credential: &OtpCredential) -> Self {
        let parameters = &credential.parameters;
        Self {
            id: credential.id.clone(),
            otp_type: parameters.otp_type().name(),
            algorithm: parameters.algorithm().map(model::Algorithm::name),
            digits: parameters.digits(),
            period: parameters.period(),
            counter: parameters.counter(),
            secret: None,
            uri: None,
            pin: None,
        }
    }

    fn reveal(&mut self, credential: &OtpCredential, record: &AccountRecord) {
        let account = &record.account;
        self.secret = Some(Revealed::asked_for(credential.base32()));
        self.uri = Some(Revealed::asked_for(
            credential.uri(&account.issuer, &account.username),
        ));
        self.pin = credential.pin.clone().map(Revealed::asked_for);
    }
}

/// A one-time code as `code` shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CodeView {
    /// `provider/username`.
    pub account: String,
    /// The credential's type.
    #[serde(rename = "type")]
    pub otp_type: &'static str,
    /// The code.
    pub code: Revealed,
    /// The counter it was made of; HOTP only.
    pub counter: Option<u64>,
    /// From when it is good; none for HOTP.
    pub valid_from: Option<Timestamp>,
    /// When the next one takes over; none for HOTP.
    pub valid_until: Option<Timestamp>,
}

/// A recovery code set as `codes` shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CodeSetView {
    /// Its id.
    pub id: CodeSetId,
    /// When it was issued or imported.
    pub obtained: Timestamp,
    /// Codes in it.
    pub total: u32,
    /// Codes that can still be expected to work.
    pub left: u32,
    /// Codes burned at set-up that nobody can name.
    pub burned_unknown: u32,
    /// Whether a newer set replaced it.
    pub superseded: bool,
    /// The codes in their printed order.
    pub codes: Vec<RecoveryCodeView>,
}

/// A recovery code as `codes` shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecoveryCodeView {
    /// Its number in the set, from 1.
    pub n: usize,
    /// `unused`, `used` or `burned`.
    pub state: &'static str,
    /// When it was used, where that is known.
    pub used_at: Option<Timestamp>,
    /// The code; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Revealed>,
}

impl CodeSetView {
    /// The set; `reveals(n)` says which codes to show, by number from 1.
    #[must_use]
    pub fn of(set: &RecoveryCodeSet, reveals: impl Fn(usize) -> bool) -> Self {
        let totals = set.totals();
        let codes = set.codes.iter().zip(1..).map(|(code, n)| RecoveryCodeView {
            n,
            state: code.state.name(),
            used_at: match code.state {
                model::CodeState::Used { at } => at,
                _ => None,
            },
            code: reveals(n).then(|| Revealed::asked_for(code.text.clone())),
        });
        Self {
            id: set.id.clone(),
            obtained: set.obtained,
            total: totals.total,
            left: totals.left,
            burned_unknown: totals.burned_unknown,
            superseded: set.superseded.is_some(),
            codes: codes.collect(),
        }
    }
}
