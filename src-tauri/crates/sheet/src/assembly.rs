//! Putting the parts of vault sheets together again: in any order, with duplicates, from several
//! sheets mixed, and with the parity codes filling gaps.

use crate::part::{Cut, Part, PartName, xor};
use model::SheetId;
use std::collections::BTreeMap;

/// What became of a part that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It was new.
    New,
    /// The same part was there already.
    Again,
    /// The sheet has another content in this place, or another length: one of the two is damaged
    /// or forged. The first one is kept.
    Contradicts,
}

/// The parts of any number of sheets.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    sheets: BTreeMap<SheetId, Collected>,
}

/// The parts of one sheet that have been seen so far.
#[derive(Debug, Clone)]
pub struct Collected {
    cut: Cut,
    parts: BTreeMap<PartName, Vec<u8>>,
}

impl Assembly {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a part in.
    pub fn add(&mut self, part: &Part) -> Added {
        let sheet = self
            .sheets
            .entry(part.sheet_id().clone())
            .or_insert_with(|| Collected {
                cut: part.cut(),
                parts: BTreeMap::new(),
            });
        sheet.add(part)
    }

    /// The sheets of which at least one part was seen, by id.
    pub fn sheets(&self) -> impl Iterator<Item = (&SheetId, &Collected)> {
        self.sheets.iter()
    }

    /// What was seen of one sheet.
    #[must_use]
    pub fn sheet(&self, id: &SheetId) -> Option<&Collected> {
        self.sheets.get(id)
    }

    /// Whether there is at least one sheet, and every sheet is complete.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.sheets.is_empty() && self.sheets.values().all(Collected::is_complete)
    }
}

impl Collected {
    fn add(&mut self, part: &Part) -> Added {
        if part.cut() != self.cut {
            return Added::Contradicts;
        }
        match self.parts.get(&part.name()) {
            Some(known) if known == part.bytes() => Added::Again,
            Some(_) => Added::Contradicts,
            None => {
                self.parts.insert(part.name(), part.bytes().to_vec());
                Added::New
            }
        }
    }

    /// How the file is cut: how many codes there are of which kind.
    #[must_use]
    pub fn cut(&self) -> Cut {
        self.cut
    }

    /// The parts that were seen: data codes first.
    pub fn read(&self) -> impl Iterator<Item = PartName> {
        self.parts.keys().copied()
    }

    /// How many parts were seen, parity codes included.
    #[must_use]
    pub fn parts_read(&self) -> usize {
        self.parts.len()
    }

    /// Every part of the sheet that was not seen, needed or not.
    #[must_use]
    pub fn unseen(&self) -> Vec<PartName> {
        let data = (1..=self.cut.count()).map(PartNameOf::data);
        let parity = (1..=self.cut.parity()).map(PartNameOf::parity);
        data.chain(parity)
            .filter(|name| !self.parts.contains_key(name))
            .collect()
    }

    /// Whether, of every page with a code that was seen, all codes were seen.
    #[must_use]
    pub fn pages_are_whole(&self) -> bool {
        let data = (1..=self.cut.count()).map(PartNameOf::data);
        let parity = (1..=self.cut.parity()).map(PartNameOf::parity);
        let seen: Vec<bool> = data
            .chain(parity)
            .map(|name| self.parts.contains_key(&name))
            .collect();
        seen.chunks(self.cut.per_page())
            .all(|page| page.iter().all(|seen| *seen) || !page.contains(&true))
    }

    /// The data codes that are neither there nor can be made from a parity code. One more code of
    /// their group would do for each but one of them.
    #[must_use]
    pub fn missing(&self) -> Vec<PartName> {
        (1..=self.cut.count())
            .filter(|index| self.data(*index).is_none())
            .map(PartNameOf::data)
            .collect()
    }

    /// Whether the file can be put together.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        (1..=self.cut.count()).all(|index| self.data(index).is_some())
    }

    /// Whether a parity code stands in for a data code.
    #[must_use]
    pub fn parity_used(&self) -> bool {
        self.is_complete()
            && (1..=self.cut.count())
                .any(|index| !self.parts.contains_key(&PartNameOf::data(index)))
    }

    /// The encrypted file, if it is complete.
    #[must_use]
    pub fn ciphertext(&self) -> Option<Vec<u8>> {
        let mut file = Vec::with_capacity(self.cut.length());
        for index in 1..=self.cut.count() {
            file.extend(self.data(index)?);
        }
        Some(file)
    }

    /// The bytes of a data code, read or rebuilt.
    fn data(&self, index: usize) -> Option<Vec<u8>> {
        match self.parts.get(&PartNameOf::data(index)) {
            Some(bytes) => Some(bytes.clone()),
            None => self.rebuilt(index),
        }
    }

    fn rebuilt(&self, index: usize) -> Option<Vec<u8>> {
        let parity = self.cut.parity_of(index);
        let mut bytes = self.parts.get(&PartNameOf::parity(parity))?.clone();
        for other in self.cut.group(parity).filter(|other| *other != index) {
            xor(&mut bytes, self.parts.get(&PartNameOf::data(other))?);
        }
        bytes.truncate(self.cut.range(index).len());
        Some(bytes)
    }
}

/// Names from counters, which stay below 100.
struct PartNameOf;

impl PartNameOf {
    fn data(index: usize) -> PartName {
        PartName::Data(u8::try_from(index).unwrap_or(u8::MAX))
    }

    fn parity(index: usize) -> PartName {
        PartName::Parity(u8::try_from(index).unwrap_or(u8::MAX))
    }
}

#[cfg(test)]
#[path = "assembly_tests.rs"]
mod tests;
