//! The three faces of the sheets: which characters they have and how wide these are.

use printpdf::ParsedFont;
use std::sync::LazyLock;

/// A face of the sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Face {
    /// Inter Regular: prose.
    Text,
    /// Inter SemiBold: headings.
    Strong,
    /// JetBrains Mono Regular: everything that somebody may have to type.
    Code,
}

/// All faces, in the order of their fixed names in the PDF.
pub(crate) const FACES: [Face; 3] = [Face::Text, Face::Strong, Face::Code];

/// Millimetres in a typographic point.
pub(crate) const MM_PER_PT: f32 = 25.4 / 72.0;

static PARSED: LazyLock<[Option<ParsedFont>; 3]> = LazyLock::new(|| {
    FACES.map(|face| {
        let mut font = ParsedFont::from_bytes(face.bytes(), 0, &mut Vec::new())?;
        // The PDF names the face by this.
        font.font_name = Some(face.name().to_owned());
        Some(font)
    })
});

impl Face {
    /// The TrueType file.
    pub(crate) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Text => include_bytes!("../fonts/Inter-Regular.ttf"),
            Self::Strong => include_bytes!("../fonts/Inter-SemiBold.ttf"),
            Self::Code => include_bytes!("../fonts/JetBrainsMono-Regular.ttf"),
        }
    }

    /// The face's PostScript name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "Inter-Regular",
            Self::Strong => "Inter-SemiBold",
            Self::Code => "JetBrainsMono-Regular",
        }
    }

    /// The parsed face. `None` only if the embedded file were broken, which a test rules out.
    pub(crate) fn parsed(self) -> Option<&'static ParsedFont> {
        PARSED
            .iter()
            .zip(FACES)
            .find(|(_, face)| *face == self)
            .and_then(|(font, _)| font.as_ref())
    }

    /// Whether the face draws this character so that it can be seen and copied.
    #[must_use]
    pub fn has(self, c: char) -> bool {
        // Soft hyphens and no-break spaces have glyphs, but look like nothing or like a space.
        let deceptive = matches!(c, '\u{ad}' | '\u{a0}');
        !deceptive
            && !c.is_control()
            && self
                .parsed()
                .and_then(|font| font.lookup_glyph_index(u32::from(c)))
                .is_some_and(|glyph| glyph != 0)
    }

    /// The text with every character that the face lacks as a visible escape (`\u{4e2d}`), so that
    /// nothing vanishes from paper.
    #[must_use]
    pub fn shown(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if self.has(c) {
                out.push(c);
            } else {
                out.extend(c.escape_unicode());
            }
        }
        out
    }

    /// The width of a text in millimetres at a size in points.
    #[must_use]
    pub fn width(self, text: &str, size: f32) -> f32 {
        let Some(font) = self.parsed() else {
            return 0.0;
        };
        let units: u32 = text
            .chars()
            .filter_map(|c| font.lookup_glyph_index(u32::from(c)))
            .filter_map(|glyph| font.get_glyph_width(glyph))
            .map(u32::from)
            .sum();
        units as f32 / f32::from(font.units_per_em.max(1)) * size * MM_PER_PT
    }

    /// The text in lines of at most this many millimetres, broken at spaces and, where a word is
    /// longer than a line, inside it.
    #[must_use]
    pub fn wrapped(self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.width(&longer, size) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = self.last_piece(word, size, width, &mut lines);
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// Cuts a word that may be too long; all pieces but the last go to `lines`.
    fn last_piece(self, word: &str, size: f32, width: f32, lines: &mut Vec<String>) -> String {
        let mut piece = String::new();
        for c in word.chars() {
            piece.push(c);
            if self.width(&piece, size) > width && piece.chars().count() > 1 {
                piece.pop();
                // A line that ends with a hyphen would be joined with the next when copied.
                let hyphens = piece.len() - piece.trim_end_matches('-').len();
                let keep = piece.len() - hyphens;
                let moved = if keep > 0 {
                    piece.split_off(keep)
                } else {
                    String::new()
                };
                lines.push(std::mem::replace(&mut piece, moved));
                piece.push(c);
            }
        }
        piece
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_is_there_and_small() {
        for face in FACES {
            assert!(face.parsed().is_some_and(|font| font.units_per_em > 0));
            assert!(face.bytes().len() < 26_000);
            assert!((' '..='~').all(|c| face.has(c)), "{face:?}");
        }
    }

    #[test]
    fn what_a_face_lacks_is_shown_as_an_escape() {
        let cases = [
            ("zoë Ødegård", "zoë Ødegård"),
            ("Łukasz Őri", "Łukasz Őri"),
            ("中文", "\\u{4e2d}\\u{6587}"),
            ("Иван", "\\u{418}\\u{432}\\u{430}\\u{43d}"),
            ("🦀", "\\u{1f980}"),
            ("עברית", "\\u{5e2}\\u{5d1}\\u{5e8}\\u{5d9}\\u{5ea}"),
            ("a\u{202e}b\u{200d}c", "a\\u{202e}b\\u{200d}c"),
            ("a\u{a0}b\u{ad}c\td\n", "a\\u{a0}b\\u{ad}c\\u{9}d\\u{a}"),
            ("e\u{301}", "e\\u{301}"),
            (
                "हि ไทย 한",
                "\\u{939}\\u{93f} \\u{e44}\\u{e17}\\u{e22} \\u{d55c}",
            ),
        ];
        for (text, shown) in cases {
            assert_eq!(Face::Code.shown(text), shown);
        }
    }

    #[test]
    fn what_is_shown_has_glyphs_whatever_the_text() {
        for c in ('\0'..=char::MAX).step_by(7) {
            for face in FACES {
                let shown = face.shown(&c.to_string());
                assert!(
                    !shown.is_empty() && shown.chars().all(|c| face.has(c)),
                    "{c:?}"
                );
            }
        }
    }

    /// Bytes of the outline of a glyph, from the tables `head` and `loca` of the file.
    fn outline(face: Face, glyph: u16) -> usize {
        let bytes = face.bytes();
        let number = |at: usize, size: usize| {
            let digits = &bytes[at..at + size];
            digits.iter().fold(0, |n, byte| n << 8 | usize::from(*byte))
        };
        let table = |name: &[u8]| {
            (0..number(4, 2))
                .map(|entry| 12 + entry * 16)
                .find(|at| &bytes[*at..at + 4] == name)
                .map(|at| number(at + 8, 4))
                .expect("there")
        };
        let (loca, glyph) = (table(b"loca"), usize::from(glyph));
        match number(table(b"head") + 50, 2) {
            0 => 2 * (number(loca + glyph * 2 + 2, 2) - number(loca + glyph * 2, 2)),
            _ => number(loca + glyph * 4 + 4, 4) - number(loca + glyph * 4, 4),
        }
    }

    /// No character but the space is printed as nothing: what has no outline is escaped.
    #[test]
    fn what_is_printed_can_be_seen() {
        for face in FACES {
            let font = face.parsed().expect("there");
            let seen = |c: char| {
                let glyph = font.lookup_glyph_index(u32::from(c)).expect("there");
                font.get_glyph_width(glyph) > Some(0) && outline(face, glyph) > 0
            };
            for c in ('\0'..=char::MAX).filter(|c| *c != ' ' && face.has(*c)) {
                assert!(seen(c), "{face:?} {c:?}");
            }
        }
    }

    #[test]
    fn lines_keep_their_width_and_lose_nothing() {
        let text = "one two three-four abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz end";
        let lines = Face::Text.wrapped(text, 10.0, 30.0);
        assert!(lines.len() > 3);
        assert!(
            lines
                .iter()
                .all(|line| Face::Text.width(line, 10.0) <= 30.0)
        );
        let joined: String = lines.concat().split(' ').collect();
        assert_eq!(joined, text.split(' ').collect::<String>());
    }
}
