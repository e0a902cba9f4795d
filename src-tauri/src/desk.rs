//! The session that all commands share, and the thread they run on.

use crate::session::Session;
use app::ipc::Failure;
use std::sync::{Arc, Mutex, PoisonError};

/// Holds the session. Every command goes through [`Desk::run`], one after the other, off the
/// thread that draws: a key derivation takes a second.
pub(crate) struct Desk(Arc<Mutex<Session>>);

impl Desk {
    /// A desk with this session on it.
    pub(crate) fn new(session: Session) -> Self {
        Self(Arc::new(Mutex::new(session)))
    }

    /// Runs one command.
    pub(crate) async fn run<T, F>(&self, command: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&mut Session) -> Result<T, Failure> + Send + 'static,
    {
        let session = Arc::clone(&self.0);
        tauri::async_runtime::spawn_blocking(move || {
            // A command that panicked must not keep the user from locking the vault.
            command(&mut session.lock().unwrap_or_else(PoisonError::into_inner))
        })
        .await
        .unwrap_or_else(|_| Err(stopped()))
    }
}

/// The command panicked. What it panicked with is not told: it might name a secret.
fn stopped() -> Failure {
    Failure {
        code: "internal".into(),
        message: "Reentry made a mistake and stopped what it was doing.".into(),
        unchanged: "The vault on disk is as it was saved last.".into(),
        next: "Close the window and open it again; if it happens again, please report it.".into(),
    }
}
