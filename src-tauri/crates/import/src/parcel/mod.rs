//! Zip archives that authenticator apps write: Raivo's and Authenticator Plus', and the folder of
//! Steam Desktop Authenticator that somebody packed. WinAuth's holds one file, and is read as that.

use crate::archive::{Archive, Member};
use crate::{Format, ImportError, ImportReport, Options, Watch, raivo, steam, text, uris};

/// How the apps call what is in their archives.
const RAIVO: &str = "raivo-otp-export.json";
const PLUS: &str = "Accounts.txt";
const STEAM: &str = "manifest.json";

/// Reads the archive of an app; `None` where it is of none of these.
///
/// # Errors
/// What the archive and the app's own format refuse with.
pub(crate) fn read(
    archive: &mut Archive<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Option<ImportReport>, ImportError> {
    let member = |name: &str| {
        let mut members = archive.members().iter();
        members.find(|member| member.file_name() == name).cloned()
    };
    let (format, member) = if let Some(member) = member(RAIVO) {
        (Format::Raivo, member)
    } else if let Some(member) = member(PLUS) {
        (Format::AuthenticatorPlus, member)
    } else if let Some(member) = member(STEAM).filter(|_| has_steam_files(archive)) {
        (Format::Steam, member)
    } else {
        return Ok(None);
    };
    if let Some(other) = options.format.filter(|named| *named != format) {
        return Err(ImportError::NotOfFormat(other));
    }
    let bytes = archive.read(&member, options.password)?;
    let text = text::decode(&bytes).ok_or(damaged(format))?;
    let text = text.as_str();
    let mut report = match format {
        Format::Raivo => raivo::read(text, options, watch)?,
        Format::Steam => steam::read_folder(text, archive, options, watch)?,
        _ => {
            let mut report = uris::read(text, options, watch)?
                .unwrap_or_else(|| ImportReport::new(Format::AuthenticatorPlus));
            report.format = format;
            report
        }
    };
    report.encrypted |= member.is_locked();
    Ok(Some(report))
}

/// Other programs have files of that name as well.
fn has_steam_files(archive: &Archive<'_>) -> bool {
    let is_own = |member: &Member| {
        let (_, ending) = member.name.rsplit_once('.').unwrap_or_default();
        ending.eq_ignore_ascii_case("mafile")
    };
    archive.members().iter().any(is_own)
}

fn damaged(format: Format) -> ImportError {
    ImportError::Damaged {
        what: match format {
            Format::Raivo => "Raivo export",
            Format::Steam => "Steam Desktop Authenticator folder",
            _ => "Authenticator Plus export",
        },
    }
}

#[cfg(test)]
mod tests;
