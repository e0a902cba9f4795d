//! How a list of recovery codes is set: in one column or two, and how large.

use crate::codes::Numbered;
use crate::font::Face;

/// How the list of codes is set.
pub(crate) struct Columns {
    pub(crate) count: usize,
    pub(crate) width: f32,
    pub(crate) gap: f32,
    /// Size of the codes in points.
    pub(crate) size: f32,
    /// Length of the line for the date.
    pub(crate) date: f32,
}

impl Columns {
    /// Number, tick box and what stands between them.
    const FIXED: f32 = 6.0 + 2.4 + 6.6;

    /// The largest setting in which every code fits this width on one line.
    pub(crate) fn fitting(codes: &[Numbered], width: f32) -> Self {
        let longest = |size: f32| {
            codes
                .iter()
                .map(|code| Face::Code.width(&Face::Code.shown(code.code.expose()), size))
                .fold(0.0, f32::max)
        };
        let gap = 7.0;
        let half = (width - gap) / 2.0;
        if codes.len() > 8 && Self::FIXED + longest(11.0) + 9.0 <= half {
            return Self {
                count: 2,
                width: half,
                gap,
                size: 11.0,
                date: (half - Self::FIXED - longest(11.0)).clamp(9.0, 16.0),
            };
        }
        let date = 24.0;
        let size = [13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0]
            .into_iter()
            .find(|size| Self::FIXED + longest(*size) + date <= width)
            .unwrap_or(5.0);
        Self {
            count: 1,
            width,
            gap,
            size,
            date: (width - Self::FIXED - longest(size) - 8.0).clamp(date, 40.0),
        }
    }
}
