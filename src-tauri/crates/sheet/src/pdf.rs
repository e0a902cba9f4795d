//! Draws a layout as a PDF: equal bytes for an equal layout.
//!
//! printpdf writes the pages. What it would draw from a counter or a clock is given or replaced:
//! resources have fixed names, dates are the sheet's, and the file's id is made of its content.

use crate::font::{FACES, Face, MM_PER_PT};
use crate::layout::{Area, Code, Document, Ink, Item, Page, Rule, Text};
use flate2::{Compression, write::ZlibEncoder};
use jiff::civil::Date;
use printpdf::{
    Color, CurTransMat, DictItem, ExternalStream, ExternalXObject, FontId, Greyscale, Line,
    LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions,
    Point, Polygon, PolygonRing, Pt, TextItem, XObject, XObjectId, XObjectTransform,
};
use secret::SecretBytes;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::LazyLock;
use zeroize::{Zeroize, Zeroizing};

/// Named as the writer in every file; without a version, so that a new one alone changes nothing.
const PRODUCER: &str = "Reentry";

/// Draws it. `None` only if an embedded font were broken or memory could not be written to.
pub(crate) fn draw(document: &Document) -> Option<SecretBytes> {
    let mut pdf = PdfDocument::new(&document.title);
    for face in FACES {
        let font = PdfFont::new(face.parsed()?.clone());
        pdf.resources.fonts.map.insert(font_id(face), font);
    }
    let mut codes = Codes::default();
    pdf.pages = document
        .pages
        .iter()
        .map(|page| self::page(page, &mut codes))
        .collect();
    pdf.resources.xobjects.map = codes.objects;
    describe(&mut pdf, document);
    let options = PdfSaveOptions {
        optimize: true,
        subset_fonts: false,
        secure: true,
        image_optimization: None,
    };
    let file = pdf.to_lopdf_document(&options, &mut Vec::new());
    write(file)
}

fn describe(pdf: &mut PdfDocument, document: &Document) {
    let date = moment(document.date);
    let info = &mut pdf.metadata.info;
    info.creation_date = date;
    info.modification_date = date;
    info.metadata_date = date;
    info.producer = PRODUCER.to_owned();
    info.creator = PRODUCER.to_owned();
}

/// Midnight of the day, UTC.
fn moment(date: Date) -> printpdf::OffsetDateTime {
    let seconds = date
        .to_zoned(jiff::tz::TimeZone::UTC)
        .map_or(0, |midnight| midnight.timestamp().as_second());
    printpdf::OffsetDateTime::from_unix_timestamp(seconds)
        .unwrap_or_else(|_| printpdf::OffsetDateTime::epoch())
}

/// Entries that printpdf writes empty or wrongly, and that say nothing about a sheet.
const NOISE: [&[u8]; 6] = [
    b"GTS_PDFXVersion",
    b"Trapped",
    b"Identifier",
    b"Author",
    b"Subject",
    b"Keywords",
];

fn write(mut file: lopdf::Document) -> Option<SecretBytes> {
    file.version = "1.7".to_owned();
    if let Ok(info) = file
        .trailer
        .get(b"Info")
        .and_then(lopdf::Object::as_reference)
        && let Ok(info) = file
            .get_object_mut(info)
            .and_then(lopdf::Object::as_dict_mut)
    {
        for key in NOISE {
            info.remove(key);
        }
    }
    file.trailer.remove(b"ID");
    pack_fonts(&mut file);
    file.compress();
    let mut bytes = Zeroizing::new(Vec::with_capacity(256 << 10));
    file.save_to(&mut *bytes).ok()?;
    let id = content_id(&bytes)?;
    file.trailer.set("ID", vec![id.clone(), id]);
    bytes.zeroize();
    file.save_to(&mut *bytes).ok()?;
    Some(SecretBytes::from(bytes))
}

/// The first half of the SHA-256 over the file without its id.
fn content_id(bytes: &[u8]) -> Option<lopdf::Object> {
    let id = Sha256::digest(bytes).get(..16)?.to_vec();
    Some(lopdf::Object::String(id, lopdf::StringFormat::Hexadecimal))
}

/// The faces packed once: packing them anew would be half of the work for every sheet.
static PACKED: LazyLock<Vec<(&'static [u8], Vec<u8>)>> = LazyLock::new(|| {
    FACES
        .into_iter()
        .filter_map(|face| {
            let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
            packer.write_all(face.bytes()).ok()?;
            Some((face.bytes(), packer.finish().ok()?))
        })
        .collect()
});

fn pack_fonts(file: &mut lopdf::Document) {
    for object in file.objects.values_mut() {
        let lopdf::Object::Stream(stream) = object else {
            continue;
        };
        let packed = PACKED.iter().find(|(face, _)| *face == stream.content);
        if let Some((_, packed)) = packed {
            stream.set_content(packed.clone());
            stream.dict.set("Filter", "FlateDecode");
            stream.allows_compression = false;
        }
    }
}

fn font_id(face: Face) -> FontId {
    FontId(face.name().replace('-', ""))
}

/// The QR codes of the file. What stands on several pages, or in several copies, is there once.
#[derive(Default)]
struct Codes {
    objects: BTreeMap<XObjectId, XObject>,
    known: BTreeMap<[u8; 32], XObjectId>,
}

impl Codes {
    /// The name of a code, which is put in if it is new.
    fn id(&mut self, code: &Code) -> XObjectId {
        let content = path(code);
        let digest = Sha256::digest(&content).into();
        if let Some(id) = self.known.get(&digest) {
            return id.clone();
        }
        let id = XObjectId(format!("Code{:03}", self.objects.len() + 1));
        self.objects.insert(id.clone(), code_object(code, content));
        self.known.insert(digest, id.clone());
        id
    }
}

fn page(page: &Page, codes: &mut Codes) -> PdfPage {
    let mut ops = Vec::new();
    for item in &page.items {
        match item {
            Item::Text(text) => draw_text(&mut ops, page, text),
            Item::Rule(rule) => draw_rule(&mut ops, page, rule),
            Item::Area(area) => draw_area(&mut ops, page, area),
            Item::Code(code) => {
                let id = codes.id(code);
                draw_code(&mut ops, page, code, &id);
            }
        }
    }
    PdfPage::new(Mm(page.width), Mm(page.height), ops)
}

fn grey(ink: Ink) -> Color {
    Color::Greyscale(Greyscale::new(ink.0, None))
}

/// Rounded to a hundredth of a point, so that the file stays small.
fn pt(millimetres: f32) -> f32 {
    (millimetres / MM_PER_PT * 100.0).round() / 100.0
}

fn point(page: &Page, (x, y): (f32, f32)) -> Point {
    Point {
        x: Pt(pt(x)),
        y: Pt(pt(page.height - y)),
    }
}

fn draw_text(ops: &mut Vec<Op>, page: &Page, text: &Text) {
    ops.extend([
        Op::SetFillColor {
            col: grey(text.ink),
        },
        Op::StartTextSection,
        Op::SetFont {
            font: PdfFontHandle::External(font_id(text.face)),
            size: Pt(text.size),
        },
        Op::SetTextCursor {
            pos: point(page, (text.x, text.y)),
        },
        Op::ShowText {
            items: vec![TextItem::Text(text.text.expose().to_owned())],
        },
        Op::EndTextSection,
    ]);
}

fn draw_rule(ops: &mut Vec<Op>, page: &Page, rule: &Rule) {
    let points = [rule.from, rule.to]
        .map(|end| LinePoint {
            p: point(page, end),
            bezier: false,
        })
        .to_vec();
    ops.extend([
        Op::SetOutlineColor {
            col: grey(rule.ink),
        },
        Op::SetOutlineThickness {
            pt: Pt(rule.weight),
        },
        Op::DrawLine {
            line: Line {
                points,
                is_closed: false,
            },
        },
    ]);
}

fn draw_area(ops: &mut Vec<Op>, page: &Page, area: &Area) {
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    let points = [
        (area.x, area.y),
        (right, area.y),
        (right, bottom),
        (area.x, bottom),
    ]
    .map(|corner| LinePoint {
        p: point(page, corner),
        bezier: false,
    })
    .to_vec();
    let mode = match area.outline {
        Some(weight) => {
            ops.push(Op::SetOutlineColor {
                col: grey(area.ink),
            });
            ops.push(Op::SetOutlineThickness { pt: Pt(weight) });
            PaintMode::Stroke
        }
        None => {
            ops.push(Op::SetFillColor {
                col: grey(area.ink),
            });
            PaintMode::Fill
        }
    };
    ops.push(Op::DrawPolygon {
        polygon: Polygon {
            rings: vec![PolygonRing { points }],
            mode,
            ..Polygon::default()
        },
    });
}

/// The code's own unit is a module; the matrix gives it its size and place.
fn draw_code(ops: &mut Vec<Op>, page: &Page, code: &Code, id: &XObjectId) {
    let module = code.module / MM_PER_PT;
    let lower_left = point(page, (code.x, code.y + code.side()));
    ops.extend([
        Op::SaveGraphicsState,
        Op::SetFillColor {
            col: grey(Ink::BLACK),
        },
        Op::SetTransformationMatrix {
            matrix: CurTransMat::Raw([module, 0.0, 0.0, module, lower_left.x.0, lower_left.y.0]),
        },
        Op::UseXobject {
            id: id.clone(),
            transform: XObjectTransform {
                no_auto_scale: true,
                ..XObjectTransform::default()
            },
        },
        Op::RestoreGraphicsState,
    ]);
}

/// One path over all runs of dark modules: small integers, and no seams between modules.
fn path(code: &Code) -> String {
    let mut content = String::with_capacity(32 << 10);
    for (y, row) in code.modules.rows().rev().enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&1) {
                // Writing to a string cannot fail.
                let _ = writeln!(content, "{x} {y} {} 1 re", run.len());
            }
            x += run.len();
        }
    }
    content.push_str("f\n");
    content
}

fn code_object(code: &Code, content: String) -> XObject {
    let side = i64::try_from(code.modules.size()).unwrap_or_default();
    let bounds = [0, 0, side, side].map(DictItem::Int).to_vec();
    let dict = BTreeMap::from([
        ("Type".to_owned(), DictItem::Name(b"XObject".to_vec())),
        ("Subtype".to_owned(), DictItem::Name(b"Form".to_vec())),
        ("BBox".to_owned(), DictItem::Array(bounds)),
    ]);
    XObject::External(ExternalXObject {
        stream: ExternalStream {
            dict,
            content: content.into_bytes(),
            compress: true,
        },
        width: None,
        height: None,
        dpi: None,
    })
}
