//! The prepared request: the page to open, every field, and the letters of the later steps.

use crate::situation::{Access, Situation};
use crate::wording::{Wording, append};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use provider::{
    Field, FieldType, Fill, Form, MAX_URL, Mail, Provider, Route, RouteKind, Start, Visibility,
};
use serde::Serialize;

/// What a query may hold besides letters and digits (RFC 3986, unreserved).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A prepared request, letter or way of the user's own. Nothing is sent by the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// What it is.
    pub kind: RouteKind,
    /// Who will be able to read it.
    pub visibility: Visibility,
    /// The page to open; none while a lint error stands.
    pub open_url: Option<String>,
    /// The address of a letter; none for an answer to a mail that came.
    pub to: Option<String>,
    /// The subject of a letter.
    pub subject: Option<String>,
    /// The title that the page sets.
    pub title: Option<String>,
    /// The fields of the form, in its order.
    pub fields: Vec<DraftField>,
    /// The command of an SSH route, to copy: the program never runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// The whole in one text: the filled form, the letter, or the steps.
    pub text: String,
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DraftField {
    /// The label on the page.
    pub label: String,
    /// What kind of field it is.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// Whether the form insists on it.
    pub required: bool,
    /// How it gets its content.
    pub fill: Fill,
    /// The content; the statement for `tick_yourself`; empty where the user has to type it.
    pub value: String,
}

/// The draft for a route.
#[must_use]
pub fn draft(
    provider: &Provider,
    situation: &Situation,
    access: &Access,
    route: &Route,
) -> Option<Draft> {
    let wording = Wording::new(provider, situation, access, route.kind.is_request());
    if let Some(id) = &route.form {
        let form = provider.forms.iter().find(|form| &form.id == id)?;
        return Some(filled(form, route, &wording, situation));
    }
    if let Some(id) = &route.mail {
        let mail = provider.mails.iter().find(|mail| &mail.id == id)?;
        return Some(Draft {
            kind: route.kind,
            open_url: route.url.as_deref().map(|url| wording.fill(url)),
            steps: wording.steps(&route.steps),
            ..letter(mail, &wording)
        });
    }
    let steps = wording.steps(&route.steps);
    Some(Draft {
        kind: route.kind,
        visibility: Visibility::Private,
        open_url: route.url.as_deref().map(|url| wording.fill(url)),
        to: None,
        subject: None,
        title: None,
        fields: Vec::new(),
        command: route.command.as_deref().map(|text| wording.fill(text)),
        text: numbered(&steps),
        steps,
    })
}

fn numbered(steps: &[String]) -> String {
    let lines: Vec<String> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| format!("{}. {step}", at + 1))
        .collect();
    lines.join("\n")
}

fn filled(form: &Form, route: &Route, wording: &Wording, situation: &Situation) -> Draft {
    let mut fields: Vec<DraftField> = form
        .fields
        .iter()
        .map(|field| fill(field, wording, situation))
        .collect();
    let limit = form.max_url.unwrap_or(MAX_URL).min(MAX_URL);
    let open_url = address(&wording.fill(&form.url), &form.fields, &mut fields, limit);
    Draft {
        kind: route.kind,
        visibility: form.visibility,
        open_url: Some(open_url),
        to: None,
        subject: None,
        title: form.title.clone(),
        text: whole(&fields),
        fields,
        command: None,
        steps: wording.steps(&form.steps),
    }
}

fn fill(field: &Field, wording: &Wording, situation: &Situation) -> DraftField {
    let mut value = match &field.option {
        Some(option) => option.clone(),
        // A field with a stand-in would be pasted with it: better to leave it to the user.
        None if !wording.is_complete(&field.say) => String::new(),
        None => wording.compose(&field.say),
    };
    if field.note
        && let Some(note) = situation
            .note
            .as_deref()
            .map(str::trim)
            .filter(|it| !it.is_empty())
    {
        append(&mut value, Start::Paragraph, note);
    }
    DraftField {
        label: field.label.clone(),
        field_type: field.field_type,
        required: field.required,
        fill: field.fill,
        value,
    }
}

/// The page's address with every field that it can carry. A field that would make it too long
/// is copied instead.
fn address(page: &str, fields: &[Field], drafts: &mut [DraftField], limit: usize) -> String {
    let mut url = page.to_owned();
    for (field, draft) in fields.iter().zip(drafts) {
        let Some(param) = field.param.as_deref().filter(|_| field.fill == Fill::Query) else {
            continue;
        };
        let separator = if url.contains('?') { '&' } else { '?' };
        let value = utf8_percent_encode(&draft.value, QUERY);
        let longer = format!(
            "{url}{separator}{}={value}",
            utf8_percent_encode(param, QUERY)
        );
        if longer.len() <= limit {
            url = longer;
        } else {
            draft.fill = Fill::Copy;
        }
    }
    url
}

/// The form as the issue will show it; statements unticked.
fn whole(fields: &[DraftField]) -> String {
    let blocks: Vec<String> = fields
        .iter()
        .map(|field| {
            let value = match field.field_type {
                FieldType::Checkboxes => format!("- [ ] {}", field.value),
                _ => field.value.clone(),
            };
            format!("### {}\n\n{value}", field.label)
        })
        .collect();
    blocks.join("\n\n")
}

/// A letter, or a public comment where it is one.
#[must_use]
pub fn letter(mail: &Mail, wording: &Wording) -> Draft {
    let kind = match mail.visibility {
        Visibility::Public => RouteKind::GithubIssue,
        Visibility::Private => RouteKind::Email,
    };
    Draft {
        kind,
        visibility: mail.visibility,
        open_url: None,
        to: mail.to.clone(),
        subject: mail.subject.as_deref().map(|subject| wording.fill(subject)),
        title: None,
        fields: Vec::new(),
        command: None,
        steps: Vec::new(),
        text: wording.compose(&mail.say),
    }
}
