//! What `cargo xtask …` runs: one module for each subcommand, and what they share.
//!
//! Nothing here is part of the product. It starts cargo, npm and the system's tools, and says so.

mod audit;
mod bench;
mod bench_paper;
mod bindings;
mod command;
mod demo;
mod fmt;
mod fuzz;
mod lint;
mod page;
mod run;
mod screenshots;
mod system;
mod test;
mod workspace;

use command::Failure;
use std::process::ExitCode;
use workspace::Workspace;

/// A subcommand: its name, what it does in one line, and the function.
type Task = (
    &'static str,
    &'static str,
    fn(&Workspace) -> Result<(), Failure>,
);

const TASKS: &[Task] = &[
    (
        "run",
        "install what is missing, then open the window (without a display: the demo)",
        run::run,
    ),
    (
        "test",
        "install what is missing, then run every test",
        test::run,
    ),
    ("fmt", "format the Rust code", fmt::write),
    ("lint", "clippy over the whole workspace", lint::run),
    (
        "bindings",
        "write the page's types from the Rust types",
        bindings::run,
    ),
    (
        "audit",
        "licences, bans, sources, crate arrows, secrets, repository hygiene",
        audit::run,
    ),
    (
        "bench",
        "the criterion benchmarks, and degraded pictures beside zbarimg",
        bench::run,
    ),
    (
        "fuzz",
        "fuzz every parser, or those named after it: a million runs each, fewer for containers and pictures",
        fuzz::run,
    ),
    (
        "bench-paper",
        "how much printed sheets bear, into docs/paper-robustness.md",
        bench_paper::run,
    ),
    (
        "screenshots",
        "pictures of the sheets (target/demo) and of the window (target/e2e)",
        screenshots::run,
    ),
    (
        "demo",
        "the main job on the sample data into target/demo",
        demo::run,
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(code) = fuzz::compile(&arguments) {
        return code;
    }
    let Some((name, rest)) = arguments.split_first() else {
        print_usage();
        return ExitCode::SUCCESS;
    };
    let asked = TASKS.iter().find(|(task, ..)| task == name);
    let Some((_, _, task)) = asked.filter(|_| rest.is_empty() || name == "fuzz") else {
        print_usage();
        return ExitCode::from(if name.contains("help") || name == "-h" {
            0
        } else {
            2
        });
    };
    match Workspace::here().and_then(|workspace| task(&workspace)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask {name}: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn print_usage() {
    println!("cargo xtask TASK\n");
    for (name, purpose, _) in TASKS {
        println!("  {name:<12} {purpose}");
    }
}
