//! How fast the list of accounts answers in the real window: from a key to the list that is laid out, and to the
//! next picture, with 200 and with 1,000 accounts.
//!
//! `cargo run -p e2e --example list [ACCOUNTS…]`, after `cargo build -p reentry-desktop --features e2e`.

#![allow(clippy::expect_used, clippy::panic)]

use e2e::{Theme, Window, home_holding};

/// Types something and takes it back, twenty times; calls back with milliseconds to the laid out list and to the
/// picture after next.
const TYPE: &str = "
    const done = arguments[arguments.length - 1];
    const search = document.querySelector('#search');
    const list = document.querySelector('#list');
    const frame = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    const times = [[], []];
    (async () => {
        for (let round = 0; round < 40; round += 1) {
            search.value = round % 2 ? '' : 'keeper-00';
            const begun = performance.now();
            search.dispatchEvent(new Event('input', { bubbles: true }));
            await Promise.resolve();
            list.getBoundingClientRect();
            times[0].push(performance.now() - begun);
            await frame();
            times[1].push(performance.now() - begun);
        }
        const median = (all) => all.sort((a, b) => a - b)[all.length / 2];
        done([median(times[0]), times[0].at(-1), median(times[1]), list.children.length]);
    })();
";

fn main() {
    let named: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok())
        .collect();
    let counts = if named.is_empty() {
        vec![200, 1_000]
    } else {
        named
    };
    println!("accounts   laid out (median)   laid out (longest)   drawn (median)");
    for count in counts {
        let names = (0..count).map(|at| ("Service", format!("keeper-{at:04}")));
        let home = home_holding(names);
        let window = Window::open("list", &home, Theme::Light);
        window.unlock();
        let _ = window.part("code");
        let times = window.driver().run(TYPE, &[]);
        let times = times.unwrap_or_else(|error| panic!("{error}"));
        let time = |at: usize| times[at].as_f64().unwrap_or(f64::NAN);
        assert_eq!(times[3], count, "the whole list is back");
        println!(
            "{count:>8}   {:>14.1} ms   {:>15.1} ms   {:>11.1} ms",
            time(0),
            time(1),
            time(2)
        );
    }
}
