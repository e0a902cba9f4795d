//! Rows: a header of types, and the values behind it (section 2.1 of the description).

use super::Encoding;
use super::page::varint;
use crate::json::Number;
use zeroize::Zeroizing;

/// No app's table has a tenth of it.
const MAX_COLUMNS: usize = 2_000;

/// One value of a row.
#[derive(Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(Zeroizing<String>),
    /// A fraction or bytes: no column that is read here has any.
    Other,
}

/// The values of a row; `None` where they do not fit into it.
pub(super) fn values(payload: &[u8], encoding: Encoding) -> Option<Vec<Value>> {
    let (header, mut at) = varint(payload, 0)?;
    let header = usize::try_from(header).ok()?;
    let mut body = payload.get(header..)?;
    let mut values = Vec::new();
    while at < header {
        let (kind, next) = varint(payload.get(..header)?, at)?;
        at = next;
        let length = length(kind)?;
        let (bytes, rest) = body.split_at_checked(length)?;
        body = rest;
        if values.len() == MAX_COLUMNS {
            return None;
        }
        values.push(value(kind, bytes, encoding)?);
    }
    Some(values)
}

/// The length of a value of that type.
fn length(kind: u64) -> Option<usize> {
    match kind {
        0 | 8 | 9 => Some(0),
        1..=4 => usize::try_from(kind).ok(),
        5 => Some(6),
        6 | 7 => Some(8),
        10 | 11 => None,
        _ => usize::try_from((kind - 12) / 2).ok(),
    }
}

fn value(kind: u64, bytes: &[u8], encoding: Encoding) -> Option<Value> {
    Some(match kind {
        0 => Value::Null,
        1..=6 => Value::Integer(integer(bytes)),
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        kind if kind >= 13 && kind % 2 == 1 => Value::Text(text(bytes, encoding)?),
        _ => Value::Other,
    })
}

/// Two's complement of up to eight bytes, the high one first.
fn integer(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let start = if negative { -1_i64 } else { 0 };
    let bytes = bytes.iter();
    bytes.fold(start, |sum, byte| sum << 8 | i64::from(*byte))
}

fn text(bytes: &[u8], encoding: Encoding) -> Option<Zeroizing<String>> {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks();
        let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
        for sign in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
            text.push(sign.ok()?);
        }
        rest.is_empty().then_some(text)
    };
    match encoding {
        Encoding::Utf8 => Some(Zeroizing::new(std::str::from_utf8(bytes).ok()?.to_owned())),
        Encoding::Utf16Le => wide(u16::from_le_bytes),
        Encoding::Utf16Be => wide(u16::from_be_bytes),
    }
}

/// A row with its columns by name.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    columns: &'a [String],
    values: Vec<Value>,
}

impl<'a> Row<'a> {
    pub(super) fn new(columns: &'a [String], values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    fn value(&self, column: &str) -> Option<&Value> {
        let mut names = self.columns.iter();
        let at = names.position(|name| name.eq_ignore_ascii_case(column))?;
        // A column that was added later is missing in older rows.
        self.values.get(at)
    }

    /// A text; empty where there is none.
    pub(crate) fn text(&self, column: &str) -> &str {
        match self.value(column) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// A number, as such or in digits.
    pub(crate) fn number(&self, column: &str) -> Number {
        match self.value(column) {
            None | Some(Value::Null) => Number::Absent,
            Some(Value::Integer(number)) => Number::Is(*number),
            Some(Value::Text(text)) => Number::of(text),
            Some(Value::Other) => Number::Wrong,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_type() {
        let payload = [
            &[10, 0, 8, 9, 1, 2, 6, 23, 12, 7][..],
            &[0xff],
            &[0x01, 0x00],
            &[0x80, 0, 0, 0, 0, 0, 0, 0],
            b"h\xc3\xa9llo"[..5].into(),
            &[0; 8],
        ]
        .concat();
        let text = |text: &str| Value::Text(Zeroizing::new(text.to_owned()));
        assert_eq!(
            values(&payload, Encoding::Utf8),
            Some(vec![
                Value::Null,
                Value::Integer(0),
                Value::Integer(1),
                Value::Integer(-1),
                Value::Integer(256),
                Value::Integer(i64::MIN),
                text("héll"),
                Value::Other,
                Value::Other,
            ])
        );
        for end in 0..payload.len() {
            assert_eq!(values(&payload[..end], Encoding::Utf8), None, "{end}");
        }
        let wide = [&[2, 17][..], b"a\0"].concat();
        assert_eq!(values(&wide, Encoding::Utf16Le), Some(vec![text("a")]));
        let odd = [&[2, 15][..], b"a"].concat();
        assert_eq!(values(&odd, Encoding::Utf16Be), None);
        assert_eq!(values(&[2, 10], Encoding::Utf8), None, "reserved");
    }
}
