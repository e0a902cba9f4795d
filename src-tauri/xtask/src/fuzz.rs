//! `cargo xtask fuzz`.

use crate::command::{self, Failure, cargo};
use crate::workspace::Workspace;
use std::path::Path;

/// The targets of tests/fuzz, how often each is run, and the samples that it starts from.
const TARGETS: &[(&str, u32, &[&str])] = &[
    ("otpauth", 1_000_000, &["otpauth"]),
    ("migration", 1_000_000, &["migration"]),
    ("java", 1_000_000, &["apps"]),
    ("secretstream", 1_000_000, &[]),
    ("codes", 1_000_000, &["codes"]),
    ("sheet", 1_000_000, &[]),
    ("detect", 1_000_000, &["aegis", "apps", "otpauth", "codes"]),
    ("containers", 100_000, &["aegis"]),
    ("pictures", 20_000, &["screenshots"]),
];

/// What libFuzzer needs of the compiler; cargo-fuzz gives the same. Without a sanitizer: nothing of
/// ours is unsafe, and a panic is what is looked for.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Builds the targets with instrumentation and runs each as often as the list says. New inputs stay
/// in tests/fuzz/corpus; an input that fails is written into tests/fuzz/artifacts.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let folder = workspace.root.join("tests/fuzz");
    let target = host(&folder)?;
    // A target is named so that build scripts are built without instrumentation.
    let mut build = cargo(&["build", "--release", "--target", &target], &folder);
    command::run(build.env("RUSTFLAGS", FLAGS))?;
    for (name, runs, samples) in TARGETS {
        let program = folder.join(format!("target/{target}/release/{name}"));
        let corpus = folder.join("corpus").join(name);
        let artifacts = folder.join("artifacts").join(name);
        for made in [&corpus, &artifacts] {
            std::fs::create_dir_all(made)
                .map_err(|error| Failure::new(format!("{}: {error}", made.display())))?;
        }
        let mut arguments = vec![
            "-n".to_owned(),
            "19".to_owned(),
            program.display().to_string(),
            format!("-runs={runs}"),
            // Longer inputs take longer and no other way; a picture needs some room.
            format!(
                "-max_len={}",
                if *name == "pictures" { 65_536 } else { 4_096 }
            ),
            "-timeout=20".to_owned(),
            "-rss_limit_mb=2048".to_owned(),
            "-print_final_stats=1".to_owned(),
            format!("-artifact_prefix={}/", artifacts.display()),
            corpus.display().to_string(),
        ];
        for sample in *samples {
            let folder = workspace.root.join("tests/fixtures").join(sample);
            arguments.push(folder.display().to_string());
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        command::run(&mut command::command("nice", &arguments, &folder))?;
    }
    Ok(())
}

/// The compiler's own platform.
fn host(folder: &Path) -> Result<String, Failure> {
    let output = command::command("rustc", &["-vV"], folder)
        .output()
        .map_err(|error| Failure::new(format!("rustc: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| Failure::new("rustc does not say its host"))
}
