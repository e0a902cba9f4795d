//! The document within a database: groups, entries, attachments.

use super::DAMAGED;
use super::body::gunzip;
use super::stream::Stream;
use super::xml::{Element, Name, Visitor};
use crate::{ImportError, Limits, base64, text};
use secret::{SecretBytes, SecretText};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Attachments in the document are held once, and together within the limit of a file.
type Pool = BTreeMap<usize, SecretBytes>;

/// An entry of a database, without its history.
#[derive(Default)]
pub(super) struct Item {
    /// Names of the groups around it, the outermost first, without the database itself.
    pub(super) groups: Vec<String>,
    pub(super) recycled: bool,
    pub(super) tags: Vec<String>,
    /// Names and values, without the password.
    pub(super) fields: Vec<(String, SecretText)>,
    pub(super) files: Vec<(String, Attachment)>,
}

/// Where the content of an attachment is.
pub(super) enum Attachment {
    Number(usize),
    Here(SecretBytes),
}

#[derive(Default)]
struct Group {
    name: String,
    recycled: bool,
}

/// Reads a document, entry by entry.
pub(super) struct Document<'a, F> {
    stream: Stream,
    limits: &'a Limits,
    room: usize,
    pub(super) attachments: Pool,
    /// What the document says of the hash of its header (KDBX 3).
    pub(super) header_hash: Option<Vec<u8>>,
    recycle_bin: String,
    groups: Vec<Group>,
    item: Option<Item>,
    key: Zeroizing<String>,
    value: Option<SecretText>,
    file: Option<Attachment>,
    each: F,
}

impl<'a, F: FnMut(&Pool, Item) -> Result<(), ImportError>> Document<'a, F> {
    /// `each` is told every entry, and the attachments.
    pub(super) fn new(
        stream: Stream,
        attachments: Vec<Zeroizing<Vec<u8>>>,
        limits: &'a Limits,
        each: F,
    ) -> Self {
        let attachments = attachments.into_iter().map(SecretBytes::from);
        Self {
            stream,
            limits,
            room: limits.max_bytes,
            attachments: attachments.enumerate().collect(),
            header_hash: None,
            recycle_bin: String::new(),
            groups: Vec::new(),
            item: None,
            key: Zeroizing::default(),
            value: None,
            file: None,
            each,
        }
    }

    /// The text of an element; a protected one moves the stream on, wherever it stands.
    fn content(&mut self, element: Element) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        let mut bytes = base64::decode(&element.text).ok_or(DAMAGED)?;
        if element.protected {
            self.stream.open(&mut bytes)?;
        }
        if element.compressed {
            bytes = gunzip(&bytes, self.limits)?;
        }
        self.room = self
            .room
            .checked_sub(bytes.len())
            .ok_or(ImportError::TooLarge {
                max: self.limits.max_bytes,
            })?;
        Ok(bytes)
    }

    fn value(&mut self, element: Element) -> Result<SecretText, ImportError> {
        if !element.protected || matches!(self.stream, Stream::None) {
            return Ok(SecretText::new(element.text.as_str()));
        }
        let bytes = self.content(element)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| DAMAGED)?;
        Ok(SecretText::new(text))
    }

    /// The value of a field or attachment, within history too: the stream must move on.
    fn value_of(&mut self, element: Element, parent: Option<Name>) -> Result<(), ImportError> {
        if parent != Some(Name::Binary) {
            self.value = Some(self.value(element)?);
            return Ok(());
        }
        self.file = Some(match element.number {
            Some(number) => Attachment::Number(number),
            None => Attachment::Here(self.content(element)?.into()),
        });
        Ok(())
    }

    fn group_ended(&mut self, element: &Element) {
        let bin = element.text.as_str() == self.recycle_bin;
        if let Some(group) = self.groups.last_mut() {
            match element.name {
                Name::Title => group.name = text::name(&element.text),
                _ => group.recycled |= bin,
            }
        }
    }

    fn entry_ended(&mut self) -> Result<(), ImportError> {
        match self.item.take() {
            Some(item) => (self.each)(&self.attachments, item),
            None => Ok(()),
        }
    }

    fn field_ended(&mut self) {
        let (key, value) = (std::mem::take(&mut self.key), self.value.take());
        if let (Some(item), Some(value)) = (&mut self.item, value)
            && key.as_str() != "Password"
        {
            item.fields.push((key.as_str().to_owned(), value));
        }
    }

    fn file_ended(&mut self) {
        let (key, file) = (std::mem::take(&mut self.key), self.file.take());
        if let (Some(item), Some(file)) = (&mut self.item, file) {
            item.files.push((text::name(&key), file));
        }
    }
}

impl<F: FnMut(&Pool, Item) -> Result<(), ImportError>> Visitor for Document<'_, F> {
    fn opened(&mut self, open: &[Element]) {
        match open.last().map(|element| element.name) {
            Some(Name::Group) => {
                let recycled = self.groups.last().is_some_and(|group| group.recycled);
                self.groups.push(Group {
                    recycled,
                    ..Group::default()
                });
            }
            Some(Name::Entry) if !within_history(open) => {
                // The first group is the database itself.
                let groups = self.groups.iter().skip(1);
                self.item = Some(Item {
                    groups: groups.map(|group| group.name.clone()).collect(),
                    recycled: self.groups.last().is_some_and(|group| group.recycled),
                    ..Item::default()
                });
            }
            _ => {}
        }
    }

    fn closed(&mut self, element: Element, around: &[Element]) -> Result<(), ImportError> {
        let parent = around.last().map(|parent| parent.name);
        let past = within_history(around);
        match (element.name, parent) {
            (Name::HeaderHash, Some(Name::Meta)) => {
                self.header_hash = base64::decode(&element.text).map(|hash| hash.to_vec());
            }
            (Name::RecycleBin, Some(Name::Meta)) => {
                element.text.trim().clone_into(&mut self.recycle_bin);
            }
            (Name::Binary, Some(Name::Binaries)) => {
                if let Some(number) = element.number {
                    let content = self.content(element)?;
                    self.attachments.insert(number, content.into());
                }
            }
            (Name::Title | Name::Id, Some(Name::Group)) => self.group_ended(&element),
            (Name::Group, _) => {
                self.groups.pop();
            }
            (Name::Tags, Some(Name::Entry)) if !past => {
                let tags = element.text.split([';', ',']).map(str::to_owned);
                if let Some(item) = &mut self.item {
                    item.tags = tags.collect();
                }
            }
            (Name::Key, Some(Name::Field | Name::Binary)) => self.key = element.text,
            (Name::Value, parent) => self.value_of(element, parent)?,
            (Name::Field, Some(Name::Entry)) if !past => self.field_ended(),
            (Name::Binary, Some(Name::Entry)) if !past => self.file_ended(),
            (Name::Entry, _) if !past => self.entry_ended()?,
            _ => {}
        }
        Ok(())
    }
}

fn within_history(open: &[Element]) -> bool {
    open.iter().any(|element| element.name == Name::History)
}
