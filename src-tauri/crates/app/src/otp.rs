//! One-time codes, and recovery codes and their marks.

use crate::AppError;
use crate::account;
use crate::change::change;
use crate::view::{CodeSetView, CodeView, Revealed};
use model::{CodeState, OtpId, OtpParameters, Timestamp};
use secret::{AccountRecord, OtpCredential};
use vault::Vault;

/// How often a counter is tried again when other programs keep saving.
const ATTEMPTS: usize = 8;

/// Makes the code of a credential at a moment. An HOTP credential's counter is moved on and
/// saved durably first: no save, no code.
///
/// # Errors
/// As [`account::find`], and what saving can meet.
pub fn code(
    vault: &mut Vault,
    query: &str,
    otp: Option<&str>,
    at: Timestamp,
    now: Timestamp,
) -> Result<CodeView, AppError> {
    for _ in 0..ATTEMPTS {
        let record = account::find(&vault.payload().accounts, query)?;
        let which = account::credential_position(record, otp)?;
        let credential = record.otp.get(which).ok_or_else(gone)?;
        let shown = view(record, credential, at)?;
        if credential.parameters.counter().is_none() {
            return Ok(shown);
        }
        let id = credential.id.clone();
        let saved = change(vault, now, |payload| move_on(&mut payload.accounts, &id))?;
        // Where another program saved meanwhile, it may have used this very counter: the merged
        // one is the next that nobody has used.
        if saved.merged.is_none() {
            return Ok(shown);
        }
    }
    Err(AppError::new(
        crate::Code::Io,
        "Other programs keep saving this vault.",
        "No code was used up that was shown.",
        "Try again when they are done.",
    ))
}

fn gone() -> AppError {
    AppError::usage("The account is gone.", "Try again.")
}

fn move_on(records: &mut [AccountRecord], id: &OtpId) -> Result<(), AppError> {
    let credentials = records.iter_mut().flat_map(|record| &mut record.otp);
    for credential in credentials.filter(|credential| credential.id == *id) {
        if let OtpParameters::Hotp { counter, .. } = &mut credential.parameters {
            *counter = counter.checked_add(1).ok_or_else(|| {
                AppError::usage(
                    "The counter has reached its end.",
                    "Set the credential up again at the service.",
                )
            })?;
        }
    }
    Ok(())
}

fn view(
    record: &AccountRecord,
    credential: &OtpCredential,
    at: Timestamp,
) -> Result<CodeView, AppError> {
    let code = credential.code_at(at)?;
    let moment =
        |second: Option<i64>| second.and_then(|second| Timestamp::from_second(second).ok());
    Ok(CodeView {
        account: record.account.handle(),
        otp_type: credential.parameters.otp_type().name(),
        code: Revealed::asked_for(code.text),
        counter: code.counter,
        valid_from: moment(code.valid_from),
        valid_until: moment(code.valid_until),
    })
}

/// Which recovery codes to show, and which marks to set.
#[derive(Debug, Clone, Default)]
pub struct CodesRequest {
    /// Show every code.
    pub reveal: bool,
    /// Show the next unused code.
    pub next: bool,
    /// Codes of the current set to mark as used, from 1.
    pub mark_used: Vec<usize>,
    /// Codes of the current set whose marks to take back, from 1.
    pub unmark: Vec<usize>,
}

/// The recovery code sets of an account, after the marks were set and saved.
///
/// # Errors
/// As [`account::find`]; `usage` for a number that no code has; what saving can meet.
pub fn codes(
    vault: &mut Vault,
    query: &str,
    request: &CodesRequest,
    now: Timestamp,
) -> Result<Vec<CodeSetView>, AppError> {
    let place = account::position(&vault.payload().accounts, query)?;
    if !request.mark_used.is_empty() || !request.unmark.is_empty() {
        let id = vault
            .payload()
            .accounts
            .get(place)
            .map(|record| record.account.id.clone());
        change(vault, now, |payload| {
            match payload
                .accounts
                .iter_mut()
                .find(|record| Some(&record.account.id) == id.as_ref())
            {
                Some(record) => mark(record, request, now),
                None => Err(gone()),
            }
        })?;
    }
    let place = account::position(&vault.payload().accounts, query)?;
    let Some(record) = vault.payload().accounts.get(place) else {
        return Err(gone());
    };
    Ok(show(record, request))
}

fn mark(
    record: &mut AccountRecord,
    request: &CodesRequest,
    now: Timestamp,
) -> Result<(), AppError> {
    let handle = record.account.handle();
    record.account.modified = now;
    let Some(set) = record
        .code_sets
        .iter_mut()
        .rev()
        .find(|set| set.superseded.is_none())
    else {
        return Err(AppError::usage(
            format!("{handle} has no recovery codes."),
            "Import them first.",
        ));
    };
    let total = set.codes.len();
    for (numbers, state) in [
        (&request.mark_used, CodeState::Used { at: Some(now) }),
        (&request.unmark, CodeState::Unused),
    ] {
        for n in numbers {
            let code = n
                .checked_sub(1)
                .and_then(|position| set.codes.get_mut(position));
            let Some(code) = code else {
                return Err(AppError::usage(
                    format!("{handle} has no recovery code {n}; its codes are 1 to {total}."),
                    "See the numbers with `reentry codes`.",
                ));
            };
            // A code marked twice keeps the date of the first time.
            if state == CodeState::Unused || code.state == CodeState::Unused {
                code.state = state;
            }
        }
    }
    Ok(())
}

fn show(record: &AccountRecord, request: &CodesRequest) -> Vec<CodeSetView> {
    record
        .code_sets
        .iter()
        .map(|set| {
            let next = set
                .codes
                .iter()
                .position(|code| code.state.is_left())
                .filter(|_| request.next && set.superseded.is_none())
                .map(|position| position + 1);
            CodeSetView::of(set, |n| request.reveal || next == Some(n))
        })
        .collect()
}
