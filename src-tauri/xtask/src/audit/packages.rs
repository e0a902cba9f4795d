//! Checks of each package that is built: licence, ban, source.

use super::Finding;
use super::graph::{Graph, Package};
use super::licence;

/// What we ship: nothing that these need may be a banned package.
const PRODUCT: &[&str] = &["reentry-cli", "reentry-desktop"];

/// Packages that must not be in the product, and why.
const BANNED: &[(&str, &str)] = &[
    ("curl", NETWORK),
    ("hyper", NETWORK),
    ("isahc", NETWORK),
    ("native-tls", NETWORK),
    ("quinn", NETWORK),
    ("reqwest", NETWORK),
    ("rustls", NETWORK),
    ("tungstenite", NETWORK),
    ("ureq", NETWORK),
    ("openssl", "a C library; age and RustCrypto are enough"),
    ("openssl-sys", "a C library; age and RustCrypto are enough"),
    (
        "rsa",
        "marked vulnerable (RUSTSEC-2023-0071); age without its ssh feature needs none",
    ),
    (
        "sharks",
        "marked vulnerable (RUSTSEC-2024-0398): biased coefficients",
    ),
    ("tauri-plugin-fs", "the page must not reach the disk"),
    ("tauri-plugin-http", NETWORK),
    ("tauri-plugin-shell", "the page must not start programs"),
    ("tauri-plugin-updater", NETWORK),
];

const NETWORK: &str = "the product opens no connection";

/// Packages whose licence is not on the list of allowed ones.
pub fn licences(graph: &Graph) -> Vec<Finding> {
    let refused = |package: &&Package| !package.licence.as_deref().is_some_and(licence::allowed);
    let packages = graph.packages().filter(refused);
    packages
        .map(|package| {
            let licence = package.licence.as_deref().unwrap_or("no licence");
            format!("{} {}: {licence}", package.name, package.version)
        })
        .collect()
}

/// Banned packages that the product needs, with the way to them.
pub fn bans(graph: &Graph) -> Vec<Finding> {
    let mut findings = Vec::new();
    for product in PRODUCT.iter().filter_map(|name| graph.own(name)) {
        for (package, way) in graph.closure(product) {
            if let Some((_, why)) = BANNED.iter().find(|(name, _)| *name == package.name) {
                findings.push(format!("{way}: {why}"));
            }
        }
    }
    findings
}

/// Packages from a git repository or from more than one registry.
pub fn sources(graph: &Graph) -> Vec<Finding> {
    let mut registry = None;
    let mut findings = Vec::new();
    for package in graph.packages() {
        let Some(source) = &package.source else {
            continue;
        };
        let first = *registry.get_or_insert(source);
        if !source.starts_with("registry+") || source != first {
            findings.push(format!(
                "{} {}: from {source}",
                package.name, package.version
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTRY: &str = "registry+https://index.example";

    fn sample() -> Graph {
        Graph::sample(&[
            ("reentry-cli", &["middle"], &["tool"]),
            ("middle", &["rsa"], &[]),
        ])
        .with_foreign("middle", "MIT", REGISTRY)
        .with_foreign("rsa", "MIT", REGISTRY)
        .with_foreign("tool", "GPL-3.0-only", REGISTRY)
    }

    #[test]
    fn a_banned_package_is_found_however_far_away() {
        let findings = bans(&sample());
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].starts_with("reentry-cli -> middle -> rsa: "));
    }

    #[test]
    fn a_foreign_licence_is_found_in_tests_too() {
        let findings = licences(&sample());
        assert!(
            findings.iter().any(|finding| finding.starts_with("tool ")),
            "{findings:?}"
        );
    }

    #[test]
    fn one_registry_and_no_repository() {
        assert_eq!(sources(&sample()), Vec::<String>::new());
        let with_git = sample().with_foreign("zgit", "MIT", "git+https://example.org/x");
        let with_other = sample().with_foreign("zother", "MIT", "registry+https://other.example");
        assert_eq!(sources(&with_git).len(), 1);
        assert_eq!(sources(&with_other).len(), 1);
    }
}
