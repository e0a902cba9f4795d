//! Checks the capabilities and embeds the page.

#[path = "src/names.rs"]
mod names;

use std::path::Path;

/// What is embedded where the page was not built: a sentence instead of a blank window.
const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><title>Reentry</title>\
<p>The page of this build is missing: build it with <code>npm --prefix ui run build</code>.</p>\n";

fn main() {
    if let Err(message) = page().and_then(|()| tauri()) {
        println!("cargo::error={message}");
    }
}

/// Tauri cannot be compiled without a page, so an absent one is replaced.
fn page() -> Result<(), String> {
    let page = Path::new("../ui/dist/index.html");
    println!("cargo::rerun-if-changed=../ui/dist");
    if page.exists() {
        return Ok(());
    }
    println!(
        "cargo::warning=ui/dist is missing: build it with `npm --prefix ui run build`; \
         a placeholder page is embedded"
    );
    let folder = page.parent().unwrap_or(page);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(page, PLACEHOLDER))
        .map_err(|error| format!("cannot write a placeholder to ui/dist/index.html: {error}"))
}

fn tauri() -> Result<(), String> {
    let commands = tauri_build::AppManifest::new().commands(names::COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    tauri_build::try_build(attributes).map_err(|error| format!("{error:#}").replace('\n', " "))
}
