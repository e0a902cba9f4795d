//! QR codes as squares of modules.

use qrcode::types::Color;
use qrcode::{EcLevel, QrCode, Version};
use zeroize::Zeroizing;

/// The largest version on a sheet: 97 modules. Larger ones do not survive a stain or a poor scan.
pub const VERSION_MAX: i16 = 20;
/// The smallest module in millimetres.
pub const MODULE_MIN: f32 = 0.8;
/// The white margin in modules on every side, ISO/IEC 18004.
pub const QUIET: f32 = 4.0;
/// Printers of 600 dots an inch: modules are whole numbers of their dots.
const DOT: f32 = 25.4 / 600.0;

/// A QR code: what it shows may be secret.
#[derive(Clone)]
pub struct Modules {
    size: usize,
    dark: Zeroizing<Vec<u8>>,
}

impl Modules {
    /// The code of a text, at level Q if it fits, else M or L; `None` if none of them fits a code
    /// of version 20.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        [EcLevel::Q, EcLevel::M, EcLevel::L]
            .into_iter()
            .find_map(|level| Self::at_level(text, level))
    }

    /// The code of a text at level Q; `None` if version 20 does not hold it.
    #[must_use]
    pub fn strong(text: &str) -> Option<Self> {
        Self::at_level(text, EcLevel::Q)
    }

    fn at_level(text: &str, level: EcLevel) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, level).ok()?;
        match code.version() {
            Version::Normal(version) if version <= VERSION_MAX => {}
            _ => return None,
        }
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

    /// The module in millimetres with which the code, without its margin, fills `space`, in whole
    /// dots; never less than [`MODULE_MIN`].
    #[must_use]
    pub fn module_in(&self, space: f32) -> f32 {
        let fitting = space / self.size.max(1) as f32;
        ((fitting / DOT + 0.01).floor() * DOT).max((MODULE_MIN / DOT).ceil() * DOT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_take_a_weaker_level_and_then_nothing() {
        assert_eq!(Modules::new("A").map(|code| code.size()), Some(21));
        let size = |length: usize| Modules::new(&"a".repeat(length)).map(|code| code.size());
        assert_eq!(size(482), Some(97));
        assert!(Modules::strong(&"a".repeat(483)).is_none());
        assert!(size(858).is_some());
        assert_eq!(size(859), None);
    }

    #[test]
    fn modules_are_whole_dots_and_never_too_small() {
        let code = Modules::new(&"a".repeat(482)).expect("fits");
        assert!(code.module_in(10.0) >= MODULE_MIN);
        let module = code.module_in(82.2);
        assert!(module > 0.84 && module * 97.0 <= 82.2 + 0.1);
        let dots = module / DOT;
        assert!((dots - dots.round()).abs() < 0.001);
    }
}
