//! One-time codes: RFC 4226 (HOTP), RFC 6238 (TOTP), Steam Guard, Mobile-OTP and Yandex.Key.
//!
//! totp-rs makes every code that it can: SHA-1, SHA-256 and SHA-512 with up to nine digits, and
//! Steam. Ten digits, SHA-224 and SHA-384, mOTP and Yandex are made here.

use crate::{OtpCredential, SecretText};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use model::{Algorithm, OtpParameters, Timestamp};
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use thiserror::Error;
use totp_rs::{Algorithm as TotpAlgorithm, Builder, Secret};
use zeroize::Zeroizing;

/// Why no code can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CodeError {
    /// mOTP and Yandex mix a PIN into the code, and the vault holds none.
    #[error("this code needs its PIN, and the vault holds none; add it with `reentry edit`")]
    PinNeeded,
    /// The moment asked for lies before 1970.
    #[error("there are no codes before 1970")]
    BeforeEpoch,
    /// The secret is empty or too short for its type.
    #[error("the secret is too short to make a code of; import it again")]
    SecretTooShort,
}

/// A one-time code and how long it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The digits or letters.
    pub text: SecretText,
    /// The counter it was made of; HOTP only.
    pub counter: Option<u64>,
    /// Seconds since 1970 from which it is good; none for HOTP.
    pub valid_from: Option<i64>,
    /// The second at which the next one takes over; none for HOTP.
    pub valid_until: Option<i64>,
}

impl OtpCredential {
    /// The code at a moment; for HOTP the code of the stored counter, whatever the moment.
    ///
    /// # Errors
    /// [`CodeError`] when the PIN is missing, the moment lies before 1970 or the secret is empty.
    pub fn code_at(&self, at: Timestamp) -> Result<Code, CodeError> {
        let now = u64::try_from(at.as_second()).map_err(|_| CodeError::BeforeEpoch)?;
        if self.secret.is_empty() {
            return Err(CodeError::SecretTooShort);
        }
        let key = self.secret.expose();
        let text = match self.parameters {
            OtpParameters::Totp {
                algorithm,
                digits,
                period,
            } => hotp(key, algorithm, digits.get(), now / period.seconds()),
            OtpParameters::Hotp {
                algorithm,
                digits,
                counter,
            } => hotp(key, algorithm, digits.get(), counter),
            OtpParameters::Steam => steam(key, now),
            OtpParameters::Motp => motp(key, self.pin()?, now),
            OtpParameters::Yandex => yandex(key, self.pin()?, now)?,
        };
        let step = self.parameters.period();
        let from = step.map(|step| now / step * step);
        Ok(Code {
            text: SecretText::new(text),
            counter: self.parameters.counter(),
            valid_from: from.and_then(|second| i64::try_from(second).ok()),
            valid_until: from
                .zip(step)
                .and_then(|(second, step)| i64::try_from(second + step).ok()),
        })
    }

    fn pin(&self) -> Result<&str, CodeError> {
        self.pin
            .as_ref()
            .map(SecretText::expose)
            .ok_or(CodeError::PinNeeded)
    }
}

fn hotp(key: &[u8], algorithm: Algorithm, digits: u8, counter: u64) -> String {
    let library = match algorithm {
        Algorithm::Sha1 => Some(TotpAlgorithm::SHA1),
        Algorithm::Sha256 => Some(TotpAlgorithm::SHA256),
        Algorithm::Sha512 => Some(TotpAlgorithm::SHA512),
        Algorithm::Sha224 | Algorithm::Sha384 => None,
    };
    match library {
        // With a step of one second, totp-rs makes the HOTP code of the counter.
        Some(library) if digits <= 9 => by_library(key, library, digits, 1, counter),
        _ => {
            let number = truncate(&sign(key, algorithm, counter));
            format!(
                "{number:0width$}",
                width = usize::from(digits.min(10)),
                number = number % 10_u64.pow(u32::from(digits))
            )
        }
    }
}

fn by_library(key: &[u8], algorithm: TotpAlgorithm, digits: u8, step: u64, time: u64) -> String {
    Builder::new()
        .with_algorithm(algorithm)
        .with_digits(digits)
        .with_step_duration(step)
        .with_secret(Secret::new(key.into()))
        // RFC 4226 asks for 128 bits; services hand out 80, and their codes must still come.
        .build_noncompliant()
        .generate(time)
        .to_string()
}

fn steam(key: &[u8], now: u64) -> String {
    by_library(key, TotpAlgorithm::Steam, 5, 30, now)
}

/// HMAC of the counter, RFC 4226 section 5.2.
fn sign(key: &[u8], algorithm: Algorithm, counter: u64) -> Zeroizing<Vec<u8>> {
    fn with<M: Mac + KeyInit>(key: &[u8], counter: u64) -> Zeroizing<Vec<u8>> {
        // HMAC takes keys of any length, so the error case does not occur.
        let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else {
            return Zeroizing::new(Vec::new());
        };
        mac.update(&counter.to_be_bytes());
        Zeroizing::new(mac.finalize().into_bytes().to_vec())
    }
    match algorithm {
        Algorithm::Sha1 => with::<Hmac<Sha1>>(key, counter),
        Algorithm::Sha224 => with::<Hmac<Sha224>>(key, counter),
        Algorithm::Sha256 => with::<Hmac<Sha256>>(key, counter),
        Algorithm::Sha384 => with::<Hmac<Sha384>>(key, counter),
        Algorithm::Sha512 => with::<Hmac<Sha512>>(key, counter),
    }
}

/// Dynamic truncation to 31 bits, RFC 4226 section 5.3.
fn truncate(signature: &[u8]) -> u64 {
    let offset = usize::from(signature.last().copied().unwrap_or_default() & 0x0f);
    signature
        .iter()
        .skip(offset)
        .take(4)
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte))
        & 0x7fff_ffff
}

/// Mobile-OTP: the first six digits of MD5(time in tens of seconds, secret in lower-case
/// hexadecimal, PIN). Source: motp.sourceforge.net, as Aegis implements it.
fn motp(key: &[u8], pin: &str, now: u64) -> String {
    let mut hash = Md5::new();
    hash.update((now / 10).to_string());
    hash.update(Zeroizing::new(data_encoding::HEXLOWER.encode(key)).as_bytes());
    hash.update(pin);
    let mut code = data_encoding::HEXLOWER.encode(&hash.finalize());
    code.truncate(6);
    code
}

/// Yandex.Key: HMAC-SHA-256 keyed with SHA-256(PIN, secret) without a leading zero byte; eight
/// bytes from the dynamic offset, modulo 26^8, as letters. Source: Aegis' YAOTP.
fn yandex(key: &[u8], pin: &str, now: u64) -> Result<String, CodeError> {
    // A longer secret carries a checksum behind its first 16 bytes.
    let secret = key.get(..16).ok_or(CodeError::SecretTooShort)?;
    let mut hash = Sha256::new();
    hash.update(pin);
    hash.update(secret);
    let derived = Zeroizing::new(hash.finalize().to_vec());
    let derived = match derived.split_first() {
        Some((0, rest)) => rest,
        _ => &derived[..],
    };
    let signature = sign(derived, Algorithm::Sha256, now / 30);
    let offset = usize::from(signature.last().copied().unwrap_or_default() & 0x0f);
    let number = signature
        .iter()
        .skip(offset)
        .take(8)
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte))
        & (u64::MAX >> 1);
    let mut rest = number % 26_u64.pow(8);
    let mut letters = [b'a'; 8];
    for letter in letters.iter_mut().rev() {
        *letter = b'a' + u8::try_from(rest % 26).unwrap_or_default();
        rest /= 26;
    }
    Ok(letters.iter().map(|letter| char::from(*letter)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretBytes;
    use model::{Digits, OtpId, Period};

    fn credential(parameters: OtpParameters, secret: &[u8], pin: Option<&str>) -> OtpCredential {
        let mut credential = OtpCredential::new(
            OtpId::from_random([0; 10]),
            parameters,
            SecretBytes::new(secret),
        );
        credential.pin = pin.map(SecretText::new);
        credential
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a second of this era")
    }

    fn base32(text: &str) -> Vec<u8> {
        data_encoding::BASE32_NOPAD
            .decode(text.as_bytes())
            .expect("base32")
    }

    #[test]
    fn rfc_4226_appendix_d() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ];
        for (counter, expected) in (0_u64..).zip(codes) {
            let parameters = OtpParameters::Hotp {
                algorithm: Algorithm::Sha1,
                digits: Digits::DEFAULT,
                counter,
            };
            let code = credential(parameters, b"12345678901234567890", None)
                .code_at(at(0))
                .expect("a code");
            assert_eq!(code.text.expose(), expected);
            assert_eq!(code.counter, Some(counter));
            assert_eq!(code.valid_until, None);
        }
    }

    #[test]
    fn rfc_6238_appendix_b() {
        let sha1 = b"12345678901234567890".as_slice();
        let sha256 = b"12345678901234567890123456789012".as_slice();
        let sha512 = b"1234567890123456789012345678901234567890123456789012345678901234".as_slice();
        let table = [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"),
            (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"),
            (20_000_000_000, "65353130", "77737706", "47863826"),
        ];
        for (second, one, two, three) in table {
            for (algorithm, key, expected) in [
                (Algorithm::Sha1, sha1, one),
                (Algorithm::Sha256, sha256, two),
                (Algorithm::Sha512, sha512, three),
            ] {
                let parameters = OtpParameters::Totp {
                    algorithm,
                    digits: Digits::try_from(8).expect("eight"),
                    period: Period::DEFAULT,
                };
                let code = credential(parameters, key, None)
                    .code_at(at(second))
                    .expect("a code");
                assert_eq!(code.text.expose(), expected, "{algorithm} at {second}");
                assert_eq!(code.valid_from, Some(second / 30 * 30));
                assert_eq!(code.valid_until, Some(second / 30 * 30 + 30));
            }
        }
    }

    #[test]
    fn our_own_truncation_agrees_with_the_library() {
        for counter in 0..500 {
            let key = counter.to_string();
            for (algorithm, library) in [
                (Algorithm::Sha1, TotpAlgorithm::SHA1),
                (Algorithm::Sha512, TotpAlgorithm::SHA512),
            ] {
                let ours = truncate(&sign(key.as_bytes(), algorithm, counter)) % 1_000_000;
                let theirs = by_library(key.as_bytes(), library, 6, 1, counter);
                assert_eq!(format!("{ours:06}"), theirs);
            }
        }
    }

    #[test]
    fn ten_digits_keep_their_leading_zeros() {
        let parameters = OtpParameters::Totp {
            algorithm: Algorithm::Sha1,
            digits: Digits::try_from(10).expect("ten"),
            period: Period::DEFAULT,
        };
        let code = credential(parameters, b"12345678901234567890", None)
            .code_at(at(59))
            .expect("a code");
        // RFC 4226's intermediate value for counter 1 is 1094287082.
        assert_eq!(code.text.expose(), "1094287082");
    }

    #[test]
    fn steam_letters() {
        let key = base32("63BEDWCQZKTQWPESARIERL5DTTQFCJTK");
        for (second, expected) in [(1_511_200_518, "FR8RV"), (1_511_200_714, "9P3VP")] {
            let code = credential(OtpParameters::Steam, &key, None)
                .code_at(at(second))
                .expect("a code");
            assert_eq!(code.text.expose(), expected);
        }
    }

    #[test]
    fn motp_and_yandex_need_their_pin() {
        let motp = credential(
            OtpParameters::Motp,
            &[0xe3, 0x15, 0x2a, 0xfe, 0xe6, 0x25, 0x99, 0xc8],
            Some("1234"),
        );
        let code = motp.code_at(at(165_892_298)).expect("a code");
        assert_eq!(code.text.expose(), "e7d8b6");
        let key = base32("LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI");
        let yandex = credential(OtpParameters::Yandex, &key, Some("7586"));
        let code = yandex.code_at(at(1_581_064_020)).expect("a code");
        assert_eq!(code.text.expose(), "oactmacq");
        let bare = credential(OtpParameters::Yandex, &key, None);
        assert_eq!(bare.code_at(at(0)), Err(CodeError::PinNeeded));
    }

    #[test]
    fn nothing_before_the_epoch_and_nothing_of_nothing() {
        let steam = credential(OtpParameters::Steam, b"x", None);
        assert_eq!(steam.code_at(at(-1)), Err(CodeError::BeforeEpoch));
        let empty = credential(OtpParameters::DEFAULT, b"", None);
        assert_eq!(empty.code_at(at(0)), Err(CodeError::SecretTooShort));
    }
}
