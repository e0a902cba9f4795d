//! Looking over everything that a recovery would rest on.

use crate::backups::{self, Backup};
use crate::copies::{check_copy, seen};
use crate::envelope::{self, WorkFactor, stated_work_factor};
use crate::folder::{self, UNLOCK_FILE, UNLOCK_LIMIT, VAULT_FILE, VAULT_LIMIT, sha256};
use crate::notice::Notice;
use crate::store::{Vault, slot};
use std::path::Path;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckResult {
    /// As it should be.
    Pass,
    /// Works, and should be looked at.
    Warn,
    /// Does not work.
    Fail,
}

impl CheckResult {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked: `vault`, `passphrase`, `paper_key`, `backups`, `copies`, `permissions`,
    /// `conflicts`, `generation`.
    pub name: &'static str,
    /// How it came out.
    pub result: CheckResult,
    /// One sentence.
    pub detail: String,
}

fn check(name: &'static str, result: CheckResult, detail: impl Into<String>) -> Check {
    Check {
        name,
        result,
        detail: detail.into(),
    }
}

impl Vault {
    /// Checks the vault, both ways in, backups, copies, permissions and the generation, reading
    /// everything from the disk again. Changes nothing.
    #[must_use]
    pub fn verify(&self) -> Vec<Check> {
        vec![
            self.check_vault(),
            self.check_passphrase_way(),
            self.check_paper_way(),
            self.check_backups(),
            self.check_copies(),
            self.check_permissions(),
            self.check_conflicts(),
            self.check_generation(),
        ]
    }

    fn check_vault(&self) -> Check {
        let path = self.place.vault();
        let failed = |what: String| check("vault", CheckResult::Fail, what);
        match folder::read(self.disk.as_ref(), &path, VAULT_LIMIT) {
            Err(error) => failed(error.to_string()),
            Ok(None) => failed("vault.age is missing.".into()),
            Ok(Some(bytes)) => match self.read_foreign(&bytes, &path) {
                Err(error) => failed(error.to_string()),
                Ok(_) if sha256(&bytes) != self.loaded.hash => check(
                    "vault",
                    CheckResult::Warn,
                    "vault.age was saved by another program since it was opened; the next save merges.",
                ),
                Ok(payload) => check(
                    "vault",
                    CheckResult::Pass,
                    format!(
                        "vault.age opens: generation {}, {} accounts.",
                        payload.generation(),
                        payload.accounts.len()
                    ),
                ),
            },
        }
    }

    fn check_passphrase_way(&self) -> Check {
        let name = "passphrase";
        let path = self.place.unlock();
        let bytes = match folder::read(self.disk.as_ref(), &path, UNLOCK_LIMIT) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return check(name, CheckResult::Fail, "unlock.age is missing."),
            Err(error) => return check(name, CheckResult::Fail, error.to_string()),
        };
        let record = &self.payload.record;
        let ours = slot(&self.keys.current, &bytes);
        if !self.keys.paper && record.key != ours && record.former_key.as_ref() != Some(&ours) {
            let detail = "unlock.age is not the one that this vault was saved with.";
            return check(name, CheckResult::Fail, detail);
        }
        match stated_work_factor(&bytes) {
            None => check(name, CheckResult::Fail, "unlock.age is no passphrase file."),
            Some(log_n) if log_n > WorkFactor::MOST.log_n() => {
                let detail = format!("unlock.age asks for a work factor of 2^{log_n}: too much.");
                check(name, CheckResult::Fail, detail)
            }
            Some(log_n) if log_n < WorkFactor::STANDARD.log_n() => check(
                name,
                CheckResult::Warn,
                format!(
                    "unlock.age has a low work factor of 2^{log_n}; change the passphrase to renew it."
                ),
            ),
            Some(_) if record.former_key.is_some() => check(
                name,
                CheckResult::Warn,
                "a change of the passphrase was cut off; the next save settles it.",
            ),
            Some(log_n) => check(
                name,
                CheckResult::Pass,
                format!("unlock.age belongs to this vault, work factor 2^{log_n}."),
            ),
        }
    }

    fn check_paper_way(&self) -> Check {
        let name = "paper_key";
        match &self.payload.paper_key {
            None => check(
                name,
                CheckResult::Warn,
                "there is no paper key: the passphrase is the only way in.",
            ),
            Some(key) if key.recipient.parse::<age::x25519::Recipient>().is_err() => check(
                name,
                CheckResult::Fail,
                "the paper key's recipient is not valid.",
            ),
            Some(key) if key.proved_at.is_none() => check(
                name,
                CheckResult::Warn,
                "the paper key was never proved by reading its sheet back.",
            ),
            Some(_) => check(
                name,
                CheckResult::Pass,
                "the paper key opens the vault too.",
            ),
        }
    }

    fn check_backups(&self) -> Check {
        let all = backups::list(self.disk.as_ref(), &self.place);
        let (mut own, mut former, mut bad) = (0, 0, Vec::new());
        for backup in &all {
            match self.backup_opens(backup) {
                Opens::WithThisKey => own += 1,
                Opens::WithFormerKey => former += 1,
                Opens::No => bad.push(backup.name()),
            }
        }
        let detail = format!(
            "{own} backups open with this key, {former} need a former passphrase, {} are damaged{}{}.",
            bad.len(),
            if bad.is_empty() { "" } else { ": " },
            bad.join(", ")
        );
        let result = if bad.is_empty() {
            CheckResult::Pass
        } else {
            CheckResult::Warn
        };
        check("backups", result, detail)
    }

    fn backup_opens(&self, backup: &Backup) -> Opens {
        let disk = self.disk.as_ref();
        let Ok(Some(bytes)) = folder::read(disk, &backup.folder.join(VAULT_FILE), VAULT_LIMIT)
        else {
            return Opens::No;
        };
        if !sha256(&bytes).starts_with(&backup.hash) {
            return Opens::No;
        }
        if envelope::open(&bytes, self.keys.all()).is_ok() {
            return Opens::WithThisKey;
        }
        match folder::read(disk, &backup.folder.join(UNLOCK_FILE), UNLOCK_LIMIT) {
            Ok(Some(unlock)) if stated_work_factor(&unlock).is_some() => Opens::WithFormerKey,
            _ => Opens::No,
        }
    }

    fn check_copies(&self) -> Check {
        let name = "copies";
        let copies = &self.payload.copies;
        if copies.is_empty() {
            let detail = "no copy is named: the vault is on this disk only.";
            return check(name, CheckResult::Warn, detail);
        }
        let mut worst = CheckResult::Pass;
        let mut details = Vec::new();
        for copy in copies {
            let path = Path::new(&copy.path);
            let when = seen(self, path).map_or_else(
                || "never refreshed from this machine".to_owned(),
                |seen| format!("generation {} of {}", seen.generation, seen.at),
            );
            match check_copy(self, path) {
                Ok(()) => details.push(format!("{}: current", copy.path)),
                Err(_) => {
                    worst = CheckResult::Warn;
                    details.push(format!(
                        "{}: not current or out of reach ({when})",
                        copy.path
                    ));
                }
            }
        }
        check(name, worst, format!("{}.", details.join("; ")))
    }

    fn check_permissions(&self) -> Check {
        self.check_notices(
            "permissions",
            "only the owner can read the vault.",
            |notice| matches!(notice, Notice::WidePermissions { .. }),
        )
    }

    fn check_conflicts(&self) -> Check {
        self.check_notices("conflicts", "there are no conflict copies.", |notice| {
            matches!(notice, Notice::ConflictCopies(_))
        })
    }

    fn check_generation(&self) -> Check {
        self.check_notices(
            "generation",
            "no newer generation was seen on this machine.",
            |notice| matches!(notice, Notice::RolledBack { .. }),
        )
    }

    fn check_notices(
        &self,
        name: &'static str,
        good: &str,
        which: impl Fn(&Notice) -> bool,
    ) -> Check {
        let messages: Vec<_> = self
            .notices()
            .iter()
            .filter(|it| which(it))
            .map(Notice::message)
            .collect();
        if messages.is_empty() {
            check(name, CheckResult::Pass, good)
        } else {
            check(name, CheckResult::Warn, messages.join(" "))
        }
    }
}

/// With which key a backup opens.
enum Opens {
    WithThisKey,
    /// It has its own `unlock.age`, of a passphrase before.
    WithFormerKey,
    No,
}
