//! Checks of a provider file that its types cannot express. The build runs them over our own
//! files, the program over those in the user's folder.

use crate::file::{
    Condition, Each, Field, FieldType, Fill, Form, Mail, NextItem, PLACES, Pattern, Provider,
    Route, RouteKind, SCHEMA, Sentence, Visibility,
};
use std::collections::BTreeSet;
use thiserror::Error;

/// Longest address that is opened, in encoded characters: servers and browsers cut off or
/// refuse longer ones (GitHub answers 414 somewhere above 8,000).
pub const MAX_URL: usize = 6_000;

/// What is wrong with a provider file. Every message names the file and the place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// No TOML, an unknown key or word, a missing key, a bad date.
    #[error("{file}: {message}")]
    Syntax {
        /// The file's name.
        file: String,
        /// The parser's message with line and column.
        message: String,
    },
    /// A rule of this module is broken.
    #[error("{file}: {place}: {message}")]
    Rule {
        /// The file's name.
        file: String,
        /// The table or entry.
        place: String,
        /// What is wrong and what would be right.
        message: String,
    },
}

/// Reads one provider file.
///
/// # Errors
/// [`FileProblem::Syntax`] or every broken rule as [`FileProblem::Rule`].
pub fn read(file: &str, text: &str) -> Result<Provider, Vec<FileProblem>> {
    let provider: Provider = toml::from_str(text).map_err(|error| {
        vec![FileProblem::Syntax {
            file: file.to_owned(),
            message: error.to_string().trim_end().to_owned(),
        }]
    })?;
    let mut check = Check {
        file,
        problems: Vec::new(),
    };
    check.provider(&provider);
    if check.problems.is_empty() {
        Ok(provider)
    } else {
        Err(check.problems)
    }
}

/// Checks that no id and no instance is described twice over several files.
#[must_use]
pub fn duplicates<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a Provider)>,
) -> Vec<FileProblem> {
    let (mut ids, mut instances) = (BTreeSet::new(), BTreeSet::new());
    let mut problems = Vec::new();
    for (file, provider) in files {
        let mut twice = |place: String| {
            problems.push(FileProblem::Rule {
                file: file.to_owned(),
                place,
                message: "another file has the same id".to_owned(),
            });
        };
        if !ids.insert(provider.id.as_str()) {
            twice(format!("id \"{}\"", provider.id));
        }
        for instance in &provider.instances {
            if !instances.insert(instance.id.as_str()) {
                twice(format!("instance \"{}\"", instance.id));
            }
        }
    }
    problems
}

struct Check<'a> {
    file: &'a str,
    problems: Vec<FileProblem>,
}

impl Check<'_> {
    fn fail(&mut self, place: &str, message: impl Into<String>) {
        self.problems.push(FileProblem::Rule {
            file: self.file.to_owned(),
            place: place.to_owned(),
            message: message.into(),
        });
    }

    fn patterns(&mut self, provider: &Provider) {
        if let Some(pattern) = &provider.username_pattern {
            self.pattern("username_pattern", pattern);
        }
        if let Some(codes) = &provider.codes {
            self.pattern("codes.pattern", &codes.pattern);
        }
        for instance in &provider.instances {
            let place = format!("instance \"{}\".files", instance.id);
            for file in &instance.files {
                self.pattern(&place, file);
            }
        }
    }

    fn pattern(&mut self, place: &str, pattern: &Pattern) {
        if let Err(error) = pattern.compiled() {
            self.fail(place, format!("the pattern is wrong: {error}"));
        }
    }

    /// A file that we write under the service's name must be known by that name again.
    fn downloads(&mut self, provider: &Provider) {
        for instance in &provider.instances {
            let Some(name) = &instance.download else {
                continue;
            };
            let filled = name
                .replace("{username}", "some-user")
                .replace("{time}", "2026-03-01T10_00_30");
            let known = instance.files.iter().any(|file| file.is_match(&filled));
            if !known || filled.contains(['{', '}', '/']) {
                self.fail(
                    &format!("instance \"{}\"", instance.id),
                    "download must be a name that one of files fits; {username} and {time} are filled in",
                );
            }
        }
    }

    fn provider(&mut self, provider: &Provider) {
        if provider.schema != SCHEMA {
            self.fail(
                "schema",
                format!("is {}, this program reads {SCHEMA}", provider.schema),
            );
        }
        if self.file.strip_suffix(".toml") != Some(provider.id.as_str()) {
            self.fail(
                "id",
                format!("the file must be called {}.toml", provider.id),
            );
        }
        self.not_empty("name", &provider.name);
        self.patterns(provider);
        self.downloads(provider);
        self.not_empty("no_way_back", &provider.no_way_back);
        if provider
            .sources
            .iter()
            .all(|source| source.trim().is_empty())
        {
            self.fail("sources", "must name at least one source");
        }
        for text in &provider.unverified {
            self.text("unverified", text, None);
        }
        if provider.needed.is_empty() {
            self.fail("needed", "leave it out, or name at least one fact");
        }
        if provider.instances.is_empty() {
            self.fail("instance", "at least one is needed");
        }
        self.ids("instance", provider.instances.iter().map(|it| &it.id));
        self.ids("route", provider.routes.iter().map(|it| &it.id));
        self.ids("form", provider.forms.iter().map(|it| &it.id));
        self.ids("mail", provider.mails.iter().map(|it| &it.id));
        self.ids("after", provider.after.iter().map(|it| &it.id));
        self.ids("provider", std::iter::once(&provider.id));
        self.codes(provider);
        for route in &provider.routes {
            self.route(provider, route);
        }
        for form in &provider.forms {
            self.form(provider, form);
        }
        for mail in &provider.mails {
            self.mail(provider, mail);
        }
        for item in &provider.after {
            let place = format!("after \"{}\"", item.id);
            self.text(&place, &item.what, None);
            self.condition(provider, &place, &item.when);
        }
    }

    fn not_empty(&mut self, place: &str, text: &str) {
        if text.trim().is_empty() {
            self.fail(place, "must not be empty");
        }
    }

    fn ids<'i>(&mut self, what: &str, ids: impl Iterator<Item = &'i String>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let place = format!("{what} \"{id}\"");
            let fits =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            if id.is_empty() || !id.bytes().all(fits) {
                self.fail(&place, "an id holds lower-case letters, digits and dashes");
            }
            if !seen.insert(id) {
                self.fail(&place, "this id stands twice");
            }
        }
    }

    fn codes(&mut self, provider: &Provider) {
        let Some(codes) = &provider.codes else { return };
        self.not_empty("codes.source", &codes.source);
        if let Some(text) = &codes.unverified {
            self.not_empty("codes.unverified", text);
        }
        if codes.unique_shape && codes.common_shape {
            self.fail(
                "codes",
                "a shape is not both the service's alone (`unique_shape`) and common (`common_shape`)",
            );
        }
        let pattern = codes.pattern.as_str();
        if !(pattern.starts_with('^') && pattern.ends_with('$')) {
            self.fail("codes.pattern", "must begin with ^ and end with $");
        }
        if codes.count == Some(0) {
            self.fail("codes.count", "leave it out where it is not known");
        }
        if codes
            .count
            .is_some_and(|count| codes.burned_at_setup >= count)
        {
            self.fail("codes.burned_at_setup", "must be less than count");
        }
    }

    fn route(&mut self, provider: &Provider, route: &Route) {
        let place = format!("route \"{}\"", route.id);
        self.not_empty(&format!("{place}.source"), &route.source);
        self.not_empty(&format!("{place}.why"), &route.why);
        self.text(&place, &route.why, None);
        if let Some(url) = &route.url {
            self.address(&place, url);
        }
        for text in route.unverified.iter().chain(&route.command) {
            self.text(&place, text, None);
        }
        if route.command.is_some() && route.kind != RouteKind::SshCommand {
            self.fail(&place, "`command` stands only with kind = \"ssh_command\"");
        }
        self.condition(provider, &place, &route.when);
        if route.case.is_none() && (route.restores.is_empty() || route.ways.is_empty()) {
            self.fail(
                &place,
                "needs `restores` (what comes back) and `ways` (what is needed)",
            );
        }
        if route.incident.is_some() && route.case.is_none() {
            self.fail(&place, "`incident` stands only with `case`");
        }
        self.kind_fits(&place, route);
        self.known(&place, "form", route.form.as_ref(), &provider.forms, |it| {
            &it.id
        });
        self.known(&place, "mail", route.mail.as_ref(), &provider.mails, |it| {
            &it.id
        });
        if route.days.is_some_and(|[from, to]| from > to) {
            self.fail(
                &format!("{place}.days"),
                "the first number is the lower one",
            );
        }
        for step in &route.steps {
            self.sentence(provider, &place, step);
        }
        self.next(provider, &place, &route.next);
    }

    fn kind_fits(&mut self, place: &str, route: &Route) {
        let missing = match route.kind {
            RouteKind::GithubIssue if route.form.is_none() => "`form`",
            RouteKind::Email | RouteKind::SignedEmailByThirdParty | RouteKind::InstanceAdmin
                if route.mail.is_none() =>
            {
                "`mail`"
            }
            RouteKind::SshCommand if route.command.is_none() => "`command`",
            RouteKind::SelfService
            | RouteKind::SshCommand
            | RouteKind::Delegated
            | RouteKind::RepoIssueAsProof
                if route.steps.is_empty() =>
            {
                "`step`"
            }
            RouteKind::WebForm if route.steps.is_empty() && route.form.is_none() => {
                "`step` or `form`"
            }
            _ => return,
        };
        self.fail(place, format!("a route of this kind needs {missing}"));
    }

    fn known<T>(
        &mut self,
        place: &str,
        what: &str,
        id: Option<&String>,
        all: &[T],
        id_of: impl Fn(&T) -> &String,
    ) {
        if let Some(id) = id
            && !all.iter().any(|one| id_of(one) == id)
        {
            self.fail(place, format!("there is no {what} \"{id}\" in this file"));
        }
    }

    fn next(&mut self, provider: &Provider, place: &str, items: &[NextItem]) {
        for item in items {
            self.text(place, &item.what, None);
            if let Some(command) = &item.command {
                self.text(place, command, None);
            }
            self.condition(provider, place, &item.when);
            self.known(place, "mail", item.mail.as_ref(), &provider.mails, |it| {
                &it.id
            });
        }
        if !items.is_sorted_by_key(|item| item.after_days) {
            self.fail(place, "`next` must be in the order of its days");
        }
    }

    fn form(&mut self, provider: &Provider, form: &Form) {
        let place = format!("form \"{}\"", form.id);
        self.not_empty(&format!("{place}.source"), &form.source);
        self.address(&place, &form.url);
        if form.max_url.is_some_and(|limit| limit > MAX_URL) {
            self.fail(
                &format!("{place}.max_url"),
                format!("must not be over {MAX_URL} characters"),
            );
        }
        for label in &form.required {
            if !form
                .fields
                .iter()
                .any(|field| field.required && &field.label == label)
            {
                self.fail(
                    &place,
                    format!("the required field \"{label}\" is not covered by a [[form.field]]"),
                );
            }
        }
        for field in &form.fields {
            if field.required && !form.required.contains(&field.label) {
                self.fail(
                    &place,
                    format!(
                        "\"{}\" is required: add it to the form's `required`",
                        field.label
                    ),
                );
            }
            self.field(
                provider,
                &format!("{place}, field \"{}\"", field.label),
                field,
            );
            for say in &field.say {
                self.private(&place, form.visibility, say);
            }
        }
        for step in &form.steps {
            self.sentence(provider, &place, step);
        }
        self.next(provider, &place, &form.next);
    }

    fn field(&mut self, provider: &Provider, place: &str, field: &Field) {
        let typed = matches!(field.field_type, FieldType::Input | FieldType::Textarea);
        match field.fill {
            Fill::Query if !typed => self.fail(
                place,
                "only an input or a textarea can be prefilled by the address",
            ),
            Fill::Query if field.param.as_deref().is_none_or(str::is_empty) => self.fail(
                place,
                "prefilling needs `param`, the id of the field in the live form",
            ),
            Fill::Copy | Fill::TickYourself if field.param.is_some() => {
                self.fail(place, "`param` stands only with fill = \"query\"");
            }
            Fill::TickYourself if typed => {
                self.fail(place, "an input or a textarea cannot be ticked");
            }
            Fill::Copy if field.field_type == FieldType::Checkboxes => self.fail(
                place,
                "a declaration is never made for the user: fill = \"tick_yourself\"",
            ),
            _ => {}
        }
        if typed
            && field.required
            && !field
                .say
                .iter()
                .any(|say| say.when.is_always() && say.each.is_none())
        {
            self.fail(
                place,
                "a required field needs one `say` without a condition, so that it is never empty",
            );
        }
        if !typed && field.option.as_deref().is_none_or(str::is_empty) {
            self.fail(place, "needs `option`, the words to tick or to choose");
        }
        for say in &field.say {
            self.sentence(provider, place, say);
        }
    }

    fn mail(&mut self, provider: &Provider, mail: &Mail) {
        let place = format!("mail \"{}\"", mail.id);
        self.not_empty(&format!("{place}.source"), &mail.source);
        if let Some(subject) = &mail.subject {
            self.text(&place, subject, None);
        }
        if mail.to.as_deref().is_some_and(|to| !to.contains('@')) {
            self.fail(&place, "`to` must be a mail address");
        }
        for say in &mail.say {
            self.sentence(provider, &place, say);
            self.private(&place, mail.visibility, say);
        }
    }

    /// What only the owner knows is said where only the service reads it.
    fn private(&mut self, place: &str, visibility: Visibility, sentence: &Sentence) {
        if visibility == Visibility::Public && places(&sentence.text).any(|place| place == "proof")
        {
            self.fail(place, "`proof` stands only where visibility = \"private\"");
        }
    }

    fn sentence(&mut self, provider: &Provider, place: &str, sentence: &Sentence) {
        self.text(place, &sentence.text, sentence.each);
        self.condition(provider, place, &sentence.when);
    }

    fn condition(&mut self, provider: &Provider, place: &str, when: &Condition) {
        self.known(
            place,
            "instance",
            when.instance.as_ref(),
            &provider.instances,
            |it| &it.id,
        );
        if when.lost.iter().any(|one| when.not_lost.contains(one)) {
            self.fail(
                place,
                "`when` can never hold: a fact is both lost and not lost",
            );
        }
    }

    fn address(&mut self, place: &str, url: &str) {
        if !url.starts_with("https://") {
            self.fail(place, "an address begins with https://");
        }
        if url.len() > MAX_URL {
            self.fail(
                place,
                format!("the address is over {MAX_URL} characters long"),
            );
        }
        self.text(place, url, None);
    }

    /// Every place in the text is one that can be filled here.
    fn text(&mut self, place: &str, text: &str, each: Option<Each>) {
        self.not_empty(place, text);
        for name in places(text) {
            let known = PLACES.iter().any(|(known, _)| *known == name);
            let only_repeated = match name {
                "project" => !matches!(
                    each,
                    Some(Each::ProjectWithRepository | Each::ProjectWithoutRepository)
                ),
                "repository" => {
                    !matches!(each, Some(Each::ProjectWithRepository | Each::Repository))
                }
                _ => false,
            };
            if !known {
                let all = PLACES.map(|(name, _)| name).join(", ");
                self.fail(place, format!("{{{name}}} is not known; known: {all}"));
            } else if only_repeated {
                self.fail(
                    place,
                    format!("{{{name}}} stands only in a sentence with `each`"),
                );
            }
        }
    }
}

/// The names between braces.
fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
