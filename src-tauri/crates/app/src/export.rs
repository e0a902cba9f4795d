//! Leaving: everything in the clear, for other apps. Only where the user confirmed it.

use crate::view::{AccountView, CodeSetView, Revealed};
use crate::{AppError, Code};
use model::CodeState;
use secret::{AccountRecord, SecretText};
use serde::Serialize;
use std::fmt::Write;
use vault::Payload;
use zeroize::Zeroizing;

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Key URIs, one a line.
    Otpauth,
    /// Recovery codes as text, under the names of their accounts.
    Codes,
    /// Everything, as JSON of our own.
    Json,
}

impl Format {
    /// All of them, the one that most people want first.
    pub const ALL: &'static [Self] = &[Self::Otpauth, Self::Codes, Self::Json];

    /// What to call it in the window.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Otpauth => "Key URIs, one a line",
            Self::Codes => "Recovery codes as text",
            Self::Json => "Everything, as JSON",
        }
    }

    /// What is in it and who reads it, in a sentence.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Otpauth => {
                "Every one-time code's secret as otpauth://. Most authenticators read it; recovery \
                 codes are not in it."
            }
            Self::Codes => "Every recovery code under its account's name; used ones are marked.",
            Self::Json => "Accounts, secrets, recovery codes and notes, for a program of your own.",
        }
    }

    /// How the name of its file ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Otpauth | Self::Codes => "txt",
            Self::Json => "json",
        }
    }

    /// Whether the file holds secrets in the clear: the user confirms that.
    #[must_use]
    pub fn is_plaintext(self) -> bool {
        match self {
            Self::Otpauth | Self::Codes | Self::Json => true,
        }
    }

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Otpauth => "otpauth",
            Self::Codes => "codes",
            Self::Json => "json",
        }
    }
}

/// An export.
#[derive(Debug)]
pub struct Export {
    /// The text.
    pub content: SecretText,
    /// How many credentials, code sets or accounts are in it.
    pub entries: usize,
}

/// Writes the vault's content in a format.
///
/// # Errors
/// `io` when it cannot be put as JSON.
pub fn export(payload: &Payload, format: Format) -> Result<Export, AppError> {
    match format {
        Format::Otpauth => Ok(otpauth(&payload.accounts)),
        Format::Codes => Ok(codes(&payload.accounts)),
        Format::Json => json(&payload.accounts),
    }
}

fn otpauth(records: &[AccountRecord]) -> Export {
    let mut text = Zeroizing::new(String::new());
    let mut entries = 0;
    for record in records {
        for credential in &record.otp {
            let account = &record.account;
            text.push_str(credential.uri(&account.issuer, &account.username).expose());
            text.push('\n');
            entries += 1;
        }
    }
    Export {
        content: SecretText::new(std::mem::take(&mut *text)),
        entries,
    }
}

fn codes(records: &[AccountRecord]) -> Export {
    let mut text = Zeroizing::new(String::new());
    let mut entries = 0;
    for record in records {
        for set in record.current_sets() {
            entries += 1;
            let obtained = set.obtained.strftime("%Y-%m-%d");
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{} recovery codes, {obtained}",
                record.account.handle()
            );
            for code in &set.codes {
                text.push_str(code.text.expose());
                text.push_str(match code.state {
                    CodeState::Unused => "\n",
                    CodeState::Used { .. } | CodeState::Burned => " (used)\n",
                });
            }
            text.push('\n');
        }
    }
    Export {
        content: SecretText::new(std::mem::take(&mut *text)),
        entries,
    }
}

/// The document of the JSON export.
#[derive(Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    accounts: Vec<Account>,
}

#[derive(Serialize)]
struct Account {
    #[serde(flatten)]
    view: AccountView,
    code_sets: Vec<CodeSet>,
}

#[derive(Serialize)]
struct CodeSet {
    #[serde(flatten)]
    view: CodeSetView,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<Revealed>,
}

fn json(records: &[AccountRecord]) -> Result<Export, AppError> {
    let account = |record: &AccountRecord| Account {
        view: AccountView::revealed(record),
        code_sets: record
            .code_sets
            .iter()
            .map(|set| CodeSet {
                view: CodeSetView::of(set, |_| true),
                original: set.original.clone().map(Revealed::asked_for),
            })
            .collect(),
    };
    let document = Document {
        format: "reentry-export",
        version: 1,
        accounts: records.iter().map(account).collect(),
    };
    let text = serde_json::to_string_pretty(&document).map_err(|_| {
        AppError::new(
            Code::Io,
            "The export cannot be written as JSON.",
            "Nothing was written.",
            "Choose another format.",
        )
    })?;
    Ok(Export {
        content: SecretText::new(text),
        entries: records.len(),
    })
}
