//! Lists and pages to print: Aegis's export as text and as HTML, Stratum's as HTML. The pages hold
//! each account in words and as a QR code.

use super::{Sample, counter, github, note};
use crate::account::{APPS, Account, Kind, LIST, PAGE};
use crate::{Error, qr, seed};

/// The columns of Aegis's page.
const COLUMNS: [&str; 12] = [
    "Issuer", "Name", "Type", "QR Code", "UUID", "Note", "Favorite", "Algo", "Digits", "Secret",
    "Counter", "PIN",
];

pub(super) fn samples() -> Result<Vec<Sample>, Error> {
    let sample = |file, format, accounts, text: String| Sample {
        file,
        format,
        encrypted: false,
        offers: None,
        accounts,
        bytes: text.into_bytes(),
    };
    let list: String = LIST
        .iter()
        .map(|account| aegis_uri(account) + "\n")
        .collect();
    Ok(vec![
        sample("aegis-export-uri.txt", "aegis", LIST, list),
        Sample {
            offers: Some(github()),
            ..sample("aegis-export.html", "aegis", PAGE, aegis_page(PAGE)?)
        },
        sample("stratum.html", "stratum", APPS, stratum_page(APPS)?),
    ])
}

/// Aegis's order of the parameters: period or counter, digits, algorithm, secret, PIN, issuer.
fn aegis_uri(account: &Account) -> String {
    let uri = account.uri();
    let Some((head, query)) = uri.split_once('?') else {
        return uri;
    };
    let order = [
        "period=",
        "counter=",
        "digits=",
        "algorithm=",
        "secret=",
        "pin=",
        "issuer=",
    ];
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_by_key(|pair| order.iter().position(|name| pair.starts_with(name)));
    format!("{head}?{}", pairs.join("&"))
}

fn aegis_page(accounts: &[Account]) -> Result<String, Error> {
    let title = "Aegis Authenticator Export";
    let columns: String = COLUMNS
        .iter()
        .map(|name| format!("<th>{name}</th>"))
        .collect();
    let mut page = format!(
        "<html><head><title>{title}</title></head><body><h1>{title}</h1><table><tr>{columns}</tr>"
    );
    for account in accounts {
        page.push_str(&aegis_row(account)?);
    }
    page.push_str("</table></body><style>table,td,th{border:1px solid #000}</style></html>");
    Ok(page)
}

fn aegis_row(account: &Account) -> Result<String, Error> {
    let (kind, pin) = match account.kind {
        Kind::Totp(_) => ("TOTP", None),
        Kind::Hotp(_) => ("HOTP", None),
        Kind::Steam => ("Steam", None),
        Kind::Motp(pin) => ("MOTP", pin),
        Kind::Yandex(pin) => ("Yandex", Some(pin)),
    };
    let motp = matches!(account.kind, Kind::Motp(_));
    let secret = match motp {
        true => data_encoding::HEXLOWER.encode(account.secret.as_bytes()),
        false => account.base32(),
    };
    let hotp = matches!(account.kind, Kind::Hotp(_));
    let counter = if hotp {
        counter(account).to_string()
    } else {
        "-".to_owned()
    };
    let cell = |text: &str| format!("<td>{}</td>", escaped(text));
    Ok([
        "<tr>".to_owned(),
        cell(account.issuer),
        cell(account.username),
        cell(kind),
        format!(
            "<td class='qr'><img src=\"data:image/png;base64,{}\n\"/></td>",
            super::base64(&qr::small(&aegis_uri(account))?)
        ),
        cell(&seed::uuid(account.secret)),
        cell(&note(account)),
        cell(if account.issuer == "PyPI" {
            "true"
        } else {
            "false"
        }),
        cell(if motp { "MD5" } else { account.algorithm }),
        cell(&account.digits.to_string()),
        cell(&secret),
        cell(&counter),
        cell(pin.unwrap_or("-")),
        "</tr>".to_owned(),
    ]
    .concat())
}

fn stratum_page(accounts: &[Account]) -> Result<String, Error> {
    let mut page = String::from(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>Backup</title>\n</head>\n<body>\n<table>\n<tr><th>Issuer</th><th>Username</th><th>URI</th><th>QR Code</th></tr>\n",
    );
    for account in accounts {
        let (uri, picture) = (account.uri(), super::base64(&qr::small(&account.uri())?));
        let Account {
            issuer, username, ..
        } = account;
        page.push_str(&format!(
            "<tr>\n    <td>{issuer}</td>\n    <td>{username}</td>\n    <td><code>{uri}</code></td>\n    <td><img src=\"data:image/png;base64,{picture}\"></td>\n</tr>\n"
        ));
    }
    page.push_str("</table>\n</body>\n</html>\n");
    Ok(page)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
