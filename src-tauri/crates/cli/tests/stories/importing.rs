//! Importing: every sample gives exactly what its description says, and every entry is counted.

use crate::run::{Home, expected, fixture};
use serde_json::Value;

fn numbers(imported: &Value, name: &str) -> u64 {
    imported["totals"][name]
        .as_u64()
        .unwrap_or_else(|| panic!("{name} in {imported}"))
}

fn adds_up(imported: &Value) {
    let parts = ["added", "duplicates", "conflicts", "rejected"];
    let sum: u64 = parts.iter().map(|part| numbers(imported, part)).sum();
    assert_eq!(numbers(imported, "entries"), sum, "{imported}");
    for file in imported["files"].as_array().expect("files") {
        let rejected = file["rejected"].as_array().map_or(0, Vec::len) as u64;
        let sum: u64 = parts[..3]
            .iter()
            .map(|part| file[part].as_u64().unwrap_or_default())
            .sum();
        assert_eq!(file["entries"].as_u64(), Some(sum + rejected), "{file}");
    }
}

/// Each folder is a test of its own, so that they run beside each other.
fn every_sample(folder: &str) {
    every_sample_where(folder, |_| true);
}

fn every_sample_where(folder: &str, wanted: impl Fn(usize) -> bool) {
    let files = expected(folder)["files"].clone();
    let files = files.as_object().expect("files");
    assert!(!files.is_empty(), "{folder} holds samples");
    for (at, (name, expected)) in files.iter().enumerate() {
        if wanted(at) {
            check(folder, name, expected);
        }
    }
}

#[test]
fn every_sample_of_aegis_gives_what_its_description_says() {
    every_sample("aegis");
}

#[test]
fn every_second_sample_of_the_apps_gives_what_its_description_says() {
    every_sample_where("apps", |at| at % 2 == 0);
}

#[test]
fn every_other_sample_of_the_apps_gives_what_its_description_says() {
    every_sample_where("apps", |at| at % 2 == 1);
}

#[test]
fn every_sample_of_key_uris_gives_what_its_description_says() {
    every_sample("otpauth");
}

#[test]
fn every_sample_of_a_migration_gives_what_its_description_says() {
    every_sample("migration");
}

#[test]
fn every_screenshot_gives_what_its_description_says() {
    every_sample("screenshots");
}

fn check(folder: &str, name: &str, expected: &Value) {
    let home = Home::with_vault();
    let path = fixture(&format!("{folder}/{name}"));
    let mut args = vec!["import", &path];
    let password = fixture("aegis/encrypted.password");
    if matches!(folder, "aegis" | "apps") {
        args.extend(["--password-file", &password]);
    }
    let key_file = expected["key_file"].as_str();
    let key_file = key_file.map(|file| fixture(&format!("{folder}/{file}")));
    if let Some(key_file) = &key_file {
        args.extend(["--key-file", key_file]);
    }
    let answer = home.run(&args);
    if let Some(code) = expected["error"].as_str() {
        answer.failure(1, code);
        return;
    }
    let imported = answer.json();
    assert_eq!(imported["ok"], true, "{name}: {answer:?}");
    adds_up(&imported);
    assert_eq!(
        imported["totals"]["entries"], expected["entries"],
        "{name}: {imported}"
    );
    assert_eq!(imported["files"][0]["format"], expected["format"], "{name}");
    let wanted = expected["otp"].as_array().expect("credentials");
    let exported = home.ok(&["export", "--format", "json", "--plaintext"]);
    let exported: Value = serde_json::from_str(exported["content"].as_str().expect("content"))
        .expect("the export is JSON");
    let mut held: Vec<Value> = Vec::new();
    for account in exported["accounts"].as_array().expect("accounts") {
        for otp in account["otp"].as_array().expect("otp") {
            held.push(serde_json::json!({
                "issuer": account["issuer"], "username": account["username"],
                "type": otp["type"], "algorithm": otp["algorithm"], "digits": otp["digits"],
                "period": otp["period"], "counter": otp["counter"], "secret": otp["secret"],
            }));
        }
    }
    for otp in wanted {
        assert!(
            held.iter().any(|have| same(have, otp)),
            "{folder}/{name} lacks {otp}\nand has {held:#?}"
        );
    }
}

/// Equal in everything that both name; mOTP has no algorithm of its own.
fn same(have: &Value, wanted: &Value) -> bool {
    [
        "issuer",
        "username",
        "type",
        "digits",
        "period",
        "counter",
        "secret",
        "algorithm",
    ]
    .iter()
    .filter(|key| !(wanted["type"] == "motp" && ["algorithm", "secret"].contains(key)))
    .filter(|key| wanted.get(**key).is_some())
    .all(|key| have[*key] == wanted[*key])
}

#[test]
fn codes_keep_every_letter_and_find_their_account() {
    for (name, expected) in expected("codes")["files"].as_object().expect("files") {
        let home = Home::with_vault();
        let path = fixture(&format!("codes/{name}"));
        let mut args = vec!["import", path.as_str()];
        let account = match (expected["provider"].as_str(), expected["username"].as_str()) {
            (Some(provider), Some(username)) => format!("{provider}/{username}"),
            (provider, _) => {
                home.exits(4, &["import", &path]);
                format!("{}/somebody", provider.unwrap_or("Example"))
            }
        };
        args.extend(["--account", &account]);
        let imported = home.ok(&args);
        adds_up(&imported);
        let sets = home.ok(&["codes", &account, "--reveal"]);
        let codes: Vec<_> = sets["sets"][0]["codes"]
            .as_array()
            .expect("codes")
            .iter()
            .map(|code| code["code"].clone())
            .collect();
        assert_eq!(Value::from(codes), expected["codes"], "{name}");
    }
}

#[test]
fn a_second_import_finds_everything_here_already() {
    let home = Home::with_samples();
    let before = home.vault_bytes();
    let imported = home.ok(&["import", &fixture("aegis/plain.json")]);
    adds_up(&imported);
    assert_eq!(
        imported["totals"]["duplicates"],
        imported["totals"]["entries"]
    );
    assert_eq!(home.vault_bytes(), before, "nothing new, nothing written");
}

#[test]
fn a_dry_run_writes_nothing() {
    let home = Home::with_vault();
    let before = home.vault_bytes();
    let imported = home.ok(&["import", "--dry-run", &fixture("aegis/plain.json")]);
    assert!(numbers(&imported, "added") > 5);
    assert_eq!(home.vault_bytes(), before);
}

#[test]
fn another_secret_under_the_same_name_is_a_conflict() {
    let uri = |secret: &str| format!("otpauth://totp/Example:me?secret={secret}&issuer=Example\n");
    for (choice, secrets) in [
        ("keep-both", vec!["JBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLU"]),
        ("skip", vec!["JBSWY3DPEHPK3PXP"]),
        ("replace", vec!["KRSXG5CTMVRXEZLU"]),
    ] {
        let home = Home::with_vault();
        let first = home.write("first.txt", uri("JBSWY3DPEHPK3PXP"));
        let second = home.write("second.txt", uri("KRSXG5CTMVRXEZLU"));
        home.ok(&["import", &first]);
        let exit = if choice == "keep-both" { 4 } else { 0 };
        let imported = home.exits(exit, &["import", &second, "--on-conflict", choice]);
        adds_up(&imported);
        assert_eq!(numbers(&imported, "conflicts"), 1, "{choice}");
        let shown = home.ok(&["show", "example/me", "--reveal"]);
        let held: Vec<_> = shown["otp"]
            .as_array()
            .expect("otp")
            .iter()
            .map(|otp| otp["secret"].clone())
            .collect();
        assert_eq!(held, secrets, "{choice}");
        assert_eq!(
            shown["conflict"].as_bool().unwrap_or_default(),
            choice == "keep-both"
        );
    }
}

#[test]
fn nameless_accounts_never_collide() {
    let home = Home::with_vault();
    let list = home.write(
        "nameless.txt",
        "otpauth://totp/Nameless:?secret=JBSWY3DPEHPK3PXP&issuer=Nameless\n\
         otpauth://totp/Nameless:?secret=KRSXG5CTMVRXEZLU&issuer=Nameless\n",
    );
    let imported = home.ok(&["import", &list]);
    assert_eq!(numbers(&imported, "added"), 2, "{imported}");
}

#[test]
fn parts_of_a_transfer_may_come_in_two_files() {
    let home = Home::with_vault();
    let alone = home.exits(
        4,
        &["import", "--dry-run", &fixture("migration/part-1.png")],
    );
    assert_eq!(alone["files"][0]["missing_parts"][0]["have"], 1, "{alone}");
    assert_eq!(alone["files"][0]["missing_parts"][0]["of"], 2);
    let both = home.ok(&[
        "import",
        &fixture("migration/part-2.png"),
        &fixture("migration/part-1.png"),
    ]);
    adds_up(&both);
    for file in both["files"].as_array().expect("files") {
        assert_eq!(file["missing_parts"], serde_json::json!([]));
    }
}

#[test]
fn one_bad_file_or_entry_never_costs_the_others() {
    let home = Home::with_vault();
    let junk = home.write("junk.bin", [0_u8, 159, 146, 150, 0, 1, 2]);
    let mixed = home.write(
        "mixed.txt",
        "otpauth://totp/A:me?secret=JBSWY3DPEHPK3PXP\notpauth://totp/B:me?secret=10189\n",
    );
    let answer = home.run(&["import", &junk, &mixed]);
    assert_eq!(answer.exit, 4, "{answer:?}");
    let imported = answer.json();
    adds_up(&imported);
    assert_eq!(numbers(&imported, "added"), 1);
    assert_eq!(numbers(&imported, "rejected"), 1);
    assert_eq!(imported["files"][0]["error"]["code"], "unknown_format");
    assert!(
        !answer.out.contains("10189"),
        "a reason never repeats the secret: {}",
        answer.out
    );
}

#[test]
fn a_folder_is_read_and_what_is_unknown_in_it_passed_over() {
    let home = Home::with_vault();
    std::fs::create_dir(home.path("downloads")).expect("made");
    home.write(
        "downloads/invoice.txt",
        "Thank you for your order of 3 books.",
    );
    home.write(
        "downloads/list.txt",
        "otpauth://totp/A:me?secret=JBSWY3DPEHPK3PXP\n",
    );
    let imported = home.ok(&["import", &home.text("downloads")]);
    assert_eq!(
        imported["files"].as_array().map(Vec::len),
        Some(1),
        "{imported}"
    );
    assert_eq!(numbers(&imported, "added"), 1);
}

/// It is said, and costs no other.
#[test]
fn a_file_too_large_in_a_folder_costs_no_other() {
    let home = Home::with_vault();
    std::fs::create_dir(home.path("downloads")).expect("made");
    home.write(
        "downloads/list.txt",
        "otpauth://totp/A:me?secret=JBSWY3DPEHPK3PXP\n",
    );
    let huge = std::fs::File::create(home.path("downloads/film.mkv")).expect("made");
    huge.set_len(101 << 20).expect("grown");
    let imported = home.ok(&["import", &home.text("downloads")]);
    assert_eq!(numbers(&imported, "added"), 1, "{imported}");
    let skipped = &imported["skipped"][0];
    assert_eq!(skipped["what"], "files larger than 100 MiB");
    assert_eq!(skipped["count"], 1);
}

/// Names of files come from anywhere: what is said of them commands no terminal.
#[cfg(unix)]
#[test]
fn a_file_name_cannot_command_the_terminal() {
    let home = Home::with_vault();
    let name = "\u{1b}]0;owned\u{7}\u{202e}txt.list";
    home.write(name, "otpauth://totp/A:me?secret=JBSWY3DPEHPK3PXP\n");
    let passphrase = home.text("passphrase");
    for command in ["import", "sweep"] {
        let place = if command == "import" { name } else { "." };
        let answer = home.run_bare(&["--passphrase-file", &passphrase, command, &home.text(place)]);
        let said = format!("{}{}", answer.out, answer.err);
        assert!(said.contains("]0;owned"), "{said:?}");
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{said:?}");
    }
}

#[test]
fn offers_are_never_taken_silently() {
    let home = Home::with_vault();
    let imported = home.ok(&["import", &fixture("aegis/plain.json")]);
    let offer = &imported["files"][0]["offers"][0];
    assert_eq!(offer["kind"], "codes", "{imported}");
    let all = |home: &Home| {
        let list = home.ok(&["list"]);
        let accounts = list["accounts"].as_array().expect("accounts").clone();
        accounts
            .iter()
            .filter_map(|account| account["codes"]["total"].as_u64())
            .sum::<u64>()
    };
    assert_eq!(all(&home), 0);
    home.ok(&["import", "--take-offers", &fixture("aegis/plain.json")]);
    assert_eq!(Some(all(&home)), offer["count"].as_u64());
}

/// A login without one-time codes may still have recovery codes in its note.
#[test]
fn codes_of_a_login_alone_come_to_its_account() {
    let home = Home::with_vault();
    home.write(
        "export.csv",
        "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n\
         ,,login,GitHub,\"recovery codes:\n0a1b2-c3d4e\n1b2c3-d4e5f\n2c3d4-e5f60\n3d4e5-f6071\n4e5f6-07182\",,0,,alice,never-taken,\n",
    );
    let file = home.text("export.csv");
    let imported = home.ok(&["import", &file]);
    assert_eq!(imported["files"][0]["offers"][0]["account"], "GitHub/alice");
    assert_eq!(numbers(&imported, "added"), 0);
    let imported = home.ok(&["import", "--take-offers", &file]);
    assert_eq!(numbers(&imported, "added"), 1, "{imported}");
    let list = home.ok(&["list"]);
    let account = &list["accounts"][0];
    assert_eq!(
        (&account["provider"], &account["username"]),
        (&"github".into(), &"alice".into())
    );
    assert_eq!(account["codes"]["total"], 5, "{account}");
}
