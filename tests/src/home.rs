//! A home of its own for every test, so that none touches the real one.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// Fresh HOME and XDG folders, removed afterwards.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
    /// The moment that its programs take for now; the real one while it is unset.
    moment: Mutex<Option<String>>,
}

impl Home {
    /// An empty home.
    ///
    /// # Panics
    /// When the temporary folder cannot be written.
    #[must_use]
    pub fn new() -> Self {
        let home = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            moment: Mutex::default(),
        };
        for folder in ["data", "config", "cache", "state", "run"] {
            std::fs::create_dir(home.path().join(folder)).expect("a folder in the new home");
        }
        // A runtime folder that others can enter is refused by those who use it.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let only_mine = std::fs::Permissions::from_mode(0o700);
            std::fs::set_permissions(home.path().join("run"), only_mine).expect("my own folder");
        }
        home
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// For what is started from now on it is noon of this day (`2026-03-02`), in UTC.
    pub fn on(&self, day: &str) {
        *self.moment() = Some(format!("{day}T12:00:00Z"));
    }

    fn moment(&self) -> MutexGuard<'_, Option<String>> {
        self.moment.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder of this home's vault: what REENTRY_VAULT says.
    #[must_use]
    pub fn vault(&self) -> PathBuf {
        self.path().join("vault")
    }

    /// The script of the window's file dialogs.
    #[must_use]
    pub fn dialog(&self) -> PathBuf {
        self.path().join("dialog")
    }

    /// The address of this home's system bus. Nobody listens there unless a test does.
    #[must_use]
    pub fn system_bus(&self) -> String {
        format!("unix:path={}", self.path().join("run/system").display())
    }

    /// What the window had the system open, one a line.
    #[must_use]
    pub fn opened(&self) -> PathBuf {
        self.path().join("opened")
    }

    /// Programs of a test's own first, from `bin` in this home.
    fn search_path(&self) -> std::ffi::OsString {
        let usual = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.path().join("bin")).chain(std::env::split_paths(&usual));
        std::env::join_paths(folders).unwrap_or(usual)
    }

    /// A command that knows this home and nothing else of the environment but the search path.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .current_dir(self.path())
            .env("PATH", self.search_path())
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("HOME", self.path())
            .env("XDG_DATA_HOME", self.path().join("data"))
            .env("XDG_CONFIG_HOME", self.path().join("config"))
            .env("XDG_CACHE_HOME", self.path().join("cache"))
            .env("XDG_STATE_HOME", self.path().join("state"))
            .env("XDG_RUNTIME_DIR", self.path().join("run"))
            .env("DBUS_SYSTEM_BUS_ADDRESS", self.system_bus())
            .env("REENTRY_VAULT", self.vault())
            .env("REENTRY_E2E_DIALOG", self.dialog())
            .env("REENTRY_E2E_OPENED", self.opened())
            // A derivation at full strength takes a second of a whole core, here dozens of times.
            .env("REENTRY_TEST_WEAK_KEYS", "1");
        if let Some(moment) = self.moment().as_deref() {
            command.env("REENTRY_TEST_NOW", moment);
        }
        command
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}
