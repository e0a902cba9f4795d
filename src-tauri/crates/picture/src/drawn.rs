//! Telling what a program drew from what was on paper.
//!
//! A code that a program drew has modules of whole, equal rows of pixels: most rows repeat the one
//! above exactly, over the whole width of the code. On a scan or a photograph noise, rough edges and
//! the least rotation change some edge in every row, also where it is reduced to black and white.
//!
//! A drawing that was saved as a JPEG has noise of its own. What it keeps is its frame: black is black,
//! white is white, and each edge between modules stands at one place, to a tenth of a pixel, from one
//! end of the code to the other, both ways. Paper would have to lie on the glass to less than a thirtieth
//! of a degree, and be printed without any roughness, to look so. Measured: on sheets drawn at 75 to
//! 300 dpi, quality 50 and more, edges stray by 0.10 pixels, seldom by more. On simulated scans
//! with blur and noise and the same black and white, they stray by 0.14 to 0.28 at 0.05 degrees askew.

use crate::Point;
use crate::gray::Gray;

/// Rows that must be equal in a row to count. A scan that a program blew up by two has pairs only.
const RUN: usize = 3;
/// Rows in a hundred that must stand in such runs. A module of four pixels with soft edges gives 75,
/// larger ones more; paper gives none.
const REPEATED: usize = 50;
/// The share of a code at each side that is left out: corners are not exact.
const MARGIN: f32 = 0.1;
/// Levels from black or white that still count as black or white.
const PURE: u8 = 3;
/// Pixels in a hundred that must be black or white in a JPEG of a drawing.
const PURE_SHARE: usize = 45;
/// How far edges may stray from their line in a JPEG of a drawing: root of the mean square, in pixels.
const STRAYING: f32 = 0.115;
/// Levels between the two sides of an edge that is looked at. Less is noise, or a row between two modules.
const EDGE: u8 = 150;
/// Pixels between edges of different lines: half of the smallest module that is read.
const APART: f32 = 1.5;
/// Edges that must be there to judge by.
const EDGES_MIN: usize = 200;

/// Whether a program drew the code with these corners.
pub(crate) fn is_drawn(picture: &Gray, corners: [Point; 4]) -> bool {
    let xs = corners.map(|corner| corner.x);
    let ys = corners.map(|corner| corner.y);
    let (left, width) = inside(xs);
    let (top, height) = inside(ys);
    let Some(code) = picture.part(left, top, width, height) else {
        return false;
    };
    repeats(&code) || is_rigid(&code)
}

/// Whether most rows repeat the one above.
fn repeats(code: &Gray) -> bool {
    let rows: Vec<&[u8]> = code.pixels().chunks_exact(code.width() as usize).collect();
    let repeated: usize = rows
        .chunk_by(|above, below| above == below)
        .filter(|run| run.len() >= RUN && run.first().is_some_and(|row| has_ink(row)))
        .map(<[&[u8]]>::len)
        .sum();
    !rows.is_empty() && repeated * 100 >= rows.len() * REPEATED
}

/// Whether black and white are pure, and every edge stays on its line.
fn is_rigid(code: &Gray) -> bool {
    let pure = code
        .pixels()
        .iter()
        .filter(|p| **p <= PURE || **p >= u8::MAX - PURE)
        .count();
    if pure * 100 < code.pixels().len() * PURE_SHARE {
        return false;
    }
    let (width, height) = (code.width() as usize, code.height() as usize);
    let row = |index: usize| code.pixels().get(index * width..(index + 1) * width);
    let rows = (0..height).filter_map(row).map(<[u8]>::to_vec);
    let column = |x: usize| code.pixels().iter().skip(x).step_by(width).copied();
    let columns = (0..width).map(|x| column(x).collect::<Vec<u8>>());
    straying(rows).is_some_and(|far| far <= STRAYING)
        && straying(columns).is_some_and(|far| far <= STRAYING)
}

/// How far the edges of all rows stray from the lines across which they make; `None` with too few.
fn straying(rows: impl Iterator<Item = Vec<u8>>) -> Option<f32> {
    let mut edges: Vec<f32> = rows.flat_map(|row| edges(&row)).collect();
    if edges.len() < EDGES_MIN {
        return None;
    }
    edges.sort_unstable_by(f32::total_cmp);
    let mut sum = 0.0;
    for line in edges.chunk_by(|a, b| b - a <= APART) {
        let middle = line.iter().sum::<f32>() / line.len() as f32;
        sum += line.iter().map(|edge| (edge - middle).powi(2)).sum::<f32>();
    }
    Some((sum / edges.len() as f32).sqrt())
}

/// Where a row goes through the middle between black and white, to parts of a pixel.
fn edges(row: &[u8]) -> Vec<f32> {
    const MIDDLE: f32 = 128.0;
    (0..row.len().saturating_sub(3))
        .filter_map(|at| match row.get(at..at + 4) {
            Some(&[before, a, b, after]) => {
                let crosses = (a < 128) != (b < 128) && before.abs_diff(after) >= EDGE;
                let part = (MIDDLE - f32::from(a)) / (f32::from(b) - f32::from(a));
                crosses.then_some(at as f32 + 1.0 + part)
            }
            _ => None,
        })
        .collect()
}

/// Where something begins and how far it goes, without its margins.
fn inside(places: [f32; 4]) -> (u32, u32) {
    let low = places.iter().copied().fold(f32::INFINITY, f32::min);
    let high = places.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let margin = (high - low) * MARGIN;
    let (low, high) = ((low + margin).max(0.0), (high - margin).max(0.0));
    // Casts of floats stop at the ends of the range; what is not a number becomes zero.
    (low as u32, (high - low).max(0.0) as u32)
}

/// Whether there is both black and white.
fn has_ink(row: &[u8]) -> bool {
    let dark = row.iter().filter(|p| **p < 96).count();
    let light = row.iter().filter(|p| **p > 160).count();
    dark * 8 > row.len() && light * 8 > row.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULES: usize = 40;

    /// A field of modules of this many pixels, and the corners round it.
    fn field(module: usize, noise: impl Fn(usize, usize) -> u8) -> (Gray, [Point; 4]) {
        let side = MODULES * module;
        let mut pixels = Vec::with_capacity(side * side);
        for y in 0..side {
            for x in 0..side {
                let (column, row) = (x / module, y / module);
                let dark = (column * 7 + row * 13 + column * row).is_multiple_of(3);
                let value: u8 = if dark { 10 } else { 245 };
                pixels.push(value.saturating_add(noise(x, y)));
            }
        }
        let size = u32::try_from(side).expect("small");
        let far = side as f32;
        let corners = [(0.0, 0.0), (far, 0.0), (far, far), (0.0, far)].map(|(x, y)| Point { x, y });
        (Gray::new(size, size, pixels).expect("fits"), corners)
    }

    #[test]
    fn even_modules_were_drawn_and_noise_was_not() {
        for module in [4, 6, 11] {
            let (clean, corners) = field(module, |_, _| 0);
            assert!(is_drawn(&clean, corners), "{module}");
            let (grainy, corners) = field(module, |x, y| {
                u8::from((x * 31 + y * 17).is_multiple_of(97))
            });
            assert!(!is_drawn(&grainy, corners), "{module}");
        }
    }

    #[test]
    fn a_scan_that_was_blown_up_is_no_drawing() {
        let (doubled, corners) = field(2, |_, _| 0);
        assert!(!is_drawn(&doubled, corners));
    }

    #[test]
    fn corners_off_the_picture_are_harmless() {
        let (clean, _) = field(4, |_, _| 0);
        for x in [f32::NAN, -1e30, 1e30, f32::INFINITY] {
            assert!(!is_drawn(&clean, [Point { x, y: x }; 4]));
        }
    }
}
