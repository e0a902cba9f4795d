//! From what was read to what would change: new, already here, conflict, rejected. Nothing is
//! written here; [`Plan::records`] is what the vault would hold.
//!
//! The rules: the same secret, type, parameters, issuer and username is a duplicate. The same
//! secret under another name is added with a warning. Another secret under the same issuer and
//! username is a conflict: kept beside the first unless the user chooses otherwise. Empty
//! usernames never collide.

use crate::account;
use crate::fresh::{self, NewCodes, NewCredential};
use crate::{AppError, Code};
use import::Candidate;
use model::{AccountId, Timestamp};
use provider::{Directory, Owner};
use secret::{AccountRecord, OtpCredential, Randomness, SecretBytes};
use serde::Serialize;
use std::collections::HashMap;

/// What to do when a name already has another secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnConflict {
    /// Keep both, flagged.
    #[default]
    KeepBoth,
    /// Keep what the vault has.
    Skip,
    /// Take what the file has.
    Replace,
}

/// Choices that go with an import.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Whose the recovery codes are: a name as [`account::find`] takes it, or
    /// `provider/username` of an account to be made.
    pub account: Option<String>,
    /// What to do about conflicts.
    pub on_conflict: OnConflict,
}

/// What kind of thing an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// An OTP credential.
    Otp,
    /// A recovery code set.
    Codes,
}

/// What happens to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It is new.
    Added,
    /// The vault has it.
    Duplicate,
    /// The name has another secret; see [`OnConflict`].
    Conflict,
    /// It cannot be taken.
    Rejected,
}

/// One entry of a file and what happens to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The file's position among the files of the import, from 0.
    #[serde(skip)]
    pub file: usize,
    /// The entry's number in its file, from 1.
    #[serde(skip)]
    pub entry: usize,
    /// The account it belongs to; none when rejected.
    pub id: Option<AccountId>,
    /// `provider/username`.
    pub account: String,
    /// OTP credential or recovery codes.
    pub kind: ItemKind,
    /// What happens.
    pub outcome: Outcome,
    /// Why, where there is something to say; holds no secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Recovery codes were found, but not whose they are.
    #[serde(skip)]
    pub needs_account: bool,
}

/// The outcome of an import, before it is written.
#[derive(Debug)]
pub struct Plan {
    /// Every entry in the order of files and entries.
    pub items: Vec<Item>,
    /// What the vault would hold.
    pub records: Vec<AccountRecord>,
}

impl Plan {
    /// Whether writing it would change anything.
    #[must_use]
    pub fn changes_nothing(&self, before: &[AccountRecord]) -> bool {
        self.records == before
    }
}

/// Works the candidates of all files into a copy of what the vault holds.
///
/// # Errors
/// When [`Choices::account`] names no account and cannot name a new one, or the system gives no
/// randomness.
pub fn plan(
    held: &[AccountRecord],
    files: Vec<Vec<Candidate>>,
    choices: &Choices,
    providers: &Directory,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<Plan, AppError> {
    let mut planner = Planner {
        records: held.to_vec(),
        index: Index::of(held),
        providers,
        choices,
        now,
        randomness,
        items: Vec::new(),
    };
    for (file, candidates) in files.into_iter().enumerate() {
        for candidate in candidates {
            planner.take(file, candidate)?;
        }
    }
    Ok(Plan {
        items: planner.items,
        records: planner.records,
    })
}

/// Finds records by name and by secret without looking at all of them: an export may hold
/// 100,000 entries.
#[derive(Default)]
struct Index {
    /// The first record of a service and a username that is not empty.
    by_name: HashMap<(String, String), usize>,
    /// Every record that holds a secret.
    by_secret: HashMap<SecretBytes, Vec<usize>>,
}

impl Index {
    fn of(records: &[AccountRecord]) -> Self {
        let mut index = Self::default();
        for (position, record) in records.iter().enumerate() {
            index.add_account(position, record);
            for credential in &record.otp {
                index.add_secret(position, credential);
            }
        }
        index
    }

    fn add_account(&mut self, position: usize, record: &AccountRecord) {
        let account = &record.account;
        if !account.username.is_empty() {
            let name = (service_of_account(record), account.username.clone());
            self.by_name.entry(name).or_insert(position);
        }
    }

    fn add_secret(&mut self, position: usize, credential: &OtpCredential) {
        self.by_secret
            .entry(credential.secret.clone())
            .or_default()
            .push(position);
    }
}

struct Planner<'a, R> {
    records: Vec<AccountRecord>,
    index: Index,
    providers: &'a Directory,
    choices: &'a Choices,
    now: Timestamp,
    randomness: &'a mut R,
    items: Vec<Item>,
}

impl<R: Randomness> Planner<'_, R> {
    fn take(&mut self, file: usize, mut candidate: Candidate) -> Result<(), AppError> {
        if let Some(otp) = candidate.otp.take() {
            self.take_otp(
                file,
                &candidate,
                NewCredential {
                    parameters: otp.parameters,
                    secret: otp.secret,
                    pin: otp.pin,
                    uri_parameters: otp.uri_parameters,
                },
            )?;
        }
        if let Some(codes) = candidate.codes.take() {
            self.take_codes(
                file,
                &candidate,
                NewCodes {
                    codes: codes.codes,
                    burned_unknown: codes.burned_unknown,
                    obtained: codes.obtained,
                    original: Some(codes.original),
                },
            )?;
        }
        Ok(())
    }

    fn take_otp(
        &mut self,
        file: usize,
        candidate: &Candidate,
        new: NewCredential,
    ) -> Result<(), AppError> {
        let new = new.with_id(self.randomness)?;
        if let Some(position) = self.position_of_duplicate(candidate, &new) {
            self.note(
                file,
                candidate,
                position,
                ItemKind::Otp,
                Outcome::Duplicate,
                None,
            );
            return Ok(());
        }
        let elsewhere = self
            .index
            .by_secret
            .get(&new.secret)
            .and_then(|positions| self.records.get(*positions.first()?))
            .map(|record| {
                format!(
                    "The same secret stands under {} too.",
                    record.account.handle()
                )
            });
        match self.position_of_account(candidate) {
            Some(position) if self.has_otp(position) => {
                self.settle_conflict(file, candidate, position, new);
            }
            Some(position) => {
                self.attach(position, candidate, new);
                self.note(
                    file,
                    candidate,
                    position,
                    ItemKind::Otp,
                    Outcome::Added,
                    elsewhere,
                );
            }
            None => {
                let position = self.make_account(candidate)?;
                self.attach(position, candidate, new);
                self.note(
                    file,
                    candidate,
                    position,
                    ItemKind::Otp,
                    Outcome::Added,
                    elsewhere,
                );
            }
        }
        Ok(())
    }

    fn settle_conflict(
        &mut self,
        file: usize,
        candidate: &Candidate,
        position: usize,
        new: OtpCredential,
    ) {
        let reason = match self.choices.on_conflict {
            OnConflict::KeepBoth => {
                self.attach(position, candidate, new);
                "This name has another secret; both are kept. Try both codes at the service, \
                 then drop the wrong one with `reentry remove ACCOUNT --otp ID`."
            }
            OnConflict::Skip => "This name has another secret; the vault's is kept.",
            OnConflict::Replace => {
                if let Some(record) = self.records.get_mut(position) {
                    record.otp.clear();
                }
                self.attach(position, candidate, new);
                "This name had another secret; the file's took its place. `reentry undo` brings \
                 the former back."
            }
        };
        self.note(
            file,
            candidate,
            position,
            ItemKind::Otp,
            Outcome::Conflict,
            Some(reason.to_owned()),
        );
    }

    fn take_codes(
        &mut self,
        file: usize,
        candidate: &Candidate,
        new: NewCodes,
    ) -> Result<(), AppError> {
        let new = new.with_id(self.now, self.randomness)?;
        // The very same codes are known: whoever they were filed under is right.
        let known = self
            .records
            .iter()
            .position(|record| record.code_sets.iter().any(|set| set.is_same(&new)));
        if let Some(position) = known {
            self.note(
                file,
                candidate,
                position,
                ItemKind::Codes,
                Outcome::Duplicate,
                None,
            );
            return Ok(());
        }
        let Some(position) = self.owner_of_codes(candidate)? else {
            self.items.push(Item {
                file,
                entry: candidate.entry,
                id: None,
                account: name_of(candidate),
                kind: ItemKind::Codes,
                outcome: Outcome::Rejected,
                reason: Some(format!(
                    "{} recovery codes, but nothing says whose: name the account with --account.",
                    new.codes.len()
                )),
                needs_account: true,
            });
            return Ok(());
        };
        let Some(record) = self.records.get_mut(position) else {
            return Ok(());
        };
        let had_one = record.current_sets().next().is_some();
        let newest = fresh::put_set(record, new, self.now);
        record.account.modified = self.now;
        let reason = match (had_one, newest) {
            (true, true) => Some(
                "This set supersedes the one the vault had; sheets with the old codes are stale."
                    .to_owned(),
            ),
            (_, false) => {
                Some("The vault has a newer set; this one is kept as superseded.".to_owned())
            }
            (false, true) => None,
        };
        self.note(
            file,
            candidate,
            position,
            ItemKind::Codes,
            Outcome::Added,
            reason,
        );
        Ok(())
    }

    /// Whose codes these are: the account named by the user, the one that the file names, or
    /// the only account at the service.
    fn owner_of_codes(&mut self, candidate: &Candidate) -> Result<Option<usize>, AppError> {
        if let Some(named) = self.choices.account.clone() {
            return self.named_account(&named, candidate).map(Some);
        }
        if candidate.provider.is_none() && candidate.issuer.is_empty() {
            return Ok(None);
        }
        if !candidate.username.is_empty() {
            let position = match self.position_of_account(candidate) {
                Some(position) => position,
                None => self.make_account(candidate)?,
            };
            return Ok(Some(position));
        }
        let mut at_service = self
            .records
            .iter()
            .enumerate()
            .filter(|(_, record)| service_of_account(record) == service_of(candidate))
            .map(|(position, _)| position);
        Ok(match (at_service.next(), at_service.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        })
    }

    fn named_account(&mut self, named: &str, candidate: &Candidate) -> Result<usize, AppError> {
        match account::position(&self.records, named) {
            Ok(position) => Ok(position),
            Err(error) if error.code == Code::NoSuchAccount => {
                let Some((service, username)) = named.split_once('/') else {
                    return Err(error);
                };
                let (owner, issuer) = self.service_named(service, candidate);
                let record = fresh::empty(owner, &issuer, username, self.now, self.randomness)?;
                Ok(self.push(record))
            }
            Err(error) => Err(error),
        }
    }

    /// The service that a person means by a word, and what to call it.
    fn service_named(&self, word: &str, candidate: &Candidate) -> (Option<Owner>, String) {
        let Some((provider, instance)) = self.providers.find(word) else {
            return (None, word.to_owned());
        };
        let name = instance.map_or(&provider.name, |instance| &instance.name);
        let owner = Owner {
            provider: provider.id.clone(),
            instance: instance.map(|instance| instance.id.clone()),
        };
        let issuer = match &candidate.provider {
            Some(known) if *known == owner && !candidate.issuer.is_empty() => &candidate.issuer,
            _ => name,
        };
        (Some(owner), issuer.clone())
    }

    fn position_of_duplicate(&self, candidate: &Candidate, new: &OtpCredential) -> Option<usize> {
        let service = service_of(candidate);
        let positions = self.index.by_secret.get(&new.secret)?;
        positions.iter().copied().find(|position| {
            self.records.get(*position).is_some_and(|record| {
                record.account.username == candidate.username
                    && service_of_account(record) == service
                    && record.otp.iter().any(|known| known.is_same(new))
            })
        })
    }

    fn position_of_account(&self, candidate: &Candidate) -> Option<usize> {
        let name = (service_of(candidate), candidate.username.clone());
        self.index.by_name.get(&name).copied()
    }

    fn has_otp(&self, position: usize) -> bool {
        self.records
            .get(position)
            .is_some_and(|record| !record.otp.is_empty())
    }

    fn push(&mut self, record: AccountRecord) -> usize {
        let position = self.records.len();
        self.index.add_account(position, &record);
        self.records.push(record);
        position
    }

    fn make_account(&mut self, candidate: &Candidate) -> Result<usize, AppError> {
        let record = fresh::empty(
            candidate.provider.clone(),
            &candidate.issuer,
            &candidate.username,
            self.now,
            self.randomness,
        )?;
        Ok(self.push(record))
    }

    fn attach(&mut self, position: usize, candidate: &Candidate, new: OtpCredential) {
        let Some(record) = self.records.get_mut(position) else {
            return;
        };
        self.index.add_secret(position, &new);
        record.otp.push(new);
        if record.note.is_none() {
            record.note.clone_from(&candidate.note);
        }
        let account = &mut record.account;
        if account.issuer.is_empty() {
            account.issuer.clone_from(&candidate.issuer);
        }
        for tag in &candidate.tags {
            if !account.tags.contains(tag) {
                account.tags.push(tag.clone());
            }
        }
        if account.group.is_none() {
            account.group.clone_from(&candidate.group);
        }
        account.favourite |= candidate.favourite;
        account.modified = self.now;
    }

    fn note(
        &mut self,
        file: usize,
        candidate: &Candidate,
        position: usize,
        kind: ItemKind,
        outcome: Outcome,
        reason: Option<String>,
    ) {
        let Some(record) = self.records.get(position) else {
            return;
        };
        self.items.push(Item {
            file,
            entry: candidate.entry,
            id: Some(record.account.id.clone()),
            account: record.account.handle(),
            kind,
            outcome,
            reason,
            needs_account: false,
        });
    }
}

/// What tells services apart: provider and instance, or the issuer where no provider is known.
fn service_of_account(record: &AccountRecord) -> String {
    let account = &record.account;
    let owner = (account.provider != "other").then(|| Owner {
        provider: account.provider.clone(),
        instance: account.instance.clone(),
    });
    service_key(owner.as_ref(), &account.issuer)
}

fn service_of(candidate: &Candidate) -> String {
    service_key(candidate.provider.as_ref(), &candidate.issuer)
}

fn service_key(owner: Option<&Owner>, issuer: &str) -> String {
    match owner {
        Some(owner) => {
            let instance = owner.instance.as_deref().unwrap_or_default();
            format!("{}\n{instance}", owner.provider)
        }
        None => format!("\n{}", issuer.to_lowercase()),
    }
}

fn name_of(candidate: &Candidate) -> String {
    let service = match &candidate.provider {
        Some(owner) => owner.instance.as_ref().unwrap_or(&owner.provider),
        None => &candidate.issuer,
    };
    format!("{service}/{}", candidate.username)
}
