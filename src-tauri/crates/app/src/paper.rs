//! The paper key as it comes back from paper: a key sheet, or shares of one.

use crate::{AppError, Code};
use secret::{SecretBytes, SecretText};
use sheet::Limits;
use sheet::key::{KeyError, ReadKey};
use sheet::read::{ReadError, Scan};
use sheet::share::{self, CombineError, PaperKeyBytes, ParseError, Read, SetId, Share};
use std::collections::BTreeMap;

/// Reads a picture, a PDF, or text that was typed or that a QR reader gave.
pub(crate) fn scan(bytes: &SecretBytes, watch: &picture::Watch<'_>) -> Result<Scan, ReadError> {
    if picture::is_picture(bytes.expose()).is_some() {
        sheet::read::scan_watched(bytes.expose(), &Limits::default(), watch)
    } else {
        Ok(sheet::read::typed(&String::from_utf8_lossy(bytes.expose())))
    }
}

/// What a paper key came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A key sheet.
    Key,
    /// Shares of this set.
    Shares(SetId),
}

/// Keys and shares that were read, with what was mended in them.
#[derive(Debug, Default)]
pub(crate) struct FromPaper {
    keys: Vec<PaperKeyBytes>,
    sets: BTreeMap<SetId, Vec<Share>>,
    /// What was mended, and what could not be, in sentences.
    says: Vec<String>,
    damaged: Vec<String>,
}

impl FromPaper {
    pub(crate) fn take(&mut self, scan: &Scan) {
        for read in &scan.keys {
            self.take_key(read);
        }
        for read in &scan.shares {
            self.take_share(read);
        }
        let keys = scan.bad_keys.iter().map(sentence_of_key);
        let shares = scan.bad_shares.iter().map(sentence_of_share);
        for sentence in keys.chain(shares) {
            if !self.damaged.contains(&sentence) {
                self.damaged.push(sentence);
            }
        }
    }

    fn take_key(&mut self, read: &ReadKey) {
        if let Some(place) = read.corrected {
            self.say(format!(
                "Character {place} of the paper key was wrong and is mended; compare it with the sheet."
            ));
        }
        if !self.keys.contains(&read.key) {
            self.keys.push(read.key.clone());
        }
    }

    fn take_share(&mut self, read: &Read) {
        let share = &read.share;
        if !read.corrected.is_empty() {
            let places: Vec<String> = read.corrected.iter().map(ToString::to_string).collect();
            let (characters, were) = match places.len() {
                1 => ("character", "was"),
                _ => ("characters", "were"),
            };
            self.say(format!(
                "Share {} of set {}: {characters} {} {were} wrong and mended; compare with the sheet.",
                share.index(),
                share.set(),
                places.join(", ")
            ));
        }
        let set = self.sets.entry(share.set()).or_default();
        if !set.contains(share) {
            set.push(share.clone());
        }
    }

    fn say(&mut self, sentence: String) {
        if !self.says.contains(&sentence) {
            self.says.push(sentence);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.sets.is_empty()
    }

    /// What was mended.
    pub(crate) fn says(&self) -> &[String] {
        &self.says
    }

    /// What was begun like a key or a share and is none.
    pub(crate) fn damaged(&self) -> &[String] {
        &self.damaged
    }

    pub(crate) fn keys(&self) -> &[PaperKeyBytes] {
        &self.keys
    }

    pub(crate) fn sets(&self) -> &BTreeMap<SetId, Vec<Share>> {
        &self.sets
    }

    /// Every identity (`AGE-SECRET-KEY-1…`) that was read or comes out of shares.
    pub(crate) fn identities(&self) -> Vec<(Origin, SecretText)> {
        let keys = self.keys.iter().map(|key| (Origin::Key, key.identity()));
        let combined = self.sets.iter().filter_map(|(set, shares)| {
            let key = share::combine(shares).ok()?;
            Some((Origin::Shares(*set), key.identity()))
        });
        keys.chain(combined).collect()
    }

    /// Why what was read gives no identity.
    pub(crate) fn refusal(&self) -> AppError {
        let mut shares = self.sets.values();
        let error = match (shares.next(), shares.next()) {
            (Some(only), None) => share::combine(only).err().map(AppError::from),
            (Some(_), Some(_)) => Some(self.mixed()),
            (None, _) => None,
        };
        let mut error = error.unwrap_or_else(|| {
            AppError::new(
                Code::NotEnoughParts,
                "No paper key was read.",
                "Nothing was restored.",
                "Scan or type the key sheet, or as many shares as they say.",
            )
        });
        for sentence in &self.damaged {
            error.message.push(' ');
            error.message.push_str(sentence);
        }
        error
    }

    fn mixed(&self) -> AppError {
        let sets: Vec<String> = self
            .sets
            .iter()
            .map(|(set, shares)| {
                let needed = shares.first().map_or(0, Share::needed);
                format!("{} of the {needed} that set {set} needs", shares.len())
            })
            .collect();
        AppError::new(
            Code::NotEnoughParts,
            format!(
                "These shares are of different sets, and different sets do not go together: {}.",
                sets.join(", ")
            ),
            "Nothing was restored.",
            "Find further shares of one of these sets; the set stands on every share sheet.",
        )
    }
}

fn sentence_of_key(error: &KeyError) -> String {
    crate::error::sentence(error)
}

fn sentence_of_share(error: &ParseError) -> String {
    crate::error::sentence(error)
}

impl From<CombineError> for AppError {
    fn from(error: CombineError) -> Self {
        let (code, next) = match error {
            CombineError::None
            | CombineError::TooFew { .. }
            | CombineError::Twice { .. }
            | CombineError::DifferentSets { .. } => (
                Code::NotEnoughParts,
                "Add another share of the same set; the set stands on every share sheet.",
            ),
            _ => (
                Code::Damaged,
                "Leave one of them out, or compare each with its sheet.",
            ),
        };
        Self::new(
            code,
            crate::error::sentence(&error),
            "Nothing was restored.",
            next,
        )
    }
}
