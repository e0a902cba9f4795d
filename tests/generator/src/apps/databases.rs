//! Databases of rooted phones, written by `sqlite3` itself: Google Authenticator's until 5.10,
//! Microsoft Authenticator's, and Stratum's own. The tables are the apps'; the pages are small, so
//! that a few accounts take several.

use super::{Sample, counter, period};
use crate::Error;
use crate::account::{AEGIS, Account, COUNTED_AND_PLAIN, Kind, TIMED_SIMPLE};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let sample = |file, format, accounts, bytes| Sample {
        file,
        format,
        encrypted: false,
        offers: None,
        accounts,
        bytes,
    };
    Ok(vec![
        sample(
            "google-authenticator.db",
            "google-authenticator",
            COUNTED_AND_PLAIN,
            sqlite3(&google(COUNTED_AND_PLAIN))?,
        ),
        sample(
            "PhoneFactor",
            "microsoft-authenticator",
            TIMED_SIMPLE,
            sqlite3(&microsoft(TIMED_SIMPLE))?,
        ),
        sample(
            "authenticator.db3",
            "stratum",
            AEGIS,
            sqlite3(&stratum(AEGIS))?,
        ),
    ])
}

fn google(accounts: &[Account]) -> String {
    let mut sql = String::from(
        "CREATE TABLE android_metadata (locale TEXT);
INSERT INTO android_metadata VALUES ('en_US');
CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT NOT NULL, secret TEXT NOT NULL, \
counter INTEGER DEFAULT 0, type INTEGER, provider INTEGER DEFAULT 0, issuer TEXT DEFAULT NULL, \
original_name TEXT DEFAULT NULL);\n",
    );
    for account in accounts {
        let kind = i32::from(matches!(account.kind, Kind::Hotp(_)));
        let name = format!("{}:{}", account.issuer, account.username);
        insert(
            &mut sql,
            "accounts",
            &[
                "NULL".to_owned(),
                text(&name),
                text(&account.base32()),
                counter(account).to_string(),
                kind.to_string(),
                "0".to_owned(),
                text(account.issuer),
                text(&name),
            ],
        );
    }
    sql
}

/// The columns that matter, among those that make the app's SQL as long as it is.
fn microsoft(accounts: &[Account]) -> String {
    let others = [
        "cached_pin",
        "ngc_ski",
        "aad_user_id",
        "aad_tenant_id",
        "identity_provider",
        "aad_authority",
        "phone_app_detail_id",
        "replication_scope",
        "activated_device_token",
        "routing_hint",
        "tenant_country_code",
        "data_boundary",
        "puid",
    ];
    let columns: String = others
        .iter()
        .map(|column| format!(", `{column}` TEXT NOT NULL DEFAULT ''"))
        .collect();
    let mut sql = format!(
        "PRAGMA journal_mode = WAL;
CREATE TABLE `accounts` (`_id` INTEGER PRIMARY KEY AUTOINCREMENT, `group_key` TEXT NOT NULL, \
`name` TEXT NOT NULL, `username` TEXT NOT NULL, `paws_url` TEXT NOT NULL, `oath_secret_key` TEXT \
NOT NULL, `account_type` INTEGER NOT NULL, `encrypted_oath_secret_key` TEXT NOT NULL{columns});\n"
    );
    for account in accounts {
        insert(
            &mut sql,
            "accounts (group_key, name, username, paws_url, oath_secret_key, account_type, \
             encrypted_oath_secret_key)",
            &[
                text(""),
                text(account.issuer),
                text(account.username),
                text(""),
                text(&account.base32().to_ascii_lowercase()),
                "0".to_owned(),
                text(""),
            ],
        );
    }
    sql
}

/// As the app's library makes them out of its classes.
fn stratum(accounts: &[Account]) -> String {
    let mut sql = String::from(
        "CREATE TABLE \"authenticator\"(\n\"type\" integer ,\n\"icon\" varchar ,\n\"issuer\" \
varchar(32) ,\n\"username\" varchar(40) ,\n\"secret\" varchar primary key not null ,\n\"pin\" varchar \
,\n\"algorithm\" integer ,\n\"digits\" integer ,\n\"period\" integer ,\n\"counter\" bigint ,\n\
\"ranking\" integer ,\n\"copyCount\" integer );
CREATE TABLE \"category\"(\n\"id\" varchar primary key not null ,\n\"name\" varchar(32) ,\n\
\"ranking\" integer );
CREATE TABLE \"authenticatorcategory\"(\n\"categoryId\" varchar ,\n\"authenticatorSecret\" varchar \
,\n\"ranking\" integer );\n",
    );
    for account in accounts {
        let (kind, pin) = match account.kind {
            Kind::Hotp(_) => (1, None),
            Kind::Totp(_) => (2, None),
            Kind::Motp(pin) => (3, pin),
            Kind::Steam => (4, None),
            Kind::Yandex(pin) => (5, Some(pin)),
        };
        let secret = match account.kind {
            Kind::Motp(_) => data_encoding::HEXLOWER.encode(account.secret.as_bytes()),
            _ => account.base32(),
        };
        let algorithm = match account.algorithm {
            "SHA256" => 1,
            "SHA512" => 2,
            _ => 0,
        };
        insert(
            &mut sql,
            "authenticator",
            &[
                kind.to_string(),
                text("default"),
                text(account.issuer),
                text(account.username),
                text(&secret),
                pin.map_or_else(|| "NULL".to_owned(), text),
                algorithm.to_string(),
                account.digits.to_string(),
                period(account).to_string(),
                counter(account).to_string(),
                "0".to_owned(),
                "0".to_owned(),
            ],
        );
    }
    sql
}

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn insert(sql: &mut String, table: &str, values: &[String]) {
    let values = values.join(", ");
    // Writing to a text cannot fail.
    let _ = writeln!(sql, "INSERT INTO {table} VALUES ({values});");
}

/// The database that this SQL makes.
fn sqlite3(sql: &str) -> Result<Vec<u8>, Error> {
    let failed = |error: std::io::Error| Error::Sqlite(error.to_string());
    let folder = tempfile::tempdir().map_err(failed)?;
    let path = folder.path().join("database");
    let mut child = Command::new("sqlite3")
        .arg("-batch")
        .arg(&path)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        let sql = format!("PRAGMA page_size = 512;\n{sql}");
        input.write_all(sql.as_bytes()).map_err(failed)?;
    }
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(Error::Sqlite(status.to_string()));
    }
    let mut bytes = std::fs::read(&path).map_err(failed)?;
    // The version of the program that wrote it last, which nothing depends on.
    if let Some(version) = bytes.get_mut(96..100) {
        version.copy_from_slice(&3_040_001_u32.to_be_bytes());
    }
    Ok(bytes)
}
