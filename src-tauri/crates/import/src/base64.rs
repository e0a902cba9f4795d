//! base64 as it survives copying: either alphabet, padding or none, spaces where `+` was.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes RFC 4648 base64; `None` where the text is none.
pub(crate) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut symbols = Zeroizing::new(Vec::with_capacity(text.len()));
    for byte in text.trim().trim_end_matches('=').bytes() {
        match byte {
            b'-' => symbols.push(b'+'),
            b'_' => symbols.push(b'/'),
            // Form decoding turns a `+` into a space.
            b' ' => symbols.push(b'+'),
            b'\t' | b'\r' | b'\n' => {}
            other => symbols.push(other),
        }
    }
    LENIENT.decode(symbols.as_slice()).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_the_same_bytes() {
        let expected = [0xfb, 0xff, 0xfe, 0x01];
        for text in ["+//+AQ==", "+//+AQ", "-__-AQ", " +//+AQ=\n", "-_/+\r\nAQ"] {
            assert_eq!(
                decode(text).as_deref().map(Vec::as_slice),
                Some(&expected[..]),
                "{text}"
            );
        }
        assert_eq!(
            decode("a//+ Q").as_deref().map(Vec::len),
            Some(4),
            "a space was a plus"
        );
        assert_eq!(decode("%%%%"), None);
        assert_eq!(decode("A"), None);
    }
}
