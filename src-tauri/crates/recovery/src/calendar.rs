//! The dates of a case as a calendar file.
//!
//! Format: RFC 5545 (iCalendar). All-day events, one for each step, so that a reminder does not
//! depend on a time zone.

use crate::course::{Course, Step};
use crate::haystack::{ForbiddenText, Haystack};
use jiff::civil::Date;
use jiff::{Span, Timestamp, tz::TimeZone};
use model::Case;
use provider::Directory;
use std::fmt::Write;

/// The longest line, in octets without its end (RFC 5545, section 3.1).
const LINE: usize = 75;
/// What is said in place of a sentence that holds something that no calendar should know.
const ELSEWHERE: &str = "Open Reentry to see what to do.";

/// The next steps of cases as the text of an .ics file. Calendars are synchronised to many
/// places: no letter, no address and nothing that the vault keeps secret stands in it.
#[must_use]
pub fn calendar(
    cases: &[(&Case, &Course)],
    directory: &Directory,
    forbidden: &dyn ForbiddenText,
    now: Timestamp,
) -> String {
    let stamp = now.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ");
    let mut text = String::new();
    line(&mut text, "BEGIN:VCALENDAR");
    line(&mut text, "VERSION:2.0");
    line(&mut text, "PRODID:-//Reentry//Cases//EN");
    for (case, course) in cases {
        let name = directory
            .get(&case.provider)
            .map_or(case.provider.as_str(), |provider| provider.name.as_str());
        for step in course.step.iter().chain(&course.later) {
            let said = |sentence: &str| {
                if forbidden.find(&Haystack::new(sentence)).is_empty() {
                    sentence.to_owned()
                } else {
                    ELSEWHERE.to_owned()
                }
            };
            event(
                &mut text,
                &format!("{}-{}@reentry", case.id, step.id),
                &stamp.to_string(),
                step,
                &format!("{name}: the recovery request"),
                &said(&match &step.command {
                    Some(command) => format!("{}\n{command}", step.what),
                    None => step.what.clone(),
                }),
            );
        }
    }
    line(&mut text, "END:VCALENDAR");
    text
}

fn event(text: &mut String, uid: &str, stamp: &str, step: &Step, title: &str, what: &str) {
    let next = step.due.checked_add(Span::new().days(1));
    line(text, "BEGIN:VEVENT");
    line(text, &format!("UID:{uid}"));
    line(text, &format!("DTSTAMP:{stamp}"));
    line(text, &format!("DTSTART;VALUE=DATE:{}", compact(step.due)));
    let end = compact(next.unwrap_or(step.due));
    line(text, &format!("DTEND;VALUE=DATE:{end}"));
    line(text, &format!("SUMMARY:{}", escaped(title)));
    line(text, &format!("DESCRIPTION:{}", escaped(what)));
    line(text, "TRANSP:TRANSPARENT");
    // Nine in the morning of that day, wherever the calendar is read.
    line(text, "BEGIN:VALARM");
    line(text, "ACTION:DISPLAY");
    line(text, "TRIGGER:PT9H");
    line(text, &format!("DESCRIPTION:{}", escaped(title)));
    line(text, "END:VALARM");
    line(text, "END:VEVENT");
}

fn compact(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// A text value (RFC 5545, section 3.3.11).
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(character);
            }
            '\n' => out.push_str("\\n"),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// A line, folded between characters where it is too long (RFC 5545, section 3.1).
fn line(text: &mut String, content: &str) {
    let mut used = 0;
    for character in content.chars() {
        let size = character.len_utf8();
        if used + size > LINE {
            text.push_str("\r\n ");
            used = 1;
        }
        let _ = write!(text, "{character}");
        used += size;
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters_and_come_back_whole() {
        let content = format!("DESCRIPTION:{}", "ü".repeat(100));
        let mut text = String::new();
        line(&mut text, &content);
        assert!(text.lines().all(|line| line.len() <= LINE));
        assert_eq!(text.replace("\r\n ", ""), format!("{content}\r\n"));
    }

    #[test]
    fn what_separates_is_escaped() {
        assert_eq!(escaped("a, b; c\\d\ne\r"), "a\\, b\\; c\\\\d\\ne");
    }
}
