//! The names of a table's columns, out of the SQL that made it.

use std::iter::Peekable;
use std::str::Chars;

/// Words that begin a constraint of the table and no column.
const CONSTRAINTS: [&str; 5] = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

#[derive(Debug, PartialEq)]
enum Token {
    /// A word, and whether it stands in quotes.
    Name(String, bool),
    Open,
    Close,
    Comma,
    Other,
}

/// The columns of `CREATE TABLE name (column …, column …, constraint …)`, in their order.
pub(super) fn columns(sql: &str) -> Vec<String> {
    let mut columns = Vec::new();
    let mut signs = sql.chars().peekable();
    let mut depth = 0_usize;
    // Whether the next word begins a column or a constraint.
    let mut first = false;
    while let Some(token) = next(&mut signs) {
        let begins = depth == 1 && std::mem::take(&mut first);
        match token {
            Token::Open => {
                first = depth == 0 && columns.is_empty();
                depth += 1;
            }
            Token::Close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            Token::Comma => first = depth == 1,
            Token::Name(name, quoted) if begins => {
                let constraint = |word: &&str| !quoted && name.eq_ignore_ascii_case(word);
                if !CONSTRAINTS.iter().any(constraint) {
                    columns.push(name);
                }
            }
            Token::Name(..) | Token::Other => {}
        }
    }
    columns
}

fn next(signs: &mut Peekable<Chars<'_>>) -> Option<Token> {
    loop {
        let sign = signs.next()?;
        return Some(match sign {
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '"' | '\'' | '`' => Token::Name(quoted(signs, sign), true),
            '[' => Token::Name(quoted(signs, ']'), true),
            '-' if signs.peek() == Some(&'-') => {
                signs.find(|sign| *sign == '\n');
                continue;
            }
            '/' if signs.peek() == Some(&'*') => {
                signs.next();
                let mut before = ' ';
                signs.find(|sign| std::mem::replace(&mut before, *sign) == '*' && *sign == '/');
                continue;
            }
            sign if is_word(sign) => {
                let mut name = String::from(sign);
                while let Some(sign) = signs.next_if(|sign| is_word(*sign)) {
                    name.push(sign);
                }
                Token::Name(name, false)
            }
            sign if sign.is_whitespace() => continue,
            _ => Token::Other,
        });
    }
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_' || sign == '$'
}

/// What stands before the closing quote; a doubled one stands for itself.
fn quoted(signs: &mut Peekable<Chars<'_>>, close: char) -> String {
    let mut name = String::new();
    while let Some(sign) = signs.next() {
        if sign == close && (close == ']' || signs.next_if_eq(&close).is_none()) {
            break;
        }
        name.push(sign);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_of_the_ways_to_write_a_table() {
        for (sql, expected) in [
            ("CREATE TABLE a (b, c INTEGER)", &["b", "c"][..]),
            (
                "CREATE TABLE \"a(x\"(\n`b c` text -- the first, (\n, [d] NUMERIC(4, 2) /* not, this */ DEFAULT (1,2), 'it''s', UNIQUE (b), CHECK (c))",
                &["b c", "d", "it's"],
            ),
            (
                "create table a(\"primary\" text,constraint x primary key(y))",
                &["primary"],
            ),
            ("CREATE TABLE a (b TEXT) WITHOUT ROWID, (c)", &["b"]),
            ("CREATE TABLE a", &[]),
            ("CREATE TABLE a ('open", &["open"]),
            ("", &[]),
        ] {
            assert_eq!(columns(sql), expected, "{sql}");
        }
    }

    proptest! {
        #[test]
        fn any_sql_has_columns(sql in "[a-c(),'\"`\\[\\]*/ -]{0,80}") {
            prop_assert!(columns(&sql).len() <= sql.len());
        }
    }
}
