//! Running the command and reading its answer.

use serde_json::Value;
use std::cell::RefCell;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The passphrase of every vault here.
pub const PASSPHRASE: &str = "stories for the command line";

/// A home of its own with a vault folder that is not made yet.
pub struct Home {
    folder: TempDir,
    /// What the command takes for now; the real time where nothing is said.
    now: RefCell<Option<String>>,
}

/// What a run said.
#[derive(Debug)]
pub struct Answer {
    /// The exit code.
    pub exit: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Home {
    /// An empty home.
    pub fn new() -> Self {
        let home = Self {
            folder: folder(),
            now: RefCell::new(None),
        };
        home.write("passphrase", PASSPHRASE);
        home
    }

    /// A home with a vault.
    pub fn with_vault() -> Self {
        let home = Self::new();
        home.ok(&["init"]);
        home
    }

    /// A home whose vault holds the sample Aegis export and PyPI's codes.
    pub fn with_samples() -> Self {
        let home = Self::with_vault();
        let aegis = fixture("aegis/plain.json");
        let codes = fixture("codes/PyPI-Recovery-Codes-sampleuser-2026-03-01T10_00_00.000000.txt");
        home.ok(&["import", &aegis, &codes]);
        home
    }

    /// From now on the command takes this for now: noon of a day, in UTC.
    pub fn on(&self, day: &str) {
        *self.now.borrow_mut() = Some(format!("{day}T12:00:00Z"));
    }

    /// A path in the home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same as text.
    pub fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Writes a file into the home and gives its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).expect("written");
        self.text(name)
    }

    /// The command as every story runs it: no network, no terminal, no home but this one.
    pub fn command(&self, wrapper: &[&str]) -> Command {
        // Root needs no user namespace; everybody else gets one to be allowed a network one.
        let root = std::fs::metadata("/proc/self")
            .is_ok_and(|of_us| std::os::unix::fs::MetadataExt::uid(&of_us) == 0);
        let namespace = if root {
            "--net"
        } else {
            "--net --map-current-user"
        };
        let mut command = Command::new("unshare");
        command
            .args(namespace.split(' '))
            .args(wrapper)
            .arg(env!("CARGO_BIN_EXE_reentry"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path("home"))
            .env("REENTRY_VAULT", self.path("vault"))
            .env("REENTRY_TEST_WEAK_KEYS", "1")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(now) = self.now.borrow().as_ref() {
            command.env("REENTRY_TEST_NOW", now);
        }
        command
    }

    /// Runs with the passphrase and `--json`.
    pub fn run(&self, args: &[&str]) -> Answer {
        let passphrase = self.text("passphrase");
        let mut command = self.command(&[]);
        command
            .args(["--json", "--passphrase-file", &passphrase])
            .args(args);
        answer(command.output().expect("unshare and the command start"))
    }

    /// Runs exactly so.
    pub fn run_bare(&self, args: &[&str]) -> Answer {
        answer(
            self.command(&[])
                .args(args)
                .output()
                .expect("the command starts"),
        )
    }

    /// Runs with the passphrase inside of another command.
    pub fn run_in(&self, wrapper: &[&str], args: &[&str]) -> Answer {
        let passphrase = self.text("passphrase");
        let mut command = self.command(wrapper);
        command
            .args(["--json", "--passphrase-file", &passphrase])
            .args(args);
        answer(command.output().expect("the command starts"))
    }

    /// Runs exactly so, with this on standard input.
    pub fn run_with_input(&self, args: &[&str], input: &str) -> Answer {
        let mut child = self
            .command(&[])
            .args(args)
            .stdin(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        // A command that refuses before reading closes the pipe; that is its right.
        let _ = pipe.write_all(input.as_bytes());
        drop(pipe);
        answer(child.wait_with_output().expect("the command ends"))
    }

    /// Runs, expects success and gives the document.
    pub fn ok(&self, args: &[&str]) -> Value {
        self.exits(0, args)
    }

    /// Runs, expects this exit code and gives the document.
    pub fn exits(&self, exit: i32, args: &[&str]) -> Value {
        let answer = self.run(args);
        assert_eq!(answer.exit, exit, "{args:?}: {answer:?}");
        answer.json()
    }

    /// Runs, expects this failure: the exit code that goes with it, all four parts of the error,
    /// and an unchanged vault.
    pub fn fails(&self, exit: i32, code: &str, args: &[&str]) -> Value {
        let before = self.vault_bytes();
        let answer = self.run(args);
        let error = answer.failure(exit, code);
        assert_eq!(self.vault_bytes(), before, "a failure changes nothing");
        error
    }

    /// The bytes of the vault's two files; empty where they are missing.
    pub fn vault_bytes(&self) -> (Vec<u8>, Vec<u8>) {
        let read = |name: &str| std::fs::read(self.path("vault").join(name)).unwrap_or_default();
        (read("vault.age"), read("unlock.age"))
    }
}

impl Answer {
    /// Standard output as the one JSON document that it must be.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("one JSON document, but {error}: {self:?}"))
    }

    /// Checks that this is the failure and gives its error.
    pub fn failure(&self, exit: i32, code: &str) -> Value {
        assert_eq!(self.exit, exit, "{self:?}");
        let document = self.json();
        assert_eq!(document["ok"], false, "{document}");
        let error = document["error"].clone();
        assert_eq!(error["code"], code, "{error}");
        for part in ["message", "unchanged", "next"] {
            let text = error[part].as_str().unwrap_or_default();
            assert!(text.ends_with('.'), "{part} is a sentence: {error}");
        }
        assert!(self.err.contains(code), "people are told too: {self:?}");
        error
    }
}

fn answer(output: Output) -> Answer {
    Answer {
        exit: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A folder in memory where that exists: what is saved durably waits for no slow disk.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        TempDir::new_in(memory).expect("a folder")
    } else {
        TempDir::new().expect("a folder")
    }
}

/// The path of a sample file.
pub fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../tests/fixtures")
        .join(name);
    assert!(path.exists(), "{} is missing", path.display());
    path.display().to_string()
}

/// The JSON of a sample file.
pub fn expected(folder: &str) -> Value {
    let text = std::fs::read(fixture(&format!("{folder}/expected.json"))).expect("read");
    serde_json::from_slice(&text).expect("JSON")
}

/// Runs a tool of the system and gives its output; it must be there and succeed.
pub fn tool(name: &str, args: &[&str]) -> String {
    let output = Command::new(name)
        .args(args)
        .output()
        .unwrap_or_else(|error| panic!("{name} is needed for this test: {error}"));
    assert!(
        output.status.success(),
        "{name} {args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
