//! How long it takes to read 10,000 entries, and with how much memory. The aims are 0.5 s and 200 MB.

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

/// The most memory that this process has had so far, in megabytes; none where the system does not say.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024 / 1_000_000)
}

/// Before anything else has taken memory: one reading, with the export and the services that it needs.
fn memory(_: &mut Criterion) {
    let providers = Directory::embedded();
    let options = Options {
        format: None,
        password: None,
        key_file: None,
        limits: Limits::default(),
        providers: &providers,
    };
    let text = aegis();
    let source = Source {
        name: "export",
        bytes: text.as_bytes(),
    };
    let report = read(&source, &options, &|_| ControlFlow::Continue(()));
    let entries = report.map_or(0, |report| report.entries());
    if let Some(megabytes) = peak() {
        println!(
            "{entries} Aegis entries, {} KB: {megabytes} MB at most, of 200 MB",
            text.len() / 1000
        );
    }
}

criterion_group!(benches, memory, ten_thousand);
criterion_main!(benches);
