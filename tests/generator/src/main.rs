//! `cargo run -p fixtures`: writes the sample data into `tests/fixtures`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let folder = env::args_os().nth(1).map_or_else(default, PathBuf::from);
    let fixtures = match fixtures::all() {
        Ok(fixtures) => fixtures,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    for fixture in fixtures {
        let path = folder.join(&fixture.path);
        if let Err(error) = write(&path, &fixture.bytes) {
            eprintln!("{}: {error}", fixture.path);
            return ExitCode::FAILURE;
        }
        println!("{:>7}  {}", fixture.bytes.len(), fixture.path);
    }
    ExitCode::SUCCESS
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}
