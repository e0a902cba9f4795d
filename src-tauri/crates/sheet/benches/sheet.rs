//! How long sheets take.
#![allow(clippy::expect_used, missing_docs)]

#[path = "../tests/sample/mod.rs"]
mod sample;

use criterion::{Criterion, criterion_group, criterion_main};
use sample::{entry, frame, index, sheet_id};
use sheet::{AccountSheet, Limits, OpensWith, Paper, VaultSheet, read};

fn sheets(criterion: &mut Criterion) {
    let id = sheet_id("bench");
    let record = sample::pypi();
    let accounts = [entry(&record, "PyPI", Some("example.org/login"))];
    let sheet = AccountSheet {
        frame: frame(Paper::A4, &id),
        accounts: &accounts,
        contents: sheet::Contents::All,
        packing: sheet::Packing::PageEach,
    };
    let mut group = criterion.benchmark_group("sheet");
    group.sample_size(10);
    group.bench_function("100 account sheets", |bench| {
        bench.iter(|| {
            for _ in 0..100 {
                sheet::render_account(&sheet).expect("renders");
            }
        });
    });
    let records = sample::vault(60);
    let vault = VaultSheet {
        frame: frame(Paper::A4, &id),
        ciphertext: &[7; 5000],
        index: index(&records),
        opens_with: OpensWith::Passphrase,
    };
    group.bench_function("vault sheet of 60 accounts", |bench| {
        bench.iter(|| sheet::render_vault(&vault).expect("renders"));
    });
    let pdf = sheet::render_vault(&vault).expect("renders").pdf;
    group.bench_function("read it back from its PDF", |bench| {
        bench.iter(|| read::scan(pdf.expose(), &Limits::default()).expect("reads"));
    });
    group.finish();
}

criterion_group!(benches, sheets);
criterion_main!(benches);
