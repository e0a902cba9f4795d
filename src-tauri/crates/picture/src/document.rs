//! PDF pages to grey planes.

use crate::gray::Gray;
use crate::ladder::{self, Climbed, End, Harvest, Quality, Round};
use crate::{Kind, Limits, PictureError, Reading, drawn, effort, inflation, raster, survey};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// PDF units in an inch.
const UNITS: f32 = 72.0;
/// Dots per inch at which a page is drawn: a module of 0.5 mm is then six pixels wide.
const RESOLUTION: f32 = 300.0;
/// Pixels of a drawn page at most: a little more than A3 at 300 dpi. Larger pages are drawn smaller.
const MAX_PAGE: f32 = 20_000_000.0;
/// Width or height of a drawn page at most; the rasteriser counts in 16 bits.
const MAX_SIDE: f32 = 16_384.0;

/// Reads the codes of every page.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    end: &mut End<'_>,
) -> Result<Reading, PictureError> {
    if bytes.len() > limits.max_pdf_bytes {
        return Err(PictureError::TooLarge {
            max: limits.max_pdf_bytes,
        });
    }
    inflation::check(bytes)?;
    let pdf = open(bytes)?;
    let count = pdf.pages().len();
    let pages = u32::try_from(count).unwrap_or(u32::MAX);
    if pages > limits.max_pages {
        return Err(PictureError::TooManyPages {
            pages: count,
            max: limits.max_pages,
        });
    }
    guarded(|| survey::check(&pdf, limits)).unwrap_or(Err(DAMAGED))?;
    read_pages(&pdf, pages, end)
}

const DAMAGED: PictureError = PictureError::Damaged { kind: Kind::Pdf };

/// `None` after a panic in the PDF reader. What it had half done is dropped or only read again: its
/// caches keep no broken promises that would matter to us, and no unsafe code relies on them.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn open(bytes: &[u8]) -> Result<Pdf, PictureError> {
    match guarded(|| Pdf::new(bytes.to_vec())) {
        Some(Ok(pdf)) if !pdf.pages().is_empty() => Ok(pdf),
        Some(Err(LoadPdfError::Decryption(_))) => Err(PictureError::Protected),
        _ => Err(DAMAGED),
    }
}

fn read_pages(pdf: &Pdf, pages: u32, end: &mut End<'_>) -> Result<Reading, PictureError> {
    let mut search = Search {
        pdf,
        harvest: Harvest::new(),
        unreadable: Vec::new(),
        reason: DAMAGED,
    };
    search.all(pages, end)?;
    if search.unreadable.len() == pages as usize {
        return Err(search.reason);
    }
    Ok(Reading {
        found: search.harvest.into_found(),
        pages,
        unreadable: search.unreadable,
    })
}

/// The search through the pages. A page that is looked at twice is drawn twice: that takes less than
/// keeping a hundred of them would.
struct Search<'a> {
    pdf: &'a Pdf,
    harvest: Harvest,
    unreadable: Vec<u32>,
    reason: PictureError,
}

impl Search<'_> {
    /// Two rounds over several pages, one over a single one.
    fn all(&mut self, pages: u32, end: &mut End<'_>) -> Result<(), PictureError> {
        let first = if pages == 1 {
            Round::Only
        } else {
            Round::First
        };
        let mut open = Vec::new();
        for number in 0..pages {
            match self.look(number, first, end)? {
                Climbed::Satisfied => return Ok(()),
                Climbed::Settled => {}
                Climbed::Open => open.push(number),
            }
        }
        for number in ladder::second_round(&open, &self.harvest, &end.until) {
            if self.look(number, Round::Second, end)? == Climbed::Satisfied {
                return Ok(());
            }
        }
        Ok(())
    }

    fn look(
        &mut self,
        number: u32,
        round: Round,
        end: &mut End<'_>,
    ) -> Result<Climbed, PictureError> {
        end.not_yet()?;
        let Some(page) = self.pdf.pages().get(number as usize) else {
            return Ok(Climbed::Settled);
        };
        match guarded(|| draw(page)).unwrap_or(Err(DAMAGED)) {
            Ok((picture, quality)) => {
                let climbed =
                    ladder::climb(&picture, quality, round, number, &mut self.harvest, end)?;
                // Without a picture on it, the page is as a program wrote it.
                self.harvest.judge(number, |corners| {
                    quality == Quality::Drawn || drawn::is_drawn(&picture, corners)
                });
                Ok(climbed)
            }
            Err(error) => {
                self.unreadable.push(number);
                self.reason = error;
                Ok(Climbed::Settled)
            }
        }
    }
}

fn draw(page: &Page<'_>) -> Result<(Gray, Quality), PictureError> {
    let (width, height) = page.render_dimensions();
    let scale = scale((width, height)).ok_or(DAMAGED)?;
    let size = (f64::from(width * scale), f64::from(height * scale));
    let effort = effort::count(page, scale, size).ok_or(PictureError::TooMuchDrawing)?;
    let pixmap = hayro::render(
        page,
        // A cache for each page: across pages it would keep every image.
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        },
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // The ground is opaque white, so nothing is premultiplied.
    let pixels = pixmap.data().iter();
    let pixels = pixels
        .map(|p| raster::brightness([p.r, p.g, p.b]))
        .collect();
    let quality = if effort.has_images {
        Quality::Unknown
    } else {
        Quality::Drawn
    };
    let gray = Gray::new(width, height, pixels).ok_or(DAMAGED)?;
    Ok((gray, quality))
}

/// Pixels for each PDF unit; `None` for a page of which nothing could be seen.
fn scale((width, height): (f32, f32)) -> Option<f32> {
    if !(width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0) {
        return None;
    }
    let by_area = (MAX_PAGE / width / height).sqrt();
    let by_side = MAX_SIDE / width.max(height);
    let scale = (RESOLUTION / UNITS).min(by_area).min(by_side);
    (width.min(height) * scale >= 1.0).then_some(scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_drawn_within_bounds() {
        assert_eq!(scale((595.0, 842.0)), Some(RESOLUTION / UNITS));
        for size in [
            (1e6, 1e6),
            (30_000.0, 10.0),
            (1e5, 2e4),
            (14_400.0, 14_400.0),
        ] {
            let scale = scale(size).expect("drawable");
            assert!(size.0 * scale <= MAX_SIDE && size.1 * scale <= MAX_SIDE);
            assert!(size.0 * size.1 * scale * scale <= MAX_PAGE * 1.001);
        }
    }

    #[test]
    fn impossible_pages_are_not_drawn() {
        for size in [
            (f32::NAN, 5.0),
            (f32::INFINITY, 5.0),
            (0.0, 5.0),
            (-1.0, 5.0),
            (1e9, 1.0),
        ] {
            assert_eq!(scale(size), None);
        }
    }
}
