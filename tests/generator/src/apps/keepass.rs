//! KeePass and KeePassXC: databases (KDBX 4.1 and 3.1), a key file, the exports as XML and CSV.
//! Each account is written in another of the conventions that are in use for one-time codes.

use super::{Sample, base64, counter, github, note, period};
use crate::account::{APPS, Account, Kind};
use crate::aegis::PASSWORD;
use crate::kdbx::{Cipher, Kdf, Version, Writing, write};
use crate::{Error, Fixture, code, seed};

/// The key that the key file stands for.
fn key() -> [u8; 32] {
    seed::bytes("keepass key file")
}

/// The key file, as KeePass 2 writes it.
pub(super) fn key_file() -> Fixture {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<KeyFile>\n\t<Meta>\n\t\t<Version>1.00</Version>\n\
         \t</Meta>\n\t<Key>\n\t\t<Data>{}</Data>\n\t</Key>\n</KeyFile>\n",
        base64(&key())
    );
    Fixture::new("apps/keepass.keyx", text)
}

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let codes = format!("{}\r\n", code::github().join("\r\n"));
    // KeePassXC's own parameters, with less memory.
    let four = Writing {
        version: Version::Four,
        cipher: Cipher::Aes,
        kdf: Kdf::Argon2d(1 << 20, 2, 2),
        gzip: true,
        password: Some(PASSWORD),
        key: None,
        attachments: &[codes.as_bytes()],
    };
    let three = Writing {
        version: Version::Three,
        kdf: Kdf::Aes(6_000),
        ..four
    };
    let with_key = Writing {
        cipher: Cipher::ChaCha20,
        kdf: Kdf::Argon2id(1 << 20, 2, 2),
        key: Some(key()),
        ..four
    };
    let pool = format!(
        "<Binaries><Binary ID=\"0\">{}</Binary></Binaries>",
        base64(codes.as_bytes())
    );
    let (document, pooled) = (document(""), document(&pool));
    let sample = |file, encrypted, bytes| Sample {
        file,
        format: "keepass",
        encrypted,
        offers: Some(github()),
        accounts: APPS,
        bytes,
    };
    Ok(vec![
        sample("keepass-4.kdbx", true, write(&document, &four)?),
        sample("keepass-3.kdbx", true, write(&pooled, &three)?),
        sample("keepass-key-file.kdbx", true, write(&document, &with_key)?),
        sample("keepass.xml", false, plain(&pooled).into_bytes()),
        sample("keepassxc.csv", false, table().into_bytes()),
    ])
}

/// The export as XML: nothing is under a cipher.
fn plain(document: &str) -> String {
    document.replace("Protected=", "ProtectInMemory=")
}

fn document(meta: &str) -> String {
    let entries: String = APPS.iter().map(entry).collect();
    let bin = seed::uuid("keepass bin");
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<KeePassFile>\n<Meta>\
         <Generator>KeePass</Generator><RecycleBinUUID>{bin}</RecycleBinUUID>{meta}</Meta>\n<Root>\
         <Group><UUID>{}</UUID><Name>Database</Name>\n<Group><UUID>{}</UUID><Name>Registries</Name>\n\
         {entries}</Group>\n<Group><UUID>{bin}</UUID><Name>Recycle Bin</Name>{}</Group></Group>\
         <DeletedObjects/></Root>\n</KeePassFile>\n",
        seed::uuid("keepass root"),
        seed::uuid("keepass group"),
        APPS.first().map_or_else(String::new, entry),
    )
}

fn field(key: &str, value: &str) -> String {
    format!("<String><Key>{key}</Key><Value>{value}</Value></String>")
}

fn hidden(key: &str, value: &str) -> String {
    format!("<String><Key>{key}</Key><Value Protected=\"True\">{value}</Value></String>")
}

fn entry(account: &Account) -> String {
    let mut text = format!("<Entry><UUID>{}</UUID>", seed::uuid(account.secret));
    for (key, value) in [("Title", account.issuer), ("UserName", account.username)] {
        text.push_str(&field(key, value));
    }
    text.push_str(&hidden("Password", "not-a-real-password"));
    text.push_str(&totp(account));
    if account.issuer == "GitHub" {
        text.push_str("<Binary><Key>github-recovery-codes.txt</Key><Value Ref=\"0\"/></Binary>");
    }
    text.push_str("<History></History></Entry>\n");
    text
}

/// One account in the convention of KeePass 2, the others in those of KeePassXC.
fn totp(account: &Account) -> String {
    let secret = account.base32();
    match account.kind {
        Kind::Hotp(_) => [
            hidden("HmacOtp-Secret-Base32", &secret),
            field("HmacOtp-Counter", &counter(account).to_string()),
        ]
        .concat(),
        Kind::Steam => [hidden("TOTP Seed", &secret), field("TOTP Settings", "30;S")].concat(),
        _ if account.algorithm == "SHA256" => [
            hidden("TimeOtp-Secret-Base32", &secret),
            field("TimeOtp-Algorithm", "HMAC-SHA-256"),
            field("TimeOtp-Length", &account.digits.to_string()),
            field("TimeOtp-Period", &period(account).to_string()),
        ]
        .concat(),
        _ if account.issuer == "GitHub" => {
            [hidden("TOTP Seed", &secret), field("TOTP Settings", "30;6")].concat()
        }
        _ => hidden("otp", &account.uri().replace('&', "&amp;")),
    }
}

/// KeePassXC's table has the codes in a column, and Steam's with its own mark.
fn table() -> String {
    let mut text =
        "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\",\"TOTP\",\"Icon\",\
                    \"Last Modified\",\"Created\"\n"
            .to_owned();
    for account in APPS {
        text.push_str(&format!(
            "\"Database/Registries\",\"{}\",\"{}\",\"not-a-real-password\",\"\",\"{}\",\"{}\",\"0\",\
             \"2026-03-01T10:00:00Z\",\"2026-03-01T10:00:00Z\"\n",
            account.issuer,
            account.username,
            note(account),
            account.uri()
        ));
    }
    text
}
