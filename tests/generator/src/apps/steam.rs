//! Steam's authenticator file, and the `.maFile` of a desktop app, which is the same.

use super::{Sample, base64};
use crate::Error;
use crate::account::{Account, STEAM_ALONE};
use serde_json::json;

/// Steam's have five digits behind the R.
pub(super) const REVOCATION: &str = "R00000";

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let mut samples = Vec::new();
    for account in STEAM_ALONE {
        samples.push(Sample {
            file: "steam.maFile",
            format: "steam",
            encrypted: false,
            offers: Some(json!({ "account": "Steam", "codes": [REVOCATION] })),
            accounts: STEAM_ALONE,
            bytes: file(account)?,
        });
    }
    Ok(samples)
}

/// The file of an account.
pub(super) fn file(account: &Account) -> Result<Vec<u8>, Error> {
    let file = json!({
        "shared_secret": base64(account.secret.as_bytes()),
        "account_name": account.username,
        "revocation_code": REVOCATION,
        "serial_number": "0",
        "status": 1,
    });
    Ok(serde_json::to_vec_pretty(&file)?)
}
