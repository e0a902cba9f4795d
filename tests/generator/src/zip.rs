//! Zip archives (PKWARE's APPNOTE.TXT 6.3): stored or deflated members, open, locked with the
//! classic cipher (section 6.1), or with WinZip's AES-256 (AE-2).

use crate::{Error, seed};
use aes::Aes256;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use hmac::{Hmac, Mac};
use sha1::Sha1;

/// 2026-03-01, as MS-DOS writes a date; the time is midnight.
const DATE: u16 = (2026 - 1980) << 9 | 3 << 5 | 1;
/// Names are UTF-8.
const UTF_8: u16 = 1 << 11;

/// How the members of an archive are locked.
#[derive(Debug, Clone, Copy)]
pub enum Lock<'a> {
    /// Not at all.
    None,
    /// The classic cipher, with this password.
    Classic(&'a str),
    /// WinZip's AES-256, with this password.
    Aes(&'a str),
}

/// A member: its name with folders, and what it holds.
pub type Member<'a> = (&'a str, &'a [u8]);

/// A member as it stands in the archive.
struct Packed<'a> {
    name: &'a str,
    method: u16,
    flags: u16,
    crc: u32,
    size: usize,
    extra: Vec<u8>,
    bytes: Vec<u8>,
    offset: usize,
}

/// An archive of members, deflated or stored.
///
/// # Errors
/// Only where a member is longer than the format can say.
pub fn archive(members: &[Member<'_>], deflated: bool, lock: Lock<'_>) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in members {
        let mut packed = pack(name, content, deflated, lock)?;
        packed.offset = out.len();
        out.extend(packed.local()?);
        out.extend(&packed.bytes);
        directory.extend(packed.line()?);
    }
    let count = short(members.len())?;
    let (start, size) = (long(out.len())?, long(directory.len())?);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend(size);
    out.extend(start);
    out.extend([0, 0]);
    Ok(out)
}

fn pack<'a>(
    name: &'a str,
    content: &[u8],
    deflated: bool,
    lock: Lock<'_>,
) -> Result<Packed<'a>, Error> {
    let method = if deflated { 8 } else { 0 };
    let bytes = if deflated {
        deflate(content)
    } else {
        content.to_vec()
    };
    let crc = crc32(content);
    let open = Packed {
        name,
        method,
        flags: UTF_8,
        crc,
        size: content.len(),
        extra: Vec::new(),
        bytes,
        offset: 0,
    };
    Ok(match lock {
        Lock::None => open,
        Lock::Classic(password) => Packed {
            flags: UTF_8 | 1,
            bytes: classic(password, name, crc, &open.bytes),
            ..open
        },
        Lock::Aes(password) => {
            let mut extra = b"\x01\x99\x07\x00\x02\x00AE\x03".to_vec();
            extra.extend(method.to_le_bytes());
            Packed {
                method: 99,
                flags: UTF_8 | 1,
                // AE-2 has an authentication code in its place.
                crc: 0,
                extra,
                bytes: aes(password, name, &open.bytes)?,
                ..open
            }
        }
    })
}

impl Packed<'_> {
    /// What the header before the member and its line in the directory share.
    fn fields(&self) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        for number in [
            if self.method == 99 { 51 } else { 20 },
            self.flags,
            self.method,
            0,
            DATE,
        ] {
            out.extend(number.to_le_bytes());
        }
        out.extend(self.crc.to_le_bytes());
        out.extend(long(self.bytes.len())?);
        out.extend(long(self.size)?);
        out.extend(short(self.name.len())?);
        out.extend(short(self.extra.len())?);
        Ok(out)
    }

    fn local(&self) -> Result<Vec<u8>, Error> {
        let fields = self.fields()?;
        Ok([
            b"PK\x03\x04",
            &fields[..],
            self.name.as_bytes(),
            &self.extra,
        ]
        .concat())
    }

    fn line(&self) -> Result<Vec<u8>, Error> {
        let fields = self.fields()?;
        let mut out = [b"PK\x01\x02\x14\0", &fields[..]].concat();
        // No comment, first disk, no attributes.
        out.extend([0; 2 + 2 + 2 + 4]);
        out.extend(long(self.offset)?);
        out.extend(self.name.as_bytes());
        out.extend(&self.extra);
        Ok(out)
    }
}

/// Deflate (RFC 1951), the same bytes in every build.
pub(crate) fn deflate(content: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec(content, 9)
}

/// CRC-32 as zip and gzip have it.
pub(crate) fn crc32(content: &[u8]) -> u32 {
    content.iter().fold(u32::MAX, |crc, byte| step(crc, *byte)) ^ u32::MAX
}

/// One step of CRC-32, without its inversions.
fn step(crc: u32, byte: u8) -> u32 {
    (0..8).fold(crc ^ u32::from(byte), |crc, _| match crc & 1 {
        1 => crc >> 1 ^ 0xedb8_8320,
        _ => crc >> 1,
    })
}

/// The classic cipher's state.
struct Keys([u32; 3]);

impl Keys {
    fn new(password: &str) -> Self {
        let mut keys = Self([0x1234_5678, 0x2345_6789, 0x3456_7890]);
        password.bytes().for_each(|byte| keys.update(byte));
        keys
    }

    fn update(&mut self, byte: u8) {
        let [zero, one, two] = &mut self.0;
        *zero = step(*zero, byte);
        *one = one
            .wrapping_add(*zero & 0xff)
            .wrapping_mul(134_775_813)
            .wrapping_add(1);
        *two = step(*two, one.to_le_bytes()[3]);
    }

    fn lock(&mut self, byte: u8) -> u8 {
        let word = self.0[2] & 0xffff | 2;
        let mask = word.wrapping_mul(word ^ 1).to_le_bytes()[1];
        self.update(byte);
        byte ^ mask
    }
}

/// Twelve bytes before the text, of which the last checks the password.
fn classic(password: &str, name: &str, crc: u32, text: &[u8]) -> Vec<u8> {
    let mut head: [u8; 12] = seed::bytes(&format!("zip {name}"));
    head[11] = crc.to_le_bytes()[3];
    let mut keys = Keys::new(password);
    head.iter()
        .chain(text)
        .map(|byte| keys.lock(*byte))
        .collect()
}

/// Salt, two bytes that check the password, text, authentication code.
fn aes(password: &str, name: &str, text: &[u8]) -> Result<Vec<u8>, Error> {
    let salt: [u8; 16] = seed::bytes(&format!("zip salt {name}"));
    let mut keys = [0; 66];
    pbkdf2::pbkdf2_hmac::<Sha1>(password.as_bytes(), &salt, 1_000, &mut keys);
    let cipher = Aes256::new_from_slice(&keys[..32]).map_err(|_| Error::Cipher)?;
    let mut text = text.to_vec();
    for (count, chunk) in (1_u128..).zip(text.chunks_mut(16)) {
        let mut block = count.to_le_bytes().into();
        cipher.encrypt_block(&mut block);
        chunk
            .iter_mut()
            .zip(block)
            .for_each(|(byte, mask)| *byte ^= mask);
    }
    let mut mac =
        <Hmac<Sha1> as KeyInit>::new_from_slice(&keys[32..64]).map_err(|_| Error::Cipher)?;
    mac.update(&text);
    let code = mac.finalize().into_bytes();
    Ok([&salt[..], &keys[64..], &text, &code[..10]].concat())
}

fn short(number: usize) -> Result<[u8; 2], Error> {
    u16::try_from(number)
        .map(u16::to_le_bytes)
        .map_err(|_| Error::Archive)
}

fn long(number: usize) -> Result<[u8; 4], Error> {
    u32::try_from(number)
        .map(u32::to_le_bytes)
        .map_err(|_| Error::Archive)
}
