//! Telling what a program drew from what was on paper.
//!
//! A code that a program drew has modules of whole, equal rows of pixels: most rows repeat the one
//! above exactly, over the whole width of the code. On a scan or a photograph noise, rough edges and
//! the least rotation change some edge in every row, also where it is reduced to black and white.

use crate::Point;
use crate::gray::Gray;

/// Rows that must be equal in a row to count. A scan that a program blew up by two has pairs only.
const RUN: usize = 3;
/// Rows in a hundred that must stand in such runs. A module of four pixels with soft edges gives 75,
/// larger ones more; paper gives none.
const REPEATED: usize = 50;
/// The share of a code at each side that is left out: corners are not exact.
const MARGIN: f32 = 0.1;

/// Whether a program drew the code with these corners.
pub(crate) fn is_drawn(picture: &Gray, corners: [Point; 4]) -> bool {
    let xs = corners.map(|corner| corner.x);
    let ys = corners.map(|corner| corner.y);
    let (left, width) = inside(xs);
    let (top, height) = inside(ys);
    let Some(code) = picture.part(left, top, width, height) else {
        return false;
    };
    let rows: Vec<&[u8]> = code.pixels().chunks_exact(code.width() as usize).collect();
    let repeated: usize = rows
        .chunk_by(|above, below| above == below)
        .filter(|run| run.len() >= RUN && run.first().is_some_and(|row| has_ink(row)))
        .map(<[&[u8]]>::len)
        .sum();
    !rows.is_empty() && repeated * 100 >= rows.len() * REPEATED
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
