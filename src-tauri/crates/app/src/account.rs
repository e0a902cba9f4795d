//! Finding accounts by the names people give them.

use crate::view::AccountView;
use crate::{AppError, Code};
use secret::AccountRecord;
use vault::Payload;

/// The accounts, by name; with a filter only those whose names, group or labels hold the text.
#[must_use]
pub fn list(payload: &Payload, filter: Option<&str>) -> Vec<AccountView> {
    let wanted = filter.map(str::to_lowercase);
    let mut records: Vec<&AccountRecord> = payload
        .accounts
        .iter()
        .filter(|record| wanted.as_ref().is_none_or(|wanted| holds(record, wanted)))
        .collect();
    records.sort_by_cached_key(|record| record.account.handle().to_lowercase());
    records.into_iter().map(AccountView::of).collect()
}

fn holds(record: &AccountRecord, wanted: &str) -> bool {
    let account = &record.account;
    names(record).iter().any(|name| name.contains(wanted))
        || account
            .tags
            .iter()
            .chain(&account.group)
            .any(|label| label.to_lowercase().contains(wanted))
}

/// Finds the one account that goes by this name: `provider/username`, an id or the beginning of
/// one, or any text that occurs in the names of one account only.
///
/// # Errors
/// `no_such_account`, or `ambiguous_account` with the names to choose from.
pub fn find<'a>(records: &'a [AccountRecord], query: &str) -> Result<&'a AccountRecord, AppError> {
    let wanted = query.trim().to_lowercase();
    let tests: [&dyn Fn(&AccountRecord) -> bool; 5] = [
        &|record| record.account.id.as_str() == wanted,
        &|record| record.account.handle().to_lowercase() == wanted,
        &|record| names(record).contains(&wanted),
        &|record| wanted.len() >= 4 && record.account.id.as_str().starts_with(&wanted),
        &|record| !wanted.is_empty() && names(record).iter().any(|name| name.contains(&wanted)),
    ];
    for test in tests {
        let found: Vec<_> = records.iter().filter(|record| test(record)).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one),
            several => return Err(ambiguous(query, several)),
        }
    }
    Err(AppError::new(
        Code::NoSuchAccount,
        format!("No account goes by '{query}'."),
        "Nothing was changed.",
        "See the names with `reentry list`.",
    ))
}

/// The position of the one account that goes by this name.
///
/// # Errors
/// As [`find`].
pub fn position(records: &[AccountRecord], query: &str) -> Result<usize, AppError> {
    let id = find(records, query)?.account.id.clone();
    records
        .iter()
        .position(|record| record.account.id == id)
        .ok_or_else(|| AppError::usage("The account is gone.", "Try again."))
}

/// Whether an account goes by this handle.
#[must_use]
pub fn is_taken(records: &[AccountRecord], handle: &str) -> bool {
    records
        .iter()
        .any(|record| record.account.handle() == handle)
}

fn names(record: &AccountRecord) -> [String; 3] {
    let account = &record.account;
    [
        account.handle().to_lowercase(),
        format!("{}/{}", account.provider, account.username).to_lowercase(),
        format!("{}/{}", account.issuer, account.username).to_lowercase(),
    ]
}

fn ambiguous(query: &str, several: &[&AccountRecord]) -> AppError {
    let mut choices: Vec<String> = several
        .iter()
        .take(8)
        .map(|record| {
            let id: String = record.account.id.as_str().chars().take(6).collect();
            format!("{} ({id})", record.account.handle())
        })
        .collect();
    if several.len() > choices.len() {
        choices.push(format!("and {} more", several.len() - choices.len()));
    }
    AppError::new(
        Code::AmbiguousAccount,
        format!(
            "'{query}' could be {}: {}.",
            several.len(),
            choices.join(", ")
        ),
        "Nothing was changed.",
        "Give the whole provider/username, or the beginning of the id in parentheses.",
    )
}

/// Chooses one OTP credential of an account: the one whose id begins so, or the only one.
///
/// # Errors
/// `usage` when there is none, `ambiguous_account` when there are several and none was named.
pub fn credential_position(record: &AccountRecord, otp: Option<&str>) -> Result<usize, AppError> {
    let handle = record.account.handle();
    if let Some(prefix) = otp {
        let mut found = record
            .otp
            .iter()
            .enumerate()
            .filter(|(_, credential)| credential.id.as_str().starts_with(prefix));
        return match (found.next(), found.next()) {
            (Some((position, _)), None) => Ok(position),
            _ => Err(AppError::usage(
                format!("{handle} has no OTP credential whose id begins with '{prefix}'."),
                "See the ids with `reentry show`.",
            )),
        };
    }
    match record.otp.len() {
        1 => Ok(0),
        0 => Err(AppError::usage(
            format!("{handle} has no OTP credential."),
            "Import one, or add it with `reentry add`.",
        )),
        several => {
            let ids: Vec<_> = record
                .otp
                .iter()
                .map(|credential| credential.id.as_str())
                .collect();
            Err(AppError::new(
                Code::AmbiguousAccount,
                format!(
                    "{handle} has {several} OTP credentials, and only one can be right: {}.",
                    ids.join(", ")
                ),
                "Nothing was changed.",
                "Choose one with --otp ID; drop the wrong one with `reentry remove ACCOUNT --otp ID`.",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandomness;
    use crate::fresh::empty;
    use model::Timestamp;
    use provider::Owner;

    fn records() -> Vec<AccountRecord> {
        [
            ("pypi", None, "PyPI", "alice"),
            ("pypi", Some("testpypi"), "TestPyPI", "alice"),
            ("github", None, "GitHub", "alice-dev"),
            ("other", None, "Example", "bob"),
        ]
        .into_iter()
        .map(|(provider, instance, issuer, username)| {
            empty(
                Some(Owner {
                    provider: provider.to_owned(),
                    instance: instance.map(str::to_owned),
                }),
                issuer,
                username,
                Timestamp::UNIX_EPOCH,
                &mut SystemRandomness,
            )
            .expect("randomness")
        })
        .collect()
    }

    #[test]
    fn accounts_go_by_handle_id_prefix_and_any_unique_text() {
        let records = records();
        let handle = |query| find(&records, query).map(|record| record.account.handle());
        assert_eq!(handle("pypi/alice"), Ok("pypi/alice".to_owned()));
        assert_eq!(handle("testpypi/alice"), Ok("testpypi/alice".to_owned()));
        assert_eq!(
            handle("GitHub/Alice-Dev"),
            Ok("github/alice-dev".to_owned())
        );
        assert_eq!(handle("bob"), Ok("Example/bob".to_owned()));
        let id = records[3].account.id.as_str();
        assert_eq!(handle(&id[..8]), Ok("Example/bob".to_owned()));
    }

    #[test]
    fn an_unclear_name_lists_the_choices_and_an_unknown_one_says_so() {
        let records = records();
        let error = find(&records, "alice").expect_err("three match");
        assert_eq!(error.code, Code::AmbiguousAccount);
        assert!(error.message.contains("testpypi/alice"), "{error}");
        for query in ["carol", "", "  "] {
            let error = find(&records, query).expect_err("none matches");
            assert_eq!(error.code, Code::NoSuchAccount, "'{query}'");
        }
    }
}
