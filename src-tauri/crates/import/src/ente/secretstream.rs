//! libsodium's `crypto_secretstream_xchacha20poly1305`, as far as one single message goes.
//!
//! Source: libsodium's documentation and `secretstream_xchacha20poly1305.c`, read for the facts.

use crate::derive::Key;
use aes_gcm::aead::KeyInit;
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use poly1305::Poly1305;
use zeroize::Zeroizing;

/// A block of ChaCha20.
const BLOCK: usize = 64;
/// Poly1305's tag, at the end of a message.
const MAC: usize = 16;
/// The numbers of the stream's first message.
const FIRST: [u8; 4] = [1, 0, 0, 0];
/// What a message may say of itself: more to come, or the last one.
const TAGS: [u8; 2] = [0, 3];

/// A sealed message: its kind (one byte, sealed), its text, its MAC.
pub(super) struct Message<'a> {
    kind: u8,
    text: &'a [u8],
    mac: [u8; MAC],
}

impl<'a> Message<'a> {
    /// `None` where it is too short to be one.
    pub(super) fn new(sealed: &'a [u8]) -> Option<Self> {
        let (kind, rest) = sealed.split_first()?;
        let (text, mac) = rest.split_at_checked(rest.len().checked_sub(MAC)?)?;
        Some(Self {
            kind: *kind,
            text,
            mac: mac.try_into().ok()?,
        })
    }

    /// The text; `None` where key, header and message do not belong together.
    pub(super) fn open(&self, key: &Key, header: &[u8; 24]) -> Option<Zeroizing<Vec<u8>>> {
        let (input, nonce) = header.split_at_checked(16)?;
        let input: [u8; 16] = input.try_into().ok()?;
        let mut full = [0_u8; 12];
        full.get_mut(..4)?.copy_from_slice(&FIRST);
        full.get_mut(4..)?.copy_from_slice(nonce);
        let key: [u8; 32] = **key;
        let subkey = chacha20::hchacha::<chacha20::R20>(&key.into(), &input.into());
        let mut cipher = ChaCha20::new(&subkey, &full.into());
        let mut mac_key = Zeroizing::new([0_u8; BLOCK]);
        cipher.try_apply_keystream(mac_key.as_mut_slice()).ok()?;
        let mut block = Zeroizing::new([0_u8; BLOCK]);
        cipher.try_apply_keystream(block.as_mut_slice()).ok()?;
        let [first, ..] = &mut *block;
        let kind = *first ^ self.kind;
        *first = self.kind;
        if !self.is_sound(mac_key.get(..32)?, block.as_slice()) || !TAGS.contains(&kind) {
            return None;
        }
        let mut text = Zeroizing::new(self.text.to_vec());
        cipher.try_apply_keystream(&mut text).ok()?;
        Some(text)
    }

    /// Whether the MAC over the kind's block and the text is the message's. The padding is
    /// libsodium's own, which is not to the next multiple of 16.
    fn is_sound(&self, key: &[u8], block: &[u8]) -> bool {
        let length = self.text.len();
        let padding = length.wrapping_add(16).wrapping_sub(BLOCK) & 0xf;
        let total = u64::try_from(BLOCK + length).unwrap_or(u64::MAX);
        let mut data = Vec::with_capacity(BLOCK + length + 32);
        data.extend_from_slice(block);
        data.extend_from_slice(self.text);
        data.resize(data.len() + padding, 0);
        data.extend_from_slice(&0_u64.to_le_bytes());
        data.extend_from_slice(&total.to_le_bytes());
        let Ok(mac) = Poly1305::new_from_slice(key) else {
            return false;
        };
        let found = mac.compute_unpadded(&data);
        // All bytes are compared, so that the time does not tell how many are right.
        let pairs = found.iter().zip(self.mac);
        pairs.fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    }
}

/// Seals one message as libsodium does, for the tests.
#[cfg(test)]
pub(super) fn seal(key: [u8; 32], header: [u8; 24], kind: u8, plain: &[u8]) -> Vec<u8> {
    let input: [u8; 16] = header[..16].try_into().expect("16 bytes");
    let mut nonce = [0_u8; 12];
    nonce[..4].copy_from_slice(&FIRST);
    nonce[4..].copy_from_slice(&header[16..]);
    let subkey = chacha20::hchacha::<chacha20::R20>(&key.into(), &input.into());
    let mut cipher = ChaCha20::new(&subkey, &nonce.into());
    let mut mac_key = [0_u8; BLOCK];
    cipher.apply_keystream(&mut mac_key);
    let mut block = [0_u8; BLOCK];
    block[0] = kind;
    cipher.apply_keystream(&mut block);
    let mut text = plain.to_vec();
    cipher.apply_keystream(&mut text);
    let mut data = block.to_vec();
    data.extend_from_slice(&text);
    data.resize(data.len() + (16 + text.len() - (BLOCK & 0xf)) % 16, 0);
    data.extend_from_slice(&0_u64.to_le_bytes());
    data.extend_from_slice(&(BLOCK as u64 + text.len() as u64).to_le_bytes());
    let mac = Poly1305::new_from_slice(&mac_key[..32]).expect("32 bytes");
    let mut message = vec![block[0]];
    message.extend_from_slice(&text);
    message.extend_from_slice(&mac.compute_unpadded(&data));
    message
}
