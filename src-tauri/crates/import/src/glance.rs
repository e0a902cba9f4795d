//! Whether a file is worth reading in full, by its name and its first bytes. For searching whole
//! folders: it errs on the side of reading, and never looks further than what it is given.

use provider::Directory;

/// So much of a file is looked at.
pub const PREFIX: usize = 4096;

/// Formats that are known by their first bytes.
const MARKS: [&[u8]; 4] = [
    b"AUTHENTICATORPRO",
    b"AuthenticatorPro",
    b"\xac\xed\x00\x05",
    b"\x03\xd9\xa2\x9a",
];
/// Archives and databases are read only where their name or beginning says that they hold such
/// things: there are too many others.
const CONTAINERS: [&[u8]; 2] = [b"PK\x03\x04", b"SQLite format 3\0"];
/// Words in the names of files that hold codes or exports, in lower case.
const NAMES: [&str; 25] = [
    "recovery",
    "backup-code",
    "backup_code",
    "backup code",
    "scratch",
    "2fa",
    "2fas",
    "two-factor",
    "two_factor",
    "mfa",
    "otp",
    "authenticator",
    "aegis",
    "authpro",
    "bitwarden",
    "1pux",
    "1password",
    "proton",
    "lastpass",
    "raivo",
    "keepass",
    "winauth",
    "mafile",
    "authy",
    "phonefactor",
];
/// Words that stand at the beginning of exports and code files, in lower case.
const WORDS: [&str; 35] = [
    "otpauth",
    "motp://",
    "steam://",
    "recovery code",
    "backup code",
    "scratch code",
    "one-time code",
    "two-factor",
    "two factor",
    "emergency code",
    "totp",
    "\"otp\"",
    "hotp",
    "\"db\"",
    "encrypteddata",
    "\"encrypted\"",
    "schemaversion",
    "servicesencrypted",
    "authenticators\"",
    "\"slots\"",
    "tokenorder",
    "shared_secret",
    "localdeviceid",
    "exporterrpid",
    "otpsecret",
    "encryptedsecret",
    "issuer",
    "keepassfile",
    "\"salt\"",
    "authenticator",
    "kdfparams",
    "\"secret\"",
    "reentry-export",
    "wiederherstellungscode",
    "codes de secours",
];
/// Lines of the beginning that are looked at as codes.
const LINES: usize = 24;

/// Whether to read the file: `prefix` is its first [`PREFIX`] bytes, `size` its length.
#[must_use]
pub fn is_worth_reading(name: &str, prefix: &[u8], size: u64, providers: &Directory) -> bool {
    let prefix = prefix.get(..PREFIX).unwrap_or(prefix);
    if size == 0 || prefix.is_empty() {
        return false;
    }
    if MARKS.iter().any(|mark| prefix.starts_with(mark)) {
        return true;
    }
    let base = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(name)
        .to_lowercase();
    let named =
        providers.by_file_name(name).is_some() || NAMES.iter().any(|word| base.contains(word));
    let text = lower(prefix);
    let worded = WORDS.iter().any(|word| text.contains(word));
    if CONTAINERS.iter().any(|mark| prefix.starts_with(mark)) {
        return named || worded || text.contains("export.data") || text.contains("accounts.txt");
    }
    if is_binary(prefix) {
        return named || base.ends_with(".json.aes");
    }
    named || worded || looks_like_codes(&text) || is_base64(prefix)
}

/// A file that is nothing but Base64, as sealed exports are.
fn is_base64(prefix: &[u8]) -> bool {
    let text = prefix.trim_ascii();
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    text.len() >= 64 && text.iter().all(letter)
}

/// The ASCII of a text in lower case, with UTF-16's zero bytes left out.
fn lower(bytes: &[u8]) -> String {
    bytes
        .iter()
        .filter(|byte| **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}

/// Zero bytes stand in no text but UTF-16, where about every second is one.
fn is_binary(prefix: &[u8]) -> bool {
    let wide = matches!(
        prefix,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, _, 0, ..] | [0, _, 0, _, ..]
    );
    !wide && prefix.contains(&0)
}

/// Five or more short lines with digits and hardly any words, as a list of codes has them.
fn looks_like_codes(text: &str) -> bool {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(LINES)
        .collect();
    let like_code = |line: &&&str| {
        let bare: Vec<&str> = line.split_whitespace().collect();
        line.len() <= 72 && bare.len() <= 6 && bare.iter().any(|word| is_token(word))
    };
    let codes = lines.iter().filter(like_code).count();
    codes >= 5 && codes * 2 >= lines.len()
        || (!lines.is_empty()
            && lines.len() < 5
            && lines.iter().any(|line| {
                line.split_whitespace()
                    .filter(|word| is_token(word))
                    .count()
                    >= 3
            }))
}

/// Letters and digits, perhaps dashes, with at least one digit: six or more of them.
fn is_token(word: &str) -> bool {
    let bare = word.trim_matches([
        '"', '\'', '`', '*', '.', ',', ';', ':', '(', ')', '[', ']', '~',
    ]);
    (4..=64).contains(&bare.len())
        && bare.bytes().any(|byte| byte.is_ascii_digit())
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    fn files(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                files(&path, into);
            } else {
                into.push(path);
            }
        }
    }

    fn is_text(bytes: &[u8]) -> bool {
        std::str::from_utf8(bytes).is_ok() || bytes.starts_with(&[0xff, 0xfe])
    }

    /// Every sample that the import reads is worth reading under its own name; text, whatever it is
    /// called.
    #[test]
    fn no_sample_is_passed_over() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures");
        let mut paths = Vec::new();
        files(&folder, &mut paths);
        let (mut read, mut missed) = (0, Vec::new());
        for path in paths {
            let bytes = std::fs::read(&path).expect("read");
            if picture::is_picture(&bytes).is_some() {
                continue;
            }
            let known = match crate::testing::import(&bytes, None) {
                Ok(_) => true,
                Err(error) => error.code() == "file_password_needed",
            };
            if known {
                read += 1;
                let own = path.file_name().expect("a name").to_string_lossy();
                let name = if is_text(&bytes) { "x" } else { &*own };
                if !is_worth_reading(name, &bytes, bytes.len() as u64, &crate::PROVIDERS) {
                    missed.push(own.into_owned());
                }
            }
        }
        assert!(missed.is_empty(), "{missed:?}");
        assert!(read > 20, "{read}");
    }

    #[test]
    fn ordinary_files_are_passed_over() {
        for (name, text) in [
            ("letter.txt", "Dear all,\n\nthe meeting is on Monday.\n"),
            ("main.rs", "fn main() {\n    println!(\"hello\");\n}\n"),
            ("data.csv", "name,age\nalice,7\nbob,8\n"),
            ("a.json", "{\"colour\": \"green\"}"),
            ("photo.raw", "\u{1}\0\0\0binary"),
            ("archive.zip", "PK\u{3}\u{4}pictures/one.jpg"),
            ("empty", ""),
        ] {
            let worth =
                is_worth_reading(name, text.as_bytes(), text.len() as u64, &crate::PROVIDERS);
            assert!(!worth, "{name}");
        }
    }

    #[test]
    fn names_of_code_files_count() {
        let name = "/home/x/Downloads/github-recovery-codes.txt";
        assert!(is_worth_reading(name, b"anything", 8, &crate::PROVIDERS));
    }
}
