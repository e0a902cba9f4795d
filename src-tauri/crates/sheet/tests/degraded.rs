//! A page of codes as a cheap scanner, a copier, a telephone, coffee and scissors leave it. The whole
//! table is in docs/paper-robustness.md.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs)]

mod sample;

use image::{GrayImage, Luma};
use sample::{encrypt, frame, index, sheet_id};
use sheet::layout::{Code, Item};
use sheet::{Assembly, Limits, OpensWith, Paper, VaultSheet, read};
use std::process::Command;

const DPI: f32 = 150.0;

struct Printed {
    page: GrayImage,
    codes: Vec<Code>,
    ciphertext: Vec<u8>,
}

/// The page of codes of a sheet with 1 KB, at 150 dpi.
fn printed() -> Printed {
    let plain: Vec<u8> = (0..32_u8)
        .flat_map(|n| sample::hash(&n.to_string()))
        .collect();
    let ciphertext = encrypt(&plain, "correct horse");
    let (id, records) = (sheet_id("degraded"), sample::vault(3));
    let sheet = VaultSheet {
        frame: frame(Paper::A4, &id),
        ciphertext: &ciphertext,
        index: index(&records),
        opens_with: OpensWith::Passphrase,
    };
    let rendered = sheet::render_vault(&sheet).expect("renders");
    let document = sheet::lay_out_vault(&sheet).expect("lays out");
    let codes = document.pages[1]
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Code(code) => Some(code.clone()),
            _ => None,
        });
    Printed {
        page: drawn(rendered.pdf.expose(), 2),
        codes: codes.collect(),
        ciphertext,
    }
}

/// A page of a PDF at 150 dpi.
fn drawn(pdf: &[u8], page: usize) -> GrayImage {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("sheet.pdf"), pdf).expect("a file");
    let arguments = format!("-r {DPI} -gray -png -f {page} -l {page} -singlefile sheet.pdf page");
    let status = Command::new("pdftoppm")
        .args(arguments.split(' '))
        .current_dir(folder.path())
        .status()
        .expect("pdftoppm");
    assert!(status.success());
    image::open(folder.path().join("page.png"))
        .expect("a page")
        .to_luma8()
}

fn scanned(page: &GrayImage) -> read::Scan {
    let mut bytes = std::io::Cursor::new(Vec::new());
    page.write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture");
    read::scan(bytes.get_ref(), &Limits::default()).expect("a picture")
}

impl Printed {
    /// A rectangle in millimetres, filled.
    fn filled(&self, page: &mut GrayImage, [x0, y0, x1, y1]: [f32; 4], ink: u8) {
        let dots = |mm: f32| (mm * DPI / 25.4).round() as u32;
        for y in dots(y0)..dots(y1) {
            for x in dots(x0)..dots(x1) {
                page.put_pixel(x, y, Luma([ink]));
            }
        }
    }

    fn in_each(&self, ink: u8, shape: impl Fn(&Code) -> Vec<[f32; 4]>) -> GrayImage {
        let mut page = self.page.clone();
        for code in &self.codes {
            for area in shape(code) {
                self.filled(&mut page, area, ink);
            }
        }
        page
    }

    fn stained(&self, share: f32) -> GrayImage {
        self.in_each(0, |code| {
            let half = code.side() * share.sqrt() / 2.0;
            let (x, y) = (code.x + code.side() / 2.0, code.y + code.side() / 2.0);
            vec![[x - half, y - half, x + half, y + half]]
        })
    }

    fn folded(&self) -> GrayImage {
        self.in_each(255, |code| {
            let (x, y, side) = (code.x, code.y, code.side());
            let (cx, cy) = (x + side / 2.0, y + side / 2.0);
            vec![
                [x, cy - 0.6, x + side, cy + 0.6],
                [cx - 0.6, y, cx + 0.6, y + side],
            ]
        })
    }
}

fn sampled(page: &GrayImage, x: f32, y: f32) -> u8 {
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
    (top * (1.0 - fy) + bottom * fy) as u8
}

/// The page as it is seen through a map from new places to old ones.
fn warped(
    page: &GrayImage,
    (width, height): (u32, u32),
    from: impl Fn(f32, f32) -> (f32, f32),
) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        let (x, y) = from(x as f32, y as f32);
        Luma([sampled(page, x, y)])
    })
}

fn rotated(page: &GrayImage, degrees: f32) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (w, h) = (page.width() as f32, page.height() as f32);
    let (new_w, new_h) = (w * cos.abs() + h * sin.abs(), w * sin.abs() + h * cos.abs());
    warped(page, (new_w as u32, new_h as u32), |x, y| {
        let (x, y) = (x - new_w / 2.0, y - new_h / 2.0);
        (x * cos + y * sin + w / 2.0, y * cos - x * sin + h / 2.0)
    })
}

/// The upper edge is `share` of the width narrower at both sides than the lower one.
fn tilted(page: &GrayImage, share: f32) -> GrayImage {
    let (w, h) = (page.width() as f32, page.height() as f32);
    warped(page, page.dimensions(), |x, y| {
        let near = y / h;
        let scale = 1.0 - 2.0 * share * (1.0 - near);
        // What is farther away is also lower.
        let depth = near * (1.0 - share) / (1.0 - share * near);
        ((x - w / 2.0) / scale + w / 2.0, depth * h)
    })
}

fn scaled(page: &GrayImage, factor: f32) -> GrayImage {
    let size = (
        (page.width() as f32 * factor) as u32,
        (page.height() as f32 * factor) as u32,
    );
    image::imageops::thumbnail(page, size.0, size.1)
}

/// Three box blurs, about a Gaussian of sigma 2.
fn blurred(page: &GrayImage) -> GrayImage {
    let mut page = page.clone();
    for _ in 0..3 {
        for (dx, dy) in [(1_i64, 0_i64), (0, 1)] {
            let before = page.clone();
            let (w, h) = (i64::from(page.width()), i64::from(page.height()));
            page = GrayImage::from_fn(page.width(), page.height(), |x, y| {
                let sum: u32 = (-2..=2)
                    .map(|step| {
                        let x = (i64::from(x) + step * dx).clamp(0, w - 1);
                        let y = (i64::from(y) + step * dy).clamp(0, h - 1);
                        u32::from(before.get_pixel(x as u32, y as u32).0[0])
                    })
                    .sum();
                Luma([(sum / 5) as u8])
            });
        }
    }
    page
}

fn mapped(page: &GrayImage, ink: impl Fn(u32, u32, f32) -> f32) -> GrayImage {
    GrayImage::from_fn(page.width(), page.height(), |x, y| {
        let value = ink(x, y, f32::from(page.get_pixel(x, y).0[0]));
        Luma([value.clamp(0.0, 255.0) as u8])
    })
}

fn noise(x: u32, y: u32) -> f32 {
    let mut z = u64::from(x) << 32 | u64::from(y);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z >> 40) as f32 / (1 << 24) as f32 - 0.5
}

#[test]
fn every_harm_of_a_dozen_leaves_all_bytes() {
    let printed = printed();
    assert_eq!(printed.codes.len(), 6);
    let page = &printed.page;
    let height = page.height() as f32;
    let shadow = |_, y, ink: f32| ink * (0.3 + 0.7 * y as f32 / height);
    let torn = |lost: usize| {
        let (mut page, code) = (page.clone(), &printed.codes[lost]);
        let (x, y, side) = (code.x, code.y, code.side());
        printed.filled(
            &mut page,
            [x - 3.0, y - 3.0, x + side + 3.0, y + side + 3.0],
            255,
        );
        page
    };
    let copied = mapped(&rotated(&blurred(page), 0.4), |_, _, ink| {
        if ink < 128.0 { 0.0 } else { 255.0 }
    });
    let harms = [
        ("upside down", image::imageops::rotate180(page)),
        ("rotated by 30 degrees", rotated(page, 30.0)),
        ("tilted by 12 %", tilted(page, 0.12)),
        ("tilted and rotated", rotated(&tilted(page, 0.12), 30.0)),
        ("blurred by 2", blurred(page)),
        ("at 35 %", scaled(page, 0.35)),
        ("in a shadow", mapped(page, shadow)),
        ("faded", mapped(page, |_, _, ink| 90.0 + ink * 0.3)),
        ("noisy", mapped(page, |x, y, ink| ink + 160.0 * noise(x, y))),
        ("copied", copied),
        ("folded", printed.folded()),
        ("stained by 15 %", printed.stained(0.15)),
        ("torn at the first code", torn(0)),
        ("torn at the parity code", torn(5)),
    ];
    for (name, page) in harms {
        let scan = scanned(&page);
        let mut assembly = Assembly::new();
        for part in &scan.parts {
            assembly.add(part);
        }
        let sheet = assembly.sheet(&sheet_id("degraded"));
        let file = sheet.and_then(sheet::Collected::ciphertext);
        assert!(
            file == Some(printed.ciphertext.clone()),
            "{name}: {} codes",
            scan.parts.len()
        );
    }
}

/// The pages of an account, a key and a share as a telephone sees them: turned in its plane by 30
/// degrees, tilted by 20 (12 % at each side from 40 cm), upside down.
#[test]
fn every_kind_is_read_at_an_angle() {
    let id = sheet_id("degraded");
    let record = sample::pypi();
    let (key, recipient) = sample::paper_key();
    let account = sheet::render_account(&sheet::AccountSheet {
        frame: frame(Paper::A4, &id),
        accounts: &[sample::entry(&record, "PyPI", None)],
        contents: sheet::Contents::All,
        packing: sheet::Packing::PageEach,
    });
    let key_sheet = sheet::render_key(&sheet::KeySheet {
        frame: frame(Paper::A4, &id),
        key: &key,
        recipient: &recipient,
    });
    let shares = sample::shares(&id, 2, 3);
    let share_sheet = sheet::render_shares(&sheet::ShareSheets {
        frame: frame(Paper::A4, &id),
        shares: &shares[..1],
        count: 3,
        recipient: &recipient,
    });
    let [account, key_page, share] =
        [account, key_sheet, share_sheet].map(|made| drawn(made.expect("renders").pdf.expose(), 1));
    let angles: [fn(&GrayImage) -> GrayImage; 4] = [
        |page| rotated(page, 30.0),
        |page| tilted(page, 0.12),
        |page| rotated(&tilted(page, 0.12), -30.0),
        |page| image::imageops::rotate180(&tilted(page, 0.12)),
    ];
    for angle in angles {
        let scan = scanned(&angle(&account));
        assert_eq!((scan.accounts.len(), scan.uris.len()), (1, 1));
        let codes = record.code_sets[0].codes.iter().map(|code| &code.text);
        assert!(codes.eq(scan.accounts[0].codes.iter().map(|code| &code.code)));
        assert_eq!(scanned(&angle(&key_page)).keys[0].key, key);
        assert_eq!(scanned(&angle(&share)).shares[0].share, shares[0]);
    }
}

/// Nothing that was read from a ruined page is ever wrong: it is there, or it is not.
#[test]
fn ruined_pages_give_nothing_wrong() {
    let printed = printed();
    let right = sheet::part::split(&printed.ciphertext, &sheet_id("degraded")).expect("fits");
    let page = &printed.page;
    let ruined = [
        printed.stained(0.4),
        scaled(page, 0.12),
        blurred(&blurred(&blurred(page))),
        mapped(page, |x, y, ink| ink + 700.0 * noise(x, y)),
    ];
    for page in ruined {
        let scan = scanned(&page);
        assert!(scan.parts.iter().all(|part| right.contains(part)));
    }
}
