//! Key URIs that are accepted, and what they become; and those that are rejected, and why.
//!
//! The secret is Google's published example where nothing else is needed; it reads `S` below.

use super::{KeyUri, UriProblem, parse};
use model::OtpParameters;
use proptest::prelude::*;
use secret::{OtpCredential, SecretBytes, SecretText};

const S: &[u8] = b"Hello!\xde\xad\xbe\xef";

/// `parameters | issuer | username | secret`, then PIN, other parameters and warnings if any.
fn shown(read: &KeyUri) -> String {
    let otp = &read.otp;
    let parameters = match otp.parameters {
        OtpParameters::Totp {
            algorithm,
            digits,
            period,
        } => {
            format!("totp {algorithm} {} {}", digits.get(), period.seconds())
        }
        OtpParameters::Hotp {
            algorithm,
            digits,
            counter,
        } => {
            format!("hotp {algorithm} {} #{counter}", digits.get())
        }
        other => other.otp_type().name().to_owned(),
    };
    let secret = match otp.secret.expose() {
        S => "S".to_owned(),
        other => data_encoding::HEXLOWER.encode(other),
    };
    let mut shown = format!(
        "{parameters} | {} | {} | {secret}",
        read.issuer, read.username
    );
    if let Some(pin) = &otp.pin {
        shown += &format!(" | pin {}", pin.expose());
    }
    for (name, value) in &otp.uri_parameters {
        shown += &format!(" | {name}={}", value.expose());
    }
    if !read.lossy.is_empty() {
        shown += " | lossy";
    }
    if !read.warnings.is_empty() {
        shown += &format!(" | warnings {}", read.warnings.len());
    }
    shown
}

#[rustfmt::skip]
const ACCEPTED: &[(&str, &str)] = &[
    // Plain ones, and defaults.
    ("otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example", "totp SHA1 6 30 | Example | alice@example.com | S"),
    ("otpauth://totp/alice?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 |  | alice | S"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 | Example | alice | S"),
    ("otpauth://totp/alice?secret=JBSWY3DPEHPK3PXP&issuer=Example", "totp SHA1 6 30 | Example | alice | S"),
    ("otpauth://totp/Example:alice?issuer=Example&period=60&digits=8&algorithm=SHA512&secret=JBSWY3DPEHPK3PXP", "totp SHA512 8 60 | Example | alice | S"),
    ("otpauth://hotp/Example:alice?secret=JBSWY3DPEHPK3PXP&issuer=Example&counter=42", "hotp SHA1 6 #42 | Example | alice | S"),
    ("otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=9223372036854775808", "hotp SHA1 6 #9223372036854775808 |  | a | S"),
    // 1. `+` is a space in the query only.
    ("otpauth://totp/Air+Canada:a?secret=JBSWY3DPEHPK3PXP&issuer=Air+Canada", "totp SHA1 6 30 | Air Canada | a | S | label_issuer=Air+Canada"),
    ("otpauth://totp/Air%20Canada:a?secret=JBSWY3DPEHPK3PXP&issuer=Air%20Canada", "totp SHA1 6 30 | Air Canada | a | S"),
    ("otpauth://totp/Air%20Canada:a?secret=JBSWY3DPEHPK3PXP&issuer=Air+Canada", "totp SHA1 6 30 | Air Canada | a | S"),
    ("otpauth://totp/me+tag@example.com?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 |  | me+tag@example.com | S"),
    ("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&issuer=C%2B%2B", "totp SHA1 6 30 | C++ | x | S"),
    ("otpauth://totp/Air Canada:a b?secret=JBSWY3DPEHPK3PXP&issuer=Air Canada", "totp SHA1 6 30 | Air Canada | a b | S"),
    // 2. Labels.
    ("otpauth://totp/Example%3Aalice?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 | Example | alice | S"),
    ("otpauth://totp/Example%3aalice?secret=JBSWY3DPEHPK3PXP&issuer=Example", "totp SHA1 6 30 | Example | alice | S"),
    ("otpauth://totp/Example:%20alice?secret=JBSWY3DPEHPK3PXP&issuer=Example", "totp SHA1 6 30 | Example | alice | S"),
    ("otpauth://totp/Example%3A%20alice?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 | Example | alice | S"),
    ("otpauth://totp/:test?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 |  | test | S"),
    ("otpauth://totp/:test?secret=JBSWY3DPEHPK3PXP&issuer=Example", "totp SHA1 6 30 | Example | test | S"),
    ("otpauth://totp/?secret=JBSWY3DPEHPK3PXP&issuer=Example", "totp SHA1 6 30 | Example |  | S"),
    ("otpauth://totp?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 |  |  | S"),
    ("otpauth://totp/Matrix:@user:matrix.org?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 | Matrix | @user:matrix.org | S"),
    ("otpauth://totp/Matrix:@user:matrix.org?secret=JBSWY3DPEHPK3PXP&issuer=Matrix", "totp SHA1 6 30 | Matrix | @user:matrix.org | S"),
    ("otpauth://totp/@user:matrix.org?secret=JBSWY3DPEHPK3PXP&issuer=Matrix", "totp SHA1 6 30 | Matrix | @user:matrix.org | S"),
    ("otpauth://totp//e/:user?secret=JBSWY3DPEHPK3PXP&issuer=/e/", "totp SHA1 6 30 | /e/ | user | S"),
    ("otpauth://totp/%2Fe%2F::user?secret=JBSWY3DPEHPK3PXP&issuer=%2Fe%2F", "totp SHA1 6 30 | /e/ | :user | S"),
    ("otpauth://totp/A%3AB:user?secret=JBSWY3DPEHPK3PXP&issuer=A%3AB", "totp SHA1 6 30 | A:B | user | S"),
    ("otpauth://totp/Who%3F:me?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 | Who? | me | S"),
    ("otpauth://totp/Who?:me?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 | Who? | me | S"),
    ("otpauth://totp/100%:me?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 | 100% | me | S"),
    // 3. Two issuers: the parameter is the issuer, the label's is kept.
    ("otpauth://totp/Display:alice?secret=JBSWY3DPEHPK3PXP&issuer=example.com", "totp SHA1 6 30 | example.com | alice | S | label_issuer=Display"),
    ("otpauth://totp/EXAMPLE:alice?secret=JBSWY3DPEHPK3PXP&issuer=Example", "totp SHA1 6 30 | Example | alice | S"),
    // 4. Secrets.
    ("otpauth://totp/a?secret=jbswy3dpehpk3pxp", "totp SHA1 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSW%20Y3DP%20EHPK%203PXP", "totp SHA1 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSW+Y3DP+EHPK+3PXP&issuer=X", "totp SHA1 6 30 | X | a | S"),
    ("otpauth://totp/a?secret=jbsw-y3dp-ehpk-3pxp", "totp SHA1 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSW_Y3DP_EHPK_3PXP", "totp SHA1 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP%3D%3D%3D", "totp SHA1 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP====&issuer=X", "totp SHA1 6 30 | X | a | S"),
    ("otpauth://totp/a?secret=MFRGG", "totp SHA1 6 30 |  | a | 616263"),
    ("otpauth://totp/a?secret=ABCDEFG", "totp SHA1 6 30 |  | a | 00443214 | lossy"),
    ("otpauth://totp/a?secret=MZ", "totp SHA1 6 30 |  | a | 66 | lossy"),
    // 5. Characters that a URL parser would cut at.
    ("otpauth://totp/Team #1:a?secret=JBSWY3DPEHPK3PXP&issuer=Team #1", "totp SHA1 6 30 | Team #1 | a | S"),
    ("otpauth://totp/a?issuer=Team #1&secret=JBSWY3DPEHPK3PXP#fragment", "totp SHA1 6 30 | Team #1 | a | S"),
    ("otpauth://totp/Zoë 🔑:zoë?secret=JBSWY3DPEHPK3PXP&issuer=Zoë 🔑", "totp SHA1 6 30 | Zoë 🔑 | zoë | S"),
    ("otpauth://totp/Zo%C3%AB:x?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 | Zoë | x | S"),
    // 6. Digits and periods.
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=1", "totp SHA1 1 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=5", "totp SHA1 5 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=7", "totp SHA1 7 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=10", "totp SHA1 10 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=1", "totp SHA1 6 1 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=86400", "totp SHA1 6 86400 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&PERIOD=15", "totp SHA1 6 15 |  | a | S"),
    // 7. `null` and nothing mean the default.
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=null&period=null&algorithm=null&issuer=null", "totp SHA1 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=&period=&algorithm=", "totp SHA1 6 30 |  | a | S"),
    // 8. Algorithms.
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=sha256", "totp SHA256 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=SHA-1", "totp SHA1 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=HMAC-SHA-256", "totp SHA256 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=HmacSHA512", "totp SHA512 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=Algorithm.sha256", "totp SHA256 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=SHA224", "totp SHA224 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=SHA384", "totp SHA384 6 30 |  | a | S"),
    // 9. Steam in its forms.
    ("otpauth://steam/Steam:gaben?secret=JBSWY3DPEHPK3PXP&issuer=Steam", "steam | Steam | gaben | S"),
    ("otpauth://totp/Steam:gaben?secret=JBSWY3DPEHPK3PXP&issuer=Steam", "steam | Steam | gaben | S"),
    ("otpauth://totp/Steam:gaben?secret=JBSWY3DPEHPK3PXP&issuer=Steam&digits=5", "steam | Steam | gaben | S"),
    ("otpauth://totp/Steam:gaben?secret=JBSWY3DPEHPK3PXP&issuer=Steam&digits=6", "totp SHA1 6 30 | Steam | gaben | S | warnings 1"),
    ("otpauth://totp/x:gaben?secret=JBSWY3DPEHPK3PXP&steam", "steam | x | gaben | S"),
    ("otpauth://totp/x:gaben?secret=JBSWY3DPEHPK3PXP&encoder=steam", "steam | x | gaben | S"),
    ("otpauth://totp/x:gaben?secret=JBSWY3DPEHPK3PXP&algorithm=STEAM&digits=5", "steam | x | gaben | S"),
    ("steam://JBSWY3DPEHPK3PXP", "steam | Steam |  | S"),
    ("steam://9OMGkdmzVNXX9gVyUJqk9c3nUzQ=", "steam | Steam |  | f4e30691d9b354d5d7f60572509aa4f5cde75334"),
    ("steam://AAECAwQFBgcICQoLDA0OD%2B%2F%2B%2F%2F8%3D", "steam | Steam |  | 000102030405060708090a0b0c0d0e0feffeffff"),
    // 10. HOTP without counter begins at 0; its period means nothing.
    ("otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP", "hotp SHA1 6 #0 |  | a | S | warnings 1"),
    ("otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=3&period=30", "hotp SHA1 6 #3 |  | a | S"),
    // 11. mOTP and Yandex.
    ("motp://Example:alice?secret=48656c6c6f21deadbeef", "motp | Example | alice | S | warnings 1"),
    ("motp://Example:alice?secret=48656C6C6F21DEADBEEF&pin=1234", "motp | Example | alice | S | pin 1234"),
    ("otpauth://yaotp/alice?secret=LA2V6KMCGYMWWVEW64RNP3JA3I&pin_length=4", "yandex |  | alice | 58355f298236196b5496f722d7ed20da | pin_length=4 | warnings 1"),
    ("otpauth://yaotp/alice?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI&pin=G42TQNQ", "yandex |  | alice | 58355f298236196b5496f722d7ed20da | pin 7586"),
    ("otpauth://yaotp/alice?secret=LA2V6KMCGYMWWVEW64RNP3JA3I&pin=7586", "yandex |  | alice | 58355f298236196b5496f722d7ed20da | pin 7586"),
    // 12. What is unknown is kept.
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&image=https://example.com/a.png&lock=false", "totp SHA1 6 30 |  | a | S | image=https://example.com/a.png | lock=false"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&codeDisplay=%7B%22note%22%3A%22x%22%7D", "totp SHA1 6 30 |  | a | S | codeDisplay={\"note\":\"x\"}"),
    // 13. Twice: the first wins, and it is said where they differ. A lost `&` is mended.
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=8&digits=6", "totp SHA1 8 30 |  | a | S | warnings 1"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 |  | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&issuer=Exampleperiod=60", "totp SHA1 6 60 | Example | a | S"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&amp;issuer=Example&amp;digits=8", "totp SHA1 8 30 | Example | a | S"),
    // 14. Schemes and types in any case, space around it.
    ("apple-otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&issuer=example.com", "totp SHA1 6 30 | example.com | alice | S | label_issuer=Example"),
    ("OTPAUTH://TOTP/Example:alice?SECRET=JBSWY3DPEHPK3PXP&ISSUER=Example", "totp SHA1 6 30 | Example | alice | S"),
    ("  otpauth://totp/a?secret=JBSWY3DPEHPK3PXP\r", "totp SHA1 6 30 |  | a | S"),
    ("otpauth:///totp/a?secret=JBSWY3DPEHPK3PXP", "totp SHA1 6 30 |  | a | S"),
    // 15. Prose behind it.
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP my old phone", "totp SHA1 6 30 |  | a | S | warnings 1"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=60 (work)", "totp SHA1 6 60 |  | a | S"),
    // Names cannot command a terminal.
    ("otpauth://totp/a%1B%5B2Jb?secret=JBSWY3DPEHPK3PXP&issuer=x%0Ay", "totp SHA1 6 30 | x y | a [2Jb | S"),
];

#[rustfmt::skip]
const REJECTED: &[(&str, &str, &str)] = &[
    // URI, name shown, problem.
    ("otpauth://totp/Example:alice?issuer=Example", "", "Key(Missing)"),
    ("otpauth://totp/Example:alice?secret=&issuer=Example", "", "Key(Missing)"),
    ("otpauth://totp/Example:alice?secret=null", "", "Key(Missing)"),
    ("otpauth://totp/JBSWY3DPEHPK3PXP", "", "Key(Missing)"),
    ("otpauth://totp/a%3Fsecret=JBSWY3DPEHPK3PXP", "", "Key(Missing)"),
    ("otpauth://totp/Example:alice?secret====", "", "Key(Missing)"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PX0", "Example/alice", "Key(ForeignDigit)"),
    ("otpauth://totp/Example:alice?secret=1BSWY3DPEHPK3PXP", "Example/alice", "Key(ForeignDigit)"),
    ("otpauth://totp/Example:alice?secret=8BSWY3DPEHPK3PXP", "Example/alice", "Key(ForeignDigit)"),
    ("otpauth://totp/Example:alice?secret=9BSWY3DPEHPK3PXP", "Example/alice", "Key(ForeignDigit)"),
    ("otpauth://totp/Example:alice?secret=JBSW!Y3DP", "Example/alice", "Key(ForeignCharacter)"),
    ("otpauth://totp/Example:alice?secret=JB=SWY3DP", "Example/alice", "Key(ForeignCharacter)"),
    ("otpauth://totp/Example:alice?secret=ÄÖÜ", "", "Key(ForeignCharacter)"),
    ("otpauth://totp/Example:alice?secret=A", "", "Key(TooShort)"),
    ("otpauth://totp/8BSWY3DP:alice?secret=8BSWY3DP", "", "Key(ForeignDigit)"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&digits=0", "Example/alice", "Digits"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&digits=11", "Example/alice", "Digits"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&digits=-6", "Example/alice", "Digits"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&digits=six", "Example/alice", "Digits"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&digits=262", "Example/alice", "Digits"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&period=0", "Example/alice", "Period"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&period=-30", "Example/alice", "Period"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&period=86401", "Example/alice", "Period"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&period=99999999999999999999", "Example/alice", "Period"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&algorithm=MD5", "Example/alice", "Algorithm"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&algorithm=SHA3-256", "Example/alice", "Algorithm"),
    ("otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&algorithm=GOST", "Example/alice", "Algorithm"),
    ("otpauth://hotp/Example:alice?secret=JBSWY3DPEHPK3PXP&counter=-1", "Example/alice", "Counter"),
    ("otpauth://hotp/Example:alice?secret=JBSWY3DPEHPK3PXP&counter=9223372036854775809", "Example/alice", "Counter"),
    ("otpauth://hotp/Example:alice?secret=JBSWY3DPEHPK3PXP&counter=x", "Example/alice", "Counter"),
    ("otpauth://uotp/Example:alice?secret=JBSWY3DPEHPK3PXP", "", "Type"),
    ("otpauth://JBSWY3DPEHPK3PXP", "", "Type"),
    ("otpauth://?secret=JBSWY3DPEHPK3PXP", "", "Type"),
    ("otpauth:totp/a?secret=JBSWY3DPEHPK3PXP", "", "Scheme"),
    ("https://example.com/?secret=JBSWY3DPEHPK3PXP", "", "Scheme"),
    ("JBSWY3DPEHPK3PXP", "", "Scheme"),
    ("", "", "Scheme"),
    ("motp://Example:alice?secret=JBSWY3DPEHPK3PXP", "Example/alice", "Key(NotHex)"),
    ("motp://Example:alice?secret=abc", "Example/alice", "Key(NotHex)"),
    ("otpauth://yaotp/alice?secret=JBSWY3DPEHPK3PXP&pin=1234", "alice", "Key(NotYandex)"),
    ("steam://", "", "Key(Missing)"),
    ("steam://run/440", "", "Key(NotSteam)"),
];

#[test]
fn the_table_is_long_enough() {
    assert!(ACCEPTED.len() + REJECTED.len() >= 80);
}

#[test]
fn these_are_accepted() {
    for (uri, expected) in ACCEPTED {
        let read = parse(uri).map(|read| shown(&read));
        assert_eq!(read.as_deref(), Ok(*expected), "{uri}");
    }
}

#[test]
fn these_are_rejected() {
    for (uri, name, problem) in REJECTED {
        let refused = parse(uri).expect_err(uri);
        assert_eq!(format!("{:?}", refused.problem), *problem, "{uri}");
        assert_eq!(refused.name, *name, "{uri}");
    }
}

#[test]
fn a_rejection_never_holds_the_secret() {
    for (uri, ..) in REJECTED {
        let refused = parse(uri).expect_err(uri);
        let told = format!("{} {} {refused:?}", refused.name, refused.problem).to_uppercase();
        for secret in ["BSWY3DP", "JBSW", "EHPK"] {
            assert!(!told.contains(secret), "{uri}: {told}");
        }
    }
}

#[test]
fn the_length_is_bounded() {
    let uri = |length: usize| {
        let head = "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&note=";
        format!("{head}{}", "x".repeat(length - head.len()))
    };
    assert!(parse(&uri(4096)).is_ok());
    let refused = parse(&uri(4097)).expect_err("one byte too long");
    assert_eq!(refused.problem, UriProblem::TooLong);
}

fn parameters() -> impl Strategy<Value = OtpParameters> {
    use model::{Algorithm, Digits, Period};
    let algorithm = prop_oneof![
        Just(Algorithm::Sha1),
        Just(Algorithm::Sha224),
        Just(Algorithm::Sha256),
        Just(Algorithm::Sha384),
        Just(Algorithm::Sha512),
    ];
    let digits = (1_u32..=10).prop_map(|digits| Digits::try_from(digits).expect("in bounds"));
    let period = (1_u64..=86_400).prop_map(|period| Period::try_from(period).expect("in bounds"));
    prop_oneof![
        (algorithm.clone(), digits.clone(), period).prop_map(|(algorithm, digits, period)| {
            OtpParameters::Totp {
                algorithm,
                digits,
                period,
            }
        }),
        (algorithm, digits, 0_u64..=1 << 63).prop_map(|(algorithm, digits, counter)| {
            OtpParameters::Hotp {
                algorithm,
                digits,
                counter,
            }
        }),
        Just(OtpParameters::Steam),
        Just(OtpParameters::Motp),
        Just(OtpParameters::Yandex),
    ]
}

proptest! {
    /// What we write, we read: names with every kind of character, all types and parameters.
    #[test]
    fn our_own_uris_come_back(
        parameters in parameters(),
        secret in proptest::collection::vec(any::<u8>(), 16),
        issuer in "(|[A-Za-z0-9:%+&?#/=@é🔑]([ -~é🔑]{0,12}[A-Za-z0-9:%+&?#/=@é🔑])?)",
        username in "(|[A-Za-z0-9:%+&?#/=@é🔑]([ -~é🔑]{0,12}[A-Za-z0-9:%+&?#/=@é🔑])?)",
        extra in "[ -~]{1,12}",
        pin in "[0-9]{4,8}",
    ) {
        // "null" stands for nothing, and a TOTP with five digits of Steam is Steam's.
        prop_assume!(!issuer.eq_ignore_ascii_case("null") && !issuer.eq_ignore_ascii_case("steam"));
        let mut credential = OtpCredential::new(
            model::OtpId::from_random([0; 10]),
            parameters,
            SecretBytes::new(secret),
        );
        credential.uri_parameters.push(("x-note".into(), SecretText::new(extra)));
        if parameters == OtpParameters::Yandex {
            credential.pin = Some(SecretText::new(pin));
        }
        let uri = credential.uri(&issuer, &username);
        let read = parse(uri.expose()).expect("our own writing");
        prop_assert_eq!(read.issuer, issuer);
        prop_assert_eq!(read.username, username);
        prop_assert_eq!(read.otp.parameters, parameters);
        prop_assert_eq!(read.otp.secret, credential.secret);
        prop_assert_eq!(read.otp.pin, credential.pin);
        prop_assert_eq!(read.otp.uri_parameters, credential.uri_parameters);
        prop_assert!(read.lossy.is_empty());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
        let _ = parse(&text);
    }

    #[test]
    fn any_tail_is_read_or_refused(
        head in prop_oneof![
            Just("otpauth://totp/"), Just("otpauth://hotp/a?"), Just("motp://"), Just("steam://"),
            Just("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&"), Just("otpauth://yaotp/?secret="),
        ],
        tail in "[a-zA-Z0-9%:?&=+#/ é\u{202e}-]{0,60}",
    ) {
        let _ = parse(&format!("{head}{tail}"));
    }
}
