//! The direction of the arrows between our crates (docs/architecture.md).

use super::Finding;
use super::graph::{Graph, Package};

/// A crate of ours and the crates of ours that it may need. A crate exists for what its border
/// forbids: `recovery` cannot leak a secret because it cannot name one.
const ARROWS: &[(&str, &[&str])] = &[
    ("reentry-model", &[]),
    ("reentry-secret", &["reentry-model"]),
    ("reentry-provider", &["reentry-model"]),
    ("reentry-picture", &["reentry-secret"]),
    ("reentry-import", BELOW_IMPORT),
    ("reentry-vault", LOW),
    ("reentry-sheet", LOW),
    ("reentry-recovery", &["reentry-model", "reentry-provider"]),
    ("reentry-health", &["reentry-model", "reentry-provider"]),
    ("reentry-app", BELOW_APP),
    ("reentry-cli", &["reentry-app"]),
    ("reentry-desktop", &["reentry-app"]),
    ("e2e", &["reentry-app"]),
    ("fixtures", &[]),
    ("xtask", &[]),
];

const LOW: &[&str] = &[
    "reentry-model",
    "reentry-secret",
    "reentry-provider",
    "reentry-picture",
];

/// Its tests write exports with the writers of the sample data.
const BELOW_IMPORT: &[&str] = &[
    "reentry-model",
    "reentry-secret",
    "reentry-provider",
    "reentry-picture",
    "fixtures",
];

const BELOW_APP: &[&str] = &[
    "reentry-model",
    "reentry-secret",
    "reentry-provider",
    "reentry-picture",
    "reentry-import",
    "reentry-vault",
    "reentry-sheet",
    "reentry-recovery",
    "reentry-health",
];

/// What the core may never need, however far away: a window.
const WINDOW: &[&str] = &["tauri", "wry", "tao", "gtk"];

/// Arrows that point the wrong way.
pub fn check(graph: &Graph) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in graph.packages().filter(|package| package.source.is_none()) {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
            findings.push(format!(
                "{}: has no line in the list of arrows",
                package.name
            ));
            continue;
        };
        findings.extend(wrong(graph, package, allowed));
        if package.name != "reentry-desktop" {
            findings.extend(window(graph, package));
        }
    }
    findings
}

fn wrong(graph: &Graph, package: &Package, allowed: &[&str]) -> Vec<Finding> {
    let needs = graph.needs_with_tests(package).into_iter();
    let ours = needs.filter(|need| need.source.is_none() && need.name != package.name);
    ours.filter(|need| !allowed.contains(&need.name.as_str()))
        .map(|need| format!("{} -> {} is no arrow of ours", package.name, need.name))
        .collect()
}

fn window(graph: &Graph, package: &Package) -> Vec<Finding> {
    let closure = graph.closure(package).into_iter();
    closure
        .filter(|(need, _)| WINDOW.contains(&need.name.as_str()))
        .map(|(_, way)| format!("{way}: only the shell may need a window"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_cannot_name_a_secret() {
        let graph = Graph::sample(&[
            (
                "reentry-recovery",
                &["reentry-model", "reentry-secret"],
                &[],
            ),
            ("reentry-secret", &[], &[]),
            ("reentry-model", &[], &[]),
        ]);
        assert_eq!(
            check(&graph),
            ["reentry-recovery -> reentry-secret is no arrow of ours"]
        );
    }

    #[test]
    fn tests_follow_the_arrows_too() {
        let graph = Graph::sample(&[
            ("reentry-model", &[], &["reentry-app"]),
            ("reentry-app", &["reentry-model"], &[]),
        ]);
        assert_eq!(
            check(&graph),
            ["reentry-model -> reentry-app is no arrow of ours"]
        );
    }

    #[test]
    fn a_new_crate_needs_its_line() {
        let graph = Graph::sample(&[("reentry-new", &[], &[])]);
        assert_eq!(
            check(&graph),
            ["reentry-new: has no line in the list of arrows"]
        );
    }

    #[test]
    fn the_core_needs_no_window() {
        let graph = Graph::sample(&[("reentry-app", &["middle"], &[]), ("middle", &["gtk"], &[])])
            .with_foreign("middle", "MIT", "registry+x")
            .with_foreign("gtk", "MIT", "registry+x");
        assert_eq!(check(&graph).len(), 1);
    }
}
