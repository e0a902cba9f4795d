//! The system's file dialogs.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

/// An answer that the user gives later.
pub(crate) type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Whoever asks the user for files.
pub(crate) trait Dialogs: Send + Sync {
    /// Files to read; none when the user thinks better of it.
    fn files(&self) -> Later<Vec<PathBuf>>;
    /// Folders to look through; none when the user thinks better of it.
    fn folders(&self) -> Later<Vec<PathBuf>>;
    /// A folder to write to.
    fn folder(&self) -> Later<Option<PathBuf>>;
    /// Where to save a PDF, with a name to begin with.
    fn save_pdf(&self, name: String) -> Later<Option<PathBuf>>;
    /// Where to save a letter, with a name to begin with.
    fn save_letter(&self, name: String) -> Later<Option<PathBuf>>;
    /// Where to save an export, with a name to begin with.
    fn save_export(&self, name: String) -> Later<Option<PathBuf>>;
}

/// The dialogs of this program.
pub(crate) fn dialogs() -> Box<dyn Dialogs> {
    #[cfg(feature = "e2e")]
    {
        Box::new(scripted::Scripted)
    }
    #[cfg(not(feature = "e2e"))]
    {
        Box::new(System)
    }
}

/// The desktop's own.
#[cfg_attr(feature = "e2e", allow(dead_code))]
struct System;

impl Dialogs for System {
    fn files(&self) -> Later<Vec<PathBuf>> {
        let dialog = rfd::AsyncFileDialog::new().set_title("Import into Reentry");
        Box::pin(async move {
            let chosen = dialog.pick_files().await.unwrap_or_default();
            chosen.iter().map(|file| file.path().to_owned()).collect()
        })
    }

    fn folders(&self) -> Later<Vec<PathBuf>> {
        let dialog = rfd::AsyncFileDialog::new().set_title("Folders to look through");
        Box::pin(async move {
            let chosen = dialog.pick_folders().await.unwrap_or_default();
            chosen
                .iter()
                .map(|folder| folder.path().to_owned())
                .collect()
        })
    }

    fn folder(&self) -> Later<Option<PathBuf>> {
        let dialog = rfd::AsyncFileDialog::new().set_title("A folder for a copy of the vault");
        Box::pin(async move { dialog.pick_folder().await.map(|it| it.path().to_owned()) })
    }

    fn save_pdf(&self, name: String) -> Later<Option<PathBuf>> {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Save the sheet")
            .set_file_name(name)
            .add_filter("PDF", &["pdf"]);
        Box::pin(async move { dialog.save_file().await.map(|file| file.path().to_owned()) })
    }

    fn save_letter(&self, name: String) -> Later<Option<PathBuf>> {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Save the letter")
            .set_file_name(name)
            .add_filter("Mail", &["eml"]);
        Box::pin(async move { dialog.save_file().await.map(|file| file.path().to_owned()) })
    }

    fn save_export(&self, name: String) -> Later<Option<PathBuf>> {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Save the export")
            .set_file_name(name);
        Box::pin(async move { dialog.save_file().await.map(|file| file.path().to_owned()) })
    }
}

/// For the end-to-end tests, which cannot drive a native dialog: what to answer stands in the
/// file that `REENTRY_E2E_DIALOG` names, one path a line, at the moment of the question.
#[cfg(feature = "e2e")]
mod scripted {
    use super::{Dialogs, Later};
    use std::path::PathBuf;

    pub(super) struct Scripted;

    impl Dialogs for Scripted {
        fn files(&self) -> Later<Vec<PathBuf>> {
            Box::pin(async { answer() })
        }

        fn folders(&self) -> Later<Vec<PathBuf>> {
            Box::pin(async { answer() })
        }

        fn folder(&self) -> Later<Option<PathBuf>> {
            Box::pin(async { answer().into_iter().next() })
        }

        fn save_pdf(&self, name: String) -> Later<Option<PathBuf>> {
            save(name)
        }

        fn save_letter(&self, name: String) -> Later<Option<PathBuf>> {
            save(name)
        }

        fn save_export(&self, name: String) -> Later<Option<PathBuf>> {
            save(name)
        }
    }

    fn save(name: String) -> Later<Option<PathBuf>> {
        Box::pin(async move {
            // A folder stands for the name that was proposed, in that folder.
            let chosen = answer().into_iter().next()?;
            Some(if chosen.is_dir() {
                chosen.join(name)
            } else {
                chosen
            })
        })
    }

    fn answer() -> Vec<PathBuf> {
        let script = std::env::var_os("REENTRY_E2E_DIALOG").unwrap_or_default();
        let text = std::fs::read_to_string(script).unwrap_or_default();
        text.lines().map(PathBuf::from).collect()
    }
}
