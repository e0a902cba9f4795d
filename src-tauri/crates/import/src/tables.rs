//! Tables (CSV) of password managers, known by their columns. Bitwarden's is read with its JSON.
//!
//! Sources: the managers' documentation of their exports, and the importers of KeePassXC and
//! `protonpass/proton-pass-common`, read for the facts.

use crate::csv::{Row, Table};
use crate::entry::{About, Collector, Names};
use crate::login::{Login, Totp};
use crate::{Format, ImportError, ImportReport, Options, Watch, text};
use secret::SecretText;

/// A manager's columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    pub(crate) format: Format,
    /// By these the table is known.
    needed: &'static [&'static str],
    title: &'static str,
    /// The first that is filled.
    username: &'static [&'static str],
    totp: &'static [&'static str],
    note: &'static str,
    site: &'static [&'static str],
    group: &'static str,
    tags: &'static str,
    favourite: &'static str,
}

/// What most have.
const PLAIN: Dialect = Dialect {
    format: Format::PasswordTable,
    needed: &[],
    title: "name",
    username: &["username", "email"],
    totp: &["totp"],
    note: "note",
    site: &["url"],
    group: "",
    tags: "",
    favourite: "",
};

/// The first that fits.
const DIALECTS: &[Dialect] = &[
    Dialect {
        format: Format::KeePass,
        needed: &["Group", "Title", "Username", "URL", "TOTP"],
        title: "Title",
        username: &["Username"],
        totp: &["TOTP"],
        note: "Notes",
        site: &["URL"],
        group: "Group",
        ..PLAIN
    },
    // KeePass 1 and 2 leave the one-time codes out; recovery codes may stand in the comments.
    Dialect {
        format: Format::KeePass,
        needed: &["Account", "Login Name", "Web Site", "Comments"],
        title: "Account",
        username: &["Login Name"],
        totp: &[],
        note: "Comments",
        site: &["Web Site"],
        ..PLAIN
    },
    Dialect {
        format: Format::OnePassword,
        needed: &["Title", "Username", "OTPAuth", "Archived"],
        ..ONE_PASSWORD
    },
    Dialect {
        format: Format::OnePassword,
        needed: &["Title", "Username", "One-time password"],
        ..ONE_PASSWORD
    },
    Dialect {
        format: Format::ApplePasswords,
        needed: &["Title", "URL", "Username", "OTPAuth"],
        title: "Title",
        username: &["Username"],
        totp: &["OTPAuth"],
        note: "Notes",
        site: &["URL"],
        ..PLAIN
    },
    Dialect {
        format: Format::LastPassVault,
        needed: &["url", "username", "extra", "name", "grouping"],
        note: "extra",
        group: "grouping",
        favourite: "fav",
        ..PLAIN
    },
    Dialect {
        format: Format::ProtonPass,
        needed: &["name", "url", "username", "note", "totp"],
        group: "vault",
        ..PLAIN
    },
    // Dashlane.
    Dialect {
        needed: &["title", "username", "note", "otpUrl"],
        group: "category",
        ..DASHLANE
    },
    Dialect {
        needed: &["title", "username", "note", "otpSecret"],
        group: "category",
        ..DASHLANE
    },
    // Others, as long as they name the column as most do.
    Dialect {
        needed: &["name", "username", "totp"],
        ..PLAIN
    },
    Dialect {
        needed: &["title", "username", "totp"],
        title: "title",
        ..PLAIN
    },
    Dialect {
        needed: &["Title", "Username", "TOTP"],
        title: "Title",
        username: &["Username"],
        totp: &["TOTP"],
        note: "Notes",
        site: &["URL", "Url"],
        ..PLAIN
    },
];

const ONE_PASSWORD: Dialect = Dialect {
    format: Format::OnePassword,
    title: "Title",
    username: &["Username"],
    totp: &["OTPAuth", "One-time password"],
    note: "Notes",
    site: &["Url", "URL", "Website"],
    tags: "Tags",
    favourite: "Favorite",
    ..PLAIN
};

const DASHLANE: Dialect = Dialect {
    title: "title",
    username: &["username", "username2", "username3"],
    totp: &["otpUrl", "otpSecret"],
    ..PLAIN
};

/// Whose table a text is.
pub(crate) fn tell(text: &str) -> Option<&'static Dialect> {
    let fits = |dialect: &&Dialect| Table::with_columns(text, dialect.needed).is_some();
    DIALECTS.iter().find(fits)
}

/// Reads a table.
///
/// # Errors
/// `NotOfFormat`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    dialect: &Dialect,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let table = Table::with_columns(text, dialect.needed);
    let table = table.ok_or(ImportError::NotOfFormat(dialect.format))?;
    let mut collector = Collector::of_passwords(dialect.format, options);
    for (done, row) in table.rows().enumerate() {
        collector.step(done, watch)?;
        dialect.add(&mut collector, &row);
    }
    Ok(collector.finish())
}

impl Dialect {
    fn add(&self, collector: &mut Collector<'_>, row: &Row<'_>) {
        let username = text::name(row.first(self.username));
        let names = Names {
            issuer: title(row.get(self.title), &username),
            username,
        };
        if row.cut_off {
            return collector.cut_off(&names);
        }
        let site = row.first(self.site).split(',').next().unwrap_or("").trim();
        let tags = row.get(self.tags).split([';', ',']).map(str::to_owned);
        Login {
            names,
            totps: vec![Totp::Text(SecretText::new(row.first(self.totp)))],
            about: About {
                note: Some(SecretText::new(row.get(self.note))),
                groups: vec![self.group(row)],
                tags: tags.collect(),
                favourite: matches!(row.get(self.favourite), "1" | "true"),
                site: (!site.is_empty()).then(|| site.to_owned()),
                ..About::default()
            },
            ..Login::default()
        }
        .add(collector);
    }

    /// KeePassXC's groups begin with the database, LastPass parts them with backslashes.
    fn group(&self, row: &Row<'_>) -> String {
        let group = row.get(self.group);
        match self.format {
            Format::KeePass => group
                .split_once('/')
                .map_or("", |(_, rest)| rest)
                .to_owned(),
            Format::LastPassVault => group.replace('\\', "/"),
            _ => group.to_owned(),
        }
    }
}

/// Apple writes the user name behind the title.
fn title(title: &str, username: &str) -> String {
    let title = text::name(title);
    let suffix = format!(" ({username})");
    match title.strip_suffix(&suffix) {
        Some(rest) if !username.is_empty() => rest.to_owned(),
        _ => title,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{CODES, SECRET, import, import_as, rejected, shown};
    use crate::{Format, ImportReport};

    fn read(text: &str) -> ImportReport {
        let report = import(text.as_bytes(), None).expect("a table");
        assert!(!format!("{report:?}").contains("never-taken"));
        assert!(
            report
                .warnings
                .iter()
                .any(|said| said.contains("no passwords"))
        );
        report
    }

    fn uri(label: &str) -> String {
        format!("otpauth://totp/{label}?secret={SECRET}")
    }

    #[test]
    fn every_manager() {
        let (one, codes) = (uri("PyPI:alice"), CODES.trim_end());
        let tables = [
            (
                Format::KeePass,
                "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\",\"TOTP\",\"Icon\"",
                format!(
                    "\"Root/Work/Sub\",\"PyPI\",\"alice\",\"never-taken\",\"https://x.org\",\"kept\",\"{one}\",\"0\""
                ),
                "1 totp SHA1 6 30 | PyPI | alice | S | group Work/Sub | note kept",
                format!("\"Root\",\"GitHub\",\"bob\",\"x\",\"\",\"{codes}\",\"\",\"0\""),
            ),
            (
                Format::OnePassword,
                "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes",
                format!("PyPI,https://x.org,alice,never-taken,{one},true,false,a;b,kept"),
                "1 totp SHA1 6 30 | PyPI | alice | S | tags a,b | star | note kept",
                format!("GitHub,,bob,x,,false,false,,\"{codes}\""),
            ),
            (
                Format::OnePassword,
                "Title,Website,Username,Password,One-time password,Favorite status,Archived status,Tags,Notes",
                format!("PyPI,https://x.org,alice,never-taken,{SECRET},false,false,,kept"),
                "1 totp SHA1 6 30 | PyPI | alice | S | note kept",
                format!("GitHub,,bob,x,,false,false,,\"{codes}\""),
            ),
            (
                Format::ApplePasswords,
                "Title,URL,Username,Password,Notes,OTPAuth",
                format!("PyPI (alice),https://x.org,alice,never-taken,kept,{SECRET}"),
                "1 totp SHA1 6 30 | PyPI | alice | S | note kept",
                format!("github.com (bob),https://github.com,bob,x,\"{codes}\","),
            ),
            (
                Format::LastPassVault,
                "url,username,password,totp,extra,name,grouping,fav",
                format!("https://x.org,alice,never-taken,{SECRET},kept,PyPI,Work\\Sub,1"),
                "1 totp SHA1 6 30 | PyPI | alice | S | group Work/Sub | star | note kept",
                format!("http://sn,,,,\"{codes}\",GitHub,,0"),
            ),
            (
                Format::ProtonPass,
                "type,name,url,email,username,password,note,totp,createTime,modifyTime,vault",
                format!(
                    "login,PyPI,\"https://x.org, https://y.org\",a@x.org,alice,never-taken,kept,{one},1,2,Work"
                ),
                "1 totp SHA1 6 30 | PyPI | alice | S | group Work | note kept",
                format!("login,GitHub,,bob@x.org,,x,\"{codes}\",,1,2,Work"),
            ),
            (
                Format::PasswordTable,
                "username,username2,username3,title,password,note,url,category,otpUrl",
                format!("alice,,,PyPI,never-taken,kept,https://x.org,Work,{one}"),
                "1 totp SHA1 6 30 | PyPI | alice | S | group Work | note kept",
                format!("bob,,,GitHub,x,\"{codes}\",,,"),
            ),
        ];
        for (format, head, row, expected, note) in tables {
            let bad = row.replace(SECRET, "0189");
            let report = read(&format!("{head}\r\n{row}\r\n{note}\r\n{bad}\r\n"));
            assert_eq!(
                (report.format, shown(&report)),
                (format, vec![expected.to_owned()])
            );
            assert_eq!(
                rejected(&report),
                ["2 PyPI/alice | the secret holds a"],
                "{head}"
            );
            let offers: Vec<_> = report.offers.iter().map(|offer| offer.count).collect();
            assert_eq!((report.ignored, offers), (1, vec![5]), "{head}");
            assert!(report.offers[0].provider.is_some(), "{head}");
            assert_eq!(read(head).entries(), 0, "empty");
            let wrong = import_as(Some(Format::Aegis), head.as_bytes(), None);
            assert_eq!(wrong.expect_err("another format").code(), "unknown_format");
        }
    }

    #[test]
    fn tables_without_codes_and_tables_that_are_none() {
        let old =
            format!("Account,Login Name,Password,Web Site,Comments\nGitHub,bob,x,,\"{CODES}\"\n");
        let report = read(&old);
        assert_eq!((report.format, report.offers.len()), (Format::KeePass, 1));
        let lastpass =
            format!("url,username,password,extra,name,grouping,fav\nhttp://sn,,,\"{CODES}\",x,,0");
        assert_eq!(read(&lastpass).offers.len(), 1);
        let browser = "url,username,password,httpRealm\nhttps://x.org,a,b,";
        assert!(import(browser.as_bytes(), None).is_err());
    }

    #[test]
    fn the_entry_that_the_file_ends_in_is_not_taken() {
        let text = format!(
            "Title,URL,Username,Password,Notes,OTPAuth\nA,,a,x,,{SECRET}\nB,,b,x,,\"otpauth://totp/B:b?secret=JBSW"
        );
        let report = read(&text);
        assert_eq!(shown(&report), ["1 totp SHA1 6 30 | A | a | S"]);
        assert_eq!(rejected(&report), ["2 B/b | the file ends within"]);
    }
}
