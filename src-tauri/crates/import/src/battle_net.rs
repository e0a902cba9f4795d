//! Battle.net's authenticator: the preferences of its app on a rooted phone. Its restore code is a
//! recovery code, and follows from what stands there.
//!
//! Sources, read for the facts: `beemdevelopment/Aegis:app/src/main/java/com/beemdevelopment/aegis/importers/BattleNetImporter.java`
//! (the file), `jleclanche/python-bna` (the restore code).

use crate::entry::{Collector, Entry, Names};
use crate::json::Number;
use crate::markup::{is_preferences, preference};
use crate::otpauth::key::{self, KeyProblem};
use crate::{Format, ImportError, ImportReport, Options, Watch, text};
use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use model::OtpType;
use secret::SecretText;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

const SECRET: &str = "com.blizzard.messenger.AUTHENTICATOR_DEVICE_SECRET";
const SERIAL: &str = "com.blizzard.messenger.AUTHENTICATOR_SERIAL";
const DAMAGED: ImportError = ImportError::Damaged {
    what: "Battle.net file",
};
/// What the app lays over both values.
const MASK: [u8; 57] = [
    0x39, 0x8e, 0x27, 0xfc, 0x50, 0x27, 0x6a, 0x65, 0x60, 0x65, 0xb0, 0xe5, 0x25, 0xf4, 0xc0, 0x6c,
    0x04, 0xc6, 0x10, 0x75, 0x28, 0x6b, 0x8e, 0x7a, 0xed, 0xa5, 0x9d, 0xa9, 0x81, 0x3b, 0x5d, 0xd6,
    0xc8, 0x0d, 0x2f, 0xb3, 0x80, 0x68, 0x77, 0x3f, 0xa5, 0x9b, 0xa4, 0x7c, 0x17, 0xca, 0x6c, 0x64,
    0x79, 0x01, 0x5c, 0x1d, 0x5b, 0x8b, 0x8f, 0x6b, 0x9a,
];
/// The signs of a restore code: no I, L, O and S, which look like others.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRTUVWXYZ";
const DIGITS: i64 = 8;

/// Whether a text is such a file.
pub(crate) fn is_own(text: &str) -> bool {
    is_preferences(text) && text.contains(SECRET)
}

/// Reads the file; it holds one account.
///
/// # Errors
/// `Damaged`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let secret = preference(text, SECRET).ok_or(DAMAGED)?;
    if !text.trim_end().ends_with("</map>") {
        return Err(DAMAGED);
    }
    let mut collector = Collector::new(Format::BattleNet, options);
    collector.step(0, watch)?;
    let serial = preference(text, SERIAL)
        .and_then(unmasked)
        .unwrap_or_default();
    let names = Names {
        issuer: "Battle.net".to_owned(),
        username: text::name(&serial),
    };
    let key = match unmasked(secret) {
        Some(hex) => key::hex(&hex),
        None => Err(KeyProblem::NotHex),
    };
    let code = key
        .as_ref()
        .ok()
        .and_then(|key| restore_code(&serial, key.bytes.expose()));
    let before = collector.report.candidates.len();
    collector.take(Entry {
        digits: Number::Is(DIGITS),
        ..Entry::new(OtpType::Totp, names.clone(), key)
    });
    let entry = collector.report.candidates.get(before).map(|one| one.entry);
    if let Some(code) = code {
        collector.offer_code(&names, entry, &code);
    }
    Ok(collector.finish())
}

/// The text under the mask; `None` where there is none.
fn unmasked(hex: &str) -> Option<Zeroizing<String>> {
    let bytes = Zeroizing::new(HEX.decode(hex.trim().as_bytes()).ok()?);
    if bytes.len() > MASK.len() {
        return None;
    }
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    for (byte, mask) in bytes.iter().zip(MASK) {
        let sign = char::from(byte ^ mask);
        text.push(Some(sign).filter(|sign| sign.is_ascii_graphic())?);
    }
    Some(text)
}

/// Ten signs of the SHA-1 of serial number and secret; `None` without a serial number.
fn restore_code(serial: &str, secret: &[u8]) -> Option<SecretText> {
    let serial: String = serial.chars().filter(|sign| *sign != '-').collect();
    if serial.is_empty() {
        return None;
    }
    let mut hash = Sha1::new();
    hash.update(serial.to_ascii_uppercase());
    hash.update(secret);
    let hash: [u8; 20] = hash.finalize().into();
    let sign = |byte: &u8| SIGNS.get(usize::from(byte & 0x1f)).copied().map(char::from);
    let code: Option<String> = hash.iter().skip(10).map(sign).collect();
    code.map(SecretText::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{BYTES, code, import, import_as, rejected, shown};

    fn masked(text: &str) -> String {
        let bytes: Vec<u8> = text.bytes().zip(MASK).map(|(a, b)| a ^ b).collect();
        data_encoding::HEXLOWER.encode(&bytes)
    }

    fn file(serial: &str, secret: &str) -> String {
        format!(
            "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n    <string name=\"{SERIAL}\">{serial}</string>\n    <string name=\"{SECRET}\">{secret}</string>\n</map>\n"
        )
    }

    #[test]
    fn the_restore_code_is_that_of_other_programs() {
        // python-bna's own test, which takes the secret as it is written.
        let code = restore_code(
            "US-1209-1071-1868",
            b"88aaface48291e09dc1ece9c2aa44d839983a7ff",
        );
        assert_eq!(code.expect("a code").expose(), "4B91NQCYQ3");
        assert_eq!(restore_code("", b"x"), None);
    }

    #[test]
    fn one_account_and_its_restore_code() {
        let secret = masked(&data_encoding::HEXLOWER.encode(BYTES));
        let report =
            import(file(&masked("EU123456781234"), &secret).as_bytes(), None).expect("a file");
        assert_eq!(report.format, Format::BattleNet);
        assert_eq!(
            shown(&report),
            ["1 totp SHA1 8 30 | Battle.net | EU123456781234 | S"]
        );
        assert_eq!((report.offers.len(), report.offers[0].entry), (1, Some(1)));
        let bare = file("", &secret);
        let report = import(bare.as_bytes(), None).expect("without a serial number");
        assert_eq!(shown(&report), ["1 totp SHA1 8 30 | Battle.net |  | S"]);
        assert!(report.offers.is_empty());
        let other = import_as(Some(Format::Aegis), bare.as_bytes(), None);
        assert_eq!(other, Err(ImportError::NotOfFormat(Format::Aegis)));
    }

    #[test]
    fn damaged_and_empty() {
        let secret = masked("00ff");
        let text = file("", &secret);
        for end in [text.len() - 8, text.len() - 20] {
            assert_eq!(code(&text.as_bytes()[..end], None), "damaged", "{end}");
        }
        for (secret, reason) in [
            ("", "1 Battle.net | the secret is missing"),
            ("zz", "1 Battle.net | a secret in hexadecimal"),
            // A bit flipped: no hexadecimal digit under the mask.
            ("b9be", "1 Battle.net | a secret in hexadecimal"),
            (&"00".repeat(58), "1 Battle.net | a secret in hexadecimal"),
        ] {
            let report = import(file("", secret).as_bytes(), None).expect("a file");
            assert_eq!(rejected(&report), [reason], "{secret}");
        }
    }
}
