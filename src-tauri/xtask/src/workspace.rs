//! Where the repository and the build are.

use crate::command::{Failure, cargo, output};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The repository and what cargo says about its own packages.
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    packages: Vec<Package>,
}

/// A package of the workspace.
pub struct Package {
    /// Its name in `Cargo.toml`.
    pub name: String,
    /// Its targets: kind (`bin`, `bench`, `example`, `test`…) and name.
    pub targets: Vec<(String, String)>,
}

impl Workspace {
    /// The workspace that this xtask belongs to.
    pub fn here() -> Result<Self, Failure> {
        let manifest = std::env::var("CARGO_MANIFEST_DIR")
            .map_err(|_| Failure::new("start it as `cargo xtask`"))?;
        let mut call = cargo(
            &["metadata", "--format-version", "1", "--no-deps"],
            Path::new(&manifest),
        );
        let text = output(&mut call).ok_or_else(|| Failure::new("`cargo metadata` failed"))?;
        let metadata: Value = serde_json::from_str(&text)
            .map_err(|error| Failure::new(format!("`cargo metadata` gave no JSON: {error}")))?;
        Ok(Self {
            root: folder(&metadata, "workspace_root")?,
            target: folder(&metadata, "target_directory")?,
            packages: packages(&metadata),
        })
    }

    /// The packages of the workspace.
    pub fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// The folder of the window's page.
    pub fn page(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// `path` as it is written from the root: what a reader can copy.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .to_string_lossy()
            .into_owned()
    }
}

fn folder(metadata: &Value, key: &str) -> Result<PathBuf, Failure> {
    metadata
        .get(key)
        .and_then(Value::as_str)
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new(format!("`cargo metadata` names no {key}")))
}

fn packages(metadata: &Value) -> Vec<Package> {
    let list = metadata.get("packages").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .map(|package| Package {
            name: text(package, "name"),
            targets: targets(package),
        })
        .collect()
}

fn targets(package: &Value) -> Vec<(String, String)> {
    let list = package.get("targets").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .flat_map(|target| {
            let kinds = target.get("kind").and_then(Value::as_array);
            let name = text(target, "name");
            kinds
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(|kind| (kind.to_owned(), name.clone()))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn text(value: &Value, key: &str) -> String {
    let text = value.get(key).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}
