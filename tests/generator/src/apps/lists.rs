//! Lists with little more than names and secrets: Duo Mobile's, Authy's by the console script, and
//! the FIDO Alliance's exchange format (CXF 1.0).

use super::{Sample, github, note, period};
use crate::account::{Account, PLAIN, TIMED};
use crate::{Error, seed};
use serde_json::{Value, json};

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let duo: Vec<Value> = PLAIN.iter().map(duo).collect();
    let authy: Vec<Value> = TIMED.iter().map(authy).collect();
    let items: Vec<Value> = TIMED.iter().map(item).collect();
    let cxf = json!({
        "version": { "major": 1, "minor": 0 },
        "exporterRpId": "example.org",
        "exporterDisplayName": "Example",
        "timestamp": 1_772_359_200,
        "accounts": [{
            "id": seed::uuid("cxf account"),
            "username": "",
            "email": "",
            "collections": [],
            "items": items,
        }],
    });
    let sample = |file, format, accounts, bytes| Sample {
        file,
        format,
        encrypted: false,
        offers: None,
        accounts,
        bytes,
    };
    Ok(vec![
        sample("duo.json", "duo", PLAIN, serde_json::to_vec(&duo)?),
        sample("authy.json", "authy", TIMED, serde_json::to_vec(&authy)?),
        Sample {
            offers: Some(github()),
            ..sample("cxf.json", "cxf", TIMED, serde_json::to_vec(&cxf)?)
        },
    ])
}

fn name(account: &Account) -> String {
    format!("{}:{}", account.issuer, account.username)
}

fn duo(account: &Account) -> Value {
    json!({
        "accountType": "OtpAccount",
        "name": name(account),
        "otpGenerator": { "otpSecret": account.base32() },
    })
}

fn authy(account: &Account) -> Value {
    json!({ "name": name(account), "secret": account.base32(), "uri": account.uri() })
}

fn item(account: &Account) -> Value {
    json!({
        "id": seed::uuid(account.secret),
        "title": account.issuer,
        "credentials": [
            {
                "type": "totp",
                "secret": account.base32(),
                "period": period(account),
                "digits": account.digits,
                "username": account.username,
                "algorithm": account.algorithm.to_ascii_lowercase(),
                "issuer": account.issuer,
            },
            { "type": "note", "content": { "fieldType": "string", "value": note(account) } },
        ],
    })
}
