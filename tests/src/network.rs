//! A network that holds nothing but loopback, which WebDriver needs.

use std::process::Command;

/// Says to the test that runs inside that it does.
const INSIDE: &str = "REENTRY_E2E_ONLY_LOOPBACK";

/// Runs a story in a network namespace of its own with loopback alone, by starting this test
/// once more inside: `test` is its full name. Where the system allows no namespaces the story
/// runs as it is, and says so.
///
/// # Panics
/// When the story fails, inside or here.
pub fn only_loopback(test: &str, story: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        assert_eq!(interfaces(), ["lo"], "the namespace holds loopback alone");
        story();
    } else if namespaces_work() {
        run_inside(test);
    } else {
        eprintln!("no network namespaces here: {test} runs on the real network");
        story();
    }
}

/// The interfaces of the network that this process sees: the lines of /proc/net/dev after its
/// two heads, up to the colon.
fn interfaces() -> Vec<String> {
    let table = std::fs::read_to_string("/proc/net/dev").unwrap_or_default();
    let lines = table.lines().skip(2);
    lines
        .filter_map(|line| Some(line.split_once(':')?.0.trim().to_owned()))
        .collect()
}

/// A command in a new network namespace; the user namespace lets anybody make one.
fn inside(script: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--net", "--map-root-user", "--", "sh", "-c"]);
    command.arg(format!("ip link set lo up && {script}"));
    command
}

fn namespaces_work() -> bool {
    let tried = inside("true").output();
    tried.is_ok_and(|output| output.status.success())
}

fn run_inside(test: &str) {
    let program = std::env::current_exe().expect("a running test has a path");
    let mut command = inside("exec \"$@\"");
    let output = command
        .arg("sh")
        .arg(program)
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .expect("unshare starts, it did before");
    // Shown on failure only: its closing line would make one test count as two.
    assert!(
        output.status.success(),
        "{test} failed with loopback alone:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
