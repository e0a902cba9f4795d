//! The real window locks when the computer goes to sleep and when the screen is locked: with
//! stand-ins for logind and a screen saver on buses of the test's own.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

use e2e::{ENTER, Home, Theme, Window, home_with_accounts, only_loopback};
use serde_json::json;
use std::io::Read;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use zbus::blocking::{Connection, connection::Builder};
use zbus::zvariant::OwnedFd;

/// Long enough for a busy computer; only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

const MANAGER: &str = "/org/freedesktop/login1";

/// A system bus of our own, which ends with the value.
struct SystemBus(Child);

impl SystemBus {
    fn start(home: &Home) -> Self {
        let daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--address"])
            .arg(home.system_bus())
            .stderr(Stdio::null())
            .spawn();
        Self(daemon.expect("dbus-daemon is installed"))
    }
}

impl Drop for SystemBus {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// logind, as far as the window asks it.
struct Logind(Sender<UnixStream>);

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Logind {
    fn inhibit(&self, _what: &str, _who: &str, _why: &str, _mode: &str) -> OwnedFd {
        let (ours, theirs) = UnixStream::pair().expect("a pair");
        self.0.send(ours).expect("the test listens");
        let theirs: std::os::fd::OwnedFd = theirs.into();
        theirs.into()
    }
}

/// logind on the bus, as soon as that listens, and the other ends of the delays it gives out.
fn logind(home: &Home) -> (Connection, Receiver<UnixStream>) {
    let (delays, given) = channel();
    let begun = Instant::now();
    loop {
        let made = Builder::address(home.system_bus().as_str())
            .and_then(|builder| builder.name("org.freedesktop.login1"))
            .and_then(|builder| builder.serve_at(MANAGER, Logind(delays.clone())))
            .and_then(Builder::build);
        match made {
            Ok(logind) => return (logind, given),
            Err(error) => assert!(begun.elapsed() < PATIENCE, "no bus: {error}"),
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The window with a dialog open and a code on the clipboard.
fn busy_window<'home>(name: &str, home: &'home Home) -> Window<'home> {
    let window = Window::open(name, home, Theme::Light);
    window.unlock();
    window.type_text("pypi sampleuser");
    let _ = window.part("recovery-codes");
    window.type_text(ENTER);
    window.await_text("toast", "Copied");
    window.click("edit");
    let _ = window.part("account-form");
    window
}

/// The page begins afresh, without dialog and names; the core is locked and the clipboard empty.
fn is_locked(window: &Window) {
    let _ = window.part("unlock");
    let source = window.driver().source().expect("the page");
    assert!(!source.contains("sampleuser") && !source.contains("account-form"));
    let (done, why) = window.invoke("list", &json!({ "request": {} }));
    assert!(!done && why["code"] == "passphrase_needed", "{why}");
    window.type_text("\u{E009}v\u{E000}");
    let pasted = window.evaluate("document.querySelector('#passphrase').value");
    assert_eq!(pasted, "", "the code is off the clipboard");
}

#[test]
fn the_window_locks_before_the_computer_sleeps() {
    only_loopback("the_window_locks_before_the_computer_sleeps", || {
        let home = home_with_accounts();
        let _bus = SystemBus::start(&home);
        let (logind, given) = logind(&home);
        let window = busy_window("sleep", &home);
        let mut delay = given
            .recv_timeout(PATIENCE)
            .expect("it asks to be waited for");
        let manager = "org.freedesktop.login1.Manager";
        let sent = logind.emit_signal(None::<&str>, MANAGER, manager, "PrepareForSleep", &true);
        sent.expect("sent");
        assert_eq!(
            delay.read(&mut [0]).ok(),
            Some(0),
            "it lets the computer sleep"
        );
        is_locked(&window);
    });
}

/// The session bus of the window's desktop, as its processes know it.
fn session_bus(home: &Home) -> String {
    let ours = format!("HOME={}", home.path().display());
    let processes = std::fs::read_dir("/proc").expect("a proc file system");
    let mut environments = processes.flatten().filter_map(|process| {
        let bytes = std::fs::read(process.path().join("environ")).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    });
    let address = environments.find_map(|environment| {
        let mut lines = environment.split('\0');
        lines.any(|line| line == ours).then_some(())?;
        let mut lines = environment.split('\0');
        lines.find_map(|line| {
            line.strip_prefix("DBUS_SESSION_BUS_ADDRESS=")
                .map(str::to_owned)
        })
    });
    address.expect("the window runs on a bus")
}

#[test]
fn the_window_locks_with_the_screen() {
    only_loopback("the_window_locks_with_the_screen", || {
        let home = home_with_accounts();
        let window = busy_window("screen", &home);
        let bus = Builder::address(session_bus(&home).as_str())
            .and_then(Builder::build)
            .expect("the window's bus");
        let saver = |active: bool| {
            let name = "org.gnome.ScreenSaver";
            let path = "/org/gnome/ScreenSaver";
            let sent = bus.emit_signal(None::<&str>, path, name, "ActiveChanged", &active);
            sent.expect("sent");
        };
        saver(false);
        assert!(
            window.invoke("list", &json!({ "request": {} })).0,
            "it ended, that is all"
        );
        saver(true);
        is_locked(&window);
    });
}
