//! What proves that an account is the user's own, in sentences for letters that only the service
//! reads: what only its owner knows, and what the history of its projects shows.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{AccountFacts, ProjectEvidence};

/// Most projects of which the history is told.
const MOST: usize = 5;

/// The sentences; empty where nothing is known.
#[must_use]
pub fn proof(facts: Option<&AccountFacts>, projects: &[&ProjectEvidence]) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(facts) = facts {
        if let Some(month) = &facts.registered {
            sentences.push(format!("The account was registered in {month}."));
        }
        if !facts.organisations.is_empty() {
            sentences.push(format!(
                "It belongs to: {}.",
                facts.organisations.join(", ")
            ));
        }
        if !facts.former_addresses.is_empty() {
            sentences.push(format!(
                "Addresses that were on it earlier: {}.",
                facts.former_addresses.join(", ")
            ));
        }
    }
    sentences.extend(projects.iter().take(MOST).filter_map(|one| history(one)));
    sentences
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn history(project: &ProjectEvidence) -> Option<String> {
    let mut parts = Vec::new();
    if let (Some(newest), Some(oldest)) = (project.tags.first(), project.tags.last()) {
        parts.push(if newest == oldest {
            format!("tag {} of {}", newest.name, day(newest.at))
        } else {
            format!(
                "tags from {} of {} to {} of {}",
                oldest.name,
                day(oldest.at),
                newest.name,
                day(newest.at)
            )
        });
    }
    if let Some(commits) = &project.commits {
        parts.push(format!(
            "{} of {} commits are mine, the first of {}",
            commits.own,
            commits.all,
            day(commits.first)
        ));
    }
    let keys: Vec<&str> = project
        .keys
        .iter()
        .map(|key| key.fingerprint.as_str())
        .collect();
    if !keys.is_empty() {
        parts.push(format!("signed with {}", keys.join(", ")));
    }
    (!parts.is_empty()).then(|| format!("History of {}: {}.", project.name, parts.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Commits, Ecosystem, KeyKind, KeyPrint, Tag};

    #[test]
    fn what_is_known_is_told_and_nothing_else() {
        assert_eq!(proof(None, &[]), Vec::<String>::new());
        assert_eq!(
            proof(Some(&AccountFacts::default()), &[]),
            Vec::<String>::new()
        );
        let facts = AccountFacts {
            registered: Some("2019-04".into()),
            former_addresses: vec!["old@example.org".into()],
            ..AccountFacts::default()
        };
        let at = |second| Timestamp::from_second(second).expect("a moment");
        let tag = |name: &str, second| Tag {
            name: name.into(),
            at: at(second),
        };
        let project = ProjectEvidence {
            ecosystem: Ecosystem::Rubygems,
            name: "reef".into(),
            version: None,
            urls: Vec::new(),
            release: None,
            remotes: Vec::new(),
            tags: vec![tag("v2", 86_400), tag("v1", 0)],
            commits: Some(Commits {
                own: 3,
                all: 4,
                first: at(0),
                last: at(1),
            }),
            keys: vec![KeyPrint {
                kind: KeyKind::Ssh,
                fingerprint: "SHA256:invented".into(),
            }],
            owners: Vec::new(),
            publishers: Vec::new(),
        };
        assert_eq!(
            proof(Some(&facts), &[&project]),
            [
                "The account was registered in 2019-04.",
                "Addresses that were on it earlier: old@example.org.",
                "History of reef: tags from v1 of 1970-01-01 to v2 of 1970-01-02; 3 of 4 commits are \
                 mine, the first of 1970-01-01; signed with SHA256:invented.",
            ]
        );
    }
}
