//! SQLite databases, as rooted phones give them up: read, never written, from a file that may be
//! hostile. No SQL is run; a table is walked from its root page to its rows.
//!
//! Every page is visited once at most and all rows together hold no more than the file has bytes,
//! so a walk ends whatever stands in the file. What stands in a write-ahead log beside the file is
//! not seen; [`Database::has_log`] says that there may be one.
//!
//! Source: the SQLite project's description of its file format, <https://www.sqlite.org/fileformat2.html>.

mod accounts;
mod page;
mod record;
mod schema;

pub(crate) use accounts::{each, read};
pub(crate) use record::Row;

use crate::ImportError;
use page::Pages;
use record::{Value, values};

/// What the first 16 bytes are.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const DAMAGED: ImportError = ImportError::Damaged {
    what: "SQLite database",
};
/// Tables, indexes and triggers; no app has a hundredth of it.
const MAX_SCHEMA: usize = 10_000;

/// Whether these bytes say that they are a database.
pub(crate) fn is_database(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// How texts are written (header offset 56).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// One table.
#[derive(Debug, PartialEq)]
pub(crate) struct Table {
    name: String,
    root: u32,
    columns: Vec<String>,
}

impl Table {
    /// Whether it has all these columns.
    pub(crate) fn has(&self, columns: &[&str]) -> bool {
        let has = |column: &&str| {
            let mut names = self.columns.iter();
            names.any(|name| name.eq_ignore_ascii_case(column))
        };
        columns.iter().all(has)
    }
}

/// A database and its tables.
#[derive(Debug)]
pub(crate) struct Database<'a> {
    pages: Pages<'a>,
    encoding: Encoding,
    tables: Vec<Table>,
    log: bool,
}

impl<'a> Database<'a> {
    /// Reads the header and the names of the tables.
    ///
    /// # Errors
    /// `Damaged`; `Unsupported` for a newer form of the file.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ImportError> {
        if !is_database(bytes) {
            return Err(DAMAGED);
        }
        let byte = |at: usize| bytes.get(at).copied().ok_or(DAMAGED);
        // The version that a reader has to know: 1 without a write-ahead log, 2 with one.
        let version = byte(19)?;
        if version > 2 {
            return Err(ImportError::Unsupported {
                what: "an SQLite database of a newer form",
                instead: "look for a newer Reentry, or export its accounts as otpauth URIs",
            });
        }
        let encoding = match bytes.get(56..60) {
            Some([0, 0, 0, 0 | 1]) => Encoding::Utf8,
            Some([0, 0, 0, 2]) => Encoding::Utf16Le,
            Some([0, 0, 0, 3]) => Encoding::Utf16Be,
            _ => return Err(DAMAGED),
        };
        let mut database = Self {
            pages: Pages::new(bytes).ok_or(DAMAGED)?,
            encoding,
            tables: Vec::new(),
            log: version == 2,
        };
        database.tables = database.schema()?;
        Ok(database)
    }

    /// Whether the app keeps its last changes in a file beside this one.
    pub(crate) fn has_log(&self) -> bool {
        self.log
    }

    /// The table of that name.
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        let mut tables = self.tables.iter();
        tables.find(|table| table.name.eq_ignore_ascii_case(name))
    }

    /// Gives each row of a table to `each`, in the order of their row ids; `None` stands for one
    /// that cannot be read.
    ///
    /// # Errors
    /// `Damaged` where the pages do not hold together, and what `each` refuses with.
    pub(crate) fn rows(
        &self,
        table: &Table,
        mut each: impl FnMut(Option<Row<'_>>) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        self.pages.walk(table.root, |payload| {
            let values = values(payload, self.encoding);
            each(values.map(|values| Row::new(&table.columns, values)))
        })
    }

    /// The tables of page 1: `type, name, tbl_name, rootpage, sql`.
    fn schema(&self) -> Result<Vec<Table>, ImportError> {
        let mut tables = Vec::new();
        let mut count = 0_usize;
        self.pages.walk(1, |payload| {
            count += 1;
            if count > MAX_SCHEMA {
                return Err(DAMAGED);
            }
            let values = values(payload, self.encoding).ok_or(DAMAGED)?;
            if let [
                Value::Text(kind),
                Value::Text(name),
                _,
                Value::Integer(root),
                Value::Text(sql),
            ] = values.as_slice()
                && kind.as_str() == "table"
            {
                tables.push(Table {
                    name: name.to_string(),
                    root: u32::try_from(*root).map_err(|_| DAMAGED)?,
                    columns: schema::columns(sql),
                });
            }
            Ok(())
        })?;
        Ok(tables)
    }
}

#[cfg(test)]
mod tests;
