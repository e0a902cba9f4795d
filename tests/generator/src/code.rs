//! Recovery codes: the files that services let people download, and codes within a text.

use crate::expected::Expected;
use crate::{Error, Fixture};

/// PyPI names its file after the user and the time; browsers turn the colons into underscores.
const PYPI_FILE: &str = "PyPI-Recovery-Codes-sampleuser-2026-03-01T10_00_00.000000.txt";

/// Eight codes of 16 lower-case hexadecimal digits, as PyPI makes them.
fn pypi() -> Vec<String> {
    numbered("deadbeef000000", 8)
}

/// Sixteen codes of twice five lower-case hexadecimal digits, as GitHub makes them.
pub fn github() -> Vec<String> {
    numbered("c0ffe-e00", 16)
}

/// Ten codes of 12 lower-case hexadecimal digits, as RubyGems makes them.
fn rubygems() -> Vec<String> {
    numbered("facade0000", 10)
}

/// `count` codes that begin with `head` and end with their number in two digits. Each file has
/// codes of its own: the same set in another file would be a duplicate.
fn numbered(head: &str, count: usize) -> Vec<String> {
    (1..=count).map(|n| format!("{head}{n:02}")).collect()
}

/// Each file with what it holds.
pub fn fixtures() -> Result<Vec<Fixture>, Error> {
    let mut expected = Expected::default();
    let mut fixtures = Vec::new();
    let mut add = |name: &str, text: String| {
        fixtures.push(Fixture::new(format!("codes/{name}"), text));
    };

    // Unix line ends, none after the last line: 135 bytes.
    add(PYPI_FILE, pypi().join("\n"));
    expected.codes(PYPI_FILE, (Some("pypi"), Some("sampleuser")), &pypi(), &[]);

    // What PyPI's copy button gives.
    let copied = numbered("deadbeef111111", 8);
    add(
        "pypi-copied.txt",
        format!("PyPI recovery codes\n{}", copied.join("\n")),
    );
    expected.codes("pypi-copied.txt", (Some("pypi"), None), &copied, &[]);

    // Windows line ends, also after the last line.
    let lines: String = github().iter().map(|code| format!("{code}\r\n")).collect();
    add("github-recovery-codes.txt", lines);
    let owner = (Some("github"), None);
    expected.codes("github-recovery-codes.txt", owner, &github(), &[]);

    let (notes, used) = notes();
    add("notes.txt", notes);
    expected.codes("notes.txt", (None, None), &rubygems(), &used);

    let codes = numbered("c0ffe-f00", 16);
    let (left, right) = codes.split_at(8);
    let rows = left.iter().zip(right);
    let columns: String = rows.map(|(l, r)| format!("  {l}    {r}\n")).collect();
    add("two-columns.txt", columns);
    let by_row: Vec<String> = left
        .iter()
        .zip(right)
        .flat_map(|(l, r)| [l.clone(), r.clone()])
        .collect();
    expected.codes("two-columns.txt", (None, None), &by_row, &[]);

    fixtures.push(expected.fixture("codes")?);
    Ok(fixtures)
}

/// Codes between sentences, as in somebody's notes, two of them used.
fn notes() -> (String, Vec<String>) {
    let codes = rubygems();
    let used = vec![codes[0].clone(), codes[3].clone()];
    let list: String = codes
        .iter()
        .zip(1..)
        .map(|(code, n)| {
            let mark = if used.contains(code) { " (used)" } else { "" };
            format!("{n:>2}. {code}{mark}\n")
        })
        .collect();
    let text = format!(
        "Sample notes, saved on 1 March 2026.\n\
         \n\
         The gem account asks for a code when the phone is away. These are the\n\
         recovery codes; each one works once:\n\
         \n\
         {list}\
         \n\
         The old phone is in the drawer. Ring 555-0100 for the spare key.\n"
    );
    (text, used)
}
