//! Texts that hold recovery codes, and what is read from them.

use super::*;
use crate::{ImportReport, Limits};
use model::CodeState;
use proptest::prelude::*;

fn import(name: &str, text: &str, format: Option<Format>) -> Option<ImportReport> {
    let options = Options {
        format,
        password: None,
        key_file: None,
        limits: Limits::default(),
        providers: &crate::PROVIDERS,
    };
    let source = Source {
        name,
        bytes: text.as_bytes(),
    };
    read(text, &source, &options).ok().flatten()
}

fn only(name: &str, text: &str) -> Candidate {
    let report = import(name, text, None).unwrap_or_else(|| panic!("no codes in {name}: {text}"));
    assert_eq!(report.candidates.len(), 1, "{name}: {text}");
    report.candidates.into_iter().next().expect("one")
}

fn texts(candidate: &Candidate) -> Vec<&str> {
    let codes = candidate.codes.as_ref().expect("codes");
    codes.codes.iter().map(|code| code.text.expose()).collect()
}

fn used(candidate: &Candidate) -> Vec<&str> {
    let codes = candidate.codes.as_ref().expect("codes");
    let used = codes
        .codes
        .iter()
        .filter(|code| code.state != CodeState::Unused);
    used.map(|code| code.text.expose()).collect()
}

fn owner(candidate: &Candidate) -> (Option<&str>, Option<&str>, &str) {
    let owner = candidate.provider.as_ref();
    (
        owner.map(|owner| owner.provider.as_str()),
        owner.and_then(|owner| owner.instance.as_deref()),
        &candidate.username,
    )
}

const PYPI: [&str; 8] = [
    "badc0ffee0ddf001",
    "1badc0ffee0ddf02",
    "2f00dbabe0ddf003",
    "3f00dcafe0ddf004",
    "4deadbeefcafe005",
    "5feedfacecafe006",
    "6c0debabecafe007",
    "7facadecafe0b008",
];
const FIVE: [&str; 5] = [
    "k3mq-9xw2",
    "p7rt-4hn8",
    "v5zc-6jd1",
    "b2yf-8sg3",
    "t9ke-1qa6",
];

#[test]
fn pypi_by_its_file_name() {
    let text = PYPI.join("\n");
    let name = "PyPI-Recovery-Codes-some-user-2026-03-01T10_00_30.123456.txt";
    let one = only(name, &text);
    assert_eq!(owner(&one), (Some("pypi"), None, "some-user"));
    assert!(!one.needs_account);
    assert_eq!(one.issuer, "PyPI");
    assert_eq!(texts(&one), PYPI);
    let codes = one.codes.as_ref().expect("codes");
    assert_eq!(codes.burned_unknown, 1);
    assert_eq!(
        codes.obtained,
        Some("2026-03-01T10:00:30Z".parse().expect("a time"))
    );
    assert_eq!(codes.original.expose(), text);

    let one = only(&name.replace("PyPI-", "TestPyPI-"), &text);
    assert_eq!(owner(&one), (Some("pypi"), Some("testpypi"), "some-user"));
    assert_eq!(one.issuer, "TestPyPI");
}

#[test]
fn times_in_file_names() {
    for (name, time) in [
        (
            "PyPI-Recovery-Codes-a-2026-03-01T10:00:30.txt",
            "2026-03-01T10:00:30Z",
        ),
        (
            "PyPI-Recovery-Codes-a-2026-03-01T10-00-30.5Z (1).txt",
            "2026-03-01T10:00:30Z",
        ),
        (
            "PyPI-Recovery-Codes-a-2026-03-01T10_00_30+02_00.txt",
            "2026-03-01T08:00:30Z",
        ),
    ] {
        let one = only(&format!("/home/x/{name}"), &PYPI.join("\r\n"));
        let obtained = one.codes.expect("codes").obtained;
        assert_eq!(obtained, Some(time.parse().expect("a time")), "{name}");
        assert_eq!(one.username, "a");
    }
    let one = only(
        "PyPI-Recovery-Codes-a-2026-13-41T99_00_30.txt",
        &PYPI.join("\n"),
    );
    assert_eq!(one.codes.expect("codes").obtained, None);
}

#[test]
fn pypi_by_its_copied_header_and_by_its_shape() {
    let copied = format!("PyPI recovery codes\n{}\n", PYPI.join("\n"));
    let one = only("note.txt", &copied);
    assert_eq!(owner(&one), (Some("pypi"), None, ""));
    assert!(one.needs_account, "the username is unknown");
    assert_eq!(one.codes.expect("codes").burned_unknown, 1);
    assert_eq!(
        owner(&only("", &copied.replace("PyPI", "TestPyPI"))).1,
        Some("testpypi")
    );
    assert_eq!(owner(&only("", &PYPI.join("\n"))), (Some("pypi"), None, ""));
}

#[test]
fn github_by_name_and_by_shape() {
    let codes: Vec<String> = (0..16)
        .map(|n| format!("{n:05x}-{:05x}", 0xfedcb - n * 7))
        .collect();
    let one = only("github-recovery-codes.txt", &(codes.join("\r\n") + "\r\n"));
    assert_eq!(owner(&one), (Some("github"), None, ""));
    assert_eq!(texts(&one), codes);
    assert!(one.needs_account);
    assert_eq!(one.codes.expect("codes").burned_unknown, 0);
    assert_eq!(owner(&only("x.txt", &codes.join("\n"))).0, Some("github"));
}

#[test]
fn a_wrong_number_is_a_warning() {
    let name = "PyPI-Recovery-Codes-a-2026-03-01T10_00_30.txt";
    let report = import(name, &PYPI[..7].join("\n"), None).expect("codes");
    assert_eq!(report.warnings.len(), 1);
    let report = import(name, &PYPI.join("\n"), None).expect("codes");
    assert_eq!(report.warnings, Vec::<String>::new());
    let report = import(name, &FIVE.join("\n"), None).expect("codes");
    assert_eq!(
        report.warnings.len(),
        2,
        "neither their shape nor their number fits"
    );
}

/// Files as the further services write them: name, line before the codes, a code from its
/// number, the owner.
#[test]
fn files_of_further_services() {
    type Sample = (
        &'static str,
        &'static str,
        fn(u32) -> String,
        &'static str,
        Option<&'static str>,
        &'static str,
    );
    let files: [Sample; 7] = [
        (
            "gitlab-recovery-codes.txt",
            "",
            |n| format!("{:016x}", 0xbadc_0ffe_0000_0000_u64 + u64::from(n)),
            "gitlab",
            None,
            "",
        ),
        (
            "hex-recovery-codes-1763700000000.txt",
            "Hex.pm Recovery Codes\nGenerated: 11/21/2026\n\n",
            |n| format!("badc-0ffe-v00d-{n:04}"),
            "hex",
            None,
            "",
        ),
        (
            "codes.txt",
            "Hex.pm Recovery Codes\nGenerated: 11/21/2026\n\n",
            |n| format!("badc-0ffe-v00d-{n:04}"),
            "hex",
            None,
            "",
        ),
        (
            "discord_backup_codes.txt",
            "These are your backup codes for your account you@mail.example\r\n\r\n",
            |n| format!("* b4dc-{n:03}f "),
            "discord",
            None,
            "you@mail.example",
        ),
        (
            "Backup-codes-sampleuser.txt",
            "SAVE YOUR BACKUP CODES\n\n",
            |n| format!("{n}. 5550 {:04}", 1200 + n),
            "google",
            None,
            "sampleuser",
        ),
        (
            "two-factor-backup-codes.txt",
            "Two-Factor Recovery Codes for https://blog.example\r\n\r\n",
            |n| format!("{n}. 555{:05}", 31_200 + 7 * n),
            "wordpress-org",
            Some("wordpress-site"),
            "",
        ),
        (
            "list.txt",
            "Recovery codes for RubyGems\n\n",
            |n| format!("facade{n:06x}"),
            "rubygems",
            None,
            "",
        ),
    ];
    for (name, before, line, provider, instance, username) in files {
        let lines: Vec<String> = (1..=10).map(line).collect();
        let candidate = only(name, &format!("{before}{}\n", lines.join("\n")));
        assert_eq!(
            owner(&candidate),
            (Some(provider), instance, username),
            "{name}"
        );
        assert_eq!(texts(&candidate).len(), 10, "{name}");
    }
}

#[test]
fn a_doubt_says_what_is_not_verified() {
    let odd: String = (1..=10).map(|n| format!("badc0ffe{n:04x}\n")).collect();
    let report = import("gitlab-recovery-codes.txt", &odd, None).expect("codes");
    let said = report.warnings.join("\n");
    assert!(said.contains("do not look like those of GitLab"), "{said}");
    assert!(
        said.contains("not verified about the codes of GitLab"),
        "{said}"
    );
}

/// The five codes in every dress.
#[test]
fn any_block_in_any_layout() {
    let [a, b, c, d, e] = FIVE;
    for text in [
        FIVE.join("\n"),
        FIVE.join("\r\n") + "\r\n",
        format!("{a}\n\n{b}\n\n{c}\n\n{d}\n\n{e}\n"),
        format!("- {a}\n- {b}\n- {c}\n- {d}\n- {e}"),
        format!("* {a}\n* {b}\n\t* {c}\n * {d}\n* {e}"),
        format!("• {a}\n• {b}\n• {c}\n• {d}\n• {e}"),
        format!("1. {a}\n2. {b}\n3. {c}\n4. {d}\n5. {e}"),
        format!("1) {a}\n2) {b}\n3) {c}\n4) {d}\n5) {e}"),
        format!("(1) {a}\n(2) {b}\n(3) {c}\n(4) {d}\n(5) {e}"),
        format!("1 {a}\n2 {b}\n3 {c}\n4 {d}\n5 {e}"),
        format!("{a}    {b}\n{c}    {d}\n{e}"),
        format!("{a}\t{b}\n{c}\t{d}\n{e}"),
        format!("{a} {b}\n{c} {d}\n{e}"),
        format!("| {a} | {b} |\n| {c} | {d} |\n| {e} | |"),
        format!("{a}, {b}, {c}, {d}, {e}"),
        format!("[ ] {a}\n[ ] {b}\n[ ] {c}\n[ ] {d}\n[ ] {e}"),
        format!("`{a}`\n\"{b}\"\n'{c}'\n**{d}**\n{e}."),
        format!("Your codes:\n\n{a}\n{b}\n{c}\n{d}\n{e}\n\nKeep them safe."),
        format!("Backup codes: {a}, {b}, {c}, {d} and {e}."),
        format!("The backup codes are {a} and {b}, then {c},\nthen {d}; the last is {e}, so far."),
    ] {
        let one = only("note.txt", &text);
        assert_eq!(texts(&one), FIVE, "{text}");
        assert_eq!(used(&one), Vec::<&str>::new(), "{text}");
        assert!(one.needs_account && one.provider.is_none(), "{text}");
        assert_eq!(one.codes.as_ref().expect("codes").original.expose(), text);
    }
}

#[test]
fn marks_of_use() {
    let [a, b, c, d, e] = FIVE;
    for text in [
        format!("{a}\n{b} (used)\n{c}\n{d} (Used)\n{e}"),
        format!("{a}\n{b} used\n{c}\n{d} - used\n{e}"),
        format!("* {a} \n* {b} (utilisé)\n* {c} \n* {d} (использован)\n* {e} "),
        format!("[ ] {a}\n[x] {b}\n[ ] {c}\n[X] {d}\n[ ] {e}"),
        format!("- [ ] {a}\n- [x] {b}\n- [ ] {c}\n- [x] {d}\n- [ ] {e}"),
        format!("☐ {a}\n☑ {b}\n☐ {c}\n☒ {d}\n☐ {e}"),
        format!("{a}\n~~{b}~~\n{c}\n~~{d}~~\n{e}"),
        format!("{a}\n✓ {b}\n{c}\n{d} ✗\n{e}"),
        format!("[ ] {a}  [x] {b}\n[ ] {c}  [x] {d}\n[ ] {e}"),
        format!("{a} (unused)\n{b} (used)\n{c} (not used)\n{d} (gebruikt)\n{e}"),
        format!("1. [ ] {a}\n2. [x] {b}\n3. [ ] {c}\n4. [x] {d}\n5. [ ] {e}"),
    ] {
        let one = only("", &text);
        assert_eq!(texts(&one), FIVE, "{text}");
        assert_eq!(used(&one), [b, d], "{text}");
    }
}

#[test]
fn a_remark_that_is_not_understood_is_told() {
    let [a, b, c, d, e] = FIVE;
    let text = format!("{a}\n{b} (gave it to mum)\n{c}\n{d}\n{e}");
    let report = import("", &text, None).expect("codes");
    assert_eq!(report.warnings.len(), 1);
    assert_eq!(texts(&report.candidates[0]), FIVE);
    assert_eq!(used(&report.candidates[0]), Vec::<&str>::new());
}

#[test]
fn codes_with_spaces_in_them_are_kept_verbatim() {
    let text = "SAVE YOUR BACKUP CODES\nKeep these somewhere safe.\n\n\
        1. 1234 5678     6. 6789 0123\n2. 2345 6789     7. 7890 1234\n\
        3. 3456 7890     8. 8901 2345\n4. 4567 8901     9. 9012 3456\n\
        5. 5678 9012    10. 0123 4567\n\n(someone@example.com)\n\
        * You can only use each backup code once.\n";
    let one = only("Backup-codes-someone.txt", text);
    assert_eq!(texts(&one).len(), 10);
    assert_eq!(texts(&one)[..2], ["1234 5678", "6789 0123"]);
}

#[test]
fn several_sets_in_one_text() {
    let github: Vec<String> = (0..16)
        .map(|n| format!("{:05x}-{:05x}", n * 77 + 9, 0xabcde + n))
        .collect();
    let text = format!(
        "PyPI recovery codes for alice:\n{}\n\nGitHub: bob\n{}\n\nsomething else\n{}\n",
        PYPI.join("\n"),
        github.join("\n"),
        FIVE.join("\n")
    );
    let report = import("all.txt", &text, None).expect("codes");
    let seen: Vec<_> = report
        .candidates
        .iter()
        .map(|one| (owner(one), texts(one).len()))
        .collect();
    assert_eq!(
        seen,
        [
            ((Some("pypi"), None, "alice"), 8),
            ((Some("github"), None, "bob"), 16),
            ((None, None, ""), 5),
        ]
    );
    let entries: Vec<usize> = report.candidates.iter().map(|one| one.entry).collect();
    assert_eq!(entries, [1, 2, 3]);
    // Each keeps its own part, and together they are the whole.
    let parts: String = report
        .candidates
        .iter()
        .map(|one| one.codes.as_ref().expect("codes").original.expose())
        .collect();
    assert_eq!(parts, text);
}

#[test]
fn two_sets_of_one_shape_are_parted_by_their_headings() {
    let second: Vec<String> = PYPI
        .iter()
        .map(|code| code.chars().rev().collect())
        .collect();
    let text = format!(
        "TestPyPI, user: a\n{}\nPyPI, user: b\n{}",
        PYPI.join("\n"),
        second.join("\n")
    );
    let report = import("", &text, None).expect("codes");
    let seen: Vec<_> = report.candidates.iter().map(owner).collect();
    assert_eq!(
        seen,
        [
            (Some("pypi"), Some("testpypi"), "a"),
            (Some("pypi"), None, "b")
        ]
    );
}

#[test]
fn usernames_in_headings() {
    for heading in [
        "PyPI/alice",
        "PyPI (alice)",
        "PyPI: alice",
        "Recovery codes for alice on PyPI",
        "PyPI recovery codes\nusername: alice",
        concat!("pypi.", "org, account: alice"),
        "PyPI recovery codes for user alice.",
    ] {
        let one = only("", &format!("{heading}\n\n{}", PYPI.join("\n")));
        assert_eq!(owner(&one), (Some("pypi"), None, "alice"), "{heading}");
        assert!(!one.needs_account);
    }
    for heading in [
        "PyPI recovery codes",
        "Recovery codes for your PyPI account",
        "for PyPI",
    ] {
        let one = only("", &format!("{heading}\n\n{}", PYPI.join("\n")));
        assert_eq!(owner(&one), (Some("pypi"), None, ""), "{heading}");
    }
}

#[test]
fn the_same_code_twice_counts_once() {
    let text = format!("{0}\n{0}\n", FIVE.join("\n"));
    let report = import("", &text, None).expect("codes");
    assert_eq!(texts(&report.candidates[0]), FIVE);
    assert_eq!(report.warnings.len(), 1);
}

#[test]
fn four_are_none_unless_the_user_says_so() {
    let text = FIVE[..4].join("\n");
    assert_eq!(import("codes.txt", &text, None), None);
    let report = import("codes.txt", &text, Some(Format::RecoveryCodes)).expect("forced");
    assert_eq!(texts(&report.candidates[0]), FIVE[..4]);
    let one = "Scratch token\n\nmnbvcxz12345\n";
    let report = import("", one, Some(Format::RecoveryCodes)).expect("forced");
    assert_eq!(texts(&report.candidates[0]), ["mnbvcxz12345"]);
    assert_eq!(import("", "Dear diary", Some(Format::RecoveryCodes)), None);
}

#[test]
fn other_alphabets() {
    for codes in [
        ["A7K2M9PQ", "B8L3N1RS", "C9M4P2TU", "D1N5Q3VW", "E2P6R4XY"],
        ["aB3dE6gH", "Zz9yX8wV", "kL4mN5oP", "qR6sT7uV", "hJ2kM3nP"],
        ["12345678", "87654321", "19283746", "56473829", "99887766"],
        [
            "0a1b2c3d4e-5f6a7b8c9d",
            "1a2b3c4d5e-6f7a8b9c0d",
            "2a3b4c5d6e-7f8a9b0c1d",
            "3a4b5c6d7e-8f9a0b1c2d",
            "4a5b6c7d8e-9f0a1b2c3d",
        ],
    ] {
        let one = only("backup codes.txt", &codes.join("\n"));
        assert_eq!(texts(&one), codes);
    }
}

proptest! {
    #[test]
    fn any_text_is_searched(text in "[a-f0-9A-Z \t\n\\-,.()\\[\\]x~é1]{0,300}", name in "\\PC{0,30}") {
        if let Some(report) = import(&name, &text, None) {
            for one in &report.candidates {
                for code in texts(one) {
                    prop_assert!(text.contains(code), "verbatim");
                }
            }
        }
        let _ = import(&name, &text, Some(Format::RecoveryCodes));
    }

    #[test]
    fn random_codes_of_known_services_are_all_found(codes in proptest::collection::hash_set("[0-9a-f]{16}", 8)) {
        let codes: Vec<String> = codes.into_iter().collect();
        let one = only("PyPI-Recovery-Codes-a-2026-03-01T10_00_30.txt", &codes.join("\n"));
        prop_assert_eq!(texts(&one), codes);
    }
}

/// The services that hand out one key: name, text, key, provider, issuer, username.
#[test]
fn services_with_one_key() {
    type Sample = (
        &'static str,
        &'static str,
        &'static str,
        Option<&'static str>,
        &'static str,
    );
    let files: [Sample; 8] = [
        (
            "codeberg.txt",
            "Codeberg (alice)\nscratch token: K3MPQ9XW2A\n",
            "K3MPQ9XW2A",
            Some("codeberg"),
            "Codeberg",
        ),
        (
            "token.txt",
            "Scratch token of Forgejo\n\n  7HR4N8VZ5C\n",
            "7HR4N8VZ5C",
            Some("codeberg"),
            "a Forgejo instance",
        ),
        (
            "packagist.txt",
            "Packagist backup code\ndeadbe01\n",
            "deadbe01",
            Some("packagist"),
            "Packagist",
        ),
        (
            "microsoft.txt",
            "Microsoft account recovery code\n\nABC1D-EFG2H-JKL3M-NPQ4R-STU5V\n",
            "ABC1D-EFG2H-JKL3M-NPQ4R-STU5V",
            Some("microsoft"),
            "Microsoft",
        ),
        (
            "docker-recovery-code.txt",
            "Docker Hub recovery code: d0ck-er00-n0t0-real",
            "d0ck-er00-n0t0-real",
            Some("docker-hub"),
            "Docker Hub",
        ),
        (
            "bitwarden.txt",
            "Bitwarden two-step login recovery code:\n\nn0ta real reco very code inve nted 0001\n",
            "n0ta real reco very code inve nted 0001",
            None,
            "Bitwarden",
        ),
        (
            "key.txt",
            "Firefox account recovery key\nN0TA REA1 KEY9 N0TA REA1 KEY9 N0TA 0001\n",
            "N0TA REA1 KEY9 N0TA REA1 KEY9 N0TA 0001",
            None,
            "Mozilla account",
        ),
        (
            "apple.txt",
            "Apple recovery key\nN0TA-REA1-KEY9-N0TA-REA1-KEY9-0001\n",
            "N0TA-REA1-KEY9-N0TA-REA1-KEY9-0001",
            None,
            "Apple",
        ),
    ];
    for (name, text, key, provider, issuer) in files {
        let report = import(name, text, None).unwrap_or_else(|| panic!("no key in {name}"));
        assert_eq!(report.candidates.len(), 1, "{name}");
        assert_eq!(report.warnings, Vec::<String>::new(), "{name}");
        let one = &report.candidates[0];
        assert_eq!(texts(one), [key], "{name}");
        assert_eq!(
            (owner(one).0, one.issuer.as_str()),
            (provider, issuer),
            "{name}"
        );
        assert_eq!(one.codes.as_ref().expect("codes").original.expose(), text);
    }
}

#[test]
fn one_key_may_be_used_and_must_be_alone() {
    let one = only("x.txt", "Codeberg scratch token\n[x] K3MPQ9XW2A\n");
    assert_eq!(used(&one), ["K3MPQ9XW2A"]);
    let one = only("x.txt", "Codeberg scratch token\nK3MPQ9XW2A (used)\n");
    assert_eq!(used(&one), ["K3MPQ9XW2A"]);
    for text in [
        // Nothing speaks of recovery.
        "Codeberg\nK3MPQ9XW2A\n",
        // No service is named.
        "scratch token\nK3MPQ9XW2A\n",
        // Which of the two?
        "Codeberg scratch token\nK3MPQ9XW2A\n7HR4N8VZ5C\n",
        // Another shape.
        "Codeberg scratch token\nK3MPQ9XW2A7\n",
        // A heading has as many letters as Microsoft's key.
        "MY MICROSOFT RECOVERY CODES\nare in the safe\n",
        // Commits, and a day.
        "The backup of Packagist broke with deadbe01.\n",
        "Packagist's recovery codes broke with deadbe01 and then with deadbe02.\n",
        "docker backup of 20260101\n",
    ] {
        assert_eq!(import("x.txt", text, None), None, "{text}");
    }
}

/// Sets of the further services, by the line above them: heading, a code from its number, how many,
/// the owner.
#[test]
fn sets_of_further_services_by_their_headings() {
    type Sample = (
        &'static str,
        fn(u32) -> String,
        u32,
        &'static str,
        Option<&'static str>,
    );
    let files: [Sample; 6] = [
        (
            "TestPyPI recovery codes",
            |n| format!("{:016x}", 0x7e57_c0de_0000_0000_u64 + u64::from(n) * 77),
            8,
            "pypi",
            Some("testpypi"),
        ),
        (
            "Recovery codes for Mastodon",
            |n| {
                format!(
                    "{:016x}",
                    0x7007_0000_0000_0000_u64 + u64::from(n) * 0x1234_5679
                )
            },
            10,
            "mastodon",
            None,
        ),
        (
            "Bitbucket recovery codes",
            |n| format!("b1tb{n}cket{n}"),
            6,
            "bitbucket",
            None,
        ),
        (
            "Cloudflare backup codes",
            |n| format!("c10ud{n:02}f1ar3"),
            8,
            "cloudflare",
            None,
        ),
        (
            "Ubuntu One backup codes",
            |n| format!("{:06}", 100_003 + n * 7_919),
            10,
            "ubuntu-one",
            None,
        ),
        (
            "WordPress.org backup codes",
            |n| format!("{:08}", 31_200_011 + n * 6_101_317),
            10,
            "wordpress-org",
            None,
        ),
    ];
    for (heading, code, count, provider, instance) in files {
        let codes: Vec<String> = (1..=count).map(code).collect();
        let text = format!("{heading}\n\n{}\n", codes.join("\n"));
        let report = import("codes.txt", &text, None).unwrap_or_else(|| panic!("{heading}"));
        assert_eq!(report.candidates.len(), 1, "{heading}");
        let one = &report.candidates[0];
        assert_eq!(owner(one), (Some(provider), instance, ""), "{heading}");
        assert_eq!(texts(one), codes, "{heading}");
        assert!(
            report.warnings.is_empty(),
            "{heading}: {:?}",
            report.warnings
        );
        assert_eq!(one.codes.as_ref().expect("codes").original.expose(), text);
    }
}

#[test]
fn sites_with_common_software_are_counted() {
    let fortify: Vec<String> = (1..=8)
        .map(|n| format!("n0tAr3al{n}0-C0deInv{n}nt"))
        .collect();
    let report = import("backup codes.txt", &fortify.join("\n"), None).expect("codes");
    assert_eq!(
        (texts(&report.candidates[0]).len(), report.warnings.len()),
        (8, 0)
    );
    let report = import("backup codes.txt", &fortify[..7].join("\n"), None).expect("codes");
    assert!(
        report.warnings[0].contains("Laravel Fortify"),
        "{:?}",
        report.warnings
    );
    let allauth: Vec<String> = (1..=10)
        .map(|n| format!("{:08}", 31_200_011 + n * 6_101_317))
        .collect();
    let report = import("recovery-codes (1).txt", &allauth.join("\n"), None).expect("codes");
    assert_eq!(
        (texts(&report.candidates[0]).len(), report.warnings.len()),
        (10, 0)
    );
    let report = import("recovery-codes.txt", &allauth[1..].join("\n"), None).expect("codes");
    assert!(
        report.warnings[0].contains("django-allauth"),
        "{:?}",
        report.warnings
    );
    let other = import("codes.txt", &allauth[1..].join("\n"), None).expect("codes");
    assert!(other.warnings.is_empty(), "whose they are nobody knows");
}
