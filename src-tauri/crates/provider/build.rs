//! Checks every file in `src-tauri/providers` with the types and rules of this crate, and embeds
//! them. A bad file stops the build with the reason.

#[allow(dead_code)]
#[path = "src/check.rs"]
mod check;
#[allow(dead_code)]
#[path = "src/file.rs"]
mod file;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

// `file` refers to it in its documentation.
#[allow(unused_imports)]
use check::MAX_URL;

fn main() -> ExitCode {
    let folder = Path::new("../../providers");
    println!("cargo::rerun-if-changed=../../providers");
    println!("cargo::rerun-if-changed=src/check.rs");
    println!("cargo::rerun-if-changed=src/file.rs");
    match embed(folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(messages) => {
            for message in messages {
                // One directive is one line.
                for line in message.lines() {
                    println!("cargo::error={line}");
                }
            }
            ExitCode::FAILURE
        }
    }
}

fn embed(folder: &Path) -> Result<(), Vec<String>> {
    let explain = |error: io::Error| vec![format!("the provider files: {error}")];
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(explain)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    paths.sort();
    let (mut list, mut read, mut problems) = (String::from("&[\n"), Vec::new(), Vec::new());
    for path in &paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(path).map_err(explain)?;
        let whole = fs::canonicalize(path).map_err(explain)?;
        list += &format!(
            "    ({name:?}, include_str!({:?})),\n",
            whole.display().to_string()
        );
        match check::read(&name, &text) {
            Ok(provider) => read.push((name, provider)),
            Err(found) => problems.extend(found),
        }
    }
    problems.extend(check::duplicates(
        read.iter().map(|(name, one)| (name.as_str(), one)),
    ));
    if !problems.is_empty() {
        return Err(problems.iter().map(ToString::to_string).collect());
    }
    list += "]\n";
    let out = env::var_os("OUT_DIR").ok_or_else(|| vec!["OUT_DIR is not set".to_owned()])?;
    fs::write(Path::new(&out).join("files.rs"), list).map_err(explain)
}
