//! How long it takes to read 10,000 entries. The aim is 0.5 s.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use import::{Limits, Options, Source, read};
use provider::Directory;
use std::fmt::Write;
use std::hint::black_box;
use std::ops::ControlFlow;

const ENTRIES: usize = 10_000;

fn aegis() -> String {
    let entries: Vec<String> = (0..ENTRIES)
        .map(|n| {
            format!(
                r#"{{"type":"totp","uuid":"{n}","name":"user{n}","issuer":"Service {n}","note":"note {n}","favorite":false,"icon":null,"info":{{"secret":"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP","algo":"SHA1","digits":6,"period":30}},"groups":[]}}"#
            )
        })
        .collect();
    format!(
        r#"{{"version":1,"header":{{"slots":null,"params":null}},"db":{{"version":3,"entries":[{}],"groups":[]}}}}"#,
        entries.join(",")
    )
}

fn uris() -> String {
    let mut text = String::new();
    for n in 0..ENTRIES {
        let _ = writeln!(
            text,
            "otpauth://totp/Service%20{n}:user{n}?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Service%20{n}&algorithm=SHA1&digits=6&period=30"
        );
    }
    text
}

fn ten_thousand(criterion: &mut Criterion) {
    let providers = Directory::embedded();
    let options = Options {
        format: None,
        password: None,
        key_file: None,
        limits: Limits::default(),
        providers: &providers,
    };
    let mut group = criterion.benchmark_group("import 10,000 entries");
    group
        .throughput(Throughput::Elements(ENTRIES as u64))
        .sample_size(20);
    for (name, text) in [("aegis", aegis()), ("otpauth", uris())] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let source = Source {
                    name: "export",
                    bytes: black_box(text.as_bytes()),
                };
                read(&source, &options, &|_| ControlFlow::Continue(()))
                    .map(|report| report.entries())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, ten_thousand);
criterion_main!(benches);
