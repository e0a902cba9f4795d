use super::*;
use proptest::prelude::*;

fn id() -> SheetId {
    SheetId::from_random([7, 1, 2, 3, 4])
}

fn file(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i * 31 % 251) as u8).collect()
}

#[test]
fn the_head_is_what_the_documentation_says() {
    let parts = split(&file(2061), &id()).expect("fits");
    let text = parts[1].text();
    assert!(text.starts_with("RE1:0W0G40R4:D02/07:2061:"), "{text}");
    assert!(parts[7].text().starts_with("RE1:0W0G40R4:P01/01:2061:"));
    let check = &text[25..29];
    let without = text.replacen(&format!("{check}:"), "", 1);
    assert_eq!(crate::check::of(&without).to_uppercase(), check);
}

#[test]
fn texts_are_alphanumeric_but_for_the_padding_of_the_last_data_code() {
    for length in [1, 399, 400, 401, 2061, 5000] {
        for part in split(&file(length), &id()).expect("fits") {
            let text = part.text();
            let body = text.trim_end_matches('=');
            let fits =
                |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || "$%*+-./: ".contains(c);
            assert!(body.chars().all(fits), "{text}");
            let is_last = part.name() == PartName::Data(part.cut().count() as u8);
            assert!(is_last || body == text);
            assert!(text.len() <= 702);
        }
    }
}

#[test]
fn sorted_texts_without_heads_are_the_file_in_base32() {
    let whole = file(5003);
    let mut texts: Vec<_> = split(&whole, &id())
        .expect("fits")
        .iter()
        .map(Part::text)
        .filter(|text| text.contains(":D"))
        .collect();
    texts.sort();
    let joined: String = texts
        .iter()
        .filter_map(|text| text.rsplit(':').next())
        .collect();
    assert_eq!(BASE32.decode(joined.as_bytes()), Ok(whole));
}

#[test]
fn too_long_or_empty_files_are_not_cut() {
    assert!(split(&[], &id()).is_none());
    assert!(split(&file(DATA_MAX * BYTES_MAX), &id()).is_some());
    assert!(split(&file(DATA_MAX * BYTES_MAX + 1), &id()).is_none());
}

#[test]
fn every_data_code_is_in_one_group_of_at_most_eight() {
    for length in (1..=DATA_MAX * BYTES_MAX).step_by(397) {
        let cut = Cut::new(length).expect("fits");
        let mut seen = vec![0; cut.count() + 1];
        for parity in 1..=cut.parity() {
            assert!(cut.group(parity).count() <= GROUP);
            for data in cut.group(parity) {
                assert_eq!(cut.parity_of(data), parity);
                seen[data] += 1;
            }
        }
        assert!(seen[1..].iter().all(|times| *times == 1));
    }
}

#[test]
fn pages_are_known_beforehand() {
    let pages = |length| Cut::new(length).map(|cut| (cut.count(), cut.parity(), cut.code_pages()));
    assert_eq!(pages(427), Some((2, 1, 1)));
    assert_eq!(pages(1206), Some((5, 1, 1)));
    assert_eq!(pages(4731), Some((16, 2, 3)));
    // Larger codes, so that 99 suffice.
    assert_eq!(pages(29_700), Some((99, 13, 19)));
    assert_eq!(pages(29_701), Some((75, 10, 22)));
    assert_eq!(pages(39_600), Some((99, 13, 28)));
    assert_eq!(pages(39_601), None);
}

#[test]
fn other_texts_are_named() {
    let text = split(&file(100), &id()).expect("fits")[0].text();
    assert_eq!(
        parse(&text.replacen("RE1", "RE2", 1)),
        Err(PartError::Newer)
    );
    for other in [
        "",
        "https://example.org",
        "otpauth://totp/x",
        "RE1:AB:C01/01:X",
        "RELEASE:1",
    ] {
        assert_eq!(parse(other), Err(PartError::NotAPart), "{other}");
    }
    assert_eq!(parse(&text[..text.len() - 8]), Err(PartError::Damaged));
    assert_eq!(
        parse(&text.replacen(":100:", ":99:", 1)),
        Err(PartError::Damaged)
    );
    assert_eq!(
        parse(&text.replacen("D01/01", "D01/02", 1)),
        Err(PartError::Damaged)
    );
}

proptest! {
    #[test]
    fn parts_survive_as_text(file in prop::collection::vec(any::<u8>(), 1..9000)) {
        for part in split(&file, &id()).expect("fits") {
            prop_assert_eq!(parse(&part.text()), Ok(part.clone()));
            prop_assert_eq!(parse(&part.text().to_lowercase()), Ok(part));
        }
    }

    #[test]
    fn a_changed_character_is_noticed(at in 4_usize..160, to in "[A-Z2-7]") {
        let text = split(&file(100), &id()).expect("fits")[0].text();
        let mut changed = text.clone();
        if let Some(old) = text.get(at..=at).filter(|old| *old != to) {
            let _ = old;
            changed.replace_range(at..=at, &to);
            prop_assert!(parse(&changed).is_err());
        }
    }

    #[test]
    fn nothing_panics(text in "(RE[0-9]:)?[A-Z0-9]{0,20}(:[DP][0-9]{1,3}/[0-9]{1,3}:[0-9]{1,12}:[A-F0-9]{4}:)?[A-Z2-7=]{0,64}\\PC*") {
        let _ = parse(&text);
    }
}
