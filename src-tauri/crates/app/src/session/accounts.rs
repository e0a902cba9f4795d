//! Accounts, codes and recovery codes, as the page asks for them.

use super::{Clip, Session};
use crate::edit::{self, Changes, Parts};
use crate::fresh::NewCredential;
use crate::ipc::{
    AccountRow, AccountText, AddRequest, CodeRequest, CodesRow, Done, EditRequest, ListedCode,
    Listing, MarkRequest, Nothing, OneAccount, OneCode, OtpRow, Passphrase, RecoveryCodes,
    RecoverySet, RemoveRequest, ShownCode, Trash, TrashRow,
};
use crate::otp::{self, CodesRequest};
use crate::view::{AccountView, CodeSetView, CodeView, OtpView, RecoveryCodeView};
use crate::{AppError, account, trash, upkeep};
use model::{OtpType, Timestamp};
use secret::{AccountRecord, Randomness, RecoveryCodeSet, SecretText};

impl Session {
    /// Every account, without a secret.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn list(&mut self, _: Nothing) -> Result<Listing, AppError> {
        let accounts = account::list(self.vault()?.payload(), None);
        Ok(Listing {
            accounts: accounts.into_iter().map(AccountRow::from).collect(),
        })
    }

    /// One code. For a counter the next one is saved first.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`otp::code`]; `usage` for the next code of a counter.
    pub fn code(&mut self, request: CodeRequest, now: Timestamp) -> Result<ShownCode, AppError> {
        let at = self.moment(&request, now)?;
        let CodeRequest { account, otp, .. } = request;
        let code = otp::code(self.vault()?, &account, Some(&otp), at, now)?;
        Ok(shown(account, otp, &code))
    }

    /// One code for the clipboard. For a counter the next one is saved first.
    ///
    /// # Errors
    /// As [`Session::code`].
    pub fn copy_code(&mut self, request: CodeRequest, now: Timestamp) -> Result<Clip, AppError> {
        let at = self.moment(&request, now)?;
        let code = otp::code(self.vault()?, &request.account, Some(&request.otp), at, now)?;
        Ok(secret(code.code.show()))
    }

    /// When the code that is asked for begins to hold, or now.
    fn moment(&mut self, request: &CodeRequest, now: Timestamp) -> Result<Timestamp, AppError> {
        if !request.next {
            return Ok(now);
        }
        let record = account::find(&self.vault()?.payload().accounts, &request.account)?;
        let which = account::credential_position(record, Some(&request.otp))?;
        let until = match record.otp.get(which) {
            Some(credential) => credential.code_at(now)?.valid_until,
            None => None,
        };
        until
            .and_then(|second| Timestamp::from_second(second).ok())
            .ok_or_else(|| {
                AppError::usage(
                    "A counter has no next code before this one is used.",
                    "Use the code.",
                )
            })
    }

    /// The recovery codes of an account: numbers and marks.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`account::find`].
    pub fn recovery_codes(&mut self, request: OneAccount) -> Result<RecoveryCodes, AppError> {
        Ok(codes(self.record(&request.account)?, None))
    }

    /// The same with one code shown.
    ///
    /// # Errors
    /// As [`Session::recovery_codes`].
    pub fn reveal_code(&mut self, request: OneCode) -> Result<RecoveryCodes, AppError> {
        Ok(codes(self.record(&request.account)?, Some(request.n)))
    }

    /// One recovery code for the clipboard.
    ///
    /// # Errors
    /// As [`Session::recovery_codes`]; `usage` for a number that no code has.
    pub fn copy_recovery_code(&mut self, request: OneCode) -> Result<Clip, AppError> {
        let record = self.record(&request.account)?;
        let found = current(record).and_then(|set| {
            let place = usize::try_from(request.n).ok()?.checked_sub(1)?;
            set.codes.get(place)
        });
        match found {
            Some(code) => Ok(Clip {
                text: code.text.clone(),
                secret: true,
            }),
            None => Err(AppError::usage(
                "There is no such recovery code.",
                "Look at the list again.",
            )),
        }
    }

    /// Marks a recovery code as used, or takes the mark back.
    ///
    /// # Errors
    /// As [`otp::codes`].
    pub fn mark_code(
        &mut self,
        request: MarkRequest,
        now: Timestamp,
    ) -> Result<RecoveryCodes, AppError> {
        let number = vec![usize::try_from(request.n).unwrap_or(usize::MAX)];
        let (mark_used, unmark) = if request.used {
            (number, Vec::new())
        } else {
            (Vec::new(), number)
        };
        let wish = CodesRequest {
            mark_used,
            unmark,
            ..CodesRequest::default()
        };
        otp::codes(self.vault()?, &request.account, &wish, now)?;
        Ok(codes(self.record(&request.account)?, None))
    }

    /// Adds an account by hand.
    ///
    /// # Errors
    /// As [`edit::add`]; `usage` for a key that cannot be read.
    pub fn add_account(
        &mut self,
        request: AddRequest,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<OneAccount, AppError> {
        let mut changes = changes(request.text, &[]);
        if let Some((credential, named)) = request.key.map(key).transpose()? {
            changes.otp = Some(credential);
            if let Some((issuer, username)) = named {
                fill(&mut changes.issuer, issuer);
                fill(&mut changes.username, username);
            }
        }
        changes.codes = request
            .codes
            .map(|text| edit::codes_of_lines(&text.into_secret()))
            .filter(|codes| !codes.codes.is_empty());
        let vault = self.open.as_mut().ok_or_else(super::locked)?;
        let view = edit::add(vault, changes, &self.providers, now, randomness)?;
        Ok(OneAccount {
            account: view.id.into(),
        })
    }

    /// Changes an account.
    ///
    /// # Errors
    /// As [`edit::edit`]; `usage` for a key that cannot be read.
    pub fn edit_account(
        &mut self,
        request: EditRequest,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<OneAccount, AppError> {
        let record = self.record(&request.account)?;
        let provider = record.account.provider.clone();
        let mut changes = changes(request.text, &record.account.tags);
        changes.provider = None;
        let typed = request.key.map(key).transpose()?;
        changes.otp = typed.map(|(credential, _)| credential);
        changes.codes = request
            .codes
            .map(|text| edit::codes_of_lines(&text.into_secret()))
            .filter(|codes| !codes.codes.is_empty());
        if let Some(codes) = &mut changes.codes {
            let rule = self.providers.codes_rule(&provider);
            codes.burned_unknown = rule.map_or(0, |rule| rule.burned_at_setup);
        }
        let view = edit::edit(self.vault()?, &request.account, changes, now, randomness)?;
        Ok(OneAccount {
            account: view.id.into(),
        })
    }

    /// Removes an account, or one credential of it.
    ///
    /// # Errors
    /// As [`edit::remove`].
    pub fn remove_account(
        &mut self,
        request: RemoveRequest,
        now: Timestamp,
    ) -> Result<Done, AppError> {
        edit::remove(self.vault()?, &request.account, request.otp.as_deref(), now)?;
        Ok(Done {
            warnings: Vec::new(),
        })
    }

    /// What was removed and can still come back.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn trash(&mut self, _: Nothing, now: Timestamp) -> Result<Trash, AppError> {
        let views = trash::list(self.vault()?.payload(), now).into_iter();
        let row = |view: trash::TrashView| TrashRow {
            id: view.account.id.into(),
            provider: view.account.provider,
            issuer: view.account.issuer,
            username: view.account.username,
            removed: view.removed.to_string(),
            ends: view.ends.to_string(),
        };
        Ok(Trash {
            accounts: views.map(row).collect(),
        })
    }

    /// Brings an account back out of the trash.
    ///
    /// # Errors
    /// As [`trash::restore`].
    pub fn restore_account(
        &mut self,
        request: OneAccount,
        now: Timestamp,
    ) -> Result<OneAccount, AppError> {
        let view = trash::restore(self.vault()?, &request.account, now)?;
        Ok(OneAccount {
            account: view.id.into(),
        })
    }

    /// Empties the trash.
    ///
    /// # Errors
    /// As [`trash::empty`].
    pub fn empty_trash(&mut self, _: Nothing, now: Timestamp) -> Result<Done, AppError> {
        let (_, saved) = trash::empty(self.vault()?, now)?;
        Ok(saved.into())
    }

    /// Takes the last change of the vault back.
    ///
    /// # Errors
    /// As [`upkeep::undo`].
    pub fn undo(&mut self, _: Nothing, now: Timestamp) -> Result<Done, AppError> {
        let saved = upkeep::undo(self.vault()?, now)?;
        Ok(saved.into())
    }

    fn record(&mut self, query: &str) -> Result<&AccountRecord, AppError> {
        account::find(&self.vault()?.payload().accounts, query)
    }
}

/// A text that is on screen, for the clipboard.
impl From<crate::ipc::TextRequest> for Clip {
    fn from(request: crate::ipc::TextRequest) -> Self {
        Self {
            text: request.text.into_secret(),
            secret: request.secret,
        }
    }
}

fn secret(text: &str) -> Clip {
    Clip {
        text: SecretText::new(text),
        secret: true,
    }
}

fn fill(field: &mut Option<String>, text: String) {
    if field.as_deref().unwrap_or_default().is_empty() {
        *field = Some(text);
    }
}

/// What the text fields change: labels that are not named any more go.
fn changes(text: AccountText, held: &[String]) -> Changes {
    let untag = match &text.tags {
        Some(wanted) => held
            .iter()
            .filter(|tag| !wanted.contains(tag))
            .cloned()
            .collect(),
        None => Vec::new(),
    };
    Changes {
        provider: text.provider,
        issuer: text.issuer,
        username: text.username,
        favourite: text.favourite,
        tags: text.tags.unwrap_or_default(),
        untag,
        ..Changes::default()
    }
}

type Key = (NewCredential, Option<(String, String)>);

/// What was typed as a key: a key URI, or else a secret in base32.
fn key(typed: Passphrase) -> Result<Key, AppError> {
    let typed = typed.into_secret();
    match edit::credential_of_uri(&typed) {
        Ok(found) => Ok(found),
        Err(_) => {
            let parts = Parts {
                otp_type: OtpType::Totp,
                algorithm: None,
                digits: None,
                period: None,
                counter: None,
            };
            edit::credential_of_parts(&parts, &typed, None).map(|credential| (credential, None))
        }
    }
}

fn current(record: &AccountRecord) -> Option<&RecoveryCodeSet> {
    record.current_sets().last()
}

fn codes(record: &AccountRecord, revealed: Option<u32>) -> RecoveryCodes {
    let asked = revealed.and_then(|n| usize::try_from(n).ok());
    let set = current(record).map(|set| CodeSetView::of(set, |n| Some(n) == asked));
    let older = record
        .code_sets
        .iter()
        .filter(|set| set.superseded.is_some());
    RecoveryCodes {
        current: set.map(RecoverySet::from),
        superseded: number(older.count()),
    }
}

/// A count as the page has it; there are never four thousand million of anything.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl From<CodeSetView> for RecoverySet {
    fn from(view: CodeSetView) -> Self {
        Self {
            obtained: view.obtained.to_string(),
            total: view.total,
            left: view.left,
            burned_unknown: view.burned_unknown,
            codes: view.codes.into_iter().map(ListedCode::from).collect(),
        }
    }
}

impl From<RecoveryCodeView> for ListedCode {
    fn from(view: RecoveryCodeView) -> Self {
        Self {
            n: number(view.n),
            state: view.state.to_owned(),
            used_at: view.used_at.map(|moment| moment.to_string()),
            code: view.code.map(|code| code.show().to_owned()),
        }
    }
}

impl From<AccountView> for AccountRow {
    fn from(view: AccountView) -> Self {
        let codes = view.codes;
        Self {
            id: view.id.into(),
            provider: view.provider,
            issuer: view.issuer,
            username: view.username,
            tags: view.tags,
            favourite: view.favourite,
            conflict: view.conflict,
            otp: view.otp.into_iter().map(OtpRow::from).collect(),
            codes: (codes.total > 0).then_some(CodesRow {
                total: codes.total,
                left: codes.left,
            }),
        }
    }
}

impl From<OtpView> for OtpRow {
    fn from(view: OtpView) -> Self {
        Self {
            id: view.id.into(),
            kind: view.otp_type.to_owned(),
            digits: view.digits,
            // A period is a day at most; were it more, it would be shown as a counter.
            period: view.period.and_then(|seconds| seconds.try_into().ok()),
        }
    }
}

fn shown(account: String, otp: String, view: &CodeView) -> ShownCode {
    ShownCode {
        account,
        otp,
        code: view.code.show().to_owned(),
        valid_from: view.valid_from.map(|moment| moment.to_string()),
        valid_until: view.valid_until.map(|moment| moment.to_string()),
    }
}
