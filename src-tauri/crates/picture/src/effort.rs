//! What drawing a page would take, counted without drawing it.
//!
//! The rasteriser keeps a trace of every shape until the page is done, about 125 KB for one that
//! covers an A4 page at 300 dpi, and forms may call forms. So a small PDF could ask for any amount of
//! memory and time. The page is therefore interpreted once by a device that only adds up.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::pattern::{Pattern, TilingPattern};
use hayro::hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, PathEl, Point, Rect};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Bytes that the rasteriser may keep for one page.
const MAX_BYTES: f64 = 100e6;
/// Pixels of all images that are placed on one page.
const MAX_IMAGES: u64 = 80_000_000;

// Measured with shapes that cover a page: what a pixel inside and a pixel of outline cost.
const EACH_SHAPE: f64 = 200.0;
const EACH_PIXEL: f64 = 0.015;
const EACH_OUTLINE: f64 = 8.0;
/// A layer begins and ends in every tile.
const EACH_GROUP: f64 = 500e3;
/// Units of a glyph's outline for one em.
const EM: f64 = 1000.0;
/// How often a tile of a pattern may overlap itself in one direction.
const MAX_OVERLAP: f64 = 2.0;

/// What is known of a page that can be drawn with reasonable effort.
pub(crate) struct Effort {
    /// Whether images are placed on it: without any, everything is drawn sharply.
    pub(crate) has_images: bool,
}

/// Counts for this scale and size (in pixels); `None` if it is too much.
///
/// The interpretation is ended by unwinding when it becomes too much, because the device has no
/// other way to stop it; the panic hook is not called for that. Other panics go on to the caller.
pub(crate) fn count(page: &Page<'_>, scale: f32, (width, height): (f64, f64)) -> Option<Effort> {
    let transform = Affine::scale(f64::from(scale)) * page.initial_transform(true).to_kurbo();
    let bounds = Rect::new(0.0, 0.0, width, height);
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(transform, bounds, &cache, page.xref(), settings);
    let mut meter = Meter {
        bounds,
        bytes: 0.0,
        pixels: 0,
        seen: HashSet::new(),
    };
    // Both are dropped afterwards, whatever state they were left in.
    let counting = AssertUnwindSafe(|| interpret_page(page, &mut context, &mut meter));
    match catch_unwind(counting) {
        Ok(()) => Some(Effort {
            has_images: meter.pixels > 0,
        }),
        Err(reason) if reason.is::<TooMuch>() => None,
        Err(panic) => resume_unwind(panic),
    }
}

/// What unwinds when the page is too much.
struct TooMuch;

struct Meter {
    bounds: Rect,
    bytes: f64,
    pixels: u64,
    /// Masks and patterns that were counted already; the rasteriser keeps masks.
    seen: HashSet<u128>,
}

impl Meter {
    fn spend(&mut self, bytes: f64) {
        self.bytes += bytes;
        // Not a number is too much as well.
        let within = self.bytes <= MAX_BYTES && self.pixels <= MAX_IMAGES;
        if !within {
            resume_unwind(Box::new(TooMuch));
        }
    }

    fn whole_page(&self) -> f64 {
        self.bounds.area()
    }

    fn shape(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode) {
        let outline = Outline::of(path, transform, self.bounds);
        let fill = EACH_SHAPE + EACH_PIXEL * outline.area + EACH_OUTLINE * outline.length;
        match mode {
            DrawMode::Invisible => self.spend(EACH_SHAPE),
            DrawMode::Fill(_) => self.spend(fill),
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                let period: f32 = stroke.dash_array.iter().sum();
                let dashes = if stroke.dash_array.is_empty() {
                    0.0
                } else {
                    // Lengths in units of the page; a dash is a shape of its own.
                    let factor = transform.determinant().abs().sqrt();
                    outline.unclipped / (f64::from(period) * factor).max(1e-3)
                };
                self.spend(2.0 * fill + dashes * EACH_SHAPE);
            }
        }
    }

    fn paint(&mut self, paint: &Paint<'_>, is_stroke: bool) {
        let Paint::Pattern(pattern) = paint else {
            return;
        };
        match &**pattern {
            Pattern::Shading(_) => self.spend(self.whole_page()),
            Pattern::Tiling(tiling) => self.tiling(tiling, is_stroke),
        }
    }

    fn tiling(&mut self, tiling: &TilingPattern<'_>, is_stroke: bool) {
        self.spend(self.whole_page() / 4.0);
        let overlap = |extent: f64, step: f32| extent / f64::from(step.abs());
        let across = overlap(tiling.bbox.width(), tiling.x_step);
        let down = overlap(tiling.bbox.height(), tiling.y_step);
        if !(across <= MAX_OVERLAP && down <= MAX_OVERLAP) {
            self.spend(f64::INFINITY);
        }
        if self.seen.insert(tiling.cache_key()) {
            let _ = tiling.clone().interpret(self, tiling.matrix, is_stroke);
        }
    }

    fn mask(&mut self, mask: Option<&SoftMask<'_>>) {
        let Some(mask) = mask else {
            return;
        };
        if self.seen.insert(mask.cache_key()) {
            self.spend(self.whole_page());
            mask.interpret(self);
        }
    }

    fn glyph<'a>(&mut self, glyph: &Glyph<'a>, place: Affine, props: &DrawProps<'a>) {
        match glyph {
            Glyph::Outline(_) => {
                let side = (props.transform * place).determinant().abs().sqrt() * EM;
                let side = side.min(self.whole_page().sqrt());
                self.spend(EACH_SHAPE + EACH_PIXEL * side * side + 4.0 * EACH_OUTLINE * side);
            }
            Glyph::Type3(glyph) => {
                self.spend(EACH_SHAPE);
                glyph.interpret(self, props.transform, place, &props.paint);
            }
        }
    }
}

impl<'a> Device<'a> for Meter {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.shape(path, props.transform, draw_mode);
        self.paint(&props.paint, matches!(draw_mode, DrawMode::Stroke(_)));
        self.mask(props.soft_mask.as_ref());
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        let mode = DrawMode::Fill(clip_path.fill);
        self.shape(&clip_path.path, Affine::IDENTITY, &mode);
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        self.spend(EACH_GROUP);
        self.mask(mask.as_ref());
    }

    fn draw_glyph_run(
        &mut self,
        glyph_run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        draw_mode: &DrawMode,
    ) {
        self.paint(&props.paint, matches!(draw_mode, DrawMode::Stroke(_)));
        self.mask(props.soft_mask.as_ref());
        for glyph in glyph_run.glyphs() {
            self.glyph(glyph, glyph.transform(), &props);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.pixels += u64::from(image.width()) * u64::from(image.height());
        self.spend(EACH_SHAPE);
        self.mask(props.soft_mask.as_ref());
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// What matters about a path, in pixels.
struct Outline {
    /// The box around it, as far as it is on the page.
    area: f64,
    /// Along both axes, curves by their control points, points far outside moved to the border.
    length: f64,
    /// The same without moving any point.
    unclipped: f64,
}

impl Outline {
    fn of(path: &BezPath, transform: Affine, bounds: Rect) -> Self {
        let near = bounds.inflate(bounds.width(), bounds.height());
        let (mut length, mut unclipped) = (0.0, 0.0);
        let (mut last, mut start) = (Point::ZERO, Point::ZERO);
        let mut to = |last: &mut Point, point: Point| {
            let between = |a: Point, b: Point| (a.x - b.x).abs() + (a.y - b.y).abs();
            unclipped += between(*last, point);
            length += between(inside(*last, near), inside(point, near));
            *last = point;
        };
        for element in path.iter() {
            match transform * element {
                PathEl::MoveTo(point) => (last, start) = (point, point),
                PathEl::LineTo(point) => to(&mut last, point),
                PathEl::QuadTo(a, point) => {
                    to(&mut last, a);
                    to(&mut last, point);
                }
                PathEl::CurveTo(a, b, point) => {
                    to(&mut last, a);
                    to(&mut last, b);
                    to(&mut last, point);
                }
                PathEl::ClosePath => to(&mut last, start),
            }
        }
        let on_page = transform
            .transform_rect_bbox(path.control_box())
            .intersect(bounds);
        Self {
            area: on_page.area().max(0.0),
            length,
            unclipped,
        }
    }
}

fn inside(point: Point, bounds: Rect) -> Point {
    Point::new(
        point.x.clamp(bounds.x0, bounds.x1),
        point.y.clamp(bounds.y0, bounds.y1),
    )
}
