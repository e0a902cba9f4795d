//! The words of the lockout card, and those that stand on every sheet.

/// The words of the lockout card.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each text says itself what it is")]
pub struct CardLabels {
    pub kind: &'static str,
    pub title: &'static str,
    pub below: &'static str,
    pub no_secret: &'static str,
    pub first: &'static str,
    pub first_steps: [&'static str; 4],
    pub accounts: &'static str,
    pub account: &'static str,
    pub first_step: &'static str,
    pub factors: &'static str,
    pub sheets: &'static str,
    pub places: &'static str,
    pub places_about: &'static str,
    pub contacts: &'static str,
    pub by_hand: &'static str,
    pub by_hand_about: &'static str,
    pub more: &'static str,
    pub kept: &'static str,
    pub otp_in_vault: &'static str,
    pub code_in_vault: &'static str,
    pub codes_in_vault: &'static str,
    pub password: &'static str,
    pub security_key: &'static str,
    pub passkey: &'static str,
    pub ssh_key: &'static str,
    pub mailbox: &'static str,
    pub device: &'static str,
    pub otp_elsewhere: &'static str,
    pub codes_elsewhere: &'static str,
    pub place_vault_sheet: &'static str,
    pub place_key_sheet: &'static str,
    pub place_share: &'static str,
    pub place_copy: &'static str,
    pub cut: &'static str,
    pub cut_and_fold: &'static str,
    pub checks_about: &'static str,
    pub enough: [&'static str; 2],
    pub not_enough: [&'static str; 2],
    pub format: [&'static str; 5],
}

impl CardLabels {
    /// English.
    pub const ENGLISH: Self = Self {
        kind: "Lockout card",
        title: "Lockout card",
        below: "What to do when you cannot sign in any more.",
        no_secret: "There is no secret on this card. It says where the secrets are.",
        first: "First of all",
        first_steps: [
            "Take a breath. Nothing is lost by waiting, much by guessing: wrong tries lock accounts.",
            "Look for a session that is still signed in: browser, phone, work computer. Do not sign out.",
            "Fetch the sheet for the account below. It says how to use it.",
            "No sheet? Take the first step that stands beside the account.",
        ],
        accounts: "Accounts",
        account: "Account",
        first_step: "First step",
        factors: "Second steps, where kept",
        sheets: "Sheet, where kept",
        places: "Where things are",
        places_about: "Names of places that only you need to understand.",
        contacts: "Who can help",
        by_hand: "Written by hand",
        by_hand_about: "What no computer should know: a mailbox password, a word about a place. Filled in after printing.",
        more: "{n} more on the full card",
        kept: "{what}: {place}",
        otp_in_vault: "one-time codes: in the vault",
        code_in_vault: "1 recovery code: in the vault",
        codes_in_vault: "{n} recovery codes: in the vault",
        password: "password",
        security_key: "security key",
        passkey: "passkey",
        ssh_key: "SSH key",
        mailbox: "mailbox",
        device: "device",
        otp_elsewhere: "one-time codes elsewhere",
        codes_elsewhere: "recovery codes elsewhere",
        place_vault_sheet: "Vault sheet {id}",
        place_key_sheet: "Key sheet {id}",
        place_share: "Share {i} of {id} ({k} needed)",
        place_copy: "Copy of the vault",
        cut: "Cut along the line.",
        cut_and_fold: "Cut along the line, fold in the middle.",
        checks_about: "Read it through: is all of it still true?",
        enough: [
            "Finding the right sheet, and beginning in the right place.",
            "Giving to somebody who helps you: it opens nothing.",
        ],
        not_enough: [
            "Signing in: codes, keys and passwords are elsewhere.",
            "What is written on it by hand may be secret. Then keep it like the rest.",
        ],
        format: [
            "This card is for people: nothing on it is read by a machine.",
            "Sheet ids have eight characters of 0123456789ABCDEFGHJKMNPQRSTVWXYZ.",
            "The same id stands on every page of the sheet it names.",
            "Places are labels that the owner chose; they are no addresses.",
            "It is as true as on the day it was made: see the date above.",
        ],
    };
}

/// The words of what stands on every sheet.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each text says itself what it is")]
pub struct CommonLabels {
    pub with_app: &'static str,
    pub without_app: &'static str,
    pub enough: &'static str,
    pub not_enough: &'static str,
    pub format: &'static str,
    pub checks: &'static str,
    pub checks_about: &'static str,
    pub checks_due: &'static str,
    pub checks_done: &'static str,
    pub checks_result: &'static str,
}

impl CommonLabels {
    /// English.
    pub const ENGLISH: Self = Self {
        with_app: "With Reentry",
        without_app: "Without Reentry",
        enough: "Enough for",
        not_enough: "Not enough for",
        format: "The format",
        checks: "Next checks",
        checks_about: "Hold this page to a scanner or a phone, and let Reentry prove it.",
        checks_due: "Due",
        checks_done: "Checked on",
        checks_result: "Result",
    };
}
