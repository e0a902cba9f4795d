//! What has to be on the machine, whether it is there, and how it gets there.
//!
//! A need is looked for by what uses it (a program on the PATH, a library that pkg-config knows),
//! so whatever was installed in another way counts too. What is missing is installed on Debian
//! and Ubuntu, after the command was shown; elsewhere it is named.

use crate::command::{self, Failure, command, output};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What somebody wants to do; each includes the needs of the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The demo on the command line.
    Demo,
    /// Building and opening the window.
    Window,
    /// Every test.
    Test,
}

#[derive(Debug, Clone, Copy)]
enum Probe {
    Program(&'static str),
    Library(&'static str),
}

#[derive(Debug)]
struct Need {
    probe: Probe,
    /// The package of Debian and Ubuntu.
    debian: &'static str,
    /// The first purpose that needs it.
    purpose: Purpose,
}

const fn program(name: &'static str, debian: &'static str, purpose: Purpose) -> Need {
    Need {
        probe: Probe::Program(name),
        debian,
        purpose,
    }
}

const fn library(name: &'static str, debian: &'static str, purpose: Purpose) -> Need {
    Need {
        probe: Probe::Library(name),
        debian,
        purpose,
    }
}

const NEEDS: &[Need] = &[
    // The sheets as pictures.
    program("pdftoppm", "poppler-utils", Purpose::Demo),
    // The window: Tauri's libraries.
    program("cc", "build-essential", Purpose::Window),
    program("pkg-config", "pkg-config", Purpose::Window),
    library("gtk+-3.0", "libgtk-3-dev", Purpose::Window),
    library("webkit2gtk-4.1", "libwebkit2gtk-4.1-dev", Purpose::Window),
    library("librsvg-2.0", "librsvg2-dev", Purpose::Window),
    // The tests: a screen, a driver, a session bus and a keychain.
    program("WebKitWebDriver", "webkit2gtk-driver", Purpose::Test),
    program("Xvfb", "xvfb", Purpose::Test),
    program("dbus-run-session", "dbus", Purpose::Test),
    program("gnome-keyring-daemon", "gnome-keyring", Purpose::Test),
    // The tests: independent readers and writers of what we write and read.
    program("age", "age", Purpose::Test),
    program("oathtool", "oathtool", Purpose::Test),
    program("zbarimg", "zbar-tools", Purpose::Test),
    program("qrencode", "qrencode", Purpose::Test),
    program("sqlite3", "sqlite3", Purpose::Test),
    program("keepassxc-cli", "keepassxc", Purpose::Test),
    program("qpdf", "qpdf", Purpose::Test),
    program("jq", "jq", Purpose::Test),
    program("git", "git", Purpose::Test),
    // The tests: no network, no privileges, a terminal that answers.
    program("ip", "iproute2", Purpose::Test),
    program("setpriv", "util-linux", Purpose::Test),
    program("unshare", "util-linux", Purpose::Test),
    program("script", "bsdutils", Purpose::Test),
];

/// The oldest Node that the page's tools run on.
const NODE: (u32, u32) = (20, 19);

/// Makes sure that everything for `purpose` is there. Installs nothing when nothing is missing.
pub fn ensure(purpose: Purpose) -> Result<(), Failure> {
    if purpose >= Purpose::Window {
        check_node()?;
    }
    let missing = missing(purpose);
    if missing.is_empty() {
        return Ok(());
    }
    let packages = packages(&missing);
    if !is_debian() {
        return Err(Failure::new(instructions(&missing, &packages)));
    }
    install(&packages)?;
    // A need that pkg-config answers can only be judged now, if pkg-config itself was missing.
    match self::missing(purpose).as_slice() {
        [] => Ok(()),
        still => Err(Failure::new(instructions(still, &packages))),
    }
}

fn missing(purpose: Purpose) -> Vec<&'static Need> {
    let needed = NEEDS.iter().filter(|need| need.purpose <= purpose);
    // Without X11 and GTK there is no Tauri elsewhere either: the other systems bring their own.
    let needed = needed.filter(|need| cfg!(target_os = "linux") || !need.is_linux_only());
    needed.filter(|need| !need.is_there()).collect()
}

impl Need {
    fn is_there(&self) -> bool {
        match self.probe {
            Probe::Program(name) => on_path(name),
            Probe::Library(name) => output(&mut command(
                "pkg-config",
                &["--exists", name],
                Path::new("."),
            ))
            .is_some(),
        }
    }

    fn is_linux_only(&self) -> bool {
        self.purpose == Purpose::Window
    }

    fn name(&self) -> &'static str {
        match self.probe {
            Probe::Program(name) | Probe::Library(name) => name,
        }
    }
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| {
        let file = folder.join(program);
        file.is_file() || file.with_extension("exe").is_file()
    })
}

fn packages(missing: &[&Need]) -> Vec<&'static str> {
    let mut packages: Vec<_> = missing.iter().map(|need| need.debian).collect();
    packages.dedup();
    packages
}

fn instructions(missing: &[&Need], packages: &[&str]) -> String {
    let names: Vec<_> = missing.iter().map(|need| need.name()).collect();
    format!(
        "please install what is missing: {}\n(Debian's packages for it: {})",
        names.join(", "),
        packages.join(" ")
    )
}

fn is_debian() -> bool {
    cfg!(target_os = "linux") && on_path("apt-get") && on_path("dpkg-query")
}

fn install(packages: &[&str]) -> Result<(), Failure> {
    println!("These packages are missing: {}", packages.join(" "));
    println!("They are installed with the system's package manager now.");
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    let updated = !all_known(packages);
    if updated {
        command::run(&mut apt(&["update"]))?;
    }
    match command::run(&mut apt(&arguments)) {
        // An old list names files that the archive no longer has.
        Err(_) if !updated => {
            command::run(&mut apt(&["update"]))?;
            command::run(&mut apt(&arguments))
        }
        result => result,
    }
}

/// Whether the package lists on this machine know every package.
fn all_known(packages: &[&str]) -> bool {
    packages.iter().all(|package| {
        output(&mut command(
            "apt-cache",
            &["show", package],
            Path::new("."),
        ))
        .is_some()
    })
}

fn apt(arguments: &[&str]) -> Command {
    // Debian's own answers to its questions: nobody may be sitting there.
    let quiet = "DEBIAN_FRONTEND=noninteractive";
    let mut whole = vec![quiet, "apt-get"];
    whole.extend(arguments);
    let program = if is_root() { "env" } else { "sudo" };
    command(program, &whole, Path::new("/"))
}

fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let user = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    user.and_then(|ids| ids.split_whitespace().nth(1)) == Some("0")
}

fn check_node() -> Result<(), Failure> {
    let (major, minor) = NODE;
    let wanted = format!("Node {major}.{minor} or newer with npm");
    if !on_path("npm") {
        return Err(Failure::new(format!("please install {wanted}")));
    }
    let version = output(&mut command("node", &["--version"], Path::new("."))).unwrap_or_default();
    match node_version(&version) {
        Some(found) if found >= NODE => Ok(()),
        _ => Err(Failure::new(format!(
            "please install {wanted}: `node --version` says {:?}",
            version.trim()
        ))),
    }
}

fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.');
    let major = numbers.next()?.parse().ok()?;
    Some((major, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_as_numbers() {
        assert_eq!(node_version("v20.20.2\n"), Some((20, 20)));
        assert!(node_version("v20.9.0") < Some(NODE));
        assert!(node_version("v22.2.0") > Some(NODE));
        assert_eq!(node_version("not found"), None);
    }

    #[test]
    fn every_purpose_includes_the_ones_before() {
        assert!(Purpose::Demo < Purpose::Window && Purpose::Window < Purpose::Test);
        assert!(missing(Purpose::Demo).len() <= missing(Purpose::Test).len());
    }

    #[test]
    fn a_package_is_named_once() {
        let both: Vec<_> = NEEDS
            .iter()
            .filter(|need| need.debian == "util-linux")
            .collect();
        assert_eq!(packages(&both), ["util-linux"]);
    }
}
