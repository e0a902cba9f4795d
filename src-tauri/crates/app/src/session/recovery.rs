//! The way back after a loss: works with no vault, and better with an open one.

use super::accounts::number;
use super::{Session, looking};
use crate::AppError;
use crate::draft::{self, Request};
use crate::ipc::{
    BlockerRow, CaseRow, DraftRequest, DraftView, FieldRow, FindingRow, FoundRow, InstanceRow,
    NextRow, Nothing, PlanView, ProviderRow, Providers, RouteRow,
};
use crate::sweep::Swept;
use crate::words::in_window;
use model::{AccessFact, Timestamp};
use provider::Provider;
use recovery::{Draft, Finding, Next, Plan, RouteOption};
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
                facts: facts(provider),
            })
            .collect();
        providers.sort_by_key(|provider| provider.id == "other");
        let folders = draft::usual_folders();
        Ok(Providers {
            providers,
            folders: folders
                .iter()
                .map(|one| one.display().to_string())
                .collect(),
        })
    }

    /// The ways back and the draft. With an open vault its codes are found, and the draft is
    /// compared with every secret. What [`looking::Looking`] found counts where
    /// the request allows it.
    ///
    /// # Errors
    /// As [`draft::draft`].
    pub fn draft(&mut self, request: DraftRequest, now: Timestamp) -> Result<PlanView, AppError> {
        let instance = request.instance.clone();
        let looked = self.looked.as_ref().filter(|_| request.look);
        let lying = looked.map(|looked| looked.found.clone());
        let wish = Request {
            lying: lying.unwrap_or_default(),
            ..Request::from(request)
        };
        let payload = self.open.as_ref().map(vault::Vault::payload);
        let plan = draft::draft(wish, payload, &self.providers, now)?;
        let provider = self.providers.get(&plan.provider);
        let service = provider
            .and_then(|known| known.instance(instance.as_deref()))
            .map(|known| known.name.clone());
        let unverified = provider.map(|known| known.unverified.clone());
        let view = PlanView {
            unverified: unverified.unwrap_or_default(),
            ..view(plan, service.unwrap_or_default(), payload.is_some(), looked)
        };
        // Addresses of the plan come from provider data; only they may be opened, and the letter.
        let form = view.draft.as_ref().and_then(|draft| draft.open_url.clone());
        let pages = view.sources.iter().cloned().chain(form);
        let pages = pages.filter(|url| is_page(url));
        self.pages = pages.chain(view.mailto.clone()).collect();
        Ok(view)
    }

    /// Whether the system may open a page or begin a letter: the window showed it, and the address
    /// came from provider data.
    ///
    /// # Errors
    /// `usage` for any other address.
    pub fn page(&self, request: crate::ipc::PageRequest) -> Result<String, AppError> {
        if self.pages.contains(&request.url) {
            return Ok(request.url);
        }
        Err(AppError::usage(
            "That address is not one of the pages that are known.",
            "Copy it, and open it yourself if you trust it.",
        ))
    }
}

impl From<DraftRequest> for Request {
    fn from(request: DraftRequest) -> Self {
        Self {
            target: request.provider,
            lost: request.lost,
            have: request.have,
            username: request.username.filter(|name| !name.is_empty()),
            instance: request.instance,
            projects: request.projects,
            repositories: request.repositories,
            evidence: Vec::new(),
            look_in: Vec::new(),
            lying: Vec::new(),
            note: request.note.map(crate::ipc::Passphrase::into_secret),
            email_verified: request.email_verified,
            two_factor: request.two_factor,
            open_case: request.open_case,
            route: request.route,
        }
    }
}

/// Whether an address is of a page on the web, encrypted, in plain characters.
fn is_page(url: &str) -> bool {
    url.strip_prefix("https://").is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    })
}

/// Everything that one of the provider's ways back needs or brings back. What somebody has of
/// an address is asked as "verified or not", in a question of its own.
fn facts(provider: &Provider) -> Vec<String> {
    let used = |fact: &AccessFact| {
        provider.routes.iter().any(|route| {
            route.restores.contains(fact) || route.ways.iter().any(|way| way.contains(fact))
        })
    };
    AccessFact::ALL
        .iter()
        .filter(|fact| **fact != AccessFact::EmailVerified && used(fact))
        .map(|fact| fact.name().to_owned())
        .collect()
}

/// The word that an enum of the lower crates has in JSON.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn view(plan: Plan, service: String, compared: bool, looked: Option<&Swept>) -> PlanView {
    let chosen = plan.route.clone();
    let mailto = plan.draft.as_ref().filter(|_| !plan.is_blocked());
    let mailto = mailto.and_then(Draft::mailto);
    PlanView {
        service,
        incident: plan.incident.map(|incident| incident.name().to_owned()),
        routes: plan.routes.into_iter().map(route).collect(),
        route: plan.route,
        journey: plan.journey,
        other_cases: plan
            .other_cases
            .into_iter()
            .filter(|case| Some(&case.route) != chosen.as_ref())
            .map(|case| CaseRow {
                route: case.route,
                what: case.what,
            })
            .collect(),
        said: [plan.nothing_to_recover, plan.no_way_back]
            .into_iter()
            .flatten()
            .map(|text| in_window(&text))
            .collect(),
        found: plan
            .found
            .into_iter()
            .map(|found| FoundRow {
                text: in_window(&found.what),
                file: looked.and_then(|looked| looking::place(looked, &found)),
            })
            .collect(),
        looked: looked.map(looking::said),
        draft: plan.draft.map(draft_view),
        mailto,
        lint: plan.lint.into_iter().map(finding).collect(),
        next: plan.next.into_iter().map(next).collect(),
        after: plan
            .after
            .into_iter()
            .map(|after| in_window(&after.what))
            .collect(),
        checked: plan.checked.to_string(),
        unverified: Vec::new(),
        sources: plan.sources,
        compared,
    }
}

fn route(route: RouteOption) -> RouteRow {
    RouteRow {
        standing: word(&route.standing),
        id: route.id,
        name: route.name,
        why: in_window(&route.why),
        days: route.days,
        unverified: route.unverified,
        blocked_by: route
            .blocked_by
            .into_iter()
            .map(|blocker| BlockerRow {
                what: blocker.what.name().to_owned(),
                fix: in_window(&blocker.fix),
            })
            .collect(),
    }
}

pub(super) fn draft_view(draft: Draft) -> DraftView {
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
        command: draft.command,
        steps: draft.steps.iter().map(|step| in_window(step)).collect(),
        text: draft.text,
    }
}

fn finding(finding: Finding) -> FindingRow {
    FindingRow {
        level: word(&finding.level),
        field: finding.field,
        letter: finding.letter.map(number),
        start: finding.start.map(number),
        end: finding.end.map(number),
        message: in_window(&finding.message),
        fix: in_window(&finding.fix),
    }
}

fn next(next: Next) -> NextRow {
    NextRow {
        when: next.when(),
        what: in_window(&next.what),
        command: next.command,
        letter: next.draft.map(draft_view),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)] // a failed expectation is a failed test
mod tests {
    use super::*;
    use crate::Session;
    use crate::ipc::PageRequest;
    use provider::Directory;

    #[test]
    fn only_pages_of_a_plan_may_be_opened() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = vault::Location::new(folder.path().join("vault"), folder.path().join("state"));
        let mut session = Session::new(place);
        let page = |session: &Session, url: &str| session.page(PageRequest { url: url.into() });
        let request: DraftRequest = serde_json::from_value(serde_json::json!({
            "provider": "pypi", "instance": null, "username": "sampleuser",
            "lost": ["totp", "codes"], "have": [], "projects": ["harbour"],
            "repositories": [], "note": null, "open_case": false, "email_verified": true, "two_factor": true,
            "route": null
        }))
        .expect("a request");
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().expect("a time");
        let source = session
            .draft(request.clone(), now)
            .expect("a plan")
            .sources
            .into_iter()
            .find(|source| is_page(source))
            .expect("a source that is a page");
        assert_eq!(page(&session, &source), Ok(source));
        assert!(page(&session, "https://example.org/").is_err());
        let view = session.draft(request, now).expect("a plan");
        if let Some(form) = view.draft.and_then(|draft| draft.open_url) {
            assert!(page(&session, &form).is_ok());
        }
        for url in [
            "http://example.org/",
            "https://",
            "file:///etc/passwd",
            "https://a b",
            "javascript:1",
        ] {
            assert!(!is_page(url), "{url}");
        }
    }

    #[test]
    fn only_what_a_way_back_can_use_is_asked_for() {
        let known = Directory::embedded();
        let asked = |id: &str| facts(known.get(id).expect("it is embedded"));
        let has = |id: &str, fact: &str| asked(id).iter().any(|one| one == fact);
        assert!(has("pypi", "forge_account") && !has("pypi", "ssh_key"));
        assert!(has("codeberg", "ssh_key") && !has("codeberg", "pat"));
        assert!(!has("pypi", "email_verified"));
    }
}
