//! The encrypted part of a KDBX file: checked, decrypted, unpacked, down to the XML.

use super::DAMAGED;
use super::bytes::Bytes;
use super::header::{Cipher, Header, Version, number};
use super::stream::Stream;
use crate::derive::Key;
use crate::{ImportError, Limits, expand};
use aes::cipher::block_padding::{NoPadding, Padding, Pkcs7};
use aes::cipher::{BlockModeDecrypt, KeyInit, KeyIvInit, StreamCipher};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

/// SHA-256 and its HMAC.
const HASH: usize = 32;
/// The number of the header's HMAC.
const OF_HEADER: u64 = u64::MAX;

/// What was inside: the XML, the cipher of its protected values, and the attachments of KDBX 4.
pub(super) struct Opened {
    pub(super) xml: Zeroizing<Vec<u8>>,
    pub(super) stream: Stream,
    pub(super) attachments: Vec<Zeroizing<Vec<u8>>>,
}

/// What a key did.
pub(super) enum Tried {
    Opened(Opened),
    /// It is not the key.
    Wrong,
}

impl Header {
    /// Opens the rest of the file with a derived key.
    ///
    /// # Errors
    /// `Damaged`, `TooLarge`, `Unsupported`: all of them for the right key only.
    pub(super) fn open(
        &self,
        file: &[u8],
        derived: &Key,
        limits: &Limits,
    ) -> Result<Tried, ImportError> {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(derived.as_slice());
        let key: Key = Zeroizing::new(hash.finalize().into());
        let rest = file.get(self.length..).ok_or(DAMAGED)?;
        match &self.version {
            Version::Three {
                stream_key,
                start,
                stream,
            } => {
                if !self.cipher.starts_with(&key, rest, start) {
                    return Ok(Tried::Wrong);
                }
                let text = self.cipher.open(&key, rest).ok_or(DAMAGED)?;
                let text = unhashed(text.get(start.len()..).ok_or(DAMAGED)?)?;
                Ok(Tried::Opened(Opened {
                    xml: self.unpacked(text, limits)?,
                    stream: Stream::new(*stream, stream_key)?,
                    attachments: Vec::new(),
                }))
            }
            Version::Four => {
                let head = file.get(..self.length).ok_or(DAMAGED)?;
                let macs = Macs::new(&self.seed, derived);
                let (_, rest) = rest.split_at_checked(HASH).ok_or(DAMAGED)?;
                let (mac, rest) = rest.split_at_checked(HASH).ok_or(DAMAGED)?;
                if !macs.is_sound(OF_HEADER, &[head], mac) {
                    return Ok(Tried::Wrong);
                }
                let sealed = macs.blocks(rest)?;
                let text = self.cipher.open(&key, &sealed).ok_or(DAMAGED)?;
                let text = self.unpacked(text, limits)?;
                inner(&text).map(Tried::Opened)
            }
        }
    }

    fn unpacked(
        &self,
        text: Zeroizing<Vec<u8>>,
        limits: &Limits,
    ) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        if !self.gzip {
            return Ok(text);
        }
        gunzip(&text, limits)
    }
}

/// # Errors
/// `Damaged`, `TooLarge`.
pub(super) fn gunzip(packed: &[u8], limits: &Limits) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let max = limits.max_bytes;
    let text = expand::all(flate2::read::GzDecoder::new(packed), max).map_err(|_| DAMAGED)?;
    text.ok_or(ImportError::TooLarge { max })
}

impl Cipher {
    /// Whether the text begins so.
    fn starts_with(&self, key: &Key, sealed: &[u8], start: &[u8; 32]) -> bool {
        let text = sealed.get(..start.len());
        let text = text.and_then(|sealed| self.decrypt::<NoPadding>(key, sealed));
        text.is_some_and(|text| text.as_slice() == start)
    }

    /// The whole text; `None` where its end is not as it must be.
    fn open(&self, key: &Key, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.decrypt::<Pkcs7>(key, sealed)
    }

    fn decrypt<P: Padding>(&self, key: &Key, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut text = Zeroizing::new(sealed.to_vec());
        let key: [u8; 32] = **key;
        let length = match self {
            Self::Aes(iv) => cbc::Decryptor::<aes::Aes256>::new(&key.into(), iv.into())
                .decrypt_padded::<P>(&mut text)
                .ok()?
                .len(),
            Self::Twofish(iv) => cbc::Decryptor::<twofish::Twofish>::new(&key.into(), iv.into())
                .decrypt_padded::<P>(&mut text)
                .ok()?
                .len(),
            Self::ChaCha20(nonce) => {
                let mut cipher = chacha20::ChaCha20::new(&key.into(), nonce.into());
                cipher.try_apply_keystream(&mut text).ok()?;
                text.len()
            }
        };
        text.truncate(length);
        Some(text)
    }
}

/// The keys of the HMACs of KDBX 4.
struct Macs(Zeroizing<[u8; 64]>);

impl Macs {
    fn new(seed: &[u8; 32], derived: &Key) -> Self {
        let mut hash = Sha512::new();
        hash.update(seed);
        hash.update(derived.as_slice());
        hash.update([1]);
        Self(Zeroizing::new(hash.finalize().into()))
    }

    fn is_sound(&self, number: u64, parts: &[&[u8]], mac: &[u8]) -> bool {
        let mut hash = Sha512::new();
        hash.update(number.to_le_bytes());
        hash.update(self.0.as_slice());
        let key: Zeroizing<[u8; 64]> = Zeroizing::new(hash.finalize().into());
        let Ok(mut found) = <Hmac<Sha256> as KeyInit>::new_from_slice(key.as_slice()) else {
            return false;
        };
        parts.iter().for_each(|part| found.update(part));
        found.verify_slice(mac).is_ok()
    }

    /// The contents of the blocks: HMAC, length, content; the last one is empty.
    ///
    /// # Errors
    /// `Damaged` where an HMAC does not fit or the last block is missing.
    fn blocks(&self, rest: &[u8]) -> Result<Vec<u8>, ImportError> {
        let mut bytes = Bytes::new(rest);
        let mut contents = Vec::with_capacity(rest.len());
        for number in 0.. {
            let mac = bytes.take(HASH)?;
            let length: [u8; 4] = bytes.array()?;
            let content = bytes.take(length_of(length)?)?;
            if !self.is_sound(number, &[&number.to_le_bytes(), &length, content], mac) {
                return Err(DAMAGED);
            }
            if content.is_empty() {
                break;
            }
            contents.extend_from_slice(content);
        }
        Ok(contents)
    }
}

fn length_of(length: [u8; 4]) -> Result<usize, ImportError> {
    usize::try_from(u32::from_le_bytes(length)).map_err(|_| DAMAGED)
}

/// The contents of the blocks of KDBX 3: number, SHA-256, length, content; the last one is empty
/// and has a hash of zeros.
fn unhashed(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let mut bytes = Bytes::new(text);
    let mut contents = Zeroizing::new(Vec::with_capacity(text.len()));
    for number in 0_u32.. {
        let (found, hash) = (bytes.u32()?, bytes.take(HASH)?);
        let length = bytes.length()?;
        let content = bytes.take(length)?;
        if content.is_empty() && hash.iter().all(|byte| *byte == 0) {
            break;
        }
        if found != number || Sha256::digest(content).as_slice() != hash {
            return Err(DAMAGED);
        }
        contents.extend_from_slice(content);
    }
    Ok(contents)
}

/// KDBX 4 has a header of its own inside: the cipher of the values, the attachments.
fn inner(text: &[u8]) -> Result<Opened, ImportError> {
    let mut bytes = Bytes::new(text);
    let (mut cipher, mut key) = (0, &[][..]);
    let mut attachments = Vec::new();
    loop {
        let kind = bytes.u8()?;
        let length = bytes.length()?;
        let value = bytes.take(length)?;
        match kind {
            0 => break,
            1 => cipher = number(value)?,
            2 => key = value,
            // The first byte says whether the app keeps it under protection in memory.
            3 => attachments.push(Zeroizing::new(value.get(1..).unwrap_or_default().to_vec())),
            _ => {}
        }
    }
    Ok(Opened {
        stream: Stream::new(cipher, key)?,
        xml: Zeroizing::new(bytes.rest().to_vec()),
        attachments,
    })
}
