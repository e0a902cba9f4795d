//! Manifests of packages: name, version, addresses and owners, out of files that anybody may have
//! written. Text in, facts out; nothing is run and nothing is looked up.

mod cabal;
mod cargo;
mod json;
mod python;
mod script;
mod xml;

use crate::repository::without_credentials;
use model::Ecosystem;
use thiserror::Error;

/// The longest manifest that is read, in bytes.
pub const MAX_MANIFEST: usize = 1024 * 1024;
/// Most addresses and owners that are taken from one manifest.
const MOST: usize = 40;
/// The longest name, version or address that is taken, in characters.
const LONGEST: usize = 300;

/// Why a manifest says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// It does not follow its own format.
    #[error("it does not follow its format")]
    Malformed,
    /// It describes no package: a workspace, a private folder, a tool's settings.
    #[error("it names no package")]
    NoName,
    /// The package is marked as one that is never published.
    #[error("it is marked as never published")]
    Unpublished,
    /// It is longer than [`MAX_MANIFEST`].
    #[error("it is longer than a manifest can be")]
    TooLong,
}

/// What a manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Where the package is published.
    pub ecosystem: Ecosystem,
    /// Its name at the registry.
    pub name: String,
    /// Its version, where it stands there and not in code.
    pub version: Option<String>,
    /// Every web or git address that it names, without credentials.
    pub urls: Vec<String>,
    /// The people that it names, without their addresses.
    pub owners: Vec<String>,
}

impl Manifest {
    fn new(ecosystem: Ecosystem, name: &str) -> Result<Self, ManifestError> {
        let name = plain(name).ok_or(ManifestError::NoName)?;
        Ok(Self {
            ecosystem,
            name,
            version: None,
            urls: Vec::new(),
            owners: Vec::new(),
        })
    }

    fn version(mut self, version: Option<&str>) -> Self {
        self.version = version.and_then(plain);
        self
    }

    fn url(&mut self, address: &str) {
        let Some(address) = plain(&without_credentials(address)) else {
            return;
        };
        let known = [
            "https://", "http://", "git://", "ssh://", "git+", "git@", "scm:",
        ];
        let short = ["github:", "gitlab:", "bitbucket:"];
        let fits = known
            .iter()
            .chain(&short)
            .any(|one| address.starts_with(one));
        if fits && self.urls.len() < MOST && !self.urls.contains(&address) {
            self.urls.push(address);
        }
    }

    fn owner(&mut self, person: &str) {
        // "A Name <address>", "A Name (address)", "A Name <address> (site)"
        let name = person.split(['<', '(']).next().unwrap_or_default();
        if let Some(name) = plain(name)
            && !name.contains('@')
            && self.owners.len() < MOST
            && !self.owners.contains(&name)
        {
            self.owners.push(name);
        }
    }

    /// Takes over what another manifest of the same package says.
    pub fn join(&mut self, other: Self) {
        self.version = self.version.take().or(other.version);
        for url in other.urls {
            self.url(&url);
        }
        for owner in other.owners {
            self.owner(&owner);
        }
    }

    /// Whether this is the same package: PyPI does not tell `-`, `_` and `.` apart (PEP 503).
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let key = |name: &str| name.to_lowercase().replace(['_', '.'], "-");
        self.ecosystem == other.ecosystem
            && match self.ecosystem {
                Ecosystem::Pypi => key(&self.name) == key(&other.name),
                _ => self.name == other.name,
            }
    }
}

/// A short text in one line, or none.
fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let fits =
        !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// The kinds of manifests that are known, by the name of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManifestKind {
    /// pyproject.toml (PEP 621, Poetry, Flit).
    Pyproject,
    /// setup.cfg of setuptools.
    SetupCfg,
    /// PKG-INFO or METADATA: the core metadata of a built package.
    PkgInfo,
    /// Cargo.toml.
    Cargo,
    /// package.json.
    PackageJson,
    /// A gemspec.
    Gemspec,
    /// composer.json.
    Composer,
    /// mix.exs.
    Mix,
    /// pom.xml.
    Pom,
    /// A .csproj or .fsproj.
    Csproj,
    /// A .cabal file.
    Cabal,
}

impl ManifestKind {
    /// The kind of a file, by its name.
    #[must_use]
    pub fn of(file_name: &str) -> Option<Self> {
        let ends = |end: &str| file_name.len() > end.len() && file_name.ends_with(end);
        match file_name {
            "pyproject.toml" => Some(Self::Pyproject),
            "setup.cfg" => Some(Self::SetupCfg),
            "PKG-INFO" => Some(Self::PkgInfo),
            "Cargo.toml" => Some(Self::Cargo),
            "package.json" => Some(Self::PackageJson),
            "composer.json" => Some(Self::Composer),
            "mix.exs" => Some(Self::Mix),
            "pom.xml" => Some(Self::Pom),
            _ if ends(".gemspec") => Some(Self::Gemspec),
            _ if ends(".csproj") || ends(".fsproj") => Some(Self::Csproj),
            _ if ends(".cabal") => Some(Self::Cabal),
            _ => None,
        }
    }

    /// Reads a manifest. `file_name` names a package that does not name itself; `root` is the
    /// file of the same name at the root of the repository, from which members of a workspace
    /// inherit.
    ///
    /// # Errors
    /// See [`ManifestError`].
    pub fn read(
        self,
        file_name: &str,
        text: &str,
        root: Option<&str>,
    ) -> Result<Manifest, ManifestError> {
        if text.len() > MAX_MANIFEST {
            return Err(ManifestError::TooLong);
        }
        let stem = file_name
            .rsplit_once('.')
            .map_or(file_name, |(stem, _)| stem);
        match self {
            Self::Pyproject => python::pyproject(text),
            Self::SetupCfg => python::setup_cfg(text),
            Self::PkgInfo => python::pkg_info(text),
            Self::Cargo => cargo::cargo(text, root),
            Self::PackageJson => json::package(text),
            Self::Composer => json::composer(text),
            Self::Gemspec => script::gemspec(text),
            Self::Mix => script::mix(text),
            Self::Pom => xml::pom(text),
            Self::Csproj => xml::csproj(text, stem),
            Self::Cabal => cabal::cabal(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [&str; 11] = [
        "pyproject.toml",
        "setup.cfg",
        "PKG-INFO",
        "Cargo.toml",
        "package.json",
        "a.gemspec",
        "composer.json",
        "mix.exs",
        "pom.xml",
        "a.csproj",
        "a.cabal",
    ];

    fn read(file_name: &str, text: &str) -> Result<Manifest, ManifestError> {
        ManifestKind::of(file_name)
            .expect(file_name)
            .read(file_name, text, None)
    }

    #[test]
    fn other_files_are_no_manifests() {
        for name in [
            "README.md",
            ".gemspec",
            ".cabal",
            "Package.json",
            "setup.py",
        ] {
            assert_eq!(ManifestKind::of(name), None, "{name}");
        }
    }

    #[test]
    fn a_package_that_is_never_published_is_no_evidence() {
        for (file, text) in [
            ("package.json", r#"{"name":"a","private":true}"#),
            ("Cargo.toml", "[package]\nname='a'\npublish=false"),
            (
                "pyproject.toml",
                "[project]\nname='a'\nclassifiers=['Private :: Do Not Upload']",
            ),
            (
                "a.csproj",
                "<Project><PropertyGroup><IsPackable>false</IsPackable></PropertyGroup></Project>",
            ),
        ] {
            assert_eq!(read(file, text), Err(ManifestError::Unpublished), "{file}");
        }
    }

    #[test]
    fn an_empty_file_names_no_package() {
        for kind in KINDS {
            assert!(read(kind, "").is_err() || kind == "a.csproj", "{kind}");
        }
        assert_eq!(read("a.csproj", ""), Err(ManifestError::Malformed));
    }

    #[test]
    fn deep_nesting_ends_in_an_error() {
        let deep = "[".repeat(100_000);
        assert_eq!(read("package.json", &deep), Err(ManifestError::Malformed));
        let toml = format!("a={}", "[".repeat(100_000));
        assert_eq!(read("pyproject.toml", &toml), Err(ManifestError::Malformed));
        let xml = format!("<project>{}", "<a>".repeat(100_000));
        assert!(read("pom.xml", &xml).is_err());
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "(?s).{0,200}", kind in 0..KINDS.len()) {
            let _ = read(KINDS[kind], &text);
        }

        #[test]
        fn names_and_addresses_are_short_and_in_one_line(name in "(?s).{0,400}") {
            let text = serde_json::json!({"name": name, "homepage": format!("https://{name}")});
            if let Ok(manifest) = read("package.json", &text.to_string()) {
                let said = manifest.urls.iter().chain([&manifest.name]);
                for one in said {
                    prop_assert!(one.chars().count() <= LONGEST);
                    let controls = one.chars().filter(|sign| sign.is_control()).count();
                    prop_assert_eq!(controls, 0);
                }
            }
        }
    }
}
