//! What a release must not have.
#![allow(clippy::expect_used, clippy::panic)]

use cargo_metadata::{MetadataCommand, Package};

#[test]
fn a_release_has_neither_the_test_feature_nor_devtools() {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .other_options(["--locked".to_owned(), "--offline".to_owned()])
        .exec()
        .expect("cargo knows the workspace");
    let resolve = metadata
        .resolve
        .as_ref()
        .expect("dependencies are resolved");
    // Resolved with default features: what `cargo build --release` builds.
    let features = |name: &str| -> Vec<String> {
        let package = metadata
            .packages
            .iter()
            .find(|package| package.name.as_str() == name);
        let id = &package
            .unwrap_or_else(|| panic!("{name} is a dependency"))
            .id;
        let node = resolve.nodes.iter().find(|node| &node.id == id);
        let node = node.unwrap_or_else(|| panic!("{name} is resolved"));
        node.features.iter().map(ToString::to_string).collect()
    };
    let ours = features("reentry-desktop");
    assert!(!ours.contains(&"e2e".to_owned()), "{ours:?}");
    for package in ["tauri", "tauri-runtime-wry", "wry"] {
        let active = features(package);
        assert!(
            !active.contains(&"devtools".to_owned()),
            "{package}: {active:?}"
        );
    }
    let tauri = features("tauri");
    assert!(
        tauri.contains(&"custom-protocol".to_owned()),
        "the page is embedded: {tauri:?}"
    );
    assert!(
        !tauri.contains(&"dynamic-acl".to_owned()),
        "no rights at run time: {tauri:?}"
    );

    let names = |package: &Package| package.name.as_str().to_owned();
    let plugins: Vec<_> = metadata.packages.iter().map(names).collect();
    for plugin in ["fs", "shell", "http", "opener"] {
        assert!(
            !plugins.contains(&format!("tauri-plugin-{plugin}")),
            "{plugin}"
        );
    }
}
