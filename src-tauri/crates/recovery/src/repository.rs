//! Addresses of source repositories: one form for all their spellings, and none that signs in.

use std::fmt;

/// Hosts on which a repository is exactly `owner/name`.
const TWO_PARTS: [&str; 5] = [
    "github.com",
    "codeberg.org",
    "bitbucket.org",
    "git.sr.ht",
    "gitee.com",
];

/// Hosts that keep public source repositories, besides those above and names such as `gitlab.…`.
const FORGES: [&str; 6] = [
    "gitlab.com",
    "sr.ht",
    "salsa.debian.org",
    "git.savannah.gnu.org",
    "pagure.io",
    "invent.kde.org",
];

/// First labels of the names that self-hosted forges go by.
const FORGE_LABELS: [&str; 6] = ["gitlab", "git", "gitea", "forgejo", "code", "forge"];

/// First parts of paths that lead to no repository.
const NO_OWNERS: [&str; 9] = [
    "about",
    "apps",
    "features",
    "marketplace",
    "notifications",
    "orgs",
    "settings",
    "sponsors",
    "topics",
];

/// Parts of a path below a repository.
const BELOW: [&str; 10] = [
    "-",
    "blob",
    "commits",
    "issues",
    "merge_requests",
    "pulls",
    "releases",
    "src",
    "tree",
    "wiki",
];

/// A repository at a host: two spellings of one address are equal.
#[derive(Debug, Clone)]
pub struct Repository {
    host: String,
    path: String,
}

impl Repository {
    /// The repository that an address leads to: a web address, one of git's, or a short form of
    /// package.json (`github:owner/name`). None for what is no repository.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let text = address.trim();
        let text = ["scm:git:", "scm:", "git+"]
            .iter()
            .fold(text, |text, prefix| {
                text.strip_prefix(prefix).unwrap_or(text)
            });
        if let Some(short) = short(text) {
            return Some(short);
        }
        let (authority, path) = match text.split_once("://") {
            Some((scheme, rest)) => {
                let known = ["https", "http", "ssh", "git"];
                known.iter().find(|one| scheme.eq_ignore_ascii_case(one))?;
                rest.split_once('/')?
            }
            // git@host:owner/name
            None => text.split_once(':').filter(|(host, path)| {
                host.contains('@') && !host.contains('/') && !path.starts_with('/')
            })?,
        };
        let host = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        let host = host.split(':').next().unwrap_or_default();
        Self::at(host, path)
    }

    fn at(host: &str, path: &str) -> Option<Self> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        if let Some(below) = parts.iter().skip(2).position(|part| BELOW.contains(part)) {
            parts.truncate(below + 2);
        }
        if TWO_PARTS.contains(&host.as_str()) {
            parts.truncate(2);
        }
        let plain = |part: &&str| {
            part.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~+".contains(&byte))
        };
        let owned = parts
            .first()
            .is_some_and(|first| !NO_OWNERS.contains(first));
        if host.is_empty() || parts.len() < 2 || !owned || !parts.iter().all(plain) {
            return None;
        }
        let path = parts.join("/");
        let path = path.strip_suffix(".git").unwrap_or(&path).to_owned();
        Some(Self { host, path })
    }

    /// The address that a browser opens.
    #[must_use]
    pub fn web(&self) -> String {
        format!("https://{}/{}", self.host, self.path)
    }

    /// The last part of its path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether everybody can reach the host.
    #[must_use]
    pub fn is_public(&self) -> bool {
        let inside = [".local", ".internal", ".lan", ".localhost", ".home.arpa"];
        let number = self
            .host
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        self.host.contains('.')
            && !number
            && !self.host.starts_with('[')
            && !inside.iter().any(|end| self.host.ends_with(end))
    }

    /// Whether the host is known to keep source repositories, or is called like one that does.
    #[must_use]
    pub fn is_at_forge(&self) -> bool {
        let host = self.host.as_str();
        let label = host.split('.').next().unwrap_or_default();
        TWO_PARTS.contains(&host) || FORGES.contains(&host) || FORGE_LABELS.contains(&label)
    }

    /// The same, in the one spelling that counts.
    fn key(&self) -> (String, String) {
        (self.host.clone(), self.path.to_ascii_lowercase())
    }
}

impl PartialEq for Repository {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Repository {}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.web())
    }
}

fn short(text: &str) -> Option<Repository> {
    let (service, path) = text.split_once(':')?;
    let host = match service {
        "github" => "github.com",
        "gitlab" => "gitlab.com",
        "bitbucket" => "bitbucket.org",
        _ => return None,
    };
    Repository::at(host, path).filter(|_| !path.starts_with("//"))
}

/// An address without anything that signs in: what stands before the `@` (but for the user of an
/// SSH address), the query and the fragment.
#[must_use]
pub fn without_credentials(address: &str) -> String {
    let address = address.trim();
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = match rest.split_once('/') {
        Some((authority, path)) => (authority, Some(path)),
        None => (rest, None),
    };
    let host = match authority.rsplit_once('@') {
        Some((user, host)) if scheme.ends_with("ssh") && !user.contains(':') => {
            format!("{user}@{host}")
        }
        Some((_, host)) => host.to_owned(),
        None => authority.to_owned(),
    };
    match path {
        Some(path) => format!("{scheme}://{host}/{path}"),
        None => format!("{scheme}://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_spelling_is_the_same_repository() {
        for spelling in [
            "https://github.com/Octopus/Reef",
            "http://www.github.com/octopus/reef/",
            "https://github.com/octopus/reef.git",
            "git+https://github.com/octopus/reef.git#readme",
            "git://github.com/octopus/reef.git",
            "git@github.com:octopus/reef.git",
            "ssh://git@github.com:22/octopus/reef",
            "github:octopus/reef",
            "scm:git:https://github.com/octopus/reef.git",
            "https://github.com/octopus/reef/issues",
            "https://github.com/octopus/reef/tree/main/python?tab=readme",
            "https://invented-token@github.com/octopus/reef",
        ] {
            let repository = Repository::of(spelling).expect(spelling);
            assert_eq!(
                repository.web().to_lowercase(),
                "https://github.com/octopus/reef"
            );
            assert!(repository.is_public() && repository.is_at_forge());
        }
        let group = Repository::of("https://gitlab.com/a/b/c/-/issues").expect("a subgroup");
        assert_eq!(group.web(), "https://gitlab.com/a/b/c");
    }

    #[test]
    fn what_leads_elsewhere_is_no_repository() {
        for address in [
            "",
            "https://github.com/octopus",
            "https://github.com/sponsors/octopus",
            "https://reef.readthedocs.io",
            "file:///srv/git/reef",
            "/srv/git/reef",
            "ftp://github.com/a/b",
            "https://github.com/a/$(b)",
            "C:\\git\\reef",
        ] {
            assert_eq!(Repository::of(address), None, "{address}");
        }
        let inside = Repository::of("https://git.internal/a/b").expect("a repository");
        assert!(!inside.is_public());
    }

    #[test]
    fn nothing_that_signs_in_is_left() {
        for (address, clean) in [
            (
                "https://me:word@forge.example/a/b?private_token=x",
                "https://forge.example/a/b",
            ),
            (
                "https://ghp_invented@github.com/a/b.git",
                "https://github.com/a/b.git",
            ),
            ("ssh://git@github.com/a/b", "ssh://git@github.com/a/b"),
            ("ssh://git:word@github.com/a/b", "ssh://github.com/a/b"),
            ("git@github.com:a/b", "git@github.com:a/b"),
        ] {
            assert_eq!(without_credentials(address), clean);
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in ".{0,60}") {
            let _ = Repository::of(&text);
            let clean = without_credentials(&text);
            prop_assert_eq!(without_credentials(&clean), clean);
        }

        #[test]
        fn a_web_address_comes_back(owner in "[a-z][a-z0-9-]{1,8}x", name in "[a-z][a-z0-9_-]{1,8}") {
            let repository = Repository::at("github.com", &format!("{owner}/{name}"));
            let web = repository.as_ref().map(Repository::web).unwrap_or_default();
            prop_assert_eq!(Repository::of(&web), repository);
        }
    }
}
