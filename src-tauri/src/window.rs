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
    let window = WebviewWindowBuilder::from_config(app.handle(), &config.unwrap_or_default())?;
    #[cfg(feature = "e2e")]
    let window = window.initialization_script(include_str!("record.js"));
    window
        .incognito(INCOGNITO)
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
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
                for window in app.webview_windows().values() {
                    // A page that is being closed needs no telling.
                    let _ = window.eval(AFRESH);
                }
            }
        }
    });
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
