//! The fields that codex32 computes in: GF(32), one element for each character, and GF(1024) over
//! it, in which the places of wrong characters show (BIP-93, "Error Correction").

use std::ops::{Add, Mul};
use std::sync::LazyLock;
use zeroize::DefaultIsZeroes;

/// The characters of bech32 (BIP-173) in the order of their values, as they stand on paper.
const CHARACTERS: [u8; 32] = *b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// An element of GF(32) = GF(2)[x] / (x⁵ + x³ + 1).
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fe(u8);

impl DefaultIsZeroes for Fe {}

impl Fe {
    pub(crate) const ZERO: Self = Self(0);
    pub(crate) const ONE: Self = Self(1);

    /// The element of the lower five bits.
    pub(crate) const fn from_bits(bits: u8) -> Self {
        Self(bits & 31)
    }

    /// The element of a character in either case.
    pub(crate) fn from_char(c: char) -> Option<Self> {
        let c = u8::try_from(c).ok()?.to_ascii_uppercase();
        let value = CHARACTERS.iter().position(|known| *known == c)?;
        u8::try_from(value).ok().map(Self)
    }

    /// Its character, in upper case.
    pub(crate) fn to_char(self) -> char {
        CHARACTERS
            .get(usize::from(self.0))
            .map_or('Q', |c| char::from(*c))
    }

    /// Its five bits.
    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    /// What times this gives one; zero for zero.
    pub(crate) fn inverse(self) -> Self {
        // x⁻¹ = x³⁰, and 30 is 11110 in binary.
        let (mut product, mut square) = (Self::ONE, self);
        for _ in 1..5 {
            square = square * square;
            product = product * square;
        }
        product
    }

    /// All elements but zero.
    #[cfg(test)]
    pub(crate) fn nonzero() -> impl Iterator<Item = Self> {
        (1..32).map(Self)
    }
}

impl Add for Fe {
    type Output = Self;

    #[allow(
        clippy::suspicious_arithmetic_impl,
        reason = "that is how this field adds"
    )]
    fn add(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }
}

impl Mul for Fe {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let (mut product, mut shifted) = (0_u8, self.0);
        for bit in 0..5 {
            if other.0 >> bit & 1 == 1 {
                product ^= shifted;
            }
            shifted <<= 1;
            if shifted & 32 != 0 {
                shifted ^= 0b10_1001;
            }
        }
        Self(product)
    }
}

/// An element a + bζ of GF(1024) = GF(32)[ζ] / (ζ² + ζ + 1).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wide(Fe, Fe);

impl Wide {
    pub(crate) const ZERO: Self = Self(Fe::ZERO, Fe::ZERO);
    pub(crate) const ONE: Self = Self(Fe::ONE, Fe::ZERO);
    /// β: its powers 9 to 16 are zeros of codex32's generator; its order is 93.
    pub(crate) const BETA: Self = Self(Fe::ZERO, Fe(5));
    /// The order of β, and the longest codex32 text without its prefix.
    pub(crate) const ORDER: usize = 93;

    /// The element of the smaller field, if it is one.
    pub(crate) fn narrow(self) -> Option<Fe> {
        (self.1 == Fe::ZERO).then_some(self.0)
    }

    /// β to this power.
    pub(crate) fn beta(power: usize) -> Self {
        POWERS
            .get(power % Self::ORDER)
            .copied()
            .unwrap_or(Self::ONE)
    }

    /// What times this gives one; zero for zero.
    pub(crate) fn inverse(self) -> Self {
        // x⁻¹ = x¹⁰²², and 1022 is 1111111110 in binary.
        let (mut product, mut square) = (Self::ONE, self);
        for _ in 1..10 {
            square = square * square;
            product = product * square;
        }
        product
    }
}

/// The powers of β, from that to 0.
static POWERS: LazyLock<Vec<Wide>> = LazyLock::new(|| {
    std::iter::successors(Some(Wide::ONE), |power| Some(*power * Wide::BETA))
        .take(Wide::ORDER)
        .collect()
});

impl From<Fe> for Wide {
    fn from(narrow: Fe) -> Self {
        Self(narrow, Fe::ZERO)
    }
}

impl Add for Wide {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1)
    }
}

impl Mul for Wide {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let high = self.1 * other.1;
        Self(
            self.0 * other.0 + high,
            self.0 * other.1 + self.1 * other.0 + high,
        )
    }
}

/// The one solution of a system of linear equations, each with its right side at the end. `None`
/// if there is none or more than one.
pub(crate) fn solve(mut rows: Vec<Vec<Wide>>, unknowns: usize) -> Option<Vec<Wide>> {
    for column in 0..unknowns {
        let pivot = (column..rows.len()).find(|row| entry(&rows, *row, column) != Wide::ZERO)?;
        rows.swap(column, pivot);
        let scale = entry(&rows, column, column).inverse();
        let line: Vec<Wide> = rows
            .get(column)?
            .iter()
            .map(|value| *value * scale)
            .collect();
        for (index, row) in rows.iter_mut().enumerate() {
            let factor = row.get(column).copied()?;
            if index == column {
                row.clone_from(&line);
            } else if factor != Wide::ZERO {
                for (value, known) in row.iter_mut().zip(&line) {
                    *value = *value + factor * *known;
                }
            }
        }
    }
    let fits = (unknowns..rows.len()).all(|row| entry(&rows, row, unknowns) == Wide::ZERO);
    fits.then(|| {
        (0..unknowns)
            .map(|row| entry(&rows, row, unknowns))
            .collect()
    })
}

fn entry(rows: &[Vec<Wide>], row: usize, column: usize) -> Wide {
    rows.get(row)
        .and_then(|row| row.get(column))
        .copied()
        .unwrap_or(Wide::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverses_and_the_order_of_beta() {
        for a in Fe::nonzero() {
            assert!(a * a.inverse() == Fe::ONE);
            for b in Fe::nonzero() {
                let wide = Wide(a, b);
                assert!(wide * wide.inverse() == Wide::ONE);
            }
        }
        assert!(Wide::beta(92) * Wide::BETA == Wide::ONE);
        assert!((1..93).all(|power| Wide::beta(power) != Wide::ONE));
    }

    #[test]
    fn characters_stand_for_their_values() {
        for (value, c) in (0..32).zip("qpzry9x8gf2tvdw0s3jn54khce6mua7l".chars()) {
            assert_eq!(Fe::from_char(c).map(Fe::bits), Some(value));
            assert_eq!(Fe::from_bits(value).to_char(), c.to_ascii_uppercase());
        }
        assert!("1bio é".chars().all(|c| Fe::from_char(c).is_none()));
    }

    #[test]
    fn systems_with_one_solution_are_solved_and_others_are_not() {
        let (a, b) = (Wide::beta(3), Wide::beta(40));
        let row = |x: Wide, y: Wide| vec![x, y, x * a + y * b];
        let rows = vec![
            row(Wide::ZERO, Wide::beta(7)),
            row(Wide::beta(1), Wide::beta(2)),
            row(Wide::beta(5), Wide::beta(50)),
        ];
        assert!(solve(rows.clone(), 2) == Some(vec![a, b]));
        let mut wrong = rows.clone();
        wrong[2][2] = wrong[2][2] + Wide::ONE;
        assert!(solve(wrong, 2).is_none());
        assert!(solve(vec![rows[1].clone(), rows[1].clone()], 2).is_none());
    }
}
