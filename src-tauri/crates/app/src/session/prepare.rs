//! Readiness in the window, and proof from local clones.

use super::Session;
use super::recovery::word;
use crate::evidence::{self, Answer, Choice, Collected, Mailbox, Search, Told};
use crate::ipc::{
    Done, KeepProof, Nothing, OneAccount, Proof, ProofRow, Readiness, ReadyAccount, ReadyRow,
    TellFacts, ToldAddress, ToldFactor, ToldFacts,
};
use crate::words::in_window;
use crate::{AppError, account};
use model::{AccountFacts, Factor, MailAddress, Timestamp};
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
            id: one.id.to_string(),
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

    /// What its owner told about an account.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`account::find`].
    pub fn told_facts(&self, request: OneAccount) -> Result<ToldFacts, AppError> {
        let vault = self.open.as_ref().ok_or_else(super::locked)?;
        let payload = vault.payload();
        let whose = &account::find(&payload.accounts, &request.account)?.account;
        let facts = evidence::facts_of(payload, &whose.id).cloned();
        let mut facts = facts.unwrap_or_default();
        for one in &mut facts.addresses {
            // The mailbox's account may have been removed since.
            one.mailbox = one
                .mailbox
                .take()
                .filter(|id| payload.account(id).is_some());
        }
        Ok(ToldFacts {
            factors: whose.factors.iter().cloned().map(told_factor).collect(),
            ..facts.into()
        })
    }

    /// Notes what the owner tells about an account, in the place of all that was told before.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`evidence::retell`].
    pub fn tell_facts(
        &mut self,
        request: TellFacts,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<Done, AppError> {
        let told = request.facts.into();
        evidence::retell(self.vault()?, &request.account, told, now, randomness)?;
        Ok(Done {
            warnings: Vec::new(),
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

impl From<AccountFacts> for ToldFacts {
    fn from(facts: AccountFacts) -> Self {
        Self {
            addresses: facts.addresses.into_iter().map(told_address).collect(),
            former: facts.former_addresses,
            organisations: facts.organisations,
            registered: facts.registered,
            second_owner: facts.second_owner,
            two_factor: facts.two_factor,
            factors: Vec::new(),
        }
    }
}

fn told_factor(factor: Factor) -> ToldFactor {
    ToldFactor {
        kind: factor.kind,
        label: factor.label,
        place: factor.place,
    }
}

fn factor(told: ToldFactor) -> Factor {
    let place = told.place.map(|place| place.trim().to_owned());
    Factor {
        kind: told.kind,
        label: told.label.trim().to_owned(),
        place: place.filter(|place| !place.is_empty()),
    }
}

fn told_address(one: MailAddress) -> ToldAddress {
    ToldAddress {
        address: one.address,
        primary: one.primary,
        verified: one.verified,
        keeper: one.keeper,
        domain_expires: one.domain_expires.map(|day| day.to_string()),
        mailbox: one.mailbox.map(|id| id.to_string()),
    }
}

impl From<ToldFacts> for Told {
    fn from(facts: ToldFacts) -> Self {
        let mailbox = |one: ToldAddress| Mailbox {
            address: one.address,
            primary: one.primary,
            verified: answer(one.verified),
            keeper: one.keeper,
            domain_expires: one.domain_expires,
            mailbox: one.mailbox,
        };
        Self {
            mailboxes: facts.addresses.into_iter().map(mailbox).collect(),
            gone: Vec::new(),
            former: facts.former,
            organisations: facts.organisations,
            registered: facts.registered,
            second_owner: answer(facts.second_owner),
            two_factor: answer(facts.two_factor),
            factors: Some(facts.factors.into_iter().map(factor).collect()),
        }
    }
}

fn answer(said: Option<bool>) -> Answer {
    match said {
        None => Answer::Unknown,
        Some(true) => Answer::Yes,
        Some(false) => Answer::No,
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
    use crate::ipc::PastedText;
    use crate::session::tests::{NOW, open_session, read};
    use crate::{Code, SystemRandomness};
    use secret::SecretText;

    #[test]
    fn what_is_told_is_judged_anew_and_stays_out_of_public_requests() {
        let (_folder, mut session) = open_session();
        let text = "otpauth://totp/PyPI:keeper?secret=NZXXILLBFVZGKYLM&issuer=PyPI";
        let pasted = PastedText {
            text: SecretText::new(text).into(),
        };
        let reading = session.begin_text(pasted).expect("begun");
        read(&mut session, reading);
        session
            .apply_import(Nothing {}, NOW, &mut SystemRandomness)
            .expect("imported");
        let state = |session: &Session, item: &str| {
            let ready = session.readiness(Nothing {}, NOW).expect("open");
            let all = ready.accounts.iter().flat_map(|one| one.items.clone());
            let mut states = all.filter(|one| one.what.contains(item));
            states.next().map(|one| one.state)
        };
        let account = session.readiness(Nothing {}, NOW).expect("open").accounts[0]
            .id
            .clone();
        let one = || OneAccount {
            account: account.clone(),
        };
        assert_eq!(session.told_facts(one()), Ok(ToldFacts::default()));
        assert_eq!(state(&session, "which address").as_deref(), Some("unknown"));
        let facts = ToldFacts {
            addresses: vec![ToldAddress {
                address: "keeper@mine.example".to_owned(),
                primary: true,
                verified: Some(true),
                keeper: Some(model::MailKeeper::Own),
                domain_expires: Some("2029-05-31".to_owned()),
                mailbox: None,
            }],
            former: vec!["keeper@was.example".to_owned()],
            organisations: vec!["Harbour, Inc.".to_owned()],
            registered: Some("2019-04".to_owned()),
            second_owner: Some(false),
            two_factor: Some(true),
            factors: vec![ToldFactor {
                kind: model::FactorKind::SecurityKey,
                label: "blue key".to_owned(),
                place: Some("desk drawer".to_owned()),
            }],
        };
        assert_eq!(state(&session, "no spare one").as_deref(), Some("weak"));
        let tell = |facts: &ToldFacts| TellFacts {
            account: account.clone(),
            facts: facts.clone(),
        };
        session
            .tell_facts(tell(&facts), NOW, &mut SystemRandomness)
            .expect("told");
        assert_eq!(session.told_facts(one()), Ok(facts.clone()));
        assert_eq!(state(&session, "is verified").as_deref(), Some("good"));
        assert_eq!(state(&session, "2 second factors").as_deref(), Some("good"));

        let wish = serde_json::from_value(serde_json::json!({
            "provider": "pypi", "instance": null, "username": "keeper",
            "lost": ["totp", "codes"], "have": ["email_primary"], "projects": [],
            "repositories": [], "note": null, "open_case": false, "email_verified": null,
            "two_factor": null, "route": null
        }));
        let plan = session
            .draft(wish.expect("a request"), NOW)
            .expect("a plan");
        let public = plan.draft.expect("a draft");
        assert_eq!(public.visibility, "public");
        let sent = serde_json::to_string(&public).expect("JSON");
        let private = ["mine.example", "was.example", "Harbour, Inc.", "2019-04"];
        for private in private.into_iter().chain(["blue key", "desk drawer"]) {
            assert!(!sent.contains(private), "{private}: {sent}");
        }

        let mut wrong = facts;
        wrong.registered = Some("spring".to_owned());
        let refused = session.tell_facts(tell(&wrong), NOW, &mut SystemRandomness);
        assert_eq!(refused.map_err(|error| error.code), Err(Code::Usage));
        let nothing = ToldFacts::default();
        session
            .tell_facts(tell(&nothing), NOW, &mut SystemRandomness)
            .expect("taken back");
        assert_eq!(session.told_facts(one()), Ok(nothing));
        session.lock(Nothing {}).expect("locked");
        let locked = session.told_facts(one());
        assert_eq!(
            locked.map_err(|error| error.code),
            Err(Code::PassphraseNeeded)
        );
    }

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
