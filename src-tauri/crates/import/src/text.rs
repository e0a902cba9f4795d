//! Bytes as text: UTF-8 and UTF-16 with or without a byte order mark, Latin-1 as the last resort.

use std::borrow::Cow;
use zeroize::Zeroizing;

/// A decoded text; wiped when it is a copy.
pub(crate) enum Text<'a> {
    Borrowed(&'a str),
    Owned(Zeroizing<String>),
}

impl Text<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Owned(text) => text,
        }
    }
}

/// Decodes a text; `None` where the bytes are no text.
pub(crate) fn decode(bytes: &[u8]) -> Option<Text<'_>> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return narrow(rest);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return wide(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return wide(rest, u16::from_be_bytes);
    }
    // Nearly every character of a UTF-16 text about codes is ASCII: its other byte is zero.
    match bytes {
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => wide(bytes, u16::from_le_bytes),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => wide(bytes, u16::from_be_bytes),
        _ => narrow(bytes),
    }
}

fn narrow(bytes: &[u8]) -> Option<Text<'_>> {
    if bytes.iter().any(|byte| is_binary(*byte)) {
        return None;
    }
    Some(match std::str::from_utf8(bytes) {
        Ok(text) => Text::Borrowed(text),
        Err(_) => Text::Owned(Zeroizing::new(
            bytes.iter().copied().map(char::from).collect(),
        )),
    })
}

/// Control characters that stand in no text: all but tab, line feed, form feed, carriage return
/// and escape.
fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11 | 14..=26 | 28..=31)
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Text<'_>> {
    // Half a character at the end of a cut file is left out.
    let (pairs, _) = bytes.as_chunks();
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() / 2));
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let character = character.ok()?;
        if u8::try_from(character).is_ok_and(is_binary) {
            return None;
        }
        text.push(character);
    }
    Some(Text::Owned(text))
}

/// A name fit for display: control characters, line breaks and invisible direction marks become
/// spaces, outer space goes.
#[must_use]
pub fn name(text: &str) -> String {
    without(text, is_unseen).trim().to_owned()
}

/// A text of several lines fit for display: the same, but its lines and tabs stay.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    without(text, |sign| !matches!(sign, '\n' | '\t') && is_unseen(sign))
}

/// The text with spaces for these characters.
fn without(text: &str, unwanted: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().any(&unwanted) {
        let signs = text.chars();
        let clean: String = signs
            .map(|sign| if unwanted(sign) { ' ' } else { sign })
            .collect();
        clean.into()
    } else {
        text.into()
    }
}

/// Characters that a terminal obeys or that make a text look like another one.
fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Option<String> {
        decode(bytes).map(|text| text.as_str().to_owned())
    }

    #[test]
    fn encodings_of_the_same_text() {
        let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "oti é\r\n".encode_utf16().flat_map(order).collect()
        };
        let little = wide(u16::to_le_bytes);
        let big = wide(u16::to_be_bytes);
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for bytes in [
            "oti é\r\n".as_bytes().to_vec(),
            marked(b"\xef\xbb\xbf", "oti é\r\n".as_bytes()),
            marked(b"\xff\xfe", &little),
            marked(b"\xfe\xff", &big),
            little,
            big,
            b"oti \xe9\r\n".to_vec(),
        ] {
            assert_eq!(text(&bytes).as_deref(), Some("oti é\r\n"), "{bytes:?}");
        }
    }

    #[test]
    fn binary_is_no_text() {
        assert_eq!(text(b"PK\x03\x04"), None);
        assert_eq!(text(b"\xff\xfe\x00\xd8\x41\x00"), None, "a lone surrogate");
        assert_eq!(text(b"a\0\0\0"), None);
    }

    #[test]
    fn names_cannot_command_a_terminal() {
        assert_eq!(name(" a\u{1b}[2Jb\n"), "a [2Jb");
        assert_eq!(name("x\u{202e}y"), "x y");
        assert_eq!(name("Zoë 🔑"), "Zoë 🔑");
    }
}
