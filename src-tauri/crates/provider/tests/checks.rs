//! Every check of a provider file, with its message: the file is right but for one line.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a failed expectation is a failed test

use provider::{Directory, read};

/// A small file that is right.
const GOOD: &str = r#"
schema = 1
id = "sample"
name = "Sample"
checked = 2026-11-21
sources = ["a page"]
no_way_back = "Nothing is left."
[[instance]]
id = "sample"
name = "Sample"
issuers = ["Sample"]
[[route]]
id = "ask"
kind = "github_issue"
name = "ask"
rank = 10
why = "It helps."
restores = ["totp"]
ways = [["username"]]
form = "ask"
source = "a page"
[[form]]
id = "ask"
visibility = "public"
url = "https://forge.example/new"
required = ["Name", "Promise"]
source = "a page"
[[form.field]]
label = "Name"
type = "input"
required = true
fill = "copy"
say = [{ text = "{username}" }]
[[form.field]]
label = "Promise"
type = "checkboxes"
required = true
fill = "tick_yourself"
option = "I promise"
"#;

fn problems(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    let text = GOOD.replacen(from, to, 1);
    let problems = read("sample.toml", &text).err().unwrap_or_default();
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_small_file_is_right() {
    assert!(read("sample.toml", GOOD).is_ok());
}

#[test]
fn each_mistake_is_named() {
    for (from, to, message) in [
        (
            "name = \"Sample\"\nchecked",
            "name = \"Sample\"\ncolour = 1\nchecked",
            "unknown field `colour`",
        ),
        ("checked = 2026-11-21\n", "", "missing field `checked`"),
        (
            "checked = 2026-11-21",
            "checked = 2026-11-21T10:00:00Z",
            "expected a date such as 2026-11-21",
        ),
        ("sources = [\"a page\"]\n", "", "missing field `sources`"),
        (
            "sources = [\"a page\"]",
            "sources = [\"\"]",
            "must name at least one source",
        ),
        (
            "form = \"ask\"\nsource = \"a page\"",
            "form = \"ask\"",
            "missing field `source`",
        ),
        (
            "form = \"ask\"\nsource = \"a page\"",
            "form = \"ask\"\nsource = \" \"",
            "route \"ask\".source: must not be empty",
        ),
        ("schema = 1", "schema = 2", "is 2, this program reads 1"),
        (
            "id = \"sample\"",
            "id = \"other\"",
            "the file must be called other.toml",
        ),
        ("id = \"sample\"", "id = \"Sample\"", "lower-case letters"),
        (
            "restores = [\"totp\"]",
            "restores = [\"mail\"]",
            "unknown variant `mail`, expected one of `password`",
        ),
        ("restores = [\"totp\"]", "restores = []", "needs `restores`"),
        (
            "kind = \"github_issue\"",
            "kind = \"pigeon\"",
            "unknown variant `pigeon`",
        ),
        ("form = \"ask\"\n", "", "a route of this kind needs `form`"),
        (
            "form = \"ask\"\n",
            "form = \"asks\"\n",
            "there is no form \"asks\"",
        ),
        (
            "kind = \"github_issue\"",
            "kind = \"email\"",
            "a route of this kind needs `mail`",
        ),
        (
            "issuers = [\"Sample\"]",
            "files = ['(']",
            "regex parse error",
        ),
        (
            "required = [\"Name\", \"Promise\"]",
            "required = [\"Name\", \"Promise\", \"Age\"]",
            "\"Age\" is not covered",
        ),
        (
            "required = [\"Name\", \"Promise\"]",
            "required = [\"Name\"]",
            "\"Promise\" is required: add it",
        ),
        ("say = [{ text = \"{username}\" }]", "", "never empty"),
        (
            "say = [{ text = \"{username}\" }]",
            "say = [{ text = \"a\", when = { lost = [\"totp\"] } }]",
            "never empty",
        ),
        (
            "{username}",
            "{nickname}",
            "{nickname} is not known; known: username",
        ),
        (
            "{username}",
            "{repository}",
            "stands only in a sentence with `each`",
        ),
        (
            "fill = \"copy\"",
            "fill = \"query\"",
            "prefilling needs `param`",
        ),
        (
            "fill = \"copy\"",
            "fill = \"copy\"\nparam = \"name\"",
            "only with fill = \"query\"",
        ),
        (
            "fill = \"copy\"",
            "fill = \"tick_yourself\"",
            "cannot be ticked",
        ),
        (
            "fill = \"tick_yourself\"",
            "fill = \"query\"\nparam = \"promise\"",
            "only an input or a textarea can be prefilled",
        ),
        (
            "fill = \"tick_yourself\"",
            "fill = \"copy\"",
            "a declaration is never made for the user",
        ),
        ("option = \"I promise\"", "", "needs `option`"),
        ("https://forge", "http://forge", "begins with https://"),
        (
            "url = \"https",
            "max_url = 6001\nurl = \"https",
            "must not be over 6000",
        ),
        (
            "rank = 10",
            "rank = 10\ndays = [3, 1]",
            "the first number is the lower one",
        ),
        (
            "rank = 10",
            "rank = 10\nwhen = { lost = [\"totp\"], not_lost = [\"totp\"] }",
            "can never hold",
        ),
        (
            "rank = 10",
            "rank = 10\nwhen = { instance = \"else\" }",
            "there is no instance \"else\"",
        ),
        (
            "[[route]]",
            "[codes]\npattern = 'x'\nsource = \"a page\"\n[[route]]",
            "must begin with ^",
        ),
        (
            "[[route]]",
            "[codes]\nunique_shape = true\ncommon_shape = true\npattern = '^x$'\nsource = \"a page\"\n[[route]]",
            "not both the service's alone",
        ),
        (
            "[[route]]",
            "[codes]\nunverified = \"\"\npattern = '^x$'\nsource = \"a page\"\n[[route]]",
            "codes.unverified: must not be empty",
        ),
        (
            "name = \"Sample\"\nchecked",
            "name = \"Sample\"\nunverified = [\" \"]\nchecked",
            "unverified: must not be empty",
        ),
        (
            "rank = 10",
            "rank = 10\nunverified = \"\"",
            "route \"ask\": must not be empty",
        ),
        (
            "{username}",
            "{proof}",
            "`proof` stands only where visibility",
        ),
        (
            "name = \"Sample\"\nchecked",
            "name = \"Sample\"\nneeded = []\nchecked",
            "needed: leave it out",
        ),
        (
            "rank = 10",
            "rank = 10\nincident = \"compromised\"",
            "`incident` stands only with `case`",
        ),
        (
            "rank = 10",
            "rank = 10\nincident = \"flooded\"",
            "unknown variant `flooded`",
        ),
        (
            "rank = 10",
            "rank = 10\ncommand = \"ssh forge.example\"",
            "`command` stands only with",
        ),
        (
            "kind = \"github_issue\"",
            "kind = \"ssh_command\"",
            "a route of this kind needs `command`",
        ),
        (
            "kind = \"github_issue\"",
            "kind = \"delegated\"",
            "a route of this kind needs `step`",
        ),
        (
            "[[route]]",
            "[codes]\ncount = 1\nburned_at_setup = 1\npattern = '^x$'\nsource = \"a page\"\n[[route]]",
            "must be less than count",
        ),
        (
            "[[route]]",
            "[[instance]]\nid = \"sample\"\nname = \"Again\"\n[[route]]",
            "this id stands twice",
        ),
    ] {
        let found = problems(from, to);
        assert!(
            found.contains(message),
            "{to:?} should say {message:?}, says {found:?}"
        );
        assert!(found.starts_with("sample.toml: "), "{found}");
    }
}

#[test]
fn an_address_over_the_limit_is_refused() {
    let long = format!("https://forge.example/{}", "n".repeat(6_000));
    assert!(problems("https://forge.example/new", &long).contains("over 6000 characters"));
}

#[test]
fn a_file_of_the_user_joins_or_replaces() {
    let mut directory = Directory::embedded();
    let before = directory.iter().count();
    directory.add("sample.toml", GOOD).expect("it is right");
    directory
        .add("sample.toml", GOOD)
        .expect("it replaces itself");
    assert_eq!(directory.iter().count(), before + 1);
    let twice = GOOD.replace("id = \"sample\"", "id = \"second\"").replacen(
        "[[instance]]\nid = \"second\"",
        "[[instance]]\nid = \"pypi\"",
        1,
    );
    let problems = directory
        .add("second.toml", &twice)
        .expect_err("pypi is taken");
    assert!(
        problems[0]
            .to_string()
            .contains("another file has the same id"),
        "{problems:?}"
    );
    assert_eq!(directory.iter().count(), before + 1);
}

/// The literal texts that checks fail with, out of their own source, without what is filled in.
fn messages() -> Vec<String> {
    let source = include_str!("../src/check.rs");
    let mut found = Vec::new();
    for call in source.split("self.fail(").skip(1) {
        let call = call.split(");").next().unwrap_or_default();
        // The message is the last text; texts of checks hold no escaped backslash.
        let plain = call.replace("\\\"", "\u{1}");
        let text = plain.rsplit('"').nth(1).unwrap_or_default();
        let longest = text
            .split(['{', '}', '\u{1}'])
            .max_by_key(|part| part.len());
        let longest = longest.unwrap_or_default().trim_matches([',', ' ']);
        found.push(longest.to_owned());
    }
    found
}

#[test]
fn the_page_about_providers_explains_every_message() {
    let page = include_str!("../../../../docs/providers.md");
    let table = page
        .split("## What the checks say")
        .nth(1)
        .unwrap_or_default();
    let plain = |text: &str| text.replace('`', "");
    let messages = messages();
    assert!(messages.len() >= 35, "{messages:?}");
    for message in messages {
        // What follows after a colon or a comma says more of the same.
        let head = message
            .split([':', ',', '(', ';'])
            .next()
            .unwrap_or_default()
            .trim();
        assert!(head.len() > 5, "{message}");
        assert!(
            plain(table).contains(plain(head).trim()),
            "docs/providers.md does not explain: {message}"
        );
    }
}
