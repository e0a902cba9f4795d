//! Composing texts from a provider's sentences: conditions, places, repetition.

use crate::situation::{Access, Evidence, Holds, Situation};
use provider::{Condition, Each, Instance, Provider, Sentence, Start};

/// What stands where a place cannot be filled yet.
fn stand_in(place: &str) -> &'static str {
    match place {
        "username" => "<your username>",
        "issue" => "<the link to your issue>",
        "project" => "<project>",
        "repository" | "first_repository" => "<repository>",
        _ => "",
    }
}

/// The words for one situation.
#[derive(Debug)]
pub struct Wording<'a> {
    instance: Option<&'a Instance>,
    situation: &'a Situation,
    access: &'a Access,
    evidence: Evidence,
    request: bool,
}

impl<'a> Wording<'a> {
    /// The words for this situation; `request` says whether people at the service are asked.
    #[must_use]
    pub fn new(
        provider: &'a Provider,
        situation: &'a Situation,
        access: &'a Access,
        request: bool,
    ) -> Self {
        Self {
            instance: provider.instance(situation.instance.as_deref()),
            situation,
            access,
            evidence: situation.evidence(),
            request,
        }
    }

    /// Whether a condition holds.
    #[must_use]
    pub fn holds(&self, when: &Condition) -> bool {
        let lost = |fact| self.access.get(fact) == Holds::Lost;
        // Codes in the vault put a question mark behind "lost"; the user's word goes into the text.
        let said_lost = |fact| lost(fact) || self.codes_said_lost(fact);
        let projects = !self.evidence.projects.is_empty();
        let repositories = self.evidence.all_repositories().next().is_some();
        when.lost.iter().all(|fact| said_lost(*fact))
            && (when.lost_any.is_empty() || when.lost_any.iter().any(|fact| said_lost(*fact)))
            && !when.not_lost.iter().any(|fact| said_lost(*fact))
            && when
                .have
                .iter()
                .all(|fact| self.access.get(*fact) == Holds::Have)
            && (when.two_factor.is_empty() || when.two_factor.contains(&self.access.two_factor()))
            && (when.email_verified.is_empty()
                || when.email_verified.contains(&self.situation.email_verified))
            && when.projects.is_none_or(|some| some == projects)
            && when.repositories.is_none_or(|some| some == repositories)
            && when.request.is_none_or(|request| request == self.request)
            && when
                .instance
                .as_deref()
                .is_none_or(|id| self.instance.is_some_and(|instance| instance.id == id))
    }

    fn codes_said_lost(&self, fact: model::AccessFact) -> bool {
        fact == model::AccessFact::Codes
            && self.situation.lost.contains(&fact)
            && self.access.two_factor() != provider::TwoFactor::Off
    }

    /// The text of these sentences, with stand-ins such as `<your username>` for what is not
    /// known.
    #[must_use]
    pub fn compose(&self, sentences: &[Sentence]) -> String {
        let mut text = String::new();
        for sentence in sentences
            .iter()
            .filter(|sentence| self.holds(&sentence.when))
        {
            for spoken in self.repeat(sentence) {
                append(&mut text, sentence.start, &spoken);
            }
        }
        text
    }

    /// Each sentence by itself, for numbered steps.
    #[must_use]
    pub fn steps(&self, sentences: &[Sentence]) -> Vec<String> {
        sentences
            .iter()
            .filter(|sentence| self.holds(&sentence.when))
            .flat_map(|sentence| self.repeat(sentence))
            .collect()
    }

    /// A single text.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        self.fill_with(text, None, None)
    }

    /// Whether everything that the text needs is known.
    #[must_use]
    pub fn is_complete(&self, sentences: &[Sentence]) -> bool {
        self.situation.known_username().is_some()
            || !sentences
                .iter()
                .any(|sentence| sentence.text.contains("{username}"))
    }

    /// The user's own words, unless there are none.
    fn note(&self) -> Option<&str> {
        let note = self.situation.note.as_deref().map(str::trim);
        note.filter(|note| !note.is_empty())
    }

    fn repeat(&self, sentence: &Sentence) -> Vec<String> {
        let text = sentence.text.as_str();
        let projects = self.evidence.projects.iter();
        match sentence.each {
            None if text.contains("{note}") && self.note().is_none() => Vec::new(),
            None if text.contains("{proof}") && self.situation.known.proof.is_empty() => Vec::new(),
            None => vec![self.fill(text)],
            Some(Each::ProjectWithRepository) => projects
                .filter_map(|project| Some((project, project.repositories.first()?)))
                .map(|(project, first)| self.fill_with(text, Some(&project.name), Some(first)))
                .collect(),
            Some(Each::ProjectWithoutRepository) => projects
                .filter(|project| project.repositories.is_empty())
                .map(|project| self.fill_with(text, Some(&project.name), None))
                .collect(),
            Some(Each::Repository) => self
                .evidence
                .repositories
                .iter()
                .map(|repository| self.fill_with(text, None, Some(repository)))
                .collect(),
        }
    }

    /// What proves the account, for texts that only the service reads.
    fn proof(&self) -> String {
        self.situation.known.proof.join("\n")
    }

    fn fill_with(&self, text: &str, project: Option<&str>, repository: Option<&str>) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled += before;
            let Some((place, after)) = after.split_once('}') else {
                filled.push('{');
                rest = after;
                continue;
            };
            let proof = self.proof();
            let value = match place {
                "proof" => Some(proof.as_str()),
                "username" => self.situation.known_username(),
                "instance" => self.instance.map(|instance| instance.name.as_str()),
                "host" => self.instance.map(|instance| instance.host.as_str()),
                "project" => project,
                "repository" => repository,
                "first_repository" => self.evidence.all_repositories().next(),
                "note" => self.note(),
                "issue" => self.situation.issue_url.as_deref(),
                _ => None,
            };
            filled += value.unwrap_or_else(|| stand_in(place));
            rest = after;
        }
        filled + rest
    }
}

/// Adds a sentence where it begins.
pub fn append(text: &mut String, start: Start, sentence: &str) {
    if !text.is_empty() {
        text.push_str(match start {
            Start::Sentence => " ",
            Start::Line => "\n",
            Start::Paragraph => "\n\n",
        });
    }
    text.push_str(sentence);
}
