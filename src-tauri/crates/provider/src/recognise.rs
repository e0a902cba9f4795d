//! Recognising a provider: from an issuer, from the name of a file, from the shape of codes.

use crate::directory::Directory;
use crate::file::{CodesRule, Instance, Provider};
use zeroize::Zeroizing;

/// Whose something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The provider's id.
    pub provider: String,
    /// The instance's id where it is not the main one: as in [`model::Account`].
    pub instance: Option<String>,
}

impl Owner {
    fn new(provider: &Provider, instance: &Instance) -> Self {
        let main = provider.instances.first().map(|first| first.id.as_str());
        Self {
            provider: provider.id.clone(),
            instance: (main != Some(instance.id.as_str())).then(|| instance.id.clone()),
        }
    }
}

/// What the name of a recovery-code file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOwner {
    /// Whose codes.
    pub owner: Owner,
    /// The username, where the name holds it.
    pub username: Option<String>,
}

impl Directory {
    fn instances(&self) -> impl Iterator<Item = (&Provider, &Instance)> {
        self.iter()
            .flat_map(|provider| provider.instances.iter().map(move |it| (provider, it)))
    }

    /// Who this issuer is: one of the listed issuers or the host name, without regard to ASCII
    /// case and surrounding space.
    #[must_use]
    pub fn by_issuer(&self, issuer: &str) -> Option<Owner> {
        let issuer = issuer.trim();
        let same = |text: &str| !text.is_empty() && text.eq_ignore_ascii_case(issuer);
        self.instances()
            .find(|(_, it)| same(&it.host) || it.issuers.iter().any(|one| same(one)))
            .map(|(provider, it)| Owner::new(provider, it))
    }

    /// Whose recovery codes a file of this name holds. Folders before the name do not matter.
    #[must_use]
    pub fn by_file_name(&self, path: &str) -> Option<FileOwner> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        self.instances().find_map(|(provider, it)| {
            let found = it.files.iter().find_map(|file| file.captures(name))?;
            Some(FileOwner {
                owner: Owner::new(provider, it),
                username: found.name("username").map(|at| at.as_str().to_owned()),
            })
        })
    }

    /// Whose recovery codes these lines are, judged by their content alone: a known header line
    /// above codes that all fit; or a full set of the right shape; or codes of a shape that no
    /// other service has. `None` where none fits or more than one does. Empty lines do not count.
    /// Content cannot tell the instances of a provider apart, so the main one stands for all.
    #[must_use]
    pub fn by_codes<'a>(&self, lines: impl IntoIterator<Item = &'a str>) -> Option<Owner> {
        let lines: Vec<&str> = lines
            .into_iter()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let mut found: Vec<(Fit, Owner)> = self
            .iter()
            .filter_map(|provider| {
                let fit = provider.codes.as_ref()?.fit(&lines)?;
                Some((fit, Owner::new(provider, provider.instances.first()?)))
            })
            .collect();
        found.sort_by_key(|(fit, _)| *fit);
        let best = found.first().map(|(fit, _)| *fit)?;
        let mut owners = found.into_iter().filter(|(fit, _)| *fit == best);
        let (_, owner) = owners.next()?;
        owners.next().is_none().then_some(owner)
    }
}

/// How well lines fit a rule, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Header,
    FullSet,
    Shape,
}

impl CodesRule {
    /// Whether this is one code of the service, with or without the characters that it ignores.
    #[must_use]
    pub fn matches(&self, code: &str) -> bool {
        // A code is a secret: the copy without the ignored characters is wiped.
        let mut bare = Zeroizing::new(String::with_capacity(code.len()));
        bare.extend(code.chars().filter(|sign| !self.ignore.contains(*sign)));
        self.pattern.is_match(&bare)
    }

    /// Whether this line is one that the service writes above its codes.
    #[must_use]
    pub fn is_header(&self, line: &str) -> bool {
        let line = line.trim();
        self.header_lines
            .iter()
            .any(|header| header.eq_ignore_ascii_case(line))
    }

    fn fit(&self, lines: &[&str]) -> Option<Fit> {
        let headers = lines.iter().take_while(|line| self.is_header(line)).count();
        let codes = lines.get(headers..).unwrap_or_default();
        let fits = !codes.is_empty() && codes.iter().all(|code| self.matches(code));
        let count = u32::try_from(codes.len()).ok();
        let within = self
            .count
            .is_none_or(|most| count.is_some_and(|count| count <= most));
        match fits {
            true if headers > 0 => Some(Fit::Header),
            true if self.common_shape => None,
            true if self.count.is_some() && self.count == count => Some(Fit::FullSet),
            true if self.unique_shape && within => Some(Fit::Shape),
            _ => None,
        }
    }
}
