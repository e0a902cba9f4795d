//! Evidence, while access is still there: what local repositories say about the user's projects
//! is listed, what the user chooses goes into the vault, and requests are filled from it.

mod facts;
mod folder;
mod git;
mod ready;

pub use facts::{Answer, Mailbox, Told, facts_of, primary, retell, tell};
pub use ready::{AccountReadiness, ready};

use crate::change::change;
use crate::{AppError, Code, Vault, account};
use folder::{Package, Survey};
use git::{Facts, Repository};
use model::{
    About, AccountId, Commits, Ecosystem, Evidence, EvidenceId, KeyPrint, ProjectEvidence, Release,
    Remote, Tag, Timestamp,
};
use recovery::{
    Manifest, ManifestKind, PushCommands, PushReadiness, publishes, push_commands, push_readiness,
    ssh_key,
};
use secret::Randomness;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use vault::Payload;

/// What to look through.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Folders: repositories, or folders above them.
    pub folders: Vec<PathBuf>,
    /// Further addresses under which the user commits, besides the one that git knows.
    pub me: Vec<String>,
    /// A folder with SSH public keys (`*.pub`); no other file in it is opened.
    pub ssh: Option<PathBuf>,
}

/// The usual place of SSH keys, where the home folder is known.
#[must_use]
pub fn ssh_folder() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"))?;
    Some(PathBuf::from(home).join(".ssh"))
}

/// What was found; nothing of it is kept yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Collected {
    /// The projects, in the order of the folders.
    pub projects: Vec<Found>,
    /// The user's own SSH keys.
    pub keys: Vec<KeyPrint>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// A project that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// How to choose it: `pypi/name`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The folder of its manifest.
    pub folder: String,
    /// The manifests' names.
    pub manifests: Vec<String>,
    /// What was found out.
    #[serde(flatten, serialize_with = "whole")]
    pub project: ProjectEvidence,
    /// Whether a branch can prove that the project is the user's own.
    pub push: PushReadiness,
    /// The commands that show whether the user can push: to copy, never run.
    pub commands: Option<PushCommands>,
}

/// A project with every field, also where there is nothing in it: the vault leaves those out,
/// scripts rely on them.
fn whole<S: Serializer>(project: &ProjectEvidence, into: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Whole<'a> {
        ecosystem: Ecosystem,
        name: &'a str,
        version: &'a Option<String>,
        urls: &'a [String],
        release: Option<WholeRelease<'a>>,
        remotes: &'a [Remote],
        tags: &'a [Tag],
        commits: &'a Option<Commits>,
        keys: &'a [KeyPrint],
        owners: &'a [String],
        publishers: &'a [String],
    }
    #[derive(Serialize)]
    struct WholeRelease<'a> {
        tag: &'a str,
        urls: &'a [String],
    }
    Whole {
        ecosystem: project.ecosystem,
        name: &project.name,
        version: &project.version,
        urls: &project.urls,
        release: project.release.as_ref().map(|release| WholeRelease {
            tag: &release.tag,
            urls: &release.urls,
        }),
        remotes: &project.remotes,
        tags: &project.tags,
        commits: &project.commits,
        keys: &project.keys,
        owners: &project.owners,
        publishers: &project.publishers,
    }
    .serialize(into)
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file or folder.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// Looks through folders. Nothing is written, nothing is run but git commands that only read, and
/// no connection is opened.
///
/// # Errors
/// `usage` for what is no folder; what randomness can meet (it names the branch of the commands).
pub fn collect(search: &Search, randomness: &mut impl Randomness) -> Result<Collected, AppError> {
    let mut collected = Collected {
        projects: Vec::new(),
        keys: search.ssh.as_deref().map(ssh_keys).unwrap_or_default(),
        problems: Vec::new(),
    };
    let mut repositories: BTreeMap<PathBuf, Facts> = BTreeMap::new();
    for folder in &search.folders {
        let folder = absolute(folder)?;
        let survey = Survey::of(&folder);
        collected
            .problems
            .extend(survey.unread.into_iter().map(|unread| Problem {
                path: unread.path.display().to_string(),
                reason: unread.reason,
            }));
        for package in survey.packages {
            let facts = match &package.root {
                Some(root) => facts(root, search, &mut repositories, &mut collected.problems),
                None => Facts::default(),
            };
            let found = found(package, facts, &collected.projects, randomness)?;
            collected.projects.push(found);
        }
    }
    Ok(collected)
}

/// The folder as an absolute path, so that the commands work from everywhere.
fn absolute(folder: &Path) -> Result<PathBuf, AppError> {
    let canonical = fs::canonicalize(folder).ok().filter(|path| path.is_dir());
    canonical.ok_or_else(|| {
        AppError::usage(
            format!("{} is no folder that can be read.", folder.display()),
            "Name the folder of a clone, or one above several.",
        )
    })
}

fn facts(
    root: &Path,
    search: &Search,
    known: &mut BTreeMap<PathBuf, Facts>,
    problems: &mut Vec<Problem>,
) -> Facts {
    if let Some(facts) = known.get(root) {
        return facts.clone();
    }
    let facts = Repository::at(root)
        .facts(&search.me)
        .unwrap_or_else(|error| {
            problems.push(Problem {
                path: root.display().to_string(),
                reason: error.to_string(),
            });
            Facts::default()
        });
    known.insert(root.to_path_buf(), facts.clone());
    facts
}

fn found(
    package: Package,
    facts: Facts,
    before: &[Found],
    randomness: &mut impl Randomness,
) -> Result<Found, AppError> {
    let release = release(&package, &facts.tags);
    let publishers = publishers(&package);
    let manifest = package.manifest;
    let me = facts.me.unwrap_or_default();
    let project = ProjectEvidence {
        ecosystem: manifest.ecosystem,
        name: manifest.name,
        version: manifest.version,
        urls: manifest.urls,
        release,
        remotes: facts.remotes,
        tags: facts.tags,
        commits: facts.commits,
        keys: facts.keys,
        owners: manifest
            .owners
            .into_iter()
            .filter(|owner| *owner != me)
            .collect(),
        publishers,
    };
    let push = push_readiness(&project);
    let name = format!("{}/{}", project.ecosystem, project.name);
    let same = before.iter().filter(|other| {
        other.project.ecosystem == project.ecosystem && other.project.name == project.name
    });
    let reference = match same.count() {
        0 => name,
        others => format!("{name}#{}", others + 1),
    };
    let branch = format!("reentry-check-{}", id(randomness)?);
    let commands = push.remote.as_deref().and_then(|remote| {
        let root = package.root.as_deref()?.to_str()?;
        push_commands(root, remote, &branch)
    });
    let names = package.files.iter().filter_map(|file| file.file_name());
    Ok(Found {
        reference,
        folder: package.folder.display().to_string(),
        manifests: names
            .map(|name| name.to_string_lossy().into_owned())
            .collect(),
        project,
        push,
        commands,
    })
}

/// The newest release: the manifests as they were at the newest tag. In a repository of several
/// packages, tags that name the package count first.
fn release(package: &Package, tags: &[Tag]) -> Option<Release> {
    let root = package.root.as_deref()?;
    let name = package
        .manifest
        .name
        .rsplit(['/', ':'])
        .next()
        .unwrap_or_default();
    let numbered = |tag: &&Tag| tag.name.bytes().any(|byte| byte.is_ascii_digit());
    let mut versions = tags.iter().filter(numbered);
    let own = versions.clone().find(|tag| tag.name.starts_with(name));
    let tag = own.or_else(|| versions.next())?;
    let repository = Repository::at(root);
    let mut then: Option<Manifest> = None;
    for file in &package.files {
        let Some(path) = file.strip_prefix(root).ok().and_then(Path::to_str) else {
            continue;
        };
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let path = path.replace(std::path::MAIN_SEPARATOR, "/");
        let (Some(kind), Some(text)) =
            (ManifestKind::of(name), repository.file_at(&tag.name, &path))
        else {
            continue;
        };
        let top = (kind == ManifestKind::Cargo).then(|| repository.file_at(&tag.name, name));
        let Ok(manifest) = kind.read(name, &text, top.flatten().as_deref()) else {
            continue;
        };
        match &mut then {
            Some(then) => then.join(manifest),
            None => then = Some(manifest),
        }
    }
    then.map(|manifest| Release {
        tag: tag.name.clone(),
        urls: manifest.urls,
    })
}

/// Workflows of the repository that publish this kind of package without the account.
fn publishers(package: &Package) -> Vec<String> {
    let Some(root) = &package.root else {
        return Vec::new();
    };
    let Ok(files) = fs::read_dir(root.join(".github").join("workflows")) else {
        return Vec::new();
    };
    let mut found: Vec<String> = files
        .take(200)
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_workflow = name.ends_with(".yml") || name.ends_with(".yaml");
            let text = is_workflow.then(|| folder::text(&entry.path()))??;
            publishes(&text)
                .contains(&package.manifest.ecosystem)
                .then_some(name)
        })
        .collect();
    found.sort();
    found
}

/// Fingerprints of the public keys in a folder. Private keys are never opened.
fn ssh_keys(folder: &Path) -> Vec<KeyPrint> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut keys: Vec<KeyPrint> = entries
        .take(1_000)
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .filter(|entry| entry.file_name().to_string_lossy().ends_with(".pub"))
        .filter_map(|entry| folder::text(&entry.path()))
        .flat_map(|text| text.lines().filter_map(ssh_key).collect::<Vec<_>>())
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

fn id(randomness: &mut impl Randomness) -> Result<EvidenceId, AppError> {
    let mut bytes = [0; EvidenceId::BYTES];
    randomness.fill(&mut bytes)?;
    Ok(EvidenceId::from_random(bytes))
}

/// What to take of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Everything.
    All,
    /// The projects with these references; `keys` for the SSH keys.
    These(Vec<String>),
}

/// The word that chooses the SSH keys.
pub const KEYS: &str = "keys";

/// Puts what the user chose into the vault. Evidence of the same project is replaced. Gives the
/// references that were taken.
///
/// # Errors
/// `usage` for a reference that was not found; as [`account::find`]; what saving can meet.
pub fn take(
    vault: &mut Vault,
    collected: &Collected,
    choice: &Choice,
    account: Option<&str>,
    now: Timestamp,
    randomness: &mut impl Randomness,
) -> Result<Vec<String>, AppError> {
    let (chosen, with_keys) = chosen(collected, choice)?;
    let account = match account {
        Some(query) => Some(
            account::find(&vault.payload().accounts, query)?
                .account
                .id
                .clone(),
        ),
        None => None,
    };
    let mut entries = Vec::new();
    for found in &chosen {
        let mut project = found.project.clone();
        if with_keys {
            project.keys.extend(collected.keys.iter().cloned());
            project.keys.sort();
            project.keys.dedup();
        }
        entries.push(Evidence {
            id: id(randomness)?,
            account: account
                .clone()
                .or_else(|| only_account(vault.payload(), project.ecosystem)),
            collected: now,
            about: About::Project(project),
        });
    }
    change(vault, now, |payload| {
        for mut entry in entries {
            let same = payload.evidence.iter_mut().find(|old| is_same(old, &entry));
            match same {
                Some(old) => {
                    entry.id = old.id.clone();
                    old.evidence = entry;
                }
                None => payload.evidence.push(entry.into()),
            }
        }
        Ok(())
    })?;
    Ok(chosen.iter().map(|found| found.reference.clone()).collect())
}

fn chosen<'c>(
    collected: &'c Collected,
    choice: &Choice,
) -> Result<(Vec<&'c Found>, bool), AppError> {
    let Choice::These(wanted) = choice else {
        return Ok((collected.projects.iter().collect(), true));
    };
    let with_keys = wanted.iter().any(|one| one == KEYS);
    let projects: Result<Vec<&Found>, AppError> = wanted
        .iter()
        .filter(|one| *one != KEYS)
        .map(|one| {
            let found = collected
                .projects
                .iter()
                .find(|found| found.reference == *one);
            found.ok_or_else(|| {
                let known: Vec<&str> = collected
                    .projects
                    .iter()
                    .map(|found| found.reference.as_str())
                    .collect();
                AppError::usage(
                    format!("'{one}' is none of what was found."),
                    format!("Found: {}. `all` takes everything.", known.join(", ")),
                )
            })
        })
        .collect();
    let projects = projects?;
    if projects.is_empty() {
        return Err(AppError::usage(
            "No project was chosen.",
            "Name the projects to keep; the keys go with them.",
        ));
    }
    Ok((projects, with_keys))
}

fn is_same(old: &Evidence, new: &Evidence) -> bool {
    match (&old.about, &new.about) {
        (About::Project(old_project), About::Project(new_project)) => {
            old_project.ecosystem == new_project.ecosystem
                && old_project.name == new_project.name
                && old.account == new.account
        }
        _ => false,
    }
}

/// The one account at the registry, where there is exactly one.
fn only_account(payload: &Payload, ecosystem: Ecosystem) -> Option<AccountId> {
    let mut at = payload
        .metadata()
        .filter(|account| account.provider == ecosystem.name() && account.instance.is_none());
    match (at.next(), at.next()) {
        (Some(only), None) => Some(only.id.clone()),
        _ => None,
    }
}

/// Evidence of a project, as front ends show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceView {
    /// Its id.
    pub id: EvidenceId,
    /// The account that it speaks for, by its handle.
    pub account: Option<String>,
    /// When it was collected.
    pub collected: Timestamp,
    /// The project.
    #[serde(flatten, serialize_with = "whole")]
    pub project: ProjectEvidence,
    /// Whether a branch can prove that it is the user's own.
    pub push: PushReadiness,
}

/// The projects of the vault.
#[must_use]
pub fn list(payload: &Payload) -> Vec<EvidenceView> {
    let projects = payload
        .evidence
        .iter()
        .filter_map(|entry| match &entry.about {
            About::Project(project) => Some(EvidenceView {
                id: entry.id.clone(),
                account: entry
                    .account
                    .as_ref()
                    .and_then(|id| payload.account(id))
                    .map(|record| record.account.handle()),
                collected: entry.collected,
                project: project.clone(),
                push: push_readiness(project),
            }),
            About::Account(_) => None,
        });
    projects.collect()
}

/// Takes a piece of evidence out of the vault, by its id or the beginning of it.
///
/// # Errors
/// `usage` for one that there is not; what saving can meet.
pub fn remove(vault: &mut Vault, wanted: &str, now: Timestamp) -> Result<EvidenceId, AppError> {
    let wanted = wanted.trim().to_lowercase();
    let entries = &vault.payload().evidence;
    let mut found = entries
        .iter()
        .filter(|entry| !wanted.is_empty() && entry.id.as_str().starts_with(&wanted));
    let (Some(entry), None) = (found.next(), found.next()) else {
        return Err(AppError::new(
            Code::Usage,
            format!("'{wanted}' names no single piece of evidence."),
            "Nothing was changed.",
            "Look at `reentry evidence list`; the beginning of an id is enough.",
        ));
    };
    let id = entry.id.clone();
    change(vault, now, |payload| {
        payload.evidence.retain(|entry| entry.id != id);
        Ok(())
    })?;
    Ok(id)
}

/// The projects that speak for an account, or for a service where the account is not known.
#[must_use]
pub fn projects<'p>(
    payload: &'p Payload,
    provider: &str,
    account: Option<&AccountId>,
) -> Vec<&'p ProjectEvidence> {
    let entries = payload.evidence.iter();
    // What speaks for one account never goes into the request of another.
    let speaks = |whose: &Option<AccountId>| match (whose, account) {
        (None, _) => true,
        (Some(whose), Some(account)) => whose == account,
        (Some(_), None) => false,
    };
    entries
        .filter(|entry| speaks(&entry.account))
        .filter_map(|entry| match &entry.about {
            About::Project(project) if project.ecosystem.name() == provider => Some(project),
            _ => None,
        })
        .collect()
}
