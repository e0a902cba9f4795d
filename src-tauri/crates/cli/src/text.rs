//! Results as text for people.

use app::trash::TrashView;
use app::view::{AccountView, CodeSetView, CodeView, OtpView};
use std::fmt::Write;

/// Lines with columns as wide as their widest cell; the last column is left ragged.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The accounts, a line each.
pub fn accounts(accounts: &[AccountView]) -> String {
    if accounts.is_empty() {
        return "The vault holds no accounts yet. `reentry import FILE` brings some in.\n"
            .to_owned();
    }
    let mut rows = vec![cells(["ACCOUNT", "OTP", "CODES LEFT", "ID"])];
    for account in accounts {
        rows.push(vec![
            handle(account),
            account.otp.iter().map(kind).collect::<Vec<_>>().join(", "),
            codes_left(account),
            account.id.as_str().chars().take(6).collect(),
        ]);
    }
    let conflicts = accounts.iter().filter(|account| account.conflict).count();
    let mut text = table(&rows);
    if conflicts > 0 {
        let _ = writeln!(
            text,
            "\n{} two secrets under one name: only one can be right.",
            if conflicts == 1 {
                "One account has".to_owned()
            } else {
                format!("{conflicts} accounts have")
            }
        );
    }
    text
}

fn cells<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn handle(account: &AccountView) -> String {
    let service = match (&account.instance, account.provider.as_str()) {
        (Some(instance), _) => instance,
        (None, "other") if !account.issuer.is_empty() => &account.issuer,
        (None, _) => &account.provider,
    };
    format!("{service}/{}", account.username)
}

fn kind(otp: &OtpView) -> String {
    otp.otp_type.to_uppercase()
}

fn codes_left(account: &AccountView) -> String {
    match account.codes.total {
        0 => "-".to_owned(),
        total => format!("{} of {total}", account.codes.left),
    }
}

/// What is in the trash, and until when.
pub fn trash(trashed: &[TrashView]) -> String {
    if trashed.is_empty() {
        return "The trash is empty.\n".to_owned();
    }
    let mut rows = vec![cells(["ACCOUNT", "REMOVED", "DROPPED AFTER"])];
    for one in trashed {
        rows.push(vec![
            handle(&one.account),
            one.removed.strftime("%Y-%m-%d").to_string(),
            one.ends.strftime("%Y-%m-%d").to_string(),
        ]);
    }
    table(&rows)
}

/// One account in full.
pub fn account(account: &AccountView) -> String {
    let mut rows = vec![
        vec!["Account".to_owned(), handle(account)],
        vec!["Id".to_owned(), account.id.to_string()],
    ];
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            rows.push(vec![name.to_owned(), value]);
        }
    };
    add("Issuer", account.issuer.clone());
    for otp in &account.otp {
        add("OTP", credential(otp));
        for (name, value) in [
            ("  Secret", &otp.secret),
            ("  URI", &otp.uri),
            ("  PIN", &otp.pin),
        ] {
            add(
                name,
                value
                    .as_ref()
                    .map(|shown| shown.show().to_owned())
                    .unwrap_or_default(),
            );
        }
    }
    if account.codes.total > 0 {
        add("Codes", codes_sentence(account));
    }
    for factor in &account.factors {
        let place = factor
            .place
            .as_ref()
            .map(|place| format!(" @ {place}"))
            .unwrap_or_default();
        add(
            "Factor",
            format!("{} {}{place}", factor.kind.name(), factor.label),
        );
    }
    add("Labels", account.tags.join(", "));
    add("Group", account.group.clone().unwrap_or_default());
    add(
        "Note",
        account
            .note
            .as_ref()
            .map(|shown| shown.show().to_owned())
            .unwrap_or_default(),
    );
    table(&rows)
}

fn credential(otp: &OtpView) -> String {
    let mut parts = vec![otp.otp_type.to_uppercase()];
    parts.extend(otp.algorithm.map(str::to_owned));
    parts.push(format!("{} digits", otp.digits));
    parts.extend(otp.period.map(|period| format!("{period} s")));
    parts.extend(otp.counter.map(|counter| format!("next counter {counter}")));
    format!(
        "{} [{}]",
        parts.join(", "),
        otp.id.as_str().chars().take(6).collect::<String>()
    )
}

fn codes_sentence(account: &AccountView) -> String {
    let codes = account.codes;
    let mut text = format!("{} of {} left", codes.left, codes.total);
    if codes.used > 0 {
        let _ = write!(text, ", {} used", codes.used);
    }
    if codes.burned_unknown > 0 {
        let _ = write!(
            text,
            ", {} burned at set-up (nobody knows which)",
            codes.burned_unknown
        );
    }
    text
}

/// A one-time code; alone on its line, so that a script can take it.
pub fn code(code: &CodeView) -> String {
    format!("{}\n", code.code.show())
}

/// How long a code holds, for the eyes only.
pub fn code_note(code: &CodeView, now: app::Timestamp) -> String {
    match (code.valid_until, code.counter) {
        (Some(until), _) => {
            let left = until.as_second() - now.as_second();
            format!("{}: good for {left} s more", code.account)
        }
        (None, Some(counter)) => format!(
            "{}: code of counter {counter}; the next one is saved",
            code.account
        ),
        (None, None) => code.account.clone(),
    }
}

/// Recovery code sets.
pub fn code_sets(sets: &[CodeSetView]) -> String {
    if sets.is_empty() {
        return "No recovery codes.\n".to_owned();
    }
    let mut text = String::new();
    for set in sets {
        let state = if set.superseded {
            "superseded"
        } else {
            "current"
        };
        let _ = writeln!(
            text,
            "Set of {}, {state}: {} of {} left",
            set.obtained.strftime("%Y-%m-%d"),
            set.left,
            set.total
        );
        if set.burned_unknown > 0 {
            let _ = writeln!(
                text,
                "  {} of them was burned when the set was issued, and nobody knows which: when a \
                 code fails, mark it as used and take the next.",
                set.burned_unknown
            );
        }
        for code in &set.codes {
            let shown = code.code.as_ref().map_or("", |shown| shown.show());
            let when = code
                .used_at
                .map(|at| format!(" {}", at.strftime("%Y-%m-%d")))
                .unwrap_or_default();
            let line = format!("  {:>3}  {:<8}{when}  {shown}", code.n, code.state);
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    text
}

/// `1 entry`, `2 entries`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}

/// The text wrapped to 96 columns, every line indented; ends in a newline.
pub fn paragraph(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut lines = String::new();
    let mut line = margin.clone();
    for word in text.split_whitespace() {
        let empty = line.len() == margin.len();
        if !empty && line.chars().count() + 1 + word.chars().count() > 96 {
            lines.push_str(&line);
            lines.push('\n');
            line.clone_from(&margin);
        } else if !empty {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push_str(&line);
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_by_characters_not_bytes() {
        let rows = [
            vec!["é".to_owned(), "x".into()],
            vec!["abc".into(), "y".into()],
        ];
        assert_eq!(table(&rows), "é    x\nabc  y\n");
    }

    #[test]
    fn paragraphs_wrap_and_keep_long_words() {
        let text = paragraph(&format!("a {} b", "w".repeat(120)), 2);
        assert_eq!(text, format!("  a\n  {}\n  b\n", "w".repeat(120)));
    }
}
