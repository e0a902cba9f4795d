//! What the window costs while nobody touches it: the processor time of the program and of all
//! its WebKit processes, in percent of one core, for each screen that stays open for long.
//!
//! `cargo run -p e2e --example idle [SECONDS]`, after `cargo build -p reentry-desktop --features e2e`.

use e2e::{Home, TICKS, Theme, Window, home_with_accounts, processor_time};
use std::time::{Duration, Instant};

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
    let (before, begun) = (processor_time(home), Instant::now());
    std::thread::sleep(seconds);
    let took = begun.elapsed().as_secs_f64();
    let mut sum = 0.0;
    let mut parts = Vec::new();
    for (name, after) in processor_time(home) {
        let used = after - before.get(&name).copied().unwrap_or_default();
        let percent = used as f64 / TICKS / took * 100.0;
        sum += percent;
        if used > 0 {
            parts.push(format!("{name} {percent:.2} %"));
        }
    }
    println!("{screen}: {sum:.2} % ({})", parts.join(", "));
}
