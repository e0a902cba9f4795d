//! A `java.util.HashMap` of texts as Java serialises it, and nothing else of that format.
//!
//! Source: the Java Object Serialization Specification, chapter 6.

use zeroize::Zeroizing;

/// The stream's magic and version.
pub(super) const MAGIC: &[u8] = b"\xac\xed\x00\x05";
const OBJECT: u8 = 0x73;
const CLASS: u8 = 0x72;
const CLASS_NAME: &[u8] = b"java.util.HashMap";
const NULL: u8 = 0x70;
const TEXT: u8 = 0x74;
const LONG_TEXT: u8 = 0x7c;
const BLOCK: u8 = 0x77;
const END: u8 = 0x78;
/// More entries than any backup has.
const MAX_ENTRIES: u32 = 1_000_000;

/// Names and values, in the order of the file.
pub(super) type Map = Vec<(String, Zeroizing<String>)>;

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<usize> {
        let bytes: [u8; 2] = self.take(2)?.try_into().ok()?;
        Some(usize::from(u16::from_be_bytes(bytes)))
    }

    fn u32(&mut self) -> Option<u32> {
        let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    }

    fn expect(&mut self, expected: &[u8]) -> Option<()> {
        (self.take(expected.len())? == expected).then_some(())
    }

    fn text(&mut self) -> Option<Zeroizing<String>> {
        let length = match self.byte()? {
            TEXT => self.u16()?,
            LONG_TEXT => {
                let bytes: [u8; 8] = self.take(8)?.try_into().ok()?;
                usize::try_from(u64::from_be_bytes(bytes)).ok()?
            }
            _ => return None,
        };
        modified_utf8(self.take(length)?)
    }

    /// The class: its name, version and fields, of which each is a number of four bytes. Gives how
    /// many fields there are.
    fn class(&mut self) -> Option<usize> {
        self.expect(&[CLASS])?;
        let name = self.u16()?;
        (self.take(name)? == CLASS_NAME).then_some(())?;
        let _version = self.take(8)?;
        let _flags = self.byte()?;
        let fields = self.u16()?;
        for _ in 0..fields {
            let kind = self.byte()?;
            matches!(kind, b'F' | b'I').then_some(())?;
            let name = self.u16()?;
            self.take(name)?;
        }
        self.expect(&[END, NULL])?;
        Some(fields)
    }
}

/// Reads the map; `None` where the bytes are none, or are cut off.
pub(super) fn map(bytes: &[u8]) -> Option<Map> {
    let mut reader = Reader(bytes);
    reader.expect(MAGIC)?;
    reader.expect(&[OBJECT])?;
    let fields = reader.class()?;
    reader.take(fields.checked_mul(4)?)?;
    reader.expect(&[BLOCK, 8])?;
    let _capacity = reader.u32()?;
    let entries = reader.u32().filter(|entries| *entries <= MAX_ENTRIES)?;
    let mut map = Map::new();
    for _ in 0..entries {
        let mut name = reader.text()?;
        let value = reader.text()?;
        map.push((std::mem::take(&mut *name), value));
    }
    reader.expect(&[END])?;
    Some(map)
}

/// Java's UTF-8: zero in two bytes, and signs beyond the basic plane as two surrogates of three.
fn modified_utf8(bytes: &[u8]) -> Option<Zeroizing<String>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Zeroizing::new(text.to_owned()));
    }
    let mut units = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let mut bytes = bytes.iter().map(|byte| u16::from(*byte));
    let tail = |bytes: &mut dyn Iterator<Item = u16>| {
        let byte = bytes.next()?;
        (byte & 0xc0 == 0x80).then_some(byte & 0x3f)
    };
    while let Some(first) = bytes.next() {
        units.push(match first {
            0..=0x7f => first,
            0xc0..=0xdf => (first & 0x1f) << 6 | tail(&mut bytes)?,
            0xe0..=0xef => {
                let second = tail(&mut bytes)?;
                (first & 0x0f) << 12 | second << 6 | tail(&mut bytes)?
            }
            _ => return None,
        });
    }
    String::from_utf16(&units).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn java_writes_some_signs_in_its_own_way() {
        let text = |bytes: &[u8]| modified_utf8(bytes).map(|text| text.to_string());
        assert_eq!(text("Zoë".as_bytes()).as_deref(), Some("Zoë"));
        assert_eq!(text(b"a\xc0\x80b").as_deref(), Some("a\0b"));
        assert_eq!(
            text(b"\xed\xa0\xbd\xed\xb4\x91").as_deref(),
            Some("\u{1f511}")
        );
        for bytes in [
            &b"\xed\xa0\xbd"[..],
            b"\xc0",
            b"\xe0\x80",
            b"\xff",
            b"\xc0a",
        ] {
            assert_eq!(text(bytes), None, "{bytes:?}");
        }
    }

    /// What Java 21 wrote of two maps; the second holds a text of 70,000 letters.
    #[test]
    fn what_java_wrote_is_read() {
        let hex = |text: &str| {
            data_encoding::HEXLOWER
                .decode(text.as_bytes())
                .expect("hexadecimal")
        };
        let head = "aced0005737200116a6176612e7574696c2e486173684d61700507dac1c31660d103000246000a\
                    6c6f6164466163746f724900097468726573686f6c6478703f4000000000000c77080000001000\
                    0000";
        let two = format!(
            "{head}027400096d61737465724b65797400077b2261223a317d74000869642d746f6b656e7400105a6f\
             c3ab20eda0bdedb491c080656e6478"
        );
        let map_of_two = map(&hex(&two)).expect("Java's");
        let shown: Vec<_> = map_of_two
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("masterKey", "{\"a\":1}"),
                ("id-token", "Zo\u{eb} \u{1f511}\0end")
            ]
        );
        let mut long = hex(&format!("{head}017400046c6f6e677c0000000000011170"));
        long.extend_from_slice(&[b'x'; 70_000]);
        long.push(END);
        let map_of_one = map(&long).expect("Java's");
        assert_eq!(map_of_one.len(), 1);
        assert_eq!(map_of_one[0].1.len(), 70_000);
        long.truncate(60_000);
        assert!(map(&long).is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = map(&bytes);
            let framed = [
                b"\xac\xed\x00\x05sr\x00\x11java.util.HashMap\x05\x07\xda\xc1\xc3\x16\x60\xd1\x03\x00\x01F\x00\x0aloadFactorxp\x3f\x40\x00\x00w\x08\x00\x00\x00\x10",
                &bytes[..],
            ]
            .concat();
            let _ = map(&framed);
            let _ = modified_utf8(&bytes);
        }
    }
}
