//! Every file of the sample data, through the real command line: what is reported and what is in
//! the vault afterwards is what `expected.json` beside the file says.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use e2e::{Home, cli};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    folder.canonicalize().expect("the sample data is there")
}

/// File -> what its import gives.
fn expected(folder: &str) -> Map<String, Value> {
    let path = fixtures().join(folder).join("expected.json");
    let text = std::fs::read_to_string(path).expect("expected.json");
    let mut value: Value = serde_json::from_str(&text).expect("JSON");
    match value["files"].take() {
        Value::Object(files) => files,
        other => panic!("expected.json has no files: {other}"),
    }
}

/// A vault and the command line on it.
struct Vault(Home);

impl Vault {
    fn new() -> Self {
        let vault = Self(Home::new());
        let answer = vault.json(&["init"]);
        assert_eq!(answer["ok"], json!(true), "{answer:#}");
        vault
    }

    /// What `reentry --json ARGUMENTS` printed, in the folder of the sample data.
    fn json(&self, arguments: &[&str]) -> Value {
        let mut command = self.0.command(cli());
        command.current_dir(fixtures()).arg("--json");
        command.args(["--passphrase-file", "vault.password"]);
        let output = command.args(arguments).output().expect("reentry starts");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            let messages = String::from_utf8_lossy(&output.stderr);
            panic!("{arguments:?} printed no JSON ({error}): {messages}")
        })
    }

    fn import(&self, paths: &[String], more: &[&str]) -> Value {
        let mut arguments = vec!["import"];
        arguments.extend(paths.iter().map(String::as_str));
        // Files that are not encrypted need no password, and ignore this one.
        arguments.extend(["--password-file", "aegis/encrypted.password"]);
        arguments.extend(more);
        self.json(&arguments)
    }

    /// Every account with its secrets.
    fn accounts(&self) -> Vec<Value> {
        let answer = self.json(&["export", "--format", "json", "--plaintext"]);
        let content = answer["content"].as_str().expect("an export");
        let mut export: Value = serde_json::from_str(content).expect("JSON within JSON");
        match export["accounts"].take() {
            Value::Array(accounts) => accounts,
            other => panic!("an export without accounts: {other}"),
        }
    }
}

/// Compares what was reported of one file with what is expected of it.
fn check_report(path: &str, want: &Value, file: &Value) {
    let count = |key: &str| {
        let count = file[key].as_u64();
        count.unwrap_or_else(|| panic!("{path}: no {key} in {file:#}"))
    };
    let length = |value: &Value| value.as_array().map_or(0, Vec::len) as u64;
    assert_eq!(file["file"], *path);
    assert_eq!(file["format"], want["format"], "{path}");
    let encrypted = want["encrypted"] == json!(true);
    assert_eq!(file["encrypted"], json!(encrypted), "{path}");
    assert_eq!(json!(count("entries")), want["entries"], "{path}: {file:#}");
    let rejected = length(&file["rejected"]);
    // Codes without an owner wait for --account.
    let ownerless = want.get("codes").is_some() && want["username"].is_null();
    let refused = want["rejected"].as_u64().unwrap_or(u64::from(ownerless));
    assert_eq!(rejected, refused, "{path}: {file:#}");
    let parts = count("added") + count("duplicates") + count("conflicts") + rejected;
    assert_eq!(count("entries"), parts, "{path}: every entry counts once");
    let missing = length(&file["missing_parts"]);
    assert_eq!(missing, length(&want["missing_parts"]), "{path}: {file:#}");
    let offers = length(&file["offers"]);
    assert_eq!(offers, length(&want["offers"]), "{path}: {file:#}");
}

/// The OTP credentials of the vault in the form of `expected.json`.
fn credentials(vault: &Vault) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for account in vault.accounts() {
        for otp in account["otp"].as_array().expect("otp") {
            let mut credential = Map::new();
            for key in ["issuer", "username"] {
                credential.insert(key.to_owned(), account[key].clone());
            }
            for key in [
                "type",
                "algorithm",
                "digits",
                "period",
                "counter",
                "pin",
                "secret",
            ] {
                credential.insert(key.to_owned(), otp[key].clone());
            }
            all.insert(Value::Object(credential).to_string());
        }
    }
    all
}

#[test]
fn every_import_reports_what_is_in_the_file() {
    let vault = Vault::new();
    // Codes without an owner would go to the account of another file, were it the only one.
    for (file, want) in expected("codes") {
        let path = format!("codes/{file}");
        let answer = vault.import(std::slice::from_ref(&path), &["--dry-run"]);
        check_report(&path, &want, &answer["files"][0]);
    }
    for folder in ["aegis", "apps", "otpauth", "screenshots"] {
        let key = expected(folder)
            .values()
            .find_map(|want| want["key_file"].as_str().map(str::to_owned));
        let key = key.map(|key| format!("{folder}/{key}"));
        let (broken, good): (Vec<_>, Vec<_>) = expected(folder)
            .into_iter()
            .partition(|(_, want)| want.get("error").is_some());
        let paths: Vec<String> = good
            .iter()
            .map(|(file, _)| format!("{folder}/{file}"))
            .collect();
        let mut more = vec!["--dry-run"];
        more.extend(key.iter().flat_map(|key| ["--key-file", key]));
        let answer = vault.import(&paths, &more);
        let files = answer["files"].as_array().map_or(0, Vec::len);
        assert_eq!(files, good.len(), "{answer:#}");
        for (at, (path, (_, want))) in paths.iter().zip(&good).enumerate() {
            check_report(path, want, &answer["files"][at]);
        }
        for (file, want) in broken {
            let answer = vault.import(&[format!("{folder}/{file}")], &["--dry-run"]);
            assert_eq!(answer["error"]["code"], want["error"], "{file}: {answer:#}");
        }
    }
    assert_eq!(
        vault.accounts(),
        Vec::<Value>::new(),
        "--dry-run writes nothing"
    );
}

#[test]
fn parts_of_a_migration_are_asked_for_until_they_are_there() {
    let vault = Vault::new();
    let expected = expected("migration");
    for part in ["part-1.png", "part-2.png"] {
        let path = format!("migration/{part}");
        let answer = vault.import(std::slice::from_ref(&path), &["--dry-run"]);
        check_report(&path, &expected[part], &answer["files"][0]);
    }
    let both = ["part-2.png", "part-1.png"].map(|part| format!("migration/{part}"));
    let answer = vault.import(&both, &[]);
    assert_eq!(answer["totals"]["added"], json!(12), "{answer:#}");
    let want = expected["both.txt"]["otp"].as_array().expect("credentials");
    let want: BTreeSet<String> = want.iter().map(Value::to_string).collect();
    assert_eq!(credentials(&vault), want);
    let again = vault.import(&["migration/both.txt".to_owned()], &[]);
    check_report(
        "migration/both.txt",
        &expected["both.txt"],
        &again["files"][0],
    );
    assert_eq!(again["totals"]["duplicates"], json!(12), "{again:#}");
}

#[test]
fn every_credential_arrives_as_it_is() {
    for (folder, file) in [
        ("aegis", "encrypted.json"),
        ("apps", "2fas-encrypted.2fas"),
        ("apps", "stratum-strong.authpro"),
        ("apps", "bitwarden-protected.json"),
        ("apps", "keepass-4.kdbx"),
        ("apps", "keepass-3.kdbx"),
        ("otpauth", "list.txt"),
        ("screenshots", "several-4k.png"),
        ("screenshots", "dark.png"),
    ] {
        let want = &expected(folder)[file];
        let vault = Vault::new();
        let path = format!("{folder}/{file}");
        let answer = vault.import(std::slice::from_ref(&path), &[]);
        check_report(&path, want, &answer["files"][0]);
        let want = want["otp"].as_array().expect("credentials").iter();
        let want: BTreeSet<String> = want.map(Value::to_string).collect();
        assert_eq!(credentials(&vault), want, "{path}");
    }
}

#[test]
fn every_recovery_code_arrives_verbatim() {
    let vault = Vault::new();
    vault.import(&["aegis/plain.json".to_owned()], &[]);
    // One account for each file, so that no set stands in for another.
    let files = expected("codes");
    let services = ["PyPI", "TestPyPI", "GitHub", "npm", "RubyGems"];
    let username = "sampleuser";
    let mut owners = Vec::new();
    let mut others = services[1..].iter();
    for (file, want) in &files {
        let owner = if want["username"].is_null() {
            let owner = *others.next().expect("enough accounts");
            let account = format!("{owner}/{username}");
            let more = ["--account", &account];
            let answer = vault.import(&[format!("codes/{file}")], &more);
            assert_eq!(answer["totals"]["added"], json!(1), "{file}: {answer:#}");
            owner
        } else {
            let answer = vault.import(&[format!("codes/{file}")], &[]);
            assert_eq!(answer["totals"]["added"], json!(1), "{file}: {answer:#}");
            services[0]
        };
        owners.push(owner);
    }
    let accounts = vault.accounts();
    for ((file, want), owner) in files.iter().zip(owners) {
        let account = accounts
            .iter()
            .find(|account| account["issuer"] == owner && account["username"] == username)
            .unwrap_or_else(|| panic!("{owner} is gone"));
        let codes = account["code_sets"][0]["codes"].as_array();
        let codes = codes.unwrap_or_else(|| panic!("{file}: no codes in {account:#}"));
        let texts: Vec<&Value> = codes.iter().map(|code| &code["code"]).collect();
        assert_eq!(json!(texts), want["codes"], "{file}");
        let used = codes.iter().filter(|code| code["state"] == "used");
        let used: Vec<&Value> = used.map(|code| &code["code"]).collect();
        assert_eq!(json!(used), want["used"], "{file}");
    }
}
