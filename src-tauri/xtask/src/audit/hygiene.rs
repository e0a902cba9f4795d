//! What must not stand in the repository: hosts of package registries outside their places, paths
//! of somebody's machine, download addresses in lock files.

use super::Finding;
use crate::command::{Failure, command, output};
use std::path::Path;

/// The text files that git knows or would add.
pub struct Tree {
    files: Vec<(String, String)>,
}

impl Tree {
    /// The tree of the repository in `root`.
    pub fn of(root: &Path) -> Result<Self, Failure> {
        let arguments = [
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ];
        let list = output(&mut command("git", &arguments, root))
            .ok_or_else(|| Failure::new("`git ls-files` failed: is this a git repository?"))?;
        let names = list.split_terminator('\0');
        // A file that is not UTF-8 is a picture or a PDF; one that git knows and that is gone is
        // being removed.
        let read = |name: &str| {
            let text = std::fs::read_to_string(root.join(name)).ok()?;
            Some((name.to_owned(), text))
        };
        Ok(Self {
            files: names.filter_map(read).collect(),
        })
    }

    /// Each file: its path from the root, with `/`, and its text.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files()
            .find_map(|(name, text)| (name == path).then_some(text))
    }
}

/// Registries' hosts, in parts: this file may not name them either.
const HOSTS: &[&[&str]] = &[
    &["pypi", "org"],
    &["pythonhosted", "org"],
    &["npmjs", "com"],
    &["npmjs", "org"],
    &["crates", "io"],
];

/// Where a registry's host may be named: provider data, golden outputs, texts for users.
const HOST_PLACES: &[&str] = &["src-tauri/providers/", "docs/", "README.md"];
const GOLDEN: &str = "/golden/";

/// Registries' hosts outside their places.
pub fn host_names(tree: &Tree) -> Vec<Finding> {
    let hosts: Vec<String> = HOSTS.iter().map(|parts| parts.join(".")).collect();
    let allowed = |path: &str| {
        path.contains(GOLDEN) || HOST_PLACES.iter().any(|place| path.starts_with(place))
    };
    let files = tree.files().filter(|(path, _)| !allowed(path));
    search(files, |line| {
        // Cargo's lock names its index by a repository of that name; it is no host.
        let line = line.replace("/crates.io-index", "").to_lowercase();
        hosts.iter().find(|host| line.contains(*host)).cloned()
    })
}

/// Starts of absolute paths on somebody's machine, in parts.
const MACHINE: &[&[&str]] = &[
    &["", "work", ""],
    &["", "root", ""],
    &["", "home", ""],
    &["", "Users", ""],
];

/// Names that stand for anybody's in examples.
const ANYBODY: &[&str] = &["sampleuser", "user", "x", "you"];

/// Absolute paths of somebody's machine.
pub fn machine_paths(tree: &Tree) -> Vec<Finding> {
    let starts: Vec<String> = MACHINE.iter().map(|parts| parts.join("/")).collect();
    search(tree.files(), |line| {
        starts
            .iter()
            .find(|start| names_machine(line, start))
            .cloned()
    })
}

/// Whether `line` has a path that begins with `start` and goes on with a name: a pattern that
/// looks for such paths has none.
fn names_machine(line: &str, start: &str) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + start.len()..]);
        // Within a longer path or word ("src/work/…", an address) it is no root.
        let inside = before.ends_with(|c: char| c.is_alphanumeric() || c == '.');
        let word = |c: char| c.is_alphanumeric() || "-_".contains(c);
        let name = after.split(|c| !word(c)).next().unwrap_or_default();
        !inside && !name.is_empty() && !ANYBODY.contains(&name)
    })
}

/// Lock files that say where a package is downloaded from.
pub fn lock_files(tree: &Tree) -> Vec<Finding> {
    let locks = tree
        .files()
        .filter(|(path, _)| path.ends_with("package-lock.json"));
    search(locks, |line| {
        line.contains("\"resolved\"")
            .then(|| "\"resolved\"".to_owned())
    })
}

fn search<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
    find: impl Fn(&str) -> Option<String>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in files {
        for (index, line) in text.lines().enumerate() {
            if let Some(found) = find(line) {
                findings.push(format!("{path}:{}: {found}", index + 1));
            }
        }
    }
    findings
}

#[cfg(test)]
impl Tree {
    /// A tree out of `(path, text)`.
    pub fn sample(files: &[(&str, &str)]) -> Self {
        let owned = |&(path, text): &(&str, &str)| (path.to_owned(), text.to_owned());
        Self {
            files: files.iter().map(owned).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_their_places() {
        let host = HOSTS[0].join(".");
        let tree = Tree::sample(&[
            ("src-tauri/providers/one.toml", &host),
            ("src-tauri/crates/x/tests/golden/y.txt", &host),
            ("README.md", &host),
            ("src-tauri/crates/x/src/lib.rs", &format!("a\n{host}")),
        ]);
        assert_eq!(
            host_names(&tree),
            [format!("src-tauri/crates/x/src/lib.rs:2: {host}")]
        );
    }

    #[test]
    fn machine_paths_start_at_the_root() {
        let home = MACHINE[2].join("/");
        let tree = Tree::sample(&[
            ("a", &format!("see {home}somebody")),
            ("b", &format!("docs{home}page")),
            ("c", &format!("{home}you")),
            ("d", &format!("{home}[a-z]+")),
        ]);
        assert_eq!(machine_paths(&tree), [format!("a:1: {home}")]);
    }

    #[test]
    fn lock_files_hold_no_addresses() {
        let tree = Tree::sample(&[
            ("ui/package-lock.json", "{\n\"resolved\": \"x\"\n}"),
            ("other.json", "\"resolved\""),
        ]);
        assert_eq!(lock_files(&tree), ["ui/package-lock.json:2: \"resolved\""]);
    }
}
