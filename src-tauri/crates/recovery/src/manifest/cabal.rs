//! Haskell: .cabal files. Fields are `name: value`, in any case, with indented continuations.

use super::{Manifest, ManifestError};
use model::Ecosystem;

pub(super) fn cabal(text: &str) -> Result<Manifest, ManifestError> {
    let fields: Vec<(String, &str)> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            // A field of a section is indented; only that of a source repository is wanted.
            let section = name.starts_with(char::is_whitespace);
            let name = name.trim().to_lowercase();
            (!section || name == "location").then_some((name, value.trim()))
        })
        .collect();
    let all = |name: &'static str| {
        let found = fields.iter().filter(move |(field, _)| field == name);
        found.map(|(_, value)| *value)
    };
    let mut manifest = Manifest::new(Ecosystem::Hackage, all("name").next().unwrap_or_default())?
        .version(all("version").next());
    for name in ["location", "homepage", "bug-reports"] {
        all(name).for_each(|url| manifest.url(url));
    }
    for name in ["author", "maintainer"] {
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
    fn a_cabal_file_names_its_source() {
        let text = "cabal-version: 2.2\nname:    reef\nVersion: 0.3\n-- name: decoy\n\
                    author: A Person\nmaintainer: a@example.org\n\n\
                    source-repository head\n  type: git\n  location: https://github.com/octopus/reef\n\n\
                    library\n  build-depends: base\n  name: decoy\n";
        let manifest = cabal(text).expect("a manifest");
        assert_eq!(manifest.name, "reef");
        assert_eq!(manifest.version.as_deref(), Some("0.3"));
        assert_eq!(manifest.urls, ["https://github.com/octopus/reef"]);
        assert_eq!(manifest.owners, ["A Person"]);
    }
}
