//! JSON as exports have it: arrays of any length, strings that are wiped, numbers in any spelling.

use crate::text;
use secret::SecretText;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::fmt;

/// Not more are held at once, whatever the caller's limit: a hostile file has millions of `{}`.
pub(crate) const MAX_HELD: usize = 100_000;

/// An array cut into its elements, of which each is parsed on its own later. At most [`MAX_HELD`] are held.
pub(crate) struct Cut<'a> {
    pub(crate) elements: Vec<&'a RawValue>,
    /// How many there are, held or not.
    pub(crate) count: usize,
}

impl<'de: 'a, 'a> Deserialize<'de> for Cut<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements;
        impl<'de> Visitor<'de> for Elements {
            type Value = Cut<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Cut<'de>, A::Error> {
                let mut cut = Cut {
                    elements: Vec::new(),
                    count: 0,
                };
                while cut.count < MAX_HELD {
                    match seq.next_element()? {
                        Some(element) => cut.elements.push(element),
                        None => return Ok(cut),
                    }
                    cut.count += 1;
                }
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    cut.count += 1;
                }
                Ok(cut)
            }
        }
        deserializer.deserialize_seq(Elements)
    }
}

/// A string that is wiped.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub(crate) struct Word(pub(crate) SecretText);

impl From<String> for Word {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Word {
    /// Its text fit for display; empty where there is none.
    pub(crate) fn name(word: Option<&Self>) -> String {
        text::name(Self::text(word))
    }

    /// Its text as it is; empty where there is none.
    pub(crate) fn text(word: Option<&Self>) -> &str {
        word.map_or("", |word| word.0.expose())
    }

    /// Itself, unless there is nothing in it.
    pub(crate) fn filled(word: Option<Self>) -> Option<SecretText> {
        word.map(|word| word.0)
            .filter(|text| !text.expose().trim().is_empty())
    }
}

/// A number that apps write as a number or in a string.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum Number {
    /// Missing, `null`, an empty string or the word `null`.
    #[default]
    Absent,
    Is(i64),
    /// No whole number, or beyond what counts.
    Wrong,
}

impl From<Option<i64>> for Number {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Absent, Self::Is)
    }
}

impl Number {
    /// Reads a number in a text.
    pub(crate) fn of(text: &str) -> Self {
        match text.trim() {
            "" | "null" => Self::Absent,
            number => number.parse().map_or(Self::Wrong, Self::Is),
        }
    }

    /// The number; `None` where it is absent.
    ///
    /// # Errors
    /// `problem` where it is wrong or negative.
    pub(crate) fn natural<E>(self, problem: E) -> Result<Option<u64>, E> {
        match self {
            Self::Absent => Ok(None),
            Self::Is(number) => u64::try_from(number).map(Some).map_err(|_| problem),
            Self::Wrong => Err(problem),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Spelling;
        impl Visitor<'_> for Spelling {
            type Value = Number;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }
            fn visit_i64<E>(self, number: i64) -> Result<Number, E> {
                Ok(Number::Is(number))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Number, E> {
                Ok(i64::try_from(number).map_or(Number::Wrong, Number::Is))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Number, E> {
                Ok(Number::Wrong)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Number, E> {
                Ok(Number::Wrong)
            }
            fn visit_str<E>(self, text: &str) -> Result<Number, E> {
                Ok(Number::of(text))
            }
            fn visit_unit<E>(self) -> Result<Number, E> {
                Ok(Number::Absent)
            }
        }
        deserializer.deserialize_any(Spelling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_spelling() {
        for (text, expected) in [
            ("6", Number::Is(6)),
            ("\"6\"", Number::Is(6)),
            ("\" 30 \"", Number::Is(30)),
            ("-1", Number::Is(-1)),
            ("\"\"", Number::Absent),
            ("\"null\"", Number::Absent),
            ("null", Number::Absent),
            ("6.5", Number::Wrong),
            ("\"six\"", Number::Wrong),
            ("18446744073709551615", Number::Wrong),
            ("true", Number::Wrong),
        ] {
            assert_eq!(
                serde_json::from_str::<Number>(text).ok(),
                Some(expected),
                "{text}"
            );
        }
        assert!(serde_json::from_str::<Number>("[6]").is_err());
        assert_eq!(Number::Is(-1).natural("negative"), Err("negative"));
        assert_eq!(Number::Absent.natural("never"), Ok(None));
    }
}
