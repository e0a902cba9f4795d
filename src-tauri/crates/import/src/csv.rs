//! Tables of values with commas between them (RFC 4180), with their columns by name.

use zeroize::Zeroizing;

/// No export has half as many columns; what stands beyond them is dropped.
const MAX_COLUMNS: usize = 256;

/// A field of a row.
type Field = Zeroizing<String>;

/// A table whose first row names the columns.
pub(crate) struct Table<'a> {
    columns: Vec<Field>,
    rest: &'a str,
}

/// One row of a table.
pub(crate) struct Row<'a> {
    columns: &'a [Field],
    fields: Vec<Field>,
    /// The text ends within quotes: the row, if not the whole, was cut off.
    pub(crate) cut_off: bool,
}

impl Row<'_> {
    /// The first of these columns that has something in it; empty where none has.
    pub(crate) fn first(&self, columns: &[&str]) -> &str {
        let mut fields = columns.iter().map(|column| self.get(column));
        fields.find(|field| !field.trim().is_empty()).unwrap_or("")
    }

    /// The field of that column; empty where there is none.
    pub(crate) fn get(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|name| name.as_str() == column);
        at.and_then(|at| self.fields.get(at))
            .map_or("", |field| field.as_str())
    }
}

impl<'a> Table<'a> {
    /// A table with these columns, in any order and among others; `None` where one is missing.
    pub(crate) fn with_columns(text: &'a str, needed: &[&str]) -> Option<Self> {
        let end = text.find(['\n', '\r']).unwrap_or(text.len());
        let head = text.get(..end)?;
        if head.len() > 16_384 || !needed.iter().all(|column| head.contains(column)) {
            return None;
        }
        let (columns, _, _) = row(head);
        let has = |column: &&str| columns.iter().any(|name| name.as_str() == *column);
        needed.iter().all(has).then_some(Self {
            columns,
            rest: text.get(end..)?,
        })
    }

    /// The rows; empty ones are left out.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            loop {
                rest = rest.trim_start_matches(['\n', '\r']);
                if rest.is_empty() {
                    return None;
                }
                let (fields, length, cut_off) = row(rest);
                rest = rest.get(length..).unwrap_or_default();
                if fields.iter().any(|field| !field.trim().is_empty()) {
                    return Some(Row {
                        columns: &self.columns,
                        fields,
                        cut_off,
                    });
                }
            }
        })
    }
}

/// The fields of the first row, its length in bytes, and whether it ends within quotes.
fn row(text: &str) -> (Vec<Field>, usize, bool) {
    let mut fields = Vec::new();
    let mut field = Field::default();
    let mut quoted = false;
    let mut signs = text.char_indices().peekable();
    let mut end = text.len();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' if quoted && signs.peek().is_some_and(|(_, next)| *next == '"') => {
                signs.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.is_empty() => quoted = true,
            ',' if !quoted => {
                let field = std::mem::take(&mut field);
                if fields.len() < MAX_COLUMNS {
                    fields.push(field);
                }
            }
            '\n' | '\r' if !quoted => {
                end = at;
                break;
            }
            sign => field.push(sign),
        }
    }
    if fields.len() < MAX_COLUMNS {
        fields.push(field);
    }
    (fields, end, quoted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(text: &str) -> Option<Vec<(String, String)>> {
        let table = Table::with_columns(text, &["a", "b"])?;
        let pair = |row: Row<'_>| (row.get("a").to_owned(), row.get("b").to_owned());
        Some(table.rows().map(pair).collect())
    }

    #[test]
    fn quotes_breaks_and_short_rows() {
        let text =
            "b,x,a\r\n1,,2\r\n\r\n\"one\nline, \"\"two\"\"\",\"\",3\n4\n,,\n5,6,7,8\n\"open,";
        let expected = [
            ("2", "1"),
            ("3", "one\nline, \"two\""),
            ("", "4"),
            ("7", "5"),
            ("", "open,"),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        assert_eq!(table(text), Some(expected));
        assert_eq!(table("a,bc\n1,2"), None);
        assert_eq!(table("a,b"), Some(Vec::new()));
        assert_eq!(table(""), None);
    }

    proptest! {
        #[test]
        fn any_text_has_rows(text in "[ab,\"\n\r ]{0,60}") {
            let text = format!("a,b\n{text}");
            prop_assert!(table(&text).is_some_and(|rows| rows.len() <= text.len()));
        }
    }
}
