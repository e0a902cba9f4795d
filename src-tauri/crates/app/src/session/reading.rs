//! Reading files for an import while the session stays free: a key derivation or a large picture
//! takes seconds, and in them the vault can be used, locked, or the reading given up.

use super::intake::{Ready, files};
use super::{Session, locked};
use crate::AppError;
use crate::intake::{self, File, Findings, Request};
use crate::ipc::{ImportProgress, ImportStep, Nothing, Preview};
use import::Progress;
use model::Timestamp;
use provider::Directory;
use secret::Randomness;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// What is to be read.
#[derive(Debug)]
pub(super) enum Origin {
    /// Files and folders on disk.
    Paths(Vec<PathBuf>),
    /// What is in memory already.
    Files(Vec<File>),
}

/// How far a reading is, shared with whoever does it.
#[derive(Debug, Default)]
pub(super) struct Watch {
    given_up: AtomicBool,
    file: AtomicU32,
    files: AtomicU32,
    step: AtomicU32,
}

impl Watch {
    pub(super) fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    fn tell(&self, file: usize, progress: Option<Progress>) -> ControlFlow<()> {
        let file = u32::try_from(file).unwrap_or(u32::MAX);
        self.file.store(file, Ordering::Relaxed);
        let step = match progress {
            Some(Progress::Picture) => ImportStep::Picture,
            Some(Progress::Key) => ImportStep::Key,
            _ => ImportStep::File,
        };
        self.step.store(step as u32, Ordering::Relaxed);
        if self.is_given_up() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

/// A reading that was begun. It holds no part of the vault.
#[derive(Debug)]
pub struct Reading {
    origin: Origin,
    pasted: bool,
    request: Request,
    providers: Directory,
    watch: Arc<Watch>,
}

/// What a reading came to, for [`Session::finish_reading`].
#[derive(Debug)]
pub struct Read {
    pasted: bool,
    request: Request,
    watch: Arc<Watch>,
    /// The files that were opened, and what is in them.
    found: Result<(Vec<File>, Result<Findings, AppError>), AppError>,
}

impl Reading {
    /// Reads; takes as long as it takes, or until it is given up. What opening the files met comes out
    /// of [`Session::finish_reading`].
    #[must_use]
    pub fn run(self) -> Read {
        let opened = match self.origin {
            Origin::Paths(paths) => files(&paths),
            Origin::Files(files) => Ok(files),
        };
        let found = opened.map(|files| {
            let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
            self.watch.files.store(count, Ordering::Relaxed);
            let findings =
                intake::find(&files, &self.request, &self.providers, &|file, progress| {
                    self.watch.tell(file, progress)
                });
            (files, findings)
        });
        Read {
            pasted: self.pasted,
            request: self.request,
            watch: self.watch,
            found,
        }
    }
}

impl Session {
    pub(super) fn begin_reading(
        &mut self,
        origin: Origin,
        pasted: bool,
        request: Request,
    ) -> Result<Reading, AppError> {
        self.must_be_open()?;
        self.give_up_reading();
        let watch = Arc::new(Watch::default());
        self.reading = Some(Arc::clone(&watch));
        Ok(Reading {
            origin,
            pasted,
            request,
            providers: self.providers.clone(),
            watch,
        })
    }

    pub(super) fn give_up_reading(&mut self) {
        if let Some(watch) = self.reading.take() {
            watch.give_up();
        }
    }

    /// Says what importing the files would do. A reading that was given up is as if no file had
    /// been chosen.
    ///
    /// # Errors
    /// `passphrase_needed` where the vault was locked meanwhile; what opening the files met; as
    /// [`intake::find`] and [`intake::plan`].
    pub fn finish_reading(
        &mut self,
        read: Read,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<Preview, AppError> {
        let vault = self.open.as_ref().ok_or_else(locked)?;
        let current = self.reading.as_ref();
        if !current.is_some_and(|watch| Arc::ptr_eq(watch, &read.watch)) || read.watch.is_given_up()
        {
            return Ok(Preview::nothing_chosen());
        }
        self.reading = None;
        let (files, findings) = read.found?;
        let payload = vault.payload();
        let planned = findings.and_then(|findings| {
            let held = &payload.accounts;
            intake::plan(
                held,
                findings,
                &read.request,
                &self.providers,
                now,
                randomness,
            )
        });
        let ready = planned.map(|both| Ready::new(both, payload.generation()));
        self.keep(files, read.pasted, read.request, ready)
    }

    /// How far the reading is.
    ///
    /// # Errors
    /// None so far.
    pub fn import_progress(&self, _: Nothing) -> Result<ImportProgress, AppError> {
        let number = |of: fn(&Watch) -> &AtomicU32| {
            let watch = self.reading.as_deref();
            watch.map_or(0, |watch| of(watch).load(Ordering::Relaxed))
        };
        let step = number(|watch| &watch.step);
        Ok(ImportProgress {
            file: number(|watch| &watch.file),
            files: number(|watch| &watch.files),
            step: [ImportStep::Picture, ImportStep::Key]
                .into_iter()
                .find(|one| *one as u32 == step)
                .unwrap_or(ImportStep::File),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::PastedText;
    use crate::session::tests::{NOW, SECRET, open_session, typed};
    use crate::{Code, SystemRandomness};

    fn text() -> PastedText {
        PastedText {
            text: typed(&format!("otpauth://totp/Harbour:keeper?secret={SECRET}")),
        }
    }

    #[test]
    fn a_reading_that_is_given_up_comes_to_nothing() {
        let (_folder, mut session) = open_session();
        let reading = session.begin_text(text()).expect("begun");
        session.cancel_import(Nothing {}).expect("given up");
        let read = reading.run();
        let (_, findings) = read.found.as_ref().expect("opened");
        assert!(findings.is_err(), "it broke off");
        let preview = session.finish_reading(read, NOW, &mut SystemRandomness);
        assert!(preview.expect("an answer").cancelled);
        let applied = session.apply_import(Nothing {}, NOW, &mut SystemRandomness);
        assert_eq!(applied.map_err(|error| error.code), Err(Code::Usage));
    }

    #[test]
    fn the_session_is_free_while_something_is_read() {
        let (_folder, mut session) = open_session();
        let slow = session.begin_text(text()).expect("begun");
        assert!(session.list(Nothing {}).is_ok(), "the vault can be used");
        let progress = session.import_progress(Nothing {}).expect("told");
        assert_eq!((progress.file, progress.files), (0, 0), "not begun");
        // Another one takes its place.
        let second = session.begin_text(text()).expect("begun");
        let first = slow.run();
        let first = session.finish_reading(first, NOW, &mut SystemRandomness);
        assert!(first.expect("an answer").cancelled);
        let second = second.run();
        let second = session.finish_reading(second, NOW, &mut SystemRandomness);
        assert_eq!(second.expect("a preview").items.len(), 1);
    }

    #[test]
    fn a_file_that_is_gone_leaves_no_reading_behind() {
        let (folder, mut session) = open_session();
        let gone = vec![folder.path().join("gone.json")];
        let reading = session.begin_files(gone).expect("begun");
        let reading = reading.expect("files were chosen");
        let read = reading.run();
        let refused = session.finish_reading(read, NOW, &mut SystemRandomness);
        assert_eq!(refused.map(drop).map_err(|error| error.code), Err(Code::Io));
        assert!(session.reading.is_none());
    }

    #[test]
    fn a_vault_that_was_locked_meanwhile_gets_nothing() {
        let (_folder, mut session) = open_session();
        let reading = session.begin_text(text()).expect("begun");
        session.lock(Nothing {}).expect("locked");
        let read = reading.run();
        let refused = session.finish_reading(read, NOW, &mut SystemRandomness);
        assert_eq!(
            refused.map(drop).map_err(|error| error.code),
            Err(Code::PassphraseNeeded)
        );
    }
}
