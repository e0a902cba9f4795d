//! The release build beside an empty Tauri window, in turns: time until the first picture, memory,
//! and processor time while nobody touches it.
//!
//! `cargo build --release -p reentry-desktop --bins --example empty && cargo build -p reentry-cli`,
//! then `cargo run -p e2e --example beside_empty [ROUNDS]`. Needs Xvfb and xdotool.
#![cfg_attr(not(target_os = "linux"), allow(unused))]
#![allow(clippy::expect_used, clippy::panic)]

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("Linux counts memory and time for this; elsewhere it says nothing.");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use e2e::{Home, PASSPHRASE, TICKS, home_holding, memory, processor_time};
    use std::io::{BufRead, BufReader};
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};
    use x11rb::connection::Connection;
    use x11rb::protocol::xproto::{ConnectionExt, ImageFormat};
    use x11rb::rust_connection::RustConnection;

    /// The colour that both windows show first, as the X server stores it: blue, green, red.
    const ACCENT: [u8; 3] = [0x72, 0x62, 0x0c];
    /// So many pixels of it are a picture.
    const ENOUGH: usize = 1000;
    const SIZE: (u16, u16) = (1000, 700);
    /// How long nobody touches it.
    const IDLE: Duration = Duration::from_secs(20);

    struct Killed(Child);

    impl Drop for Killed {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    pub fn main() {
        let rounds = std::env::args().nth(1).and_then(|text| text.parse().ok());
        let release = std::env::current_exe().expect("a running program has a path");
        let release = release.ancestors().nth(3).expect("target").join("release");
        let names = (0..200).map(|at| ("Service", format!("keeper-{at:03}")));
        let full = home_holding(names);
        let mut figures: [Vec<[f64; 3]>; 2] = Default::default();
        for _ in 0..rounds.unwrap_or(5) {
            let empty = Home::new();
            figures[0].push(measure(&release.join("examples/empty"), &empty, false));
            figures[1].push(measure(&release.join("reentry-desktop"), &full, true));
        }
        println!("                     empty    reentry   ratio   (medians)");
        let rows = ["first picture, ms", "memory, MiB", "idle, % of a core"];
        for (at, row) in rows.iter().enumerate() {
            let [empty, ours] = figures.each_ref().map(|rounds| median(rounds, at));
            println!("{row:<18} {empty:>8.2} {ours:>10.2} {:>7.2}", ours / empty);
        }
    }

    fn median(rounds: &[[f64; 3]], at: usize) -> f64 {
        let mut values: Vec<f64> = rounds.iter().map(|round| round[at]).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    }

    /// One window: until its first picture, then, with its accounts showing, memory and time.
    fn measure(program: &Path, home: &Home, unlocks: bool) -> [f64; 3] {
        let (_display, number) = display(home);
        let (screen, root) = connect(&number);
        let begun = Instant::now();
        let _window = window(program, home, &number);
        while accent(&screen, root) < ENOUGH {
            assert!(begun.elapsed() < Duration::from_secs(60), "no picture");
            std::thread::sleep(Duration::from_millis(5));
        }
        let picture = begun.elapsed().as_secs_f64() * 1000.0;
        if unlocks {
            unlock(home, &number);
        }
        // What was begun before ends first.
        std::thread::sleep(Duration::from_secs(12));
        let size = memory(home) as f64 / 1024.0;
        let (before, begun) = (sum(home), Instant::now());
        std::thread::sleep(IDLE);
        let used = sum(home).saturating_sub(before) as f64;
        let idle = used / TICKS / begun.elapsed().as_secs_f64() * 100.0;
        if unlocks {
            assert_eq!(rail(&screen, root), Some(true), "the vault is not open");
        }
        println!(
            "{}: {picture:.0} ms, {size:.1} MiB, {idle:.2} %",
            program.display()
        );
        [picture, size, idle]
    }

    fn sum(home: &Home) -> u64 {
        processor_time(home).values().sum()
    }

    fn display(home: &Home) -> (Killed, String) {
        let mut command = home.command("Xvfb");
        let screen = format!("{}x{}x24", SIZE.0, SIZE.1);
        command
            .args(["-displayfd", "1", "-screen", "0", &screen])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut display = Killed(command.spawn().expect("Xvfb is installed"));
        let mut number = String::new();
        if let Some(output) = display.0.stdout.take() {
            let _ = BufReader::new(output).read_line(&mut number);
        }
        (display, format!(":{}", number.trim()))
    }

    fn connect(number: &str) -> (RustConnection, u32) {
        let (screen, at) = x11rb::connect(Some(number)).expect("the display answers");
        let root = screen.setup().roots.get(at).expect("a screen").root;
        (screen, root)
    }

    fn window(program: &Path, home: &Home, number: &str) -> Killed {
        let mut command: Command = home.command(program);
        command
            .env("DISPLAY", number)
            .env("GDK_BACKEND", "x11")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Killed(command.spawn().expect("the release build is there"))
    }

    fn pixels(screen: &RustConnection, root: u32, width: u16) -> Vec<u8> {
        let asked = screen.get_image(ImageFormat::Z_PIXMAP, root, 0, 0, width, SIZE.1, !0);
        let image = asked.expect("asked").reply();
        image.map(|image| image.data).unwrap_or_default()
    }

    fn accent(screen: &RustConnection, root: u32) -> usize {
        let pixels = pixels(screen, root, SIZE.0);
        let shown = pixels
            .chunks_exact(4)
            .filter(|pixel| pixel.starts_with(&ACCENT));
        shown.count()
    }

    /// Whether the bar of sections, which only an open vault has, is at the left edge.
    fn rail(screen: &RustConnection, root: u32) -> Option<bool> {
        let pixels = pixels(screen, root, SIZE.0);
        let edge = pixels.chunks_exact(4).nth(300 * usize::from(SIZE.0) + 2)?;
        Some(edge.starts_with(&[0xed, 0xee, 0xeb]))
    }

    fn unlock(home: &Home, number: &str) {
        let keys = |arguments: &[&str]| {
            let mut command = home.command("xdotool");
            let done = command.env("DISPLAY", number).args(arguments).status();
            assert!(done.expect("xdotool is installed").success());
        };
        // Without a window manager nobody gives the window the keyboard.
        keys(&[
            "search",
            "--sync",
            "--onlyvisible",
            "--name",
            "Reentry",
            "windowfocus",
        ]);
        keys(&["type", PASSPHRASE]);
        keys(&["key", "Return"]);
    }
}
