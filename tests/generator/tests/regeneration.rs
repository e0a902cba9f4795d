//! The committed sample data is what the generator writes.
#![allow(clippy::expect_used)]

use fixtures::Fixture;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{fs, io};

/// The whole sample data, so that a clone stays small.
const LIMIT: usize = 500 * 1024;

/// How far a pixel may be off: other versions of encoders and resizers round differently.
const TOLERANCE: u8 = 3;

/// What the generator writes now.
static WRITTEN: LazyLock<Vec<Fixture>> =
    LazyLock::new(|| fixtures::all().expect("qrencode is installed"));

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

#[test]
fn every_file_is_what_the_generator_writes() {
    let fixtures = &*WRITTEN;
    assert!(fixtures.len() > 20, "{}", fixtures.len());
    for fixture in fixtures {
        let path = &fixture.path;
        let committed = fs::read(folder().join(path)).unwrap_or_default();
        let same = committed == fixture.bytes || same_picture(&committed, &fixture.bytes);
        assert!(
            same,
            "{path} differs; `cargo run -p fixtures` writes it anew"
        );
    }
}

#[test]
fn nothing_else_lies_there() {
    let fixtures = &*WRITTEN;
    let known: BTreeSet<PathBuf> = fixtures.iter().map(|f| PathBuf::from(&f.path)).collect();
    let mut found = BTreeSet::new();
    collect(&folder(), Path::new(""), &mut found).expect("the folder can be read");
    assert_eq!(found, known);
}

#[test]
fn all_of_it_is_small() {
    let fixtures = &*WRITTEN;
    let size: usize = fixtures.iter().map(|fixture| fixture.bytes.len()).sum();
    assert!(size < LIMIT, "{size} bytes");
}

/// Whether both are pictures that look the same: compressors may write other bytes for them.
fn same_picture(one: &[u8], other: &[u8]) -> bool {
    let (Ok(one), Ok(other)) = (image::load_from_memory(one), image::load_from_memory(other))
    else {
        return false;
    };
    let (one, other) = (one.to_luma8(), other.to_luma8());
    let close = |(a, b): (&u8, &u8)| a.abs_diff(*b) <= TOLERANCE;
    one.dimensions() == other.dimensions() && one.iter().zip(other.iter()).all(close)
}

fn collect(root: &Path, below: &Path, found: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(root, &path, found)?;
        } else {
            found.insert(path);
        }
    }
    Ok(())
}
