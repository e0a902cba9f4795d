//! Ente Auth (ente-io/ente, its auth app): a plain list. The encrypted form is libsodium's; the
//! importer's own tests hold a message that libsodium sealed.

use super::{Sample, github, note};
use crate::Error;
use crate::account::APPS;
use serde_json::json;

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let lines: String = APPS
        .iter()
        .map(|account| {
            let display = json!({
                "pinned": account.issuer == "PyPI",
                "trashed": false,
                "lastUsedAt": 0,
                "tapCount": 0,
                "tags": ["Registries"],
                "note": note(account),
                "position": 0,
                "iconSrc": "",
                "iconID": "",
            })
            .to_string();
            let display =
                percent_encoding::utf8_percent_encode(&display, percent_encoding::NON_ALPHANUMERIC);
            format!("{}&codeDisplay={display}\n", account.uri())
        })
        .collect();
    Ok(vec![Sample {
        file: "ente.txt",
        format: "ente",
        encrypted: false,
        offers: Some(github()),
        accounts: APPS,
        bytes: lines.into_bytes(),
    }])
}
