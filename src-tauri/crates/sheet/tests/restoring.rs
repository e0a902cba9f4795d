//! From paper back to accounts: pages drawn by poppler, read by us and by zbarimg, opened by us and
//! by the stock `age`.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs)]

mod sample;

use sample::{encrypt, entry, frame, index, sheet_id};
use secret::SecretBytes;
use sheet::layout::{Code, Item};
use sheet::part::PartName;
use sheet::read::{self, Scan};
use sheet::{AccountSheet, Assembly, Limits, OpensWith, Paper, VaultSheet, payload};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PASSPHRASE: &str = "correct horse";

struct Printed {
    folder: tempfile::TempDir,
    ciphertext: Vec<u8>,
    plain: SecretBytes,
    /// Collects and counts the codes.
    collect: String,
    /// The number that the count has to reach.
    data_codes: usize,
    /// Opens what was collected.
    open: String,
    /// The codes of the first page with codes.
    codes: Vec<Code>,
}

fn print_vault(count: usize, paper: Paper) -> Printed {
    let seal = |plain: &[u8]| encrypt(plain, PASSPHRASE);
    print_sealed(count, paper, OpensWith::Passphrase, seal)
}

fn print_sealed(
    count: usize,
    paper: Paper,
    opens_with: OpensWith,
    seal: impl Fn(&[u8]) -> Vec<u8>,
) -> Printed {
    let id = sheet_id("restoring");
    let records = sample::vault(count);
    let plain = payload::encode(&records, sample::moment());
    let ciphertext = seal(plain.expose());
    let sheet = VaultSheet {
        frame: frame(paper, &id),
        ciphertext: &ciphertext,
        index: index(&records),
        opens_with,
    };
    let rendered = sheet::render_vault(&sheet).expect("renders");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("sheet.pdf"), rendered.pdf.expose()).expect("a file");
    let document = sheet::lay_out_vault(&sheet).expect("lays out");
    let texts: Vec<_> = document.pages[0]
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Text(text) => Some(text.text.expose()),
            _ => None,
        })
        .collect();
    let lines = |opening: &str| {
        let at = texts.iter().position(|text| text.starts_with(opening));
        let at = at.expect("the command");
        (texts[at].to_owned(), texts[at + 1].to_owned())
    };
    let (collect, count) = lines("zbarimg");
    let (open, rest) = lines("grep ':D../' codes.txt");
    let number = texts
        .iter()
        .find_map(|text| text.strip_prefix("The number must be "));
    let number = number.expect("the number").split('.').next();
    Printed {
        folder,
        ciphertext,
        plain,
        collect: format!("{collect} {count}"),
        data_codes: number.expect("a number").parse().expect("a number"),
        open: format!("{open} {rest}"),
        codes: document.pages[1]
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Code(code) => Some(code.clone()),
                _ => None,
            })
            .collect(),
    }
}

/// The pages as pictures `p-1.png` and so on.
fn pages(folder: &Path, dpi: u32, format: &str) -> Vec<PathBuf> {
    draw(folder, dpi, format, "p");
    let mut pages: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("p-")
        })
        .collect();
    pages.sort();
    pages
}

/// Draws the pages as pictures whose names begin as given.
fn draw(folder: &Path, dpi: u32, format: &str, name: &str) {
    let status = Command::new("pdftoppm")
        .args(["-r", &dpi.to_string(), &format!("-{format}")])
        .args(["sheet.pdf", name])
        .current_dir(folder)
        .status()
        .expect("pdftoppm");
    assert!(status.success());
}

fn scan(path: &Path) -> Scan {
    read::scan(&std::fs::read(path).expect("a file"), &Limits::default()).expect("a picture")
}

fn collect<'a>(scans: impl IntoIterator<Item = &'a Scan>) -> Assembly {
    let mut assembly = Assembly::new();
    for part in scans.into_iter().flat_map(|scan| &scan.parts) {
        assembly.add(part);
    }
    assembly
}

fn ciphertext(assembly: &Assembly) -> Option<Vec<u8>> {
    assembly.sheet(&sheet_id("restoring"))?.ciphertext()
}

/// A vault whose four data codes and one parity code stand on one page, the second.
const ONE_PAGE: usize = 8;

#[test]
fn pages_are_read_from_png() {
    pages_are_read_from("png");
}

#[test]
fn pages_are_read_from_jpeg() {
    pages_are_read_from("jpeg");
}

fn pages_are_read_from(format: &str) {
    let printed = print_vault(ONE_PAGE, Paper::A4);
    for dpi in [150, 300] {
        let pages = pages(printed.folder.path(), dpi, format);
        let suffix = if format == "jpeg" { "jpg" } else { "png" };
        let page = pages
            .iter()
            .find(|page| page.to_string_lossy().ends_with(&format!("2.{suffix}")))
            .expect("the second page");
        let scan = scan(page);
        let assembly = collect([&scan]);
        let sheet = assembly.sheet(&sheet_id("restoring")).expect("its parts");
        assert_eq!(
            (sheet.cut().count(), sheet.parts_read()),
            (4, 5),
            "{dpi} {format}"
        );
        assert_eq!(ciphertext(&assembly).as_ref(), Some(&printed.ciphertext));
        assert_eq!(scan.unread(), 0);
    }
}

#[test]
fn pages_are_read_from_pdf() {
    let printed = print_vault(60, Paper::Letter);
    let scan = scan(&printed.folder.path().join("sheet.pdf"));
    assert_eq!(ciphertext(&collect([&scan])), Some(printed.ciphertext));
}

#[test]
fn what_was_read_opens_to_the_accounts() {
    let printed = print_vault(ONE_PAGE, Paper::A4);
    let identity = age::scrypt::Identity::new(PASSPHRASE.to_owned().into());
    let scan = scan(&printed.folder.path().join("sheet.pdf"));
    let file = ciphertext(&collect([&scan])).expect("complete");
    let plain = age::decrypt(&identity, &file).expect("opens");
    let payload = payload::decode(&plain).expect("a payload");
    assert_eq!(payload.made, sample::moment());
    assert_eq!(payload.records.len(), ONE_PAGE);
    assert_eq!(payload.records[3].sets[0].codes.len(), 16);
}

/// Every code of a page covered in turn: one is always recovered, two of a group are named.
#[test]
fn covered_codes_are_recovered_or_named() {
    let printed = print_vault(ONE_PAGE, Paper::A4);
    let pages = pages(printed.folder.path(), 150, "png");
    let page = image::open(&pages[1]).expect("a page").to_luma8();
    let read_without = |covered: &[usize]| {
        let mut page = page.clone();
        for code in covered.iter().map(|index| &printed.codes[*index]) {
            let dots = |millimetres: f32| (millimetres * 150.0 / 25.4) as u32;
            for y in dots(code.y)..dots(code.y + code.side()) {
                for x in dots(code.x)..dots(code.x + code.side()) {
                    page.put_pixel(x, y, image::Luma([255]));
                }
            }
        }
        let mut bytes = std::io::Cursor::new(Vec::new());
        page.write_to(&mut bytes, image::ImageFormat::Png)
            .expect("a picture");
        collect([&read::scan(bytes.get_ref(), &Limits::default()).expect("a picture")])
    };
    let count = printed.codes.len();
    assert!(count > 3);
    for index in 0..count {
        let assembly = read_without(&[index]);
        let sheet = assembly.sheet(&sheet_id("restoring")).expect("its parts");
        assert_eq!(sheet.unseen().len(), 1);
        assert_eq!(ciphertext(&assembly), Some(printed.ciphertext.clone()));
    }
    let assembly = read_without(&[0, 1]);
    let sheet = assembly.sheet(&sheet_id("restoring")).expect("its parts");
    assert_eq!(sheet.missing(), [PartName::Data(1), PartName::Data(2)]);
    assert_eq!(ciphertext(&assembly), None);
}

/// The commands that stand on the sheet, followed as it says: zbarimg overlooks a perfect code now
/// and then, so what is missing is scanned again at another resolution.
fn restores_with_stock_tools(count: usize, dpi: u32) {
    let printed = print_vault(count, Paper::A4);
    let folder = printed.folder.path();
    assert!(pages(folder, dpi, "png").len() > 2);
    let mut again = [200, 250, 400].iter();
    while counted(&printed) < printed.data_codes {
        let dpi = again.next().expect("the codes are found in four scans");
        let name = format!("p-again-{dpi}");
        draw(folder, *dpi, "png", &name);
    }
    assert!(printed.open.contains("age -d"), "{}", printed.open);
    let script = format!("set -e; cd '{}'; {}", folder.display(), printed.open);
    on_a_terminal(&script, PASSPHRASE);
    let json = std::fs::read(folder.join("accounts.json")).expect("the accounts");
    assert_eq!(json, unpacked(&printed.plain));
}

#[test]
fn the_printed_commands_restore_a_small_vault_with_stock_tools() {
    for dpi in [150, 300] {
        restores_with_stock_tools(3, dpi);
    }
}

#[test]
fn the_printed_commands_restore_a_large_vault_with_stock_tools() {
    restores_with_stock_tools(60, 300);
}

/// The same with the paper key: nobody is asked for anything.
#[test]
fn the_printed_commands_restore_with_the_paper_key() {
    let (key, recipient) = sample::paper_key();
    let seal = |plain: &[u8]| {
        let recipient: age::x25519::Recipient = recipient.parse().expect("a recipient");
        age::encrypt(&recipient, plain).expect("encrypts")
    };
    let printed = print_sealed(3, Paper::Letter, OpensWith::PaperKey, seal);
    let folder = printed.folder.path();
    assert!(pages(folder, 150, "png").len() > 2);
    assert_eq!(counted(&printed), printed.data_codes);
    std::fs::write(folder.join("key.txt"), key.identity().expose()).expect("a file");
    let status = Command::new("sh")
        .args(["-c", &printed.open])
        .current_dir(folder)
        .status();
    assert!(status.expect("sh").success());
    let json = std::fs::read(folder.join("accounts.json")).expect("the accounts");
    assert_eq!(json, unpacked(&printed.plain));
}

/// What the printed commands count in the scans that are there.
fn counted(printed: &Printed) -> usize {
    let output = Command::new("sh")
        .args(["-c", &printed.collect])
        .current_dir(printed.folder.path())
        .output()
        .expect("sh");
    let number = String::from_utf8(output.stdout).expect("a number");
    number.trim().parse().expect("a number")
}

/// A missing code shows in the count, before anything is opened.
#[test]
fn a_page_that_was_not_scanned_shows_in_the_printed_count() {
    let printed = print_vault(20, Paper::A4);
    let found = pages(printed.folder.path(), 300, "png");
    std::fs::remove_file(&found[1]).expect("the first page of codes");
    assert!(counted(&printed) + 3 <= printed.data_codes);
}

fn unpacked(gzip: &SecretBytes) -> Vec<u8> {
    use std::io::Read;
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(gzip.expose())
        .read_to_end(&mut out)
        .expect("gzip");
    out
}

/// `age` asks for the passphrase on the terminal, so it gets one.
fn on_a_terminal(command: &str, answer: &str) {
    use std::io::Write;
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", command, "/dev/null"])
        .env("SHELL", "/bin/bash")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("script");
    let mut input = child.stdin.take().expect("its input");
    writeln!(input, "{answer}").expect("an answer");
    let output = child.wait_with_output().expect("an end");
    drop(input);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn zbarimg_and_we_read_the_same_from_an_account_sheet() {
    let id = sheet_id("restoring");
    let record = sample::github();
    let accounts = [entry(&record, "GitHub", None)];
    for paper in [Paper::A4, Paper::Letter] {
        let sheet = AccountSheet {
            frame: frame(paper, &id),
            accounts: &accounts,
            contents: sheet::Contents::All,
            packing: sheet::Packing::PageEach,
        };
        let rendered = sheet::render_account(&sheet).expect("renders");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("sheet.pdf"), rendered.pdf.expose()).expect("a file");
        for dpi in [150, 300] {
            let pages = pages(folder.path(), dpi, "png");
            let scan = scan(&pages[0]);
            assert_eq!(scan.accounts.len(), 1);
            assert_eq!(scan.accounts[0].sheet_id, id);
            let unused: Vec<_> = record.code_sets[0]
                .codes
                .iter()
                .filter(|code| code.state.is_left())
                .map(|code| code.text.clone())
                .collect();
            let codes: Vec<_> = scan.accounts[0]
                .codes
                .iter()
                .map(|c| c.code.clone())
                .collect();
            assert_eq!(codes, unused);
            let uri = record.otp[0].uri("GitHub", &record.account.username);
            assert_eq!(scan.uris, std::slice::from_ref(&uri));
            let zbar = Command::new("zbarimg")
                .args(["-q", "--raw"])
                .arg(&pages[0])
                .output()
                .expect("zbarimg");
            let zbar = String::from_utf8(zbar.stdout).expect("UTF-8");
            assert!(zbar.contains(uri.expose()));
            let list = zbar.find("RE1:").map(|at| &zbar[at..]).expect("the list");
            let lines: Vec<_> = list.lines().take(3 + unused.len()).collect();
            assert_eq!(read::typed(&lines.join("\n")).accounts, scan.accounts);
            // The documented way to check the list, with the line feed that an editor adds.
            let file = folder.path().join("list.txt");
            std::fs::write(&file, lines.join("\n") + "\n").expect("a file");
            let check = "sed '1s/:[0-9A-F]*$//' list.txt | head -c -1 | sha256sum";
            assert!(include_str!("../../../../docs/sheet-format.md").contains(check));
            let check = Command::new("sh")
                .args(["-c", check])
                .current_dir(folder.path())
                .output()
                .expect("sh");
            let check = String::from_utf8(check.stdout)
                .expect("UTF-8")
                .to_uppercase();
            assert!(check.starts_with(&scan.accounts[0].digest));
        }
    }
}

/// A key sheet and shares, photographed upside down or scanned, give the key back.
#[test]
fn keys_and_shares_are_read_from_their_codes() {
    let id = sheet_id("restoring");
    let (key, recipient) = sample::paper_key();
    let folder = tempfile::tempdir().expect("a folder");
    let sheet = sheet::KeySheet {
        frame: frame(Paper::A4, &id),
        key: &key,
        recipient: &recipient,
    };
    let rendered = sheet::render_key(&sheet).expect("renders");
    std::fs::write(folder.path().join("sheet.pdf"), rendered.pdf.expose()).expect("a file");
    let scan = scan(&pages(folder.path(), 150, "png")[0]);
    assert_eq!(scan.keys.len(), 1);
    assert_eq!((&scan.keys[0].key, scan.unread()), (&key, 0));
    let shares = sample::shares(&id, 2, 3);
    let sheet = sheet::ShareSheets {
        frame: frame(Paper::Letter, &id),
        shares: &shares[..2],
        count: 3,
        recipient: &recipient,
    };
    let rendered = sheet::render_shares(&sheet).expect("renders");
    std::fs::write(folder.path().join("sheet.pdf"), rendered.pdf.expose()).expect("a file");
    let found = pages(folder.path(), 100, "png");
    let mut read_back = Vec::new();
    for page in [&found[2], &found[0]] {
        let turned = image::open(page).expect("a page").rotate180();
        let mut bytes = std::io::Cursor::new(Vec::new());
        turned
            .write_to(&mut bytes, image::ImageFormat::Png)
            .expect("a picture");
        let scan = read::scan(bytes.get_ref(), &Limits::default()).expect("a picture");
        read_back.extend(scan.shares.into_iter().map(|read| read.share));
    }
    assert_eq!(sheet::share::combine(&read_back), Ok(key));
}

/// The recipes of the documentation, run as they stand there.
#[test]
fn the_documented_recipes_work() {
    let documentation = include_str!("../../../../docs/sheet-format.md");
    let block = |opening: &str| {
        let at = documentation.find(opening).expect("the recipe");
        let rest = &documentation[at..];
        rest[..rest.find("```").expect("its end")].to_owned()
    };
    let ciphertext: Vec<u8> = (0..=255).cycle().take(4731).collect();
    let id = sheet_id("recipes");
    let folder = tempfile::tempdir().expect("a folder");
    let run = |script: &str| {
        let output = Command::new("sh")
            .args(["-c", script])
            .current_dir(folder.path())
            .output()
            .expect("sh");
        assert!(output.status.success(), "{script}: {output:?}");
        output.stdout
    };
    let typed = block("sed '1d;");
    let typed = typed.split("| age").next().expect("the first half");
    let mut lines = vec![sheet::line::head(&id, ciphertext.len())];
    for line in sheet::line::lines(&ciphertext, &id) {
        lines.push(format!("{:03} {} {}", line.number, line.groups, line.check));
    }
    std::fs::write(folder.path().join("lines.txt"), lines.join("\n") + "\n").expect("a file");
    assert_eq!(run(typed), ciphertext);
    let example = "001 MFTWK LLFNZ RXE6L QORUW 63RON 5ZGOL 3WGEF C2PRA ";
    let check = run(&block("printf %s '4W0ZK3NM"));
    let check = String::from_utf8_lossy(&check[..4]).into_owned();
    assert!(
        documentation.contains(&format!("{example}{check}")),
        "{check}"
    );
    let list = block("RE1:4W0ZK3NM:C01/02");
    let list = sheet::codes::parse(list.trim_end()).expect("the example is right");
    assert_eq!((list.codes.len(), list.codes[1].n), (2, 3));
}
