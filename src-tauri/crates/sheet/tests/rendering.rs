//! What is printed, looked at with the tools that others have.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs)]

mod sample;

use sample::{encrypt, entry, frame, index, sheet_id};
use secret::AccountRecord;
use sheet::layout::{Document, Item};
use sheet::{
    AccountSheet, CardSize, Contents, KeySheet, LockoutCard, OpensWith, Packing, Paper, Rendered,
    ShareSheets, SheetError, VaultSheet, payload, read,
};
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
        contents: sheet::Contents::All,
        packing: sheet::Packing::PageEach,
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
    sheets.push(key_sheet(paper));
    sheets.push(share_sheets(paper, 3, 5));
    for size in [CardSize::Page, CardSize::A6, CardSize::Wallet] {
        for count in [1, 4, 30] {
            sheets.push(card(paper, size, count));
        }
    }
    sheets
}

fn key_sheet(paper: Paper) -> (Rendered, Document) {
    let (key, recipient) = sample::paper_key();
    let id = sheet_id("rendering");
    let sheet = KeySheet {
        frame: frame(paper, &id),
        key: &key,
        recipient: &recipient,
    };
    let rendered = sheet::render_key(&sheet).expect("renders");
    (rendered, sheet::lay_out_key(&sheet).expect("lays out").0)
}

fn share_sheets(paper: Paper, needed: u8, count: u8) -> (Rendered, Document) {
    let id = sheet_id("rendering");
    let sheet = ShareSheets {
        frame: frame(paper, &id),
        shares: &sample::shares(&id, needed, count),
        count,
        recipient: &sample::paper_key().1,
    };
    let rendered = sheet::render_shares(&sheet).expect("renders");
    (rendered, sheet::lay_out_shares(&sheet).expect("lays out").0)
}

fn card(paper: Paper, size: CardSize, count: usize) -> (Rendered, Document) {
    let entries = sample::card_entries(count);
    let id = sheet_id("rendering");
    let card = LockoutCard {
        frame: frame(paper, &id),
        size,
        accounts: &entries,
        places: &[("Vault sheet".into(), "office safe".into())],
        contacts: &["A co-maintainer".into(), "A sibling".into()],
        blanks: &["Password of the mailbox".into()],
    };
    let rendered = sheet::render_card(&card).expect("renders");
    (rendered, sheet::lay_out_card(&card).expect("lays out").0)
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

/// Every copy has its number; the codes are the same, and in the file once.
#[test]
fn copies_are_numbered_and_alike() {
    let id = sheet_id("copies");
    let record = sample::pypi();
    let accounts = [entry(&record, "PyPI", None)];
    let printed = |copy| {
        let sheet = AccountSheet {
            frame: sheet::Frame {
                copy,
                ..frame(Paper::A4, &id)
            },
            accounts: &accounts,
            contents: Contents::All,
            packing: Packing::PageEach,
        };
        sheet::render_account(&sheet).expect("renders")
    };
    let (one, three) = (printed((1, 1)), printed((1, 3)));
    assert_eq!((one.pages, one.digest), (three.pages, three.digest));
    assert!(three.pdf.expose().len() < one.pdf.expose().len() + (12 << 10));
    let file = file(&three);
    let text = output("pdftotext", &["-layout"], &file.path);
    for number in 1..=3 {
        assert_eq!(text.matches(&format!("{number} of 3")).count(), 1, "{text}");
    }
    assert_eq!(text.matches("Page 1 of 1").count(), 3);
    let read = |path: &Path| {
        let scan = read::scan(
            &std::fs::read(path).expect("a file"),
            &sheet::Limits::default(),
        )
        .expect("reads");
        (scan.accounts, scan.uris)
    };
    let (lists, uris) = read(&file.path);
    assert_eq!((lists.len(), uris.len()), (1, 1));
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

/// Where the page is folded, if this is the mark of it at the left edge.
fn fold_mark(item: &Item) -> Option<f32> {
    match item {
        Item::Rule(rule) if rule.from.0 == 10.0 && rule.to.0 == 13.0 => Some(rule.from.1),
        _ => None,
    }
}

#[test]
fn everything_keeps_its_distance() {
    const EDGE: f32 = 10.0;
    for paper in PAPERS {
        for (_, document) in every_kind(paper) {
            for page in &document.pages {
                let folds: Vec<f32> = page.items.iter().filter_map(fold_mark).collect();
                assert!(!folds.is_empty());
                let mut codes = Vec::new();
                for item in &page.items {
                    match item {
                        Item::Text(text) => {
                            let shown = text.text.expose();
                            assert!(shown.chars().all(|c| text.face.has(c)));
                            let right = text.x + text.face.width(shown, text.size);
                            let what = format!("{:?} {} {shown}", text.face, text.size);
                            assert!(text.x >= EDGE && right <= page.width - EDGE, "{what}");
                            let footer = (text.y - (page.height - 11.0)).abs() < 0.01;
                            let content = text.y >= EDGE && text.y <= page.height - 16.4;
                            assert!(content || footer, "{what} at {}", text.y);
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
                    for fold in &folds {
                        assert!(code.y + code.side() < *fold || code.y > *fold, "on a fold");
                    }
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

/// No two texts touch each other, and none stands on a rule to write on.
#[test]
fn texts_keep_clear_of_one_another() {
    for paper in PAPERS {
        for (_, document) in every_kind(paper) {
            for page in &document.pages {
                let boxes: Vec<_> = page
                    .items
                    .iter()
                    .filter_map(|item| match item {
                        Item::Text(text) => Some(text),
                        _ => None,
                    })
                    .map(|text| {
                        let shown = text.text.expose();
                        let right = text.x + text.face.width(shown, text.size);
                        // From the height of capitals to the baseline.
                        (text.x, text.y - text.size * 0.25, right, text.y, shown)
                    })
                    .collect();
                for (index, a) in boxes.iter().enumerate() {
                    for b in &boxes[index + 1..] {
                        let apart = a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1;
                        assert!(apart, "{:?} and {:?}", a.4, b.4);
                    }
                }
            }
        }
    }
}

/// Whatever its kind and size, a sheet says what it is enough for, its format in five lines, and when
/// it is to be checked again; which sheet and copy it is, and what it replaces.
#[test]
fn every_kind_says_what_it_is_enough_for_and_when_to_check_it() {
    let labels = sample::LABELS;
    let formats = [
        labels.account_format,
        labels.vault_format,
        labels.key.format,
        labels.share.format,
        labels.card.format,
    ];
    for paper in PAPERS {
        for (_, document) in every_kind(paper) {
            let texts: Vec<String> = document
                .pages
                .iter()
                .flat_map(|page| &page.items)
                .filter_map(|item| match item {
                    Item::Text(text) => Some(text.text.expose().to_owned()),
                    _ => None,
                })
                .collect();
            let all = texts.join(" ");
            for word in ["Enough for", "Next checks", "Checked on", "Page 1 of"] {
                assert!(all.contains(word), "{word} in {}", document.title);
            }
            let told = formats.iter().any(|format| {
                format.iter().all(|line| {
                    let start: String = line.chars().take_while(|c| *c != '{').take(30).collect();
                    all.contains(&start)
                })
            });
            assert!(told, "{}", document.title);
        }
    }
}

#[test]
fn sixty_accounts_need_three_pages_of_codes() {
    let (rendered, document, _) = vault_sheet(Paper::A4, 60);
    let with_data = document
        .pages
        .iter()
        .filter(|page| page.items.iter().any(|item| matches!(item, Item::Code(_))));
    assert_eq!(with_data.count(), 3);
    assert!(rendered.parts <= 16 && rendered.parity == 2);
}

#[test]
fn an_account_with_seven_or_sixteen_codes_is_one_page() {
    for paper in PAPERS {
        for (record, service) in [(sample::pypi(), "PyPI"), (sample::github(), "GitHub")] {
            assert_eq!(account_sheet(paper, &record, service).0.pages, 1);
        }
    }
}

/// What somebody copies out of the PDF, or a reader for the blind reads, is what must be typed.
#[test]
fn keys_and_shares_copy_out_and_say_what_they_are_for() {
    let (key, recipient) = sample::paper_key();
    let typed = |text: &str| {
        let lines = text.lines().map(str::trim);
        // The key and the shares stand in rows of groups of four.
        let rows = lines.filter(|line| {
            line.split(' ').all(|group| group.len() <= 4) || line.starts_with("AGE-SECRET-KEY-1")
        });
        read::typed(&rows.collect::<Vec<_>>().join("\n"))
    };
    for paper in PAPERS {
        let (rendered, _) = key_sheet(paper);
        assert_eq!(rendered.pages, 1);
        let text = output("pdftotext", &["-layout"], &file(&rendered).path);
        assert_eq!(typed(&text).keys.first().map(|read| &read.key), Some(&key));
        assert!(text.contains(&recipient));
        let (rendered, document) = share_sheets(paper, 3, 5);
        assert_eq!((rendered.pages, document.pages.len()), (10, 10));
        let text = output("pdftotext", &["-layout"], &file(&rendered).path);
        let shares: Vec<_> = typed(&text)
            .shares
            .into_iter()
            .map(|read| read.share)
            .collect();
        assert_eq!(shares, sample::shares(&sheet_id("rendering"), 3, 5));
        for sentence in [
            "Alone this page reveals nothing. 3 of these 5 restore.",
            "Share 5 of 5",
            "Page 2 of 2",
            "If you have found this page",
            "Enough for",
            "Next checks",
            &recipient,
        ] {
            assert!(text.contains(sentence), "{sentence}");
        }
        let script = include_str!("../../../../docs/combine.py");
        let squeezed: String = text.split_whitespace().collect();
        for line in script.lines() {
            let line: String = line.split_whitespace().collect();
            assert!(squeezed.contains(&line), "{line}");
        }
        let id = sheet_id("rendering");
        let other = sample::shares(&sheet_id("other"), 3, 5);
        let sheet = ShareSheets {
            frame: frame(paper, &id),
            shares: &[other[0].clone(), sample::shares(&id, 3, 5)[1].clone()],
            count: 5,
            recipient: &recipient,
        };
        assert_eq!(
            sheet::render_shares(&sheet).err(),
            Some(SheetError::OtherSet)
        );
    }
}

#[test]
fn a_card_shows_every_account_or_says_how_many_more_there_are() {
    for paper in PAPERS {
        for count in [1, 4, 30] {
            let text = |size| {
                output(
                    "pdftotext",
                    &["-layout"],
                    &file(&card(paper, size, count).0).path,
                )
            };
            let whole = text(CardSize::Page);
            assert!(whole.matches("octopus").count() >= count / 2);
            assert!(whole.contains("There is no secret on this card"));
            assert!(whole.contains("zoë.ødegård") || count < 4);
            for size in [CardSize::A6, CardSize::Wallet] {
                assert_eq!(card(paper, size, count).0.pages, 1);
                assert_eq!(text(size).contains("more on the full card"), count == 30);
            }
        }
    }
}

#[test]
fn secrets_and_codes_can_be_printed_apart_and_packed() {
    let id = sheet_id("apart");
    let (pypi, github, words) = (sample::pypi(), sample::github(), sample::words());
    let accounts = [
        entry(&pypi, "PyPI", None),
        entry(&github, "GitHub", None),
        entry(&words, "Forge", None),
    ];
    let printed = |contents, packing| {
        let sheet = AccountSheet {
            frame: frame(Paper::A4, &id),
            accounts: &accounts,
            contents,
            packing,
        };
        let rendered = sheet::render_account(&sheet).expect("renders");
        let text = output("pdftotext", &["-layout"], &file(&rendered).path);
        (text, rendered.pages)
    };
    let (otp, pages) = printed(Contents::Otp, Packing::PageEach);
    assert_eq!(pages, 2, "the account without a secret is left out");
    assert!(!otp.contains("Recovery codes") && otp.contains("One-time codes"));
    let code = |record: &AccountRecord| record.code_sets[0].codes[0].text.clone();
    assert!(!otp.contains(code(&pypi).expose()));
    let (codes, pages) = printed(Contents::Codes, Packing::PageEach);
    assert_eq!(pages, 3);
    assert!(codes.contains(code(&pypi).expose()) && !codes.contains("One-time codes"));
    let (all, pages) = printed(Contents::All, Packing::Packed);
    assert!(pages <= 3 && all.contains("3 accounts"));
    let (packed, pages) = printed(Contents::Otp, Packing::Packed);
    assert!(pages == 1 && packed.contains("octopus-of-the-deep"));
    let bare = sample::account("other", "Forge", "nobody");
    let nothing = [entry(&bare, "Forge", None)];
    let sheet = AccountSheet {
        frame: frame(Paper::A4, &id),
        accounts: &nothing,
        contents: Contents::Codes,
        packing: Packing::Packed,
    };
    assert_eq!(sheet::render_account(&sheet).err(), Some(SheetError::Empty));
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
        contents: sheet::Contents::All,
        packing: sheet::Packing::PageEach,
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
