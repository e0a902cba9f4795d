//! `cargo xtask fuzz`.

use crate::command::{self, Failure, cargo};
use crate::workspace::Workspace;
use std::path::Path;
use std::process::{Command, ExitCode};

/// A fuzz target: its name, its executions, the longest input in bytes, and folders of tests/fixtures.
type Target = (&'static str, u32, u32, &'static [&'static str]);

/// The targets of tests/fuzz, how often each is run, how long its inputs are at most, and the samples that
/// it starts from. Longer inputs take longer and no other way; a picture needs some room.
const TARGETS: &[Target] = &[
    ("otpauth", 1_000_000, 320, &["otpauth"]),
    ("migration", 1_000_000, 320, &["migration"]),
    ("java", 1_000_000, 1_024, &["apps"]),
    ("secretstream", 1_000_000, 320, &[]),
    ("codes", 1_000_000, 512, &["codes"]),
    ("manifests", 1_000_000, 512, &[]),
    ("sheet", 1_000_000, 512, &[]),
    (
        "detect",
        1_000_000,
        1_024,
        &["aegis", "apps", "otpauth", "codes"],
    ),
    ("containers", 100_000, 2_048, &["aegis"]),
    ("pictures", 20_000, 65_536, &["screenshots"]),
];

/// What libFuzzer needs of the compiler; cargo-fuzz gives the same. Without a sanitizer: nothing of
/// ours is unsafe, and a panic is what is looked for.
const FLAGS: [&str; 7] = [
    "--cfg",
    "fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// The crates whose branches the fuzzer watches: ours, and the readers of JSON, XML and archives right below
/// them. Watching all 250 makes every execution about ten times as slow, for branches that nobody here can mend.
const WATCHED: [&str; 11] = [
    "import",
    "model",
    "picture",
    "provider",
    "recovery",
    "secret",
    "sheet",
    "targets",
    "quick_xml",
    "serde_json",
    "zip",
];

/// Set while this program stands in for the compiler.
const COMPILING: &str = "REENTRY_FUZZ_COMPILING";

/// Compiles one crate, where cargo calls this program in place of the compiler, which is the first argument.
pub fn compile(arguments: &[String]) -> Option<ExitCode> {
    std::env::var_os(COMPILING)?;
    let (compiler, arguments) = arguments.split_first()?;
    let mut compiler = Command::new(compiler);
    compiler.args(arguments);
    if is_watched(arguments) {
        compiler.args(FLAGS);
    }
    let done = compiler.status().is_ok_and(|status| status.success());
    Some(if done {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Whether this call compiles one of [`WATCHED`] for the fuzzer, and not for a build script.
fn is_watched(arguments: &[String]) -> bool {
    let after = |name: &str| {
        let at = arguments.iter().position(|one| one == name)?;
        arguments.get(at + 1)
    };
    let named = after("--crate-name").is_some_and(|name| WATCHED.contains(&name.as_str()));
    named && after("--target").is_some()
}

/// Builds the targets with instrumentation and runs those named on the command line, or all of them, each as
/// often as the list says. New inputs stay in tests/fuzz/corpus; an input that fails is written into
/// tests/fuzz/artifacts.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let named: Vec<String> = std::env::args().skip(2).collect();
    let chosen = chosen(&named)?;
    let folder = workspace.root.join("tests/fuzz");
    let target = host(&folder)?;
    // A target is named so that build scripts are built without instrumentation.
    let mut build = cargo(&["build", "--release", "--target", &target], &folder);
    let ourselves = std::env::current_exe()
        .map_err(|error| Failure::new(format!("this program's own path: {error}")))?;
    command::run(build.env("RUSTC_WRAPPER", ourselves).env(COMPILING, "1"))?;
    for (name, runs, longest, samples) in chosen {
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
            format!("-max_len={longest}"),
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

/// The targets of these names; all of them where none is named.
fn chosen(named: &[String]) -> Result<Vec<&'static Target>, Failure> {
    if named.is_empty() {
        return Ok(TARGETS.iter().collect());
    }
    named
        .iter()
        .map(|name| {
            let found = TARGETS.iter().find(|(target, ..)| target == name);
            found.ok_or_else(|| {
                let known: Vec<&str> = TARGETS.iter().map(|(target, ..)| *target).collect();
                Failure::new(format!(
                    "there is no fuzz target `{name}`; there are {}",
                    known.join(", ")
                ))
            })
        })
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_runs_under_the_fuzzer_is_watched() {
        let call = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let ours =
            "--crate-name import --edition=2024 src/lib.rs --target x86_64-unknown-linux-gnu";
        assert!(is_watched(&call(ours)));
        assert!(
            !is_watched(&call("--crate-name import src/lib.rs")),
            "for a build script"
        );
        assert!(!is_watched(&call(&ours.replace("import", "lopdf"))));
        assert!(!is_watched(&call("-vV")));
    }

    #[test]
    fn targets_are_chosen_by_name_and_a_wrong_name_is_refused() {
        let names = |named: &[&str]| {
            let named: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
            chosen(&named).map(|found| found.iter().map(|target| target.0).collect::<Vec<_>>())
        };
        assert_eq!(names(&["sheet", "java"]).unwrap(), ["sheet", "java"]);
        assert_eq!(names(&[]).unwrap().len(), TARGETS.len());
        let refused = names(&["sheets"]).unwrap_err().to_string();
        assert!(refused.contains("`sheets`"), "{refused}");
        assert!(refused.contains("migration"), "{refused}");
    }
}
