//! The ciphers of encrypted exports.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use aes_gcm::aead::array::ArraySize;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::aes::Aes256;
use aes_gcm::{AesGcm, Nonce, Tag};
use chacha20::ChaCha20;
use chacha20::cipher::StreamCipher;
use poly1305::Poly1305;
use zeroize::Zeroizing;

/// Length of AES-GCM's nonce.
pub(crate) const NONCE: usize = 12;
/// Length of AES-GCM's tag, which stands behind the text.
pub(crate) const TAG: usize = 16;

/// Opens AES-256-GCM with the usual nonce of 12 bytes and the tag behind the text; `None` where key,
/// nonce, data and text do not belong together.
pub(crate) fn open_gcm(
    key: &[u8],
    nonce: &[u8],
    data: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    open_gcm_with::<U12>(key, nonce, data, sealed)
}

/// As [`open_gcm`] with a nonce of `N` bytes: OTPClient takes 16.
pub(crate) fn open_gcm_with<N: ArraySize>(
    key: &[u8],
    nonce: &[u8],
    data: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let nonce = Nonce::<N>::try_from(nonce).ok()?;
    let (text, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG)?)?;
    let tag: [u8; TAG] = tag.try_into().ok()?;
    let mut text = Zeroizing::new(text.to_vec());
    AesGcm::<Aes256, N>::new_from_slice(key)
        .ok()?
        .decrypt_inout_detached(&nonce, data, text.as_mut_slice().into(), &Tag::from(tag))
        .ok()?;
    Some(text)
}

/// Opens XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) without further data, the tag behind the
/// text.
pub(crate) fn open_xchacha(
    key: &[u8; 32],
    nonce: &[u8; 24],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (text, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG)?)?;
    let (mut cipher, mac_key) = xchacha(key, nonce)?;
    let found = mac(mac_key.get(..32)?, text)?;
    // All bytes are compared, so that the time does not tell how many are right.
    let differs = found.iter().zip(tag).fold(0, |all, (a, b)| all | (a ^ b));
    if differs != 0 {
        return None;
    }
    let mut text = Zeroizing::new(text.to_vec());
    cipher.try_apply_keystream(&mut text).ok()?;
    Some(text)
}

/// The cipher behind its first block, and that block: Poly1305's key stands in it.
fn xchacha(key: &[u8; 32], nonce: &[u8; 24]) -> Option<(ChaCha20, Zeroizing<[u8; 64]>)> {
    let (input, rest) = nonce.split_at_checked(16)?;
    let input: [u8; 16] = input.try_into().ok()?;
    let mut short = [0_u8; 12];
    short.get_mut(4..)?.copy_from_slice(rest);
    let subkey = chacha20::hchacha::<chacha20::R20>(&(*key).into(), &input.into());
    let mut cipher = ChaCha20::new(&subkey, &short.into());
    let mut block = Zeroizing::new([0_u8; 64]);
    cipher.try_apply_keystream(block.as_mut_slice()).ok()?;
    Some((cipher, block))
}

/// Poly1305 over the text, filled up to whole blocks, and its length (RFC 8439, section 2.8).
fn mac(key: &[u8], text: &[u8]) -> Option<[u8; TAG]> {
    let mut data = Vec::with_capacity(text.len() + 32);
    data.extend_from_slice(text);
    data.resize(text.len().next_multiple_of(16), 0);
    data.extend_from_slice(&0_u64.to_le_bytes());
    data.extend_from_slice(&u64::try_from(text.len()).ok()?.to_le_bytes());
    let mac = Poly1305::new_from_slice(key).ok()?;
    Some(mac.compute_unpadded(&data).into())
}

/// Seals XChaCha20-Poly1305, for the tests.
#[cfg(test)]
pub(crate) fn seal_xchacha(key: &[u8; 32], nonce: &[u8; 24], plain: &[u8]) -> Vec<u8> {
    let (mut cipher, mac_key) = xchacha(key, nonce).expect("lengths are right");
    let mut text = plain.to_vec();
    cipher.apply_keystream(&mut text);
    let tag = mac(&mac_key[..32], &text).expect("short");
    text.extend(tag);
    text
}

/// Opens AES-256-CBC with PKCS 7 padding. It has no tag: a wrong key gives a wrong padding in all
/// but one of 256 cases, and else a text that is none.
pub(crate) fn open_cbc(key: &[u8; 32], iv: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let iv: [u8; 16] = iv.try_into().ok()?;
    let mut text = Zeroizing::new(sealed.to_vec());
    let length = cbc::Decryptor::<aes::Aes256>::new(&(*key).into(), &iv.into())
        .decrypt_padded::<Pkcs7>(&mut text)
        .ok()?
        .len();
    text.truncate(length);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aes_gcm::aead::consts::U16;
    use data_encoding::HEXLOWER as HEX;

    #[test]
    fn xchacha_is_that_of_the_draft() {
        // Made with a small program that gives the example of draft-irtf-cfrg-xchacha-03, A.3.1:
        // "not a real secret" under the nonce 0, 1 … 23 and the key 0, 1 … 31.
        let key: [u8; 32] = std::array::from_fn(|at| at as u8);
        let nonce: [u8; 24] = std::array::from_fn(|at| at as u8);
        let sealed = HEX
            .decode(b"f0ad7b5ff1f2ffcb522806bdae31da8d3fd8e81d14ec01bd6ac12644e9090ed0ea")
            .expect("hexadecimal");
        let plain = open_xchacha(&key, &nonce, &sealed).expect("opens");
        assert_eq!(plain.as_slice(), b"not a real secret");
        assert_eq!(seal_xchacha(&key, &nonce, &plain), sealed);
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(open_xchacha(&key, &nonce, &flipped).is_none(), "{at}");
        }
        assert!(open_xchacha(&key, &nonce, &sealed[..15]).is_none());
    }

    #[test]
    fn gcm_with_a_long_nonce_is_opensslls() {
        // Made with Python's cryptography: AESGCM(bytes(range(32))).encrypt(bytes(range(16)),
        // b"not a real secret", b"head").
        let key: [u8; 32] = std::array::from_fn(|at| at as u8);
        let nonce: [u8; 16] = std::array::from_fn(|at| at as u8);
        let sealed = HEX
            .decode(b"0903d45658c4384dfc93fb5a30c75ed62002ade0be449e8a914c056528485c511d")
            .expect("hexadecimal");
        let plain = open_gcm_with::<U16>(&key, &nonce, b"head", &sealed).expect("opens");
        assert_eq!(plain.as_slice(), b"not a real secret");
        assert!(open_gcm_with::<U16>(&key, &nonce, b"tail", &sealed).is_none());
    }
}
