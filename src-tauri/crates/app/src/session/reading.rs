//! Reading files while the session stays free: a key derivation, a scan or a large picture takes
//! seconds, and in them the vault can be used, locked, or the reading given up.

use super::Session;
use crate::AppError;
use crate::ipc::{Done, Nothing, ReadingProgress, ReadingStep};
use import::Progress;
use model::Timestamp;
use secret::Randomness;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// How far a reading is, shared with whoever does it.
#[derive(Debug, Default)]
pub struct Watch {
    given_up: AtomicBool,
    file: AtomicU32,
    files: AtomicU32,
    step: AtomicU32,
}

impl Watch {
    fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    /// Says how many files there are.
    pub(super) fn of(&self, files: usize) {
        let files = u32::try_from(files).unwrap_or(u32::MAX);
        self.files.store(files, Ordering::Relaxed);
    }

    /// Says what is being done, and hears whether to go on.
    pub(super) fn tell(&self, file: usize, step: ReadingStep) -> ControlFlow<()> {
        let file = u32::try_from(file).unwrap_or(u32::MAX);
        self.file.store(file, Ordering::Relaxed);
        self.step.store(step as u32, Ordering::Relaxed);
        if self.is_given_up() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// The same while folders are looked through.
    pub(super) fn tell_sweep(
        &self,
        file: usize,
        files: usize,
        progress: Option<Progress>,
    ) -> ControlFlow<()> {
        self.of(files);
        self.tell(
            file,
            progress.map_or(ReadingStep::Folder, ReadingStep::from),
        )
    }
}

/// What is read apart from the session, and what becomes of it there.
pub trait Errand: Sized + Send + 'static {
    /// What the reading comes to.
    type Found: Send + 'static;
    /// What the page is told.
    type Answer: Send + 'static;

    /// Whether the session takes it: asked before the reading and after it.
    ///
    /// # Errors
    /// Why it does not, such as `passphrase_needed`.
    fn fits(session: &Session) -> Result<(), AppError>;

    /// Reads; takes as long as it takes, or until the watch says no. It holds no part of the vault.
    fn read(self, watch: &Watch) -> Self::Found;

    /// Brings what was found into the session. What reading it met comes out here.
    ///
    /// # Errors
    /// What the errand says of itself.
    fn bring(
        session: &mut Session,
        found: Self::Found,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<Self::Answer, AppError>;

    /// The answer where no file was chosen, or the reading was given up.
    fn nothing(session: &mut Session) -> Self::Answer;
}

/// A reading that was begun.
#[derive(Debug)]
pub struct Reading<E> {
    errand: E,
    watch: Arc<Watch>,
}

/// What a reading came to, for [`Session::finish`].
#[derive(Debug)]
pub struct Read<E: Errand> {
    found: E::Found,
    watch: Arc<Watch>,
}

impl<E: Errand> Reading<E> {
    /// Reads.
    #[must_use]
    pub fn run(self) -> Read<E> {
        Read {
            found: self.errand.read(&self.watch),
            watch: self.watch,
        }
    }
}

impl Session {
    /// Begins a reading. One that runs still is given up.
    pub(super) fn begin<E: Errand>(&mut self, errand: E) -> Result<Reading<E>, AppError> {
        E::fits(self)?;
        self.give_up_reading();
        let watch = Arc::new(Watch::default());
        self.reading = Some(Arc::clone(&watch));
        Ok(Reading { errand, watch })
    }

    pub(super) fn give_up_reading(&mut self) {
        if let Some(watch) = self.reading.take() {
            watch.give_up();
        }
    }

    /// Takes what was read; none: no file was chosen. A reading that was given up is as if no file had
    /// been chosen.
    ///
    /// # Errors
    /// As [`Errand::fits`] and [`Errand::bring`] say.
    pub fn finish<E: Errand>(
        &mut self,
        read: Option<Read<E>>,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<E::Answer, AppError> {
        E::fits(self)?;
        let current = self.reading.as_ref();
        let read = read.filter(|read| {
            current.is_some_and(|watch| Arc::ptr_eq(watch, &read.watch))
                && !read.watch.is_given_up()
        });
        match read {
            None => Ok(E::nothing(self)),
            Some(read) => {
                self.reading = None;
                E::bring(self, read.found, now, randomness)
            }
        }
    }

    /// How far the reading is.
    ///
    /// # Errors
    /// None so far.
    pub fn reading_progress(&self, _: Nothing) -> Result<ReadingProgress, AppError> {
        let number = |of: fn(&Watch) -> &AtomicU32| {
            let watch = self.reading.as_deref();
            watch.map_or(0, |watch| of(watch).load(Ordering::Relaxed))
        };
        let step = number(|watch| &watch.step);
        Ok(ReadingProgress {
            active: self.reading.is_some(),
            file: number(|watch| &watch.file),
            files: number(|watch| &watch.files),
            step: [ReadingStep::Folder, ReadingStep::Picture, ReadingStep::Key]
                .into_iter()
                .find(|one| *one as u32 == step)
                .unwrap_or(ReadingStep::File),
        })
    }

    /// Gives up what is being read.
    ///
    /// # Errors
    /// None so far.
    pub fn cancel_reading(&mut self, _: Nothing) -> Result<Done, AppError> {
        self.give_up_reading();
        Ok(Done {
            warnings: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::PastedText;
    use crate::session::tests::{NOW, SECRET, open_session, read, typed};
    use crate::session::{DrillScans, Import};
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
        let progress = session.reading_progress(Nothing {}).expect("told");
        assert!(progress.active);
        session.cancel_import(Nothing {}).expect("given up");
        let progress = session.reading_progress(Nothing {}).expect("told");
        assert!(!progress.active);
        let preview = read(&mut session, reading);
        assert!(preview.cancelled);
        let applied = session.apply_import(Nothing {}, NOW, &mut SystemRandomness);
        assert_eq!(applied.map_err(|error| error.code), Err(Code::Usage));
    }

    #[test]
    fn the_session_is_free_while_something_is_read() {
        let (_folder, mut session) = open_session();
        let slow = session.begin_text(text()).expect("begun");
        assert!(session.list(Nothing {}).is_ok(), "the vault can be used");
        let progress = session.reading_progress(Nothing {}).expect("told");
        assert_eq!((progress.file, progress.files), (0, 0), "not begun");
        // Another one takes its place.
        let second = session.begin_text(text()).expect("begun");
        assert!(read(&mut session, slow).cancelled);
        assert_eq!(read(&mut session, second).items.len(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_opened_costs_no_other() {
        let (folder, mut session) = open_session();
        let below = folder.path().join("all/below");
        std::fs::create_dir_all(&below).expect("folders");
        let uri = format!("otpauth://totp/Harbour:keeper?secret={SECRET}");
        std::fs::write(below.join("good.txt"), uri).expect("written");
        let gone = folder.path().join("gone.json");
        let paths = vec![gone, folder.path().join("all")];
        let reading = session.begin_files(paths).expect("begun");
        let preview = read(&mut session, reading.expect("files were chosen"));
        assert_eq!(preview.items.len(), 1, "{preview:?}");
        let failures = preview
            .files
            .iter()
            .filter_map(|file| file.failure.as_ref());
        let codes: Vec<&str> = failures.map(|failure| failure.code.as_str()).collect();
        assert_eq!(codes, ["io"]);
    }

    #[test]
    fn a_file_that_is_gone_leaves_no_reading_behind() {
        let (folder, mut session) = open_session();
        let gone = vec![folder.path().join("gone.json")];
        let reading = session.begin_files(gone.clone()).expect("begun");
        let read = reading.map(Reading::run);
        let refused = session.finish::<Import>(read, NOW, &mut SystemRandomness);
        assert_eq!(refused.map(drop).map_err(|error| error.code), Err(Code::Io));
        let reading = session.begin_drill(gone).expect("begun");
        let read = reading.map(Reading::run);
        let refused = session.finish::<DrillScans>(read, NOW, &mut SystemRandomness);
        assert_eq!(refused.map(drop).map_err(|error| error.code), Err(Code::Io));
        assert!(session.reading.is_none());
    }

    #[test]
    fn a_vault_that_was_locked_meanwhile_gets_nothing() {
        let (folder, mut session) = open_session();
        let reading = session.begin_text(text()).expect("begun");
        session.lock(Nothing {}).expect("locked");
        let refused = session.finish(Some(reading.run()), NOW, &mut SystemRandomness);
        let code = refused.map(drop).map_err(|error| error.code);
        assert_eq!(code, Err(Code::PassphraseNeeded));

        // A reading that was begun before it was locked is not heard after it was opened again.
        let (_folder, mut session) = open_session();
        let scan = folder.path().join("scan.txt");
        std::fs::write(&scan, "otpauth://totp/x?secret=AAAA").expect("written");
        let reading = session.begin_drill(vec![scan]).expect("begun");
        session.lock(Nothing {}).expect("locked");
        let passphrase = typed("a long passphrase");
        session
            .unlock(crate::ipc::UnlockRequest { passphrase })
            .expect("open");
        let view = read(&mut session, reading.expect("a file was chosen"));
        assert!(view.cancelled);
    }

    #[test]
    fn the_watch_says_where_a_reading_is_and_whether_to_go_on() {
        let watch = Watch::default();
        watch.of(7);
        assert!(watch.tell(3, ReadingStep::Picture).is_continue());
        let (_folder, mut session) = open_session();
        let watch = Arc::new(watch);
        session.reading = Some(Arc::clone(&watch));
        let told = session.reading_progress(Nothing {}).expect("told");
        let expected = ReadingProgress {
            active: true,
            file: 3,
            files: 7,
            step: ReadingStep::Picture,
        };
        assert_eq!(told, expected);
        session.cancel_reading(Nothing {}).expect("given up");
        assert!(watch.tell(4, ReadingStep::File).is_break());
    }
}
