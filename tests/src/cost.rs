//! What the processes of a home cost: processor time and memory, as Linux counts them.

use crate::home::Home;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Ticks in a second of /proc/PID/stat: `getconf CLK_TCK`, 100 on every Linux for people.
pub const TICKS: f64 = 100.0;

/// What is no part of the window: the display, and who drives it.
const OTHERS: [&str; 3] = ["Xvfb", "WebKitWebDriver", "dbus-daemon"];

/// The folders in /proc of every process of this home that belongs to its window, with its name.
fn processes(home: &Home) -> Vec<(String, PathBuf)> {
    let ours = format!("HOME={}\0", home.path().display());
    let processes = fs::read_dir("/proc").expect("a proc file system");
    let ours = processes
        .flatten()
        .map(|entry| entry.path())
        .filter(|process| {
            let environment = fs::read(process.join("environ")).unwrap_or_default();
            environment
                .windows(ours.len())
                .any(|part| part == ours.as_bytes())
        });
    let named = ours.filter_map(|process| {
        let name = fs::read_to_string(process.join("comm")).ok()?;
        Some((name.trim().to_owned(), process))
    });
    named
        .filter(|(name, _)| !OTHERS.contains(&name.as_str()))
        .collect()
}

/// User and system time in ticks, by the name of the process.
#[must_use]
pub fn processor_time(home: &Home) -> BTreeMap<String, u64> {
    let mut times = BTreeMap::new();
    for (name, process) in processes(home) {
        let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
        // proc(5): the name stands in brackets; utime and stime are the 12th and 13th after it.
        let Some((_, rest)) = stat.rsplit_once(')') else {
            continue;
        };
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let time = |at: usize| -> u64 {
            let field = fields.get(at).and_then(|text| text.parse().ok());
            field.unwrap_or_default()
        };
        *times.entry(name).or_insert(0) += time(11) + time(12);
    }
    times
}

/// Proportional set size of all of them in KiB: what is shared with others is divided by their
/// number.
#[must_use]
pub fn memory(home: &Home) -> u64 {
    let sizes = processes(home).into_iter().filter_map(|(_, process)| {
        let rollup = fs::read_to_string(process.join("smaps_rollup")).ok()?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    });
    sizes.sum()
}
