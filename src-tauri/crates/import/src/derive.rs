//! Keys out of passwords, within the limits. What a file asks for is checked before anything is
//! derived and before any memory is taken.

use crate::report::tell;
use crate::{ImportError, Limits, Progress, Watch};
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use pbkdf2::hmac::EagerHash;
use secret::SecretText;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

/// A key of 256 bits.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// What fuzzers get in place of a derived key, which would take them all their time (tests/fuzz).
#[allow(unexpected_cfgs, reason = "fuzzers set it")]
pub(crate) const STUB: Option<[u8; 32]> = if cfg!(fuzzing) { Some([7; 32]) } else { None };

/// Argon2's parameters, within the limits (RFC 9106); nearly every app runs the kind id with them.
pub(crate) struct Argon2id(argon2::Params);

impl Argon2id {
    /// Memory in KiB, passes over it, lanes.
    ///
    /// # Errors
    /// `KdfLimit` beyond the limits and where no run is possible with them.
    pub(crate) fn new(
        memory: u64,
        passes: u64,
        lanes: u64,
        limits: &Limits,
    ) -> Result<Self, ImportError> {
        let bytes = memory.checked_mul(1024).ok_or(ImportError::KdfLimit)?;
        let work = memory.checked_mul(passes).ok_or(ImportError::KdfLimit)?;
        if bytes > limits.max_kdf_memory || work > limits.max_argon2_work {
            return Err(ImportError::KdfLimit);
        }
        let small = |number: u64| u32::try_from(number).map_err(|_| ImportError::KdfLimit);
        argon2::Params::new(small(memory)?, small(passes)?, small(lanes)?, Some(32))
            .map(Self)
            .map_err(|_| ImportError::KdfLimit)
    }

    /// # Errors
    /// `KdfLimit` if the memory is not there or the salt is shorter than Argon2 takes;
    /// `Cancelled`.
    pub(crate) fn derive(
        self,
        password: &SecretText,
        salt: &[u8],
        watch: &Watch<'_>,
    ) -> Result<Key, ImportError> {
        self.derive_bytes(password.expose().as_bytes(), salt, watch)
    }

    /// The same for an app that cuts its password between the bytes of a sign.
    ///
    /// # Errors
    /// As [`Self::derive`].
    pub(crate) fn derive_bytes(
        self,
        password: &[u8],
        salt: &[u8],
        watch: &Watch<'_>,
    ) -> Result<Key, ImportError> {
        let (kind, version) = (argon2::Algorithm::Argon2id, argon2::Version::V0x13);
        self.derive_as(kind, version, password, salt, watch)
    }

    /// The same for any kind and version of Argon2 and for a key in place of a password.
    ///
    /// # Errors
    /// As [`Argon2id::derive`].
    pub(crate) fn derive_as(
        self,
        kind: argon2::Algorithm,
        version: argon2::Version,
        password: &[u8],
        salt: &[u8],
        watch: &Watch<'_>,
    ) -> Result<Key, ImportError> {
        tell(watch, Progress::Key)?;
        if let Some(key) = STUB {
            return Ok(Zeroizing::new(key));
        }
        let argon2 = argon2::Argon2::new(kind, version, self.0);
        let mut key = Zeroizing::new([0_u8; 32]);
        argon2
            .hash_password_into(password, salt, key.as_mut_slice())
            .map_err(|_| ImportError::KdfLimit)?;
        Ok(key)
    }
}

/// The rounds of AES that KeePass turns a key with, within the limits.
pub(crate) struct AesRounds(u64);

/// Between two questions whether to go on: less than a tenth of a second.
const AES_STEP: u64 = 1 << 20;

impl AesRounds {
    /// # Errors
    /// `KdfLimit` beyond the limits.
    pub(crate) fn new(rounds: u64, limits: &Limits) -> Result<Self, ImportError> {
        if rounds > limits.max_aes_rounds {
            return Err(ImportError::KdfLimit);
        }
        Ok(Self(rounds))
    }

    /// Both halves of `input` encrypted with AES-256 under `seed`, again and again; and the
    /// SHA-256 of that (keepass.info/help/kb/kdbx.html).
    ///
    /// # Errors
    /// `Cancelled`.
    pub(crate) fn derive(
        &self,
        input: &Key,
        seed: &[u8; 32],
        watch: &Watch<'_>,
    ) -> Result<Key, ImportError> {
        let cipher = aes::Aes256::new(&(*seed).into());
        let mut blocks = [aes::Block::default(); 2];
        for (block, half) in blocks.iter_mut().zip(input.chunks_exact(16)) {
            block.copy_from_slice(half);
        }
        let mut left = self.0;
        loop {
            tell(watch, Progress::Key)?;
            let now = left.min(AES_STEP);
            for _ in 0..now {
                cipher.encrypt_blocks(&mut blocks);
            }
            left -= now;
            if left == 0 {
                break;
            }
        }
        let mut hash = Sha256::new();
        for block in &mut blocks {
            hash.update(*block);
            block.zeroize();
        }
        Ok(Zeroizing::new(hash.finalize().into()))
    }
}

/// PBKDF2's rounds, within the limits (RFC 8018).
pub(crate) struct Pbkdf2(u32);

impl Pbkdf2 {
    /// # Errors
    /// `KdfLimit` for none, and beyond the limits.
    pub(crate) fn new(rounds: u64, limits: &Limits) -> Result<Self, ImportError> {
        match u32::try_from(rounds) {
            Ok(rounds @ 1..) if rounds <= limits.max_pbkdf2_rounds => Ok(Self(rounds)),
            _ => Err(ImportError::KdfLimit),
        }
    }

    /// With the HMAC of hash `H`.
    ///
    /// # Errors
    /// `Cancelled`.
    pub(crate) fn derive<H: EagerHash>(
        &self,
        password: &SecretText,
        salt: &[u8],
        watch: &Watch<'_>,
    ) -> Result<Key, ImportError> {
        self.derive_bytes::<H>(password.expose().as_bytes(), salt, watch)
    }

    /// The same for an app that cuts its password between the bytes of a sign.
    ///
    /// # Errors
    /// `Cancelled`.
    pub(crate) fn derive_bytes<H: EagerHash>(
        &self,
        password: &[u8],
        salt: &[u8],
        watch: &Watch<'_>,
    ) -> Result<Key, ImportError> {
        tell(watch, Progress::Key)?;
        if let Some(key) = STUB {
            return Ok(Zeroizing::new(key));
        }
        let mut key = Zeroizing::new([0_u8; 32]);
        pbkdf2::pbkdf2_hmac::<H>(password, salt, self.0, key.as_mut_slice());
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER as HEX;
    use std::ops::ControlFlow;

    const GO: &Watch<'static> = &|_| ControlFlow::Continue(());

    #[test]
    fn pbkdf2_is_that_of_the_rfc() {
        // RFC 6070 has 20 bytes of the first with SHA-1; RFC 7914 section 11 the second.
        let rounds = |count| Pbkdf2::new(count, &Limits::default()).expect("within");
        let key = rounds(4096)
            .derive::<sha1::Sha1>(&SecretText::new("password"), b"salt", GO)
            .expect("derived");
        assert_eq!(
            HEX.encode(&key[..20]),
            "4b007901b765489abead49d926f721d065a429c1"
        );
        let key = rounds(1)
            .derive::<sha2::Sha256>(&SecretText::new("passwd"), b"salt", GO)
            .expect("derived");
        assert_eq!(
            HEX.encode(key.as_slice()),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        );
    }

    #[test]
    fn what_costs_too_much_is_refused_before_it_starts() {
        let limits = Limits::default();
        for (memory, passes, lanes) in [
            ((1 << 20) + 1, 1, 1),
            (1 << 20, 17, 1),
            (u64::MAX, 1, 1),
            (1 << 20, u64::MAX, 1),
            (0, 1, 1),
            (64, 0, 1),
            (64, 1, 0),
            (64, 1, 1 << 25),
        ] {
            let refused = Argon2id::new(memory, passes, lanes, &limits);
            assert_eq!(refused.err(), Some(ImportError::KdfLimit), "{memory}");
        }
        assert!(Argon2id::new(1 << 20, 4, 1, &limits).is_ok(), "Ente's own");
        for rounds in [0, 10_000_001, u64::MAX] {
            assert!(Pbkdf2::new(rounds, &limits).is_err(), "{rounds}");
        }
    }
}
