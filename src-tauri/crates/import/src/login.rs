//! Items of password managers: one login with any number of one-time codes, and texts and files
//! beside it in which recovery codes may stand. A password is never among them.

use crate::entry::{About, Collector, Entry, Names};
use crate::otpauth::key;
use crate::text;
use model::OtpType;
use secret::SecretText;

/// A one-time code as an item has it.
pub(crate) enum Totp {
    /// A URI, or a secret alone.
    Text(SecretText),
    /// In parts.
    Parts(Box<Entry>),
}

/// A file in an item.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) bytes: secret::SecretBytes,
}

/// What one item holds that concerns us.
#[derive(Default)]
pub(crate) struct Login {
    pub(crate) names: Names,
    pub(crate) totps: Vec<Totp>,
    /// Fields of the user's own: the name, a line break, the value.
    pub(crate) fields: Vec<SecretText>,
    pub(crate) files: Vec<File>,
    pub(crate) about: About,
}

/// A field whose value may hold recovery codes.
pub(crate) fn field(name: &str, value: &str) -> SecretText {
    SecretText::new(format!("{name}:\n{value}"))
}

impl Login {
    /// Takes its credentials, and offers the recovery codes beside them.
    pub(crate) fn add(self, collector: &mut Collector<'_>) {
        let Self {
            names,
            totps,
            fields,
            files,
            mut about,
        } = self;
        let totps = totps.into_iter().filter(|totp| !totp.is_empty());
        let totps: Vec<Totp> = totps.collect();
        let before = collector.report.candidates.len();
        if totps.is_empty() {
            collector.without_otp(&names, about.note.as_ref(), about.site.as_deref());
        }
        let site = about.site.clone();
        for totp in totps {
            let first = collector.report.candidates.len();
            totp.add(collector, &names, about.next());
            collector.drop_repeated(before, first);
        }
        let candidates = &collector.report.candidates;
        let taken = candidates.get(before).map(|one| one.entry);
        let site = site.as_deref();
        for field in fields {
            collector.offer(&names, taken, site, field.expose());
        }
        for file in files {
            collector.files += 1;
            if let Some(found) = text::decode(file.bytes.expose()) {
                collector.offer_file(&names, taken, site, &file.name, found.as_str());
            }
        }
    }
}

impl Totp {
    pub(crate) fn parts(entry: Entry) -> Self {
        Self::Parts(Box::new(entry))
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.expose().trim().is_empty())
    }

    fn add(self, collector: &mut Collector<'_>, names: &Names, about: About) {
        match self {
            Self::Text(text) if text.expose().contains("://") => {
                collector.take_uri(text.expose().trim(), names, about);
            }
            Self::Text(text) => {
                let entry = Entry::new(OtpType::Totp, names.clone(), key::base32(text.expose()));
                collector.take(Entry { about, ..entry });
            }
            Self::Parts(entry) => collector.take(Entry { about, ..*entry }),
        }
    }
}
