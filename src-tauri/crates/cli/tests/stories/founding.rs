//! The three cases that Reentry was made for, from the report to the day on which the account is
//! back and safer than before, on a clock of their own.

use crate::run::{Home, fixture, tool};
use serde_json::Value;

const SOURCE: &str = "https://github.com/sampleuser/sample-project";
/// The name that the service mails; obviously invented.
const BRANCH: &str = "a1B2c3D4e5F6g7H8";

/// A clone whose remote has the address that the release names, and leads to a bare repository.
fn clone(home: &Home) -> (String, String) {
    let (folder, bare) = (home.text("clone"), home.text("bare.git"));
    tool("git", &["init", "-q", "-b", "main", &folder]);
    tool("git", &["init", "-q", "--bare", &bare]);
    home.write(
        "clone/pyproject.toml",
        format!("[project]\nname = \"sample-project\"\n[project.urls]\nSource = \"{SOURCE}\"\n"),
    );
    let instead = format!("url.{bare}.insteadOf");
    for arguments in [
        vec!["config", "user.name", "A"],
        vec!["config", "user.email", "maintainer@example.org"],
        vec!["remote", "add", "origin", SOURCE],
        vec!["config", &instead, SOURCE],
        vec!["add", "-A"],
        vec!["commit", "-q", "-m", "a commit"],
    ] {
        let mut all = vec!["-C", folder.as_str()];
        all.extend(arguments);
        tool("git", &all);
    }
    (folder, bare)
}

fn step(document: &Value) -> &str {
    document["case"]["step"]["id"].as_str().unwrap_or("none")
}

fn due(document: &Value) -> &str {
    document["case"]["step"]["due"].as_str().unwrap_or("none")
}

fn id(document: &Value) -> String {
    document["case"]["id"].as_str().expect("a case").to_owned()
}

/// A letter as Python's mail parser reads it: address, subject, text.
fn letter(file: &str) -> Vec<String> {
    let script = "import email, email.policy, sys\n\
        m = email.message_from_file(open(sys.argv[1], newline=''), policy=email.policy.default)\n\
        print(m['To']); print(m['Subject']); print(m['From']); print(m.get_content())";
    let said = tool("python3", &["-c", script, file]);
    said.lines().map(str::to_owned).collect()
}

/// New secret, new codes, a new sheet; the old ones go. Then every item of the list is done.
fn secure(home: &Home, case: &str, regained: &Value) {
    let expected = ["new-codes", "review", "second-address"];
    let after: Vec<&str> = regained["case"]["after"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|item| item["id"].as_str())
        .collect();
    for item in expected {
        assert!(after.contains(&item), "{after:?}");
    }
    let uri = home.write(
        "new-uri",
        "otpauth://totp/PyPI:sampleuser?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=PyPI\n",
    );
    home.ok(&[
        "import",
        &uri,
        "--account",
        "pypi/sampleuser",
        "--on-conflict",
        "replace",
    ]);
    let codes: String = (0..8).map(|n| format!("feedfacec0de00{n:02x}\n")).collect();
    let codes = home.write(
        "PyPI-Recovery-Codes-sampleuser-2026-05-01T10_00_00.000000.txt",
        codes,
    );
    home.ok(&["import", &codes]);
    let pdf = home.text("new.pdf");
    home.ok(&["sheet", "pypi/sampleuser", "--kind", "account", "-o", &pdf]);
    for void in regained["case"]["void_sheets"].as_array().expect("a list") {
        let void = void.as_str().expect("an id");
        home.ok(&["sheets", "--shredded", void]);
    }
    for item in after {
        let told = home.ok(&["case", "done", case, item]);
        assert_eq!(told["case"]["state"], "regained");
    }
    let end = home.ok(&["case", "show", case]);
    assert_eq!(step(&end), "none", "nothing is left to do: {end}");
    assert_eq!(end["case"]["warnings"], serde_json::json!([]));
    assert_eq!(
        end["case"]["void_sheets"],
        serde_json::json!([]),
        "old sheets are shredded"
    );
    let ready = home.ok(&["evidence", "ready", "pypi/sampleuser"]);
    for item in ready["accounts"][0]["items"].as_array().expect("items") {
        let id = item["id"].as_str().unwrap_or_default();
        if ["username", "codes"].contains(&id) {
            assert_eq!(item["state"], "good", "{item}");
        }
    }
    let codes = home.ok(&["list", "pypi/"])["accounts"][0]["codes"].clone();
    assert_eq!(
        codes["left"], 7,
        "the new set counts, and PyPI burned one of it: {codes}"
    );
}

#[test]
fn device_and_codes_lost() {
    let home = Home::with_vault();
    home.on("2026-02-01");
    home.ok(&["import", &fixture("aegis/plain.json")]);
    let old = home.ok(&[
        "sheet",
        "pypi/sampleuser",
        "--kind",
        "account",
        "-o",
        &home.text("old.pdf"),
        "--place",
        "desk drawer",
    ]);
    let (folder, bare) = clone(&home);

    // One command from the report to the request.
    home.on("2026-03-02");
    let opened = home.ok(&[
        "case",
        "open",
        "pypi/sampleuser",
        "--lost",
        "totp,codes",
        "--from",
        &folder,
    ]);
    // What is in the vault and on paper comes first. It was tried: the secret is an old one.
    let found = opened["plan"]["found"].to_string();
    assert!(found.contains("reentry code pypi/sampleuser"), "{found}");
    assert!(found.contains("kept at: desk drawer"), "{found}");
    let lint = opened["plan"]["lint"].as_array().expect("lint");
    assert_eq!(lint.len(), 1, "{opened}");
    assert_eq!(lint[0]["rule"], "totp-turned-up");
    assert_eq!(opened["plan"]["route"], "request-2fa");
    let text = opened["plan"]["draft"]["text"].as_str().expect("a text");
    assert!(text.contains(&format!("I can push to {SOURCE}")), "{text}");
    let case = id(&opened);
    let issue = "https://github.com/pypi/support/issues/1";
    let sent = home.ok(&["case", "sent", &case, "--link", issue]);
    assert_eq!((step(&sent), due(&sent)), ("day-2", "2026-03-04"));

    home.on("2026-03-05");
    let looked = home.ok(&["case", "done", &case, "day-2"]);
    assert_eq!(
        (step(&looked), due(&looked)),
        ("nudge", "2026-03-23"),
        "not before its day"
    );

    home.on("2026-03-12");
    let asked = home.ok(&["case", "message", &case]);
    assert_eq!((step(&asked), due(&asked)), ("reply-branch", "2026-03-12"));
    let file = home.text("reply.eml");
    let shown = home.ok(&["case", "show", &case, "--branch", BRANCH, "--eml", &file]);
    let command = shown["case"]["step"]["command"]
        .as_str()
        .expect("a command");
    tool("sh", &["-c", &format!("cd '{folder}' && {command}")]);
    let pushed = tool(
        "git",
        &["-C", &bare, "for-each-ref", "--format=%(refname:short)"],
    );
    assert_eq!(pushed.trim(), BRANCH);
    let read = letter(&file);
    assert_eq!(read[1], "Re: Account Recovery Request: sampleuser");
    assert_eq!(read[2], "None", "the mail program knows the sender");
    assert!(!read.join("\n").contains(BRANCH) && read.join("\n").contains(SOURCE));
    home.ok(&["case", "answered", &case]);

    home.on("2026-03-16");
    let regained = home.ok(&["case", "regained", &case]);
    assert_eq!(
        regained["case"]["void_sheets"][0], old["sheet_id"],
        "its secret is void"
    );
    secure(&home, &case, &regained);
}

#[test]
fn key_lost_and_codes_never_kept() {
    let home = Home::with_vault();
    home.on("2026-03-02");
    home.ok(&["add", "--provider", "pypi", "--username", "sampleuser"]);
    let opened = home.ok(&[
        "case",
        "open",
        "pypi/sampleuser",
        "--lost",
        "webauthn,codes",
        "--project",
        "sample-project",
    ]);
    assert_eq!(opened["plan"]["route"], "request-2fa", "{opened}");
    let text = opened["plan"]["draft"]["text"].as_str().expect("a text");
    assert!(text.contains("I no longer have my security key"), "{text}");
    assert!(!text.contains("can push"), "nothing is claimed: {text}");
    let case = id(&opened);
    home.ok(&["case", "sent", &case]);

    // Nothing comes: the spam folder, then one question on its day, and not before.
    home.on("2026-03-15");
    let silent = home.ok(&["case", "show", &case]);
    assert_eq!(
        silent["case"]["warnings"][0]["rule"], "mail-astray",
        "{silent}"
    );
    home.ok(&["case", "done", &case, "day-2"]);
    home.on("2026-03-23");
    let due = home.ok(&["case", "show", &case]);
    assert_eq!(step(&due), "nudge");
    home.ok(&["case", "followed-up", &case]);

    home.on("2026-03-30");
    let asked = home.ok(&["case", "message", &case]);
    assert_eq!(step(&asked), "reply-confirm");
    home.on("2026-05-15");
    let late = home.ok(&["case", "show", &case]);
    assert_eq!(
        late["case"]["warnings"][0]["rule"], "closing-soon",
        "{late}"
    );
    home.ok(&["case", "answered", &case]);
    home.on("2026-05-23");
    let regained = home.ok(&["case", "regained", &case]);
    secure(&home, &case, &regained);
}

#[test]
fn password_forgotten_without_two_factor() {
    let home = Home::with_vault();
    home.on("2026-03-02");
    home.ok(&["add", "--provider", "pypi", "--username", "sampleuser"]);
    let lost = [
        "pypi/sampleuser",
        "--lost",
        "password",
        "--two-factor",
        "no",
    ];
    // First the way that needs nobody.
    let first = home.ok(&[&["draft"], &lost[..]].concat());
    assert_eq!(first["route"], "reset", "{first}");
    assert!(
        !first["draft"]["text"]
            .to_string()
            .contains("authenticator app or security token")
    );
    // The service's mail says that the address is not verified.
    let (folder, _) = clone(&home);
    let file = home.text("never.eml");
    let more = ["--email-verified", "no", "--from", &folder];
    home.fails(
        2,
        "usage",
        &[&["draft"], &lost[..], &more, &["--eml", &file]].concat(),
    );
    let opened = home.ok(&[&["case", "open"], &lost[..], &more].concat());
    assert_eq!(opened["plan"]["route"], "request-unverified");
    let text = opened["plan"]["draft"]["text"].as_str().expect("a text");
    assert!(
        text.contains("Two-factor authentication was never set up"),
        "{text}"
    );
    let case = id(&opened);
    let issue = "https://github.com/pypi/support/issues/2";
    let sent = home.ok(&["case", "sent", &case, "--link", issue]);
    assert_eq!((step(&sent), due(&sent)), ("confirm-address", "2026-03-02"));
    let file = home.text("confirm.eml");
    home.ok(&["case", "show", &case, "--eml", &file]);
    let read = letter(&file);
    assert!(read[0].starts_with("support@"), "{read:?}");
    assert!(read.join("\n").contains(issue), "{read:?}");
    home.ok(&["case", "done", &case, "confirm-address"]);
    home.on("2026-03-09");
    home.ok(&["case", "message", &case]);
    home.ok(&["case", "answered", &case]);
    home.on("2026-03-20");
    let regained = home.ok(&["case", "regained", &case]);
    let first = regained["case"]["after"][1]["id"].as_str();
    assert_eq!(first, Some("enrol-2fa"), "{regained}");
    secure(&home, &case, &regained);
}
