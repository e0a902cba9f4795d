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
