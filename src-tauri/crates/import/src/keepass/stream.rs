//! The cipher of protected values: one stream through the whole document, value after value.

use super::DAMAGED;
use crate::ImportError;
use chacha20::ChaCha20;
use salsa20::Salsa20;
use salsa20::cipher::{KeyIvInit, StreamCipher};
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

const SALSA20_NONCE: [u8; 8] = [0xe8, 0x30, 0x09, 0x4b, 0x97, 0x20, 0x5d, 0x2a];

/// Where the stream stands.
pub(super) enum Stream {
    /// Nothing is protected.
    None,
    Salsa20(Box<Salsa20>),
    ChaCha20(Box<ChaCha20>),
}

impl Stream {
    /// # Errors
    /// `Unsupported` for the cipher of the first test versions, `Damaged` for unknown ones.
    pub(super) fn new(number: u32, key: &[u8]) -> Result<Self, ImportError> {
        match number {
            0 => Ok(Self::None),
            2 => {
                let key: Zeroizing<[u8; 32]> = Zeroizing::new(Sha256::digest(key).into());
                let stream = Salsa20::new(&(*key).into(), &SALSA20_NONCE.into());
                Ok(Self::Salsa20(Box::new(stream)))
            }
            3 => {
                let hash: Zeroizing<[u8; 64]> = Zeroizing::new(Sha512::digest(key).into());
                let (mut key, mut nonce) = (Zeroizing::new([0_u8; 32]), [0_u8; 12]);
                for (byte, from) in key.iter_mut().chain(&mut nonce).zip(hash.iter()) {
                    *byte = *from;
                }
                let stream = ChaCha20::new(&(*key).into(), &nonce.into());
                Ok(Self::ChaCha20(Box::new(stream)))
            }
            1 => Err(ImportError::Unsupported {
                what: "a KeePass database whose values are under ArcFour, which is broken",
                instead: "open it in KeePass 2 or KeePassXC, save it, and import that",
            }),
            _ => Err(DAMAGED),
        }
    }

    /// The next value.
    ///
    /// # Errors
    /// `Damaged` where the stream ends.
    pub(super) fn open(&mut self, value: &mut [u8]) -> Result<(), ImportError> {
        match self {
            Self::None => Ok(()),
            Self::Salsa20(stream) => stream.try_apply_keystream(value).map_err(|_| DAMAGED),
            Self::ChaCha20(stream) => stream.try_apply_keystream(value).map_err(|_| DAMAGED),
        }
    }
}
