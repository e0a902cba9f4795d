//! KeePass databases: KDBX 3.1 and 4.1 (the format's description by its author,
//! keepass.info/help/kb/kdbx.html, and KeePassXC's writer).

use crate::zip::{crc32, deflate};
use crate::{Error, seed};
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockCipherEncrypt, BlockModeEncrypt, KeyInit, KeyIvInit, StreamCipher};
use base64::Engine;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256, Sha512};

const MAGIC: &[u8] = b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5";
const AES: &str = "31c1f2e6bf714350be5805216afc5aff";
const TWOFISH: &str = "ad68f29f576f4bb9a36ad47af965346c";
const CHACHA20: &str = "d6038a2b8b6f4cb5a524339a31dbb59a";
const AES_KDF: &str = "c9d9f39a628a4460bf740d08c18a4fea";
const ARGON2D: &str = "ef636ddf8c29444b91f7a9a403e30a0c";
const ARGON2ID: &str = "9e298b1956db4773b23dfc3ec6f0a1e6";
/// Salsa20's nonce for protected values.
const SALSA20_NONCE: [u8; 8] = [0xe8, 0x30, 0x09, 0x4b, 0x97, 0x20, 0x5d, 0x2a];
/// Smaller than apps write, so that small samples have several blocks.
const BLOCK: usize = 4096;

/// The versions of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// KDBX 3.1: attachments stand in the XML, protected values are under Salsa20.
    Three,
    /// KDBX 4.1: attachments stand before the XML, protected values are under ChaCha20.
    Four,
}

/// The cipher of the whole.
#[derive(Debug, Clone, Copy)]
pub enum Cipher {
    /// AES-256-CBC.
    Aes,
    /// Twofish-CBC with 256 bits.
    Twofish,
    /// ChaCha20 (RFC 8439).
    ChaCha20,
}

/// How the key is derived. KDBX 3.1 knows AES only.
#[derive(Debug, Clone, Copy)]
pub enum Kdf {
    /// So many rounds of AES.
    Aes(u64),
    /// Argon2d with bytes of memory, passes, lanes.
    Argon2d(u64, u64, u32),
    /// Argon2id, the same.
    Argon2id(u64, u64, u32),
}

/// How a database is written.
#[derive(Debug, Clone, Copy)]
pub struct Writing<'a> {
    /// The version of the format.
    pub version: Version,
    /// The cipher of the whole.
    pub cipher: Cipher,
    /// How the key is derived.
    pub kdf: Kdf,
    /// Whether it is compressed.
    pub gzip: bool,
    /// The password, if it has one.
    pub password: Option<&'a str>,
    /// The key that its key file stands for, if it has one.
    pub key: Option<[u8; 32]>,
    /// Attachments of KDBX 4, in the order of their numbers.
    pub attachments: &'a [&'a [u8]],
}

/// A database of this XML. Its `<Value Protected="True">` hold plain text, which is put under the
/// inner cipher here.
///
/// # Errors
/// Where the key derivation cannot run with its parameters.
pub fn write(xml: &str, writing: &Writing<'_>) -> Result<Vec<u8>, Error> {
    let stream: [u8; 64] = seed::bytes("kdbx inner stream");
    let text = match writing.version {
        Version::Three => protect(xml, &mut salsa20(&stream[..32])),
        Version::Four => protect(xml, &mut chacha20(&stream)),
    };
    let seed: [u8; 32] = seed::bytes("kdbx master seed");
    let transformed = writing.kdf.run(composite(writing))?;
    let key: [u8; 32] = Sha256::digest([seed, transformed].concat()).into();
    let header = header(writing, &seed, &stream[..32]);
    let packed = |text: Vec<u8>| if writing.gzip { gzip(&text) } else { text };
    if writing.version == Version::Three {
        let start: [u8; 32] = seed::bytes("kdbx start");
        let body = [&start[..], &hashed(&packed(text))?].concat();
        return Ok([header, writing.cipher.seal(key, &body)].concat());
    }
    let mut inner = Vec::new();
    field(&mut inner, 1, &3_u32.to_le_bytes());
    field(&mut inner, 2, &stream);
    for attachment in writing.attachments {
        field(&mut inner, 3, &[&[1], *attachment].concat());
    }
    field(&mut inner, 0, &[]);
    let body = writing.cipher.seal(key, &packed([inner, text].concat()));
    let base = Sha512::digest([&seed[..], &transformed, &[1]].concat());
    let mut out = header.clone();
    out.extend(Sha256::digest(&header));
    out.extend(mac(&base, u64::MAX, &[&header])?);
    let last: &[u8] = &[];
    for (number, block) in (0_u64..).zip(body.chunks(BLOCK).chain([last])) {
        let size = length(block.len())?;
        out.extend(mac(&base, number, &[&number.to_le_bytes(), &size, block])?);
        out.extend(size);
        out.extend(block);
    }
    Ok(out)
}

/// Password and key file as one key.
fn composite(writing: &Writing<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    if let Some(password) = writing.password {
        hash.update(Sha256::digest(password));
    }
    if let Some(key) = writing.key {
        hash.update(key);
    }
    hash.finalize().into()
}

impl Kdf {
    fn run(self, key: [u8; 32]) -> Result<[u8; 32], Error> {
        let salt: [u8; 32] = seed::bytes("kdbx salt");
        let (algorithm, memory, passes, lanes) = match self {
            Self::Aes(rounds) => {
                let cipher = aes::Aes256::new(&salt.into());
                let mut blocks = [[0; 16]; 2].map(aes::Block::from);
                for (block, half) in blocks.iter_mut().zip(key.chunks(16)) {
                    block.copy_from_slice(half);
                    (0..rounds).for_each(|_| cipher.encrypt_block(block));
                }
                return Ok(Sha256::digest(blocks.concat()).into());
            }
            Self::Argon2d(memory, passes, lanes) => {
                (argon2::Algorithm::Argon2d, memory, passes, lanes)
            }
            Self::Argon2id(memory, passes, lanes) => {
                (argon2::Algorithm::Argon2id, memory, passes, lanes)
            }
        };
        let small = |number: u64| u32::try_from(number).map_err(|_| Error::Cipher);
        let params = argon2::Params::new(small(memory / 1024)?, small(passes)?, lanes, Some(32));
        let params = params.map_err(|_| Error::Cipher)?;
        let mut out = [0; 32];
        argon2::Argon2::new(algorithm, argon2::Version::V0x13, params)
            .hash_password_into(&key, &salt, &mut out)
            .map_err(|_| Error::Cipher)?;
        Ok(out)
    }

    /// The variant dictionary that says how to run it.
    fn dictionary(self) -> Vec<u8> {
        let salt: [u8; 32] = seed::bytes("kdbx salt");
        let mut out = vec![0, 1];
        let mut item = |kind: u8, name: &str, value: &[u8]| {
            out.push(kind);
            out.extend((name.len() as u32).to_le_bytes());
            out.extend(name.as_bytes());
            out.extend((value.len() as u32).to_le_bytes());
            out.extend(value);
        };
        match self {
            Self::Aes(rounds) => {
                item(0x42, "$UUID", &id(AES_KDF));
                item(5, "R", &rounds.to_le_bytes());
            }
            Self::Argon2d(memory, passes, lanes) | Self::Argon2id(memory, passes, lanes) => {
                let argon2d = matches!(self, Self::Argon2d(..));
                item(0x42, "$UUID", &id(if argon2d { ARGON2D } else { ARGON2ID }));
                item(4, "V", &0x13_u32.to_le_bytes());
                item(5, "M", &memory.to_le_bytes());
                item(5, "I", &passes.to_le_bytes());
                item(4, "P", &lanes.to_le_bytes());
            }
        }
        item(0x42, "S", &salt);
        out.push(0);
        out
    }
}

impl Cipher {
    fn id(self) -> [u8; 16] {
        id(match self {
            Self::Aes => AES,
            Self::Twofish => TWOFISH,
            Self::ChaCha20 => CHACHA20,
        })
    }

    fn iv(self) -> Vec<u8> {
        let iv: [u8; 16] = seed::bytes("kdbx iv");
        let length = if matches!(self, Self::ChaCha20) {
            12
        } else {
            16
        };
        iv[..length].to_vec()
    }

    fn seal(self, key: [u8; 32], text: &[u8]) -> Vec<u8> {
        let iv: [u8; 16] = seed::bytes("kdbx iv");
        match self {
            Self::Aes => cbc::Encryptor::<aes::Aes256>::new(&key.into(), &iv.into())
                .encrypt_padded_vec::<Pkcs7>(text),
            Self::Twofish => cbc::Encryptor::<twofish::Twofish>::new(&key.into(), &iv.into())
                .encrypt_padded_vec::<Pkcs7>(text),
            Self::ChaCha20 => {
                let mut text = text.to_vec();
                let mut nonce = [0; 12];
                nonce.copy_from_slice(&iv[..12]);
                chacha20::ChaCha20::new(&key.into(), &nonce.into()).apply_keystream(&mut text);
                text
            }
        }
    }
}

/// Everything before the encrypted part.
fn header(writing: &Writing<'_>, seed: &[u8], stream: &[u8]) -> Vec<u8> {
    let three = writing.version == Version::Three;
    let mut fields: Vec<(u8, Vec<u8>)> = vec![
        (2, writing.cipher.id().to_vec()),
        (3, u32::from(writing.gzip).to_le_bytes().to_vec()),
        (4, seed.to_vec()),
        (7, writing.cipher.iv()),
    ];
    match writing.kdf {
        Kdf::Aes(rounds) if three => {
            let salt: [u8; 32] = seed::bytes("kdbx salt");
            fields.push((5, salt.to_vec()));
            fields.push((6, rounds.to_le_bytes().to_vec()));
            fields.push((8, stream.to_vec()));
            fields.push((9, seed::bytes::<32>("kdbx start").to_vec()));
            fields.push((10, 2_u32.to_le_bytes().to_vec()));
        }
        kdf => fields.push((11, kdf.dictionary())),
    }
    fields.push((0, b"\r\n\r\n".to_vec()));
    let mut out = MAGIC.to_vec();
    out.extend(if three { [1, 0, 3, 0] } else { [1, 0, 4, 0] });
    for (kind, value) in fields {
        if three {
            out.push(kind);
            out.extend((value.len() as u16).to_le_bytes());
            out.extend(value);
        } else {
            field(&mut out, kind, &value);
        }
    }
    out
}

/// A field of KDBX 4.
fn field(out: &mut Vec<u8>, kind: u8, value: &[u8]) {
    out.push(kind);
    out.extend((value.len() as u32).to_le_bytes());
    out.extend(value);
}

/// The blocks of KDBX 3.1: number, SHA-256, length, content; the last one is empty.
fn hashed(text: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let mut number = 0_u32;
    for block in text.chunks(BLOCK) {
        out.extend(number.to_le_bytes());
        out.extend(Sha256::digest(block));
        out.extend(length(block.len())?);
        out.extend(block);
        number += 1;
    }
    out.extend(number.to_le_bytes());
    out.extend([0; 32 + 4]);
    Ok(out)
}

/// HMAC-SHA-256 under the key of a block of KDBX 4.
fn mac(base: &[u8], number: u64, parts: &[&[u8]]) -> Result<[u8; 32], Error> {
    let key = Sha512::digest([&number.to_le_bytes(), base].concat());
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).map_err(|_| Error::Cipher)?;
    parts.iter().for_each(|part| mac.update(part));
    Ok(mac.finalize().into_bytes().into())
}

fn salsa20(key: &[u8]) -> salsa20::Salsa20 {
    salsa20::Salsa20::new(&Sha256::digest(key), &SALSA20_NONCE.into())
}

fn chacha20(key: &[u8]) -> chacha20::ChaCha20 {
    let hash: [u8; 64] = Sha512::digest(key).into();
    let (mut key, mut nonce) = ([0; 32], [0; 12]);
    key.copy_from_slice(&hash[..32]);
    nonce.copy_from_slice(&hash[32..44]);
    chacha20::ChaCha20::new(&key.into(), &nonce.into())
}

/// Puts the protected values of a document under a stream cipher, one after the other.
fn protect(xml: &str, stream: &mut impl StreamCipher) -> Vec<u8> {
    const MARK: &str = "Protected=\"True\">";
    let mut out = String::new();
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once(MARK) {
        let (value, after) = after.split_once('<').unwrap_or((after, ""));
        let mut bytes = value.replace("&amp;", "&").into_bytes();
        stream.apply_keystream(&mut bytes);
        let sealed = base64::prelude::BASE64_STANDARD.encode(bytes);
        out.extend([before, MARK, &sealed, "<"]);
        rest = after;
    }
    out.push_str(rest);
    out.into_bytes()
}

/// A gzip file (RFC 1952) without name and time.
fn gzip(text: &[u8]) -> Vec<u8> {
    let size = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    file.extend(deflate(text));
    file.extend(crc32(text).to_le_bytes());
    file.extend(size.to_le_bytes());
    file
}

fn id(hex: &str) -> [u8; 16] {
    let mut id = [0; 16];
    if let Ok(bytes) = data_encoding::HEXLOWER.decode(hex.as_bytes()) {
        id.copy_from_slice(&bytes);
    }
    id
}

fn length(length: usize) -> Result<[u8; 4], Error> {
    u32::try_from(length)
        .map(u32::to_le_bytes)
        .map_err(|_| Error::Archive)
}
