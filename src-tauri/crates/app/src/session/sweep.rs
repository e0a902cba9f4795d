//! Folders in the window: what lies about in them is listed, what the user chooses is read like any
//! file, and plain files go once the vault was read back and holds everything of them.

use super::accounts::number;
use super::intake::Import;
use super::reading::{Errand, Reading, Watch};
use super::{Session, locked};
use crate::error::sentence;
use crate::intake::Request;
use crate::ipc::{
    Deleted, Done, FileChoice, FindRow, KeptFile, Nothing, PassedOver, PlainFile, ReadingStep,
    SweepRequest, SweepView, VaultState,
};
use crate::sweep::{self, Find, Plain, Search, Swept};
use crate::words::in_window;
use crate::{AppError, Code};
use model::Timestamp;
use provider::Directory;
use secret::Randomness;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Looks through folders.
#[derive(Debug)]
pub struct Sweep {
    folders: Vec<PathBuf>,
    pictures: bool,
    providers: Directory,
}

impl Errand for Sweep {
    type Found = Result<Swept, AppError>;
    type Answer = SweepView;

    fn fits(session: &Session) -> Result<(), AppError> {
        session.must_be_open()
    }

    fn read(self, watch: &Watch) -> Result<Swept, AppError> {
        let search = Search {
            pictures: self.pictures,
            password: None,
        };
        let tell = |file, files, progress| watch.tell_sweep(file, files, progress);
        sweep::find_watched(&self.folders, &search, &self.providers, &tell)
    }

    fn bring(
        session: &mut Session,
        swept: Result<Swept, AppError>,
        _: Timestamp,
        _: &mut impl Randomness,
    ) -> Result<SweepView, AppError> {
        let swept = swept?;
        let view = SweepView::from(&swept);
        session.swept = Some(swept);
        Ok(view)
    }

    fn nothing(_: &mut Session) -> SweepView {
        SweepView {
            cancelled: true,
            looked_at: 0,
            found: Vec::new(),
            passed_over: Vec::new(),
        }
    }
}

/// Deletes plain files.
#[derive(Debug)]
pub struct Deletion {
    /// Positions in the list that the page has, and the files.
    files: Vec<(u32, PathBuf)>,
    providers: Directory,
}

impl Errand for Deletion {
    type Found = Vec<(u32, Plain)>;
    type Answer = Deleted;

    fn fits(session: &Session) -> Result<(), AppError> {
        session.must_be_open()
    }

    fn read(self, watch: &Watch) -> Vec<(u32, Plain)> {
        watch.of(self.files.len());
        let files = self.files.into_iter().enumerate();
        let read = files.map(|(place, (row, path))| {
            let tell = |progress| watch.tell(place, ReadingStep::from(progress));
            (row, Plain::read(path, &self.providers, &tell))
        });
        read.collect()
    }

    /// Reads the vault back from disk before anything is deleted.
    fn bring(
        session: &mut Session,
        files: Vec<(u32, Plain)>,
        _: Timestamp,
        _: &mut impl Randomness,
    ) -> Result<Deleted, AppError> {
        let vault = session.open.as_ref().ok_or_else(locked)?;
        let payload = vault.read_back()?;
        let mut ends = Deleted {
            cancelled: false,
            deleted: Vec::new(),
            kept: Vec::new(),
        };
        for (file, plain) in files {
            match plain.delete(&payload.accounts) {
                Ok(()) => ends.deleted.push(file),
                Err(reason) => ends.kept.push(KeptFile {
                    file,
                    reason: sentence(&in_window(&reason)),
                }),
            }
        }
        Ok(ends)
    }

    fn nothing(_: &mut Session) -> Deleted {
        Deleted {
            cancelled: true,
            deleted: Vec::new(),
            kept: Vec::new(),
        }
    }
}

impl Session {
    /// Begins to look through folders; none: the user chose none.
    ///
    /// # Errors
    /// `passphrase_needed` while locked. What [`sweep::find`] meets comes out of [`Session::finish`].
    pub fn begin_sweep(
        &mut self,
        folders: Vec<PathBuf>,
        request: SweepRequest,
    ) -> Result<Option<Reading<Sweep>>, AppError> {
        self.must_be_open()?;
        if folders.is_empty() {
            return Ok(None);
        }
        let providers = self.providers.clone();
        let pictures = request.pictures;
        self.begin(Sweep {
            folders,
            pictures,
            providers,
        })
        .map(Some)
    }

    /// Begins to read some of the files that were found.
    ///
    /// # Errors
    /// `usage` where none of them was found before; `passphrase_needed` while locked.
    pub fn begin_found(&mut self, choice: FileChoice) -> Result<Reading<Import>, AppError> {
        self.begin_chosen(&choice, |session| session.swept.as_ref())
    }

    /// Begins to read some of the files that [`super::Looking`] found, which may have been before the
    /// vault was opened.
    ///
    /// # Errors
    /// As [`Session::begin_found`].
    pub fn begin_looked(&mut self, choice: FileChoice) -> Result<Reading<Import>, AppError> {
        self.begin_chosen(&choice, |session| session.looked.as_ref())
    }

    fn begin_chosen(
        &mut self,
        choice: &FileChoice,
        of: fn(&Self) -> Option<&Swept>,
    ) -> Result<Reading<Import>, AppError> {
        self.must_be_open()?;
        let swept = of(self).ok_or_else(not_found)?;
        let paths = chosen(choice, &swept.found)?;
        let paths = paths.map(|(_, find)| find.path.clone()).collect();
        let request = Request {
            key_file: swept.key_file.clone(),
            ..Request::default()
        };
        self.begin_paths(paths, request)
    }

    /// Begins to delete some of the plain files that were imported last. Each goes only if the vault,
    /// read back from disk, holds everything of it.
    ///
    /// # Errors
    /// `usage` where they are none of these; `unsupported` for the sample vault, which goes by one
    /// click; `passphrase_needed` while locked.
    pub fn begin_deletion(&mut self, choice: FileChoice) -> Result<Reading<Deletion>, AppError> {
        self.must_be_open()?;
        if self.is_sample(VaultState::Unlocked) {
            return Err(AppError::new(
                Code::Unsupported,
                "This is the sample vault, which is thrown away again.",
                "The files are still there.",
                "Make a vault of your own, and import them there.",
            ));
        }
        let files = chosen(&choice, &self.plain)?;
        let files = files.map(|(row, path)| (row, path.clone())).collect();
        let providers = self.providers.clone();
        self.begin(Deletion { files, providers })
    }

    /// Forgets everything that an import read, found and left.
    ///
    /// # Errors
    /// None so far.
    pub fn leave_import(&mut self, request: Nothing) -> Result<Done, AppError> {
        self.swept = None;
        self.plain = Vec::new();
        self.cancel_import(request)
    }
}

/// The chosen ones of a list, with their positions.
fn chosen<'a, T>(
    choice: &'a FileChoice,
    all: &'a [T],
) -> Result<impl Iterator<Item = (u32, &'a T)>, AppError> {
    let at = |row: u32| all.get(usize::try_from(row).ok()?);
    if choice.files.is_empty() || choice.files.iter().any(|row| at(*row).is_none()) {
        return Err(not_found());
    }
    Ok(choice
        .files
        .iter()
        .filter_map(move |row| Some((*row, at(*row)?))))
}

fn not_found() -> AppError {
    AppError::new(
        Code::Usage,
        "These files are not in the list.",
        "Nothing was changed.",
        "Look through the folders again.",
    )
}

/// Name and folder of a file, as text for people: none can pose as another one.
fn named(path: &Path) -> (String, String) {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let folder = path.parent().unwrap_or(path);
    let shown = |text: &OsStr| import::shown_name(&text.to_string_lossy());
    (shown(name), shown(folder.as_os_str()))
}

fn in_words(traces: &[&'static str]) -> Vec<String> {
    let words = traces.iter().map(|trace| sweep::trace_in_words(trace));
    words.map(|words| sentence(&words)).collect()
}

impl From<&Path> for PlainFile {
    fn from(path: &Path) -> Self {
        let (name, folder) = named(path);
        Self {
            name,
            folder,
            traces: in_words(&sweep::traces(path)),
        }
    }
}

impl From<&Swept> for SweepView {
    fn from(swept: &Swept) -> Self {
        let passed_over = swept.skipped.iter().map(|skipped| PassedOver {
            what: skipped.what.to_owned(),
            count: number(skipped.count),
        });
        Self {
            cancelled: false,
            looked_at: number(swept.looked_at),
            found: swept.found.iter().map(FindRow::from).collect(),
            passed_over: passed_over.collect(),
        }
    }
}

impl From<&Find> for FindRow {
    fn from(find: &Find) -> Self {
        let (name, folder) = named(&find.path);
        Self {
            name,
            folder,
            format: find.format.map(str::to_owned),
            encrypted: find.encrypted,
            picture: find.picture,
            otp: number(find.otp),
            code_sets: number(find.code_sets + find.offers),
            rejected: number(find.rejected),
            modified: find.modified.map(|moment| moment.to_string()),
            traces: in_words(&find.traces),
            problem: find
                .error
                .as_ref()
                .map(|error| sentence(&in_window(&error.message))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandomness;
    use crate::ipc::{ImportChoices, PasswordNeed};
    use crate::session::tests::{NOW, SECRET, open_session, read};

    const CODES: &str = "0a1b2-c3d4e\n1b2c3-d4e5f\n2c3d4-e5f60\n3d4e5-f6071\n4e5f6-07182\n";
    /// Markup, a line break and a turn of direction: a name is only a text.
    const HOSTILE: &str = "<b onclick=x>\n\u{202e}&amp;.txt";
    const SHOWN: &str = "<b onclick=x>  &amp;.txt";

    /// A plain list, recovery codes, a file of no interest.
    fn littered(folder: &Path) -> PathBuf {
        let root = folder.join("home");
        std::fs::create_dir_all(root.join("Downloads")).expect("made");
        let uri = format!("otpauth://totp/Harbour:keeper?secret={SECRET}\n");
        for (name, text) in [
            (HOSTILE, uri.as_str()),
            ("Downloads/github-recovery-codes.txt", CODES),
            ("Downloads/letter.txt", "Dear all,\nhello.\n"),
        ] {
            std::fs::write(root.join(name), text).expect("written");
        }
        root
    }

    fn sweep(session: &mut Session, folder: &Path) -> SweepView {
        let request = SweepRequest { pictures: false };
        let reading = session.begin_sweep(vec![folder.to_owned()], request);
        read(
            session,
            reading.expect("begun").expect("a folder was chosen"),
        )
    }

    fn files(files: &[u32]) -> FileChoice {
        FileChoice {
            files: files.to_vec(),
        }
    }

    fn delete(session: &mut Session, rows: &[u32]) -> Deleted {
        let reading = session.begin_deletion(files(rows)).expect("begun");
        read(session, reading)
    }

    #[test]
    fn what_lies_about_is_listed_imported_and_deleted_once_the_vault_holds_it() {
        let (folder, mut session) = open_session();
        let root = littered(folder.path());
        let view = sweep(&mut session, &root);
        let names: Vec<_> = view.found.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, [SHOWN, "github-recovery-codes.txt"]);
        assert_eq!(
            view.found[1].folder,
            root.join("Downloads").display().to_string()
        );
        assert_eq!((view.looked_at, view.found[1].code_sets), (3, 1));
        assert!(view.found.iter().all(|row| row.modified.is_some()));

        let reading = session.begin_found(files(&[0, 1])).expect("begun");
        let preview = read(&mut session, reading);
        assert!(preview.needs_account && preview.plain_files > 0);
        let choices = ImportChoices {
            password: None,
            account: Some("github/keeper".into()),
            on_conflict: "keep_both".into(),
            take_offers: false,
        };
        let reading = session.begin_again(choices).expect("begun");
        assert_eq!(read(&mut session, reading).password, PasswordNeed::No);
        let applied = session.apply_import(Nothing {}, NOW, &mut SystemRandomness);
        let applied = applied.expect("applied");
        assert_eq!((applied.added, applied.plain_files.len()), (2, 2));
        assert_eq!(applied.plain_files[0].name, SHOWN);
        assert!(applied.deleting.contains("SSD"));

        // One of them changes meanwhile: what the vault does not hold stays.
        let codes = root.join("Downloads/github-recovery-codes.txt");
        std::fs::write(&codes, CODES.replace("0a1b2", "0a1b3")).expect("written");
        let ends = delete(&mut session, &[0, 1]);
        assert_eq!((ends.deleted.as_slice(), ends.kept.len()), (&[0][..], 1));
        assert!(ends.kept[0].reason.contains("not in the vault"), "{ends:?}");
        assert!(!ends.kept[0].reason.contains("0a1b3"));
        assert!(!root.join(HOSTILE).exists() && codes.exists());
        std::fs::write(&codes, CODES).expect("written");
        assert_eq!(delete(&mut session, &[1]).deleted, [1]);
        assert!(!codes.exists());
        assert!(root.join("Downloads/letter.txt").exists());
    }

    #[test]
    fn what_the_vault_on_the_disk_does_not_hold_stays() {
        let (folder, mut session) = open_session();
        let root = littered(folder.path());
        sweep(&mut session, &root);
        let before = std::fs::read(folder.path().join("vault/vault.age")).expect("a vault");
        let reading = session.begin_found(files(&[0])).expect("begun");
        let _ = read(&mut session, reading);
        session
            .apply_import(Nothing {}, NOW, &mut SystemRandomness)
            .expect("applied");
        // The session holds it; what is on the disk is older.
        std::fs::write(folder.path().join("vault/vault.age"), before).expect("written");
        let ends = delete(&mut session, &[0]);
        assert!(ends.deleted.is_empty() && root.join(HOSTILE).exists());
        // Without a vault on the disk nothing is deleted either.
        std::fs::remove_file(folder.path().join("vault/vault.age")).expect("removed");
        let reading = session.begin_deletion(files(&[0])).expect("begun");
        let refused = session.finish(Some(reading.run()), NOW, &mut SystemRandomness);
        assert_eq!(refused.map_err(|error| error.code), Err(Code::NoVault));
        assert!(root.join(HOSTILE).exists());
    }

    #[test]
    fn nothing_is_deleted_or_listed_after_giving_up_leaving_or_locking() {
        let (folder, mut session) = open_session();
        let root = littered(folder.path());
        let request = SweepRequest { pictures: true };
        let reading = session.begin_sweep(vec![root.clone()], request);
        session.cancel_reading(Nothing {}).expect("given up");
        let reading = reading.expect("begun").expect("a folder");
        assert!(read(&mut session, reading).cancelled);
        assert!(session.begin_found(files(&[0])).is_err());

        sweep(&mut session, &root);
        for nonsense in [&[][..], &[7], &[0, 2]] {
            assert!(
                session.begin_found(files(nonsense)).is_err(),
                "{nonsense:?}"
            );
        }
        let reading = session.begin_found(files(&[0])).expect("begun");
        let _ = read(&mut session, reading);
        session
            .apply_import(Nothing {}, NOW, &mut SystemRandomness)
            .expect("applied");
        let reading = session.begin_deletion(files(&[0])).expect("begun");
        session.cancel_reading(Nothing {}).expect("given up");
        let ends = read(&mut session, reading);
        assert!(ends.cancelled && root.join(HOSTILE).exists());
        assert!(session.begin_deletion(files(&[1])).is_err());

        session.leave_import(Nothing {}).expect("left");
        assert!(session.begin_deletion(files(&[0])).is_err());
        assert!(session.begin_found(files(&[0])).is_err());
        sweep(&mut session, &root);
        session.lock(Nothing {}).expect("locked");
        let refused = session.begin_found(files(&[0])).map(drop);
        let code = refused.map_err(|error| error.code);
        assert_eq!(code, Err(Code::PassphraseNeeded));
    }

    #[test]
    fn the_sample_vault_is_no_reason_to_delete_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = crate::Location::new(folder.path().join("vault"), folder.path().join("state"));
        let mut session = Session::new(place);
        session
            .try_sample(Nothing {}, NOW, &mut SystemRandomness)
            .expect("a sample");
        let root = littered(folder.path());
        sweep(&mut session, &root);
        let reading = session.begin_found(files(&[0])).expect("begun");
        let _ = read(&mut session, reading);
        session
            .apply_import(Nothing {}, NOW, &mut SystemRandomness)
            .expect("applied");
        let refused = session.begin_deletion(files(&[0])).map(drop);
        assert_eq!(refused.map_err(|error| error.code), Err(Code::Unsupported));
    }
}
