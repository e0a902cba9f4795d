//! Facts out of a git repository that anybody may have prepared.
//!
//! Only commands that read run, and of those only such that start nothing: without hooks, pager,
//! file-system monitor, signature check, network, prompt, replaced objects and configuration of
//! the system or the user. A repository's own configuration still counts, so everything in it
//! that could name a program is overridden. See docs/threat-model.md.

use model::{Commits, KeyPrint, Remote, Tag, Timestamp};
use recovery::{signing_key, without_credentials};
use std::ffi::OsStr;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use thiserror::Error;

/// The longest answer that is read, in bytes.
const MOST: u64 = 64 * 1024 * 1024;
/// How long one command may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Most tags that are kept.
const MOST_TAGS: usize = 300;
/// Most commits that are counted.
const MOST_COMMITS: &str = "500000";
/// Newest tags whose signatures are looked at.
const SIGNED_TAGS: usize = 3;

/// Overrides of what a repository's configuration could use to start something.
const OVERRIDES: [&str; 16] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.attributesFile=/dev/null",
    "core.untrackedCache=false",
    "credential.helper=",
    "diff.external=",
    "gpg.program=false",
    "gpg.ssh.program=false",
    "gpg.x509.program=false",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
    "uploadpack.packObjectsHook=",
];

/// Why git says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GitError {
    /// The program is not there.
    #[error("git is not installed, so nothing but the manifests was read")]
    Missing,
    /// It refuses, as it does for folders that belong to somebody else.
    #[error("git cannot read the repository (it refuses folders of other users)")]
    Refused,
    /// It takes too long.
    #[error("git took too long, and was stopped")]
    TooSlow,
}

/// What a repository says.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Remotes, without credentials.
    pub(super) remotes: Vec<Remote>,
    /// Tags, the newest first.
    pub(super) tags: Vec<Tag>,
    /// The user's own commits.
    pub(super) commits: Option<Commits>,
    /// Keys with which the user signed.
    pub(super) keys: Vec<KeyPrint>,
    /// The name that the user commits under.
    pub(super) me: Option<String>,
}

/// A repository.
#[derive(Debug)]
pub(super) struct Repository<'p> {
    root: &'p Path,
    /// How long one command may take.
    patience: Duration,
}

impl<'p> Repository<'p> {
    /// The repository at this folder, which holds `.git`.
    pub(super) fn at(root: &'p Path) -> Self {
        Self {
            root,
            patience: PATIENCE,
        }
    }

    /// Everything that it says; `me` are further addresses of the user.
    pub(super) fn facts(&self, me: &[String]) -> Result<Facts, GitError> {
        // First what fails where git cannot read at all, or hangs.
        let (tags, objects) = self.tags()?;
        let mut own: Vec<String> = me.iter().map(|one| one.trim().to_lowercase()).collect();
        own.extend(self.identity("user.email").map(|one| one.to_lowercase()));
        Ok(Facts {
            remotes: self.remotes()?,
            tags,
            commits: self.commits(&own)?,
            keys: self.keys(&objects, &own),
            me: self.identity("user.name"),
        })
    }

    /// The text of a file at a tag; none where the tag does not have it.
    pub(super) fn file_at(&self, tag: &str, path: &str) -> Option<String> {
        let object = format!("refs/tags/{tag}:{path}");
        let bytes = self.run(&["cat-file", "blob", &object]).ok()?;
        (bytes.len() <= recovery::MAX_MANIFEST).then(|| String::from_utf8(bytes).ok())?
    }

    fn remotes(&self) -> Result<Vec<Remote>, GitError> {
        let arguments = [
            "config",
            "--local",
            "-z",
            "--get-regexp",
            r"^remote\..*\.url$",
        ];
        // Without any, the command fails.
        let listed = match self.run(&arguments) {
            Ok(listed) => listed,
            Err(GitError::Refused) => Vec::new(),
            Err(error) => return Err(error),
        };
        let text = String::from_utf8_lossy(&listed);
        let pairs = text.split('\0').filter_map(|one| one.split_once('\n'));
        Ok(pairs
            .filter_map(|(key, url)| {
                let name = key.strip_prefix("remote.")?.strip_suffix(".url")?;
                Some(Remote {
                    name: short(name)?,
                    url: short(&without_credentials(url))?,
                })
            })
            .take(MOST_TAGS)
            .collect())
    }

    /// Tags with the objects of those that are annotated.
    fn tags(&self) -> Result<(Vec<Tag>, Vec<String>), GitError> {
        let listed = self.run(&[
            "for-each-ref",
            "--sort=-creatordate",
            "--count=300",
            "--format=%(refname:strip=2)%00%(creatordate:unix)%00%(objecttype)%00%(objectname)",
            "refs/tags",
        ])?;
        let text = String::from_utf8_lossy(&listed);
        let (mut tags, mut objects) = (Vec::new(), Vec::new());
        for line in text.lines().take(MOST_TAGS) {
            let mut parts = line.split('\0');
            let (Some(name), Some(at)) = (parts.next(), parts.next().and_then(moment)) else {
                continue;
            };
            if let (Some("tag"), Some(object)) = (parts.next(), parts.next()) {
                objects.push(object.to_owned());
            }
            if let Some(name) = short(name) {
                tags.push(Tag { name, at });
            }
        }
        Ok((tags, objects))
    }

    fn commits(&self, own: &[String]) -> Result<Option<Commits>, GitError> {
        let limit = format!("--max-count={MOST_COMMITS}");
        // A repository without a commit has no HEAD; that is no error.
        let listed = match self.run(&["rev-list", &limit, "--format=%at%x09%ae", "HEAD", "--"]) {
            Ok(listed) => listed,
            Err(GitError::Refused) => return Ok(None),
            Err(error) => return Err(error),
        };
        let text = String::from_utf8_lossy(&listed);
        let mut found: Option<Commits> = None;
        let mut all = 0;
        for (at, author) in text.lines().filter_map(|line| line.split_once('\t')) {
            all += 1;
            let (true, Some(at)) = (own.contains(&author.to_lowercase()), moment(at)) else {
                continue;
            };
            let commits = found.get_or_insert(Commits {
                own: 0,
                all: 0,
                first: at,
                last: at,
            });
            commits.own += 1;
            commits.first = commits.first.min(at);
            commits.last = commits.last.max(at);
        }
        Ok(found.map(|commits| Commits { all, ..commits }))
    }

    /// Keys that signed the newest tags and the newest commit, where the user made them.
    fn keys(&self, tags: &[String], own: &[String]) -> Vec<KeyPrint> {
        let tags = tags.iter().take(SIGNED_TAGS);
        let objects = tags.map(|object| ["cat-file", "tag", object.as_str()]);
        let mut keys: Vec<KeyPrint> = objects
            .chain([["cat-file", "commit", "HEAD"]])
            .filter_map(|arguments| self.run(&arguments).ok())
            .filter_map(|object| {
                let text = String::from_utf8_lossy(&object).into_owned();
                made_by(&text, own).then(|| signing_key(&text))?
            })
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// A value of the configuration, the user's own included: reading it starts nothing.
    fn identity(&self, name: &str) -> Option<String> {
        let mut command = self.command();
        for variable in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"] {
            command.env_remove(variable);
        }
        for variable in [
            "HOME",
            "XDG_CONFIG_HOME",
            "USERPROFILE",
            "HOMEDRIVE",
            "HOMEPATH",
        ] {
            if let Some(value) = std::env::var_os(variable) {
                command.env(variable, value);
            }
        }
        let said = answer(command.args(["config", "--get", name]), self.patience).ok()?;
        short(String::from_utf8_lossy(&said).trim_end())
    }

    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        answer(self.command().args(arguments), self.patience)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.env_clear();
        for kept in ["PATH", "SYSTEMROOT", "SystemRoot", "TEMP", "TMP"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        let above = self.root.parent().map_or(OsStr::new("/"), Path::as_os_str);
        command
            .env("LC_ALL", "C")
            .env("GIT_CEILING_DIRECTORIES", above)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_ATTR_NOSYSTEM", "1")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_ALLOW_PROTOCOL", "none")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", "false")
            .env("SSH_ASKPASS", "false")
            .env("GIT_SSH_COMMAND", "false")
            .env("GIT_EDITOR", "false")
            .env("GIT_PAGER", "cat")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .arg("--no-pager")
            .arg("--no-replace-objects")
            .arg("--literal-pathspecs");
        for setting in OVERRIDES {
            command.args(["-c", setting]);
        }
        command.arg("-C").arg(self.root);
        command
    }
}

/// Whether one of these addresses stands as the tagger or committer.
fn made_by(object: &str, own: &[String]) -> bool {
    let head = object.lines().take_while(|line| !line.is_empty());
    let makers = head.filter_map(|line| {
        line.strip_prefix("tagger ")
            .or_else(|| line.strip_prefix("committer "))
    });
    let addresses = makers.filter_map(|line| Some(line.split_once('<')?.1.split_once('>')?.0));
    addresses
        .into_iter()
        .any(|address| own.contains(&address.to_lowercase()))
}

fn moment(seconds: &str) -> Option<Timestamp> {
    Timestamp::from_second(seconds.trim().parse().ok()?).ok()
}

/// A short text in one line, or none.
fn short(text: &str) -> Option<String> {
    let fits = !text.is_empty() && text.len() <= 300 && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// Runs a command to its end and gives what it said, within bounds of time and size.
fn answer(command: &mut Command, patience: Duration) -> Result<Vec<u8>, GitError> {
    let mut child = command.spawn().map_err(|_| GitError::Missing)?;
    let (tell, told) = mpsc::channel();
    let Some(out) = child.stdout.take() else {
        return Err(GitError::Refused);
    };
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = out.take(MOST).read_to_end(&mut bytes);
        // Who waited no longer needs no answer.
        let _ = tell.send(read.map(|_| bytes));
    });
    let read = told.recv_timeout(patience);
    let Ok(Ok(bytes)) = read else {
        stop(&mut child);
        return Err(GitError::TooSlow);
    };
    if bytes.len() as u64 >= MOST {
        stop(&mut child);
        return Err(GitError::TooSlow);
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(bytes),
        _ => Err(GitError::Refused),
    }
}

fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
#[allow(clippy::expect_used)] // a failed expectation is a failed test
mod tests {
    use super::*;

    /// A repository in which git waits for ever: its list of tags is a pipe that nobody writes to.
    #[test]
    fn a_repository_that_hangs_is_given_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let run = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            let done = command.args(arguments).current_dir(root).status();
            assert!(done.expect("it is installed").success(), "{program}");
        };
        run("git", &["init", "-q"]);
        run("mkfifo", &[".git/packed-refs"]);
        let hanging = Repository {
            root,
            patience: Duration::from_millis(200),
        };
        assert_eq!(hanging.facts(&[]).map(drop), Err(GitError::TooSlow));
        // The same repository, sound.
        std::fs::remove_file(root.join(".git/packed-refs")).expect("removed");
        assert!(Repository::at(root).facts(&[]).is_ok());
    }
}
