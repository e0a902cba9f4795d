//! Letters as files that mail programs open.

use super::Session;
use crate::draft::{self, Request};
use crate::file::NewFile;
use crate::ipc::{DraftRequest, OneCase, SavedLetter};
use crate::{AppError, Code, case};
use model::Timestamp;
use std::path::Path;

/// A letter that goes into a file.
#[derive(Debug)]
pub struct Letter {
    /// What to call the file.
    pub name: String,
    text: String,
}

impl Letter {
    fn new(provider: &str, text: String, now: Timestamp) -> Self {
        let today = draft::today(now);
        Self {
            name: format!("reentry-{provider}-{today}.eml"),
            text,
        }
    }

    /// Writes it into a new file.
    ///
    /// # Errors
    /// As [`NewFile::create`].
    pub fn save(&self, path: &Path) -> Result<SavedLetter, AppError> {
        NewFile::create(path)?.write(self.text.as_bytes())?;
        Ok(SavedLetter {
            cancelled: false,
            file: path.display().to_string(),
        })
    }
}

impl SavedLetter {
    /// The user chose no file.
    #[must_use]
    pub fn cancelled() -> Self {
        Self {
            cancelled: true,
            file: String::new(),
        }
    }
}

impl Session {
    /// The letter of a request, drafted once more.
    ///
    /// # Errors
    /// `blocked_by_lint` while it says something that must not go out; as [`draft::draft`] and
    /// [`draft::letter`].
    pub fn letter(&self, request: DraftRequest, now: Timestamp) -> Result<Letter, AppError> {
        let payload = self.open.as_ref().map(vault::Vault::payload);
        let plan = draft::draft(Request::from(request), payload, &self.providers, now)?;
        if plan.is_blocked() {
            return Err(AppError::new(
                Code::BlockedByLint,
                "The letter says something that must not go out.",
                "No file was written.",
                "Mend what is marked as an error, and save it then.",
            ));
        }
        let text = draft::letter(plan.draft.as_ref(), now)?;
        Ok(Letter::new(&plan.provider, text, now))
    }

    /// The letter of a case's next step.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`case::show`] and [`draft::letter`].
    pub fn case_letter(&self, request: OneCase, now: Timestamp) -> Result<Letter, AppError> {
        let vault = self.open.as_ref().ok_or_else(super::locked)?;
        let case = case::show(vault.payload(), &request.case, &self.providers, now)?;
        let written = case.step.as_ref().and_then(|step| step.draft.as_ref());
        let text = draft::letter(written, now)?;
        Ok(Letter::new(&case.provider, text, now))
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)] // a failed expectation is a failed test
mod tests {
    use super::*;
    use crate::SystemRandomness;
    use crate::ipc::{CaseWord, Nothing, PageRequest, TellRequest};
    use crate::session::tests::{NOW, open_session};

    fn request(provider: &str, note: Option<&str>) -> DraftRequest {
        serde_json::from_value(serde_json::json!({
            "provider": provider, "instance": null, "username": "keeper",
            "lost": ["totp", "codes"], "have": ["email_primary"], "projects": ["harbour"],
            "repositories": [], "note": note, "open_case": false, "email_verified": null,
            "two_factor": null, "route": null
        }))
        .expect("a request")
    }

    #[test]
    fn a_letter_is_saved_with_the_bytes_of_the_command_line_and_needs_no_vault() {
        let (folder, mut session) = open_session();
        session.lock(Nothing {}).expect("locked");
        let letter = session
            .letter(request("rubygems", None), NOW)
            .expect("a letter");
        assert_eq!(
            letter.name,
            format!("reentry-rubygems-{}.eml", draft::today(NOW))
        );
        let file = folder.path().join(&letter.name);
        let saved = letter.save(&file).expect("saved");
        assert_eq!(saved.file, file.display().to_string());
        let wish = Request::from(request("rubygems", None));
        let plan = draft::draft(wish, None, &session.providers, NOW).expect("a plan");
        let expected = plan.draft.expect("a draft").eml(NOW).expect("a letter");
        assert_eq!(std::fs::read_to_string(&file).expect("read"), expected);
        let again = letter.save(&file).map_err(|error| error.code);
        assert_eq!(again, Err(Code::Usage), "nothing is overwritten");

        let form = session.letter(request("pypi", None), NOW).map(drop);
        assert_eq!(form.map_err(|error| error.code), Err(Code::Usage));
    }

    #[test]
    fn only_a_letter_that_may_go_out_is_saved_or_opened() {
        let (_folder, mut session) = open_session();
        let open = |session: &Session, url: &str| session.page(PageRequest { url: url.into() });
        let plan = session
            .draft(request("rubygems", None), NOW)
            .expect("a plan");
        let mailto = plan.mailto.expect("it is short enough");
        assert_eq!(open(&session, &mailto), Ok(mailto.clone()));
        assert!(open(&session, "mailto:somebody@example.org").is_err());

        let key = "my key is otpauth://totp/x?secret=NZXXILLBFVZGKYLM";
        let note = request("rubygems", Some(key));
        let refused = session.letter(note.clone(), NOW).map(drop);
        assert_eq!(
            refused.map_err(|error| error.code),
            Err(Code::BlockedByLint)
        );
        let plan = session.draft(note, NOW).expect("a plan");
        assert_eq!(plan.mailto, None);
        assert!(open(&session, &mailto).is_err(), "it was of another draft");
    }

    #[test]
    fn the_answer_that_a_case_asks_for_is_a_letter_too() {
        let (_folder, mut session) = open_session();
        let opened = session
            .open_case(request("pypi", None), NOW, &mut SystemRandomness)
            .expect("followed");
        let id = opened.id;
        let one = || OneCase { case: id.clone() };
        for what in [CaseWord::Sent, CaseWord::Message] {
            let told = TellRequest {
                case: id.clone(),
                what,
                step: None,
                link: None,
            };
            session.tell_case(told, NOW).expect("told");
        }
        let letter = session.case_letter(one(), NOW).expect("a letter");
        assert!(letter.name.starts_with("reentry-pypi-"));
        assert!(
            letter
                .text
                .contains("Subject: Re: Account Recovery Request: keeper\r\n")
        );
        session.lock(Nothing {}).expect("locked");
        let refused = session.case_letter(one(), NOW).map(drop);
        assert_eq!(
            refused.map_err(|error| error.code),
            Err(Code::PassphraseNeeded)
        );
    }
}
