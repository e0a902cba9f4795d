//! The QR code that holds the recovery codes of one set, readable for anybody who scans it.
//!
//! ```text
//! RE1:4W0ZK3NM:C01/02:0D7CDC0EA6D287B7
//! PyPI
//! octopus
//! 1 0123456789abcdef
//! 3 fedcba9876543210
//! ```
//!
//! The head names the format, the sheet, the place among the codes of this kind on the sheet, and
//! a digest: the first 16 hexadecimal digits, in upper case, of the SHA-256 of all the rest, that
//! is of the text without the colon and the digest. Then follow the service, the username and the
//! unused codes with the number that each has in its set, one on a line and without a line break
//! at the end. A backslash stands as `\\`, a control character as `\u{a}`.

use crate::check;
use crate::part::{self, FORMAT, on_paper};
use model::SheetId;
use secret::SecretText;
use thiserror::Error;
use zeroize::Zeroizing;

/// How the text of such a code begins.
pub(crate) const START: &str = "RE1:";
const DIGEST_DIGITS: usize = 16;
/// The most bytes of one such text: a little less than the 331 that a version 13 code at level M
/// holds (ISO/IEC 18004 table 7), so that it fits beside the list.
const BYTES_MAX: usize = 322;

/// Why a text is no list of recovery codes from a sheet. Holds no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CodesError {
    /// It does not begin like one.
    #[error("this is no code of an account sheet")]
    NotCodes,
    /// It does, but its digest does not fit.
    #[error("this code of an account sheet is damaged or incomplete")]
    Damaged,
}

/// A recovery code with its number in the set, counted from 1 over used ones too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The number.
    pub n: u32,
    /// The code, verbatim.
    pub code: SecretText,
}

/// What one such QR code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCode {
    /// The sheet.
    pub sheet_id: SheetId,
    /// Which of the sheet's codes of this kind, counted from 1.
    pub index: u8,
    /// How many the sheet has.
    pub count: u8,
    /// The digest, 16 hexadecimal digits in upper case. It has been checked.
    pub digest: String,
    /// The service as the sheet names it.
    pub service: String,
    /// The username.
    pub username: String,
    /// The codes that were unused when the sheet was made.
    pub codes: Vec<Numbered>,
}

/// Which codes of a list go together into one QR code: as many as fit. `None` if one alone is too
/// long.
pub(crate) fn divide<'a>(
    service: &str,
    username: &str,
    codes: &'a [Numbered],
) -> Option<Vec<&'a [Numbered]>> {
    let head = format!("{FORMAT}:{}:C99/99:", "0".repeat(part::ID_MAX)).len() + DIGEST_DIGITS;
    let fixed = head + escaped(service).len() + escaped(username).len() + 2;
    let mut pieces = Vec::new();
    let mut rest = codes;
    while !rest.is_empty() {
        let mut bytes = fixed;
        let fitting = rest
            .iter()
            .take_while(|code| {
                bytes += line(code).len() + 1;
                bytes <= BYTES_MAX
            })
            .count();
        let (piece, after) = rest.split_at_checked(fitting).filter(|_| fitting > 0)?;
        pieces.push(piece);
        rest = after;
    }
    Some(pieces)
}

/// The text of the QR code.
pub(crate) fn text(
    sheet_id: &SheetId,
    (index, count): (usize, usize),
    service: &str,
    username: &str,
    codes: &[Numbered],
) -> SecretText {
    let head = format!("{FORMAT}:{}:C{index:02}/{count:02}", on_paper(sheet_id));
    let mut body = Zeroizing::new(String::with_capacity(2 * BYTES_MAX));
    for name in [service, username] {
        body.push('\n');
        body.push_str(&escaped(name));
    }
    for code in codes {
        body.push('\n');
        body.push_str(&line(code));
    }
    let digest = digest(&head, &body);
    SecretText::new(format!("{head}:{digest}{}", *body))
}

/// Reads the text of such a QR code.
///
/// # Errors
/// See [`CodesError`].
pub fn parse(text: &str) -> Result<AccountCode, CodesError> {
    let (first, _) = text.split_once('\n').ok_or(CodesError::NotCodes)?;
    let body = text.get(first.len()..).ok_or(CodesError::NotCodes)?;
    let (head, said) = first.rsplit_once(':').ok_or(CodesError::NotCodes)?;
    let (id, place) = head
        .strip_prefix(FORMAT)
        .and_then(|rest| rest.strip_prefix(':'))
        .and_then(|rest| rest.split_once(":C"))
        .ok_or(CodesError::NotCodes)?;
    if !said.eq_ignore_ascii_case(&digest(head, body)) {
        return Err(CodesError::Damaged);
    }
    content(id, place, said, body).ok_or(CodesError::Damaged)
}

fn content(id: &str, place: &str, digest: &str, body: &str) -> Option<AccountCode> {
    let (index, count) = part::place(place)?;
    let mut lines = body.strip_prefix('\n')?.split('\n');
    Some(AccountCode {
        sheet_id: id.to_ascii_lowercase().parse().ok()?,
        index,
        count: u8::try_from(count).ok()?,
        digest: digest.to_ascii_uppercase(),
        service: plain(lines.next()?)?.to_string(),
        username: plain(lines.next()?)?.to_string(),
        codes: lines.map(numbered).collect::<Option<_>>()?,
    })
}

fn numbered(line: &str) -> Option<Numbered> {
    let (n, code) = line.split_once(' ')?;
    Some(Numbered {
        n: u32::try_from(part::number(n)?).ok()?,
        code: SecretText::new(plain(code)?.as_str()),
    })
}

fn digest(head: &str, body: &str) -> String {
    let all = Zeroizing::new(format!("{head}{body}"));
    check::prefix(&all, DIGEST_DIGITS).to_uppercase()
}

fn line(code: &Numbered) -> Zeroizing<String> {
    Zeroizing::new(format!("{} {}", code.n, *escaped(code.code.expose())))
}

fn escaped(text: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(2 * text.len()));
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&c.escape_unicode().to_string()),
            c => out.push(c),
        }
    }
    out
}

fn plain(text: &str) -> Option<Zeroizing<String>> {
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('\\') {
            out.push('\\');
            rest = after;
        } else {
            let (hex, after) = after.strip_prefix("u{")?.split_once('}')?;
            out.push(u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?);
            rest = after;
        }
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id() -> SheetId {
        SheetId::from_random([7, 1, 2, 3, 4])
    }

    fn list(codes: &[&str]) -> Vec<Numbered> {
        (1..)
            .zip(codes)
            .map(|(n, code)| Numbered {
                n,
                code: SecretText::new(*code),
            })
            .collect()
    }

    #[test]
    fn the_text_is_what_the_documentation_says() {
        let text = text(&id(), (1, 2), "PyPI", "octocat", &list(&["aa-1", "b\\b"]));
        assert_eq!(
            text.expose(),
            "RE1:0W0G40R4:C01/02:2F45210D19A6DDFC\nPyPI\noctocat\n1 aa-1\n2 b\\\\b"
        );
        let body = text.expose().replacen(&text.expose()[19..36], "", 1);
        assert_eq!(
            check::prefix(&body, 16).to_uppercase(),
            text.expose()[20..36]
        );
    }

    #[test]
    fn a_changed_letter_is_noticed_and_other_texts_are_told_apart() {
        let good = text(&id(), (1, 1), "PyPI", "octocat", &list(&["abc"]));
        let bad = good.expose().replace("abc", "abd");
        assert_eq!(parse(&bad), Err(CodesError::Damaged));
        for other in [
            "",
            "otpauth://totp/x?secret=AA",
            "RE1:AB:D01/01:1:AAAA:AA",
            "a\nb",
        ] {
            assert_eq!(parse(other), Err(CodesError::NotCodes), "{other}");
        }
    }

    #[test]
    fn a_long_list_is_divided_and_an_endless_code_is_refused() {
        let codes = list(&["0123456789abcdef"; 40]);
        let pieces = divide("PyPI", "octocat", &codes).expect("fits");
        assert!(pieces.len() > 1);
        assert_eq!(pieces.concat(), codes);
        assert!(divide("PyPI", "octocat", &list(&[&"x".repeat(400)])).is_none());
    }

    proptest! {
        #[test]
        fn anything_survives(service in ".*", username in ".*", codes in prop::collection::vec(".*", 0..5)) {
            let codes = list(&codes.iter().map(String::as_str).collect::<Vec<_>>());
            let text = text(&id(), (2, 3), &service, &username, &codes);
            let read = parse(text.expose()).expect("reads back");
            prop_assert_eq!(read.sheet_id, id());
            prop_assert_eq!((read.index, read.count), (2, 3));
            prop_assert_eq!((read.service, read.username), (service, username));
            prop_assert_eq!(read.codes, codes);
        }

        #[test]
        fn nothing_panics(text in "(RE1:)?[A-Z0-9]{0,8}(:C[0-9]{1,3}/[0-9]{1,3}:[A-F0-9]{16})?\\PC*") {
            let _ = parse(&text);
        }
    }
}
