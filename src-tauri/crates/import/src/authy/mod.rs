//! Authy, whose app has no export: the preferences of a rooted phone, the answer of its server that
//! people record, and what a script in the console of its former desktop app wrote.
//!
//! Tokens come plain or encrypted with the backup password, each on its own: a token that was
//! encrypted under an older password stays closed and costs the others nothing. Sources, read for
//! the facts: `beemdevelopment/Aegis:app/src/main/java/com/beemdevelopment/aegis/importers/AuthyImporter.java`,
//! `AlexTech01/Authy-iOS-MiTM`.

use crate::cipher::open_cbc;
use crate::derive::Pbkdf2;
use crate::entry::{About, Collector, Entry, Names};
use crate::json::{Cut, Number, Word};
use crate::markup::{is_preferences, preference, unescaped};
use crate::otpauth::key::{self, Key, KeyProblem};
use crate::{Format, ImportError, ImportReport, Options, Watch, base64, text};
use model::OtpType;
use serde::Deserialize;
use zeroize::Zeroizing;

const DAMAGED: ImportError = ImportError::Damaged {
    what: "Authy export",
};
/// Where the preferences hold the tokens: those of other services, and Authy's own.
const PREFERENCES: [&str; 2] = [
    "com.authy.storage.tokens.authenticator.key",
    "com.authy.storage.tokens.authy.key",
];
/// What every such file has.
const MARK: &str = "com.authy.storage.tokens.";
/// PBKDF2 where a token does not say.
const ROUNDS: i64 = 1_000;
/// All tokens of a file together may take so many times what one run may.
const RUNS: u64 = 4;
/// Authy's own tokens.
const OWN_DIGITS: i64 = 7;
const OWN_PERIOD: i64 = 10;
const CLOSED: &str = "the password does not open it: it may be encrypted with an older one";

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    authenticator_tokens: Cut<'a>,
}

/// A token as any of the sources has it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    name: Option<Word>,
    #[serde(alias = "original_name")]
    original_name: Option<Word>,
    issuer: Option<Word>,
    #[serde(alias = "original_issuer")]
    original_issuer: Option<Word>,
    #[serde(alias = "account_type")]
    account_type: Option<String>,
    #[serde(default)]
    digits: Number,
    /// The console script's.
    uri: Option<Word>,
    secret: Option<Word>,
    #[serde(
        alias = "decrypted_secret",
        alias = "decryptedSeed",
        alias = "decrypted_seed"
    )]
    decrypted_secret: Option<Word>,
    #[serde(
        alias = "encrypted_secret",
        alias = "encryptedSeed",
        alias = "encrypted_seed"
    )]
    encrypted_secret: Option<Word>,
    /// Of Authy's own tokens.
    #[serde(alias = "secret_seed")]
    secret_seed: Option<Word>,
    salt: Option<Word>,
    #[serde(default, alias = "key_derivation_iterations")]
    key_derivation_iterations: Number,
    #[serde(alias = "unique_iv")]
    unique_iv: Option<Word>,
}

/// Whether a text is a file of preferences of this app.
pub(crate) fn is_own(text: &str) -> bool {
    is_preferences(text) && text.contains(MARK)
}

/// Reads the preferences of a phone.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_preferences(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let values = PREFERENCES.iter().find_map(|name| preference(text, name));
    if !text.trim_end().ends_with("</map>") {
        return Err(DAMAGED);
    }
    read(&unescaped(values.ok_or(DAMAGED)?), options, watch)
}

/// Reads JSON: an array of tokens, or the server's answer with one in it.
///
/// # Errors
/// `Damaged`, `PasswordNeeded`, `NotOpened` where the password opens none of the encrypted tokens,
/// `KdfLimit`, `TooManyEntries`, `Cancelled`.
pub(crate) fn read(
    text: &str,
    options: &Options<'_>,
    watch: &Watch<'_>,
) -> Result<ImportReport, ImportError> {
    let tokens = if text.trim_start().starts_with('{') {
        let answer: Answer<'_> = serde_json::from_str(text).map_err(|_| DAMAGED)?;
        answer.authenticator_tokens
    } else {
        serde_json::from_str(text).map_err(|_| DAMAGED)?
    };
    let mut collector = Collector::new(Format::Authy, options);
    collector.room(tokens.count)?;
    let mut lock = Lock {
        options,
        left: u64::from(options.limits.max_pbkdf2_rounds).saturating_mul(RUNS),
        opened: 0,
        closed: 0,
    };
    for (done, raw) in tokens.elements.iter().enumerate() {
        collector.step(done, watch)?;
        match serde_json::from_str(raw.get()) {
            Ok(token) => add(&mut collector, token, &mut lock, watch)?,
            Err(_) => collector.malformed(&Names::default()),
        }
    }
    if lock.closed > 0 && lock.opened == 0 {
        return Err(ImportError::NotOpened);
    }
    collector.report.encrypted = lock.opened > 0;
    Ok(collector.finish())
}

/// What opens the encrypted tokens of a file.
struct Lock<'a> {
    options: &'a Options<'a>,
    /// Rounds that may still be spent.
    left: u64,
    opened: usize,
    closed: usize,
}

impl Lock<'_> {
    /// The secret of an encrypted token, in base32; `None` where the password does not open it.
    fn open(
        &mut self,
        token: &Token,
        sealed: &str,
        watch: &Watch<'_>,
    ) -> Result<Option<Zeroizing<String>>, ImportError> {
        let password = self.options.password.ok_or(ImportError::PasswordNeeded)?;
        let rounds = match token.key_derivation_iterations {
            Number::Absent => ROUNDS,
            Number::Is(rounds) => rounds,
            Number::Wrong => return Ok(None),
        };
        let rounds = u64::try_from(rounds).map_err(|_| ImportError::KdfLimit)?;
        self.left = self.left.checked_sub(rounds).ok_or(ImportError::KdfLimit)?;
        let key = Pbkdf2::new(rounds, &self.options.limits)?.derive::<sha1::Sha1>(
            password,
            // The text of the salt, whatever it looks like.
            Word::text(token.salt.as_ref()).as_bytes(),
            watch,
        )?;
        let iv = match Word::text(token.unique_iv.as_ref()) {
            "" => Some(vec![0; 16]),
            hex => data_encoding::HEXLOWER_PERMISSIVE
                .decode(hex.as_bytes())
                .ok(),
        };
        let plain = iv
            .zip(base64::decode(sealed))
            .and_then(|(iv, sealed)| open_cbc(&key, &iv, &sealed));
        let text = plain.and_then(|plain| {
            let text = std::str::from_utf8(&plain).ok()?;
            // Without a tag, a text that is no secret is what a wrong password gives.
            key::base32(text)
                .is_ok()
                .then(|| Zeroizing::new(text.to_owned()))
        });
        *(if text.is_some() {
            &mut self.opened
        } else {
            &mut self.closed
        }) += 1;
        Ok(text)
    }
}

fn add(
    collector: &mut Collector<'_>,
    token: Token,
    lock: &mut Lock<'_>,
    watch: &Watch<'_>,
) -> Result<(), ImportError> {
    let uri = Word::text(token.uri.as_ref());
    let names = names(&token);
    if uri.contains("://") {
        collector.take_uri(uri, &names, About::default());
        return Ok(());
    }
    if let Some(seed) = Word::filled(token.secret_seed.clone()) {
        collector.take(Entry {
            digits: Number::Is(OWN_DIGITS),
            period: Number::Is(OWN_PERIOD),
            ..Entry::new(OtpType::Totp, names, key::hex(seed.expose()))
        });
        return Ok(());
    }
    let plain = [&token.decrypted_secret, &token.secret];
    let plain = plain
        .into_iter()
        .find_map(|word| Word::filled(word.clone()));
    let sealed = Word::filled(token.encrypted_secret.clone());
    let key = match (plain, sealed) {
        (Some(secret), _) => key::base32(secret.expose()),
        (None, None) => Err(KeyProblem::Missing),
        (None, Some(sealed)) => match lock.open(&token, sealed.expose(), watch)? {
            Some(secret) => key::base32(&secret),
            None => {
                collector.reject(&names, CLOSED);
                return Ok(());
            }
        },
    };
    take(collector, names, key, token.digits);
    Ok(())
}

fn take(collector: &mut Collector<'_>, names: Names, key: Result<Key, KeyProblem>, digits: Number) {
    collector.take(Entry {
        digits,
        ..Entry::new(OtpType::Totp, names, key)
    });
}

/// The app tidies names up; what the service had called itself comes first.
fn names(token: &Token) -> Names {
    let name = Word::name(token.name.as_ref());
    let original = Word::name(token.original_name.as_ref());
    let label = if original.is_empty() {
        &name
    } else {
        &original
    };
    let issuer = [&token.original_issuer, &token.issuer];
    let issuer = issuer.into_iter().map(|word| Word::name(word.as_ref()));
    if let Some(issuer) = issuer.into_iter().find(|issuer| !issuer.is_empty()) {
        return Names::of(&issuer, label);
    }
    if label.contains(':') {
        return Names::of("", label);
    }
    if let Some((issuer, username)) = name.split_once(" - ") {
        return Names {
            issuer: issuer.trim().to_owned(),
            username: username.trim().to_owned(),
        };
    }
    // What the app takes for services that it does not know.
    let kind = token.account_type.as_deref().unwrap_or_default();
    let issuer = if kind == "authenticator" { "" } else { kind };
    Names {
        issuer: text::name(&capitalised(issuer)),
        username: label.clone(),
    }
}

fn capitalised(word: &str) -> String {
    let mut signs = word.chars();
    let first = signs.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(signs).collect()
}

#[cfg(test)]
mod tests;
