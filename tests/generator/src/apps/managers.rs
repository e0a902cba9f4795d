//! 1Password (support.1password.com/1pux-format) and Proton Pass: their archives; and the tables
//! of 1Password, Proton Pass, Apple's Passwords, LastPass and Dashlane.

use super::{Sample, github, note};
use crate::account::{Account, TIMED};
use crate::zip::{Lock, archive};
use crate::{Error, code, seed};
use serde_json::{Value, json};

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let sample = |file, format, bytes| Sample {
        file,
        format,
        encrypted: false,
        offers: Some(github()),
        accounts: TIMED,
        bytes,
    };
    let table = |head: &str, row: fn(&Account, &str) -> String| {
        let rows: String = TIMED
            .iter()
            .map(|account| row(account, &note(account)))
            .collect();
        format!("{head}\n{rows}").into_bytes()
    };
    Ok(vec![
        sample("1password.1pux", "1password", one_password()?),
        sample("proton-pass.zip", "proton-pass", proton_pass()?),
        sample(
            "1password.csv",
            "1password",
            table(
                "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes",
                |it, note| {
                    let Account {
                        issuer, username, ..
                    } = it;
                    format!(
                        "{issuer},,{username},not-a-real-password,{},false,false,,\"{note}\"\n",
                        it.uri()
                    )
                },
            ),
        ),
        sample(
            "proton-pass.csv",
            "proton-pass",
            table(
                "type,name,url,email,username,password,note,totp,createTime,modifyTime,vault",
                |it, note| {
                    let Account {
                        issuer, username, ..
                    } = it;
                    format!(
                        "login,{issuer},,,{username},not-a-real-password,\"{note}\",{},1,2,Registries\n",
                        it.uri()
                    )
                },
            ),
        ),
        sample(
            "apple-passwords.csv",
            "apple-passwords",
            table("Title,URL,Username,Password,Notes,OTPAuth", |it, note| {
                let Account {
                    issuer, username, ..
                } = it;
                format!(
                    "{issuer} ({username}),,{username},not-a-real-password,\"{note}\",{}\n",
                    it.uri()
                )
            }),
        ),
        sample(
            "lastpass.csv",
            "lastpass",
            table(
                "url,username,password,totp,extra,name,grouping,fav",
                |it, note| {
                    let Account {
                        issuer, username, ..
                    } = it;
                    format!(
                        ",{username},not-a-real-password,{},\"{note}\",{issuer},Registries,0\n",
                        it.uri()
                    )
                },
            ),
        ),
        sample(
            "dashlane.csv",
            "password-csv",
            table(
                "username,username2,username3,title,password,note,url,category,otpUrl",
                |it, note| {
                    let Account {
                        issuer, username, ..
                    } = it;
                    format!(
                        "{username},,,{issuer},not-a-real-password,\"{note}\",,Registries,{}\n",
                        it.uri()
                    )
                },
            ),
        ),
    ])
}

/// GitHub's codes lie beside the JSON as a file, as people attach them.
fn one_password() -> Result<Vec<u8>, Error> {
    let items: Vec<Value> = TIMED.iter().map(one_password_item).collect();
    let data = serde_json::to_vec(&json!({ "accounts": [{
        "attrs": {
            "accountName": "Sample", "name": "Sample", "email": "sampleuser@example.org",
            "uuid": seed::uuid("1password account"), "domain": "https://example.org/",
        },
        "vaults": [{
            "attrs": { "uuid": seed::uuid("1password vault"), "name": "Registries", "type": "U" },
            "items": items,
        }],
    }]}))?;
    let attributes = serde_json::to_vec(&json!({
        "version": 3, "description": "1Password Unencrypted Export", "createdAt": 1_772_000_000,
    }))?;
    let codes = code::github().join("\r\n");
    let members: [(&str, &[u8]); 3] = [
        ("export.attributes", &attributes),
        ("export.data", &data),
        (
            "files/sampledocument__github-recovery-codes.txt",
            codes.as_bytes(),
        ),
    ];
    archive(&members, true, Lock::None)
}

fn one_password_item(account: &Account) -> Value {
    let mut fields = vec![json!({
        "title": "one-time password", "id": "TOTP", "value": { "totp": account.uri() },
    })];
    if account.issuer == "GitHub" {
        fields.push(json!({ "title": "codes", "id": "file", "value": { "file": {
            "fileName": "github-recovery-codes.txt", "documentId": "sampledocument", "decryptedSize": 190,
        }}}));
    }
    json!({
        "uuid": seed::uuid(account.secret),
        "favIndex": 0,
        "createdAt": 1_772_000_000,
        "updatedAt": 1_772_000_000,
        "state": "active",
        "categoryUuid": "001",
        "overview": { "title": account.issuer, "url": "", "urls": [], "tags": [] },
        "details": {
            "loginFields": [
                { "value": account.username, "id": "", "name": "u", "fieldType": "T", "designation": "username" },
                { "value": "not-a-real-password", "id": "", "name": "p", "fieldType": "P", "designation": "password" },
            ],
            "notesPlain": "",
            "sections": [{ "title": "", "name": "add more", "fields": fields }],
            "passwordHistory": [],
        },
    })
}

fn proton_pass() -> Result<Vec<u8>, Error> {
    let items: Vec<Value> = TIMED.iter().map(proton_pass_item).collect();
    let vault = json!({ "name": "Registries", "description": "", "items": items });
    let data = serde_json::to_vec(&json!({
        "encrypted": false, "userId": "sample", "vaults": { "sampleshare": vault }, "version": "1.31.0",
    }))?;
    archive(&[("Proton Pass/data.json", &data)], true, Lock::None)
}

fn proton_pass_item(account: &Account) -> Value {
    json!({
        "itemId": seed::uuid(account.secret),
        "shareId": "sampleshare",
        "state": 1,
        "pinned": false,
        "createTime": 1_772_000_000,
        "modifyTime": 1_772_000_000,
        "data": {
            "metadata": { "name": account.issuer, "note": note(account), "itemUuid": "00000000" },
            "extraFields": [],
            "type": "login",
            "content": {
                "itemEmail": "", "itemUsername": account.username, "password": "not-a-real-password",
                "urls": [], "totpUri": account.uri(), "passkeys": [],
            },
        },
    })
}
