//! Stratum's backup as a page to print: a row for each account, with its URI and a QR code.

use crate::entry::{About, Collector, Names};
use crate::markup::{elements, unescaped};
use crate::otpauth::scan::{Uri, scan};
use crate::{Format, ImportError, ImportReport, Options, Watch};

/// Whether a text is such a page: its URIs stand in cells of their own.
pub(crate) fn is_page(text: &str) -> bool {
    let page = text.trim_start().starts_with('<') && text.contains("data:image/png;base64,");
    let has = |scheme: &str| text.contains(&format!("<td><code>{scheme}"));
    page && (has("otpauth://") || has("motp://"))
}

/// Reads a page.
///
/// # Errors
/// `Damaged` if it is cut off, `TooManyEntries`, `Cancelled`.
pub(crate) fn read_page(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    if !text.trim_end().ends_with('>') || !text.contains("</table>") {
        return Err(super::DAMAGED);
    }
    let mut collector = Collector::new(Format::Stratum, options);
    let rows = elements(text, "tr").filter_map(|row| Some((row, elements(row, "code").next()?)));
    for (done, (row, code)) in rows.enumerate() {
        collector.step(done, watch)?;
        let mut cells = elements(row, "td").map(unescaped);
        let mut cell = || cells.next().unwrap_or_default();
        let (issuer, username) = (cell(), cell());
        let names = Names::of(&issuer, &username);
        let code = unescaped(code);
        match scan(&code, 1).uris.as_slice() {
            [Uri::Key(uri), ..] => collector.take_uri(uri, &names, About::default()),
            _ => collector.malformed(&names),
        }
    }
    Ok(collector.finish())
}
