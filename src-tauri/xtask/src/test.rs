//! `cargo xtask test`.

use crate::command::{self, Failure, cargo, run_reading};
use crate::system::{self, Purpose};
use crate::workspace::Workspace;
use crate::{fmt, lint, page};
use std::time::{Duration, Instant};

/// How many tests ran, over all runners.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    ignored: u64,
}

type Stage = (
    &'static str,
    fn(&Workspace, &mut Count) -> Result<(), Failure>,
);

/// Fast first: what fails soon is known soon. One profile and one feature set, so that Tauri is
/// compiled once.
const STAGES: &[Stage] = &[
    ("system", |_, _| system::ensure(Purpose::Test)),
    ("fetch", |workspace, _| fetch(workspace)),
    ("format", |workspace, _| fmt::check(workspace)),
    ("core tests", |workspace, count| {
        tests(workspace, &["test", "--no-fail-fast"], count)
    }),
    ("lint", |workspace, _| lint::core(workspace)),
    ("page", |workspace, count| test_page(workspace, count)),
    ("window build", |workspace, _| build_window(workspace)),
    ("window tests", |workspace, count| {
        tests(
            workspace,
            &["test", "--package", "reentry-desktop", "--features", "e2e"],
            count,
        )
    }),
    ("end to end", |workspace, count| {
        tests(workspace, &["test", "--package", "e2e"], count)
    }),
];

/// Runs every stage up to the first that fails, then says how long each took.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut count = Count::default();
    let mut times = Vec::new();
    let mut result = Ok(());
    for (name, stage) in STAGES {
        println!("\n== {name} ==");
        let start = Instant::now();
        result = stage(workspace, &mut count);
        times.push((*name, start.elapsed()));
        if let Err(failure) = result {
            result = Err(Failure::new(format!("stage \"{name}\": {failure}")));
            break;
        }
    }
    print_summary(&times, &count);
    result
}

/// Builds the page, the window as the end-to-end tests drive it, and the command line beside it.
pub fn build_window(workspace: &Workspace) -> Result<(), Failure> {
    page::install(workspace)?;
    page::build(workspace)?;
    let window = ["build", "--package", "reentry-desktop", "--features", "e2e"];
    command::run(&mut cargo(&window, &workspace.root))?;
    command::run(&mut cargo(
        &["build", "--package", "reentry-cli"],
        &workspace.root,
    ))
}

/// Fetches what the lock files name, every platform's crates among it: from here on no test needs
/// a network.
fn fetch(workspace: &Workspace) -> Result<(), Failure> {
    command::run(&mut cargo(&["fetch", "--locked"], &workspace.root))?;
    page::install(workspace)
}

fn tests(workspace: &Workspace, arguments: &[&str], count: &mut Count) -> Result<(), Failure> {
    run_reading(&mut cargo(arguments, &workspace.root), |line| {
        count.add(line);
    })
}

fn test_page(workspace: &Workspace, count: &mut Count) -> Result<(), Failure> {
    page::npm(workspace, &["run", "--silent", "check"])?;
    let mut vitest = command::command("npm", &["run", "--silent", "test"], &workspace.page());
    // Colours would stand between the numbers of the line that is read.
    run_reading(vitest.env("NO_COLOR", "1"), |line| count.add(line))
}

impl Count {
    /// Adds what a closing line says: cargo's "test result: ok. 3 passed; 0 failed; …" or vitest's
    /// "Tests  3 passed (3)". Other lines say nothing.
    fn add(&mut self, line: &str) {
        let line = line.trim();
        if !line.starts_with("test result: ") && !line.starts_with("Tests  ") {
            return;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(2) {
            let [number, what] = pair else { continue };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match what.trim_end_matches([';', ',']) {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" | "skipped" => self.ignored += number,
                _ => {}
            }
        }
    }
}

fn print_summary(times: &[(&str, Duration)], count: &Count) {
    println!("\n== times ==");
    for (name, time) in times {
        println!("{name:<14} {:>7.1} s", time.as_secs_f64());
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("{:<14} {:>7.1} s\n", "in all", total.as_secs_f64());
    // The last line on purpose: the plain one that a person or a script looks for.
    println!(
        "{} passed, {} failed, {} skipped",
        count.passed, count.failed, count.ignored
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_counted() {
        let mut count = Count::default();
        for line in [
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "      Tests  2 failed | 7 passed (9)",
            " Test Files  1 passed (1)",
            "test code::tests::passed ... ok",
            "999 passed",
        ] {
            count.add(line);
        }
        assert_eq!(
            count,
            Count {
                passed: 19,
                failed: 2,
                ignored: 1
            }
        );
    }
}
