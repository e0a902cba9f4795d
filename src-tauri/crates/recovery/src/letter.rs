//! A drafted letter in the forms that mail programs open: a mailto address (RFC 6068) and a file
//! (RFC 5322, with RFC 2045 for the text and RFC 2047 for the subject).

use crate::draft::Draft;
use data_encoding::BASE64;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write;

/// What may stand in a mailto address besides letters and digits (RFC 3986, unreserved).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The longest address that is offered: mail programs and systems cut longer ones off, some of
/// them at about 2,000 characters.
pub const MAX_MAILTO: usize = 1_900;

/// The longest line of quoted-printable text, without its end (RFC 2045, section 6.7).
const LINE: usize = 76;

/// The bytes of text in one encoded word of a subject (RFC 2047: 75 characters at most).
const WORD: usize = 42;

impl Draft {
    /// Whether this is a letter, for which a mail program is of use.
    #[must_use]
    pub fn is_letter(&self) -> bool {
        self.subject.is_some()
    }

    /// The address that opens a mail program with this letter. None for what is no letter, for an
    /// answer to a mail that came, and for a letter that would be cut off.
    #[must_use]
    pub fn mailto(&self) -> Option<String> {
        let (to, subject) = (self.to.as_ref()?, self.subject.as_ref()?);
        let encode = |text: &str| {
            let lines = text.replace('\n', "\r\n");
            utf8_percent_encode(&lines, PLAIN).to_string()
        };
        let to = utf8_percent_encode(to, PLAIN)
            .to_string()
            .replace("%40", "@");
        let address = format!(
            "mailto:{to}?subject={}&body={}",
            encode(subject),
            encode(&self.text)
        );
        (address.len() <= MAX_MAILTO).then_some(address)
    }

    /// The letter as a file that mail programs open as a draft. The sender is left out: the mail
    /// program knows it. None for what is no letter.
    #[must_use]
    pub fn eml(&self, now: Timestamp) -> Option<String> {
        let subject = self.subject.as_ref()?;
        let mut text = String::new();
        // Outlook and others open such a message for editing.
        header(&mut text, "X-Unsent", "1");
        let date = now
            .to_zoned(TimeZone::UTC)
            .strftime("%a, %d %b %Y %H:%M:%S +0000");
        header(&mut text, "Date", &date.to_string());
        if let Some(to) = &self.to {
            header(&mut text, "To", to);
        }
        header(&mut text, "Subject", &words(subject));
        header(&mut text, "MIME-Version", "1.0");
        header(&mut text, "Content-Type", "text/plain; charset=utf-8");
        header(&mut text, "Content-Transfer-Encoding", "quoted-printable");
        text.push_str("\r\n");
        text.push_str(&quoted_printable(&self.text));
        Some(text)
    }
}

fn header(text: &mut String, name: &str, value: &str) {
    // A value of several lines would be several headers.
    let value: String = value
        .chars()
        .filter(|sign| !sign.is_control() || *sign == '\n')
        .collect();
    let folded: Vec<&str> = value
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let _ = write!(text, "{name}: {}\r\n", folded.join("\r\n "));
}

/// A subject: as it is in ASCII, in encoded words otherwise, one on a line.
fn words(subject: &str) -> String {
    let one_line = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.is_ascii() && one_line.len() <= 900 {
        return one_line;
    }
    let mut parts: Vec<String> = vec![String::new()];
    for sign in one_line.chars() {
        if let Some(part) = parts.last_mut()
            && part.len() + sign.len_utf8() <= WORD
        {
            part.push(sign);
        } else {
            parts.push(sign.to_string());
        }
    }
    let words: Vec<String> = parts
        .iter()
        .map(|part| format!("=?utf-8?B?{}?=", BASE64.encode(part.as_bytes())))
        .collect();
    words.join("\n")
}

/// Text in quoted-printable (RFC 2045, section 6.7).
fn quoted_printable(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut used = 0;
        let bytes = line.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let last = at + 1 == bytes.len();
            let blank = matches!(byte, b' ' | b'\t');
            let plain = (byte.is_ascii_graphic() && *byte != b'=') || (blank && !last);
            let size = if plain { 1 } else { 3 };
            // One sign is left for the soft line break.
            if used + size > LINE - 1 {
                out.push_str("=\r\n");
                used = 0;
            }
            if plain {
                out.push(char::from(*byte));
            } else {
                let _ = write!(out, "={byte:02X}");
            }
            used += size;
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use provider::{RouteKind, Visibility};

    fn letter(subject: &str, text: &str) -> Draft {
        Draft {
            kind: RouteKind::Email,
            visibility: Visibility::Private,
            open_url: None,
            to: Some("support@registry.example".into()),
            subject: Some(subject.into()),
            title: None,
            fields: Vec::new(),
            command: None,
            steps: Vec::new(),
            text: text.into(),
        }
    }

    /// Text out of quoted-printable.
    fn decoded(text: &str) -> String {
        let joined = text.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            if *first == b'=' {
                let hex = std::str::from_utf8(&after[..2]).expect("two digits");
                bytes.push(u8::from_str_radix(hex, 16).expect("hexadecimal"));
                rest = &after[2..];
            } else {
                bytes.push(*first);
                rest = after;
            }
        }
        String::from_utf8(bytes)
            .expect("UTF-8")
            .replace("\r\n", "\n")
    }

    #[test]
    fn a_mailto_address_holds_the_whole_letter_or_is_not_offered() {
        let draft = letter("Lost 2FA & codes", "Hello,\nit's me.");
        assert_eq!(
            draft.mailto().as_deref(),
            Some(
                "mailto:support@registry.example?subject=Lost%202FA%20%26%20codes&body=Hello%2C%0D%0Ait%27s%20me."
            )
        );
        assert_eq!(letter("x", &"ü".repeat(400)).mailto(), None);
        let answer = Draft { to: None, ..draft };
        assert_eq!(answer.mailto(), None);
        assert!(answer.eml(Timestamp::UNIX_EPOCH).is_some());
    }

    #[test]
    fn a_file_has_no_sender_and_no_header_of_somebody_elses() {
        let draft = letter("Subject\r\nBcc: a@example.org", "Hello");
        let eml = draft.eml(Timestamp::UNIX_EPOCH).expect("a letter");
        let (head, body) = eml.split_once("\r\n\r\n").expect("head and body");
        assert!(head.contains("Date: Thu, 01 Jan 1970 00:00:00 +0000"));
        assert!(
            head.contains("Subject: Subject Bcc: a@example.org"),
            "{head}"
        );
        assert!(!head.contains("\nBcc") && !head.contains("From:"));
        assert_eq!(body, "Hello\r\n");
    }

    #[test]
    fn a_subject_in_another_alphabet_is_folded_into_words() {
        let eml = letter(&"Größe ".repeat(20), "x")
            .eml(Timestamp::UNIX_EPOCH)
            .expect("a letter");
        let words: Vec<&str> = eml
            .lines()
            .filter(|line| line.contains("=?utf-8?B?"))
            .collect();
        assert!(words.len() > 1);
        assert!(words.iter().all(|line| line.len() <= 86), "{words:?}");
    }

    proptest! {
        #[test]
        fn the_text_comes_back(text in "[ -~äöü€\u{1f511}\n\t]{0,200}") {
            let eml = letter("x", &text).eml(Timestamp::UNIX_EPOCH).expect("a letter");
            let (_, body) = eml.split_once("\r\n\r\n").expect("head and body");
            prop_assert!(body.lines().all(|line| line.len() <= LINE));
            let want: String = text.lines().map(|line| format!("{line}\n")).collect();
            prop_assert_eq!(decoded(body), want);
        }
    }
}
