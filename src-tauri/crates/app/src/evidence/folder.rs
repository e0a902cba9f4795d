//! Finding the packages in a folder: manifests, and the repositories that they are in. Symbolic
//! links are not followed, and what others wrote (dependencies, submodules, samples) is left out.

use recovery::{MAX_MANIFEST, Manifest, ManifestError, ManifestKind};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How deep folders are looked through.
const DEEPEST: usize = 6;
/// Most folders that are looked through in one go.
const MOST_FOLDERS: usize = 5_000;
/// Most entries of one folder that are looked at.
const MOST_ENTRIES: usize = 5_000;

/// Folders of what others wrote, of what was built, and of samples.
const SKIPPED: [&str; 24] = [
    "_build",
    "bower_components",
    "build",
    "deps",
    "dist",
    "dist-newstyle",
    "env",
    "example",
    "examples",
    "fixtures",
    "node_modules",
    "obj",
    "out",
    "packages.lock",
    "site-packages",
    "target",
    "test",
    "testdata",
    "tests",
    "third_party",
    "third-party",
    "vendor",
    "venv",
    "virtualenv",
];

/// A package in a folder.
#[derive(Debug, Clone)]
pub(super) struct Package {
    /// The folder of its manifests.
    pub(super) folder: PathBuf,
    /// The repository's top folder, where it is in one.
    pub(super) root: Option<PathBuf>,
    /// The manifests that speak of it.
    pub(super) files: Vec<PathBuf>,
    /// What they say together.
    pub(super) manifest: Manifest,
}

/// A manifest that could not be read, or a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unread {
    pub(super) path: PathBuf,
    pub(super) reason: String,
}

/// What was found in a folder.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) packages: Vec<Package>,
    pub(super) unread: Vec<Unread>,
    folders: usize,
    full: bool,
}

impl Survey {
    /// Looks through a folder.
    pub(super) fn of(folder: &Path) -> Self {
        let mut survey = Self::default();
        let root = folder.ancestors().find(|above| is_repository(above));
        survey.visit(folder, root.map(Path::to_path_buf), 0);
        survey
    }

    fn visit(&mut self, folder: &Path, root: Option<PathBuf>, depth: usize) {
        self.folders += 1;
        let Ok(entries) = fs::read_dir(folder) else {
            self.note(folder, "the folder cannot be read");
            return;
        };
        let mut below = Vec::new();
        let mut names: Vec<(String, PathBuf)> = entries
            .take(MOST_ENTRIES)
            .flatten()
            .filter_map(|entry| Some((entry.file_name().to_str()?.to_owned(), entry.path())))
            .collect();
        names.sort();
        for (name, path) in names {
            let Ok(kind) = fs::symlink_metadata(&path).map(|of| of.file_type()) else {
                continue;
            };
            if kind.is_file() {
                self.file(&name, &path, root.as_deref());
            } else if kind.is_dir() && name.ends_with(".egg-info") {
                let path = path.join("PKG-INFO");
                if fs::symlink_metadata(&path).is_ok_and(|of| of.is_file()) {
                    self.file("PKG-INFO", &path, root.as_deref());
                }
            } else if kind.is_dir() && !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
                below.push(path);
            }
        }
        for path in below {
            // Manifests of packages do not lie that deep.
            if depth >= DEEPEST {
                return;
            }
            if self.folders >= MOST_FOLDERS {
                if !self.full {
                    self.note(
                        folder,
                        "there are too many folders: name fewer clones at once",
                    );
                }
                self.full = true;
                return;
            }
            // Within a repository, a `.git` file marks a submodule: somebody else's.
            let marker = fs::symlink_metadata(path.join(".git"));
            match marker {
                Ok(of) if of.is_dir() => self.visit(&path, Some(path.clone()), depth + 1),
                Ok(_) if root.is_some() => {}
                Ok(_) => self.visit(&path, Some(path.clone()), depth + 1),
                Err(_) => self.visit(&path, root.clone(), depth + 1),
            }
        }
    }

    fn note(&mut self, path: &Path, reason: &str) {
        self.unread.push(Unread {
            path: path.to_path_buf(),
            reason: reason.to_owned(),
        });
    }

    fn file(&mut self, name: &str, path: &Path, root: Option<&Path>) {
        let Some(kind) = ManifestKind::of(name) else {
            return;
        };
        let Some(text) = text(path) else {
            self.note(path, "it is no text, or too long");
            return;
        };
        let top = match root {
            Some(root) if kind == ManifestKind::Cargo => text_at(root, name),
            _ => None,
        };
        match kind.read(name, &text, top.as_deref()) {
            Ok(manifest) => self.add(path, root, manifest),
            // A workspace, a private folder, a tool's settings: nothing to tell.
            Err(ManifestError::NoName | ManifestError::Unpublished) => {}
            Err(error) => self.note(path, &error.to_string()),
        }
    }

    fn add(&mut self, path: &Path, root: Option<&Path>, manifest: Manifest) {
        let same = self
            .packages
            .iter_mut()
            .find(|package| package.root.as_deref() == root && package.manifest.is_same(&manifest));
        if let Some(package) = same {
            package.files.push(path.to_path_buf());
            package.manifest.join(manifest);
            return;
        }
        self.packages.push(Package {
            folder: path.parent().unwrap_or(path).to_path_buf(),
            root: root.map(Path::to_path_buf),
            files: vec![path.to_path_buf()],
            manifest,
        });
    }
}

fn is_repository(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(".git")).is_ok()
}

fn text_at(root: &Path, name: &str) -> Option<String> {
    let path = root.join(name);
    let is_file = fs::symlink_metadata(&path).is_ok_and(|of| of.is_file());
    is_file.then(|| text(&path))?
}

/// The text of a regular file that is not too long.
pub(super) fn text(path: &Path) -> Option<String> {
    let file = fs::File::open(path).ok()?;
    let mut bytes = Vec::new();
    let limit = MAX_MANIFEST as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).ok()?;
    (bytes.len() <= MAX_MANIFEST).then(|| String::from_utf8(bytes).ok())?
}
