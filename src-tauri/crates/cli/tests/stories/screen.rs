//! Importing what another window shows, on an X server of its own.

use crate::run::Home;
use qrcode::{Color, QrCode};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt, CreateGCAux, ImageFormat};

const WIDTH: u16 = 800;
const HEIGHT: u16 = 600;

/// An X server without a screen to look at.
struct Server {
    process: Child,
    display: String,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{WIDTH}x{HEIGHT}x24"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        let output = process.stdout.take().expect("piped");
        BufReader::new(output)
            .read_line(&mut number)
            .expect("the number of the display");
        let display = format!(":{}", number.trim());
        Self { process, display }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A code on grey, in the server's pixels.
fn wallpaper(text: &str) -> Vec<u8> {
    let code = QrCode::new(text).expect("fits");
    let (width, colors) = (code.width(), code.to_colors());
    let (module, left, top) = (5, 200, 80);
    let mut pixels = Vec::new();
    for y in 0..usize::from(HEIGHT) {
        for x in 0..usize::from(WIDTH) {
            let at = |p: usize, from: usize| (p + 4 * module).checked_sub(from).map(|p| p / module);
            let shade = match (at(x, left), at(y, top)) {
                (Some(x), Some(y)) if x < width + 8 && y < width + 8 => {
                    let inside = (4..width + 4).contains(&x) && (4..width + 4).contains(&y);
                    let dark = inside && colors[(y - 4) * width + x - 4] == Color::Dark;
                    if dark { 0 } else { 255 }
                }
                _ => 120,
            };
            pixels.extend([shade, shade, shade, 0]);
        }
    }
    pixels
}

fn show(server: &Server, text: &str) -> impl Connection {
    let (connection, number) = x11rb::connect(Some(&server.display)).expect("connected");
    let screen = &connection.setup().roots[number];
    let (root, depth) = (screen.root, screen.root_depth);
    let pixmap = connection.generate_id().expect("an id");
    let context = connection.generate_id().expect("an id");
    connection
        .create_pixmap(depth, pixmap, root, WIDTH, HEIGHT)
        .expect("sent");
    connection
        .create_gc(context, pixmap, &CreateGCAux::new())
        .expect("sent");
    for (band, rows) in (0_i16..).zip(wallpaper(text).chunks(usize::from(WIDTH) * 4 * 50)) {
        connection
            .put_image(
                ImageFormat::Z_PIXMAP,
                pixmap,
                context,
                WIDTH,
                50,
                0,
                band * 50,
                0,
                depth,
                rows,
            )
            .expect("sent");
    }
    let background = ChangeWindowAttributesAux::new().background_pixmap(pixmap);
    connection
        .change_window_attributes(root, &background)
        .expect("sent");
    connection
        .clear_area(false, root, 0, 0, WIDTH, HEIGHT)
        .expect("sent");
    // Waits until the server has done all of it.
    connection
        .get_input_focus()
        .expect("sent")
        .reply()
        .expect("an answer");
    connection
}

#[test]
fn a_code_on_the_screen_is_imported() {
    let home = Home::with_vault();
    let server = Server::start();
    let uri = "otpauth://totp/PyPI:alice?secret=JBSWY3DPEHPK3PXP&issuer=PyPI";
    let shown = show(&server, uri);
    let display = format!("DISPLAY={}", server.display);
    let answer = home.run_in(&["env", &display], &["import", "--screen"]);
    assert_eq!(answer.exit, 0, "{answer:?}");
    let imported = answer.json();
    assert_eq!(imported["totals"]["added"], 1, "{imported}");
    assert_eq!(imported["items"][0]["account"], "pypi/alice");
    assert_eq!(imported["files"][0]["picture"], true);
    drop(shown);

    let wayland = home.run_in(
        &["env", &display, "WAYLAND_DISPLAY=wayland-0"],
        &["import", "--screen"],
    );
    let error = wayland.failure(1, "unsupported");
    assert!(
        error["next"]
            .as_str()
            .expect("a sentence")
            .contains("screenshot")
    );
}

#[test]
fn without_a_screen_nothing_is_imported() {
    let home = Home::with_vault();
    home.fails(1, "unsupported", &["import", "--screen"]);
    home.fails(2, "usage", &["import"]);
}
