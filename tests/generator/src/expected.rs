//! What a right import of each file gives: `expected.json` beside the files.

use crate::account::{Account, Kind};
use crate::{Error, Fixture};
use serde_json::{Map, Value, json};

/// The expectations of one folder: file name -> what its import gives.
#[derive(Debug, Default)]
pub struct Expected {
    files: Map<String, Value>,
}

impl Expected {
    /// A file that holds OTP credentials; `rejected` of its entries cannot be imported.
    pub fn otp(&mut self, file: &str, format: &str, accounts: &[Account], rejected: usize) {
        let otp: Vec<Value> = accounts.iter().map(credential).collect();
        self.files.insert(
            file.to_owned(),
            json!({
                "format": format,
                "entries": accounts.len() + rejected,
                "rejected": rejected,
                "otp": otp,
            }),
        );
    }

    /// A file that holds recovery codes. `provider` and `username` as far as name and content tell
    /// them; `used` are the codes marked as used.
    pub fn codes(
        &mut self,
        file: &str,
        owner: (Option<&str>, Option<&str>),
        codes: &[String],
        used: &[String],
    ) {
        let (provider, username) = owner;
        self.files.insert(
            file.to_owned(),
            json!({
                "format": "recovery-codes",
                "entries": 1,
                "provider": provider,
                "username": username,
                "codes": codes,
                "used": used,
            }),
        );
    }

    /// A file that must fail with that error code.
    pub fn error(&mut self, file: &str, code: &str) {
        self.files.insert(file.to_owned(), json!({ "error": code }));
    }

    /// A fact more about a file that was named before.
    pub fn also(&mut self, file: &str, key: &str, value: Value) {
        if let Some(Value::Object(file)) = self.files.get_mut(file) {
            file.insert(key.to_owned(), value);
        }
    }

    /// The file itself.
    pub fn fixture(self, folder: &str) -> Result<Fixture, Error> {
        let mut text = serde_json::to_string_pretty(&json!({ "files": self.files }))?;
        text.push('\n');
        Ok(Fixture::new(format!("{folder}/expected.json"), text))
    }
}

fn credential(account: &Account) -> Value {
    // mOTP has no choice of hash.
    let algorithm = Some(account.algorithm).filter(|_| !matches!(account.kind, Kind::Motp(_)));
    let (kind, period, counter, pin) = match account.kind {
        Kind::Totp(period) => ("totp", Some(period), None, None),
        Kind::Hotp(counter) => ("hotp", None, Some(counter), None),
        Kind::Steam => ("steam", Some(30), None, None),
        Kind::Motp(pin) => ("motp", Some(10), None, pin),
        Kind::Yandex(pin) => ("yandex", Some(30), None, Some(pin)),
    };
    json!({
        "issuer": account.issuer,
        "username": account.username,
        "type": kind,
        "algorithm": algorithm,
        "digits": account.digits,
        "period": period,
        "counter": counter,
        "pin": pin,
        "secret": account.base32(),
    })
}
