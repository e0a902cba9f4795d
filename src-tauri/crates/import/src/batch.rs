//! Google migrations that are spread over several codes, and so over several pictures or files.

use crate::BatchPart;
use std::collections::BTreeMap;

/// More parts than any migration has: Google puts ten accounts into a part.
pub(crate) const MAX_PARTS: u32 = 1_000;

/// A migration of which parts have not been seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingParts {
    /// The number that all parts of it share.
    pub batch: i32,
    /// How many parts were seen.
    pub have: u32,
    /// How many it has.
    pub of: u32,
    /// The parts not seen, counted from 1 as people do.
    pub missing: Vec<u32>,
}

/// The migrations that are incomplete over all files of one import. A part that was seen twice
/// counts once; batches are never mixed.
#[must_use]
pub fn missing_parts(parts: &[BatchPart]) -> Vec<MissingParts> {
    let mut batches: BTreeMap<(i32, u32), Vec<u32>> = BTreeMap::new();
    for part in parts {
        let of = part.of.min(MAX_PARTS);
        batches
            .entry((part.batch, of))
            .or_default()
            .push(part.index);
    }
    batches
        .into_iter()
        .filter_map(|((batch, of), seen)| {
            let missing: Vec<u32> = (0..of)
                .filter(|index| !seen.contains(index))
                .map(|index| index + 1)
                .collect();
            let have = of - u32::try_from(missing.len()).unwrap_or(of);
            (!missing.is_empty()).then_some(MissingParts {
                batch,
                have,
                of,
                missing,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(batch: i32, index: u32, of: u32) -> BatchPart {
        BatchPart { batch, index, of }
    }

    #[test]
    fn whole_batches_miss_nothing() {
        assert_eq!(missing_parts(&[]), []);
        let twice = [
            part(-7, 1, 2),
            part(-7, 0, 2),
            part(-7, 1, 2),
            part(3, 0, 1),
        ];
        assert_eq!(missing_parts(&twice), []);
    }

    #[test]
    fn batches_are_not_mixed() {
        let mixed = [part(-7, 0, 3), part(9, 1, 3), part(-7, 2, 3)];
        assert_eq!(
            missing_parts(&mixed),
            [
                MissingParts {
                    batch: -7,
                    have: 2,
                    of: 3,
                    missing: vec![2]
                },
                MissingParts {
                    batch: 9,
                    have: 1,
                    of: 3,
                    missing: vec![1, 3]
                }
            ]
        );
    }

    #[test]
    fn a_hostile_size_costs_nothing() {
        let found = missing_parts(&[part(1, 0, u32::MAX)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].of, MAX_PARTS);
    }
}
