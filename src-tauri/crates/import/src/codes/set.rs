//! Tokens of one shape that stand together: a set of codes.

use super::plausible::Hint;
use super::token::{Case, Token};
use super::{line, owner};
use std::collections::HashMap;

/// Fewer siblings prove nothing.
pub(super) const SIBLINGS: usize = 5;

/// Codes that stand together, with the lines above them.
pub(super) struct Set<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    /// The lines since the former set that hold none of its codes, in their order.
    pub(super) headings: Vec<&'a str>,
    pub(super) marks_not_understood: usize,
    /// The part of the text that it stands in, verbatim.
    pub(super) text: &'a str,
}

/// Splits a text into sets. A set ends where the shape changes, or at a line of prose once it has
/// enough codes.
pub(super) fn split(text: &str, hint: Hint) -> Vec<Set<'_>> {
    let lines: Vec<(&str, line::Line<'_>)> = text
        .split('\n')
        .enumerate()
        .map(|(number, text)| (text.trim_end_matches('\r'), line::read(text, number)))
        .collect();
    let shapes = Shapes::of(lines.iter().flat_map(|(_, line)| &line.tokens), hint);
    let mut sets: Vec<Set<'_>> = Vec::new();
    let mut headings = Vec::new();
    for (text, line) in lines {
        let marks = line.marks_not_understood;
        let name = owner::labelled(text);
        let tokens: Vec<Token<'_>> = line
            .tokens
            .into_iter()
            .filter(|token| shapes.take(token, hint))
            .filter(|token| !name.is_some_and(|name| is_within(name, token.text)))
            .collect();
        if tokens.is_empty() {
            if !text.trim().is_empty() {
                headings.push(text);
            }
            continue;
        }
        for token in tokens {
            let ended = sets.last().is_none_or(|set: &Set<'_>| {
                let same = set
                    .tokens
                    .first()
                    .is_some_and(|first| first.shape == token.shape);
                !same || (!headings.is_empty() && set.tokens.len() >= shapes.least)
            });
            if ended {
                sets.push(Set {
                    tokens: Vec::new(),
                    headings: std::mem::take(&mut headings),
                    marks_not_understood: 0,
                    text: "",
                });
            }
            if let Some(set) = sets.last_mut() {
                set.headings.append(&mut headings);
                // "PyPI codes: a1b2…, c3d4…" is heading and codes in one.
                if !token.pure && set.headings.last() != Some(&text) {
                    set.headings.push(text);
                }
                set.tokens.push(token);
            }
        }
        if let Some(set) = sets.last_mut() {
            set.marks_not_understood += marks;
        }
    }
    merge_rests(&mut sets, shapes.least);
    sets
}

/// A few codes behind a line of prose belong to the set before it; alone they are none.
fn merge_rests(sets: &mut Vec<Set<'_>>, least: usize) {
    let mut merged: Vec<Set<'_>> = Vec::new();
    for mut set in sets.drain(..) {
        let shape = |set: &Set<'_>| set.tokens.first().map(|token| token.shape.clone());
        match merged.last_mut() {
            Some(last) if set.tokens.len() < least && shape(last) == shape(&set) => {
                last.tokens.append(&mut set.tokens);
                last.marks_not_understood += set.marks_not_understood;
            }
            _ => merged.push(set),
        }
    }
    merged.retain(|set| set.tokens.len() >= least);
    *sets = merged;
}

/// Gives each set its part of the text: all of it to a single one, else from its heading to the
/// next.
pub(super) fn claim_text<'a>(sets: &mut [Set<'a>], text: &'a str) {
    let starts: Vec<usize> = sets
        .iter()
        .enumerate()
        .map(|(at, set)| match (at, set.headings.first()) {
            (0, _) => 0,
            (_, Some(heading)) => offset(text, heading),
            (_, None) => set
                .tokens
                .first()
                .map_or(0, |token| offset(text, token.text)),
        })
        .collect();
    for (at, set) in sets.iter_mut().enumerate() {
        let from = starts.get(at).copied().unwrap_or_default();
        let to = starts.get(at + 1).copied().unwrap_or(text.len());
        set.text = text.get(from..to).unwrap_or(text);
    }
}

/// Whether a part of a text lies within another part of it.
pub(super) fn is_within(outer: &str, inner: &str) -> bool {
    let outer = outer.as_bytes().as_ptr_range();
    let inner = inner.as_bytes().as_ptr_range();
    outer.start <= inner.start && inner.end <= outer.end
}

/// Where a part of the text begins.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize)
        .saturating_sub(text.as_ptr() as usize)
        .min(text.len())
}

/// Which shapes of the text can be codes.
struct Shapes {
    /// The letters that the codes of a shape have.
    cases: HashMap<String, Case>,
    least: usize,
}

#[derive(Default)]
struct Count {
    all: usize,
    digits: usize,
    lower: usize,
    upper: usize,
    mixed: usize,
}

impl Count {
    fn case(&self) -> Case {
        if self.mixed * 5 > self.all {
            Case::Mixed
        } else if self.lower >= self.upper && self.lower > 0 {
            Case::Lower
        } else if self.upper > 0 {
            Case::Upper
        } else {
            Case::None
        }
    }
}

impl Shapes {
    fn of<'a, 't: 'a>(tokens: impl Iterator<Item = &'a Token<'t>>, hint: Hint) -> Self {
        let mut counts: HashMap<&str, Count> = HashMap::new();
        for token in tokens.filter(|token| token.pure || token.digit) {
            let count = counts.entry(&token.shape).or_default();
            count.all += 1;
            count.digits += usize::from(token.digit);
            count.lower += usize::from(token.case == Case::Lower);
            count.upper += usize::from(token.case == Case::Upper);
            count.mixed += usize::from(token.case == Case::Mixed);
        }
        let random = |shape: &str, count: &Count| {
            count.digits * 2 >= count.all
                || (hint >= Hint::Worded && shape.contains(['-', ' ']))
                || hint >= Hint::Named
        };
        let enough = |least: usize| -> Vec<(&str, &Count)> {
            let mut shapes: Vec<(&str, &Count)> = counts
                .iter()
                .filter(|(shape, count)| count.all >= least && random(shape, count))
                .map(|(shape, count)| (*shape, count))
                .collect();
            shapes.sort_by_key(|(shape, count)| (std::cmp::Reverse(count.all), *shape));
            shapes
        };
        let mut least = SIBLINGS;
        let mut shapes = enough(least);
        if shapes.is_empty() && hint == Hint::Forced {
            // The user vouches for it: a single token will do, if it is of the likeliest shape.
            least = 1;
            shapes = enough(least);
            shapes.sort_by_key(|(shape, count)| {
                (
                    std::cmp::Reverse((count.digits > 0, count.all, shape.len())),
                    *shape,
                )
            });
            shapes.truncate(1);
        }
        Self {
            cases: shapes
                .into_iter()
                .map(|(shape, count)| (shape.to_owned(), count.case()))
                .collect(),
            least,
        }
    }

    fn take(&self, token: &Token<'_>, hint: Hint) -> bool {
        let Some(case) = self.cases.get(&token.shape) else {
            return false;
        };
        let same_case = match case {
            Case::Mixed => true,
            case => token.case == *case || token.case == Case::None,
        };
        // Amid prose, a word without digit is a word.
        let in_place = token.pure
            || (hint >= Hint::Worded
                && (token.digit || (token.is_dashed() && case != &Case::Mixed)));
        same_case && in_place
    }
}
