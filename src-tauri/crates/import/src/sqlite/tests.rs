//! Databases made by a small writer from the format's description, and the sample files, which
//! `sqlite3` itself wrote: those have trees of several pages and rows that go on elsewhere.

use super::*;
use crate::testing::{BYTES, SECRET, base64, code, import, import_as, rejected, shown};
use crate::{Format, ImportReport};
use proptest::prelude::*;
use std::path::PathBuf;

const SIZE: usize = 4096;

/// A value to write.
#[derive(Clone, Copy)]
enum Cell<'a> {
    Null,
    Number(i64),
    Text(&'a str),
}
use Cell::{Null, Number as N, Text as T};

type Columns<'a> = Vec<Cell<'a>>;

fn varint(number: usize) -> Vec<u8> {
    let mut bytes = vec![(number & 0x7f) as u8];
    let mut rest = number >> 7;
    while rest > 0 {
        bytes.insert(0, (rest & 0x7f | 0x80) as u8);
        rest >>= 7;
    }
    bytes
}

fn payload(values: &[Cell<'_>]) -> Vec<u8> {
    let (mut types, mut body) = (Vec::new(), Vec::new());
    for value in values {
        match value {
            Null => types.push(0),
            N(number) => {
                types.push(6);
                body.extend(number.to_be_bytes());
            }
            T(text) => {
                types.extend(varint(13 + text.len() * 2));
                body.extend(text.as_bytes());
            }
        }
    }
    let header = varint(types.len() + 1);
    [header, types, body].concat()
}

/// A leaf with these rows, its header at `start`.
fn leaf(rows: &[Vec<u8>], start: usize) -> Vec<u8> {
    let mut page = vec![0; SIZE];
    let mut end = SIZE;
    page[start] = 13;
    page[start + 3..start + 5].copy_from_slice(&(rows.len() as u16).to_be_bytes());
    for (at, row) in rows.iter().enumerate() {
        let cell = [varint(row.len()), varint(at + 1), row.clone()].concat();
        end -= cell.len();
        page[end..end + cell.len()].copy_from_slice(&cell);
        let pointer = start + 8 + at * 2;
        page[pointer..pointer + 2].copy_from_slice(&(end as u16).to_be_bytes());
    }
    page
}

fn database(tables: &[(&str, &str, Vec<Columns<'_>>)]) -> Vec<u8> {
    let mut schema = Vec::new();
    let mut pages = Vec::new();
    for (at, (name, sql, rows)) in tables.iter().enumerate() {
        let root = N(at as i64 + 2);
        schema.push(payload(&[T("table"), T(name), T(name), root, T(sql)]));
        let rows: Vec<_> = rows.iter().map(|row| payload(row)).collect();
        pages.push(leaf(&rows, 0));
    }
    let mut first = leaf(&schema, 100);
    first[..16].copy_from_slice(MAGIC);
    first[16..18].copy_from_slice(&(SIZE as u16).to_be_bytes());
    (first[18], first[19]) = (1, 1);
    first[31] = tables.len() as u8 + 1;
    first[59] = 1;
    pages.insert(0, first);
    pages.concat()
}

const GOOGLE: &str = "CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT NOT NULL, \
    secret TEXT NOT NULL, counter INTEGER DEFAULT 0, type INTEGER, provider INTEGER DEFAULT 0, \
    issuer TEXT DEFAULT NULL, original_name TEXT DEFAULT NULL, isencrypted INTEGER DEFAULT 0)";

fn google(rows: Vec<Columns<'_>>) -> Vec<u8> {
    database(&[
        (
            "android_metadata",
            "CREATE TABLE android_metadata (locale TEXT)",
            vec![],
        ),
        ("accounts", GOOGLE, rows),
    ])
}

fn row<'a>(email: &'a str, secret: &'a str, kind: i64, issuer: Cell<'a>) -> Columns<'a> {
    vec![
        Null,
        T(email),
        T(secret),
        N(7),
        N(kind),
        N(0),
        issuer,
        Null,
        N(0),
    ]
}

#[test]
fn google_authenticator_good_and_bad() {
    let mut locked = row("PyPI:x", SECRET, 0, Null);
    locked[8] = N(1);
    let bytes = google(vec![
        row("PyPI:alice", SECRET, 0, T("PyPI")),
        row("bob", "0189", 0, T("Bad")),
        row("vpn", SECRET, 1, Null),
        row("type", SECRET, 4, T("Bad")),
        locked,
        // Written before the last columns were added.
        vec![
            Null,
            T("GitHub:carol"),
            T("jbsw y3dp ehpk 3pxp"),
            N(0),
            N(0),
        ],
    ]);
    let report = import(&bytes, None).expect("a database");
    assert_eq!(report.format, Format::GoogleDatabase);
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S",
            "3 hotp SHA1 6 #7 |  | vpn | S",
            "6 totp SHA1 6 30 | GitHub | carol | S",
        ]
    );
    assert_eq!(
        rejected(&report),
        [
            "2 Bad/bob | the secret holds a",
            "4 Bad/type | its type is neither",
            "5 PyPI/x | its secret is locked",
        ]
    );
    assert!(report.warnings.is_empty());
    let other = import_as(Some(Format::Microsoft), &bytes, None);
    assert_eq!(other, Err(ImportError::NotOfFormat(Format::Microsoft)));
    assert_eq!(import(&google(vec![]), None).expect("empty").entries(), 0);
}

#[test]
fn microsoft_authenticator_good_and_bad() {
    const SQL: &str = "CREATE TABLE `accounts` (`_id` INTEGER PRIMARY KEY AUTOINCREMENT, \
        `name` TEXT NOT NULL, `username` TEXT NOT NULL, `oath_secret_key` TEXT NOT NULL, \
        `account_type` INTEGER NOT NULL, `encrypted_oath_secret_key` TEXT NOT NULL)";
    let own = base64(BYTES);
    let row = |name, username, secret, kind, locked| {
        vec![Null, T(name), T(username), T(secret), N(kind), T(locked)]
    };
    let bytes = database(&[(
        "accounts",
        SQL,
        vec![
            row("PyPI", "alice", "jbswy3dpehpk3pxp", 0, ""),
            row("Microsoft", "alice@example.org", &own, 1, ""),
            row("Work", "alice", "", 2, ""),
            row("Moved", "alice", "", 0, "AAAA"),
            row("Bad", "own", "?", 1, ""),
            row("Bad", "none", "", 1, ""),
        ],
    )]);
    let report = import(&bytes, None).expect("a database");
    assert_eq!(report.format, Format::Microsoft);
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA1 6 30 | PyPI | alice | S",
            "2 totp SHA1 8 30 | Microsoft | alice@example.org | S",
        ]
    );
    assert_eq!(
        rejected(&report),
        [
            "3 Work/alice | it is a work",
            "4 Moved/alice | its secret is locked",
            "5 Bad/own | the secret holds a",
            "6 Bad/none | the secret is missing",
        ]
    );
}

#[test]
fn stratum_has_its_categories() {
    const SQL: &str = "CREATE TABLE \"authenticator\"(\n\"type\" integer ,\n\"icon\" varchar ,\n\
        \"issuer\" varchar(32) ,\n\"username\" varchar(40) ,\n\"secret\" varchar primary key not null ,\n\
        \"pin\" varchar ,\n\"algorithm\" integer ,\n\"digits\" integer ,\n\"period\" integer ,\n\
        \"counter\" bigint ,\n\"ranking\" integer )";
    let row = |kind, issuer, secret, pin, digits| {
        let numbers = [N(0), N(digits), N(30), N(3), N(0)];
        let mut row = vec![N(kind), T("@own"), T(issuer), Null, T(secret), pin];
        row.extend(numbers);
        row
    };
    let bytes = database(&[
        (
            "authenticator",
            SQL,
            vec![
                row(2, "PyPI", SECRET, Null, 6),
                row(1, "VPN", "JBSWY3DPEHPK3PXPAA", Null, 6),
                row(2, "Bad", "JBSWY3DPEHPK3PXPAE", Null, 99),
                row(3, "Gate", "e3152afee62599c8", T("1234"), 6),
            ],
        ),
        (
            "category",
            "CREATE TABLE category(id varchar primary key, name varchar, ranking integer)",
            vec![vec![T("c1"), T("Packages"), N(0)]],
        ),
        (
            "authenticatorcategory",
            "CREATE TABLE authenticatorcategory(categoryId varchar, authenticatorSecret varchar)",
            vec![vec![T("c1"), T(SECRET)], vec![T("c9"), T(SECRET)]],
        ),
    ]);
    let report = import(&bytes, None).expect("a database");
    assert_eq!(report.format, Format::Stratum);
    assert_eq!(
        shown(&report),
        [
            "1 totp SHA1 6 30 | PyPI |  | S | group Packages",
            "2 hotp SHA1 6 #3 | VPN |  | 48656c6c6f21deadbeef00",
            "4 motp | Gate |  | e3152afee62599c8 | pin 1234",
        ]
    );
    assert_eq!(rejected(&report), ["3 Bad | digits must be a"]);
}

#[test]
fn other_databases_say_so() {
    let bytes = database(&[("notes", "CREATE TABLE notes (text)", vec![vec![T("x")]])]);
    assert_eq!(code(&bytes, None), "unsupported");
    let mut log = google(vec![row("PyPI:alice", SECRET, 0, Null)]);
    (log[18], log[19]) = (2, 2);
    let report = import(&log, None).expect("a database");
    assert_eq!((report.candidates.len(), report.warnings.len()), (1, 1));
    log[19] = 3;
    assert_eq!(code(&log, None), "unsupported", "newer");
    // SQLCipher's files look like this.
    let noise: Vec<u8> = (0..4096_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    assert_eq!(code(&noise, None), "unsupported");
    assert_eq!(code(&noise[..4095], None), "unknown_format");
}

#[test]
fn cut_off_and_altered() {
    let bytes = google(vec![row("PyPI:alice", SECRET, 0, Null); 3]);
    for end in [
        16,
        18,
        57,
        99,
        108,
        500,
        SIZE - 1,
        SIZE,
        SIZE * 2,
        bytes.len() - 1,
    ] {
        assert_eq!(code(&bytes[..end], None), "damaged", "{end}");
    }
    let with = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        bytes
    };
    for (at, byte, what) in [
        (16, 3, "no size of a page"),
        (
            20,
            255,
            "nearly all of the page is reserved, which is allowed",
        ),
        (59, 9, "encoding"),
        (100, 10, "an index"),
        (SIZE * 2, 5, "an interior page of its own children"),
        (SIZE * 2 + 3, 255, "more cells than there is room"),
        (SIZE * 2 + 8, 255, "a cell outside"),
    ] {
        let found = code(&with(at, byte), None);
        assert!(["damaged", "read"].contains(&found), "{what}: {found}");
        assert!(found == "damaged" || at == 20, "{what}");
    }
    // A bit of a row: that row alone.
    let at = bytes.len() - 12;
    let report = import(&with(at, 0xff), None).expect("the rest");
    assert_eq!(report.entries(), 3);
    assert!(report.candidates.len() >= 2);
}

/// All rows in one cell, which is named as often as the page has room for.
#[test]
fn one_row_a_thousand_times_is_refused() {
    let long = "x".repeat(3000);
    let mut bytes = google(vec![row(&long, SECRET, 0, Null)]);
    let page = SIZE * 2;
    let pointer = [bytes[page + 8], bytes[page + 9]];
    bytes[page + 3..page + 5].copy_from_slice(&500_u16.to_be_bytes());
    for at in 0..500 {
        let at = page + 8 + at * 2;
        bytes[at..at + 2].copy_from_slice(&pointer);
    }
    assert_eq!(code(&bytes, None), "damaged");
}

/// The sample databases.
fn samples() -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/apps");
    [
        "google-authenticator.db",
        "PhoneFactor",
        "authenticator.db3",
    ]
    .iter()
    .map(|name| std::fs::read(folder.join(name)).expect("a sample"))
    .collect()
}

#[test]
fn sqlite_writes_trees_of_many_pages() {
    for bytes in samples() {
        assert!(bytes.len() > 512 * 4, "small pages, many of them");
        for end in (100..bytes.len()).step_by(97) {
            assert_eq!(code(&bytes[..end], None), "damaged", "{end}");
        }
    }
}

fn is_whole(report: &ImportReport) -> bool {
    let mut entries: Vec<usize> = report.candidates.iter().map(|one| one.entry).collect();
    entries.extend(report.rejected.iter().map(|one| one.entry));
    entries.sort_unstable();
    entries.iter().copied().eq(1..=report.entries())
}

proptest! {
    #[test]
    fn any_change_is_read_or_refused(
        sample in 0_usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        static SAMPLES: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(samples);
        let mut bytes = SAMPLES[sample].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(report) = import(&bytes, None) {
            prop_assert!(is_whole(&report));
        }
    }
}
