//! What stands before the encrypted part of a KDBX file.
//!
//! Source: the format's description by its author (keepass.info/help/kb/kdbx.html), and
//! KeePassXC's `Kdbx3Reader` and `Kdbx4Reader`, read for the facts.

use super::DAMAGED;
use super::bytes::Bytes;
use crate::derive::{AesRounds, Argon2id};
use crate::{ImportError, Limits};
use sha2::{Digest, Sha256};

/// The first four bytes of every KeePass database.
pub(super) const MAGIC: &[u8] = b"\x03\xd9\xa2\x9a";
/// What follows them in a KDBX file.
const KDBX: &[u8] = b"\x67\xfb\x4b\xb5";
/// The ciphers' ids.
const AES: [u8; 16] = *b"\x31\xc1\xf2\xe6\xbf\x71\x43\x50\xbe\x58\x05\x21\x6a\xfc\x5a\xff";
const TWOFISH: [u8; 16] = *b"\xad\x68\xf2\x9f\x57\x6f\x4b\xb9\xa3\x6a\xd4\x7a\xf9\x65\x34\x6c";
const CHACHA20: [u8; 16] = *b"\xd6\x03\x8a\x2b\x8b\x6f\x4c\xb5\xa5\x24\x33\x9a\x31\xdb\xb5\x9a";
/// The key derivations' ids; KeePassXC knows AES by two.
const AES_KDF: [[u8; 16]; 2] = [
    *b"\xc9\xd9\xf3\x9a\x62\x8a\x44\x60\xbf\x74\x0d\x08\xc1\x8a\x4f\xea",
    *b"\x7c\x02\xbb\x82\x79\xa7\x4a\xc0\x92\x7d\x11\x4a\x00\x64\x82\x38",
];
const ARGON2D: [u8; 16] = *b"\xef\x63\x6d\xdf\x8c\x29\x44\x4b\x91\xf7\xa9\xa4\x03\xe3\x0a\x0c";
const ARGON2ID: [u8; 16] = *b"\x9e\x29\x8b\x19\x56\xdb\x47\x73\xb2\x3d\xfc\x3e\xc6\xf0\xa1\xe6";
/// Salts are 32 bytes; no app writes longer ones than this.
const MAX_SALT: usize = 1024;

/// The cipher of the whole, with its nonce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    Aes([u8; 16]),
    Twofish([u8; 16]),
    ChaCha20([u8; 12]),
}

/// How the key is derived, within the limits.
pub(super) enum Kdf {
    Aes {
        rounds: AesRounds,
        seed: [u8; 32],
    },
    Argon2 {
        parameters: ArgonParameters,
        kind: argon2::Algorithm,
        version: argon2::Version,
        salt: Vec<u8>,
    },
}

/// Memory in KiB, passes, lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ArgonParameters {
    pub(super) memory: u64,
    pub(super) passes: u64,
    pub(super) lanes: u64,
}

/// What only one version has.
pub(super) enum Version {
    /// KDBX 3: the key of protected values, the 32 bytes that the text begins with, and the inner
    /// cipher.
    Three {
        stream_key: Vec<u8>,
        start: [u8; 32],
        stream: u32,
    },
    /// KDBX 4: all of that stands inside.
    Four,
}

/// Everything before the encrypted part.
pub(super) struct Header {
    pub(super) cipher: Cipher,
    pub(super) gzip: bool,
    pub(super) seed: [u8; 32],
    pub(super) kdf: Kdf,
    pub(super) version: Version,
    /// Its length in bytes.
    pub(super) length: usize,
}

/// The fields as they come.
#[derive(Default)]
struct Fields<'a> {
    cipher: &'a [u8],
    compression: &'a [u8],
    seed: &'a [u8],
    transform_seed: &'a [u8],
    rounds: &'a [u8],
    nonce: &'a [u8],
    stream_key: &'a [u8],
    start: &'a [u8],
    stream: &'a [u8],
    kdf: &'a [u8],
}

impl Header {
    /// Reads it. KDBX 4 has its hash behind it, which needs no key.
    ///
    /// # Errors
    /// `Unsupported` for what is not read, `Damaged`, `KdfLimit`.
    pub(super) fn read(file: &[u8], limits: &Limits) -> Result<Self, ImportError> {
        let mut bytes = Bytes::new(file);
        let magic = (bytes.take(4)?, bytes.take(4)?);
        if magic != (MAGIC, KDBX) {
            return Err(ImportError::Unsupported {
                what: "a database of KeePass 1 (.kdb)",
                instead: "open it in KeePass 2 or KeePassXC, save it as .kdbx, and import that",
            });
        }
        let (_minor, major) = (bytes.u16()?, bytes.u16()?);
        let wide = match major {
            3 => false,
            4 => true,
            0..=2 => {
                return Err(ImportError::Unsupported {
                    what: "a database of a test version of KeePass 2",
                    instead: "open it in KeePass 2 or KeePassXC, save it, and import that",
                });
            }
            _ => {
                return Err(ImportError::Unsupported {
                    what: "a KeePass database of a newer version of the format",
                    instead: "look for a newer Reentry, or export it from KeePassXC as XML",
                });
            }
        };
        let mut fields = Fields::default();
        loop {
            let kind = bytes.u8()?;
            let length = if wide {
                bytes.length()?
            } else {
                usize::from(bytes.u16()?)
            };
            let value = bytes.take(length)?;
            match kind {
                0 => break,
                2 => fields.cipher = value,
                3 => fields.compression = value,
                4 => fields.seed = value,
                5 => fields.transform_seed = value,
                6 => fields.rounds = value,
                7 => fields.nonce = value,
                8 => fields.stream_key = value,
                9 => fields.start = value,
                10 => fields.stream = value,
                11 => fields.kdf = value,
                // A comment, data for plugins, and what is not known yet.
                _ => {}
            }
        }
        let length = bytes.position();
        // Before anything that the header says is believed.
        if wide
            && Sha256::digest(file.get(..length).ok_or(DAMAGED)?).as_slice() != bytes.take(32)?
        {
            return Err(DAMAGED);
        }
        Ok(Self {
            cipher: fields.cipher()?,
            gzip: match number(fields.compression)? {
                0 => false,
                1 => true,
                _ => return Err(DAMAGED),
            },
            seed: array(fields.seed)?,
            kdf: if wide {
                Kdf::of(fields.kdf, limits)?
            } else {
                fields.rounds_of_aes(limits)?
            },
            version: if wide { Version::Four } else { fields.three()? },
            length,
        })
    }
}

impl Fields<'_> {
    fn cipher(&self) -> Result<Cipher, ImportError> {
        match array(self.cipher)? {
            AES => array(self.nonce).map(Cipher::Aes),
            TWOFISH => array(self.nonce).map(Cipher::Twofish),
            CHACHA20 => array(self.nonce).map(Cipher::ChaCha20),
            _ => Err(ImportError::Unsupported {
                what: "a KeePass database under the cipher of a plugin",
                instead: "choose AES or ChaCha20 in its settings, save it, and import it again",
            }),
        }
    }

    fn rounds_of_aes(&self, limits: &Limits) -> Result<Kdf, ImportError> {
        let rounds = u64::from_le_bytes(array(self.rounds)?);
        Ok(Kdf::Aes {
            rounds: AesRounds::new(rounds, limits)?,
            seed: array(self.transform_seed)?,
        })
    }

    fn three(&self) -> Result<Version, ImportError> {
        Ok(Version::Three {
            stream_key: self.stream_key.to_vec(),
            start: array(self.start)?,
            stream: number(self.stream)?,
        })
    }
}

impl Kdf {
    /// Out of a variant dictionary.
    fn of(dictionary: &[u8], limits: &Limits) -> Result<Self, ImportError> {
        let items = Dictionary::read(dictionary)?;
        let id: [u8; 16] = array(items.bytes("$UUID")?)?;
        if AES_KDF.contains(&id) {
            return Ok(Self::Aes {
                rounds: AesRounds::new(items.number("R")?, limits)?,
                seed: array(items.bytes("S")?)?,
            });
        }
        let kind = match id {
            ARGON2D => argon2::Algorithm::Argon2d,
            ARGON2ID => argon2::Algorithm::Argon2id,
            _ => {
                return Err(ImportError::Unsupported {
                    what: "a KeePass database under the key derivation of a plugin",
                    instead: "choose Argon2 or AES-KDF in its settings, save it, and import it again",
                });
            }
        };
        if items.bytes("K").is_ok() || items.bytes("A").is_ok() {
            return Err(ImportError::Unsupported {
                what: "a KeePass database with a further key for Argon2, which no app writes",
                instead: "save it from KeePass 2 or KeePassXC, and import it again",
            });
        }
        let parameters = ArgonParameters {
            memory: items.number("M")? / 1024,
            passes: items.number("I")?,
            lanes: items.number("P")?,
        };
        let salt = items.bytes("S")?;
        if salt.len() > MAX_SALT {
            return Err(DAMAGED);
        }
        // Checked before anybody is asked for a password.
        parameters.checked(limits)?;
        Ok(Self::Argon2 {
            parameters,
            kind,
            version: match items.number("V")? {
                0x10 => argon2::Version::V0x10,
                0x13 => argon2::Version::V0x13,
                _ => return Err(DAMAGED),
            },
            salt: salt.to_vec(),
        })
    }
}

impl ArgonParameters {
    /// # Errors
    /// `KdfLimit`.
    pub(super) fn checked(self, limits: &Limits) -> Result<Argon2id, ImportError> {
        Argon2id::new(self.memory, self.passes, self.lanes, limits)
    }
}

/// Names and values: type, name and value, each text with its length.
struct Dictionary<'a>(Vec<(&'a [u8], &'a [u8])>);

impl<'a> Dictionary<'a> {
    fn read(text: &'a [u8]) -> Result<Self, ImportError> {
        let mut bytes = Bytes::new(text);
        let mut items = Vec::new();
        // The upper byte says who may read it.
        if bytes.u16()? >> 8 != 1 {
            return Err(DAMAGED);
        }
        while bytes.u8()? != 0 {
            let length = bytes.length()?;
            let name = bytes.take(length)?;
            let length = bytes.length()?;
            items.push((name, bytes.take(length)?));
        }
        Ok(Self(items))
    }

    fn bytes(&self, name: &str) -> Result<&'a [u8], ImportError> {
        let found = self.0.iter().find(|(known, _)| *known == name.as_bytes());
        found.map(|(_, value)| *value).ok_or(DAMAGED)
    }

    /// A number of 32 or 64 bits.
    fn number(&self, name: &str) -> Result<u64, ImportError> {
        let value = self.bytes(name)?;
        match array(value) {
            Ok(eight) => Ok(u64::from_le_bytes(eight)),
            Err(_) => number(value).map(u64::from),
        }
    }
}

/// A number of 32 bits.
pub(super) fn number(value: &[u8]) -> Result<u32, ImportError> {
    array(value).map(u32::from_le_bytes)
}

pub(super) fn array<const N: usize>(value: &[u8]) -> Result<[u8; N], ImportError> {
    value.try_into().map_err(|_| DAMAGED)
}
