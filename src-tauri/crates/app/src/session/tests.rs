//! The session as the page uses it: a real vault in a temporary folder.

use super::*;
use crate::SystemRandomness;
use crate::ipc::{
    AccountText, AddRequest, CodeRequest, DraftRequest, DrillAnswer, DrillView, EditRequest,
    ImportChoices, Listing, MarkRequest, OneCode, Passphrase, PassphraseChange, PassphraseCheck,
    PasswordNeed, PastedText, Preview, RemoveRequest, Settings, SheetContents, SheetPageRequest,
    SheetPaper, SheetPurpose, SheetRequest,
};
use std::path::Path;

pub(super) const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// An invented secret that must be nowhere but in the vault.
pub(super) const SECRET: &str = "NZXXILLBFVZGKYLMFVZWKY3SMV2C2MBZ";

pub(super) fn typed(text: &str) -> Passphrase {
    SecretText::new(text).into()
}

fn request(passphrase: &str) -> UnlockRequest {
    UnlockRequest {
        passphrase: typed(passphrase),
    }
}

pub(super) fn open_session() -> (tempfile::TempDir, Session) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = Location::new(folder.path().join("vault"), folder.path().join("state"));
    let mut session = Session::new(place);
    let wish = CreateVaultRequest {
        passphrase: typed("a long passphrase"),
    };
    session
        .create_vault(wish, NOW, &mut SystemRandomness)
        .expect("a vault");
    (folder, session)
}

fn paste(session: &mut Session, text: &str) -> Preview {
    let request = PastedText { text: typed(text) };
    let reading = session.begin_text(request).expect("begun");
    read(session, reading)
}

/// Reads what was begun.
pub(super) fn read<E: Errand>(session: &mut Session, reading: Reading<E>) -> E::Answer {
    let read = reading.run();
    let answer = session.finish(Some(read), NOW, &mut SystemRandomness);
    answer.expect("it can be read")
}

/// Compares one file with the vault.
fn drill(session: &mut Session, path: &Path) -> DrillView {
    let reading = session.begin_drill(vec![path.to_owned()]).expect("begun");
    read(session, reading.expect("a file was chosen"))
}

fn named(session: &mut Session) -> Vec<String> {
    let listing = session.list(Nothing {}).expect("open");
    let rows = listing.accounts.into_iter();
    rows.map(|row| format!("{}/{}", row.issuer, row.username))
        .collect()
}

#[test]
fn a_session_is_none_then_open_then_locked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = Location::new(folder.path().join("vault"), folder.path().join("state"));
    let mut session = Session::new(place);
    let state = |session: &Session| session.here().state;
    assert_eq!(state(&session), VaultState::None);
    assert_eq!(
        session
            .unlock(request("a long passphrase"))
            .map_err(|error| error.code),
        Err(Code::NoVault)
    );

    let wish = CreateVaultRequest {
        passphrase: typed("a long passphrase"),
    };
    let made = session.create_vault(wish, NOW, &mut SystemRandomness);
    assert_eq!(made.map(|status| status.state), Ok(VaultState::Unlocked));
    assert_eq!(session.list(Nothing {}), Ok(Listing { accounts: vec![] }));

    assert!(session.lock(Nothing {}).is_ok());
    assert_eq!(state(&session), VaultState::Locked);
    for refused in [
        session.list(Nothing {}).map(drop),
        session.unlock(request("another passphrase")).map(drop),
    ] {
        let code = refused.expect_err("it is locked").code;
        assert!(
            matches!(code, Code::PassphraseNeeded | Code::WrongPassphrase),
            "{code:?}"
        );
    }
    assert_eq!(state(&session), VaultState::Locked);
    assert!(session.unlock(request("a long passphrase")).is_ok());
    assert_eq!(state(&session), VaultState::Unlocked);
}

#[test]
fn an_import_is_looked_at_then_applied_then_undone() {
    let (_folder, mut session) = open_session();
    let text = format!("otpauth://totp/Harbour:keeper?secret={SECRET}\notpauth://totp/x?secret=1");
    let preview = paste(&mut session, &text);
    assert_eq!(preview.items.len(), 1);
    assert_eq!(preview.password, PasswordNeed::No);
    assert_eq!(
        preview.files.first().map(|file| file.rejected.len()),
        Some(1)
    );
    let sent = serde_json::to_string(&preview).expect("JSON");
    assert!(!sent.contains(SECRET), "no secret goes to the page");
    assert!(named(&mut session).is_empty(), "nothing is written yet");

    let done = session.apply_import(Nothing {}, NOW, &mut SystemRandomness);
    assert_eq!(done.map(|applied| applied.added), Ok(1));
    assert_eq!(named(&mut session), ["Harbour/keeper"]);
    let again = session.apply_import(Nothing {}, NOW, &mut SystemRandomness);
    assert_eq!(again.map_err(|error| error.code), Err(Code::Usage));

    assert!(session.undo(Nothing {}, NOW).is_ok());
    assert!(named(&mut session).is_empty());
}

#[test]
fn what_changes_while_an_import_waits_is_kept() {
    let (_folder, mut session) = open_session();
    let text = format!("otpauth://totp/Harbour:keeper?secret={SECRET}");
    paste(&mut session, &text);
    let other = AddRequest {
        text: AccountText {
            issuer: Some("Lighthouse".into()),
            username: Some("me".into()),
            ..AccountText::default()
        },
        key: None,
        codes: None,
    };
    session
        .add_account(other, NOW, &mut SystemRandomness)
        .expect("added");
    session
        .apply_import(Nothing {}, NOW, &mut SystemRandomness)
        .expect("applied");
    let mut names = named(&mut session);
    names.sort();
    assert_eq!(names, ["Harbour/keeper", "Lighthouse/me"]);
}

#[test]
fn nothing_of_an_import_outlives_cancel_and_lock() {
    let (_folder, mut session) = open_session();
    let text = format!("otpauth://totp/Harbour:keeper?secret={SECRET}");
    paste(&mut session, &text);
    session.cancel_import(Nothing {}).expect("cancelled");
    let choices = || ImportChoices {
        password: None,
        account: None,
        on_conflict: "keep_both".into(),
        take_offers: false,
    };
    let none = session.begin_again(choices());
    assert_eq!(none.map(drop).map_err(|error| error.code), Err(Code::Usage));
    paste(&mut session, &text);
    session.lock(Nothing {}).expect("locked");
    assert!(session.pending.is_none());
    let refused = session.begin_files(Vec::new());
    assert_eq!(
        refused.map(drop).map_err(|error| error.code),
        Err(Code::PassphraseNeeded)
    );
}

#[test]
fn an_account_by_hand_has_codes_that_are_shown_one_at_a_time() {
    let (_folder, mut session) = open_session();
    let wish = AddRequest {
        text: AccountText {
            issuer: Some("Harbour".into()),
            username: Some("keeper".into()),
            tags: Some(vec!["work".into()]),
            ..AccountText::default()
        },
        key: Some(typed(SECRET)),
        codes: Some(typed("alpha-1111\nbravo-2222\n")),
    };
    let account = session
        .add_account(wish, NOW, &mut SystemRandomness)
        .expect("added")
        .account;
    let otp = session.list(Nothing {}).expect("open").accounts[0].otp[0]
        .id
        .clone();
    let code = |session: &mut Session, next, now| {
        let request = CodeRequest {
            account: account.clone(),
            otp: otp.clone(),
            next,
        };
        session.code(request, now).expect("a code").code
    };
    let later = Timestamp::from_second(30).expect("a moment");
    let following = code(&mut session, true, NOW);
    assert_ne!(following, code(&mut session, false, NOW));
    assert_eq!(following, code(&mut session, false, later));

    let one = |n| OneCode {
        account: account.clone(),
        n,
    };
    let shown = session.reveal_code(one(2)).expect("codes").current;
    let texts: Vec<_> = shown
        .expect("a set")
        .codes
        .into_iter()
        .map(|code| code.code)
        .collect();
    assert_eq!(texts, [None, Some("bravo-2222".to_owned())]);
    let clip = session.copy_recovery_code(one(1)).expect("a clip");
    assert!(clip.secret && clip.text == SecretText::new("alpha-1111"));
    assert!(session.copy_recovery_code(one(3)).is_err());

    let mark = |session: &mut Session, used| {
        let request = MarkRequest {
            account: account.clone(),
            n: 1,
            used,
        };
        let codes = session.mark_code(request, NOW).expect("marked");
        codes.current.map(|set| set.left)
    };
    assert_eq!(mark(&mut session, true), Some(1));
    assert_eq!(mark(&mut session, false), Some(2));

    let change = EditRequest {
        account: account.clone(),
        text: AccountText {
            tags: Some(vec!["home".into()]),
            ..AccountText::default()
        },
        key: None,
        codes: None,
    };
    session
        .edit_account(change, NOW, &mut SystemRandomness)
        .expect("changed");
    let row = session.list(Nothing {}).expect("open").accounts.remove(0);
    assert_eq!(
        (row.tags, row.username),
        (vec!["home".into()], "keeper".into())
    );
    let gone = RemoveRequest { account, otp: None };
    session.remove_account(gone, NOW).expect("removed");
    assert!(named(&mut session).is_empty());
}

#[test]
fn a_draft_needs_no_vault_and_is_compared_where_there_is_one() {
    let wish = |note: &str| DraftRequest {
        provider: "pypi".into(),
        instance: None,
        username: Some("sampleuser".into()),
        lost: vec!["totp".into(), "codes".into()],
        have: vec!["password".into()],
        projects: vec![],
        repositories: vec![],
        note: Some(typed(note)),
        email_verified: None,
        two_factor: None,
        open_case: false,
        look: false,
        route: None,
    };
    let (_folder, mut session) = open_session();
    paste(
        &mut session,
        &format!("otpauth://totp/Harbour:keeper?secret={SECRET}"),
    );
    session
        .apply_import(Nothing {}, NOW, &mut SystemRandomness)
        .expect("applied");
    let leaky = session
        .draft(wish(&format!("It was {SECRET}.")), NOW)
        .expect("a plan");
    assert!(leaky.compared);
    assert!(leaky.lint.iter().any(|finding| finding.level == "error"));
    assert_eq!(leaky.draft.and_then(|draft| draft.open_url), None);

    session.lock(Nothing {}).expect("locked");
    let plan = session.draft(wish(""), NOW).expect("a plan");
    assert!(!plan.compared && plan.draft.is_some() && !plan.routes.is_empty());
}

#[test]
fn a_sheet_is_refused_before_anybody_chooses_a_file() {
    let (folder, mut session) = open_session();
    let wish = |kind, passphrase: Option<&str>| SheetRequest {
        replace: kind == SheetPurpose::Key,
        ..sheet_of(kind, vec![], passphrase)
    };
    for refused in [
        wish(SheetPurpose::Account, None),
        wish(SheetPurpose::Vault, None),
        wish(SheetPurpose::Vault, Some("short")),
        wish(SheetPurpose::Key, None),
    ] {
        assert!(session.sheet_name(&refused, NOW).is_err());
    }
    let name = session.sheet_name(&wish(SheetPurpose::Vault, Some("a long passphrase")), NOW);
    assert_eq!(name.as_deref(), Ok("reentry-vault-1970-01-01.pdf"));
    let path = folder.path().join("sheet.pdf");
    let empty = session.make_sheet(
        wish(SheetPurpose::Vault, Some("a long passphrase")),
        &path,
        NOW,
        &mut SystemRandomness,
    );
    assert_eq!(empty.map_err(|error| error.code), Err(Code::Usage));
    assert!(!path.exists(), "no file is left behind");
}

#[test]
fn a_window_that_nobody_uses_locks() {
    let (_folder, mut session) = open_session();
    let at = |second| Timestamp::from_second(second).expect("a moment");
    let wanted = Settings {
        lock_after: Some(60),
        ..Settings::default()
    };
    session.change_settings(wanted).expect("saved");
    assert!(!session.lock_if_idle(at(100), at(159)));
    assert!(
        !session.lock_if_idle(at(100), at(40)),
        "a clock that was set back"
    );
    assert!(session.lock_if_idle(at(100), at(160)));
    assert_eq!(session.here().state, VaultState::Locked);
    assert!(
        !session.lock_if_idle(at(100), at(200)),
        "it is locked already"
    );

    session.unlock(request("a long passphrase")).expect("open");
    let never = Settings {
        lock_after: None,
        ..wanted
    };
    session.change_settings(never).expect("saved");
    assert!(!session.lock_if_idle(at(0), at(1_000_000)));
}

#[test]
fn settings_outlive_the_window_and_damage_to_them_is_no_harm() {
    let (folder, mut session) = open_session();
    assert_eq!(session.settings(Nothing {}), Ok(Settings::default()));
    let wanted = Settings {
        clipboard: 100_000,
        lock_after: Some(0),
        ..Settings::default()
    };
    let kept = session.change_settings(wanted).expect("saved");
    assert_eq!((kept.clipboard, kept.lock_after), (600, Some(1)));
    let place = Location::new(folder.path().join("vault"), folder.path().join("state"));
    assert_eq!(Session::new(place.clone()).settings(Nothing {}), Ok(kept));
    std::fs::write(place.state.join("window.json"), "{").expect("written");
    assert_eq!(
        Session::new(place).settings(Nothing {}),
        Ok(Settings::default())
    );
}

#[test]
fn passphrases_are_judged_made_and_changed() {
    let (folder, mut session) = open_session();
    let judge = |session: &Session, text: &str| {
        let request = PassphraseCheck {
            passphrase: typed(text),
        };
        let judged = session.judge_passphrase(request).expect("judged");
        (judged.accepted, judged.weak)
    };
    assert_eq!(judge(&session, "short"), (false, true));
    assert_eq!(judge(&session, "password1"), (true, true));
    let made = session
        .suggest_passphrase(Nothing {}, &mut SystemRandomness)
        .expect("made");
    assert_eq!(judge(&session, &made.passphrase), (true, false));
    assert!(!format!("{made:?}").contains(&made.passphrase));

    let change = |current: &str| PassphraseChange {
        current: typed(current),
        fresh: typed(&made.passphrase),
    };
    let wrong = session.change_passphrase(change("not the one"), NOW);
    assert_eq!(
        wrong.map_err(|error| error.code),
        Err(Code::WrongPassphrase)
    );
    session
        .change_passphrase(change("a long passphrase"), NOW)
        .expect("changed");
    session.lock(Nothing {}).expect("locked");
    assert!(session.unlock(request("a long passphrase")).is_err());
    assert!(session.unlock(request(&made.passphrase)).is_ok());

    let copy = folder.path().join("stick");
    std::fs::create_dir(&copy).expect("a folder");
    let copies = session.add_copy(Some(copy.clone()), NOW).expect("copied");
    let folders: Vec<_> = copies
        .copies
        .iter()
        .map(|one| one.folder.as_str())
        .collect();
    assert_eq!(folders, [copy.display().to_string()]);
    assert!(copy.join("vault.age").exists());
    assert_eq!(
        session.add_copy(None, NOW),
        Ok(copies),
        "nothing was chosen"
    );
}

#[test]
fn a_removed_account_is_gone_but_for_the_trash_and_what_must_not_be_said() {
    let (_folder, mut session) = open_session();
    let text = format!("otpauth://totp/PyPI:keeper?secret={SECRET}&issuer=PyPI");
    paste(&mut session, &text);
    session
        .apply_import(Nothing {}, NOW, &mut SystemRandomness)
        .expect("applied");
    let remove = |session: &mut Session| {
        let rows = session.list(Nothing {}).expect("open").accounts;
        let account = rows.first().expect("one").id.clone();
        let request = RemoveRequest {
            account: account.clone(),
            otp: None,
        };
        session.remove_account(request, NOW).expect("removed");
        account
    };
    let account = remove(&mut session);
    assert!(named(&mut session).is_empty());
    let trash = session.trash(Nothing {}, NOW).expect("open").accounts;
    let row = trash.first().expect("it is in the trash");
    assert_eq!(
        (row.issuer.as_str(), row.ends.as_str()),
        ("PyPI", "1970-01-31T00:00:00Z")
    );
    let draft = crate::draft::Request {
        target: "pypi".into(),
        lost: vec!["totp".into(), "codes".into()],
        username: Some("keeper".into()),
        projects: vec!["harbour".into()],
        note: Some(SecretText::new(format!("my key was {SECRET}"))),
        ..crate::draft::Request::default()
    };
    let payload = session.open.as_ref().map(Vault::payload);
    let plan = crate::draft::draft(draft, payload, &session.providers, NOW).expect("a plan");
    assert!(
        plan.lint.iter().any(::recovery::Finding::is_error),
        "what is in the trash must not be said either"
    );
    let back = crate::ipc::OneAccount { account };
    session.restore_account(back, NOW).expect("back");
    assert_eq!(named(&mut session), ["PyPI/keeper"]);
    remove(&mut session);
    let month = Timestamp::from_second(31 * 86_400).expect("a month later");
    let late = session.trash(Nothing {}, month).expect("open").accounts;
    assert!(late.is_empty(), "its time is over");
    session.empty_trash(Nothing {}, NOW).expect("emptied");
    let emptied = session.trash(Nothing {}, NOW).expect("open").accounts;
    assert!(emptied.is_empty());
}

/// The secret and the recovery code of the account with this number, both invented.
fn canary(number: usize) -> (String, String) {
    let letters: String = (0..8)
        .map(|place| char::from(b'A' + u8::try_from((number >> (4 * place)) % 16).unwrap_or(0)))
        .collect();
    (
        format!("CANARYSECRET{letters}CANARYSECRET"),
        format!("canary-{number:05}-code"),
    )
}

#[test]
fn the_page_is_told_none_of_a_thousand_secrets() {
    const ACCOUNTS: usize = 1_000;
    let (_folder, mut session) = open_session();
    let uris: Vec<String> = (0..ACCOUNTS)
        .map(|number| format!("otpauth://totp/S{number}:u?secret={}", canary(number).0))
        .collect();
    let mut told = serde_json::to_string(&paste(&mut session, &uris.join("\n"))).expect("JSON");
    session
        .apply_import(Nothing {}, NOW, &mut SystemRandomness)
        .expect("applied");
    let rows = session.list(Nothing {}).expect("open").accounts;
    assert_eq!(rows.len(), ACCOUNTS);
    // Recovery codes for a few: each is a save of its own.
    for (number, row) in rows.iter().enumerate().take(5) {
        let change = EditRequest {
            account: row.id.clone(),
            text: AccountText::default(),
            key: None,
            codes: Some(typed(&canary(number).1)),
        };
        session
            .edit_account(change, NOW, &mut SystemRandomness)
            .expect("changed");
        let request = crate::ipc::OneAccount {
            account: row.id.clone(),
        };
        let codes = session.recovery_codes(request).expect("codes");
        told += &serde_json::to_string(&codes).expect("JSON");
    }
    told += &serde_json::to_string(&session.list(Nothing {}).expect("open")).expect("JSON");
    told += &serde_json::to_string(&paste(&mut session, &uris.join("\n"))).expect("JSON");
    told += &serde_json::to_string(&session.sheets(Nothing {}).expect("open")).expect("JSON");
    told += &serde_json::to_string(&session.copies(Nothing {}).expect("open")).expect("JSON");
    let first = rows.iter().take(1).map(|row| row.id.clone()).collect();
    let page = page_of(sheet_of(SheetPurpose::Account, first, None), false, 1);
    let page = session.sheet_page(page, NOW).expect("a page");
    // Paper shows secrets in groups.
    told += &serde_json::to_string(&page).expect("JSON").replace(' ', "");
    assert!(told.contains("S999"), "the page is told what there is");
    for number in 0..ACCOUNTS {
        let (secret, code) = canary(number);
        assert!(!told.contains(&secret) && !told.contains(&code), "{number}");
    }
}

/// A page of a sheet that would be made so.
pub(super) fn page_of(sheet: SheetRequest, reveal: bool, page: u32) -> SheetPageRequest {
    SheetPageRequest {
        kind: sheet.kind,
        accounts: sheet.accounts,
        paper: sheet.paper,
        contents: sheet.contents,
        to_paper_key: false,
        needed: sheet.needed,
        shares: sheet.shares,
        copies: sheet.copies,
        card: sheet.card,
        reveal,
        page,
    }
}

pub(super) fn sheet_of(
    kind: SheetPurpose,
    accounts: Vec<String>,
    passphrase: Option<&str>,
) -> SheetRequest {
    SheetRequest {
        kind,
        accounts,
        paper: SheetPaper::A4,
        contents: SheetContents::Everything,
        passphrase: passphrase.map(typed),
        needed: None,
        shares: None,
        replace: false,
        copies: 1,
        card: None,
        place: None,
    }
}

#[test]
fn a_drill_asks_for_a_printed_code_before_it_notes_the_date() {
    let (folder, mut session) = open_session();
    let wish = AddRequest {
        text: AccountText {
            issuer: Some("Harbour".into()),
            username: Some("keeper".into()),
            ..AccountText::default()
        },
        key: Some(typed(SECRET)),
        codes: Some(typed("alpha-1111")),
    };
    let account = session
        .add_account(wish, NOW, &mut SystemRandomness)
        .expect("added")
        .account;
    let pdf = folder.path().join("sheet.pdf");
    session
        .make_sheet(
            sheet_of(SheetPurpose::Account, vec![account], None),
            &pdf,
            NOW,
            &mut SystemRandomness,
        )
        .expect("made");
    let proved = |session: &mut Session| {
        let ledger = session.sheets(Nothing {}).expect("a ledger");
        ledger.sheets[0].proved_at.clone()
    };

    let drawn = drill(&mut session, &pdf);
    assert_eq!((drawn.result.as_str(), drawn.proof), ("current", false));
    assert_eq!((drawn.question, proved(&mut session)), (None, None));

    // What a phone's reader gives of the page, as a text.
    let bytes = std::fs::read(&pdf).expect("the PDF");
    let codes = picture::read(&bytes, &picture::Limits::default(), picture::Until::Settled);
    let texts: Vec<_> = codes
        .expect("codes")
        .found
        .iter()
        .map(|found| found.text().expose().to_owned())
        .collect();
    let scan = folder.path().join("scan.txt");
    std::fs::write(&scan, texts.join("\n")).expect("written");
    let asked = drill(&mut session, &scan);
    let question = asked.question.expect("a printed code is asked for");
    assert!(question.contains("code 1 of Harbour/keeper"), "{question}");
    assert_eq!(proved(&mut session), None, "nothing is noted yet");

    let answer = |text: &str| DrillAnswer {
        code: Some(typed(text)),
    };
    // Another reading that is given up changes nothing, also while it searches a picture.
    let given_up = session.begin_drill(vec![pdf]).expect("begun");
    let given_up = given_up.expect("a file was chosen");
    session.cancel_reading(Nothing {}).expect("given up");
    let cancelled = read(&mut session, given_up);
    assert!(cancelled.cancelled && cancelled.sheets.is_empty());
    let wrong = session
        .answer_drill(answer("alpha-111l"), NOW)
        .expect("compared");
    assert_eq!(wrong.sheets[0].legible, Some(false));
    assert!(wrong.question.is_some() && proved(&mut session).is_none());
    let right = session
        .answer_drill(answer(" alpha-1111 "), NOW)
        .expect("compared");
    assert_eq!((right.proof, right.question), (true, None));
    assert_eq!(right.sheets[0].legible, Some(true));
    assert!(proved(&mut session).is_some());
    assert!(session.answer_drill(answer("again"), NOW).is_err());
}
