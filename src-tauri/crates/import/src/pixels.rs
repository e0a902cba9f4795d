//! Pictures and PDFs: the QR codes in them.

use crate::otpauth::scan::scan;
use crate::{Format, ImportError, ImportReport, Options, Progress, Watch, uris};
use picture::{Found, Until};
use secret::SecretText;

/// Reads all QR codes of a picture.
///
/// # Errors
/// `NoCodeFound`, `NoOtpCode`, what the picture reader says, `Cancelled`.
pub(crate) fn read(
    bytes: &[u8],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let reading = picture::read_watched(bytes, &options.limits.picture, Until::Settled, &|| {
        watch(Progress::Picture)
    })?;
    let texts: Vec<&SecretText> = reading.found.iter().map(Found::text).collect();
    if texts.is_empty() {
        return Err(ImportError::NoCodeFound);
    }
    let mut report = from_texts(&texts, options, watch)?;
    if report.entries() == 0 {
        return Err(ImportError::NoOtpCode { found: texts.len() });
    }
    for page in reading.unreadable {
        let page = page + 1;
        report.warnings.push(format!(
            "page {page} could not be read; import a picture of it"
        ));
    }
    Ok(report)
}

/// Reads the contents of QR codes; what is no URI of ours is ignored.
pub(crate) fn from_texts(
    texts: &[&SecretText],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new(Format::Otpauth);
    report.picture = true;
    let mut all = Vec::new();
    for text in texts {
        let found = scan(text.expose(), options.limits.max_entries);
        if found.uris.is_empty() {
            report.ignored += 1;
        }
        all.extend(found.uris);
    }
    report.format = uris::format_of(&all);
    uris::add(&mut report, &all, options, watch)?;
    Ok(report)
}
