//! Writes sample sheets of every kind into a folder, to be looked at:
//! `cargo run -p reentry-sheet --example sample -- FOLDER`.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs)]

#[path = "../tests/sample/mod.rs"]
mod sample;

use sample::{encrypt, entry, frame, index, sheet_id};
use sheet::{
    AccountSheet, CardSize, KeySheet, LockoutCard, OpensWith, Paper, Rendered, ShareSheets,
    VaultSheet, payload,
};
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
                contents: sheet::Contents::All,
                packing: sheet::Packing::PageEach,
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
        let (key, recipient) = sample::paper_key();
        let sheet = KeySheet {
            frame: frame(paper, &id),
            key: &key,
            recipient: &recipient,
        };
        let rendered = sheet::render_key(&sheet).expect("renders");
        write(folder, &format!("key-{suffix}"), &rendered);
        let sheet = ShareSheets {
            frame: frame(paper, &id),
            shares: &sample::shares(&id, 3, 5),
            count: 5,
            recipient: &recipient,
        };
        let rendered = sheet::render_shares(&sheet).expect("renders");
        write(folder, &format!("shares-{suffix}"), &rendered);
        let entries = sample::card_entries(9);
        for (size, name) in [
            (CardSize::Page, "page"),
            (CardSize::A6, "a6"),
            (CardSize::Wallet, "wallet"),
        ] {
            let card = LockoutCard {
                frame: frame(paper, &id),
                size,
                accounts: &entries,
                places: &[("Vault sheet".into(), "office safe".into())],
                contacts: &["A co-maintainer".into()],
                blanks: &["Password of the mailbox".into()],
            };
            let rendered = sheet::render_card(&card).expect("renders");
            write(folder, &format!("card-{name}-{suffix}"), &rendered);
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
