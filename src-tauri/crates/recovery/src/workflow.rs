//! Trusted publishing: workflows that publish with a short-lived token of the forge. Who is
//! locked out of the registry can still release through them.
//!
//! Read line by line; a workflow that cannot be understood so is not recognised, which is the
//! safe side.

use model::Ecosystem;

/// What publishes with the forge's own token, by the registry. Facts: each registry's own pages
/// about trusted publishing.
const ACTIONS: [(Ecosystem, &str); 6] = [
    (Ecosystem::Pypi, "pypa/gh-action-pypi-publish"),
    (Ecosystem::CratesIo, "rust-lang/crates-io-auth-action"),
    (Ecosystem::Rubygems, "rubygems/release-gem"),
    (
        Ecosystem::Rubygems,
        "rubygems/configure-rubygems-credentials",
    ),
    (Ecosystem::Nuget, "nuget/login"),
    (Ecosystem::Hex, "hexpm/publish-action"),
];

/// Commands that use the forge's token where no other one is given.
const COMMANDS: [(Ecosystem, &str); 3] = [
    (Ecosystem::Pypi, "uv publish"),
    (Ecosystem::Pypi, "poetry publish"),
    (Ecosystem::Npm, "npm publish"),
];

/// What stands for a token of the account in a step.
const TOKENS: [&str; 6] = [
    "password:",
    "api-token:",
    "node_auth_token",
    "uv_publish_token",
    "poetry_pypi_token",
    "npm_token",
];

/// The registries that a workflow file of GitHub publishes to without the account's own tokens.
#[must_use]
pub fn publishes(workflow: &str) -> Vec<Ecosystem> {
    let lines: Vec<String> = workflow.lines().map(uncommented).collect();
    let may_ask = lines.iter().any(|line| {
        let bare = line.trim().to_lowercase();
        bare == "id-token: write" || bare == "permissions: write-all"
    });
    if !may_ask {
        return Vec::new();
    }
    let mut everywhere = lines.iter().take_while(|line| line.trim() != "jobs:");
    let token_for_all = everywhere.any(|line| has_token(line));
    let mut found: Vec<Ecosystem> = Vec::new();
    for step in steps(&lines) {
        let text = step.join("\n").to_lowercase();
        let used = |action: &str| {
            let uses = step.iter().map(|line| line.trim().trim_start_matches("- "));
            uses.filter_map(|line| line.strip_prefix("uses:"))
                .map(|used| used.trim().trim_matches(['"', '\'']).to_lowercase())
                .any(|used| used.split('@').next() == Some(action))
        };
        let action = ACTIONS.iter().find(|(_, action)| used(action));
        let command = COMMANDS.iter().find(|(_, command)| text.contains(command));
        let Some((ecosystem, _)) = action.or(command) else {
            continue;
        };
        let with_token = token_for_all || step.iter().any(|line| has_token(line));
        let rehearsal = text.contains("://test.") || text.contains("--dry-run");
        if !with_token && !rehearsal && !found.contains(ecosystem) {
            found.push(*ecosystem);
        }
    }
    found
}

fn has_token(line: &str) -> bool {
    let line = line.to_lowercase();
    TOKENS.iter().any(|token| line.contains(token))
}

/// A line without its comment.
fn uncommented(line: &str) -> String {
    let mut quote = None;
    let mut before = ' ';
    for (at, sign) in line.char_indices() {
        match (quote, sign) {
            (None, '#') if before.is_whitespace() => {
                return line.get(..at).unwrap_or_default().to_owned();
            }
            (None, '"' | '\'') => quote = Some(sign),
            (Some(open), sign) if open == sign => quote = None,
            _ => {}
        }
        before = sign;
    }
    line.to_owned()
}

/// The steps of all jobs: list items, each up to the next one that is not deeper.
fn steps(lines: &[String]) -> Vec<Vec<&str>> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut steps: Vec<(usize, Vec<&str>)> = Vec::new();
    let mut open = false;
    for line in lines
        .iter()
        .map(String::as_str)
        .filter(|line| !line.trim().is_empty())
    {
        let item = line.trim_start().starts_with("- ");
        match steps.last_mut() {
            Some((depth, step)) if open && indent(line) > *depth => step.push(line),
            _ if item => {
                steps.push((indent(line), vec![line]));
                open = true;
            }
            _ => open = false,
        }
    }
    steps.into_iter().map(|(_, step)| step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PYPI: &str = "on: {push: {tags: ['v*']}}\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    \
        environment: pypi\n    permissions:\n      id-token: write  # trusted publishing\n    steps:\n      \
        - uses: actions/checkout@v4\n      - name: Publish\n        uses: pypa/gh-action-pypi-publish@release/v1\n";

    #[test]
    fn a_workflow_without_a_token_of_the_account_is_recognised() {
        assert_eq!(publishes(PYPI), [Ecosystem::Pypi]);
        let uv = PYPI.replace(
            "uses: pypa/gh-action-pypi-publish@release/v1",
            "run: uv publish",
        );
        assert_eq!(publishes(&uv), [Ecosystem::Pypi]);
        let npm = PYPI.replace(
            "uses: pypa/gh-action-pypi-publish@release/v1",
            "run: npm publish --provenance",
        );
        assert_eq!(publishes(&npm), [Ecosystem::Npm]);
        let crates = PYPI.replace(
            "pypa/gh-action-pypi-publish@release/v1",
            "'rust-lang/crates-io-auth-action@v1'",
        );
        assert_eq!(publishes(&crates), [Ecosystem::CratesIo]);
    }

    #[test]
    fn a_workflow_with_a_token_or_without_the_right_is_not() {
        let token = format!("{PYPI}        with:\n          password: ${{{{ secrets.PYPI }}}}\n");
        assert_eq!(publishes(&token), []);
        let rehearsal = format!(
            "{PYPI}        with:\n          repository-url: https://test.registry.example/legacy/\n"
        );
        assert_eq!(publishes(&rehearsal), []);
        assert_eq!(
            publishes(&PYPI.replace("id-token: write", "contents: write")),
            []
        );
        assert_eq!(
            publishes(&PYPI.replace("id-token: write", "# id-token: write")),
            []
        );
        assert_eq!(publishes(&PYPI.replace("uses: pypa", "# uses: pypa")), []);
        let reused = PYPI.replace(
            "uses: pypa/gh-action-pypi-publish@release/v1",
            "uses: octopus/shared/.github/workflows/publish.yml@main",
        );
        assert_eq!(publishes(&reused), []);
        assert_eq!(publishes(""), []);
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "(?s).{0,200}") {
            let _ = publishes(&format!("{text}\nid-token: write\n{text}"));
        }
    }
}
