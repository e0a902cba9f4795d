//! What the window costs while nobody touches it: the processor time of the program and of all
//! its WebKit processes, in percent of one core, for each screen that stays open for long.
//!
//! `cargo run -p e2e --example idle [SECONDS]`, after `cargo build -p reentry-desktop --features e2e`.
#![allow(clippy::expect_used)]

use e2e::{Home, Theme, Window, home_with_accounts};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Ticks in a second of /proc/PID/stat: `getconf CLK_TCK`, 100 on every Linux for people.
const TICKS: f64 = 100.0;

fn main() {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let seconds = Duration::from_secs(seconds.unwrap_or(20));
    let home = home_with_accounts();
    let window = Window::open("idle-cost", &home, Theme::Light);
    let _ = window.part("unlock");
    tell("locked", &home, seconds);
    window.unlock();
    let _ = window.part("code");
    tell("code showing", &home, seconds);
    window.click("go-sheets");
    let _ = window.part("kind-vault");
    tell("sheets", &home, seconds);
    window.click("lock");
    let _ = window.part("unlock");
    tell("locked again", &home, seconds);
}

fn tell(screen: &str, home: &Home, seconds: Duration) {
    // What was begun before ends first.
    std::thread::sleep(Duration::from_secs(3));
    let (before, begun) = (ticks(home), Instant::now());
    std::thread::sleep(seconds);
    let took = begun.elapsed().as_secs_f64();
    let mut sum = 0.0;
    let mut parts = Vec::new();
    for (name, after) in ticks(home) {
        let used = after - before.get(&name).copied().unwrap_or_default();
        let percent = used as f64 / TICKS / took * 100.0;
        if name != "Xvfb" {
            sum += percent;
        }
        if used > 0 {
            parts.push(format!("{name} {percent:.2} %"));
        }
    }
    println!("{screen}: {sum:.2} % ({})", parts.join(", "));
}

/// User and system time of every process of this home by name, but the driver's.
fn ticks(home: &Home) -> BTreeMap<String, u64> {
    let ours = format!("HOME={}\0", home.path().display());
    let mut times = BTreeMap::new();
    let processes = std::fs::read_dir("/proc").expect("a proc file system");
    for process in processes.flatten().map(|entry| entry.path()) {
        let environment = std::fs::read(process.join("environ")).unwrap_or_default();
        let stat = std::fs::read_to_string(process.join("stat")).unwrap_or_default();
        let inside = environment
            .windows(ours.len())
            .any(|part| part == ours.as_bytes());
        // proc(5): the name stands in brackets; utime and stime are the 12th and 13th after it.
        if let (true, Some((head, rest))) = (inside, stat.rsplit_once(')')) {
            let name = head.split_once('(').map_or("", |(_, name)| name).to_owned();
            if name == "WebKitWebDriver" {
                continue;
            }
            let fields: Vec<&str> = rest.split_whitespace().collect();
            let time = |at: usize| {
                fields
                    .get(at)
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(0)
            };
            *times.entry(name).or_insert(0) += time(11) + time(12);
        }
    }
    times
}
