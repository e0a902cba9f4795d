//! The age envelope: X25519 for `vault.age`, scrypt alone for `unlock.age`.
//!
//! Plaintext is handed out only after the last byte was authenticated, and lives in buffers of
//! the right size from the start, so that no reallocation leaves a copy behind.

use age::scrypt;
use age::x25519::{Identity, Recipient};
use age::{DecryptError, Decryptor, Encryptor};
use secrecy::{ExposeSecret, SecretString};
use secret::SecretText;
use std::io::{Read, Write};
use zeroize::Zeroizing;

/// The longest age header that is read. A vault has two or three stanzas of about 100 bytes;
/// thousands of them would only cost time.
const HEADER_LIMIT: usize = 16 * 1024;

/// The base-2 logarithm of the scrypt work factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkFactor(u8);

impl WorkFactor {
    /// What vaults are written with: 2^18, about a second and 256 MiB.
    pub const STANDARD: Self = Self(18);
    /// The most that is accepted when reading: 2^20, 1 GiB.
    pub const MOST: Self = Self(20);
    /// 2^10: protects nothing. For tests and sample data only.
    pub const WEAK_FOR_TESTS: Self = Self(10);

    /// The base-2 logarithm.
    #[must_use]
    pub fn log_n(self) -> u8 {
        self.0
    }
}

/// Why an age file does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenError {
    /// No key at hand is among its recipients.
    NoMatchingKey,
    /// The passphrase is wrong (or the one stanza was tampered with: age cannot tell).
    WrongPassphrase,
    /// More scrypt work than accepted.
    KdfLimit(u8),
    /// Everything else, with the reason.
    Damaged(&'static str),
}

/// Encrypts to these recipients. `None` when age cannot (no recipients at all).
pub(crate) fn seal(plaintext: &[u8], recipients: &[Recipient]) -> Option<Vec<u8>> {
    let recipients = recipients
        .iter()
        .map(|recipient| recipient as &dyn age::Recipient);
    encrypt(plaintext, Encryptor::with_recipients(recipients).ok()?)
}

/// Wraps an identity with a passphrase, as `age -p` does with an identity file.
pub(crate) fn wrap(
    identity: &Identity,
    passphrase: &SecretText,
    work: WorkFactor,
) -> Option<Vec<u8>> {
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.expose().to_owned()));
    recipient.set_work_factor(work.0);
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let text = identity.to_string();
    let mut line = Zeroizing::new(String::with_capacity(128));
    line.push_str(text.expose_secret());
    line.push('\n');
    encrypt(
        line.as_bytes(),
        Encryptor::with_recipients(recipients).ok()?,
    )
}

fn encrypt(plaintext: &[u8], encryptor: Encryptor) -> Option<Vec<u8>> {
    let mut sealed = Vec::with_capacity(plaintext.len() + plaintext.len() / 4096 + 1024);
    let mut writer = encryptor.wrap_output(&mut sealed).ok()?;
    writer.write_all(plaintext).ok()?;
    writer.finish().ok()?;
    Some(sealed)
}

/// Opens a file that is encrypted to one of these identities.
pub(crate) fn open<'a>(
    sealed: &[u8],
    identities: impl IntoIterator<Item = &'a Identity>,
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let decryptor = header(sealed)?;
    if decryptor.is_scrypt() {
        return Err(OpenError::Damaged("it is protected by a passphrase only"));
    }
    let reader = decryptor
        .decrypt(
            identities
                .into_iter()
                .map(|identity| identity as &dyn age::Identity),
        )
        .map_err(|error| reason(&error))?;
    drain(reader, sealed.len())
}

/// Opens `unlock.age` and reads the identity in it.
pub(crate) fn unwrap(sealed: &[u8], passphrase: &SecretText) -> Result<Identity, OpenError> {
    let decryptor = header(sealed)?;
    if !decryptor.is_scrypt() {
        return Err(OpenError::Damaged("it is not protected by a passphrase"));
    }
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase.expose().to_owned()));
    identity.set_max_work_factor(WorkFactor::MOST.0);
    let reader = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|error| match reason(&error) {
            OpenError::NoMatchingKey => OpenError::WrongPassphrase,
            other => other,
        })?;
    let text = drain(reader, sealed.len())?;
    std::str::from_utf8(&text)
        .ok()
        .and_then(identity_line)
        .ok_or(OpenError::Damaged("it holds no X25519 identity"))
}

/// The first identity of an identity file: comments and empty lines are skipped.
fn identity_line(text: &str) -> Option<Identity> {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .and_then(|line| line.parse().ok())
}

/// Base-2 logarithm of the scrypt work factor that an age file states in its header.
pub(crate) fn stated_work_factor(sealed: &[u8]) -> Option<u8> {
    let head = sealed.get(..sealed.len().min(HEADER_LIMIT))?;
    let stanza = head
        .split(|&byte| byte == b'\n')
        .find(|line| line.starts_with(b"-> scrypt "))?;
    std::str::from_utf8(stanza)
        .ok()?
        .split(' ')
        .nth(3)?
        .parse()
        .ok()
}

fn header(sealed: &[u8]) -> Result<Decryptor<&[u8]>, OpenError> {
    let head = sealed
        .get(..sealed.len().min(HEADER_LIMIT))
        .unwrap_or(sealed);
    if !head.starts_with(b"age-encryption.org/v1\n") {
        return Err(OpenError::Damaged("it is no age file"));
    }
    if !head.windows(5).any(|window| window == b"\n--- ") {
        return Err(OpenError::Damaged("its header has no end"));
    }
    Decryptor::new_buffered(sealed).map_err(|error| reason(&error))
}

/// Reads to the end: age notices a truncation only there.
fn drain(mut reader: impl Read, most: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let mut plaintext = Zeroizing::new(Vec::with_capacity(most));
    reader
        .read_to_end(&mut plaintext)
        .map_err(|_| OpenError::Damaged("its content was cut or changed"))?;
    Ok(plaintext)
}

fn reason(error: &DecryptError) -> OpenError {
    match error {
        DecryptError::NoMatchingKeys => OpenError::NoMatchingKey,
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            OpenError::WrongPassphrase
        }
        DecryptError::ExcessiveWork { required, .. } => OpenError::KdfLimit(*required),
        DecryptError::InvalidMac => OpenError::Damaged("its header was changed"),
        DecryptError::InvalidHeader => OpenError::Damaged("its header is not valid"),
        DecryptError::UnknownFormat => OpenError::Damaged("it has an unknown age version"),
        _ => OpenError::Damaged("it was cut or changed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_recipient_opens_and_no_other() {
        let (a, b, c) = (
            Identity::generate(),
            Identity::generate(),
            Identity::generate(),
        );
        let sealed = seal(b"content", &[a.to_public(), b.to_public()]).unwrap();
        for key in [&a, &b] {
            assert_eq!(*open(&sealed, [key]).unwrap(), b"content");
        }
        assert_eq!(open(&sealed, [&c]).unwrap_err(), OpenError::NoMatchingKey);
    }

    #[test]
    fn the_buffer_never_grows() {
        let key = Identity::generate();
        let plain = vec![7_u8; 300_000];
        let sealed = seal(&plain, &[key.to_public()]).unwrap();
        let opened = open(&sealed, [&key]).unwrap();
        assert_eq!(opened.capacity(), sealed.len());
        assert_eq!(*opened, plain);
    }

    #[test]
    fn a_passphrase_wraps_one_identity_at_the_stated_factor() {
        let key = Identity::generate();
        let passphrase = SecretText::new("correct horse");
        let sealed = wrap(&key, &passphrase, WorkFactor::WEAK_FOR_TESTS).unwrap();
        assert_eq!(stated_work_factor(&sealed), Some(10));
        let back = unwrap(&sealed, &passphrase).unwrap();
        assert_eq!(back.to_public(), key.to_public());
        let wrong = unwrap(&sealed, &SecretText::new("wrong horse"));
        assert_eq!(wrong.err(), Some(OpenError::WrongPassphrase));
    }

    #[test]
    fn a_foreign_work_factor_is_refused_before_any_work() {
        let sealed = wrap(
            &Identity::generate(),
            &SecretText::new("correct horse"),
            WorkFactor::WEAK_FOR_TESTS,
        )
        .unwrap();
        let text = String::from_utf8_lossy(&sealed);
        let stanza = text.lines().nth(1).unwrap();
        for (log_n, expected) in [
            ("40", OpenError::KdfLimit(40)),
            ("21", OpenError::KdfLimit(21)),
        ] {
            let hostile = stanza.strip_suffix("10").unwrap().to_owned() + log_n;
            let at = sealed
                .windows(stanza.len())
                .position(|window| window == stanza.as_bytes())
                .unwrap();
            let mut changed = sealed.clone();
            changed.splice(at..at + stanza.len(), hostile.bytes());
            let result = unwrap(&changed, &SecretText::new("correct horse"));
            assert_eq!(result.err(), Some(expected));
        }
    }

    #[test]
    fn every_cut_and_every_flipped_bit_is_noticed() {
        let key = Identity::generate();
        let sealed = seal(&[5_u8; 200], &[key.to_public()]).unwrap();
        for length in 0..sealed.len() {
            assert!(open(&sealed[..length], [&key]).is_err(), "cut at {length}");
        }
        for position in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[position] ^= 1;
            assert!(open(&changed, [&key]).is_err(), "flipped at {position}");
        }
        let mut longer = sealed.clone();
        longer.push(0);
        assert!(open(&longer, [&key]).is_err());
    }

    #[test]
    fn a_header_without_end_is_refused_at_once() {
        let mut hostile = b"age-encryption.org/v1\n".to_vec();
        while hostile.len() < 1_000_000 {
            hostile.extend_from_slice(b"-> X25519 AAAA\nAAAA\n");
        }
        let result = open(&hostile, [&Identity::generate()]);
        assert_eq!(
            result.unwrap_err(),
            OpenError::Damaged("its header has no end")
        );
    }
}
