//! Bytes that look random and are always the same.

use sha2::{Digest, Sha256};

/// `N` bytes for `label`: SHA-256 of the label and a block number, block after block.
pub fn bytes<const N: usize>(label: &str) -> [u8; N] {
    let mut out = [0; N];
    for (block, chunk) in out.chunks_mut(32).enumerate() {
        let digest = Sha256::digest(format!("sample data: {label} {block}"));
        chunk.copy_from_slice(&digest[..chunk.len()]);
    }
    out
}

/// A version 4 UUID (RFC 9562) for `label`.
pub fn uuid(label: &str) -> String {
    let mut bytes: [u8; 16] = bytes(label);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = data_encoding::HEXLOWER.encode(&bytes);
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32];
    parts.map(|part| hex[part].to_owned()).join("-")
}
