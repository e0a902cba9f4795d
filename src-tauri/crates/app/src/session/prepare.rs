//! Readiness in the window, and proof from local clones.

use super::Session;
use super::recovery::word;
use crate::AppError;
use crate::evidence::{self, Choice, Collected, Search};
use crate::ipc::{Done, KeepProof, Nothing, Proof, ProofRow, Readiness, ReadyAccount, ReadyRow};
use crate::words::in_window;
use model::Timestamp;
use secret::Randomness;
use std::path::PathBuf;

impl Session {
    /// How well each account is prepared for a lockout.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn readiness(&self, _: Nothing, now: Timestamp) -> Result<Readiness, AppError> {
        let vault = self.open.as_ref().ok_or_else(super::locked)?;
        let all = evidence::ready(vault.payload(), None, &self.providers, now)?;
        let accounts = all.into_iter().map(|one| ReadyAccount {
            account: one.account,
            now: one.now.map(|now| in_window(&now)),
            items: one
                .items
                .into_iter()
                .map(|item| ReadyRow {
                    state: word(&item.state),
                    what: in_window(&item.what),
                })
                .collect(),
        });
        Ok(Readiness {
            accounts: accounts.collect(),
        })
    }

    /// Holds what [`evidence::collect`] found until the user chose from it.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn found_proof(&mut self, collected: Collected) -> Result<Proof, AppError> {
        self.must_be_open()?;
        let view = proof(&collected);
        self.collected = Some(collected);
        Ok(view)
    }

    /// Keeps some of what was found in the vault.
    ///
    /// # Errors
    /// `usage` where nothing was found before; as [`evidence::take`].
    pub fn keep_proof(
        &mut self,
        request: KeepProof,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<Done, AppError> {
        let collected = self.collected.as_ref().ok_or_else(|| {
            AppError::usage("Nothing was found that could be kept.", "Choose a folder.")
        })?;
        let choice = Choice::These(request.references);
        let vault = self.open.as_mut().ok_or_else(super::locked)?;
        evidence::take(vault, collected, &choice, None, now, randomness)?;
        self.collected = None;
        Ok(Done {
            warnings: Vec::new(),
        })
    }
}

/// Where to look: this folder, and the user's public keys.
#[must_use]
pub fn proof_in(folder: PathBuf) -> Search {
    Search {
        folders: vec![folder],
        me: Vec::new(),
        ssh: evidence::ssh_folder(),
    }
}

fn proof(collected: &Collected) -> Proof {
    let projects = collected.projects.iter().map(|found| ProofRow {
        reference: found.reference.clone(),
        folder: found.folder.clone(),
        push: in_window(&found.push.what),
        fix: found.push.fix.as_deref().map(in_window),
        commands: found.commands.iter().fold(Vec::new(), |mut all, both| {
            all.extend([both.push.clone(), both.delete.clone()]);
            all
        }),
    });
    let problems = collected.problems.iter();
    Proof {
        cancelled: false,
        projects: projects.collect(),
        keys: collected
            .keys
            .iter()
            .map(|key| key.fingerprint.clone())
            .collect(),
        problems: problems
            .map(|problem| format!("{}: {}", problem.path, problem.reason))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::{NOW, open_session};
    use crate::{Code, SystemRandomness};

    #[test]
    fn proof_is_shown_first_and_kept_by_choice() {
        let (folder, mut session) = open_session();
        let clone = folder.path().join("clone");
        std::fs::create_dir(&clone).expect("a folder");
        let manifest = "[project]\nname = \"harbour\"\nversion = \"1.0\"\n";
        std::fs::write(clone.join("pyproject.toml"), manifest).expect("a manifest");
        let mut search = proof_in(clone);
        search.ssh = None;
        let keep = |references: &[&str]| KeepProof {
            references: references.iter().map(|&one| one.to_owned()).collect(),
        };
        let nothing = session.keep_proof(keep(&["pypi/harbour"]), NOW, &mut SystemRandomness);
        assert_eq!(nothing.map_err(|error| error.code), Err(Code::Usage));
        let collected = evidence::collect(&search, &mut SystemRandomness).expect("looked");
        let found = session.found_proof(collected).expect("open");
        let names: Vec<&str> = found
            .projects
            .iter()
            .map(|row| row.reference.as_str())
            .collect();
        assert_eq!(names.len(), 1, "{found:?}");
        let kept = |session: &Session| {
            let vault = session.open.as_ref().expect("open");
            evidence::list(vault.payload()).len()
        };
        assert_eq!(kept(&session), 0, "it is only shown");
        session
            .keep_proof(keep(&names), NOW, &mut SystemRandomness)
            .expect("kept");
        assert_eq!(kept(&session), 1);
        let ready = session.readiness(Nothing {}, NOW).expect("open");
        assert!(ready.accounts.is_empty(), "the vault has no account");
    }
}
