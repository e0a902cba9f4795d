//! Secrets as people and apps write them.

use secret::SecretBytes;
use zeroize::Zeroizing;

/// Longer secrets than any HMAC uses are an attack or an accident.
const MAX_SYMBOLS: usize = 4096;

/// A decoded secret.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    pub(crate) bytes: SecretBytes,
    /// The text had bits behind the last whole byte. No app makes codes of them, but the text
    /// cannot be written again as it was.
    pub(crate) trailing_bits: bool,
}

/// Why a secret cannot be decoded. Never holds any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyProblem {
    /// Nothing in it.
    #[error("the secret is missing")]
    Missing,
    /// Fewer bits than one byte.
    #[error("the secret is too short to be one")]
    TooShort,
    /// Digits that base32 does not have. They are never replaced silently: a wrong guess would
    /// give wrong codes for ever.
    #[error(
        "the secret holds a digit that base32 does not have (0, 1, 8 or 9); if it was typed from \
         paper, 0 may be the letter O, 1 the letter I or L, 8 the letter B"
    )]
    ForeignDigit,
    /// Another character.
    #[error("the secret holds a character that base32 does not have; copy it again")]
    ForeignCharacter,
    /// Beyond 4096 characters.
    #[error("the secret is longer than any app can use")]
    TooLong,
    /// Not the hexadecimal digits that mOTP and few others take.
    #[error("a secret in hexadecimal is written in pairs of 0 to 9 and a to f; copy it again")]
    NotHex,
    /// Not a Steam secret in base32 or base64.
    #[error("the Steam secret is neither base32 nor base64; export it again")]
    NotSteam,
    /// A Yandex secret has 16 bytes, or 26 with its checksum.
    #[error("a Yandex secret has 16 or 26 bytes, and this one has not; export it again")]
    NotYandex,
}

/// Decodes RFC 4648 base32 as it occurs: any case, spaces, dashes and underscores between the
/// symbols, with or without padding, of any length.
pub(crate) fn base32(text: &str) -> Result<Key, KeyProblem> {
    let text = text.trim_end_matches(|sign: char| sign == '=' || is_filler(sign));
    if text.is_empty() {
        return Err(KeyProblem::Missing);
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len().min(MAX_SYMBOLS) * 5 / 8 + 1));
    let (mut buffer, mut bits, mut symbols) = (0_u32, 0_u32, 0_usize);
    for sign in text.chars().filter(|sign| !is_filler(*sign)) {
        buffer = (buffer << 5 | symbol(sign)?) & 0xfff;
        bits += 5;
        symbols += 1;
        if symbols > MAX_SYMBOLS {
            return Err(KeyProblem::TooLong);
        }
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits & 0xff).unwrap_or_default());
        }
    }
    if bytes.is_empty() {
        return Err(KeyProblem::TooShort);
    }
    let rest = buffer & ((1 << bits) - 1);
    Ok(Key {
        bytes: SecretBytes::from(bytes),
        trailing_bits: rest != 0 || bits >= 5,
    })
}

fn symbol(sign: char) -> Result<u32, KeyProblem> {
    match sign.to_ascii_uppercase() {
        letter @ 'A'..='Z' => Ok(u32::from(letter) - u32::from('A')),
        digit @ '2'..='7' => Ok(u32::from(digit) - u32::from('2') + 26),
        '0' | '1' | '8' | '9' => Err(KeyProblem::ForeignDigit),
        _ => Err(KeyProblem::ForeignCharacter),
    }
}

/// What people and apps put between the groups of a secret.
fn is_filler(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            '-' | '_' | '\u{200b}' | '\u{2010}'..='\u{2014}' | '\u{feff}'
        )
}

/// Decodes the hexadecimal digits of mOTP.
pub(crate) fn hex(text: &str) -> Result<Key, KeyProblem> {
    let digits: Zeroizing<String> =
        Zeroizing::new(text.chars().filter(|sign| !is_filler(*sign)).collect());
    if digits.is_empty() {
        return Err(KeyProblem::Missing);
    }
    if digits.len() > MAX_SYMBOLS {
        return Err(KeyProblem::TooLong);
    }
    let bytes = data_encoding::HEXLOWER_PERMISSIVE
        .decode(digits.as_bytes())
        .map_err(|_| KeyProblem::NotHex)?;
    Ok(Key {
        bytes: SecretBytes::from(bytes),
        trailing_bits: false,
    })
}

/// Decodes what stands behind `steam://`: base32, or Steam's own base64 of 20 bytes.
pub(crate) fn steam(text: &str) -> Result<Key, KeyProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(KeyProblem::Missing);
    }
    let lower = text.chars().any(|sign| sign.is_ascii_lowercase());
    let upper = text.chars().any(|sign| sign.is_ascii_uppercase());
    let like_base64 = (lower && upper) || text.contains(['+', '/', '0', '1', '8', '9']);
    let twenty_bytes = text.trim_end_matches('=').len() == 27;
    if !like_base64 && !twenty_bytes {
        return base32(text);
    }
    let bytes = crate::base64::decode(text).ok_or(KeyProblem::NotSteam)?;
    if bytes.len() < 8 {
        return Err(KeyProblem::NotSteam);
    }
    Ok(Key {
        bytes: SecretBytes::from(bytes),
        trailing_bits: false,
    })
}

/// A Yandex secret: 16 bytes, alone or in front of their checksum.
pub(crate) fn yandex(key: Key) -> Result<Key, KeyProblem> {
    match (key.bytes.len(), key.bytes.expose().get(..16)) {
        (16, _) => Ok(key),
        (26, Some(secret)) => Ok(Key {
            bytes: SecretBytes::new(secret),
            trailing_bits: false,
        }),
        _ => Err(KeyProblem::NotYandex),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes(text: &str) -> Result<Vec<u8>, KeyProblem> {
        base32(text).map(|key| key.bytes.expose().to_vec())
    }

    #[test]
    fn one_secret_in_many_spellings() {
        let expected = b"Hello!\xde\xad\xbe\xef".to_vec();
        for text in [
            "JBSWY3DPEHPK3PXP",
            "jbswy3dpehpk3pxp",
            "JBSW Y3DP EHPK 3PXP",
            "jbsw-y3dp-ehpk-3pxp",
            "JBSW_Y3DP_EHPK_3PXP",
            " JBSWY3DPEHPK3PXP==== ",
            "JBSWY3DP\u{a0}EHPK3PXP",
        ] {
            assert_eq!(bytes(text), Ok(expected.clone()), "{text}");
        }
    }

    #[test]
    fn odd_lengths_and_bits_are_decoded_and_told() {
        let key = base32("ABCDEFG").expect("seven symbols are four bytes");
        assert_eq!(key.bytes.len(), 4);
        assert!(key.trailing_bits);
        let key = base32("MY").expect("two symbols are one byte");
        assert!(!key.trailing_bits);
        assert!(base32("MZ").expect("the same byte").trailing_bits);
    }

    #[test]
    fn digits_outside_base32_are_never_guessed() {
        for text in ["JBSWY3DPEHPK3PX0", "1BSWY3DP", "88888888", "9AAAAAAA"] {
            assert_eq!(bytes(text), Err(KeyProblem::ForeignDigit), "{text}");
        }
        assert_eq!(bytes("JBSW!"), Err(KeyProblem::ForeignCharacter));
        assert_eq!(bytes("JB=SWY3DP"), Err(KeyProblem::ForeignCharacter));
        assert_eq!(bytes(" ==="), Err(KeyProblem::Missing));
        assert_eq!(bytes("A"), Err(KeyProblem::TooShort));
        assert_eq!(bytes(&"A".repeat(5000)), Err(KeyProblem::TooLong));
    }

    #[test]
    fn steam_comes_in_two_alphabets() {
        let base64 = "9OMGkdmzVNXX9gVyUJqk9c3nUzQ=";
        let from_base64 = steam(base64).expect("20 bytes");
        assert_eq!(from_base64.bytes.len(), 20);
        let text = data_encoding::BASE32_NOPAD.encode(from_base64.bytes.expose());
        assert_eq!(steam(&text), Ok(from_base64));
        assert_eq!(steam("run/440"), Err(KeyProblem::NotSteam));
    }

    proptest! {
        #[test]
        fn base32_reads_what_is_written(secret in proptest::collection::vec(any::<u8>(), 1..80)) {
            let text = data_encoding::BASE32_NOPAD.encode(&secret);
            let key = base32(&text).expect("valid");
            prop_assert_eq!(key.bytes.expose(), &secret[..]);
            prop_assert!(!key.trailing_bits);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            let _ = (base32(&text), hex(&text), steam(&text));
        }
    }
}
