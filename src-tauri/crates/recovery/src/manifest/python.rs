//! Python: pyproject.toml (PEP 621; Poetry's and Flit's own tables), setup.cfg of setuptools, and
//! PKG-INFO (core metadata, PEP 566).

use super::{Manifest, ManifestError};
use model::Ecosystem;
use toml::{Table, Value};

/// The classifier that PyPI refuses.
const PRIVATE: &str = "Private :: Do Not Upload";

pub(super) fn pyproject(text: &str) -> Result<Manifest, ManifestError> {
    let file: Table = text.parse().map_err(|_| ManifestError::Malformed)?;
    let tool = |name: &str| file.get("tool")?.get(name);
    let tables = [
        file.get("project"),
        tool("poetry"),
        tool("flit").and_then(|flit| flit.get("metadata")),
    ];
    let table = tables
        .into_iter()
        .flatten()
        .find(|table| name(table).is_some());
    let table = table.ok_or(ManifestError::NoName)?;
    if listed(table, "classifiers").any(|one| one.starts_with("Private ::")) {
        return Err(ManifestError::Unpublished);
    }
    let mut manifest = Manifest::new(Ecosystem::Pypi, name(table).unwrap_or_default())?
        .version(table.get("version").and_then(Value::as_str));
    for key in ["homepage", "repository", "documentation", "home-page"] {
        if let Some(url) = table.get(key).and_then(Value::as_str) {
            manifest.url(url);
        }
    }
    let urls = table.get("urls").and_then(Value::as_table);
    for url in urls
        .into_iter()
        .flat_map(Table::values)
        .filter_map(Value::as_str)
    {
        manifest.url(url);
    }
    for key in ["authors", "maintainers"] {
        for person in table
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let name = person.get("name").and_then(Value::as_str);
            if let Some(name) = name.or(person.as_str()) {
                manifest.owner(name);
            }
        }
    }
    Ok(manifest)
}

fn name(table: &Value) -> Option<&str> {
    let name = table.get("name").or_else(|| table.get("module"));
    name.and_then(Value::as_str)
}

fn listed<'t>(table: &'t Value, key: &str) -> impl Iterator<Item = &'t str> {
    let list = table.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}

pub(super) fn setup_cfg(text: &str) -> Result<Manifest, ManifestError> {
    let mut section = String::new();
    let mut pairs: Vec<(String, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with(['#', ';']) {
            continue;
        }
        if line.starts_with(char::is_whitespace) {
            if let Some((_, values)) = pairs.last_mut() {
                values.push(bare);
            }
        } else if let Some(head) = bare.strip_prefix('[') {
            section = head.trim_end_matches(']').trim().to_lowercase();
        } else if let Some((key, value)) = bare.split_once(['=', ':']) {
            let key = format!("{section}.{}", key.trim().to_lowercase().replace('-', "_"));
            pairs.push((key, vec![value.trim()]));
        }
    }
    let all = |key: &str| -> Vec<&str> {
        let found = pairs.iter().filter(|(name, _)| name == key);
        found
            .flat_map(|(_, values)| values.iter().copied())
            .collect()
    };
    let one = |key: &str| all(key).first().copied();
    if all("metadata.classifiers").contains(&PRIVATE) {
        return Err(ManifestError::Unpublished);
    }
    let dynamic = |value: &&str| !value.starts_with("attr:") && !value.starts_with("file:");
    let mut manifest = Manifest::new(Ecosystem::Pypi, one("metadata.name").unwrap_or_default())?
        .version(one("metadata.version").filter(dynamic));
    for key in ["metadata.url", "metadata.home_page"] {
        all(key).into_iter().for_each(|url| manifest.url(url));
    }
    for line in all("metadata.project_urls") {
        if let Some((_, url)) = line.split_once('=') {
            manifest.url(url);
        }
    }
    for key in ["metadata.author", "metadata.maintainer"] {
        all(key)
            .into_iter()
            .for_each(|person| manifest.owner(person));
    }
    Ok(manifest)
}

pub(super) fn pkg_info(text: &str) -> Result<Manifest, ManifestError> {
    let headers: Vec<(&str, &str)> = text
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with(char::is_whitespace))
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let all = |name: &'static str| {
        let found = headers.iter();
        found
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    };
    let mut manifest = Manifest::new(Ecosystem::Pypi, all("Name").next().unwrap_or_default())?
        .version(all("Version").next());
    all("Home-page").for_each(|url| manifest.url(url));
    for labelled in all("Project-URL") {
        if let Some((_, url)) = labelled.split_once(',') {
            manifest.url(url);
        }
    }
    for name in ["Author", "Maintainer", "Author-email", "Maintainer-email"] {
        for person in all(name).flat_map(|people| people.split(',')) {
            manifest.owner(person);
        }
    }
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pyproject_names_package_addresses_and_people() {
        let text = r#"
            [project]
            name = "sample-project"
            version = "1.2.0"
            authors = [{name = "An Author", email = "author@example.org"}, {email = "x@example.org"}]
            maintainers = [{name = "A Maintainer"}]
            [project.urls]
            Source = "https://github.com/octopus/sample-project"
            Docs = "https://sample.example.org"
        "#;
        let manifest = pyproject(text).expect("a manifest");
        assert_eq!(manifest.name, "sample-project");
        assert_eq!(manifest.version.as_deref(), Some("1.2.0"));
        assert_eq!(manifest.owners, ["An Author", "A Maintainer"]);
        assert_eq!(manifest.urls.len(), 2);
    }

    #[test]
    fn the_tables_of_poetry_and_flit_are_known() {
        let poetry = r#"
            [tool.poetry]
            name = "sample"
            version = "0.1"
            authors = ["An Author <author@example.org>"]
            repository = "https://codeberg.org/octopus/sample"
        "#;
        let manifest = pyproject(poetry).expect("a manifest");
        assert_eq!(manifest.urls, ["https://codeberg.org/octopus/sample"]);
        assert_eq!(manifest.owners, ["An Author"]);
        let flit = "[tool.flit.metadata]\nmodule='sample'\nhome-page='https://github.com/a/b'";
        assert_eq!(pyproject(flit).expect("a manifest").name, "sample");
        let settings = "[build-system]\nrequires=[]\n[tool.ruff]\nline-length=90";
        assert_eq!(pyproject(settings), Err(ManifestError::NoName));
    }

    #[test]
    fn a_setup_cfg_has_values_over_several_lines() {
        let text = "[metadata]\nname = sample\nversion = attr: sample.__version__\n\
                    project_urls =\n    Source = https://github.com/a/b\n    # a comment\n\
                    \tIssues = https://github.com/a/b/issues\nmaintainer = A Person\n\
                    [options]\nname = decoy\n";
        let manifest = setup_cfg(text).expect("a manifest");
        assert_eq!((manifest.name.as_str(), manifest.version), ("sample", None));
        assert_eq!(manifest.urls.len(), 2);
        assert_eq!(manifest.owners, ["A Person"]);
    }

    #[test]
    fn pkg_info_ends_at_the_empty_line() {
        let text = "Metadata-Version: 2.1\nName: sample\nVersion: 3\nHome-page: https://github.com/a/b\n\
                    Project-URL: Docs, https://docs.example\nAuthor-email: A Person <a@example.org>\n\
                    Keywords: x\n  continued: y\n\nName: decoy\nHome-page: https://decoy.example\n";
        let manifest = pkg_info(text).expect("a manifest");
        assert_eq!(manifest.name, "sample");
        assert_eq!(
            manifest.urls,
            ["https://github.com/a/b", "https://docs.example"]
        );
        assert_eq!(manifest.owners, ["A Person"]);
    }
}
