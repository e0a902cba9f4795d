//! Inputs on which parsers might stumble, through their fuzz targets: none may panic. They were written by
//! hand; what a fuzzer finds is added as `found-…`. See CONTRIBUTING.md, Fuzzing.

#![allow(clippy::expect_used, reason = "a failing step fails the test")]

use std::path::Path;

#[allow(dead_code)]
#[path = "../../../../tests/fuzz/src/lib.rs"]
mod targets;

type Target = (&'static str, fn(&[u8]));

#[test]
fn stumbling_blocks_are_read_or_refused() {
    let targets: [Target; 10] = [
        ("otpauth", targets::otpauth),
        ("migration", targets::migration),
        ("java", targets::java),
        ("secretstream", targets::secretstream),
        ("codes", targets::codes),
        ("manifests", targets::manifests),
        ("sheet", targets::sheet),
        ("detect", targets::detect),
        ("containers", targets::containers),
        ("pictures", targets::pictures),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fuzz/regressions");
    let mut replayed = 0;
    for (name, target) in targets {
        let Ok(inputs) = std::fs::read_dir(folder.join(name)) else {
            continue;
        };
        for input in inputs {
            let bytes = std::fs::read(input.expect("an entry").path()).expect("read");
            target(&bytes);
            replayed += 1;
        }
    }
    assert!(replayed >= targets.len(), "{replayed} inputs");
}
