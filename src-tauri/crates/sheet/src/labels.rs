//! Every word that the sheets say, in one place, so that they can be translated.
//!
//! `{name}` stands for a value. A text is plain: what the faces lack would be printed as an escape.

mod card;
mod paper_key;

pub use card::{CardLabels, CommonLabels};
pub use paper_key::{KeyLabels, ShareLabels};

/// The words of the sheets.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each text says itself what it is")]
pub struct Labels {
    pub product: &'static str,
    pub account_sheet: &'static str,
    pub vault_sheet: &'static str,
    pub sheet: &'static str,
    pub made: &'static str,
    pub copy: &'static str,
    pub copy_of: &'static str,
    pub replaces: &'static str,
    pub label: &'static str,
    pub page_of: &'static str,
    pub fold: &'static str,
    pub continued: &'static str,
    pub no_username: &'static str,

    pub holder_passes: &'static str,
    pub holder_keeps: &'static str,
    pub otp: &'static str,
    pub otp_totp: &'static str,
    pub otp_hotp: &'static str,
    pub otp_other: &'static str,
    pub otp_secret: &'static str,
    pub otp_secret_hex: &'static str,
    pub otp_type: &'static str,
    pub otp_algorithm: &'static str,
    pub otp_digits: &'static str,
    pub otp_period: &'static str,
    pub otp_seconds: &'static str,
    pub otp_counter: &'static str,
    pub otp_pin: &'static str,
    pub otp_issuer: &'static str,
    pub otp_account: &'static str,
    pub otp_use: &'static str,
    pub otp_steps: [&'static str; 2],
    pub otp_terminal: &'static str,
    pub otp_scan: &'static str,
    pub otp_no_code: &'static str,

    pub codes: &'static str,
    pub codes_use: &'static str,
    pub codes_one: &'static str,
    pub codes_left: &'static str,
    pub codes_burned: &'static str,
    pub codes_used_up: &'static str,
    pub codes_tick: &'static str,
    pub codes_date: &'static str,
    pub codes_scan: &'static str,
    pub codes_few: &'static str,
    pub accounts_title: &'static str,
    pub account_format: [&'static str; 5],
    pub account_enough: &'static str,
    pub account_enough_for: [&'static str; 3],
    pub vault_enough: [&'static str; 2],
    pub vault_not_enough: [&'static str; 2],
    pub vault_format: [&'static str; 5],

    pub use_page: &'static str,
    pub use_sign_in: &'static str,
    pub use_address: &'static str,
    pub use_otp: &'static str,
    pub use_code_instead: &'static str,
    pub use_code: &'static str,
    pub use_renew: &'static str,
    pub alike_pairs: [(&'static str, &'static str); 8],

    pub vault_title_one: &'static str,
    pub vault_title: &'static str,
    pub vault_about: &'static str,
    pub vault_alone: &'static str,
    pub vault_opens_passphrase: &'static str,
    pub vault_opens_key: &'static str,
    pub vault_where_passphrase: &'static str,
    pub vault_where_key: &'static str,
    pub vault_restore: &'static str,
    pub vault_restore_steps: [&'static str; 3],
    pub vault_stock: &'static str,
    pub vault_stock_about: &'static str,
    pub vault_stock_steps: [&'static str; 5],
    pub vault_stock_key: &'static str,
    pub vault_stock_lost: &'static str,
    pub vault_checks_about: &'static str,
    pub vault_no_code: &'static str,
    pub vault_codes_about: &'static str,
    pub vault_code_of: &'static str,
    pub vault_parity_of: &'static str,
    pub vault_code_lines: &'static str,
    pub vault_parity_stands: &'static str,
    pub vault_index: &'static str,
    pub vault_index_about: &'static str,
    pub vault_index_otp: &'static str,
    pub vault_digest_about: &'static str,
    pub vault_text: &'static str,
    pub vault_text_about: &'static str,
    pub vault_text_check: &'static str,
    pub vault_text_code: &'static str,

    pub common: CommonLabels,
    pub key: KeyLabels,
    pub share: ShareLabels,
    pub card: CardLabels,
}

impl Labels {
    /// English.
    pub const ENGLISH: Self = Self {
        product: "Reentry",
        account_sheet: "Account sheet",
        vault_sheet: "Vault sheet",
        sheet: "Sheet",
        made: "Made on",
        copy: "Copy",
        copy_of: "{n} of {m}",
        replaces: "Replaces",
        label: "Label",
        page_of: "Page {n} of {m}",
        fold: "fold",
        continued: "continued",
        no_username: "no username known",

        holder_passes: "Whoever holds this page passes the second step.",
        holder_keeps: "Keep it like a key.",
        otp: "One-time codes",
        otp_totp: "This secret makes a new code every {period} seconds.",
        otp_hotp: "This secret makes a new code each time one is asked for.",
        otp_other: "This secret makes a new code every {period} seconds, in an app that knows its type.",
        otp_secret: "Secret (base32: letters A to Z, digits 2 to 7)",
        otp_secret_hex: "Secret (hexadecimal)",
        otp_type: "Type",
        otp_algorithm: "Algorithm",
        otp_digits: "Digits",
        otp_period: "Period",
        otp_seconds: "{n} s",
        otp_counter: "Next counter",
        otp_pin: "PIN",
        otp_issuer: "Issuer",
        otp_account: "Account",
        otp_use: "How to use it",
        otp_steps: [
            "Scan the code with any authenticator app, or type the secret.",
            "Type the code that the app shows when the service asks for one.",
        ],
        otp_terminal: "On a terminal:",
        otp_scan: "For an authenticator app",
        otp_no_code: "Too long for a QR code. Type the secret.",

        codes: "Recovery codes",
        codes_use: "Each code works once, in place of a one-time code. Tick it off and write the date.",
        codes_one: "1 code is left.",
        codes_left: "{n} codes are left.",
        codes_burned: "{n} codes, {left} of them good: {burned} was spent when the set was made, and nobody knows which. If a code is refused, take the next.",
        codes_used_up: "All codes of this set are used. Make a new set.",
        codes_tick: "used",
        codes_date: "on",
        codes_scan: "For restoring and checking",
        codes_few: "Two codes left? Make new ones and a new sheet.",
        accounts_title: "{n} accounts",
        account_format: [
            "QR codes for apps hold a key URI: otpauth:// and so on, with every parameter.",
            "Other QR codes are text in lines. The first: RE1, sheet id, C with the place, digest.",
            "The digest: the first 16 digits of the SHA-256 of the text without “:” and digest.",
            "Then the service, the username, and on each line a number, a space, and a code.",
            "A backslash stands there as \\\\, a control character as \\u{a}, its Unicode number.",
        ],
        account_enough: "Enough for what",
        account_enough_for: [
            "For the second step: Reentry is not needed.",
            "Not for signing in: the password is not here.",
            "A new device may have to be confirmed by mail.",
        ],
        vault_enough: [
            "The accounts on its first page, as they were that day: keys of one-time codes, and recovery codes.",
            "Also with one code of each group lost: parity helps.",
        ],
        vault_not_enough: [
            "Opening it: the passphrase or the paper key is elsewhere.",
            "Passwords, security keys, notes: they are not on paper.",
        ],
        vault_format: [
            "Accounts as JSON, in gzip, encrypted with age (age-encryption.org/v1).",
            "Codes: RE1, sheet id, D (data) or P (parity), place, length of all, check, base32.",
            "Check: first four digits of the SHA-256 of the text without it. Base32: RFC 4648.",
            "Parity code k of m: XOR of data codes k, k + m, k + 2m…, zeros at their ends.",
            "Typed line: 25 bytes; check over sheet id, number and characters, spaced.",
        ],

        use_page: "How to sign in with this page",
        use_sign_in: "Sign in with username and password.",
        use_address: "Sign in at {url}.",
        use_otp: "Asked for a one-time code? Type the app’s.",
        use_code_instead: "No app? Choose “recovery code” and type one.",
        use_code: "Choose “recovery code” there and type one.",
        use_renew: "Then make a new second step and a new sheet.",
        alike_pairs: [
            ("0", "zero"),
            ("O", "letter O"),
            ("1", "one"),
            ("l", "letter L"),
            ("I", "letter I"),
            ("5", "five"),
            ("S", "letter S"),
            ("8", "eight"),
        ],

        vault_title_one: "1 account, encrypted",
        vault_title: "{n} accounts, encrypted",
        vault_about: "This sheet holds the one-time code secrets and recovery codes of every account listed below, encrypted with age. It restores them without the computer that they came from.",
        vault_alone: "This sheet alone opens nothing.",
        vault_opens_passphrase: "It opens with the passphrase of this sheet.",
        vault_opens_key: "It opens with the paper key.",
        vault_where_passphrase: "Where the passphrase is kept (never write it here):",
        vault_where_key: "Where the paper key is kept:",
        vault_restore: "Restore with Reentry",
        vault_restore_steps: [
            "Scan or photograph every page with codes.",
            "Open Reentry, choose “Restore from paper”, add the pictures in any order.",
            "Give the passphrase or the paper key.",
        ],
        vault_stock: "Restore without Reentry",
        vault_stock_about: "With zbar-tools and age, which every Linux distribution has:",
        vault_stock_steps: [
            "Scan the pages with codes at 300 dpi as p1.png, p2.png and so on.",
            "Collect the codes and count them:",
            "The number must be {n}. If it is less, scan those pages again, at 200 dpi, as further p….png, and collect again.",
            "Open them:",
            "accounts.json then holds every secret in clear. Delete it when you are done.",
        ],
        vault_stock_key: "Write the paper key’s line AGE-SECRET-KEY-1… to key.txt, and open them:",
        vault_stock_lost: "A code is lost? restore.py, from Reentry’s sources (docs/restore.py), makes it good from parity or typed lines. Its SHA-256 begins with {digest}.",
        vault_checks_about: "Scan the pages with codes: Reentry proves them.",
        vault_no_code: "no code here",
        vault_codes_about: "Every code is needed, in any order. A parity code stands in for one.",
        vault_code_of: "Code {n} of {m}",
        vault_parity_of: "Parity code {n} of {m}",
        vault_code_lines: "same as lines {from} to {to}",
        vault_parity_stands: "for any one of {codes}",
        vault_index: "Accounts on this sheet",
        vault_index_about: "OTP: one-time codes. Numbers: recovery codes that were left.",
        vault_index_otp: "OTP",
        vault_digest_about: "SHA-256 of the encrypted file (first half)",
        vault_text: "Text",
        vault_text_about: "The same content for typing, where a code cannot be read. Type the first line as it stands, then the lines of that code, or all. Letters are A to Z, digits 2 to 7: no zero, no one, no eight.",
        vault_text_check: "The last four characters of a line are its check.",
        vault_text_code: "code {n}",

        common: CommonLabels::ENGLISH,
        key: KeyLabels::ENGLISH,
        share: ShareLabels::ENGLISH,
        card: CardLabels::ENGLISH,
    };
}

impl Default for Labels {
    fn default() -> Self {
        Self::ENGLISH
    }
}

/// The text with its values put in: `{name}` stands for the value of that name.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = text.to_owned();
    for (name, value) in values {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in() {
        assert_eq!(
            fill("{n} of {m}, {n}", &[("n", "1"), ("m", "2")]),
            "1 of 2, 1"
        );
    }
}
