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
    let test_modules = test_modules(tree);
    let exposing: BTreeSet<&str> = tree
        .files()
        .filter(|(path, _)| is_product(path) && !is_within(&test_modules, path))
        .filter(|(_, text)| exposes(text))
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
    let for_tests = |part: &str| matches!(part, "tests" | "benches" | "examples");
    in_crate && path.ends_with(".rs") && !path.split('/').any(for_tests)
}

/// Modules in files of their own that only tests compile: the starts of their paths.
fn test_modules(tree: &Tree) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for (path, text) in tree.files().filter(|(path, _)| is_product(path)) {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, _) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| **line == TEST_ONLY)
        {
            modules.extend(declared(path, &lines[at + 1..]));
        }
    }
    modules
}

/// What `#[path = "…"] mod name;` at the start of `lines` in the file `path` stands for, without
/// its ending.
fn declared(path: &str, lines: &[&str]) -> Option<String> {
    let (folder, file) = path.rsplit_once('/')?;
    let named = lines.first()?.strip_prefix("#[path = \"");
    if let Some(name) = named.and_then(|rest| rest.strip_suffix(".rs\"]")) {
        return Some(format!("{folder}/{name}"));
    }
    let name = lines.first()?.strip_suffix(';')?.rsplit_once("mod ")?.1;
    Some(match file {
        "lib.rs" | "main.rs" | "mod.rs" => format!("{folder}/{name}"),
        _ => format!("{}/{name}", path.trim_end_matches(".rs")),
    })
}

/// Whether a file belongs to one of those modules.
fn is_within(modules: &BTreeSet<String>, path: &str) -> bool {
    modules.iter().any(|module| {
        let rest = path.strip_prefix(module.as_str());
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    })
}

const TEST_ONLY: &str = "#[cfg(test)]";

/// Whether the code calls one of [`CALLS`]. Comments and what only tests compile do not count.
fn exposes(text: &str) -> bool {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == TEST_ONLY {
            skip_item(&mut lines, indent(line));
            continue;
        }
        let is_comment = line.trim_start().starts_with("//");
        if !is_comment && CALLS.iter().any(|call| line.contains(call)) {
            return true;
        }
    }
    false
}

/// Reads to the end of one item that begins `indent` deep, as rustfmt lays it out.
fn skip_item<'a>(lines: &mut impl Iterator<Item = &'a str>, depth: usize) {
    for line in lines {
        let text = line.trim();
        if indent(line) == depth && (text.ends_with(';') || text.ends_with('}')) {
            return;
        }
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
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
        assert_eq!(findings(list, "fn f() {}\n// s.expose()").len(), 1);
    }

    #[test]
    fn unit_tests_may_expose() {
        let source = "fn f() {}\n#[cfg(test)]\nmod tests { fn t() { s.expose(); } }";
        assert_eq!(findings("", source), Vec::<String>::new());
        let module = "#[cfg(test)]\nmod tests {\n    fn t() {\n        s.expose();\n    }\n}\n";
        assert_eq!(findings("", module), Vec::<String>::new());
    }

    #[test]
    fn what_follows_the_tests_may_not() {
        for tests in [
            "mod tests;",
            "mod tests {\n    fn t() {\n    }\n}",
            "use a::B;",
        ] {
            let source = format!("#[cfg(test)]\n{tests}\nfn f() {{ g(s.expose()) }}\n");
            assert_eq!(findings("", &source).len(), 1, "{tests}");
        }
    }

    #[test]
    fn test_modules_in_other_files_may_expose() {
        let call = "fn f() { s.expose() }";
        let tree = Tree::sample(&[
            (LIST, ""),
            (
                "src-tauri/crates/a/src/lib.rs",
                "#[cfg(test)]\nmod trials;\nmod real;",
            ),
            ("src-tauri/crates/a/src/trials.rs", call),
            ("src-tauri/crates/a/src/trials/one.rs", call),
            (
                "src-tauri/crates/a/src/real.rs",
                "#[cfg(test)]\n#[path = \"real_tests.rs\"]\nmod tests;",
            ),
            ("src-tauri/crates/a/src/real_tests.rs", call),
            ("src-tauri/crates/a/src/trialsome.rs", call),
        ]);
        let findings = check(&tree).expect("the list is there");
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].contains("trialsome"), "{findings:?}");
    }
}
