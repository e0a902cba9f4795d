//! The parts of a vault sheet: the text of one QR code each.
//!
//! `RE1:4W0ZK3NM:D02/05:2061:7F3A:MFZXG…`
//!
//! | field | means |
//! |---|---|
//! | `RE1` | format version 1 |
//! | `4W0ZK3NM` | the sheet's id, in upper case |
//! | `D02/05` | data code 2 of 5; `P01/01` is parity code 1 of 1 |
//! | `2061` | length of the whole encrypted file in bytes |
//! | `7F3A` | check: the first four hexadecimal digits, in upper case, of the SHA-256 of this text without the check and its colon |
//! | the rest | these bytes in RFC 4648 base32, upper case, padded with `=` only where the last data code needs it |
//!
//! Every data code but the last holds the same number of bytes, a multiple of [`LINE`], so that a
//! code and the printed lines of the same content begin together, and so that the texts of the
//! codes can be strung together before they are decoded. Parity code `k` of `m` is the XOR of data
//! codes `k`, `k + m`, `k + 2m` and so on, each filled up with zero bytes; `m` is the number of data
//! codes divided by [`GROUP`], rounded up. Sorted as text, data codes come first and in order.

use crate::check;
use data_encoding::BASE32;
use model::SheetId;
use std::fmt;
use thiserror::Error;

/// The first field of everything that a sheet says to a machine.
pub const FORMAT: &str = "RE1";
/// Bytes of one printed line: 40 characters of base32.
pub const LINE: usize = 25;
/// The most data codes that share one parity code.
pub const GROUP: usize = 8;
/// The most data codes: two digits.
pub const DATA_MAX: usize = 99;
/// The most bytes in one part. 640 characters with their head fit a version 20 code at level Q
/// (702 alphanumeric characters, ISO/IEC 18004 table 7).
pub const BYTES_MAX: usize = 400;
/// Bytes in one part as long as [`DATA_MAX`] codes suffice: 480 characters with their head fit a
/// version 17 code at level Q (531 alphanumeric characters), of which six fill a page with modules
/// of at least 0.8 mm.
pub const BYTES_USUAL: usize = 300;
/// The longest sheet id that fits the head.
pub const ID_MAX: usize = 16;

/// Why a text is no part. Holds no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PartError {
    /// It does not begin like a code of a vault sheet.
    #[error("this is no code of a vault sheet")]
    NotAPart,
    /// It does, but for a version that is not known here.
    #[error("this code was made by a newer version")]
    Newer,
    /// The head contradicts itself, the content is cut off, or the check does not fit.
    #[error("this code of a vault sheet is damaged or incomplete")]
    Damaged,
}

/// Which part of a sheet. Counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartName {
    /// A data code.
    Data(u8),
    /// A parity code.
    Parity(u8),
}

impl fmt::Display for PartName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data(index) => write!(f, "code {index}"),
            Self::Parity(index) => write!(f, "parity code {index}"),
        }
    }
}

/// How a file of some length is cut. Both numbers follow from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    length: usize,
    count: usize,
}

impl Cut {
    /// The cut into as few codes of [`BYTES_USUAL`] bytes as possible, or of [`BYTES_MAX`] where
    /// those would be too many; all about equally full. `None` if there is nothing to cut, or more
    /// than [`DATA_MAX`] codes hold.
    #[must_use]
    pub fn new(length: usize) -> Option<Self> {
        let most = if length <= DATA_MAX * BYTES_USUAL {
            BYTES_USUAL
        } else {
            BYTES_MAX
        };
        let count = length.div_ceil(most);
        let bytes = Self::bytes_for(length, count)?;
        Self::checked(length, length.div_ceil(bytes))
    }

    /// The cut into `count` codes, if that is how this length can be cut.
    fn checked(length: usize, count: usize) -> Option<Self> {
        let bytes = Self::bytes_for(length, count)?;
        let fits = count <= DATA_MAX && bytes <= BYTES_MAX && length.div_ceil(bytes) == count;
        fits.then_some(Self { length, count })
    }

    /// Bytes of each code but the last.
    fn bytes_for(length: usize, count: usize) -> Option<usize> {
        if length == 0 || count == 0 {
            return None;
        }
        Some(length.div_ceil(count).div_ceil(LINE) * LINE)
    }

    /// Length of the whole file in bytes.
    #[must_use]
    pub fn length(self) -> usize {
        self.length
    }

    /// Data codes.
    #[must_use]
    pub fn count(self) -> usize {
        self.count
    }

    /// Parity codes.
    #[must_use]
    pub fn parity(self) -> usize {
        self.count.div_ceil(GROUP)
    }

    /// Bytes of each data code but the last, and of each parity code.
    #[must_use]
    pub fn bytes(self) -> usize {
        Self::bytes_for(self.length, self.count).unwrap_or(LINE)
    }

    /// Codes on a page, data codes in order, then parity codes: six in three rows, or four in two
    /// rows where they are larger or no more than four.
    #[must_use]
    pub fn per_page(self) -> usize {
        if self.bytes() > BYTES_USUAL || self.count + self.parity() <= 4 {
            4
        } else {
            6
        }
    }

    /// Pages with codes, as they are known before anything is printed.
    #[must_use]
    pub fn code_pages(self) -> usize {
        (self.count + self.parity()).div_ceil(self.per_page())
    }

    /// Where the bytes of a data code, counted from 1, stand in the file.
    #[must_use]
    pub fn range(self, index: usize) -> std::ops::Range<usize> {
        let from = index.saturating_sub(1).saturating_mul(self.bytes());
        let to = from.saturating_add(self.bytes());
        from.min(self.length)..to.min(self.length)
    }

    /// The data codes of a parity code, both counted from 1.
    pub fn group(self, parity: usize) -> impl Iterator<Item = usize> {
        (parity.max(1)..=self.count).step_by(self.parity().max(1))
    }

    /// The parity code that covers a data code.
    #[must_use]
    pub fn parity_of(self, data: usize) -> usize {
        data.saturating_sub(1) % self.parity().max(1) + 1
    }
}

/// One code of a vault sheet. Its content is encrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    sheet_id: SheetId,
    name: PartName,
    cut: Cut,
    bytes: Vec<u8>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Part({} of sheet {}, {} bytes)",
            self.name,
            self.sheet_id,
            self.bytes.len()
        )
    }
}

impl Part {
    /// The sheet it belongs to.
    #[must_use]
    pub fn sheet_id(&self) -> &SheetId {
        &self.sheet_id
    }

    /// Which one it is.
    #[must_use]
    pub fn name(&self) -> PartName {
        self.name
    }

    /// How the whole file is cut.
    #[must_use]
    pub fn cut(&self) -> Cut {
        self.cut
    }

    /// Its bytes: a piece of the encrypted file, or the XOR of several.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A data part out of the whole file, for those who have it in another way.
    pub(crate) fn data(sheet_id: &SheetId, cut: Cut, index: u8, bytes: &[u8]) -> Self {
        Self {
            sheet_id: sheet_id.clone(),
            name: PartName::Data(index),
            cut,
            bytes: bytes.to_vec(),
        }
    }

    /// The text of its QR code.
    #[must_use]
    pub fn text(&self) -> String {
        let head = self.head();
        let body = BASE32.encode(&self.bytes);
        let check = check::of(&format!("{head}{body}")).to_uppercase();
        format!("{head}{check}:{body}")
    }

    /// The head without its check: `RE1:4W0ZK3NM:D02/05:2061:`.
    fn head(&self) -> String {
        let (letter, index, count) = match self.name {
            PartName::Data(index) => ('D', index, self.cut.count()),
            PartName::Parity(index) => ('P', index, self.cut.parity()),
        };
        format!(
            "{FORMAT}:{}:{letter}{index:02}/{count:02}:{}:",
            on_paper(&self.sheet_id),
            self.cut.length()
        )
    }
}

/// A sheet's id as it stands on paper and in heads.
#[must_use]
pub fn on_paper(id: &SheetId) -> String {
    id.as_str().to_ascii_uppercase()
}

/// Whether an id survives the way over paper.
pub(crate) fn is_printable(id: &SheetId) -> bool {
    id.as_str().len() <= ID_MAX && id.as_str() == id.as_str().to_ascii_lowercase()
}

/// Cuts an encrypted file into data parts, followed by the parity parts. `None` if it is empty or
/// too long for [`DATA_MAX`] codes.
#[must_use]
pub fn split(ciphertext: &[u8], sheet_id: &SheetId) -> Option<Vec<Part>> {
    let cut = Cut::new(ciphertext.len())?;
    let mut parts = Vec::with_capacity(cut.count() + cut.parity());
    for index in 1..=cut.count() {
        let bytes = ciphertext.get(cut.range(index))?;
        parts.push(Part::data(sheet_id, cut, u8::try_from(index).ok()?, bytes));
    }
    for index in 1..=cut.parity() {
        let mut bytes = vec![0; cut.bytes()];
        for data in cut.group(index) {
            xor(&mut bytes, ciphertext.get(cut.range(data))?);
        }
        parts.push(Part {
            sheet_id: sheet_id.clone(),
            name: PartName::Parity(u8::try_from(index).ok()?),
            cut,
            bytes,
        });
    }
    Some(parts)
}

pub(crate) fn xor(sum: &mut [u8], bytes: &[u8]) {
    for (sum, byte) in sum.iter_mut().zip(bytes) {
        *sum ^= byte;
    }
}

/// Reads the text of a code. White space and the case of letters do not matter.
///
/// # Errors
/// See [`PartError`].
pub fn parse(text: &str) -> Result<Part, PartError> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let mut fields = text.splitn(6, ':');
    let format = fields.next().unwrap_or_default();
    if format != FORMAT {
        return Err(newer_or_foreign(format, &text));
    }
    let id = fields.next().ok_or(PartError::NotAPart)?;
    let place = fields.next().ok_or(PartError::NotAPart)?;
    if !place.starts_with(['D', 'P']) {
        return Err(PartError::NotAPart);
    }
    let length = fields.next().and_then(number).ok_or(PartError::Damaged)?;
    let check = fields.next().ok_or(PartError::Damaged)?;
    let body = fields.next().ok_or(PartError::Damaged)?;
    let part = assemble(id, place, length, body).ok_or(PartError::Damaged)?;
    let said = check::of(&format!("{}{body}", part.head()));
    if check.eq_ignore_ascii_case(&said) {
        Ok(part)
    } else {
        Err(PartError::Damaged)
    }
}

fn newer_or_foreign(format: &str, text: &str) -> PartError {
    let is_version = format
        .strip_prefix("RE")
        .is_some_and(|version| !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()));
    if is_version && text.matches(':').count() >= 2 {
        PartError::Newer
    } else {
        PartError::NotAPart
    }
}

/// A number without sign, of at most nine digits.
pub(crate) fn number(text: &str) -> Option<usize> {
    let fits = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// `02/05` as two numbers, the first from 1 to the second.
pub(crate) fn place(text: &str) -> Option<(u8, usize)> {
    let (index, count) = text.split_once('/')?;
    let (index, count) = (number(index)?, number(count)?);
    let fits = (1..=count).contains(&index) && count <= DATA_MAX;
    fits.then(|| Some((u8::try_from(index).ok()?, count)))
        .flatten()
}

fn assemble(id: &str, place_text: &str, length: usize, body: &str) -> Option<Part> {
    let sheet_id: SheetId = id.to_ascii_lowercase().parse().ok()?;
    let bytes = BASE32.decode(body.as_bytes()).ok()?;
    let (letter, rest) = place_text.split_at_checked(1)?;
    let (index, count) = place(rest)?;
    let (name, cut, expected) = if letter == "D" {
        let cut = Cut::checked(length, count)?;
        (PartName::Data(index), cut, cut.range(index.into()).len())
    } else {
        // A parity code is as long as a full data code, and so tells how many there are.
        let data = length.div_ceil(bytes.len().max(1));
        let cut = Cut::checked(length, data).filter(|cut| cut.parity() == count)?;
        (PartName::Parity(index), cut, cut.bytes())
    };
    (bytes.len() == expected && is_printable(&sheet_id)).then_some(Part {
        sheet_id,
        name,
        cut,
        bytes,
    })
}

#[cfg(test)]
#[path = "part_tests.rs"]
mod tests;
