//! Proof that is collected while access is still there.

use crate::run::{Home, tool};

const SOURCE: &str = "https://github.com/sampleuser/sample-project";

/// A clone in the home, with one commit and a remote that has a token in its address.
fn clone(home: &Home) -> String {
    let folder = home.text("clone");
    tool("git", &["init", "-q", "-b", "main", &folder]);
    home.write(
        "clone/pyproject.toml",
        format!("[project]\nname = \"sample-project\"\n[project.urls]\nSource = \"{SOURCE}\"\n"),
    );
    let remote = SOURCE.replace("https://", "https://invented-token@");
    let who = [
        "-c",
        "user.name=A",
        "-c",
        "user.email=maintainer@example.org",
    ];
    for arguments in [
        vec!["remote", "add", "origin", &remote],
        vec!["add", "-A"],
        vec!["commit", "-q", "-m", "a commit"],
        vec!["tag", "v1.0"],
    ] {
        let mut all = vec!["-C", folder.as_str()];
        all.extend(who);
        all.extend(arguments);
        tool("git", &all);
    }
    folder
}

#[test]
fn what_is_found_is_listed_and_only_what_is_chosen_is_kept() {
    let home = Home::with_samples();
    let folder = clone(&home);
    let before = home.vault_bytes();
    let me = ["--me", "maintainer@example.org"];
    let listed = home.ok(&["evidence", "collect", &folder, me[0], me[1]]);
    assert_eq!(home.vault_bytes(), before, "listing keeps nothing");
    let project = &listed["projects"][0];
    assert_eq!(project["ref"], "pypi/sample-project", "{listed}");
    assert_eq!(project["push"]["state"], "named");
    assert_eq!(project["commits"]["own"], 1);
    assert_eq!(
        project["owners"],
        serde_json::json!([]),
        "empty lists are there"
    );
    assert_eq!(project["version"], serde_json::Value::Null);
    let push = project["commands"]["push"].as_str().expect("a command");
    assert!(
        push.contains("push --no-verify origin HEAD:refs/heads/reentry-check-"),
        "{push}"
    );
    assert!(!listed.to_string().contains("invented-token"));
    assert!(
        !home
            .run_bare(&["evidence", "collect", &folder])
            .out
            .contains("invented-token")
    );

    home.fails(
        2,
        "usage",
        &["evidence", "collect", &folder, "--take", "pypi/other"],
    );
    let taken = home.ok(&[
        "evidence",
        "collect",
        &folder,
        "--take",
        "pypi/sample-project",
    ]);
    assert_eq!(taken["taken"][0], "pypi/sample-project");
    let kept = home.ok(&["evidence", "list"]);
    assert_eq!(kept["evidence"][0]["account"], "pypi/sampleuser", "{kept}");
    // The same again replaces what is there.
    home.ok(&["evidence", "collect", &folder, "--take", "all"]);
    let kept = home.ok(&["evidence", "list"]);
    assert_eq!(kept["evidence"].as_array().map(Vec::len), Some(1));
    let id = kept["evidence"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    home.ok(&["evidence", "drop", &id[..4]]);
    assert_eq!(
        home.ok(&["evidence", "list"])["evidence"]
            .as_array()
            .map(Vec::len),
        Some(0)
    );
}

#[test]
fn a_request_is_filled_from_the_evidence() {
    let home = Home::with_samples();
    let folder = clone(&home);
    let lost = ["draft", "pypi/sampleuser", "--lost", "totp,codes,session"];
    let bare = home.run(&lost).json();
    assert!(!bare["draft"]["text"].to_string().contains("sample-project"));
    home.ok(&["evidence", "collect", &folder, "--take", "all"]);
    let filled = home.run(&lost).json();
    let text = filled["draft"]["text"].as_str().expect("a text").to_owned();
    assert!(text.contains("Project: sample-project"), "{text}");
    assert!(text.contains(&format!("I can push to {SOURCE}")), "{text}");
}

#[test]
fn without_a_vault_a_clone_fills_the_request() {
    let home = Home::new();
    let folder = clone(&home);
    let plan = home.ok(&[
        "draft",
        "pypi",
        "--lost",
        "totp,codes",
        "--username",
        "sampleuser",
        "--from",
        &folder,
    ]);
    let text = plan["draft"]["text"].as_str().expect("a text");
    assert!(text.contains(&format!("I can push to {SOURCE}")), "{text}");
    assert_eq!(plan["lint"].as_array().map(Vec::len), Some(0), "{plan}");
}

#[test]
fn a_folder_without_a_package_needs_attention() {
    let home = Home::new();
    let folder = home.text(".");
    assert_eq!(
        home.exits(4, &["evidence", "collect", &folder])["attention"]["code"],
        "attention"
    );
    home.fails(2, "usage", &["evidence", "collect", "no-such-folder"]);
}

#[test]
fn what_is_missing_is_listed_and_told_away() {
    let home = Home::with_samples();
    let item = |document: &serde_json::Value, id: &str| -> serde_json::Value {
        let items = document["accounts"][0]["items"].as_array().expect("items");
        let found = items.iter().find(|item| item["id"] == id);
        found.map_or(serde_json::Value::Null, |item| item["state"].clone())
    };
    let account = "pypi/sampleuser";
    let bare = home.ok(&["evidence", "ready", account]);
    assert_eq!(item(&bare, "codes"), "good", "{bare}");
    assert_eq!(item(&bare, "paper"), "missing");
    assert_eq!(item(&bare, "mailbox"), "unknown");
    assert!(
        bare["accounts"][0]["now"]
            .as_str()
            .is_some_and(|now| now.contains("Print a sheet"))
    );
    let tell = |more: &[&str]| {
        let mut all = vec!["evidence", "tell", account];
        all.extend(more);
        home.ok(&all)
    };
    tell(&[
        "--address",
        "me@university.example",
        "--primary",
        "--verified",
        "yes",
    ]);
    tell(&[
        "--address",
        "me@university.example",
        "--kept-by",
        "university",
    ]);
    let told = tell(&[
        "--address",
        "me@example.net",
        "--verified",
        "yes",
        "--registered",
        "2019-04",
    ]);
    assert_eq!(
        told["facts"]["addresses"].as_array().map(Vec::len),
        Some(2),
        "{told}"
    );
    let after = home.ok(&["evidence", "ready", account]);
    assert_eq!(item(&after, "mailbox"), "good");
    assert_eq!(item(&after, "mail-lent"), "missing");
    assert_eq!(item(&after, "second-address"), "good");
    assert_eq!(item(&after, "registered"), "good");
    tell(&[
        "--address",
        "me@university.example",
        "--domain-expires",
        "2027-01-31",
    ]);
    let later = home.ok(&["evidence", "ready", account, "--at", "2027-02-01T00:00:00Z"]);
    assert_eq!(item(&later, "mail-domain"), "missing");
    let told = tell(&["--gone-address", "me@university.example"]);
    assert_eq!(
        told["facts"]["former_addresses"][0],
        "me@university.example"
    );
    for wrong in [
        ["--address", "nobody"],
        ["--registered", "2019-13"],
        ["--registered", "April"],
    ] {
        let mut all = vec!["evidence", "tell", account];
        all.extend(wrong);
        home.fails(2, "usage", &all);
    }
}

#[test]
fn an_address_that_was_told_never_goes_into_public() {
    let home = Home::with_samples();
    home.ok(&[
        "evidence",
        "tell",
        "pypi/sampleuser",
        "--address",
        "me@example.net",
        "--primary",
    ]);
    // No detector knows this shape: only the comparison with the vault does.
    let note = home.write("note", "Ask M E at example . net, or me @ EXAMPLE.NET.");
    let plan = home.exits(
        4,
        &[
            "draft",
            "pypi",
            "--lost",
            "totp,codes",
            "--username",
            "sampleuser",
            "--note-file",
            &note,
        ],
    );
    let rules: Vec<&str> = plan["lint"]
        .as_array()
        .expect("lint")
        .iter()
        .filter_map(|one| one["rule"].as_str())
        .collect();
    assert!(rules.contains(&"vault-address"), "{rules:?}");
    assert_eq!(plan["draft"]["open_url"], serde_json::Value::Null);
}

#[test]
fn a_request_is_judged_by_what_was_told_and_found() {
    let home = Home::with_samples();
    let folder = clone(&home);
    tool(
        "git",
        &[
            "-C",
            &folder,
            "remote",
            "set-url",
            "origin",
            "https://github.com/newname/sample-project",
        ],
    );
    home.ok(&["evidence", "collect", &folder, "--take", "all"]);
    home.ok(&[
        "evidence",
        "tell",
        "pypi/sampleuser",
        "--address",
        "me@example.net",
        "--primary",
        "--domain-expires",
        "2026-01-01",
    ]);
    let plan = home.ok(&["draft", "pypi/sampleuser", "--lost", "totp,codes"]);
    let rules: Vec<&str> = plan["lint"]
        .as_array()
        .expect("lint")
        .iter()
        .filter_map(|one| one["rule"].as_str())
        .collect();
    for rule in ["repository-moved", "mail-domain-lapsed", "codes-turned-up"] {
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
    }
}

#[test]
fn what_a_workflow_publishes_can_still_be_released() {
    let home = Home::new();
    let folder = clone(&home);
    std::fs::create_dir_all(format!("{folder}/.github/workflows")).expect("a folder");
    home.write(
        "clone/.github/workflows/release.yml",
        "jobs:\n  publish:\n    permissions:\n      id-token: write\n    steps:\n      \
         - uses: pypa/gh-action-pypi-publish@release/v1\n",
    );
    let ask = |lost: &str| {
        home.ok(&[
            "draft",
            "pypi",
            "--lost",
            lost,
            "--username",
            "sampleuser",
            "--from",
            &folder,
        ])
    };
    let said = ask("totp,codes")["still_releases"].clone();
    let said = said.as_str().expect("a sentence");
    assert!(said.contains("sample-project (release.yml)"), "{said}");
    // Without the forge there is no workflow to start.
    assert_eq!(
        ask("totp,codes,forge_account")["still_releases"],
        serde_json::Value::Null
    );
}

#[test]
fn a_letter_is_written_for_the_mail_program() {
    let home = Home::new();
    let file = home.text("letter.eml");
    let lost = [
        "draft",
        "rubygems",
        "--lost",
        "totp,codes",
        "--username",
        "sampleuser",
    ];
    let plan = home.ok(&[&lost[..], &["--eml", &file]].concat());
    assert_eq!(plan["draft"]["kind"], "email", "{plan}");
    let mailto = plan["draft"]["mailto"].as_str().expect("an address");
    assert!(
        mailto.starts_with("mailto:") && mailto.contains("?subject="),
        "{mailto}"
    );
    let text = std::fs::read_to_string(&file).expect("a file");
    assert!(text.starts_with("X-Unsent: 1\r\n"), "{text}");
    // It never overwrites.
    home.fails(2, "usage", &[&lost[..], &["--eml", &file]].concat());
    // What must not go out is not written.
    let note = home.write("note", "My password: Tr0ub4dor!");
    let blocked = home.text("blocked.eml");
    let said = home.exits(
        4,
        &[&lost[..], &["--eml", &blocked, "--note-file", &note]].concat(),
    );
    assert_eq!(said["draft"]["mailto"], serde_json::Value::Null);
    assert!(!home.path("blocked.eml").exists());
}

#[test]
fn codes_that_lie_about_are_found_before_a_request_is_written() {
    let home = Home::new();
    let downloads = home.text("home/Downloads");
    std::fs::create_dir_all(format!("{downloads}/old")).expect("a folder");
    let name = "PyPI-Recovery-Codes-sampleuser-2026-03-01T10_00_00.000000.txt";
    let codes = crate::run::fixture(&format!("codes/{name}"));
    let other = name.replace("sampleuser", "somebodyelse");
    std::fs::copy(&codes, format!("{downloads}/old/{name}")).expect("copied");
    std::fs::copy(&codes, format!("{downloads}/{other}")).expect("copied");
    let sealed = crate::run::fixture("aegis/encrypted.json");
    std::fs::copy(&sealed, format!("{downloads}/aegis-export.json")).expect("copied");
    let lost = [
        "draft",
        "pypi",
        "--lost",
        "totp,codes",
        "--username",
        "sampleuser",
    ];
    let found = |more: &[&str]| -> Vec<String> {
        let plan = home.ok(&[&lost[..], more].concat());
        let list = plan["found"].as_array().expect("a list").iter();
        list.map(|one| one["what"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert!(
        found(&[]).is_empty(),
        "without leave nothing is looked through"
    );
    let listed = found(&["--look-in", &downloads]);
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(listed[0].contains(name) && listed[0].contains("recovery codes of this account"));
    assert!(listed[1].contains("aegis-export.json") && listed[1].contains("may hold"));
    // The codes themselves are said nowhere.
    let first = std::fs::read_to_string(&codes).expect("read");
    let first = first.lines().next().expect("a code");
    assert!(!listed.join(" ").contains(first));
}

#[test]
fn what_only_the_owner_knows_goes_into_private_letters_alone() {
    let home = Home::with_vault();
    for provider in ["rubygems", "pypi"] {
        home.ok(&["add", "--provider", provider, "--username", "sampleuser"]);
        let account = format!("{provider}/sampleuser");
        home.ok(&[
            "evidence",
            "tell",
            &account,
            "--registered",
            "2019-04",
            "--former-address",
            "old@example.net",
            "--organisation",
            "reefs",
        ]);
    }
    let private = home.ok(&["draft", "rubygems/sampleuser", "--lost", "totp,codes"]);
    let text = private["draft"]["text"].as_str().expect("a letter");
    for known in [
        "registered in 2019-04",
        "belongs to: reefs",
        "earlier: old@example.net",
    ] {
        assert!(text.contains(known), "{text}");
    }
    let note = home.write("note", "My name stands in the history.");
    let lost = [
        "pypi/sampleuser",
        "--lost",
        "totp,codes,email_primary",
        "--note-file",
        &note,
    ];
    let public = home.ok(&[&["draft"], &lost[..]].concat());
    assert_eq!(public["draft"]["visibility"], "public");
    assert!(!public["draft"].to_string().contains("2019-04"), "{public}");
    // The letter that follows is private again, also in the case.
    let opened = home.ok(&[&["case", "open"], &lost[..]].concat());
    let id = opened["case"]["id"].as_str().expect("an id").to_owned();
    let written = opened["case"]["draft"].as_str().expect("a text");
    let again = home.ok(&["case", "show", &id]);
    assert_eq!(
        again["case"]["step"]["draft"]["text"], written,
        "with the note as it was"
    );
    let sent = home.ok(&["case", "sent", &id]);
    assert_eq!(sent["case"]["step"]["id"], "new-address", "{sent}");
    let letter = sent["case"]["step"]["draft"]["text"]
        .as_str()
        .expect("a letter");
    assert!(letter.contains("registered in 2019-04"), "{letter}");
    // A step that is due is said whenever the vault is opened.
    assert!(home.run(&["list"]).err.contains("a step of a case is due"));
}

#[test]
fn what_proves_one_account_is_not_told_of_another() {
    let home = Home::with_vault();
    for name in ["sampleuser", "otheruser"] {
        home.ok(&["add", "--provider", "pypi", "--username", name]);
    }
    let folder = clone(&home);
    let collect = ["evidence", "collect", &folder, "--take", "all", "--account"];
    home.ok(&[&collect[..], &["pypi/sampleuser"]].concat());
    let text = |target: &[&str]| {
        let plan = home.ok(&[&["draft"], target, &["--lost", "totp,codes"]].concat());
        plan["draft"]["text"].as_str().expect("a text").to_owned()
    };
    assert!(text(&["pypi/sampleuser"]).contains("sample-project"));
    assert!(!text(&["pypi/otheruser"]).contains("sample-project"));
    assert!(
        !text(&["pypi"]).contains("sample-project"),
        "nobody said whose"
    );
    assert!(!text(&["pypi", "--username", "third"]).contains("sample-project"));
}

#[test]
fn two_accounts_that_need_each_other_are_a_circle() {
    let home = Home::with_vault();
    for provider in ["google", "microsoft"] {
        home.ok(&["add", "--provider", provider, "--username", "sampleuser"]);
    }
    let tell = |account: &str, mailbox: &str| {
        let address = format!("{account}.example").replace('/', "@");
        home.ok(&[
            "evidence",
            "tell",
            account,
            "--address",
            &address,
            "--primary",
            "--mailbox",
            mailbox,
        ]);
    };
    let state = |account: &str| {
        let ready = home.ok(&["evidence", "ready", account]);
        let items = ready["accounts"][0]["items"]
            .as_array()
            .expect("items")
            .clone();
        let item = items
            .into_iter()
            .find(|item| item["id"] == "mailbox-account");
        item.map(|item| item["state"].as_str().unwrap_or_default().to_owned())
    };
    tell("google/sampleuser", "microsoft/sampleuser");
    assert_eq!(state("google/sampleuser").as_deref(), Some("good"));
    tell("microsoft/sampleuser", "google/sampleuser");
    assert_eq!(state("google/sampleuser").as_deref(), Some("missing"));
}
