//! Raivo OTP (raivo-otp/ios-application), the JSON within its archive: all values are strings.

use super::{Sample, counter, kind, period};
use crate::Error;
use crate::account::TIMED_AND_COUNTED;
use serde_json::{Value, json};

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    Ok(vec![Sample {
        file: "raivo-otp-export.json",
        format: "raivo",
        encrypted: false,
        offers: None,
        accounts: TIMED_AND_COUNTED,
        bytes: items()?,
    }])
}

/// The JSON.
pub(super) fn items() -> Result<Vec<u8>, Error> {
    let items: Vec<Value> = TIMED_AND_COUNTED
        .iter()
        .map(|account| {
            json!({
                "issuer": account.issuer,
                "account": account.username,
                "secret": account.base32(),
                "algorithm": account.algorithm,
                "digits": account.digits.to_string(),
                "kind": kind(account),
                "timer": period(account).to_string(),
                "counter": counter(account).to_string(),
                "pinned": "false",
                "iconType": "",
                "iconValue": "",
            })
        })
        .collect();
    Ok(serde_json::to_vec_pretty(&items)?)
}
