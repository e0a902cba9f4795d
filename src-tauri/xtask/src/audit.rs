//! `cargo xtask audit`: what the repository promises about itself. Each check is also a test.

mod arrows;
mod exposure;
mod graph;
mod hygiene;
mod licence;
mod packages;

use crate::command::Failure;
use crate::workspace::Workspace;
use graph::Graph;
use std::path::Path;

/// A broken promise, in one sentence.
type Finding = String;

/// Every check, over the dependencies of every desktop.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let graph = Graph::of(&workspace.root, graph::Platforms::Desktop)?;
    let mut broken = 0;
    for (name, findings) in checks(&workspace.root, &graph)? {
        println!("{name}: {}", verdict(&findings));
        findings.iter().for_each(|finding| println!("  {finding}"));
        broken += findings.len();
    }
    println!("advisories: not checked, their database cannot be reached from here;");
    println!("            with a network: cargo install cargo-audit && cargo audit");
    match broken {
        0 => Ok(()),
        1 => Err(Failure::new("1 finding")),
        _ => Err(Failure::new(format!("{broken} findings"))),
    }
}

fn verdict(findings: &[Finding]) -> &'static str {
    if findings.is_empty() {
        "fine"
    } else {
        "NOT fine"
    }
}

fn checks(root: &Path, graph: &Graph) -> Result<Vec<(&'static str, Vec<Finding>)>, Failure> {
    let files = hygiene::Tree::of(root)?;
    Ok(vec![
        ("licences", packages::licences(graph)),
        ("bans", packages::bans(graph)),
        ("sources", packages::sources(graph)),
        ("crate arrows", arrows::check(graph)),
        ("exposed secrets", exposure::check(&files)?),
        ("host names", hygiene::host_names(&files)),
        ("machine paths", hygiene::machine_paths(&files)),
        ("lock files", hygiene::lock_files(&files)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The repository as it is, on this machine's platform: the others' crates may not have been
    /// fetched. `cargo xtask audit` looks at all.
    fn audited() -> Vec<(&'static str, Vec<Finding>)> {
        let workspace = Workspace::here().expect("cargo runs the tests");
        let graph = Graph::of(&workspace.root, graph::Platforms::This).expect("metadata");
        checks(&workspace.root, &graph).expect("the repository can be read")
    }

    #[test]
    fn the_repository_keeps_its_promises() {
        let broken: Vec<_> = audited()
            .into_iter()
            .filter(|(_, findings)| !findings.is_empty())
            .collect();
        assert!(broken.is_empty(), "{broken:#?}");
    }
}
