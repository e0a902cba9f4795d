//! Inputs that once failed under the fuzzer, replayed: none may panic. See CONTRIBUTING.md, Fuzzing.

#![allow(clippy::expect_used, reason = "a failing step fails the test")]

use std::path::Path;

#[allow(dead_code)]
#[path = "../../../../tests/fuzz/src/lib.rs"]
mod targets;

type Target = (&'static str, fn(&[u8]));

#[test]
fn what_once_failed_is_read_or_refused() {
    let targets: [Target; 9] = [
        ("otpauth", targets::otpauth),
        ("migration", targets::migration),
        ("java", targets::java),
        ("secretstream", targets::secretstream),
        ("codes", targets::codes),
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
