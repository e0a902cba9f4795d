//! FreeOTP 1 and FreeOTP+ (freeotp/freeotp-android, helloworld1/FreeOTPPlus). FreeOTP 2's map is
//! Java's; the importer's own tests write one.

use super::{Sample, counter, period};
use crate::Error;
use crate::account::{APPS, Account, Kind};
use serde_json::{Value, json};

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let tokens: Vec<Value> = APPS.iter().map(token).collect();
    let names: Vec<String> = APPS.iter().map(name).collect();
    let plus = serde_json::to_vec(&json!({ "tokenOrder": names, "tokens": tokens }))?;
    let mut xml = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n".to_owned();
    let order = ("tokenOrder".to_owned(), serde_json::to_string(&names)?);
    let entries = names.iter().zip(&tokens);
    let entries = entries.map(|(name, token)| (name.clone(), token.to_string()));
    for (name, value) in entries.chain([order]) {
        let value = value.replace('&', "&amp;").replace('"', "&quot;");
        xml.push_str(&format!("    <string name=\"{name}\">{value}</string>\n"));
    }
    xml.push_str("</map>\n");
    let sample = |file, bytes| Sample {
        file,
        format: "freeotp",
        encrypted: false,
        offers: None,
        accounts: APPS,
        bytes,
    };
    Ok(vec![
        sample("freeotp-plus.json", plus),
        sample("freeotp-1.xml", xml.into_bytes()),
    ])
}

fn name(account: &Account) -> String {
    format!("{}:{}", account.issuer, account.username)
}

fn token(account: &Account) -> Value {
    let secret: Vec<i8> = account.secret.bytes().map(u8::cast_signed).collect();
    let (kind, counter) = match account.kind {
        // The app keeps the counter that was used last.
        Kind::Hotp(_) => ("HOTP", counter(account) - 1),
        _ => ("TOTP", 0),
    };
    json!({
        "algo": account.algorithm,
        "counter": counter,
        "digits": account.digits,
        "issuerExt": account.issuer,
        "issuerInt": account.issuer,
        "label": account.username,
        "period": period(account),
        "secret": secret,
        "type": kind,
    })
}
