//! Writes sample sheets of every kind into a folder, to be looked at:
//! `cargo run -p reentry-sheet --example sample -- FOLDER`.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs)]

#[path = "../tests/sample/mod.rs"]
mod sample;

use sample::{encrypt, entry, frame, index, sheet_id};
use sheet::{AccountSheet, OpensWith, Paper, Rendered, VaultSheet, payload};
use std::path::Path;

fn main() {
    let folder = std::env::args().nth(1).expect("a folder");
    let folder = Path::new(&folder);
    for (paper, suffix) in [(Paper::A4, "a4"), (Paper::Letter, "letter")] {
        let id = sheet_id("sample");
        let (pypi, github) = (sample::pypi(), sample::github());
        let (odd, words) = (sample::odd(), sample::words());
        let accounts = [
            (
                "pypi",
                vec![entry(&pypi, "PyPI", Some("example.org/login"))],
            ),
            (
                "github",
                vec![entry(&github, "GitHub", Some("github.com/login"))],
            ),
            (
                "odd",
                vec![entry(&odd, "Société Générale d’Exemple Őr", None)],
            ),
            ("words", vec![entry(&words, "Forge", None)]),
            (
                "two",
                vec![entry(&pypi, "PyPI", None), entry(&github, "GitHub", None)],
            ),
        ];
        for (name, accounts) in accounts {
            let sheet = AccountSheet {
                frame: frame(paper, &id),
                accounts: &accounts,
            };
            let rendered = sheet::render_account(&sheet).expect("renders");
            write(folder, &format!("account-{name}-{suffix}"), &rendered);
        }
        for (count, opens_with) in [(3, OpensWith::Passphrase), (60, OpensWith::PaperKey)] {
            let records = sample::vault(count);
            let plain = payload::encode(&records, sample::moment());
            let sheet = VaultSheet {
                frame: frame(paper, &id),
                ciphertext: &encrypt(plain.expose(), "correct horse"),
                index: index(&records),
                opens_with,
            };
            let rendered = sheet::render_vault(&sheet).expect("renders");
            write(folder, &format!("vault-{count}-{suffix}"), &rendered);
        }
    }
}

fn write(folder: &Path, name: &str, rendered: &Rendered) {
    let bytes = rendered.pdf.expose();
    println!(
        "{name}: {} pages, {} bytes, {} + {} codes",
        rendered.pages,
        bytes.len(),
        rendered.parts,
        rendered.parity
    );
    std::fs::write(folder.join(format!("{name}.pdf")), bytes).expect("a folder to write to");
}
