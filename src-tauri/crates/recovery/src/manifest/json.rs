//! JavaScript's package.json and PHP's composer.json.

use super::{Manifest, ManifestError};
use model::Ecosystem;
use serde_json::Value;

fn parse(text: &str) -> Result<Value, ManifestError> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| ManifestError::Malformed)
}

/// A text, or the text of a field of an object.
fn text<'v>(value: Option<&'v Value>, field: &str) -> Option<&'v str> {
    let value = value?;
    value.as_str().or_else(|| value.get(field)?.as_str())
}

pub(super) fn package(content: &str) -> Result<Manifest, ManifestError> {
    let file = parse(content)?;
    if file.get("private").and_then(Value::as_bool) == Some(true) {
        return Err(ManifestError::Unpublished);
    }
    let mut manifest = Manifest::new(
        Ecosystem::Npm,
        text(file.get("name"), "").unwrap_or_default(),
    )?
    .version(text(file.get("version"), ""));
    if let Some(repository) = text(file.get("repository"), "url") {
        // npm reads a bare "owner/name" as a repository at GitHub.
        let bare = !repository.contains(':') && repository.matches('/').count() == 1;
        if bare {
            manifest.url(&format!("github:{repository}"));
        } else {
            manifest.url(repository);
        }
    }
    for url in [
        text(file.get("homepage"), ""),
        text(file.get("bugs"), "url"),
    ] {
        manifest.url(url.unwrap_or_default());
    }
    manifest.owner(text(file.get("author"), "name").unwrap_or_default());
    people(&mut manifest, &file, &["maintainers", "contributors"]);
    Ok(manifest)
}

pub(super) fn composer(content: &str) -> Result<Manifest, ManifestError> {
    let file = parse(content)?;
    let name = text(file.get("name"), "").unwrap_or_default();
    let mut manifest =
        Manifest::new(Ecosystem::Packagist, name)?.version(text(file.get("version"), ""));
    let support = |field: &str| file.get("support")?.get(field)?.as_str();
    for url in [
        text(file.get("homepage"), ""),
        support("source"),
        support("issues"),
    ] {
        manifest.url(url.unwrap_or_default());
    }
    people(&mut manifest, &file, &["authors"]);
    Ok(manifest)
}

fn people(manifest: &mut Manifest, file: &Value, fields: &[&str]) {
    let lists = fields
        .iter()
        .filter_map(|field| file.get(field)?.as_array());
    for person in lists.flatten() {
        manifest.owner(text(Some(person), "name").unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_json_names_its_repository_in_every_way() {
        for repository in [
            r#""octopus/reef""#,
            r#""github:octopus/reef""#,
            r#"{"type":"git","url":"git+https://github.com/octopus/reef.git"}"#,
        ] {
            let file = format!(
                r#"{{"name":"@octopus/reef","version":"1.0.0","repository":{repository},
                "author":"A Person <a@example.org> (https://example.org)",
                "maintainers":[{{"name":"Another"}}],"bugs":{{"email":"x@example.org"}}}}"#
            );
            let manifest = package(&file).expect("a manifest");
            let repository = crate::repository::Repository::of(&manifest.urls[0]);
            assert_eq!(
                repository.expect("one").web(),
                "https://github.com/octopus/reef"
            );
            assert_eq!(manifest.owners, ["A Person", "Another"]);
        }
    }

    #[test]
    fn a_composer_json_names_its_source() {
        let file = r#"{"name":"octopus/reef","authors":[{"name":"A Person","email":"a@example.org"}],
            "support":{"source":"https://gitlab.com/octopus/reef"}}"#;
        let manifest = composer(file).expect("a manifest");
        assert_eq!(manifest.urls, ["https://gitlab.com/octopus/reef"]);
        assert_eq!(manifest.owners, ["A Person"]);
    }
}
