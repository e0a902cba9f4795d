//! The command that makes a one-time code on a terminal.

use model::{Algorithm, OtpParameters};

/// The command for what oathtool knows. It reads the secret from a file, so that it stays out of the
/// shell's history; and it does not end with a hyphen, which would be lost when copied from a PDF.
pub(crate) fn command(parameters: &OtpParameters) -> Option<String> {
    let mut command = match parameters {
        OtpParameters::Totp { algorithm, .. } => match algorithm {
            Algorithm::Sha1 => "oathtool -b --totp".to_owned(),
            Algorithm::Sha256 | Algorithm::Sha512 => {
                format!("oathtool -b --totp={algorithm}")
            }
            Algorithm::Sha224 | Algorithm::Sha384 => return None,
        },
        OtpParameters::Hotp {
            algorithm: Algorithm::Sha1,
            ..
        } => "oathtool -b --hotp".to_owned(),
        _ => return None,
    };
    let options = [
        ("-d", u64::from(parameters.digits()), 6, ""),
        ("-s", parameters.period().unwrap_or(30), 30, "s"),
        ("-c", parameters.counter().unwrap_or(0), 0, ""),
    ];
    for (option, value, default, unit) in options {
        if value != default {
            command.push_str(&format!(" {option} {value}{unit}"));
        }
    }
    // oathtool makes codes of 6, 7 or 8 digits.
    (6..=8)
        .contains(&parameters.digits())
        .then(|| command + " - < secret.txt")
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Digits, Period};

    #[test]
    fn the_command_names_what_differs_from_the_defaults() {
        let totp = |algorithm, digits: u32, period: u64| OtpParameters::Totp {
            algorithm,
            digits: Digits::try_from(digits).expect("in range"),
            period: Period::try_from(period).expect("in range"),
        };
        let hotp = |algorithm, counter| OtpParameters::Hotp {
            algorithm,
            digits: Digits::DEFAULT,
            counter,
        };
        let command = |parameters| super::command(&parameters);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            command(OtpParameters::DEFAULT),
            some("oathtool -b --totp - < secret.txt")
        );
        assert_eq!(
            command(totp(Algorithm::Sha512, 8, 60)),
            some("oathtool -b --totp=SHA512 -d 8 -s 60s - < secret.txt")
        );
        assert_eq!(
            command(hotp(Algorithm::Sha1, 7)),
            some("oathtool -b --hotp -c 7 - < secret.txt")
        );
        for other in [
            totp(Algorithm::Sha224, 6, 30),
            totp(Algorithm::Sha1, 10, 30),
            hotp(Algorithm::Sha256, 0),
            OtpParameters::Steam,
        ] {
            assert_eq!(command(other), None);
        }
    }
}
