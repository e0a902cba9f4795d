//! A desktop of its own for one window: a virtual display, a message bus with nobody on it, and
//! the driver. All of it ends with the value.

use crate::home::Home;
use crate::webdriver::WebDriver;
use crate::window::Theme;
use rustix::process::{Pid, Signal, kill_process_group};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the driver may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A bus without services: no portal, keychain or accessibility service starts by itself.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=RUNTIME</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A program and everything it started. Dropping it kills the whole group.
struct Group(Child);

impl Group {
    /// Starts it in a group of its own. It also dies with the test, should that be interrupted.
    fn start(mut command: Command, what: &str) -> Self {
        command.process_group(0).stdin(Stdio::null());
        let child = command.spawn();
        Self(child.unwrap_or_else(|error| {
            panic!(
                "{what} cannot be started ({error}): `cargo xtask test` installs what is missing"
            )
        }))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        let _ = self.0.wait();
    }
}

/// Display, bus and driver. Fields are dropped in this order: the display last.
pub(crate) struct Desktop {
    _driver: Group,
    _display: Group,
    address: SocketAddr,
}

impl Desktop {
    /// Starts all three; the driver's and the window's messages go to `driver.log` in the home.
    pub(crate) fn start(home: &Home, theme: Theme) -> Self {
        let (display, number) = display(home);
        let address = free_address();
        let driver = driver(home, theme, &number, address.port());
        await_driver(address);
        Self {
            _driver: driver,
            _display: display,
            address,
        }
    }

    /// Where the driver listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

/// A command that is killed with the thread that starts it.
fn dying_with_us(home: &Home) -> Command {
    let mut command = home.command("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]);
    command
}

/// A virtual display that chose a free number itself, and that number.
fn display(home: &Home) -> (Group, String) {
    let mut command = dying_with_us(home);
    command
        .args(["Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut display = Group::start(command, "Xvfb");
    let mut number = String::new();
    if let Some(output) = display.0.stdout.take() {
        let _ = BufReader::new(output).read_line(&mut number);
    }
    assert!(
        !number.trim().is_empty(),
        "Xvfb did not start: is it installed?"
    );
    (display, format!(":{}", number.trim()))
}

fn driver(home: &Home, theme: Theme, display: &str, port: u16) -> Group {
    let bus = home.path().join("bus.conf");
    let runtime = home.path().join("run");
    let text = BUS.replace("RUNTIME", &runtime.to_string_lossy());
    std::fs::write(&bus, text).expect("a file in the home");
    let log = File::create(home.path().join("driver.log")).expect("a file in the home");
    let mut command = dying_with_us(home);
    command
        .arg("dbus-run-session")
        .arg("--config-file")
        .arg(bus)
        .args(["--", "setpriv", "--pdeathsig", "KILL", "--"])
        .arg("WebKitWebDriver")
        .arg(format!("--port={port}"))
        .env("DISPLAY", display)
        .env("GDK_BACKEND", "x11")
        .env("GSETTINGS_BACKEND", "memory")
        .env("GTK_THEME", theme.gtk())
        .env("NO_AT_BRIDGE", "1")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .stdout(log.try_clone().expect("a second handle"))
        .stderr(log);
    Group::start(command, "dbus-run-session")
}

/// A port that nobody listens on now.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on loopback");
    listener.local_addr().expect("the port that was taken")
}

fn await_driver(address: SocketAddr) {
    let begun = Instant::now();
    while !WebDriver::is_ready(address).unwrap_or(false) {
        assert!(
            begun.elapsed() < PATIENCE,
            "WebKitWebDriver does not listen: is webkit2gtk-driver installed?"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}
