//! The way back after a loss: works with no vault, and better with an open one.

use super::Session;
use super::accounts::number;
use crate::AppError;
use crate::draft::{self, Request};
use crate::ipc::{
    BlockerRow, DraftRequest, DraftView, FieldRow, FindingRow, InstanceRow, NextRow, Nothing,
    PlanView, ProviderRow, Providers, RouteRow,
};
use model::Timestamp;
use recovery::{Draft, Finding, Next, Plan};
use serde::Serialize;

impl Session {
    /// What services are known; `other` comes last.
    ///
    /// # Errors
    /// None so far.
    pub fn providers(&self, _: Nothing, now: Timestamp) -> Result<Providers, AppError> {
        let today = draft::today(now);
        let mut providers: Vec<ProviderRow> = self
            .providers
            .iter()
            .map(|provider| ProviderRow {
                id: provider.id.clone(),
                name: provider.name.clone(),
                instances: provider
                    .instances
                    .iter()
                    .map(|instance| InstanceRow {
                        id: instance.id.clone(),
                        name: instance.name.clone(),
                        host: instance.host.clone(),
                    })
                    .collect(),
                checked: provider.checked.to_string(),
                stale: provider.is_stale(today),
            })
            .collect();
        providers.sort_by_key(|provider| provider.id == "other");
        Ok(Providers { providers })
    }

    /// The ways back and the draft. With an open vault its codes are found, and the draft is
    /// compared with every secret.
    ///
    /// # Errors
    /// As [`draft::draft`].
    pub fn draft(&mut self, request: DraftRequest, now: Timestamp) -> Result<PlanView, AppError> {
        let instance = request.instance.clone();
        let wish = Request {
            target: request.provider,
            lost: request.lost,
            have: request.have,
            username: request.username.filter(|name| !name.is_empty()),
            instance: request.instance,
            projects: request.projects,
            repositories: request.repositories,
            note: request.note.map(crate::ipc::Passphrase::into_secret),
            email_verified: request.email_verified,
            two_factor: request.two_factor,
            route: request.route,
            ..Request::default()
        };
        let payload = self.open.as_ref().map(vault::Vault::payload);
        let plan = draft::draft(wish, payload, &self.providers, now)?;
        let provider = self.providers.get(&plan.provider);
        let service = provider
            .and_then(|known| known.instance(instance.as_deref()))
            .map(|known| known.name.clone());
        Ok(view(plan, service.unwrap_or_default(), payload.is_some()))
    }
}

/// The word that an enum of the lower crates has in JSON.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn view(plan: Plan, service: String, compared: bool) -> PlanView {
    PlanView {
        service,
        routes: plan
            .routes
            .into_iter()
            .map(|route| RouteRow {
                standing: word(&route.standing),
                id: route.id,
                name: route.name,
                why: route.why,
                days: route.days,
                blocked_by: route
                    .blocked_by
                    .into_iter()
                    .map(|blocker| BlockerRow {
                        what: blocker.what.name().to_owned(),
                        fix: blocker.fix,
                    })
                    .collect(),
            })
            .collect(),
        route: plan.route,
        said: [plan.nothing_to_recover, plan.no_way_back]
            .into_iter()
            .flatten()
            .collect(),
        found: plan.found.into_iter().map(|found| found.what).collect(),
        draft: plan.draft.map(draft_view),
        lint: plan.lint.into_iter().map(finding).collect(),
        next: plan.next.into_iter().map(next).collect(),
        after: plan.after.into_iter().map(|after| after.what).collect(),
        checked: plan.checked.to_string(),
        sources: plan.sources,
        compared,
    }
}

fn draft_view(draft: Draft) -> DraftView {
    DraftView {
        visibility: word(&draft.visibility),
        open_url: draft.open_url,
        to: draft.to,
        subject: draft.subject,
        fields: draft
            .fields
            .into_iter()
            .map(|field| FieldRow {
                label: field.label,
                required: field.required,
                fill: word(&field.fill),
                value: field.value,
            })
            .collect(),
        steps: draft.steps,
        text: draft.text,
    }
}

fn finding(finding: Finding) -> FindingRow {
    FindingRow {
        level: word(&finding.level),
        field: finding.field,
        start: finding.start.map(number),
        end: finding.end.map(number),
        message: finding.message,
        fix: without_options(&finding.fix),
    }
}

/// The advice without the command line's options in parentheses, which the window has not.
fn without_options(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(" (--") {
        said.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    said.push_str(rest);
    said
}

fn next(next: Next) -> NextRow {
    NextRow {
        after_days: next.after_days,
        what: next.what,
        letter: next.draft.map(draft_view),
    }
}

#[cfg(test)]
mod tests {
    use super::without_options;

    #[test]
    fn options_of_the_command_line_are_not_named() {
        assert_eq!(
            without_options("Name it (--repo). Or (well) not."),
            "Name it. Or (well) not."
        );
        assert_eq!(without_options("As it is"), "As it is");
    }
}
