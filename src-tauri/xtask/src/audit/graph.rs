//! The packages that cargo resolved, and which needs which.

use crate::command::{Failure, cargo, output};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

/// For which platforms dependencies are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platforms {
    /// This machine's: the tests fetch nothing.
    #[cfg(test)]
    This,
    /// Those of [`DESKTOP`]: cargo fetches what it has not yet.
    Desktop,
}

/// The desktops that a release may be for. Tauri needs other packages for telephones.
const DESKTOP: &[&str] = &[
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
];

/// A package, ours or another's.
#[derive(Debug, Default)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence expression (SPDX), where the manifest has one.
    pub licence: Option<String>,
    /// Where it came from; nothing for a package of this repository.
    pub source: Option<String>,
    /// Ids of what it needs to be built and to run.
    needs: Vec<String>,
    /// Ids of what its tests and benchmarks need besides.
    needs_for_tests: Vec<String>,
}

/// The resolved packages by id.
#[derive(Debug)]
pub struct Graph {
    packages: BTreeMap<String, Package>,
}

impl Graph {
    /// The graph of the workspace in `root`.
    pub fn of(root: &Path, platforms: Platforms) -> Result<Self, Failure> {
        let platforms: Vec<String> = match platforms {
            #[cfg(test)]
            Platforms::This => vec![host(root)],
            Platforms::Desktop => DESKTOP.iter().map(|&name| name.to_owned()).collect(),
        };
        let mut arguments = vec!["metadata", "--format-version", "1", "--locked"];
        arguments.extend(
            platforms
                .iter()
                .flat_map(|platform| ["--filter-platform", platform]),
        );
        let text = output(&mut cargo(&arguments, root)).ok_or_else(|| {
            Failure::new("`cargo metadata --locked` failed: is the lock current?")
        })?;
        let metadata = serde_json::from_str(&text)
            .map_err(|error| Failure::new(format!("`cargo metadata` gave no JSON: {error}")))?;
        Ok(Self::parse(&metadata))
    }

    fn parse(metadata: &Value) -> Self {
        let mut packages = BTreeMap::new();
        for package in items(metadata, "packages") {
            packages.insert(
                text(package, "id").unwrap_or_default(),
                Package {
                    name: text(package, "name").unwrap_or_default(),
                    version: text(package, "version").unwrap_or_default(),
                    licence: text(package, "license"),
                    source: text(package, "source"),
                    ..Package::default()
                },
            );
        }
        let resolve = metadata.get("resolve").unwrap_or(&Value::Null);
        let nodes = items(resolve, "nodes");
        let mut resolved = BTreeSet::new();
        for node in nodes {
            let id = text(node, "id").unwrap_or_default();
            if let Some(package) = packages.get_mut(&id) {
                (package.needs, package.needs_for_tests) = needs(node);
            }
            resolved.insert(id);
        }
        packages.retain(|id, _| resolved.contains(id));
        Self { packages }
    }

    /// Every package.
    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        self.packages.values()
    }

    /// The package of this repository with that name.
    pub fn own(&self, name: &str) -> Option<&Package> {
        self.packages()
            .find(|package| package.source.is_none() && package.name == name)
    }

    /// What `package` needs directly to be built and to run.
    pub fn needs(&self, package: &Package) -> Vec<&Package> {
        package
            .needs
            .iter()
            .filter_map(|id| self.packages.get(id))
            .collect()
    }

    /// What `package` needs directly, its tests included.
    pub fn needs_with_tests(&self, package: &Package) -> Vec<&Package> {
        let ids = package.needs.iter().chain(&package.needs_for_tests);
        ids.filter_map(|id| self.packages.get(id)).collect()
    }

    /// Everything that `package` needs, however far away, with the way to it.
    pub fn closure<'a>(&'a self, package: &'a Package) -> Vec<(&'a Package, String)> {
        let mut seen = BTreeSet::new();
        let mut queue = VecDeque::from([(package, package.name.clone())]);
        let mut found = Vec::new();
        while let Some((package, way)) = queue.pop_front() {
            for need in self.needs(package) {
                if seen.insert((&need.name, &need.version)) {
                    let way = format!("{way} -> {}", need.name);
                    queue.push_back((need, way.clone()));
                    found.push((need, way));
                }
            }
        }
        found
    }
}

/// The platform that rustc compiles for here.
#[cfg(test)]
fn host(root: &Path) -> String {
    let mut rustc = crate::command::command("rustc", &["-vV"], root);
    let text = output(&mut rustc).unwrap_or_default();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.unwrap_or_default().to_owned()
}

fn needs(node: &Value) -> (Vec<String>, Vec<String>) {
    let (mut needs, mut tests) = (Vec::new(), Vec::new());
    for dependency in items(node, "deps") {
        let Some(id) = text(dependency, "pkg") else {
            continue;
        };
        let kinds: Vec<_> = items(dependency, "dep_kinds")
            .map(|kind| text(kind, "kind"))
            .collect();
        if kinds.iter().all(|kind| kind.as_deref() == Some("dev")) {
            tests.push(id);
        } else {
            needs.push(id);
        }
    }
    (needs, tests)
}

fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
impl Graph {
    /// A graph out of `(package, what it needs, what its tests need)`, all of them ours.
    pub fn sample(packages: &[(&str, &[&str], &[&str])]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let package = |&(name, needs, tests): &(&str, &[&str], &[&str])| {
            let package = Package {
                name: name.to_owned(),
                needs: owned(needs),
                needs_for_tests: owned(tests),
                ..Package::default()
            };
            (name.to_owned(), package)
        };
        Self {
            packages: packages.iter().map(package).collect(),
        }
    }

    /// The same graph with one package from elsewhere.
    pub fn with_foreign(mut self, name: &str, licence: &str, source: &str) -> Self {
        let package = self.packages.entry(name.to_owned()).or_default();
        name.clone_into(&mut package.name);
        package.licence = Some(licence.to_owned());
        package.source = Some(source.to_owned());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_package_is_named() {
        let graph = Graph::sample(&[
            ("cli", &["app"], &["probe"]),
            ("app", &["vault"], &[]),
            ("vault", &["app"], &[]),
            ("probe", &[], &[]),
        ]);
        let cli = graph.own("cli").expect("in the sample");
        let ways: Vec<_> = graph.closure(cli).into_iter().map(|(_, way)| way).collect();
        assert_eq!(ways, ["cli -> app", "cli -> app -> vault"]);
    }
}
