//! One printed code, typed in: QR codes can be perfect where the print for people is not.

use super::verdict::SheetVerdict;
use crate::AppError;
use model::SheetId;
use secret::{Randomness, SecretText};
use zeroize::Zeroizing;

/// A code that stands on a sheet in letters.
#[derive(Debug, Clone)]
pub(super) struct PrintedCode {
    pub(super) sheet: SheetId,
    /// `code 3 of PyPI/octocat`.
    pub(super) name: String,
    pub(super) code: SecretText,
}

/// Asks for printed codes.
#[derive(Debug, Clone)]
pub struct Challenge {
    wanted: PrintedCode,
    /// All codes that would do where the question was not heard.
    others: Vec<PrintedCode>,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub enum Legible {
    /// Nobody was asked.
    #[default]
    NotAsked,
    /// The code was typed in as it stands in the vault.
    Yes(SheetId),
    /// It was not.
    No(SheetId),
}

/// One of these codes, every one as likely as the others.
pub(super) fn choose(
    codes: Vec<PrintedCode>,
    randomness: &mut impl Randomness,
) -> Result<Option<Challenge>, AppError> {
    let Ok(count) = u64::try_from(codes.len()) else {
        return Ok(None);
    };
    if count == 0 {
        return Ok(None);
    }
    // 64 random bits over a few codes: the bias is far below anything.
    let drawn = u64::from_be_bytes(randomness.bytes()?) % count;
    let wanted = usize::try_from(drawn)
        .ok()
        .and_then(|index| codes.get(index))
        .cloned();
    Ok(wanted.map(|wanted| Challenge {
        wanted,
        others: codes,
    }))
}

impl Challenge {
    /// What to ask: `Type code 3 of PyPI/octocat as it is printed`.
    #[must_use]
    pub fn question(&self) -> String {
        format!("Type {} as it is printed on the page", self.wanted.name)
    }

    /// The sheet that it is on.
    #[must_use]
    pub fn sheet(&self) -> &SheetId {
        &self.wanted.sheet
    }

    /// Compares an answer with the code that was asked for; spaces do not count.
    #[must_use]
    pub fn answered(&self, answer: &SecretText) -> Legible {
        let sheet = self.wanted.sheet.clone();
        if bare(answer) == bare(&self.wanted.code) {
            Legible::Yes(sheet)
        } else {
            Legible::No(sheet)
        }
    }

    /// Compares a text with all codes, a line each, for those who could not be asked.
    #[must_use]
    pub fn answered_any(&self, text: &SecretText) -> Legible {
        let lines: Vec<_> = text
            .expose()
            .lines()
            .map(|line| bare(&SecretText::new(line)))
            .filter(|line| !line.is_empty())
            .collect();
        self.others
            .iter()
            .find(|code| lines.contains(&bare(&code.code)))
            .map_or_else(
                || Legible::No(self.wanted.sheet.clone()),
                |code| Legible::Yes(code.sheet.clone()),
            )
    }
}

impl Legible {
    /// Writes it into the verdict of the sheet that was asked about.
    pub(super) fn mark(&self, verdict: &mut SheetVerdict) {
        match self {
            Self::Yes(sheet) if Some(sheet) == verdict.sheet_id.as_ref() => {
                verdict.legible = Some(true)
            }
            Self::No(sheet) if Some(sheet) == verdict.sheet_id.as_ref() => {
                verdict.legible = Some(false);
                verdict.proof = false;
                verdict.say(
                    "What was typed is not the code: look whether the print can be told apart, and print it again if not.",
                );
            }
            _ => {}
        }
    }
}

fn bare(text: &SecretText) -> Zeroizing<String> {
    Zeroizing::new(text.expose().split_whitespace().collect())
}
