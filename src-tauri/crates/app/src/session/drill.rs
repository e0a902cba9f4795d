//! The drill in the window: files are read and compared; a printed code is typed in; then the ledger
//! gets its date.

use super::intake::files;
use super::{Session, locked};
use crate::AppError;
use crate::drill::{Challenge, Depth, Drill, Drilled, Legible, SheetVerdict};
use crate::ipc::{DrillAccountRow, DrillAnswer, DrillSheetRow, DrillView};
use model::Timestamp;
use secret::Randomness;
use std::path::PathBuf;

/// What was read, and the question that is still open.
#[derive(Debug)]
pub(super) struct OpenDrill {
    drill: Drill,
    challenge: Challenge,
}

impl Session {
    /// Reads files and compares them with the vault. Where a printed code is to be typed in, nothing is
    /// noted yet: [`Session::answer_drill`] does that. No file: the user chose none.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; what reading the files can meet; `no_code_found`.
    pub fn drill_files(
        &mut self,
        paths: &[PathBuf],
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<DrillView, AppError> {
        self.must_be_open()?;
        self.drilling = None;
        if paths.is_empty() {
            return Ok(DrillView::cancelled());
        }
        let mut drill = Drill::default();
        for file in files(paths)? {
            drill.add(&file.name, &file.bytes)?;
        }
        drill.must_have_read()?;
        let vault = self.open.as_mut().ok_or_else(locked)?;
        let depth = Depth::default();
        let Some(challenge) = drill.challenge(vault.payload(), &self.providers, randomness)? else {
            let drilled = drill.run(vault, &self.providers, &depth, now)?;
            return Ok(DrillView::new(drilled, None));
        };
        let drilled = drill.judge(vault, &self.providers, &depth)?;
        let view = DrillView::new(drilled, Some(challenge.question()));
        self.drilling = Some(OpenDrill { drill, challenge });
        Ok(view)
    }

    /// Takes the printed code that was typed in, or none where it was left out, and notes in the ledger
    /// what was proved. After a wrong code the question stays open.
    ///
    /// # Errors
    /// `usage` when no question is open; what saving can meet.
    pub fn answer_drill(
        &mut self,
        request: DrillAnswer,
        now: Timestamp,
    ) -> Result<DrillView, AppError> {
        let open = self
            .drilling
            .take()
            .ok_or_else(|| AppError::usage("Nothing was asked.", "Read the pages first."))?;
        let legible = match request.code {
            None => Legible::NotAsked,
            Some(code) => open.challenge.answered(&code.into_secret()),
        };
        let vault = self.open.as_mut().ok_or_else(locked)?;
        let wrong = matches!(legible, Legible::No(_));
        let depth = Depth {
            legible,
            ..Depth::default()
        };
        if wrong {
            let drilled = open.drill.judge(vault, &self.providers, &depth)?;
            let view = DrillView::new(drilled, Some(open.challenge.question()));
            self.drilling = Some(open);
            return Ok(view);
        }
        let drilled = open.drill.run(vault, &self.providers, &depth, now)?;
        Ok(DrillView::new(drilled, None))
    }
}

impl DrillView {
    /// The user chose no file.
    #[must_use]
    pub fn cancelled() -> Self {
        Self {
            cancelled: true,
            result: String::new(),
            proof: false,
            sheets: Vec::new(),
            says: Vec::new(),
            unread: 0,
            question: None,
        }
    }

    fn new(drilled: Drilled, question: Option<String>) -> Self {
        Self {
            cancelled: false,
            result: drilled.result.name().to_owned(),
            proof: drilled.proof,
            sheets: drilled.sheets.into_iter().map(row).collect(),
            says: drilled.says,
            unread: drilled.unread,
            question,
        }
    }
}

fn row(sheet: SheetVerdict) -> DrillSheetRow {
    DrillSheetRow {
        sheet: sheet.sheet_id.map(|id| id.as_str().to_ascii_uppercase()),
        kind: sheet.kind.name().to_owned(),
        result: sheet.result.name().to_owned(),
        proof: sheet.proof,
        legible: sheet.legible,
        parts_missing: sheet.parts_missing,
        accounts: sheet
            .accounts
            .into_iter()
            .filter(|account| account.state != crate::drill::AccountState::Current)
            .map(|account| DrillAccountRow {
                account: account.account,
                state: account.state.name().to_owned(),
            })
            .collect(),
        place: sheet.place,
        superseded_by: sheet
            .superseded_by
            .map(|id| id.as_str().to_ascii_uppercase()),
        says: sheet.says,
    }
}
