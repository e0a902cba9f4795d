//! Writing key URIs, conservatively: every parameter is written, the secret in upper case and
//! unpadded, a space as `%20`.
//!
//! Forms: `otpauth://totp|hotp/…` (Google's Key Uri Format and
//! draft-linuxgemini-otpauth-uri), `otpauth://steam/…` (Ente), `motp://…` and
//! `otpauth://yaotp/…` (Aegis).

use crate::{OtpCredential, SecretText};
use model::OtpParameters;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write;
use zeroize::Zeroizing;

/// RFC 3986's unreserved characters stay; `@` is harmless in a path and keeps names readable.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const LABEL: &AsciiSet = &KEPT.remove(b'@');

impl OtpCredential {
    /// The key URI under these names.
    #[must_use]
    pub fn uri(&self, issuer: &str, username: &str) -> SecretText {
        let mut uri = Zeroizing::new(String::with_capacity(256));
        uri.push_str(self.scheme_and_type());
        label(&mut uri, issuer, username);
        uri.push_str("?secret=");
        match self.parameters {
            OtpParameters::Motp => uri.push_str(&Zeroizing::new(
                data_encoding::HEXLOWER.encode(self.secret.expose()),
            )),
            _ => uri.push_str(self.base32().expose()),
        }
        if !issuer.is_empty() {
            pair(&mut uri, "issuer", issuer);
        }
        self.write_parameters(&mut uri);
        for (name, value) in &self.uri_parameters {
            pair(&mut uri, name, value.expose());
        }
        SecretText::new(std::mem::take(&mut *uri))
    }

    fn scheme_and_type(&self) -> &'static str {
        match self.parameters {
            OtpParameters::Totp { .. } => "otpauth://totp/",
            OtpParameters::Hotp { .. } => "otpauth://hotp/",
            OtpParameters::Steam => "otpauth://steam/",
            OtpParameters::Motp => "motp://",
            OtpParameters::Yandex => "otpauth://yaotp/",
        }
    }

    fn write_parameters(&self, uri: &mut String) {
        if self.parameters == OtpParameters::Motp {
            return;
        }
        if let Some(algorithm) = self.parameters.algorithm() {
            pair(uri, "algorithm", algorithm.name());
        }
        pair(uri, "digits", &self.parameters.digits().to_string());
        if let Some(period) = self.parameters.period() {
            pair(uri, "period", &period.to_string());
        }
        if let Some(counter) = self.parameters.counter() {
            pair(uri, "counter", &counter.to_string());
        }
        if let (OtpParameters::Yandex, Some(pin)) = (self.parameters, &self.pin) {
            let pin = Zeroizing::new(data_encoding::BASE32_NOPAD.encode(pin.expose().as_bytes()));
            pair(uri, "pin", &pin);
        }
    }
}

fn label(uri: &mut String, issuer: &str, username: &str) {
    // Writing to a string cannot fail.
    if !issuer.is_empty() {
        let _ = write!(uri, "{}:", utf8_percent_encode(issuer, LABEL));
    } else if username.contains(':') {
        // Readers split at the first colon, encoded or not: an empty issuer says what is what.
        uri.push(':');
    }
    let _ = write!(uri, "{}", utf8_percent_encode(username, LABEL));
}

fn pair(uri: &mut String, name: &str, value: &str) {
    let _ = write!(
        uri,
        "&{}={}",
        utf8_percent_encode(name, KEPT),
        utf8_percent_encode(value, KEPT)
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretBytes;
    use model::{Algorithm, Digits, OtpId};

    fn credential(parameters: OtpParameters) -> OtpCredential {
        OtpCredential::new(
            OtpId::from_random([0; 10]),
            parameters,
            SecretBytes::new(*b"Hello!\xde\xad\xbe\xef"),
        )
    }

    #[test]
    fn every_parameter_is_written() {
        let uri = credential(OtpParameters::DEFAULT).uri("Air Canada", "a b@example.com");
        assert_eq!(
            uri.expose(),
            "otpauth://totp/Air%20Canada:a%20b@example.com?secret=JBSWY3DPEHPK3PXP\
             &issuer=Air%20Canada&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn a_counter_and_a_colon_survive() {
        let uri = credential(OtpParameters::Hotp {
            algorithm: Algorithm::Sha256,
            digits: Digits::DEFAULT,
            counter: 7,
        })
        .uri("", "@me:example");
        assert_eq!(
            uri.expose(),
            "otpauth://hotp/:@me%3Aexample?secret=JBSWY3DPEHPK3PXP\
             &algorithm=SHA256&digits=6&counter=7"
        );
    }

    #[test]
    fn motp_is_hexadecimal_and_unknown_parameters_are_kept() {
        let mut motp = credential(OtpParameters::Motp);
        motp.uri_parameters
            .push(("icon".into(), SecretText::new("a/b")));
        assert_eq!(
            motp.uri("X", "y").expose(),
            "motp://X:y?secret=48656c6c6f21deadbeef&issuer=X&icon=a%2Fb"
        );
    }
}
