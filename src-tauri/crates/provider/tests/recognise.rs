//! Recognising services from issuers, file names and codes.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a failed expectation is a failed test

use jiff::civil::date;
use provider::{Directory, Owner};

fn owner(provider: &str, instance: Option<&str>) -> Option<Owner> {
    Some(Owner {
        provider: provider.to_owned(),
        instance: instance.map(str::to_owned),
    })
}

/// Obviously invented codes of one shape.
fn codes(count: usize, code: impl Fn(usize) -> String) -> Vec<String> {
    (0..count).map(code).collect()
}

fn by_codes(lines: &[String]) -> Option<Owner> {
    Directory::embedded().by_codes(lines.iter().map(String::as_str))
}

#[test]
fn issuers_are_found_in_any_case() {
    let directory = Directory::embedded();
    assert_eq!(directory.by_issuer("PyPI"), owner("pypi", None));
    assert_eq!(
        directory.by_issuer(" testpypi "),
        owner("pypi", Some("testpypi"))
    );
    assert_eq!(directory.by_issuer("GITHUB"), owner("github", None));
    assert_eq!(directory.by_issuer("github.com"), owner("github", None));
    for unknown in ["", " ", "PyPI2", "other", "the service"] {
        assert_eq!(directory.by_issuer(unknown), None, "{unknown}");
    }
}

#[test]
fn file_names_give_the_account() {
    let directory = Directory::embedded();
    for (name, instance, username) in [
        (
            "PyPI-Recovery-Codes-sampleuser-2026-11-20T09:30:12.345678.txt",
            None,
            "sampleuser",
        ),
        (
            "PyPI-Recovery-Codes-sampleuser-2026-11-20T09_30_12.345678+00_00.txt",
            None,
            "sampleuser",
        ),
        (
            "/home/x/PyPI-Recovery-Codes-a-b-2026-11-20T093012 (1).txt",
            None,
            "a-b",
        ),
        (
            r"C:\x\TestPyPI-Recovery-Codes-sample.user-2026-11-20T09-30-12.txt",
            Some("testpypi"),
            "sample.user",
        ),
    ] {
        let found = directory.by_file_name(name).expect(name);
        assert_eq!(Some(found.owner), owner("pypi", instance), "{name}");
        assert_eq!(found.username.as_deref(), Some(username), "{name}");
    }
    for name in [
        "github-recovery-codes.txt",
        "github-recovery-codes (2).txt",
        "github-recovery-codes-1.txt",
    ] {
        let found = directory.by_file_name(name).expect(name);
        assert_eq!(
            (Some(found.owner), found.username),
            (owner("github", None), None),
            "{name}"
        );
    }
    for name in [
        "",
        "codes.txt",
        "github-recovery-codes.txt.gz",
        "PyPI-Recovery-Codes-x.txt",
        "my-github-recovery-codes.txt",
    ] {
        assert_eq!(directory.by_file_name(name), None, "{name}");
    }
}

#[test]
fn codes_give_the_service_only_when_they_are_its_alone() {
    let pypi = codes(8, |at| format!("{at:016x}"));
    assert_eq!(by_codes(&pypi), owner("pypi", None));
    assert_eq!(
        by_codes(&pypi[..7]),
        None,
        "sixteen hexadecimal digits are not PyPI's alone"
    );
    let mut headed = vec!["PyPI recovery codes".to_owned(), String::new()];
    headed.extend_from_slice(&pypi[..3]);
    assert_eq!(by_codes(&headed), owner("pypi", None));
    let github = codes(16, |at| format!("{at:05x}-{at:05x}"));
    assert_eq!(by_codes(&github), owner("github", None));
    assert_eq!(by_codes(&github[..2]), owner("github", None));
    assert_eq!(
        by_codes(&codes(17, |at| format!("{at:05x}-{at:05x}"))),
        None
    );
    assert_eq!(by_codes(&[]), None);
    assert_eq!(by_codes(&["PyPI recovery codes".to_owned()]), None);
    assert_eq!(by_codes(&["hello".to_owned(), "world".to_owned()]), None);
}

#[test]
fn common_shapes_name_nobody_without_a_name() {
    for (what, set) in [
        (
            "RubyGems.org's, or commits",
            codes(10, |at| format!("{at:012x}")),
        ),
        (
            "GitLab's, or another's",
            codes(10, |at| format!("{at:016x}")),
        ),
        ("of eight digits", codes(10, |at| format!("{at:08}"))),
        ("npm's, or digests", codes(5, |at| format!("{at:064x}"))),
        ("Codeberg's", codes(1, |_| "ABCDE23456".to_owned())),
        ("Packagist's", codes(1, |_| "0badc0de".to_owned())),
        ("Discord's", codes(10, |at| format!("abcd-{at:04x}"))),
        ("Hex's", codes(10, |at| format!("abcd-efgh-0123-{at:04x}"))),
        (
            "Microsoft's",
            codes(1, |_| "ABCDE12345ABCDE12345ABCDE".to_owned()),
        ),
    ] {
        assert_eq!(by_codes(&set), None, "{what}");
    }
}

/// Issuers and files of the further services, as they stand in imports.
#[test]
fn further_services_are_recognised() {
    let directory = Directory::embedded();
    for (issuer, provider, instance) in [
        ("GitLab", "gitlab", None),
        ("npm", "npm", None),
        ("RubyGems", "rubygems", None),
        ("Codeberg", "codeberg", None),
        ("Gitea", "codeberg", Some("gitea")),
        ("Forgejo", "codeberg", Some("forgejo")),
        ("Read the Docs", "readthedocs", None),
        ("Packagist", "packagist", None),
        ("Bitbucket", "bitbucket", None),
        ("Cloudflare", "cloudflare", None),
        ("Discord", "discord", None),
        ("Google", "google", None),
        ("Microsoft", "microsoft", None),
        ("Amazon Web Services", "aws", None),
        ("UbuntuSSO", "ubuntu-one", None),
        ("Mastodon", "mastodon", None),
    ] {
        assert_eq!(
            directory.by_issuer(issuer),
            owner(provider, instance),
            "{issuer}"
        );
    }
    for (file, provider) in [
        ("gitlab-recovery-codes.txt", "gitlab"),
        ("gitlab-recovery-codes (1).txt", "gitlab"),
        ("npm-recovery-codes.txt", "npm"),
        ("npm_recovery_codes.txt", "npm"),
        ("hex-recovery-codes-1763700000000.txt", "hex"),
        ("discord_backup_codes.txt", "discord"),
        ("Backup-codes-sampleuser.txt", "google"),
        ("Backup-codes-sampleuser (1).txt", "google"),
    ] {
        let found = directory.by_file_name(file).expect(file);
        assert_eq!(Some(found.owner), owner(provider, None), "{file}");
        let named = (provider == "google").then_some("sampleuser");
        assert_eq!(found.username.as_deref(), named, "{file}");
    }
    let plugin = directory
        .by_file_name("two-factor-backup-codes.txt")
        .map(|it| it.owner);
    assert_eq!(plugin, owner("wordpress-org", Some("wordpress-site")));
    // What several services call their file, and ordinary words, name none.
    for file in ["recovery-codes.txt", "backup-codes.txt", "Backup-codes.txt"] {
        assert_eq!(directory.by_file_name(file), None, "{file}");
    }
    for word in [
        "hex",
        "pause",
        "debian",
        "codes",
        "a GitLab of its own",
        "aws root",
    ] {
        assert_eq!(directory.by_issuer(word), None, "{word}");
    }
}

#[test]
fn every_issuer_and_host_names_its_own_instance_alone() {
    let directory = Directory::embedded();
    for provider in directory.iter() {
        for (at, instance) in provider.instances.iter().enumerate() {
            let own = owner(&provider.id, (at > 0).then_some(instance.id.as_str()));
            let host = Some(&instance.host).filter(|host| !host.is_empty());
            for name in instance.issuers.iter().chain(host) {
                assert_eq!(directory.by_issuer(name), own, "{name}");
            }
        }
    }
}

#[test]
fn a_line_above_names_codes_of_a_common_shape() {
    let directory = Directory::embedded();
    let rule = directory.codes_rule("hex").expect("a rule");
    let mut headed = rule.header_lines.clone();
    headed.extend(codes(10, |at| format!("abcd-efgh-0123-{at:04x}")));
    assert_eq!(by_codes(&headed), owner("hex", None));
}

#[test]
fn the_rule_of_a_service_is_at_hand() {
    let directory = Directory::embedded();
    let rule = directory.codes_rule("pypi").expect("a rule");
    assert_eq!((rule.count, rule.burned_at_setup), (Some(8), 1));
    assert!(rule.matches("badc0ffee0ddf00d") && rule.matches("badc 0ffe e0dd f00d"));
    assert!(!rule.matches("BADC0FFEE0DDF00D") && !rule.matches("badc0ffee0ddf00"));
    assert!(rule.is_header(" pypi recovery codes"));
    assert!(directory.codes_rule("nowhere").is_none());
}

#[test]
fn words_of_people_find_provider_and_instance() {
    let directory = Directory::embedded();
    let found = |word: &str| {
        directory.find(word).map(|(provider, instance)| {
            (
                provider.id.clone(),
                instance.map(|instance| instance.id.clone()),
            )
        })
    };
    assert_eq!(found("PyPI"), Some(("pypi".to_owned(), None)));
    assert_eq!(
        found("testpypi"),
        Some(("pypi".to_owned(), Some("testpypi".to_owned())))
    );
    assert_eq!(found("github.com"), Some(("github".to_owned(), None)));
    assert_eq!(found(""), None);
}

#[test]
fn facts_grow_old() {
    let directory = Directory::embedded();
    let pypi = directory.get("pypi").expect("pypi");
    let checked = pypi.checked;
    assert!(!pypi.is_stale(checked));
    assert!(!pypi.is_stale(checked + jiff::Span::new().days(180)));
    assert!(pypi.is_stale(checked + jiff::Span::new().days(181)));
    let list = directory.list(date(2100, 1, 1));
    let ids: Vec<&str> = list.iter().map(|line| line.id.as_str()).collect();
    assert!(ids.is_sorted());
    assert!(
        ["github", "other", "pypi"]
            .iter()
            .all(|id| ids.contains(id))
    );
    assert!(list.iter().all(|line| line.stale));
}
