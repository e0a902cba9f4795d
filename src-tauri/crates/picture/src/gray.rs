//! One plane of brightness, and the image steps of the ladder.

use zeroize::Zeroize;

/// A picture in 256 shades of grey, row by row, wiped when dropped: it shows a secret.
#[derive(Clone)]
pub(crate) struct Gray {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Drop for Gray {
    fn drop(&mut self) {
        self.pixels.zeroize();
    }
}

impl Gray {
    /// `None` unless there is exactly one byte for each pixel, and at least one pixel.
    pub(crate) fn new(width: u32, height: u32, pixels: Vec<u8>) -> Option<Self> {
        let fits = u64::from(width) * u64::from(height) == pixels.len() as u64;
        (fits && !pixels.is_empty()).then_some(Self {
            width,
            height,
            pixels,
        })
    }

    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    pub(crate) fn height(&self) -> u32 {
        self.height
    }

    pub(crate) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    pub(crate) fn area(&self) -> u64 {
        self.pixels.len() as u64
    }

    fn rows(&self) -> std::slice::ChunksExact<'_, u8> {
        self.pixels.chunks_exact(self.width as usize)
    }

    fn map(&self, table: &[u8; 256]) -> Self {
        let shade = |p: &u8| table.get(usize::from(*p)).copied().unwrap_or(*p);
        Self {
            pixels: self.pixels.iter().map(shade).collect(),
            ..*self
        }
    }

    /// Black for white.
    pub(crate) fn inverted(&self) -> Self {
        Self {
            pixels: self.pixels.iter().map(|&p| !p).collect(),
            ..*self
        }
    }

    /// Stretches the brightness to the whole range, leaving out the outermost 0.5 % at each end.
    /// `None` for one even colour, where nothing can be read.
    pub(crate) fn autocontrast(&self) -> Option<Contrast> {
        let mut histogram = [0_u64; 256];
        for &p in &self.pixels {
            if let Some(count) = histogram.get_mut(usize::from(p)) {
                *count += 1;
            }
        }
        let skip = self.area() / 200;
        let low = level(histogram.iter().copied(), skip)?;
        let high = 255 - level(histogram.iter().rev().copied(), skip)?;
        if low >= high {
            // A small code on a large even ground is all within the part that was left out.
            let low = level(histogram.iter().copied(), 0)?;
            let high = 255 - level(histogram.iter().rev().copied(), 0)?;
            return (low < high).then(|| self.stretched(low, high));
        }
        Some(self.stretched(low, high))
    }

    fn stretched(&self, low: u8, high: u8) -> Contrast {
        if low == 0 && high == 255 {
            return Contrast::Full;
        }
        let (low, high) = (u32::from(low), u32::from(high));
        let table = std::array::from_fn(|p| {
            let above = (p as u32).clamp(low, high) - low;
            (above * 255 / (high - low)) as u8
        });
        Contrast::Stretched(self.map(&table))
    }

    /// Gaussian blur; `sigma` in pixels.
    pub(crate) fn blurred(&self, sigma: f32) -> Self {
        let kernel = kernel(sigma);
        let width = self.width as usize;
        let mut across = Vec::with_capacity(self.pixels.len());
        for row in self.rows() {
            across.extend(blur_row(row, &kernel));
        }
        let mut pixels = Vec::with_capacity(self.pixels.len());
        let radius = kernel.len() / 2;
        let last = self.height as usize - 1;
        let mut sums = vec![0_u32; width];
        for y in 0..=last {
            sums.fill(HALF);
            for (i, &weight) in kernel.iter().enumerate() {
                let source = (y + i).saturating_sub(radius).min(last);
                let row = across.get(source * width..).unwrap_or_default();
                add_weighted(&mut sums, row, weight);
            }
            pixels.extend(sums.iter().map(|&sum| (sum >> WEIGHT_BITS) as u8));
        }
        across.zeroize();
        Self { pixels, ..*self }
    }

    /// Unsharp mask: adds `gain` times what the blur takes away.
    pub(crate) fn sharpened(&self, sigma: f32, gain: i32) -> Self {
        let mut soft = self.blurred(sigma);
        for (out, &p) in soft.pixels.iter_mut().zip(&self.pixels) {
            let p = i32::from(p);
            *out = (p + gain * (p - i32::from(*out))).clamp(0, 255) as u8;
        }
        soft
    }

    /// Scaled with a triangle filter; `None` if nothing would be left.
    pub(crate) fn scaled(&self, factor: f32) -> Option<Self> {
        let width = (self.width as f32 * factor).round() as u32;
        let height = (self.height as f32 * factor).round() as u32;
        if width == 0 || height == 0 {
            return None;
        }
        let across = Taps::all(self.width, width);
        let down = Taps::all(self.height, height);
        let mut narrow = Vec::with_capacity(width as usize * self.height as usize);
        for row in self.rows() {
            narrow.extend(across.iter().map(|taps| taps.sum(row)));
        }
        let mut pixels = Vec::with_capacity(width as usize * height as usize);
        let mut sums = vec![0_u32; width as usize];
        for taps in &down {
            sums.fill(HALF);
            let rows = narrow.chunks_exact(width as usize).skip(taps.first);
            for (row, &weight) in rows.zip(&taps.weights) {
                add_weighted(&mut sums, row, weight);
            }
            pixels.extend(sums.iter().map(|&sum| (sum >> WEIGHT_BITS) as u8));
        }
        narrow.zeroize();
        Self::new(width, height, pixels)
    }

    /// A part of the picture, cut at its border.
    pub(crate) fn part(&self, left: u32, top: u32, width: u32, height: u32) -> Option<Self> {
        let right = left.saturating_add(width).min(self.width);
        let bottom = top.saturating_add(height).min(self.height);
        let (left, right) = (left as usize, right as usize);
        let rows = bottom.checked_sub(top)?;
        let mut pixels = Vec::with_capacity(rows as usize * right.checked_sub(left)?);
        for row in self.rows().skip(top as usize).take(rows as usize) {
            pixels.extend_from_slice(row.get(left..right)?);
        }
        Self::new((right - left) as u32, rows, pixels)
    }
}

/// What stretching the contrast gave.
pub(crate) enum Contrast {
    /// The picture used the whole range already.
    Full,
    /// The stretched picture.
    Stretched(Gray),
}

/// The first level at which more than `skip` pixels were passed.
fn level(histogram: impl Iterator<Item = u64>, skip: u64) -> Option<u8> {
    let mut passed = 0;
    for (level, count) in (0..=u8::MAX).zip(histogram) {
        passed += count;
        if passed > skip {
            return Some(level);
        }
    }
    None
}

/// Weights are integers that sum to this power of two.
const WEIGHT_BITS: u32 = 16;
/// Rounds a weighted sum.
const HALF: u32 = 1 << (WEIGHT_BITS - 1);

/// Integer weights in proportion to these.
fn whole_weights(weights: &[f32]) -> Vec<u32> {
    let sum: f32 = weights.iter().sum();
    let one = (1_u32 << WEIGHT_BITS) as f32;
    let mut whole: Vec<u32> = weights.iter().map(|w| (w / sum * one) as u32).collect();
    let rest = (1_u32 << WEIGHT_BITS).saturating_sub(whole.iter().sum());
    let middle = whole.len() / 2;
    if let Some(middle) = whole.get_mut(middle) {
        *middle += rest;
    }
    whole
}

fn add_weighted(sums: &mut [u32], row: &[u8], weight: u32) {
    for (sum, &p) in sums.iter_mut().zip(row) {
        *sum += weight * u32::from(p);
    }
}

/// The source pixels of one pixel of a scaled row or column.
struct Taps {
    first: usize,
    weights: Vec<u32>,
}

impl Taps {
    /// A triangle as wide as two pixels of the coarser side.
    fn all(source: u32, target: u32) -> Vec<Self> {
        let step = source as f32 / target as f32;
        let reach = step.max(1.0);
        let last = source.saturating_sub(1);
        let taps = (0..target).map(|i| {
            let middle = (i as f32 + 0.5) * step - 0.5;
            let first = (middle - reach).ceil().max(0.0) as u32;
            let end = ((middle + reach).floor() as u32).min(last);
            let first = first.min(end);
            let weights: Vec<f32> = (first..=end)
                .map(|x| (1.0 - (x as f32 - middle).abs() / reach).max(1e-6))
                .collect();
            Self {
                first: first as usize,
                weights: whole_weights(&weights),
            }
        });
        taps.collect()
    }

    fn sum(&self, row: &[u8]) -> u8 {
        let pixels = row.get(self.first..).unwrap_or_default();
        let pairs = self.weights.iter().zip(pixels);
        let sum: u32 = pairs.map(|(&weight, &p)| weight * u32::from(p)).sum();
        ((sum + HALF) >> WEIGHT_BITS) as u8
    }
}

fn kernel(sigma: f32) -> Vec<u32> {
    let radius = (3.0 * sigma).ceil() as i32;
    let weights: Vec<f32> = (-radius..=radius)
        .map(|x| (-(x * x) as f32 / (2.0 * sigma * sigma)).exp())
        .collect();
    whole_weights(&weights)
}

/// The border pixel is repeated outwards.
fn blur_row(row: &[u8], kernel: &[u32]) -> Vec<u8> {
    let radius = kernel.len() / 2;
    let (Some(&first), Some(&last)) = (row.first(), row.last()) else {
        return Vec::new();
    };
    let mut padded = vec![first; radius];
    padded.extend_from_slice(row);
    padded.resize(row.len() + 2 * radius, last);
    let mut sums = vec![HALF; row.len()];
    for (i, &weight) in kernel.iter().enumerate() {
        add_weighted(&mut sums, padded.get(i..).unwrap_or_default(), weight);
    }
    padded.zeroize();
    sums.iter().map(|&sum| (sum >> WEIGHT_BITS) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(width: u32, height: u32, pixels: &[u8]) -> Gray {
        Gray::new(width, height, pixels.to_vec()).expect("one byte a pixel")
    }

    #[test]
    fn needs_one_byte_for_each_pixel() {
        assert!(Gray::new(2, 2, vec![0; 3]).is_none());
        assert!(Gray::new(0, 2, Vec::new()).is_none());
        assert!(Gray::new(u32::MAX, u32::MAX, vec![0; 1]).is_none());
    }

    #[test]
    fn contrast_is_stretched_to_the_ends() {
        let Some(Contrast::Stretched(out)) = gray(3, 1, &[100, 110, 120]).autocontrast() else {
            panic!("not stretched");
        };
        assert_eq!(out.pixels(), [0, 127, 255]);
        assert!(gray(3, 1, &[9, 9, 9]).autocontrast().is_none());
        assert!(matches!(
            gray(2, 1, &[0, 255]).autocontrast(),
            Some(Contrast::Full)
        ));
    }

    #[test]
    fn a_small_spot_is_not_lost_by_the_cut() {
        let mut pixels = vec![200; 1000];
        pixels[500] = 190;
        let Some(Contrast::Stretched(out)) = gray(100, 10, &pixels).autocontrast() else {
            panic!("not stretched");
        };
        assert_eq!((out.pixels()[500], out.pixels()[0]), (0, 255));
    }

    #[test]
    fn blur_keeps_even_areas_and_spreads_a_dot() {
        let even = gray(7, 5, &[77; 35]).blurred(1.2);
        assert!(even.pixels().iter().all(|&p| p == 77));
        let mut dot = vec![0; 121];
        dot[60] = 255;
        let soft = gray(11, 11, &dot).blurred(1.2);
        let (middle, beside) = (soft.pixels()[60], soft.pixels()[61]);
        assert!(middle > beside && beside > 0);
        assert_eq!(soft.pixels()[61], soft.pixels()[49]);
    }

    #[test]
    fn sharpening_undoes_some_blur() {
        let step: Vec<u8> = (0..40).map(|x| if x < 20 { 60 } else { 180 }).collect();
        let soft = gray(40, 1, &step).blurred(2.0);
        let sharp = soft.sharpened(3.0, 3);
        let slope = |g: &Gray| i32::from(g.pixels()[20]) - i32::from(g.pixels()[19]);
        assert!(slope(&sharp) > slope(&soft));
    }

    #[test]
    fn scaling_keeps_even_areas_and_means() {
        let even = gray(31, 17, &[77; 31 * 17]);
        for factor in [0.25, 0.35, 0.5, 0.9, 2.0, 2.7] {
            let scaled = even.scaled(factor).expect("something is left");
            assert_eq!(scaled.width(), (31.0 * factor).round() as u32);
            assert!(scaled.pixels().iter().all(|&p| p == 77), "{factor}");
        }
        let halves: Vec<u8> = (0..64).map(|x| if x < 32 { 0 } else { 200 }).collect();
        let half = gray(64, 1, &halves).scaled(0.5).expect("a row");
        assert_eq!((half.width(), half.height()), (32, 1));
        assert_eq!((half.pixels()[0], half.pixels()[31]), (0, 200));
        assert!(gray(64, 1, &halves).scaled(0.2).is_none());
        let half = gray(1, 64, &halves).scaled(1.5).expect("larger");
        assert_eq!(
            (half.pixels()[0], half.pixels()[half.pixels().len() - 1]),
            (0, 200)
        );
    }

    #[test]
    fn parts_are_cut_at_the_border() {
        let pixels: Vec<u8> = (0..12).collect();
        let part = gray(4, 3, &pixels).part(2, 1, 9, 9).expect("inside");
        assert_eq!((part.width(), part.height()), (2, 2));
        assert_eq!(part.pixels(), [6, 7, 10, 11]);
        assert!(gray(4, 3, &pixels).part(4, 0, 1, 1).is_none());
        assert!(gray(4, 3, &pixels).part(0, 7, 1, 1).is_none());
    }
}
