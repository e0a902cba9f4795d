//! Backups, copies on other disks, checks and exports in the window.

use super::Session;
use super::accounts::number;
use crate::export::{self, Format};
use crate::file::NewFile;
use crate::ipc::{
    BackupRequest, BackupRow, Backups, CheckOutcome, CheckRow, Checks, Copies, CopyRequest,
    CopyRow, Done, ExportFormat, ExportFormats, ExportRequest, Exported, Nothing,
};
use crate::upkeep::{self, CheckResult};
use crate::words::in_window;
use crate::{AppError, Code, SystemRandomness};
use model::Timestamp;
use std::path::{Path, PathBuf};

impl Session {
    /// The generations that are kept, the newest first.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn backups(&mut self, _: Nothing) -> Result<Backups, AppError> {
        let rows = self.vault()?.backups().into_iter().map(|backup| BackupRow {
            name: backup.name(),
            generation: u32::try_from(backup.generation).unwrap_or(u32::MAX),
            saved_at: backup.saved_at.to_string(),
        });
        Ok(Backups {
            backups: rows.collect(),
        })
    }

    /// Brings the accounts of a generation back.
    ///
    /// # Errors
    /// As [`vault::Vault::restore_backup`].
    pub fn restore_backup(
        &mut self,
        request: BackupRequest,
        now: Timestamp,
    ) -> Result<Done, AppError> {
        let saved = self.vault()?.restore_backup(&request.name, now)?;
        Ok(upkeep::SavedView::from(saved).into())
    }

    /// Looks over everything that a recovery would rest on.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn verify(&mut self, _: Nothing) -> Result<Checks, AppError> {
        let checks = upkeep::verify(self.vault()?).into_iter();
        let row = |check: upkeep::Check| CheckRow {
            name: check.name,
            outcome: match check.result {
                CheckResult::Pass => CheckOutcome::Pass,
                CheckResult::Warn => CheckOutcome::Warn,
                CheckResult::Fail => CheckOutcome::Fail,
            },
            detail: crate::error::sentence(&check.detail),
        };
        Ok(Checks {
            checks: checks.map(row).collect(),
        })
    }

    /// The copies that every save refreshes.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn copies(&mut self, _: Nothing) -> Result<Copies, AppError> {
        self.copies_with(Vec::new())
    }

    fn copies_with(&mut self, warnings: Vec<String>) -> Result<Copies, AppError> {
        let states = self.vault()?.copies().into_iter();
        let row = |state: vault::CopyState| CopyRow {
            folder: state.path.display().to_string(),
            in_reach: state.in_reach,
            current: state.current,
            refreshed: state.refreshed.map(|moment| moment.to_string()),
        };
        Ok(Copies {
            copies: states.map(row).collect(),
            warnings: warnings.iter().map(|said| in_window(said)).collect(),
        })
    }

    /// Makes a copy of the vault in a folder, which every save refreshes from now on. No folder:
    /// the user chose none.
    ///
    /// # Errors
    /// As [`upkeep::copy`].
    pub fn add_copy(
        &mut self,
        folder: Option<PathBuf>,
        now: Timestamp,
    ) -> Result<Copies, AppError> {
        if let Some(folder) = folder {
            upkeep::copy(self.vault()?, &folder, true, now)?;
        }
        self.copies(Nothing {})
    }

    /// Refreshes the copies that are in reach.
    ///
    /// # Errors
    /// `passphrase_needed` while locked. A copy that fails is a warning.
    pub fn refresh_copies(&mut self, _: Nothing, now: Timestamp) -> Result<Copies, AppError> {
        let warnings = upkeep::refresh_copies(self.vault()?, now);
        self.copies_with(warnings)
    }

    /// Merges a copy that holds changes of its own, and refreshes it.
    ///
    /// # Errors
    /// As [`upkeep::merge`].
    pub fn merge_copy(&mut self, request: CopyRequest, now: Timestamp) -> Result<Copies, AppError> {
        let vault = self.vault()?;
        upkeep::merge(vault, Path::new(&request.folder), now)?;
        let warnings = upkeep::refresh_copies(vault, now);
        self.copies_with(warnings)
    }

    /// Stops refreshing a copy; its files stay.
    ///
    /// # Errors
    /// As [`upkeep::forget_copy`].
    pub fn forget_copy(
        &mut self,
        request: CopyRequest,
        now: Timestamp,
    ) -> Result<Copies, AppError> {
        let saved = upkeep::forget_copy(self.vault()?, &request.folder, now)?;
        self.copies_with(saved.warnings)
    }

    /// The vault's folder, to be shown by the system's file manager.
    ///
    /// # Errors
    /// `no_vault` when there is none.
    pub fn folder(&self) -> Result<PathBuf, AppError> {
        crate::open::must_exist(&self.location)?;
        Ok(self.location.folder.clone())
    }

    /// The formats to leave in.
    ///
    /// # Errors
    /// None so far.
    pub fn export_formats(&self, _: Nothing) -> Result<ExportFormats, AppError> {
        let formats = Format::ALL.iter().map(|format| ExportFormat {
            id: format.name().to_owned(),
            title: format.title().to_owned(),
            about: format.about().to_owned(),
            plaintext: format.is_plaintext(),
        });
        Ok(ExportFormats {
            formats: formats.collect(),
        })
    }

    /// What to call the file of an export, before the user is asked where it goes.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; `usage` for a format that is not known, or for secrets
    /// in the clear that nobody confirmed.
    pub fn export_name(
        &mut self,
        request: &ExportRequest,
        now: Timestamp,
    ) -> Result<String, AppError> {
        self.must_be_open()?;
        let format = wanted(request)?;
        let day = now.strftime("%Y-%m-%d");
        Ok(format!(
            "reentry-{}-{day}.{}",
            format.name(),
            format.extension()
        ))
    }

    /// Writes an export to a new file that only its owner can read.
    ///
    /// # Errors
    /// As [`Session::export_name`]; what writing a file can meet.
    pub fn export(&mut self, request: &ExportRequest, path: &Path) -> Result<Exported, AppError> {
        let format = wanted(request)?;
        let records = self.vault()?.payload().accounts.clone();
        let wanted = export::Request {
            format,
            password: None,
        };
        let export = export::export(&records, &wanted, &self.providers, &mut SystemRandomness)?;
        NewFile::create(path)?.write(export.content.expose().as_bytes())?;
        Ok(Exported {
            file: Some(path.display().to_string()),
            entries: number(export.entries),
        })
    }
}

fn wanted(request: &ExportRequest) -> Result<Format, AppError> {
    let format = Format::ALL
        .iter()
        .copied()
        .find(|format| format.name() == request.format)
        .ok_or_else(|| {
            AppError::usage(
                "There is no such format.",
                "Choose one of those that are shown.",
            )
        })?;
    if format.is_plaintext() && !request.plaintext {
        return Err(AppError::new(
            Code::Usage,
            "This writes every secret in the clear.",
            "Nothing was written.",
            "Say first that this is what you want.",
        ));
    }
    Ok(format)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretText;
    use crate::ipc::{AccountText, AddRequest, CreateVaultRequest};
    use vault::Location;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn session() -> (tempfile::TempDir, Session) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = Location::new(folder.path().join("vault"), folder.path().join("state"));
        let mut session = Session::new(place);
        let passphrase = SecretText::new("a long passphrase").into();
        session
            .create_vault(
                CreateVaultRequest { passphrase },
                NOW,
                &mut SystemRandomness,
            )
            .expect("a vault");
        (folder, session)
    }

    fn add(session: &mut Session, issuer: &str) {
        let request = AddRequest {
            text: AccountText {
                issuer: Some(issuer.into()),
                username: Some("keeper".into()),
                ..AccountText::default()
            },
            key: Some(SecretText::new("NZXXILLBFVZGKYLMFVZWKY3SMV2C2MBZ").into()),
            codes: None,
        };
        session
            .add_account(request, NOW, &mut SystemRandomness)
            .expect("added");
    }

    #[test]
    fn a_backup_brings_its_accounts_back_and_undo_takes_that_back() {
        let (_folder, mut session) = session();
        add(&mut session, "Harbour");
        add(&mut session, "Lighthouse");
        let issuers = |session: &mut Session| {
            let rows = session.list(Nothing {}).expect("open").accounts;
            rows.into_iter().map(|row| row.issuer).collect::<Vec<_>>()
        };
        let backups = session.backups(Nothing {}).expect("open").backups;
        let generations: Vec<_> = backups.iter().map(|row| row.generation).collect();
        assert_eq!(generations, [2, 1]);
        let name = backups.first().expect("one").name.clone();
        session
            .restore_backup(BackupRequest { name }, NOW)
            .expect("restored");
        assert_eq!(issuers(&mut session), ["Harbour"]);
        session.undo(Nothing {}, NOW).expect("undone");
        assert_eq!(issuers(&mut session), ["Harbour", "Lighthouse"]);
        let checks = session.verify(Nothing {}).expect("open").checks;
        let vault = checks.iter().find(|row| row.name == "vault");
        assert_eq!(vault.map(|row| row.outcome), Some(CheckOutcome::Pass));
        assert!(checks.iter().all(|row| row.detail.ends_with('.')));
    }

    #[test]
    fn a_copy_is_current_then_behind_then_out_of_reach_then_forgotten() {
        let (folder, mut session) = session();
        let stick = folder.path().join("stick");
        let added = session.add_copy(Some(stick.clone()), NOW).expect("a copy");
        let state = |copies: &Copies| {
            let row = copies.copies.first().expect("one copy");
            (row.in_reach, row.current, row.refreshed.is_some())
        };
        assert_eq!(state(&added), (true, true, true));
        std::fs::rename(&stick, folder.path().join("away")).expect("taken out");
        add(&mut session, "Harbour");
        let away = session.copies(Nothing {}).expect("open");
        assert_eq!(state(&away), (false, false, true), "its date is known");
        std::fs::rename(folder.path().join("away"), &stick).expect("put in");
        let back = session.copies(Nothing {}).expect("open");
        assert_eq!(state(&back), (true, false, true));
        let fresh = session.refresh_copies(Nothing {}, NOW).expect("open");
        assert_eq!(state(&fresh), (true, true, true));
        assert!(fresh.warnings.is_empty());
        let request = CopyRequest {
            folder: stick.display().to_string(),
        };
        let left = session.forget_copy(request, NOW).expect("saved");
        assert!(left.copies.is_empty());
        assert!(stick.join("vault.age").exists(), "its files stay");
    }

    #[test]
    fn an_export_needs_its_confirmation_and_overwrites_nothing() {
        let (folder, mut session) = session();
        add(&mut session, "Harbour");
        let formats = session.export_formats(Nothing {}).expect("a list").formats;
        assert!(formats.iter().any(|format| format.plaintext));
        let wish = |format: &str, plaintext| ExportRequest {
            format: format.to_owned(),
            plaintext,
        };
        for refused in [wish("otpauth", false), wish("no such", true)] {
            assert!(session.export_name(&refused, NOW).is_err());
            let path = folder.path().join("refused");
            assert!(session.export(&refused, &path).is_err());
            assert!(!path.exists());
        }
        let asked = wish("otpauth", true);
        let name = session.export_name(&asked, NOW).expect("a name");
        assert_eq!(name, "reentry-otpauth-1970-01-01.txt");
        let path = folder.path().join(name);
        let written = session.export(&asked, &path).expect("written");
        assert_eq!(written.entries, 1);
        let text = std::fs::read_to_string(&path).expect("a file");
        assert!(text.contains("secret=NZXXILLBFVZGKYLMFVZWKY3SMV2C2MBZ"));
        assert!(
            session.export(&asked, &path).is_err(),
            "it is there already"
        );
        session.lock(Nothing {}).expect("locked");
        let locked = session.export_name(&asked, NOW).map_err(|error| error.code);
        assert_eq!(locked, Err(Code::PassphraseNeeded));
    }
}
