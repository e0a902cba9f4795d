//! The sizes that a PDF states for its images, looked at before any of them is decoded.

use crate::{Kind, Limits, PictureError, function, inflation};
use hayro::hayro_syntax::content::{TypedIter, ops::TypedInstruction};
use hayro::hayro_syntax::object::{Array, Dict, Object, Stream};
use hayro::hayro_syntax::{Filter, Pdf};

/// The decoder of JPEG 2000 keeps four bytes for each sample.
const MAX_JPEG_2000: u64 = 12_000_000;
/// What a page description, a font or any other stream that is no image may unpack to.
const MAX_OTHER: u64 = 32 << 20;

/// Refuses a PDF that states too large an image anywhere.
pub(crate) fn check(pdf: &Pdf, limits: &Limits) -> Result<(), PictureError> {
    let survey = Survey {
        max: limits.max_pixels,
    };
    for object in pdf.objects() {
        function::check(&object)?;
        if let Object::Stream(stream) = object {
            survey.stream(&stream)?;
        }
    }
    for page in pdf.pages().iter() {
        if let Some(description) = page.page_stream() {
            survey.inline_images(description)?;
        }
    }
    Ok(())
}

struct Survey {
    max: u64,
}

impl Survey {
    fn stream(&self, stream: &Stream<'_>) -> Result<(), PictureError> {
        let expands = |f: &Filter| {
            matches!(
                f,
                Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode
            )
        };
        if stream.filters().iter().filter(|f| expands(f)).count() > 1 {
            return Err(PictureError::Unsupported { kind: Kind::Pdf });
        }
        self.image(stream)?;
        let is_image = has_size(stream.dict());
        if !is_image && stream.filters().contains(&Filter::FlateDecode) {
            let size = inflation::inflated(&stream.raw_data())?;
            if size > MAX_OTHER {
                return Err(PictureError::TooMuchInside { max: MAX_OTHER });
            }
        }
        if !is_image && let Ok(data) = stream.decoded_data() {
            // Forms, patterns and glyphs are page descriptions as well.
            self.inline_images(&data)?;
        }
        Ok(())
    }

    fn image(&self, stream: &Stream<'_>) -> Result<(), PictureError> {
        let dict = stream.dict();
        let width = number(dict, &["W", "Width"]);
        let height = number(dict, &["H", "Height"]);
        self.area(width, height)?;
        if dict.contains_key("SMask") || dict.contains_key("Mask") {
            // The mask and a fourth channel are in memory beside the picture.
            self.area(width.saturating_mul(2), height)?;
        }
        for filter in stream.filters() {
            match filter {
                Filter::JpxDecode => {
                    let (width, height) = jpeg_2000_size(&stream.raw_data()).unwrap_or((0, 0));
                    if width * height > MAX_JPEG_2000 {
                        return Err(PictureError::TooManyPixels { max: MAX_JPEG_2000 });
                    }
                }
                Filter::Jbig2Decode => {
                    for (width, height) in jbig2_sizes(&stream.raw_data()) {
                        self.area(width, height)?;
                    }
                }
                Filter::CcittFaxDecode => {
                    for parameters in parameters(dict) {
                        let rows = number(&parameters, &["Rows"]);
                        let columns = number(&parameters, &["Columns"]);
                        self.area(columns.max(width), rows.max(height))?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn area(&self, width: u64, height: u64) -> Result<(), PictureError> {
        if width.saturating_mul(height) > self.max {
            return Err(PictureError::TooManyPixels { max: self.max });
        }
        Ok(())
    }

    fn inline_images(&self, description: &[u8]) -> Result<(), PictureError> {
        if !description.windows(2).any(|window| window == b"BI") {
            return Ok(());
        }
        let mut instructions = TypedIter::new(description);
        while let Some(instruction) = instructions.next() {
            if let TypedInstruction::InlineImage(image) = instruction {
                self.image(image.0)?;
            }
        }
        Ok(())
    }
}

fn has_size(dict: &Dict<'_>) -> bool {
    number(dict, &["W", "Width"]) > 0 && number(dict, &["H", "Height"]) > 0
}

/// The parameters of the filters: one dictionary, or an array of them.
fn parameters<'a>(dict: &Dict<'a>) -> Vec<Dict<'a>> {
    let mut all = Vec::new();
    for key in ["DP", "DecodeParms"] {
        all.extend(dict.get::<Dict<'_>>(key));
        if let Some(several) = dict.get::<Array<'_>>(key) {
            all.extend(several.iter::<Object<'_>>().filter_map(Object::into_dict));
        }
    }
    all
}

/// The largest of the values under these keys; 0 without any. Whatever the PDF reader prefers, it
/// is not larger.
fn number(dict: &Dict<'_>, keys: &[&str]) -> u64 {
    let values = keys.iter().filter_map(|key| dict.get::<u32>(key));
    values.max().map_or(0, u64::from)
}

/// Width and height from the SIZ segment (ISO/IEC 15444-1, A.5.1), wherever in the boxes it stands.
fn jpeg_2000_size(data: &[u8]) -> Option<(u64, u64)> {
    let at = data
        .windows(4)
        .position(|window| window == [0xff, 0x4f, 0xff, 0x51])?;
    // Marker, length and capabilities come before the four numbers.
    let width = u32_at(data, at + 8)?;
    let height = u32_at(data, at + 12)?;
    Some((width, height))
}

/// Width and height of the page and of every region (ITU-T T.88, 7.2 and 7.4.1).
fn jbig2_sizes(data: &[u8]) -> Vec<(u64, u64)> {
    let mut sizes = Vec::new();
    let mut at = 0;
    while let Some((kind, start, length)) = jbig2_segment(data, at) {
        let is_page = kind == 48;
        let is_region = (4..=43).contains(&kind) && kind != 16;
        if (is_page || is_region)
            && let (Some(width), Some(height)) = (u32_at(data, start), u32_at(data, start + 4))
            // A page of which the height is not known yet grows with its stripes.
            && height != u64::from(u32::MAX)
        {
            sizes.push((width, height));
        }
        if length == u64::from(u32::MAX) {
            break;
        }
        let Some(next) = usize::try_from(length)
            .ok()
            .and_then(|l| start.checked_add(l))
        else {
            break;
        };
        at = next;
    }
    sizes
}

/// Type, start and length of the data of the segment whose header starts at `at`.
fn jbig2_segment(data: &[u8], at: usize) -> Option<(u8, usize, u64)> {
    let number = u32_at(data, at)?;
    let flags = *data.get(at + 4)?;
    let count = *data.get(at + 5)?;
    let (referred, mut next) = if count >> 5 == 7 {
        let count = u32_at(data, at + 5)? & 0x1fff_ffff;
        let retain = count.div_ceil(8) + u64::from(count % 8 == 0);
        (count, at + 9 + usize::try_from(retain).ok()?)
    } else {
        (u64::from(count >> 5), at + 6)
    };
    let each = match number {
        0..=256 => 1,
        257..=65_536 => 2,
        _ => 4,
    };
    next = next.checked_add(usize::try_from(referred * each).ok()?)?;
    next += if flags & 0x40 == 0 { 1 } else { 4 };
    Some((flags & 0x3f, next + 4, u32_at(data, next)?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u64> {
    let bytes = data.get(at..at.checked_add(4)?)?;
    let bytes: [u8; 4] = bytes.try_into().ok()?;
    Some(u64::from(u32::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jbig2_sizes_are_found() {
        // A page information segment of 600 x 400, then a generic region of 70000 x 70000.
        let mut data = vec![0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 19];
        data.extend(600_u32.to_be_bytes());
        data.extend(400_u32.to_be_bytes());
        data.extend([0; 11]);
        data.extend([0, 0, 0, 1, 38, 0, 1, 0, 0, 0, 18]);
        data.extend(70_000_u32.to_be_bytes());
        data.extend(70_000_u32.to_be_bytes());
        data.extend([0; 10]);
        assert_eq!(jbig2_sizes(&data), [(600, 400), (70_000, 70_000)]);
        for cut in 0..data.len() {
            assert!(jbig2_sizes(&data[..cut]).len() <= 2);
        }
    }

    #[test]
    fn jpeg_2000_size_is_found() {
        let mut data = b"\0\0\0\x0cjP  boxes".to_vec();
        data.extend([0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0]);
        data.extend(50_000_u32.to_be_bytes());
        data.extend(60_000_u32.to_be_bytes());
        assert_eq!(jpeg_2000_size(&data), Some((50_000, 60_000)));
        assert_eq!(jpeg_2000_size(b"nothing"), None);
    }
}
