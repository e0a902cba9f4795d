//! The lockout card: what is where, and nothing secret.

use crate::run::{Home, tool};
use serde_json::json;

#[test]
fn a_card_names_places_and_no_secret_and_goes_stale_when_a_place_changes() {
    let home = Home::with_samples();
    home.ok(&[
        "edit",
        "pypi/sampleuser",
        "--factor",
        "security_key=blue key@key ring",
    ]);
    let vault = home.ok(&[
        "sheet",
        "--kind",
        "vault",
        "-o",
        &home.text("v.pdf"),
        "--place",
        "office safe",
    ]);
    for size in ["page", "a6", "wallet"] {
        let pdf = home.text(&format!("{size}.pdf"));
        let made = home.ok(&[
            "sheet",
            "--kind",
            "card",
            "-o",
            &pdf,
            "--card-size",
            size,
            "--contact",
            "a neighbour, door 4",
            "--blank",
            "Password of the mailbox",
        ]);
        assert_eq!(made["kind"], "card");
        tool("qpdf", &["--check", &pdf]);
        let text = tool("pdftotext", &["-layout", &pdf, "-"]);
        assert!(!text.contains("deadbeef"), "{size}: {text}");
    }
    // A place may go on in the next line.
    let text = tool("pdftotext", &["-raw", &home.text("page.pdf"), "-"]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for shown in [
        "blue key",
        "key ring",
        "office safe",
        "a neighbour, door 4",
        "Password of the mailbox",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    let ledger = home.ok(&["sheets"]);
    let card = ledger["sheets"]
        .as_array()
        .expect("sheets")
        .iter()
        .find(|sheet| sheet["kind"] == "card")
        .expect("a card")
        .clone();
    assert_eq!(
        (&card["state"], &card["filled_at"]),
        (&json!("current"), &json!(null))
    );
    let id = card["id"].as_str().expect("an id");
    home.ok(&["sheets", "--filled", id]);
    let place = format!("{}=bank", vault["sheet_id"].as_str().expect("an id"));
    let ledger = home.ok(&["sheets", "--place", &place]);
    let card = ledger["sheets"]
        .as_array()
        .expect("sheets")
        .iter()
        .find(|sheet| sheet["id"] == id)
        .expect("the card")
        .clone();
    assert_eq!(card["state"], "stale");
    assert!(card["filled_at"].is_string());
}
