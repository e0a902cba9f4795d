//! What a file is, by its content, and reading it as that.

use crate::archive::{self, Archive};
use crate::shape::{self, Json};
use crate::{
    Format, ImportError, ImportReport, Options, Source, Watch, aegis, andotp, authy, battle_net,
    bitwarden, codes, cotp, cxf, duo, ente, freeotp, keepass, lastpass, one_password, otpclient,
    parcel, pixels, proton, proton_pass, raivo, reentry, sqlite, steam, stratum, tables, text,
    totp_authenticator, twofas, uris,
};

/// Formats that are known by their first bytes and are not read.
const FOREIGN: [(&[u8], &str); 3] = [
    (b"\x1f\x8b", "a gzip archive"),
    (b"age-encryption.org/v1\n", "an age file"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "an age file"),
];
const SEALED_INSTEAD: &str = "its key lies in the app or on its phone: export from the app itself";
/// What some apps seal their exports in.
const PGP: &[u8] = b"-----BEGIN PGP MESSAGE-----";
const INSTEAD: &str = "export its accounts as otpauth URIs, or to Aegis, and import that";

/// Reads a file or text.
///
/// # Errors
/// [`ImportError`] if the file as a whole cannot be read; a bad entry is in the report instead.
pub fn read(
    source: &Source<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let max = options.limits.max_bytes;
    if source.bytes.len() > max {
        return Err(ImportError::TooLarge { max });
    }
    if archive::is_archive(source.bytes) {
        return read_archive(source, options, watch);
    }
    read_file(source, options, watch)
}

/// Reads an archive with one file in it as that file.
fn read_archive(
    source: &Source<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let mut archive = Archive::open(source.bytes, &options.limits)?;
    if let Some(report) = parcel::read(&mut archive, options, watch)? {
        return Ok(report);
    }
    if one_password::is_export(archive.members()) {
        return named(Format::OnePassword, options, || {
            one_password::read(archive, options, watch)
        });
    }
    let members = archive.members().to_vec();
    if let Some(packed) = proton_pass::in_archive(&members) {
        return named(Format::ProtonPass, options, || {
            read_proton_pass(&mut archive, &packed, options, watch)
        });
    }
    let [only] = archive.members() else {
        return Err(ImportError::Unsupported {
            what: "a zip archive with several files, of no app whose archives are read",
            instead: "unpack it, and import the files in it that hold your accounts",
        });
    };
    let only = only.clone();
    let bytes = archive.read(&only, options.password)?;
    let inner = Source {
        name: only.file_name(),
        bytes: &bytes,
    };
    let mut report = read_file(&inner, options, watch)?;
    report.encrypted |= only.is_locked();
    Ok(report)
}

fn read_proton_pass(
    archive: &mut Archive<'_>,
    packed: &proton_pass::Packed<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let proton_pass::Packed::Plain(member) = packed else {
        return Err(proton_pass::SEALED);
    };
    let bytes = archive.read(member, options.password)?;
    let damaged = ImportError::Damaged {
        what: "Proton Pass export",
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| damaged)?;
    let mut report = proton_pass::read(text, options, watch)?;
    report.encrypted = member.is_locked();
    Ok(report)
}

/// Reads what is no archive, or stood in one.
fn read_file(
    source: &Source<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    if source.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::Empty);
    }
    if archive::is_archive(source.bytes) {
        return Err(ImportError::Unsupported {
            what: "a zip archive in a zip archive",
            instead: "unpack the outer one, and import the inner one",
        });
    }
    if picture::is_picture(source.bytes).is_some() {
        return read_picture(source, options, watch);
    }
    if let Some((_, what)) = FOREIGN
        .iter()
        .find(|(magic, _)| source.bytes.starts_with(magic))
    {
        return Err(ImportError::Unsupported {
            what,
            instead: INSTEAD,
        });
    }
    if sqlite::is_database(source.bytes) {
        return sqlite::read(source.bytes, options, watch);
    }
    if source.bytes.starts_with(PGP) {
        return Err(ImportError::Unsupported {
            what: "an OpenPGP message",
            instead: "decrypt it with `gpg --decrypt`, and import what comes out",
        });
    }
    if stratum::is_sealed(source.bytes) {
        return named(Format::Stratum, options, || {
            stratum::read_sealed(source.bytes, options, watch)
        });
    }
    if otpclient::is_sealed(source.bytes) {
        return named(Format::OtpClient, options, || {
            otpclient::read_sealed(source.bytes, options, watch)
        });
    }
    if keepass::is_database(source.bytes) {
        return named(Format::KeePass, options, || {
            keepass::read(source.bytes, options, watch)
        });
    }
    if freeotp::is_newer(source.bytes) {
        return named(Format::FreeOtp, options, || {
            freeotp::read_newer(source.bytes, options, watch)
        });
    }
    match text::decode(source.bytes) {
        Some(text) => read_text(text.as_str(), source, options, watch),
        None => read_bytes(source.bytes, options, watch),
    }
}

/// Reads an export that was recognised, unless the user named another format.
fn named(
    format: Format,
    options: &Options<'_>,
    read: impl FnOnce() -> Result<ImportReport, ImportError>,
) -> Result<ImportReport, ImportError> {
    match options.format {
        Some(other) if other != format => Err(ImportError::NotOfFormat(other)),
        _ => read(),
    }
}

/// SQLCipher's files have no mark: whole pages, and nothing in them but noise.
fn may_be_sealed_database(bytes: &[u8]) -> bool {
    let mut seen = [false; 256];
    for byte in bytes {
        if let Some(seen) = seen.get_mut(usize::from(*byte)) {
            *seen = true;
        }
    }
    // Of 2,048 random bytes, one value is missing in one file of twelve.
    let values = seen.iter().filter(|seen| **seen).count();
    bytes.len() >= 2048 && bytes.len().is_multiple_of(1024) && values >= 250
}

/// Bytes that are no text and have no mark: they may be a sealed backup of andOTP.
fn read_bytes(
    bytes: &[u8],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    match options.format {
        Some(Format::AndOtp) => andotp::read_sealed(bytes, options, watch),
        Some(Format::OtpClient) => otpclient::read_sealed(bytes, options, watch),
        Some(format) => Err(ImportError::NotOfFormat(format)),
        None if andotp::may_be_sealed(bytes, options.password) => {
            andotp::read_sealed(bytes, options, watch)
        }
        None if may_be_sealed_database(bytes) => Err(ImportError::Unsupported {
            what: "by the look of it an encrypted database (SQLCipher)",
            instead: SEALED_INSTEAD,
        }),
        None => Err(ImportError::UnknownFormat),
    }
}

fn read_picture(
    source: &Source<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    match options.format {
        None | Some(Format::Otpauth | Format::GoogleMigration) => {
            pixels::read(source.bytes, options, watch)
        }
        Some(format) => Err(ImportError::NotOfFormat(format)),
    }
}

fn read_text(
    text: &str,
    source: &Source<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    if bitwarden::is_csv(text) {
        return named(Format::Bitwarden, options, || {
            bitwarden::read_csv(text, options, watch)
        });
    }
    if let Some(report) = read_markup(text, options, watch) {
        return report;
    }
    if let Some(dialect) = tables::tell(text) {
        return named(dialect.format, options, || {
            tables::read(text, dialect, options, watch)
        });
    }
    if keepass::is_xml(text) {
        return named(Format::KeePass, options, || {
            keepass::read_xml(text, options, watch)
        });
    }
    let json = shape::tell(text);
    let format = match (options.format, &json) {
        (Some(format), _) => format,
        (None, Some(Json::Export(format) | Json::Stump(format))) => *format,
        (None, _) => return unnamed(text, json.as_ref(), source, options, watch),
    };
    let other = match &json {
        Some(Json::Export(found) | Json::Stump(found)) => *found != format,
        Some(_) => false,
        None => is_json(format),
    };
    if other {
        return Err(ImportError::NotOfFormat(format));
    }
    match format {
        Format::GoogleDatabase | Format::Microsoft | Format::BattleNet => {
            Err(ImportError::NotOfFormat(format))
        }
        Format::Aegis if json.is_none() => {
            let mut report =
                uris_of(text, None, options, watch)?.ok_or(ImportError::NotOfFormat(format))?;
            report.format = format;
            Ok(report)
        }
        Format::Aegis => aegis::read(text, options, watch),
        Format::TwoFas => twofas::read(text, options, watch),
        Format::Ente if json.is_some() => ente::read_sealed(text, options, watch),
        Format::Ente => ente::read(text, options, watch)?.ok_or(ImportError::NotOfFormat(format)),
        Format::Stratum => stratum::read(text, options, watch),
        Format::AndOtp => andotp::read(text, options, watch),
        Format::Proton => proton::read(text, options, watch),
        Format::Bitwarden => bitwarden::read(text, options, watch),
        Format::OtpClient => otpclient::read(text, options, watch),
        Format::Cotp => cotp::read(text, options, watch),
        Format::FreeOtp => freeotp::read(text, options, watch),
        Format::LastPass => lastpass::read(text, options, watch),
        Format::Raivo => raivo::read(text, options, watch),
        Format::Steam => steam::read(text, options, watch),
        Format::Duo => duo::read(text, options, watch),
        Format::Authy => authy::read(text, options, watch),
        Format::Cxf => cxf::read(text, options, watch),
        Format::ProtonPass => proton_pass::read(text, options, watch),
        // Their forms were recognised above.
        Format::KeePass
        | Format::OnePassword
        | Format::ApplePasswords
        | Format::LastPassVault
        | Format::PasswordTable => Err(ImportError::NotOfFormat(format)),
        Format::Reentry => reentry::read(text, options, watch),
        Format::TotpAuthenticator => {
            totp_authenticator::read(text, options, watch)?.ok_or(ImportError::NotOfFormat(format))
        }
        Format::RecoveryCodes => {
            codes::read(text, source, options)?.ok_or(ImportError::NotOfFormat(format))
        }
        Format::WinAuth | Format::AuthenticatorPlus => {
            let mut report = uris_of(text, json.as_ref(), options, watch)?
                .ok_or(ImportError::NotOfFormat(format))?;
            report.format = format;
            Ok(report)
        }
        Format::Otpauth | Format::GoogleMigration => {
            uris_of(text, json.as_ref(), options, watch)?.ok_or(ImportError::NotOfFormat(format))
        }
    }
}

/// Reads HTML and XML of an app; `None` where it is of none.
fn read_markup(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Option<Result<ImportReport, ImportError>> {
    type Read = fn(&str, &Options<'_>, &Watch<'_>) -> Result<ImportReport, ImportError>;
    let (format, read): (Format, Read) = if aegis::is_page(text) {
        (Format::Aegis, aegis::read_page)
    } else if stratum::is_page(text) {
        (Format::Stratum, stratum::read_page)
    } else if authy::is_own(text) {
        (Format::Authy, authy::read_preferences)
    } else if battle_net::is_own(text) {
        (Format::BattleNet, battle_net::read)
    } else if freeotp::is_preferences(text) {
        (Format::FreeOtp, freeotp::read_preferences)
    } else {
        return None;
    };
    Some(named(format, options, || read(text, options, watch)))
}

/// Whether only JSON can be of this format.
fn is_json(format: Format) -> bool {
    !matches!(
        format,
        Format::Otpauth
            | Format::GoogleMigration
            | Format::Aegis
            | Format::Ente
            | Format::WinAuth
            | Format::AuthenticatorPlus
            | Format::TotpAuthenticator
            | Format::RecoveryCodes
    )
}

/// A text that is no export of an app.
fn unnamed(
    text: &str,
    json: Option<&Json>,
    source: &Source<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    match uris_of(text, json, options, watch)? {
        Some(report) => Ok(report),
        None if json.is_some() => Err(ImportError::UnknownFormat),
        None => match totp_authenticator::read(text, options, watch)? {
            Some(report) => Ok(report),
            None => codes::read(text, source, options)?.ok_or_else(|| {
                if shape::is_cut_off(text) {
                    ImportError::Damaged { what: "JSON file" }
                } else {
                    ImportError::UnknownFormat
                }
            }),
        },
    }
}

/// The URIs in a text, or in the list of a JSON text.
fn uris_of(
    text: &str,
    json: Option<&Json>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Option<ImportReport>, ImportError> {
    match json {
        Some(Json::Uris(lines)) => uris::read(lines, options, watch),
        Some(Json::Unknown) if !text.contains("otpauth") => Ok(None),
        _ => uris::read(text, options, watch),
    }
}
