//! What a sheet will look like, drawn from the same list as its PDF: with dummies of the same shape
//! in place of every secret, until somebody asks to see them.
//!
//! The dummies are put into copies of the accounts before anything is laid out, so a page cannot
//! show what it was never given.

use crate::sheets::{self, CardWords, How};
use crate::{AppError, sealed};
use model::{SheetId, Timestamp};
use provider::Directory;
use secret::{AccountRecord, Randomness, RandomnessError, SecretBytes, SecretText};
use sheet::layout::Document;
use sheet::share::{self, PaperKeyBytes, SetId};
use sheet::{Frame, Labels, OpensWith, SheetError};
use vault::Payload;

/// What is looked at.
#[derive(Debug)]
pub enum Shown {
    /// The sheet of these accounts, with dummies in place of their secrets.
    Covered(Vec<String>),
    /// The same with its secrets.
    Revealed(Vec<String>),
    /// The sheet of the whole vault. Its codes are dummies: what they will say is encrypted when the
    /// sheet is made.
    Vault(OpensWith),
    /// The sheet of a paper key that is not made yet, or its shares, `(needed, made)`.
    PaperKey(Option<(u8, u8)>),
    /// The lockout card, which holds no secret.
    Card(CardWords),
}

/// The pages of a sheet that was not made: its number is a dummy, it stands in no ledger.
///
/// # Errors
/// As [`sheets::make`], but for saving and writing.
pub fn preview(
    payload: &Payload,
    shown: &Shown,
    how: &How,
    providers: &Directory,
    now: Timestamp,
) -> Result<Document, AppError> {
    let labels = Labels::default();
    let id = SheetId::from_random([0; 5]);
    let frame = Frame {
        paper: how.paper,
        sheet_id: &id,
        date: crate::draft::today(now),
        label: how.label.as_deref(),
        copy: (1, how.copies.max(1)),
        replaces: None,
        labels: &labels,
    };
    let (names, covered) = match shown {
        Shown::Vault(opens_with) => return vault(payload, frame, *opens_with, providers, now),
        Shown::PaperKey(split) => return paper_key(frame, *split),
        Shown::Card(words) => return card(frame, payload, words, providers, now),
        Shown::Covered(names) => (names, true),
        Shown::Revealed(names) => (names, false),
    };
    let chosen = sheets::accounts(payload, names, how.contents)?;
    let mut records: Vec<AccountRecord> = chosen.into_iter().cloned().collect();
    if covered {
        records.iter_mut().for_each(cover);
    }
    let records: Vec<&AccountRecord> = records.iter().collect();
    let entries = sheets::entries(&records, providers);
    let account = sheet::AccountSheet {
        frame,
        accounts: &entries,
        contents: sheets::on_paper(how.contents),
        packing: sheets::packing(how),
    };
    Ok(sheet::lay_out_account(&account)?.0)
}

fn vault(
    payload: &Payload,
    frame: Frame<'_>,
    opens_with: OpensWith,
    providers: &Directory,
    now: Timestamp,
) -> Result<Document, AppError> {
    let records: Vec<&AccountRecord> = payload.accounts.iter().collect();
    if records.is_empty() {
        return Err(SheetError::Empty.into());
    }
    let content = sheet::payload::encode(records.iter().copied(), now);
    // As long as the real one, and nothing of it.
    let bytes = (0..=u8::MAX).map(|byte| byte.wrapping_mul(101)).cycle();
    let length = match opens_with {
        OpensWith::Passphrase => sealed::length(content.len()),
        OpensWith::PaperKey => sealed::length_to_key(content.len()),
    };
    let dummy: Vec<u8> = bytes.take(length).collect();
    Ok(sheet::lay_out_vault(&sheet::VaultSheet {
        frame,
        ciphertext: &dummy,
        index: sheets::index(&records, providers),
        opens_with,
    })?)
}

/// The paper key comes to be when its sheet is made: until then, one of zeros stands for it.
fn paper_key(frame: Frame<'_>, split: Option<(u8, u8)>) -> Result<Document, AppError> {
    let key = PaperKeyBytes::new(&[0; 32]);
    let recipient = vault::recipient_of(&key.identity())?;
    let Some((needed, count)) = split else {
        let sheet = sheet::KeySheet {
            frame,
            key: &key,
            recipient: &recipient,
        };
        return Ok(sheet::lay_out_key(&sheet)?.0);
    };
    let shares = share::split(&key, SetId::of(frame.sheet_id), needed, count, &mut Dummies)?;
    Ok(sheet::lay_out_shares(&sheet::ShareSheets {
        frame,
        shares: &shares,
        count,
        recipient: &recipient,
    })?
    .0)
}

/// What shares of nothing are made with.
struct Dummies;

impl Randomness for Dummies {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomnessError> {
        bytes.fill(0);
        Ok(())
    }
}

fn card(
    frame: Frame<'_>,
    payload: &Payload,
    words: &CardWords,
    providers: &Directory,
    now: Timestamp,
) -> Result<Document, AppError> {
    let labels = &frame.labels.card;
    Ok(sheet::lay_out_card(&sheet::LockoutCard {
        size: words.size,
        accounts: &sheets::card_entries(payload, providers, labels, now),
        places: &sheets::card_places(payload, labels),
        frame,
        contacts: &words.contacts,
        blanks: &words.blanks,
    })?
    .0)
}

/// Puts dummies of the same shape in place of an account's secrets.
fn cover(record: &mut AccountRecord) {
    for otp in &mut record.otp {
        otp.secret = SecretBytes::new(vec![0; otp.secret.len()]);
        otp.pin = otp.pin.as_ref().map(covered);
        for (_, value) in &mut otp.uri_parameters {
            *value = covered(value);
        }
    }
    for code in record.code_sets.iter_mut().flat_map(|set| &mut set.codes) {
        code.text = covered(&code.text);
    }
    record.note = None;
}

/// Letters become x, digits 0: the separators stay, so the page keeps its shape.
fn covered(secret: &SecretText) -> SecretText {
    let letters = secret.expose().chars().map(|letter| match letter {
        letter if letter.is_ascii_digit() => '0',
        letter if letter.is_ascii_uppercase() => 'X',
        letter if letter.is_alphanumeric() => 'x',
        letter => letter,
    });
    SecretText::new(letters.collect::<String>())
}
