//! Rust: Cargo.toml, with what it inherits from its workspace.

use super::{Manifest, ManifestError};
use model::Ecosystem;
use toml::{Table, Value};

pub(super) fn cargo(text: &str, root: Option<&str>) -> Result<Manifest, ManifestError> {
    let file: Table = text.parse().map_err(|_| ManifestError::Malformed)?;
    let workspace: Option<Table> = root.and_then(|root| root.parse().ok());
    let package = file.get("package").ok_or(ManifestError::NoName)?;
    let published = package
        .get("publish")
        .map(|publish| inherited(&workspace, "publish", publish));
    let nowhere = |value: &Value| {
        value.as_bool() == Some(false) || value.as_array().is_some_and(Vec::is_empty)
    };
    if published.flatten().is_some_and(nowhere) {
        return Err(ManifestError::Unpublished);
    }
    let field = |key: &str| inherited(&workspace, key, package.get(key)?);
    let name = package.get("name").and_then(Value::as_str);
    let mut manifest = Manifest::new(Ecosystem::CratesIo, name.unwrap_or_default())?
        .version(field("version").and_then(Value::as_str));
    for key in ["repository", "homepage"] {
        if let Some(url) = field(key).and_then(Value::as_str) {
            manifest.url(url);
        }
    }
    let authors = field("authors").and_then(Value::as_array);
    for author in authors.into_iter().flatten().filter_map(Value::as_str) {
        manifest.owner(author);
    }
    Ok(manifest)
}

/// The value itself, or that of the workspace for `key.workspace = true`.
fn inherited<'v>(workspace: &'v Option<Table>, key: &str, value: &'v Value) -> Option<&'v Value> {
    match value.get("workspace").and_then(Value::as_bool) {
        Some(true) => workspace
            .as_ref()?
            .get("workspace")?
            .get("package")?
            .get(key),
        _ => Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_inherits_from_its_workspace() {
        let member = "[package]\nname = \"member\"\nversion.workspace = true\n\
                      repository.workspace = true\nauthors = [\"A Person <a@example.org>\"]";
        let root =
            "[workspace.package]\nversion = \"2.0.0\"\nrepository = \"https://github.com/a/b\"";
        let manifest = cargo(member, Some(root)).expect("a manifest");
        assert_eq!(manifest.version.as_deref(), Some("2.0.0"));
        assert_eq!(manifest.urls, ["https://github.com/a/b"]);
        assert_eq!(manifest.owners, ["A Person"]);
        assert_eq!(cargo(member, None).expect("a manifest").version, None);
        assert_eq!(cargo(root, None), Err(ManifestError::NoName));
    }

    #[test]
    fn what_the_workspace_keeps_to_itself_is_not_published() {
        let member = "[package]\nname = \"member\"\npublish.workspace = true";
        let root = "[workspace.package]\npublish = false";
        assert_eq!(cargo(member, Some(root)), Err(ManifestError::Unpublished));
    }
}
