//! The ledger as front ends show it, what is to be printed again and what to be shredded, and notes
//! about where sheets are.

use super::{card, key};
use crate::change::change;
use crate::{AppError, fingerprint};
use model::{AccountId, Contents, SheetId, SheetKind, SheetState, Timestamp};
use serde::Serialize;
use vault::{LedgerEntry, Payload, Vault};

/// A sheet of the ledger, as front ends list it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetView {
    /// Its id.
    pub id: SheetId,
    /// Its kind.
    pub kind: SheetKind,
    /// When it was made.
    pub printed: Timestamp,
    /// How many copies exist.
    pub copies: u32,
    /// Where it is kept.
    pub place: Option<String>,
    /// Whether it still says what the vault says.
    pub state: SheetState,
    /// When a scan of it was last compared with the vault.
    pub proved_at: Option<Timestamp>,
    /// The sheet that replaces it.
    pub superseded_by: Option<SheetId>,
    /// The accounts on it.
    pub accounts: Vec<AccountId>,
    /// What of the accounts is on it.
    pub contents: Contents,
    /// The key sheet or set of shares that opens it; a passphrase where there is none.
    pub opened_by: Option<SheetId>,
    /// When its blanks were filled by hand.
    pub filled_at: Option<Timestamp>,
}

/// The ledger, the newest sheet first.
#[must_use]
pub fn ledger(payload: &Payload) -> Vec<SheetView> {
    let mut sheets: Vec<SheetView> = payload
        .ledger
        .iter()
        .map(|sheet| SheetView {
            id: sheet.id.clone(),
            kind: sheet.kind,
            printed: sheet.printed,
            copies: sheet.copies,
            place: sheet.place.clone(),
            state: state(sheet, payload),
            proved_at: sheet.proved_at,
            superseded_by: sheet.superseded_by.clone(),
            accounts: sheet
                .accounts
                .iter()
                .map(|print| print.account.clone())
                .collect(),
            contents: sheet.contents,
            opened_by: sheet.opened_by.clone(),
            filled_at: sheet.filled_at,
        })
        .collect();
    sheets.sort_by_key(|sheet| std::cmp::Reverse(sheet.printed));
    sheets
}

/// Whether a sheet still says what the vault says.
#[must_use]
pub fn state(sheet: &LedgerEntry, payload: &Payload) -> SheetState {
    if sheet.superseded_by.is_some() {
        return SheetState::Superseded;
    }
    content_state(sheet, payload)
}

/// The same, whether or not another sheet replaced it.
pub(crate) fn content_state(sheet: &LedgerEntry, payload: &Payload) -> SheetState {
    let fits = |fits| {
        if fits {
            SheetState::Current
        } else {
            SheetState::Stale
        }
    };
    match sheet.kind {
        SheetKind::Key | SheetKind::Shares => fits(key::is_current(&sheet.id, payload)),
        SheetKind::Card => fits(card::digest(payload) == sheet.digest),
        SheetKind::Account | SheetKind::Vault => {
            let mut plain = sheet.sheet.clone();
            plain.superseded_by = None;
            let state = fingerprint::state(&plain, &payload.accounts);
            let has_key = sheet
                .opened_by
                .as_ref()
                .is_none_or(|set| key::is_current(set, payload));
            state.max(fits(has_key))
        }
    }
}

/// What is to be done about printed sheets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Errands {
    /// Sheets that no longer say what the vault says: print them again.
    pub reprint: Vec<SheetId>,
    /// Sheets that another one replaced: shred them, every copy.
    pub shred: Vec<SheetId>,
    /// Sheets that no scan ever proved.
    pub unproved: Vec<SheetId>,
}

/// What is to be done about printed sheets.
#[must_use]
pub fn errands(sheets: &[SheetView]) -> Errands {
    let of = |which: &dyn Fn(&SheetView) -> bool| {
        sheets
            .iter()
            .filter(|sheet| which(sheet))
            .map(|sheet| sheet.id.clone())
            .collect()
    };
    Errands {
        reprint: of(&|sheet: &SheetView| sheet.state == SheetState::Stale),
        shred: of(&|sheet: &SheetView| sheet.state == SheetState::Superseded),
        unproved: of(&|sheet: &SheetView| {
            sheet.proved_at.is_none()
                && sheet.kind != SheetKind::Card
                && matches!(sheet.state, SheetState::Current | SheetState::Behind)
        }),
    }
}

fn with_sheet(
    vault: &mut Vault,
    sheet: &str,
    now: Timestamp,
    edit: impl FnOnce(&mut LedgerEntry) -> Result<(), AppError>,
) -> Result<(), AppError> {
    change(vault, now, |payload| {
        let wanted = sheet.to_lowercase();
        payload
            .ledger
            .iter_mut()
            .find(|entry| entry.id.as_str() == wanted)
            .ok_or_else(|| unknown(sheet))
            .and_then(edit)
    })?;
    Ok(())
}

fn unknown(sheet: &str) -> AppError {
    AppError::usage(
        format!("The ledger has no sheet '{sheet}'."),
        "See `reentry sheets`.",
    )
}

/// Notes where a sheet is kept. An empty place takes the note away. `SHEET:INDEX` names one share of
/// a set, each of which has a place of its own.
///
/// # Errors
/// `usage` for a sheet or share that the ledger does not know; what saving can meet.
pub fn set_place(
    vault: &mut Vault,
    sheet: &str,
    place: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    let place = Some(place.to_owned()).filter(|place| !place.is_empty());
    let Some((set, index)) = sheet.split_once(':') else {
        return with_sheet(vault, sheet, now, |entry| {
            entry.place = place;
            Ok(())
        });
    };
    change(vault, now, |payload| {
        let wanted = set.to_lowercase();
        payload
            .paper_key
            .as_mut()
            .filter(|key| key.set_id.as_str() == wanted)
            .and_then(|key| {
                key.shares
                    .iter_mut()
                    .find(|share| share.index.eq_ignore_ascii_case(index))
            })
            .ok_or_else(|| unknown(sheet))?
            .place = place;
        Ok(())
    })?;
    Ok(())
}

/// Notes that the blanks of a sheet were filled by hand. What was written stands on paper only.
///
/// # Errors
/// `usage` for a sheet that the ledger does not know; what saving can meet.
pub fn set_filled(vault: &mut Vault, sheet: &str, now: Timestamp) -> Result<(), AppError> {
    with_sheet(vault, sheet, now, |entry| {
        entry.filled_at = Some(now);
        Ok(())
    })
}

/// Takes a sheet that was shredded, every copy of it, out of the ledger.
///
/// # Errors
/// `usage` for a sheet that the ledger does not know, or that is the vault's paper key: that one
/// leaves with `key replace`; what saving can meet.
pub fn set_shredded(vault: &mut Vault, sheet: &str, now: Timestamp) -> Result<(), AppError> {
    change(vault, now, |payload| {
        let wanted = sheet.to_lowercase();
        let place = payload
            .ledger
            .iter()
            .position(|entry| entry.id.as_str() == wanted)
            .ok_or_else(|| unknown(sheet))?;
        let is_key = payload
            .paper_key
            .as_ref()
            .is_some_and(|key| key.set_id.as_str() == wanted);
        if is_key {
            return Err(AppError::usage(
                "This is the vault's paper key: without its sheet nobody could use it.",
                "Make a new one first with `reentry key replace`.",
            ));
        }
        payload.ledger.remove(place);
        Ok(())
    })?;
    Ok(())
}
