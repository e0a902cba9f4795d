//! FreeOTP 1: the shared preferences of an Android app, one string for each token.

use super::{DAMAGED, Token};
use crate::entry::{Collector, Names};
use crate::markup::{self, unescaped};
use crate::{Format, ImportError, ImportReport, Options, Watch};

const OPEN: &str = "<string name=\"";
const CLOSE: &str = "</string>";

/// Whether a text is such a file: it holds at least one token of this app.
pub(crate) fn is_preferences(text: &str) -> bool {
    markup::is_preferences(text) && text.contains("tokenOrder")
}

/// Reads the file.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read_preferences(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let mut collector = Collector::new(Format::FreeOtp, options);
    if !text.trim_end().ends_with("</map>") {
        return Err(DAMAGED);
    }
    let mut parts = text.split(OPEN);
    nameless(&mut collector, parts.next().unwrap_or_default());
    for (done, part) in parts.enumerate() {
        collector.step(done, watch)?;
        let (name, rest) = part.split_once('"').ok_or(DAMAGED)?;
        let (_, rest) = rest.split_once('>').ok_or(DAMAGED)?;
        let (value, rest) = rest.split_once(CLOSE).ok_or(DAMAGED)?;
        match serde_json::from_str::<Token>(&unescaped(value)) {
            _ if name == "tokenOrder" => {}
            Ok(token) => token.add_whole(&mut collector),
            Err(_) => collector.malformed(&Names::of("", &unescaped(name))),
        }
        nameless(&mut collector, rest);
    }
    Ok(collector.finish())
}

/// Strings that end between two others have no beginning that is known: entries all the same.
fn nameless(collector: &mut Collector<'_>, between: &str) {
    for _ in between.matches(CLOSE) {
        collector.malformed(&Names::default());
    }
}
