//! All providers that are known: the embedded files, and those of the user's own folder.

use crate::check::{self, FileProblem};
use crate::file::{CodesRule, Instance, Provider};
use jiff::civil::Date;

/// The embedded files: name and content.
static EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// After how many days facts count as old: services change their forms about once a year.
pub const STALE_AFTER_DAYS: i32 = 180;

/// The providers, by id.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    providers: Vec<Provider>,
}

/// One line of the list of providers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ProviderSummary {
    /// The id (`pypi`).
    pub id: String,
    /// The name as people write it.
    pub name: String,
    /// The instances' ids, the main one first.
    pub instances: Vec<String>,
    /// How many routes are described.
    pub routes: usize,
    /// When the facts were last compared with the live service.
    pub checked: Date,
    /// Whether that is more than [`STALE_AFTER_DAYS`] days ago.
    pub stale: bool,
}

impl Directory {
    /// The files that come with the program. The build has checked them, and that is not done
    /// again; should one not be readable all the same, it is left out.
    #[must_use]
    pub fn embedded() -> Self {
        let providers = EMBEDDED
            .iter()
            .filter_map(|(_, text)| toml::from_str(text).ok())
            .collect();
        Self { providers }
    }

    /// Takes in a file of the user's own; it replaces a provider with the same id.
    ///
    /// # Errors
    /// Everything that is wrong with the file; the directory is as before then.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), Vec<FileProblem>> {
        let provider = check::read(file, text)?;
        let others = || {
            self.providers
                .iter()
                .filter(|other| other.id != provider.id)
        };
        let named: Vec<(String, &Provider)> = others()
            .chain(std::iter::once(&provider))
            .map(|one| (format!("{}.toml", one.id), one))
            .collect();
        let problems = check::duplicates(named.iter().map(|(name, one)| (name.as_str(), *one)));
        if !problems.is_empty() {
            return Err(problems);
        }
        self.providers.retain(|other| other.id != provider.id);
        self.providers.push(provider);
        self.providers.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(())
    }

    /// The provider with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// The provider and instance that a person means: a provider's id, or an instance's id, host
    /// or name, without regard to ASCII case. The instance is `None` where it is the main one.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<(&Provider, Option<&Instance>)> {
        let same = |text: &str| !text.is_empty() && text.eq_ignore_ascii_case(word.trim());
        self.providers.iter().find_map(|provider| {
            if same(&provider.id) {
                return Some((provider, None));
            }
            provider
                .instances
                .iter()
                .position(|it| same(&it.id) || same(&it.host) || same(&it.name))
                .map(|at| (provider, provider.instances.get(at).filter(|_| at > 0)))
        })
    }

    /// All providers, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.providers.iter()
    }

    /// The rule for a provider's recovery codes.
    #[must_use]
    pub fn codes_rule(&self, provider: &str) -> Option<&CodesRule> {
        self.get(provider)?.codes.as_ref()
    }

    /// The list for the command `providers`.
    #[must_use]
    pub fn list(&self, today: Date) -> Vec<ProviderSummary> {
        self.iter()
            .map(|provider| provider.summary(today))
            .collect()
    }
}

impl Provider {
    /// Whether the facts are more than [`STALE_AFTER_DAYS`] days old.
    #[must_use]
    pub fn is_stale(&self, today: Date) -> bool {
        (today - self.checked).get_days() > STALE_AFTER_DAYS
    }

    /// The instance with this id; the main one for `None`.
    #[must_use]
    pub fn instance(&self, id: Option<&str>) -> Option<&Instance> {
        match id {
            None => self.instances.first(),
            Some(id) => self.instances.iter().find(|instance| instance.id == id),
        }
    }

    fn summary(&self, today: Date) -> ProviderSummary {
        ProviderSummary {
            id: self.id.clone(),
            name: self.name.clone(),
            instances: self.instances.iter().map(|it| it.id.clone()).collect(),
            routes: self.routes.len(),
            checked: self.checked,
            stale: self.is_stale(today),
        }
    }
}
