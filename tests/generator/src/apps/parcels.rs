//! Archives of authenticator apps, and lists that come in one: Raivo's (WinZip's AES), Authenticator
//! Plus' and WinAuth's (the classic cipher), and the packed folder of Steam Desktop Authenticator
//! (Jessecar96/SteamDesktopAuthenticator, FileEncryptor.cs).

use super::{Sample, base64, cbc, raivo, steam};
use crate::account::{PLAIN, STEAM_ALONE, TIMED_AND_COUNTED, WINAUTH};
use crate::aegis::PASSWORD;
use crate::zip::{Lock, archive};
use crate::{Error, seed};
use serde_json::json;

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let sample = |file, format, encrypted, accounts, bytes| Sample {
        file,
        format,
        encrypted,
        offers: None,
        accounts,
        bytes,
    };
    let list: String = PLAIN.iter().map(|account| account.uri() + "\r\n").collect();
    let winauth = winauth();
    let raivo = [
        ("raivo-otp-export.html", b"<html></html>".to_vec()),
        ("raivo-otp-export.json", raivo::items()?),
    ];
    let raivo = raivo
        .each_ref()
        .map(|(name, bytes)| (*name, bytes.as_slice()));
    Ok(vec![
        sample(
            "raivo-otp-export.zip",
            "raivo",
            true,
            TIMED_AND_COUNTED,
            archive(&raivo, false, Lock::Aes(PASSWORD))?,
        ),
        sample(
            "authenticator-plus.zip",
            "authenticator-plus",
            true,
            PLAIN,
            archive(
                &[("Accounts.txt", list.as_bytes())],
                true,
                Lock::Classic(PASSWORD),
            )?,
        ),
        sample(
            "winauth.zip",
            "winauth",
            true,
            WINAUTH,
            archive(
                &[("winauth.txt", winauth.as_bytes())],
                true,
                Lock::Classic(PASSWORD),
            )?,
        ),
        sample(
            "winauth.txt",
            "winauth",
            false,
            WINAUTH,
            winauth.into_bytes(),
        ),
        Sample {
            offers: Some(json!({ "account": "Steam", "codes": [steam::REVOCATION] })),
            ..sample(
                "steam-desktop-authenticator.zip",
                "steam",
                true,
                STEAM_ALONE,
                folder()?,
            )
        },
    ])
}

/// Name and picture, but no issuer.
fn winauth() -> String {
    let line = |account: &crate::account::Account| {
        let (name, secret) = (account.issuer, account.base32());
        format!("otpauth://totp/{name}?secret={secret}&digits=6&icon={name}Icon.png\r\n")
    };
    WINAUTH.iter().map(line).collect()
}

fn folder() -> Result<Vec<u8>, Error> {
    let iv: [u8; 16] = seed::bytes("steam iv");
    let salt: [u8; 8] = seed::bytes("steam salt");
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha1::Sha1>(PASSWORD.as_bytes(), &salt, 50_000, &mut key);
    let mut members = Vec::new();
    let mut entries = Vec::new();
    for (number, account) in (1..).zip(STEAM_ALONE) {
        let name = format!("maFiles/{number}.maFile");
        entries.push(json!({
            "encryption_iv": base64(&iv),
            "encryption_salt": base64(&salt),
            "filename": format!("{number}.maFile"),
            "steamid": number,
        }));
        members.push((
            name,
            base64(&cbc(key, iv, &steam::file(account)?)).into_bytes(),
        ));
    }
    let list = json!({ "encrypted": true, "first_run": false, "entries": entries });
    members.insert(
        0,
        (
            "maFiles/manifest.json".to_owned(),
            serde_json::to_vec(&list)?,
        ),
    );
    let members: Vec<_> = members
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    archive(&members, true, Lock::None)
}
