//! WinAuth's export: a list of key URIs, each with the name that the user gave it and the picture
//! that the app shows. It says no issuer; the name is one as a rule.

use crate::{ImportReport, otpauth};
use provider::Directory;

/// Whether a key URI is written as WinAuth does.
pub(crate) fn is_own(uri: &str) -> bool {
    let Some((_, query)) = uri.split_once('?') else {
        return false;
    };
    let has = |name: &str| {
        let mut pairs = query.split('&');
        pairs.any(|pair| pair.split('=').next() == Some(name))
    };
    has("icon") && !has("issuer")
}

/// Adds an entry; without an issuer its name is taken for it, unless it looks like a user's.
pub(crate) fn add(report: &mut ImportReport, uri: &str, providers: &Directory) {
    let before = report.candidates.len();
    otpauth::add(report, uri, providers);
    let Some(one) = report.candidates.get_mut(before) else {
        return;
    };
    if one.issuer.is_empty() && !one.username.contains('@') {
        one.issuer = std::mem::take(&mut one.username);
        one.provider = providers.by_issuer(&one.issuer);
    }
}
