//! The job of the README, from beginning to end.

use crate::run::{Home, fixture, tool};
use serde_json::json;

#[test]
fn from_an_empty_folder_to_the_request() {
    let home = Home::new();
    let made = home.ok(&["init"]);
    assert_eq!(made["vault_id"].as_str().map(str::len), Some(16));

    let imported = home.ok(&[
        "import",
        &fixture("aegis/encrypted.json"),
        &fixture("screenshots/light.png"),
        &fixture("codes/PyPI-Recovery-Codes-sampleuser-2026-03-01T10_00_00.000000.txt"),
        "--password-file",
        &fixture("aegis/encrypted.password"),
    ]);
    assert_eq!(imported["files"][0]["encrypted"], true);
    assert_eq!(imported["files"][1]["picture"], true);
    assert_eq!(imported["totals"]["added"], imported["totals"]["entries"]);

    let list = home.ok(&["list", "pypi/"]);
    let account = &list["accounts"][0];
    assert_eq!(account["username"], "sampleuser");
    assert_eq!(
        account["codes"],
        json!({ "total": 8, "left": 7, "used": 0, "burned_unknown": 1 }),
        "PyPI burns one at set-up, and nobody knows which"
    );

    let secret = home.ok(&["show", "pypi/sampleuser", "--reveal"])["secret"].clone();
    let secret = secret.as_str().expect("a secret");
    let code = home.ok(&["code", "pypi/sampleuser", "--at", "2026-03-01T10:00:00Z"]);
    let oathtool = tool(
        "oathtool",
        &["--totp", "-b", "-N", "2026-03-01 10:00:00 UTC", secret],
    );
    assert_eq!(code["code"], oathtool.trim());
    assert_eq!(code["valid_from"], "2026-03-01T10:00:00Z");
    assert_eq!(code["valid_until"], "2026-03-01T10:00:30Z");

    let draft = home.ok(&["draft", "pypi/sampleuser", "--lost", "totp,codes"]);
    assert_eq!(draft["username"], "sampleuser");
    assert!(
        draft["found"][0]["what"]
            .as_str()
            .is_some_and(|what| what.contains('7')),
        "the vault has codes left, and says so first: {}",
        draft["found"]
    );
}

/// Two-factor device and codes lost, mailbox fine; nothing but the command at hand.
#[test]
fn a_request_needs_no_vault() {
    let home = Home::new();
    let answer = home.run_bare(&[
        "--json",
        "draft",
        "pypi",
        "--lost",
        "totp,codes",
        "--username",
        "sampleuser",
        "--project",
        "sampleproject",
        "--repo",
        "https://github.com/sampleuser/sampleproject",
    ]);
    assert_eq!(answer.exit, 0, "{answer:?}");
    let draft = answer.json();
    assert_eq!(draft["draft"]["kind"], "github_issue");
    assert_eq!(draft["draft"]["visibility"], "public");
    let fields = draft["draft"]["fields"].as_array().expect("fields");
    let labels: Vec<_> = fields
        .iter()
        .map(|field| field["label"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(
        labels,
        [
            "PyPI Username",
            "Reason for request",
            "Recovery Codes",
            "Code of Conduct",
            "Acknowledgement"
        ],
        "the form's fields in its order"
    );
    assert_eq!(fields[0]["value"], "`sampleuser`");
    for statement in &fields[2..] {
        assert_eq!(statement["fill"], "tick_yourself", "{statement}");
    }
    let url = draft["draft"]["open_url"].as_str().expect("a page");
    assert!(
        url.ends_with("/issues/new?template=account-recovery.yml"),
        "{url}"
    );
    assert!(
        draft["next"]
            .as_array()
            .is_some_and(|next| !next.is_empty())
    );
    assert!(
        draft["after"]
            .as_array()
            .is_some_and(|after| !after.is_empty())
    );
    assert!(!home.path("vault").exists(), "a draft makes no vault");
}

#[test]
fn a_secret_in_the_note_blocks_the_draft() {
    let home = Home::with_samples();
    let secret = home.ok(&["show", "github/sampleuser", "--reveal"])["secret"].clone();
    let secret = secret.as_str().expect("a secret").to_lowercase();
    let (head, tail) = secret.split_at(8);
    let note = home.write(
        "note",
        format!("My setup key was {head} {tail}, if that helps."),
    );
    let answer = home.run(&[
        "draft",
        "pypi",
        "--lost",
        "totp,codes",
        "--username",
        "sampleuser",
        "--note-file",
        &note,
    ]);
    assert_eq!(answer.exit, 4, "{answer:?}");
    let draft = answer.json();
    assert_eq!(draft["ok"], true);
    assert_eq!(draft["attention"]["code"], "blocked_by_lint");
    assert_eq!(draft["draft"]["open_url"], serde_json::Value::Null);
    let errors: Vec<_> = draft["lint"]
        .as_array()
        .expect("lint")
        .iter()
        .filter(|finding| finding["level"] == "error")
        .collect();
    assert!(!errors.is_empty());
    for error in errors {
        assert!(
            error["start"].is_u64() && error["end"].is_u64(),
            "the place is named: {error}"
        );
        assert!(
            !error.to_string().contains(head),
            "a finding never repeats the secret: {error}"
        );
    }
}
