//! Looking through the usual folders for codes and exports of an account, where the user allows it.

use super::Session;
use super::accounts::number;
use super::reading::{Errand, Reading, Watch};
use crate::AppError;
use crate::ipc::DraftRequest;
use crate::sweep::{self, Find, Swept};
use model::Timestamp;
use provider::Directory;
use recovery::Found;
use secret::Randomness;
use std::path::PathBuf;

/// What a request says about looking before it is drafted.
#[derive(Debug)]
pub struct Looking {
    folders: Vec<PathBuf>,
    /// The user allowed it.
    wanted: bool,
    /// Another way out of those that were offered: what was found for them counts.
    again: bool,
}

impl Looking {
    /// What to do before this request, with the folders that may be looked through.
    #[must_use]
    pub fn before(request: &DraftRequest, folders: Vec<PathBuf>) -> Self {
        Self {
            folders,
            wanted: request.look,
            again: request.route.is_some(),
        }
    }
}

/// A look that was begun.
#[derive(Debug)]
pub struct Look {
    folders: Vec<PathBuf>,
    providers: Directory,
}

impl Errand for Look {
    type Found = Result<Swept, AppError>;
    type Answer = ();

    /// Somebody who is locked out may look as well.
    fn fits(_: &Session) -> Result<(), AppError> {
        Ok(())
    }

    fn read(self, watch: &Watch) -> Result<Swept, AppError> {
        let search = sweep::Search::default();
        let tell = |file, files, progress| watch.tell_sweep(file, files, progress);
        sweep::find_watched(&self.folders, &search, &self.providers, &tell)
    }

    fn bring(
        session: &mut Session,
        swept: Result<Swept, AppError>,
        _: Timestamp,
        _: &mut impl Randomness,
    ) -> Result<(), AppError> {
        // A database's key is not wanted here.
        session.looked = Some(Swept {
            key_file: None,
            ..swept?
        });
        Ok(())
    }

    /// What was found before stays.
    fn nothing(_: &mut Session) {}
}

/// How much was looked through, in a sentence.
pub(super) fn said(looked: &Swept) -> String {
    match looked.looked_at {
        1 => "1 file was looked at.".to_owned(),
        files => format!("{files} files were looked at."),
    }
}

/// Where the file of something that was found stands among those that were looked for.
pub(super) fn place(looked: &Swept, found: &Found) -> Option<u32> {
    let file = found.file.as_deref()?;
    let is_it = |find: &Find| find.path.to_str() == Some(file);
    looked.found.iter().position(is_it).map(number)
}

impl Session {
    /// Begins to look where that is to be done. [`Session::draft`] says what was found.
    ///
    /// # Errors
    /// None so far.
    pub fn begin_looking(&mut self, looking: Looking) -> Result<Option<Reading<Look>>, AppError> {
        let known = looking.again && self.looked.is_some();
        if !looking.wanted || known || looking.folders.is_empty() {
            return Ok(None);
        }
        self.looked = None;
        let look = Look {
            folders: looking.folders,
            providers: self.providers.clone(),
        };
        self.begin(look).map(Some)
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)] // a failed expectation is a failed test
mod tests {
    use super::*;
    use crate::ipc::{FileChoice, Nothing};
    use crate::session::tests::{NOW, SECRET, open_session, read, typed};
    use crate::{Code, SystemRandomness};

    const NAME: &str = "PyPI-Recovery-Codes-keeper-2026-03-01T10_00_00.000000.txt";

    fn request(look: bool) -> DraftRequest {
        serde_json::from_value(serde_json::json!({
            "provider": "pypi", "instance": null, "username": "keeper",
            "lost": ["totp", "codes"], "have": ["email_primary"], "projects": [],
            "repositories": [], "note": null, "open_case": false, "email_verified": null,
            "two_factor": null, "route": null, "look": look
        }))
        .expect("a request")
    }

    #[test]
    fn a_file_that_was_found_is_read_once_a_vault_is_open_and_no_other_one() {
        let (folder, mut session) = open_session();
        session.lock(Nothing {}).expect("locked");
        let downloads = folder.path().join("Downloads");
        std::fs::create_dir(&downloads).expect("a folder");
        let codes: String = (1..9).map(|n| format!("deadbeef{n:08}\n")).collect();
        std::fs::write(downloads.join(NAME), codes).expect("a file");
        let other = format!("otpauth://totp/Harbour:keeper?secret={SECRET}\n");
        std::fs::write(downloads.join("A list.txt"), other).expect("a file");
        let looking = Looking {
            folders: vec![downloads],
            wanted: true,
            again: false,
        };
        let reading = session.begin_looking(looking).expect("begun");
        read(&mut session, reading.expect("it is allowed"));
        let plan = session.draft(request(true), NOW).expect("a plan");
        let [found] = plan.found.as_slice() else {
            panic!("only the file of the account: {plan:?}");
        };
        let choice = |file| FileChoice { files: vec![file] };
        let file = found.file.expect("it can be imported");
        let refused = |session: &mut Session, file| {
            let begun = session.begin_looked(choice(file));
            begun.map(drop).map_err(|error| error.code)
        };
        let locked = refused(&mut session, file);
        assert_eq!(locked, Err(Code::PassphraseNeeded));
        let passphrase = typed("a long passphrase");
        session
            .unlock(crate::ipc::UnlockRequest { passphrase })
            .expect("open");
        assert_eq!(refused(&mut session, 2), Err(Code::Usage));
        let reading = session.begin_looked(choice(file)).expect("begun");
        let preview = read(&mut session, reading);
        let names: Vec<_> = preview.files.iter().map(|file| &*file.name).collect();
        assert!(names.len() == 1 && names[0].ends_with(NAME), "{names:?}");
        session.lock(Nothing {}).expect("locked");
        let passphrase = typed("a long passphrase");
        session
            .unlock(crate::ipc::UnlockRequest { passphrase })
            .expect("open");
        assert_eq!(refused(&mut session, file), Err(Code::Usage), "forgotten");
    }

    #[test]
    fn what_lies_in_the_usual_folders_comes_first_where_that_is_allowed() {
        let (folder, mut session) = open_session();
        session.lock(Nothing {}).expect("locked");
        let downloads = folder.path().join("Downloads");
        std::fs::create_dir(&downloads).expect("a folder");
        let codes: String = (1..9).map(|n| format!("deadbeef{n:08}\n")).collect();
        std::fs::write(downloads.join(NAME), codes).expect("a file");
        std::fs::write(downloads.join("holiday.txt"), "sun").expect("a file");
        let look = |session: &mut Session, allowed, route| {
            let looking = Looking {
                folders: vec![downloads.clone()],
                wanted: allowed,
                again: route,
            };
            session.begin_looking(looking).expect("begun")
        };
        assert!(look(&mut session, false, false).is_none(), "not allowed");
        let found = |session: &mut Session, reading: Option<Reading<Look>>| {
            let read = reading.map(Reading::run);
            session
                .finish(read, NOW, &mut SystemRandomness)
                .expect("looked");
            session.draft(request(true), NOW).expect("a plan")
        };
        let reading = look(&mut session, true, false);
        let plan = found(&mut session, reading);
        assert_eq!(plan.looked.as_deref(), Some("2 files were looked at."));
        assert!(plan.found[0].text.contains(NAME), "{plan:?}");
        assert!(!format!("{plan:?}").contains("deadbeef"), "no code crosses");
        let again = look(&mut session, true, true);
        assert!(again.is_none(), "once is enough");
        assert_eq!(found(&mut session, again).looked, plan.looked);
        let without = session.draft(request(false), NOW).expect("a plan");
        assert!(without.found.is_empty() && without.looked.is_none());

        let given_up = look(&mut session, true, false);
        session.cancel_reading(Nothing {}).expect("given up");
        let plan = found(&mut session, given_up);
        assert!(plan.found.is_empty() && plan.looked.is_none(), "{plan:?}");
    }
}
