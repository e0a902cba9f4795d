//! Evidence out of real git repositories, friendly and hostile ones.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is a failed test"
)]

use app::SystemRandomness;
use app::evidence::{Collected, Found, Search, collect};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const ME: &str = "maintainer@example.org";

/// A repository on disk.
struct Clone {
    folder: TempDir,
}

impl Clone {
    fn new() -> Self {
        let clone = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir(clone.root()).expect("a folder");
        clone.git(&["init", "-q", "-b", "main"]);
        clone
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("a clone")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("written");
    }

    fn raw(&self, arguments: &[&str]) -> Output {
        git(&self.root(), arguments)
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = self.raw(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "git {arguments:?}: {said}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "a commit"]);
    }

    fn collect(&self) -> Collected {
        self.collect_with(None)
    }

    fn collect_with(&self, ssh: Option<PathBuf>) -> Collected {
        let search = Search {
            folders: vec![self.root()],
            me: vec![ME.to_owned()],
            ssh,
        };
        collect(&search, &mut SystemRandomness).expect("collected")
    }

    fn only(&self) -> Found {
        let collected = self.collect();
        let [found] = collected.projects.as_slice() else {
            panic!("one project: {collected:?}");
        };
        found.clone()
    }
}

/// git as a user runs it: with hooks and all.
fn git(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=A Maintainer"])
        .args(["-c", &format!("user.email={ME}")])
        .args(arguments)
        .env_remove("GIT_DIR")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", "2026-03-01T10:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-03-01T10:00:00Z")
        .output()
        .expect("git is needed for this test")
}

const SOURCE: &str = "https://forge.example/octopus/reef";

fn pyproject(source: &str) -> String {
    format!(
        "[project]\nname = \"reef\"\nversion = \"1.0\"\nauthors = [{{name = \"Somebody Else\"}}]\n\
         [project.urls]\nSource = \"{source}\"\n"
    )
}

/// A manifest of every ecosystem, with what it must be found as.
const MANIFESTS: [(&str, &str, &str); 11] = [
    (
        "pyproject.toml",
        "[project]\nname='reef'\nurls={Source='https://forge.example/octopus/reef'}",
        "pypi/reef",
    ),
    (
        "setup.cfg",
        "[metadata]\nname = reef\nurl = https://forge.example/octopus/reef",
        "pypi/reef",
    ),
    (
        "reef.egg-info/PKG-INFO",
        "Name: reef\nProject-URL: Source, https://forge.example/octopus/reef\n\n",
        "pypi/reef",
    ),
    (
        "Cargo.toml",
        "[package]\nname='reef'\nrepository='https://forge.example/octopus/reef'",
        "crates-io/reef",
    ),
    (
        "package.json",
        r#"{"name":"@octopus/reef","repository":"git+https://forge.example/octopus/reef.git"}"#,
        "npm/@octopus/reef",
    ),
    (
        "reef.gemspec",
        "Gem::Specification.new { |s| s.name = 'reef'\n s.homepage = 'https://forge.example/octopus/reef' }",
        "rubygems/reef",
    ),
    (
        "composer.json",
        r#"{"name":"octopus/reef","support":{"source":"https://forge.example/octopus/reef"}}"#,
        "packagist/octopus/reef",
    ),
    (
        "mix.exs",
        "def project, do: [app: :reef, source_url: \"https://forge.example/octopus/reef\"]",
        "hex/reef",
    ),
    (
        "pom.xml",
        "<project><groupId>org.reef</groupId><artifactId>reef</artifactId>\
         <scm><url>https://forge.example/octopus/reef</url></scm></project>",
        "maven-central/org.reef:reef",
    ),
    (
        "src/Octopus.Reef.csproj",
        "<Project><PropertyGroup><RepositoryUrl>https://forge.example/octopus/reef</RepositoryUrl>\
         </PropertyGroup></Project>",
        "nuget/Octopus.Reef",
    ),
    (
        "reef.cabal",
        "name: reef\nsource-repository head\n  location: https://forge.example/octopus/reef",
        "hackage/reef",
    ),
];

/// What looks like a package of the user's and is none.
const DECOYS: [&str; 6] = [
    "node_modules/left/package.json",
    "vendor/other/composer.json",
    "tests/fixtures/pyproject.toml",
    ".venv/lib/pyproject.toml",
    "target/package/Cargo.toml",
    "package.json.bak",
];

#[test]
fn a_repository_of_every_ecosystem_says_what_it_is() {
    for (file, text, reference) in MANIFESTS {
        let clone = Clone::new();
        clone.write(file, text);
        for decoy in DECOYS {
            let text = if decoy.ends_with(".toml") {
                "[project]\nname='decoy'\n[package]\nname='decoy'"
            } else {
                r#"{"name":"decoy/decoy"}"#
            };
            clone.write(decoy, text);
        }
        clone.commit();
        let remote = "https://octopus:invented-token@forge.example/octopus/reef.git";
        clone.git(&["remote", "add", "origin", remote]);
        clone.git(&["tag", "-a", "v1.0", "-m", "a release"]);
        let found = clone.only();
        assert_eq!(found.reference, reference, "{file}");
        assert_eq!(found.push.repository.as_deref(), Some(SOURCE), "{file}");
        assert_eq!(found.push.remote.as_deref(), Some("origin"), "{file}");
        assert_eq!(found.push.release.as_deref(), Some("v1.0"), "{file}");
        let project = found.project;
        assert_eq!(project.remotes[0].url, format!("{SOURCE}.git"), "{file}");
        assert_eq!(project.tags[0].at.to_string(), "2026-03-01T10:00:00Z");
        let commits = project.commits.clone().expect("own commits");
        assert_eq!((commits.own, commits.all), (1, 1));
        let told = serde_json::to_string(&project).expect("JSON");
        assert!(!told.contains("invented-token"), "{told}");
    }
}

#[test]
fn only_own_commits_and_other_owners_are_counted() {
    let clone = Clone::new();
    clone.write("pyproject.toml", &pyproject(SOURCE));
    clone.commit();
    clone.git(&[
        "-c",
        "user.email=other@example.org",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "by somebody else",
    ]);
    let project = clone.only().project;
    let commits = project.commits.expect("own commits");
    assert_eq!((commits.own, commits.all), (1, 2));
    assert_eq!(project.owners, ["Somebody Else"]);
    assert_eq!(project.release, None);
}

#[test]
fn fingerprints_are_those_that_ssh_keygen_shows() {
    let clone = Clone::new();
    let keys = clone.path("keys");
    fs::create_dir(&keys).expect("a folder");
    let key = keys.join("id_ed25519").display().to_string();
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "x", "-f", &key])
        .status()
        .expect("ssh-keygen is needed for this test");
    assert!(made.success());
    let shown = Command::new("ssh-keygen")
        .args(["-l", "-f", &key])
        .output()
        .expect("ssh-keygen");
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    let fingerprint = shown.split_whitespace().nth(1).expect("a fingerprint");

    clone.write("pyproject.toml", &pyproject(SOURCE));
    clone.git(&["config", "gpg.format", "ssh"]);
    clone.git(&["config", "user.signingkey", &key]);
    clone.commit();
    clone.git(&["tag", "-s", "v1.0", "-m", "signed"]);
    let collected = clone.collect_with(Some(keys));
    let found = &collected.projects[0];
    assert_eq!(collected.keys.len(), 1, "the private key is none");
    assert_eq!(collected.keys[0].fingerprint, fingerprint);
    assert_eq!(
        found.project.keys, collected.keys,
        "and the tag was signed with it"
    );
}

/// A script that leaves a mark when it is run.
fn trap(clone: &Clone) -> (String, PathBuf) {
    let (script, mark) = (clone.path("trap.sh"), clone.path("mark"));
    fs::write(
        &script,
        format!("#!/bin/sh\necho run >>'{}'\n", mark.display()),
    )
    .expect("written");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("executable");
    (script.display().to_string(), mark)
}

/// Whether the mark is there; takes it away.
fn sprung(mark: &Path) -> bool {
    fs::remove_file(mark).is_ok()
}

#[test]
fn nothing_that_a_hostile_repository_names_is_run() {
    let clone = Clone::new();
    let (trap, mark) = trap(&clone);
    clone.write("pyproject.toml", &pyproject(SOURCE));
    clone.write(".gitattributes", "* filter=bad diff=bad\n");
    clone.write(
        ".gitmodules",
        "[submodule \"below\"]\n\tpath = below\n\turl = https://forge.example/a/b\n",
    );
    clone.commit();
    clone.git(&["tag", "-a", "v1.0", "-m", "a release"]);
    clone.git(&["remote", "add", "origin", &format!("ext::{trap}")]);
    let run = format!("!{trap}");
    for (key, value) in [
        ("core.fsmonitor", trap.as_str()),
        ("core.pager", &trap),
        ("core.editor", &trap),
        ("core.sshCommand", &trap),
        ("core.askPass", &trap),
        ("core.gitProxy", &trap),
        ("core.alternateRefsCommand", &trap),
        ("credential.helper", &run),
        ("diff.external", &trap),
        ("diff.bad.textconv", &trap),
        ("filter.bad.clean", &trap),
        ("filter.bad.smudge", &trap),
        ("filter.bad.process", &trap),
        ("filter.bad.required", "true"),
        ("gpg.program", &trap),
        ("gpg.ssh.program", &trap),
        ("log.showSignature", "true"),
        ("pager.config", &trap),
        ("pager.for-each-ref", &trap),
        ("alias.rev-list", &run),
        ("alias.cat-file", &run),
        ("protocol.ext.allow", "always"),
        ("submodule.below.update", &run),
        ("uploadpack.packObjectsHook", &trap),
        ("trailer.x.command", &trap),
        ("interactive.diffFilter", &trap),
        ("sequence.editor", &trap),
    ] {
        clone.git(&["config", key, value]);
    }
    for hook in [
        "post-index-change",
        "reference-transaction",
        "post-checkout",
        "pre-commit",
    ] {
        let path = clone.root().join(".git/hooks").join(hook);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::copy(clone.path("trap.sh"), path).expect("a hook");
    }
    // The trap works: plain git springs it.
    clone.raw(&["status"]);
    assert!(sprung(&mark), "the monitor was meant to run");

    let collected = clone.collect();
    assert!(!sprung(&mark), "something was run");
    assert_eq!(collected.projects[0].project.tags.len(), 1, "{collected:?}");
}

#[test]
fn missing_objects_are_not_fetched() {
    let clone = Clone::new();
    let (trap, mark) = trap(&clone);
    clone.write("pyproject.toml", &pyproject(SOURCE));
    clone.commit();
    clone.git(&["tag", "-a", "v1.0", "-m", "a release"]);
    let blob = clone.git(&["rev-parse", "v1.0:pyproject.toml"]);
    let object = clone
        .root()
        .join(".git/objects")
        .join(&blob[..2])
        .join(&blob[2..]);
    fs::remove_file(object).expect("the object");
    clone.git(&["remote", "add", "origin", &format!("ext::{trap}")]);
    for (key, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("protocol.ext.allow", "always"),
    ] {
        clone.git(&["config", key, value]);
    }
    clone.raw(&["cat-file", "blob", &blob]);
    assert!(sprung(&mark), "plain git was meant to fetch");
    let found = clone.only();
    assert!(!sprung(&mark), "something was fetched");
    assert_eq!(found.project.release, None);
}

#[test]
fn submodules_and_links_are_left_alone() {
    let clone = Clone::new();
    clone.write("pyproject.toml", &pyproject(SOURCE));
    clone.write("below/.git", "gitdir: ../elsewhere\n");
    clone.write("below/pyproject.toml", "[project]\nname='decoy'");
    let outside = clone.path("outside");
    fs::create_dir(&outside).expect("a folder");
    fs::write(outside.join("Cargo.toml"), "[package]\nname='decoy'").expect("written");
    std::os::unix::fs::symlink(&outside, clone.root().join("linked")).expect("a link");
    std::os::unix::fs::symlink(outside.join("Cargo.toml"), clone.root().join("Cargo.toml"))
        .expect("a link");
    std::os::unix::fs::symlink(clone.root(), clone.root().join("loop")).expect("a link");
    assert_eq!(clone.only().reference, "pypi/reef");
}

/// The clone's remote is the address that the release names, and leads to a bare repository.
fn with_bare(clone: &Clone) -> PathBuf {
    let bare = clone.path("bare.git");
    let made = git(
        clone.folder.path(),
        &["init", "-q", "--bare", &bare.display().to_string()],
    );
    assert!(made.status.success());
    clone.git(&["remote", "add", "origin", SOURCE]);
    let instead = format!("url.{}.insteadOf", bare.display());
    clone.git(&["config", &instead, SOURCE]);
    bare
}

fn run_shown(command: &str) -> bool {
    let output = Command::new("sh")
        .args(["-c", command])
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("a shell");
    output.status.success()
}

#[test]
fn the_shown_commands_push_a_branch_and_take_it_away_again() {
    let clone = Clone::new();
    clone.write("pyproject.toml", &pyproject(SOURCE));
    clone.commit();
    let bare = with_bare(&clone);
    let commands = clone.only().commands.expect("commands");
    let branches = || {
        let listed = git(&bare, &["for-each-ref", "--format=%(refname:short)"]);
        String::from_utf8_lossy(&listed.stdout).trim().to_owned()
    };
    assert!(run_shown(&commands.push), "{commands:?}");
    assert!(branches().starts_with("reentry-check-"), "{}", branches());
    assert!(run_shown(&commands.delete), "{commands:?}");
    assert_eq!(branches(), "", "nothing is left behind");
}

#[test]
fn without_the_right_to_push_the_shown_command_fails() {
    let clone = Clone::new();
    clone.write("pyproject.toml", &pyproject(SOURCE));
    clone.commit();
    let bare = with_bare(&clone);
    let hook = bare.join("hooks/pre-receive");
    fs::create_dir_all(hook.parent().expect("a parent")).expect("a folder");
    fs::write(&hook, "#!/bin/sh\nexit 1\n").expect("a hook");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("executable");
    let commands = clone.only().commands.expect("commands");
    assert!(!run_shown(&commands.push), "{commands:?}");
}

#[test]
fn a_workflow_that_publishes_by_itself_is_named() {
    let clone = Clone::new();
    clone.write("pyproject.toml", &pyproject(SOURCE));
    clone.write(
        ".github/workflows/release.yml",
        "jobs:\n  publish:\n    permissions:\n      id-token: write\n    steps:\n      \
         - uses: pypa/gh-action-pypi-publish@release/v1\n",
    );
    clone.write(".github/workflows/test.yml", "jobs: {}\n");
    assert_eq!(clone.only().project.publishers, ["release.yml"]);
}

#[test]
fn what_is_no_folder_is_refused() {
    let search = Search {
        folders: vec![PathBuf::from("/no/such/folder")],
        ..Search::default()
    };
    let error = collect(&search, &mut SystemRandomness).expect_err("refused");
    assert_eq!(error.code, app::Code::Usage);
}
