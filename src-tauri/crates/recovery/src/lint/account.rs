//! What goes wrong with this account in particular: judged by what the vault knows of it. Each
//! rule stands for requests that failed; the issue numbers are those of pypi/support.

use super::{Finding, Level, Subject, mentions};
use crate::push::PushState;
use crate::repository::Repository;
use jiff::Span;
use jiff::civil::Date;
use model::{AccessFact, FactorKind};
use provider::Verified;

/// Days that a request takes at worst: a domain has to last that long.
const WEEKS_OF_A_REQUEST: i64 = 60;

fn warning(rule: &'static str, message: impl Into<String>, fix: &str) -> Finding {
    Finding::new(Level::Warning, rule, message, fix)
}

/// What concerns every request.
pub(super) fn account(subject: &Subject, findings: &mut Vec<Finding>) {
    findings.extend(username(subject));
    findings.extend(somebody_else(subject));
    findings.extend(one_place(subject));
    findings.extend(lost_device(subject));
    findings.extend(mail_domain(subject));
    findings.extend(mail_keeper(subject));
    findings.extend(sole_owner(subject));
}

/// What concerns requests that are proved by a branch.
pub(super) fn proof(subject: &Subject, findings: &mut Vec<Finding>) {
    findings.extend(codes_need_mailbox(subject));
    findings.extend(pushes(subject));
    findings.extend(unnamed(subject));
}

/// A username that the vault knows in another spelling or at another instance (#10965, #5372).
fn username(subject: &Subject) -> Option<Finding> {
    let situation = subject.situation;
    let name = situation.known_username()?;
    let accounts = &situation.known.accounts;
    let here = || {
        let here = accounts
            .iter()
            .filter(|(instance, _)| *instance == situation.instance);
        here.map(|(_, username)| username.as_str())
    };
    if here().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    let elsewhere = accounts
        .iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(name));
    if let Some((instance, _)) = elsewhere {
        let other = subject.provider.instance(instance.as_deref())?;
        return Some(warning(
            "instance-other",
            format!("The vault knows this username at {}, not here.", other.name),
            "They keep separate accounts: say which one the account is on (--instance).",
        ));
    }
    let near = here().any(|known| distance(known, name) <= 2);
    near.then(|| {
        warning(
            "username-misspelt",
            "The vault knows a username at this service that differs by a letter or two.",
            "Compare it with your public profile: a request for another name helps nobody.",
        )
    })
}

/// The number of letters to change, add or leave out, without regard to case; at most 3.
fn distance(one: &str, other: &str) -> usize {
    let letters = |text: &str| text.to_lowercase().chars().take(64).collect::<Vec<char>>();
    let (one, other) = (letters(one), letters(other));
    if one.len().abs_diff(other.len()) > 2 || one.len() < 4 {
        return 3;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut next = vec![at + 1];
        for (column, against) in other.iter().enumerate() {
            let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(3);
            let change = get(&row, column) + usize::from(letter != against);
            let least = change
                .min(get(&row, column + 1) + 1)
                .min(get(&next, column) + 1);
            next.push(least);
        }
        row = next;
    }
    row.last().copied().unwrap_or(3).min(3)
}

/// The account of somebody else (#3840, #10741).
fn somebody_else(subject: &Subject) -> Option<Finding> {
    const OTHERS: [&str; 9] = [
        "colleague",
        "co-worker",
        "coworker",
        "former employee",
        "ex-employee",
        "left the company",
        "my boss",
        "on behalf of",
        "passed away",
    ];
    let note = subject.situation.note.as_deref()?.to_lowercase();
    OTHERS.iter().any(|word| mentions(&note, word)).then(|| {
        warning(
            "account-not-own",
            "The note speaks of somebody else's account.",
            "A request is for your own account only. For the account of a colleague see \"Is it something else?\".",
        )
    })
}

fn places<'s>(subject: &'s Subject, what: FactorKind) -> impl Iterator<Item = &'s str> + use<'s> {
    let kept = subject.situation.known.kept.iter();
    kept.filter(move |kept| kept.what == what)
        .map(|kept| kept.place.trim())
        .filter(|place| !place.is_empty())
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Codes that were kept where the authenticator was (#1300).
fn one_place(subject: &Subject) -> Option<Finding> {
    let lost = &subject.situation.lost;
    let both = lost.contains(&AccessFact::Totp) && lost.contains(&AccessFact::Codes);
    let place = places(subject, FactorKind::RecoveryCodes)
        .find(|place| places(subject, FactorKind::Totp).any(|other| same(place, other)))?;
    both.then(|| {
        warning(
            "codes-beside-totp",
            format!("Authenticator and recovery codes were both kept in one place: {place}."),
            "Look for another copy of that place first: its own backup or export, an older device, a printed sheet.",
        )
    })
}

/// Codes on the machine that is gone (#5741).
fn lost_device(subject: &Subject) -> Option<Finding> {
    let lost = &subject.situation.lost;
    let gone = lost.contains(&AccessFact::KnownDevice) && lost.contains(&AccessFact::Codes);
    let place = places(subject, FactorKind::RecoveryCodes)
        .find(|place| places(subject, FactorKind::Device).any(|other| same(place, other)))?;
    gone.then(|| {
        warning(
            "codes-on-lost-device",
            format!("The recovery codes were on the device that is lost: {place}."),
            "Look into the backups of that device, and have its disk read out, before you wait for weeks.",
        )
    })
}

fn reads_mail(subject: &Subject) -> bool {
    subject.situation.have.contains(&AccessFact::EmailPrimary)
}

fn mail_is_lost(subject: &Subject) -> bool {
    subject.access.lost().contains(&AccessFact::EmailPrimary)
}

fn plus(date: Date, days: i64) -> Date {
    date.checked_add(Span::new().days(days)).unwrap_or(date)
}

/// A domain that has lapsed, or does so before an answer comes (#6463, #10322, #12298).
fn mail_domain(subject: &Subject) -> Option<Finding> {
    let situation = subject.situation;
    let expires = situation.known.mail_domain_expires?;
    if mail_is_lost(subject) {
        return None;
    }
    if expires < situation.today {
        return Some(warning(
            "mail-domain-lapsed",
            format!(
                "The domain of the primary address ran out on {expires}: no mail can reach it, and the service takes the mark of a verified address away."
            ),
            "Renew the domain first if you still can; else say that the mailbox is lost (--lost email_primary).",
        ));
    }
    (expires < plus(situation.today, WEEKS_OF_A_REQUEST)).then(|| {
        warning(
            "mail-domain-ending",
            format!("The domain of the primary address runs out on {expires}, before an answer may come."),
            "Renew the domain before you file anything.",
        )
    })
}

/// A mailbox that ends with a job or with studies (#11600, #6204, #4701).
fn mail_keeper(subject: &Subject) -> Option<Finding> {
    let lent = subject
        .situation
        .known
        .mail_keeper
        .is_some_and(model::MailKeeper::is_lent);
    (lent && !mail_is_lost(subject) && !reads_mail(subject)).then(|| {
        warning(
            "mail-lent",
            "The primary mailbox belongs to an employer or a university; it is not said that you can read it today.",
            "Look into it now, and say whether it is there (--have email_primary) or lost (--lost email_primary).",
        )
    })
}

fn sole_owner(subject: &Subject) -> Option<Finding> {
    let alone = subject.situation.known.second_owner == Some(false);
    let lent = subject
        .situation
        .known
        .mail_keeper
        .is_some_and(model::MailKeeper::is_lent);
    (alone && lent && mail_is_lost(subject)).then(|| {
        warning(
            "sole-owner",
            "The mailbox of an employer or a university is gone, and no project has a second owner who could speak for you.",
            "Ask the mail administrator there for a forward of a few weeks: one mail that you can read shortens everything.",
        )
    })
}

/// A code that would be spent for nothing (#12325, #10322, #9547, #10462).
fn codes_need_mailbox(subject: &Subject) -> Option<Finding> {
    let situation = subject.situation;
    let codes =
        situation.have.contains(&AccessFact::Codes) || situation.codes_left_in_vault > Some(0);
    let no_mail = mail_is_lost(subject) || situation.email_verified == Verified::No;
    let known_place = situation.have.contains(&AccessFact::KnownDevice);
    (codes && no_mail && !known_place).then(|| {
        warning(
            "codes-need-mailbox",
            format!("Codes are left, but the mailbox is not there or not verified: {} spends a code first and asks for the mail then.", subject.provider.name),
            "Spend no code from a place that the service does not know. Try only from a network and browser that you signed in from before.",
        )
    })
}

/// What the clones say of the proof by a branch (#6204, #8428, #1066).
fn pushes(subject: &Subject) -> Vec<Finding> {
    let evidence = subject.situation.evidence();
    let named = |project: &str| {
        evidence
            .projects
            .iter()
            .any(|one| one.name.eq_ignore_ascii_case(project))
    };
    let pushes = subject.situation.known.pushes.iter();
    // One project with a repository that works is enough for the proof.
    if pushes
        .clone()
        .any(|one| named(&one.project) && one.state.is_good())
    {
        return Vec::new();
    }
    pushes
        .filter(|one| named(&one.project))
        .filter_map(|one| {
            let rule = match one.state {
                PushState::Named => return None,
                PushState::NextRelease => "repository-not-released",
                PushState::Moved => "repository-moved",
                PushState::Foreign => "repository-foreign",
                PushState::NotPublic => "repository-not-public",
                PushState::Unnamed => "repository-unnamed",
                PushState::NoRemote => "repository-not-here",
            };
            let message = format!("{}: {}", one.project, one.what);
            Some(warning(
                rule,
                message,
                one.fix.as_deref().unwrap_or_default(),
            ))
        })
        .collect()
}

/// A repository that the request names and the release does not.
fn unnamed(subject: &Subject) -> Vec<Finding> {
    let evidence = subject.situation.evidence();
    let pushes = &subject.situation.known.pushes;
    evidence
        .projects
        .iter()
        .filter_map(|project| {
            let push = pushes.iter().find(|one| one.project.eq_ignore_ascii_case(&project.name))?;
            let released = Repository::of(push.repository.as_deref()?)?;
            let other = project
                .repositories
                .iter()
                .all(|one| Repository::of(one).is_none_or(|one| one != released));
            (push.state.is_good() && !project.repositories.is_empty() && other).then(|| {
                warning(
                    "repository-not-named",
                    format!("{}: the newest release names {released}, not the repository of the request.", project.name),
                    "Name the repository that the release names: a branch is asked for there and nowhere else.",
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_letter_or_two_is_a_slip_and_three_are_another_name() {
        for (one, other, slips) in [
            ("octopus", "octopus", 0),
            ("octopus", "Octopuss", 1),
            ("octopus", "ocotpus", 2),
            ("octopus", "ocopus", 1),
            ("octopus", "squid", 3),
            ("octopus", "octocat", 3),
            ("abc", "abd", 3),
        ] {
            assert_eq!(distance(one, other), slips, "{one} {other}");
            assert_eq!(
                distance(other, one).min(3),
                if one.len() < 4 { 3 } else { slips }
            );
        }
    }
}
