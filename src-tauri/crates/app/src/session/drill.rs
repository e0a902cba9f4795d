//! The drill in the window: files are read and compared; a printed code is typed in; then the ledger
//! gets its date.

use super::intake::files;
use super::reading::{Errand, Reading, Watch};
use super::{Session, locked};
use crate::AppError;
use crate::drill::{Challenge, Depth, Drill, Drilled, Legible, SheetVerdict};
use crate::ipc::{DrillAccountRow, DrillAnswer, DrillSheetRow, DrillView, ReadingStep};
use model::Timestamp;
use secret::Randomness;
use std::path::PathBuf;

/// What was read, and the question that is still open.
#[derive(Debug)]
pub(super) struct OpenDrill {
    drill: Drill,
    challenge: Challenge,
}

/// Reads scans and compares them with the vault.
#[derive(Debug)]
pub struct DrillScans(Vec<PathBuf>);

impl Errand for DrillScans {
    type Found = Result<Drill, AppError>;
    type Answer = DrillView;

    fn fits(session: &Session) -> Result<(), AppError> {
        session.must_be_open()
    }

    fn read(self, watch: &Watch) -> Result<Drill, AppError> {
        let files = files(&self.0, watch)?;
        watch.of(files.len());
        let mut drill = Drill::default();
        for (place, file) in files.iter().enumerate() {
            let bytes = file.content.as_ref().map_err(Clone::clone)?;
            drill.add_watched(&file.name, bytes, &|| {
                watch.tell(place, ReadingStep::Picture)
            })?;
        }
        drill.must_have_read()?;
        Ok(drill)
    }

    /// Where a printed code is to be typed in, nothing is noted yet: [`Session::answer_drill`] does
    /// that.
    fn bring(
        session: &mut Session,
        drill: Result<Drill, AppError>,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<DrillView, AppError> {
        let drill = drill?;
        session.drilling = None;
        let vault = session.open.as_mut().ok_or_else(locked)?;
        let providers = &session.providers;
        let depth = Depth::default();
        let Some(challenge) = drill.challenge(vault.payload(), providers, randomness)? else {
            let drilled = drill.run(vault, providers, &depth, now)?;
            return Ok(DrillView::new(drilled, None));
        };
        let drilled = drill.judge(vault, providers, &depth)?;
        let view = DrillView::new(drilled, Some(challenge.question()));
        session.drilling = Some(OpenDrill { drill, challenge });
        Ok(view)
    }

    fn nothing(_: &mut Session) -> DrillView {
        DrillView::cancelled()
    }
}

impl Session {
    /// Begins to read the scans of a drill; none: the user chose none.
    ///
    /// # Errors
    /// `passphrase_needed` while locked. What reading meets, among it `no_code_found`, comes out of
    /// [`Session::finish`].
    pub fn begin_drill(
        &mut self,
        paths: Vec<PathBuf>,
    ) -> Result<Option<Reading<DrillScans>>, AppError> {
        self.must_be_open()?;
        if paths.is_empty() {
            return Ok(None);
        }
        self.begin(DrillScans(paths)).map(Some)
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
    /// The user chose no file, or gave up.
    fn cancelled() -> Self {
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
