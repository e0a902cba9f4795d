//! How large the compressed streams of a PDF would become, before any of them is unpacked.
//!
//! The PDF reader unpacks a stream into memory whole, and some streams while it opens the file. A
//! kilobyte can hold a megabyte that way, and a filter may be applied twice. So the file is first
//! walked as plain bytes, and each Flate stream is unpacked into nothing, only counting.

use crate::{Kind, PictureError};
use flate2::{Decompress, FlushDecompress, Status};

/// What one stream may unpack to: an A4 page in colour at 600 dpi.
pub(crate) const MAX_STREAM: u64 = 128 << 20;
/// What all streams together may take to check.
const MAX_TOTAL: u64 = 4 << 30;
/// A code of LZW stands for at most this many bytes for each byte of input (12 bits, 4096 entries).
const LZW_RATIO: u64 = 2731;
/// Two bytes of run-length coding stand for at most 128.
const RUN_LENGTH_RATIO: u64 = 64;
/// How far before its data the dictionary of a stream may start.
const MAX_DICTIONARY: usize = 64 << 10;

const TOO_MUCH: PictureError = PictureError::TooMuchInside { max: MAX_STREAM };
const UNSUPPORTED: PictureError = PictureError::Unsupported { kind: Kind::Pdf };

/// Refuses a PDF of which a stream would unpack to too much, is packed twice, or is encrypted (so
/// that it cannot be told).
pub(crate) fn check(pdf: &[u8]) -> Result<(), PictureError> {
    if names(pdf).any(|name| name.is(b"Encrypt")) {
        return Err(PictureError::Protected);
    }
    let mut total = 0;
    let mut from = 0;
    while let Some(at) = find(pdf, b"stream", from) {
        from = at + b"stream".len();
        if pdf.get(..at).is_some_and(|before| before.ends_with(b"end")) {
            continue;
        }
        total += check_stream(dictionary(pdf, at), data(pdf, from))?;
        if total > MAX_TOTAL {
            return Err(TOO_MUCH);
        }
    }
    Ok(())
}

/// The work it took to check.
fn check_stream(dictionary: &[u8], data: &[u8]) -> Result<u64, PictureError> {
    let (mut flate, mut lzw, mut runs) = (0, 0, 0);
    for name in names(dictionary) {
        if name.is(b"FlateDecode") || name.is(b"Fl") {
            flate += 1;
        } else if name.is(b"LZWDecode") || name.is(b"LZW") {
            lzw += 1;
        } else if name.is(b"RunLengthDecode") || name.is(b"RL") {
            runs += 1;
        } else if name.is(b"Filter") && name.is_followed_by_number() {
            // The filters stand elsewhere, where they cannot be seen from here.
            return Err(UNSUPPORTED);
        }
    }
    match (flate, lzw, runs) {
        (0, 0, 0) => Ok(0),
        (1, 0, 0) => inflated(data),
        (0, 1, 0) => at_most(length(dictionary, data) * LZW_RATIO),
        (0, 0, 1) => at_most(length(dictionary, data) * RUN_LENGTH_RATIO),
        _ => Err(UNSUPPORTED),
    }
}

fn at_most(size: u64) -> Result<u64, PictureError> {
    if size > MAX_STREAM {
        Err(TOO_MUCH)
    } else {
        Ok(0)
    }
}

/// Unpacks into nothing. A damaged stream counts up to the damage, where the PDF reader stops, too.
pub(crate) fn inflated(data: &[u8]) -> Result<u64, PictureError> {
    let mut nothing = [0; 32 << 10];
    let mut inflate = Decompress::new(has_zlib_header(data));
    loop {
        let before = (inflate.total_in(), inflate.total_out());
        let rest = usize::try_from(before.0)
            .ok()
            .and_then(|read| data.get(read..))
            .unwrap_or_default();
        let status = inflate.decompress(rest, &mut nothing, FlushDecompress::None);
        let after = (inflate.total_in(), inflate.total_out());
        if after.1 > MAX_STREAM {
            return Err(TOO_MUCH);
        }
        let ended = !matches!(status, Ok(Status::Ok));
        if ended || after == before {
            return Ok(after.0 + after.1);
        }
    }
}

/// RFC 1950, section 2.2; without it the PDF reader takes the data for bare deflate.
fn has_zlib_header(data: &[u8]) -> bool {
    matches!(data, [cmf, flg, ..] if cmf & 15 == 8
        && (u16::from(*cmf) << 8 | u16::from(*flg)) % 31 == 0
        && flg & 32 == 0)
}

fn find(bytes: &[u8], word: &[u8], from: usize) -> Option<usize> {
    let first = *word.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|&b| b == first)?;
        if bytes.get(at..)?.starts_with(word) {
            return Some(at);
        }
        at += 1;
    }
}

/// The bytes between the keyword `obj` and the stream.
fn dictionary(pdf: &[u8], stream: usize) -> &[u8] {
    let before = pdf
        .get(stream.saturating_sub(MAX_DICTIONARY)..stream)
        .unwrap_or_default();
    let start = before.windows(3).rposition(|window| window == b"obj");
    before.get(start.unwrap_or(0)..).unwrap_or_default()
}

/// What follows the keyword `stream` and its line end.
fn data(pdf: &[u8], after_keyword: usize) -> &[u8] {
    let rest = pdf.get(after_keyword..).unwrap_or_default();
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    rest.strip_prefix(b"\n").unwrap_or(rest)
}

/// The longest that the data can be: up to `endstream`, or the length that the dictionary states.
fn length(dictionary: &[u8], data: &[u8]) -> u64 {
    let end = find(data, b"endstream", 0).unwrap_or(data.len());
    let stated = names(dictionary)
        .filter(|name| name.is(b"Length"))
        .map(|name| name.number().unwrap_or(usize::MAX))
        .max();
    end.max(stated.unwrap_or(0)).min(data.len()) as u64
}

/// A name object, `/Like#20this`, and what follows it.
struct Name<'a> {
    raw: &'a [u8],
    after: &'a [u8],
}

impl Name<'_> {
    /// Compares after resolving `#xx` (PDF 1.7, 7.3.5).
    fn is(&self, other: &[u8]) -> bool {
        let mut raw = self.raw.iter().copied();
        let mut other = other.iter().copied();
        loop {
            let next = match raw.next() {
                Some(b'#') => {
                    let mut digit = || raw.next().and_then(|d| char::from(d).to_digit(16));
                    match (digit(), digit()) {
                        (Some(high), Some(low)) => Some((high * 16 + low) as u8),
                        _ => return false,
                    }
                }
                plain => plain,
            };
            if next != other.next() {
                return false;
            }
            if next.is_none() {
                return true;
            }
        }
    }

    fn is_followed_by_number(&self) -> bool {
        self.after
            .iter()
            .find(|b| !b.is_ascii_whitespace())
            .is_some_and(u8::is_ascii_digit)
    }

    /// The number after the name, if it is not a reference (`12 0 R`).
    fn number(&self) -> Option<usize> {
        let text = self.after.get(..self.after.len().min(40))?;
        let text = std::str::from_utf8(text).ok()?;
        let mut words = text.split_ascii_whitespace();
        let number = words.next()?;
        let reference = words.next().is_some_and(|w| w.parse::<u32>().is_ok());
        let digits = number.split(['/', '>']).next()?;
        (!reference).then(|| digits.parse().ok()).flatten()
    }
}

fn names(bytes: &[u8]) -> impl Iterator<Item = Name<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let slash = rest.iter().position(|&b| b == b'/')?;
        let tail = rest.get(slash + 1..)?;
        let end = tail
            .iter()
            .position(|b| b.is_ascii_whitespace() || b"\0()<>[]{}/%".contains(b))
            .unwrap_or(tail.len());
        let (raw, after) = tail.split_at_checked(end)?;
        rest = after;
        Some(Name { raw, after })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;
    use std::sync::LazyLock;

    fn zeros(count: usize) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(2));
        let block = vec![0; 1 << 20];
        let mut left = count;
        while left > 0 {
            let now = left.min(block.len());
            encoder.write_all(&block[..now]).expect("to memory");
            left -= now;
        }
        encoder.finish().expect("to memory")
    }

    fn pdf(dictionary: &str, data: &[u8]) -> Vec<u8> {
        let mut pdf = format!("%PDF-1.4\n1 0 obj\n<< {dictionary} >>\nstream\r\n").into_bytes();
        pdf.extend(data);
        pdf.extend(b"\nendstream\nendobj\n");
        pdf
    }

    #[test]
    fn honest_streams_pass() {
        let data = zeros(1 << 20);
        assert_eq!(check(&pdf("/Filter /FlateDecode", &data)), Ok(()));
        assert_eq!(
            check(&pdf("/Filter [/FlateDecode /DCTDecode]", &data)),
            Ok(())
        );
        assert_eq!(check(&pdf("/Filter /DCTDecode", b"anything")), Ok(()));
        assert_eq!(check(&pdf("/Filter /LZWDecode", &[0; 900])), Ok(()));
        assert_eq!(check(&pdf("/Filter /FlateDecode", &data[..50])), Ok(()));
    }

    /// Packed once for both tests below.
    static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| zeros(MAX_STREAM as usize + 1));

    fn bombs_of(dictionaries: [&str; 2]) {
        assert!(BOMB.len() < 200_000);
        for dictionary in dictionaries {
            assert_eq!(
                check(&pdf(dictionary, &BOMB)),
                Err(TOO_MUCH),
                "{dictionary}"
            );
        }
    }

    #[test]
    fn bombs_are_refused() {
        bombs_of(["/Filter /FlateDecode", "/Filter[/Fl]"]);
    }

    #[test]
    fn bombs_under_other_names_are_refused() {
        bombs_of([
            "/Filter /Fl#61teDecode",
            "/Type /ObjStm /Filter /FlateDecode",
        ]);
        assert_eq!(check(&pdf("/Filter /LZW", &[0; 60_000])), Err(TOO_MUCH));
        let runs = vec![b'x'; 3 << 20];
        assert_eq!(check(&pdf("/Filter /RL", &runs)), Err(TOO_MUCH));
    }

    #[test]
    fn what_cannot_be_told_is_refused() {
        let twice = pdf("/Filter [/FlateDecode /FlateDecode]", &zeros(100));
        assert_eq!(check(&twice), Err(UNSUPPORTED));
        assert_eq!(check(&pdf("/Filter 7 0 R", &zeros(100))), Err(UNSUPPORTED));
        let locked = b"%PDF-1.4\ntrailer << /#45ncrypt 3 0 R >>";
        assert_eq!(check(locked), Err(PictureError::Protected));
    }

    #[test]
    fn an_early_endstream_does_not_shorten_what_counts() {
        let mut data = b"endstream".to_vec();
        data.resize(60_000, 0);
        let stated = pdf("/Filter /LZW /Length 60000", &data);
        assert_eq!(check(&stated), Err(TOO_MUCH));
        let elsewhere = pdf("/Filter /LZW /Length 9 0 R", &data);
        assert_eq!(check(&elsewhere), Err(TOO_MUCH));
    }
}
