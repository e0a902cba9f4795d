//! The scripts of the documentation, run as somebody would who has no Reentry.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs)]

mod sample;

use sample::sheet_id;
use secret::SecretText;
use sheet::key::PaperKeyBytes;
use sheet::part::{Part, PartName};
use sheet::share::{self, SetId};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn python(script: &str, input: &str) -> Output {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs");
    let mut child = Command::new("python3")
        .arg(path.join(script))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3");
    let mut stdin = child.stdin.take().expect("its input");
    stdin.write_all(input.as_bytes()).expect("its input");
    drop(stdin);
    child.wait_with_output().expect("an end")
}

/// What the script says when it gives up.
fn refusal(script: &str, input: &str) -> String {
    let output = python(script, input);
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr).expect("UTF-8")
}

fn restored(input: &str) -> Vec<u8> {
    let output = python("restore.py", input);
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

fn file() -> Vec<u8> {
    (0..4731_u32).map(|n| (n * n / 7) as u8).collect()
}

fn parts() -> Vec<Part> {
    sheet::part::split(&file(), &sheet_id("scripts")).expect("fits")
}

fn without(lost: impl Fn(PartName) -> bool) -> String {
    let left: Vec<_> = parts()
        .iter()
        .filter(|part| !lost(part.name()))
        .map(Part::text)
        .collect();
    left.join("\n") + "\n"
}

/// The heading and the lines of a data code, as somebody types them.
fn typed(code: usize) -> String {
    let (file, id) = (file(), sheet_id("scripts"));
    let range = parts()[0].cut().range(code);
    let lines = sheet::line::lines(&file, &id);
    let of_code = &lines[range.start / 25..range.end.div_ceil(25)];
    let mut text = sheet::line::head(&id, file.len()) + "\n";
    for line in of_code {
        text += &format!("{:03} {} {}\n", line.number, line.groups, line.check);
    }
    text
}

#[test]
fn restore_fills_gaps_with_parity_and_typed_lines() {
    let file = file();
    let last = parts()[0].cut().count();
    assert_eq!(restored(&without(|_| false)), file);
    for lost in [1, 6, last] {
        let text = without(|name| name == PartName::Data(lost as u8));
        assert_eq!(restored(&text), file, "without code {lost}");
    }
    // The last code of one group and the first of the other, and no parity at all.
    let last_two = [PartName::Data(last as u8), PartName::Data(last as u8 - 1)];
    assert_eq!(restored(&without(|name| last_two.contains(&name))), file);
    let text = without(|name| matches!(name, PartName::Parity(_)));
    assert_eq!(restored(&text), file);
    // Two of one group: the lines of one of them, in lower case, and parity for the other.
    let of_one_group = [PartName::Data(1), PartName::Data(3)];
    let text = without(|name| of_one_group.contains(&name));
    assert_eq!(restored(&(text.clone() + &typed(3).to_lowercase())), file);
    assert!(refusal("restore.py", &text).starts_with("these lines are missing: 1 2 3"));
    let all: Vec<_> = (1..=last).map(typed).collect();
    assert_eq!(restored(&all.concat()), file);
}

#[test]
fn restore_refuses_what_is_damaged_and_names_it() {
    let text = without(|_| false);
    let damaged = text.replacen("D01/", "D02/", 1);
    let said = refusal("restore.py", &damaged);
    assert!(said.contains("code D02 is damaged"), "{said}");
    let other = sheet::part::split(&file(), &sheet_id("another")).expect("fits");
    let mixed = text + &other[0].text();
    assert!(refusal("restore.py", &mixed).contains("these are of 2"));
    let lines = typed(2).replacen("A", "B", 1);
    assert!(refusal("restore.py", &lines).contains("is mistyped"));
    assert!(refusal("restore.py", "").contains("these are of 0"));
}

#[test]
fn combine_gives_the_identity_that_age_takes() {
    let key = PaperKeyBytes::new(&sample::hash("a paper key"));
    let set = SetId::of(&sheet_id("scripts"));
    for (needed, count) in [(2, 3), (3, 5), (9, 31)] {
        let shares =
            share::split(&key, set, needed, count, &mut sample::Counting(needed)).expect("splits");
        let texts: Vec<SecretText> = shares.iter().map(share::Share::text).collect();
        let last = &texts[texts.len() - usize::from(needed)..];
        // Grouped, in lower case, over two lines.
        let typed: String = last
            .iter()
            .map(|text| {
                format!(
                    "{}\n{}\n",
                    &text.expose()[..40].to_lowercase(),
                    &text.expose()[40..]
                )
            })
            .collect();
        let output = python("combine.py", &typed);
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(said.trim_end(), key.identity().expose());
        assert!(said.trim_end().parse::<age::x25519::Identity>().is_ok());
        let too_few = refusal("combine.py", last[1].expose());
        assert!(
            too_few.contains("different shares are needed, and 1 are there"),
            "{too_few}"
        );
        let slip = last[0].expose().replace('Q', "P");
        assert!(refusal("combine.py", &slip).contains("is mistyped"));
    }
}
