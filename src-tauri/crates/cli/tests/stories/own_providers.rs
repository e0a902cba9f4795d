//! Provider files of the user's own.

use crate::run::Home;

const REEF: &str = r#"
schema = 1
id = "reef"
name = "Reef"
checked = 2026-11-21
sources = ["https://reef.example/help"]
no_way_back = "There is no way back at Reef."

[[instance]]
id = "reef"
name = "Reef"
host = "reef.example"

[[route]]
id = "ask"
kind = "email"
name = "write to the people of Reef"
rank = 10
why = "They answer within a day."
restores = ["totp", "codes"]
ways = [["email_primary"]]
mail = "ask"
source = "https://reef.example/help"

[[mail]]
id = "ask"
to = "help@reef.example"
visibility = "private"
subject = "Lost my second factor: {username}"
source = "https://reef.example/help"
[[mail.say]]
text = "Hello, please reset the second factor of {username}."
"#;

fn folder(home: &Home) -> String {
    let folder = home.text("home/.config/reentry/providers");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn a_file_in_the_own_folder_is_used_at_once() {
    let home = Home::new();
    let folder = folder(&home);
    home.fails(2, "no_such_account", &["draft", "reef", "--lost", "totp"]);
    std::fs::write(format!("{folder}/reef.toml"), REEF).expect("written");
    let plan = home.ok(&[
        "draft",
        "reef",
        "--lost",
        "totp,codes",
        "--username",
        "sampleuser",
    ]);
    assert_eq!(plan["draft"]["to"], "help@reef.example", "{plan}");
    let list = home.ok(&["providers"]);
    assert_eq!(list["own"][0], "reef");
    assert_eq!(list["problems"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_wrong_file_is_said_and_everything_else_works() {
    let home = Home::new();
    let folder = folder(&home);
    let wrong = REEF.replace("kind = \"email\"", "kind = \"mail\"");
    std::fs::write(format!("{folder}/reef.toml"), &wrong).expect("written");
    let answer = home.run(&[
        "draft",
        "pypi",
        "--lost",
        "totp,codes",
        "--username",
        "sampleuser",
    ]);
    assert_eq!(answer.exit, 0, "{answer:?}");
    assert!(
        answer
            .err
            .contains("Your provider file reef.toml is left out"),
        "{answer:?}"
    );
    let list = home.ok(&["providers"]);
    let message = list["problems"][0]["message"].as_str().expect("a message");
    assert!(message.contains("unknown variant `mail`"), "{message}");
}

#[test]
fn a_file_is_checked_before_it_is_put_there() {
    let home = Home::new();
    let good = home.write("reef.toml", REEF);
    assert_eq!(home.ok(&["providers", "--check", &good])["own"][0], "reef");
    let bad = REEF.replace(
        "source = \"https://reef.example/help\"\n\n[[mail]]",
        "\n[[mail]]",
    );
    let bad = home.write("reef.toml", bad);
    let found = home.exits(4, &["providers", "--check", &bad]);
    let message = found["problems"][0]["message"].as_str().expect("a message");
    assert!(message.contains("missing field `source`"), "{message}");
    home.fails(2, "usage", &["providers", "--check", "no-such-file.toml"]);
}
