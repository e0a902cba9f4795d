//! The session that all commands share, and the thread they run on.

use app::ipc::Failure;
use app::{AppError, Session, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// Holds the session. Every command goes through [`Desk::run`], one after the other, off the
/// thread that draws: a key derivation takes a second.
pub(crate) struct Desk(Arc<Mutex<Session>>);

impl Desk {
    /// A desk with this session on it.
    pub(crate) fn new(session: Session) -> Self {
        Self(Arc::new(Mutex::new(session)))
    }

    /// Runs one command, with the time of day.
    pub(crate) async fn run<T, F>(&self, command: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut Session, Timestamp) -> Result<T, AppError> + Send + 'static,
    {
        let session = Arc::clone(&self.0);
        let done = tauri::async_runtime::spawn_blocking(move || {
            // A command that panicked must not keep the user from locking the vault.
            let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
            command(&mut session, Timestamp::now())
        });
        match done.await {
            Ok(answer) => answer.map_err(Failure::from),
            Err(_) => Err(Failure::internal()),
        }
    }
}
