//! The passphrase envelope of a vault sheet: a plain age file with one scrypt stanza, which
//! `age -d` opens.

use crate::{AppError, Code};
use age::secrecy::SecretString;
use age::{Decryptor, Encryptor, scrypt};
use secret::{SecretBytes, SecretText};
use std::io::{Read, Write};
use vault::WorkFactor;
use zeroize::Zeroizing;

/// Encrypts to a passphrase.
///
/// # Errors
/// `io` when age fails, which it has no reason to.
pub fn seal(
    content: &SecretBytes,
    passphrase: &SecretText,
    work: WorkFactor,
) -> Result<Vec<u8>, AppError> {
    let mut recipient = scrypt::Recipient::new(text(passphrase));
    recipient.set_work_factor(work.log_n());
    sealed_with(content, &recipient)
}

fn sealed_with(content: &SecretBytes, to: &dyn age::Recipient) -> Result<Vec<u8>, AppError> {
    let mut sealed = Vec::new();
    let write = |sealed: &mut Vec<u8>| -> Result<(), ()> {
        let encryptor = Encryptor::with_recipients(std::iter::once(to)).map_err(drop)?;
        let mut writer = encryptor.wrap_output(sealed).map_err(drop)?;
        writer.write_all(content.expose()).map_err(drop)?;
        writer.finish().map(drop).map_err(drop)
    };
    write(&mut sealed).map_err(|()| not_sealed())?;
    Ok(sealed)
}

fn not_sealed() -> AppError {
    AppError::new(
        Code::Io,
        "The sheet's content cannot be encrypted.",
        "Nothing was written.",
        "Try again.",
    )
}

/// Encrypts to a recipient (`age1…`).
///
/// # Errors
/// `io` when it is none, or age fails.
pub fn seal_to(content: &SecretBytes, recipient: &str) -> Result<Vec<u8>, AppError> {
    let recipient: age::x25519::Recipient = recipient.parse().map_err(|_| not_sealed())?;
    sealed_with(content, &recipient)
}

/// Whether a passphrase opens an age file, and not a key.
///
/// # Errors
/// `damaged` when it is no age file.
pub fn is_passphrase_file(sealed: &[u8]) -> Result<bool, AppError> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(|error| refused(&error))?;
    Ok(decryptor.is_scrypt())
}

/// Opens an age file with an identity (`AGE-SECRET-KEY-1…`).
///
/// # Errors
/// `wrong_file_password` where the identity is not among its recipients, `damaged`.
pub fn open_with(sealed: &[u8], identity: &SecretText) -> Result<SecretBytes, AppError> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(|error| refused(&error))?;
    let identity: age::x25519::Identity = identity.expose().parse().map_err(|_| damaged())?;
    let mut reader = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|error| match error {
            age::DecryptError::NoMatchingKeys => AppError::new(
                Code::WrongFilePassword,
                "This paper key does not open this sheet.",
                "Nothing was restored.",
                "The sheet names the key sheet or the shares that open it; after `key replace` there is another one.",
            ),
            other => refused(&other),
        })?;
    let mut content = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut content).map_err(|_| damaged())?;
    Ok(content.into())
}

/// How long a file sealed with a passphrase is: header with one scrypt stanza and its MAC (150 bytes
/// where the work factor has two digits), nonce (16), and 16 bytes for each begun 64 KiB (C2SP
/// age.md).
#[must_use]
pub fn length(content: usize) -> usize {
    const HEADER: usize = 150;
    const NONCE: usize = 16;
    const TAG: usize = 16;
    const CHUNK: usize = 64 << 10;
    HEADER + NONCE + content + TAG * content.div_ceil(CHUNK).max(1)
}

/// About how long a file sealed to a recipient is: its header has a stanza that only wastes a random
/// number of bytes (`grease_the_joint` of the age crate).
#[must_use]
pub fn length_to_key(content: usize) -> usize {
    const LONGER_HEADER: usize = 150;
    length(content) + LONGER_HEADER
}

/// Opens an age file with its passphrase.
///
/// # Errors
/// `wrong_file_password`, `kdf_limit` above 2^20, `damaged`.
pub fn open(sealed: &[u8], passphrase: &SecretText) -> Result<SecretBytes, AppError> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(|error| refused(&error))?;
    if !decryptor.is_scrypt() {
        return Err(AppError::new(
            Code::Unsupported,
            "This sheet is encrypted to a key, not to a passphrase.",
            "Nothing was restored.",
            "Scan the key sheet or the shares along with it.",
        ));
    }
    let mut identity = scrypt::Identity::new(text(passphrase));
    identity.set_max_work_factor(WorkFactor::MOST.log_n());
    let mut reader = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|error| refused(&error))?;
    // The content is shorter than the file, so this never grows and leaves no copies behind.
    let mut content = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut content).map_err(|_| damaged())?;
    Ok(content.into())
}

fn text(passphrase: &SecretText) -> SecretString {
    SecretString::from(passphrase.expose().to_owned())
}

fn refused(error: &age::DecryptError) -> AppError {
    match error {
        age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed
        | age::DecryptError::NoMatchingKeys => AppError::new(
            Code::WrongFilePassword,
            "The passphrase does not open this sheet.",
            "Nothing was restored.",
            "It is the vault's passphrase of the day the sheet was printed, unless the sheet got one of its own.",
        ),
        age::DecryptError::ExcessiveWork { .. } => AppError::new(
            Code::KdfLimit,
            "The sheet asks for more key derivation work than 2^20.",
            "Nothing was restored.",
            "No sheet of Reentry asks for that: look where it came from.",
        ),
        _ => damaged(),
    }
}

fn damaged() -> AppError {
    AppError::new(
        Code::Damaged,
        "The sheet's content is damaged.",
        "Nothing was restored.",
        "Scan it again at 300 dpi, or type the lines that were read wrong.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Vec<u8> {
        seal(
            &SecretBytes::new(*b"content"),
            &SecretText::new("a passphrase"),
            WorkFactor::WEAK_FOR_TESTS,
        )
        .expect("sealed")
    }

    #[test]
    fn the_right_passphrase_opens_and_a_wrong_one_says_so() {
        let opened = open(&sealed(), &SecretText::new("a passphrase")).expect("opened");
        assert_eq!(opened.expose(), b"content");
        let error = open(&sealed(), &SecretText::new("another")).expect_err("wrong");
        assert_eq!(error.code, Code::WrongFilePassword);
    }

    #[test]
    fn the_length_of_a_sealed_text_is_known_before() {
        for content in [0, 7, 64 << 10, (64 << 10) + 1, 200_000] {
            let sealed = seal(
                &SecretBytes::new(vec![0; content]),
                &SecretText::new("a passphrase"),
                WorkFactor::WEAK_FOR_TESTS,
            );
            assert_eq!(sealed.expect("sealed").len(), length(content), "{content}");
        }
    }

    #[test]
    fn damage_and_greed_are_told_apart() {
        let mut cut = sealed();
        cut.truncate(cut.len() - 3);
        let error = open(&cut, &SecretText::new("a passphrase")).expect_err("cut");
        assert_eq!(error.code, Code::Damaged);
        let greedy = String::from_utf8_lossy(&sealed()[..60]).replace(" 10\n", " 40\n");
        let mut greedy = greedy.into_bytes();
        greedy.extend_from_slice(&sealed()[60..]);
        let error = open(&greedy, &SecretText::new("a passphrase")).expect_err("greedy");
        assert!(
            matches!(error.code, Code::KdfLimit | Code::Damaged),
            "{error}"
        );
    }
}
