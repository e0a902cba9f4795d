//! Handing a folder, the address of a page, or a letter, to the system's own program. Which addresses
//! may be handed over is decided in `app`: those of provider data. This program opens no connection.

use std::path::Path;

/// Whoever opens what the window only names.
pub(crate) trait Opener: Send + Sync {
    /// Shows a folder in the file manager. Says whether the system took it.
    fn folder(&self, folder: &Path) -> bool;
    /// Shows a page in the browser. Says whether the system took it.
    fn page(&self, url: &str) -> bool;
}

/// The opener of this program.
pub(crate) fn opener() -> Box<dyn Opener> {
    #[cfg(feature = "e2e")]
    {
        Box::new(recorded::Recorded)
    }
    #[cfg(not(feature = "e2e"))]
    {
        Box::new(System)
    }
}

/// The desktop's own programs.
#[cfg_attr(feature = "e2e", allow(dead_code))]
struct System;

impl Opener for System {
    fn folder(&self, folder: &Path) -> bool {
        open::that_detached(folder).is_ok()
    }

    fn page(&self, url: &str) -> bool {
        open::that_detached(url).is_ok()
    }
}

/// For the end-to-end tests: writes down what would be opened, one a line, into the file that
/// `REENTRY_E2E_OPENED` names.
#[cfg(feature = "e2e")]
mod recorded {
    use super::Opener;
    use std::io::Write;
    use std::path::Path;

    pub(super) struct Recorded;

    impl Opener for Recorded {
        fn folder(&self, folder: &Path) -> bool {
            note(&folder.to_string_lossy())
        }

        fn page(&self, url: &str) -> bool {
            note(url)
        }
    }

    fn note(opened: &str) -> bool {
        let file = std::env::var_os("REENTRY_E2E_OPENED").unwrap_or_default();
        std::fs::File::options()
            .append(true)
            .create(true)
            .open(file)
            .and_then(|mut file| writeln!(file, "{opened}"))
            .is_ok()
    }
}
