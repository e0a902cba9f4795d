//! Java's pom.xml and .NET's project files. No entity is expanded and nothing is fetched.

use super::{Manifest, ManifestError};
use model::Ecosystem;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The deepest element that is looked at.
const DEEPEST: usize = 60;

/// Every text with the path of element names that leads to it, such as `project/scm/url`.
fn texts(xml: &str) -> Result<Vec<(String, String)>, ManifestError> {
    let mut reader = Reader::from_str(xml);
    let (mut path, mut found) = (Vec::<String>::new(), Vec::<(String, String)>::new());
    loop {
        match reader.read_event().map_err(|_| ManifestError::Malformed)? {
            Event::Start(element) => {
                if path.len() >= DEEPEST {
                    return Err(ManifestError::Malformed);
                }
                path.push(element.local_name().as_ref().to_owned());
                found.push((path.join("/"), String::new()));
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Text(text) => {
                let here = path.join("/");
                if let Some((place, value)) = found.last_mut()
                    && *place == here
                {
                    value.push_str(text.trim());
                }
            }
            Event::Eof if path.is_empty() && !found.is_empty() => return Ok(found),
            Event::Eof => return Err(ManifestError::Malformed),
            _ => {}
        }
    }
}

fn all<'t>(texts: &'t [(String, String)], path: &'t str) -> impl Iterator<Item = &'t str> {
    let found = texts.iter().filter(move |(place, _)| place == path);
    // ${…} and $(…) stand for what a build puts in.
    found
        .map(|(_, text)| text.as_str())
        .filter(|text| !text.is_empty() && !text.contains("${") && !text.contains("$("))
}

pub(super) fn pom(xml: &str) -> Result<Manifest, ManifestError> {
    let texts = texts(xml)?;
    let one = |path: &'static str| all(&texts, path).next();
    let artifact = one("project/artifactId").ok_or(ManifestError::NoName)?;
    let group = one("project/groupId").or_else(|| one("project/parent/groupId"));
    let group = group.ok_or(ManifestError::NoName)?;
    let version = one("project/version").or_else(|| one("project/parent/version"));
    let mut manifest =
        Manifest::new(Ecosystem::MavenCentral, &format!("{group}:{artifact}"))?.version(version);
    for path in ["project/scm/url", "project/scm/connection", "project/url"] {
        all(&texts, path).for_each(|url| manifest.url(url));
    }
    all(&texts, "project/developers/developer/name").for_each(|person| manifest.owner(person));
    Ok(manifest)
}

pub(super) fn csproj(xml: &str, stem: &str) -> Result<Manifest, ManifestError> {
    let texts = texts(xml)?;
    let one = |name: &str| {
        let path = format!("Project/PropertyGroup/{name}");
        let found = texts.iter().find(|(place, _)| *place == path);
        found
            .map(|(_, text)| text.as_str())
            .filter(|text| !text.contains("$("))
    };
    if one("IsPackable").is_some_and(|said| said.eq_ignore_ascii_case("false")) {
        return Err(ManifestError::Unpublished);
    }
    let name = one("PackageId")
        .or_else(|| one("AssemblyName"))
        .unwrap_or(stem);
    let version = one("Version").or_else(|| one("VersionPrefix"));
    let mut manifest = Manifest::new(Ecosystem::Nuget, name)?.version(version);
    for name in ["RepositoryUrl", "PackageProjectUrl"] {
        manifest.url(one(name).unwrap_or_default());
    }
    for person in one("Authors").unwrap_or_default().split([';', ',']) {
        manifest.owner(person);
    }
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pom_takes_the_group_of_its_parent() {
        let xml = r#"<?xml version="1.0"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>7</version></parent>
              <artifactId>reef</artifactId>
              <url>https://reef.example.org</url>
              <scm><connection>scm:git:https://github.com/octopus/reef.git</connection></scm>
              <developers><developer><name>A Person</name><email>a@example.org</email></developer></developers>
              <dependencies><dependency><groupId>decoy</groupId><artifactId>decoy</artifactId></dependency></dependencies>
            </project>"#;
        let manifest = pom(xml).expect("a manifest");
        assert_eq!(manifest.name, "org.example:reef");
        assert_eq!(manifest.version.as_deref(), Some("7"));
        assert_eq!(manifest.owners, ["A Person"]);
        assert_eq!(manifest.urls.len(), 2);
    }

    #[test]
    fn entities_are_not_expanded() {
        let xml = r#"<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>
            <project><groupId>a</groupId><artifactId>b&x;</artifactId></project>"#;
        match pom(xml) {
            Ok(manifest) => assert!(!manifest.name.contains("root"), "{}", manifest.name),
            Err(error) => assert_eq!(error, ManifestError::Malformed),
        }
    }

    #[test]
    fn a_project_file_is_named_by_its_file_where_it_names_nothing() {
        let xml = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><Version>2.1</Version>\
                   <Authors>A Person;Another</Authors>\
                   <RepositoryUrl>https://github.com/octopus/reef</RepositoryUrl></PropertyGroup></Project>";
        let manifest = csproj(xml, "Octopus.Reef").expect("a manifest");
        assert_eq!(manifest.name, "Octopus.Reef");
        assert_eq!(manifest.owners, ["A Person", "Another"]);
    }
}
