//! The first steps in the window: the sample, a vault from paper or from a copy, reminders.

use super::Session;
use super::accounts::number;
use super::reading::{Errand, Watch};
use crate::change::change;
use crate::gather;
use crate::ipc::{
    DiscardRequest, Done, Nothing, PastedText, ReadingStep, Reminders, Restored, ScanRow, Scans,
    SheetRestore, Status, UnlockRequest, VaultState,
};
use crate::restore::{self, Piece, Reading};
use crate::{AppError, open, sample};
use model::{SheetKind, Timestamp};
use secret::{Randomness, SecretBytes};
use std::path::{Path, PathBuf};

/// The setting of the vault that keeps the reminder to print.
const REMIND_PAPER: &str = "remind_paper";

/// What was chosen to restore from.
#[derive(Debug, Default)]
pub(super) struct Found {
    reading: Reading,
    rows: Vec<ScanRow>,
    copy: Option<PathBuf>,
}

/// Reads scans, or the `vault.age` of a copy, to restore from.
#[derive(Debug)]
pub struct RestoreScans(Vec<PathBuf>);

/// What one file or folder gave.
#[derive(Debug)]
pub struct Scanned {
    file: String,
    /// The folder of the copy that it is.
    copy: Option<PathBuf>,
    piece: Result<Piece, AppError>,
}

impl Errand for RestoreScans {
    type Found = Vec<Scanned>;
    type Answer = Scans;

    fn fits(session: &Session) -> Result<(), AppError> {
        open::must_not_exist(&session.home)
    }

    fn read(self, watch: &Watch) -> Vec<Scanned> {
        watch.of(self.0.len());
        let each = self.0.iter().enumerate();
        let scanned = each.map_while(|(place, path)| {
            let goes_on = watch.tell(place, ReadingStep::File).is_continue();
            let look = || watch.tell(place, ReadingStep::Picture);
            goes_on.then(|| Scanned::read(path, &look))
        });
        scanned.collect()
    }

    fn bring(
        session: &mut Session,
        found: Vec<Scanned>,
        _: Timestamp,
        _: &mut impl Randomness,
    ) -> Result<Scans, AppError> {
        let all = session.found.get_or_insert_default();
        for scanned in found {
            all.take(scanned);
        }
        Ok(all.view())
    }

    fn nothing(session: &mut Session) -> Scans {
        session.found.get_or_insert_default().view()
    }
}

impl Scanned {
    fn read(path: &Path, watch: &picture::Watch<'_>) -> Self {
        let mut copy = None;
        let piece = piece(path, &mut copy, watch);
        let name = path.file_name().unwrap_or(path.as_os_str());
        Self {
            file: name.to_string_lossy().into_owned(),
            copy,
            piece,
        }
    }
}

/// What a file gives, or the vault in a folder. Names the folder of a whole copy.
fn piece(
    path: &Path,
    copy: &mut Option<PathBuf>,
    watch: &picture::Watch<'_>,
) -> Result<Piece, AppError> {
    let folder = if path.is_dir() {
        Some(path.to_owned())
    } else {
        let is_vault = path
            .file_name()
            .is_some_and(|name| name == vault::VAULT_FILE);
        path.parent().filter(|_| is_vault).map(Path::to_owned)
    };
    let Some(folder) = folder else {
        return Piece::read(&gather::open(path)?, watch);
    };
    match open::must_be_copy(&folder) {
        Ok(()) => *copy = Some(folder.clone()),
        Err(error) if path.is_dir() => return Err(error),
        Err(_) => {}
    }
    // The paper key opens it too, where its passphrase is forgotten or unlock.age is gone.
    Piece::read(&gather::open(&folder.join(vault::VAULT_FILE))?, watch)
}

impl Session {
    /// Makes the sample vault, or opens the one that is there.
    ///
    /// # Errors
    /// `vault_exists` where there is a real vault; as [`sample::open`].
    pub fn try_sample(
        &mut self,
        _: Nothing,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<Status, AppError> {
        open::must_not_exist(&self.home)?;
        let place = sample::location(&self.home);
        let vault = sample::open(&place, &self.providers, now, randomness);
        if open::is_there(&place) {
            // Where the user gave it another passphrase, that one is asked.
            self.location = place;
        }
        self.enter(vault?);
        Ok(self.here())
    }

    /// Throws the sample away, and starts where there is no vault yet.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`sample::discard`]. It stays open then.
    pub fn discard_sample(&mut self, request: DiscardRequest) -> Result<Status, AppError> {
        let place = sample::location(&self.home);
        sample::may_go(self.vault()?, &place, request.even_added)?;
        let vault = self.open.take().ok_or_else(super::locked)?;
        self.forget();
        self.location = self.home.clone();
        self.was_open = false;
        sample::discard(vault, &place, request.even_added)?;
        Ok(self.here())
    }

    /// What the user wants to be reminded of, and has not done yet.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn reminders(&mut self, _: Nothing) -> Result<Reminders, AppError> {
        let payload = self.vault()?.payload();
        let opens_the_vault =
            |kind| matches!(kind, SheetKind::Vault | SheetKind::Key | SheetKind::Shares);
        let printed = payload
            .ledger
            .iter()
            .any(|sheet| opens_the_vault(sheet.kind));
        let wanted = payload.settings.get(REMIND_PAPER) == Some(&true.into());
        Ok(Reminders {
            paper: wanted && !printed,
        })
    }

    /// Notes what the user wants to be reminded of.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; what saving can meet.
    pub fn set_reminders(
        &mut self,
        wanted: Reminders,
        now: Timestamp,
    ) -> Result<Reminders, AppError> {
        change(self.vault()?, now, |payload| {
            if wanted.paper {
                payload
                    .settings
                    .insert(REMIND_PAPER.to_owned(), true.into());
            } else {
                payload.settings.remove(REMIND_PAPER);
            }
            Ok(())
        })?;
        self.reminders(Nothing {})
    }

    /// Begins to read files to restore from, beside those that were read before: scans of a vault
    /// sheet, or the `vault.age` of a copy. Needs no vault. None: the user chose none.
    ///
    /// # Errors
    /// `vault_exists` where there is one already. A file that cannot be read is a row.
    pub fn begin_scan(
        &mut self,
        paths: Vec<PathBuf>,
    ) -> Result<Option<super::Reading<RestoreScans>>, AppError> {
        RestoreScans::fits(self)?;
        if paths.is_empty() {
            return Ok(None);
        }
        self.begin(RestoreScans(paths)).map(Some)
    }

    /// Reads what was typed off a sheet, beside what was read before: lines of a vault sheet, a paper
    /// key, shares.
    ///
    /// # Errors
    /// `vault_exists` where there is one already; as [`Reading::add`].
    pub fn type_scan(&mut self, request: PastedText) -> Result<Scans, AppError> {
        open::must_not_exist(&self.home)?;
        let found = self.found.get_or_insert_default();
        let text = request.text.into_secret();
        let bytes = SecretBytes::new(text.expose().as_bytes().to_vec());
        found.reading.add(&bytes)?;
        found.rows.push(ScanRow {
            file: "what you typed".to_owned(),
            problem: None,
        });
        Ok(found.view())
    }

    /// Forgets what was read.
    ///
    /// # Errors
    /// None so far.
    pub fn forget_scans(&mut self, _: Nothing) -> Result<Done, AppError> {
        self.found = None;
        Ok(Done {
            warnings: Vec::new(),
        })
    }

    /// Makes a vault of what was read, and opens it: of a vault sheet, or of a `vault.age` with the
    /// paper key. The sheet's passphrase counts only where one is needed.
    ///
    /// # Errors
    /// As [`restore::restore`]. What was read is kept.
    pub fn restore_sheet(
        &mut self,
        request: SheetRestore,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<Restored, AppError> {
        let found = self.found.get_or_insert_default();
        let (vault, restored) = restore::restore(
            &found.reading,
            &request.sheet.into_secret(),
            &self.home,
            &request.passphrase.into_secret(),
            now,
            randomness,
        )?;
        self.found = None;
        self.location = self.home.clone();
        self.enter(vault);
        Ok(Restored {
            accounts: number(restored.accounts),
            says: restored.says,
        })
    }

    /// Takes over the copy of a vault that was chosen, and opens it.
    ///
    /// # Errors
    /// `usage` when none was chosen; as [`open::take_over`]. What was chosen is kept.
    pub fn restore_copy(&mut self, request: UnlockRequest) -> Result<Restored, AppError> {
        let folder = self.found.as_ref().and_then(|found| found.copy.clone());
        let folder = folder.ok_or_else(|| {
            AppError::usage(
                "No copy of a vault was chosen.",
                "Choose its vault.age first.",
            )
        })?;
        let passphrase = request.passphrase.into_secret();
        let vault = open::take_over(&folder, &self.home, &passphrase)?;
        self.found = None;
        self.location = self.home.clone();
        let accounts = number(vault.payload().accounts.len());
        self.enter(vault);
        Ok(Restored {
            accounts,
            says: Vec::new(),
        })
    }

    /// Whether the vault of now, open or not, is the sample; where there is no vault at all,
    /// whether a sample waits.
    pub(super) fn is_sample(&self, state: VaultState) -> bool {
        let place = sample::location(&self.home);
        match state {
            VaultState::None => open::is_there(&place),
            _ => self.location.folder == place.folder,
        }
    }
}

impl Found {
    fn take(&mut self, scanned: Scanned) {
        if scanned.copy.is_some() {
            self.copy = scanned.copy;
        }
        let taken = scanned.piece.and_then(|piece| self.reading.take(piece));
        self.rows.push(ScanRow {
            file: scanned.file,
            problem: taken.err().map(|error| error.message),
        });
    }

    fn view(&self) -> Scans {
        let whole = restore::must_be_complete(&self.reading);
        // Who chose a copy is not told that no sheet was found.
        let missing = whole.as_ref().err().filter(|_| self.copy.is_none());
        Scans {
            files: self.rows.clone(),
            complete: whole.is_ok(),
            needs_passphrase: restore::needs_passphrase(&self.reading).unwrap_or_default(),
            missing: missing.map(|error| format!("{} {}", error.message, error.next)),
            copy: self
                .copy
                .as_ref()
                .map(|folder| folder.display().to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::{AccountText, AddRequest, CreateVaultRequest, RemoveRequest, SheetPurpose};
    use crate::session::tests::read;
    use crate::{Code, SecretText, SystemRandomness};
    use vault::Location;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn session() -> (tempfile::TempDir, Session) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = Location::new(folder.path().join("vault"), folder.path().join("state"));
        (folder, Session::new(place))
    }

    fn create(session: &mut Session) {
        let passphrase = SecretText::new("a long passphrase").into();
        session
            .create_vault(
                CreateVaultRequest { passphrase },
                NOW,
                &mut SystemRandomness,
            )
            .expect("a vault");
    }

    fn sample(session: &mut Session) -> Status {
        session
            .try_sample(Nothing {}, NOW, &mut SystemRandomness)
            .expect("a sample")
    }

    fn scan(session: &mut Session, path: &Path) -> Scans {
        let reading = session.begin_scan(vec![path.to_owned()]).expect("begun");
        read(session, reading.expect("something was chosen"))
    }

    fn add(session: &mut Session) {
        let request = AddRequest {
            text: AccountText {
                issuer: Some("Harbour".into()),
                username: Some("keeper".into()),
                ..AccountText::default()
            },
            key: None,
            codes: None,
        };
        session
            .add_account(request, NOW, &mut SystemRandomness)
            .expect("added");
    }

    #[test]
    fn the_sample_is_marked_full_and_goes_by_one_click() {
        let (folder, mut session) = session();
        assert!(!session.here().sample);
        let status = sample(&mut session);
        assert_eq!((status.state, status.sample), (VaultState::Unlocked, true));
        let rows = session.list(Nothing {}).expect("open").accounts;
        assert_eq!(rows.len(), 5);
        assert!(
            rows.iter()
                .any(|row| row.provider == "pypi" && row.codes.is_some())
        );
        assert!(!folder.path().join("vault").exists());
        session.lock(Nothing {}).expect("locked");
        assert!(session.here().sample, "the screen that asks says so too");
        let passphrase = SecretText::new(sample::PASSPHRASE).into();
        session.unlock(UnlockRequest { passphrase }).expect("open");
        // What is only removed or used is nothing added.
        let account = rows.first().expect("one").id.clone();
        session
            .remove_account(RemoveRequest { account, otp: None }, NOW)
            .expect("removed");
        let status = session
            .discard_sample(DiscardRequest { even_added: false })
            .expect("discarded");
        assert_eq!((status.state, status.sample), (VaultState::None, false));
        assert!(!folder.path().join("state/sample-vault").exists());
        create(&mut session);
        assert!(!session.here().sample);
    }

    #[test]
    fn what_was_added_to_the_sample_needs_a_second_word() {
        let (folder, mut session) = session();
        sample(&mut session);
        add(&mut session);
        let refused = session.discard_sample(DiscardRequest { even_added: false });
        assert_eq!(refused.map_err(|error| error.code), Err(Code::Attention));
        assert_eq!(session.list(Nothing {}).expect("open").accounts.len(), 6);
        // A restart finds it again.
        let mut session = Session::new(Location::new(
            folder.path().join("vault"),
            folder.path().join("state"),
        ));
        let here = session.here();
        assert_eq!((here.state, here.sample), (VaultState::None, true));
        sample(&mut session);
        assert_eq!(session.list(Nothing {}).expect("open").accounts.len(), 6);
        session
            .discard_sample(DiscardRequest { even_added: true })
            .expect("discarded");
        assert!(!session.here().sample);
    }

    #[test]
    fn a_real_vault_is_no_sample_and_stands_in_its_way() {
        let (folder, mut session) = session();
        create(&mut session);
        for even_added in [false, true] {
            let refused = session.discard_sample(DiscardRequest { even_added });
            assert_eq!(refused.map_err(|error| error.code), Err(Code::Unsupported));
        }
        assert!(folder.path().join("vault/vault.age").exists());
        assert!(session.list(Nothing {}).is_ok(), "it is open still");
        let refused = session.try_sample(Nothing {}, NOW, &mut SystemRandomness);
        assert_eq!(refused.map_err(|error| error.code), Err(Code::VaultExists));
    }

    #[test]
    fn a_reminder_stays_until_it_is_taken_away() {
        let (_folder, mut session) = session();
        create(&mut session);
        assert!(!session.reminders(Nothing {}).expect("open").paper);
        let wanted = Reminders { paper: true };
        assert_eq!(session.set_reminders(wanted, NOW), Ok(wanted));
        session.lock(Nothing {}).expect("locked");
        let passphrase = SecretText::new("a long passphrase").into();
        session.unlock(UnlockRequest { passphrase }).expect("open");
        assert!(session.reminders(Nothing {}).expect("open").paper);
        let done = Reminders { paper: false };
        assert_eq!(session.set_reminders(done, NOW), Ok(done));
    }

    #[test]
    fn the_paper_key_opens_a_copy_whose_passphrase_is_forgotten() {
        let (folder, mut first) = session();
        create(&mut first);
        add(&mut first);
        let stick = folder.path().join("stick");
        let sheet = folder.path().join("key.pdf");
        let key = super::super::tests::sheet_of(SheetPurpose::Key, Vec::new(), None);
        first
            .make_sheet(key, &sheet, NOW, &mut SystemRandomness)
            .expect("a key sheet");
        first.add_copy(Some(stick.clone()), NOW).expect("a copy");
        let vault = stick.join("vault.age");
        let (_elsewhere, mut session) = session();
        let scans = scan(&mut session, &vault);
        assert!(!scans.complete && scans.copy.is_some());
        let scans = scan(&mut session, &sheet);
        assert!(scans.complete && !scans.needs_passphrase, "{scans:?}");
        let request = SheetRestore {
            sheet: SecretText::default().into(),
            passphrase: SecretText::new("another long passphrase").into(),
        };
        let restored = session.restore_sheet(request, NOW, &mut SystemRandomness);
        let says = Vec::new();
        assert_eq!(restored, Ok(Restored { accounts: 1, says }));
        assert_eq!(session.list(Nothing {}).expect("open").accounts.len(), 1);
    }

    #[test]
    fn what_was_mended_in_a_typed_key_is_said_when_the_vault_is_back() {
        let (folder, mut first) = session();
        create(&mut first);
        let sheet = folder.path().join("key.pdf");
        let key = super::super::tests::sheet_of(SheetPurpose::Key, Vec::new(), None);
        first
            .make_sheet(key, &sheet, NOW, &mut SystemRandomness)
            .expect("a key sheet");
        let mut reading = Reading::default();
        let key_sheet = gather::open(&sheet).expect("there");
        reading.add(&key_sheet).expect("read");
        let key = reading.paper.keys().first().expect("a key").identity();
        let slip = key.expose();
        let (start, last) = slip.split_at(slip.len() - 1);
        let typed = format!("{start}{}", if last == "Q" { "P" } else { "Q" });
        let (_elsewhere, mut session) = self::session();
        let vault = folder.path().join("vault/vault.age");
        scan(&mut session, &vault);
        let text = SecretText::new(typed).into();
        let scans = session.type_scan(PastedText { text }).expect("read");
        assert!(scans.complete, "{scans:?}");
        let request = SheetRestore {
            sheet: SecretText::default().into(),
            passphrase: SecretText::new("another long passphrase").into(),
        };
        let restored = session.restore_sheet(request, NOW, &mut SystemRandomness);
        let says = restored.expect("restored").says;
        assert_eq!(says.len(), 1, "{says:?}");
        assert!(says[0].contains("mended"), "{says:?}");
        assert!(!says[0].contains(&start[20..]), "it holds the key");
    }

    #[test]
    fn what_is_typed_counts_like_a_scan_and_a_slip_is_named() {
        let (_folder, mut session) = session();
        let typed = |text: &str| PastedText {
            text: SecretText::new(text).into(),
        };
        let refused = session.type_scan(typed("AGE-SECRET-KEY-1QQQQ"));
        let missing = refused.expect("read").missing.expect("a sentence");
        assert!(!missing.contains("QQQQ"), "{missing}");
    }

    #[test]
    fn a_copy_is_chosen_by_its_file_or_folder_and_taken_over() {
        let (folder, mut first) = session();
        create(&mut first);
        add(&mut first);
        let stick = folder.path().join("stick");
        first.add_copy(Some(stick.clone()), NOW).expect("a copy");
        for chosen in [stick.clone(), stick.join("vault.age")] {
            let (_elsewhere, mut session) = session();
            let scans = scan(&mut session, &chosen);
            assert_eq!(scans.copy, Some(stick.display().to_string()));
            assert_eq!((scans.complete, scans.missing), (false, None));
            let wrong = SecretText::new("not the passphrase").into();
            let refused = session.restore_copy(UnlockRequest { passphrase: wrong });
            assert_eq!(
                refused.map_err(|error| error.code),
                Err(Code::WrongPassphrase)
            );
            let passphrase = SecretText::new("a long passphrase").into();
            let back = session.restore_copy(UnlockRequest { passphrase });
            assert_eq!(back.map(|back| back.accounts), Ok(1));
            assert_eq!(session.here().state, VaultState::Unlocked);
        }
    }

    #[test]
    fn scans_that_are_given_up_leave_what_was_read_before() {
        let (folder, mut session) = session();
        let text = folder.path().join("shopping.txt");
        std::fs::write(&text, "bread").expect("a file");
        assert_eq!(scan(&mut session, &text).files.len(), 1);
        let reading = session.begin_scan(vec![text.clone(), text]).expect("begun");
        session.cancel_reading(Nothing {}).expect("given up");
        let read = reading.expect("files were chosen").run();
        let scans = session.finish(Some(read), NOW, &mut SystemRandomness);
        assert_eq!(scans.expect("an answer").files.len(), 1);
        // A vault that came meanwhile is in the way, as before the reading.
        let reading = session.begin_scan(vec![folder.path().to_owned()]);
        let read = reading.expect("begun").expect("a folder").run();
        create(&mut session);
        let refused = session.finish(Some(read), NOW, &mut SystemRandomness);
        assert_eq!(refused.map_err(|error| error.code), Err(Code::VaultExists));
    }

    #[test]
    fn what_is_no_paper_is_said_file_by_file() {
        let (folder, mut session) = session();
        let text = folder.path().join("shopping.txt");
        std::fs::write(&text, "bread").expect("a file");
        let scans = scan(&mut session, &text);
        assert_eq!(scans.files.len(), 1);
        assert!(!scans.complete && scans.copy.is_none());
        let missing = scans.missing.expect("it says what is missing");
        assert!(missing.contains("No code of a vault sheet"), "{missing}");
        let gone = scan(&mut session, &folder.path().join("gone.png"));
        assert!(gone.files.last().is_some_and(|row| row.problem.is_some()));
        session.forget_scans(Nothing {}).expect("forgotten");
        let none = session.begin_scan(Vec::new()).expect("begun");
        assert!(none.is_none());
        let none = session.finish::<RestoreScans>(None, NOW, &mut SystemRandomness);
        assert!(none.expect("read").files.is_empty());
    }
}
