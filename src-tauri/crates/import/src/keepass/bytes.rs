//! Reading numbers and pieces from the front of bytes.

use super::DAMAGED;
use super::header::array;
use crate::ImportError;

/// Bytes, and how far they were read.
pub(super) struct Bytes<'a> {
    whole: &'a [u8],
    at: usize,
}

impl<'a> Bytes<'a> {
    pub(super) fn new(whole: &'a [u8]) -> Self {
        Self { whole, at: 0 }
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// # Errors
    /// `Damaged` where there are not so many.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], ImportError> {
        let end = self.at.checked_add(count).ok_or(DAMAGED)?;
        let part = self.whole.get(self.at..end).ok_or(DAMAGED)?;
        self.at = end;
        Ok(part)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], ImportError> {
        array(self.take(N)?)
    }

    pub(super) fn u8(&mut self) -> Result<u8, ImportError> {
        self.array().map(u8::from_le_bytes)
    }

    pub(super) fn u16(&mut self) -> Result<u16, ImportError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, ImportError> {
        self.array().map(u32::from_le_bytes)
    }

    /// A length of 32 bits.
    pub(super) fn length(&mut self) -> Result<usize, ImportError> {
        usize::try_from(self.u32()?).map_err(|_| DAMAGED)
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.whole.get(self.at..).unwrap_or_default()
    }
}
