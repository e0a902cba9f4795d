//! The session that all commands share, and the thread they run on.

use crate::clipboard::{Copies, Pasted, SystemClipboard};
use crate::dialogs::{Dialogs, dialogs};
use crate::opener::{Opener, opener};
use app::ipc::{Copied, Failure, Nothing};
use app::{AppError, Clip, Errand, Reading, Session, SystemRandomness, Timestamp, clock};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

/// Holds the session and the two seams to the desktop. Every command goes through
/// [`Desk::run`], one after the other, off the thread that draws: a key derivation takes a second.
pub(crate) struct Desk {
    session: Arc<Mutex<Session>>,
    copies: Arc<Copies>,
    dialogs: Box<dyn Dialogs>,
    opener: Arc<dyn Opener>,
    dropped: Mutex<Vec<PathBuf>>,
    used: Mutex<Timestamp>,
}

impl Desk {
    /// A desk with this session on it.
    pub(crate) fn new(session: Session) -> Self {
        Self {
            session: Arc::new(Mutex::new(session)),
            copies: Arc::new(Copies::new(SystemClipboard::new())),
            dialogs: dialogs(),
            opener: opener().into(),
            dropped: Mutex::default(),
            used: Mutex::new(Timestamp::now()),
        }
    }

    /// Runs one command, with the time of day.
    pub(crate) async fn run<T, F>(&self, command: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut Session, Timestamp) -> Result<T, AppError> + Send + 'static,
    {
        let session = Arc::clone(&self.session);
        off_the_drawing_thread(move || {
            // A command that panicked must not keep the user from locking the vault.
            let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
            command(&mut session, clock::now())
        })
        .await
    }

    /// Reads what takes long. The session is free meanwhile: it can be locked, and the reading given
    /// up. It begins none where no file was chosen.
    pub(crate) async fn read<E, F>(&self, begin: F) -> Result<E::Answer, Failure>
    where
        E: Errand,
        F: FnOnce(&mut Session) -> Result<Option<Reading<E>>, AppError> + Send + 'static,
    {
        let reading = self.run(move |session, _| begin(session)).await?;
        let read = off_the_drawing_thread(move || Ok(reading.map(Reading::run))).await?;
        self.run(move |session, now| session.finish(read, now, &mut SystemRandomness))
            .await
    }

    /// Runs a command whose answer goes on the clipboard and not to the page.
    pub(crate) async fn copy<F>(&self, command: F) -> Result<Copied, Failure>
    where
        F: FnOnce(&mut Session, Timestamp) -> Result<Clip, AppError> + Send + 'static,
    {
        let (clip, seconds) = self
            .run(move |session, now| Ok((command(session, now)?, session.clipboard_seconds())))
            .await?;
        let copies = Arc::clone(&self.copies);
        let number = off_the_drawing_thread(move || copies.put(clip)).await?;
        if let Some(number) = number {
            let copies = Arc::clone(&self.copies);
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_secs(seconds.into()));
                copies.expire(number);
            });
        }
        Ok(Copied {
            clears_in: number.map(|_| seconds),
        })
    }

    /// Takes what we copied off the clipboard.
    pub(crate) async fn clear_clipboard(&self) -> Result<(), Failure> {
        let copies = Arc::clone(&self.copies);
        off_the_drawing_thread(move || {
            copies.clear();
            Ok(())
        })
        .await
    }

    /// What is on the clipboard.
    pub(crate) async fn pasted(&self) -> Result<Pasted, Failure> {
        let copies = Arc::clone(&self.copies);
        off_the_drawing_thread(move || copies.pasted()).await
    }

    /// Somebody is there.
    pub(crate) fn touch(&self) {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = Timestamp::now();
    }

    /// Locks where nobody was there for long enough, by the time of day: a computer that slept
    /// all night has not been used either. Says whether it did.
    pub(crate) fn lock_if_idle(&self) -> bool {
        let used = *self.used.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever works with the session now is using it.
        let mut session = match self.session.try_lock() {
            Ok(session) => session,
            Err(TryLockError::Poisoned(session)) => session.into_inner(),
            Err(TryLockError::WouldBlock) => return false,
        };
        let locked = session.lock_if_idle(used, Timestamp::now());
        drop(session);
        if locked {
            self.copies.clear();
        }
        locked
    }

    /// Locks at once, whoever is there, and starts the pages afresh. When this returns, the vault
    /// is locked and what we copied is off the clipboard.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code))]
    pub(crate) fn lock_now(&self, begin_afresh: impl Fn()) {
        let session = match self.session.try_lock() {
            Ok(session) => session,
            Err(TryLockError::Poisoned(session)) => session.into_inner(),
            Err(TryLockError::WouldBlock) => {
                // Something long is being done. What is on screen goes first.
                begin_afresh();
                self.session.lock().unwrap_or_else(PoisonError::into_inner)
            }
        };
        self.lock_this(session, begin_afresh);
    }

    /// What is typed on a page without an open vault, such as a request after a loss, stays.
    fn lock_this(&self, mut session: MutexGuard<'_, Session>, begin_afresh: impl Fn()) {
        let was_open = session.must_be_open().is_ok();
        // Locking cannot fail.
        let _ = session.lock(Nothing {});
        drop(session);
        if was_open {
            begin_afresh();
        }
        self.copies.clear();
    }

    /// The file dialogs.
    pub(crate) fn dialogs(&self) -> &dyn Dialogs {
        self.dialogs.as_ref()
    }

    /// Has the system open something, off the thread that draws. Says whether it took it.
    pub(crate) async fn open(
        &self,
        what: impl FnOnce(&dyn Opener) -> bool + Send + 'static,
    ) -> Result<bool, Failure> {
        let opener = Arc::clone(&self.opener);
        off_the_drawing_thread(move || Ok(what(opener.as_ref()))).await
    }

    /// Keeps what was dropped on the window until the page asks for it.
    pub(crate) fn drop_files(&self, paths: Vec<PathBuf>) {
        *self.dropped.lock().unwrap_or_else(PoisonError::into_inner) = paths;
    }

    /// What was dropped last, once.
    pub(crate) fn take_dropped(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.dropped.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Runs what may take long where nothing is drawn.
pub(crate) async fn off_the_drawing_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, Failure> {
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(answer) => answer.map_err(Failure::from),
        Err(_) => Err(Failure::internal()),
    }
}
