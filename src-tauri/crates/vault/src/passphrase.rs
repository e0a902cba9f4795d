//! Passphrases: the shortest that is accepted, an honest estimate, and six generated words.

use crate::error::VaultError;
use bip39::Language;
use secret::{Randomness, RandomnessError, SecretText};
use zeroize::Zeroizing;

/// The fewest characters of a passphrase.
pub const SHORTEST: usize = 8;

/// Words of a generated passphrase: 6 of 2,048 are 66 bits.
const WORDS: usize = 6;

/// Characters that are estimated; more only make the estimate slow.
const ESTIMATED: usize = 100;

/// How long a passphrase holds against somebody who has the vault's files.
#[derive(Debug, Clone, PartialEq)]
pub struct Strength {
    /// zxcvbn's score: 0 (at once) to 4 (very strong).
    pub score: u8,
    /// Base-10 logarithm of the guesses that are needed.
    pub guesses_log10: f64,
    /// One sentence for people; it never quotes the passphrase.
    pub sentence: &'static str,
}

impl Strength {
    /// Whether people should be told to choose another one.
    #[must_use]
    pub fn is_weak(&self) -> bool {
        self.score < 3
    }
}

/// Refuses a passphrase that is too short.
///
/// # Errors
/// [`VaultError::PassphraseTooShort`] under 8 characters.
pub fn check(passphrase: &SecretText) -> Result<(), VaultError> {
    if passphrase.expose().chars().count() < SHORTEST {
        return Err(VaultError::PassphraseTooShort);
    }
    Ok(())
}

/// Estimates a passphrase with zxcvbn.
///
/// # Errors
/// [`VaultError::PassphraseTooShort`] under 8 characters.
pub fn estimate(passphrase: &SecretText) -> Result<Strength, VaultError> {
    check(passphrase)?;
    let start = Zeroizing::new(
        passphrase
            .expose()
            .chars()
            .take(ESTIMATED)
            .collect::<String>(),
    );
    let entropy = zxcvbn::zxcvbn(&start, &[]);
    let score = u8::from(entropy.score());
    Ok(Strength {
        score,
        guesses_log10: entropy.guesses_log10(),
        sentence: match score {
            0 | 1 => "This passphrase falls within hours to somebody who has the file.",
            2 => "This passphrase is weak: a determined attacker who has the file finds it.",
            3 => "This passphrase is good.",
            _ => "This passphrase is strong.",
        },
    })
}

/// Six words of the English list of BIP 39 (2,048 common words that differ in their first four
/// letters), joined by spaces: 66 bits.
///
/// # Errors
/// When the source of randomness fails.
pub fn suggest(rng: &mut dyn Randomness) -> Result<SecretText, RandomnessError> {
    let list = Language::English.word_list();
    let mut random = Zeroizing::new([0_u8; WORDS * 2]);
    rng.fill(random.as_mut())?;
    let mut text = Zeroizing::new(String::with_capacity(WORDS * 10));
    for pair in random.chunks_exact(2) {
        // 65,536 is a multiple of 2,048: every word is as likely as the next.
        let number = pair
            .iter()
            .fold(0_usize, |sum, &byte| sum * 256 + usize::from(byte));
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(list.get(number % list.len()).copied().unwrap_or_default());
    }
    Ok(SecretText::new(std::mem::take(&mut *text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Counting;

    #[test]
    fn seven_characters_are_too_few_and_eight_letters_of_any_script_are_enough() {
        assert!(check(&SecretText::new("1234567")).is_err());
        assert!(check(&SecretText::new("ñandúñandú")).is_ok());
        assert!(
            check(&SecretText::new("ééééééé")).is_err(),
            "bytes do not count"
        );
    }

    #[test]
    fn a_common_password_is_weak_and_six_words_are_strong() {
        assert!(estimate(&SecretText::new("password1")).unwrap().is_weak());
        let words = suggest(&mut Counting::default()).unwrap();
        assert_eq!(words.expose().split(' ').count(), 6);
        assert_eq!(estimate(&words).unwrap().score, 4);
    }

    #[test]
    fn a_very_long_passphrase_is_estimated_all_the_same() {
        let long = SecretText::new("correct horse battery staple ".repeat(1000));
        assert_eq!(estimate(&long).unwrap().score, 4);
    }

    #[test]
    fn the_list_is_a_power_of_two_long() {
        assert_eq!(Language::English.word_list().len(), 2048);
    }
}
