//! Two processes save to one folder at the same time, 1,000 rounds long: nothing is lost.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing step fails the run"
)]

mod helper;

use helper::{again, at, create, folder, given_root, location, record};
use model::{Algorithm, CodeSetId, CodeState, Digits, OtpParameters};
use secret::{RecoveryCode, RecoveryCodeSet, SecretText, UnknownFields};
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use vault::{Vault, unlock_with_identity};

const ROUNDS: u64 = 1_000;
const WRITER: &str = "REENTRY_TEST_WRITER";
/// Accounts that a writer leaves besides its own: it removes the one before these.
const KEPT: u64 = 4;
/// The account that both writers use.
const SHARED: u64 = 1;

fn number(writer: u64, round: u64) -> u64 {
    writer * 100_000 + round
}

fn open(root: &std::path::Path, key: &SecretText) -> Vault {
    unlock_with_identity(&location(root), key).unwrap()
}

/// One round: the writer's counter and count move; now and then an account comes and an older
/// one goes, and one code of the shared set is marked.
fn round(vault: &mut Vault, writer: u64, round: u64) {
    let account = |number| record(number, OtpParameters::DEFAULT);
    vault.edit(|payload| {
        payload
            .settings
            .insert(format!("writer-{writer}"), round.into());
        let own = payload
            .account_mut(&account(number(writer, 0)).account.id)
            .unwrap();
        own.otp[0].parameters = counting(round);
        if round.is_multiple_of(10) {
            payload.accounts.push(account(number(writer, round)));
            if round > 10 * KEPT {
                let gone = account(number(writer, round - 10 * KEPT)).account.id;
                payload.accounts.retain(|it| it.account.id != gone);
            }
        }
        if round.is_multiple_of(100) {
            let code = usize::try_from((round / 100 - 1) * 2 + writer - 1).unwrap();
            let shared = payload.account_mut(&account(SHARED).account.id).unwrap();
            shared.code_sets[0].codes[code].state = CodeState::Used { at: Some(at(0)) };
        }
    });
}

fn counting(counter: u64) -> OtpParameters {
    OtpParameters::Hotp {
        algorithm: Algorithm::Sha1,
        digits: Digits::DEFAULT,
        counter,
    }
}

#[test]
#[ignore = "the second process of the test below"]
fn writing_process() {
    let Some(root) = given_root() else { return };
    let writer: u64 = std::env::var(WRITER).unwrap().parse().unwrap();
    let mut lines = std::io::stdin().lines().map_while(Result::ok);
    let key = SecretText::new(lines.next().unwrap());
    let mut vault = open(&root, &key);
    // Each line is the start of a round.
    for number in 1..=ROUNDS {
        lines.next().unwrap();
        round(&mut vault, writer, number);
        let saved = vault.save(at(i64::try_from(number).unwrap())).unwrap();
        println!("\nsaved {}", u32::from(saved.merged.is_some()));
        // Now and then a process ends and another one opens the vault.
        if number % 40 == 0 {
            vault = open(&root, &key);
        }
    }
}

/// A writing process.
struct Writer {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Writer {
    fn start(root: &std::path::Path, number: u64, key: &SecretText) -> Self {
        let mut child = again("writing_process", root)
            .env(WRITER, number.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        writeln!(input, "{}", key.expose()).unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            child,
            input,
            output,
        }
    }

    /// Whether its save of this round merged.
    fn saved(&mut self) -> bool {
        let mut lines = self.output.by_ref().map_while(Result::ok);
        let merged = lines.find_map(|line| Some(line.strip_prefix("saved ")? == "1"));
        merged.expect("the process saved")
    }
}

#[test]
fn two_writers_lose_nothing_in_a_thousand_rounds() {
    let root = folder();
    let mut vault = create(root.path());
    let mut shared = record(SHARED, OtpParameters::DEFAULT);
    shared.code_sets.push(RecoveryCodeSet {
        id: CodeSetId::from_random([1; 10]),
        obtained: at(0),
        codes: (0..20)
            .map(|code| RecoveryCode {
                text: SecretText::new(format!("invented-code-{code}")),
                state: CodeState::Unused,
            })
            .collect(),
        burned_unknown: 0,
        superseded: None,
        original: None,
        unknown: UnknownFields::default(),
    });
    vault.edit(|payload| {
        payload.accounts.push(shared);
        for writer in 1..=2 {
            payload
                .accounts
                .push(record(number(writer, 0), counting(0)));
        }
    });
    vault.save(at(0)).unwrap();
    let key = vault.identity_text().unwrap();
    let mut writers = [1, 2].map(|number| Writer::start(root.path(), number, &key));
    let mut merges = 0;
    for _ in 0..ROUNDS {
        for writer in &mut writers {
            writeln!(writer.input).unwrap();
        }
        for writer in &mut writers {
            merges += u64::from(writer.saved());
        }
    }
    for mut writer in writers {
        assert!(writer.child.wait().unwrap().success());
    }
    println!("{merges} of {} saves merged", 2 * ROUNDS);
    assert!(
        merges > ROUNDS,
        "the two met in nearly every round: {merges}"
    );
    let vault = open(root.path(), &key);
    let mut found: Vec<_> = vault
        .payload()
        .metadata()
        .map(|it| it.username.clone())
        .collect();
    let mut expected = vec![format!("invented-{SHARED}")];
    for writer in 1..=2 {
        expected.push(format!("invented-{}", number(writer, 0)));
        for added in 0..KEPT {
            let round = ROUNDS - 10 * added;
            expected.push(format!("invented-{}", number(writer, round)));
        }
        let own = record(number(writer, 0), counting(0)).account.id;
        let own = vault.payload().account(&own).unwrap();
        assert_eq!(
            own.otp[0].parameters.counter(),
            Some(ROUNDS),
            "writer {writer}"
        );
        let count = &vault.payload().settings[&format!("writer-{writer}")];
        assert_eq!(count.as_u64(), Some(ROUNDS), "writer {writer}");
    }
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    let shared = record(SHARED, OtpParameters::DEFAULT).account.id;
    let codes = &vault.payload().account(&shared).unwrap().code_sets[0].codes;
    assert!(
        codes.iter().all(|code| !code.state.is_left()),
        "every mark of both is there"
    );
    assert_eq!(vault.payload().generation(), 2 + 2 * ROUNDS);
}
