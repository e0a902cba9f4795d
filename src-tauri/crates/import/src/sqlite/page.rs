//! Pages, and the trees that tables are (sections 1.6 and 1.7 of the description).

use super::DAMAGED;
use crate::ImportError;
use zeroize::Zeroizing;

/// The header of the file, at the start of page 1.
const FILE_HEADER: usize = 100;
/// Kinds of pages of a table's tree.
const INTERIOR: u8 = 5;
const LEAF: u8 = 13;
/// No less of a page is used for rows and numbers.
const LEAST_USABLE: usize = 480;

/// The pages of a file, counted from 1.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    bytes: &'a [u8],
    size: usize,
    /// A page without what is reserved at its end.
    usable: usize,
}

impl<'a> Pages<'a> {
    /// `None` where the header makes no sense or the file is shorter than it says.
    pub(super) fn new(bytes: &'a [u8]) -> Option<Self> {
        // 1 stands for 65,536, which two bytes do not hold.
        let size = match number::<2>(bytes, 16)? {
            1 => 65_536,
            size => size,
        };
        if !size.is_power_of_two() || !(512..=65_536).contains(&size) || bytes.len() < size {
            return None;
        }
        let usable = size - usize::from(*bytes.get(20)?);
        // The number of pages counts where the same version wrote it that changed the file last.
        let said = number::<4>(bytes, 28)?;
        let holds = number::<4>(bytes, 24)? == number::<4>(bytes, 92)?;
        if usable < LEAST_USABLE || (holds && said > bytes.len() / size) {
            return None;
        }
        Some(Self {
            bytes,
            size,
            usable,
        })
    }

    fn page(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_sub(1)?.checked_mul(self.size)?;
        let page = self.bytes.get(start..start.checked_add(self.size)?)?;
        page.get(..self.usable)
    }

    /// Gives the payload of each row below a root page to `each`.
    pub(super) fn walk(
        &self,
        root: u32,
        mut each: impl FnMut(&[u8]) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let mut walk = Walk {
            pages: self,
            seen: vec![false; self.bytes.len() / self.size + 1],
            room: self.bytes.len(),
        };
        // The rest of the way, the next page last.
        let mut ahead = vec![usize::try_from(root).map_err(|_| DAMAGED)?];
        while let Some(number) = ahead.pop() {
            let page = Tree::new(walk.enter(number).ok_or(DAMAGED)?, number).ok_or(DAMAGED)?;
            match page.kind {
                INTERIOR => {
                    ahead.push(self::number::<4>(page.bytes, page.start + 8).ok_or(DAMAGED)?);
                    for cell in page.cells(12).rev() {
                        let child = self::number::<4>(page.bytes, cell.ok_or(DAMAGED)?);
                        ahead.push(child.ok_or(DAMAGED)?);
                    }
                }
                LEAF => {
                    for cell in page.cells(8) {
                        let cell = cell.ok_or(DAMAGED)?;
                        let payload = walk.payload(page.bytes, cell).ok_or(DAMAGED)?;
                        each(&payload)?;
                    }
                }
                _ => return Err(DAMAGED),
            }
        }
        Ok(())
    }
}

/// One walk through a tree.
struct Walk<'p, 'a> {
    pages: &'p Pages<'a>,
    /// Pages that were visited: none is twice in a tree.
    seen: Vec<bool>,
    /// Bytes that rows may still have: together they fit into the file.
    room: usize,
}

impl<'a> Walk<'_, 'a> {
    fn enter(&mut self, number: usize) -> Option<&'a [u8]> {
        let seen = self.seen.get_mut(number)?;
        if std::mem::replace(seen, true) {
            return None;
        }
        self.pages.page(number)
    }

    /// The payload of a leaf's cell: length, row id, what fits into the page, and the rest in a
    /// chain of pages (section 1.6).
    fn payload(&mut self, page: &[u8], cell: usize) -> Option<Zeroizing<Vec<u8>>> {
        let (length, at) = varint(page, cell)?;
        let (_, at) = varint(page, at)?;
        let length = usize::try_from(length).ok()?;
        self.room = self.room.checked_sub(length)?;
        let local = local(length, self.pages.usable);
        let end = at.checked_add(local)?;
        let mut payload = Zeroizing::new(Vec::with_capacity(length));
        payload.extend_from_slice(page.get(at..end)?);
        let mut next = if local < length {
            number::<4>(page, end)?
        } else {
            0
        };
        while payload.len() < length {
            let page = self.enter(next)?;
            let part = page.get(4..)?;
            let part = part.get(..part.len().min(length - payload.len()))?;
            payload.extend_from_slice(part);
            next = number::<4>(page, 0)?;
        }
        Some(payload)
    }
}

/// How much of a payload stands in the leaf itself.
fn local(length: usize, usable: usize) -> usize {
    let most = usable - 35;
    if length <= most {
        return length;
    }
    let least = (usable - 12) * 32 / 255 - 23;
    let rest = least + (length - least) % (usable - 4);
    if rest <= most { rest } else { least }
}

/// A page of a tree.
struct Tree<'a> {
    bytes: &'a [u8],
    /// Where its header begins: behind the file's on page 1.
    start: usize,
    kind: u8,
    count: usize,
}

impl<'a> Tree<'a> {
    fn new(bytes: &'a [u8], number: usize) -> Option<Self> {
        let start = if number == 1 { FILE_HEADER } else { 0 };
        Some(Self {
            bytes,
            start,
            kind: *bytes.get(start)?,
            count: self::number::<2>(bytes, start + 3)?,
        })
    }

    /// Where its cells begin, in their order; behind a header of that length.
    fn cells(&self, header: usize) -> impl DoubleEndedIterator<Item = Option<usize>> {
        let first = self.start + header;
        (0..self.count).map(move |at| number::<2>(self.bytes, first + at * 2))
    }
}

/// A number of `N` bytes, the high one first.
fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(N)?)?;
    let number = bytes
        .iter()
        .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    usize::try_from(number).ok()
}

/// A number of one to nine bytes, and where it ends: seven bits of each byte, all eight of the
/// ninth.
pub(super) fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    for (place, byte) in bytes.get(at..)?.iter().take(9).enumerate() {
        let end = at + place + 1;
        if place == 8 {
            return Some((number << 8 | u64::from(*byte), end));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, end));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length() {
        for (bytes, expected) in [
            (&[0x00_u8][..], Some((0, 1))),
            (&[0x7f], Some((127, 1))),
            (&[0x81, 0x00], Some((128, 2))),
            (&[0xff, 0x7f, 9], Some((16_383, 2))),
            (&[0xff; 9], Some((u64::MAX, 9))),
            (&[0x80; 8], None),
            (&[], None),
        ] {
            assert_eq!(varint(bytes, 0), expected, "{bytes:?}");
        }
    }

    #[test]
    fn what_stands_in_the_page_itself() {
        // Worked out by hand from the description, for 512 usable bytes.
        for (length, expected) in [
            (477, 477),
            (478, 39),
            (547, 39),
            (984, 476),
            (985, 477),
            (986, 39),
        ] {
            assert_eq!(local(length, 512), expected, "{length}");
        }
    }
}
