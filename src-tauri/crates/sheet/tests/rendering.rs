//! What is printed, looked at with the tools that others have.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs)]

mod sample;

use sample::{encrypt, entry, frame, index, sheet_id};
use secret::AccountRecord;
use sheet::layout::{Document, Item};
use sheet::{AccountSheet, OpensWith, Paper, Rendered, SheetError, VaultSheet, payload, read};
use std::path::{Path, PathBuf};
use std::process::Command;

const PAPERS: [Paper; 2] = [Paper::A4, Paper::Letter];
const PAGE_MAX: usize = 60 << 10;

fn account_sheet(paper: Paper, record: &AccountRecord, service: &str) -> (Rendered, Document) {
    let id = sheet_id("rendering");
    let accounts = [entry(record, service, Some("example.org/login"))];
    let sheet = AccountSheet {
        frame: frame(paper, &id),
        accounts: &accounts,
    };
    let rendered = sheet::render_account(&sheet).expect("renders");
    let (document, digest) = sheet::lay_out_account(&sheet).expect("lays out");
    assert_eq!(digest, rendered.digest);
    (rendered, document)
}

fn vault_sheet(paper: Paper, count: usize) -> (Rendered, Document, Vec<u8>) {
    let id = sheet_id("rendering");
    let records = sample::vault(count);
    let plain = payload::encode(&records, sample::moment());
    let ciphertext = encrypt(plain.expose(), "correct horse");
    let sheet = VaultSheet {
        frame: frame(paper, &id),
        ciphertext: &ciphertext,
        index: index(&records),
        opens_with: OpensWith::Passphrase,
    };
    let rendered = sheet::render_vault(&sheet).expect("renders");
    let document = sheet::lay_out_vault(&sheet).expect("lays out");
    (rendered, document, ciphertext)
}

fn every_kind(paper: Paper) -> Vec<(Rendered, Document)> {
    let mut sheets = vec![
        account_sheet(paper, &sample::pypi(), "PyPI"),
        account_sheet(paper, &sample::github(), "GitHub"),
        account_sheet(paper, &sample::odd(), "Société 中文"),
        account_sheet(paper, &sample::words(), "Forge"),
    ];
    for count in [1, 3, 60] {
        let (rendered, document, _) = vault_sheet(paper, count);
        sheets.push((rendered, document));
    }
    sheets
}

struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn file(rendered: &Rendered) -> File {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sheet.pdf");
    std::fs::write(&path, rendered.pdf.expose()).expect("a file");
    File {
        _folder: folder,
        path,
    }
}

fn output(program: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .arg(file)
        .args((program == "pdftotext").then_some("-"))
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn equal_input_gives_equal_bytes() {
    for paper in PAPERS {
        for record in [sample::pypi(), sample::odd()] {
            let (first, second) = (
                account_sheet(paper, &record, "PyPI").0,
                account_sheet(paper, &record, "PyPI").0,
            );
            assert!(first.pdf == second.pdf);
        }
    }
    let records = sample::vault(9);
    let id = sheet_id("equal");
    let sheet = VaultSheet {
        frame: frame(Paper::A4, &id),
        ciphertext: &[7; 1000],
        index: index(&records),
        opens_with: OpensWith::PaperKey,
    };
    let render = || sheet::render_vault(&sheet).expect("renders");
    assert!(render().pdf == render().pdf);
}

#[test]
fn pdfs_are_valid_small_and_silent_about_their_content() {
    for paper in PAPERS {
        for (rendered, document) in every_kind(paper) {
            let file = file(&rendered);
            output("qpdf", &["--check"], &file.path);
            let pages = rendered.pages as usize;
            assert_eq!(document.pages.len(), pages);
            let size = rendered.pdf.len();
            assert!(size < PAGE_MAX * pages, "{size} bytes on {pages} pages");
            let info = output("pdfinfo", &[], &file.path);
            assert!(info.contains("2026"), "{info}");
            let size = match paper {
                Paper::A4 => "pts (A4)",
                Paper::Letter => "pts (letter)",
            };
            assert!(info.contains(size), "{info}");
            for word in ["octopus", "PyPI", "GitHub", "Forge", "Soci"] {
                assert!(!info.contains(word), "{info}");
            }
            let fonts = output("pdffonts", &[], &file.path);
            let rows: Vec<_> = fonts.lines().skip(2).collect();
            assert_eq!(rows.len(), 3, "{fonts}");
            assert!(
                rows.iter().all(|row| row.contains("yes no  yes")),
                "{fonts}"
            );
        }
    }
}

#[test]
fn no_name_stands_in_the_file_outside_the_pages() {
    let (rendered, _) = account_sheet(Paper::A4, &sample::pypi(), "PyPI");
    let bytes = rendered.pdf.expose();
    for word in ["octopus", "PyPI", "Office", "pypi"] {
        let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for needle in [word.as_bytes(), &wide] {
            assert!(!bytes.windows(needle.len()).any(|window| window == needle));
        }
    }
}

#[test]
fn every_code_and_secret_copies_out_and_no_used_code_is_there() {
    for paper in PAPERS {
        for (record, service) in [
            (sample::pypi(), "PyPI"),
            (sample::github(), "GitHub"),
            (sample::odd(), "Société"),
            (sample::words(), "Forge"),
        ] {
            let (rendered, _) = account_sheet(paper, &record, service);
            let file = file(&rendered);
            for mode in [&[][..], &["-layout"], &["-raw"]] {
                let text = output("pdftotext", mode, &file.path);
                for code in record.code_sets.iter().flat_map(|set| &set.codes) {
                    let is_there = text
                        .split_whitespace()
                        .any(|word| word == code.text.expose());
                    assert_eq!(is_there, code.state.is_left(), "{mode:?}");
                }
                let secret = record.otp.iter().map(|otp| otp.base32());
                for secret in secret {
                    for group in secret.expose().as_bytes().chunks(4) {
                        let group = String::from_utf8_lossy(group);
                        assert!(text.split_whitespace().any(|word| word == group));
                    }
                }
                assert!(text.contains("Whoever holds this page passes the second step."));
                assert!(text.lines().all(|line| !line.trim_end().ends_with('-')));
            }
        }
    }
}

#[test]
fn the_text_of_a_vault_sheet_restores_it_by_itself() {
    for paper in PAPERS {
        for count in [1, 9, 60] {
            let (rendered, _, ciphertext) = vault_sheet(paper, count);
            let text = output("pdftotext", &[], &file(&rendered).path);
            let scan = read::typed(&text);
            assert!(scan.wrong_lines.is_empty() && scan.missing_lines.is_empty());
            let mut assembly = sheet::Assembly::new();
            for part in &scan.parts {
                assembly.add(part);
            }
            let sheet = assembly.sheet(&sheet_id("rendering")).expect("its head");
            assert_eq!(sheet.ciphertext(), Some(ciphertext));
        }
    }
}

#[test]
fn names_that_the_faces_lack_are_shown_as_escapes() {
    let (rendered, _) = account_sheet(Paper::A4, &sample::odd(), "Société 中文 Ő");
    let text = output("pdftotext", &["-raw"], &file(&rendered).path);
    let joined: String = text.split_whitespace().collect();
    assert!(text.contains("Société \\u{4e2d}\\u{6587} Ő"), "{text}");
    assert!(
        joined.contains("zoë.ødegård+\\u{4e2d}\\u{6587}-\\u{418}"),
        "{text}"
    );
}

#[test]
fn everything_keeps_its_distance() {
    const EDGE: f32 = 10.0;
    for paper in PAPERS {
        for (_, document) in every_kind(paper) {
            for page in &document.pages {
                let fold = page.height / 2.0;
                let mut codes = Vec::new();
                for item in &page.items {
                    match item {
                        Item::Text(text) => {
                            let shown = text.text.expose();
                            assert!(shown.chars().all(|c| text.face.has(c)));
                            let right = text.x + text.face.width(shown, text.size);
                            let what = format!("{:?} {}", text.face, text.size);
                            assert!(text.x >= EDGE && right <= page.width - EDGE, "{what}");
                            assert!(text.y >= EDGE && text.y <= page.height - EDGE, "{what}");
                        }
                        Item::Rule(rule) => {
                            for (x, y) in [rule.from, rule.to] {
                                assert!(x >= EDGE && x <= page.width - EDGE);
                                assert!(y >= EDGE && y <= page.height - EDGE);
                            }
                        }
                        Item::Area(area) => {
                            assert!(area.x >= EDGE && area.x + area.width <= page.width - EDGE);
                        }
                        Item::Code(code) => codes.push(code),
                    }
                }
                for code in codes {
                    assert!(code.module >= 0.8 && code.modules.size() <= 97);
                    let quiet = 4.0 * code.module;
                    let (left, top) = (code.x - quiet, code.y - quiet);
                    let (right, bottom) = (
                        left + code.side() + 2.0 * quiet,
                        top + code.side() + 2.0 * quiet,
                    );
                    assert!(left >= EDGE - 0.01 && right <= page.width - EDGE + 0.01);
                    assert!(code.y + code.side() < fold || code.y > fold, "on the fold");
                    for item in &page.items {
                        let Item::Text(text) = item else { continue };
                        let end = text.x + text.face.width(text.text.expose(), text.size);
                        // The height of capitals is about a quarter of a millimetre a point.
                        let above = text.y - text.size * 0.26;
                        let apart = end < left || text.x > right || text.y < top || above > bottom;
                        assert!(
                            apart,
                            "a text in the white of a code at {} {}",
                            text.x, text.y
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn sixty_accounts_need_about_three_pages_of_codes() {
    let (rendered, document, _) = vault_sheet(Paper::A4, 60);
    let with_data = document
        .pages
        .iter()
        .filter(|page| page.items.iter().any(|item| matches!(item, Item::Code(_))));
    assert!(with_data.count() <= 4);
    assert!(rendered.parts <= 13 && rendered.parity == 2);
}

#[test]
fn an_account_with_seven_or_sixteen_codes_is_one_page() {
    for paper in PAPERS {
        for (record, service) in [(sample::pypi(), "PyPI"), (sample::github(), "GitHub")] {
            assert_eq!(account_sheet(paper, &record, service).0.pages, 1);
        }
    }
}

#[test]
fn long_lists_go_on_over_pages() {
    let record = sample::with_codes(sample::pypi(), 120, 0, |hex| hex[..24].to_owned());
    let (rendered, document) = account_sheet(Paper::Letter, &record, "PyPI");
    assert!(rendered.pages > 2);
    let printed: Vec<String> = document
        .pages
        .iter()
        .flat_map(|page| &page.items)
        .filter_map(|item| match item {
            Item::Text(text) => Some(text.text.expose().to_owned()),
            _ => None,
        })
        .collect();
    for code in record.code_sets.iter().flat_map(|set| &set.codes) {
        assert!(printed.iter().any(|text| text == code.text.expose()));
    }
    for page in &document.pages {
        for item in &page.items {
            if let Item::Code(code) = item {
                assert!(code.y + code.side() < page.height - 15.0);
            }
        }
    }
}

#[test]
fn what_cannot_be_printed_is_refused() {
    let id = sheet_id("refused");
    let empty = AccountSheet {
        frame: frame(Paper::A4, &id),
        accounts: &[],
    };
    assert_eq!(sheet::render_account(&empty).err(), Some(SheetError::Empty));
    let long = sample::with_codes(sample::pypi(), 1, 0, |hex| hex.repeat(10));
    let accounts = [entry(&long, "PyPI", None)];
    let sheet = AccountSheet {
        accounts: &accounts,
        ..empty
    };
    let error = sheet::render_account(&sheet).err();
    assert_eq!(error, Some(SheetError::TooLong { number: 1 }));
    let vault = VaultSheet {
        frame: frame(Paper::A4, &id),
        ciphertext: &[0; 40_000],
        index: Vec::new(),
        opens_with: OpensWith::Passphrase,
    };
    let error = sheet::render_vault(&vault).err();
    let (bytes, max) = (40_000, 39_600);
    assert_eq!(error, Some(SheetError::TooLarge { bytes, max }));
    let id = "Mixed-Case".parse().expect("an id");
    let sheet = VaultSheet {
        frame: frame(Paper::A4, &id),
        ..vault
    };
    assert_eq!(sheet::render_vault(&sheet).err(), Some(SheetError::BadId));
}
