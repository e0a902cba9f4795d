//! Fingerprints of public keys, read out of signatures and key files, so that no program has to
//! be run for them: git would start whatever its configuration names.
//!
//! Formats: RFC 9580 (OpenPGP) sections 4.2, 5.2.3 and 6.2; PROTOCOL.sshsig of OpenSSH; RFC 4253
//! section 6.6 for the key of an SSH public key file.

use data_encoding::{BASE64, BASE64_NOPAD, HEXUPPER};
use model::{KeyKind, KeyPrint};
use sha2::{Digest, Sha256};

/// The longest signature that is looked at, in bytes of its text.
const LONGEST: usize = 64 * 1024;

/// The key that signed a git object (the text of `git cat-file`), as far as the signature says.
/// Whether the signature is right is not looked at.
#[must_use]
pub fn signing_key(object: &str) -> Option<KeyPrint> {
    if let Some(bytes) = armored(object, "PGP SIGNATURE") {
        return openpgp(&bytes);
    }
    let bytes = armored(object, "SSH SIGNATURE")?;
    let rest = bytes.strip_prefix(b"SSHSIG")?.get(4..)?;
    let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
    let key = rest.get(4..)?.get(..usize::try_from(length).ok()?)?;
    Some(ssh(key))
}

/// The fingerprint of a line of an SSH public key file.
#[must_use]
pub fn ssh_key(line: &str) -> Option<KeyPrint> {
    let mut words = line.split_whitespace();
    let kind = words.next()?;
    let known = kind.starts_with("ssh-") || kind.starts_with("ecdsa-") || kind.starts_with("sk-");
    let key = BASE64.decode(words.next()?.as_bytes()).ok()?;
    (known && key.len() > 4).then(|| ssh(&key))
}

fn ssh(key: &[u8]) -> KeyPrint {
    KeyPrint {
        kind: KeyKind::Ssh,
        fingerprint: format!("SHA256:{}", BASE64_NOPAD.encode(&Sha256::digest(key))),
    }
}

/// The bytes between the lines of an armour. In a commit, every line begins with a space.
fn armored(object: &str, label: &str) -> Option<Vec<u8>> {
    let (_, rest) = object.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    if body.len() > LONGEST {
        return None;
    }
    let lines = body.lines().map(str::trim);
    // Headers ("Version: …") and the checksum ("=AbCd") are no content.
    let text: String = lines
        .filter(|line| !line.contains(':') && !line.starts_with('='))
        .collect();
    BASE64.decode(text.as_bytes()).ok()
}

/// The issuer of the first signature packet: its fingerprint, or only its key id in old ones.
fn openpgp(bytes: &[u8]) -> Option<KeyPrint> {
    let body = packet(bytes)?;
    if body.first() != Some(&4) && body.first() != Some(&6) {
        return None;
    }
    let wide = body.first() == Some(&6);
    let (hashed, rest) = area(body.get(4..)?, wide)?;
    let (unhashed, _) = area(rest, wide)?;
    let issuer = |kind: u8, skip: usize| {
        let areas = [hashed, unhashed];
        let found = areas
            .into_iter()
            .flat_map(subpackets)
            .find(|(one, _)| *one == kind);
        found.and_then(|(_, value)| value.get(skip..))
    };
    // 33: the version of the key, then its fingerprint. 16: eight bytes of key id.
    let key = issuer(33, 1).or_else(|| issuer(16, 0))?;
    (8..=32).contains(&key.len()).then(|| KeyPrint {
        kind: KeyKind::Openpgp,
        fingerprint: HEXUPPER.encode(key),
    })
}

/// The body of a signature packet, in the old or the new form.
fn packet(bytes: &[u8]) -> Option<&[u8]> {
    let head = *bytes.first()?;
    let rest = bytes.get(1..)?;
    let (kind, (length, body)) = if head & 0x40 == 0 {
        let width = 1_usize << (head & 3).min(2);
        let length = number(rest.get(..width)?);
        ((head >> 2) & 0x0f, (length, rest.get(width..)?))
    } else {
        (head & 0x3f, length(rest)?)
    };
    (head & 0x80 != 0 && kind == 2).then(|| body.get(..length))?
}

fn number(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .fold(0, |number, byte| (number << 8) | usize::from(*byte))
}

/// A length in the new form, and what comes after it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let first = usize::from(*bytes.first()?);
    match first {
        0..192 => Some((first, bytes.get(1..)?)),
        192..255 => {
            let second = usize::from(*bytes.get(1)?);
            Some((((first - 192) << 8) + second + 192, bytes.get(2..)?))
        }
        _ => Some((number(bytes.get(1..5)?), bytes.get(5..)?)),
    }
}

/// An area of subpackets, and what comes after it.
fn area(bytes: &[u8], wide: bool) -> Option<(&[u8], &[u8])> {
    let width = if wide { 4 } else { 2 };
    let size = number(bytes.get(..width)?);
    let rest = bytes.get(width..)?;
    Some((rest.get(..size)?, rest.get(size..)?))
}

/// Kind and content of each subpacket.
fn subpackets(mut area: &[u8]) -> Vec<(u8, &[u8])> {
    let mut found = Vec::new();
    while let Some((size, rest)) = length(area) {
        let Some((kind, value)) = rest.get(..size).and_then(<[u8]>::split_first) else {
            break;
        };
        found.push((kind & 0x7f, value));
        area = rest.get(size..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn signed(label: &str, bytes: &[u8]) -> String {
        let text = BASE64.encode(bytes);
        format!(
            "tree 0\ngpgsig -----BEGIN {label}-----\n Version: x\n \n {text}\n =AbCd\n -----END {label}-----\n\nmessage\n"
        )
    }

    #[test]
    fn the_issuer_of_an_openpgp_signature_is_its_fingerprint() {
        let mut body = vec![4, 0, 22, 8, 0, 23, 22, 33, 4];
        body.extend([0xab; 20]);
        body.extend([0, 10, 9, 16, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0]);
        let mut old = vec![0x88, u8::try_from(body.len()).expect("short")];
        old.extend(&body);
        let mut new = vec![0xc2, u8::try_from(body.len()).expect("short")];
        new.extend(&body);
        for packet in [old, new] {
            let key = signing_key(&signed("PGP SIGNATURE", &packet)).expect("a key");
            assert_eq!(key.kind, KeyKind::Openpgp);
            assert_eq!(key.fingerprint, "AB".repeat(20));
        }
    }

    #[test]
    fn an_unsigned_object_has_no_key() {
        assert_eq!(signing_key("tree 0\n\nmessage\n"), None);
        assert_eq!(ssh_key("no key"), None);
        assert_eq!(ssh_key("-----BEGIN OPENSSH PRIVATE KEY-----"), None);
    }

    proptest! {
        #[test]
        fn no_signature_is_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = signing_key(&signed("PGP SIGNATURE", &bytes));
            let _ = signing_key(&signed("SSH SIGNATURE", &bytes));
            let mut packet = vec![0xc2, 120, 4, 0, 22, 8];
            packet.extend(&bytes);
            let _ = signing_key(&signed("PGP SIGNATURE", &packet));
        }
    }
}
