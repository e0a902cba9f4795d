//! A picture of the screen under X11, for QR codes that another window shows. It stays in memory.
//!
//! Wayland lets no program look at the others' windows unasked; there a screenshot of the desktop's
//! own, pasted or dropped, does the same.

use crate::{AppError, Code};
use secret::SecretBytes;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, ImageFormat, ImageOrder, Screen};
use x11rb::reexports::x11rb_protocol::parse_display::{ConnectAddress, parse_display};
use x11rb::reexports::x11rb_protocol::xauth::get_auth;
use x11rb::rust_connection::{DefaultStream, RustConnection};
use zeroize::Zeroizing;

/// Pixels of a screen at most, of all monitors together.
const MOST: u64 = 40_000_000;
/// File header and information header of a bitmap.
const HEADER: u32 = 54;

/// What is known of the desktop, from the environment.
#[derive(Debug, Clone, Default)]
pub struct Desktop {
    /// The X display (`DISPLAY`).
    pub display: Option<String>,
    /// Whether it is Wayland (`WAYLAND_DISPLAY`); an X display is then only for older programs, and
    /// shows nothing of the others.
    pub wayland: bool,
}

/// Takes a picture of all monitors, as an uncompressed bitmap.
///
/// # Errors
/// `unsupported` under Wayland, without an X display, and for displays of an unusual kind; `too_large`.
pub fn capture(desktop: &Desktop) -> Result<SecretBytes, AppError> {
    if desktop.wayland {
        return Err(refused(
            "Under Wayland no program may look at the screen unasked",
        ));
    }
    let Some(display) = desktop.display.as_deref().filter(|one| !one.is_empty()) else {
        return Err(refused("There is no X display to look at"));
    };
    let (connection, number) = connect(display)
        .ok_or_else(|| refused("The X display of this computer cannot be reached"))?;
    let screen = connection.setup().roots.get(number);
    let screen = screen.ok_or_else(|| refused("The X display has no screen"))?;
    let (width, height) = (screen.width_in_pixels, screen.height_in_pixels);
    if u64::from(width) * u64::from(height) > MOST {
        return Err(AppError::new(
            Code::TooLarge,
            "The screen has more than 40 million pixels.",
            "Nothing was imported.",
            NEXT,
        ));
    }
    check_kind(&connection, screen)?;
    let reply = connection
        .get_image(ImageFormat::Z_PIXMAP, screen.root, 0, 0, width, height, !0)
        .ok()
        .and_then(|cookie| cookie.reply().ok())
        .ok_or_else(|| refused("The X display does not hand out its picture"))?;
    let pixels = Zeroizing::new(reply.data);
    bitmap(&pixels, u32::from(width), u32::from(height))
        .ok_or_else(|| refused("The X display does not hand out its whole picture"))
}

/// Connects through a socket of this computer only: nothing here goes over a network.
fn connect(display: &str) -> Option<(RustConnection, usize)> {
    let parsed = parse_display(Some(display)).ok()?;
    let number = usize::from(parsed.screen);
    let here = matches!(parsed.host.as_str(), "" | "unix")
        && matches!(parsed.protocol.as_deref(), None | Some("unix"));
    if !here {
        return None;
    }
    // The crate's own list of addresses has a network's behind it, and overflows for high numbers.
    let socket = ConnectAddress::Socket(format!("/tmp/.X11-unix/X{}", parsed.display));
    let (stream, (family, address)) = DefaultStream::connect(&socket).ok()?;
    let (name, key) = get_auth(family, &address, parsed.display)
        .ok()
        .flatten()
        .unwrap_or_default();
    let connection =
        RustConnection::connect_to_stream_with_auth_info(stream, number, name, key).ok()?;
    Some((connection, number))
}

/// Four bytes a pixel, the lowest first: what X servers of today have.
fn check_kind(connection: &impl Connection, screen: &Screen) -> Result<(), AppError> {
    let setup = connection.setup();
    let usual = setup.image_byte_order == ImageOrder::LSB_FIRST
        && setup
            .pixmap_formats
            .iter()
            .any(|format| format.depth == screen.root_depth && format.bits_per_pixel == 32);
    if usual {
        Ok(())
    } else {
        Err(refused("The X display has colours of an unusual kind"))
    }
}

/// A bitmap file around rows from the top, each pixel blue, green, red and one byte unused.
fn bitmap(pixels: &[u8], width: u32, height: u32) -> Option<SecretBytes> {
    let length = width.checked_mul(height)?.checked_mul(4)?;
    let pixels = pixels.get(..usize::try_from(length).ok()?)?;
    // Room for everything, so that growing leaves no copies behind.
    let mut file = Zeroizing::new(Vec::with_capacity(pixels.len() + HEADER as usize));
    file.extend_from_slice(b"BM");
    file.extend((HEADER + length).to_le_bytes());
    file.extend([0; 4]);
    file.extend(HEADER.to_le_bytes());
    file.extend(40_u32.to_le_bytes());
    file.extend(width.to_le_bytes());
    // A negative height: the first row is the uppermost.
    file.extend(i32::try_from(height).ok()?.checked_neg()?.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(32_u16.to_le_bytes());
    file.extend([0; 24]);
    file.extend_from_slice(pixels);
    Some(file.into())
}

const NEXT: &str = "Take a screenshot with the desktop's own tool, then paste it into the window, drop it there, or name the \
     file here.";

fn refused(why: &str) -> AppError {
    AppError::new(
        Code::Unsupported,
        format!("{why}."),
        "Nothing was imported.",
        NEXT,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_x11_there_is_a_sentence() {
        for (desktop, word) in [
            (Desktop::default(), "no X display"),
            (
                Desktop {
                    display: Some(":0".to_owned()),
                    wayland: true,
                },
                "Wayland",
            ),
            (
                Desktop {
                    display: Some(":65000".to_owned()),
                    wayland: false,
                },
                "cannot be reached",
            ),
            (
                Desktop {
                    // Whatever listens on X11's port of another computer is not asked.
                    display: Some("192.0.2.1:0".to_owned()),
                    wayland: false,
                },
                "cannot be reached",
            ),
        ] {
            let error = capture(&desktop).expect_err("no screen");
            assert!(error.message.contains(word), "{error}");
            assert!(error.next.contains("screenshot"));
        }
    }

    #[test]
    fn a_bitmap_is_read_as_a_picture() {
        let pixels = [0_u8; 4 * 6];
        let file = bitmap(&pixels, 3, 2).expect("a bitmap");
        assert_eq!(picture::is_picture(file.expose()), Some(picture::Kind::Bmp));
        let limits = picture::Limits::default();
        let read = picture::read(file.expose(), &limits, picture::Until::Settled);
        assert!(read.is_ok(), "{read:?}");
        assert!(bitmap(&pixels, 3, 3).is_none(), "too few");
    }
}
