//! Databases of KeePass and KeePassXC (KDBX 3.1 and 4), and their exports as XML. The CSV of
//! KeePassXC is read with the tables of other managers.
//!
//! Sources: keepass.info/help/kb/kdbx.html, KeePassXC's readers and `keepassxc.org/docs`, read for
//! the facts. Deleted entries (the recycle bin) and earlier states (the history) are not taken.

mod attributes;
mod body;
mod bytes;
mod document;
mod header;
mod key;
mod stream;
mod xml;

use crate::entry::{About, Collector, Names};
use crate::login::{self, File, Login};
use crate::{Format, ImportError, ImportReport, Options, Watch};
use attributes::Fields;
use body::{Opened, Tried};
use document::{Attachment, Document, Item};
use header::Header;
use secret::{SecretBytes, SecretText};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use stream::Stream;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "KeePass database",
};

/// Whether these bytes are a database.
pub(crate) fn is_database(bytes: &[u8]) -> bool {
    bytes.starts_with(header::MAGIC)
}

/// Whether a file is the key file of a database: by its content, or by the name that KeePass and
/// KeePassXC give it. A key file may also be any other file; nothing tells that.
#[must_use]
pub fn is_key_file(name: &str, bytes: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let head = bytes.get(..1024).unwrap_or(bytes);
    let says = head.windows(8).any(|part| part == b"<KeyFile");
    let short = bytes.len() <= 64 << 10;
    short && (says || name.ends_with(".keyx") || name.ends_with(".key") && bytes.len() <= 64)
}

/// Whether a text is an export as XML.
pub(crate) fn is_xml(text: &str) -> bool {
    let head = text.trim_start();
    head.starts_with('<') && head.get(..1024).unwrap_or(head).contains("<KeePassFile")
}

/// Reads a database.
///
/// # Errors
/// `Unsupported` for older and newer versions and plugins' ciphers, `KdfLimit`, `PasswordNeeded`,
/// `WrongKey`, `NotOpened` for KDBX 3, `Damaged`, `TooLarge`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    file: &[u8],
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let header = Header::read(file, &options.limits)?;
    let opened = open(file, &header, options, watch)?;
    let hash = Sha256::digest(file.get(..header.length).unwrap_or_default());
    let text = std::str::from_utf8(&opened.xml).map_err(|_| DAMAGED)?;
    let (mut report, found) = collect(text, opened.stream, opened.attachments, options, watch)?;
    if found.is_some_and(|found| found != hash.as_slice()) {
        return Err(DAMAGED);
    }
    report.encrypted = true;
    Ok(report)
}

/// Reads an export as XML.
///
/// # Errors
/// `Damaged`, `TooLarge`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read_xml(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    collect(text, Stream::None, Vec::new(), options, watch).map(|(report, _)| report)
}

fn open(
    file: &[u8],
    header: &Header,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<Opened, ImportError> {
    for composite in key::candidates(options)? {
        let derived = header.derive(&composite, options, watch)?;
        if let Tried::Opened(opened) = header.open(file, &derived, &options.limits)? {
            return Ok(opened);
        }
    }
    Err(ImportError::WrongKey)
}

/// The report, and the hash of the header that the document names.
fn collect(
    text: &str,
    stream: Stream,
    attachments: Vec<zeroize::Zeroizing<Vec<u8>>>,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<(ImportReport, Option<Vec<u8>>), ImportError> {
    let mut collector = Collector::of_passwords(Format::KeePass, options);
    let mut done = 0;
    let each = |attachments: &BTreeMap<usize, SecretBytes>, item: Item| {
        collector.step(done, watch)?;
        done += 1;
        add(&mut collector, item, attachments);
        Ok(())
    };
    let mut document = Document::new(stream, attachments, &options.limits, each);
    xml::walk(text, &mut document)?;
    let hash = document.header_hash.take();
    Ok((collector.finish(), hash))
}

fn add(collector: &mut Collector<'_>, item: Item, attachments: &BTreeMap<usize, SecretBytes>) {
    let fields = Fields(&item.fields);
    let names = Names {
        issuer: crate::text::name(fields.get("Title")),
        username: crate::text::name(fields.get("UserName")),
    };
    let totps = fields.totps(&names);
    if item.recycled {
        collector.trashed += usize::from(!totps.is_empty());
        return;
    }
    let site = fields.get("URL").trim();
    let own = item.fields.iter();
    let own = own.filter(|(name, _)| attributes::is_of_the_user(name));
    let login = Login {
        totps,
        fields: own
            .map(|(name, value)| login::field(name, value.expose()))
            .collect(),
        about: About {
            note: Some(SecretText::new(fields.get("Notes"))),
            groups: (!item.groups.is_empty())
                .then(|| item.groups.join("/"))
                .into_iter()
                .collect(),
            tags: item.tags,
            site: (!site.is_empty()).then(|| site.to_owned()),
            ..About::default()
        },
        files: item
            .files
            .into_iter()
            .map(|(name, file)| {
                let bytes = match file {
                    Attachment::Here(bytes) => Some(bytes),
                    Attachment::Number(number) => attachments.get(&number).filter(small).cloned(),
                };
                let bytes = bytes.unwrap_or_else(|| SecretBytes::new(Vec::new()));
                File { name, bytes }
            })
            .collect(),
        names,
    };
    let before = collector.report.candidates.len();
    let nameless = login.names.username.is_empty();
    login.add(collector);
    // KeePassXC writes `none` into a URI where there is no user name.
    for candidate in collector.report.candidates.iter_mut().skip(before) {
        if nameless && candidate.username == "none" {
            candidate.username.clear();
        }
    }
}

/// A file with codes is small; others are counted only.
fn small(bytes: &&SecretBytes) -> bool {
    bytes.len() <= 64 << 10
}

#[cfg(test)]
mod tests;
