//! A folder with a file of every source: every entry of every file is counted once, whoever counts.

use crate::run::{Home, expected, fixture};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const FOLDERS: [&str; 6] = [
    "aegis",
    "apps",
    "codes",
    "migration",
    "otpauth",
    "screenshots",
];

/// A folder with all samples, and what their descriptions say of each.
fn everything(home: &Home) -> (String, BTreeMap<String, Value>) {
    let mut samples = BTreeMap::new();
    for folder in FOLDERS {
        let to = home.path("all").join(folder);
        std::fs::create_dir_all(&to).expect("made");
        for (name, expected) in expected(folder)["files"].as_object().expect("files") {
            let from = fixture(&format!("{folder}/{name}"));
            std::fs::copy(from, to.join(name)).expect("copied");
            samples.insert(name.clone(), expected.clone());
        }
    }
    let key = home.path("all/apps/keepass.keyx");
    std::fs::copy(fixture("apps/keepass.keyx"), key).expect("copied");
    // Beside what others write, what Reentry itself does.
    let own = home.text("all/own.json");
    let list = home.write("one.txt", "otpauth://totp/A:me?secret=JBSWY3DPEHPK3PXP\n");
    home.ok(&["import", &list]);
    home.ok(&["export", "--format", "json", "--plaintext", "-o", &own]);
    samples.insert(
        "own.json".to_owned(),
        serde_json::json!({"format": "reentry", "entries": 1}),
    );
    (home.text("all"), samples)
}

fn base(path: &Value) -> String {
    let path = Path::new(path.as_str().expect("a path"));
    let name = path.file_name().expect("a name");
    name.to_string_lossy().into_owned()
}

fn count(value: &Value) -> u64 {
    match value {
        Value::Array(list) => list.len() as u64,
        other => other
            .as_u64()
            .unwrap_or_else(|| panic!("a number: {other}")),
    }
}

#[test]
fn the_counts_add_up_to_the_last_entry() {
    let home = Home::with_vault();
    let (folder, samples) = everything(&home);
    let password = fixture("apps/encrypted.password");
    let arguments = ["import", &folder, "--password-file", &password];
    let answer = home.run(&arguments);
    assert_eq!(
        answer.exit, 4,
        "codes without an account, bad lines: {}",
        answer.err
    );
    let imported = answer.json();
    let (mut entries, mut formats) = (0, BTreeSet::new());
    let files = imported["files"].as_array().expect("files");
    for file in files {
        let name = base(&file["file"]);
        if name == "keepass.keyx" {
            assert_eq!(count(&file["entries"]), 0);
            continue;
        }
        let sample = &samples[&name];
        if let Some(code) = sample["error"].as_str() {
            assert_eq!(file["error"]["code"], code, "{name}");
            continue;
        }
        assert_eq!(file["error"], Value::Null, "{name}");
        assert_eq!(file["entries"], sample["entries"], "{name}: {file}");
        let parts = ["added", "duplicates", "conflicts", "rejected"];
        let sum: u64 = parts.iter().map(|part| count(&file[*part])).sum();
        assert_eq!(count(&file["entries"]), sum, "{name}");
        entries += sum;
        formats.insert(file["format"].as_str().expect("a format").to_owned());
    }
    assert_eq!(
        files.len(),
        samples.len() + 1,
        "every file, and the key file"
    );
    assert_eq!(count(&imported["totals"]["entries"]), entries);
    for part in ["added", "duplicates", "conflicts", "rejected"] {
        let sum: u64 = files.iter().map(|file| count(&file[part])).sum();
        assert_eq!(count(&imported["totals"][part]), sum, "{part}");
    }
    // Nothing comes twice: what was taken once is there the second time.
    let added = count(&imported["totals"]["added"]) + count(&imported["totals"]["conflicts"]);
    assert!(added > 15, "{added}");
    let again = home.run(&arguments).json();
    assert_eq!(count(&again["totals"]["entries"]), entries);
    assert_eq!(count(&again["totals"]["added"]), 0, "{}", again["totals"]);

    let known = home.run(&["import", &folder, "--format", "none-such"]);
    let message = known.failure(2, "usage");
    let next = message["next"].as_str().expect("the formats");
    let all = next
        .rsplit("are ")
        .next()
        .expect("a list")
        .trim_end_matches('.');
    let all: BTreeSet<String> = all.split(", ").map(str::to_owned).collect();
    assert_eq!(formats, all, "a sample of every format");

    let swept = home.ok(&["sweep", &folder, "--pictures", "--password-file", &password]);
    let found = swept["found"].as_array().expect("a list");
    for file in found {
        let sample = &samples[&base(&file["file"])];
        let sum = count(&file["otp"]) + count(&file["code_sets"]) + count(&file["rejected"]);
        assert_eq!(Some(sum), sample["entries"].as_u64(), "{file}");
    }
    let missed: Vec<&String> = samples
        .iter()
        .filter(|(name, sample)| {
            sample["error"].is_null() && !found.iter().any(|file| base(&file["file"]) == **name)
        })
        .map(|(name, _)| name)
        .collect();
    assert!(missed.is_empty(), "a sweep passes over {missed:?}");
}
