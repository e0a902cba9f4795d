//! An empty Tauri window with one word on it: what a window costs before it does anything. The
//! benchmark `beside_empty` of the end-to-end crate runs it beside Reentry.

use std::error::Error;
use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> Result<(), Box<dyn Error>> {
    tauri::Builder::default()
        .setup(|app| {
            let page = WebviewUrl::External("about:blank".parse()?);
            WebviewWindowBuilder::new(app, "empty", page)
                .title("Reentry")
                .inner_size(900.0, 640.0)
                .incognito(true)
                .initialization_script(
                    "addEventListener('DOMContentLoaded', () => {
                        document.body.textContent = 'ready';
                        document.body.style.background = '#0c6272';
                    })",
                )
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
