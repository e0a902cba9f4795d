//! Push readiness: PyPI proves ownership by a branch in the public repository that the newest
//! release names (pypi/warehouse: warehouse/admin/views/users.py, `_get_related_urls`). Whether
//! that will work is seen beforehand: does the release name a repository, is it one of ours.

use crate::repository::Repository;
use model::{Ecosystem, Project, ProjectEvidence};
use serde::Serialize;

/// Whether the proof by a branch is prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PushState {
    /// The newest release names a public repository that is one of the remotes.
    Named,
    /// Only the manifest of today names it: the next release will.
    NextRelease,
    /// A repository of the same name, with another owner or at another host, is a remote.
    Moved,
    /// The named repositories are none of the remotes.
    Foreign,
    /// The named repository cannot be reached by everybody.
    NotPublic,
    /// No source repository is named.
    Unnamed,
    /// The folder has no remote.
    NoRemote,
}

impl PushState {
    /// Whether nothing has to be mended.
    #[must_use]
    pub fn is_good(self) -> bool {
        self == Self::Named
    }
}

/// What was found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PushReadiness {
    /// The project's name.
    pub project: String,
    /// How it stands.
    pub state: PushState,
    /// The tag of the release that was looked at; none where only the manifest of today was.
    pub release: Option<String>,
    /// The repository that counts: the named one that is a remote, else the first named one.
    pub repository: Option<String>,
    /// The remote that leads to it.
    pub remote: Option<String>,
    /// How it stands, in a sentence.
    pub what: String,
    /// What to do, where something is to be done.
    pub fix: Option<String>,
}

/// Looks whether the proof by a branch would work.
#[must_use]
pub fn push_readiness(project: &ProjectEvidence) -> PushReadiness {
    let remotes: Vec<(&str, Repository)> = project
        .remotes
        .iter()
        .filter_map(|remote| Some((remote.name.as_str(), Repository::of(&remote.url)?)))
        .collect();
    let (released, today) = match &project.release {
        Some(release) => (&release.urls, &project.urls),
        None => (&project.urls, &project.urls),
    };
    let named = repositories(project.ecosystem, released, &remotes);
    let next = repositories(project.ecosystem, today, &remotes);
    let ours = |list: &[Repository]| {
        list.iter().find_map(|one| {
            let remote = remotes.iter().find(|(_, repository)| repository == one)?;
            Some((one.clone(), remote.0.to_owned()))
        })
    };
    let release = project.release.as_ref().map(|release| release.tag.clone());
    let whose = match &release {
        Some(tag) => format!("The newest release ({tag})"),
        None => "The manifest".to_owned(),
    };
    let answer =
        |state, repository: Option<&Repository>, remote, what: String, fix: &str| PushReadiness {
            project: project.name.clone(),
            state,
            release: release.clone(),
            repository: repository.map(Repository::web),
            remote,
            what,
            fix: (!fix.is_empty()).then(|| fix.to_owned()),
        };
    if let Some((repository, remote)) = ours(&named) {
        if !repository.is_public() {
            let what = format!("{whose} names {repository}, which not everybody can reach.");
            let fix = "Move or mirror the source to a public forge, name it in the manifest, and make a release.";
            return answer(
                PushState::NotPublic,
                Some(&repository),
                Some(remote),
                what,
                fix,
            );
        }
        let what = format!("{whose} names {repository}, and the remote '{remote}' leads there.");
        return answer(PushState::Named, Some(&repository), Some(remote), what, "");
    }
    if let Some((repository, remote)) = ours(&next).filter(|(one, _)| one.is_public()) {
        let what = format!("{whose} does not name {repository}; the manifest of today does.");
        let fix = "Make a release: the service looks at the addresses of the newest one.";
        return answer(
            PushState::NextRelease,
            Some(&repository),
            Some(remote),
            what,
            fix,
        );
    }
    let Some(first) = named.first() else {
        let what = format!("{whose} names no source repository.");
        let fix = "Name the public repository among the project's addresses in the manifest, and make a release.";
        let only = remotes.first().map(|(_, repository)| repository);
        return answer(PushState::Unnamed, only, None, what, fix);
    };
    if remotes.is_empty() {
        let what = format!("{whose} names {first}, but this folder has no remote.");
        let fix = "Clone that repository and look again from the clone; from a copy without a remote nothing can be pushed.";
        return answer(PushState::NoRemote, Some(first), None, what, fix);
    }
    let alike = named.iter().find_map(|one| {
        let same = |other: &&(&str, Repository)| other.1.name().eq_ignore_ascii_case(one.name());
        remotes.iter().find(same).map(|remote| (one, remote))
    });
    if let Some((one, (remote, mine))) = alike {
        let what = format!("{whose} names {one}, but the remote '{remote}' is {mine}.");
        let fix = "If the repository was renamed or moved, name the new address in the manifest and make a release: a deleted or taken name cannot be pushed to. If yours is a fork, have somebody with the right to push to the other one at hand.";
        return answer(PushState::Moved, Some(one), None, what, fix);
    }
    let what = format!("{whose} names {first}, which is none of this folder's remotes.");
    let fix = "Name the project's own repository in the manifest and make a release: a branch can only be asked for in a repository that the release names.";
    answer(PushState::Foreign, Some(first), None, what, fix)
}

/// The addresses that are source repositories: known by their host, or because one is a remote.
/// PyPI looks at web addresses only.
fn repositories(
    ecosystem: Ecosystem,
    urls: &[String],
    remotes: &[(&str, Repository)],
) -> Vec<Repository> {
    let is_web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
    let found = urls
        .iter()
        .filter(|url| ecosystem != Ecosystem::Pypi || is_web(url))
        .filter_map(|url| Repository::of(url));
    let mut kept: Vec<Repository> = Vec::new();
    for one in found {
        let ours = remotes.iter().any(|(_, remote)| *remote == one);
        if (one.is_at_forge() || ours) && !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

/// The project for a request: with the repository that the proof will be asked for first.
#[must_use]
pub fn project(evidence: &ProjectEvidence) -> Project {
    let ready = push_readiness(evidence);
    let usable = matches!(ready.state, PushState::Named | PushState::NextRelease);
    Project {
        name: evidence.name.clone(),
        repositories: ready.repository.filter(|_| usable).into_iter().collect(),
    }
}

/// Commands that prove the right to push: an empty branch is pushed and deleted again. They are
/// shown and copied, never run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PushCommands {
    /// Pushes the branch.
    pub push: String,
    /// Deletes it again.
    pub delete: String,
}

/// The commands for a clone in `folder`. None for a remote or branch whose name would have to be
/// quoted in a way that not every shell knows.
#[must_use]
pub fn push_commands(folder: &str, remote: &str, branch: &str) -> Option<PushCommands> {
    let plain = |word: &str| {
        !word.is_empty()
            && !word.starts_with('-')
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
    };
    if !plain(remote) || !plain(branch) || folder.chars().any(char::is_control) {
        return None;
    }
    let folder = quoted(folder);
    // The user's own hooks have nothing to check here, and may take long.
    Some(PushCommands {
        push: format!("git -C {folder} push --no-verify {remote} HEAD:refs/heads/{branch}"),
        delete: format!("git -C {folder} push --no-verify {remote} --delete refs/heads/{branch}"),
    })
}

/// A word as a POSIX shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    if !word.is_empty() && !word.starts_with('-') && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Release, Remote};

    fn evidence(urls: &[&str], remotes: &[&str]) -> ProjectEvidence {
        ProjectEvidence {
            ecosystem: Ecosystem::Pypi,
            name: "reef".into(),
            version: None,
            urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            release: None,
            remotes: remotes
                .iter()
                .zip(["origin", "upstream"])
                .map(|(url, name)| Remote {
                    name: name.to_owned(),
                    url: (*url).to_owned(),
                })
                .collect(),
            tags: Vec::new(),
            commits: None,
            keys: Vec::new(),
            owners: Vec::new(),
            publishers: Vec::new(),
        }
    }

    const OURS: &str = "https://github.com/octopus/reef";
    const CLONE: &str = "git@github.com:octopus/reef.git";

    #[test]
    fn each_state_is_told_apart() {
        use PushState::{Foreign, Moved, NoRemote, NotPublic, Unnamed};
        for (urls, remotes, state) in [
            (vec![OURS], vec![CLONE], PushState::Named),
            (
                vec!["https://reef.example", OURS],
                vec!["https://github.com/squid/reef", CLONE],
                PushState::Named,
            ),
            (
                vec!["https://git.internal/octopus/reef"],
                vec!["ssh://git@git.internal/octopus/reef"],
                NotPublic,
            ),
            (vec![], vec![CLONE], Unnamed),
            // PyPI takes web addresses only.
            (vec![CLONE], vec![CLONE], Unnamed),
            (
                vec!["https://reef.readthedocs.io/en/latest/"],
                vec![CLONE],
                Unnamed,
            ),
            (vec![OURS], vec![], NoRemote),
            // The wrapper that names what it wraps (pypi/support#6204).
            (
                vec!["https://github.com/shapes/shapes"],
                vec![CLONE],
                Foreign,
            ),
            // The renamed account (pypi/support#8428).
            (
                vec!["https://github.com/octopus-old/reef"],
                vec![CLONE],
                Moved,
            ),
        ] {
            let ready = push_readiness(&evidence(&urls, &remotes));
            assert_eq!(ready.state, state, "{urls:?} {remotes:?}");
            assert_eq!(ready.fix.is_none(), state.is_good(), "{urls:?}");
        }
    }

    #[test]
    fn the_newest_release_counts_and_not_the_manifest_of_today() {
        let mut project = evidence(&[OURS], &[CLONE]);
        project.release = Some(Release {
            tag: "v1".into(),
            urls: Vec::new(),
        });
        let ready = push_readiness(&project);
        assert_eq!(ready.state, PushState::NextRelease);
        assert!(ready.what.contains("(v1)"), "{}", ready.what);
        project.release = Some(Release {
            tag: "v2".into(),
            urls: vec![OURS.into()],
        });
        assert_eq!(push_readiness(&project).state, PushState::Named);
        assert_eq!(super::project(&project).repositories, [OURS]);
    }

    #[test]
    fn a_name_that_a_shell_could_misread_gets_no_command() {
        for (folder, remote, branch) in [
            ("a", "-u", "b"),
            ("a", "x;y", "b"),
            ("a", "origin", "$(b)"),
            ("a\nb", "origin", "b"),
        ] {
            assert_eq!(push_commands(folder, remote, branch), None);
        }
        let commands = push_commands("it's here", "origin", "check").expect("commands");
        assert!(commands.push.starts_with(r"git -C 'it'\''s here' push"));
    }
}
