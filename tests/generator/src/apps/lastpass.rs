//! LastPass Authenticator, as its importers know it.

use super::{Sample, period};
use crate::account::{Account, TIMED};
use crate::{Error, seed};
use serde_json::{Value, json};

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let accounts: Vec<Value> = TIMED.iter().map(account).collect();
    let export = json!({
        "deviceId": seed::uuid("lastpass device"),
        "deviceSecret": "",
        "localDeviceId": seed::uuid("lastpass local device"),
        "deviceName": "Sample phone",
        "version": 3,
        "accounts": accounts,
        "folders": [{ "id": 1, "name": "Registries", "isOpened": true }],
    });
    Ok(vec![Sample {
        file: "lastpass-authenticator.json",
        format: "lastpass-authenticator",
        encrypted: false,
        offers: None,
        accounts: TIMED,
        bytes: serde_json::to_vec_pretty(&export)?,
    }])
}

fn account(account: &Account) -> Value {
    json!({
        "accountID": seed::uuid(account.secret),
        "issuerName": account.issuer,
        "originalIssuerName": account.issuer,
        "userName": account.username,
        "originalUserName": account.username,
        "secret": account.base32(),
        "timeStep": period(account),
        "digits": account.digits,
        "algorithm": account.algorithm,
        "isFavorite": account.issuer == "PyPI",
        "creationTimestamp": 1_772_359_200_000_u64,
        "folderData": { "folderId": 1, "position": 0 },
    })
}
