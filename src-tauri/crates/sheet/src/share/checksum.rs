//! The checksum of codex32 (BIP-93), for any prefix, and the repair of what it allows: up to four
//! wrong characters, or up to eight that could not be read, or a mixture in which a wrong one
//! counts for two.
//!
//! The repair is that of a BCH code: the differences of a text from a right one, looked at as a
//! polynomial over GF(32), are evaluated at eight powers of β, and from these eight values follow
//! the places (Peterson's linear equations) and then the amounts. A repaired text is only handed
//! out if its whole checksum fits, which looks at five characters more than those eight values.

use super::field::{Fe, Wide, solve};

/// Characters of the checksum.
pub(crate) const LENGTH: usize = 13;
/// Characters that may be unreadable at most.
pub(crate) const ERASURES_MAX: usize = 8;
/// What the remainder of a right text is: "SECRETSHARE32" in GF(32).
const TARGET: u128 = 0x1_0ce0_795c_2fd1_e62a;
/// The multiples of the generator polynomial, as BIP-93 gives them.
const GENERATOR: [u128; 5] = [
    0x1_9dc5_00ce_73fd_e210,
    0x1_bfae_00de_f77f_e529,
    0x1_fbd9_20ff_fe7b_ee52,
    0x1_7396_40bd_eee3_fdad,
    0x0_7729_a039_cfc7_5f5a,
];
/// The first of the eight powers of β.
const FIRST_POWER: usize = 9;

fn feed(remainder: u128, value: u8) -> u128 {
    let top = remainder >> 60;
    let rest = (remainder & ((1 << 60) - 1)) << 5 ^ u128::from(value);
    GENERATOR
        .iter()
        .enumerate()
        .filter(|(bit, _)| top >> bit & 1 == 1)
        .fold(rest, |rest, (_, multiple)| rest ^ multiple)
}

/// The remainder after a prefix in lower case, expanded as in BIP-173.
fn after_prefix(prefix: &str) -> u128 {
    let high = prefix.bytes().map(|byte| byte >> 5);
    let low = prefix.bytes().map(|byte| byte & 31);
    high.chain([0]).chain(low).fold(1, feed)
}

fn remainder(prefix: &str, symbols: &[Fe]) -> u128 {
    symbols.iter().fold(after_prefix(prefix), |rest, symbol| {
        feed(rest, symbol.bits())
    })
}

/// The checksum for a text without one.
pub(crate) fn of(prefix: &str, symbols: &[Fe]) -> [Fe; LENGTH] {
    let rest = (0..LENGTH).fold(remainder(prefix, symbols), |rest, _| feed(rest, 0)) ^ TARGET;
    symbols_of(rest)
}

/// Whether a text with its checksum is right.
pub(crate) fn fits(prefix: &str, symbols: &[Fe]) -> bool {
    remainder(prefix, symbols) == TARGET
}

/// The 13 symbols of a remainder, the highest power first.
fn symbols_of(remainder: u128) -> [Fe; LENGTH] {
    let mut symbols = [Fe::ZERO; LENGTH];
    for (power, symbol) in symbols.iter_mut().rev().enumerate() {
        *symbol = Fe::from_bits((remainder >> (5 * power) & 31) as u8);
    }
    symbols
}

/// Repairs a text with its checksum in place. `unreadable` are places whose symbols are unknown.
/// Gives the places that were changed or unknown, in order; `None` if it cannot be repaired with
/// certainty, and then the text is as it was.
pub(crate) fn repair(prefix: &str, symbols: &mut [Fe], unreadable: &[usize]) -> Option<Vec<usize>> {
    if unreadable.len() > ERASURES_MAX || symbols.len() > Wide::ORDER {
        return None;
    }
    if unreadable.is_empty() && fits(prefix, symbols) {
        return Some(Vec::new());
    }
    let word = Word {
        length: symbols.len(),
        syndromes: syndromes(remainder(prefix, symbols) ^ TARGET),
    };
    (0..=(ERASURES_MAX - unreadable.len()) / 2).find_map(|wrong| {
        let mut places = word.places(wrong, unreadable)?;
        let amounts = word.amounts(&places)?;
        apply(symbols, &places, &amounts);
        if fits(prefix, symbols) {
            places.sort_unstable();
            return Some(places);
        }
        // Adding a second time takes it back.
        apply(symbols, &places, &amounts);
        None
    })
}

fn apply(symbols: &mut [Fe], places: &[usize], amounts: &[Fe]) {
    for (place, amount) in places.iter().zip(amounts) {
        if let Some(symbol) = symbols.get_mut(*place) {
            *symbol = *symbol + *amount;
        }
    }
}

fn syndromes(difference: u128) -> [Wide; 8] {
    let symbols = symbols_of(difference);
    let mut syndromes = [Wide::ZERO; 8];
    for (power, syndrome) in (FIRST_POWER..).zip(&mut syndromes) {
        let at = Wide::beta(power);
        *syndrome = symbols
            .iter()
            .fold(Wide::ZERO, |sum, symbol| sum * at + Wide::from(*symbol));
    }
    syndromes
}

struct Word {
    length: usize,
    syndromes: [Wide; 8],
}

impl Word {
    /// β to the power that a place in the text stands for.
    fn locator(&self, place: usize) -> Wide {
        Wide::beta((self.length - 1).saturating_sub(place))
    }

    /// The unreadable places and, after them, those of `wrong` wrong symbols.
    fn places(&self, wrong: usize, unreadable: &[usize]) -> Option<Vec<usize>> {
        let mut places = unreadable.to_vec();
        if wrong == 0 {
            return Some(places);
        }
        // The syndromes as they would be without the unreadable places.
        let mut reduced = self.syndromes.to_vec();
        for place in unreadable {
            let locator = self.locator(*place);
            reduced = reduced
                .windows(2)
                .filter_map(|pair| Some(*pair.get(1)? + locator * *pair.first()?))
                .collect();
        }
        let rows = reduced
            .windows(wrong + 1)
            .map(|window| {
                window
                    .iter()
                    .rev()
                    .skip(1)
                    .chain(window.last())
                    .copied()
                    .collect()
            })
            .collect();
        let coefficients = solve(rows, wrong)?;
        for place in (0..self.length).filter(|place| !unreadable.contains(place)) {
            let at = self.locator(place).inverse();
            let (value, _) = coefficients
                .iter()
                .fold((Wide::ONE, at), |(sum, power), coefficient| {
                    (sum + *coefficient * power, power * at)
                });
            if value == Wide::ZERO {
                places.push(place);
            }
        }
        (places.len() == unreadable.len() + wrong).then_some(places)
    }

    /// By how much the symbols in these places are off.
    fn amounts(&self, places: &[usize]) -> Option<Vec<Fe>> {
        let mut rows = Vec::with_capacity(self.syndromes.len());
        for (power, syndrome) in (FIRST_POWER..).zip(self.syndromes) {
            let mut row: Vec<Wide> = places
                .iter()
                .map(|place| {
                    let exponent = (self.length - 1).saturating_sub(*place) * power;
                    Wide::beta(exponent)
                })
                .collect();
            row.push(syndrome);
            rows.push(row);
        }
        solve(rows, places.len())?
            .into_iter()
            .map(Wide::narrow)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(text: &str) -> Vec<Fe> {
        text.chars()
            .map(|c| Fe::from_char(c).expect("bech32"))
            .collect()
    }

    /// Texts of BIP-93's test vectors 1 to 4, without their prefix.
    const RIGHT: [&str; 8] = [
        "0testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw",
        "2NAMEA320ZYXWVUTSRQPNMLKJHGFEDCAXRPP870HKKQRM",
        "2NAMECACDEFGHJKLMNPQRSTUVWXYZ023FTR2GDZMPY6PN",
        "2NAMEDLL4F8JLH4E5VDVULDLFXU2JHDNLSM97XVENRXEG",
        "2NAMES6XQGUZTTXKEQNJSJZV4JV3NZ5K3KWGSPHUH6EVW",
        "3casha320zyxwvutsrqpnmlkjhgfedca2a8d0zehn8a0t",
        "3cashsllhdmn9m42vcsamx24zrxgs3qqjzqud4m0d6nln",
        "0leetsllhdmn9m42vcsamx24zrxgs3qrl7ahwvhw4fnzrhve25gvezzyqqtum9pgv99ycma",
    ];

    #[test]
    fn the_vectors_of_bip_93_fit() {
        for text in RIGHT {
            let all = symbols(text);
            assert!(fits("ms", &all), "{text}");
            assert!(!fits("re", &all), "{text}");
            let (data, checksum) = all.split_at(all.len() - LENGTH);
            assert!(of("ms", data) == checksum, "{text}");
        }
    }

    #[test]
    fn every_single_slip_and_all_four_in_a_row_are_repaired() {
        let right = symbols(RIGHT[7]);
        for place in 0..right.len() {
            for amount in Fe::nonzero().step_by(3) {
                let mut wrong = right.clone();
                wrong[place] = wrong[place] + amount;
                assert_eq!(repair("ms", &mut wrong, &[]), Some(vec![place]));
                assert!(wrong == right);
            }
        }
        for first in 0..right.len() - 4 {
            let mut wrong = right.clone();
            let places: Vec<_> = (first..first + 4).collect();
            for place in &places {
                wrong[*place] = wrong[*place] + Fe::from_bits(*place as u8 % 31 + 1);
            }
            assert_eq!(repair("ms", &mut wrong, &[]), Some(places));
            assert!(wrong == right);
        }
    }

    #[test]
    fn eight_unreadable_or_fewer_beside_wrong_ones_are_repaired() {
        let right = symbols(RIGHT[7]);
        for (unreadable, wrong) in [(8, 0), (6, 1), (5, 1), (4, 2), (2, 3), (1, 3), (0, 4)] {
            for start in 0..6 {
                let place = |n: usize| (start + n * 8) % right.len();
                let mut read = right.clone();
                let gaps: Vec<_> = (0..unreadable).map(place).collect();
                for gap in &gaps {
                    read[*gap] = Fe::ZERO;
                }
                for n in unreadable..unreadable + wrong {
                    read[place(n)] = read[place(n)] + Fe::from_bits(7);
                }
                let places = repair("ms", &mut read, &gaps).expect("within the code's reach");
                assert!(read == right && places.len() == unreadable + wrong);
            }
        }
    }
}
