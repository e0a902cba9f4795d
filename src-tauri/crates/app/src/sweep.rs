//! Code files and exports that lie about: found by content and by known names, taken where the user
//! chooses, and deleted only once the vault holds everything of them.

use crate::file::read_bounded;
use crate::folder::{Bounds, Skipped, Walk};
use crate::{AppError, Code, Directory};
use import::{
    Candidate, ImportError, ImportReport, Limits, Options, ParsedCodes, ParsedOtp, Progress, Source,
};
use model::{CodeState, Timestamp};
use secret::{AccountRecord, SecretBytes, SecretText};
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// No export of an authenticator comes near: 20 MiB.
const MOST: u64 = 20 << 20;
/// Key files of databases are shorter.
const KEY_FILE: u64 = 64 << 10;
/// Folders of programs that keep copies elsewhere, in lower case.
const SYNCHRONISED: [&str; 8] = [
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "nextcloud",
    "owncloud",
    "icloud",
    "syncthing",
];

/// What to look for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Search<'a> {
    /// Look for QR codes in pictures and PDFs too, which takes up to some seconds for each.
    pub pictures: bool,
    /// Opens encrypted exports, to say what they hold.
    pub password: Option<&'a SecretText>,
}

/// What a sweep saw.
#[derive(Debug, Serialize)]
pub struct Swept {
    /// Files whose names and beginnings were looked at.
    pub looked_at: usize,
    /// Files that hold codes or secrets, by their paths.
    pub found: Vec<Find>,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
    /// The content of a key file among the files: it opens the KeePass databases there.
    #[serde(skip)]
    pub key_file: Option<SecretBytes>,
}

/// A file with codes or secrets. No field holds one.
#[derive(Debug, Clone, Serialize)]
pub struct Find {
    /// The file.
    pub file: String,
    /// Its format; none where a password is needed to know.
    pub format: Option<&'static str>,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// Whether it is a picture with QR codes.
    pub picture: bool,
    /// OTP credentials in it.
    pub otp: usize,
    /// Sets of recovery codes in it.
    pub code_sets: usize,
    /// Blocks in notes that look like recovery codes.
    pub offers: usize,
    /// Entries that cannot be taken.
    pub rejected: usize,
    /// Where copies of it may remain when it is deleted.
    pub traces: Vec<&'static str>,
    /// The file, also where its name is no text.
    #[serde(skip)]
    pub path: PathBuf,
    /// When it was changed last, as the file system says.
    #[serde(skip)]
    pub modified: Option<Timestamp>,
    /// The accounts in it, as far as it names them.
    #[serde(skip)]
    pub accounts: Vec<FindAccount>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<AppError>,
}

/// An account of which a file holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindAccount {
    /// The provider's id.
    pub provider: String,
    /// The instance's id where it is not the main one.
    pub instance: Option<String>,
    /// The username; may be empty.
    pub username: String,
    /// Whether an OTP credential of it is in the file.
    pub otp: bool,
    /// Whether recovery codes of it are.
    pub codes: bool,
}

/// Told how many files were looked at, of how many, and what is being done with the next one. May break off.
pub type Watch<'a> = dyn Fn(usize, usize, Option<Progress>) -> ControlFlow<()> + 'a;

/// Looks through folders.
///
/// # Errors
/// `io` when one of the folders cannot be read, `usage` when one is none.
pub fn find(
    folders: &[PathBuf],
    search: &Search<'_>,
    providers: &Directory,
) -> Result<Swept, AppError> {
    let never = |_: usize, _: usize, _: Option<Progress>| ControlFlow::Continue(());
    find_watched(folders, search, providers, &never)
}

/// The same for somebody who may not want to wait. What was found when the watch broke off is not all
/// there is.
///
/// # Errors
/// As [`find`].
pub fn find_watched(
    folders: &[PathBuf],
    search: &Search<'_>,
    providers: &Directory,
    watch: &Watch<'_>,
) -> Result<Swept, AppError> {
    let mut walk = Walk::default();
    for folder in folders {
        if !folder.is_dir() {
            return Err(AppError::usage(
                format!("{} is no folder.", folder.display()),
                "Name folders, such as Downloads, Documents and Desktop; files go to `reentry import`.",
            ));
        }
        walk.add_watched(folder, &Bounds::default(), &|| watch(0, 0, None))?;
    }
    let files = std::mem::take(&mut walk.files);
    let key_file = files
        .iter()
        .take_while(|_| watch(0, files.len(), None).is_continue())
        .find_map(|file| key_file(&file.path, file.size));
    let (mut found, mut looked_at) = (Vec::new(), 0);
    for (place, file) in files.iter().enumerate() {
        if watch(place, files.len(), None).is_break() {
            break;
        }
        looked_at += 1;
        if file.size > MOST {
            walk.skip("files larger than 20 MiB");
            continue;
        }
        let opening = Opening {
            password: search.password,
            key_file: key_file.as_ref(),
            providers,
            watch: &|progress| watch(place, files.len(), Some(progress)),
        };
        match look(&file.path, file.size, search.pictures, &opening) {
            Ok(find) => found.extend(find),
            Err(_) => walk.skip("files that could not be read"),
        }
    }
    found.sort_by(|a: &Find, b: &Find| a.path.cmp(&b.path));
    found.dedup_by(|a, b| a.path == b.path);
    Ok(Swept {
        looked_at,
        found,
        skipped: walk.skipped(),
        key_file,
    })
}

/// The content of a file that is a database's key.
fn key_file(path: &Path, size: u64) -> Option<SecretBytes> {
    if size > KEY_FILE {
        return None;
    }
    // Its beginning tells, so that most files are not read for this.
    let head = read_bounded(path, 1024).ok()?;
    let name = path.display().to_string();
    import::is_key_file(&name, head.expose())
        .then(|| read_bounded(path, KEY_FILE).ok())
        .flatten()
}

/// Looks at the beginning of a file, and reads all of it where that promises something.
fn look(
    path: &Path,
    size: u64,
    pictures: bool,
    opening: &Opening<'_>,
) -> std::io::Result<Option<Find>> {
    let name = path.display().to_string();
    let prefix = read_bounded(path, import::PREFIX as u64)?;
    let is_picture = picture::is_picture(prefix.expose()).is_some();
    let worth = if is_picture {
        pictures
    } else {
        import::is_worth_reading(&name, prefix.expose(), size, opening.providers)
    };
    if !worth {
        return Ok(None);
    }
    let bytes = read_bounded(path, MOST)?;
    if import::is_key_file(&name, bytes.expose()) {
        return Ok(None);
    }
    let report = opening.read(&name, &bytes);
    Ok(describe(path, name, report))
}

/// How files are read.
struct Opening<'a> {
    password: Option<&'a SecretText>,
    key_file: Option<&'a SecretBytes>,
    providers: &'a Directory,
    watch: &'a import::Watch<'a>,
}

impl Opening<'_> {
    fn read(&self, name: &str, bytes: &SecretBytes) -> Result<ImportReport, ImportError> {
        let options = Options {
            format: None,
            password: self.password,
            key_file: self.key_file,
            limits: Limits::default(),
            providers: self.providers,
        };
        let bytes = bytes.expose();
        import::read(&Source { name, bytes }, &options, self.watch)
    }
}

fn describe(path: &Path, file: String, report: Result<ImportReport, ImportError>) -> Option<Find> {
    let empty = Find {
        file,
        format: None,
        encrypted: false,
        picture: false,
        otp: 0,
        code_sets: 0,
        offers: 0,
        rejected: 0,
        traces: traces(path),
        path: path.to_owned(),
        modified: modified(path),
        accounts: Vec::new(),
        error: None,
    };
    match report {
        Ok(report) if report.entries() + report.offers.len() > 0 => Some(Find {
            format: Some(report.format.name()),
            encrypted: report.encrypted,
            picture: report.picture,
            otp: report
                .candidates
                .iter()
                .filter(|one| one.otp.is_some())
                .count(),
            code_sets: report
                .candidates
                .iter()
                .filter(|one| one.codes.is_some())
                .count(),
            offers: report.offers.len(),
            rejected: report.rejected.len(),
            accounts: accounts(&report),
            ..empty
        }),
        Ok(_) => None,
        Err(error) => {
            let code = Code::named(error.code());
            let encrypted = matches!(code, Code::FilePasswordNeeded | Code::WrongFilePassword);
            let telling = encrypted || matches!(code, Code::Damaged | Code::KdfLimit);
            telling.then(|| Find {
                encrypted,
                error: (!encrypted).then(|| error.into()),
                ..empty
            })
        }
    }
}

fn modified(path: &Path) -> Option<Timestamp> {
    let time = path.symlink_metadata().ok()?.modified().ok()?;
    jiff::Timestamp::try_from(time).ok()
}

/// The accounts of services that are known.
fn accounts(report: &ImportReport) -> Vec<FindAccount> {
    let owned = report.candidates.iter().filter_map(|one| {
        let owner = one.provider.as_ref()?;
        Some(FindAccount {
            provider: owner.provider.clone(),
            instance: owner.instance.clone(),
            username: one.username.clone(),
            otp: one.otp.is_some(),
            codes: one.codes.is_some(),
        })
    });
    owned.collect()
}

/// Where copies of a file may remain, as far as its path tells.
pub(crate) fn traces(path: &Path) -> Vec<&'static str> {
    let mut traces = Vec::new();
    let folders = path.ancestors().skip(1);
    let name = |folder: &Path| {
        folder
            .file_name()
            .map(|name| name.to_string_lossy().to_lowercase())
            .unwrap_or_default()
    };
    for folder in folders {
        let synchronised = SYNCHRONISED.iter().any(|word| name(folder).contains(word))
            || folder.join(".stfolder").exists();
        if synchronised && !traces.contains(&"synchronised") {
            traces.push("synchronised");
        }
        if folder.join(".git").exists() && !traces.contains(&"git") {
            traces.push("git");
        }
    }
    traces
}

/// What a trace means for somebody who deletes the file.
#[must_use]
pub fn trace_in_words(trace: &str) -> &'static str {
    match trace {
        "synchronised" => {
            "in a synchronised folder: the service and other devices may keep it, also in their trash"
        }
        "git" => "inside a Git repository: if it was committed, the history keeps it",
        _ => "copies may remain",
    }
}

/// What is true of every deleted file.
pub const DELETED: &str = "Deleting is not wiping: on an SSD, in snapshots and in backups the content may remain. If somebody \
     else could have read a file, make new codes at the service.";

/// Whether the vault, as it was read back from disk, holds everything of a file; else what is missing.
///
/// # Errors
/// A sentence without its full stop; holds no secret.
pub fn holds_all(
    records: &[AccountRecord],
    name: &str,
    bytes: &SecretBytes,
    password: Option<&SecretText>,
    providers: &Directory,
) -> Result<(), String> {
    let opening = Opening {
        password,
        key_file: None,
        providers,
        watch: &|_| ControlFlow::Continue(()),
    };
    let report = opening
        .read(name, bytes)
        .map_err(|error| error.to_string())?;
    holds_report(records, &report)
}

/// A plain file that may go if the vault holds everything of it.
#[derive(Debug)]
pub struct Plain {
    path: PathBuf,
    read: Result<(SecretBytes, ImportReport), String>,
}

impl Plain {
    /// Reads the file, which may take long; the watch may break off.
    #[must_use]
    pub fn read(path: PathBuf, providers: &Directory, watch: &import::Watch<'_>) -> Self {
        let opening = Opening {
            password: None,
            key_file: None,
            providers,
            watch,
        };
        let name = path.display().to_string();
        let bytes = read_bounded(&path, MOST).map_err(|error| error.kind().to_string());
        let read = bytes.and_then(|bytes| {
            let report = opening.read(&name, &bytes);
            report
                .map(|report| (bytes, report))
                .map_err(|error| error.to_string())
        });
        Self { path, read }
    }

    /// Deletes it, if these are the records of the vault as it was read back from disk, and they hold
    /// everything of it.
    ///
    /// # Errors
    /// Why it stays: a sentence without its full stop; holds no secret.
    pub fn delete(self, records: &[AccountRecord]) -> Result<(), String> {
        let (bytes, report) = self.read?;
        holds_report(records, &report)?;
        delete(&self.path, &bytes).map_err(|error| error.message)
    }
}

fn holds_report(records: &[AccountRecord], report: &ImportReport) -> Result<(), String> {
    // What a password or key file opens is encrypted, and stays.
    if report.encrypted {
        return Err("it is encrypted, so nothing lies open".to_owned());
    }
    if !report.rejected.is_empty() {
        return Err(format!(
            "{} of its entries could not be taken",
            report.rejected.len()
        ));
    }
    if let Some(lossy) = report.lossy.first() {
        return Err(format!(
            "something of its entry {} is not kept: {}",
            lossy.entry, lossy.reason
        ));
    }
    if report.ignored > 0 {
        return Err(format!(
            "it holds {} things beside that are not taken",
            report.ignored
        ));
    }
    for offer in &report.offers {
        if !records
            .iter()
            .any(|record| holds_codes(record, &offer.codes))
        {
            return Err("recovery codes in its notes were not taken (--take-offers)".to_owned());
        }
    }
    match report.candidates.iter().find(|one| !holds(records, one)) {
        Some(missing) => Err(format!(
            "entry {} is not in the vault with everything of it",
            missing.entry
        )),
        None if report.candidates.is_empty() => Err("there is nothing in it".to_owned()),
        None => Ok(()),
    }
}

fn holds(records: &[AccountRecord], candidate: &Candidate) -> bool {
    records.iter().any(|record| {
        let otp = candidate
            .otp
            .as_ref()
            .is_none_or(|otp| holds_otp(record, otp));
        let codes = candidate
            .codes
            .as_ref()
            .is_none_or(|codes| holds_codes(record, codes));
        otp && codes && holds_about(record, candidate)
    })
}

fn holds_otp(record: &AccountRecord, otp: &ParsedOtp) -> bool {
    record.otp.iter().any(|known| {
        known.secret == otp.secret
            && known.parameters.same_but_counter(&otp.parameters)
            && known.parameters.counter() >= otp.parameters.counter()
            && (otp.pin.is_none() || known.pin == otp.pin)
            && otp
                .uri_parameters
                .iter()
                .all(|pair| known.uri_parameters.contains(pair))
    })
}

/// The same codes, and every mark of the file in the vault too.
fn holds_codes(record: &AccountRecord, codes: &ParsedCodes) -> bool {
    record.code_sets.iter().any(|set| {
        set.codes.len() == codes.codes.len()
            && codes.codes.iter().all(|code| {
                set.codes.iter().any(|known| {
                    known.text == code.text
                        && (code.state == CodeState::Unused || known.state != CodeState::Unused)
                })
            })
    })
}

fn holds_about(record: &AccountRecord, candidate: &Candidate) -> bool {
    let account = &record.account;
    let note = candidate.note.as_ref().is_none_or(|note| {
        let known = record.note.as_ref();
        known.is_some_and(|known| known.expose().contains(note.expose()))
    });
    let labels = account.group.iter().chain(&account.tags);
    let labels: Vec<&String> = labels.collect();
    note && candidate
        .group
        .iter()
        .chain(&candidate.tags)
        .all(|label| labels.contains(&label))
}

/// Deletes a file that still holds what was read from it.
///
/// # Errors
/// `io` when it changed meanwhile, or cannot be deleted.
pub fn delete(path: &Path, bytes: &SecretBytes) -> Result<(), AppError> {
    let failed = |why: String| {
        AppError::new(
            Code::Io,
            format!("{} was not deleted: {why}.", path.display()),
            "The file is still there.",
            "Look at it, and delete it yourself.",
        )
    };
    let now = read_bounded(path, bytes.len() as u64 + 1);
    match now {
        Ok(now) if now == *bytes => {}
        Ok(_) => return Err(failed("it changed since it was read".to_owned())),
        Err(error) => return Err(failed(error.kind().to_string())),
    }
    std::fs::remove_file(path).map_err(|error| failed(error.kind().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{self, File, Request};
    use crate::{SystemRandomness, Timestamp};
    use std::cell::Cell;
    use std::sync::LazyLock;

    static PROVIDERS: LazyLock<Directory> = LazyLock::new(Directory::embedded);
    const CODES: &str =
        "0a1b2-c3d4e\n1b2c3-d4e5f\n2c3d4-e5f60 (used)\n3d4e5-f6071\n4e5f6-07182\n5f607-18293\n";
    const URI: &str = "otpauth://totp/PyPI:alice?secret=JBSWY3DPEHPK3PXP&issuer=PyPI\n";

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in [
            ("Downloads/github-recovery-codes.txt", CODES),
            ("Documents/notes/list.md", URI),
            ("Documents/letter.txt", "Dear all,\nhello.\n"),
            ("Dropbox/copy.txt", URI),
            (".cache/hidden.txt", URI),
        ] {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        folder
    }

    #[test]
    fn files_are_found_by_content_and_by_name() {
        let folder = folder();
        let swept =
            find(&[folder.path().to_owned()], &Search::default(), &PROVIDERS).expect("swept");
        let found: Vec<_> = swept
            .found
            .iter()
            .map(|one| {
                let name = Path::new(&one.file)
                    .file_name()
                    .expect("a name")
                    .to_string_lossy();
                (name.into_owned(), one.format, one.otp, one.code_sets)
            })
            .collect();
        assert_eq!(
            found,
            [
                ("list.md".to_owned(), Some("otpauth"), 1, 0),
                (
                    "github-recovery-codes.txt".to_owned(),
                    Some("recovery-codes"),
                    0,
                    1
                ),
                ("copy.txt".to_owned(), Some("otpauth"), 1, 0),
            ]
        );
        assert_eq!(swept.looked_at, 4);
        assert_eq!(swept.skipped.len(), 1, "the hidden folder");
        assert_eq!(swept.found[2].traces, ["synchronised"]);
    }

    #[test]
    fn a_look_breaks_off_wherever_it_is() {
        let folder = folder();
        std::fs::write(folder.path().join("a.keyx"), "<KeyFile>").expect("written");
        let asked = Cell::new(0);
        let swept = |most: usize| {
            asked.set(0);
            let watch = |_: usize, _: usize, _: Option<Progress>| {
                asked.set(asked.get() + 1);
                if asked.get() > most {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            };
            let folders = [folder.path().to_owned()];
            find_watched(&folders, &Search::default(), &PROVIDERS, &watch).expect("swept")
        };
        let whole = swept(usize::MAX);
        assert!(whole.key_file.is_some() && whole.looked_at == 5);
        // Every entry of the tree, every file for a key among them, every file.
        let (all, entries) = (asked.get(), 10);
        let walked = swept(entries - 1);
        assert!(walked.key_file.is_none() && walked.looked_at == 0);
        assert_eq!(asked.get(), entries + 2, "once in each part");
        let without_key = swept(entries);
        assert!(without_key.key_file.is_none() && without_key.looked_at == 0);
        for most in entries..all {
            let part = swept(most);
            assert!(part.looked_at < whole.looked_at, "{most}");
        }
    }

    fn imported(name: &str, text: &str, account: Option<&str>) -> Vec<AccountRecord> {
        let file = File {
            name: name.to_owned(),
            content: Ok(SecretBytes::new(text.as_bytes())),
            found: false,
        };
        let request = Request {
            choices: crate::plan::Choices {
                account: account.map(str::to_owned),
                ..Default::default()
            },
            ..Default::default()
        };
        let (_, plan) = intake::read(
            &[],
            &[file],
            &request,
            &PROVIDERS,
            Timestamp::UNIX_EPOCH,
            &mut SystemRandomness,
            &|_| ControlFlow::Continue(()),
        )
        .expect("read");
        plan.records
    }

    #[test]
    fn only_what_is_held_whole_may_go() {
        let name = "github-recovery-codes.txt";
        let held = |records: &[AccountRecord], name: &str, text: &str| {
            holds_all(
                records,
                name,
                &SecretBytes::new(text.as_bytes()),
                None,
                &PROVIDERS,
            )
        };
        let records = imported(name, CODES, Some("github/alice"));
        assert_eq!(held(&records, name, CODES), Ok(()));
        assert!(held(&[], name, CODES).is_err());
        // Another code in the file is used: the vault does not know that.
        let marked = CODES.replace("0a1b2-c3d4e", "0a1b2-c3d4e (used)");
        assert!(held(&records, name, &marked).is_err());
        let records = imported("x", URI, None);
        assert_eq!(held(&records, "x", URI), Ok(()));
        for more in [
            format!("{URI}a remark that nobody else has\n"),
            URI.replace("JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXQ"),
            format!("{}&unknown=1\n", URI.trim()),
            format!("{URI}otpauth://totp/broken?secret=1\n"),
        ] {
            assert!(held(&records, "x", &more).is_err(), "{more}");
        }
    }

    #[test]
    fn a_file_that_changed_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.txt");
        std::fs::write(&path, URI).expect("written");
        let read = SecretBytes::new(URI.as_bytes());
        std::fs::write(&path, format!("{URI}more")).expect("written");
        assert!(delete(&path, &read).is_err());
        assert!(path.exists());
        std::fs::write(&path, URI).expect("written");
        delete(&path, &read).expect("deleted");
        assert!(!path.exists());
    }
}
