//! The one window and what its page may not do.

use crate::desk::Desk;
use std::time::Duration;
use tauri::webview::NewWindowResponse;
use tauri::{
    App, AppHandle, DragDropEvent, Manager, Runtime, Url, WebviewWindowBuilder, Window, WindowEvent,
};

/// Tells the page that something hovers over the window, was dropped, or went away. Only these
/// three words go in: the paths stay here until the page asks what is in the files.
const HOVERS: &str = "window.dispatchEvent(new CustomEvent('reentry-drag', { detail: true }))";
const WENT: &str = "window.dispatchEvent(new CustomEvent('reentry-drag', { detail: false }))";
const DROPPED: &str = "window.dispatchEvent(new CustomEvent('reentry-drop'))";

/// Whether the WebView keeps nothing on disk. WebDriver cannot attach to such a one, so only the
/// end-to-end tests go without.
pub(crate) const INCOGNITO: bool = !cfg!(feature = "e2e");

/// Opens the window that tauri.conf.json describes.
///
/// # Errors
/// What Tauri says when there is no display or the WebView cannot start.
pub(crate) fn open<R: Runtime>(app: &App<R>) -> tauri::Result<()> {
    let config = app.config().app.windows.first().cloned();
    #[cfg(target_os = "linux")]
    still_cursor();
    let builder = WebviewWindowBuilder::from_config(app.handle(), &config.unwrap_or_default())?;
    #[cfg(feature = "e2e")]
    let builder = builder.initialization_script(include_str!("record.js"));
    let window = builder
        .incognito(INCOGNITO)
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    #[cfg(all(target_os = "linux", not(feature = "e2e")))]
    window.with_webview(|view| draw_plainly(&view.inner()))?;
    #[cfg(any(not(target_os = "linux"), feature = "e2e"))]
    drop(window);
    Ok(())
}

/// A cursor that blinks wakes three processes twice a second for as long as the window stands open with
/// the keyboard in a field. It is not told to stand still: then WebKitGTK 2.50 asks for 60 pictures a second of
/// which none differs. It blinks once a day.
#[cfg(target_os = "linux")]
fn still_cursor() {
    use gtk::prelude::GtkSettingsExt;
    const DAY: i32 = 24 * 60 * 60 * 1000;
    if let Some(settings) = gtk::Settings::default() {
        settings.set_gtk_cursor_blink(true);
        settings.set_gtk_cursor_blink_time(DAY);
    }
}

/// Draws without layers of a GPU. A page of text and a ring needs none: where there is no good GPU
/// each second of the countdown would cost a whole picture of the window, and where its driver and
/// WebKit do not get along the window would stay blank. The end-to-end build keeps the layers:
/// without them WebKit never answers a WebDriver that asks for a picture.
#[cfg(all(target_os = "linux", not(feature = "e2e")))]
fn draw_plainly(view: &webkit2gtk::WebView) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};
    if let Some(settings) = view.settings() {
        settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
    }
}

/// Takes the files that are dropped on the window. WebKitGTK gives a page no files, so this is
/// Tauri's event.
pub(crate) fn dropped<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else {
        return;
    };
    let word = match event {
        DragDropEvent::Enter { .. } => HOVERS,
        DragDropEvent::Leave => WENT,
        DragDropEvent::Drop { paths, .. } => {
            window.state::<Desk>().drop_files(paths.clone());
            DROPPED
        }
        _ => return,
    };
    for webview in window.webviews() {
        // A page that is being closed needs no telling.
        let _ = webview.eval(word);
    }
}

/// How often it is looked whether anybody is there.
const LOOKS: Duration = Duration::from_secs(1);

/// Starts the page afresh: nothing of a vault stays in it.
const AFRESH: &str = "location.reload()";

/// Locks the vault when nobody has used the window for a while.
pub(crate) fn lock_when_idle<R: Runtime>(app: AppHandle<R>) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOKS);
            if app.state::<Desk>().lock_if_idle() {
                begin_afresh(&app);
            }
        }
    });
}

/// Locks the vault when the computer goes to sleep, and when the screen is locked.
pub(crate) fn lock_when_away<R: Runtime>(app: &AppHandle<R>) {
    #[cfg(target_os = "linux")]
    {
        let app = app.clone();
        crate::away::watch(move || app.state::<Desk>().lock_now(|| begin_afresh(&app)));
    }
    #[cfg(not(target_os = "linux"))]
    let _ = app;
}

fn begin_afresh<R: Runtime>(app: &AppHandle<R>) {
    for window in app.webview_windows().values() {
        // A page that is being closed needs no telling.
        let _ = window.eval(AFRESH);
    }
}

/// Whether an address is our embedded page: nothing else is ever shown.
fn is_own_page(url: &Url) -> bool {
    let platform = if cfg!(any(windows, target_os = "android")) {
        ("http", "tauri.localhost")
    } else {
        ("tauri", "localhost")
    };
    (url.scheme(), url.host_str()) == (platform.0, Some(platform.1)) && url.port().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(any(windows, target_os = "android")))]
    #[test]
    fn only_the_embedded_page_is_shown() {
        let allowed = |text: &str| is_own_page(&text.parse().expect("a URL"));
        assert!(allowed("tauri://localhost"));
        assert!(allowed("tauri://localhost/index.html#unlock"));
        for foreign in [
            "https://localhost/",
            "tauri://example.org/",
            "tauri://localhost:8080/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "javascript:alert(1)",
        ] {
            assert!(!allowed(foreign), "{foreign}");
        }
    }

    #[test]
    fn the_window_is_incognito_unless_it_is_tested() {
        assert_eq!(INCOGNITO, !cfg!(feature = "e2e"));
    }
}
