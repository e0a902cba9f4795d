//! Ruby's gemspec and Elixir's mix.exs: programs, of which only literal texts are read.

use super::{Manifest, ManifestError};
use model::Ecosystem;
use regex::Regex;
use std::sync::LazyLock;

/// A pattern that is constant; one that cannot be compiled matches nothing.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// The lines without those that are comments as a whole.
fn code(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    lines.collect::<Vec<_>>().join("\n")
}

fn first<'t>(pattern: &Option<Regex>, text: &'t str) -> Option<&'t str> {
    let found = pattern.as_ref()?.captures(text)?;
    found.get(1).map(|group| group.as_str())
}

fn all<'t>(pattern: &Option<Regex>, text: &'t str) -> Vec<&'t str> {
    let found = pattern
        .iter()
        .flat_map(|pattern| pattern.captures_iter(text));
    found
        .filter_map(|one| one.get(1))
        .map(|group| group.as_str())
        .collect()
}

/// Texts in quotes.
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r#"["']([^"'\n]{1,300})["']"#));

pub(super) fn gemspec(text: &str) -> Result<Manifest, ManifestError> {
    static NAME: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern(r#"\.name\s*=\s*["']([A-Za-z0-9._-]+)["']"#));
    static VERSION: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern(r#"\.version\s*=\s*["']([^"'\n]+)["']"#));
    static HOME: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern(r#"\.homepage\s*=\s*["']([^"'\n]+)["']"#));
    static LINKS: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern(r#"_uri["']\s*(?:\]\s*=|=>)\s*["']([^"'\n]+)["']"#));
    static PEOPLE: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern(r"\.authors?\s*=\s*(\[[^\]]*\]|[^\n]*)"));
    let text = code(text);
    let mut manifest = Manifest::new(Ecosystem::Rubygems, first(&NAME, &text).unwrap_or_default())?
        .version(first(&VERSION, &text));
    for url in all(&LINKS, &text).into_iter().chain(first(&HOME, &text)) {
        manifest.url(url);
    }
    for people in all(&PEOPLE, &text) {
        for person in all(&QUOTED, people) {
            manifest.owner(person);
        }
    }
    Ok(manifest)
}

pub(super) fn mix(text: &str) -> Result<Manifest, ManifestError> {
    static APP: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"\bapp:\s*:([a-z0-9_]+)"));
    static NAME: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern(r#"\bname:\s*["']([a-z0-9_]+)["']"#));
    static VERSION: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern(r#"(?:\bversion:|@version)\s*["']([^"'\n]+)["']"#));
    static SOURCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(
            r#"(?:\b(?:source_url|homepage_url):|@(?:source_url|url|repo_url))\s*["']([^"'\n]+)["']"#,
        )
    });
    static LINKS: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern(r#"=>\s*["'](https?://[^"'\n]+)["']"#));
    static PEOPLE: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern(r"\bmaintainers:\s*\[([^\]]*)\]"));
    let text = code(text);
    // A package may have another name than its application.
    let package = text.find("defp package").and_then(|at| text.get(at..));
    let name = package.and_then(|package| first(&NAME, package));
    let name = name.or_else(|| first(&APP, &text)).unwrap_or_default();
    let mut manifest = Manifest::new(Ecosystem::Hex, name)?.version(first(&VERSION, &text));
    for url in all(&SOURCE, &text).into_iter().chain(all(&LINKS, &text)) {
        manifest.url(url);
    }
    for people in all(&PEOPLE, &text) {
        for person in all(&QUOTED, people) {
            manifest.owner(person);
        }
    }
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gemspec_is_read_and_not_run() {
        let text = r#"
            Gem::Specification.new do |spec|
              # spec.name = "decoy"
              spec.name        = "reef"
              spec.version     = Reef::VERSION
              spec.authors     = ["A Person", 'Another']
              spec.email       = ["a@example.org"]
              spec.homepage    = "https://reef.example.org"
              spec.metadata["source_code_uri"] = "https://github.com/octopus/reef"
              system("touch pwned")
            end
        "#;
        let manifest = gemspec(text).expect("a manifest");
        assert_eq!((manifest.name.as_str(), &manifest.version), ("reef", &None));
        assert_eq!(manifest.urls[0], "https://github.com/octopus/reef");
        assert_eq!(manifest.owners, ["A Person", "Another"]);
    }

    #[test]
    fn a_mix_file_may_name_the_package_apart() {
        let text = r#"
            defmodule Reef.MixProject do
              @version "1.4.0"
              def project, do: [app: :reef, version: @version, source_url: "https://github.com/octopus/reef"]
              defp package do
                [name: "reef_ex", maintainers: ["A Person"], links: %{"Changelog" => "https://reef.example/c"}]
              end
            end
        "#;
        let manifest = mix(text).expect("a manifest");
        assert_eq!(manifest.name, "reef_ex");
        assert_eq!(manifest.version.as_deref(), Some("1.4.0"));
        assert_eq!(manifest.urls.len(), 2);
        assert_eq!(manifest.owners, ["A Person"]);
    }
}
