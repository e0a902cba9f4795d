//! What the tests of several sources need: reading, sealing, and showing what came out.

use crate::{Format, ImportError, ImportReport, Limits, Options, Source, read};
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt, KeyIvInit};
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use model::OtpParameters;
use secret::{SecretBytes, SecretText};
use std::ops::ControlFlow;

/// The password of every sealed sample.
pub(crate) const PASSWORD: &str = "correct horse, invented";

/// The secret of every sample entry: Google's published example.
pub(crate) const SECRET: &str = "JBSWY3DPEHPK3PXP";
/// The same in bytes.
pub(crate) const BYTES: &[u8] = b"Hello!\xde\xad\xbe\xef";

/// A note with codes in it.
pub(crate) const CODES: &str =
    "recovery codes:\n0a1b2-c3d4e\n1b2c3-d4e5f\n2c3d4-e5f60\n3d4e5-f6071\n4e5f6-07182\n";

pub(crate) fn import_as(
    format: Option<Format>,
    bytes: &[u8],
    password: Option<&str>,
) -> Result<ImportReport, ImportError> {
    import_with(format, bytes, password, None)
}

/// With the content of a key file, too.
pub(crate) fn import_with(
    format: Option<Format>,
    bytes: &[u8],
    password: Option<&str>,
    key_file: Option<&[u8]>,
) -> Result<ImportReport, ImportError> {
    let key_file = key_file.map(SecretBytes::new);
    let password = password.map(SecretText::new);
    let options = Options {
        format,
        password: password.as_ref(),
        key_file: key_file.as_ref(),
        limits: Limits::default(),
        providers: &crate::PROVIDERS,
    };
    let name = "export.bin";
    read(&Source { name, bytes }, &options, &|_| {
        ControlFlow::Continue(())
    })
}

pub(crate) fn import(bytes: &[u8], password: Option<&str>) -> Result<ImportReport, ImportError> {
    import_as(None, bytes, password)
}

/// The error code of what must be refused.
pub(crate) fn code(bytes: &[u8], password: Option<&str>) -> &'static str {
    match import(bytes, password) {
        Ok(_) => "read",
        Err(error) => error.code(),
    }
}

/// Each candidate in a line: `number parameters | issuer | username | secret`, and behind it group,
/// tags, star, note and PIN where it has them.
pub(crate) fn shown(report: &ImportReport) -> Vec<String> {
    report.candidates.iter().map(line).collect()
}

fn line(one: &crate::Candidate) -> String {
    let otp = one.otp.as_ref().expect("a credential");
    let parameters = match otp.parameters {
        OtpParameters::Totp {
            algorithm,
            digits,
            period,
        } => format!("totp {algorithm} {} {}", digits.get(), period.seconds()),
        OtpParameters::Hotp {
            algorithm,
            digits,
            counter,
        } => format!("hotp {algorithm} {} #{counter}", digits.get()),
        other => other.otp_type().name().to_owned(),
    };
    let secret = match otp.secret.expose() {
        BYTES => "S".to_owned(),
        other => data_encoding::HEXLOWER.encode(other),
    };
    let mut line = format!(
        "{} {parameters} | {} | {} | {secret}",
        one.entry, one.issuer, one.username
    );
    if let Some(group) = &one.group {
        line.push_str(&format!(" | group {group}"));
    }
    if !one.tags.is_empty() {
        line.push_str(&format!(" | tags {}", one.tags.join(",")));
    }
    if one.favourite {
        line.push_str(" | star");
    }
    if let Some(note) = &one.note {
        line.push_str(&format!(" | note {}", note.expose().trim_end()));
    }
    if let Some(pin) = &otp.pin {
        line.push_str(&format!(" | pin {}", pin.expose()));
    }
    for (name, value) in &otp.uri_parameters {
        line.push_str(&format!(" | {name}={}", value.expose()));
    }
    line
}

/// The rejected entries: number, name and the first words of the reason.
pub(crate) fn rejected(report: &ImportReport) -> Vec<String> {
    let one = |one: &crate::Rejected| {
        let reason: Vec<&str> = one.reason.split(' ').take(4).collect();
        format!("{} {} | {}", one.entry, one.name, reason.join(" "))
    };
    report.rejected.iter().map(one).collect()
}

/// AES-256-GCM with the tag behind the text.
pub(crate) fn seal_gcm(key: &[u8], nonce: [u8; 12], data: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut text = plain.to_vec();
    let tag = Aes256Gcm::new_from_slice(key)
        .expect("32 bytes")
        .encrypt_inout_detached(&Nonce::from(nonce), data, text.as_mut_slice().into())
        .expect("short");
    text.extend_from_slice(&tag);
    text
}

/// AES-256-CBC with PKCS 7 padding.
pub(crate) fn seal_cbc(key: [u8; 32], iv: [u8; 16], plain: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<aes::Aes256>::new(&key.into(), &iv.into()).encrypt_padded_vec::<Pkcs7>(plain)
}

/// Base64 with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine;
    ::base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Every prefix of an export from a length on is refused with one of these codes.
pub(crate) fn check_cut(bytes: &[u8], from: usize, password: Option<&str>, codes: &[&str]) {
    let step = (bytes.len() / 97).max(1);
    for end in (from..bytes.len()).step_by(step) {
        let cut = bytes.get(..end).unwrap_or_default();
        let found = code(cut, password);
        assert!(codes.contains(&found), "{end} of {}: {found}", bytes.len());
    }
}
