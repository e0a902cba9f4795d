//! A request followed over the weeks.

use crate::run::Home;

/// Days before now, so that what is told lies in the past.
fn days_ago(days: u64) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970");
    (now.as_secs() - days * 86_400).to_string()
}

const LOST: [&str; 8] = [
    "pypi/sampleuser",
    "--lost",
    "totp,codes",
    "--project",
    "sample-project",
    "--repo",
    "https://github.com/sampleuser/sample-project",
    "--two-factor=yes",
];

/// The vault with the codes used up: only then is a request the way.
fn locked_out() -> Home {
    let home = Home::with_vault();
    home.ok(&["import", &crate::run::fixture("aegis/plain.json")]);
    home
}

fn open(home: &Home) -> String {
    let mut arguments = vec!["case", "open"];
    arguments.extend(LOST);
    let opened = home.ok(&arguments);
    assert_eq!(opened["case"]["state"], "drafted", "{opened}");
    assert_eq!(opened["case"]["step"]["id"], "send");
    opened["case"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_request_is_followed_to_the_end() {
    let home = locked_out();
    let id = open(&home);
    let issue = "https://github.com/pypi/support/issues/1";
    let sent = home.ok(&["case", "sent", &id, "--link", issue, "--at", &days_ago(30)]);
    assert_eq!(sent["case"]["state"], "waiting");
    assert_eq!(sent["case"]["link"], issue);
    assert_eq!(sent["case"]["overdue"], true);
    let first = sent["case"]["step"]["id"].as_str().expect("a step");
    let looked = home.ok(&["case", "done", &id, first]);
    assert_eq!(looked["case"]["step"]["id"], "nudge");

    let asked = home.ok(&["case", "message", &id]);
    assert_eq!(asked["case"]["step"]["id"], "reply-branch");
    let shown = home.ok(&["case", "show", &id, "--branch", "a1B2c3"]);
    let command = shown["case"]["step"]["command"]
        .as_str()
        .expect("a command");
    assert!(command.contains("HEAD:refs/heads/a1B2c3"), "{command}");
    home.fails(2, "usage", &["case", "show", &id, "--branch", "x; rm -r ."]);

    home.ok(&["case", "answered", &id]);
    let regained = home.ok(&["case", "regained", &id]);
    let after = regained["case"]["after"]
        .as_array()
        .expect("a list")
        .clone();
    assert!(after.len() > 4, "{regained}");
    for item in &after {
        home.ok(&["case", "done", &id, item["id"].as_str().expect("an id")]);
    }
    let list = home.ok(&["case", "list"]);
    assert_eq!(list["cases"][0]["state"], "regained");
    assert_eq!(list["cases"][0]["step"], serde_json::Value::Null);
}

#[test]
fn a_second_case_of_the_same_account_is_warned_about() {
    let home = locked_out();
    let first = open(&home);
    let mut arguments = vec!["case", "open"];
    arguments.extend(LOST);
    let second = home.ok(&arguments);
    assert_eq!(second["other"], first.as_str());
    let mut arguments = vec!["draft"];
    arguments.extend(LOST);
    let draft = home.ok(&arguments);
    assert_eq!(draft["lint"][0]["rule"], "duplicate-case", "{draft}");
    assert_eq!(draft["lint"][0]["level"], "warning");
    home.ok(&["case", "close", &first]);
    let id = second["case"]["id"].as_str().expect("an id");
    home.ok(&["case", "close", id]);
    let lint = home.ok(&arguments)["lint"].clone();
    let rules: Vec<&str> = lint
        .as_array()
        .expect("lint")
        .iter()
        .filter_map(|one| one["rule"].as_str())
        .collect();
    assert_eq!(
        rules,
        ["totp-turned-up"],
        "the vault makes codes of the account"
    );
}

#[test]
fn what_was_told_by_mistake_is_taken_back() {
    let home = locked_out();
    let id = open(&home);
    home.ok(&["case", "regained", &id]);
    let back = home.ok(&["case", "untell", &id]);
    assert_eq!(back["case"]["state"], "drafted");
    home.fails(2, "usage", &["case", "untell", &id]);
    home.fails(2, "usage", &["case", "done", &id, "no-such-step"]);
    home.fails(2, "usage", &["case", "show", "zzzz"]);
    home.fails(2, "usage", &["case", "sent", &id, "--at", "4102444800"]);
}

#[test]
fn the_dates_go_into_a_calendar_without_a_secret() {
    let home = locked_out();
    let id = open(&home);
    home.ok(&["case", "sent", &id]);
    let file = home.text("cases.ics");
    let written = home.ok(&["case", "calendar", "-o", &file]);
    assert_eq!(written["events"], 2);
    let text = std::fs::read_to_string(&file).expect("a file");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    let secret = home.ok(&["show", "pypi/sampleuser", "--reveal"]);
    let secret = secret["otp"][0]["secret"].as_str().unwrap_or("no secret");
    assert!(!text.contains(secret));
}
