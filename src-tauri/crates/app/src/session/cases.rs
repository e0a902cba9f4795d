//! Following requests in the window.

use super::Session;
use super::accounts::number;
use super::recovery::{draft_view, word};
use crate::AppError;
use crate::case::{self, CaseView, Told};
use crate::file::NewFile;
use crate::ipc::{
    AfterRow, BranchRequest, CaseWord, Cases, DraftRequest, FollowedCase, Nothing, OneCase,
    SavedCalendar, StepRow, TellRequest,
};
use crate::words::in_window;
use model::{CaseEventKind, Timestamp};
use recovery::Step;
use secret::Randomness;
use std::path::Path;

impl Session {
    /// Every case; none while there is no open vault, so that the page can ask at any time.
    ///
    /// # Errors
    /// As [`case::list`].
    pub fn cases(&self, _: Nothing, now: Timestamp) -> Result<Cases, AppError> {
        let listed = match &self.open {
            Some(vault) => case::list(vault.payload(), &self.providers, now)?,
            None => Vec::new(),
        };
        Ok(Cases {
            cases: listed.into_iter().map(followed).collect(),
        })
    }

    /// Drafts a request once more and follows it from now on.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`case::open`].
    pub fn open_case(
        &mut self,
        request: DraftRequest,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<FollowedCase, AppError> {
        let vault = self.open.as_mut().ok_or_else(super::locked)?;
        let opened = case::open(vault, request.into(), &self.providers, now, randomness)?;
        Ok(followed(opened.case))
    }

    /// Notes what happened, as of now.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; `usage` where a step is done and none is named; as
    /// [`case::tell`].
    pub fn tell_case(
        &mut self,
        request: TellRequest,
        now: Timestamp,
    ) -> Result<FollowedCase, AppError> {
        let what = match (request.what, request.step) {
            (CaseWord::Sent, _) => CaseEventKind::Sent,
            (CaseWord::Message, _) => CaseEventKind::Message,
            (CaseWord::Answered, _) => CaseEventKind::Answered,
            (CaseWord::FollowedUp, _) => CaseEventKind::FollowedUp,
            (CaseWord::Done, Some(step)) => CaseEventKind::Done { step },
            (CaseWord::Regained, _) => CaseEventKind::Regained,
            (CaseWord::Closed, _) => CaseEventKind::Closed,
            (CaseWord::Done, None) => {
                return Err(AppError::usage("No step is named.", "Name the step."));
            }
        };
        let link = request.link.map(|link| link.trim().to_owned());
        let told = Told {
            what,
            at: now,
            link: link.filter(|link| !link.is_empty()),
        };
        let vault = self.open.as_mut().ok_or_else(super::locked)?;
        case::tell(vault, &request.case, told, &self.providers, now).map(followed)
    }

    /// Takes back what was told last.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`case::untell`].
    pub fn untell_case(
        &mut self,
        request: OneCase,
        now: Timestamp,
    ) -> Result<FollowedCase, AppError> {
        let vault = self.open.as_mut().ok_or_else(super::locked)?;
        case::untell(vault, &request.case, &self.providers, now).map(followed)
    }

    /// The case with the branch of the service's mail in its commands. Nothing is kept.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`case::name_branch`].
    pub fn name_branch(
        &mut self,
        request: BranchRequest,
        now: Timestamp,
    ) -> Result<FollowedCase, AppError> {
        let vault = self.open.as_ref().ok_or_else(super::locked)?;
        let mut view = case::show(vault.payload(), &request.case, &self.providers, now)?;
        case::name_branch(&mut view, request.branch.trim())?;
        Ok(followed(view))
    }

    /// What to call the calendar, before the user is asked where it goes.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn calendar_name(&self, now: Timestamp) -> Result<String, AppError> {
        self.must_be_open()?;
        Ok(format!("reentry-{}.ics", crate::draft::today(now)))
    }

    /// Writes the dates of every open case into a new file.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`case::calendar`] and [`NewFile::create`].
    pub fn save_calendar(&self, path: &Path, now: Timestamp) -> Result<SavedCalendar, AppError> {
        let vault = self.open.as_ref().ok_or_else(super::locked)?;
        let calendar = case::calendar(vault.payload(), None, &self.providers, now)?;
        NewFile::create(path)?.write(calendar.as_bytes())?;
        Ok(SavedCalendar {
            cancelled: false,
            file: path.display().to_string(),
            dates: number(calendar.matches("BEGIN:VEVENT").count()),
        })
    }
}

impl SavedCalendar {
    /// The user chose no file.
    #[must_use]
    pub fn cancelled() -> Self {
        Self {
            cancelled: true,
            file: String::new(),
            dates: 0,
        }
    }
}

fn followed(case: CaseView) -> FollowedCase {
    let after = case.after.into_iter().map(|after| AfterRow {
        id: after.id,
        what: in_window(&after.what),
        done: after.done,
    });
    let warnings = case
        .warnings
        .iter()
        .map(|warning| in_window(&format!("{} {}", warning.message, warning.fix)));
    let void = case.void_sheets.iter();
    FollowedCase {
        id: case.id.to_string(),
        service: case.service,
        username: case.username.unwrap_or_default(),
        state: word(&case.state),
        link: case.link,
        step: case.step.map(step),
        due: case.due,
        overdue: case.overdue,
        later: case.later.into_iter().map(step).collect(),
        after: after.collect(),
        warnings: warnings.collect(),
        void_sheets: void.map(|id| id.as_str().to_ascii_uppercase()).collect(),
    }
}

fn step(step: Step) -> StepRow {
    StepRow {
        id: step.id,
        due: step.due.to_string(),
        what: in_window(&step.what),
        command: step.command,
        letter: step.draft.map(draft_view),
        ends: match step.ends {
            CaseEventKind::Sent => CaseWord::Sent,
            CaseEventKind::Message => CaseWord::Message,
            CaseEventKind::Answered => CaseWord::Answered,
            CaseEventKind::FollowedUp => CaseWord::FollowedUp,
            CaseEventKind::Done { .. } => CaseWord::Done,
            CaseEventKind::Regained => CaseWord::Regained,
            CaseEventKind::Closed => CaseWord::Closed,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::open_session;
    use crate::{Code, SystemRandomness};

    fn request() -> DraftRequest {
        serde_json::from_value(serde_json::json!({
            "provider": "pypi", "instance": null, "username": "sampleuser",
            "lost": ["totp", "codes"], "have": ["email_primary"], "projects": ["harbour"],
            "repositories": ["https://github.com/sampleuser/harbour"], "note": null,
            "open_case": false, "email_verified": true, "two_factor": true, "route": null
        }))
        .expect("a request")
    }

    fn at(time: &str) -> Timestamp {
        time.parse().expect("a time")
    }

    fn tell(session: &mut Session, case: &str, what: CaseWord, time: &str) -> FollowedCase {
        let request = TellRequest {
            case: case.to_owned(),
            what,
            step: None,
            link: None,
        };
        session.tell_case(request, at(time)).expect("told")
    }

    #[test]
    fn a_case_goes_from_the_draft_to_regained_on_a_virtual_clock() {
        let (folder, mut session) = open_session();
        let day = |day: u32| format!("2026-11-{day:02}T09:00:00Z");
        let opened = session
            .open_case(request(), at(&day(1)), &mut SystemRandomness)
            .expect("followed");
        assert_eq!(opened.state, "drafted");
        let id = opened.id;
        let sent = tell(&mut session, &id, CaseWord::Sent, &day(1));
        let due = sent.step.expect("a step").due;
        assert_eq!(
            (sent.state.as_str(), due.as_str()),
            ("waiting", "2026-11-03")
        );
        let asked = tell(&mut session, &id, CaseWord::Message, &day(9));
        assert_eq!(asked.state, "asked");
        let step = asked.step.expect("a step");
        assert!(step.letter.is_some(), "the answer is drafted: {step:?}");
        let branch = BranchRequest {
            case: id.clone(),
            branch: "no branch; rm -rf".to_owned(),
        };
        let refused = session.name_branch(branch, at(&day(9)));
        assert_eq!(refused.map_err(|error| error.code), Err(Code::Usage));
        let file = folder.path().join("dates.ics");
        let saved = session.save_calendar(&file, at(&day(9))).expect("saved");
        let text = std::fs::read_to_string(file).expect("a file");
        assert!(saved.dates > 0 && text.starts_with("BEGIN:VCALENDAR"));
        let regained = tell(&mut session, &id, CaseWord::Regained, &day(12));
        assert_eq!(regained.state, "regained");
        assert!(regained.after.len() > 3 && regained.after.iter().all(|one| !one.done));
        let taken_back = session.untell_case(OneCase { case: id }, at(&day(12)));
        assert_eq!(taken_back.expect("taken back").state, "asked");
        session.lock(Nothing {}).expect("locked");
        let none = session.cases(Nothing {}, at(&day(12)));
        assert_eq!(none, Ok(Cases { cases: Vec::new() }));
    }
}
