//! Facts that prove that an account is the user's own, and that say how well a way back is
//! prepared. All of it was listed to the user and chosen before it came here.

use crate::{AccountId, EvidenceId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A project that the account publishes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Project {
    /// The name at the registry.
    pub name: String,
    /// Public source repositories that its newest release names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repositories: Vec<String>,
}

/// Where packages of one language are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ecosystem {
    /// Python: PyPI.
    Pypi,
    /// JavaScript: npm.
    Npm,
    /// Rust: the registry of crates.
    CratesIo,
    /// Ruby: RubyGems.
    Rubygems,
    /// PHP: Packagist.
    Packagist,
    /// Elixir and Erlang: Hex.
    Hex,
    /// Java: Maven Central.
    MavenCentral,
    /// .NET: NuGet.
    Nuget,
    /// Haskell: Hackage.
    Hackage,
}

impl Ecosystem {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Pypi,
        Self::Npm,
        Self::CratesIo,
        Self::Rubygems,
        Self::Packagist,
        Self::Hex,
        Self::MavenCentral,
        Self::Nuget,
        Self::Hackage,
    ];

    /// The name in JSON, which is also the id of the provider.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pypi => "pypi",
            Self::Npm => "npm",
            Self::CratesIo => "crates-io",
            Self::Rubygems => "rubygems",
            Self::Packagist => "packagist",
            Self::Hex => "hex",
            Self::MavenCentral => "maven-central",
            Self::Nuget => "nuget",
            Self::Hackage => "hackage",
        }
    }
}

impl fmt::Display for Ecosystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One piece of evidence in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
    /// The account that it speaks for, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// When it was collected or told.
    pub collected: Timestamp,
    /// What it is.
    pub about: About,
}

/// What a piece of evidence is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A project, read from a local repository.
    Project(ProjectEvidence),
    /// The account itself, as its owner told it.
    Account(AccountFacts),
}

/// What a local repository says about a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectEvidence {
    /// Where it is published.
    pub ecosystem: Ecosystem,
    /// The name at the registry.
    pub name: String,
    /// The version that the manifest names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The addresses that the manifest names, without anything before an `@`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// The newest release, where a tag says which one it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<Release>,
    /// The remotes of the repository.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remotes: Vec<Remote>,
    /// Tags, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// The user's own commits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commits: Option<Commits>,
    /// Fingerprints of keys that signed tags or commits, and of the user's own keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<KeyPrint>,
    /// Other people that the manifest names, without their addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<String>,
    /// Workflows that publish without the account: trusted publishing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub publishers: Vec<String>,
}

/// A release, as the manifest at its tag describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The tag's name.
    pub tag: String,
    /// The addresses that it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
}

/// A remote of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remote {
    /// Its name ("origin").
    pub name: String,
    /// Its address, without anything that signs in.
    pub url: String,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// When it was made, as it says itself.
    pub at: Timestamp,
}

/// The user's own commits in a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commits {
    /// How many there are.
    pub own: u64,
    /// How many there are of everybody.
    pub all: u64,
    /// The first of the user's own.
    pub first: Timestamp,
    /// The last of the user's own.
    pub last: Timestamp,
}

/// The fingerprint of a public key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KeyPrint {
    /// What kind of key.
    pub kind: KeyKind,
    /// OpenPGP: upper-case hexadecimal. SSH: `SHA256:` and base64, as `ssh-keygen -l` shows it.
    pub fingerprint: String,
}

/// Kinds of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// OpenPGP.
    Openpgp,
    /// SSH.
    Ssh,
}

/// What the owner tells about an account. For letters that only the service reads, and for the
/// readiness list; nothing of it ever goes into a public text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccountFacts {
    /// The addresses on the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<MailAddress>,
    /// Addresses that were on it earlier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_addresses: Vec<String>,
    /// Organisations that it belongs to at the service.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<String>,
    /// The month in which it was registered, as `2019-04`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered: Option<String>,
    /// Whether every project of it has a second owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_owner: Option<bool>,
    /// Whether two-factor authentication was ever set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two_factor: Option<bool>,
}

/// An address on an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailAddress {
    /// The address.
    pub address: String,
    /// Whether it is the primary one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub primary: bool,
    /// Whether the service says that it is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// The day on which its domain runs out, where it is the user's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain_expires: Option<Date>,
    /// Who gives the mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeper: Option<MailKeeper>,
    /// The mailbox's own account in the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<AccountId>,
}

impl MailAddress {
    /// The part behind the `@`, in lower case; empty where there is none.
    #[must_use]
    pub fn domain(&self) -> String {
        self.address
            .rsplit_once('@')
            .map(|(_, domain)| domain.trim_end_matches('.').to_lowercase())
            .unwrap_or_default()
    }

    /// Whether the domain is called like those of universities: `.edu`, `.ac.uk`, `uni-…`.
    #[must_use]
    pub fn looks_academic(&self) -> bool {
        let domain = self.domain();
        let labels: Vec<&str> = domain.split('.').collect();
        let end = matches!(labels.as_slice(), [.., "edu"])
            || matches!(labels.as_slice(), [.., "edu" | "ac", land] if land.len() == 2);
        let named = labels.iter().any(|label| {
            label.starts_with("uni-") || label.starts_with("univ-") || label.contains("university")
        });
        end || named
    }
}

/// Who gives a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKeeper {
    /// The user's own domain.
    Own,
    /// A mail provider.
    Provider,
    /// An employer: the mailbox ends with the job.
    Employer,
    /// A university: the mailbox ends with the contract or the studies.
    University,
}

impl MailKeeper {
    /// Whether somebody else can close the mailbox.
    #[must_use]
    pub fn is_lent(self) -> bool {
        matches!(self, Self::Employer | Self::University)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_json_are_the_providers_ids() {
        for ecosystem in Ecosystem::ALL {
            let json = serde_json::to_value(ecosystem).expect("JSON");
            assert_eq!(json, ecosystem.name());
        }
    }

    #[test]
    fn the_domain_of_an_address_has_no_case_and_no_last_dot() {
        let address = |text: &str| MailAddress {
            address: text.to_owned(),
            primary: false,
            verified: None,
            domain_expires: None,
            keeper: None,
            mailbox: None,
        };
        assert_eq!(address("a@Example.ORG.").domain(), "example.org");
        assert_eq!(address("nobody").domain(), "");
    }

    #[test]
    fn a_university_is_known_by_its_domain() {
        let academic = |text: &str| {
            let address = MailAddress {
                address: text.to_owned(),
                primary: false,
                verified: None,
                domain_expires: None,
                keeper: None,
                mailbox: None,
            };
            address.looks_academic()
        };
        for yes in [
            "a@example.edu",
            "a@cs.example.ac.uk",
            "a@example.edu.au",
            "a@uni-example.de",
        ] {
            assert!(academic(yes), "{yes}");
        }
        for no in [
            "a@example.org",
            "a@education.example",
            "a@ac.example.org",
            "a@example.ac.org",
        ] {
            assert!(!academic(no), "{no}");
        }
    }
}
