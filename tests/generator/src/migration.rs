//! Google Authenticator's export: QR codes that hold `otpauth-migration://offline?data=` and a
//! protobuf message. Fields as every reader of the format knows them (imports of Aegis, Ente).

use crate::account::{Account, Kind, MIGRATION};
use crate::expected::Expected;
use crate::{Error, Fixture, qr};
use base64::Engine;
use serde_json::json;

/// The app puts at most ten accounts into one code.
const ACCOUNTS_A_CODE: usize = 10;

/// Negative in practice: a varint of ten bytes.
const BATCH_ID: i32 = -1_234_567;

/// Wire types of protobuf.
const VARINT: u8 = 0;
const LENGTH: u8 = 2;

/// One picture for each part, and the same parts as text.
pub fn fixtures() -> Result<Vec<Fixture>, Error> {
    let mut fixtures = Vec::new();
    let mut expected = Expected::default();
    let parts: Vec<&[Account]> = MIGRATION.chunks(ACCOUNTS_A_CODE).collect();
    let mut uris = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let uri = uri(part, parts.len(), index);
        let name = format!("part-{}.png", index + 1);
        fixtures.push(Fixture::new(
            format!("migration/{name}"),
            qr::picture(&uri)?,
        ));
        expected.otp(&name, "google-migration", part, 0);
        let missing = json!([{ "have": 1, "of": parts.len() }]);
        expected.also(&name, "missing_parts", missing);
        uris.push(uri);
    }
    let both = format!("{}\n", uris.join("\n"));
    fixtures.push(Fixture::new("migration/both.txt", both));
    expected.otp("both.txt", "google-migration", MIGRATION, 0);
    fixtures.push(expected.fixture("migration")?);
    Ok(fixtures)
}

fn uri(accounts: &[Account], parts: usize, index: usize) -> String {
    let mut payload = Message::default();
    for account in accounts {
        payload.bytes(1, &parameters(account).0);
    }
    payload.number(2, 1); // version
    payload.number(3, parts as u64);
    payload.number(4, index as u64);
    payload.number(5, i64::from(BATCH_ID).cast_unsigned());
    let data = base64::prelude::BASE64_STANDARD.encode(payload.0);
    let data = percent_encoding::utf8_percent_encode(&data, percent_encoding::NON_ALPHANUMERIC);
    format!("otpauth-migration://offline?data={data}")
}

fn parameters(account: &Account) -> Message {
    let mut message = Message::default();
    message.bytes(1, account.secret.as_bytes());
    // The app writes some names with the issuer in front; readers take one such prefix off.
    let name = match account.issuer {
        "GitHub" => format!("GitHub:{}", account.username),
        "GitLab" => format!("GitLab: {}", account.username),
        _ => account.username.to_owned(),
    };
    message.bytes(2, name.as_bytes());
    message.bytes(3, account.issuer.as_bytes());
    message.number(
        4,
        match account.algorithm {
            "SHA256" => 2,
            "SHA512" => 3,
            _ => 1,
        },
    );
    message.number(5, if account.digits == 8 { 2 } else { 1 });
    match account.kind {
        Kind::Hotp(counter) => {
            message.number(6, 1);
            message.number(7, counter);
        }
        _ => message.number(6, 2),
    }
    message
}

/// A protobuf message as it is written.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn number(&mut self, field: u8, value: u64) {
        self.0.push(field << 3 | VARINT);
        self.varint(value);
    }

    fn bytes(&mut self, field: u8, value: &[u8]) {
        self.0.push(field << 3 | LENGTH);
        self.varint(value.len() as u64);
        self.0.extend(value);
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
    }
}
