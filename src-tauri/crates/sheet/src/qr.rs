//! QR codes as squares of modules.

use qrcode::bits::encode_auto;
use qrcode::types::Color;
use qrcode::{EcLevel, QrCode, Version};
use zeroize::Zeroizing;

/// The largest version on a sheet: 97 modules. Larger ones do not survive a stain or a poor scan.
pub const VERSION_MAX: i16 = 20;
/// The smallest module in millimetres.
pub const MODULE_MIN: f32 = 0.8;
/// The white margin in modules on every side, ISO/IEC 18004.
pub const QUIET: f32 = 4.0;
/// The largest version of which the modules reach [`MODULE_MIN`] in a column of 56 mm.
const VERSION_COLUMN: i16 = 13;

/// A QR code: what it shows may be secret.
#[derive(Clone)]
pub struct Modules {
    size: usize,
    dark: Zeroizing<Vec<u8>>,
}

impl Modules {
    /// The code of a text at the strongest level with which it stays small enough for a column;
    /// where none does, at the strongest that fits version 20; `None` if none fits that either.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        [VERSION_COLUMN, VERSION_MAX].into_iter().find_map(|max| {
            [EcLevel::Q, EcLevel::M, EcLevel::L]
                .into_iter()
                .filter(|level| max == VERSION_MAX || *level != EcLevel::L)
                .find_map(|level| Self::at_level(text, level, max))
        })
    }

    /// The code of a text at level Q; `None` if version 20 does not hold it.
    #[must_use]
    pub fn strong(text: &str) -> Option<Self> {
        Self::at_level(text, EcLevel::Q, VERSION_MAX)
    }

    fn at_level(text: &str, level: EcLevel, max: i16) -> Option<Self> {
        // The version is known before the modules are laid out, which is most of the work.
        let bits = encode_auto(text.as_bytes(), level).ok()?;
        match bits.version() {
            Version::Normal(version) if version <= max => {}
            _ => return None,
        }
        let code = QrCode::with_bits(bits, level).ok()?;
        let size = code.width();
        let dark = code.into_colors();
        let dark = dark
            .iter()
            .map(|color| u8::from(*color == Color::Dark))
            .collect();
        Some(Self {
            size,
            dark: Zeroizing::new(dark),
        })
    }

    /// Modules on a side.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The rows from the top, a byte for each module, 1 for a dark one.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        self.dark.chunks_exact(self.size.max(1))
    }

    /// The module in millimetres with which the code, without its margin, fills `space`; never
    /// less than [`MODULE_MIN`]. Not rounded to the dots of a printer: at 300 an inch that would
    /// change a module by less than a twentieth, and codes would end at different edges.
    #[must_use]
    pub fn module_in(&self, space: f32) -> f32 {
        (space / self.size.max(1) as f32).max(MODULE_MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_take_a_weaker_level_and_then_nothing() {
        assert_eq!(Modules::new("A").map(|code| code.size()), Some(21));
        let size = |length: usize| Modules::new(&"a".repeat(length)).map(|code| code.size());
        // Version 13 holds 241 bytes at level Q and 331 at level M.
        assert_eq!((size(241), size(331)), (Some(69), Some(69)));
        assert_eq!(size(482), Some(97));
        assert!(Modules::strong(&"a".repeat(483)).is_none());
        assert_eq!((size(858), size(859)), (Some(97), None));
    }

    #[test]
    fn modules_fill_the_space_and_are_never_too_small() {
        let code = Modules::strong(&"a".repeat(482)).expect("fits");
        assert!((code.module_in(10.0) - MODULE_MIN).abs() < f32::EPSILON);
        assert!((code.module_in(82.0) * 97.0 - 82.0).abs() < 0.01);
    }
}
