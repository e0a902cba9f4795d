//! The steps by which one grey plane is read.
//!
//! No single view of a picture lets the decoder read every code: noise wants a blur, blur wants
//! sharpening, large modules want a smaller picture. So the steps are tried in an order that was
//! measured on degraded scans and screenshots, cheap and likely ones first, and their results united.

use crate::gray::{Contrast, Gray};
use crate::{Found, PictureError, Point, decoder};
use secret::SecretBytes;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// When to stop looking.
#[non_exhaustive]
pub enum Until<'a> {
    /// Until something was found and further steps, among them one for codes in reversed colours,
    /// added nothing. For pictures of which nobody knows how many codes they show.
    Settled,
    /// Until the caller says `true`, who is asked after each step with all that was found on all
    /// pages so far. Otherwise every step is tried on every page.
    Satisfied(&'a mut dyn FnMut(&[Found]) -> bool),
}

/// Asked before each page and each step, and within the long ones; may break off, which gives
/// [`PictureError::Cancelled`].
pub type Watch<'a> = dyn Fn() -> ControlFlow<()> + 'a;

/// What ends the looking: that everything was found, or that it is given up.
pub(crate) struct End<'a> {
    pub(crate) until: Until<'a>,
    pub(crate) watch: &'a Watch<'a>,
}

impl End<'_> {
    /// Fails once it is given up.
    pub(crate) fn not_yet(&self) -> Result<(), PictureError> {
        match (self.watch)() {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(PictureError::Cancelled),
        }
    }
}

/// The pixels that may go through the steps of one picture before it is given up. At some 60
/// megapixels a second, measured on noise, this is about three seconds. It is no clock, so that the
/// same picture always gives the same answer. A 4K screenshot goes through every step within it.
const WORK: u64 = 200_000_000;
/// Pictures up to this size are also enlarged: a module may be one pixel wide in them.
const SMALL: u64 = 2_000_000;

/// One view of the picture. The order of the variants is not the order of the steps: see [`ORDER`].
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Contrast,
    Raw,
    Scaled(f32),
    InvertedScaled(f32),
    Blurred,
    Sharpened,
    Enlarged,
    EnlargedSharpened,
    Inverted,
    InvertedEnlarged,
    Tiles,
}

const ORDER: [Step; 13] = [
    Step::Contrast,
    Step::Inverted,
    Step::Scaled(0.5),
    Step::InvertedScaled(0.5),
    Step::Enlarged,
    Step::Raw,
    Step::Blurred,
    Step::Scaled(0.35),
    Step::Sharpened,
    Step::EnlargedSharpened,
    Step::InvertedEnlarged,
    Step::Tiles,
    Step::Scaled(0.2),
];

/// The steps of the first round over the pages of a document: cheap, and enough for most pages. The
/// others are made in a second round, and only on pages where they may still be of use, because a
/// page without a code costs as much as the worst one with a code.
const FIRST: [Step; 4] = [
    Step::Contrast,
    Step::Scaled(0.5),
    Step::InvertedScaled(0.5),
    Step::Scaled(0.35),
];

/// Steps that are made in any case before a picture counts as settled: the picture itself, one in
/// reversed colours, and one in which noise is gone.
const BEFORE_SETTLED: usize = 3;

/// Which of the steps are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Round {
    /// All of them: for a picture, or a single page.
    Only,
    /// The cheap ones, on every page.
    First,
    /// The others, on pages that need them.
    Second,
}

/// What a climb came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Climbed {
    /// The caller has all that it wanted: no page needs a further look.
    Satisfied,
    /// Further steps on this page would add nothing.
    Settled,
    /// Further steps on this page might add something.
    Open,
}

/// The pages for the second round, those with codes first. Where nobody says what is wanted, a page
/// without any code beside others with some is given up: it is most likely a blank or a text.
pub(crate) fn second_round(open: &[u32], harvest: &Harvest, until: &Until<'_>) -> Vec<u32> {
    let (mut pages, bare): (Vec<u32>, Vec<u32>) =
        open.iter().partition(|&&page| harvest.on_page(page) > 0);
    let asked = matches!(until, Until::Satisfied(_));
    if asked || harvest.is_empty() {
        pages.extend(bare);
    }
    pages
}

/// What is known of the picture beforehand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quality {
    /// Anything: a photograph, a scan, a screenshot.
    Unknown,
    /// A page drawn from shapes by us: sharp and without noise, so that the first steps are enough.
    Drawn,
}

impl Quality {
    fn steps(self, round: Round) -> Vec<Step> {
        let later = |step: &&Step| !FIRST.contains(step);
        match (self, round) {
            (Self::Unknown, Round::Only) => ORDER.to_vec(),
            (Self::Unknown, Round::First) => FIRST.to_vec(),
            (Self::Unknown, Round::Second) => ORDER.iter().filter(later).copied().collect(),
            (Self::Drawn, Round::Only | Round::First) => ORDER.split_at(BEFORE_SETTLED).0.to_vec(),
            (Self::Drawn, Round::Second) => Vec::new(),
        }
    }
}

/// Takes one view of a picture; fails when the looking is given up.
type Look<'a> = dyn FnMut(&Gray, Place) -> Result<(), PictureError> + 'a;

/// How a position in a view becomes one in the picture.
#[derive(Clone, Copy)]
struct Place {
    factor: f32,
    left: u32,
    top: u32,
}

const WHOLE: Place = Place {
    factor: 1.0,
    left: 0,
    top: 0,
};

impl Place {
    fn in_picture(self, corners: [Point; 4]) -> [Point; 4] {
        corners.map(|p| Point {
            x: p.x / self.factor + self.left as f32,
            y: p.y / self.factor + self.top as f32,
        })
    }
}

/// All that was found on the pages so far, each content once a page.
pub(crate) struct Harvest {
    found: Vec<Found>,
    seen: HashSet<(u32, SecretBytes)>,
}

impl Harvest {
    pub(crate) fn new() -> Self {
        Self {
            found: Vec::new(),
            seen: HashSet::new(),
        }
    }

    fn add(&mut self, page: u32, place: Place, codes: Vec<Found>) {
        for code in codes {
            if self.seen.insert((page, code.bytes().clone())) {
                self.found.push(code.on_page(page).placed(place));
            }
        }
    }

    /// Says of every code of a page whether a program drew it.
    pub(crate) fn judge(&mut self, page: u32, is_drawn: impl Fn([Point; 4]) -> bool) {
        let found = std::mem::take(&mut self.found);
        self.found = found
            .into_iter()
            .map(|code| match code.corners() {
                Some(corners) if code.page() == page => code.judged(is_drawn(corners)),
                _ => code,
            })
            .collect();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many codes this page showed.
    pub(crate) fn on_page(&self, page: u32) -> usize {
        self.found.iter().filter(|code| code.page() == page).count()
    }

    pub(crate) fn into_found(self) -> Vec<Found> {
        self.found
    }
}

impl Found {
    fn placed(self, place: Place) -> Self {
        let corners = self.corners().map(|corners| place.in_picture(corners));
        self.with_corners(corners)
    }
}

/// Goes through the steps of a round for one page. Fails only when it is given up.
pub(crate) fn climb(
    picture: &Gray,
    quality: Quality,
    round: Round,
    page: u32,
    harvest: &mut Harvest,
    end: &mut End<'_>,
) -> Result<Climbed, PictureError> {
    let Some(contrast) = picture.autocontrast() else {
        return Ok(Climbed::Settled);
    };
    let views = Views {
        raw: picture,
        contrast,
    };
    let steps = quality.steps(round);
    let before = match round {
        Round::Second => FIRST.len(),
        Round::Only | Round::First => 0,
    };
    let mut work = 0;
    for (made, step) in (before + 1..).zip(steps) {
        let cost = views.cost(step);
        if cost == 0 || work + cost > WORK {
            continue;
        }
        work += cost;
        let so_far = harvest.found.len();
        views.each(step, &mut |view, place| {
            end.not_yet()?;
            harvest.add(page, place, decoder::decode(view));
            Ok(())
        })?;
        let quiet = harvest.found.len() == so_far;
        match &mut end.until {
            Until::Satisfied(wanted) => {
                if !quiet && wanted(&harvest.found) {
                    return Ok(Climbed::Satisfied);
                }
            }
            Until::Settled => {
                if quiet && harvest.on_page(page) > 0 && made >= BEFORE_SETTLED {
                    return Ok(Climbed::Settled);
                }
            }
        }
    }
    let more = round == Round::First && matches!(quality, Quality::Unknown);
    Ok(if more {
        Climbed::Open
    } else {
        Climbed::Settled
    })
}

struct Views<'a> {
    raw: &'a Gray,
    contrast: Contrast,
}

impl Views<'_> {
    fn best(&self) -> &Gray {
        match &self.contrast {
            Contrast::Full => self.raw,
            Contrast::Stretched(stretched) => stretched,
        }
    }

    /// Pixels that the step sends through the decoder, with the effort of making the view; 0 if the
    /// step does not suit the picture.
    fn cost(&self, step: Step) -> u64 {
        let area = self.raw.area();
        let small = area <= SMALL;
        match step {
            Step::Contrast | Step::Inverted => area,
            Step::Raw if matches!(self.contrast, Contrast::Full) => 0,
            Step::Raw => area,
            Step::Blurred => area * 5 / 4,
            Step::Sharpened => area * 7 / 4,
            Step::Scaled(factor) | Step::InvertedScaled(factor) => {
                (area as f32 * factor * factor) as u64 + area / 8
            }
            Step::Enlarged | Step::EnlargedSharpened | Step::InvertedEnlarged if small => area * 5,
            Step::Enlarged | Step::EnlargedSharpened | Step::InvertedEnlarged => 0,
            Step::Tiles => area * 9 / 4,
        }
    }

    /// Makes the step's views one after another, so that only one is in memory.
    fn each(&self, step: Step, look: &mut Look<'_>) -> Result<(), PictureError> {
        let best = self.best();
        let at = |factor: f32| Place { factor, ..WHOLE };
        match step {
            Step::Contrast => return look(best, WHOLE),
            Step::Raw => return look(self.raw, WHOLE),
            Step::Inverted => return look(&best.inverted(), WHOLE),
            Step::Blurred => return look(&best.blurred(1.2), WHOLE),
            Step::Sharpened => return look(&best.sharpened(3.0, 3), WHOLE),
            Step::Scaled(factor) => {
                if let Some(view) = best.scaled(factor) {
                    return look(&view, at(factor));
                }
            }
            Step::InvertedScaled(factor) => {
                if let Some(view) = best.scaled(factor) {
                    return look(&view.inverted(), at(factor));
                }
            }
            Step::Enlarged => {
                if let Some(view) = best.scaled(2.0) {
                    return look(&view, at(2.0));
                }
            }
            Step::EnlargedSharpened => {
                if let Some(view) = best.scaled(2.0) {
                    return look(&view.sharpened(3.0, 3), at(2.0));
                }
            }
            Step::InvertedEnlarged => {
                if let Some(view) = best.scaled(2.0) {
                    return look(&view.inverted(), at(2.0));
                }
            }
            Step::Tiles => return self.tiles(look),
        }
        Ok(())
    }

    /// Nine tiles of half the width and height, each overlapping its neighbours by half, each with
    /// its own contrast: fewer finder patterns in one view, and shadows count less.
    fn tiles(&self, look: &mut Look<'_>) -> Result<(), PictureError> {
        let (width, height) = (self.raw.width(), self.raw.height());
        for row in 0..3 {
            for column in 0..3 {
                let (left, top) = (width / 4 * column, height / 4 * row);
                let Some(tile) = self
                    .raw
                    .part(left, top, width.div_ceil(2), height.div_ceil(2))
                else {
                    continue;
                };
                let place = Place {
                    factor: 1.0,
                    left,
                    top,
                };
                match tile.autocontrast() {
                    Some(Contrast::Stretched(view)) => look(&view, place)?,
                    Some(Contrast::Full) => look(&tile, place)?,
                    None => {}
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use zeroize::Zeroizing;

    fn harvest(pages: &[u32]) -> Harvest {
        let mut harvest = Harvest::new();
        for &page in pages {
            let code = Found::new(Zeroizing::new(b"invented".to_vec()), None);
            harvest.add(page, WHOLE, vec![code]);
        }
        harvest
    }

    #[test]
    fn blank_pages_beside_others_are_given_up_unless_more_is_wanted() {
        let open = [0, 1, 2, 3];
        let settled = Until::Settled;
        assert_eq!(second_round(&open, &harvest(&[2]), &settled), [2]);
        assert_eq!(second_round(&open, &harvest(&[]), &settled), open);
        let mut never = |_: &[Found]| false;
        let wanted = Until::Satisfied(&mut never);
        assert_eq!(second_round(&open, &harvest(&[2]), &wanted), [2, 0, 1, 3]);
    }

    #[test]
    fn the_rounds_make_every_step_once() {
        let mut steps = Quality::Unknown.steps(Round::First);
        steps.extend(Quality::Unknown.steps(Round::Second));
        assert_eq!(steps.len(), ORDER.len());
        assert!(ORDER.iter().all(|step| steps.contains(step)));
    }

    #[test]
    fn a_page_without_a_code_stays_open_after_the_first_round() {
        let pixels = (0..64_u32 * 64).map(|n| if n % 7 < 3 { 0 } else { 255 });
        let page = Gray::new(64, 64, pixels.collect()).expect("one byte a pixel");
        let mut harvest = Harvest::new();
        let mut climb = |round| {
            let mut end = End {
                until: Until::Settled,
                watch: &|| ControlFlow::Continue(()),
            };
            climb(&page, Quality::Unknown, round, 0, &mut harvest, &mut end)
        };
        assert_eq!(climb(Round::First), Ok(Climbed::Open));
        assert_eq!(climb(Round::Second), Ok(Climbed::Settled));
    }

    #[test]
    fn a_search_is_given_up_between_two_steps_and_between_two_tiles() {
        let pixels = (0..64_u32 * 64).map(|n| if n % 7 < 3 { 0 } else { 255 });
        let page = Gray::new(64, 64, pixels.collect()).expect("one byte a pixel");
        let asked_until = |most: u32| {
            let asked = Cell::new(0);
            let watch = || {
                asked.set(asked.get() + 1);
                if asked.get() < most {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            };
            let mut end = End {
                until: Until::Settled,
                watch: &watch,
            };
            let mut harvest = Harvest::new();
            let climbed = climb(
                &page,
                Quality::Unknown,
                Round::Only,
                0,
                &mut harvest,
                &mut end,
            );
            (climbed, asked.get())
        };
        let (whole, steps) = asked_until(u32::MAX);
        assert_eq!(whole, Ok(Climbed::Settled));
        assert!(steps > 15, "each tile asks: {steps}");
        for most in [1, 2, steps - 1] {
            assert_eq!(asked_until(most), (Err(PictureError::Cancelled), most));
        }
    }
}
