//! The folder of Steam Desktop Authenticator, packed into an archive: a list of files, and a
//! `.maFile` for each account, plain or encrypted.
//!
//! Source, read for the facts: `Jessecar96/SteamDesktopAuthenticator:Steam Desktop
//! Authenticator/FileEncryptor.cs`, `Manifest.cs`.

use super::{DAMAGED, add};
use crate::archive::Archive;
use crate::cipher::open_cbc;
use crate::derive::Pbkdf2;
use crate::entry::{Collector, Names};
use crate::json::Cut;
use crate::{Format, ImportError, ImportReport, Options, Watch, base64, text};
use serde::Deserialize;
use zeroize::Zeroizing;

/// PBKDF2 of an encrypted file; the list has no place for another number.
const ROUNDS: u64 = 50_000;
/// All files together may take so many times what one derivation may.
const RUNS: u64 = 4;

#[derive(Deserialize)]
struct Manifest<'a> {
    #[serde(borrow)]
    entries: Cut<'a>,
}

#[derive(Deserialize)]
struct Listed {
    filename: String,
    encryption_iv: Option<String>,
    encryption_salt: Option<String>,
}

/// Reads the files that the list names.
///
/// # Errors
/// `Damaged`, `PasswordNeeded`, `NotOpened` where the password opens none of the encrypted files,
/// `KdfLimit`, `TooManyEntries`, `Cancelled`, and what the archive refuses with.
pub(crate) fn read_folder(
    list: &str,
    archive: &mut Archive<'_>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let manifest: Manifest<'_> = serde_json::from_str(list).map_err(|_| DAMAGED)?;
    let mut collector = Collector::new(Format::Steam, options);
    collector.room(manifest.entries.count)?;
    let (mut opened, mut closed) = (0_usize, 0_usize);
    let mut left = u64::from(options.limits.max_pbkdf2_rounds).saturating_mul(RUNS);
    for (done, raw) in manifest.entries.elements.iter().enumerate() {
        collector.step(done, watch)?;
        let Ok(listed) = serde_json::from_str::<Listed>(raw.get()) else {
            collector.malformed(&Names::default());
            continue;
        };
        let names = Names {
            issuer: "Steam".to_owned(),
            username: text::name(&listed.filename),
        };
        let mut members = archive.members().iter();
        let member = members.find(|member| member.file_name() == listed.filename);
        let Some(member) = member.cloned() else {
            collector.reject(
                &names,
                "its file is not in the archive: pack the whole folder",
            );
            continue;
        };
        let bytes = archive.read(&member, options.password)?;
        let Some(key) = listed.encryption_iv.zip(listed.encryption_salt) else {
            add(&mut collector, &String::from_utf8_lossy(&bytes));
            continue;
        };
        left = left.checked_sub(ROUNDS).ok_or(ImportError::KdfLimit)?;
        match open(&bytes, &key, options, watch)? {
            Some(plain) => {
                opened += 1;
                add(&mut collector, &plain);
            }
            None => {
                closed += 1;
                collector.reject(&names, "the password does not open it, or it was altered");
            }
        }
    }
    if closed > 0 && opened == 0 {
        return Err(ImportError::NotOpened);
    }
    collector.report.encrypted = opened > 0;
    Ok(collector.finish())
}

/// The JSON of an encrypted file: base64 of AES-256-CBC, under IV and salt of the list.
fn open(
    bytes: &[u8],
    (iv, salt): &(String, String),
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Option<Zeroizing<String>>, ImportError> {
    let password = options.password.ok_or(ImportError::PasswordNeeded)?;
    let sealed = std::str::from_utf8(bytes).ok().and_then(base64::decode);
    let (Some(sealed), Some(iv), Some(salt)) = (sealed, base64::decode(iv), base64::decode(salt))
    else {
        return Ok(None);
    };
    let key = Pbkdf2::new(ROUNDS, &options.limits)?.derive::<sha1::Sha1>(password, &salt, watch)?;
    let plain = open_cbc(&key, &iv, &sealed);
    let text = plain.and_then(|plain| Some(std::str::from_utf8(&plain).ok()?.to_owned()));
    // Without a tag, a text that is no JSON is what a wrong password gives.
    Ok(text
        .filter(|text| text.trim_start().starts_with('{'))
        .map(Zeroizing::new))
}
