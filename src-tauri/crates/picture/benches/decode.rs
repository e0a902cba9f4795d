//! A 4K screenshot with three codes (aim: 300 ms), and giving up on one without any (aim: 3 s). Beside criterion's
//! wall clock stands the processor's time, which other programs on the machine do not lengthen.
#![allow(missing_docs, clippy::expect_used)]

#[path = "../tests/scene/mod.rs"]
mod scene;

use criterion::{Criterion, criterion_group, criterion_main};
use qrcode::EcLevel;
use scene::*;

fn decode(c: &mut Criterion) {
    let codes: Vec<_> = (1..4)
        .map(|n| {
            (
                n * 900,
                300 + n * 150,
                code(uri(n).as_bytes(), EcLevel::M, 8),
            )
        })
        .collect();
    let shot = png(&screenshot(3840, 2160, &codes));
    let bare = png(&screenshot(3840, 2160, &[]));
    let noise = jpeg(&noisy(&screenshot(3840, 2160, &[]), 200), 80);
    let page = scan(&[screenshot(2480, 3508, &codes[..2])], "0 0 595 842");
    assert_eq!(settled(&shot).found.len(), 3);
    let mut group = c.benchmark_group("decode");
    group.sample_size(10);
    group.bench_function("4K screenshot, three codes", |b| b.iter(|| settled(&shot)));
    group.bench_function("4K screenshot, no code", |b| b.iter(|| settled(&bare)));
    group.bench_function("4K noise, no code", |b| b.iter(|| settled(&noise)));
    group.bench_function("A4 scan in a PDF, 300 dpi", |b| b.iter(|| settled(&page)));
    group.finish();
}

/// Nanoseconds that this thread has run, where the system says it.
fn on_processor() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}

/// The middle one of five times on the processor.
fn aim(name: &str, milliseconds: u64, picture: &[u8]) {
    let mut times: Vec<u64> = (0..5)
        .filter_map(|_| {
            let before = on_processor()?;
            let _ = std::hint::black_box(settled(picture));
            Some((on_processor()? - before) / 1_000_000)
        })
        .collect();
    times.sort_unstable();
    if let Some(time) = times.get(2) {
        println!("{name}: {time} ms on the processor, of {milliseconds} ms");
    }
}

fn aims(_: &mut Criterion) {
    let codes: Vec<_> = (1..4)
        .map(|n| {
            (
                n * 900,
                300 + n * 150,
                code(uri(n).as_bytes(), EcLevel::M, 8),
            )
        })
        .collect();
    let shot = screenshot(3840, 2160, &codes);
    let bare = screenshot(3840, 2160, &[]);
    aim("4K screenshot, three codes", 300, &png(&shot));
    aim("4K screenshot, no code", 3_000, &png(&bare));
    aim("4K noise, no code", 3_000, &jpeg(&noisy(&bare, 200), 80));
}

criterion_group!(benches, aims, decode);
criterion_main!(benches);
