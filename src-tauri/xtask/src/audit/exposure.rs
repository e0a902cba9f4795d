//! Where secrets are taken out of their types: only in the files that docs/exposure.txt lists.

use super::Finding;
use super::hygiene::Tree;
use crate::command::Failure;
use std::collections::{BTreeMap, BTreeSet};

const LIST: &str = "docs/exposure.txt";

/// The calls that give a secret's text or bytes: `secret`'s own, and secrecy's.
const CALLS: &[&str] = &[".expose(", ".expose_secret(", ".expose_secret_mut("];

/// Files that expose a secret and are not on the list, and lines of the list that say nothing true
/// any more.
pub fn check(tree: &Tree) -> Result<Vec<Finding>, Failure> {
    let list = tree
        .text(LIST)
        .ok_or_else(|| Failure::new(format!("{LIST} is missing")))?;
    let listed = listed(list);
    let exposing: BTreeSet<&str> = tree
        .files()
        .filter(|(path, text)| is_product(path) && exposes(text))
        .map(|(path, _)| path)
        .collect();
    let mut findings = Vec::new();
    for path in exposing.iter().filter(|path| !listed.contains_key(*path)) {
        findings.push(format!("{path}: exposes a secret and is not in {LIST}"));
    }
    for (path, reason) in &listed {
        if !exposing.contains(path) {
            findings.push(format!("{LIST}: {path} exposes no secret"));
        } else if reason.is_empty() {
            findings.push(format!("{LIST}: {path} has no reason"));
        }
    }
    Ok(findings)
}

/// Lines `path  reason`; `#` starts a comment.
fn listed(list: &str) -> BTreeMap<&str, &str> {
    let lines = list.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| match line.split_once(char::is_whitespace) {
            Some((path, reason)) => (path, reason.trim()),
            None => (line, ""),
        })
        .collect()
}

/// Rust files that are in the product: tests, benchmarks and examples have only invented secrets.
fn is_product(path: &str) -> bool {
    let in_crate = path.starts_with("src-tauri/") && !path.starts_with("src-tauri/xtask/");
    let for_tests = |part: &str| matches!(part, "tests" | "tests.rs" | "benches" | "examples");
    in_crate && path.ends_with(".rs") && !path.split('/').any(for_tests)
}

/// Whether the code above the unit tests calls one of [`CALLS`]. Comments do not count.
fn exposes(text: &str) -> bool {
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .map(|line| line.split("//").next().unwrap_or_default())
        .any(|code| CALLS.iter().any(|call| code.contains(call)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(list: &str, source: &str) -> Vec<Finding> {
        let tree = Tree::sample(&[(LIST, list), ("src-tauri/crates/a/src/b.rs", source)]);
        check(&tree).expect("the list is there")
    }

    #[test]
    fn a_call_needs_a_line_with_a_reason() {
        let call = "fn f(s: &S) { g(s.expose()) }";
        assert_eq!(findings("", call).len(), 1);
        assert_eq!(findings("src-tauri/crates/a/src/b.rs", call).len(), 1);
        assert_eq!(
            findings("src-tauri/crates/a/src/b.rs  writes the sheet", call),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_line_needs_a_call() {
        let list = "# why\nsrc-tauri/crates/a/src/b.rs  writes the sheet";
        assert_eq!(findings(list, "fn f() {} // s.expose()").len(), 1);
    }

    #[test]
    fn unit_tests_may_expose() {
        let source = "fn f() {}\n#[cfg(test)]\nmod tests { fn t() { s.expose(); } }";
        assert_eq!(findings("", source), Vec::<String>::new());
    }
}
