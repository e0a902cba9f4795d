//! The XML of KeePass, element by element. No entity but XML's own is expanded, nothing outside
//! is looked up, and how deep it goes is bounded.

use super::DAMAGED;
use crate::ImportError;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zeroize::Zeroizing;

/// Groups are rarely ten deep.
const MAX_DEPTH: usize = 100;

/// An element that is open.
pub(super) struct Element {
    pub(super) name: Name,
    /// The text in it, where it matters.
    pub(super) text: Zeroizing<String>,
    /// Its text is under the stream cipher.
    pub(super) protected: bool,
    /// Its text is packed.
    pub(super) compressed: bool,
    /// The number of an attachment, as it is defined or referred to.
    pub(super) number: Option<usize>,
}

/// The elements that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Meta,
    HeaderHash,
    RecycleBin,
    Binaries,
    Group,
    Entry,
    History,
    Id,
    Title,
    Tags,
    Field,
    Key,
    Value,
    Binary,
    /// Of key files.
    Version,
    /// Of key files.
    Data,
    Other,
}

impl Name {
    fn of(name: &str) -> Self {
        match name {
            "Meta" => Self::Meta,
            "HeaderHash" => Self::HeaderHash,
            "RecycleBinUUID" => Self::RecycleBin,
            "Binaries" => Self::Binaries,
            "Group" => Self::Group,
            "Entry" => Self::Entry,
            "History" => Self::History,
            "UUID" => Self::Id,
            "Name" => Self::Title,
            "Tags" => Self::Tags,
            "String" => Self::Field,
            "Key" => Self::Key,
            "Value" => Self::Value,
            "Binary" => Self::Binary,
            "Version" => Self::Version,
            "Data" => Self::Data,
            _ => Self::Other,
        }
    }

    fn has_text(self) -> bool {
        !matches!(
            self,
            Self::Meta
                | Self::Binaries
                | Self::Group
                | Self::Entry
                | Self::History
                | Self::Field
                | Self::Other
        )
    }
}

/// Walks a document: `opened` is told every element with those around it, `closed` every element
/// with its text and those around it.
///
/// # Errors
/// `Damaged` where it is no XML or too deep; what `closed` says.
pub(super) fn walk<V: Visitor>(text: &str, visitor: &mut V) -> Result<(), ImportError> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut complete = false;
    loop {
        match reader.read_event().map_err(|_| DAMAGED)? {
            Event::Start(start) => {
                if open.len() >= MAX_DEPTH {
                    return Err(DAMAGED);
                }
                open.push(Element::new(&start, room(text, &reader)));
                visitor.opened(&open);
            }
            Event::Empty(start) => {
                open.push(Element::new(&start, 0));
                visitor.opened(&open);
                close(&mut open, visitor)?;
            }
            Event::End(_) => {
                close(&mut open, visitor)?;
                complete |= open.is_empty();
            }
            Event::Text(part) => add(&mut open, &part.xml10_content()),
            Event::CData(part) => add(&mut open, &part.xml10_content()),
            Event::GeneralRef(name) => {
                let mut sign = [0; 4];
                let known = name.resolve_char_ref().map_err(|_| DAMAGED)?;
                add(
                    &mut open,
                    match (&*name, known) {
                        (_, Some(found)) => found.encode_utf8(&mut sign),
                        ("lt", _) => "<",
                        ("gt", _) => ">",
                        ("amp", _) => "&",
                        ("quot", _) => "\"",
                        ("apos", _) => "'",
                        _ => return Err(DAMAGED),
                    },
                );
            }
            Event::Eof if complete && open.is_empty() => return Ok(()),
            Event::Eof => return Err(DAMAGED),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Told what stands in a document.
pub(super) trait Visitor {
    /// An element began; it is the last one of `open`.
    fn opened(&mut self, open: &[Element]);

    /// An element ended, within `around`.
    ///
    /// # Errors
    /// Whatever ends the walk.
    fn closed(&mut self, element: Element, around: &[Element]) -> Result<(), ImportError>;
}

impl Element {
    fn new(start: &BytesStart<'_>, room: usize) -> Self {
        let name = Name::of(start.name().0);
        let attribute = |name: &str| {
            let found = start
                .attributes()
                .flatten()
                .find(|found| found.key.0 == name);
            found.map(|found| found.value.into_owned())
        };
        let is_true =
            |name: &str| attribute(name).is_some_and(|it| it.eq_ignore_ascii_case("true"));
        let number = attribute("ID").or_else(|| attribute("Ref"));
        Self {
            name,
            text: Zeroizing::new(String::with_capacity(if name.has_text() {
                room
            } else {
                0
            })),
            protected: is_true("Protected"),
            compressed: is_true("Compressed"),
            number: number.and_then(|number| number.parse().ok()),
        }
    }
}

/// Up to the next tag, so that a text needs no second piece of memory.
fn room(text: &str, reader: &Reader<&[u8]>) -> usize {
    let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    let rest = text.get(at..).unwrap_or_default();
    rest.find('<').unwrap_or_default()
}

fn add(open: &mut [Element], part: &str) {
    if let Some(element) = open.last_mut().filter(|element| element.name.has_text()) {
        element.text.push_str(part);
    }
}

fn close<V: Visitor>(open: &mut Vec<Element>, visitor: &mut V) -> Result<(), ImportError> {
    match open.pop() {
        Some(element) => visitor.closed(element, open),
        None => Err(DAMAGED),
    }
}

/// Version, data and the data's hash of a key file; `None` where the text is none.
pub(super) fn key_file(text: &str) -> Option<(String, Zeroizing<String>, String)> {
    #[derive(Default)]
    struct KeyFile {
        version: String,
        data: Option<Zeroizing<String>>,
    }
    impl Visitor for KeyFile {
        fn opened(&mut self, _: &[Element]) {}
        fn closed(&mut self, element: Element, _: &[Element]) -> Result<(), ImportError> {
            match element.name {
                Name::Version => element.text.trim().clone_into(&mut self.version),
                Name::Data => self.data = Some(element.text),
                _ => {}
            }
            Ok(())
        }
    }
    let mut found = KeyFile::default();
    walk(text, &mut found).ok()?;
    let hash = text
        .split_once("Hash=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    let hash = hash.map_or_else(String::new, |(hash, _)| hash.to_owned());
    Some((found.version, found.data?, hash))
}
