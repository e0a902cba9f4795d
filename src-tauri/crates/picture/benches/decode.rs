//! A 4K screenshot with three codes (target: 300 ms), and giving up on one without (about 3 s).
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

criterion_group!(benches, decode);
criterion_main!(benches);
