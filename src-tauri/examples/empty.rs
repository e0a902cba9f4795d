//! An empty Tauri window of one colour: what a window costs before it does anything. The benchmark
//! `beside_empty` of the end-to-end crate runs it beside Reentry.

use std::error::Error;
use tauri::{WebviewUrl, WebviewWindowBuilder};

const PAGE: &[u8] = b"<!doctype html><style>html { background: #0c6272 }</style>";

fn main() -> Result<(), Box<dyn Error>> {
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            let page = tauri::http::Response::builder().header("Content-Type", "text/html");
            page.body(PAGE.to_vec()).unwrap_or_default()
        })
        .setup(|app| {
            let page = WebviewUrl::CustomProtocol("empty://localhost/".parse()?);
            WebviewWindowBuilder::new(app, "empty", page)
                .title("Reentry")
                .inner_size(900.0, 640.0)
                .incognito(true)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
