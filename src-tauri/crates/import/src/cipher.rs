//! The ciphers of encrypted exports.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use zeroize::Zeroizing;

/// Length of AES-GCM's nonce.
pub(crate) const NONCE: usize = 12;
/// Length of AES-GCM's tag, which stands behind the text.
pub(crate) const TAG: usize = 16;

/// Opens AES-256-GCM with the tag behind the text; `None` where key, nonce, data and text do not
/// belong together.
pub(crate) fn open_gcm(
    key: &[u8],
    nonce: &[u8],
    data: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    let (text, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG)?)?;
    let tag: [u8; TAG] = tag.try_into().ok()?;
    let mut text = Zeroizing::new(text.to_vec());
    Aes256Gcm::new_from_slice(key)
        .ok()?
        .decrypt_inout_detached(
            &Nonce::from(nonce),
            data,
            text.as_mut_slice().into(),
            &Tag::from(tag),
        )
        .ok()?;
    Some(text)
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
