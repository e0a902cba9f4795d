//! Recovery codes as text: each set as the file that its provider offers for download looks, so
//! that whoever knows those files knows ours, and an import reads them back equal.

use super::{Export, Format, Lossy, Part};
use model::CodeState;
use provider::{CodesForm, Directory, Instance};
use secret::{AccountRecord, RecoveryCodeSet, SecretText};
use std::collections::BTreeSet;
use zeroize::Zeroizing;

/// Behind a code that is spent; no provider's file has it in another way that is known.
const USED: &str = " (used)";

/// Writes every set that no newer one replaced.
pub(super) fn export(records: &[AccountRecord], providers: &Directory) -> Export {
    let mut all = Zeroizing::new(String::new());
    let mut parts = Vec::new();
    let mut lossy = Vec::new();
    let mut names = BTreeSet::new();
    let sets = records
        .iter()
        .flat_map(|record| record.current_sets().map(move |set| (record, set)));
    for ((record, set), entry) in sets.zip(1..) {
        let shape = Shape::of(record, providers);
        all.push_str(&shape.heading(record));
        all.push('\n');
        push_codes(&mut all, set, &CodesForm::default());
        all.push('\n');
        parts.push(Part {
            name: unused(&mut names, shape.file_name(record, set)),
            text: shape.file(record, set),
            picture: false,
        });
        lossy.extend(losses(entry, record, set));
    }
    let entries = parts.len();
    let content = SecretText::new(std::mem::take(&mut *all));
    Export {
        lossy,
        parts,
        ..Export::of(Format::Codes, content, entries)
    }
}

fn losses(entry: usize, record: &AccountRecord, set: &RecoveryCodeSet) -> Option<Lossy> {
    let dated = set
        .codes
        .iter()
        .any(|code| matches!(code.state, CodeState::Used { at: Some(_) }));
    dated.then(|| Lossy {
        entry,
        name: record.account.handle(),
        reason: "when its codes were used: a file of codes has no place for it".to_owned(),
        left_out: false,
    })
}

/// How the codes of an account are written.
struct Shape<'a> {
    instance: Option<&'a Instance>,
    form: Option<&'a CodesForm>,
}

impl<'a> Shape<'a> {
    fn of(record: &AccountRecord, providers: &'a Directory) -> Self {
        let account = &record.account;
        let provider = providers.get(&account.provider);
        let instance = provider.and_then(|provider| provider.instance(account.instance.as_deref()));
        let rule = providers.codes_rule(&account.provider);
        Self {
            instance,
            form: rule.map(|rule| &rule.form),
        }
    }

    fn template(&self) -> Option<&'a str> {
        self.instance?.download.as_deref()
    }

    fn service(&self, record: &'a AccountRecord) -> &'a str {
        let account = &record.account;
        match self.instance {
            Some(instance) if account.provider != "other" => &instance.name,
            _ if account.issuer.is_empty() => "Unknown service",
            _ => &account.issuer,
        }
    }

    /// A line that says whose codes follow, for people and for the import.
    fn heading(&self, record: &AccountRecord) -> String {
        let username = &record.account.username;
        let service = self.service(record);
        if username.is_empty() {
            format!("{service} recovery codes")
        } else {
            format!("{service} recovery codes, account: {username}")
        }
    }

    fn file_name(&self, record: &AccountRecord, set: &RecoveryCodeSet) -> String {
        let username = &record.account.username;
        let filled = match self.template() {
            // A name without its username is another provider's file, or none.
            Some(template) if !(template.contains("{username}") && username.is_empty()) => {
                let time = set.obtained.strftime("%Y-%m-%dT%H_%M_%S").to_string();
                template
                    .replace("{username}", username)
                    .replace("{time}", &time)
            }
            _ => {
                format!("{} recovery codes {username}.txt", self.service(record)).replace(' ', "-")
            }
        };
        harmless(&filled)
    }

    /// The file: as the provider writes it where that is known, else with a line above the codes
    /// that says whose they are.
    fn file(&self, record: &AccountRecord, set: &RecoveryCodeSet) -> SecretText {
        let mut text = Zeroizing::new(String::with_capacity(4096));
        let own;
        let form = match (self.template(), self.form) {
            (Some(_), Some(form)) => form,
            _ => {
                own = CodesForm {
                    head: vec![self.heading(record)],
                    ..CodesForm::default()
                };
                &own
            }
        };
        push_codes(&mut text, set, form);
        SecretText::new(std::mem::take(&mut *text))
    }
}

fn push_codes(text: &mut String, set: &RecoveryCodeSet, form: &CodesForm) {
    let end = if form.crlf { "\r\n" } else { "\n" };
    for line in &form.head {
        text.push_str(line);
        text.push_str(end);
    }
    let last = set.codes.len();
    for (code, n) in set.codes.iter().zip(1..) {
        text.push_str(&form.bullet);
        text.push_str(code.text.expose());
        if !code.state.is_left() {
            text.push_str(USED);
        }
        if n < last || !form.open_end {
            text.push_str(end);
        }
    }
}

/// A name without folders, without control characters, and not hidden.
fn harmless(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|sign| match sign {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            sign if sign.is_control() => '_',
            sign => sign,
        })
        .take(200)
        .collect();
    name.trim_start_matches('.').to_owned()
}

/// The name, or with a number as browsers give it where it is taken.
fn unused(names: &mut BTreeSet<String>, name: String) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "txt"));
    let numbered = (1..).map(|n| format!("{stem} ({n}).{ending}"));
    let free = std::iter::once(name.clone())
        .chain(numbered)
        .find(|name| !names.contains(name))
        .unwrap_or_default();
    names.insert(free.clone());
    free
}
