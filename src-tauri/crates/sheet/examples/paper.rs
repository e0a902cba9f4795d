//! How much printed sheets bear: pages are drawn by poppler, degraded here, and read by zbarimg, by zxing-cpp (where Python has it), and by us. A table comes out.
//! `cargo xtask bench-paper`, or `cargo run -p reentry-sheet --example paper -- OUT.md [targets] [SUBJECT…]`.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs)]

#[path = "../tests/sample/mod.rs"]
mod sample;

use image::{GrayImage, Luma};
use qrcode::{EcLevel, QrCode};
use sample::{encrypt, frame, index, sheet_id};
use sheet::layout::Item;
use sheet::{Assembly, Limits, OpensWith, Paper, VaultSheet, payload, read};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A4 in millimetres.
const PAGE: (f32, f32) = (210.0, 297.0);
/// Side of the one big code with its white margin, as paper-age prints it.
const BIG: f32 = 110.0;

/// A code on a page in millimetres: left, top, side.
type Spot = (f32, f32, f32);

/// What is to come back.
enum Truth {
    /// A vault sheet's encrypted file.
    File(Vec<u8>),
    /// The text of one big code.
    Text(String),
}

struct Subject {
    name: &'static str,
    truth: Truth,
    /// Pages with codes: the PDF's page, or a picture; and where the codes are.
    pages: Vec<(Source, Vec<Spot>)>,
    /// Only the degradations that are a target, where there are many pages.
    short: bool,
}

enum Source {
    Pdf(PathBuf, usize),
    Modules(PathBuf),
}

/// A degradation.
struct Harm {
    name: &'static str,
    /// Whether the sheet is meant to bear it.
    target: bool,
    make: fn(&View<'_>) -> GrayImage,
    /// The quality of the JPEG it is kept as; otherwise a PNG.
    jpeg: Option<u8>,
}

/// A drawn page.
struct View<'a> {
    page: GrayImage,
    dpi: f32,
    spots: &'a [Spot],
    /// Whether it is the first page with codes.
    is_first: bool,
}

impl View<'_> {
    /// Rectangles in millimetres on some codes, filled.
    fn filled(&self, spots: &[Spot], ink: u8, shape: impl Fn(Spot) -> Vec<[f32; 4]>) -> GrayImage {
        let mut page = self.page.clone();
        for [x0, y0, x1, y1] in spots.iter().flat_map(|spot| shape(*spot)) {
            let dots = |mm: f32| (mm * self.dpi / 25.4).round() as u32;
            for y in dots(y0)..dots(y1).min(page.height()) {
                for x in dots(x0)..dots(x1).min(page.width()) {
                    page.put_pixel(x, y, Luma([ink]));
                }
            }
        }
        page
    }

    /// A black square of this share of each code in its middle.
    fn stain(&self, share: f32) -> GrayImage {
        self.filled(self.spots, 0, |(x, y, side)| {
            let half = side * share.sqrt() / 2.0;
            let (x, y) = (x + side / 2.0, y + side / 2.0);
            vec![[x - half, y - half, x + half, y + half]]
        })
    }

    fn folds(&self) -> GrayImage {
        self.filled(self.spots, 255, |(x, y, side)| {
            let (cx, cy) = (x + side / 2.0, y + side / 2.0);
            vec![
                [x, cy - 0.6, x + side, cy + 0.6],
                [cx - 0.6, y, cx + 0.6, y + side],
            ]
        })
    }

    fn torn(&self) -> GrayImage {
        let lost = usize::from(self.is_first);
        let first = self.spots.get(..lost).unwrap_or_default();
        self.filled(first, 255, |(x, y, side)| {
            vec![[x - 4.0, y - 4.0, x + side + 2.0, y + side + 2.0]]
        })
    }

    fn shadow(&self) -> GrayImage {
        let height = self.page.height() as f32;
        mapped(&self.page, |_, y, ink| {
            ink * (0.25 + 0.75 * y as f32 / height)
        })
    }

    /// Through three copiers, with a little skew each.
    fn copied(&self) -> GrayImage {
        [0.4, -0.7, 0.5]
            .iter()
            .fold(self.page.clone(), |page, degrees| {
                threshold_at(&blurred(&rotated(&page, *degrees), 0.8), 0.5)
            })
    }

    fn combined(&self) -> GrayImage {
        scaled(&noisy(&blurred(&rotated(&self.page, 2.0), 1.0), 20.0), 0.7)
    }
}

fn blurred(page: &GrayImage, sigma: f32) -> GrayImage {
    image::imageops::blur(page, sigma)
}

fn scaled(page: &GrayImage, factor: f32) -> GrayImage {
    let (width, height) = (page.width() as f32 * factor, page.height() as f32 * factor);
    let filter = image::imageops::FilterType::Triangle;
    image::imageops::resize(page, width as u32, height as u32, filter)
}

fn mapped(page: &GrayImage, ink: impl Fn(u32, u32, f32) -> f32) -> GrayImage {
    GrayImage::from_fn(page.width(), page.height(), |x, y| {
        let value = ink(x, y, f32::from(page.get_pixel(x, y).0[0]));
        Luma([value.clamp(0.0, 255.0) as u8])
    })
}

/// Black and white, parted at this share of white.
fn threshold_at(page: &GrayImage, share: f32) -> GrayImage {
    mapped(
        page,
        |_, _, ink| {
            if ink < 256.0 * share { 0.0 } else { 255.0 }
        },
    )
}

/// The sum of four even distributions: near enough to a Gaussian of this deviation.
fn noisy(page: &GrayImage, deviation: f32) -> GrayImage {
    let even = |x: u32, y: u32, n: u64| {
        let mut z = u64::from(x) << 32 ^ u64::from(y) << 3 ^ n;
        z = z.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z >> 40) as f32 / (1 << 24) as f32 - 0.5
    };
    mapped(page, |x, y, ink| {
        let sum: f32 = (0..4).map(|n| even(x, y, n)).sum();
        ink + sum * deviation * 3_f32.sqrt()
    })
}

fn sampled(page: &GrayImage, x: f32, y: f32) -> f32 {
    let (x0, y0) = (x.floor(), y.floor());
    let at = |x: f32, y: f32| {
        let inside = x >= 0.0 && y >= 0.0 && x < page.width() as f32 && y < page.height() as f32;
        if inside {
            f32::from(page.get_pixel(x as u32, y as u32).0[0])
        } else {
            255.0
        }
    };
    let (fx, fy) = (x - x0, y - y0);
    let top = at(x0, y0) * (1.0 - fx) + at(x0 + 1.0, y0) * fx;
    let bottom = at(x0, y0 + 1.0) * (1.0 - fx) + at(x0 + 1.0, y0 + 1.0) * fx;
    top * (1.0 - fy) + bottom * fy
}

fn rotated(page: &GrayImage, degrees: f32) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (w, h) = (page.width() as f32, page.height() as f32);
    let (new_w, new_h) = (w * cos.abs() + h * sin.abs(), w * sin.abs() + h * cos.abs());
    GrayImage::from_fn(new_w as u32, new_h as u32, |x, y| {
        let (x, y) = (x as f32 - new_w / 2.0, y as f32 - new_h / 2.0);
        let (x, y) = (x * cos + y * sin + w / 2.0, y * cos - x * sin + h / 2.0);
        Luma([sampled(page, x, y) as u8])
    })
}

/// The upper edge comes out narrower by this share of the width at each side, and the distances
/// between rows shrink with it.
fn tilted(page: &GrayImage, share: f32) -> GrayImage {
    let (w, h) = (page.width() as f32, page.height() as f32);
    GrayImage::from_fn(page.width(), page.height(), |x, y| {
        let near = y as f32 / h;
        let scale = 1.0 - 2.0 * share * (1.0 - near);
        let depth = near / scale;
        let x = (x as f32 - w / 2.0) / scale + w / 2.0;
        Luma([sampled(page, x, depth * h) as u8])
    })
}

const fn harm(name: &'static str, target: bool, make: fn(&View<'_>) -> GrayImage) -> Harm {
    Harm {
        name,
        target,
        make,
        jpeg: None,
    }
}

const fn jpeg(harm: Harm, quality: u8) -> Harm {
    Harm {
        jpeg: Some(quality),
        ..harm
    }
}

const HARMS: &[Harm] = &[
    harm("clean", true, |view| view.page.clone()),
    harm("blur 2", true, |view| blurred(&view.page, 2.0)),
    harm("blur 3", true, |view| blurred(&view.page, 3.0)),
    harm("scale 35 %", true, |view| scaled(&view.page, 0.35)),
    jpeg(harm("combination", true, |view| view.combined()), 30),
    harm("three copies", true, |view| view.copied()),
    harm("folds of 1.2 mm", true, |view| view.folds()),
    harm("stain 15 %", true, |view| view.stain(0.15)),
    harm("one code torn off", true, |view| view.torn()),
    harm("perspective 12 %", true, |view| tilted(&view.page, 0.12)),
    harm("shadow", true, |view| view.shadow()),
    harm("upside down", true, |view| {
        image::imageops::rotate180(&view.page)
    }),
    harm("blur 1", false, |view| blurred(&view.page, 1.0)),
    harm("blur 1.5", false, |view| blurred(&view.page, 1.5)),
    harm("blur 4", false, |view| blurred(&view.page, 4.0)),
    harm("rotated by 2 degrees", false, |view| {
        rotated(&view.page, 2.0)
    }),
    harm("rotated by 5 degrees", false, |view| {
        rotated(&view.page, 5.0)
    }),
    harm("rotated by 10 degrees", false, |view| {
        rotated(&view.page, 10.0)
    }),
    harm("perspective 6 %", false, |view| tilted(&view.page, 0.06)),
    harm(
        "rotated by 30 degrees, tilted by 12 %, blur 1",
        false,
        |view| blurred(&rotated(&tilted(&view.page, 0.12), 30.0), 1.0),
    ),
    harm("noise of 20 levels", false, |view| noisy(&view.page, 20.0)),
    harm("noise of 40 levels", false, |view| noisy(&view.page, 40.0)),
    harm("noise of 80 levels", false, |view| noisy(&view.page, 80.0)),
    jpeg(
        harm("JPEG, quality 30", false, |view| view.page.clone()),
        30,
    ),
    jpeg(
        harm("JPEG, quality 10", false, |view| view.page.clone()),
        10,
    ),
    jpeg(harm("JPEG, quality 5", false, |view| view.page.clone()), 5),
    harm("threshold 30 %", false, |view| {
        threshold_at(&view.page, 0.3)
    }),
    harm("threshold 50 %", false, |view| {
        threshold_at(&view.page, 0.5)
    }),
    harm("threshold 70 %", false, |view| {
        threshold_at(&view.page, 0.7)
    }),
    harm("scale 70 %", false, |view| scaled(&view.page, 0.7)),
    harm("scale 50 %", false, |view| scaled(&view.page, 0.5)),
    harm("scale 25 %", false, |view| scaled(&view.page, 0.25)),
    harm("low contrast", false, |view| {
        mapped(&view.page, |_, _, ink| 89.0 + 0.3 * ink)
    }),
    harm("stain 5 %", false, |view| view.stain(0.05)),
    harm("stain 10 %", false, |view| view.stain(0.10)),
];

fn vault(
    folder: &Path,
    name: &'static str,
    ciphertext: Vec<u8>,
    count: usize,
    short: bool,
) -> Subject {
    let id = sheet_id(name);
    let records = sample::vault(count);
    let sheet = VaultSheet {
        frame: frame(Paper::A4, &id),
        ciphertext: &ciphertext,
        index: index(&records),
        opens_with: OpensWith::Passphrase,
    };
    let path = folder.join(format!("{}.pdf", name.replace(' ', "-")));
    let rendered = sheet::render_vault(&sheet).expect("renders");
    std::fs::write(&path, rendered.pdf.expose()).expect("a file");
    let document = sheet::lay_out_vault(&sheet).expect("lays out");
    let pages = document
        .pages
        .iter()
        .enumerate()
        .filter_map(|(page, layout)| {
            let spots: Vec<Spot> = layout
                .items
                .iter()
                .filter_map(|item| match item {
                    Item::Code(code) => Some((code.x, code.y, code.side())),
                    _ => None,
                })
                .collect();
            (!spots.is_empty()).then(|| (Source::Pdf(path.clone(), page + 1), spots))
        });
    let pages = pages.collect();
    Subject {
        name,
        truth: Truth::File(ciphertext),
        pages,
        short,
    }
}

/// One code with the armored file, at the strongest level that holds it, 110 mm wide.
fn big(folder: &Path, name: &'static str, plain: &[u8]) -> Subject {
    let mut recipient = age::scrypt::Recipient::new("correct horse".to_owned().into());
    recipient.set_work_factor(10);
    let text = age::encrypt_and_armor(&recipient, plain).expect("encrypts");
    let levels = [EcLevel::H, EcLevel::Q, EcLevel::M, EcLevel::L];
    // At 1 KB that would be version 40 with tiny modules: version 34 at level M reads better.
    let levels = if plain.len() > 500 {
        &levels[2..]
    } else {
        &levels[..]
    };
    let code = levels
        .iter()
        .find_map(|level| QrCode::with_error_correction_level(&text, *level).ok())
        .expect("fits");
    let size = code.width() + 8;
    let mut picture = GrayImage::from_pixel(size as u32 * 8, size as u32 * 8, Luma([255]));
    for (index, color) in code.to_colors().iter().enumerate() {
        if *color == qrcode::types::Color::Dark {
            let (x, y) = (index % code.width() + 4, index / code.width() + 4);
            for dot in 0..64 {
                picture.put_pixel(
                    (x * 8 + dot % 8) as u32,
                    (y * 8 + dot / 8) as u32,
                    Luma([0]),
                );
            }
        }
    }
    let path = folder.join(format!("{}.png", name.replace(' ', "-")));
    picture.save(&path).expect("a file");
    let module = BIG / size as f32;
    println!("{name}: {} modules of {module:.2} mm", code.width());
    let left = (PAGE.0 - BIG) / 2.0;
    let spot = (
        left + 4.0 * module,
        40.0 + 4.0 * module,
        code.width() as f32 * module,
    );
    Subject {
        name,
        truth: Truth::Text(text),
        pages: vec![(Source::Modules(path), vec![spot])],
        short: false,
    }
}

/// Draws a page as `page.png`.
fn draw(folder: &Path, source: &Source, dpi: u32) -> PathBuf {
    let out = folder.join("page.png");
    match source {
        Source::Pdf(pdf, page) => {
            let page = page.to_string();
            let stem = folder.join("page");
            run(Command::new("pdftoppm")
                .args([
                    "-r",
                    &dpi.to_string(),
                    "-gray",
                    "-png",
                    "-singlefile",
                    "-f",
                    &page,
                    "-l",
                    &page,
                ])
                .arg(pdf)
                .arg(stem));
        }
        Source::Modules(picture) => {
            let dots = |mm: f32| (mm * dpi as f32 / 25.4).round() as u32;
            let code = image::open(picture).expect("a code").to_luma8();
            let filter = image::imageops::FilterType::Triangle;
            let code = image::imageops::resize(&code, dots(BIG), dots(BIG), filter);
            let mut page = GrayImage::from_pixel(dots(PAGE.0), dots(PAGE.1), Luma([255]));
            let (left, top) = (dots((PAGE.0 - BIG) / 2.0), dots(40.0));
            image::imageops::replace(&mut page, &code, left.into(), top.into());
            page.save(&out).expect("a file");
        }
    }
    out
}

fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn degrade(folder: &Path, harm: &Harm, view: &View<'_>) -> PathBuf {
    let page = (harm.make)(view);
    let Some(quality) = harm.jpeg else {
        let out = folder.join("harmed.png");
        page.save(&out).expect("a file");
        return out;
    };
    let out = folder.join("harmed.jpg");
    let mut file = std::fs::File::create(&out).expect("a file");
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, quality);
    page.write_with_encoder(encoder).expect("a picture");
    out
}

const ZXING: &str = "import sys
try:
    import zxingcpp
    from PIL import Image
except ImportError:
    sys.exit(3)
for code in zxingcpp.read_barcodes(Image.open(sys.argv[1])):
    print(code.text)";

/// What each of the three readers says: the texts of codes.
fn texts(picture: &Path, reader: usize) -> Option<String> {
    match reader {
        0 => Some(run(Command::new("zbarimg")
            // Without this it sees bar codes in the pattern of a page now and then.
            .args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"])
            .arg(picture))),
        1 => {
            let output = Command::new("python3")
                .args(["-c", ZXING])
                .arg(picture)
                .output()
                .ok()?;
            (output.status.code() != Some(3))
                .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
        }
        _ => {
            let bytes = std::fs::read(picture).expect("a picture");
            Some(ours(&bytes))
        }
    }
}

fn ours(bytes: &[u8]) -> String {
    let Ok(scan) = read::scan(bytes, &Limits::default()) else {
        return String::new();
    };
    let parts: Vec<String> = scan.parts.iter().map(sheet::part::Part::text).collect();
    if parts.is_empty() && scan.foreign > 0 {
        let reading =
            picture::read(bytes, &Limits::default(), picture::Until::Settled).expect("a picture");
        return reading
            .found
            .iter()
            .map(|found| found.text().expose().to_owned())
            .collect();
    }
    parts.join("\n")
}

/// Whether nothing was read but this, however often.
fn is_repeated(read: &str, text: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.trim().to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    };
    let (read, text) = (lines(read), lines(text));
    !text.is_empty() && !read.is_empty() && read.chunks(text.len()).all(|chunk| chunk == text)
}

/// `ok`, how much there is, or `WRONG`.
fn verdict(truth: &Truth, read: &str) -> String {
    match truth {
        Truth::Text(text)
            if read.trim().replace("\r\n", "\n") == text.trim().replace("\r\n", "\n") =>
        {
            "ok".into()
        }
        // Some readers give one code several times.
        Truth::Text(text) if is_repeated(read, text) => "ok".into(),
        Truth::Text(_) if read.contains("BEGIN AGE") => "WRONG".into(),
        Truth::Text(_) => "–".into(),
        Truth::File(file) => {
            let mut assembly = Assembly::new();
            for part in &read::typed(read).parts {
                assembly.add(part);
            }
            let Some((id, sheet)) = assembly.sheets().next() else {
                return "–".into();
            };
            let right = sheet::part::split(file, id).expect("fits");
            let wrong = read::typed(read)
                .parts
                .iter()
                .any(|part| !right.contains(part));
            match sheet.ciphertext() {
                _ if wrong => "WRONG".into(),
                Some(read) if read == *file => "ok".into(),
                Some(_) => "WRONG".into(),
                None => format!("{}/{}", sheet.parts_read(), right.len()),
            }
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let out = PathBuf::from(arguments.next().expect("a file to write to"));
    let chosen: Vec<String> = arguments.collect();
    let targets = chosen.iter().any(|word| word == "targets");
    let dots: &[u32] = if targets {
        &[150, 200]
    } else {
        &[150, 200, 300]
    };
    let chosen: Vec<String> = chosen
        .into_iter()
        .filter(|word| word != "targets")
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let random = |count: usize| -> Vec<u8> {
        (0..count.div_ceil(32))
            .flat_map(|n| sample::hash(&n.to_string()))
            .take(count)
            .collect()
    };
    let accounts = payload::encode(&sample::vault(60), sample::moment());
    let sealed = |plain: &[u8]| encrypt(plain, "correct horse");
    let mut subjects = vec![
        vault(folder, "1 KB", sealed(&random(1024)), 12, false),
        big(folder, "one big code, 1 KB", &random(1024)),
        vault(folder, "245 B", sealed(&random(245)), 2, false),
        big(folder, "one big code, 245 B", &random(245)),
        vault(folder, "60 accounts", sealed(accounts.expose()), 60, true),
        vault(folder, "4 KB", sealed(&random(4096)), 40, true),
    ];
    subjects.retain(|subject| chosen.is_empty() || chosen.iter().any(|name| name == subject.name));
    let mut table = String::new();
    for subject in &subjects {
        write!(table, "\n### {}\n\n|", subject.name).unwrap();
        for dpi in dots {
            write!(table, " | {dpi} dpi").unwrap();
        }
        writeln!(table, " |\n|{}", "---|".repeat(dots.len() + 1)).unwrap();
        for harm in HARMS {
            if !harm.target && (subject.short || targets) {
                continue;
            }
            let cells: Vec<String> = dots
                .iter()
                .map(|dpi| cell(folder, subject, harm, *dpi))
                .collect();
            writeln!(table, "| {} | {} |", harm.name, cells.join(" | ")).unwrap();
            println!("{}", table.lines().last().unwrap_or_default());
            // What is done is kept, should the machine be needed for something else.
            std::fs::write(&out, &table).expect("the table");
        }
    }
}

/// What came back to the three readers.
fn cell(folder: &Path, subject: &Subject, harm: &Harm, dpi: u32) -> String {
    let mut read = [const { Some(String::new()) }; 3];
    for (index, (source, spots)) in subject.pages.iter().enumerate() {
        let page = image::open(draw(folder, source, dpi))
            .expect("a page")
            .to_luma8();
        let view = View {
            page,
            dpi: dpi as f32,
            spots,
            is_first: index == 0,
        };
        let picture = degrade(folder, harm, &view);
        for (reader, all) in read.iter_mut().enumerate() {
            *all = all
                .take()
                .zip(texts(&picture, reader))
                .map(|(all, new)| all + &new + "\n");
        }
    }
    let verdicts = read.iter().map(|text| match text {
        Some(text) => {
            let verdict = verdict(&subject.truth, text);
            if verdict == "WRONG" {
                println!("{}, {}, {dpi} dpi:\n{text}", subject.name, harm.name);
            }
            verdict
        }
        None => "?".into(),
    });
    verdicts.collect::<Vec<_>>().join(" · ")
}
