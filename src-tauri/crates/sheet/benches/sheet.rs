//! How long sheets take, and how much memory. The targets: 100 account sheets in 1 s, a vault sheet of
//! 60 accounts in 0.5 s, a page of codes scanned at 300 dpi in 1 s, all beside the derivation of keys, and
//! 300 MB at the most.
#![allow(clippy::expect_used, missing_docs)]

#[path = "../tests/sample/mod.rs"]
mod sample;

use criterion::{Criterion, criterion_group};
use image::{GrayImage, ImageFormat, Luma};
use sample::{entry, frame, index, sheet_id};
use sheet::layout::{Item, Page};
use sheet::{AccountSheet, Limits, OpensWith, Paper, VaultSheet, payload, read};
use std::hint::black_box;
use std::io::Cursor;
use std::process::Command;

fn printing(criterion: &mut Criterion) {
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
    let ciphertext = sealed(&records);
    group.bench_function("vault sheet of 60 accounts", |bench| {
        bench.iter(|| {
            // Encryption but for the key is nothing beside the rest.
            black_box(payload::encode(&records, sample::moment()));
            sheet::render_vault(&VaultSheet {
                frame: frame(Paper::A4, &id),
                ciphertext: &ciphertext,
                index: index(&records),
                opens_with: OpensWith::Passphrase,
            })
            .expect("renders")
        });
    });
    group.finish();
    tell("printing");
}

fn reading(criterion: &mut Criterion) {
    let id = sheet_id("bench");
    let records = sample::vault(60);
    let sheet = VaultSheet {
        frame: frame(Paper::A4, &id),
        ciphertext: &sealed(&records),
        index: index(&records),
        opens_with: OpensWith::Passphrase,
    };
    let pdf = sheet::render_vault(&sheet).expect("renders").pdf;
    let pages = sheet::lay_out_vault(&sheet).expect("lays out").pages;
    let has_codes = |page: &Page| page.items.iter().any(|item| matches!(item, Item::Code(_)));
    let first = pages.iter().position(has_codes).expect("codes") + 1;
    let page = scanned(pdf.expose(), first);
    let encoded = |format| {
        let mut bytes = Cursor::new(Vec::new());
        page.write_to(&mut bytes, format).expect("to memory");
        bytes.into_inner()
    };
    let files = [
        ("a page scanned at 300 dpi, PNG", encoded(ImageFormat::Png)),
        (
            "a page scanned at 300 dpi, JPEG",
            encoded(ImageFormat::Jpeg),
        ),
    ];
    forget();
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    for (name, file) in &files {
        let read = || read::scan(file, &Limits::default()).expect("reads");
        assert_eq!(read().parts.len(), 6, "all codes of the page");
        group.bench_function(*name, |bench| bench.iter(read));
    }
    group.bench_function("the PDF of 60 accounts", |bench| {
        bench.iter(|| read::scan(pdf.expose(), &Limits::default()).expect("reads"));
    });
    group.finish();
    tell("reading");
}

fn sealed(records: &[secret::AccountRecord]) -> Vec<u8> {
    let plain = payload::encode(records, sample::moment());
    sample::encrypt(plain.expose(), "correct horse")
}

/// A page, a little askew and with grain.
fn scanned(pdf: &[u8], page: usize) -> GrayImage {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("sheet.pdf"), pdf).expect("a file");
    let arguments = format!("-r 300 -gray -png -singlefile -f {page} -l {page} sheet.pdf page");
    let drawn = Command::new("pdftoppm")
        .args(arguments.split(' '))
        .current_dir(folder.path())
        .status();
    assert!(drawn.expect("pdftoppm").success());
    let page = image::open(folder.path().join("page.png"))
        .expect("a page")
        .to_luma8();
    let mut seed = 1_u32;
    GrayImage::from_fn(page.width(), page.height(), |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = i32::try_from(seed >> 27).unwrap_or_default() - 16;
        let from = (x + y / 150).min(page.width() - 1);
        let Luma([p]) = *page.get_pixel(from, y);
        let p = (i32::from(p) * 9 / 10 + 12 + grain).clamp(0, 255);
        Luma([u8::try_from(p).unwrap_or_default()])
    })
}

/// Forgets the peak of memory so far.
fn forget() {
    // Only Linux has it; elsewhere nothing is told.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that this process has held since.
fn tell(what: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{what}: peak memory {}\n", peak.unwrap_or("unknown").trim());
}

criterion_group!(benches, printing, reading);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
}
